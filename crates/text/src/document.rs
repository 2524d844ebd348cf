//! What reading a text yields: a [`Document`], in flat arrays, pointing into the text.
//!
//! A sentence's tokens lie next to each other; heads are positions within the sentence.
//! [`View`] is how later stages look at one sentence:
//!
//! ```text
//! let sentence = document.view(text, 0);
//! sentence.form(3); sentence.lemma(3); sentence.head(3); sentence.children(3)
//! ```

use std::borrow::Cow;
use std::ops::Range;

use tiltmeter_record::Span;

use crate::{Deprel, Upos, Xpos};

/// A text, read. All spans point into the text that it was read from.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// What the text is made of, in its order; sentences come from headings and paragraphs alone.
    pub blocks: Vec<Block>,
    /// In the order of the text.
    pub sentences: Vec<Sentence>,
    /// Of all sentences, one after the other.
    pub tokens: Vec<Token>,
    /// Outer and nested, in the order of their first byte.
    pub quotations: Vec<Quotation>,
    /// What was odd about the text.
    pub notes: Vec<Note>,
    /// Lemmas, end to end; tokens hold ranges of it.
    pub(crate) lemmas: String,
}

/// A stretch of the text that stands on its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it is. Blocks do not overlap, except that a dateline lies before its paragraph's text.
    pub span: Span,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// The report's headline, or a heading within it.
    Headline,
    /// Who wrote it: "By Jane Roe".
    Byline,
    /// Where and when it was written: "ISLAMABAD (Reuters) -".
    Dateline,
    /// A caption of a picture.
    Caption,
    /// A photo credit or an agency's signature.
    Credit,
    /// What the report says of its own publication: "Updated January 6, 2018", "A version of this article
    /// appears in print on …".
    Imprint,
    /// Running text.
    Paragraph,
}

/// A sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// From its first token to its last.
    pub span: Span,
    /// Its tokens, as a range of [`Document::tokens`].
    pub tokens: Range<usize>,
    /// The block it stands in, as a position in [`Document::blocks`].
    pub block: usize,
    /// Whether it has tags and a tree. A sentence that can hold neither event nor statement is not parsed.
    pub parsed: bool,
}

/// A syntactic word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Token {
    /// Its characters.
    pub span: Span,
    /// A range of the document's lemmas.
    pub(crate) lemma: (u32, u32),
    /// Universal part of speech.
    pub upos: Upos,
    /// Penn tag.
    pub xpos: Xpos,
    /// Position of its head within the sentence; its own position where it is the root.
    pub head: u16,
    /// Relation to its head.
    pub deprel: Deprel,
    /// Whether it is split off the token before it without being a token of its own: `n't` in `don't`.
    pub clitic: bool,
}

impl Token {
    /// A token before tagging and parsing.
    pub fn new(span: Span, clitic: bool) -> Token {
        let (upos, xpos, deprel) = (Upos::X, Xpos::Xx, Deprel::Dep);
        Token { span, lemma: (0, 0), upos, xpos, head: 0, deprel, clitic }
    }
}

/// Words in quotation marks.
#[derive(Clone, Debug, PartialEq)]
pub struct Quotation {
    /// From the opening mark to the closing one, both included. A quotation that runs over several
    /// paragraphs has one span for each.
    pub span: Span,
    /// What stands between the marks.
    pub inner: Span,
    /// 0 for an outer quotation, 1 for one inside it, …
    pub depth: u8,
    /// Whether the paragraph before left this quotation open and this one takes it up.
    pub continues: bool,
}

/// Something odd about a text, in words for its reader.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// Where.
    pub span: Span,
    /// What.
    pub what: &'static str,
}

impl Document {
    /// Sentence `sentence_idx` with its words. `text` is the one that was read.
    pub fn view<'a>(&'a self, text: &'a str, sentence_idx: usize) -> View<'a> {
        let sentence = &self.sentences[sentence_idx];
        View { text, lemmas: &self.lemmas, sentence, tokens: &self.tokens[sentence.tokens.clone()] }
    }

    /// Gives a token its lemma.
    pub fn set_lemma(&mut self, token_idx: usize, lemma: &str) {
        let start = self.lemmas.len() as u32;
        self.lemmas.push_str(lemma);
        self.tokens[token_idx].lemma = (start, self.lemmas.len() as u32);
    }

    /// Empties it, keeping its memory.
    pub fn clear(&mut self) {
        self.blocks.clear();
        self.sentences.clear();
        self.tokens.clear();
        self.quotations.clear();
        self.notes.clear();
        self.lemmas.clear();
    }
}

/// One sentence and its words.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The whole text.
    pub text: &'a str,
    lemmas: &'a str,
    /// The sentence.
    pub sentence: &'a Sentence,
    /// Its tokens.
    pub tokens: &'a [Token],
}

impl<'a> View<'a> {
    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether it has no token.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The word as it stands in the text.
    pub fn form(&self, token_idx: usize) -> &'a str {
        self.tokens[token_idx].span.of(self.text)
    }

    /// The word's dictionary form; empty in a sentence that was not parsed.
    pub fn lemma(&self, token_idx: usize) -> &'a str {
        let (start, end) = self.tokens[token_idx].lemma;
        &self.lemmas[start as usize..end as usize]
    }

    /// The word in small letters.
    pub fn lower_form(&self, token_idx: usize) -> Cow<'a, str> {
        lower(self.form(token_idx))
    }

    /// The word's dictionary form in small letters.
    pub fn lower_lemma(&self, token_idx: usize) -> Cow<'a, str> {
        lower(self.lemma(token_idx))
    }

    /// Position of the head; `None` for the root.
    pub fn head(&self, token_idx: usize) -> Option<usize> {
        let head = self.tokens[token_idx].head as usize;
        (head != token_idx).then_some(head)
    }

    /// The relation to the head.
    pub fn deprel(&self, token_idx: usize) -> Deprel {
        self.tokens[token_idx].deprel
    }

    /// Position of the root; `None` in an empty sentence.
    pub fn root(&self) -> Option<usize> {
        (0..self.len()).find(|&token_idx| self.head(token_idx).is_none())
    }

    /// The dependents, in the order of the text.
    pub fn children(&self, head: usize) -> impl Iterator<Item = usize> + use<'a> {
        let tokens = self.tokens;
        (0..tokens.len()).filter(move |&child| tokens[child].head as usize == head && child != head)
    }

    /// The dependents with that relation.
    pub fn children_by(&self, head: usize, deprel: Deprel) -> impl Iterator<Item = usize> + use<'a> {
        let tokens = self.tokens;
        self.children(head).filter(move |&child| tokens[child].deprel == deprel)
    }

    /// First and last token of the subtree under `head`.
    pub fn extent(&self, head: usize) -> (usize, usize) {
        let inside = |mut token_idx: usize| loop {
            if token_idx == head {
                return true;
            }
            match self.head(token_idx) {
                Some(above) => token_idx = above,
                None => return false,
            }
        };
        let first = (0..self.len()).find(|&t| inside(t)).unwrap_or(head);
        let last = (0..self.len()).rfind(|&t| inside(t)).unwrap_or(head);
        (first, last)
    }

    /// The characters from token `first` to token `last`, both included.
    pub fn span(&self, first: usize, last: usize) -> Span {
        self.tokens[first].span.cover(self.tokens[last].span)
    }
}
/// A word in small letters; most words are.
pub fn lower(word: &str) -> Cow<'_, str> {
    let is_lower = word.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_lower { Cow::Borrowed(word) } else { Cow::Owned(word.to_lowercase()) }
}
