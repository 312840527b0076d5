//! Answers programs that ask for another machine by its name.
//!
//! Every address leads to the other host, and so does every name: `DESKTOP-1`, `annas-macbook.local`, `lab-12`. Whatever
//! resolver a language has, it asks a name server in the end, and in a fresh network each address is one: the program's
//! `resolv.conf` may name any. Names have an IPv4 address and no other; addresses have no names, as at home.

use std::io::{self, IoSlice, IoSliceMut, PipeReader};
use std::net::{Ipv4Addr, UdpSocket};
use std::os::fd::{AsFd as _, AsRawFd as _};

use nix::cmsg_space;
use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{
    ControlMessage, ControlMessageOwned, MsgFlags, SockaddrIn, recvmsg, sendmsg, setsockopt, sockopt,
};

use super::network::HOST_ADDRESS;

/// Where name servers listen.
pub(crate) const PORT: u16 = 53;

/// Length of the longest question, of a message's header, and of the longest name: RFC 1035.
const MOST_BYTES: usize = 512;
const HEADER_BYTES: usize = 12;
const NAME_BYTES: usize = 255;

/// Kinds of records, their one class, and what may be said instead of an answer.
const TYPE_A: u16 = 1;
const TYPE_PTR: u16 = 12;
const CLASS_IN: u16 = 1;
const NO_SUCH_NAME: u8 = 3;
const NOT_IMPLEMENTED: u8 = 4;

/// The name server of one network.
#[derive(Debug)]
pub(super) struct NameServer(UdpSocket);

impl NameServer {
    /// Opens it in the calling thread's network.
    pub(super) fn open() -> io::Result<Self> {
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, PORT))?;
        // Who asked one address takes no answer from another.
        setsockopt(&socket, sockopt::Ipv4PacketInfo, &true)?;
        socket.set_nonblocking(true)?;
        Ok(Self(socket))
    }

    /// Answers until the other end of `network` is closed.
    pub(super) fn serve(&self, network: &PipeReader) {
        loop {
            let mut polled = [
                PollFd::new(network.as_fd(), PollFlags::POLLIN),
                PollFd::new(self.0.as_fd(), PollFlags::POLLIN),
            ];
            match poll(&mut polled, PollTimeout::NONE) {
                Ok(_) | Err(Errno::EINTR) => {}
                Err(_) => return,
            }
            if polled[0].any() != Some(false) {
                return;
            }
            // Who asked may be gone, and asks again where a word was lost.
            let _ = self.answer_one();
        }
    }

    fn answer_one(&self) -> nix::Result<()> {
        let fd = self.0.as_raw_fd();
        let mut bytes = [0; MOST_BYTES];
        let mut parts = [IoSliceMut::new(&mut bytes)];
        let mut space = cmsg_space!(libc::in_pktinfo);
        let asked = recvmsg::<SockaddrIn>(fd, &mut parts, Some(&mut space), MsgFlags::empty())?;
        let (length, from) = (asked.bytes, asked.address);
        let to = asked.cmsgs()?.find_map(|message| match message {
            ControlMessageOwned::Ipv4PacketInfo(info) => Some(info.ipi_addr),
            _ => None,
        });
        let (Some(to), Some(answer)) = (to, answer(&bytes[..length])) else { return Ok(()) };
        let info =
            libc::in_pktinfo { ipi_ifindex: 0, ipi_spec_dst: to, ipi_addr: libc::in_addr { s_addr: 0 } };
        let source = [ControlMessage::Ipv4PacketInfo(&info)];
        sendmsg(fd, &[IoSlice::new(&answer)], &source, MsgFlags::empty(), from.as_ref())?;
        Ok(())
    }
}

/// The answer to a question; `None` to what is none.
fn answer(question: &[u8]) -> Option<Vec<u8>> {
    let header = question.first_chunk::<HEADER_BYTES>()?;
    let is_answer = header[2] & 0x80 != 0;
    if is_answer || header[4..6] != [0, 1] {
        return None;
    }
    let name = name_bytes(&question[HEADER_BYTES..])?;
    let end = HEADER_BYTES + name + 4;
    let [kind, class] = [end - 4, end - 2].map(|at| question.get(at..at + 2));
    let [kind, class] = [kind?, class?].map(|two| u16::from_be_bytes([two[0], two[1]]));
    let is_query = header[2] & 0x78 == 0 && class == CLASS_IN;
    let has_address = is_query && kind == TYPE_A;
    let code = match (is_query, kind) {
        (false, _) => NOT_IMPLEMENTED,
        (true, TYPE_PTR) => NO_SUCH_NAME,
        (true, _) => 0,
    };
    let mut answer = header[..2].to_vec();
    // An answer, with authority, to a question that may want recursion: there is nobody else to ask.
    answer.extend([header[2] & 0x79 | 0x84, 0x80 | code, 0, 1, 0, u8::from(has_address), 0, 0, 0, 0]);
    answer.extend(&question[HEADER_BYTES..end]);
    if has_address {
        // The name that stands in the question; no time to be kept for.
        answer.extend([0xc0, HEADER_BYTES as u8, 0, TYPE_A as u8, 0, CLASS_IN as u8, 0, 0, 0, 0, 0, 4]);
        answer.extend(HOST_ADDRESS.octets());
    }
    Some(answer)
}

/// Length of the name that the bytes begin with: labels, each behind its length, and a length of nothing.
fn name_bytes(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at < NAME_BYTES {
        match *bytes.get(at)? {
            0 => return Some(at + 1),
            length @ 1..=63 => at += 1 + usize::from(length),
            // A name in a question stands there in full.
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(name: &str, kind: u16) -> Vec<u8> {
        let mut question = vec![0xab, 0xcd, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        for label in name.split('.') {
            question.push(label.len() as u8);
            question.extend(label.as_bytes());
        }
        question.push(0);
        question.extend([kind.to_be_bytes(), CLASS_IN.to_be_bytes()].concat());
        question
    }

    #[test]
    fn a_name_has_the_one_address_and_no_other() {
        for name in ["DESKTOP-1", "annas-macbook.local", "www.example.org"] {
            let asked = question(name, TYPE_A);
            let answer = answer(&asked).expect("an answer");
            assert_eq!(answer[..12], [0xab, 0xcd, 0x85, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
            assert_eq!(answer[12..asked.len()], asked[12..]);
            assert!(answer.ends_with(&[0, 4, 10, 0, 0, 2]), "{answer:?}");
        }
        const TYPE_AAAA: u16 = 28;
        let none = answer(&question("DESKTOP-1", TYPE_AAAA)).expect("an answer");
        assert_eq!(none[2..8], [0x85, 0x80, 0, 1, 0, 0], "the name is known and has no such address");
        let unknown = answer(&question("2.0.0.10.in-addr.arpa", TYPE_PTR)).expect("an answer");
        assert_eq!(unknown[3] & 0xf, NO_SUCH_NAME);
    }

    #[test]
    fn what_is_no_question_is_not_answered() {
        let asked = question("lab-12", TYPE_A);
        for length in 0..asked.len() {
            assert_eq!(answer(&asked[..length]), None, "cut at {length}");
        }
        let own = answer(&asked).expect("an answer");
        assert_eq!(answer(&own), None, "two name servers would never stop");
        assert_eq!(answer(&[asked[..12].to_vec(), vec![0xc0; 300]].concat()), None);
        assert_eq!(answer(&[asked[..12].to_vec(), vec![1; 600]].concat()), None, "a name without an end");
        let mut update = asked;
        update[2] |= 5 << 3;
        assert_eq!(answer(&update).expect("an answer")[3] & 0xf, NOT_IMPLEMENTED);
    }
}
