//! How to start what is to be judged: the reference pair, any other command, or a server that someone else runs.

use std::path::Path;

use crate::command_line::{Command, Seat};
use crate::host::Executable;
use crate::range::show;
use crate::role::Role;
use crate::scenario::Scenario;
use crate::script::{self, Script};
use crate::task::Task;

/// A server and a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// How the server is started, or where it runs already.
    pub server: Server,
    /// How the client is started.
    pub client: Program,
}

/// The server of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Server {
    /// Started by the harness, in the background.
    Start(Program),
    /// Started by someone else, on another machine.
    Elsewhere {
        /// Name or address.
        host: String,
        /// TCP port.
        port: u16,
    },
}

/// How long the reference waits for the other program: as long as it can. Who gives up by a timer cannot be seen to wait in vain.
const PATIENCE: &str = "1d";

/// One program of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Program {
    /// The lab's own server or client: this very program.
    Reference,
    /// The harness's own, in the place of one of these: this very program, with a script.
    StandIn(Box<Script>),
    /// Any other: words with `{host}`, `{port}` and `{seed}` in them.
    Command(Command),
}

impl Server {
    /// Whether its numbers follow from the seed as the lab's documentation says.
    pub fn is_reference(&self) -> bool {
        matches!(self, Self::Start(program) if program.is_reference())
    }

    /// As a person knows it.
    pub fn label(&self) -> String {
        match self {
            Self::Start(program) => program.label(),
            Self::Elsewhere { host, port } if host.contains(':') => format!("[{host}]:{port}"),
            Self::Elsewhere { host, port } => format!("{host}:{port}"),
        }
    }
}

impl Program {
    /// Where the program runs that was named in the folder `here`.
    pub fn seat(&self, role: Role, scenario: &Scenario, here: &Path) -> Seat {
        match self {
            Self::Command(command) => command.seat(here),
            Self::StandIn(_) => {
                let words = vec![script::NAME.to_owned()];
                Seat::without_files(here, Executable::Own, words)
            }
            Self::Reference => {
                let mut words: Vec<String> = vec![role.word().to_owned(), scenario.task.name().to_owned()];
                let mut option = |name: &str, value: &dyn std::fmt::Display| {
                    words.extend([format!("--{name}"), value.to_string()]);
                };
                option("host", &"{host}");
                option("port", &"{port}");
                option("timeout", &PATIENCE);
                let draws = match role {
                    Role::Client => scenario.task != Task::Greet,
                    Role::Server => scenario.task == Task::Intersect,
                };
                if draws {
                    option("seed", &"{seed}");
                    option("count", &show(&scenario.numbers.count));
                    option("min", scenario.numbers.value.start());
                    option("max", scenario.numbers.value.end());
                }
                Seat::without_files(here, Executable::Own, words)
            }
        }
    }

    /// What is on its standard input, whatever the scenario says.
    pub fn own_input(&self) -> Option<Vec<u8>> {
        match self {
            Self::StandIn(script) => {
                Some(serde_json::to_vec(script).expect("a script holds nothing that JSON cannot"))
            }
            Self::Reference | Self::Command(_) => None,
        }
    }

    /// Whether its numbers follow from the seed as the lab's documentation says.
    pub fn is_reference(&self) -> bool {
        matches!(self, Self::Reference)
    }

    /// Whether it can be told which port to use; a program that cannot has one of its own.
    pub fn takes_port(&self) -> bool {
        match self {
            Self::Reference | Self::StandIn(_) => true,
            Self::Command(command) => command.takes_port(),
        }
    }

    /// As a person knows it.
    pub fn label(&self) -> String {
        match self {
            Self::Reference => "reference".to_owned(),
            Self::StandIn(script) => format!("the grader's {}", script.role.word()),
            Self::Command(command) => command.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command_line::Fill;

    const FILL: Fill<'_> = Fill { host: "10.0.0.2", port: 4711, seed: 7 };

    fn scenario() -> Scenario {
        let text = "format = 1\ntitle = 't'\ntask = 'dedup'\n";
        Scenario::parse("t.toml".as_ref(), text).expect("a right scenario")
    }

    #[test]
    fn placeholders_are_filled_wherever_they_stand() {
        let command = Command::of_student("python3 'my server.py' --at={host}:{port} {seed} {other}")
            .expect("a command");
        let seat = Program::Command(command).seat(Role::Server, &scenario(), "/".as_ref());
        let words = seat.command_line(&FILL);
        assert_eq!(words, ["python3", "my server.py", "--at=10.0.0.2:4711", "7", "{other}"]);
    }

    #[test]
    fn the_reference_client_is_told_what_the_scenario_asks_for() {
        let seat = Program::Reference.seat(Role::Client, &scenario(), "/".as_ref());
        let words = seat.command_line(&FILL);
        let wanted = "client dedup --host 10.0.0.2 --port 4711 --timeout 1d --seed 7 --count 25..100 --min 1 --max 100";
        assert_eq!(words.join(" "), wanted);
    }

    #[test]
    fn a_program_without_a_placeholder_has_a_port_of_its_own() {
        assert!(!Program::Command(Command::of_student("python3 server.py").expect("a command")).takes_port());
        assert!(
            Program::Command(Command::of_student("python3 server.py {port}").expect("a command"))
                .takes_port()
        );
    }
}
