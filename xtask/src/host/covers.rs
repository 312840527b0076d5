//! Files of runtimes that programs see with a few bytes changed (`patches`): a copy is mounted over each.
//!
//! The copies are made once a machine and kept in the user's cache folder, under a name that says of what they are. Where
//! there is no such folder, or it is another's, there are none: then these runtimes draw other numbers each time.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use sha2::{Digest as _, Sha256};

use super::patches::{self, Patch};
use super::toolchains;

/// To be changed with `patches`: copies of another version are of no use.
const VERSION: u32 = 2;

/// Where distributions put Javas beside each other.
const JAVAS: &[&str] = &["/usr/lib/jvm", "/opt"];

/// Where libraries are; folders of architectures below them.
const LIBRARIES: &[&str] = &["/usr/lib", "/usr/lib64", "/lib", "/lib64"];

/// A file, and the copy that covers it.
pub(super) type Cover = (PathBuf, PathBuf);

/// What covers files of this machine; the first call makes the copies.
pub(super) fn covers() -> &'static [Cover] {
    static COVERS: OnceLock<Vec<Cover>> = OnceLock::new();
    COVERS.get_or_init(|| {
        let Some(cache) = cache() else { return Vec::new() };
        let java =
            java_archives().into_iter().map(|file| (file, patches::of_java as fn(&[u8]) -> Vec<Patch>));
        let cpp = cpp_libraries().into_iter().map(|file| (file, patches::of_cpp as fn(&[u8]) -> Vec<Patch>));
        java.chain(cpp)
            .filter_map(|(file, find)| Some((copy(&file, &cache, find).ok()??, file)))
            .map(|(copy, file)| (file, copy))
            .collect()
    })
}

/// Whether this Java, by the file that starts it, draws what the seed says.
pub(super) fn is_seeded_java(program: &Path) -> bool {
    let archives = archives_of(program);
    !archives.is_empty() && archives.iter().all(|archive| covers().iter().any(|(file, _)| file == archive))
}

fn java_archives() -> Vec<PathBuf> {
    let homes = JAVAS.iter().flat_map(|folder| entries(Path::new(folder)));
    let programs =
        homes.map(|home| home.join("bin/java")).chain(toolchains::of_machine().find("java".as_ref()));
    unique(programs.flat_map(|program| archives_of(&program)))
}

/// The archives of classes that belong to a `bin/java`: which is used depends on the size of the machine.
fn archives_of(program: &Path) -> Vec<PathBuf> {
    let home =
        fs::canonicalize(program).ok().and_then(|program| Some(program.parent()?.parent()?.to_owned()));
    let files = home.map(|home| entries(&home.join("lib/server"))).unwrap_or_default();
    files.into_iter().filter(|file| file.extension().is_some_and(|end| end == "jsa")).collect()
}

fn cpp_libraries() -> Vec<PathBuf> {
    let folders = LIBRARIES.iter().map(PathBuf::from);
    let folders = folders.flat_map(|folder| entries(&folder).into_iter().chain([folder]));
    unique(folders.filter_map(|folder| fs::canonicalize(folder.join("libstdc++.so.6")).ok()))
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect()
}

fn unique(files: impl Iterator<Item = PathBuf>) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = files.collect();
    files.sort_unstable();
    files.dedup();
    files
}

/// A folder of the user's own for what can be computed again.
fn cache() -> Option<PathBuf> {
    let own = rustix::process::geteuid().as_raw();
    let variable = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = variable("HOME").map(|home| home.join(".cache"));
    let named = [variable("XDG_CACHE_HOME"), home].into_iter().flatten().map(|folder| folder.join("socklab"));
    let spare = std::env::temp_dir().join(format!("socklab-cache-{own}"));
    named.chain([spare]).find(|folder| {
        let _ = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
        fs::symlink_metadata(folder)
            .is_ok_and(|metadata| metadata.is_dir() && metadata.uid() == own && metadata.mode() & 0o022 == 0)
    })
}

/// The patched copy of a file, if there is anything to patch in it.
fn copy(file: &Path, cache: &Path, find: impl Fn(&[u8]) -> Vec<Patch>) -> io::Result<Option<PathBuf>> {
    let metadata = fs::metadata(file)?;
    let what = format!(
        "{VERSION} {} {} {} {}",
        file.display(),
        metadata.len(),
        metadata.mtime(),
        metadata.mtime_nsec()
    );
    let name = Sha256::digest(what).iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>();
    let place = cache.join(name);
    match fs::metadata(&place) {
        Ok(copy) if copy.len() == metadata.len() => return Ok(Some(place)),
        // Empty: there is nothing to patch.
        Ok(copy) if copy.len() == 0 => return Ok(None),
        _ => {}
    }
    let mut bytes = fs::read(file)?;
    let patches = find(&bytes);
    patches::apply(&patches, &mut bytes);
    let mut copy = tempfile::NamedTempFile::new_in(cache)?;
    if !patches.is_empty() {
        copy.write_all(&bytes)?;
    }
    copy.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
    copy.persist(&place)?;
    Ok((!patches.is_empty()).then_some(place))
}
