//! Chains: which mentions of a report are of one party.
//!
//! ```text
//! Khurram Dastgir Khan … Khan … he ──> one party, by the name that each was found to stand for
//! Turkish police … the police      ──> one party, by code and sectors
//! the dockers … the dockers        ──> one party, by equal words
//! ```

use rustc_hash::FxHashMap;
use tiltmeter_record::{Actor, Report, Resolution};

use super::actors::{AgentKind, Aspect, Sense, What};
use super::grammar::is_one_of;
use super::{Mention, Mentions};
use crate::Lexicon;

/// Numbers the parties of a report, from 0, in the order of their first mentions.
pub(crate) fn number(mentions: &mut Mentions, report: &Report, lexicon: &Lexicon) {
    let mut known: FxHashMap<String, usize> = FxHashMap::default();
    let mut n_known = 0;
    for mention in &mut mentions.all {
        let key = key(mention, report, lexicon, n_known);
        mention.entity = *known.entry(key).or_insert_with(|| {
            n_known += 1;
            n_known - 1
        });
        // "They" are those of such a code who were told of last.
        let code = key_of_code(&mention.actor, report, lexicon);
        if let Some(key) = code.filter(|_| !is_of_its_people(&mention.actor, report, lexicon)) {
            known.insert(key, mention.entity);
        }
    }
}

// Names, codes and words are kept apart by what stands before them.
fn key(mention: &Mention, report: &Report, lexicon: &Lexicon, next: usize) -> String {
    let actor = &mention.actor;
    if let Some(name) = &actor.name {
        return format!("name {name}");
    }
    if let Some(code) = key_of_code(actor, report, lexicon) {
        // "Voters" and "protesters" share their code and are not the same; nor are a state and its diplomats.
        let many = actor.sectors.iter().any(|sector| KINDS.contains(&sector.code()))
            || is_of_people(actor, report, lexicon);
        let common = matches!(actor.resolution, Resolution::Role | Resolution::Nationality);
        let word = actor.span.of(&report.text).split_whitespace().last().filter(|_| many && common);
        return match word {
            Some(word) => format!("{code} {}", word.to_lowercase()),
            None => code,
        };
    }
    match words(actor, report, lexicon) {
        Some(words) => format!("words {words}"),
        None => format!("alone {next}"),
    }
}

/// Sectors of many kinds of people.
const KINDS: &[&str] =
    &["CVL", "JUD", "LEG", "PTY", "ELI", "JRN", "EDU", "MED", "BUS", "LAB", "SOC", "REL", "CRM"];

fn key_of_code(actor: &Actor, report: &Report, lexicon: &Lexicon) -> Option<String> {
    let code = actor.code.as_ref().filter(|_| actor.name.is_none())?;
    // "American" in "the American decision" is the state itself; its foreign minister is not.
    let sectors = if is_adjective(actor, report, lexicon) { "GOV".to_string() } else { sectors(actor) };
    let office = actor.office.as_ref().map_or("", |office| &office.title);
    Some(format!("code {code} {sectors} {office}"))
}

fn sectors(actor: &Actor) -> String {
    actor.sectors.iter().map(|sector| sector.code()).collect::<Vec<_>>().join(" ")
}

// Whether it is an adjective of a state that does not name its people too, as "Kyrgyz" does.
fn is_adjective(actor: &Actor, report: &Report, lexicon: &Lexicon) -> bool {
    let aspect = |sense: &&Sense| match sense.what {
        What::State(_, aspect) => Some(aspect),
        _ => None,
    };
    let bare = actor.sectors.is_empty() && actor.resolution == Resolution::Name;
    let senses = || lexicon.actors.names.find(actor.span.of(&report.text));
    bare && senses().iter().any(|sense| aspect(sense) == Some(Aspect::Adjective))
        && senses().iter().all(|sense| aspect(sense) == Some(Aspect::Adjective))
}

// Whether its last word tells people, and no state or body.
fn is_of_people(actor: &Actor, report: &Report, lexicon: &Lexicon) -> bool {
    let word = actor.span.of(&report.text).split_whitespace().last().unwrap_or_default();
    let agent =
        lexicon.actors.nouns.find(&word.to_lowercase()).first().map(|&&agent| &lexicon.actors.agents[agent]);
    agent.is_some_and(|agent| matches!(agent.kind, AgentKind::Role | AgentKind::Delegate | AgentKind::Group))
}

// "Polish diplomats": "Warsaw" is not they.
fn is_of_its_people(actor: &Actor, report: &Report, lexicon: &Lexicon) -> bool {
    let common = matches!(actor.resolution, Resolution::Role | Resolution::Nationality);
    let government = actor.sectors.iter().any(|sector| sector.code() == "GOV");
    common && government && is_of_people(actor, report, lexicon)
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
