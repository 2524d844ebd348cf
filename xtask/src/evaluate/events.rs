//! `cargo xtask evaluate events`: event coding on sentences whose source, target and PLOVER type are known, as
//! `../shared/score/plover.py` scores it, and whether the confidence means what it says.
//!
//! ```text
//! strict  root  72.0  quad  80.1  binary  82.0  uncoded 28.1%
//! pair    root  85.0  quad  93.1  binary  97.0  uncoded  3.1%
//! reliability: of 412 events given 0.8 to 0.9, 84.2 % right … expected calibration error 0.041
//! ```

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Context, Result};
use tiltmeter_coder::{Lexicon, code};
use tiltmeter_record::{Actor, Event, Report, Span, When};
use tiltmeter_text::{Model, Reader};

/// What to read.
#[derive(clap::Args)]
pub struct Args {
    /// Sentences with `<s>` around the source and `<t>` around the target.
    #[arg(default_value = "../shared/data/plover/plv-dev.tsv")]
    gold: PathBuf,
}

/// Evaluates and prints.
pub fn run(args: &Args) -> Result<()> {
    if !args.gold.exists() {
        println!("events: skipped, `{}` is not here", args.gold.display());
        return Ok(());
    }
    let table = std::fs::read_to_string(&args.gold)
        .with_context(|| format!("cannot read `{}`", args.gold.display()))?;
    let rows: Vec<Row> = table.lines().skip(1).map(row).collect::<Result<_>>()?;
    let mut reader = Reader::new(Model::builtin());
    let coded: Vec<Vec<Event>> = rows.iter().map(|row| events(&mut reader, &row.text)).collect();
    print_scores("strict", &rows, &coded, true);
    print_scores("pair", &rows, &coded, false);
    let n_events: usize = coded.iter().map(Vec::len).sum();
    println!("events per sentence {:.2}", n_events as f64 / rows.len() as f64);
    print_reliability(&rows, &coded);
    Ok(())
}

/// A sentence of the gold.
struct Row {
    root: String,
    text: String,
    source: Vec<Span>,
    target: Vec<Span>,
}

fn row(line: &str) -> Result<Row> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [_, root, _, marked] = cells[..] else { anyhow::bail!("not four cells in: {line}") };
    let (mut text, mut source, mut target) = (String::new(), Vec::new(), Vec::new());
    let (mut rest, mut opened) = (marked, 0);
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let tag = ["<s>", "<t>", "</s>", "</t>"].into_iter().find(|tag| rest[at..].starts_with(tag));
        match tag {
            Some("<s>" | "<t>") => opened = text.len(),
            Some("</s>") => source.push(Span::new(opened, text.len())),
            Some(_) => target.push(Span::new(opened, text.len())),
            None => text.push('<'),
        }
        rest = &rest[at + tag.map_or(1, str::len)..];
    }
    text.push_str(rest);
    Ok(Row { root: root.to_string(), text, source, target })
}

fn events(reader: &mut Reader<'_>, text: &str) -> Vec<Event> {
    let date: Option<When> = "2018-01-29".parse().ok();
    let report = Report { id: "plv".into(), date, text: text.into(), ..Report::default() };
    let document = reader.read(&report.text);
    code(&report, &document, Lexicon::builtin(), false).events
}

fn touches(actors: &[Actor], spans: &[Span]) -> bool {
    actors.iter().any(|actor| {
        spans.iter().any(|span| actor.span.start() < span.end() && span.start() < actor.span.end())
    })
}

fn touched(row: &Row, event: &Event) -> usize {
    let recipients = if event.recipients.is_empty() { &event.actors } else { &event.recipients };
    usize::from(touches(&event.actors, &row.source)) + usize::from(touches(recipients, &row.target))
}

// The event that touches most of the pair, else the surest.
fn choose<'a>(row: &Row, events: &'a [Event], strict: bool) -> Option<&'a Event> {
    let mut best: Option<(&Event, f32)> = None;
    for event in events {
        let n_touched = touched(row, event);
        let score = 2.0 * n_touched as f32 + event.confidence;
        let better = best.is_none_or(|(_, known)| score > known);
        if better && (!strict || n_touched == 2) {
            best = Some((event, score));
        }
    }
    best.map(|(event, _)| event)
}

// The gold has CONCEDE and RETREAT as YIELD.
fn root(event: &Event) -> &'static str {
    match event.event.code() {
        "CONCEDE" | "RETREAT" => "YIELD",
        code => code,
    }
}

fn quad(root: &str) -> u8 {
    match root {
        "AGREE" | "CONSULT" | "SUPPORT" => 1,
        "COOPERATE" | "AID" | "YIELD" => 2,
        "REQUEST" | "ACCUSE" | "REJECT" | "THREATEN" => 3,
        "PROTEST" | "SANCTION" | "MOBILIZE" | "COERCE" | "ASSAULT" => 4,
        _ => 0,
    }
}

fn print_scores(name: &str, rows: &[Row], coded: &[Vec<Event>], strict: bool) {
    let told: Vec<&str> = rows
        .iter()
        .zip(coded)
        .map(|(row, events)| choose(row, events, strict).map_or("NONE", root))
        .collect();
    let gold: Vec<&str> = rows.iter().map(|row| row.root.as_str()).collect();
    let quads = |roots: &[&str]| -> Vec<u8> { roots.iter().map(|root| quad(root)).collect() };
    let sides = |quads: &[u8]| -> Vec<u8> { quads.iter().map(|quad| quad.div_ceil(2)).collect() };
    let (gold_quads, told_quads) = (quads(&gold), quads(&told));
    let uncoded = told.iter().filter(|root| **root == "NONE").count();
    println!(
        "{name:6}  root {:5.1}  quad {:5.1}  binary {:5.1}  uncoded {:4.1}%",
        macro_f1(&gold, &told),
        macro_f1(&gold_quads, &told_quads),
        macro_f1(&sides(&gold_quads), &sides(&told_quads)),
        100.0 * uncoded as f64 / rows.len() as f64
    );
}

fn macro_f1<T: Ord + Copy>(gold: &[T], told: &[T]) -> f64 {
    let labels: BTreeSet<T> = gold.iter().copied().collect();
    let f1 = |label: &T| {
        let count = |all: &[T]| all.iter().filter(|other| *other == label).count();
        let both = gold.iter().zip(told).filter(|(gold, told)| gold == told && *gold == label).count();
        2.0 * both as f64 / (count(gold) + count(told)) as f64
    };
    100.0 * labels.iter().map(f1).sum::<f64>() / labels.len() as f64
}

// Right is what has the gold's type and touches both its parties, as far as it names them. Of each sentence
// the event that the pair chooses is looked at: of the others the gold says nothing.
fn print_reliability(rows: &[Row], coded: &[Vec<Event>]) {
    let chosen: Vec<(f32, bool)> = rows
        .iter()
        .zip(coded)
        .filter_map(|(row, events)| {
            let event = choose(row, events, false)?;
            let n_named = usize::from(!row.source.is_empty()) + usize::from(!row.target.is_empty());
            Some((event.confidence, root(event) == row.root && touched(row, event) == n_named))
        })
        .collect();
    let mut error = 0.0;
    for bin in 0..10 {
        let (low, high) = (bin as f32 / 10.0, (bin + 1) as f32 / 10.0);
        let inside: Vec<&(f32, bool)> =
            chosen.iter().filter(|(sure, _)| *sure >= low && (*sure < high || bin == 9)).collect();
        if inside.is_empty() {
            continue;
        }
        let n = inside.len() as f64;
        let sure = inside.iter().map(|(sure, _)| f64::from(*sure)).sum::<f64>() / n;
        let right = inside.iter().filter(|(_, right)| *right).count() as f64 / n;
        error += (sure - right).abs() * n / chosen.len() as f64;
        println!("confidence {low:.1} to {high:.1}: {n:4} events, said {sure:.2}, right {right:.2}");
    }
    println!("expected calibration error {error:.3} over {} events", chosen.len());
}
