//! Decodes Python pickles, protocols 0 to 5, as data. Nothing is imported and nothing is called: a call is kept as its
//! arguments, an object as its state.
//!
//! Own code, because a student's pickle is hostile and stands in a stream: the decoder has to say where a pickle ends,
//! to keep what a cut-off one held, to read through unknown classes, and to stay linear in time and memory where a few
//! bytes of memo references would unfold to gigabytes. Values are shared by number, never copied; unfolding has a
//! budget.

mod machine;
mod operands;
#[cfg(test)]
mod tests;
mod tree;

use super::literal::Parsed;
use machine::{Machine, Step};

/// A decoded pickle.
#[derive(Debug, Clone, PartialEq)]
pub struct Pickle {
    /// Its value. The places of strings are places in the bytes it was read from.
    pub parsed: Parsed,
    /// Its protocol: what it says, or what the oldest one is that has its opcodes.
    pub protocol: u8,
}

/// Work that decoding may still cost, in opcodes. Tries at many places share one, so that all of them together stay
/// linear.
#[derive(Debug)]
pub struct Budget(pub usize);

/// Decodes the pickle that starts at `start`; `None` where none does.
///
/// A cut-off pickle is one only from protocol 2 on, which begins with a mark of its own.
pub fn decode(bytes: &[u8], start: usize, budget: &mut Budget) -> Option<Pickle> {
    let mut machine = Machine::new(bytes, start);
    let cut_off = loop {
        if budget.0 == 0 {
            return None;
        }
        let step = machine.step();
        budget.0 = budget.0.saturating_sub(1 + std::mem::take(&mut machine.searched) / 16);
        match step {
            Step::Next => {}
            Step::Stop => break false,
            Step::CutOff if machine.protocol.is_some() => break true,
            Step::CutOff | Step::Wrong => return None,
        }
    };
    machine.finish(cut_off)
}
