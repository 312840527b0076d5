//! Text in base64, in one line.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The bytes; `None` where a character is none of the alphabet, or the padding is wrong.
pub fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let body = text.strip_suffix(b"==").or_else(|| text.strip_suffix(b"=")).unwrap_or(text);
    if !text.len().is_multiple_of(4) || body.len() % 4 == 1 {
        return None;
    }
    let mut bytes = Vec::with_capacity(body.len());
    for chunk in body.chunks(4) {
        let mut bits = 0u32;
        for at in 0..4 {
            let six = chunk.get(at).map_or(Some(0), |c| ALPHABET.iter().position(|a| a == c))?;
            bits = bits << 6 | six as u32;
        }
        bytes.extend(&bits.to_be_bytes()[1..chunk.len()]);
    }
    Some(bytes)
}

/// Its text.
pub fn encode(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len() * 4 / 3 + 4);
    for chunk in bytes.chunks(3) {
        let at = |n: usize| u32::from(chunk.get(n).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for n in 0..4 {
            text.push(if n > chunk.len() { b'=' } else { ALPHABET[(bits >> (18 - 6 * n) & 63) as usize] });
        }
    }
    text
}
