//! Discards: words whose sentence, or behind `+` whose report, tells of no event.

use super::{Converted, Dictionary, lines};
use crate::lexicon::{LexiconError, Source};
use crate::mentions::{NameList, Names};
use tiltmeter_text::Document;

/// Makes the table `discards/….txt`, which keeps PETRARCH's own form.
pub(super) fn convert(dictionaries: &[Dictionary], converted: &mut Converted) {
    let mut text = String::new();
    for (_, line) in dictionaries.iter().flat_map(|dictionary| lines(&dictionary.text)) {
        let (mark, words) = match line.trim().strip_prefix('+') {
            Some(words) => ("report", words),
            None => ("sentence", line.trim()),
        };
        let words: Vec<&str> = words.split(['_', ' ']).filter(|word| !word.is_empty()).collect();
        if !words.is_empty() {
            text.push_str(&format!("{mark}\t{}\n", words.join(" ").to_lowercase()));
        }
    }
    if !text.is_empty() {
        converted.sources.push(Source { file: "discards/petrarch.tsv".to_string(), text });
    }
}

/// Words that say that a sentence or a report tells of no event.
#[derive(Default)]
pub(crate) struct Discards {
    // Whether the whole report is meant.
    words: Names<bool>,
    any: bool,
}

impl Discards {
    /// Reads the files below `discards/`.
    pub(crate) fn read(sources: &[Source]) -> Result<Discards, LexiconError> {
        let (mut list, mut any) = (NameList::default(), false);
        for line in sources.iter().flat_map(|source| source.text.lines()) {
            if let Some((mark, words)) = line.split_once('\t') {
                any |= list.add(words, mark == "report");
            }
        }
        Ok(Discards { words: list.index(), any })
    }

    /// For each sentence, whether it tells of no event.
    pub(crate) fn of(&self, document: &Document, text: &str) -> Vec<bool> {
        let n_sentences = document.sentences.len();
        let mut discarded = vec![false; n_sentences];
        if !self.any {
            return discarded;
        }
        for (sentence, discarded) in discarded.iter_mut().enumerate() {
            let found = self.words.within(&document.view(text, sentence));
            if found.contains(&&true) {
                return vec![true; n_sentences];
            }
            *discarded = !found.is_empty();
        }
        discarded
    }
}
