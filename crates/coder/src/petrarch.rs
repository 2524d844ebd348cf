//! PETRARCH's dictionaries of actors, agents and discards, made into tables of the lexicon: a lab brings its own.
//!
//! What a line says beyond what the lexicon can hold is told with its line, never passed over.
//!
//! ```text
//! HAMID_KARZAI_               ──> actors/organisations-petrarch….tsv
//!     [AFGELI <020613]            AFG · ELI · Hamid Karzai · ·            · 2002-06-12
//!     [AFGGOV 020613-140929]      AFG · GOV · Hamid Karzai · · 2002-06-13 · 2014-09-29
//! POLICE {} [~COP]            ──> [[agent]] nouns = ["police"], sectors = ["COP"]
//! +WORLD_CUP                  ──> no events in a report that says so
//! ```

mod actors;
mod agents;
mod discards;

use tiltmeter_record::{Sector, ontology};

use crate::Source;
use crate::mentions::Finding;

pub(crate) use discards::Discards;

/// Tables made of PETRARCH's dictionaries, and what of these could not be used.
#[derive(Clone, Debug, Default)]
pub struct Converted {
    /// Files of the lexicon.
    pub sources: Vec<Source>,
    /// Lines that say what the lexicon cannot hold.
    pub unused: Vec<Finding>,
}

/// A dictionary as it was read.
#[derive(Clone, Debug)]
pub struct Dictionary {
    /// What to call it when a line is told of.
    pub file: String,
    /// What it holds.
    pub text: String,
}

/// Makes tables of dictionaries: those of actors take the place of all built-in names, those of agents that of the
/// built-in nouns; a kind that is not given leaves the built-in one as it is.
pub fn convert(actors: &[Dictionary], agents: &[Dictionary], discards: &[Dictionary]) -> Converted {
    let mut converted = Converted::default();
    if !actors.is_empty() {
        actors::convert(actors, &mut converted);
    }
    if !agents.is_empty() {
        agents::convert(agents, &mut converted);
    }
    discards::convert(discards, &mut converted);
    converted
}

/// The lines of a dictionary without comments, and each line's number from 1.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut in_comment = false;
    text.lines().enumerate().filter_map(move |(line_idx, line)| {
        let opens = line.contains("<!");
        let commented = in_comment || opens;
        in_comment = commented && !line.contains("->");
        let line = line.split('#').next().unwrap_or("").split(';').next().unwrap_or("");
        (!commented && !line.trim().is_empty()).then_some((line_idx + 1, line))
    })
}

/// Code and sectors of `AFGGOVMIL`, with the parts that PLOVER has no word for.
fn coded(code: &str) -> Option<(String, Vec<Sector>, Vec<String>)> {
    let code = code.trim().to_uppercase();
    if code.len() < 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let (mut actor, mut rest) = code.split_at(3);
    // `IGOUNO` is the United Nations, for which PLOVER has a code.
    if let ("IGO", Some(body)) = (actor, rest.get(..3))
        && ontology().international(body).is_some()
    {
        (actor, rest) = rest.split_at(3);
    }
    let (sectors, unknown) = sectors(rest);
    Some((actor.to_string(), sectors, unknown))
}

/// The sectors of `GOVMIL`, three letters each, and the parts that are none.
fn sectors(codes: &str) -> (Vec<Sector>, Vec<String>) {
    let (mut sectors, mut unknown) = (Vec::new(), Vec::new());
    for part in codes.as_bytes().chunks(3) {
        let part = String::from_utf8_lossy(part).into_owned();
        match plover_sector(&part) {
            Some(sector) if !sectors.contains(&sector) => sectors.push(sector),
            Some(_) => {}
            None => unknown.push(part),
        }
    }
    (sectors, unknown)
}

fn plover_sector(cameo: &str) -> Option<Sector> {
    let table = include_str!("petrarch/sectors.tsv");
    let renamed = table.lines().find_map(|line| line.split_once('\t').filter(|(known, _)| *known == cameo));
    Sector::find(renamed.map_or(cameo, |(_, plover)| plover))
}

/// `HAMID_KARZAI_` as a newspaper writes it. Short words in capitals stay so: `US`, `UN`.
fn as_written(name: &str) -> String {
    let words = name.split(['_', ' ']).filter(|word| !word.is_empty());
    let short = |word: &str| word.len() <= 2 && name.trim_matches('_').len() <= 2;
    let words = words.map(|word| if short(word) { word.to_uppercase() } else { title_case(word) });
    words.collect::<Vec<_>>().join(" ").replace(['|', '@', '?', '\t'], " ").trim().to_string()
}

fn title_case(word: &str) -> String {
    let mut after_letter = false;
    let mut shown = String::new();
    for c in word.chars() {
        match after_letter {
            true => shown.extend(c.to_lowercase()),
            false => shown.extend(c.to_uppercase()),
        }
        after_letter = c.is_alphanumeric() || c == '\'';
    }
    shown
}

fn finding(dictionary: &Dictionary, line: usize, what: String) -> Finding {
    Finding { file: dictionary.file.clone(), line, what }
}

#[cfg(test)]
mod tests;
