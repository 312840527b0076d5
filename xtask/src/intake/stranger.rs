//! Folders beside the students' that are of no student: what tools write about a class (Moss, JPlag, tables of points), and what
//! a platform puts beside the submissions. Told by what is in them; whoever downloaded it knows better, and can say so.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::roster::Child;
use super::{archive, hints, language, left_behind, name};
use crate::hand_in::Stranger;

/// Entries of one folder at most that are looked at, and folders in folders.
const MOST_ENTRIES: usize = 2000;
const DEEPEST: usize = 6;

/// Texts at most that are read for names, and of each the most that is read.
const MOST_TEXTS: usize = 100;
const MOST_READ: u64 = 64 << 10;

/// The shortest name that is looked for: shorter ones stand in any text.
const SHORTEST_NAME: usize = 3;

/// Ends of what tools write: tables and data, pages, and what pages need.
const DATA: &[&str] = &["csv", "tsv", "json", "xml", "xlsx", "xls"];
const PAGES: &[&str] = &["html", "htm"];
const OF_PAGES: &[&str] = &["css", "png", "gif", "svg", "jpg", "jpeg", "ico", "woff", "woff2", "ttf"];

/// What a folder holds, as far as it was looked at.
#[derive(Debug, Default)]
struct Held {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
    entries: usize,
}

/// Why each of `children`, all that is in the folder `base`, is no submission, if it is none. `names` are those of whom each would be, and
/// whether a platform named it so.
pub(super) fn strangers(
    base: &Path,
    children: &[Child],
    names: &[(String, bool)],
    is_platform: bool,
) -> Vec<Option<Stranger>> {
    let found = |left_out: &[Option<Stranger>]| -> Vec<Option<Stranger>> {
        let of = |(child, (name, is_named)): (&Child, &(String, bool))| {
            let others = names.iter().zip(left_out).filter(|(_, left_out)| left_out.is_none());
            let others = others.map(|((name, _), _)| name.as_str()).filter(|other| other != name);
            let path = base.join(&child.file_name);
            match () {
                () if *is_named => None,
                () if child.is_folder => stranger(&path, &others.collect::<Vec<_>>(), is_platform),
                () => (archive::is_named_so(&path) && left_behind::is_page(&path)).then_some(Stranger::Ours),
            }
        };
        children.iter().zip(names).map(of).collect()
    };
    let first = found(&vec![None; children.len()]);
    // What is nobody's is nobody of whom the next could tell.
    if first.iter().any(Option::is_some) { found(&first) } else { first }
}

/// Why `folder` is no submission; `others` are the names of whoever else there is, and `is_named_otherwise` says that they are named
/// by a platform, and it is not.
fn stranger(folder: &Path, others: &[&str], is_named_otherwise: bool) -> Option<Stranger> {
    let mut held = Held::default();
    held.walk(folder, Path::new(""), DEEPEST);
    if held.files.is_empty() || held.entries > MOST_ENTRIES {
        return None;
    }
    let others: BTreeSet<String> = others
        .iter()
        .filter(|name| name.chars().count() >= SHORTEST_NAME && !hints::is_project_folder(name))
        .map(|name| name.to_lowercase())
        .collect();
    let named = held.named_after(&others);
    let is_copy = |file: &PathBuf| file.iter().any(|part| others.contains(&lower(part)));
    let is_page = |file: &&PathBuf| left_behind::is_page(&folder.join(file));
    let programs = held.files.iter().filter(|file| may_be_program(file));
    let programs: Vec<&PathBuf> =
        programs.filter(|file| !(archive::is_named_so(file) && is_page(file))).collect();
    // A tool copies what it has compared.
    if named.len() > 1 && programs.iter().all(|file| is_copy(file)) {
        return Some(Stranger::Tells(named));
    }
    if !programs.is_empty() {
        return None;
    }
    let told = held.told_of(folder, &others);
    if held.files.iter().any(|file| is_page(&file)) {
        Some(Stranger::Ours)
    } else if !told.is_empty() {
        Some(Stranger::Tells(told))
    } else if held.is_written() {
        Some(Stranger::Written)
    } else {
        is_named_otherwise.then_some(Stranger::Unnamed)
    }
}

/// Whether a file may be a program, or hold one.
fn may_be_program(file: &Path) -> bool {
    let Some(end) = end(file) else { return true };
    ["ipynb", "class", "exe", "out"].contains(&end.as_str())
        || language::is_source(file)
        || language::unknown(file).is_some()
        || archive::is_any(file)
}

fn lower(name: &OsStr) -> String {
    name.to_string_lossy().to_lowercase()
}

/// The end of a file's name, in lower case.
fn end(file: &Path) -> Option<String> {
    Some(file.extension()?.to_str()?.to_lowercase())
}

impl Held {
    fn walk(&mut self, folder: &Path, below: &Path, depth: usize) {
        let Ok(entries) = fs::read_dir(folder.join(below)) else { return };
        for entry in entries.flatten() {
            self.entries += 1;
            let (Ok(kind), true) = (entry.file_type(), self.entries <= MOST_ENTRIES) else { return };
            let path = below.join(entry.file_name());
            if name::is_junk(&entry.file_name()) {
                continue;
            }
            if kind.is_file() {
                self.files.push(path);
            } else if kind.is_dir() {
                self.folders.push(path.clone());
                if depth > 0 {
                    self.walk(folder, &path, depth - 1);
                }
            }
        }
    }

    /// Who of the others has a file or a folder of their own name in it.
    fn named_after(&self, others: &BTreeSet<String>) -> Vec<String> {
        let stems = self.files.iter().filter_map(|file| file.file_stem());
        let names = stems.chain(self.folders.iter().filter_map(|folder| folder.file_name()));
        let named: BTreeSet<String> = names.map(lower).collect();
        others.intersection(&named).cloned().collect()
    }

    /// Of whom of the others the texts in it tell: of two by the paths of their files, or of half of them by name.
    fn told_of(&self, folder: &Path, others: &BTreeSet<String>) -> Vec<String> {
        let (mut paths, mut names) = (BTreeSet::new(), BTreeSet::new());
        for file in self.files.iter().take(MOST_TEXTS) {
            let mut bytes = Vec::new();
            if File::open(folder.join(file))
                .and_then(|file| file.take(MOST_READ).read_to_end(&mut bytes))
                .is_err()
            {
                continue;
            }
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            for name in others {
                let found = text.match_indices(name.as_str()).map(|(at, _)| (at, at + name.len()));
                let is_word = |&(from, to): &(usize, usize)| {
                    !text[..from].ends_with(char::is_alphanumeric)
                        && !text[to..].starts_with(char::is_alphanumeric)
                };
                let words: Vec<(usize, usize)> = found.filter(is_word).collect();
                if words.iter().any(|(_, to)| text[*to..].starts_with(['/', '\\'])) {
                    paths.insert(name.clone());
                }
                if !words.is_empty() {
                    names.insert(name.clone());
                }
            }
        }
        match (paths.len() > 1, names.len() >= others.len().div_ceil(2).max(3)) {
            (true, _) => paths.into_iter().collect(),
            (_, true) => names.into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// Whether all of it is what tools write: tables, or pages with one to begin at.
    fn is_written(&self) -> bool {
        let has = |kinds: &[&str], file: &Path| end(file).is_some_and(|end| kinds.contains(&end.as_str()));
        let begins = |file: &PathBuf| {
            has(DATA, file) || has(PAGES, file) && file.file_stem() == Some("index".as_ref())
        };
        self.files.iter().any(begins)
            && self.files.iter().all(|file| [DATA, PAGES, OF_PAGES].iter().any(|kinds| has(kinds, file)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files: &[(&str, &str)], is_named_otherwise: bool) -> Option<Stranger> {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, text).expect("written");
        }
        stranger(folder.path(), &["anna", "bob", "Cleo Cox", "dan", "src", "xi"], is_named_otherwise)
    }

    fn tells(names: &[&str]) -> Option<Stranger> {
        Some(Stranger::Tells(names.iter().map(|name| (*name).to_owned()).collect()))
    }

    #[test]
    fn what_tells_of_students_is_no_students() {
        let moss = "<a href=match0.html>anna/server.py (95%)</a><a href=match0.html>bob/server.py (93%)</a>";
        assert_eq!(of(&[("index.html", moss), ("match0.html", "x")], false), tells(&["anna", "bob"]));
        assert_eq!(of(&[("notes.txt", moss)], false), tells(&["anna", "bob"]));
        assert_eq!(of(&[("Anna.pdf", ""), ("Cleo Cox.pdf", "")], false), tells(&["anna", "cleo cox"]));
        // What a tool has copied of them.
        let copies = [("files/anna/server.py", ""), ("files/bob/server.py", ""), ("overview.json", "{}")];
        assert_eq!(of(&copies, false), tells(&["anna", "bob"]));
        assert_eq!(
            of(&[("log.txt", "Anna ok, Bob ok, Cleo Cox late")], false),
            tells(&["anna", "bob", "cleo cox"])
        );
    }

    #[test]
    fn what_tools_write_is_no_students() {
        for files in [
            &[("points.csv", "a,b")][..],
            &[("results.json", "{}"), ("overview.html", "")],
            &[("index.html", ""), ("match0.html", ""), ("style/a.css", ""), ("bar.gif", "")],
        ] {
            assert_eq!(of(files, false), Some(Stranger::Written), "{files:?}");
        }
        assert_eq!(of(&[("Question_1.pdf", "")], true), Some(Stranger::Unnamed));
    }

    #[test]
    fn what_somebody_may_have_handed_in_is_theirs() {
        for files in [
            &[][..],
            &[("report.pdf", "%PDF")],
            &[("README.txt", "I could not do it, nor could Anna and Bob")],
            &[("server.py", "# as anna/server.py and bob/server.py do")],
            &[("lab.html", "exported from a notebook")],
            &[("screenshot.png", "")],
            &[("report.pdf", "%PDF"), ("pictures/shot.png", "")],
            &[("lab.docx", "PK"), ("IMG_001.jpeg", ""), ("demo.mov", "")],
            &[("report.odt", "PK"), ("slides.pptx", "PK"), ("numbers.csv", "")],
            &[("lab.zip", ""), ("numbers.csv", "")],
            &[("server.js", ""), ("package.json", "{}"), ("index.html", "")],
            &[("server", "#!/bin/sh"), ("data.csv", "")],
            &[("lab.ipynb", "{}")],
            &[("anna/server.py", ""), ("me/client.py", "")],
        ] {
            assert_eq!(of(files, false), None, "{files:?}");
        }
        for files in [&[("server.py", "")][..], &[("lab.7z", "")], &[("Main.hs", "")], &[]] {
            assert_eq!(of(files, true), None, "{files:?}");
        }
    }
}
