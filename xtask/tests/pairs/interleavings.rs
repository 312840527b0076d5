//! One case seen in every order that chance can bring about: the two directions of a connection keep their own order, and
//! what a side sent comes behind what it had heard; nothing else is certain. The verdict is the same.

use xtask::conversation::{Connection, Direction, Segment};
use xtask::observation::Observation;
use xtask::scenario::Scenario;
use xtask::verdict::{Seeded, judge};

/// Orders that are tried beside the two in which one side is always as early as it can be.
const RANDOM: u64 = 30;

/// Judges the case in many orders.
pub fn all(scenario: &str, observation: &Observation) -> Result<(), String> {
    let scenario = Scenario::parse("scenario.toml".as_ref(), scenario).map_err(|error| error.to_string())?;
    let judged = |observation: &Observation| judge(&scenario, &Seeded::default(), observation);
    let expected = judged(observation);
    let chances: [&dyn Fn(u64) -> bool; 2] = [&|_| true, &|_| false];
    let random = (0..RANDOM)
        .map(|seed| move |step: u64| (step ^ seed << 32).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 63 == 0);
    let random: Vec<_> = random.collect();
    for chance in chances.into_iter().chain(random.iter().map(|chance| chance as &dyn Fn(u64) -> bool)) {
        let mut other = observation.clone();
        for connection in other.conversation.iter_mut().flat_map(|it| &mut it.connections) {
            connection.segments = interleaved(connection, chance)?;
            connection.put_into_causal_order();
        }
        if judged(&other) != expected {
            return Err(format!(
                "judged in another way where it is seen in another order: {:?}",
                other.conversation
            ));
        }
    }
    Ok(())
}

/// The segments in an order in which chance decides who is first, the client or not, where both may be.
fn interleaved(
    connection: &Connection,
    client_is_first: &dyn Fn(u64) -> bool,
) -> Result<Vec<Segment>, String> {
    let way = |direction| connection.segments.iter().filter(move |segment| segment.direction == direction);
    let mut ways = Direction::BOTH.map(|direction| way(direction).peekable());
    let mut passed_bytes = [0, 0];
    let mut all = Vec::new();
    while all.len() < connection.segments.len() {
        let mut may_speak =
            |way: usize| ways[way].peek().is_some_and(|next| next.heard_bytes <= passed_bytes[1 - way]);
        let next = match (may_speak(0), may_speak(1)) {
            (true, true) => usize::from(!client_is_first(all.len() as u64)),
            (true, false) => 0,
            (false, true) => 1,
            (false, false) => return Err(format!("each side has heard what comes later: {connection:?}")),
        };
        let Some(segment) = ways[next].next() else { continue };
        passed_bytes[next] += segment.bytes.len() as u64;
        all.push(segment.clone());
    }
    Ok(all)
}
