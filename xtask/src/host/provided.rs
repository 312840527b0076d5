//! What a lab provides for its programs beside what the machine has anyway: chosen by the instructor, before the first
//! submission is opened, and the same for every program of this run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

/// The `[toolchain]` of a lab.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provided {
    /// Folders in which programs are looked for before those of `PATH`: that of an interpreter, the `bin` of a venv.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<PathBuf>,
    /// Files and folders that every program sees, read-only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shows: Vec<PathBuf>,
    /// Variables that are set for every program and every build.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub env: BTreeMap<String, String>,
}

static PROVIDED: OnceLock<Provided> = OnceLock::new();

impl Provided {
    /// Whether it is nothing.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// What of it is not on this machine.
    pub fn missing(&self) -> impl Iterator<Item = &Path> {
        let path = self.path.iter().filter(|folder| !folder.is_dir());
        path.chain(self.shows.iter().filter(|place| !place.exists())).map(PathBuf::as_path)
    }

    /// Has every program get it that is started from here on. What is looked for among the toolchains is found in it first: to be
    /// said before [`super::look_for_toolchains`].
    pub fn provide(&self) {
        let _ = PROVIDED.set(self.clone());
    }
}

/// What every program gets.
pub(super) fn provided() -> &'static Provided {
    static NOTHING: Provided = Provided { path: Vec::new(), shows: Vec::new(), env: BTreeMap::new() };
    PROVIDED.get().unwrap_or(&NOTHING)
}
