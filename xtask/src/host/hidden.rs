//! What no sandbox shows, wherever it lies: the class and its results, the lab, the grader itself.
//!
//! Sandboxes show the system's folders and toolchains whole. Where one of these folders is in there, it is covered by an
//! empty one. Known to the process as a whole, as its sandboxes are; said before the first submission is opened.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use super::launch::SYSTEM_PATH;
use super::toolchains::{self, SYSTEM_FOLDERS};

/// Folders of the system that hold the machine's own: below `/usr` and `/usr/local`.
const STANDARD: &[&str] = &[
    "bin", "etc", "games", "include", "lib", "lib32", "lib64", "libexec", "libx32", "local", "man", "sbin",
    "share", "src",
];

/// Their real paths; the grader's own come with the first question.
static HIDDEN: RwLock<Option<Vec<PathBuf>>> = RwLock::new(None);

/// A folder that programs have to see.
#[derive(Debug, thiserror::Error)]
#[error("{what} is `{}`, which every program has to see: choose a folder of its own for it", folder.display())]
pub struct HideError {
    what: String,
    folder: PathBuf,
}

/// Keeps a folder, and all that will ever be in it, out of the sight of every program in a sandbox; or a file, and the folder
/// that it lies in where that is not the machine's. `what` begins the sentence of the error.
pub fn hide(what: &str, path: &Path) -> Result<(), HideError> {
    // What is not there is not shown.
    let Ok(path) = fs::canonicalize(path) else { return Ok(()) };
    if !path.is_dir() {
        add(with_its_folder(path));
        return Ok(());
    }
    if is_machines(&path) || toolchains::of_machine().has_in(&path) {
        return Err(HideError { what: what.to_owned(), folder: path });
    }
    add(path);
    Ok(())
}

fn with_its_folder(file: PathBuf) -> PathBuf {
    let folder = file.parent().filter(|folder| {
        !is_machines(folder) && *folder != Path::new("/") && !toolchains::of_machine().has_in(folder)
    });
    folder.map(Path::to_owned).unwrap_or(file)
}

/// Everything that is hidden: real paths.
pub(super) fn all() -> Vec<PathBuf> {
    if let Some(hidden) = &*HIDDEN.read().unwrap_or_else(PoisonError::into_inner) {
        return hidden.clone();
    }
    HIDDEN.write().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(own).clone()
}

fn add(path: PathBuf) {
    let mut hidden = HIDDEN.write().unwrap_or_else(PoisonError::into_inner);
    let hidden = hidden.get_or_insert_with(own);
    if !hidden.contains(&path) {
        hidden.push(path);
    }
}

/// The project of this grader, if it is still there, and the folder that its binary is in.
fn own() -> Vec<PathBuf> {
    let project =
        Path::new(env!("CARGO_MANIFEST_DIR")).parent().and_then(|folder| fs::canonicalize(folder).ok());
    let binary = std::env::current_exe().and_then(fs::canonicalize).ok().map(|binary| {
        let folder = binary.parent().filter(|folder| {
            let in_path = std::env::split_paths(SYSTEM_PATH).any(|path| path == *folder);
            !in_path && !is_machines(folder)
        });
        folder.map(Path::to_owned).unwrap_or(binary)
    });
    let own = project.into_iter().chain(binary);
    own.filter(|path| *path != Path::new("/") && !is_machines(path)).collect()
}

/// Whether the folder is one that the machine's programs need, and not somebody's below one.
fn is_machines(folder: &Path) -> bool {
    let below = |root: &str| {
        let path = folder.strip_prefix(root).ok().filter(|path| path.iter().count() == 1);
        path.is_some_and(|path| STANDARD.iter().any(|name| path == Path::new(name)))
    };
    let is_system = SYSTEM_FOLDERS.iter().any(|system| {
        let system = Path::new(system);
        folder == system || folder == fs::canonicalize(system).as_deref().unwrap_or(system)
    });
    is_system || below("/usr") || below("/usr/local")
}

/// What has to be covered in a folder that is shown. What lies in something that is covered is covered with it.
pub(super) fn within<'h>(hidden: &'h [PathBuf], shown: &'h Path) -> impl Iterator<Item = &'h PathBuf> {
    let inside: Vec<&PathBuf> =
        hidden.iter().filter(|path| path.starts_with(shown) && *path != shown).collect();
    let is_covered = {
        let inside = inside.clone();
        move |path: &PathBuf| inside.iter().any(|outer| *outer != path && path.starts_with(outer))
    };
    inside.into_iter().filter(move |path| !is_covered(path))
}

/// Whether the path is, or lies in, something that is hidden.
pub(super) fn is_hidden(path: &Path) -> bool {
    all().iter().any(|hidden| path.starts_with(hidden))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_need_cannot_be_hidden() {
        for folder in ["/usr", "/opt", "/usr/local", "/usr/local/share", "/usr/share", "/bin", "/lib"] {
            if Path::new(folder).exists() {
                let error = hide("the folder of results", Path::new(folder)).expect_err(folder);
                assert!(error.to_string().starts_with("the folder of results is `"), "{error}");
            }
        }
        let folder = tempfile::tempdir().expect("a folder");
        hide("the lab", folder.path()).expect("it can be hidden");
        assert!(is_hidden(&folder.path().canonicalize().expect("its path").join("lab.toml")));
        assert!(is_hidden(&std::env::current_exe().expect("this program")));
        for (file, hidden) in [
            ("/usr/share/task2.toml", "/usr/share/task2.toml"),
            ("/task2.toml", "/task2.toml"),
            ("/opt/course/lab.toml", "/opt/course"),
        ] {
            assert_eq!(with_its_folder(file.into()), Path::new(hidden));
        }
    }

    #[test]
    fn a_cover_within_a_cover_is_none() {
        let hidden = ["/opt/course", "/opt/course/results", "/opt/other", "/home/x"].map(PathBuf::from);
        let covers: Vec<_> = within(&hidden, Path::new("/opt")).collect();
        assert_eq!(covers, [Path::new("/opt/course"), Path::new("/opt/other")]);
        let covers: Vec<_> = within(&hidden, Path::new("/opt/course")).collect();
        assert_eq!(covers, [Path::new("/opt/course/results")]);
    }
}
