//! Chains: which mentions of a report are of one party.
//!
//! ```text
//! Khurram Dastgir Khan … Khan … he ──> one party, by the name that each was found to stand for
//! Turkish police … the police      ──> one party, by code and sectors
//! the dockers … the dockers        ──> one party, by equal words
//! ```

use rustc_hash::FxHashMap;
use tiltmeter_record::{Actor, Report, Resolution};

use super::grammar::is_one_of;
use super::{Mention, Mentions};
use crate::Lexicon;

/// Numbers the parties of a report, from 0, in the order of their first mentions.
pub(crate) fn number(mentions: &mut Mentions, report: &Report, lexicon: &Lexicon) {
    let mut known: FxHashMap<String, usize> = FxHashMap::default();
    for mention in &mut mentions.all {
        let next = known.len();
        mention.entity = *known.entry(key(mention, report, lexicon, next)).or_insert(next);
    }
}

// Names, codes and words are kept apart by what stands before them.
fn key(mention: &Mention, report: &Report, lexicon: &Lexicon, next: usize) -> String {
    let actor = &mention.actor;
    if let Some(name) = &actor.name {
        return format!("name {name}");
    }
    if let Some(code) = &actor.code {
        let sectors: Vec<&str> = actor.sectors.iter().map(|sector| sector.code()).collect();
        return format!("code {code} {}", sectors.join(" "));
    }
    match words(actor, report, lexicon) {
        Some(words) => format!("words {words}"),
        None => format!("alone {next}"),
    }
}

// Equal words are one party, but for pronouns: each "he" that stays open may be another.
fn words(actor: &Actor, report: &Report, lexicon: &Lexicon) -> Option<String> {
    let grammar = &lexicon.actors.grammar;
    let words = actor.span.of(&report.text).split_whitespace();
    let words: Vec<&str> = words.skip_while(|word| is_one_of(&grammar.definite, word)).collect();
    // I, me and my are one; so are we and our.
    if let ([word], Resolution::Speaker) = (&words[..], actor.resolution) {
        let many = is_one_of(&grammar.pronouns.speakers, word);
        return Some(if many { "those who speak" } else { "who speaks" }.to_string());
    }
    let open = matches!(words[..], [word] if grammar.pronouns.has(word));
    (!words.is_empty() && !open).then(|| words.join(" ").to_lowercase())
}
