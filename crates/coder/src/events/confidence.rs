//! How sure the coder is of an event: features that a reader can check, weighed by `lexicon/verbs/confidence.toml`.
//!
//! The weights are those of a logistic regression over sentences that this project wrote, so that of the
//! events given 0.8 about eight in ten are right. `--explain` tells the features of each event.
//!
//! ```text
//! "Oslo imposed sanctions on Minsk."   0.93: actor known, recipient known, two states, words 2
//! ```

use tiltmeter_record::{Actor, EventType, Resolution, Span, Status};
use tiltmeter_text::{Deprel, Xpos};

use super::acts::Act;
use super::clauses::Clauses;
use super::frames::Verbs;
use super::parties::Parties;
use super::people::{in_sector, is_known, is_political};

/// What is looked at to tell how sure an event is.
pub(super) struct Evidence<'a> {
    pub(super) clauses: &'a Clauses<'a>,
    pub(super) act: &'a Act,
    pub(super) parties: &'a Parties,
    pub(super) status: Status,
    pub(super) span: Span,
}

/// A feature and how much there is of it.
pub(super) type Feature = (&'static str, f32);

impl Evidence<'_> {
    /// What speaks for or against the event.
    pub(super) fn features(&self) -> Vec<Feature> {
        let mut all = vec![("always", 1.0), (of_type(self.act.event), 1.0)];
        all.extend(self.of_act());
        all.extend(self.of_clause());
        all.extend(self.of_side(&self.parties.actors, &ACTOR));
        all.extend(self.of_side(&self.parties.recipients, &RECIPIENT));
        all.extend(self.of_pair());
        all.retain(|&(_, value)| value != 0.0);
        all
    }

    fn of_act(&self) -> [Feature; 11] {
        let Evidence { act, status, .. } = self;
        let alone = act.rules.len() == 1 && act.rules[0].starts_with("verbs/operators/");
        [
            ("words", act.n_narrowing.min(3) as f32),
            ("operators", (act.rules.len() - 1).min(3) as f32),
            ("nothing inside", flag(alone)),
            ("noun", flag(act.nominal)),
            ("passive", flag(act.passive)),
            ("hypothetical", flag(*status == Status::Hypothetical)),
            ("negated", flag(*status == Status::Negated)),
            ("historical", flag(*status == Status::Historical)),
            ("to come", flag(*status == Status::Future)),
            ("needs both", flag(act.known)),
            ("political words", flag(act.political)),
        ]
    }

    fn of_clause(&self) -> [Feature; 6] {
        let Evidence { clauses, act, .. } = self;
        let view = &clauses.view;
        let xpos = view.tokens[act.head].xpos;
        let auxiliary = clauses.has(act.head, Deprel::Aux);
        [
            ("depth", clauses.depth(act.head).min(6) as f32),
            ("long sentence", (view.len().min(60) as f32 - 20.0).max(0.0) / 10.0),
            ("main verb", flag(view.deprel(act.head) == Deprel::Root)),
            ("present", flag(matches!(xpos, Xpos::Vbz | Xpos::Vbp))),
            ("infinitive", flag(xpos == Xpos::Vb && !auxiliary)),
            ("gerund", flag(xpos == Xpos::Vbg && !auxiliary)),
        ]
    }

    fn of_side(&self, parties: &[Actor], names: &[&'static str; 10]) -> Vec<Feature> {
        let together = self.act.mutual && self.parties.actors.len() > 1;
        let said = |signal: fn(&Actor) -> bool| flag(parties.iter().any(signal));
        let distance = parties.iter().map(|party| self.n_between(party.span)).min().unwrap_or(0);
        vec![
            (names[0], said(is_known)),
            (names[1], said(|party| party.code.is_some())),
            (names[2], flag(parties.is_empty() && (std::ptr::eq(names, &ACTOR) || !together))),
            (names[3], said(|party| party.resolution == Resolution::Pronoun)),
            (names[4], said(|party| party.resolution == Resolution::Role)),
            (names[5], said(is_state)),
            (names[6], said(is_political)),
            (names[7], (1.0 + distance as f32).ln()),
            (names[8], flag(parties.len() > 1)),
            (names[9], said(|party| in_sector(party, &["ELI", "PTY", "LEG", "OPP"]))),
        ]
    }

    // How many words stand between the words of the act and a party.
    fn n_between(&self, party: Span) -> usize {
        let tokens = &self.clauses.view.tokens;
        let (first, last) = match party.start() < self.span.start() {
            true => (party.end(), self.span.start()),
            false => (self.span.end(), party.start()),
        };
        tokens.iter().filter(|token| token.span.start() >= first && token.span.end() <= last).count()
    }

    fn of_pair(&self) -> [Feature; 6] {
        let Parties { actors, recipients, by_place } = self.parties;
        let code = |actor: &Actor| actor.code.clone();
        let apart = |one: &Actor| {
            recipients.iter().chain(actors).any(|other| other.code.is_some() && code(other) != code(one))
        };
        let two_states = actors.iter().any(|actor| actor.code.is_some() && apart(actor));
        let own = !two_states
            && actors
                .iter()
                .any(|actor| actor.code.is_some() && recipients.iter().any(|r| code(r) == code(actor)));
        // Found elsewhere than where the words of the act look for it.
        let looked_for = self.act.recipients.iter().any(|&head| {
            let word = self.clauses.view.tokens[head].span;
            recipients.iter().any(|party| party.span.contains(word))
        });
        let inside = !recipients.is_empty() && !self.act.recipients.is_empty() && !looked_for;
        let elsewhere = !recipients.is_empty() && self.act.recipients.is_empty();
        [
            ("recipient by place", flag(*by_place)),
            ("two states", flag(two_states)),
            ("own state", flag(own)),
            ("recipient inside a thing", flag(inside)),
            ("recipient elsewhere", flag(elsewhere && !by_place)),
            ("thing acted on", flag(recipients.is_empty() && !self.act.recipients.is_empty())),
        ]
    }
}

const ACTOR: [&str; 10] = [
    "actor known",
    "actor coded",
    "no actor",
    "actor a pronoun",
    "actor by role",
    "actor a state",
    "actor political",
    "actor far",
    "several actors",
    "actor a politician",
];
const RECIPIENT: [&str; 10] = [
    "recipient known",
    "recipient coded",
    "no recipient",
    "recipient a pronoun",
    "recipient by role",
    "recipient a state",
    "recipient political",
    "recipient far",
    "several recipients",
    "recipient a politician",
];

fn of_type(event: EventType) -> &'static str {
    event.code()
}

fn is_state(party: &Actor) -> bool {
    party.entry.as_deref().is_some_and(|entry| entry.starts_with("states/"))
}

fn flag(holds: bool) -> f32 {
    f32::from(u8::from(holds))
}

/// The features of an act that names nobody, once it is known whom it answers: a party of another state, named before.
pub(super) fn answered(features: &[Feature]) -> Vec<Feature> {
    let unknown = ["no recipient", "thing acted on", "own state"];
    let mut all: Vec<Feature> =
        features.iter().copied().filter(|(name, _)| !unknown.contains(name)).collect();
    let found =
        ["recipient known", "recipient coded", "recipient political", "recipient elsewhere", "two states"];
    all.extend(found.map(|name| (name, 1.0)));
    all
}

/// From 0 to 1.
pub(super) fn confidence(verbs: &Verbs, features: &[Feature]) -> f32 {
    let weight = |name: &str| verbs.weights.get(name).copied().unwrap_or(0.0);
    let sum: f32 = features.iter().map(|&(name, value)| value * weight(name)).sum();
    let share = 1.0 / (1.0 + (-sum).exp());
    // Hundredths: more would be told than is known.
    (share * 100.0).round() / 100.0
}

/// The features in words.
pub(super) fn told(confidence: f32, features: &[Feature]) -> String {
    let told = features.iter().filter(|(name, _)| *name != "always").map(|(name, value)| match *value {
        1.0 => name.to_string(),
        value => format!("{name} {}", (value * 100.0).round() / 100.0),
    });
    format!("confidence {confidence}: {}", told.collect::<Vec<_>>().join(", "))
}
