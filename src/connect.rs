//! Connecting: from a host and a port to a socket that is connected.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, ToSocketAddrs};
use std::thread;
use std::time::{Duration, Instant};

use socket2::{Domain, Protocol, Socket, Type};

use crate::error::{Error, is_address_unavailable};
use crate::options::Connect;

/// How long to wait before asking again after a refusal. Nothing tells a client that a server has started, so this is
/// the one place where a program has to try, wait and try again.
const PAUSE: Duration = Duration::from_millis(50);

/// All addresses of a host, with the port. A name may have several, for IPv6 and for IPv4.
///
/// # Errors
///
/// When it has none.
pub fn resolve(host: &str, port: u16) -> Result<Vec<SocketAddr>, Error> {
    // Two steps for a name, none for an address: an IP address is taken as it is, a name is looked up by the system,
    // first in its own table of hosts and then, as a rule, by asking a name server.
    let addresses: Vec<SocketAddr> =
        (host, port).to_socket_addrs().map(Iterator::collect).unwrap_or_default();
    if addresses.is_empty() { Err(Error::NameNotFound { host: host.to_owned() }) } else { Ok(addresses) }
}

/// Connects to the server, at whichever of its addresses answers first, and tries again while it refuses.
///
/// A machine where no program listens at the port answers at once: it refuses. It may be that the server was started
/// just now, so that is no reason to give up before the time is over.
///
/// # Errors
///
/// When the host has no address, none of them can be reached in time, or `client_port` cannot be had.
pub fn connect(options: &Connect) -> Result<TcpStream, Error> {
    let addresses = resolve(&options.host, options.port)?;
    let deadline = Instant::now() + options.connect_timeout;
    loop {
        let error = match try_each(&addresses, options, deadline) {
            Ok(stream) => return Ok(stream),
            Err(error) => error,
        };
        let left = deadline.saturating_duration_since(Instant::now());
        if left <= PAUSE || !matches!(error, Error::Refused { .. }) {
            return Err(error);
        }
        thread::sleep(PAUSE);
    }
}

/// Tries each address once. Of several failures, a refusal counts: there, trying again may help.
fn try_each(addresses: &[SocketAddr], options: &Connect, deadline: Instant) -> Result<TcpStream, Error> {
    let mut failure: Option<Error> = None;
    for (tried, &server) in addresses.iter().enumerate() {
        // An address that never answers leaves the others their share of the time.
        let untried = u32::try_from(addresses.len() - tried).unwrap_or(u32::MAX);
        let share = deadline.saturating_duration_since(Instant::now()) / untried;
        match try_one(server, options.client_port, share.max(Duration::from_millis(1))) {
            Ok(stream) => return Ok(stream),
            Err(_) if matches!(failure, Some(Error::Refused { .. })) => {}
            Err(error) => failure = Some(explain(error, server, options)),
        }
    }
    Err(failure.expect("a host that was found has an address"))
}

/// Makes a socket and connects it.
///
/// Usually a client leaves its own port to the system. A port of its own choice is bound first, the way a server binds
/// its port. The unspecified address beside it (`0.0.0.0`, or `::` for IPv6) leaves the choice of the network to the
/// system.
fn try_one(server: SocketAddr, client_port: Option<u16>, limit: Duration) -> io::Result<TcpStream> {
    let socket = Socket::new(Domain::for_address(server), Type::STREAM, Some(Protocol::TCP))?;
    if let Some(port) = client_port {
        let any: IpAddr = match server {
            SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
            SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
        };
        // For a minute after a connection has ended, the system remembers it and does not give its port away, lest
        // late packets of the old one are taken for the new one's. This option says that we know. Windows gives ports
        // away anyway, and means something else by the same name.
        if cfg!(unix) {
            socket.set_reuse_address(true)?;
        }
        socket.bind(&SocketAddr::new(any, port).into())?;
    }
    socket.connect_timeout(&server.into(), limit)?;
    let stream = TcpStream::from(socket);
    // TCP lets a socket connect to itself. On one machine that happens when our own port is the very port at which no
    // server listens, and we would hear nothing but our own words.
    if stream.local_addr()? == server {
        return Err(ErrorKind::ConnectionRefused.into());
    }
    Ok(stream)
}

/// Says in our words what the system said.
fn explain(error: io::Error, server: SocketAddr, options: &Connect) -> Error {
    match (error.kind(), options.client_port) {
        (ErrorKind::ConnectionRefused, _) => Error::Refused { server: server.to_string() },
        (ErrorKind::TimedOut | ErrorKind::WouldBlock, _) => {
            Error::ConnectTimeout { server: server.to_string(), limit: options.connect_timeout }
        }
        (_, Some(port)) if is_address_unavailable(&error) => {
            Error::AddressUnavailable { address: format!("port {port}"), source: error }
        }
        _ => Error::Io { doing: "connect to the server", source: error },
    }
}
