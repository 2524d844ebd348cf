//! A piece of a source as it was found, and the reading of it, which may be done on any thread.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tiltmeter_record::When;

use crate::fields::Reported;
use crate::item::{About, DateFrom, Format, Incoming, Item, Place, Rejected, Why};
use crate::language::language_of;
use crate::{Settings, charset, json, plain};

/// A piece of a source: most often one report, not yet read.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Where it stands.
    pub place: Place,
    /// A day that its file tells.
    pub(crate) file_date: Option<When>,
    pub(crate) body: Body,
}

/// What a piece holds.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    /// One JSON value.
    Json(Vec<u8>),
    /// A whole text.
    Plain(Vec<u8>),
    /// Nothing that can be read: why, in words, and what stood there.
    Lost(Why, String, Vec<u8>),
}

impl Piece {
    /// Reads it: most often one item; none where there is nothing, several where it is a feed.
    pub fn items(self, settings: &Settings) -> Vec<Item> {
        let place = self.place.clone();
        // Reading never fails; should it, the pieces around this one are still read.
        catch_unwind(AssertUnwindSafe(|| self.read(settings))).unwrap_or_else(|_| {
            let what = "the program failed on this, which is its own fault: please report it".to_string();
            vec![Item::Rejected(Rejected { place, why: Why::Broken, what, input: String::new() })]
        })
    }

    fn read(self, settings: &Settings) -> Vec<Item> {
        let Piece { place, file_date, body } = self;
        let found = match body {
            Body::Json(bytes) => json::read(&bytes, settings).map(|reported| (Format::Json, reported)),
            Body::Plain(bytes) => plain::read(&bytes, &place).map(|reported| (Format::Plain, reported)),
            Body::Lost(why, what, input) => Err(Refusal { why, what, input }),
        };
        vec![match found {
            Ok((format, reported)) => incoming(reported, format, place, file_date),
            Err(refusal) => refusal.at(place),
        }]
    }
}

/// Why something did not become a report, before it is said where.
pub(crate) struct Refusal {
    pub(crate) why: Why,
    pub(crate) what: String,
    pub(crate) input: Vec<u8>,
}

impl Refusal {
    pub(crate) fn new(why: Why, what: impl Into<String>) -> Refusal {
        Refusal { why, what: what.into(), input: Vec::new() }
    }

    pub(crate) fn at(self, place: Place) -> Item {
        let Refusal { why, what, input } = self;
        let input = if charset::is_text(&input) { charset::decode(&input, None).text } else { String::new() };
        Item::Rejected(Rejected { place, why, what, input: input.trim_end().to_string() })
    }
}

/// A report that was read, with what is known about it.
pub(crate) fn incoming(reported: Reported, format: Format, place: Place, file_date: Option<When>) -> Item {
    let Reported { report, authors, notes } = reported;
    let date_from = if report.date.is_some() { DateFrom::Metadata } else { DateFrom::Unknown };
    let detected_language = language_of(&report.text);
    let about = About { place, format, date_from, file_date, authors, detected_language };
    Item::Report(Box::new(Incoming { report, about, notes }))
}
