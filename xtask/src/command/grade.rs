//! `cargo xtask grade`: a class, from download to gradebook.

use std::collections::BTreeSet;
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;

use super::inherited;
use super::interrupt;
use super::isolation::IsolationChoice;
use super::{INTERRUPTED, Ours as _, USAGE, asked, open_for_damage, say_damages};
use crate::called;
use crate::class::choices::Choices;
use crate::class::grader::Grader;
use crate::class::progress::Progress;
use crate::class::workshop::Workshop;
use crate::class::{crew, merge};
use crate::command_line::Command;
use crate::hand_in::{Reading, Source, Student};
use crate::host::{self, Isolation};
use crate::intake::{self, Class, People};
use crate::journal::ledger::Ledger;
use crate::journal::lock::Lock;
use crate::journal::ruling::Ruling;
use crate::journal::writer::Writer;
use crate::journal::{FORMAT, Shard, Start};
use crate::report::class::html::About;
use crate::report::class::write::write;
use crate::report::class::{self, ReportOptions};
use crate::say;
use crate::scenario::lab::{Commands, Lab};
use crate::scenario::late::Lateness;
use crate::words::{download as words, late as late_words};

/// Options of `cargo xtask grade`.
#[derive(Debug, Args)]
pub struct Options {
    /// What was handed in: a folder of folders or archives, or one archive, as Canvas, Moodle, Gradescope or GitHub Classroom
    /// give them out
    #[arg(value_name = "SUBMISSIONS")]
    submissions: PathBuf,

    /// What is asked: a folder with a `lab.toml` or with scenarios, one such file, or `task1`, `task2` or `task3`
    #[arg(value_name = "LAB")]
    lab: PathBuf,

    /// Start everyone's servers by this, such as `python3 server.py {port}`: in the folder in which the file that it names lies;
    /// `lab.toml` can say the same of a scenario, and a submission's own `submission.toml` comes before both
    #[arg(long, value_name = "COMMAND", value_parser = Command::of_instructor)]
    server: Option<Command>,

    /// The same for clients
    #[arg(long, value_name = "COMMAND", value_parser = Command::of_instructor)]
    client: Option<Command>,

    /// Where the journal and the reports go
    #[arg(long, value_name = "FOLDER", default_value = "results")]
    out: PathBuf,

    /// Go on with what is in `--out` already, with the answers in its `choices.toml`; grade from the start where nothing is
    #[arg(long)]
    resume: bool,

    /// Take what was handed in for a class, where it looks like what one student handed in: each folder and each archive is a
    /// student's, whatever it is called
    #[arg(long)]
    class: bool,

    /// Who is who and who works with whom, where the download does not say it: GitHub Classroom's roster, Canvas' list of a set of
    /// groups, Moodle's participants, as CSV
    #[arg(long, value_name = "FILE")]
    roster: Option<PathBuf>,

    /// Grade only these students, by their keys or names; the others stay as they are
    #[arg(long, value_name = "NAME", num_args = 1.., conflicts_with = "shard")]
    only: Vec<String>,

    /// Grade only the Kth of N parts of the class, to be put together by `merge`
    #[arg(long, value_name = "K/N")]
    shard: Option<Shard>,

    /// Keep the packets of each case beside its student's feedback, as pcapng for Wireshark: the page links to them
    #[arg(long)]
    keep_packets: bool,

    /// Cases at the same time [default: one a processor]
    #[arg(long, short, value_name = "N", value_parser = super::cases::jobs)]
    jobs: Option<NonZeroUsize>,

    /// How far the programs are kept apart from this machine and from each other; less than `sandbox` has to be asked for
    /// by name
    #[arg(long, value_enum, default_value_t)]
    isolation: IsolationChoice,

    #[command(flatten)]
    reports: ReportOptions,
}

/// Grades every submission and writes the reports.
pub fn execute(options: &Options) -> Result<u8> {
    let Some(mut lab) = asked::lab(&options.lab) else { return Ok(USAGE) };
    for part in &mut lab.parts {
        let Commands { server, client } = &mut part.commands;
        *server = options.server.clone().or(server.take());
        *client = options.client.clone().or(client.take());
    }
    let people = options.roster.as_deref().map(People::load).transpose()?;
    // A long run is not to end in a report that cannot be written.
    class::reports(&options.reports, &lab, About::default(), &options.out)?;
    lab.provide().map_err(anyhow::Error::msg)?;
    for note in host::look_for_toolchains() {
        say::note(note);
    }
    inherited::suffices_to_grade(lab.parts.iter().map(|part| &part.scenario))?;
    // Before any thread: an ordinary user's networks belong to a user namespace, which only a single thread can enter.
    let isolation = options.isolation.choose()?;
    if isolation != Isolation::Sandbox && options.isolation == IsolationChoice::Auto {
        bail!(
            "this machine has no sandbox, and submissions are programs of strangers: see `{} doctor`, or say \
             `--isolation {isolation}` if you trust all of them",
            called::name()
        );
    }
    fs::create_dir_all(&options.out)
        .with_context(|| format!("cannot make the folder `{}`", options.out.display()))?;
    hide(options, &lab)?;
    let work = Work::open(&options.out)?;
    let reading = if options.class { Reading::Class } else { Reading::Likely };
    let mut class = intake::open(&options.submissions, &work.folder.join("submissions"), reading)?;
    // Whoever fills in this gradebook says what is wrong with it.
    if let Some(gradebook) = options.reports.canvas.as_deref().and_then(|file| People::load(file).ok()) {
        gradebook.name(class.entries.iter_mut().map(|entry| &mut entry.student));
    }
    if let Some(people) = &people {
        let students = class.entries.iter_mut().map(|entry| &mut entry.student);
        class.notes.extend(words::unknown(&people.complete(students)));
    }
    // In another language its columns have other names; who fills it in has its numbers read all the same.
    let worksheet = options.reports.moodle.as_deref().and_then(|file| People::load(file).ok());
    class.keep_latest(&[people.as_ref(), worksheet.as_ref()].into_iter().flatten().collect::<Vec<_>>());
    let mut rulings = rulings(&lab, &mut class, people.as_ref(), worksheet.as_ref());
    for note in &class.notes {
        say::note(note);
    }
    ensure!(
        !class.entries.is_empty(),
        "there are no submissions in `{}`: expected a folder or an archive for each student",
        options.submissions.display()
    );
    let students: Vec<Student> = class.entries.iter().map(|entry| entry.student.clone()).collect();
    let only = wanted(&options.only, &students)?;
    asked::are_there(&lab, &class.entries)?;
    let start = Start {
        format: FORMAT,
        grader: env!("CARGO_PKG_VERSION").to_owned(),
        download: fs::canonicalize(&options.submissions)?,
        reading,
        lab,
        isolation: isolation.word().to_owned(),
        students,
        shard: options.shard,
    };
    let (earlier, journal) = journal(options, &start)?;
    let choices = match &earlier {
        Some(ledger) => Choices::load(&options.out, ledger)?,
        None => Choices::default(),
    };
    for (entry, ruling) in class.entries.iter().zip(&mut rulings) {
        ruling.corrections = choices.corrections(&entry.student.key);
    }
    let places: Vec<usize> = (0..start.students.len())
        .filter(|place| options.only.is_empty() || only.contains(place))
        .filter(|place| options.shard.is_none_or(|shard| shard.has(*place)))
        .collect();
    let jobs = options.jobs.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    let jobs = if isolation == Isolation::None { NonZeroUsize::MIN } else { jobs };

    let interrupt = interrupt::take()?;
    let grader = Grader {
        workshop: Workshop::open(&start.lab, &class.entries, isolation, choices, work.folder.join("builds"))?
            .keeping_packets(options.keep_packets.then(|| options.out.clone())),
        earlier,
        rulings,
        journal: Mutex::new(journal),
        progress: Progress::new(places.len(), &start.lab),
    };
    let stop = interrupt.stop();
    let graded =
        grader.progress.during(|| crew::work(&start.lab, &start.students, &places, jobs, stop, &grader));
    interrupt.cases_are_over();
    let Grader { journal, .. } = grader;
    journal.into_inner().expect("no worker panics while it holds the journal").close()?;
    graded.ours()?;
    drop(work);

    let ledger = Ledger::open(&options.out)?;
    say_damages(&ledger, &open_for_damage())?;
    let summary = write(&ledger, &options.reports, &options.out)?;
    if interrupt.is_wanted() {
        say::error(format_args!(
            "interrupted: what had ended is in `{}`; go on with `--resume`",
            options.out.display()
        ));
        return Ok(INTERRUPTED);
    }
    Ok(summary.exit().code())
}

/// What the lab's policy makes of the time at which each submission was handed in. Nobody's lateness is guessed: what is written where
/// times are and cannot be read is said.
fn rulings(lab: &Lab, class: &mut Class, people: Option<&People>, worksheet: Option<&People>) -> Vec<Ruling> {
    let Some(late) = &lab.late else { return vec![Ruling::default(); class.entries.len()] };
    let students = class.entries.iter().map(|entry| &entry.student);
    class.notes.extend(late_words::strangers(&late.strangers(&students)));
    let lists = [(people, Source::Roster), (worksheet, Source::Worksheet)];
    let mut unread = Vec::new();
    let mut handed_in = |entry: &intake::Entry| {
        for (people, by) in lists {
            match people.map_or(Ok(None), |people| people.handed_in(&entry.student, by)) {
                Ok(None) => {}
                Ok(told) => return told,
                Err(text) => unread.push(format!("{text} (`{}`)", entry.student.key)),
            }
        }
        entry.handed_in.clone()
    };
    let ruled = class.entries.iter().map(|entry| late.rule(&entry.student, handed_in(entry).as_ref()));
    let ruled: Vec<Lateness> = ruled.collect();
    class.notes.extend(late_words::unread(&unread));
    class.notes.push(late_words::summary(&ruled));
    ruled.into_iter().map(|lateness| Ruling { lateness: Some(lateness), ..Ruling::default() }).collect()
}

/// The places of the students of these keys or names. The names of somebody of a group are those of all.
fn wanted(only: &[String], students: &[Student]) -> Result<BTreeSet<usize>> {
    let mut places = BTreeSet::new();
    for wanted in only {
        let is_it = |student: &Student| student.key == *wanted || student.names().any(|name| name == wanted);
        let found: Vec<usize> = students
            .iter()
            .enumerate()
            .filter(|(_, student)| is_it(student))
            .map(|(place, _)| place)
            .collect();
        if found.is_empty() {
            bail!(words::nobody_called(wanted, students.iter().map(|student| student.key.as_str())));
        }
        places.extend(found);
    }
    Ok(places)
}

/// Has no program see the class, its results, and what it is judged by.
fn hide(options: &Options, lab: &Lab) -> Result<()> {
    host::hide("the folder of the results", &options.out)?;
    host::hide("the folder of the submissions", &options.submissions)?;
    let scenarios = lab.parts.iter().map(|part| &part.scenario.path);
    for file in [&options.lab].into_iter().chain(scenarios).filter(|file| file.exists()) {
        host::hide("what is asked", file)?;
    }
    Ok(())
}

/// A new journal, or the one that an earlier run left.
fn journal(options: &Options, start: &Start) -> Result<(Option<Ledger>, Writer)> {
    let earlier = if options.resume { Ledger::resume(&options.out, start)? } else { None };
    let Some(ledger) = earlier else { return Ok((None, Writer::create(&options.out, start)?)) };
    say_damages(&ledger, "is looked into again, and what is lost is run again")?;
    let changed = match ledger.start().difference(start) {
        // Who hands in later is added, and who is called otherwise now is the same.
        Some(_) if merge::carry(&ledger, start, &options.out)? => {
            let ledger = Ledger::open(&options.out)?;
            let writer = Writer::resume(&ledger)?;
            return Ok((Some(ledger), writer));
        }
        Some(changed) => changed,
        None if ledger.start().shard != start.shard => "the shard",
        None => {
            let writer = Writer::resume(&ledger)?;
            return Ok((Some(ledger), writer));
        }
    };
    bail!(
        "`{}` cannot be gone on with: {changed} changed since; grade into another folder with `--out`",
        options.out.display()
    );
}

/// The folder in which submissions are unpacked and built. Removed in the end, and where an earlier run left one.
struct Work {
    folder: PathBuf,
    _lock: Lock,
}

impl Work {
    fn open(out: &Path) -> Result<Self> {
        let work = Self { _lock: Lock::take(out)?, folder: out.join(".work") };
        work.remove()
            .with_context(|| format!("cannot remove `{}` of an earlier run", work.folder.display()))?;
        fs::create_dir(&work.folder).with_context(|| format!("cannot make `{}`", work.folder.display()))?;
        Ok(work)
    }

    fn remove(&self) -> std::io::Result<()> {
        match fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            result => result,
        }
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        if let Err(error) = self.remove() {
            say::note(&format!("cannot remove `{}`: {error}", self.folder.display()));
        }
    }
}
