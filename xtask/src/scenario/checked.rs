//! From raw to checked: names resolved, durations read, defaults filled, and every mistake found, not just the first.

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};
use std::path::Path;
use std::time::Duration;

use super::diagnostic::Diagnostic;
use super::raw::Raw;
use super::{Accept, Duplicates, FORMAT, FinalOrder, Input, Numbers, Scenario, always};
use crate::check::Check;
use crate::delivery::Delivery;
use crate::host::Limits;
use crate::near::{nearest, unknown_field};
use crate::range::{parse_range, parse_seeds};
use crate::spanned::Spanned;
use crate::task::Task;

/// The most numbers that a list may be asked to have, and the largest value: a list is to fit into one message.
const MOST_NUMBERS: u32 = 5_000;
const LARGEST_VALUE: u32 = 1_000_000;
/// The longest that a case may be allowed to go without progress.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(600);
/// The most that all cases of a submission may be allowed to take.
const LARGEST_SUBMISSION: Duration = Duration::from_hours(24);

pub(super) fn scenario(path: &Path, text: &str) -> Result<Scenario, Vec<Diagnostic>> {
    let raw: Raw = toml::from_str(text)
        .map_err(|error| vec![syntax(text, &error, "every scenario has `format`, `title` and `task`")])?;
    let mut found = Findings::default();
    found.format(&raw.format);
    found.not_empty(&raw.title);
    let tasks = Task::ALL.map(|task| (task.name(), task));
    let task = found.choice("task", &raw.task, &tasks);
    let seeds = raw
        .seeds
        .as_ref()
        .map_or_else(|| Some(vec![1]), |seeds| found.parsed(seeds, "these are no seeds", parse_seeds));
    let deliveries = match &raw.deliveries {
        None => Some(vec![Delivery::AsSent]),
        Some(names) => {
            found.choices("delivery", names, &Delivery::ALL.map(|delivery| (delivery.name(), delivery)))
        }
    };
    let timeout = found.or_default(raw.timeout.as_ref(), Duration::from_secs(10), timeout);
    let numbers = match (task, &raw.numbers.count, &raw.numbers.value) {
        (Some(Task::Greet), count, value) => {
            let always = raw.numbers.always.iter().map(Spanned::span);
            for span in [count, value].into_iter().flatten().map(Spanned::span).chain(always) {
                found.add(span, "task `greet` has no numbers", "", Some("leave out `[numbers]`".into()));
            }
            Some(Numbers { count: 1..=1, value: 1..=100 })
        }
        (_, count, value) => {
            let default_count = if task == Some(Task::Intersect) { 25..=25 } else { 25..=100 };
            let count =
                found.or_default(count.as_ref(), default_count, |text| limited(text, 1, MOST_NUMBERS));
            let value = found.or_default(value.as_ref(), 1..=100, |text| limited(text, 0, LARGEST_VALUE));
            count.zip(value).map(|(count, value)| Numbers { count, value })
        }
    };
    let always = match (task, &numbers) {
        (Some(Task::Greet), _) | (_, None) => Some(Vec::new()),
        (_, Some(numbers)) => always::lists(raw.numbers.always.as_ref(), numbers, &mut found),
    };
    let accept = accept(&raw, task, &mut found);
    let limits = limits(&raw, &mut found);
    let submission = raw.limits.submission.as_ref();
    let submission = submission.map(|text| found.parsed(text, "this value is not allowed", submission_limit));

    let mut points = BTreeMap::new();
    for (name, value) in &raw.points {
        let check = check_name(name, task, &mut found);
        match u32::try_from(*value.get_ref()) {
            Ok(value) if value <= 10_000 => points.extend(check.map(|check| (check, value))),
            _ => {
                let help = "allowed are whole numbers from 0 to 10000";
                found.add(value.span(), "the points are out of range", "", Some(help.into()));
            }
        }
    }

    let checked = || {
        let (seeds, deliveries) = (seeds?, deliveries?);
        Some(Scenario {
            path: path.to_owned(),
            text: text.to_owned(),
            title: raw.title.into_inner(),
            task: task?,
            trial: (*seeds.first()?, *deliveries.first()?),
            seeds,
            deliveries,
            timeout: timeout?,
            numbers: numbers?,
            always: always?,
            accept: accept?,
            input: Input { server: raw.input.server, client: raw.input.client },
            limits: limits?,
            submission: submission.map_or(Some(None), |limit| limit.map(Some))?,
            points,
        })
    };
    match checked() {
        Some(scenario) if found.0.is_empty() => Ok(scenario),
        _ => Err(found.0),
    }
}

/// A file that is no TOML, or whose fields or types are wrong: the parser stops at the first. Its words for types are
/// Rust's; those of a person who writes TOML are put in their place.
/// `needed` says what no such file goes without.
pub(super) fn syntax(text: &str, error: &toml::de::Error, needed: &str) -> Diagnostic {
    let message = error.message().trim();
    let (title, expected) = match message.split_once(", expected ") {
        Some((title, expected)) => (title, Some(expected)),
        None => (message, None),
    };
    let label = unknown_field(message).map(|(field, fields)| did_you_mean(field, fields));
    let help = match expected {
        Some("i64") => Some("expected a whole number".to_owned()),
        Some("a string") => Some("expected text in quotes".to_owned()),
        Some("a sequence") => Some("expected a list in square brackets".to_owned()),
        Some("a map") => Some("expected a table of its own".to_owned()),
        Some(expected) => Some(format!("expected {expected}")),
        None if title.starts_with("missing field") => Some(needed.to_owned()),
        None if title == "duplicate key" => Some("leave out one of the two".to_owned()),
        None => None,
    };
    let title = match title {
        "invalid type: sequence" => "invalid type: list",
        "invalid type: map" => "invalid type: table",
        title => title,
    };
    let span = error.span().unwrap_or(text.len()..text.len());
    Diagnostic { span, title: title.to_owned(), label: label.unwrap_or_default(), help }
}

/// The name that was probably meant, as a question; empty where none is near.
fn did_you_mean<'n>(name: &str, allowed: impl IntoIterator<Item = &'n str>) -> String {
    nearest(name, allowed).map_or(String::new(), |meant| format!("did you mean `{meant}`?"))
}

fn accept(raw: &Raw, task: Option<Task>, found: &mut Findings) -> Option<Accept> {
    if task.is_some_and(|task| task != Task::Dedup) {
        let duplicates = raw.accept.duplicates.as_ref().map(Spanned::span);
        let order = raw.accept.final_order.as_ref().map(Spanned::span);
        for span in [duplicates, order].into_iter().flatten() {
            let help = "leave it out, or set `task = \"dedup\"`".to_owned();
            found.add(span, "only task `dedup` has duplicates and a final list", "", Some(help));
        }
    }
    let duplicates = match &raw.accept.duplicates {
        None => Some(Duplicates::ALL.map(|(_, reading)| reading).to_vec()),
        Some(names) => found.choices("reading of duplicates", names, &Duplicates::ALL),
    };
    let final_order = match &raw.accept.final_order {
        None => Some(FinalOrder::Any),
        Some(name) => found.choice("order of the final list", name, &FinalOrder::ALL),
    };
    Some(Accept { duplicates: duplicates?, final_order: final_order? })
}

fn limits(raw: &Raw, found: &mut Findings) -> Option<Limits> {
    const GIB: u64 = 1 << 30;
    let raw = &raw.limits;
    let default = Limits::default();
    let cpu = found.or_default(raw.cpu.as_ref(), default.cpu, timeout);
    let processes = found.within(raw.processes.as_ref(), default.processes, 8..=4096);
    let memory_bytes = found.within(raw.memory_bytes.as_ref(), default.memory_bytes, 16 << 20..=16 * GIB);
    let file_bytes = found.within(raw.file_bytes.as_ref(), default.file_bytes, 4096..=GIB);
    let space_bytes = found.within(raw.space_bytes.as_ref(), default.space_bytes, 1 << 20..=GIB);
    let output_bytes = found.within(raw.output_bytes.as_ref(), default.output_bytes as u64, 1024..=16 << 20);
    Some(Limits {
        cpu: cpu?,
        processes: processes?,
        memory_bytes: memory_bytes?,
        file_bytes: file_bytes?,
        space_bytes: space_bytes?,
        output_bytes: usize::try_from(output_bytes?).ok()?,
        ..default
    })
}

fn check_name(name: &Spanned<String>, task: Option<Task>, found: &mut Findings) -> Option<Check> {
    let Some(check) = Check::named(name.get_ref()) else {
        let allowed = task.map(|task| Check::of(task).map(Check::name).collect::<Vec<_>>());
        let allowed = allowed.unwrap_or_else(|| Check::ALL.map(Check::name).to_vec());
        found.unknown("check", name, &allowed);
        return None;
    };
    if let Some(task) = task
        && !Check::of(task).any(|own| own == check)
    {
        let title = format!("task `{}` has no check `{}`", task.name(), check.name());
        let help = format!("its checks are {}", listed(Check::of(task).map(Check::name)));
        found.add(name.span(), &title, "", Some(help));
        return None;
    }
    Some(check)
}

/// How long a case may go without progress. The error is a sentence without a full stop.
pub fn timeout(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text)
        .ok()
        .filter(|duration| !duration.is_zero() && *duration <= LONGEST_TIMEOUT)
        .ok_or_else(|| {
            "expected a duration such as `10s` or `500ms`, longer than nothing and at most `10m`".to_owned()
        })
}

/// What all cases of a submission may take. The error is a sentence without a full stop.
fn submission_limit(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text)
        .ok()
        .filter(|duration| !duration.is_zero() && *duration <= LARGEST_SUBMISSION)
        .ok_or_else(|| {
            "expected a duration such as `60s` or `5m`, longer than nothing and at most `24h`".to_owned()
        })
}

/// A range within `least..=most`.
fn limited(text: &str, least: u32, most: u32) -> Result<RangeInclusive<u32>, String> {
    let range = parse_range(text)?;
    match (u32::try_from(*range.start()), u32::try_from(*range.end())) {
        (Ok(low), Ok(high)) if low >= least && high <= most => Ok(low..=high),
        _ => Err(format!("`{text}` is out of range: allowed is what lies within `{least}..{most}`")),
    }
}

fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// What was found wrong so far.
#[derive(Default)]
pub(super) struct Findings(pub(super) Vec<Diagnostic>);

impl Findings {
    pub(super) fn format(&mut self, format: &Spanned<i64>) {
        if *format.get_ref() != FORMAT {
            let help = format!("this grader reads `format = {FORMAT}`");
            self.add(format.span(), "unknown format version", "", Some(help));
        }
    }

    /// A name that people read.
    pub(super) fn not_empty(&mut self, name: &Spanned<String>) {
        if name.get_ref().trim().is_empty() {
            self.add(name.span(), "this name is empty", "", Some("say what a person calls it".to_owned()));
        }
    }

    pub(super) fn add(&mut self, span: Range<usize>, title: &str, label: &str, help: Option<String>) {
        self.0.push(Diagnostic { span, title: title.to_owned(), label: label.to_owned(), help });
    }

    fn unknown(&mut self, kind: &str, name: &Spanned<String>, allowed: &[&str]) {
        let label = did_you_mean(name.get_ref(), allowed.iter().copied());
        let help = format!("allowed are {}", listed(allowed.iter().copied()));
        self.add(name.span(), &format!("unknown {kind} `{}`", name.get_ref()), &label, Some(help));
    }

    fn choice<T: Copy>(&mut self, kind: &str, name: &Spanned<String>, all: &[(&str, T)]) -> Option<T> {
        let choice = all.iter().find(|(allowed, _)| *allowed == name.get_ref()).map(|(_, value)| *value);
        if choice.is_none() {
            self.unknown(kind, name, &all.iter().map(|(allowed, _)| *allowed).collect::<Vec<_>>());
        }
        choice
    }

    /// Several choices, each once, at least one.
    fn choices<T: Copy + PartialEq>(
        &mut self,
        kind: &str,
        names: &Spanned<Vec<Spanned<String>>>,
        all: &[(&str, T)],
    ) -> Option<Vec<T>> {
        if names.get_ref().is_empty() {
            let help = format!("name at least one of {}", listed(all.iter().map(|(name, _)| *name)));
            self.add(names.span(), &format!("there is no {kind}"), "", Some(help));
            return None;
        }
        let mut chosen = Vec::new();
        for name in names.get_ref() {
            match self.choice(kind, name, all) {
                Some(choice) if chosen.contains(&choice) => {
                    self.add(
                        name.span(),
                        &format!("the {kind} `{}` stands here twice", name.get_ref()),
                        "",
                        Some("leave out one of the two".to_owned()),
                    );
                }
                choice => chosen.extend(choice),
            }
        }
        (chosen.len() == names.get_ref().len()).then_some(chosen)
    }

    fn parsed<T>(
        &mut self,
        text: &Spanned<String>,
        title: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        parse(text.get_ref()).map_err(|help| self.add(text.span(), title, "", Some(help))).ok()
    }

    /// A whole number within bounds.
    pub(super) fn within(
        &mut self,
        number: Option<&Spanned<i64>>,
        default: u64,
        allowed: RangeInclusive<u64>,
    ) -> Option<u64> {
        let Some(number) = number else { return Some(default) };
        let value = u64::try_from(*number.get_ref()).ok().filter(|value| allowed.contains(value));
        if value.is_none() {
            let help = format!("allowed are whole numbers from {} to {}", allowed.start(), allowed.end());
            self.add(number.span(), "this number is out of range", "", Some(help));
        }
        value
    }

    pub(super) fn or_default<T>(
        &mut self,
        text: Option<&Spanned<String>>,
        default: T,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        match text {
            Some(text) => self.parsed(text, "this value is not allowed", parse),
            None => Some(default),
        }
    }
}
