//! What was recorded of a pair, turn by turn: what a stand-in can play, and what it has to find out.

use std::time::Duration;

use super::script::{Hear, Heard, Send, What};
use super::template::{self, Meanings};
use crate::observation::Role;
use crate::reading::binary::Frame;
use crate::reading::wire::{self, Format, Message};
use crate::scenario::{Numbers, Task};
use crate::tap::conversation::{Connection, Conversation, Direction};

/// Longer sessions are not played: whoever says so much does something else than the task.
const MOST_BYTES: usize = 64 << 10;
const MOST_SENDS: usize = 6000;

/// More lists in an answer are not told apart: every way to read two lists and what stands round them is among these.
const MOST_LISTS: usize = 32;

/// One connection of a recorded case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Session {
    pub connection: Connection,
    pub turns: Vec<Turn>,
    /// The client's list, and the turn in which it ends.
    pub list: Option<(Vec<i64>, usize)>,
    /// The turn in which the list begins, where it is an earlier one: each number is waited for, say.
    pub spread_from: Option<usize>,
    /// Whether the number before the list was taken for its length. It may be a number of the list by chance: one pair in
    /// a hundred has such a list, and then another case of the pair has none.
    pub is_counted: bool,
    /// Every list that the server sent after it.
    answers: Vec<Vec<i64>>,
}

/// What one side said without an answer in between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Turn {
    pub speaker: Role,
    pub sends: Vec<Vec<u8>>,
    /// The longest time between two of them.
    pub pause: Duration,
}

impl Session {
    /// The connection that tells most: one that carries the client's list, or else words, or else nothing.
    /// `may_count` tells whether a number before the list may be its length.
    pub fn of(conversation: &Conversation, numbers: &Numbers, task: Task, may_count: bool) -> Option<Self> {
        let sessions = conversation.connections.iter().filter_map(|connection| {
            let bytes: usize = connection.segments.iter().map(|segment| segment.bytes.len()).sum();
            let fits = bytes <= MOST_BYTES && connection.segments.len() <= MOST_SENDS;
            (fits && !connection.is_unanswered && !connection.calls_back)
                .then(|| Self::of_connection(connection, numbers, task, may_count))
        });
        sessions.reduce(|best, other| if other.worth() > best.worth() { other } else { best })
    }

    pub fn of_connection(connection: &Connection, numbers: &Numbers, task: Task, may_count: bool) -> Self {
        let mut turns: Vec<Turn> = Vec::new();
        let mut last = Duration::ZERO;
        let mut turn_of_segment = Vec::new();
        for segment in &connection.segments {
            let speaker = segment.direction.sender();
            match turns.last_mut() {
                Some(turn) if turn.speaker == speaker => {
                    turn.pause = turn.pause.max(segment.at.saturating_sub(last));
                    turn.sends.push(segment.bytes.to_vec());
                }
                _ => turns.push(Turn { speaker, sends: vec![segment.bytes.to_vec()], pause: Duration::ZERO }),
            }
            last = segment.at;
            turn_of_segment.push(turns.len() - 1);
        }
        let messages = wire::read(connection, Direction::ToServer);
        let list = (task != Task::Greet).then(|| list(&messages, numbers, may_count)).flatten();
        let is_counted = list.as_ref().is_some_and(|found| found.is_counted);
        let mut spread_from = None;
        let list = list.map(|found| {
            let begins = turn_of_segment[found.segment];
            let mut until = 0;
            let ends = turns.iter().position(|turn| {
                if turn.speaker == Role::Client {
                    until += turn.sends.iter().map(Vec::len).sum::<usize>();
                }
                until >= found.end
            });
            let ends = ends.unwrap_or(begins).max(begins);
            spread_from = Some(begins).filter(|begins| *begins < ends);
            (found.values, ends)
        });
        let answers = list.as_ref().map_or(Vec::new(), |(_, turn)| {
            answers(connection, turns[..=*turn].iter().map(|turn| turn.sends.len()).sum())
        });
        Self { connection: connection.clone(), turns, list, spread_from, is_counted, answers }
    }

    /// The session where the first number of an answer says how many follow and is none of them; `None` where there is
    /// no such number.
    pub fn with_counted_answers(&self) -> Option<Self> {
        let counts = |list: &[i64]| {
            let split = list.split_first().filter(|(count, rest)| **count == rest.len() as i64);
            split.is_some_and(|(_, rest)| self.answers.iter().any(|other| other == rest))
        };
        // Its first number may by chance say how many follow, too.
        let counted = self.answers.iter().filter(|list| counts(list)).max_by_key(|list| list.len())?;
        let is_part =
            |list: &Vec<i64>| list.len() + 1 != counted.len() && counted.ends_with(list) && list.len() > 1;
        let answers = self.answers.iter().filter(|list| !is_part(list)).cloned().collect();
        Some(Self { answers, ..self.clone() })
    }

    /// How much it tells: whether the list is in it, whether it was answered, and who spoke at all.
    pub fn worth(&self) -> (bool, bool, usize) {
        let spoke = |role| self.turns.iter().any(|turn| turn.speaker == role);
        let both = [Role::Server, Role::Client].into_iter().filter(|role| spoke(*role)).count();
        (self.list.is_some(), self.is_answered(), both)
    }

    /// Whether the server said anything that holds a list, after the client's list.
    pub fn is_answered(&self) -> bool {
        !self.answers.is_empty()
    }

    /// The session without anything behind the client's list; `None` where there is none.
    pub fn up_to_list(mut self) -> Option<Self> {
        let (_, turn) = self.list.as_ref()?;
        self.turns.truncate(turn + 1);
        let kept = self.turns.iter().map(|turn| turn.sends.len()).sum();
        self.connection.segments.truncate(kept);
        self.answers.clear();
        Some(self)
    }

    /// Whether the server spoke before the client did.
    pub fn greets(&self) -> bool {
        self.turns.first().is_some_and(|turn| turn.speaker == Role::Server)
    }

    /// How the client wrote its list.
    pub fn request(&self, what: What, task: Task) -> Vec<Send> {
        let Some((list, turn)) = &self.list else { return Vec::new() };
        self.say(*turn, &Meanings::of_request(list, what, task))
    }

    /// How the server wrote what it said in this turn: words before the client's list, answers after it.
    pub fn reply(&self, turn: usize, task: Task) -> Vec<Send> {
        match &self.list {
            Some((list, at)) if turn > *at => {
                self.say(turn, &Meanings::of_answers(list, task, self.answers.clone()))
            }
            _ => self.words(turn),
        }
    }

    /// What was said in this turn, word by word.
    pub fn words(&self, turn: usize) -> Vec<Send> {
        self.turns[turn].sends.iter().map(|send| Send::bytes(&send[..])).collect()
    }

    fn say(&self, turn: usize, meanings: &Meanings<'_>) -> Vec<Send> {
        let sends: Vec<&[u8]> = self.turns[turn].sends.iter().map(Vec::as_slice).collect();
        template::turn(&sends, meanings)
    }

    /// How to hear what was said in this turn.
    pub fn hear(&self, turn: usize) -> Hear {
        let Turn { speaker, sends, pause } = &self.turns[turn];
        let list = self.list.as_ref().filter(|(_, at)| *at == turn).map(|(list, _)| list);
        let what = match (speaker, &self.list) {
            (Role::Client, _) if list.is_some() => Heard::List,
            (Role::Server, Some((_, at))) if turn > *at => Heard::Answer,
            _ => Heard::Words,
        };
        // Where there are as many sends as numbers, the next list has as many as it has numbers.
        let depends = list.is_some_and(|list| sends.len() > 2 && sends.len() * 2 >= list.len())
            || (what == Heard::Answer && sends.len() > 4);
        let longest = Duration::from_secs(3);
        let pause = (3 * *pause).clamp(Duration::from_millis(Hear::PAUSE_MS), longest);
        Hear {
            sends: (!depends).then_some(sends.len()),
            pause_ms: pause.as_millis() as u64,
            ..Hear::new(what)
        }
    }
}

/// Every list that the server sent, from that segment of the connection on.
fn answers(connection: &Connection, from: usize) -> Vec<Vec<i64>> {
    let mut lists: Vec<Vec<i64>> = Vec::new();
    let plausible = |reading: &&wire::Reading| reading.format != Format::Number;
    // Zeros alone are the count of an empty list.
    let is_count = |list: &[i64]| list.iter().all(|number| *number == 0) && !list.is_empty();
    let messages = wire::read(connection, Direction::ToClient);
    let messages = messages.iter().filter(|message| message.segment >= from);
    let readings = messages.flat_map(|message| message.readings.iter().filter(plausible));
    for (list, _) in readings.flat_map(|reading| reading.value.lists()) {
        if lists.len() == MOST_LISTS {
            break;
        }
        if !is_count(list) && !lists.iter().any(|known| known == list) {
            lists.push(list.to_vec());
        }
    }
    lists
}

/// A list, and the segment in which it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FoundList {
    pub values: Vec<i64>,
    pub segment: usize,
    /// Where it ends in all bytes of its side.
    pub end: usize,
    /// Whether it says itself where it ends: by a bracket, say.
    pub is_closed: bool,
    /// Whether the number before it was taken for its length.
    pub is_counted: bool,
}

/// The list that a client sent: one that the task asks for, or else the longest, and one that is beyond doubt first.
pub(super) fn list(messages: &[Message], numbers: &Numbers, may_count: bool) -> Option<FoundList> {
    let is_asked_for = |list: &[i64]| {
        let counts = u32::try_from(list.len()).is_ok_and(|count| numbers.count.contains(&count));
        counts && list.iter().all(|v| u32::try_from(*v).is_ok_and(|v| numbers.value.contains(&v)))
    };
    // What counts, in this order.
    type Rank = (bool, bool, bool, usize);
    let mut best: Option<(Rank, FoundList)> = None;
    for message in messages.iter().filter(|message| message.complete) {
        for reading in &message.readings {
            let is_certain = matches!(reading.frame, Frame::Bare | Frame::Length);
            for (values, _) in reading.value.lists().filter(|(values, _)| values.len() > 1) {
                let is_counted = may_count
                    && matches!(reading.frame, Frame::First | Frame::Count)
                    && is_count_before(message, values);
                let rank = (is_asked_for(values), is_counted, is_certain, values.len());
                if best.as_ref().is_none_or(|(before, _)| rank > *before) {
                    let found = FoundList {
                        values: values.to_vec(),
                        segment: message.segment,
                        end: message.range.end,
                        is_closed: closes(reading.format),
                        is_counted,
                    };
                    best = Some((rank, found));
                }
            }
        }
    }
    best.map(|(_, found)| found)
}

/// Whether the number before these says how many they are: hardly by chance, where it could also be one of them.
fn is_count_before(message: &Message, values: &[i64]) -> bool {
    let mut lists = message.readings.iter().flat_map(|reading| reading.value.lists());
    lists.any(|(list, _)| list.split_first() == Some((&(values.len() as i64), values)))
        // A count of another width than the numbers is part of no list.
        || !message.readings.iter().any(|reading| reading.value.lists().any(|(list, _)| list.ends_with(values) && list.len() > values.len()))
}

/// Whether an answer is there: a list however short; and whether it says itself where it ends.
pub(super) fn answer(messages: &[Message]) -> Option<bool> {
    let complete = messages.iter().filter(|message| message.complete);
    let mut lists = complete
        .flat_map(|message| message.readings.iter().take(1))
        .filter(|reading| reading.value.lists().next().is_some() || reading.value.counts().next().is_some());
    lists.next_back().map(|reading| closes(reading.format))
}

fn closes(format: Format) -> bool {
    match format {
        Format::List
        | Format::Json
        | Format::Set
        | Format::Tuple
        | Format::Object
        | Format::Pickle(_)
        | Format::Java => true,
        Format::Text
        | Format::Separated(_)
        | Format::Newline
        | Format::Number
        | Format::OneASend
        | Format::Binary(_) => false,
    }
}
