//! What is reported in quotation marks: which quotation belongs to which reporting word.
//!
//! ```text
//! “We have friends,” Khan said. “We always had.”     both quotations are his
//! ```

use tiltmeter_record::{Form, Span};
use tiltmeter_text::{Block, BlockKind, Document, Upos, View, Xpos};

use super::Found;
use super::cues::Cue;

/// How many tokens may lie between a quotation and the word that reports it.
const MAX_GAP: usize = 14;

/// The outer quotations of a report, each with the sentences it touches.
pub(super) struct Quotes {
    all: Vec<Quote>,
    /// Where each block is; empty where it is no paragraph.
    blocks: Vec<Span>,
}

/// One outer quotation.
#[derive(Clone, Debug)]
pub(super) struct Quote {
    pub(super) span: Span,
    /// First and last sentence that it touches.
    pub(super) sentences: (usize, usize),
    /// Whether it begins a sentence.
    opens: bool,
    /// Whether nothing but punctuation follows it in its last sentence.
    closes: bool,
    continues: bool,
    pub(super) block: usize,
}

impl Quotes {
    /// The outer quotations of a document.
    pub(super) fn of(document: &Document) -> Quotes {
        let outer = document.quotations.iter().filter(|quotation| quotation.depth == 0);
        let all =
            outer.filter_map(|quotation| locate(document, quotation.span, quotation.continues)).collect();
        let words =
            |block: &Block| if block.kind == BlockKind::Paragraph { block.span } else { Span::default() };
        Quotes { all, blocks: document.blocks.iter().map(words).collect() }
    }

    /// The outer quotation that holds this place.
    pub(super) fn holding(&self, span: Span) -> Option<Span> {
        let after = self.all.partition_point(|quote| quote.span.start() <= span.start());
        self.all[..after].last().map(|quote| quote.span).filter(|quote| quote.contains(span))
    }

    /// The quotations that a reporting verb or noun takes within its sentence: the one it follows and
    /// the one it introduces.
    pub(super) fn beside(
        &self,
        view: &View<'_>,
        sentence_idx: usize,
        cue: &Cue,
        token_idx: usize,
    ) -> Vec<Span> {
        if !cue.takes.quote || self.holding(view.tokens[token_idx].span).is_some() {
            return Vec::new();
        }
        let here = view.tokens[token_idx].span;
        let touching =
            |quote: &&Quote| quote.sentences.0 <= sentence_idx && sentence_idx <= quote.sentences.1;
        let mut found: Vec<Span> = Vec::new();
        let before = self.all.iter().filter(touching).rfind(|quote| quote.span.end() <= here.start());
        found.extend(before.filter(|quote| follows(view, quote, token_idx)).map(|quote| quote.span));
        let after = self.all.iter().filter(touching).find(|quote| quote.span.start() >= here.end());
        found.extend(after.filter(|quote| introduces(view, quote, token_idx)).map(|quote| quote.span));
        if found.is_empty() && ends_with_colon(view, token_idx) {
            found.extend(self.set_off(view, sentence_idx));
        }
        found
    }

    /// What a sentence that ends with a colon introduces: the quotation that opens the next one, or the
    /// next paragraph, where it is set off without quotation marks.
    fn set_off(&self, view: &View<'_>, sentence_idx: usize) -> Option<Span> {
        let next = self.all.iter().find(|quote| quote.sentences.0 > sentence_idx);
        let quote = next.filter(|quote| quote.sentences.0 == sentence_idx + 1 && quote.opens);
        let ends_block = self
            .blocks
            .get(view.sentence.block)
            .is_some_and(|block| block.end() <= view.sentence.span.end() + 1);
        let paragraph = self.blocks.get(view.sentence.block + 1).filter(|_| ends_block).copied();
        quote.map(|quote| quote.span).or(paragraph)
    }

    /// Adds to statements the quotations that follow them without a reporting word of their own:
    /// whole sentences in quotation marks, and the paragraphs that a quotation continues in.
    pub(super) fn continue_statements(&self, found: &mut [Found]) {
        for at in 0..self.all.len() {
            let next = &self.all[at];
            let outside = |statement: &&Found| !next.span.contains(statement.cue);
            let touches = |statement: &Found| statement.content.iter().any(|part| part.touches(next.span));
            if found.iter().filter(outside).any(touches) {
                continue;
            }
            let before = at.checked_sub(1).map(|before| self.all[before].span);
            let holds_before =
                |statement: &&mut Found| before.is_some_and(|span| statement.content.contains(&span));
            let is_before = |statement: &&mut Found| self.stands_before(statement, next);
            let taken_up = match next.continues {
                true => found.iter_mut().rfind(holds_before),
                false if next.opens && next.closes => found.iter_mut().find(is_before),
                false => None,
            };
            if let Some(statement) = taken_up {
                statement.content.push(next.span);
            }
        }
    }

    /// Whether the statement ends in the sentence before the quotation, in the same paragraph, and is
    /// not itself something that is said there.
    fn stands_before(&self, statement: &Found, next: &Quote) -> bool {
        let last = statement.content.last().copied().unwrap_or_default();
        let sentence = self
            .all
            .iter()
            .find(|quote| quote.span == last)
            .map_or(statement.sentence, |quote| quote.sentences.1);
        let adjacent = sentence.max(statement.sentence) + 1 == next.sentences.0;
        adjacent && statement.block == next.block && self.holding(statement.cue).is_none()
    }

    /// Content that a quotation follows without a pause runs on to its end, and content that ends
    /// inside a quotation of the sentence takes its closing mark: "said Putin has | “been a leader”".
    pub(super) fn complete(&self, text: &str, cue: Span, content: &mut [Span]) {
        for part in content {
            let before = self.all.partition_point(|quote| quote.span.start() < part.start());
            for quote in self.all[before..].iter().map(|quote| quote.span) {
                if quote.start() > part.end() + 1 {
                    break;
                }
                let gap = text.get(part.end()..quote.start()).unwrap_or("");
                let joins = quote.start() < part.end() || gap.trim().is_empty();
                if joins && quote.end() > part.end() && !quote.contains(cue) && quote.start() >= part.start()
                {
                    *part = part.cover(quote);
                }
            }
        }
    }

    /// The quotations that a dash and a name sign at the end of their paragraph, each with the dash and
    /// the name.
    pub(super) fn signed<'a>(
        &'a self,
        text: &'a str,
        dashes: &'a [String],
    ) -> impl Iterator<Item = (&'a Quote, Span, Span)> {
        self.all.iter().filter_map(move |quote| {
            let block = self.blocks.get(quote.block)?;
            let rest = text.get(quote.span.end()..block.end())?;
            let dash_at = quote.span.end() + rest.len() - rest.trim_start().len();
            let dash = dashes.iter().find(|dash| rest.trim_start().starts_with(dash.as_str()))?;
            let after = text.get(dash_at + dash.len()..block.end())?;
            let name = after.trim().trim_end_matches('.');
            let from = dash_at + dash.len() + after.len() - after.trim_start().len();
            is_name(name).then(|| {
                (quote, Span::new(dash_at, dash_at + dash.len()), Span::new(from, from + name.len()))
            })
        })
    }

    /// How content is reported: by how much of it stands in quotation marks that the cue does not share.
    pub(super) fn form(&self, content: &[Span], cue: Span) -> Form {
        let foreign = |quote: &&Quote| !quote.span.contains(cue);
        let touches = |part: &Span| self.all.iter().filter(foreign).any(|quote| quote.span.touches(*part));
        let within = |part: &Span| self.all.iter().filter(foreign).any(|quote| quote.span.contains(*part));
        if content.iter().all(within) {
            Form::Direct
        } else if content.iter().any(touches) {
            Form::Mixed
        } else {
            Form::Indirect
        }
    }
}

/// Whether these words can be a person's name: a few, each with a capital.
fn is_name(words: &str) -> bool {
    let n_words = words.split(' ').count();
    n_words <= 5 && words.split(' ').all(|word| word.chars().next().is_some_and(char::is_uppercase))
}

fn locate(document: &Document, span: Span, continues: bool) -> Option<Quote> {
    let sentences = &document.sentences;
    let first = sentences.partition_point(|sentence| sentence.span.end() <= span.start());
    let after = sentences.partition_point(|sentence| sentence.span.start() < span.end());
    let last = after.checked_sub(1).filter(|&last| last >= first)?;
    let rest = &document.tokens[sentences[last].tokens.clone()];
    let is_word = |upos: Upos| upos != Upos::Punct;
    let closes = !rest.iter().any(|token| token.span.start() >= span.end() && is_word(token.upos));
    let opens = sentences[first].span.start() >= span.start();
    Some(Quote { span, sentences: (first, last), opens, closes, continues, block: sentences[first].block })
}

/// "“…,” the minister said": between the quotation and the verb stands its subject alone.
fn follows(view: &View<'_>, quote: &Quote, token_idx: usize) -> bool {
    let after = view.tokens.partition_point(|token| token.span.start() < quote.span.end());
    if after > token_idx || token_idx - after > 2 * MAX_GAP {
        return false;
    }
    let before = view.tokens[..after].iter().rposition(|token| token.upos != Upos::Punct);
    let pause = view.tokens[before.map_or(0, |word| word + 1)..after]
        .iter()
        .any(|token| token.upos == Upos::Punct && is_pause(token.xpos));
    let comma = view.tokens.get(after).is_some_and(|token| is_pause(token.xpos));
    // Between them no other verb, except in what is said of the subject.
    let verbs = (after..token_idx).filter(|&between| view.tokens[between].upos == Upos::Verb);
    let foreign = verbs.filter(|&verb| !is_attribute(view, verb)).count();
    let speech = quote.opens || follows_pause(view, quote);
    speech && (pause || comma || quote.opens) && foreign == 0
}

/// "The minister told reporters: “…”": between the verb and the quotation stands the addressee,
/// and a pause before the quotation, unless the verb stands right before it.
fn introduces(view: &View<'_>, quote: &Quote, token_idx: usize) -> bool {
    let first = view.tokens.partition_point(|token| token.span.start() < quote.span.start());
    if first <= token_idx || first - token_idx > 2 * MAX_GAP {
        return false;
    }
    let adjacent = first == token_idx + 1;
    let clausal =
        view.tokens[first..].iter().take_while(|token| token.span.end() <= quote.span.end()).count() > 4;
    clausal
        && ends_at_pause(view, quote)
        && (adjacent || follows_pause(view, quote))
        && !is_reported_before(view, token_idx, first)
}

// "He made this offer:" before a paragraph in quotation marks.
fn ends_with_colon(view: &View<'_>, token_idx: usize) -> bool {
    let colon = view.len().checked_sub(1).is_some_and(|last| view.tokens[last].xpos == Xpos::Colon);
    colon && !is_reported_before(view, token_idx, view.len())
}

// "Said the talks were over, adding: “…”": the quotation belongs to the later verb.
fn is_reported_before(view: &View<'_>, token_idx: usize, first: usize) -> bool {
    let verbs = (token_idx + 1..first).filter(|&between| view.tokens[between].upos == Upos::Verb);
    let finite = verbs.filter(|&verb| view.tokens[verb].xpos != Xpos::Vbg);
    finite.filter(|&verb| !is_attribute(view, verb)).count() > 0
}

fn is_attribute(view: &View<'_>, verb: usize) -> bool {
    view.deprel(verb).universal() == "acl"
}

// A quotation after which the sentence runs on ("said “freedom” was near") is a part of a clause.
fn ends_at_pause(view: &View<'_>, quote: &Quote) -> bool {
    let after = view.tokens.partition_point(|token| token.span.start() < quote.span.end());
    let inside = view.tokens[..after].iter().rev().take(2).any(|token| is_pause(token.xpos));
    inside
        || view.tokens.get(after).is_none_or(|token| token.upos == Upos::Punct || token.upos == Upos::Cconj)
}

fn follows_pause(view: &View<'_>, quote: &Quote) -> bool {
    let mut first = view.tokens.partition_point(|token| token.span.start() < quote.span.start());
    // "…, but “when it comes to energy …”"
    if first > 1 && view.tokens[first - 1].upos == Upos::Cconj {
        first -= 1;
    }
    match first.checked_sub(1) {
        Some(before) => is_pause(view.tokens[before].xpos),
        None => true,
    }
}

fn is_pause(xpos: Xpos) -> bool {
    matches!(xpos, Xpos::Comma | Xpos::Colon | Xpos::Stop)
}
