//! What a report says of a relation as such, with its evidence.
//!
//! ```
//! # use tiltmeter_record::Direction;
//! // "Relations between Oslo and Minsk have soured."
//! assert_eq!(Direction::Worse.code(), -1);
//! ```

use crate::{Actor, Attribution, Span, When};

/// Which way a relation stands or goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// Bad, or becoming worse.
    Worse,
    /// Neither, or said not to have changed.
    Same,
    /// Good, or becoming better.
    Better,
}

impl Direction {
    /// -1, 0, 1.
    pub fn code(self) -> i8 {
        match self {
            Direction::Worse => -1,
            Direction::Same => 0,
            Direction::Better => 1,
        }
    }
}

/// A relation stated as such: nobody does anything in it, so it is no event.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    /// Sentence of the report, from 0.
    pub sentence: usize,
    /// One side.
    pub a: Vec<Actor>,
    /// The other. The order of the sides is that of the words and means nothing.
    pub b: Vec<Actor>,
    /// Which way.
    pub direction: Direction,
    /// The words that say so.
    pub span: Span,
    /// When, where it is known.
    pub date: Option<When>,
    /// On whose word; `None` is the reporter's own.
    pub attribution: Option<Attribution>,
    /// The lexicon entry that fired: `verbs/assessments#sour`.
    pub rule: String,
}
