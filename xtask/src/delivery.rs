//! How the tap hands bytes over.
//!
//! TCP promises a stream, not messages: what a `recv` returns is a matter of luck, unless somebody decides it.

use std::fmt;
use std::str::FromStr;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// How the tap hands over what a program sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ValueEnum)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "delivery"))]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    /// Each `send` alone, the next only when the reader has drained the last. The kindest network there is.
    AsSent,
    /// All that a side sends until it falls silent, at once.
    Coalesced,
    /// Each `send` in chunks of seeded sizes, each only when the reader has drained the last.
    Split,
    /// One byte at a time, each only when the reader has drained the last.
    ByteByByte,
    /// As it comes, nothing held back: a different network each time.
    Natural,
}

impl Delivery {
    /// Every delivery, the kindest first.
    pub const ALL: [Self; 5] = [Self::AsSent, Self::Coalesced, Self::Split, Self::ByteByByte, Self::Natural];

    /// Its name in scenarios, options and output.
    pub fn name(self) -> &'static str {
        match self {
            Self::AsSent => "as-sent",
            Self::Coalesced => "coalesced",
            Self::Split => "split",
            Self::ByteByByte => "byte-by-byte",
            Self::Natural => "natural",
        }
    }

    /// Whether one `recv` may return a part of a `send`, and nothing else than that is against the programs.
    pub fn cuts(self) -> bool {
        matches!(self, Self::Split | Self::ByteByByte)
    }

    /// Whether the tap decides what a `recv` returns; where not, two runs may differ.
    pub fn is_repeatable(self) -> bool {
        self != Self::Natural
    }
}

impl fmt::Display for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A name that is no delivery's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no delivery is called `{0}`; there are `as-sent`, `coalesced`, `split`, `byte-by-byte` and `natural`"
)]
pub struct UnknownDelivery(pub String);

impl FromStr for Delivery {
    type Err = UnknownDelivery;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|delivery| delivery.name() == name)
            .ok_or_else(|| UnknownDelivery(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_in_json_on_the_command_line_and_in_output() {
        for delivery in Delivery::ALL {
            let name = delivery.to_string();
            assert_eq!(name.parse(), Ok(delivery));
            assert_eq!(serde_json::to_string(&delivery).expect("a name"), format!("\"{name}\""));
        }
        assert!("sent".parse::<Delivery>().is_err());
    }
}
