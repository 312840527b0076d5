//! Where a program runs, and what a case fills in in its command.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::host::Executable;
use crate::task::Task;

/// Where a program runs, and its words as they are right from there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// Its working folder.
    pub folder: PathBuf,
    /// Whether what is in the folder belongs to the program. Where not, a sandbox need not show it.
    pub holds_files: bool,
    /// What is executed.
    pub executable: Executable,
    pub(crate) words: Vec<String>,
    pub(crate) variables: Vec<(String, String)>,
}

impl Seat {
    /// That of a program which has no files in `folder`.
    pub(crate) fn without_files(folder: &Path, executable: Executable, words: Vec<String>) -> Self {
        Self { folder: folder.to_owned(), holds_files: false, executable, words, variables: Vec::new() }
    }

    /// Program and arguments of one case.
    pub fn command_line(&self, fill: &Fill<'_>) -> Vec<String> {
        self.words.iter().map(|word| fill.word(word)).collect()
    }

    /// The variables of one case that its command begins with.
    pub fn variables(&self, fill: &Fill<'_>) -> Vec<(OsString, OsString)> {
        self.variables.iter().map(|(name, value)| (name.into(), fill.word(value).into())).collect()
    }
}

/// What stands for `{host}`, `{port}` and `{seed}` in one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fill<'a> {
    /// Where the server is to listen, or the client to connect.
    pub host: &'a str,
    /// The port of the same.
    pub port: u16,
    /// The seed of the case.
    pub seed: u64,
}

impl Fill<'_> {
    /// The same facts as environment variables.
    pub fn env(&self, task: Task) -> [(&'static str, String); 4] {
        [
            ("SOCKLAB_HOST", self.host.to_owned()),
            ("SOCKLAB_PORT", self.port.to_string()),
            ("SOCKLAB_SEED", self.seed.to_string()),
            ("SOCKLAB_TASK", task.name().to_owned()),
        ]
    }

    /// Fills in what stands in braces.
    pub fn word(&self, word: &str) -> String {
        word.replace("{host}", self.host)
            .replace("{port}", &self.port.to_string())
            .replace("{seed}", &self.seed.to_string())
    }
}
