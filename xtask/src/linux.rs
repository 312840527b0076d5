//! The grader where there is Linux.

use std::panic;
use std::process::ExitCode;

use xtask::command::{self, Cli};
use xtask::plan::PANIC;
use xtask::printable::printable;
use xtask::say;

/// Takes the command line and does it.
pub fn run() -> ExitCode {
    // A keeper is this same binary: it does its work here and does not come back.
    xtask::host::dispatch();
    // So are the reference pair and a stand-in.
    xtask::reference::dispatch();
    xtask::stand_in::dispatch();
    // A small stack may not do even for the command line. What is too low for programs is said where they are started.
    xtask::host::inherited::raise(&[], &[]);
    let result = panic::catch_unwind(|| match Cli::from_command_line() {
        Ok(cli) => cli.execute(),
        Err(slip) => Ok(command::explain(&slip)),
    });
    let result = result.unwrap_or_else(|_| Err(command::own_failure(PANIC)));
    match result.and_then(|code| say::written().map(|()| code)) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            let lines = format!("{error:#}");
            let lines: Vec<String> = lines.lines().map(printable).collect();
            say::error(format_args!("error: {}", lines.join("\n")));
            ExitCode::from(command::exit_code(&error))
        }
    }
}
