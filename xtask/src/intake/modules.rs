//! What the files of a submission take from each other: a module that another file loads is a part of it, and what the
//! module does, whoever loads it does.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use super::language::Language;
use super::role::Conduct;
use super::source::Source;

/// Names that are read of one file at most: more are more than a program of this lab loads.
const MOST_NAMES: usize = 200;

/// Which source loads which, by their places in the list of all.
pub(super) struct Modules {
    loads: Vec<BTreeSet<usize>>,
}

impl Modules {
    /// Reads what they load.
    pub(super) fn of(sources: &[Source]) -> Self {
        let mut files = BTreeMap::new();
        let mut stems: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, source) in sources.iter().enumerate() {
            files.insert(source.file.as_path(), at);
            if source.language == Language::Python {
                stems.entry(source.stem()).or_default().push(at);
            }
        }
        let loads = |source: &Source| match source.language {
            Language::Python => {
                imported(&source.code).iter().filter_map(|name| stems.get(name)).flatten().copied().collect()
            }
            Language::JavaScript => required(&source.text, &source.code)
                .into_iter()
                .filter_map(|name| find(&joined(source.dir(), name)?, &|path| files.contains_key(path)))
                .map(|file| files[file.as_path()])
                .collect(),
            _ => BTreeSet::new(),
        };
        Self { loads: sources.iter().map(loads).collect() }
    }

    /// Those that another one loads.
    pub(super) fn loaded(&self) -> BTreeSet<usize> {
        let by = |(at, loads): (usize, &BTreeSet<usize>)| -> Vec<usize> {
            loads.iter().copied().filter(|&loaded| loaded != at).collect()
        };
        self.loads.iter().enumerate().flat_map(by).collect()
    }

    /// What the source at this place does together with everything that it loads.
    pub(super) fn conduct(&self, at: usize, sources: &[Source]) -> Conduct {
        let mut conduct = sources[at].conduct;
        let mut seen = BTreeSet::from([at]);
        let mut open = vec![at];
        while let Some(next) = open.pop() {
            conduct.listens |= sources[next].conduct.listens;
            conduct.connects |= sources[next].conduct.connects;
            open.extend(self.loads[next].iter().copied().filter(|&loaded| seen.insert(loaded)));
        }
        conduct
    }
}

/// The file that Node takes for a path: with the end that it adds, or the index of a folder.
pub(super) fn find(path: &Path, is_there: &dyn Fn(&Path) -> bool) -> Option<PathBuf> {
    let with = |end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    let all = [path.to_owned(), with(".js"), path.join("index.js")];
    all.into_iter().find(|path| is_there(path))
}

/// A relative name seen from a folder; `None` for what leads out of the submission.
fn joined(dir: &Path, name: &str) -> Option<PathBuf> {
    let mut path = dir.to_owned();
    for part in Path::new(name).components() {
        match part {
            Component::CurDir => {}
            Component::Normal(part) => path.push(part),
            Component::ParentDir => {
                if !path.pop() {
                    return None;
                }
            }
            _ => return None,
        }
    }
    Some(path)
}

/// The first names of the modules that Python code imports.
fn imported(code: &str) -> BTreeSet<String> {
    let first = |names: &str| names.split([',', ' ', '.']).next().unwrap_or("").to_owned();
    let lines = code.lines().map(str::trim);
    lines
        .filter_map(|line| line.strip_prefix("import ").or_else(|| line.strip_prefix("from ")).map(first))
        .collect()
}

/// The relative names that JavaScript loads: a string after `require(`, `import(`, `import` or `from`. The code tells where
/// strings are, the text what is in them.
fn required<'t>(text: &'t str, code: &str) -> Vec<&'t str> {
    let mut names = Vec::new();
    // The two are alike in characters, and not in bytes.
    for ((in_code, quote), (in_text, _)) in code.char_indices().zip(text.char_indices()) {
        if !matches!(quote, '"' | '\'' | '`') || names.len() == MOST_NAMES {
            continue;
        }
        let before = code[..in_code].trim_end();
        let name = &text[in_text + 1..];
        if ["require(", "import(", "import", "from"].iter().any(|word| before.ends_with(word))
            && let Some(end) = name.find(quote)
            && name.starts_with('.')
        {
            names.push(&name[..end]);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::super::scan;
    use super::*;

    #[test]
    fn what_is_loaded_is_read_from_the_code() {
        let text = "// require('./no')\nconst é = 'ü';\nconst a = require('./a'), n = require(\"net\");\n\
                    import b from './lib/b.js';\nimport './c.mjs'; await import(`./d`);\nx = \"require('./e')\";\n";
        let code = scan::code(text, Language::JavaScript);
        assert_eq!(required(text, &code), ["./a", "./lib/b.js", "./c.mjs", "./d"]);
        let code = "import socket, os\nfrom net.tcp import x\n  import helper\n";
        assert_eq!(imported(code), ["helper", "net", "socket"].map(str::to_owned).into());
    }

    #[test]
    fn names_lead_to_files_of_the_submission() {
        let files: Vec<PathBuf> = ["a.js", "lib/index.js", "lib/b.js"].map(PathBuf::from).into();
        let of = |dir: &str, name: &str| {
            find(&joined(Path::new(dir), name)?, &|path| files.iter().any(|file| file == path))
        };
        for (dir, name, expected) in [
            ("", "./a", Some("a.js")),
            ("", "./a.js", Some("a.js")),
            ("", "./lib", Some("lib/index.js")),
            ("lib", "../a", Some("a.js")),
            ("lib", "./b.js", Some("lib/b.js")),
            ("lib", "../../a", None),
            ("", "/a.js", None),
            ("", "./gone", None),
        ] {
            assert_eq!(of(dir, name), expected.map(PathBuf::from), "{dir} {name}");
        }
    }
}
