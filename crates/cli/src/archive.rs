//! The commands that fill an archive and ask it: `ingest`, `events`, `statements`, `ties`, `reports`, `runs`,
//! `ledger`, `sql`, `doctor`, `backup`, `snapshot`.
//!
//! ```text
//! inputs ──> archive ──> rows ──> table, JSON lines, JSON, CSV
//! ingest     tiltmeter   find, keep    rows
//! ```

mod find;
mod imported;
mod ingest;
mod keep;
mod rows;
mod snapshot;
mod sources;
mod timing;

pub(crate) use find::{events, reports, statements, ties};
pub(crate) use imported::import;
pub(crate) use ingest::{ingest, recode};
pub(crate) use keep::{backup, doctor, ledger, runs, sql};
pub(crate) use snapshot::snapshot;
