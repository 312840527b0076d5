//! The tap stands between the two hosts of a case and carries, records and shapes the bytes.

pub mod conversation;
