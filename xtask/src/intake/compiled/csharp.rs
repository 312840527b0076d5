//! Programs in C#: by .NET, or by Mono where that is all that there is.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

use super::super::build::Build;
use super::super::files as texts;
use super::super::language::Language;
use super::super::source::Source;
use super::{Start, below, helpers, interpreted, own_name};

pub(super) fn start(
    folder: &Path,
    files: &[PathBuf],
    sources: &[Source],
    source: &Source,
    has: &dyn Fn(&str) -> bool,
) -> Start {
    let takes_mono = || !has("dotnet") && has("mcs") && !is_newer(folder, files, sources, source);
    if takes_mono() { mono(sources, source) } else { dotnet(files, sources, source) }
}

/// What Mono's compiler does not know, which stopped at C# 7.0, and programs in what students install today are full of: that is
/// nothing that they did wrong.
static NEWER: LazyLock<Regex> = LazyLock::new(|| {
    let signs = [
        r"\basync\s+(?:System\.Threading\.Tasks\.)?Task(?:<int>)?\s+Main\s*\(",
        // `using var file = ..;`, and not `using (var file = ..)`.
        r"\busing\s+(?:var|[A-Z][\w.]*(?:<[\w<>, ]+>)?\??)\s+\w+\s*=",
        r"\bswitch\s*\{",
        r"\bnew\s*\(",
        r"\?\?=",
        r"(?:\b(?:string|object|Socket|Tcp(?:Client|Listener)|IPAddress|Stream(?:Reader|Writer)|NetworkStream)|\])\?\s",
        r"\bis\s+not\b",
        r"\[\s*\^\s*\w|\.\.\s*\^?\w*\s*\]",
        r"(?m)^\s*namespace\s+[\w.]+\s*;",
        r"(?m)^\s*(?:(?:public|internal|private|sealed|abstract|readonly)\s+)*record\s+(?:class\s+|struct\s+)?[A-Z]\w*\s*[({:;<]",
        r"\binit\s*;",
        r"=\s*\[",
        r"\bglobal\s+using\b",
        r"(?m)^\s*#nullable\b",
        r"\bRandom\.Shared\b",
    ];
    Regex::new(&signs.join("|")).expect("it is one")
});

/// Whether a program is in a C# that is newer than Mono's.
fn is_newer(folder: &Path, files: &[PathBuf], sources: &[Source], source: &Source) -> bool {
    let dir = source.dir();
    let beside = helpers(sources, source, dir);
    let has_main = source.code.contains("Main");
    // Templates leave out what every file would begin with.
    let is_short = || {
        let text = project_of(files, source)
            .and_then(|project| texts::text(folder, project).ok())
            .unwrap_or_default();
        text.contains("<ImplicitUsings>enable") && !source.code.contains("using System;")
    };
    !has_main
        || NEWER.is_match(&source.code)
        || beside.into_iter().any(|helper| NEWER.is_match(&helper.code))
        || is_short()
}

/// The nearest project, in the source's folder or above.
fn project_of<'f>(files: &'f [PathBuf], source: &Source) -> Option<&'f PathBuf> {
    let is_project = |file: &Path| file.extension().is_some_and(|end| end == "csproj");
    let of = |dir: &Path| files.iter().find(|file| is_project(file) && file.parent() == Some(dir));
    source.dir().ancestors().find_map(of)
}

/// C# with .NET: what a project says belongs to it, unless that would be two programs; or the file alone, which .NET 10 builds
/// without one.
fn dotnet(files: &[PathBuf], sources: &[Source], source: &Source) -> Start {
    let is_one = |project: &&PathBuf| {
        let dir = project.parent().unwrap_or(Path::new(""));
        let starts = |other: &&Source| other.language == Language::CSharp && other.conduct.starts;
        sources.iter().filter(starts).filter(|other| other.file.starts_with(dir)).count() == 1
    };
    let built = project_of(files, source).filter(is_one).unwrap_or(&source.file).clone();
    let dir = built.parent().unwrap_or(Path::new("")).to_owned();
    let stem = built.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let folder = format!("{}.out", stem.trim_start_matches('-'));
    let command = ["dotnet", "build", &own_name(&built), "--output", &folder].map(str::to_owned).into();
    let product = format!("{folder}/{stem}.dll");
    let build = Build {
        command,
        dir: dir.clone(),
        makes: vec![PathBuf::from(&product)],
        for_file: built,
        ..Build::default()
    };
    interpreted(["dotnet"], product, dir, vec!["dotnet"], build)
}

/// C# with Mono, which reads C# 7.0.
fn mono(sources: &[Source], source: &Source) -> Start {
    let dir = source.dir().to_owned();
    let product = format!("{}.exe", source.stem().trim_start_matches('-'));
    let mut command: Vec<String> = ["mcs", "-debug", &format!("-out:{product}")].map(str::to_owned).into();
    command.push(own_name(&source.file));
    command.extend(helpers(sources, source, &dir).map(|helper| below(&dir, &helper.file)));
    let makes = vec![PathBuf::from(&product)];
    let build = Build { command, dir: dir.clone(), makes, for_file: source.file.clone(), ..Build::default() };
    interpreted(["mono", "--debug"], product, dir, vec!["mcs", "mono"], build)
}

#[cfg(test)]
mod tests {
    use super::super::super::scan;
    use super::*;

    #[test]
    fn what_is_newer_than_mono_is_told_by_the_code() {
        let is_newer = |text: &str| NEWER.is_match(&scan::code(text, Language::CSharp));
        for text in [
            "static async Task Main(string[] args)",
            "static async Task<int> Main()",
            "{ using var reader = new StreamReader(s); }",
            "using TcpClient client = new TcpClient(h, 1);",
            "var word = x switch { 1 => a, _ => b };",
            "List<int> numbers = new();",
            "name ??= \"x\";",
            "string? line = reader.ReadLine();",
            "private static Socket? open;",
            "if (line is not null) return;",
            "numbers[^1]",
            "numbers[1..]",
            "namespace Lab;",
            "public record Pair(int A, int B);",
            "public int A { get; init; }",
            "int[] numbers = [1, 2];",
            "#nullable enable",
            "Random.Shared.Next(1, 101)",
        ] {
            assert!(is_newer(text), "{text}");
        }
        for text in [
            "using System;\nusing Sockets = System.Net.Sockets;",
            "using (var reader = new StreamReader(s)) { }",
            "static void Main(string[] args) { Task.Run(() => F()); }",
            "switch (x) { case 1: break; }",
            "var list = new List<int>(); int[] a = new[] { 1 }; a[0] = 1;",
            "DateTime? when = null; int? n = x ? y : z; var w = line ?? \"\";",
            "namespace Lab { class Record { } }",
            "// numbers[^1]\nvar s = \"is not [^1] ??= new()\";",
            "record = best; [Serializable] class X { int this[int i] => 1; }",
            "if (int.TryParse(s, out var n) && o is string text) (var a, var b) = F();",
        ] {
            assert!(!is_newer(text), "{text}");
        }
    }
}
