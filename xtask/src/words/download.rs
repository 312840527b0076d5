//! What is said about a download: why what was handed in is refused, and whose it is.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use super::intake::listed;
use crate::called;
use crate::hand_in::{Naming, Refusal, Stranger};
use crate::near::did_you_mean;
use crate::printable::printable;

/// Why an archive or a folder is refused, without a full stop.
pub fn refusal(refusal: &Refusal) -> String {
    let of = |name: &str| match name {
        "" => "the archive".to_owned(),
        name => format!("`{}`", printable(name)),
    };
    match refusal {
        Refusal::Absolute(name) => {
            format!("{} begins at the root of the disk: pack the folder, not its whole path", of(name))
        }
        Refusal::Upwards(name) => {
            format!("{} leads out of the folder (`..`): pack the folder that holds your files", of(name))
        }
        Refusal::NoText(name) => {
            format!("{} has control characters in its name: rename it and pack again", of(name))
        }
        Refusal::NoName(_) => "a file in it has no name: pack it again".to_owned(),
        Refusal::LongName(name) => format!("{} has too long a name: shorten it and pack again", of(name)),
        Refusal::TooDeep(name) => {
            format!("{} lies in too many folders: pack the folder that holds your programs", of(name))
        }
        Refusal::Link(name) => format!("{} is a link: hand in the file itself", of(name)),
        Refusal::Special(name) => format!("{} is no regular file: hand in files and folders only", of(name)),
        Refusal::Twice(name) => {
            format!(
                "{} holds two things of the same name: pack it again, each file once",
                match name.as_str() {
                    "" => "the archive".to_owned(),
                    name => format!("the place `{}`", printable(name)),
                }
            )
        }
        Refusal::TooMany(most) => {
            format!("it has more than {most} files: hand in your own sources, without libraries and builds")
        }
        Refusal::LargeFile(name, most) => {
            format!("{} is larger than {}: hand in sources only", of(name), bytes(*most))
        }
        Refusal::TooLarge(most) => {
            format!("it holds more than {}: hand in sources only", bytes(*most))
        }
        Refusal::Encrypted(name) => format!("{} needs a password: pack it without one", of(name)),
        Refusal::Compression(name) => {
            format!(
                "{} is packed in a way that is not read here: pack it as an ordinary zip or tar.gz",
                of(name)
            )
        }
        Refusal::Broken(name) => {
            format!(
                "{} is damaged or cut off, or no archive at all: pack it again, and open it once before handing it in",
                of(name)
            )
        }
        Refusal::Kind(kind) => format!("{kind} archives are not opened here: pack it as zip or tar.gz"),
        Refusal::Empty => "there is no file in it".to_owned(),
        Refusal::OnlyText => "no file was handed in, only text typed into the form".to_owned(),
    }
}

fn bytes(bytes: u64) -> String {
    match bytes {
        1_073_741_824.. => format!("{} GiB", bytes >> 30),
        _ => format!("{} MiB", bytes >> 20),
    }
}

/// What was left out, without a full stop.
pub fn skipped(names: &BTreeSet<String>) -> String {
    format!("left out: {}", listed(names.iter().map(String::as_str)))
}

/// Links that were left out, without a full stop.
pub fn links(names: &BTreeSet<String>) -> Option<String> {
    const MOST: usize = 5;
    let first = listed(names.iter().take(MOST).map(String::as_str));
    let more = names.len().saturating_sub(MOST);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!names.is_empty()).then(|| format!("links are not followed and were left out: {first}{rest}; what they lead to is to be handed in itself"))
}

/// What became of an archive that a student handed in.
pub fn opened(archive: &str) -> String {
    format!("`{}` was opened", printable(archive))
}

/// What became of one that lies too deep.
pub fn stayed_closed(archive: &str) -> String {
    format!(
        "`{}` stays closed: it lies in an archive in an archive in an archive; pack the programs once",
        printable(archive)
    )
}

/// How the names of a download were understood.
pub fn naming(naming: Naming, submissions: usize) -> String {
    let how = match naming {
        Naming::Canvas => "files named as by Canvas",
        Naming::Moodle => "named as by Moodle",
        Naming::Gradescope => "an export of Gradescope",
        Naming::GitHub => "repositories of GitHub Classroom",
        Naming::Brightspace => "named as by Brightspace",
        Naming::Blackboard => "files named as by Blackboard",
        Naming::Flat => "files that are named after their owners",
        Naming::Plain => "one folder or archive for each",
    };
    let plural = if submissions == 1 { "submission" } else { "submissions" };
    format!("{submissions} {plural}: {how}")
}

/// What files side by side were taken for, and how to say otherwise; `first` is the first student.
pub fn taken_for(naming: Naming, first: Option<&str>) -> Option<String> {
    let first = first.filter(|_| naming == Naming::Flat)?;
    Some(format!(
        "the files lie side by side and were told apart by the names in theirs, such as `{}`: where that is no student, put each \
         student's files into a folder",
        printable(first)
    ))
}

/// A student of whom there are several attempts; `last` is when the last was handed in.
pub fn latest(name: &str, attempts: usize, last: &str) -> String {
    format!("`{}` handed in {attempts} times: the latest counts, of {}", printable(name), printable(last))
}

/// A file that was handed in again, and the name under which that has come.
pub fn handed_in_again(file: &str, latest: &str) -> String {
    format!("`{}` was handed in again as `{}`, which counts", printable(file), printable(latest))
}

/// Several submissions of one group, of which that of `latest` counts.
pub fn latest_of_group(names: &[String], latest: &str) -> String {
    format!(
        "{} work together and handed in more than once: the latest counts for all of them, that of `{}`",
        listed(names.iter().map(String::as_str)),
        printable(latest)
    )
}

/// A student whose key is not the plain name.
pub fn renamed(name: &str, key: &str) -> String {
    format!(
        "`{}` is called `{key}` here: another has the same name, or its letters cannot stand in a file's",
        printable(name)
    )
}

/// A file beside the students' folders.
pub fn stray_file(name: &str, is_link: bool) -> String {
    let what = if is_link { "is a link, which is not followed" } else { "is no folder and no archive" };
    format!("`{}` {what}, so it is nobody's submission", printable(name))
}

/// Something wrong in the archive of a class, of which it cannot be told whose it is.
pub fn nobodys(why: &Refusal) -> String {
    format!("{}; its name tells nobody whose it is, so it is left out", refusal(why))
}

/// There is more of the same.
pub fn further_nobodys(count: usize) -> Option<String> {
    (count > 0).then(|| format!("{count} more entries with names of that kind are left out"))
}

/// A folder or an archive beside the students' that begins with a dot.
pub fn hidden(name: &str) -> String {
    format!(
        "`{}` begins with a dot and is left out: rename it if it is somebody's submission",
        printable(name)
    )
}

/// Students of the download whom a roster does not have.
pub fn unknown(names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| {
        format!(
            "not in the roster, so called as in the download: {}",
            listed(names.iter().map(String::as_str))
        )
    })
}

/// Somebody was asked for who handed nothing in.
pub fn nobody_called<'k>(wanted: &str, keys: impl Iterator<Item = &'k str>) -> String {
    format!("nobody in the class is called `{}`{}", printable(wanted), did_you_mean(wanted, keys))
}

/// A folder of this grader's own beside the students'.
pub fn results(name: &str) -> String {
    format!("`{}` holds results of this grader and is left out", printable(name))
}

/// Folders that hold students each.
pub fn sections(names: &[String]) -> String {
    format!(
        "{} hold several students each, so each of theirs is one; `--class` takes each of these folders for one student's",
        listed(names.iter().map(String::as_str))
    )
}

/// A folder beside the students' that is of none of them.
pub fn stranger(name: &str, why: &Stranger) -> String {
    let why = match why {
        Stranger::Tells(students) => {
            format!("tells of students ({})", listed(students.iter().map(String::as_str)))
        }
        Stranger::Ours => "holds results of this grader and no program".to_owned(),
        Stranger::Written => "holds only tables and pages, as tools write them".to_owned(),
        Stranger::Unnamed => "holds no program, and is not named as the submissions are".to_owned(),
    };
    format!("`{}` {why}, so it is nobody's submission; `--class` takes it for one", printable(name))
}

/// A submission that Gradescope's metadata names and that is not there.
pub fn missing_folder(folder: &str, names: &[&str]) -> String {
    format!(
        "`submission_metadata.yml` names {} in `{}`, and there is no such folder: nothing of theirs is graded",
        names.iter().map(|name| format!("`{}`", printable(name))).collect::<Vec<_>>().join(", "),
        printable(folder)
    )
}

/// Gradescope's metadata cannot be read.
pub fn no_metadata(error: &str) -> String {
    format!(
        "`submission_metadata.yml` cannot be read, so students are called by their submissions' numbers: {}",
        printable(error)
    )
}

/// A download with nobody in it.
pub fn no_submission() -> String {
    "there is no submission in it: expected is one folder or one archive for each student".to_owned()
}

/// A download that was taken for what one student handed in, and how to say otherwise.
pub fn one_student(path: &Path, called: &str, names: &[String]) -> String {
    let path = path.display().to_string();
    format!(
        "`{}` was taken for the work of one student, who is called `{}` here: it holds {}; where each of these is a student's own, say \
         `--class`; `{}` judges it without a class",
        printable(&path),
        printable(called),
        listed(names.iter().map(String::as_str)),
        printable(&format!("{} try {}", called::name(), shell_words::quote(&path)))
    )
}

/// The harness could not copy.
pub fn not_copied(error: &io::Error) -> String {
    format!("what was handed in could not be unpacked: {error}")
}
