//! A command that starts a program, as a person types it.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::seat::Seat;
use crate::host::{Executable, Origin};
use crate::near::nearest;
use crate::role::Role;

/// A command as the user gave it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Command {
    /// The text.
    text: String,
    /// What stands before the program, as `PORT=5000` does in `PORT=5000 node server.js`: variables of this program only.
    variables: Vec<(String, String)>,
    /// The rest of the text, taken apart as a shell would.
    words: Vec<String>,
    /// The folder that it runs in, where that was chosen.
    folder: Option<PathBuf>,
    /// Who gave it.
    said_by: Origin,
}

/// A command as it is written down.
#[derive(Serialize, Deserialize)]
struct Written {
    command: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    folder: Option<PathBuf>,
    #[serde(default, skip_serializing_if = "is_student")]
    said_by: Origin,
}

/// What is written down without saying who gave it is a student's.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_student(said_by: &Origin) -> bool {
    *said_by == Origin::Student
}

impl TryFrom<Written> for Command {
    type Error = String;

    fn try_from(Written { command, folder, said_by }: Written) -> Result<Self, String> {
        Ok(Self { folder, ..Self::parse(&command, said_by)? })
    }
}

impl From<Command> for Written {
    fn from(Command { text, folder, said_by, .. }: Command) -> Self {
        Self { command: text, folder, said_by }
    }
}

impl std::fmt::Display for Command {
    /// As it was given.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl Command {
    /// Where the program runs that was named in the folder `here`: in the folder of the first file that an argument names,
    /// so that the files beside it are found and no others have to be shown, or where none does in that of a program of one's own
    /// (`./run.sh`); in `here` where there is neither, and with its files where an argument names one of them without its ending.
    /// Where the folder was chosen, the words are as right as the user wrote them.
    pub(crate) fn seat(&self, here: &Path) -> Seat {
        let seat = |folder, holds_files, words| Seat {
            folder,
            holds_files,
            executable: Executable::Named(self.said_by),
            words,
            variables: self.variables.clone(),
        };
        if let Some(folder) = &self.folder {
            return seat(here.join(folder), true, self.words.clone());
        }
        let named = |word: &String| {
            let path = here.join(word).canonicalize().ok()?;
            (!word.is_empty() && !word.starts_with('-')).then_some(path)
        };
        let mut words = self.words.clone();
        let found = words.iter().skip(1).find_map(named);
        if words[0].contains('/')
            && let Some(program) = named(&words[0])
        {
            if found.is_none() && needs_its_folder(here, &program) {
                words[0] = format!("./{}", program.file_name().unwrap_or_default().display());
                return seat(program.with_file_name(""), true, words);
            }
            words[0] = program.display().to_string();
        }
        let folder = found.map(|path| if path.is_dir() { path } else { path.with_file_name("") });
        let Some(folder) = folder else {
            let holds_files = words.iter().skip(1).any(|word| is_stem(here, word));
            return seat(here.to_owned(), holds_files, words);
        };
        for word in words.iter_mut().skip(1) {
            if let Some(path) = named(word) {
                let inside = path.strip_prefix(&folder).map(Path::to_owned).unwrap_or(path);
                let inside = if inside.as_os_str().is_empty() { Path::new(".") } else { &inside };
                *word = inside.display().to_string();
            }
        }
        seat(folder, true, words)
    }

    /// The file of source that the command has an interpreter run: what stands first behind it and its options.
    pub fn named_source(&self) -> Option<&Path> {
        let mut words = self.words.iter().skip(1).map(Path::new);
        words
            .find(|word| !word.as_os_str().as_encoded_bytes().starts_with(b"-"))
            .filter(|word| is_source(word))
    }

    /// The file of the program's source, from where the command's folder is seen: that which the command names, or which a class
    /// of Java's is compiled from.
    pub fn source(&self) -> Option<PathBuf> {
        let named = self.words.iter().find(|word| is_source(Path::new(word))).cloned();
        let class = || {
            let is_java = self.words.first().is_some_and(|word| word.ends_with("java"));
            let class = self.words.iter().skip(1).find(|word| !word.starts_with(['-', '{']));
            class.filter(|_| is_java).map(|class| format!("{}.java", class.replace('.', "/")))
        };
        let file = named.or_else(class)?;
        Some(self.folder.as_deref().unwrap_or(Path::new("")).join(file))
    }

    /// Takes a command apart that stands in what was handed in. The error is a sentence without a full stop.
    pub fn of_student(text: &str) -> Result<Self, String> {
        Self::parse(text, Origin::Student)
    }

    /// The same for one that whoever calls the grader gave.
    pub fn of_instructor(text: &str) -> Result<Self, String> {
        Self::parse(text, Origin::Instructor)?.with_places()
    }

    /// The same command, unless one of its places to be filled in is misspelt. What is in braces otherwise is the program's.
    pub fn with_places(self) -> Result<Self, String> {
        let values = self.variables.iter().map(|(_, value)| value);
        let misspelt = |place| nearest(place, PLACES).filter(|near| *near != place).map(|near| (place, near));
        let slip = self.words.iter().chain(values).flat_map(|word| places(word)).find_map(misspelt);
        match slip {
            None => Ok(self),
            Some((place, near)) => Err(format!(
                "nothing is filled in for `{{{place}}}`: expected `{{host}}`, `{{port}}` or `{{seed}}`; did you mean `{{{near}}}`?"
            )),
        }
    }

    fn parse(text: &str, said_by: Origin) -> Result<Self, String> {
        let mut words =
            shell_words::split(text).map_err(|_| format!("the command `{text}` has an unclosed quote"))?;
        if words.is_empty() {
            return Err(
                "the command is empty: write how to start the program, for example `python3 server.py`"
                    .into(),
            );
        }
        let set = words.iter().take_while(|word| assignment(word).is_some()).count();
        let variables: Vec<_> = words
            .drain(..set)
            .filter_map(|word| assignment(&word).map(|(name, value)| (name.to_owned(), value.to_owned())))
            .collect();
        if words.is_empty() {
            return Err(format!(
                "the command `{text}` sets a variable and starts nothing: write the program behind it, for example \
                 `PORT=5000 python3 server.py`"
            ));
        }
        Ok(Self { text: text.to_owned(), variables, words, folder: None, said_by })
    }

    /// Stands for a half that is missing. It cannot be started, and what is said of it is true when a student types it.
    pub fn missing(role: Role) -> Self {
        let name = format!("no-{}", role.word());
        let words = vec![name.clone()];
        Self { text: name, variables: Vec::new(), words, folder: None, said_by: Origin::Student }
    }

    /// The folder that it runs in, where that was chosen.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// The same command, to run in that folder.
    pub fn in_folder(self, folder: &Path) -> Self {
        Self { folder: Some(folder.to_owned()), ..self }
    }

    /// The same command with more arguments, in which places may be filled in.
    pub fn told(mut self, arguments: &str) -> Self {
        self.text = format!("{} {arguments}", self.text);
        self.words.extend(arguments.split(' ').map(str::to_owned));
        self
    }

    /// The command that consists of these words of a student's or of convention's, written so that it can be typed.
    pub fn of_words(words: &[String]) -> Result<Self, String> {
        let set = words.iter().map_while(|word| assignment(word)).count();
        // A shell sets a variable only where its name stands without quotes.
        let variables = words.iter().map_while(|word| assignment(word));
        let variables = variables.map(|(name, value)| format!("{name}={} ", shell_words::quote(value)));
        Self::of_student(&format!("{}{}", variables.collect::<String>(), shell_words::join(&words[set..])))
    }

    /// Program and arguments, with what is to be filled in and without the variables before them.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Whether the command can be told which port to use.
    pub(crate) fn takes_port(&self) -> bool {
        let values = self.variables.iter().map(|(_, value)| value);
        self.words.iter().chain(values).any(|word| word.contains("{port}"))
    }
}

/// Whether a file is one of source that a command can name.
fn is_source(file: &Path) -> bool {
    const SOURCES: [&str; 10] = ["py", "js", "mjs", "cjs", "rb", "pl", "php", "sh", "java", "go"];
    file.extension().is_some_and(|ending| SOURCES.iter().any(|source| ending == *source))
}

/// What is filled in where it stands in braces.
const PLACES: [&str; 3] = ["host", "port", "seed"];

/// The names in braces in a word: not what a shell would fill in, which has a `$` before it.
fn places(word: &str) -> impl Iterator<Item = &str> {
    let is_letter = |c: char| c.is_ascii_alphabetic() || c == '_';
    word.match_indices('{').filter_map(move |(at, _)| {
        let (name, _) = word[at + 1..].split_once('}')?;
        let is_name = !name.is_empty() && name.chars().all(is_letter) && !word[..at].ends_with('$');
        is_name.then_some(name)
    })
}

/// Whether a program of one's own is to see the files beside it: one in `here`, or a script that lies further down. What is
/// compiled elsewhere lies among all that a build leaves.
fn needs_its_folder(here: &Path, program: &Path) -> bool {
    let Ok(here) = here.canonicalize() else { return false };
    let is_script = || {
        let mut start = [0; 2];
        std::fs::File::open(program).and_then(|mut file| file.read_exact(&mut start)).is_ok()
            && start == *b"#!"
    };
    program.is_file() && (program.parent() == Some(&here) || program.starts_with(&here) && is_script())
}

/// Whether a word is the name of a file in `here` without its ending, as in `java Server`, `node server` and `python3 -m
/// server`.
fn is_stem(here: &Path, word: &str) -> bool {
    let is_name = word.starts_with(|c: char| c.is_ascii_alphanumeric()) && !word.contains('/');
    is_name && ["class", "js", "py"].iter().any(|ending| here.join(format!("{word}.{ending}")).is_file())
}

/// Takes `NAME=value` apart, as a shell does where it stands before a command.
pub fn assignment(word: &str) -> Option<(&str, &str)> {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    word.split_once('=').filter(|(name, _)| is_name(name))
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;
    use crate::command_line::Fill;

    #[test]
    fn a_program_runs_beside_the_file_that_its_command_names() {
        let scratch = tempfile::tempdir().expect("a folder");
        let here = scratch.path().canonicalize().expect("its real name");
        for file in ["alice/server.py", "alice/data/numbers.txt", "bob/client"] {
            let file = here.join(file);
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
            std::fs::write(file, "").expect("a file");
        }
        let seat = |command: &str, chosen: Option<&str>| {
            let command = Command::of_student(command).expect("a command");
            let command =
                chosen.map_or_else(|| command.clone(), |chosen| command.clone().in_folder(chosen.as_ref()));
            let seat = command.seat(&here);
            let folder = seat.folder.strip_prefix(&here).expect("inside").display().to_string();
            (folder, seat.words.join(" ").replace(&*here.to_string_lossy(), "HERE"), seat.holds_files)
        };
        let of = |folder: &str, words: &str, holds| (folder.to_owned(), words.to_owned(), holds);
        assert_eq!(seat("python3 alice/server.py 7", None), of("alice", "python3 server.py 7", true));
        assert_eq!(
            seat("python3 alice/server.py alice/data/numbers.txt", None),
            of("alice", "python3 server.py data/numbers.txt", true)
        );
        assert_eq!(seat("java -cp alice Server", None), of("alice", "java -cp . Server", true));
        assert_eq!(seat("bob/client {port}", None), of("", "HERE/bob/client {port}", false));
        assert_eq!(seat("bob/client alice/server.py", None), of("alice", "HERE/bob/client server.py", true));
        assert_eq!(seat("python3 server.py", Some("alice")), of("alice", "python3 server.py", true));
        assert_eq!(seat("python3 missing.py", None), of("", "python3 missing.py", false));
        // A program of one's own sees what lies beside it, as where it is typed.
        std::fs::write(here.join("run"), "").expect("a file");
        std::fs::write(here.join("bob/run.sh"), "#!/bin/sh\n").expect("a file");
        std::os::unix::fs::symlink("/bin/sh", here.join("bob/sh")).expect("a link");
        assert_eq!(seat("./run {port}", None), of("", "./run {port}", true));
        assert_eq!(seat("bob/run.sh", None), of("bob", "./run.sh", true));
        assert_eq!(seat("bob/run.sh alice/server.py", None).0, "alice");
        assert!(!seat("bob/sh -x", None).2, "it is the machine's");
        std::fs::write(here.join("Server.class"), "").expect("a file");
        assert_eq!(seat("java Server", None), of("", "java Server", true));
        assert_eq!(seat("java Client", None), of("", "java Client", false));
    }

    #[test]
    fn a_command_that_is_none_is_refused_with_a_sentence() {
        assert!(Command::of_student("  ").is_err_and(|error| error.contains("empty")));
        assert!(
            Command::of_student("python3 'server.py").is_err_and(|error| error.contains("unclosed quote"))
        );
    }

    #[test]
    fn a_place_that_is_misspelt_is_refused() {
        let refused = |text| Command::of_instructor(text).expect_err("it is misspelt");
        let expected = "nothing is filled in for `{prot}`: expected `{host}`, `{port}` or `{seed}`; did you mean `{port}`?";
        assert_eq!(refused("python3 server.py {prot}"), expected);
        assert_eq!(refused("PORT={PORT} python3 server.py").matches("did you mean `{port}`?").count(), 1);
        assert!(refused("python3 server.py --at={hots}:{port}").contains("`{hots}`"));
        for text in [
            "./server --at={host}:{port} {seed}",
            "sh -c 'exec ./server ${port}'",
            "awk '{ print }'",
            "./a {} {1..5}",
        ] {
            Command::of_instructor(text).unwrap_or_else(|why| panic!("{text}: {why}"));
        }
        Command::of_student("python3 server.py {other}").expect("a program may be given anything");
    }

    #[test]
    fn variables_before_the_program_are_its_environment() {
        let given = "PORT={port} NAME='a b' node server.js K=v";
        let command = Command::of_student(given).expect("a command");
        assert!(command.takes_port());
        assert_eq!(command.words(), ["node", "server.js", "K=v"]);
        let words = ["PORT={port}", "NAME=a b", "node", "server.js", "K=v"].map(str::to_owned);
        let typed = Command::of_words(&words).expect("a command");
        assert_eq!(typed.to_string(), "PORT={port} NAME='a b' node server.js 'K=v'");
        assert_eq!(Command { text: command.text.clone(), ..typed }, command);
        let seat = command.seat("/".as_ref());
        let variables: [(OsString, OsString); 2] =
            [("PORT".into(), "4711".into()), ("NAME".into(), "a b".into())];
        assert_eq!(seat.variables(&Fill { host: "10.0.0.2", port: 4711, seed: 7 }), variables);
        assert!(Command::of_student("PORT=1").is_err_and(|error| error.contains("starts nothing")));
        assert_eq!(Command::of_student("./a=b 1").expect("a command").words(), ["./a=b", "1"]);
    }

    #[test]
    fn who_gave_a_command_is_written_down_with_it() {
        for (command, written) in [
            (Command::of_student("./server"), r#"{"command":"./server"}"#),
            (Command::of_instructor("./server"), r#"{"command":"./server","said_by":"instructor"}"#),
        ] {
            let command = command.expect("a command");
            assert_eq!(serde_json::to_string(&command).expect("it can be written"), written);
            assert_eq!(serde_json::from_str::<Command>(written).expect("it can be read"), command);
        }
    }
}
