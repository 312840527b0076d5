//! Sources that are not what they should be to be run, mended in our own copy: names with an end that Windows does not show
//! (`Server.java.txt`), in capitals, or without one; Java in the code page of the machine on which it was written or with a mark
//! before it, neither of which `javac` reads as UTF-8; notebooks, of which only Jupyter makes programs.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::language::{self, Language};
use super::{files, hints, notebook};
use crate::words::intake as words;

/// What Windows' code page has in the places that Latin-1 leaves to control characters; nothing is in five of them.
const WINDOWS_1252: [char; 32] = [
    '\u{20ac}', '\u{81}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}', '\u{2c6}',
    '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{8d}', '\u{17d}', '\u{8f}', '\u{90}', '\u{2018}',
    '\u{2019}', '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}', '\u{2dc}', '\u{2122}', '\u{161}',
    '\u{203a}', '\u{153}', '\u{9d}', '\u{17e}', '\u{178}',
];

/// Mends what is in the folder of a submission, and says what was done.
pub(super) fn mend(folder: &Path) -> io::Result<Vec<String>> {
    let mut notes = Vec::new();
    let files = files::list(folder)?;
    for file in &files {
        let mut file = file.clone();
        let mut rename = |file: &mut PathBuf, name: Option<PathBuf>, said: fn(&Path, &Path) -> String| {
            let Some(name) = name.filter(|name| !files.contains(name)) else { return Ok(()) };
            fs::rename(folder.join(&file), folder.join(&name))?;
            notes.push(said(file, &name));
            *file = name;
            io::Result::Ok(())
        };
        let hidden = hidden_end(&file);
        rename(&mut file, hidden, words::named_back)?;
        // What was behind the hidden end may be in capitals.
        let meant = meant_end(folder, &file)?;
        rename(&mut file, meant, words::taken_for)?;
        notes.extend(opened(folder, &file, &files)?);
        if Language::of_name(&file) == Some(Language::Java) {
            let path = folder.join(&file);
            if let Some(text) = as_utf_8(&fs::read(&path)?) {
                fs::write(&path, text)?;
                notes.push(words::read_as_utf_8(&file));
            }
        }
    }
    Ok(notes)
}

/// The name without the `.txt` that stands behind a language's own end. Python runs files of any name.
fn hidden_end(file: &Path) -> Option<PathBuf> {
    let is_text = file.extension().is_some_and(|end| end.eq_ignore_ascii_case("txt"));
    let name = file.with_extension("");
    let end = language::without_copy_mark(name.extension()?.to_str()?);
    let language = Language::of_name(&name).filter(|_| is_text)?;
    (language != Language::Python).then(|| name.with_extension(end))
}

/// The name with the end that its language has, where it stands there in capitals, or where there is none, or the `.txt` of a server
/// or a client, and the text is plainly a program.
fn meant_end(folder: &Path, file: &Path) -> io::Result<Option<PathBuf>> {
    let end = file.extension().map(|end| end.to_string_lossy().into_owned());
    let language = match &end {
        Some(end) if *end != end.to_lowercase() => Language::of_name(file),
        Some(end) if end != "txt" || hints::role_of(file).is_none() => None,
        None if language::is_source(file) => None,
        _ => Some(files::text(folder, file)?)
            .filter(|text| !text.starts_with("#!"))
            .and_then(|text| Language::of_code(&text)),
    };
    let Some(language) = language else { return Ok(None) };
    let text = files::text(folder, file)?;
    // `.C` is C to whoever writes in capitals, and C++ to a compiler.
    let language = if language == Language::C && Language::is_cpp(&text) { Language::Cpp } else { language };
    let name = file.with_extension(language.end());
    // A public class has to stand in a file of its name.
    let class = text.split("public class ").nth(1).filter(|_| language == Language::Java);
    let class: Option<String> =
        class.map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
    Ok(Some(match class.filter(|class| !class.is_empty()) {
        Some(class) => file.with_file_name(format!("{class}.java")),
        None => name,
    }))
}

/// Writes the programs of a notebook beside it, where they are not there already, and says which.
fn opened(folder: &Path, file: &Path, files: &[PathBuf]) -> io::Result<Option<String>> {
    if !file.extension().is_some_and(|end| end.eq_ignore_ascii_case("ipynb")) {
        return Ok(None);
    }
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let exported = file.with_extension("py");
    if files.contains(&exported) {
        return Ok(None);
    }
    let mut written = Vec::new();
    for part in notebook::programs(&files::decoded(&fs::read(folder.join(file))?)) {
        let name = match part.name {
            notebook::Name::Own(more) => file.with_file_name(format!("{stem}{more}.py")),
            notebook::Name::Given(name) => {
                let is_plain = Path::new(&name).components().all(|part| matches!(part, Component::Normal(_)));
                if !is_plain || Path::new(&name).components().count() != 1 || name.len() > 100 {
                    continue;
                }
                file.with_file_name(name)
            }
        };
        let path = folder.join(&name);
        if !path.exists() {
            fs::write(path, part.code)?;
            written.push(name);
        }
    }
    Ok((!written.is_empty()).then(|| words::opened_notebook(file, &written)))
}

/// The text of a source without a mark and in UTF-8; `None` where it is so already.
fn as_utf_8(bytes: &[u8]) -> Option<String> {
    match (bytes, std::str::from_utf8(bytes)) {
        ([0xff, 0xfe, ..] | [0xfe, 0xff, ..], _) => Some(files::decoded(bytes)),
        (_, Ok(text)) => text.strip_prefix('\u{feff}').map(str::to_owned),
        (_, Err(_)) => {
            let letter = |&byte: &u8| match byte {
                0x80..0xa0 => WINDOWS_1252[usize::from(byte - 0x80)],
                byte => char::from(byte),
            };
            Some(bytes.iter().map(letter).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_of_windows_become_sources() {
        let scratch = tempfile::tempdir().expect("a folder");
        let folder = scratch.path();
        let write = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).expect("a file");
        write("Server.java.txt", b"// Gr\xf6\x80e");
        write("THING.JAVA.TXT", b"public class Thing {}");
        write("Client.java", b"\xef\xbb\xbfclass Client {}");
        write("Wide.java", b"\xff\xfea\0b\0");
        write("Fine.java", "// Gr\u{f6}\u{df}e".as_bytes());
        write("server.c - Copy.TXT", b"int x;");
        write("client.c", b"int y;");
        write("client.c.txt", b"int z;");
        write("lab.py.txt", b"\xf6");
        write("notes.txt", b"\xf6");
        let notes = mend(folder).expect("it is mended");
        let read = |name: &str| fs::read(folder.join(name)).expect("a file");
        assert_eq!(read("Server.java"), "// Gr\u{f6}\u{20ac}e".as_bytes());
        assert_eq!(read("Client.java"), b"class Client {}");
        assert_eq!(read("Wide.java"), b"ab");
        assert_eq!(read("Fine.java"), "// Gr\u{f6}\u{df}e".as_bytes());
        assert_eq!(read("server.c"), b"int x;");
        assert_eq!((read("client.c"), read("client.c.txt")), (b"int y;".to_vec(), b"int z;".to_vec()));
        assert_eq!((read("lab.py.txt"), read("notes.txt")), (b"\xf6".to_vec(), b"\xf6".to_vec()));
        assert_eq!(read("Thing.java"), b"public class Thing {}");
        assert_eq!(notes.len(), 7, "{notes:?}");
        write("client", b"import random, socket\ns.connect(a)\n");
        write("server", b"/* mine */\n#include <stdio.h>\n");
        write("peer", b"import java.net.*;\npublic class Peer {}\n");
        write("OTHER.C", b"#include <iostream>\n");
        write("my client.txt", b"import socket\ns.connect(a)\n");
        write("lab notes.txt", b"import socket\ns.connect(a)\n");
        write("server notes.txt", b"The server begins with\nimport socket\n");
        write("README", b"How to start it:\nimport socket\n");
        write("lab.ipynb", br#"{"cells": [{"cell_type": "code", "source": "s.listen(5)"}]}"#);
        write("out.ipynb", br#"{"cells": [{"cell_type": "code", "source": "%%writefile ../x.py\nx"}]}"#);
        let notes = mend(folder).expect("it is mended");
        let (mended, left) = (
            ["client.py", "Peer.java", "OTHER.cpp", "lab.py", "my client.py"],
            ["README", "lab notes.txt", "server notes.txt"],
        );
        for name in mended.iter().chain(&left) {
            assert!(folder.join(name).is_file(), "{name}: {notes:?}");
        }
        // `server.c` is there already.
        assert!(folder.join("server").is_file() && notes.len() == 5, "{notes:?}");
        assert_eq!(mend(folder).expect("nothing is left to do"), Vec::<String>::new());
    }
}
