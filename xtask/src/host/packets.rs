//! A packet socket: every packet that passes `lo` of a host's network, with the time at which it did.

use std::io::{self, IoSliceMut};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::thread;
use std::time::{Duration, SystemTime};

use nix::errno::Errno;
use nix::libc;
use nix::sys::socket::{
    AddressFamily, ControlMessageOwned, LinkAddr, MsgFlags, SockFlag, SockProtocol, SockType, recvmsg,
    setsockopt, socket, sockopt,
};

use super::network::{Network, NetworkError};

/// `PACKET_IGNORE_OUTGOING`, which nix does not name.
#[derive(Clone, Copy)]
struct IgnoreOutgoing;

nix::setsockopt_impl!(IgnoreOutgoing, libc::SOL_PACKET, libc::PACKET_IGNORE_OUTGOING, bool, sockopt::SetBool);

/// What the kernel may queue before it drops packets; an ordinary user gets less.
const QUEUE_BYTES: usize = 8 << 20;

/// The longest packet that `lo` carries.
const LONGEST_PACKET: usize = 1 << 16;

/// Sees the packets of one network. A packet is here before the socket it is meant for knows of it.
#[derive(Debug)]
pub(crate) struct PacketSocket {
    socket: Option<OwnedFd>,
    buffer: Vec<u8>,
    control: Vec<u8>,
}

impl PacketSocket {
    /// Starts to watch a network. Needs the right to: root, or a user namespace that owns the network.
    pub(crate) fn open(network: &Network) -> Result<Self, NetworkError> {
        let open = || {
            let flags = SockFlag::SOCK_CLOEXEC | SockFlag::SOCK_NONBLOCK;
            let socket = socket(AddressFamily::Packet, SockType::Datagram, flags, SockProtocol::EthAll)?;
            // On `lo` every packet goes out and comes in. Kernels before 4.20 show both; `read` skips one then.
            let _ = setsockopt(&socket, IgnoreOutgoing, &true);
            setsockopt(&socket, sockopt::ReceiveTimestampns, &true)?;
            if setsockopt(&socket, sockopt::RcvBufForce, &QUEUE_BYTES).is_err() {
                setsockopt(&socket, sockopt::RcvBuf, &QUEUE_BYTES)?;
            }
            Ok(socket)
        };
        let socket = network.visit(open)?.map_err(|cause: Errno| NetworkError::SetUp {
            step: "watch the packets on `lo`",
            cause: cause.into(),
        })?;
        Ok(Self {
            socket: Some(socket),
            buffer: vec![0; LONGEST_PACKET],
            control: nix::cmsg_space!(nix::sys::time::TimeSpec),
        })
    }

    /// The next packet, from its IP header on, and when it passed, since 1970; `None` where no more are waiting.
    pub(crate) fn read(&mut self) -> io::Result<Option<(Duration, &[u8])>> {
        let fd = self.as_fd().as_raw_fd();
        let (length, at) = loop {
            let mut parts = [IoSliceMut::new(&mut self.buffer)];
            match recvmsg::<LinkAddr>(fd, &mut parts, Some(&mut self.control), MsgFlags::empty()) {
                Ok(message) => {
                    let outgoing =
                        message.address.is_some_and(|from| from.pkttype() == libc::PACKET_OUTGOING);
                    if !outgoing {
                        let at = message.cmsgs().ok().and_then(|mut list| {
                            list.find_map(|item| match item {
                                ControlMessageOwned::ScmTimestampns(at) => Some(Duration::from(at)),
                                _ => None,
                            })
                        });
                        break (message.bytes, at);
                    }
                }
                Err(Errno::EAGAIN) => return Ok(None),
                Err(Errno::EINTR) => {}
                Err(errno) => return Err(errno.into()),
            }
        };
        let now = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Ok(Some((at.unwrap_or_else(now), &self.buffer[..length])))
    }
}

impl AsFd for PacketSocket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_ref().expect("open until dropped").as_fd()
    }
}

impl Drop for PacketSocket {
    /// Closing a packet socket waits for every processor to have seen it, 8 to 12 ms: nobody's case waits for that.
    fn drop(&mut self) {
        let socket = self.socket.take();
        let _ = thread::Builder::new().name("close".to_owned()).spawn(move || drop(socket));
    }
}
