//! What is said where a recorded conversation is played again.

use crate::recording::Recorded;
use crate::recording::departure::{Departure, Spot};
use crate::role::Role;

/// Where bytes of the conversation are not in the recording.
pub const GAPS: &str =
    "the recording lacks bytes of this conversation: what is played ends, or skips, where they are missing";

/// Where the recording ends in the middle of a packet.
pub const CUT: &str = "the file ends in the middle, or is damaged: what stands before that is played";

/// Where nobody said anything.
pub const SILENT: &str = "nothing was said in this recording: there is nothing to play";

/// Where there are not that many.
pub fn no_connection(asked: usize, of: usize) -> String {
    format!("there is no connection {asked} in the recording: it has {of}")
}

/// Which of several connections is played.
pub fn chosen(number: usize, of: usize, recorded: &Recorded) -> String {
    format!(
        "the recording has {of} connections; played is number {number}, from {} to {}: `--connection` chooses another",
        recorded.client, recorded.server
    )
}

/// Every byte is the same.
pub fn same(role: Role) -> String {
    format!("as recorded: every byte that the {} sends is the same", role.word())
}

/// The first thing that is not.
pub fn departs(role: Role, departure: &Departure) -> String {
    let role = role.word();
    match departure {
        Departure::NoConnection => match role {
            "server" => "departs: nobody could connect to the server".to_owned(),
            role => format!("departs: the {role} never connected"),
        },
        Departure::Differs(spot) => {
            format!(
                "departs in {}: recorded is `{}`, and now it sends `{}`",
                at(role, spot),
                spot.then,
                spot.now
            )
        }
        Departure::Stops(spot) => format!(
            "departs in {}: nothing more comes, where `{}` was recorded{}",
            at(role, spot),
            spot.then,
            if spot.now.is_empty() { String::new() } else { format!("; its last bytes are `{}`", spot.now) }
        ),
        Departure::SaysMore { behind, bytes, now } => format!(
            "departs behind the last of {behind} recorded bytes of the {role}: it sends {bytes} more, `{now}`"
        ),
    }
}

fn at(role: &str, spot: &Spot) -> String {
    let Spot { message, byte, of_all, .. } = spot;
    format!("message {message} of the {role}, byte {byte} (byte {of_all} of all that it sends)")
}
