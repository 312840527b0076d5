//! How a program ended, told from what the kernel and the harness did to it.

use super::control::Ended;
use super::launch::Limits;
use crate::observation::{End, Limit};

/// The program ended by what nobody here did, and it most likely neither.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unexplained;

/// How the program ended, and which limits it met on the way.
///
/// SIGKILL is what the kernel sends where memory runs out, and an administrator; a program that ends itself by it cannot be told
/// from that. Nobody does, so it is never taken for the program's own doing.
pub(super) fn judge(
    ended: &Ended,
    limit: Option<Limit>,
    limits: &Limits,
) -> Result<(End, Vec<Limit>), Unexplained> {
    let out_of_time = ended.cpu >= limits.cpu;
    let limit = limit.or(ended.shortage.own.then_some(Limit::Memory));
    if limit.is_none() && ended.shortage.of_machine {
        return Err(Unexplained);
    }
    let own = if libc::WIFEXITED(ended.status) {
        End::Exited(libc::WEXITSTATUS(ended.status))
    } else {
        match libc::WTERMSIG(ended.status) {
            libc::SIGXCPU => End::Limit(Limit::CpuTime),
            libc::SIGXFSZ => End::Limit(Limit::FileSize),
            // A file that is mapped was written to beyond what there is room for.
            libc::SIGBUS if ended.space_full => End::Limit(Limit::Space),
            libc::SIGKILL if out_of_time => End::Limit(Limit::CpuTime),
            libc::SIGKILL if limit.is_none() && !ended.signalled => return Err(Unexplained),
            signal => End::Killed(signal),
        }
    };
    let end = match (own, limit) {
        (_, Some(limit)) => End::Limit(limit),
        (own, None) if !ended.signalled => own,
        (own @ End::Limit(_), None) => own,
        (_, None) => End::Stopped,
    };
    let mut reached = Vec::new();
    if let End::Limit(limit) = end {
        reached.push(limit);
    }
    // What the kernel refuses shows in the program's own error; here it is named.
    let met = [
        (Limit::Space, ended.space_full),
        (Limit::Memory, ended.peak_memory_bytes >= limits.memory_bytes / 8 * 7),
    ];
    reached.extend(
        met.into_iter()
            .filter(|(limit, met)| *met && !reached.contains(limit))
            .map(|(limit, _)| limit)
            .collect::<Vec<_>>(),
    );
    Ok((end, reached))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    use crate::host::cgroup::Shortage;

    const EXITED_3: i32 = 3 << 8;

    fn ended(status: i32, signalled: bool) -> Ended {
        let shortage = Shortage::default();
        Ended { status, signalled, space_full: false, cpu: Duration::ZERO, peak_memory_bytes: 0, shortage }
    }

    fn end(ended: &Ended, limit: Option<Limit>) -> End {
        judge(ended, limit, &Limits::default()).expect("an explained end").0
    }

    #[test]
    fn ending_by_itself_stopping_and_limits_are_told_apart() {
        assert_eq!(end(&ended(EXITED_3, false), None), End::Exited(3));
        assert_eq!(end(&ended(libc::SIGSEGV, false), None), End::Killed(libc::SIGSEGV));
        assert_eq!(end(&ended(EXITED_3, true), None), End::Stopped);
        assert_eq!(end(&ended(libc::SIGKILL, true), Some(Limit::Output)), End::Limit(Limit::Output));
        assert_eq!(end(&ended(libc::SIGXCPU, false), None), End::Limit(Limit::CpuTime));
        assert_eq!(end(&ended(libc::SIGXFSZ, false), None), End::Limit(Limit::FileSize));
    }

    #[test]
    fn a_full_disk_is_named_beside_the_exit_status() {
        let full = Ended { space_full: true, ..ended(EXITED_3, false) };
        assert_eq!(judge(&full, None, &Limits::default()), Ok((End::Exited(3), vec![Limit::Space])));
        // The kernel's answer where the file is mapped.
        let mapped = Ended { status: libc::SIGBUS, ..full };
        let at = End::Limit(Limit::Space);
        assert_eq!(judge(&mapped, None, &Limits::default()), Ok((at, vec![Limit::Space])));
        assert_eq!(end(&ended(libc::SIGBUS, false), None), End::Killed(libc::SIGBUS));
    }

    #[test]
    fn what_the_kernel_ended_at_the_program_s_own_limit_is_told_from_what_nobody_here_did() {
        let of = |own, of_machine| Shortage { own, of_machine };
        let judged = |status, shortage, limit| {
            judge(&Ended { shortage, ..ended(status, false) }, limit, &Limits::default())
        };
        let at = |limit| Ok((End::Limit(limit), vec![limit]));
        for status in [libc::SIGKILL, EXITED_3] {
            assert_eq!(judged(status, of(true, false), None), at(Limit::Memory));
            assert_eq!(judged(status, of(false, true), None), Err(Unexplained));
            // Had been ended here before.
            assert_eq!(judged(status, of(false, true), Some(Limit::Output)), at(Limit::Output));
        }
        assert_eq!(judged(libc::SIGKILL, of(false, false), None), Err(Unexplained));
        let stopped = judge(&ended(libc::SIGKILL, true), None, &Limits::default());
        assert_eq!(stopped, Ok((End::Stopped, vec![])));
        let spun = Ended { cpu: Limits::default().cpu, ..ended(libc::SIGKILL, false) };
        assert_eq!(judge(&spun, None, &Limits::default()), at(Limit::CpuTime));
    }
}
