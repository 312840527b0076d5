//! Following a journal from line to line: each says which it comes after. Where one is damaged, or some are missing, that
//! place is known, and so is whether the lines behind it are whole.

use std::collections::HashSet;
use std::io::{BufRead, Result};
use std::ops::RangeInclusive;

use super::line::{Checked, Sum, first_whole};

/// How every line but the first begins.
const BEGINNING: &[u8] = b"{\"key\":\"";

/// A place where something is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Break {
    /// The lines that are damaged, from 1; or the one before which others are missing.
    pub lines: RangeInclusive<usize>,
    /// Whether what stands there is whole, and what should stand before it is not there.
    pub is_gap: bool,
    /// Where it is in the file.
    pub offset: u64,
    /// Whose it says it is and of which hand-in, where no more than one line is lost. This may be what is damaged.
    pub claim: Option<(String, String)>,
}

/// What there is to know of a journal as a whole.
#[derive(Debug)]
pub(super) struct Followed {
    /// Its length up to the end of its last line. What is behind that was cut short.
    pub bytes: u64,
    /// The checksum of the last line, for the next.
    pub last: Sum,
    /// In their order.
    pub breaks: Vec<Break>,
}

/// Reads a journal, and hands over each line that is whole, without its end, with the place where it begins; one that is
/// there already and stands out of its place is left out.
pub(super) fn follow(mut reader: impl BufRead, take: impl FnMut(u64, &[u8])) -> Result<Followed> {
    let mut chain = Chain {
        take,
        last: Some(Sum::default()),
        seen: HashSet::new(),
        suspect: None,
        breaks: Vec::new(),
        number: 0,
    };
    let mut bytes = 0;
    let mut text = Vec::new();
    loop {
        text.clear();
        reader.read_until(b'\n', &mut text)?;
        chain.number += 1;
        let Some(line) = text.strip_suffix(b"\n") else { break };
        chain.read(bytes, line);
        bytes += text.len() as u64;
    }
    // What has no end of its own may be two lines of which the first has lost its end.
    while let Some((line, behind)) = first_whole(&text).filter(|(line, _)| line.len() < text.len()) {
        chain.whole(bytes, line, Checked::of(line));
        bytes += line.len() as u64 + 1;
        text = behind.to_vec();
    }
    chain.breaks.extend(chain.suspect.take().map(|suspect| suspect.found));
    Ok(Followed { bytes, last: chain.last.unwrap_or_default(), breaks: chain.breaks })
}

struct Chain<T> {
    take: T,
    /// What the line before says of itself; `None` where that cannot be read.
    last: Option<Sum>,
    /// Of all lines that are whole.
    seen: HashSet<Sum>,
    suspect: Option<Suspect>,
    breaks: Vec<Break>,
    number: usize,
}

/// A line that seems to be damaged, and is not where the next one says that it comes after it.
struct Suspect {
    found: Break,
    text: Vec<u8>,
    checked: Checked,
    /// The checksum that stands before it.
    before: Option<Sum>,
}

impl<T: FnMut(u64, &[u8])> Chain<T> {
    /// Takes what stands on one line.
    fn read(&mut self, mut offset: u64, mut text: &[u8]) {
        loop {
            let checked = Checked::of(text);
            if checked.is_whole() {
                return self.whole(offset, text, checked);
            }
            let Some((line, behind)) = first_whole(text) else {
                return self.damaged(offset, text, checked);
            };
            self.whole(offset, line, Checked::of(line));
            offset += line.len() as u64 + 1;
            text = behind;
        }
    }

    fn whole(&mut self, offset: u64, line: &[u8], checked: Checked) {
        let mut follows = self.last.is_none() || self.last == checked.after;
        if let Some(suspect) = self.suspect.take() {
            if checked.after == Some(suspect.checked.sum) {
                // Only its checksum was damaged.
                self.seen.insert(suspect.checked.sum);
                (self.take)(suspect.found.offset, &suspect.text);
                follows = true;
            } else {
                self.breaks.push(suspect.found);
            }
        }
        // A copy in another place than its own.
        if !self.seen.insert(checked.sum) && !follows {
            return;
        }
        if !follows {
            let lines = self.number..=self.number;
            self.breaks.push(Break { lines, is_gap: true, offset, claim: None });
        }
        self.last = Some(checked.sum);
        (self.take)(offset, line);
    }

    fn damaged(&mut self, offset: u64, text: &[u8], checked: Checked) {
        let before = self.last;
        self.last = checked.stated;
        let suspect = match self.suspect.take() {
            // A line in two parts: something in it became an end.
            Some(suspect) if suspect.checked.stated.is_none() && !text.starts_with(BEGINNING) => {
                let lines = *suspect.found.lines.start()..=self.number;
                Suspect { found: Break { lines, ..suspect.found }, checked, ..suspect }
            }
            suspect => {
                self.breaks.extend(suspect.map(|suspect| suspect.found));
                let lines = self.number..=self.number;
                let found = Break { lines, is_gap: false, offset, claim: None };
                Suspect { found, text: text.to_vec(), checked, before }
            }
        };
        let is_one = suspect.checked.after.is_some() && suspect.checked.after == suspect.before;
        let claim = claim(&suspect.text).filter(|_| is_one);
        self.suspect = Some(Suspect { found: Break { claim, ..suspect.found }, ..suspect });
    }
}

/// The key and the hand-in at the beginning of a line.
fn claim(text: &[u8]) -> Option<(String, String)> {
    let cut = |text: &'_ [u8]| -> Option<(String, usize)> {
        let end = text.iter().position(|byte| *byte == b'"')?;
        Some((std::str::from_utf8(&text[..end]).ok()?.to_owned(), end))
    };
    let text = text.strip_prefix(BEGINNING)?;
    let (key, end) = cut(text)?;
    let (hand_in, _) = cut(text[end..].strip_prefix(b"\",\"hand_in\":\"")?)?;
    Some((key, hand_in))
}
