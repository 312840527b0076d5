#!/usr/bin/env bash
# Grades a class with GNU parallel, on this machine or on several that share a file system (`--sshlogin`):
#
#   xtask/deploy/parallel.sh SHARDS SUBMISSIONS SCENARIOS RESULTS [OPTIONS OF parallel...]
#
# On one machine `grade --jobs N` does the same without it.
set -euo pipefail

shards=$1 submissions=$2 scenarios=$3 results=$4
shift 4
grader=${SOCKLAB_GRADER:-target/release/socklab}

mkdir -p "$results"
# Status 3 says that points are open, which is a result and no failure: `merge` says it again, of the whole class.
parallel --quote --halt soon,fail=1 "$@" \
    sh -c '"$@" || [ $? -eq 3 ]' shard \
    "$grader" grade "$submissions" "$scenarios" --shard "{}/$shards" --out "$results/shard-{}" --jobs 1 --resume \
    ::: $(seq "$shards")
merged=()
for ((shard = 1; shard <= shards; shard++)); do merged+=("$results/shard-$shard"); done
exec "$grader" merge --out "$results" "${merged[@]}"
