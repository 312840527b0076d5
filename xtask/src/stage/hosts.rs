//! The two hosts of a case, with their networks.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix;
use std::os::unix::net::UnixListener;
use std::sync::atomic::{AtomicU16, Ordering};

use anyhow::{Result, anyhow};

use crate::host::network::Network;
use crate::host::{Host, Isolation};
use crate::role::Role;
use crate::submission::Server;

/// The two worlds of a case.
pub(super) struct Hosts {
    pub server: Host,
    pub client: Host,
    pub server_network: Network,
    pub client_network: Network,
    /// A port for the server, where all cases share the machine's network.
    pub port: Option<FreePort>,
}

impl Hosts {
    /// Two hosts, and the networks that they are in.
    pub fn open(isolation: Isolation, slot: u32, server: &Server) -> Result<Self> {
        let network = || match isolation {
            Isolation::None => Ok(Network::machine()),
            Isolation::Network | Isolation::Sandbox => Network::fresh(),
        };
        Ok(Self {
            server: Host::open(isolation, Role::Server, slot)?,
            client: Host::open(isolation, Role::Client, slot)?,
            server_network: match server {
                Server::Start(_) => network()?,
                Server::Elsewhere { .. } => Network::machine(),
            },
            client_network: network()?,
            port: (isolation == Isolation::None).then(FreePort::claim).transpose()?,
        })
    }

    /// Has no connection keep its port once it has ended: the next client may have a port of its own that the last one had as well.
    pub fn free_ports(&self) -> Result<()> {
        // Where that cannot be had, such a client does not come to the server, and nothing is said.
        let _ = self.server_network.visit(|| fs::write("/proc/sys/net/ipv4/tcp_max_tw_buckets", "0"))?;
        Ok(())
    }

    /// Puts the client in a new network, of which the last one knew nothing.
    pub fn renew_client(&mut self) -> Result<()> {
        self.client_network = Network::fresh()?;
        Ok(())
    }
}

/// A port of the machine's own network that no one listens on. It lies below those that the system gives to clients, so
/// that no client's own port takes it before the server does.
pub(super) struct FreePort {
    pub number: u16,
    /// The name of this socket tells other graders on this machine to leave the port alone.
    _claim: UnixListener,
}

impl FreePort {
    const FIRST: u16 = 20_000;
    const COUNT: u16 = 12_000;

    fn claim() -> Result<Self> {
        static NEXT: AtomicU16 = AtomicU16::new(0);
        let offset = u16::try_from(std::process::id() % u32::from(Self::COUNT))?;
        for _ in 0..Self::COUNT {
            let step = NEXT.fetch_add(1, Ordering::Relaxed) % Self::COUNT;
            let number = Self::FIRST + (offset + step) % Self::COUNT;
            let name = unix::net::SocketAddr::from_abstract_name(format!("socklab-port-{number}"))?;
            if let Ok(claim) = UnixListener::bind_addr(&name)
                && TcpListener::bind((Ipv4Addr::UNSPECIFIED, number)).is_ok()
            {
                return Ok(Self { number, _claim: claim });
            }
        }
        Err(anyhow!("no port from {} to {} is free", Self::FIRST, Self::FIRST + Self::COUNT - 1))
    }
}
