//! Time expressions and what they mean on the report's calendar.

use tiltmeter_record::{TimeExpression, When};

use crate::Document;

/// The time expressions of a read text, relative ones resolved against `published`.
pub fn times(_text: &str, _document: &Document, _published: Option<When>) -> Vec<TimeExpression> {
    Vec::new()
}
