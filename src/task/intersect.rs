//! Task 3: the client sends a list, the server sends back those numbers that it has too.

use std::collections::BTreeSet;

use super::numbers_from;
use crate::conversation::Conversation;
use crate::error::Error;
use crate::message::format_numbers;
use crate::output::Output;
use crate::role::Role;

/// The server's half: take a list, send back what it has in common with our own.
///
/// # Errors
///
/// When the conversation fails, or the client sends something else than a list.
pub fn serve(own_numbers: &[u32], conversation: &mut Conversation, output: &Output) -> Result<(), Error> {
    let numbers = numbers_from(Role::Client, &conversation.receive()?)?;
    output.line("received", &format_numbers(&numbers))?;
    let reply = format_numbers(&common(own_numbers, &numbers));
    conversation.send(&reply)?;
    output.line("sent", &reply)
}

/// The client's half: send the list, show what the server has in common with it.
///
/// # Errors
///
/// When the conversation fails, or the reply cannot be an intersection with `numbers`.
pub fn ask(numbers: &[u32], conversation: &mut Conversation, output: &Output) -> Result<(), Error> {
    conversation.send(&format_numbers(numbers))?;
    let reply = numbers_from(Role::Server, &conversation.receive()?)?;
    check(numbers, &reply)?;
    output.line("common numbers", &format_numbers(&reply))
}

/// The numbers that are in both lists, each once, in ascending order.
pub fn common(left: &[u32], right: &[u32]) -> Vec<u32> {
    let left: BTreeSet<u32> = left.iter().copied().collect();
    let right: BTreeSet<u32> = right.iter().copied().collect();
    left.intersection(&right).copied().collect()
}

/// Checks what the client can know: the reply ascends, and each of its numbers is one that was sent.
fn check(sent: &[u32], reply: &[u32]) -> Result<(), Error> {
    let wrong = |reason: String| Err(Error::WrongReply { reason });
    if let Some(pair) = reply.windows(2).find(|pair| pair[0] >= pair[1]) {
        return wrong(format!("{} comes before {}, but it should ascend", pair[0], pair[1]));
    }
    if let Some(number) = reply.iter().find(|number| !sent.contains(number)) {
        return wrong(format!("{number} is in it, but was not sent"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_numbers_come_sorted_and_once() {
        assert_eq!(common(&[9, 2, 5, 2], &[2, 9, 9, 1]), [2, 9]);
        assert_eq!(common(&[1, 2], &[3]), []);
    }

    #[test]
    fn a_possible_reply_is_right() {
        assert!(check(&[9, 2, 5, 2], &[2, 9]).is_ok());
        assert!(check(&[1], &[]).is_ok());
    }

    #[test]
    fn an_impossible_reply_is_found_out() {
        let reason = |reply: &[u32]| check(&[3, 1, 3], reply).unwrap_err().to_string();
        assert_eq!(reason(&[3, 1]), "the server's reply is wrong: 3 comes before 1, but it should ascend");
        assert_eq!(reason(&[3, 3]), "the server's reply is wrong: 3 comes before 3, but it should ascend");
        assert_eq!(reason(&[1, 7]), "the server's reply is wrong: 7 is in it, but was not sent");
    }
}
