//! Time in which nothing happens in a case: every thread of every program sleeps. A program that is ready to run and does not get
//! a processor is not idle, so that this time is the same on a busy machine.

use std::time::{Duration, Instant};

/// How often it is looked: rarely enough that looking costs next to nothing.
const EVERY: Duration = Duration::from_millis(50);

/// What may lie between two looks. Where it was more, the grader itself was held up, and what the programs did meanwhile is
/// not known.
const MOST: Duration = Duration::from_millis(200);

/// The time so far.
#[derive(Debug, Default)]
pub struct Idle {
    total: Duration,
    /// When it was looked last, and whether the programs slept then.
    last: Option<(Instant, bool)>,
}

impl Idle {
    /// Looks, where it is time to. `all_sleep` tells whether all programs do.
    pub fn look(&mut self, now: Instant, all_sleep: impl FnOnce() -> bool) {
        let since = self.last.map(|(last, _)| now.saturating_duration_since(last));
        if since.is_some_and(|since| since < EVERY) {
            return;
        }
        let sleeps = all_sleep();
        if let Some((_, true)) = self.last
            && sleeps
        {
            self.total += since.unwrap_or_default().min(MOST);
        }
        self.last = Some((now, sleeps));
    }

    /// How long it was.
    pub fn total(&self) -> Duration {
        self.total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What comes to be where it is looked each so many milliseconds, and the programs sleep or not.
    fn idle(step_ms: u64, sleeps: &[bool]) -> Duration {
        let (mut idle, mut now) = (Idle::default(), Instant::now());
        for sleeps in sleeps {
            idle.look(now, || *sleeps);
            now += Duration::from_millis(step_ms);
        }
        idle.total()
    }

    #[test]
    fn only_time_between_two_looks_that_find_all_asleep_counts() {
        assert_eq!(idle(50, &[true; 5]), Duration::from_millis(200));
        assert_eq!(idle(50, &[true, false, true, true, false]), Duration::from_millis(50));
        assert_eq!(idle(50, &[false; 5]), Duration::ZERO);
        assert_eq!(idle(10, &[true; 11]), Duration::from_millis(100), "between looks nobody is asked");
    }

    #[test]
    fn time_in_which_the_grader_itself_was_held_up_does_not_count() {
        assert_eq!(idle(60_000, &[true; 3]), 2 * MOST);
    }
}
