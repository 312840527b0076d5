//! The pairs that submissions are made of: those of `programs/pairs.toml` that are in Python, from first to last.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde::Deserialize;

/// The tasks of the lab, as `pairs.toml` calls them, and the checks of each, in the order of its scenario.
pub const TASKS: [(&str, [&str; 8]); 3] = [
    (
        "greet",
        [
            "server-listens",
            "server-stays-up",
            "client-finishes",
            "server-greets",
            "client-acknowledges",
            "client-shows-greeting",
            "server-shows-acknowledgement",
            "survives-merging",
        ],
    ),
    (
        "dedup",
        [
            "server-listens",
            "server-stays-up",
            "client-finishes",
            "sends-numbers",
            "reply-is-deduplicated",
            "shows-final-list",
            "shows-duplicates",
            "survives-merging",
        ],
    ),
    (
        "intersect",
        [
            "server-listens",
            "server-stays-up",
            "client-finishes",
            "sends-numbers",
            "reply-is-intersection",
            "reply-is-sorted",
            "shows-intersection",
            "survives-merging",
        ],
    ),
];

/// What the checks of a task are worth, in their order: sums of these tell which of them a submission has.
pub const POINTS: [u32; 8] = [1, 2, 4, 8, 16, 32, 64, 128];

/// What a task is worth.
pub const MOST: u32 = 255;

/// Wrong because the table has it started by Python 3, which its code is not for. Nobody says so in a class: the grader
/// tells by the code, starts it by Python 2 and finds nothing wrong.
const TOLD_BY_THE_CODE: &str = "stalls/syntax_error_server.py";

/// A row of the table, as far as it matters here: other tests know of more.
#[derive(Debug, Clone, Deserialize)]
pub struct Pair {
    /// An English sentence.
    pub name: String,
    pub task: String,
    pub server: String,
    pub client: String,
    #[serde(default = "three")]
    python: u8,
    /// The checks that fail where each `send` is handed over alone; empty for a race.
    #[serde(default)]
    pub fails: BTreeSet<String>,
    /// Those that fail only with another client served before.
    #[serde(default)]
    second: BTreeSet<String>,
    /// The checks that fail where they are merged: of a race.
    pub coalesced_fails: Option<BTreeSet<String>>,
    /// How many cases it takes to read it, where one is too few.
    seeds: Option<u64>,
    /// Why two runs of one seed need not be the same to the byte.
    pub varies: Option<String>,
    /// Where the server listens, whatever it is told: wrong in the table, which tells the client a port as well. In a class the client
    /// is tried with the one on which the server listens.
    other_port: Option<u16>,
    /// What is wrong with it is so under these readings of "duplicates" only.
    #[serde(default)]
    pub accept: Vec<String>,
}

fn three() -> u8 {
    3
}

#[derive(Deserialize)]
struct Table {
    pair: Vec<Pair>,
    race: Vec<Pair>,
}

/// All of them, by task.
pub struct Corpus {
    pairs: Vec<Pair>,
}

impl Corpus {
    /// Reads the table. Pairs in Python 2 are left out where this machine has none.
    pub fn read() -> Self {
        let text = fs::read_to_string(programs().join("pairs.toml")).expect("the table can be read");
        let Table { mut pair, race } = toml::from_str(&text).expect("the table is right");
        pair.extend(race);
        pair.iter_mut().for_each(|pair| pair.fails.append(&mut pair.second));
        // A class is graded by one seed.
        pair.retain(|pair| pair.seeds.is_none());
        pair.retain(|pair| {
            pair.is_in_python() && pair.server != TOLD_BY_THE_CODE && pair.other_port.is_none()
        });
        if !xtask::host::has_program("python2") {
            pair.retain(|pair| pair.python == 3);
        }
        Self { pairs: pair }
    }

    pub fn pairs(&self) -> &[Pair] {
        &self.pairs
    }

    /// The pair that submission `number` has for a task: each in its turn.
    pub fn pair_of(&self, number: usize, task: &str) -> &Pair {
        let mut of_task: Vec<&Pair> = self.pairs.iter().filter(|pair| pair.task == task).collect();
        assert!(!of_task.is_empty(), "the table has pairs for {task}");
        let at = number % of_task.len();
        of_task.swap_remove(at)
    }
}

impl Pair {
    fn is_in_python(&self) -> bool {
        [&self.server, &self.client].iter().all(|file| file.ends_with(".py"))
    }

    /// The program that starts its files.
    pub fn interpreter(&self) -> String {
        format!("python{}", self.python)
    }

    /// The text of its two programs.
    pub fn texts(&self) -> [(&'static str, String); 2] {
        [("server.py", &self.server), ("client.py", &self.client)].map(|(name, file)| {
            let text = fs::read_to_string(programs().join(file));
            (name, text.unwrap_or_else(|error| panic!("`{file}` can be read: {error}")))
        })
    }
}

fn programs() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/programs")
}

/// The scenario of a task: one seed, for these programs draw their own numbers; two deliveries, and not much patience.
pub fn scenario((task, checks): (&str, [&str; 8])) -> String {
    let mut text = format!(
        "format = 1\ntitle = \"{task}\"\ntask = \"{task}\"\nseeds = \"1\"\ndeliveries = [\"as-sent\", \"coalesced\"]\n\
         timeout = \"2s\"\n[points]\n"
    );
    for (check, points) in checks.iter().zip(POINTS) {
        text += &format!("{check} = {points}\n");
    }
    text
}
