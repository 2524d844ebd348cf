//! Many reports on all cores: in the order of the input, in bounded memory ([`crate::threads`]).
//!
//! ```text
//! source ──> pieces ──> reports ──> batches of rendered records
//!            ingest     ingest      reading
//! ```

use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tiltmeter_ingest::{Incoming, Item, Piece, Rejected, Source, Unit, pieces};

use crate::threads::in_order;
use crate::{Coder, Reading, Settings};

/// What came of one piece of the input.
#[derive(Debug, Default)]
pub struct Batch {
    /// The records, as they were rendered.
    pub written: Vec<u8>,
    /// What was refused or mended.
    pub problems: Vec<Problem>,
    /// Reports read, the refused ones not counted.
    pub n_reports: usize,
    /// Bytes of input that were read for it.
    pub n_bytes: usize,
}

/// Something wrong with one record of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line of the input, from 1; of inputs that are no lines, which row or record.
    pub line: usize,
    /// What is counted.
    pub unit: Unit,
    /// What is wrong and what to do.
    pub what: String,
    /// The record itself; empty where it was too long to keep, or no text.
    pub input: String,
    /// Whether its report was left out.
    pub skipped: bool,
}

impl Problem {
    /// What was rejected, as a problem of the input called `name`.
    pub fn of(name: &str, rejected: Rejected) -> Problem {
        let Rejected { place, what, input, .. } = rejected;
        let what = if *place.source == *name { what } else { format!("in {}: {what}", place.source) };
        Problem { line: place.number, unit: place.unit, what, input, skipped: true }
    }

    /// What was mended to read a report, and whether its words can be read at all; it is told once.
    pub fn of_notes(incoming: &mut Incoming) -> Vec<Problem> {
        let (line, unit) = (incoming.about.place.number, incoming.about.place.unit);
        // An empty answer must not be taken for "nothing happened".
        let foreign = incoming.language().filter(|_| !incoming.is_readable()).map(|tag| {
            format!("the text seems to be in `{tag}`: only English is read, so what it tells is missing here")
        });
        let notes = std::mem::take(&mut incoming.notes).into_iter().chain(foreign);
        notes.map(|what| Problem { line, unit, what, input: String::new(), skipped: false }).collect()
    }
}

/// Codes the reports of `input` on `n_threads` threads; `render` turns each into bytes, `take` gets them piece by
/// piece, in the order of the input, on the caller's thread.
pub fn stream<E>(
    input: Source<'_>,
    n_threads: usize,
    settings: Settings<'_>,
    how: &tiltmeter_ingest::Settings,
    render: &(impl Fn(&Reading, &mut Vec<u8>) + Sync),
    take: impl FnMut(Batch) -> Result<(), E>,
) -> Result<(), E> {
    let name = input.name.clone();
    let n_read = Arc::new(AtomicUsize::new(0));
    let counted = Counted { inner: input.bytes, n_read: n_read.clone() };
    let counted = Source { name: name.clone(), bytes: Box::new(counted) };
    let found = pieces(counted, how).map(move |piece| (piece, n_read.swap(0, Ordering::Relaxed)));
    let worker = || {
        let (mut coder, name) = (Coder::new(settings), name.clone());
        move |(piece, n_bytes): (Piece, usize)| {
            let mut batch = Batch { n_bytes, ..Batch::default() };
            for item in piece.items(how) {
                match item {
                    Item::Report(incoming) => code_report(*incoming, &mut coder, render, &mut batch),
                    Item::Rejected(rejected) => batch.problems.push(Problem::of(&name, rejected)),
                }
            }
            batch
        }
    };
    in_order(found, n_threads, &worker, take)
}

fn code_report(
    mut incoming: Incoming,
    coder: &mut Coder<'_>,
    render: &impl Fn(&Reading, &mut Vec<u8>),
    batch: &mut Batch,
) {
    let place = incoming.about.place.clone();
    batch.problems.extend(Problem::of_notes(&mut incoming));
    // Language never fails; should it, the reports around this one are still coded.
    let written = catch_unwind(AssertUnwindSafe(|| {
        let mut written = Vec::new();
        render(&coder.read_incoming(incoming), &mut written);
        written
    }));
    match written {
        Ok(written) => {
            batch.written.extend(written);
            batch.n_reports += 1;
        }
        Err(_) => {
            coder.begin_anew();
            let what =
                "the program failed on this report, which is its own fault: please report it".to_string();
            let (line, unit) = (place.number, place.unit);
            batch.problems.push(Problem { line, unit, what, input: String::new(), skipped: true });
        }
    }
}

impl Coder<'_> {
    /// Reads and codes a report that came in. Its day is that of its metadata, else the one that it
    /// gives itself, else that of its file.
    pub fn read_incoming(&mut self, mut incoming: Incoming) -> Reading {
        if incoming.report.date.is_some() {
            return self.read(incoming.report);
        }
        let document = self.document(&incoming.report.text);
        incoming.settle_date(tiltmeter_text::publication(&incoming.report.text, &document));
        self.read_from(incoming.report, Some(document))
    }
}

// Bytes on their way, counted for a progress bar.
struct Counted<'i> {
    inner: Box<dyn Read + Send + 'i>,
    n_read: Arc<AtomicUsize>,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_bytes = self.inner.read(buffer)?;
        self.n_read.fetch_add(n_bytes, Ordering::Relaxed);
        Ok(n_bytes)
    }
}
