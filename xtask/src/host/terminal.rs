//! The terminals that a program prints to, one for each stream.
//!
//! A program that prints to a pipe holds its output back and loses it when it is killed; to a terminal it prints at
//! least whole lines. The terminal is raw, so that what is read is what was printed, and it never asks or echoes.

use std::io;
use std::os::fd::{AsFd, OwnedFd};

use rustix::fs::OFlags;
use rustix::pty::OpenptFlags;
use rustix::termios::{LocalModes, OptionalActions, OutputModes, Winsize};

/// One stream's terminal.
pub(super) struct Terminal {
    /// The harness reads here, and never waits.
    pub reader: OwnedFd,
    /// The program prints here.
    pub writer: OwnedFd,
}

impl Terminal {
    /// Opens a terminal to type at, `reader` being the harness's side: a line is read once it is whole, and nothing is echoed.
    pub(super) fn open_keyboard() -> io::Result<Self> {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let reader = rustix::pty::openpt(flags)?;
        rustix::pty::unlockpt(&reader)?;
        let writer = rustix::pty::ioctl_tiocgptpeer(&reader, flags)?;
        let mut modes = rustix::termios::tcgetattr(&writer)?;
        modes.local_modes -= LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ISIG;
        modes.local_modes |= LocalModes::ICANON;
        rustix::termios::tcsetattr(&writer, OptionalActions::Now, &modes)?;
        never_wait(&reader)?;
        Ok(Self { reader, writer })
    }

    /// Opens a raw terminal; a pipe where the system has no terminals left.
    pub(super) fn open() -> io::Result<Self> {
        Self::open_terminal().or_else(|_| Self::open_pipe())
    }

    fn open_terminal() -> io::Result<Self> {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
        let reader = rustix::pty::openpt(flags)?;
        rustix::pty::unlockpt(&reader)?;
        let writer = rustix::pty::ioctl_tiocgptpeer(&reader, flags)?;
        let mut modes = rustix::termios::tcgetattr(&writer)?;
        modes.make_raw();
        modes.output_modes -= OutputModes::OPOST;
        modes.local_modes -= LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
        rustix::termios::tcsetattr(&writer, OptionalActions::Now, &modes)?;
        // Programs that wrap lines get a width at which no list of numbers is wrapped.
        let size = Winsize { ws_row: 50, ws_col: 1000, ws_xpixel: 0, ws_ypixel: 0 };
        rustix::termios::tcsetwinsize(&writer, size)?;
        never_wait(&reader)?;
        Ok(Self { reader, writer })
    }

    fn open_pipe() -> io::Result<Self> {
        let (reader, writer) = rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC)?;
        never_wait(&reader)?;
        Ok(Self { reader, writer })
    }
}

fn never_wait(fd: impl AsFd) -> io::Result<()> {
    let flags = rustix::fs::fcntl_getfl(&fd)?;
    Ok(rustix::fs::fcntl_setfl(&fd, flags | OFlags::NONBLOCK)?)
}

/// What one attempt to read gave.
pub(super) enum Read {
    /// This many bytes.
    Bytes(usize),
    /// None at the moment.
    Nothing,
    /// Every writer is gone, and so is every byte.
    End,
}

/// Reads without waiting. A terminal without a writer answers EIO; that is its end.
pub(super) fn read(fd: impl AsFd, buffer: &mut [u8]) -> Read {
    use rustix::io::Errno;
    match rustix::io::retry_on_intr(|| rustix::io::read(&fd, &mut *buffer)) {
        Ok(0) => Read::End,
        Ok(length) => Read::Bytes(length),
        Err(Errno::AGAIN) => Read::Nothing,
        Err(_) => Read::End,
    }
}
