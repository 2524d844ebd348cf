//! The feeds that are kept, and what is known of each: one file, written anew as a whole.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Asked, Error, url};

/// All feeds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Feeds {
    /// In the order in which they were added.
    pub feeds: Vec<FeedState>,
}

/// A feed and what is known of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FeedState {
    /// Its address.
    pub url: String,
    /// What it calls itself.
    #[serde(default)]
    pub title: Option<String>,
    /// Whether its host may be on a private address.
    #[serde(default)]
    pub private: bool,
    /// What the host marked the last version with.
    #[serde(default)]
    pub etag: Option<String>,
    /// When the last version was changed.
    #[serde(default)]
    pub last_modified: Option<String>,
    /// When it was last asked.
    #[serde(default)]
    pub checked: Option<Moment>,
    /// When it may be asked again.
    #[serde(default)]
    pub due: Option<Moment>,
    /// When new items came, the latest last; as many as tell what is usual.
    #[serde(default)]
    pub came: Vec<Moment>,
    /// Items that were taken.
    #[serde(default)]
    pub n_items: usize,
    /// Failures since it last answered.
    #[serde(default)]
    pub n_failures: u32,
    /// What went wrong the last time.
    #[serde(default)]
    pub error: Option<String>,
    /// Items that were taken or given up, by a hash of key and version; the latest last.
    #[serde(default)]
    pub seen: Vec<String>,
}

/// A moment, which is written as people read it: `2018-01-29T10:00:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Moment(pub Timestamp);

/// This moment.
pub fn now() -> Moment {
    Moment(Timestamp::now())
}

impl From<Moment> for String {
    fn from(moment: Moment) -> String {
        moment.0.to_string()
    }
}

impl TryFrom<String> for Moment {
    type Error = jiff::Error;

    fn try_from(written: String) -> Result<Moment, jiff::Error> {
        Ok(Moment(written.parse()?))
    }
}

// Times of items that tell what is usual.
const N_TIMES: usize = 30;
// More items than any feed holds at once.
const N_SEEN: usize = 5_000;
// A feed that is late by less is not silent.
const SHORTEST_SILENCE: i64 = 2 * 86_400;

impl Feeds {
    /// The feeds of a file; none where there is no file.
    pub fn read(path: &Path) -> Result<Feeds, Error> {
        let failed = |source| Error::State { act: "read", path: path.to_path_buf(), source };
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Feeds::default()),
            Err(error) => return Err(failed(error)),
        };
        serde_json::from_str(&text).map_err(|error| failed(io::Error::other(error)))
    }

    /// Writes them: another file first, which then takes the place of the old one, so that one of the two is whole.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let failed = |source| Error::State { act: "write", path: path.to_path_buf(), source };
        let beside = PathBuf::from(format!("{}.new", path.display()));
        let text = serde_json::to_string_pretty(self).map_err(|error| failed(io::Error::other(error)))?;
        let write = || {
            let mut file = fs::File::create(&beside)?;
            file.write_all(text.as_bytes())?;
            file.write_all(b"\n")?;
            file.sync_all()?;
            fs::rename(&beside, path)
        };
        write().map_err(failed)
    }

    /// Adds a feed; false where it is there already.
    pub fn add(&mut self, address: &str, private: bool) -> Result<bool, Error> {
        url::parts(address)?;
        if let Some(known) = self.feeds.iter_mut().find(|feed| feed.url == address) {
            known.private |= private;
            return Ok(false);
        }
        self.feeds.push(FeedState { url: address.to_string(), private, ..FeedState::default() });
        Ok(true)
    }

    /// Takes a feed out.
    pub fn remove(&mut self, address: &str) -> Result<(), Error> {
        let n_feeds = self.feeds.len();
        self.feeds.retain(|feed| feed.url != address);
        if self.feeds.len() == n_feeds { Err(Error::Unknown(address.to_string())) } else { Ok(()) }
    }

    /// Hosts that may be on a private address.
    pub fn private_hosts(&self) -> BTreeSet<String> {
        self.feeds.iter().filter(|feed| feed.private).filter_map(|feed| url::host(&feed.url)).collect()
    }
}

impl FeedState {
    /// What to ask with.
    pub(crate) fn asked(&self) -> Asked {
        Asked { etag: self.etag.clone(), last_modified: self.last_modified.clone() }
    }

    /// Whether it may be asked now.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.due.is_none_or(|due| due.0 <= now)
    }

    /// How long it has been silent, in seconds, where that is three times longer than usual, and two days at least.
    pub fn silence(&self, now: Timestamp) -> Option<i64> {
        let mut gaps: Vec<i64> =
            self.came.windows(2).map(|pair| pair[1].0.as_second() - pair[0].0.as_second()).collect();
        gaps.sort_unstable();
        let usual = *gaps.get(gaps.len() / 2)?;
        let silent = now.as_second() - self.came.last()?.0.as_second();
        (silent > (3 * usual).max(SHORTEST_SILENCE)).then_some(silent)
    }

    /// How it is, in a word or a line.
    pub fn health(&self, now: Timestamp) -> String {
        let days = |seconds: i64| seconds / 86_400;
        match (&self.error, self.checked, self.silence(now)) {
            (Some(error), ..) if self.n_failures > 1 => format!("failed {} times: {error}", self.n_failures),
            (Some(error), ..) => format!("failed: {error}"),
            (None, None, _) => "never asked".to_string(),
            (None, _, Some(silent)) => format!("silent for {} days, which is unusual", days(silent)),
            (None, Some(_), None) if self.came.is_empty() => "answers, no item yet".to_string(),
            (None, Some(_), None) => "ok".to_string(),
        }
    }

    pub(crate) fn has_seen(&self, mark: &str) -> bool {
        self.seen.iter().any(|known| known == mark)
    }

    pub(crate) fn see(&mut self, mark: String) {
        self.seen.push(mark);
        let n_over = self.seen.len().saturating_sub(N_SEEN);
        self.seen.drain(..n_over);
    }

    pub(crate) fn item_came(&mut self, now: Timestamp) {
        self.n_items += 1;
        // Items of one poll came at one time, as far as anybody knows.
        if self.came.last() != Some(&Moment(now)) {
            self.came.push(Moment(now));
        }
        let n_over = self.came.len().saturating_sub(N_TIMES);
        self.came.drain(..n_over);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_is_silent_if_it_is_so_for_longer_than_usual() {
        let day = |day: i64| Timestamp::from_second(1_500_000_000 + day * 86_400).unwrap();
        let mut feed = FeedState { checked: Some(Moment(day(0))), ..FeedState::default() };
        assert_eq!(feed.health(day(0)), "answers, no item yet");
        feed.came = (0..10).map(|n| Moment(day(n))).collect();
        assert_eq!(feed.health(day(11)), "ok");
        assert_eq!(feed.health(day(14)), "silent for 5 days, which is unusual");
        feed.came = (0..10).map(|n| Moment(day(n * 30))).collect();
        assert_eq!(feed.health(day(340)), "ok");
    }
}
