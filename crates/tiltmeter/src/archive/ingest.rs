//! Reports of one input into an archive: read and coded on all cores, written in their order, batch by batch.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tiltmeter_ingest::copies::{Copies, Mark, Verdict};
use tiltmeter_ingest::{Item, Piece, Rejected, Why};
use tiltmeter_record::{Fingerprint, Report, ontology};
use tiltmeter_store::{
    Archive, Batch, Entry, Fates, Found, Incoming, InputState, Likeness, Read, Run, report_id,
};
use tiltmeter_text::Model;

use super::shapes::coded;
use crate::threads::in_order;
use crate::{Coder, Error, Lexicon, Settings, dateline_date};

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
    mut told: impl FnMut(Step) -> Result<(), Error>,
) -> Result<(), Error> {
    let first = ingesting.input.n_done;
    let (stop, path) = (ingesting.stop, archive.path().to_path_buf());
    let pieces =
        (0u64..).zip(pieces).skip_while(move |(place, _)| *place < first).take_while(move |_| !stop());
    let (reading, settings, run) = (ingesting.reading, ingesting.settings, ingesting.run);
    let worker = || {
        let mut work = Work { coder: Coder::new(settings), known: Archive::read(&path).ok(), run };
        move |(place, piece): (u64, Piece)| work.piece(place, piece.items(reading))
    };
    let mut writing =
        Writing { archive, copies, ingesting, batch: empty(ingesting), rejected: Vec::new(), n_bytes: 0 };
    in_order(pieces, ingesting.n_threads, &worker, |read: Vec<(Entry, Option<Rejected>)>| {
        writing.take(read, &mut told)
    })?;
    writing.write(!stop(), &mut told)
}

/// Codes the reports of an archive that the run has not coded: beside what earlier runs found.
pub fn recode(
    archive: &mut Archive,
    ingesting: &Ingesting<'_>,
    mut told: impl FnMut(Step) -> Result<(), Error>,
) -> Result<(), Error> {
    let stop = ingesting.stop;
    let (settings, run) = (ingesting.settings, ingesting.run);
    let source = Archive::read(archive.path())?;
    let mut last = Some(0);
    let portions = std::iter::from_fn(move || {
        let portion = source.to_code(run, last?, PORTION);
        last = portion.as_ref().ok().and_then(|reports| reports.last()).map(|(number, _)| *number);
        portion.map_or_else(|error| Some(Err(error)), |reports| (!reports.is_empty()).then_some(Ok(reports)))
    });
    let portions = portions.take_while(move |_| !stop());
    type Portion = Result<Vec<(i64, Report)>, tiltmeter_store::Error>;
    let worker = || {
        let mut work = Work { coder: Coder::new(settings), known: None, run };
        move |portion: Portion| {
            portion.map(|reports| reports.into_iter().map(|report| work.anew(report)).collect::<Vec<_>>())
        }
    };
    let mut copies = Copies::default();
    let batch = empty(ingesting);
    let mut writing =
        Writing { archive, copies: &mut copies, ingesting, batch, rejected: Vec::new(), n_bytes: 0 };
    in_order(portions, ingesting.n_threads, &worker, |read| writing.take(read?, &mut told))?;
    writing.write(!stop(), &mut told)
}

// Reports that a thread codes before it takes more.
const PORTION: usize = 16;

// What one thread codes with, and asks for what is in already.
struct Work<'a> {
    coder: Coder<'a>,
    known: Option<Archive>,
    run: i64,
}

impl Work<'_> {
    fn piece(&mut self, place: u64, items: Vec<Item>) -> Vec<(Entry, Option<Rejected>)> {
        (0u32..).zip(items).map(|(item, found)| self.entry(place, item, found)).collect()
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
        let readable = incoming.is_readable() && !incoming.report.text.trim().is_empty();
        // A report without a day may have one in its dateline, which only reading shows.
        let document =
            (readable && incoming.report.date.is_none()).then(|| self.coder.document(&incoming.report.text));
        let dateline = document.as_ref().and_then(|document| dateline_date(&incoming.report.text, document));
        incoming.settle_date(dateline);
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
            Read::Coded(coded(&self.coder.read_from(report.clone(), document)))
        };
        let mark = Mark::of(&report.text, report.date).to_bytes().to_vec();
        let is_new = !matches!(read, Read::Empty | Read::Known);
        Incoming { report, read, note, likeness: is_new.then(|| Likeness { mark, copies: Vec::new() }) }
    }

    // A report of the archive. Its copies are known.
    fn anew(&mut self, (number, report): (i64, Report)) -> (Entry, Option<Rejected>) {
        let read = catch_unwind(AssertUnwindSafe(|| coded(&self.coder.read(report.clone()))));
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

struct Writing<'w, 'a> {
    archive: &'w mut Archive,
    copies: &'w mut Copies,
    ingesting: &'w Ingesting<'a>,
    batch: Batch,
    rejected: Vec<Rejected>,
    n_bytes: usize,
}

impl Writing<'_, '_> {
    fn take(
        &mut self,
        read: Vec<(Entry, Option<Rejected>)>,
        told: &mut impl FnMut(Step) -> Result<(), Error>,
    ) -> Result<(), Error> {
        for (mut entry, rejected) in read {
            if let Found::Report(incoming) = &mut entry.found {
                self.n_bytes += incoming.report.text.len();
                self.find_copies(incoming);
            }
            self.batch.entries.push(entry);
            self.rejected.extend(rejected);
        }
        match self.batch.entries.len() >= self.ingesting.batch || self.n_bytes >= BATCH_BYTES {
            true => self.write(false, told),
            false => Ok(()),
        }
    }

    fn find_copies(&mut self, incoming: &mut Incoming) {
        let name = report_id(&incoming.report);
        let Some(likeness) = &mut incoming.likeness else { return };
        let (Some(own), Some(mark)) = (key(&name), Mark::from_bytes(&likeness.mark)) else { return };
        if let Verdict::Copy { of, cluster, merged, .. } = self.copies.add(own, &mark) {
            let others = [of, cluster].into_iter().chain(merged).filter(|&other| other != own);
            likeness.copies = others.map(|other| Fingerprint(other).to_string()).collect();
        }
    }

    fn write(&mut self, whole: bool, told: &mut impl FnMut(Step) -> Result<(), Error>) -> Result<(), Error> {
        let mut batch = std::mem::replace(&mut self.batch, empty(self.ingesting));
        (batch.whole, batch.at, self.n_bytes) = (whole, (self.ingesting.now)(), 0);
        let fates = self.archive.commit(&batch)?;
        told(Step { fates, rejected: std::mem::take(&mut self.rejected), whole })
    }
}

fn empty(ingesting: &Ingesting<'_>) -> Batch {
    Batch { run: ingesting.run, input: ingesting.input.input, ..Batch::default() }
}

// A report's name as the finder of copies has it.
fn key(name: &str) -> Option<u64> {
    u64::from_str_radix(name, 16).ok()
}
