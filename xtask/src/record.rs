//! What `--save` writes of each case: all that was observed as JSON, and the packets of both hosts as pcapng.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::class::address::case_name;
use crate::observation::Observation;
use crate::plan::Case;
use crate::stand_in::Played;
use crate::tap::Packets;

/// Writes both files into `folder`, whole or not at all: a reader never meets half of one.
pub fn write(folder: &Path, case: &Case<'_>, observation: &Observation, packets: &Packets) -> io::Result<()> {
    let name = name(case);
    let mut json = serde_json::to_vec_pretty(observation).map_err(io::Error::other)?;
    json.push(b'\n');
    replace(&folder.join(format!("{name}.json")), &json)?;
    let comment = format!("{}, seed {}, delivery {}", case.scenario.title, case.seed, case.delivery);
    replace(&folder.join(format!("{name}.pcapng")), &packets.to_pcapng(&comment))
}

/// The name of a case's files: `task2-seed7-as-sent`, `task2-seed7-as-sent-with-stand-in-client`.
fn name(case: &Case<'_>) -> String {
    let stem = case.scenario.path.file_stem().unwrap_or_default().to_string_lossy();
    let played = case.stand_in.map_or(String::new(), |stand_in| {
        let Played { role, script } = stand_in.played;
        let further = if script > 1 { format!("-{script}") } else { String::new() };
        format!("-with-stand-in-{}{further}", role.word())
    });
    case_name(&stem, case.seed, case.delivery) + &played
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut unfinished = PathBuf::from(path).into_os_string();
    unfinished.push(".part");
    fs::write(&unfinished, bytes)?;
    fs::rename(&unfinished, path)
}
