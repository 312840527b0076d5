//! What names hint at: the task that a file is for, the role that it plays, whether it is meant at all.

use std::path::Path;

use crate::role::Role;
use crate::task::Task;

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

/// Words that say what a task is about.
pub(super) const TASK_HINTS: &[(&str, Task)] = &[
    ("greet", Task::Greet),
    ("dedup", Task::Dedup),
    ("duplicat", Task::Dedup),
    ("intersect", Task::Intersect),
    ("common", Task::Intersect),
];

/// Those of them that settle nothing: many a program greets on the way to its task, and several have a file in `common`.
const FAINT_HINTS: &[&str] = &["greet", "common"];

/// The task that one name says it is for, by its number or by what it is about.
fn task_of_name(name: &str) -> Option<Task> {
    numbered(name).or_else(|| {
        let mut about = about(name).filter(|(hint, _)| !FAINT_HINTS.contains(hint)).map(|(_, task)| task);
        let task = about.next()?;
        about.all(|other| other == task).then_some(task)
    })
}

/// What a name says that it is about.
fn about(name: &str) -> impl Iterator<Item = (&'static str, Task)> {
    let words = words(name);
    TASK_HINTS.iter().copied().filter(move |(hint, _)| words.iter().any(|word| word.contains(hint)))
}

/// The task whose number a name has. `lab1` is a lab and not a task, and so is `Lab Task 1`, the whole hand-out's title.
fn numbered(name: &str) -> Option<Task> {
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
    names(file).find_map(|name| about(&name).next().map(|(_, task)| task))
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

/// Whether a folder is called a part of a class.
pub(super) fn is_section(name: &str) -> bool {
    words(name).iter().any(|word| ["section", "sect", "sec", "cohort"].contains(&word.as_str()))
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
            ("dedup_client.py", dedup, client),
            ("intersection/srv.c", intersect, server),
            ("dedup/task3_server.py", intersect, server),
            ("dedup_and_intersect_server.py", None, server),
            ("common_server.py", None, server),
            ("greeting_server.py", None, server),
            ("server/main.py", None, server),
            ("server/client.py", None, client),
            ("ClientServer/peer.py", None, None),
            ("SetDeduplication/Server.java", dedup, server),
            ("start1/x.py", None, None),
        ] {
            let path = Path::new(file);
            assert_eq!((task_of(path), role_of(path)), (task, role), "{file}");
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
}
