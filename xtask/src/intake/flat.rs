//! Files side by side that say in their names whose they are: `anna_server.py`, `server-anna.py`, `AnnaServer.java`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::hints;
use super::language;
use super::roster::Child;
use crate::role::Role;

/// Words that say what a program is, and not whose.
const NO_NAMES: &[&str] = &[
    "ack",
    "array",
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
    "with",
    "world",
];

/// The words of a name that are left when role, task and what else a program is are taken out: whose it is.
fn owner(name: &str) -> Vec<String> {
    let stem = Path::new(name).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let words = hints::words(&stem).into_iter().map(|word| {
        let word = ["server", "client"].iter().fold(word, |word, role| word.replace(role, ""));
        if ["serv", "srv", "cli", "clnt"].contains(&word.as_str()) { String::new() } else { word }
    });
    let says_something = |word: &String| {
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
        let is_hint = hints::TASK_HINTS.iter().any(|(hint, _)| word.contains(hint));
        !is_number
            && !is_hint
            && !NO_NAMES.contains(&word.as_str())
            && !hints::TASK_WORDS.contains(&word.as_str())
    };
    words.filter(says_something).collect()
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
/// each, unless it is `known` that this is a class; and where one of them is a program of nobody's.
pub(super) fn owners(children: &[Child], known: bool) -> BTreeMap<String, String> {
    let programs = children.iter().filter_map(|child| Some((owner(&child.name), role(child)?)));
    let mut roles: BTreeMap<Vec<String>, BTreeSet<Role>> = BTreeMap::new();
    for (owner, role) in programs {
        roles.entry(owner).or_default().insert(role);
    }
    let has_nobodys = roles.remove(&Vec::new()).is_some();
    let whole = roles.values().filter(|roles| roles.len() == 2).count();
    if !known && (has_nobodys || whole < 2) {
        return BTreeMap::new();
    }
    let of = |child: &Child| {
        let owner = owner(&child.name);
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
        let mixed = [&both[..], &["server.py"]].concat();
        assert_eq!((of(&mixed, false), of(&mixed, true)), (String::new(), "anna,bob".to_owned()));
    }
}
