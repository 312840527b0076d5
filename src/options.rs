//! The command lines of both programs.
//!
//! Each is taken in two steps. First clap fills the `...Arguments` from the words that were typed. Then they are checked
//! against each other and turned into the `...Options` that the rest of the library works with: whoever has those need
//! not ask again whether they make sense.

use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::error::Exit;
use crate::message;
use crate::seed::{self, Recipe};
use crate::task::Task;

/// What the server is asked to do.
#[derive(Debug)]
pub struct ServerOptions {
    /// Where and how to listen.
    pub listen: Listen,
    /// Which task to serve.
    pub task: Task,
    /// How to draw the server's own numbers, for a task that needs some.
    pub recipe: Option<Recipe>,
}

/// What the client is asked to do.
#[derive(Debug)]
pub struct ClientOptions {
    /// Where and how to connect.
    pub connect: Connect,
    /// Which task to do.
    pub task: Task,
    /// How to draw the client's numbers, for a task that needs some.
    pub recipe: Option<Recipe>,
}

/// Serves clients one of the lab's tasks, until it is told to end (Ctrl-C).
#[derive(Debug, Parser)]
#[command(name = "server", version, after_help = Exit::table())]
struct ServerArguments {
    #[command(subcommand)]
    task: ServerTask,
}

#[derive(Debug, Subcommand)]
enum ServerTask {
    /// Task 1: greet each client and show its acknowledgement
    Greet(Listen),
    /// Task 2: send each client its list back without duplicates
    Dedup(Listen),
    /// Task 3: send each client those of its numbers that the server has too
    Intersect {
        #[command(flatten)]
        listen: Listen,
        #[command(flatten)]
        numbers: Numbers,
        /// How many numbers to draw: `40`, or `25..100` for any amount from 25 to 100
        #[arg(long, value_name = "N|LOW..HIGH", default_value = "25")]
        count: Count,
    },
}

/// Connects to the server and does one of the lab's tasks with it.
#[derive(Debug, Parser)]
#[command(name = "client", version, after_help = Exit::table())]
struct ClientArguments {
    #[command(subcommand)]
    task: ClientTask,
}

#[derive(Debug, Subcommand)]
enum ClientTask {
    /// Task 1: show the server's greeting and acknowledge it
    Greet(Connect),
    /// Task 2: send random numbers, show the list without duplicates and what the duplicates were
    Dedup {
        #[command(flatten)]
        connect: Connect,
        #[command(flatten)]
        numbers: Numbers,
        /// How many numbers to draw: `40`, or `25..100` for any amount from 25 to 100
        #[arg(long, value_name = "N|LOW..HIGH", default_value = "25..100")]
        count: Count,
    },
    /// Task 3: send random numbers, show those that the server has too
    Intersect {
        #[command(flatten)]
        connect: Connect,
        #[command(flatten)]
        numbers: Numbers,
        /// How many numbers to draw: `40`, or `25..100` for any amount from 25 to 100
        #[arg(long, value_name = "N|LOW..HIGH", default_value = "25")]
        count: Count,
    },
}

/// Where and how to listen.
#[derive(Args, Debug)]
#[command(after_help = Exit::table())]
pub struct Listen {
    /// Own address to listen at: a name, IPv4 or IPv6. The default is reached from this machine alone, `0.0.0.0` (or
    /// `::`) also from your neighbour's
    #[arg(long, default_value = "127.0.0.1")]
    pub host: String,
    /// Port to listen at. With 0 the system chooses one, and the server prints which
    #[arg(long, default_value_t = 12345)]
    pub port: u16,
    /// Serve one client, then end with the exit code of that conversation
    #[arg(long)]
    pub once: bool,
    /// How long the conversation with one client may take, like `10s` or `500ms`
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = time)]
    pub timeout: Duration,
}

/// Where and how to connect.
#[derive(Args, Debug)]
#[command(after_help = Exit::table())]
pub struct Connect {
    /// The server's host: a name, IPv4 or IPv6 address
    #[arg(long, default_value = "127.0.0.1")]
    pub host: String,
    /// The server's port
    #[arg(long, default_value_t = 12345, value_parser = clap::value_parser!(u16).range(1..))]
    pub port: u16,
    /// Own port to connect from. Without it the system chooses a free one
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    pub client_port: Option<u16>,
    /// How long to try to connect: a server that is just being started may refuse at first
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = time)]
    pub connect_timeout: Duration,
    /// How long the conversation may take once connected
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = time)]
    pub timeout: Duration,
}

/// Which numbers to draw.
#[derive(Args, Debug)]
struct Numbers {
    /// Where the random numbers start from: the same seed gives the same numbers. Drawn when absent, and printed
    #[arg(long)]
    seed: Option<u64>,
    /// The lowest number to draw
    #[arg(long, default_value_t = 1)]
    min: u32,
    /// The highest number to draw
    #[arg(long, default_value_t = 100)]
    max: u32,
}

impl ServerOptions {
    /// Takes the server's command line. Where it makes no sense, this says why and ends the program.
    pub fn from_command_line() -> Self {
        let (listen, task, numbers) = match ServerArguments::parse().task {
            ServerTask::Greet(listen) => (listen, Task::Greet, None),
            ServerTask::Dedup(listen) => (listen, Task::Dedup, None),
            ServerTask::Intersect { listen, numbers, count } => {
                (listen, Task::Intersect, Some((numbers, count)))
            }
        };
        let recipe = numbers.map(|(numbers, count)| recipe_or_exit::<ServerArguments>(&numbers, count));
        Self { listen, task, recipe }
    }
}

impl ClientOptions {
    /// Takes the client's command line. Where it makes no sense, this says why and ends the program.
    pub fn from_command_line() -> Self {
        let (connect, task, numbers) = match ClientArguments::parse().task {
            ClientTask::Greet(connect) => (connect, Task::Greet, None),
            ClientTask::Dedup { connect, numbers, count } => (connect, Task::Dedup, Some((numbers, count))),
            ClientTask::Intersect { connect, numbers, count } => {
                (connect, Task::Intersect, Some((numbers, count)))
            }
        };
        let recipe = numbers.map(|(numbers, count)| recipe_or_exit::<ClientArguments>(&numbers, count));
        Self { connect, task, recipe }
    }
}

/// The checked numbers, or the end of the program with the sentence that says what is wrong with them.
fn recipe_or_exit<Program: CommandFactory>(numbers: &Numbers, count: Count) -> Recipe {
    numbers
        .recipe(count)
        .unwrap_or_else(|sentence| Program::command().error(ErrorKind::ValueValidation, sentence).exit())
}

impl Numbers {
    /// Checks the options against each other, and draws a seed where none was given.
    fn recipe(&self, Count(count): Count) -> Result<Recipe, String> {
        let &Self { seed, min, max } = self;
        if min > max {
            return Err(format!("`--min {min}` is more than `--max {max}`"));
        }
        // The longest list: each number with as many digits as the highest, and a space or the newline after it.
        let number_bytes = max.to_string().len() + 1;
        let most = message::MAX_BYTES / number_bytes;
        if usize::try_from(*count.end()).is_ok_and(|count| count <= most) {
            Ok(Recipe { seed: seed.unwrap_or_else(seed::fresh), count, values: min..=max })
        } else {
            Err(format!(
                "`--count` may be at most {most} with `--max {max}`: a message has at most {} bytes",
                message::MAX_BYTES
            ))
        }
    }
}

/// How many numbers to draw: an amount, or a range to draw the amount from.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Count(RangeInclusive<u32>);

impl FromStr for Count {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |word: &str| {
            word.parse::<u32>()
                .map_err(|_| "expected an amount like `40` or a range like `25..100`".to_owned())
        };
        let (low, high) = match text.split_once("..") {
            Some((low, high)) => (number(low)?, number(high)?),
            None => (number(text)?, number(text)?),
        };
        match (low, high) {
            (0, _) => Err("there must be at least 1 number".to_owned()),
            _ if low > high => Err(format!("the range starts at {low}, above its end {high}")),
            _ => Ok(Self(low..=high)),
        }
    }
}

/// Reads a time like `10s` or `500ms`.
fn time(text: &str) -> Result<Duration, String> {
    const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
    let time = humantime::parse_duration(text)
        .map_err(|_| "expected a number and a unit, like `10s` or `500ms`".to_owned())?;
    if time.is_zero() || time > LONGEST {
        return Err("it must be more than zero, and at most a day".to_owned());
    }
    Ok(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_lines_are_well_formed() {
        ServerArguments::command().debug_assert();
        ClientArguments::command().debug_assert();
    }

    #[test]
    fn a_count_is_an_amount_or_a_range_with_both_ends() {
        assert_eq!("40".parse(), Ok(Count(40..=40)));
        assert_eq!("25..100".parse(), Ok(Count(25..=100)));
        assert_eq!("7..7".parse(), Ok(Count(7..=7)));
    }

    #[test]
    fn a_count_that_makes_no_sense_is_refused_with_a_reason() {
        let reason = |text: &str| text.parse::<Count>().unwrap_err();
        assert_eq!(reason("0"), "there must be at least 1 number");
        assert_eq!(reason("0..5"), "there must be at least 1 number");
        assert_eq!(reason("100..25"), "the range starts at 100, above its end 25");
        for text in ["", "x", "..", "1..", "..5", "1..=5", "-3", "4294967296"] {
            assert_eq!(reason(text), "expected an amount like `40` or a range like `25..100`", "{text}");
        }
    }

    #[test]
    fn the_longest_list_that_may_be_asked_for_fits_a_message() {
        let numbers = Numbers { seed: Some(7), min: 100, max: 100 };
        let most = 16 * 1024;
        let recipe = numbers.recipe(Count(most..=most)).unwrap();
        let list = message::format_numbers(&recipe.draw(crate::role::Role::Client));
        assert_eq!(message::encode(&list).len(), message::MAX_BYTES);
        assert_eq!(
            numbers.recipe(Count(1..=most + 1)).unwrap_err(),
            "`--count` may be at most 16384 with `--max 100`: a message has at most 65536 bytes"
        );
    }

    #[test]
    fn a_time_has_a_unit_and_an_end() {
        assert_eq!(time("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(time("5"), Err("expected a number and a unit, like `10s` or `500ms`".to_owned()));
        for text in ["0s", "2days"] {
            assert_eq!(time(text), Err("it must be more than zero, and at most a day".to_owned()), "{text}");
        }
    }
}
