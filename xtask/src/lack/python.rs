//! What a program of Python ended for want of: a package, or a newer Python.

use super::{Kind, Lack, MOST_BYTES, between, is_slip};

/// Modules of Python's own that programs of this kind import. What Python 2 called otherwise is no package either.
const OF_PYTHON: &[&str] = &[
    "argparse",
    "array",
    "asyncio",
    "collections",
    "copy",
    "csv",
    "datetime",
    "functools",
    "io",
    "itertools",
    "json",
    "logging",
    "math",
    "multiprocessing",
    "numbers",
    "operator",
    "os",
    "pathlib",
    "pickle",
    "queue",
    "random",
    "re",
    "secrets",
    "select",
    "selectors",
    "signal",
    "socket",
    "socketserver",
    "ssl",
    "statistics",
    "string",
    "struct",
    "subprocess",
    "sys",
    "threading",
    "time",
    "traceback",
    "typing",
    "uuid",
];

/// Modules that Python 3 has under other names.
const OF_PYTHON_2: &[&str] = &[
    "ConfigParser",
    "Queue",
    "SocketServer",
    "StringIO",
    "Tkinter",
    "cPickle",
    "cStringIO",
    "commands",
    "thread",
    "urllib2",
];

/// Names of Python's own modules that a newer Python brought ("New in version" in their documentation): an empty one is the module.
const SINCE: &[(&str, &str, (u32, u32))] = &[
    ("asyncio", "Runner", (3, 11)),
    ("asyncio", "TaskGroup", (3, 11)),
    ("asyncio", "timeout", (3, 11)),
    ("compression", "", (3, 14)),
    ("datetime", "UTC", (3, 11)),
    ("enum", "StrEnum", (3, 11)),
    ("functools", "cache", (3, 9)),
    ("itertools", "batched", (3, 12)),
    ("itertools", "pairwise", (3, 10)),
    ("random", "binomialvariate", (3, 12)),
    ("socket", "create_server", (3, 8)),
    ("socket", "recv_fds", (3, 9)),
    ("socket", "send_fds", (3, 9)),
    ("string", "templatelib", (3, 14)),
    ("tomllib", "", (3, 11)),
    ("typing", "Self", (3, 11)),
    ("typing", "TypeAlias", (3, 10)),
    ("typing", "assert_never", (3, 11)),
    ("typing", "override", (3, 12)),
    ("warnings", "deprecated", (3, 13)),
];

/// Whether Python itself has a module of that name, in this version or another.
fn is_of_python(name: &str) -> bool {
    OF_PYTHON.contains(&name) || SINCE.iter().any(|(module, ..)| *module == name)
}

/// The Python since which a module has a name, or is there at all.
fn since(module: &str, name: &str) -> Option<(u32, u32)> {
    SINCE.iter().find(|row| (row.0, row.1) == (module, name)).map(|row| row.2)
}

/// A Python that is newer than that by which the program is run.
fn newer(needs: (u32, u32), version: Option<(u32, u32)>) -> Option<Lack> {
    let is_newer = version.is_some_and(|version| version < needs);
    is_newer.then(|| Lack::new(Kind::Python, format!("{}.{}", needs.0, needs.1)))
}

/// What a package's name ends before.
const ENDS_OF_NAME: &[char] = &[' ', '\n', '\'', '"', '`', '.', ',', ';', ')', '!'];

pub(super) fn of_python(
    words: &str,
    has: &dyn Fn(&str) -> bool,
    version: Option<(u32, u32)>,
) -> Option<Lack> {
    let last = words.lines().map(str::trim).rfind(|line| !line.is_empty())?;
    let missing = ["ModuleNotFoundError: No module named ", "ImportError: No module named "];
    if let Some(rest) = missing.iter().find_map(|start| last.strip_prefix(start)) {
        let path = rest.trim_matches(['\'', '"']).split(['\'', ';', ' ']).next()?;
        let (name, inner) = path.split_once('.').unwrap_or((path, ""));
        if let Some(needs) = since(name, inner).or_else(|| since(name, "")).filter(|_| !has(name)) {
            return newer(needs, version);
        }
        // No package has a part of what Python itself has.
        if !inner.is_empty() && is_of_python(name) {
            return None;
        }
        let is_own = has(name) || is_slip(name, OF_PYTHON) || OF_PYTHON_2.contains(&name);
        let name = name.trim_start_matches('_');
        return (!name.is_empty() && name.len() <= MOST_BYTES && !is_own)
            .then(|| Lack::new(Kind::PythonPackage, name));
    }
    if let Some(rest) = last.strip_prefix("ImportError: cannot import name '")
        && let Some((name, rest)) = rest.split_once("' from '")
        && let Some((module, _)) = rest.split_once('\'')
        && let Some(needs) = since(module, name).filter(|_| !has(module))
    {
        return newer(needs, version);
    }
    // Who catches that says how to have it.
    let advised =
        ["pip install ", "pip3 install "].iter().find_map(|start| between(words, start, ENDS_OF_NAME));
    if let Some(name) =
        advised.filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()) && !has(name))
    {
        return Some(Lack::new(Kind::PythonPackage, name));
    }
    let message = last.strip_prefix("SyntaxError: ")?;
    let quoted = words.lines().skip_while(|line| !line.trim_start().starts_with("File \"")).nth(1)?.trim();
    let needs = version_of_syntax(quoted, message)?;
    newer(needs, version)
}

/// The first Python that understands a line which an older one calls a syntax error.
fn version_of_syntax(line: &str, message: &str) -> Option<(u32, u32)> {
    let word = |word: &str| {
        line.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', '(', '[', '{', '"', '\'']))
    };
    let is_block = line.trim_end().ends_with(':') || line.contains(": ");
    // `def first[T](`, `class Box[T]:`, `type Numbers = ..`.
    let name_in_brackets = ["def ", "class ", "async def "].iter().any(|start| {
        line.strip_prefix(start).is_some_and(|rest| {
            rest.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_').starts_with('[')
        })
    });
    if name_in_brackets || word("type") && line.contains(" = ") {
        return Some((3, 12));
    }
    // A template is a string behind a `t`, where a value begins.
    let begins = |(at, _): (usize, &str)| line[..at].trim_end().ends_with(['=', '(', ',', '[']);
    if ["t\"", "t'"].iter().any(|open| line.match_indices(open).any(begins)) {
        return Some((3, 14));
    }
    if message.contains("f-string") || line.contains("f\"") || line.contains("f'") {
        return nests(line).then_some((3, 12));
    }
    if line.starts_with("except*") || line.starts_with("except *") {
        return Some((3, 11));
    }
    if (word("match") || word("case")) && is_block || line.starts_with("with (") && line.contains(" as ") {
        return Some((3, 10));
    }
    if line.contains(":=") || line.starts_with("def ") && line.contains("/") {
        return Some((3, 8));
    }
    None
}

/// Whether each string of a line ends, with strings in the braces of f-strings that may have the same quotes, as since 3.12.
pub(super) fn nests(line: &str) -> bool {
    /// Where one is: in a string of this quote, which is an f-string or not; or in its braces.
    enum Place {
        String(char, bool),
        Braces,
    }
    let mut places: Vec<Place> = Vec::new();
    let (mut escaped, mut last) = (false, ' ');
    let mut nested = false;
    for c in line.chars() {
        match places.last() {
            Some(Place::String(..)) if escaped => escaped = false,
            Some(Place::String(..)) if c == '\\' => escaped = true,
            Some(Place::String(quote, _)) if c == *quote => {
                places.pop();
            }
            Some(Place::String(_, true)) if c == '{' => places.push(Place::Braces),
            Some(Place::String(..)) => {}
            Some(Place::Braces) if c == '}' => {
                places.pop();
            }
            Some(Place::Braces) | None if matches!(c, '"' | '\'') => {
                nested |= !places.is_empty();
                places.push(Place::String(c, matches!(last, 'f' | 'F')));
            }
            Some(Place::Braces) if c == '{' => places.push(Place::Braces),
            None if c == '#' => break,
            Some(Place::Braces) | None => {}
        }
        last = c;
    }
    nested && places.is_empty()
}
