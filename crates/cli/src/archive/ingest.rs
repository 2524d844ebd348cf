//! `tiltmeter ingest`: reports into an archive, each once; and `tiltmeter runs code`: those of an archive again.

use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::available_parallelism;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::Context;
use tiltmeter::archive::{Archive, Copies, Fates, Ingesting, Step, Timing, known_copies, reading, run_of};
use tiltmeter::relations::thousands;
use tiltmeter::{Problem, Settings};

use super::sources::{Source, sources};
use super::timing::{self, moment};
use crate::arguments::{IngestArguments, RunsCodeArguments};
use crate::progress::Progress;
use crate::rejects::Rejects;
use crate::{Outcome, tell};

/// Reads every input in turn.
pub(crate) fn ingest(arguments: &IngestArguments) -> anyhow::Result<Outcome> {
    let sources = sources(&arguments.inputs)?;
    std::thread::spawn(tiltmeter::prepare);
    let lexicon = crate::code::lexicon(&arguments.setup)?;
    let settings = Settings { lexicon: lexicon.get(), explain: arguments.setup.explain, only_events: false };
    let mut archive = Archive::open(&arguments.archive.archive)?;
    let run = archive.run(&run_of(lexicon.get()))?;
    let copies = known_copies(&archive)?;
    let mut work = Work {
        archive,
        copies,
        settings,
        run,
        n_threads: threads(arguments.threads),
        batch: arguments.batch as usize,
        acknowledge: arguments.acknowledge,
        reading: reading::Settings { fallback: reading::Format::Plain, ..Default::default() },
        stop: interrupts()?,
        rejects: Rejects::new(arguments.rejects.as_deref())?,
        progress: Progress::new(sources.iter().map(|source| source.n_bytes).sum()),
        fates: Fates::default(),
        began: Instant::now(),
        timing: Timing::default(),
        shows_timing: arguments.timing,
    };
    for source in &sources {
        if work.stop.load(Ordering::Relaxed) {
            break;
        }
        work.source(source).with_context(|| format!("cannot ingest `{}`", source.name))?;
    }
    work.finish()
}

/// Codes the reports of an archive again, as a new run.
pub(crate) fn recode(arguments: &RunsCodeArguments) -> anyhow::Result<Outcome> {
    let path = &arguments.archive.archive;
    drop(Archive::read(path)?);
    let lexicon = crate::code::lexicon(&arguments.setup)?;
    let settings = Settings { lexicon: lexicon.get(), explain: arguments.setup.explain, only_events: false };
    let mut archive = Archive::open(path)?;
    let what = run_of(lexicon.get());
    let run = archive.run(&what)?;
    let n_reports = archive.n_to_code(run)?;
    let input = archive.input("the archive itself", &what.id())?;
    let stop = interrupts()?;
    let reading = reading::Settings::default();
    let ingesting = Ingesting {
        reading: &reading,
        settings,
        run,
        input,
        n_threads: threads(arguments.threads),
        batch: BATCH,
        now: &now,
        stop: &|| stop.load(Ordering::Relaxed),
        clock: &moment,
    };
    let (mut fates, mut progress) = (Fates::default(), Progress::new(n_reports));
    tiltmeter::archive::recode(&mut archive, &ingesting, |step| {
        fates.add(step.fates);
        progress.advance_to(fates.records(), step.fates.records());
        Ok(())
    })?;
    progress.finish();
    tell(&format!("run {}: {}", what.id(), in_words(&fates)));
    if stop.load(Ordering::Relaxed) {
        tell("stopped; the same command goes on from here");
    }
    tell(&format!("`tiltmeter runs use {}` has it answer where no run is named", what.id()));
    Ok(Outcome::Done)
}

// Records that `runs code` writes at once.
const BATCH: usize = 256;

fn threads(asked: Option<u16>) -> usize {
    asked.map_or_else(|| available_parallelism().map_or(1, usize::from), usize::from)
}

// The first interrupt ends the work where it is whole; the second ends the program.
fn interrupts() -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        signal_hook::flag::register_conditional_shutdown(signal, 1, stop.clone())
            .and_then(|_| signal_hook::flag::register(signal, stop.clone()))
            .context("cannot listen for interrupts")?;
    }
    Ok(stop)
}

struct Work<'a> {
    archive: Archive,
    copies: Copies,
    settings: Settings<'a>,
    run: i64,
    n_threads: usize,
    batch: usize,
    acknowledge: bool,
    reading: reading::Settings,
    stop: Arc<AtomicBool>,
    rejects: Rejects,
    progress: Progress,
    fates: Fates,
    began: Instant,
    timing: Timing,
    shows_timing: bool,
}

impl Work<'_> {
    fn source(&mut self, source: &Source) -> anyhow::Result<()> {
        let now = now();
        let (bytes, mark) = source.open(&now)?;
        let input = self.archive.input(&source.name, &mark)?;
        if input.whole {
            tell(&format!("`{}` is in already: {} records", source.name, thousands(input.n_done as usize)));
            return Ok(());
        }
        let n_read = Arc::new(AtomicU64::new(0));
        let bytes = Counted { bytes, n_read: n_read.clone() };
        let stop = self.stop.clone();
        let ingesting = Ingesting {
            reading: &self.reading,
            settings: self.settings,
            run: self.run,
            input,
            n_threads: self.n_threads,
            batch: self.batch,
            now: &self::now,
            stop: &|| stop.load(Ordering::Relaxed),
            clock: &moment,
        };
        let (rejects, progress, fates, timing) =
            (&mut self.rejects, &mut self.progress, &mut self.fates, &mut self.timing);
        let (mut failed, mut n_written, acknowledge) = (None, input.n_done, self.acknowledge);
        let pieces = reading::pieces(reading::Source::new(&source.name, bytes), &self.reading);
        tiltmeter::archive::ingest(&mut self.archive, &mut self.copies, &ingesting, pieces, |step: Step| {
            fates.add(step.fates);
            timing.join(&step.timing);
            progress.advance_to(n_read.load(Ordering::Relaxed), step.fates.records());
            let problems: Vec<Problem> = step.rejected.into_iter().map(problem).collect();
            // What was written stays written; that it cannot be told ends the command, below.
            failed = failed.take().or(progress.aside(|| rejects.take(&source.name, &problems)).err());
            n_written += step.fates.records();
            if acknowledge {
                failed = failed.take().or(acknowledged(&source.name, n_written, &step.fates).err());
            }
            Ok(())
        })?;
        self.progress.end_of(source.n_bytes);
        failed.map_or(Ok(()), Err)
    }

    fn finish(mut self) -> anyhow::Result<Outcome> {
        self.progress.finish();
        let stopped = self.stop.load(Ordering::Relaxed);
        tell(&in_words(&self.fates));
        let took = self.began.elapsed();
        if self.shows_timing {
            let rate = timing::rate(self.fates.records(), took);
            tell(&format!("{rate}; {}", timing::in_words(&self.timing)));
        } else if took > Duration::from_secs(1) {
            tell(&timing::rate(self.fates.records(), took));
        }
        if stopped {
            tell("stopped; the same command goes on from here");
        }
        self.rejects.finish()
    }
}

// In one write, so that whoever reads it has it whole.
fn acknowledged(input: &str, records: u64, fates: &Fates) -> anyhow::Result<()> {
    let line = serde_json::json!({"input": input, "records": records, "batch": fates});
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes())?;
    Ok(out.flush()?)
}

fn problem(rejected: reading::Rejected) -> Problem {
    let source = rejected.place.source.clone();
    Problem::of(&source, rejected)
}

fn in_words(fates: &Fates) -> String {
    let number = |n: u64| thousands(n as usize);
    let mut words = format!("{} records: {} coded", number(fates.records()), number(fates.coded));
    if fates.copies > 0 {
        words.push_str(&format!(" ({} of them copies)", number(fates.copies)));
    }
    for (n, what) in [
        (fates.again, "in already"),
        (fates.unread, "not in English"),
        (fates.empty, "without text"),
        (fates.broken, "that cannot be read"),
    ] {
        if n > 0 {
            words.push_str(&format!(", {} {what}", number(n)));
        }
    }
    format!("{words}; {} events, {} statements", number(fates.events), number(fates.statements))
}

/// The time, for the ledger: seconds since 1970.
pub(super) fn now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    seconds.to_string()
}

// How far a source is read, for the progress bar.
struct Counted<R> {
    bytes: R,
    n_read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n_bytes = self.bytes.read(buffer)?;
        self.n_read.fetch_add(n_bytes as u64, Ordering::Relaxed);
        Ok(n_bytes)
    }
}
