//! Text of unknown origin, made harmless to whoever reads it in a terminal or a file.

/// Text of unknown origin without the means to steer a terminal: no control characters, and none that turn the direction
/// of writing round.
pub fn printable(text: &str) -> String {
    let harmless = |c: char| if steers(c) { c.escape_debug().collect() } else { c.to_string() };
    text.chars().map(harmless).collect()
}

/// A JSON document of the same meaning in which no string has such a character as it is. JSON itself escapes those of ASCII.
pub fn printable_json(document: &str) -> String {
    let mut out = String::with_capacity(document.len());
    for c in document.chars() {
        match c {
            _ if !c.is_ascii() && steers(c) || c == '\u{7f}' => out += &format!("\\u{:04x}", u32::from(c)),
            _ => out.push(c),
        }
    }
    out
}

fn steers(c: char) -> bool {
    let turns =
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || turns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_says_the_same_in_harmless_characters() {
        let all: String = (0..=0xffff).filter_map(char::from_u32).collect();
        for document in [serde_json::to_string(&all), serde_json::to_string_pretty(&[&all])] {
            let document = document.expect("text");
            let harmless = printable_json(&document);
            assert!(harmless.chars().all(|c| c == '\n' || !steers(c)));
            let [one, other] = [&document, &harmless].map(|text| serde_json::from_str(text).expect("JSON"));
            let (one, other): (serde_json::Value, serde_json::Value) = (one, other);
            assert_eq!(one, other);
        }
    }
}
