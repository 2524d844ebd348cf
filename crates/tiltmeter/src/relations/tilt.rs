//! The tilt of one report: its dyads with what their events sum to. One report is never called a turn.

use std::collections::BTreeMap;

use tiltmeter_record::{Actor, Event, Quad, Sector, ontology};

use super::Choices;
use super::parties::party;

/// What one report tells of two states.
#[derive(Clone, Debug, PartialEq)]
pub struct Tilt {
    /// The state whose code comes first.
    pub a: String,
    /// The other.
    pub b: String,
    /// Sum of the events' scores.
    pub sum: f32,
    /// Events of cooperation.
    pub cooperation: u32,
    /// Events of conflict.
    pub conflict: u32,
}

/// The dyads of a report's events, those with the greatest sum, of either sign, first.
pub fn tilts(events: &[Event], choices: &Choices) -> Vec<Tilt> {
    let mut sums: BTreeMap<(&str, &str), (f32, u32, u32)> = BTreeMap::new();
    for event in events.iter().filter(|event| choices.statuses.contains(&event.status)) {
        let score = ontology().scale(event.event, &event.modes);
        let cooperates = matches!(event.event.quad(), Quad::VerbalCooperation | Quad::MaterialCooperation);
        for pair in pairs(event, choices) {
            let (sum, cooperation, conflict) = sums.entry(pair).or_default();
            *sum += score;
            *(if cooperates { cooperation } else { conflict }) += 1;
        }
    }
    let tilt = |((a, b), (sum, cooperation, conflict)): ((&str, &str), (f32, u32, u32))| Tilt {
        a: a.to_string(),
        b: b.to_string(),
        sum,
        cooperation,
        conflict,
    };
    let mut tilts: Vec<Tilt> = sums.into_iter().map(tilt).collect();
    tilts.sort_by(|x, y| y.sum.abs().total_cmp(&x.sum.abs()));
    tilts
}

// The pairs of states of one event, each once, in order of codes.
fn pairs(event: &Event, choices: &Choices) -> Vec<(&'static str, &'static str)> {
    let counts = |actor: &&Actor| {
        let sectors: Vec<Option<Sector>> = actor.sectors.iter().copied().map(Some).collect();
        choices.admit(&sectors)
    };
    let states = |actors: &[Actor]| -> Vec<&'static str> {
        actors.iter().filter(counts).filter_map(|actor| party(actor.code.as_deref()?)).collect()
    };
    let mut pairs = Vec::new();
    for actor in states(&event.actors) {
        for recipient in states(&event.recipients) {
            let pair = if actor <= recipient { (actor, recipient) } else { (recipient, actor) };
            if actor != recipient && !pairs.contains(&pair) {
                pairs.push(pair);
            }
        }
    }
    pairs
}
