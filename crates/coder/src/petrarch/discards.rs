//! Discards: words whose sentence, or behind `+` whose report, tells of no event.
//!
//! ```text
//! +ACADEMY AWARD   no report that speaks of an Academy Award, or of the Academy Awards
//! CRICKET_         no sentence with that word; crickets are none
//! ```

use super::{Converted, Dictionary, lines};
use crate::lexicon::{LexiconError, Source};
use tiltmeter_text::{Document, View};

/// Makes the table `discards/….txt`, which keeps PETRARCH's own form.
pub(super) fn convert(dictionaries: &[Dictionary], converted: &mut Converted) {
    let mut text = String::new();
    for (_, line) in dictionaries.iter().flat_map(|dictionary| lines(&dictionary.text)) {
        let (mark, words) = match line.trim().strip_prefix('+') {
            Some(words) => ("report", words.trim()),
            None => ("sentence", line.trim()),
        };
        let whole = if words.ends_with('_') { "_" } else { "" };
        let words: Vec<&str> = words.split(['_', ' ']).filter(|word| !word.is_empty()).collect();
        if !words.is_empty() {
            text.push_str(&format!("{mark}\t{}{whole}\n", words.join(" ").to_lowercase()));
        }
    }
    if !text.is_empty() {
        converted.sources.push(Source { file: "discards/petrarch.tsv".to_string(), text });
    }
}

/// Words that say that a sentence or a report tells of no event.
#[derive(Default)]
pub(crate) struct Discards {
    /// Each behind a blank; before another where its last word is whole, and no stem.
    words: Vec<(String, Reach)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Sentence,
    Report,
}

impl Discards {
    /// Reads the files below `discards/`.
    pub(crate) fn read(sources: &[Source]) -> Result<Discards, LexiconError> {
        let lines = sources.iter().flat_map(|source| source.text.lines());
        let words = lines.filter_map(|line| line.split_once('\t')).map(|(mark, words)| {
            let reach = if mark == "report" { Reach::Report } else { Reach::Sentence };
            match words.strip_suffix('_') {
                Some(whole) => (format!(" {whole} "), reach),
                None => (format!(" {words}"), reach),
            }
        });
        Ok(Discards { words: words.collect() })
    }

    /// For each sentence, whether it tells of no event.
    pub(crate) fn of(&self, document: &Document, text: &str) -> Vec<bool> {
        let n_sentences = document.sentences.len();
        let mut discarded = vec![false; n_sentences];
        if self.words.is_empty() {
            return discarded;
        }
        for (sentence, discarded) in discarded.iter_mut().enumerate() {
            let spaced = spaced(&document.view(text, sentence));
            let mut found = self.words.iter().filter(|(words, _)| spaced.contains(words.as_str())).peekable();
            *discarded = found.peek().is_some();
            if found.any(|(_, reach)| *reach == Reach::Report) {
                return vec![true; n_sentences];
            }
        }
        discarded
    }
}

// The words of a sentence in small letters, a blank before and behind each.
fn spaced(view: &View<'_>) -> String {
    let mut spaced = " ".to_string();
    for token_idx in 0..view.len() {
        spaced.push_str(&view.form(token_idx).to_lowercase());
        spaced.push(' ');
    }
    spaced
}
