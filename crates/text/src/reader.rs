//! From text to a [`Document`]: all stages in their order.
//!
//! ```
//! use tiltmeter_text::{Model, Reader};
//! let text = "Islamabad will seek arms from Moscow.";
//! let document = Reader::new(Model::builtin()).read(text);
//! let sentence = document.view(text, 0);
//! assert_eq!(sentence.lemma(2), "seek");
//! ```

use std::ops::Range;

use tiltmeter_record::Span;

use crate::lemmas::KeptLemmas;
use crate::mend::mend;
use crate::network::Scratch;
use crate::plainly::{self, Wording};
use crate::{BlockKind, Document, Model, Note, Sentence, Token, View, layout, quotations, tokenize};

/// Words that are parsed at a time: enough to fill the products, few enough to stay in the cache.
const BATCH_WORDS: usize = 192;
/// A sentence longer than this is cut.
const MAX_WORDS: usize = 256;

/// Reads texts, one after the other; one for each thread.
pub struct Reader<'m> {
    model: &'m Model,
    scratch: Scratch,
    lemma: String,
    lemmas: KeptLemmas,
    ends: Vec<usize>,
    batch: Vec<Range<usize>>,
    /// Sentences of the batch that are read without some of their quotation marks.
    quoting: Vec<Range<usize>>,
    wording: Wording,
    /// Whether headings yield sentences too; a report's do not.
    pub keep_headings: bool,
}

impl<'m> Reader<'m> {
    /// A reader with that model.
    pub fn new(model: &'m Model) -> Reader<'m> {
        let scratch = model.network.scratch();
        Reader {
            model,
            scratch,
            lemma: String::new(),
            lemmas: KeptLemmas::new(),
            ends: Vec::new(),
            batch: Vec::new(),
            quoting: Vec::new(),
            wording: Wording::default(),
            keep_headings: false,
        }
    }

    /// Reads a text; every sentence is parsed.
    pub fn read(&mut self, text: &str) -> Document {
        self.read_where(text, |_| true)
    }

    /// Reads a text; a sentence for which `worth` is false keeps its tokens but gets no tags and no tree.
    pub fn read_where(&mut self, text: &str, mut worth: impl FnMut(&View<'_>) -> bool) -> Document {
        let mut document = self.segment(text);
        for sentence_idx in 0..document.sentences.len() {
            document.sentences[sentence_idx].parsed = worth(&document.view(text, sentence_idx));
        }
        self.parse(text, &mut document);
        document
    }

    /// Reads a text as far as its sentences.
    pub fn segment(&mut self, text: &str) -> Document {
        let mut document = Document { blocks: layout(text), ..Document::default() };
        for block_idx in 0..document.blocks.len() {
            let block = &document.blocks[block_idx];
            let heading = self.keep_headings && block.kind == BlockKind::Headline;
            if heading || block.kind == BlockKind::Paragraph {
                self.segment_block(text, block_idx, &mut document);
            }
        }
        document.quotations = quotations(text, &document.blocks, &mut document.notes);
        document
    }

    fn segment_block(&mut self, text: &str, block_idx: usize, document: &mut Document) {
        let mut first = document.tokens.len();
        tokenize(text, document.blocks[block_idx].span, &mut document.tokens);
        self.ends.clear();
        self.model.splitter.split(text, &document.tokens[first..], &mut self.ends);
        let offset = first;
        for &end in &self.ends {
            let end = (offset + end).min(document.tokens.len());
            while first < end {
                let cut = (first + MAX_WORDS).min(end);
                let span = document.tokens[first].span.cover(document.tokens[cut - 1].span);
                if cut < end {
                    document.notes.push(Note { span, what: "a sentence of more than 256 words was cut" });
                }
                document.sentences.push(Sentence {
                    span,
                    tokens: first..cut,
                    block: block_idx,
                    parsed: false,
                });
                first = cut;
            }
        }
    }

    /// Tags, parses and lemmatises the sentences that are marked as parsed.
    pub fn parse(&mut self, text: &str, document: &mut Document) {
        self.batch.clear();
        let mut n_words = 0;
        for sentence_idx in 0..document.sentences.len() {
            let sentence = &document.sentences[sentence_idx];
            if !sentence.parsed || sentence.tokens.is_empty() {
                continue;
            }
            n_words += sentence.tokens.len();
            self.batch.push(sentence.tokens.clone());
            if n_words >= BATCH_WORDS {
                self.parse_batch(text, document);
                n_words = 0;
            }
        }
        self.parse_batch(text, document);
    }

    fn parse_batch(&mut self, text: &str, document: &mut Document) {
        let is_quoting =
            |words: &mut Range<usize>| plainly::has_quoted_phrase(text, &document.tokens[words.clone()]);
        self.quoting.extend(self.batch.extract_if(.., is_quoting));
        let Reader { model, scratch, batch, .. } = self;
        model.network.parse(text, &mut document.tokens, batch, &model.habits, scratch);
        for sentence_idx in 0..self.quoting.len() {
            let tokens = &mut document.tokens[self.quoting[sentence_idx].clone()];
            self.wording.without_quotes(text, tokens);
            self.parse_wording();
            self.wording.give_back(text, tokens);
        }
        self.batch.append(&mut self.quoting);
        for sentence_idx in 0..self.batch.len() {
            let tokens = &mut document.tokens[self.batch[sentence_idx].clone()];
            self.read_plainly(text, tokens);
            mend(text, tokens);
        }
        for token_idx in self.batch.drain(..).flatten() {
            let Token { span, upos, xpos, .. } = document.tokens[token_idx];
            self.lemma.clear();
            let form = span.of(text);
            self.lemmas.lemmatize(&self.model.lemmatizer, form, (upos, xpos), &mut self.lemma);
            document.set_lemma(token_idx, &self.lemma);
        }
    }

    /// Reads a sentence again in plainer words, where its first tree is in doubt.
    fn read_plainly(&mut self, text: &str, tokens: &mut [Token]) {
        for doubt in plainly::doubts(text, tokens) {
            self.wording.with_verb(text, tokens, doubt);
            self.parse_wording();
            let settled = self.wording.settle(text, tokens, doubt);
            if settled && doubt.why == plainly::Why::NoClause {
                break;
            }
        }
    }

    fn parse_wording(&mut self) {
        let Wording { text, tokens, .. } = &mut self.wording;
        let sentence = 0..tokens.len();
        self.model.network.parse(text, tokens, &[sentence], &self.model.habits, &mut self.scratch);
    }

    /// Tags, parses and lemmatises tokens that are given, sentence by sentence, as ranges of `tokens`.
    pub fn parse_tokens(&mut self, text: &str, tokens: Vec<Token>, sentences: &[Range<usize>]) -> Document {
        let sentence = |tokens_of: &Range<usize>| {
            let words = &tokens[tokens_of.clone()];
            let span = match (words.first(), words.last()) {
                (Some(first), Some(last)) => first.span.cover(last.span),
                _ => Span::default(),
            };
            Sentence { span, tokens: tokens_of.clone(), block: 0, parsed: true }
        };
        let sentences = sentences.iter().map(sentence).collect();
        let mut document = Document { tokens, sentences, ..Document::default() };
        self.parse(text, &mut document);
        document
    }
}
