//! What was found in a made-up submission.

use crate::command_line::{Command, Pair};
use crate::journal::prepared::{Prepared, PreparedPart, Programs};
use crate::scenario::Input;
use crate::scenario::lab::Lab;

/// One pair for every part of the lab.
pub(super) fn prepared(lab: &Lab) -> Prepared {
    let command = |text: &str| Command::of_student(text).expect("a command");
    let part = PreparedPart {
        notes: Vec::new(),
        input: Input::default(),
        programs: Programs::Pairs(vec![Pair { server: command("s"), client: command("c") }]),
        lacks: None,
        with_arguments: Vec::new(),
        is_borrowed: false,
        hint: None,
        quoted: Vec::new(),
        choice: None,
    };
    Prepared { digest: "d".to_owned(), parts: vec![part; lab.parts.len()] }
}
