//! Text of unknown origin, made harmless to whoever reads it in a terminal.

/// Text of unknown origin without the means to steer a terminal: no control characters, and none that turn the direction
/// of writing round.
pub fn printable(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let harmless =
        |c: char| if c.is_control() || turns(c) { c.escape_debug().collect() } else { c.to_string() };
    text.chars().map(harmless).collect()
}
