//! Every pair of `programs/pairs.toml` through `cargo xtask run`: right ones pass every check, wrong ones fail the
//! checks that the table names and no other; races are right where each `send` is handed over alone, and wrong where they
//! are merged, every time. One test a pair. And one more a right pair: in whatever order chance lets its two directions be
//! seen, it is judged the same; and every wrong answer put in the place of its right ones is caught.
//!
//! A pair in a language that the machine lacks counts as ignored; with `PAIRS_REQUIRE_ALL=1` it fails, unless the language
//! is Python 2, which Debian no longer has. `PAIR_RUNS=3` judges each pair three times in a row, and what its programs do is
//! the same to the byte each time, but for those that the table names with the reason. The table of pairs by
//! mutants is printed behind the tests.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Arguments, Failed, Trial};
use xtask::oracle::mistakes::MISTAKES;

mod interleavings;
mod language;
mod mutants;
mod recording;
mod run;
mod table;
mod writing;

use language::{Language, Languages};
use mutants::{Cell, Place, Row};
use table::{Pair, Race, Table};

/// How often a race is run under each delivery: never anything in between.
const RACES: u32 = 5;

/// What every test needs.
struct Corpus {
    folder: PathBuf,
    languages: Languages,
    /// How often a pair is judged.
    runs: u32,
    /// Whether a missing language is a failure.
    require_all: bool,
    mutants: Mutex<BTreeMap<String, Row>>,
    /// Mistakes that a mutant was named by.
    named: Mutex<BTreeSet<&'static str>>,
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs");
    let table = table::read(&folder);
    let races: Vec<Pair> = table.race.iter().map(Race::apart).collect();
    let all = table.pair.iter().chain(&races).flat_map(run::languages);
    let corpus = Arc::new(Corpus {
        languages: Languages::find(&folder, all),
        folder,
        runs: number("PAIR_RUNS").unwrap_or(1),
        require_all: number("PAIRS_REQUIRE_ALL").is_some_and(|n| n > 0),
        mutants: Mutex::default(),
        named: Mutex::default(),
    });
    let pairs = table.pair.iter().map(|pair| corpus.judged(pair, "as-sent", pair.seeds.unwrap_or(1)));
    let races = table.race.iter().flat_map(|race| {
        [corpus.judged(&race.apart(), "as-sent", RACES), corpus.judged(&race.merged(), "coalesced", RACES)]
    });
    let right = table.pair.iter().filter(|pair| pair.is_right() && pair.accept.is_empty());
    let mutants = right.filter(|pair| pair.task != "greet").map(|pair| corpus.mutated(pair));
    let trials: Vec<Trial> = pairs.chain(races).chain(mutants).collect();
    let count = trials.len();
    let conclusion = libtest_mimic::run(&arguments, trials);
    corpus.print_mutants();
    let whole = !arguments.list && conclusion.num_passed == count as u64;
    let unmet = if whole { corpus.unmet(&table) } else { Vec::new() };
    if !unmet.is_empty() {
        println!("\nno pair and no mutant shows these mistakes: {}", unmet.join(", "));
    }
    if conclusion.has_failed() || !unmet.is_empty() { ExitCode::from(101) } else { ExitCode::SUCCESS }
}

impl Corpus {
    /// The test that a pair is judged as the table says.
    fn judged(self: &Arc<Self>, pair: &Pair, delivery: &'static str, seeds: u32) -> Trial {
        let name = format!("{}, {delivery}", pair.name);
        self.trial(name, pair, move |corpus, pair| {
            let judged = |time: u32| {
                let judged = run::judge(pair, delivery, seeds, &corpus.folder, &corpus.languages);
                judged.map_err(|error| format!("time {time} of {}: {error}", corpus.runs))
            };
            let first = judged(1)?;
            for time in 2..=corpus.runs {
                let again = judged(time)?;
                if pair.varies.is_none() && again.digests != first.digests {
                    return Err(format!(
                        "what the programs did differs between two runs:\n{}\n--- time {time} of {}:\n{}",
                        first.said, corpus.runs, again.said
                    ));
                }
            }
            Ok(())
        })
    }

    /// The test that a right pair is judged by what it said and not by when, and that every wrong answer is caught.
    fn mutated(self: &Arc<Self>, pair: &Pair) -> Trial {
        self.trial(format!("{}, mutants", pair.name), pair, |corpus, pair| {
            let observation = run::observe(pair, &corpus.folder, &corpus.languages)?;
            interleavings::all(&pair.scenario("as-sent", 1), &observation)?;
            let (row, named) = mutants::all(&pair.scenario("as-sent", 1), &observation)?;
            corpus.mutants.lock().unwrap_or_else(PoisonError::into_inner).insert(pair.name.clone(), row);
            corpus.named.lock().unwrap_or_else(PoisonError::into_inner).extend(named);
            Ok(())
        })
    }

    fn trial(
        self: &Arc<Self>,
        name: String,
        pair: &Pair,
        test: impl Fn(&Self, &Pair) -> Result<(), String> + Send + 'static,
    ) -> Trial {
        let missing = run::languages(pair).into_iter().find(|language| !self.languages.has(*language));
        let ignored = missing.is_some_and(|language| !self.require_all || language == Language::Python(2));
        let kind = match missing {
            Some(language) if ignored => format!("there is no {} here", language.name()),
            _ => pair.task.clone(),
        };
        let (corpus, pair) = (self.clone(), pair.clone());
        let test = Trial::test(name, move || test(&corpus, &pair).map_err(Failed::from));
        test.with_kind(kind).with_ignored_flag(ignored)
    }

    /// The table of pairs by mutants: `n` caught and named, `c` caught, `-` no mutant, `!` a hole.
    fn print_mutants(&self) {
        let rows = self.mutants.lock().unwrap_or_else(PoisonError::into_inner);
        let mut count = BTreeMap::new();
        for place in [Place::Reply, Place::WireOnly, Place::Shown, Place::Duplicates] {
            let names: BTreeSet<&str> = rows
                .values()
                .flat_map(Row::keys)
                .filter(|(at, _)| *at == place)
                .map(|(_, name)| *name)
                .collect();
            if names.is_empty() {
                continue;
            }
            println!("\n{place:?}: {}", Vec::from_iter(names.iter().copied()).join(" "));
            for (pair, row) in rows.iter() {
                let cells = names.iter().map(|name| {
                    let cell = row.get(&(place, name)).copied().unwrap_or(Cell::None);
                    *count.entry(format!("{cell:?}").to_lowercase()).or_insert(0) += 1;
                    match cell {
                        Cell::None => '-',
                        Cell::Caught => 'c',
                        Cell::Named => 'n',
                        Cell::Hole => '!',
                    }
                });
                println!("  {}  {pair}", cells.collect::<String>());
            }
        }
        if !count.is_empty() {
            println!("\n{} pairs with mutants: {count:?}", rows.len());
        }
    }

    /// The known mistakes that no wrong pair shows and no mutant was named by.
    fn unmet(&self, table: &Table) -> Vec<&'static str> {
        let mut met = self.named.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let shown: BTreeSet<&str> = table.pair.iter().filter_map(|pair| pair.mistake.as_deref()).collect();
        met.extend(MISTAKES.iter().map(|mistake| mistake.name).filter(|name| shown.contains(name)));
        MISTAKES.iter().map(|mistake| mistake.name).filter(|name| !met.contains(name)).collect()
    }
}

/// A whole number in the environment. One that is none is said: silence would look like success.
fn number(name: &str) -> Option<u32> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("`{name}` is `{text}`, and has to be a whole number")))
}
