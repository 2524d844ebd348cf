//! Whether the words around a verb are those that a pattern asks for.
//!
//! ```text
//! - + WAS_ * TO_ ^ FROM $     "… + was" before the verb, nearest first; "to ^ from $" behind it
//! ```

use super::phrases::Phrase;
use super::verbs::{Element, Pattern, Verbs, What};

/// The words of a sentence in capitals, with the phrase that each belongs to.
pub(super) struct Words<'a> {
    pub(super) forms: &'a [String],
    pub(super) phrases: &'a [Phrase],
    pub(super) verbs: &'a Verbs,
}

/// Whom a pattern names, as positions of phrases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) source: Option<usize>,
    pub(super) target: Option<usize>,
}

impl Words<'_> {
    /// Whom the pattern names, where it stands around a verb; `before` and `after` are the words on both sides of it,
    /// the nearest first.
    pub(super) fn named(&self, pattern: &Pattern, before: &[usize], after: &[usize]) -> Option<Named> {
        let upper = self.follow(&pattern.before, before, 0, Named::default())?;
        self.follow(&pattern.after, after, 0, upper)
    }

    /// The phrase that a word belongs to.
    pub(super) fn phrase_of(&self, token_idx: usize) -> Option<usize> {
        self.phrases.iter().position(|phrase| phrase.words.binary_search(&token_idx).is_ok())
    }

    // Tries each place for the first element, so that a word met too early does not hide the right one.
    fn follow(&self, elements: &[Element], words: &[usize], at: usize, named: Named) -> Option<Named> {
        let Some((element, rest)) = elements.split_first() else { return Some(named) };
        for place in at..words.len() {
            if element.glued && place > at || element.close && !self.are_close(words, at, place) {
                return None;
            }
            let found = self.ends_of(element, words, place).into_iter().find_map(|(end, named_here)| {
                let named = Named {
                    source: named_here.source.or(named.source),
                    target: named_here.target.or(named.target),
                };
                self.follow(rest, words, end, named)
            });
            if found.is_some() {
                return found;
            }
        }
        None
    }

    // Where the words go on after an element that stands at `place`, and whom it names.
    fn ends_of(&self, element: &Element, words: &[usize], place: usize) -> Vec<(usize, Named)> {
        let nobody = Named::default();
        match &element.what {
            What::Word(word) => {
                let same = self.forms[words[place]] == *word;
                if same { vec![(place + 1, nobody)] } else { Vec::new() }
            }
            What::Set(set) => {
                let choices = self.verbs.set(*set).iter();
                let ends = choices.filter(|choice| self.stand_at(choice, words, place));
                ends.map(|choice| (place + choice.len(), nobody)).collect()
            }
            What::Source => {
                self.after_phrase(words, place, |phrase| Named { source: Some(phrase), target: None })
            }
            What::Target => {
                self.after_phrase(words, place, |phrase| Named { source: None, target: Some(phrase) })
            }
            What::AnyPhrase => {
                self.past_phrase(words, place).map(|(_, end)| (end, nobody)).into_iter().collect()
            }
            What::Compound => {
                // "% agree": with one another. "Agrees with %": with each of them.
                let backwards = words.first() > words.last();
                let named = |phrase| Named { source: backwards.then_some(phrase), target: Some(phrase) };
                let found = self.after_phrase(words, place, named);
                let compound = |&(_, named): &(usize, Named)| {
                    named.target.is_some_and(|phrase| self.phrases[phrase].compound)
                };
                found.into_iter().filter(compound).collect()
            }
        }
    }

    // Words run backwards before the verb.
    fn stand_at(&self, choice: &[String], words: &[usize], place: usize) -> bool {
        let Some(here) = words.get(place..place + choice.len()) else { return false };
        let backwards = here.first() > here.last();
        let same = |(&token_idx, word): (&usize, &String)| self.forms[token_idx] == *word;
        match backwards {
            true => here.iter().rev().zip(choice).all(same),
            false => here.iter().zip(choice).all(same),
        }
    }

    fn after_phrase(
        &self,
        words: &[usize],
        place: usize,
        named: impl Fn(usize) -> Named,
    ) -> Vec<(usize, Named)> {
        let found = self.past_phrase(words, place);
        let found = found.filter(|&(phrase, _)| !self.phrases[phrase].codes.is_empty());
        found.map(|(phrase, end)| (end, named(phrase))).into_iter().collect()
    }

    // The phrase at this place, and where the words go on behind it.
    fn past_phrase(&self, words: &[usize], place: usize) -> Option<(usize, usize)> {
        let phrase = self.phrase_of(words[place])?;
        let outside = |&word: &usize| self.phrase_of(word) != Some(phrase);
        let end = words[place..].iter().position(outside).map_or(words.len(), |n| place + n);
        Some((phrase, end))
    }

    // Whether all between the last word matched and this one belongs to the noun phrase that ends with the later.
    fn are_close(&self, words: &[usize], at: usize, place: usize) -> bool {
        let later = if words.first() < words.last() { words[place] } else { words[at.saturating_sub(1)] };
        let phrase = self.phrase_of(later);
        words[at..place].iter().all(|&word| self.phrase_of(word) == phrase)
    }
}
