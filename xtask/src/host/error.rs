//! Why a program could not be started, and what can go wrong in the harness itself.

use std::io;
use std::path::PathBuf;

/// Why a program did not start. Everything but `Trouble` is about the program and belongs into its observation.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Nothing of this name.
    #[error("`{program}` was not found")]
    NotFound {
        /// As it was asked for.
        program: String,
    },
    /// A file that lacks the permission, or a folder.
    #[error("`{program}` is not executable (a script needs `chmod +x`, or its interpreter named before it)")]
    NotExecutable {
        /// As it was asked for.
        program: String,
    },
    /// A script whose first line, or a binary whose loader, names a file that does not exist.
    #[error("`{program}` asks for the interpreter `{interpreter}`, which this machine does not have")]
    BadInterpreter {
        /// As it was asked for.
        program: String,
        /// What stands in its first line.
        interpreter: String,
    },
    /// Something that may be there, and is not for a student's word to name.
    #[error(
        "`{program}` is neither a file in the folder of the program nor one that every program has: name a file that you hand \
         in, or an interpreter by its name, such as `python3`"
    )]
    NotForIt {
        /// As it was asked for.
        program: String,
    },
    /// The same in the first line of a script.
    #[error(
        "the first line of `{program}` asks for the interpreter `{interpreter}`, which is neither in the folder of the program \
         nor one that every program has: write `#!/usr/bin/env python3`, for example"
    )]
    InterpreterNotForIt {
        /// As it was asked for.
        program: String,
        /// What stands in its first line.
        interpreter: String,
    },
    /// A file that the kernel cannot make a program of.
    #[error(
        "`{program}` is no program for this machine (a script needs a first line such as `#!/usr/bin/env python3`)"
    )]
    WrongFormat {
        /// As it was asked for.
        program: String,
    },
    /// The working folder does not exist.
    #[error("the folder `{}` was not found", dir.display())]
    NoFolder {
        /// The folder.
        dir: PathBuf,
    },
    /// The working folder is larger than the space that a program gets.
    #[error("the folder of the program does not fit into the {space_bytes} bytes that it gets: {what}")]
    FolderTooLarge {
        /// The limit.
        space_bytes: u64,
        /// Bytes, files, or depth.
        what: String,
    },
    /// Arguments and environment that are too long to hand over.
    #[error("the arguments and the environment of `{program}` are too long")]
    TooLong {
        /// As it was asked for.
        program: String,
    },
    /// The harness's own trouble.
    #[error(transparent)]
    Trouble(#[from] HostError),
}

/// The harness's own trouble with a host: never the fault of a program.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// A step of setting a host up failed.
    #[error("cannot {step}: {cause}")]
    Step {
        /// What was attempted, to follow "cannot".
        step: String,
        /// The system's answer; part of the sentence, so not a source besides.
        cause: io::Error,
    },
    /// The keeper ended without saying how the program did.
    #[error("the process that keeps the program was killed, or crashed")]
    KeeperLost,
    /// The program was killed, and is there all the same.
    #[error(
        "the program was killed and does not end: the machine waits for a disk, or somebody traces it; the grader goes on without it"
    )]
    Unending,
    /// The program was ended by SIGKILL, and nobody here did it.
    #[error("{}", ended_from_outside(*by_machine))]
    EndedFromOutside {
        /// How many processes the machine ended meanwhile because it had no memory left.
        by_machine: u64,
    },
    /// This machine cannot isolate as asked.
    #[error(
        "this machine has no isolation `{isolation}`: {reason}\nhelp: `{} doctor` says what to do",
        crate::called::name()
    )]
    Unavailable {
        /// What was asked for.
        isolation: super::Isolation,
        /// What is missing.
        reason: String,
    },
}

fn ended_from_outside(by_machine: u64) -> String {
    match by_machine {
        0 => "the program was ended by SIGKILL, and neither the grader nor any limit did it: most likely somebody else on \
              this machine"
            .to_owned(),
        many => format!(
            "the program was ended by SIGKILL, and neither the grader nor any limit of its own did it: meanwhile this machine \
             ended {many} process{} for want of memory (`oom_kill` in /proc/vmstat); run fewer cases at a time with `--jobs`",
            if many == 1 { "" } else { "es" }
        ),
    }
}

/// Adds what was attempted to a failure.
pub(super) trait Attempt<T> {
    /// `step` follows "cannot".
    fn attempt(self, step: impl Into<String>) -> Result<T, HostError>;
}

impl<T, E: Into<io::Error>> Attempt<T> for Result<T, E> {
    fn attempt(self, step: impl Into<String>) -> Result<T, HostError> {
        self.map_err(|source| HostError::Step { step: step.into(), cause: source.into() })
    }
}
