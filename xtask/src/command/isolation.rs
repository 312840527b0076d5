//! `--isolation`: how far the programs are kept apart, as far as this machine allows.

use std::fmt;

use anyhow::{Context as _, Result};
use clap::ValueEnum;

use crate::called;
use crate::host::{Isolation, doctor};
use crate::say;

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
            say::note(&format!(
                "{error}; so a seed does not repeat what the programs draw, see `{} doctor`",
                called::name()
            ));
        }
        Ok(isolation)
    }

    fn strong_enough(self) -> Result<Isolation> {
        let named = match self {
            Self::Auto => {
                let (isolation, why_not_more) = doctor::strongest();
                if let Some(error) = why_not_more {
                    say::note(&format!(
                        "{error}; so this runs with `--isolation {isolation}`, see `{} doctor`",
                        called::name()
                    ));
                }
                return Ok(isolation);
            }
            Self::Sandbox => Isolation::Sandbox,
            Self::Network => Isolation::Network,
            Self::None => Isolation::None,
        };
        let remedy = || format!("see `{} doctor` for what can be done about it", called::name());
        doctor::try_isolation(named).with_context(remedy)?;
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
