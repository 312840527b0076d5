//! From raw to checked: names resolved, durations read, defaults filled, and every mistake found, not just the first.

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};
use std::path::Path;
use std::time::Duration;

use toml::Spanned;

use super::diagnostic::Diagnostic;
use super::raw::Raw;
use super::{Accept, Duplicates, FORMAT, FinalOrder, Limits, Numbers, Scenario, Task};
use crate::range::{parse_range, parse_seeds};
use crate::verdict::check::Check;

/// The most numbers that a list may be asked to have, and the largest value: a list is to fit into one message.
const MOST_NUMBERS: u32 = 5_000;
const LARGEST_VALUE: u32 = 1_000_000;
/// The longest that a case may be allowed to go without progress.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(600);

pub(super) fn scenario(path: &Path, text: &str) -> Result<Scenario, Vec<Diagnostic>> {
    let raw: Raw = toml::from_str(text).map_err(|error| vec![syntax(text, &error)])?;
    let mut found = Findings(Vec::new());

    if *raw.format.get_ref() != FORMAT {
        let help = format!("this grader reads `format = {FORMAT}`");
        found.add(raw.format.span(), "unknown format version", "", Some(help));
    }
    if raw.title.get_ref().trim().is_empty() {
        found.add(
            raw.title.span(),
            "the title is empty",
            "",
            Some("say what a person calls this task".into()),
        );
    }
    let tasks = Task::ALL.map(|task| (task.name(), task));
    let task = found.choice("task", &raw.task, &tasks);
    let seeds = raw
        .seeds
        .as_ref()
        .map_or_else(|| Some(vec![1]), |seeds| found.parsed(seeds, "these are no seeds", parse_seeds));
    let timeout = found.or_default(raw.timeout.as_ref(), Duration::from_secs(10), timeout);
    let numbers = match (task, &raw.numbers.count, &raw.numbers.value) {
        (Some(Task::Greet), count, value) => {
            for span in [count, value].into_iter().flatten().map(Spanned::span) {
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
    let accept = accept(&raw, task, &mut found);
    let limits = limits(&raw, &mut found);

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

    match (task, seeds, timeout, numbers, accept, limits) {
        (Some(task), Some(seeds), Some(timeout), Some(numbers), Some(accept), Some(limits))
            if found.0.is_empty() =>
        {
            let title = raw.title.into_inner();
            Ok(Scenario {
                path: path.to_owned(),
                title,
                task,
                seeds,
                timeout,
                numbers,
                accept,
                limits,
                points,
            })
        }
        _ => Err(found.0),
    }
}

/// A file that is no TOML, or whose fields or types are wrong: the parser stops at the first.
fn syntax(text: &str, error: &toml::de::Error) -> Diagnostic {
    let message = error.message().trim();
    let (title, help) = match message.split_once(", expected ") {
        Some((title, expected)) => (title, Some(format!("expected {expected}"))),
        None => (message, None),
    };
    let span = error.span().unwrap_or(text.len()..text.len());
    Diagnostic { span, title: title.to_owned(), label: String::new(), help }
}

fn accept(raw: &Raw, task: Option<Task>, found: &mut Findings) -> Option<Accept> {
    if task.is_some_and(|task| task != Task::Dedup) {
        let duplicates = raw.accept.duplicates.as_ref().map(Spanned::span);
        let order = raw.accept.final_order.as_ref().map(Spanned::span);
        for span in [duplicates, order].into_iter().flatten() {
            found.add(span, "only task `dedup` has duplicates and a final list", "", None);
        }
    }
    let duplicates = match &raw.accept.duplicates {
        None => Some(Duplicates::ALL.map(|(_, reading)| reading).to_vec()),
        Some(names) if names.get_ref().is_empty() => {
            let help = format!("accept at least one of {}", listed(Duplicates::ALL.map(|(name, _)| name)));
            found.add(names.span(), "no reading of duplicates is accepted", "", Some(help));
            None
        }
        Some(names) => names
            .get_ref()
            .iter()
            .map(|name| found.choice("reading of duplicates", name, &Duplicates::ALL))
            .collect::<Vec<_>>()
            .into_iter()
            .collect(),
    };
    let final_order = match &raw.accept.final_order {
        None => Some(FinalOrder::Any),
        Some(name) => found.choice("order of the final list", name, &FinalOrder::ALL),
    };
    Some(Accept { duplicates: duplicates?, final_order: final_order? })
}

fn limits(raw: &Raw, found: &mut Findings) -> Option<Limits> {
    let output_bytes = match &raw.limits.output_bytes {
        None => 64 * 1024,
        Some(bytes) => match usize::try_from(*bytes.get_ref()) {
            Ok(bytes @ 1024..=16_777_216) => bytes,
            _ => {
                let help = "allowed are whole numbers of bytes from 1024 to 16777216";
                found.add(bytes.span(), "the limit is out of range", "", Some(help.into()));
                return None;
            }
        },
    };
    Some(Limits { output_bytes })
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

fn timeout(text: &str) -> Result<Duration, String> {
    let wanted = "expected a duration such as `10s` or `500ms`";
    let duration = humantime::parse_duration(text).map_err(|error| format!("{wanted}: {error}"))?;
    if duration.is_zero() || duration > LONGEST_TIMEOUT {
        return Err(format!("{wanted}, longer than nothing and at most `10m`"));
    }
    Ok(duration)
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
struct Findings(Vec<Diagnostic>);

impl Findings {
    fn add(&mut self, span: Range<usize>, title: &str, label: &str, help: Option<String>) {
        self.0.push(Diagnostic { span, title: title.to_owned(), label: label.to_owned(), help });
    }

    fn unknown(&mut self, kind: &str, name: &Spanned<String>, allowed: &[&str]) {
        let near = allowed
            .iter()
            .map(|candidate| (strsim::damerau_levenshtein(candidate, name.get_ref()), candidate))
            .filter(|(distance, candidate)| distance * 3 <= candidate.len())
            .min();
        let label = near.map_or(String::new(), |(_, candidate)| format!("did you mean `{candidate}`?"));
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

    fn parsed<T>(
        &mut self,
        text: &Spanned<String>,
        title: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        parse(text.get_ref()).map_err(|help| self.add(text.span(), title, "", Some(help))).ok()
    }

    fn or_default<T>(
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
