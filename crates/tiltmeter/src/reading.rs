//! One report through all the stages.

use tiltmeter_coder::{Coding, Lexicon};
use tiltmeter_record::{Precision, Report, TimeExpression, When};
use tiltmeter_text::{BlockKind, Document, Model, Reader};

/// What to code with.
#[derive(Clone, Copy)]
pub struct Settings<'a> {
    /// What words mean.
    pub lexicon: &'a Lexicon,
    /// Whether events and parties tell how they were reached.
    pub explain: bool,
}

/// A report, read and coded.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What came in.
    pub report: Report,
    /// Its sentences.
    pub document: Document,
    /// What they say.
    pub coding: Coding,
    /// Whether it was asked how all this was reached.
    pub explained: bool,
}

/// Reads and codes one report. `reader` keeps memory from one report to the next: have one a thread.
pub fn read(report: Report, reader: &mut Reader<'_>, settings: Settings<'_>) -> Reading {
    let document = reader.read(&report.text);
    code(report, document, settings)
}

/// Codes a report whose text has been read.
pub fn code(report: Report, document: Document, settings: Settings<'_>) -> Reading {
    let coding = tiltmeter_coder::code(&report, &document, settings.lexicon, settings.explain);
    Reading { report, document, coding, explained: settings.explain }
}

/// A reader with the built-in model of the language.
pub fn reader() -> Reader<'static> {
    Reader::new(Model::builtin())
}

/// The day that a report's dateline names in full: day, month and year. `None` where it does not.
pub fn dateline_date(text: &str, document: &Document) -> Option<When> {
    let dateline = document.blocks.iter().find(|block| block.kind == BlockKind::Dateline)?;
    let times = tiltmeter_text::times(text, document, None);
    let named = |time: &TimeExpression| dateline.span.contains(time.span).then_some(time.when).flatten();
    times.iter().filter_map(named).find(|when| when.precision == Precision::Day)
}
