//! Who said what to whom.

use crate::{Actor, Span};

/// How words are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// Wholly in quotation marks.
    Direct,
    /// Wholly in the reporter's words.
    Indirect,
    /// Partly in quotation marks.
    Mixed,
}

impl Form {
    /// The word used for it in records.
    pub fn code(self) -> &'static str {
        match self {
            Form::Direct => "direct",
            Form::Indirect => "indirect",
            Form::Mixed => "mixed",
        }
    }
}

/// One act of saying, writing, believing.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Sentence of the cue, from 0.
    pub sentence: usize,
    /// Who speaks; `None` where the text does not say.
    pub speaker: Option<Actor>,
    /// To whom.
    pub addressee: Option<Actor>,
    /// The words that report: "told", "according to".
    pub cue: Span,
    /// The words reported, in order; several where they are interrupted.
    pub content: Vec<Span>,
    /// How they are reported.
    pub form: Form,
    /// The lexicon entry that fired: `cues/say`.
    pub rule: String,
}
