//! The packets of a case, kept for whoever wants to look at them in Wireshark.

use std::time::{Duration, SystemTime};

use crate::role::Role;

/// Captured packets of both hosts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Packets {
    /// Time of the start of the case, since 1970.
    pub(super) epoch: Duration,
    pub(super) list: Vec<Packet>,
    /// What the packets kept take.
    kept_bytes: usize,
    /// What they may take.
    most_bytes: usize,
    /// Packets that came after that.
    pub(super) dropped: u64,
}

/// One packet, from its IP header on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Packet {
    pub host: Role,
    /// Since the start of the case.
    pub at: Duration,
    pub bytes: Vec<u8>,
}

/// What a packet takes beside its bytes.
const OVERHEAD_BYTES: usize = 64;

impl Packets {
    /// Room for this many bytes of packets, for a case that began `elapsed` ago.
    pub(super) fn new(most_bytes: usize, elapsed: Duration) -> Self {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self { epoch: now.saturating_sub(elapsed), most_bytes, ..Self::default() }
    }

    /// These packets.
    #[cfg(test)]
    pub(crate) fn of(packets: impl IntoIterator<Item = (Role, Vec<u8>)>) -> Self {
        let mut all = Self::new(usize::MAX, Duration::ZERO);
        packets.into_iter().for_each(|(host, bytes)| all.keep(host, Duration::ZERO, &bytes));
        all
    }

    /// A time since 1970 as one since the start of the case.
    pub(super) fn since_start(&self, time: Duration) -> Duration {
        time.saturating_sub(self.epoch)
    }

    /// Keeps a packet, where there is room.
    pub(super) fn keep(&mut self, host: Role, at: Duration, bytes: &[u8]) {
        let size = bytes.len() + OVERHEAD_BYTES;
        if self.dropped > 0 || self.kept_bytes + size > self.most_bytes {
            self.dropped += 1;
            return;
        }
        self.kept_bytes += size;
        self.list.push(Packet { host, at, bytes: bytes.to_vec() });
    }

    /// Puts the packets of both hosts into the order in which they passed.
    pub(super) fn sort(&mut self) {
        self.list.sort_by_key(|packet| packet.at);
    }

    /// Number of packets kept.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none: nothing was captured, or nothing passed.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Packets that were seen and not kept, for want of room.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }
}
