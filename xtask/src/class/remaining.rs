//! How long a class will still take: a guess from how much of it is done, which moves no faster than an eye can follow.

use std::time::Duration;

/// The share of the work from which on the guess is held steady.
const A_TENTH: f64 = 0.1;

/// By how much it may change within a second: by this factor.
const MOST_A_SECOND: f64 = 1.8;

/// How many seconds it takes to follow what is known now by about two thirds.
const INERTIA_SECONDS: f64 = 5.0;

/// The guess as it was last said.
#[derive(Debug, Default)]
pub struct Remaining {
    said: Option<Said>,
}

#[derive(Debug, Clone, Copy)]
struct Said {
    at: Duration,
    seconds: f64,
}

impl Remaining {
    /// What is left after so much time, where `done` of all work is done: a share between 0 and 1. `None` where nothing is yet.
    pub fn after(&mut self, elapsed: Duration, done: f64) -> Option<Duration> {
        if done <= 0.0 {
            return None;
        }
        let now = (elapsed.as_secs_f64() * (1.0 - done) / done).max(1.0);
        let seconds = match self.said {
            Some(said) if done >= A_TENTH => said.followed(elapsed, now),
            _ => now,
        };
        self.said = Some(Said { at: elapsed, seconds });
        Some(Duration::from_secs_f64(seconds))
    }
}

impl Said {
    /// The guess some time later, where what is known says `now`.
    fn followed(self, elapsed: Duration, now: f64) -> f64 {
        let passed = elapsed.saturating_sub(self.at).as_secs_f64();
        let expected = (self.seconds - passed).max(1.0);
        let followed = expected * (now / expected).powf(1.0 - (-passed / INERTIA_SECONDS).exp());
        let most = MOST_A_SECOND.powf(passed.min(1.0));
        followed.clamp(self.seconds / most, self.seconds * most).max(1.0)
    }
}

/// As a person reads it: `45s`, `3m 20s`, `2h 05m`.
pub fn shown(left: Duration) -> String {
    match left.as_secs_f64().round() as u64 {
        seconds @ 0..60 => format!("{}s", seconds.max(1)),
        seconds @ 60..3600 => format!("{}m {:02}s", seconds / 60, seconds % 60),
        seconds => format!("{}h {:02}m", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said each second of a class whose cases take so long, one after the other: how much was done, what was said.
    fn said(cases: &[f64]) -> Vec<(f64, f64)> {
        let mut ends = Vec::new();
        for case in cases {
            ends.push(ends.last().copied().unwrap_or(0.0) + case);
        }
        let all = ends.last().copied().expect("there is a case");
        let mut remaining = Remaining::default();
        let mut said = Vec::new();
        for second in 1..=all as u64 {
            let ended = ends.iter().filter(|end| **end <= second as f64).count();
            let done = ended as f64 / cases.len() as f64;
            let left = remaining.after(Duration::from_secs(second), done);
            said.extend(left.map(|left| (done, left.as_secs_f64())));
        }
        said
    }

    /// Classes that come in no even pace: 1,080 cases of a tenth of a second, but for some.
    fn classes() -> Vec<Vec<f64>> {
        let with = |slow: &dyn Fn(usize) -> bool, seconds: f64| -> Vec<f64> {
            (0..1080).map(|case| if slow(case) { seconds } else { 0.1 }).collect()
        };
        vec![
            with(&|_| false, 0.0),
            with(&|case| case / 45 == 5, 10.0),
            with(&|case| case < 45, 10.0),
            with(&|case| case / 45 == 23, 10.0),
            with(&|case| case % 7 == 0, 11.6),
            with(&|case| case > 540, 4.0),
            vec![0.2, 30.0, 0.1, 0.1, 60.0, 1.0],
        ]
    }

    #[test]
    fn after_the_first_tenth_the_time_left_never_jumps_by_more_than_a_factor_of_two_within_a_second() {
        for class in classes() {
            let said = said(&class);
            for pair in said.windows(2).filter(|pair| pair[0].0 >= A_TENTH) {
                let ratio = pair[1].1 / pair[0].1;
                assert!((0.5..=2.0).contains(&ratio), "{pair:?}");
            }
        }
    }

    #[test]
    fn of_an_even_class_it_is_right_to_a_tenth() {
        let said = said(&[0.5; 1000]);
        for (done, left) in said.into_iter().filter(|(done, _)| (0.1..0.95).contains(done)) {
            let right = 500.0 * (1.0 - done);
            assert!((left / right - 1.0).abs() < 0.1, "{done}: {left} for {right}");
        }
    }

    #[test]
    fn it_follows_what_is_known_within_half_a_minute() {
        let mut remaining = Remaining::default();
        remaining.after(Duration::from_secs(10), 0.5);
        for second in 11..40 {
            remaining.after(Duration::from_secs(second), 0.1);
        }
        let left = remaining.after(Duration::from_secs(40), 0.1).expect("something is done").as_secs_f64();
        assert!((300.0..=370.0).contains(&left), "{left}");
    }

    #[test]
    fn nothing_is_guessed_before_anything_is_done_and_no_end_is_said_before_it_is_there() {
        let mut remaining = Remaining::default();
        assert_eq!(remaining.after(Duration::from_secs(9), 0.0), None);
        assert_eq!(remaining.after(Duration::from_secs(9), 1.0), Some(Duration::from_secs(1)));
        let texts = [0, 59, 60, 3599, 7500].map(|seconds| shown(Duration::from_secs(seconds)));
        assert_eq!(texts, ["1s", "59s", "1m 00s", "59m 59s", "2h 05m"]);
    }
}
