//! `--isolation`: how far the programs are kept apart, as far as this machine allows.

use std::fmt;

use anyhow::{Context as _, Result};
use clap::ValueEnum;

use crate::host::{Isolation, doctor};

/// What the user may ask for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum IsolationChoice {
    /// The strongest that this machine has
    #[default]
    Auto,
    /// Own network, files, processes, identity and limits
    Sandbox,
    /// Own network only: for programs you trust
    Network,
    /// Plain processes on the machine's loopback
    None,
}

impl IsolationChoice {
    /// What is had. To be called before the process has a second thread. What was asked for by name and cannot be had is
    /// an error; nothing is weakened silently.
    pub fn choose(self) -> Result<Isolation> {
        let isolation = self.strong_enough()?;
        if let Err(error) = doctor::try_seeds(isolation) {
            anstream::eprintln!(
                "note: {error}; so a seed does not repeat what the programs draw, see `cargo xtask doctor`"
            );
        }
        Ok(isolation)
    }

    fn strong_enough(self) -> Result<Isolation> {
        let named = match self {
            Self::Auto => {
                let (isolation, why_not_more) = doctor::strongest();
                if let Some(error) = why_not_more {
                    anstream::eprintln!(
                        "note: {error}; so this runs with `--isolation {isolation}`, see `cargo xtask doctor`"
                    );
                }
                return Ok(isolation);
            }
            Self::Sandbox => Isolation::Sandbox,
            Self::Network => Isolation::Network,
            Self::None => Isolation::None,
        };
        doctor::try_isolation(named).context("see `cargo xtask doctor` for what can be done about it")?;
        Ok(named)
    }
}

impl fmt::Display for IsolationChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Auto => "auto",
            Self::Sandbox => "sandbox",
            Self::Network => "network",
            Self::None => "none",
        })
    }
}
