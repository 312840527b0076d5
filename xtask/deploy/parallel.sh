#!/usr/bin/env bash
# Grades a class with GNU parallel, on this machine or on several that share a file system (`--sshlogin`):
#
#   xtask/deploy/parallel.sh SHARDS SUBMISSIONS SCENARIOS RESULTS [OPTIONS OF parallel...]
#
# On one machine `grade --jobs N` does the same without it.
set -euo pipefail

shards=$1 submissions=$2 scenarios=$3 results=$4
shift 4
grader=${SOCKLAB_GRADER:-target/release/xtask}

mkdir -p "$results"
parallel --halt soon,fail=1 "$@" \
    "$grader" grade "$submissions" "$scenarios" --shard "{}/$shards" --out "$results/shard-{}" --jobs 1 --resume \
    ::: $(seq "$shards")
exec "$grader" merge --out "$results" $(seq -f "$results/shard-%g" "$shards")
