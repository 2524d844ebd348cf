//! How words reached the reader: their medium and outlet, and what is told of a source without a name.
//!
//! ```text
//! in an interview with the Financial Times     medium "an interview", outlet "the Financial Times"
//! according to Chinese media                   outlet "Chinese media"
//! an official who asked not to be named        unnamed, "asked not to be named"
//! ```

use serde::Deserialize;
use tiltmeter_record::{Actor, Span, Unnamed};
use tiltmeter_text::{Deprel, Upos, View, Xpos};

use super::{has_case, is_word};

/// The words of `cues/channels.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Channels {
    prepositions: Vec<String>,
    media: Vec<String>,
    platforms: Vec<String>,
    outlets: Vec<String>,
    vague: Vec<String>,
    news: Vec<String>,
    interviewers: Vec<String>,
    sources: Vec<String>,
    indefinite: Vec<String>,
    conditions: Vec<String>,
}

/// What was found for one statement.
#[derive(Clone, Debug, Default)]
pub(super) struct Channel {
    pub(super) medium: Option<Span>,
    pub(super) outlet: Option<Span>,
    pub(super) unnamed: Option<Unnamed>,
}

/// The parts of a statement that say how it came.
pub(super) struct Said<'a> {
    pub(super) view: &'a View<'a>,
    /// First and last token of the cue.
    pub(super) cue: (usize, usize),
    pub(super) content: &'a [Span],
    pub(super) speaker: Option<(usize, &'a Actor)>,
    pub(super) addressee: Option<usize>,
}

/// Medium, outlet and source of a statement.
pub(super) fn find(said: &Said<'_>, words: &Channels) -> Channel {
    let medium = medium(said, words);
    let interviewer = medium.and_then(|(head, _)| {
        let with = said.view.children(head).chain(said.view.children(said.cue.0));
        with.into_iter().find(|&child| {
            child > head && has_case(said.view, child, &words.interviewers) && is_named(said.view, child)
        })
    });
    let publishes = |head: &usize| is_outlet(said.view, *head, words);
    let speaker = said.speaker.map(|(head, _)| head).filter(publishes);
    let outlet = interviewer.or(said.addressee.filter(publishes)).or(speaker);
    let press = said.speaker.filter(|(_, actor)| is_press(actor)).map(|(head, _)| head);
    Channel {
        medium: medium.map(|(_, span)| span),
        outlet: outlet.or(press).map(|head| phrase(said.view, head)),
        unnamed: unnamed(said, words),
    }
}

fn is_press(actor: &Actor) -> bool {
    actor.sectors.iter().any(|sector| sector.code() == "JRN")
        && actor.office.is_none()
        && actor.name.is_some()
}

// "In a statement", "on Twitter", beside the cue and outside what is said.
fn medium(said: &Said<'_>, words: &Channels) -> Option<(usize, Span)> {
    let view = said.view;
    let carries = |head: usize| {
        let is_noun = view.tokens[head].upos == Upos::Noun;
        let noun = || words.media.iter().any(|word| word.as_str() == view.lower_lemma(head));
        let platform = || words.platforms.iter().any(|name| name == view.form(head));
        (is_noun && noun() || platform()) && has_case(view, head, &words.prepositions)
    };
    let free = |head: usize| !said.content.iter().any(|part| part.contains(view.tokens[head].span));
    let near = (0..view.len()).filter(|&head| carries(head) && free(head) && hangs_on_cue(said, head));
    let head = near.into_iter().min_by_key(|head| head.abs_diff(said.cue.0))?;
    Some((head, phrase(view, head)))
}

// Up from the phrase to the cue, over nouns and adverbials alone; or beside it where the parser hung it higher.
fn hangs_on_cue(said: &Said<'_>, head: usize) -> bool {
    let view = said.view;
    let mut at = head;
    for _ in 0..4 {
        let Some(above) = view.head(at) else { return false };
        if (said.cue.0..=said.cue.1).contains(&above) {
            return true;
        }
        if view.tokens[above].upos == Upos::Verb {
            // "said in an interview that he would go": the verb of what is said took the phrase.
            let between = said.cue.1 + 1..head;
            return head > said.cue.1
                && !between.into_iter().any(|token| view.tokens[token].upos == Upos::Verb);
        }
        at = above;
    }
    false
}

// "The Financial Times": a name by its capital, whatever its tag.
fn is_named(view: &View<'_>, head: usize) -> bool {
    view.tokens[head].upos == Upos::Propn || view.form(head).chars().next().is_some_and(char::is_uppercase)
}

// "Broadcaster Dawn News", "a Pakistani television channel", "the state news agency".
fn is_outlet(view: &View<'_>, head: usize, words: &Channels) -> bool {
    let lemma = view.lower_lemma(head);
    let form = view.lower_form(head);
    let noun = |word: &str| words.outlets.iter().any(|outlet| outlet == word);
    let before = || view.children(head).map(|child| (child, view.lower_lemma(child)));
    // "A broadcaster" publishes; "the agency" does where it is one of news.
    let vague = words.vague.iter().any(|word| *word == lemma);
    let of_news = || before().any(|(_, word)| words.news.iter().any(|news| *news == word) || noun(&word));
    if noun(&lemma) || noun(&form) {
        return !vague || of_news();
    }
    is_named(view, head)
        && before().any(|(child, word)| {
            let beside =
                matches!(view.deprel(child), Deprel::Compound | Deprel::Appos | Deprel::Amod | Deprel::Flat);
            child < head && beside && noun(&word)
        })
}

fn unnamed(said: &Said<'_>, words: &Channels) -> Option<Unnamed> {
    let (head, actor) = said.speaker?;
    let view = said.view;
    let common = view.tokens[head].upos == Upos::Noun
        && words.sources.iter().any(|word| word.as_str() == view.lower_lemma(head));
    let named = actor.name.is_some()
        || view
            .children(head)
            .any(|child| matches!(view.deprel(child), Deprel::Appos | Deprel::Flat) && is_named(view, child));
    if !common || named {
        return None;
    }
    let determiner = view
        .children(head)
        .find(|&child| matches!(view.deprel(child), Deprel::Det | Deprel::Nummod | Deprel::NmodPoss));
    let condition = condition(view, words);
    let bare = determiner.is_none() && matches!(view.tokens[head].xpos, Xpos::Nns);
    let indefinite =
        determiner.is_some_and(|word| words.indefinite.iter().any(|known| is_word(view, word, known)));
    (bare || indefinite || condition.is_some()).then_some(Unnamed { condition })
}

// The words of the sentence that tell why a source has no name.
fn condition(view: &View<'_>, words: &Channels) -> Option<Span> {
    let sentence = view.sentence.span;
    let text = sentence.of(view.text);
    words.conditions.iter().find_map(|phrase| {
        let at = find_ignoring_case(text, phrase)?;
        let start = sentence.start() + at;
        Some(Span::new(start, start + phrase.len()))
    })
}

fn find_ignoring_case(text: &str, phrase: &str) -> Option<usize> {
    text.as_bytes().windows(phrase.len()).position(|window| window.eq_ignore_ascii_case(phrase.as_bytes()))
}

// The words of a noun phrase, without the preposition before it and the clauses behind it.
fn phrase(view: &View<'_>, head: usize) -> Span {
    let (mut first, mut last) = (head, head);
    for child in view.children(head) {
        match view.deprel(child) {
            Deprel::Det | Deprel::Amod | Deprel::Compound | Deprel::NmodPoss | Deprel::Nummod
                if child < head =>
            {
                first = first.min(view.extent(child).0);
            }
            Deprel::Flat | Deprel::Compound => last = last.max(child),
            _ => {}
        }
    }
    // "Broadcaster Dawn News": the name behind the noun, whatever it hangs on.
    while last + 1 < view.len() && view.tokens[last + 1].upos == Upos::Propn {
        last += 1;
    }
    view.span(first, last)
}
