//! What can be started in a folder, found by convention: the code says who listens, names say the rest.
//!
//! Several servers and several clients are usual, and their names do not pair: so lists come back, the best guess first,
//! and whoever runs them tries them together. Everything that was chosen is said, and so is why.

mod interpreter;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::compiled;
use super::hints;
use super::language::{self, Language};
use super::named::{self, Found};
use super::options;
use super::package::{self, Package, Script};
use super::place;
use super::programs::{Candidate, Programs, Untold};
use super::source::{Offer, Source, sources};
use super::{Understood, declared, files, quoted};
use crate::command_line::Command;
use crate::hand_in::Problem;
use crate::role::Role;
use crate::scenario::lab::Commands;
use crate::task::Task;
use crate::words::intake as words;

/// What starts a program with a display that nobody looks at.
const DISPLAY: [&str; 2] = ["xvfb-run", "-a"];

/// Candidates of one role at most. More are more than a person tells apart.
const MOST_CANDIDATES: usize = 5;

/// Looks for what can be started in `folder` for `task`. The sentence of the error says what was looked for.
/// What is started by a command of `commands` is not looked for, unless the submission says by itself how it is started.
/// `understood` says which Python its files are in, as far as compilers were asked.
pub fn discover(
    folder: &Path,
    task: Task,
    commands: &Commands,
    understood: &Understood,
) -> Result<Programs, Problem> {
    discover_with(folder, task, commands, understood, &crate::host::has_program)
}

/// The same on a machine that has the programs that `has` says.
pub(super) fn discover_with(
    folder: &Path,
    task: Task,
    commands: &Commands,
    understood: &Understood,
    has: &dyn Fn(&str) -> bool,
) -> Result<Programs, Problem> {
    if let Some(declared) = declared::read(folder, task)? {
        return Ok(declared);
    }
    let trouble = |error: std::io::Error| Problem::Machine(words::not_read(&error));
    let files = files::list(folder).map_err(trouble)?;
    let (packages, notes) = package::read(folder, &files).map_err(trouble)?;
    let sources = sources(folder, &files, &packages).map_err(trouble)?;
    let found = Programs { notes, quoted: quoted::by_several(&sources), ..Programs::default() };
    let (files, packages, sources) = (&files[..], &packages[..], &sources[..]);
    let mut search = Search { folder, task, commands, files, packages, sources, understood, has, found };
    let servers = search.role(Role::Server);
    let clients = search.role(Role::Client);
    search.say_what_to_declare();
    search.find_without_arguments();
    search.found.missing = match (servers, clients) {
        (Ok(()), Ok(())) => None,
        (Err(problem), Ok(())) | (Ok(()), Err(problem)) => Some(problem),
        // What the machine lacks is no student's fault, even where something else is missing too.
        (Err(problem @ Problem::Machine(_)), Err(_)) | (Err(_), Err(problem @ Problem::Machine(_))) => {
            return Err(problem);
        }
        // Most do the first task on the way to another, in one conversation.
        (Err(problem), Err(_)) if task == Task::Greet => {
            let nothing = search.nothing(&problem);
            let others = [Task::Dedup, Task::Intersect].into_iter();
            let mut found = others.filter_map(|task| {
                let mut found = discover_with(folder, task, commands, understood, has).ok()?;
                found.notes.insert(0, words::greets_in(task));
                // Half of a conversation that is for another task by its name says nothing of this one.
                (!found.pairs().is_empty()).then_some(found)
            });
            let Some(mut first) = found.next() else { return Err(nothing) };
            // Either may be the one that greets.
            found.for_each(|other| first.join(other));
            first.is_borrowed = true;
            return Ok(first);
        }
        (Err(problem), Err(_)) => return Err(search.nothing(&problem)),
    };
    Ok(search.found)
}

struct Search<'a> {
    folder: &'a Path,
    task: Task,
    commands: &'a Commands,
    files: &'a [PathBuf],
    packages: &'a [Package],
    sources: &'a [Source],
    understood: &'a Understood,
    has: &'a dyn Fn(&str) -> bool,
    found: Programs,
}

impl<'a> Search<'a> {
    /// Finds the candidates of one role; the problem is why there is none.
    fn role(&mut self, role: Role) -> Result<(), Problem> {
        let all = self.offers(role);
        let (mut of_task, of_none): (Vec<_>, Vec<_>) = all
            .iter()
            .copied()
            .filter(|offer| offer.task().is_none_or(|task| task == self.task))
            .partition(|offer| offer.task().is_some());
        if of_task.is_empty() {
            of_task = of_none;
        }
        of_task.sort_by_key(|offer| self.rank(offer, role));
        let mut lacking = None;
        let mut candidates: Vec<Candidate> = Vec::new();
        for offer in &of_task {
            if candidates.len() == MOST_CANDIDATES {
                let rest = of_task.len() - MOST_CANDIDATES;
                self.found.notes.push(words::too_many_candidates(role, rest));
                break;
            }
            match self.candidate(offer) {
                // A script may say no more than the file's name does.
                Ok(candidate) if candidates.iter().any(|known| known.is_same(&candidate)) => {}
                Ok(candidate) => candidates.push(candidate),
                Err(problem) => {
                    self.found.notes.push(problem.to_string());
                    lacking.get_or_insert(problem);
                }
            }
        }
        if let Some(command) = self.commands.of(role) {
            let found = Found { files: self.files, builds: &self.found.builds, candidates: &candidates };
            let candidate = named::candidate(command, self.task, &found);
            let none = || Problem::Student(words::not_named(role, command, self.files));
            candidates = vec![candidate.ok_or_else(none)?];
        }
        if let [first, others @ ..] = &candidates[..] {
            self.found.notes.push(words::chosen(role, &first.file, &first.why));
            let others: BTreeSet<&Path> = others.iter().map(|other| other.file.as_path()).collect();
            let others: Vec<&Path> = others.into_iter().filter(|other| *other != first.file).collect();
            if !others.is_empty() {
                self.found.notes.push(words::others(role, others));
            }
        }
        let is_empty = candidates.is_empty();
        match role {
            Role::Server => self.found.servers = candidates,
            Role::Client => self.found.clients = candidates,
        }
        match lacking {
            _ if !is_empty => Ok(()),
            Some(problem) => Err(problem),
            None => Err(self.none(role, &all)),
        }
    }

    /// Why there is nothing for a role. What is in a language that is not run here may be it.
    fn none(&self, role: Role, all: &[Offer<'_>]) -> Problem {
        let others = self.other_tasks(all);
        let unknown = self.files.iter().filter(|file| {
            hints::role_of(file).is_none_or(|own| own == role)
                && hints::task_of(file).is_none_or(|task| task == self.task)
        });
        let mut unknown =
            unknown.filter_map(|file| Some((file.as_path(), language::unknown(file)?))).peekable();
        match unknown.peek().copied() {
            Some((_, first)) if others.is_empty() => {
                let files = unknown.filter(|(_, language)| *language == first).map(|(file, _)| file);
                Problem::Machine(words::unknown_language(files, first))
            }
            _ => Problem::Student(words::half(role, self.task, &others, self.files)),
        }
    }

    /// What only a person can tell a program, where its code shows that it wants to be told: with the very lines that say it.
    /// The words themselves are not guessed from the code: which of two branches a `1` leads to is nothing that can be read.
    fn say_what_to_declare(&mut self) {
        let (Some(server), Some(client)) = (self.found.servers.first(), self.found.clients.first()) else {
            return;
        };
        let source = |file: &Path| self.sources.iter().find(|source| source.file == file);
        let (Some(of_server), Some(of_client)) = (source(&server.file), source(&client.file)) else { return };
        if server.file == client.file && server.command == client.command && of_server.asks() {
            self.found.notes.push(words::ask_for_role(&server.file, &server.command, &server.dir));
            return;
        }
        let (to_server, to_client) =
            (is_without_arguments(of_server, server), is_without_arguments(of_client, client));
        if (to_server || to_client) && server.file != client.file {
            let command = |program: &Candidate, more: &str, is_plain: bool| {
                format!("{}{}", program.command, if is_plain { more } else { "" })
            };
            let told =
                |source: &Source, usual: &str| format!(" {}", source.options().unwrap_or(usual.to_owned()));
            let lines = [
                command(server, &told(of_server, "{port}"), to_server),
                command(client, &told(of_client, "{host} {port}"), to_client),
            ];
            let files = [(to_server, server), (to_client, client)];
            let files =
                files.into_iter().filter_map(|(reads, program)| reads.then_some(program.file.as_path()));
            self.found.hint = Some(words::read_arguments(files, &lines, &server.dir));
        }
    }

    fn find_without_arguments(&mut self) {
        let found = self.found.servers.iter().chain(&self.found.clients);
        let source = |program: &Candidate| self.sources.iter().find(|source| source.file == program.file);
        let client = self.found.clients.first().and_then(source);
        let ports = client.map_or_else(Vec::new, |source| options::ports(&source.code));
        let untold = |program: &Candidate| {
            let source = source(program).filter(|source| is_without_arguments(source, program))?;
            let ports = if self.found.clients.contains(program) { Vec::new() } else { ports.clone() };
            Some(Untold { command: program.command.clone(), options: source.options(), ports })
        };
        self.found.without_arguments = found.filter_map(untold).collect();
    }

    /// What may play a role, for whichever task.
    fn offers(&self, role: Role) -> Vec<Offer<'a>> {
        let mut offers = Vec::new();
        for source in self.sources {
            for package in self.packages {
                let scripts = package.scripts.iter();
                let starts =
                    |script: &&Script| script.file == source.file && script.language == source.language;
                offers.extend(scripts.filter(starts).filter_map(|script| {
                    let why = source.plays_by(role, script)?;
                    Some(Offer { source, script: Some((package, script)), argument: None, why })
                }));
            }
            let Some(why) = source.plays(role) else { continue };
            let alone = Offer { source, script: None, argument: None, why };
            let does_both = source.conduct.listens && source.conduct.connects;
            let argument = source.asks_for(role).filter(|_| does_both);
            offers.extend(argument.map(|argument| Offer { argument: Some(argument), ..alone }));
            offers.push(alone);
        }
        offers
    }

    /// Those of a role's files that are for other tasks.
    fn other_tasks(&self, all: &[Offer<'_>]) -> Vec<PathBuf> {
        let others = all.iter().filter(|offer| offer.task().is_some_and(|task| task != self.task));
        others.map(|offer| offer.source.file.clone()).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Why there is neither a server nor a client: `problem` says why there is no server.
    fn nothing(&self, problem: &Problem) -> Problem {
        if *self.commands != Commands::default() {
            return Problem::Machine(problem.to_string());
        }
        let others: Vec<PathBuf> = self
            .sources
            .iter()
            .filter(|source| source.task.is_some_and(|task| task != self.task))
            .filter(|source| source.plays(Role::Server).or(source.plays(Role::Client)).is_some())
            .map(|source| source.file.clone())
            .collect();
        Problem::Machine(words::nothing(self.task, &others, self.files))
    }

    /// The smaller, the likelier.
    fn rank<'s>(&self, offer: &Offer<'s>, role: Role) -> impl Ord + use<'s> {
        let Offer { source, script, argument, why } = *offer;
        let task = Task::ALL.iter().position(|task| *task == self.task).map_or(0, |at| at + 1);
        let number = offer.of_names(hints::number_of);
        let hint = offer.of_names(hints::hint_of);
        let of_number = number == Some(task);
        // A script that is for another task is no better than a file that may be for this one.
        let of_other = hint.is_some_and(|hint| hint != self.task)
            || number.is_some_and(|number| !of_number && (1..=Task::ALL.len()).contains(&number));
        let is_main = self.packages.iter().any(|package| package.entries.contains(&source.file));
        let plain = is_main || source.stem().to_lowercase() == role.word();
        (
            (hints::is_aside(&source.file), script.is_none() || of_other),
            offer.of_names(hints::role_of) != Some(role) && !is_main,
            !why.starts_with("it "),
            (hint.is_some() && hint != Some(self.task), hint.is_none()),
            (!(of_number || plain), !of_number, !is_main),
            source.file.iter().count(),
            source.file.as_path(),
            script.map_or((true, ""), |(_, script)| (false, script.name.as_str())),
            argument.is_none(),
        )
    }

    fn candidate(&mut self, offer: &Offer<'_>) -> Result<Candidate, Problem> {
        let source = offer.source;
        let lacks = |program: &str| Problem::Machine(words::lacks(&source.file, program));
        let mut why = offer.why.to_owned();
        let mut start = if source.language == Language::Python {
            let (interpreter, sign) = self.python(source)?;
            why.push_str(&format!("; {sign}"));
            self.python_start(source, interpreter)
        } else {
            let start =
                compiled::start(self.folder, self.files, self.packages, self.sources, source, self.has);
            let working = place::working(&start.dir, source, self.files);
            start.from(&working)
        };
        if let Some(argument) = offer.argument {
            start.words.extend(source.told(argument));
            why = format!("{why}; {}", words::asked_for_role(argument));
        }
        if let Some((package, script)) = offer.script {
            why = format!("{}; {why}", words::started_by(&package.file, &script.name));
            // `python` is whichever runs it; any other name is meant.
            if script.interpreter != "python" {
                start.needs = vec![script.interpreter];
                start.words[0] = script.interpreter.to_owned();
            }
            start.words.truncate(1);
            start.words.extend_from_slice(&script.words[1..]);
            start.variables.clone_from(&script.variables);
            start.dir = package.dir().to_owned();
        }
        if let Some(program) = start.needs.iter().find(|program| !(self.has)(program)) {
            return Err(lacks(program));
        }
        if source.language == Language::JavaScript
            && let Some(package) = package::of(self.packages, &source.file)
            && let Some(wanted) = package.needed_by(source)
        {
            return Err(Problem::Machine(words::lacks_package(&source.file, wanted)));
        }
        let build = start.build.take().map(|build| {
            let builds = &mut self.found.builds;
            builds.iter().position(|known| known.is_same(&build)).unwrap_or_else(|| {
                builds.push(build);
                builds.len() - 1
            })
        });
        self.found.notes.extend(start.note.filter(|note| !self.found.notes.contains(note)));
        if source.wants_display() && (self.has)(DISPLAY[0]) {
            start.words.splice(..0, DISPLAY.map(str::to_owned));
        }
        start.words.splice(..0, start.variables);
        let command = Command::of_words(&start.words).map_err(Problem::Student)?;
        Ok(Candidate { command, dir: start.dir, file: source.file.clone(), why, build })
    }
}

/// Whether a program looks at its arguments, and its command has none.
fn is_without_arguments(source: &Source, program: &Candidate) -> bool {
    let words = program.command.words();
    let is_last = |word: &String| {
        let name = Path::new(word).file_name();
        name == source.file.file_name() || name.is_some_and(|name| Some(name) == source.file.file_stem())
    };
    source.reads_arguments() && (words.len() == 1 || words.last().is_some_and(is_last))
}

#[cfg(test)]
mod tests;
