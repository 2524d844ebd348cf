//! `cargo xtask evaluate places`: where events happen, against `eval/places.tsv`, judged by hand.
//!
//! An event of the list is looked for by its words. Given: we say a country where the list has one. Right: it is
//! the list's, or one of its several; a country where the list has none is wrong.
//!
//! ```text
//! 150 events, 92 with a place   given 66.3 % of them   right 96.1 % of 63 given   (2 given where none is told)
//! ```

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use tiltmeter_coder::{Lexicon, code};
use tiltmeter_record::{CodePoints, Report};
use tiltmeter_text::{Model, Reader};

use super::plv;
use super::times::share;

/// What to read.
#[derive(clap::Args)]
pub struct Args {
    /// The sentences of PLV's development half.
    #[arg(default_value = "../shared/data/plover/plv-dev.tsv")]
    sentences: PathBuf,
    /// The list.
    #[arg(long, default_value = "eval/places.tsv")]
    list: PathBuf,
    /// Prints what was missed or wrong.
    #[arg(long)]
    show: bool,
}

/// Evaluates and prints.
pub fn run(args: &Args) -> Result<()> {
    if !args.sentences.is_file() {
        println!("{} is not there: nothing to measure", args.sentences.display());
        return Ok(());
    }
    let sentences = plv::sentences(&args.sentences)?;
    let list =
        fs::read_to_string(&args.list).with_context(|| format!("cannot read {}", args.list.display()))?;
    let mut reader = Reader::new(Model::builtin());
    let (mut n, mut told, mut given, mut right, mut stray) = (0, 0, 0, 0, 0);
    for row in list.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [doc, start, end, country] = cells[..] else { continue };
        let (start, end): (usize, usize) = (start.parse()?, end.parse()?);
        let Some(text) = sentences.get(doc).cloned() else { continue };
        let report = Report { id: doc.to_string(), text, ..Report::default() };
        let document = reader.read(&report.text);
        let coding = code(&report, &document, Lexicon::builtin(), false);
        let points = CodePoints::new(&report.text);
        let here = coding.events.iter().filter(|event| {
            let at = |byte| points.at(&report.text, byte);
            at(event.span.start()) < end && start < at(event.span.end())
        });
        let mut places =
            here.filter_map(|event| event.location.as_ref()).filter_map(|place| place.country.clone());
        let ours = places.next();
        n += 1;
        told += usize::from(country != "-");
        let same = ours.as_deref().is_some_and(|ours| country.split(',').any(|known| known == ours));
        stray += usize::from(country == "-" && ours.is_some());
        given += usize::from(country != "-" && ours.is_some());
        right += usize::from(same);
        if args.show && !same && !(country == "-" && ours.is_none()) {
            println!("{doc}  gold {country}  ours {}  {}", ours.as_deref().unwrap_or("-"), report.text);
        }
    }
    println!(
        "{n} events, {told} with a place   given {:.1} % of them   right {:.1} % of {} given   ({stray} given where none is told)",
        share(given, told),
        share(right, given + stray),
        given + stray
    );
    Ok(())
}
