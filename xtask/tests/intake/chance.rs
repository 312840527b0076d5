//! Archives made by chance: whatever the bytes, nothing panics, nothing is written outside of the scratch folder, and what comes
//! out is regular files.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use xtask::hand_in::Reading;
use xtask::intake::open;

use super::Bench;
use super::pack::{TarEntry, ZipEntry, bz2, entry, gz, seven, tar, xz, zip};

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

/// Opens the bytes as a whole class and as one student's archive, and looks at what is left.
fn check(bytes: &[u8]) {
    for inside in [false, true] {
        let bench = Bench::new();
        let path = if inside { "anna.zip" } else { "../download" };
        bench.file(path, bytes);
        let canary = bench.root.path().join("canary");
        std::fs::write(&canary, "alive").expect("a file");
        let class = open(&bench.download(), &bench.scratch(), Reading::Likely);
        if inside {
            assert_eq!(class.expect("the class goes on").entries.len(), 1);
        }
        let beside = std::fs::read_dir(bench.root.path()).expect("a folder").count();
        assert!(beside <= 3, "something stands beside the scratch folder");
        assert_eq!(std::fs::read_to_string(&canary).expect("the canary"), "alive");
        regular(&bench.scratch());
    }
}

fn regular(folder: &std::path::Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let kind = entry.file_type().expect("a kind");
        assert!(kind.is_dir() || kind.is_file(), "{:?} is {kind:?}", entry.path());
        if kind.is_dir() {
            regular(&entry.path());
        }
    }
}

pub fn random_bytes_never_leave_the_scratch_folder() {
    let starts: &[&[u8]] = &[
        b"",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\x1f\x8b\x08\x00",
        b"ustar",
        b"BZh9",
        b"\xfd7zXZ\0\0\x04",
        b"7z\xbc\xaf\x27\x1c\0\x04",
    ];
    let bytes = (prop::sample::select(starts), prop::collection::vec(any::<u8>(), 0..1500));
    runner(300)
        .run(&bytes, |(start, bytes)| {
            check(&[start, &bytes].concat());
            Ok(())
        })
        .expect("no failure");
}

pub fn mutated_archives_never_leave_the_scratch_folder() {
    let link = ZipEntry { mode: 0o120_777, ..entry("b/link", "../../canary") };
    let packed = ZipEntry { method: 8, ..entry("a/server.py", "print(1)\nprint(1)\nprint(1)\n") };
    let zipped = zip(&[packed, entry("b/client.py", "x"), entry("c/../d", "x"), link]);
    let tarred = tar(&[
        TarEntry(b'5', b"a/", 0o755, "", b""),
        TarEntry(b'0', b"a/server.py", 0o644, "", b"print(1)\n"),
        TarEntry(b'2', b"b/link", 0o777, "../../canary", b""),
        TarEntry(b'0', b"b/link/x", 0o644, "", b"x"),
        TarEntry(b'x', b"pax", 0o644, "", b"22 path=../../up.txt\n\n"),
        TarEntry(b'0', b"c", 0o644, "", b"x"),
    ]);
    let files: [(&str, u32, &[u8]); 3] = [
        ("a/server.py", 0o100_644, b"print(1)\n"),
        ("b/link", 0o120_777, b"../../canary"),
        ("c/../d", 0, b"x"),
    ];
    let seeds = vec![gz(&tarred), zipped, bz2(&tarred), xz(&tarred), seven(&files), tarred];
    let pieces: &[&[u8]] =
        &[b"../", b"/", b"\0", b"PK\x01\x02", b"PK\x05\x06", b"\xff\xff\xff\xff", b"2", b"7777777"];
    let piece = prop_oneof![
        any::<u8>().prop_map(|byte| vec![byte]),
        prop::sample::select(pieces).prop_map(<[u8]>::to_vec)
    ];
    let change = (any::<prop::sample::Index>(), piece, any::<bool>());
    let changes = (prop::sample::select(seeds), prop::collection::vec(change, 1..8), any::<bool>());
    /// Where, what, and whether it is put in or over what is there.
    type Change = (prop::sample::Index, Vec<u8>, bool);
    let run = |(mut bytes, changes, fix): (Vec<u8>, Vec<Change>, bool)| {
        for (place, piece, insert) in changes {
            let at = place.index(bytes.len());
            let end = if insert { at } else { (at + piece.len()).min(bytes.len()) };
            bytes.splice(at..end, piece);
        }
        if fix {
            correct_checksums(&mut bytes);
        }
        check(&bytes);
        Ok(())
    };
    runner(600).run(&changes, run).expect("no failure");
}

/// So that what was changed in a tar is read, and not only found to be damaged.
fn correct_checksums(bytes: &mut [u8]) {
    for block in bytes.as_chunks_mut::<512>().0 {
        if &block[257..262] == b"ustar" {
            block[148..156].fill(b' ');
            let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
            block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        }
    }
}
