//! From a message to its `send`s.

use infer::speech::{Drawn, Speech};

use super::script::Send;

/// The `send`s of one message. `heard`: how the other side wrote its list. An error says what cannot be said.
pub(super) fn sends(
    message: &[Send],
    drawn: &Drawn<'_>,
    heard: Option<&Speech>,
) -> Result<Vec<Vec<u8>>, String> {
    let said = |speech: &Speech| {
        speech.say(drawn).ok_or_else(|| "these numbers cannot be written in this form".to_owned())
    };
    let mut sends = Vec::new();
    for send in message {
        match send {
            Send::Bytes(bytes) => sends.push(bytes.to_vec()),
            Send::Speech(speech) => sends.extend(said(speech)?),
            Send::AsHeard(what) => {
                let core = heard.and_then(|heard| heard.core(*what));
                sends.extend(said(&core.ok_or("no list was heard whose form could be taken")?)?);
            }
        }
    }
    Ok(sends)
}
