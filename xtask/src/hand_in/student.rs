//! Who handed something in.

use serde::{Deserialize, Serialize};

/// Who handed something in.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[cfg_attr(test, schemars(rename = "student"))]
pub struct Student {
    /// Unique in the class, the same whenever the same class is read, and safe as the name of a file: `[a-z0-9._-]`.
    #[cfg_attr(test, schemars(regex(pattern = "^[a-z0-9_-][a-z0-9._-]*$")))]
    pub key: String,
    /// As the platform calls the student, or the group.
    pub name: String,
    /// The user's number in Canvas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canvas_id: Option<String>,
    /// The number of a file in Canvas that was handed in: by it Canvas takes feedback back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canvas_file: Option<String>,
    /// The participant's number in Moodle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moodle_id: Option<String>,
    /// The user's number in Brightspace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brightspace_id: Option<String>,
    /// The submission's number in Gradescope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gradescope_id: Option<String>,
    /// The student's number at the school, as Gradescope knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// The user's name at GitHub.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    /// The address for mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whether Canvas marks it as late.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// The others of a group, beside the one named here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partners: Vec<Partner>,
}

impl Student {
    /// The names of all whose submission it is.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.partners.iter().map(|partner| partner.name.as_str()))
    }
}

/// Another member of a group.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[cfg_attr(test, schemars(rename = "partner"))]
pub struct Partner {
    /// As the platform calls the student.
    pub name: String,
    /// The user's number in Canvas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canvas_id: Option<String>,
    /// The user's name at GitHub, or at the school.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    /// The student's number at the school.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// The address for mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}
