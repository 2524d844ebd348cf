//! How sure the coder is of an event: features that a reader can check, weighed by `lexicon/verbs/confidence.toml`.
//!
//! The weights are those of a logistic regression over sentences that this project wrote, so that of the
//! events given 0.8 about eight in ten are right. `--explain` tells the features of each event.
//!
//! ```text
//! "Oslo imposed sanctions on Minsk."   0.93: actor known, recipient known, two states, words 2
//! ```

use tiltmeter_record::{Actor, Status};

use super::acts::Act;
use super::clauses::Clauses;
use super::frames::Verbs;
use super::parties::Parties;
use super::people::is_known;

/// What speaks for or against an event, with how much of it there is.
pub(super) fn features(
    clauses: &Clauses<'_>,
    act: &Act,
    parties: &Parties,
    status: Status,
) -> Vec<(&'static str, f32)> {
    let Parties { actors, recipients, by_place } = parties;
    let code = |actor: &Actor| actor.code.clone();
    let apart = |one: &Actor| {
        recipients.iter().chain(actors).any(|other| other.code.is_some() && code(other) != code(one))
    };
    let two_states = actors.iter().any(|actor| actor.code.is_some() && apart(actor));
    let own = !two_states
        && actors
            .iter()
            .any(|actor| actor.code.is_some() && recipients.iter().any(|r| code(r) == code(actor)));
    let together = act.mutual && actors.len() > 1;
    let flag = |holds: bool| f32::from(u8::from(holds));
    let all = [
        ("always", 1.0),
        ("words", act.n_narrowing.min(3) as f32),
        ("operators", (act.rules.len() - 1).min(3) as f32),
        ("depth", clauses.depth(act.head).min(6) as f32),
        ("actor known", flag(actors.iter().any(is_known))),
        ("actor coded", flag(actors.iter().any(|actor| actor.code.is_some()))),
        ("no actor", flag(actors.is_empty())),
        ("recipient known", flag(recipients.iter().any(is_known))),
        ("recipient coded", flag(recipients.iter().any(|party| party.code.is_some()))),
        ("no recipient", flag(recipients.is_empty() && !together)),
        ("recipient by place", flag(*by_place)),
        ("two states", flag(two_states)),
        ("own state", flag(own)),
        ("noun", flag(act.nominal)),
        ("passive", flag(act.passive)),
        ("not done", flag(matches!(status, Status::Hypothetical | Status::Negated))),
        ("to come", flag(status == Status::Future)),
        ("needs both", flag(act.known)),
    ];
    all.into_iter().filter(|&(_, value)| value != 0.0).collect()
}

/// From 0 to 1.
pub(super) fn confidence(verbs: &Verbs, features: &[(&'static str, f32)]) -> f32 {
    let weight = |name: &str| verbs.weights.get(name).copied().unwrap_or(0.0);
    let sum: f32 = features.iter().map(|&(name, value)| value * weight(name)).sum();
    let share = 1.0 / (1.0 + (-sum).exp());
    // Hundredths: more would be told than is known.
    (share * 100.0).round() / 100.0
}

/// The features in words.
pub(super) fn told(confidence: f32, features: &[(&'static str, f32)]) -> String {
    let told = features.iter().filter(|(name, _)| *name != "always").map(|(name, value)| match *value {
        1.0 => name.to_string(),
        value => format!("{name} {}", (value * 100.0).round() / 100.0),
    });
    format!("confidence {confidence}: {}", told.collect::<Vec<_>>().join(", "))
}
