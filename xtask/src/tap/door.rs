//! Where clients come in, and how the tap goes on to the server from there.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::os::fd::{AsRawFd as _, OwnedFd};

use nix::errno::Errno;
use nix::sys::socket::{
    AddressFamily, Backlog, SockFlag, SockType, SockaddrStorage, bind, connect, listen, setsockopt, socket,
    sockopt,
};

use crate::host::network::{HOST_ADDRESS, Network, NetworkError};
use crate::host::sockets::{Listener, unmapped};

/// Clients that may wait to be accepted.
const BACKLOG: i32 = 128;

/// What our sockets may receive before it is taken out; the kernel doubles it. Left alone it would let a flood grow it to many
/// times that.
const RECEIVE_BYTES: usize = 128 << 10;

/// A listener of ours in the client's network that stands for listeners in the server's.
#[derive(Debug)]
pub(super) struct Door {
    pub socket: TcpListener,
    /// Those of the server that are reached through it: one port, one address family.
    behind: Vec<Listener>,
    /// The server has a network of its own, in which every address is local.
    server_is_alone: bool,
    /// The server is on another machine.
    server_is_elsewhere: bool,
}

/// A connection to the server that stands, or is about to.
#[derive(Debug)]
pub(super) struct Upstream {
    pub socket: TcpStream,
    /// The server's address, and the one it sees us at.
    pub server: SocketAddr,
    pub ours: SocketAddr,
    /// The server's host has not answered yet.
    pub is_connecting: bool,
}

/// Opens a door in the client's network for every port and address family that the server listens on.
///
/// In a fresh network a door takes every address on the server's own port, so that whatever address a client dials is the
/// server's. In the machine's network it is on 127.0.0.1 and a port of the kernel's choice.
pub(super) fn open_doors(
    client: &Network,
    server: &Network,
    listeners: &[Listener],
) -> Result<Vec<Door>, NetworkError> {
    let mut wanted: Vec<(SocketAddr, Vec<Listener>)> = Vec::new();
    for listener in listeners {
        for at in doors_of(listener, client.is_fresh()) {
            match wanted.iter_mut().find(|(address, _)| *address == at && at.port() != 0) {
                Some((_, behind)) => behind.push(*listener),
                None => wanted.push((at, vec![*listener])),
            }
        }
    }
    let open = |at: SocketAddr| -> io::Result<TcpListener> {
        let socket = stream_socket(at)?;
        setsockopt(&socket, sockopt::ReuseAddr, &true)?;
        if at.is_ipv6() {
            setsockopt(&socket, sockopt::Ipv6V6Only, &true)?;
        }
        // The sockets of accepted clients inherit it.
        setsockopt(&socket, sockopt::TcpNoDelay, &true)?;
        bind(socket.as_raw_fd(), &SockaddrStorage::from(at))?;
        listen(&socket, Backlog::new(BACKLOG)?)?;
        Ok(TcpListener::from(socket))
    };
    let mut doors = Vec::new();
    for (at, behind) in wanted {
        let cause = |cause| NetworkError::SetUp { step: "listen in the client's network", cause };
        let socket = client.visit(|| open(at))?.map_err(cause)?;
        let server_is_elsewhere = behind.iter().any(Listener::is_elsewhere);
        doors.push(Door { socket, behind, server_is_alone: server.is_fresh(), server_is_elsewhere });
    }
    Ok(doors)
}

/// Where to listen in the client's network for a listener of the server's.
fn doors_of(listener: &Listener, client_is_alone: bool) -> Vec<SocketAddr> {
    if !client_is_alone {
        return vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 0))];
    }
    let port = listener.address.port();
    let takes_v4 =
        listener.address.is_ipv4() || (listener.address.ip().is_unspecified() && !listener.only_v6);
    let v4 = takes_v4.then(|| SocketAddr::from((Ipv4Addr::UNSPECIFIED, port)));
    let v6 = listener.address.is_ipv6().then(|| SocketAddr::from((Ipv6Addr::UNSPECIFIED, port)));
    v4.into_iter().chain(v6).collect()
}

impl Door {
    /// The address of a server that a client who dialled this one is connected to.
    pub(super) fn target(&self, dialled: SocketAddr) -> SocketAddr {
        let exact = self.behind.iter().find(|listener| listener.address == dialled);
        let listener =
            exact.or_else(|| self.behind.iter().find(|listener| listener.address.ip().is_unspecified()));
        let address = listener.unwrap_or(&self.behind[0]).address;
        if !address.ip().is_unspecified() {
            return address;
        }
        let ip = match dialled.ip() {
            IpAddr::V4(_) if self.server_is_alone => IpAddr::from(HOST_ADDRESS),
            IpAddr::V4(_) => IpAddr::from(Ipv4Addr::LOCALHOST),
            ip if self.server_is_alone => ip,
            _ => IpAddr::from(Ipv6Addr::LOCALHOST),
        };
        SocketAddr::new(ip, address.port())
    }

    /// Whether the server is on another machine, so that nobody here knows its sockets.
    pub(super) fn server_is_elsewhere(&self) -> bool {
        self.server_is_elsewhere
    }

    /// Connects to the server, from the client's own address and port where the server has a network of its own. The
    /// calling thread must be in the server's network.
    pub(super) fn connect(&self, client: SocketAddr, dialled: SocketAddr) -> io::Result<Upstream> {
        let server = self.target(dialled);
        let socket = stream_socket(server)?;
        if self.server_is_alone {
            // Several connections from one port, and from a port that something else in this network listens on.
            setsockopt(&socket, sockopt::ReuseAddr, &true)?;
            setsockopt(&socket, sockopt::IpFreebind, &true)?;
            let source = seen_as(client, dialled, server);
            // The port may be taken in the server's network, if by its own program. Better from another than not at all.
            let _ = bind(socket.as_raw_fd(), &SockaddrStorage::from(source));
        }
        let is_connecting = match connect(socket.as_raw_fd(), &SockaddrStorage::from(server)) {
            Ok(()) => false,
            Err(Errno::EINPROGRESS) => true,
            Err(errno) => return Err(errno.into()),
        };
        let socket = TcpStream::from(socket);
        socket.set_nodelay(true)?;
        let ours = unmapped(socket.local_addr()?);
        Ok(Upstream { socket, server, ours, is_connecting })
    }
}

/// The address at which the server sees a client.
///
/// The client's own, except where both connections would then have the same two addresses: one host would be
/// the other, and in a capture of both no program could tell the two apart. The client is then its own neighbour, 10.0.0.1
/// for 10.0.0.2, as if the two were different machines.
fn seen_as(client: SocketAddr, dialled: SocketAddr, server: SocketAddr) -> SocketAddr {
    if dialled != server {
        return client;
    }
    let ip = match client.ip() {
        IpAddr::V4(ip) => IpAddr::from(Ipv4Addr::from_bits(ip.to_bits() ^ 3)),
        IpAddr::V6(ip) => IpAddr::from(Ipv6Addr::from_bits(ip.to_bits() ^ 3)),
    };
    SocketAddr::new(ip, client.port())
}

/// A socket of the address's family that does not block. What is accepted from it is as it is.
fn stream_socket(address: SocketAddr) -> nix::Result<OwnedFd> {
    let family = if address.is_ipv4() { AddressFamily::Inet } else { AddressFamily::Inet6 };
    let socket = socket(family, SockType::Stream, SockFlag::SOCK_CLOEXEC | SockFlag::SOCK_NONBLOCK, None)?;
    setsockopt(&socket, sockopt::RcvBuf, &RECEIVE_BYTES)?;
    Ok(socket)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> SocketAddr {
        text.parse().expect("an address")
    }

    fn listener(text: &str, only_v6: bool) -> Listener {
        Listener { address: address(text), only_v6, inode: 1 }
    }

    #[test]
    fn a_door_takes_what_the_server_would_take() {
        let doors = |text, only_v6| {
            doors_of(&listener(text, only_v6), true).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(doors("10.0.0.2:12345", false), ["0.0.0.0:12345"]);
        assert_eq!(doors("[::]:12345", false), ["0.0.0.0:12345", "[::]:12345"]);
        assert_eq!(doors("[::]:12345", true), ["[::]:12345"]);
        assert_eq!(doors("[::1]:12345", false), ["[::]:12345"]);
    }

    #[test]
    fn the_server_sees_the_client_or_its_neighbour_where_both_sides_would_be_the_same() {
        let seen =
            |client, dialled, server| seen_as(address(client), address(dialled), address(server)).to_string();
        assert_eq!(seen("10.0.0.2:32451", "10.59.122.36:12345", "10.0.0.2:12345"), "10.0.0.2:32451");
        assert_eq!(seen("10.0.0.2:32451", "10.0.0.2:12345", "10.0.0.2:12345"), "10.0.0.1:32451");
        assert_eq!(seen("127.0.0.1:5000", "127.0.0.1:12345", "127.0.0.1:12345"), "127.0.0.2:5000");
        assert_eq!(seen("[::1]:5000", "[::1]:12345", "[::1]:12345"), "[::2]:5000");
    }
}
