//! Task 2: the client sends a list, the server sends back each of its numbers once.

use std::collections::BTreeSet;

use super::numbers_from;
use crate::conversation::Conversation;
use crate::error::Error;
use crate::message::format_numbers;
use crate::output::Output;
use crate::role::Role;

/// The server's half: take a list, send it back without duplicates.
///
/// # Errors
///
/// When the conversation fails, or the client sends something else than a list.
pub fn serve(conversation: &mut Conversation, output: &Output) -> Result<(), Error> {
    let numbers = numbers_from(Role::Client, &conversation.receive()?)?;
    output.line("received", &format_numbers(&numbers))?;
    let reply = format_numbers(&deduplicated(&numbers));
    conversation.send(&reply)?;
    output.line("sent", &reply)
}

/// The client's half: send the list, show what the server made of it and which numbers were duplicates.
///
/// # Errors
///
/// When the conversation fails, or the reply is not what is left of `numbers` without duplicates.
pub fn ask(numbers: &[u32], conversation: &mut Conversation, output: &Output) -> Result<(), Error> {
    conversation.send(&format_numbers(numbers))?;
    let reply = numbers_from(Role::Server, &conversation.receive()?)?;
    check(numbers, &reply)?;
    output.line("final list", &format_numbers(&reply))?;
    output.line("duplicates", &format_numbers(&duplicates(numbers)))
}

/// Each number once, in the order in which they first appear.
pub fn deduplicated(numbers: &[u32]) -> Vec<u32> {
    let mut seen = BTreeSet::new();
    // `insert` says whether the number is new to the set.
    numbers.iter().copied().filter(|&number| seen.insert(number)).collect()
}

/// Each number that appears more than once, once, in the order in which they first repeat.
pub fn duplicates(numbers: &[u32]) -> Vec<u32> {
    let mut seen = BTreeSet::new();
    let repeats: Vec<u32> = numbers.iter().copied().filter(|&number| !seen.insert(number)).collect();
    deduplicated(&repeats)
}

/// Checks that the reply holds exactly the numbers that were sent, each once. The order of a set is of no importance.
fn check(sent: &[u32], reply: &[u32]) -> Result<(), Error> {
    let wrong = |reason: String| Err(Error::WrongReply { reason });
    let expected: BTreeSet<u32> = sent.iter().copied().collect();
    let received: BTreeSet<u32> = reply.iter().copied().collect();
    if let Some(number) = duplicates(reply).first() {
        return wrong(format!("{number} is in it more than once"));
    }
    if let Some(number) = received.difference(&expected).next() {
        return wrong(format!("{number} is in it, but was not sent"));
    }
    if let Some(number) = expected.difference(&received).next() {
        return wrong(format!("{number} was sent, but is not in it"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_each_number_stays() {
        assert_eq!(deduplicated(&[5, 3, 5, 9, 3, 5]), [5, 3, 9]);
        assert_eq!(deduplicated(&[]), []);
    }

    #[test]
    fn each_repeated_number_is_named_once_when_it_first_repeats() {
        assert_eq!(duplicates(&[3, 5, 5, 9, 3, 5]), [5, 3]);
        assert_eq!(duplicates(&[1, 2, 3]), []);
    }

    #[test]
    fn a_reply_in_any_order_is_right() {
        assert!(check(&[3, 1, 3, 2], &[1, 2, 3]).is_ok());
        assert!(check(&[], &[]).is_ok());
    }

    #[test]
    fn a_wrong_reply_is_found_out() {
        let reason = |reply: &[u32]| check(&[3, 1, 3], reply).unwrap_err().to_string();
        assert_eq!(reason(&[3, 1, 3]), "the server's reply is wrong: 3 is in it more than once");
        assert_eq!(reason(&[3, 1, 7]), "the server's reply is wrong: 7 is in it, but was not sent");
        assert_eq!(reason(&[1]), "the server's reply is wrong: 3 was sent, but is not in it");
    }
}
