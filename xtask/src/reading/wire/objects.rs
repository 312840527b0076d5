//! From what a Java stream holds to messages.

use std::ops::Range;

use super::reader::Reader;
use super::values::{lists, literal_readings, to_number};
use super::{Format, Reading};
use crate::reading::binary::{self, Frame};
use crate::reading::java::{Content, ContentKind};
use crate::reading::literal::{Literal, Parsed};
use crate::reading::value::Value;

impl Reader<'_> {
    /// The objects of a Java stream, each a message; numbers written one by one in one turn are one.
    pub(super) fn java(&mut self, range: Range<usize>, contents: &[Content]) {
        let number = |content: &Content| match &content.kind {
            ContentKind::Object(Literal::Int(n)) => Some(*n),
            ContentKind::Object(Literal::Str(text)) => to_number(&self.bytes[text.clone()]),
            _ => None,
        };
        let (format, bare) = (Format::Java, Frame::Bare);
        let mut found: Vec<(Range<usize>, Vec<Reading>)> = Vec::new();
        let alike = |a: &Content, b: &Content| {
            let kinds = match (&a.kind, &b.kind) {
                (ContentKind::Data(_), ContentKind::Data(_)) => true,
                _ => number(a).is_some() && number(b).is_some(),
            };
            kinds && self.turn(a.range.start) == self.turn(b.range.start)
        };
        for part in contents.chunk_by(alike) {
            let place = part[0].range.start..part[part.len() - 1].range.end;
            let values: Option<Vec<i64>> = part.iter().map(number).collect();
            let mut readings = match (&part[0].kind, values) {
                (_, Some(values)) => lists(format, &values),
                (ContentKind::Data(_), None) => self.java_data(part),
                (ContentKind::Object(Literal::Str(text)), None) => self.text_readings(text.clone()),
                (ContentKind::Object(literal), None) => {
                    let parsed = Parsed { literal: literal.clone(), end: place.end, cut_off: false };
                    literal_readings(self.bytes, &parsed, place.start)
                }
            };
            for reading in &mut readings {
                reading.format = format;
            }
            if readings.is_empty() {
                readings.push(Reading { format, frame: bare, value: Value::Parts(Vec::new()) });
            }
            found.push((place, readings));
        }
        if found.is_empty() {
            // The head of a stream on which nothing came.
            found.push((range, vec![Reading { format, frame: bare, value: Value::Parts(Vec::new()) }]));
        }
        for (place, readings) in found {
            self.push(place, true, readings);
        }
    }

    /// What `writeInt` and `writeUTF` wrote, in one stretch.
    fn java_data(&self, part: &[Content]) -> Vec<Reading> {
        let data = part.iter().filter_map(|content| match &content.kind {
            ContentKind::Data(data) => Some(&self.bytes[data.clone()]),
            ContentKind::Object(_) => None,
        });
        let bytes = data.collect::<Vec<_>>().concat();
        let numbers = binary::read(&bytes).into_iter();
        numbers
            .map(|n| Reading { format: Format::Java, frame: n.frame, value: Value::List(n.values) })
            .collect()
    }
}
