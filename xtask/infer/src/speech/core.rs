//! From how a whole turn was written to how a list alone is written: what a guess at an answer begins with.

use super::{Piece, Speech, What};
use crate::dialect::Layer;
use crate::dialect::mark::{SEND, TURN};
use crate::dialect::script::Part;

/// What may open a list.
const OPENING: &str = "[({'\"";

impl Speech {
    /// How the list is written without the words, flags and names round it, for other numbers; `None` where none is in it.
    pub fn core(&self, what: What) -> Option<Self> {
        let mut columns = self.columns.iter();
        let mut numbered = Vec::new();
        for part in &self.script.parts {
            let of = matches!(part, Part::One(_) | Part::Rows(_)).then(|| columns.next());
            numbered.push((part, of.flatten().map(Vec::as_slice)));
        }
        let has = |of: Option<&[Vec<Piece>]>, is_it: &dyn Fn(&What) -> bool| {
            let is_list = |piece: &Piece| matches!(piece, Piece::List(what) if is_it(what));
            of.is_some_and(|columns| columns.iter().flatten().any(is_list))
        };
        let first = |is_it: &dyn Fn(&What) -> bool| {
            numbered.iter().position(|(part, of)| matches!(part, Part::Rows(_)) && has(*of, is_it))
        };
        // By chance other numbers are those that are repeated: where there are few.
        let is_main = |what: &What| !matches!(what, What::Extra | What::Repeated);
        let at = first(&is_main).or_else(|| first(&|_| true))?;
        let Part::Rows(rows) = numbered[at].0 else { return None };
        let mut kept: Vec<(Part, Option<Vec<Vec<Piece>>>)> = Vec::new();
        for (part, of) in numbered[..at].iter().rev() {
            let is_header = of.is_some_and(|columns| columns.iter().flatten().all(Piece::is_header));
            match part {
                Part::Words(words) => {
                    let start = words.trim_end_matches(is_opening).len();
                    kept.push((Part::Words(words[start..].to_owned()), None));
                    if start > 0 {
                        break;
                    }
                }
                part if is_header => kept.push(((*part).clone(), of.map(<[_]>::to_vec))),
                _ => break,
            }
        }
        kept.reverse();
        // Blanks before all of it were behind words.
        if let Some((Part::Words(words), _)) = kept.first_mut() {
            *words = words.trim_start_matches([' ', '\n', TURN]).to_owned();
        }
        let opened: usize = kept.last().map_or(0, |(part, _)| match part {
            Part::Words(words) => words.chars().filter(|c| OPENING.contains(*c)).count(),
            _ => 0,
        });
        kept.push((Part::Rows(rows.clone()), numbered[at].1.map(<[_]>::to_vec)));
        // Behind a list that does not say where it ends there may stand an end mark, which the other side wants as well.
        let goes_on = |gap: &String| gap.contains(['\n', SEND]);
        let has_end_mark = rows.gaps.iter().any(goes_on) || rows.each.is_some();
        for (part, _) in numbered[at + 1..].iter().take_while(|(_, of)| of.is_none()) {
            match part {
                Part::Words(words) if !has_end_mark => {
                    kept.push((Part::Words(closing(words, opened).to_owned()), None));
                    break;
                }
                part => kept.push(((*part).clone(), None)),
            }
        }
        Some(self.made_of(kept).with(what))
    }

    /// The same layer, and these parts; where sends are told apart each begins with its mark.
    fn made_of(&self, mut parts: Vec<(Part, Option<Vec<Vec<Piece>>>)>) -> Self {
        if matches!(self.layer, Layer::EachSend(_)) {
            let begins = match parts.first() {
                Some((Part::Words(words), _)) => words.starts_with(SEND),
                Some((Part::Rows(rows), _)) => {
                    rows.each.as_ref().is_some_and(|(before, _)| before.starts_with(SEND))
                }
                _ => false,
            };
            if !begins {
                parts.insert(0, (Part::Words(SEND.to_string()), None));
            }
        }
        let mut speech = Self { columns: Vec::new(), cuts: Vec::new(), ..self.clone() };
        speech.script.parts.clear();
        for (part, of) in parts {
            match (part, speech.script.parts.last_mut()) {
                (Part::Words(words), _) if words.is_empty() => {}
                (Part::Words(words), Some(Part::Words(before))) => before.push_str(&words),
                (part, _) => speech.script.parts.push(part),
            }
            speech.columns.extend(of);
        }
        speech
    }

    /// The same for other numbers.
    #[must_use]
    pub fn with(mut self, what: What) -> Self {
        for piece in self.columns.iter_mut().flatten().flatten() {
            *piece = match *piece {
                Piece::List(_) => Piece::List(what),
                Piece::Count(_) => Piece::Count(what),
                Piece::Miscount(_, more) => Piece::Miscount(what, more),
                Piece::Sum(_) => Piece::Sum(what),
                Piece::Size(_, each) => Piece::Size(what, each),
                Piece::Times(_, less) => Piece::Times(what, less),
                other @ (Piece::Fixed(_)
                | Piece::Length
                | Piece::Body
                | Piece::Behind(_)
                | Piece::Index(_)) => other,
            };
        }
        self
    }
}

impl Piece {
    /// Whether it says how much follows.
    const fn is_header(&self) -> bool {
        let is_length = matches!(self, Self::Length | Self::Body | Self::Behind(_));
        is_length || matches!(self, Self::Count(_) | Self::Miscount(..) | Self::Size(..) | Self::Sum(_))
    }
}

/// Whether it may stand between what says how much follows and a list.
fn is_opening(c: char) -> bool {
    OPENING.contains(c) || matches!(c, ' ' | '\n' | '\r') || !c.is_ascii() && c != TURN
}

/// What closes a list at the start of these words: as many as were opened, or what is no word; and the end of its line.
fn closing(words: &str, opened: usize) -> &str {
    let words = words.split([SEND, TURN]).next().unwrap_or_default();
    let closes = match opened {
        0 => words.find(char::is_alphanumeric).unwrap_or(words.len()),
        opened => words.char_indices().nth(opened).map_or(words.len(), |(at, _)| at),
    };
    let blanks = words[closes..].len() - words[closes..].trim_start_matches(['\r', '\n']).len();
    &words[..closes + blanks]
}
