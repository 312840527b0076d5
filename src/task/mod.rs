//! The three tasks. Each file holds the server's half and the client's half of one conversation, side by side.
//!
//! When both halves wait for the other to speak, they wait for ever. So a protocol says whose turn it is:
//!
//! | task                      | first                     | then                                            |
//! |---------------------------|---------------------------|-------------------------------------------------|
//! | [`greet`] (task 1)        | server: greeting          | client: acknowledgement                         |
//! | [`dedup`] (task 2)        | client: its numbers       | server: each of them once                       |
//! | [`intersect`] (task 3)    | client: its numbers       | server: those that it also has, sorted          |
//!
//! After that, the server closes the connection.

pub mod dedup;
pub mod greet;
pub mod intersect;

use crate::conversation::{Conversation, ERROR_PREFIX};
use crate::error::Error;
use crate::message::{Malformed, parse_numbers};
use crate::output::Output;
use crate::role::Role;

/// Which of the tasks a program was started for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Task 1: greeting and acknowledgement.
    Greet,
    /// Task 2: set deduplication.
    Dedup,
    /// Task 3: set intersection.
    Intersect,
}

/// The server's half of a task, with one client. `own_numbers` matter to [`Task::Intersect`] alone.
///
/// # Errors
///
/// Whatever ended the conversation before its time. A client that sent something malformed was told so.
pub fn serve(
    task: Task,
    own_numbers: &[u32],
    mut conversation: Conversation,
    output: &Output,
) -> Result<(), Error> {
    let result = match task {
        Task::Greet => greet::serve(&mut conversation, output),
        Task::Dedup => dedup::serve(&mut conversation, output),
        Task::Intersect => intersect::serve(own_numbers, &mut conversation, output),
    };
    if let Err(Error::Malformed { problem, .. }) = &result {
        // The first error is the one to report, so whether this arrives is of no interest.
        let _ = conversation.send(&format!("{ERROR_PREFIX}{problem}"));
    }
    conversation.hang_up();
    result
}

/// The client's half of a task. [`Task::Greet`] needs no `numbers`.
///
/// # Errors
///
/// Whatever ended the conversation before its time.
pub fn ask(
    task: Task,
    numbers: &[u32],
    mut conversation: Conversation,
    output: &Output,
) -> Result<(), Error> {
    match task {
        Task::Greet => greet::ask(&mut conversation, output),
        Task::Dedup => dedup::ask(numbers, &mut conversation, output),
        Task::Intersect => intersect::ask(numbers, &mut conversation, output),
    }?;
    conversation.wait_for_hang_up()
}

/// Reads a list that the peer sent.
fn numbers_from(peer: Role, message: &str) -> Result<Vec<u32>, Error> {
    parse_numbers(message).map_err(|problem: Malformed| Error::Malformed { peer, problem })
}
