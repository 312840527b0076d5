use super::*;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

fn show(bytes: &[u8], literal: &Literal) -> String {
    let all = |items: &[Literal]| items.iter().map(|item| show(bytes, item)).collect::<Vec<_>>().join(" ");
    match literal {
        Literal::Int(n) => n.to_string(),
        Literal::Float => "float".into(),
        Literal::Str(range) | Literal::Word(range) => {
            String::from_utf8_lossy(&bytes[range.clone()]).into_owned()
        }
        Literal::Seq(seq) => format!("[{}]", all(&seq.items)),
        Literal::Map(entries) => {
            let entry = |(key, value): &(_, _)| format!("{}:{}", show(bytes, key), show(bytes, value));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(" "))
        }
    }
}

fn streams() -> impl Iterator<Item = (&'static str, Vec<u8>)> {
    include_str!("../../../infer/src/dialect/java/written.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (expected, code) = line.split_once(" <- ").expect("a meaning and a stream");
            (expected, STANDARD.decode(code).expect("base64"))
        })
}

fn read_all(bytes: &[u8]) -> Option<(Vec<Content>, usize)> {
    decode(bytes, 0, &mut bytes.len())
}

#[test]
fn what_java_wrote_is_read() {
    assert!(streams().count() > 10);
    for (expected, bytes) in streams() {
        let (found, end) = read_all(&bytes).expect("a stream");
        let found: Vec<String> = found
            .iter()
            .map(|content| match &content.kind {
                ContentKind::Object(literal) => show(&bytes, literal),
                ContentKind::Data(data) => format!("data {:?}", &bytes[data.clone()]),
            })
            .collect();
        assert_eq!((found.join(" | ").as_str(), end), (expected, bytes.len()));
    }
}

#[test]
fn a_stream_that_refers_to_itself_again_and_again_stays_small() {
    // Object[] of two references to the array before, 60 times: 2^60 numbers if each were unfolded.
    let (_, first) = streams().find(|(expected, _)| expected.starts_with("[[1")).expect("nested arrays");
    let mut bytes = first.clone();
    let class = 0x7e_0000_u32;
    for handle in 1..60 {
        bytes.extend([0x75, 0x71]);
        bytes.extend(class.to_be_bytes());
        bytes.extend([0, 0, 0, 2]);
        for _ in 0..2 {
            bytes.push(0x71);
            bytes.extend((class + handle).to_be_bytes());
        }
    }
    read_all(&bytes);
}

proptest! {
    #[test]
    fn a_stream_with_wrong_bytes_in_it_is_read(
        which in 0..11usize,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = streams().nth(which).expect("so many").1;
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len() + 1));
        read_all(&bytes);
    }
}
