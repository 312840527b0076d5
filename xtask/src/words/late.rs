//! What is said of the time at which something was handed in.

use std::collections::BTreeMap;

use super::intake::listed;
use crate::grade::Grade;
use crate::hand_in::{HandedIn, Source};
use crate::printable::printable;
use crate::scenario::late::{Lag, Lateness, Step};

/// Most of what cannot be read that is named.
const MOST_NAMED: usize = 5;

/// What it costs one submission, in sentences; `grade` is that of the whole lab.
pub fn costs(lateness: &Lateness, grade: Grade) -> String {
    let due = format!("{}{}", lateness.due, if lateness.is_extended { ", your own extension" } else { "" });
    let handed_in = handed_in(lateness);
    match lateness.finding {
        Lag::InTime => format!("{handed_in}, in time (due {due})."),
        Lag::WithinGrace { seconds } => {
            format!(
                "{handed_in}, {} after it was due ({due}): nothing is taken off for so little.",
                span(seconds)
            )
        }
        Lag::Late { seconds, steps, step, percent } => {
            let taken = match grade.late_hundredths {
                0 => "nothing is left to be taken off".to_owned(),
                taken => format!("{} points are taken off", Grade::decimal(taken)),
            };
            let floor = match lateness.floor {
                0 => String::new(),
                floor => format!(", down to {floor} % of all points at the lowest"),
            };
            format!(
                "{handed_in}, {} after it was due ({due}): {percent} % of all points for each {} that began ({steps}){floor}, so {taken}. \
                 Without that it would be {} points.",
                span(seconds),
                unit(step),
                Grade::decimal(grade.raw_hundredths())
            )
        }
        Lag::Somehow => format!("{handed_in}, and does not say by how much: nothing is taken off for it."),
        Lag::Unknown => "When it was handed in is not known: nothing is taken off for lateness.".to_owned(),
    }
}

/// The same in a cell of a table.
pub fn short(lateness: &Lateness) -> String {
    match lateness.finding {
        Lag::InTime => "in time".to_owned(),
        Lag::WithinGrace { seconds } => format!("{}, let pass", span(seconds)),
        Lag::Late { seconds, .. } => span(seconds),
        Lag::Somehow => "late, by how much is not known".to_owned(),
        Lag::Unknown => "not known".to_owned(),
    }
}

/// The column of what was earned before anything was taken of it.
pub fn before(column: &str) -> String {
    format!("{column} before lateness")
}

fn handed_in(lateness: &Lateness) -> String {
    match &lateness.handed_in {
        Some(HandedIn::At { at, by }) => format!("Handed in {at} ({})", source(*by)),
        Some(HandedIn::Marked { late: true }) => "Canvas marks it as late".to_owned(),
        Some(HandedIn::Marked { late: false }) => "Canvas does not mark it as late: handed in".to_owned(),
        None => "Handed in".to_owned(),
    }
}

/// What a time was read in.
fn source(source: Source) -> &'static str {
    match source {
        Source::Name => "as the name of the file or folder in the download says",
        Source::Metadata => "as `submission_metadata.yml` says",
        Source::Worksheet => "as the worksheet says",
        Source::Roster => "as the roster says",
    }
}

/// A length of time, in its two largest units.
fn span(seconds: u64) -> String {
    let units = [
        (seconds / 86_400, "day"),
        (seconds / 3600 % 24, "hour"),
        (seconds / 60 % 60, "minute"),
        (seconds % 60, "second"),
    ];
    let said = units.into_iter().skip_while(|(count, _)| *count == 0).take(2).filter(|(count, _)| *count > 0);
    said.map(|(count, unit)| plural(count, unit)).collect::<Vec<_>>().join(" ")
}

fn unit(step: Step) -> &'static str {
    match step {
        Step::Day => "day",
        Step::Hour => "hour",
    }
}

fn plural(count: u64, unit: &str) -> String {
    if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") }
}

/// What became of the policy in a class, and where times come from.
pub fn summary(class: &[Lateness]) -> String {
    let count = |is: fn(&Lag) -> bool| class.iter().filter(|lateness| is(&lateness.finding)).count();
    let mut by: BTreeMap<&str, usize> = BTreeMap::new();
    for lateness in class {
        *by.entry(match &lateness.handed_in {
            Some(HandedIn::At { by, .. }) => source(*by),
            Some(HandedIn::Marked { .. }) => "as Canvas marks it in the names of files",
            None => "not known, where nothing is taken off",
        })
        .or_default() += 1;
    }
    let by: Vec<String> = by.into_iter().map(|(by, count)| format!("{count} {by}")).collect();
    format!(
        "lateness: {} in time, {} late, {} marked as late without a time, {} not known; times are {}",
        count(|lag| matches!(lag, Lag::InTime | Lag::WithinGrace { .. })),
        count(|lag| matches!(lag, Lag::Late { .. })),
        count(|lag| matches!(lag, Lag::Somehow)),
        count(|lag| matches!(lag, Lag::Unknown)),
        by.join(", ")
    )
}

/// Who has an extension and is not in the class.
pub fn strangers(names: &[&str]) -> Option<String> {
    let names: Vec<String> = names.iter().map(|name| printable(name)).collect();
    (!names.is_empty()).then(|| {
        format!(
            "nobody in the class is called {}, for whom `lab.toml` has an extension: a student is named by key, name, number, login or \
             address",
            listed(names.iter().map(String::as_str))
        )
    })
}

/// What stands where times are.
pub fn unread(texts: &[String]) -> Option<String> {
    let (first, rest) = texts.split_at(texts.len().min(MOST_NAMED));
    let more = if rest.is_empty() { String::new() } else { format!(", and {} more", rest.len()) };
    (!texts.is_empty()).then(|| {
        format!(
            "these times of handing in are not understood: {}{more}; write them as `2026-10-09 23:59`",
            printable(&first.join(", "))
        )
    })
}
