//! The reference server and client of an introductory lab on socket programming.

pub mod role;
pub mod seed;
