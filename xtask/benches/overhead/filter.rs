//! What the filter of system calls costs a launch: the same program with it and without, in turn, each started many times. The least
//! of many is what it takes where nothing is in the way, the median what it usually takes. On both sides this binary is started
//! first, which becomes the program; making the filter, putting it in place and asking it at each call is what differs.

use std::env;
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use xtask::host::{counter, filter};

/// Launches of each side.
const LAUNCHES: usize = 1000;

/// A small program, and one that makes some hundred calls before it does anything.
const PROGRAMS: [&[&str]; 2] = [&["true"], &["python3", "-S", "-c", "pass"]];

/// What begins the arguments of a process that is to become a program, under the filter or without.
const SIDES: [&str; 2] = ["become-without-filter", "become-with-filter"];

/// Becomes the program where this process was started for it.
pub fn dispatch() {
    let mut arguments = env::args().skip(1);
    let side = arguments.next().and_then(|first| SIDES.iter().position(|side| *side == first));
    let Some((side, program)) = side.zip(arguments.next()) else { return };
    let entered = filter::enter(side == 1);
    let error = entered.err().unwrap_or_else(|| Command::new(program).args(arguments).exec());
    eprintln!("{error}");
    std::process::exit(1);
}

/// Prints what a launch takes. To be called where there was no other thread yet.
pub fn measure(counter: &OwnedFd) {
    for program in PROGRAMS {
        let mut sides = [(false, Vec::new(), Vec::new()), (true, Vec::new(), Vec::new())];
        for _ in 0..LAUNCHES {
            for (refuses, wall, busy) in &mut sides {
                let Some((launched, used)) = launch(program, *refuses, counter) else {
                    println!("`{}`: not measured, for it cannot be started under a filter here", program[0]);
                    return;
                };
                wall.push(launched);
                busy.push(used);
            }
        }
        println!(
            "`{}`: {LAUNCHES} launches with and without the filter of system calls, in turn",
            program.join(" ")
        );
        println!("  (least, median)                    {:>9}             {:>9}", "wall", "processor");
        let [without, with] = sides.map(|(_, wall, busy)| [wall, busy].map(least_and_median));
        for (name, [wall, busy]) in [("without", without), ("with", with)] {
            println!("  {name:34} {} {}", shown(wall), shown(busy));
        }
        let added = |place: usize| [0, 1].map(|which| with[place][which] - without[place][which]);
        println!("  {:34} {} {}", "added", shown(added(0)), shown(added(1)));
    }
}

/// Starts it and waits for its end: how long that took, and how much processor time.
fn launch(program: &[&str], refuses: bool, counter: &OwnedFd) -> Option<(Duration, Duration)> {
    let mut command = Command::new(env::current_exe().ok()?);
    command.arg(SIDES[usize::from(refuses)]).args(program).stdin(Stdio::null()).stdout(Stdio::null());
    let now = || counter::read(counter).expect("the counter can be read");
    let (start, before) = (Instant::now(), now());
    let status = command.status().ok()?;
    let taken = (start.elapsed(), now() - before);
    status.success().then_some(taken)
}

/// In milliseconds.
fn least_and_median(mut times: Vec<Duration>) -> [f64; 2] {
    times.sort_unstable();
    [times[0], times[times.len() / 2]].map(|time| time.as_secs_f64() * 1e3)
}

fn shown([least, median]: [f64; 2]) -> String {
    format!("{least:6.3} {median:6.3} ms     ")
}
