//! The command with which a student repeats what was graded: `socklab try . task2`, to which seed and delivery of a case are
//! added. It finds, compiles and starts the programs as `grade` does, so that it fails as they did there.

use std::path::Path;

use crate::called;
use crate::command_line::Pair;
use crate::journal::prepared::{PreparedPart, Programs};
use crate::role::Role;
use crate::scenario::lab::{Commands, Part};
use crate::scenario::{Scenario, shipped};

/// A `try` of one scenario.
#[derive(Debug)]
pub struct Again<'a> {
    /// What is tried.
    pub folder: &'a Path,
    /// What is asked: the name of a scenario that comes with the grader, or a file.
    pub task: &'a str,
    /// How the programs are started, where that was said.
    pub commands: &'a Commands,
    /// Which of several pairs.
    pub pair: Option<usize>,
}

impl Again<'_> {
    /// As it is typed where the grader is called so, without seeds and deliveries.
    pub fn command(&self, grader: &str) -> String {
        let mut words = vec!["try".to_owned(), self.folder.display().to_string(), self.task.to_owned()];
        for role in [Role::Server, Role::Client] {
            let command = self.commands.of(role).map(ToString::to_string);
            words.extend(command.into_iter().flat_map(|command| [format!("--{}", role.word()), command]));
        }
        words.extend(self.pair.into_iter().flat_map(|pair| ["--pair".to_owned(), pair.to_string()]));
        format!("{grader} {}", shell_words::join(words))
    }
}

/// The command in the folder that was handed in; a scenario that does not come with the grader lies in the folder above, where it
/// is none of the student's files.
pub fn by_student(part: &Part, prepared: &PreparedPart, pair: &Pair) -> String {
    let task = needs(&part.scenario).map_or_else(|| part.name(), |file| format!("../{file}"));
    let pair = number(prepared, pair);
    Again { folder: Path::new("."), task: &task, commands: &part.commands, pair }.command(called::NAME)
}

/// The scenario's file that the student has to have for it: `None` where it comes with the grader.
pub fn needs(scenario: &Scenario) -> Option<String> {
    (!shipped::is(scenario)).then(|| scenario.file_name())
}

/// The number of the pair, from 1, where several were found.
pub fn number(prepared: &PreparedPart, pair: &Pair) -> Option<usize> {
    match &prepared.programs {
        Programs::Pairs(pairs) if pairs.len() > 1 => {
            pairs.iter().position(|other| pair == other || pair.is_told(other)).map(|place| place + 1)
        }
        Programs::Pairs(_) | Programs::None(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command_line::Command;
    use crate::scenario::Input;
    use crate::scenario::lab::Lab;

    fn pair(server: &str) -> Pair {
        let command = |text: &str| Command::of_student(text).expect("a command");
        Pair { server: command(server), client: command("python3 client.py") }
    }

    fn prepared(pairs: &[Pair]) -> PreparedPart {
        PreparedPart {
            notes: Vec::new(),
            input: Input::default(),
            programs: Programs::Pairs(pairs.to_vec()),
            lacks: None,
            with_arguments: Vec::new(),
            is_borrowed: false,
            hint: None,
            quoted: Vec::new(),
            choice: None,
        }
    }

    #[test]
    fn what_is_shipped_is_named_and_every_other_scenario_is_a_file() {
        let mut part = shipped::lab().parts.swap_remove(1);
        let one = prepared(&[pair("python3 server.py")]);
        assert_eq!(by_student(&part, &one, &pair("python3 server.py")), "socklab try . task2");
        let text = part.scenario.text.replace("1..5", "1..6");
        let scenario = Scenario::parse("my lab/task2.toml".as_ref(), &text).expect("a right scenario");
        part = Lab::of(vec![scenario]).parts.swap_remove(0);
        assert_eq!(by_student(&part, &one, &pair("python3 server.py")), "socklab try . ../task2.toml");
    }

    #[test]
    fn which_of_several_pairs_was_graded_is_part_of_it_and_so_is_how_everyone_is_started() {
        let mut part = shipped::lab().parts.swap_remove(0);
        part.commands.client = Some(Command::of_instructor("python3 client.py {host}").expect("a command"));
        let pairs = [pair("python3 server.py"), pair("python3 server2.py")];
        let expected = "socklab try . task1 --client 'python3 client.py {host}' --pair 2";
        assert_eq!(by_student(&part, &prepared(&pairs), &pairs[1]), expected);
    }
}
