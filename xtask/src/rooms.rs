//! The rooms of the grader: which imports which.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

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

/// The rooms that import each other, also by way of others: all that are left when those are taken away that import none of the rest,
/// and those that none of the rest imports.
fn circle(imports: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<&str> {
    let mut left: BTreeSet<&str> = imports.keys().map(String::as_str).collect();
    loop {
        let is_in = |room: &str| {
            let imports_some = imports[room].iter().any(|other| left.contains(other.as_str()));
            imports_some && left.iter().any(|other| imports[*other].contains(room))
        };
        let inner: BTreeSet<&str> = left.iter().copied().filter(|room| is_in(room)).collect();
        if inner.len() == left.len() {
            return left;
        }
        left = inner;
    }
}

#[test]
fn no_rooms_import_each_other() {
    assert_eq!(circle(&imports()), BTreeSet::new());
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
    let mut imports = BTreeMap::from([
        of("one", "use crate::two::Two;\n// crate::three\n"),
        of("two", "use crate::{three::Three, four};\n"),
        of("three", "fn f() -> crate::four::Four {}\n"),
        of("four", ""),
    ]);
    assert_eq!(imports["three"], BTreeSet::from(["four".to_owned()]));
    assert_eq!(circle(&imports), BTreeSet::new());
    imports.extend([of("four", "use crate::two;\n")]);
    assert_eq!(circle(&imports), BTreeSet::from(["two", "three", "four"]));
}
