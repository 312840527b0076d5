//! What can be started in a folder, found by convention: the code says who listens, names say the rest.
//!
//! Several servers and several clients are usual, and their names do not pair: so lists come back, the best guess first,
//! and whoever runs them tries them together. Everything that was chosen is said, and so is why.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::build::Build;
use super::compiled::{self, Start};
use super::language::{self, Language};
use super::python::{self, Version};
use super::role::{self, Conduct};
use super::{Problem, declared, files, scan};
use crate::observation::Role;
use crate::scenario::{Input, Task};
use crate::submission::Command;
use crate::words::intake as words;

/// Candidates of one role at most. More are more than a person tells apart.
const MOST_CANDIDATES: usize = 5;

/// What can be started in a folder for one task.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Programs {
    /// What listens, the best guess first.
    pub servers: Vec<Candidate>,
    /// What connects, the best guess first.
    pub clients: Vec<Candidate>,
    /// What has to be built before, in order.
    pub builds: Vec<Build>,
    /// What the programs are to be fed, where `submission.toml` says it.
    pub input: Input,
    /// What was chosen and why, for a person.
    pub notes: Vec<String>,
    /// Why one of the lists is empty. At least one is not.
    pub missing: Option<Problem>,
}

/// A program that can be started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// How, from `dir`.
    pub command: Command,
    /// The folder that it runs in, below the submission's; it sees what is in there and nothing else.
    pub dir: PathBuf,
    /// The file that it was found by, below the submission's folder; the declaration, where it is declared.
    pub file: PathBuf,
    /// Why it is taken for what it is.
    pub why: String,
    /// The build that it needs: an index into `builds`.
    pub build: Option<usize>,
}

impl Programs {
    /// All combinations of a server and a client, as indices, the likeliest first: in the same folder, alike by name, high
    /// up in both lists.
    pub fn pairs(&self) -> Vec<(usize, usize)> {
        let mut pairs: Vec<_> = (0..self.servers.len())
            .flat_map(|server| (0..self.clients.len()).map(move |client| (server, client)))
            .collect();
        pairs.sort_by_key(|&(server, client)| {
            let (a, b) = (&self.servers[server], &self.clients[client]);
            let apart = u8::from(a.dir != b.dir) * 4
                + u8::from(language::without_role(&a.file) != language::without_role(&b.file)) * 2
                + u8::from(a.file.extension() != b.file.extension());
            (apart, server + client, server)
        });
        pairs
    }
}

/// A source file that may be a program.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub file: PathBuf,
    pub language: Language,
    pub text: String,
    pub code: String,
    pub conduct: Conduct,
    /// As its name says.
    role: Option<Role>,
    task: Option<Task>,
}

impl Source {
    /// The folder that it is in.
    pub(super) fn dir(&self) -> &Path {
        self.file.parent().unwrap_or(Path::new(""))
    }

    /// Its name without its end.
    pub(super) fn stem(&self) -> String {
        self.file.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Whether it plays this role, and how that is known. What the code does comes before what the name says.
    fn plays(&self, role: Role) -> Option<&'static str> {
        let Conduct { listens, connects, starts } = self.conduct;
        let (does, other) = match role {
            Role::Server => (listens, connects),
            Role::Client => (connects, listens),
        };
        let by_name = self.role == Some(role);
        match (does, other) {
            _ if !starts => None,
            (true, false) => Some(match role {
                Role::Server => "it listens",
                Role::Client => "it connects",
            }),
            (true, true) if self.role.is_none() => Some("it listens and connects"),
            (true, true) if by_name => Some("it listens and connects, and its name says so"),
            (false, false) if by_name => Some("its name says so"),
            _ => None,
        }
    }
}

/// Looks for what can be started in `folder` for `task`. The sentence of the error says what was looked for.
pub fn discover(folder: &Path, task: Task) -> Result<Programs, Problem> {
    discover_with(folder, task, &crate::host::has_program)
}

/// The same on a machine that has the programs that `has` says.
pub(super) fn discover_with(
    folder: &Path,
    task: Task,
    has: &dyn Fn(&str) -> bool,
) -> Result<Programs, Problem> {
    if let Some(declared) = declared::read(folder, task)? {
        return Ok(declared);
    }
    let trouble = |error: std::io::Error| Problem::Machine(words::not_read(&error));
    let files = files::list(folder).map_err(trouble)?;
    let sources = sources(folder, &files).map_err(trouble)?;
    let mut search =
        Search { folder, task, files: &files, sources: &sources, has, found: Programs::default() };
    let servers = search.role(Role::Server);
    let clients = search.role(Role::Client);
    search.found.missing = match (servers, clients) {
        (Ok(()), Ok(())) => None,
        (Err(problem), Ok(())) | (Ok(()), Err(problem)) => Some(problem),
        // What the machine lacks is no student's fault, even where something else is missing too.
        (Err(problem @ Problem::Machine(_)), Err(_)) | (Err(_), Err(problem @ Problem::Machine(_))) => {
            return Err(problem);
        }
        // Most do the first task on the way to the second, in one conversation.
        (Err(_), Err(_)) if task == Task::Greet => {
            let nothing = search.nothing();
            return match discover_with(folder, Task::Dedup, has) {
                Ok(mut found) => {
                    found.notes.insert(0, words::GREETS_IN_TASK_2.to_owned());
                    Ok(found)
                }
                Err(_) => Err(Problem::Student(nothing)),
            };
        }
        (Err(_), Err(_)) => return Err(Problem::Student(search.nothing())),
    };
    Ok(search.found)
}

/// Every file that may be a program, read.
fn sources(folder: &Path, files: &[PathBuf]) -> std::io::Result<Vec<Source>> {
    let mut sources = Vec::new();
    for file in files {
        let named = Language::of_name(file);
        if named.is_none() && file.extension().is_some() {
            continue;
        }
        let text = files::text(folder, file)?;
        let Some(language) = named.or_else(|| Language::of_first_line(&text)) else { continue };
        let code = scan::code(&text, language);
        let conduct = role::conduct(&code, language);
        let (role, task) = (language::role_of(file), language::task_of(file));
        sources.push(Source { file: file.clone(), language, text, code, conduct, role, task });
    }
    let imported: BTreeSet<String> = sources.iter().flat_map(imports).collect();
    // A module that others import is theirs, unless it calls itself a server or a client.
    sources.retain(|source| {
        source.language != Language::Python || source.role.is_some() || !imported.contains(&source.stem())
    });
    Ok(sources)
}

/// The modules that a Python file imports.
fn imports(source: &Source) -> Vec<String> {
    if source.language != Language::Python {
        return Vec::new();
    }
    let first = |names: &str| names.split([',', ' ', '.']).next().unwrap_or("").to_owned();
    source
        .code
        .lines()
        .filter_map(|line| {
            let line = line.trim();
            line.strip_prefix("import ").or_else(|| line.strip_prefix("from ")).map(first)
        })
        .collect()
}

struct Search<'a> {
    folder: &'a Path,
    task: Task,
    files: &'a [PathBuf],
    sources: &'a [Source],
    has: &'a dyn Fn(&str) -> bool,
    found: Programs,
}

impl Search<'_> {
    /// Finds the candidates of one role; the problem is why there is none.
    fn role(&mut self, role: Role) -> Result<(), Problem> {
        let all: Vec<(&Source, &'static str)> =
            self.sources.iter().filter_map(|source| Some((source, source.plays(role)?))).collect();
        let (mut of_task, of_none): (Vec<_>, Vec<_>) = all
            .iter()
            .copied()
            .filter(|(source, _)| source.task.is_none_or(|task| task == self.task))
            .partition(|(source, _)| source.task.is_some());
        if of_task.is_empty() {
            of_task = of_none;
        }
        of_task.sort_by_key(|(source, why)| self.rank(source, role, why));
        let mut lacking = None;
        let mut candidates = Vec::new();
        for &(source, why) in &of_task {
            if candidates.len() == MOST_CANDIDATES {
                let rest = of_task.len() - MOST_CANDIDATES;
                self.found.notes.push(words::too_many_candidates(role, rest));
                break;
            }
            match self.candidate(source, why) {
                Ok(candidate) => candidates.push(candidate),
                Err(problem) => {
                    self.found.notes.push(problem.to_string());
                    lacking.get_or_insert(problem);
                }
            }
        }
        if let [first, others @ ..] = &candidates[..] {
            self.found.notes.push(words::chosen(role, &first.file, &first.why));
            if !others.is_empty() {
                self.found.notes.push(words::others(role, others.iter().map(|other| other.file.as_path())));
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
            None => Err(Problem::Student(words::half(role, self.task, &self.other_tasks(&all), self.files))),
        }
    }

    /// Those of a role's files that are for other tasks.
    fn other_tasks(&self, all: &[(&Source, &'static str)]) -> Vec<PathBuf> {
        all.iter()
            .filter(|(source, _)| source.task.is_some_and(|task| task != self.task))
            .map(|(source, _)| source.file.clone())
            .collect()
    }

    fn nothing(&self) -> String {
        let others: Vec<PathBuf> = self
            .sources
            .iter()
            .filter(|source| source.task.is_some_and(|task| task != self.task))
            .filter(|source| source.plays(Role::Server).or(source.plays(Role::Client)).is_some())
            .map(|source| source.file.clone())
            .collect();
        words::nothing(self.task, &others, self.files)
    }

    /// The smaller, the likelier.
    fn rank<'s>(&self, source: &'s Source, role: Role, why: &str) -> impl Ord + use<'s> {
        let number = Task::ALL.iter().position(|task| *task == self.task).map_or(0, |at| at + 1);
        let plain = source.stem().to_lowercase() == role.word();
        let of_number = language::number_of(&source.file) == Some(number);
        let hint = language::hint_of(&source.file);
        (
            language::is_aside(&source.file),
            source.role != Some(role),
            !why.starts_with("it "),
            (hint.is_some() && hint != Some(self.task), hint.is_none()),
            !(of_number || plain),
            !of_number,
            source.file.iter().count(),
            source.file.as_path(),
        )
    }

    fn candidate(&mut self, source: &Source, why: &'static str) -> Result<Candidate, Problem> {
        let lacks = |program: &str| Problem::Machine(words::lacks(&source.file, program));
        let mut why = why.to_owned();
        let mut start = if source.language == Language::Python {
            let (interpreter, sign) = self.python(source)?;
            why.push_str(&format!("; {sign}"));
            Start::script(source, &[interpreter])
        } else {
            compiled::start(self.folder, self.files, self.sources, source)
        };
        if let Some(program) = start.needs.iter().find(|program| !(self.has)(program)) {
            return Err(lacks(program));
        }
        let build = start.build.take().map(|build| {
            let builds = &mut self.found.builds;
            builds
                .iter()
                .position(|known| known.command == build.command && known.dir == build.dir)
                .unwrap_or_else(|| {
                    builds.push(build);
                    builds.len() - 1
                })
        });
        self.found.notes.extend(start.note.filter(|note| !self.found.notes.contains(note)));
        let command = Command::of_words(&start.words).map_err(Problem::Student)?;
        Ok(Candidate { command, dir: start.dir, file: source.file.clone(), why, build })
    }

    /// The interpreter for a Python file, and by what it was told.
    fn python(&mut self, source: &Source) -> Result<(&'static str, String), Problem> {
        let own = python::version(&source.text, &source.code);
        // Two halves of a submission speak one language: what one of them surely is, the other is too.
        let sure = self
            .sources
            .iter()
            .filter(|other| other.language == Language::Python && other.task == source.task)
            .filter_map(|other| Some((other, python::version(&other.text, &other.code)?)))
            .find(|(_, verdict)| verdict.is_sure);
        let (version, is_sure, sign) = match (own, sure) {
            (Some(own), _) if own.is_sure || own.is_asked => {
                (own.version, own.is_sure, words::python(own.version == Version::Two, own.sign))
            }
            (_, Some((other, verdict))) => {
                (verdict.version, false, words::python_of(verdict.version == Version::Two, &other.file))
            }
            (Some(own), None) => (own.version, false, words::python(own.version == Version::Two, own.sign)),
            (None, None) => (Version::Three, false, words::python(false, "")),
        };
        match version {
            Version::Three => Ok(("python3", sign)),
            Version::Two if (self.has)("python2") => Ok(("python2", sign)),
            Version::Two if is_sure || sure.is_some_and(|(_, sure)| sure.version == Version::Two) => {
                Err(Problem::Machine(words::needs_python_2(&source.file, own.map_or("", |own| own.sign))))
            }
            Version::Two => Ok(("python3", words::perhaps_python_2())),
        }
    }
}

#[cfg(test)]
mod tests;
