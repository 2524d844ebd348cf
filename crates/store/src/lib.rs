//! The archive on disk: reports, the sentences that bear records, events, statements, ties, who coded them, and what
//! became of every input. One SQLite file, in which every batch is whole or absent.
//!
//! ```text
//! Batch ──> commit ──> archive ──> events, statements, reports, ties
//! batch     write      schema      filter, find
//! ```
//!
//! It knows nothing of how reports are read or coded: it is given records and gives them back. Like a lexicon, an
//! archive is a file that the caller names; no other is touched.
//!
//! ```
//! use tiltmeter_store::{Archive, Batch, Coded, Entry, Filter, Found, Incoming, Page, Read, Run};
//!
//! let folder = tempfile::tempdir().unwrap();
//! let mut archive = Archive::open(&folder.path().join("a.tilt")).unwrap();
//! let run = archive.run(&Run { program: "an example".into(), ..Run::default() }).unwrap();
//! let input = archive.input("a.jsonl", "1").unwrap().input;
//! let incoming = Incoming { read: Read::Coded(Coded::default()), ..Incoming::default() };
//! let entries = vec![Entry { place: 0, item: 0, number: 1, found: Found::Report(Box::new(incoming)) }];
//! let fates = archive.commit(&Batch { run, input, entries, ..Batch::default() }).unwrap();
//! assert_eq!(fates.coded, 1);
//! ```

mod archive;
mod bare;
mod batch;
mod content;
mod copies;
mod counting;
mod doctor;
mod error;
mod events;
mod filter;
mod find;
mod ledger;
mod runs;
mod schema;
mod shapes;
mod sql;
mod weeks;
mod words;
mod write;

pub use archive::{Archive, InputState};
pub use bare::{BareEvent, BareParty};
pub use batch::{Batch, Coded, Entry, Fates, Found, Incoming, Likeness, Read};
pub use content::Content;
pub use doctor::Fault;
pub use error::Error;
pub use filter::{Filter, Page, Sort};
pub use find::{About, FoundEvent, FoundReport, FoundStatement, FoundTie};
pub use ledger::{Fate, InputFates};
pub use runs::{KnownRun, Run, RunsDiffer};
pub use schema::VERSION;
pub use shapes::{
    Attribution, Event, Party, Quote, Sentence, Statement, Tie, date_of, days, month, report_id, week,
};
pub use sql::Answer;
pub use weeks::{Mover, WeekCell};
