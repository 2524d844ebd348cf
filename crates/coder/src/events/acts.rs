//! Acts: what a word of a sentence does, composed from the act inside it.
//!
//! [`Evaluator::acts`] answers for one word. A frame gives an act of its own; an operator asks for
//! the act inside it and looks up in its table what becomes of it; auxiliaries and negation come last.
//!
//! ```text
//! "Turkey agreed to lift its embargo"   embargo: COERCE   lift: CONCEDE 085   agreed: AGREE 0354
//! ```

use std::borrow::Cow;

use tiltmeter_record::{Context, EventType, Mode, Quad, Status};
use tiltmeter_text::{Deprel, Xpos};

use super::clauses::{Clause, Clauses};
use super::compose;
use super::frames::{Frame, Outcome, Part, Signal, Slot, Target, Variant, Verbs};
use super::matching::{Match, matches};
use super::people::People;

/// An act before its parties are looked up: they are still words of the sentence.
#[derive(Clone, Debug)]
pub(super) struct Act {
    pub(super) event: EventType,
    pub(super) mode: Option<Mode>,
    pub(super) cameo: Option<String>,
    pub(super) contexts: Vec<Context>,
    pub(super) status: Status,
    /// Heads of the phrases that name who acts.
    pub(super) actors: Vec<usize>,
    /// Heads of the phrases that name to whom.
    pub(super) recipients: Vec<usize>,
    /// The word that heads the whole.
    pub(super) head: usize,
    /// All words that made it what it is.
    pub(super) words: Vec<usize>,
    /// Entries that fired, the outermost first.
    pub(super) rules: Vec<String>,
    /// Whether the innermost act is an event noun that must be done by something.
    pub(super) idle: bool,
    /// Whether it fires only between known parties.
    pub(super) known: bool,
    pub(super) known_actor: bool,
    /// Whether it fires only between parties of two states.
    pub(super) foreign: bool,
    pub(super) somebody: bool,
    pub(super) mutual: bool,
    /// Whether it was told by a passive verb, which may leave out who did it.
    pub(super) passive: bool,
    /// Whether it was told by a noun.
    pub(super) nominal: bool,
    /// What those counted in the object are.
    pub(super) counts: Option<String>,
    /// The table that composes it where it is negated: not to accept is to refuse.
    pub(super) negated: Option<usize>,
    /// How many words narrowed its meaning.
    pub(super) n_narrowing: usize,
    /// What it is between people who fight with words.
    pub(super) in_words: Option<Outcome>,
    /// What it is where parties of two states do it together.
    pub(super) together: Option<Outcome>,
    /// Whether the street speaks in it: protests, strikes, their end.
    pub(super) street: bool,
    /// Whether politics is in its very words.
    pub(super) political: bool,
    /// Whether the recipient stands elsewhere than the entry says, and was looked for.
    pub(super) guessed: bool,
    /// Whether it says to whom it is addressed, be that nobody: "urged the world". Nobody else is looked for then.
    pub(super) addressed: bool,
    /// Whether it is told of a thing that goes from one to the other: "the money will flow".
    pub(super) moves: bool,
    /// Whether what it is done to is a thing: "threatened to veto them".
    pub(super) things: bool,
}

impl Act {
    /// No act at all: a word whose clause is to be dated.
    pub(super) fn bare(head: usize) -> Option<Act> {
        let outcome = Outcome { event: Some(EventType::Consult), ..Outcome::default() };
        Act::told(head, &outcome, "")
    }

    /// The quad class of its type.
    pub(super) fn quad(&self) -> Quad {
        self.event.quad()
    }

    /// An act that a word tells by an entry, with nobody in it yet.
    pub(super) fn told(head: usize, outcome: &Outcome, id: &str) -> Option<Act> {
        Some(Act {
            event: outcome.event?,
            mode: outcome.mode,
            cameo: outcome.cameo.clone(),
            contexts: Vec::new(),
            status: outcome.status.unwrap_or(Status::Actual),
            actors: Vec::new(),
            recipients: Vec::new(),
            head,
            words: vec![head],
            rules: vec![id.to_string()],
            idle: false,
            known: false,
            known_actor: false,
            foreign: false,
            somebody: false,
            mutual: false,
            passive: false,
            nominal: false,
            counts: None,
            negated: None,
            n_narrowing: 0,
            in_words: None,
            together: None,
            street: outcome.event == Some(EventType::Protest),
            political: false,
            guessed: false,
            addressed: false,
            moves: false,
            things: false,
        })
    }
}

/// What evaluation needs to know of one sentence.
pub(super) struct Evaluator<'a> {
    pub(super) clauses: &'a Clauses<'a>,
    pub(super) people: &'a People<'a>,
    pub(super) verbs: &'a Verbs,
}

// Deeper nesting than this is a parser's error, not a reporter's style.
const MAX_DEPTH: usize = 6;

impl Evaluator<'_> {
    /// The acts that the word `head` tells. `host` is the verb that performs it, where it is a noun.
    pub(super) fn acts(&self, head: usize, host: Option<usize>, depth: usize) -> Vec<Act> {
        if depth > MAX_DEPTH {
            return Vec::new();
        }
        let found = matches(self.clauses, self.verbs, head);
        let mut acts = self.best(head, host, depth, &found);
        if acts.is_empty() {
            return self.asked(head).into_iter().collect();
        }
        for act in &mut acts {
            self.modify(act, head);
        }
        acts.retain(|act| act.event != EventType::Agree || !act.rules.is_empty());
        acts
    }

    // Longer patterns first; among equals a frame narrowed by its words, an operator with an act
    // inside, a plain frame, an operator without.
    fn best(&self, head: usize, host: Option<usize>, depth: usize, found: &[Match]) -> Vec<Act> {
        let mut at = 0;
        while at < found.len() {
            let n_words = found[at].tokens.len();
            let equals: Vec<&Match> = found[at..].iter().take_while(|m| m.tokens.len() == n_words).collect();
            at += equals.len();
            // "seized on the remark" seizes nothing.
            if equals.iter().any(|found| found.target == Target::Idiom && !self.is_of_object(head, found)) {
                return Vec::new();
            }
            let acts = self.best_of(head, host, depth, &equals);
            if !acts.is_empty() {
                return acts;
            }
        }
        Vec::new()
    }

    // "seized three stations on the pipeline": the preposition belongs to the stations.
    fn is_of_object(&self, head: usize, found: &Match) -> bool {
        let object = self.clauses.child(head, Deprel::Obj).filter(|object| !found.tokens.contains(object));
        let opens = |&word: &usize| self.clauses.view.deprel(word) == Deprel::Case;
        let mut opened =
            found.literal.iter().filter(|word| opens(word)).map(|&word| self.clauses.view.head(word));
        object.is_some() && opened.any(|noun| noun.and_then(|noun| self.clauses.view.head(noun)) == object)
    }

    fn best_of(&self, head: usize, host: Option<usize>, depth: usize, equals: &[&Match]) -> Vec<Act> {
        let frames = || equals.iter().filter_map(|m| self.frame_act(head, host, m));
        let longer = equals.first().is_some_and(|m| !m.tokens.is_empty());
        if longer && let Some(act) = frames().next() {
            return vec![act];
        }
        for found in equals {
            let acts = self.operator_acts(head, host, depth, found);
            if !acts.is_empty() {
                return acts;
            }
        }
        if let Some(act) = frames().next() {
            return vec![act];
        }
        let alone = equals.iter().find_map(|found| self.operator_alone(head, host, found));
        alone.into_iter().collect()
    }

    fn frame_act(&self, head: usize, host: Option<usize>, found: &Match) -> Option<Act> {
        let Target::Frame(frame_idx) = found.target else { return None };
        let frame = &self.verbs.frames[frame_idx];
        let clause = self.clause_for(frame, head);
        if frame.alone && clause.passive && found.part == Part::Verb {
            return None;
        }
        let names_object = frame.alone && self.n_complements(head) > 1;
        if !frame.subject.is_empty()
            && !clause.subject.is_some_and(|subject| self.is_of(subject, &frame.subject))
        {
            return None;
        }
        let matched = clause.object.is_some_and(|object| found.tokens.contains(&object));
        if found.part == Part::Verb && (names_object || !matched && !self.object_fits(frame, clause.object)) {
            return None;
        }
        let fits = || match found.tokens.is_empty() {
            true => self.complement_fits(frame, head, &clause),
            false => !frame.bare || clause.object.is_none(),
        };
        let told =
            || clause.object.is_none() && found.opened.is_some_and(|opened| self.is_barred(frame, opened));
        if found.part == Part::Verb && (!fits() || told()) {
            return None;
        }
        let mut act = self.plain(head, found, &frame.outcome, &frame.id)?;
        act.contexts = frame.contexts.clone();
        act.counts = frame.counts.clone();
        act.in_words = frame.in_words.clone();
        act.together = frame.together.clone();
        act.street |= frame.street;
        act.political = frame.political;
        act.idle = found.part == Part::Noun && !frame.happens && !self.is_on(head);
        act.negated = frame.negated;
        (act.known, act.known_actor, act.mutual) = (frame.known, frame.known_actor, frame.mutual);
        act.somebody = frame.somebody;
        act.foreign = frame.foreign;
        act.things = frame.things;
        act.moves = frame.moves;
        self.narrow(&mut act, frame, head, found, clause.object);
        if frame.spoken || frame.felt || frame.received {
            (act.actors, act.recipients) = self.turned(frame, head, &clause, found)?;
        } else if found.part == Part::Noun {
            self.noun_parties(&mut act, frame, head, host, found);
        } else {
            self.verb_parties(&mut act, frame, head, &clause, found);
            act.passive = clause.passive;
        }
        let figure = |&recipient: &usize| {
            self.clauses.gives(Signal::Figurative, recipient) && !self.people.is_or_holds_party(recipient)
        };
        (!act.recipients.first().is_some_and(figure)).then_some(act)
    }

    // "Serbs rioted", read as "Serbs who were rioted": what takes no object has no passive.
    fn clause_for(&self, frame: &Frame, head: usize) -> Clause {
        let clause = self.clauses.clause(head);
        let impossible = frame.bare && clause.passive && clause.subject.is_none();
        match impossible {
            true => Clause { subject: clause.object, object: None, passive: false },
            false => clause,
        }
    }

    pub(super) fn plain(&self, head: usize, found: &Match, outcome: &Outcome, id: &str) -> Option<Act> {
        let mut act = Act::told(head, outcome, id)?;
        act.words.extend(&found.tokens);
        act.nominal = found.part == Part::Noun;
        act.n_narrowing = found.tokens.len();
        Some(act)
    }

    fn object_fits(&self, frame: &Frame, object: Option<usize>) -> bool {
        let Some(object) = object else { return frame.object.is_empty() && !frame.transitive };
        if self.is_barred(frame, object) {
            return false;
        }
        if self.clauses.gives(Signal::Figurative, object) && !self.people.is_party(object) {
            return false;
        }
        frame.object.is_empty() || self.is_of(object, &frame.object)
    }

    // "spoke to students": what the frame does not deal with, unless it is a party.
    fn is_barred(&self, frame: &Frame, thing: usize) -> bool {
        self.is_of(thing, &frame.object_not) && !self.people.is_party(thing)
    }

    fn complement_fits(&self, frame: &Frame, verb: usize, clause: &Clause) -> bool {
        let says = self.clauses.has(verb, Deprel::Ccomp) && clause.object.is_none();
        if frame.bare && (says || clause.object.is_some()) {
            return false;
        }
        // "was forced to defend not paying him": himself, and nobody else.
        let does = self.clauses.children(verb).iter().any(|&child| {
            let gerund = self.clauses.view.tokens[child].xpos == Xpos::Vbg
                && matches!(self.clauses.view.deprel(child), Deprel::Xcomp | Deprel::Advcl);
            let first = self.clauses.children(child).first().copied().unwrap_or(child).min(child);
            gerund && first == verb + 1
        });
        let takes_object = frame.recipient.first() == Some(&Slot::Object);
        (frame.clause || !says)
            && (frame.bare || !takes_object || clause.object.is_some() || clause.passive || !does)
    }

    // "called him a liar": two things that the verb asks for.
    fn n_complements(&self, verb: usize) -> usize {
        // "encouraged them to ask": parsers hang what is asked for as a purpose.
        let asks = self.clauses.gives(Signal::Controls, verb);
        let complement = |&&child: &&usize| {
            matches!(self.clauses.view.deprel(child), Deprel::Obj | Deprel::Iobj | Deprel::Xcomp)
                || asks
                    && self.clauses.view.deprel(child) == Deprel::Advcl
                    && self.clauses.has_case(child, "to")
        };
        // "called the senator a fool", where the parser takes the fool for an apposition; "called the move odd".
        let article = |&child: &usize| {
            let odd =
                self.clauses.view.deprel(child) == Deprel::Amod && self.clauses.children(child).is_empty();
            let apposed = matches!(self.clauses.view.deprel(child), Deprel::Appos | Deprel::NmodUnmarked);
            apposed && child > verb && self.clauses.has(child, Deprel::Det) || odd
        };
        let object = self.clauses.child(verb, Deprel::Obj);
        let behind =
            |object: usize| self.clauses.children(object).iter().filter(move |&&child| child > object);
        let said_of = object.into_iter().flat_map(behind).copied();
        self.clauses.children(verb).iter().filter(complement).count() + said_of.filter(article).count()
    }

    fn is_of(&self, token: usize, classes: &[usize]) -> bool {
        let lemma = self.clauses.lemma(token);
        classes.iter().any(|&class| self.verbs.in_class(&lemma, class))
    }

    // "military aid", "a verbal attack": the first variant whose class holds a modifier counts.
    fn narrow(&self, act: &mut Act, frame: &Frame, head: usize, found: &Match, object: Option<usize>) {
        if frame.variants.is_empty() {
            return;
        }
        let mut hosts: Vec<usize> =
            found.tokens.iter().copied().filter(|&t| self.clauses.is_nominal(t)).collect();
        hosts.push(head);
        hosts.extend(object);
        let modifiers = hosts.iter().flat_map(|&host| {
            let narrowing = |&child: &usize| {
                matches!(
                    self.clauses.view.deprel(child),
                    Deprel::Amod | Deprel::Compound | Deprel::Nmod | Deprel::Obl
                )
            };
            self.clauses.children(host).iter().copied().filter(narrowing).chain([host])
        });
        let lemmas: Vec<Cow<'_, str>> = modifiers.map(|modifier| self.clauses.lemma(modifier)).collect();
        let near = |class: usize| lemmas.iter().any(|lemma| self.verbs.in_class(lemma, class));
        let below = |class: usize| {
            let words = (head..self.clauses.view.len()).filter(|&token| self.clauses.is_below(token, head));
            words.into_iter().any(|token| self.verbs.in_class(&self.clauses.lemma(token), class))
        };
        let fits = |variant: &&Variant| near(variant.class) || variant.anywhere && below(variant.class);
        if let Some(variant) = frame.variants.iter().find(fits) {
            // "attacked in a tweet": with the type goes what it brought with it.
            if variant.outcome.event.is_some_and(|event| event != act.event) {
                act.contexts.clear();
            }
            compose::apply(act, &variant.outcome);
            act.in_words = None;
            act.contexts.extend(variant.contexts.iter().copied());
            act.n_narrowing += 1;
        }
    }
}
