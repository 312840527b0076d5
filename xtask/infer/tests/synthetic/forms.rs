//! Further ways to write a list that students have found, each by hand: letters between numbers, structs, XML, acknowledgements.

use infer::dialect::{JavaClass, Layer};
use infer::seen::Sender::{self, Client, Server};

use super::wires::{json, wire};

/// A whole conversation: a request, and its answer of one list or two.
pub type Form = fn(&[i64], &[Vec<i64>]) -> Vec<(Sender, Vec<u8>)>;

/// A list as one send.
type Write = fn(&[i64]) -> Vec<u8>;

fn text(xs: &[i64], separator: &str) -> String {
    xs.iter().map(i64::to_string).collect::<Vec<_>>().join(separator)
}

fn each(xs: &[i64], write: impl Fn(usize, i64) -> String, separator: &str) -> String {
    xs.iter().enumerate().map(|(at, x)| write(at, *x)).collect::<Vec<_>>().join(separator)
}

fn ints<const N: usize>(xs: &[i64], bytes: impl Fn(i64) -> [u8; N]) -> Vec<u8> {
    xs.iter().flat_map(|x| bytes(*x)).collect()
}

fn i32s(xs: &[i64]) -> Vec<u8> {
    ints(xs, |x| (x as i32).to_be_bytes())
}

fn padded(xs: &[i64], bytes: usize) -> Vec<u8> {
    let mut all = ints(xs, |x| (x as i32).to_le_bytes());
    all.resize(bytes, 0);
    all
}

/// Both sides write lists alike, a send each.
fn alike(write: Write, request: &[i64], reply: &[Vec<i64>]) -> Vec<(Sender, Vec<u8>)> {
    let answers = reply.iter().map(|list| (Server, write(list)));
    [(Client, write(request))].into_iter().chain(answers).collect()
}

/// Numbers by themselves, each answered before the next is sent; the last is followed by a word.
fn one_by_one(
    request: &[i64],
    reply: &[Vec<i64>],
    write: impl Fn(i64) -> String,
    answer: impl Fn(i64) -> String,
    end: &str,
) -> Vec<(Sender, Vec<u8>)> {
    let mut sends = Vec::new();
    for x in request {
        sends.push((Client, write(*x).into_bytes()));
        sends.push((Server, answer(*x).into_bytes()));
    }
    sends.push((Client, end.into()));
    sends.extend(reply.iter().map(|list| (Server, json(list).into_bytes())));
    sends
}

fn numpy(xs: &[i64]) -> String {
    let width = xs.iter().map(|x| x.to_string().len()).max().unwrap_or(1);
    let rows: Vec<String> = xs.chunks(18).map(|row| each(row, |_, x| format!("{x:width$}"), " ")).collect();
    format!("[{}]", rows.join("\n "))
}

macro_rules! writes {
    ($($name:literal: $write:expr;)*) => {
        [$(($name, |request, reply| alike($write, request, reply))),*]
    };
}

/// One list a send.
pub const WRITES: &[(&str, Form)] = &writes! {
    "letters between": |xs| text(xs, "a").into();
    "words between": |xs| text(xs, " and ").into();
    "a word between": |xs| text(xs, " comma ").into();
    "N= before": |xs| format!("N={};{}", xs.len(), text(xs, ",")).into();
    "n= each": |xs| each(xs, |_, x| format!("n={x}"), " ").into();
    "x each": |xs| (each(xs, |_, x| format!("x{x}"), ";") + ";").into();
    "slashes": |xs| text(xs, "/").into();
    "underscores": |xs| text(xs, "_").into();
    "arrows": |xs| text(xs, "->").into();
    "double colons": |xs| text(xs, "::").into();
    "hash each": |xs| each(xs, |_, x| format!("#{x}"), "").into();
    "stars": |xs| text(xs, " * ").into();
    "tilde": |xs| (text(xs, "~") + "\n").into();
    "dots": |xs| text(xs, ".").into();
    "plus": |xs| text(xs, "+").into();
    "equals": |xs| text(xs, "=").into();
    "at": |xs| text(xs, "@").into();
    "zero bytes": |xs| (text(xs, "\0") + "\0").into();
    "bell": |xs| text(xs, "\x07").into();
    "csv with index": |xs| format!("index,value\n{}\n", each(xs, |n, x| format!("{n},{x}"), "\n")).into();
    "csv with header": |xs| format!("number\n{}\n", text(xs, "\n")).into();
    "quoted csv": |xs| each(xs, |_, x| format!("\"{x}\""), ",").into();
    "index and tab": |xs| (each(xs, |n, x| format!("{}\t{x}", n + 1), "\n") + "\n").into();
    "xml in lines": |xs| format!("<numbers>\n{}\n</numbers>\n", each(xs, |_, x| format!("  <number>{x}</number>"), "\n")).into();
    "xml with declaration": |xs| format!("<?xml version=\"1.0\"?><l>{}</l>", each(xs, |_, x| format!("<i>{x}</i>"), "")).into();
    "xml attributes": |xs| format!("<list count=\"{}\">{}</list>", xs.len(), each(xs, |_, x| format!("<n v=\"{x}\"/>"), "")).into();
    "json nested": |xs| format!("{{\"type\":\"numbers\",\"payload\":{{\"values\":{},\"size\":{}}}}}", json(xs), xs.len()).into();
    "json objects": |xs| format!("[{}]", each(xs, |_, x| format!("{{\"value\": {x}}}"), ", ")).into();
    "json in lines": |xs| format!("[\n{}\n]", each(xs, |_, x| format!("  {x}"), ",\n")).into();
    "json strings": |xs| format!("[{}]", each(xs, |_, x| format!("\"{x}\""), ",")).into();
    "json lines": |xs| (each(xs, |_, x| format!("{{\"n\": {x}}}"), "\n") + "\n").into();
    "json version": |xs| format!("{{\"version\": 2, \"numbers\": {}}}\n", json(xs)).into();
    "yaml": |xs| (each(xs, |_, x| format!("- {x}"), "\n") + "\n").into();
    "toml": |xs| format!("numbers = {}\n", json(xs)).into();
    "lisp": |xs| format!("({})", text(xs, " ")).into();
    "brackets each": |xs| each(xs, |_, x| format!("[{x}]"), "").into();
    "parentheses each": |xs| each(xs, |_, x| format!("({x})"), " ").into();
    "angles each": |xs| each(xs, |_, x| format!("<{x}>"), "").into();
    "array of python": |xs| format!("array('i', {})", json(xs)).into();
    "numpy": |xs| numpy(xs).into();
    "numpy array": |xs| format!("array({})", json(xs)).into();
    "netstrings": |xs| each(xs, |_, x| format!("{}:{x},", x.to_string().len()), "").into();
    "four wide": |xs| each(xs, |_, x| format!("{x:4}"), "").into();
    "four zeros": |xs| each(xs, |_, x| format!("{x:04}"), " ").into();
    "four zeros joined": |xs| each(xs, |_, x| format!("{x:04}"), "").into();
    "query": |xs| format!("GET /?nums={} HTTP/1.1\r\nHost: 10.0.0.2\r\n\r\n", text(xs, ",")).into();
    "blanks as %20": |xs| text(xs, "%20").into();
    "query with commas as %2C": |xs| format!("GET /?nums={} HTTP/1.1\r\n\r\n", text(xs, "%2C")).into();
    "form": |xs| each(xs, |n, x| format!("num{n}={x}"), "&").into();
    "count and numbers in lines": |xs| format!("count: {}\nnumbers: {}\n", xs.len(), text(xs, " ")).into();
    "begin and end": |xs| format!("BEGIN\n{}\nEND\n", text(xs, "\n")).into();
    "count behind": |xs| format!("{} ({} numbers)", text(xs, " "), xs.len()).into();
    "sum behind": |xs| format!("{};sum={}", text(xs, " "), xs.iter().sum::<i64>()).into();
    "length line": |xs| format!("LEN {}\n{}", text(xs, " ").len(), text(xs, " ")).into();
    "four digits of length": |xs| format!("{:04}{}", json(xs).len(), json(xs)).into();
    "length in 8 bytes": |xs| [(text(xs, " ").len() as u64).to_be_bytes().to_vec(), text(xs, " ").into()].concat();
    "length in 4 bytes little": |xs| [(json(xs).len() as u32).to_le_bytes().to_vec(), json(xs).into()].concat();
    "length in 2 bytes and lines": |xs| [(text(xs, "\n").len() as u16).to_le_bytes().to_vec(), text(xs, "\n").into()].concat();
    "hex with blanks": |xs| each(xs, |_, x| format!("{x:02x}"), " ").into();
    "hex with 0x": |xs| each(xs, |_, x| format!("{x:#x}"), ",").into();
    "large hex in lines": |xs| (each(xs, |_, x| format!("{x:X}"), "\n") + "\n").into();
    "base64 of integers": |xs| base64(&i32s(xs));
    "pickle 0": |xs| pickled(&json(xs), 0);
    "pickle 3": |xs| pickled(&json(xs), 3);
    "pickle 5": |xs| pickled(&json(xs), 5);
    "pickle of a dictionary": |xs| pickled(&format!("{{'count': {}, 'numbers': {}}}", xs.len(), json(xs)), 4);
    "pickle of a tuple": |xs| pickled(&format!("({}, {})", xs.len(), json(xs)), 4);
    "java array": |xs| java("ints", xs);
    "java array list": |xs| java("list", xs);
    "java data output": |xs| [i32s(&[xs.len() as i64]), i32s(xs)].concat();
    "java utf": |xs| [(text(xs, ",").len() as u16).to_be_bytes().to_vec(), text(xs, ",").into()].concat();
    "words then integers": |xs| [b"NUMBERS".to_vec(), i32s(xs)].concat();
    "word, count, integers": |xs| [b"DATA".to_vec(), i32s(&[xs.len() as i64]), i32s(xs)].concat();
    "magic and count": |xs| [vec![0xca, 0xfe], (xs.len() as u16).to_be_bytes().to_vec(), i32s(xs)].concat();
    "type and count": |xs| [vec![1], (xs.len() as u32).to_be_bytes().to_vec(), i32s(xs)].concat();
    "struct of an array": |xs| [(xs.len() as i32).to_le_bytes().to_vec(), padded(xs, 400)].concat();
    "struct of an array, count behind": |xs| [padded(xs, 400), (xs.len() as i32).to_le_bytes().to_vec()].concat();
    "u16 with count": |xs| [(xs.len() as u16).to_be_bytes().to_vec(), ints(xs, |x| (x as u16).to_be_bytes())].concat();
    "u16 little with count": |xs| [(xs.len() as u16).to_le_bytes().to_vec(), ints(xs, |x| (x as u16).to_le_bytes())].concat();
    "i64 with count": |xs| [(xs.len() as i64).to_le_bytes().to_vec(), ints(xs, i64::to_le_bytes)].concat();
    "i64 big with i32 count": |xs| [i32s(&[xs.len() as i64]), ints(xs, i64::to_be_bytes)].concat();
    "doubles": |xs| ints(xs, |x| (x as f64).to_le_bytes());
    "doubles big with count": |xs| [i32s(&[xs.len() as i64]), ints(xs, |x| (x as f64).to_be_bytes())].concat();
    "floats": |xs| ints(xs, |x| (x as f32).to_le_bytes());
    "utf-16 big": |xs| text(xs, " ").bytes().flat_map(|b| [0, b]).collect();
    "utf-16 with mark": |xs| [vec![0xff, 0xfe], text(xs, ",").bytes().flat_map(|b| [b, 0]).collect()].concat();
    "utf-32": |xs| text(xs, ",").bytes().flat_map(|b| [b, 0, 0, 0]).collect();
    "utf-8 with mark": |xs| [vec![0xef, 0xbb, 0xbf], text(xs, ",").into()].concat();
    "sum of bytes behind": |xs| [i32s(&[xs.len() as i64]), i32s(xs), i32s(&[xs.iter().sum::<i64>()])].concat();
    "two decimals": |xs| each(xs, |_, x| format!("{x}.00"), " ").into();
    "sentence": |xs| format!("Here are my {} numbers: {}. Thank you!", xs.len(), text(xs, ", ")).into();
    "tuple of counts": |xs| format!("({}, {})", xs.len(), json(xs)).into();
    "rows of five": |xs| (xs.chunks(5).map(|row| text(row, " ")).collect::<Vec<_>>().join("\n") + "\n").into();
    "trailing bar": |xs| (text(xs, "|") + "|\r\n").into();
    "signs": |xs| each(xs, |_, x| format!("+{x}"), " ").into();
    "number sign line": |xs| (each(xs, |_, x| format!("NUM {x}"), "\n") + "\nDONE\n").into();
};

/// What a program of Python pickles.
fn pickled(object: &str, protocol: u8) -> Vec<u8> {
    Layer::Pickle(protocol).encode(object).expect("an object that can be pickled").concat()
}

/// What a program of Java writes.
fn java(class: &str, xs: &[i64]) -> Vec<u8> {
    let class = if class == "ints" { JavaClass::Ints } else { JavaClass::ArrayList };
    Layer::Java(class).encode(&json(xs)).expect("numbers").concat()
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    let text: String = bytes.iter().map(|b| char::from(*b)).collect();
    Layer::Base64(Box::new(Layer::Text)).encode(&text).expect("bytes").concat()
}

/// Forms that cannot say a number above 255, or of four digits.
pub const SMALL_NUMBERS: [&str; 2] =
    ["two counts, then both lists of bytes", "lengths in four digits before three digits a number"];

/// Conversations of more than a send each.
pub const TALKS: &[(&str, Form)] = &[
    ("a number a message, acknowledged", |request, reply| {
        one_by_one(request, reply, |x| format!("{x}\n"), |_| "ok\n".to_owned(), "done\n")
    }),
    ("a number a message, echoed", |request, reply| {
        one_by_one(request, reply, |x| x.to_string(), |x| format!("got {x}"), "end")
    }),
    ("a number a message, -1 at the end", |request, reply| {
        one_by_one(request, reply, |x| x.to_string(), |_| "ACK".to_owned(), "-1")
    }),
    ("count, acknowledged, numbers", |request, reply| {
        vec![
            (Client, request.len().to_string().into()),
            (Server, b"OK".to_vec()),
            (Client, text(request, " ").into()),
            (Server, text(&reply[0], " ").into()),
        ]
    }),
    ("answer a number a message", |request, reply| {
        let mut sends = vec![(Client, json(request).into_bytes())];
        for x in &reply[0] {
            sends.push((Server, x.to_string().into()));
            sends.push((Client, b"next".to_vec()));
        }
        sends.push((Server, b"end".to_vec()));
        sends
    }),
    ("name, then numbers", |request, reply| {
        vec![
            (Client, b"HELLO alice\n".to_vec()),
            (Server, b"WELCOME\n".to_vec()),
            (Client, format!("{}\n", text(request, " ")).into()),
            (Server, format!("{}\n", text(&reply[0], " ")).into()),
        ]
    }),
    ("integers a send, count before", |request, reply| {
        let list = |sender, xs: &[i64]| -> Vec<(Sender, Vec<u8>)> {
            [xs.len() as i64].iter().chain(xs).map(|x| (sender, i32s(&[*x]))).collect()
        };
        [list(Client, request), list(Server, &reply[0])].concat()
    }),
    ("length, then text, in sends of their own", |request, reply| {
        let list = |sender, xs: &[i64]| {
            let body = json(xs);
            vec![(sender, (body.len() as u32).to_be_bytes().to_vec()), (sender, body.into())]
        };
        [list(Client, request), list(Server, &reply[0])].concat()
    }),
    ("client in text, server in json", |request, reply| {
        vec![(Client, text(request, " ").into()), (Server, json(&reply[0]).into())]
    }),
    ("client in lines, server in integers", |request, reply| {
        vec![(Client, (text(request, "\n") + "\n").into()), (Server, i32s(&reply[0]))]
    }),
];

/// Answers of two lists: the final list and the duplicates.
pub const DOUBLES: &[(&str, Form)] = &[
    ("bar between lists", |request, reply| {
        let both = format!("{}|{}", text(&reply[0], ","), text(&reply[1], ","));
        vec![(Client, text(request, ",").into()), (Server, both.into())]
    }),
    ("semicolon between lists", |request, reply| {
        let both = format!("{};{}\n", text(&reply[0], " "), text(&reply[1], " "));
        vec![(Client, text(request, " ").into()), (Server, both.into())]
    }),
    ("a line each", |request, reply| {
        let both = format!("{}\n{}\n", text(&reply[0], " "), text(&reply[1], " "));
        vec![(Client, (text(request, " ") + "\n").into()), (Server, both.into())]
    }),
    ("two sends", |request, reply| alike(|xs| text(xs, ",").into(), request, reply)),
    ("two sends in lines", |request, reply| alike(|xs| (text(xs, "\n") + "\n\n").into(), request, reply)),
    ("json object", |request, reply| {
        let both = format!("{{\"final\": {}, \"duplicates\": {}}}", json(&reply[0]), json(&reply[1]));
        vec![(Client, json(request).into()), (Server, both.into())]
    }),
    ("json list of lists", |request, reply| {
        let both = format!("[{}, {}]", json(&reply[0]), json(&reply[1]));
        vec![(Client, json(request).into()), (Server, both.into())]
    }),
    ("pickle of a tuple of lists", |request, reply| {
        let both = format!("({}, {})", json(&reply[0]), json(&reply[1]));
        vec![(Client, pickled(&json(request), 4)), (Server, pickled(&both, 4))]
    }),
    ("integers behind counts", |request, reply| {
        let list = |xs: &[i64]| [i32s(&[xs.len() as i64]), i32s(xs)].concat();
        let both = [list(&reply[0]), list(&reply[1])].concat();
        vec![(Client, list(request)), (Server, both)]
    }),
    ("two counts, then both lists", |request, reply| {
        let counts = [reply[0].len() as i64, reply[1].len() as i64];
        let both = [i32s(&counts), i32s(&reply[0]), i32s(&reply[1])].concat();
        vec![(Client, [i32s(&[request.len() as i64]), i32s(request)].concat()), (Server, both)]
    }),
    ("two counts, then both lists of bytes", |request, reply| {
        let bytes = |xs: &[i64]| ints(xs, |x| [x as u8]);
        let counts = i32s(&[reply[0].len() as i64, reply[1].len() as i64]);
        let both = [counts, bytes(&reply[0]), bytes(&reply[1])].concat();
        vec![(Client, [i32s(&[request.len() as i64]), bytes(request)].concat()), (Server, both)]
    }),
    ("lengths in four digits before three digits a number", |request, reply| {
        alike(
            |xs| {
                let digits = each(xs, |_, x| format!("{x:03}"), "");
                format!("{:04}{digits}", digits.len()).into()
            },
            request,
            reply,
        )
    }),
    ("zero between and behind", |request, reply| {
        let both = [i32s(&reply[0]), i32s(&[0]), i32s(&reply[1]), i32s(&[0])].concat();
        vec![(Client, [i32s(request), i32s(&[0])].concat()), (Server, both)]
    }),
    ("two padded arrays", |request, reply| {
        vec![
            (Client, padded(request, 400)),
            (Server, [padded(&reply[0], 400), padded(&reply[1], 400)].concat()),
        ]
    }),
    ("words before each", |request, reply| {
        let both = format!("Unique: {} Duplicates: {}\n", text(&reply[0], " "), text(&reply[1], " "));
        vec![(Client, text(request, " ").into()), (Server, both.into())]
    }),
    ("acknowledged between", |request, reply| {
        let list = |xs: &[i64]| wire("i32-big")(xs).concat();
        vec![
            (Client, list(request)),
            (Server, list(&reply[0])),
            (Client, b"ok".to_vec()),
            (Server, list(&reply[1])),
        ]
    }),
];
