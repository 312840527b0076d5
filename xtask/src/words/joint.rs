//! How the cases of a pair were read together.

use infer::explain::readings::{ListRead, ReadAs};
use infer::judge::{Unknown, Verdict};
use infer::seen::Channel;

use crate::verdict::joint::Joint;

/// More lists of a stream are not told.
const MOST_LISTS: usize = 8;

/// What is said above the readings.
pub fn title(cases: usize) -> String {
    match cases {
        1 => "how the case was read".to_owned(),
        cases => format!("how {cases} cases were read together"),
    }
}

/// How each list was read, a line each; then how sure that is, and what else it could have been.
pub fn lines(joint: &Joint) -> Vec<String> {
    let judgement = &joint.judgement;
    let mut lines: Vec<String> = judgement.readings.iter().flat_map(stream).collect();
    lines.push(match judgement.verdict.unknown {
        Some(unknown) => self::unknown(unknown).to_owned(),
        None => sure(joint),
    });
    if let Some(rival) = &judgement.rival {
        lines.push(format!("otherwise {}:", wrong(rival)));
        let others = judgement.rival_readings.iter().filter(|other| !judgement.readings.contains(other));
        lines.extend(others.flat_map(stream).map(|line| format!("  {line}")));
    }
    lines
}

fn stream(stream: &ReadAs) -> Vec<String> {
    let line =
        |list: &ListRead| format!("{}, {}: {}; {}", said(stream.channel), stream.layer, list.how, list.what);
    let whole = || stream.lists.iter().filter(|list| !list.is_part);
    let mut lines: Vec<String> = whole().take(MOST_LISTS).map(line).collect();
    if let more @ 1.. = whole().count().saturating_sub(MOST_LISTS) {
        lines.push(format!("{}: {more} lists more", said(stream.channel)));
    }
    lines
}

fn said(channel: Channel) -> &'static str {
    match channel {
        Channel::Request => "the client sends",
        Channel::Reply => "the server sends",
        Channel::ServerOutput => "the server prints",
        Channel::ServerErrors => "the server prints to standard error",
        Channel::ClientOutput => "the client prints",
        Channel::ClientErrors => "the client prints to standard error",
    }
}

fn sure(joint: &Joint) -> String {
    let (verdict, margin) = (wrong(&joint.judgement.verdict), joint.judgement.margin);
    match joint.judgement.rival {
        Some(_) => format!("so {verdict}: shorter by {margin} bits than what says otherwise"),
        None => format!("so {verdict}: nothing says otherwise"),
    }
}

fn wrong(verdict: &Verdict) -> String {
    if let Some(unknown) = verdict.unknown {
        return self::unknown(unknown).to_owned();
    }
    match verdict.fails.as_slice() {
        [] => "every list is right".to_owned(),
        fails => {
            let names: Vec<String> = fails.iter().map(|check| format!("`{}`", check.name())).collect();
            format!("{} would fail", names.join(" and "))
        }
    }
}

fn unknown(unknown: Unknown) -> &'static str {
    match unknown {
        Unknown::Numbers => "no list that the task asks for is read in what the client sends",
        Unknown::Answer => "no list is read in what the server answers",
        Unknown::ServerNumbers => "the server's own numbers are nowhere to be seen",
        Unknown::TooMuch => "more was said than is read together",
    }
}
