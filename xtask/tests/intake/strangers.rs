//! Downloads with things beside what was handed in, and folders that could be a class or one student's.

use xtask::hand_in::{Naming, Reading};
use xtask::intake::{open, open_one};

use super::pack::{entry, zip};
use super::{Bench, files, summary};

/// What lies beside the submissions of many a download.
const STRANGERS: [&str; 7] = [
    "2024-02-12T1011_Grades-CS310.csv",
    "Grades-Lab 1.csv",
    "index.html",
    "notes from the TA.txt",
    "hand-out.pdf",
    ".DS_Store",
    "Thumbs.db",
];

fn keys(class: &xtask::intake::Class) -> Vec<String> {
    class.entries.iter().map(|entry| entry.student.key.clone()).collect()
}

fn bench(paths: &[&str]) -> Bench {
    let bench = Bench::new();
    for path in paths {
        bench.file(path, "x");
    }
    bench
}

pub fn strangers_change_nothing_for_the_others() {
    let rows: [(Naming, &[&str], &[&str]); 8] = [
        (
            Naming::Canvas,
            &["doejane_11_911_server.py", "doejane_11_811_client.py", "roejohn_LATE_12_912_server.py"],
            &["doejane", "roejohn"],
        ),
        (
            Naming::Canvas,
            &["doe_jane11_question_7_911_server.py", "doe_jane11_question_8_912_my_LATE_1_client.py"],
            &["doe_jane"],
        ),
        (
            Naming::Moodle,
            &[
                "Jane Doe_501_assignsubmission_file/server.py",
                "Jane Doe_501_assignsubmission_file/client.py",
                "Ray Roe_502_assignsubmission_file/lab.py",
            ],
            &["jane-doe", "ray-roe"],
        ),
        (
            Naming::Gradescope,
            &["submission_101/server.py", "submission_102/server.py", "submission_metadata.yml"],
            &["submission_101", "submission_102"],
        ),
        (
            Naming::Brightspace,
            &[
                "39786-640 - Jane Doe - Oct 10, 2025 1022 AM/server.py",
                "39787-640 - Ray Roe - Oct 10, 2025 905 PM/server.py",
            ],
            &["jane-doe", "ray-roe"],
        ),
        (
            Naming::Blackboard,
            &[
                "Lab 1_jdoe_attempt_2025-10-10-10-22-59_server.py",
                "Lab 1_jdoe_attempt_2025-10-10-10-22-59_client.py",
                "Lab 1_jdoe_attempt_2025-10-10-10-22-59.txt",
                "Lab 1_rroe_attempt_2025-10-10-10-22-59_server.py",
                "Lab 1_rroe_attempt_2025-10-10-10-22-59.txt",
            ],
            &["jdoe", "rroe"],
        ),
        (
            Naming::Flat,
            &["anna_server.py", "anna_client.py", "bob_server.py", "bob_client.py"],
            &["anna", "bob"],
        ),
        (Naming::Plain, &["anna/server.py", "bob/server.py", "carl/server.py"], &["anna", "bob", "carl"]),
    ];
    for (naming, paths, expected) in rows {
        for below in ["", "submissions/"] {
            let below = |path: &str| format!("{below}{path}");
            let own: Vec<String> = paths.iter().map(|path| below(path)).collect();
            let own: Vec<&str> = own.iter().map(String::as_str).collect();
            let bench_alone = bench(&own);
            let alone = bench_alone.open();
            assert_eq!(
                (alone.naming, keys(&alone)),
                (naming, expected.iter().map(|key| (*key).into()).collect())
            );
            let with = bench(&own);
            STRANGERS.iter().fold(&with, |with, stranger| with.file(&below(stranger), "x"));
            // What lies beside the folder of all, as well.
            STRANGERS.iter().fold(&with, |with, stranger| with.file(stranger, "x"));
            let class = with.open();
            assert_eq!((class.naming, summary(&class)), (naming, summary(&alone)), "{:?}", class.notes);
            let said =
                |stranger: &&&str| class.notes.iter().any(|note| note.contains(&format!("`{stranger}`")));
            assert_eq!(STRANGERS.iter().filter(said).count(), STRANGERS.len(), "{:?}", class.notes);
        }
    }
}

pub fn each_name_is_told_for_itself() {
    let bench = bench(&[
        "anna/server.py",
        "bob/server.py",
        "carl/server.py",
        "doejane_11_911_server.py",
        "doejane_11_811_client.py",
        "Ray Roe_502_assignsubmission_file/server.py",
        "Lab 1_jdoe_attempt_2025-10-10-10-22-59_server.py",
    ]);
    let class = bench.open();
    assert_eq!(keys(&class), ["anna", "bob", "carl", "doejane", "jdoe", "ray-roe"]);
    assert_eq!(class.entries[3].student.canvas_id.as_deref(), Some("11"));
    assert_eq!(class.entries[5].student.moodle_id.as_deref(), Some("502"));
}

pub fn what_tools_and_platforms_put_beside_the_students_is_nobodys() {
    let moss = "<a href=match0.html>anna/ (95%)</a> <a href=match0.html>bob/ (93%)</a>";
    let plain = || {
        let bench = bench(&["anna/server.py", "anna/client.py", "bob/server.py", "bob/client.py"]);
        bench.file("cleo/report.pdf", "%PDF").file("dan/README.txt", "I could not do it");
        bench.file("moss-results/index.html", moss).file("moss-results/match0.html", "x");
        bench.file("jplag/overview.json", "{}").file("jplag/files/anna/server.py", "x");
        bench
            .file("jplag/files/bob/server.py", "x")
            .file("comments/anna.pdf", "x")
            .file("comments/bob.pdf", "x");
        bench.file("statistics/points.csv", "name,points");
        bench.file("similarity/report.txt", "anna with bob: 97\nbob with cleo: 12\n");
        bench
    };
    let own = ["anna", "bob", "cleo", "dan"];
    let others = ["comments", "jplag", "moss-results", "similarity", "statistics"];
    let bench_of_all = plain();
    let class = bench_of_all.open();
    assert_eq!(keys(&class), own, "{:?}", class.notes);
    for other in others {
        let said = |note: &String| note.contains(&format!("`{other}`")) && note.contains("--class");
        assert!(class.notes.iter().any(said), "{other}: {:?}", class.notes);
    }
    // Whoever downloaded it knows better.
    let known = plain();
    let class = open(&known.download(), &known.scratch(), Reading::Class).expect("a class");
    assert_eq!(keys(&class).len(), own.len() + others.len());
    // What a platform does not name as its submissions and holds no program.
    let own = ["submission_1/server.py", "submission_2/report.pdf", "submission_3/lab.zip"];
    let export = bench(&[&own[..], &["submission_metadata.yml"]].concat());
    export.file("evaluations/Question_1.pdf", "x").file("late/server.py", "x");
    assert_eq!(keys(&export.open()), ["late", "submission_1", "submission_2", "submission_3"]);
    let flat =
        bench(&["anna_server.py", "anna_client.py", "bob_server.py", "bob_client.py", "cleo/server.py"]);
    flat.file("feedback/notes.pdf", "x");
    assert_eq!(keys(&flat.open()), ["anna", "bob", "cleo"]);
}

pub fn students_in_sections_are_students() {
    let of = |section: &str, names: &[&str]| -> Vec<String> {
        names.iter().map(|name| format!("{section}/{name}/server.py")).collect()
    };
    let class = |paths: &[String]| bench(&paths.iter().map(String::as_str).collect::<Vec<_>>());
    let sections =
        [of("Section A", &["anna", "bob", "cleo"]), of("Section B", &["dan", "eva", "fay"])].concat();
    let bench_of_all = class(&sections);
    bench_of_all.file("grades.csv", "x").file("Section B/notes.txt", "x");
    let found = bench_of_all.open();
    assert_eq!(keys(&found), ["anna", "bob", "cleo", "dan", "eva", "fay"], "{:?}", found.notes);
    assert!(
        found.notes.iter().any(|note| note.contains("`Section A`, `Section B`") && note.contains("--class"))
    );
    assert_eq!(files(found.entries[3].folder.as_ref().expect("a folder")), ["server.py"]);
    let known = class(&sections);
    let found = open(&known.download(), &known.scratch(), Reading::Class).expect("a class");
    assert_eq!(keys(&found), ["section-a", "section-b"]);
    // A section each as a platform gives it out.
    let canvas = bench(&[
        "A/ashanna_1_11_server.py",
        "A/ashanna_1_12_client.py",
        "B/birkbob_2_21_server.py",
        "B/coxcleo_3_31_x.zip",
    ]);
    let found = canvas.open();
    assert_eq!(
        (found.naming, keys(&found)),
        (Naming::Canvas, ["ashanna", "birkbob", "coxcleo"].map(str::to_owned).to_vec())
    );
    // Where they are called sections two students will do, or one beside an empty one and a full one.
    for (sections, keys_of_all) in [
        ([of("section1", &["anna", "bob"]), of("section2", &["cleo", "dan"])], "anna bob cleo dan"),
        ([of("CS310 Sec. B", &["anna", "clive"]), of("CS310 Sec. A", &["dan"])], "anna clive dan"),
        ([of("section1", &["101", "102", "103"]), of("section2", &["dan", "eva"])], "101 102 103 dan eva"),
    ] {
        let bench_of_all = class(&sections.concat());
        std::fs::create_dir_all(bench_of_all.download().join("Section 9")).expect("a folder");
        bench_of_all.file("grades.csv", "x");
        let found = bench_of_all.open();
        assert_eq!(keys(&found).join(" "), keys_of_all, "{:?}", found.notes);
    }
    for [one, two] in [
        [of("Section 1", &["final", "old 2"]), of("Section 2", &["backup", "v3"])],
        [of("Section 1", &["my server", "my client"]), of("Section 2", &["echo", "p2p"])],
        [of("Section 1", &["task1", "anna"]), of("Section 2", &["bob", "src"])],
        [of("Section 1", &["anna"]), of("Section 2", &["bob"])],
        [of("Section 1", &["anna", "bob"]), vec!["Section 2/server.py".to_owned()]],
    ] {
        let paths = [one, two].concat();
        assert_eq!(keys(&class(&paths).open()), ["section-1", "section-2"], "{paths:?}");
    }
    // What one student may have in folders of their own is theirs.
    for paths in [
        [
            of("anna", &["Version 1", "Version 2", "Version 3"]),
            of("bob", &["Version 1", "Version 2", "Version 3"]),
        ]
        .concat(),
        [of("anna", &["final", "old"]), of("bob", &["new", "backup"])].concat(),
        [of("anna", &["numbers", "sets"]), of("bob", &["first", "second"])].concat(),
        [of("anna", &["task1", "task2", "task3"]), of("bob", &["lab", "src", "docs"])].concat(),
        [of("anna", &["x", "y", "z"]), vec!["bob/server.py".to_owned()]].concat(),
    ] {
        assert_eq!(keys(&class(&paths).open()), ["anna", "bob"], "{paths:?}");
    }
}

pub fn an_archive_of_a_kind_that_is_not_opened_is_its_students() {
    let bench = bench(&["anna/server.py", "bob/server.py"]);
    let kinds: [(&str, &[u8], &str); 4] = [
        ("cleo.tar.zst", &[0x28, 0xb5, 0x2f, 0xfd, 0], "Zstandard"),
        ("dan.tlz", b"LZIP\x01", "lzip"),
        ("eva.cab", b"MSCF\0\0\0\0", "CAB"),
        ("fay.iso", b"nothing that is known", "no archive at all"),
    ];
    for (name, bytes, _) in kinds {
        bench.file(name, bytes);
    }
    // Beside what a student has in a folder it is a file.
    bench.file("anna/numbers.gz", [0x1f, 0x8b, 0]);
    let class = bench.open();
    assert_eq!(keys(&class), ["anna", "bob", "cleo", "dan", "eva", "fay"]);
    for (entry, (name, _, why)) in class.entries[2..].iter().zip(kinds) {
        let Err(xtask::hand_in::Problem::Machine(said)) = &entry.folder else { panic!("{name}: {entry:?}") };
        assert!(said.contains(why), "{name}: {said}");
    }
    assert_eq!(files(class.entries[0].folder.as_ref().expect("a folder")), ["numbers.gz", "server.py"]);
}

pub fn the_graders_own_results_are_nobodys() {
    let journal = "{\"format\":1,\"grader\":\"0.1.0\"}\n";
    let bench = bench(&["anna/server.py", "anna/client.py", "bob/server.py", "bob/client.py"]);
    bench.file("results/journal.jsonl", journal).file("results/anna/feedback.md", "x");
    // Where it unpacks now.
    let scratch = bench.download().join("other/.work/submissions");
    let class = open(&bench.download(), &scratch, Reading::Likely).expect("a class");
    assert_eq!(keys(&class), ["anna", "bob"]);
    for own in ["`results`", "`other`"] {
        assert!(
            class.notes.iter().any(|note| note.contains(own) && note.contains("left out")),
            "{:?}",
            class.notes
        );
    }
    // A part of them, whatever it is called, is told by the mark of a page.
    let page = "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"generator\" content=\"socklab\">";
    let pages = zip(&[entry("doe_1_2_feedback.html", page), entry("roe_3_4_feedback.html", page)]);
    bench.file("feedback/x/feedback.html", page).file("feedback/x/feedback.md", "x");
    bench
        .file("feedback.zip", &pages)
        .file("last week/feedback.zip", &pages)
        .file("last week/grades.csv", "x");
    bench.file("dan/feedback.html", page).file("dan/server.py", "x");
    bench.file("eva.zip", zip(&[entry("feedback.html", page), entry("server.py", "x")]));
    std::fs::remove_dir_all(&scratch).expect("it is there");
    let class = open(&bench.download(), &scratch, Reading::Likely).expect("a class");
    assert_eq!(keys(&class), ["anna", "bob", "dan", "eva"]);
    let said = class.notes.iter().filter(|note| note.contains("results of this grader")).count();
    assert_eq!(said, 5, "{:?}", class.notes);
    for own in ["dan", "feedback", "last week"] {
        std::fs::remove_dir_all(bench.download().join(own)).expect("it is there");
    }
    for own in ["eva.zip", "feedback.zip"] {
        std::fs::remove_file(bench.download().join(own)).expect("it is there");
    }
    // A student's file of the same name is a file.
    bench.file("carl/journal.jsonl", "my diary").file("carl/server.py", "x");
    std::fs::remove_dir_all(&scratch).expect("it is there");
    assert_eq!(
        keys(&open(&bench.download(), &scratch, Reading::Class).expect("a class")),
        ["anna", "bob", "carl"]
    );
    // Within what one student handed in.
    let alone = Bench::new();
    alone.file("server.py", "x").file("client.py", "x").file("results/journal.jsonl", journal);
    let taken = open_one(&alone.download(), "me", &alone.download().join("out/scratch")).expect("a student");
    assert_eq!(files(&taken.folder.expect("a folder")), ["client.py", "server.py"]);
}

pub fn a_folder_is_a_class_or_one_students() {
    let one: [&[&str]; 9] = [
        &["server.py", "client.py"],
        &["server.py", "client.py", "README.md", "utils/net.py", "data/numbers.txt"],
        &["task1_server.py", "task1_client.py", "task2_server.py", "task2_client.py"],
        &["task2/server.py", "task2/client.py", "task3/server.py"],
        &["src/server.py", "src/client.py", "README.md"],
        &["server_side/server.py", "client_side/client.py", "shared/net.py"],
        &["task1.zip", "task2.zip"],
        &["main.py"],
        &["Echo_Server.java", "Echo_Client.java", "Chat_Server.java", "Chat_Client.java"],
    ];
    for paths in one {
        let bench = bench(paths);
        for archive in paths.iter().filter(|path| path.ends_with(".zip")) {
            bench.file(archive, zip(&[entry("server.py", "x")]));
        }
        is_one(&bench, "download", paths.len());
    }
    let classes: [(&[&str], &[&str]); 6] = [
        (&["anna/server.py", "bob/client.py"], &["anna", "bob"]),
        (&["anna/server.py", "bob/server.py", "server.py", "client.py"], &["anna", "bob"]),
        (&["anna.zip", "server.py", "client.py"], &["anna"]),
        (&["clive/client.py", "serverin/server.py", "serverin/client.py"], &["clive", "serverin"]),
        (&["anna/task2/server.py", "bob/src/server.py", "grade_all.py"], &["anna", "bob"]),
        (&["annaserver.py", "annaclient.py", "BobServer.java", "BobClient.java"], &["anna", "bob"]),
    ];
    for (paths, expected) in classes {
        let class = bench(paths).open();
        assert_eq!(keys(&class), expected, "{paths:?}: {:?}", class.notes);
    }
    // Whoever downloaded it knows better.
    for (paths, expected) in [
        (&["task2/server.py", "task3/client.py"][..], &["task2", "task3"][..]),
        (&["server_side/server.py", "client_side/client.py"], &["client_side", "server_side"]),
        (&["anna_server.py", "anna_client.py"], &["anna"]),
    ] {
        let bench = bench(paths);
        let class = open(&bench.download(), &bench.scratch(), Reading::Class).expect("a class");
        assert_eq!(keys(&class), expected, "{paths:?}: {:?}", class.notes);
    }
}

/// The only submission is all that there is, called as the download is, and it is said how to say otherwise.
fn is_one(bench: &Bench, key: &str, files_of_it: usize) {
    let class = bench.open();
    assert_eq!((keys(&class), class.notes.len()), (vec![key.to_owned()], 1), "{:?}", class.notes);
    for word in ["taken for", "--class", " try "] {
        assert!(class.notes[0].contains(word), "{:?}", class.notes);
    }
    assert_eq!(files(class.entries[0].folder.as_ref().expect("a folder")).len(), files_of_it);
}

pub fn an_archive_may_be_one_students() {
    for names in [&["server.py", "client.py"][..], &["task1/server.py", "task2/server.py"]] {
        let bench = Bench::new();
        let entries: Vec<_> = names.iter().map(|name| entry(name, "x")).collect();
        bench.file("../download", zip(&entries));
        is_one(&bench, "download", 2);
    }
}

pub fn the_latest_of_several_attempts_counts_and_it_is_said() {
    let first = "Lab 1_jdoe_attempt_2025-10-09-23-59-59";
    let last = "Lab 1_jdoe_attempt_2025-10-10-10-22-59";
    let folder = |time: &str| format!("39786-640 - Jane Doe - {time}/server.py");
    for (files, key) in [
        ([format!("{first}_server.py"), format!("{last}_server.py")], "jdoe"),
        ([format!("{last}_server.py"), format!("{first}_server.py")], "jdoe"),
        ([folder("Oct 9, 2025 1159 PM"), folder("Oct 10, 2025 102 AM")], "jane-doe"),
        ([folder("Dec 31, 2024 1200 PM"), folder("Jan 1, 2025 1200 AM")], "jane-doe"),
    ] {
        let is_swapped = files[0].starts_with(last);
        let bench = Bench::new();
        let [one, two] = if is_swapped { ["new", "old"] } else { ["old", "new"] };
        bench.file(&files[0], one).file(&files[1], two);
        let class = bench.open();
        assert_eq!(keys(&class), [key]);
        let text =
            std::fs::read_to_string(class.entries[0].folder.as_ref().expect("a folder").join("server.py"));
        assert_eq!(text.expect("a file"), "new", "{files:?}");
        assert!(
            class.notes.iter().any(|note| note.contains("2 times: the latest counts")),
            "{:?}",
            class.notes
        );
    }
}

pub fn a_blind_marking_tells_participants_apart() {
    let class = bench(&[
        "Participant_501_assignsubmission_file/server.py",
        "Participant_502_assignsubmission_file_/server.py",
        "Participant_503_assignsubmission_onlinetext/onlinetext.html",
    ])
    .open();
    assert_eq!(keys(&class), ["participant-501", "participant-502", "participant-503"]);
    assert_eq!(class.entries[0].student.name, "Participant 501");
    assert!(!class.notes.iter().any(|note| note.contains("is called")), "{:?}", class.notes);
}
