//! A scenario as it stands in the file: types and spans, nothing resolved, nothing checked against anything else.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Raw {
    pub format: Spanned<i64>,
    pub title: Spanned<String>,
    pub task: Spanned<String>,
    pub seeds: Option<Spanned<String>>,
    pub deliveries: Option<Spanned<Vec<Spanned<String>>>>,
    pub timeout: Option<Spanned<String>>,
    #[serde(default)]
    pub numbers: RawNumbers,
    #[serde(default)]
    pub accept: RawAccept,
    #[serde(default)]
    pub input: RawInput,
    #[serde(default)]
    pub limits: RawLimits,
    #[serde(default)]
    pub points: BTreeMap<Spanned<String>, Spanned<i64>>,
}

/// `[numbers]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawNumbers {
    pub count: Option<Spanned<String>>,
    pub value: Option<Spanned<String>>,
    pub always: Option<Spanned<RawLists>>,
}

/// Lists of numbers.
pub(super) type RawLists = Vec<Spanned<Vec<Spanned<i64>>>>;

/// `[accept]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawAccept {
    pub duplicates: Option<Spanned<Vec<Spanned<String>>>>,
    pub final_order: Option<Spanned<String>>,
}

/// `[input]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawInput {
    pub server: Option<String>,
    pub client: Option<String>,
}

/// `[limits]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawLimits {
    pub cpu: Option<Spanned<String>>,
    pub processes: Option<Spanned<i64>>,
    pub memory_bytes: Option<Spanned<i64>>,
    pub file_bytes: Option<Spanned<i64>>,
    pub space_bytes: Option<Spanned<i64>>,
    pub output_bytes: Option<Spanned<i64>>,
    pub submission: Option<Spanned<String>>,
}
