//! Who did what to whom.
//!
//! ```text
//! lexicon/verbs ──> frames
//! tree ──> clauses ──> matching ──> acts (compose) ──> events, with parties, dates, status
//! ```
//!
//! ```text
//! "Turkey agreed to lift its embargo on Armenia."   TUR AGREE ARM, CAMEO 0354
//! ```

mod acts;
mod arguments;
mod clauses;
mod compose;
mod frames;
mod matching;
mod modality;
mod operators;
mod people;
mod quantities;
mod reading;
mod status;
#[cfg(test)]
mod tests;
mod triggers;

pub(crate) use frames::Verbs;
pub(crate) use triggers::{Role, stems};

use tiltmeter_record::{
    Actor, Attribution, Event, EventType, Report, Resolution, Span, Statement, Status, TimeExpression,
};
use tiltmeter_text::{Document, Upos};

use acts::{Act, Evaluator};
use clauses::Clauses;
use frames::Signal;
use people::{People, is_known};

use crate::statements::statement_at;
use crate::{Lexicon, Mentions};

/// Finds the events of a report.
pub(crate) fn find(
    report: &Report,
    document: &Document,
    mentions: &Mentions,
    times: &[TimeExpression],
    statements: &[Statement],
    lexicon: &Lexicon,
    explain: bool,
) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    for sentence_idx in 0..document.sentences.len() {
        if !document.sentences[sentence_idx].parsed || mentions.of_sentence(sentence_idx).is_empty() {
            continue;
        }
        let clauses = Clauses::new(
            document.view(&report.text, sentence_idx),
            &lexicon.verbs,
            mentions.of_sentence(sentence_idx),
        );
        let people = People::new(&clauses, mentions, sentence_idx, times);
        let sentence = SentenceCoder {
            report,
            sentence_idx,
            clauses: &clauses,
            people: &people,
            verbs: &lexicon.verbs,
            times,
            statements,
            explain,
        };
        for event in sentence.events() {
            merge(&mut events, event);
        }
    }
    events
}

/// One act told twice is one event: the first telling stays, the second becomes its evidence.
fn merge(events: &mut Vec<Event>, event: Event) {
    let same = events.iter_mut().find(|known| tells_same(known, &event));
    let Some(known) = same else {
        events.push(event);
        return;
    };
    if known.modes.is_empty() {
        known.modes = event.modes;
    }
    known.date = known.date.or(event.date);
    if !known.explanation.is_empty() {
        known.explanation.push(format!("told again in sentence {} by {}", event.sentence, event.rule));
    }
}

fn tells_same(known: &Event, event: &Event) -> bool {
    let codes = |actors: &[Actor]| -> Vec<Option<String>> {
        let mut codes: Vec<_> = actors.iter().map(|actor| actor.code.clone()).collect();
        codes.sort();
        codes.dedup();
        codes
    };
    let (actors, recipients) = (codes(&known.actors), codes(&known.recipients));
    let resolved = actors.iter().chain(&recipients).all(Option::is_some) && !recipients.is_empty();
    let dates = match (known.date, event.date) {
        (Some(a), Some(b)) => a.date <= b.last_day() && b.date <= a.last_day(),
        _ => true,
    };
    known.event == event.event
        && known.status == event.status
        && dates
        && resolved
        && actors == codes(&event.actors)
        && recipients == codes(&event.recipients)
}

struct SentenceCoder<'a> {
    report: &'a Report,
    sentence_idx: usize,
    clauses: &'a Clauses<'a>,
    people: &'a People<'a>,
    verbs: &'a Verbs,
    times: &'a [TimeExpression],
    statements: &'a [Statement],
    explain: bool,
}

impl SentenceCoder<'_> {
    // Words nearer the root first: an act that an operator took in is told by the operator.
    fn events(&self) -> Vec<Event> {
        let evaluator = Evaluator { clauses: self.clauses, people: self.people, verbs: self.verbs };
        let mut order: Vec<usize> = (0..self.clauses.view.len()).collect();
        order.sort_by_key(|&token| (self.clauses.depth(token), token));
        let mut taken = vec![false; order.len()];
        let mut events: Vec<Event> = Vec::new();
        for token in order {
            if taken[token] {
                continue;
            }
            for act in evaluator.acts(token, None, 0) {
                if let Some(event) = self.event(&act) {
                    self.take(&act, &mut taken);
                    events.push(event);
                }
            }
        }
        events.sort_by_key(|event| event.span);
        events
    }

    // The words that tell an act, and what somebody is accused of or thanked for: "blamed Iran for
    // attacking" is no attack on the reporter's word.
    fn take(&self, act: &Act, taken: &mut [bool]) {
        act.words.iter().for_each(|&word| taken[word] = true);
        let hosts = act.words.iter().flat_map(|&word| self.clauses.children(word).iter().copied());
        let marked = hosts.filter(|&child| {
            self.clauses.is_verb(child) && self.clauses.has_case(child, "of")
                || self.clauses.is_verb(child) && self.clauses.has_case(child, "for")
        });
        for clause in marked.collect::<Vec<_>>() {
            self.take_below(clause, taken);
        }
    }

    fn take_below(&self, head: usize, taken: &mut [bool]) {
        taken[head] = true;
        for &child in self.clauses.children(head) {
            self.take_below(child, taken);
        }
    }

    fn event(&self, act: &Act) -> Option<Event> {
        if act.idle {
            return None;
        }
        let acting: Vec<usize> =
            act.actors.iter().copied().filter(|&head| self.people.is_somebody(head)).collect();
        let nobody =
            |heads: &[usize]| !heads.is_empty() && !heads.iter().any(|&head| self.people.is_somebody(head));
        // "Three members meet the standard": nobody is met.
        if nobody(&act.actors) || act.somebody && nobody(&act.recipients) {
            return None;
        }
        let (mut actors, mut recipients) = (self.parties(&acting), self.parties(&act.recipients));
        let itself = |recipient: &Actor, actor: &Actor| {
            // "Beijing pledged to China": one state under two names.
            let state = |actor: &Actor| matches!(actor.resolution, Resolution::Name | Resolution::Metonym);
            let same =
                actor.code.is_some() && actor.code == recipient.code && actor.sectors == recipient.sectors;
            let twin = same && (state(actor) && state(recipient) || actor.name.is_some());
            actor.span.touches(recipient.span) || twin && actor.name == recipient.name
        };
        recipients.retain(|recipient| !actors.iter().any(|actor| itself(recipient, actor)));
        let mut by_place = false;
        if recipients.is_empty() && !act.mutual {
            recipients = self.place(act, &actors);
            by_place = !recipients.is_empty();
        }
        if actors.is_empty() && act.event == EventType::Coerce && self.is_passive(act) {
            // "was arrested in Niger": police act where they are police.
            actors = self.place(act, &recipients);
        }
        if !self.may_fire(act, &actors, &recipients) {
            return None;
        }
        dedup(&mut actors);
        dedup(&mut recipients);
        let (date, status) = status::date(self.clauses, act, self.times, self.report.date);
        Some(Event {
            sentence: self.sentence_idx,
            event: act.event,
            modes: act.mode.into_iter().collect(),
            contexts: contexts(act),
            cameo: act.cameo.clone(),
            confidence: self.confidence(act, &actors, &recipients, by_place, status),
            span: self.span(act),
            date,
            status,
            attribution: self.attribution(act),
            magnitudes: quantities::quantities(self.clauses, self.verbs, act),
            location: self.place_phrase(act).map(|place| self.people.phrase(place)),
            rule: act.rules.join(" < "),
            explanation: if self.explain { self.explanation(act, by_place) } else { Vec::new() },
            actors,
            recipients,
        })
    }

    fn parties(&self, heads: &[usize]) -> Vec<Actor> {
        let able = heads.iter().copied().filter(|&head| self.people.may_act(head));
        able.flat_map(|head| self.people.parties(head)).collect()
    }

    // "declared a curfew in Lagos": where PLOVER has nobody else, the place is the recipient.
    fn place(&self, act: &Act, actors: &[Actor]) -> Vec<Actor> {
        let found = self.place_phrase(act).map(|place| self.people.parties(place)).unwrap_or_default();
        found.into_iter().filter(|place| !actors.iter().any(|actor| actor.span.touches(place.span))).collect()
    }

    fn place_phrase(&self, act: &Act) -> Option<usize> {
        let at_place = |&token: &usize| {
            let located = self.clauses.cases(token).any(|case| self.clauses.gives(Signal::Place, case));
            let name =
                self.clauses.view.tokens[token].upos == Upos::Propn || self.people.is_or_holds_party(token);
            located && name && !self.people.is_time(token) && !self.clauses.is_verb(token)
        };
        let below = |token: &usize| act.words.iter().any(|&word| self.clauses.is_below(*token, word));
        let first = act.words.iter().copied().min().unwrap_or(act.head);
        (first..self.clauses.view.len()).filter(below).find(at_place)
    }

    fn may_fire(&self, act: &Act, actors: &[Actor], recipients: &[Actor]) -> bool {
        let (known_actor, known_recipient) = (actors.iter().any(is_known), recipients.iter().any(is_known));
        let at_war = act.event == EventType::Assault && actors.iter().any(is_armed) && !recipients.is_empty();
        if act.known && !at_war && !(known_actor && (known_recipient || act.mutual && actors.len() > 1)) {
            return false;
        }
        if act.known_actor && !known_actor {
            return false;
        }
        if act.nominal && act.rules.len() == 1 {
            return known_actor && (known_recipient || act.mutual && actors.len() > 1);
        }
        if actors.is_empty() {
            return known_recipient && self.is_passive(act);
        }
        known_actor || known_recipient
    }

    fn is_passive(&self, act: &Act) -> bool {
        self.clauses.clause(act.head).passive
    }

    fn confidence(
        &self,
        act: &Act,
        actors: &[Actor],
        recipients: &[Actor],
        by_place: bool,
        status: Status,
    ) -> f32 {
        let mut score: f32 = 0.55;
        score += 0.05 * act.n_narrowing.min(3) as f32;
        score += if actors.iter().any(is_known) { 0.15 } else { -0.1 };
        score += if recipients.iter().any(is_known) { 0.15 } else { 0.0 };
        score -= if recipients.is_empty() && !(act.mutual && actors.len() > 1) { 0.1 } else { 0.0 };
        score -= if by_place { 0.1 } else { 0.0 };
        score -= if act.nominal { 0.1 } else { 0.0 };
        score -= if actors.is_empty() { 0.1 } else { 0.0 };
        score -= if matches!(status, Status::Hypothetical | Status::Negated) { 0.15 } else { 0.0 };
        score -= 0.02 * self.clauses.depth(act.head).min(5) as f32;
        score.clamp(0.05, 0.97)
    }

    fn span(&self, act: &Act) -> Span {
        let first = act.words.iter().copied().min().unwrap_or(act.head);
        let last = act.words.iter().copied().max().unwrap_or(act.head);
        self.clauses.view.span(first, last)
    }

    fn attribution(&self, act: &Act) -> Option<Attribution> {
        let place = self.clauses.view.tokens[act.head].span;
        let statement = statement_at(self.statements, place)?;
        Some(Attribution { speaker: statement.speaker.clone(), cue: statement.cue })
    }

    fn explanation(&self, act: &Act, by_place: bool) -> Vec<String> {
        let view = &self.clauses.view;
        let words: Vec<&str> = act.words.iter().map(|&word| view.form(word)).collect();
        let mut lines = vec![format!("words: {}", words.join(" "))];
        lines.extend(act.rules.iter().map(|rule| format!("entry: {rule}")));
        if by_place {
            lines.push("recipient: the place of the act".to_string());
        }
        lines
    }
}

fn is_armed(actor: &Actor) -> bool {
    actor.sectors.iter().any(|sector| ["MIL", "REB", "PRM", "UAF"].contains(&sector.code()))
}

fn dedup(actors: &mut Vec<Actor>) {
    let mut seen: Vec<Span> = Vec::new();
    actors.retain(|actor| {
        let fresh = !seen.contains(&actor.span) || actor.code.is_some();
        seen.push(actor.span);
        fresh
    });
}

fn contexts(act: &Act) -> Vec<tiltmeter_record::Context> {
    let mut contexts = act.contexts.clone();
    contexts.sort();
    contexts.dedup();
    contexts
}
