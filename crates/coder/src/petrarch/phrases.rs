//! The noun phrases of a sentence and the codes they have, as PETRARCH sees them: names and nouns within, one
//! prepositional phrase behind, and compounds as one.
//!
//! ```text
//! lawmakers and officials in Fornost and Gondor ──> one compound: FORLEG GONLEG FORGOV GONGOV
//! ```

use tiltmeter_text::{Deprel, Upos, View};

use super::parties::{Found, FoundWhat, joined};
use crate::mentions::{coordinated, noun_phrase};

/// A noun phrase, or several that are coordinated.
#[derive(Clone, Debug, Default)]
pub(super) struct Phrase {
    /// Its words, in their order; what stands between the parts of a compound and is no part of it is left out.
    pub(super) words: Vec<usize>,
    /// Codes of those it names; empty where it names nobody.
    pub(super) codes: Vec<String>,
    pub(super) compound: bool,
}

/// Finds them, in the order of the text; `found` are the names and nouns of the sentence.
pub(super) fn find(view: &View<'_>, found: &[Found]) -> Vec<Phrase> {
    let reader = Reader { view, found };
    let mut phrases: Vec<Phrase> = Vec::new();
    let mut taken = vec![false; view.len()];
    for token_idx in 0..view.len() {
        let Some(head) = reader.head_of_phrase_at(token_idx, &taken) else { continue };
        let mut phrase = reader.phrase(head);
        phrase.words.retain(|&word| !std::mem::replace(&mut taken[word], true));
        phrases.push(phrase);
    }
    // What the tree puts into no noun phrase, a name still is.
    for name in found.iter().filter(|found| !taken[found.first]) {
        if let FoundWhat::Actor(codes) = &name.what {
            let words = (name.first..=name.last).collect();
            phrases.push(Phrase { words, codes: codes.clone(), compound: codes.len() > 1 });
        }
    }
    phrases.sort_by_key(|phrase| phrase.words.first().copied());
    phrases
}

struct Reader<'a> {
    view: &'a View<'a>,
    found: &'a [Found],
}

/// One of the phrases of a compound.
#[derive(Clone, Default)]
struct Part {
    actors: Vec<Vec<String>>,
    roles: Vec<(String, bool)>,
}

impl Part {
    fn codes(&self) -> Vec<String> {
        let actors = self.actors.iter().flatten();
        actors.map(|actor| joined(actor, &self.roles)).collect()
    }
}

impl Reader<'_> {
    // The head of the phrase that this token begins.
    fn head_of_phrase_at(&self, token_idx: usize, taken: &[bool]) -> Option<usize> {
        if taken[token_idx] {
            return None;
        }
        let mut head = token_idx;
        // From an article or a first name up to the noun it belongs to.
        while let Some(above) = self.view.head(head).filter(|&above| self.is_within(head, above)) {
            head = above;
        }
        let nominal = matches!(
            self.view.tokens[head].upos,
            Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::X
        );
        (nominal && !taken[head]).then_some(head)
    }

    fn is_within(&self, child: usize, head: usize) -> bool {
        let (first, last) = noun_phrase(self.view, head);
        first <= child && child <= last
    }

    // The phrase of a head with those coordinated to it.
    fn phrase(&self, head: usize) -> Phrase {
        let heads = coordinated(self.view, head);
        let ranges: Vec<(usize, usize)> = heads.iter().map(|&head| noun_phrase(self.view, head)).collect();
        let mut parts: Vec<Part> = ranges.iter().map(|&range| self.part(range)).collect();
        let mut words: Vec<usize> = ranges.iter().flat_map(|&(first, last)| first..=last).collect();
        self.forward(&ranges, &mut parts);
        let lent: Vec<Option<Lent>> = heads.iter().map(|&head| self.lent(head)).collect();
        for (part, own) in parts.iter_mut().zip(&lent) {
            if !part.actors.is_empty() || part.roles.is_empty() {
                continue;
            }
            // "Lawmakers and officials in Fornost": of both.
            match own.as_ref().or(lent.iter().flatten().next_back()) {
                Some(lent) => {
                    part.actors.clone_from(&lent.actors);
                    words.extend(lent.words.clone());
                }
                None => part.actors.push(vec!["---".to_string()]),
            }
        }
        let codes: Vec<String> = parts.iter().flat_map(Part::codes).collect();
        words.sort_unstable();
        words.dedup();
        let compound = heads.len() > 1 || codes.len() > 1;
        Phrase { words: self.with_joints(words), codes, compound }
    }

    // The commas and conjunctions between the parts belong to the whole.
    fn with_joints(&self, words: Vec<usize>) -> Vec<usize> {
        let joint = |at: &usize| matches!(self.view.tokens[*at].upos, Upos::Punct | Upos::Cconj | Upos::Det);
        let mut all = Vec::with_capacity(words.len());
        for word in words {
            let gap = all.last().map_or(word, |last| last + 1)..word;
            if gap.clone().all(|at| joint(&at)) {
                all.extend(gap);
            }
            all.push(word);
        }
        all
    }

    // "Danish media and government": what describes the first describes all.
    fn forward(&self, ranges: &[(usize, usize)], parts: &mut [Part]) {
        let Some(((first, last), rest)) = ranges.split_first().map(|(first, rest)| (*first, rest)) else {
            return;
        };
        let Some((given, others)) = parts.split_first_mut() else { return };
        let describes = given.actors.len() == 1
            && !given.roles.is_empty()
            && (first..=last).all(|word| self.view.deprel(word) != Deprel::NmodPoss);
        if !describes {
            return;
        }
        for (other, _) in others.iter_mut().zip(rest) {
            if other.actors.is_empty() && !other.roles.is_empty() {
                other.actors.clone_from(&given.actors);
            }
        }
    }

    // Names joined by "and" within one phrase are several: "Eriadori and Calenardhon leaders".
    fn part(&self, (first, last): (usize, usize)) -> Part {
        let mut part = Part::default();
        let mut last_name: Option<usize> = None;
        for found in self.found.iter().filter(|found| first <= found.first && found.first <= last) {
            match &found.what {
                FoundWhat::Agent(role, before) => part.roles.push((role.clone(), *before)),
                FoundWhat::Actor(codes) => {
                    let joined = last_name.is_none_or(|before| self.are_joined(before, found.first));
                    last_name = Some(found.last);
                    if joined && !codes.is_empty() {
                        part.actors.push(codes.clone());
                    }
                }
            }
        }
        part
    }

    fn are_joined(&self, before: usize, next: usize) -> bool {
        (before + 1..next).any(|word| self.view.tokens[word].upos == Upos::Cconj)
    }

    fn lent(&self, head: usize) -> Option<Lent> {
        let modifier = self
            .view
            .children_by(head, Deprel::Nmod)
            .find(|&child| child > head && self.view.children_by(child, Deprel::Case).next().is_some())?;
        let heads = coordinated(self.view, modifier);
        let ranges: Vec<(usize, usize)> = heads.iter().map(|&head| noun_phrase(self.view, head)).collect();
        let actors: Vec<Vec<String>> = ranges.iter().flat_map(|&range| self.part(range).actors).collect();
        let last = ranges.iter().map(|range| range.1).max()?;
        (!actors.is_empty()).then_some(Lent { actors, words: head + 1..last + 1 })
    }
}

/// The actors of the prepositional phrase behind a noun, and its words.
struct Lent {
    actors: Vec<Vec<String>>,
    words: std::ops::Range<usize>,
}
