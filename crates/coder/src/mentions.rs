//! Who: every mention of a party, resolved to a code or plainly not.

use tiltmeter_record::{Actor, Report};
use tiltmeter_text::{Document, View};

use crate::Lexicon;

/// One mention of a party.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Sentence it stands in.
    pub sentence: usize,
    /// First and last token within the sentence, both included.
    pub tokens: (usize, usize),
    /// The token that heads it.
    pub head: usize,
    /// Who it is.
    pub actor: Actor,
}

/// The mentions of a report.
#[derive(Clone, Debug, Default)]
pub struct Mentions {
    /// In the order of the text.
    pub all: Vec<Mention>,
}

impl Mentions {
    /// The parties that the noun phrase headed by `head` denotes: the mention it heads, with those
    /// coordinated to it ("Beijing and Moscow" are two); its words, unresolved, where it heads none.
    pub fn parties(&self, _view: &View<'_>, _sentence_idx: usize, _head: usize) -> Vec<Actor> {
        Vec::new()
    }
}

/// Finds and resolves the mentions of a report.
pub(crate) fn find(_report: &Report, _document: &Document, _lexicon: &Lexicon) -> Mentions {
    Mentions::default()
}
