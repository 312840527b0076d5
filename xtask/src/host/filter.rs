//! Which system calls a program may not make, and which the supervisor answers: one list, with a reason a row.
//!
//! A list of what is refused and not of what is allowed: the programs are of every language, with compilers among them, and the
//! next C library makes calls that nobody has heard of. What the namespaces and the missing capabilities refuse anyway
//! stands here as well, so that the code behind it is not even reached.
//!
//! ENOSYS where libraries have another way for older kernels, EPERM elsewhere. What the supervisor answers is no boundary: a
//! program that means to learn the true time, or numbers of the kernel's, will.

mod rows;
mod sends;

use std::io;
use std::os::fd::OwnedFd;

use super::bpf::{self, Action, Rule, Test};
use rows::{ROWS, Row};
use sends::SENDS;

/// What a filter is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    /// It refuses what leads out of a sandbox.
    pub refuses: bool,
    /// Somebody bounds the program's memory.
    pub memory_is_bounded: bool,
    /// There is a supervisor to ask.
    pub asks: bool,
    /// The program is to be held where it sends something.
    pub holds: bool,
}

impl Wanted {
    fn rows(self) -> impl Iterator<Item = &'static Row> {
        let sends = SENDS.iter().filter(move |_| self.holds);
        ROWS.iter().chain(sends).filter(move |row| match row.action {
            Action::Refuse(_) => self.refuses && !(self.memory_is_bounded && row.bounds_memory),
            Action::Ask => self.asks,
        })
    }

    fn filter(self) -> Option<Vec<libc::sock_filter>> {
        let rule = |row: &Row, number| Rule { number, when: row.when, action: row.action };
        bpf::compile(self.rows().flat_map(|row| row.calls.iter().map(move |(_, number)| rule(row, *number))))
    }
}

/// Puts this process, and all that it will start, under the filter for good. It has set `no_new_privs` before. What comes
/// back is the supervisor's, where there is one.
///
/// # Errors
/// The kernel has no filters of system calls (`CONFIG_SECCOMP_FILTER`), or none with a supervisor (before 5.5, or where a
/// supervisor around the harness is there already), or this machine's calls are unknown.
pub(super) fn install(wanted: Wanted) -> io::Result<Option<OwnedFd>> {
    bpf::install(wanted.filter().ok_or(io::ErrorKind::Unsupported)?, wanted.asks)
}

/// Puts this process where a program is in a sandbox whose memory nobody bounds, under its filter or, to be held beside it, under
/// none: for whoever measures what the filter costs.
///
/// # Errors
/// The kernel has no filters of system calls.
pub fn enter(refuses: bool) -> io::Result<()> {
    rustix::thread::set_no_new_privs(true)?;
    let wanted = Wanted { refuses, memory_is_bounded: false, asks: false, holds: false };
    if refuses { install(wanted).map(drop) } else { Ok(()) }
}

/// A call that is refused, for whoever tries them all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Its name.
    pub name: &'static str,
    /// Its number on this machine.
    pub number: libc::c_long,
    /// Arguments for which it is refused.
    pub arguments: [u32; 6],
    /// The error that the program gets.
    pub errno: i32,
    /// What a program could do with it.
    pub why: &'static str,
}

/// Every call that is refused to a program whose memory is bounded, or is not, with arguments for which it is.
pub fn refusals(memory_is_bounded: bool) -> Vec<Refused> {
    let example = |row: &Row| {
        let mut arguments = [0; 6];
        for test in row.when {
            let (index, value) = match *test {
                Test::Is(index, values) => (index, values[0]),
                Test::IsNot(index, values) => {
                    (index, (1..).find(|n| !values.contains(n)).unwrap_or(u32::MAX))
                }
                Test::HasAny(index, bits) => (index, 1 << bits.trailing_zeros()),
                Test::Masked(index, _, value) => (index, value),
            };
            arguments[index as usize] = value;
        }
        arguments
    };
    let wanted = Wanted { refuses: true, memory_is_bounded, asks: false, holds: false };
    let errno = |row: &Row| match row.action {
        Action::Refuse(errno) => Some(errno),
        Action::Ask => None,
    };
    wanted
        .rows()
        .filter_map(|row| Some((row, errno(row)?)))
        .flat_map(|(row, errno)| row.calls.iter().map(move |call| (row, errno, call)))
        .map(|(row, errno, (name, number))| Refused {
            name: name.trim_start_matches("SYS_"),
            number: *number,
            arguments: example(row),
            errno,
            why: row.why,
        })
        .collect()
}

#[cfg(test)]
mod tests;
