//! What everything that was seen is, as the shortest explanation of it says.

pub mod drawn;
pub mod frames;
pub mod functions;
pub mod readings;
pub mod search;
pub mod source;
pub mod store;
pub mod streams;
mod unread;
pub mod world;
