//! A scenario as it stands in the file: types and spans, nothing resolved, nothing checked against anything else. What is said of
//! the fields here is what `schema/scenario.schema.json` says of them.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::spanned::Spanned;

/// A task, and how programs are graded that do it.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = "Scenario of socklab"))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Raw {
    /// The version of this format.
    #[cfg_attr(test, schemars(extend("const" = super::FORMAT)))]
    pub format: Spanned<i64>,
    /// What a person calls it.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub title: Spanned<String>,
    /// What the programs have to do: greet and acknowledge, remove duplicates, or intersect two lists.
    #[cfg_attr(test, schemars(extend("enum" = crate::task::Task::ALL.map(crate::task::Task::name))))]
    pub task: Spanned<String>,
    /// Each seed is a case: numbers and ranges, such as `1..5, 14, 159`. Without it, seed 1.
    pub seeds: Option<Spanned<String>>,
    /// How bytes are handed over; each seed is run with each. Without it, as they were sent.
    #[cfg_attr(test, schemars(extend("items" = names(super::Delivery::ALL.map(super::Delivery::name)))))]
    #[cfg_attr(test, schemars(length(min = 1), extend("uniqueItems" = true)))]
    pub deliveries: Option<Spanned<Vec<Spanned<String>>>>,
    /// How long a case may go without progress, such as `10s`, which it is without it; at most `10m`.
    pub timeout: Option<Spanned<String>>,
    /// The numbers that the task is about.
    #[serde(default)]
    pub numbers: RawNumbers,
    /// What counts as right where the hand-out can be read in more than one way. Task `dedup` only.
    #[serde(default)]
    pub accept: RawAccept,
    /// What stands on the programs' standard input.
    #[serde(default)]
    pub input: RawInput,
    /// What a program may use.
    #[serde(default)]
    pub limits: RawLimits,
    /// What each check is worth. A check that is not named is reported and worth nothing.
    #[cfg_attr(test, schemars(extend("propertyNames" = names(super::Check::ALL.map(super::Check::name)))))]
    #[cfg_attr(test, schemars(extend("additionalProperties" = points())))]
    #[serde(default)]
    pub points: BTreeMap<Spanned<String>, Spanned<i64>>,
}

/// `[numbers]`
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "numbers"))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawNumbers {
    /// How many numbers a list has, such as `25..100` or `25`.
    pub count: Option<Spanned<String>>,
    /// Between which bounds they lie, such as `1..100`, which it is without it.
    pub value: Option<Spanned<String>>,
    /// Lists that every server is sent, whatever its client draws.
    pub always: Option<Spanned<RawLists>>,
}

/// Lists of numbers.
pub(super) type RawLists = Vec<Spanned<Vec<Spanned<i64>>>>;

/// `[accept]`
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "accept"))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawAccept {
    /// What counts as the list of duplicates; without it, each reading.
    #[cfg_attr(test, schemars(extend("items" = names(super::Duplicates::ALL.map(|(name, _)| name)))))]
    #[cfg_attr(test, schemars(length(min = 1), extend("uniqueItems" = true)))]
    pub duplicates: Option<Spanned<Vec<Spanned<String>>>>,
    /// In which order the final list has to be; without it, any.
    #[cfg_attr(test, schemars(extend("enum" = super::FinalOrder::ALL.map(|(name, _)| name))))]
    pub final_order: Option<Spanned<String>>,
}

/// `[input]`: `{host}`, `{port}` and `{seed}` are filled in.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "input"))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawInput {
    /// What is typed at the server.
    pub server: Option<String>,
    /// What is typed at the client.
    pub client: Option<String>,
}

/// `[limits]`
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "limits"))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawLimits {
    /// Processor time of a program and all that it starts, such as `20s`.
    pub cpu: Option<Spanned<String>>,
    /// Processes and threads at a time.
    pub processes: Option<Spanned<i64>>,
    /// Memory in bytes, of all its processes together.
    pub memory_bytes: Option<Spanned<i64>>,
    /// The largest file, in bytes.
    pub file_bytes: Option<Spanned<i64>>,
    /// All of its files together, in bytes.
    pub space_bytes: Option<Spanned<i64>>,
    /// What is kept of its output, in bytes.
    pub output_bytes: Option<Spanned<i64>>,
    /// What all cases of a submission may take together, such as `5m`.
    pub submission: Option<Spanned<String>>,
}

/// One of these names.
#[cfg(test)]
fn names<const N: usize>(names: [&str; N]) -> serde_json::Value {
    serde_json::json!({ "type": "string", "enum": names.to_vec() })
}

/// What a check can be worth.
#[cfg(test)]
fn points() -> serde_json::Value {
    serde_json::json!({ "type": "integer", "minimum": 0, "maximum": 10_000 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::shipped;
    use crate::schema;

    const FILE: &str = "scenario.schema.json";

    #[test]
    fn the_schema_is_what_the_types_say() {
        schema::assert_toml::<Raw>(FILE);
    }

    #[test]
    fn our_scenarios_are_as_the_schema_says() {
        for (name, text) in shipped::files() {
            assert_eq!(schema::errors_of(text, FILE), [""; 0], "{name}");
        }
    }

    #[test]
    fn the_schema_refuses_what_is_no_scenario() {
        let head = "format = 1\ntitle = \"a title\"\n";
        for wrong in [
            "task = \"greet\"\nformat = 2\ntitle = \"a title\"",
            &format!("{head}task = \"grete\""),
            &format!("{head}task = \"greet\"\ntimeuot = \"1s\""),
            &format!("{head}task = \"greet\"\ndeliveries = [\"as-sent\", \"as-sent\"]"),
            &format!("{head}task = \"greet\"\n[points]\nserver-listen = 5"),
            &format!("{head}task = \"greet\"\n[points]\nserver-listens = -1"),
            &format!("{head}task = \"dedup\"\n[accept]\nduplicates = [\"some\"]"),
        ] {
            assert_ne!(schema::errors_of(wrong, FILE), [""; 0], "{wrong}");
        }
    }
}
