//! Whether the tap has anything left to do that one of the programs could notice. Whoever wants to know asks; the relay's
//! thread answers when it has looked at every socket since.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::observation::Unread;

/// How long an answer may take. The relay looks at once, unless the machine is busy; then nothing is known.
const PATIENCE: Duration = Duration::from_millis(500);

/// One question at a time, and its answer.
#[derive(Debug, Default)]
pub(super) struct Question {
    state: Mutex<State>,
    answered: Condvar,
}

#[derive(Debug, Default)]
struct State {
    asked: u64,
    answered: u64,
    answer: Option<Vec<Unread>>,
}

impl Question {
    /// Asks, has the relay woken, and waits for the answer.
    pub(super) fn ask(&self, wake: impl FnOnce()) -> Option<Vec<Unread>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.asked += 1;
        let number = state.asked;
        wake();
        let is_open = |state: &mut State| state.answered < number;
        let waited = self.answered.wait_timeout_while(state, PATIENCE, is_open);
        let (mut state, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        if timeout.timed_out() { None } else { state.answer.take() }
    }

    /// The number of the question that waits for an answer.
    pub(super) fn pending(&self) -> Option<u64> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        (state.answered < state.asked).then_some(state.asked)
    }

    /// Answers that question, and all before it.
    pub(super) fn answer(&self, number: u64, answer: Option<Vec<Unread>>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        (state.answered, state.answer) = (number, answer);
        self.answered.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_answered_by_whoever_is_woken() {
        let question = Question::default();
        std::thread::scope(|scope| {
            let answer = question.ask(|| {
                scope.spawn(|| {
                    let number = question.pending().expect("a question");
                    question.answer(number, Some(Vec::new()));
                });
            });
            assert_eq!(answer, Some(Vec::new()));
        });
        assert_eq!(question.pending(), None);
    }
}
