//! `Duration` in JSON as seconds with microseconds, for `#[serde(with = "crate::seconds")]`.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serializer};

/// Writes a duration as a number of seconds, rounded down to a microsecond.
pub fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(duration.as_micros() as f64 / 1e6)
}

/// Reads what `serialize` wrote; a negative or endless number is an error.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let seconds = f64::deserialize(deserializer)?;
    let micros = (seconds * 1e6).round();
    if !(0.0..=9e15).contains(&micros) {
        return Err(serde::de::Error::custom("expected a number of seconds that is not negative"));
    }
    Ok(Duration::from_micros(micros as u64))
}
