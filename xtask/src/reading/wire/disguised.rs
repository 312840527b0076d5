//! Numbers in text that looks like something else: in another base, or in base64.

use std::ops::Range;

use super::digits::{decoded, in_base};
use super::reader::Reader;
use super::text::{LARGEST, one_list};
use super::values::is_text;
use super::{Format, Message, Reading, read_piece};
use crate::reading::binary::Frame;
use crate::reading::scan::digits;
use crate::reading::value::Value;

impl Reader<'_> {
    /// Whether that is numbers in the base in which numbers are written here.
    pub(super) fn is_in_base(&self, range: Range<usize>) -> bool {
        self.base.is_some_and(|base| in_base(&self.bytes[range], base).is_some())
    }

    /// Numbers in another base, a list a line or a number a line, or bytes that were made text. Whether it was that.
    pub(super) fn disguised(&mut self, range: Range<usize>, text: &[u8]) -> bool {
        /// Fewer numbers stand by chance in what words decode to.
        const FEWEST: usize = 3;
        let mut lines = Vec::new();
        let mut start = range.start;
        for line in text.split_inclusive(|byte| *byte == b'\n') {
            let end = start + line.len();
            if !line.trim_ascii().is_empty() {
                lines.push(start..end);
            }
            start = end;
        }
        let numbers = |line: &Range<usize>| in_base(&self.bytes[line.clone()], self.base?);
        if let Some(lists) = lines.iter().map(numbers).collect::<Option<Vec<_>>>()
            && !lists.is_empty()
        {
            // Where no digit says so, it may be the other side only that writes in this base.
            let readings = |text: &[u8], list: Vec<i64>| {
                let decimal: Vec<i64> = digits(text).into_iter().map(|number| number.value).collect();
                let is_other = !text.iter().any(u8::is_ascii_alphabetic) && decimal != list;
                [Some(list), is_other.then_some(decimal)].into_iter().flatten().map(one_list).collect()
            };
            if lists.iter().all(|list| list.len() == 1) {
                let readings = readings(&self.bytes[range.clone()], lists.concat());
                self.push(range, true, readings);
            } else {
                for (line, list) in lines.into_iter().zip(lists) {
                    let readings = readings(&self.bytes[line.clone()], list);
                    self.push(line, true, readings);
                }
            }
            return true;
        }
        let inner = |place: Range<usize>| -> Option<(Range<usize>, Vec<Reading>)> {
            if self.is_inner {
                return None;
            }
            let decoded = decoded(&self.bytes[place.clone()], self.is_in_base64)?;
            let fewest = if self.is_in_base64 && is_text(&decoded) { 0 } else { FEWEST };
            let messages = read_piece(&decoded);
            let is_plain =
                |list: &[i64]| list.len() >= fewest && list.iter().all(|n| (0..=LARGEST.into()).contains(n));
            let has_list = |message: &Message| message.lists().any(|(_, list, _)| is_plain(list));
            let message = messages.into_iter().find(has_list)?;
            Some((place, message.readings))
        };
        let whole = inner(range.clone()).map(|whole| vec![whole]);
        let found = whole.or_else(|| lines.iter().cloned().map(inner).collect());
        let behind_headers = || {
            let (last, headers) = lines.split_last().filter(|(_, headers)| !headers.is_empty())?;
            let found = inner(last.clone())?;
            let text =
                Value::Text(String::from_utf8_lossy(&self.bytes[range.start..last.start]).into_owned());
            let text = vec![Reading { format: Format::Text, frame: Frame::Bare, value: text }];
            Some(vec![(range.start..headers[headers.len() - 1].end, text), found])
        };
        let Some(found) = found.or_else(behind_headers) else { return false };
        let is_found = !found.is_empty();
        for (place, readings) in found {
            self.push(place, true, readings);
        }
        is_found
    }
}
