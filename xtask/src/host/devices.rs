//! The devices of a program: its own, made like the machine's; and what stands at `/dev/urandom` and `/dev/random` where its
//! numbers follow from its seed: a pipe each, which the keeper fills.
//!
//! As the devices these have no end, each read gives other bytes, whoever opened them how often, and nobody can write to them.
//! All processes of a program read from the same two, so which of two gets which bytes is their own race; what a
//! program asks the kernel for directly (`getrandom`) has no such race. Other than the devices they say that they are pipes,
//! and hand over a few kilobytes at a time.
//!
//! Why not a file of random bytes: it has an end, and who opens it twice reads the same twice. Why not an answer to `openat`:
//! every file that any program opens would wait for it.

use std::io;
use std::os::fd::{AsFd as _, OwnedFd};
use std::path::Path;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::Rng as _;
use rustix::event::{PollFd, PollFlags};
use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags};
use rustix::io::Errno;

use super::entropy::Entropy;

/// The devices, in the order of their streams.
pub(super) const PATHS: [&str; 2] = ["/dev/urandom", "/dev/random"];

/// What a pipe holds.
const PIPE_BYTES: usize = 16 << 10;

/// A page of the kernel's: written at once, it takes up one of a pipe's places and leaves none of it empty.
const PAGE_BYTES: usize = 4096;

/// The keeper's ends of both.
pub(super) struct Devices(Vec<Device>);

struct Device {
    pipe: OwnedFd,
    generator: ChaCha20Rng,
    /// Drawn, and not yet in the pipe.
    page: [u8; PAGE_BYTES],
    written: usize,
}

/// Makes a pipe with a name.
pub(super) fn make(path: &Path) -> io::Result<()> {
    Ok(rustix::fs::mknodat(CWD, path, FileType::Fifo, Mode::from_raw_mode(0o444), 0)?)
}

/// Makes at `path` the device that stands at `of`; `false` where that is not permitted, as it is to root alone.
pub(super) fn copy(of: &Path, path: &Path) -> io::Result<bool> {
    let mode = Mode::from_raw_mode(0o666);
    let number = rustix::fs::stat(of)?.st_rdev;
    match rustix::fs::mknodat(CWD, path, FileType::CharacterDevice, mode, number) {
        Err(Errno::PERM) => return Ok(false),
        made => made?,
    }
    // Past the umask.
    rustix::fs::chmodat(CWD, path, mode, AtFlags::empty())?;
    Ok(true)
}

impl Devices {
    /// Opens the pipes that were made at these paths, and fills them.
    pub(super) fn open(entropy: &Entropy) -> io::Result<Self> {
        let open = |(number, path): (u64, &&str)| {
            // For both directions: so there always is a reader and a writer, and nobody waits for one.
            let flags = OFlags::RDWR | OFlags::NONBLOCK | OFlags::CLOEXEC;
            let pipe = rustix::fs::open(*path, flags, Mode::empty())?;
            rustix::pipe::fcntl_setpipe_size(&pipe, PIPE_BYTES)?;
            let generator = entropy.stream(number);
            Ok(Device { pipe, generator, page: [0; PAGE_BYTES], written: PAGE_BYTES })
        };
        let mut devices = Self((0..).zip(&PATHS).map(open).collect::<io::Result<_>>()?);
        devices.fill();
        Ok(devices)
    }

    /// To wait for: each is ready when it can be filled.
    pub(super) fn poll(&self) -> impl Iterator<Item = PollFd<'_>> {
        self.0.iter().map(|device| PollFd::from_borrowed_fd(device.pipe.as_fd(), PollFlags::OUT))
    }

    /// Fills each up.
    pub(super) fn fill(&mut self) {
        for Device { pipe, generator, page, written } in &mut self.0 {
            loop {
                if *written == page.len() {
                    generator.fill_bytes(page);
                    *written = 0;
                }
                match rustix::io::write(&*pipe, &page[*written..]) {
                    Ok(length) => *written += length,
                    Err(Errno::INTR) => {}
                    // It is full.
                    Err(_) => break,
                }
            }
        }
    }
}
