//! The client of the lab. See `client --help`, and [`socklab::client`] for how it works.

use std::process::ExitCode;

use socklab::client;
use socklab::error::Exit;
use socklab::options::ClientOptions;
use socklab::output::complain;

fn main() -> ExitCode {
    let options = ClientOptions::from_command_line();
    let exit = match client::run(&options) {
        Ok(()) => Exit::Ok,
        Err(error) => {
            complain(&format!("client: {error}"));
            error.exit()
        }
    };
    ExitCode::from(exit.code())
}
