//! Reports of one input into an archive: read and coded on all cores, written in their order, batch by batch.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use tiltmeter_record::{Report, ontology};
use tiltmeter_store::{Archive, Batch, Entry, Fates, Found, Incoming, InputState, Read, Run, report_id};
use tiltmeter_text::Model;

use super::shapes::coded;
use crate::threads::in_order;
use crate::{Coder, Error, Lexicon, Settings};

/// What stands in a piece of an input.
#[derive(Clone, Debug)]
pub struct Reported {
    /// Where it stands, for people: its line, row or record, from 1.
    pub number: u64,
    /// A report, or why it is none.
    pub what: Result<Box<Report>, String>,
    /// Why a report is not to be read, where it is not: its language.
    pub unread: Option<String>,
    /// What was odd about it.
    pub note: Option<String>,
}

/// One input on its way in.
pub struct Ingesting<'a> {
    /// What to code with.
    pub settings: Settings<'a>,
    /// The run: [`Archive::run`] of [`run_of`].
    pub run: i64,
    /// The input: [`Archive::input`].
    pub input: InputState,
    /// How many threads code.
    pub n_threads: usize,
    /// The time, for the ledger; no answer hangs on it.
    pub now: &'a dyn Fn() -> String,
}

/// What was just written: it is on the disk.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// What became of the records.
    pub fates: Fates,
    /// Those that could not be read, by their places for people, and why.
    pub broken: Vec<(u64, String)>,
    /// Whether the input ends here.
    pub whole: bool,
}

/// What codes with that lexicon.
pub fn run_of(lexicon: &Lexicon) -> Run {
    Run {
        program: concat!("tiltmeter ", env!("CARGO_PKG_VERSION")).to_string(),
        model: Model::builtin_fingerprint().to_string(),
        lexicon: lexicon.fingerprint().to_string(),
        ontology: ontology().fingerprint().to_string(),
    }
}

// Reports of a batch: what is lost at most, and coded again, when the power goes.
const BATCH: usize = 256;
// Bytes of text in a batch, so that long reports do not fill the memory.
const BATCH_BYTES: usize = 8 << 20;

/// Reads `pieces` from the first that is not in yet, codes and writes them; `told` hears of every batch, and ends the
/// work where it breaks. What was written by then is there whole, and the next time it goes on behind it.
pub fn ingest<P: Send>(
    archive: &mut Archive,
    ingesting: &Ingesting<'_>,
    pieces: impl Iterator<Item = P> + Send,
    read: &(impl Fn(P) -> Vec<Reported> + Sync),
    mut told: impl FnMut(Step) -> ControlFlow<()>,
) -> Result<(), Error> {
    let first = ingesting.input.n_done;
    let pieces = (0u64..).zip(pieces).skip_while(move |(place, _)| *place < first);
    let path = archive.path().to_path_buf();
    let (settings, run) = (ingesting.settings, ingesting.run);
    let worker = || {
        let known = Archive::read(&path);
        let mut coder = Coder::new(settings);
        move |(place, piece): (u64, P)| {
            let known = known.as_ref().ok();
            let entries = (0u32..).zip(read(piece));
            entries.map(|(item, reported)| entry(place, item, reported, &mut coder, known, run)).collect()
        }
    };
    let mut writing = Writing { archive, ingesting, batch: empty(ingesting), n_bytes: 0 };
    let taken = in_order(pieces, ingesting.n_threads, &worker, |entries: Vec<Entry>| {
        writing.take(entries, &mut told)
    });
    match taken {
        Ok(()) => writing.write(true, &mut told).map(drop),
        Err(Ended::Stopped) => Ok(()),
        Err(Ended::Failed(error)) => Err(error),
    }
}

enum Ended {
    Stopped,
    Failed(Error),
}

struct Writing<'w, 'a> {
    archive: &'w mut Archive,
    ingesting: &'w Ingesting<'a>,
    batch: Batch,
    n_bytes: usize,
}

impl Writing<'_, '_> {
    fn take(
        &mut self,
        entries: Vec<Entry>,
        told: &mut impl FnMut(Step) -> ControlFlow<()>,
    ) -> Result<(), Ended> {
        self.n_bytes += entries.iter().map(text_bytes).sum::<usize>();
        self.batch.entries.extend(entries);
        if self.batch.entries.len() < BATCH && self.n_bytes < BATCH_BYTES {
            return Ok(());
        }
        match self.write(false, told).map_err(Ended::Failed)? {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Ended::Stopped),
        }
    }

    fn write(
        &mut self,
        whole: bool,
        told: &mut impl FnMut(Step) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, Error> {
        let mut batch = std::mem::replace(&mut self.batch, empty(self.ingesting));
        (batch.whole, batch.at, self.n_bytes) = (whole, (self.ingesting.now)(), 0);
        let fates = self.archive.commit(&batch)?;
        let broken = batch.entries.into_iter().filter_map(|entry| match entry.found {
            Found::Broken(why) => Some((entry.number, why)),
            Found::Report(_) | Found::Event(_) => None,
        });
        Ok(told(Step { fates, broken: broken.collect(), whole }))
    }
}

fn empty(ingesting: &Ingesting<'_>) -> Batch {
    Batch { run: ingesting.run, input: ingesting.input.input, ..Batch::default() }
}

fn text_bytes(entry: &Entry) -> usize {
    match &entry.found {
        Found::Report(incoming) => incoming.report.text.len(),
        Found::Event(_) | Found::Broken(_) => 0,
    }
}

fn entry(
    place: u64,
    item: u32,
    reported: Reported,
    coder: &mut Coder<'_>,
    known: Option<&Archive>,
    run: i64,
) -> Entry {
    let Reported { number, what, unread, note } = reported;
    let found = match what {
        Err(why) => Found::Broken(why),
        Ok(report) => match read_report(&report, unread, coder, known, run) {
            Ok(read) => Found::Report(Box::new(Incoming { report: *report, read, note, likeness: None })),
            Err(why) => Found::Broken(why),
        },
    };
    Entry { place, item, number, found }
}

fn read_report(
    report: &Report,
    unread: Option<String>,
    coder: &mut Coder<'_>,
    known: Option<&Archive>,
    run: i64,
) -> Result<Read, String> {
    if let Some(why) = unread {
        return Ok(Read::Unread(why));
    }
    if report.text.trim().is_empty() {
        return Ok(Read::Empty);
    }
    // Where the archive cannot be asked now, the report is coded, and the writer finds that it is there.
    if known.is_some_and(|known| known.has_coded(run, &report_id(report)).unwrap_or(false)) {
        return Ok(Read::Known);
    }
    // Language never fails; should it, the reports around this one are still coded.
    catch_unwind(AssertUnwindSafe(|| Read::Coded(coded(&coder.read(report.clone()))))).map_err(|_| {
        coder.begin_anew();
        "the program failed on this report, which is its own fault: please report it".to_string()
    })
}
