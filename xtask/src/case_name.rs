//! What a case is called: `task2-seed7-as-sent`, `task2-seed7-split-with-stand-in-client`.

use crate::delivery::Delivery;
use crate::script::{Played, Sends};

/// The name of a case: `task2-seed7-as-sent`, `task2-seed7-as-sent-with-stand-in-client`, `task2-seed7-as-sent-second-client`.
pub fn case_name(
    scenario: &str,
    seed: u64,
    delivery: Delivery,
    stand_in: Option<Played>,
    second: bool,
) -> String {
    let played = stand_in.map_or(String::new(), |Played { role, script, sends }| {
        let further = if script > 1 { format!("-{script}") } else { String::new() };
        let sends = match sends {
            Sends::Drawn => String::new(),
            Sends::List(number) => format!("-list-{number}"),
            Sends::Range => "-range".to_owned(),
            Sends::Part(number) => format!("-range-part-{number}"),
            Sends::Below => "-below".to_owned(),
        };
        format!("-with-stand-in-{}{further}{sends}", role.word())
    });
    let second = if second { "-second-client" } else { "" };
    format!("{scenario}-seed{seed}-{delivery}{played}{second}")
}

/// The name of a further run of the case of that name: `task2-seed7-as-sent-repeat-1`; 0 is the first run.
pub fn repeat_name(case: String, repeat: usize) -> String {
    if repeat == 0 { case } else { format!("{case}-repeat-{repeat}") }
}
