//! Where in its source a thread is that stands still, of a program that was compiled to machine code with debug information (`-g`).
//!
//! The thread's registers (ptrace(2)) and its stack say where it is. Who called whom is told by the call frame information
//! which compilers leave in every program (`.eh_frame`), and the line by DWARF. All of it comes from files of the student's:
//! what is not as it should be ends the search.
//!
//! Why not frame pointers: the C library has none, and it is there that programs wait.

mod stack;

use std::fs::{self, File};
use std::io::Read as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::time::Duration;

use addr2line::Context;
use addr2line::gimli::{Dwarf, EndianSlice, NativeEndian};
use object::{Object as _, ObjectSection as _, ObjectSegment as _};

use super::toolchains;
use super::traced::{self, Held};
pub(super) use stack::{Registers, registers};

/// A larger file is not looked into.
const MOST_BYTES: u64 = 64 << 20;

/// Processor time in which a thread that makes the same call again and again makes it once more.
const ONE_MORE: Duration = Duration::from_secs(1);

/// A file by the path that its compiler had, and a line of it.
pub type Line = (String, u32);

/// The lines at which a thread is: of the call that it sleeps in, or makes again and again where it `spins`, of the call to where that
/// stands, and so on, as far as the debug information of the program itself goes. It is interrupted (SIGINT) on the spot. `None` of a
/// program that has no such information, or that belongs to the machine: an interpreter's lines are not the student's. That is
/// interrupted only where it spins, behind a call: its own traceback then tells the line of that.
pub(super) fn lines(process: u32, thread: u32, spins: bool) -> Option<Vec<Line>> {
    let interrupted = move || {
        hold(thread, spins)?.interrupt(process);
        Some(Vec::new())
    };
    traced::look(move || {
        let lines = lines_of(process, thread, spins);
        lines.or_else(|| spins.then(interrupted).flatten())
    })
}

/// Holds a thread in its call, or behind it.
fn hold(thread: u32, spins: bool) -> Option<Held> {
    let held = Held::stop(thread)?;
    if spins {
        held.next_call(held.used()? + ONE_MORE)?;
    }
    Some(held)
}

fn lines_of(process: u32, thread: u32, spins: bool) -> Option<Vec<Line>> {
    told(process, |stack| {
        let held = hold(thread, spins)?;
        let addresses = held.registers().map(|now| stack(registers(&now)));
        held.interrupt(process);
        Some(addresses.unwrap_or_default())
    })
}

/// The lines at which a thread of a process is that has this in its registers, and that somebody else holds. `None` as above.
pub(super) fn lines_of_held(process: u32, now: Registers) -> Option<Vec<Line>> {
    traced::look(move || told(process, |stack| Some(stack(now))))
}

/// The lines of these addresses, which follow from registers of a process by the function that is handed over.
fn told(
    process: u32,
    find: impl FnOnce(&dyn Fn(Registers) -> Vec<u64>) -> Option<Vec<u64>>,
) -> Option<Vec<Line>> {
    let program = fs::read_link(format!("/proc/{process}/exe")).ok()?;
    let is_of_machine = toolchains::is_in_system(&program) || toolchains::of_machine().offers(&program);
    (!is_of_machine).then_some(())?;
    let maps = maps(process)?;
    let start = maps.iter().find(|map| program.to_str() == Some(&map.path))?;
    let bytes = start.bytes(process)?;
    let file = object::File::parse(&*bytes).ok()?;
    file.section_by_name(".debug_info")?;
    let load = |id: addr2line::gimli::SectionId| Ok::<_, addr2line::gimli::Error>(section(&file, id.name()));
    let context = Context::from_dwarf(Dwarf::load(load).ok()?).ok()?;
    let bias = bias(&maps, &start.path, &file)?;
    let mut lines = Vec::new();
    for address in find(&|registers| stack::stack(process, &maps, registers))? {
        let address = address.wrapping_sub(bias);
        let Ok(mut frames) = context.find_frames(address).skip_all_loads() else { continue };
        while let Ok(Some(frame)) = frames.next() {
            lines.extend(frame.location.and_then(|place| Some((place.file?.to_owned(), place.line?))));
        }
    }
    Some(lines)
}

fn section<'a>(file: &object::File<'a>, name: &str) -> EndianSlice<'a, NativeEndian> {
    let bytes = file.section_by_name(name).and_then(|section| section.data().ok()).unwrap_or_default();
    EndianSlice::new(bytes, NativeEndian)
}

/// A part of a file in a process's memory: a line of `/proc/PID/maps`.
struct Map {
    start: u64,
    end: u64,
    offset: u64,
    path: String,
}

fn maps(process: u32) -> Option<Vec<Map>> {
    let text = fs::read_to_string(format!("/proc/{process}/maps")).ok()?;
    let map = |line: &str| {
        let mut words = line.splitn(6, ' ');
        let (start, end) = words.next()?.split_once('-')?;
        let hex = |word| u64::from_str_radix(word, 16).ok();
        let offset = hex(words.nth(1)?)?;
        let path = words.nth(2)?.trim_start();
        path.starts_with('/').then_some(())?;
        Some(Map { start: hex(start)?, end: hex(end)?, offset, path: path.to_owned() })
    };
    Some(text.lines().filter_map(map).collect())
}

impl Map {
    /// The file, as the process sees it.
    fn bytes(&self, process: u32) -> Option<Vec<u8>> {
        // A pipe may have taken its place, which nobody writes to.
        let path = format!("/proc/{process}/root{}", self.path);
        let file = File::options().read(true).custom_flags(libc::O_NONBLOCK).open(path).ok()?;
        let length = file.metadata().ok().filter(fs::Metadata::is_file)?.len();
        let mut bytes = Vec::new();
        (length <= MOST_BYTES).then(|| file.take(MOST_BYTES).read_to_end(&mut bytes).ok())??;
        Some(bytes)
    }
}

/// What addresses in memory are more than those in the file: where its first page is, less where it wants to be.
fn bias(maps: &[Map], path: &str, file: &object::File<'_>) -> Option<u64> {
    let start = maps.iter().find(|map| map.path == path && map.offset == 0)?.start;
    let wanted = file.segments().find(|segment| segment.file_range().0 == 0)?.address();
    Some(start.wrapping_sub(wanted))
}
