//! `tiltmeter lexicon`: what a name means, what is doubtful in the tables, which names they lack.
//!
//! ```text
//! tiltmeter lexicon find "Khurram Dastgir Khan" --date 2018-01-29
//! tiltmeter lexicon check --lexicon my-lexicon
//! tiltmeter lexicon test accuse
//! tiltmeter lexicon gaps reports.jsonl
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::thread::available_parallelism;

use anyhow::{Context, bail};
use tiltmeter::record::{Report, When};
use tiltmeter::{
    Coder, Emit, Entry, Example, Lexicon, NameReading, Reading, Record, Settings, ingest, records, stream,
};

use crate::arguments::{CheckArguments, FindArguments, GapsArguments, LexiconArguments, TestArguments};
use crate::code::lexicon;
use crate::{Outcome, tell};

/// Runs the part that was asked for.
pub(crate) fn run(arguments: &LexiconArguments) -> anyhow::Result<Outcome> {
    match arguments {
        LexiconArguments::Find(arguments) => find(arguments),
        LexiconArguments::Check(arguments) => check(arguments),
        LexiconArguments::Test(arguments) => test(arguments),
        LexiconArguments::Gaps(arguments) => gaps(arguments),
    }
}

// ── find ──

fn find(arguments: &FindArguments) -> anyhow::Result<Outcome> {
    let lexicon = lexicon(&arguments.setup)?;
    let day = arguments.date.map(|when| when.date);
    let meaning = lexicon.get().meaning(&arguments.name, day);
    let when = day.map_or("on no day in particular".to_string(), |day| format!("on {day}"));
    let mut told = String::new();
    let _ = match (&meaning.code, meaning.readings.is_empty()) {
        (_, true) => writeln!(told, "{} {when}: not in the lexicon", arguments.name),
        (Some(code), _) => writeln!(told, "{} {when}: {code}", arguments.name),
        (None, _) => writeln!(told, "{} {when}: no code from the name alone", arguments.name),
    };
    let mut readings: Vec<&NameReading> = meaning.readings.iter().collect();
    readings.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    for reading in readings {
        tell_reading(reading, arguments.date, &mut told);
    }
    if day.is_some_and(|day| i32::from(day.year()) < FIRST_YEAR) {
        let _ = writeln!(told, "  the lexicon tells of states from {FIRST_YEAR} on");
    }
    for place in lexicon.get().places(&arguments.name) {
        let country = if place.country.is_empty() { "-" } else { place.country };
        let region = if place.region.is_empty() { String::new() } else { format!(", {}", place.region) };
        let (name, kind, north, east) = (place.name, place.kind, place.latitude, place.longitude);
        let _ = writeln!(told, "  on earth  {country}  {name}{region}  {north} {east}  {kind}");
    }
    io::stdout().write_all(told.as_bytes())?;
    Ok(Outcome::Done)
}

/// What was before is not in the tables.
const FIRST_YEAR: i32 = 1945;

fn tell_reading(reading: &NameReading, when: Option<When>, told: &mut String) {
    let sectors: Vec<&str> = reading.sectors.iter().map(|sector| sector.code()).collect();
    let sectors = if sectors.is_empty() { String::new() } else { format!("[{}]", sectors.join(",")) };
    let code = if reading.code.is_empty() { "-" } else { &reading.code };
    let _ = write!(told, "  {:.2}  {code}{sectors}  {}  {}", reading.weight, reading.kind, reading.entry);
    if reading.days != (None, None) {
        let _ = write!(told, "  {}", range(reading.days.0, reading.days.1, false));
    }
    if !reading.holds {
        let (from, to) = reading.days;
        told.push_str(match when {
            Some(when) if from.is_some_and(|from| when.date < from) => "  begins later",
            Some(when) if to.is_some_and(|to| to < when.date) => "  ended before",
            _ => "  not on that day",
        });
    }
    if reading.needs_support {
        told.push_str("  only where the report names it in another way too");
    }
    told.push('\n');
    for office in &reading.offices {
        let _ = writeln!(told, "          {}  {}", office.title, range(office.from, office.to, office.open));
    }
}

fn range<D: ToString>(from: Option<D>, to: Option<D>, open: bool) -> String {
    let day = |day: Option<D>| day.map_or(String::new(), |day| day.to_string());
    format!("{}..{}{}", day(from), day(to), if open { " or later" } else { "" })
}

// ── check ──

fn check(arguments: &CheckArguments) -> anyhow::Result<Outcome> {
    let findings = match &arguments.lexicon {
        None => Lexicon::check(Vec::new())?,
        Some(folder) => {
            let sources = tiltmeter::lexicon_sources(folder)?;
            let given: Vec<String> = sources.iter().map(|source| source.file.clone()).collect();
            let mut findings = Lexicon::check(sources)?;
            findings.retain(|finding| given.contains(&finding.file));
            findings
        }
    };
    let mut told = String::new();
    for finding in &findings {
        let _ = writeln!(told, "{}, line {}: {}", finding.file, finding.line, finding.what);
    }
    io::stdout().write_all(told.as_bytes())?;
    tell(&format!("{} findings", findings.len()));
    Ok(Outcome::Done)
}

// ── test ──

fn test(arguments: &TestArguments) -> anyhow::Result<Outcome> {
    let (entries, lexicon) = match &arguments.lexicon {
        None => (Lexicon::entries(Vec::new())?, None),
        Some(folder) => {
            let sources = tiltmeter::lexicon_sources(folder)?;
            (Lexicon::entries(sources.clone())?, Some(Lexicon::with(sources)?))
        }
    };
    let asked = |entry: &&Entry| {
        let name = entry.id.strip_prefix("verbs/").unwrap_or(&entry.id);
        let named = |wanted: &String| {
            let wanted = wanted.strip_prefix("verbs/").unwrap_or(wanted);
            name == wanted || name.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('/'))
        };
        arguments.entries.is_empty() || arguments.entries.iter().any(named)
    };
    let entries: Vec<&Entry> = entries.iter().filter(asked).collect();
    let examples: Vec<&Example> = entries.iter().flat_map(|entry| &entry.examples).collect();
    if examples.is_empty() {
        bail!("no entry of that name; `tiltmeter explain TYPE` lists the entries of a type");
    }
    let failures = failures(lexicon.as_ref().unwrap_or(Lexicon::builtin()), &examples);
    io::stdout().write_all(failures.concat().as_bytes())?;
    let n_negative = examples.iter().filter(|example| example.is_negative()).count();
    let (n, n_entries) = (examples.len(), entries.len());
    tell(&format!("{n} examples of {n_entries} entries, {n_negative} of them where nothing may come"));
    if !failures.is_empty() {
        bail!("{} of {n} examples come out otherwise", failures.len());
    }
    Ok(Outcome::Done)
}

// The examples that come out otherwise, one line each, in their order.
fn failures(lexicon: &Lexicon, examples: &[&Example]) -> Vec<String> {
    let settings = Settings { lexicon, explain: false, only_events: true };
    let n_threads = available_parallelism().map_or(1, usize::from);
    let part = examples.len().div_ceil(n_threads).max(1);
    std::thread::scope(|scope| {
        let parts: Vec<_> = examples
            .chunks(part)
            .map(|part| {
                scope.spawn(move || {
                    let mut coder = Coder::new(settings);
                    part.iter().filter_map(|example| failure(&mut coder, example)).collect::<Vec<_>>()
                })
            })
            .collect();
        parts.into_iter().flat_map(|part| part.join().expect("coding a sentence cannot fail")).collect()
    })
}

fn failure(coder: &mut Coder<'_>, example: &Example) -> Option<String> {
    // A day in the middle of the lexicon's tables of offices.
    let date = "2018-01-29".parse().ok();
    let report = Report { id: "example".to_string(), date, text: example.text.clone(), ..Report::default() };
    let events = coder.read(report).coding.events;
    let told: Vec<String> = events.iter().map(tiltmeter::line).collect();
    let told = if told.is_empty() { "none".to_string() } else { told.join("; ") };
    let Example { entry, text, expected } = example;
    (!example.is_met_by(&events)).then(|| format!("{entry}: {text} => {told}, not {expected}\n"))
}

// ── gaps ──

/// How often a name was met without a code.
#[derive(Default)]
struct Gap {
    n_mentions: usize,
    n_reports: usize,
}

fn gaps(arguments: &GapsArguments) -> anyhow::Result<Outcome> {
    let lexicon = lexicon(&arguments.setup)?;
    let settings = Settings { lexicon: lexicon.get(), explain: false, only_events: false };
    let n_threads = available_parallelism().map_or(1, usize::from);
    let mut gaps: BTreeMap<String, Gap> = BTreeMap::new();
    let mut n_problems = 0;
    let how = ingest::Settings { fallback: ingest::Format::Json, ..ingest::Settings::default() };
    for path in &arguments.files {
        let input = open(path)?;
        stream(input, n_threads, settings, &how, &name_gaps, |batch| {
            count(&batch.written, &mut gaps);
            n_problems += batch.problems.iter().filter(|problem| problem.skipped).count();
            anyhow::Ok(())
        })?;
    }
    write_gaps(gaps, arguments.least)?;
    if n_problems > 0 {
        tell(&format!("{n_problems} reports were left out: `tiltmeter code` tells which"));
        return Ok(Outcome::SomeRejected);
    }
    Ok(Outcome::Done)
}

fn open(path: &Path) -> anyhow::Result<ingest::Source<'static>> {
    let name = path.display().to_string();
    if name == "-" {
        return Ok(ingest::Source::new(&name, io::stdin()));
    }
    let file = File::open(path).with_context(|| format!("cannot open `{name}`"))?;
    Ok(ingest::Source::new(&name, file))
}

// One line a name without a code, and an empty line after each report.
fn name_gaps(reading: &Reading, out: &mut Vec<u8>) {
    let emit = Emit { mentions: true, ..Emit::default() };
    for record in records(reading, emit) {
        if let Record::Mention(mention) = record
            && let (None, Some(name)) = (mention.party.code, mention.party.name)
        {
            out.extend(name.replace('\n', " ").bytes());
            out.push(b'\n');
        }
    }
    out.push(b'\n');
}

fn count(written: &[u8], gaps: &mut BTreeMap<String, Gap>) {
    for report in String::from_utf8_lossy(written).split("\n\n") {
        let mut names: Vec<&str> = report.lines().filter(|line| !line.is_empty()).collect();
        names.sort_unstable();
        for same in names.chunk_by(|a, b| a == b) {
            let gap = gaps.entry(same[0].to_string()).or_default();
            gap.n_mentions += same.len();
            gap.n_reports += 1;
        }
    }
}

fn write_gaps(gaps: BTreeMap<String, Gap>, least: usize) -> anyhow::Result<()> {
    let mut gaps: Vec<(String, Gap)> = gaps.into_iter().filter(|(_, gap)| gap.n_mentions >= least).collect();
    gaps.sort_by(|(a, of_a), (b, of_b)| {
        (of_b.n_mentions, of_b.n_reports, a).cmp(&(of_a.n_mentions, of_a.n_reports, b))
    });
    let mut out = io::BufWriter::new(io::stdout().lock());
    writeln!(out, "mentions\treports\tname")?;
    for (name, gap) in gaps {
        writeln!(out, "{}\t{}\t{name}", gap.n_mentions, gap.n_reports)?;
    }
    out.flush()?;
    Ok(())
}
