//! Every pair of `programs/pairs.toml`: right ones pass every check, wrong ones fail the checks that the table names and no
//! other; races are right where each `send` is handed over alone, and wrong where they are merged, every time. And one test
//! more a right pair: in whatever order chance lets its two directions be seen, it is judged the same; and every wrong answer
//! put in the place of its right ones is caught.
//!
//! What is judged was observed once and is kept (`observations.rs`). Through `cargo xtask run`, from start to end, goes one pair
//! for each language and task; all of them with `PAIRS_LIVE=1`.
//!
//! A pair that runs in a language that the machine lacks counts as ignored; with `PAIRS_REQUIRE_ALL=1` it fails, unless the
//! language is Python 2, which Debian no longer has. `PAIR_RUNS=3` runs each pair three times in a row, and what its programs
//! do is the same to the byte each time, but for those that the table names with the reason. The table of pairs by mutants is
//! printed behind the tests.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use libtest_mimic::{Arguments, Failed, Trial};
use xtask::observation::Observation;
use xtask::oracle::mistakes::MISTAKES;

mod expected;
#[path = "../shared/grader.rs"]
mod grader;
mod interleavings;
mod judged;
mod language;
mod mutants;
mod observations;
mod recording;
mod run;
mod table;
mod writing;

use language::{Language, Languages};
use mutants::{Cell, Place, Row};
use observations::{Observations, UPDATE};
use table::{Run, Table};

/// What every test needs.
struct Corpus {
    folder: PathBuf,
    languages: Languages,
    observations: Mutex<Observations>,
    /// How often a pair runs.
    runs: u32,
    /// Whether a missing language is a failure.
    require_all: bool,
    mutants: Mutex<BTreeMap<String, Row>>,
    /// Mistakes that a mutant was named by.
    named: Mutex<BTreeSet<&'static str>>,
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let folder = tests.join("programs");
    let table = table::read(&folder);
    let runs = table.runs();
    let corpus = Arc::new(Corpus {
        languages: Languages::find(&folder, runs.iter().flat_map(|run| run::languages(&run.pair))),
        observations: Mutex::new(Observations::read(&tests.join("observations"), &folder)),
        folder,
        runs: number("PAIR_RUNS").unwrap_or(1),
        require_all: is_asked("PAIRS_REQUIRE_ALL"),
        mutants: Mutex::default(),
        named: Mutex::default(),
    });
    if let Some(which) = std::env::var_os("UPDATE_OBSERVATIONS") {
        return corpus.update(&arguments, &runs, which == "all");
    }
    let live = if is_asked("PAIRS_LIVE") { runs.clone() } else { sample(&runs) };
    let is_right = |run: &&Run| run.pair.is_right() && run.pair.accept.is_empty() && run.is_pair;
    let right = runs.iter().filter(is_right).filter(|run| run.pair.task != "greet");
    let trials = runs.iter().map(|run| corpus.judged(run));
    let trials = trials.chain(right.map(|run| corpus.mutated(run)));
    let trials = trials.chain(live.iter().map(|run| corpus.live(run)));
    let conclusion = libtest_mimic::run(&arguments, trials.chain([corpus.is_tidy(&runs)]).collect());
    corpus.print_mutants();
    let whole = !arguments.list && conclusion.num_filtered_out == 0 && conclusion.num_failed == 0;
    let unmet = if whole { corpus.unmet(&table) } else { Vec::new() };
    if !unmet.is_empty() {
        println!("\nno pair and no mutant shows these mistakes: {}", unmet.join(", "));
    }
    if conclusion.has_failed() || !unmet.is_empty() { ExitCode::from(101) } else { ExitCode::SUCCESS }
}

/// The first right pair of each task with a server in each language, and with a client in each.
fn sample(runs: &[Run]) -> Vec<Run> {
    let mut met = BTreeSet::new();
    let right = runs.iter().filter(|run| run.pair.is_right());
    right
        .filter(|run| {
            let languages = run::languages(&run.pair).into_iter().enumerate();
            languages.fold(false, |is_new, (role, language)| {
                met.insert((run.pair.task.clone(), role, language)) || is_new
            })
        })
        .cloned()
        .collect()
}

impl Corpus {
    /// The test that a pair is judged as the table says, by what was observed of it.
    fn judged(self: &Arc<Self>, run: &Run) -> Trial {
        self.trial(run.name(), run, |corpus, run| {
            let (observations, second) = corpus.observations().of(run)?;
            expected::compare(run, &judged::said(run, &observations, second.as_ref())?).map(drop)
        })
    }

    /// The test that a pair which runs is judged so.
    fn live(self: &Arc<Self>, run: &Run) -> Trial {
        self.trial_that_runs(format!("{}, live", run.name()), run, move |corpus, run| {
            let judged = |time: u32| {
                let said = run::said(run, &corpus.folder, &corpus.languages)?;
                let digests = expected::compare(run, &said)
                    .map_err(|error| format!("time {time} of {}: {error}", corpus.runs))?;
                Ok::<_, String>((digests, said.text))
            };
            let (first, said) = judged(1)?;
            for time in 2..=corpus.runs {
                let (again, said_again) = judged(time)?;
                if run.pair.varies.is_none() && again != first {
                    return Err(format!(
                        "what the programs did differs between two runs:\n{said}\n--- time {time} of {}:\n{said_again}",
                        corpus.runs
                    ));
                }
            }
            Ok(())
        })
    }

    /// The test that a right pair is judged by what it said and not by when, and that every wrong answer is caught.
    fn mutated(self: &Arc<Self>, run: &Run) -> Trial {
        self.trial(format!("{}, mutants", run.pair.name), run, |corpus, run| {
            let observations = corpus.observed(run)?;
            let observation = observations.get(&1).ok_or("seed 1 was not observed")?;
            interleavings::all(&run.scenario(), observation)?;
            let (row, named) = mutants::all(&run.scenario(), observation)?;
            corpus.mutants.lock().unwrap_or_else(PoisonError::into_inner).insert(run.pair.name.clone(), row);
            corpus.named.lock().unwrap_or_else(PoisonError::into_inner).extend(named);
            Ok(())
        })
    }

    /// The test that nothing is kept of what is no pair any more.
    fn is_tidy(&self, runs: &[Run]) -> Trial {
        let gone = self.observations().retain(runs);
        Trial::test("nothing is kept of what the table no longer has", move || match &gone[..] {
            [] => Ok(()),
            gone => Err(format!("{}: {UPDATE}", gone.join(", ")).into()),
        })
    }

    /// Runs what is to be observed, or all, and keeps what is seen.
    fn update(self: &Arc<Self>, arguments: &Arguments, runs: &[Run], all: bool) -> ExitCode {
        for pair in self.observations().retain(runs) {
            println!("`{pair}` is no longer in the table");
        }
        let wanted = runs.iter().filter(|run| all || self.observed(run).is_err());
        let trials = wanted.map(|run| {
            self.trial_that_runs(run.name(), run, |corpus, run| {
                let seen = run::observe(run, &corpus.folder, &corpus.languages)?;
                corpus.observations().keep(run, seen);
                Ok(())
            })
        });
        let conclusion = libtest_mimic::run(arguments, trials.collect());
        if let Err(error) = self.observations().write() {
            println!("cannot write what was observed: {error}");
            return ExitCode::from(101);
        }
        conclusion.exit_code()
    }

    fn observations(&self) -> MutexGuard<'_, Observations> {
        self.observations.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn observed(&self, run: &Run) -> Result<BTreeMap<u64, Observation>, String> {
        self.observations().of(run).map(|(cases, _)| cases)
    }

    fn trial(
        self: &Arc<Self>,
        name: String,
        run: &Run,
        test: impl Fn(&Self, &Run) -> Result<(), String> + Send + 'static,
    ) -> Trial {
        let kind = run.pair.task.clone();
        let (corpus, run) = (self.clone(), run.clone());
        Trial::test(name, move || test(&corpus, &run).map_err(Failed::from)).with_kind(kind)
    }

    /// One for which both programs are started.
    fn trial_that_runs(
        self: &Arc<Self>,
        name: String,
        run: &Run,
        test: impl Fn(&Self, &Run) -> Result<(), String> + Send + 'static,
    ) -> Trial {
        let missing = run::languages(&run.pair).into_iter().find(|language| !self.languages.has(*language));
        let ignored = missing.is_some_and(|language| !self.require_all || language == Language::Python(2));
        let trial = self.trial(name, run, test);
        match missing {
            Some(language) if ignored => {
                trial.with_kind(format!("there is no {} here", language.name())).with_ignored_flag(true)
            }
            _ => trial,
        }
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

/// Whether a whole number in the environment is more than 0.
fn is_asked(name: &str) -> bool {
    number(name).is_some_and(|number| number > 0)
}

/// A whole number in the environment. One that is none is said: silence would look like success.
fn number(name: &str) -> Option<u32> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("`{name}` is `{text}`, and has to be a whole number")))
}
