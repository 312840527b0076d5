//! Other numbers in the format of those that were there.

use std::ops::Range;

use xtask::reading::binary::{ByteOrder, Frame, Layout};
use xtask::reading::wire::Format;

/// The bytes of a message with other numbers in it. An error names the numbers that it does not hold.
pub fn rewritten(
    bytes: &[u8],
    format: Format,
    frame: Frame,
    old: &[i64],
    new: &[i64],
) -> Result<Vec<u8>, String> {
    Ok(match format {
        Format::Binary(layout) => binary(bytes, layout, frame, old.len(), new),
        Format::Pickle(protocol) => {
            let is_set = bytes.windows(3).any(|part| part == b"set") || bytes.contains(&0x8f);
            pickle(protocol, is_set, new)
        }
        Format::Java => java(new),
        _ => match as_text(bytes, old, new)
            .or_else(|| as_places_and_values(bytes, old, new))
            .or_else(|| as_digits(bytes, old, new))
        {
            Some(text) => text,
            None => return Err(format!("{old:?} stands nowhere in {:?}", String::from_utf8_lossy(bytes))),
        },
    })
}

/// Text with other numbers in it: what stands before the first, between them, and behind the last stays. A count before
/// them is that of the new ones.
pub fn as_text(text: &[u8], old: &[i64], new: &[i64]) -> Option<Vec<u8>> {
    let numbers = numbers(text);
    let values: Vec<i64> = numbers.iter().map(|(_, value)| *value).collect();
    let first = (0..=values.len().checked_sub(old.len())?).find(|at| values[*at..].starts_with(old))?;
    let places: Vec<Range<usize>> =
        numbers[first..first + old.len()].iter().map(|(range, _)| range.clone()).collect();
    let (start, end) = match &places[..] {
        [] => {
            let inside = text.iter().position(|b| b"])}".contains(b)).unwrap_or(text.len());
            (inside, inside)
        }
        [first, .., last] => (first.start, last.end),
        [only] => (only.start, only.end),
    };
    // As often as there are two: of a table the separators differ in turn.
    let between = |i: usize| match places.len() {
        0 | 1 => &b", "[..],
        n => {
            let i = i.min(n - 2 - usize::from((n - 2) % 2 != i % 2 && n > 2));
            &text[places[i].end..places[i + 1].start]
        }
    };
    let mut out = text[..start].to_vec();
    for (i, value) in new.iter().enumerate() {
        if i > 0 {
            out.extend(between(i - 1));
        }
        out.extend(value.to_string().bytes());
    }
    out.extend(&text[end..]);
    Some(out)
}

/// The same where the place of each number stands before it: `x[0]=7`, a line each.
pub fn as_places_and_values(text: &[u8], old: &[i64], new: &[i64]) -> Option<Vec<u8>> {
    let numbers = numbers(text);
    let values: Vec<i64> = numbers.iter().skip(1).step_by(2).map(|(_, value)| *value).collect();
    let [(place, first), (value, _), .., (last, _)] = &numbers[..] else { return None };
    if values != old {
        return None;
    }
    let between = &text[value.end..numbers.get(2).map_or(value.end, |(next, _)| next.start)];
    let mut out = text[..place.start].to_vec();
    for (i, value) in new.iter().enumerate() {
        if i > 0 {
            out.extend(between);
        }
        out.extend((first + i as i64).to_string().bytes());
        out.extend(&text[place.end..numbers[1].0.start]);
        out.extend(value.to_string().bytes());
    }
    out.extend(&text[last.end..]);
    Some(out)
}

/// The same where each number has three digits and nothing stands between them, or two hexadecimal ones and a blank, or as
/// many of them as it needs.
fn as_digits(text: &[u8], old: &[i64], new: &[i64]) -> Option<Vec<u8>> {
    let three = |list: &[i64]| list.iter().map(|n| format!("{n:03}")).collect::<String>();
    let hexadecimal = |list: &[i64]| list.iter().map(|n| format!("{n:02x}")).collect::<Vec<_>>().join(" ");
    let short = |list: &[i64]| list.iter().map(|n| format!("{n:x}")).collect::<Vec<_>>().join(" ");
    let pairs = [(three(old), three(new)), (hexadecimal(old), hexadecimal(new)), (short(old), short(new))];
    pairs.into_iter().find_map(|(old, new)| {
        let rest = text.strip_prefix(old.as_bytes())?;
        Some([new.as_bytes(), rest].concat())
    })
}

/// The whole numbers of a text and where they stand.
fn numbers(text: &[u8]) -> Vec<(Range<usize>, i64)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let digits = text[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        if digits > 0 {
            // Behind a number a dash stands between the two.
            let is_sign =
                text[..at].ends_with(b"-") && !text[..at - 1].last().is_some_and(u8::is_ascii_digit);
            let sign = usize::from(is_sign);
            let place = at - sign..at + digits;
            let value = std::str::from_utf8(&text[place.clone()]).ok().and_then(|text| text.parse().ok());
            found.extend(value.map(|value| (place, value)));
        }
        at += digits.max(1);
    }
    found
}

fn binary(bytes: &[u8], layout: Layout, frame: Frame, old: usize, new: &[i64]) -> Vec<u8> {
    let write = |n: i64, width: usize| match layout.order {
        ByteOrder::Big => n.to_be_bytes()[8 - width..].to_vec(),
        ByteOrder::Little => n.to_le_bytes()[..width].to_vec(),
    };
    let numbers = || new.iter().flat_map(|n| write(*n, layout.width));
    match frame {
        Frame::Count => {
            // The count may be wider or narrower than the numbers; zeros may fill the rest.
            let taken = old * layout.width;
            let width = [8, 4, 2, 1].into_iter().find(|width| {
                let head = bytes.get(..*width).unwrap_or_default();
                let big = head.iter().fold(0u64, |n, b| n << 8 | u64::from(*b));
                let little = head.iter().rev().fold(0u64, |n, b| n << 8 | u64::from(*b));
                [big, little].contains(&(old as u64)) && bytes.len() >= width + taken
            });
            let width = width.unwrap_or(layout.width);
            let mut out = write(new.len() as i64, width);
            out.extend(numbers());
            if bytes.len() > width + taken {
                out.resize(bytes.len().max(out.len()), 0);
            }
            out
        }
        Frame::ZeroPadded => {
            let mut out: Vec<u8> = numbers().collect();
            out.resize(bytes.len().max(out.len()), 0);
            out
        }
        Frame::EndMark => numbers().chain(bytes[bytes.len() - layout.width..].iter().copied()).collect(),
        _ => numbers().collect(),
    }
}

/// Numbers of that width, as Python's `repr` shows their bytes.
pub fn as_python_shows(layout: Layout, numbers: &[i64]) -> Vec<u8> {
    let bytes = binary(&[], layout, Frame::Bare, 0, numbers);
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { b'"' } else { b'\'' };
    let mut shown = vec![b'b', quote];
    for byte in bytes {
        match byte {
            b'\t' => shown.extend(b"\\t"),
            b'\n' => shown.extend(b"\\n"),
            b'\r' => shown.extend(b"\\r"),
            b'\\' => shown.extend(b"\\\\"),
            byte if byte == quote => shown.extend([b'\\', byte]),
            b' '..=b'~' => shown.push(byte),
            byte => shown.extend(format!("\\x{byte:02x}").bytes()),
        }
    }
    shown.push(quote);
    shown
}

/// A list or a set, as Python of that age writes it. A set cannot hold a number twice: such a reply is a list.
fn pickle(protocol: u8, is_set: bool, new: &[i64]) -> Vec<u8> {
    let distinct: std::collections::BTreeSet<i64> = new.iter().copied().collect();
    let options = match protocol {
        0..=2 => serde_pickle::SerOptions::new().proto_v2(),
        _ => serde_pickle::SerOptions::new(),
    };
    let written = match is_set && distinct.len() == new.len() {
        true => serde_pickle::value_to_vec(
            &serde_pickle::Value::Set(distinct.into_iter().map(serde_pickle::HashableValue::I64).collect()),
            options,
        ),
        false => serde_pickle::to_vec(&new, options),
    };
    written.expect("numbers can be pickled")
}

/// An `int[]`, as `ObjectOutputStream` writes it behind its header.
fn java(new: &[i64]) -> Vec<u8> {
    let mut out = b"ur\0\x02[IM\xba`&v\xea\xb2\xa5\x02\0\0xp".to_vec();
    out.extend((new.len() as u32).to_be_bytes());
    out.extend(new.iter().flat_map(|n| (*n as i32).to_be_bytes()));
    out
}
