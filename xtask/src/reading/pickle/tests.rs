use super::*;
use crate::reading::literal::Literal;
use crate::reading::members::{Kind, members};
use proptest::prelude::*;

fn decode_all(bytes: &[u8]) -> Option<Pickle> {
    decode(bytes, 0, &mut Budget(bytes.len() + 16))
}

/// What a pickle holds, in one notation.
fn show(bytes: &[u8], pickle: &Pickle) -> String {
    if let Literal::Str(place) = &pickle.parsed.literal {
        return format!("'{}'", String::from_utf8_lossy(&bytes[place.clone()]));
    }
    let shown: Vec<String> = members(bytes, &pickle.parsed, 0)
        .iter()
        .filter(|member| member.kind != Kind::Joined)
        .map(|member| {
            let label = member.label.as_ref().map_or(String::new(), |label| format!("{label}: "));
            match &member.kind {
                Kind::Counts(counts) => format!("{label}{counts:?}"),
                _ => format!("{label}{:?}", member.values),
            }
        })
        .collect();
    shown.join(" ")
}

/// How many values a value is, with those in it.
fn values(literal: &Literal) -> usize {
    match literal {
        Literal::Seq(seq) => 1 + seq.items.iter().map(values).sum::<usize>(),
        Literal::Map(entries) => {
            1 + entries.iter().map(|(key, value)| values(key) + values(value)).sum::<usize>()
        }
        _ => 1,
    }
}

fn from_hex(hex: &str) -> Vec<u8> {
    hex.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).expect("hex"), 16).expect("hex"))
        .collect()
}

fn python() -> Vec<(u8, &'static str, Vec<u8>)> {
    include_str!("python.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let fields: Vec<&str> = line.split('|').collect();
            (fields[1].parse().expect("a protocol"), fields[2], from_hex(fields[3]))
        })
        .collect()
}

#[test]
fn what_four_pythons_pickle_in_every_protocol_is_read() {
    let pickles = python();
    assert!(pickles.len() > 80);
    for (protocol, name, bytes) in pickles {
        let expected = match name {
            "list" => "[12, 300, -5, 70000]",
            "empty" => "[]",
            "tuple of lists" => "[1, 2] [2]",
            "set" => "[7]",
            "dict" => "{19: 1}",
            "object" => "unique: [1, 2]",
            "text" => "'[1, 2]'",
            "number" => "[71]",
            "shared" => "{1: 2} [1, 2] [1, 2]",
            "counter" => "{4: 2}",
            "frozen" => "[3]",
            "strings" | "deque" => "[1, 2]",
            "long" => "[1099511627776]",
            "bytes" => "'hi'",
            other => panic!("unknown value {other}"),
        };
        let Some(pickle) = decode_all(&bytes) else {
            // In binary, but without a mark or a memo, it could be any three bytes.
            assert_eq!((protocol, name), (1, "number"), "{bytes:?}");
            continue;
        };
        // Before protocol 3, Python 3 writes bytes as a call that makes them out of text.
        let call = name == "bytes" && protocol < 3 && !matches!(pickle.parsed.literal, Literal::Str(_));
        if !call {
            assert_eq!(show(&bytes, &pickle), expected, "{name} in protocol {protocol}");
        }
        assert_eq!((pickle.parsed.end, pickle.parsed.cut_off), (bytes.len(), false));
        assert!(pickle.protocol == protocol || protocol < 2, "{name}: {}", pickle.protocol);
    }
}

#[test]
fn a_pickle_cut_off_anywhere_is_a_value() {
    for (protocol, name, bytes) in python() {
        for end in 2..bytes.len() {
            let pickle = decode_all(&bytes[..end]);
            if protocol >= 2 && end > 3 && name == "list" {
                let pickle = pickle.unwrap_or_else(|| panic!("{name} {protocol} {end}"));
                assert!(pickle.parsed.cut_off);
            }
        }
    }
    let bytes = from_hex("80037d7100580600000075");
    assert!(decode_all(&bytes).is_some_and(|pickle| pickle.parsed.cut_off));
}

#[test]
fn references_that_unfold_to_a_billion_values_cost_nothing() {
    let mut bomb = b"\x80\x02]q\x00".to_vec();
    for level in 0..40u8 {
        // A list of ten times the list before.
        bomb.extend([b']', b'q', level + 1, b'(']);
        bomb.extend([b'h', level].repeat(10));
        bomb.push(b'e');
    }
    bomb.push(b'.');
    let pickle = decode_all(&bomb).expect("a pickle");
    assert_eq!(pickle.parsed.end, bomb.len());
    let itself = [&b"\x80\x02]q\x00("[..], &b"h\x00".repeat(1000), b"e."].concat();
    let pickle = decode_all(&itself).expect("a pickle");
    assert!(values(&pickle.parsed.literal) <= itself.len() + tree::SHARED);
    let huge = b"\x80\x03X\xff\xff\xff\xff1";
    assert!(decode_all(huge).is_none_or(|pickle| pickle.parsed.cut_off));
}

#[test]
fn text_is_no_pickle() {
    for text in ["", ".", ").", "N.", "K1.", "(1, 2)", "It was nice.", "12", "I am.\n", "](.", "[1, 2]", "I5"]
    {
        assert_eq!(decode_all(text.as_bytes()), None, "{text}");
    }
    assert!(decode_all(b"I5\n.").is_some());
}

proptest! {
    #[test]
    fn lists_written_by_another_implementation_come_back(list in proptest::collection::vec(any::<i64>(), 0..60)) {
        for options in [serde_pickle::SerOptions::new(), serde_pickle::SerOptions::new().proto_v2()] {
            let bytes = serde_pickle::to_vec(&list, options).expect("a list can be pickled");
            let pickle = decode_all(&bytes).expect("a pickle");
            prop_assert_eq!(show(&bytes, &pickle), format!("{list:?}"));
        }
    }

    #[test]
    fn any_bytes_are_decoded_or_not(mut bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = decode_all(&bytes);
        bytes.splice(0..0, [0x80, 4]);
        let _ = decode_all(&bytes);
    }

    #[test]
    fn damaged_pickles_are_decoded_or_not(which in 0..120usize, at in 0..60usize, byte: u8) {
        let pickles = python();
        let mut bytes = pickles[which % pickles.len()].2.clone();
        let at = at % bytes.len();
        bytes[at] = byte;
        if let Some(pickle) = decode_all(&bytes) {
            let _ = show(&bytes, &pickle);
        }
    }
}
