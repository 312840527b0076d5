//! What a machine lacks for a program that somebody else's machine has: a package, a newer version of a language, a compiler, a
//! display. Told by the words in which compilers, interpreters and loaders say so, and by the files of the submission: what
//! should be among them is the student's to hand in.
//!
//! Never guessed: a name that differs by a letter from one that every machine has is a slip, and no lack.

mod held;
mod python;

use serde::{Deserialize, Serialize};

pub use self::held::holds;
use self::python::of_python;
use crate::observation::{End, ProgramFacts};

/// Something that this machine does not have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lack {
    /// What it is.
    pub kind: Kind,
    /// Its name; of a language the version that it takes.
    pub name: String,
}

/// What can be lacking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A package of Python.
    PythonPackage,
    /// A newer Python.
    Python,
    /// A crate of Rust.
    Crate,
    /// A newer Rust.
    Rust,
    /// Classes of Java that come in a jar.
    Jar,
    /// A newer Java.
    Java,
    /// A module of Go.
    GoModule,
    /// A newer Go.
    Go,
    /// A package of npm.
    NpmPackage,
    /// A module of Perl.
    PerlModule,
    /// A gem of Ruby.
    Gem,
    /// An extension of PHP.
    PhpExtension,
    /// What Composer installs for PHP: the file that loads it.
    ComposerPackages,
    /// A package of NuGet.
    NugetPackage,
    /// A newer .NET.
    DotNet,
    /// A header of C.
    Header,
    /// A library.
    Library,
    /// A compiler, an interpreter or a tool.
    Program,
    /// A screen.
    Display,
}

impl Lack {
    fn new(kind: Kind, name: impl Into<String>) -> Self {
        Self { kind, name: name.into() }
    }

    /// A program of this name.
    pub fn program(name: &str) -> Self {
        Self::new(Kind::Program, name)
    }

    /// For want of what a program ended, if it did. `has` tells whether a name is that of a file or a folder of the submission,
    /// without their ends; `python` is the version by which a program of Python is run.
    pub fn of_program(
        facts: &ProgramFacts,
        has: &dyn Fn(&str) -> bool,
        python: Option<(u32, u32)>,
    ) -> Option<Self> {
        match &facts.end {
            End::Exited(0) => None,
            End::Exited(_) | End::Killed(_) => {
                // PHP says everything on its standard output.
                let is_php = facts.command.first().is_some_and(|program| program == "php");
                let said = if is_php { &facts.stdout } else { &facts.stderr };
                let words = String::from_utf8_lossy(&said.kept);
                of_runtime(&words, has).or_else(|| of_python(&words, has, python))
            }
            // Only of a word that names no file.
            End::NotStarted(_) => {
                let program = facts.command.first().filter(|word| !word.contains('/') && !has(word))?;
                is_tool(program).then(|| Self::program(program))
            }
            // A loop of a shell goes on without the tool in it.
            End::Limit(_) => of_shell(&String::from_utf8_lossy(&facts.stderr.kept), has),
            End::Stopped => None,
        }
    }

    /// For want of what something was not compiled, if it is that. `has` is as above.
    pub fn of_build(words: &str, has: &dyn Fn(&str) -> bool) -> Option<Self> {
        of_rust(words)
            .or_else(|| of_java(words, has))
            .or_else(|| of_go(words))
            .or_else(|| of_csharp(words, has))
            .or_else(|| of_c(words, has))
    }
}

/// What stands between two marks, where both are there.
fn between<'t>(text: &'t str, before: &str, after: &[char]) -> Option<&'t str> {
    let rest = &text[text.find(before)? + before.len()..];
    let name = rest.split(after).next()?.trim();
    (!name.is_empty() && name.len() <= MOST_BYTES).then_some(name)
}

/// The longest name that is believed to be one.
const MOST_BYTES: usize = 100;

/// Whether a name is meant to be one of these, and is mistyped.
fn is_slip(name: &str, known: &[&str]) -> bool {
    let lower = name.to_lowercase();
    known.iter().any(|known| {
        let known_lower = known.to_lowercase();
        // Two short names differ by a letter anyway.
        let is_near = name.len() > 3 && strsim::osa_distance(&lower, &known_lower) == 1;
        name != *known && (lower == known_lower || is_near)
    })
}

/// Names of Node's own modules.
const OF_NODE: &[&str] = &["events", "fs", "http", "net", "path", "process", "readline", "stream", "util"];

/// What interpreters other than Python's, and loaders, say.
fn of_runtime(words: &str, has: &dyn Fn(&str) -> bool) -> Option<Lack> {
    const DISPLAY: &[&str] = &[
        "no display name and no $DISPLAY",
        "couldn't connect to display",
        "cannot open display",
        "Can't open display",
        "java.awt.HeadlessException",
        "No available video device",
        "could not connect to display",
        "xvfb-run: error: ",
    ];
    if DISPLAY.iter().any(|said| words.contains(said)) {
        return Some(Lack::new(Kind::Display, "display"));
    }
    let quote = ['\'', '"', '`'];
    // Of Node. What begins with a dot is a file.
    let package = between(words, "Error: Cannot find module '", &quote)
        .or_else(|| between(words, "Cannot find package '", &quote))
        .filter(|name| !name.starts_with(['.', '/']));
    if let Some(package) = package {
        let parts = if package.starts_with('@') { 2 } else { 1 };
        let package = package.split('/').take(parts).collect::<Vec<_>>().join("/");
        return (!has(&package) && !is_slip(&package, OF_NODE)).then(|| Lack::new(Kind::NpmPackage, package));
    }
    if let Some(module) =
        between(words, "Can't locate ", &[' ', '\n']).and_then(|file| file.strip_suffix(".pm"))
    {
        let last = module.rsplit('/').next().unwrap_or(module);
        let is_slip =
            is_slip(module, &["IO/Socket", "IO/Socket/INET", "Socket", "strict", "warnings", "List/Util"]);
        return (!has(last) && !is_slip).then(|| Lack::new(Kind::PerlModule, module.replace('/', "::")));
    }
    if let Some(gem) = between(words, "cannot load such file -- ", &[' ', '\n']) {
        let is_file = gem.starts_with(['.', '/']);
        let is_slip = is_slip(gem, &["socket", "json", "set", "timeout"]);
        return (!is_file && !has(gem) && !is_slip).then(|| Lack::new(Kind::Gem, gem));
    }
    if let Some(function) = between(words, "Call to undefined function ", &['(', '\n']) {
        let extensions =
            [("socket_", "sockets"), ("mb_", "mbstring"), ("pcntl_", "pcntl"), ("posix_", "posix")];
        let extension = extensions.iter().find(|(start, _)| function.starts_with(start));
        return extension.map(|(_, extension)| Lack::new(Kind::PhpExtension, *extension));
    }
    if let Some(file) = between(words, "Failed opening required '", &quote) {
        let is_made = file.ends_with("vendor/autoload.php") && !has("vendor");
        return is_made.then(|| Lack::new(Kind::ComposerPackages, "vendor/autoload.php"));
    }
    if let Some(version) = between(words, "(class file version ", &['.', ')']) {
        // A class of Java 17 says 61.
        let version = version.parse::<u32>().ok()?.checked_sub(44)?;
        return words
            .contains("UnsupportedClassVersionError")
            .then(|| Lack::new(Kind::Java, version.to_string()));
    }
    if let Some(class) = between(words, "NoClassDefFoundError: ", &['\n', ' ', '$']) {
        return class.contains('/').then(|| jar(&class.replace('/', "."), has)).flatten();
    }
    if let Some(library) = between(words, "error while loading shared libraries: ", &[':', '\n']) {
        return (!has(library)).then(|| Lack::new(Kind::Library, library));
    }
    of_shell(words, has)
}

/// What comes in a jar: the package that a class or a package of Java belongs to, where the submission has nothing of it.
fn jar(name: &str, has: &dyn Fn(&str) -> bool) -> Option<Lack> {
    let package: Vec<&str> =
        name.split('.').take_while(|part| part.starts_with(char::is_lowercase)).collect();
    let of_java = ["java", "javax", "jdk", "sun"];
    let first = package.first()?;
    // It is not mistyped, and Java has it no more.
    let is_slip = *first != "javafx" && is_slip(first, &of_java);
    let is_own = package.iter().all(|part| has(part)) || of_java.contains(first) || is_slip;
    (package.len() > 1 && !is_own).then(|| Lack::new(Kind::Jar, package.join(".")))
}

/// Tools that a machine may have or not, and interpreters and compilers.
const TOOLS: &[&str] = &[
    "bc", "clang", "clang++", "cmake", "cargo", "deno", "dotnet", "expect", "g++", "gawk", "gcc", "go",
    "gradle", "java", "javac", "jq", "kotlin", "kotlinc", "lua", "make", "mono", "mcs", "mvn", "nc", "ncat",
    "netcat", "node", "npm", "npx", "perl", "php", "pip", "pip3", "python", "python2", "python3", "ruby",
    "rustc", "scala", "socat", "swift", "telnet", "ts-node", "tsc", "uv", "xxd",
];

/// Whether it is the name of one; a version may stand behind it.
fn is_tool(name: &str) -> bool {
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-'));
    TOOLS.contains(&name) || TOOLS.contains(&bare)
}

/// What a shell or `make` did not find.
fn of_shell(words: &str, has: &dyn Fn(&str) -> bool) -> Option<Lack> {
    let found = words.lines().find_map(|line| {
        let rest =
            line.strip_suffix(": command not found").or_else(|| line.strip_suffix(": not found")).or_else(
                || line.strip_suffix(": No such file or directory").filter(|line| line.starts_with("make")),
            )?;
        rest.rsplit(": ").next().map(|name| name.trim().trim_matches(['\'', '`']))
    })?;
    (is_tool(found) && !has(found)).then(|| Lack::program(found))
}

fn of_rust(words: &str) -> Option<Lack> {
    let quote = ['`', '\n'];
    let marks = [
        "no matching package named `",
        "you might be missing crate `",
        "maybe a missing crate `",
        "can't find crate for `",
        "failed to get `",
        "failed to download `",
    ];
    if let Some(name) = marks.iter().find_map(|mark| between(words, mark, &quote)) {
        return Some(Lack::new(Kind::Crate, name.split(' ').next().unwrap_or(name)));
    }
    if words.contains("feature `edition2024` is required") {
        return Some(Lack::new(Kind::Rust, "1.85"));
    }
    let version = between(words, "requires rustc ", &[' ', ',', '\n']);
    version.map(|version| Lack::new(Kind::Rust, version))
}

fn of_java(words: &str, has: &dyn Fn(&str) -> bool) -> Option<Lack> {
    let older = ["release version ", "invalid target release: ", "invalid source release: ", "(use -source "];
    for mark in older {
        let version = between(words, mark, &[' ', '\n', ')']);
        if let Some(version) = version.filter(|version| version.starts_with(|c: char| c.is_ascii_digit())) {
            return Some(Lack::new(Kind::Java, version));
        }
    }
    if let Some(feature) = between(words, "(use --enable-preview to enable ", &[')', '\n']) {
        return Some(Lack::new(Kind::Java, format!("in which {feature} are no preview")));
    }
    let package = words.lines().find_map(|line| {
        line.strip_suffix(" does not exist")?.rsplit_once("error: package ").map(|(_, package)| package)
    });
    package.and_then(|package| jar(package, has))
}

fn of_go(words: &str) -> Option<Lack> {
    let marks = ["no required module provides package ", "cannot find module providing package "];
    if let Some(module) = marks.iter().find_map(|mark| between(words, mark, &[';', ':', ' ', '\n'])) {
        return Some(Lack::new(Kind::GoModule, module));
    }
    let line = words.lines().find(|line| line.contains("module lookup disabled by GOPROXY=off"));
    let downloads = line.and_then(|_| between(words, "go: downloading ", &[' ', '\n']));
    if let Some(module) = downloads {
        return Some(Lack::new(Kind::GoModule, module));
    }
    if let Some(module) = line.and_then(|line| {
        line.split([' ', ':']).find(|word| word.contains('/') && word.contains('.') && !word.contains(".go"))
    }) {
        return Some(Lack::new(Kind::GoModule, module.split('@').next().unwrap_or(module)));
    }
    if let Some(package) = between(words, "package ", &[' ', '\n']).filter(|_| words.contains("is not in ")) {
        // What is Go's own in newer versions.
        const NEWER: &[(&str, &str)] = &[
            ("cmp", "1.21"),
            ("iter", "1.23"),
            ("log/slog", "1.21"),
            ("maps", "1.21"),
            ("math/rand/v2", "1.22"),
            ("slices", "1.21"),
        ];
        if let Some((_, version)) = NEWER.iter().find(|(name, _)| *name == package) {
            return Some(Lack::new(Kind::Go, *version));
        }
        let host = package.split('/').next().unwrap_or_default();
        return host.contains('.').then(|| Lack::new(Kind::GoModule, package));
    }
    let version = between(words, "requires go >= ", &[' ', '\n'])
        .or_else(|| between(words, "note: module requires Go ", &[' ', '\n']));
    version.map(|version| Lack::new(Kind::Go, version))
}

/// Of .NET's compiler and Mono's, which quote otherwise.
fn of_csharp(words: &str, has: &dyn Fn(&str) -> bool) -> Option<Lack> {
    if let Some(version) = newer_dotnet(words) {
        return Some(Lack::new(Kind::DotNet, version));
    }
    let quote = ['\'', '\n'];
    if let Some(package) = between(words, "error NU1101: Unable to find package ", &['.', ' ', '\n']) {
        return Some(Lack::new(Kind::NugetPackage, package));
    }
    let words = words.replace('`', "'");
    // Only what `using` names is a package: what stands there begins in the seventh column.
    let package = words.lines().find_map(|line| {
        let (_, rest) = line.split_once(",7): error CS0246: ")?;
        between(rest, "The type or namespace name '", &quote)
    });
    if let Some(package) = package {
        let is_own = has(package) || is_slip(package, &["System"]);
        return (!is_own).then(|| Lack::new(Kind::NugetPackage, package));
    }
    // What .NET has of its own since, and Mono has not.
    const NEWER: &[&str] = &["Channels", "Json", "Pipelines"];
    let newer = between(&words, "error CS0234: The type or namespace name '", &quote)?;
    NEWER.contains(&newer).then(|| Lack::program("dotnet"))
}

/// The .NET that a project or its language takes, where an older one says so. Each brings the next C#, the fifth C# 9; the tenth builds a source without a
/// project, which others take for one that is damaged.
fn newer_dotnet(words: &str) -> Option<String> {
    const TARGET: &str = "does not support targeting .NET ";
    if let Some(at) = words.find(TARGET) {
        let version = words[at + TARGET.len()..].trim_start_matches("Core ");
        let end = version.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(version.len());
        return Some(version[..end].trim_end_matches('.').to_owned());
    }
    if let Some(version) = between(words, "Please use language version ", &['.', ' ']) {
        return version.parse::<u32>().ok()?.checked_sub(4).map(|version| version.to_string());
    }
    words.contains(".cs(1,1): error MSB4025:").then(|| "10".to_owned())
}

/// Headers that every machine with a compiler of C has.
const OF_C: &[&str] = &[
    "arpa/inet.h",
    "ctype.h",
    "errno.h",
    "iostream",
    "netdb.h",
    "netinet/in.h",
    "pthread.h",
    "signal.h",
    "stdbool.h",
    "stdint.h",
    "stdio.h",
    "stdlib.h",
    "string",
    "string.h",
    "sys/socket.h",
    "sys/types.h",
    "time.h",
    "unistd.h",
    "vector",
];

fn of_c(words: &str, has: &dyn Fn(&str) -> bool) -> Option<Lack> {
    let missing = words.lines().find_map(|line| {
        let (_, rest) = line.split_once("fatal error: ")?;
        rest.strip_suffix(": No such file or directory").or_else(|| rest.strip_suffix(" file not found"))
    });
    if let Some(header) = missing {
        let header = header.trim_matches('\'');
        // In quotes it is one of the program's own.
        let is_of_machine = words.contains(&format!("<{header}>"));
        let stem = header.rsplit('/').next().unwrap_or(header).split('.').next().unwrap_or(header);
        return (is_of_machine && !has(stem) && !is_slip(header, OF_C))
            .then(|| Lack::new(Kind::Header, header));
    }
    if let Some(library) = between(words, "cannot find -l", &[':', ' ', '\n']) {
        return Some(Lack::new(Kind::Library, format!("lib{library}")));
    }
    of_shell(words, has)
}

#[cfg(test)]
mod tests;
