//! Names inside archives and folders: untrusted bytes that become paths below a folder of ours, or do not.

use std::borrow::Cow;
use std::path::PathBuf;

use crate::hand_in::Refusal;

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
    /// What tells whose it is: the folders before the place where it goes wrong, and what is left of the name there when it
    /// is made harmless. Nothing is ever written there.
    pub clean: PathBuf,
    /// Whether something is to be below that.
    pub is_folder: bool,
    /// What is wrong with it.
    pub why: Refusal,
}

/// The path that a name stands for, below whatever folder it is unpacked to: never empty, never leading elsewhere.
pub(super) fn path(name: &[u8]) -> Result<PathBuf, BadName> {
    let below = below_root(name);
    if below.len() == name.len() {
        return relative(name);
    }
    // The rest of it may tell whose it is all the same.
    let (clean, is_folder) = match relative(below) {
        Ok(clean) => (clean, name.ends_with(b"/")),
        Err(bad) => (bad.clean, bad.is_folder),
    };
    Err(BadName { clean, is_folder, why: Refusal::Absolute(shown(name)) })
}

/// A name as it can be said.
fn shown(name: &[u8]) -> String {
    String::from_utf8_lossy(&name[..name.len().min(200)]).into_owned()
}

/// What stands behind the root of the disk, or of `C:/`.
fn below_root(mut name: &[u8]) -> &[u8] {
    while let [b'/' | b'\\', rest @ ..] | [_, b':', b'/' | b'\\', rest @ ..] = name {
        name = rest;
    }
    name
}

/// A part of a name as text. What is no UTF-8 was meant in some code page: whichever it was, each byte becomes a letter, so that
/// other names stay others. So does each that a tool has taken for Latin-1, where that has control characters.
fn text(part: &[u8]) -> Cow<'_, str> {
    let is_upper_control = |c: char| matches!(c, '\u{80}'..'\u{a0}');
    let letter = |c: char| match is_upper_control(c) {
        true => char::from_u32(0x2500 + u32::from(c)).unwrap_or('_'),
        false => c,
    };
    match std::str::from_utf8(part) {
        Ok(text) if !text.contains(is_upper_control) => text.into(),
        Ok(text) => text.chars().map(letter).collect(),
        Err(_) => part.iter().map(|&byte| letter(char::from(byte))).collect(),
    }
}

fn relative(name: &[u8]) -> Result<PathBuf, BadName> {
    let mut clean = PathBuf::new();
    // Tools of Windows write `\` for `/`.
    let mut parts = name.split(|&byte| matches!(byte, b'/' | b'\\'));
    while let Some(part) = parts.next() {
        let text = text(part);
        let wrong: fn(String) -> Refusal = match text.as_ref() {
            "" | "." => continue,
            ".." => Refusal::Upwards,
            text if text.chars().any(char::is_control) => Refusal::NoText,
            text if text.len() > LONGEST_PART => Refusal::LongName,
            text if clean.as_os_str().len() + 1 + text.len() > LONGEST => Refusal::LongName,
            _ if clean.components().count() == DEEPEST => Refusal::TooDeep,
            text => {
                clean.push(text);
                continue;
            }
        };
        let why = wrong(shown(name));
        let is_folder = parts.next().is_some() || matches!(why, Refusal::Upwards(_));
        clean.extend(harmless(&text));
        return Err(BadName { clean, is_folder, why });
    }
    match clean.as_os_str().is_empty() {
        true => Err(BadName { clean, is_folder: false, why: Refusal::NoName(shown(name)) }),
        false => Ok(clean),
    }
}

/// What is left of a part of a name that cannot be used.
fn harmless(text: &str) -> Option<String> {
    let mut text = text.replace(char::is_control, "\u{fffd}");
    text.truncate(text.floor_char_boundary(LONGEST_PART));
    (!matches!(text.as_str(), "" | "." | "..")).then_some(text)
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
            ("Lab1\\task 2\\server.py", "Lab1/task 2/server.py"),
            ("a\\", "a"),
        ] {
            assert_eq!(path(name.as_bytes()), Ok(PathBuf::from(path_of_it)), "{name}");
        }
        type Row<'a> = (&'a [u8], &'a str, bool, fn(String) -> Refusal);
        for (name, path_of_it) in [
            (&b"L\xf6sung/server.py"[..], "L\u{f6}sung/server.py"),
            (b"\x81\xff", "\u{2581}\u{ff}"),
            ("Gr\u{c3}\u{9f}e".as_bytes(), "Gr\u{c3}\u{259f}e"),
        ] {
            assert_eq!(path(name), Ok(PathBuf::from(path_of_it)), "{name:?}");
        }
        let refused: [Row<'_>; 15] = [
            (b"/etc/passwd", "etc/passwd", false, Refusal::Absolute),
            (b"//a\\b/c", "a/b/c", false, Refusal::Absolute),
            (b"/..", "", true, Refusal::Absolute),
            (b"C:/x/", "x", true, Refusal::Absolute),
            (b"..", "", true, Refusal::Upwards),
            (b"a/../../x", "a", true, Refusal::Upwards),
            (b"C:\\x", "x", false, Refusal::Absolute),
            (b"\\a\\b", "a/b", false, Refusal::Absolute),
            (b"a\\..\\..\\b", "a", true, Refusal::Upwards),
            (b"a/\x1b[2J", "a/\u{fffd}[2J", false, Refusal::NoText),
            (b"a\x1b/b", "a\u{fffd}", true, Refusal::NoText),
            (b"a/\0", "a/\u{fffd}", false, Refusal::NoText),
            (b"", "", false, Refusal::NoName),
            (b"./", "", false, Refusal::NoName),
            (b"/", "", false, Refusal::Absolute),
        ];
        for (name, clean, is_folder, why) in refused {
            let why = why(String::from_utf8_lossy(name).into_owned());
            let expected = BadName { clean: clean.into(), is_folder, why };
            assert_eq!(path(name), Err(expected), "{name:?}");
        }
        let deep = "d/".repeat(DEEPEST + 1);
        assert!(matches!(path(deep.as_bytes()), Err(BadName { why: Refusal::TooDeep(_), .. })));
        let long = path(&[b'x'; 256]).expect_err("refused");
        assert_eq!((long.clean, long.is_folder), ("x".repeat(255).into(), false));
        assert!(matches!(long.why, Refusal::LongName(_)));
    }

    #[test]
    fn only_what_tools_leave_behind_is_junk() {
        for junk in ["__MACOSX", ".DS_Store", "._server.py", ".git", "node_modules", "site-packages"] {
            assert!(is_junk(junk.as_ref()), "{junk}");
        }
        for file in ["server.py", ".gitignore", "_server.py", "git", "venv"] {
            assert!(!is_junk(file.as_ref()), "{file}");
        }
    }
}
