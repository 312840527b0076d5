//! Copies a submission's folder into a program's own space, and out of it what the program made. The folder is hostile:
//! links are copied in and never followed, and left out on the way back; devices and pipes are left out, and everything
//! is counted.

use std::ffi::CStr;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::fs::{AtFlags, Dir, DirEntry, FileType, Gid, Mode, OFlags, Uid};

use super::control::Report;
use super::program::trouble;

/// Folders within folders.
const DEEPEST: usize = 32;

/// Gives a file to the program, where it is a user of its own to the kernel. Otherwise it is the harness's own user.
pub(super) fn give_to(file: impl AsFd, kernel_id: Option<u32>) -> io::Result<()> {
    match kernel_id {
        Some(id) => Ok(rustix::fs::fchown(file, Some(Uid::from_raw(id)), Some(Gid::from_raw(id)))?),
        None => Ok(()),
    }
}

/// Copies everything in `from` to `to`, which is empty, for a program.
pub(super) fn copy_in(
    from: BorrowedFd<'_>,
    to: BorrowedFd<'_>,
    owner: Option<u32>,
    bytes: u64,
    files: u64,
) -> Result<(), Report> {
    let mut copy =
        Copy { owner, keeps_links: true, bytes_left: bytes, files_left: files, buffer: Vec::new() };
    match copy.folder(from, to, 0) {
        Ok(()) => Ok(()),
        Err(Failure::TooLarge(what)) => Err(Report::TooLarge { what }),
        Err(Failure::Io(_, error)) if error.raw_os_error() == Some(libc::ENOSPC) => {
            Err(Report::TooLarge { what: format!("more than {bytes} bytes") })
        }
        Err(Failure::Io(name, error)) if name.is_empty() => Err(trouble("copy the working folder")(error)),
        Err(Failure::Io(name, error)) => Err(trouble(&format!("copy `{name}` of the working folder"))(error)),
    }
}

/// Copies the regular files and folders in `from` to `to`, which is empty, for the harness.
pub(super) fn copy_out(
    from: BorrowedFd<'_>,
    to: BorrowedFd<'_>,
    bytes: u64,
    files: u64,
) -> Result<(), Failure> {
    let mut copy =
        Copy { owner: None, keeps_links: false, bytes_left: bytes, files_left: files, buffer: Vec::new() };
    copy.folder(from, to, 0)
}

/// Why something was not copied.
pub(super) enum Failure {
    TooLarge(String),
    /// In the file or folder of that name, where it is one.
    Io(String, io::Error),
}

impl Failure {
    /// The same, of what lies in the folder that is copied.
    fn of(self, name: &CStr) -> Self {
        let name = name.to_string_lossy();
        match self {
            Self::Io(below, error) if below.is_empty() => Self::Io(name.into_owned(), error),
            Self::Io(below, error) => Self::Io(format!("{name}/{below}"), error),
            too_large => too_large,
        }
    }
}

impl<E: Into<io::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Io(String::new(), error.into())
    }
}

struct Copy {
    owner: Option<u32>,
    keeps_links: bool,
    bytes_left: u64,
    files_left: u64,
    buffer: Vec<u8>,
}

impl Copy {
    fn folder(&mut self, from: BorrowedFd<'_>, to: BorrowedFd<'_>, depth: usize) -> Result<(), Failure> {
        if depth > DEEPEST {
            return Err(Failure::TooLarge(format!("more than {DEEPEST} folders within each other")));
        }
        for entry in Dir::read_from(from)? {
            let entry = entry?;
            let name = entry.file_name();
            if matches!(name.to_bytes(), b"." | b"..") {
                continue;
            }
            self.entry(from, to, &entry, depth).map_err(|failure| failure.of(name))?;
        }
        Ok(())
    }

    fn entry(
        &mut self,
        from: BorrowedFd<'_>,
        to: BorrowedFd<'_>,
        entry: &DirEntry,
        depth: usize,
    ) -> Result<(), Failure> {
        let name = entry.file_name();
        self.files_left =
            self.files_left.checked_sub(1).ok_or_else(|| Failure::TooLarge("too many files".to_owned()))?;
        let kind = match entry.file_type() {
            FileType::Unknown => {
                FileType::from_raw_mode(rustix::fs::statat(from, name, AtFlags::SYMLINK_NOFOLLOW)?.st_mode)
            }
            kind => kind,
        };
        match kind {
            FileType::RegularFile => {
                let source = rustix::fs::openat(from, name, READ, Mode::empty())?;
                let mode = Mode::from_raw_mode(rustix::fs::fstat(&source)?.st_mode);
                let target = rustix::fs::openat(to, name, WRITE, Mode::RUSR | Mode::WUSR)?;
                self.bytes(&source, &target)?;
                let known = Mode::RWXU | Mode::RWXG | Mode::RWXO;
                rustix::fs::fchmod(&target, mode & known | Mode::RUSR | Mode::WUSR)?;
                give_to(&target, self.owner)?;
            }
            FileType::Directory => {
                let source = rustix::fs::openat(from, name, READ | OFlags::DIRECTORY, Mode::empty())?;
                rustix::fs::mkdirat(
                    to,
                    name,
                    Mode::RWXU | Mode::RGRP | Mode::XGRP | Mode::ROTH | Mode::XOTH,
                )?;
                let target = rustix::fs::openat(to, name, READ | OFlags::DIRECTORY, Mode::empty())?;
                self.folder(source.as_fd(), target.as_fd(), depth + 1)?;
                give_to(&target, self.owner)?;
            }
            FileType::Symlink if self.keeps_links => {
                let target = rustix::fs::readlinkat(from, name, Vec::new())?;
                rustix::fs::symlinkat(target, to, name)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn bytes(&mut self, from: &OwnedFd, to: &OwnedFd) -> Result<(), Failure> {
        self.buffer.resize(64 << 10, 0);
        loop {
            let length = rustix::io::read(from, &mut self.buffer)?;
            if length == 0 {
                return Ok(());
            }
            self.bytes_left = self
                .bytes_left
                .checked_sub(length as u64)
                .ok_or_else(|| Failure::TooLarge("too many bytes".to_owned()))?;
            let mut left = &self.buffer[..length];
            while !left.is_empty() {
                left = &left[rustix::io::write(to, left)?..];
            }
        }
    }
}

const READ: OFlags = OFlags::RDONLY.union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC).union(OFlags::NONBLOCK);
const WRITE: OFlags = OFlags::WRONLY.union(OFlags::CREATE).union(OFlags::EXCL).union(OFlags::CLOEXEC);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_copied_is_named_from_the_working_folder_on() {
        let refused = Failure::from(io::Error::from_raw_os_error(libc::EACCES));
        let Failure::Io(name, error) = refused.of(c"key").of(c"secrets") else { panic!("not too large") };
        assert_eq!((name.as_str(), error.raw_os_error()), ("secrets/key", Some(libc::EACCES)));
    }
}
