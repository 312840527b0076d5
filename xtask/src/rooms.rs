//! The rooms of the grader: which imports which.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Rooms that import each other, in the order of the alphabet. Shorten it: none is to come.
const KNOWN: [(&str, &str); 3] = [("intake", "journal"), ("intake", "scenario"), ("intake", "words")];

/// The rooms that each room imports. What only tests import does not count.
fn imports() -> BTreeMap<String, BTreeSet<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut imports = BTreeMap::new();
    read(&root, &root, &mut imports);
    let rooms: BTreeSet<String> = imports.keys().cloned().collect();
    for (room, imported) in &mut imports {
        imported.retain(|other| other != room && rooms.contains(other));
    }
    imports
}

fn read(root: &Path, folder: &Path, imports: &mut BTreeMap<String, BTreeSet<String>>) {
    let entries = fs::read_dir(folder).expect("the sources can be listed");
    for path in entries.map(|entry| entry.expect("the sources can be listed").path()) {
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name in UTF-8");
        if path.is_dir() && name != "tests" {
            read(root, &path, imports);
        } else if path.extension().is_some_and(|ending| ending == "rs") && name != "tests" {
            let inside = path.strip_prefix(root).expect("a file of the sources");
            let room = inside.iter().next().and_then(|room| room.to_str()).expect("a name in UTF-8");
            let text = fs::read_to_string(&path).expect("the sources are text");
            let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            let room = room.trim_end_matches(".rs").to_owned();
            imports.entry(room).or_default().extend(imported(text));
        }
    }
}

/// The rooms behind `crate::` in a source, outside of comments.
fn imported(text: &str) -> BTreeSet<String> {
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    let code = lines.collect::<Vec<_>>().join("\n");
    let word = |text: &str| text.split(|c: char| !c.is_alphanumeric() && c != '_').next().map(str::to_owned);
    let rooms = |text: &str| match text.strip_prefix('{') {
        Some(several) => {
            let several = several.split('}').next().unwrap_or_default();
            several.split(',').filter_map(|one| word(one.trim())).collect()
        }
        None => Vec::from_iter(word(text)),
    };
    code.split("crate::").skip(1).flat_map(rooms).filter(|room| !room.is_empty()).collect()
}

/// Every two rooms that import each other.
fn circles(imports: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<(&str, &str)> {
    let is_back = |room: &str, other: &str| imports.get(other).is_some_and(|back| back.contains(room));
    let pairs = imports.iter().flat_map(|(room, others)| others.iter().map(move |other| (room, other)));
    let both = pairs.filter(|(room, other)| room < other && is_back(room, other));
    both.map(|(room, other)| (room.as_str(), other.as_str())).collect()
}

#[test]
fn no_more_rooms_import_each_other() {
    let imports = imports();
    assert_eq!(
        circles(&imports),
        BTreeSet::from(KNOWN),
        "a circle that is new, or one that is gone and has to go from the table"
    );
}

#[test]
fn what_reads_and_what_reckons_know_nothing_of_verdicts() {
    let imports = imports();
    for room in ["reading", "oracle"] {
        let above = ["verdict", "stand_in", "report", "words", "class", "journal", "scenario"];
        assert!(above.iter().all(|above| !imports[room].contains(*above)), "{room}");
    }
}

#[test]
fn a_circle_is_found() {
    let of = |room: &str, text: &str| (room.to_owned(), imported(text));
    let imports = BTreeMap::from([
        of("one", "use crate::two::Two;\n// crate::three\n"),
        of("two", "use crate::{one, three::Three};\n"),
        of("three", "fn f() -> crate::four::Four {}\n"),
    ]);
    assert_eq!(imports["three"], BTreeSet::from(["four".to_owned()]));
    assert_eq!(circles(&imports), BTreeSet::from([("one", "two")]));
}
