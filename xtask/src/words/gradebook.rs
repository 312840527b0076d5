//! What an instructor is told about the files for gradebooks: who was not found, what was left as it was, and why.

/// The column that is filled.
pub fn fills(column: &str) -> String {
    format!("fills the column `{column}`; every other cell is as it was")
}

/// The column that is added.
pub fn adds(column: &str) -> String {
    format!(
        "adds a column `{column}`, since the gradebook has none: on import, Canvas asks whether it is a new assignment"
    )
}

/// A column of the lab that the gradebook does not have, beside others that it has.
pub fn lacks(column: &str) -> String {
    format!("the gradebook has no column `{column}`, so it is not filled; others of this lab are")
}

/// Points that are converted.
pub fn converted(column: &str, there: &str, here: &str) -> String {
    format!(
        "`{column}` is out of {there} points and the lab out of {here}: points are converted in proportion"
    )
}

/// Submissions of nobody in the gradebook.
pub fn strangers(submissions: &[String]) -> String {
    format!("graded, but not found in the gradebook: {}", submissions.join(", "))
}

/// Submissions that could be of several people.
pub fn ambiguous(submissions: &[String]) -> String {
    format!(
        "graded, but could be several people of the gradebook, so nobody's cell is filled: {}",
        submissions.join(", ")
    )
}

/// Several submissions of one person.
pub fn rivals(person: &str, submissions: &[String]) -> String {
    format!(
        "`{person}` has several submissions ({}): the cell is left as it was, fill it by hand",
        submissions.join(", ")
    )
}

/// People who handed nothing in.
pub fn absent(people: &[String]) -> String {
    format!("in the gradebook without a submission, cells left as they were: {}", people.join(", "))
}

/// Grades that are not settled.
pub fn open(submissions: &[String]) -> String {
    format!("points are open, so the cells are left as they were: {}", submissions.join(", "))
}

/// People who are excused.
pub fn excused(people: &[String]) -> String {
    format!("excused (`EX`), so the cells are left as they were: {}", people.join(", "))
}

/// Grades that Moodle has locked.
pub fn locked(people: &[String]) -> String {
    format!("`Grade can be changed` is not `Yes`, so the cells are left as they were: {}", people.join(", "))
}
