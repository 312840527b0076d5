//! Waiting for a journal to grow: the kernel tells of every line, and of the grader's end.

use std::fs;
use std::mem::MaybeUninit;
use std::path::Path;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::inotify::{self, CreateFlags, Reader, WatchFlags};
use rustix::process::{Pid, PidfdFlags, pidfd_open};

/// How many lines the journal in a folder of results has; a line that is being written counts when it is whole.
pub fn lines(results: &Path) -> usize {
    let journal = fs::read(results.join("journal.jsonl")).unwrap_or_default();
    journal.iter().filter(|byte| **byte == b'\n').count()
}

/// Waits until the journal has so many lines, or the grader has ended.
pub fn wait_for_lines(results: &Path, wanted: usize, grader: u32) {
    fs::create_dir_all(results).expect("a folder");
    let news = inotify::init(CreateFlags::CLOEXEC).expect("news of files");
    inotify::add_watch(&news, results, WatchFlags::MODIFY).expect("the folder can be watched");
    let grader = Pid::from_raw(i32::try_from(grader).expect("a process")).expect("a process");
    let end = pidfd_open(grader, PidfdFlags::empty()).expect("a child that nobody has waited for");
    let mut buffer = [MaybeUninit::uninit(); 4096];
    let mut reader = Reader::new(&news, &mut buffer);
    while lines(results) < wanted {
        let mut both = [PollFd::new(&news, PollFlags::IN), PollFd::new(&end, PollFlags::IN)];
        poll(&mut both, None).expect("both can be waited for");
        if !both[1].revents().is_empty() {
            return;
        }
        // One read takes what is there; what it says does not matter.
        reader.next().expect("there is news");
        while !reader.is_buffer_empty() {
            reader.next().expect("there is more of it");
        }
    }
}
