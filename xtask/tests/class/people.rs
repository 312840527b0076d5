//! Who is in a class that is packed, and what they hand in.

use crate::corpus::{Corpus, TASKS};

/// Names with the signs that names have, and as logins are made of them.
const FIRST: [(&str, &str); 12] = [
    ("Ada", "ada"),
    ("Björn", "bjorn"),
    ("Chloé", "chloe"),
    ("Dmitri", "dmitri"),
    ("Eun-ji", "eunji"),
    ("Fatima", "fatima"),
    ("Grace", "grace"),
    ("Håkon", "hakon"),
    ("Inés", "ines"),
    ("Jun", "jun"),
    ("Kofi", "kofi"),
    ("Lena", "lena"),
];
const LAST: [(&str, &str); 10] = [
    ("Aalto", "aalto"),
    ("Brûlé", "brule"),
    ("Chen", "chen"),
    ("D'Arcy", "darcy"),
    ("van Eyck", "vaneyck"),
    ("Fjord", "fjord"),
    ("Gupta", "gupta"),
    ("Øst", "ost"),
    ("Smith-Jones", "smithjones"),
    ("Zhou", "zhou"),
];

/// Stands in every file, with the number of whose it is.
pub const MARK: &str = "# handed in by number ";

/// Files by their paths.
pub type Files = Vec<(String, String)>;

/// Somebody in the class.
pub struct Person {
    pub number: usize,
    pub name: String,
    pub last_first: String,
    pub login: String,
    pub server: String,
    pub client: String,
}

impl Person {
    pub fn canvas(&self) -> usize {
        1000 + self.number
    }

    pub fn moodle(&self) -> usize {
        5000 + self.number
    }

    /// As Canvas calls somebody in the names of files.
    pub fn sortable(&self) -> String {
        self.last_first.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
    }

    /// As somebody calls a folder: by the login, or by the name in one form or another.
    pub fn folder(&self) -> String {
        match self.number % 3 {
            0 => self.login.clone(),
            1 => self.name.replace(' ', "_"),
            _ => self.last_first.clone(),
        }
    }

    /// The two programs, in a folder or behind a prefix.
    pub fn files(&self, before: &str) -> Files {
        [("server.py", &self.server), ("client.py", &self.client)]
            .map(|(name, text)| (format!("{before}{name}"), text.clone()))
            .into()
    }
}

pub fn people(corpus: &Corpus, size: usize) -> Vec<Person> {
    assert!(size <= FIRST.len() * LAST.len(), "there are names for {}", FIRST.len() * LAST.len());
    let person = |number: usize| {
        let ((first, plain_first), (last, plain_last)) =
            (FIRST[number % FIRST.len()], LAST[number / FIRST.len() % LAST.len()]);
        let [server, client] = corpus
            .pair_of(19 * number, TASKS[1].0)
            .texts()
            .map(|(_, text)| format!("{text}\n{MARK}{number}\n"));
        Person {
            number,
            name: format!("{first} {last}"),
            last_first: format!("{last}, {first}"),
            login: format!("{plain_first}{plain_last}"),
            server,
            client,
        }
    };
    (0..size).map(person).collect()
}
