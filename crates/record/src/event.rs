//! Who did what to whom, with its evidence.

use crate::{Actor, Context, EventType, Mode, Place, Quantity, Span, When};

/// Whether an event happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// Done.
    Actual,
    /// Announced, planned, promised.
    Future,
    /// Wished, conditional, possible.
    Hypothetical,
    /// Denied or said not to have happened.
    Negated,
    /// Background that lies well before the report.
    Historical,
}

impl Status {
    /// All of them.
    pub const ALL: [Status; 5] =
        [Status::Actual, Status::Future, Status::Hypothetical, Status::Negated, Status::Historical];

    /// PLOVER's word for it.
    pub fn code(self) -> &'static str {
        match self {
            Status::Actual => "actual",
            Status::Future => "future",
            Status::Hypothetical => "hypothetical",
            Status::Negated => "negated",
            Status::Historical => "historical",
        }
    }
}

/// On whose word an event stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// Who says so.
    pub speaker: Option<Actor>,
    /// The words that attribute: "announced", "according to".
    pub cue: Span,
    /// The day on which it was said, where words tell it.
    pub date: Option<When>,
}

/// How far the words assert an event, for whoever says them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Certainty {
    /// Plainly said to be, or not to be.
    Certain,
    /// Expected, likely, claimed.
    Probable,
    /// May be, conditional, feared.
    Possible,
}

impl Certainty {
    /// The word used for it in records.
    pub fn code(self) -> &'static str {
        match self {
            Certainty::Certain => "certain",
            Certainty::Probable => "probable",
            Certainty::Possible => "possible",
        }
    }
}

/// Why an event has its date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateReason {
    /// A time expression that belongs to it.
    Words(Span),
    /// It is news without a date of its own: it counts on the report's day.
    Report,
    /// It is told before or after another event.
    Event {
        /// The words that tell the distance: "three weeks after".
        words: Span,
        /// The other event: its place among the report's events.
        of: usize,
    },
}

/// Another place of the report that tells the same act.
#[derive(Clone, Debug, PartialEq)]
pub struct Telling {
    /// Sentence of the report, from 0.
    pub sentence: usize,
    /// The words of the act there.
    pub span: Span,
    /// On whose word it stands there; `None` is the reporter's own.
    pub attribution: Option<Attribution>,
    /// The lexicon entry that fired there.
    pub rule: String,
}

/// One event: one act, one or more actors, none or more recipients.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Sentence of the report, from 0.
    pub sentence: usize,
    /// PLOVER type.
    pub event: EventType,
    /// PLOVER modes.
    pub modes: Vec<Mode>,
    /// PLOVER contexts.
    pub contexts: Vec<Context>,
    /// CAMEO code, as text: leading zeros matter. `None` where the frame knows none.
    pub cameo: Option<String>,
    /// Who acted. Compound parties stay one event.
    pub actors: Vec<Actor>,
    /// Who was acted upon.
    pub recipients: Vec<Actor>,
    /// The words of the act.
    pub span: Span,
    /// When, where it is known.
    pub date: Option<When>,
    /// Why that date; `None` where there is none.
    pub date_reason: Option<DateReason>,
    /// Whether it happened.
    pub status: Status,
    /// How far it is asserted.
    pub certainty: Certainty,
    /// Which event of the report it denies: its place among the report's events.
    pub denies: Option<usize>,
    /// On whose word; `None` is the reporter's own.
    pub attribution: Option<Attribution>,
    /// Numbers that belong to it.
    pub magnitudes: Vec<Quantity>,
    /// Where it happened.
    pub location: Option<Place>,
    /// From 0 to 1.
    pub confidence: f32,
    /// The lexicon entry that fired: `verbs/cut#aid`.
    pub rule: String,
    /// Where else the report tells it: an act told in the headline, the lead and a quotation is one event.
    pub evidence: Vec<Telling>,
    /// What fired and why, one step a line; filled only on demand.
    pub explanation: Vec<String>,
}

impl Event {
    /// Whether words of the report tell its day, and not the report's own day.
    pub fn has_own_day(&self) -> bool {
        matches!(self.date_reason, Some(DateReason::Words(_)))
    }
}
