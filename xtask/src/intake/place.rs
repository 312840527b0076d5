//! What a program takes of the rest of its submission, and from where it finds that: the folder that it works in, by the files
//! that it names; the folders in which its modules begin, by what it imports; headers and jars.
//!
//! Told by the files that are there. A name that leads to no file of the submission says nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use super::files;
use super::language::Language;
use super::modules::joined;
use super::source::Source;

/// Strings of one file at most that are looked at.
const MOST_STRINGS: usize = 2000;

/// Names of modules, headers and classes of one file at most that are looked for.
const MOST_NAMES: usize = 200;

/// Files at most that are followed from one program.
const MOST_FOLLOWED: usize = 200;

/// The folder in which a program finds the files that its code names: its own, `dir`, if it finds one from there, or else the
/// nearest above in which it does. It is its own where nothing is found.
pub(super) fn working(dir: &Path, source: &Source, files: &[PathBuf]) -> PathBuf {
    let strings = strings(&source.text, &source.code);
    // `os.path.join("data", "list.txt")` is as good as "data/list.txt".
    let names: BTreeSet<String> = (1..=3)
        .flat_map(|length| strings.windows(length).map(|parts| parts.join("/")))
        .filter(|name| name.contains('.') && !name.starts_with('/'))
        .collect();
    let known: BTreeSet<&Path> = files.iter().map(PathBuf::as_path).collect();
    let finds = |from: &Path| {
        names.iter().filter_map(|name| joined(from, name)).any(|path| known.contains(path.as_path()))
    };
    dir.ancestors().find(|from| finds(from)).unwrap_or(dir).to_owned()
}

/// What stands between quotes.
fn strings<'t>(text: &'t str, code: &str) -> Vec<&'t str> {
    let mut strings = Vec::new();
    let mut open: Option<(char, usize)> = None;
    // The two are alike in characters, and not in bytes.
    for ((_, c), (at, _)) in code.char_indices().zip(text.char_indices()) {
        open = match open {
            None if matches!(c, '"' | '\'' | '`') => Some((c, at + 1)),
            Some((quote, start)) if c == quote => {
                if start < at && strings.len() < MOST_STRINGS {
                    strings.push(&text[start..at]);
                }
                None
            }
            open => open,
        };
    }
    strings
}

/// How a program of Python has to be started for its imports.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Imports {
    /// The folder from which its package is seen, and its name there: what has relative imports is a part of a package.
    pub package: Option<(PathBuf, String)>,
    /// Folders above its own in which modules lie that it imports.
    pub above: Vec<PathBuf>,
}

/// What a program of Python imports of the submission, beside what lies in its own folder.
pub(super) fn imports(source: &Source, files: &[PathBuf]) -> Imports {
    let dir = source.dir();
    let has = |folder: &Path, name: &str| {
        let module = folder.join(format!("{name}.py"));
        let package = folder.join(name);
        let is_of_python = |file: &PathBuf| file.extension().is_some_and(|end| end == "py");
        files.iter().any(|file| *file == module || file.starts_with(&package) && is_of_python(file))
    };
    let (mut levels, mut above) = (0, BTreeSet::new());
    for name in imported(&source.code).take(MOST_NAMES) {
        let dots = name.len() - name.trim_start_matches('.').len();
        levels = levels.max(dots);
        let first = name.split('.').next().unwrap_or_default();
        if dots == 0 && !has(dir, first) {
            above.extend(dir.ancestors().skip(1).find(|folder| has(folder, first)).map(Path::to_owned));
        }
    }
    let is_package = |folder: &Path| files.contains(&folder.join("__init__.py"));
    let package =
        dir.ancestors().nth(levels.saturating_sub(1)).filter(|_| levels > 0).and_then(|outermost| {
            let outermost =
                outermost.ancestors().take_while(|folder| *folder == outermost || is_package(folder));
            let top = outermost.last()?.parent()?.to_owned();
            let inside = source.file.strip_prefix(&top).ok()?.with_extension("");
            let names: Vec<_> = inside.iter().map(|name| name.to_string_lossy()).collect();
            Some((top, names.join(".")))
        });
    Imports { package, above: above.into_iter().collect() }
}

/// The modules that Python code imports, with the dots before and in their names.
fn imported(code: &str) -> impl Iterator<Item = &str> {
    code.lines().map(str::trim).flat_map(|line| {
        let of_names = line.strip_prefix("import ").into_iter().flat_map(|names| names.split(','));
        let from = line.strip_prefix("from ").filter(|rest| rest.contains("import"));
        of_names.chain(from).filter_map(|name| name.split_whitespace().next())
    })
}

/// What a program of C takes from elsewhere in the submission.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Included {
    /// Folders in which headers are looked for.
    pub folders: BTreeSet<PathBuf>,
    /// Sources that belong to its headers.
    pub sources: BTreeSet<PathBuf>,
}

/// Follows the headers of a program, and of what is compiled with it: where they lie, and the sources of the same names.
pub(super) fn included(folder: &Path, files: &[PathBuf], sources: &[Source], first: &[&Source]) -> Included {
    let mut included = Included::default();
    let is_c = |source: &&Source| matches!(source.language, Language::C | Language::Cpp);
    let by_file: BTreeMap<&Path, &Source> =
        sources.iter().filter(is_c).map(|source| (source.file.as_path(), source)).collect();
    let mut known: BTreeSet<PathBuf> = first.iter().map(|source| source.file.clone()).collect();
    let mut open: Vec<PathBuf> = known.iter().cloned().collect();
    while let Some(file) = open.pop() {
        let text = match by_file.get(file.as_path()) {
            Some(source) => source.text.clone(),
            None => files::text(folder, &file).unwrap_or_default(),
        };
        let dir = file.parent().unwrap_or(Path::new(""));
        for name in headers(&text).take(MOST_NAMES) {
            let beside = joined(dir, name).filter(|path| files.contains(path));
            let header = beside.or_else(|| {
                let path = files.iter().find(|path| path.ends_with(name))?;
                let depth = Path::new(name).iter().count();
                included.folders.extend(path.ancestors().nth(depth).map(Path::to_owned));
                Some(path.clone())
            });
            let Some(header) = header else { continue };
            let stem = header.file_stem();
            let own = by_file.values().filter(|source| {
                !source.conduct.starts
                    && source.file.file_stem() == stem
                    && source.language == first[0].language
            });
            let own: Vec<PathBuf> = own.map(|source| source.file.clone()).collect();
            for file in own.iter().cloned().chain([header]) {
                if known.len() < MOST_FOLLOWED && known.insert(file.clone()) {
                    open.push(file);
                }
            }
            included.sources.extend(own);
        }
    }
    for source in first {
        included.sources.remove(&source.file);
    }
    included
}

/// The headers that a text includes.
fn headers(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let rest = line.trim_start().strip_prefix('#')?.trim_start().strip_prefix("include")?.trim_start();
        let end = match rest.chars().next()? {
            '"' => '"',
            '<' => '>',
            _ => return None,
        };
        rest[1..].split(end).next()
    })
}

/// What a program of Java takes from elsewhere in the submission.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ClassPath {
    /// Folders in which the packages begin that it imports, beside its own.
    pub sources: BTreeSet<PathBuf>,
    /// Archives that were handed in.
    pub jars: Vec<PathBuf>,
}

/// What a program of Java imports of the submission that does not lie below `root`.
pub(super) fn class_path(root: &Path, files: &[PathBuf], source: &Source) -> ClassPath {
    let imports = source.code.lines().filter_map(|line| line.trim().strip_prefix("import "));
    let mut sources = BTreeSet::new();
    for name in imports.take(MOST_NAMES) {
        let name = name.trim_start().trim_start_matches("static ").trim_end_matches(';').trim();
        let path: PathBuf = name.trim_end_matches(".*").split('.').collect();
        for file in files.iter().filter(|file| file.extension().is_some_and(|end| end == "java")) {
            let (class, package) = (file.with_extension(""), file.parent().unwrap_or(Path::new("")));
            let depth = path.iter().count();
            let begins = [class.as_path(), package].into_iter().find(|place| place.ends_with(&path));
            let begins = begins.and_then(|place| place.ancestors().nth(depth));
            sources.extend(begins.filter(|begins| *begins != root).map(Path::to_owned));
        }
    }
    let jars =
        files.iter().filter(|file| file.extension().is_some_and(|end| end.eq_ignore_ascii_case("jar")));
    ClassPath { sources, jars: jars.cloned().collect() }
}

/// The way from one folder of the submission to a file or folder of it; as an argument, never an option.
pub(super) fn way(from: &Path, to: &Path) -> String {
    let clean = |path: &Path| -> Vec<String> {
        let parts = path.components().filter(|part| matches!(part, Component::Normal(_)));
        parts.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect()
    };
    let (from, to) = (clean(from), clean(to));
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - common);
    let way: Vec<&str> = up.chain(to[common..].iter().map(String::as_str)).collect();
    match way.join("/") {
        way if way.is_empty() => ".".to_owned(),
        way if way.starts_with('-') => format!("./{way}"),
        way => way,
    }
}
