//! Why a feed or an article could not be had.

use std::io;
use std::path::PathBuf;

/// Why something could not be fetched, read or kept.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An address is none that is fetched.
    #[error("`{0}` is no address of the web: give one that begins with https:// or http://")]
    NoAddress(String),
    /// A host is not on the public network.
    #[error("`{0}` leads to an address that is not public: add its feed with --private if that is meant")]
    NotPublic(String),
    /// A site asks programs to stay away.
    #[error("`{0}` is closed to programs by its robots.txt")]
    Robots(String),
    /// The host said no.
    #[error("`{url}` answers {status}")]
    Status {
        /// What was asked.
        url: String,
        /// What was answered.
        status: u16,
        /// Seconds until one may ask again, where it says so.
        retry_after: Option<u64>,
    },
    /// The connection failed.
    #[error("cannot fetch `{url}`: {what}")]
    Fetch {
        /// What was asked.
        url: String,
        /// What went wrong.
        what: String,
    },
    /// Redirected without end.
    #[error("`{0}` is redirected more than five times")]
    TooManyRedirects(String),
    /// What was fetched is no feed.
    #[error("`{url}`: {what}")]
    NoFeed {
        /// What was asked.
        url: String,
        /// What it is instead.
        what: String,
    },
    /// The file of feeds cannot be read or written.
    #[error("cannot {act} the feeds in `{}`: {source}", path.display())]
    State {
        /// `read` or `write`.
        act: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A feed is not among those that are kept.
    #[error("`{0}` is not among the feeds: `tiltmeter feeds list` shows them")]
    Unknown(String),
    /// What was fetched could not be handed on.
    #[error("cannot hand on what was fetched: {0}")]
    Take(io::Error),
}
