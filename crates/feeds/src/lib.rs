//! Feeds and the articles they point to: fetched with care, each once.
//!
//! ```text
//! feeds.json ──> due? ──> robots, pause ──> feed ──> new entries ──> article ──> Incoming
//! state          poll     robots, fetch     ingest   poll            ingest
//! ```
//!
//! This is the one crate that asks the network. Whatever it asks goes through one client ([`Client`]), whose resolver
//! refuses addresses that are not public, at each connection and each redirection, but for hosts that were named.
//! What was fetched is marked as seen only when it was taken: a run that dies loses nothing.

mod address;
mod error;
mod fetch;
mod poll;
mod robots;
mod state;
mod url;

pub use address::is_public;
pub use error::Error;
pub use fetch::{Answer, Asked, Client, Lookup, Manners};
pub use poll::{Found, Polled, Poller};
pub use robots::Robots;
pub use state::{FeedState, Feeds, Moment, now};
