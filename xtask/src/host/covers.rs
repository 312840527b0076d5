//! Files of runtimes that programs see with a few bytes changed (`patches`): copies of them, in a tree of folders as theirs,
//! which a sandbox lays over the machine's (`layer`), or which are mounted over them one by one.
//!
//! The tree is made once a machine and kept in the user's cache folder, under a name that says of what it is. Where
//! there is no such folder, or it is another's, there is none: then these runtimes draw other numbers each time.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use sha2::{Digest as _, Sha256};

use super::patches::{self, Patch};
use super::toolchains;

/// To be changed with `patches`: copies of another version are of no use.
const VERSION: u32 = 3;

/// Where distributions put Javas beside each other.
const JAVAS: &[&str] = &["/usr/lib/jvm", "/opt"];

/// Where libraries are; folders of architectures below them.
const LIBRARIES: &[&str] = &["/usr/lib", "/usr/lib64", "/lib", "/lib64"];

/// The copies, and what they are of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Covers {
    /// Below it the copies lie as their files do below `/`.
    pub tree: PathBuf,
    /// The files.
    pub files: Vec<PathBuf>,
}

/// What covers files of this machine; the first call makes the copies.
pub(super) fn covers() -> &'static Covers {
    static COVERS: OnceLock<Covers> = OnceLock::new();
    COVERS.get_or_init(|| {
        let java = java_archives().into_iter().map(|file| (file, patches::of_java as Find));
        let cpp = cpp_libraries().into_iter().map(|file| (file, patches::of_cpp as Find));
        let files: Vec<(PathBuf, Find)> = java.chain(cpp).collect();
        cache().and_then(|cache| tree(&files, &cache).ok()).unwrap_or_default()
    })
}

/// What finds the places to change.
type Find = fn(&[u8]) -> Vec<Patch>;

impl Covers {
    /// Those of the files for which this is so.
    pub(super) fn only(&self, is_wanted: impl Fn(&Path) -> bool) -> Self {
        let files = self.files.iter().filter(|file| is_wanted(file)).cloned().collect();
        Self { tree: self.tree.clone(), files }
    }

    /// What covers a file, or the files in a folder.
    pub(super) fn over(&self, path: &Path) -> PathBuf {
        self.tree.join(path.strip_prefix("/").unwrap_or(path))
    }
}

/// Whether this Java, by the file that starts it, draws what the seed says.
pub(super) fn is_seeded_java(program: &Path) -> bool {
    let archives = archives_of(program);
    !archives.is_empty() && archives.iter().all(|archive| covers().files.contains(archive))
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

/// Makes the tree, unless it is there.
fn tree(files: &[(PathBuf, Find)], cache: &Path) -> io::Result<Covers> {
    let mut name = Sha256::new();
    name.update(format!("{VERSION}"));
    for (file, _) in files {
        let metadata = fs::metadata(file)?;
        let (length, seconds, rest) = (metadata.len(), metadata.mtime(), metadata.mtime_nsec());
        name.update(format!("\n{} {length} {seconds} {rest}", file.display()));
    }
    let name = name.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>();
    let place = cache.join(name);
    if !place.is_dir() {
        let made = tempfile::tempdir_in(cache)?;
        for (file, find) in files {
            copy(file, &Covers { tree: made.path().to_owned(), files: Vec::new() }.over(file), *find)?;
        }
        if fs::rename(made.path(), &place).is_ok() {
            // It is not there any more.
            let _ = made.keep();
        } else if !place.is_dir() {
            // Nobody else has made it meanwhile.
            return Err(io::ErrorKind::NotFound.into());
        }
    }
    let covers = Covers { tree: place, files: files.iter().map(|(file, _)| file.clone()).collect() };
    let has_changes = |file: &Path| covers.over(file).is_file();
    Ok(covers.only(has_changes))
}

/// Writes the patched copy of a file, if there is anything to patch in it; whoever sees the file may read it.
fn copy(file: &Path, to: &Path, find: Find) -> io::Result<()> {
    let mut bytes = fs::read(file)?;
    let patches = find(&bytes);
    let Some(folder) = to.parent().filter(|_| !patches.is_empty()) else { return Ok(()) };
    patches::apply(&patches, &mut bytes);
    fs::DirBuilder::new().recursive(true).mode(0o755).create(folder)?;
    let mut copy = fs::File::create_new(to)?;
    copy.write_all(&bytes)?;
    copy.set_permissions(fs::Permissions::from_mode(0o644))
}
