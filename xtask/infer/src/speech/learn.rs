//! Learning what both sides of a pair say from what they said in several cases.

use std::rc::Rc;

use super::Speech;
use super::columns::{Columns, Draft, is_times};
use super::names;
use super::pieces::Drafted;
use super::turns::{list_turns, split};
use crate::bits::Bits;
use crate::dialect::learn::{Reading, Stream, readings};
use crate::dialect::script::{Part, Rows, Said, Script};
use crate::dialect::tokens::Gaps;
use crate::dialect::{Dialect, Layer};
use crate::explain::store::Store;
use crate::explain::world::World;
use crate::oracle::Given;
use crate::seen::{Case, Question, Turn};

/// So much longer is what is read send by send, where sends are kept apart for nothing.
const APART: Bits = Bits::of(80);

/// What one side says.
#[derive(Debug, Clone)]
pub struct Side {
    /// Turn by turn; `None` where how many there are depends on the numbers.
    pub turns: Option<Vec<Speech>>,
    /// All turns, one after the other.
    pub whole: Speech,
    /// In which turns the client's list begins and ends, by case; `None` where it does not stand there.
    pub list: Vec<Option<(usize, usize)>>,
}

/// Both sides; `None` where what is said is no dialect.
#[derive(Debug, Clone)]
pub struct Sides {
    /// The client.
    pub client: Option<Side>,
    /// The server.
    pub server: Option<Side>,
}

/// What both sides say in cases that went the same way; `given`: what was drawn in each.
pub fn learn(question: &Question, cases: &[Case], given: &[Given]) -> Sides {
    let asked = Rc::new(question.asked.clone());
    let mut learner =
        Learner { question, given, asked: asked.clone(), store: Store::new(&asked), gaps: Gaps::default() };
    let sent = |of: fn(&Case) -> &Vec<Turn>| cases.iter().map(|case| of(case).clone()).collect::<Vec<_>>();
    let client = learner.side(&sent(|case| &case.to_server), true, &[]);
    let also: Vec<Reading> = client.iter().map(|(_, reading)| reading.clone()).collect();
    let server = learner.side(&sent(|case| &case.to_client), false, &also);
    Sides { client: client.map(|(side, _)| side), server: server.map(|(side, _)| side) }
}

struct Learner<'a> {
    question: &'a Question,
    given: &'a [Given],
    asked: Rc<crate::bits::Asked>,
    store: Store,
    gaps: Gaps,
}

/// A reading as a side, and what it costs.
struct Candidate {
    bits: Bits,
    side: Side,
    reading: Reading,
    is_found: bool,
}

impl Learner<'_> {
    fn side(&mut self, cases: &[Vec<Turn>], is_request: bool, also: &[Reading]) -> Option<(Side, Reading)> {
        if cases.iter().all(Vec::is_empty) {
            return None;
        }
        let separators = also.first().map_or_else(Vec::new, |reading| reading.separators.clone());
        let mut found: Vec<Candidate> = Vec::new();
        for (stream, more) in [(Stream::Sends, Bits::ZERO), (Stream::Wire, APART)] {
            let all = readings(cases, stream, also, &separators, &self.asked, &mut self.gaps);
            let candidates = all.into_iter().filter_map(|reading| self.candidate(reading, cases, is_request));
            found.extend(candidates.map(|found| Candidate { bits: found.bits + more, ..found }));
        }
        // Of what differs from case to case, and nobody knows how, nothing can be said with other numbers.
        let can_be_said = |found: &Candidate| !found.side.whole.script.parts.contains(&Part::Any);
        let best = found
            .into_iter()
            .min_by_key(|found| (is_request && !found.is_found, !can_be_said(found), found.bits));
        best.map(|best| (best.side, best.reading))
    }

    fn candidate(&mut self, reading: Reading, cases: &[Vec<Turn>], is_request: bool) -> Option<Candidate> {
        let dialect = reading.dialect()?;
        let said: Vec<(usize, Vec<Said>)> = cases
            .iter()
            .enumerate()
            .filter_map(|(case, turns)| Some((case, said(&dialect, turns)?)))
            .collect();
        if said.is_empty() || said.len() * 2 < cases.len() {
            return None;
        }
        let given: Vec<Given> = said.iter().map(|(case, _)| self.given[*case].clone()).collect();
        let mut world = World::new(self.question.task, &self.asked, given, &mut self.store);
        let mut script = dialect.script.clone();
        make_lists(&mut script);
        let drafts = self.drafts(&script, &said, &mut world);
        // Of a table its numbers; how often they are there follows from these.
        let is_key = |draft: &&Draft| draft.is_list && !is_times(draft, &world);
        let lists_of = |columns: &Vec<Draft>| match &columns[..] {
            [only] => {
                if only.is_list {
                    only.draft.lists.clone()
                } else {
                    Vec::new()
                }
            }
            columns => columns.iter().find(is_key).map_or_else(Vec::new, |draft| draft.draft.lists.clone()),
        };
        let lists: Vec<_> = drafts.iter().flat_map(lists_of).collect();
        let names = match is_request {
            true => names::of_request(&world, &lists),
            false => names::of_answer(&world, &lists, &self.store),
        };
        let bits = reading.bits + drafts.iter().flatten().map(|d| d.draft.bits).sum();
        let turns: Vec<&[Turn]> = said.iter().map(|(case, _)| cases[*case].as_slice()).collect();
        let known = Columns {
            drafts: &drafts,
            names: &names,
            world: &world,
            store: &self.store,
            turns: &turns,
            said: &said,
            is_text: matches!(dialect.layer.of_a_send(), Layer::Text | Layer::PerSend),
        };
        let columns = known.of(&script);
        let whole = Speech {
            layer: dialect.layer.clone(),
            words: dialect.words.clone(),
            script: script.clone(),
            columns: columns.clone(),
            cuts: Vec::new(),
        };
        let side = Side {
            whole,
            list: list_turns(&script, &columns, &said, cases.len()),
            turns: split(&dialect, &script, &columns, &said[0].1, &turns),
        };
        let is_found = names.iter().any(|name| name.what.is_some());
        Some(Candidate { bits, side, reading, is_found })
    }

    /// Each part's columns, explained.
    fn drafts(&mut self, script: &Script, said: &[(usize, Vec<Said>)], world: &mut World) -> Vec<Vec<Draft>> {
        let mut nth = 0;
        let mut all = Vec::new();
        for part in &script.parts {
            let columns = match part {
                Part::Words(_) | Part::Fill(..) => continue,
                Part::Any => {
                    nth += 1;
                    continue;
                }
                Part::One(_) => 1,
                Part::Rows(rows) => rows.styles.len(),
            };
            let of = |column: usize, said: &[Said]| match said.get(nth) {
                Some(Said::Columns(columns)) => columns.get(column).cloned().unwrap_or_default(),
                _ => Vec::new(),
            };
            let draft = |column: usize| {
                let cases = said.iter().map(|(_, said)| of(column, said)).collect();
                let draft = Drafted::of(cases, world, &mut self.store);
                Draft { is_list: matches!(part, Part::Rows(_)) && !draft.is_index(), draft }
            };
            all.push((0..columns).map(draft).collect());
            nth += 1;
        }
        all
    }
}

/// What a stream says in the places of a dialect, where the dialect says exactly that.
fn said(dialect: &Dialect, turns: &[Turn]) -> Option<Vec<Said>> {
    let said = dialect.parse(turns)?;
    let printed = dialect.print(&said)?;
    let is_same = match dialect.layer.tells_sends() {
        true => printed == turns,
        false => {
            printed.len() == turns.len() && printed.iter().zip(turns).all(|(a, b)| a.concat() == b.concat())
        }
    };
    is_same.then_some(said)
}

/// A number in brackets is a list of one, here as where there are more.
fn make_lists(script: &mut Script) {
    let usual = script.parts.iter().find_map(|part| match part {
        Part::Rows(rows) if rows.styles.len() == 1 && rows.each.is_none() => rows.gaps.first().cloned(),
        _ => None,
    });
    let usual = usual.unwrap_or_else(|| ", ".to_owned());
    let words = |part: Option<&Part>| match part {
        Some(Part::Words(words)) => words.clone(),
        _ => String::new(),
    };
    for at in 0..script.parts.len() {
        let Part::One(style) = script.parts[at] else { continue };
        let before = words(at.checked_sub(1).and_then(|before| script.parts.get(before)));
        let behind = words(script.parts.get(at + 1));
        if before.ends_with(['[', '(', '{']) && behind.starts_with([']', ')', '}']) {
            let gaps = vec![usual.clone()];
            script.parts[at] =
                Part::Rows(Rows { styles: vec![style], gaps, each: None, wrap: None, and: None });
        }
    }
}
