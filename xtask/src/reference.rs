//! The lab's own server and client, which lie in the grader's binary: it becomes one of them where it is started as one. So there is
//! always a reference pair, and always the one that the grader was built with. The grader only ever runs them, in processes of their
//! own; nothing else of it knows anything of the lab.

use socklab::error::Exit;
use socklab::options::{ClientOptions, ServerOptions};
use socklab::output::complain;
use socklab::{client, server};

use crate::host;
use crate::role::Role;

/// Becomes the reference program that the harness started this process as, if it did; otherwise returns at once. A variable tells
/// which nobody else's program is started with, and the program's name, which of the two.
pub fn dispatch() {
    if std::env::var_os(host::OWN).is_none() {
        return;
    }
    let name = std::env::args_os().next();
    let is = |role: Role| name.as_ref().is_some_and(|name| name == role.word());
    if is(Role::Server) {
        let options = ServerOptions::from_command_line();
        end(Role::Server, server::run(&options));
    }
    if is(Role::Client) {
        let options = ClientOptions::from_command_line();
        end(Role::Client, client::run(&options).map(|()| Exit::Ok));
    }
}

/// As the lab's own programs end.
fn end(role: Role, result: Result<Exit, socklab::error::Error>) -> ! {
    let exit = result.unwrap_or_else(|error| {
        complain(&format!("{}: {error}", role.word()));
        error.exit()
    });
    std::process::exit(exit.code().into())
}
