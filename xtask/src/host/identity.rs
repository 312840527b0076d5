//! Who a program in a sandbox is: user 1000 of a user namespace of its own, in which there is nobody else, without any
//! capability and without a way to get one.
//!
//! To the kernel that user is one of its own for each slot and role, where the harness may choose (root): then no two
//! programs share anything that is counted or permitted by user. An ordinary user's harness has only its own user to
//! give. The program then is that user to the kernel; what keeps it from the user's processes and files are the
//! namespaces alone, and on kernels before 5.14 the limit of processes counts the user's others as well.

use std::io;
use std::os::fd::BorrowedFd;

use rustix::net::{RecvFlags, SendFlags};
use rustix::process::{Gid, Pid, Uid};
use rustix::thread::{CapabilitySet, CapabilitySets, UnshareFlags};

use super::control::{Report, Room};
use super::program::trouble;

/// The user and the group that a program is, as it sees them.
pub(super) const STUDENT: u32 = 1000;

/// The first of the users that programs are to the kernel. Debian leaves 60000 to 64999 to such uses.
const FIRST: u32 = 60_000;

/// How many there are: two to a slot.
const MANY: u32 = 5000;

/// The user that the program of this slot and role is to the kernel, where this process may choose.
pub(super) fn kernel_id(slot: u32, role: crate::role::Role) -> Option<u32> {
    let id = FIRST + (slot * 2 + u32::from(role == crate::role::Role::Client)) % MANY;
    let needed = CapabilitySet::SETUID | CapabilitySet::SETGID | CapabilitySet::CHOWN;
    let has = rustix::thread::capabilities(None).ok()?.effective;
    (has.contains(needed) && is_mapped("/proc/self/uid_map", id) && is_mapped("/proc/self/gid_map", id))
        .then_some(id)
}

fn is_mapped(map: &str, id: u32) -> bool {
    let map = std::fs::read_to_string(map).unwrap_or_default();
    map.lines().any(|line| {
        let mut numbers = line.split_ascii_whitespace().filter_map(|number| number.parse::<u64>().ok());
        let (Some(first), _, Some(many)) = (numbers.next(), numbers.next(), numbers.next()) else {
            return false;
        };
        (first..first + many).contains(&u64::from(id))
    })
}

/// Whether this process's user is root to the user namespace around it. Then a program may not be that user: even
/// without any capability the kernel lets it change its settings under `/proc/sys`.
pub(super) fn is_root_outside() -> bool {
    let map = std::fs::read_to_string("/proc/self/uid_map").unwrap_or_default();
    let own = rustix::process::geteuid().as_raw();
    map.lines().any(|line| {
        let mut numbers = line.split_ascii_whitespace().map(str::parse::<u32>);
        matches!((numbers.next(), numbers.next()), (Some(Ok(inside)), Some(Ok(0))) if inside == own)
    })
}

/// What the child sends when it waits for its user to be mapped, and what it is answered.
const MAPPING: [u8; 1] = [b'm'];

/// In the keeper: says who the child's only user is to the kernel. Only a parent may choose another user than its own.
pub(super) fn map(child: Pid, room: &Room, socket: BorrowedFd<'_>) -> Result<(), Report> {
    let own = rustix::process::geteuid().as_raw();
    let outside = room.kernel_id.unwrap_or(own);
    let child = child.as_raw_nonzero();
    for map in ["uid_map", "gid_map"] {
        std::fs::write(format!("/proc/{child}/{map}"), format!("{STUDENT} {outside} 1"))
            .map_err(trouble("map the program's user"))?;
    }
    rustix::net::send(socket, &MAPPING, SendFlags::NOSIGNAL).map_err(trouble("map the program's user"))?;
    Ok(())
}

/// Leaves the session keyring behind, with whatever keys a login, or an earlier program, put there: for a new one that holds
/// nothing and ends with the last process that has it. Where the kernel has no keyrings, or a container refuses them to all
/// in it, there is nothing to leave.
pub(super) fn leave_keyring() -> io::Result<()> {
    let none = std::ptr::null::<libc::c_char>();
    // SAFETY: without a name the call reads no memory of ours.
    match unsafe { libc::syscall(libc::SYS_keyctl, libc::KEYCTL_JOIN_SESSION_KEYRING, none) } {
        -1 => match io::Error::last_os_error() {
            error if matches!(error.raw_os_error(), Some(libc::ENOSYS | libc::EPERM)) => Ok(()),
            error => Err(error),
        },
        _ => Ok(()),
    }
}

/// In the child: becomes that user, for good.
pub(super) fn change(room: &Room, keeper: BorrowedFd<'_>) -> Result<(), Report> {
    // SAFETY: this process has one thread.
    unsafe { rustix::thread::unshare_unsafe(UnshareFlags::NEWUSER) }
        .map_err(trouble("make a user namespace"))?;
    rustix::net::send(keeper, &MAPPING, SendFlags::NOSIGNAL).map_err(trouble("ask for a user"))?;
    let mut answer = [0];
    rustix::net::recv(keeper, &mut answer[..], RecvFlags::empty()).map_err(trouble("become a user"))?;
    // What it cannot make it cannot be almighty in.
    std::fs::write("/proc/sys/user/max_user_namespaces", "0")
        .map_err(trouble("forbid further namespaces"))?;
    if room.kernel_id.is_some() {
        rustix::thread::set_thread_groups(&[]).map_err(trouble("leave all groups"))?;
    }
    let (user, group) = (Uid::from_raw(STUDENT), Gid::from_raw(STUDENT));
    rustix::thread::set_thread_res_gid(group, group, group).map_err(trouble("change the group"))?;
    rustix::thread::set_thread_res_uid(user, user, user).map_err(trouble("change the user"))?;
    leave_keyring().map_err(trouble("leave the session keyring"))?;
    drop_capabilities().map_err(trouble("drop all capabilities"))
}

fn drop_capabilities() -> rustix::io::Result<()> {
    for capability in CapabilitySet::all().iter() {
        match rustix::thread::remove_capability_from_bounding_set(capability) {
            // The kernel knows fewer than the list.
            Ok(()) | Err(rustix::io::Errno::INVAL) => {}
            Err(error) => return Err(error),
        }
    }
    let none = CapabilitySet::empty();
    rustix::thread::set_capabilities(
        None,
        CapabilitySets { effective: none, permitted: none, inheritable: none },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::role::Role;

    #[test]
    fn no_two_programs_at_one_time_share_a_user() {
        let ids = |slot| [Role::Server, Role::Client].map(|role| kernel_id(slot, role));
        if ids(0)[0].is_some() {
            let mut all: Vec<_> = (0..100).flat_map(ids).collect();
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), 200);
        }
    }
}
