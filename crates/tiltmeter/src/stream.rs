//! Many reports on all cores: in the order of the input, in bounded memory.
//!
//! ```text
//!            ┌─> worker 0 ─┐
//! lines ─────┼─> worker 1 ─┼─────> batches, in order
//! (1 thread) └─> worker 2 ─┘       (the caller's thread)
//! ```
//!
//! Worker *i* of *n* gets every *n*-th piece of the input, and the caller takes from the workers in
//! turn: that alone keeps the order. The queues hold two pieces each, so a slow taker holds the
//! reader back and memory stays where it is, however long the input.

use std::io::{BufRead, BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crate::{Coder, Error, Reading, Settings, report_from_line};

/// Bytes in the longest line that is read; a longer one is refused.
pub const LONGEST_LINE: usize = 16 << 20;
// One read of a pipe. A piece of input is what one read brought, so that a slow pipe is answered at once.
const READ_SIZE: usize = 64 << 10;
const QUEUED: usize = 2;

/// What came of one piece of the input.
#[derive(Debug, Default)]
pub struct Batch {
    /// The records, as they were rendered.
    pub written: Vec<u8>,
    /// Lines that were refused or mended.
    pub problems: Vec<Problem>,
    /// Reports read, the refused ones not counted.
    pub n_reports: usize,
    /// Bytes of input that it covers.
    pub n_bytes: usize,
}

/// Something wrong with one line of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line of the input, from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub what: String,
    /// The line itself; empty where it was too long to keep.
    pub input: String,
    /// Whether its report was left out.
    pub skipped: bool,
}

/// Codes the reports of `input` (JSON lines) on `n_threads` threads; `render` turns each into bytes,
/// `take` gets them batch by batch, in the order of the input, on the caller's thread.
pub fn stream<E: From<Error>>(
    input: impl Read + Send,
    n_threads: usize,
    settings: Settings<'_>,
    render: &(impl Fn(&Reading, &mut Vec<u8>) + Sync),
    mut take: impl FnMut(Batch) -> Result<(), E>,
) -> Result<(), E> {
    thread::scope(|scope| {
        let (mut inboxes, mut outboxes) = (Vec::new(), Vec::new());
        for _ in 0..n_threads.max(1) {
            let (inbox, pieces) = sync_channel(QUEUED);
            let (batches, outbox) = sync_channel(QUEUED);
            inboxes.push(inbox);
            outboxes.push(outbox);
            scope.spawn(move || work(pieces, batches, settings, render));
        }
        scope.spawn(move || feed(input, inboxes));
        // The first worker, in turn, that has no more is the one the next piece would have gone to.
        for outbox in outboxes.iter().cycle() {
            match outbox.recv() {
                Ok(batch) => take(batch?)?,
                Err(_) => return Ok(()),
            }
        }
        Ok(())
    })
}

struct Line {
    number: usize,
    // `None` where it was longer than `LONGEST_LINE`.
    bytes: Option<Vec<u8>>,
}

struct Piece {
    lines: Vec<Line>,
    n_bytes: usize,
}

// Ends with the input, with its first failure, or when the workers are gone.
fn feed(input: impl Read, inboxes: Vec<SyncSender<Result<Piece, Error>>>) {
    let mut input = BufReader::with_capacity(READ_SIZE, input);
    let mut n_lines = 0;
    for inbox in inboxes.iter().cycle() {
        let n_coded = n_lines;
        let piece = match next_piece(&mut input, &mut n_lines) {
            Ok(piece) if piece.n_bytes == 0 => return,
            piece => piece.map_err(|source| Error::Read { line: n_coded, source }),
        };
        let failed = piece.is_err();
        if inbox.send(piece).is_err() || failed {
            return;
        }
    }
}

fn next_piece(input: &mut BufReader<impl Read>, n_lines: &mut usize) -> std::io::Result<Piece> {
    let mut piece = Piece { lines: Vec::new(), n_bytes: 0 };
    loop {
        let (n_bytes, bytes) = next_line(input)?;
        if n_bytes == 0 {
            return Ok(piece);
        }
        *n_lines += 1;
        piece.n_bytes += n_bytes;
        piece.lines.push(Line { number: *n_lines, bytes });
        if input.buffer().is_empty() || piece.n_bytes >= READ_SIZE {
            return Ok(piece);
        }
    }
}

// The bytes that the line took and the line; no line where it is too long to keep.
fn next_line(input: &mut BufReader<impl Read>) -> std::io::Result<(usize, Option<Vec<u8>>)> {
    let mut line = Vec::new();
    let n_bytes = input.by_ref().take(LONGEST_LINE as u64).read_until(b'\n', &mut line)?;
    if n_bytes < LONGEST_LINE || line.ends_with(b"\n") {
        return Ok((n_bytes, Some(line)));
    }
    let n_rest = input.skip_until(b'\n')?;
    Ok((n_bytes + n_rest, None))
}

fn work(
    pieces: Receiver<Result<Piece, Error>>,
    batches: SyncSender<Result<Batch, Error>>,
    settings: Settings<'_>,
    render: &impl Fn(&Reading, &mut Vec<u8>),
) {
    let mut coder = Coder::new(settings);
    for piece in pieces {
        let batch = piece.map(|piece| {
            let mut batch = Batch { n_bytes: piece.n_bytes, ..Batch::default() };
            for line in &piece.lines {
                code_line(line, &mut coder, render, &mut batch);
            }
            batch
        });
        if batches.send(batch).is_err() {
            return;
        }
    }
}

fn code_line(
    line: &Line,
    coder: &mut Coder<'_>,
    render: &impl Fn(&Reading, &mut Vec<u8>),
    batch: &mut Batch,
) {
    let bytes = line.bytes.as_deref().unwrap_or_default();
    let mut report_problem = |what: String, skipped: bool| {
        let input = String::from_utf8_lossy(bytes).trim_end().to_string();
        batch.problems.push(Problem { line: line.number, what, input, skipped });
    };
    if line.bytes.is_none() {
        let what = format!("longer than {} MiB: one report a line, split it", LONGEST_LINE >> 20);
        return report_problem(what, true);
    }
    if bytes.trim_ascii().is_empty() {
        return;
    }
    let incoming = match report_from_line(bytes) {
        Ok(incoming) => incoming,
        Err(what) => return report_problem(what, true),
    };
    for note in incoming.notes {
        report_problem(note, false);
    }
    // Language never fails; should it, the reports around this one are still coded.
    let written = catch_unwind(AssertUnwindSafe(|| {
        let mut written = Vec::new();
        render(&coder.read(incoming.report), &mut written);
        written
    }));
    match written {
        Ok(written) => {
            batch.written.extend(written);
            batch.n_reports += 1;
        }
        Err(_) => {
            coder.begin_anew();
            report_problem(
                "the program failed on this report, which is its own fault: please report it".to_string(),
                true,
            );
        }
    }
}
