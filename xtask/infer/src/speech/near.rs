//! The same list, written a little otherwise: as whoever gets a form wrong in one thing should have written it.

use super::{Column, Drawn, Piece, Speech, What};
use crate::dialect::script::Part;
use crate::dialect::{Int, Layer};

impl Speech {
    /// What a turn with the client's list may have been meant to be, the likeliest first: other bytes first, another measure of the
    /// list before or behind it, an empty line before it, and the signs that JSON has.
    pub fn near(&self) -> Vec<Self> {
        let mut near: Vec<Self> = Vec::new();
        let forms = self.in_other_orders().into_iter().chain(self.measured()).chain(self.reworded());
        for form in forms {
            if form != *self && !near.contains(&form) {
                near.push(form);
            }
        }
        near
    }

    /// With the bytes of its integers the other way round: of all, of what stands before the list, of the list.
    fn in_other_orders(&self) -> Vec<Self> {
        let turned = |layer: &Layer, [head, item]: [bool; 2]| {
            let turn = |int: &Int, is_turned: bool| Int { is_big: int.is_big != is_turned, ..*int };
            Some(match layer {
                Layer::Fixed { head: first, item: each } => {
                    Layer::Fixed { head: first.as_ref().map(|int| turn(int, head)), item: turn(each, item) }
                }
                Layer::Blocks(count, each) => Layer::Blocks(turn(count, head), turn(each, item)),
                Layer::BehindCounts(count, each) => Layer::BehindCounts(turn(count, head), turn(each, item)),
                Layer::Frames(length, inner) => Layer::Frames(turn(length, head), *inner),
                _ => return None,
            })
        };
        let ways = [[true, true], [true, false], [false, true]];
        let layers = ways.into_iter().filter_map(|way| match &self.layer {
            Layer::EachSend(inner) => Some(Layer::EachSend(Box::new(turned(inner, way)?))),
            layer => turned(layer, way),
        });
        layers.map(|layer| Self { layer, ..self.clone() }).collect()
    }

    /// With other measures of the list before and behind it: in numbers, in bytes, their sum.
    fn measured(&self) -> Vec<Self> {
        let is_list =
            |columns: &Vec<Column>| columns.iter().flatten().any(|p| *p == Piece::List(What::Client));
        let Some(list) = self.columns.iter().position(is_list) else { return Vec::new() };
        let with = |at: usize, column: Column| {
            let mut speech = self.clone();
            speech.columns[at] = vec![column];
            speech
        };
        let count = Piece::Count(What::Client);
        // Numbers of one width: what stands before the list is one of them.
        if let [column] = &self.columns[list][..]
            && let Layer::Fixed { head: None, item } = self.layer.of_a_send()
        {
            let at = column.iter().position(|piece| *piece == Piece::List(What::Client)).unwrap_or(0);
            let size = Piece::Size(What::Client, item.width as i64);
            let measures = [count, size].into_iter();
            return measures.map(|measure| with(list, [&[measure], &column[at..]].concat())).collect();
        }
        let [before, behind] = self.words_round(list);
        let mut measured = Vec::new();
        if let Some(at) = list.checked_sub(1) {
            let lengths = match self.columns[at].concat()[..] {
                [Piece::Behind(less)] => [1, -1, 2, -2].map(|more| less + more).to_vec(),
                _ => vec![before, before + behind],
            };
            measured.extend(lengths.into_iter().map(|less| with(at, vec![Piece::Behind(less)])));
            measured.push(with(at, vec![count]));
        }
        if list + 1 < self.columns.len() {
            measured.extend([Piece::Sum(What::Client), count].map(|piece| with(list + 1, vec![piece])));
        }
        measured
    }

    /// How many bytes stand between the list, brackets and all, and the number before it; and behind it.
    fn words_round(&self, list: usize) -> [i64; 2] {
        let numbered =
            |(at, part): (usize, &Part)| matches!(part, Part::One(_) | Part::Rows(_)).then_some(at);
        let Some(at) = self.script.parts.iter().enumerate().filter_map(numbered).nth(list) else {
            return [0; 2];
        };
        let words = |at: Option<usize>| match at.and_then(|at| self.script.parts.get(at)) {
            Some(Part::Words(words)) => words.as_str(),
            _ => "",
        };
        let before = words(at.checked_sub(1)).trim_end_matches(['[', '(', '{']);
        let behind = words(Some(at + 1)).trim_start_matches([']', ')', '}']);
        [before, behind].map(|words| words.chars().filter(|c| u8::try_from(*c).is_ok()).count() as i64)
    }

    /// With other words round the list: an empty line before it, double quotes for single ones, nothing behind its last number.
    fn reworded(&self) -> Vec<Self> {
        let is_rows = |part: &Part| matches!(part, Part::Rows(_));
        let Some(list) = self.script.parts.iter().position(is_rows) else { return Vec::new() };
        let with = |at: Option<usize>, words: &dyn Fn(&str) -> String| {
            let mut speech = self.clone();
            if let Some(Part::Words(said)) = at.and_then(|at| speech.script.parts.get_mut(at)) {
                *said = words(said);
            }
            speech
        };
        let before = list.checked_sub(1);
        let mut empty_line = with(before, &|words| {
            let head = words.trim_end_matches(['[', '(', '{']);
            let end = if head.ends_with("\r\n") { "\r\n" } else { "\n" };
            if head.ends_with('\n') {
                format!("{head}{end}{}", &words[head.len()..])
            } else {
                words.to_owned()
            }
        });
        let [longer, shorter] =
            [&empty_line, self].map(|speech| speech.script.parts.iter().map(length).sum::<i64>());
        for piece in empty_line.columns.iter_mut().flatten().flatten() {
            if let Piece::Behind(less) = piece {
                *less += longer - shorter;
            }
        }
        let mut quoted = self.clone();
        for part in &mut quoted.script.parts {
            if let Part::Words(words) = part {
                *words = words.replace('\'', "\"");
            }
        }
        let closed = with(Some(list + 1), &|words| words.trim_start_matches([',', ';', ' ']).to_owned());
        vec![empty_line, quoted, closed]
    }

    /// The client's list as it is written here, without the words round it or with them; `None` where that cannot be said.
    pub fn writes(&self, list: &[i64], has_words: bool) -> Option<Vec<u8>> {
        let drawn = Drawn { client: list, server: &[], ascending: false };
        let form = if has_words { self.clone() } else { self.core(What::Client)? };
        Some(form.with(What::Client).say(&drawn)?.concat())
    }
}

/// How many characters these words have; none, where it is no words.
fn length(part: &Part) -> i64 {
    match part {
        Part::Words(words) => words.chars().count() as i64,
        _ => 0,
    }
}
