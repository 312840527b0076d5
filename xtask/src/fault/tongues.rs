//! How the runtimes of each language say that a program fell over: one row a way of saying it. Expressions are matched in linear
//! time, whatever a program prints.

use std::sync::LazyLock;

use regex::Regex;

/// Which of the places that are named is the innermost.
#[derive(Debug, Clone, Copy)]
pub(super) enum Order {
    InnermostFirst,
    InnermostLast,
    /// The first, and one stands above the message.
    LineAbove,
}

/// One way of saying it.
#[derive(Debug)]
pub(super) struct Tongue {
    /// From the first line that is part of it; the group `message` is what went wrong.
    pub message: Regex,
    /// A place, in groups `file` and `line`.
    pub place: Regex,
    pub order: Order,
}

/// Message, place, order.
const ROWS: &[(&str, &str, Order)] = &[
    // Python: the places, the innermost last, then the message.
    (
        r#"(?m)^  File "[^"\n]+", line [0-9]+.*\n(?: .*\n)*(?P<message>[^ \n].*)$"#,
        r#"(?m)^  File "(?P<file>[^"\n]+)", line (?P<line>[0-9]+)"#,
        Order::InnermostLast,
    ),
    // Java: the message, then the places.
    (
        r#"(?m)^(?:Exception in thread "[^"\n]*" )?(?P<message>[A-Za-z_$][A-Za-z0-9_.$]*(?:Exception|Error)(?:: .*)?)\n(?:\t\.\.\..*\n)*\tat "#,
        r"(?m)^\tat .*\((?P<file>[^():\n]+):(?P<line>[0-9]+)\)$",
        Order::InnermostFirst,
    ),
    // Node: the line at fault, the message, the places.
    (
        r"(?m)^(?P<message>[A-Za-z_$](?:[^\n]*[^:\n])?)\n    at ",
        r"(?m)^(?:    at (?:[^\n]* \(|)|)(?P<file>[^ ()\n][^()\n]*):(?P<line>[0-9]+)(?::[0-9]+\)?)?$",
        Order::LineAbove,
    ),
    // Go: the message, then the places of each goroutine; the first is the one that fell.
    (
        r"(?m)^(?P<message>(?:panic|fatal error): .*)$",
        r"(?m)^\t(?P<file>[^\t\n]+\.go):(?P<line>[0-9]+)",
        Order::InnermostFirst,
    ),
    // `log.Fatal` says when, and not where.
    (
        r"(?m)^[0-9]{4}/[0-9]{2}/[0-9]{2} [0-9:.]+ (?:(?P<file>[^:\n]+\.go):(?P<line>[0-9]+): )?(?P<message>.*)$",
        r"(?m)^[0-9/]+ [0-9:.]+ (?P<file>[^:\n]+\.go):(?P<line>[0-9]+): ",
        Order::InnermostFirst,
    ),
    // Rust: place and message; from a `main` that returns an error the message alone.
    (
        r"(?m)^thread '[^'\n]*'(?: \([0-9]+\))? panicked at [^\n]*:\n(?P<message>.*)$",
        r"(?m)(?: panicked at |^ +at )(?P<file>[^:\n]+):(?P<line>[0-9]+):[0-9]+",
        Order::InnermostFirst,
    ),
    // Until 1.72 in one line.
    (
        r"(?m)^thread '[^'\n]*' panicked at '(?P<message>[^\n]*)', [^\n]*:[0-9]+:[0-9]+$",
        r"(?m)(?:', |^ +at )(?P<file>[^:\n]+):(?P<line>[0-9]+):[0-9]+",
        Order::InnermostFirst,
    ),
    (r"(?m)^Error: (?P<message>.*)\n?\z", NOWHERE, Order::InnermostFirst),
    // C and C++: the sanitizers of gcc and clang, and `assert`.
    (
        r"(?m)^==[0-9]+==ERROR: (?P<message>[A-Za-z]+Sanitizer: [^ \n]+(?: [a-z][^ \n0-9]*)*?)(?: on [^\n]*|: [^\n]*)?$",
        r"(?m)^ +#[0-9]+ 0x[0-9a-f]+ in [^\n]* (?P<file>[^ \n:()]+):(?P<line>[0-9]+)(?::[0-9]+)?$",
        Order::InnermostFirst,
    ),
    (
        r"(?m)^[^ :\n]+:[0-9]+:[0-9]+: runtime error: (?P<message>.*)$",
        r"(?m)^(?P<file>[^ :\n]+):(?P<line>[0-9]+):[0-9]+: runtime error: ",
        Order::InnermostFirst,
    ),
    (
        r"(?m)^[^:\n]+: [^:\n]+:[0-9]+: [^\n]*: (?P<message>Assertion [^\n]* failed\.)$",
        r"(?m)^[^:\n]+: (?P<file>[^:\n]+):(?P<line>[0-9]+): ",
        Order::InnermostFirst,
    ),
    // Ruby: place and message in a line, then the places around it.
    (
        r"(?m)^[^ :\n]+:[0-9]+:in [^\n]+?': (?P<message>[^\n]+ \([A-Za-z0-9_:]+\))$",
        r"(?m)^(?:\tfrom )?(?P<file>[^\t:\n]+):(?P<line>[0-9]+):in ",
        Order::InnermostFirst,
    ),
    // PHP: the same.
    (
        r"(?m)^(?:PHP )?(?:Fatal|Parse) error: +(?:Uncaught )?(?P<message>[^\n]*?) in [^\n]+?(?: on line |:)[0-9]+$",
        r"(?m)(?: in |^#[0-9]+ )(?P<file>[^ \n]+?)(?: on line |:|\()(?P<line>[0-9]+)(?:\): [^\n]*)?$",
        Order::InnermostFirst,
    ),
    // Perl: both in a line.
    (
        r"(?m)^(?P<message>[^\n]*) at [^\n]+ line [0-9]+(?:, <[^\n>]*> (?:line|chunk) [0-9]+)?\.$",
        r"(?m) at (?P<file>[^ \n]+) line (?P<line>[0-9]+)(?:, <[^\n>]*> (?:line|chunk) [0-9]+)?\.$",
        Order::InnermostFirst,
    ),
];

/// Matches nothing.
const NOWHERE: &str = "[a&&b]";

pub(super) static TONGUES: LazyLock<Vec<Tongue>> = LazyLock::new(|| {
    let regex = |text: &str| Regex::new(text).expect("a right expression");
    let row = |(message, place, order): &(&str, &str, Order)| Tongue {
        message: regex(message),
        place: regex(place),
        order: *order,
    };
    ROWS.iter().map(row).collect()
});

/// What stands on a terminal: runtimes colour what they say there.
pub(super) fn without_colours(text: &str) -> String {
    static COLOUR: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("\x1b\\[[0-9;]*m|\r").expect("a right expression"));
    COLOUR.replace_all(text, "").into_owned()
}
