//! Where programs come in, and how the tap goes on to the other one from there.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::os::fd::{AsRawFd as _, OwnedFd};

use nix::errno::Errno;
use nix::sys::socket::{
    AddressFamily, Backlog, SockFlag, SockType, SockaddrStorage, bind, connect, listen, setsockopt, socket,
    sockopt,
};

use crate::host::network::{HOST_ADDRESS, Network, NetworkError};
use crate::host::sockets::{Listener, unmapped};
use crate::role::Role;

/// Clients that may wait to be accepted.
const BACKLOG: i32 = 128;

/// What our sockets may receive before it is taken out; the kernel doubles it. Left alone it would let a flood grow it to many
/// times that.
const RECEIVE_BYTES: usize = 128 << 10;

/// Doors of a case, both ways together.
const MOST_DOORS: usize = 256;

/// A listener of ours in the network of one program that stands for listeners of the other's.
#[derive(Debug)]
pub(super) struct Door {
    pub socket: TcpListener,
    /// Who comes in here.
    pub caller: Role,
    /// Where it is.
    at: SocketAddr,
    /// Those of the other program that are reached through it: one port, one address family.
    behind: Vec<Listener>,
    /// The program behind it has a network of its own, in which every address is local.
    other_is_alone: bool,
    /// The server is on another machine.
    server_is_elsewhere: bool,
}

/// A connection to the program behind a door that stands, or is about to.
#[derive(Debug)]
pub(super) struct Upstream {
    pub socket: TcpStream,
    /// The program's address, and the one it sees us at.
    pub program: SocketAddr,
    pub ours: SocketAddr,
    /// The program's host has not answered yet.
    pub is_connecting: bool,
}

/// Every door of a case: to what the server listens on, and to what the client does, where the server is to call back.
///
/// In a fresh network a door takes every address on the other program's own port, so that whatever address is dialled is
/// that program's; but what is bound to loopback alone is reached there alone, as on any machine. In the machine's network it is on 127.0.0.1 and a port of the kernel's choice.
#[derive(Debug)]
pub(super) struct Doors {
    client: Network,
    server: Network,
    pub all: Vec<Door>,
    /// The server's and the client's listeners as they were last seen.
    known: [Vec<Listener>; 2],
}

impl Doors {
    /// Opens those to the listeners that the server has.
    pub(super) fn open(
        client: &Network,
        server: &Network,
        listeners: &[Listener],
    ) -> Result<Self, NetworkError> {
        let cause = |cause| NetworkError::SetUp { step: "keep a network", cause };
        let (client, server) = (client.try_clone().map_err(cause)?, server.try_clone().map_err(cause)?);
        let mut doors = Self { client, server, all: Vec::new(), known: [listeners.to_vec(), Vec::new()] };
        for (at, behind) in doors.missing(Role::Server, listeners) {
            doors.add(Role::Client, at, behind)?;
        }
        Ok(doors)
    }

    /// Whether programs may listen later than now, and be reached: each has a network of its own.
    pub(super) fn may_be_more(&self) -> bool {
        self.client.is_fresh() && self.server.is_fresh()
    }

    /// Takes note of all that listens in a program's network, our own doors among it, and opens doors to what is new. A port that
    /// the other program has for itself gets none. Whether anything changed.
    pub(super) fn note(&mut self, listens: Role, mut listeners: Vec<Listener>) -> Result<bool, NetworkError> {
        let is_ours = |listener: &Listener| {
            self.all.iter().any(|door| door.caller == listens && door.at.port() == listener.address.port())
        };
        listeners.retain(|listener| !is_ours(listener));
        let known = &mut self.known[usize::from(listens == Role::Client)];
        if *known == listeners {
            return Ok(false);
        }
        known.clone_from(&listeners);
        if self.all.len() >= MOST_DOORS {
            let is_there = |door: &Door| door.behind.iter().any(|behind| listeners.contains(behind));
            self.all.retain(|door| door.caller == listens || is_there(door));
        }
        for (at, behind) in self.missing(listens, &listeners) {
            match self.add(listens.other(), at, behind) {
                Err(NetworkError::SetUp { cause, .. }) if cause.kind() == ErrorKind::AddrInUse => {}
                other => other?,
            }
        }
        Ok(true)
    }

    /// Where doors to these listeners are to be, and what is behind each. What has one already is put behind it.
    fn missing(&mut self, listens: Role, listeners: &[Listener]) -> Vec<(SocketAddr, Vec<Listener>)> {
        let mut wanted: Vec<(SocketAddr, Vec<Listener>)> = Vec::new();
        for listener in listeners {
            for at in doors_of(listener, listeners, self.client.is_fresh()) {
                let is_there = |door: &&mut Door| door.caller != listens && door.at == at && at.port() != 0;
                match self.all.iter_mut().find(is_there) {
                    Some(door) if door.behind.contains(listener) => {}
                    Some(door) => door.behind.push(*listener),
                    None => match wanted.iter_mut().find(|(address, _)| *address == at && at.port() != 0) {
                        Some((_, behind)) => behind.push(*listener),
                        None => wanted.push((at, vec![*listener])),
                    },
                }
            }
        }
        wanted
    }

    fn add(&mut self, caller: Role, at: SocketAddr, behind: Vec<Listener>) -> Result<(), NetworkError> {
        if self.all.len() >= MOST_DOORS {
            return Ok(());
        }
        let network = self.network(caller);
        let cause = |cause| NetworkError::SetUp { step: "listen for the other program", cause };
        let socket = network.visit(|| open_door(at))?.map_err(cause)?;
        let server_is_elsewhere = behind.iter().any(Listener::is_elsewhere);
        let other_is_alone = self.network(caller.other()).is_fresh();
        self.all.push(Door { socket, caller, at, behind, other_is_alone, server_is_elsewhere });
        Ok(())
    }

    fn network(&self, role: Role) -> &Network {
        match role {
            Role::Client => &self.client,
            Role::Server => &self.server,
        }
    }

    /// Where programs may come in, or are called by us, in the network of one: ports of our doors there, and of its listeners
    /// that have doors.
    pub(super) fn ports(&self, of: Role) -> (BTreeSet<u16>, BTreeSet<u16>) {
        let ports = |caller| {
            let doors = self.all.iter().filter(move |door| door.caller == caller);
            doors.flat_map(|door| door.behind.iter().map(|behind| behind.address.port())).collect()
        };
        (ports(of), ports(of.other()))
    }

    /// Connects who came in by a door to the program behind it: see [`Door::connect`]. The calling thread must be in the server's
    /// network.
    pub(super) fn connect(&self, door: usize, from: SocketAddr, dialled: SocketAddr) -> io::Result<Upstream> {
        let door = &self.all[door];
        match door.caller {
            Role::Client => door.connect(from, dialled),
            Role::Server => {
                self.client.visit(|| door.connect(from, dialled)).map_err(io::Error::other).flatten()
            }
        }
    }
}

fn open_door(at: SocketAddr) -> io::Result<TcpListener> {
    let socket = stream_socket(at)?;
    setsockopt(&socket, sockopt::ReuseAddr, &true)?;
    if at.is_ipv6() {
        setsockopt(&socket, sockopt::Ipv6V6Only, &true)?;
    }
    // The sockets of accepted programs inherit it.
    setsockopt(&socket, sockopt::TcpNoDelay, &true)?;
    bind(socket.as_raw_fd(), &SockaddrStorage::from(at))?;
    listen(&socket, Backlog::new(BACKLOG)?)?;
    Ok(TcpListener::from(socket))
}

/// Where to listen in one program's network for a listener of the other's.
fn doors_of(listener: &Listener, all: &[Listener], caller_is_alone: bool) -> Vec<SocketAddr> {
    if !caller_is_alone {
        return vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 0))];
    }
    let is_only_on_loopback = |other: &Listener| {
        other.address.port() != listener.address.port() || other.address.ip().is_loopback()
    };
    if !listener.is_elsewhere() && all.iter().all(is_only_on_loopback) {
        return vec![listener.address];
    }
    let port = listener.address.port();
    let takes_v4 =
        listener.address.is_ipv4() || (listener.address.ip().is_unspecified() && !listener.only_v6);
    let v4 = takes_v4.then(|| SocketAddr::from((Ipv4Addr::UNSPECIFIED, port)));
    let v6 = listener.address.is_ipv6().then(|| SocketAddr::from((Ipv6Addr::UNSPECIFIED, port)));
    v4.into_iter().chain(v6).collect()
}

impl Door {
    /// The address of the program that who dialled this one is connected to.
    pub(super) fn target(&self, dialled: SocketAddr) -> SocketAddr {
        let exact = self.behind.iter().find(|listener| listener.address == dialled);
        let listener =
            exact.or_else(|| self.behind.iter().find(|listener| listener.address.ip().is_unspecified()));
        let address = listener.unwrap_or(&self.behind[0]).address;
        if !address.ip().is_unspecified() {
            return address;
        }
        let ip = match dialled.ip() {
            IpAddr::V4(_) if self.other_is_alone => IpAddr::from(HOST_ADDRESS),
            IpAddr::V4(_) => IpAddr::from(Ipv4Addr::LOCALHOST),
            ip if self.other_is_alone => ip,
            _ => IpAddr::from(Ipv6Addr::LOCALHOST),
        };
        SocketAddr::new(ip, address.port())
    }

    /// Whether the server is on another machine, so that nobody here knows its sockets.
    pub(super) fn server_is_elsewhere(&self) -> bool {
        self.server_is_elsewhere
    }

    /// Connects to the program behind it, from the caller's own address and port where that program has a network of its own. The
    /// calling thread must be in that network.
    fn connect(&self, caller: SocketAddr, dialled: SocketAddr) -> io::Result<Upstream> {
        let program = self.target(dialled);
        let socket = stream_socket(program)?;
        if self.other_is_alone {
            // Several connections from one port, and from a port that something else in this network listens on.
            setsockopt(&socket, sockopt::ReuseAddr, &true)?;
            setsockopt(&socket, sockopt::IpFreebind, &true)?;
            let source = seen_as(caller, dialled, program);
            // The port may be taken in that network, if by its own program. Better from another than not at all.
            let _ = bind(socket.as_raw_fd(), &SockaddrStorage::from(source));
        }
        let is_connecting = match connect(socket.as_raw_fd(), &SockaddrStorage::from(program)) {
            Ok(()) => false,
            Err(Errno::EINPROGRESS) => true,
            Err(errno) => return Err(errno.into()),
        };
        let socket = TcpStream::from(socket);
        socket.set_nodelay(true)?;
        let ours = unmapped(socket.local_addr()?);
        Ok(Upstream { socket, program, ours, is_connecting })
    }
}

/// The address at which the server sees a client, or a client the server that calls back.
///
/// The caller's own, except where both connections would then have the same two addresses: one host would be
/// the other, and in a capture of both no program could tell the two apart. The client is then its own neighbour, 10.0.0.1
/// for 10.0.0.2, as if the two were different machines.
fn seen_as(caller: SocketAddr, dialled: SocketAddr, program: SocketAddr) -> SocketAddr {
    if dialled != program {
        return caller;
    }
    let ip = match caller.ip() {
        IpAddr::V4(ip) => IpAddr::from(Ipv4Addr::from_bits(ip.to_bits() ^ 3)),
        IpAddr::V6(ip) => IpAddr::from(Ipv6Addr::from_bits(ip.to_bits() ^ 3)),
    };
    SocketAddr::new(ip, caller.port())
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
            let listener = listener(text, only_v6);
            doors_of(&listener, &[listener], true).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(doors("10.0.0.2:12345", false), ["0.0.0.0:12345"]);
        assert_eq!(doors("[::]:12345", false), ["0.0.0.0:12345", "[::]:12345"]);
        assert_eq!(doors("[::]:12345", true), ["[::]:12345"]);
        assert_eq!(doors("[fd00::1]:12345", false), ["[::]:12345"]);
    }

    #[test]
    fn a_server_on_loopback_alone_is_reached_there_alone() {
        let doors = |all: &[&str]| {
            let all: Vec<Listener> = all.iter().map(|text| listener(text, false)).collect();
            all.iter().flat_map(|one| doors_of(one, &all, true)).map(|at| at.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(doors(&["127.0.0.1:12345"]), ["127.0.0.1:12345"]);
        assert_eq!(doors(&["[::1]:12345", "127.0.0.1:12345"]), ["[::1]:12345", "127.0.0.1:12345"]);
        assert_eq!(doors(&["127.0.0.1:12345", "10.0.0.2:12345"]), ["0.0.0.0:12345", "0.0.0.0:12345"]);
        assert_eq!(doors(&["127.0.0.1:5000", "0.0.0.0:12345"]), ["127.0.0.1:5000", "0.0.0.0:12345"]);
        let elsewhere = Listener::elsewhere(address("127.0.0.1:12345"));
        assert_eq!(doors_of(&elsewhere, &[elsewhere], true), [address("0.0.0.0:12345")]);
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
