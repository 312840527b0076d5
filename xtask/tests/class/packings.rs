//! One class, packed in each way in which platforms give classes out, with what nobody hands in beside it. Its programs run once: who
//! handed what in, and what becomes of a grade in tables and gradebooks, is asked of each packing for itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Stdio;

use tempfile::TempDir;
use xtask::intake::{self, Class, People, Reading};
use xtask::journal::ledger::Ledger;
use xtask::journal::writer::Writer;
use xtask::journal::{CaseFact, Entry, Fact, Start};
use xtask::report::class::ReportOptions;
use xtask::report::class::write::write;

use crate::corpus::{Corpus, MOST, TASKS, scenario};
use crate::download::zip;
use crate::grader::grader;
use crate::readers;

/// Names with the signs that names have, and as logins are made of them.
const FIRST: [(&str, &str); 12] = [
    ("Ada", "ada"),
    ("Björn", "bjorn"),
    ("Chloé", "chloe"),
    ("Dmitri", "dmitri"),
    ("Eun-ji", "eunji"),
    ("Fatima", "fatima"),
    ("Grace", "grace"),
    ("Håkon", "hakon"),
    ("Inés", "ines"),
    ("Jun", "jun"),
    ("Kofi", "kofi"),
    ("Lena", "lena"),
];
const LAST: [(&str, &str); 10] = [
    ("Aalto", "aalto"),
    ("Brûlé", "brule"),
    ("Chen", "chen"),
    ("D'Arcy", "darcy"),
    ("van Eyck", "vaneyck"),
    ("Fjord", "fjord"),
    ("Gupta", "gupta"),
    ("Øst", "ost"),
    ("Smith-Jones", "smithjones"),
    ("Zhou", "zhou"),
];

/// Stands in every file, with the number of whose it is.
const MARK: &str = "# handed in by number ";

/// A grade as it stands in a cell; nothing where points are open.
type Cell = String;

/// Files by their paths.
type Files = Vec<(String, String)>;

/// Somebody in the class.
struct Person {
    number: usize,
    name: String,
    last_first: String,
    login: String,
    server: String,
    client: String,
}

impl Person {
    fn canvas(&self) -> usize {
        1000 + self.number
    }

    fn moodle(&self) -> usize {
        5000 + self.number
    }

    /// As Canvas calls somebody in the names of files.
    fn sortable(&self) -> String {
        self.last_first.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
    }

    /// The two programs, in a folder or behind a prefix.
    fn files(&self, before: &str) -> Files {
        [("server.py", &self.server), ("client.py", &self.client)]
            .map(|(name, text)| (format!("{before}{name}"), text.clone()))
            .into()
    }
}

fn people(corpus: &Corpus, size: usize) -> Vec<Person> {
    assert!(size <= FIRST.len() * LAST.len(), "there are names for {}", FIRST.len() * LAST.len());
    let person = |number: usize| {
        let ((first, plain_first), (last, plain_last)) =
            (FIRST[number % FIRST.len()], LAST[number / FIRST.len() % LAST.len()]);
        let [server, client] = corpus
            .pair_of(7 * number, TASKS[1].0)
            .texts()
            .map(|(_, text)| format!("{text}\n{MARK}{number}\n"));
        Person {
            number,
            name: format!("{first} {last}"),
            last_first: format!("{last}, {first}"),
            login: format!("{plain_first}{plain_last}"),
            server,
            client,
        }
    };
    (0..size).map(person).collect()
}

/// A way to pack.
struct Packing {
    name: &'static str,
    /// What is in the download, and what of it is in a folder of this name, as one archive otherwise.
    files: Files,
    folder: Option<&'static str>,
    roster: Option<String>,
    /// Who shares a submission with whom: those who handed in, and for whom.
    leads: fn(usize) -> usize,
    /// Which gradebook is filled, and whether it names anybody.
    gradebook: Gradebook,
    /// What somebody is called in the table.
    called: fn(&Person) -> String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Gradebook {
    Canvas,
    Moodle { is_blind: bool },
    None,
}

/// What lies about in downloads and nobody handed in.
fn strangers(before: &str) -> Files {
    [
        (".DS_Store", "\u{0}\u{1}Bud1"),
        ("__MACOSX/._server.py", "x"),
        ("Thumbs.db", "x"),
        ("2026-10-12T1011_Grades-CS310.csv", "Student,ID,Section\n"),
        ("notes.txt", "mind the late ones\n"),
        ("index.html", "<html></html>"),
        ("results/journal.jsonl", "{\"format\":3}\n"),
        ("results/anna/feedback.md", "# Lab\n"),
    ]
    .map(|(name, text)| (format!("{before}{name}"), text.to_owned()))
    .into()
}

/// All ways.
fn packings(people: &[Person]) -> Vec<Packing> {
    let of = |each: &dyn Fn(&Person) -> Files| people.iter().flat_map(each).collect::<Files>();
    let leaders = |each: &dyn Fn(&Person) -> Files| {
        people.iter().filter(|person| person.number % 2 == 0).flat_map(each).collect::<Files>()
    };
    let alone: fn(usize) -> usize = |number| number;
    let by_name: fn(&Person) -> String = |person| person.name.clone();
    let canvas = |before: &str, person: &Person| {
        let (id, at) = (person.canvas(), 2 * person.number);
        let late = if person.number.is_multiple_of(3) { "LATE_" } else { "" };
        [(90_000 + at, "server.py", &person.server), (90_001 + at, "client.py", &person.client)]
            .map(|(attachment, name, text)| {
                (format!("{before}_{late}{id}_{attachment}_{name}"), text.clone())
            })
            .to_vec()
    };
    let groups = people.iter().fold(
        "name,canvas_user_id,user_id,login_id,sections,group_name\n".to_owned(),
        |text, person| {
            let Person { number, name, login, .. } = person;
            format!("{text}\"{name}\",{},S{number},{login},A,Pair {}\n", person.canvas(), number / 2)
        },
    );
    let classroom =
        people.iter().fold("identifier,github_username,github_id,name\n".to_owned(), |text, person| {
            format!(
                "{text}\"{0}@x.edu\",\"{0}-gh\",\"{1}\",\"{2}\"\n",
                person.login, person.number, person.name
            )
        });
    let metadata = people.iter().fold("---\n".to_owned(), |text, Person { number, name, login, .. }| {
        format!(
            "{text}submission_{}:\n  :submitters:\n  - :name: \"{name}\"\n    :sid: S{number}\n    :email: {login}@x.edu\n  :created_at: \
             2026-10-09 20:11:12.000000000 Z\n  :score: 0.0\n",
            700 + number
        )
    });
    let mut gradescope = of(&|person| person.files(&format!("submission_{}/", 700 + person.number)));
    gradescope.push(("submission_metadata.yml".to_owned(), metadata));
    let brightspace = of(&|person| {
        let before = format!("{}-77 - {} - ", 300 + person.number, person.name);
        let earlier = ("server.py".to_owned(), "print('not finished')\n".to_owned());
        let earlier = (format!("{before}Oct 8, 2026 1059 PM/{}", earlier.0), earlier.1);
        let is_again = person.number % 4 == 1;
        let latest = person.files(&format!("{before}Oct 9, 2026 905 PM/"));
        latest.into_iter().chain(is_again.then_some(earlier)).collect()
    });
    let moodle = |person: &Person, name: &str| {
        person.files(&format!("{name}_{}_assignsubmission_file_/", person.moodle()))
    };
    let packing = |name, mut files: Files, gradebook| {
        files.extend(strangers(""));
        Packing { name, files, folder: None, roster: None, leads: alone, gradebook, called: by_name }
    };
    vec![
        Packing {
            called: Person::sortable,
            ..packing("Canvas", of(&|person| canvas(&person.sortable(), person)), Gradebook::Canvas)
        },
        Packing {
            roster: Some(groups),
            leads: |number| number - number % 2,
            ..packing(
                "Canvas' groups",
                leaders(&|person| canvas(&format!("pair_{}", person.number / 2), person)),
                Gradebook::Canvas,
            )
        },
        packing("Moodle", of(&|person| moodle(person, &person.name)), Gradebook::Moodle { is_blind: false }),
        Packing {
            called: |person| format!("Participant {}", person.moodle()),
            ..packing(
                "Moodle, blind",
                of(&|person| moodle(person, "Participant")),
                Gradebook::Moodle { is_blind: true },
            )
        },
        packing("Gradescope", gradescope, Gradebook::Canvas),
        Packing {
            roster: Some(classroom),
            folder: Some("lab1-submissions"),
            ..packing(
                "GitHub Classroom",
                of(&|person| person.files(&format!("lab1-{}-gh/", person.login))),
                Gradebook::Canvas,
            )
        },
        Packing { folder: Some("download"), ..packing("Brightspace", brightspace, Gradebook::Canvas) },
        Packing {
            called: |person| person.login.clone(),
            folder: Some("flat"),
            ..packing("flat", of(&|person| person.files(&format!("{}_", person.login))), Gradebook::None)
        },
    ]
}

impl Packing {
    /// Writes the download, and opens it.
    fn open(&self, scratch: &Path) -> Class {
        let download = scratch.join(self.folder.unwrap_or("download.zip"));
        match self.folder {
            None => fs::write(&download, zip(&self.files)).expect("an archive"),
            Some(_) => {
                for (name, text) in &self.files {
                    let file = download.join(name);
                    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
                    fs::write(file, text).expect("a file");
                }
            }
        }
        let class = intake::open(&download, &scratch.join("unpacked"), Reading::Likely);
        let mut class = class.unwrap_or_else(|error| panic!("{}: {error}", self.name));
        if let Some(roster) = &self.roster {
            let file = scratch.join("roster.csv");
            fs::write(&file, roster).expect("a roster");
            let people = People::load(&file).expect("a roster");
            let unknown = people.complete(class.entries.iter_mut().map(|entry| &mut entry.student));
            assert_eq!(unknown, Vec::<String>::new(), "{}", self.name);
        }
        class
    }

    /// The gradebook as it is downloaded before anybody is graded.
    fn blank(&self, people: &[Person]) -> Option<String> {
        let row = |person: &Person| {
            let Person { number, last_first, name, login, .. } = person;
            match self.gradebook {
                Gradebook::Canvas => format!("\"{last_first}\",{},S{number},{login},A,\n", person.canvas()),
                Gradebook::Moodle { is_blind } => {
                    let who = if is_blind { String::new() } else { format!("\"{name}\",{login}@x.edu,") };
                    format!(
                        "Participant {},{who}Submitted for grading,-,{MOST}.00,Yes,-,-,\n",
                        person.moodle()
                    )
                }
                Gradebook::None => String::new(),
            }
        };
        let head = match self.gradebook {
            Gradebook::Canvas => format!(
                "Student,ID,SIS User ID,SIS Login ID,Section,Lab (77)\n    Points Possible,,,,,{MOST}\n"
            ),
            Gradebook::Moodle { is_blind } => {
                let who = if is_blind { "" } else { "Full name,Email address," };
                format!(
                    "Identifier,{who}Status,Grade,Maximum Grade,Grade can be changed,Last modified (submission),Last modified \
                     (grade),Feedback comments\n"
                )
            }
            Gradebook::None => return None,
        };
        Some(people.iter().fold(head, |text, person| text + &row(person)))
    }
}

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

/// Runs the programs of everyone, each in a folder of its own. The results are below `scratch`.
fn run(people: &[Person], scratch: &TempDir) -> Ledger {
    let [submissions, lab, out] = ["plain", "lab", "out"].map(|name| scratch.path().join(name));
    for person in people {
        for (name, text) in person.files(&format!("{}/", person.login)) {
            let file = submissions.join(name);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
            fs::write(file, text).expect("a program");
        }
    }
    fs::create_dir(&lab).expect("a folder");
    fs::write(lab.join("task2.toml"), scenario(TASKS[1])).expect("a scenario");
    let text = format!("format = 1\ntitle = \"Lab\"\npoints = {MOST}\n[[scenario]]\nfile = \"task2.toml\"\n");
    fs::write(lab.join("lab.toml"), text).expect("a lab");
    let output = grader()
        .arg("grade")
        .args([&submissions, &lab])
        .arg("--out")
        .arg(&out)
        .stdin(Stdio::null())
        .output()
        .expect("`socklab` starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 3)), "{}: {said}", output.status);
    Ledger::open(&out).expect("there are results")
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
    let ledger = run(&people, &scratch);
    let grades = column(&scratch.path().join("out/grades.csv"), "key", "Lab");
    let different: BTreeSet<&Cell> = grades.values().collect();
    assert!(different.len() > 1, "a mistake would show: {different:?}");
    for (place, packing) in packings(&people).iter().enumerate() {
        let folder = scratch.path().join(format!("packing{place}"));
        fs::create_dir(&folder).expect("a folder");
        let class = packing.open(&folder);
        let out = folder.join("out");
        let ledger = renamed(packing, &class, &people, &ledger, &out);
        let file = folder.join("gradebook.csv");
        let mut options = ReportOptions::default();
        if let Some(blank) = packing.blank(&people) {
            fs::write(&file, blank).expect("a gradebook");
            match packing.gradebook {
                Gradebook::Moodle { .. } => options.moodle = Some(file),
                Gradebook::Canvas | Gradebook::None => options.canvas = Some(file),
            }
        }
        write(&ledger, &options, &out).expect("reports");
        let expected = |person: &Person| grades[&people[(packing.leads)(person.number)].login].clone();
        let table = column(&out.join("grades.csv"), "name", "Lab");
        let wanted: BTreeMap<String, Cell> =
            people.iter().map(|person| ((packing.called)(person), expected(person))).collect();
        assert_eq!(table, wanted, "{}: grades.csv", packing.name);
        let filled = match packing.gradebook {
            Gradebook::Canvas => column(&out.join("canvas.csv"), "ID", "Lab (77)"),
            Gradebook::Moodle { .. } => column(&out.join("moodle.csv"), "Identifier", "Grade"),
            Gradebook::None => continue,
        };
        for person in &people {
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
    eprintln!("{size} students, 8 packings, {} different grades", different.len());
}
