//! Places in a program's own code from which it takes seeds (`patches`), written over in its memory before its first instruction:
//! who brings the runtime along, as programs of Go and static ones do, has no file of that which could be covered.
//!
//! The file stays as it is. Memory is written to as a debugger does: the pages become the process's own.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::os::unix::fs::FileExt as _;

use object::{Object as _, ObjectSegment as _, ObjectSymbol as _};

use super::patches::{self, Patch};

/// A program's first bytes: what says which language's it is stands there.
const START_BYTES: usize = 4 << 10;

/// A larger program is left alone.
const MOST_BYTES: u64 = 64 << 20;

/// Where in the file the distance of the headers from its start is told (elf(5), 64 bits).
const HEADERS: std::ops::Range<usize> = 32..40;

/// Whether a process runs a program that was made by Go.
pub(super) fn is_go(pid: u32) -> bool {
    let mut start = [0; START_BYTES];
    let length = File::open(format!("/proc/{pid}/exe")).and_then(|mut file| file.read(&mut start));
    length.is_ok_and(|length| patches::is_go(&start[..length]))
}

/// Patches the new program of a process that has stopped at its first instruction. `headers` is where its program headers are in
/// memory (`AT_PHDR`).
///
/// # Errors
/// The program cannot be read, or its memory not written.
pub(super) fn settle(pid: u32, is_static: bool, headers: u64) -> io::Result<()> {
    let mut file = File::open(format!("/proc/{pid}/exe"))?;
    let mut start = [0; START_BYTES];
    let length = file.read(&mut start)?;
    let find: fn(&[u8]) -> Vec<Patch> = match patches::is_go(&start[..length]) {
        true => patches::of_go,
        false if is_static => patches::of_static_cpp,
        false => return Ok(()),
    };
    if file.metadata()?.len() > MOST_BYTES {
        return Ok(());
    }
    file.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let memory = File::options().write(true).open(format!("/proc/{pid}/mem"))?;
    for (address, patch) in places(&bytes, headers, find).unwrap_or_default() {
        memory.write_all_at(&patch.bytes, address)?;
    }
    Ok(())
}

/// What is to be patched in the parts of a program that are executed, and where that is in memory.
fn places(program: &[u8], headers: u64, find: fn(&[u8]) -> Vec<Patch>) -> Option<Vec<(u64, Patch)>> {
    let file = object::File::parse(program).ok()?;
    let headers_offset = u64::from_le_bytes(program.get(HEADERS)?.try_into().ok()?);
    let first = file.segments().find(|segment| segment.file_range().0 == 0)?;
    let bias = headers.wrapping_sub(headers_offset).wrapping_sub(first.address());
    let mut found = Vec::new();
    for segment in file.segments().filter(|segment| segment.permissions().executable()) {
        let begin = segment.address().wrapping_add(bias);
        let patches = find(segment.data().ok()?);
        found.extend(patches.into_iter().map(|patch| (begin.wrapping_add(patch.at as u64), patch)));
    }
    for (name, bytes) in patches::FUNCTIONS {
        let functions = file.symbols().filter(|symbol| symbol.name() == Ok(name));
        let patch = |address: u64| (address.wrapping_add(bias), Patch { at: 0, bytes: bytes.to_vec() });
        found.extend(functions.map(|function| patch(function.address())));
    }
    Some(found)
}
