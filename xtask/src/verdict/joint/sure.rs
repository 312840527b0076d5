//! How all cases of a pair were read together, and how sure that is.

use infer::bits::Bits;
use infer::explain::search::{Judgement, SURE, infer};
use infer::judge::Unknown;
use infer::seen::{Question, Turn};

use super::Seen;
use super::read::Read;
use super::unread::Unread;
use crate::check::Check;
use crate::scenario::Scenario;

/// What is wrong by the joint reading is so at a million to one.
const FAILS: Bits = Bits::of(20);
/// In so many cases, at least.
const FEWEST: usize = 3;

/// How the cases of a pair were read together.
#[derive(Debug, Clone)]
pub struct Joint {
    /// How many cases.
    pub cases: usize,
    /// How many of them said something else than the others: what is said once more makes nothing surer.
    pub distinct: usize,
    /// What was inferred.
    pub judgement: Judgement,
}

impl Joint {
    pub(super) fn of(question: &Question, cases: &[infer::seen::Case]) -> Self {
        let mut conversations: Vec<(&Vec<Turn>, &Vec<Turn>)> = Vec::new();
        for said in cases.iter().map(|case| (&case.to_server, &case.to_client)) {
            conversations.extend((!conversations.contains(&said)).then_some(said));
        }
        Self { cases: cases.len(), distinct: conversations.len(), judgement: infer(question, cases) }
    }

    /// How each of these cases is read, by its place: those that were read together, and no other list counts.
    pub(super) fn reads<'j>(
        &'j self,
        places: &'j [usize],
        seen: &'j Seen,
    ) -> impl Iterator<Item = (usize, Read)> + 'j {
        let read =
            |(nth, place)| (place, Read { is_all: true, ..Read::of(&self.judgement, nth, &seen[&place]) });
        places.iter().copied().enumerate().map(read)
    }

    /// Whether there is no doubt how the cases are to be read.
    pub fn is_sure(&self, scenario: &Scenario) -> bool {
        let Judgement { verdict, margin, .. } = &self.judgement;
        // In few cases chance may have a list look like another that is wrong; none makes a wrong one right.
        let is_at_least = |bits: Bits| *margin * self.distinct >= bits * self.cases;
        let is_beyond_doubt = match verdict.fails.is_empty() {
            true => is_at_least(SURE),
            false => is_at_least(FAILS) && self.distinct >= FEWEST,
        };
        is_beyond_doubt && self.is_told(scenario)
    }

    /// What cannot be read: no reading gives a list that may have been drawn, or every reading of it says more than its bytes do.
    pub(super) fn unread(&self) -> Option<Unread> {
        let Judgement { verdict, margin, given, .. } = &self.judgement;
        match verdict.unknown? {
            Unknown::Numbers if given.is_empty() => Some(Unread::NoList),
            Unknown::Numbers if *margin >= FAILS => Some(Unread::Numbers),
            Unknown::Answer if *margin >= FAILS => Some(Unread::Answer),
            _ => None,
        }
    }

    /// Whether what the clients drew is known, and nothing else can be said, for the servers' own numbers are not.
    pub(super) fn tells_the_client_s(&self, scenario: &Scenario) -> bool {
        let Judgement { verdict, margin, .. } = &self.judgement;
        verdict.unknown == Some(Unknown::ServerNumbers) && *margin >= SURE && self.is_asked_for(scenario)
    }

    /// Whether of each case a list is known that the client drew, and it is such as is asked for.
    pub(super) fn is_asked_for(&self, scenario: &Scenario) -> bool {
        let given = &self.judgement.given;
        given.len() == self.cases && given.iter().all(|given| scenario.numbers.ask_for(&given.client))
    }

    /// The checks that fail, as all cases are read.
    pub(in crate::verdict) fn failing(&self) -> impl Iterator<Item = Check> {
        self.judgement.verdict.fails.iter().filter_map(|check| Check::named(check.name()))
    }

    /// Whether the joint reading says that this check fails.
    pub(super) fn fails(&self, check: Check) -> bool {
        self.failing().any(|fails| fails == check)
    }

    /// Whether every list that follows from those that were drawn is right, as they are read best, whatever is drawn.
    pub(super) fn answers_what_is_sent(&self) -> bool {
        let Judgement { verdict, given, .. } = &self.judgement;
        verdict.unknown.is_none()
            && given.len() == self.cases
            && self.failing().all(|check| check == Check::SendsNumbers)
    }

    /// Whether the lists that were drawn are known, as they are read best, and are such as are asked for.
    pub(super) fn is_told(&self, scenario: &Scenario) -> bool {
        self.judgement.verdict.unknown.is_none() && self.is_asked_for(scenario)
    }
}
