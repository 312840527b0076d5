//! Every command of the grader that a document shows is one, with options that it has; and every option stands in a document.

use std::collections::BTreeSet;

use clap::Command;

use crate::document::for_users;
use crate::transcript::steps;

/// What a user types that is not the grader: it installs, builds, or needs another system, and is not run here.
const OTHERS: [&str; 11] = [
    "export PATH",
    "git clone",
    "curl",
    "cargo install",
    "cargo build",
    "cargo run --bin",
    "cargo test",
    "cargo bench",
    "docker",
    "xdg-open",
    "sudo sysctl",
];

/// How the texts begin that are hashed, and that nobody types.
const HASHED: [&str; 2] = ["socklab seed ", "socklab trace "];

/// The parts of a line that a shell takes for commands, without comments.
fn commands_of(line: &str) -> impl Iterator<Item = &str> {
    let line = line.split_once("  #").map_or(line, |(command, _)| command);
    line.split(" && ").flat_map(|part| part.split("; ")).map(str::trim)
}

/// The words of one of the grader's own commands.
fn words_of(command: &str) -> Option<Vec<String>> {
    let words = shell_words::split(command).ok()?;
    let own = words.strip_prefix(&["socklab".to_owned()]);
    let own = own.or_else(|| words.strip_prefix(&["cargo".to_owned(), "xtask".to_owned()]));
    own.map(<[String]>::to_vec).filter(|words| !words.is_empty())
}

fn parses(words: &[String]) -> Result<(), String> {
    let whole = xtask::command::help::command("socklab");
    if let [name] = words
        && whole.find_subcommand(name).is_some()
    {
        return Ok(()); // its name, in a sentence
    }
    match whole.try_get_matches_from(["socklab".to_owned()].iter().chain(words)) {
        Ok(_) => Ok(()),
        Err(error) if !error.use_stderr() => Ok(()), // `--help`
        Err(error) => Err(error.to_string()),
    }
}

#[test]
fn every_command_that_is_shown_parses() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for document in for_users() {
        let blocks = document.blocks_in(&["sh"]).flat_map(|block| block.text.lines().map(str::to_owned));
        let typed = document.blocks_in(&["console"]).flat_map(|block| steps(&block.text));
        let lines = blocks.chain(typed.map(|step| step.command)).chain(document.words.iter().cloned());
        let lines: Vec<String> = lines.collect();
        let is_typed = |line: &&String| !HASHED.iter().any(|hashed| line.starts_with(hashed));
        for command in lines.iter().filter(is_typed).flat_map(|line| commands_of(line)) {
            let Some(words) = words_of(command) else { continue };
            count += 1;
            if let Err(error) = parses(&words) {
                wrong.push(format!("{}: `{command}`: {error}", document.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 60, "{count} commands were found");
}

#[test]
fn what_is_not_run_is_no_command_of_the_grader_s_or_one_that_stands_in_a_transcript_elsewhere() {
    for document in for_users() {
        for line in document.blocks_in(&["sh"]).flat_map(|block| block.text.lines()) {
            for command in commands_of(line) {
                let is_known = words_of(command).is_some()
                    || OTHERS.iter().any(|other| command.starts_with(other))
                    || command.starts_with("cd ")
                    || command.starts_with(". ");
                assert!(is_known, "{}: `{command}` is run by no test: make it a transcript", document.path);
            }
        }
    }
}

/// All options of a command and of those below it.
fn options(command: &Command, found: &mut BTreeSet<String>) {
    let own = command.get_arguments().filter_map(clap::Arg::get_long);
    found.extend(own.map(|name| format!("--{name}")));
    for below in command.get_subcommands() {
        options(below, found);
    }
}

#[test]
fn every_option_stands_in_a_document_and_no_other_does() {
    let mut options_of = BTreeSet::from(["--help", "--version"].map(str::to_owned));
    options(&xtask::command::help::command("socklab"), &mut options_of);
    let mut told = BTreeSet::from(["--help", "--version"].map(str::to_owned));
    for document in for_users().filter(|document| document.path != "docs/lab.md") {
        for words in document.words.iter().filter(|words| words.starts_with("--")) {
            let option = words.split(' ').next().unwrap_or_default().to_owned();
            // What the lab's own programs are told stands in docs/seeds.md as well.
            let is_lab_s = document.path == "docs/seeds.md" && ["--min", "--max"].contains(&option.as_str());
            assert!(
                options_of.contains(&option) || is_lab_s,
                "{}: nothing has an option `{option}`",
                document.path
            );
            told.insert(option);
        }
    }
    let untold: Vec<&String> = options_of.difference(&told).collect();
    assert!(untold.is_empty(), "in no document: {untold:?}");
}
