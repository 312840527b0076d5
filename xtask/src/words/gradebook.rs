//! What an instructor is told about the files for gradebooks: who was not found, what was left as it was, and why.

use crate::near::did_you_mean;

/// The column that is filled, and that of comments, where there is one.
pub fn fills(column: &str, comments: Option<&str>) -> String {
    let comments = comments
        .map_or(String::new(), |comments| format!(", and `{comments}` wherever no person has written in it"));
    format!("fills the column `{column}`{comments}; every other cell is as it was")
}

/// The column that is added.
pub fn adds(column: &str, headers: &[String]) -> String {
    format!(
        "adds a column `{column}`, since the gradebook has none: on import, Canvas asks whether it is a new assignment{}",
        did_you_mean(column, headers.iter().map(String::as_str))
    )
}

/// A column of the lab that the gradebook does not have, beside others that it has.
pub fn lacks(column: &str, headers: &[String]) -> String {
    format!(
        "the gradebook has no column `{column}`, so it is not filled; others of this lab are{}",
        did_you_mean(column, headers.iter().map(String::as_str))
    )
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

/// A column of Moodle's worksheet that is not there.
pub fn no_worksheet(column: &str) -> String {
    format!(
        "there is no column `{column}`, so this is not Moodle's offline grading worksheet: download it from the assignment's list of \
         submissions, and leave its columns as they are"
    )
}

/// A worksheet in another language than English, of which it cannot be told which column has the grades.
pub fn no_columns_of_points(found: usize) -> String {
    let found = match found {
        0 => "no column".to_owned(),
        found => format!("{found} columns"),
    };
    format!(
        "this looks like Moodle's grading worksheet in another language than English, and {found} could be the maximum beside the \
         grade: see that the assignment is graded by points, or switch your own language to English in Moodle and download the \
         worksheet again"
    )
}

/// What was taken for what in a worksheet in another language.
pub fn columns_by_content(grade: &str, maximum: &str) -> String {
    format!(
        "the worksheet is in another language than English: by what stands in them, `{grade}` is taken for the grade and `{maximum}` \
         for its maximum; upload it with Moodle in the same language. Cells that Moodle has locked are not told apart: Moodle skips them"
    )
}
