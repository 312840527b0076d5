//! A program that the instructor has everyone start in the same way: where it lies in a submission.

use std::path::{Path, PathBuf};

use super::build::Build;
use super::programs::Candidate;
use super::{Entry, files, hints};
use crate::command_line::Command;
use crate::task::Task;
use crate::words::intake as words;

/// What is in a submission.
pub(super) struct Found<'f> {
    /// Its files, those higher up first.
    pub files: &'f [PathBuf],
    /// What is compiled.
    pub builds: &'f [Build],
    /// What convention takes for a program of that role, the likeliest first.
    pub candidates: &'f [Candidate],
}

/// The program that the command is for: in the folder from which it finds the file that it names, be it there or be it built. A
/// command that names no file (`java -cp . Server`) runs where convention's program would. `None` where nothing fits.
pub(super) fn candidate(command: &Command, task: Task, found: &Found<'_>) -> Option<Candidate> {
    let candidate = |file: &Path, dir: &Path, build| Candidate {
        command: command.clone(),
        dir: dir.to_owned(),
        file: file.to_owned(),
        why: words::asked_for(),
        build,
    };
    let names: Vec<&Path> = command.words().iter().filter_map(|word| named_file(word)).collect();
    for name in &names {
        // A file in another task's folder is not meant; one in this task's is meant before one in none's. The file's own name is the
        // command's, whatever it says.
        let for_task = |wanted: Option<Task>| {
            let mut files = found.files.iter();
            files.find(|file| file.ends_with(name) && hints::task_of(above(file, name)) == wanted)
        };
        if let Some(file) = for_task(Some(task)).or_else(|| for_task(None)) {
            return Some(candidate(file, above(file, name), None));
        }
        for (build, made) in found.builds.iter().enumerate() {
            let made = made.makes.iter().find(|file| file.ends_with(name)).map(|file| made.dir.join(file));
            if let Some(file) = made {
                return Some(candidate(&file, above(&file, name), Some(build)));
            }
        }
    }
    match found.candidates {
        [likeliest, ..] if names.is_empty() => {
            Some(Candidate { command: command.clone(), why: words::asked_for(), ..likeliest.clone() })
        }
        _ => None,
    }
}

/// What a command names that is in no submission, as a sentence: whoever gave it has made a slip.
pub fn nobody_has(command: &Command, entries: &[Entry]) -> Option<String> {
    let name = command.named_source().filter(|name| name.is_relative())?;
    let name = name.strip_prefix(".").unwrap_or(name);
    let folders = entries.iter().filter_map(|entry| entry.folder.as_ref().ok());
    let files: Vec<PathBuf> = folders.filter_map(|folder| files::list(folder).ok()).flatten().collect();
    let is_there = files.is_empty() || files.iter().any(|file| file.ends_with(name));
    let names = files.iter().filter_map(|file| file.file_name()?.to_str());
    (!is_there).then(|| words::nobody_has(command, name, names))
}

/// The file that a word of a command names, if it looks like one: with an extension or in a folder.
fn named_file(word: &str) -> Option<&Path> {
    let is_option = word.starts_with('-') || word.contains(['{', '=']);
    let path = Path::new(word.strip_prefix("./").unwrap_or(word));
    let is_file = word.contains('/') || path.extension().is_some();
    (!is_option && is_file && path.is_relative() && path.file_name().is_some()).then_some(path)
}

/// The folder of which `name` is a path to `file`.
fn above<'f>(file: &'f Path, name: &Path) -> &'f Path {
    file.ancestors().nth(name.iter().count()).unwrap_or(Path::new(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(text: &str) -> Command {
        Command::of_student(text).expect("a command")
    }

    #[test]
    fn a_command_runs_where_the_file_is_that_it_names() {
        let files: Vec<PathBuf> =
            ["server.py", "src/a/tool.py", "task3/server.py", "x/task2/server.py", "x/task2/data.txt"]
                .map(PathBuf::from)
                .to_vec();
        let build = Build {
            command: vec!["make".to_owned()],
            dir: "c".into(),
            makes: vec!["bin/server".into()],
            for_file: "c/server.c".into(),
            ..Build::default()
        };
        let likeliest = Candidate {
            command: command("java -cp . Main"),
            dir: "java".into(),
            file: "java/Main.java".into(),
            why: String::new(),
            build: Some(0),
        };
        let found = Found { files: &files, builds: &[build], candidates: &[likeliest] };
        let rows = [
            ("python3 server.py {port}", Task::Dedup, Some(("x/task2", "x/task2/server.py", None))),
            ("python3 server.py 127.0.0.1", Task::Greet, Some(("", "server.py", None))),
            ("python3 -u ./a/tool.py", Task::Dedup, Some(("src", "src/a/tool.py", None))),
            ("./server {port}", Task::Dedup, Some(("c/bin", "c/bin/server", Some(0)))),
            ("bin/server", Task::Dedup, Some(("c", "c/bin/server", Some(0)))),
            ("java Server", Task::Dedup, Some(("java", "java/Main.java", Some(0)))),
            ("python3 missing.py", Task::Dedup, None),
            ("python3 /etc/x.py", Task::Dedup, Some(("java", "java/Main.java", Some(0)))),
        ];
        for (text, task, expected) in rows {
            let found = candidate(&command(text), task, &found);
            let found = found.as_ref().map(|found| {
                (found.dir.to_str().expect("text"), found.file.to_str().expect("text"), found.build)
            });
            assert_eq!(found, expected, "{text}");
        }
    }
}
