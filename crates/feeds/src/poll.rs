//! Feeds to reports: what is new in each, with the article that it points to.

use jiff::Timestamp;
use tiltmeter_ingest::{Entry, Feed, Incoming, Item, Piece, Rejected, Settings, decode, feed};
use tiltmeter_record::When;

use crate::fetch::{Asked, Client};
use crate::state::{FeedState, Moment};
use crate::{Error, url};

/// What came of one feed.
#[derive(Debug, Default)]
pub struct Polled {
    /// Reports that were handed on.
    pub n_reports: usize,
    /// Items that gave none, and why.
    pub rejected: Vec<Rejected>,
    /// Its host said that nothing is new.
    pub is_unchanged: bool,
    /// Why it could not be had.
    pub error: Option<Error>,
}

/// A report that came of a feed.
#[derive(Debug)]
pub struct Found {
    /// The report.
    pub incoming: Incoming,
    /// The feed that named it.
    pub feed: String,
    /// Why its text is the feed's alone, where the article could not be had.
    pub article: Option<String>,
}

/// Asks feeds.
pub struct Poller<'s> {
    client: Client,
    settings: &'s Settings,
    /// Seconds from one poll of a feed to the next.
    interval: i64,
}

// A feed that fails is asked again after twice the time, up to a day.
const LONGEST_PAUSE: i64 = 86_400;
// An index of sitemaps lists those of years; what is new is in the latest.
const N_SITEMAPS: usize = 3;

impl<'s> Poller<'s> {
    /// Asks with this client; a feed is due again after `interval` seconds.
    pub fn new(client: Client, settings: &'s Settings, interval: i64) -> Poller<'s> {
        Poller { client, settings, interval }
    }

    /// Fetches a feed and nothing more: whether it is one.
    pub fn check(&mut self, address: &str) -> Result<Feed, Error> {
        let answer = self.client.fetch(address, &Asked::default())?;
        self.feed_of(&answer.url, &answer.bytes, answer.charset.as_deref())
    }

    /// Fetches what is new in a feed, and hands each report to `take`. What was taken is not fetched again; if `take`
    /// fails, it is.
    pub fn poll(
        &mut self,
        state: &mut FeedState,
        now: Timestamp,
        mut take: impl FnMut(Found) -> std::io::Result<()>,
    ) -> Result<Polled, Error> {
        let mut polled = Polled::default();
        state.checked = Some(Moment(now));
        match self.read(state, &mut polled) {
            Ok(Some((feed, asked))) => {
                state.title = feed.title.clone().or(state.title.take());
                self.entries(feed, state, now, &mut polled, &mut take)?;
                // Only now: had it been cut off above, the host must not say that nothing is new.
                (state.etag, state.last_modified) = (asked.etag, asked.last_modified);
                self.succeed(state, now);
            }
            Ok(None) => {
                polled.is_unchanged = true;
                self.succeed(state, now);
            }
            Err(error) => self.fail(state, now, error, &mut polled),
        }
        Ok(polled)
    }

    fn read(&mut self, state: &FeedState, polled: &mut Polled) -> Result<Option<(Feed, Asked)>, Error> {
        let answer = self.client.fetch(&state.url, &state.asked())?;
        if answer.is_unchanged {
            return Ok(None);
        }
        let mut feed = self.feed_of(&answer.url, &answer.bytes, answer.charset.as_deref())?;
        for entry in &mut feed.entries {
            entry.url = entry.url.as_deref().and_then(|link| url::joined(&answer.url, link).ok());
        }
        if feed.is_index {
            feed.entries = self.sitemaps(feed.entries, polled);
        }
        Ok(Some((feed, answer.asked)))
    }

    fn feed_of(&self, at: &str, bytes: &[u8], charset: Option<&str>) -> Result<Feed, Error> {
        feed(&decode(bytes, charset)).map_err(|what| Error::NoFeed { url: at.to_string(), what })
    }

    fn sitemaps(&mut self, mut indexed: Vec<Entry>, polled: &mut Polled) -> Vec<Entry> {
        indexed.sort_by(|a, b| b.updated.cmp(&a.updated));
        let mut entries = Vec::new();
        for at in indexed.into_iter().filter_map(|entry| entry.url).take(N_SITEMAPS) {
            match self.check(&at) {
                Ok(feed) => entries.extend(feed.entries),
                Err(error) => polled.rejected.push(rejected(&at, error.to_string())),
            }
        }
        entries
    }

    fn entries(
        &mut self,
        feed: Feed,
        state: &mut FeedState,
        now: Timestamp,
        polled: &mut Polled,
        take: &mut impl FnMut(Found) -> std::io::Result<()>,
    ) -> Result<(), Error> {
        // The oldest first, as they happened.
        for entry in feed.entries.into_iter().rev() {
            let Some(key) = entry.id.clone().or_else(|| entry.url.clone()) else { continue };
            let mark = mark(&key, entry.updated.as_deref());
            if state.has_seen(&mark) {
                continue;
            }
            match self.article(entry, &feed.title, &feed.language, now) {
                Ok((incoming, article)) => {
                    polled.n_reports += 1;
                    take(Found { incoming, feed: state.url.clone(), article }).map_err(Error::Take)?;
                    state.item_came(now);
                }
                // A host that is down now may be up the next time.
                Err(Trouble::Passing(rejected)) => {
                    polled.rejected.push(rejected);
                    continue;
                }
                Err(Trouble::Lasting(rejected)) => polled.rejected.push(rejected),
            }
            state.see(mark);
        }
        Ok(())
    }

    // The article that an entry points to; where it cannot be had, what the feed gives of it.
    fn article(
        &mut self,
        entry: Entry,
        publisher: &Option<String>,
        language: &Option<String>,
        now: Timestamp,
    ) -> Result<(Incoming, Option<String>), Trouble> {
        let fetched = Some(When::day(jiff::tz::Offset::UTC.to_datetime(now).date()));
        let place = entry.url.clone().or_else(|| entry.id.clone()).unwrap_or_default();
        let (page, what, is_passing) = match &entry.url {
            None => (None, Some("the feed gives no address of it".to_string()), false),
            Some(at) => match self.client.fetch(at, &Asked::default()) {
                Ok(answer) => {
                    let piece = Piece::page(&answer.url, answer.charset.as_deref(), answer.bytes, fetched);
                    match piece.items(self.settings).into_iter().next() {
                        Some(Item::Report(incoming)) => (Some(*incoming), None, false),
                        Some(Item::Rejected(rejected)) => (None, Some(rejected.what), false),
                        None => (None, Some("an empty page".to_string()), false),
                    }
                }
                Err(error) => {
                    let is_passing = is_passing(&error);
                    (None, Some(error.to_string()), is_passing)
                }
            },
        };
        let mut incoming = match page {
            Some(incoming) => incoming,
            None if !entry.text.trim().is_empty() => of_feed(&entry, &place, fetched),
            None => {
                let rejected = rejected(&place, what.unwrap_or_default());
                return Err(if is_passing { Trouble::Passing(rejected) } else { Trouble::Lasting(rejected) });
            }
        };
        complete(&mut incoming, entry, publisher, language);
        Ok((incoming, what))
    }

    fn succeed(&self, state: &mut FeedState, now: Timestamp) {
        (state.n_failures, state.error) = (0, None);
        state.due = after(now, self.interval);
    }

    fn fail(&self, state: &mut FeedState, now: Timestamp, error: Error, polled: &mut Polled) {
        state.n_failures += 1;
        state.error = Some(error.to_string());
        let doubled = self.interval.max(1).saturating_mul(1 << state.n_failures.min(16)).min(LONGEST_PAUSE);
        let asked_for = match &error {
            Error::Status { retry_after: Some(seconds), .. } => {
                i64::try_from(*seconds).unwrap_or(LONGEST_PAUSE)
            }
            _ => 0,
        };
        state.due = after(now, doubled.max(asked_for.min(7 * LONGEST_PAUSE)));
        polled.error = Some(error);
    }
}

enum Trouble {
    Passing(Rejected),
    Lasting(Rejected),
}

fn is_passing(error: &Error) -> bool {
    match error {
        Error::Fetch { .. } => true,
        Error::Status { status, .. } => *status >= 500 || *status == 429,
        _ => false,
    }
}

fn after(now: Timestamp, seconds: i64) -> Option<Moment> {
    Timestamp::from_second(now.as_second().saturating_add(seconds)).ok().map(Moment)
}

fn rejected(place: &str, what: String) -> Rejected {
    let place =
        tiltmeter_ingest::Place { source: place.into(), number: 1, unit: tiltmeter_ingest::Unit::Record };
    Rejected { place, why: tiltmeter_ingest::Why::NotAReport, what, input: String::new() }
}

fn of_feed(entry: &Entry, place: &str, fetched: Option<When>) -> Incoming {
    let id = entry.url.clone().or_else(|| entry.id.clone()).unwrap_or_default();
    Incoming::of_text(id, entry.text.clone(), place, fetched)
}

// What the page leaves open the feed may tell.
fn complete(incoming: &mut Incoming, entry: Entry, publisher: &Option<String>, language: &Option<String>) {
    let report = &mut incoming.report;
    if report.date.is_none() && entry.date.is_some() {
        report.date = entry.date;
        incoming.about.date_from = tiltmeter_ingest::DateFrom::Metadata;
    }
    report.title = report.title.take().or(entry.title);
    report.url = report.url.take().or(entry.url);
    report.publisher = report.publisher.take().or_else(|| publisher.clone());
    report.language = report.language.take().or_else(|| language.clone());
    if incoming.about.authors.is_empty() {
        incoming.about.authors = entry.authors;
    }
}

// FNV-1a, 64 bits: of 5,000 marks two are the same once in 10¹².
fn mark(key: &str, version: Option<&str>) -> String {
    let bytes = key.bytes().chain([0]).chain(version.unwrap_or_default().bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{hash:016x}")
}
