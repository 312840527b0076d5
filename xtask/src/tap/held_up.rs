//! How long the programs of a case may have waited for the tap because the tap waited for a processor.

use std::time::Duration;

/// What the passes of the relay have come to so far.
#[derive(Debug, Default)]
pub(super) struct HeldUp {
    /// How often something was taken in or handed over, and how long the thread had waited for a processor, after the last pass.
    last: (u64, Duration),
    total: Duration,
}

impl HeldUp {
    /// Takes note of a pass, after which this is how things stand. Where nothing was moved in it there was nothing to move, and
    /// nobody waited: a program that sleeps for a second by itself does so whatever the tap waits for.
    pub(super) fn note(&mut self, events: u64, delay: Duration) -> Duration {
        let (events_before, delay_before) = std::mem::replace(&mut self.last, (events, delay));
        if events != events_before {
            self.total += delay.saturating_sub(delay_before);
        }
        self.total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_passes_that_move_something_held_anybody_up() {
        let mut held_up = HeldUp::default();
        let passes = [(0, 5), (0, 40), (1, 45), (1, 90), (1, 120), (7, 123)];
        let totals = passes.map(|(events, delay)| held_up.note(events, Duration::from_millis(delay)));
        assert_eq!(totals.map(|total| total.as_millis()), [0, 0, 5, 5, 5, 8]);
    }
}
