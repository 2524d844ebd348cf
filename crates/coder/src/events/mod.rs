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
mod assertion;
mod assessments;
mod attribution;
pub(crate) mod certainty;
pub(crate) mod clauses;
mod compose;
mod confidence;
mod echoes;
mod entries;
mod frames;
mod matching;
mod modality;
mod operators;
mod parties;
pub(crate) mod people;
mod places;
pub(crate) mod quantities;
mod reading;
mod repair;
mod status;
#[cfg(test)]
mod tests;
mod topics;
mod triggers;

pub use assertion::assertion;
pub(crate) use entries::entries;
pub use entries::{Entry, Example, line};
pub(crate) use frames::Verbs;
pub(crate) use repair::mended;
pub(crate) use triggers::{Asked, Role, Word, stems};

use rustc_hash::FxHashMap;
use tiltmeter_record::{
    Actor, Assessment, DateReason, Event, EventType, Interval, Quantity, Report, Span, Statement, Status,
    Telling, TimeExpression, When,
};
use tiltmeter_text::{Deprel, Document, Upos, Xpos};

use acts::{Act, Evaluator};
use clauses::Clauses;
use echoes::Echo;
pub(crate) use frames::Signal;
use people::People;
use quantities::{Counted, Counter};
use status::Calendar;

use crate::certainties::Certainties;
use crate::intervals::times_in;
use crate::whereabouts::Whereabouts;
use crate::{Lexicon, Mentions};

/// Finds the events of a report, and what it says of relations as such.
#[allow(clippy::too_many_arguments, reason = "what the stages before it found")]
pub(crate) fn find(
    report: &Report,
    document: &Document,
    mentions: &Mentions,
    times: &[TimeExpression],
    intervals: &[Interval],
    statements: &[Statement],
    lexicon: &Lexicon,
    explain: bool,
) -> (Vec<Event>, Vec<Assessment>) {
    let mut told = Told::default();
    let whereabouts = Whereabouts::new(mentions, lexicon);
    let mut assessments = Vec::new();
    let campaign = topics::is_about_election(report, document, &lexicon.verbs);
    for sentence_idx in 0..document.sentences.len() {
        let span = document.sentences[sentence_idx].span;
        let times = times_in(times, span);
        // "The measures will be approved in May": without a party, but it gives an act before it a day.
        let silent =
            mentions.of_sentence(sentence_idx).is_empty() && (times.is_empty() || told.events.is_empty());
        if !document.sentences[sentence_idx].parsed || silent {
            continue;
        }
        let mut view = document.view(&report.text, sentence_idx);
        let mended = repair::mended(&view, &lexicon.verbs);
        view.tokens = mended.as_deref().unwrap_or(view.tokens);
        let clauses = Clauses::new(view, &lexicon.verbs, mentions.of_sentence(sentence_idx));
        let calendar = Calendar { times, stretches: intervals, published: report.date };
        let touches = |statement: &&Statement| statement.content.iter().any(|part| part.touches(span));
        let statements: Vec<&Statement> = statements.iter().filter(touches).collect();
        let people = People::new(&clauses, mentions, sentence_idx, times);
        let counter = Counter { clauses: &clauses, people: &people, amounts: &lexicon.amounts, intervals };
        let sentence = SentenceCoder {
            sentence_idx,
            clauses: &clauses,
            people: &people,
            verbs: &lexicon.verbs,
            certainties: &lexicon.certainties,
            whereabouts: &whereabouts,
            counted: counter.all(),
            calendar,
            statements: statements.clone(),
            campaign,
            explain,
        };
        for Candidate { mut event, echo, answered, of_deed } in sentence.events() {
            if of_deed {
                echoes::date_since(&told.events, &mut event);
            }
            // What answers another act is an act of its own, however often somebody answers.
            let answers = echo.is_some_and(|echo| echoes::answer(&told.events, &mut event, &echo));
            if answers {
                event.confidence = event.confidence.max(answered);
            }
            match event.confidence >= lexicon.verbs.least {
                true if answers => told.push(event),
                true => told.merge(event),
                false => {}
            }
        }
        for retelling in sentence.retellings() {
            echoes::retell(&mut told.events, retelling);
        }
        assessments.extend(assessments::find(sentence_idx, &clauses, &people, &calendar, &statements));
    }
    (told.events, assessments)
}

/// What one act has in common wherever it is told: type, status, codes of its parties.
type Alike = (&'static str, Status, Vec<Option<String>>, Vec<Option<String>>);

/// The events of a report so far, found again by what they have in common: a long report would compare each with
/// all before it otherwise.
#[derive(Default)]
struct Told {
    events: Vec<Event>,
    alike: FxHashMap<Alike, Vec<usize>>,
}

impl Told {
    fn push(&mut self, event: Event) {
        self.alike.entry(alike(&event)).or_default().push(self.events.len());
        self.events.push(event);
    }

    /// One act told twice is one event: the first telling stays, the second becomes its evidence.
    fn merge(&mut self, event: Event) {
        let alike = alike(&event);
        let mut same = self.alike.get(&alike).into_iter().flatten().copied();
        let Some(known) = same.find(|&known| tells_same(&self.events[known], &event, &alike)) else {
            self.push(event);
            return;
        };
        let known = &mut self.events[known];
        if known.modes.is_empty() {
            known.modes = event.modes;
        }
        known.take_date(event.date, event.date_reason);
        let Event { sentence, span, attribution, rule, .. } = event;
        known.evidence.push(Telling { sentence, span, attribution, rule });
    }
}

/// An event of which another telling may know the day better.
trait Dated {
    fn take_date(&mut self, date: Option<When>, reason: Option<DateReason>);
}

impl Dated for Event {
    // "in January", and farther down "on Jan. 4": the day; and words before the report's own.
    fn take_date(&mut self, date: Option<When>, reason: Option<DateReason>) {
        let by_report = self.date_reason == Some(DateReason::Report);
        let finer = match (self.date, date) {
            (Some(_), Some(_)) if by_report && matches!(reason, Some(DateReason::Words(_))) => true,
            (None, _) => true,
            (Some(known), Some(told)) => {
                let within = known.date <= told.date && told.last_day() <= known.last_day();
                told.precision < known.precision && within
            }
            (Some(_), None) => false,
        };
        if finer {
            (self.date, self.date_reason) = (date, reason);
        }
    }
}

fn alike(event: &Event) -> Alike {
    let codes = |actors: &[Actor]| -> Vec<Option<String>> {
        let mut codes: Vec<_> = actors.iter().map(|actor| actor.code.clone()).collect();
        codes.sort();
        codes.dedup();
        codes
    };
    (event.event.code(), event.status, codes(&event.actors), codes(&event.recipients))
}

// Of two events that are alike.
fn tells_same(known: &Event, event: &Event, (_, _, actors, recipients): &Alike) -> bool {
    let resolved = actors.iter().chain(recipients).all(Option::is_some) && !recipients.is_empty();
    let dates = match (known.date, event.date) {
        (Some(a), Some(b)) => a.date <= b.last_day() && b.date <= a.last_day(),
        _ => true,
    };
    // "agreed to stop shooting and to pull back": one agreement of the two.
    // What is said twice in other words may be two statements; what is done is one deed.
    let said = known.event.quad().is_verbal();
    // "halted its exports and recalled its envoy": two deeds, though of one type.
    let other_deed = match (&known.cameo, &event.cameo) {
        (Some(one), Some(other)) => !one.starts_with(other.as_str()) && !other.starts_with(one.as_str()),
        _ => false,
    };
    let apart = matches!(
        known.event,
        EventType::Sanction | EventType::Coerce | EventType::Cooperate | EventType::Retreat
    );
    if other_deed && apart {
        return false;
    }
    let retold = !said || known.sentence == event.sentence || known.rule == event.rule;
    let one_breath = known.sentence == event.sentence
        && recipients.is_empty()
        && actors.len() > 1
        && actors.iter().all(Option::is_some);
    dates && retold && (resolved || one_breath)
}

// "are at risk of being banned", "promised to help": what becomes of the act inside where the whole is told of nobody.
fn status_inside(act: &Act) -> Option<Status> {
    use EventType::{Agree, Reject, Request, Threaten};
    let spoken = matches!(act.event, Agree | Reject | Request | Threaten);
    match act.status {
        _ if act.rules.len() < 2 => None,
        Status::Negated | Status::Hypothetical => Some(act.status),
        _ => spoken.then_some(Status::Hypothetical),
    }
}

/// What a sentence tells by itself.
struct Candidate {
    event: Event,
    /// What it may answer, if it names nobody.
    echo: Option<Echo>,
    /// How sure it is where it is found whom it answers.
    answered: f32,
    /// Whether it judges what its recipient has done: "criticised the American decision".
    of_deed: bool,
}

struct SentenceCoder<'a> {
    sentence_idx: usize,
    clauses: &'a Clauses<'a>,
    people: &'a People<'a>,
    verbs: &'a Verbs,
    certainties: &'a Certainties,
    whereabouts: &'a Whereabouts<'a>,
    /// The quantities of the sentence.
    counted: Vec<Counted>,
    calendar: Calendar<'a>,
    statements: Vec<&'a Statement>,
    /// Whether the report is about an election.
    campaign: bool,
    explain: bool,
}

impl SentenceCoder<'_> {
    // Words nearer the root first: an act that an operator took in is told by the operator.
    fn events(&self) -> Vec<Candidate> {
        let evaluator = Evaluator { clauses: self.clauses, people: self.people, verbs: self.verbs };
        let mut order: Vec<usize> = (0..self.clauses.view.len()).collect();
        order.sort_by_key(|&token| (self.clauses.depth(token), token));
        let mut taken = vec![false; order.len()];
        self.take_charges(&mut taken);
        let mut under: Vec<Option<Status>> = vec![None; order.len()];
        let mut events: Vec<Candidate> = Vec::new();
        for token in order {
            if taken[token] {
                continue;
            }
            let mut acts = evaluator.acts(token, None, 0);
            for act in &mut acts {
                self.add_toll(act, &evaluator);
                if act.status == Status::Actual {
                    act.status = under[token].unwrap_or(act.status);
                }
            }
            let mut told = acts.is_empty();
            for act in &acts {
                if self.is_vehicle(act, &evaluator) {
                    told = true;
                } else if self.is_aim_of_protest(act, &events) {
                    self.take(act, &mut taken);
                    told = true;
                } else if let Some(candidate) = self.candidate(act) {
                    self.take(act, &mut taken);
                    events.push(candidate);
                    told = true;
                } else if let Some(status) = status_inside(act) {
                    act.words
                        .iter()
                        .filter(|&&word| word != act.head)
                        .for_each(|&word| under[word] = Some(status));
                }
            }
            // "denies that it harbours militants": the denial is told, where what is denied is not.
            let untold = if told { None } else { evaluator.untold(token) };
            if let Some(act) = untold
                && let Some(candidate) = self.candidate(&act)
            {
                acts.iter().for_each(|inner| self.take(inner, &mut taken));
                events.push(candidate);
            }
        }
        events.sort_by_key(|candidate| candidate.event.span);
        events
    }

    // "bombed a village, killing nine people": one deed, with its toll.
    fn add_toll(&self, act: &mut Act, evaluator: &Evaluator<'_>) {
        if act.event != EventType::Assault || act.nominal {
            return;
        }
        for &child in self.clauses.children(act.head) {
            if child < act.head || !self.clauses.is_loose_gerund(child) {
                continue;
            }
            let crowd = |toll: &Act| {
                toll.event == EventType::Assault
                    && !toll.recipients.iter().any(|&who| self.people.is_coded(who))
            };
            let toll =
                evaluator.acts(child, None, 0).into_iter().find(|toll| toll.counts.is_some() && crowd(toll));
            act.words.extend(toll.into_iter().flat_map(|toll| toll.words));
        }
    }

    // "blocked roads to demand his release": what a protest is for is no act beside it.
    fn is_aim_of_protest(&self, act: &Act, events: &[Candidate]) -> bool {
        let view = &self.clauses.view;
        let inside = act.words.iter().copied().min().unwrap_or(act.head);
        let outer = if view.deprel(act.head) == Deprel::Advcl { act.head } else { inside };
        let infinitive = self.clauses.has_case(outer, "to") && view.deprel(outer) == Deprel::Advcl;
        // "staged a protest demanding his release": the gerund hangs on the protest.
        let gerund = act.event == EventType::Request
            && view.tokens[outer].xpos == Xpos::Vbg
            && matches!(view.deprel(outer), Deprel::Advcl | Deprel::Acl);
        let governor = view.head(outer).filter(|_| infinitive || gerund);
        governor.is_some_and(|governor| {
            events.iter().any(|Candidate { event, .. }| {
                event.event == EventType::Protest && event.span.contains(view.tokens[governor].span)
            })
        })
    }

    // "called him to voice solidarity": the call is its message, which its own words tell.
    fn is_vehicle(&self, act: &Act, evaluator: &Evaluator<'_>) -> bool {
        let phone = act.event == EventType::Consult && act.mode.is_some_and(|mode| mode.code() == "phone");
        let view = &self.clauses.view;
        let purpose =
            |child: usize| view.deprel(child) == Deprel::Advcl && self.clauses.has_case(child, "to");
        let mut purposes =
            self.clauses.children(act.head).iter().copied().filter(|&child| phone && purpose(child));
        purposes.any(|child| {
            let mut said = evaluator.acts(child, None, 0).into_iter();
            said.any(|said| said.status == Status::Actual && self.told_parties(&said).is_some())
        })
    }

    fn take(&self, act: &Act, taken: &mut [bool]) {
        act.words.iter().for_each(|&word| taken[word] = true);
        // "donated ventilators to assist Minsk": the gift is the help.
        if act.event == EventType::Aid {
            let things = act.words.iter().flat_map(|&word| self.clauses.clause(word).object);
            let hosts: Vec<usize> = act.words.iter().copied().chain(things).collect();
            for child in hosts.iter().flat_map(|&host| self.clauses.children(host)).copied() {
                taken[child] |= self.clauses.is_verb(child) && self.clauses.has_case(child, "to");
            }
        }
        // "the missiles fired by Oslo hit Minsk": they were fired in the same act.
        let weapons = act.words.iter().flat_map(|&word| {
            let clause = self.clauses.clause(word);
            clause.subject.into_iter().chain(self.clauses.agent(word))
        });
        let assault = act.event == EventType::Assault;
        let weapons = weapons.filter(|&weapon| assault && self.clauses.gives(Signal::Weapon, weapon));
        for fired in weapons.flat_map(|weapon| self.clauses.children(weapon)).copied() {
            taken[fired] |= self.clauses.view.deprel(fired) == Deprel::Acl;
        }
    }

    // What somebody is accused of or thanked for is told by that word: "blamed Iran for attacking" is
    // no attack on the reporter's word.
    fn take_charges(&self, taken: &mut [bool]) {
        for token in 0..self.clauses.view.len() {
            if !self.clauses.gives(Signal::Charge, token) {
                continue;
            }
            let object = if self.clauses.is_verb(token) { self.clauses.clause(token).object } else { None };
            for host in [Some(token), object].into_iter().flatten() {
                for &child in self.clauses.children(host) {
                    let said = host == token && self.clauses.view.deprel(child) == Deprel::Ccomp;
                    if child > host && (said || self.is_charge(child)) {
                        self.take_below(child, taken);
                    }
                }
            }
        }
    }

    fn is_charge(&self, clause: usize) -> bool {
        let opened = ["of", "for", "with"].iter().any(|case| self.clauses.has_case(clause, case));
        opened && (self.clauses.is_verb(clause) || !self.people.is_party(clause))
    }

    fn take_below(&self, head: usize, taken: &mut [bool]) {
        taken[head] = true;
        for &child in self.clauses.children(head) {
            self.take_below(child, taken);
        }
    }

    fn candidate(&self, act: &Act) -> Option<Candidate> {
        let parties = self.told_parties(act)?;
        let act = &parties.between(act);
        let (date, status) = status::date(self.clauses, act, &self.calendar);
        // "wants Oslo to strike Minsk": nobody has struck.
        let evaluator = Evaluator { clauses: self.clauses, people: self.people, verbs: self.verbs };
        let ahead = status == Status::Actual
            && !evaluator.is_said_at_once(act, act.head)
            && assertion::governed_ahead(self.clauses, self.certainties, act.head);
        let unproven = status == Status::Actual && assertion::is_unproven(self.clauses, act.head);
        let status = if ahead || unproven { Status::Hypothetical } else { status };
        let (date, status) = if assertion::is_rebutted(self.clauses, act.head) {
            (None, Status::Negated)
        } else {
            (date, status)
        };
        let span = self.span(act);
        let evidence = confidence::Evidence { clauses: self.clauses, act, parties: &parties, status, span };
        let features = evidence.features();
        let confidence = confidence::confidence(self.verbs, &features);
        let echo = self.echo(act);
        if confidence < self.verbs.least && echo.is_none() {
            return None;
        }
        let answered = confidence::confidence(self.verbs, &confidence::answered(&features));
        let mut explanation = if self.explain { self.explanation(act, parties.by_place) } else { Vec::new() };
        if self.explain {
            explanation.push(confidence::told(confidence, &features));
        }
        let attribution = self.attribution(act);
        let certainty = self.certainty(act, status, attribution.as_ref());
        let magnitudes = self.magnitudes(act);
        // "Gave Oslo more than $33 billion": the amount whole, and not its sign alone.
        let begun = |amount: &&Quantity| amount.span.touches(span) && amount.span.end() > span.end();
        let span = magnitudes.iter().filter(begun).fold(span, |span, amount| span.cover(amount.span));
        let mut event = Event {
            sentence: self.sentence_idx,
            event: act.event,
            modes: act.mode.into_iter().collect(),
            contexts: self.contexts(act, &parties),
            cameo: act.cameo.clone(),
            confidence,
            span,
            date: date.map(|(when, _)| when),
            date_reason: date.map(|(_, reason)| reason),
            status,
            certainty,
            denies: None,
            attribution,
            magnitudes,
            location: None,
            rule: act.rules.join(" < "),
            evidence: Vec::new(),
            explanation,
            actors: parties.actors,
            recipients: parties.recipients,
        };
        let codes = places::codes(&event);
        event.location = self.location(act, &codes.iter().map(String::as_str).collect::<Vec<_>>());
        Some(Candidate { event, echo, answered, of_deed: self.is_of_deed(act) })
    }

    fn magnitudes(&self, act: &Act) -> Vec<Quantity> {
        let own =
            self.counted.iter().filter(|counted| quantities::belongs(self.clauses, &act.words, counted));
        own.map(|counted| counted.quantity.clone()).collect()
    }

    fn place_phrase(&self, act: &Act) -> Option<usize> {
        let at_place = |&token: &usize| {
            let located = self.clauses.cases(token).any(|case| self.clauses.gives(Signal::Place, case));
            let name =
                self.clauses.view.tokens[token].upos == Upos::Propn || self.people.is_or_holds_party(token);
            located && name && !self.people.is_time(token) && !self.clauses.is_verb(token)
        };
        let below = |token: &usize| self.is_in_clause(*token, act);
        let first = act.words.iter().copied().min().unwrap_or(act.head);
        let places: Vec<usize> =
            (first..self.clauses.view.len()).filter(below).filter(|token| at_place(token)).collect();
        places.iter().copied().find(|&place| self.people.is_or_holds_party(place)).or(places.first().copied())
    }

    // Whether the way up from a word meets a word of the act before any clause with a subject of its
    // own: "gave aid to build schools in Lebanon" is aid in Lebanon.
    fn is_in_clause(&self, token: usize, act: &Act) -> bool {
        let mut at = self.clauses.view.head(token);
        for _ in 0..self.clauses.view.len() {
            match at {
                Some(head) if act.words.contains(&head) => return true,
                Some(head) if self.is_apart(head) => return false,
                Some(head) => at = self.clauses.view.head(head),
                None => return false,
            }
        }
        false
    }

    fn is_apart(&self, verb: usize) -> bool {
        let view = &self.clauses.view;
        let subject = |&child: &usize| matches!(view.deprel(child), Deprel::Nsubj | Deprel::NsubjPass);
        let apart =
            matches!(view.deprel(verb), Deprel::AclRelcl | Deprel::Ccomp | Deprel::Parataxis | Deprel::Conj);
        self.clauses.is_verb(verb) && (apart || self.clauses.children(verb).iter().any(subject))
    }

    fn is_passive(&self, act: &Act) -> bool {
        self.clauses.clause(act.head).passive
    }

    fn span(&self, act: &Act) -> Span {
        let first = act.words.iter().copied().min().unwrap_or(act.head);
        let last = act.words.iter().copied().max().unwrap_or(act.head);
        // "gave more than $33 billion": the sign alone is no sum.
        let view = &self.clauses.view;
        let sign = view.tokens[last].upos == Upos::Sym;
        let sum =
            (last + 1..view.len()).take_while(|&token| sign && view.tokens[token].upos == Upos::Num).last();
        view.span(first, sum.unwrap_or(last))
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
