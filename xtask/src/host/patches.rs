//! Where runtimes seed themselves from what no system call tells: a clock that has to stay true, or an instruction of the
//! processor. Each such place is machine code, or Java's, of which a few bytes are replaced by as many.
//!
//! - **Java** (`classes.jsa`, the archive from which it loads its own classes since version 12): `Random`, `Math.random`,
//!   `ThreadLocalRandom` and the order of `Set.of` start from `System.nanoTime()`. `Random` is made to start from
//!   `System.currentTimeMillis()`, which follows from the seed; in the others, which start from that as well, the call becomes
//!   a constant. All other calls tell the true time.
//! - **C++** (`libstdc++`): `random_device` uses `RDSEED` and `RDRAND` where the processor's maker is one of two. Their names
//!   are replaced by none, so it asks the kernel.
//!
//! - **C++ in a program linked statically**: the same comparisons, in its own code; the C library's own, of the whole name, are
//!   left alone.
//! - **Go**: the order of maps, and until version 1.21 unseeded numbers, start from the counter of the processor's cycles
//!   (`runtime.cputicks`), which otherwise serves profiles alone, and from the true time. The counter becomes zero, and the
//!   function with the time does nothing; it is known by its name, so that a program without a table of symbols keeps the order
//!   of its maps to itself.
//!
//! A place that does not look exactly so is left alone: then that runtime draws other numbers each time, and nothing breaks.

use std::ops::Range;

/// Bytes to be written at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Patch {
    /// Where, from the start of what was searched.
    pub at: usize,
    /// What.
    pub bytes: Vec<u8>,
}

const INVOKESTATIC: u8 = 0xb8;
const INVOKESPECIAL: u8 = 0xb7;
const LRETURN: u8 = 0xad;
const LXOR: u8 = 0x83;
const LSTORE_2: u8 = 0x41;

/// `lconst_0`, and two times `nop`: as long as a call.
const ZERO: &[u8] = &[0x09, 0, 0];
/// `lconst_1`, for a number that others are multiplied by.
const ONE: &[u8] = &[0x0a, 0, 0];

/// What tells whether a seed was given when the archive was made; behind it stands the call that makes one:
/// `lconst_0`, `lcmp`, `ifne` over seven bytes.
const UNLESS_GIVEN: &[u8] = &[0x09, 0x94, 0x9a, 0, 7];

/// How many words a class's constants are apart at most.
const NEAR: usize = 1024;

/// What Java's archive of its classes takes seeds from. Nothing where `Random` is not found: then nobody knows what this is.
pub(super) fn of_java(archive: &[u8]) -> Vec<Patch> {
    let Some(random) = of_random(archive) else { return Vec::new() };
    let mut found = vec![random];
    for at in places(archive, &[LXOR]) {
        let is = |place: isize, byte| {
            at.checked_add_signed(place).and_then(|place| archive.get(place)) == Some(&byte)
        };
        let calls = (1..=4).all(|call| is(-3 * call, INVOKESTATIC));
        let operand = |place: usize| archive.get(at - place + 1..at - place + 3);
        // mix(currentTimeMillis()) ^ mix(nanoTime())
        if calls && operand(3) == operand(9) && (is(1, INVOKESPECIAL) || is(1, LRETURN)) {
            found.push(Patch { at: at - 6, bytes: ZERO.to_vec() });
        }
    }
    for at in places(archive, UNLESS_GIVEN) {
        let call = at + UNLESS_GIVEN.len();
        if archive.get(call) == Some(&INVOKESTATIC) && archive.get(call + 3) == Some(&LSTORE_2) {
            found.push(Patch { at: call, bytes: ONE.to_vec() });
        }
    }
    found
}

/// The name that `Random` calls the clock by, among the constants of the class: an address of the archive's only copy of that
/// name. Addresses are places in the file and a number of pages, which the class's own names tell.
fn of_random(archive: &[u8]) -> Option<Patch> {
    let [own, from, to] =
        ["seedUniquifier", "nanoTime", "currentTimeMillis"].map(|name| symbol(archive, name));
    let (own, from, to) = (own?, from?, to?);
    let words: Vec<u64> =
        archive.chunks_exact(8).map(|word| u64::from_le_bytes(word.try_into().expect("8 bytes"))).collect();
    let mut found = None;
    for (place, word) in words.iter().enumerate() {
        let Some(pages) = word.checked_sub(own).filter(|base| base % PAGE == 0 && *base >= FIRST_ADDRESS)
        else {
            continue;
        };
        let near = (place.saturating_sub(NEAR)..words.len().min(place + NEAR))
            .filter(|near| words[*near] == from + pages);
        if let Some(near) = near.min_by_key(|near| near.abs_diff(place)) {
            let patch = Patch { at: near * 8, bytes: (to + pages).to_le_bytes().to_vec() };
            // A second class with such a name: which is `Random`?
            if found.replace(patch).is_some() {
                return None;
            }
        }
    }
    found
}

/// Where the archive's only symbol of this name stands: a hash and a count of references, the length, the name
/// (`oops/symbol.hpp`).
fn symbol(archive: &[u8], name: &str) -> Option<u64> {
    let length = u16::try_from(name.len()).ok()?;
    let wanted = [&length.to_le_bytes()[..], name.as_bytes()].concat();
    let mut all = places(archive, &wanted);
    let first = all.next().filter(|_| all.next().is_none())?;
    first.checked_sub(4).map(|at| at as u64)
}

/// The archive is mapped by pages,
const PAGE: u64 = 4096;

/// and beyond the first 4 GiB.
const FIRST_ADDRESS: u64 = 1 << 32;

/// `cmp` of register `ebx` with a number of four bytes: of it the number is replaced.
const COMPARE_EBX: [u8; 2] = [0x81, 0xfb];

/// How `cpuid` names the makers whose instructions `libstdc++` uses, in `ebx`.
const MAKERS: [&[u8; 4]; 2] = [b"Genu", b"Auth"];

/// The comparisons of the processor's maker in machine code of x86.
pub(super) fn of_cpp(code: &[u8]) -> Vec<Patch> {
    let mut found = Vec::new();
    for maker in MAKERS {
        let comparison = [&COMPARE_EBX[..], maker].concat();
        let patch = |at| Patch { at: at + COMPARE_EBX.len(), bytes: vec![0; 4] };
        found.extend(places(code, &comparison).map(patch));
    }
    found
}

/// How the rest of the makers' names begins: whoever asks for these as well is not `random_device`.
const RESTS: [&[u8; 4]; 4] = [b"ineI", b"ntel", b"enti", b"cAMD"];

/// How near to the first part of a name the rest is asked for.
const SAME_NAME: usize = 64;

/// The comparisons of `random_device` in a program that has the C library in it as well.
pub(super) fn of_static_cpp(code: &[u8]) -> Vec<Patch> {
    let is_whole_name = |at: usize| {
        let near = &code[at.saturating_sub(SAME_NAME)..code.len().min(at + SAME_NAME)];
        RESTS.iter().any(|rest| places(near, &rest[..]).next().is_some())
    };
    of_cpp(code).into_iter().filter(|patch| !is_whole_name(patch.at)).collect()
}

/// How Go reads the counter of the processor's cycles, `rdtsc` or `rdtscp`, and puts both halves together: `shl rdx, 32`,
/// `add rax, rdx`.
const TICKS: [&[u8]; 2] =
    [b"\x0f\x31\x48\xc1\xe2\x20\x48\x01\xd0", b"\x0f\x01\xf9\x48\xc1\xe2\x20\x48\x01\xd0"];

/// `xor eax, eax`.
const NO_TICKS: &[u8] = &[0x31, 0xc0];
const NOP: u8 = 0x90;

/// The places where Go's runtime reads the counter, in machine code of x86.
pub(super) fn of_go(code: &[u8]) -> Vec<Patch> {
    let mut found = Vec::new();
    for ticks in TICKS {
        let mut bytes = NO_TICKS.to_vec();
        bytes.resize(ticks.len(), NOP);
        found.extend(places(code, ticks).map(|at| Patch { at, bytes: bytes.clone() }));
    }
    found
}

/// Functions that are found by their names, and what is written over their beginnings. With this one Go makes more bytes of the
/// sixteen which the kernel gives a program at its start, by the true time; it returns at once. What it leaves are zeros.
#[cfg(target_arch = "x86_64")]
pub(super) const FUNCTIONS: [(&str, &[u8]); 1] = [("runtime.extendRandom", &[0xc3])];
#[cfg(not(target_arch = "x86_64"))]
pub(super) const FUNCTIONS: [(&str, &[u8]); 0] = [];

/// A note of type 4 by the name `Go`, which its linker leaves at the start of a program (cmd/internal/buildid).
const GO_NOTE: &[u8] = b"\x04\0\0\0Go\0\0";

/// Whether a program that starts so was made by Go.
pub(super) fn is_go(start: &[u8]) -> bool {
    places(start, GO_NOTE).next().is_some()
}

/// Where `wanted` stands in `bytes`.
fn places<'a>(bytes: &'a [u8], wanted: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    memchr::memmem::find_iter(bytes, wanted)
}

/// Writes them over.
pub(super) fn apply(patches: &[Patch], to: &mut [u8]) {
    for Patch { at, bytes } in patches {
        let place: Range<usize> = *at..at + bytes.len();
        to[place].copy_from_slice(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patched(bytes: &[u8], find: impl Fn(&[u8]) -> Vec<Patch>) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        apply(&find(&bytes), &mut bytes);
        bytes
    }

    /// Two symbols of an archive, and the constants of `Random`, which are their addresses.
    fn archive(code: &[u8]) -> Vec<u8> {
        let symbol = |name: &str| {
            [&[0; 4][..], &(name.len() as u16).to_le_bytes(), name.as_bytes(), &[0; 16]].concat()[..24]
                .to_vec()
        };
        let mut archive =
            [symbol("seedUniquifier"), symbol("nanoTime"), symbol("currentTimeMillis")].concat();
        let base = 0x8_0000_0000_u64;
        for constant in [base, 17, base + 24] {
            archive.extend(constant.to_le_bytes());
        }
        archive.extend(code);
        archive
    }

    #[test]
    fn the_seeds_of_java_s_generators_follow_from_the_time_of_day() {
        let local = b"\xb8\x41\x00\xb8\x06\x00\xb8\x42\x00\xb8\x06\x00\x83\xb7";
        let set = b"\x09\x94\x9a\x00\x07\xb8\x10\x00\x41";
        let mut expected = archive(
            &[
                &b"\xb8\x41\x00\xb8\x06\x00\x09\x00\x00\xb8\x06\x00\x83\xb7"[..],
                b"\x09\x94\x9a\x00\x07\x0a\x00\x00\x41",
            ]
            .concat(),
        );
        // The address of `currentTimeMillis`.
        expected[88] = 48;
        assert_eq!(patched(&archive(&[&local[..], set].concat()), of_java), expected);
    }

    #[test]
    fn what_is_not_known_stays_as_it_is() {
        let local = b"\xb8\x41\x00\xb8\x06\x00\xb8\x42\x00\xb8\x06\x00\x83\xb7";
        for unknown in [&local[..], b"\x83", &archive(local)[..90], &[archive(b""), archive(b"")].concat()] {
            assert_eq!(patched(unknown, of_java), unknown);
        }
        let other = b"\x81\xfbGenx\x81\xfaGenu";
        assert_eq!(patched(other, of_cpp), other);
    }

    #[test]
    fn no_processor_is_of_a_known_maker() {
        let code = b"\x0f\xa2\x81\xfbAuth\x74\x08\x81\xfbGenu";
        assert_eq!(patched(code, of_cpp), b"\x0f\xa2\x81\xfb\0\0\0\0\x74\x08\x81\xfb\0\0\0\0");
    }
    #[test]
    fn the_c_library_still_knows_the_processor() {
        let device = b"\x0f\xa2\x81\xfbAuth\x74\x08\x81\xfbGenu";
        let library = b"\x0f\xa2\x81\xfbGenu\x75\x30\x81\xf9ntel";
        let between = [0; SAME_NAME];
        let patched_device = b"\x0f\xa2\x81\xfb\0\0\0\0\x74\x08\x81\xfb\0\0\0\0";
        let code = [&device[..], &between, library].concat();
        assert_eq!(patched(&code, of_static_cpp), [&patched_device[..], &between, library].concat());
    }

    #[test]
    fn go_counts_no_cycles() {
        let both = b"\x0f\x01\xf9\x48\xc1\xe2\x20\x48\x01\xd0\xc3\x0f\x31\x48\xc1\xe2\x20\x48\x01\xd0\xc3";
        let none = b"\x31\xc0\x90\x90\x90\x90\x90\x90\x90\x90\xc3\x31\xc0\x90\x90\x90\x90\x90\x90\x90\xc3";
        assert_eq!(patched(both, of_go), none);
        let other = b"\x0f\x31\x48\x89\xd0";
        assert_eq!(patched(other, of_go), other);
    }
}
