//! Forms that were not learnt, to be guessed at.

use super::{Piece, Speech, What};
use crate::dialect::frames::Inner;
use crate::dialect::mark::{self, BETWEEN, SEND};
use crate::dialect::script::{Part, Rows, Script};
use crate::dialect::style::Style;
use crate::dialect::{Int, Layer};

impl Speech {
    fn list(layer: Layer, what: What, [before, between, behind]: [&str; 3]) -> Self {
        let rows = Rows {
            styles: vec![Style::Plain],
            gaps: vec![between.to_owned()],
            each: None,
            wrap: None,
            and: None,
        };
        let words = |text: &str| (!text.is_empty()).then(|| Part::Words(text.to_owned()));
        let parts = words(before).into_iter().chain([Part::Rows(rows)]).chain(words(behind)).collect();
        let columns = vec![vec![vec![Piece::List(what)]]];
        Self { layer, words: Vec::new(), script: Script { parts }, columns, cuts: Vec::new() }
    }

    /// A list as text: what stands before it, between its numbers and behind it.
    pub fn text(what: What, form: [&str; 3]) -> Self {
        Self::list(Layer::Text, what, form)
    }

    /// `[1, 2]` as an object of Python, in a protocol that every Python has read for twenty years.
    pub fn pickle(what: What) -> Self {
        Self::list(Layer::Pickle(2), what, ["[", ", ", "]"])
    }

    /// Integers of one width.
    pub fn integers(what: What, item: Int) -> Self {
        Self::list(Layer::Fixed { head: None, item }, what, ["", &BETWEEN.to_string(), ""])
    }

    /// The same behind their count.
    pub fn counted_integers(what: What, item: Int) -> Self {
        let mut speech = Self::integers(what, item);
        speech.columns = vec![vec![vec![Piece::Count(what), Piece::List(what)]]];
        speech
    }

    /// A number a line, each in a send of its own.
    pub fn lines(what: What) -> Self {
        let mut speech = Self::list(Layer::EachSend(Box::new(Layer::Text)), what, [""; 3]);
        if let [Part::Rows(rows)] = &mut speech.script.parts[..] {
            rows.each = Some((SEND.to_string(), "\n".to_owned()));
        }
        speech
    }

    /// `{1: 2}`: how often the client has each number of a list.
    #[must_use]
    pub fn table(of: What, is_pickle: bool) -> Self {
        let layer = if is_pickle { Layer::Pickle(2) } else { Layer::Text };
        let mut speech = Self::list(layer, of, ["{", ", ", "}"]);
        if let [_, Part::Rows(rows), _] = &mut speech.script.parts[..] {
            rows.styles = vec![Style::Plain; 2];
            rows.gaps.insert(0, ": ".to_owned());
        }
        speech.columns = vec![vec![vec![Piece::List(of)], vec![Piece::Times(of, 0)]]];
        speech
    }
}

/// These words behind their length, as `other` has its own before it; `None` where it has none, or they are so already.
pub fn behind_length(words: &[u8], other: &[u8]) -> Option<Vec<u8>> {
    let framed = |bytes: &[u8]| {
        let turn = vec![bytes.to_vec()];
        let layers = Layer::all(bytes).into_iter().map(|(layer, _)| layer);
        let mut framed = layers
            .filter(|layer| matches!(layer, Layer::Frames(_, Inner::Text) | Layer::Lengths(_, Inner::Text)));
        framed.find_map(|layer| {
            let text = layer.decode(&turn).filter(|text| !text.is_empty() && !text.contains(SEND))?;
            Some((layer, text))
        })
    };
    let (layer, _) = framed(other)?;
    let text = framed(words).map_or_else(|| mark::text(words), |(_, text)| text);
    let said = layer.encode(&text)?.concat();
    (said != words).then_some(said)
}
