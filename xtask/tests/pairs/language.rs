//! What the corpus is written in, and how a program of each language is started. Told by the file's ending.
//!
//! What has to be compiled is compiled once a run, into a scratch folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use tempfile::TempDir;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    Python(u8),
    C,
    Go,
    Java,
    JavaScript,
    Perl,
    Php,
    Ruby,
    Rust,
    Shell,
}

impl Language {
    /// The language of a file; `python` says which version one in Python needs.
    pub fn of(file: &str, python: u8) -> Self {
        match Path::new(file).extension().and_then(|ending| ending.to_str()) {
            Some("py") => Self::Python(python),
            Some("c") => Self::C,
            Some("go") => Self::Go,
            Some("java") => Self::Java,
            Some("js") => Self::JavaScript,
            Some("php") => Self::Php,
            Some("pl") => Self::Perl,
            Some("rb") => Self::Ruby,
            Some("rs") => Self::Rust,
            Some("sh") => Self::Shell,
            _ => panic!("nothing is known about programs such as `{file}`"),
        }
    }

    /// As a person calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Python(2) => "Python 2",
            Self::Python(_) => "Python 3",
            Self::C => "C",
            Self::Go => "Go",
            Self::Java => "Java",
            Self::JavaScript => "Node",
            Self::Perl => "Perl",
            Self::Php => "PHP",
            Self::Ruby => "Ruby",
            Self::Rust => "Rust",
            Self::Shell => "shell",
        }
    }
}

/// The languages of this machine, and what was compiled so far.
pub struct Languages {
    folder: PathBuf,
    scratch: TempDir,
    tools: BTreeMap<Language, Option<PathBuf>>,
    compiled: Mutex<BTreeMap<String, Result<(), String>>>,
}

impl Languages {
    /// Looks for the interpreters and compilers of these languages. `folder` is that of the programs.
    pub fn find(folder: &Path, languages: impl Iterator<Item = Language>) -> Self {
        Self {
            folder: folder.to_owned(),
            scratch: tempfile::tempdir().expect("a scratch folder"),
            // Each is looked for once: a pyenv's shim alone takes a tenth of a second.
            tools: languages
                .collect::<BTreeSet<_>>()
                .into_iter()
                .map(|language| (language, tool(language)))
                .collect(),
            compiled: Mutex::default(),
        }
    }

    /// Whether the machine has it.
    pub fn has(&self, language: Language) -> bool {
        self.tools.get(&language).is_some_and(Option::is_some)
    }

    /// The command, without arguments, that starts a program from the programs' folder. Compiles it where needed.
    pub fn command(&self, language: Language, file: &str) -> Result<String, String> {
        let tool = self.tools.get(&language).and_then(Option::as_deref);
        let tool = tool.ok_or_else(|| format!("there is no {} here", language.name()))?;
        let (source, built) = (self.folder.join(file), self.built(file));
        match language {
            Language::Python(_)
            | Language::JavaScript
            | Language::Perl
            | Language::Php
            | Language::Ruby
            | Language::Shell => Ok(format!("{} {file}", tool.display())),
            Language::C => {
                self.once(file, || compile(Command::new(tool).args(["-g", "-o"]).args([&built, &source])))?;
                Ok(built.display().to_string())
            }
            Language::Go => {
                let mut go = Command::new(tool);
                go.arg("build").arg("-o").args([&built, &source]);
                // Of its own: a test leaves nothing in anybody's home.
                go.env("GOCACHE", self.scratch.path().join("go-cache"));
                self.once(file, || compile(&mut go))?;
                Ok(built.display().to_string())
            }
            Language::Rust => {
                let mut rustc = Command::new(tool);
                rustc.args(["--edition", "2021", "-g", "--crate-type", "bin", "-o"]).args([&built, &source]);
                self.once(file, || compile(&mut rustc))?;
                Ok(built.display().to_string())
            }
            Language::Java => {
                // All of a folder at once: most of the time is that of starting the compiler.
                let (from, to) = (source.with_file_name(""), built.with_file_name(""));
                self.once(&from.to_string_lossy(), || {
                    let sources = fs::read_dir(&from).map_err(|error| error.to_string())?;
                    let sources = sources.flatten().map(|entry| entry.path());
                    let sources = sources.filter(|path| path.extension().is_some_and(|e| e == "java"));
                    compile(Command::new(tool).arg("-d").arg(&to).args(sources))
                })?;
                // A classroom's programs live for a moment: the optimising compiler only costs time.
                let class = Path::new(file).file_stem().unwrap_or_default().to_string_lossy();
                Ok(format!("java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp {} {class}", to.display()))
            }
        }
    }

    /// Where a program is compiled to. With its ending: programs in several languages may have one name.
    fn built(&self, file: &str) -> PathBuf {
        self.scratch.path().join(format!("{file}.out"))
    }

    /// Compiles what has not been compiled. Others wait meanwhile: they most likely need the same.
    fn once(&self, key: &str, compile: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
        let mut compiled = self.compiled.lock().expect("nobody panics while compiling");
        let folder = self.built(key.strip_prefix(&*self.folder.to_string_lossy()).unwrap_or(key));
        fs::create_dir_all(folder.parent().unwrap_or(&folder)).map_err(|error| error.to_string())?;
        compiled.entry(key.to_owned()).or_insert_with(compile).clone()
    }
}

fn compile(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{command:?} cannot be started: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    output.status.success().then_some(()).ok_or_else(|| format!("{command:?} says:\n{said}"))
}

/// The interpreter or the compiler, where there is one.
fn tool(language: Language) -> Option<PathBuf> {
    let there = |name: &str, argument: &str| {
        let output = Command::new(name).arg(argument).output();
        output.is_ok_and(|output| output.status.success()).then(|| PathBuf::from(name))
    };
    match language {
        Language::Python(version) => python(version),
        Language::C => there("cc", "--version"),
        Language::Java => there("java", "-version").and_then(|_| there("javac", "-version")),
        Language::JavaScript => there("node", "--version"),
        Language::Perl => there("perl", "-v"),
        Language::Php => there("php", "-v"),
        Language::Go => there("go", "version"),
        Language::Ruby => there("ruby", "--version"),
        Language::Rust => there("rustc", "--version"),
        Language::Shell => there("bash", "--version"),
    }
}

/// An interpreter of that version: on the `PATH`, or where pyenv keeps its own.
fn python(version: u8) -> Option<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let kept = fs::read_dir(home.join(".pyenv/versions")).into_iter().flatten().flatten();
    let mut kept: Vec<PathBuf> = kept.map(|entry| entry.path().join("bin/python")).collect();
    kept.sort();
    let works = |path: &PathBuf| {
        let output = Command::new(path).args(["-c", "import sys; print(sys.version_info[0])"]).output();
        output.is_ok_and(|output| output.stdout.trim_ascii() == version.to_string().as_bytes())
    };
    [PathBuf::from(format!("python{version}"))].into_iter().chain(kept).find(works)
}
