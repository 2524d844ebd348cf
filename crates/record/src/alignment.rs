//! What a report says of where states stand: that one turns from some to others, that some stand together.
//!
//! ```
//! # use tiltmeter_record::Aligned;
//! // "An axis of Oslo and Vienna": nobody is named whom it is against.
//! assert_eq!(Aligned::Axis.code(), "axis");
//! ```

use crate::{Actor, Attribution, Span};

/// What is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Aligned {
    /// The subject turns from some, or to others, or both.
    Pivot,
    /// The subjects stand together, maybe against others.
    Axis,
}

impl Aligned {
    /// The word used for it in records.
    pub fn code(self) -> &'static str {
        match self {
            Aligned::Pivot => "pivot",
            Aligned::Axis => "axis",
        }
    }
}

/// A turn or an axis stated as such: nobody does anything in it, so it is no event.
#[derive(Clone, Debug, PartialEq)]
pub struct Alignment {
    /// Sentence of the report, from 0.
    pub sentence: usize,
    /// What is said.
    pub aligned: Aligned,
    /// Who turns; who stands together.
    pub subject: Vec<Actor>,
    /// To whom; nobody, of an axis.
    pub toward: Vec<Actor>,
    /// From whom; against whom an axis stands.
    pub away: Vec<Actor>,
    /// The words that say so.
    pub span: Span,
    /// On whose word; `None` is the reporter's own.
    pub attribution: Option<Attribution>,
    /// The lexicon entry that fired: `relations/turns/pivot`.
    pub rule: String,
}
