//! Numbers in digits of another base, a hundred bits, and bytes that were made text: `07 0c 64`, `00000111`, `BwxkDA==`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The lab's numbers end at 100; a digest has bytes of any size.
const LARGEST: i64 = 127;

/// A base that numbers are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    Two,
    Sixteen,
}

/// The base that a text of numbers is written in, beyond doubt: words of two hexadecimal digits, or all digits in one word,
/// with a letter among them, or words of seven or eight zeros and ones.
pub(super) fn base(text: &[u8]) -> Option<Base> {
    let numbers = |base, fewest| numbers(text, base, Width::Full).filter(|numbers| numbers.len() >= fewest);
    let has = |kind: fn(&u8) -> bool| text.iter().any(kind);
    if numbers(Base::Two, 2).is_some() {
        return Some(Base::Two);
    }
    let is_sixteen = has(u8::is_ascii_alphabetic) && has(u8::is_ascii_digit);
    (is_sixteen && numbers(Base::Sixteen, 4).is_some()).then_some(Base::Sixteen)
}

/// The numbers of a text in a base that is known; `None` where it is anything else.
pub(super) fn in_base(text: &[u8], base: Base) -> Option<Vec<i64>> {
    numbers(text, base, Width::Any)
}

/// How many digits a number has.
#[derive(Clone, Copy)]
enum Width {
    /// As many as the largest number, filled up with zeros.
    Full,
    Any,
}

fn numbers(text: &[u8], base: Base, width: Width) -> Option<Vec<i64>> {
    let (radix, full, mark) = match base {
        Base::Two => (2, 7..=8, "0b"),
        Base::Sixteen => (16, 2..=2, "0x"),
    };
    let width = match width {
        Width::Full => full,
        Width::Any => 1..=*full.end(),
    };
    let text = std::str::from_utf8(text).ok()?;
    let words: Vec<&str> =
        text.split([' ', ',', ';', ':', '-', '\n', '\r', '\t']).filter(|word| !word.is_empty()).collect();
    let number = |digits: &str| {
        let is_one = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let value = i64::from_str_radix(digits, radix).ok().filter(|_| is_one);
        value.filter(|value| *value <= LARGEST)
    };
    if let [word] = words[..]
        && base == Base::Sixteen
        && word.len().is_multiple_of(2)
    {
        return word.as_bytes().chunks(2).map(|digits| number(std::str::from_utf8(digits).ok()?)).collect();
    }
    let word = |word: &&str| match word.strip_prefix(mark) {
        Some(digits) => number(digits),
        None => number(word).filter(|_| width.contains(&word.len())),
    };
    words.iter().map(word).collect::<Option<Vec<i64>>>().filter(|numbers| !numbers.is_empty())
}

/// The numbers from 1 to 100 for which a one stands in a text of a hundred zeros and ones, or of 101 from 0 on.
pub(super) fn in_bits(text: &[u8]) -> Option<Vec<i64>> {
    let text = text.trim_ascii();
    let first = match text.len() {
        100 => 1,
        101 => 0,
        _ => return None,
    };
    let is_set = |at: &i64| text[(at - first) as usize] == b'1';
    text.iter().all(|bit| matches!(bit, b'0' | b'1')).then(|| (first..=100).filter(is_set).collect())
}

/// What stands in a text that is base64, in one line or in lines of one length, and nothing else. A word may look like it:
/// where nothing else `is_in_base64`, a text has to be long, and mixed as words are not.
pub(super) fn decoded(text: &[u8], is_in_base64: bool) -> Option<Vec<u8>> {
    const FEWEST: usize = 16;
    let text: Vec<u8> = text.iter().copied().filter(|byte| !matches!(byte, b'\n' | b'\r')).collect();
    // Words have no capitals within, nor digits.
    let is_mixed = text.iter().any(u8::is_ascii_uppercase) && text.iter().any(u8::is_ascii_lowercase);
    (is_in_base64 || text.len() >= FEWEST && is_mixed).then(|| STANDARD.decode(text).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_another_base_are_told_from_all_other_text() {
        for (text, expected) in [
            ("07 0c 64 0c", Some((Base::Sixteen, vec![7, 12, 100, 12]))),
            ("0x7,0xc,0x64,0xc", Some((Base::Sixteen, vec![7, 12, 100, 12]))),
            ("070c640c\n", Some((Base::Sixteen, vec![7, 12, 100, 12]))),
            ("00000111 00001100 01100100 00000001", Some((Base::Two, vec![7, 12, 100, 1]))),
            ("0000111 0001100 1100100 0000001", Some((Base::Two, vec![7, 12, 100, 1]))),
            ("07 12 10 12", None),
            ("10 100 11 1", None),
            ("be ad fa ce", None),
            ("07 0c 64", None),
            ("d41d8cd98f00b204e9800998ecf8427e", None),
            ("", None),
        ] {
            let found = base(text.as_bytes()).and_then(|base| Some((base, in_base(text.as_bytes(), base)?)));
            assert_eq!(found, expected, "{text}");
        }
        assert_eq!(in_base(b"12\n", Base::Sixteen), Some(vec![18]), "where the base is known");
        assert_eq!(in_base(b"7 c 64\n", Base::Sixteen), Some(vec![7, 12, 100]));
        assert_eq!(in_base(b"\n", Base::Sixteen), None);
    }

    #[test]
    fn a_hundred_bits_are_a_set() {
        let mut bits = [b'0'; 101];
        for number in [7, 12, 100] {
            bits[number] = b'1';
        }
        assert_eq!(in_bits(&bits), Some(vec![7, 12, 100]));
        assert_eq!(in_bits(&bits[1..]), Some(vec![7, 12, 100]));
        assert_eq!(in_bits(&bits[2..]), None);
        assert_eq!(in_bits(&[b'2'; 100]), None);
    }

    #[test]
    fn base64_is_told_from_words() {
        assert_eq!(decoded(b"WzcsIDEyLCAxMDBd\n", false).as_deref(), Some(&b"[7, 12, 100]"[..]));
        assert_eq!(decoded(b"WzcsIDEy\nLCAxMDBd\n", false).as_deref(), Some(&b"[7, 12, 100]"[..]));
        assert_eq!(decoded(b"internationalize", false), None);
        assert_eq!(decoded(b"It was nice talking to you", false), None);
        assert_eq!(decoded(b"WzddCg==", false), None, "too short to be sure");
        assert_eq!(decoded(b"WzddCg==", true).as_deref(), Some(&b"[7]\n"[..]));
    }
}
