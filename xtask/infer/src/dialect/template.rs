//! Learning a script: what is the same in all cases, and how what differs is written.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::mark::TURN;
use super::runs::Run;
use super::script::{Part, Rows, Script};
use super::style::Style;
use super::tokens::{Number, is_and, numbers};

/// No more shapes are tried.
const MOST_SHAPES: usize = 3;

/// The script of texts whose numbers stand in these runs, that which is exactly most of them; `None` where none is any.
pub fn learn(texts: &[String], runs: &[Vec<Run>]) -> Option<Script> {
    let exact = |script: &Script| {
        let is_exact =
            |text: &&String| script.parse(text).and_then(|said| script.print(&said)).as_ref() == Some(text);
        texts.iter().filter(is_exact).count()
    };
    let scripts = shapes(texts, runs).into_iter().filter_map(|cases| script(&cases)).flat_map(|script| {
        let each = Script { parts: with_each(script.parts.clone()) };
        [each, script]
    });
    let counted = scripts.filter(Script::is_unambiguous).map(|script| (exact(&script), script));
    // The first of those that are as good.
    let best = counted.reduce(|best, other| if other.0 > best.0 { other } else { best });
    best.filter(|(exact, _)| *exact > 0).map(|(_, script)| script)
}

/// What is the same in all of these cases, and places for what is not.
fn script(cases: &[Sample]) -> Option<Script> {
    let count = cases.first()?.runs.len();
    let mut gaps: Vec<Vec<&str>> =
        (0..=count).map(|n| cases.iter().map(|case| case.gap(n)).collect()).collect();
    let numbers: Option<Vec<Part>> = (0..count).map(|n| part(cases, n, &mut gaps)).collect();
    let numbers = numbers?;
    let mut script = Script::default();
    for (n, gap) in gaps.iter().enumerate() {
        script.parts.extend(between(cases, n, gap));
        script.parts.extend(numbers.get(n).cloned());
    }
    Some(script)
}

/// A case that says what most say.
struct Sample<'a> {
    text: &'a str,
    numbers: Vec<Number>,
    runs: &'a [Run],
}

impl<'a> Sample<'a> {
    fn start(&self, n: usize) -> usize {
        self.runs.get(n).map_or(self.text.len(), |run| self.numbers[run.start].start)
    }

    fn end(&self, n: usize) -> usize {
        let run = self.runs[n];
        self.numbers[run.start + run.len - 1].end
    }

    /// What stands before run `n`, or behind the last.
    fn gap(&self, n: usize) -> &'a str {
        let start = if n == 0 { 0 } else { self.end(n - 1) };
        &self.text[start..self.start(n)]
    }

    /// Of run `n`, the texts of its numbers, and the gaps between them.
    fn inner(&self, n: usize) -> (Vec<&'a str>, Vec<&'a str>) {
        let run = self.runs[n];
        let numbers = &self.numbers[run.start..run.start + run.len];
        let texts = numbers.iter().map(|n| &self.text[n.start..n.end]).collect();
        (texts, numbers.windows(2).map(|two| &self.text[two[0].end..two[1].start]).collect())
    }
}

/// The cases of each shape, the most usual one first; of those that are as usual the longest.
fn shapes<'a>(texts: &'a [String], runs: &'a [Vec<Run>]) -> Vec<Vec<Sample<'a>>> {
    let shape = |runs: &[Run]| runs.iter().map(|run| run.period).collect::<Vec<_>>();
    let mut often: BTreeMap<Vec<usize>, Vec<Sample>> = BTreeMap::new();
    for (text, runs) in texts.iter().zip(runs) {
        often.entry(shape(runs)).or_default().push(Sample { text, numbers: numbers(text), runs });
    }
    let mut found: Vec<(Vec<usize>, Vec<Sample>)> = often.into_iter().collect();
    found.sort_by_key(|(shape, cases)| Reverse((cases.len(), shape.len())));
    found.into_iter().take(MOST_SHAPES).map(|(_, cases)| cases).collect()
}

/// How the numbers of run `n` are written; blanks that fill them up are taken off the gaps round them.
fn part(cases: &[Sample], n: usize, outer: &mut [Vec<&str>]) -> Option<Part> {
    let period = cases[0].runs[n].period;
    let inner: Vec<Inner> = cases.iter().map(|case| case.inner(n)).collect();
    if inner.iter().all(|(texts, _)| texts.len() == 1) {
        return Some(Part::One(zeros(inner.iter().flat_map(|(texts, _)| texts.iter().copied()))));
    }
    let column =
        |at: usize| inner.iter().flat_map(move |(texts, _)| texts.iter().skip(at).step_by(period).copied());
    let styles = (0..period).map(|at| zeros(column(at))).collect();
    let mut rows = Rows { styles, gaps: vec![String::new(); period], each: None, wrap: None, and: None };
    for at in 0..period {
        let mut behind = inner.iter().flat_map(|(_, gaps)| gaps.iter().skip(at).step_by(period).copied());
        let Some(first) = behind.next() else { continue };
        if behind.all(|gap| gap == first) {
            rows.gaps[at] = first.to_owned();
        } else if period > 1 || !wraps(&inner, &mut rows) {
            aligned(&inner, at, n, outer, &mut rows)?;
        }
    }
    Some(Part::Rows(rows))
}

/// The texts of a run's numbers in one case, and the gaps between them.
type Inner<'a> = (Vec<&'a str>, Vec<&'a str>);

/// Whether numbers have zeros before them, up to one width.
fn zeros<'a>(mut texts: impl Iterator<Item = &'a str> + Clone) -> Style {
    let starts_with_zero =
        |text: &str| text.trim_start_matches('-').len() > 1 && text.trim_start_matches('-').starts_with('0');
    let width = texts.clone().next().map_or(0, str::len);
    match texts.clone().any(starts_with_zero) && texts.all(|text| text.len() == width) {
        true => Style::Zeros(width),
        false => Style::Plain,
    }
}

/// Whether the end of a row, or `and`, stands in the place of some separators.
fn wraps(inner: &[Inner], rows: &mut Rows) -> bool {
    let usual = inner.iter().find_map(|(_, gaps)| gaps.first().copied()).unwrap_or_default();
    let is_last = |at: usize, gaps: &[&str]| at + 1 == gaps.len();
    let others = || {
        inner.iter().flat_map(|(_, gaps)| {
            gaps.iter().enumerate().filter(|(_, gap)| **gap != usual).map(move |o| (o, gaps))
        })
    };
    let Some(((first, other), _)) = others().next() else { return false };
    if is_and(other) && others().all(|((at, gap), gaps)| gap == other && is_last(at, gaps)) {
        rows.gaps[0] = usual.to_owned();
        rows.and = Some((*other).to_owned());
        return true;
    }
    let width = first + 1;
    let fits = |(at, gap): (usize, &&str)| *gap == if (at + 1) % width == 0 { *other } else { usual };
    let is_wrapped = width > 1 && inner.iter().all(|(_, gaps)| gaps.iter().enumerate().all(fits));
    if is_wrapped {
        rows.gaps[0] = usual.to_owned();
        rows.wrap = Some((width, (*other).to_owned()));
    }
    is_wrapped
}

/// Numbers in a column that blanks make as wide as the others: those behind the gaps of this column, or those before them.
fn aligned(inner: &[Inner], column: usize, n: usize, outer: &mut [Vec<&str>], rows: &mut Rows) -> Option<()> {
    let period = rows.styles.len();
    let next = (column + 1) % period;
    let gaps_of = |(texts, gaps): &Inner<'_>| -> Vec<(usize, String, usize)> {
        let places = (column..gaps.len()).step_by(period);
        places.map(|at| (texts[at].len(), gaps[at].to_owned(), texts[at + 1].len())).collect()
    };
    let pairs: Vec<(usize, String, usize)> = inner.iter().flat_map(gaps_of).collect();
    let right = |(_, gap, len): &(usize, String, usize)| {
        let core = gap.trim_end_matches(' ');
        (core.to_owned(), gap.len() - core.len() + len)
    };
    let left = |(len, gap, _): &(usize, String, usize)| {
        let core = gap.trim_start_matches(' ');
        (core.to_owned(), gap.len() - core.len() + len)
    };
    let (core, width) = right(pairs.first()?);
    if pairs.iter().all(|pair| right(pair) == (core.clone(), width)) {
        // The first number of all has what stands before the run; a blank may divide, or fill up.
        let firsts: Vec<(usize, usize)> = inner
            .iter()
            .zip(&outer[n])
            .filter(|_| next == 0)
            .map(|((texts, _), gap)| (texts[0].len(), gap.len() - gap.trim_end_matches(' ').len()))
            .collect();
        let fits = |width: &usize| firsts.iter().all(|(len, blanks)| width.saturating_sub(*len) <= *blanks);
        let filled = [width, width - 1].into_iter().find(fits)?;
        for (gap, (len, _)) in outer[n].iter_mut().zip(&firsts) {
            *gap = &gap[..gap.len() - filled.saturating_sub(*len)];
        }
        rows.gaps[column] = if filled == width { core } else { core + " " };
        rows.styles[next] = Style::Right(filled);
        return Some(());
    }
    let (core, width) = left(pairs.first()?);
    if next > 0 || !pairs.iter().all(|pair| left(pair) == (core.clone(), width)) {
        return None;
    }
    for ((texts, _), gap) in inner.iter().zip(outer[n + 1].iter_mut()) {
        let missing = width.saturating_sub(texts[texts.len() - 1].len());
        *gap = gap.strip_prefix(&" ".repeat(missing))?;
    }
    rows.gaps[column] = core;
    rows.styles[column] = Style::Left(width);
    Some(())
}

/// What stands between two runs: words, what fills up a turn, or anything.
fn between(cases: &[Sample], n: usize, gaps: &[&str]) -> Vec<Part> {
    let words = |text: &str| (!text.is_empty()).then(|| Part::Words(text.to_owned()));
    let first = gaps[0];
    if gaps.iter().all(|gap| *gap == first) {
        return words(first).into_iter().collect();
    }
    if let Some(filled) = filled(cases, n, gaps) {
        return filled;
    }
    let is_common =
        |len: &usize| first.is_char_boundary(*len) && gaps.iter().all(|gap| gap.starts_with(&first[..*len]));
    let head = (0..=first.len()).rev().find(is_common).unwrap_or(0);
    let rests: Vec<&str> = gaps.iter().map(|gap| &gap[head..]).collect();
    let is_end = |at: &usize| {
        rests[0].is_char_boundary(*at) && rests.iter().all(|rest| rest.ends_with(&rests[0][*at..]))
    };
    let tail = (0..=rests[0].len()).find(is_end).unwrap_or(rests[0].len());
    words(&first[..head]).into_iter().chain([Part::Any]).chain(words(&rests[0][tail..])).collect()
}

/// Zeros or blanks at the end of a turn, as many as it takes to give it one length.
fn filled(cases: &[Sample], n: usize, gaps: &[&str]) -> Option<Vec<Part>> {
    let parts = |gap: &&str| {
        let (end, rest) = gap.split_at(gap.find(TURN).unwrap_or(gap.len()));
        let with = end.chars().next_back().filter(|c| matches!(c, '\0' | ' '))?;
        Some((end.trim_end_matches(with).to_owned(), with, rest.to_owned(), end.len()))
    };
    let all: Option<Vec<_>> = gaps.iter().map(parts).collect();
    let all = all?;
    let total = |case: &Sample, len: usize| {
        let end = if n == 0 { 0 } else { case.end(n - 1) } + len;
        case.text[..end].chars().rev().take_while(|c| *c != TURN).count()
    };
    let totals: Vec<usize> = cases.iter().zip(&all).map(|(case, (.., len))| total(case, *len)).collect();
    let (words, with, rest, _) = &all[0];
    let is_same = |(w, c, r, _): &(String, char, String, usize)| w == words && c == with && r == rest;
    let is_filled = all.iter().all(is_same) && totals.iter().all(|total| *total == totals[0]);
    is_filled.then(|| {
        let text = |text: &String| (!text.is_empty()).then(|| Part::Words(text.clone()));
        text(words).into_iter().chain([Part::Fill(*with, totals[0])]).chain(text(rest)).collect()
    })
}

/// Lists whose separator is what stands behind each number and what stands before the next: `Duplicate: 5` a line. Where there is
/// no number, none of it is said.
fn with_each(mut parts: Vec<Part>) -> Vec<Part> {
    for at in 0..parts.len() {
        let Part::Rows(rows) = &parts[at] else { continue };
        let separator = rows.gaps[rows.gaps.len() - 1].clone();
        let words = |n: Option<usize>| match n.and_then(|n| parts.get(n)) {
            Some(Part::Words(words)) => words.as_str(),
            _ => "",
        };
        let (before, behind) = (words(at.checked_sub(1)), words(Some(at + 1)));
        let is_usual =
            separator.contains('\n') || separator.chars().any(char::is_alphabetic) || before.is_empty();
        if rows.wrap.is_some() || rows.and.is_some() || separator.is_empty() || !is_usual {
            continue;
        }
        let fits = |cut: &usize| {
            separator.is_char_boundary(*cut)
                && behind.starts_with(&separator[..*cut])
                && before.ends_with(&separator[*cut..])
        };
        let Some(cut) = (0..=separator.len()).rev().find(fits) else { continue };
        let (after, first) = (separator[..cut].to_owned(), separator[cut..].to_owned());
        if let Some(Part::Words(words)) = parts.get_mut(at + 1) {
            words.drain(..after.len());
        }
        if let Some(Part::Words(words)) = at.checked_sub(1).and_then(|n| parts.get_mut(n)) {
            words.truncate(words.len() - first.len());
        }
        if let Part::Rows(rows) = &mut parts[at] {
            rows.each = Some((first, after));
        }
    }
    parts.retain(|part| !matches!(part, Part::Words(words) if words.is_empty()));
    parts
}
