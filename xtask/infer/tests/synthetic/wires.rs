//! Wire formats: a list of numbers as the sends that carry it.

use infer::dialect::Layer;

/// A format.
pub type Wire = fn(&[i64]) -> Vec<Vec<u8>>;

fn text(xs: &[i64], separator: &str) -> String {
    xs.iter().map(i64::to_string).collect::<Vec<_>>().join(separator)
}

fn one(text: impl Into<Vec<u8>>) -> Vec<Vec<u8>> {
    vec![text.into()]
}

fn within(open: &str, xs: &[i64], separator: &str, close: &str) -> Vec<Vec<u8>> {
    one(format!("{open}{}{close}", text(xs, separator)))
}

fn each(xs: &[i64], write: impl Fn(i64) -> String, separator: &str) -> String {
    xs.iter().map(|x| write(*x)).collect::<Vec<_>>().join(separator)
}

/// `json.dumps`, and `repr`.
pub fn json(xs: &[i64]) -> String {
    format!("[{}]", text(xs, ", "))
}

fn bytes(xs: &[i64]) -> Vec<u8> {
    xs.iter().map(|x| *x as u8).collect()
}

fn i32_little(xs: &[i64]) -> Vec<u8> {
    xs.iter().flat_map(|x| (*x as i32).to_le_bytes()).collect()
}

fn i32_big(xs: &[i64]) -> Vec<u8> {
    xs.iter().flat_map(|x| (*x as i32).to_be_bytes()).collect()
}

/// `pickle.dumps` of a list of numbers that are not negative and have 16 bits.
fn pickle(xs: &[i64], protocol: u8) -> Vec<u8> {
    let memo: &[u8] = if protocol == 4 { b"]\x94" } else { b"]q\0" };
    let mut body = memo.to_vec();
    let member = |x: &i64| match *x {
        -0x8000_0000..=-1 | 0x1_0000.. => [b"J", &(*x as i32).to_le_bytes()[..]].concat(),
        0..=0xff => vec![b'K', *x as u8],
        _ => [b"M", &(*x as u16).to_le_bytes()[..]].concat(),
    };
    match xs {
        [] => {}
        [x] => body.extend([member(x), b"a".to_vec()].concat()),
        _ => body.extend([b"(".to_vec(), xs.iter().flat_map(member).collect(), b"e".to_vec()].concat()),
    }
    body.push(b'.');
    let mut frame = vec![0x80, protocol];
    if protocol == 4 && body.len() >= 4 {
        frame.push(0x95);
        frame.extend((body.len() as u64).to_le_bytes());
    }
    [frame, body].concat()
}

fn filled(mut bytes: Vec<u8>, with: u8, size: usize) -> Vec<Vec<u8>> {
    bytes.resize(size.max(bytes.len()), with);
    one(bytes)
}

/// All of them, by name, in the order in which a pair draws them.
pub const WIRES: [(&str, Wire); 69] = [
    ("repr", |xs| one(json(xs))),
    ("repr-newline", |xs| within("[", xs, ", ", "]\n")),
    ("json-compact", |xs| within("[", xs, ",", "]")),
    ("commas", |xs| one(text(xs, ","))),
    ("commas-blank", |xs| one(text(xs, ", "))),
    ("blanks", |xs| one(text(xs, " "))),
    ("blanks-newline", |xs| within("", xs, " ", "\n")),
    ("blanks-trailing", |xs| within("", xs, " ", " ")),
    ("commas-trailing", |xs| within("", xs, ",", ",")),
    ("lines", |xs| within("", xs, "\n", "\n")),
    ("crlf", |xs| within("", xs, "\r\n", "\r\n")),
    ("semicolons", |xs| one(text(xs, ";"))),
    ("bars", |xs| one(text(xs, "|"))),
    ("tabs", |xs| one(text(xs, "\t"))),
    ("colons", |xs| one(text(xs, ":"))),
    ("dashes", |xs| one(text(xs, "-"))),
    ("tuple", |xs| within("(", xs, ", ", ")")),
    ("set", |xs| within("{", xs, ", ", "}")),
    ("strings", |xs| one(format!("[{}]", each(xs, |x| format!("'{x}'"), ", ")))),
    ("floats", |xs| one(each(xs, |x| format!("{x}.0"), ","))),
    ("padded-numbers", |xs| one(each(xs, |x| format!("{x:3}"), " ") + "\n")),
    ("zero-padded", |xs| one(each(xs, |x| format!("{x:03}"), ""))),
    ("labelled", |xs| within("NUMBERS ", xs, " ", "\n")),
    ("labelled-colon", |xs| within("DATA:", xs, ",", "\n")),
    ("json-object", |xs| one(format!("{{\"numbers\": {}}}", json(xs)))),
    ("json-counted", |xs| one(format!("{{\"count\": {}, \"numbers\": {}}}", xs.len(), json(xs)))),
    ("count-line", |xs| one(format!("{}\n{}\n", xs.len(), text(xs, " ")))),
    ("count-blank", |xs| one(format!("{} {}", xs.len(), text(xs, " ")))),
    ("count-lines", |xs| one(format!("{}\n{}\n", xs.len(), text(xs, "\n")))),
    ("count-comma", |xs| one(format!("{},{}", xs.len(), text(xs, ",")))),
    ("count-apart", |xs| vec![xs.len().to_string().into(), text(xs, " ").into()]),
    ("count-colon", |xs| one(format!("{}:{}", xs.len(), text(xs, ",")))),
    ("count-send-line", |xs| vec![format!("{}\n", xs.len()).into(), (text(xs, "\n") + "\n").into()]),
    ("end-minus-1", |xs| within("", xs, " ", " -1")),
    ("end-0-lines", |xs| within("", xs, "\n", "\n0\n")),
    ("end-word", |xs| within("", xs, "\n", "\nEND\n")),
    ("end-hash", |xs| within("", xs, " ", "#")),
    ("xml", |xs| one(format!("<list>{}</list>", each(xs, |x| format!("<n>{x}</n>"), "")))),
    ("nul-ended", |xs| within("", xs, " ", "\0")),
    ("buffer-1024", |xs| filled(text(xs, " ").into(), 0, 1024)),
    ("blank-padded", |xs| filled(text(xs, ",").into(), b' ', 512)),
    ("one-a-send", |xs| xs.iter().map(|x| x.to_string().into()).collect()),
    ("one-a-send-line", |xs| xs.iter().map(|x| format!("{x}\n").into()).collect()),
    ("count-one-a-send", |xs| [xs.len() as i64].iter().chain(xs).map(|x| format!("{x}\n").into()).collect()),
    ("pickle", |xs| one(pickle(xs, 4))),
    ("pickle-2", |xs| one(pickle(xs, 2))),
    ("u8", |xs| one(bytes(xs))),
    ("i16-big", |xs| one(xs.iter().flat_map(|x| (*x as i16).to_be_bytes()).collect::<Vec<_>>())),
    ("i32-big", |xs| one(i32_big(xs))),
    ("i32-little", |xs| one(i32_little(xs))),
    ("i64-big", |xs| one(xs.iter().flat_map(|x| x.to_be_bytes()).collect::<Vec<_>>())),
    ("i64-little", |xs| one(xs.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<_>>())),
    ("i32-each", |xs| xs.iter().map(|x| (*x as i32).to_le_bytes().to_vec()).collect()),
    ("count-i32-big", |xs| one([i32_big(&[xs.len() as i64]), i32_big(xs)].concat())),
    ("count-i32-little", |xs| one([i32_little(&[xs.len() as i64]), i32_little(xs)].concat())),
    ("count-u8", |xs| one([vec![xs.len() as u8], bytes(xs)].concat())),
    ("count-i32-u8", |xs| one([i32_big(&[xs.len() as i64]), bytes(xs)].concat())),
    ("count-i16-i32", |xs| {
        let count = (xs.len() as i16).to_be_bytes().to_vec();
        one([count, i32_big(xs)].concat())
    }),
    ("i32-end-0", |xs| one([i32_little(xs), i32_little(&[0])].concat())),
    ("i32-end-minus-1", |xs| one([i32_big(xs), i32_big(&[-1])].concat())),
    ("array-100", |xs| filled(i32_little(&xs[..xs.len().min(100)]), 0, 400)),
    ("framed-json", |xs| one([(json(xs).len() as u32).to_be_bytes().to_vec(), json(xs).into()].concat())),
    ("framed-text", |xs| {
        one([(text(xs, ",").len() as u16).to_be_bytes().to_vec(), text(xs, ",").into()].concat())
    }),
    ("header-digits", |xs| one(format!("{:<8}{}", json(xs).len(), json(xs)))),
    ("base64", |xs| {
        let mut sends =
            Layer::Base64(Box::new(Layer::Text)).encode(&json(xs)).expect("text can be written in base64");
        sends[0].push(b'\n');
        sends
    }),
    ("hex", |xs| one(bytes(xs).iter().map(|b| format!("{b:02x}")).collect::<String>())),
    ("utf-16", |xs| one(text(xs, ",").bytes().flat_map(|b| [b, 0]).collect::<Vec<_>>())),
    ("count-sum", |xs| one(format!("{} {} {}\n", xs.len(), text(xs, " "), xs.iter().sum::<i64>()))),
    ("http", |xs| one(format!("POST / HTTP/1.0\r\nContent-Length: {}\r\n\r\n{}", json(xs).len(), json(xs)))),
];

/// What does not fit a byte is lost in these.
pub const BYTES_ONLY: [&str; 4] = ["u8", "count-u8", "count-i32-u8", "hex"];

/// A format by its name.
pub fn wire(name: &str) -> Wire {
    WIRES.iter().find(|(known, _)| *known == name).expect("a format of the table").1
}
