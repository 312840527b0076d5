//! What is said of a submission that does not follow from its programs: how late it was handed in, and what that costs. It is a fact
//! of the journal, and can change without running anything again.

use serde::{Deserialize, Serialize};

use crate::scenario::late::Lateness;

/// All of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ruling {
    /// What the lab's policy makes of the time at which it was handed in; `None` where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lateness: Option<Lateness>,
}
