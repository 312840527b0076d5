//! Who called whom in a thread that stands still: its registers, and what is on its stack.

use std::collections::BTreeMap;
use std::fs::File;
use std::os::unix::fs::FileExt as _;

use addr2line::gimli::{
    BaseAddresses, CfaRule, EhFrame, Encoding, EndianSlice, EvaluationResult, Expression, NativeEndian,
    Register, RegisterRule, UnwindContext, UnwindExpression, UnwindSection as _, Value,
};
use object::{Object as _, ObjectSection as _};

use super::{Map, bias};

/// Nobody is further down than this in what is looked at.
const MOST_FRAMES: usize = 64;

/// Steps of one rule by which a compiler tells where something is on the stack: they are a handful.
const MOST_STEPS: u32 = 100;

/// What a processor has in its registers, by the numbers that DWARF gives them; those which a caller cannot rely on after a
/// call are left out in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::host) struct Registers {
    pub place: u64,
    pub values: BTreeMap<u16, u64>,
}

#[cfg(target_arch = "x86_64")]
const STACK: u16 = 7;
#[cfg(target_arch = "aarch64")]
const STACK: u16 = 31;

#[cfg(target_arch = "x86_64")]
pub(in crate::host) fn registers(of: &libc::user_regs_struct) -> Registers {
    let values =
        [(3, of.rbx), (6, of.rbp), (STACK, of.rsp), (12, of.r12), (13, of.r13), (14, of.r14), (15, of.r15)];
    Registers { place: of.rip, values: values.into() }
}

#[cfg(target_arch = "aarch64")]
pub(in crate::host) fn registers(of: &libc::user_regs_struct) -> Registers {
    let kept = (0..).zip(of.regs).filter(|(number, _)| *number >= 19);
    Registers { place: of.pc, values: kept.chain([(STACK, of.sp)]).collect() }
}

/// Where a thread is and where it goes back to, from the innermost call to the outermost.
pub(super) fn stack(process: u32, maps: &[Map], mut registers: Registers) -> Vec<u64> {
    let Ok(memory) = File::open(format!("/proc/{process}/mem")) else { return Vec::new() };
    let map_of = |address: u64| maps.iter().find(|map| (map.start..map.end).contains(&address));
    let mut files = BTreeMap::new();
    let mut addresses = Vec::new();
    if map_of(registers.place).is_none() {
        match before_call(&registers, &memory) {
            Some(caller) => registers = caller,
            None => return addresses,
        }
    }
    // Of a call it is the place behind it that is known: a call that never returns may be the last of its line. Where a signal came
    // between, nothing was called.
    let mut is_call = false;
    while let address @ 1.. = registers.place.wrapping_sub(u64::from(is_call)) {
        let Some(map) = map_of(address) else { break };
        addresses.push(address);
        let bytes = files.entry(&map.path).or_insert_with(|| map.bytes(process).unwrap_or_default());
        let next = object::File::parse(&**bytes).ok().and_then(|file| {
            let bias = bias(maps, &map.path, &file)?;
            caller(&file, address.wrapping_sub(bias), &registers, &memory)
        });
        match next {
            Some((next, was_called)) if addresses.len() < MOST_FRAMES => {
                (registers, is_call) = (next, was_called);
            }
            _ => break,
        }
    }
    addresses
}

/// The registers at a call that went to where there is no code, as by a pointer to a function that is null. `None` where no such call
/// was made last: then it is not known how the thread came there.
#[cfg(target_arch = "x86_64")]
fn before_call(now: &Registers, memory: &File) -> Option<Registers> {
    const LONGEST: u64 = 7;
    const INDIRECT: u8 = 0xff;
    let stack = *now.values.get(&STACK)?;
    let back = read(memory, stack)?;
    let mut code = [0; LONGEST as usize];
    memory.read_exact_at(&mut code, back.checked_sub(LONGEST)?).ok()?;
    let is_call = |pair: &[u8]| pair[0] == INDIRECT && pair[1] >> 3 & 7 == 2;
    code.windows(2).any(is_call).then_some(())?;
    let mut values = now.values.clone();
    values.insert(STACK, stack.wrapping_add(8));
    Some(Registers { place: back - 1, values })
}

#[cfg(target_arch = "aarch64")]
fn before_call(now: &Registers, memory: &File) -> Option<Registers> {
    const LINK: u16 = 30;
    let back = *now.values.get(&LINK)?;
    let word = read(memory, back.checked_sub(4)?)? as u32;
    let is_call = word & 0xffff_fc1f == 0xd63f_0000;
    is_call.then(|| Registers { place: back - 4, values: now.values.clone() })
}

fn read(memory: &File, at: u64) -> Option<u64> {
    let mut word = [0; 8];
    memory.read_exact_at(&mut word, at).ok()?;
    Some(u64::from_ne_bytes(word))
}

/// The registers as they will be when the function is left that has this address, and whether a call led there: a signal does as well.
fn caller(
    file: &object::File<'_>,
    address: u64,
    now: &Registers,
    memory: &File,
) -> Option<(Registers, bool)> {
    let frames = EhFrame::new(file.section_by_name(".eh_frame")?.data().ok()?, NativeEndian);
    let place = |name| file.section_by_name(name).map_or(0, |section| section.address());
    let bases = BaseAddresses::default()
        .set_eh_frame(place(".eh_frame"))
        .set_text(place(".text"))
        .set_got(place(".got"));
    let function = frames.fde_for_address(&bases, address, EhFrame::cie_from_offset).ok()?;
    let mut context = UnwindContext::new();
    let row = function.unwind_info_for_address(&frames, &bases, &mut context, address).ok()?;
    let computed = |rule: &UnwindExpression<usize>, start| {
        computed(rule.get(&frames).ok()?, function.cie().encoding(), start, now, memory)
    };
    let frame = match row.cfa() {
        CfaRule::RegisterAndOffset { register: Register(register), offset } => {
            now.values.get(register)?.wrapping_add_signed(*offset)
        }
        CfaRule::Expression(rule) => computed(rule, None)?,
    };
    let back = function.cie().return_address_register().0;
    let mut values = now.values.clone();
    values.insert(STACK, frame);
    for (Register(register), rule) in row.registers() {
        let value = match rule {
            RegisterRule::Offset(offset) => read(memory, frame.wrapping_add_signed(*offset)),
            RegisterRule::ValOffset(offset) => Some(frame.wrapping_add_signed(*offset)),
            RegisterRule::Register(Register(other)) => now.values.get(other).copied(),
            RegisterRule::Expression(rule) => {
                computed(rule, Some(frame)).and_then(|place| read(memory, place))
            }
            RegisterRule::ValExpression(rule) => computed(rule, Some(frame)),
            RegisterRule::SameValue => continue,
            _ => None,
        };
        match value {
            Some(value) => values.insert(*register, value),
            None => values.remove(register),
        };
    }
    let place = *values.get(&back)?;
    Some((Registers { place, values }, !function.is_signal_trampoline()))
}

/// What an expression comes to by which a compiler, or the C library of a frame that a signal made, tells where something is.
fn computed<'d>(
    expression: Expression<EndianSlice<'d, NativeEndian>>,
    encoding: Encoding,
    start: Option<u64>,
    now: &Registers,
    memory: &File,
) -> Option<u64> {
    let mut evaluation = expression.evaluation(encoding);
    evaluation.set_max_iterations(MOST_STEPS);
    start.into_iter().for_each(|start| evaluation.set_initial_value(start));
    let mut result = evaluation.evaluate().ok()?;
    loop {
        result = match result {
            EvaluationResult::Complete => break,
            EvaluationResult::RequiresRegister { register: Register(register), .. } => {
                evaluation.resume_with_register(Value::Generic(*now.values.get(&register)?)).ok()?
            }
            EvaluationResult::RequiresMemory { address, size: 8, .. } => {
                evaluation.resume_with_memory(Value::Generic(read(memory, address)?)).ok()?
            }
            _ => return None,
        };
    }
    match evaluation.value_result()? {
        Value::Generic(value) => Some(value),
        _ => None,
    }
}
