//! Which half spoils a check about the other.

use super::blame::Blame;
use super::outcome::{Doubt, Outcome, Reason, Verdict};
use crate::check::Check;
use crate::role::Role;

/// The half that has to be mended before this check about the other half can be answered; `None` where it can, or where it
/// is the same half. Where nobody can say which half it is, the other one is tried.
pub(crate) fn spoilt_by_other(verdict: &Verdict, check: Check) -> Option<Role> {
    let about = check.about()?;
    let other = match about {
        Role::Server => Role::Client,
        Role::Client => Role::Server,
    };
    let mut cause = check;
    // No longer than there are checks, whatever blocks what.
    for _ in 0..Check::ALL.len() {
        let finding = verdict.findings.iter().find(|finding| finding.check == cause)?;
        match &finding.outcome {
            Outcome::Inconclusive(Doubt::Blocked(earlier)) => cause = *earlier,
            Outcome::Inconclusive(Doubt::StandIn(role) | Doubt::Lacks(role, _)) => {
                return (*role == other).then_some(other);
            }
            // A server that failed before it showed its numbers, and answered with none.
            Outcome::Inconclusive(Doubt::ServerNumbersUnknown) if cause.about() == Some(Role::Client) => {
                cause = Check::ReplyIsIntersection;
            }
            // Only the port is wrong: whoever dials the one that it has, or listens where it dials, hears the rest.
            Outcome::Fail(Reason::OtherPort { .. } | Reason::Refused(_))
                if cause != check && cause.about() == Some(about) =>
            {
                return Some(other);
            }
            // Only the end of the list is missing, or how it is written is wrong: whoever answers without waiting for it hears the rest.
            Outcome::Fail(Reason::NeverEnded(_) | Reason::Miscounts(_) | Reason::WrittenOtherwise(_))
                if cause != check && about == Role::Client =>
            {
                return Some(other);
            }
            Outcome::Fail(_) if cause != check => {
                let is_own = match finding.blame {
                    Some(Blame::Server) => about == Role::Server,
                    Some(Blame::Client) => about == Role::Client,
                    Some(Blame::Both | Blame::Unclear) => false,
                    Some(Blame::Harness) => true,
                    None => cause.about() == Some(about),
                };
                return (!is_own).then_some(other);
            }
            _ => return None,
        }
    }
    None
}
