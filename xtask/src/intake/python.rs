//! Python 2 or 3, told by the code and never by executing it.
//!
//! What is a syntax error in one of them decides; then what only one of them knows; then the first line, and last the weak sign
//! of the hand-out's own style: text given to `send` with no word about bytes anywhere. Where nothing speaks, the other
//! files of the submission do.

use super::language;

/// A version, as far as the code tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    Two,
    Three,
}

/// What the code says, and how surely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    pub version: Version,
    /// The other version cannot run it.
    pub is_sure: bool,
    /// Hardly a sign: what any other file of the submission shows is worth more.
    pub is_weak: bool,
    /// The first line asks for it: what other files are is nothing to this one.
    pub is_asked: bool,
    /// What it was told by.
    pub sign: &'static str,
}

impl Verdict {
    /// Only the compiler of this version takes it.
    pub(super) fn of_compiler(version: Version) -> Self {
        Self { version, is_sure: true, is_weak: false, is_asked: false, sign: "its compiler" }
    }
}

/// Reads `code`, the text without comments and strings; `text` is all of it.
pub(super) fn version(text: &str, code: &str) -> Option<Verdict> {
    let two = syntax_of_two(code);
    let three = syntax_of_three(code);
    let asked = language::interpreter(text).unwrap_or("");
    let of = |version, is_sure, sign| {
        let is_asked = asked.starts_with(if version == Version::Two { "python2" } else { "python3" });
        Some(Verdict { version, is_sure, is_weak: false, is_asked, sign })
    };
    match (two, three) {
        (Some(sign), None) => return of(Version::Two, true, sign),
        (None, Some(sign)) => return of(Version::Three, true, sign),
        // Neither can run it. What the first line asks for is what was meant.
        (Some(_), Some(_)) if asked.starts_with("python2") => {
            return of(Version::Two, false, "its first line");
        }
        (Some(_), Some(sign)) => return of(Version::Three, false, sign),
        (None, None) => {}
    }
    // Whoever asks which version runs has thought of both.
    let minds_both =
        has_name(code, "NameError") || has_name(code, "version_info") || has_name(code, "ImportError");
    let name = NAMES_OF_TWO.iter().find(|name| has_name(code, name));
    let name = name.or_else(|| MODULES_OF_TWO.iter().find(|module| imports(code, module)));
    if let Some(sign) = name.filter(|_| !minds_both) {
        return of(Version::Two, true, sign);
    }
    if asked.starts_with("python2") {
        return of(Version::Two, false, "its first line");
    }
    if asked.starts_with("python3") {
        return of(Version::Three, false, "its first line");
    }
    if minds_both {
        return of(Version::Three, false, "code for both versions");
    }
    if let Some(sign) = NAMES_OF_THREE.iter().find(|name| has_name(code, name)) {
        return of(Version::Three, false, sign);
    }
    let minds_bytes = code.contains(".encode(")
        || code.contains(".decode(")
        || has_name(code, "bytes")
        || code.contains("b'")
        || code.contains("b\"")
        || code.contains(".listen()") // without a number: not in Python 2
        || ["pickle", "struct"].iter().any(|name| has_name(code, name));
    // What other connections send is no text.
    let sends = has_name(code, "socket") && [".send(", ".sendall("].iter().any(|call| code.contains(call));
    match (minds_bytes, sends) {
        (true, _) => of(Version::Three, false, "encode, decode or bytes"),
        (false, true) => of(Version::Two, false, "text given to `send`")
            .map(|verdict| Verdict { is_weak: !verdict.is_asked, ..verdict }),
        (false, false) => None,
    }
}

/// Functions that only Python 2 has.
const NAMES_OF_TWO: &[&str] = &["raw_input", "xrange", "has_key", "iteritems", "itervalues", "unicode"];

/// Modules that only Python 2 has; Python 3 has classes of some of their names.
const MODULES_OF_TWO: &[&str] =
    &["SocketServer", "Queue", "cPickle", "ConfigParser", "urllib2", "StringIO", "cStringIO"];

/// The same of Python 3.
const NAMES_OF_THREE: &[&str] = &[
    "socketserver",
    "queue",
    "asyncio",
    "pathlib",
    "secrets",
    "input",
    "from_bytes",
    "to_bytes",
    "frombytes",
    "tobytes",
    "create_server",
    "choices",
];

/// What is a syntax error in Python 3.
fn syntax_of_two(code: &str) -> Option<&'static str> {
    if code.contains("<>") && !code.contains("'<>'") {
        return Some("`<>`");
    }
    for line in statements(code) {
        if let Some(rest) = keyword(line, "print")
            && prints(rest)
        {
            return Some("the print statement");
        }
        if let Some(rest) = keyword(line, "except")
            && rest.split(" as ").count() == 1
            && rest.trim_end_matches(':').rsplit_once(',').is_some_and(|(class, name)| {
                !class.contains('(') && name.trim().chars().all(|c| c.is_alphanumeric() || c == '_')
            })
        {
            return Some("`except X, e`");
        }
        if let Some(rest) = keyword(line, "raise")
            && rest.split_once(',').is_some_and(|(class, _)| is_name(class.trim()))
        {
            return Some("`raise X, text`");
        }
        if let Some(rest) = keyword(line, "exec")
            && rest.starts_with(|c: char| c.is_alphabetic() || matches!(c, '"' | '\''))
        {
            return Some("the exec statement");
        }
    }
    None
}

/// Whether what follows `print` makes it a statement. With brackets it is both, unless more follows them that only a
/// statement takes.
fn prints(rest: &str) -> bool {
    let Some(first) = rest.chars().next() else { return false };
    match first {
        '(' => {
            // `print ("a"), b` is a tuple to Python 3, and no error. `print (a) b` is nowhere right.
            false
        }
        '>' => rest.starts_with(">>"),
        '"' | '\'' | '`' | '[' | '{' | '-' | '~' => !(first == '[' && rest.contains("] =")),
        _ => {
            // `print = x`, `print.x`, `print, x`, `print if x` are none.
            let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            !word.is_empty()
                && !["if", "for", "in", "is", "and", "or", "else", "not"].contains(&word.as_str())
        }
    }
}

/// What is a syntax error in Python 2.
fn syntax_of_three(code: &str) -> Option<&'static str> {
    for line in statements(code) {
        if let Some(rest) = keyword(line, "print")
            && rest.starts_with('(')
            && ["end=", "sep=", "flush=", "file="].iter().any(|name| {
                let spaced: String = rest.chars().filter(|c| *c != ' ').collect();
                spaced.contains(&format!(",{name}")) || spaced.starts_with(&format!("({name}"))
            })
        {
            return Some("arguments of the print function");
        }
        if keyword(line, "nonlocal").is_some() {
            return Some("`nonlocal`");
        }
        if keyword(line, "async").is_some_and(|rest| rest.starts_with("def ") || rest.starts_with("with ")) {
            return Some("`async`");
        }
        if let Some(rest) = keyword(line, "def")
            && rest.contains("->")
        {
            return Some("annotations");
        }
        if line.contains(":=") {
            return Some("`:=`");
        }
    }
    let f_string = code.match_indices(['\'', '"']).any(|(at, _)| {
        let mut before = code[..at].chars().rev();
        matches!(before.next(), Some('f' | 'F'))
            && before.next().is_none_or(|c| matches!(c, 'r' | 'R') || !c.is_alphanumeric() && c != '_')
    });
    f_string.then_some("f-strings")
}

/// The statements of the code, roughly: lines, and what stands after `:` and `;`.
fn statements(code: &str) -> impl Iterator<Item = &str> {
    code.lines().flat_map(|line| {
        let line = line.trim();
        // `if x: print y` and `try: x except E, e:` are two statements in one line.
        let inner = line.find(": ").map(|at| line[at + 1..].trim());
        let more = line.contains(';').then(|| line.split(';').skip(1).map(str::trim)).into_iter().flatten();
        [Some(line), inner].into_iter().flatten().chain(more)
    })
}

/// What follows a keyword at the start of a statement.
fn keyword<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let rest = line.strip_prefix(word)?;
    match rest.chars().next() {
        Some(c) if c.is_alphanumeric() || c == '_' => None,
        // `print=`, `print.`
        _ => Some(rest.trim_start()),
    }
}

/// Whether a module of this name is imported, or something from it.
fn imports(code: &str, module: &str) -> bool {
    let is_it = |text: &str| text.split_whitespace().next() == Some(module);
    statements(code).any(|line| {
        let names = keyword(line, "import").unwrap_or_default();
        names.split(',').any(is_it) || keyword(line, "from").is_some_and(is_it)
    })
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'))
}

fn has_name(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !is_word(code[..at].chars().next_back()) && !is_word(code[at + name.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::super::language::Language;
    use super::super::scan;
    use super::*;

    fn told(text: &str) -> Option<(u8, bool)> {
        version(text, &scan::code(text, Language::Python))
            .map(|verdict| (if verdict.version == Version::Two { 2 } else { 3 }, verdict.is_sure))
    }

    #[test]
    fn the_version_is_told_by_the_code() {
        for (text, expected) in [
            ("print 'host ip', host\n", Some((2, true))),
            ("if x: print y\n", Some((2, true))),
            ("    print s.recv(1024)\n", Some((2, true))),
            ("print >>f, x\n", Some((2, true))),
            ("print \"a %s\" % b\n", Some((2, true))),
            ("x = 1; print x\n", Some((2, true))),
            ("print('host', host)\ns.send('x'.encode())\n", Some((3, false))),
            ("import socket\nprint('x')\ns.send('hello')\n", Some((2, false))),
            ("from multiprocessing.connection import Client\nc.send([1])\n", None),
            ("print('x')\n", None),
            ("print(x, end='')\n", Some((3, true))),
            ("print(f'{x}')\n", Some((3, true))),
            ("print(rf\"{x}\")\n", Some((3, true))),
            ("x = self.of'x'\n", None),
            ("n = raw_input('n? ')\n", Some((2, true))),
            ("try:\n    input = raw_input\nexcept NameError:\n    pass\n", Some((3, false))),
            ("try: x\nexcept socket.error, e:\n    pass\n", Some((2, true))),
            ("except (A, B):\n", None),
            ("except (A, B) as e:\n", None),
            ("except A as e:\n", None),
            ("if a <> b: pass\n", Some((2, true))),
            ("if d.has_key(1): pass\n", Some((2, true))),
            ("raise ValueError, 'no'\n", Some((2, true))),
            ("def f(x) -> int:\n    pass\n", Some((3, true))),
            ("async def main():\n    pass\n", Some((3, true))),
            ("# print 'x'\n'''\nprint 'x'\n'''\nx = \"print 'y'\"\n", None),
            ("#!/usr/bin/python2\nimport socket\n", Some((2, false))),
            ("#!/usr/bin/env python3\ns.send('x')\n", Some((3, false))),
            ("#!/usr/bin/python\nprint 'x'\n", Some((2, true))),
            ("import SocketServer\n", Some((2, true))),
            ("import socketserver\n", Some((3, false))),
            ("import queue\nq = queue.Queue()\ns.send(x)\n", Some((3, false))),
            ("import Queue\nq = Queue.Queue()\n", Some((2, true))),
            ("import socket, StringIO\n", Some((2, true))),
            ("from cStringIO import StringIO\n", Some((2, true))),
            ("import io\nf = io.StringIO()\ns.send(x.encode())\n", Some((3, false))),
            ("from multiprocessing import Process, Queue\ns.send(x.encode())\n", Some((3, false))),
            ("s.listen()\ns.sendall(x)\n", Some((3, false))),
            ("n = int.from_bytes(s.recv(4), 'big')\ns.sendall(x)\n", Some((3, false))),
            ("print 'x'\nprint(f'{y}')\n", Some((3, false))),
            ("print\nprint\n", None),
            ("printer = 1\nprint_all(x)\n", None),
            ("s.send(bytes([1]))\n", Some((3, false))),
            ("import pickle\ns.send(pickle.dumps(x))\n", Some((3, false))),
            ("x = {'a': print}\n", None),
            ("", None),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_odd(text in "[printexcas ,:;()'\"f<>=\n]{0,80}") {
            told(&text);
        }
    }
}
