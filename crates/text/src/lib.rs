//! Raw text to sentences: blocks, tokens, tags, lemmas, trees, quotations.
//!
//! ```text
//! text ──> blocks ──> tokens ──> sentences ──> tags, lemmas, trees ──> quotations, times
//!          layout     tokens     sentences     reader                  quotations, times
//! ```
//!
//! Any bytes give a [`Document`], maybe an empty one, plus notes; nothing here fails.
//! The language's word data lives in `lang/en/`, the trained model in `models/`.

mod document;
mod labels;
mod layout;
mod lemmas;
mod quotations;
mod sentences;
mod times;
mod tokens;

pub use document::{Block, BlockKind, Document, Note, Quotation, Sentence, Token, View};
pub use labels::{Deprel, Upos, Xpos};
pub use layout::layout;
pub use lemmas::lemmatize;
pub use quotations::quotations;
pub use sentences::split;
pub use times::times;
pub use tokens::tokenize;
