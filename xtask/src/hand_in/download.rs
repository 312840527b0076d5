//! What a download is taken for, and what in it is nobody's.

use serde::{Deserialize, Serialize};

/// How a download names what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Naming {
    /// As Canvas does.
    Canvas,
    /// As Moodle does.
    Moodle,
    /// As Gradescope does.
    Gradescope,
    /// As GitHub Classroom does.
    GitHub,
    /// As Brightspace does.
    Brightspace,
    /// As Blackboard does.
    Blackboard,
    /// Files side by side that say in their names whose they are.
    Flat,
    /// One folder or archive for each student, named in any way.
    Plain,
}

/// How to take a download that could be a class or what one student handed in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reading {
    /// For what it looks like.
    #[default]
    Likely,
    /// For a class: each folder and each archive is a student's, whatever it is called.
    Class,
}

/// Why a folder is nobody's submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stranger {
    /// It tells of these students, by name.
    Tells(Vec<String>),
    /// Pages of this grader are in it, and no program.
    Ours,
    /// Nothing but what tools write is in it.
    Written,
    /// It is not named as the platform's submissions are, and there is no program in it.
    Unnamed,
}
