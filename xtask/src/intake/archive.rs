//! What stands in an archive, one entry after the other: zip, 7z, and tar as it is or packed by gzip, bzip2 or xz. Which one it
//! is, its first bytes say, not its name.
//!
//! An archive is hostile. Nothing that it says about itself is believed: sizes are counted while bytes come, names
//! are handed on as bytes. What an entry needs of memory does not depend on the archive.
//!
//! Why not the libraries' own `unpack` and `extract`: they make links, keep modes and owners, take any size, and one bad
//! entry ends them. Why tar's entries raw: the library reads a long name as long as the archive says into memory.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _};
use std::path::Path;

use bzip2::read::MultiBzDecoder;
use flate2::read::MultiGzDecoder;
use lzma_rust2::XzReader;
use zip::read::Config;
use zip::result::ZipError;
use zip::unstable::read::ZipIterable;
use zip::{CompressionMethod, ZipReadOptions};

use super::seven;
use super::stop::Stop;
use crate::hand_in::Refusal;

/// Memory that unpacking may take, in KiB: the largest dictionary that 7-Zip and xz offer by name takes 64 MiB.
pub(super) const MOST_MEMORY_KIB: u32 = 128 << 10;

/// The longest header that a tar may put before an entry. Names of 1024 bytes are the longest that are taken anyway.
const LONGEST_HEADER: u64 = 64 << 10;

/// Entries of any archive: each costs some memory and a file's place on the disk.
pub(super) const MOST_ENTRIES: u64 = 400_000;

/// The flag of a zip's entry that says that its name is UTF-8.
const UTF_8: u16 = 1 << 11;

/// The bits of a mode that say what a file is.
const FILE_TYPE: u32 = 0o170_000;

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File { executable: bool },
    Folder,
    Link,
    Special,
}

/// One entry of an archive.
pub(super) struct Item<'a> {
    /// As it stands there.
    pub name: Cow<'a, [u8]>,
    pub kind: Kind,
    /// What is wrong with it beyond its name: a password, a compression or a header that is not read.
    pub problem: Option<Refusal>,
    /// The bytes of a file.
    pub bytes: &'a mut dyn Read,
}

/// Ends of archives that are opened, and what stands behind a `.tar` of any kind.
const OPENED: &[&str] = &[".zip", ".tar", ".tgz", ".tbz2", ".txz", ".rar", ".7z"];

/// Ends of those that are not. What is handed in so is somebody's all the same.
const CLOSED: &[&str] = &[
    ".zst", ".tzst", ".lz", ".tlz", ".lz4", ".lzma", ".tar.z", ".taz", ".br", ".cab", ".arj", ".ace", ".lzh",
    ".lha", ".zipx", ".sit", ".sitx", ".alz", ".egg", ".iso", ".dmg", ".cpio", ".gz", ".bz2", ".xz",
];

/// Whether a file calls itself an archive.
pub(super) fn is_named_so(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let is_packed = [".tar.gz", ".tar.bz2", ".tar.xz"].iter().any(|end| name.ends_with(end));
    is_packed || OPENED.iter().any(|end| name.ends_with(end))
}

/// Whether a file calls itself an archive, be it of a kind that is not opened here.
pub(super) fn is_any(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    is_named_so(path) || CLOSED.iter().any(|end| name.ends_with(end))
}

/// Shows every entry to `visit`, in the archive's order. Of what has to be unpacked to be read at all, at most
/// `most_bytes` are.
pub(super) fn each_entry(
    path: &Path,
    most_bytes: u64,
    visit: &mut dyn FnMut(Item<'_>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let mut file = File::open(path).map_err(Stop::Machine)?;
    let mut start = Vec::new();
    (&mut file).take(8).read_to_end(&mut start).map_err(Stop::Machine)?;
    file.rewind().map_err(Stop::Machine)?;
    match &start[..] {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => zip_entries(file, visit),
        [0x1f, 0x8b, ..] => tar_entries(MultiGzDecoder::new(BufReader::new(file)).take(most_bytes), visit),
        [b'R', b'a', b'r', b'!', ..] => Err(Refusal::Kind("RAR").into()),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Err(Refusal::Kind("Zstandard").into()),
        [0x04, 0x22, 0x4d, 0x18, ..] => Err(Refusal::Kind("LZ4").into()),
        [b'L', b'Z', b'I', b'P', ..] => Err(Refusal::Kind("lzip").into()),
        [0x1f, 0x9d, ..] => Err(Refusal::Kind("`compress`").into()),
        [b'M', b'S', b'C', b'F', ..] => Err(Refusal::Kind("CAB").into()),
        [0x60, 0xea, ..] => Err(Refusal::Kind("ARJ").into()),
        [b'S', b'I', b'T', b'!', ..] | [b'S', b't', b'u', b'f', b'f', b'I', b't', ..] => {
            Err(Refusal::Kind("StuffIt").into())
        }
        [b'7', b'z', 0xbc, 0xaf, ..] => seven::entries(file, most_bytes, visit),
        [b'B', b'Z', b'h', ..] => {
            tar_entries(MultiBzDecoder::new(BufReader::new(file)).take(most_bytes), visit)
        }
        [0xfd, b'7', b'z', b'X', b'Z', ..] => {
            let unpacked = XzReader::new_mem_limit(BufReader::new(file), true, MOST_MEMORY_KIB);
            tar_entries(unpacked.take(most_bytes), visit)
        }
        [] => Err(Refusal::Empty.into()),
        _ => tar_entries(BufReader::new(file), visit),
    }
}

/// What an entry is by its mode, where it has one.
pub(super) fn kind(mode: Option<u32>, is_folder: bool) -> Kind {
    match mode.map(|mode| (mode & FILE_TYPE, mode)) {
        Some((0o120_000, _)) => Kind::Link,
        _ if is_folder => Kind::Folder,
        Some((kind, _)) if !matches!(kind, 0 | 0o100_000 | 0o040_000) => Kind::Special,
        mode => Kind::File { executable: mode.is_some_and(|(_, mode)| mode & 0o111 != 0) },
    }
}

/// Why the part of the library that it calls unstable: its other reader keeps entries by their names, so of two with one
/// name it forgets the first, and does not say which those were. The version is pinned.
fn zip_entries(file: File, visit: &mut dyn FnMut(Item<'_>) -> Result<(), Stop>) -> Result<(), Stop> {
    let mut archive = ZipIterable::try_new(BufReader::new(file), Config::default()).map_err(broken)?;
    if archive.len() as u64 > MOST_ENTRIES {
        return Err(Refusal::TooMany(MOST_ENTRIES).into());
    }
    let entries = archive.files().map_err(broken)?;
    while let Some(entry) = entries.next() {
        let entry = entry.map_err(broken)?;
        // A name that is not said to be UTF-8 is mostly UTF-8 all the same, and else in code page 437.
        let name = match entry.name() {
            Ok(name) if entry.flags().as_u16() & UTF_8 == 0 => name.into_owned().into_bytes(),
            _ => entry.name_raw().to_vec(),
        };
        let shown = String::from_utf8_lossy(&name).into_owned();
        // What PowerShell calls a folder ends in `\\`.
        let is_folder = entry.is_dir() || name.ends_with(b"\\") && entry.size() == 0;
        let kind = if entry.is_symlink() { Kind::Link } else { kind(entry.unix_mode(), is_folder) };
        let problem = if entry.encrypted() {
            Some(Refusal::Encrypted(shown.clone()))
        } else if !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
            Some(Refusal::Compression(shown.clone()))
        } else {
            None
        };
        let opened = match problem {
            Some(problem) => Err(problem),
            None => {
                let options = ZipReadOptions::new();
                entry.with_reader(entries.reader_mut(), options).map_err(|_| Refusal::Broken(shown))
            }
        };
        let name = name.into();
        match opened {
            Ok(mut bytes) => visit(Item { name, kind, problem: None, bytes: &mut bytes })?,
            Err(problem) => visit(Item { name, kind, problem: Some(problem), bytes: &mut io::empty() })?,
        }
    }
    Ok(())
}

fn tar_entries(reader: impl Read, visit: &mut dyn FnMut(Item<'_>) -> Result<(), Stop>) -> Result<(), Stop> {
    let mut archive = tar::Archive::new(reader);
    // What a header says of the entry after it.
    let mut long_name: Option<Vec<u8>> = None;
    let mut problem: Option<fn(String) -> Refusal> = None;
    let mut entries = 0;
    let broken = |error: io::Error| match error.raw_os_error() {
        Some(_) => Stop::Machine(error),
        None => Refusal::Broken(String::new()).into(),
    };
    for entry in archive.entries().map_err(broken)?.raw(true) {
        let mut entry = entry.map_err(broken)?;
        entries += 1;
        if entries > MOST_ENTRIES {
            return Err(Refusal::TooMany(MOST_ENTRIES).into());
        }
        let (kind, size) = (entry.header().entry_type(), entry.size());
        if kind.is_gnu_longname() || kind.is_pax_local_extensions() {
            let mut header = Vec::new();
            (&mut entry).take(LONGEST_HEADER + 1).read_to_end(&mut header).map_err(broken)?;
            if header.len() as u64 > LONGEST_HEADER {
                // Whose it is, the short name tells that the entry has as well.
                problem = Some(Refusal::LongName);
                continue;
            }
            if kind.is_gnu_longname() {
                while header.last() == Some(&0) {
                    header.pop();
                }
                long_name = Some(header);
                continue;
            }
            for record in tar::PaxExtensions::new(&header) {
                let record = record.map_err(broken)?;
                match record.key_bytes() {
                    b"path" => long_name = Some(record.value_bytes().to_vec()),
                    // The size of what follows, where it does not fit into the header: far more than is taken. Two sizes
                    // of one entry are two readings of one archive.
                    b"size" => return Err(Refusal::Broken(String::new()).into()),
                    key if key.starts_with(b"GNU.sparse") => problem = Some(Refusal::Special),
                    _ => {}
                }
            }
            continue;
        }
        if kind.is_pax_global_extensions() || kind.is_gnu_longlink() {
            continue;
        }
        let name = long_name.take().unwrap_or_else(|| entry.path_bytes().into_owned());
        let mode = entry.header().mode().unwrap_or(0);
        let kind = match kind {
            _ if kind.is_dir() => Kind::Folder,
            // The old format has no mark for folders but the name's end.
            _ if kind.is_file() && name.ends_with(b"/") && size == 0 => Kind::Folder,
            _ if kind.is_file() || kind.is_contiguous() => Kind::File { executable: mode & 0o111 != 0 },
            _ if kind.is_symlink() || kind.is_hard_link() => Kind::Link,
            _ => Kind::Special,
        };
        let problem = problem.take().map(|problem| problem(String::from_utf8_lossy(&name).into_owned()));
        visit(Item { name: name.into(), kind, problem, bytes: &mut entry })?;
    }
    if entries == 0 { Err(Refusal::Empty.into()) } else { Ok(()) }
}

fn broken(error: ZipError) -> Stop {
    match error {
        ZipError::Io(error) if error.raw_os_error().is_some() => Stop::Machine(error),
        ZipError::UnsupportedArchive(_) => Refusal::Compression(String::new()).into(),
        _ => Refusal::Broken(String::new()).into(),
    }
}
