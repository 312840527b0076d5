//! Why a check is open.

use super::chance::chance;
use super::failure;
use super::wire::other_numbers;
use crate::check::Check;
use crate::verdict::outcome::{Doubt, Reason, TwoReadings};

/// Why nobody can tell.
pub(super) fn doubt(check: Check, doubt: &Doubt) -> String {
    match doubt {
        Doubt::Blocked(check) => format!("cannot be told until `{}` passes", check.name()),
        Doubt::WireUnseen => {
            "cannot be told: these programs choose their own port, so nothing could listen between them"
                .to_owned()
        }
        Doubt::ServerElsewhere => "cannot be told: the server runs elsewhere".to_owned(),
        Doubt::NothingToRemove => {
            "cannot be told: no list of the client holds a number twice, so there was nothing to remove".to_owned()
        }
        Doubt::OtherNumbers(check, delivery) => other_numbers(*check, *delivery),
        Doubt::OneCaseOnly => "cannot be told from one case".to_owned(),
        // The reference, which plays a half that nobody named.
        Doubt::StandIn(role) if check.about().is_none_or(|about| about == *role) => format!(
            "cannot be told: the reference {role} speaks a format of its own, and your program another; name your {role} with `--{role}`",
            role = role.word()
        ),
        Doubt::StandIn(role) => format!(
            "cannot be told: the grader's {} did not find out how your programs talk to each other",
            role.word()
        ),
        Doubt::StandInGuessed(role) => format!(
            "cannot be told: the exchange with the grader's {} was complete, but a {} of yours may say something else, so what came of it proves nothing",
            role.word(),
            role.word()
        ),
        Doubt::NobodyElsewhere => {
            "cannot be told: nobody answered where the server was said to run; is it started?".to_owned()
        }
        Doubt::NumbersUnknown => {
            "cannot be told: no message of the client could be read as a list".to_owned()
        }
        Doubt::AnswerUnknown => {
            "cannot be told: what the client shows is right, and no message of the server could be read as that list"
                .to_owned()
        }
        Doubt::DisplayUnknown => {
            "cannot be told: the right numbers stand in the client's output, in a form that is not read as a list"
                .to_owned()
        }
        Doubt::TwoReadings(readings) => two_readings(check, readings),
        Doubt::ServerNumbersUnknown => {
            "cannot be told: the server's own numbers are not known; let it print them".to_owned()
        }
        Doubt::NoneOfItsOwn { from, to, chance: by_chance } => format!(
            "cannot be told: asked for all numbers there are, the server never has one from {from} to {to}, which by chance happens {}: it draws from a part of the range, or looks at a part of its numbers; let it print its own numbers",
            chance(*by_chance)
        ),
        Doubt::Lacks(_, lack) => lack.clone(),
        Doubt::Harness(trouble) => format!("the grader itself failed, which costs no points: {trouble}"),
    }
}

/// Both ways to read a case, and what each comes to; `-v` prints how each list is read.
fn two_readings(check: Check, readings: &TwoReadings) -> String {
    let wrong = |reason: &Option<Reason>| match reason {
        Some(reason) => failure(check, reason).what,
        None => "it is right".to_owned(),
    };
    format!(
        "cannot be told: a case can be read in two ways; read by itself: {}; read with the other cases: {}",
        wrong(&readings.alone),
        wrong(&readings.together)
    )
}
