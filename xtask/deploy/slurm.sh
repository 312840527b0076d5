#!/usr/bin/env bash
# Grades a class as a Slurm job array: one task a shard, then `merge` on any one machine.
#
#   sbatch --array=1-8 --wait xtask/deploy/slurm.sh SUBMISSIONS SCENARIOS RESULTS
#   cargo xtask merge --out RESULTS RESULTS/shard-*
#
# SUBMISSIONS, SCENARIOS and RESULTS lie on a file system that all nodes share. A shard of a few hundred cases takes well over
# the half second that Slurm needs to start a task; smaller shards cost more than they gain. A task that was requeued
# goes on where its journal ends.
#SBATCH --job-name=socklab
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --requeue
set -euo pipefail

submissions=$1 scenarios=$2 results=$3
# The grader, built once before: `cargo build --release --package xtask`.
grader=${SOCKLAB_GRADER:-target/release/socklab}

mkdir -p "$results"
# Status 3 says that points are open, which is a result and no failure: `merge` says it again, of the whole class.
"$grader" grade "$submissions" "$scenarios" \
    --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" \
    --out "$results/shard-$SLURM_ARRAY_TASK_ID" \
    --jobs "${SLURM_CPUS_PER_TASK:-1}" --resume || [ $? -eq 3 ]
