//! What one side says in a turn, with places for lists: says other numbers in the same way, and hears them.
//!
//! A [`Speech`] is what was learnt of a pair for whoever plays one of its sides. Sends are kept apart as they were.

use serde::{Deserialize, Serialize};

use crate::dialect::Int;
use crate::dialect::Layer;
use crate::dialect::learn::turn_text;
use crate::dialect::mark::{SEND, TURN};
use crate::dialect::script::{Part, Said, Script};
use crate::oracle::{Question, distinct, extra_occurrences, intersection, repeated, sum, times};
use crate::seen::Turn;

mod columns;
mod core;
mod forms;
mod learn;
mod names;
mod near;
mod pieces;
mod turns;

pub use forms::behind_length;
pub use learn::{Side, Sides, learn};

/// Which list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// What the client drew.
    Client,
    /// What the server drew.
    Server,
    /// The client's numbers, each once.
    Final,
    /// Each occurrence of them but a number's first.
    Extra,
    /// Those that are repeated, once each.
    Repeated,
    /// The numbers that both have, ascending.
    Common,
}

impl From<Question> for What {
    fn from(question: Question) -> Self {
        match question {
            Question::Final => Self::Final,
            Question::ExtraOccurrences => Self::Extra,
            Question::Repeated => Self::Repeated,
            Question::Intersection => Self::Common,
        }
    }
}

/// The lists that were drawn, and in which order the final one is to be.
#[derive(Debug, Clone, Copy)]
pub struct Drawn<'a> {
    /// The client's.
    pub client: &'a [i64],
    /// The server's own.
    pub server: &'a [i64],
    /// Whether the final list is ascending.
    pub ascending: bool,
}

impl Drawn<'_> {
    /// A list that follows from these.
    pub fn list(&self, what: What) -> Vec<i64> {
        match what {
            What::Client => self.client.to_vec(),
            What::Server => self.server.to_vec(),
            What::Final => {
                let mut list = distinct(self.client);
                if self.ascending {
                    list.sort_unstable();
                }
                list
            }
            What::Extra => extra_occurrences(self.client),
            What::Repeated => repeated(self.client),
            What::Common => intersection(self.client, self.server),
        }
    }
}

/// A piece of what stands in a column of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Piece {
    /// Always this number.
    Fixed(i64),
    /// A list.
    List(What),
    /// How many numbers it has.
    Count(What),
    /// The same and so many more, or less: nobody counts so who can count.
    Miscount(What, i64),
    /// Their sum.
    Sum(What),
    /// How many bytes they take, at so many each.
    Size(What, i64),
    /// How many bytes the next send has.
    Length,
    /// How many bytes of its turn stand behind the first empty line.
    Body,
    /// How many bytes of its turn stand behind it, less so many.
    Behind(i64),
    /// How often the client has each number of a list, less so many.
    Times(What, i64),
    /// The numbers of the rows, the first of which is this.
    Index(i64),
}

/// What stands in a column, one piece after the other.
type Column = Vec<Piece>;

/// What one side says in one turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speech {
    layer: Layer,
    /// Turns that are words in none of the layers.
    words: Vec<Vec<u8>>,
    script: Script,
    /// What stands in the columns of each part that has numbers.
    columns: Vec<Vec<Column>>,
    /// Where its bytes are cut into sends, where the layer does not tell.
    cuts: Vec<Cut>,
}

/// Where a send ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Cut {
    FromStart(usize),
    FromEnd(usize),
}

impl Speech {
    /// The sends that say these lists; `None` where they cannot be said: a number that does not fit, say.
    pub fn say(&self, drawn: &Drawn<'_>) -> Option<Turn> {
        let sends = self.print(drawn, &Turn::new())?;
        let is_length = |piece: &Piece| matches!(piece, Piece::Length | Piece::Body);
        let has_length = self.columns.iter().flatten().flatten().any(is_length);
        let sends = if has_length { self.print(drawn, &sends)? } else { sends };
        Some(sends.into_iter().filter(|send| !send.is_empty()).collect())
    }

    /// The turns that say these lists, where it is more than one; `None` where they cannot be said.
    pub fn say_all(&self, drawn: &Drawn<'_>) -> Option<Vec<Turn>> {
        self.written(drawn, &Turn::new())?.split(TURN).map(|text| self.layer.encode(text)).collect()
    }

    /// `before`: the same sends, but for how long they are.
    fn print(&self, drawn: &Drawn<'_>, before: &Turn) -> Option<Turn> {
        let sends = self.layer.encode(&self.written(drawn, before)?)?;
        Some(if self.cuts.is_empty() { sends } else { cut(&sends.concat(), &self.cuts) })
    }

    fn written(&self, drawn: &Drawn<'_>, before: &Turn) -> Option<String> {
        let body = body(&before.concat()).unwrap_or_default();
        let (mut said, mut next, mut columns) = (Vec::new(), 0, self.columns.iter());
        for part in &self.script.parts {
            match part {
                Part::Words(words) => next += words.matches(SEND).count(),
                Part::Any => return None,
                Part::Fill(..) => {}
                Part::One(_) | Part::Rows(_) => {
                    let length = before.get(next).map_or(0, Vec::len);
                    said.push(Said::Columns(values(columns.next()?, drawn, [length, body])));
                }
            }
        }
        self.count_behind(&mut said)?;
        self.script.print(&said)
    }

    /// Fills in how many bytes stand behind numbers that say so, the last first.
    fn count_behind(&self, said: &mut [Said]) -> Option<()> {
        let has_numbers = |part: &Part| matches!(part, Part::One(_) | Part::Rows(_));
        let parts = self.script.parts.iter().enumerate().filter(|(_, part)| has_numbers(part));
        for (nth, ((at, _), columns)) in
            parts.zip(&self.columns).enumerate().collect::<Vec<_>>().into_iter().rev()
        {
            if let [[Piece::Behind(less)]] = columns.iter().map(Vec::as_slice).collect::<Vec<_>>()[..] {
                let behind = self.script.behind(at, &said[nth + 1..])? as i64;
                said[nth] = Said::Columns(vec![vec![behind - less]]);
            }
        }
        Some(())
    }

    /// What is said behind the last of these lists; `None` where none is said, or its end cannot be told.
    pub fn said_behind(&self, drawn: &Drawn<'_>) -> Option<Vec<u8>> {
        let has_list =
            |columns: &Vec<Column>| columns.iter().flatten().any(|piece| matches!(piece, Piece::List(_)));
        let last = self.columns.iter().rposition(has_list)?;
        let has_numbers = |part: &Part| matches!(part, Part::One(_) | Part::Rows(_));
        let numbered = self.script.parts.iter().enumerate().filter(|(_, part)| has_numbers(part));
        let (part, _) = numbered.take(last + 1).last()?;
        let mut until = Self { cuts: Vec::new(), ..self.clone() };
        until.script.parts.truncate(part + 1);
        until.columns.truncate(last + 1);
        for column in &mut until.columns[last] {
            let list = column.iter().rposition(|piece| matches!(piece, Piece::List(_)));
            column.truncate(list.map_or(column.len(), |list| list + 1));
        }
        self.say(drawn)?.concat().strip_prefix(&until.say(drawn)?.concat()[..]).map(<[u8]>::to_vec)
    }

    /// The client's list, where a turn says it exactly so.
    pub fn hear(&self, turn: &Turn) -> Option<Vec<i64>> {
        let list = self.heard(What::Client, turn)?;
        // What stands round it has to fit as well.
        let again = self.say(&Drawn { client: &list, server: &[], ascending: false })?;
        (again.concat() == turn.concat()).then_some(list)
    }

    /// The longest list in the place of this one, in a turn that is written so.
    pub fn heard(&self, what: What, turn: &Turn) -> Option<Vec<i64>> {
        let said = self.script.parse(&turn_text(&self.layer, turn, &self.words)?)?;
        let heard = self.columns.iter().zip(said).flat_map(|(columns, said)| match said {
            Said::Columns(values) => columns.iter().zip(values).collect(),
            Said::Text(_) => Vec::new(),
        });
        let found = heard.filter_map(|(column, values)| {
            let at = column.iter().position(|piece| *piece == Piece::List(what))?;
            let end = values.len().checked_sub(column.len() - at - 1)?;
            values.get(at..end).map(<[i64]>::to_vec)
        });
        found.reduce(|longest, other| if other.len() > longest.len() { other } else { longest })
    }

    /// Whether a turn is written so, whatever lists stand in it.
    pub fn fits(&self, turn: &Turn) -> bool {
        turn_text(&self.layer, turn, &self.words).is_some_and(|text| self.script.parse(&text).is_some())
    }

    /// Whether a list stands in it.
    pub fn has_lists(&self) -> bool {
        self.columns
            .iter()
            .flatten()
            .flatten()
            .any(|piece| matches!(piece, Piece::List(_) | Piece::Times(..)))
    }

    /// Whether it is the same whatever was drawn.
    pub fn is_fixed(&self) -> bool {
        self.columns.iter().flatten().flatten().all(|piece| matches!(piece, Piece::Fixed(_)))
    }

    /// Whether this list stands in it.
    pub fn has(&self, what: What) -> bool {
        self.columns.iter().flatten().flatten().any(|piece| *piece == Piece::List(what))
    }

    /// Whether how many numbers a list has stands right before it, as one of its numbers would.
    pub fn is_counted(&self) -> bool {
        let is_blocks = matches!(self.layer.of_a_send(), Layer::Blocks(..) | Layer::BehindCounts(..));
        is_blocks || self.columns.iter().flatten().any(|column| column.windows(2).any(is_counted))
    }

    /// The same without such counts.
    #[must_use]
    pub fn uncounted(&self) -> Self {
        let mut speech = self.clone();
        for column in speech.columns.iter_mut().flatten() {
            while let Some(at) = column.windows(2).position(is_counted) {
                column.remove(at);
            }
        }
        let (Layer::Blocks(_, item) | Layer::BehindCounts(_, item)) = *self.layer.of_a_send() else {
            return speech;
        };
        let bare = Layer::Fixed { head: None, item };
        speech.layer = match self.layer {
            Layer::EachSend(_) => Layer::EachSend(Box::new(bare)),
            _ => bare,
        };
        for part in &mut speech.script.parts {
            if let Part::Words(words) = part {
                words.retain(|c| !matches!(c, '[' | ']'));
            }
        }
        speech
    }

    /// The same with the right count before its list, and by how much it is too large; `None` where no count is wrong.
    pub fn recounted(&self) -> Option<(Self, i64)> {
        let (mut speech, mut by) = (self.clone(), None);
        for piece in speech.columns.iter_mut().flatten().flatten() {
            if let Piece::Miscount(what, more) = *piece {
                (*piece, by) = (Piece::Count(what), Some(more));
            }
        }
        Some((speech, by?))
    }

    /// Whether its numbers are digits that people read.
    pub fn is_text(&self) -> bool {
        *self.layer.of_a_send() == Layer::Text && self.has_lists()
    }

    /// Whether it is an object of Python.
    pub fn is_pickle(&self) -> bool {
        matches!(self.layer.of_a_send(), Layer::Pickle(_))
    }

    /// How its integers are written, where it is a list of integers and nothing else.
    pub fn bare_integers(&self) -> Option<Int> {
        let Layer::Fixed { head: None, item } = self.layer.of_a_send() else { return None };
        let is_list = |column: &Column| matches!(column[..], [Piece::List(_)]);
        let is_bare = matches!(&self.columns[..], [columns] if columns.iter().all(is_list));
        is_bare.then_some(*item)
    }

    /// Whether a list stands in it that a bracket opens and none closes: it was not said to its end.
    pub fn is_unfinished(&self) -> bool {
        match &self.script.parts[..] {
            [.., Part::Words(words), Part::Rows(_)] => words.ends_with(['[', '(', '{']),
            _ => false,
        }
    }

    /// The same behind these sends, which it began with; `None` where it did not.
    pub fn behind(&self, sends: &[Vec<u8>]) -> Option<Self> {
        let mut speech = self.clone();
        if !matches!(self.layer, Layer::EachSend(_)) || !self.cuts.is_empty() {
            return None;
        }
        let text = turn_text(&self.layer, &sends.to_vec(), &self.words)?;
        let Some(Part::Words(words)) = speech.script.parts.first_mut() else { return None };
        *words = words.strip_prefix(text.as_str())?.to_owned();
        Some(speech)
    }
}

fn is_counted(two: &[Piece]) -> bool {
    matches!(two, [Piece::Count(counted), Piece::List(listed)] if counted == listed)
}

/// The numbers of the columns of one part. `lengths`: of the next send, and of the body.
fn values(columns: &[Column], drawn: &Drawn<'_>, lengths: [usize; 2]) -> Vec<Vec<i64>> {
    let mut found: Vec<Vec<i64>> = columns
        .iter()
        .map(|column| column.iter().flat_map(|piece| piece.values(drawn, lengths)).collect())
        .collect();
    let rows = found.iter().map(Vec::len).max().unwrap_or(0);
    for (column, values) in columns.iter().zip(&mut found) {
        if let [Piece::Index(first)] = column[..] {
            *values = (first..).take(rows).collect();
        }
    }
    found
}

impl Piece {
    fn values(self, drawn: &Drawn<'_>, [length, body]: [usize; 2]) -> Vec<i64> {
        let count = |what| drawn.list(what).len() as i64;
        match self {
            Self::Fixed(number) => vec![number],
            Self::List(what) => drawn.list(what),
            Self::Count(what) => vec![count(what)],
            Self::Miscount(what, more) => vec![count(what) + more],
            Self::Sum(what) => vec![sum(&drawn.list(what))],
            Self::Size(what, each) => vec![each * count(what)],
            Self::Length => vec![length as i64],
            Self::Body => vec![body as i64],
            // That is counted once all behind it is known.
            Self::Behind(_) => vec![0],
            Self::Times(what, less) => {
                drawn.list(what).iter().map(|n| times(*n, drawn.client) - less).collect()
            }
            Self::Index(_) => Vec::new(),
        }
    }
}

fn cut(bytes: &[u8], cuts: &[Cut]) -> Turn {
    let mut ends: Vec<usize> = cuts
        .iter()
        .filter_map(|cut| match cut {
            Cut::FromStart(at) => (*at < bytes.len()).then_some(*at),
            Cut::FromEnd(behind) => bytes.len().checked_sub(*behind),
        })
        .collect();
    ends.push(bytes.len());
    ends.sort_unstable();
    let mut start = 0;
    let send = |end: usize| {
        let send = bytes[start..end].to_vec();
        start = end;
        send
    };
    ends.into_iter().map(send).collect()
}

/// How many bytes stand behind the first empty line.
fn body(bytes: &[u8]) -> Option<usize> {
    let behind = |end: &[u8]| {
        bytes.windows(end.len()).position(|found| found == end).map(|at| bytes.len() - at - end.len())
    };
    behind(b"\r\n\r\n").or_else(|| behind(b"\n\n"))
}
