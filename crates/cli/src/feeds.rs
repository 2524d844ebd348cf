//! `tiltmeter feeds`: feeds in a file, what is new in them as JSON lines.
//!
//! ```text
//! tiltmeter feeds add https://www.un.org/press/en/rss.xml
//! tiltmeter feeds poll > new.jsonl
//! ```

use std::io::{self, Write};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use serde::Serialize;
use tiltmeter::ingest::Settings;
use tiltmeter_feeds::{Client, FeedState, Feeds, Found, Manners, Poller, now};

use crate::arguments::{
    AddFeedArguments, AddressArguments, CheckFeedsArguments, FeedsArguments, ListFeedsArguments,
    PaceArguments, PollFeedsArguments, WatchFeedsArguments,
};
use crate::relations::{table, write};
use crate::{Outcome, tell};

/// Runs the part that was asked for.
pub(crate) fn run(arguments: &FeedsArguments) -> anyhow::Result<Outcome> {
    match arguments {
        FeedsArguments::Add(arguments) => add(arguments),
        FeedsArguments::Remove(arguments) => remove(arguments),
        FeedsArguments::List(arguments) => list(arguments),
        FeedsArguments::Check(arguments) => check(arguments),
        FeedsArguments::Poll(arguments) => poll(arguments),
        FeedsArguments::Watch(arguments) => watch(arguments),
    }
}

fn add(arguments: &AddFeedArguments) -> anyhow::Result<Outcome> {
    let path = &arguments.file.feeds;
    let mut feeds = Feeds::read(path)?;
    for url in &arguments.urls {
        let is_new = feeds.add(url, arguments.private)?;
        tell(&format!("{url}: {}", if is_new { "added" } else { "is followed already" }));
    }
    feeds.write(path)?;
    Ok(Outcome::Done)
}

fn remove(arguments: &AddressArguments) -> anyhow::Result<Outcome> {
    let mut feeds = Feeds::read(&arguments.file.feeds)?;
    feeds.remove(&arguments.url)?;
    feeds.write(&arguments.file.feeds)?;
    Ok(Outcome::Done)
}

/// A feed as it is listed.
#[derive(Serialize)]
struct FeedRecord<'f> {
    url: &'f str,
    title: Option<&'f str>,
    health: String,
    items: usize,
    last_item: Option<String>,
    checked: Option<String>,
    due: Option<String>,
    failures: u32,
}

fn list(arguments: &ListFeedsArguments) -> anyhow::Result<Outcome> {
    let feeds = Feeds::read(&arguments.file.feeds)?;
    let now = now();
    let record = |feed| record(feed, now);
    let records: Vec<FeedRecord<'_>> = feeds.feeds.iter().map(record).collect();
    write(arguments.format, &records, |style| {
        let header = ["feed", "health", "items", "last item"].map(str::to_string).to_vec();
        let row = |record: &FeedRecord<'_>| {
            let last = record.last_item.clone().unwrap_or_default();
            vec![record.url.to_string(), record.health.clone(), record.items.to_string(), last]
        };
        let rows: Vec<Vec<String>> = [header].into_iter().chain(records.iter().map(row)).collect();
        table(&rows, &[2], style)
    })?;
    Ok(Outcome::Done)
}

fn record(feed: &FeedState, now: tiltmeter_feeds::Moment) -> FeedRecord<'_> {
    let written = |moment: tiltmeter_feeds::Moment| String::from(moment);
    FeedRecord {
        url: &feed.url,
        title: feed.title.as_deref(),
        health: feed.health(now.0),
        items: feed.n_items,
        last_item: feed.came.last().copied().map(written),
        checked: feed.checked.map(written),
        due: feed.due.map(written),
        failures: feed.n_failures,
    }
}

/// What a feed holds now.
#[derive(Serialize)]
struct CheckRecord<'f> {
    url: &'f str,
    title: Option<String>,
    items: usize,
    with_text: usize,
    newest: Option<String>,
    error: Option<String>,
}

fn check(arguments: &CheckFeedsArguments) -> anyhow::Result<Outcome> {
    let mut feeds = Feeds::read(&arguments.file.feeds)?;
    if !arguments.urls.is_empty() {
        feeds.feeds.clear();
        for url in &arguments.urls {
            feeds.add(url, arguments.private)?;
        }
    }
    let settings = Settings::default();
    let manners = Manners { private_hosts: feeds.private_hosts(), ..Manners::default() };
    let mut poller = Poller::new(Client::new(manners), &settings, 0);
    let records: Vec<CheckRecord<'_>> =
        feeds.feeds.iter().map(|feed| checked(&feed.url, &mut poller)).collect();
    write(arguments.format, &records, |style| {
        let header = ["feed", "items", "newest", ""].map(str::to_string).to_vec();
        let row = |record: &CheckRecord<'_>| {
            let told = record.error.clone().or(record.title.clone()).unwrap_or_default();
            let newest = record.newest.clone().unwrap_or_default();
            vec![record.url.to_string(), record.items.to_string(), newest, told]
        };
        let rows: Vec<Vec<String>> = [header].into_iter().chain(records.iter().map(row)).collect();
        table(&rows, &[1], style)
    })?;
    let all_answer = records.iter().all(|record| record.error.is_none());
    Ok(if all_answer { Outcome::Done } else { Outcome::SomeRejected })
}

fn checked<'f>(url: &'f str, poller: &mut Poller<'_>) -> CheckRecord<'f> {
    match poller.check(url) {
        Ok(feed) => CheckRecord {
            url,
            title: feed.title,
            items: feed.entries.len(),
            with_text: feed.entries.iter().filter(|entry| !entry.text.is_empty()).count(),
            newest: feed.entries.iter().filter_map(|entry| entry.date).max().map(|date| date.to_string()),
            error: None,
        },
        Err(error) => {
            let error = Some(error.to_string());
            CheckRecord { url, title: None, items: 0, with_text: 0, newest: None, error }
        }
    }
}

fn poll(arguments: &PollFeedsArguments) -> anyhow::Result<Outcome> {
    let settings = Settings::default();
    let feeds = Feeds::read(&arguments.file.feeds)?;
    let mut poller = poller(&feeds, &arguments.pace, &settings);
    round(&arguments.file.feeds, feeds, &mut poller, arguments.all)
}

// A poller that keeps what hosts asked for from one round to the next.
fn watch(arguments: &WatchFeedsArguments) -> anyhow::Result<Outcome> {
    let settings = Settings::default();
    let mut known: Option<(Feeds, Poller<'_>)> = None;
    loop {
        // Feeds may have been added meanwhile, and hosts with them.
        let feeds = Feeds::read(&arguments.file.feeds)?;
        let poller = match &mut known {
            Some((before, poller)) if before.private_hosts() == feeds.private_hosts() => poller,
            _ => &mut known.insert((feeds.clone(), poller(&feeds, &arguments.pace, &settings))).1,
        };
        round(&arguments.file.feeds, feeds, poller, false)?;
        sleep(Duration::from_secs(20));
    }
}

fn poller<'s>(feeds: &Feeds, pace: &PaceArguments, settings: &'s Settings) -> Poller<'s> {
    let pause = Duration::from_secs_f32(pace.pause);
    let manners = Manners { pause, private_hosts: feeds.private_hosts(), ..Manners::default() };
    Poller::new(Client::new(manners), settings, i64::from(pace.every) * 60)
}

// Asks every feed that is due, and keeps what is known of it after each.
fn round(path: &Path, mut feeds: Feeds, poller: &mut Poller<'_>, all: bool) -> anyhow::Result<Outcome> {
    let mut has_trouble = false;
    for place in 0..feeds.feeds.len() {
        let now = now().0;
        let feed = &mut feeds.feeds[place];
        if !(all || feed.is_due(now)) {
            continue;
        }
        let polled = poller.poll(feed, now, |found| write_found(&found));
        let url = feed.url.clone();
        // What was written before a failure was seen, and stays so.
        feeds.write(path)?;
        let polled = polled?;
        for rejected in &polled.rejected {
            tell(&format!("{}: {}", rejected.place.source, rejected.what));
        }
        if let Some(error) = &polled.error {
            tell(&format!("{url}: {error}"));
        }
        if polled.n_reports > 0 {
            tell(&format!("{url}: {} new", polled.n_reports));
        }
        has_trouble |= polled.error.is_some() || !polled.rejected.is_empty();
    }
    Ok(if has_trouble { Outcome::SomeRejected } else { Outcome::Done })
}

/// A report as `tiltmeter code` takes it, with what is known of where it came from.
#[derive(Serialize)]
struct ReportRecord<'r> {
    id: &'r str,
    date: Option<String>,
    date_from: &'static str,
    title: Option<&'r str>,
    text: &'r str,
    url: Option<&'r str>,
    publisher: Option<&'r str>,
    language: Option<&'r str>,
    authors: &'r [String],
    feed: &'r str,
    /// Why the text is the feed's alone, where it is.
    article: Option<&'r str>,
}

// Flushed, so that what is marked as seen has been written.
fn write_found(found: &Found) -> io::Result<()> {
    let (report, about) = (&found.incoming.report, &found.incoming.about);
    let record = ReportRecord {
        id: &report.id,
        date: report.date.map(|date| date.to_string()),
        date_from: about.date_from.code(),
        title: report.title.as_deref(),
        text: &report.text,
        url: report.url.as_deref(),
        publisher: report.publisher.as_deref(),
        language: found.incoming.language(),
        authors: &about.authors,
        feed: &found.feed,
        article: found.article.as_deref(),
    };
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, &record)?;
    out.write_all(b"\n")?;
    out.flush()
}
