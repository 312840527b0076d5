//! What the files of a submission take from each other: a module that another file loads is a part of it, and what the
//! module does, whoever loads it does.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use super::language::Language;
use super::role::Conduct;
use super::source::Source;

/// Names that are read of one file at most: more are more than a program of this lab loads.
const MOST_NAMES: usize = 200;

/// Modules at most that are followed from one file.
const MOST_MODULES: usize = 100;

/// Which source loads which.
pub(super) struct Modules {
    /// What each file of JavaScript loads, by their places in the list of all.
    loads: Vec<Vec<usize>>,
    /// What any file of Python imports. Which of several files of a name it is does not matter for what is asked here, and
    /// would be as many answers as there are files, for each of them.
    imported: BTreeSet<String>,
}

impl Modules {
    /// Reads what they load.
    pub(super) fn of(sources: &[Source]) -> Self {
        let of = |language| sources.iter().enumerate().filter(move |(_, source)| source.language == language);
        let files: BTreeMap<&Path, usize> =
            of(Language::JavaScript).map(|(at, source)| (source.file.as_path(), at)).collect();
        let mut loads = vec![Vec::new(); sources.len()];
        for (at, source) in of(Language::JavaScript) {
            let names = named(&source.text, &source.code).into_iter().filter(|name| name.starts_with('.'));
            let found = names.filter_map(|name| {
                let file = find(&joined(source.dir(), name)?, &|path| files.contains_key(path))?;
                files.get(file.as_path()).copied()
            });
            loads[at] = found.filter(|&loaded| loaded != at).collect();
        }
        Self {
            loads,
            imported: of(Language::Python).flat_map(|(_, source)| imported(&source.code)).collect(),
        }
    }

    /// The places of those that are parts of others: what a program of JavaScript loads, and what Python imports.
    pub(super) fn parts(&self, sources: &[Source], is_program: &dyn Fn(&Source) -> bool) -> BTreeSet<usize> {
        let mut parts = BTreeSet::new();
        for (at, source) in sources.iter().enumerate() {
            if source.language == Language::Python && self.imported.contains(&source.stem()) {
                parts.insert(at);
            }
            if is_program(source) {
                parts.extend(self.reach(at).into_iter().filter(|&loaded| loaded != at));
            }
        }
        parts
    }

    /// What the source at this place does together with everything that it loads.
    pub(super) fn conduct(&self, at: usize, sources: &[Source]) -> Conduct {
        let mut conduct = sources[at].conduct;
        for loaded in self.reach(at) {
            conduct.listens |= sources[loaded].conduct.listens;
            conduct.connects |= sources[loaded].conduct.connects;
        }
        conduct
    }

    /// The place itself, and those of all that is loaded from there.
    fn reach(&self, at: usize) -> BTreeSet<usize> {
        let mut reach = BTreeSet::from([at]);
        let mut open = vec![at];
        while let Some(next) = open.pop() {
            for &loaded in &self.loads[next] {
                if reach.len() < MOST_MODULES && reach.insert(loaded) {
                    open.push(loaded);
                }
            }
        }
        reach
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
pub(super) fn joined(dir: &Path, name: &str) -> Option<PathBuf> {
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

/// The names that JavaScript loads: a string after `require(`, `import(`, `import` or `from`. The code tells where
/// strings are, the text what is in them.
pub(super) fn named<'t>(text: &'t str, code: &str) -> Vec<&'t str> {
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
        assert_eq!(named(text, &code), ["./a", "net", "./lib/b.js", "./c.mjs", "./d"]);
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
