//! What the harness tells a keeper: the program to start, and its surroundings.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::PathBuf;

use super::packed::{Packer, Unpacker};
use crate::host::cgroup::{Cgroups, Group, Version};
use crate::host::covers::Covers;
use crate::host::entropy::Entropy;
use crate::host::launch::Limits;
use crate::observation::Moment;

/// Everything a keeper needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::host) struct Spec {
    /// The file to execute.
    pub program: PathBuf,
    /// The program's arguments, its own name first.
    pub argv: Vec<OsString>,
    /// The program's whole environment.
    pub env: Vec<(OsString, OsString)>,
    /// Working folder, as the program sees it.
    pub dir: PathBuf,
    /// What it may use.
    pub limits: Limits,
    /// Files of its own, in a sandbox.
    pub room: Option<Room>,
    /// Control groups of its own, where they can be had.
    pub groups: Cgroups,
    /// What it gets in the place of the kernel's random numbers and of the time of day.
    pub entropy: Option<Entropy>,
    /// Where it is held.
    pub hold: Option<Moment>,
    /// Files that it sees changed.
    pub covers: Covers,
}

/// The private files and the identity of a program in a sandbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::host) struct Room {
    /// What `gethostname` says.
    pub hostname: String,
    /// The user that the program is to the kernel, if the harness may choose one.
    pub kernel_id: Option<u32>,
    /// Where the program has its files; its working folder is this, or lies in it.
    pub home: PathBuf,
    /// The folder of which that is a copy; where there is none, it is empty.
    pub copied: Option<PathBuf>,
    /// Whether what is there then goes to the harness with the report of the end.
    pub hands_back: bool,
    /// Shown read-only at the same path; folders with everything below them.
    pub shows: Vec<PathBuf>,
    /// Files and folders in these that are not shown: a folder is empty, and a file cannot be read.
    pub covers: Vec<PathBuf>,
    /// Symbolic links: where, and to what.
    pub links: Vec<(PathBuf, PathBuf)>,
    /// Small files: where, and what stands in them.
    pub files: Vec<(PathBuf, String)>,
}

impl Spec {
    /// As a message.
    pub(super) fn pack(&self) -> Vec<u8> {
        let mut to = Packer::default();
        to.bytes(self.program.as_os_str());
        to.list(&self.argv, |to, argument| to.bytes(argument));
        to.list(&self.env, |to, (name, value)| {
            to.bytes(name);
            to.bytes(value);
        });
        to.bytes(self.dir.as_os_str());
        let Limits { cpu, processes, memory_bytes, file_bytes, space_bytes, output_bytes, open_files } =
            self.limits;
        to.duration(cpu);
        for number in [processes, memory_bytes, file_bytes, space_bytes, output_bytes as u64, open_files] {
            to.number(number);
        }
        to.list(self.room.as_slice(), |to, room| {
            to.bytes(OsStr::new(&room.hostname));
            to.list(room.kernel_id.as_slice(), |to, id| to.number(u64::from(*id)));
            to.bytes(room.home.as_os_str());
            to.list(room.copied.as_slice(), |to, path| to.bytes(path.as_os_str()));
            to.number(u64::from(room.hands_back));
            for paths in [&room.shows, &room.covers] {
                to.list(paths, |to, path| to.bytes(path.as_os_str()));
            }
            to.list(&room.links, |to, (path, target)| {
                to.bytes(path.as_os_str());
                to.bytes(target.as_os_str());
            });
            to.list(&room.files, |to, (path, text)| {
                to.bytes(path.as_os_str());
                to.bytes(OsStr::new(text));
            });
        });
        for group in [&self.groups.memory, &self.groups.time] {
            to.list(group.as_slice(), |to, group| {
                to.bytes(group.folder.as_os_str());
                to.number(u64::from(group.version == Version::V2));
            });
        }
        to.list(self.entropy.as_slice(), |to, entropy| {
            to.bytes(OsStr::from_bytes(&entropy.key));
            to.number(entropy.clock);
        });
        to.list(self.hold.as_slice(), |to, hold| match hold {
            Moment::Byte(byte) => to.list(&[*byte], |to, byte| to.number(*byte)),
            Moment::Death => to.list::<u64>(&[], |to, byte| to.number(*byte)),
        });
        to.bytes(self.covers.tree.as_os_str());
        to.list(&self.covers.files, |to, path| to.bytes(path.as_os_str()));
        to.0
    }

    /// `None` for what no harness sends.
    pub(super) fn unpack(bytes: &[u8]) -> Option<Self> {
        let mut from = Unpacker(bytes);
        Some(Self {
            program: from.bytes()?.into(),
            argv: from.list(Unpacker::bytes)?,
            env: from.list(|from| Some((from.bytes()?, from.bytes()?)))?,
            dir: from.bytes()?.into(),
            limits: Limits {
                cpu: from.duration()?,
                processes: from.number()?,
                memory_bytes: from.number()?,
                file_bytes: from.number()?,
                space_bytes: from.number()?,
                output_bytes: from.number()?.try_into().ok()?,
                open_files: from.number()?,
            },
            room: from
                .list(|from| {
                    Some(Room {
                        hostname: from.text()?,
                        kernel_id: from.list(|from| from.number()?.try_into().ok())?.pop(),
                        home: from.bytes()?.into(),
                        copied: from.list(Unpacker::bytes)?.pop().map(Into::into),
                        hands_back: from.number()? != 0,
                        shows: from.list(|from| Some(from.bytes()?.into()))?,
                        covers: from.list(|from| Some(from.bytes()?.into()))?,
                        links: from.list(|from| Some((from.bytes()?.into(), from.bytes()?.into())))?,
                        files: from.list(|from| Some((from.bytes()?.into(), from.text()?)))?,
                    })
                })?
                .pop(),
            groups: Cgroups { memory: from.list(group)?.pop(), time: from.list(group)?.pop() },
            entropy: from
                .list(|from| {
                    let key = from.bytes()?.into_vec().try_into().ok()?;
                    Some(Entropy { key, clock: from.number()? })
                })?
                .pop(),
            hold: from
                .list(|from| Some(from.list(Unpacker::number)?.pop().map_or(Moment::Death, Moment::Byte)))?
                .pop(),
            covers: Covers {
                tree: from.bytes()?.into(),
                files: from.list(|from| Some(from.bytes()?.into()))?,
            },
        })
    }
}

fn group(from: &mut Unpacker<'_>) -> Option<Group> {
    let folder = from.bytes()?.into();
    Some(Group { folder, version: if from.number()? == 0 { Version::V1 } else { Version::V2 } })
}
