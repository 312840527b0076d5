//! Readings: every plausible way in which one format explains a stream in all cases of a pair, the shortest first.

use super::Dialect;
use super::cells::by_columns;
use super::grouped::grouped;
use super::layers::{Layer, PERCENT};
use std::ops::Range;

use super::mark::{self, BETWEEN, SEND, TURN, WORDS};
use super::runs::Run;
use super::slots::{self, How, Ordinal, Slot, Span};
use super::template;
use super::tokens::{GapId, Gaps, Tokens, has_rows};
use crate::bits::{Asked, Bits, GROUPED, IN_PARTS, WRAPPED};
use crate::seen::Turn;

/// No more readings of a stream are kept, beside those in a layer that the other side uses.
const MOST_READINGS: usize = 4;
/// Nor more in which a set is written as one.
const MOST_SETS: usize = 12;
/// Nor any that is so much longer than the shortest: a fifth and this.
const LONGER: Bits = Bits::of(80);

/// How the numbers of a text are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As they stand.
    Plain,
    /// The end of a line within a list is a separator.
    Wrapped,
    /// The same words before each part of a list.
    InParts,
    /// Lines that say the same stand together, or the cells of a column.
    Grouped,
}

/// One reading of a stream.
#[derive(Debug, Clone)]
pub struct Reading {
    /// What lies between bytes and text.
    pub layer: Layer,
    /// How its numbers are put together.
    pub form: Form,
    /// What it costs besides the values.
    pub bits: Bits,
    /// The slots.
    pub slots: Vec<Slot>,
    /// What stands between numbers of one list.
    pub separators: Vec<GapId>,
    texts: Vec<String>,
    runs: Vec<Vec<Run>>,
    words: Vec<Vec<u8>>,
}

impl Reading {
    /// The layer and the form by name: what both sides of a pair usually share.
    pub fn name(&self) -> String {
        // Who tells sends apart need not be told apart from who does not.
        let (layer, is_told) = match &self.layer {
            Layer::PerSend => (Layer::Text.name(), true),
            Layer::FixedPerSend(item) => (Layer::Fixed { head: None, item: *item }.name(), true),
            Layer::EachSend(inner) => (inner.name(), true),
            layer => (layer.name(), false),
        };
        let form = match self.form {
            _ if is_told => "",
            Form::Plain => "",
            Form::Wrapped => " wrapped",
            Form::InParts => " in parts",
            Form::Grouped => " grouped",
        };
        layer + form
    }

    /// In which turn of a case a span of its text stands, and at which bytes of it; no bytes where they are none of their own.
    pub fn place(&self, case: usize, span: &Span) -> Option<(usize, Option<Range<usize>>)> {
        if self.form == Form::Grouped {
            return None;
        }
        let before = self.texts.get(case)?.get(..span.start)?;
        let start = before.rfind(TURN).map_or(0, |at| at + TURN.len_utf8());
        let turn = before.matches(TURN).count();
        let text = &self.texts[case];
        let (front, within) = (text.get(start..span.start)?, text.get(span.clone())?);
        let is_byte = |c: &char| u32::from(*c) < 256;
        let is_one_turn = !within.contains(TURN);
        let bytes = |text: &str| -> Option<usize> {
            let characters = text.chars().filter(is_byte).count();
            match &self.layer {
                Layer::Text | Layer::PerSend => Some(characters),
                Layer::Wide(wide) => Some(wide.width() * characters),
                Layer::Fixed { head: None, item } => Some(item.width * text.matches(BETWEEN).count()),
                _ => None,
            }
        };
        let more = if let Layer::Fixed { item, .. } = &self.layer { item.width } else { 0 };
        let bytes = bytes(front).zip(bytes(within)).filter(|_| is_one_turn);
        Some((turn, bytes.map(|(start, len)| start..start + len + more)))
    }

    /// What it costs if nothing is explained.
    pub fn whole_bits(&self, asked: &Asked) -> Bits {
        self.bits + self.slots.iter().map(|slot| slot.own_bits(asked)).sum()
    }

    /// This way of writing as a value that parses and prints; `None` where the numbers stand otherwise in most cases.
    pub fn dialect(&self) -> Option<Dialect> {
        let script = match self.form {
            Form::Grouped => None,
            _ => template::learn(&self.texts, &self.runs),
        };
        Some(Dialect { layer: self.layer.clone(), words: self.words.clone(), script: script? })
    }
}

/// A stream: what one side sent, or one output of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Sent.
    Wire,
    /// Sent, and each send is written by itself.
    Sends,
    /// Printed.
    Output,
}

/// The likeliest readings of a stream. `also`: those of the other side, whose layers are kept; `known`: its separators.
pub fn readings(
    cases: &[Vec<Turn>],
    stream: Stream,
    also: &[Reading],
    known: &[GapId],
    asked: &Asked,
    gaps: &mut Gaps,
) -> Vec<Reading> {
    let apart: Vec<Vec<Turn>>;
    let units = match stream {
        Stream::Sends => {
            apart = cases
                .iter()
                .map(|turns| turns.iter().flatten().map(|send| vec![send.clone()]).collect())
                .collect();
            &apart
        }
        Stream::Wire | Stream::Output => cases,
    };
    let sent = units.iter().flatten();
    let sample = sent.map(|turn| turn.concat()).find(|bytes| !bytes.is_empty() && !is_words(bytes));
    let words = usual_words(units);
    let mut found = Vec::new();
    for (layer, cost) in layers(stream, &sample.unwrap_or_default(), also) {
        if let Some(texts) = decoded(&layer, cases, &words) {
            if *layer.of_a_send() == Layer::Text && texts.iter().any(|text| is_bytes(text)) {
                continue;
            }
            let layered = Layered { layer: &layer, cost, words: &words, known };
            found.extend(layered.forms(&texts, stream, gaps));
        }
    }
    found.sort_by_key(|reading| reading.whole_bits(asked));
    let most = found.first().map_or(Bits::ZERO, |least| least.whole_bits(asked).and_percent(20) + LONGER);
    let is_used = |reading: &Reading| {
        let same = |other: &Reading| (other.layer.name(), other.form) == (reading.layer.name(), reading.form);
        stream == Stream::Wire && also.iter().any(same)
    };
    // A set has more numbers than it has bytes, and is the longer for it until something explains it.
    let is_set = |reading: &Reading| matches!(reading.layer, Layer::Ranges(_) | Layer::Mask(_));
    let (mut n, mut sets) = (0, 0);
    found.retain(|reading| {
        n += 1;
        sets += usize::from(is_set(reading));
        let is_likely = n - sets <= MOST_READINGS && reading.whole_bits(asked) <= most;
        is_likely || is_used(reading) || is_set(reading) && sets <= MOST_SETS
    });
    found
}

/// The layers in which what is sent may be.
fn on_the_wire(sample: &[u8], also: &[Reading]) -> Vec<(Layer, Bits)> {
    let mut found = Layer::all(sample);
    let is_percent = |layer: &Layer| matches!(layer, Layer::Percent(_));
    // A short answer may have none of the characters that the request writes so.
    if !found.iter().any(|(layer, _)| is_percent(layer)) {
        let other = also.iter().map(|reading| reading.layer.of_a_send()).find(|layer| is_percent(layer));
        found.extend(other.map(|layer| (layer.clone(), PERCENT)));
    }
    found
}

fn layers(stream: Stream, sample: &[u8], also: &[Reading]) -> Vec<(Layer, Bits)> {
    match stream {
        Stream::Wire => on_the_wire(sample, also),
        Stream::Sends => {
            let found = on_the_wire(sample, also).into_iter().filter(|(layer, _)| !layer.tells_sends());
            found.map(|(layer, bits)| (Layer::EachSend(Box::new(layer)), bits)).collect()
        }
        Stream::Output => {
            let mut found = vec![(Layer::Text, Bits::ZERO)];
            for layer in also
                .iter()
                .map(|reading| &reading.layer)
                .filter(|layer| matches!(layer, Layer::Fixed { .. } | Layer::Arrays { .. }))
            {
                let shown = (Layer::Shown(Box::new(layer.clone())), Bits::of(3));
                if !found.contains(&shown) {
                    found.push(shown);
                }
            }
            found
        }
    }
}

/// Turns that are the same words in several cases: `OK`.
fn usual_words(cases: &[Vec<Turn>]) -> Vec<Vec<u8>> {
    let mut often: Vec<(Vec<u8>, usize)> = Vec::new();
    for turns in cases {
        let mut said: Vec<Vec<u8>> =
            turns.iter().map(|turn| turn.concat()).filter(|turn| is_words(turn)).collect();
        said.sort();
        said.dedup();
        for turn in said {
            match often.iter_mut().find(|(known, _)| *known == turn) {
                Some((_, n)) => *n += 1,
                None => often.push((turn, 1)),
            }
        }
    }
    // In one case alone, what stands beside something else and is nothing but words.
    let is_plain = |turn: &[u8]| turn.iter().all(|b| b.is_ascii_alphabetic() || b.is_ascii_whitespace());
    let is_beside = |turn: &[u8]| match cases {
        [turns] => is_plain(turn) && turns.iter().any(|other| !is_words(&other.concat())),
        _ => false,
    };
    let is_usual = |(turn, n): &(Vec<u8>, usize)| *n > 1 || is_beside(turn);
    often.into_iter().filter(is_usual).map(|(turn, _)| turn).chain(signs(cases)).collect()
}

/// Turns of a character or two that stand in every case: `1`, to say that a list came.
fn signs(cases: &[Vec<Turn>]) -> Vec<Vec<u8>> {
    let [first, others @ ..] = cases else { return Vec::new() };
    let is_sign = |turn: &Vec<u8>| {
        (1..=2).contains(&turn.len()) && turn.iter().all(|b| b.is_ascii_graphic() || b.is_ascii_whitespace())
    };
    let said = |turns: &Vec<Turn>, sign: &Vec<u8>| turns.iter().any(|turn| turn.concat() == *sign);
    let mut found: Vec<Vec<u8>> = first.iter().map(|turn| turn.concat()).filter(is_sign).collect();
    found.retain(|sign| !others.is_empty() && others.iter().all(|turns| said(turns, sign)));
    found.sort();
    found.dedup();
    found
}

/// Whether a turn may be words beside numbers that are none.
fn is_words(turn: &[u8]) -> bool {
    const LONGEST: usize = 80;
    let has_word = turn.windows(2).any(|two| two.iter().all(u8::is_ascii_alphabetic));
    turn.len() <= LONGEST && has_word && turn.iter().all(|b| (9..128).contains(b))
}

/// A turn in a layer, or the words that it is.
pub(crate) fn turn_text(layer: &Layer, turn: &Turn, words: &[Vec<u8>]) -> Option<String> {
    if let Layer::EachSend(inner) = layer {
        let text = |send: &Vec<u8>| Some(format!("{SEND}{}", turn_text(inner, &vec![send.clone()], words)?));
        return turn.iter().map(text).collect();
    }
    let whole = turn.concat();
    let is_any = matches!(layer, Layer::Text | Layer::PerSend | Layer::Shown(_));
    let is_known = words.contains(&whole);
    let decoded = if !is_any && is_known && is_words(&whole) { None } else { layer.decode(turn) };
    decoded.or_else(|| (is_known || is_words(&whole)).then(|| format!("{WORDS}{}", mark::text(&whole))))
}

/// The text of each case; `None` where one is not in this layer, or all are only words.
fn decoded(layer: &Layer, cases: &[Vec<Turn>], words: &[Vec<u8>]) -> Option<Vec<String>> {
    let mut texts = Vec::with_capacity(cases.len());
    let mut is_any = false;
    for turns in cases {
        let found: Option<Vec<String>> = turns.iter().map(|turn| turn_text(layer, turn, words)).collect();
        let found = found?;
        let says_more = |text: &String| {
            text.strip_prefix(SEND).unwrap_or(text).split(SEND).any(|send| !send.starts_with(WORDS))
        };
        let is_case = found.iter().any(says_more);
        if !turns.is_empty() && !is_case {
            return None;
        }
        is_any |= is_case;
        texts.push(found.join(&TURN.to_string()));
    }
    is_any.then_some(texts)
}

/// Whether a third of it is no text, zeros that fill up a message taken for one.
fn is_bytes(text: &str) -> bool {
    let (mut strange, mut all, mut last) = (0, 0, ' ');
    for c in text.chars() {
        if c != '\0' || last != '\0' {
            all += 1;
            strange += usize::from(c < '\u{2}' || ('\u{7f}'..='\u{ff}').contains(&c));
        }
        last = c;
    }
    strange * 3 > all
}

/// What all readings in one layer share.
struct Layered<'a> {
    layer: &'a Layer,
    cost: Bits,
    words: &'a [Vec<u8>],
    known: &'a [GapId],
}

impl Layered<'_> {
    fn read(&self, texts: &[String], form: Form, bits: Bits, gaps: &mut Gaps) -> Reading {
        let tokens: Vec<Tokens> =
            texts.iter().map(|text| Tokens::of(text, form == Form::Wrapped, gaps)).collect();
        let known = if form == Form::Grouped { &[] } else { self.known };
        let found = slots::find(&tokens, How { in_parts: form == Form::InParts, known }, gaps);
        Reading {
            layer: self.layer.clone(),
            form,
            bits: self.cost + bits + found.bits,
            slots: found.slots,
            separators: found.separators,
            texts: texts.to_vec(),
            runs: found.runs,
            words: self.words.to_vec(),
        }
    }

    /// Every form that these texts may be in.
    fn forms(&self, texts: &[String], stream: Stream, gaps: &mut Gaps) -> Vec<Reading> {
        let mut readings = vec![self.read(texts, Form::Plain, Bits::ZERO, gaps)];
        if texts.iter().any(|text| has_rows(text)) {
            readings.push(self.read(texts, Form::Wrapped, WRAPPED, gaps));
        }
        let repeats = |slot: &Slot| {
            slot.values[0].len() > 1 && !matches!(slot.key.ordinal, Ordinal::Nth(0) | Ordinal::All)
        };
        if stream == Stream::Wire && readings.iter().any(|reading| reading.slots.iter().any(repeats)) {
            readings.push(self.read(texts, Form::InParts, IN_PARTS, gaps));
        }
        if stream == Stream::Output {
            let (grouped, bits): (Vec<_>, Vec<_>) = texts.iter().map(|text| grouped(text)).unzip();
            if bits.iter().any(|bits| *bits > Bits::ZERO) {
                let grouped: Vec<String> = grouped.into_iter().map(std::borrow::Cow::into_owned).collect();
                readings.push(self.read(&grouped, Form::Grouped, GROUPED + bits.into_iter().sum(), gaps));
            }
            let apart: Vec<Option<String>> = texts.iter().map(|text| by_columns(text)).collect();
            if apart.iter().any(Option::is_some) {
                let apart: Vec<String> = apart
                    .into_iter()
                    .zip(texts)
                    .map(|(apart, text)| apart.unwrap_or_else(|| text.clone()))
                    .collect();
                readings.push(self.read(&apart, Form::Grouped, GROUPED, gaps));
            }
        }
        readings
    }
}
