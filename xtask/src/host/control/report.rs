//! What a keeper tells the harness: whether the program was started, and how it ended.

use std::ffi::OsStr;
use std::time::Duration;

use super::packed::{Packer, Unpacker};
use crate::host::cgroup::Shortage;
use crate::host::deaths::Dying;
use crate::host::frames::Registers;
use crate::host::sends::HeldAt;

/// What the keeper tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::host) enum Report {
    /// The program runs. Where its numbers do not follow from the seed though they should: the step that failed, and the
    /// error number.
    Started { unseeded: Option<(String, i32)> },
    /// A step of the keeper's own failed: the harness's trouble.
    Trouble { step: String, errno: i32 },
    /// The kernel refused to execute the program.
    NotExecuted { errno: i32 },
    /// The working folder is too large to copy.
    TooLarge { what: String },
    /// The program is held where it was to be.
    Held(HeldAt),
    /// A thread of it is about to die, and is held before that.
    Dies(Dying),
    /// The program ended, and all its processes with it.
    Ended(Ended),
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::host) struct Ended {
    /// As `wait` gives it.
    pub status: i32,
    /// The harness had sent it a signal before.
    pub signalled: bool,
    /// Its space was full.
    pub space_full: bool,
    /// Processor time of all its processes.
    pub cpu: Duration,
    /// The most resident memory that one of its processes had.
    pub peak_memory_bytes: u64,
    /// What the kernel ended of it for want of memory.
    pub shortage: Shortage,
}

impl Report {
    /// As a message.
    pub(in crate::host) fn pack(&self) -> Vec<u8> {
        let mut to = Packer::default();
        match self {
            Self::Started { unseeded } => {
                to.number(0);
                to.list(unseeded.as_slice(), |to, (step, errno)| {
                    to.bytes(OsStr::new(step));
                    to.number(*errno as u64);
                });
            }
            Self::Trouble { step, errno } => {
                to.number(1);
                to.bytes(OsStr::new(step));
                to.number(*errno as u64);
            }
            Self::NotExecuted { errno } => {
                to.number(2);
                to.number(*errno as u64);
            }
            Self::TooLarge { what } => {
                to.number(3);
                to.bytes(OsStr::new(what));
            }
            Self::Held(HeldAt { thread, before }) => {
                to.number(5);
                to.number(u64::from(*thread));
                to.number(*before);
            }
            Self::Dies(Dying { thread, signal, registers }) => {
                to.number(6);
                to.number(u64::from(*thread));
                to.number(*signal as u64);
                to.number(registers.place);
                let values: Vec<(u16, u64)> =
                    registers.values.iter().map(|(n, value)| (*n, *value)).collect();
                to.list(&values, |to, (number, value)| {
                    to.number(u64::from(*number));
                    to.number(*value);
                });
            }
            Self::Ended(ended) => {
                to.number(4);
                to.number(ended.status as u64);
                to.number(ended.signalled.into());
                to.number(ended.space_full.into());
                to.duration(ended.cpu);
                to.number(ended.peak_memory_bytes);
                to.number(ended.shortage.own.into());
                to.number(ended.shortage.of_machine.into());
            }
        }
        to.0
    }

    /// `None` for what no keeper sends.
    pub(in crate::host) fn unpack(bytes: &[u8]) -> Option<Self> {
        let mut from = Unpacker(bytes);
        Some(match from.number()? {
            0 => Self::Started {
                unseeded: from.list(|from| Some((from.text()?, from.number()? as i32)))?.pop(),
            },
            1 => Self::Trouble { step: from.text()?, errno: from.number()? as i32 },
            2 => Self::NotExecuted { errno: from.number()? as i32 },
            3 => Self::TooLarge { what: from.text()? },
            4 => Self::Ended(Ended {
                status: from.number()? as i32,
                signalled: from.number()? != 0,
                space_full: from.number()? != 0,
                cpu: from.duration()?,
                peak_memory_bytes: from.number()?,
                shortage: Shortage { own: from.number()? != 0, of_machine: from.number()? != 0 },
            }),
            5 => Self::Held(HeldAt { thread: from.number()?.try_into().ok()?, before: from.number()? }),
            6 => Self::Dies(Dying {
                thread: from.number()?.try_into().ok()?,
                signal: from.number()? as i32,
                registers: Registers {
                    place: from.number()?,
                    values: from
                        .list(|from| Some((from.number()?.try_into().ok()?, from.number()?)))?
                        .into_iter()
                        .collect(),
                },
            }),
            _ => return None,
        })
    }
}
