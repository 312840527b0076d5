//! From what one side said to what a stand-in plays.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::{Event, Recorded};
use crate::role::Role;
use crate::script::{EPHEMERAL, Hear, Heard, Script, Send, Step};
use crate::task::Task;

impl Recorded {
    /// What that side did, as a script: its bytes as they were, and before each as many bytes of the other side as it had heard
    /// then. Where the other side falls silent before, it goes on after `patience`, or as soon as nothing more can come.
    pub fn script(&self, role: Role, patience: Duration) -> Script {
        let mut heard = 0;
        let mut steps = Vec::new();
        for event in &self.events {
            match event {
                Event::Said(way, bytes) if way.sender() == role => {
                    steps.push(Step::Say(vec![Send::bytes(&bytes[..])]));
                }
                Event::Said(_, bytes) => {
                    heard += bytes.len();
                    let hear = Hear {
                        pause_ms: patience.as_millis() as u64,
                        may_be_nothing: true,
                        ..Hear::new(Heard::Bytes(heard))
                    };
                    match steps.last_mut() {
                        Some(last @ Step::Hear(_)) => *last = Step::Hear(hear),
                        _ => steps.push(Step::Hear(hear)),
                    }
                }
                Event::Ended(way) if way.sender() == role => steps.push(Step::Shut),
                Event::Ended(_) => {}
            }
        }
        steps.push(Step::End(Vec::new()));
        let own = Some(self.client.port()).filter(|port| !EPHEMERAL.contains(port));
        let (port, dials) = match role {
            Role::Server => (Some(self.server.port()), None),
            Role::Client => (own, Some(self.server)),
        };
        const NONE: RangeInclusive<u32> = 1..=1;
        Script {
            role,
            task: Task::Greet,
            port,
            dials,
            numbers: Vec::new(),
            count: NONE,
            value: NONE,
            request: None,
            ascending: false,
            steps,
        }
    }
}
