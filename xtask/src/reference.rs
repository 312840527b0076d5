//! Builds the lab's own server and client when a run needs them. The grader only ever runs them; it never links them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::observation::Role;

/// Paths of the lab's programs.
#[derive(Debug, Clone)]
pub struct Reference {
    server: PathBuf,
    client: PathBuf,
}

impl Reference {
    /// Builds the programs with the `cargo` that built the grader; where they are built already this is quick.
    pub fn build() -> Result<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("Cargo.toml");
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(&cargo)
            .args(["build", "--quiet", "--package", "socklab", "--bins"])
            .arg("--message-format=json-render-diagnostics")
            .arg("--manifest-path")
            .arg(&manifest)
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()
            .with_context(|| format!("cannot run `{}` to build the reference pair", cargo.display()))?;
        if !output.status.success() {
            bail!("the reference pair does not build: see the compiler's messages above");
        }
        let messages = String::from_utf8_lossy(&output.stdout);
        let executables: Vec<(String, PathBuf)> = messages.lines().filter_map(executable).collect();
        let find = |role: Role| {
            let found = executables.iter().find(|(name, _)| name == role.word());
            found
                .map(|(_, path)| path.clone())
                .with_context(|| format!("cargo built no `{}` in `{}`", role.word(), manifest.display()))
        };
        Ok(Self { server: find(Role::Server)?, client: find(Role::Client)? })
    }

    /// The program of that role.
    pub fn program(&self, role: Role) -> PathBuf {
        match role {
            Role::Server => self.server.clone(),
            Role::Client => self.client.clone(),
        }
    }
}

/// Name and path of the executable that a line of cargo's messages tells of.
fn executable(line: &str) -> Option<(String, PathBuf)> {
    let message: Value = serde_json::from_str(line).ok()?;
    let name = message["target"]["name"].as_str()?;
    let path = message["executable"].as_str()?;
    Some((name.to_owned(), path.into()))
}
