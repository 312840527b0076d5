//! Whatever is sent, and however it is cut, is read.

use proptest::prelude::*;

use super::*;

/// A list as programs send it, in a format that says itself where it ends.
fn formats(list: &[i64]) -> Vec<Vec<u8>> {
    let words: Vec<String> = list.iter().map(i64::to_string).collect();
    let pickle = serde_pickle::to_vec(&list, serde_pickle::SerOptions::new()).expect("a pickle");
    vec![
        format!("{list:?}").into_bytes(),
        format!("[{}]", words.join(",")).into_bytes(),
        format!("[{}]", words.join(" ")).into_bytes(),
        format!("{{{}}}", words.join(", ")).into_bytes(),
        format!("{{\"numbers\": {list:?}}}").into_bytes(),
        pickle,
    ]
}

fn cut<'a>(bytes: &'a [u8], places: &[prop::sample::Index]) -> Vec<&'a [u8]> {
    let mut at: Vec<usize> = places.iter().map(|place| place.index(bytes.len() + 1)).collect();
    at.extend([0, bytes.len()]);
    at.sort_unstable();
    at.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect()
}

proptest! {
    #[test]
    fn every_list_comes_back_however_it_is_cut(
        list in proptest::collection::vec(1i64..=100, 2..60),
        which in 0..6usize,
        greeting in prop::option::of("[e-z]{3,12}!"),
        places in proptest::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let mut bytes = greeting.clone().unwrap_or_default().into_bytes();
        bytes.extend(&formats(&list)[which]);
        let sends = cut(&bytes, &places);
        let messages = read(&sent(&sends), Direction::ToServer);
        prop_assert_eq!(messages.len(), 1 + usize::from(greeting.is_some()), "{:?}", messages);
        let (reading, got, _) = messages.last().and_then(|m| m.lists().next()).expect("a list");
        prop_assert_eq!((reading.frame, got), (Frame::Bare, &list[..]));
    }

    #[test]
    fn numbers_with_separators_come_back_however_they_are_cut(
        list in proptest::collection::vec(1i64..=100, 2..60),
        separator in prop::sample::select(vec![",", ", ", " ", ";", "\t", "\n"]),
        places in proptest::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let words: Vec<String> = list.iter().map(i64::to_string).collect();
        let bytes = words.join(separator).into_bytes();
        let messages = read(&sent(&cut(&bytes, &places)), Direction::ToServer);
        prop_assert_eq!(messages.len(), 1, "{:?}", messages);
        let got = messages[0].lists().next().expect("a list").1;
        prop_assert_eq!(got, &list[..]);
    }

    #[test]
    fn one_number_a_send_comes_back(list in proptest::collection::vec(1i64..=100, 2..60)) {
        let words: Vec<Vec<u8>> = list.iter().map(|n| n.to_string().into_bytes()).collect();
        let sends: Vec<&[u8]> = words.iter().map(Vec::as_slice).collect();
        let messages = read(&sent(&sends), Direction::ToServer);
        prop_assert_eq!(messages.len(), 1);
        prop_assert_eq!(messages[0].lists().next().expect("a list").1, &list[..]);
    }

    #[test]
    fn any_bytes_in_any_segments_are_read(
        sends in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 0..12),
    ) {
        let sends: Vec<&[u8]> = sends.iter().map(Vec::as_slice).collect();
        check_cover(&sends)?;
    }

    #[test]
    fn any_text_in_any_segments_is_read(
        sends in proptest::collection::vec(r"[\[\](){},;:='\\ \n\x001-3a\-.I<]{0,12}|\(lp0|I1\na", 0..12),
    ) {
        let sends: Vec<&[u8]> = sends.iter().map(String::as_bytes).collect();
        check_cover(&sends)?;
    }
}

/// Messages stand in order, apart, and leave out nothing but blanks and zeros.
fn check_cover(sends: &[&[u8]]) -> Result<(), TestCaseError> {
    let connection = connection(sends);
    for direction in [Direction::ToServer, Direction::ToClient] {
        let joined = connection.sent(direction);
        let mut at = 0;
        for message in read(&connection, direction) {
            prop_assert!(at <= message.range.start && message.range.start < message.range.end, "{message:?}");
            at = message.range.end;
            prop_assert!(at <= joined.len() && !message.readings.is_empty());
            prop_assert_eq!(connection.segments[message.segment].direction, direction);
        }
    }
    Ok(())
}
