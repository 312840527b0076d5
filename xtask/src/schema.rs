//! What describes our formats to editors and programs: the files of `schema/`, which follow from the types that are read and
//! written. `UPDATE_EXPECTED=1 cargo test --package xtask --lib -- schema` writes them anew.

use std::fs;
use std::path::{Path, PathBuf};

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::Value;

use crate::whole_file;

/// The schema in one of the files.
pub fn there(file: &str) -> Value {
    let text = fs::read_to_string(path(file)).unwrap_or_else(|error| panic!("`{file}`: {error}"));
    serde_json::from_str(&text).expect("a schema is JSON")
}

/// Fails unless the file is what follows from the type, which TOML is read into. Editors know draft 7.
pub fn assert_toml<T: JsonSchema>(file: &str) {
    let settings = SchemaSettings::draft07().with_transform(RecursiveTransform(without_null));
    assert_is(file, &settings.into_generator().into_root_schema_for::<T>());
}

/// The same for a type that is written as JSON.
pub fn assert_json<T: JsonSchema>(file: &str) {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    assert_is(file, &settings.into_generator().into_root_schema_for::<T>());
}

/// Whether this TOML is as the schema in the file says; what is wrong with it, where it is not.
pub fn errors_of(toml: &str, file: &str) -> Vec<String> {
    let document = as_json(toml::from_str(toml).expect("TOML"));
    let schema = jsonschema::validator_for(&there(file)).expect("the schema can be used");
    schema.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// TOML as editors see it: a time is text.
fn as_json(toml: toml::Value) -> Value {
    match toml {
        toml::Value::Datetime(time) => time.to_string().into(),
        toml::Value::Array(all) => all.into_iter().map(as_json).collect(),
        toml::Value::Table(all) => all.into_iter().map(|(name, value)| (name, as_json(value))).collect(),
        plain => serde_json::to_value(plain).expect("it is in JSON, too"),
    }
}

fn assert_is(file: &str, schema: &Schema) {
    let mut text = serde_json::to_string_pretty(schema).expect("a schema is JSON");
    text.push('\n');
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        // Whole: other tests are reading it.
        let written = whole_file::replace(&path(file), text.as_bytes());
        written.unwrap_or_else(|error| panic!("`{file}`: {error}"));
    }
    let there = fs::read_to_string(path(file)).unwrap_or_default();
    assert!(there == text, "`schema/{file}` is not what the types say: see the head of `schema.rs`");
}

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema").join(file)
}

/// TOML has no null: what may be left out is left out.
fn without_null(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            object.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(any)) = object.get_mut("anyOf") {
        any.retain(|one| one.get("type") != Some(&Value::from("null")));
        if let [Value::Object(only)] = any.as_mut_slice() {
            let only = std::mem::take(only);
            object.remove("anyOf");
            object.extend(only);
        }
    }
}
