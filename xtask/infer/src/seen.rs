//! What was seen of a pair, as facts: what each side sent, send by send, and what each program printed.

use crate::bits::Asked;

/// What one side said between two of the other's words: one entry a `send`.
pub type Turn = Vec<Vec<u8>>;

/// No more of a stream and case is looked at, in bytes: the lab's lists take under a hundredth.
pub const MOST_BYTES: usize = 64 * 1024;
/// No more numbers of a stream and case are looked at.
pub const MOST_NUMBERS: usize = 4000;

/// Who sent a piece of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// The client did.
    Client,
    /// The server did.
    Server,
}

/// A stream of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Channel {
    /// What the client sent.
    Request,
    /// What the server sent.
    Reply,
    /// What the server printed on standard output.
    ServerOutput,
    /// What the server printed on standard error.
    ServerErrors,
    /// What the client printed on standard output.
    ClientOutput,
    /// What the client printed on standard error.
    ClientErrors,
}

/// What a program printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Printed {
    /// On standard output.
    pub stdout: Vec<u8>,
    /// On standard error.
    pub stderr: Vec<u8>,
}

/// One case of a pair.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    /// What the client sent.
    pub to_server: Vec<Turn>,
    /// What the server sent.
    pub to_client: Vec<Turn>,
    /// What the client printed.
    pub client: Printed,
    /// What the server printed.
    pub server: Printed,
}

impl Case {
    /// The turns of a conversation, of its sends in their order.
    pub fn converse(mut self, sends: impl IntoIterator<Item = (Sender, Vec<u8>)>) -> Self {
        let mut last = None;
        for (sender, bytes) in sends {
            let turns = match sender {
                Sender::Client => &mut self.to_server,
                Sender::Server => &mut self.to_client,
            };
            if last != Some(sender) {
                turns.push(Vec::new());
            }
            turns.last_mut().expect("one was pushed").push(bytes);
            last = Some(sender);
        }
        self
    }

    /// Whether no stream has more bytes than are looked at.
    pub fn is_within_bounds(&self) -> bool {
        let sent = |turns: &[Turn]| turns.iter().flatten().map(Vec::len).sum::<usize>();
        let printed = [&self.client.stdout, &self.client.stderr, &self.server.stdout, &self.server.stderr];
        [sent(&self.to_server), sent(&self.to_client)].iter().all(|n| *n <= MOST_BYTES)
            && printed.iter().all(|bytes| bytes.len() <= MOST_BYTES)
    }
}

/// What a program printed, as one turn of one send; nothing where it printed nothing, or a traceback: its numbers are lines.
pub fn printed(bytes: &[u8]) -> Vec<Turn> {
    const TRACEBACK: &[u8] = b"Traceback";
    match bytes.is_empty() || bytes.windows(TRACEBACK.len()).any(|w| w == TRACEBACK) {
        true => Vec::new(),
        false => vec![vec![with_plain_lines(&bytes[..bytes.len().min(MOST_BYTES)])]],
    }
}

/// The same text, as many bytes long, with lines that are drawn of Unicode's characters in those of ASCII: `│` is `|` and two blanks.
fn with_plain_lines(text: &[u8]) -> Vec<u8> {
    let mut found = text.to_vec();
    for at in 0..found.len().saturating_sub(2) {
        let plain = match found[at..at + 3] {
            [0xe2, 0x94, 0x80 | 0x81 | 0x84 | 0x85 | 0x88 | 0x89] | [0xe2, 0x95, 0x8c | 0x8d | 0x90] => {
                b"---"
            }
            [0xe2, 0x94, 0x82 | 0x83 | 0x86 | 0x87 | 0x8a | 0x8b] | [0xe2, 0x95, 0x8e | 0x8f | 0x91] => {
                b"|  "
            }
            [0xe2, 0x94 | 0x95, _] => b"+--",
            _ => continue,
        };
        found[at..at + 3].copy_from_slice(plain);
    }
    found
}

/// The same turns, as far as they are looked at.
pub fn bounded(turns: &[Turn]) -> Vec<Turn> {
    let mut left = MOST_BYTES;
    let mut cut = |send: &Vec<u8>| {
        let kept = send[..send.len().min(left)].to_vec();
        left -= kept.len();
        kept
    };
    turns.iter().map(|turn| turn.iter().map(&mut cut).collect()).collect()
}

/// What the pair was to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Task 2: the client's numbers, each once, and which were repeated.
    Dedup,
    /// Task 3: the numbers in both lists, sorted.
    Intersect,
}

/// What the scenario asks for.
#[derive(Debug, Clone)]
pub struct Question {
    /// The task.
    pub task: Task,
    /// The lists to be drawn.
    pub asked: Asked,
    /// What may be shown as the duplicates.
    pub accepts: Accepts,
}

/// In which forms the duplicates of task 2 may be shown.
#[derive(Debug, Clone, Copy)]
pub struct Accepts {
    /// A number for each occurrence too many.
    pub extra: bool,
    /// Each repeated number once.
    pub repeated: bool,
    /// Each with how often it is there.
    pub counts: bool,
}

impl Accepts {
    /// All of them.
    pub const ALL: Self = Self { extra: true, repeated: true, counts: true };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_unicode_are_those_of_ascii() {
        let table = "┌──┬──┐\n│ 5│17│\n╞══╪══╡\n║é│ \u{2714}│";
        let plain = "+--------+--------+--\n|   5|  17|  \n+--------+--------+--\n|  é|   \u{2714}|  ";
        assert_eq!(String::from_utf8(with_plain_lines(table.as_bytes())).as_deref(), Ok(plain));
        assert_eq!(table.len(), plain.len());
    }
}
