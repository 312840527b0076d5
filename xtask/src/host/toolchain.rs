//! From what a command line names to the file that is executed, and what a sandbox has to show for it to run.
//!
//! Interpreters live in the system's folders, or below somebody's home (pyenv, nvm, rustup, a virtual environment). Of
//! a home only the one toolchain is shown. A version manager's shim takes 100 ms each time to find the real program;
//! here it is asked once.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Read as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use super::error::StartError;

/// Folders of the system: every sandbox shows them.
pub(super) const SYSTEM_FOLDERS: &[&str] =
    &["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/nix/store", "/gnu/store"];

/// The harness's own program, to every process that has not yet become another: the kernel keeps it, whatever becomes of
/// the file (a build may replace it while a class is graded), and no sandbox has to show it.
pub const OWN_PROGRAM: &str = "/proc/self/exe";

/// Version managers that put shims into a folder `shims` beside their own `bin`.
const MANAGERS: &[&str] = &["pyenv", "rbenv", "nodenv", "goenv", "jenv", "plenv", "asdf"];

/// What is executed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Resolved {
    /// The file.
    pub file: PathBuf,
    /// Files and folders outside of the system's that it needs, the file itself among them.
    pub needs: Vec<PathBuf>,
    /// Folders in which it, and the interpreter in its first line, find their own kind.
    pub path: Vec<PathBuf>,
}

impl Resolved {
    /// The folders as they stand in `PATH`.
    pub(super) fn path_variable(&self) -> Option<OsString> {
        std::env::join_paths(&self.path).ok().filter(|path| !path.is_empty())
    }
}

/// Finds what `name` stands for, asked for in `dir`; `shows_dir` tells whether what is in there is shown anyway.
pub(super) fn resolve(name: &OsStr, dir: &Path, shows_dir: bool) -> Result<Resolved, StartError> {
    let shown = shows_dir.then_some(dir);
    let program = || name.to_string_lossy().into_owned();
    let mut resolved = Resolved::default();
    let file = if name.as_bytes().contains(&b'/') {
        dir.join(name)
    } else {
        find(name).ok_or_else(|| StartError::NotFound { program: program() })?
    };
    let metadata = fs::metadata(&file).map_err(|_| StartError::NotFound { program: program() })?;
    if !metadata.is_file() || metadata.permissions().mode() & 0o111 == 0 {
        return Err(StartError::NotExecutable { program: program() });
    }
    resolved.file = add(&mut resolved, file, shown);
    if let Some(line) = first_line(&resolved.file) {
        let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
        let interpreter = words.next().unwrap_or_default();
        let missing = |name: &[u8]| StartError::BadInterpreter {
            program: program(),
            interpreter: String::from_utf8_lossy(name).into_owned(),
        };
        let interpreter_file = dir.join(OsStr::from_bytes(interpreter));
        if !interpreter_file.is_file() {
            return Err(missing(interpreter));
        }
        if interpreter.ends_with(b"/env") {
            if let Some(name) = words.find(|word| !word.starts_with(b"-") && !word.contains(&b'=')) {
                let found = find(OsStr::from_bytes(name)).ok_or_else(|| missing(name))?;
                add(&mut resolved, found, shown);
            }
        } else {
            add(&mut resolved, interpreter_file, shown);
        }
    }
    Ok(resolved)
}

/// Notes what `file` needs, and returns the path under which to execute it.
fn add(resolved: &mut Resolved, file: PathBuf, shown: Option<&Path>) -> PathBuf {
    let is_shown = |path: &Path| {
        is_in_system(path) || path == Path::new(OWN_PROGRAM) || shown.is_some_and(|dir| path.starts_with(dir))
    };
    let file = behind_shim(&file).unwrap_or(file);
    if is_shown(&file) {
        return file;
    }
    let real = fs::canonicalize(&file).unwrap_or_else(|_| file.clone());
    // A virtual environment knows itself by the path it is called by.
    let is_environment = prefix(&file).is_some_and(|prefix| prefix.join("pyvenv.cfg").is_file());
    let executed = if is_environment { file.clone() } else { real.clone() };
    for path in [executed.clone(), real] {
        if !is_shown(&path) {
            let need = prefix(&path).unwrap_or(path);
            if !resolved.needs.contains(&need) {
                resolved.needs.push(need);
            }
        }
    }
    let folder = executed.parent().filter(|folder| !is_in_system(folder)).map(Path::to_owned);
    resolved.path.extend(folder.filter(|folder| !resolved.path.contains(folder)));
    executed
}

/// The toolchain that a file in a folder `bin` belongs to; never a home itself, nor what holds more than a toolchain.
fn prefix(file: &Path) -> Option<PathBuf> {
    let bin = file.parent().filter(|folder| folder.file_name() == Some(OsStr::new("bin")))?;
    let prefix = bin.parent()?;
    let name = prefix.file_name()?;
    let holds_more = [".local", ".cargo", "root", "home"].iter().any(|n| name == *n)
        || prefix.parent() == Some(Path::new("/home"))
        || std::env::home_dir().is_some_and(|home| home.starts_with(prefix));
    let is_toolchain = prefix.join("lib").is_dir() || prefix.join("pyvenv.cfg").is_file();
    (is_toolchain && !holds_more).then(|| prefix.to_owned())
}

fn is_in_system(path: &Path) -> bool {
    SYSTEM_FOLDERS.iter().any(|folder| path.starts_with(folder))
}

/// As a shell would find it; else in a version that a manager has and has not selected. That is how machines have
/// Python 2 today, and a program that asks for `python2` can mean nothing else.
pub(super) fn find(name: &OsStr) -> Option<PathBuf> {
    find_in_path(name).or_else(|| find_unselected(name))
}

fn find_unselected(name: &OsStr) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let shims = std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .filter(|file| file.is_file() && is_shim(file));
    shims
        .flat_map(|shim| {
            let roots =
                shim.ancestors().skip(2).take(3).map(|root| root.join("versions")).collect::<Vec<_>>();
            roots.into_iter().filter_map(|versions| fs::read_dir(versions).ok()).flatten().flatten()
        })
        .map(|version| version.path().join("bin").join(name))
        .filter(|file| file.is_file())
        .max()
}

/// Only whole paths count: with a relative entry a submission could put its own file in the place of a system's.
fn find_in_path(name: &OsStr) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_else(|| super::launch::SYSTEM_PATH.into());
    std::env::split_paths(&path).filter(|folder| folder.is_absolute()).find_map(|folder| {
        let file = folder.join(name);
        let metadata = fs::metadata(&file).ok()?;
        let usable = metadata.is_file() && metadata.permissions().mode() & 0o111 != 0;
        // A shim stands for nothing where its manager has no version of the program.
        (usable && (!is_shim(&file) || behind_shim(&file).is_some())).then_some(file)
    })
}

fn is_shim(file: &Path) -> bool {
    let folder = file.parent().and_then(Path::file_name);
    folder == Some(OsStr::new("shims")) || is_rustup_proxy(file)
}

fn is_rustup_proxy(file: &Path) -> bool {
    file.file_name() != Some(OsStr::new("rustup"))
        && fs::read_link(file).is_ok_and(|target| target.file_name() == Some(OsStr::new("rustup")))
}

/// The program that a shim stands for. The manager is asked once for each shim, outside of any submission's folder:
/// what a submission says about versions must not choose what the harness executes.
fn behind_shim(shim: &Path) -> Option<PathBuf> {
    static KNOWN: Mutex<Option<HashMap<PathBuf, Option<PathBuf>>>> = Mutex::new(None);
    if !is_shim(shim) {
        return None;
    }
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let known = known.get_or_insert_default();
    known.entry(shim.to_owned()).or_insert_with(|| ask_manager(shim)).clone()
}

fn ask_manager(shim: &Path) -> Option<PathBuf> {
    let manager = if is_rustup_proxy(shim) {
        shim.with_file_name("rustup")
    } else {
        // `ROOT/shims`, or `ROOT/plugins/NAME/shims`.
        shim.ancestors()
            .skip(2)
            .take(3)
            .flat_map(|root| MANAGERS.iter().map(|name| root.join("bin").join(name)))
            .find(|manager| manager.is_file())?
    };
    let answer = Command::new(manager)
        .arg("which")
        .arg(shim.file_name()?)
        .current_dir("/")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let path = PathBuf::from(OsStr::from_bytes(answer.stdout.trim_ascii()));
    (path.is_absolute() && path.is_file() && !is_shim(&path)).then_some(path)
}

/// What stands after `#!` in a script.
fn first_line(file: &Path) -> Option<Vec<u8>> {
    let mut start = Vec::new();
    fs::File::open(file).ok()?.take(256).read_to_end(&mut start).ok()?;
    let line = start.strip_prefix(b"#!")?;
    Some(line.split(|&byte| byte == b'\n').next().unwrap_or_default().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(files: &[(&str, &str, u32)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text, mode) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(&path, text).expect("a file");
            fs::set_permissions(&path, fs::Permissions::from_mode(*mode)).expect("its mode");
        }
        folder
    }

    #[test]
    fn a_program_of_the_system_needs_nothing_more() {
        let resolved = resolve(OsStr::new("sh"), Path::new("/"), true).expect("every machine has it");
        assert!(is_in_system(&resolved.file), "{resolved:?}");
        assert_eq!((resolved.needs, resolved.path), (vec![], vec![]));
    }

    #[test]
    fn what_cannot_be_started_is_told_apart() {
        let folder = folder_with(&[
            ("plain.py", "print(1)\n", 0o644),
            ("old.py", "#!/no/such/python -u\n", 0o755),
            ("lost.py", "#!/usr/bin/env no-such-python\n", 0o755),
        ]);
        let problem =
            |name: &str| resolve(OsStr::new(name), folder.path(), true).expect_err(name).to_string();
        assert_eq!(problem("./gone"), "`./gone` was not found");
        assert_eq!(problem("no-such-program"), "`no-such-program` was not found");
        assert!(
            problem("./plain.py").starts_with("`./plain.py` is not executable"),
            "{}",
            problem("./plain.py")
        );
        assert!(problem("./old.py").contains("interpreter `/no/such/python`"), "{}", problem("./old.py"));
        assert!(problem("./lost.py").contains("interpreter `no-such-python`"), "{}", problem("./lost.py"));
    }

    #[test]
    fn a_toolchain_is_shown_alone() {
        let home = folder_with(&[
            ("versions/3.13/bin/python3.13", "", 0o755),
            ("versions/3.13/lib/os.py", "", 0o644),
            ("tool/server", "", 0o755),
        ]);
        let home = fs::canonicalize(home.path()).expect("a path").join("");
        let resolve =
            |name: &str| resolve(home.join(name).as_os_str(), Path::new("/nowhere"), true).expect(name);
        let python = resolve("versions/3.13/bin/python3.13");
        assert_eq!(python.needs, [home.join("versions/3.13")]);
        assert_eq!(python.path, [home.join("versions/3.13/bin")]);
        assert_eq!(resolve("tool/server").needs, [home.join("tool/server")]);
    }
}
