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

/// The working folder of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Folder {
    /// Where its files are: a real path.
    pub source: PathBuf,
    /// Where the program sees them.
    pub seen: PathBuf,
    /// Whether the program sees them at all.
    pub is_shown: bool,
}

impl Folder {
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
        Executable::Reference(path) => {
            let file = fs::canonicalize(path)
                .map_err(|_| StartError::NotFound { program: path.display().to_string() })?;
            Ok(Resolved { needs: vec![file.clone()], file, ..Resolved::default() })
        }
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
        let named = self.folder.seen.join(OsStr::from_bytes(word));
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
            let named = self.folder.seen.join(name);
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
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    /// A student's folder, and a neighbour's beside it.
    fn class(files: &[(&str, &str, u32)]) -> (tempfile::TempDir, Folder) {
        let class = tempfile::tempdir().expect("a folder");
        let path = fs::canonicalize(class.path()).expect("its real path");
        let files = [&[("neighbour/server", "#!/bin/sh\n", 0o755)], files].concat();
        for (name, text, mode) in files {
            let file = path.join(name);
            fs::create_dir_all(file.parent().expect("a parent")).expect("folders");
            fs::write(&file, text.replace("CLASS", &path.to_string_lossy())).expect("a file");
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("its mode");
        }
        let source = path.join("own");
        fs::create_dir_all(&source).expect("a folder");
        (class, Folder { source, seen: "/submission".into(), is_shown: true })
    }

    fn by(origin: Origin, word: &str, folder: &Folder) -> Result<Resolved, StartError> {
        let mut launch = Launch::new([word], &folder.source);
        launch.executable = Executable::Named(origin);
        resolve(&launch, folder)
    }

    fn by_student(word: &str, folder: &Folder) -> Result<Resolved, StartError> {
        by(Origin::Student, word, folder)
    }

    #[test]
    fn a_program_of_the_system_needs_nothing_more() {
        let (_class, folder) = class(&[]);
        let resolved = by_student("sh", &folder).expect("every machine has it");
        assert!(is_in_system(&resolved.file), "{resolved:?}");
        assert_eq!((resolved.needs, resolved.path), (vec![], vec![]));
    }

    #[test]
    fn what_cannot_be_started_is_told_apart() {
        let (_class, folder) = class(&[
            ("own/plain.py", "print(1)\n", 0o644),
            ("own/old.py", "#!/usr/no/such/python -u\n", 0o755),
            ("own/lost.py", "#!/usr/bin/env no-such-python\n", 0o755),
        ]);
        let problem = |name: &str| by_student(name, &folder).expect_err(name).to_string();
        assert_eq!(problem("./gone"), "`./gone` was not found");
        assert_eq!(problem("no-such-program"), "`no-such-program` was not found");
        assert!(
            problem("./plain.py").starts_with("`./plain.py` is not executable"),
            "{}",
            problem("./plain.py")
        );
        assert!(problem("./old.py").contains("interpreter `/usr/no/such/python`"), "{}", problem("./old.py"));
        assert!(problem("./lost.py").contains("interpreter `no-such-python`"), "{}", problem("./lost.py"));
    }

    #[test]
    fn a_student_s_word_names_what_is_handed_in_and_what_everybody_has() {
        let (_class, folder) = class(&[
            ("own/server", "", 0o755),
            ("own/bin/runs", "", 0o755),
            ("own/script", "#!/usr/bin/env -S python3 -u\n", 0o755),
            ("own/relative", "#!bin/runs\n", 0o755),
            ("own/whole", "#!/submission/bin/runs\n", 0o755),
            ("own/spaced", "#! /bin/sh -e\n", 0o755),
        ]);
        symlink("bin/../server", folder.source.join("link")).expect("a link");
        symlink("/bin/sh", folder.source.join("shell")).expect("a link");
        for (word, file) in [
            ("./server", "/submission/./server"),
            ("bin/../server", "/submission/server"),
            ("/submission/server", "/submission/server"),
            ("./script", "/submission/./script"),
            ("./relative", "/submission/./relative"),
            ("./whole", "/submission/./whole"),
            ("./spaced", "/submission/./spaced"),
            ("./link", "/submission/./link"),
            ("./shell", "/submission/./shell"),
            ("/bin/sh", "/bin/sh"),
        ] {
            assert_eq!(by_student(word, &folder).expect(word).file, Path::new(file), "{word}");
        }
    }

    #[test]
    fn an_interpreter_that_lies_elsewhere_here_is_found_by_its_name() {
        let (_class, folder) = class(&[
            ("own/server", "#! /usr/local/sbin/sh -e -u\n", 0o755),
            ("own/outer", "#!server\n", 0o755),
            ("own/strange", "#!/usr/local/lib/sh\n", 0o755),
        ]);
        let sh = by_student("sh", &folder).expect("every machine has it").file;
        let words = |command: &[&str]| command.iter().map(OsString::from).collect::<Vec<_>>();
        let resolved = by_student("./server", &folder).expect("it is found");
        let shell = sh.to_str().expect("a name");
        assert_eq!(resolved.file, sh);
        assert_eq!(
            resolved.arguments(&words(&["./server", "a", "b"])),
            words(&[shell, "-e -u", "/submission/./server", "a", "b"])
        );
        let resolved = by_student("/usr/local/sbin/sh", &folder).expect("it is found");
        assert_eq!(resolved.arguments(&words(&["/usr/local/sbin/sh", "x"])), words(&[shell, "x"]));
        // The kernel would not find it there.
        for word in ["./outer", "./strange"] {
            let error = by_student(word, &folder).expect_err(word);
            assert!(matches!(error, StartError::BadInterpreter { .. }), "{word}: {error:?}");
        }
    }

    #[test]
    fn a_student_s_word_names_nothing_else() {
        let own = std::env::current_exe().expect("this program");
        let own = own.to_str().expect("a name");
        let (class, folder) = class(&[
            ("own/first_line", "#!/proc/self/exe @stand-in\n", 0o755),
            ("own/second_line", "#!first_line\n", 0o755),
            ("own/of_neighbour", "#!CLASS/neighbour/server\n", 0o755),
            ("own/above", "#!../neighbour/server\n", 0o755),
            ("own/by_env", "#!/usr/bin/env CLASS/neighbour/server\n", 0o755),
            ("own/of_grader", &format!("#!{own}\n"), 0o755),
        ]);
        for (name, target) in [
            ("own_link", "/proc/self/exe"),
            ("link_to_link", "own_link"),
            ("pid_link", "/proc/2/exe"),
            ("neighbour_link", "../neighbour/server"),
            ("root_link", "/proc/self/root/bin/sh"),
        ] {
            symlink(target, folder.source.join(name)).expect("a link");
        }
        let neighbour = fs::canonicalize(class.path()).expect("a path").join("neighbour/server");
        let words = [
            "./first_line",
            "./second_line",
            "./of_neighbour",
            "./by_env",
            "./of_grader",
            "./own_link",
            "./link_to_link",
            "./pid_link",
            "./root_link",
            "/proc/self/exe",
            "/proc/1/exe",
            "/dev/fd/0",
            own,
            neighbour.to_str().expect("a name"),
        ];
        for word in words {
            let error = by_student(word, &folder).expect_err(word);
            let is_refused =
                matches!(error, StartError::NotForIt { .. } | StartError::InterpreterNotForIt { .. });
            assert!(is_refused, "{word}: {error:?}");
        }
        // From where the program is, these are not there.
        for word in ["./above", "../neighbour/server", "./neighbour_link"] {
            let error = by_student(word, &folder).expect_err(word);
            let is_gone = matches!(error, StartError::NotFound { .. } | StartError::BadInterpreter { .. });
            assert!(is_gone, "{word}: {error:?}");
        }
        // Without a sandbox they are, and are not the student's all the same.
        let plain = Folder { seen: folder.source.clone(), ..folder };
        for word in ["./above", "../neighbour/server", "./neighbour_link", "./own_link"] {
            let error = by_student(word, &plain).expect_err(word);
            let is_refused =
                matches!(error, StartError::NotForIt { .. } | StartError::InterpreterNotForIt { .. });
            assert!(is_refused, "{word}: {error:?}");
        }
    }

    #[test]
    fn an_instructor_s_word_names_any_file_and_a_student_s_script_does_not() {
        let (class, folder) = class(&[("own/of_neighbour", "#!CLASS/neighbour/server\n", 0o755)]);
        let neighbour = fs::canonicalize(class.path()).expect("a path").join("neighbour/server");
        let resolved =
            by(Origin::Instructor, neighbour.to_str().expect("a name"), &folder).expect("any file");
        assert_eq!((&resolved.file, &resolved.needs[..]), (&neighbour, std::slice::from_ref(&neighbour)));
        // Whoever starts it: the first line is the student's.
        let error = by(Origin::Instructor, "./of_neighbour", &folder).expect_err("a student's word");
        assert!(matches!(error, StartError::InterpreterNotForIt { .. }), "{error:?}");
        let own = Launch::new(["./of_neighbour"], &folder.source).by_instructor();
        assert_eq!(resolve(&own, &folder).expect("the instructor's own").needs, [neighbour]);
    }

    #[test]
    fn a_toolchain_is_shown_alone() {
        let (class, folder) = class(&[
            ("versions/3.13/bin/python3.13", "", 0o755),
            ("versions/3.13/lib/os.py", "", 0o644),
            ("tool/server", "", 0o755),
        ]);
        let home = fs::canonicalize(class.path()).expect("a path");
        let resolve = |name: &str| {
            by(Origin::Instructor, home.join(name).to_str().expect("a name"), &folder).expect(name)
        };
        let python = resolve("versions/3.13/bin/python3.13");
        assert_eq!(python.needs, [home.join("versions/3.13")]);
        assert_eq!(python.path, [home.join("versions/3.13/bin")]);
        assert_eq!(resolve("tool/server").needs, [home.join("tool/server")]);
    }

    #[test]
    fn the_harness_s_own_programs_are_no_words() {
        let (_class, folder) = class(&[]);
        let mut launch = Launch::new(["stand-in"], "/");
        launch.executable = Executable::Own;
        assert_eq!(resolve(&launch, &folder).expect("it is there").file, Path::new(OWN_PROGRAM));
        let program = std::env::current_exe().and_then(fs::canonicalize).expect("this program");
        launch.executable = Executable::Reference(program.clone());
        assert_eq!(resolve(&launch, &folder).expect("it is there").needs, [program]);
    }
}
