//! Task 1: the server greets, the client acknowledges.

use crate::conversation::Conversation;
use crate::error::Error;
use crate::output::{Output, printable};

/// What the server says first.
pub const GREETING: &str = "Thank you for connecting";

/// What the client answers.
pub const ACKNOWLEDGEMENT: &str = "It was nice talking to you";

/// The server's half: say the greeting, show what the client answers.
///
/// # Errors
///
/// When the conversation fails.
pub fn serve(conversation: &mut Conversation, output: &Output) -> Result<(), Error> {
    conversation.send(GREETING)?;
    output.line("sent", GREETING)?;
    let answer = conversation.receive()?;
    output.line("received", &printable(&answer))
}

/// The client's half: show the greeting, whatever it is, and acknowledge it.
///
/// # Errors
///
/// When the conversation fails.
pub fn ask(conversation: &mut Conversation, output: &Output) -> Result<(), Error> {
    let greeting = conversation.receive()?;
    output.line("received", &printable(&greeting))?;
    conversation.send(ACKNOWLEDGEMENT)?;
    output.line("sent", ACKNOWLEDGEMENT)
}
