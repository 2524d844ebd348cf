//! Who said what to whom.

use crate::{Actor, Attribution, Span, When};

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

/// What a report tells of a source that it does not name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unnamed {
    /// The words that tell why or under what condition, where there are any: "on condition of anonymity".
    pub condition: Option<Span>,
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
    /// Through what: "a Pakistani television channel", "a statement", "Twitter".
    pub medium: Option<Span>,
    /// Who published it first, where that is a name: "the Financial Times".
    pub outlet: Option<Span>,
    /// Whether the speaker is a source without a name, and what is told of it: "who asked not to be named".
    pub unnamed: Option<Unnamed>,
    /// The statement that reports this one, as its place among the report's statements: "X said that Y had told Z".
    pub within: Option<usize>,
    /// The day on which it was said, where words tell it, with those words: "said on Monday".
    pub date: Option<(When, Span)>,
    /// The lexicon entry that fired: `cues/say`.
    pub rule: String,
}

impl Statement {
    /// What stands on its speaker's word, is attributed so.
    pub fn attribution(&self) -> Attribution {
        Attribution { speaker: self.speaker.clone(), cue: self.cue, date: self.date.map(|(when, _)| when) }
    }
}
