//! Notebooks: the code of their cells, as the programs that it makes. A notebook with a server in one cell and a client in
//! another is two programs, each with all that neither of them does.

use serde_json::Value;

use super::language::Language;
use super::role::{self, Conduct};
use super::scan;

/// A program out of a notebook.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The file that it is, or what is added to the notebook's own name.
    pub name: Name,
    pub code: String,
}

/// What a program out of a notebook is called.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// As `%%writefile` says.
    Given(String),
    /// The notebook's, with this behind it.
    Own(&'static str),
}

/// Magic words of whole cells that leave the cell a piece of Python.
const HARMLESS: &[&str] = &["%%capture", "%%prun", "%%time", "%%timeit"];

/// The programs in a notebook; none where it is no notebook of Python.
pub(super) fn programs(text: &str) -> Vec<Part> {
    let Ok(notebook) = serde_json::from_str::<Value>(text) else { return Vec::new() };
    let language = notebook
        .pointer("/metadata/kernelspec/language")
        .or(notebook.pointer("/metadata/language_info/name"));
    if language.and_then(Value::as_str).is_some_and(|name| !name.eq_ignore_ascii_case("python")) {
        return Vec::new();
    }
    let cells = notebook.get("cells").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let cells = cells.iter().filter(|cell| cell.get("cell_type").and_then(Value::as_str) == Some("code"));
    let (mut parts, mut plain) = (Vec::new(), Vec::new());
    for source in cells.map(source) {
        let first = source.lines().next().unwrap_or_default().trim();
        match first.strip_prefix("%%writefile ") {
            Some(name) => {
                let name = name.trim_start_matches("-a ").trim().to_owned();
                let code = source.split_once('\n').map(|(_, code)| code.to_owned()).unwrap_or_default();
                parts.push(Part { name: Name::Given(name), code });
            }
            None if first.starts_with("%%") && !HARMLESS.iter().any(|magic| first.starts_with(magic)) => {}
            None => plain.push(without_magic(&source)),
        }
    }
    let conduct = |code: &String| role::conduct(&scan::code(code, Language::Python), Language::Python);
    let conducts: Vec<Conduct> = plain.iter().map(conduct).collect();
    let is_only =
        |is: fn(&Conduct) -> (bool, bool)| conducts.iter().any(|conduct| is(conduct) == (true, false));
    let is_two = is_only(|conduct| (conduct.listens, conduct.connects))
        && is_only(|conduct| (conduct.connects, conduct.listens));
    let joined = |keeps: &dyn Fn(&Conduct) -> bool| -> String {
        let kept = plain.iter().zip(&conducts).filter(|(_, conduct)| keeps(conduct));
        kept.map(|(code, _)| format!("{}\n\n", code.trim_end())).collect()
    };
    if is_two {
        let server = joined(&|conduct| conduct.listens || !conduct.connects);
        let client = joined(&|conduct| conduct.connects || !conduct.listens);
        parts.push(Part { name: Name::Own("_server"), code: server });
        parts.push(Part { name: Name::Own("_client"), code: client });
    } else if conducts.iter().any(|conduct| conduct.listens || conduct.connects) || parts.is_empty() {
        parts.push(Part { name: Name::Own(""), code: joined(&|_| true) });
    }
    parts.retain(|part| !part.code.trim().is_empty());
    parts
}

/// The text of a cell: one string, or one a line.
fn source(cell: &Value) -> String {
    match cell.get("source") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(lines)) => lines.iter().filter_map(Value::as_str).collect(),
        _ => String::new(),
    }
}

/// The code with nothing done where only a notebook does something: `%matplotlib inline`, `!pip install x`.
fn without_magic(code: &str) -> String {
    let line = |line: &str| {
        let bare = line.trim_start();
        let is_magic = bare.starts_with('!')
            || bare
                .strip_prefix('%')
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '%'));
        let indent = &line[..line.len() - bare.len()];
        if is_magic { format!("{indent}pass\n") } else { format!("{line}\n") }
    };
    code.lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notebook(cells: &[&str]) -> String {
        let cell = |text: &&str| serde_json::json!({"cell_type": "code", "source": text.split_inclusive('\n').collect::<Vec<_>>()});
        let mut all: Vec<Value> = cells.iter().map(cell).collect();
        all.push(serde_json::json!({"cell_type": "markdown", "source": "s.listen(5)"}));
        serde_json::json!({"cells": all, "metadata": {"kernelspec": {"language": "python"}}}).to_string()
    }

    fn own(name: &'static str, code: &str) -> Part {
        Part { name: Name::Own(name), code: code.to_owned() }
    }

    #[test]
    fn the_code_of_a_notebook_is_one_program_or_two() {
        let one =
            notebook(&["%matplotlib inline\nimport socket\n", "if x:\n    !pip install y\ns.listen(5)"]);
        assert_eq!(programs(&one), [own("", "pass\nimport socket\n\nif x:\n    pass\ns.listen(5)\n\n")]);
        let two = notebook(&["import socket", "s.listen(5)", "%%time\nc.connect(a)", "%%bash\nls"]);
        assert_eq!(
            programs(&two),
            [
                own("_server", "import socket\n\ns.listen(5)\n\n"),
                own("_client", "import socket\n\npass\nc.connect(a)\n\n")
            ]
        );
        let given = notebook(&["%%writefile server.py\ns.listen(5)\n", "print(1)"]);
        assert_eq!(
            programs(&given),
            [Part { name: Name::Given("server.py".to_owned()), code: "s.listen(5)\n".to_owned() }]
        );
        for none in ["", "{}", "[]", r#"{"cells": 3}"#, r#"{"cells": [{"cell_type": "code"}]}"#] {
            assert_eq!(programs(none), [], "{none}");
        }
        let of_r = one.replace("\"python\"", "\"R\"");
        assert_eq!(programs(&of_r), []);
    }
}
