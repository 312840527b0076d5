//! A program is held in the call by which it sends a byte, and in no other; and one that is not to be held in none.

use std::time::{Duration, Instant};

use xtask::host::blocked::Does;
use xtask::host::{Isolation, Launch, Process};
use xtask::observation::{End, Moment};

use super::{Test, launch, patience, start};

pub const TESTS: &[Test] = &[
    ("sends::who_sends_is_held_at_the_byte_by_whichever_call", who_sends_is_held_at_the_byte),
    ("sends::who_sends_less_comes_to_its_end", who_sends_less_comes_to_its_end),
    ("sends::a_signal_does_not_let_go_who_makes_the_call_again", a_signal_does_not_let_go),
];

/// Talks to itself: prints and fills a pipe, sends three bytes, and then two more by the call that is named.
const TALKS: &str = "
import os, signal, socket, sys, tempfile
listener = socket.create_server(('127.0.0.1', 0))
s = socket.create_connection(listener.getsockname())
if 'again' in sys.argv:
    signal.signal(signal.SIGUSR1, lambda *_: print('heard', flush=True))
print('ready, with more bytes than it sends', flush=True)
os.write(os.pipe()[1], b'0123456789')
one, other = socket.socketpair()
one.sendmsg([b'0123456789'])
s.send(b'abc')
file = tempfile.TemporaryFile()
file.write(b'de')
file.flush()
{
    'write': lambda: os.write(s.fileno(), b'de'),
    'writev': lambda: os.writev(s.fileno(), [b'd', b'e']),
    'sendto': lambda: s.send(b'de'),
    'sendmsg': lambda: s.sendmsg([b'd', b'', b'e']),
    'sendfile': lambda: os.sendfile(s.fileno(), file.fileno(), 0, 2),
}[sys.argv[1]]()
";

fn talks(words: &[&str], hold: Option<u64>) -> Launch {
    let argv = [&["python3", "-c", TALKS][..], words].concat();
    Launch { seed: Some(7), hold: hold.map(Moment::Byte), ..launch(&argv) }
}

/// What it had sent, once it is held.
fn held(process: &Process) -> u64 {
    let deadline = patience();
    loop {
        if let Some((thread, before)) = process.held() {
            assert!(thread.is_main && thread.does == Does::Sends, "{thread:?}");
            return before;
        }
        assert!(!process.has_ended(), "it ended: {:?}", process.stderr_from(0));
        assert!(Instant::now() < deadline, "it is never held");
        process.wait_until(Instant::now() + Duration::from_millis(1));
    }
}

fn who_sends_is_held_at_the_byte() {
    for isolation in [Isolation::Sandbox, Isolation::Network] {
        for call in ["write", "writev", "sendto", "sendmsg", "sendfile"] {
            for byte in [3, 4] {
                let process = start(isolation, &talks(&[call], Some(byte)));
                assert_eq!(held(&process), 3, "{call} in {isolation}");
            }
        }
        let process = start(isolation, &talks(&["write"], Some(2)));
        assert_eq!(held(&process), 0, "in {isolation}");
        let facts = process.stop().expect("it is stopped");
        assert!(facts.stderr.kept.ends_with(b"KeyboardInterrupt\n"), "{facts:?}");
    }
}

fn who_sends_less_comes_to_its_end() {
    for hold in [None, Some(5)] {
        let process = start(Isolation::Sandbox, &talks(&["sendmsg"], hold));
        assert!(process.wait_until(patience()), "it is held");
        assert!(process.held().is_none());
        assert_eq!(process.stop().expect("it has ended").end, End::Exited(0));
    }
}

fn a_signal_does_not_let_go() {
    let process = start(Isolation::Sandbox, &talks(&["sendto", "again"], Some(3)));
    assert_eq!(held(&process), 3);
    process.signal(10);
    super::wait_for_output(&process, "heard");
    assert_eq!(held(&process), 3);
    assert!(!process.has_ended());
}
