//! What a fresh network consists of: its interfaces, their addresses, and the routes that make every other address local.
//!
//! Why `quickack` on every route: a program's second small `send` waits in its kernel until the first one is
//! acknowledged (Nagle), and what waits is joined. A receiver acknowledges at once only the first sixteen times: of 300
//! sends back to back the wire showed 18 segments; with the route's metric 300 of 300.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;

use nix::sys::socket::SockProtocol;

use super::interface;
use super::netlink::{Message, NLM_F_CREATE, NLM_F_REPLACE, Netlink, attribute, nested, octets};
use super::network::{HOST_ADDRESS, HOST_ADDRESS_6, NetworkError};

const RTM_NEWADDR: u16 = 20;
const RTM_NEWROUTE: u16 = 24;
const IFA_ADDRESS: u16 = 1;
const IFA_LOCAL: u16 = 2;
const IFA_LABEL: u16 = 3;
/// Nobody else may have the address: it need not be asked.
const IFA_F_NODAD: u8 = 2;
const RTA_DST: u16 = 1;
const RTA_OIF: u16 = 4;
const RTA_PREFSRC: u16 = 7;
const RTA_METRICS: u16 = 8;
const RTAX_QUICKACK: u16 = 15;
const AF_INET: u8 = 2;
const AF_INET6: u8 = 10;
const RT_TABLE_LOCAL: u8 = 255;
const RTPROT_BOOT: u8 = 3;
const RT_SCOPE_HOST: u8 = 254;
const RT_SCOPE_UNIVERSE: u8 = 0;
const RTN_LOCAL: u8 = 2;
/// `lo` has this index in every network namespace.
const LO: u32 = 1;

/// Makes the calling thread's network, just created, what a host's network is.
pub(super) fn set_up() -> Result<(), NetworkError> {
    let failed = |step| move |cause| NetworkError::SetUp { step, cause };
    let mut netlink = Netlink::open(SockProtocol::NetlinkRoute).map_err(failed("open a netlink socket"))?;

    interface::raise(&mut netlink, LO).map_err(failed("raise `lo`"))?;
    // Without an address of global scope `getaddrinfo` with AI_ADDRCONFIG knows no name at all. `ifconfig` asks by name, and
    // sees a second address of one interface only where it has a name of its own.
    let (outer, label) = match interface::add(&mut netlink).map_err(failed("add an interface"))? {
        true => (interface::NUMBER, interface::NAME),
        false => (LO, &b"lo:0\0"[..]),
    };
    let mut address = Message::new(RTM_NEWADDR, NLM_F_CREATE);
    address.put(&[AF_INET, 32, 0, RT_SCOPE_UNIVERSE]).put(&outer.to_ne_bytes());
    address.attribute(IFA_LOCAL, &HOST_ADDRESS.octets()).attribute(IFA_ADDRESS, &HOST_ADDRESS.octets());
    address.attribute(IFA_LABEL, label);
    netlink.change(&mut address).map_err(failed("give the host an address"))?;
    if outer != LO {
        interface::raise(&mut netlink, outer).map_err(failed("raise the host's interface"))?;
    }

    let any = IpAddr::from(Ipv4Addr::UNSPECIFIED);
    let local = IpAddr::from(Ipv4Addr::LOCALHOST);
    let own = IpAddr::from(HOST_ADDRESS);
    // The kernel made the routes to its own addresses itself, without `quickack`: they are replaced.
    for (to, length, source) in
        [(any, 0, None), (local, 8, Some(local)), (local, 32, Some(local)), (own, 32, Some(own))]
    {
        netlink
            .change(&mut local_route(to, length, source))
            .map_err(failed("make every IPv4 address local"))?;
    }
    // IPv6 may be switched off; the programs are then where they would be without us.
    if Path::new("/proc/sys/net/ipv6").exists() {
        let mut address = Message::new(RTM_NEWADDR, NLM_F_CREATE);
        address.put(&[AF_INET6, 128, IFA_F_NODAD, RT_SCOPE_UNIVERSE]).put(&outer.to_ne_bytes());
        let _ = netlink.change(address.attribute(IFA_LOCAL, &HOST_ADDRESS_6.octets()));
        let any = IpAddr::from(Ipv6Addr::UNSPECIFIED);
        let local = IpAddr::from(Ipv6Addr::LOCALHOST);
        for (to, length) in [(any, 0), (local, 128), (IpAddr::from(HOST_ADDRESS_6), 128)] {
            let _ = netlink.change(&mut local_route(to, length, None));
        }
        let _ = fs::write("/proc/sys/net/ipv6/ip_nonlocal_bind", "1");
    }
    // Windows and macOS let everybody listen on every port.
    let _ = fs::write("/proc/sys/net/ipv4/ip_unprivileged_port_start", "0");
    // A second small `send` must not join the first while that one is on its way through `lo`.
    let _ = fs::write("/proc/sys/net/ipv4/tcp_autocorking", "0");
    Ok(())
}

/// A route that makes the addresses under a prefix this host's own.
fn local_route(to: IpAddr, length: u8, source: Option<IpAddr>) -> Message {
    let family = if to.is_ipv4() { AF_INET } else { AF_INET6 };
    let mut route = Message::new(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE);
    route.put(&[family, length, 0, 0, RT_TABLE_LOCAL, RTPROT_BOOT, RT_SCOPE_HOST, RTN_LOCAL]).put(&[0; 4]);
    if length > 0 {
        // A prefix's own bits only: 127.0.0.1/8 is no route.
        let mut bytes = octets(to);
        for (index, byte) in bytes.iter_mut().enumerate() {
            let kept = usize::from(length).saturating_sub(index * 8).min(8);
            *byte &= !(0xff_u16 >> kept) as u8;
        }
        route.attribute(RTA_DST, &bytes);
    }
    route.attribute(RTA_OIF, &LO.to_ne_bytes());
    if let Some(source) = source {
        route.attribute(RTA_PREFSRC, &octets(source));
    }
    route.put(&nested(RTA_METRICS, &attribute(RTAX_QUICKACK, &1_u32.to_ne_bytes())));
    route
}
