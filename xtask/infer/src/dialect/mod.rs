//! How a stream is written: one value that parses and prints.
//!
//! Two laws hold: `parse(print(v)) == v` for everything that a dialect can print, and `print(parse(b)) == b` for everything
//! that it can parse. [`learn`] gives every plausible dialect of a stream with what it costs.

mod base64;
mod cells;
mod fixed;
pub(crate) mod frames;
mod grouped;
mod hex;
mod int;
pub mod java;
pub(crate) mod layers;
pub mod learn;
pub mod mark;
mod marshal;
mod mask;
mod percent;
mod pickle;
mod python;
mod ranges;
mod runs;
pub mod script;
mod shown;
pub mod slots;
pub mod style;
mod template;
pub mod tokens;
mod wide;

pub use int::Int;
pub use java::Class as JavaClass;
pub use layers::Layer;

use crate::seen::Turn;
use mark::TURN;
use script::{Said, Script};

/// How one stream is written, in all cases of a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialect {
    /// What lies between bytes and text.
    pub layer: Layer,
    /// What the text says, with places for numbers.
    pub script: Script,
    /// Turns that are words in none of the layers.
    pub(crate) words: Vec<Vec<u8>>,
}

/// The text of objects of Python, Java or Ruby, as Python prints them; `None` where bytes are none. What is text is none.
pub fn objects(bytes: &[u8]) -> Option<String> {
    let is_text = !bytes.iter().any(|b| b.is_ascii_control() && !b.is_ascii_whitespace());
    let java = || java::is_stream(bytes).then(|| java::shown(bytes)).flatten();
    let found = || pickle::shown(bytes).or_else(java).or_else(|| marshal::shown(bytes));
    (!is_text).then(found).flatten().map(|text| text.replace(mark::SEND, "\n"))
}

impl Dialect {
    /// What a stream says in the places of this dialect; `None` where it is not exactly in it.
    pub fn parse(&self, turns: &[Turn]) -> Option<Vec<Said>> {
        let texts: Option<Vec<String>> =
            turns.iter().map(|turn| learn::turn_text(&self.layer, turn, &self.words)).collect();
        self.script.parse(&texts?.join(&TURN.to_string()))
    }

    /// The stream that says this. A turn is one send, but where the dialect tells sends apart. `None` where it cannot be said: a
    /// number that does not fit, say.
    pub fn print(&self, said: &[Said]) -> Option<Vec<Turn>> {
        self.script.print(said)?.split(TURN).map(|text| self.layer.encode(text)).collect()
    }
}
