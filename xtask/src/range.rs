//! The one notation for numbers in scenarios and on the command line: `7`, `1..5`, `1..5, 14, 159`.
//! Ranges hold both of their ends.

use std::ops::RangeInclusive;

/// The most seeds that one scenario or command may ask for: a typing slip is not to become a week of work.
pub const MOST_SEEDS: u64 = 1_000_000;

/// Reads `7` or `1..5`. The error is a sentence without a full stop.
pub fn parse_range(text: &str) -> Result<RangeInclusive<u64>, String> {
    let number = |part: &str| {
        part.trim().parse::<u64>().map_err(|_| {
            format!("expected a whole number such as `7` or a range such as `1..5`, got `{}`", text.trim())
        })
    };
    let (low, high) = match text.split_once("..") {
        Some((low, high)) => (number(low)?, number(high)?),
        None => (number(text)?, number(text)?),
    };
    if low > high {
        return Err(format!("the range `{}` is empty: write the smaller number first", text.trim()));
    }
    Ok(low..=high)
}

/// Reads `1..5, 14, 159` into seeds, in the order given, each once.
pub fn parse_seeds(text: &str) -> Result<Vec<u64>, String> {
    let mut seeds = Vec::new();
    for part in text.split(',') {
        let range = parse_range(part)?;
        let count = (range.end() - range.start()).saturating_add(1);
        if count.saturating_add(seeds.len() as u64) > MOST_SEEDS {
            return Err(format!("`{}` are more than {MOST_SEEDS} seeds", text.trim()));
        }
        seeds.extend(range);
    }
    let mut seen = std::collections::HashSet::new();
    seeds.retain(|seed| seen.insert(*seed));
    Ok(seeds)
}

/// Writes a range so that `parse_range` reads it: `25` or `25..100`.
pub fn show(range: &RangeInclusive<u32>) -> String {
    match (range.start(), range.end()) {
        (low, high) if low == high => low.to_string(),
        (low, high) => format!("{low}..{high}"),
    }
}

/// Writes seeds so that `parse_seeds` reads them: `1..5,14`.
pub fn show_seeds(seeds: &[u64]) -> String {
    let runs = seeds.chunk_by(|one, next| one.checked_add(1) == Some(*next));
    let words = runs.map(|run| match run {
        [first, .., last] => format!("{first}..{last}"),
        run => run.iter().map(u64::to_string).collect(),
    });
    words.collect::<Vec<_>>().join(",")
}

/// A range as a person writes it: `25`, `25 to 100`.
pub fn span(range: &RangeInclusive<u32>) -> String {
    match (range.start(), range.end()) {
        (low, high) if low == high => low.to_string(),
        (low, high) => format!("{low} to {high}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_are_numbers_and_ranges_with_both_ends() {
        for (text, seeds) in [
            ("7", vec![7]),
            ("1..5", vec![1, 2, 3, 4, 5]),
            ("1..3, 14,159", vec![1, 2, 3, 14, 159]),
            ("3, 1..3", vec![3, 1, 2]),
            ("18446744073709551615", vec![u64::MAX]),
        ] {
            assert_eq!(parse_seeds(text), Ok(seeds), "{text}");
        }
    }

    #[test]
    fn seeds_are_written_as_they_are_read() {
        for text in ["7", "1..5", "1..3,14,159", "3,1..2", "18446744073709551615,0..1"] {
            assert_eq!(show_seeds(&parse_seeds(text).expect("seeds")), text);
        }
    }

    #[test]
    fn what_is_no_seed_is_said() {
        for (text, complaint) in [
            ("", "expected a whole number such as `7` or a range such as `1..5`, got ``"),
            ("1..", "expected a whole number such as `7` or a range such as `1..5`, got `1..`"),
            ("-1", "expected a whole number such as `7` or a range such as `1..5`, got `-1`"),
            ("5..1", "the range `5..1` is empty: write the smaller number first"),
            ("0..18446744073709551615", "`0..18446744073709551615` are more than 1000000 seeds"),
        ] {
            assert_eq!(parse_seeds(text), Err(complaint.to_owned()), "{text}");
        }
    }
}
