//! Who said what: direct, indirect and mixed speech, and its speaker.

use tiltmeter_record::{Report, Statement};
use tiltmeter_text::Document;

use crate::{Lexicon, Mentions};

/// Finds the statements of a report.
pub(crate) fn find(_report: &Report, _document: &Document, _mentions: &Mentions, _lexicon: &Lexicon) -> Vec<Statement> {
    Vec::new()
}
