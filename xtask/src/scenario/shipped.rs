//! The scenarios that come with the grader, as they stood when it was built: what `try` asks where nobody says what.

use std::path::Path;

use super::Scenario;
use super::lab::Lab;

/// Each with its name and its text.
const ALL: [(&str, &str); 3] = [
    ("task1", include_str!("../../../scenarios/task1.toml")),
    ("task2", include_str!("../../../scenarios/task2.toml")),
    ("task3", include_str!("../../../scenarios/task3.toml")),
];

/// The lab that weighs them, as text.
pub const LAB: &str = include_str!("../../../scenarios/lab.toml");

/// Names and texts, in the order of the hand-out.
pub fn files() -> impl Iterator<Item = (&'static str, &'static str)> {
    ALL.into_iter()
}

/// Their names, in the order of the hand-out.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.into_iter().map(|(name, _)| name)
}

/// All of them.
pub fn lab() -> Lab {
    Lab::of(ALL.map(scenario).to_vec())
}

/// The one of that name.
pub fn find(name: &str) -> Option<Scenario> {
    ALL.into_iter().find(|(known, _)| *known == name).map(scenario)
}

/// Whether this is one of them: of the same name, and to the letter what it asks.
pub fn is(scenario: &Scenario) -> bool {
    let name = scenario.path.file_stem();
    ALL.into_iter().any(|(known, text)| name.is_some_and(|name| name == known) && text == scenario.text)
}

fn scenario((name, text): (&str, &str)) -> Scenario {
    Scenario::parse(Path::new(&format!("{name}.toml")), text).expect("what is shipped is right")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shipped_is_found_by_its_name_and_known_by_its_text() {
        assert_eq!(lab().parts.len(), names().count());
        for name in names() {
            let scenario = find(name).expect("it is shipped");
            assert!(is(&scenario));
            let text = format!("{}# easier\n", scenario.text);
            let easier = Scenario::parse(&scenario.path, &text).expect("a right scenario");
            let renamed = Scenario { path: "my.toml".into(), ..scenario };
            assert!(!is(&easier) && !is(&renamed));
        }
        assert_eq!(find("task4"), None);
    }
}
