//! What README.md says is true: its program draws the numbers of the test vectors, its table lists the exit codes.

use std::io::ErrorKind;
use std::process::Command;

use socklab::error::Exit;

const README: &str = include_str!("../README.md");
const VECTORS: &str = include_str!("seed-vectors.txt");

/// The first Python program below the heading "Seeds".
fn seeds_program() -> &'static str {
    let is_heading = |line: &str| line.starts_with('#') && line.trim_start_matches('#').trim() == "Seeds";
    let heading = README.lines().find(|line| is_heading(line)).expect("README.md has a section `Seeds`");
    let (_, section) = README.split_once(&format!("\n{heading}\n")).expect("the heading is a line");
    let (_, program) = section.split_once("\n```python\n").expect("the section has a Python program");
    program.split_once("\n```").expect("the program has an end").0
}

#[test]
fn the_python_program_draws_the_numbers_of_the_test_vectors() {
    let vectors = VECTORS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    // Every other vector is enough: what takes the time is to start Python.
    for vector in vectors.step_by(2) {
        let (given, expected) = vector.split_once(" -> ").expect("a vector has two sides");
        let mut python = Command::new("python3");
        let output = match python.args(["-c", seeds_program()]).args(given.split(' ')).output() {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                eprintln!("skipped: there is no python3 here to run the program with");
                return;
            }
            output => output.expect("python3 runs"),
        };
        assert!(output.status.success(), "{given}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim_end(), expected, "{given}");
    }
}

#[test]
fn the_table_of_exit_codes_is_that_of_the_programs() {
    for exit in Exit::ALL {
        let row = format!("\n| {} | {} |\n", exit.code(), exit.meaning());
        assert!(README.contains(&row), "README.md lacks the row{row}");
    }
}
