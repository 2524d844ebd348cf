//! What comes out of a source: reports with where they came from, and what was rejected and why.

use std::fmt;
use std::sync::Arc;

use tiltmeter_record::{Report, When};

/// A report, or what was found in its place.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A report.
    Report(Box<Incoming>),
    /// Something that is no report, or that is broken.
    Rejected(Rejected),
}

/// A report, where it came from, and what was odd about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    /// The report. Its day is that of its metadata until [`Incoming::settle_date`] has been asked.
    pub report: Report,
    /// Where it came from.
    pub about: About,
    /// What was mended to read it, in words for its sender.
    pub notes: Vec<String>,
}

/// What is known of a report beside what it says.
#[derive(Clone, Debug, PartialEq)]
pub struct About {
    /// Where it stood.
    pub place: Place,
    /// What it stood in.
    pub format: Format,
    /// What its day of publication rests on; [`DateFrom::Unknown`] where there is none.
    pub date_from: DateFrom,
    /// A day that the file tells (in its name, or the day it was fetched), for want of a better one.
    pub file_date: Option<When>,
    /// Who wrote it, as far as it says.
    pub authors: Vec<String>,
    /// BCP 47 tag of the language that its words are in, where they are enough to tell; what its metadata say
    /// stands in the report.
    pub detected_language: Option<&'static str>,
}

/// What the day of a report rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateFrom {
    /// Its metadata: a field, a tag, a header.
    Metadata,
    /// Its own words: a line of publication, a dateline.
    Text,
    /// Its file: a day in the name, or the day it was fetched. It was published then or before.
    File,
    /// Nothing: the day is unknown.
    Unknown,
}

/// Where something stands: a source and the place in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The name of the source; of a file in an archive: `news.zip/a.html`.
    pub source: Arc<str>,
    /// Which one it is, from 1.
    pub number: usize,
    /// What is counted.
    pub unit: Unit,
}

/// What a source is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Lines, or the line at which a record begins.
    Line,
    /// Rows, without the header.
    Row,
    /// Records of an archive, documents of a file, items of a feed.
    Record,
}

/// What a report stood in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text: one report.
    Plain,
    /// JSON objects, one a line, in an array, or one alone.
    Json,
    /// Comma- or tab-separated values with a header.
    Table,
    /// Parquet with named columns.
    Parquet,
    /// A page of the web.
    Html,
    /// RSS, Atom, or JSON Feed.
    Feed,
    /// NITF, the News Industry Text Format.
    Nitf,
    /// NewsML-G2.
    NewsMl,
    /// Gigaword's SGML, and TREC's.
    Sgml,
    /// A web archive; its records are of other formats.
    Warc,
}

/// Something that did not become a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Where it stands.
    pub place: Place,
    /// Of what kind the trouble is.
    pub why: Why,
    /// What is wrong and what to do, in words.
    pub what: String,
    /// It, as it was found; empty where it is too long to keep, or no text.
    pub input: String,
}

/// Kinds of trouble, for whoever counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Why {
    /// It cannot be read: broken off, damaged, against its format.
    Broken,
    /// It lacks what a report must have.
    Incomplete,
    /// It holds no text.
    Empty,
    /// It is larger, deeper, or packed tighter than is read.
    TooMuch,
    /// It is no text: a picture, a program.
    NotText,
    /// It is no report: an error page, a redirection.
    NotAReport,
}

impl Incoming {
    /// A report of a text that a feed gives, found on the day `fetched`.
    pub fn of_text(id: String, text: String, source: &str, fetched: Option<When>) -> Incoming {
        let about = About {
            place: Place { source: source.into(), number: 1, unit: Unit::Record },
            format: Format::Feed,
            date_from: DateFrom::Unknown,
            file_date: fetched,
            authors: Vec::new(),
            detected_language: crate::language_of(&text),
        };
        Incoming { report: Report { id, text, ..Report::default() }, about, notes: Vec::new() }
    }

    /// Gives the report its day: its metadata's, else the one that its text gives it (`told`), else its file's, and says which.
    pub fn settle_date(&mut self, told: Option<When>) {
        if self.report.date.is_some() {
            return;
        }
        let known = [(told, DateFrom::Text), (self.about.file_date, DateFrom::File)];
        if let Some((date, from)) = known.into_iter().find_map(|(date, from)| Some((date?, from))) {
            (self.report.date, self.about.date_from) = (Some(date), from);
        }
    }

    /// The tag of its language: what its words show, else what its metadata say.
    pub fn language(&self) -> Option<&str> {
        self.about.detected_language.or(self.report.language.as_deref())
    }

    /// Whether it is in a language that can be read here. One that nobody can tell is tried.
    pub fn is_readable(&self) -> bool {
        let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        self.language().is_none_or(|tag| primary(tag) == crate::READ_LANGUAGE)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Line => "line",
            Unit::Row => "row",
            Unit::Record => "record",
        };
        write!(f, "{}, {unit} {}", self.source, self.number)
    }
}

impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

impl Why {
    /// All kinds.
    pub const ALL: [Why; 6] =
        [Why::Broken, Why::Incomplete, Why::Empty, Why::TooMuch, Why::NotText, Why::NotAReport];

    /// Its name in ledgers and records.
    pub fn code(self) -> &'static str {
        match self {
            Why::Broken => "broken",
            Why::Incomplete => "incomplete",
            Why::Empty => "empty",
            Why::TooMuch => "too_much",
            Why::NotText => "not_text",
            Why::NotAReport => "not_a_report",
        }
    }
}

impl DateFrom {
    /// Its name in records.
    pub fn code(self) -> &'static str {
        match self {
            DateFrom::Metadata => "metadata",
            DateFrom::Text => "text",
            DateFrom::File => "file",
            DateFrom::Unknown => "unknown",
        }
    }
}

impl Format {
    /// Its name in records.
    pub fn code(self) -> &'static str {
        match self {
            Format::Plain => "text",
            Format::Json => "json",
            Format::Table => "table",
            Format::Parquet => "parquet",
            Format::Html => "html",
            Format::Feed => "feed",
            Format::Nitf => "nitf",
            Format::NewsMl => "newsml",
            Format::Sgml => "sgml",
            Format::Warc => "warc",
        }
    }
}
