//! Cases that are judged together.

use std::collections::BTreeMap;

use super::Seen;
use crate::journal::CaseId;
use crate::plan;
use crate::scenario::lab::Part;
use crate::script::StandIn;
use crate::verdict::Seeded;
use crate::verdict::joint::{self, Joint};

/// What is judged together.
#[derive(Default)]
pub(super) struct Together<'t> {
    /// Cases of the pair itself.
    pub own: &'t [CaseId],
    /// Those with stand-ins, beside them.
    pub with: BTreeMap<CaseId, &'t StandIn>,
    /// The server's own sets, by seed, where it told them to the grader.
    pub sets: BTreeMap<u64, Vec<i64>>,
    /// How the pair's own were read before.
    pub known: Option<Joint>,
}

/// Has them read together, and judged by that: how they were read.
pub(super) fn settle(
    seen: &mut BTreeMap<CaseId, Seen>,
    part: &Part,
    together: Together<'_>,
) -> Option<Joint> {
    let Together { own, with, sets, known } = together;
    let of_pair = seen.iter_mut().filter(|(id, _)| own.contains(id) || with.contains_key(id));
    let cases = of_pair.map(|(id, seen)| joint::Case {
        delivery: id.delivery,
        seeded: Seeded {
            asked: sets.get(&id.seed).filter(|_| id.stand_in.is_none()).cloned(),
            ..Seeded::default()
        },
        stand_in: with.get(id).copied(),
        observation: &seen.observation,
        verdict: &mut seen.verdict,
    });
    plan::settled(&part.scenario, &mut cases.collect::<Vec<_>>(), known)
}
