//! What happened to the machine as a whole.

/// How many processes the kernel has ended since the machine started because memory had run out: the machine's, or that of
/// one control group. 0 where it does not tell (before Linux 4.13).
pub(super) fn processes_ended_for_memory() -> u64 {
    let text = std::fs::read_to_string("/proc/vmstat").unwrap_or_default();
    text.lines().find_map(|line| line.strip_prefix("oom_kill ")?.parse().ok()).unwrap_or(0)
}
