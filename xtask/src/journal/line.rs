//! A line of the journal and its checksums: a JSON object that ends in
//!
//! ```json
//! {..., "after":"c0ffee0123456789","sum":"0123456789abcdef"}
//! ```
//!
//! without blanks. `sum` is the first 8 bytes of the SHA-256 of all that stands before `,"sum"`, in hexadecimal; `after` is the
//! `sum` of the line before, sixteen zeros in the first. So each line tells whether it is whole, and whether it follows the one
//! above it; and the checksum of a line stands twice, so that one that is damaged costs nothing. They are there for disks and
//! hands that slip: who wants to can compute them.

use std::fmt;

use anyhow::{Context as _, Result};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// A checksum. That of nothing stands before the first line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Sum(u64);

impl Sum {
    fn of(bytes: &[u8]) -> Self {
        let digest = Sha256::digest(bytes);
        Self(digest.iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    }

    /// Reads what `Display` writes, and nothing else.
    fn read(text: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(text).ok()?;
        let sum = Self(u64::from_str_radix(text, 16).ok()?);
        (sum.to_string() == text).then_some(sum)
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

const AFTER: &[u8] = b",\"after\":\"";
const AFTER_END: &[u8] = b"\"";
const SUM: &[u8] = b",\"sum\":\"";
const SUM_END: &[u8] = b"\"}";
const DIGITS: usize = 16;
const AFTER_LENGTH: usize = AFTER.len() + DIGITS + AFTER_END.len();
const SUM_LENGTH: usize = SUM.len() + DIGITS + SUM_END.len();

/// The line of an object, with its end, and its checksum.
pub(crate) fn line(value: &impl Serialize, after: Sum) -> Result<(Vec<u8>, Sum)> {
    let mut line = serde_json::to_vec(value).context("cannot put a fact into JSON")?;
    line.pop();
    line.extend(format!(",\"after\":\"{after}\"").bytes());
    let sum = Sum::of(&line);
    line.extend(format!(",\"sum\":\"{sum}\"}}\n").bytes());
    Ok((line, sum))
}

/// What the checksums of a line say, which is without its end here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Checked {
    /// The checksum of the line before, as it stands there.
    pub after: Option<Sum>,
    /// The line's own, as it stands there.
    pub stated: Option<Sum>,
    /// What it has to be.
    pub sum: Sum,
}

impl Checked {
    pub(crate) fn of(line: &[u8]) -> Self {
        let (body, end) = line.split_at(line.len().saturating_sub(SUM_LENGTH));
        let after = &body[body.len().saturating_sub(AFTER_LENGTH)..];
        Self {
            after: between(after, AFTER, AFTER_END),
            stated: between(end, SUM, SUM_END),
            sum: Sum::of(body),
        }
    }

    /// Whether the line is as it was written.
    pub(crate) fn is_whole(&self) -> bool {
        self.after.is_some() && self.stated == Some(self.sum)
    }
}

fn between(text: &[u8], before: &[u8], behind: &[u8]) -> Option<Sum> {
    Sum::read(text.strip_prefix(before)?.strip_suffix(behind)?)
}

/// The first line that is whole in what stands on one, and what stands behind it and the byte that was its end: a line whose
/// end is damaged stands on one with the next.
pub(crate) fn first_whole(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let starts = text.windows(SUM.len()).enumerate().filter(|(_, window)| *window == SUM);
    let lines = starts.filter_map(|(start, _)| text.get(..start + SUM_LENGTH));
    let whole = lines.into_iter().find(|line| Checked::of(line).is_whole())?;
    Some((whole, text.get(whole.len() + 1..).unwrap_or_default()))
}

/// The object of a line without its checksums.
pub(crate) fn object(line: &[u8]) -> Vec<u8> {
    let mut object = line[..line.len().saturating_sub(AFTER_LENGTH + SUM_LENGTH)].to_vec();
    object.push(b'}');
    object
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Object {
        key: &'static str,
    }

    #[test]
    fn a_line_is_json_and_ends_in_its_checksums() {
        let (first, sum) = line(&Object { key: "alice" }, Sum::default()).expect("a line");
        // `printf '{"key":"alice","after":"0000000000000000"' | sha256sum`
        let expected = "{\"key\":\"alice\",\"after\":\"0000000000000000\",\"sum\":\"b2b3a0c1e00b8705\"}\n";
        assert_eq!(String::from_utf8_lossy(&first), expected);
        let (second, _) = line(&Object { key: "bob" }, sum).expect("a line");
        let second = second.strip_suffix(b"\n").expect("its end");
        let checked = Checked::of(second);
        assert!(checked.is_whole() && checked.after == Some(sum), "{checked:?}");
        assert_eq!(object(second), b"{\"key\":\"bob\"}");
        serde_json::from_slice::<serde_json::Value>(second).expect("it is JSON");
    }

    #[test]
    fn lines_on_one_are_told_apart() {
        let (one, sum) = line(&Object { key: "alice" }, Sum::default()).expect("a line");
        let (two, _) = line(&Object { key: "bob" }, sum).expect("a line");
        let (one, two) = (&one[..one.len() - 1], &two[..two.len() - 1]);
        let both = [one, b"\x8a", two].concat();
        assert_eq!(first_whole(&both), Some((one, two)));
        assert_eq!(first_whole(two), Some((two, &b""[..])));
        assert_eq!(first_whole(&both[1..]), None);
        assert_eq!(first_whole(b""), None);
    }
}
