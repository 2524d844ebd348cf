//! What is written at once: the records of some inputs, each with its fate. `write.rs` writes it.

use serde::Serialize;
use tiltmeter_record::Report;

use crate::{Event, Sentence, Statement, Tie};

/// Some records of one input, in the order in which they stand there. All of it is written, or nothing.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The run that coded it: [`crate::Archive::run`].
    pub run: i64,
    /// The input: [`crate::Archive::input`].
    pub input: i64,
    /// When it is written, as the caller's clock says; no answer hangs on it.
    pub at: String,
    /// The records.
    pub entries: Vec<Entry>,
    /// Whether the input ends here.
    pub whole: bool,
}

/// One record of an input.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Which piece of the input it stands in, from 0: reading goes on behind the last.
    pub place: u64,
    /// Which record of that piece it is, from 0: a feed is one piece with many.
    pub item: u32,
    /// Where it stands, for people: its line, row or record, from 1.
    pub number: u64,
    /// What it is.
    pub found: Found,
}

/// What a record is.
#[derive(Clone, Debug)]
pub enum Found {
    /// A report.
    Report(Box<Incoming>),
    /// An event of another system, without its report.
    Event {
        /// The event.
        event: Box<Event>,
        /// Reports that tell it, as the other system counts.
        mentions: i64,
    },
    /// Nothing that can be read, and why.
    Broken(String),
}

/// A report on its way in.
#[derive(Clone, Debug, Default)]
pub struct Incoming {
    /// The report.
    pub report: Report,
    /// What was read in it.
    pub read: Read,
    /// What tells its copies.
    pub likeness: Option<Likeness>,
    /// What was odd about it, for the ledger.
    pub note: Option<String>,
}

/// Whether a report was read.
#[derive(Clone, Debug, Default)]
pub enum Read {
    /// It was, and this stands in it.
    Coded(Coded),
    /// It was not, and is kept: why.
    Unread(String),
    /// It was read before, and is in the archive: [`crate::Archive::has_coded`] said so.
    Known,
    /// It has no text.
    #[default]
    Empty,
}

/// The records of a report.
#[derive(Clone, Debug, Default)]
pub struct Coded {
    /// The sentences that bear them.
    pub sentences: Vec<Sentence>,
    /// Who did what to whom.
    pub events: Vec<Event>,
    /// Who said what.
    pub statements: Vec<Statement>,
    /// Who is tied to whom.
    pub ties: Vec<Tie>,
}

/// What tells copies of a report, and which reports it copies, as the caller found them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Likeness {
    /// What reports are compared by: kept for the next time the archive is opened.
    pub mark: Vec<u8>,
    /// Names of reports that it copies ([`crate::report_id`]); what is not in the archive is passed over.
    pub copies: Vec<String>,
}

/// What became of a batch's records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Fates {
    /// Reports read and coded.
    pub coded: u64,
    /// Of these, such as copy others.
    pub copies: u64,
    /// Reports and events that were there before.
    pub again: u64,
    /// Reports that were not read, for their language.
    pub unread: u64,
    /// Reports without text.
    pub empty: u64,
    /// Records that could not be read.
    pub broken: u64,
    /// Events of other systems.
    pub imported: u64,
    /// Events that came in with the reports.
    pub events: u64,
    /// Statements.
    pub statements: u64,
}

impl Fates {
    /// Adds another batch's.
    pub fn add(&mut self, other: Fates) {
        let sums = [
            (&mut self.coded, other.coded),
            (&mut self.copies, other.copies),
            (&mut self.again, other.again),
            (&mut self.unread, other.unread),
            (&mut self.empty, other.empty),
            (&mut self.broken, other.broken),
            (&mut self.imported, other.imported),
            (&mut self.events, other.events),
            (&mut self.statements, other.statements),
        ];
        sums.into_iter().for_each(|(sum, more)| *sum += more);
    }

    /// Records in all.
    pub fn records(&self) -> u64 {
        self.coded + self.again + self.unread + self.empty + self.broken + self.imported
    }
}
