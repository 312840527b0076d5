//! Programs in C and C++: by a Makefile, or by the compiler itself.

use std::path::{Path, PathBuf};

use super::super::build::Build;
use super::super::language::Language;
use super::super::source::Source;
use super::super::{files, place};
use super::{Start, helpers, nearest, own_name, product};

pub(super) fn start(folder: &Path, files: &[PathBuf], sources: &[Source], source: &Source) -> Start {
    if let Some(start) = made(folder, files, source) {
        return start;
    }
    let dir = source.dir().to_owned();
    let product = product(folder, &dir, &source.stem());
    let compiler = if source.language == Language::C { "cc" } else { "c++" };
    let mut command: Vec<String> = [compiler, "-g", "-O1", "-o", &product].map(str::to_owned).into();
    command.push(own_name(&source.file));
    let beside: Vec<&Source> = helpers(sources, source, &dir).filter(|helper| helper.dir() == dir).collect();
    let first: Vec<&Source> = [source].into_iter().chain(beside.iter().copied()).collect();
    let included = place::included(folder, files, sources, &first);
    command.extend(beside.iter().map(|helper| own_name(&helper.file)));
    command.extend(included.sources.iter().map(|file| place::way(&dir, file)));
    command.extend(included.folders.iter().map(|folder| format!("-I{}", place::way(&dir, folder))));
    command.extend(["-lpthread", "-lm"].map(str::to_owned));
    let (makefile, mut otherwise) = (made_of(folder, files, source), Vec::new());
    if let Some(makefile) = &makefile {
        let below = place::way(&dir, makefile.parent().unwrap_or(Path::new("")));
        let place = (below != ".").then(|| ["-C".to_owned(), below]);
        let make = ["make".to_owned()].into_iter().chain(place.into_iter().flatten()).collect();
        otherwise = std::mem::replace(&mut command, make);
    }
    let build = Build {
        command,
        dir: dir.clone(),
        makes: vec![PathBuf::from(&product)],
        for_file: source.file.clone(),
        otherwise,
    };
    Start::product(&product, dir, vec![compiler], build)
}

/// A Makefile that makes something of this source, whatever it calls it.
fn made_of(folder: &Path, files: &[PathBuf], source: &Source) -> Option<PathBuf> {
    let makefile = nearest(files, source.dir(), MAKEFILES)?;
    let text = files::text(folder, &makefile).ok()?;
    let (name, object) = (own_name(&source.file), format!("{}.o", source.stem()));
    let end = source.file.extension().unwrap_or_default().to_string_lossy();
    let all = [name, object, format!("*.{end}"), format!("%.{end}")];
    all.iter().any(|word| text.contains(word)).then_some(makefile)
}

/// What Makefiles are called.
const MAKEFILES: &[&str] = &["GNUmakefile", "makefile", "Makefile"];

/// How a Makefile makes a program, where it says that it makes one of this name.
fn made(folder: &Path, files: &[PathBuf], source: &Source) -> Option<Start> {
    let makefile = nearest(files, source.dir(), MAKEFILES)?;
    let dir = makefile.parent().unwrap_or(Path::new("")).to_owned();
    let text = files::text(folder, &makefile).ok()?;
    let mut targets = Vec::new();
    let mut products = Vec::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
        if let Some((names, _)) = line.split_once(':').filter(|_| !line.starts_with(['\t', ' '])) {
            let names = names
                .split_whitespace()
                .filter(|name| !name.starts_with('.') && !name.contains(['$', '%', '=']));
            targets.extend(names.map(str::to_owned));
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        let after_o = words.windows(2).filter(|pair| pair[0] == "-o").map(|pair| pair[1]);
        products
            .extend(after_o.filter(|name| !name.contains('$') && !name.ends_with(".o")).map(str::to_owned));
    }
    let stem = source.stem();
    let is_named = |name: &&String| {
        let path = Path::new(name.as_str());
        path.is_relative() && path.file_stem().is_some_and(|own| own.to_string_lossy() == stem)
            || path.file_name().is_some_and(|own| own == stem.as_str())
    };
    let is_program = |name: &&String| !name.ends_with(".o") && !name.ends_with(".c") && !name.contains("..");
    let product = products.iter().chain(&targets).filter(is_program).find(is_named)?.clone();
    let mut command = vec!["make".to_owned()];
    // The first target is made; unless it gathers the others, it is one program only.
    if targets.first().is_some_and(|first| first != "all" && first != "default") && targets.contains(&product)
    {
        command.push(product.clone());
    }
    let makes = vec![PathBuf::from(&product)];
    let build = Build { command, dir: dir.clone(), makes, for_file: makefile, ..Build::default() };
    Some(Start::product(&product, dir, vec!["make", "cc"], build))
}
