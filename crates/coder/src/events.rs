//! Who did what to whom.

use tiltmeter_record::{Event, Report, Statement, TimeExpression};
use tiltmeter_text::Document;

use crate::{Lexicon, Mentions};

/// Finds the events of a report.
pub(crate) fn find(
    _report: &Report,
    _document: &Document,
    _mentions: &Mentions,
    _times: &[TimeExpression],
    _statements: &[Statement],
    _lexicon: &Lexicon,
    _explain: bool,
) -> Vec<Event> {
    Vec::new()
}
