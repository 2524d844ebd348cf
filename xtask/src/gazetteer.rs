//! `cargo xtask gazetteer`: the table of places that the program ships, made from a table of GeoNames.
//!
//! ```text
//! ../shared/data/facts/places.tsv ──> crates/coder/gazetteer/places.tsv, sorted by folded name
//! ```
//!
//! The main name of every place is kept; other spellings of capitals, divisions, large cities and places by
//! hand are, where they read as names.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use tiltmeter_coder::gazetteer;

/// Where from and where to.
#[derive(clap::Args)]
pub struct Args {
    /// The table of places.
    #[arg(default_value = "../shared/data/facts/places.tsv")]
    from: PathBuf,
    /// The table to write.
    #[arg(long, default_value = "crates/coder/gazetteer/places.tsv")]
    to: PathBuf,
}

const HEAD: &str = "\
# Places of the world by name. Contains data from GeoNames (https://www.geonames.org), CC BY 4.0, changed: filtered,
# folded, joined; and from Natural Earth, public domain; some by hand. Made by `cargo xtask gazetteer`: do not edit.
# key	name (empty: the key)	country	region	latitude	longitude	population	kind (GeoNames feature code)	geonames id	common (a common word too)
";

/// Below this many people a city keeps its main name alone.
const KNOWN: u64 = 100_000;

/// Makes the table.
pub fn run(args: &Args) -> Result<()> {
    let text =
        fs::read_to_string(&args.from).with_context(|| format!("cannot read {}", args.from.display()))?;
    // Ordered by key, then the most populous first, so that the same input gives the same bytes.
    let mut lines: BTreeSet<(String, u64, String)> = BTreeSet::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        for name in names(&cells) {
            let key = gazetteer::key(name);
            // What has no coordinates cannot be placed.
            if key.len() > 1 && !cells[6].is_empty() {
                let population: u64 = cells[8].parse().unwrap_or(0);
                lines.insert((key.clone(), u64::MAX - population, written(&key, &cells, population)));
            }
        }
    }
    let body: String = lines.iter().map(|(_, _, line)| format!("{line}\n")).collect();
    fs::write(&args.to, format!("{HEAD}{body}"))
        .with_context(|| format!("cannot write {}", args.to.display()))?;
    println!("{} names, {} bytes", lines.len(), HEAD.len() + body.len());
    Ok(())
}

fn names<'a>(cells: &[&'a str]) -> Vec<&'a str> {
    let [_, name, _, others, _, _, _, _, population, kind, ..] = cells[..] else { return Vec::new() };
    let known = population.parse().unwrap_or(0) >= KNOWN || matches!(kind, "PPLC" | "ADM1");
    let by_hand = cells.get(13).is_some_and(|source| source.contains("hand"));
    let mut names = vec![name];
    if known || by_hand {
        names.extend(others.split('|').filter(|other| is_name(other)));
    }
    names
}

// Garbled spellings have signs inside, or begin small.
fn is_name(written: &str) -> bool {
    let plain = written.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | '.'));
    let initial = written.chars().next().is_some_and(char::is_uppercase);
    plain && initial && written.chars().count() >= 4 && !written.ends_with('\'')
}

fn written(key: &str, cells: &[&str], population: u64) -> String {
    let name = if cells[1] == key { "" } else { cells[1] };
    let population = if population > 0 { population.to_string() } else { String::new() };
    let common = if cells.get(12).is_some_and(|mark| *mark == "1") { "common" } else { "" };
    let line = [key, name, cells[4], cells[5], cells[6], cells[7], &population, cells[9], cells[0], common];
    line.join("\t").trim_end().to_string()
}
