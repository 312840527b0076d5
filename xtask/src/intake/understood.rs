//! Which Python the files of a submission are in, asked of both compilers where this machine has both: in the sandbox, and without
//! executing anything of a student's. What both of them take is told by its code, see `python`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use super::files;
use super::language::Language;
use super::python::Version;
use crate::host::network::Network;
use crate::host::{Host, Isolation, Launch, StartError, has_program};
use crate::observation::End;
use crate::role::Role;

/// Compiles each of the files that are named on standard input, and prints the numbers of those that can be.
const COMPILES: &str = "\
import sys
names = getattr(sys.stdin, 'buffer', sys.stdin).read().split(b'\\0')
for number, name in enumerate(names):
    try:
        compile(open(name, 'rb').read(), 'source', 'exec')
    except Exception:
        continue
    print(number)
";

/// How long a compiler may take over all files of a submission. Each takes some milliseconds.
const PATIENCE: Duration = Duration::from_secs(20);

/// The files that only one of the compilers takes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Understood(BTreeMap<PathBuf, Version>);

impl Understood {
    /// Asks about all files of Python below `folder`, on the hosts of `slot`. An error is the harness's own.
    pub fn ask(folder: &Path, isolation: Isolation, slot: u32) -> Result<Self> {
        let mut files = files::list(folder).context("cannot list what was handed in")?;
        files.retain(|file| Language::of_name(file) == Some(Language::Python));
        if files.is_empty() || !["python2", "python3"].into_iter().all(has_program) {
            return Ok(Self::default());
        }
        let taken = |compiler| taken(compiler, &files, folder, isolation, slot);
        let (Some(two), Some(three)) = (taken("python2")?, taken("python3")?) else {
            return Ok(Self::default());
        };
        let versions = files.into_iter().enumerate().filter_map(|(number, file)| {
            match (two.contains(&number), three.contains(&number)) {
                (true, false) => Some((file, Version::Two)),
                (false, true) => Some((file, Version::Three)),
                _ => None,
            }
        });
        Ok(Self(versions.collect()))
    }

    /// The version of a file, if only one takes it.
    pub(super) fn version(&self, file: &Path) -> Option<Version> {
        self.0.get(file).copied()
    }
}

#[cfg(test)]
impl<const N: usize> From<[(&str, Version); N]> for Understood {
    fn from(versions: [(&str, Version); N]) -> Self {
        Self(versions.into_iter().map(|(file, version)| (file.into(), version)).collect())
    }
}

/// The places of the files that a compiler takes; `None` where it did not come to its end.
fn taken(
    compiler: &str,
    files: &[PathBuf],
    folder: &Path,
    isolation: Isolation,
    slot: u32,
) -> Result<Option<BTreeSet<usize>>> {
    let host = Host::open(isolation, Role::Server, slot)?;
    let network = match isolation {
        Isolation::None => Network::machine(),
        Isolation::Network | Isolation::Sandbox => Network::fresh()?,
    };
    let mut launch = Launch::new([compiler, "-c", COMPILES], folder).within(folder);
    let names: Vec<&[u8]> = files.iter().map(|file| file.as_os_str().as_encoded_bytes()).collect();
    launch.stdin = Some(names.join(&0));
    let process = match network.visit(|| host.start(&launch))? {
        Ok(process) => process,
        Err(StartError::Trouble(error)) => return Err(error.into()),
        Err(_) => return Ok(None),
    };
    process.wait_until(Instant::now() + PATIENCE);
    let facts = process.stop()?;
    let printed = String::from_utf8_lossy(&facts.stdout.kept);
    let numbers = || printed.lines().filter_map(|line| line.trim().parse().ok()).collect();
    Ok((facts.end == End::Exited(0)).then(numbers))
}
