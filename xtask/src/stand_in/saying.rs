//! From a message to its `send`s.

use infer::speech::{Drawn, Speech};

use crate::script::Send;

/// What was heard of the other side.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Heard<'h> {
    /// How it wrote its list.
    pub list: Option<&'h Speech>,
    /// What it said last.
    pub last: &'h [u8],
}

/// The `send`s of one message. An error says what cannot be said.
pub(super) fn sends(message: &[Send], drawn: &Drawn<'_>, heard: Heard<'_>) -> Result<Vec<Vec<u8>>, String> {
    let said = |speech: &Speech| {
        speech.say(drawn).ok_or_else(|| "these numbers cannot be written in this form".to_owned())
    };
    let mut sends = Vec::new();
    for send in message {
        match send {
            Send::Bytes(bytes) => sends.push(bytes.to_vec()),
            Send::Echo => sends.push(heard.last.to_vec()),
            Send::Speech(speech) => sends.extend(said(speech)?),
            Send::AsHeard(what) => {
                let core = heard.list.and_then(|heard| heard.core(*what));
                sends.extend(said(&core.ok_or("no list was heard whose form could be taken")?)?);
            }
        }
    }
    Ok(sends)
}
