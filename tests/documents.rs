//! What the documents say of the lab is true: the program in docs/seeds.md draws the numbers of the test vectors, the table in docs/lab.md
//! lists the exit codes.

use std::io::ErrorKind;
use std::process::Command;

use socklab::error::Exit;

const LAB: &str = include_str!("../docs/lab.md");
const SEEDS: &str = include_str!("../docs/seeds.md");
const VECTORS: &str = include_str!("seed-vectors.txt");

/// The Python program.
fn seeds_program() -> &'static str {
    let (_, program) = SEEDS.split_once("\n```python\n").expect("docs/seeds.md has a Python program");
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
        assert!(LAB.contains(&row), "docs/lab.md lacks the row{row}");
    }
}
