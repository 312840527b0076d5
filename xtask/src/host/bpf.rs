//! The small programs by which the kernel judges a system call: made from conditions, and installed.
//!
//! Format and limits: seccomp(2), and Documentation/userspace-api/seccomp_filter.rst of the kernel. What is known to be
//! allowed for every argument the kernel remembers by number (since 5.11), so a long list costs nothing at each call.
//!
//! Why not `libseccomp`: a C library that would have to be installed. Why not `seccompiler`: one answer for all rows,
//! none that asks a supervisor, and the kernel's other ways to call (x32) pass it.

use std::collections::BTreeMap;
use std::io;
use std::os::fd::{FromRawFd as _, OwnedFd};

/// What a filter sees of a call: `struct seccomp_data`. Arguments are read by their lower half, as the kernel reads those
/// of type `int`.
const NUMBER: u32 = 0;
const ARCHITECTURE: u32 = 4;
const fn argument(index: u32) -> u32 {
    16 + index * 8
}

/// This machine's own kind of system calls: `AUDIT_ARCH_*` of linux/audit.h. Others (32 bits, x32) have other numbers
/// for the same calls.
#[cfg(target_arch = "x86_64")]
const OWN_ARCHITECTURE: Option<u32> = Some(0xc000_003e);
#[cfg(target_arch = "aarch64")]
const OWN_ARCHITECTURE: Option<u32> = Some(0xc000_00b7);
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
const OWN_ARCHITECTURE: Option<u32> = None;

/// From this number on a call is x32's.
const FIRST_OF_X32: u32 = 0x4000_0000;

const LOAD: u16 = (libc::BPF_LD | libc::BPF_W | libc::BPF_ABS) as u16;
const AND: u16 = (libc::BPF_ALU | libc::BPF_AND | libc::BPF_K) as u16;
const IF_EQUAL: u16 = (libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K) as u16;
const IF_AT_LEAST: u16 = (libc::BPF_JMP | libc::BPF_JGE | libc::BPF_K) as u16;
const GO_ON: u16 = (libc::BPF_JMP | libc::BPF_JA) as u16;
const ANSWER: u16 = (libc::BPF_RET | libc::BPF_K) as u16;

/// What is asked about one argument of a call, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Test {
    /// It is one of these.
    Is(u32, &'static [u32]),
    /// It is none of these.
    IsNot(u32, &'static [u32]),
    /// It has one of these bits.
    HasAny(u32, u32),
    /// Under this mask it is this.
    Masked(u32, u32, u32),
}

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// It fails with this error number.
    Refuse(i32),
    /// It waits until the supervisor has answered it.
    Ask,
}

/// How many calls stand in a row before a filter asks whether the number is further on. The kernel runs the whole filter once for
/// each of its calls when it is installed, so its length counts.
const BLOCK: usize = 8;

/// What becomes of a call where all tests say yes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    pub number: libc::c_long,
    pub when: &'static [Test],
    pub action: Action,
}

/// A filter of these rules that allows all else; the first rule that fits a call decides. `None` on a machine whose calls
/// nobody has looked at.
pub(super) fn compile(rules: impl IntoIterator<Item = Rule>) -> Option<Vec<libc::sock_filter>> {
    let foreign = act(Action::Refuse(libc::ENOSYS));
    let mut filter = vec![
        load(ARCHITECTURE),
        jump(IF_EQUAL, OWN_ARCHITECTURE?, 1, 0),
        foreign,
        load(NUMBER),
        jump(IF_AT_LEAST, FIRST_OF_X32, 0, 1),
        foreign,
    ];
    let mut calls: BTreeMap<u32, Vec<libc::sock_filter>> = BTreeMap::new();
    for rule in rules {
        calls.entry(rule.number as u32).or_default().extend(body(&rule));
    }
    let calls: Vec<(u32, Vec<libc::sock_filter>)> = calls.into_iter().collect();
    for (place, block) in calls.chunks(BLOCK).enumerate() {
        let mut part = Vec::new();
        for (number, bodies) in block {
            part.push(jump(IF_EQUAL, *number, 0, bodies.len() as u8 + 1));
            part.extend(bodies);
            part.push(answer(libc::SECCOMP_RET_ALLOW));
        }
        part.push(answer(libc::SECCOMP_RET_ALLOW));
        if let Some((next, _)) = calls.get((place + 1) * BLOCK) {
            filter.push(jump(IF_AT_LEAST, *next, 0, 1));
            filter.push(libc::sock_filter { code: GO_ON, jt: 0, jf: 0, k: part.len() as u32 });
        }
        filter.extend(part);
    }
    filter.push(answer(libc::SECCOMP_RET_ALLOW));
    Some(filter)
}

/// What follows where the number is the rule's: tests, of which each that says no goes to the end, and the action.
fn body(rule: &Rule) -> Vec<libc::sock_filter> {
    let mut tests: Vec<libc::sock_filter> = Vec::new();
    // From the last to the first: how far it is to the end is known then.
    for test in rule.when.iter().rev() {
        let to_end = tests.len() as u8 + 1;
        let mut before = match *test {
            Test::Is(index, values) => {
                let mut part = vec![load(argument(index))];
                for (place, value) in values.iter().enumerate() {
                    let others = (values.len() - place - 1) as u8;
                    let no = if others == 0 { to_end } else { 0 };
                    part.push(jump(IF_EQUAL, *value, others, no));
                }
                part
            }
            Test::IsNot(index, values) => {
                let mut part = vec![load(argument(index))];
                for (place, value) in values.iter().enumerate() {
                    let others = (values.len() - place - 1) as u8;
                    part.push(jump(IF_EQUAL, *value, others + to_end, 0));
                }
                part
            }
            Test::HasAny(index, bits) => {
                vec![load(argument(index)), and(bits), jump(IF_EQUAL, 0, to_end, 0)]
            }
            Test::Masked(index, mask, value) => {
                vec![load(argument(index)), and(mask), jump(IF_EQUAL, value, 0, to_end)]
            }
        };
        before.append(&mut tests);
        tests = before;
    }
    tests.push(act(rule.action));
    tests
}

/// Puts this process, and all that it will start, under the filter for good. It has set `no_new_privs` before. With `asks`
/// the descriptor comes back from which a supervisor takes the calls that it is asked about; without a supervisor these fail.
pub(super) fn install(mut filter: Vec<libc::sock_filter>, asks: bool) -> io::Result<Option<OwnedFd>> {
    let length = u16::try_from(filter.len()).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
    let program = libc::sock_fprog { len: length, filter: filter.as_mut_ptr() };
    // Without this flag kernels before 5.16 turn speculation off for the program, which costs it a tenth of its speed.
    let flags =
        libc::SECCOMP_FILTER_FLAG_SPEC_ALLOW | if asks { libc::SECCOMP_FILTER_FLAG_NEW_LISTENER } else { 0 };
    // SAFETY: `program` points to as many instructions as it says, which live until the call returns.
    let result =
        unsafe { libc::syscall(libc::SYS_seccomp, libc::SECCOMP_SET_MODE_FILTER, flags, &raw const program) };
    match i32::try_from(result) {
        Ok(-1) | Err(_) => Err(io::Error::last_os_error()),
        // SAFETY: the kernel has just made this descriptor, and nobody else knows of it.
        Ok(listener) if asks => Ok(Some(unsafe { OwnedFd::from_raw_fd(listener) })),
        Ok(_) => Ok(None),
    }
}

fn load(at: u32) -> libc::sock_filter {
    libc::sock_filter { code: LOAD, jt: 0, jf: 0, k: at }
}

fn and(mask: u32) -> libc::sock_filter {
    libc::sock_filter { code: AND, jt: 0, jf: 0, k: mask }
}

fn jump(code: u16, value: u32, if_so: u8, if_not: u8) -> libc::sock_filter {
    libc::sock_filter { code, jt: if_so, jf: if_not, k: value }
}

fn answer(value: u32) -> libc::sock_filter {
    libc::sock_filter { code: ANSWER, jt: 0, jf: 0, k: value }
}

fn act(action: Action) -> libc::sock_filter {
    answer(match action {
        Action::Refuse(errno) => libc::SECCOMP_RET_ERRNO | errno as u32,
        Action::Ask => libc::SECCOMP_RET_USER_NOTIF,
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// What the kernel's machine would do, or nothing where the call is allowed.
    pub(crate) fn run(
        filter: &[libc::sock_filter],
        architecture: u32,
        number: u32,
        arguments: [u32; 6],
    ) -> Option<Action> {
        let (mut at, mut accumulator) = (0, 0);
        loop {
            let libc::sock_filter { code, jt, jf, k } = filter[at];
            at += 1;
            let jump = |yes: bool| usize::from(if yes { jt } else { jf });
            match code {
                LOAD => {
                    accumulator = match k {
                        NUMBER => number,
                        ARCHITECTURE => architecture,
                        _ => arguments[(k as usize - 16) / 8],
                    };
                }
                AND => accumulator &= k,
                IF_EQUAL => at += jump(accumulator == k),
                IF_AT_LEAST => at += jump(accumulator >= k),
                GO_ON => at += k as usize,
                ANSWER if k == libc::SECCOMP_RET_ALLOW => return None,
                ANSWER if k == libc::SECCOMP_RET_USER_NOTIF => return Some(Action::Ask),
                ANSWER => return Some(Action::Refuse((k & libc::SECCOMP_RET_DATA) as i32)),
                _ => panic!("no instruction of ours: {code}"),
            }
        }
    }

    #[test]
    fn a_call_is_refused_where_all_tests_say_yes_and_rows_of_one_call_stand_beside_each_other() {
        let rule = |number, when, errno| Rule { number, when, action: Action::Refuse(errno) };
        let rules = [
            rule(1, &[], 10),
            rule(2, &[Test::Is(0, &[7, 8]), Test::IsNot(1, &[3, 4])], 20),
            rule(2, &[Test::HasAny(2, 0b110)], 21),
            rule(3, &[Test::Masked(1, 0xf0, 0x20), Test::Is(0, &[5])], 30),
            Rule { number: 4, when: &[Test::Is(0, &[1])], action: Action::Ask },
        ];
        let own = OWN_ARCHITECTURE.expect("this machine's calls are known");
        let filter = compile(rules).expect("a filter");
        let asked = |number, arguments| run(&filter, own, number, arguments);
        assert_eq!(asked(0, [0; 6]), None);
        assert_eq!(asked(1, [9; 6]), Some(Action::Refuse(10)));
        assert_eq!(asked(2, [7, 0, 0, 0, 0, 0]), Some(Action::Refuse(20)));
        assert_eq!(asked(2, [8, 5, 0, 0, 0, 0]), Some(Action::Refuse(20)));
        assert_eq!(asked(2, [8, 4, 0, 0, 0, 0]), None);
        assert_eq!(asked(2, [9, 5, 0, 0, 0, 0]), None);
        assert_eq!(asked(2, [8, 4, 4, 0, 0, 0]), Some(Action::Refuse(21)));
        assert_eq!(asked(2, [9, 5, 9, 0, 0, 0]), None);
        assert_eq!(asked(3, [5, 0x2f, 0, 0, 0, 0]), Some(Action::Refuse(30)));
        assert_eq!(asked(3, [5, 0x3f, 0, 0, 0, 0]), None);
        assert_eq!(asked(3, [6, 0x2f, 0, 0, 0, 0]), None);
        assert_eq!(asked(4, [1, 0, 0, 0, 0, 0]), Some(Action::Ask));
        assert_eq!(asked(4, [2, 0, 0, 0, 0, 0]), None);
    }

    #[test]
    fn calls_of_other_architectures_do_not_exist() {
        let own = OWN_ARCHITECTURE.expect("this machine's calls are known");
        let filter = compile([]).expect("a filter");
        assert_eq!(run(&filter, own, 0, [0; 6]), None);
        assert_eq!(run(&filter, own ^ 1, 0, [0; 6]), Some(Action::Refuse(libc::ENOSYS)));
        assert_eq!(run(&filter, own, FIRST_OF_X32, [0; 6]), Some(Action::Refuse(libc::ENOSYS)));
    }
}
