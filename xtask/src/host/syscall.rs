//! The system call that a thread sleeps in, as the kernel tells it.

/// A line of `/proc/PID/task/TID/syscall` (`Documentation/filesystems/proc.rst`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Call {
    pub number: libc::c_long,
    pub arguments: [u64; 6],
    pub stack: u64,
    pub place: u64,
}

impl Call {
    /// `None` where the thread runs, or sleeps outside of a call.
    pub(super) fn parse(line: &str) -> Option<Self> {
        let mut words = line.split_ascii_whitespace();
        let number = words.next()?.parse().ok().filter(|number| *number >= 0)?;
        let mut hex = || u64::from_str_radix(words.next()?.strip_prefix("0x")?, 16).ok();
        let mut arguments = [0; 6];
        for argument in &mut arguments {
            *argument = hex()?;
        }
        Some(Self { number, arguments, stack: hex()?, place: hex()? })
    }
}
