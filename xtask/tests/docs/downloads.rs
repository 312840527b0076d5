//! What an instructor downloads from each platform, as it names files, and what of it comes back.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::document::project;
use crate::walk::text;

const CANVAS: &str = "\
Student,ID,SIS User ID,SIS Login ID,Section,Lab 1 (501)
    Points Possible,,,,,100.00
\"Aalto, Ada\",1001,S1,ada,A,
\"Chen, Björn\",1002,S2,bjorn,A,
\"Gupta, Fatima\",1003,S3,fatima,A,
";

const MOODLE: &str = "\
Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments
Participant 5001,Ada Aalto,ada@x.edu,Submitted for grading,-,100.00,Yes,-,-,
";

const CLASSROOM: &str = "\
identifier,github_username,github_id,name
\"ada@x.edu\",\"ada-gh\",\"1\",\"Ada Aalto\"
";

/// Programs for all three tasks, by the names of their files; the server of task 2 is this one.
fn programs(dedup_server: &str) -> [(&'static str, String); 6] {
    [
        ("task1_server.py", "handout/server_ack3.py"),
        ("task1_client.py", "handout/client_ack3.py"),
        ("task2_server.py", dedup_server),
        ("task2_client.py", "dedup/list_client.py"),
        ("task3_server.py", "intersect/list_server.py"),
        ("task3_client.py", "intersect/list_client.py"),
    ]
    .map(|(name, program)| {
        let file = project().join("xtask/tests/programs").join(program);
        (name, fs::read_to_string(file).expect("a program"))
    })
}

fn zip(file: &Path, entries: impl IntoIterator<Item = (String, String)>) {
    let mut archive = ZipWriter::new(File::create(file).expect("a file"));
    for (name, text) in entries {
        archive.start_file(name, SimpleFileOptions::default()).expect("an entry");
        archive.write_all(text.as_bytes()).expect("an entry");
    }
    archive.finish().expect("an archive");
}

/// Each platform's download, where an instructor has it.
pub fn write(folder: impl AsRef<Path>) {
    let folder = folder.as_ref();
    let students =
        [("adaaalto_1001", "dedup/list_server.py"), ("chenbjorn_LATE_1002", "dedup/loses_last_server.py")];
    let canvas = students.iter().enumerate().flat_map(|(student, (who, server))| {
        let named = move |(file, (name, text)): (usize, (&str, String))| {
            (format!("{who}_{}_{name}", 90_000 + 10 * student + file), text)
        };
        programs(server).into_iter().enumerate().map(named)
    });
    zip(&folder.join("submissions.zip"), canvas);
    fs::write(folder.join("gradebook.csv"), CANVAS).expect("a gradebook");

    let right = || programs("dedup/list_server.py").into_iter();
    let below = |before: &'static str| right().map(move |(name, text)| (format!("{before}/{name}"), text));
    zip(&folder.join("lab1-submissions.zip"), below("Ada Aalto_5001_assignsubmission_file_"));
    fs::write(folder.join("worksheet.csv"), MOODLE).expect("a worksheet");
    zip(&folder.join("brightspace.zip"), below("301-77 - Ada Aalto - Oct 9, 2026 905 PM"));

    let repository = folder.join("lab1-submissions/lab1-ada-gh");
    fs::create_dir_all(&repository).expect("a folder");
    for (name, text) in right() {
        fs::write(repository.join(name), text).expect("a file");
    }
    fs::write(folder.join("classroom_roster.csv"), CLASSROOM).expect("a roster");
}

/// Leaves of a lab's scenarios one seed: what is asked here is who gets which grade.
pub fn shorten(folder: &Path) {
    for task in ["task1", "task2", "task3"] {
        let file = folder.join(format!("my-lab/scenarios/{task}.toml"));
        let Ok(text) = fs::read_to_string(&file) else { return };
        let lines =
            text.lines().map(|line| if line.starts_with("seeds = ") { "seeds = \"1\"" } else { line });
        fs::write(&file, lines.collect::<Vec<_>>().join("\n") + "\n").expect("a scenario");
    }
}

/// The cell of that column in the row that has this word.
fn cell(table: &str, column: &str, of: &str) -> String {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let header = reader.headers().expect("a first row").clone();
    let at =
        header.iter().position(|name| name == column).unwrap_or_else(|| panic!("no `{column}`: {header:?}"));
    let rows = reader.records().map(|row| row.expect("a row"));
    let row = rows.into_iter().find(|row| row.iter().any(|cell| cell == of));
    row.unwrap_or_else(|| panic!("no `{of}` in\n{table}"))[at].to_owned()
}

/// Everybody has a grade wherever the document says that it is.
pub fn are_graded(folder: impl AsRef<Path>) {
    let folder = folder.as_ref();
    let number = |cell: &str| cell.parse::<f64>().unwrap_or_else(|_| panic!("`{cell}` is no grade"));
    let canvas = text(folder, "results/canvas.csv");
    let [ada, chen] = ["1001", "1002"].map(|id| number(&cell(&canvas, "Lab 1 (501)", id)));
    assert!(ada > chen && chen > 0.0, "{canvas}");
    assert_eq!(cell(&canvas, "Lab 1 (501)", "1003"), "", "who handed nothing in is nobody's zero");
    let moodle = text(folder, "results-moodle/moodle.csv");
    assert_eq!(number(&cell(&moodle, "Grade", "Participant 5001")), ada);
    assert!(
        cell(&moodle, "Feedback comments", "Participant 5001").contains("socklab: 96 of 100 points"),
        "{moodle}"
    );
    for results in ["results-moodle", "results-github", "results-brightspace"] {
        let grades = text(folder, &format!("{results}/grades.csv"));
        assert!(grades.contains("\"Ada Aalto\""), "{results}: {grades}");
    }
    for (archive, files) in [("results/feedback-canvas.zip", 2), ("results-moodle/feedback-moodle.zip", 1)] {
        let archive = zip::ZipArchive::new(File::open(folder.join(archive)).expect("an archive"));
        assert_eq!(archive.expect("an archive").len(), files);
    }
    assert!(folder.join("autograder/autograder.zip").exists());
    let corrected = text(folder, "small/results.json");
    assert!(corrected.contains("printed on paper, and shown to me"), "a correction is read");
}
