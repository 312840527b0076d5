//! What was found in a made-up submission, and what is run of it.

use std::collections::BTreeMap;

use super::{Course, Seen, Wanted};
use crate::command_line::{Command, Pair};
use crate::journal::CaseId;
use crate::journal::prepared::{Prepared, PreparedPart, Programs};
use crate::observation::Observation;
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

/// Everything that is wanted until nothing more is, of programs that do this.
pub(super) fn run_out(
    course: &mut Course<'_>,
    observe: impl Fn(&Wanted<'_>) -> Observation,
) -> BTreeMap<CaseId, Observation> {
    let mut all = BTreeMap::new();
    loop {
        let wanted = course.wanted();
        if wanted.is_empty() {
            return all;
        }
        for wanted in wanted {
            assert!(course.wants(&wanted.id), "{:?}", wanted.id);
            let observation = observe(&wanted);
            all.insert(wanted.id.clone(), observation.clone());
            let seen = Seen::judged(observation, |observation| wanted.judge(observation));
            course.saw(wanted.id, seen);
        }
    }
}
