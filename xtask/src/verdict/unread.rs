//! Numbers in a form that nobody here can read: what a program sent then proves nothing against it.

use std::ops::Range;

use super::compare::is_near;
use super::facts::Facts;
use super::lists::Found;
use super::outcome::Reason;
use super::place::Stream;
use crate::conversation::{Connection, Direction};
use crate::oracle::mistakes::Question;
use crate::oracle::sets::{self, Order};
use crate::reading::text::{self, PrintedList, Source};
use crate::reading::wire::{Format, Message, Reading};
use crate::task::Task;

impl Facts<'_> {
    /// Whether the client's list may have been sent unread: the client shows numbers that the task asks for, and what it
    /// sent has room for them where no list was found.
    pub(super) fn request_is_unread(&self) -> bool {
        let asked_for = self.client_shown.iter().filter(|list| self.is_asked_for(list));
        let fewest = asked_for.map(|list| list.values.len()).min().filter(|_| !self.is_all_read);
        fewest.is_some_and(|fewest| fewest <= numbers_in(&self.unread(Direction::ToServer).concat()))
    }

    /// Whether the right answer may have been sent unread: the client shows it, no list that was sent comes near, and there
    /// is room for it.
    pub(super) fn reply_is_unread(&self, expected: &[i64]) -> bool {
        !expected.is_empty()
            && !self.is_all_read
            && self.client_shown.iter().any(|list| sets::same_bag(expected, &list.values))
            && !self.replies.iter().any(|reply| is_near(expected, reply))
            && self.unread(Direction::ToClient).iter().map(|bytes| numbers_in(bytes)).sum::<usize>()
                >= expected.len()
    }

    /// Whether that list may be the right answer, misread: it is one way to read bytes that could as well be something else,
    /// while the client shows the right numbers and none of these. Numbers that nobody draws and no mistake explains are such a
    /// way where the client can have the right ones from nowhere else.
    pub(super) fn is_misread(&self, expected: &[i64], reply: &Found) -> bool {
        !expected.is_empty()
            && self.client_shown.iter().any(|list| sets::same_bag(expected, &list.values))
            && !self.shows(&reply.values)
            && (self.is_doubtful(reply) || self.is_told_otherwise(expected, reply))
    }

    /// Whether the client was told these common numbers by what is read as others, which nobody draws and no mistake explains: it
    /// knows one of the two sets itself, and the answers, as they are read, do not hold all of these.
    pub(super) fn is_told_otherwise(&self, common: &[i64], reply: &Found) -> bool {
        /// Fewer stand somewhere by chance.
        const FEWEST: usize = 3;
        let is_told = |number: &i64| self.replies.iter().any(|reply| reply.values.contains(number));
        let is_own = |sent: &Found| sets::same_members(&sets::distinct(&sent.values), common);
        let is_explained = || {
            let wrong = self.wrong_list(common, reply, Order::Ascending, Some(Question::Intersection));
            matches!(wrong, Reason::WrongList(wrong) if !wrong.mistakes.is_empty())
        };
        self.scenario.task == Task::Intersect
            && common.len() >= FEWEST
            && !self.scenario.numbers.hold(&reply.values)
            && !common.iter().all(is_told)
            && !self.client_numbers.as_ref().is_some_and(is_own)
            && !is_explained()
    }

    /// Whether what the client sent may be no such list: bytes that could as well be something else, which neither the
    /// answer nor the client's output bears out.
    pub(super) fn is_guess(&self, sent: &Found) -> bool {
        let distinct = sets::distinct(&sent.values);
        let is_answered = || self.replies.iter().any(|reply| sets::same_members(&distinct, &reply.values));
        self.is_doubtful(sent) && !self.shows(&sent.values) && !is_answered()
    }

    /// Whether a list was read from bytes that nothing but their fitting says are numbers: values far from the lab's, or text
    /// where the other side's numbers are no bytes. Of digits, one number that is far longer than those of the lab.
    pub(super) fn is_doubtful(&self, list: &Found) -> bool {
        const LONGEST: i64 = 99_999;
        let bytes_are_numbers = self.client_numbers.as_ref().is_some_and(Found::is_binary);
        let is_far = !list.values.iter().all(|n| (-1..128).contains(n));
        let is_long = matches!(list.values[..], [number] if number.abs() > LONGEST);
        is_long || list.is_binary() && (is_far || list.is_printable && !bytes_are_numbers)
    }

    /// Whether the client may show these numbers unread: they stand right behind one another in its output, with another
    /// number between any two or none, and are neither part of what it sent nor of a list that was read.
    pub(super) fn is_shown_unread(&self, expected: &[i64], order: Order) -> bool {
        /// Fewer numbers stand next to one another by chance.
        const FEWEST: usize = 4;
        let Some(client) = &self.observation.client else { return false };
        expected.len() >= FEWEST
            && Stream::BOTH.iter().any(|stream| self.stands_unread(stream.of(client), expected, order))
    }

    fn stands_unread(&self, output: &[u8], expected: &[i64], order: Order) -> bool {
        const MOST: usize = 10_000;
        let mut shown = text::numbers(output);
        shown.truncate(MOST);
        let lists = text::lists(output);
        // Between lines apart other numbers stand.
        let is_read = |list: &PrintedList| !list.range.is_empty() && list.source != Source::Scattered;
        let read: Vec<PrintedList> = lists.into_iter().filter(is_read).collect();
        let is_expected = |window: &[Shown]| {
            let place = window[0].1.start..window[window.len() - 1].1.end;
            // Two lists may by chance be the parts of a third.
            let touched = || {
                let is_touched =
                    |list: &&PrintedList| list.range.start < place.end && place.start < list.range.end;
                read.iter().filter(is_touched)
            };
            let is_part = |list: &PrintedList| {
                let has_others_between = list.values.len() > window.len();
                list.range.start < place.start || place.end < list.range.end || has_others_between
            };
            let labels: Vec<_> =
                touched().map(|list| list.label.as_ref().map(|label| &label.range)).collect();
            let values: Vec<i64> = window.iter().map(|(value, _)| *value).collect();
            let is_same = match order {
                Order::Any => sets::same_bag(&values, expected),
                Order::AsExpected | Order::Ascending => values == expected,
            };
            is_same && !touched().any(is_part) && labels.windows(2).all(|pair| pair[0] == pair[1])
        };
        let sent = self.client_numbers.as_ref().map_or(&[][..], |sent| &sent.values);
        [(1, 0), (2, 0), (2, 1)].into_iter().any(|(step, first)| {
            let numbers: Vec<_> = shown.iter().skip(first).step_by(step).cloned().collect();
            let parts = without(&numbers, sent);
            parts.into_iter().any(|part| windows_of_sum(part, expected).any(is_expected))
        })
    }

    /// The messages that went this way and hold no list to speak of.
    fn unread(&self, direction: Direction) -> Vec<Vec<u8>> {
        let unread = |(connection, messages): (&Connection, &[Message])| -> Vec<Vec<u8>> {
            let sent = connection.sent(direction);
            let messages = messages.iter().filter(|message| is_unread(message));
            messages.map(|message| sent[message.range.clone()].to_vec()).collect()
        };
        self.messages(direction).flat_map(unread).collect()
    }
}

/// Whether no list is read in a message beyond doubt: it is far longer than every list in it, or its lists are bytes of any
/// value, as of an archive.
fn is_unread(message: &Message) -> bool {
    /// A number takes fewer bytes, with all that stands round it.
    const WIDEST: usize = 32;
    let is_read = |reading: &Reading, list: &[i64]| match reading.format {
        Format::Text => list.len() * WIDEST >= message.range.len(),
        Format::Binary(_) => list.iter().all(|n| (0..128).contains(n)),
        _ => true,
    };
    !message.lists().any(|(reading, list, _)| is_read(reading, list))
}

/// A number and where it stands.
type Shown = (i64, Range<usize>);

/// What stands before, between and behind the places where a list stands whole.
fn without<'n>(numbers: &'n [Shown], list: &[i64]) -> Vec<&'n [Shown]> {
    let is_list = |at: usize| {
        let numbers = numbers[at..].iter().map(|(value, _)| value);
        !list.is_empty() && numbers.take(list.len()).eq(list)
    };
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < numbers.len() {
        if is_list(at) {
            parts.push(&numbers[start..at]);
            at += list.len();
            start = at;
        } else {
            at += 1;
        }
    }
    parts.push(&numbers[start..]);
    parts
}

/// As many numbers right behind one another as a list has, with the same sum.
fn windows_of_sum<'n>(numbers: &'n [Shown], list: &[i64]) -> impl Iterator<Item = &'n [Shown]> {
    let sum = |numbers: &mut dyn Iterator<Item = &i64>| numbers.fold(0i64, |sum, n| sum.wrapping_add(*n));
    let wanted = sum(&mut list.iter());
    numbers.windows(list.len()).filter(move |window| sum(&mut window.iter().map(|(n, _)| n)) == wanted)
}

/// How many numbers have room in these bytes: one a byte, one in two of ASCII, and one a word of words. Tags hold none.
fn numbers_in(bytes: &[u8]) -> usize {
    /// Words take fewer bytes, with the blank behind them.
    const LONGEST: usize = 12;
    /// A greeting has fewer words.
    const SENTENCE: usize = 12;
    let content = if bytes.is_ascii() { without_tags(bytes) } else { bytes.to_vec() };
    let words = content.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).count();
    let is_words = words * LONGEST >= content.len();
    match (is_words, words) {
        (true, ..SENTENCE) => 0,
        (true, words) => words,
        (false, _) if content.is_ascii() => content.len() / 2,
        (false, _) => content.len(),
    }
}

/// Text without what stands between `<` and `>`.
fn without_tags(bytes: &[u8]) -> Vec<u8> {
    let mut is_inside = false;
    let is_content = |byte: &u8| {
        is_inside |= *byte == b'<';
        let is_content = !is_inside;
        is_inside &= *byte != b'>';
        is_content
    };
    bytes.iter().copied().filter(is_content).collect()
}
