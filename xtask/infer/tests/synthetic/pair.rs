//! Pairs that never ran: (wire format) x (print format) x (behaviour), all of which follow from a pair's number.
//!
//! What is expected of a pair is computed from its behaviour: the checks that have to fail, and the mistake that has to be among
//! those named, where its cases show it.

use std::fmt;

use infer::oracle::{Given, MISTAKES, Question, distinct, extra_occurrences, repeated, right_answer};
use infer::seen::{Case, Printed, Sender, Task};

use super::prints::{Duplicates, PRINTS, SHOWS_COUNTS, Text, join, stamp};
use super::random::Random;
use super::wires::{BYTES_ONLY, WIRES, json, wire};

/// Mistakes that no library knows.
const UNKNOWN: [&str; 5] =
    ["x-drops-the-tenths", "x-adds-one", "x-without-small", "x-third-replaced", "x-second-half"];
const ORDERS: [&str; 4] = ["first-seen", "ascending", "descending", "hashed"];
const RIGHT: &str = "right";

fn unknown(name: &str, xs: Vec<i64>) -> Vec<i64> {
    match name {
        "x-drops-the-tenths" => {
            xs.into_iter().enumerate().filter(|(at, _)| at % 10 != 9).map(|(_, x)| x).collect()
        }
        "x-adds-one" => xs.into_iter().map(|x| x + 1).collect(),
        "x-without-small" => xs.into_iter().filter(|x| *x > 20).collect(),
        "x-third-replaced" => {
            let (first, rest) = (xs.iter().take(2), xs.iter().skip(3));
            first.chain(&[101]).chain(rest).copied().collect()
        }
        _ => xs[xs.len() / 2..].to_vec(),
    }
}

fn ordered(order: &str, mut xs: Vec<i64>) -> Vec<i64> {
    match order {
        "ascending" => xs.sort_unstable(),
        "descending" => xs.sort_unstable_by(|a, b| b.cmp(a)),
        "hashed" => xs.sort_by_key(|x| x * 37 % 101),
        _ => {}
    }
    xs
}

fn answer(question: Question, behaviour: &str, given: &Given) -> Vec<i64> {
    let right = right_answer(question, given);
    match MISTAKES.iter().find(|mistake| mistake.name == behaviour) {
        Some(mistake) => mistake.apply(question, given).unwrap_or(right),
        None if behaviour == RIGHT => right,
        None => unknown(behaviour, right),
    }
}

/// What a program may do wrong.
fn mistakes(question: Question, is_shown: bool) -> Vec<&'static str> {
    let fits = |name: &str| {
        !(matches!(name, "bytes-in-the-wrong-order" | "first-1024-bytes-only")
            || is_shown && name == "digits-apart")
    };
    let known = MISTAKES.iter().filter(|m| m.questions.contains(&question)).map(|m| m.name);
    known.filter(|name| fits(name)).chain(UNKNOWN).collect()
}

/// A pair.
#[derive(Debug, Clone)]
pub struct Pair {
    number: u64,
    /// What it was to do.
    pub task: Task,
    /// How the client writes.
    pub request_wire: &'static str,
    /// How the server writes.
    pub reply_wire: &'static str,
    /// Whether the server sends the duplicates as well.
    both: bool,
    print: &'static str,
    server_shows: &'static str,
    order: &'static str,
    reading: &'static str,
    echoes_ok: bool,
    unsorted: bool,
    server: &'static str,
    shown_final: &'static str,
    duplicates: &'static str,
    common: &'static str,
    sends: &'static str,
    /// What was printed as the final list, and as the duplicates, is in some case not what its words say.
    lies: [bool; 2],
}

impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (part, what) = self.behaviour();
        let both = if self.both { "/both" } else { "" };
        let (number, task, request, reply) = (self.number, self.task, self.request_wire, self.reply_wire);
        write!(f, "{number} {task:?} {request}>{reply} {}/{}{both} {part} {what}", self.print, self.reading)
    }
}

impl Pair {
    /// The pair of a number.
    pub fn new(number: u64) -> Self {
        let r = &mut Random::new(number);
        let task = if r.unit() < 0.75 { Task::Dedup } else { Task::Intersect };
        let mut request_wire = r.choice(&WIRES).0;
        while request_wire == "set" {
            // Nobody sends repeats in a set.
            request_wire = r.choice(&WIRES).0;
        }
        let reply_wire = if r.unit() < 0.8 { request_wire } else { r.choice(&WIRES).0 };
        let both = task == Task::Dedup && r.unit() < 0.2;
        let print = r.choice(&PRINTS).0;
        let server_shows = *r.choice(&["own", "own-and-received", "all", "lines"]);
        let order = *r.choice(&ORDERS);
        let mut reading = *r.choice(&["extra", "repeated", "counts"]);
        if !SHOWS_COUNTS.contains(&print) && reading == "counts" {
            reading = "repeated";
        }
        let echoes_ok = r.unit() < 0.1;
        let mut pair = Self {
            number,
            task,
            request_wire,
            reply_wire,
            both,
            print,
            server_shows,
            order,
            reading,
            echoes_ok,
            unsorted: false,
            server: RIGHT,
            shown_final: RIGHT,
            duplicates: RIGHT,
            common: RIGHT,
            sends: RIGHT,
            lies: [false; 2],
        };
        pair.err(r);
        pair
    }

    fn err(&mut self, r: &mut Random) {
        let which = r.unit();
        let question = if self.task == Task::Dedup { Question::Final } else { Question::Intersection };
        if which < 0.40 {
        } else if which < 0.70 {
            self.server = *r.choice(&mistakes(question, self.task == Task::Dedup));
        } else if which < 0.75 {
            self.sends = *r.choice(&["too-few", "too-many", "out-of-range"]);
        } else if self.task == Task::Dedup && which < 0.88 {
            self.reading = if self.reading == "counts" { "repeated" } else { self.reading };
            self.duplicates = *r.choice(&mistakes(self.duplicates_asked(), true));
        } else if self.task == Task::Dedup {
            self.shown_final = *r.choice(&mistakes(Question::Final, true));
        } else {
            self.common = *r.choice(&mistakes(question, false));
        }
        let has = |names: &[&str]| names.contains(&self.request_wire) || names.contains(&self.reply_wire);
        if has(&["array-100"]) && self.sends == "too-many" {
            self.sends = "too-few"; // more do not fit
        }
        if (has(&BYTES_ONLY) || has(&["zero-padded"])) && (self.server == "x-adds-one" || self.sends != RIGHT)
        {
            (self.server, self.sends) = (RIGHT, RIGHT);
        }
    }

    fn duplicates_asked(&self) -> Question {
        if self.reading == "extra" { Question::ExtraOccurrences } else { Question::Repeated }
    }

    fn behaviour(&self) -> (&'static str, &'static str) {
        let parts = [
            ("sends", self.sends),
            ("server", self.server),
            ("final", self.shown_final),
            ("dups", self.duplicates),
            ("common", self.common),
        ];
        parts.into_iter().find(|(_, what)| *what != RIGHT).unwrap_or((RIGHT, ""))
    }

    fn numbers(&self, r: &mut Random) -> Vec<i64> {
        let is_dedup = self.task == Task::Dedup;
        let mut n = if is_dedup { r.between(25, 100) } else { 25 };
        match self.sends {
            "too-few" => n = r.between(10, 20),
            "too-many" if is_dedup => n = r.between(104, 140),
            "too-many" => n = r.between(26, 40),
            _ => {}
        }
        let high = if self.sends == "out-of-range" { 150 } else { 100 };
        (0..n).map(|_| r.between(1, high)).collect()
    }

    /// One case, and whether its behaviour shows in it.
    pub fn case(&mut self, seed: u64) -> (Case, bool) {
        let r = &mut Random::new(self.number * 1000 + seed);
        let client = self.numbers(r);
        let is_dedup = self.task == Task::Dedup;
        let server = if is_dedup { Vec::new() } else { (0..25).map(|_| r.between(1, 100)).collect() };
        let given = Given { client, server, request: Vec::new() };
        let question = if is_dedup { Question::Final } else { Question::Intersection };
        let mut reply = answer(question, self.server, &given);
        let right = right_answer(question, &given);
        let mut is_wrong = if is_dedup { sorted(&reply) != sorted(&right) } else { reply != right };
        if is_dedup && self.server == RIGHT {
            reply = ordered(self.order, reply);
        }
        self.unsorted |= !is_dedup && reply.windows(2).any(|two| two[0] >= two[1]);
        let (text, is_shown_wrong) = match self.task {
            Task::Dedup => self.shows_dedup(&given, &reply, r),
            Task::Intersect => self.shows_common(&given, &reply, r),
        };
        is_wrong |= is_shown_wrong || matches!(self.sends, "too-few" | "too-many");
        if self.sends == "out-of-range" {
            is_wrong = given.client.iter().any(|x| *x > 100);
        }
        let said = self.server_says(&given, &reply, r);
        let (stdout, stderr) = (text.0.into(), text.1.into());
        let case = Case {
            client: Printed { stdout, stderr },
            server: Printed { stdout: said.into(), stderr: Vec::new() },
            ..Case::default()
        };
        (case.converse(self.segments(&given, &reply)), is_wrong)
    }

    fn segments(&self, given: &Given, reply: &[i64]) -> Vec<(Sender, Vec<u8>)> {
        let list = |sender, name, xs: &[i64]| wire(name)(xs).into_iter().map(move |send| (sender, send));
        let mut sends: Vec<(Sender, Vec<u8>)> =
            list(Sender::Client, self.request_wire, &given.client).collect();
        if self.echoes_ok {
            sends.push((Sender::Server, b"OK\n".to_vec()));
            sends.push((Sender::Client, b"READY\n".to_vec()));
        }
        sends.extend(list(Sender::Server, self.reply_wire, reply));
        if self.both {
            let is_extra = self.reading == "extra";
            let more = if is_extra { extra_occurrences(&given.client) } else { repeated(&given.client) };
            sends.push((Sender::Client, b"OK\n".to_vec()));
            sends.extend(list(Sender::Server, self.reply_wire, &more));
        }
        // Nothing crosses the wire where nothing is sent.
        sends.retain(|(_, bytes)| !bytes.is_empty());
        sends
    }

    fn shows_dedup(&mut self, given: &Given, reply: &[i64], r: &mut Random) -> (Text, bool) {
        let shown = match self.shown_final {
            RIGHT => reply.to_vec(),
            wrong => answer(Question::Final, wrong, given),
        };
        let list = answer(self.duplicates_asked(), self.duplicates, given);
        let mut is_wrong = sorted(&shown) != sorted(&distinct(&given.client));
        if self.duplicates != RIGHT {
            let rights = [extra_occurrences(&given.client), repeated(&given.client)];
            is_wrong |= !rights.iter().any(|right| sorted(right) == sorted(&list));
        }
        if self.print == "lying-labels" {
            let rights = [extra_occurrences(&given.client), repeated(&given.client)];
            let is_final = self.reading != "counts" && sorted(&list) == sorted(&distinct(&given.client));
            self.lies[0] |= !is_final && !list.is_empty();
            self.lies[1] |= !shown.is_empty() && !rights.iter().any(|right| sorted(right) == sorted(&shown));
        }
        let count = |x: i64| given.client.iter().filter(|y| **y == x).count();
        let duplicates = match self.reading {
            "counts" => Duplicates::Counts(list.into_iter().map(|x| (x, count(x))).collect()),
            _ => Duplicates::List(list),
        };
        let print = PRINTS.iter().find(|(name, _)| *name == self.print).expect("a print of the table").1;
        (print(&given.client, &shown, &duplicates, r), is_wrong)
    }

    fn shows_common(&self, given: &Given, reply: &[i64], r: &mut Random) -> (Text, bool) {
        let shown = match self.common {
            RIGHT => reply.to_vec(),
            wrong => answer(Question::Intersection, wrong, given),
        };
        let is_wrong = shown != right_answer(Question::Intersection, given);
        let head = match self.server_shows {
            "own" => String::new(),
            _ => format!("My numbers: {}\n", json(&given.client)),
        };
        let label = r.choice(&["Common numbers: ", "Common numbers: "]);
        let text = match self.print {
            "one-a-line" | "bare-lines" | "logging" | "banner" => {
                let (stamp, port) = (stamp(r), r.between(32768, 60999));
                match self.print {
                    "one-a-line" => {
                        format!("Common:\n{}", shown.iter().map(|x| format!("{x}\n")).collect::<String>())
                    }
                    "bare-lines" => format!("Intersection: {}\n", join(&shown, " ")),
                    "logging" => format!("{stamp} INFO common {}\n", json(&shown)),
                    _ => format!("Connected from ('10.0.0.1', {port})\nintersection {}\n", json(&shown)),
                }
            }
            _ => format!("{head}{label}{}\n", json(&shown)),
        };
        ((text, String::new()), is_wrong)
    }

    fn server_says(&self, given: &Given, reply: &[i64], r: &mut Random) -> String {
        let port = r.between(32768, 60999);
        let said = format!("Server listening on 12345\nGot connection from ('10.0.0.1', {port})\n");
        let own = json(&given.server);
        match (self.task, self.server_shows) {
            (Task::Dedup, _) => said,
            (_, "own") => format!("Server list: {own}\n{said}"),
            (_, "own-and-received") => format!("My list: {own}\nReceived: {}\n{said}", json(&given.client)),
            (_, "all") => {
                format!("Own: {own}\nGot: {}\nCommon: {}\n{said}", json(&given.client), json(reply))
            }
            _ => {
                let lines: String = given.server.iter().map(|x| format!("{x}\n")).collect();
                format!("Server numbers:\n{lines}waiting\n{said}")
            }
        }
    }

    /// The checks that have to fail, and the mistake that has to be named, where the cases show it.
    pub fn expected(&self, shows: bool) -> (Vec<&'static str>, Option<&'static str>) {
        let (part, what) = self.behaviour();
        let checks = ["shows-final-list", "shows-duplicates"].into_iter().zip(self.lies);
        let lies: Vec<&str> = checks.filter(|(_, lies)| *lies).map(|(check, _)| check).collect();
        // Two lists, each under the other's words, are both wrong, whatever else is.
        if part == RIGHT || !shows || !lies.is_empty() && matches!(part, "final" | "dups") {
            return (lies, None);
        }
        let named = (part != "sends" && !UNKNOWN.contains(&what)).then_some(what);
        let check = match part {
            "sends" => "sends-numbers",
            "final" => "shows-final-list",
            "dups" => "shows-duplicates",
            "common" => "shows-intersection",
            _ if self.task == Task::Dedup => "reply-is-deduplicated",
            _ if ORDER_ONLY.contains(&what) => "reply-is-sorted",
            _ if self.unsorted => return (vec!["reply-is-intersection", "reply-is-sorted"], named),
            _ => "reply-is-intersection",
        };
        (vec![check], named)
    }
}

/// Mistakes that give the right set.
const ORDER_ONLY: [&str; 7] = [
    "sorted-as-text",
    "descending",
    "unsorted-in-the-clients-order",
    "unsorted-in-the-servers-order",
    "keeps-repeats-in-both",
    "keeps-the-clients-repeats",
    "keeps-the-servers-repeats",
];

fn sorted(xs: &[i64]) -> Vec<i64> {
    let mut xs = xs.to_vec();
    xs.sort_unstable();
    xs
}
