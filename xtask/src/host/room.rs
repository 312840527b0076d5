//! The private files of a program in a sandbox: a root of its own, in which there is nothing but the toolchains, the
//! system's folders, a copy of the submission, and what every program expects to find.
//!
//! Runs in the keeper, as pid 1 of its new pid namespace and with all capabilities in the user namespace it is in: real
//! root's, or the one that an ordinary user's harness entered at its start. The steps are the same for both. Everything
//! is mounted in a mount namespace that ends with the last process in it, so there is nothing to clean up.
//!
//! Sources are taken as detached trees before the new root exists: the order of mounting cannot hide one behind another.

use std::io;
use std::os::fd::{AsFd as _, AsRawFd as _, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, Mode, OFlags};
use rustix::mount::{
    FsMountFlags, FsOpenFlags, MountAttrFlags, MountFlags, MountPropagationFlags, MoveMountFlags,
    OpenTreeFlags, UnmountFlags,
};
use rustix::thread::UnshareFlags;

use super::control::{Report, Room, Spec};
use super::covers::Covers;
use super::program::trouble;
use super::shown::Shown;
use super::{copy, devices};

/// Devices without which programs do not run.
const DEVICES: &[&str] = &["/dev/null", "/dev/zero", "/dev/full"];

/// What `/dev` holds besides. POSIX shared memory and semaphores live in `/dev/shm`.
const DEVICE_LINKS: &[(&str, &str)] = &[
    ("/dev/fd", "/proc/self/fd"),
    ("/dev/stdin", "/proc/self/fd/0"),
    ("/dev/stdout", "/proc/self/fd/1"),
    ("/dev/stderr", "/proc/self/fd/2"),
    ("/dev/shm", "/tmp"),
];

/// Where the new root is put together. Whatever is here is out of the program's sight anyway.
const WORKBENCH: &str = "/tmp";

/// Where in the new root is mounted what has to be mounted somewhere: `/proc` is mounted over it.
const UNSEEN: &str = "proc";

/// Files and folders in the program's space at most.
const MOST_FILES: u64 = 8192;

/// The program's own folder, in its space.
const WORK: &str = "work";

/// Space for what the harness itself puts into the root.
const ROOT_BYTES: u64 = 1 << 20;

/// A room that was entered.
pub(super) struct Entered {
    space: OwnedFd,
}

impl Entered {
    /// Whether the program's space, or its number of files, is used up.
    pub(super) fn is_full(&self) -> bool {
        // A write that does not fit may leave less than one block free.
        rustix::fs::fstatfs(&self.space).is_ok_and(|space| space.f_bfree <= 1 || space.f_ffree == 0)
    }

    /// What was the program's own folder. It lives as long as somebody has it open.
    pub(super) fn folder(&self) -> io::Result<OwnedFd> {
        let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(rustix::fs::openat(&self.space, WORK, flags, Mode::empty())?)
    }
}

/// Puts the root together and moves the keeper, and with it the program to come, into it for good.
pub(super) fn enter(room: &Room, spec: &Spec) -> Result<Entered, Report> {
    let open = |folder| rustix::fs::open(folder, OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty());
    let source = room.copied.as_ref().map(open).transpose().map_err(trouble("open the working folder"))?;
    // SAFETY: the keeper has one thread, and shares its files' state with nobody.
    unsafe {
        rustix::thread::unshare_unsafe(UnshareFlags::NEWNS | UnshareFlags::NEWUTS | UnshareFlags::NEWIPC)
    }
    .map_err(trouble("make mount, hostname and ipc namespaces"))?;
    let private = MountPropagationFlags::PRIVATE | MountPropagationFlags::REC;
    rustix::mount::mount_change("/", private).map_err(trouble("keep mounts private"))?;
    rustix::system::sethostname(room.hostname.as_bytes()).map_err(trouble("set the hostname"))?;
    rustix::process::umask(Mode::WGRP | Mode::WOTH);

    let read_only = MountAttrFlags::MOUNT_ATTR_RDONLY | MountAttrFlags::MOUNT_ATTR_NOSUID;
    let shown = Shown::take(room, &spec.covers, read_only | MountAttrFlags::MOUNT_ATTR_NODEV)?;
    let copied_bytes: usize = shown.copies.iter().map(|(_, bytes)| bytes.len()).sum();
    let root = tmpfs(ROOT_BYTES + copied_bytes as u64, MountAttrFlags::empty())?;
    attach(&root, Path::new(WORKBENCH)).map_err(trouble("mount the new root"))?;
    std::env::set_current_dir(WORKBENCH).map_err(trouble("enter the new root"))?;
    furnish(room, &shown.copies, spec.entropy.is_some()).map_err(trouble("furnish the new root"))?;

    // What stands read-only can be written to as a device, and nobody changes its times.
    let mut mounts = devices(spec.entropy.is_some(), read_only | MountAttrFlags::MOUNT_ATTR_NOEXEC)?;
    let space = space(room, spec, source.as_ref(), &mut mounts)?;
    mounts.extend(shown.into_mounts(Path::new(UNSEEN))?);
    for path in &room.covers {
        mounts.push((path.clone(), cover(path)?));
    }
    // A folder stands before what is in it. What is mounted in a cover needs a place there: that is made before it is closed.
    mounts.sort_by(|(a, _), (b, _)| a.cmp(b));
    for (path, tree) in &mounts {
        attach_inside(tree, path).map_err(trouble(&format!("mount `{}`", path.display())))?;
    }
    for path in &room.covers {
        let (_, cover) = mounts.iter().find(|(place, _)| place == path).expect("it was mounted");
        set_attributes(cover, read_only | MountAttrFlags::MOUNT_ATTR_NODEV, false)
            .map_err(trouble(&format!("close `{}`", path.display())))?;
    }
    let hardened = MountFlags::NOSUID | MountFlags::NODEV | MountFlags::NOEXEC;
    rustix::mount::mount("proc", UNSEEN, "proc", hardened, None).map_err(trouble("mount /proc"))?;
    set_attributes(&root, read_only | MountAttrFlags::MOUNT_ATTR_NODEV, false)
        .map_err(trouble("make the new root read-only"))?;

    rustix::process::pivot_root(".", ".").map_err(trouble("move into the new root"))?;
    rustix::mount::unmount(".", UnmountFlags::DETACH).map_err(trouble("leave the old root"))?;
    std::env::set_current_dir("/").map_err(trouble("enter the new root"))?;
    Ok(Entered { space })
}

/// Puts pipes in the place of the machine's random devices and covers files, for this keeper and its program alone, without a
/// root of their own.
pub(super) fn cover_files(covers: &Covers) -> Result<(), Report> {
    // SAFETY: the keeper has one thread, and shares its files' state with nobody.
    unsafe { rustix::thread::unshare_unsafe(UnshareFlags::NEWNS) }
        .map_err(trouble("make a mount namespace"))?;
    let private = MountPropagationFlags::PRIVATE | MountPropagationFlags::REC;
    rustix::mount::mount_change("/", private).map_err(trouble("keep mounts private"))?;
    let attributes = MountAttrFlags::MOUNT_ATTR_NOSUID | MountAttrFlags::MOUNT_ATTR_NOEXEC;
    let space = tmpfs(ROOT_BYTES, attributes)?;
    // It has to be mounted somewhere for its files to be taken.
    attach(&space, Path::new("/proc")).map_err(trouble("mount a file system in memory"))?;
    let pipes = devices::PATHS.map(|path| {
        let place = Path::new("/proc").join(path.trim_start_matches("/dev/"));
        devices::make(&place).map_err(trouble("make a pipe"))?;
        Ok((path, detached(&place, attributes)?))
    });
    rustix::mount::unmount("/proc", UnmountFlags::DETACH)
        .map_err(trouble("unmount a file system in memory"))?;
    for pipe in pipes {
        let (path, tree) = pipe?;
        attach(&tree, Path::new(path)).map_err(trouble(&format!("mount `{path}`")))?;
    }
    let read_only = MountAttrFlags::MOUNT_ATTR_RDONLY | MountAttrFlags::MOUNT_ATTR_NOSUID;
    for path in &covers.files {
        attach(&detached(&covers.over(path), read_only)?, path)
            .map_err(trouble(&format!("mount `{}`", path.display())))?;
    }
    Ok(())
}

/// Devices, each of the program's own where that is permitted: a lock on the machine's would be seen by everybody.
fn devices(is_seeded: bool, attributes: MountAttrFlags) -> Result<Vec<(PathBuf, OwnedFd)>, Report> {
    let of_the_machine = if is_seeded { &[][..] } else { &devices::PATHS };
    let device = |path: &&str| {
        let (path, own) = (Path::new(path), inside(Path::new(path)));
        let is_own = devices::copy(path, &own).map_err(trouble(&format!("make `{}`", path.display())))?;
        Ok((path.to_owned(), detached(if is_own { &own } else { path }, attributes)?))
    };
    DEVICES.iter().chain(of_the_machine).map(device).collect()
}

/// Folders, links and small files of the new root, which is the current folder.
fn furnish(room: &Room, copies: &[(PathBuf, Vec<u8>)], is_seeded: bool) -> io::Result<()> {
    for folder in ["proc", "dev", "etc", "tmp"] {
        std::fs::create_dir(folder)?;
    }
    for path in devices::PATHS.iter().filter(|_| is_seeded) {
        devices::make(&inside(Path::new(path)))?;
    }
    for (path, target) in DEVICE_LINKS {
        std::os::unix::fs::symlink(target, inside(Path::new(path)))?;
    }
    for (path, target) in &room.links {
        make(&inside(path), |path| std::os::unix::fs::symlink(target, path))?;
    }
    let files = room.files.iter().map(|(path, text)| (path, text.as_bytes()));
    for (path, bytes) in files.chain(copies.iter().map(|(path, bytes)| (path, &bytes[..]))) {
        make(&inside(path), |path| std::fs::write(path, bytes))?;
    }
    Ok(())
}

/// The only part that the program can write to: one file system of a fixed size, of which it sees two folders.
fn space(
    room: &Room,
    spec: &Spec,
    source: Option<&OwnedFd>,
    mounts: &mut Vec<(PathBuf, OwnedFd)>,
) -> Result<OwnedFd, Report> {
    let attributes = MountAttrFlags::MOUNT_ATTR_NOSUID | MountAttrFlags::MOUNT_ATTR_NODEV;
    let space = tmpfs(spec.limits.space_bytes, attributes)?;
    // It has to be mounted somewhere for its folders to be taken.
    attach(&space, Path::new(UNSEEN)).map_err(trouble("mount the program's space"))?;
    for (name, mode) in [("tmp", 0o1777), (WORK, 0o755)] {
        rustix::fs::mkdirat(&space, name, Mode::from_raw_mode(mode))
            .map_err(trouble("make the program's folders"))?;
        let folder = rustix::fs::openat(&space, name, OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())
            .map_err(trouble("make the program's folders"))?;
        // Past the umask.
        rustix::fs::fchmod(&folder, Mode::from_raw_mode(mode))
            .map_err(trouble("make the program's folders"))?;
        copy::give_to(&folder, room.kernel_id).map_err(trouble("make the program's folders"))?;
        if name == WORK
            && let Some(source) = source
        {
            copy::copy_in(
                source.as_fd(),
                folder.as_fd(),
                room.kernel_id,
                spec.limits.space_bytes,
                MOST_FILES / 2,
            )?;
        }
    }
    for (path, folder) in [(Path::new("/tmp"), "tmp"), (&room.home, WORK)] {
        mounts.push((path.to_owned(), detached(&Path::new(UNSEEN).join(folder), attributes)?));
    }
    Ok(space)
}

/// A path of the new root, as seen from it as the current folder.
fn inside(path: &Path) -> PathBuf {
    Path::new(".").join(path.strip_prefix("/").unwrap_or(path))
}

/// Makes something, and the folders it stands in only where they are missing: mostly they are not.
fn make(path: &Path, make: impl Fn(&Path) -> io::Result<()>) -> io::Result<()> {
    match (make(path), path.parent()) {
        (Err(error), Some(parent)) if error.kind() == io::ErrorKind::NotFound => {
            std::fs::create_dir_all(parent)?;
            make(path)
        }
        (result, _) => result,
    }
}

/// A file system in memory, not yet mounted anywhere.
pub(super) fn tmpfs(bytes: u64, attributes: MountAttrFlags) -> Result<OwnedFd, Report> {
    let make = || {
        let context = rustix::mount::fsopen("tmpfs", FsOpenFlags::FSOPEN_CLOEXEC)?;
        rustix::mount::fsconfig_set_string(context.as_fd(), "size", bytes.to_string())?;
        rustix::mount::fsconfig_set_string(context.as_fd(), "nr_inodes", MOST_FILES.to_string())?;
        rustix::mount::fsconfig_set_string(context.as_fd(), "mode", "0755")?;
        rustix::mount::fsconfig_create(context.as_fd())?;
        rustix::mount::fsmount(context.as_fd(), FsMountFlags::FSMOUNT_CLOEXEC, attributes)
    };
    make().map_err(trouble("make a file system in memory"))
}

/// What is mounted over something that is not to be seen.
fn cover(path: &Path) -> Result<OwnedFd, Report> {
    let metadata = std::fs::metadata(path).map_err(trouble(&format!("cover `{}`", path.display())))?;
    if metadata.is_dir() {
        return tmpfs(ROOT_BYTES, MountAttrFlags::MOUNT_ATTR_NOSUID);
    }
    // On a mount without devices it can be neither read nor written.
    let nothing = MountAttrFlags::MOUNT_ATTR_NODEV | MountAttrFlags::MOUNT_ATTR_NOEXEC;
    detached(Path::new("/dev/null"), nothing)
}

/// What stands at `path`, with everything mounted below it, to be mounted somewhere else.
pub(super) fn detached(path: &Path, attributes: MountAttrFlags) -> Result<OwnedFd, Report> {
    let take = || {
        let flags =
            OpenTreeFlags::OPEN_TREE_CLONE | OpenTreeFlags::OPEN_TREE_CLOEXEC | OpenTreeFlags::AT_RECURSIVE;
        let tree = rustix::mount::open_tree(CWD, path, flags)?;
        set_attributes(&tree, attributes, true)?;
        Ok::<_, io::Error>(tree)
    };
    take().map_err(trouble(&format!("take `{}`", path.display())))
}

/// Mounts a tree that is mounted nowhere.
pub(super) fn attach(tree: &OwnedFd, to: &Path) -> rustix::io::Result<()> {
    rustix::mount::move_mount(tree, "", CWD, to, MoveMountFlags::MOVE_MOUNT_F_EMPTY_PATH)
}

/// Mounts a tree at its path in the new root, and makes the place for it.
fn attach_inside(tree: &OwnedFd, path: &Path) -> io::Result<()> {
    let place = inside(path);
    let is_folder = rustix::fs::FileType::from_raw_mode(rustix::fs::fstat(tree)?.st_mode).is_dir();
    let made = make(&place, |place| match is_folder {
        true => std::fs::create_dir(place),
        false => std::fs::File::create_new(place).map(drop),
    });
    match made {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(attach(tree, &place)?),
    }
}

/// Adds mount attributes to a mount, or to all in a tree. No file system has to be asked, unlike with a remount.
fn set_attributes(tree: &OwnedFd, attributes: MountAttrFlags, recursive: bool) -> io::Result<()> {
    let attributes =
        libc::mount_attr { attr_set: attributes.bits().into(), attr_clr: 0, propagation: 0, userns_fd: 0 };
    let flags = libc::AT_EMPTY_PATH | if recursive { libc::AT_RECURSIVE } else { 0 };
    // SAFETY: the path is an empty string, and `attributes` is of the size that is given.
    let result = unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            tree.as_raw_fd(),
            c"".as_ptr(),
            flags,
            &raw const attributes,
            size_of::<libc::mount_attr>(),
        )
    };
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
