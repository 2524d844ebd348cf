//! Sentences to actors, statements and events.
//!
//! ```text
//! Document ──> mentions ──> times ──> statements ──> events
//!              who          when      who says       who did what to whom
//! ```
//!
//! What words mean stands in `lexicon/`; this code only composes it. Every record names the
//! lexicon entry that fired.

mod alignments;
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

use tiltmeter_record::{Alignment, Assessment, Event, Report, Statement, TimeExpression};
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
    /// What is said of relations as such, in the order of the text.
    pub assessments: Vec<Assessment>,
    /// Who is said to turn from whom to whom, who to stand together, in the order of the text.
    pub alignments: Vec<Alignment>,
}

/// Codes one report that has been read. `explain` fills [`Event::explanation`].
pub fn code(report: &Report, document: &Document, lexicon: &Lexicon, explain: bool) -> Coding {
    let mut mentions = mentions::find(report, document, lexicon);
    let times = tiltmeter_text::times(&report.text, document, report.date);
    let statements = statements::find(report, document, &mentions, lexicon);
    mentions::resolve_speakers(&mut mentions, &statements, report, document, lexicon);
    let (mut events, mut assessments) =
        events::find(report, document, &mentions, &times, &statements, lexicon, explain);
    let discarded = lexicon.discards.of(document, &report.text);
    events.retain(|event| !discarded[event.sentence]);
    let (nearer, mut alignments) = alignments::find(report, document, &mentions, &statements, lexicon);
    assessments.extend(nearer);
    assessments.retain(|assessment| !discarded[assessment.sentence]);
    assessments.sort_by_key(|assessment| (assessment.sentence, assessment.span.start()));
    alignments.retain(|alignment| !discarded[alignment.sentence]);
    Coding { mentions, times, statements, events, assessments, alignments }
}

/// Finds only who is in a report: the first stage of [`code`].
pub fn mentions_of(report: &Report, document: &Document, lexicon: &Lexicon) -> Mentions {
    mentions::find(report, document, lexicon)
}
