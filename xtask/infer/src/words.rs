//! What people read of an explanation: every phrase in one file.

use crate::dialect::Layer;
use crate::dialect::mark::{BETWEEN, SEND, TURN};
use crate::dialect::slots::{Ordinal, Slot};
use crate::explain::frames::Kind;
use crate::explain::functions::Function;
use crate::explain::source::Source;
use crate::oracle::Question;

/// What lies between the bytes of a stream and its numbers.
pub fn layer(layer: &Layer) -> String {
    match layer {
        Layer::Text => "text".to_owned(),
        Layer::PerSend => "text, each send by itself".to_owned(),
        Layer::EachSend(inner) => format!("{}, each send by itself", self::layer(inner)),
        Layer::Pickle(_) => "pickles of Python".to_owned(),
        Layer::Java(_) => "objects of Java".to_owned(),
        Layer::Marshal => "objects of Ruby".to_owned(),
        Layer::Base64(inner) => format!("{} in base64", self::layer(inner)),
        Layer::Behind(words, inner) => {
            format!("`{}`, then {}", words.escape_ascii(), self::layer(inner))
        }
        Layer::Hex { .. } => "two hexadecimal digits a number".to_owned(),
        Layer::HexNumbers(_) => "hexadecimal numbers".to_owned(),
        Layer::Percent(_) => "text with characters such as `%20`".to_owned(),
        Layer::Ranges(_) => "text with the first and the last of numbers that follow each other".to_owned(),
        Layer::Mask(_) => "a place for each value".to_owned(),
        Layer::Wide(wide) => format!("text of {} bytes a character", wide.width()),
        Layer::Digits { width, .. } => format!("{width} digits a number"),
        Layer::Frames(length, _) => format!("messages behind their length in {}", length.words()),
        Layer::Lengths(..) => "messages behind their length in digits".to_owned(),
        Layer::Fixed { head: None, item } => format!("integers of {}", item.words()),
        Layer::Fixed { head: Some(head), item } => {
            format!("an integer of {}, then integers of {}", head.words(), item.words())
        }
        Layer::Arrays { item, size, .. } => {
            format!("arrays of {size} bytes filled up with zeros, integers of {}", item.words())
        }
        Layer::FixedPerSend(item) => format!("integers of {}, each send by itself", item.words()),
        Layer::Blocks(head, item) => {
            format!("counts of {}, each before integers of {}", head.words(), item.words())
        }
        Layer::BehindCounts(head, item) => {
            format!("two counts of {}, then integers of {}", head.words(), item.words())
        }
        Layer::Shown(inner) => format!("text with bytes in it, which are {}", self::layer(inner)),
    }
}

/// How a list is written.
pub fn list(slot: &Slot, kind: Kind, separator: Option<&str>) -> String {
    let context = slot.key.label.context.as_ref();
    let mut text = match kind {
        Kind::Single => "one number".to_owned(),
        Kind::Index => "the numbers of its rows".to_owned(),
        Kind::Constant => "the same number over and over".to_owned(),
        Kind::Chain => "several lists, each behind its count".to_owned(),
        Kind::Bare => numbers(context, separator),
        Kind::Count => format!("a count, then {}", numbers(context, separator)),
        Kind::Miscount => format!("a wrong count, then {}", numbers(context, separator)),
        Kind::CountBehind => format!("{}, then their count", numbers(context, separator)),
        Kind::First => format!("a number, then {}", numbers(context, separator)),
        Kind::EndMark => format!("{}, then an end mark", numbers(context, separator)),
        Kind::CountAndEnd => format!("a count, {}, then one number more", numbers(context, separator)),
        Kind::Header => format!("a number, a count, then {}", numbers(context, separator)),
    };
    if let Some((_, column)) = slot.key.label.column {
        text += &format!(", in column {} of its rows", column + 1);
    }
    if context.chars().any(char::is_alphabetic) {
        let label = context.trim().trim_end_matches(['[', '(', '{', ' ']);
        text += &format!(", behind `{}`", label.replace('\n', " / "));
    }
    match slot.key.ordinal {
        Ordinal::Nth(0) | Ordinal::All | Ordinal::Together => text,
        Ordinal::Nth(n) => format!("{text}, the {}. of these", n + 1),
        Ordinal::First => format!("{text}, the first of these"),
        Ordinal::Last => format!("{text}, the last of these"),
        Ordinal::Within(n) => format!("{text}, the {}. of these", n + 1),
    }
}

fn numbers(context: &str, separator: Option<&str>) -> String {
    let within = match context.chars().next_back() {
        Some('[') if matches!(separator, Some("," | ", ")) => return "a JSON list".to_owned(),
        Some('[') => " in brackets",
        Some('(') => " in parentheses",
        Some('{') => " in braces",
        _ => "",
    };
    let between = match separator {
        None => "numbers".to_owned(),
        Some("," | ", ") => "numbers with commas between them".to_owned(),
        Some(" ") => "numbers with blanks between them".to_owned(),
        Some("\n") => "one number a line".to_owned(),
        Some(text) if text.contains(SEND) => "one number a send".to_owned(),
        Some(text) if text.contains(TURN) => "one number a message".to_owned(),
        Some(text) if text.contains(BETWEEN) => "integers".to_owned(),
        Some(text) => format!("numbers with `{}` between them", text.replace('\n', "\\n")),
    };
    between + within
}

/// What a list is. `functions`: those of its world, by place.
pub fn source(source: Source, functions: &[Function]) -> String {
    let named = |place: usize| functions.get(place).map_or_else(String::new, |known| function(*known));
    match source {
        Source::Literal => "numbers that nothing explains".to_owned(),
        Source::Constant => "the same in every case".to_owned(),
        Source::Exactly(place) => named(place),
        Source::Nearly(place) => format!("nearly {}", named(place)),
        Source::Prefix => "only the first numbers of what it should be".to_owned(),
    }
}

fn function(function: Function) -> String {
    match function {
        Function::Request => "the client's numbers".to_owned(),
        Function::RequestSorted => "the client's numbers, sorted".to_owned(),
        Function::RequestSet => "the client's numbers, each once".to_owned(),
        Function::Server => "the server's own numbers".to_owned(),
        Function::ServerSet => "the server's own numbers, each once".to_owned(),
        Function::Right(Question::Final) => "the client's numbers, each once".to_owned(),
        Function::Right(Question::ExtraOccurrences) => "every occurrence too many".to_owned(),
        Function::Right(Question::Repeated) => "the repeated numbers, each once".to_owned(),
        Function::Right(Question::Intersection) => "the numbers in both lists".to_owned(),
        Function::Mistake(..) | Function::Cut(_) | Function::CutAnswer(_) => {
            let name = function.mistake().map_or("", |(_, name)| name);
            format!("what the mistake `{name}` gives")
        }
        Function::Said(_) => "what the server sent".to_owned(),
        Function::Raw(_) => "what the server sent, with all that stands round it".to_owned(),
    }
}
