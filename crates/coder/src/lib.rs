//! Sentences to actors, statements and events.
//!
//! ```text
//! Document ──> mentions ──> times ──> statements ──> events ────────────> assessments
//!              who          when      who says       who did what to whom   how relations are said to stand
//! ```
//!
//! What words mean stands in `lexicon/`; this code only composes it. Every record names the
//! lexicon entry that fired.

mod assessments;
mod events;
mod lexicon;
mod mentions;
mod petrarch;
mod statements;
mod states;
mod triggers;

pub use lexicon::{Lexicon, LexiconError, Source};
pub use mentions::{Finding, HolderRow, Meaning, Mention, Mentions, NameReading, OfficeHeld};
pub use petrarch::{Converted, Dictionary, convert as petrarch};
pub use states::States;
pub use triggers::{Triggers, Wanted};

use tiltmeter_record::{Assessment, Event, Report, Statement, TimeExpression};
use tiltmeter_text::Document;

/// All that was coded from one report.
#[derive(Clone, Debug, Default)]
pub struct Coding {
    /// Parties, in the order of the text.
    pub mentions: Mentions,
    /// Time expressions, in the order of the text.
    pub times: Vec<TimeExpression>,
    /// Who said what, in the order of their cues.
    pub statements: Vec<Statement>,
    /// Who did what to whom, in the order of the acts.
    pub events: Vec<Event>,
    /// What is asserted of relations, in the order of the text.
    pub assessments: Vec<Assessment>,
}

/// Codes one report that has been read. `explain` fills [`Event::explanation`].
pub fn code(report: &Report, document: &Document, lexicon: &Lexicon, explain: bool) -> Coding {
    let mut mentions = mentions::find(report, document, lexicon);
    let times = tiltmeter_text::times(&report.text, document, report.date);
    let statements = statements::find(report, document, &mentions, lexicon);
    mentions::resolve_speakers(&mut mentions, &statements, report, document, lexicon);
    let mut events = events::find(report, document, &mentions, &times, &statements, lexicon, explain);
    let discarded = lexicon.discards.of(document, &report.text);
    events.retain(|event| !discarded[event.sentence]);
    let assessments = assessments::find(report, document, &mentions, &statements, lexicon);
    Coding { mentions, times, statements, events, assessments }
}

/// Finds only who is in a report: the first stage of [`code`].
pub fn mentions_of(report: &Report, document: &Document, lexicon: &Lexicon) -> Mentions {
    mentions::find(report, document, lexicon)
}
