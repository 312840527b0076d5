//! Further ways to print the final list and the duplicates, as languages and libraries print them.

use super::prints::join;
use super::wires::json;

/// What a client prints of its own list, the final one and the duplicates.
pub type Show = fn(&[i64], &[i64], &[i64]) -> String;

fn each(xs: &[i64], write: impl Fn(usize, i64) -> String) -> String {
    xs.iter().enumerate().map(|(at, x)| write(at, *x)).collect()
}

/// As Node prints a long array: columns as wide as the widest number.
fn node(xs: &[i64]) -> String {
    if xs.len() <= 6 {
        return format!("[ {} ]", join(xs, ", "));
    }
    let width = xs.iter().map(|x| x.to_string().len()).max().unwrap_or(1);
    let rows: Vec<String> = xs
        .chunks(12)
        .map(|row| {
            let cells: Vec<String> = row.iter().map(|x| format!("{x:>width$}")).collect();
            format!("  {}", cells.join(", "))
        })
        .collect();
    format!("[\n{}\n]", rows.join(",\n"))
}

fn numpy(xs: &[i64]) -> String {
    let width = xs.iter().map(|x| x.to_string().len()).max().unwrap_or(1);
    let cells: Vec<String> = xs.iter().map(|x| format!("{x:width$}")).collect();
    let rows: Vec<String> = cells.chunks(18).map(|row| row.join(" ")).collect();
    format!("[{}]", rows.join("\n "))
}

fn count(all: &[i64], x: i64) -> usize {
    all.iter().filter(|y| **y == x).count()
}

fn distinct(xs: &[i64]) -> Vec<i64> {
    infer::oracle::distinct(xs)
}

/// All of them, by name.
pub const SHOWS: &[(&str, Show)] = &[
    ("node", |_, f, d| format!("Final list: {}\nDuplicates: {}\n", node(f), node(d))),
    ("node set", |_, f, d| {
        format!(
            "final Set({}) {{ {} }}\ndups Set({}) {{ {} }}\n",
            f.len(),
            join(f, ", "),
            d.len(),
            join(d, ", ")
        )
    }),
    ("numpy", |o, f, d| format!("sent {}\nfinal {}\nduplicates {}\n", numpy(o), numpy(f), numpy(d))),
    ("go", |o, f, d| {
        format!("sent: [{}]\nunique: [{}]\nduplicates: [{}]\n", join(o, " "), join(f, " "), join(d, " "))
    }),
    ("go map", |o, f, d| {
        let counts: Vec<String> = distinct(d).iter().map(|x| format!("{x}:{}", count(o, *x))).collect();
        format!("unique: [{}]\nduplicates: map[{}]\n", join(f, " "), counts.join(" "))
    }),
    ("print_r", |_, f, d| {
        let array = |xs: &[i64]| format!("Array\n(\n{})\n", each(xs, |n, x| format!("    [{n}] => {x}\n")));
        format!("Final list:\n{}Duplicates:\n{}", array(f), array(d))
    }),
    ("counter", |o, f, d| {
        let counts: Vec<String> = distinct(d).iter().map(|x| format!("{x}: {}", count(o, *x))).collect();
        format!("Final: {}\nDuplicates: Counter({{{}}})\n", json(f), counts.join(", "))
    }),
    ("default dictionary", |o, f, d| {
        let counts: Vec<String> = distinct(d).iter().map(|x| format!("{x}: {}", count(o, *x))).collect();
        format!("Final: {}\nDuplicates: defaultdict(<class 'int'>, {{{}}})\n", json(f), counts.join(", "))
    }),
    ("dict_keys", |_, f, d| format!("Final: dict_keys({})\nDuplicates: dict_keys({})\n", json(f), json(d))),
    ("java map", |o, f, d| {
        let counts: Vec<String> = distinct(d).iter().map(|x| format!("{x}={}", count(o, *x))).collect();
        format!("Final: {}\nDuplicates: {{{}}}\n", json(f), counts.join(", "))
    }),
    ("table of markdown", |o, f, d| {
        let rows = each(&distinct(d), |_, x| format!("| {x} | {} |\n", count(o, x)));
        format!("Final: {}\n\n| number | times |\n|---|---|\n{rows}", join(f, ", "))
    }),
    ("csv", |o, f, d| {
        let rows = each(&distinct(d), |_, x| format!("{x},{}\n", count(o, x)));
        format!("final\n{}\n\nduplicate,count\n{rows}", join(f, "\n"))
    }),
    ("times in parentheses", |o, f, d| {
        let all: Vec<String> = distinct(d).iter().map(|x| format!("{x} (x{})", count(o, *x))).collect();
        format!("Final list: {}\nDuplicates: {}\n", join(f, " "), all.join(", "))
    }),
    ("occurs so often", |o, f, d| {
        let all = each(&distinct(d), |_, x| format!("The number {x} occurs {} times.\n", count(o, x)));
        format!("Final list: {}\n{all}", json(f))
    }),
    ("bullets", |_, f, d| {
        let all = |xs: &[i64]| each(xs, |_, x| format!("  - {x}\n"));
        format!("Final list:\n{}Duplicates:\n{}", all(f), all(d))
    }),
    ("json in lines", |_, f, d| {
        let list = |xs: &[i64]| format!("[\n    {}\n  ]", join(xs, ",\n    "));
        format!("{{\n  \"final\": {},\n  \"duplicates\": {}\n}}\n", list(f), list(d))
    }),
    ("colours", |_, f, d| {
        format!("\x1b[32mFinal list:\x1b[0m {}\n\x1b[31mDuplicates:\x1b[0m {}\n", json(f), json(d))
    }),
    ("colours each", |_, f, d| {
        let all = |xs: &[i64]| each(xs, |_, x| format!("\x1b[1m{x}\x1b[0m "));
        format!("Final list: {}\nDuplicates: {}\n", all(f), all(d))
    }),
    ("raw and parsed", |_, f, d| {
        format!("Raw reply: {}\nFinal list: {}\nDuplicates: {}\n", json(f), json(f), json(d))
    }),
    ("bytes and parsed", |_, f, d| {
        format!("received b'{}'\nFinal list is {}\nDuplicates are {}\n", json(f), json(f), json(d))
    }),
    ("progress", |o, f, d| {
        let all = each(o, |n, x| format!("sending number {} of {}: {x}\n", n + 1, o.len()));
        format!("{all}Final list: {}\nDuplicates: {}\n", json(f), json(d))
    }),
    ("sorted as well", |o, f, d| {
        let mut sorted = f.to_vec();
        sorted.sort_unstable();
        format!("Sent {}\nFinal {}\nSorted {}\nDuplicates {}\n", json(o), json(f), json(&sorted), json(d))
    }),
    ("lengths", |o, f, d| {
        format!(
            "sent {} numbers\ngot {} numbers back\n{} were removed\nfinal: {}\nduplicates: {}\n",
            o.len(),
            f.len(),
            o.len() - f.len(),
            join(f, " "),
            join(d, " ")
        )
    }),
    ("duplicate at", |o, f, _| {
        let mut seen = std::collections::HashMap::new();
        let mut all = String::new();
        for (at, x) in o.iter().enumerate() {
            if seen.insert(*x, at).is_some() {
                all += &format!("Duplicate {x} at position {at}\n");
            }
        }
        format!("{all}Final list: {}\n", json(f))
    }),
    ("blanks behind", |_, f, d| {
        let all = |xs: &[i64]| each(xs, |_, x| format!("{x} "));
        format!("Final list: {}\nDuplicates: {}\n", all(f), all(d))
    }),
    ("commas behind", |_, f, d| {
        let all = |xs: &[i64]| each(xs, |_, x| format!("{x}, "));
        format!("Unique numbers -> {}\nRepeated numbers -> {}\n", all(f), all(d))
    }),
    ("tabs", |_, f, d| format!("Final:\t{}\nDups:\t{}\n", join(f, "\t"), join(d, "\t"))),
    ("columns", |_, f, d| {
        let all = |xs: &[i64]| each(xs, |n, x| format!("{x:>5}{}", if n % 10 == 9 { "\n" } else { "" }));
        format!("Final list\n{}\nDuplicates\n{}\n", all(f), all(d))
    }),
    ("boxes", |_, f, d| {
        let line = "+".to_owned() + &"-".repeat(40) + "+\n";
        format!(
            "{line}| Final list\n{line}{}\n{line}| Duplicates\n{line}{}\n{line}",
            join(f, ", "),
            join(d, ", ")
        )
    }),
    ("tables of rows", |_, f, d| {
        let line = "+-----".repeat(5) + "+\n";
        let table = |name: &str, xs: &[i64]| {
            let rows = xs.chunks(5).map(|row| {
                format!("{}|{}\n", each(row, |_, x| format!("| {x:3} ")), "     |".repeat(5 - row.len()))
            });
            format!("{line}| {name}\n{line}{}{line}", rows.collect::<String>())
        };
        table("Final list", f) + &table("Duplicates", d)
    }),
    ("tables of rows with lines between", |_, f, d| {
        let line = "+------".repeat(8) + "+\n";
        let table = |xs: &[i64]| {
            let rows = xs.chunks(8).map(|row| format!("|{}\n{line}", each(row, |_, x| format!("{x:^6}|"))));
            format!("{line}{}", rows.collect::<String>())
        };
        format!("Final list\n{}Duplicates\n{}", table(f), table(d))
    }),
    ("tables of Unicode's lines", |_, f, d| {
        let table = |name: &str, xs: &[i64]| {
            let rows = xs.chunks(6).map(|row| format!("│{}│\n", each(row, |_, x| format!(" {x:4} "))));
            let line = "─".repeat(36);
            format!("┌{line}┐\n│ {name}\n├{line}┤\n{}└{line}┘\n", rows.collect::<String>())
        };
        table("Final list", f) + &table("Duplicates", d)
    }),
    ("times of day", |_, f, d| {
        format!(
            "[12:03:{:02}] final {}\n[12:03:{:02}] duplicates {}\n",
            f.len() % 60,
            json(f),
            d.len() % 60,
            json(d)
        )
    }),
    ("words of german", |o, f, d| {
        format!(
            "Gesendet: {}\nErgebnis: {}\nDoppelte Zahlen: {}\n",
            join(o, ", "),
            join(f, ", "),
            join(d, ", ")
        )
    }),
    ("one line", |_, f, d| format!("{} | {}\n", join(f, " "), join(d, " "))),
    ("two lines", |_, f, d| format!("{}\n{}\n", join(f, " "), join(d, " "))),
    ("c++ vectors", |_, f, d| format!("{{{}}}\n{{{}}}\n", join(f, ", "), join(d, ", "))),
];

/// Those that show how often each number is there.
pub const SHOWS_TIMES: [&str; 9] = [
    "go map",
    "counter",
    "default dictionary",
    "java map",
    "table of markdown",
    "csv",
    "times in parentheses",
    "occurs so often",
    "duplicate at",
];
