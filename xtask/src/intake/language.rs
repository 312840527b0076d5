//! The language that a file is in, by the end of its name, its first line or its code.

use std::ffi::OsStr;
use std::path::Path;

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
pub(super) const ENDS: &[(&str, Language)] = &[
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
    ("ts", "TypeScript"),
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

/// What people call the language of a file, as the end of its name says.
pub fn language_of(file: &Path) -> Option<&'static str> {
    Some(match Language::of_name(file)? {
        Language::Python => "python",
        Language::Java => "java",
        Language::C => "c",
        Language::Cpp => "c++ cpp",
        Language::CSharp => "c# csharp",
        Language::Kotlin => "kotlin",
        Language::Rust => "rust",
        Language::Go => "go",
        Language::JavaScript => "javascript node",
        Language::Perl => "perl",
        Language::Ruby => "ruby",
        Language::Php => "php",
        Language::Shell => "shell",
    })
}

impl Language {
    /// As the end of the name says.
    pub(super) fn of_name(file: &Path) -> Option<Self> {
        let end = without_copy_mark(file.extension()?.to_str()?).to_lowercase();
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

/// An end without what Windows puts behind it where it copies: `server.py - Copy.txt`, `server.py (1).txt`.
pub(super) fn without_copy_mark(end: &str) -> &str {
    end.split(' ').next().unwrap_or(end)
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

#[cfg(test)]
mod tests {
    use super::*;

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
