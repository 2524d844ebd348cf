//! Sentences to actors, statements and events.
//!
//! ```text
//! Document ──> mentions ──> times ──> statements ──> events ──────────────> ties
//!              who          when      who says       who did what to whom   who gives what to whom
//! ```
//!
//! What words mean stands in `lexicon/`; this code only composes it. Every record names the
//! lexicon entry that fired.

mod alignments;
mod amounts;
mod certainties;
mod events;
pub mod gazetteer;
mod intervals;
mod lexicon;
mod links;
mod mentions;
mod petrarch;
mod statements;
mod states;
mod ties;
mod triggers;
mod whereabouts;

pub use events::{Entry, Example, assertion, line};
pub use lexicon::{Lexicon, LexiconError, Source};
pub use mentions::{Finding, HolderRow, Meaning, Mention, Mentions, NameReading, OfficeHeld};
pub use petrarch::{
    Converted, Dictionaries, Dictionary, DictionaryEvent, DictionaryParty, convert as petrarch,
};
pub use states::States;
pub use triggers::{Triggers, Wanted};

use tiltmeter_record::{Alignment, Assessment, Event, Report, Statement, Tie, TimeExpression};
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
    /// What states give, lend, sell and owe one another, in the order of the text.
    pub ties: Vec<Tie>,
    /// The same by a lab's own verbs, where the lexicon has such; then there are no other events.
    pub by_dictionary: Vec<DictionaryEvent>,
    /// What is said of relations as such, in the order of the text.
    pub assessments: Vec<Assessment>,
    /// Who is said to turn from whom to whom, who to stand together, in the order of the text.
    pub alignments: Vec<Alignment>,
}

/// Codes one report that has been read. `explain` fills [`Event::explanation`].
pub fn code(report: &Report, document: &Document, lexicon: &Lexicon, explain: bool) -> Coding {
    let mut mentions = mentions::find(report, document, lexicon);
    let times = tiltmeter_text::times(&report.text, document, report.date);
    let statements = statements::find(report, document, &mentions, &times, lexicon);
    mentions::resolve_speakers(&mut mentions, &statements, report, document, lexicon);
    // "His guest" is a party, and "his" another: only the first can act.
    let owners = mentions.take_owners(document);
    let intervals = intervals::intervals(&report.text, &times, report.date, &lexicon.amounts);
    let discarded = lexicon.discards.of(document, &report.text);
    let ((mut events, mut assessments), mut by_dictionary) = match &lexicon.petrarch {
        Some(petrarch) => (Default::default(), petrarch::find(report, document, &mentions, petrarch)),
        None => {
            let found =
                events::find(report, document, &mentions, &times, &intervals, &statements, lexicon, explain);
            (found, Vec::new())
        }
    };
    let found = ties::Found {
        report,
        document,
        mentions: &mentions,
        times: &times,
        intervals: &intervals,
        statements: &statements,
    };
    let mut ties = ties::find(&found, lexicon, explain);
    events.retain(|event| !discarded[event.sentence]);
    let (nearer, mut alignments) = alignments::find(report, document, &mentions, &statements, lexicon);
    assessments.extend(nearer);
    assessments.retain(|assessment| !discarded[assessment.sentence]);
    assessments.sort_by_key(|assessment| (assessment.sentence, assessment.span.start()));
    alignments.retain(|alignment| !discarded[alignment.sentence]);
    ties.retain(|tie| !discarded[tie.sentence]);
    by_dictionary.retain(|event| !discarded[event.sentence]);
    links::link(report, document, &times, &statements, &lexicon.amounts, &mut events);
    mentions.put_back(owners);
    mentions::number(&mut mentions, report, lexicon);
    Coding { mentions, times, statements, events, ties, assessments, alignments, by_dictionary }
}

/// Finds only who is in a report: the first stage of [`code`].
pub fn mentions_of(report: &Report, document: &Document, lexicon: &Lexicon) -> Mentions {
    mentions::find(report, document, lexicon)
}
