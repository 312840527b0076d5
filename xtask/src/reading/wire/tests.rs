mod properties;

use super::*;
use crate::conversation::Segment;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

/// A connection on which these were sent; `<` before bytes says that the server sent them.
fn connection(sends: &[&[u8]]) -> Connection {
    let sends = sends.iter().map(|send| match send.strip_prefix(b"<") {
        Some(bytes) => (Direction::ToClient, bytes),
        None => (Direction::ToServer, *send),
    });
    with_segments(sends)
}

/// A connection on which the client sent these.
fn sent(sends: &[&[u8]]) -> Connection {
    with_segments(sends.iter().map(|send| (Direction::ToServer, *send)))
}

fn with_segments<'a>(sends: impl Iterator<Item = (Direction, &'a [u8])>) -> Connection {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 12345));
    let segments = sends.map(|(direction, bytes)| Segment::new(direction, bytes)).collect();
    Connection { segments, ..Connection::new(address, address, address, Duration::ZERO) }
}

fn show_value(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("{text:?}"),
        Value::List(list) => format!("{list:?}"),
        Value::Counts(counts) => format!("{counts:?}"),
        Value::Parts(parts) => {
            let parts: Vec<String> = parts
                .iter()
                .map(|part| match &part.label {
                    Some(label) => format!("{label}: {}", show_value(&part.value)),
                    None => show_value(&part.value),
                })
                .collect();
            format!("<{}>", parts.join(" "))
        }
    }
}

/// Each message's first reading and its format.
fn read_sends(sends: &[&[u8]]) -> Vec<String> {
    let connection = connection(sends);
    let joined = connection.sent(Direction::ToServer);
    read(&connection, Direction::ToServer)
        .iter()
        .map(|message| {
            assert!(message.range.end <= joined.len());
            let first = &message.readings[0];
            let cut = if message.complete { "" } else { ", cut off" };
            match first.format {
                Format::Text => show_value(&first.value),
                format => format!("{} ({format}{cut})", show_value(&first.value)),
            }
        })
        .collect()
}

#[test]
fn lists_are_read_in_every_text_format() {
    for (sent, expected) in [
        (&b"[1, 2, 2]"[..], &["[1, 2, 2] (list in square brackets)"][..]),
        (b"[1,2,2]", &["[1, 2, 2] (JSON)"]),
        (b"{1, 2}", &["[1, 2] (set in braces)"]),
        (b"(1, 2)", &["[1, 2] (tuple)"]),
        (b"['1', '2']", &["[1, 2] (list in square brackets)"]),
        (b"{19: 1, 75: 2}", &["{19: 1, 75: 2} (table in braces)"]),
        (b"{\"unique\": [1, 2], \"d\": [1]}", &["<unique: [1, 2] d: [1]> (table in braces)"]),
        (b"{\"numbers\": [1, 2]}", &["<numbers: [1, 2]> (table in braces)"]),
        (b"1,2,3", &["[1, 2, 3] (numbers with commas)"]),
        (b"1, 2, 3\n", &["[1, 2, 3] (numbers with commas)"]),
        (b"Final: 1, 2 and 3.", &["\"Final:\"", "[1, 2, 3] (numbers with commas)", "\".\""]),
        (b"1 2 3 ", &["[1, 2, 3] (numbers with blanks)"]),
        (b"1;2;3;", &["[1, 2, 3] (numbers with semicolons)"]),
        (b"1\n2\n3\n", &["[1, 2, 3] (one number a line)"]),
        (b"1\r\n2\r\n", &["[1, 2] (one number a line)"]),
        (b"71", &["[71] (one number)"]),
        (b"[1, 2]\0\0\0\0", &["[1, 2] (list in square brackets)"]),
        (b"\0\x06[1, 2]", &["[1, 2] (list in square brackets)"]),
        (b"\0\0\0\x06[1, 2]", &["[1, 2] (list in square brackets)"]),
        (b"\0\x0212\0\x017\0\x03100", &["[12, 7, 100] (one number a send)"]),
        (b"9         12, 7, 40", &["[12, 7, 40] (numbers with commas)"]),
        (b"10[12, 7, 3]", &["[12, 7, 3] (list in square brackets)"]),
        (b"5 12 7", &["[5, 12, 7] (numbers with blanks)"]),
        (b"12:7:100\n", &["[12, 7, 100] (numbers with `:`)"]),
        (b"12-7-100.", &["[12, 7, 100] (numbers with `-`)"]),
    ] {
        assert_eq!(read_sends(&[sent]), expected, "{:?}", String::from_utf8_lossy(sent));
    }
}

#[test]
fn a_length_in_digits_is_no_number_of_the_list() {
    for sends in [
        &[&b"9         "[..], b"12, 7, 40"][..],
        &[b"9         12, 7, 40"],
        &[b"9         12, ", b"7, 40"],
        &[b"8         Welcome!9         12, 7, 40"],
    ] {
        assert_eq!(read_sends(sends).last().map(String::as_str), Some("[12, 7, 40] (numbers with commas)"));
    }
    let pickle = serde_pickle::to_vec(&[12, 7], serde_pickle::SerOptions::new()).expect("a pickle");
    let sent = [format!("{:<10}", pickle.len()).as_bytes(), &pickle].concat();
    assert_eq!(read(&connection(&[&sent]), Direction::ToServer).len(), 1);
}

#[test]
fn one_number_behind_words_is_a_list_of_one() {
    assert_eq!(read_sends(&[b"common: 83\n"]), ["\"common:\"", "[83] (one number)"]);
    assert_eq!(read_sends(&[b"you are client 3\n"]), ["\"you are client 3\\n\""]);
}

#[test]
fn lists_with_an_end_mark_each_come_apart() {
    assert_eq!(
        read_sends(&[b"part1:2 4 5#12 13 14#27 30#"]),
        [
            "\"part1:\"",
            "[2, 4, 5] (numbers with blanks)",
            "\"#\"",
            "[12, 13, 14] (numbers with blanks)",
            "\"#\"",
            "[27, 30] (numbers with blanks)",
            "\"#\"",
        ]
    );
}

#[test]
fn messages_in_one_chunk_come_apart() {
    for (sent, expected) in [
        (
            &b"It was nice talking to you![7, 15]"[..],
            &["\"It was nice talking to you!\"", "[7, 15] (list in square brackets)"][..],
        ),
        (b"[1, 60][60]", &["[1, 60] (list in square brackets)", "[60] (list in square brackets)"]),
        (b"[1, 2]{19: 1}", &["[1, 2] (list in square brackets)", "{19: 1} (table in braces)"]),
        (b"dedup 1 2 3", &["\"dedup\"", "[1, 2, 3] (numbers with blanks)"]),
        (b"1 2 3 done", &["[1, 2, 3] (numbers with blanks)", "\"done\""]),
        (b"1\n2\nend\n", &["[1, 2] (one number a line)", "\"end\\n\""]),
        (b"1 2 3\n4 5 6\n", &["[1, 2, 3] (numbers with blanks)", "[4, 5, 6] (numbers with blanks)"]),
        (
            b"Unique: [1] duplicates: [2].",
            &[
                "\"Unique:\"",
                "[1] (list in square brackets)",
                "\"duplicates:\"",
                "[2] (list in square brackets)",
                "\".\"",
            ],
        ),
        (
            b"Thank you for connecting from 10.0.0.1 12345, client 3",
            &["\"Thank you for connecting from 10.0.0.1 12345, client 3\""],
        ),
    ] {
        assert_eq!(read_sends(&[sent]), expected, "{:?}", String::from_utf8_lossy(sent));
    }
    let messages = read(&connection(&[b"Unique: [1]"]), Direction::ToServer);
    assert_eq!(messages[1].label.as_deref(), Some("Unique"));
    assert_eq!(messages[1].lists().next().expect("a list").2, Some("Unique"));
}

#[test]
fn the_number_before_an_end_mark_belongs_to_the_list() {
    for (sent, format, mark) in [
        ("12;40;100#", "semicolons", "#"),
        ("12,40,100$", "commas", "$"),
        ("12, 40, 100END", "commas", "END"),
        ("12,40,100|END", "commas", "END"),
        ("12|40|100|END", "bars", "END"),
        ("12 40 100#", "blanks", "#"),
        ("12,40,100,done", "commas", "done"),
        ("12;40;100;#", "semicolons", "#"),
        ("12;40;100~thanks", "semicolons", "~thanks"),
    ] {
        let expected = [format!("[12, 40, 100] (numbers with {format})"), format!("{mark:?}")];
        assert_eq!(read_sends(&[sent.as_bytes()]), expected, "{sent:?}");
        let (head, tail) = sent.as_bytes().split_at(8);
        assert_eq!(read_sends(&[head, tail]), expected, "{sent:?} in two");
    }
    for (sent, expected) in [
        ("I am 80% done", &["\"I am 80% done\""][..]),
        ("1, 2, 3rd", &["[1, 2] (numbers with commas)", "\"3rd\""]),
        ("100#", &["\"100#\""]),
    ] {
        assert_eq!(read_sends(&[sent.as_bytes()]), expected, "{sent:?}");
    }
}

#[test]
fn one_number_a_send_is_read_by_its_sends() {
    for (sends, expected) in [
        (&[&b"12"[..], b"7", b"100"][..], &["[12, 7, 100] (one number a send)"][..]),
        (&[b"12", b"<ok", b"7", b"<ok", b"100"], &["[12, 7, 100] (one number a send)"]),
        (&[b"hello", b"12", b"7", b"end"], &["\"hello\"", "[12, 7] (one number a send)", "\"end\""]),
        (&[b"12 ", b"7 ", b"100 "], &["[12, 7, 100] (numbers with blanks)"]),
        (&[b"12,", b"7,", b"100"], &["[12, 7, 100] (numbers with commas)"]),
        (&[b"[", b"1", b"2", b",", b" ", b"7", b"]"], &["[12, 7] (list in square brackets)"]),
        (&[b"1", b"2", b" ", b"7"], &["[12, 7] (numbers with blanks)"]),
        (&[b"1", b"2", b"\n", b"7", b"\n"], &["[12, 7] (one number a line)"]),
        (&[b"1", b"<ok", b"4 5 6"], &["[1] (one number)", "[4, 5, 6] (numbers with blanks)"]),
        (&[b"71", b"[1, 2]"], &["[71] (one number)", "[1, 2] (list in square brackets)"]),
        (&[b"[1, 2", b"<hello", b", 3]"], &["[1, 2, 3] (list in square brackets)"]),
    ] {
        assert_eq!(read_sends(sends), expected, "{sends:?}");
    }
    let many: Vec<Vec<u8>> = (1..=30).map(|n: i64| (n * 3).to_string().into_bytes()).collect();
    let many: Vec<&[u8]> = many.iter().map(Vec::as_slice).collect();
    assert_eq!(read_sends(&many).len(), 1, "also where the joined digits are no number");
}

#[test]
fn numbers_in_text_of_no_known_format_are_read_as_numbers_and_not_as_bytes() {
    let lists = |sends: &[&[u8]]| -> Vec<Vec<i64>> {
        let messages = read(&connection(sends), Direction::ToServer);
        messages.iter().flat_map(Message::lists).map(|(_, list, _)| list.to_vec()).collect()
    };
    assert_eq!(lists(&[b"<r>", b"<n>7</n>"]), Vec::<Vec<i64>>::new(), "of the server");
    assert_eq!(lists(&[b"(r)n 7 n; n 12 n; n 7 n;(r)"]), [[7, 12, 7]]);
    assert_eq!(lists(&[b"all:7-12-7|twice:7-7\n"]), [vec![7, 12, 7], vec![7, 7]]);
    assert_eq!(lists(&[b"x[0]=7\nx[1]=12\nEND\n"]), [[7, 12]]);
    assert_eq!(lists(&[b"007012100007012100007012100"]), [[7, 12, 100].repeat(3)]);
    // A number a turn, each with its line's end.
    let turns: [&[u8]; 7] =
        [b"<how many?\n", b"2\n", b"<first?\n", b"7\n", b"<second?\n", b"12\n", b"<thanks\n"];
    assert!(lists(&turns).contains(&vec![7, 12]));
}

#[test]
fn binary_numbers_are_read_with_text_before_them() {
    let ints = |list: &[i32]| -> Vec<u8> { list.iter().flat_map(|n| n.to_be_bytes()).collect() };
    let list = ints(&[12, 7, 100]);
    assert_eq!(read_sends(&[&list]), ["[12, 7, 100] (32-bit integers, big-endian)"]);
    assert_eq!(
        read_sends(&[&list[..4], &list[4..8], &list[8..]]),
        ["[12, 7, 100] (32-bit integers, big-endian)"]
    );
    assert_eq!(
        read_sends(&[b"Thank you!", &list]),
        ["\"Thank you!\"", "[12, 7, 100] (32-bit integers, big-endian)"]
    );
    let merged = [b"Thank you!".as_slice(), &list].concat();
    assert_eq!(read_sends(&[&merged]), ["\"Thank you!\"", "[12, 7, 100] (32-bit integers, big-endian)"]);
    assert_eq!(read_sends(&[&[12, 7, 7, 1, 99]]), ["[12, 7, 7, 1, 99] (one byte a number)"]);
    // A few bytes that happen to be signs are numbers where the other side sends numbers so.
    let numbers: Vec<u8> = (1..26).collect();
    let sends = [(Direction::ToServer, &numbers[..]), (Direction::ToClient, &[40, 92, 63, 35, 49, 49])];
    let printable = read(&with_segments(sends.into_iter()), Direction::ToClient);
    assert!(printable[0].lists().any(|(_, list, _)| list == [40, 92, 63, 35, 49, 49]));
    assert_eq!(read_sends(&[b"#\nEND#\n"]), ["\"#\\nEND#\\n\""]);
    let byte_by_byte: Vec<&[u8]> = list.chunks(1).collect();
    assert_eq!(read_sends(&byte_by_byte), ["[12, 7, 100] (32-bit integers, big-endian)"]);
}

#[test]
fn pickles_are_read_wherever_they_stand() {
    let v3 = b"\x80\x03]q\x00(K\x0cK\x07e.";
    let v0 = b"(lp0\nI12\naI7\na.";
    let both = [v3.as_slice(), v3].concat();
    let pickle = "[12, 7] (pickle, protocol 3)";
    assert_eq!(read_sends(&[v3]), [pickle]);
    assert_eq!(read_sends(&[&both]), [pickle, pickle]);
    assert_eq!(read_sends(&[&v3[..7], &v3[7..]]), [pickle]);
    assert_eq!(read_sends(&[v0]), ["[12, 7] (pickle, protocol 0)"]);
    let after_text = [b"Thank you".as_slice(), v0].concat();
    assert_eq!(read_sends(&[&after_text]), ["\"Thank you\"", "[12, 7] (pickle, protocol 0)"]);
    let prefixed = [&[0, 0, 0, v3.len() as u8], v3.as_slice()].concat();
    assert_eq!(read_sends(&[&prefixed]), [pickle]);
    assert_eq!(read_sends(&[&v3[..10]]), ["[12, 7] (pickle, protocol 3, cut off)"]);
    assert_eq!(read_sends(&[v3, b"done"]), [pickle, "\"done\""]);
    let text = b"\x80\x03X\x06\x00\x00\x00[1, 2]q\x00.";
    assert_eq!(read_sends(&[text]), ["[1, 2] (pickle, protocol 3)"]);
}

#[test]
fn a_cut_off_message_holds_what_was_there() {
    assert_eq!(read_sends(&[b"[1, 2, 3"]), ["[1, 2, 3] (list in square brackets, cut off)"]);
    assert_eq!(read_sends(&[b"hi [1, 2]", b"[3"]).len(), 3);
    assert!(read_sends(&[]).is_empty());
}

#[test]
fn counts_and_end_marks_are_read_with_and_without() {
    let frames = |sent: &[u8]| -> Vec<(Frame, usize)> {
        let messages = read(&connection(&[sent]), Direction::ToServer);
        messages[0].lists().map(|(reading, list, _)| (reading.frame, list.len())).collect()
    };
    assert_eq!(frames(b"3 12 7 9"), [(Frame::Bare, 4), (Frame::Count, 3)]);
    assert_eq!(frames(b"[12, 7, 9, 10001]"), [(Frame::Bare, 4), (Frame::EndMark, 3)]);
    assert_eq!(frames(b"12 7 9 0 0 0 0"), [(Frame::ZeroPadded, 3), (Frame::Bare, 7)]);
    assert_eq!(frames(b"[12, 7, 9]"), [(Frame::Bare, 3)]);
}

#[test]
fn a_short_message_is_written_as_the_other_side_writes() {
    for (request, answer, list) in [
        (&b"<070c640c\n"[..], &b"0c64\n"[..], "[12, 100]"),
        (b"<WzcsIDEyLCAxMDBd\n", b"WzYxXQ==\n", "[61]"),
        (b"<WzcsIDEyLCAxMDBd\n", b"W10=\n", "[]"),
    ] {
        let read = read_sends(&[request, answer]);
        assert!(read[0].starts_with(list), "{read:?}");
        assert!(!read_sends(&[b"<1 2 3", answer])[0].starts_with(list), "where nobody else writes so");
    }
    assert_eq!(read_sends(&[b"<WzcsIDEyLCAxMDBd\n", b"data"]), ["\"data\""]);
}

#[test]
fn base64_is_read_behind_headers() {
    let read = read_sends(&[b"CMD: dedup\r\nLENGTH: 16\r\n\r\nWzcsIDEyLCAxMDBd", b"<LENGTH: 4\r\n\r\nW10="]);
    assert_eq!(
        read,
        ["\"CMD: dedup\\r\\nLENGTH: 16\\r\\n\\r\\n\"", "[7, 12, 100] (list in square brackets)"]
    );
}

#[test]
fn a_few_hexadecimal_digits_may_be_that() {
    for (sent, numbers) in [(&b"3e4447\n"[..], &[62, 68, 71][..]), (b"2064\n", &[32, 100])] {
        let messages = read(&connection(&[sent]), Direction::ToServer);
        assert!(messages[0].lists().any(|(_, list, _)| list == numbers), "{messages:?}");
    }
    let messages = read(&connection(&[b"bead\n"]), Direction::ToServer);
    assert_eq!(messages[0].lists().count(), 0, "{messages:?}");
}

#[test]
fn lines_of_one_number_are_text_where_the_answer_is_bytes() {
    let numbers: Vec<String> = (40..52).map(|number| format!("{number}\n")).collect();
    let mut sends: Vec<&[u8]> = numbers.iter().flat_map(|line| [line.as_bytes(), b"<k\n"]).collect();
    let answer: Vec<u8> = [b"<L\x0c", &(1..32).collect::<Vec<u8>>()[..]].concat();
    sends.push(&answer);
    assert_eq!(read_sends(&sends), ["[40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51] (one number a send)"]);
}

#[test]
fn what_a_url_encodes_is_read() {
    let read = read_sends(&[b"numbers=7%2C12%2C100&user=anna\n"]);
    assert!(read.iter().any(|message| message.contains("[7, 12, 100]")), "{read:?}");
    assert_eq!(read_sends(&[b"nums=%5B7%2C%2012%5D"])[1], "[7, 12] (list in square brackets)");
}

#[test]
fn the_largest_numbers_of_one_byte_each_are_no_word() {
    let numbers: Vec<u8> = (1..=100).filter(|n| n % 3 != 0 || *n > 96).collect();
    for behind in [&[][..], &[0]] {
        let bytes = [&numbers[..], behind].concat();
        let messages = read(&sent(&[&bytes]), Direction::ToServer);
        let lists: Vec<Vec<u8>> = messages
            .iter()
            .flat_map(Message::lists)
            .map(|(_, list, _)| list.iter().filter_map(|n| u8::try_from(*n).ok()).collect())
            .collect();
        assert!(lists.contains(&numbers), "{messages:?}");
    }
}

#[test]
fn lists_behind_their_counts_are_told_apart() {
    let ints = |values: &[u8]| -> Vec<u8> { values.iter().flat_map(|n| [0, 0, 0, *n]).collect() };
    let (count, list, other) = (ints(&[3]), ints(&[12, 7, 100]), ints(&[1, 12]));
    // A count that was sent by itself is none of the numbers.
    let apart = read(&sent(&[&count, &list, &other[..4], &other[4..]]), Direction::ToServer);
    let lists: Vec<_> = apart.iter().flat_map(|message| message.lists().map(|(_, list, _)| list)).collect();
    assert_eq!(lists, [&[12, 7, 100][..], &[12]]);
    // Where it was not, it may be one.
    let joined = read(&sent(&[&[count, list, other].concat()]), Direction::ToServer);
    let lists: Vec<_> = joined.iter().flat_map(|message| message.lists().map(|(_, list, _)| list)).collect();
    assert_eq!(lists[0], [3, 12, 7, 100, 1, 12]);
    assert!(lists.contains(&&[12, 7, 100][..]) && lists.contains(&&[12][..]), "{lists:?}");
}

#[test]
fn short_answers_in_words_are_read() {
    let lists = |sends: &[&[u8]]| -> Vec<(Vec<i64>, Option<String>)> {
        let messages = read(&connection(sends), Direction::ToServer);
        let lists = messages.iter().flat_map(Message::lists);
        lists.map(|(_, list, label)| (list.to_vec(), label.map(str::to_owned))).collect()
    };
    let label = |words: &str| Some(words.to_owned());
    for sends in
        [&[&b"in both: 7\n"[..], b"in both: 12\n", b"bye\n"][..], &[b"in both: 7\nin both: 12\nbye\n"]]
    {
        assert_eq!(lists(sends), [(vec![7, 12], label("in both"))]);
    }
    assert_eq!(lists(&[b"7 is common\n", b"12 is common\n", b"END\n"]), [(vec![7, 12], label("is common"))]);
    assert_eq!(lists(&[b"we share 7\n", b"<next\n", b"nothing in common with 12\n"]).len(), 1);
    assert_eq!(lists(&[b"hello, client 7\n"]), []);
}

#[test]
fn two_equal_lines_are_also_two_lists() {
    let lists = |sends: &[&[u8]]| -> Vec<Vec<i64>> {
        let messages = read(&connection(sends), Direction::ToServer);
        messages.iter().flat_map(Message::lists).map(|(_, list, _)| list.to_vec()).collect()
    };
    assert_eq!(lists(&[b"9\n", b"9\n"]), [vec![9, 9], vec![9], vec![9]]);
    assert_eq!(lists(&[b"9\n", b"7\n"]), [[9, 7]]);
}

#[test]
fn one_small_number_a_send_is_what_the_others_are() {
    let shorts = [65u8, 66, 7, 53, 49, 100].map(|n| [n, 0]);
    let sends: Vec<&[u8]> = shorts.iter().map(<[u8; 2]>::as_slice).collect();
    assert_eq!(read_sends(&sends), ["[65, 66, 7, 53, 49, 100] (16-bit integers, little-endian)"]);
    let slots: Vec<Vec<u8>> =
        ["5", "12", "7", "100", "end"].map(|n| [n.as_bytes(), &[0; 13]].concat()).into();
    let sends: Vec<&[u8]> = slots.iter().map(Vec::as_slice).collect();
    assert!(read_sends(&sends)[0].starts_with("[5, 12, 7, 100]"), "{:?}", read_sends(&sends));
}

#[test]
fn what_was_left_in_a_buffer_behind_its_text_is_not_read() {
    let mut left_over = [0u8, 0x7f, 0xc0, 9, 1, 0, 0x55].repeat(8);
    left_over.truncate(52);
    for (text, expected) in [
        ("12 7 100 ", "[12, 7, 100] (numbers with blanks)"),
        ("[12, 7]", "[12, 7] (list in square brackets)"),
        ("nice to talk to you", "\"nice to talk to you"),
        ("7 ", "[7] (one number)"),
    ] {
        let buffer = [text.as_bytes(), &left_over].concat();
        let read = read_sends(&[&buffer]);
        assert!(read[0].starts_with(expected) && read.len() == 1, "{read:?}");
    }
    let record = [b"7\0\0\0\xc9\0\0\0".as_slice(), &left_over].concat();
    assert!(!read_sends(&[&record])[0].contains("one number"), "a struct");
}

#[test]
fn a_strange_end_mark_is_one_where_both_sides_end_with_it() {
    let is_read = |sends: &[&[u8]]| {
        let messages = read(&connection(sends), Direction::ToServer);
        messages[0].lists().any(|(reading, list, _)| list == [7, 12] && reading.frame == Frame::EndMark)
    };
    assert!(is_read(&[b"7 12 101\n", b"<7 101\n"]));
    assert!(!is_read(&[b"7 12 101\n", b"<7 12\n"]));
    assert!(is_read(&[&[7, 0, 12, 0, 200, 0], b"<\x07\0\xc8\0"]));
    assert!(!is_read(&[&[7, 0, 12, 0, 200, 0], b"<\x07\0\x0c\0"]));
}
