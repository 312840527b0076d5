//! What a sandbox shows of the machine, and what it says about itself.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::control::Room;
use super::executable::Folder;
use super::hidden;
use super::identity::STUDENT;
use super::launch::Launch;
use super::provided::provided;
use super::toolchains::SYSTEM_FOLDERS;

/// What `gethostname` says, on every host.
pub(super) const HOSTNAME: &str = "lab";

/// Files and folders of `/etc` without which some toolchain or library does not work. Nothing else of it is shown:
/// each costs every launch some microseconds, and may say something about the machine.
const SHOWN_OF_ETC: &[&str] =
    &["alternatives", "crypto-policies", "ld.so.cache", "localtime", "pki", "protocols", "services", "ssl"];

/// The same for what has its version in its name.
const SHOWN_OF_ETC_BY_START: &[&str] = &["java", "mono", "dotnet"];

/// Files up to this size are copied: that is quicker than a mount.
const SMALL_BYTES: u64 = 16 << 10;

/// The part that is the same for every program.
#[derive(Debug, Clone, Default)]
struct Machine {
    shows: Vec<PathBuf>,
    links: Vec<(PathBuf, PathBuf)>,
    files: Vec<(PathBuf, String)>,
    /// Where something is mounted.
    mounts: Vec<PathBuf>,
}

/// The room for a program of this user that needs `needs` besides the system.
pub(super) fn room(kernel_id: Option<u32>, launch: &Launch, folder: &Folder, needs: Vec<PathBuf>) -> Room {
    static MACHINE: OnceLock<Machine> = OnceLock::new();
    let Machine { shows, links, files, mounts } = MACHINE.get_or_init(look_at_machine).clone();
    let (shows, mut covers) = in_sight(shows, needs, mounts, &hidden::all(), &folder.seen);
    // What was removed since cannot be seen.
    covers.retain(|path| path.exists());
    Room {
        hostname: HOSTNAME.to_owned(),
        kernel_id,
        home: folder.seen.clone(),
        copied: launch.shows_folder.then(|| folder.source.clone()),
        hands_back: launch.hands_back,
        shows,
        covers,
        links,
        files,
    }
}

/// What is shown of the machine, and what of that is covered. What the program needs is shown though it lies in something
/// hidden; in the copy of its own folder nothing is covered, and nothing is shown.
fn in_sight(
    mut shows: Vec<PathBuf>,
    needs: Vec<PathBuf>,
    mounts: Vec<PathBuf>,
    hidden: &[PathBuf],
    own: &Path,
) -> (Vec<PathBuf>, Vec<PathBuf>) {
    // What a shown folder holds is shown with it.
    let is_within = |shows: &[PathBuf], path: &Path| {
        shows.iter().any(|shown| {
            path.starts_with(shown)
                && !hidden.iter().any(|hidden| hidden.starts_with(shown) && path.starts_with(hidden))
        })
    };
    for need in needs {
        if !is_within(&shows, &need) && !need.starts_with(own) {
            shows.push(need);
        }
    }
    // But for what is mounted in it: a layer is over one file system.
    let mounts = mounts.into_iter().filter(|mount| !shows.contains(mount) && !mount.starts_with(own));
    let within: Vec<PathBuf> = mounts.filter(|mount| is_within(&shows, mount)).collect();
    shows.extend(within);
    let covers = shows.iter().flat_map(|shown| hidden::within(hidden, shown));
    let mut covers: Vec<PathBuf> =
        covers.filter(|path| !path.starts_with(own) && !shows.contains(path)).cloned().collect();
    covers.sort_unstable();
    covers.dedup();
    (shows, covers)
}

fn look_at_machine() -> Machine {
    let mut machine = Machine { files: files(), mounts: mounts(), ..Machine::default() };
    for folder in SYSTEM_FOLDERS {
        machine.add(Path::new(folder));
    }
    for place in &provided().shows {
        machine.add(place);
    }
    for name in SHOWN_OF_ETC {
        machine.add(&Path::new("/etc").join(name));
    }
    for entry in std::fs::read_dir("/etc").into_iter().flatten().flatten() {
        let name = entry.file_name();
        if name.to_str().is_some_and(|name| SHOWN_OF_ETC_BY_START.iter().any(|start| name.starts_with(start)))
        {
            machine.add(&entry.path());
        }
    }
    machine
}

/// Where something is mounted on this machine: proc_pid_mountinfo(5), where a blank in a path is `\\040`.
fn mounts() -> Vec<PathBuf> {
    let table = std::fs::read("/proc/self/mountinfo").unwrap_or_default();
    let place = |line: &[u8]| {
        let field = line.split(|&byte| byte == b' ').nth(4)?;
        Some(PathBuf::from(OsString::from_vec(unescaped(field))))
    };
    table.split(|&byte| byte == b'\n').filter_map(place).collect()
}

fn unescaped(mut field: &[u8]) -> Vec<u8> {
    let mut path = Vec::new();
    while let Some((&byte, rest)) = field.split_first() {
        let code = rest.get(..3).and_then(|digits| u8::from_str_radix(str::from_utf8(digits).ok()?, 8).ok());
        field = match code.filter(|_| byte == b'\\') {
            Some(code) => {
                path.push(code);
                &rest[3..]
            }
            None => {
                path.push(byte);
                rest
            }
        };
    }
    path
}

impl Machine {
    /// Shows what stands at the path: a link as a link (`/bin` is one to `usr/bin` on most machines).
    fn add(&mut self, path: &Path) {
        if let Ok(target) = std::fs::read_link(path) {
            self.links.push((path.to_owned(), target));
            return;
        }
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_file() && metadata.len() <= SMALL_BYTES => {
                self.files.extend(std::fs::read_to_string(path).map(|text| (path.to_owned(), text)));
            }
            Ok(_) => self.shows.push(path.to_owned()),
            Err(_) => {}
        }
    }
}

/// The host's own names stand in the file, `localhost` with both its addresses as on any machine; all others are asked for
/// ([`super::names`]).
fn files() -> Vec<(PathBuf, String)> {
    let address = super::network::HOST_ADDRESS;
    [
        ("/etc/hosts", format!("127.0.0.1\tlocalhost\n{address}\t{HOSTNAME}\n::1\tlocalhost ip6-localhost ip6-loopback\n")),
        // Without it glibc takes the first line alone.
        ("/etc/host.conf", "multi on\n".to_owned()),
        ("/etc/hostname", format!("{HOSTNAME}\n")),
        ("/etc/resolv.conf", "nameserver 127.0.0.1\noptions attempts:1 timeout:1\n".to_owned()),
        ("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n".to_owned()),
        (
            "/etc/passwd",
            format!("root:x:0:0:root:/:/bin/sh\nstudent:x:{STUDENT}:{STUDENT}:student:/tmp:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n"),
        ),
        ("/etc/group", format!("root:x:0:\nstudent:x:{STUDENT}:\nnogroup:x:65534:\n")),
    ]
    .map(|(path, text)| (path.into(), text))
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mount_with_a_blank_in_its_path_is_found() {
        assert_eq!(unescaped(b"/mnt/my\\040disk\\134"), b"/mnt/my disk\\");
        assert!(mounts().contains(&PathBuf::from("/proc")), "{:?}", mounts());
    }

    #[test]
    fn what_is_needed_is_shown_and_what_is_hidden_is_covered() {
        let paths = |paths: &[&str]| -> Vec<PathBuf> { paths.iter().map(PathBuf::from).collect() };
        let hidden = paths(&["/opt/course", "/home/me/venv/out", "/opt/course/out", "/home/me"]);
        let needs = paths(&[
            "/opt/python",
            "/opt/course/server",
            "/home/me/venv",
            "/home/me/venv/bin/x",
            "/submission/a",
        ]);
        let mounts =
            paths(&["/opt/data", "/opt/course", "/opt/course/data", "/home/me/venv/out/x", "/usr", "/var"]);
        let (shows, covers) =
            in_sight(paths(&["/opt", "/usr"]), needs, mounts, &hidden, Path::new("/submission"));
        assert_eq!(shows, paths(&["/opt", "/usr", "/opt/course/server", "/home/me/venv", "/opt/data"]));
        assert_eq!(covers, paths(&["/home/me/venv/out", "/opt/course"]));
        let (_, covers) =
            in_sight(paths(&["/opt"]), Vec::new(), Vec::new(), &hidden, Path::new("/opt/course"));
        assert_eq!(covers, paths(&[]));
    }
}
