//! What a program gets in the place of the kernel's random numbers and of the time of day: all of it follows from the seed of
//! its case and from its role.
//!
//! The derivation stands in `docs/seeds.md`, so that anybody can repeat it. Streams are numbered as there: 0 and 1
//! are what `/dev/urandom` and `/dev/random` give; the n-th process has the streams 2n, for what it asks for, and 2n + 1,
//! for what the kernel hands to a program at its start. So it does not matter which of two processes asks first.
//!
//! The time of day stands still while programs draw their seeds from it, however busy the machine is. A loop that waits for
//! a time ends all the same: after five seconds, or once a process has asked a hundred times, the clock is right to
//! the second. No two answers to a process are alike, so that a measured time is never zero.

use std::collections::HashMap;
use std::time::Duration;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use sha2::{Digest as _, Sha256};

use crate::role::Role;

/// What everything that a program gets is drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entropy {
    /// The key of its generators.
    pub key: [u8; 32],
    /// The time of day at its start, in seconds since 1970.
    pub clock: u64,
}

/// The earliest time of day: in September 2001. All of them lie years before this was written, which is how a deadline in
/// such a time is told from one in true time.
const EARLIEST: u64 = 1_000_000_000;

/// Times of day begin within so many seconds from the earliest: a little over three years.
const SPAN: u64 = 100_000_000;

/// How many seconds a client's time of day is after its server's at least. More than the clock stands still.
const LEAST_LATER: u64 = 10;

/// A deadline this far from the time of day at the start is one in it.
const YEAR: u64 = 365 * 24 * 60 * 60;

/// How long the clock stands still.
const STANDS: Duration = Duration::from_secs(5);

/// How often one process may ask for the time before the clock runs.
const PATIENCE: u64 = 100;

impl Entropy {
    /// What the program of this role draws from, in cases of this seed. A client's time of day is some seconds after its server's:
    /// two programs that start their generators from it would draw the same, as they would not when a person starts them.
    pub(super) fn of(seed: u64, role: Role) -> Self {
        let digest =
            |what: &str| -> [u8; 32] { Sha256::digest(format!("socklab seed {seed} {what}")).into() };
        let clock = digest("clock");
        let first = u64::from_le_bytes(*clock.first_chunk().expect("a digest has 32 bytes"));
        let later = match role {
            Role::Server => 0,
            Role::Client => LEAST_LATER + u64::from(clock[8]),
        };
        Self { key: digest(role.word()), clock: EARLIEST + first % SPAN + later }
    }

    /// The process id that the program itself gets, where it has a pid namespace of its own: generators are started from ids as
    /// well. Below the least of which a kernel makes ids (`pid_max`), by more than a program may have processes.
    pub(super) fn first_process(&self) -> u32 {
        1000 + u32::from(u16::from_le_bytes([self.key[0], self.key[1]])) % 30_000
    }

    /// The generator of a stream.
    pub(super) fn stream(&self, number: u64) -> ChaCha20Rng {
        let mut generator = ChaCha20Rng::from_seed(self.key);
        generator.set_stream(number);
        generator
    }
}

/// How processes are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbering {
    /// By their ids: they have a pid namespace of their own, in which the program itself has this one.
    From(u32),
    /// In the order in which they first ask.
    Asking,
}

/// One process, and how far it has drawn.
#[derive(Debug, Clone)]
pub(super) struct Process {
    asked: ChaCha20Rng,
    at_start: ChaCha20Rng,
    clock_asked: u64,
}

impl Process {
    /// Fills the buffer with what it asked for.
    pub(super) fn fill(&mut self, buffer: &mut [u8]) {
        self.asked.fill_bytes(buffer);
    }

    /// What a program that it becomes finds at its start.
    pub(super) fn fill_at_start(&mut self, buffer: &mut [u8]) {
        self.at_start.fill_bytes(buffer);
    }
}

/// All processes of a program.
#[derive(Debug)]
pub(super) struct Processes {
    entropy: Entropy,
    numbering: Numbering,
    known: HashMap<u32, Process>,
    seen: u64,
}

impl Processes {
    /// None yet.
    pub(super) fn new(entropy: Entropy, numbering: Numbering) -> Self {
        Self { entropy, numbering, known: HashMap::new(), seen: 0 }
    }

    /// The process of this id.
    pub(super) fn get(&mut self, id: u32) -> &mut Process {
        let Self { entropy, numbering, known, seen } = self;
        known.entry(id).or_insert_with(|| {
            *seen += 1;
            let number = match numbering {
                Numbering::From(first) => u64::from(id.saturating_sub(*first)) + 1,
                Numbering::Asking => *seen,
            };
            Process {
                asked: entropy.stream(2 * number),
                at_start: entropy.stream(2 * number + 1),
                clock_asked: 0,
            }
        })
    }

    /// How many are known.
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    /// Forgets those that are not there any more.
    pub(super) fn retain(&mut self, is_there: impl Fn(u32) -> bool) {
        self.known.retain(|id, _| is_there(*id));
    }
}

/// Seconds and nanoseconds since 1970.
pub(super) type Time = (u64, u32);

/// The time of day that a program is told.
#[derive(Debug)]
pub(super) struct Clock {
    start: u64,
    runs: bool,
}

impl Clock {
    /// A clock that stands still at its start.
    pub(super) fn new(entropy: &Entropy) -> Self {
        Self { start: entropy.clock, runs: false }
    }

    /// What a process is told that asks this long after the program's start.
    pub(super) fn tell(&mut self, process: &mut Process, elapsed: Duration) -> Time {
        process.clock_asked += 1;
        self.runs |= process.clock_asked > PATIENCE;
        (self.seconds(elapsed), (process.clock_asked * 1000).min(999_999_999) as u32)
    }

    /// How long it is until a deadline, where that is one in this clock's time.
    pub(super) fn until(&self, deadline: Time, elapsed: Duration) -> Option<Duration> {
        let is_own = deadline.0.abs_diff(self.start) < YEAR;
        let now = Duration::from_secs(self.seconds(elapsed));
        is_own.then(|| Duration::new(deadline.0, deadline.1).saturating_sub(now))
    }

    fn seconds(&self, elapsed: Duration) -> u64 {
        self.start + if self.runs || elapsed >= STANDS { elapsed.as_secs() } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entropy() -> Entropy {
        Entropy::of(7, Role::Client)
    }

    fn drawn(processes: &mut Processes, id: u32) -> [u8; 16] {
        let mut buffer = [0; 16];
        processes.get(id).fill(&mut buffer);
        buffer
    }

    #[test]
    fn what_a_program_draws_follows_from_seed_role_and_process() {
        let all = |seed, role| {
            let mut processes = Processes::new(Entropy::of(seed, role), Numbering::From(2));
            [drawn(&mut processes, 2), drawn(&mut processes, 2), drawn(&mut processes, 3)]
        };
        assert_eq!(all(7, Role::Client), all(7, Role::Client));
        let mut different: Vec<_> =
            [all(7, Role::Client), all(7, Role::Server), all(8, Role::Client)].concat();
        different.sort_unstable();
        different.dedup();
        assert_eq!(different.len(), 9);
        let later = Entropy::of(7, Role::Client).clock - Entropy::of(7, Role::Server).clock;
        assert!((LEAST_LATER..LEAST_LATER + 256).contains(&later), "{later}");
        assert_ne!(Entropy::of(8, Role::Client).clock, Entropy::of(7, Role::Client).clock);
    }

    #[test]
    fn the_derivation_is_the_documented_one() {
        // Computed by the Python of `docs/seeds.md` from its five points.
        let Entropy { clock, .. } = entropy();
        let first = |stream| entropy().stream(stream).next_u32();
        assert_eq!(
            (clock, entropy().first_process(), [0, 1, 2].map(first)),
            (1_003_008_313, 2_450, [2_688_020_001, 2_588_288_795, 2_566_507_181])
        );
    }

    #[test]
    fn it_does_not_matter_which_process_asks_first() {
        let mut one = Processes::new(entropy(), Numbering::From(2));
        let mut other = Processes::new(entropy(), Numbering::From(2));
        let second = drawn(&mut one, 3);
        let first = drawn(&mut one, 2);
        assert_eq!((drawn(&mut other, 2), drawn(&mut other, 3)), (first, second));
        let mut by_asking = Processes::new(entropy(), Numbering::Asking);
        assert_eq!((drawn(&mut by_asking, 4711), drawn(&mut by_asking, 17)), (first, second));
    }

    #[test]
    fn the_clock_stands_for_seeds_and_runs_for_deadlines() {
        let mut processes = Processes::new(entropy(), Numbering::From(2));
        let mut clock = Clock::new(&entropy());
        let start = entropy().clock;
        let mut tell = |milliseconds, id| clock.tell(processes.get(id), Duration::from_millis(milliseconds));
        assert_eq!(tell(10, 2), (start, 1000));
        assert_eq!(tell(4900, 2), (start, 2000), "however slow the machine");
        assert_eq!(tell(4900, 3), (start, 1000), "whoever else asked");
        assert_eq!(tell(5100, 2), (start + 5, 3000));
        let last = (4..=101).map(|_| tell(1, 2)).last();
        assert_eq!(last, Some((start, 101_000)));
        assert_eq!(tell(2500, 3), (start + 2, 2000), "a process has asked and asked");
    }

    #[test]
    fn a_deadline_in_this_time_is_known_and_one_in_true_time_is_left_alone() {
        let clock = Clock::new(&entropy());
        let start = entropy().clock;
        let elapsed = Duration::from_secs(7);
        assert_eq!(clock.until((start + 9, 500), elapsed), Some(Duration::new(2, 500)));
        assert_eq!(clock.until((start + 1, 0), elapsed), Some(Duration::ZERO));
        assert_eq!(clock.until((1_700_000_000, 0), elapsed), None, "true time");
        assert_eq!(clock.until((86_400, 0), elapsed), None, "since the machine's start");
    }
}
