//! What names tell: a file's language, the task that it is for, the role that it plays.

use std::ffi::OsStr;
use std::path::Path;

use crate::observation::Role;
use crate::scenario::Task;

/// A language in which a program can be handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Language {
    Python,
    Java,
    C,
    Cpp,
    CSharp,
    Kotlin,
    Rust,
    Go,
    JavaScript,
    Perl,
    Ruby,
    Php,
    Shell,
}

/// Languages by the ends of names.
const ENDS: &[(&str, Language)] = &[
    ("py", Language::Python),
    ("pyw", Language::Python),
    ("py3", Language::Python),
    ("java", Language::Java),
    ("c", Language::C),
    ("cc", Language::Cpp),
    ("cpp", Language::Cpp),
    ("cxx", Language::Cpp),
    ("c++", Language::Cpp),
    ("cs", Language::CSharp),
    ("kt", Language::Kotlin),
    ("rs", Language::Rust),
    ("go", Language::Go),
    ("js", Language::JavaScript),
    ("mjs", Language::JavaScript),
    ("cjs", Language::JavaScript),
    ("pl", Language::Perl),
    ("rb", Language::Ruby),
    ("php", Language::Php),
    ("sh", Language::Shell),
];

/// Languages that are not run here, by the ends of names.
const UNKNOWN: &[(&str, &str)] = &[
    ("dart", "Dart"),
    ("ex", "Elixir"),
    ("exs", "Elixir"),
    ("erl", "Erlang"),
    ("fs", "F#"),
    ("groovy", "Groovy"),
    ("hs", "Haskell"),
    ("jl", "Julia"),
    ("kts", "Kotlin"),
    ("lua", "Lua"),
    ("pas", "Pascal"),
    ("scala", "Scala"),
    ("swift", "Swift"),
    ("tcl", "Tcl"),
    ("vb", "Visual Basic"),
    ("zig", "Zig"),
];

/// The language that a file is in, where it is one that is not run here.
pub(super) fn unknown(file: &Path) -> Option<&'static str> {
    let end = file.extension()?.to_str()?.to_lowercase();
    UNKNOWN.iter().find(|(known, _)| *known == end).map(|(_, language)| *language)
}

/// Languages by the interpreters in first lines.
const INTERPRETERS: &[(&str, Language)] = &[
    ("python", Language::Python),
    ("node", Language::JavaScript),
    ("perl", Language::Perl),
    ("ruby", Language::Ruby),
    ("php", Language::Php),
    ("bash", Language::Shell),
    ("sh", Language::Shell),
];

/// Lines at most in which a text has to show what it is.
const MOST_LINES: usize = 60;

/// Files that say how the others are built or started.
pub(super) const MANIFESTS: &[&str] =
    &["Makefile", "makefile", "GNUmakefile", "Cargo.toml", "go.mod", "package.json", "submission.toml"];

impl Language {
    /// As the end of the name says.
    pub(super) fn of_name(file: &Path) -> Option<Self> {
        let end = file.extension()?.to_str()?.to_lowercase();
        if end == "txt" {
            // Windows hides what it adds. Python runs a file of any name, others do not.
            let hidden = Self::of_name(Path::new(file.file_stem()?));
            return hidden.filter(|language| *language == Self::Python);
        }
        ENDS.iter().find(|(known, _)| *known == end).map(|(_, language)| *language)
    }

    /// As the text says, of a file whose name says nothing: only where it begins as a program does, and has what only one of this
    /// language has.
    pub(super) fn of_code(text: &str) -> Option<Self> {
        const BEGINNINGS: &[&str] = &[
            "import ", "from ", "#include", "package ", "use ", "require ", "const ", "<?php", "public ",
            "fn ", "using ",
        ];
        const SIGNS: &[(&str, Language)] = &[
            ("#include", Language::C),
            ("import java.", Language::Java),
            ("public class ", Language::Java),
            ("package main", Language::Go),
            ("fn main()", Language::Rust),
            ("use std::", Language::Rust),
            ("import socket", Language::Python),
            ("from socket import", Language::Python),
            ("import asyncio", Language::Python),
            ("const net = require(", Language::JavaScript),
            ("use strict;", Language::Perl),
            ("use IO::Socket", Language::Perl),
            ("use Socket;", Language::Perl),
            ("require 'socket'", Language::Ruby),
            ("require \"socket\"", Language::Ruby),
            ("<?php", Language::Php),
        ];
        let is_comment = |line: &&str| {
            line.starts_with("//")
                || line.starts_with("/*")
                || line.starts_with('*')
                || (line.starts_with('#') && !line.starts_with("#include"))
        };
        let mut lines =
            text.lines().map(str::trim).filter(|line| !line.is_empty() && !is_comment(line)).peekable();
        let begins = lines.peek().is_some_and(|line| BEGINNINGS.iter().any(|start| line.starts_with(start)));
        let sign =
            |line: &str| SIGNS.iter().find(|(sign, _)| line.starts_with(sign)).map(|(_, language)| *language);
        let language = lines
            .take(MOST_LINES)
            .find_map(|line| sign(line).or_else(|| imports_socket(line).then_some(Self::Python)))
            .filter(|_| begins)?;
        Some(if language == Self::C && Self::is_cpp(text) { Self::Cpp } else { language })
    }

    /// Whether what looks like C is C++.
    pub(super) fn is_cpp(text: &str) -> bool {
        ["<iostream>", "std::", "using namespace"].iter().any(|sign| text.contains(sign))
    }

    /// The end that names of this language have.
    pub(super) fn end(self) -> &'static str {
        match self {
            Self::Cpp => "cpp",
            language => ENDS.iter().find(|(_, known)| *known == language).map_or("", |(end, _)| end),
        }
    }

    /// As the first line says, of a file whose name says nothing.
    pub(super) fn of_first_line(text: &str) -> Option<Self> {
        let interpreter = interpreter(text)?;
        INTERPRETERS.iter().find(|(start, _)| interpreter.starts_with(start)).map(|(_, language)| *language)
    }
}

/// Whether it is Python's `import random, socket`.
fn imports_socket(line: &str) -> bool {
    let modules = line.strip_prefix("import ").filter(|rest| !rest.ends_with(';'));
    modules.is_some_and(|modules| modules.split(',').any(|module| module.trim() == "socket"))
}

/// The interpreter in a first line such as `#!/usr/bin/env python3 -u`, without its folder.
pub(super) fn interpreter(text: &str) -> Option<&str> {
    let line = text.strip_prefix("#!")?.lines().next()?;
    let mut words = line.split_ascii_whitespace().map(|word| word.rsplit('/').next().unwrap_or(word));
    match words.next()? {
        "env" => words.find(|word| !word.starts_with('-') && !word.contains('=')),
        name => Some(name),
    }
}

/// Whether a file's name says that it is a program, or how to build one.
pub(super) fn is_source(file: &Path) -> bool {
    Language::of_name(file).is_some()
        || file.file_name().and_then(OsStr::to_str).is_some_and(|name| MANIFESTS.contains(&name))
}

/// The letters and digits of a name, in runs and in lower case: `Task-3Server` is `task` `3` `server`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = None;
    for c in name.chars() {
        let kind = match c {
            _ if c.is_ascii_digit() => Some(0),
            _ if c.is_alphabetic() => Some(1),
            _ => None,
        };
        // `taskServer` is two words, `TASK` one.
        let turns = c.is_uppercase() && words.last().is_some_and(|word| word.ends_with(char::is_lowercase));
        match kind {
            None => {}
            Some(_) if kind == last && !turns => {
                if let Some(word) = words.last_mut() {
                    word.push(c);
                }
            }
            Some(_) => words.push(c.to_string()),
        }
        last = kind;
    }
    words.into_iter().map(|word| word.to_lowercase()).collect()
}

/// Words that a task's number follows.
pub(super) const TASK_WORDS: &[&str] =
    &["task", "tasks", "t", "part", "question", "q", "exercise", "ex", "problem", "prob"];

/// Words that hint at a task. They do not settle it: many a program does task 1 and 2 in one conversation.
pub(super) const TASK_HINTS: &[(&str, Task)] = &[
    ("greet", Task::Greet),
    ("dedup", Task::Dedup),
    ("duplicat", Task::Dedup),
    ("intersect", Task::Intersect),
    ("common", Task::Intersect),
];

/// The task that one name says it is for. `lab1` is a lab and not a task, and so is `Lab Task 1`, the whole hand-out's title.
fn task_of_name(name: &str) -> Option<Task> {
    let words = words(name);
    words.windows(2).enumerate().find_map(|(at, pair)| {
        let of_lab = at > 0 && words[at - 1] == "lab";
        let number = pair[1].parse::<usize>().ok().filter(|number| (1..=3).contains(number))?;
        (TASK_WORDS.contains(&pair[0].as_str()) && !of_lab).then(|| Task::ALL[number - 1])
    })
}

/// The task that a file is for: what is nearest to it counts, its own name first.
pub(super) fn task_of(file: &Path) -> Option<Task> {
    names(file).find_map(|name| task_of_name(&name))
}

/// The task that a word in a file's name, or in its folders', hints at.
pub(super) fn hint_of(file: &Path) -> Option<Task> {
    names(file).find_map(|name| {
        let words = words(&name);
        let is_in = |hint: &str| words.iter().any(|word| word.contains(hint));
        TASK_HINTS.iter().find(|(hint, _)| is_in(hint)).map(|(_, task)| *task)
    })
}

/// The role that a file plays by its name, or by that of the folder that it is in.
pub(super) fn role_of(file: &Path) -> Option<Role> {
    names(file).find_map(|name| {
        let words = words(&name);
        let has = |stems: &[&str]| words.iter().any(|word| stems.iter().any(|stem| word.contains(stem)));
        match (has(&["server", "serv", "srv"]), has(&["client", "cli", "clnt"])) {
            (true, false) => Some(Role::Server),
            (false, true) => Some(Role::Client),
            _ => None,
        }
    })
}

/// The first number in a file's own name.
pub(super) fn number_of(file: &Path) -> Option<usize> {
    words(&file.file_stem()?.to_string_lossy()).iter().find_map(|word| word.parse().ok())
}

/// What is left of a name without the word for its role: alike for two that belong together.
pub(super) fn without_role(file: &Path) -> Vec<String> {
    let mut words = words(&file.file_stem().unwrap_or_default().to_string_lossy());
    for word in &mut words {
        for role in ["server", "client", "serv", "srv", "clnt", "cli"] {
            *word = word.replace(role, "");
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The names on a path from the innermost outwards, the file's without its end.
fn names(file: &Path) -> impl Iterator<Item = String> {
    let own = file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let folders =
        file.parent().into_iter().flat_map(Path::iter).map(|name| name.to_string_lossy().into_owned());
    own.into_iter().chain(folders.collect::<Vec<_>>().into_iter().rev())
}

/// Whether this is a folder within a submission rather than a student's own.
pub(super) fn is_project_folder(name: &str) -> bool {
    const USUAL: &[&str] = &[
        "src",
        "source",
        "server",
        "client",
        "lib",
        "bin",
        "include",
        "target",
        "build",
        "out",
        "main",
        "java",
        "python",
        "tests",
        "test",
        "docs",
        "com",
        "org",
        "tcp",
        "udp",
        "code",
        "resources",
    ];
    task_of_name(name).is_some()
        || hint_of(Path::new(name)).is_some()
        || USUAL.contains(&name.to_lowercase().as_str())
}

/// Whether a file lies where programs lie that are not meant.
pub(super) fn is_aside(file: &Path) -> bool {
    let aside =
        ["test", "tests", "old", "backup", "bak", "copy", "draft", "example", "examples", "archive", "udp"];
    names(file).any(|name| words(&name).iter().any(|word| aside.contains(&word.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_tasks_and_roles() {
        let (greet, dedup, intersect) = (Some(Task::Greet), Some(Task::Dedup), Some(Task::Intersect));
        let (server, client) = (Some(Role::Server), Some(Role::Client));
        for (file, task, role) in [
            ("server.py", None, server),
            ("client.py", None, client),
            ("task2_server.py", dedup, server),
            ("task3server.py", intersect, server),
            ("Task3Client.java", intersect, client),
            ("lab1_server.py", None, server),
            ("p2pserver.py", None, server),
            ("tcp/t1/server.py", greet, server),
            ("Task-3/client.py", intersect, client),
            ("task2/main.py", dedup, None),
            ("Lab Task 1/task2/server.py", dedup, server),
            ("Lab Task 1/server.py", None, server),
            ("lab-task-1/server.py", None, server),
            ("server2.py", None, server),
            ("task4/server.py", None, server),
            ("task12/server.py", None, server),
            ("dedup_client.py", None, client),
            ("intersection/srv.c", None, server),
            ("server/main.py", None, server),
            ("server/client.py", None, client),
            ("ClientServer/peer.py", None, None),
            ("SetDeduplication/Server.java", None, server),
            ("start1/x.py", None, None),
        ] {
            let path = Path::new(file);
            assert_eq!((task_of(path), role_of(path)), (task, role), "{file}");
        }
    }

    #[test]
    fn ends_of_names_tell_languages() {
        for (file, language) in [
            ("Server.PY", Some(Language::Python)),
            ("Server (1).py", Some(Language::Python)),
            ("server.py.txt", Some(Language::Python)),
            ("server.c++", Some(Language::Cpp)),
            ("Server.java.txt", None),
            ("notes.txt", None),
            (".py.txt", None),
            ("lab.ipynb", None),
            ("server", None),
        ] {
            assert_eq!(Language::of_name(Path::new(file)), language, "{file}");
        }
    }

    #[test]
    fn words_hint_at_tasks() {
        for (file, task) in [
            ("greeting_server.py", Some(Task::Greet)),
            ("SetDeduplication/Server.java", Some(Task::Dedup)),
            ("remove_duplicates.py", Some(Task::Dedup)),
            ("intersection/srv.c", Some(Task::Intersect)),
            ("server.py", None),
        ] {
            assert_eq!(hint_of(Path::new(file)), task, "{file}");
        }
    }

    #[test]
    fn pairs_are_alike_without_their_roles() {
        let same = |a: &str, b: &str| without_role(Path::new(a)) == without_role(Path::new(b));
        assert!(same("server.py", "client.py") && same("task2_server.py", "task2_client.py"));
        assert!(same("Server2.java", "Client2.java") && same("myserver.c", "myclient.c"));
        assert!(!same("server2.py", "client3.py"));
    }

    #[test]
    fn first_lines_name_interpreters() {
        for (text, name) in [
            ("#!/usr/bin/python\n", Some("python")),
            ("#!/usr/bin/env python3 -u\nx", Some("python3")),
            ("#! /usr/bin/env -S A=1 node\n", Some("node")),
            ("#!/usr/bin/env", None),
            ("# no\n", None),
        ] {
            assert_eq!(interpreter(text), name, "{text}");
        }
        assert_eq!(Language::of_first_line("#!/usr/bin/env python2\n"), Some(Language::Python));
    }
}
