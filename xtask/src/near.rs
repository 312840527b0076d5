//! Which name was probably meant: one rule for every name that a person writes.

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
}
