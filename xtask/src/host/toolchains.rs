//! The toolchains of this machine: interpreters and compilers, found once, in the grader's own `PATH`.
//!
//! They live in the system's folders, or below somebody's home (pyenv, nvm, rustup, a virtual environment). Of a home only
//! the one toolchain is shown. The table is made before the first submission is opened; every later question is answered
//! from it and by looking whether a file is there. Nothing that a submission says or holds decides what is asked.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::provided::provided;
use super::{launch, managers};

/// Folders of the system: every sandbox shows them.
pub(super) const SYSTEM_FOLDERS: &[&str] =
    &["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/nix/store", "/gnu/store"];

/// Programs that run or make others. What lies outside of the system's folders is a toolchain where one of these is in it.
const LANGUAGES: &[&str] = &[
    "bash", "bun", "c++", "cargo", "cc", "clang", "clang++", "cmake", "deno", "dotnet", "elixir", "erl",
    "g++", "gcc", "ghc", "go", "gradle", "java", "javac", "julia", "kotlin", "kotlinc", "lua", "make",
    "mono", "mvn", "node", "npm", "ocaml", "perl", "php", "python", "python2", "python3", "racket",
    "Rscript", "ruby", "rustc", "scala", "swift", "tsc", "xvfb-run", "zig",
];

/// The table.
#[derive(Debug, Default)]
pub(super) struct Toolchains {
    /// The folders of `PATH`. Only whole paths count: with a relative entry a submission could put its own file in the place
    /// of a system's.
    folders: Vec<PathBuf>,
    /// What stands behind the shims that were asked about.
    behind: BTreeMap<PathBuf, PathBuf>,
    /// Where managers have versions that are not selected: their folders `bin`.
    versions: Vec<PathBuf>,
    /// What a student's word may name outside of the system's folders: toolchains, and single programs that are none.
    offered: BTreeSet<PathBuf>,
    /// What went wrong, in sentences.
    notes: Vec<String>,
}

/// Those of this machine. The first call asks the version managers, which takes a moment.
pub(super) fn of_machine() -> &'static Toolchains {
    static TABLE: OnceLock<Toolchains> = OnceLock::new();
    TABLE.get_or_init(|| {
        let path = std::env::var_os("PATH").unwrap_or_else(|| launch::SYSTEM_PATH.into());
        Toolchains::in_folders(provided().path.iter().cloned().chain(std::env::split_paths(&path)))
    })
}

/// Looks for the toolchains of this machine, unless that was done. To be called before the first submission is opened. What
/// comes back is what went wrong, in sentences for a person.
pub fn look_for_toolchains() -> &'static [String] {
    &of_machine().notes
}

/// Whether this machine has a program of this name, as [`super::Host::start`] would find it.
pub fn has_program(name: &str) -> bool {
    of_machine().find(name.as_ref()).is_some()
}

/// The version of the Python that is started by this name, as its file is called: `python3.11`.
pub fn python_version(name: &str) -> Option<(u32, u32)> {
    let file = fs::canonicalize(of_machine().find(name.as_ref())?).ok()?;
    let (major, minor) = file.file_name()?.to_str()?.strip_prefix("python")?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

impl Toolchains {
    fn in_folders(folders: impl Iterator<Item = PathBuf>) -> Self {
        let mut folders: Vec<PathBuf> = folders.filter(|folder| folder.is_absolute()).collect();
        let mut seen = BTreeSet::new();
        folders.retain(|folder| seen.insert(folder.clone()));
        let named = |folder: &PathBuf| LANGUAGES.iter().map(|name| folder.join(name)).collect::<Vec<_>>();
        let shims: Vec<PathBuf> = folders
            .iter()
            .flat_map(named)
            .filter(|file| is_program(file) && managers::is_shim(file))
            .collect();
        let (behind, notes) = managers::ask(&shims);
        let versions = shims
            .iter()
            .filter_map(|shim| shim.parent())
            .flat_map(managers::roots)
            .filter_map(|root| fs::read_dir(root.join("versions")).ok())
            .flat_map(|versions| versions.flatten().map(|version| version.path().join("bin")))
            .collect::<BTreeSet<_>>();
        let mut table =
            Self { folders, behind, versions: versions.into_iter().collect(), notes, ..Self::default() };
        let in_path = table.folders.iter().filter(|folder| !is_in_system(folder));
        let in_path = in_path.filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
        let names = in_path.map(|entry| entry.file_name()).filter(|name| is_language(name));
        let names: BTreeSet<OsString> = names.chain(LANGUAGES.iter().map(OsString::from)).collect();
        let languages = names.iter().filter_map(|name| table.find(name));
        let unselected = table.versions.iter().flat_map(named).filter(|file| is_program(file));
        let files: Vec<PathBuf> = languages.chain(unselected).collect();
        for file in files {
            let real = fs::canonicalize(&file).unwrap_or_else(|_| file.clone());
            for file in [file, real].into_iter().filter(|file| !is_in_system(file)) {
                table.offered.insert(prefix(&file).unwrap_or(file));
            }
        }
        table
    }

    /// The program of this name as a shell would find it, and no shim; else in a version that a manager has and has not
    /// selected. That is how machines have Python 2 today, and a program that asks for `python2` can mean nothing else.
    pub(super) fn find(&self, name: &OsStr) -> Option<PathBuf> {
        if Path::new(name).file_name() != Some(name) {
            return None;
        }
        let in_path = self.folders.iter().map(|folder| folder.join(name)).filter(|file| is_program(file));
        let unselected =
            || self.versions.iter().map(|bin| bin.join(name)).filter(|file| is_program(file)).max();
        // A shim stands for nothing where its manager has no version of the program.
        in_path.into_iter().find_map(|file| self.behind_shim(file)).or_else(unselected)
    }

    /// The file itself, or what it stands for if it is a shim: as the manager said, or in a version of which it said the same
    /// of another program.
    fn behind_shim(&self, file: PathBuf) -> Option<PathBuf> {
        if !managers::is_shim(&file) {
            return Some(file);
        }
        let of_same_folder = || {
            let same = self.behind.iter().filter(|(shim, _)| shim.parent() == file.parent());
            same.map(|(_, program)| program.with_file_name(file.file_name().unwrap_or_default()))
        };
        self.behind.get(&file).cloned().or_else(|| of_same_folder().find(|program| is_program(program)))
    }

    /// What a shim of `PATH` stands for; `None` for any other file.
    pub(super) fn behind(&self, file: &Path) -> Option<&PathBuf> {
        self.behind.get(file)
    }

    /// Whether a file outside of the system's folders belongs to a toolchain that was found.
    pub(super) fn offers(&self, file: &Path) -> bool {
        self.offered.iter().any(|offered| file.starts_with(offered))
    }

    /// Whether this very folder is a toolchain.
    pub(super) fn has_in(&self, folder: &Path) -> bool {
        self.offered.contains(folder)
    }
}

/// Whether it is one of the names, perhaps with a version behind it: `python3.12`, `gcc-13`.
fn is_language(name: &OsStr) -> bool {
    let is_version = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-');
    let name = name.to_string_lossy();
    LANGUAGES.iter().any(|known| name.strip_prefix(known).is_some_and(|rest| rest.chars().all(is_version)))
}

/// Whether the path lies in a folder of the system's.
pub(super) fn is_in_system(path: &Path) -> bool {
    SYSTEM_FOLDERS.iter().any(|folder| path.starts_with(folder))
}

/// Whether it is a file that may be executed.
pub(super) fn is_program(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

/// The toolchain that a file in a folder `bin` belongs to; never a home itself, nor what holds more than a toolchain.
pub(super) fn prefix(file: &Path) -> Option<PathBuf> {
    let bin = file.parent().filter(|folder| folder.file_name() == Some(OsStr::new("bin")))?;
    let prefix = bin.parent()?;
    let name = prefix.file_name()?;
    let holds_more = [".local", ".cargo", "root", "home"].iter().any(|n| name == *n)
        || prefix.parent() == Some(Path::new("/home"))
        || std::env::home_dir().is_some_and(|home| home.starts_with(prefix));
    let is_toolchain = prefix.join("lib").is_dir() || is_environment(prefix);
    (is_toolchain && !holds_more).then(|| prefix.to_owned())
}

/// Whether it is a virtual environment, which knows itself by the path that it is called by.
pub(super) fn is_environment(prefix: &Path) -> bool {
    prefix.join("pyvenv.cfg").is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(files: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = fs::canonicalize(folder.path()).expect("its real path");
        for (name, text) in files {
            let file = path.join(name);
            fs::create_dir_all(file.parent().expect("a parent")).expect("folders");
            fs::write(&file, text.replace("HERE", &path.to_string_lossy())).expect("a file");
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("its mode");
        }
        (folder, path)
    }

    #[test]
    fn shims_stand_for_the_selected_version_and_else_for_one_that_there_is() {
        let (_folder, here) = folder_with(&[
            ("shims/python3", "#!/bin/sh\n"),
            ("shims/python3.12", "#!/bin/sh\n"),
            ("shims/python2", "#!/bin/sh\n"),
            ("shims/gone", "#!/bin/sh\n"),
            ("bin/pyenv", "#!/bin/sh\ntest $2 = python3 && echo HERE/versions/3.12/bin/python3\n"),
            ("versions/3.12/bin/python3", ""),
            ("versions/3.12/bin/python3.12", ""),
            ("versions/3.12/lib/os.py", ""),
            ("versions/2.7/bin/python2", ""),
        ]);
        let table = Toolchains::in_folders([here.join("shims"), PathBuf::from("shims")].into_iter());
        let find = |name: &str| {
            table.find(OsStr::new(name)).map(|file| file.strip_prefix(&here).expect("here").to_owned())
        };
        assert_eq!(find("python3"), Some("versions/3.12/bin/python3".into()));
        assert_eq!(find("python3.12"), Some("versions/3.12/bin/python3.12".into()));
        assert_eq!(find("python2"), Some("versions/2.7/bin/python2".into()));
        assert_eq!(find("gone"), None);
        assert_eq!(find("../bin/pyenv"), None);
        assert!(
            table.offers(&here.join("versions/3.12/bin/pip")) && table.has_in(&here.join("versions/3.12"))
        );
        assert!(table.offers(&here.join("versions/2.7/bin/python2")));
        assert!(!table.offers(&here.join("bin/pyenv")));
    }

    #[test]
    fn a_version_behind_a_name_is_part_of_it() {
        for (name, expected) in [
            ("python3.12", true),
            ("gcc-13", true),
            ("python", true),
            ("pythonista", false),
            ("server", false),
        ] {
            assert_eq!(is_language(OsStr::new(name)), expected, "{name}");
        }
    }

    #[test]
    fn only_whole_folders_of_the_path_are_looked_into() {
        let table =
            Toolchains::in_folders(["", ".", "bin", "/usr/bin", "/bin"].map(PathBuf::from).into_iter());
        assert_eq!(table.folders, [PathBuf::from("/usr/bin"), "/bin".into()]);
    }
}
