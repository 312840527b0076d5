//! Task 3, where the server does not say which numbers it drew: it is asked. With the same seed it draws the same set, so its
//! answer to a client that sends all numbers there are is that set.
//!
//! A server that errs may err here as well, and one that draws as many numbers as it was sent draws others. So what it
//! answers is believed only where it fits what it answered to its own client; where not, it is asked again, with lists as
//! long as that client's. Where what it answered first fits these answers it is believed all the same. What they give together, of a
//! server that reads so many numbers and no more, is believed where it fits all that it answered; else the set stays unknown.

use std::collections::BTreeMap;

use super::sends;
use crate::oracle::sets;
use crate::plan::Case;
use crate::scenario::Numbers;
use crate::script::Sends;
use crate::verdict::outcome::Verdict;

/// More numbers than these are not sent to ask for a set.
const LARGEST_RANGE: usize = 1000;

/// What is asked, and what was answered.
#[derive(Debug, Clone, Default)]
pub(super) struct Questions {
    /// The seeds of which the server's set is not known, with what its own client sent it, and the answer.
    open: BTreeMap<u64, (Vec<i64>, Vec<i64>)>,
    /// The answers: `None` where there was none.
    answers: BTreeMap<(u64, Sends), Option<Vec<i64>>>,
    known: BTreeMap<u64, Vec<i64>>,
}

/// What follows from the answers of a seed so far.
enum State {
    Ask(Sends),
    Known(Vec<i64>),
    Unknown,
}

impl Questions {
    /// Takes note of a case of the pair itself.
    pub fn see(&mut self, case: &Case<'_>, verdict: &Verdict) {
        let numbers = &verdict.numbers;
        if let (true, Some(sent), Some(answer)) =
            (verdict.lacks_servers_numbers(), &numbers.drawn, &numbers.answer)
        {
            self.open.entry(case.seed).or_insert((sent.clone(), answer.clone()));
        }
    }

    /// The next question; none where all sets are known, or where the answers to one seed do not fit each other.
    pub fn next(&self, numbers: &Numbers) -> Option<(u64, Sends)> {
        for seed in self.open.keys() {
            match self.state(*seed, numbers) {
                State::Ask(sends) => return Some((*seed, sends)),
                State::Known(_) => {}
                State::Unknown => return None,
            }
        }
        None
    }

    /// Takes an answer: the list, where there was one.
    pub fn answered(&mut self, seed: u64, sends: Sends, answer: Option<Vec<i64>>, numbers: &Numbers) {
        self.answers.insert((seed, sends), answer);
        if let State::Known(set) = self.state(seed, numbers) {
            self.known.insert(seed, set);
        }
    }

    /// What the server told of its set with the first seed, be it believed or not.
    pub fn told(&self) -> Option<(u64, Vec<i64>)> {
        let seed = *self.open.first_key_value()?.0;
        let answers = self.answers.iter().filter(|((of, _), _)| *of == seed);
        let mut told =
            sets::distinct(&answers.filter_map(|(_, answer)| answer.clone()).collect::<Vec<_>>().concat());
        told.sort_unstable();
        Some((seed, told)).filter(|(_, told)| !told.is_empty())
    }

    /// The server's sets, by seed.
    pub fn known(&self) -> &BTreeMap<u64, Vec<i64>> {
        &self.known
    }

    /// How many numbers a part has: as many as the client sends, where that is always the same.
    pub fn length(&self, numbers: &Numbers) -> usize {
        let mut sent = self.open.values().map(|(sent, _)| sent.len());
        let first = sent.next().filter(|first| sent.all(|other| other == *first));
        first.unwrap_or(*numbers.count.start() as usize)
    }

    fn state(&self, seed: u64, numbers: &Numbers) -> State {
        if numbers.value.clone().count() > LARGEST_RANGE {
            return State::Unknown;
        }
        let Some(answer) = self.answers.get(&(seed, Sends::Range)) else { return State::Ask(Sends::Range) };
        // A set has no more numbers than a server draws: what repeats the client's, or leaves out its own, has more.
        let range = numbers.value.clone().count();
        let most = (*numbers.count.end() as usize).min(range.saturating_sub(1));
        let is_set = |set: &&Vec<i64>| (1..=most).contains(&set.len());
        let fits = |sent: &[i64], set: &[i64], answer: &[i64]| {
            sets::same_members(&sets::intersection(sent, set), answer)
        };
        let fits_its_own =
            |set: &Vec<i64>| self.open.get(&seed).is_some_and(|(sent, answer)| fits(sent, set, answer));
        let set = answer.as_deref().map(sets::distinct).filter(|set| is_set(&set));
        if let Some(set) = set.clone().filter(fits_its_own) {
            return State::Known(set);
        }
        let parts = sends::parts(numbers, self.length(numbers));
        let mut answered = Vec::new();
        for (part, number) in parts.iter().zip(1..) {
            match self.answers.get(&(seed, Sends::Part(number))) {
                None => return State::Ask(Sends::Part(number)),
                Some(Some(answer)) => answered.push((part, answer)),
                Some(None) => return State::Unknown,
            }
        }
        let fits_all = |set: &Vec<i64>| answered.iter().all(|(part, answer)| fits(part, set, answer));
        let mut together =
            sets::distinct(&answered.iter().flat_map(|(_, answer)| *answer).copied().collect::<Vec<_>>());
        together.sort_unstable();
        // Whoever reads only the first of all numbers has answered with the first of its own.
        let is_of_first = |set: &Vec<i64>| {
            let first = set.get(..answer.as_ref().map_or(0, Vec::len));
            first.is_some_and(|first| sets::same_members(first, answer.as_deref().unwrap_or_default()))
        };
        let together = Some(together).filter(|set| is_set(&set) && is_of_first(set) && fits_its_own(set));
        let known = set.into_iter().chain(together).find(fits_all).filter(|_| !parts.is_empty());
        known.map_or(State::Unknown, State::Known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::Delivery;
    use crate::scenario::Scenario;
    use crate::verdict::outcome::{self, Doubt, Finding, Outcome};

    /// Sets of four numbers of twelve: three lists hold them all.
    const NUMBERS: Numbers = Numbers { count: 4..=4, value: 1..=12 };

    /// What is asked of a server whose client sent `sent` and was answered `answer`, and what is known then of its set. It
    /// answers with what `answers` says.
    fn asked(
        sent: &[i64],
        answer: &[i64],
        answers: impl Fn(&[i64]) -> Vec<i64>,
    ) -> (Vec<Sends>, Option<Vec<i64>>) {
        let text = "format = 1\ntitle = 't'\ntask = 'intersect'\n[numbers]\ncount = '4'\nvalue = '1..12'\n";
        let scenario = Scenario::parse("t.toml".as_ref(), text).expect("a right scenario");
        let unknown = Finding {
            check: crate::check::Check::ReplyIsIntersection,
            outcome: Outcome::Inconclusive(Doubt::ServerNumbersUnknown),
            blame: None,
            evidence: Vec::new(),
        };
        let (drawn, answer) = (Some(sent.to_vec()), Some(answer.to_vec()));
        let numbers = outcome::Numbers { drawn, answer, ..outcome::Numbers::default() };
        let verdict = Verdict { findings: vec![unknown], numbers, ..Verdict::default() };
        let mut questions = Questions::default();
        questions.see(&Case::alone(&scenario, 7, Delivery::AsSent), &verdict);
        let mut all = Vec::new();
        while let Some((seed, sends)) = questions.next(&NUMBERS) {
            assert_eq!(seed, 7);
            all.push(sends);
            let length = questions.length(&NUMBERS);
            let sent = sends.numbers(crate::role::Role::Client, seed, &scenario, length, &[]);
            let answer = answers(&sent);
            questions.answered(seed, sends, (!answer.is_empty()).then_some(answer), &NUMBERS);
        }
        (all, questions.known().get(&7).cloned())
    }

    /// What a right server answers whose set is this.
    fn right(sent: &[i64]) -> Vec<i64> {
        sets::intersection(sent, &[2, 3, 7, 11])
    }

    #[test]
    fn a_set_that_fits_what_the_client_was_answered_is_believed_at_once() {
        let (all, known) = asked(&[3, 4, 5, 11], &[3, 11], right);
        assert_eq!((all, known), (vec![Sends::Range], Some(vec![2, 3, 7, 11])));
    }

    #[test]
    fn where_it_does_not_fit_each_number_is_asked_again_in_lists_of_the_client_s_length() {
        let (all, known) = asked(&[3, 4, 5, 11], &[3], right);
        assert_eq!(all, [Sends::Range, Sends::Part(1), Sends::Part(2), Sends::Part(3)]);
        assert_eq!(known, Some(vec![2, 3, 7, 11]), "it answered its own client wrongly");
    }

    #[test]
    fn a_server_whose_answers_do_not_fit_each_other_has_no_set_that_is_known() {
        // One that draws as many numbers as it is sent, so that it is right each time.
        let by_length = |sent: &[i64]| match sent.len() {
            12 => vec![1, 2, 5, 6],
            _ => right(sent),
        };
        let (all, known) = asked(&[3, 4, 5, 11], &[3, 11], by_length);
        assert_eq!((all.len(), known), (4, None));
        let loses_last =
            |sent: &[i64]| right(sent).split_last().map_or(Vec::new(), |(_, rest)| rest.to_vec());
        let (_, known) = asked(&[3, 4, 5, 7], &[3], loses_last);
        assert_eq!(known, None);
    }

    #[test]
    fn what_is_no_set_of_that_size_is_not_believed() {
        for answers in [|sent: &[i64]| sent.to_vec(), |_: &[i64]| Vec::new()] {
            let (all, known) = asked(&[3, 4, 5, 11], &[3, 4, 5, 11], answers);
            assert_eq!(known, None, "{all:?}");
        }
    }

    #[test]
    fn a_server_that_reads_so_many_numbers_and_no_more_is_asked_for_its_set_in_parts() {
        let four = |sent: &[i64]| right(&sent[..4]);
        let (all, known) = asked(&[3, 4, 5, 11], &[3, 11], four);
        assert_eq!(all, [Sends::Range, Sends::Part(1), Sends::Part(2), Sends::Part(3)]);
        assert_eq!(known.map(|set| sets::same_members(&set, &[2, 3, 7, 11])), Some(true));
        let loses_eleven = |sent: &[i64]| four(sent).into_iter().filter(|number| *number != 11).collect();
        let (_, known) = asked(&[3, 4, 5, 11], &[3, 11], loses_eleven);
        assert_eq!(known, None, "what it answered to its own client differs");
    }
}
