//! `package.json`: what a project of Node says about its programs. `scripts` says how they are started, `main` and `bin` say
//! which files they are.
//!
//! It is a student's file: everything in it may be missing, or of another kind than it should be. What cannot be used is said
//! and costs nothing, as the files are there to be looked at all the same.
//!
//! Why only plain commands, with variables before them (`PORT=5000 node server.js`): `npm run` hands a script to a shell, in which a
//! server goes on in the background of a client. What is started here is one program, with its own end and its own output.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use serde_json::{Map, Value};

use super::hints;
use super::language::Language;
use super::source::Source;
use super::{files, modules};
use crate::command_line::assignment;
use crate::words::intake as words;

/// The file's name.
const FILE: &str = "package.json";

/// What is read of one submission. Projects have one of these files, or one a program.
const MOST_PACKAGES: usize = 10;

/// Scripts of one package that are looked at.
const MOST_SCRIPTS: usize = 60;

/// The longest script that is looked at, in bytes.
const LONGEST_SCRIPT: usize = 1000;

/// What makes a command more than one program with its arguments.
const SHELL: &[char] =
    &['&', '|', ';', '$', '<', '>', '(', ')', '`', '*', '?', '#', '~', '\\', '\n', '\r', '\0'];

/// Programs that run a file which is named to them.
const INTERPRETERS: &[(&str, Language)] = &[
    ("node", Language::JavaScript),
    ("python3", Language::Python),
    ("python2", Language::Python),
    ("python", Language::Python),
    ("perl", Language::Perl),
    ("ruby", Language::Ruby),
    ("php", Language::Php),
    ("bash", Language::Shell),
    ("sh", Language::Shell),
];

/// Their options that take the next word.
const WITH_VALUE: &[&str] = &["-r", "--require", "--import", "--loader", "--experimental-loader", "-W", "-X"];

/// Their options after which no file follows.
const WITHOUT_FILE: &[&str] = &["-e", "--eval", "-p", "--print", "-c", "--check", "-m", "--test", "--run"];

/// Modules of Node's own. Who has `npm install net` done has a `net` in the list, and Node takes its own all the same.
const BUILT_IN: &[&str] = &[
    "assert",
    "buffer",
    "child_process",
    "cluster",
    "console",
    "crypto",
    "dgram",
    "dns",
    "events",
    "fs",
    "http",
    "https",
    "net",
    "os",
    "path",
    "process",
    "querystring",
    "readline",
    "stream",
    "string_decoder",
    "timers",
    "tls",
    "tty",
    "url",
    "util",
    "vm",
    "worker_threads",
    "zlib",
];

/// What one file says, as far as it can be used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Package {
    /// The `package.json`, below the submission's folder.
    pub file: PathBuf,
    /// What starts a file that is there.
    pub scripts: Vec<Script>,
    /// The files that `main` and `bin` name.
    pub entries: BTreeSet<PathBuf>,
    /// Packages of others that it asks for.
    pub dependencies: BTreeSet<String>,
}

/// A script that starts one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Script {
    /// As `npm run` knows it.
    pub name: String,
    /// The command, from the package's folder.
    pub words: Vec<String>,
    /// What it sets before, as in `PORT=5000 node server.js`.
    pub variables: Vec<String>,
    /// The file that it starts, below the submission's folder.
    pub file: PathBuf,
    /// What it is started by, and the language that this reads.
    pub interpreter: &'static str,
    pub language: Language,
}

impl Package {
    /// The folder that its scripts run in.
    pub(super) fn dir(&self) -> &Path {
        self.file.parent().unwrap_or(Path::new(""))
    }

    /// The package of others that a source loads, of those that this one asks for.
    pub(super) fn needed_by(&self, source: &Source) -> Option<&str> {
        let names = modules::named(&source.text, &source.code);
        let is_of = |name: &str, wanted: &str| {
            name.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.dependencies
            .iter()
            .map(String::as_str)
            .find(|wanted| names.iter().any(|name| is_of(name, wanted)))
    }

    /// Takes what it says; notes what cannot be used.
    fn read(text: &str, file: &Path, files: &[PathBuf], notes: &mut Vec<String>) -> Self {
        let mut package = Self { file: file.to_owned(), ..Self::default() };
        let top = match serde_json::from_str::<Value>(text) {
            Ok(Value::Object(top)) => top,
            Ok(_) => {
                notes.push(words::package_is_no_object(file));
                return package;
            }
            Err(error) => {
                notes.push(words::package_is_no_json(file, &error.to_string()));
                return package;
            }
        };
        let odd = |field: &str, notes: &mut Vec<String>| notes.push(words::odd_in_package(file, field));
        match top.get("main") {
            None | Some(Value::Null) => {}
            Some(Value::String(main)) => package.entries.extend(package.resolve(main, true, files)),
            Some(_) => odd("main", notes),
        }
        match top.get("bin") {
            None | Some(Value::Null) => {}
            Some(Value::String(bin)) => package.entries.extend(package.resolve(bin, true, files)),
            Some(Value::Object(bins)) => {
                let named = bins.values().filter_map(Value::as_str).take(MOST_SCRIPTS);
                let named: Vec<_> = named.filter_map(|bin| package.resolve(bin, true, files)).collect();
                package.entries.extend(named);
            }
            Some(_) => odd("bin", notes),
        }
        match top.get("dependencies") {
            None | Some(Value::Null) => {}
            Some(Value::Object(wanted)) => {
                let others = wanted.keys().filter(|name| !BUILT_IN.contains(&name.as_str()));
                package.dependencies = others.cloned().collect();
            }
            Some(_) => odd("dependencies", notes),
        }
        match top.get("scripts") {
            None | Some(Value::Null) => {}
            Some(Value::Object(scripts)) => package.take_scripts(scripts, files, notes),
            Some(_) => odd("scripts", notes),
        }
        package
    }

    fn take_scripts(&mut self, scripts: &Map<String, Value>, files: &[PathBuf], notes: &mut Vec<String>) {
        for (name, command) in scripts.iter().take(MOST_SCRIPTS) {
            let script = command.as_str().and_then(|command| self.script(name, command, files));
            let means_a_program = name == "start" || hints::role_of(Path::new(name)).is_some();
            match script {
                Some(script) => self.scripts.push(script),
                None if means_a_program => notes.push(words::script_not_followed(&self.file, name)),
                None => {}
            }
        }
    }

    /// What a script starts, if that is one file of ours.
    fn script(&self, name: &str, command: &str, files: &[PathBuf]) -> Option<Script> {
        if command.len() > LONGEST_SCRIPT || command.contains(SHELL) {
            return None;
        }
        let mut words = shell_words::split(command).ok()?;
        // `cross-env` is npm's way to say the same on Windows; `env` is the machine's.
        let says_env = words.first().is_some_and(|word| word == "cross-env" || word == "env");
        let skip = usize::from(says_env);
        let set = words.iter().skip(skip).take_while(|word| assignment(word).is_some()).count();
        let variables: Vec<String> = words.drain(..skip + set).skip(skip).collect();
        let first = words.first()?;
        let (interpreter, language) = INTERPRETERS.iter().find(|(known, _)| first == known)?;
        let mut rest = words.iter().skip(1).map(String::as_str);
        let file = loop {
            match rest.next()? {
                option if WITHOUT_FILE.contains(&option) => return None,
                option if WITH_VALUE.contains(&option) => drop(rest.next()?),
                option if option.starts_with('-') => {}
                word => break self.resolve(word, *language == Language::JavaScript, files)?,
            }
        };
        Some(Script { name: name.to_owned(), words, variables, file, interpreter, language: *language })
    }

    /// The file of the submission that a word stands for, in the package's folder or below.
    fn resolve(&self, word: &str, is_node: bool, files: &[PathBuf]) -> Option<PathBuf> {
        let mut path = self.dir().to_owned();
        for part in Path::new(word).components() {
            match part {
                Component::CurDir => {}
                Component::Normal(part) => path.push(part),
                _ => return None,
            }
        }
        if is_node && path == self.dir() && !self.entries.is_empty() {
            return self.entries.first().cloned();
        }
        let is_there = |path: &Path| files.iter().any(|file| file == path);
        if is_node { modules::find(&path, &is_there) } else { is_there(&path).then_some(path) }
    }
}

/// Every package of a submission, and what is to be said about them.
pub(super) fn read(folder: &Path, all: &[PathBuf]) -> std::io::Result<(Vec<Package>, Vec<String>)> {
    let (mut packages, mut notes) = (Vec::new(), Vec::new());
    let found = all.iter().filter(|file| file.file_name().is_some_and(|name| name == FILE));
    for file in found.take(MOST_PACKAGES) {
        packages.push(Package::read(&files::text(folder, file)?, file, all, &mut notes));
    }
    Ok((packages, notes))
}

/// The package that a file belongs to: the nearest one upwards.
pub(super) fn of<'p>(packages: &'p [Package], file: &Path) -> Option<&'p Package> {
    let dirs = file.parent().unwrap_or(Path::new("")).ancestors();
    dirs.into_iter().find_map(|dir| packages.iter().find(|package| package.dir() == dir))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: &[&str] = &[
        "package.json",
        "server.js",
        "client.js",
        "index.js",
        "src/index.js",
        "src/net server.js",
        "tool.py",
        "run.sh",
    ];

    fn package(text: &str) -> (Package, Vec<String>) {
        let files: Vec<PathBuf> = FILES.iter().map(PathBuf::from).collect();
        let mut notes = Vec::new();
        (Package::read(text, Path::new("package.json"), &files, &mut notes), notes)
    }

    #[test]
    fn plain_commands_on_files_that_are_there_are_followed() {
        for (command, expected) in [
            ("node server.js", Some("server.js")),
            ("node ./server.js 5000 {port}", Some("server.js")),
            ("  node   server  ", Some("server.js")),
            ("node 'src/net server.js'", Some("src/net server.js")),
            ("node src", Some("src/index.js")),
            ("node src/", Some("src/index.js")),
            ("node .", Some("index.js")),
            ("node --trace-warnings --max-old-space-size=64 server.js", Some("server.js")),
            ("node -r ./client.js server.js", Some("server.js")),
            ("python3 tool.py", Some("tool.py")),
            ("python -u tool.py 1", Some("tool.py")),
            ("bash run.sh", Some("run.sh")),
            ("python3 tool", None),
            ("node other.js", None),
            ("node ../server.js", None),
            ("node /server.js", None),
            ("node src/../server.js", None),
            ("node", None),
            ("node -r server.js", None),
            ("node -e server.js", None),
            ("node --test server.js", None),
            ("ts-node server.js", None),
            ("nodemon server.js", None),
            ("npm run server", None),
            ("tsc && node server.js", None),
            ("node server.js & node client.js", None),
            ("node server.js | tee log", None),
            ("node server.js > log", None),
            ("node server.js $PORT", None),
            ("PORT=5000 node server.js", Some("server.js")),
            ("PORT=5000 NAME='a b' node server.js", Some("server.js")),
            ("PORT=5000", None),
            ("PORT=$P node server.js", None),
            ("cross-env PORT=5000 node server.js", Some("server.js")),
            ("node 'server.js", None),
            ("node server.js\nrm -r .", None),
            ("", None),
        ] {
            let text = serde_json::json!({ "scripts": { "go": command } }).to_string();
            let (package, notes) = package(&text);
            let found = package.scripts.first().map(|script| script.file.to_string_lossy().into_owned());
            assert_eq!(found.as_deref(), expected, "{command}");
            assert!(notes.is_empty(), "{command}: {notes:?}");
        }
        let (package, _) = package(r#"{"scripts": {"server": "node ./server.js '5 0' {port}"}}"#);
        assert_eq!(package.scripts[0].words, ["node", "./server.js", "5 0", "{port}"]);
    }

    #[test]
    fn main_and_bin_name_files() {
        for (text, expected) in [
            (r#"{"main": "server"}"#, &["server.js"][..]),
            (r#"{"main": "./src"}"#, &["src/index.js"]),
            (r#"{"main": "gone.js"}"#, &[]),
            (r#"{"main": "../server.js"}"#, &[]),
            (r#"{"bin": "client.js"}"#, &["client.js"]),
            (r#"{"bin": {"s": "server.js", "c": "./client.js", "x": 1}}"#, &["client.js", "server.js"]),
        ] {
            let (package, notes) = package(text);
            assert!(package.entries.iter().eq(expected.iter().map(Path::new)), "{text}: {package:?}");
            assert!(notes.is_empty(), "{text}: {notes:?}");
        }
    }

    #[test]
    fn what_is_absurd_is_said_and_no_more() {
        let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
        for (text, said) in [
            ("", "no JSON"),
            ("{ scripts: { start: 'node server.js' } }", "no JSON"),
            ("{\"a\": 1,}", "line 1"),
            (deep.as_str(), "no JSON"),
            ("[]", "no object"),
            ("null", "no object"),
            (r#"{"scripts": []}"#, "`scripts`"),
            (r#"{"scripts": "node server.js"}"#, "`scripts`"),
            (r#"{"main": 7}"#, "`main`"),
            (r#"{"bin": 7}"#, "`bin`"),
            (r#"{"dependencies": ["express"]}"#, "`dependencies`"),
            (r#"{"scripts": {"start": 7}}"#, "`start`"),
            (r#"{"scripts": {"server": "nodemon server.js"}}"#, "`server`"),
            (r#"{"scripts": {"server\u001b[2J": "x"}}"#, "\\u{1b}"),
        ] {
            let (package, notes) = package(text);
            assert!(package.scripts.is_empty(), "{package:?}");
            assert!(
                matches!(&notes[..], [note] if note.contains(said) && !note.contains('\x1b')),
                "{text}: {notes:?}"
            );
        }
        // What npm writes by itself is nothing to say.
        let usual = r#"{"scripts": {"test": "echo \"Error: no test specified\" && exit 1"}, "main": null}"#;
        assert_eq!(package(usual).1, Vec::<String>::new());
    }
}
