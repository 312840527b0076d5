//! Whoever sits at a program's keyboard: types an answer where the program waits for one, and nothing else can end its wait.
//!
//! It is certain that it waits: every thread of the program sleeps, one over its keyboard, and none over anything that the other
//! program could bring about. What it has printed until then has been read, so that its prompt is known. So what is typed, and
//! where, follows from the program and its seed, and from no clock.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::host::Process;
use crate::host::blocked::{Horizon, Waiting};
use crate::observation::{Awaited, Typed};

/// A closer look costs as much as a small program's start, so it is taken only where nothing has happened for so long, and
/// less and less often.
const SOONEST: Duration = Duration::from_millis(10);
const LATEST: Duration = Duration::from_millis(100);

/// Answers at most. Whoever asks for more asks without end.
const MOST_ANSWERS: usize = 120;

/// Answers in a row after which nothing was printed: then nobody is there any more.
const MOST_UNHEARD: usize = 3;

/// What is read of a prompt: a menu has some lines.
const PROMPT_BYTES: usize = 600;

/// The keyboard of one program.
pub(super) struct Typist<'a> {
    process: &'a Process,
    /// What to type, by what the program printed since the last answer, and what was typed before.
    answer: &'a dyn Fn(&str, &[Typed]) -> String,
    timeout: Duration,
    start: Instant,
    since: Instant,
    next: Instant,
    printed: u64,
    /// How much of both streams was printed when the last answer was typed.
    seen: [usize; 2],
    unheard: usize,
    /// What was printed before each prompt when it came first: a menu may stand above the first of them only.
    first: BTreeMap<String, String>,
    is_gone: bool,
}

impl<'a> Typist<'a> {
    /// Sits down at a program of a case that may go so long without progress.
    pub fn new(
        process: &'a Process,
        answer: &'a dyn Fn(&str, &[Typed]) -> String,
        timeout: Duration,
        start: Instant,
    ) -> Self {
        let now = Instant::now();
        let (printed, seen, unheard) = (0, process.answered(), 0);
        let is_gone = !process.has_keyboard();
        Self {
            process,
            answer,
            timeout,
            start,
            since: now,
            next: now + SOONEST,
            printed,
            seen,
            unheard,
            first: BTreeMap::new(),
            is_gone,
        }
    }

    /// Whether the program, whose threads wait for these, has yet to be answered.
    pub fn is_asked(&self, waits: &[Waiting]) -> bool {
        !self.is_gone && is_at_keyboard(waits)
    }

    /// Types what the program waits for, if it does. To be asked every few milliseconds; whether something was typed.
    pub fn look(&mut self) -> bool {
        let now = Instant::now();
        if self.is_gone || now < self.next {
            return false;
        }
        let printed = self.process.printed_bytes();
        if printed != self.printed || !self.process.is_waiting() {
            (self.printed, self.since, self.next) = (printed, now, now + SOONEST);
            return false;
        }
        self.next = now + ((now - self.since) / 2).clamp(SOONEST, LATEST);
        if !self.waits().unwrap_or(false) {
            return false;
        }
        self.type_answer();
        (self.since, self.next) = (now, now + SOONEST);
        true
    }

    /// Whether the program waits for its keyboard, and for nothing that another could bring about. `None` where that cannot be
    /// told.
    fn waits(&self) -> Option<bool> {
        let horizon = Horizon { left: 2 * self.timeout, age: self.start.elapsed() };
        let before = self.process.sleepers()?;
        let waits = before.waits(horizon)?;
        let is_read = self.process.has_nothing_unread();
        Some(
            is_at_keyboard(&waits)
                && is_read
                && self.process.sleepers()? == before
                && self.printed == self.process.printed_bytes(),
        )
    }

    fn type_answer(&mut self) {
        let new = [self.process.stdout_from(self.seen[0]), self.process.stderr_from(self.seen[1])];
        let is_heard = new.iter().any(|new| !new.is_empty());
        self.unheard = if is_heard { 0 } else { self.unheard + 1 };
        // Python asks at a terminal on the one stream, everything else on the other.
        let [out, err] = [0, 1].map(|at| {
            let text = String::from_utf8_lossy(&new[at]).into_owned();
            text.get(text.floor_char_boundary(text.len().saturating_sub(PROMPT_BYTES))..)
                .unwrap_or_default()
                .to_owned()
        });
        let asked = if err.is_empty() || err.ends_with('\n') { out } else { format!("{out}{err}") };
        for (seen, new) in self.seen.iter_mut().zip(&new) {
            *seen += new.len();
        }
        let typed = self.process.typed();
        if self.unheard >= MOST_UNHEARD || typed.len() >= MOST_ANSWERS {
            self.is_gone = true;
            self.process.hang_up();
            return;
        }
        let prompt = asked.lines().next_back().unwrap_or_default().trim().to_owned();
        let first = self.first.entry(prompt.clone()).or_default();
        let text = (self.answer)(&format!("{first}\n{asked}"), &typed);
        if first.is_empty() {
            *first = asked.clone();
        }
        self.process.type_in(Typed { prompt, text }, self.seen);
    }
}

/// Whether one of these waits is for the keyboard, and none for what another program could bring about.
fn is_at_keyboard(waits: &[Waiting]) -> bool {
    waits.iter().any(|waiting| waiting.on == Awaited::Input)
        && waits.iter().all(|waiting| waiting.on.is_within())
}
