//! `cargo xtask fuzz text | ingest --runs N --seed S`: mutated inputs through the whole reader, on stable Rust.
//!
//! Of texts, the inputs and what must hold of them are those of the suite (`crates/text/tests/safety/`), at
//! other sizes; those of sources are in `fuzz/ingest.rs`. Work goes in batches, each with a seed of its own, so that a run finds the same
//! failures whatever the number of threads. The first failure is saved and ends the run:
//!
//! ```text
//! case 1234567 of seed 1: a panic, see above; the input is in target/fuzz/text-1-1234567
//! ```

mod ingest;
#[path = "../../crates/text/tests/safety/mutator.rs"]
mod mutator;
#[path = "../../crates/text/tests/safety/properties.rs"]
mod properties;

use std::io::IsTerminal;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use tiltmeter_relations::calibrate::Random;
use tiltmeter_text::{Model, Reader};

use mutator::Mutator;

const BATCH: u64 = 10_000;
/// One input in so many is parsed as well: the network sees tokens only, and costs most of the time.
const PARSED_ONE_IN: u64 = 20;

/// What is fuzzed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum What {
    /// Texts, to sentences and trees.
    Text,
    /// Sources of every format, to reports.
    Ingest,
}

/// An input that broke the reader.
struct Failure {
    case: u64,
    input: Vec<u8>,
    broken: String,
}

/// Reads `n_runs` mutated inputs on all cores; the first that breaks the reader is saved and reported.
pub fn run(what: What, n_runs: u64, seed: u64) -> Result<()> {
    if what == What::Text {
        read_giants().map_err(|broken| anyhow::anyhow!(broken))?;
    }
    let progress = Progress {
        next: AtomicU64::new(0),
        done: AtomicU64::new(0),
        stop: AtomicBool::new(false),
        start: Instant::now(),
    };
    let failure: Mutex<Option<Failure>> = Mutex::new(None);
    let n_threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..n_threads {
            scope.spawn(|| {
                if let Some(found) = progress.read_batches(what, n_runs, seed) {
                    progress.stop.store(true, Ordering::Relaxed);
                    let mut first = failure.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                    if first.as_ref().is_none_or(|first| found.case < first.case) {
                        *first = Some(found);
                    }
                }
            });
        }
    });
    eprintln!();
    match failure.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner()) {
        Some(failure) => report(what, &failure, seed),
        None => {
            let seconds = progress.start.elapsed().as_secs_f64();
            eprintln!("{n_runs} inputs of seed {seed} read in {seconds:.0} s: no panic, all held");
            Ok(())
        }
    }
}

fn read_giants() -> Result<(), String> {
    let (mut first, mut second) = (Reader::new(Model::builtin()), Reader::new(Model::builtin()));
    let mut texts = mutator::giants();
    texts.extend(mutator::corpus().iter().map(|text| text.to_string()));
    texts.iter().try_for_each(|text| properties::check(text, &mut first, &mut second, true))
}

fn report(what: What, failure: &Failure, seed: u64) -> Result<()> {
    let folder = PathBuf::from("target/fuzz");
    std::fs::create_dir_all(&folder).context("cannot make target/fuzz")?;
    let path = folder.join(format!("{}-{seed}-{}", format!("{what:?}").to_lowercase(), failure.case));
    std::fs::write(&path, &failure.input).with_context(|| format!("cannot write {}", path.display()))?;
    bail!("case {} of seed {seed}: {}; the input is in {}", failure.case, failure.broken, path.display())
}

struct Progress {
    next: AtomicU64,
    done: AtomicU64,
    stop: AtomicBool,
    start: Instant,
}

impl Progress {
    /// Takes batch after batch until none is left, or one fails.
    fn read_batches(&self, what: What, n_runs: u64, seed: u64) -> Option<Failure> {
        let mut readers = (Reader::new(Model::builtin()), Reader::new(Model::builtin()));
        loop {
            let start = self.next.fetch_add(1, Ordering::Relaxed) * BATCH;
            if start >= n_runs || self.stop.load(Ordering::Relaxed) {
                return None;
            }
            let end = (start + BATCH).min(n_runs);
            let seed = batch_seed(seed, start);
            let found = match what {
                What::Text => read_texts(start..end, seed, &mut readers),
                What::Ingest => read_sources(start..end, seed),
            };
            if let Some(failure) = found {
                return Some(failure);
            }
            self.show(end - start, n_runs);
        }
    }

    fn show(&self, n_read: u64, n_runs: u64) {
        let done = self.done.fetch_add(n_read, Ordering::Relaxed) + n_read;
        if !std::io::stderr().is_terminal() && done < n_runs {
            return;
        }
        let rate = done as f64 / self.start.elapsed().as_secs_f64();
        eprint!("\r{done} of {n_runs} inputs, {rate:.0} a second ");
    }
}

// Batches of one seed must not overlap: they start far apart in the generator's sequence.
fn batch_seed(seed: u64, start: u64) -> u64 {
    seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ (start / BATCH).wrapping_mul(0xd134_2543_de82_ef95)
}

fn read_sources(cases: std::ops::Range<u64>, seed: u64) -> Option<Failure> {
    let mut random = Random::new(seed);
    for case in cases {
        let input = ingest::source(&mut random);
        let broken = match catch_unwind(AssertUnwindSafe(|| ingest::check(&input))) {
            Ok(Ok(())) => continue,
            Ok(Err(broken)) => broken,
            Err(_) => "a panic, see above".to_string(),
        };
        return Some(Failure { case, input, broken });
    }
    None
}

fn read_texts(
    cases: std::ops::Range<u64>,
    seed: u64,
    (first, second): &mut (Reader<'static>, Reader<'static>),
) -> Option<Failure> {
    let mut mutator = Mutator::new(seed);
    for case in cases {
        let text = mutator.next_text();
        first.keep_headings = case % 2 == 0;
        second.keep_headings = first.keep_headings;
        let parse = case % PARSED_ONE_IN == 0;
        let outcome = catch_unwind(AssertUnwindSafe(|| properties::check(&text, first, second, parse)));
        let broken = match outcome {
            Ok(Ok(())) => continue,
            Ok(Err(broken)) => broken,
            Err(_) => "a panic, see above".to_string(),
        };
        return Some(Failure { case, input: text.into_bytes(), broken });
    }
    None
}
