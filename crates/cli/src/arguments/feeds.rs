//! The arguments of `tiltmeter feeds`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Format;

/// Follow feeds: RSS, Atom, JSON Feed, sitemaps; the articles they point to come out as reports
#[derive(Subcommand)]
pub(crate) enum FeedsArguments {
    Add(AddFeedArguments),
    Remove(AddressArguments),
    List(ListFeedsArguments),
    Check(CheckFeedsArguments),
    Poll(PollFeedsArguments),
    Watch(WatchFeedsArguments),
}

/// Which file keeps the feeds.
#[derive(Args)]
pub(crate) struct FeedFileArguments {
    /// The file that keeps the feeds and what was seen of them
    #[arg(long, value_name = "FILE", default_value = "feeds.json")]
    pub(crate) feeds: PathBuf,
}

/// Add feeds to those that are followed
#[derive(Args)]
#[command(after_help = "Example:
  tiltmeter feeds add https://www.un.org/press/en/rss.xml")]
pub(crate) struct AddFeedArguments {
    /// Their addresses
    #[arg(value_name = "URL", required = true)]
    pub(crate) urls: Vec<String>,

    /// Their hosts may be on a private network; all others never are asked there
    #[arg(long)]
    pub(crate) private: bool,

    #[command(flatten)]
    pub(crate) file: FeedFileArguments,
}

/// Follow a feed no longer
#[derive(Args)]
pub(crate) struct AddressArguments {
    /// Its address
    #[arg(value_name = "URL")]
    pub(crate) url: String,

    #[command(flatten)]
    pub(crate) file: FeedFileArguments,
}

/// Show the feeds: how each is, when it was asked, what came of it
#[derive(Args)]
pub(crate) struct ListFeedsArguments {
    /// How to show it [default: table on a terminal, jsonl otherwise]
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,

    #[command(flatten)]
    pub(crate) file: FeedFileArguments,
}

/// Fetch feeds, take nothing, tell what they hold
#[derive(Args)]
#[command(after_help = "Example:
  tiltmeter feeds check https://www.un.org/press/en/rss.xml")]
pub(crate) struct CheckFeedsArguments {
    /// Addresses [default: all feeds that are followed]
    #[arg(value_name = "URL")]
    pub(crate) urls: Vec<String>,

    /// How to show it [default: table on a terminal, jsonl otherwise]
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,

    /// The hosts that are named may be on a private network
    #[arg(long)]
    pub(crate) private: bool,

    #[command(flatten)]
    pub(crate) file: FeedFileArguments,
}

/// Fetch what is new, once: reports as JSON lines, each marked as seen when it has been written
///
/// Feeds that are not due yet are left out, as are hosts that asked for a pause; robots.txt is kept.
#[derive(Args)]
#[command(after_help = "Examples:
  tiltmeter feeds poll > new.jsonl
  tiltmeter feeds poll | tiltmeter code")]
pub(crate) struct PollFeedsArguments {
    /// Ask feeds that are not due yet, too
    #[arg(long)]
    pub(crate) all: bool,

    #[command(flatten)]
    pub(crate) pace: PaceArguments,

    #[command(flatten)]
    pub(crate) file: FeedFileArguments,
}

/// Fetch what is new again and again, until it is stopped
#[derive(Args)]
#[command(after_help = "Example:
  tiltmeter feeds watch --every 15 >> reports.jsonl")]
pub(crate) struct WatchFeedsArguments {
    #[command(flatten)]
    pub(crate) pace: PaceArguments,

    #[command(flatten)]
    pub(crate) file: FeedFileArguments,
}

#[derive(Args)]
pub(crate) struct PaceArguments {
    /// Minutes from one poll of a feed to the next; one that fails is asked less and less often
    #[arg(long, value_name = "MINUTES", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) every: u32,

    /// Seconds between two requests to one host; robots.txt may ask for more
    #[arg(long, value_name = "SECONDS", default_value_t = 1.0, value_parser = pause)]
    pub(crate) pause: f32,
}

fn pause(written: &str) -> Result<f32, String> {
    let seconds: f32 = written.parse().map_err(|_| format!("`{written}` is no number"))?;
    if (0.0..=3600.0).contains(&seconds) { Ok(seconds) } else { Err("give 0 to 3600 seconds".to_string()) }
}
