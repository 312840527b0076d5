//! The grader where there is no Linux: it says what it cannot do there, and how to go on.

use std::env::consts::OS;
use std::process::ExitCode;

/// As for every other thing that the user has to mend first.
const USAGE: u8 = 2;

/// Says it.
pub fn run() -> ExitCode {
    let linux = match OS {
        "windows" => "in WSL 2 (`wsl --install`), or in a container",
        _ => "in a container or a virtual machine",
    };
    eprintln!(
        "error: the grader listens between programs by what only Linux has (network namespaces, packet sockets), so it starts none on {OS}: \
         run it {linux}, which `Containerfile` and `.devcontainer/` make for you: `docker build -t socklab -f Containerfile .`, then in the \
         folder with your files `docker run --rm -v .:/work socklab try`; the lab itself runs here: `cargo run --bin server dedup`"
    );
    ExitCode::from(USAGE)
}
