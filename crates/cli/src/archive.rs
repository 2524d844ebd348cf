//! The commands that fill an archive and ask it: `ingest`, `events`, `statements`, `ties`, `reports`, `runs`,
//! `ledger`, `sql`, `doctor`, `backup`.
//!
//! ```text
//! inputs ──> archive ──> rows ──> table, JSON lines, JSON, CSV
//! ingest     tiltmeter   find, keep    rows
//! ```

mod find;
mod ingest;
mod keep;
mod rows;
mod sources;

pub(crate) use find::{events, reports, statements, ties};
pub(crate) use ingest::{ingest, recode};
pub(crate) use keep::{backup, doctor, ledger, runs, sql};
