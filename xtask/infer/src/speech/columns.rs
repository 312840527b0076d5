//! What stands in each column of a script.

use super::names::Name;
use super::pieces::Drafted;
use super::turns::has;
use super::{Column, Drawn, Piece, What, body};
use crate::dialect::mark::{SEND, TURN};
use crate::dialect::script::{Part, Said, Script};
use crate::explain::frames::miscount;
use crate::explain::source::Explained;
use crate::explain::store::{ListsId, Store};
use crate::explain::world::World;
use crate::oracle::{Given, sum, times};
use crate::seen::Turn;

/// A column, and whether a list stands in it.
pub(super) struct Draft {
    pub draft: Drafted,
    pub is_list: bool,
}

/// All that is known of a script.
pub(super) struct Columns<'a> {
    /// Each part's columns.
    pub drafts: &'a [Vec<Draft>],
    /// What each list is to be.
    pub names: &'a [Name],
    pub world: &'a World,
    pub store: &'a Store,
    /// What was said, by case.
    pub turns: &'a [&'a [Turn]],
    /// The same in the places of the script.
    pub said: &'a [(usize, Vec<Said>)],
    /// Whether characters are bytes.
    pub is_text: bool,
}

/// Where a number stands in every case; nothing where that depends on lists before it.
#[derive(Clone, Copy)]
struct Place {
    turn: usize,
    /// The place of the next send of all.
    next: usize,
}

impl Columns<'_> {
    /// What stands in each.
    pub fn of(&self, script: &Script) -> Vec<Vec<Column>> {
        let (mut place, mut is_told, mut all) = (Place { turn: 0, next: 0 }, true, self.drafts.iter());
        let mut found = Vec::new();
        let mut nth = 0;
        for (at, part) in script.parts.iter().enumerate() {
            nth += usize::from(!matches!(part, Part::Words(_) | Part::Fill(..)));
            match part {
                Part::Words(words) => {
                    place.next += words.matches(SEND).count();
                    place.turn += words.matches(TURN).count();
                }
                Part::Any | Part::Fill(..) => {}
                Part::One(_) => {
                    let draft = all.next().and_then(|columns| columns.first());
                    let piece =
                        draft.map(|draft| match self.single(&draft.draft, Some(place).filter(|_| is_told)) {
                            Piece::Fixed(_) => self.behind(&draft.draft, script, at, nth),
                            piece => piece,
                        });
                    found.push(vec![piece.into_iter().collect()]);
                }
                Part::Rows(rows) => {
                    let columns = all.next().map_or(&[][..], Vec::as_slice);
                    found.push(self.rows(columns));
                    is_told &= !has(rows, SEND) && !has(rows, TURN);
                }
            }
        }
        found
    }

    /// The columns of one list, or of a table.
    fn rows(&self, columns: &[Draft]) -> Vec<Column> {
        let (names, world) = (self.names, self.world);
        if let [only] = columns {
            return vec![only.draft.pieces(names, self.store)];
        }
        let what = |draft: &Draft| {
            let (id, _) =
                draft.draft.lists.first().filter(|_| draft.is_list && draft.draft.lists.len() == 1)?;
            names.iter().find(|name| name.lists == *id)?.what
        };
        // The first column of which it is known whose numbers it has; how often they are there stands beside it.
        let key = columns.iter().position(|draft| what(draft).is_some() && !is_times(draft, world));
        columns
            .iter()
            .enumerate()
            .map(|(at, draft)| match key {
                _ if draft.draft.is_index() => {
                    vec![Piece::Index(draft.draft.cases[0].first().copied().unwrap_or(1))]
                }
                Some(key) => {
                    let of = what(&columns[key])
                        .map(|what| if what == What::Extra { What::Repeated } else { what });
                    let of = of.unwrap_or(What::Repeated);
                    match at == key {
                        true => vec![Piece::List(of)],
                        false => vec![Piece::Times(of, less(&columns[key], draft, world))],
                    }
                }
                None => draft.draft.cases[0].iter().map(|number| Piece::Fixed(*number)).collect(),
            })
            .collect()
    }

    /// A number by itself that nothing else tells: how many bytes are behind it, where that is so in cases that differ.
    fn behind(&self, draft: &Drafted, script: &Script, at: usize, nth: usize) -> Piece {
        let values = || draft.cases.iter().filter_map(|xs| xs.first().copied());
        let first = values().next().unwrap_or_default();
        let behind = || self.said.iter().map(|(_, said)| script.behind(at, said.get(nth..)?));
        let less: Option<Vec<i64>> =
            values().zip(behind()).map(|(value, behind)| Some(behind? as i64 - value)).collect();
        match less.as_deref() {
            Some([less, others @ ..])
                if self.is_text
                    && others.iter().all(|other| other == less)
                    && values().any(|v| v != first) =>
            {
                Piece::Behind(*less)
            }
            _ => Piece::Fixed(first),
        }
    }

    /// A number by itself.
    fn single(&self, draft: &Drafted, place: Option<Place>) -> Piece {
        let values: Vec<i64> = draft.cases.iter().map(|xs| xs.first().copied().unwrap_or_default()).collect();
        let is_all =
            |of: &dyn Fn(usize) -> i64| values.iter().enumerate().all(|(case, value)| *value == of(case));
        let lists =
            self.drafts.iter().flatten().filter(|other| other.is_list).flat_map(|other| &other.draft.lists);
        let named = |(id, _): &(ListsId, Explained)| {
            let what = self.names.iter().find(|name| name.lists == *id)?.what?;
            Some((what, &self.store.get(*id).cases))
        };
        let named: Vec<(What, &Vec<Vec<i64>>)> = lists.filter_map(named).collect();
        let count = |cases: &[Vec<i64>], case: usize| cases[case].len() as i64;
        if let Some((what, _)) = named.iter().find(|(_, cases)| is_all(&|case| count(cases, case))) {
            return Piece::Count(*what);
        }
        let next =
            |case: usize| self.turns[case].iter().flatten().nth(place.filter(|place| place.next > 0)?.next);
        let behind = |case: usize| body(&self.turns[case].get(place?.turn)?.concat());
        let bytes = |length: Option<usize>| length.map_or(-1, |length| length as i64);
        if values.iter().any(|value| *value > 1) {
            if is_all(&|case| bytes(next(case).map(Vec::len))) {
                return Piece::Length;
            }
            if is_all(&|case| bytes(behind(case))) {
                return Piece::Body;
            }
        }
        for (what, cases) in &named {
            if is_all(&|case| sum(&cases[case])) {
                return Piece::Sum(*what);
            }
            if let Some(each) = [2, 4, 8].into_iter().find(|each| is_all(&|case| each * count(cases, case))) {
                return Piece::Size(*what, each);
            }
        }
        let rights = [What::Final, What::Extra, What::Repeated, What::Common, What::Client, What::Server];
        let right = |what: What| {
            move |case: usize| {
                let given = &self.world.given[case];
                let drawn = Drawn { client: &given.client, server: &given.server, ascending: false };
                drawn.list(what).len() as i64
            }
        };
        let is_fixed = values.iter().all(|value| *value == values[0]);
        let miscounted = named.iter().find_map(|(what, cases)| {
            let more = miscount(values.iter().copied().zip(cases.iter().map(Vec::len)))?;
            Some(Piece::Miscount(*what, more))
        });
        if let Some(piece) = miscounted {
            return piece;
        }
        let counted = rights.into_iter().find(|what| is_all(&right(*what)));
        match counted.filter(|_| !is_fixed || values.len() == 1 && values[0] > 1) {
            Some(what) => Piece::Count(what),
            None => Piece::Fixed(values[0]),
        }
    }
}

/// How often the client has each number of a column.
fn often(keys: &Draft, world: &World) -> Vec<Vec<i64>> {
    let count = |(xs, given): (&Vec<i64>, &Given)| xs.iter().map(|n| times(*n, &given.client)).collect();
    keys.draft.cases.iter().zip(world.given.iter()).map(count).collect()
}

/// How many less than that a column says, in every case.
fn less(keys: &Draft, times: &Draft, world: &World) -> i64 {
    let once_less: Vec<Vec<i64>> =
        often(keys, world).into_iter().map(|xs| xs.into_iter().map(|n| n - 1).collect()).collect();
    i64::from(once_less == times.draft.cases)
}

/// Whether these are hardly numbers that were drawn: none is larger than what a list has of one.
pub(super) fn is_times(draft: &Draft, world: &World) -> bool {
    let most = |client: &[i64]| client.iter().map(|n| times(*n, client)).max().unwrap_or(0);
    let mut cases = draft.draft.cases.iter().zip(world.given.iter());
    cases.all(|(xs, given)| xs.iter().all(|n| *n >= 0 && *n <= most(&given.client)))
}
