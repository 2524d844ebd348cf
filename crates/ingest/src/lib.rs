//! File formats to reports: bytes in, reports out, and every loss told.
//!
//! ```text
//! bytes ──> unpacked ──> pieces ──────> items: a report, or what was rejected and why ──> marks ──> copies
//! source    unpack       json, warc, …  piece (on any thread)                             copies
//! ```
//!
//! What a source is, its content tells, not its name. Finding the next [`Piece`] is cheap and goes in order;
//! reading it (charset, main text, language) is costly and may be done on any thread. A piece that is broken
//! or hostile costs itself alone. This crate touches neither network nor files: it is given readers.
//!
//! ```
//! use tiltmeter_ingest::{Item, Settings, Source, items};
//! let source = Source::new("a.jsonl", &br#"{"id": 7, "date": "2018-01-29", "text": "Russia praised Pakistan."}"#[..]);
//! let found: Vec<Item> = items(source, &Settings::default()).collect();
//! let [Item::Report(incoming)] = found.as_slice() else { panic!("{found:?}") };
//! assert_eq!(incoming.report.id, "7");
//! ```

mod charset;
pub mod copies;
mod dates;
mod detect;
mod feed;
mod fields;
mod html;
mod item;
mod json;
mod language;
mod limits;
mod lines;
mod markup;
mod packers;
pub mod parquet;
mod piece;
mod plain;
mod rewind;
mod source;
mod table;
mod unpack;
mod warc;
mod wires;
mod zip;

pub use charset::text as decode;
pub use feed::{Entry, Feed, feed};
pub use fields::{Columns, ParseColumnsError, Role};
pub use item::{About, DateFrom, Format, Incoming, Item, Place, Rejected, Unit, Why};
pub use language::{READ_LANGUAGE, language_of};
pub use limits::{LONGEST_RECORD, Limits};
pub use piece::Piece;
pub use source::{Pieces, Settings, Source, items, pieces, unpacked};
pub use table::delimiter;

#[cfg(test)]
mod tests {
    use super::*;

    /// What came of a source, an item a line.
    pub(crate) fn told(name: &str, bytes: &[u8]) -> String {
        let settings = Settings::default();
        let told: Vec<String> = items(Source::new(name, bytes), &settings).map(|item| line(&item)).collect();
        told.join("\n")
    }

    fn line(item: &Item) -> String {
        match item {
            Item::Report(incoming) => {
                let Incoming { report, about, notes } = incoming.as_ref();
                let date = report.date.map_or("unknown".to_string(), |date| date.to_string());
                let notes: String = notes.iter().map(|note| format!("; {note}")).collect();
                format!("{}: {} {date} {:?}{notes}", about.place.number, report.id, report.text)
            }
            Item::Rejected(rejected) => {
                format!("{}: {}: {}", rejected.place.number, rejected.why.code(), rejected.what)
            }
        }
    }
}
