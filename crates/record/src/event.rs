//! Who did what to whom, with its evidence.

use crate::{Actor, Context, EventType, Mode, Span, When};

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
}

/// A number that an event carries.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// The words.
    pub span: Span,
    /// What is counted: an ISO 4217 currency, `killed`, `wounded`, `detained`, `troops`, …
    pub unit: String,
    /// How much.
    pub value: f64,
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
    /// Whether it happened.
    pub status: Status,
    /// On whose word; `None` is the reporter's own.
    pub attribution: Option<Attribution>,
    /// Numbers that belong to it.
    pub magnitudes: Vec<Quantity>,
    /// Where it happened, as words; the place is resolved later.
    pub location: Option<Span>,
    /// From 0 to 1.
    pub confidence: f32,
    /// The lexicon entry that fired: `verbs/cut#aid`.
    pub rule: String,
    /// Where else the report tells it: an act told in the headline, the lead and a quotation is one event.
    pub evidence: Vec<Telling>,
    /// What fired and why, one step a line; filled only on demand.
    pub explanation: Vec<String>,
}
