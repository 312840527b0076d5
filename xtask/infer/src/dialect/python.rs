//! Objects as Python prints them, there and back.

use super::pickle::DEEPEST;

/// An object.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A number.
    Int(i64),
    /// `None`, `True`, `False`.
    Name(&'static str),
    /// A text, a character each byte of its UTF-8.
    Text(String),
    /// `[..]`
    List(Vec<Self>),
    /// `(..)`
    Tuple(Vec<Self>),
    /// `{..}`
    Set(Vec<Self>),
    /// `{.. : ..}`, keys and values in turn.
    Dict(Vec<Self>),
}

/// The object of a text; `None` where Python would not print one so.
pub fn parse(text: &str) -> Option<Value> {
    let mut rest = text;
    let value = value(&mut rest, 0)?;
    rest.is_empty().then_some(value)
}

fn value(rest: &mut &str, depth: usize) -> Option<Value> {
    if depth > DEEPEST {
        return None;
    }
    for name in ["None", "True", "False"] {
        if eat(rest, name) {
            return Some(Value::Name(name));
        }
    }
    if eat(rest, "set()") {
        return Some(Value::Set(Vec::new()));
    }
    match rest.chars().next()? {
        '[' => Some(Value::List(members(rest, "[", "]", depth)?.0)),
        '(' => {
            let (found, _) = members(rest, "(", ")", depth)?;
            Some(Value::Tuple(found))
        }
        '{' => match members(rest, "{", "}", depth)? {
            (found, is_dict) if is_dict || found.is_empty() => Some(Value::Dict(found)),
            (found, _) => Some(Value::Set(found)),
        },
        quote @ ('\'' | '"') => string(rest, quote),
        _ => {
            let digits = rest.bytes().skip(1).take_while(u8::is_ascii_digit).count() + 1;
            let number = rest[..digits].parse::<i64>().ok().filter(|n| n.to_string() == rest[..digits])?;
            *rest = &rest[digits..];
            Some(Value::Int(number))
        }
    }
}

fn eat(rest: &mut &str, word: &str) -> bool {
    rest.strip_prefix(word).map(|behind| *rest = behind).is_some()
}

/// The members, and whether they are keys and values.
fn members(rest: &mut &str, open: &str, close: &str, depth: usize) -> Option<(Vec<Value>, bool)> {
    eat(rest, open);
    let (mut found, mut is_dict) = (Vec::new(), false);
    while !eat(rest, close) {
        if !found.is_empty() && !eat(rest, ", ") {
            return (open == "(" && found.len() == 1 && eat(rest, ",)")).then_some((found, false));
        }
        found.push(value(rest, depth + 1)?);
        if open == "{" && eat(rest, ": ") {
            is_dict = true;
            found.push(value(rest, depth + 1)?);
        }
    }
    Some((found, is_dict))
}

fn string(rest: &mut &str, quote: char) -> Option<Value> {
    let (mut text, mut is_escaped) = (String::new(), false);
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if is_escaped => {
                text.push(match c {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    _ => c,
                });
                is_escaped = false;
            }
            '\\' => is_escaped = true,
            c if c == quote => {
                *rest = &rest[at + 1..];
                return Some(Value::Text(text));
            }
            c => text.push(c),
        }
    }
    None
}

/// A text in quotes.
pub fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut found = String::from(quote);
    for c in text.chars() {
        match c {
            '\n' => found.push_str("\\n"),
            '\r' => found.push_str("\\r"),
            '\t' => found.push_str("\\t"),
            c if c == '\\' || c == quote => found.extend(['\\', c]),
            c => found.push(c),
        }
    }
    found.push(quote);
    found
}

/// A number with a point, as Python prints the usual ones.
pub fn float(value: f64) -> String {
    format!("{value:?}")
}

/// A number of up to eight bytes, the lowest first.
pub fn long(bytes: &[u8]) -> Option<i64> {
    let fill = if bytes.last().is_some_and(|b| *b >= 0x80) { 0xff } else { 0 };
    let mut wide = [fill; 8];
    wide.get_mut(..bytes.len())?.copy_from_slice(bytes);
    Some(i64::from_le_bytes(wide))
}

/// Its bytes, no more than it needs.
pub fn long_bytes(value: i64) -> Vec<u8> {
    let bytes = value.to_le_bytes();
    let needed = (1..=8).find(|n| long(&bytes[..*n]) == Some(value)).unwrap_or(8);
    bytes[..needed].to_vec()
}
