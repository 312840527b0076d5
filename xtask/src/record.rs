//! What `--save` writes of each case: all that was observed as JSON, and the packets of both hosts as pcapng. `--keep-packets` writes the
//! latter alone.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use crate::case_name::{case_name, repeat_name};
use crate::command_line::Pair;
use crate::digest::of_text;
use crate::observation::Observation;
use crate::plan::Case;
use crate::script::StandIn;
use crate::tap::Packets;
use crate::whole_file::replace;

/// Where cases are saved, and what of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saving {
    /// The folder; it is made where it is not there.
    pub folder: PathBuf,
    /// What is saved.
    pub what: What,
}

/// What is saved of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// All that was observed, with how it is run again: a command without seed and delivery, one a scenario; and the packets.
    All {
        /// Those commands.
        again: Vec<String>,
    },
    /// The packets alone, of this pair of programs: another may be tried in the same case.
    Packets(Pair),
}

/// A case that was saved. What was observed stands beside the command in the same object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// The command that runs the pair again with the case's seed and delivery.
    pub again: String,
    /// Who played one of the two in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stand_in: Option<StandIn>,
    /// Whether its client came second, to a server that had served another one before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub second: bool,
    /// What was observed.
    #[serde(flatten)]
    pub observation: Observation,
}

impl Saved {
    /// Reads what was written of a case.
    pub fn read(file: &Path) -> Result<Self> {
        let text = fs::read(file).with_context(|| format!("cannot read `{}`", file.display()))?;
        serde_json::from_slice(&text)
            .with_context(|| format!("`{}` is no case that `run --save` has written", file.display()))
    }
}

impl Saving {
    /// Writes the files of a case, whole or not at all: a reader never meets half of one.
    pub fn write(&self, case: &Case<'_>, observation: &Observation, packets: &Packets) -> io::Result<()> {
        let name = name(case);
        fs::create_dir_all(&self.folder)?;
        let comment = format!("{}, seed {}, delivery {}", case.scenario.title, case.seed, case.delivery);
        let pcapng = match &self.what {
            What::Packets(pair) => packets_of(&name, pair),
            What::All { again } => {
                let again = format!("{} --seed {} --delivery {}", again[case.run], case.seed, case.delivery);
                let (stand_in, second) = (case.stand_in.cloned(), case.second);
                let saved = Saved { again, stand_in, second, observation: observation.clone() };
                let mut json = serde_json::to_vec_pretty(&saved).map_err(io::Error::other)?;
                json.push(b'\n');
                replace(&self.folder.join(format!("{name}.json")), &json)?;
                format!("{name}.pcapng")
            }
        };
        replace(&self.folder.join(pcapng), &packets.to_pcapng(&comment))
    }
}

/// The file of a pair's packets in the case of that name: which pair is told by the first digits of a digest.
pub fn packets_of(case: &str, pair: &Pair) -> String {
    let digest = of_text(&pair.words().join("\n"));
    format!("{case}.{}.pcapng", &digest[..8])
}

/// The name of a case's files.
fn name(case: &Case<'_>) -> String {
    let stem = case.scenario.path.file_stem().unwrap_or_default().to_string_lossy();
    let played = case.stand_in.map(|stand_in| stand_in.played);
    let name = case_name(&stem, case.seed, case.delivery, played, case.second);
    repeat_name(name, case.repeat)
}
