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
pub mod features;
mod forms;
pub mod habits;
mod labels;
mod layout;
pub mod lemmas;
mod mend;
mod model;
pub mod network;
mod plainly;
mod quotations;
mod reader;
pub mod sentences;
mod times;
mod tokens;
mod tree;

pub use document::{Block, BlockKind, Document, Note, Quotation, Sentence, Token, View, lower};
pub use labels::{Deprel, Upos, Xpos};
pub use layout::layout;
pub use lemmas::Lemmatizer;
pub use model::{Model, ModelError, model_file};
pub use quotations::quotations;
pub use reader::Reader;
pub use sentences::Splitter;
pub use times::{publication, times};
pub use tokens::tokenize;
pub use tree::{ArcScores, TreeFinder, best_tree};
