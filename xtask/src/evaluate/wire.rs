//! `cargo xtask evaluate wire`: sentences that the project wrote to measure, with every event they tell.
//!
//! Unlike the scorers of `../shared`, which ask whether one known pair is typed well, this asks for all events of a
//! sentence and for no other: type, parties, status.
//!
//! ```text
//! wire  156 sentences  events P 80.1  R 75.0  F1 77.5  with status F1 74.2  types alone F1 84.0  from nothing 2 of 40
//! ```

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Context, Result};
use tiltmeter_coder::{Lexicon, code};
use tiltmeter_record::{Actor, Event, EventType, Report, When};
use tiltmeter_text::{Model, Reader};

/// What to read.
#[derive(clap::Args)]
pub struct Args {
    /// Sentences and their events.
    #[arg(default_value = "eval/wire.tsv")]
    file: PathBuf,
    /// Prints the sentences that come out otherwise.
    #[arg(long)]
    errors: bool,
}

/// Evaluates and prints.
pub fn run(args: &Args) -> Result<()> {
    let table = std::fs::read_to_string(&args.file)
        .with_context(|| format!("cannot read `{}`", args.file.display()))?;
    let rows: Vec<Row> =
        table.lines().filter(|line| !line.starts_with('#')).skip(1).map(row).collect::<Result<_>>()?;
    let mut reader = Reader::new(Model::builtin());
    let mut sums = Sums::default();
    for row in &rows {
        let told: Vec<Told> = events(&mut reader, row.text).iter().map(told).collect();
        let wrong = sums.add(row, &told);
        if args.errors && wrong {
            println!("{}\n    told   {}\n    wanted {}", row.text, shown(&told), shown(&row.events));
        }
    }
    let [whole, with_status, types] = [sums.whole, sums.with_status, sums.types];
    println!(
        "wire  {} sentences  events P {:.1}  R {:.1}  F1 {:.1}  with status F1 {:.1}  types alone F1 {:.1}  from nothing {} of {}",
        rows.len(),
        100.0 * sums.share(whole, sums.n_told),
        100.0 * sums.share(whole, sums.n_wanted),
        sums.f1(whole),
        sums.f1(with_status),
        sums.f1(types),
        sums.n_from_nothing,
        sums.n_empty
    );
    Ok(())
}

struct Row<'a> {
    text: &'a str,
    events: Vec<Told>,
}

/// An event as the table writes it: `JOR SANCTION IRN actual`.
#[derive(Clone, Debug, PartialEq)]
struct Told {
    actors: BTreeSet<String>,
    event: EventType,
    recipients: BTreeSet<String>,
    status: String,
}

impl Told {
    // Somebody without a code, and what both parties do to one another, are written as nobody.
    fn same_act(&self, wanted: &Told) -> bool {
        let recipients = self.recipients == wanted.recipients
            || (wanted.recipients.is_empty() && self.recipients.is_subset(&self.actors));
        self.event == wanted.event && self.actors == wanted.actors && recipients
    }
}

fn row(line: &str) -> Result<Row<'_>> {
    let (text, events) = line.split_once('\t').with_context(|| format!("no tab in: {line}"))?;
    if events == "none" {
        return Ok(Row { text, events: Vec::new() });
    }
    Ok(Row { text, events: events.split("; ").map(wanted).collect::<Result<_>>()? })
}

fn wanted(written: &str) -> Result<Told> {
    let parts: Vec<&str> = written.split(' ').collect();
    let [actors, event, recipients, status] = parts[..] else {
        anyhow::bail!("`{written}` is no event: write `JOR SANCTION IRN actual`");
    };
    let codes =
        |cell: &str| cell.split(',').filter(|code| !matches!(*code, "-" | "?")).map(str::to_string).collect();
    let event = EventType::from_code(event).with_context(|| format!("`{event}` is no type of PLOVER"))?;
    Ok(Told { actors: codes(actors), event, recipients: codes(recipients), status: status.to_string() })
}

fn events(reader: &mut Reader<'_>, text: &str) -> Vec<Event> {
    let date: Option<When> = "2018-01-29".parse().ok();
    let report = Report { id: "wire".into(), date, text: text.into(), ..Report::default() };
    let document = reader.read(&report.text);
    code(&report, &document, Lexicon::builtin(), false).events
}

fn told(event: &Event) -> Told {
    let codes = |actors: &[Actor]| actors.iter().filter_map(|actor| actor.code.clone()).collect();
    let status = event.status.code().to_string();
    Told { actors: codes(&event.actors), event: event.event, recipients: codes(&event.recipients), status }
}

fn shown(events: &[Told]) -> String {
    let codes = |codes: &BTreeSet<String>| match codes.len() {
        0 => "-".to_string(),
        _ => codes.iter().map(String::as_str).collect::<Vec<_>>().join(","),
    };
    let line = |told: &Told| {
        format!("{} {} {} {}", codes(&told.actors), told.event.code(), codes(&told.recipients), told.status)
    };
    if events.is_empty() {
        "none".to_string()
    } else {
        events.iter().map(line).collect::<Vec<_>>().join("; ")
    }
}

#[derive(Default)]
struct Sums {
    n_wanted: usize,
    n_told: usize,
    whole: usize,
    with_status: usize,
    types: usize,
    n_empty: usize,
    n_from_nothing: usize,
}

impl Sums {
    /// Counts a sentence; whether anything in it came out otherwise.
    fn add(&mut self, row: &Row, told: &[Told]) -> bool {
        let whole = matches(told, &row.events, Told::same_act);
        self.n_wanted += row.events.len();
        self.n_told += told.len();
        self.whole += whole;
        self.with_status +=
            matches(told, &row.events, |told, wanted| told.same_act(wanted) && told.status == wanted.status);
        self.types += matches(told, &row.events, |told, wanted| told.event == wanted.event);
        self.n_empty += usize::from(row.events.is_empty());
        self.n_from_nothing += usize::from(row.events.is_empty() && !told.is_empty());
        whole < row.events.len() || told.len() > row.events.len()
    }

    fn share(&self, hits: usize, of: usize) -> f64 {
        if of == 0 { 0.0 } else { hits as f64 / of as f64 }
    }

    fn f1(&self, hits: usize) -> f64 {
        200.0 * self.share(hits, self.n_told + self.n_wanted)
    }
}

/// How many events of `wanted` have one of `told` for their own.
fn matches(told: &[Told], wanted: &[Told], same: impl Fn(&Told, &Told) -> bool) -> usize {
    let mut left: Vec<&Told> = told.iter().collect();
    let mut n_matched = 0;
    for wanted in wanted {
        if let Some(place) = left.iter().position(|told| same(told, wanted)) {
            left.swap_remove(place);
            n_matched += 1;
        }
    }
    n_matched
}
