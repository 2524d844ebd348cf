//! `cargo xtask evaluate times`: time expressions against MEANTIME's TIMEX3, on the lines that were annotated.
//!
//! Relaxed: the spans touch. Value: they touch and the ISO 8601 value is the same.
//!
//! ```text
//! relaxed  P 94.1  R 95.7  F1 94.9   (372 gold, 378 found)
//! value    P 79.5  R 80.9  F1 80.2
//! ```

use std::path::PathBuf;

use anyhow::Result;
use tiltmeter_text::{Model, Reader, times};

use super::meantime;

/// What to read.
#[derive(clap::Args)]
pub struct Args {
    /// The folder of MEANTIME.
    #[arg(default_value = "../shared/data/news/meantime")]
    folder: PathBuf,
    /// Prints what was missed, added or valued otherwise.
    #[arg(long)]
    list: bool,
}

/// Evaluates and prints.
pub fn run(args: &Args) -> Result<()> {
    if !args.folder.is_dir() {
        println!("{} is not there: nothing to measure", args.folder.display());
        return Ok(());
    }
    let mut reader = Reader::new(Model::builtin());
    let (mut relaxed, mut value, mut n_gold, mut n_found) = (0, 0, 0, 0);
    for article in meantime::read(&args.folder)? {
        let (text, end) = (&article.report.text, article.end);
        let document = reader.read(text);
        let mut found = times(text, &document, article.report.date);
        found.retain(|time| time.span.end() <= end);
        let gold: Vec<_> = article.times.iter().filter(|time| time.span.end() <= end).collect();
        (n_gold, n_found) = (n_gold + gold.len(), n_found + found.len());
        for gold in &gold {
            let touching: Vec<_> = found.iter().filter(|time| time.span.touches(gold.span)).collect();
            let same = touching.iter().any(|time| time.value.as_deref() == Some(gold.value.as_str()));
            relaxed += usize::from(!touching.is_empty());
            value += usize::from(same);
            if args.list && !same {
                let ours: Vec<_> = touching.iter().map(|time| time.value.as_deref().unwrap_or("-")).collect();
                let published = article.report.date.map_or("-".to_string(), |date| date.to_string());
                println!(
                    "{published}  {:30}  gold {:12} ours {}",
                    gold.span.of(text),
                    gold.value,
                    ours.join(" ")
                );
            }
        }
        for time in
            found.iter().filter(|time| args.list && !gold.iter().any(|gold| gold.span.touches(time.span)))
        {
            println!("added: {}", time.span.of(text));
        }
    }
    for (name, hit) in [("relaxed", relaxed), ("value", value)] {
        let (precision, recall) = (share(hit, n_found), share(hit, n_gold));
        let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
        println!("{name:8} P {precision:.1}  R {recall:.1}  F1 {f1:.1}   ({n_gold} gold, {n_found} found)");
    }
    Ok(())
}

/// A share in percent.
pub(super) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 }
}
