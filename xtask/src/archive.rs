//! `cargo xtask archive fill | ask | kill`: what an archive bears, in numbers.
//!
//! ```text
//! cargo xtask archive fill --events 5000000 --archive /tmp/synthetic.tilt
//! cargo xtask archive ask --archive /tmp/synthetic.tilt
//! cargo xtask archive kill --times 1000 --binary target/release/tiltmeter
//! ```
//!
//! `fill` writes synthetic events through the archive's own writer, with reports and sentences, over 20 years in the
//! order of days: a few dyads have most, as in news. `ask` measures what a page asks for, warm.

#[path = "../../crates/cli/tests/killing/mod.rs"]
mod killing;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::{Args as ClapArgs, Subcommand};
use tiltmeter_coder::States;
use tiltmeter_record::{EventType, Report, When, ontology};
use tiltmeter_relations::calibrate::Random;
use tiltmeter_store::{
    Archive, Batch, Coded, Entry, Error, Event, Filter, Found, Incoming, Page, Party, Quote, Read, Run,
    Sentence, date_of, days, week,
};

#[derive(ClapArgs)]
pub struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Writes synthetic events, and tells how fast each tenth went in.
    Fill {
        /// Events.
        #[arg(long, default_value_t = 5_000_000)]
        events: u64,
        /// A file that is not there yet.
        #[arg(long)]
        archive: PathBuf,
    },
    /// Asks what pages ask, and tells how long each took.
    Ask {
        /// What `fill` wrote.
        #[arg(long)]
        archive: PathBuf,
        /// A month of what is there.
        #[arg(long, default_value = "2024-06")]
        month: String,
    },
    /// Kills the program while it ingests, again and again, and holds that nothing acknowledged is lost.
    Kill {
        /// How often.
        #[arg(long, default_value_t = 1000)]
        times: u32,
        /// The program.
        #[arg(long, default_value = "target/release/tiltmeter")]
        binary: PathBuf,
    },
}

pub fn run(args: &Args) -> Result<()> {
    match &args.task {
        Task::Fill { events, archive } => fill(*events, archive),
        Task::Ask { archive, month } => ask(archive, month),
        Task::Kill { times, binary } => kill(*times, binary),
    }
}

const N_STATES: usize = 200;
const N_DAYS: i64 = 20 * 365 + 5;
// Reports that go in at once.
const BATCH: usize = 2000;

fn fill(n_events: u64, path: &Path) -> Result<()> {
    if path.exists() {
        bail!("`{}` is there already", path.display());
    }
    let mut archive = Archive::open(path)?;
    let run = archive.run(&Run { program: "synthetic".to_string(), ..Run::default() })?;
    let input = archive.input("synthetic", "1")?.input;
    let mut world = World::new();
    let (mut n_done, mut place, mut rates) = (0, 0, Vec::new());
    let (mut began, mut n_before) = (Instant::now(), 0);
    while n_done < n_events {
        let mut entries = Vec::with_capacity(BATCH);
        for _ in 0..BATCH {
            let incoming = world.report(place, (n_done as i64 * N_DAYS / n_events as i64) as i32);
            if let Read::Coded(coded) = &incoming.read {
                n_done += coded.events.len() as u64;
            }
            entries.push(Entry {
                place,
                item: 0,
                number: place + 1,
                found: Found::Report(Box::new(incoming)),
            });
            place += 1;
        }
        archive.commit(&Batch { run, input, entries, ..Batch::default() })?;
        if n_done * 10 / n_events > rates.len() as u64 {
            let rate = (n_done - n_before) as f64 / began.elapsed().as_secs_f64();
            rates.push(rate);
            println!("{} tenths: {n_done} events, {rate:.0} a second", rates.len());
            (began, n_before) = (Instant::now(), n_done);
        }
    }
    drop(archive);
    let n_bytes = std::fs::metadata(path)?.len();
    let ratio = rates.last().context("a tenth was filled")? / rates[0];
    println!(
        "{n_done} events of {place} reports, {} bytes an event, last tenth {ratio:.2} times as fast as the first",
        n_bytes / n_done
    );
    Ok(())
}

/// States and what passes between them.
struct World {
    random: Random,
    codes: Vec<String>,
    // Sums of weights up to each state: the n-th state acts about 1 / n as often as the first.
    sums: Vec<f64>,
}

impl World {
    fn new() -> World {
        // Codes of states, so that relations can be measured on what is filled.
        let letters = || (b'A'..=b'Z').map(char::from);
        let pairs = letters().flat_map(|one| letters().map(move |two| (one, two)));
        let codes =
            pairs.flat_map(|(one, two)| letters().map(move |three| String::from_iter([one, two, three])));
        let codes = codes.filter(|code| States::builtin().code(code) == Some(code)).take(N_STATES);
        let mut sum = 0.0;
        let sums = (0..N_STATES).map(|n| {
            sum += 1.0 / (n as f64 + 2.0);
            sum
        });
        World { random: Random::new(1), codes: codes.collect(), sums: sums.collect() }
    }

    fn below(&mut self, n: usize) -> usize {
        self.random.below(n)
    }

    fn state(&mut self) -> usize {
        let at = self.random.unit() * self.sums[N_STATES - 1];
        self.sums.partition_point(|sum| *sum < at).min(N_STATES - 1)
    }

    fn report(&mut self, number: u64, day: i32) -> Incoming {
        let date = date_of(days(jiff::civil::date(2005, 1, 1)) + day);
        let n_events = 1 + self.below(4);
        let (mut text, mut coded) = (String::new(), Coded::default());
        for nth in 0..n_events {
            let (actor, recipient) = (self.state(), self.state());
            let kind = EventType::ALL[self.below(16)];
            let start = text.len();
            let words = kind.code().to_lowercase();
            let matter = self.below(5000);
            text.push_str(&format!(
                "{} {words} {} over matter {matter} on {date}, officials said. ",
                self.codes[actor], self.codes[recipient]
            ));
            let sentence = Sentence {
                number: nth as u32,
                start: start as u32,
                end: text.len() as u32,
                text: text[start..].to_string(),
            };
            coded.sentences.push(sentence);
            let at = (start + 4) as u32;
            let event_text = Quote { start: Some(at), end: Some(at + words.len() as u32), text: words };
            coded.events.push(Event {
                id: format!("{:016x}", number << 2 | nth as u64).chars().rev().collect(),
                sentence: Some(nth as u32),
                event: Some(kind.code().to_string()),
                quad_code: Some(kind.quad() as u8),
                event_scale: Some(f64::from(ontology().scale(kind, &[]))),
                actor: vec![self.party(actor, start as u32)],
                recipient: vec![self.party(recipient, at)],
                event_text: Some(event_text),
                date: Some(date.to_string()),
                published: Some(date.to_string()),
                status: Some("actual".to_string()),
                confidence: Some(0.8),
                rule: Some("verbs/synthetic".to_string()),
                ..Event::default()
            });
        }
        let publisher = Some(format!("Paper {}", number % 500));
        let report = Report {
            id: format!("s{number}"),
            date: Some(When::day(date)),
            publisher,
            text,
            ..Report::default()
        };
        Incoming { report, read: Read::Coded(coded), ..Incoming::default() }
    }

    fn party(&self, state: usize, start: u32) -> Party {
        let code = self.codes[state].clone();
        Party {
            start: Some(start),
            end: Some(start + 3),
            text: code.clone(),
            code: Some(code),
            sector: vec!["GOV".to_string()],
            ..Party::default()
        }
    }
}

const TIMES: usize = 7;

fn ask(path: &Path, month: &str) -> Result<()> {
    let archive = Archive::read(path)?;
    let run = archive.find_run(None)?;
    let world = World::new();
    let state = |n: usize| world.codes[n].clone();
    let month: When = month.parse().map_err(|_| anyhow::anyhow!("`{month}` is no month"))?;
    let (first, last) = (days(month.date), days(month.last_day()));
    for (a, b) in [(0, 1), (0, 20), (10, 40), (100, 150)] {
        let filter = Filter {
            between: Some((state(a), state(b))),
            since: Some(first),
            until: Some(last),
            ..Filter::default()
        };
        let mut n_events = 0;
        let took = warm(|| {
            n_events = 0;
            archive.events::<Error>(&run, &filter, &Page::default(), |_| {
                n_events += 1;
                Ok(())
            })?;
            Ok(())
        })?;
        println!("a dyad's month with its evidence ({a}, {b}): {n_events} events, {took:.2?}");
        let mut n_weeks = 0;
        let took = warm(|| {
            n_weeks = archive.weeks_of(run.0, &state(a), &state(b))?.len();
            Ok(())
        })?;
        println!("its weeks of 20 years: {n_weeks} rows, {took:.2?}");
    }
    let at = week(first + 7);
    let mut n_states = 0;
    let took = warm(|| {
        n_states = archive.movers(run.0, at, 13)?.len();
        Ok(())
    })?;
    println!("all states by how they moved in a week, beside 13 weeks: {n_states} states, {took:.2?}");
    for (what, filter, page) in [
        ("by id", Filter { id: Some("c1a9000000000000".to_string()), ..Filter::default() }, Page::default()),
        (
            "a state's latest 50",
            Filter { actor: vec![state(5)], ..Filter::default() },
            Page { descending: true, limit: 50, ..Page::default() },
        ),
        (
            "by words, 50",
            Filter { words: Some("\"matter 4711\"".to_string()), ..Filter::default() },
            Page { limit: 50, ..Page::default() },
        ),
    ] {
        let mut n_found = 0;
        let took = warm(|| {
            n_found = 0;
            archive.events::<Error>(&run, &filter, &page, |_| {
                n_found += 1;
                Ok(())
            })?;
            Ok(())
        })?;
        println!("events {what}: {n_found}, {took:.2?}");
    }
    Ok(())
}

// The middle of some, the first left out.
fn warm(mut question: impl FnMut() -> Result<()>) -> Result<Duration> {
    question()?;
    let mut took = Vec::new();
    for _ in 0..TIMES {
        let began = Instant::now();
        question()?;
        took.push(began.elapsed());
    }
    took.sort();
    Ok(took[TIMES / 2])
}

fn kill(times: u32, binary: &Path) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("tiltmeter-kill-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let patience = Duration::from_secs(5);
    let found = killing::kill(binary, &folder, times, patience, &mut |line| println!("{line}"));
    std::fs::remove_dir_all(&folder)?;
    found.map_err(|what| anyhow::anyhow!(what))
}
