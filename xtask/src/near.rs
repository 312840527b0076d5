//! Which name was probably meant: one rule for every name that a person writes.

use std::fs;
use std::path::{Path, PathBuf};

/// The name that is nearest to what was written, where one is near enough to have been meant.
pub fn nearest<'n>(written: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let written = written.to_lowercase();
    let distance = |name: &str| strsim::damerau_levenshtein(&name.to_lowercase(), &written);
    let near = names.into_iter().map(|name| (distance(name), name));
    near.filter(|(distance, name)| distance * 3 <= name.chars().count()).min().map(|(_, name)| name)
}

/// The end of a sentence about a name that nothing has: `; did you mean "task2"?`, or nothing.
pub fn did_you_mean<'n>(written: &str, names: impl IntoIterator<Item = &'n str>) -> String {
    nearest(written, names).map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

/// The same of a field of TOML, by its parser's own words about it.
pub fn did_you_mean_field(message: &str) -> String {
    unknown_field(message).map_or_else(String::new, |(written, fields)| did_you_mean(written, fields))
}

/// A field that the parser of a TOML file does not know, and those that it does, by its own words:
/// ``unknown field `a`, expected one of `b`, `c` ``.
pub fn unknown_field(message: &str) -> Option<(&str, Vec<&str>)> {
    let (field, expected) = message.trim().strip_prefix("unknown field `")?.split_once("`, expected ")?;
    Some((field, expected.split('`').skip(1).step_by(2).collect()))
}

/// What lies where nothing of that name does, and was probably meant: with the rest of the path behind it, where a folder on the way is
/// not there.
pub fn nearest_beside(path: &Path) -> Option<PathBuf> {
    let is_missing = |place: &&Path| !place.as_os_str().is_empty() && !place.exists();
    let missing = path.ancestors().take_while(is_missing).last()?;
    let rest = path.strip_prefix(missing).ok()?;
    let near = near_name(missing)?;
    Some(if rest.as_os_str().is_empty() { near } else { near.join(rest) })
}

fn near_name(path: &Path) -> Option<PathBuf> {
    let written = path.file_name()?.to_str()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(".".as_ref());
    let entries = fs::read_dir(folder).ok()?.filter_map(Result::ok);
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    nearest(written, names.iter().map(String::as_str)).map(|name| path.with_file_name(name))
}

/// The end of a sentence about a file or a folder that is not there.
pub fn did_you_mean_beside(path: &Path) -> String {
    nearest_beside(path).map_or_else(String::new, |near| format!("; did you mean `{}`?", near.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_hand_is_near_and_another_word_is_not() {
        let names = ["task1", "task2", "survives-every-delivery"];
        for (written, meant) in [
            ("Task2", Some("task2")),
            ("tsak2", Some("task2")),
            ("survives_every_delivery", Some("survives-every-delivery")),
            ("homework", None),
            ("", None),
        ] {
            assert_eq!(nearest(written, names), meant, "{written}");
        }
    }

    #[test]
    fn what_lies_beside_is_named_by_the_path_that_was_written() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("task2.toml"), "").expect("a file");
        let beside = |name: &str| nearest_beside(&folder.path().join(name));
        assert_eq!(beside("tsak2.toml"), Some(folder.path().join("task2.toml")));
        assert_eq!((beside("gradebook.csv"), beside("missing/task2.toml")), (None, None));
        assert_eq!(beside("task2.toml"), None, "it is there");
        fs::create_dir(folder.path().join("results")).expect("a folder");
        assert_eq!(beside("reslts/anna/task2-seed1"), Some(folder.path().join("results/anna/task2-seed1")));
    }

    #[test]
    fn a_field_is_known_by_the_parser_s_words() {
        let message = "unknown field `sevrer`, expected one of `server`, `client`";
        assert_eq!(did_you_mean_field(message), "; did you mean `server`?");
        assert_eq!(did_you_mean_field("unknown field `x`, there are no fields"), "");
        assert_eq!(did_you_mean_field("missing field `server`"), "");
    }
}
