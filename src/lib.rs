//! The reference server and client of an introductory lab on socket programming.

pub mod conversation;
pub mod error;
pub mod message;
pub mod output;
pub mod role;
pub mod seed;
pub mod task;
