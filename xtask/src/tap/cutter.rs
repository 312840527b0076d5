//! Where `split` cuts.

use crate::conversation::Direction;

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
