//! The grader of socklab: launches any server and client, listens between them, and judges.
//!
//! ARCHITECTURE.md says how the modules hang together. Data flows one way: scenario and submission -> plan -> hosts and
//! tap -> observation -> reading -> oracle -> verdict -> report.

pub mod bytes;
pub mod host;
pub mod observation;
pub mod oracle;
pub mod reading;
pub mod seconds;
pub mod tap;
