//! Many reports on all cores: in the order of the input, in bounded memory ([`crate::threads`]).
//!
//! ```text
//! lines ──> pieces ──> batches of rendered records
//! ```

use std::io::{BufRead, BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::threads::in_order;
use crate::{Coder, Error, Reading, Settings, report_from_line};

/// Bytes in the longest line that is read; a longer one is refused.
pub const LONGEST_LINE: usize = 16 << 20;
// One read of a pipe. A piece of input is what one read brought, so that a slow pipe is answered at once.
const READ_SIZE: usize = 64 << 10;

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
    let worker = || {
        let mut coder = Coder::new(settings);
        move |piece: Result<Piece, Error>| piece.map(|piece| code_piece(&piece, &mut coder, render))
    };
    in_order(pieces(input), n_threads, &worker, |batch| take(batch?))
}

fn code_piece(piece: &Piece, coder: &mut Coder<'_>, render: &impl Fn(&Reading, &mut Vec<u8>)) -> Batch {
    let mut batch = Batch { n_bytes: piece.n_bytes, ..Batch::default() };
    for line in &piece.lines {
        code_line(line, coder, render, &mut batch);
    }
    batch
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

// Ends with the input, or with its first failure.
fn pieces(input: impl Read + Send) -> impl Iterator<Item = Result<Piece, Error>> + Send {
    let mut input = BufReader::with_capacity(READ_SIZE, input);
    let mut n_lines = 0;
    let mut is_over = false;
    std::iter::from_fn(move || {
        let n_coded = n_lines;
        let piece = if is_over { return None } else { next_piece(&mut input, &mut n_lines) };
        is_over = piece.as_ref().map_or(true, |piece| piece.n_bytes == 0);
        match piece {
            Ok(piece) if piece.n_bytes == 0 => None,
            piece => Some(piece.map_err(|source| Error::Read { line: n_coded, source })),
        }
    })
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
