//! What is said about a submission's files: what was found in them, how it is started, what could not be compiled.

use std::io;
use std::path::{Path, PathBuf};

use super::lack;
use crate::command_line::Command;
use crate::lack::{Kind, Lack};
use crate::near::{did_you_mean, did_you_mean_beside};
use crate::observation::{End, Limit};
use crate::printable::printable;
use crate::role::Role;
use crate::task::Task;

pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{}`", printable(name))).collect::<Vec<_>>().join(", ")
}

/// A task as the hand-out calls it.
fn number(task: Task) -> usize {
    Task::ALL.iter().position(|known| *known == task).map_or(0, |at| at + 1)
}

fn shown(path: &Path) -> String {
    format!("`{}`", printable(&path.display().to_string()))
}

/// The first of many paths, and how many there are besides.
fn some<'a>(paths: impl IntoIterator<Item = &'a Path>) -> String {
    const MOST: usize = 6;
    let paths: Vec<&Path> = paths.into_iter().collect();
    let first: Vec<String> = paths.iter().take(MOST).map(|path| shown(path)).collect();
    match paths.len().saturating_sub(MOST) {
        0 => first.join(", "),
        rest => format!("{} and {rest} more", first.join(", ")),
    }
}

/// How to help oneself.
const DECLARE: &str =
    "name your programs `server` and `client`, or say how they are started in a `submission.toml`";

/// Where the lines of a declaration are to be written, which names its programs from its own folder.
fn declaration(dir: &Path) -> String {
    match dir.as_os_str().is_empty() {
        true => "`submission.toml` beside it".to_owned(),
        false => format!("`submission.toml` (hand in what is in {} with it, side by side)", shown(dir)),
    }
}

/// A text as TOML has it, in quotes.
fn quoted(text: &str) -> String {
    toml::Value::String(printable(text).to_string()).to_string()
}

/// One program for both roles, which asks a person for the one to play.
pub fn ask_for_role(file: &Path, command: &Command, dir: &Path) -> String {
    let command = quoted(&command.to_string());
    format!(
        "{} is both and asks on its standard input: nobody is there to answer. What to answer is said in a {}, in these lines, with \
         the words that your program expects in place of `server` and `client`:{}",
        shown(file),
        declaration(dir),
        lines(&[
            "format = 1",
            &format!("server = {command}"),
            &format!("client = {command}"),
            "",
            "[input]",
            "server = \"server\\n\"",
            "client = \"client\\n\"",
        ])
    )
}

/// Programs that look at their arguments, and are given none.
pub fn read_arguments<'f>(
    files: impl IntoIterator<Item = &'f Path>,
    [server, client]: &[String; 2],
    dir: &Path,
) -> String {
    format!(
        "{} can take arguments and none are given; if a program needs a host or a port, say so in a {}, in these lines, with `{{host}}` and \
         `{{port}}` where they belong:{}",
        some(files),
        declaration(dir),
        lines(&[
            "format = 1",
            &format!("server = {}", quoted(server)),
            &format!("client = {}", quoted(client))
        ])
    )
}

/// Lines of a file, below the sentence that they belong to: reports show them as they are to be copied.
fn lines(lines: &[&str]) -> String {
    lines.iter().map(|line| format!("\n{line}")).collect()
}

/// There is no program at all.
pub fn nothing(task: Task, others: &[PathBuf], files: &[PathBuf]) -> String {
    let number = number(task);
    if !others.is_empty() {
        let others = some(others.iter().map(PathBuf::as_path));
        return format!(
            "there is nothing for task {number}: what was found is for other tasks by its name ({others})"
        );
    }
    let is_notebook = |file: &&PathBuf| file.extension().is_some_and(|end| end == "ipynb");
    let notebooks: Vec<&Path> = files.iter().filter(is_notebook).map(PathBuf::as_path).collect();
    match files {
        [] => format!("there is no program for task {number}: the folder is empty"),
        _ if !notebooks.is_empty() => format!(
            "no program for task {number} was found: {} is a notebook, which runs in Jupyter only. \
             To put it right, save the server and the client as a `.py` file each",
            some(notebooks)
        ),
        files => format!(
            "no program for task {number} was found: none of the files listens or connects, or is called server or client; there are {}. \
             To put it right, {DECLARE}",
            some(files.iter().map(PathBuf::as_path))
        ),
    }
}

/// Where nothing is for the first task by its name.
pub fn greets_in(task: Task) -> String {
    format!("nothing is for task 1 by its name, so it is looked for in the programs of task {}", number(task))
}

/// There is only the other half.
pub fn half(role: Role, task: Task, others: &[PathBuf], files: &[PathBuf]) -> String {
    let (who, does, number) = match role {
        Role::Server => ("server", "listens", number(task)),
        Role::Client => ("client", "connects", number(task)),
    };
    if !others.is_empty() {
        let others = some(others.iter().map(PathBuf::as_path));
        return format!("no {who} for task {number} was found: {others} is for another task by its name");
    }
    format!(
        "no {who} for task {number} was found: none of the files {does} or is called {who}; there are {}. \
         To put it right, {DECLARE}",
        some(files.iter().map(PathBuf::as_path))
    )
}

/// Which program was chosen.
pub fn chosen(role: Role, file: &Path, why: &str) -> String {
    format!("the {} is {}: {}", role.word(), shown(file), printable(why))
}

/// Others that could be meant.
pub fn others<'a>(role: Role, files: impl IntoIterator<Item = &'a Path>) -> String {
    format!("the {} could also be {}", role.word(), some(files))
}

/// More than a person tells apart.
pub fn too_many_candidates(role: Role, rest: usize) -> String {
    format!("{rest} more could be the {}: a `submission.toml` says which is meant", role.word())
}

/// A program of the machine is missing.
pub fn lacks(file: &Path, program: &str) -> String {
    format!("{}\n{} needs it", lack::lack(&Lack::program(program)), shown(file))
}

/// A file whose name has an end that Windows does not show.
pub fn named_back(file: &Path, name: &Path) -> String {
    format!("{} is taken for {}: Windows hides the `.txt` that it adds", shown(file), shown(name))
}

/// A file whose name has no end, or one in capitals.
pub fn taken_for(file: &Path, name: &Path) -> String {
    format!("{} is taken for {}, by what is in it", shown(file), shown(name))
}

/// Programs that were taken out of a notebook.
pub fn opened_notebook(file: &Path, programs: &[PathBuf]) -> String {
    format!(
        "{} is a notebook, and the code of its cells was taken for {}",
        shown(file),
        some(programs.iter().map(PathBuf::as_path))
    )
}

/// A source in another encoding, or with a mark before it.
pub fn read_as_utf_8(file: &Path) -> String {
    format!(
        "{} is not plain UTF-8 and was put into it: save it as UTF-8, without a byte order mark",
        shown(file)
    )
}

/// Sources in a language that the grader cannot run.
pub fn unknown_language<'f>(files: impl IntoIterator<Item = &'f Path>, language: &str) -> String {
    format!("{language} is a language that is not run here: it cannot be judged\nThere is {}", some(files))
}

/// Python 2 is missing.
pub fn needs_python_2(file: &Path, sign: &str) -> String {
    let sign = if sign.is_empty() { String::new() } else { format!(" (told by {sign})") };
    let lack = lack::lack(&Lack::program("python2"));
    format!("{lack}\n{} is Python 2{sign}: it cannot be judged here", shown(file))
}

/// Told by the file's own code.
pub fn python(is_two: bool, sign: &str) -> String {
    let version = if is_two { 2 } else { 3 };
    match sign {
        "" => format!("Python {version}, as nothing says otherwise"),
        sign => format!("Python {version}, told by {sign}"),
    }
}

/// Told by another file of the submission.
pub fn python_of(is_two: bool, other: &Path) -> String {
    format!("Python {}, as is {}", if is_two { 2 } else { 3 }, shown(other))
}

/// It may be Python 2, which is not there.
pub fn perhaps_python_2() -> String {
    "perhaps Python 2, which this machine does not have, so Python 3".to_owned()
}

/// Started by a script of a package.
pub fn started_by(package: &Path, script: &str) -> String {
    format!("{} starts it by `npm run {}`", shown(package), printable(script))
}

/// One program for both roles, which its first argument tells.
pub fn asked_for_role(argument: &str) -> String {
    format!("its code asks for `{argument}` as an argument")
}

/// A package's file that cannot be read.
pub fn package_is_no_json(package: &Path, error: &str) -> String {
    format!("{} is not followed: it is no JSON ({})", shown(package), printable(error))
}

/// A package's file that holds something else.
pub fn package_is_no_object(package: &Path) -> String {
    format!("{} is not followed: it holds no object, `{{ .. }}`", shown(package))
}

/// A field of a package that is of another kind than it should be.
pub fn odd_in_package(package: &Path, field: &str) -> String {
    let kind = match field {
        "main" => "the name of a file",
        "bin" => "a name or an object",
        _ => "an object",
    };
    format!("`{field}` in {} is not followed: it has to be {kind}", shown(package))
}

/// A script that is more than one program with its arguments, or starts no file that is there.
pub fn script_not_followed(package: &Path, script: &str) -> String {
    let script: String = script.chars().take(60).collect();
    format!(
        "the script `{}` in {} is not followed: only a plain `node FILE` is, for a file that is there, \
         with `NAME=value` before it where it has to be. To have it started all the same, write the command into a `submission.toml`",
        printable(&script),
        shown(package)
    )
}

/// A package of npm that a program cannot do without.
pub fn lacks_package(file: &Path, name: &str) -> String {
    let lack = Lack { kind: Kind::NpmPackage, name: name.to_owned() };
    format!("{}\n{} needs it", lack::lack(&lack), shown(file))
}

/// Packages of npm that are not in the folder.
pub fn not_installed<'a>(package: &Path, names: impl IntoIterator<Item = &'a str>) -> String {
    format!(
        "{} asks for packages, and there is no network to get them from: {}",
        shown(package),
        listed(names)
    )
}

/// Files of a submission cannot be read.
pub fn not_read(error: &io::Error) -> String {
    format!("the submission could not be read: {error}")
}

/// What is wrong in `submission.toml`.
pub fn wrong_declaration(line: usize, what: &str) -> String {
    format!("`submission.toml`, line {line}: {}", printable(what.lines().next().unwrap_or(what)))
}

/// Why a program was chosen that is declared.
pub fn declared() -> String {
    "`submission.toml` says so".to_owned()
}

/// Why it is taken.
pub fn asked_for() -> String {
    "your instructor has it started so".to_owned()
}

/// What the instructor starts is not there.
pub fn not_named(role: Role, command: &Command, files: &[PathBuf]) -> String {
    format!(
        "your instructor starts the {} by `{}`, and there is no such file; there {}. To put it right, give your file this name, or \
         say how it is started in a `submission.toml`",
        role.word(),
        printable(&command.to_string()),
        match files {
            [] => "is nothing at all".to_owned(),
            files => format!("are {}", some(files.iter().map(PathBuf::as_path))),
        }
    )
}

/// What everyone is started by names a file that is in no submission.
pub fn nobody_has<'n>(command: &Command, file: &Path, names: impl Iterator<Item = &'n str>) -> String {
    let written = file.file_name().unwrap_or_default().to_string_lossy();
    format!(
        "`{}` starts nothing: there is no file `{}` in what was handed in{}",
        printable(&command.to_string()),
        printable(&file.display().to_string()),
        did_you_mean(&written, names)
    )
}

/// The same where it is started from a folder of one's own.
pub fn no_file(command: &Command, file: &Path) -> String {
    format!(
        "`{}` starts nothing: there is no file `{}`{}",
        printable(&command.to_string()),
        printable(&file.display().to_string()),
        did_you_mean_beside(file)
    )
}

/// A declaration without this role.
pub fn not_declared(role: Role, task: Task) -> String {
    format!("`submission.toml` says no `{}` for task {}", role.word(), number(task))
}

/// A declaration without programs.
pub fn declares_nothing(task: Task) -> String {
    format!("it says neither `server` nor `client` for task {}", number(task))
}

/// How a build ended that failed.
pub fn build_ended(end: &End, reached: &[Limit]) -> String {
    let full = if reached.contains(&Limit::Space) { ", with all the space for files used up" } else { "" };
    match end {
        End::Exited(status) => {
            format!("it was not compiled: the compiler ended with exit status {status}{full}")
        }
        End::Killed(signal) => {
            format!("it was not compiled: the compiler was killed by signal {signal}{full}")
        }
        End::Stopped => "it was not compiled: the compiler was stopped".to_owned(),
        End::NotStarted(why) => format!("it was not compiled: {why}"),
        End::Limit(limit) => match limit {
            Limit::WallTime(time) => {
                format!("it was not compiled: it did not get on for {} s", time.as_secs())
            }
            // A build has nobody to send to.
            Limit::Standstill | Limit::Sent => "it was not compiled: it did not get on".to_owned(),
            Limit::CpuTime => "it was not compiled: it used up its processor time".to_owned(),
            Limit::Output => "it was not compiled: it printed without end".to_owned(),
            Limit::Processes => "it was not compiled: it started too many processes".to_owned(),
            Limit::Memory => "it was not compiled: it used up its memory".to_owned(),
            Limit::FileSize => "it was not compiled: it wrote too large a file".to_owned(),
            Limit::Space => "it was not compiled: it used up its space for files".to_owned(),
        },
    }
}

/// A build that ended well, without its product.
pub fn made_nothing(made: &Path) -> String {
    format!("it was compiled without an error, but {} is not there", shown(made))
}

/// Lines of a compiler that were left out.
pub fn more_output() -> String {
    "(the rest is left out)".to_owned()
}
