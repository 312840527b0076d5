//! That nobody can read a stream: an explanation like others, and sometimes the shortest.

use super::search::{Found, Search, shortest};
use super::streams::explain;
use super::world::World;
use crate::bits::{Asked, Bits, unread};
use crate::dialect::layers::is_digits;
use crate::judge::{Unknown, Verdict};
use crate::oracle::Given;
use crate::seen::Turn;

/// Fewer bytes a case are no list, whatever they are: the client sent too little, and that can be said.
const LITTLE: usize = 24;
/// What is read of a byte costs at most this; a list of the lab in bytes costs 7, one with a third of its numbers too large 12, and
/// bytes of something else 15 and more.
const MOST_A_BYTE: Bits = Bits::halves(25);

/// Whether lists say much more than the bytes that were sent: then they are none, however well it ends.
pub(super) fn says_too_much(sent: &[Vec<u8>], lists: &[Vec<i64>], asked: &Asked) -> bool {
    let bytes = sent.iter().map(Vec::len).sum::<usize>();
    let said: Bits = lists.iter().flatten().map(|value| asked.value(*value)).sum();
    bytes > LITTLE * sent.len() && said > MOST_A_BYTE * bytes
}

/// What one side sent in all cases, if nobody reads it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unread {
    /// What its bytes cost, one by one.
    pub bits: Bits,
    /// Whether it is text with numbers in digits, which everybody reads.
    pub is_digits: bool,
}

impl Unread {
    /// Of the turns of each case.
    pub fn of(cases: &[Vec<Turn>]) -> Self {
        let bytes = cases.concat().concat().concat();
        Self { bits: unread(&bytes), is_digits: is_digits(&bytes) }
    }
}

impl Search<'_> {
    /// The explanation that reads nothing on the wire: bytes, said one by one.
    pub fn nothing_read(&mut self) {
        let Some(best) = self.found.iter().min_by_key(|found| found.bits) else { return };
        let nothing = Given { client: Vec::new(), server: Vec::new(), request: Vec::new() };
        let given = vec![nothing; self.cases.len()];
        let mut world = World::new(self.question.task, &self.asked, given, &mut self.store);
        let printed = self.serves.iter().chain(&self.shows);
        let printed: Bits =
            printed.map(|stream| shortest(&explain(&mut world, stream, &[], &self.store))).sum();
        let bits = self.unread.iter().map(|unread| unread.bits).sum::<Bits>() + printed;
        let given = best.given.clone();
        let (verdict, layers) = (Verdict::unknown(Unknown::Numbers), Default::default());
        if !self.found.iter().any(|found| found.verdict.is_same(&verdict) && found.bits <= bits) {
            let found = Found { bits, verdict, layers, given, heard: Vec::new(), functions: Vec::new() };
            self.found.push(found);
        }
    }
}
