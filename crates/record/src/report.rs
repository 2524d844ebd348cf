//! What goes in: one report.

use crate::When;

/// A news report as it was published.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// The caller's key; every record names it.
    pub id: String,
    /// Day of publication; relative times are resolved against it. `None` is "unknown", not "today".
    pub date: Option<When>,
    /// Headline, where it is given apart from the text.
    pub title: Option<String>,
    /// The text: every span points into it.
    pub text: String,
    /// Where it was published.
    pub url: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// BCP 47 tag of its language, where known.
    pub language: Option<String>,
}
