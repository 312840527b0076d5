//! Names under which a source of Python has what its networks are made of: `from socket import create_connection as dial`.

use std::collections::BTreeMap;

/// The modules in which servers and clients are.
const MODULES: &[&str] =
    &["asyncio", "http", "multiprocessing", "socket", "socketserver", "urllib", "xmlrpc", "SocketServer"];

/// The code with each name that it gives to a module, a class or a function of these written out.
pub(super) fn resolved(code: &str) -> String {
    let mut names = imported(code);
    // `Base = socketserver.TCPServer`
    for line in code.lines() {
        let Some((name, value)) = line.split_once('=').map(|(name, value)| (name.trim(), value.trim()))
        else {
            continue;
        };
        let value = written_out(value, &names);
        if is_name(name)
            && value.split('.').all(is_name)
            && is_of_modules(&value)
            && !names.contains_key(&value)
        {
            names.insert(name.to_owned(), value);
        }
    }
    if names.is_empty() { code.to_owned() } else { written_out(code, &names) }
}

/// What is imported from these modules, by the name that it has here.
fn imported(code: &str) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    let mut rest = code;
    while let Some((line, after)) = rest.split_once('\n').or((!rest.is_empty()).then_some((rest, ""))) {
        let trimmed = line.trim_start();
        rest = after;
        if let Some((module, what)) =
            trimmed.strip_prefix("from ").and_then(|line| line.split_once(" import"))
        {
            let mut what = what.trim().to_owned();
            // In brackets it goes over lines.
            while what.starts_with('(') && !what.contains(')') && !rest.is_empty() {
                let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
                what.push_str(line);
                rest = after;
            }
            for one in what.trim_matches(['(', ')', ' ']).split(',') {
                let (name, here) = one.split_once(" as ").unwrap_or((one, one));
                names.insert(here.trim().to_owned(), format!("{}.{}", module.trim(), name.trim()));
            }
        } else if let Some(modules) = trimmed.strip_prefix("import ") {
            let renamed = modules.split(',').filter_map(|one| one.split_once(" as "));
            names.extend(renamed.map(|(module, here)| (here.trim().to_owned(), module.trim().to_owned())));
        }
    }
    names.retain(|here, name| is_name(here) && is_of_modules(name));
    names
}

fn is_of_modules(name: &str) -> bool {
    MODULES.contains(&name.split('.').next().unwrap_or_default())
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_of_name) && !text.starts_with(|c: char| c.is_ascii_digit())
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The text with the names that stand in it for others written out, where they are nobody's attributes.
fn written_out(text: &str, names: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_of_name) {
        let (between, word) = rest.split_at(at);
        out.push_str(between);
        let (word, after) = word.split_at(word.find(|c| !is_of_name(c)).unwrap_or(word.len()));
        out.push_str(names.get(word).filter(|_| !out.ends_with('.')).map_or(word, String::as_str));
        rest = after;
    }
    out + rest
}
