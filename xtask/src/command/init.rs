//! `socklab init`: what the grader has in it, as files to be read and changed.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use toml::{Table, Value};

use super::written::{Written, write_all};
use crate::called;
use crate::printable::printable;
use crate::say;
use crate::scenario::{lab, shipped};

/// Options of `socklab init`.
#[derive(Debug, Args)]
pub struct Options {
    /// Where the files go; it is made where it is not there. Nothing is overwritten
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

macro_rules! files {
    ($below:literal: $($name:literal)*) => { [$(($name, include_str!(concat!("../../../", $below, $name)))),*] };
}

/// The lab's source.
const SOURCE: [(&str, &str); 17] = files!("src/":
    "bin/client.rs" "bin/server.rs" "client.rs" "connect.rs" "conversation.rs" "error.rs" "lib.rs" "message.rs" "options.rs" "output.rs"
    "role.rs" "seed.rs" "server.rs" "task/dedup.rs" "task/greet.rs" "task/intersect.rs" "task/mod.rs");

/// What describes our formats.
const SCHEMAS: [(&str, &str); 6] = files!("schema/":
    "choices.schema.json" "junit.xsd" "lab.schema.json" "results.schema.json" "scenario.schema.json" "submission.schema.json");

/// The workspace's manifest, of which the lab's is a part.
const MANIFEST: &str = include_str!("../../../Cargo.toml");

/// Writes all of it, or nothing where a file is in the way.
pub fn execute(options: &Options) -> Result<u8> {
    let files = files();
    write_all(&options.folder, &files)?;
    let folder = printable(&options.folder.display().to_string());
    say::line(format_args!("{} files are in `{folder}`: change what you like in them", files.len()));
    let run = shell_words::join(["run", &options.folder.join("scenarios").display().to_string()]);
    say::line(format_args!(
        "  scenarios/  what is asked, and what it is worth: `{} {}`",
        called::name(),
        printable(&run)
    ));
    say::line(format_args!(
        "  schema/     what describes scenarios, labs, `submission.toml`, `choices.toml`, `--json` and `--junit`"
    ));
    say::line(format_args!(
        "  lab/        the reference pair's source: `cargo build` makes it a server and a client"
    ));
    Ok(0)
}

/// Every file.
fn files() -> Vec<Written> {
    let scenarios =
        shipped::files().map(|(name, text)| Written::text(format!("scenarios/{name}.toml"), text));
    let lab = [Written::text(format!("scenarios/{}", lab::FILE), shipped::LAB)];
    let schemas = SCHEMAS.map(|(name, text)| Written::text(format!("schema/{name}"), text));
    let source = SOURCE.map(|(name, text)| Written::text(format!("lab/src/{name}"), text));
    let manifest = [Written::text("lab/Cargo.toml".to_owned(), &manifest())];
    scenarios.chain(lab).chain(schemas).chain(manifest).chain(source).collect()
}

/// The lab's manifest, as it stands by itself: what it has from the workspace is written out.
fn manifest() -> String {
    let whole: Table = MANIFEST.parse().expect("cargo has read it");
    let shared = &whole["workspace"]["package"];
    let package = whole["package"].as_table().expect("cargo has read it").iter().map(|(name, value)| {
        let is_shared = value.get("workspace") == Some(&Value::Boolean(true));
        (name.clone(), if is_shared { shared[name].clone() } else { value.clone() })
    });
    let mut own = Table::from_iter([("package".to_owned(), Value::Table(package.collect()))]);
    own.extend(["dependencies", "dev-dependencies"].map(|name| (name.to_owned(), whole[name].clone())));
    // A project of its own, wherever the folder is.
    own.insert("workspace".to_owned(), Value::Table(Table::new()));
    toml::to_string(&own).expect("it was TOML before")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    /// Every file below a folder of the project, by its path from there.
    fn there(folder: &Path, below: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(below).expect("a folder").flatten() {
            match entry.path() {
                path if path.is_dir() => there(folder, &path, found),
                path => drop(found.insert(path.strip_prefix(folder).expect("below").display().to_string())),
            }
        }
    }

    #[test]
    fn all_of_the_lab_and_of_the_schemas_is_in_the_grader() {
        let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let names = |files: &[(&str, &str)]| files.iter().map(|(name, _)| (*name).to_owned()).collect();
        for (folder, inside) in [("src", &SOURCE[..]), ("schema", &SCHEMAS[..])] {
            let mut found = BTreeSet::new();
            there(&project.join(folder), &project.join(folder), &mut found);
            assert_eq!(found, names(inside), "{folder}");
        }
    }

    #[test]
    fn the_lab_s_manifest_stands_by_itself() {
        let manifest: Table = manifest().parse().expect("TOML");
        let package = manifest["package"].as_table().expect("a table");
        assert_eq!(package["name"].as_str(), Some("socklab"));
        assert_eq!(package["version"].as_str(), Some(env!("CARGO_PKG_VERSION")));
        assert!(package.values().all(|value| value.get("workspace").is_none()), "{package:?}");
        assert!(manifest["workspace"].as_table().expect("a table").is_empty());
        assert!(manifest["dependencies"].get("clap").is_some());
    }
}
