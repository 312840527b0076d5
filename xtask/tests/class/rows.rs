//! What becomes of everyone's grade in tables and gradebooks, however the class is packed. Of a large class the programs run once, and who
//! handed what in and where grades go is asked of each packing for itself. A small one is graded from each packing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

use xtask::intake::Class;
use xtask::journal::ledger::Ledger;
use xtask::journal::writer::Writer;
use xtask::journal::{CaseFact, Entry, Fact, Start};
use xtask::report::class::ReportOptions;
use xtask::report::class::write::write;

use crate::corpus::{Corpus, MOST, TASKS, scenario};
use crate::grader::grader;
use crate::packings::{Gradebook, Packing, packings, write_all};
use crate::people::{MARK, Person, people};
use crate::readers;

/// A grade as it stands in a cell; nothing where points are open.
type Cell = String;
/// Rows of a table by what stands in a column; every record has the same length.
fn column(file: &Path, key: &str, value: &str) -> BTreeMap<String, Cell> {
    readers::csv(file);
    let mut reader = csv::ReaderBuilder::new().flexible(false).from_path(file).expect("it can be read");
    let head = reader.headers().expect("a first row").clone();
    let at = |name: &str| {
        head.iter().position(|cell| cell == name).unwrap_or_else(|| panic!("no {name}: {head:?}"))
    };
    let (key, value) = (at(key), at(value));
    let row = |record: csv::StringRecord| (record[key].to_owned(), record[value].to_owned());
    let rows: Vec<_> =
        reader.into_records().map(|record| row(record.expect("a strict reader takes it"))).collect();
    let count = rows.len();
    let rows: BTreeMap<String, Cell> = rows.into_iter().collect();
    assert_eq!(rows.len(), count, "nobody has two rows in {}", file.display());
    rows
}

/// Whose a folder's files are, by what stands in each of them.
fn owner(folder: &Path) -> BTreeSet<usize> {
    let mut owners = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).expect("text");
            let mark = text.rsplit(MARK).next().and_then(|rest| rest.trim().parse().ok());
            owners.insert(mark.unwrap_or_else(|| panic!("{} is nobody's", path.display())));
        }
    }
    owners
}

/// Runs the programs of everyone, each in a folder of its own. The lab and the results are below `scratch`; grades by login.
fn run(people: &[Person], scratch: &Path) -> BTreeMap<String, Cell> {
    let [submissions, lab] = ["plain", "lab"].map(|name| scratch.join(name));
    for person in people {
        write_all(&submissions, &person.files(&format!("{}/", person.login)));
    }
    let text = format!("format = 1\ntitle = \"Lab\"\npoints = {MOST}\n[[scenario]]\nfile = \"task2.toml\"\n");
    let lab_files = [("task2.toml", scenario(TASKS[1])), ("lab.toml", text)];
    write_all(&lab, &lab_files.map(|(name, text)| (name.to_owned(), text)).into());
    grade(&submissions, scratch, &scratch.join("out"), &[]);
    let grades = column(&scratch.join("out/grades.csv"), "key", "Lab");
    let different: BTreeSet<&Cell> = grades.values().collect();
    assert!(different.len() > 1, "a mistake would show: {different:?}");
    grades
}

/// Grades a download by the lab that is below `scratch`.
fn grade(download: &Path, scratch: &Path, out: &Path, options: &[(&str, &Path)]) {
    let options = options.iter().flat_map(|(name, file)| [Path::new(*name), file]);
    let mut grader = grader();
    grader.arg("grade").args([download, &scratch.join("lab")]).arg("--out").arg(out).args(options);
    let output = grader.stdin(Stdio::null()).output().expect("`socklab` starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 3)), "{}: {said}", output.status);
}

/// A journal of the same facts for the same people, by what they are called here.
fn renamed(packing: &Packing, class: &Class, people: &[Person], ledger: &Ledger, out: &Path) -> Ledger {
    fs::create_dir(out).expect("a folder");
    let students = class.entries.iter().map(|entry| entry.student.clone()).collect();
    let start = Start { students, ..ledger.start().clone() };
    let mut journal = Writer::create(out, &start).expect("a journal");
    let mut owners = Vec::new();
    for entry in &class.entries {
        let key = entry.student.key.clone();
        let folder = entry.folder.as_ref().unwrap_or_else(|why| panic!("{}: {key}: {why}", packing.name));
        let owner = owner(folder);
        assert_eq!(owner.len(), 1, "{}: {key} has the files of {owner:?}", packing.name);
        let number = owner.into_iter().next().expect("one");
        owners.push(number);
        let known = ledger.known(&people[number].login).expect("it can be read");
        let prepared = known.prepared.expect("it was looked into");
        let cases = known.cases.into_iter().map(|(id, seen)| Fact::Case(Box::new(CaseFact::new(id, seen))));
        for fact in [Fact::Prepared(prepared)].into_iter().chain(cases).chain([Fact::Done]) {
            let hand_in = known.hand_in.clone();
            journal.append(&Entry { key: key.clone(), hand_in, fact }).expect("a line");
        }
    }
    journal.close().expect("a journal");
    owners.sort_unstable();
    let all: BTreeSet<usize> = people.iter().map(|person| (packing.leads)(person.number)).collect();
    let all: Vec<usize> = all.into_iter().collect();
    assert_eq!(owners, all, "{}: everyone's is there, once, and nobody else's", packing.name);
    Ledger::open(out).expect("a journal")
}

/// Packs a class of that size in each way.
pub fn each_grade_is_in_its_students_row(size: usize) {
    let scratch = tempfile::tempdir().expect("a folder");
    let people = people(&Corpus::read(), size);
    let grades = run(&people, scratch.path());
    let ledger = Ledger::open(&scratch.path().join("out")).expect("there are results");
    let packings = packings(&people);
    for (place, packing) in packings.iter().enumerate() {
        let folder = scratch.path().join(format!("packing{place}"));
        fs::create_dir(&folder).expect("a folder");
        let class = packing.open(&folder);
        let out = folder.join("out");
        let ledger = renamed(packing, &class, &people, &ledger, &out);
        write(&ledger, &packing.options(&people, &folder), &out).expect("reports");
        are_in_their_rows(packing, &people, packing.called, &grades, &out);
    }
    eprintln!("{size} students, {} packings", packings.len());
}

/// Grades a class of that size from each packing.
pub fn each_download_is_graded_alike(size: usize) {
    let scratch = tempfile::tempdir().expect("a folder");
    let people = people(&Corpus::read(), size);
    let grades = run(&people, scratch.path());
    let packings = packings(&people);
    for (place, packing) in packings.iter().enumerate() {
        let since = Instant::now();
        let folder = scratch.path().join(format!("packing{place}"));
        fs::create_dir(&folder).expect("a folder");
        let (download, roster) = packing.write(&folder);
        let ReportOptions { canvas, moodle, .. } = packing.options(&people, &folder);
        let options = [("--roster", roster), ("--canvas", canvas), ("--moodle", moodle)];
        let options: Vec<(&str, &Path)> =
            options.iter().filter_map(|(name, file)| Some((*name, file.as_deref()?))).collect();
        let out = folder.join("out");
        grade(&download, scratch.path(), &out, &options);
        // Whoever is graded with Canvas' gradebook is called as that does.
        let is_known = packing.gradebook == Gradebook::Canvas;
        let called = if is_known { |person: &Person| person.name.clone() } else { packing.called };
        are_in_their_rows(packing, &people, called, &grades, &out);
        eprintln!("{size} students packed as {}: {:.1} s", packing.name, since.elapsed().as_secs_f64());
    }
}

/// Everyone's grade is in their row of the table, and of the gradebook.
fn are_in_their_rows(
    packing: &Packing,
    people: &[Person],
    called: fn(&Person) -> String,
    grades: &BTreeMap<String, Cell>,
    out: &Path,
) {
    let expected = |person: &Person| grades[&people[(packing.leads)(person.number)].login].clone();
    let table = column(&out.join("grades.csv"), "name", "Lab");
    let wanted: BTreeMap<String, Cell> =
        people.iter().map(|person| (called(person), expected(person))).collect();
    assert_eq!(table, wanted, "{}: grades.csv", packing.name);
    let filled = match packing.gradebook {
        Gradebook::Canvas => column(&out.join("canvas.csv"), "ID", "Lab (77)"),
        Gradebook::Moodle { .. } => column(&out.join("moodle.csv"), "Identifier", "Grade"),
    };
    for person in people {
        let (row, blank) = match packing.gradebook {
            Gradebook::Canvas => (person.canvas().to_string(), ""),
            _ => (format!("Participant {}", person.moodle()), "-"),
        };
        let grade = expected(person);
        // What is open is left as it was.
        let grade = if grade.is_empty() { blank.to_owned() } else { grade };
        assert_eq!(filled[&row], grade, "{}: {} in the gradebook", packing.name, person.name);
    }
}
