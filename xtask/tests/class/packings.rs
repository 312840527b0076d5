//! One class, packed in each way in which platforms give classes out, with what nobody hands in beside it.

use std::fs;
use std::path::{Path, PathBuf};

use xtask::hand_in::Reading;
use xtask::intake::{self, Class, People};
use xtask::report::class::ReportOptions;

use crate::corpus::MOST;
use crate::download::zip;
use crate::people::{Files, Person};

/// A way to pack.
pub struct Packing {
    pub name: &'static str,
    /// What is in the download, and what of it is in a folder of this name, as one archive otherwise.
    files: Files,
    folder: Option<&'static str>,
    roster: Option<String>,
    /// Who shares a submission with whom: those who handed in, and for whom.
    pub leads: fn(usize) -> usize,
    /// Which gradebook is filled, and whether it names anybody.
    pub gradebook: Gradebook,
    /// What somebody is called in the table.
    pub called: fn(&Person) -> String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Gradebook {
    Canvas,
    Moodle { is_blind: bool },
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
        ("moss/index.html", "<html>95%</html>"),
        ("moss/match0.html", "<html></html>"),
        ("statistics/points.csv", "name,points\n"),
    ]
    .map(|(name, text)| (format!("{before}{name}"), text.to_owned()))
    .into()
}

/// All ways.
pub fn packings(people: &[Person]) -> Vec<Packing> {
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
            ..packing("flat", of(&|person| person.files(&format!("{}_", person.login))), Gradebook::Canvas)
        },
        Packing {
            called: Person::folder,
            folder: Some("plain"),
            ..packing(
                "plain",
                of(&|person| person.files(&format!("{}/", person.folder()))),
                Gradebook::Canvas,
            )
        },
    ]
}

impl Packing {
    /// Writes the download, and who is who where that stands elsewhere.
    pub fn write(&self, scratch: &Path) -> (PathBuf, Option<PathBuf>) {
        let download = scratch.join(self.folder.unwrap_or("download.zip"));
        match self.folder {
            None => fs::write(&download, zip(&self.files)).expect("an archive"),
            Some(_) => write_all(&download, &self.files),
        }
        let roster = self.roster.as_ref().map(|roster| {
            let file = scratch.join("roster.csv");
            fs::write(&file, roster).expect("a roster");
            file
        });
        (download, roster)
    }

    /// Writes the download, and opens it.
    pub fn open(&self, scratch: &Path) -> Class {
        let (download, roster) = self.write(scratch);
        let class = intake::open(&download, &scratch.join("unpacked"), Reading::Likely);
        let mut class = class.unwrap_or_else(|error| panic!("{}: {error}", self.name));
        if let Some(roster) = roster {
            let people = People::load(&roster).expect("a roster");
            let unknown = people.complete(class.entries.iter_mut().map(|entry| &mut entry.student));
            assert_eq!(unknown, Vec::<String>::new(), "{}", self.name);
        }
        class
    }

    /// What reports are to be filled in, of the gradebook that is written for it.
    pub fn options(&self, people: &[Person], scratch: &Path) -> ReportOptions {
        let mut options = ReportOptions::default();
        let file = scratch.join("gradebook.csv");
        fs::write(&file, self.blank(people)).expect("a gradebook");
        match self.gradebook {
            Gradebook::Moodle { .. } => options.moodle = Some(file),
            Gradebook::Canvas => options.canvas = Some(file),
        }
        options
    }

    /// The gradebook as it is downloaded before anybody is graded.
    fn blank(&self, people: &[Person]) -> String {
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
        };
        people.iter().fold(head, |text, person| text + &row(person))
    }
}

/// Writes files into a folder.
pub fn write_all(folder: &Path, files: &Files) {
    for (name, text) in files {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }
}
