//! From what a command line names to the file that is executed, and what a sandbox has to show for it to run.
//!
//! An instructor's word may name any file of the machine. A student's names a program of the working folder, or one that is
//! there for everybody: in a folder of the system's, or in a toolchain that was found at the start. A student's word is a
//! command of a submission as much as the first line of a script in it.
//!
//! Paths such as `/usr/bin/python` and `/usr/local/bin/python3` are those of the machine that a script was written for. Where
//! this one has no such file they mean the program of that name, wherever it is here.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Read as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Component, Path, PathBuf};

use super::error::StartError;
use super::hidden;
use super::launch::{Executable, Launch, Origin, SYSTEM_PATH};
use super::managers;
use super::toolchains::{self, is_in_system, is_program, prefix};

/// The harness's own program, to every process that has not yet become another: the kernel keeps it, whatever becomes of
/// the file (a build may replace it while a class is graded), and no sandbox has to show it.
const OWN_PROGRAM: &str = "/proc/self/exe";

/// Scripts whose interpreters are scripts: the kernel gives up at this many.
const MOST_SCRIPTS: usize = 5;

/// Links in one path: as the kernel allows.
const MOST_LINKS: usize = 40;

/// The folder of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Folder {
    /// Where its files are: a real path.
    pub source: PathBuf,
    /// Where the program sees them.
    pub seen: PathBuf,
    /// Where in it the program works.
    pub inside: PathBuf,
    /// Whether the program sees them at all.
    pub is_shown: bool,
}

impl Folder {
    /// The working folder, as the program sees it.
    pub(super) fn working(&self) -> PathBuf {
        // Joining nothing would add a slash.
        if self.inside.as_os_str().is_empty() { self.seen.clone() } else { self.seen.join(&self.inside) }
    }

    /// Where the harness finds what the program sees at `path`.
    fn on_machine(&self, path: &Path) -> PathBuf {
        match path.strip_prefix(&self.seen) {
            Ok(inside) if self.is_shown => self.source.join(inside),
            _ => path.to_owned(),
        }
    }

    /// Where the program sees what the harness has at the real path, if it is in the folder.
    fn in_sight(&self, real: &Path) -> Option<PathBuf> {
        let inside = real.strip_prefix(&self.source).ok().filter(|_| self.is_shown)?;
        Some(self.seen.join(inside))
    }
}

/// What is executed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Resolved {
    /// The file, as the program sees it.
    pub file: PathBuf,
    /// Files and folders that it needs besides the system's, the file itself among them.
    pub needs: Vec<PathBuf>,
    /// What stands in the place of the first argument, where it is not the command's first word.
    words: Vec<OsString>,
    /// Folders in which it, and the interpreter in its first line, find their own kind.
    path: Vec<PathBuf>,
}

impl Resolved {
    /// The arguments of the program, for a command of these words.
    pub(super) fn arguments(&self, words: &[OsString]) -> Vec<OsString> {
        match (&self.words[..], words) {
            ([], _) | (_, []) => words.to_vec(),
            (first, [_, others @ ..]) => [first, others].concat(),
        }
    }

    /// The folders as they stand in `PATH`.
    pub(super) fn path_variable(&self) -> Option<OsString> {
        std::env::join_paths(&self.path).ok().filter(|path| !path.is_empty())
    }
}

/// Finds what is to be executed.
pub(super) fn resolve(launch: &Launch, folder: &Folder) -> Result<Resolved, StartError> {
    match &launch.executable {
        Executable::Own => Ok(Resolved { file: OWN_PROGRAM.into(), ..Resolved::default() }),
        Executable::Named(said_by) => {
            let name = launch.argv.first().map(OsString::as_os_str).unwrap_or_default();
            let search = Search { folder, resolved: Resolved::default() };
            search.program(name, *said_by, launch.files_of)
        }
    }
}

/// Why a word names nothing that can be executed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    Missing,
    NoProgram,
    /// There may be such a file; it is not for this program.
    Forbidden,
}

struct Search<'f> {
    folder: &'f Folder,
    resolved: Resolved,
}

impl Search<'_> {
    fn program(mut self, name: &OsStr, said_by: Origin, files_of: Origin) -> Result<Resolved, StartError> {
        let program = name.to_string_lossy().into_owned();
        self.resolved.file = self.named(name, said_by).map_err(|refusal| match refusal {
            Refusal::Missing => StartError::NotFound { program: program.clone() },
            Refusal::NoProgram => StartError::NotExecutable { program: program.clone() },
            Refusal::Forbidden => StartError::NotForIt { program: program.clone() },
        })?;
        let mut script = self.resolved.file.clone();
        for depth in 0..MOST_SCRIPTS {
            let Some(line) = first_line(&self.folder.on_machine(&script)) else { break };
            // The machine's own scripts, and the instructor's, say what they like.
            let is_in_folder = self.folder.is_shown && script.starts_with(&self.folder.seen);
            let said_by = if is_in_folder { files_of } else { Origin::Instructor };
            let interpreter = |name: &[u8]| String::from_utf8_lossy(name).into_owned();
            let found = self.interpreter(&line, said_by, depth == 0);
            script = found.map_err(|(name, refusal)| match refusal {
                Refusal::Forbidden => StartError::InterpreterNotForIt {
                    program: program.clone(),
                    interpreter: interpreter(&name),
                },
                Refusal::Missing | Refusal::NoProgram => {
                    StartError::BadInterpreter { program: program.clone(), interpreter: interpreter(&name) }
                }
            })?;
        }
        Ok(self.resolved)
    }

    /// Finds the interpreter of a first line, and what `env` looks for. The error says which of the two. The kernel starts
    /// the interpreter where it is; of the program itself one that is somewhere else is started in its place.
    fn interpreter(
        &mut self,
        line: &[u8],
        said_by: Origin,
        is_program_s: bool,
    ) -> Result<PathBuf, (Vec<u8>, Refusal)> {
        let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
        let word = words.next().unwrap_or_default();
        // The kernel looks for it from the working folder, and never in `PATH`.
        let named = self.folder.working().join(OsStr::from_bytes(word));
        let elsewhere = elsewhere(&named).filter(|_| is_program_s);
        let file = self.file(elsewhere.as_deref().unwrap_or(&named), said_by);
        let file = file.map_err(|refusal| (word.to_vec(), refusal))?;
        if elsewhere.is_some() {
            // As the kernel does it: all that follows the interpreter is one argument, and the script comes last.
            let argument = line.trim_ascii().strip_prefix(word).unwrap_or_default().trim_ascii();
            let argument = Some(OsStr::from_bytes(argument)).filter(|argument| !argument.is_empty());
            let script = std::mem::replace(&mut self.resolved.file, file.clone());
            let words = [Some(file.as_os_str()), argument, Some(script.as_os_str())];
            self.resolved.words = words.into_iter().flatten().map(OsStr::to_owned).collect();
        }
        if word.ends_with(b"/env")
            && let Some(name) = words.find(|word| !word.starts_with(b"-") && !word.contains(&b'='))
        {
            self.named(OsStr::from_bytes(name), said_by).map_err(|refusal| (name.to_vec(), refusal))?;
        }
        Ok(file)
    }

    /// What a word stands for: a path, or a name that is looked for.
    fn named(&mut self, name: &OsStr, said_by: Origin) -> Result<PathBuf, Refusal> {
        if name.as_bytes().contains(&b'/') {
            let named = self.folder.working().join(name);
            let Some(elsewhere) = elsewhere(&named) else { return self.file(&named, said_by) };
            let file = self.file(&elsewhere, said_by)?;
            if self.resolved.file.as_os_str().is_empty() {
                // Some programs find what belongs to them by the path that they are called by.
                self.resolved.words = vec![file.clone().into()];
            }
            return Ok(file);
        }
        let file = toolchains::of_machine().find(name).ok_or(Refusal::Missing)?;
        self.file(&file, said_by)
    }

    /// Notes what the file needs that the program sees at this whole path, and returns the path under which to execute it.
    fn file(&mut self, named: &Path, said_by: Origin) -> Result<PathBuf, Refusal> {
        let behind = || toolchains::of_machine().behind(named);
        let named = if managers::is_shim(named) { behind().map_or(named, PathBuf::as_path) } else { named };
        if said_by == Origin::Student && !self.is_for_students(named)? {
            return Err(Refusal::Forbidden);
        }
        let on_machine = self.folder.on_machine(named);
        let real = fs::canonicalize(&on_machine).map_err(|_| Refusal::Missing)?;
        if !is_program(&real) {
            return Err(Refusal::NoProgram);
        }
        let is_plain = named.components().all(|part| !matches!(part, Component::ParentDir));
        let is_in_folder = is_plain && self.folder.is_shown && named.starts_with(&self.folder.seen);
        if let Some(seen) = self.folder.in_sight(&real) {
            return Ok(if is_in_folder { named.to_owned() } else { seen });
        }
        if is_in_sight(&real) {
            let is_there = is_in_folder || is_plain && is_in_sight(named);
            return Ok(if is_there { named.to_owned() } else { real });
        }
        Ok(self.show(on_machine, real))
    }

    /// Has something shown that no sandbox shows by itself.
    fn show(&mut self, file: PathBuf, real: PathBuf) -> PathBuf {
        let is_environment = prefix(&file).is_some_and(|prefix| toolchains::is_environment(&prefix));
        let executed = if is_environment { file } else { real.clone() };
        for path in [executed.clone(), real] {
            if !is_in_sight(&path) {
                let need = prefix(&path).unwrap_or(path);
                if !self.resolved.needs.contains(&need) {
                    self.resolved.needs.push(need);
                }
            }
        }
        let folder = executed.parent().filter(|folder| !is_in_system(folder)).map(Path::to_owned);
        self.resolved.path.extend(folder.filter(|folder| !self.resolved.path.contains(folder)));
        executed
    }

    /// Whether a student's word may name what stands at a whole path: by where it leads, of which every step is one that the
    /// program can make.
    fn is_for_students(&self, named: &Path) -> Result<bool, Refusal> {
        let Some(place) = self.leads_to(named)? else { return Ok(false) };
        if self.folder.is_shown && place.starts_with(&self.folder.seen) {
            return Ok(true);
        }
        Ok((is_in_sight(&place) || toolchains::of_machine().offers(&place)) && !is_own(&place))
    }

    /// The path without links and `..`, as the program would walk it; `None` where it leads through what the kernel makes up
    /// for each process, and so elsewhere for the program than for the harness.
    fn leads_to(&self, path: &Path) -> Result<Option<PathBuf>, Refusal> {
        let mut ahead: Vec<OsString> = Vec::new();
        let put = |ahead: &mut Vec<OsString>, path: &Path| {
            ahead.extend(path.components().rev().map(|part| part.as_os_str().to_owned()));
        };
        put(&mut ahead, path);
        let (mut place, mut links) = (PathBuf::from("/"), 0);
        while let Some(part) = ahead.pop() {
            match Path::new(&part).components().next() {
                Some(Component::RootDir) => place = PathBuf::from("/"),
                Some(Component::ParentDir) => drop(place.pop()),
                Some(Component::Normal(name)) => place.push(name),
                _ => continue,
            }
            if ["/proc", "/sys", "/dev"].iter().any(|folder| place.starts_with(folder)) {
                return Ok(None);
            }
            let metadata = fs::symlink_metadata(self.folder.on_machine(&place));
            if metadata.map_err(|_| Refusal::Missing)?.is_symlink() {
                links += 1;
                let target = fs::read_link(self.folder.on_machine(&place));
                let target = target.ok().filter(|_| links <= MOST_LINKS).ok_or(Refusal::Missing)?;
                place.pop();
                put(&mut ahead, &target);
            }
        }
        Ok(Some(place))
    }
}

/// The program of the same name, where the path is one at which other machines have theirs and this one has none.
fn elsewhere(named: &Path) -> Option<PathBuf> {
    let is_usual = std::env::split_paths(SYSTEM_PATH).any(|folder| named.parent() == Some(&folder));
    if !is_usual || named.exists() {
        return None;
    }
    let toolchains = toolchains::of_machine();
    let name = named.file_name()?;
    // What was called `python` before there was another one is called `python3` where there is no other.
    let renamed = || (name == "python").then(|| toolchains.find(OsStr::new("python3"))).flatten();
    toolchains.find(name).or_else(renamed)
}

/// Whether every sandbox shows it.
fn is_in_sight(path: &Path) -> bool {
    is_in_system(path) && !hidden::is_hidden(path)
}

/// Whether it is the harness's own program.
fn is_own(file: &Path) -> bool {
    let inode = |file: &Path| fs::metadata(file).map(|metadata| (metadata.dev(), metadata.ino())).ok();
    inode(file).is_some_and(|file| inode(Path::new(OWN_PROGRAM)) == Some(file))
}

/// What stands after `#!` in a script: as much of it as the kernel reads.
fn first_line(file: &Path) -> Option<Vec<u8>> {
    let mut start = Vec::new();
    fs::File::open(file).ok()?.take(256).read_to_end(&mut start).ok()?;
    let line = start.strip_prefix(b"#!")?;
    Some(line.split(|&byte| byte == b'\n').next().unwrap_or_default().to_vec())
}

#[cfg(test)]
mod tests;
