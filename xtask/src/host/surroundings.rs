//! What a sandbox shows of the machine, and what it says about itself.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::control::Room;
use super::identity::STUDENT;
use super::launch::Launch;
use super::toolchain::SYSTEM_FOLDERS;

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
}

/// The room for a program of this user that needs `needs` besides the system.
pub(super) fn room(
    kernel_id: Option<u32>,
    launch: &Launch,
    needs: impl IntoIterator<Item = PathBuf>,
) -> Room {
    static MACHINE: OnceLock<Machine> = OnceLock::new();
    let Machine { mut shows, links, files } = MACHINE.get_or_init(look_at_machine).clone();
    shows.extend(needs);
    shows.sort_unstable();
    // What a shown folder holds is shown with it.
    shows.dedup_by(|path, before| path.starts_with(before));
    let Launch { shows_folder: copies_dir, hands_back, .. } = *launch;
    Room { hostname: HOSTNAME.to_owned(), kernel_id, copies_dir, hands_back, shows, links, files }
}

fn look_at_machine() -> Machine {
    let mut machine = Machine { files: files(), ..Machine::default() };
    for folder in SYSTEM_FOLDERS {
        machine.add(Path::new(folder));
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

/// Names resolve from the file, or fail at once: where nothing listens the name server refuses.
fn files() -> Vec<(PathBuf, String)> {
    let address = super::network::HOST_ADDRESS;
    [
        ("/etc/hosts", format!("127.0.0.1\tlocalhost\n{address}\t{HOSTNAME}\n::1\tlocalhost ip6-localhost\n")),
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
