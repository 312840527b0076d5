//! What it costs that programs draw what the seed says: the same cases with it and without, in turn, in this very process.
//!
//! Processor time is that of everything this process starts and of itself, as the kernel counts it for a process and those
//! that come of it: what else the machine does is not in it.

use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use xtask::command_line::Command;
use xtask::delivery::Delivery;
use xtask::host::{Isolation, Origin, counter, doctor};
use xtask::plan::Case;
use xtask::scenario::Scenario;
use xtask::stage::{Stage, StageOptions};
use xtask::submission::{Program, Server, Submission};

use super::Pair;

/// The cases of one side.
struct Side {
    stage: Stage,
    wall: Vec<Duration>,
    busy: Vec<Duration>,
}

/// Runs the pair's cases with and without, and prints what each side took. To be called where there was no other thread yet.
pub fn measure(pair: &Pair, cases: u64, counter: &OwnedFd) {
    if let Err(error) = doctor::try_isolation(Isolation::Sandbox) {
        println!("{}: no seeds, for there is no sandbox: {error}", pair.name);
        return;
    }
    let scenario = Scenario::load(&super::root().join(pair.scenario)).expect("a right scenario");
    let [mut with, mut without] = [false, true].map(|by_chance| Side::new(pair, by_chance));
    for seed in 1..=cases {
        for side in [&mut with, &mut without] {
            side.run(&Case::alone(&scenario, seed, Delivery::AsSent), counter);
        }
    }
    println!("{}: {cases} cases with and without numbers that follow from the seed, in turn", pair.name);
    println!("  (medians, and quarters beside them)  {:>9}             {:>9}", "wall", "processor");
    let [wall, busy] = [Side::wall, Side::busy].map(|times: fn(&mut Side) -> &mut Vec<Duration>| {
        [times(&mut without), times(&mut with)].map(|times| quarters(times))
    });
    for (place, name) in ["without", "with"].into_iter().enumerate() {
        println!("  {name:34} {} {}", shown(wall[place]), shown(busy[place]));
    }
    let added = |[without, with]: [[f64; 3]; 2]| with[1] - without[1];
    let ratio = |[without, with]: [[f64; 3]; 2]| with[1] / without[1];
    println!("  added                              {:6.2} ms            {:6.2} ms", added(wall), added(busy));
    println!("  ratio                              {:6.3}               {:6.3}", ratio(wall), ratio(busy));
}

impl Side {
    fn new(pair: &Pair, by_chance: bool) -> Self {
        let program =
            |command: &str| Program::Command(Command::of_instructor(command).expect("a right command"));
        let [server, client] = &pair.graded;
        let submission = Submission { server: Server::Start(program(server)), client: program(client) };
        let options = StageOptions { by_chance, files_of: Origin::Instructor, ..StageOptions::default() };
        let stage = Stage::set(submission, Isolation::Sandbox, options).expect("a stage");
        Self { stage, wall: Vec::new(), busy: Vec::new() }
    }

    fn run(&mut self, case: &Case<'_>, counter: &OwnedFd) {
        let now = || counter::read(counter).expect("the counter can be read");
        let (start, before) = (Instant::now(), now());
        let observation = self.stage.observe(case, 0);
        assert_eq!(observation.trouble, None);
        self.wall.push(start.elapsed());
        self.busy.push(now() - before);
    }

    fn wall(&mut self) -> &mut Vec<Duration> {
        &mut self.wall
    }

    fn busy(&mut self) -> &mut Vec<Duration> {
        &mut self.busy
    }
}

/// The first quarter, the median and the third, in milliseconds.
fn quarters(times: &mut [Duration]) -> [f64; 3] {
    times.sort_unstable();
    [1, 2, 3].map(|quarter| times[times.len() * quarter / 4].as_secs_f64() * 1e3)
}

fn shown([first, median, third]: [f64; 3]) -> String {
    format!("{median:6.2} ms ({first:.1}-{third:.1})")
}
