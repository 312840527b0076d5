//! `cargo xtask doctor`: what can this machine do, and what stands in the way?

use anstyle::{AnsiColor, Style};
use clap::Args;

use crate::host::doctor::{Examination, State, examine};
use crate::host::{Isolation, Limits};
use crate::intake::Allowance;
use crate::printable::printable;

/// Exit code where something is missing that the whole sandbox needs.
const LACKING: u8 = 1;

/// Options of `cargo xtask doctor`.
#[derive(Debug, Args)]
pub struct Options {}

/// Says it, a line a thing, and what to do about what is missing.
pub fn execute(_: &Options) -> u8 {
    let Examination { isolation, findings } = examine(&[Limits::default(), Allowance::default().limits]);
    let width = findings.iter().map(|finding| finding.subject.len()).max().unwrap_or(0);
    for finding in &findings {
        let (word, colour) = match finding.state {
            State::Good => ("good", AnsiColor::Green),
            State::Weaker => ("weak", AnsiColor::Yellow),
            State::Absent => ("none", AnsiColor::BrightBlack),
            State::Bad => ("BAD", AnsiColor::Red),
        };
        let style = Style::new().fg_color(Some(colour.into()));
        anstream::println!(
            "{style}{word:4}{style:#}  {:width$}  {}",
            finding.subject,
            printable(&finding.detail)
        );
        if let Some(remedy) = &finding.remedy {
            anstream::println!("      {:width$}  -> {}", "", printable(remedy));
        }
    }
    anstream::println!("\n`--isolation auto` is `{isolation}` on this machine");
    if isolation == Isolation::Sandbox { 0 } else { LACKING }
}
