//! One case that is read by itself, or beside others for what they tell of it.

use infer::explain::search::{Judgement, SURE};
use infer::judge::Unknown;

use super::{Joint, MOST_CASES, Read, seen_beside};
use crate::observation::Observation;
use crate::scenario::Scenario;
use crate::script::StandIn;
use crate::verdict::{Seeded, judge_as_read, seen};

/// What was drawn in a case, by itself read as a whole: for where its lists do not tell. `None` where that is no surer.
pub(in crate::verdict) fn alone(scenario: &Scenario, observation: &Observation) -> Option<Read> {
    let case = seen::case(observation)?;
    let joint = Joint::of(&seen::question(scenario)?, std::slice::from_ref(&case));
    let is_sure = joint.judgement.margin >= SURE && joint.is_told(scenario);
    let Read { client, server, .. } = is_sure.then(|| Read::of(&joint.judgement, 0, &case))?;
    Some(Read { client, server, ..Read::default() })
}

/// The server's answer in a case in which the grader's client asked, read beside these of its own client. `None` where that is not sure.
pub(crate) fn answer(
    scenario: &Scenario,
    stand_in: &StandIn,
    observation: &Observation,
    beside: Vec<infer::seen::Case>,
) -> Option<Vec<i64>> {
    let case = seen_beside(Some(stand_in), observation)?;
    let cases: Vec<_> = beside.into_iter().take(MOST_CASES).chain([case]).collect();
    let joint = Joint::of(&seen::question(scenario)?, &cases);
    let Judgement { verdict, margin, .. } = &joint.judgement;
    let is_sure = *margin >= SURE && matches!(verdict.unknown, None | Some(Unknown::ServerNumbers));
    let (nth, case) =
        cases.iter().enumerate().next_back().filter(|_| is_sure && joint.is_asked_for(scenario))?;
    let read = Read { is_all: true, ..Read::of(&joint.judgement, nth, case) };
    judge_as_read(scenario, &stand_in.seeded(Seeded::default()), observation, Some(&read)).numbers.answer
}
