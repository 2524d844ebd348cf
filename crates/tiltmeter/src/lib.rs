//! Tiltmeter as a library: a report goes in, sourced events come out.
//!
//! ```text
//! bytes ──> Report ──> Reading ──> records
//! ingest    record     reading     records
//! ```
//!
//! This crate composes the stages and owns what the outside sees of them: the shape of the records ([`Record`]) and
//! the work on all cores ([`stream`]). It is the only library crate that opens files, and it opens none but a lexicon's.
//!
//! ```
//! use tiltmeter::{Coder, Emit, Lexicon, Settings};
//!
//! let text = "Russia praised Pakistan.".to_string();
//! let date = "2018-01-29".parse().ok();
//! let report = tiltmeter::record::Report { id: "a1".to_string(), date, text, ..Default::default() };
//! let settings = Settings { lexicon: Lexicon::builtin(), explain: false, only_events: true };
//! let reading = Coder::new(settings).read(report);
//! for record in tiltmeter::records(&reading, Emit::EVENTS) {
//!     assert!(serde_json::to_string(&record).unwrap().starts_with(r#"{"kind":"event""#));
//! }
//! ```

pub mod archive;
pub mod columns;
mod error;
pub mod exchange;
mod lexicon;
mod reading;
mod records;
pub mod relations;
mod stream;
mod threads;

pub use error::Error;
pub use lexicon::{PetrarchFiles, lexicon_sources, lexicon_with, lexicon_with_petrarch};
pub use reading::{Coder, Reading, Settings, code, prepare, reader};
pub use records::{
    AlignmentRecord, AssessmentRecord, AttributionRecord, DateReasonRecord, DictionaryEventRecord,
    DictionaryPartyRecord, Emit, EventRecord, IntervalRecord, LocationRecord, MentionRecord, OfficeRecord,
    Party, QuantityRecord, Quote, ReadingRecord, Record, StatementRecord, TellingRecord, TieRecord,
    TimeRecord, UnnamedRecord, event_id, records,
};
pub use stream::{Batch, Problem, stream};

pub use tiltmeter_coder::{
    Coding, Entry, Example, Finding, HolderRow, Lexicon, LexiconError, Meaning, Mention, NameReading,
    OfficeHeld, Source, line,
};
pub use tiltmeter_ingest as ingest;
pub use tiltmeter_record as record;
pub use tiltmeter_relations as arithmetic;
pub use tiltmeter_text::{Block, BlockKind, Document, Reader, Sentence, Upos};
