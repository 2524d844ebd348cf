//! One report through all the stages.

use tiltmeter_coder::{Coding, Lexicon, Triggers, Wanted};
use tiltmeter_record::{Report, TimeExpression, TimeKind};
use tiltmeter_text::{Document, Model, Note, Reader};

/// What to code with.
#[derive(Clone, Copy)]
pub struct Settings<'a> {
    /// What words mean.
    pub lexicon: &'a Lexicon,
    /// Whether events and parties tell how they were reached.
    pub explain: bool,
    /// Whether nothing but events is wanted: sentences that can hold none are then not parsed.
    pub only_events: bool,
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

/// Reads and codes reports, one after the other: it keeps its memory from one to the next. Have one a thread.
pub struct Coder<'a> {
    settings: Settings<'a>,
    reader: Reader<'static>,
    /// What tells the sentences worth parsing, where only events are asked for.
    triggers: Option<Triggers<'a>>,
}

impl<'a> Coder<'a> {
    /// A coder with these settings.
    pub fn new(settings: Settings<'a>) -> Coder<'a> {
        let skips = settings.only_events && !settings.lexicon.has_own_verbs();
        let triggers = skips.then(|| Triggers::new(settings.lexicon, Model::builtin(), Wanted::Events));
        Coder { settings, reader: reader(), triggers }
    }

    /// Forgets all memory: a report on which the program failed may have left it half written.
    pub(crate) fn begin_anew(&mut self) {
        *self = Coder::new(self.settings);
    }

    /// Reads and codes one report.
    pub fn read(&mut self, report: Report) -> Reading {
        self.read_from(report, None)
    }

    /// Codes one report, whose text may have been read before, by [`Coder::document`].
    pub(crate) fn read_from(&mut self, report: Report, document: Option<Document>) -> Reading {
        let document = document.unwrap_or_else(|| self.document(&report.text));
        code(report, document, self.settings)
    }

    /// Reads a text.
    pub(crate) fn document(&mut self, text: &str) -> Document {
        match &mut self.triggers {
            None => self.reader.read(text),
            Some(triggers) => {
                let mut document = self.reader.segment(text);
                triggers.mark(text, &mut document);
                self.reader.parse(text, &mut document);
                document
            }
        }
    }
}

/// Codes a report whose text has been read.
pub fn code(report: Report, mut document: Document, settings: Settings<'_>) -> Reading {
    let coding = tiltmeter_coder::code(&report, &document, settings.lexicon, settings.explain);
    document.notes.extend(impossible(&report, &coding.times));
    Reading { report, document, coding, explained: settings.explain }
}

// "30 February": a date that the calendar does not have is said, and given no value.
fn impossible<'t>(report: &Report, times: &'t [TimeExpression]) -> impl Iterator<Item = Note> + use<'t> {
    let dated = report.date.is_some();
    let text = report.text.clone();
    let written = move |time: &&TimeExpression| time.span.of(&text).bytes().any(|byte| byte.is_ascii_digit());
    let none = |time: &&TimeExpression| time.kind == TimeKind::Date && time.value.is_none();
    let found = times.iter().filter(move |_| dated).filter(none).filter(written);
    found.map(|time| Note { span: time.span, what: "no such date in the calendar" })
}

/// A reader with the built-in model of the language.
pub fn reader() -> Reader<'static> {
    Reader::new(Model::builtin())
}

/// Lays out the built-in model for this processor, which the first reader would else do: call it on a thread
/// of its own while a lexicon is read.
pub fn prepare() {
    Model::builtin();
}
