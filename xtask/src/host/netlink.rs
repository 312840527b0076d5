//! The few netlink messages the hosts need, put together by hand: a general netlink library would be many times the
//! size of the five message types used here.

use std::io::{Error, Result};
use std::net::IpAddr;
use std::os::fd::{AsRawFd, OwnedFd};

use nix::errno::Errno;
use nix::sys::socket::{AddressFamily, MsgFlags, SockFlag, SockProtocol, SockType, recv, send, socket};

/// Length of a netlink message's header.
const HEADER_BYTES: usize = 16;

pub(super) const NLM_F_REQUEST: u16 = 0x1;
const NLM_F_ACK: u16 = 0x4;
pub(super) const NLM_F_DUMP: u16 = 0x300;
pub(super) const NLM_F_REPLACE: u16 = 0x100;
pub(super) const NLM_F_EXCL: u16 = 0x200;
pub(super) const NLM_F_CREATE: u16 = 0x400;

const NLMSG_ERROR: u16 = 2;
const NLMSG_DONE: u16 = 3;
/// Set in an attribute's type when it holds attributes.
const NLA_F_NESTED: u16 = 0x8000;

/// A message under construction.
pub(super) struct Message(Vec<u8>);

impl Message {
    /// A message of this type with these flags beside "request".
    pub(super) fn new(kind: u16, flags: u16) -> Self {
        let mut message = Self(Vec::with_capacity(96));
        message
            .put(&[0; 4])
            .put(&kind.to_ne_bytes())
            .put(&(flags | NLM_F_REQUEST).to_ne_bytes())
            .put(&[0; 8]);
        message
    }

    /// Appends bytes as they are.
    pub(super) fn put(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }

    /// Appends an attribute, padded to four bytes.
    pub(super) fn attribute(&mut self, kind: u16, value: &[u8]) -> &mut Self {
        self.put(&attribute(kind, value))
    }

    /// The message's bytes, its length filled in.
    fn finish(&self) -> Vec<u8> {
        let mut bytes = self.0.clone();
        let length = u32::try_from(bytes.len()).expect("messages here are a few bytes long");
        bytes[..4].copy_from_slice(&length.to_ne_bytes());
        bytes
    }
}

/// An attribute, padded to four bytes.
pub(super) fn attribute(kind: u16, value: &[u8]) -> Vec<u8> {
    let length = u16::try_from(value.len() + 4).expect("attributes here are a few bytes long");
    let mut bytes = [&length.to_ne_bytes(), &kind.to_ne_bytes(), value].concat();
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

/// An attribute that holds attributes.
pub(super) fn nested(kind: u16, attributes: &[u8]) -> Vec<u8> {
    attribute(kind | NLA_F_NESTED, attributes)
}

/// A netlink socket in the network of the thread that opened it.
#[derive(Debug)]
pub(super) struct Netlink {
    socket: OwnedFd,
    /// Reused: an answer is at most this long, and a dump comes in several of them.
    buffer: Vec<u8>,
}

impl Netlink {
    /// Opens a socket of this netlink protocol.
    pub(super) fn open(protocol: SockProtocol) -> Result<Self> {
        let socket = socket(AddressFamily::Netlink, SockType::Datagram, SockFlag::SOCK_CLOEXEC, protocol)?;
        Ok(Self { socket, buffer: vec![0; 32 * 1024] })
    }

    /// Has the kernel do what the message says, and waits for its word on it.
    pub(super) fn change(&mut self, message: &mut Message) -> Result<()> {
        let flags = u16::from_ne_bytes([message.0[6], message.0[7]]) | NLM_F_ACK;
        message.0[6..8].copy_from_slice(&flags.to_ne_bytes());
        self.ask(message, |_| ())
    }

    /// Sends a question and hands every answer's payload to `take`. A single answer to a question that is no dump
    /// ends it, as does the kernel's acknowledgement.
    pub(super) fn ask(&mut self, message: &Message, mut take: impl FnMut(&[u8])) -> Result<()> {
        let bytes = message.finish();
        let dump = u16::from_ne_bytes([bytes[6], bytes[7]]) & NLM_F_DUMP == NLM_F_DUMP;
        let fd = self.socket.as_raw_fd();
        send(fd, &bytes, MsgFlags::empty())?;
        loop {
            let length = match recv(fd, &mut self.buffer, MsgFlags::empty()) {
                Err(Errno::EINTR) => continue,
                other => other?,
            };
            for (kind, payload) in messages(&self.buffer[..length]) {
                match kind {
                    NLMSG_DONE => return Ok(()),
                    NLMSG_ERROR => return outcome(payload),
                    _ => take(payload),
                }
                if !dump {
                    return Ok(());
                }
            }
        }
    }
}

/// The meaning of an acknowledgement: a negative error number, or 0.
fn outcome(payload: &[u8]) -> Result<()> {
    match payload.first_chunk().map(|code| i32::from_ne_bytes(*code)) {
        Some(0) => Ok(()),
        Some(code) => Err(Error::from_raw_os_error(-code)),
        None => Err(Error::from(Errno::EBADMSG)),
    }
}

/// The messages of one answer: type and payload.
fn messages(mut bytes: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let header = bytes.first_chunk::<HEADER_BYTES>()?;
        let length = u32::from_ne_bytes([header[0], header[1], header[2], header[3]]) as usize;
        let kind = u16::from_ne_bytes([header[4], header[5]]);
        let payload = bytes.get(HEADER_BYTES..length)?;
        bytes = bytes.get(length.next_multiple_of(4)..).unwrap_or_default();
        Some((kind, payload))
    })
}

/// The attributes in a payload: type and value.
pub(super) fn attributes(mut bytes: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let header = bytes.first_chunk::<4>()?;
        let length = usize::from(u16::from_ne_bytes([header[0], header[1]]));
        let kind = u16::from_ne_bytes([header[2], header[3]]);
        let value = bytes.get(4..length)?;
        bytes = bytes.get(length.next_multiple_of(4)..).unwrap_or_default();
        Some((kind, value))
    })
}

/// An address as the kernel wants it: 4 or 16 bytes.
pub(super) fn octets(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_together_can_be_taken_apart() {
        let mut message = Message::new(26, NLM_F_DUMP);
        message.attribute(1, b"abc").attribute(2, &7u32.to_ne_bytes());
        let bytes = message.finish();
        let (kind, payload) = messages(&bytes).next().expect("one message");
        assert_eq!(kind, 26);
        let found: Vec<_> = attributes(payload).collect();
        assert_eq!(found, [(1, &b"abc"[..]), (2, &7u32.to_ne_bytes()[..])]);
    }

    #[test]
    fn a_cut_answer_ends_the_messages_and_does_not_panic() {
        let bytes = Message::new(26, 0).attribute(1, b"abc").finish();
        for length in 0..bytes.len() {
            assert_eq!(messages(&bytes[..length]).count(), 0, "cut at {length}");
        }
    }
}
