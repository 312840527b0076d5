//! Which half of a pair needs a stand-in, what it plays next, and what comes of it.
//!
//! A pure fold: it is fed the cases of one scenario, says which case to run next, and is fed that one too. Whoever runs
//! cases, or reads them from a journal, gets the same answers.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::candidates::{self, Draft, Known, drafts};
use super::ends;
use super::questions::Questions;
use super::session::{self, Recorded, Session};
use super::wanted::{Tried, Wanted};
use crate::check::Check;
use crate::delivery::Delivery;
use crate::observation::Observation;
use crate::plan::Case;
use crate::role::Role;
use crate::scenario::{FinalOrder, Numbers, Scenario};
use crate::script::{Played, Script, Sends, StandIn};
use crate::submission::{Server, Submission};
use crate::task::Task;
use crate::verdict::joint::{self, Unended};
use crate::verdict::outcome::{Doubt, Finding, Outcome, Verdict};
use crate::verdict::remarks::never_repeats;
use crate::verdict::results::CaseResult;
use crate::verdict::{Seeded, question_of, reply_of, spoilt_by_other};

/// Scripts that are tried for one role, at most; those that only end or write otherwise what was said are bounded by themselves.
pub const MOST_SCRIPTS: usize = 8;

/// Seeds that each script has to hold for, at most.
pub const MOST_SEEDS: usize = 2;

/// The cases of one scenario, as far as stand-ins are concerned.
#[derive(Debug, Clone)]
pub struct Need<'s> {
    scenario: &'s Scenario,
    /// The kindest delivery that the scenario has.
    delivery: Option<Delivery>,
    plays_client: bool,
    known: Known,
    recorded: Vec<Recorded>,
    /// What all of these tell together: the session, and whether it ended well.
    learnt: OnceLock<Option<(Session, bool)>>,
    /// The lists that the client drew, with the seed of the case.
    draws: Vec<(u64, Vec<i64>)>,
    /// Whether a list of the client's could be read in some case, so that it is known how it writes one.
    knows_its_words: bool,
    roles: Vec<Wanted>,
    /// The seed of the first case.
    first_seed: Option<u64>,
    questions: Questions,
    /// How many of the scenario's lists were sent.
    lists: usize,
    /// Whether a number was sent that no set holds.
    has_sent_below: bool,
    /// Whether the server is sent these, and asked.
    puts_to_the_test: bool,
    /// The half that never ends what the other one waits for the end of, or counts it wrongly.
    unended: Option<Unended>,
    /// What both programs have in quotes.
    quoted: Vec<String>,
}

impl<'s> Need<'s> {
    /// Nothing is needed yet. A server that somebody else runs is tried with no client but the student's. `quoted`: short texts that
    /// both programs have in quotes.
    pub fn new(scenario: &'s Scenario, submission: &Submission, quoted: Vec<String>) -> Self {
        let kindest = scenario.deliveries.iter().find(|delivery| **delivery == Delivery::AsSent);
        let repeatable = || scenario.deliveries.iter().find(|delivery| delivery.is_repeatable());
        let delivery = kindest.or_else(repeatable).copied();
        let plays_client = matches!(submission.server, Server::Start(_));
        Self {
            scenario,
            delivery,
            plays_client,
            known: Known::default(),
            recorded: Vec::new(),
            learnt: OnceLock::new(),
            draws: Vec::new(),
            knows_its_words: false,
            roles: Vec::new(),
            first_seed: None,
            questions: Questions::default(),
            lists: 0,
            has_sent_below: false,
            puts_to_the_test: plays_client,
            unended: None,
            quoted,
        }
    }

    /// What the cases are about.
    pub fn scenario(&self) -> &'s Scenario {
        self.scenario
    }

    /// Takes note of a case of the pair itself.
    pub fn see(&mut self, case: &Case<'_>, verdict: &Verdict, observation: &Observation) {
        let has_failed = verdict.findings.iter().any(Finding::is_harness_failure);
        if Some(case.delivery) != self.delivery || has_failed {
            return;
        }
        // What a program says to one that it does not understand is no session to be played again.
        let is_foreign =
            |finding: &Finding| matches!(finding.outcome, Outcome::Inconclusive(Doubt::StandIn(_)));
        match verdict.findings.iter().any(is_foreign) {
            true => self.known.listener = self.known.listener.or(observation.listeners.first().copied()),
            false => self.learn(observation),
        }
        self.first_seed = self.first_seed.or(Some(case.seed));
        self.questions.see(case, verdict);
        // What is lost already need not be put to the test.
        let is_lost =
            |finding: &Finding| finding.check == reply_of(case.scenario.task) && finding.is_failure();
        self.puts_to_the_test &= !verdict.findings.iter().any(is_lost);
        if let Some(lack) = joint::unended(self.scenario.task, verdict)
            && (lack.role == Role::Server || self.plays_client)
        {
            self.unended = self.unended.filter(|known| known.is_awaited).or(Some(lack));
            for check in joint::kept_by(self.scenario.task, lack.role) {
                self.want(lack.role, check, case.seed, true);
            }
        }
        for finding in &verdict.findings {
            let cause = spoilt_by_other(verdict, finding.check);
            if let Some(cause) = cause.filter(|cause| *cause == Role::Server || self.plays_client) {
                self.want(cause, finding.check, case.seed, false);
            }
        }
        // A client that never draws a number twice puts no server to the test.
        self.knows_its_words |= verdict.numbers.drawn.is_some();
        self.draws.extend(verdict.numbers.client.clone().map(|drawn| (case.seed, drawn)));
        let draws: Vec<&[i64]> = self.draws.iter().map(|(_, drawn)| &drawn[..]).collect();
        if self.scenario.task == Task::Dedup
            && self.plays_client
            && !draws.is_empty()
            && never_repeats(&self.scenario.numbers, &draws)
        {
            self.want(Role::Client, Check::ReplyIsDeduplicated, case.seed, false);
        }
    }

    /// Takes note that a stand-in in this role is to answer a check; or `only_ends`, to see whether an end or a count is all that is
    /// wrong.
    fn want(&mut self, role: Role, check: Check, seed: u64, only_ends: bool) {
        let known = self.roles.iter().position(|wanted| wanted.role == role);
        let at = known.unwrap_or_else(|| {
            let (checks, seeds, learned, tried) = Default::default();
            self.roles.push(Wanted { role, checks, seeds, learned, tried, only_ends, is_given_up: false });
            self.roles.len() - 1
        });
        let wanted = &mut self.roles[at];
        wanted.only_ends &= only_ends;
        wanted.checks.insert(check);
        if wanted.seeds.len() < MOST_SEEDS && !wanted.seeds.contains(&seed) {
            wanted.seeds.push(seed);
        }
    }

    fn learn(&mut self, observation: &Observation) {
        self.known.listener = self.known.listener.or(observation.listeners.first().copied());
        let Some(conversation) = &observation.conversation else { return };
        self.known.refused = self.known.refused.or(conversation.refused.first().copied());
        self.recorded.extend(Recorded::of(observation));
        self.learnt = OnceLock::new();
    }

    /// All that is known of the pair.
    fn known(&self) -> Known {
        let question = || question_of(self.scenario.task, &self.scenario.numbers);
        let learnt = self.learnt.get_or_init(|| session::learn(&self.recorded, question().as_ref()));
        let mut known = self.known.clone();
        if let Some((session, ended_well)) = learnt {
            (known.session, known.ended_well) = (Some(session.clone()), *ended_well);
            let ends = |lack: Unended| {
                let mut ends = ends::of(lack, self.scenario.task, session, &self.quoted);
                ends.retain(|end| !end.is_rewritten() || self.is_form_known());
                (lack.role, ends)
            };
            known.ends = self.unended.map(ends).filter(|(_, ends)| !ends.is_empty());
        }
        known
    }

    /// Whether it is known what of a client's words is its list: what is the same each time may be a number of it, or stand round it.
    fn is_form_known(&self) -> bool {
        let said = |recorded: &Recorded| recorded.case.to_server.clone();
        let first = self.recorded.first().map(said);
        self.scenario.task == Task::Greet || self.recorded.iter().any(|other| Some(said(other)) != first)
    }

    /// The case to run next; `None` where there is nothing more to find out.
    pub fn next(&self) -> Option<StandIn> {
        let delivery = self.delivery?;
        let of_roles = self.roles.iter().find_map(|wanted| {
            if wanted.is_given_up || wanted.checks.iter().all(|check| wanted.is_settled(*check)) {
                return None;
            }
            if let Some(last) = wanted.tried.last()
                && let Some(seed) = wanted.seeds.get(last.verdicts.len())
                && wanted.checks.iter().any(|check| !wanted.is_settled(*check) && last.holds(*check))
            {
                let played = Played { role: wanted.role, script: wanted.tried.len(), sends: Sends::Drawn };
                return Some(self.stand_in(played, &last.draft, *seed, delivery));
            }
            let known = wanted.learned.over(&self.known());
            let has_ends = known.ends.as_ref().is_some_and(|(of, _)| *of == wanted.role);
            if wanted.only_ends && self.unended.is_some() && !has_ends {
                return None;
            }
            let mut drafts = drafts(wanted.role, self.scenario.task, &known);
            if has_ends && !wanted.only_ends && self.unended.is_some_and(|lack| !lack.is_awaited) {
                drafts.extend(candidates::drafts(wanted.role, self.scenario.task, &known.without_ends()));
            }
            let is_new =
                |draft: &&Draft| !wanted.tried.iter().any(|tried| tried.draft.is_like(draft, known.greets));
            let is_guess = |draft: &Draft| draft.ended_by.is_none();
            let guesses = wanted.tried.iter().filter(|tried| is_guess(&tried.draft)).count();
            let may_be_tried = |draft: &&Draft| !is_guess(draft) || guesses < MOST_SCRIPTS;
            let draft = drafts.iter().find(is_new).filter(may_be_tried)?;
            let played = Played { role: wanted.role, script: wanted.tried.len() + 1, sends: Sends::Drawn };
            Some(self.stand_in(played, draft, *wanted.seeds.first()?, delivery))
        });
        of_roles.or_else(|| self.next_test(delivery))
    }

    /// The next case in which the server is asked for its set, or is sent a list of the scenario: in the words of its own
    /// client, and only where these are known.
    fn next_test(&self, delivery: Delivery) -> Option<StandIn> {
        let Scenario { task, numbers, always, .. } = self.scenario;
        if !self.puts_to_the_test || !self.knows_its_words || *task == Task::Greet {
            return None;
        }
        let question = || self.questions.next(numbers);
        let list =
            || Some((self.first_seed?, Sends::List(self.lists + 1))).filter(|_| self.lists < always.len());
        // What the server told may be all but its own set.
        let below = || Some((self.questions.told().filter(|_| !self.has_sent_below)?.0, Sends::Below));
        let drafts = drafts(Role::Client, *task, &self.known().without_ends());
        let recorded = drafts.iter().find(|draft| draft.is_recorded);
        // What is answered to a question is believed only where it fits.
        let learnt = || recorded.or_else(|| drafts.iter().find(|draft| draft.converses()));
        let tests = [(question(), learnt()), (list(), recorded), (below(), recorded)];
        let mut tests = tests.into_iter().filter_map(|(test, draft)| test.zip(draft));
        let ((seed, sends), draft) = tests.next()?;
        let played = Played { role: Role::Client, script: 1, sends };
        Some(self.stand_in(played, draft, seed, delivery))
    }

    /// Task 3: the server's own sets by seed, as far as it was asked for them and its answers fit.
    pub fn sets(&self) -> &BTreeMap<u64, Vec<i64>> {
        self.questions.known()
    }

    /// What a server answers that is asked for its set, read beside what it answered to its own client.
    fn answer_read(&self, stand_in: &StandIn, observation: &Observation) -> Option<Vec<i64>> {
        let beside: Vec<_> = self.recorded.iter().map(|recorded| recorded.case.clone()).collect();
        joint::answer(self.scenario, stand_in, observation, beside)
    }

    /// What the client drew in the case of this seed.
    fn drawn(&self, seed: u64) -> Option<Vec<i64>> {
        self.draws.iter().find(|(of, _)| *of == seed).map(|(_, drawn)| drawn.clone())
    }

    /// Has nothing more tried in this role.
    pub fn give_up(&mut self, role: Role) {
        for wanted in self.roles.iter_mut().filter(|wanted| wanted.role == role) {
            wanted.is_given_up = true;
        }
        self.puts_to_the_test &= role != Role::Client;
    }

    fn stand_in(&self, played: Played, draft: &Draft, seed: u64, delivery: Delivery) -> StandIn {
        let Scenario { task, numbers: Numbers { count, value }, accept, .. } = self.scenario;
        let Draft { steps, port, dials, is_recorded, ended_by } = draft.clone();
        let tried = self.roles.iter().find(|wanted| wanted.role == played.role);
        let known = tried.map_or_else(|| self.known(), |wanted| wanted.learned.over(&self.known()));
        let asked = match played.sends {
            Sends::Below => self.questions.told().map(|(_, told)| told),
            _ => self.sets().get(&seed).cloned(),
        };
        let numbers = match &ended_by {
            // Nothing else is to differ.
            Some(end) if end.is_rewritten() && played.role == Role::Client => self.drawn(seed),
            _ => None,
        };
        let numbers = numbers.unwrap_or_else(|| {
            let length = self.questions.length(&self.scenario.numbers);
            played.sends.numbers(
                played.role,
                seed,
                self.scenario,
                length,
                asked.as_deref().unwrap_or_default(),
            )
        });
        let script = Script {
            role: played.role,
            task: *task,
            port,
            dials,
            numbers,
            count: count.clone(),
            value: value.clone(),
            request: known.session.as_ref().and_then(Session::request).cloned(),
            ascending: accept.final_order == FinalOrder::Ascending,
            steps,
        };
        StandIn { played, seed, delivery, script, is_recorded, ended_by, asked }
    }

    /// Judges the case that a stand-in played in, and takes note of it. `seeded` is what the programs of the pair draw from the
    /// seed.
    pub fn judge(&mut self, stand_in: &StandIn, seeded: Seeded, observation: &Observation) -> CaseResult {
        let verdict = stand_in.verdict(self.scenario, seeded, observation);
        self.tried(stand_in, &verdict, observation);
        stand_in.result(verdict)
    }

    /// Takes note of a case that a stand-in played in.
    pub fn tried(&mut self, stand_in: &StandIn, verdict: &Verdict, observation: &Observation) {
        let Played { role, sends, .. } = stand_in.played;
        match sends {
            Sends::Drawn => {}
            Sends::List(number) => {
                self.lists = number;
                return;
            }
            Sends::Below => {
                self.has_sent_below = true;
                return;
            }
            Sends::Range | Sends::Part(_) => {
                let answer =
                    self.answer_read(stand_in, observation).or_else(|| verdict.numbers.answer.clone());
                return self.questions.answered(stand_in.seed, sends, answer, &self.scenario.numbers);
            }
        }
        let is_answered = stand_in.is_answered_in_kind(observation)
            && joint::is_content(self.scenario.task, stand_in, verdict);
        if is_answered {
            // That is how the pair talks where nothing is missing.
            if self.unended.take_if(|lack| lack.role == role).is_some() {
                self.puts_to_the_test |= self.plays_client && role == Role::Client;
                self.recorded.clear();
            }
            self.learn(observation);
        }
        let Some(wanted) = self.roles.iter_mut().find(|wanted| wanted.role == role) else { return };
        wanted.learned.learn(role, self.scenario, observation);
        let StandIn { script, is_recorded, ended_by, .. } = stand_in.clone();
        let Script { steps, port, dials, .. } = script;
        let draft = Draft { steps, port, dials, is_recorded, ended_by };
        let verdict = verdict.clone();
        // Whatever is played to it, it can do nothing here.
        wanted.is_given_up |= verdict.findings.iter().any(|finding| {
            matches!(finding.outcome, Outcome::Inconclusive(Doubt::Lacks(lacking, _)) if lacking != role)
        });
        match wanted.tried.get_mut(stand_in.played.script - 1) {
            Some(tried) => {
                tried.verdicts.push(verdict);
                tried.is_answered &= is_answered;
            }
            None => wanted.tried.push(Tried { draft, verdicts: vec![verdict], is_answered }),
        }
    }
}
