//! Who handed a submission in, as far as the names in the download tell.

use serde::{Deserialize, Serialize};

/// A student, or a group that hands in as one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Student {
    /// Unique in the class and safe as a file name: `[a-z0-9._-]+`.
    pub key: String,
    /// As a person knows it: untrusted text.
    pub name: String,
    /// Canvas' number of the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canvas_id: Option<String>,
    /// Moodle's number of the participant in this assignment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moodle_id: Option<String>,
    /// A login or user name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    /// A mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}
