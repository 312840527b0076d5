//! Names inside archives and folders: untrusted bytes that become paths below a folder of ours, or do not.

use std::path::PathBuf;

use super::refusal::Refusal;

/// The longest name of one file or folder: what Linux can store.
const LONGEST_PART: usize = 255;

/// The longest path.
const LONGEST: usize = 1024;

/// Folders within folders. Programs' own folders are copied up to 32.
pub(super) const DEEPEST: usize = 20;

/// What machines and tools put beside a student's files. None of it is handed in.
const JUNK: &[&str] = &[
    "__MACOSX",
    ".DS_Store",
    ".git",
    ".svn",
    "__pycache__",
    "node_modules",
    ".idea",
    ".vscode",
    ".vs",
    ".venv",
    "venv",
    "site-packages",
    ".ipynb_checkpoints",
    ".pytest_cache",
    ".mypy_cache",
    "Thumbs.db",
    "desktop.ini",
];

/// A name that cannot be used, and how far it can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BadName {
    /// The folders before the place where it goes wrong: they tell whose it is.
    pub clean: PathBuf,
    /// What is wrong with it.
    pub why: Refusal,
}

/// The path that a name stands for, below whatever folder it is unpacked to: never empty, never leading elsewhere.
pub(super) fn path(name: &[u8]) -> Result<PathBuf, BadName> {
    let shown = || String::from_utf8_lossy(&name[..name.len().min(200)]).into_owned();
    let mut clean = PathBuf::new();
    let bad =
        |clean: &PathBuf, why: fn(String) -> Refusal| BadName { clean: clean.clone(), why: why(shown()) };
    if name.starts_with(b"/") || name.get(1..3) == Some(b":/") {
        return Err(bad(&clean, Refusal::Absolute));
    }
    for part in name.split(|&byte| byte == b'/') {
        let Ok(part) = std::str::from_utf8(part) else { return Err(bad(&clean, Refusal::NoText)) };
        match part {
            "" | "." => continue,
            ".." => return Err(bad(&clean, Refusal::Upwards)),
            _ if part.contains('\\') => return Err(bad(&clean, Refusal::Backslash)),
            _ if part.chars().any(char::is_control) => return Err(bad(&clean, Refusal::NoText)),
            _ if part.len() > LONGEST_PART => return Err(bad(&clean, Refusal::LongName)),
            _ => clean.push(part),
        }
        if clean.as_os_str().len() > LONGEST {
            return Err(bad(&clean, Refusal::LongName));
        }
        if clean.components().count() > DEEPEST {
            return Err(bad(&clean, Refusal::TooDeep));
        }
    }
    if clean.as_os_str().is_empty() { Err(bad(&clean, Refusal::NoName)) } else { Ok(clean) }
}

/// Whether this is the name of something that nobody means to hand in.
pub(super) fn is_junk(part: &std::ffi::OsStr) -> bool {
    // macOS keeps what its own file systems know of `server.py` in `._server.py`.
    part.to_str().is_some_and(|part| JUNK.contains(&part) || part.starts_with("._"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_paths_below_a_folder_or_are_refused() {
        for (name, path_of_it) in [
            ("server.py", "server.py"),
            ("task 2/Größe.py", "task 2/Größe.py"),
            ("./a//b/./c", "a/b/c"),
            ("a/", "a"),
            ("...", "..."),
            ("a:b", "a:b"),
        ] {
            assert_eq!(path(name.as_bytes()), Ok(PathBuf::from(path_of_it)), "{name}");
        }
        type Row<'a> = (&'a [u8], &'a str, fn(String) -> Refusal);
        let refused: [Row<'_>; 10] = [
            (b"/etc/passwd", "", Refusal::Absolute),
            (b"C:/x", "", Refusal::Absolute),
            (b"..", "", Refusal::Upwards),
            (b"a/../../x", "a", Refusal::Upwards),
            (b"a/b\\c", "a", Refusal::Backslash),
            (b"a/\x1b[2J", "a", Refusal::NoText),
            (b"a/\0", "a", Refusal::NoText),
            (b"a/\xff", "a", Refusal::NoText),
            (b"", "", Refusal::NoName),
            (b"./", "", Refusal::NoName),
        ];
        for (name, clean, why) in refused {
            let expected =
                BadName { clean: clean.into(), why: why(String::from_utf8_lossy(name).into_owned()) };
            assert_eq!(path(name), Err(expected), "{name:?}");
        }
        let deep = "d/".repeat(DEEPEST + 1);
        assert!(matches!(path(deep.as_bytes()), Err(BadName { why: Refusal::TooDeep(_), .. })));
        assert!(matches!(path(&[b'x'; 256]), Err(BadName { why: Refusal::LongName(_), .. })));
    }

    #[test]
    fn only_what_tools_leave_behind_is_junk() {
        for junk in ["__MACOSX", ".DS_Store", "._server.py", ".git", "node_modules", "venv", "site-packages"]
        {
            assert!(is_junk(junk.as_ref()), "{junk}");
        }
        for file in ["server.py", ".gitignore", "_server.py", "git"] {
            assert!(!is_junk(file.as_ref()), "{file}");
        }
    }
}
