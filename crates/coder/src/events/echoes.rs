//! Whom an act answers where its sentence does not say: "rejected the accusation", "condemned the
//! expulsions", "recalled its envoy".
//!
//! ```text
//! "Oslo accused Minsk of spying. … Minsk denied the charges."   REJECT by Minsk, of Oslo
//! ```
//!
//! The last stage before an event joins those of its report: the noun says which kind of act is
//! answered, the report who did that.

use tiltmeter_record::{
    Actor, DateReason, Event, EventType, Mode, Quad, Resolution, Span, Status, Telling, When,
};
use tiltmeter_text::{Deprel, Upos};

use super::acts::Act;
use super::frames::{Part, Pattern, Piece, Signal, Target};
use super::people::is_political;
use super::{Dated, SentenceCoder, assertion, status};

// So many events before it may be answered: farther back, readers have forgotten them too.
const REACH: usize = 200;

// What "the measures" may be.
const VAGUE: &[EventType] = &[EventType::Coerce, EventType::Sanction];

// Within so many sentences an act is named again without its actors.
const UNSAID_REACH: usize = 2;

/// What an event without recipient answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Echo {
    /// An act of these types, with that mode, told by the noun in that span.
    Of(Vec<EventType>, Option<Mode>, Span),
    /// The act before it in the sentence: "expelled the envoy and recalled its own".
    Before,
    /// An act of the same party that it does not undo: "Oslo closed the crossing to Minsk. … It refuses to reopen it."
    Own,
    /// The same act of the same party as others tell it: "denied that its troops had fired".
    Denied,
    /// What another has done, by a pronoun: "drew up sanctions. … Oslo threatened to veto them".
    Made,
    /// Those who did what is said of them, by a pronoun: "those who signed it".
    Doers(Vec<EventType>, Span),
    /// An act of several among whom it mediates: "The truce, brokered by Oslo".
    Among(Span),
}

/// An act that was told before and is named again, by a noun with an article: "announced the suspension on Jan. 4",
/// "the measures will be approved in May".
pub(super) struct Retelling {
    /// What the noun can mean.
    types: Vec<EventType>,
    /// Who did it; nobody where the sentence does not say.
    actors: Vec<Actor>,
    /// Whether it has been done or is to come.
    status: Status,
    date: Option<(When, DateReason)>,
    telling: Telling,
}

/// Gives the event that is told again its new evidence, and the day, where that is told only now.
pub(super) fn retell(known: &mut [Event], retelling: Retelling) {
    let Retelling { types, actors, status, date, telling } = retelling;
    let same = |event: &&mut Event| {
        let code = |actor: &Actor| actor.code.is_some() && actors.iter().any(|own| own.code == actor.code);
        let near = telling.sentence.abs_diff(event.sentence) <= UNSAID_REACH;
        let by_them = if actors.is_empty() { near } else { event.actors.iter().any(code) };
        types.contains(&event.event) && event.status == status && by_them
    };
    let mut earlier = known.iter_mut().rev().take(REACH).filter(|event| event.sentence != telling.sentence);
    if let Some(event) = earlier.find(same) {
        event.take_date(date.map(|(when, _)| when), date.map(|(_, reason)| reason));
        event.evidence.push(telling);
    }
}

impl SentenceCoder<'_> {
    /// The acts that the sentence names again: somebody known announced, imposed, began what the noun tells.
    pub(super) fn retellings(&self) -> Vec<Retelling> {
        (0..self.clauses.view.len()).filter_map(|verb| self.retelling(verb)).collect()
    }

    fn retelling(&self, verb: usize) -> Option<Retelling> {
        let clauses = self.clauses;
        let performs = |pattern: &&Pattern| match pattern.target {
            Target::Operator(operator) => {
                pattern.rest.is_empty() && self.verbs.operators[operator].nouns_only
            }
            _ => false,
        };
        if !clauses.is_verb(verb) || !self.verbs.patterns(&clauses.lemma(verb)).iter().any(|p| performs(&p)) {
            return None;
        }
        let clause = clauses.clause(verb);
        let unsaid = clause.passive && clauses.agent(verb).is_none();
        let noun = clause.object.or(clause.subject.filter(|_| unsaid))?;
        let subject = if unsaid { None } else { Some(clause.subject?) };
        let behind = ["of", "on"].iter().find_map(|case| clauses.phrase(noun, case));
        let bare = behind.is_none_or(|behind| self.people.is_time(behind));
        if !bare || !clauses.is_nominal(noun) || !self.is_definite(noun) {
            return None;
        }
        if subject.is_some_and(|subject| !self.people.is_party(subject)) {
            return None;
        }
        let types = self.told_by(noun);
        let act = Act::bare(verb).filter(|_| !types.is_empty())?;
        let (date, _) = status::date(clauses, &act, &self.calendar);
        let date = date.filter(|(_, reason)| matches!(reason, DateReason::Words(_)));
        let span = clauses.view.span(verb.min(noun), verb.max(noun));
        let ahead = assertion::is_ahead(clauses, self.certainties, verb);
        let status = if subject.is_none() && ahead { Status::Future } else { Status::Actual };
        let actors = subject.map(|subject| self.people.parties(subject)).unwrap_or_default();
        let (attribution, rule) = (self.attribution(&act), format!("retold:{}", clauses.lemma(noun)));
        let telling = Telling { sentence: self.sentence_idx, span, attribution, rule };
        Some(Retelling { types, actors, status, date, telling })
    }

    // What a noun tells, with or without the "of" behind which the rest of it would stand.
    fn told_by(&self, noun: usize) -> Vec<EventType> {
        let preposition = |piece: &Piece| matches!(piece, Piece::Word(word) if self.verbs.signals(Signal::Preposition, word));
        let short = |pattern: &&Pattern| {
            pattern.part == Part::Noun
                && (pattern.rest.is_empty() || pattern.rest.len() == 1 && preposition(&pattern.rest[0]))
        };
        let outcomes = |pattern: &Pattern| -> Vec<EventType> {
            match pattern.target {
                Target::Frame(frame) => self.verbs.frames[frame].outcome.event.into_iter().collect(),
                Target::Operator(operator) => {
                    let rows = self.verbs.tables[self.verbs.operators[operator].table].iter();
                    rows.filter_map(|row| row.outcome.event).collect()
                }
                Target::Idiom => Vec::new(),
            }
        };
        let patterns = self.verbs.patterns(&self.clauses.lemma(noun)).iter().filter(short);
        let vague = if self.clauses.gives(Signal::Measure, noun) { VAGUE } else { &[] };
        patterns.flat_map(outcomes).chain(vague.iter().copied()).collect()
    }

    /// What the act may answer.
    pub(super) fn echo(&self, act: &Act) -> Option<Echo> {
        let view = &self.clauses.view;
        let harms = act.quad() == Quad::MaterialConflict && act.event != EventType::Assault;
        let breaks = harms || act.event == EventType::Threaten;
        if breaks && view.deprel(act.head) == Deprel::Conj {
            return Some(Echo::Before);
        }
        if act.status == Status::Negated {
            return Some(Echo::Denied);
        }
        if let Some(doers) = self.doers(act) {
            return Some(doers);
        }
        let opposes = matches!(act.event, EventType::Reject | EventType::Threaten);
        if opposes && act.things && self.of_pronoun(act) {
            return Some(Echo::Made);
        }
        if act.event == EventType::Reject && self.keeps_it(act) {
            return Some(Echo::Own);
        }
        if act.event == EventType::Reject
            && self.clauses.has(act.head, Deprel::Ccomp)
            && self.rebuts(act.head)
        {
            return Some(Echo::Of(vec![EventType::Accuse], None, view.tokens[act.head].span));
        }
        if act.event == EventType::Consult {
            let held = |&word: &usize| self.clauses.is_nominal(word) && self.is_definite(word);
            let noun = act.words.iter().copied().find(held).filter(|_| act.mode.is_none())?;
            return Some(Echo::Among(self.people.phrase(noun)));
        }
        if !matches!(act.event, EventType::Reject | EventType::Accuse | EventType::Support) {
            return None;
        }
        let object = self.object(act)?;
        let noun = if view.tokens[object].upos == Upos::Pron { self.noun_before(object)? } else { object };
        let span = self.people.phrase(object);
        let definite = object != noun || self.is_definite(noun);
        let (types, mode) = self.echoed(noun, act.event).filter(|_| definite)?;
        Some(Echo::Of(types, mode, span))
    }

    fn object(&self, act: &Act) -> Option<usize> {
        let verbs = act.words.iter().copied().filter(|&word| self.clauses.is_verb(word));
        verbs.filter_map(|verb| self.clauses.clause(verb).object).next()
    }

    /// Whether the act judges a deed without saying which: "criticised the decision", "welcomed the measures".
    pub(super) fn is_of_deed(&self, act: &Act) -> bool {
        let deed = self.object(act).filter(|&object| self.clauses.gives(Signal::Measure, object));
        act.quad().is_verbal() && deed.is_some_and(|deed| self.is_definite(deed))
    }

    // "those who signed it will be punished": who signed was told before.
    fn doers(&self, act: &Act) -> Option<Echo> {
        let clauses = self.clauses;
        let [those] = act.recipients[..] else { return None };
        let pronoun = clauses.view.tokens[those].upos == Upos::Pron && clauses.gives(Signal::Definite, those);
        let verb = clauses.child(those, Deprel::AclRelcl).filter(|_| pronoun)?;
        let object = clauses.clause(verb).object?;
        let frame = |pattern: &Pattern| match pattern.target {
            Target::Frame(frame) if pattern.part == Part::Verb => self.verbs.frames[frame].outcome.event,
            _ => None,
        };
        let types = self.verbs.patterns(&clauses.lemma(verb)).iter().filter_map(frame).collect();
        clauses.gives(Signal::Pronoun, object).then(|| Echo::Doers(types, self.people.phrase(those)))
    }

    // "refuses to reopen it": the pronoun of the clause that is refused.
    fn keeps_it(&self, act: &Act) -> bool {
        let clauses = self.clauses;
        let inside = act.words.iter().flat_map(|&word| clauses.children(word)).copied();
        let mut inside =
            inside.filter(|&child| clauses.is_verb(child) && clauses.view.deprel(child) == Deprel::Xcomp);
        inside.any(|verb| {
            clauses.clause(verb).object.is_some_and(|object| clauses.gives(Signal::Pronoun, object))
        })
    }

    // "threatened to veto them"
    fn of_pronoun(&self, act: &Act) -> bool {
        let verbs = act.words.iter().copied().filter(|&word| self.clauses.is_verb(word));
        let mut objects = verbs.filter_map(|verb| self.clauses.clause(verb).object);
        objects.any(|object| self.clauses.view.tokens[object].upos == Upos::Pron)
    }

    fn rebuts(&self, word: usize) -> bool {
        self.clauses.gives(Signal::Rebuts, word)
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

// What was done so many days before the report may have been judged on any day since.
const LONG_SINCE: i32 = 7;

/// "Oslo criticised the American decision": said on some day since the decision, where the report tells that day, and
/// not on the report's own. The month is known, where it is the same.
pub(super) fn date_since(known: &[Event], event: &mut Event) {
    let Some(published) = event.date.filter(|_| event.date_reason == Some(DateReason::Report)) else {
        return;
    };
    let judged =
        |deed: &Actor| event.recipients.iter().any(|party| party.code.is_some() && party.code == deed.code);
    let deed = |other: &&Event| {
        let done = other.status == Status::Actual && other.event.quad() != Quad::VerbalCooperation;
        done && other.actors.iter().any(judged) && other.has_own_day()
    };
    let Some(deed) = known.iter().rev().take(REACH).find(deed) else { return };
    let (Some(when), Some(reason)) = (deed.date, deed.date_reason) else { return };
    let days = published.date.since(when.last_day()).map_or(0, |span| span.get_days());
    if days > LONG_SINCE {
        let month = When::month(published.date);
        let same = month.date == When::month(when.date).date;
        (event.date, event.date_reason) = if same { (Some(month), Some(reason)) } else { (None, None) };
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
        Echo::Own => {
            let kept = earlier.find(|other| {
                let ours = other.actors.iter().any(own) && !others(&other.recipients).is_empty();
                let near = event.sentence.abs_diff(other.sentence) <= 1;
                near && ours && other.event.quad() == Quad::MaterialConflict
            });
            kept.map(|other| others(&other.recipients))
        }
        Echo::Made => {
            let made = earlier.find(|other| {
                event.sentence.abs_diff(other.sentence) <= 2 && !others(&other.actors).is_empty()
            });
            made.map(|other| others(&other.actors))
        }
        Echo::Denied => {
            let claimed = earlier.find(|other| {
                let same = other.event == event.event && other.actors.iter().any(own);
                same && other.status != Status::Negated && !others(&other.recipients).is_empty()
            });
            claimed.map(|other| others(&other.recipients))
        }
        Echo::Doers(types, span) => {
            let parties = |other: &Event| -> Vec<Actor> {
                others(&other.actors).into_iter().chain(others(&other.recipients)).collect()
            };
            let done = earlier.find(|other| types.contains(&other.event) && !parties(other).is_empty());
            done.map(|other| at(parties(other), *span))
        }
        Echo::Among(span) => {
            let several = |other: &&Event| {
                let parties = others(&other.actors);
                parties.iter().any(|party| party.code != parties[0].code)
            };
            earlier.find(several).map(|other| at(others(&other.actors), *span))
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
