//! Text that is numbers.

use crate::reading::literal::number;

/// Text that is one number and nothing else, in digits of ten, sixteen (`0x1f`) or two (`0b111`).
pub(super) fn text_number(text: &[u8]) -> Option<i64> {
    let text = text.trim_ascii();
    for (mark, radix) in [(b"0x", 16), (b"0b", 2)] {
        if let Some(digits) =
            text.strip_prefix(mark).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        {
            return i64::from_str_radix(std::str::from_utf8(digits).ok()?, radix).ok();
        }
    }
    let (value, end) = number(text, 0)?;
    value.filter(|_| end == text.len())
}

/// Text that is numbers with separators between them and nothing else. A newline may be written as an escape.
pub(super) fn text_numbers(text: &[u8]) -> Option<Vec<i64>> {
    let mut values = Vec::new();
    let mut at = 0;
    while at < text.len() {
        match &text[at..] {
            [b' ' | b',' | b';' | b'\t', ..] => at += 1,
            [b'\\', b'n' | b't' | b'r', ..] => at += 2,
            _ => {
                let (value, end) = number(text, at)?;
                values.push(value?);
                if !matches!(text.get(end), None | Some(b' ' | b',' | b';' | b'\t' | b'\\')) {
                    return None;
                }
                at = end;
            }
        }
    }
    Some(values)
}
