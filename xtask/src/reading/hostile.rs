//! Both readers against what no program should print or send: no panic, linear time, bounded memory.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::{text, wire};
use crate::conversation::{Connection, Direction, Segment};
use crate::thorough;

/// A connection on which the client sent these bytes in pieces of this size.
fn connection(bytes: &[u8], piece: usize) -> Connection {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 12345));
    let segments = bytes.chunks(piece).map(|bytes| Segment::new(Direction::ToServer, bytes)).collect();
    Connection { segments, ..Connection::new(address, address, address, Duration::ZERO) }
}

/// What a repeated piece of text does that a careless reader would take quadratic time or memory for.
const PIECES: [&[u8]; 40] = [
    b"[",
    b"[]",
    b"[1,",
    b"[[1],",
    b"(",
    b"{1:",
    b"{'a':[1],",
    b"['",
    b"['[',",
    b"[\"',",
    b"1",
    b"1 ",
    b"1,",
    b"1\n",
    b"12 3\n",
    b"-",
    b"+1-",
    b"a",
    b"a ",
    b"a:\n",
    b"a: 1\n",
    b"1 a 2\n",
    b"\n",
    b" ",
    b"\r",
    b"\x1b[",
    b"\x1b]",
    b"\\n",
    b"1\\n",
    b"()",
    b"a()",
    b"'",
    b"(I",
    b"(lp0\n",
    b"\x80\x04",
    b"\x80\x04]",
    b"\x80\x02]q\x00h\x00a",
    b"\0\0\0\x01",
    b"\xff",
    b":( a [1]",
];

fn measure(bytes: &[u8], piece: usize) -> (Duration, Duration) {
    let start = Instant::now();
    text::lists(bytes);
    let text = start.elapsed();
    let connection = connection(bytes, piece);
    let start = Instant::now();
    wire::read(&connection, Direction::ToServer);
    (text, start.elapsed())
}

#[test]
fn repeated_pieces_are_read() {
    let bytes = if thorough::is_asked() { 4096 } else { 1024 };
    for piece in PIECES {
        for size in [1, 7, bytes] {
            measure(&piece.repeat(bytes / piece.len()), size);
        }
    }
}

#[test]
#[ignore = "prints a table of times; read it, or run it in a release build with more bytes"]
fn reading_takes_linear_time() {
    for piece in PIECES {
        let mut line = format!("{:24}", String::from_utf8_lossy(piece).escape_debug().to_string());
        for size in [1, usize::MAX] {
            for kibibytes in [64, 256, 1024] {
                let (text, wire) = measure(&piece.repeat(kibibytes * 1024 / piece.len()), size);
                line += &format!(" {:6}/{:6}", text.as_millis(), wire.as_millis());
            }
        }
        println!("{line}");
    }
}

proptest! {
    #[test]
    fn any_output_is_read(output in proptest::collection::vec(any::<u8>(), 0..400)) {
        check(&output)?;
    }

    #[test]
    fn any_mixture_of_what_outputs_are_made_of_is_read(
        parts in proptest::collection::vec(prop::sample::select(PIECES.to_vec()), 0..60),
        piece in 1usize..60,
    ) {
        let output = parts.concat();
        check(&output)?;
        wire::read(&connection(&output, piece), Direction::ToServer);
    }

    #[test]
    fn a_printed_list_comes_back_in_every_notation(
        list in proptest::collection::vec(-5i64..=105, 2..80),
        which in 0..9usize,
        label in "[A-Z][a-z]{2,8}( [a-z]{2,8})?",
    ) {
        let joined = |separator: &str| list.iter().map(i64::to_string).collect::<Vec<_>>().join(separator);
        let output = match which {
            0 => format!("{label}: {list:?}\n"),
            1 => format!("{label}:\n{}\n", joined("\n")),
            2 => format!("{label} {}\n", joined(" ")),
            3 => format!("{label} = {}\n", joined(", ")),
            4 => format!("('{label}', {list:?})\n"),
            5 => format!("{label}\n[{}]\n", joined("\n ")),
            6 => format!("{label}:\t{{{}}}\n", joined(",")),
            7 => format!("{label}: b'{list:?}'\n"),
            _ => format!("{{\"{label}\": {list:?}}}"),
        };
        let found = text::lists(output.as_bytes());
        let same = found.iter().find(|found| found.values == list);
        let same = same.ok_or_else(|| TestCaseError::fail(format!("{output}{found:?}")))?;
        prop_assert_eq!(same.label.as_ref().map(|label| label.text.as_str()), Some(label.as_str()));
    }
}

/// Every candidate says truly where it stands.
fn check(output: &[u8]) -> Result<(), TestCaseError> {
    let lines = output.iter().filter(|b| matches!(b, b'\n' | b'\r')).count() + 1;
    for list in text::lists(output) {
        prop_assert!(list.range.start <= list.range.end && list.range.end <= output.len());
        prop_assert!(1 <= list.lines.0 && list.lines.0 <= list.lines.1 && list.lines.1 <= lines);
        if let Some(label) = list.label {
            prop_assert!(label.range.end <= output.len() && label.text.len() <= 500);
            prop_assert!(!label.text.chars().any(char::is_control));
        }
    }
    Ok(())
}
