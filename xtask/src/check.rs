//! The names of the checks: which there are, for which task, and whom each is about.

use serde::{Deserialize, Serialize};

use crate::role::Role;
use crate::task::Task;

/// One named question about a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "check-name", rename_all = "kebab-case"))]
pub enum Check {
    /// The server listens on a TCP port.
    ServerListens,
    /// The server neither crashes nor leaves before the client is done.
    ServerStaysUp,
    /// The client ends by itself, with exit status 0.
    ClientFinishes,
    /// Task 1: the server sends a greeting.
    ServerGreets,
    /// Task 1: the client answers the greeting.
    ClientAcknowledges,
    /// Task 1: the client prints the greeting.
    ClientShowsGreeting,
    /// Task 1: the server prints the acknowledgement.
    ServerShowsAcknowledgement,
    /// Tasks 2 and 3: the client sends as many numbers as asked for, in the range asked for.
    SendsNumbers,
    /// Task 2: the server sends every number of the client's list back once, and none else.
    ReplyIsDeduplicated,
    /// Task 2: the client prints the final list.
    ShowsFinalList,
    /// Task 2: the client prints the numbers identified as duplicates.
    ShowsDuplicates,
    /// Task 3: the server sends the numbers that are in both sets, and none else.
    ReplyIsIntersection,
    /// Task 3: the server's answer is ascending as numbers and repeats none.
    ReplyIsSorted,
    /// Task 3: the client prints the common numbers.
    ShowsIntersection,
    /// What works where each send arrives alone works where several arrive as one: a question about all cases together.
    SurvivesMerging,
    /// What works where sends arrive whole works where they arrive in pieces: a question about all cases together.
    SurvivesCutting,
}

impl Check {
    /// Every check, in the order in which reports show them.
    pub const ALL: [Self; 16] = [
        Self::ServerListens,
        Self::ServerStaysUp,
        Self::ServerGreets,
        Self::ClientAcknowledges,
        Self::SendsNumbers,
        Self::ReplyIsDeduplicated,
        Self::ReplyIsIntersection,
        Self::ReplyIsSorted,
        Self::ClientFinishes,
        Self::ClientShowsGreeting,
        Self::ServerShowsAcknowledgement,
        Self::ShowsFinalList,
        Self::ShowsDuplicates,
        Self::ShowsIntersection,
        Self::SurvivesMerging,
        Self::SurvivesCutting,
    ];

    /// Its name in scenarios and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::ServerListens => "server-listens",
            Self::ServerStaysUp => "server-stays-up",
            Self::ClientFinishes => "client-finishes",
            Self::ServerGreets => "server-greets",
            Self::ClientAcknowledges => "client-acknowledges",
            Self::ClientShowsGreeting => "client-shows-greeting",
            Self::ServerShowsAcknowledgement => "server-shows-acknowledgement",
            Self::SendsNumbers => "sends-numbers",
            Self::ReplyIsDeduplicated => "reply-is-deduplicated",
            Self::ShowsFinalList => "shows-final-list",
            Self::ShowsDuplicates => "shows-duplicates",
            Self::ReplyIsIntersection => "reply-is-intersection",
            Self::ReplyIsSorted => "reply-is-sorted",
            Self::ShowsIntersection => "shows-intersection",
            Self::SurvivesMerging => "survives-merging",
            Self::SurvivesCutting => "survives-cutting",
        }
    }

    /// The check of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|check| check.name() == name)
    }

    /// The only task that the check is about; `None` where it is about all.
    fn task(self) -> Option<Task> {
        match self {
            Self::ServerListens
            | Self::ServerStaysUp
            | Self::ClientFinishes
            | Self::SendsNumbers
            | Self::SurvivesMerging
            | Self::SurvivesCutting => None,
            Self::ServerGreets
            | Self::ClientAcknowledges
            | Self::ClientShowsGreeting
            | Self::ServerShowsAcknowledgement => Some(Task::Greet),
            Self::ReplyIsDeduplicated | Self::ShowsFinalList | Self::ShowsDuplicates => Some(Task::Dedup),
            Self::ReplyIsIntersection | Self::ReplyIsSorted | Self::ShowsIntersection => {
                Some(Task::Intersect)
            }
        }
    }

    /// The checks of a task, in the order in which reports show them.
    pub fn of(task: Task) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |check| {
            let numbers_without_any = *check == Self::SendsNumbers && task == Task::Greet;
            check.task().is_none_or(|own| own == task) && !numbers_without_any
        })
    }

    /// The checks of a task that each case answers.
    pub fn of_case(task: Task) -> impl Iterator<Item = Self> {
        Self::of(task).filter(|check| !check.compares_deliveries())
    }

    /// Whether it takes the cases of several deliveries to answer the check.
    pub fn compares_deliveries(self) -> bool {
        matches!(self, Self::SurvivesMerging | Self::SurvivesCutting)
    }

    /// Whether the check is about running and ending, whatever the task.
    pub fn is_about_a_program_as_such(self) -> bool {
        matches!(self, Self::ServerListens | Self::ServerStaysUp | Self::ClientFinishes)
    }

    /// Whether the check compares an answer's numbers with what they should be.
    pub fn compares_lists(self) -> bool {
        matches!(
            self,
            Self::ReplyIsDeduplicated
                | Self::ReplyIsIntersection
                | Self::ReplyIsSorted
                | Self::ShowsFinalList
                | Self::ShowsDuplicates
                | Self::ShowsIntersection
        )
    }

    /// The program that the check is about: who has to mend what fails. `None` where it can be either.
    pub fn about(self) -> Option<Role> {
        Some(match self {
            Self::ServerListens
            | Self::ServerStaysUp
            | Self::ServerGreets
            | Self::ServerShowsAcknowledgement
            | Self::ReplyIsDeduplicated
            | Self::ReplyIsIntersection
            | Self::ReplyIsSorted => Role::Server,
            Self::ClientFinishes
            | Self::ClientAcknowledges
            | Self::ClientShowsGreeting
            | Self::SendsNumbers
            | Self::ShowsFinalList
            | Self::ShowsDuplicates
            | Self::ShowsIntersection => Role::Client,
            Self::SurvivesMerging | Self::SurvivesCutting => return None,
        })
    }
}

impl<'de> Deserialize<'de> for Check {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::named(&name).ok_or_else(|| serde::de::Error::custom(format!("there is no check `{name}`")))
    }
}

impl Serialize for Check {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_is_listed_once_and_found_by_its_name() {
        for check in Check::ALL {
            assert_eq!(Check::named(check.name()), Some(check));
            assert_eq!(Check::ALL.into_iter().filter(|other| *other == check).count(), 1);
        }
        assert_eq!(Check::named("reply-is-dedup"), None);
    }

    #[test]
    fn a_greeting_has_no_numbers_and_a_deduplication_no_intersection() {
        assert!(!Check::of(Task::Greet).any(|check| check == Check::SendsNumbers));
        assert!(Check::of(Task::Dedup).any(|check| check == Check::SendsNumbers));
        assert!(!Check::of(Task::Dedup).any(|check| check == Check::ReplyIsSorted));
    }
}
