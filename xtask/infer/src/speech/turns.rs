//! From a stream to its turns, and from a turn to its sends.

use super::{Column, Cut, Piece, Speech, What};
use crate::dialect::Dialect;
use crate::dialect::mark::TURN;
use crate::dialect::script::{Part, Rows, Said, Script};
use crate::seen::Turn;

/// In one case alone no longer header is told from a list that was cut somewhere.
const HEADER: usize = 4;

/// Whether a mark stands between the numbers of a list.
pub(super) fn has(rows: &Rows, mark: char) -> bool {
    let each = rows.each.iter().flat_map(|(before, behind)| [before, behind]);
    let others = rows.wrap.iter().map(|(_, gap)| gap).chain(&rows.and);
    rows.gaps.iter().chain(each).chain(others).any(|gap| gap.contains(mark))
}

/// In which turns the client's list stands, by case.
pub(super) fn list_turns(
    script: &Script,
    columns: &[Vec<Column>],
    said: &[(usize, Vec<Said>)],
    cases: usize,
) -> Vec<Option<(usize, usize)>> {
    let mut found = vec![None; cases];
    for (case, said) in said {
        let (mut turn, mut said, mut columns) = (0, said.iter(), columns.iter());
        for part in &script.parts {
            match part {
                Part::Words(words) => turn += words.matches(TURN).count(),
                Part::Fill(..) => {}
                Part::Any => {
                    if let Some(Said::Text(text)) = said.next() {
                        turn += text.matches(TURN).count();
                    }
                }
                Part::One(_) | Part::Rows(_) => {
                    let begins = turn;
                    let is_list = columns.next().is_some_and(|columns| {
                        columns.iter().flatten().any(|piece| *piece == Piece::List(What::Client))
                    });
                    if let (Part::Rows(rows), Some(Said::Columns(values))) = (part, said.next()) {
                        let marks: usize = rows.gaps.iter().map(|gap| gap.matches(TURN).count()).sum();
                        let count = values.first().map_or(0, Vec::len);
                        turn += match &rows.each {
                            Some((before, behind)) => {
                                count * (before.matches(TURN).count() + behind.matches(TURN).count())
                            }
                            None => count.saturating_sub(1) * marks,
                        };
                    }
                    if is_list && found[*case].is_none() {
                        found[*case] = Some((begins, turn));
                    }
                }
            }
        }
    }
    found
}

/// A stream turn by turn; `None` where how many turns there are depends on the numbers.
pub(super) fn split(
    dialect: &Dialect,
    script: &Script,
    columns: &[Vec<Column>],
    said: &[Said],
    cases: &[&[Turn]],
) -> Option<Vec<Speech>> {
    let new = || Speech {
        layer: dialect.layer.clone(),
        words: dialect.words.clone(),
        script: Script::default(),
        columns: Vec::new(),
        cuts: Vec::new(),
    };
    let mut turns = vec![new()];
    let (mut said, mut columns) = (said.iter(), columns.iter());
    let say = |turns: &mut Vec<Speech>, text: &str| {
        for (n, words) in text.split(TURN).enumerate() {
            if n > 0 {
                turns.push(new());
            }
            let Some(turn) = turns.last_mut().filter(|_| !words.is_empty()) else { continue };
            match turn.script.parts.last_mut() {
                Some(Part::Words(before)) => before.push_str(words),
                _ => turn.script.parts.push(Part::Words(words.to_owned())),
            }
        }
    };
    for part in &script.parts {
        match part {
            Part::Words(words) => say(&mut turns, words),
            Part::Any => match said.next()? {
                Said::Text(text) => say(&mut turns, text),
                Said::Columns(_) => return None,
            },
            Part::Rows(rows) if has(rows, TURN) => return None,
            part => {
                let turn = turns.last_mut()?;
                turn.script.parts.push(part.clone());
                if matches!(part, Part::One(_) | Part::Rows(_)) {
                    said.next()?;
                    turn.columns.push(columns.next()?.clone());
                }
            }
        }
    }
    if !dialect.layer.tells_sends() {
        for (at, turn) in turns.iter_mut().enumerate() {
            turn.cuts = cuts(cases.iter().filter_map(|turns| turns.get(at)));
        }
    }
    Some(turns)
}

/// Where all of these turns are cut alike: at so many bytes from one of their ends.
fn cuts<'a>(turns: impl Iterator<Item = &'a Turn>) -> Vec<Cut> {
    let ends = |turn: &Turn| {
        let mut ends: Vec<usize> = Vec::new();
        for send in turn {
            ends.push(ends.last().copied().unwrap_or_default() + send.len());
        }
        let all = ends.pop().unwrap_or_default();
        (ends, all)
    };
    let all: Vec<(Vec<usize>, usize)> = turns.map(ends).collect();
    let Some((first, whole)) = all.first() else { return Vec::new() };
    if all.iter().any(|(ends, _)| ends.len() != first.len()) {
        return Vec::new();
    }
    // In one case alone every cut is at its place; a list that was cut somewhere is cut there no more.
    let place = |at: usize| {
        let from_start = all.iter().all(|(ends, _)| ends[at] == first[at]);
        let from_end = all.iter().all(|(ends, all)| all - ends[at] == whole - first[at]);
        let is_short = |bytes: usize| all.len() > 1 || bytes <= HEADER;
        match (from_start && is_short(first[at]), from_end && is_short(whole - first[at])) {
            (true, _) => Some(Cut::FromStart(first[at])),
            (_, true) => Some(Cut::FromEnd(whole - first[at])),
            _ => None,
        }
    };
    (0..first.len()).filter_map(place).collect()
}
