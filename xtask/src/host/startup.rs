//! What the kernel draws for each new program, drawn anew: sixteen random bytes (`AT_RANDOM`, from which C libraries and Go
//! take seeds), and the shared object by which a program reads the clock without a system call (`AT_SYSINFO_EHDR`), which
//! is taken out of its sight.
//!
//! Both are told on the new program's stack, and read before its first system call; so whoever is about to execute a program
//! is traced until it has. Not longer: a traced program is slower, and leak detectors cannot trace it. But where it is asked how the
//! program dies (`deaths`) it stays so, with all that it starts.
//!
//! The order on the stack: the number of arguments, the arguments, the environment, each ended by a null pointer, and pairs
//! of numbers up to `AT_NULL`; linux/fs/binfmt_elf.c, getauxval(3).

use std::collections::HashSet;

use nix::sys::ptrace;
use nix::unistd::Pid;

use super::deaths::{Deaths, Dying};
use super::own_code;
use super::supervisor::{read, write};

/// Arguments and variables of a program at most, as pointers: more than the kernel lets through.
const MOST_WORDS: usize = 1 << 20;

/// A pair that says nothing.
const AT_IGNORE: u64 = 1;

/// Who is about to execute a program, and what went wrong.
#[derive(Debug, Default)]
pub(super) struct Startups {
    traced: HashSet<i32>,
    trouble: Option<i32>,
    /// Where it is asked how the program dies.
    deaths: Option<Deaths>,
}

impl Startups {
    /// Traces the program to its end, and tells of what dies.
    pub(super) fn with_deaths() -> Self {
        Self { deaths: Some(Deaths::default()), ..Self::default() }
    }

    /// Whom to look at before it dies, once, since it was asked last.
    pub(super) fn dying(&mut self) -> Option<Dying> {
        self.deaths.as_mut()?.news()
    }

    /// Lets all die that are held before it.
    pub(super) fn let_go(&mut self) {
        self.deaths.iter_mut().for_each(Deaths::let_go);
    }

    /// A process or thread has ended: its id may be another's.
    pub(super) fn ended(&mut self, pid: i32) {
        self.traced.remove(&pid);
    }

    /// Why one kept what the kernel drew, as an error number.
    pub(super) fn trouble(&self) -> Option<i32> {
        self.trouble
    }

    /// A thread is about to execute a program.
    pub(super) fn begins(&mut self, thread: i32) {
        // One whose last attempt failed is traced already.
        if self.traced.contains(&thread) {
            return;
        }
        let mut options = ptrace::Options::PTRACE_O_TRACEEXEC;
        if self.deaths.is_some() {
            options |= ptrace::Options::PTRACE_O_TRACECLONE
                | ptrace::Options::PTRACE_O_TRACEFORK
                | ptrace::Options::PTRACE_O_TRACEVFORK;
        }
        match ptrace::seize(Pid::from_raw(thread), options) {
            Ok(()) => drop(self.traced.insert(thread)),
            Err(error) => drop(self.trouble.get_or_insert(error as i32)),
        }
    }

    /// A traced process has stopped: because it is a new program now, or because a signal came after its attempt had failed.
    /// Either way it goes on by itself from here, unless it is asked how it dies.
    pub(super) fn stopped(&mut self, pid: i32, status: i32, draw: impl FnOnce(&mut [u8])) {
        self.traced.remove(&pid);
        let signal = match status >> 16 {
            0 => libc::WSTOPSIG(status),
            libc::PTRACE_EVENT_EXEC => {
                // A thread that was not its process's first has that one's id now.
                if let Ok(before) = ptrace::getevent(Pid::from_raw(pid)) {
                    self.traced.remove(&(before as i32));
                }
                let mut random = [0; 16];
                draw(&mut random);
                if let Err(errno) = settle(pid, &random) {
                    self.trouble.get_or_insert(errno);
                }
                0
            }
            _ => 0,
        };
        if let Some(deaths) = &mut self.deaths {
            self.traced.insert(pid);
            return deaths.stopped(pid, status);
        }
        // SAFETY: for this request the kernel reads no memory of ours: the last argument is a number.
        unsafe { libc::ptrace(libc::PTRACE_DETACH, pid, 0_usize, signal as usize) };
    }
}

/// Writes the new program's stack over, and what its own code takes seeds from. The error is the kernel's number.
fn settle(pid: i32, random: &[u8; 16]) -> Result<(), i32> {
    let registers =
        ptrace::getregset::<ptrace::regset::NT_PRSTATUS>(Pid::from_raw(pid)).map_err(|e| e as i32)?;
    #[cfg(target_arch = "x86_64")]
    let stack = registers.rsp;
    #[cfg(target_arch = "aarch64")]
    let stack = registers.sp;
    let pid = pid as u32;
    let mut words = Words { pid, stack, read: Vec::new() };
    let put =
        |address, bytes: &[u8]| write(pid, address, bytes).map_err(|e| e.raw_os_error().unwrap_or(libc::EIO));
    let mut at = words.get(0)? as usize + 2;
    while words.get(at)? != 0 {
        at += 1;
    }
    at += 1;
    let (mut is_static, mut headers) = (true, 0);
    loop {
        match words.get(at)? {
            libc::AT_NULL => break,
            // Where its loader is.
            libc::AT_BASE => is_static = words.get(at + 1)? == 0,
            libc::AT_PHDR => headers = words.get(at + 1)?,
            libc::AT_SYSINFO_EHDR => put(stack + 8 * at as u64, &AT_IGNORE.to_ne_bytes())?,
            libc::AT_RANDOM => put(words.get(at + 1)?, random)?,
            _ => {}
        }
        at += 2;
    }
    own_code::settle(pid, is_static, headers).map_err(|error| error.raw_os_error().unwrap_or(libc::EIO))
}

/// A stack from its top on, read in parts.
struct Words {
    pid: u32,
    stack: u64,
    read: Vec<u8>,
}

impl Words {
    fn get(&mut self, index: usize) -> Result<u64, i32> {
        loop {
            if let Some(word) = self.read.get(index * 8..).and_then(<[u8]>::first_chunk) {
                return Ok(u64::from_ne_bytes(*word));
            }
            let mut part = [0; 4096];
            let next = self.stack + self.read.len() as u64;
            match read(self.pid, next, &mut part) {
                Some(length @ 8..) if index < MOST_WORDS => self.read.extend_from_slice(&part[..length]),
                _ => return Err(libc::EFAULT),
            }
        }
    }
}
