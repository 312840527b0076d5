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

/// Where `wanted` stands in `bytes`.
fn places(bytes: &[u8], wanted: &[u8]) -> impl Iterator<Item = usize> {
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
}
