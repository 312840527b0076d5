//! What is said about a submission of a class as a whole.

use crate::intake::{BuildFailure, Problem};
use crate::printable::printable;

/// Not all cases were run.
pub const UNFINISHED: &str = "not all of its cases have been run yet";

/// There are programs, but no server with a client.
pub const NO_PAIR: &str = "no server and client that can be run together";

/// Why nothing was run, and what it means for the points.
pub fn not_run(problem: &Problem) -> String {
    match problem {
        Problem::Student(why) => why.clone(),
        Problem::Machine(why) => format!("{why}; this costs no points"),
    }
}

/// Which of several programs were taken.
pub fn chosen_pair(pairs: usize, server: &str, client: &str) -> String {
    format!("of {pairs} pairs, all tried, `{server}` with `{client}` did best and was graded")
}

/// Not all combinations are tried.
pub fn too_many_pairs(pairs: usize, tried: usize) -> String {
    format!("there are {pairs} pairs of a server and a client, of which the likeliest {tried} were tried")
}

/// A compiler's complaint, with its first lines.
pub fn build_failed(failure: &BuildFailure) -> Problem {
    let BuildFailure { command, why, output } = failure;
    let said = |why: &str| {
        let lines: String = output.lines().map(|line| format!("\n    {line}")).collect();
        format!("`{}` failed: {}{lines}", printable(command), printable(why))
    };
    match why {
        Problem::Student(why) => Problem::Student(said(why)),
        Problem::Machine(why) => Problem::Machine(said(why)),
    }
}
