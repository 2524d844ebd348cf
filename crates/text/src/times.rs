//! Time expressions and what they mean on the report's calendar.
//!
//! Typed rules in the manner of HeidelTime and SUTime, with the tags and values of TIMEX3: the
//! words and rules stand in `lang/en/times.tsv` and `lang/en/times_rules.tsv`, [`rules`] matches
//! them, [`calendar`] reckons. Times are found in every block, captions and datelines too.
//!
//! ```text
//! The envoy left on Thursday, three weeks after …     published 2018-01-29
//!               ^ DATE 2018-01-25  ^ DURATION P3W
//! ```

mod calendar;
mod publication;
mod rules;
mod tense;
mod words;

use tiltmeter_record::{Precision, Span, TimeExpression, TimeKind, When};

use crate::{Block, BlockKind, Document};
use calendar::{Reckoning, reckon};
use words::Word;

pub use publication::publication;

/// The time expressions of a read text, relative ones resolved against `published`.
///
/// A dateline's date that is the day of publication is left out: it is about the report, not in it.
/// Where `published` is unknown, the day that the report gives itself stands in for it.
pub fn times(text: &str, document: &Document, published: Option<When>) -> Vec<TimeExpression> {
    let mut scan = Scan::new(text, document, published.or_else(|| publication(text, document)));
    for block in &document.blocks {
        scan.read_block(block);
    }
    if published.is_some() {
        scan.times.retain(|time| !dates_the_report(document, time, published));
    }
    scan.times
}

fn dates_the_report(document: &Document, time: &TimeExpression, published: Option<When>) -> bool {
    let block_idx = document.blocks.partition_point(|block| block.span.end() <= time.span.start());
    document.blocks.get(block_idx).is_some_and(is_of_the_report) && time.when == published
}

// Whether a block is about the report and not of what it reports.
fn is_of_the_report(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Dateline | BlockKind::Byline | BlockKind::Imprint)
}

struct Scan<'a> {
    text: &'a str,
    document: &'a Document,
    published: Option<When>,
    /// The date last named in what it reports, which others are reckoned from.
    anchor: Option<When>,
    /// The date last named anywhere, and where.
    last: Option<(When, Span)>,
    words: Vec<Word>,
    times: Vec<TimeExpression>,
}

// A time of day belongs to a day named no further before it than this.
const NEAR_BYTES: usize = 120;

impl<'a> Scan<'a> {
    fn new(text: &'a str, document: &'a Document, published: Option<When>) -> Scan<'a> {
        Scan { text, document, published, anchor: None, last: None, words: Vec::new(), times: Vec::new() }
    }

    fn read_block(&mut self, block: &Block) {
        let mut words = std::mem::take(&mut self.words);
        words::words(self.text, block.span, &mut words);
        let mut at = 0;
        while at < words.len() {
            at = self.read_time(&words, at, block);
        }
        self.words = words;
    }

    /// Reads the time that begins at `words[at]`, if one does; returns where to go on.
    fn read_time(&mut self, words: &[Word], at: usize, block: &Block) -> usize {
        if words[at].id == 0 && words[at].figure == words::Figure::None {
            return at + 1;
        }
        let Some((rule, found, end)) = rules::longest_match(words, at) else { return at + 1 };
        let span = words[at].span.cover(words[end - 1].span);
        let written =
            found.written.map_or(words[end - 1].span, |word_idx| words[word_idx].span).of(self.text);
        let near =
            self.last.filter(|(_, place)| span.start() - place.end() < NEAR_BYTES).map(|(when, _)| when);
        let reckoning = Reckoning {
            published: self.published,
            anchor: self.anchor,
            near: near.filter(|when| when.precision == Precision::Day),
            tense: &|| tense::tense_at(self.text, self.document, span),
            written,
        };
        if let Some((kind, meaning)) = reckon(rule, &found, &reckoning) {
            let time = TimeExpression { span, kind, value: meaning.value, when: meaning.when };
            self.remember(&time, block);
            self.times.push(time);
        }
        end
    }

    fn remember(&mut self, time: &TimeExpression, block: &Block) {
        let Some(when) = time.when else { return };
        if !matches!(time.kind, TimeKind::Date | TimeKind::Time) {
            return;
        }
        self.last = Some((when, time.span));
        if !is_of_the_report(block) && block.kind != BlockKind::Caption {
            self.anchor = Some(when);
        }
    }
}

#[cfg(test)]
mod tests;
