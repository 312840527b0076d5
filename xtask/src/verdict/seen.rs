//! What was observed of a case, as the joint inference takes it.

use infer::bits::Asked;
use infer::seen::{Accepts, Case, Printed, Question, Sender, Task as Asks};

use super::place::Stream;
use crate::conversation::Direction;
use crate::observation::{Observation, ProgramFacts};
use crate::scenario::{Duplicates, Numbers, Scenario};
use crate::task::Task;

/// What a scenario asks; `None` where it asks for no lists.
pub(super) fn question(scenario: &Scenario) -> Option<Question> {
    let accepts = |reading| scenario.accept.duplicates.contains(&reading);
    let accepts = Accepts {
        extra: accepts(Duplicates::EachExtra),
        repeated: accepts(Duplicates::Distinct),
        counts: accepts(Duplicates::Counts),
    };
    Some(Question { accepts, ..question_of(scenario.task, &scenario.numbers)? })
}

/// What a task asks, with every answer that can be meant; `None` where it asks for no lists.
pub(crate) fn question_of(task: Task, numbers: &Numbers) -> Option<Question> {
    let task = match task {
        Task::Greet => return None,
        Task::Dedup => Asks::Dedup,
        Task::Intersect => Asks::Intersect,
    };
    let Numbers { count, value } = numbers;
    let asked = Asked::new(
        *count.start() as usize..=*count.end() as usize,
        (*value.start()).into()..=(*value.end()).into(),
    );
    Some(Question { task, asked, accepts: Accepts::ALL })
}

/// What a program printed.
pub(crate) fn printed(program: Option<&ProgramFacts>) -> Printed {
    program.map_or_else(Printed::default, |program| {
        let of = |stream: Stream| stream.of(program).to_vec();
        Printed { stdout: of(Stream::Out), stderr: of(Stream::Err) }
    })
}

/// What was seen of a case; `None` where it was not all seen, is more than is looked at, or the client said nothing.
pub(super) fn case(observation: &Observation) -> Option<Case> {
    let conversation = observation.conversation.as_ref()?;
    if observation.trouble.is_some() || !observation.lacks.is_empty() {
        return None;
    }
    let programs = || observation.server.iter().chain(&observation.client);
    let is_cut = programs().any(|program| program.stdout.dropped_bytes + program.stderr.dropped_bytes > 0)
        || conversation.connections.iter().any(|connection| connection.dropped_bytes > 0);
    let sends = conversation.connections.iter().flat_map(|connection| &connection.segments).map(|segment| {
        let sender = match segment.direction {
            Direction::ToServer => Sender::Client,
            Direction::ToClient => Sender::Server,
        };
        (sender, segment.bytes.to_vec())
    });
    let case = Case {
        client: printed(observation.client.as_ref()),
        server: printed(observation.server.as_ref()),
        ..Case::default()
    };
    let case = case.converse(sends);
    (!is_cut && !case.to_server.is_empty() && case.is_within_bounds()).then_some(case)
}
