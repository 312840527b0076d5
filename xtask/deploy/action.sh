#!/usr/bin/env bash
# What `action.yml` does: grades one submission, and tells GitHub. From the environment: ACTION, the grader's own folder; FOLDER, the
# submission; SCENARIOS, what is asked, all three tasks where it is empty; RESULTS, where reports go. GitHub's GITHUB_OUTPUT and
# GITHUB_STEP_SUMMARY are appended to where they are set.
#
# Exit status: 0 where every check passed, 1 where one failed, else that of the grader.
set -euo pipefail

grader=${SOCKLAB_GRADER:-$HOME/.socklab/bin/socklab}
if [[ ! -x $grader ]]; then
    cargo install --locked --path "$ACTION/xtask" --root "$HOME/.socklab"
fi
# Ubuntu lets no ordinary user make user namespaces; a runner is a machine of its own, so allow it.
if [[ -e /proc/sys/kernel/apparmor_restrict_unprivileged_userns ]] && command -v sudo >/dev/null; then
    sudo sysctl -qw kernel.apparmor_restrict_unprivileged_userns=0
fi

class=$(mktemp -d)
trap 'rm -rf "$class"' EXIT
mkdir "$class/handed-in"
cp -a "$FOLDER" "$class/handed-in/submission"
rm -rf "$class/handed-in/submission/.git" "$class/handed-in/submission/.github"

status=0
"$grader" grade "$class/handed-in" "${SCENARIOS:-$ACTION/scenarios}" --class --out "$RESULTS" --also junit,classroom || status=$?
echo "exit-status=$status" >>"${GITHUB_OUTPUT:-/dev/null}"
case $status in
    0 | 3) ;; # open points are a result
    *) exit "$status" ;;
esac
cat "$RESULTS/submission/classroom.output" >>"${GITHUB_OUTPUT:-/dev/null}"
cat "$RESULTS/submission/classroom-summary.md" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
# GitHub counts files from the repository's folder.
folder=${FOLDER#./}
if [[ -z $folder || $folder == . ]]; then folder=; else folder=${folder%/}/; fi
sed "s|^\(::[a-z]* file=\)|\1$folder|" "$RESULTS/submission/classroom-annotations.txt"
if grep -q '^::error' "$RESULTS/submission/classroom-annotations.txt"; then
    exit 1
fi
exit "$status"
