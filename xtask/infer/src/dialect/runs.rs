//! Repeated gaps: lists, and tables whose rows have several numbers.

use super::tokens::{GapId, Gaps, Tokens};

/// Rows have no more numbers.
const MOST_PERIOD: usize = 10;

/// Numbers that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    /// The first of them.
    pub start: usize,
    /// How many.
    pub len: usize,
    /// How many a row has; 1 for a list.
    pub period: usize,
}

/// What other cases showed of how lists and tables are written.
#[derive(Debug, Default)]
pub struct Shapes {
    /// What stands between the numbers of a list.
    pub separators: Vec<GapId>,
    /// What stands before lists, and nowhere within one.
    before: Vec<GapId>,
    /// The gaps of a row, the last one before the next row; wide ones first.
    pub tables: Vec<Vec<GapId>>,
}

impl Shapes {
    /// Those of texts, and separators that are known already.
    pub fn of(texts: &[Tokens], known: &[GapId], gaps: &Gaps) -> Self {
        const MOST_TABLES: usize = 20;
        let mut shapes = Self { separators: known.to_vec(), ..Self::default() };
        for tokens in texts {
            for run in repeated(tokens, gaps).0 {
                let row = &tokens.gaps[run.start + 1..];
                if run.period == 1 && !shapes.separators.contains(&row[0]) {
                    shapes.separators.push(row[0]);
                }
                if run.period == 1 && run.start > 0 {
                    shapes.before.push(tokens.gaps[run.start]);
                }
                let row = &row[..run.period.min(row.len())];
                if run.period > 1 && run.len > run.period && !shapes.tables.iter().any(|known| known == row) {
                    shapes.tables.push(row.to_vec());
                }
            }
        }
        shapes.before.retain(|gap| !shapes.separators.contains(gap));
        shapes.tables.sort_by_key(|row| std::cmp::Reverse(row.len()));
        shapes.tables.truncate(MOST_TABLES);
        shapes
    }

    /// All numbers of a text in runs, in order: those that repeat, short ones as longer ones elsewhere have shown them, and
    /// single numbers.
    pub fn runs(&self, tokens: &Tokens, gaps: &Gaps) -> Vec<Run> {
        let (mut found, mut taken) = repeated(tokens, gaps);
        let count = tokens.numbers.len();
        let mut at = 0;
        while at < count {
            if taken[at] {
                at += 1;
                continue;
            }
            let fits = |row: &&Vec<GapId>| {
                let width = row.len();
                at + width <= count
                    && tokens.gaps[at + 1..at + width] == row[..width - 1]
                    && !taken[at..at + width].contains(&true)
            };
            let is_list = at + 1 < count && !taken[at + 1] && {
                let gap = tokens.gaps[at + 1];
                self.separators.contains(&gap) || gaps.is_listlike(gap) && !self.before.contains(&gap)
            };
            let run = match (self.tables.iter().find(fits), is_list) {
                (Some(row), _) => Run { start: at, len: row.len(), period: row.len() },
                (None, true) => Run { start: at, len: 2, period: 1 },
                (None, false) => Run { start: at, len: 1, period: 1 },
            };
            taken[at..at + run.len].fill(true);
            found.push(run);
            at += 1;
        }
        found.sort();
        found
    }
}

/// Where gaps repeat, the longest first, and which numbers that takes.
fn repeated(tokens: &Tokens, gaps: &Gaps) -> (Vec<Run>, Vec<bool>) {
    let count = tokens.numbers.len();
    let mut stretches = Vec::new();
    for period in 1..=MOST_PERIOD.min(count.saturating_sub(1)) {
        let mut at = 1;
        while at + period < count {
            let same = |length: &usize| {
                at + length + period < count && tokens.gaps[at + length] == tokens.gaps[at + length + period]
            };
            let length = (0..).take_while(same).count();
            let is_long = length >= (period - 1).max(1);
            if is_long && (period == 1 || is_row(&tokens.gaps[at..at + period], length, gaps)) {
                let start = row_start(&tokens.gaps, at - 1, period, gaps);
                let end = at + length + period;
                if end > start + period {
                    stretches.push((end - start, -(period as isize), start));
                }
            }
            at += length + 1;
        }
    }
    stretches.sort_unstable_by(|a, b| b.cmp(a));
    let (mut taken, mut found) = (vec![false; count], Vec::new());
    for (length, period, mut start) in stretches {
        let period = period.unsigned_abs();
        let mut end = start + length;
        while start < end && taken[start] {
            start += 1;
        }
        while end > start && taken[end - 1] {
            end -= 1;
        }
        let least = if period == 1 { 3 } else { 2 * period };
        if end - start >= least.max(3) && !taken[start..end].contains(&true) {
            taken[start..end].fill(true);
            found.push(Run { start, len: end - start, period });
        }
    }
    (found, taken)
}

/// Whether these gaps stand between columns: not lists of one length that are shown one after another.
fn is_row(row: &[GapId], length: usize, gaps: &Gaps) -> bool {
    let often = |gap: &GapId| row.iter().filter(|other| *other == gap).count();
    let most = row.iter().map(often).max().unwrap_or(0);
    let usual = row.iter().find(|gap| often(gap) == most);
    let are_lists = most >= 2 && 2 * most >= row.len() && usual.is_some_and(|gap| gaps.is_listlike(*gap));
    let is_short = length < 2 * row.len() - 1
        && row.iter().any(|gap| gaps.is_listlike(*gap))
        && row.iter().any(|gap| gaps.has_words(*gap));
    most < row.len() && !are_lists && !is_short
}

/// A row begins on a line of its own, and behind the same words as the others: `Total: 5` is no part of `Duplicate: 12`.
fn row_start(all: &[GapId], start: usize, period: usize, gaps: &Gaps) -> usize {
    let has_line = |at: usize| gaps.text(all[at]).contains('\n');
    let shifted = (1..period).map(|at| start + at).find(|at| has_line(*at) && !has_line(start + period));
    let start = shifted.unwrap_or(start);
    let Some((_, tail)) = all.get(start + period).and_then(|gap| gaps.text(*gap).rsplit_once('\n')) else {
        return start;
    };
    let is_other = tail.chars().any(char::is_alphabetic) && !gaps.text(all[start]).ends_with(tail);
    if is_other { start + period } else { start }
}
