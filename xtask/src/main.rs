//! `cargo xtask`: parse, do, exit code.

use std::process::ExitCode;

use clap::Parser as _;
use xtask::command::{self, Cli};

fn main() -> ExitCode {
    // A keeper is this same binary: it does its work here and does not come back.
    xtask::host::dispatch();
    // So is a stand-in.
    xtask::stand_in::dispatch();
    // A small stack may not do even for the command line. What is too low for programs is said where they are started.
    xtask::host::inherited::raise(&[], &[]);
    match Cli::parse().command.execute() {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            anstream::eprintln!("error: {error:#}");
            ExitCode::from(command::exit_code(&error))
        }
    }
}
