//! Raw text to sentences: blocks, tokens, tags, lemmas, trees, quotations.
//!
//! ```text
//! text ──> blocks ──> tokens ──> sentences ──> tags, lemmas, trees ──> quotations
//!          layout     tokens     sentences     reader (network)        quotations
//! ```
//!
//! Any bytes give a [`Document`], maybe an empty one, plus notes; nothing here fails.
//! The language's word data lives in `lang/en/`, the trained model in `models/`.

mod document;
mod labels;

pub use document::{Block, BlockKind, Document, Note, Quotation, Sentence, Token, View};
pub use labels::{Deprel, Upos, Xpos};
