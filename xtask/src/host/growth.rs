//! How a program's memory grows from look to look, where the harness counts it: one that is on its way to its limit is held still
//! while it is counted, since counting takes a while, and longer on a busy machine.

/// So many steps like the last one ahead of its limit a program is held still.
const STEPS: u64 = 8;

/// A step of less than this part of the limit is nobody's way there.
const A_STEP: u64 = 512;

/// What was seen at the last look.
#[derive(Debug, Default)]
pub(super) struct Growth {
    used: u64,
    step: u64,
}

impl Growth {
    /// Takes note of what the program has.
    pub(super) fn note(&mut self, used: u64) {
        self.step = used.saturating_sub(self.used);
        self.used = used;
    }

    /// Whether it may have reached its limit soon, going on as it does.
    pub(super) fn may_reach(&self, limit: u64) -> bool {
        self.step > limit / A_STEP && self.used.saturating_add(self.step.saturating_mul(STEPS)) > limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_grows_towards_the_limit_is_held_still_and_who_stays_near_it_is_not() {
        const LIMIT: u64 = 1 << 30;
        // MiB, look by look.
        let seen = |figures: &[u64]| {
            let mut growth = Growth::default();
            figures.iter().for_each(|used| growth.note(used << 20));
            growth.may_reach(LIMIT)
        };
        assert!(!seen(&[]) && !seen(&[100]) && !seen(&[100, 180]) && !seen(&[900, 910]));
        assert!(seen(&[200]) && seen(&[600, 700]) && seen(&[1000, 1010]));
        assert!(!seen(&[1000, 1000]) && !seen(&[1000, 1001]) && !seen(&[1000, 900]));
        let mut growth = Growth::default();
        growth.note(u64::MAX);
        assert!(growth.may_reach(LIMIT));
    }
}
