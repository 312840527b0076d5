//! The server of the lab. See `server --help`, and [`socklab::server`] for how it works.

use std::process::ExitCode;

use socklab::options::ServerOptions;
use socklab::output::complain;
use socklab::server;

fn main() -> ExitCode {
    let options = ServerOptions::from_command_line();
    let exit = server::run(&options).unwrap_or_else(|error| {
        complain(&format!("server: {error}"));
        error.exit()
    });
    ExitCode::from(exit.code())
}
