//! The source files of a submission: what each one does, and the roles that it may play, by itself or by a script that starts
//! it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::hints;
use super::language::Language;
use super::modules::Modules;
use super::package::{Package, Script};
use super::role::{self, Conduct};
use super::{files, options, scan};
use crate::role::Role;
use crate::task::Task;

/// A source file that may be a program.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub file: PathBuf,
    pub language: Language,
    pub text: String,
    pub code: String,
    pub conduct: Conduct,
    /// What it does with the modules that it loads, where a script starts it.
    reach: Conduct,
    /// As its name says.
    pub role: Option<Role>,
    pub task: Option<Task>,
}

impl Source {
    /// The folder that it is in.
    pub(super) fn dir(&self) -> &Path {
        self.file.parent().unwrap_or(Path::new(""))
    }

    /// Its name without its end.
    pub(super) fn stem(&self) -> String {
        self.file.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Whether it plays this role, and how that is known. What the code does comes before what the name says.
    pub(super) fn plays(&self, role: Role) -> Option<&'static str> {
        self.plays_as(role, self.role, self.conduct)
    }

    /// The same of one that a script starts, which has a name as well.
    pub(super) fn plays_by(&self, role: Role, script: &Script) -> Option<&'static str> {
        let named = hints::role_of(Path::new(&script.name)).or(self.role);
        let own = self.conduct.listens || self.conduct.connects;
        self.plays_as(role, named, if own { self.conduct } else { self.reach })
    }

    /// The argument by which a program for both roles is told which one it is to play: a word that its code compares with.
    pub(super) fn asks_for(&self, role: Role) -> Option<&str> {
        const PAIRS: [(&str, &str); 6] = [
            ("--server", "--client"),
            ("server", "client"),
            ("Server", "Client"),
            ("SERVER", "CLIENT"),
            ("-s", "-c"),
            ("s", "c"),
        ];
        if !self.reads_arguments() {
            return None;
        }
        let is_said =
            |word: &str| ['"', '\''].iter().any(|quote| self.text.contains(&format!("{quote}{word}{quote}")));
        let pair = PAIRS.into_iter().find(|(server, client)| is_said(server) || is_said(client));
        let own = |role| options::word_for(&self.text, role);
        match pair {
            Some((server, client)) => Some(if role == Role::Server { server } else { client }),
            // Whoever asks for one of two says any other word to the other.
            None => own(role).or_else(|| {
                let other = if role == Role::Server { Role::Client } else { Role::Server };
                own(other).map(|_| role.word())
            }),
        }
    }

    /// The words by which it is told that.
    pub(super) fn told(&self, argument: &str) -> Vec<String> {
        options::told(&self.text, argument)
    }

    /// Whether its code looks at what stands behind it on its command line.
    pub(super) fn reads_arguments(&self) -> bool {
        let reads: &[&str] = match self.language {
            Language::Python => &["argv", "argparse", "optparse", "getopt"],
            Language::JavaScript => &["process.argv"],
            Language::Java => &["args[", "args.length", "argv[", "argv.length"],
            Language::CSharp => &["args[", "args.Length", "GetCommandLineArgs("],
            Language::Kotlin => &["args[", "args.size", "args.getOrNull("],
            Language::C | Language::Cpp => &["argv[", "getopt"],
            Language::Go => &["os.Args", "flag.Arg", "flag.Parse("],
            Language::Rust => &["env::args"],
            Language::Perl => &["@ARGV", "$ARGV[", "shift", "GetOptions("],
            Language::Ruby => &["ARGV"],
            Language::Php => &["$argv", "getopt("],
            // Its arguments stand in texts.
            Language::Shell => return ["$1", "${1", "getopts "].iter().any(|read| self.text.contains(read)),
        };
        reads.iter().any(|read| self.code.contains(read))
    }

    /// The arguments by which it takes a host and a port, where its code names options for them.
    pub(super) fn options(&self) -> Option<String> {
        options::way(&self.text).filter(|_| self.reads_arguments())
    }

    /// Whether it shows windows.
    pub(super) fn wants_display(&self) -> bool {
        let shows: &[&str] = match self.language {
            Language::Python => &["tkinter", "Tkinter", "turtle", "pygame", "PyQt", "PySide"],
            Language::Java | Language::Kotlin => &["javax.swing", "java.awt", "javafx."],
            _ => &[],
        };
        shows.iter().any(|name| self.code.contains(name))
    }

    /// Whether it asks for something on its standard input.
    pub(super) fn asks(&self) -> bool {
        let asks: &[&str] = match self.language {
            Language::Python => &["input("],
            Language::Java => &["System.in"],
            Language::CSharp => &["Console.Read", "Console.In"],
            Language::Kotlin => &["readLine(", "readln(", "System.`in`"],
            Language::C | Language::Cpp => &["scanf(", "stdin", "cin >>", "cin>>"],
            Language::Go => &["os.Stdin", "fmt.Scan"],
            Language::Rust => &["stdin()"],
            Language::JavaScript => &["process.stdin"],
            _ => &[],
        };
        asks.iter().any(|ask| self.code.contains(ask))
    }

    fn plays_as(&self, role: Role, named: Option<Role>, conduct: Conduct) -> Option<&'static str> {
        let Conduct { listens, connects, starts } = conduct;
        let (does, other) = match role {
            Role::Server => (listens, connects),
            Role::Client => (connects, listens),
        };
        let by_name = named == Some(role);
        match (does, other) {
            _ if !starts => None,
            (true, false) => Some(match role {
                Role::Server => "it listens",
                Role::Client => "it connects",
            }),
            (true, true) if named.is_none() => Some("it listens and connects"),
            (true, true) if by_name => Some("it listens and connects, and its name says so"),
            (false, false) if by_name => Some("its name says so"),
            _ => None,
        }
    }
}

/// Every file that may be a program, read.
pub(super) fn sources(
    folder: &Path,
    files: &[PathBuf],
    packages: &[Package],
) -> std::io::Result<Vec<Source>> {
    let mut sources = Vec::new();
    for file in files {
        let named = Language::of_name(file);
        if named.is_none() && file.extension().is_some() {
            continue;
        }
        let text = files::text(folder, file)?;
        let Some(language) = named.or_else(|| Language::of_first_line(&text)) else { continue };
        let code = scan::code(&text, language);
        let conduct = role::conduct(&code, language);
        let (role, task) = (hints::role_of(file), hints::task_of(file));
        let reach = conduct;
        sources.push(Source { file: file.clone(), language, text, code, conduct, reach, role, task });
    }
    let modules = Modules::of(&sources);
    let started: BTreeSet<&Path> =
        packages.iter().flat_map(|package| &package.scripts).map(|script| script.file.as_path()).collect();
    for at in 0..sources.len() {
        if started.contains(sources[at].file.as_path()) {
            sources[at].reach = modules.conduct(at, &sources);
        }
    }
    // A module that others load is theirs, unless it calls itself a server or a client, or a script starts it.
    let is_program = |source: &Source| source.role.is_some() || started.contains(source.file.as_path());
    let parts = modules.parts(&sources, &is_program);
    let mut at = 0;
    sources.retain(|source| {
        at += 1;
        is_program(source) || !parts.contains(&(at - 1))
    });
    Ok(sources)
}

/// A source in a role: by a script that starts it, or by itself.
#[derive(Clone, Copy)]
pub(super) struct Offer<'a> {
    pub source: &'a Source,
    pub script: Option<(&'a Package, &'a Script)>,
    /// What it is told to be one of two things.
    pub argument: Option<&'a str>,
    pub why: &'static str,
}

impl Offer<'_> {
    /// The task that it is for, by its names.
    pub(super) fn task(&self) -> Option<Task> {
        self.of_names(hints::task_of)
    }

    /// What the script's name says, or else the file's.
    pub(super) fn of_names<T>(&self, says: impl Fn(&Path) -> Option<T>) -> Option<T> {
        self.script.and_then(|(_, script)| says(Path::new(&script.name))).or_else(|| says(&self.source.file))
    }
}
