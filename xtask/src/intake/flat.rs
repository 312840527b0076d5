//! Files side by side that say in their names whose they are: `anna_server.py`, `server-anna.py`, `AnnaServer.java`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::hints;
use super::language;
use super::platform::is_number;
use super::roster::Child;
use crate::role::Role;
use crate::task::Task;

/// Words that say what a program is, and not whose.
const NO_NAMES: &[&str] = &[
    "ack",
    "array",
    "assignment",
    "basic",
    "chat",
    "class",
    "code",
    "concurrent",
    "copy",
    "demo",
    "echo",
    "example",
    "file",
    "final",
    "fixed",
    "greeting",
    "hello",
    "host",
    "homework",
    "hw",
    "it",
    "iterative",
    "lab",
    "list",
    "main",
    "message",
    "multi",
    "my",
    "net",
    "network",
    "new",
    "old",
    "p",
    "peer",
    "prog",
    "program",
    "project",
    "py",
    "python",
    "reference",
    "sample",
    "set",
    "side",
    "simple",
    "sock",
    "socket",
    "solution",
    "starter",
    "tcp",
    "template",
    "test",
    "the",
    "thread",
    "threaded",
    "udp",
    "v",
    "version",
    "week",
    "with",
    "world",
];

/// The fewest digits of a number that is somebody's: no task, attempt or year has as many.
const PERSONAL: usize = 5;

/// The words of a name that are left when role, task and what else a program is are taken out: whose it is. Digits go with the word
/// right before them, as in the login `jsmith1`; a long number by itself is somebody's where nothing else is left.
fn owner(name: &str) -> Vec<String> {
    let stem = Path::new(name).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let (mut owner, mut number): (Vec<String>, Option<String>) = (Vec::new(), None);
    for part in stem.split(|c: char| !c.is_alphanumeric()) {
        // The owner's word that goes on here, and a letter before digits.
        let (mut goes_on, mut letter) = (false, String::new());
        for word in hints::words(part) {
            let is_digits = is_number(&word);
            let rest = if is_digits { word.clone() } else { without_role(&word) };
            match owner.last_mut().filter(|last| goes_on && (is_digits || last.ends_with(is_digit))) {
                Some(last) => last.push_str(&rest),
                None if is_digits && word.len() >= PERSONAL && !letter.is_empty() => {
                    owner.push(letter + &word);
                }
                None if is_digits && word.len() >= PERSONAL => number = Some(word.clone()),
                None if !is_digits && says_something(&rest) => owner.push(rest.clone()),
                None => {}
            }
            goes_on = owner.last().is_some_and(|last| !rest.is_empty() && last.ends_with(&rest))
                && word.ends_with(&rest);
            letter = if word.chars().count() == 1 { word } else { String::new() };
        }
    }
    if owner.is_empty() { number.into_iter().collect() } else { owner }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// A word without what says that it is a server or a client.
fn without_role(word: &str) -> String {
    match ["server", "client"].iter().fold(word.to_owned(), |word, role| word.replace(role, "")) {
        rest if ["serv", "srv", "cli", "clnt"].contains(&rest.as_str()) => String::new(),
        rest => rest,
    }
}

/// Whether a word may be somebody's name.
fn says_something(word: &str) -> bool {
    !word.is_empty()
        && !hints::TASK_HINTS.iter().any(|(hint, _)| word.contains(hint))
        && !NO_NAMES.contains(&word)
        && !hints::TASK_WORDS.contains(&word)
}

/// A name without a short number at its end, and that number.
fn numbered(owner: &[String]) -> (Vec<String>, usize) {
    let mut base = owner.to_vec();
    let Some(last) = base.last_mut() else { return (base, 0) };
    let length = last.trim_end_matches(is_digit).len();
    let number = last.split_off(length).parse().unwrap_or(0);
    (base, number)
}

/// Whether the numbers at the ends of names are those of tasks: several people have the same of them.
fn number_tasks<'o>(owners: impl Iterator<Item = &'o Vec<String>>) -> bool {
    let mut numbers: BTreeMap<Vec<String>, BTreeSet<usize>> = BTreeMap::new();
    for (base, number) in owners.map(|owner| numbered(owner)) {
        numbers.entry(base).or_default().insert(number);
    }
    let mut sets = numbers.values();
    let is_of_tasks = |set: &BTreeSet<usize>| {
        set.len() > 1 && set.iter().all(|number| (1..=Task::ALL.len()).contains(number))
    };
    numbers.len() > 1 && sets.next().is_some_and(|first| is_of_tasks(first) && sets.all(|set| set == first))
}

/// Whether a name says more than what a program is and how old: whose it is.
pub(super) fn may_be_somebody(name: &str) -> bool {
    !owner(name).is_empty() && !hints::is_aside(Path::new(name))
}

/// Whether a file calls itself a server or a client, and nobody's.
pub(super) fn is_bare_program(child: &Child) -> bool {
    role(child).is_some() && owner(&child.name).is_empty()
}

fn role(child: &Child) -> Option<Role> {
    let name = Path::new(&child.name);
    (!child.is_folder && language::is_source(name)).then(|| hints::role_of(name)).flatten()
}

/// Whose each of the files is, by its name. Nobody's where the names do not tell several owners with a server and a client
/// each, or by numbers that only people have, unless it is `known` that this is a class; and where one of them is a program of nobody's.
pub(super) fn owners(children: &[Child], known: bool) -> BTreeMap<String, String> {
    let programs = children.iter().filter_map(|child| Some((owner(&child.name), role(child)?)));
    let programs: Vec<(Vec<String>, Role)> = programs.collect();
    let number_tasks = number_tasks(programs.iter().map(|(owner, _)| owner));
    // A course or a day that stands in every name tells nobody from another.
    let is_everyones =
        |word: &String| word.contains(is_digit) && programs.iter().all(|(owner, _)| owner.contains(word));
    let everyones: Vec<&String> =
        programs.iter().take(1).flat_map(|(owner, _)| owner).filter(|word| is_everyones(word)).collect();
    let own = |owner: Vec<String>| -> Vec<String> {
        let owner = if number_tasks { numbered(&owner).0 } else { owner };
        let own: Vec<String> = owner.iter().filter(|word| !everyones.contains(word)).cloned().collect();
        if own.is_empty() { owner } else { own }
    };
    let mut roles: BTreeMap<Vec<String>, BTreeSet<Role>> = BTreeMap::new();
    for (owner, role) in &programs {
        roles.entry(own(owner.clone())).or_default().insert(*role);
    }
    let has_nobodys = roles.remove(&Vec::new()).is_some();
    let whole = roles.values().filter(|roles| roles.len() == 2).count();
    let has_number = |owner: &&Vec<String>| {
        owner.iter().any(|word| word.len() - word.trim_end_matches(is_digit).len() >= PERSONAL)
    };
    let are_people = whole > 1 || roles.keys().filter(has_number).count() > 1;
    if !known && (has_nobodys || !are_people) {
        return BTreeMap::new();
    }
    let of = |child: &Child| {
        let owner = own(owner(&child.name));
        // What else is somebody's begins like it: `anna_notes.txt`.
        let known = (1..=owner.len())
            .rev()
            .map(|length| &owner[..length])
            .find(|owner| roles.contains_key(*owner))?;
        Some((child.name.clone(), known.join(" ")))
    };
    children.iter().filter(|child| !child.is_folder).filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(names: &[&str]) -> Vec<Child> {
        names.iter().map(|name| Child::named(name.into(), false)).collect()
    }

    #[test]
    fn a_name_without_what_the_program_is_is_its_owners() {
        for (name, words) in [
            ("anna_server.py", "anna"),
            ("server-anna.py", "anna"),
            ("AnnaServer.java", "anna"),
            ("annaserver.py", "anna"),
            ("doe_jane_task2_client.py", "doe jane"),
            ("clive_srv.c", "clive"),
            ("server.py", ""),
            ("task3server.py", ""),
            ("lab1_tcp_client2.py", ""),
            ("dedup_server.py", ""),
            ("echo-server.c", ""),
            ("prog1_server.py", ""),
            ("jsmith1_server.py", "jsmith1"),
            ("client_jsmith12.py", "jsmith12"),
            ("jsmith1server2.py", "jsmith1"),
            ("annaserver2.py", "anna"),
            ("Server2Anna3.java", "anna3"),
            ("ab12cd34_client.c", "ab12cd34"),
            ("s1234567_server.py", "s1234567"),
            ("p1234567-server.py", "p1234567"),
            ("server_1234567.py", "1234567"),
            ("20261012_anna_server.py", "anna"),
            ("python3_p2p_server_v2.py", ""),
        ] {
            assert_eq!(owner(name).join(" "), words, "{name}");
        }
    }

    #[test]
    fn several_owners_of_both_programs_are_a_class() {
        let of = |names: &[&str], known| {
            owners(&files(names), known)
                .into_values()
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect::<Vec<_>>()
                .join(",")
        };
        let anna = ["anna_server.py", "anna_client.py"];
        let both = [
            "anna_server.py",
            "anna_client.py",
            "Server_Bob.java",
            "Client_Bob.java",
            "anna_notes.txt",
            "grades.csv",
        ];
        assert_eq!(of(&both, false), "anna,bob");
        assert_eq!(owners(&files(&both), false)["anna_notes.txt"], "anna");
        assert_eq!(owners(&files(&both), false).get("grades.csv"), None);
        assert_eq!((of(&anna, false), of(&anna, true)), (String::new(), "anna".to_owned()));
        assert_eq!(of(&["server.py", "client.py", "util.py"], true), "");
        // Logins that end in digits; each may have handed in a half only where the numbers are people's.
        assert_eq!(
            of(&["jsmith1_server.py", "jsmith1_client.py", "jsmith2_server.py", "jsmith2_client.py"], false),
            "jsmith1,jsmith2"
        );
        assert_eq!(
            of(&["s1234567_server.py", "s1234568_client.py", "1234569_server.py"], false),
            "1234569,s1234567,s1234568"
        );
        assert_eq!(
            of(&["prog1_server.py", "prog1_client.py", "prog2_server.py", "prog2_client.py"], false),
            ""
        );
        // Numbers of tasks, and of the course.
        let tasks = ["ann1", "ann2", "bob1", "bob2"]
            .map(|who| [format!("cs310_{who}_server.py"), format!("cs310_{who}_client.py")]);
        let tasks: Vec<&str> = tasks.iter().flatten().map(String::as_str).collect();
        assert_eq!(of(&tasks, false), "ann,bob");
        let mixed = [&both[..], &["server.py"]].concat();
        assert_eq!((of(&mixed, false), of(&mixed, true)), (String::new(), "anna,bob".to_owned()));
    }
}
