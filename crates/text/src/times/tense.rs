//! Whether the clause around some words speaks of the past or of the future.
//!
//! In a parsed sentence the nearest verb above the words decides, by its tag and its auxiliaries;
//! elsewhere a word such as "will" or "scheduled" shortly before them does.
//!
//! ```text
//! Talks will resume on Thursday      Future
//! Talks resumed on Thursday          Past
//! ```

use tiltmeter_record::Span;

use super::calendar::Tense;
use super::words::{Class, LEXICON};
use crate::{Deprel, Document, View, Xpos};

/// The tense of the clause that holds `span`.
pub(super) fn tense_at(text: &str, document: &Document, span: Span) -> Tense {
    let sentence_idx = document.sentences.partition_point(|sentence| sentence.span.end() <= span.start());
    let holds = |sentence: &&crate::Sentence| sentence.span.touches(span);
    match document.sentences.get(sentence_idx).filter(holds) {
        Some(sentence) if sentence.parsed => tense_in_tree(&document.view(text, sentence_idx), span),
        Some(sentence) => {
            tense_of_words(&text[sentence.span.start()..span.start().max(sentence.span.start())])
        }
        None => Tense::Unknown,
    }
}

fn tense_in_tree(view: &View<'_>, span: Span) -> Tense {
    let first = view.tokens.partition_point(|token| token.span.end() <= span.start());
    let mut token_idx = first;
    // Trees have no cycles, but a bound costs nothing.
    for _ in 0..view.len() {
        if view.tokens.get(token_idx).is_none() {
            break;
        }
        let inside = view.tokens[token_idx].span.touches(span);
        if !inside && let Some(tense) = tense_of_verb(view, token_idx) {
            return tense;
        }
        match view.head(token_idx) {
            Some(head) => token_idx = head,
            None => break,
        }
    }
    Tense::Unknown
}

/// `None` where the word is no verb, or one whose clause has no tense of its own.
fn tense_of_verb(view: &View<'_>, verb: usize) -> Option<Tense> {
    let helpers = || {
        view.children(verb)
            .filter(|&child| matches!(view.deprel(child), Deprel::Aux | Deprel::AuxPass | Deprel::Cop))
    };
    let tag = |token_idx: usize| view.tokens[token_idx].xpos;
    let modal = helpers().any(|child| tag(child) == Xpos::Md);
    let past = helpers().any(|child| matches!(tag(child), Xpos::Vbd | Xpos::Vbn));
    let present = helpers().any(|child| matches!(tag(child), Xpos::Vbz | Xpos::Vbp));
    let had = helpers().any(|child| matches!(view.lemma(child), "have"));
    match tag(verb) {
        _ if modal && !had => Some(Tense::Future),
        Xpos::Vbd => Some(Tense::Past),
        _ if past || had => Some(Tense::Past),
        // "is expected to be approved": an infinitive looks ahead.
        Xpos::Vb | Xpos::Vbn if view.children(verb).any(|child| tag(child) == Xpos::To) => {
            Some(Tense::Future)
        }
        Xpos::Vbn if !present => Some(Tense::Past),
        Xpos::Vbz | Xpos::Vbp => Some(if reports(view, verb) { Tense::Past } else { Tense::Future }),
        Xpos::Vbg | Xpos::Vbn if present => Some(Tense::Future),
        // A noun or an adjective with a copula.
        _ if present => Some(Tense::Future),
        _ => None,
    }
}

// "Officials say the talks failed on Monday": a present tense that reports is no plan.
fn reports(view: &View<'_>, verb: usize) -> bool {
    LEXICON.meaning(LEXICON.id(view.lemma(verb)), Class::Report).is_some()
}

/// Looks back over the last words before the time, no further than a clause is long.
fn tense_of_words(before: &str) -> Tense {
    let words = before.rsplit(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).take(10);
    let future = |word: &str| LEXICON.meaning(LEXICON.id(word), Class::FutureCue).is_some();
    if words.into_iter().any(future) { Tense::Future } else { Tense::Past }
}
