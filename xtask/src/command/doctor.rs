//! `cargo xtask doctor`: what can this machine do, and what stands in the way?

use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use clap::Args;

use super::USAGE;
use crate::host::doctor::{Examination, State, examine, toolchains_of};
use crate::host::{Isolation, Limits};
use crate::intake::{self, Allowance};
use crate::printable::printable;
use crate::say;
use crate::scenario::lab::Lab;

/// Exit code where something is missing that the whole sandbox needs.
const LACKING: u8 = 1;

/// Options of `cargo xtask doctor`.
#[derive(Debug, Args)]
pub struct Options {
    /// The lab whose `[toolchain]` is looked for: a `lab.toml`, or the folder that it is in
    lab: Option<PathBuf>,
}

/// Says it, a line a thing, and what to do about what is missing.
pub fn execute(options: &Options) -> u8 {
    if let Some(path) = &options.lab {
        let provided = Lab::load(path).map_err(|error| error.to_string()).and_then(|lab| lab.provide());
        if let Err(why) = provided {
            say::error(format_args!("error: {why}"));
            return USAGE;
        }
    }
    let Examination { isolation, mut findings } = examine(&[Limits::default(), Allowance::default().limits]);
    match intake::wanted() {
        Ok(names) => findings.push(toolchains_of(names.iter().map(String::as_str))),
        Err(why) => say::error(format_args!("error: cannot look for what programs of students need: {why}")),
    }
    let width = findings.iter().map(|finding| finding.subject.len()).max().unwrap_or(0);
    for finding in &findings {
        let (word, colour) = match finding.state {
            State::Good => ("good", AnsiColor::Green),
            State::Weaker => ("weak", AnsiColor::Yellow),
            State::Absent => ("none", AnsiColor::BrightBlack),
            State::Bad => ("BAD", AnsiColor::Red),
        };
        let style = Style::new().fg_color(Some(colour.into()));
        say::line(format_args!(
            "{style}{word:4}{style:#}  {:width$}  {}",
            finding.subject,
            printable(&finding.detail)
        ));
        if let Some(remedy) = &finding.remedy {
            say::line(format_args!("      {:width$}  -> {}", "", printable(remedy)));
        }
    }
    say::line(format_args!("\n`--isolation auto` is `{isolation}` on this machine"));
    if isolation == Isolation::Sandbox { 0 } else { LACKING }
}
