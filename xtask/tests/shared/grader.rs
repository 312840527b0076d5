//! The grader, started by a test.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// The grader, which finds the toolchains of this machine without asking version managers: they take longer each time than the
/// programs of most tests. Those that are about managers set a `PATH` of their own.
pub fn grader() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_socklab"));
    command.env("PATH", path());
    command
}

/// The `PATH` with what stands behind shims in their place: behind the system's own, every version that there is. The system's Python
/// is there in a third of the time that one takes in which a course or a company has things imported at each start.
pub fn path() -> &'static OsStr {
    static PATH: OnceLock<OsString> = OnceLock::new();
    PATH.get_or_init(|| {
        let path = env::var_os("PATH").unwrap_or_default();
        let is_shims = |folder: &PathBuf| folder.file_name() == Some(OsStr::new("shims"));
        let (shims, others): (Vec<PathBuf>, Vec<PathBuf>) = env::split_paths(&path).partition(is_shims);
        if shims.is_empty() {
            return path;
        }
        let versions = shims.iter().filter_map(|shims| fs::read_dir(shims.with_file_name("versions")).ok());
        let mut versions: Vec<PathBuf> =
            versions.flatten().flatten().map(|version| version.path().join("bin")).collect();
        versions.sort();
        let folders = others.into_iter().chain(versions.into_iter().rev());
        env::join_paths(folders).expect("they were part of a `PATH`, or could be")
    })
}
