//! The table of pairs, `programs/pairs.toml`, read and checked.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use xtask::check::Check;
use xtask::oracle::mistakes::MISTAKES;

/// How often a race is run under each delivery: never anything in between.
const RACES: u32 = 5;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    pub pair: Vec<Pair>,
    pub race: Vec<Race>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// An English sentence.
    pub name: String,
    pub task: String,
    pub server: String,
    pub client: String,
    /// The version of Python that the files ending in `.py` are written in.
    #[serde(default = "python_3")]
    pub python: u8,
    /// The checks that must fail; all others must not.
    pub fails: BTreeSet<String>,
    /// The checks that must fail only with a client that comes second.
    #[serde(default)]
    pub second: BTreeSet<String>,
    /// Whose fault it is; every wrong pair says so.
    pub blame: Option<String>,
    /// The known mistake that must be among those named.
    pub mistake: Option<String>,
    /// Words that must be among those said.
    pub says: Option<String>,
    /// The accepted readings of duplicates, where not all are.
    #[serde(default)]
    pub accept: Vec<String>,
    /// Takes no arguments: port and addresses are written into the programs.
    #[serde(default)]
    pub fixed: bool,
    /// How many cases there are.
    pub seeds: Option<u32>,
    /// Where the server listens, whatever it is told.
    #[serde(default)]
    #[expect(dead_code, reason = "the grader has to find it out by itself")]
    pub other_port: Option<u16>,
    /// Why two runs of one seed need not be the same to the byte.
    pub varies: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Race {
    name: String,
    task: String,
    server: String,
    client: String,
    #[serde(default = "python_3")]
    python: u8,
    /// The checks that must fail where `send`s are merged.
    coalesced_fails: BTreeSet<String>,
    /// Whose fault that is.
    blame: String,
    /// As of a pair.
    varies: Option<String>,
}

fn python_3() -> u8 {
    3
}

impl Race {
    /// The same where each send is handed over alone: right.
    fn apart(&self) -> Pair {
        Pair {
            name: self.name.clone(),
            task: self.task.clone(),
            server: self.server.clone(),
            client: self.client.clone(),
            python: self.python,
            fails: BTreeSet::new(),
            second: BTreeSet::new(),
            blame: None,
            mistake: None,
            says: None,
            accept: Vec::new(),
            fixed: false,
            seeds: None,
            other_port: None,
            varies: self.varies.clone(),
        }
    }

    /// The same where sends are merged: wrong.
    fn merged(&self) -> Pair {
        Pair { fails: self.coalesced_fails.clone(), blame: Some(self.blame.clone()), ..self.apart() }
    }
}

impl Table {
    /// All that is asked of the grader: every pair under a delivery.
    pub fn runs(&self) -> Vec<Run> {
        let pairs = self.pair.iter().map(|pair| Run {
            pair: pair.clone(),
            delivery: "as-sent",
            seeds: pair.seeds.unwrap_or(1),
            is_pair: true,
        });
        let races = self.race.iter().flat_map(|race| {
            [(race.apart(), "as-sent"), (race.merged(), "coalesced")].map(|(pair, delivery)| Run {
                pair,
                delivery,
                seeds: RACES,
                is_pair: false,
            })
        });
        pairs.chain(races).collect()
    }
}

/// A pair under a delivery.
#[derive(Clone)]
pub struct Run {
    pub pair: Pair,
    pub delivery: &'static str,
    /// How many cases there are: seeds from 1.
    pub seeds: u32,
    /// Whether it is no race.
    pub is_pair: bool,
}

impl Run {
    /// As a test is called.
    pub fn name(&self) -> String {
        format!("{}, {}", self.pair.name, self.delivery)
    }

    /// The scenario under which it is judged.
    pub fn scenario(&self) -> String {
        self.pair.scenario(self.delivery, self.seeds)
    }
}

impl Pair {
    /// Whether it has to pass every check.
    pub fn is_right(&self) -> bool {
        self.fails.is_empty() && self.second.is_empty()
    }

    /// The scenario under which it is judged.
    fn scenario(&self, delivery: &str, seeds: u32) -> String {
        let Self { name, task, .. } = self;
        // What goes wrong is often waited for; a right pair never gets there, however busy the machine is.
        let seconds = if self.is_right() { 30 } else { 3 };
        let mut text = format!(
            "format = 1\ntitle = \"{name}\"\ntask = \"{task}\"\nseeds = \"1..{seeds}\"\ndeliveries = [\"{delivery}\"]\n\
             timeout = \"{seconds}s\"\n"
        );
        if !self.accept.is_empty() {
            text.push_str(&format!("[accept]\nduplicates = {:?}\n", self.accept));
        }
        text
    }

    fn check(&self) {
        let Self { name, .. } = self;
        for check in self.fails.iter().chain(&self.second) {
            assert!(Check::named(check).is_some(), "{name}: there is no check `{check}`");
        }
        if let Some(mistake) = &self.mistake {
            assert!(MISTAKES.iter().any(|known| known.name == mistake), "{name}: no mistake `{mistake}`");
        }
        let blame = self.blame.as_deref();
        let known = matches!(blame, None | Some("server" | "client" | "both" | "unclear"));
        assert!(known, "{name}: blame is server, client, both or unclear, not {blame:?}");
        assert_eq!(self.is_right(), blame.is_none(), "{name}: a wrong pair says whose fault it is");
        assert!(self.mistake.is_none() || !self.is_right(), "{name}: a right pair makes no mistake");
    }
}

/// The table in that folder. What is wrong in it is said by a panic: the table is part of the test.
pub fn read(folder: &Path) -> Table {
    let text = fs::read_to_string(folder.join("pairs.toml")).expect("the table of pairs can be read");
    let table: Table = toml::from_str(&text).unwrap_or_else(|error| panic!("pairs.toml: {error}"));
    let mut names = BTreeSet::new();
    for pair in table.pair.iter().cloned().chain(table.race.iter().map(Race::merged)) {
        pair.check();
        assert!(names.insert(pair.name.clone()), "two pairs are called `{}`", pair.name);
    }
    table
}
