//! What comes after the cases of a pair: those in which stand-ins play one of its halves, one after the other, as long as
//! there is more to find out and something left of the budget.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use super::course::Seen;
use crate::command_line::{Command, Pair};
use crate::journal::CaseId;
use crate::observation::Observation;
use crate::plan::{Case, PANIC};
use crate::role::Role;
use crate::scenario::Scenario;
use crate::scenario::lab::Part;
use crate::script::StandIn;
use crate::stand_in::Need;
use crate::submission::{Program, Server, Submission};
use crate::verdict::outcome::Verdict;
use crate::verdict::{Seeded, judge};

/// How far a pair is with stand-ins.
#[derive(Debug)]
pub(super) struct Tries<'l> {
    pub(super) need: Need<'l>,
    /// Those that were played, in their order.
    pub(super) played: Vec<StandIn>,
    /// What the cases took in which each half was played.
    spent: BTreeMap<Role, Duration>,
    /// The halves that would have been played once more.
    pub(super) cut_short: BTreeSet<Role>,
    /// The one to be played next.
    next: Option<StandIn>,
}

impl<'l> Tries<'l> {
    /// Begins behind the cases of the pair itself. `quoted`: short texts that both programs have in quotes.
    pub(super) fn begin(
        part: &'l Part,
        pair: &Pair,
        quoted: &[String],
        cases: &[CaseId],
        seen: &mut BTreeMap<CaseId, Seen>,
    ) -> Self {
        let program = |command: &Command| Program::Command(command.clone());
        let submission =
            Submission { server: Server::Start(program(&pair.server)), client: program(&pair.client) };
        let need = Need::new(&part.scenario, &submission, quoted.to_vec());
        let (played, spent, cut_short) = Default::default();
        let mut tries = Self { need, played, spent, cut_short, next: None };
        for id in cases {
            let Some(seen) = seen.get_mut(id) else { continue };
            let case = Case::alone(&part.scenario, id.seed, id.delivery);
            if !tries.note(|need| need.see(&case, &seen.verdict, &seen.observation)) {
                seen.verdict = trouble(&part.scenario);
            }
        }
        tries.learn(|_| ());
        tries
    }

    /// The next one that was not seen yet, with the name of its case.
    pub(super) fn go_on(
        &mut self,
        part: &Part,
        pair: &Pair,
        seen: &mut BTreeMap<CaseId, Seen>,
    ) -> Option<(CaseId, StandIn)> {
        while let Some(stand_in) = self.next.clone() {
            let id = with_stand_in(part, pair, &stand_in);
            let Some(seen) = seen.get_mut(&id) else { return Some((id, stand_in)) };
            if !self.learn(|need| need.tried(&stand_in, &seen.verdict, &seen.observation)) {
                seen.verdict = trouble(&part.scenario);
                let nothing = Observation::troubled(PANIC);
                if !self.learn(|need| need.tried(&stand_in, &seen.verdict, &nothing)) {
                    self.next = None;
                }
            }
            let role = stand_in.played.role;
            self.played.push(stand_in);
            let spent = self.spent.entry(role).or_default();
            *spent += seen.spent();
            if *spent >= part.scenario.budget() {
                self.cut_short(role);
            }
        }
        None
    }

    /// The budget is spent: this half is played no more.
    fn cut_short(&mut self, role: Role) {
        if self.next.as_ref().is_some_and(|next| next.played.role == role) {
            self.cut_short.insert(role);
        }
        if !self.learn(|need| need.give_up(role)) {
            self.next = None;
        }
    }

    /// Takes note of a case; not where that panics, which is the case's trouble and not the run's.
    fn note(&mut self, see: impl Fn(&mut Need<'l>)) -> bool {
        self.guarded(see).is_some()
    }

    /// The same, and says what is to be played next.
    fn learn(&mut self, see: impl Fn(&mut Need<'l>)) -> bool {
        let next = self.guarded(|need| {
            see(need);
            need.next()
        });
        next.map(|next| self.next = next).is_some()
    }

    /// What comes of it; nothing where that panics, and then nothing was done.
    fn guarded<T>(&mut self, act: impl Fn(&mut Need<'l>) -> T) -> Option<T> {
        let done = catch_unwind(AssertUnwindSafe(|| {
            let mut need = self.need.clone();
            let came = act(&mut need);
            (need, came)
        }));
        let (need, came) = done.ok()?;
        self.need = need;
        Some(came)
    }
}

/// What is found where a bug in the grader kept it from looking.
fn trouble(scenario: &Scenario) -> Verdict {
    judge(scenario, &Seeded::default(), &Observation::troubled(PANIC))
}

/// The case in which this stand-in plays one of the two.
pub(super) fn with_stand_in(part: &Part, pair: &Pair, stand_in: &StandIn) -> CaseId {
    CaseId {
        scenario: part.name(),
        seed: stand_in.seed,
        delivery: stand_in.delivery,
        pair: pair.clone(),
        stand_in: Some(stand_in.played),
        repeat: 0,
        hold: None,
        second: false,
    }
}
