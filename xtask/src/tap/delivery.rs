//! How the tap hands bytes over.
//!
//! TCP promises a stream, not messages: what a `recv` returns is a matter of luck, unless somebody decides it.

use std::fmt;
use std::str::FromStr;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use super::conversation::Direction;

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

/// The longest chunk of `split`. Small enough that a list of numbers is cut many times.
const LONGEST_CHUNK: u64 = 16;

/// Decides where one direction of one connection is cut under `split`.
///
/// The sizes depend on the seed, the connection's number, the direction and the lengths of the sends before: on nothing that
/// is timed. A chunk never spans two sends, since how much of the second is there by then would be luck.
#[derive(Debug, Clone)]
pub struct Cutter {
    state: u64,
}

impl Cutter {
    /// The cutter of one direction of the `connection`th connection of a case.
    pub fn new(seed: u64, connection: usize, direction: Direction) -> Self {
        let stream = (connection as u64) << 1 | u64::from(direction == Direction::ToClient);
        let mut cutter = Self { state: seed };
        cutter.state = cutter.draw() ^ stream.wrapping_mul(0xd134_2543_de82_ef95);
        cutter
    }

    /// Length of the next chunk, where `left_bytes` of a send are left and `fresh` says that none of it is handed over
    /// yet. A send of two bytes or more is always cut at least once.
    pub fn next(&mut self, left_bytes: usize, fresh: bool) -> usize {
        let longest = left_bytes.saturating_sub(usize::from(fresh)).clamp(1, LONGEST_CHUNK as usize);
        1 + (self.draw() % longest as u64) as usize
    }

    /// SplitMix64: a published generator of three lines, the same for ever.
    fn draw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
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

    #[test]
    fn the_generator_is_the_published_one() {
        let mut cutter = Cutter { state: 1_234_567 };
        assert_eq!([cutter.draw(), cutter.draw()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }

    #[test]
    fn the_same_seed_cuts_the_same_and_another_stream_differs() {
        let sizes = |seed, connection, direction| {
            let mut cutter = Cutter::new(seed, connection, direction);
            (0..20).map(|_| cutter.next(1000, false)).collect::<Vec<_>>()
        };
        let first = sizes(7, 0, Direction::ToServer);
        assert_eq!(first, sizes(7, 0, Direction::ToServer));
        for other in [(8, 0, Direction::ToServer), (7, 1, Direction::ToServer), (7, 0, Direction::ToClient)] {
            assert_ne!(first, sizes(other.0, other.1, other.2));
        }
    }

    #[test]
    fn every_send_of_two_bytes_or_more_is_cut() {
        for length in 2..100 {
            for seed in 0..20 {
                let first = Cutter::new(seed, 0, Direction::ToServer).next(length, true);
                assert!((1..length).contains(&first) && first <= 16, "{first} of {length}");
            }
        }
        assert_eq!(Cutter::new(0, 0, Direction::ToServer).next(1, true), 1);
    }
}
