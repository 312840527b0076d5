//! What the programs print.
//!
//! Results go to standard output as lines of the form `key: value`, easy to read for a person and easy to take apart
//! for a script. Complaints go to standard error.

use std::io::{self, ErrorKind, Write};
use std::net::SocketAddr;

use crate::error::Error;

/// Standard output, with a prefix that says whom the lines are about.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// Stands at the start of each line: empty, or a peer's address and a space.
    prefix: String,
}

impl Output {
    /// Lines about one of many peers, so that those of concurrent conversations can be told apart.
    pub fn about(peer: SocketAddr) -> Self {
        Self { prefix: format!("{peer} ") }
    }

    /// Prints `key: value`.
    ///
    /// # Errors
    ///
    /// When standard output cannot be written, for instance because the disk is full.
    pub fn line(&self, key: &str, value: &str) -> Result<(), Error> {
        self.sentence(&format!("{key}: {value}"))
    }

    /// Prints a line that is no pair of key and value.
    ///
    /// The line is handed over at once: a program whose output goes into a pipe would otherwise hold it back until a
    /// large buffer is full, and a program that is then killed would lose it.
    ///
    /// # Errors
    ///
    /// When standard output cannot be written. That nobody reads it any more (a closed pipe, as after `| head -1`) is
    /// no reason to end a conversation and no error here.
    pub fn sentence(&self, text: &str) -> Result<(), Error> {
        // One write for the whole line: another thread's cannot come in between.
        let line = format!("{}{text}\n", self.prefix);
        let mut stdout = io::stdout().lock();
        match stdout.write_all(line.as_bytes()).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(Error::Io { doing: "write to standard output", source: error })
            }
            _ => Ok(()),
        }
    }
}

/// Prints one line to standard error. If even that fails there is nobody left to tell.
pub fn complain(sentence: &str) {
    let _ = writeln!(io::stderr(), "{sentence}");
}

/// Text from the network, made safe to print.
///
/// What a peer sends may hold the escape sequences that clear a terminal, change its title or hide text. Each character
/// that does not show as itself is written as its number instead: `\u{1b}`.
pub fn printable(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '\'' => safe.push(character),
            _ => safe.extend(character.escape_debug()),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_readable() {
        let text = "It's \"nice\", grüße, 你好";
        assert_eq!(printable(text), text);
    }

    #[test]
    fn what_would_steer_the_terminal_is_written_as_numbers() {
        assert_eq!(printable("\x1b[2J\r\0\u{202e}"), "\\u{1b}[2J\\r\\0\\u{202e}");
    }
}
