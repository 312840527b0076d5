//! Which cases there are of a pair.

use crate::command_line::Pair;
use crate::delivery::Delivery;
use crate::journal::CaseId;
use crate::journal::prepared::PreparedPart;
use crate::scenario::Scenario;
use crate::scenario::lab::Part;
use crate::verdict::outcome::Verdict;
use crate::verdict::results::CaseResult;

/// What was found in a case of a pair itself.
pub(super) fn case_result(id: &CaseId, verdict: &Verdict) -> CaseResult {
    CaseResult {
        seed: id.seed,
        delivery: id.delivery,
        stand_in: None,
        second: false,
        verdict: verdict.clone(),
    }
}

/// Whether it is a case of this pair by which it is judged, and none in which it was tried alone.
pub(super) fn is_own(part: &Part, pair: &Pair, id: &CaseId) -> bool {
    let Scenario { seeds, deliveries, .. } = &part.scenario;
    let is_asked = || seeds.contains(&id.seed) && deliveries.contains(&id.delivery);
    id.pair == *pair && (*id != trial(part, pair) || is_asked())
}

/// Whether it is one of these with a further seed.
pub(super) fn is_further(part: &Part, pair: &Pair, id: &CaseId) -> bool {
    is_own(part, pair, id) && id.repeat == 0 && !part.scenario.seeds.contains(&id.seed)
}

/// The case in which a pair shows whether it is one.
pub(super) fn trial(part: &Part, pair: &Pair) -> CaseId {
    let (seed, delivery) = part.scenario.trial;
    case(part, pair, seed, delivery)
}

/// The cases in which it is told which pair is one, where that is neither clear nor chosen.
pub(super) fn trials(part: &Part, prepared: &PreparedPart, pairs: &[Pair]) -> Vec<CaseId> {
    let is_clear = prepared.with_arguments.is_empty() && (pairs.len() == 1 || prepared.choice.is_some());
    pairs.iter().filter(|_| !is_clear).map(|pair| trial(part, pair)).collect()
}

/// These cases and further ones, each once.
pub(super) fn with(mut ids: Vec<CaseId>, further: impl IntoIterator<Item = CaseId>) -> Vec<CaseId> {
    let further: Vec<CaseId> = further.into_iter().filter(|id| !ids.contains(id)).collect();
    ids.extend(further);
    ids
}

/// All cases of a scenario, in the order of the plan.
pub(super) fn cases(part: &Part, pair: &Pair) -> Vec<CaseId> {
    let Scenario { seeds, deliveries, .. } = &part.scenario;
    let each = seeds.iter().flat_map(|seed| deliveries.iter().map(|delivery| (*seed, *delivery)));
    each.map(|(seed, delivery)| case(part, pair, seed, delivery)).collect()
}

/// One of them.
pub(super) fn case(part: &Part, pair: &Pair, seed: u64, delivery: Delivery) -> CaseId {
    let (scenario, pair) = (part.name(), pair.clone());
    CaseId { scenario, seed, delivery, pair, stand_in: None, repeat: 0, hold: None, second: false }
}
