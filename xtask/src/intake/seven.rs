//! What stands in a 7z archive, one entry after the other.
//!
//! Many files are packed as one there, so all of them have to be unpacked to read the last: what they are said to take
//! together is looked at before, and no entry gives more than it is said to have.

use std::fs::File;
use std::io::BufReader;

use sevenz_rust2::{ArchiveEntry, ArchiveReader, EntryDecision, Error, Password};

use super::archive::{Item, Kind, MOST_ENTRIES, MOST_MEMORY_KIB, kind};
use super::stop::Stop;
use crate::hand_in::Refusal;

/// The bit of Windows' attributes that says that the upper half of them is a mode of Unix.
const HAS_MODE: u32 = 1 << 15;

/// The bit that says that this is a link of Windows'.
const REPARSE_POINT: u32 = 1 << 10;

/// Shows every entry to `visit`, in the archive's order. Archives that unpack to more than `most_bytes` are refused.
pub(super) fn entries(
    file: File,
    most_bytes: u64,
    visit: &mut dyn FnMut(Item<'_>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let most_memory = usize::try_from(MOST_MEMORY_KIB).unwrap_or(usize::MAX);
    let mut reader =
        ArchiveReader::new_with_memory_limit(BufReader::new(file), Password::empty(), most_memory)
            .map_err(broken)?;
    // Its workers would each take as much again.
    reader.set_thread_count(1);
    let files = &reader.archive().files;
    if files.is_empty() {
        return Err(Refusal::Empty.into());
    }
    if files.len() as u64 > MOST_ENTRIES {
        return Err(Refusal::TooMany(MOST_ENTRIES).into());
    }
    if files.iter().fold(0, |sum: u64, file| sum.saturating_add(file.size)) > most_bytes {
        return Err(Refusal::TooLarge(most_bytes).into());
    }
    let mut stop = None;
    let read = reader.for_each_entries_with_decision(|entry, bytes| {
        let name = entry.name().as_bytes().to_vec();
        let item = Item { name: name.into(), kind: of(entry), problem: None, bytes };
        Ok(match visit(item) {
            Ok(()) => EntryDecision::Continue,
            Err(why) => {
                stop = Some(why);
                EntryDecision::Stop
            }
        })
    });
    match stop {
        Some(stop) => Err(stop),
        None => read.map_err(broken),
    }
}

fn of(entry: &ArchiveEntry) -> Kind {
    let attributes = entry.windows_attributes;
    let mode = (entry.has_windows_attributes && attributes & HAS_MODE != 0).then_some(attributes >> 16);
    match kind(mode, entry.is_directory()) {
        _ if entry.is_anti_item => Kind::Special,
        _ if entry.has_windows_attributes && attributes & REPARSE_POINT != 0 => Kind::Link,
        kind => kind,
    }
}

fn broken(error: Error) -> Stop {
    match error {
        Error::Io(error, _) if error.raw_os_error().is_some() => Stop::Machine(error),
        Error::PasswordRequired | Error::MaybeBadPassword(_) => Refusal::Encrypted(String::new()).into(),
        Error::UnsupportedCompressionMethod(method) if method.contains("AES") => {
            Refusal::Encrypted(String::new()).into()
        }
        Error::UnsupportedCompressionMethod(_)
        | Error::Unsupported(_)
        | Error::ExternalUnsupported
        | Error::UnsupportedVersion { .. }
        | Error::MaxMemLimited { .. } => Refusal::Compression(String::new()).into(),
        _ => Refusal::Broken(String::new()).into(),
    }
}
