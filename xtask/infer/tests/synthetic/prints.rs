//! Print formats: what a client prints of what it sent, of the final list and of the duplicates.

use super::random::Random;
use super::wires::json;

/// The duplicates, as a program has them.
#[derive(Debug, Clone)]
pub enum Duplicates {
    /// A list.
    List(Vec<i64>),
    /// Each with how often it is there.
    Counts(Vec<(i64, usize)>),
}

impl Duplicates {
    fn numbers(&self) -> Vec<i64> {
        match self {
            Self::List(list) => list.clone(),
            Self::Counts(counts) => counts.iter().map(|(value, _)| *value).collect(),
        }
    }

    fn text(&self, separator: &str, open: &str, close: &str) -> String {
        match self {
            Self::List(list) => format!("{open}{}{close}", join(list, separator)),
            Self::Counts(counts) => {
                let pairs: Vec<String> = counts.iter().map(|(value, n)| format!("{value}: {n}")).collect();
                format!("{{{}}}", pairs.join(", "))
            }
        }
    }

    fn json(&self) -> String {
        match self {
            Self::List(list) => json(list),
            Self::Counts(counts) => {
                let pairs: Vec<String> =
                    counts.iter().map(|(value, n)| format!("\"{value}\": {n}")).collect();
                format!("{{{}}}", pairs.join(", "))
            }
        }
    }

    fn lines(&self) -> String {
        match self {
            Self::List(list) => list.iter().map(|x| format!("Duplicate: {x}\n")).collect(),
            Self::Counts(counts) => {
                counts.iter().map(|(value, n)| format!("{value} appears {n} times\n")).collect()
            }
        }
    }

    fn bare(&self) -> String {
        match self {
            Self::List(list) => join(list, " "),
            Self::Counts(counts) => {
                counts.iter().map(|(value, n)| format!("{value}:{n}")).collect::<Vec<_>>().join(" ")
            }
        }
    }
}

/// What was printed on standard output and standard error.
pub type Text = (String, String);
type Print = fn(&[i64], &[i64], &Duplicates, &mut Random) -> Text;

/// Numbers with something between them.
pub fn join(xs: &[i64], separator: &str) -> String {
    xs.iter().map(i64::to_string).collect::<Vec<_>>().join(separator)
}

fn lines(xs: &[i64]) -> String {
    xs.iter().map(|x| format!("{x}\n")).collect()
}

/// A time as a log has it.
pub fn stamp(r: &mut Random) -> String {
    let (day, hour, minute, second) =
        (r.between(1, 28), r.between(0, 23), r.between(0, 59), r.between(0, 59));
    format!("2024-05-{day:02} {hour:02}:{minute:02}:{second:02},{:03}", r.between(0, 999))
}

fn wrapped(xs: &[i64]) -> String {
    xs.chunks(10).map(|row| join(row, " ")).collect::<Vec<_>>().join("\n") + "\n"
}

fn tuple(xs: &[i64]) -> String {
    match xs {
        [x] => format!("({x},)"),
        _ => format!("({})", join(xs, ", ")),
    }
}

fn steps(o: &[i64]) -> String {
    let mut seen = Vec::new();
    let mut step = |(at, x): (usize, &i64)| {
        if !seen.contains(x) {
            seen.push(*x);
        }
        format!("step {at}: {}\n", json(&seen))
    };
    o.iter().take(12).enumerate().map(&mut step).collect()
}

fn out(text: String) -> Text {
    (text, String::new())
}

fn list(d: &Duplicates) -> String {
    d.text(", ", "[", "]")
}

/// All of them, by name, in the order in which a pair draws them.
pub const PRINTS: [(&str, Print); 31] = [
    ("labels", |o, f, d, _| {
        out(format!("Original list: {}\nFinal list: {}\nDuplicates: {}\n", json(o), json(f), list(d)))
    }),
    ("labels-no-original", |_, f, d, _| {
        out(format!("Final list: {}\nDuplicates found: {}\n", json(f), list(d)))
    }),
    ("no-labels", |o, f, d, _| out(format!("{}\n{}\n{}\n", json(o), json(f), list(d)))),
    ("no-labels-no-original", |_, f, d, _| out(format!("{}\n{}\n", json(f), list(d)))),
    ("lying-labels", |o, f, d, _| {
        out(format!("Sent: {}\nDuplicates: {}\nFinal list: {}\n", json(o), json(f), list(d)))
    }),
    ("same-labels", |o, f, d, _| out(format!("List: {}\nList: {}\nList: {}\n", json(o), json(f), list(d)))),
    ("bare-lines", |o, f, d, _| {
        out(format!("Numbers: {}\nUnique: {}\nRepeated: {}\n", join(o, " "), join(f, " "), d.bare()))
    }),
    ("one-a-line", |_, f, d, _| {
        out(format!("Final list:\n{}Duplicates:\n{}", lines(f), lines(&d.numbers())))
    }),
    ("one-a-line-all", |o, f, d, _| {
        out(format!("Sending\n{}\n---\n{}\n---\n{}", join(o, "\n"), join(f, "\n"), lines(&d.numbers())))
    }),
    ("numbered", |_, f, d, _| {
        let rows: String = f.iter().enumerate().map(|(i, x)| format!("{}. {x}\n", i + 1)).collect();
        out(format!("Final list\n{rows}Duplicates {}\n", list(d)))
    }),
    ("sentence-each", |_, f, d, _| {
        let rows: String = f.iter().map(|x| format!("{x} is in the final list\n")).collect();
        out(format!("{rows}{} in all\nDuplicates: {}\n", f.len(), list(d)))
    }),
    ("duplicate-each", |_, f, d, _| out(format!("Final list: {}\n{}Done.\n", json(f), d.lines()))),
    ("sentences", |_, f, d, _| {
        let (last, first) =
            f.split_last().map_or(("nothing".to_owned(), &[][..]), |(x, xs)| (x.to_string(), xs));
        let d = d.text(", ", "", "");
        let removed = if d.is_empty() { "nothing" } else { &d };
        out(format!("The server returned {} and {last}.\nIt removed {removed}.\n", join(first, ", ")))
    }),
    ("logging", |o, f, d, r| {
        let (a, b, c) = (stamp(r), stamp(r), stamp(r));
        out(format!(
            "{a} INFO Sent {}\n{b} INFO Received {}\n{c} INFO Duplicates {}\n",
            json(o),
            json(f),
            list(d)
        ))
    }),
    ("logging-stderr", |_, f, d, r| {
        let (a, b) = (stamp(r), stamp(r));
        (
            String::new(),
            format!("{a} DEBUG client: final={}\n{b} DEBUG client: duplicates={}\n", json(f), list(d)),
        )
    }),
    ("counted", |o, f, d, _| {
        let (n, m, k) = (o.len(), f.len(), d.numbers().len());
        let (o, f, d) = (json(o), json(f), list(d));
        out(format!("Generated {n} numbers: {o}\nFinal list ({m} numbers): {f}\nDuplicates ({k}): {d}\n"))
    }),
    ("banner", |_, f, d, r| {
        let port = r.between(32768, 60999);
        let head = format!("Connecting to 10.0.0.2:12345...\nConnected from ('10.0.0.1', {port})\n");
        let body = format!("final list {}\nduplicate numbers {}\n", json(f), list(d));
        out(format!("{head}{body}Closed after 0.{} s\n", r.between(1000, 9999)))
    }),
    ("wrapped", |_, f, d, _| {
        out(format!("Final list:\n{}\nDuplicates:\n{}", wrapped(f), wrapped(&d.numbers())))
    }),
    ("table", |_, f, d, _| {
        let row = |xs: &[i64]| xs.iter().map(|x| format!("{x:4}")).collect::<String>();
        out(format!("Final: {}\nDuplicates: {}\n", row(f), row(&d.numbers())))
    }),
    ("json-line", |_, f, d, _| out(format!("{{\"final\": {}, \"duplicates\": {}}}\n", json(f), d.json()))),
    ("tuples", |_, f, d, _| out(format!("final {}\nduplicates {}\n", tuple(f), d.text(", ", "{", "}")))),
    ("twice", |_, f, d, _| {
        let (f, d) = (json(f), list(d));
        out(format!("Got: {f}\nFinal list: {f}\nDups: {d}\nDuplicates are {d}\n"))
    }),
    ("steps", |o, f, d, _| out(format!("{}final: {}\ndups: {}\n", steps(o), json(f), list(d)))),
    ("one-line", |_, f, d, _| out(format!("final=[{}]; dups={}\n", join(f, ","), d.text(",", "[", "]")))),
    ("german", |o, f, d, _| {
        out(format!("Gesendete Zahlen: {}\nEndgültige Liste: {}\nDoppelte: {}\n", json(o), json(f), list(d)))
    }),
    ("dashes", |o, f, d, _| {
        out(format!("=====\n{}\n-----\n{}\n-----\n{}\n=====\n", json(o), json(f), list(d)))
    }),
    ("indexed", |_, f, d, _| {
        let rows = |name: &str, xs: &[i64]| -> String {
            xs.iter().enumerate().map(|(i, x)| format!("{name}[{i}] = {x}\n")).collect()
        };
        out(rows("final", f) + &rows("dup", &d.numbers()))
    }),
    ("dups-first", |_, f, d, _| {
        let mut sorted = f.to_vec();
        sorted.sort_unstable();
        out(format!("Duplicates: {}\nResult: {}\n", list(d), json(&sorted)))
    }),
    ("chunks", |_, f, d, _| {
        let received: String = "received 16 bytes\n".repeat(f.len() / 5);
        let (f, n) = (json(f), f.len() % 5);
        out(format!("{received}received {n} bytes\nFinal list: {f}\nDuplicates: {}\n", list(d)))
    }),
    ("raw-bytes", |_, f, d, _| {
        out(format!("Raw: b'{}'\nFinal: {}\nDuplicate values: {}\n", join(f, ","), json(f), d.bare()))
    }),
    ("none-word", |o, f, d, _| {
        let shown = if d.numbers().is_empty() { "none".to_owned() } else { list(d) };
        let removed = o.len() as i64 - f.len() as i64;
        out(format!("Final list: {}\nDuplicates: {shown}\nTotal removed: {removed}\n", json(f)))
    }),
];

/// Those that can show how often each duplicate is there.
pub const SHOWS_COUNTS: [&str; 11] = [
    "labels",
    "no-labels",
    "lying-labels",
    "duplicate-each",
    "logging",
    "one-line",
    "json-line",
    "dashes",
    "twice",
    "labels-no-original",
    "banner",
];
