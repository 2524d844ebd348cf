//! Whom an act answers where its sentence does not say: "rejected the accusation", "condemned the
//! expulsions", "recalled its envoy".
//!
//! ```text
//! "Oslo accused Minsk of spying. … Minsk denied the charges."   REJECT by Minsk, of Oslo
//! ```
//!
//! The last stage before an event joins those of its report: the noun says which kind of act is
//! answered, the report who did that.

use tiltmeter_record::{Actor, Event, EventType, Mode, Quad, Resolution, Span, Status};
use tiltmeter_text::{Deprel, Upos};

use super::SentenceCoder;
use super::acts::Act;
use super::frames::{Part, Signal, Target};
use super::people::is_political;

// So many events before it may be answered: farther back, readers have forgotten them too.
const REACH: usize = 200;

/// What an event without recipient answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Echo {
    /// An act of these types, with that mode, told by the noun in that span.
    Of(Vec<EventType>, Option<Mode>, Span),
    /// The act before it in the sentence: "expelled the envoy and recalled its own".
    Before,
}

impl SentenceCoder<'_> {
    /// What the act may answer.
    pub(super) fn echo(&self, act: &Act) -> Option<Echo> {
        let view = &self.clauses.view;
        let harms = act.quad() == Quad::MaterialConflict && act.event != EventType::Assault;
        let breaks = harms || act.event == EventType::Threaten;
        if breaks && view.deprel(act.head) == Deprel::Conj {
            return Some(Echo::Before);
        }
        if !matches!(act.event, EventType::Reject | EventType::Accuse | EventType::Support) {
            return None;
        }
        let object = act.words.iter().copied().find_map(|word| {
            let verb = self.clauses.is_verb(word);
            verb.then(|| self.clauses.clause(word).object).flatten()
        })?;
        let noun = if view.tokens[object].upos == Upos::Pron { self.noun_before(object)? } else { object };
        let span = self.people.phrase(object);
        let definite = object != noun || self.is_definite(noun);
        let (types, mode) = self.echoed(noun, act.event).filter(|_| definite)?;
        Some(Echo::Of(types, mode, span))
    }

    // "offered help, and Oslo rejected it": the offer before the pronoun.
    fn noun_before(&self, pronoun: usize) -> Option<usize> {
        let it = self.clauses.view.form(pronoun).eq_ignore_ascii_case("it");
        let told = |token: &usize| self.signalled(*token).is_some();
        (0..pronoun).rev().filter(|_| it).find(told)
    }

    fn is_definite(&self, noun: usize) -> bool {
        let determiner = |&&child: &&usize| self.clauses.view.deprel(child) == Deprel::Det;
        let mut determiners = self.clauses.children(noun).iter().filter(determiner);
        determiners.any(|&determiner| self.clauses.gives(Signal::Definite, determiner))
    }

    fn signalled(&self, noun: usize) -> Option<Vec<EventType>> {
        let gives = |signal| self.clauses.is_nominal(noun) && self.clauses.gives(signal, noun);
        if gives(Signal::Claim) {
            Some(vec![EventType::Accuse])
        } else if gives(Signal::Demand) {
            Some(vec![EventType::Request, EventType::Threaten])
        } else if gives(Signal::Offer) {
            Some(vec![EventType::Agree])
        } else {
            None
        }
    }

    // Claims, demands and offers are refused; any act of the lexicon is condemned or praised.
    fn echoed(&self, noun: usize, event: EventType) -> Option<(Vec<EventType>, Option<Mode>)> {
        if event == EventType::Reject {
            return self.signalled(noun).map(|types| (types, None));
        }
        let patterns = self.verbs.patterns(&self.clauses.lemma(noun)).iter();
        let mut types = patterns.filter_map(|pattern| match pattern.target {
            Target::Frame(frame) if pattern.part == Part::Noun && pattern.rest.is_empty() => {
                let outcome = &self.verbs.frames[frame].outcome;
                outcome.event.map(|event| (vec![event], outcome.mode))
            }
            _ => None,
        });
        types.next()
    }
}

/// Gives an event the recipient that it answers; `false` where the events told before it name none.
pub(super) fn answer(known: &[Event], event: &mut Event, echo: &Echo) -> bool {
    if !event.recipients.is_empty() || event.actors.is_empty() {
        return false;
    }
    let own = |party: &Actor| event.actors.iter().any(|actor| actor.code == party.code);
    let others = |parties: &[Actor]| -> Vec<Actor> {
        let foreign = |party: &&Actor| party.code.is_some() && is_political(party) && !own(party);
        parties.iter().filter(foreign).cloned().collect()
    };
    let mut earlier = known.iter().rev().take(REACH);
    let found = match echo {
        Echo::Before => {
            let before = earlier.find(|other| {
                let harm = matches!(other.event.quad(), Quad::MaterialConflict | Quad::VerbalConflict);
                other.sentence == event.sentence && harm && other.event != EventType::Assault
            });
            before.map(|other| others(&other.recipients))
        }
        Echo::Of(types, mode, span) => {
            let replies = |other: &&Event| {
                let to_us = other.recipients.is_empty() || other.recipients.iter().any(own);
                let addressed = event.event != EventType::Reject || to_us;
                let done = other.status == Status::Actual || event.event == EventType::Reject;
                let alike = done && mode.is_none_or(|mode| other.modes.contains(&mode));
                types.contains(&other.event) && alike && addressed && !others(&other.actors).is_empty()
            };
            // "The claim": what somebody says of us is one too.
            let says = |other: &&Event| {
                let of_us = other.actors.iter().chain(&other.recipients).any(own);
                of_us && types.contains(&EventType::Accuse) && event.event == EventType::Reject
            };
            let claimed = || {
                let speaker =
                    known.iter().rev().take(REACH).find(says)?.attribution.as_ref()?.speaker.clone()?;
                Some(others(&[speaker]))
            };
            let answered = earlier.find(replies).map(|other| others(&other.actors)).or_else(claimed);
            answered.map(|parties| at(parties, *span))
        }
    };
    event.recipients = found.unwrap_or_default();
    !event.recipients.is_empty()
}

// Those who are meant, at the words that mean them here.
fn at(mut actors: Vec<Actor>, span: Span) -> Vec<Actor> {
    for actor in &mut actors {
        actor.span = span;
        actor.resolution = Resolution::Role;
    }
    actors
}
