//! Clients that draw the same numbers with one seed as with another. Many start their generator from the second of the clock,
//! as with `srand(time(NULL))`, and a run takes less than one: without a wait between them all its cases would be one draw,
//! and a mistake that this draw happens not to show would pass.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::observation::Observation;
use crate::plan::Case;
use crate::scenario::Task;
use crate::tap::conversation::Direction;

/// How often a case is run again for the sake of other numbers.
const AGAIN: usize = 2;

/// What clients drew so far, for each pair of programs and scenario, which a key tells apart.
#[derive(Debug)]
pub struct Draws<K, C = SystemClock> {
    clock: C,
    pairs: Mutex<BTreeMap<K, Drawn>>,
}

/// What one client drew.
#[derive(Debug, Default)]
struct Drawn {
    /// What it sent, as a digest, and with which seed.
    sent: Vec<(u64, u64)>,
    /// The second that the cases of a seed wait for.
    seconds: BTreeMap<u64, u64>,
    /// Whether it sent the same in another second as well: its numbers do not depend on the clock.
    is_fixed: bool,
}

/// Tells the time, in whole seconds, and waits for it.
pub trait Clock {
    /// The second that it is.
    fn second(&self) -> u64;

    /// Returns when that second has begun.
    fn wait_for(&self, second: u64);
}

/// The clock that programs see.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn second(&self) -> u64 {
        since_epoch().as_secs()
    }

    fn wait_for(&self, second: u64) {
        while let Some(left) =
            Duration::from_secs(second).checked_sub(since_epoch()).filter(|left| !left.is_zero())
        {
            thread::sleep(left);
        }
    }
}

fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

impl<K: Ord + Clone> Default for Draws<K> {
    fn default() -> Self {
        Self::new(SystemClock)
    }
}

impl<K: Ord + Clone, C: Clock> Draws<K, C> {
    /// Nothing drawn yet.
    pub fn new(clock: C) -> Self {
        Self { clock, pairs: Mutex::default() }
    }

    /// What is seen of a case: where its client sends what it sent with another seed, of the case run again in a second of its
    /// seed's own.
    pub fn observe(&self, key: &K, case: &Case<'_>, observe: impl Fn() -> Observation) -> Observation {
        let mut observation = observe();
        if case.stand_in.is_some() || case.scenario.task == Task::Greet {
            return observation;
        }
        for _ in 0..AGAIN {
            let Some(sent) = sent(&observation) else { return observation };
            let Some(second) = self.second_to_wait_for(key, case.seed, sent) else { break };
            self.clock.wait_for(second);
            let mut again = observe();
            if again.trouble.is_some() {
                return observation;
            }
            again.spent += observation.spent;
            self.with(key, |drawn| drawn.is_fixed |= self::sent(&again) == Some(sent));
            observation = again;
        }
        if let Some(sent) = sent(&observation) {
            self.with(key, |drawn| drawn.sent.push((case.seed, sent)));
        }
        observation
    }

    /// Forgets the pairs whose key is one of these.
    pub fn forget(&self, is_over: impl Fn(&K) -> bool) {
        self.pairs.lock().expect("nobody panics while drawing").retain(|key, _| !is_over(key));
    }

    fn with<T>(&self, key: &K, work: impl FnOnce(&mut Drawn) -> T) -> T {
        let mut pairs = self.pairs.lock().expect("nobody panics while drawing");
        work(pairs.entry(key.clone()).or_default())
    }

    /// A second in which no other seed's cases are run, where this was sent with another seed before.
    fn second_to_wait_for(&self, key: &K, seed: u64, sent: u64) -> Option<u64> {
        let now = self.clock.second();
        self.with(key, |drawn| {
            let is_repeated = drawn.sent.iter().any(|(other, before)| *other != seed && *before == sent);
            if drawn.is_fixed || !is_repeated {
                return None;
            }
            let last = drawn.seconds.values().copied().max().unwrap_or_default();
            let second = drawn.seconds.entry(seed).or_default();
            if *second <= now {
                *second = last.max(now) + 1;
            }
            Some(*second)
        })
    }
}

/// A digest of all that the client sent, where it sent anything.
fn sent(observation: &Observation) -> Option<u64> {
    let connections = &observation.conversation.as_ref()?.connections;
    let sent: Vec<Vec<u8>> =
        connections.iter().map(|connection| connection.sent(Direction::ToServer)).collect();
    let mut digest = DefaultHasher::new();
    sent.hash(&mut digest);
    sent.iter().any(|bytes| !bytes.is_empty()).then(|| digest.finish())
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, SocketAddr};
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;
    use crate::scenario::Scenario;
    use crate::tap::conversation::{Connection, Conversation, Segment};
    use crate::tap::delivery::Delivery;

    /// A clock that goes on only where it is waited for.
    impl Clock for &AtomicU64 {
        fn second(&self) -> u64 {
            self.load(Ordering::Relaxed)
        }

        fn wait_for(&self, second: u64) {
            self.fetch_max(second, Ordering::Relaxed);
        }
    }

    fn scenario(task: &str) -> Scenario {
        let text = format!("format = 1\ntitle = 't'\ntask = '{task}'\nseeds = '1..4'\n");
        Scenario::parse("t.toml".as_ref(), &text).expect("a right scenario")
    }

    /// A case in which the client sent that.
    fn client_sent(text: &str) -> Observation {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 12345));
        let at = Duration::ZERO;
        let segment = Segment { at, ..Segment::new(Direction::ToServer, text.as_bytes()) };
        let connection =
            Connection { segments: vec![segment], ..Connection::new(address, address, address, at) };
        let conversation = Conversation { connections: vec![connection], ..Conversation::default() };
        Observation { conversation: Some(conversation), ..Observation::default() }
    }

    /// What the client sends in each case of all seeds and deliveries, and how often it was run.
    fn run(task: &str, client: impl Fn(u64) -> String) -> (Vec<u64>, usize) {
        let (clock, scenario) = (AtomicU64::new(1000), scenario(task));
        let draws = Draws::new(&clock);
        let mut seen = Vec::new();
        let mut runs = 0;
        for seed in scenario.seeds.clone() {
            for delivery in Delivery::ALL {
                let runs = std::cell::RefCell::new(&mut runs);
                let observation = draws.observe(&0, &Case::alone(&scenario, seed, delivery), || {
                    **runs.borrow_mut() += 1;
                    client_sent(&client(clock.load(Ordering::Relaxed)))
                });
                seen.extend(sent(&observation));
            }
        }
        (seen, runs)
    }

    const CASES: usize = 4 * Delivery::ALL.len();

    fn different(seen: &[u64]) -> usize {
        seen.iter().collect::<std::collections::BTreeSet<_>>().len()
    }

    #[test]
    fn what_depends_on_the_second_is_drawn_anew_with_each_seed() {
        let (seen, runs) = run("dedup", |second| format!("{second}"));
        assert_eq!((different(&seen), runs), (4, CASES + 3), "once more with each seed but the first");
    }

    #[test]
    fn what_is_always_the_same_is_run_once_more_and_never_again() {
        let (seen, runs) = run("dedup", |_| "1 2 3".to_owned());
        assert_eq!((different(&seen), runs), (1, CASES + 1));
    }

    #[test]
    fn greetings_and_silence_are_not_run_again() {
        assert_eq!(run("greet", |_| "hello".to_owned()).1, CASES);
        assert_eq!(run("dedup", |_| String::new()).1, CASES);
    }
}
