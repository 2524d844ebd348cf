//! The lexicon of acts as people read it: its entries with their words and examples, and whether an example
//! comes out as it says.
//!
//! ```text
//! "Jordan received aid from Japan. => JPN AID JOR"      whatever else comes of the sentence
//! "Norway warned of heavy rain. => none"                no event at all
//! ```

use tiltmeter_record::{Actor, Event, EventType, Mode};

use super::reading;
use crate::{LexiconError, Source};

/// One entry: a frame or an operator.
#[derive(Clone, Debug)]
pub struct Entry {
    /// File and name: `verbs/accuse/condemn`.
    pub id: String,
    /// The type that a frame gives; `None` for an operator.
    pub event: Option<EventType>,
    /// The mode that a frame gives by itself.
    pub mode: Option<Mode>,
    /// CAMEO code of a frame.
    pub cameo: Option<String>,
    /// The table of an operator.
    pub table: Option<String>,
    /// The words that stand for it, as patterns.
    pub words: Vec<String>,
    /// Sentences and what must come of them.
    pub examples: Vec<Example>,
}

/// A sentence and what must come of it.
#[derive(Clone, Debug)]
pub struct Example {
    /// The entry that it belongs to.
    pub entry: String,
    /// The sentence.
    pub text: String,
    /// `RUS REQUEST UKR`, with a status where it is not `actual`; or `none`.
    pub expected: String,
}

impl Example {
    /// Whether these events of its sentence are as it says.
    pub fn is_met_by(&self, events: &[Event]) -> bool {
        if self.is_negative() {
            return events.is_empty();
        }
        let with_status = self.expected.split_whitespace().count() > 3;
        let expected = if with_status { self.expected.clone() } else { format!("{} actual", self.expected) };
        events.iter().any(|event| line(event) == expected)
    }

    /// Whether nothing may come of it.
    pub fn is_negative(&self) -> bool {
        self.expected == "none"
    }
}

/// An event as examples write it: `TUR AGREE ARM future`; `?` is somebody without a code, `-` nobody.
pub fn line(event: &Event) -> String {
    let (actors, recipients) = (codes(&event.actors), codes(&event.recipients));
    [&actors, event.event.code(), &recipients, event.status.code()].join(" ")
}

pub(super) fn codes(actors: &[Actor]) -> String {
    let mut codes: Vec<&str> = actors.iter().map(|actor| actor.code.as_deref().unwrap_or("?")).collect();
    codes.sort_unstable();
    codes.dedup();
    if codes.is_empty() { "-".to_string() } else { codes.join(",") }
}

/// The entries of these files, in their order; one without an example is an error.
pub(crate) fn entries(sources: &[Source]) -> Result<Vec<Entry>, LexiconError> {
    let mut entries = reading::entries(sources)?;
    let examples = reading::examples(sources)?;
    reading::check_negatives(sources, &examples)?;
    for example in examples {
        if let Some(entry) = entries.iter_mut().find(|entry| entry.id == example.entry) {
            entry.examples.push(example);
        }
    }
    Ok(entries)
}
