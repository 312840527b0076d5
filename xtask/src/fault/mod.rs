//! What a program said when it fell over: the message, and the lines of source that it names, in the way of each language's
//! runtime. Where it is not read the last line of all is what there is to say.

mod tongues;

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::observation::SourceLine;
use tongues::{Order, TONGUES, Tongue, without_colours};

/// The most of what a program said that is looked at: its end.
const MOST_BYTES: usize = 64 << 10;

/// The longest file in which a line is looked for.
const MOST_SOURCE: u64 = 1 << 20;

/// The longest line of source that is shown.
const MOST_CHARS: usize = 120;

/// Files that are looked at to find one of which only the name is told, as Java does.
const MOST_FILES: usize = 2_000;

/// What a program said went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What.
    pub message: String,
    /// Where, the innermost first: files as the program names them, its own and those of libraries.
    pub places: Vec<(String, u32)>,
}

/// Reads what a program said on standard error before it ended; `None` where no runtime that is known here says anything.
pub fn read(stderr: &str) -> Option<Fault> {
    let mut start = stderr.len().saturating_sub(MOST_BYTES);
    while !stderr.is_char_boundary(start) {
        start += 1;
    }
    let text = without_colours(&stderr[start..]);
    // What was said last is what it ended of: others may have been caught.
    let told = TONGUES.iter().filter_map(|tongue| {
        let message = tongue.message.captures_iter(&text).last()?;
        Some((message.get(0)?.start(), message.name("message")?.as_str().trim(), tongue))
    });
    let (at, message, tongue) = told.max_by_key(|(at, ..)| *at)?;
    Some(Fault { message: message.to_owned(), places: places(tongue, &text, at) })
}

/// The lines that are named by the paragraphs from there on, up to the first behind one that names any.
fn places(tongue: &Tongue, text: &str, at: usize) -> Vec<(String, u32)> {
    let begin = match tongue.order {
        Order::InnermostLast | Order::InnermostFirst => at,
        // The line at fault stands above the message.
        Order::LineAbove => text[..at].trim_end().rfind("\n\n").map_or(0, |end| end + 2),
    };
    let mut places = Vec::new();
    for paragraph in text[begin..].split("\n\n") {
        let found = tongue.place.captures_iter(paragraph).filter_map(|place| {
            let line = place.name("line")?.as_str().parse().ok()?;
            Some((place.name("file")?.as_str().to_owned(), line))
        });
        places.extend(found);
        let is_above = matches!(tongue.order, Order::LineAbove) && !paragraph.contains("\n    at ");
        if !places.is_empty() && !is_above {
            break;
        }
    }
    if matches!(tongue.order, Order::InnermostLast) {
        places.reverse();
    }
    places
}

impl Fault {
    /// One of which nothing is known but its line.
    pub fn at(line: &SourceLine) -> Self {
        Self { message: String::new(), places: vec![(line.file.clone(), line.line)] }
    }

    /// The innermost line that is the student's own: in a file of what was handed in, which lies in `root`. The program ran in
    /// the folder `inside` of it, and saw `root` at `seen`.
    pub fn own_line(&self, root: &Path, inside: &Path, seen: &Path) -> Option<SourceLine> {
        self.places.iter().find_map(|(name, line)| {
            let path = Path::new(name.strip_prefix("file://").unwrap_or(name));
            let below = path.strip_prefix(seen).or_else(|_| path.strip_prefix(root)).ok();
            let found = match below {
                Some(below) => within(root, below),
                None if path.is_absolute() => None,
                None => {
                    let bare = || (path.components().count() == 1).then(|| named(root, path)).flatten();
                    within(root, &inside.join(path)).or_else(|| within(root, path)).or_else(bare)
                }
            }?;
            let text = line_of(&found, *line)?;
            let file = found.strip_prefix(root).unwrap_or(&found).display().to_string();
            Some(SourceLine { file, line: *line, text: Some(text) })
        })
    }
}

/// A file below a folder, if it is one: no link is followed, and nothing above the folder is looked at.
fn within(root: &Path, below: &Path) -> Option<PathBuf> {
    let mut path = root.to_owned();
    for component in below.components() {
        match component {
            Component::CurDir => continue,
            Component::Normal(name) => path.push(name),
            _ => return None,
        }
        if fs::symlink_metadata(&path).ok()?.is_symlink() {
            return None;
        }
    }
    fs::symlink_metadata(&path).ok()?.is_file().then_some(path)
}

/// The only file of that name below a folder.
fn named(root: &Path, name: &Path) -> Option<PathBuf> {
    let (mut folders, mut seen, mut found) = (vec![root.to_owned()], 0, None);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).ok()?.flatten() {
            seen += 1;
            let kind = entry.file_type().ok()?;
            match kind.is_dir() {
                _ if seen > MOST_FILES => return None,
                true => folders.push(entry.path()),
                false if kind.is_file() && Path::new(&entry.file_name()) == name => {
                    if found.replace(entry.path()).is_some() {
                        return None; // it cannot be told which
                    }
                }
                false => {}
            }
        }
    }
    found
}

/// What stands in that line of a file, without the blanks around it.
fn line_of(file: &Path, line: u32) -> Option<String> {
    if fs::symlink_metadata(file).ok()?.len() > MOST_SOURCE {
        return None;
    }
    let bytes = fs::read(file).ok()?;
    let line = bytes.split(|byte| *byte == b'\n').nth(usize::try_from(line).ok()?.checked_sub(1)?)?;
    let text = String::from_utf8_lossy(line);
    let text = text.trim();
    Some(match text.char_indices().nth(MOST_CHARS) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    })
}

#[cfg(test)]
mod tests;
