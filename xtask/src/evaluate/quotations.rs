//! `cargo xtask evaluate quotations`: direct quotations against PolNeAR's development set.
//!
//! Gold: attributions of which at least nine characters in ten stand in quotation marks. Ours: statements whose
//! form is direct. Both match where contents share at least half of their joint characters, as in the scorer of
//! all statements; the precision of ours is asked of all attributions, the recall of the direct ones.
//!
//! ```text
//! direct quotations   P 92.0  R 86.0  F1 88.9   speaker right in 91.0 % of matches   (650 gold, 610 found)
//! ```

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use tiltmeter_coder::{Lexicon, code};
use tiltmeter_record::{Form, Report, Span};
use tiltmeter_text::{Document, Model, Reader};

use super::times::share;

/// What to read.
#[derive(clap::Args)]
pub struct Args {
    /// The folder of PolNeAR.
    #[arg(default_value = "../shared/data/attribution/polnear-dev")]
    folder: PathBuf,
    /// Prints the quotations that were missed or added.
    #[arg(long)]
    list: bool,
}

struct Gold {
    source: Vec<Span>,
    content: Vec<Span>,
}

/// Evaluates and prints.
pub fn run(args: &Args) -> Result<()> {
    if !args.folder.is_dir() {
        println!("{} is not there: nothing to measure", args.folder.display());
        return Ok(());
    }
    let mut reader = Reader::new(Model::builtin());
    let (mut right, mut n_found, mut hit, mut n_gold, mut speakers) = (0, 0, 0, 0, 0);
    for (name, text, gold) in articles(&args.folder)? {
        let report = Report { id: name, date: "2016-10-01".parse().ok(), text, ..Report::default() };
        let document = reader.read(&report.text);
        let coding = code(&report, &document, Lexicon::builtin(), false);
        let direct: Vec<&Gold> = gold.iter().filter(|gold| is_direct(&document, &gold.content)).collect();
        let ours: Vec<_> =
            coding.statements.iter().filter(|statement| statement.form == Form::Direct).collect();
        (n_gold, n_found) = (n_gold + direct.len(), n_found + ours.len());
        for statement in &ours {
            let matched = gold.iter().any(|gold| overlap(&gold.content, &statement.content) >= 0.5);
            right += usize::from(matched);
            if args.list && !matched {
                println!("added: {}", statement.content[0].of(&report.text));
            }
        }
        for gold in &direct {
            let found =
                coding.statements.iter().find(|statement| overlap(&gold.content, &statement.content) >= 0.5);
            hit += usize::from(found.is_some());
            let speaker = found.and_then(|statement| statement.speaker.as_ref());
            speakers += usize::from(
                speaker.is_some_and(|speaker| gold.source.iter().any(|source| source.touches(speaker.span))),
            );
            if args.list && found.is_none() {
                println!("missed: {}", gold.content[0].of(&report.text));
            }
        }
    }
    let (precision, recall) = (share(right, n_found), share(hit, n_gold));
    let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
    println!(
        "direct quotations   P {precision:.1}  R {recall:.1}  F1 {f1:.1}   speaker right in {:.1} % of matches   ({n_gold} gold, {n_found} found)",
        share(speakers, hit)
    );
    Ok(())
}

fn articles(folder: &std::path::Path) -> Result<Vec<(String, String, Vec<Gold>)>> {
    let mut names = BTreeSet::new();
    let mut articles = Vec::new();
    let list = |part: &str| -> Result<Vec<PathBuf>> {
        let entries = fs::read_dir(folder.join(part)).with_context(|| format!("cannot open `{part}`"))?;
        let mut files: Vec<PathBuf> = entries.map(|e| e.map(|e| e.path())).collect::<std::io::Result<_>>()?;
        files.sort();
        Ok(files)
    };
    for path in list("attributions")? {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let name = stem.rsplit_once('_').map_or(stem.clone(), |(name, _)| name.to_string());
        let text = folder.join("text").join(format!("{name}.txt"));
        if !text.is_file() || !names.insert(name.clone()) {
            continue;
        }
        let text = fs::read_to_string(&text)?;
        let gold = gold(&fs::read_to_string(&path)?, &text);
        articles.push((name, text, gold));
    }
    Ok(articles)
}

// brat: text-bound annotations (T) and the attributions (E) that join them; places are code points.
fn gold(ann: &str, text: &str) -> Vec<Gold> {
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let at = |point: &str| point.parse::<usize>().ok().and_then(|point| bytes.get(point).copied());
    let mut spans: Vec<(&str, Vec<Span>)> = Vec::new();
    for line in ann.lines().filter(|line| line.starts_with('T')) {
        let mut cells = line.split('\t');
        let (Some(key), Some(body)) = (cells.next(), cells.next()) else { continue };
        let places = body.split_once(' ').map_or("", |(_, places)| places);
        let read = |place: &str| {
            let (start, end) = place.split_once(' ')?;
            Some(Span::new(at(start)?, at(end)?))
        };
        spans.push((key, places.split(';').filter_map(read).collect()));
    }
    let of = |key: &str| {
        spans.iter().find(|(known, _)| *known == key).map(|(_, all)| all.clone()).unwrap_or_default()
    };
    let mut found = Vec::new();
    for line in ann.lines().filter(|line| line.starts_with('E')) {
        let Some((_, body)) = line.split_once('\t') else { continue };
        let roles = body.split_whitespace().filter_map(|part| part.split_once(':'));
        let pick = |name: &str| -> Vec<Span> {
            let same = |role: &str| role.trim_end_matches(|c: char| c.is_ascii_digit()) == name;
            roles.clone().filter(|(role, _)| same(role)).flat_map(|(_, key)| of(key)).collect()
        };
        let (source, content) = (pick("Source"), pick("Content"));
        if !source.is_empty() && !content.is_empty() {
            found.push(Gold { source, content });
        }
    }
    found
}

fn is_direct(document: &Document, content: &[Span]) -> bool {
    let inside = |at: usize| document.quotations.iter().any(|quotation| quotation.span.range().contains(&at));
    let all: Vec<usize> = content.iter().flat_map(|span| span.range()).collect();
    let quoted = all.iter().filter(|&&at| inside(at)).count();
    10 * quoted >= 9 * all.len()
}

fn overlap(one: &[Span], other: &[Span]) -> f64 {
    let bytes = |spans: &[Span]| spans.iter().flat_map(|span| span.range()).collect::<BTreeSet<usize>>();
    let (one, other) = (bytes(one), bytes(other));
    let union = one.union(&other).count();
    if union == 0 { 0.0 } else { one.intersection(&other).count() as f64 / union as f64 }
}
