#!/usr/bin/env bash
# Does the job array of `slurm.sh` grade as one machine does? Starts a small Slurm of two nodes on this machine, in a network
# and a folder of its own, grades a class in four shards, merges, and compares the grades with those of a run without Slurm.
# Needs root, Debian's slurm-wlm and iproute2, and the grader: SOCKLAB_GRADER, or else target/debug/socklab.
#
#   xtask/deploy/test-slurm.sh SUBMISSIONS SCENARIOS
set -euo pipefail

if [[ ${SOCKLAB_INSIDE:-} != yes ]]; then
    # A network of its own: its ports are nobody else's, and everything in it ends with this shell.
    SOCKLAB_INSIDE=yes exec unshare --net --pid --fork --mount-proc --kill-child "$0" "$@"
fi

submissions=$(realpath "$1") scenarios=$(realpath "$2")
here=$(realpath "$(dirname "$0")")
SOCKLAB_GRADER=$(realpath "${SOCKLAB_GRADER:-$here/../../target/debug/socklab}")
export SOCKLAB_GRADER
folder=$(mktemp -d /run/socklab-slurm.XXXXXX)
trap 'rm -rf "$folder"' EXIT
# Daemons look at who may write to the folders above their files.
chmod 755 "$folder"

ip link set lo up
ip address add 10.9.9.1/32 dev lo   # without an address, names do not resolve here
node=$(hostname -s)

dd if=/dev/urandom of="$folder/munge.key" bs=1024 count=1 status=none
chmod 600 "$folder/munge.key"
munged --force --socket="$folder/munge.socket" --key-file="$folder/munge.key" --pid-file="$folder/munged.pid" \
    --log-file="$folder/munged.log" --seed-file="$folder/munged.seed"

export SLURM_CONF=$folder/slurm.conf
cat >"$SLURM_CONF" <<CONF
ClusterName=socklab
SlurmctldHost=$node(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool.%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.%n.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
SchedulerParameters=batch_sched_delay=0,sched_interval=1
EpilogMsgTime=1
NodeName=n[1-2] NodeHostname=$node NodeAddr=127.0.0.1 Port=17001-17002 CPUs=1 RealMemory=1000 State=UNKNOWN
PartitionName=lab Nodes=n[1-2] Default=YES MaxTime=INFINITE State=UP OverSubscribe=NO
CONF
mkdir "$folder/state"
slurmctld
for name in n1 n2; do
    slurmd -N "$name"
done

complain() {
    echo "$1" >&2
    tail -n 20 "$folder"/*.log "$folder"/array-* >&2 || true
    exit 1
}

# From here on the class: once by Slurm, once without.
cd "$folder"
sbatch --wait --array=1-4 --output="$folder/array-%a.out" \
    "$here/slurm.sh" "$submissions" "$scenarios" "$folder/results" || complain "the job array failed"
"$SOCKLAB_GRADER" merge --out "$folder/results" "$folder"/results/shard-* || complain "the shards cannot be merged"
"$SOCKLAB_GRADER" grade "$submissions" "$scenarios" --out "$folder/alone" || complain "grading without Slurm failed"
ran=$(grep -l . "$folder"/array-*.out | wc -l)
cmp "$folder/results/grades.csv" "$folder/alone/grades.csv" || complain "Slurm graded differently"
echo "the grades of $ran tasks on 2 nodes are those of one machine:"
cat "$folder/results/grades.csv"
