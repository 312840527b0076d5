//! Which of the lists that the server sent it meant to send.

use super::Facts;
use crate::conversation::Direction;
use crate::oracle::sets;
use crate::reading::binary::Frame;
use crate::verdict::lists::Found;

impl Facts<'_> {
    /// Whether the client prints that list as it stands.
    pub fn shows(&self, values: &[i64]) -> bool {
        self.client_shown.iter().any(|shown| shown.values == values)
    }

    /// Whether that list is what the server meant to send: beyond doubt; as the client understood it; or in the frame in
    /// which the client speaks as well, or behind its own count, unless the client took the frame for a part of it.
    pub fn is_meant(&self, reply: &Found) -> bool {
        let is_shown =
            |values: &[i64]| self.client_shown.iter().any(|shown| sets::same_bag(values, &shown.values));
        let usual = self.client_numbers.as_ref().is_some_and(|numbers| numbers.frame == reply.frame);
        let framed = usual || reply.frame == Frame::Count || is_shown(&reply.values);
        // As it stands or sorted: in another order, a wrong list of the client's own happens to hold the same numbers.
        let is_taken = |whole: &[i64]| {
            let is_sorted = |shown: &Found| shown.values.is_sorted() && sets::same_bag(&shown.values, whole);
            self.shows(whole) || self.client_shown.iter().any(is_sorted)
        };
        let taken_for_numbers = || reply.whole.as_deref().is_some_and(is_taken);
        let as_it_is = || self.shows(&reply.values);
        // Where both sides say how many numbers follow, a count is none of the numbers, even where it could be one, and
        // whatever the client makes of it.
        let both_count = self.client_counts_like(reply);
        if both_count && reply.frame == Frame::Count {
            return true;
        }
        // A code before each answer is none of the numbers, whatever the client shows of it.
        if reply.frame == Frame::First && self.answers_with_codes() {
            return true;
        }
        let counted = |other: &Found| {
            let whole = other.whole.as_deref().map(without_padding);
            other.frame == Frame::Count && whole == Some(without_padding(&reply.values))
        };
        if both_count && self.replies.iter().any(counted) {
            return false;
        }
        reply.is_certain() || as_it_is() || (framed && !taken_for_numbers())
    }

    /// Whether the client says how many numbers follow, and writes them as that list is written: as text, or as bytes.
    pub fn client_counts_like(&self, reply: &Found) -> bool {
        let numbers = self.client_numbers.as_ref();
        numbers
            .is_some_and(|numbers| numbers.frame == Frame::Count && numbers.is_binary() == reply.is_binary())
    }

    /// Whether the server begins what it says in words with a code of three digits: `250 OK`.
    fn answers_with_codes(&self) -> bool {
        let is_coded = |send: &&[u8]| {
            send.len() > 4
                && send[..3].iter().all(u8::is_ascii_digit)
                && send[3] == b' '
                && send[4].is_ascii_alphabetic()
        };
        self.sends(Direction::ToClient).iter().any(is_coded)
    }
}

/// Without the zeros that fill a buffer of fixed size.
fn without_padding(values: &[i64]) -> &[i64] {
    let zeros = values.iter().rev().take_while(|n| **n == 0).count();
    &values[..values.len() - zeros]
}
