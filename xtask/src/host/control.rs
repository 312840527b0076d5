//! What harness and keeper say to each other, over a socket that keeps messages whole.
//!
//! The harness sends one `Spec`, then orders of one byte. The keeper answers `Started`, or why not, and at the end
//! `Ended`. The socket's end is itself a message: without a harness the keeper ends everything.
//!
//! Why not JSON: arguments, variables and paths are bytes, not text, and the keeper has to be quick.

mod packed;
mod report;
mod spec;

use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage,
    SendFlags,
};

pub(super) use report::{Ended, Report};
pub(super) use spec::{Room, Spec};

/// The longest message. Less than the kernel lets a socket hold by default.
const LONGEST: usize = 160 << 10;

/// Ends the program and everything it started, now. Any order but this and the next is the number of a signal for the program.
pub(super) const KILL_ALL: u8 = 255;

/// Lets die whoever is held before its death.
pub(super) const LET_GO: u8 = 254;

/// By which flags a message goes with a descriptor: no program's own has both.
pub(super) const WITH_DESCRIPTOR: SendFlags = SendFlags::NOSIGNAL.union(SendFlags::DONTROUTE);

/// Hands the spec and the program's standard input to a keeper.
pub(super) fn send_spec(
    socket: BorrowedFd<'_>,
    spec: &Spec,
    stdin: Option<BorrowedFd<'_>>,
) -> io::Result<()> {
    let message = spec.pack();
    if message.len() > LONGEST {
        return Err(rustix::io::Errno::TOOBIG.into());
    }
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut ancillary = SendAncillaryBuffer::new(&mut space);
    let fds: Vec<_> = stdin.into_iter().collect();
    if !fds.is_empty() {
        ancillary.push(SendAncillaryMessage::ScmRights(&fds));
    }
    rustix::net::sendmsg(socket, &[IoSlice::new(&message)], &mut ancillary, SendFlags::NOSIGNAL)?;
    Ok(())
}

/// Waits for the spec. `None`: the harness is gone.
pub(super) fn receive_spec(socket: BorrowedFd<'_>) -> io::Result<Option<(Spec, Option<OwnedFd>)>> {
    let mut buffer = vec![0; LONGEST];
    let (length, stdin) = receive_with_descriptor(socket, &mut buffer)?;
    if length == 0 {
        return Ok(None);
    }
    let spec = Spec::unpack(&buffer[..length]).ok_or(io::ErrorKind::InvalidData)?;
    Ok(Some((spec, stdin)))
}

/// Sends one order. That the keeper is gone is no error: then there is nothing left to order.
pub(super) fn send_order(socket: BorrowedFd<'_>, order: u8) {
    let _ = rustix::net::send(socket, &[order], SendFlags::NOSIGNAL | SendFlags::DONTWAIT);
}

/// Takes the next order, waiting for it. `None`: the harness is gone.
pub(super) fn receive_order(socket: BorrowedFd<'_>) -> Option<u8> {
    let mut order = [0];
    match rustix::io::retry_on_intr(|| rustix::net::recv(socket, &mut order[..], RecvFlags::empty())) {
        Ok((1, _)) => Some(order[0]),
        _ => None,
    }
}

/// Sends a report; fails when the harness is gone.
pub(super) fn send_report(socket: BorrowedFd<'_>, report: &Report) -> io::Result<()> {
    rustix::net::send(socket, &report.pack(), SendFlags::NOSIGNAL)?;
    Ok(())
}

/// Sends a report, and with it the counter of the program's processor time or the folder that it worked in.
pub(super) fn send_with(socket: BorrowedFd<'_>, report: &Report, fd: BorrowedFd<'_>) -> io::Result<()> {
    send_descriptor(socket, &report.pack(), fd)
}

/// Sends a message and a descriptor.
pub(super) fn send_descriptor(socket: BorrowedFd<'_>, message: &[u8], fd: BorrowedFd<'_>) -> io::Result<()> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut ancillary = SendAncillaryBuffer::new(&mut space);
    let fds = [fd];
    ancillary.push(SendAncillaryMessage::ScmRights(&fds));
    rustix::net::sendmsg(socket, &[IoSlice::new(message)], &mut ancillary, WITH_DESCRIPTOR)?;
    Ok(())
}

/// Waits for a message, and the descriptor that came with it. No bytes: the other end is closed.
pub(super) fn receive_with_descriptor(
    socket: BorrowedFd<'_>,
    message: &mut [u8],
) -> io::Result<(usize, Option<OwnedFd>)> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut ancillary = RecvAncillaryBuffer::new(&mut space);
    let got = rustix::io::retry_on_intr(|| {
        rustix::net::recvmsg(socket, &mut [IoSliceMut::new(message)], &mut ancillary, RecvFlags::CMSG_CLOEXEC)
    })?;
    Ok((got.bytes, descriptor(&mut ancillary)))
}

fn descriptor(ancillary: &mut RecvAncillaryBuffer<'_>) -> Option<OwnedFd> {
    ancillary.drain().find_map(|message| match message {
        RecvAncillaryMessage::ScmRights(mut fds) => fds.next(),
        _ => None,
    })
}

/// Takes a report without waiting, and the descriptor that came with it. `None`: there is none, or the keeper is gone and left
/// none.
pub(super) fn take_report(socket: impl AsFd) -> Option<(Report, Option<OwnedFd>)> {
    let mut buffer = [0; 4096];
    loop {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut ancillary = RecvAncillaryBuffer::new(&mut space);
        let flags = RecvFlags::DONTWAIT | RecvFlags::CMSG_CLOEXEC;
        let got = rustix::net::recvmsg(&socket, &mut [IoSliceMut::new(&mut buffer)], &mut ancillary, flags);
        match got.map(|got| got.bytes) {
            Ok(length @ 1..) => {
                let fd = descriptor(&mut ancillary);
                return Report::unpack(&buffer[..length]).map(|report| (report, fd));
            }
            // A keeper that ended before it read an order: the kernel says so first, once, and then hands over the report.
            Err(rustix::io::Errno::INTR | rustix::io::Errno::CONNRESET) => {}
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests;
