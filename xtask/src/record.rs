//! What `--save` writes of each case: all that was observed as JSON, and the packets of both hosts as pcapng.

use std::io;
use std::path::Path;

use crate::class::address::case_name;
use crate::observation::Observation;
use crate::plan::Case;
use crate::tap::Packets;
use crate::whole_file::replace;

/// Writes both files into `folder`, whole or not at all: a reader never meets half of one.
pub fn write(folder: &Path, case: &Case<'_>, observation: &Observation, packets: &Packets) -> io::Result<()> {
    let name = name(case);
    let mut json = serde_json::to_vec_pretty(observation).map_err(io::Error::other)?;
    json.push(b'\n');
    replace(&folder.join(format!("{name}.json")), &json)?;
    let comment = format!("{}, seed {}, delivery {}", case.scenario.title, case.seed, case.delivery);
    replace(&folder.join(format!("{name}.pcapng")), &packets.to_pcapng(&comment))
}

/// The name of a case's files: `task2-seed7-as-sent`.
fn name(case: &Case<'_>) -> String {
    let stem = case.scenario.path.file_stem().unwrap_or_default().to_string_lossy();
    case_name(&stem, case.seed, case.delivery)
}
