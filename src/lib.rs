//! The reference server and client of an introductory lab on socket programming.
//!
//! Two programs, `server` and `client`, do three tasks over TCP: a greeting and its acknowledgement, the deduplication
//! of a list, the intersection of two lists. They are made to be read. Everything is blocking sockets and threads, as
//! in the operating system's own documentation, so what you find here has its counterpart in every language.
//!
//! # Layout
//!
//! Read them in this order. Each needs only what stands above it, but for `error`, `output` and `message`: what is wrong
//! with a message is an error, and errors show text that came from the network.
//!
//! - [`role`]: the two ends of a conversation, client and server.
//! - [`error`]: everything that can go wrong, with its sentence and its exit code.
//! - [`output`]: lines of `key: value` on standard output, and how to print what a stranger sent.
//! - [`message`]: **framing**, how a stream of bytes is cut into messages.
//! - [`conversation`]: messages over a connection, with a deadline, and how to close without losing the last words.
//! - [`task`]: who says what. One file a task: [`task::greet`], [`task::dedup`], [`task::intersect`].
//! - [`seed`]: from a seed to the numbers of a run, the same ones every time.
//! - [`options`]: the command lines.
//! - [`connect`]: from a host name to a connected socket.
//! - [`client`]: the client: draw the numbers, connect, talk.
//! - [`server`]: the server: listen, serve many clients at once, survive them, end cleanly.
//!
//! `src/bin/client.rs` and `src/bin/server.rs` only take the command line, call [`client::run`] or [`server::run`], and
//! return the exit code.
//!
//! # What happens on the wire
//!
//! ```text
//!   server                                 client
//!   socket, bind, listen
//!   accept ...                             socket
//!          <---- SYN, SYN-ACK, ACK ---->   connect
//!   accept returns
//!          <---- messages, by task ---->   send, recv
//!   shutdown(write) -------- FIN ------>   recv returns nothing: the end
//!   recv returns nothing <-- FIN -------   close
//!   close
//! ```

pub mod client;
pub mod connect;
pub mod conversation;
pub mod error;
pub mod message;
pub mod options;
pub mod output;
pub mod role;
pub mod seed;
pub mod server;
pub mod task;
