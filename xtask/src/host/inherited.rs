//! The limits that the harness was started with (`ulimit`): held beside what programs are promised, before the first of them
//! starts. What the scenario does not limit is to be limited by nobody: a right program would fail by it, and lose points
//! that are its own.

use std::fmt;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::launch::Limits;

/// A limit that the harness was started with and that is lower than what programs are promised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortfall {
    inherited: &'static Inherited,
    granted: u64,
    wanted: Option<u64>,
    /// Whether it would do if the scenario promised less.
    is_scenarios: bool,
}

/// A limit of a process.
#[derive(Debug)]
struct Inherited {
    resource: Resource,
    /// What `ulimit` calls it.
    option: &'static str,
    /// What one of it is to `ulimit`, in what the kernel counts in.
    unit: u64,
    /// What it limits, in what `ulimit` counts in.
    what: &'static str,
    /// What a scenario calls it.
    field: Option<&'static str>,
    /// How much a program needs; `None`: as much as it asks for.
    need: fn(&Limits) -> Option<u64>,
}

/// The stack that every program gets, which is what the kernel gives of itself.
const STACK_BYTES: u64 = 8 << 20;

const ALL: &[Inherited] = &[
    limit(Resource::As, "-v", 1024, "KiB of address space", None, |_| None),
    limit(Resource::Data, "-d", 1024, "KiB of data", None, |_| None),
    limit(Resource::Stack, "-s", 1024, "KiB of stack", None, |_| Some(STACK_BYTES)),
    // One more, between the signal that says so and the one that ends it.
    limit(Resource::Cpu, "-t", 1, "seconds of processor time", Some("limits.cpu"), |limits| {
        Some(limits.cpu_seconds() + 1)
    }),
    limit(Resource::Nproc, "-u", 1, "processes and threads", Some("limits.processes"), |limits| {
        Some(limits.processes)
    }),
    limit(Resource::Fsize, "-f", 1024, "KiB in a file", Some("limits.file-bytes"), |limits| {
        Some(limits.file_bytes)
    }),
    limit(Resource::Nofile, "-n", 1, "open files", None, |limits| Some(limits.open_files)),
];

const fn limit(
    resource: Resource,
    option: &'static str,
    unit: u64,
    what: &'static str,
    field: Option<&'static str>,
    need: fn(&Limits) -> Option<u64>,
) -> Inherited {
    Inherited { resource, option, unit, what, field, need }
}

/// Raises each limit of this process as far as it may, so that programs inherit no lower one, and says which of them are lower
/// than what programs need: those with the limits of `scenarios`, and the grader's own and compilers with the limits of
/// `others`. To be called before the first program is started, and before an ordinary user's harness enters its user namespace:
/// the kernel keeps the limit of processes there as it is then.
pub fn raise(scenarios: &[Limits], others: &[Limits]) -> Vec<Shortfall> {
    let granted = ALL.iter().filter_map(|inherited| Some((inherited, inherited.raise()?)));
    granted.filter_map(|(inherited, granted)| inherited.shortfall(granted, scenarios, others)).collect()
}

impl Inherited {
    /// What this process may have now; `None` for as much as it asks for.
    fn raise(&self) -> Option<u64> {
        let most = match self.resource {
            // A larger one moves where everything else is in memory, and gives threads a stack of another size.
            Resource::Stack => Some(STACK_BYTES),
            _ => None,
        };
        let granted = getrlimit(self.resource).maximum;
        // Root may.
        if setrlimit(self.resource, Rlimit { current: most, maximum: None }).is_ok() {
            return None;
        }
        let current = match (most, granted) {
            (Some(most), Some(granted)) => Some(most.min(granted)),
            (most, granted) => most.or(granted),
        };
        // That much everybody may. Where not, it stays as it is, and is no more than `granted`.
        let _ = setrlimit(self.resource, Rlimit { current, maximum: granted });
        granted
    }

    fn shortfall(&'static self, granted: u64, scenarios: &[Limits], others: &[Limits]) -> Option<Shortfall> {
        let wanted = |limits: &[Limits]| limits.iter().map(self.need).reduce(|a, b| Some(a?.max(b?)));
        let suffices = |wanted: Option<Option<u64>>| match wanted {
            None => true,
            Some(wanted) => wanted.is_some_and(|wanted| wanted <= granted),
        };
        let all = wanted(&[scenarios, others].concat());
        (!suffices(all)).then(|| Shortfall {
            inherited: self,
            granted,
            wanted: all.flatten(),
            is_scenarios: suffices(wanted(others)),
        })
    }
}

impl PartialEq for Inherited {
    fn eq(&self, other: &Self) -> bool {
        self.option == other.option
    }
}

impl Eq for Inherited {}

/// Which limit it is, what is granted, what is wanted, and what to do.
impl fmt::Display for Shortfall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inherited { option, unit, what, field, .. } = self.inherited;
        let granted = self.granted / unit;
        let wanted = self.wanted.map(|wanted| wanted.div_ceil(*unit).to_string());
        write!(f, "`ulimit -H {option}` grants {granted} {what}, and programs ")?;
        match &wanted {
            Some(wanted) => write!(f, "are promised {wanted}")?,
            None => f.write_str("have no such limit: Java and others reserve far more than they use")?,
        }
        let raised = wanted.as_deref().unwrap_or("unlimited");
        write!(f, "; have it raised to {raised} where the grader is started")?;
        match field.filter(|_| self.is_scenarios) {
            Some(field) => write!(f, ", or lower `{field}` in the scenario"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn said(option: &str, granted: u64, scenario: Limits, other: Limits) -> Option<String> {
        let inherited = ALL.iter().find(|inherited| inherited.option == option).expect("a limit");
        inherited.shortfall(granted, &[scenario], &[other]).map(|shortfall| shortfall.to_string())
    }

    #[test]
    fn what_is_granted_is_held_beside_what_is_promised() {
        let limits = Limits::default();
        assert_eq!(said("-u", 128, limits, limits), None);
        assert_eq!(
            said("-u", 127, limits, limits).as_deref(),
            Some(
                "`ulimit -H -u` grants 127 processes and threads, and programs are promised 128; have it raised to 128 \
                 where the grader is started"
            )
        );
        // Where only the scenario wants so much, it can want less.
        let more = Limits { cpu: Duration::from_millis(20_001), ..limits };
        assert_eq!(
            said("-t", 21, more, limits).as_deref(),
            Some(
                "`ulimit -H -t` grants 21 seconds of processor time, and programs are promised 22; have it raised to 22 \
                 where the grader is started, or lower `limits.cpu` in the scenario"
            )
        );
        assert_eq!(said("-t", 22, more, limits), None);
        // What programs reserve and do not use has no number.
        assert_eq!(
            said("-v", 1 << 40, limits, limits).as_deref(),
            Some(
                "`ulimit -H -v` grants 1073741824 KiB of address space, and programs have no such limit: Java and others \
                 reserve far more than they use; have it raised to unlimited where the grader is started"
            )
        );
    }
}
