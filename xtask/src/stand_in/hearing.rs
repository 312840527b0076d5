//! Whether what is waited for is there: a list, or an answer.

use crate::reading::binary::Frame;
use crate::reading::wire::{Format, Message};
use crate::scenario::Numbers;

/// A list that was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FoundList {
    pub values: Vec<i64>,
    /// Whether it says itself where it ends: by a bracket, say.
    pub is_closed: bool,
}

/// The list that a client sent: one that the task asks for, or else the longest, and one that is beyond doubt first.
pub(super) fn list(messages: &[Message], numbers: &Numbers) -> Option<FoundList> {
    // What counts, in this order.
    type Rank = (bool, bool, bool, usize);
    let mut best: Option<(Rank, FoundList)> = None;
    for message in messages.iter().filter(|message| message.complete) {
        for reading in &message.readings {
            let is_certain = matches!(reading.frame, Frame::Bare | Frame::Length);
            for (values, _) in reading.value.lists().filter(|(values, _)| values.len() > 1) {
                let is_counted =
                    matches!(reading.frame, Frame::First | Frame::Count) && is_count_before(message, values);
                let rank = (numbers.ask_for(values), is_counted, is_certain, values.len());
                if best.as_ref().is_none_or(|(before, _)| rank > *before) {
                    best = Some((
                        rank,
                        FoundList { values: values.to_vec(), is_closed: closes(reading.format) },
                    ));
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
