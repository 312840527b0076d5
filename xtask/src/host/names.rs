//! Answers programs that ask for another machine by its name.
//!
//! Every address leads to the other host, and so does every name: `DESKTOP-1`, `annas-macbook.local`, `lab-12`. Whatever
//! resolver a language has, it asks a name server in the end, and in a fresh network each address is one: the program's
//! `resolv.conf` may name any. Names have an IPv4 address and no other. An address has a name, since a server may log its
//! peer's and end where there is none: `host-192-168-1-17.lab`, which leads back to it.

use std::io::{self, IoSlice, IoSliceMut, PipeReader};
use std::net::{Ipv4Addr, Ipv6Addr, UdpSocket};
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
const LABEL_BYTES: usize = 63;

/// Kinds of records, their one class, and what may be said instead of an answer.
const TYPE_A: u16 = 1;
const TYPE_PTR: u16 = 12;
const CLASS_IN: u16 = 1;
const NO_SUCH_NAME: u8 = 3;
const NOT_IMPLEMENTED: u8 = 4;

/// What the names of addresses begin and end with.
const NAMED_HOST: &str = "host-";
const NAMED_DOMAIN: &str = "lab";

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
    let labels = labels(&question[HEADER_BYTES..]);
    let data = match kind {
        TYPE_A if is_query => Some(named_address(&labels).unwrap_or(HOST_ADDRESS).octets().to_vec()),
        TYPE_PTR if is_query => address_name(&labels),
        _ => None,
    };
    let code = match (is_query, kind, &data) {
        (false, ..) => NOT_IMPLEMENTED,
        (true, TYPE_PTR, None) => NO_SUCH_NAME,
        (true, ..) => 0,
    };
    let mut answer = header[..2].to_vec();
    // An answer, with authority, to a question that may want recursion: there is nobody else to ask.
    answer.extend([header[2] & 0x79 | 0x84, 0x80 | code, 0, 1, 0, u8::from(data.is_some()), 0, 0, 0, 0]);
    answer.extend(&question[HEADER_BYTES..end]);
    if let Some(data) = data {
        // The name that stands in the question; no time to be kept for.
        answer.extend([0xc0, HEADER_BYTES as u8, 0, kind as u8, 0, CLASS_IN as u8, 0, 0, 0, 0]);
        answer.extend((data.len() as u16).to_be_bytes());
        answer.extend(data);
    }
    Some(answer)
}

/// The labels of a name that has an end, in lower case.
fn labels(mut name: &[u8]) -> Vec<String> {
    let mut labels = Vec::new();
    while let Some((&length, rest)) = name.split_first()
        && let Some((label, after)) = rest.split_at_checked(length.into())
        && !label.is_empty()
    {
        labels.push(String::from_utf8_lossy(label).to_ascii_lowercase());
        name = after;
    }
    labels
}

/// The name of an address, as the data of a record, by the name under which an address is asked for: `17.1.168.192.in-addr.arpa`.
fn address_name(asked: &[String]) -> Option<Vec<u8>> {
    let (parts, is_ipv4) = match asked {
        [parts @ .., zone, top] if top == "arpa" => (parts, zone == "in-addr"),
        _ => return None,
    };
    let parts: Vec<&str> = parts.iter().rev().map(String::as_str).collect();
    let host = if is_ipv4 {
        parts.join(".").parse::<Ipv4Addr>().ok()?.to_string().replace('.', "-")
    } else {
        let groups: Vec<String> = parts.chunks(4).map(<[&str]>::concat).collect();
        let address = groups.join(":").parse::<Ipv6Addr>().ok()?;
        address.segments().map(|group| format!("{group:x}")).join("-")
    };
    let mut name = Vec::new();
    for label in [format!("{NAMED_HOST}{host}").as_str(), NAMED_DOMAIN] {
        name.push(u8::try_from(label.len()).ok().filter(|length| usize::from(*length) <= LABEL_BYTES)?);
        name.extend(label.as_bytes());
    }
    name.push(0);
    Some(name)
}

/// The address whose name this is.
fn named_address(labels: &[String]) -> Option<Ipv4Addr> {
    let [host, domain] = labels else { return None };
    let address = host.strip_prefix(NAMED_HOST).filter(|_| domain == NAMED_DOMAIN)?;
    address.replace('-', ".").parse().ok()
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
    }

    #[test]
    fn an_address_has_a_name_that_leads_back_to_it() {
        let asked = question("17.1.168.192.IN-ADDR.arpa", TYPE_PTR);
        let named = answer(&asked).expect("an answer");
        assert_eq!(named[2..8], [0x85, 0x80, 0, 1, 0, 1]);
        assert!(named.ends_with(b"\x00\x17\x11host-192-168-1-17\x03lab\0"), "{named:?}");
        let back = answer(&question("host-192-168-1-17.LAB", TYPE_A)).expect("an answer");
        assert!(back.ends_with(&[0, 4, 192, 168, 1, 17]), "{back:?}");
        let nibbles = format!("1.{}0.0.d.f.ip6.arpa", "0.".repeat(27));
        let longer = answer(&question(&nibbles, TYPE_PTR)).expect("an answer");
        assert!(longer.ends_with(b"\x17host-fd00-0-0-0-0-0-0-1\x03lab\0"), "{longer:?}");
        for name in
            ["1.168.192.in-addr.arpa", "1.2.3.4.5.in-addr.arpa", "300.1.1.1.in-addr.arpa", "lab-12", "arpa"]
        {
            let none = answer(&question(name, TYPE_PTR)).expect("an answer");
            assert_eq!((none[3] & 0xf, none[7]), (NO_SUCH_NAME, 0), "{name}");
        }
        let other = answer(&question("host-1-2-3.lab", TYPE_A)).expect("an answer");
        assert!(other.ends_with(&HOST_ADDRESS.octets()), "{other:?}");
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
