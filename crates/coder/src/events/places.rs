//! Where an act happens: the words of its clause that name a place.
//!
//! ```text
//! "shelled a village near Batken on Monday"   Batken
//! "struck Odesa"                              Odesa: what is struck is where it happens
//! "talks in Geneva", "In Geneva, …"           Geneva
//! ```
//!
//! A dateline says where a report was written and is never asked.

use tiltmeter_record::{Event, EventType, Place, Quad};
use tiltmeter_text::{Deprel, Upos};

use super::SentenceCoder;
use super::acts::Act;
use super::frames::Signal;
use super::parties::is_about_places;

// So many nouns down a phrase may name its place: "a village in the district of Batken".
const DEPTH: usize = 3;
// So many nouns may stand between a place and the act: "freed prisoners from a jail in Batken".
const NOUNS: usize = 2;

impl SentenceCoder<'_> {
    /// The place of an act, where the words of its clause name one: spots before states, near ones before far.
    pub(super) fn location(&self, act: &Act, parties: &[&str]) -> Option<Place> {
        let view = &self.clauses.view;
        let mut found: Vec<(bool, usize, Place)> = Vec::new();
        for head in 0..view.len() {
            let Some(hit) = self.is_located(head, act) else { continue };
            // A state that is attacked is a party; a town that is, a place.
            let place = self.place_in(head, parties, 0).filter(|place| !hit || place.spot.is_some());
            if let Some(place) = place {
                found.push((place.spot.is_none(), head.abs_diff(act.head), place));
            }
        }
        let nearest = found.into_iter().min_by_key(|(vague, distance, _)| (*vague, *distance));
        nearest.map(|(_, _, place)| place).or_else(|| self.there(act))
    }

    // A phrase with a preposition of place in the clause of the act (`false`), or what an assault hits (`true`).
    fn is_located(&self, head: usize, act: &Act) -> Option<bool> {
        let clauses = self.clauses;
        let phrase = clauses.is_nominal(head) && !self.people.is_time(head);
        let inside = || act.words.contains(&head) || self.reaches(head, act);
        // "withdrew its troops from Iraq"
        let left = || act.event == EventType::Retreat && clauses.has_case(head, "from");
        let located = || clauses.cases(head).any(|case| clauses.gives(Signal::Place, case)) || left();
        // What is said is said where the speaker is: only a place beside the verb counts.
        let said =
            act.event.quad().is_verbal() && !matches!(act.event, EventType::Consult | EventType::Concede);
        let beside = || {
            let above = clauses.view.head(head);
            // "will meet Erdogan in Ankara": a person has no place of that kind.
            let of_name = |above: usize| {
                let named = clauses.view.tokens[above].upos == Upos::Propn;
                named && clauses.view.head(above).is_some_and(|verb| act.words.contains(&verb))
            };
            let phrase = matches!(clauses.view.deprel(head), Deprel::Obl | Deprel::Nmod);
            // "threatened to quit the truce in Libya": the place of what is spoken of. "Filed a lawsuit in Oslo" and "agreed to a
            // truce in Libya" have theirs.
            let own = |above: usize| {
                clauses.is_verb(above) && !self.has_complement_between(above, head)
                    || clauses.view.deprel(above) == Deprel::Obj
                    || act.event.quad() == Quad::VerbalCooperation
            };
            phrase && above.is_some_and(|above| act.words.contains(&above) && own(above) || of_name(above))
        };
        let hit = || {
            let object = act
                .words
                .iter()
                .any(|&word| clauses.is_verb(word) && clauses.clause(word).object == Some(head));
            object && is_about_places(act.event)
        };
        let own = phrase && inside() && (!said || beside());
        match own {
            true if located() => Some(false),
            true if hit() => Some(true),
            _ => None,
        }
    }

    // Whether something that completes the verb stands between it and the phrase.
    fn has_complement_between(&self, verb: usize, phrase: usize) -> bool {
        let view = &self.clauses.view;
        let completes = |child: usize| {
            matches!(view.deprel(child), Deprel::Obl | Deprel::Ccomp | Deprel::Xcomp | Deprel::Advcl)
        };
        let between = |&child: &usize| verb < child && child < phrase;
        let mut children = self.clauses.children(verb).iter().copied().filter(between);
        children.any(|child| completes(child) && !self.people.is_time(child))
    }

    // "A former detainee at Guantanamo Bay": where somebody once was.
    fn is_of_the_past(&self, noun: usize) -> bool {
        let past = |word: usize| self.whereabouts.is_former(self.clauses.view.form(word));
        past(noun) || self.clauses.children(noun).iter().any(|&child| past(child))
    }

    // Up from a phrase to the act over a few nouns, and over verbs that share its clause: "killed one soldier and
    // wounded another in Syria".
    fn reaches(&self, head: usize, act: &Act) -> bool {
        let (view, mut n_nouns) = (&self.clauses.view, 0);
        let mut at = head;
        for _ in 0..view.len() {
            let Some(above) = view.head(at) else { return false };
            if act.words.contains(&above) {
                return true;
            }
            let subject = |&child: &usize| matches!(view.deprel(child), Deprel::Nsubj | Deprel::NsubjPass);
            if self.clauses.is_verb(above) {
                let shares = matches!(view.deprel(above), Deprel::Conj | Deprel::Xcomp);
                // "Let aid into the province and signed a pact in Juba": the first verb has a place of its own.
                let apart = view.deprel(above) == Deprel::Conj
                    && view.head(above).is_some_and(|first| self.has_complement_between(first, above));
                if !shares || apart || self.clauses.children(above).iter().any(subject) {
                    return false;
                }
            } else {
                if self.is_of_the_past(above) {
                    return false;
                }
                n_nouns += 1;
            }
            if n_nouns > NOUNS {
                return false;
            }
            at = above;
        }
        false
    }

    pub(super) fn place_in(&self, head: usize, parties: &[&str], depth: usize) -> Option<Place> {
        let view = &self.clauses.view;
        if view.tokens[head].upos == Upos::Propn {
            let place = self.whereabouts.place(view, self.sentence_idx, head, parties);
            if place.is_some() {
                return place;
            }
        }
        if depth == DEPTH {
            return None;
        }
        // "the port of Gwadar", "a base in Qatar", "the Damascus suburb": a place inside the phrase.
        let inner = self.clauses.children(head).iter().copied().filter(|&child| {
            let beside = matches!(
                view.deprel(child),
                Deprel::Nmod
                    | Deprel::Appos
                    | Deprel::Compound
                    | Deprel::NmodPoss
                    | Deprel::NmodDesc
                    | Deprel::Flat
            );
            let bare = self.clauses.cases(child).next().is_none();
            let locality = self.clauses.gives(Signal::Locality, head);
            let place =
                |word: usize| self.clauses.cases(word).any(|case| self.clauses.gives(Signal::Place, case));
            // "In a Paris court", "at the Juba airport".
            let before = bare && child < head && view.deprel(child) == Deprel::Compound && place(head);
            beside && (place(child) || before || locality && (bare || self.clauses.has_case(child, "of")))
        });
        let mut inner: Vec<usize> = inner.collect();
        // "The Red Sea city of Jeddah": what stands behind "of" says which.
        inner.sort_by_key(|&child| child < head);
        inner.into_iter().find_map(|child| self.place_in(child, parties, depth + 1))
    }

    // "sent troops there": the state named before.
    fn there(&self, act: &Act) -> Option<Place> {
        let view = &self.clauses.view;
        let mut below = (act.head..view.len()).filter(|&token| self.is_in_clause(token, act));
        let token = below.find_map(|token| self.people.there(token))?;
        self.whereabouts.place(view, self.sentence_idx, token, &[])
    }
}

/// The codes of those who take part.
pub(super) fn codes(event: &Event) -> Vec<String> {
    event.actors.iter().chain(&event.recipients).filter_map(|party| party.code.clone()).collect()
}
