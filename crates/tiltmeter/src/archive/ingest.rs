//! Reports of one input into an archive: read and coded on all cores, written in their order, batch by batch.
//!
//! ```text
//! pieces ──> worker, worker, … ──> gathered into batches ──> written
//! 1 thread   read, coded           1 thread: copies found    the caller's thread
//! ```

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use tiltmeter_ingest::copies::{Copies, Mark, Verdict};
use tiltmeter_ingest::{Item, Piece, Rejected, Why};
use tiltmeter_record::{Fingerprint, Report, ontology};
use tiltmeter_store::{
    Archive, Batch, Entry, Fates, Found, Incoming, InputState, Likeness, Read, Run, report_id,
};
use tiltmeter_text::Model;

use super::Ended;
use super::shapes::coded;
use super::timing::{Clock, Stage, Timing};
use crate::threads::in_order;
use crate::{Coder, Error, Lexicon, Settings};

/// One input on its way in.
pub struct Ingesting<'a> {
    /// How to read.
    pub reading: &'a tiltmeter_ingest::Settings,
    /// What to code with.
    pub settings: Settings<'a>,
    /// The run: [`Archive::run`] of [`run_of`].
    pub run: i64,
    /// The input: [`Archive::input`].
    pub input: InputState,
    /// How many threads code.
    pub n_threads: usize,
    /// Records of a batch: what is coded again, at most, after the power went.
    pub batch: usize,
    /// The time, for the ledger; no answer hangs on it.
    pub now: &'a dyn Fn() -> String,
    /// Whether to stop: what is on its way is still written.
    pub stop: &'a (dyn Fn() -> bool + Sync),
    /// What stages are timed by; no answer hangs on it.
    pub clock: &'a Clock<'a>,
}

/// What was just written: it is on the disk.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// What became of the records.
    pub fates: Fates,
    /// Those that could not be read, and why.
    pub rejected: Vec<Rejected>,
    /// Whether the input ends here.
    pub whole: bool,
    /// What it took.
    pub timing: Timing,
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

/// The copies that an archive knows, so that new ones are found among them.
pub fn known_copies(archive: &Archive) -> Result<Copies, Error> {
    let mut copies = Copies::default();
    let window = tiltmeter_ingest::copies::Window::default();
    archive.marks::<Error>(window.reports, |report, story, mark| {
        if let (Some(report), Some(story), Some(mark)) = (key(&report), key(&story), Mark::from_bytes(&mark))
        {
            copies.restore(report, story, &mark);
        }
        Ok(())
    })?;
    Ok(copies)
}

// Bytes of text in a batch, so that long reports do not fill the memory.
const BATCH_BYTES: usize = 8 << 20;

/// Reads `pieces` from the first that is not in yet, codes and writes them; `told` hears of every batch. What was
/// written is there whole, and the next time it goes on behind it.
pub fn ingest(
    archive: &mut Archive,
    copies: &mut Copies,
    ingesting: &Ingesting<'_>,
    pieces: impl Iterator<Item = Piece> + Send,
    told: impl FnMut(Step) -> Result<(), Error>,
) -> Result<(), Error> {
    let first = ingesting.input.n_done;
    let (stop, path, clock) = (ingesting.stop, archive.path().to_path_buf(), ingesting.clock);
    let mut pieces = (0u64..).zip(pieces).skip_while(move |(place, _)| *place < first);
    let pieces = std::iter::from_fn(move || {
        let mut timing = Timing::default();
        let piece = timing.time(Stage::Find, clock, || pieces.next())?;
        Some((piece, timing))
    });
    let pieces = pieces.take_while(move |_| !stop());
    let (reading, settings, run) = (ingesting.reading, ingesting.settings, ingesting.run);
    let worker = || {
        let known = Archive::read(&path).ok();
        let mut work = Work { coder: Coder::new(settings), known, run, clock, timing: Timing::default() };
        move |((place, piece), timing): ((u64, Piece), Timing)| {
            work.timing = timing;
            let items = work.timing.time(Stage::Read, clock, || piece.items(reading));
            Ok(work.piece(place, items))
        }
    };
    gather_and_write(archive, copies, ingesting, pieces, &worker, told)
}

/// Codes the reports of an archive that the run has not coded: beside what earlier runs found.
pub fn recode(
    archive: &mut Archive,
    ingesting: &Ingesting<'_>,
    told: impl FnMut(Step) -> Result<(), Error>,
) -> Result<(), Error> {
    let (stop, clock) = (ingesting.stop, ingesting.clock);
    let (settings, run) = (ingesting.settings, ingesting.run);
    let source = Archive::read(archive.path())?;
    let mut last = Some(0);
    let portions = std::iter::from_fn(move || {
        let mut timing = Timing::default();
        let after = last?;
        let portion = timing.time(Stage::Find, clock, || source.to_code(run, after, PORTION));
        last = portion.as_ref().ok().and_then(|reports| reports.last()).map(|(number, _)| *number);
        let is_over = portion.as_ref().is_ok_and(Vec::is_empty);
        (!is_over).then_some((portion, timing))
    });
    let portions = portions.take_while(move |_| !stop());
    type Portion = Result<Vec<(i64, Report)>, tiltmeter_store::Error>;
    let worker = || {
        let mut work =
            Work { coder: Coder::new(settings), known: None, run, clock, timing: Timing::default() };
        move |(portion, timing): (Portion, Timing)| {
            work.timing = timing;
            let entries = portion?.into_iter().map(|report| work.anew(report)).collect();
            Ok(Worked { entries, timing: work.timing })
        }
    };
    gather_and_write(archive, &mut Copies::default(), ingesting, portions, &worker, told)
}

// Reports that a thread codes before it takes more.
const PORTION: usize = 16;

// What one thread codes with, and asks for what is in already.
struct Work<'a> {
    coder: Coder<'a>,
    known: Option<Archive>,
    run: i64,
    clock: &'a Clock<'a>,
    timing: Timing,
}

// What came of a piece.
struct Worked {
    entries: Vec<(Entry, Option<Rejected>)>,
    timing: Timing,
}

impl Work<'_> {
    fn piece(&mut self, place: u64, items: Vec<Item>) -> Worked {
        let entries = (0u32..).zip(items).map(|(item, found)| self.entry(place, item, found)).collect();
        Worked { entries, timing: self.timing }
    }

    fn entry(&mut self, place: u64, item: u32, found: Item) -> (Entry, Option<Rejected>) {
        let rejected = match found {
            Item::Rejected(rejected) => rejected,
            Item::Report(incoming) => {
                let (stood, number) = (incoming.about.place.clone(), incoming.about.place.number as u64);
                match self.report(*incoming) {
                    Ok(found) => {
                        return (Entry { place, item, number, found: Found::Report(Box::new(found)) }, None);
                    }
                    Err(what) => Rejected { place: stood, why: Why::Broken, what, input: String::new() },
                }
            }
        };
        let found = Found::Broken(format!("{}: {}", rejected.why.code(), rejected.what));
        (Entry { place, item, number: rejected.place.number as u64, found }, Some(rejected))
    }

    // Language never fails; should it, the reports around this one are still coded.
    fn report(&mut self, incoming: tiltmeter_ingest::Incoming) -> Result<Incoming, String> {
        catch_unwind(AssertUnwindSafe(|| self.read(incoming))).map_err(|_| {
            self.coder.begin_anew();
            FAULT.to_string()
        })
    }

    fn read(&mut self, mut incoming: tiltmeter_ingest::Incoming) -> Incoming {
        let clock = self.clock;
        let readable = incoming.is_readable() && !incoming.report.text.trim().is_empty();
        // A report without a day may give itself one, which only reading shows.
        let document = (readable && incoming.report.date.is_none()).then(|| {
            let text = &incoming.report.text;
            self.timing.time(Stage::Code, clock, || self.coder.document(text))
        });
        let told = document.as_ref();
        let told = told.and_then(|document| tiltmeter_text::publication(&incoming.report.text, document));
        incoming.settle_date(told);
        let language = incoming.language().map(str::to_string);
        let mut report = incoming.report;
        report.language = language;
        let note = (!incoming.notes.is_empty()).then(|| incoming.notes.join("; "));
        let read = if report.text.trim().is_empty() {
            Read::Empty
        } else if !readable {
            Read::Unread(format!(
                "in {}",
                report.language.as_deref().unwrap_or("a language that is not read")
            ))
        } else if self.is_known(&report) {
            Read::Known
        } else {
            let reading =
                self.timing.time(Stage::Code, clock, || self.coder.read_from(report.clone(), document));
            Read::Coded(self.timing.time(Stage::Shape, clock, || coded(&reading)))
        };
        let mark = self.timing.time(Stage::Compare, clock, || Mark::of(&report.text, report.date));
        let mark = mark.to_bytes().to_vec();
        let is_new = !matches!(read, Read::Empty | Read::Known);
        Incoming { report, read, note, likeness: is_new.then(|| Likeness { mark, copies: Vec::new() }) }
    }

    // A report of the archive. Its copies are known.
    fn anew(&mut self, (number, report): (i64, Report)) -> (Entry, Option<Rejected>) {
        let clock = self.clock;
        let read = catch_unwind(AssertUnwindSafe(|| {
            let reading = self.timing.time(Stage::Code, clock, || self.coder.read(report.clone()));
            self.timing.time(Stage::Shape, clock, || coded(&reading))
        }));
        let found = match read {
            Ok(coded) => {
                let read = Read::Coded(coded);
                Found::Report(Box::new(Incoming { report, read, note: None, likeness: None }))
            }
            Err(_) => {
                self.coder.begin_anew();
                Found::Broken(FAULT.to_string())
            }
        };
        (Entry { place: number as u64, item: 0, number: number as u64, found }, None)
    }

    // Where the archive cannot be asked now, the report is coded, and the writer finds that it is there.
    fn is_known(&self, report: &Report) -> bool {
        self.known.as_ref().is_some_and(|known| known.has_coded(self.run, report).unwrap_or(false))
    }
}

const FAULT: &str = "the program failed on this report, which is its own fault: please report it";

// Batches are gathered while the one before is written: the threads that code wait for neither.
fn gather_and_write<T: Send, W: FnMut(T) -> Result<Worked, Error>>(
    archive: &mut Archive,
    copies: &mut Copies,
    ingesting: &Ingesting<'_>,
    inputs: impl Iterator<Item = T> + Send,
    worker: &(impl Fn() -> W + Sync),
    told: impl FnMut(Step) -> Result<(), Error>,
) -> Result<(), Error> {
    let (send, batches) = sync_channel(1);
    let (stop, clock, longest) = (ingesting.stop, ingesting.clock, ingesting.batch);
    let (batch, n_threads) = (empty(ingesting), ingesting.n_threads);
    thread::scope(|scope| {
        let gathering = scope.spawn(move || {
            let mut gathering = Gathering {
                copies,
                clock,
                longest,
                empty: batch.clone(),
                n_bytes: 0,
                send,
                current: Gathered::of(batch),
            };
            let ended = in_order(inputs, n_threads, worker, |worked| gathering.take(worked?));
            match ended {
                Ok(()) => gathering.send(!stop()),
                Err(ended) => Err(ended),
            }
        });
        let written = write(archive, ingesting, batches, told);
        let gathered = gathering.join().unwrap_or_else(|fault| std::panic::resume_unwind(fault));
        written?;
        match gathered {
            Err(Ended::Failed(error)) => Err(error),
            Ok(()) | Err(Ended::Gone) => Ok(()),
        }
    })
}

// A batch on its way to the archive.
struct Gathered {
    batch: Batch,
    rejected: Vec<Rejected>,
    timing: Timing,
}

impl Gathered {
    fn of(batch: Batch) -> Gathered {
        Gathered { batch, rejected: Vec::new(), timing: Timing::default() }
    }
}

struct Gathering<'g> {
    copies: &'g mut Copies,
    clock: &'g Clock<'g>,
    longest: usize,
    empty: Batch,
    n_bytes: usize,
    send: SyncSender<Gathered>,
    current: Gathered,
}

impl Gathering<'_> {
    fn take(&mut self, worked: Worked) -> Result<(), Ended<Error>> {
        self.current.timing.join(&worked.timing);
        for (mut entry, rejected) in worked.entries {
            if let Found::Report(incoming) = &mut entry.found {
                self.n_bytes += incoming.report.text.len();
                let (copies, timing) = (&mut *self.copies, &mut self.current.timing);
                timing.time(Stage::Compare, self.clock, || find_copies(copies, incoming));
            }
            self.current.batch.entries.push(entry);
            self.current.rejected.extend(rejected);
        }
        match self.current.batch.entries.len() >= self.longest || self.n_bytes >= BATCH_BYTES {
            true => self.send(false),
            false => Ok(()),
        }
    }

    fn send(&mut self, whole: bool) -> Result<(), Ended<Error>> {
        self.n_bytes = 0;
        let mut gathered = std::mem::replace(&mut self.current, Gathered::of(self.empty.clone()));
        gathered.batch.whole = whole;
        self.send.send(gathered).map_err(|_| Ended::Gone)
    }
}

fn find_copies(copies: &mut Copies, incoming: &mut Incoming) {
    let name = report_id(&incoming.report);
    let Some(likeness) = &mut incoming.likeness else { return };
    let (Some(own), Some(mark)) = (key(&name), Mark::from_bytes(&likeness.mark)) else { return };
    if let Verdict::Copy { of, cluster, merged, .. } = copies.add(own, &mark) {
        let others = [of, cluster].into_iter().chain(merged).filter(|&other| other != own);
        likeness.copies = others.map(|other| Fingerprint(other).to_string()).collect();
    }
}

fn write(
    archive: &mut Archive,
    ingesting: &Ingesting<'_>,
    batches: Receiver<Gathered>,
    mut told: impl FnMut(Step) -> Result<(), Error>,
) -> Result<(), Error> {
    for Gathered { mut batch, rejected, mut timing } in batches {
        batch.at = (ingesting.now)();
        let fates = timing.time(Stage::Write, ingesting.clock, || archive.commit(&batch))?;
        told(Step { fates, rejected, whole: batch.whole, timing })?;
    }
    Ok(())
}

fn empty(ingesting: &Ingesting<'_>) -> Batch {
    Batch { run: ingesting.run, input: ingesting.input.input, ..Batch::default() }
}

// A report's name as the finder of copies has it.
fn key(name: &str) -> Option<u64> {
    u64::from_str_radix(name, 16).ok()
}
