//! The client: draw the numbers, connect, talk.

use crate::connect::connect;
use crate::conversation::Conversation;
use crate::error::Error;
use crate::message::format_numbers;
use crate::options::ClientOptions;
use crate::output::Output;
use crate::role::Role;
use crate::task;

/// Does one task with the server.
///
/// # Errors
///
/// Whatever kept it from being done.
pub fn run(options: &ClientOptions) -> Result<(), Error> {
    let output = Output::default();
    // The seed comes first: it is needed most when the rest goes wrong.
    let mut numbers = Vec::new();
    if let Some(recipe) = &options.recipe {
        numbers = recipe.draw(Role::Client);
        output.line("seed", &recipe.seed.to_string())?;
        output.line("numbers", &format_numbers(&numbers))?;
    }

    let stream = connect(&options.connect)?;
    let addresses = stream.peer_addr().and_then(|server| Ok((server, stream.local_addr()?)));
    let (server, own) =
        addresses.map_err(|source| Error::Io { doing: "look at the new connection", source })?;
    output.line("server", &server.to_string())?;
    output.line("own address", &own.to_string())?;

    let conversation = Conversation::new(stream, Role::Server, options.connect.timeout);
    task::ask(options.task, &numbers, conversation, &output)
}
