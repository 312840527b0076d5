//! Whose doing something is, where it is not whom one would think.

use crate::check::Check;
use crate::role::Role;
use crate::verdict::blame::Blame;

/// Where a failure is to be mended; `None` where there is nothing to mend.
pub fn mend(blame: Blame) -> Option<&'static str> {
    match blame {
        Blame::Server => Some("to mend in the server"),
        Blame::Client => Some("to mend in the client"),
        Blame::Both => Some("to mend in both programs"),
        Blame::Unclear => Some("to mend in either program"),
        Blame::Harness => None,
    }
}

/// A word on who has to mend what failed; `None` where it is the program that the check is about, as one would think.
pub fn doing(check: Check, blame: Blame) -> Option<&'static str> {
    match blame {
        Blame::Server if check.about() != Some(Role::Server) => Some("it is the server's to mend"),
        Blame::Client if check.about() != Some(Role::Client) => Some("it is the client's to mend"),
        Blame::Both => Some("both programs have something to mend"),
        Blame::Unclear => Some("either program may be the one to mend"),
        _ => None,
    }
}
