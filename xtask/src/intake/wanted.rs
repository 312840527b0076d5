//! Which programs of a machine submissions need: asked of the search for what can be started itself, with a submission in each language
//! that it knows.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::io;

use super::Understood;
use super::convention::discover_with;
use super::language::ENDS;
use crate::scenario::lab::Commands;
use crate::task::Task;

/// What says how the others are built, where a program is built by something else than its language's compiler.
const PROJECTS: [(&str, &str, &str); 2] = [
    ("Makefile", "all: server client\nserver: server.c\n\tcc -o server server.c\n", "c"),
    ("Cargo.toml", "[package]\nname = 'lab'\n", "rs"),
];

/// Where a program begins, in each language in which that has to be said.
const BEGINS: &str = "package main\nfunc main() {}\nfn main() {}\nfun main() {}\nint main() {}\n\
    class Server { public static void main(String[] args) {} static void Main() {} }\n";

/// What makes it Python 2 where it is Python.
const PYTHON_2: &str = "print 'up'\n";

/// The names of all that is looked for or called.
pub fn wanted() -> io::Result<BTreeSet<String>> {
    let plain = ENDS.iter().map(|(end, _)| (None, *end, ""));
    let older = ENDS.iter().map(|(end, _)| (None, *end, PYTHON_2));
    let projects = PROJECTS.iter().map(|(name, text, end)| (Some((*name, *text)), *end, ""));
    let mut names = BTreeSet::new();
    for (project, end, more) in plain.chain(older).chain(projects) {
        let folder = tempfile::tempdir()?;
        let files =
            ["server", "client"].map(|role| (format!("{role}.{end}"), format!("{BEGINS}{more}"))).into_iter();
        for (name, text) in files.chain(project.map(|(name, text)| (name.to_owned(), text.to_owned()))) {
            fs::write(folder.path().join(name), text)?;
        }
        // Where the first that is asked for is not there, another may do.
        for all_are_there in [true, false] {
            let asked = RefCell::new(Vec::new());
            let has = |name: &str| {
                asked.borrow_mut().push(name.to_owned());
                all_are_there || asked.borrow().first().is_none_or(|first| first != name)
            };
            let (commands, understood) = (Commands::default(), Understood::default());
            let found = discover_with(folder.path(), Task::Dedup, &commands, &understood, &has);
            let builds =
                found.iter().flat_map(|found| &found.builds).filter_map(|build| build.command.first());
            names.extend(builds.cloned());
            names.extend(asked.into_inner());
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_asks_for_what_runs_it() {
        let names = wanted().expect("temporary folders");
        let expected = [
            "bash", "cargo", "cc", "c++", "dotnet", "go", "java", "javac", "kotlinc", "make", "mcs", "mono",
            "node", "perl", "php", "python2", "python3", "ruby", "rustc",
        ];
        for name in expected {
            assert!(names.contains(name), "{name}: {names:?}");
        }
        assert!(names.iter().all(|name| !name.contains('/')), "{names:?}");
    }
}
