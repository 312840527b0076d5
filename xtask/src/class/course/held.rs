//! The last of a part's cases: those in which a program is held where it sent what is wrong, or before it dies, so that its line can be
//! told. Nothing is judged by them.

use super::settled::Settled;
use super::{Course, Wanted};
use crate::class::tries::with_stand_in;
use crate::journal::CaseId;
use crate::observation::Hold;
use crate::script::StandIn;
use crate::verdict::results::CaseResult;
use crate::verdict::sent::Sent;

impl<'l> Course<'l> {
    /// Those that were not seen yet, of a part in which nothing is left to be judged.
    pub(super) fn to_be_held(&self, place: usize) -> Vec<Wanted<'l>> {
        let part = &self.lab.parts[place];
        let input = &self.prepared.parts[place].input;
        let all = self.held(place).into_iter();
        let missing = all.filter(|(.., id, _)| !self.seen.contains_key(id));
        missing
            .map(|(.., id, stand_in)| Wanted {
                scenario: &part.scenario,
                input: input.clone(),
                id,
                stand_in: stand_in.cloned(),
            })
            .collect()
    }

    /// What was learnt by those that were seen.
    pub(super) fn learnt(&self, place: usize) -> Vec<Sent> {
        let learnt = |(case, hold, id, _): (&CaseResult, Hold, CaseId, _)| {
            let first = self.seen.get(&CaseId { hold: None, ..id.clone() })?;
            Sent::learnt(case, hold, &first.observation, &self.seen.get(&id)?.observation)
        };
        self.held(place).into_iter().filter_map(learnt).collect()
    }

    /// All of them, each with the case that it repeats; none where the budget is spent.
    fn held(&self, place: usize) -> Vec<(&CaseResult, Hold, CaseId, Option<&StandIn>)> {
        let part = &self.lab.parts[place];
        let is_wanted = |settled: &&Settled| settled.problem.is_none() && !settled.result.left_out.is_any();
        let Some(settled) = self.settled.get(&place).filter(is_wanted) else { return Vec::new() };
        let mut held = Vec::new();
        for (case, hold) in settled.result.to_be_held() {
            let is_it = |seed, delivery| (seed, delivery) == (case.seed, case.delivery);
            let mut played = settled.played.iter();
            let stand_in =
                played.find(|with| is_it(with.seed, with.delivery) && Some(with.played) == case.stand_in);
            let id = match stand_in {
                Some(stand_in) => Some(with_stand_in(part, &settled.pair, stand_in)),
                None if case.stand_in.is_some() => None,
                None => settled.own.iter().find(|id| is_it(id.seed, id.delivery)).cloned(),
            };
            held.extend(id.map(|id| (case, hold, CaseId { hold: Some(hold), ..id }, stand_in)));
        }
        held
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::check::Check;
    use crate::class::course::Seen;
    use crate::class::course::fixtures::{prepared, run_out};
    use crate::class::graded::PartOutcome;
    use crate::delivery::Delivery;
    use crate::journal::ruling::Ruling;
    use crate::observation::{End, Lost, Moment, Observation, SentAt, SourceLine};
    use crate::report::class::fixtures;
    use crate::role::Role;
    use crate::scenario::lab::Lab;
    use crate::verdict::outcome::{Outcome, Reason};

    /// Everything that is run of a pair that does this, where a program that is held shows `held`; and what it comes to: the points,
    /// and the lines that were learnt.
    fn graded(
        observe: impl Fn(&Wanted<'_>) -> Observation,
        held: impl Fn(&Wanted<'_>) -> Observation,
    ) -> (BTreeMap<CaseId, Observation>, u64, Vec<Sent>) {
        let lab = fixtures::lab();
        let mut course = Course::new(&lab, prepared(&lab), BTreeMap::new());
        let all = run_out(&mut course, |wanted| match (wanted.id.hold, &wanted.stand_in) {
            (Some(_), _) => held(wanted),
            (None, Some(_)) => Observation::default(),
            (None, None) => observe(wanted),
        });
        let (points, learnt) = outcome(&lab, course);
        (all, points, learnt)
    }

    fn outcome(lab: &Lab, course: Course<'_>) -> (u64, Vec<Sent>) {
        let graded = course.graded(fixtures::student("x", ""), &Ruling::default());
        assert_eq!(graded.parts.len(), lab.parts.len());
        let results = graded.parts.iter().map(|part| match &part.outcome {
            PartOutcome::Judged(judged) => &judged.result,
            other => panic!("{other:?}"),
        });
        (graded.grade().earned_hundredths.into(), results.flat_map(|result| result.sent_at.clone()).collect())
    }

    fn wrong_answer(wanted: &Wanted<'_>) -> Observation {
        fixtures::wrong_answer(wanted.scenario, wanted.id.seed, wanted.id.delivery)
    }

    /// The server is held after so many bytes, of what it sends in a case like that.
    fn held_after(bytes: usize, wanted: &Wanted<'_>) -> Observation {
        let line = SourceLine { file: "server.py".to_owned(), line: 14, text: None };
        let mut seen = wrong_answer(wanted);
        for segment in seen.conversation.iter_mut().flat_map(|c| &mut c.connections[0].segments) {
            if segment.direction.sender() == Role::Server {
                segment.bytes.0.truncate(bytes);
            }
        }
        Observation { sent_at: Some(SentAt { before: bytes as u64, line }), ..seen }
    }

    #[test]
    fn a_right_pair_is_run_no_more_often_and_a_wrong_one_once_more() {
        let right = |wanted: &Wanted<'_>| fixtures::right(wanted.scenario);
        let (all, _, learnt) = graded(right, |_| panic!("nothing is wrong"));
        assert!(all.keys().all(|id| id.hold.is_none()) && learnt.is_empty());

        let (all, _, learnt) = graded(wrong_answer, |wanted| held_after(0, wanted));
        let held: Vec<&CaseId> = all.keys().filter(|id| id.hold.is_some()).collect();
        let [id] = held[..] else { panic!("{held:?}") };
        assert_eq!(
            (id.seed, id.delivery, id.hold),
            (1, Delivery::AsSent, Some(Hold { role: Role::Server, at: Moment::Byte(0) }))
        );
        assert_eq!(learnt.iter().map(|sent| (sent.case.0, sent.line.line)).collect::<Vec<_>>(), [(1, 14)]);
    }

    #[test]
    fn what_becomes_of_that_run_changes_nothing_but_the_line() {
        let (_, points, learnt) = graded(wrong_answer, |wanted| held_after(0, wanted));
        assert!(points > 0 && learnt.len() == 1);
        let nothing = |_: &Wanted<'_>| Observation::default();
        let stopped = |wanted: &Wanted<'_>| Observation { sent_at: None, ..held_after(0, wanted) };
        // It began in the middle of what had arrived: what it counted is not what it sent.
        let counts_wrongly = |wanted: &Wanted<'_>| {
            let mut seen = held_after(2, wanted);
            seen.sent_at.iter_mut().for_each(|at| at.before = 1);
            seen
        };
        let other_bytes = |wanted: &Wanted<'_>| {
            let mut seen = held_after(0, wanted);
            seen.conversation.iter_mut().for_each(|c| c.connections[0].segments[0].bytes.0[1] ^= 1);
            seen
        };
        for held in [&nothing as &dyn Fn(&Wanted<'_>) -> Observation, &stopped, &counts_wrongly, &other_bytes]
        {
            assert_eq!(graded(wrong_answer, held).1, points);
            assert_eq!(graded(wrong_answer, held).2, []);
        }
    }

    /// What becomes of a pair whose server dies of this signal in each case.
    fn dies(signal: i32, wanted: &Wanted<'_>) -> Observation {
        let mut seen = fixtures::right(wanted.scenario);
        seen.server.iter_mut().for_each(|server| server.end = End::Killed(signal));
        seen
    }

    /// The same, held before it.
    fn held_dying(signal: i32, wanted: &Wanted<'_>) -> Observation {
        let line = SourceLine { file: "server.c".to_owned(), line: 31, text: Some("*p = 1;".to_owned()) };
        Observation { fell_at: [(Role::Server, line)].into(), ..dies(signal, wanted) }
    }

    #[test]
    fn who_dies_is_run_once_more_for_the_line_unless_it_told_it() {
        let death = Hold { role: Role::Server, at: Moment::Death };
        let (all, points, learnt) = graded(|wanted| dies(11, wanted), |wanted| held_dying(11, wanted));
        let held: Vec<_> = all.keys().filter_map(|id| Some((id.seed, id.hold?))).collect();
        // Once in each part.
        let parts = fixtures::lab().parts.len();
        assert_eq!(held, vec![(1, death); parts]);
        assert_eq!(
            learnt.iter().map(|sent| (sent.hold, sent.line.line)).collect::<Vec<_>>(),
            vec![(death, 31); parts]
        );

        let otherwise = |wanted: &Wanted<'_>| held_dying(6, wanted);
        let (_, same_points, learnt) = graded(|wanted| dies(11, wanted), otherwise);
        assert_eq!((same_points, learnt), (points, Vec::new()), "it died of something else");

        let (all, ..) = graded(|wanted| held_dying(11, wanted), |_| panic!("its line is known"));
        assert!(all.keys().all(|id| id.hold.is_none()));
    }

    /// The first failure of this check, where a program that is held shows `held`.
    fn failure(
        check: Check,
        observe: impl Fn(&Wanted<'_>) -> Observation,
        held: impl Fn(&Wanted<'_>) -> Observation,
    ) -> (u64, Reason) {
        let lab = fixtures::lab();
        let mut course = Course::new(&lab, prepared(&lab), BTreeMap::new());
        loop {
            let wanted = course.wanted();
            if wanted.is_empty() {
                break;
            }
            for wanted in wanted {
                let seen = match (wanted.id.hold, &wanted.stand_in) {
                    (Some(_), _) => held(&wanted),
                    (None, Some(_)) => Observation::default(),
                    (None, None) => observe(&wanted),
                };
                let seen = Seen::judged(seen, |seen| wanted.judge(seen));
                course.saw(wanted.id, seen);
            }
        }
        let graded = course.graded(fixtures::student("x", ""), &Ruling::default());
        let found = graded.parts.iter().find_map(|part| {
            let PartOutcome::Judged(judged) = &part.outcome else { return None };
            let checks = judged.result.checks();
            let found = checks.iter().find(|found| found.check == check)?;
            let Some((case, Outcome::Fail(reason))) = &found.example else { return None };
            Some((case.seed, reason.clone()))
        });
        found.expect("it fails")
    }

    #[test]
    fn the_line_at_which_a_program_died_stands_beside_its_end() {
        let found = failure(Check::ServerStaysUp, |wanted| dies(11, wanted), |wanted| held_dying(11, wanted));
        let (1, Reason::Crashed(end)) = &found else { panic!("{found:?}") };
        assert_eq!(end.at.as_ref().map(|line| line.line), Some(31));
    }

    #[test]
    fn who_says_nothing_is_told_which_of_its_processes_died_and_where() {
        let silent = |wanted: &Wanted<'_>| {
            let mut seen = fixtures::right(wanted.scenario);
            for connection in seen.conversation.iter_mut().flat_map(|c| &mut c.connections) {
                connection.segments.retain(|segment| segment.direction.sender() == Role::Client);
            }
            seen
        };
        let line = SourceLine { file: "server.c".to_owned(), line: 31, text: Some("*p = 1;".to_owned()) };
        let loses = |wanted: &Wanted<'_>| Observation {
            lost: Some(Lost { signal: 11, line: line.clone() }),
            ..silent(wanted)
        };
        let check = Check::ReplyIsDeduplicated;
        let found = failure(check, silent, loses);
        let (_, Reason::Lost(end)) = &found else { panic!("{found:?}") };
        assert_eq!((end.signal, end.at.as_deref()), (Some(11), Some(&line)));

        assert_eq!(failure(check, silent, silent).1, Reason::NothingSent, "nobody died");
        let (_, points, _) = graded(silent, loses);
        assert_eq!(graded(silent, silent).1, points);
    }

    #[test]
    fn a_journal_without_that_run_is_finished_and_one_with_it_says_the_same_again() {
        let (mut all, points, learnt) = graded(wrong_answer, |wanted| held_after(0, wanted));
        let lab = fixtures::lab();
        let again = |all: &BTreeMap<CaseId, Observation>| Course::new(&lab, prepared(&lab), all.clone());
        assert!(again(&all).wanted().is_empty());
        assert_eq!(outcome(&lab, again(&all)), (points, learnt));
        all.retain(|id, _| id.hold.is_none());
        assert_eq!(outcome(&lab, again(&all)), (points, Vec::new()));
        let wanted: Vec<Option<Hold>> = again(&all).wanted().iter().map(|wanted| wanted.id.hold).collect();
        assert_eq!(
            wanted,
            [Some(Hold { role: Role::Server, at: Moment::Byte(0) })],
            "who goes on makes it good"
        );
        let mut known = again(&all);
        known.wanted();
        assert_eq!(known.into_seen(), all, "and loses nothing on the way");
    }
}
