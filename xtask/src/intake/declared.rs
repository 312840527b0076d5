//! `submission.toml`: how a student says what is started, where nothing can be told by convention.
//!
//! ```toml
//! format = 1
//! server = "python3 src/my_server.py {port}"   # {host}, {port} and {seed} are filled in
//! client = "python3 src/my_client.py {host} {port}"
//! build = "make"                               # optional: once, before
//!
//! [input]                                      # optional: what the programs are told on standard input
//! client = "1\n"
//!
//! [task3]                                      # optional: what is different for one of the tasks
//! server = "python3 p2p/server.py"
//! ```
//!
//! It is a student's file: its commands run in the sandbox only, in a copy of the folder that it is in.

use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::build::Build;
use super::files;
use super::programs::{Candidate, Programs};
use crate::command_line::Command;
use crate::hand_in::Problem;
use crate::near::did_you_mean_field;
use crate::role::Role;
use crate::scenario::Input;
use crate::spanned::Spanned;
use crate::task::Task;
use crate::words::intake as words;

/// The file's name.
pub(super) const FILE: &str = "submission.toml";

/// The version of the format that is read.
const FORMAT: i64 = 1;

/// How what a student hands in is started. It is run in the sandbox only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = "submission.toml of socklab"))]
#[serde(deny_unknown_fields)]
struct Raw {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = FORMAT)))]
    format: Spanned<i64>,
    /// The server's command; `{host}`, `{port}` and `{seed}` are filled in.
    server: Option<Spanned<String>>,
    /// The client's command.
    client: Option<Spanned<String>>,
    /// What is run once, before.
    build: Option<Spanned<String>>,
    /// What the programs are told on standard input.
    #[serde(default)]
    input: RawInput,
    /// What is different for task 1.
    task1: Option<RawTask>,
    /// What is different for task 2.
    task2: Option<RawTask>,
    /// What is different for task 3.
    task3: Option<RawTask>,
}

/// `[input]`
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "input"))]
#[serde(deny_unknown_fields)]
struct RawInput {
    /// What is typed at the server.
    server: Option<String>,
    /// What is typed at the client.
    client: Option<String>,
}

/// `[task1]`, `[task2]` or `[task3]`
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "task"))]
#[serde(deny_unknown_fields)]
struct RawTask {
    /// The server's command.
    server: Option<Spanned<String>>,
    /// The client's command.
    client: Option<Spanned<String>>,
    /// What is run once, before.
    build: Option<Spanned<String>>,
    /// What the programs are told on standard input.
    #[serde(default)]
    input: RawInput,
}

/// Reads the declaration of a folder; `None` where there is none.
pub(super) fn read(folder: &Path, task: Task) -> Result<Option<Programs>, Problem> {
    let file = Path::new(FILE);
    if !folder.join(file).is_file() {
        return Ok(None);
    }
    let text = files::text(folder, file).map_err(|error| Problem::Machine(words::not_read(&error)))?;
    parse(&text, task).map(Some).map_err(|(span, what)| {
        let line = text[..text.floor_char_boundary(span.start.min(text.len()))].matches('\n').count() + 1;
        Problem::Student(words::wrong_declaration(line, &what))
    })
}

/// Where, and what is wrong.
type Mistake = (Range<usize>, String);

fn parse(text: &str, task: Task) -> Result<Programs, Mistake> {
    let raw: Raw = toml::from_str(text).map_err(|error| {
        let what = error.message();
        (error.span().unwrap_or(0..0), format!("{what}{}", did_you_mean_field(what)))
    })?;
    if *raw.format.get_ref() != FORMAT {
        return Err((raw.format.span(), format!("the format has to be {FORMAT}")));
    }
    let of_task = match task {
        Task::Greet => raw.task1,
        Task::Dedup => raw.task2,
        Task::Intersect => raw.task3,
    }
    .unwrap_or_default();
    let build = of_task.build.or(raw.build).map(|build| command(&build)).transpose()?;
    let mut programs = Programs {
        input: Input {
            server: of_task.input.server.or(raw.input.server),
            client: of_task.input.client.or(raw.input.client),
        },
        ..Programs::default()
    };
    if let Some((_, words)) = build {
        programs.builds.push(Build {
            command: words,
            dir: PathBuf::new(),
            makes: Vec::new(),
            for_file: FILE.into(),
            ..Build::default()
        });
    }
    let build = (!programs.builds.is_empty()).then_some(0);
    let candidate = |text: Option<Spanned<String>>| -> Result<Vec<Candidate>, Mistake> {
        let Some(text) = text else { return Ok(Vec::new()) };
        let (command, _) = command(&text)?;
        Ok(vec![Candidate { command, dir: PathBuf::new(), file: FILE.into(), why: words::declared(), build }])
    };
    programs.servers = candidate(of_task.server.or(raw.server))?;
    programs.clients = candidate(of_task.client.or(raw.client))?;
    let missing = |role| Some(Problem::Student(words::not_declared(role, task)));
    programs.missing = match (programs.servers.is_empty(), programs.clients.is_empty()) {
        (false, false) => None,
        (true, false) => missing(Role::Server),
        (false, true) => missing(Role::Client),
        (true, true) => return Err((0..0, words::declares_nothing(task))),
    };
    programs.notes.push(words::declared());
    Ok(programs)
}

fn command(text: &Spanned<String>) -> Result<(Command, Vec<String>), Mistake> {
    let mistake = |what| (text.span(), what);
    let command = Command::of_student(text.get_ref()).and_then(Command::with_places).map_err(mistake)?;
    let words = shell_words::split(text.get_ref()).map_err(|error| mistake(error.to_string()))?;
    Ok((command, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declaration_says_what_is_started() {
        let text = "format = 1\nserver = 'python3 a.py {port}'\nclient = 'python3 b.py'\nbuild = 'make all'\n\
                    [input]\nclient = \"1\\n\"\n[task3]\nserver = 'python3 c.py'\ninput = { client = 'I' }\n";
        let programs = |task| parse(text, task).expect("a right declaration");
        let dedup = programs(Task::Dedup);
        assert_eq!(dedup.servers[0].command.to_string(), "python3 a.py {port}");
        assert_eq!(dedup.builds[0].command, ["make", "all"]);
        assert_eq!((dedup.input.client.as_deref(), dedup.servers[0].build), (Some("1\n"), Some(0)));
        let intersect = programs(Task::Intersect);
        assert_eq!(intersect.servers[0].command.to_string(), "python3 c.py");
        assert_eq!(intersect.clients[0].command.to_string(), "python3 b.py");
        assert_eq!(intersect.input.client.as_deref(), Some("I"));
    }

    #[test]
    fn what_is_wrong_has_its_line() {
        let folder = tempfile::tempdir().expect("a folder");
        for (text, expected) in [
            ("format = 2\nserver = 'x'\nclient = 'y'\n", "line 1"),
            ("format = 1\nserver = 'x\n", "line 2"),
            ("format = 1\n\nsrever = 'x'\n", "line 3"),
            ("format = 1\nserver = ''\nclient = 'y'\n", "line 2"),
            ("format = 1\nserver = '\"x'\nclient = 'y'\n", "line 2"),
            ("format = 1\n", "line 1"),
            ("format = 1\n[task2]\nclient = 3\n", "line 3"),
        ] {
            std::fs::write(folder.path().join(FILE), text).expect("a file");
            let Err(Problem::Student(why)) = read(folder.path(), Task::Dedup) else { panic!("{text}") };
            assert!(why.contains(expected) && why.contains("submission.toml"), "{text}: {why}");
        }
        std::fs::write(folder.path().join(FILE), "format = 1\nserver = 'x'\n").expect("a file");
        let half = read(folder.path(), Task::Dedup).expect("half of it").expect("a declaration");
        assert!(matches!(half.missing, Some(Problem::Student(why)) if why.contains("client")));
    }

    #[test]
    fn the_schema_is_what_the_types_say() {
        crate::schema::assert_toml::<Raw>("submission.schema.json");
    }

    #[test]
    fn the_schema_takes_declarations_and_nothing_else() {
        let errors = |text| crate::schema::errors_of(text, "submission.schema.json");
        let right = "format = 1\nserver = 'python3 a.py {port}'\n[input]\nclient = '1'\n[task3]\nserver = 'python3 c.py'\n";
        assert_eq!(errors(right), [""; 0]);
        for wrong in [
            "server = 'python3 a.py'\n",
            "format = 1\nserver = ['python3', 'a.py']\n",
            "format = 1\n[task4]\nserver = 'a'\n",
        ] {
            assert_ne!(errors(wrong), [""; 0], "{wrong}");
        }
    }
}
