//! All cases of a pair together: a program writes, prints and errs in the same way in each of them, so how it does is inferred once.
//!
//! The rule, by measurement: what was drawn is asked of all cases together, where these are sure; and a right list is right by
//! whichever of the two it is read, for a list of the lab is read rightly by no chance. A failure needs both.

use std::collections::BTreeMap;

use infer::bits::Bits;
use infer::explain::readings::{ListRead, Place as Stands, ReadAs};
use infer::explain::search::{Judgement, SURE, infer};
use infer::seen::{Channel, Turn};

use super::lists::{Found, Table, rest_of_line};
use super::outcome::{Doubt, Outcome, Verdict};
use super::place::{Place, Stream, excerpt};
use super::{Check, Seeded, judge_as_read, seen};
use crate::observation::{End, Observation, Role};
use crate::scenario::Scenario;
use crate::stand_in::StandIn;
use crate::tap::conversation::Direction;
use crate::tap::delivery::Delivery;

/// What is wrong by the joint reading is so at a million to one.
const FAILS: Bits = Bits::of(20);
/// In so many cases, at least.
const FEWEST: usize = 3;
/// More cases are not read together.
const MOST_CASES: usize = 20;

/// A case, judged by itself.
#[derive(Debug)]
pub struct Case<'a> {
    /// How bytes were handed over.
    pub delivery: Delivery,
    /// What follows from its seed.
    pub seeded: Seeded,
    /// Who played one of the programs in its place.
    pub stand_in: Option<&'a StandIn>,
    /// What was seen of it.
    pub observation: &'a Observation,
    /// What was found in it.
    pub verdict: &'a mut Verdict,
}

/// How the cases of a pair were read together.
#[derive(Debug, Clone)]
pub struct Joint {
    /// How many cases.
    pub cases: usize,
    /// What was inferred.
    pub judgement: Judgement,
}

/// What all cases together say of one.
#[derive(Debug, Clone, Default)]
pub(super) struct Read {
    /// What the client drew.
    pub client: Option<Found>,
    /// What the server drew.
    pub server: Option<Found>,
    /// The lists that the server sent.
    pub replies: Vec<Found>,
    /// The lists that the client printed.
    pub shown: Vec<Found>,
    /// Its tables.
    pub tables: Vec<Table>,
}

/// Brings what was found in each case in line with what all of them say. How they were read; `None` where there is nothing to read.
///
/// The pair's own cases in which each send came by itself, and both programs to a good end, say how the pair writes; what others fail
/// is read beside these. `known` is what these said before: they are not read again.
pub fn settle(scenario: &Scenario, cases: &mut [Case<'_>], known: Option<Joint>) -> Option<Joint> {
    let question = seen::question(scenario)?;
    let read = cases.iter().map(|case| seen::case(case.observation));
    let seen: BTreeMap<usize, infer::seen::Case> =
        read.enumerate().filter_map(|(place, case)| Some((place, case?))).collect();
    let own = || cases.iter().filter(|case| case.stand_in.is_none()).map(|case| case.delivery);
    let delivery = own().find(|delivery| *delivery == Delivery::AsSent).or_else(|| own().next())?;
    let is_first = |place: &&usize| {
        let case = &cases[**place];
        case.stand_in.is_none() && case.delivery == delivery && is_whole(case)
    };
    let first: Vec<usize> = seen.keys().filter(is_first).take(MOST_CASES).copied().collect();
    if first.is_empty() {
        return None;
    }
    let together = |places: &[usize]| -> Vec<infer::seen::Case> {
        places.iter().map(|place| seen[place].clone()).collect()
    };
    let read = || Joint { cases: first.len(), judgement: infer(&question, &together(&first)) };
    let joint = known.filter(|known| known.cases == first.len()).unwrap_or_else(read);
    if !joint.is_sure(scenario) {
        return Some(joint);
    }
    for (nth, place) in first.iter().enumerate() {
        cases[*place].settle(scenario, &Read::of(&joint.judgement, nth, &seen[place]));
    }
    // What is right by itself needs no second look.
    let is_other = |place: &usize| !first.contains(place) && !cases[*place].is_right();
    let others: Vec<usize> = seen.keys().copied().filter(is_other).collect();
    // What a server makes of a part of a list does not say how it writes elsewhere: each delivery is read by itself, and so are stand-ins.
    let kind = |place: usize| {
        let played = cases[place].stand_in.map(|stand_in| (stand_in.played.role, stand_in.played.script));
        (cases[place].delivery, played)
    };
    let mut kinds: Vec<Vec<usize>> = Vec::new();
    for place in others {
        match kinds.iter_mut().find(|some| kind(some[0]) == kind(place)) {
            Some(some) => some.push(place),
            None => kinds.push(vec![place]),
        }
    }
    for some in kinds.iter().flat_map(|some| some.chunks(MOST_CASES)) {
        let all = [&first, some].concat();
        let judgement = infer(&question, &together(&all));
        if judgement.given.get(..first.len()) != Some(&joint.judgement.given[..]) {
            continue;
        }
        for (nth, place) in all.iter().enumerate().skip(first.len()) {
            cases[*place].settle(scenario, &Read::of(&judgement, nth, &seen[place]));
        }
    }
    Some(joint)
}

/// Whether both programs came to their end in good order.
fn is_whole(case: &Case<'_>) -> bool {
    let stays_up = case.verdict.findings.iter().find(|finding| finding.check == Check::ServerStaysUp);
    let ended = case.observation.client.as_ref().is_some_and(|client| client.end == End::Exited(0));
    ended && stays_up.is_some_and(|finding| !finding.is_failure())
}

impl Joint {
    /// Whether there is no doubt how the cases are to be read.
    pub fn is_sure(&self, scenario: &Scenario) -> bool {
        let Judgement { verdict, margin, given, .. } = &self.judgement;
        // In few cases chance may have a list look like another that is wrong; none makes a wrong one right.
        let is_told = match verdict.fails.is_empty() {
            true => *margin >= SURE,
            false => *margin >= FAILS && self.cases >= FEWEST,
        };
        verdict.unknown.is_none()
            && is_told
            && given.len() == self.cases
            && given.iter().all(|given| scenario.numbers.ask_for(&given.client))
    }
}

impl Case<'_> {
    /// Whether every list is right, that which was drawn among them.
    fn is_right(&self) -> bool {
        let is_about_lists = |check: Check| check.compares_lists() || check == Check::SendsNumbers;
        let mut findings = self.verdict.findings.iter().filter(|finding| is_about_lists(finding.check));
        findings.all(|finding| finding.outcome == Outcome::Pass)
    }

    /// Judges the case once more, as it is read with the others, where a list is wrong that was read by itself.
    fn settle(&mut self, scenario: &Scenario, read: &Read) {
        // The reference's own numbers are known, and what it cannot read is no fault.
        let is_reference = self.seeded.client.is_some() || self.seeded.server.is_some();
        if self.is_right() || is_reference && self.stand_in.is_none() {
            return;
        }
        let again = match self.stand_in {
            None => judge_as_read(scenario, &self.seeded, self.observation, Some(read)),
            Some(stand_in) => {
                let seeded = stand_in.seeded(self.seeded.clone());
                let verdict = judge_as_read(scenario, &seeded, self.observation, Some(read));
                stand_in.about_the_student(verdict, self.observation)
            }
        };
        let drawn = read.client.as_ref().map(|drawn| &drawn.values);
        if self.stand_in.is_none() && self.verdict.numbers.drawn.as_ref() != drawn {
            *self.verdict = again;
            return;
        }
        let passes = |check: Check| {
            again.findings.iter().any(|other| other.check == check && other.outcome == Outcome::Pass)
        };
        for finding in self.verdict.findings.iter_mut().filter(|finding| finding.outcome != Outcome::Pass) {
            let is_freed = matches!(finding.outcome, Outcome::Inconclusive(Doubt::Blocked(by)) if passes(by));
            let mut others = again.findings.iter().filter(|other| other.check == finding.check);
            if let Some(other) = others.next().filter(|_| is_freed || passes(finding.check)) {
                *finding = other.clone();
            }
        }
    }
}

impl Read {
    /// Of one of the cases of a judgement.
    fn of(judgement: &Judgement, nth: usize, case: &infer::seen::Case) -> Self {
        let mut read = Self::default();
        let Some(given) = judgement.given.get(nth) else { return read };
        for stream in &judgement.readings {
            let lists = stream.lists.iter().flat_map(|list| found(stream, list, nth, case));
            match stream.channel {
                Channel::Request => {
                    let drawn = lists.into_iter().find(|list| list.values == given.client);
                    read.client = read.client.or(drawn);
                }
                Channel::Reply => read.replies.extend(lists),
                Channel::ServerOutput | Channel::ServerErrors => {
                    let drawn = lists
                        .into_iter()
                        .find(|list| !given.server.is_empty() && list.values == given.server);
                    read.server = read.server.or(drawn);
                }
                Channel::ClientOutput | Channel::ClientErrors => {
                    read.shown.extend(lists);
                    read.tables.extend(tables(stream, nth, case));
                }
            }
        }
        let own = |list: &&Found| !given.server.is_empty() && list.values == given.server;
        read.server = read.server.or_else(|| read.replies.iter().find(own).cloned());
        let sent = || Found::new(given.client.clone(), message(Direction::ToServer, &case.to_server, None));
        read.client = Some(read.client.unwrap_or_else(sent));
        read
    }
}

/// A list as it was read in one case: each of those in its frame.
fn found<'a>(
    stream: &'a ReadAs,
    list: &'a ListRead,
    nth: usize,
    case: &'a infer::seen::Case,
) -> impl Iterator<Item = Found> + 'a {
    let stands = list.places.get(nth).and_then(Option::as_ref);
    let each =
        list.numbers.iter().filter_map(move |cases| cases.get(nth)).filter(|values| !values.is_empty());
    let words = list.key.label.context.lines().last().unwrap_or_default().trim();
    let label = words.chars().any(char::is_alphabetic).then(|| words.to_owned());
    each.map(move |values| {
        let (place, excerpt) = place(stream.channel, stands, case);
        Found {
            excerpt,
            label: label.clone(),
            is_plain: values.len() > 1,
            ..Found::new(values.clone(), place)
        }
    })
}

/// The tables of a stream, in one case: each two columns of as many rows.
fn tables(stream: &ReadAs, nth: usize, case: &infer::seen::Case) -> Vec<Table> {
    let column = |list: &ListRead| {
        Some((list.key.label.context.clone(), list.key.label.column.clone()?.0, list.key.ordinal))
    };
    let mut tables = Vec::new();
    for values in &stream.lists {
        for counts in &stream.lists {
            if column(values).is_none() || column(values) != column(counts) || values.key == counts.key {
                continue;
            }
            let Some((list, counts)) =
                found(stream, values, nth, case).next().zip(found(stream, counts, nth, case).next())
            else {
                continue;
            };
            let counted: Option<Vec<u64>> =
                counts.values.iter().map(|count| u64::try_from(*count).ok()).collect();
            if let Some(counted) = counted.filter(|counted| counted.len() == list.values.len()) {
                let counts = list.values.iter().copied().zip(counted).collect();
                tables.push(Table { list, counts, says_how_often: false });
            }
        }
    }
    tables
}

/// Where a list stands, and how it looks there.
fn place(channel: Channel, stands: Option<&Stands>, case: &infer::seen::Case) -> (Place, String) {
    let printed = |role, stream, output: &[u8]| {
        let (line, start) = stands.map_or((0, 0), |stands| (stands.line, stands.bytes.start));
        let start = output[..start.min(output.len())]
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |end| end + 1);
        (Place::Line { role, stream, line: line + 1 }, excerpt(rest_of_line(output, start)))
    };
    let sent = |direction, turns: &[Turn]| {
        let place = message(direction, turns, stands);
        let Place::Message { bytes, .. } = &place else { return (place, String::new()) };
        let all = turns.iter().flatten().flatten().copied().collect::<Vec<u8>>();
        let text = excerpt(all.get(bytes.clone()).unwrap_or_default());
        (place, text)
    };
    match channel {
        Channel::Request => sent(Direction::ToServer, &case.to_server),
        Channel::Reply => sent(Direction::ToClient, &case.to_client),
        Channel::ServerOutput => printed(Role::Server, Stream::Out, &case.server.stdout),
        Channel::ServerErrors => printed(Role::Server, Stream::Err, &case.server.stderr),
        Channel::ClientOutput => printed(Role::Client, Stream::Out, &case.client.stdout),
        Channel::ClientErrors => printed(Role::Client, Stream::Err, &case.client.stderr),
    }
}

/// A place on the wire; all that was said where nothing more is known.
fn message(direction: Direction, turns: &[Turn], stands: Option<&Stands>) -> Place {
    let length = |turns: &[Turn]| turns.iter().flatten().map(Vec::len).sum::<usize>();
    match stands {
        Some(Stands { turn, bytes, .. }) => {
            let before = length(&turns[..(*turn).min(turns.len())]);
            Place::Message { direction, number: turn + 1, bytes: before + bytes.start..before + bytes.end }
        }
        None => Place::Message { direction, number: 1, bytes: 0..length(turns) },
    }
}
