//! How a source file that is not Python becomes a command: its interpreter, or a build and what the build makes.

mod c;
mod csharp;

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::build::Build;
use super::files;
use super::language::Language;
use super::package::{self, Package};
use super::place;
use super::source::Source;
use crate::words::intake as words;

/// How a program is started.
#[derive(Debug, Clone, Default)]
pub(super) struct Start {
    /// The command, from `dir`.
    pub words: Vec<String>,
    /// Which of the words are paths from `dir`: that of a file, or several as Java has them, with `:` between them.
    pub paths: Vec<usize>,
    /// What is set for the program, as in `NAME=value`.
    pub variables: Vec<String>,
    pub dir: PathBuf,
    /// Programs of the machine that it takes.
    pub needs: Vec<&'static str>,
    pub build: Option<Build>,
    pub note: Option<String>,
}

impl Start {
    /// A file that an interpreter reads, run in its own folder.
    pub(super) fn script(source: &Source, interpreter: &[&'static str]) -> Self {
        let mut words: Vec<String> = interpreter.iter().map(|&word| word.to_owned()).collect();
        words.push(own_name(&source.file));
        let needs = interpreter.first().copied().into_iter().collect();
        let paths = vec![words.len() - 1];
        Self { words, paths, dir: source.dir().to_owned(), needs, ..Self::default() }
    }

    /// A program that is made at this path below `dir`.
    fn product(product: &str, dir: PathBuf, needs: Vec<&'static str>, build: Build) -> Self {
        let (words, paths) = (vec![format!("./{product}")], vec![0]);
        Self { words, paths, dir, needs, build: Some(build), ..Self::default() }
    }

    /// The same, started from another folder of the submission.
    pub(super) fn from(mut self, dir: &Path) -> Self {
        if dir == self.dir {
            return self;
        }
        for at in &self.paths {
            let paths = self.words[*at].split(':').map(|path| place::way(dir, &self.dir.join(path)));
            let paths = paths.collect::<Vec<_>>().join(":");
            // What is executed has a folder in its name, or it would be looked for among the machine's programs.
            let is_bare = *at == 0 && !paths.contains('/');
            self.words[*at] = if is_bare { format!("./{paths}") } else { paths };
        }
        self.dir = dir.to_owned();
        self
    }
}

/// A file's name as an argument: never an option.
fn own_name(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    if name.starts_with('-') { format!("./{name}") } else { name.into_owned() }
}

/// How to start what `source` is the main file of.
pub(super) fn start(
    folder: &Path,
    files: &[PathBuf],
    packages: &[Package],
    sources: &[Source],
    source: &Source,
    has: &dyn Fn(&str) -> bool,
) -> Start {
    match source.language {
        Language::Python => Start::script(source, &["python3"]),
        Language::Perl => Start::script(source, &["perl"]),
        Language::Ruby => Start::script(source, &["ruby"]),
        Language::Php => Start::script(source, &["php"]),
        Language::Shell => Start::script(source, &["bash"]),
        Language::JavaScript => javascript(packages, source),
        Language::Java => java(files, sources, source),
        Language::CSharp => csharp::start(folder, files, sources, source, has),
        Language::Kotlin => kotlin(sources, source),
        Language::C | Language::Cpp => c::start(folder, files, sources, source),
        Language::Rust => rust(folder, files, source),
        Language::Go => go(files, sources, source),
    }
}

/// The folder nearest to a file, upwards, with one of these files in it.
fn nearest(files: &[PathBuf], from: &Path, names: &[&str]) -> Option<PathBuf> {
    from.ancestors().find_map(|dir| names.iter().map(|name| dir.join(name)).find(|path| files.contains(path)))
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// A path from one folder down to a file in it; as an argument, never an option.
fn below(dir: &Path, file: &Path) -> String {
    let path = text(file.strip_prefix(dir).unwrap_or(file));
    if path.starts_with('-') { format!("./{path}") } else { path }
}

/// Sources of the same language without a start of their own: what every program beside them may use.
fn helpers<'s>(sources: &'s [Source], source: &'s Source, dir: &'s Path) -> impl Iterator<Item = &'s Source> {
    sources.iter().filter(move |other| {
        other.language == source.language && !other.conduct.starts && other.file.starts_with(dir)
    })
}

/// A name for what is compiled that nothing else has.
fn product(folder: &Path, dir: &Path, stem: &str) -> String {
    let is_folder = folder.join(dir).join(stem).is_dir();
    if is_folder || stem.starts_with('-') {
        format!("{}.out", stem.trim_start_matches('-'))
    } else {
        stem.to_owned()
    }
}

fn javascript(packages: &[Package], source: &Source) -> Start {
    let mut start = Start::script(source, &["node"]);
    if let Some(package) = package::of(packages, &source.file) {
        // It runs where its package is: `require` looks from the file upwards, `fs` from the folder.
        start = start.from(package.dir());
        let wanted = package.dependencies.iter().map(String::as_str);
        start.note = (wanted.len() > 0).then(|| words::not_installed(&package.file, wanted));
    }
    start
}

fn java(files: &[PathBuf], sources: &[Source], source: &Source) -> Start {
    let package = source
        .code
        .lines()
        .find_map(|line| line.trim().strip_prefix("package ")?.split(';').next())
        .map(str::trim)
        .filter(|name| name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.')));
    let dir = source.dir();
    // The folder that the package's own begin in, where they are there.
    let root = package
        .and_then(|package| {
            let folders: PathBuf = package.split('.').collect();
            text(dir).strip_suffix(&text(&folders)).map(|root| PathBuf::from(root.trim_end_matches('/')))
        })
        .unwrap_or_else(|| dir.to_owned());
    let class = main_class(source);
    let class = package.map_or(class.clone(), |package| format!("{package}.{class}"));
    let mut command: Vec<String> =
        ["javac", "-encoding", "UTF-8", "-nowarn", "-d", "."].map(str::to_owned).into();
    let elsewhere = place::class_path(&root, files, source);
    let list = |places: &mut dyn Iterator<Item = &PathBuf>| -> String {
        let ways = places.map(|place| place::way(&root, place));
        std::iter::once(".".to_owned()).chain(ways).collect::<Vec<_>>().join(":")
    };
    let class_path = list(&mut elsewhere.jars.iter());
    if !elsewhere.jars.is_empty() {
        command.extend(["-cp".to_owned(), class_path.clone()]);
    }
    if !elsewhere.sources.is_empty() {
        command.extend(["-sourcepath".to_owned(), list(&mut elsewhere.sources.iter())]);
    }
    command.push(below(&root, &source.file));
    command.extend(helpers(sources, source, &root).map(|helper| below(&root, &helper.file)));
    let build = Build {
        command,
        dir: root.clone(),
        makes: Vec::new(),
        for_file: source.file.clone(),
        ..Build::default()
    };
    Start {
        words: ["java", "-cp", &class_path, &class].map(str::to_owned).into(),
        paths: vec![2],
        dir: root,
        needs: vec!["javac", "java"],
        build: Some(build),
        ..Start::default()
    }
}

fn kotlin(sources: &[Source], source: &Source) -> Start {
    let dir = source.dir().to_owned();
    let product = format!("{}.jar", source.stem().trim_start_matches('-'));
    let mut command: Vec<String> =
        ["kotlinc", "-nowarn", "-include-runtime", "-d", &product].map(str::to_owned).into();
    command.push(own_name(&source.file));
    command.extend(helpers(sources, source, &dir).map(|helper| below(&dir, &helper.file)));
    let makes = vec![PathBuf::from(&product)];
    let build = Build { command, dir: dir.clone(), makes, for_file: source.file.clone(), ..Build::default() };
    let needs = vec!["kotlinc", "java"];
    let Some(class) = kotlin_object(&source.code) else {
        return interpreted(["java", "-jar"], product, dir, needs, build);
    };
    // The compiler names no main class where it is an object's.
    let mut start = interpreted(["java", "-cp"], product, dir, needs, build);
    start.words.push(class);
    start
}

/// The class whose `main` it is, where that stands in an object and not by itself.
fn kotlin_object(code: &str) -> Option<String> {
    let before = &code[..code.find("fun main(")?];
    let depth = before.matches('{').count().saturating_sub(before.matches('}').count());
    let name = |after: &str| -> String {
        after.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let named = ["object ", "class "].iter().flat_map(|word| before.match_indices(word));
    let named = named.map(|(at, word)| (at, name(&before[at + word.len()..])));
    // A companion has no name of its own: it is its class's.
    let (_, class) = named.filter(|(_, name)| !name.is_empty()).max_by_key(|(at, _)| *at)?;
    let package = code.lines().find_map(|line| line.trim().strip_prefix("package "));
    let package = package.map(|package| package.trim().trim_end_matches(';').to_owned() + ".");
    (depth > 0).then(|| package.unwrap_or_default() + &class)
}

/// What is made at this path below `dir`, and read by an interpreter.
fn interpreted<const N: usize>(
    interpreter: [&str; N],
    product: String,
    dir: PathBuf,
    needs: Vec<&'static str>,
    build: Build,
) -> Start {
    let words: Vec<String> = interpreter.into_iter().map(str::to_owned).chain([product]).collect();
    let paths = vec![words.len() - 1];
    Start { words, paths, dir, needs, build: Some(build), ..Start::default() }
}

/// The class whose `main` it is: the one named like the file, or the last that is named before `main`.
fn main_class(source: &Source) -> String {
    let stem = source.stem();
    let name = |after: &str| -> String {
        after.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let before_main = source.code.find("main").map_or(source.code.as_str(), |at| &source.code[..at]);
    let classes: Vec<String> =
        before_main.match_indices("class ").map(|(at, word)| name(&source.code[at + word.len()..])).collect();
    if classes.contains(&stem) {
        stem
    } else {
        classes.into_iter().rfind(|name| !name.is_empty()).unwrap_or(stem)
    }
}

/// What is read of a Cargo.toml.
#[derive(Debug, Default, Deserialize)]
struct Manifest {
    package: Option<Crate>,
    workspace: Option<toml::Table>,
    #[serde(default)]
    bin: Vec<Bin>,
}

#[derive(Debug, Deserialize)]
struct Crate {
    name: String,
}

#[derive(Debug, Deserialize)]
struct Bin {
    name: String,
    path: Option<String>,
}

fn rust(folder: &Path, files: &[PathBuf], source: &Source) -> Start {
    let manifest_of =
        |path: &Path| -> Option<Manifest> { toml::from_str(&files::text(folder, path).ok()?).ok() };
    let package = nearest(files, source.dir(), &["Cargo.toml"])
        .and_then(|path| manifest_of(&path).map(|manifest| (path, manifest)))
        .filter(|(_, manifest)| manifest.package.is_some());
    let Some((path, manifest)) = package else {
        let dir = source.dir().to_owned();
        let product = product(folder, &dir, &source.stem());
        let mut command: Vec<String> =
            ["rustc", "--edition", "2021", "-g", "-O", "-o", &product].map(str::to_owned).into();
        command.push(own_name(&source.file));
        let makes = vec![PathBuf::from(&product)];
        let build =
            Build { command, dir: dir.clone(), makes, for_file: source.file.clone(), ..Build::default() };
        return Start::product(&product, dir, vec!["rustc"], build);
    };
    let own = path.parent().unwrap_or(Path::new(""));
    let root = own
        .ancestors()
        .filter(|dir| files.contains(&dir.join("Cargo.toml")))
        .find(|dir| manifest_of(&dir.join("Cargo.toml")).is_some_and(|manifest| manifest.workspace.is_some()))
        .unwrap_or(own)
        .to_owned();
    let inside = source.file.strip_prefix(own).unwrap_or(&source.file);
    let declared =
        manifest.bin.iter().find(|bin| bin.path.as_deref().is_some_and(|path| Path::new(path) == inside));
    let name = match (declared, manifest.package) {
        (Some(bin), _) => bin.name.clone(),
        (None, Some(package)) if inside == Path::new("src/main.rs") => package.name,
        // `src/bin/NAME.rs` or `src/bin/NAME/main.rs`.
        _ if inside.file_stem().is_some_and(|stem| stem == "main") => {
            inside.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned()
        }
        _ => source.stem(),
    };
    let product = format!("target/debug/{name}");
    let command = ["cargo", "build", "--offline", "--bins"].map(str::to_owned).into();
    let makes = vec![PathBuf::from(&product)];
    let build = Build { command, dir: root.clone(), makes, for_file: path, ..Build::default() };
    Start::product(&product, root, vec!["cargo", "cc"], build)
}

fn go(files: &[PathBuf], sources: &[Source], source: &Source) -> Start {
    let module = nearest(files, source.dir(), &["go.mod"]);
    let dir = module.as_deref().and_then(Path::parent).unwrap_or_else(|| source.dir()).to_owned();
    // All programs of a module are made in its own folder.
    let stem = below(&dir, &source.file.with_extension("")).replace('/', "-");
    let mut command: Vec<String> = ["go", "build", "-o", &format!("{stem}.out")].map(str::to_owned).into();
    command.push(format!("./{}", below(&dir, &source.file)));
    let beside = helpers(sources, source, source.dir());
    let beside = beside.filter(|helper| helper.dir() == source.dir() && !helper.stem().ends_with("_test"));
    command.extend(beside.map(|helper| format!("./{}", below(&dir, &helper.file))));
    let makes = vec![PathBuf::from(format!("{stem}.out"))];
    let build = Build { command, dir: dir.clone(), makes, for_file: source.file.clone(), ..Build::default() };
    Start::product(&format!("{stem}.out"), dir, vec!["go"], build)
}
