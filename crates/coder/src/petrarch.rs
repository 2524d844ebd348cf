//! PETRARCH's dictionaries: a lab brings its own.
//!
//! Actors, agents and discards become tables of the lexicon. With a dictionary of verbs, events are coded in PETRARCH's
//! way, with the lab's own codes. What a line says beyond what can be used is told with its line, never passed over.
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
mod coding;
mod discards;
mod parties;
mod patterns;
mod phrases;
mod verbs;

use tiltmeter_record::{Sector, ontology};

use crate::Source;
use crate::mentions::Finding;

pub use coding::{DictionaryEvent, DictionaryParty};
pub(crate) use coding::{Petrarch, find};
pub(crate) use discards::Discards;
use parties::Parties;
use verbs::Verbs;

/// PETRARCH's dictionaries, by kind. Those of actors take the place of all built-in names, those of agents that of the
/// built-in nouns, those of verbs that of the built-in acts; a kind that is not given leaves the built-in one as it is.
#[derive(Clone, Debug, Default)]
pub struct Dictionaries {
    /// Names and their codes.
    pub actors: Vec<Dictionary>,
    /// Nouns and their roles.
    pub agents: Vec<Dictionary>,
    /// Verbs and the patterns around them.
    pub verbs: Vec<Dictionary>,
    /// Words whose sentence or report tells of no event.
    pub discards: Vec<Dictionary>,
}

/// What PETRARCH's dictionaries were made into, and what of them could not be used.
#[derive(Default)]
pub struct Converted {
    /// Files of the lexicon.
    pub sources: Vec<Source>,
    /// Lines that say what the lexicon cannot hold.
    pub unused: Vec<Finding>,
    // A lab's own verbs, with its names and nouns as it codes them.
    pub(crate) petrarch: Option<Petrarch>,
}

/// A dictionary as it was read.
#[derive(Clone, Debug)]
pub struct Dictionary {
    /// What to call it when a line is told of.
    pub file: String,
    /// What it holds.
    pub text: String,
}

/// Makes tables of dictionaries, and keeps those of verbs as they are.
pub fn convert(given: &Dictionaries) -> Converted {
    let mut converted = Converted::default();
    if !given.actors.is_empty() {
        actors::convert(&given.actors, &mut converted);
    }
    if !given.agents.is_empty() {
        agents::convert(&given.agents, &mut converted);
    }
    discards::convert(&given.discards, &mut converted);
    if !given.verbs.is_empty() {
        let verbs = Verbs::read(&given.verbs, &mut converted.unused);
        // The lab's own codes stand as they are: that PLOVER lacks one of their sectors hides nothing.
        converted.unused.retain(|told| !told.what.starts_with(NO_SECTOR));
        let parties = Parties::read(&given.actors, &given.agents);
        converted.petrarch = Some(Petrarch { verbs, parties });
    }
    converted
}

/// How a finding begins that tells of a part of a code without a PLOVER sector.
const NO_SECTOR: &str = "no PLOVER sector for ";

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
pub(crate) fn coded(code: &str) -> Option<(String, Vec<Sector>, Vec<String>)> {
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
