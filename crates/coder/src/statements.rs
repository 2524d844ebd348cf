//! Who said what: direct, indirect and mixed speech, belief and wish, with its speaker.
//!
//! ```text
//! sentence ──> reporting words ──> content, speaker, addressee ──> quotations taken up ──> days ──> Statements
//!              cues                contents, quoted, speakers      quoted                  days
//!
//! “We have friends,” Khan told reporters.  ──>  Khan to reporters: “We have friends,”
//! ```
//!
//! Reported speech is found by the reporting word, by quotation marks and by what stands beside what;
//! the tree is one witness among these, since parsers err on clausal complements more than elsewhere.

mod channels;
mod contents;
mod cues;
mod days;
mod quoted;
mod speakers;

use tiltmeter_record::{Actor, Report, Span, Statement, TimeExpression};
use tiltmeter_text::{Deprel, Document, Upos, View, Xpos};

use crate::{Lexicon, Mentions};

use channels::{Channel, Said};
use cues::Cue;
pub(crate) use cues::Cues;
use quoted::Quotes;

/// Finds the statements of a report.
pub(crate) fn find(
    report: &Report,
    document: &Document,
    mentions: &Mentions,
    times: &[TimeExpression],
    lexicon: &Lexicon,
) -> Vec<Statement> {
    let quotes = Quotes::of(document);
    let mut found = Vec::new();
    for (sentence_idx, sentence) in document.sentences.iter().enumerate() {
        if sentence.parsed {
            let view = document.view(&report.text, sentence_idx);
            let search = Search { view, sentence_idx, mentions, cues: &lexicon.cues, quotes: &quotes };
            search.sentence(&mut found);
        }
    }
    found.retain(|statement| !statement.is_condition());
    quotes.continue_statements(&mut found);
    sign(&report.text, &quotes, &lexicon.cues, &mut found);
    found.sort_by_key(|statement| (statement.cue.start(), statement.cue.end()));
    let mut statements: Vec<Statement> =
        found.into_iter().map(|statement| statement.finish(&quotes)).collect();
    nest(&mut statements);
    days::date(&report.text, document, times, &mut statements);
    statements
}

/// "X said that Y had told Z": the innermost statement that holds the words of another reports it.
fn nest(statements: &mut [Statement]) {
    for at in 0..statements.len() {
        let cue = statements[at].cue;
        let length = |statement: &Statement| statement.content.iter().map(|part| part.len()).sum::<usize>();
        let holds = |&(outer, statement): &(usize, &Statement)| {
            outer != at && statement.cue != cue && statement.content.iter().any(|part| part.contains(cue))
        };
        let outer = statements.iter().enumerate().filter(holds).min_by_key(|(_, outer)| length(outer));
        statements[at].within = outer.map(|(outer, _)| outer);
    }
}

/// The innermost statement whose content holds this place.
pub(crate) fn statement_at<'a>(
    statements: impl IntoIterator<Item = &'a Statement>,
    place: Span,
) -> Option<&'a Statement> {
    let holds = |statement: &&Statement| statement.content.iter().any(|part| part.contains(place));
    let length = |statement: &&Statement| {
        statement.content.iter().map(|part| part.end() - part.start()).sum::<usize>()
    };
    statements.into_iter().filter(holds).min_by_key(length)
}

/// Adds what a dash and a name behind a quotation say: “Enough.” ― Ana Silva
fn sign(text: &str, quotes: &Quotes, cues: &Cues, found: &mut Vec<Found>) {
    for (quote, dash, name) in quotes.signed(text, &cues.function.dashes) {
        let taken = found.iter().any(|statement| statement.content.contains(&quote.span));
        if !taken {
            found.push(Found {
                sentence: quote.sentences.1,
                block: quote.block,
                speaker: Some(Actor::unresolved(name)),
                addressee: None,
                cue: dash,
                content: vec![quote.span],
                channel: Channel::default(),
                rule: cues::SIGNATURE.to_string(),
            });
        }
    }
}

/// A statement whose quotations may still grow.
pub(crate) struct Found {
    sentence: usize,
    block: usize,
    speaker: Option<Actor>,
    addressee: Option<Actor>,
    cue: Span,
    content: Vec<Span>,
    channel: Channel,
    rule: String,
}

impl Found {
    // "Asked not to be named" tells of the source and says nothing.
    fn is_condition(&self) -> bool {
        let condition = self.channel.unnamed.as_ref().and_then(|unnamed| unnamed.condition);
        condition.is_some_and(|condition| condition.contains(self.cue))
    }

    fn finish(mut self, quotes: &Quotes) -> Statement {
        self.content.sort_unstable_by_key(|part| (part.start(), part.end()));
        let form = quotes.form(&self.content, self.cue);
        Statement {
            sentence: self.sentence,
            speaker: self.speaker,
            addressee: self.addressee,
            cue: self.cue,
            content: self.content,
            form,
            medium: self.channel.medium,
            outlet: self.channel.outlet,
            unnamed: self.channel.unnamed,
            within: None,
            date: None,
            rule: self.rule,
        }
    }
}

/// One sentence and what it is searched with.
struct Search<'a> {
    view: View<'a>,
    sentence_idx: usize,
    mentions: &'a Mentions,
    cues: &'a Cues,
    quotes: &'a Quotes,
}

impl Search<'_> {
    fn sentence(&self, found: &mut Vec<Found>) {
        for token_idx in 0..self.view.len() {
            let lemma = self.view.lemma(token_idx);
            let statement = match self.view.tokens[token_idx].upos {
                // "Convinced" and "worried" are adjectives to us, whatever the tagger says.
                Upos::Verb => self.verb(token_idx, lemma).or_else(|| self.participle(token_idx)),
                Upos::Adj => self.adjective(token_idx, lemma),
                Upos::Noun => self.noun(token_idx, lemma),
                _ => None,
            };
            found.extend(statement.or_else(|| self.phrase(token_idx)));
        }
    }

    fn verb(&self, verb: usize, lemma: &str) -> Option<Found> {
        let view = &self.view;
        if matches!(view.deprel(verb), Deprel::Amod | Deprel::Compound | Deprel::Case | Deprel::Fixed) {
            return None;
        }
        self.cues.verbs(lemma).find_map(|cue| {
            let particles = contents::particles(view, cue, verb)?;
            let mut content = self.quotes.beside(view, self.sentence_idx, cue, verb);
            if content.is_empty() {
                content = contents::of_verb(view, &self.cues.function, cue, verb);
            }
            let speaker = self.speaker(cue, verb, &content);
            let addressee = speakers::addressee(view, cue, verb);
            let last = particles.last().copied().unwrap_or(verb);
            self.statement(cue, (verb, last), speaker, addressee, content)
        })
    }

    /// Whoever the tree gives, unless the tree looks for the speaker inside what is said.
    fn speaker(&self, cue: &Cue, verb: usize, content: &[Span]) -> Option<usize> {
        let view = &self.view;
        let said = |token_idx: usize| content.iter().any(|part| part.contains(view.tokens[token_idx].span));
        let by_tree = speakers::of_verb(view, &self.cues.function, verb).filter(|&speaker| !said(speaker));
        let beside = || speakers::beside(view, verb, said);
        if (cue.takes.clause || cue.takes.quote) && !speakers::is_passive(view, verb) {
            by_tree.or_else(beside)
        } else {
            by_tree
        }
    }

    fn adjective(&self, adjective: usize, lemma: &str) -> Option<Found> {
        let view = &self.view;
        if view.deprel(adjective) == Deprel::Amod {
            return None;
        }
        self.cues.adjectives(lemma).find_map(|cue| {
            let content = contents::of_verb(view, &self.cues.function, cue, adjective);
            let subject = view.children(adjective).find(|&child| view.deprel(child).universal() == "nsubj");
            let speaker = subject.or_else(|| speakers::of_verb(view, &self.cues.function, adjective));
            self.statement(cue, (adjective, adjective), speaker, None, content)
        })
    }

    fn participle(&self, token_idx: usize) -> Option<Found> {
        let is_participle = matches!(self.view.tokens[token_idx].xpos, Xpos::Vbn | Xpos::Vbd);
        is_participle.then(|| self.adjective(token_idx, &self.view.form(token_idx).to_ascii_lowercase()))?
    }

    fn noun(&self, noun: usize, lemma: &str) -> Option<Found> {
        let view = &self.view;
        self.cues.nouns(lemma).find_map(|cue| {
            let content = contents::of_noun(view, &self.cues.function, cue, noun);
            let speaker = speakers::of_noun(view, &self.cues.function, cue, noun)?;
            self.statement(cue, (noun, noun), Some(speaker), None, content)
        })
    }

    fn phrase(&self, token_idx: usize) -> Option<Found> {
        let view = &self.view;
        let first = view.form(token_idx).to_ascii_lowercase();
        self.cues.phrases(&first).find_map(|cue| {
            let (last, head, speaker) = phrase(view, cue, token_idx)?;
            let content = contents::of_phrase(view, head);
            self.statement(cue, (token_idx, last), Some(speaker), None, content)
        })
    }

    fn statement(
        &self,
        cue: &Cue,
        tokens: (usize, usize),
        speaker: Option<usize>,
        addressee: Option<usize>,
        mut content: Vec<Span>,
    ) -> Option<Found> {
        content.retain(|part| !part.is_empty());
        let tells = !content.is_empty() && !self.is_pronoun(&content);
        if !tells || !self.is_worth_keeping(cue, tokens.0, speaker, &content) {
            return None;
        }
        let party = |head: Option<usize>| self.party(head?);
        let cue_span = self.view.span(tokens.0, tokens.1);
        self.quotes.complete(self.view.text, cue_span, &mut content);
        // "Promised 2 million euros": what is promised is not whom it is promised to.
        let whom = party(addressee).filter(|actor| !content.iter().any(|part| part.contains(actor.span)));
        let who = party(speaker);
        let said = Said {
            view: &self.view,
            cue: tokens,
            content: &content,
            speaker: speaker.zip(who.as_ref()),
            addressee: addressee.filter(|_| whom.is_some()),
        };
        let channel = channels::find(&said, &self.cues.channels);
        Some(Found {
            sentence: self.sentence_idx,
            block: self.view.sentence.block,
            speaker: who,
            addressee: whom,
            cue: cue_span,
            channel,
            content,
            rule: cue.rule.clone(),
        })
    }

    // "Tehran rejected it" tells nothing of what was rejected.
    fn is_pronoun(&self, content: &[Span]) -> bool {
        let [part] = content else { return false };
        self.view.tokens.iter().any(|token| token.span == *part && token.upos == Upos::Pron)
    }

    /// What is said within a quotation is said by its speaker: "I think" there adds nothing, and
    /// neither does a cue with nobody behind it, unless its words stand in quotation marks.
    fn is_worth_keeping(
        &self,
        cue: &Cue,
        token_idx: usize,
        speaker: Option<usize>,
        content: &[Span],
    ) -> bool {
        let quoted = self.quotes.holding(self.view.tokens[token_idx].span).is_some();
        match speaker {
            None => content.iter().any(|part| self.quotes.holding(*part) == Some(*part)),
            Some(speaker) if quoted => cue.takes.clause && self.view.tokens[speaker].upos != Upos::Pron,
            Some(_) => true,
        }
    }

    fn party(&self, head: usize) -> Option<Actor> {
        let view = &self.view;
        let named = self.mentions.parties(view, self.sentence_idx, head).into_iter().next();
        named.or_else(|| Some(Actor::unresolved(view.tokens[head].span)))
    }
}

/// The last token of a phrase that attributes, the token by which it hangs in the sentence, and the
/// speaker's head.
fn phrase(view: &View<'_>, cue: &Cue, first: usize) -> Option<(usize, usize, usize)> {
    let mut at = first + 1;
    let mut slot = None;
    for word in &cue.rest {
        if word != "_" {
            let reach = if slot.is_some() { 8 } else { 1 };
            at = (at..(at + reach).min(view.len())).find(|&token_idx| is_word(view, token_idx, word))? + 1;
        } else {
            slot = Some(at);
        }
    }
    let slot = slot?;
    if at == slot {
        // The speaker ends the phrase: climb from its first word to its head.
        let speaker = noun_phrase_head(view, slot)?;
        let outer = hanging(view, first, speaker);
        return Some((slot - 1, outer, speaker));
    }
    let noun = at - 1;
    let speaker = view.children_by(noun, Deprel::NmodPoss).find(|&possessor| possessor >= slot)?;
    Some((noun, noun, speaker))
}

/// The head of the noun phrase that begins at `first`.
fn noun_phrase_head(view: &View<'_>, first: usize) -> Option<usize> {
    let mut head =
        (first..view.len().min(first + 8)).find(|&token_idx| speakers::is_nominal(view, token_idx))?;
    while let Some(above) = view.head(head) {
        let inside = above >= first && speakers::is_nominal(view, above) && view.extent(above).0 + 4 >= first;
        let joins = matches!(
            view.deprel(head),
            Deprel::Compound | Deprel::NmodPoss | Deprel::Flat | Deprel::Nummod | Deprel::Det | Deprel::Amod
        );
        if !(inside && joins) {
            break;
        }
        head = above;
    }
    Some(head)
}

/// The token by which a phrase hangs in its sentence: the speaker itself, or the noun of the phrase.
fn hanging(view: &View<'_>, first: usize, speaker: usize) -> usize {
    let mut outer = speaker;
    while let Some(above) = view.head(outer) {
        if above < first || above > speaker {
            break;
        }
        outer = above;
    }
    outer
}

/// Whether one of `words` is the preposition of the phrase under `head`.
fn has_case(view: &View<'_>, head: usize, words: &[String]) -> bool {
    view.children(head).any(|child| {
        matches!(view.deprel(child), Deprel::Case | Deprel::Mark)
            && words.iter().any(|word| is_word(view, child, word))
    })
}

fn is_word(view: &View<'_>, token_idx: usize, word: &str) -> bool {
    view.form(token_idx).eq_ignore_ascii_case(word)
}

#[cfg(test)]
mod tests;
