//! Objects of Python as text as Python prints them, and back. Data only: no class is ever looked up.
//!
//! Opcodes are those of CPython's `Lib/pickletools.py`; what is written is what its `Pickler` writes, batches and memo included.

mod machine;
mod pickler;

use super::mark::SEND;
use super::python;
use machine::Machine;
use pickler::Pickler;

/// Objects nest no deeper.
pub const DEEPEST: usize = 40;
/// No object has more text: one that is shared over and over would.
pub const LONGEST: usize = 4 * crate::seen::MOST_BYTES;

/// The protocol that these bytes are in, if they are a pickle.
pub fn protocol(bytes: &[u8]) -> u8 {
    match bytes {
        [0x80, protocol, ..] => *protocol,
        [b']' | b'}' | b')', ..] => 1,
        _ => 0,
    }
}

/// The text of one pickle after the other.
pub fn shown(bytes: &[u8]) -> Option<String> {
    let (mut rest, mut found) = (bytes, Vec::new());
    while !rest.is_empty() {
        let (text, len) = Machine::default().run(rest)?;
        found.push(text);
        rest = &rest[len..];
    }
    (!found.is_empty()).then(|| found.join(&SEND.to_string()))
}

/// Pickles of a text as [`shown`] gives it.
pub fn written(text: &str, protocol: u8) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for object in text.split(SEND) {
        let body = Pickler::written(&python::parse(object)?, protocol)?;
        if protocol >= 2 {
            bytes.extend([0x80, protocol]);
        }
        if protocol >= 4 && body.len() >= 4 {
            bytes.push(0x95);
            bytes.extend((body.len() as u64).to_le_bytes());
        }
        bytes.extend(body);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What CPython 3.11 writes, by protocol.
    #[test]
    fn pickles_are_read_and_written_as_python_does() {
        let one = b"\x80\x04\x95\x0c\x00\x00\x00\x00\x00\x00\x00]\x94(K\x05M,\x01K\x00e.";
        let cases: [(&[u8], u8, &str); 5] = [
            (one, 4, "[5, 300, 0]"),
            (b"\x80\x02]q\x00(K\x05M,\x01J\xff\xff\xff\xffe.", 2, "[5, 300, -1]"),
            (b"(lp0\nI5\naI300\na.", 0, "[5, 300]"),
            (b"\x80\x04]\x94.", 4, "[]"),
            (b"\x80\x02}q\x00X\x01\x00\x00\x00aq\x01]q\x02K\x07as.", 2, "{'a': [7]}"),
        ];
        for (bytes, protocol, text) in cases {
            assert_eq!(shown(bytes).as_deref(), Some(text));
            assert_eq!(super::protocol(bytes), protocol);
            assert_eq!(written(text, protocol).as_deref(), Some(bytes), "{text}");
        }
        assert_eq!(shown(&[one.as_slice(), one].concat()), Some(format!("[5, 300, 0]{SEND}[5, 300, 0]")));
    }

    #[test]
    fn classes_and_bombs_are_refused() {
        assert_eq!(shown(b"cos\nsystem\n(S'id'\ntR."), None);
        // A list of two of a list of two ..., forty times.
        let mut bomb = b"\x80\x02]q\x00".to_vec();
        for n in 0..60u8 {
            bomb.extend([b']', b'q', n + 1, b'(', b'h', n, b'h', n, b'e']);
        }
        bomb.push(b'.');
        assert_eq!(shown(&bomb), None);
        // One that holds itself.
        assert_eq!(shown(b"]q\x00h\x00a."), None);
    }
}
