//! A piece of a source as it was found, and the reading of it, which may be done on any thread.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::{Map, Value};
use tiltmeter_record::When;

use crate::fields::{self, Reported};
use crate::item::{About, DateFrom, Format, Incoming, Item, Place, Rejected, Why};
use crate::language::language_of;
use crate::warc::Record;
use crate::{Settings, charset, detect, feed, html, json, plain, wires};

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
    /// The fields of a row.
    Fields(Format, Map<String, Value>),
    /// A document.
    Document(Format, Document),
    /// What was given for a page.
    Fetched(Document),
    /// A record of a web archive.
    Record(Box<Record>),
    /// Nothing that can be read: why, in words, and what stood there.
    Lost(Why, String, Vec<u8>),
}

/// A document, and what its sender says of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Document {
    pub(crate) bytes: Vec<u8>,
    /// Its encoding, by the header of its answer.
    pub(crate) charset: Option<String>,
    /// Its address.
    pub(crate) url: Option<String>,
}

impl Piece {
    /// A page that was fetched from `url`, with the encoding that its header names.
    pub fn page(url: &str, charset: Option<&str>, bytes: Vec<u8>, fetched: Option<When>) -> Piece {
        let place = Place { source: url.into(), number: 1, unit: crate::Unit::Record };
        let document = Document { bytes, charset: charset.map(str::to_string), url: Some(url.to_string()) };
        Piece { place, file_date: fetched, body: Body::Fetched(document) }
    }

    /// Reads it: most often one item; several where it is a feed.
    pub fn items(self, settings: &Settings) -> Vec<Item> {
        let place = self.place.clone();
        // Reading never fails; should it, the pieces around this one are still read.
        catch_unwind(AssertUnwindSafe(|| self.read(settings))).unwrap_or_else(|_| {
            let what = "the program failed on this, which is its own fault: please report it".to_string();
            vec![Item::Rejected(Rejected { place, why: Why::Broken, what, input: String::new() })]
        })
    }

    fn read(self, settings: &Settings) -> Vec<Item> {
        let Piece { place, mut file_date, body } = self;
        let (format, reported) = match body {
            Body::Lost(why, what, input) => return vec![Refusal { why, what, input }.at(place)],
            Body::Json(bytes) => (Format::Json, json::read(&bytes, settings)),
            Body::Fields(format, row) => (format, of_row(&row, settings)),
            Body::Document(format, document) => {
                return read_document(format, document, None, place, file_date, settings);
            }
            Body::Fetched(document) => {
                return match detect::format(&document.bytes, Format::Html, settings) {
                    Ok(format) => read_document(format, document, None, place, file_date, settings),
                    Err(what) => vec![Refusal::new(Why::NotText, what).at(place)],
                };
            }
            Body::Record(record) => {
                file_date = record.date().or(file_date);
                return match record.document(settings) {
                    Ok((format, document, note)) => {
                        read_document(format, document, note, place, file_date, settings)
                    }
                    Err(refusal) => vec![refusal.at(place)],
                };
            }
        };
        vec![item(format, reported, place, file_date)]
    }
}

fn of_row(row: &Map<String, Value>, settings: &Settings) -> Result<Reported, Refusal> {
    fields::report(row, &settings.columns).map_err(|what| Refusal {
        why: Why::Incomplete,
        what,
        input: Value::Object(row.clone()).to_string().into_bytes(),
    })
}

fn read_document(
    format: Format,
    document: Document,
    note: Option<String>,
    place: Place,
    file_date: Option<When>,
    settings: &Settings,
) -> Vec<Item> {
    let name = plain::stem(&place.source);
    let text = || charset::decode(&document.bytes, document.charset.as_deref()).text;
    let mut all = match format {
        Format::Html => vec![html::read(&document, &name)],
        Format::Feed => feed::reports(&text()).unwrap_or_else(|refusal| vec![Err(refusal)]),
        Format::Nitf | Format::NewsMl | Format::Sgml => vec![wires::read(&text(), format)],
        Format::Json => vec![json::read(&document.bytes, settings)],
        _ => vec![plain::read(&document, &name)],
    };
    if let (Some(note), [Ok(reported)]) = (note, all.as_mut_slice()) {
        reported.notes.push(note);
    }
    all.into_iter().map(|reported| item(format, reported, place.clone(), file_date)).collect()
}

fn item(format: Format, reported: Result<Reported, Refusal>, place: Place, file_date: Option<When>) -> Item {
    match reported {
        Ok(reported) => incoming(reported, format, place, file_date),
        Err(refusal) => refusal.at(place),
    }
}

/// Why something did not become a report, before it is said where.
#[derive(Debug)]
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

fn incoming(reported: Reported, format: Format, place: Place, file_date: Option<When>) -> Item {
    let Reported { report, authors, notes } = reported;
    let date_from = if report.date.is_some() { DateFrom::Metadata } else { DateFrom::Unknown };
    let detected_language = language_of(&report.text);
    let about = About { place, format, date_from, file_date, authors, detected_language };
    Item::Report(Box::new(Incoming { report, about, notes }))
}
