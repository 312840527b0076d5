//! Archives that mean harm, and archives that only look odd.

use std::os::unix::fs::PermissionsExt as _;

use super::pack::{TarEntry, ZipEntry, bz2, entry, gz, seven, tar, xz, zip};
use super::{Bench, files, summary};

/// An archive that holds nothing but this archive.
fn packed_in(name: &str, archive: &[u8]) -> Vec<u8> {
    zip(&[ZipEntry { data: archive.to_vec(), ..entry(name, "") }])
}

fn good() -> ZipEntry {
    entry("server.py", "print(1)\n")
}

pub fn a_hostile_archive_is_its_students_problem_alone() {
    let odd = |change: fn(&mut ZipEntry)| {
        let mut odd = entry("odd", "data");
        change(&mut odd);
        zip(&[good(), odd])
    };
    let tarred = |kind, name: &str, link| {
        tar(&[
            TarEntry(b'0', b"server.py", 0o644, "", b"x"),
            TarEntry(kind, name.as_bytes(), 0o644, link, b""),
        ])
    };
    let long = "d/".repeat(40) + "x";
    let rows: Vec<(&str, Vec<u8>, &str)> = vec![
        ("absolute.zip", odd(|e| e.name = b"/etc/passwd".into()), "begins at the root"),
        ("drive.zip", odd(|e| e.name = b"C:/Windows/x".into()), "begins at the root"),
        ("up.zip", odd(|e| e.name = b"../../up".into()), "leads out of the folder"),
        ("inner_up.zip", odd(|e| e.name = b"a/../../up".into()), "leads out of the folder"),
        ("backslash.zip", odd(|e| e.name = b"..\\up".into()), "leads out of the folder"),
        ("inner_backslash.zip", odd(|e| e.name = b"a\\..\\../up".into()), "leads out of the folder"),
        ("drive_backslash.zip", odd(|e| e.name = b"C:\\x".into()), "begins at the root"),
        ("control.zip", odd(|e| e.name = b"a\x1b[2Jb".into()), "control characters"),
        ("nul.zip", odd(|e| e.name = b"a\0b".into()), "control characters"),
        ("long.zip", odd(|e| e.name = vec![b'x'; 300]), "too long a name"),
        ("device.zip", odd(|e| e.mode = 0o060_644), "no regular file"),
        ("fifo.zip", odd(|e| e.mode = 0o010_644), "no regular file"),
        ("twice.zip", zip(&[good(), good()]), "two things of the same name"),
        ("same_place.zip", zip(&[good(), entry("./server.py", "other")]), "two things of the same name"),
        ("file_and_folder.zip", zip(&[entry("a", "x"), entry("a/b", "y")]), "two things of the same name"),
        ("folder_and_file.zip", zip(&[entry("a/b", "x"), entry("a", "y")]), "two things of the same name"),
        ("locked.zip", odd(|e| e.flags = 1), "needs a password"),
        ("packed.zip", odd(|e| e.method = 14), "not read here"),
        ("cut.zip", zip(&[good()])[..40].to_vec(), "damaged"),
        ("deep.zip", zip(&[entry(&long, "x")]), "too many folders"),
        ("nothing.zip", zip(&[]), "no file in it"),
        ("empty.zip", vec![], "no file in it"),
        ("text.zip", b"this is no archive at all".to_vec(), "damaged"),
        ("rar.zip", b"Rar!\x1a\x07\x01\0 and so on".to_vec(), "RAR archives are not opened"),
        ("absolute.tar", tarred(b'0', "/etc/passwd", ""), "begins at the root"),
        ("up.tar", tarred(b'0', "../up", ""), "leads out of the folder"),
        ("device.tar", tarred(b'3', "sda", ""), "no regular file"),
        ("fifo.tar.gz", gz(&tarred(b'6', "fifo", "")), "no regular file"),
        ("sparse.tar.gz", gz(&tarred(b'S', "sparse", "")), "no regular file"),
        ("twice.tar", tarred(b'0', "server.py", ""), "two things of the same name"),
        ("cut.tar.gz", gz(&tarred(b'0', "x", ""))[..60].to_vec(), "damaged"),
        ("no_tar.tar.gz", gz(b"print(1)\n"), "damaged"),
        (
            "pax_size.tar",
            tar(&[TarEntry(b'x', b"p", 0o644, "", b"13 size=9999\n"), TarEntry(b'0', b"a", 0o644, "", b"x")]),
            "damaged",
        ),
    ];
    let bench = Bench::new();
    bench.file("aaa_good.zip", zip(&[good()]));
    bench.file("zzz_good.tar.gz", gz(&tar(&[TarEntry(b'0', b"client.py", 0o644, "", b"x")])));
    for (name, bytes, _) in &rows {
        bench.file(name, bytes);
    }
    // Two of a kind have one stem.
    let found: Vec<_> = summary(&bench.open());
    assert_eq!(found.len(), rows.len() + 2);
    let taken: Vec<_> =
        found.iter().filter(|(_, result)| result.is_ok()).map(|(key, _)| key.as_str()).collect();
    assert_eq!(taken, ["aaa_good", "zzz_good"]);
    for (name, bytes, expected) in rows {
        for (outer, bytes) in [(name, bytes.clone()), ("outer.zip", packed_in(name, &bytes))] {
            let bench = Bench::new();
            bench.file(outer, bytes).file("good.zip", zip(&[good()]));
            let found = summary(&bench.open());
            let bad = found.iter().find_map(|(_, result)| result.as_ref().err()).expect(name);
            assert!(bad.contains(expected) && !bad.contains('\x1b'), "{outer}, {name}: {bad}");
            let kept = found.iter().find_map(|(_, result)| result.as_ref().ok()).expect(name);
            assert_eq!(kept, &["server.py"], "{outer}, {name}");
            assert_eq!(bench.unpacked(), 1, "{outer}, {name}: all of it is gone");
        }
    }
}

pub fn a_bomb_is_cut_off() {
    let zeros = vec![0; 40 << 20];
    let bomb = |size| ZipEntry { data: zeros.clone(), method: 8, claimed_size: size, ..entry("bomb", "") };
    let many: Vec<ZipEntry> = (0..3)
        .map(|n| ZipEntry { data: vec![0; 20 << 20], method: 8, ..entry(&format!("part{n}"), "") })
        .collect();
    let tarred = gz(&tar(&[TarEntry(b'0', b"bomb", 0o644, "", &zeros)]));
    // What is left out must be no way round the bounds.
    let junk = |n: usize| TarEntry(b'0', b"__MACOSX/x", 0o644, "", if n == 0 { b"" } else { &zeros });
    let hidden = gz(&tar(&[junk(1), junk(1), junk(1), junk(1), junk(1), junk(0)]));
    let name_bomb = gz(&tar(&[
        TarEntry(b'L', b"././@LongLink", 0o644, "", &zeros),
        TarEntry(b'0', b"x", 0o644, "", b""),
    ]));
    for (name, bytes, expected) in [
        ("one.zip", zip(&[bomb(None)]), "`bomb` is larger than 32 MiB"),
        ("liar.zip", zip(&[bomb(Some(5))]), "`bomb`"),
        ("many.zip", zip(&many), "more than 48 MiB"),
        ("one.tar.gz", tarred, "`bomb` is larger than 32 MiB"),
        (
            "one.tar.bz2",
            bz2(&tar(&[TarEntry(b'0', b"bomb", 0o644, "", &zeros)])),
            "`bomb` is larger than 32 MiB",
        ),
        (
            "one.tar.xz",
            xz(&tar(&[TarEntry(b'0', b"bomb", 0o644, "", &zeros)])),
            "`bomb` is larger than 32 MiB",
        ),
        ("one.7z", seven(&[("bomb", 0o100_644, &zeros)]), "`bomb` is larger than 32 MiB"),
        ("many.7z", seven(&[("__MACOSX/a", 0, zeros.as_slice()); 6]), "more than"),
        ("hidden.tar.gz", hidden, "damaged"),
        ("name.tar.gz", name_bomb, "too long a name"),
    ] {
        assert!(bytes.len() < 4 << 20, "{name} is no bomb");
        let within = packed_in(name, &bytes);
        for (name, bytes) in [(name, bytes), ("outer.zip", within)] {
            let bench = Bench::new();
            bench.file(name, bytes).file("good.zip", zip(&[good()]));
            let found = summary(&bench.open());
            let bad = found.iter().find_map(|(_, result)| result.as_ref().err()).expect(name);
            assert!(bad.contains(expected), "{name}: {bad}");
            assert_eq!(found.iter().filter(|(_, result)| result.is_ok()).count(), 1, "{name}");
            assert_eq!(bench.unpacked(), 1, "{name}: all of it is gone");
        }
    }
}

pub fn more_than_fits_is_refused() {
    let bench = Bench::new();
    let many: Vec<_> = (0..4001).map(|n| entry(&format!("f{n}"), "")).collect();
    bench.file("many.zip", zip(&many)).file("large/data.bin", vec![1; 33 << 20]);
    for (key, result) in summary(&bench.open()) {
        let why = result.expect_err(&key);
        assert!(
            why.contains(if key == "many" { "more than 4000 files" } else { "larger than 32 MiB" }),
            "{why}"
        );
    }
}

pub fn a_hostile_class_archive_names_the_student_or_is_refused() {
    let file = |name: &str| entry(name, "print(1)\n");
    let link = |name: &str| ZipEntry { mode: 0o120_777, ..entry(name, "/etc/passwd") };
    for below in ["", "class/", "course/class/"] {
        let name = |name: &str| format!("{below}{name}");
        let bench = Bench::new();
        let large = ZipEntry { data: vec![0; 40 << 20], method: 8, ..entry(&name("dora/large"), "") };
        let entries = [
            file(&name("anna/server.py")),
            link(&name("bob/link")),
            file(&name("bob/server.py")),
            file(&name("carl/../../../up")),
            file(&name("carl/server.py")),
            large,
            file(&name("emil/server.py")),
        ];
        bench.file("../download", zip(&entries));
        let found = summary(&bench.open());
        let keys: Vec<_> = found.iter().map(|(key, result)| (key.as_str(), result.is_ok())).collect();
        let expected = [("anna", true), ("bob", true), ("carl", false), ("dora", false), ("emil", true)];
        assert_eq!(keys, expected, "{below}: {found:?}");
        assert_eq!(std::fs::read_dir(bench.root.path()).expect("a folder").count(), 2, "nothing beside");
    }
    for bytes in [
        zip(&[file("../up")]),
        zip(&[file("/")]),
        // The folder of all is a file as well: nobody's.
        zip(&[file("class/anna/server.py"), file("class/bob/server.py"), file("class")]),
        tar(&[TarEntry(b'0', b"../../up", 0o644, "", b"x")]),
        b"no archive".to_vec(),
    ] {
        let bench = Bench::new();
        bench.file("../download", bytes);
        let error = xtask::intake::open(&bench.download(), &bench.scratch(), xtask::hand_in::Reading::Likely)
            .expect_err("a refusal")
            .to_string();
        assert!(error.contains("is refused"), "{error}");
        assert!(!bench.root.path().join("up").exists());
    }
}

pub fn a_name_in_a_flat_download_is_its_students_problem_alone() {
    let long = format!("dunndora_200_4000_{}.py", "x".repeat(300));
    let rows: [(&[u8], &str); 8] = [
        (b"dunndora_200_4000_my\x1b[2Jserver.py", "control characters"),
        (b"dunndora_200_4000_\x07", "control characters"),
        (long.as_bytes(), "too long a name"),
        (b"dunndora_200_4000_a/../../x", "leads out of the folder"),
        (b"dunndora_200_4000_a/../../adamsann_100_2000_server.py", "leads out of the folder"),
        (b"/dunndora_200_4000_server.py", "begins at the root"),
        (b"C:/dunndora_200_4000_server.py", "begins at the root"),
        (b"dunndora_LATE_200_4000_/..", "leads out of the folder"),
    ];
    for (name, expected) in rows {
        let mut entries = Vec::new();
        for (number, who) in ["adamsann", "bakerbob", "cruzcarl"].into_iter().enumerate() {
            entries.push(entry(&format!("{who}_{}_{}_server.py", 100 + number, 2000 + number), "x"));
        }
        let bad = ZipEntry { name: name.to_owned(), flags: 1 << 11, ..good() };
        for at in [0, 1, 3] {
            let mut entries = entries.clone();
            entries.insert(at, bad.clone());
            let tarred: Vec<TarEntry<'_>> = entries
                .iter()
                .flat_map(|entry| {
                    // A long name has a header of its own.
                    let long = TarEntry(b'L', b"././@LongLink", 0o644, "", &entry.name);
                    [long, TarEntry(b'0', b"short", 0o644, "", b"x")]
                })
                .collect();
            for (kind, bytes) in [("zip", zip(&entries)), ("tar", tar(&tarred))] {
                let bench = Bench::new();
                bench.file("../download", bytes);
                let class = bench.open();
                let what = format!("{kind}, {:?}", String::from_utf8_lossy(name));
                assert_eq!(class.naming, xtask::hand_in::Naming::Canvas, "{what}: {:?}", class.notes);
                let found = summary(&class);
                let keys: Vec<_> = found.iter().map(|(key, result)| (key.as_str(), result.is_ok())).collect();
                let all = [("adamsann", true), ("bakerbob", true), ("cruzcarl", true), ("dunndora", false)];
                assert_eq!(keys, all, "{what}: {found:?}");
                let why = found[3].1.as_ref().expect_err("refused");
                assert!(why.contains(expected) && !why.contains(char::is_control), "{what}: {why}");
                assert_eq!(class.entries[3].student.canvas_id.as_deref(), Some("200"), "{what}");
            }
        }
    }
    // A `/` makes a folder of it, which is no harm.
    let bench = Bench::new();
    let names =
        ["adamsann_100_2000_server.py", "bakerbob_101_2001_server.py", "dunndora_200_4000_/server.py"];
    bench.file("../download", zip(&names.map(|name| entry(name, "x"))));
    let found = summary(&bench.open());
    assert_eq!(found[2], ("dunndora".to_owned(), Ok(vec!["server.py".to_owned()])));
}

pub fn what_names_nobody_is_left_out_and_said() {
    for below in ["", "class/"] {
        for (name, expected) in
            [("../up", "`../up` leads out"), ("/", "`/` begins at the root"), ("..\\up", "leads out")]
        {
            let bench = Bench::new();
            let students =
                ["anna/server.py", "bob/server.py"].map(|name| entry(&format!("{below}{name}"), "x"));
            bench.file("../download", zip(&[&[entry(name, "x")], &students[..]].concat()));
            let class = bench.open();
            let keys: Vec<_> =
                summary(&class).into_iter().map(|(key, result)| (key, result.is_ok())).collect();
            assert_eq!(keys, [("anna".to_owned(), true), ("bob".to_owned(), true)], "{below}{name}");
            let is_said = |note: &String| note.contains(expected) && note.contains("left out");
            assert!(class.notes.iter().any(is_said), "{name}: {:?}", class.notes);
            assert!(!bench.root.path().join("up").exists());
        }
    }
    // What lies beside the folder of all is nobody's either, and one folder of it has a name that cannot be used.
    let bench = Bench::new();
    let names = ["/etc/passwd", "class/anna/server.py", "class/b\x1bob/server.py", "x/../../y"];
    bench.file("../download", zip(&names.map(|name| entry(name, "x"))));
    let class = bench.open();
    let found = summary(&class);
    let keys: Vec<_> = found.iter().map(|(key, result)| (key.as_str(), result.is_ok())).collect();
    assert_eq!(keys, [("anna", true), ("b-ob", false)], "{found:?}");
    for expected in ["`/etc/passwd`", "`x/../../y`"] {
        assert!(class.notes.iter().any(|note| note.contains(expected)), "{:?}", class.notes);
    }
    // Of very many the first are named.
    let bench = Bench::new();
    let mut entries = vec![good(); 40];
    entries.iter_mut().for_each(|entry| entry.name = b"../up".to_vec());
    entries.push(entry("anna/server.py", "x"));
    bench.file("../download", zip(&entries));
    let notes = bench.open().notes;
    assert!(notes.iter().any(|note| note.starts_with("35 more entries")), "{notes:?}");
}

pub fn two_entries_of_one_name_are_their_students_problem_alone() {
    // What `bob` handed in, and where two things of one name are.
    let rows: [(&[&str], &str); 8] = [
        (&["bob/server.py", "bob/client.py", "bob/server.py"], "`class/bob/server.py`"),
        (&["bob/server.py", "bob/./server.py"], "`class/bob/server.py`"),
        (&["bob/server.py", "bob//server.py", "bob/server.py"], "`class/bob/server.py`"),
        (&["bob/src", "bob/src/server.py"], "`class/bob/src/server.py`"),
        (&["bob/src/server.py", "bob/src"], "`class/bob/src`"),
        (&["bob/src/", "bob/src"], "`class/bob/src`"),
        (&["bob", "bob/server.py"], "`class/bob/server.py`"),
        (&["bob/server.py", "bob"], "`class/bob`"),
    ];
    for (theirs, place) in rows {
        let mut names = vec!["class/anna/server.py".to_owned()];
        names.extend(theirs.iter().map(|name| format!("class/{name}")));
        names.extend(["class/carl/server.py", "class/carl/lib/", "class/carl/lib/"].map(str::to_owned));
        let folder = |name: &String| name.ends_with('/');
        let zipped: Vec<ZipEntry> = names
            .iter()
            .map(|name| ZipEntry {
                mode: if folder(name) { 0o040_755 } else { 0o100_644 },
                ..entry(name, "")
            })
            .collect();
        let tarred: Vec<TarEntry<'_>> = names
            .iter()
            .map(|name| TarEntry(if folder(name) { b'5' } else { b'0' }, name.as_bytes(), 0o755, "", b""))
            .collect();
        for (kind, bytes) in [("zip", zip(&zipped)), ("tar.gz", gz(&tar(&tarred)))] {
            let bench = Bench::new();
            bench.file("../download", bytes);
            let found = summary(&bench.open());
            let [(anna, Ok(_)), (bob, Err(why)), (carl, Ok(files))] = &found[..] else {
                panic!("{kind}: {theirs:?}: {found:?}");
            };
            assert_eq!([anna, bob, carl], ["anna", "bob", "carl"], "{kind}");
            assert_eq!(files, &["server.py"], "{kind}");
            let expected = format!("the place {place} holds two things of the same name");
            assert!(why.starts_with(&expected), "{kind}: {theirs:?}: {why}");
        }
    }
    // The same of files beside each other, as Canvas gives them.
    let bench = Bench::new();
    let names = ["doejane_1_11_server.py", "doejane_1_12_client.py", "roeray_2_21_server.py"];
    let mut entries: Vec<_> = names.iter().map(|name| entry(name, "x")).collect();
    entries.push(entry("doejane_1_11_server.py", "y"));
    bench.file("../download", zip(&entries));
    let found = summary(&bench.open());
    assert!(matches!(&found[..], [(_, Err(why)), (_, Ok(_))] if why.contains("two things")), "{found:?}");
}

pub fn a_header_that_is_not_read_is_its_students_problem_alone() {
    let long = vec![b'x'; 70 << 10];
    let rows: [(TarEntry<'_>, &str); 3] = [
        (TarEntry(b'L', b"././@LongLink", 0o644, "", &long), "too long a name"),
        (TarEntry(b'x', b"p", 0o644, "", &long), "too long a name"),
        (TarEntry(b'x', b"p", 0o644, "", b"22 GNU.sparse.major=1\n"), "no regular file"),
    ];
    for (header, expected) in rows {
        let bench = Bench::new();
        let file = |name: &'static [u8]| TarEntry(b'0', name, 0o644, "", b"x");
        let entries = [file(b"anna/server.py"), header, file(b"bob/server.py"), file(b"carl/server.py")];
        bench.file("../download", gz(&tar(&entries)));
        let found = summary(&bench.open());
        let [(_, Ok(_)), (bob, Err(why)), (_, Ok(_))] = &found[..] else { panic!("{expected}: {found:?}") };
        assert!(bob == "bob" && why.contains(expected), "{bob}: {why}");
    }
}

pub fn a_student_of_whom_nothing_is_taken_is_listed() {
    let bench = Bench::new();
    let link = |name: &str| ZipEntry { mode: 0o120_777, ..entry(name, "/etc/passwd") };
    // A name with a dot is no file's, where things lie below it; a link beside the students is nobody's.
    let entries = [entry("anna/server.py", "x"), link("j.doe/server.py"), link("notes.txt")];
    bench.file("../download", zip(&entries));
    let class = bench.open();
    let found = summary(&class);
    let keys: Vec<_> = found.iter().map(|(key, result)| (key.as_str(), result.is_ok())).collect();
    assert_eq!(keys, [("anna", true), ("j.doe", false)], "{found:?}");
    assert!(class.notes.iter().any(|note| note.contains("`notes.txt`")), "{:?}", class.notes);
}

pub fn what_is_hidden_beside_the_folder_of_all_is_nobodys() {
    let bench = Bench::new();
    let link = ZipEntry { mode: 0o120_777, ..entry("class/bob/link", "/etc/passwd") };
    bench.file(
        "../download",
        zip(&[
            entry(".gitignore", "x"),
            entry("class/anna/server.py", "x"),
            link,
            entry("class/carl/server.py", "x"),
        ]),
    );
    let found = summary(&bench.open());
    let keys: Vec<_> = found.iter().map(|(key, result)| (key.as_str(), result.is_ok())).collect();
    assert_eq!(keys, [("anna", true), ("bob", false), ("carl", true)], "{found:?}");
}

pub fn only_the_executable_bit_is_kept() {
    let bench = Bench::new();
    let run = ZipEntry { mode: 0o106_755, ..entry("run", "#!/bin/sh\n") };
    let plain = ZipEntry { mode: 0o100_222, ..entry("plain", "x") };
    bench.file("a.zip", zip(&[run, plain]));
    bench.file(
        "b.tar",
        tar(&[TarEntry(b'0', b"run", 0o6777, "", b"x"), TarEntry(b'0', b"plain", 0, "", b"x")]),
    );
    for entry in bench.open().entries {
        let folder = entry.folder.expect("a folder");
        let mode = |file: &str| folder.join(file).metadata().expect("a file").permissions().mode() & 0o7777;
        assert_eq!((mode("run") & 0o7711, mode("plain") & 0o7711), (0o711, 0o600), "{}", entry.student.key);
    }
}

pub fn what_tools_leave_behind_is_left_out_and_said() {
    let bench = Bench::new();
    let junk = [
        "__MACOSX/._server.py",
        ".DS_Store",
        ".git/config",
        "__pycache__/x.pyc",
        "node_modules/a/b.js",
        "._x",
    ];
    let mut entries: Vec<_> = junk.iter().map(|name| entry(name, "junk")).collect();
    entries.push(good());
    bench.file("a.zip", zip(&entries));
    for name in junk {
        bench.file(&format!("b/{name}"), "junk");
    }
    bench.file("b/server.py", "x");
    let class = bench.open();
    for entry in &class.entries {
        assert_eq!(files(entry.folder.as_ref().expect("a folder")), ["server.py"], "{}", entry.student.key);
        let note = entry.notes.iter().find(|note| note.starts_with("left out")).expect("a note");
        for name in ["__MACOSX", ".git", "node_modules", "._*"] {
            assert!(note.contains(name), "{note}");
        }
    }
}

pub fn archives_in_archives_are_opened_so_far_and_no_further() {
    let bench = Bench::new();
    let innermost = zip(&[good()]);
    let inner = ZipEntry { data: innermost.clone(), ..entry("inner.zip", "") };
    let outer = zip(std::slice::from_ref(&inner));
    let outermost = zip(&[ZipEntry { data: outer.clone(), ..entry("outer.zip", "") }]);
    // In the class's archive each student's own is opened, and the only one in it.
    bench.file(
        "../download",
        zip(&[
            ZipEntry { data: innermost, ..entry("anna/work.zip", "") },
            ZipEntry { data: outer.clone(), ..entry("bob/work.zip", "") },
            entry("carl/server.py", "x"),
            ZipEntry { data: outer, ..entry("carl/extra.zip", "") },
            ZipEntry { data: outermost, ..entry("dora/work.zip", "") },
        ]),
    );
    let class = bench.open();
    let found = summary(&class);
    let is_said =
        |at: usize| class.entries[at].notes.iter().any(|note| note.contains("`inner.zip` stays closed"));
    assert_eq!([0, 1, 2, 3].map(is_said), [false, false, false, true]);
    let of = |at: usize| found[at].1.clone().expect("files");
    assert_eq!(of(0), ["server.py"]);
    assert_eq!(of(1), ["server.py"]);
    // One program is there, and the other may be in it.
    assert_eq!(of(2), ["extra/inner/server.py", "server.py"]);
    assert_eq!(of(3), ["inner.zip"]);
}

pub fn links_are_left_out_and_never_followed() {
    let file = || TarEntry(b'0', b"server.py", 0o644, "", b"x");
    let link = |kind, name: &'static [u8], to: &'static str| TarEntry(kind, name, 0o777, to, b"");
    let rows: [(&str, Vec<u8>, &[&str]); 5] = [
        ("a.tar", tar(&[file(), link(b'2', b"env/bin/python3", "/usr/bin/python3")]), &["server.py"]),
        ("b.tar.gz", gz(&tar(&[file(), link(b'1', b"task1/server.py", "server.py")])), &["server.py"]),
        (
            "c.zip",
            zip(&[good(), ZipEntry { mode: 0o120_777, ..entry("link", "/etc/passwd") }]),
            &["server.py"],
        ),
        (
            "d.tar",
            tar(&[link(b'2', b"a", "/tmp"), TarEntry(b'0', b"a/x.py", 0o644, "", b"x"), file()]),
            &["a/x.py", "server.py"],
        ),
        ("e.7z", seven(&[("server.py", 0o100_644, b"x"), ("link", 0o120_777, b"/etc")]), &["server.py"]),
    ];
    for (name, bytes, expected) in rows {
        let bench = Bench::new();
        bench.file(name, bytes).file("other.zip", zip(&[good()]));
        let class = bench.open();
        let entry = &class.entries[0];
        assert_eq!(files(entry.folder.as_ref().expect("a folder")), expected, "{name}");
        assert!(entry.notes.iter().any(|note| note.contains("links are not followed")), "{:?}", entry.notes);
    }
    // A link that is all that there is.
    let bench = Bench::new();
    bench.file("a.tar", tar(&[link(b'2', b"server.py", "/etc/passwd")])).file("other.zip", zip(&[good()]));
    let found = summary(&bench.open());
    assert!(found[0].1.as_ref().is_err_and(|why| why.contains("`server.py` is a link")), "{found:?}");

    let bench = Bench::new();
    bench.file("anna/server.py", "x").file("bob/server.py", "x").file("carl/server.py", "x");
    std::os::unix::fs::symlink("/etc/passwd", bench.download().join("bob/link")).expect("a link");
    std::os::unix::fs::symlink("/etc", bench.download().join("bob/folder")).expect("a link");
    std::os::unix::fs::symlink("carl", bench.download().join("dora")).expect("a link");
    let status = std::process::Command::new("mkfifo").arg(bench.download().join("carl/fifo")).status();
    assert!(status.expect("mkfifo").success());
    let class = bench.open();
    let found = summary(&class);
    let of = |key: &str| found.iter().find(|(k, _)| k == key).map(|(_, result)| result.clone());
    assert_eq!(of("anna"), Some(Ok(vec!["server.py".to_owned()])));
    assert_eq!(of("bob"), Some(Ok(vec!["server.py".to_owned()])));
    let is_said = |note: &String| note.contains("`folder`") && note.contains("`link`");
    assert!(class.entries[1].notes.iter().any(is_said), "{:?}", class.entries[1].notes);
    assert!(
        of("carl").is_some_and(|found| found.is_err_and(|why| why.contains("`fifo` is no regular file")))
    );
    assert!(!found.iter().any(|(key, result)| key == "dora" && result.is_ok()), "{found:?}");
}

pub fn names_of_windows_and_of_code_pages_are_read() {
    let windows = zip(&[
        ZipEntry { name: b"Lab1\\".into(), mode: 0, ..entry("", "") },
        ZipEntry { name: b"Lab1\\task 2\\server.py".into(), mode: 0, ..entry("", "x") },
        ZipEntry { name: b"Lab1\\client.py".into(), mode: 0, ..entry("", "x") },
    ]);
    let latin = tar(&[
        TarEntry(b'0', b"L\xf6sung/server.py", 0o644, "", b"x"),
        TarEntry(b'0', b"L\xf6sung/client.py", 0o644, "", b"x"),
    ]);
    let marked = zip(&[good(), ZipEntry { name: b"a\xff\xfe.txt".into(), flags: 1 << 11, ..entry("", "x") }]);
    let bench = Bench::new();
    bench.file("anna.zip", windows.clone()).file("bob.tar.gz", gz(&latin)).file("carl.zip", marked);
    let found = summary(&bench.open());
    let of = |at: usize| found[at].1.clone().expect("files");
    assert_eq!(of(0), ["Lab1/client.py", "Lab1/task 2/server.py"]);
    assert_eq!(of(1), ["L\u{f6}sung/client.py", "L\u{f6}sung/server.py"]);
    assert_eq!(of(2), ["a\u{ff}\u{fe}.txt", "server.py"]);

    // A whole class in such names.
    let class = ["class\\anna\\server.py", "class\\bob\\server.py", "class\\bob\\..\\..\\up"];
    let bench = Bench::new();
    bench.file("../download", zip(&class.map(|name| entry(name, "x"))));
    let found = summary(&bench.open());
    let [(anna, Ok(_)), (bob, Err(why))] = &found[..] else { panic!("{found:?}") };
    assert!(anna == "anna" && bob == "bob" && why.contains("leads out"), "{why}");
    // On the disk, as a tool that knows no better unpacked it.
    let bench = Bench::new();
    bench.file("anna/Lab1\\server.py", "x").file("anna/Lab1\\client.py", "x").file("bob/server.py", "x");
    let found = summary(&bench.open());
    assert_eq!(found[0].1.clone().expect("files"), ["Lab1/client.py", "Lab1/server.py"]);
}

pub fn every_common_way_of_packing_is_read() {
    let tarred =
        tar(&[TarEntry(b'0', b"server.py", 0o644, "", b"x"), TarEntry(b'0', b"run", 0o755, "", b"x")]);
    let packed = seven(&[("server.py", 0o100_644, b"x"), ("run", 0o100_755, b"x")]);
    for (name, bytes) in [
        ("anna.tar.xz", xz(&tarred)),
        ("anna.tar.bz2", bz2(&tarred)),
        ("anna.7z", packed),
        ("anna.zip", xz(&tarred)),
    ] {
        let bench = Bench::new();
        bench.file(name, bytes.clone()).file("bob.zip", zip(&[good()]));
        let class = bench.open();
        assert_eq!(class.entries[0].student.key, "anna", "{name}");
        let folder = class.entries[0].folder.as_ref().expect("a folder");
        assert_eq!(files(folder), ["run", "server.py"], "{name}");
        let mode = folder.join("run").metadata().expect("a file").permissions().mode();
        assert_eq!(mode & 0o111, 0o111, "{name}");
        // Cut off, and within another.
        let bench = Bench::new();
        bench.file(name, &bytes[..bytes.len() / 2]).file("bob.zip", packed_in("work.zip", &bytes));
        let found = summary(&bench.open());
        assert!(found[0].1.as_ref().is_err_and(|why| why.contains("damaged")), "{name}: {found:?}");
        assert_eq!(found[1].1.as_ref().map(Vec::len), Ok(2), "{name}: {found:?}");
    }
    // A whole class.
    let class = seven(&[("class/anna/server.py", 0o100_644, b"x"), ("class/bob/../../up", 0o100_644, b"x")]);
    let bench = Bench::new();
    bench.file("../download", class);
    let found = summary(&bench.open());
    assert!(matches!(&found[..], [(_, Ok(_)), (_, Err(why))] if why.contains("leads out")), "{found:?}");
}

pub fn several_archives_of_one_student_are_opened_side_by_side() {
    let task = zip(&[entry("server.py", "x"), entry("client.py", "x")]);
    let half = |name: &str| zip(&[entry(name, "x")]);
    let held = |name: &str, data: Vec<u8>| ZipEntry { data, ..entry(name, "") };
    let bench = Bench::new();
    bench
        .file(
            "anna.zip",
            zip(&[
                held("task1.zip", task.clone()),
                held("task2.zip", task.clone()),
                entry("report.pdf", "x"),
            ]),
        )
        .file("bob/server.zip", half("main.py"))
        .file("bob/client.tar.gz", gz(&tar(&[TarEntry(b'0', b"main.py", 0o644, "", b"x")])))
        .file("carl/server.py", "x")
        .file("carl/client.zip", half("client.py"))
        // What is whole needs no more of it.
        .file("dora/server.py", "x")
        .file("dora/client.py", "x")
        .file("dora/old.zip", task.clone())
        .file("emil/task1/notes.txt", "x")
        .file("emil/task1.zip", task.clone())
        .file("emil/task2.zip", task);
    let class = bench.open();
    let found = summary(&class);
    let of = |at: usize| found[at].1.clone().expect("files");
    let tasks = ["report.pdf", "task1/client.py", "task1/server.py", "task2/client.py", "task2/server.py"];
    assert_eq!(of(0), tasks);
    assert_eq!(of(1), ["client/main.py", "server/main.py"]);
    assert_eq!(of(2), ["client/client.py", "server.py"]);
    assert_eq!(of(3), ["client.py", "old.zip", "server.py"]);
    assert_eq!(of(4)[..3], ["task1.zip/client.py", "task1.zip/server.py", "task1/notes.txt"]);
    assert!(
        class.entries[0].notes.iter().any(|note| note.contains("`task1.zip` was opened")),
        "{:?}",
        class.entries[0]
    );
}

pub fn environments_and_caches_are_told_by_what_is_in_them() {
    let names = [
        "server.py",
        "client.py",
        "myenv/lib/python3.12/os.py",
        "myenv/bin/python3",
        "myenv/pyvenv.cfg",
        "myenv/mine.py",
        "target/debug/build.bin",
        "target/CACHEDIR.TAG",
        "venv/util.py",
    ];
    let expected = ["client.py", "myenv/mine.py", "server.py", "venv/util.py"];
    let zipped = zip(&names.map(|name| entry(name, "x")));
    let tarred: Vec<TarEntry<'_>> =
        names.iter().map(|name| TarEntry(b'0', name.as_bytes(), 0o644, "", b"x")).collect();
    let bench = Bench::new();
    bench.file("anna.zip", zipped).file("bob.tar.xz", xz(&tar(&tarred)));
    for name in names {
        bench.file(&format!("carl/{name}"), "x");
    }
    let class = bench.open();
    for student in &class.entries {
        assert_eq!(files(student.folder.as_ref().expect("a folder")), expected, "{}", student.student.key);
        let is_said = |note: &String| note.contains("myenv`") && note.contains("target`");
        assert!(student.notes.iter().any(is_said), "{:?}", student.notes);
    }
    let bench = Bench::new();
    let whole = names.map(|name| entry(&format!("class/anna/{name}"), "x"));
    bench.file("../download", zip(&[&whole[..], &[entry("class/bob/server.py", "x")]].concat()));
    assert_eq!(summary(&bench.open())[0].1.clone().expect("files"), expected);
}

pub fn long_names_in_tars_are_read() {
    let long = format!("{}/server.py", "d".repeat(150));
    let gnu = tar(&[
        TarEntry(b'L', b"././@LongLink", 0o644, "", format!("{long}\0").as_bytes()),
        TarEntry(b'0', &long.as_bytes()[..100], 0o644, "", b"x"),
    ]);
    let record = format!(" path={long}\n");
    let length = record.len() + 3;
    let pax = tar(&[
        TarEntry(b'g', b"pax_global_header", 0o644, "", b"11 a=bcdef\n"),
        TarEntry(b'x', b"PaxHeaders/x", 0o644, "", format!("{length}{record}").as_bytes()),
        TarEntry(b'0', b"short", 0o644, "", b"x"),
    ]);
    // An extension must be no way round the check of names.
    let hostile = tar(&[
        TarEntry(b'x', b"PaxHeaders/x", 0o644, "", b"22 path=../../up.txt\n\n"),
        TarEntry(b'0', b"short", 0o644, "", b"x"),
    ]);
    let bench = Bench::new();
    bench.file("gnu.tar", gnu).file("pax.tar.gz", gz(&pax)).file("hostile.tar", hostile);
    let found = summary(&bench.open());
    assert_eq!(found[0].1.as_ref().expect("files"), std::slice::from_ref(&long));
    assert!(found[1].1.is_err(), "{found:?}");
    assert_eq!(found[2].1.as_ref().expect("files"), &[long]);
}
