//! What a report asserts of a relation: that it sours, that a state turns, that some draw together.

use crate::{Actor, Attribution, Span, Status};

/// What is asserted, and of whom.
#[derive(Clone, Debug, PartialEq)]
pub enum Assessed {
    /// A relation is good or bad, or gets better or worse.
    Relation {
        /// One side: several, if the same is said of each.
        one: Vec<Actor>,
        /// The other.
        other: Vec<Actor>,
        /// +1 for the better, −1 for the worse.
        sign: i8,
    },
    /// A party turns away from some, or toward others; of one of the two there may be none.
    Pivot {
        /// Who turns.
        state: Vec<Actor>,
        /// Away from whom.
        from: Vec<Actor>,
        /// Toward whom.
        to: Vec<Actor>,
    },
    /// Some stand together, maybe against others.
    Axis {
        /// Who stands together.
        members: Vec<Actor>,
        /// Against whom.
        against: Vec<Actor>,
    },
}

impl Assessed {
    /// The word used for it in records.
    pub fn code(&self) -> &'static str {
        match self {
            Assessed::Relation { .. } => "relation",
            Assessed::Pivot { .. } => "pivot",
            Assessed::Axis { .. } => "axis",
        }
    }

    /// What it says of each two parties: +1 for the better, −1 for the worse.
    pub fn pairs(&self) -> Vec<(&Actor, &Actor, i8)> {
        match self {
            Assessed::Relation { one, other, sign } => cross(one, other, *sign),
            Assessed::Pivot { state, from, to } => {
                cross(state, from, -1).into_iter().chain(cross(state, to, 1)).collect()
            }
            Assessed::Axis { members, against } => {
                let inner = members.iter().enumerate();
                let inner = inner.flat_map(|(nth, one)| members[nth + 1..].iter().map(move |x| (one, x, 1)));
                inner.chain(cross(members, against, -1)).collect()
            }
        }
    }
}

fn cross<'a>(ones: &'a [Actor], others: &'a [Actor], sign: i8) -> Vec<(&'a Actor, &'a Actor, i8)> {
    ones.iter().flat_map(|one| others.iter().map(move |other| (one, other, sign))).collect()
}

/// One assertion about relations, with the words that make it.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    /// Sentence it stands in, from 0.
    pub sentence: usize,
    /// What is asserted.
    pub assessed: Assessed,
    /// The words that say how: "have soured".
    pub span: Span,
    /// `Actual` is asserted; `Future` is announced or sought, `Hypothetical` only possible, `Negated` denied.
    pub status: Status,
    /// On whose word; `None` is the report's own.
    pub attribution: Option<Attribution>,
    /// The lexicon entry that fired: `relations/course/sour`.
    pub rule: String,
}
