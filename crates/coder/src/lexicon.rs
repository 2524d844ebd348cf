//! The lexicon: files of entries, built in or given, read into tables.
//!
//! Files are named by their path below `lexicon/`; the part before the first slash says who reads
//! them: `actors/` who, `verbs/` what, `cues/` who says, `amounts/` how much, `ties/` what is given,
//! `status/` how surely, `gazetteer/` where, `relations/` who is said to turn, who to stand together. A file that is given in place of a
//! built-in one replaces it; any other adds to the built-in ones.
//!
//! A bad entry fails with file, line and the entry itself:
//! ``cannot read lexicon `verbs/aid.toml`, line 12: unknown event `REQEUST` in `event = "REQEUST"` ``.

use std::fmt::Display;
use std::ops::Range;
use std::sync::OnceLock;

use jiff::civil::Date;
use tiltmeter_record::Fingerprint;

use crate::alignments::Words;
use crate::amounts::Amounts;
use crate::certainties::Certainties;
use crate::events::{Entry, Verbs, entries};
use crate::gazetteer::{self, Gazetteer};
use crate::mentions::{Actors, Finding, HolderRow, Meaning, check};
use crate::petrarch::{Converted, Discards, Petrarch};
use crate::statements::Cues;
use crate::ties::TieWords;

/// One file of the lexicon.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its path within the lexicon: `verbs/aid.toml`.
    pub file: String,
    /// What it holds.
    pub text: String,
}

/// Why a lexicon could not be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum LexiconError {
    /// An entry is wrong.
    #[error("cannot read lexicon `{file}`, line {line}: {what}")]
    Entry {
        /// The file, as a path within the lexicon.
        file: String,
        /// From 1.
        line: usize,
        /// What is wrong, with the entry's own words.
        what: String,
    },
    /// No part of the lexicon reads such a file.
    #[error(
        "cannot read lexicon `{file}`: it belongs in `actors/`, `verbs/`, `cues/`, `amounts/`, `ties/`, `status/`, `gazetteer/` or `relations/`"
    )]
    Stray {
        /// The file, as a path within the lexicon.
        file: String,
    },
}

/// What words mean.
pub struct Lexicon {
    pub(crate) actors: Actors,
    pub(crate) verbs: Verbs,
    pub(crate) cues: Cues,
    pub(crate) amounts: Amounts,
    pub(crate) ties: TieWords,
    pub(crate) certainties: Certainties,
    pub(crate) discards: Discards,
    pub(crate) relations: Words,
    pub(crate) gazetteer: Gazetteer,
    /// A lab's own verbs: with them, events are coded in PETRARCH's way.
    pub(crate) petrarch: Option<Petrarch>,
    /// `None` is the built-in one.
    fingerprint: Option<Fingerprint>,
}

/// Path and text of each built-in file, in the order of the paths.
const BUILTIN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/lexicon_files.rs"));

impl Lexicon {
    /// The lexicon that is compiled into the program.
    pub fn builtin() -> &'static Lexicon {
        static BUILTIN: OnceLock<Lexicon> = OnceLock::new();
        BUILTIN.get_or_init(|| match Lexicon::read(builtin_sources()) {
            Ok(lexicon) => lexicon,
            // The suite reads the built-in files, so a build that passes its tests cannot come here.
            Err(error) => panic!("{error}"),
        })
    }

    /// The built-in lexicon with `sources` in place of, or beside, its own files.
    pub fn with(sources: Vec<Source>) -> Result<Lexicon, LexiconError> {
        let sources = beside_builtin(sources);
        let fingerprint = Some(fingerprint(sources.iter().map(|source| (&*source.file, &*source.text))));
        Ok(Lexicon { fingerprint, ..Lexicon::read(sources)? })
    }

    /// What the lexicon is: one that says otherwise in any file has another.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint.unwrap_or_else(|| fingerprint(BUILTIN.iter().copied()))
    }

    /// The built-in lexicon with dictionaries in PETRARCH's form, and over both the files of `sources`.
    pub fn with_petrarch(converted: Converted, sources: Vec<Source>) -> Result<Lexicon, LexiconError> {
        let Converted { sources: mut all, petrarch, .. } = converted;
        all.retain(|made| sources.iter().all(|own| own.file != made.file));
        all.extend(sources);
        Ok(Lexicon { petrarch, ..Lexicon::with(all)? })
    }

    /// The same lexicon, made of these texts too: its fingerprint says so.
    pub fn made_of<'t>(mut self, texts: impl Iterator<Item = &'t str>) -> Lexicon {
        let own = self.fingerprint();
        self.fingerprint = Some(texts.fold(own, |name, text| name.with(text.as_bytes())));
        self
    }

    /// Whether events are coded by a lab's own verbs: then each sentence is worth parsing.
    pub fn has_own_verbs(&self) -> bool {
        self.petrarch.is_some()
    }

    /// Whether a name of some actor can begin with this word. Costs one look-up: a filter to use
    /// before parsing, not an answer.
    pub fn may_name_actor(&self, form: &str) -> bool {
        self.actors.may_begin(form)
    }

    /// How many names of actors it holds; one that means two things counts twice.
    pub fn n_names(&self) -> usize {
        self.actors.names.len()
    }

    /// What a name means on a day, and all that it could mean.
    pub fn meaning(&self, name: &str, date: Option<Date>) -> Meaning {
        self.actors.meaning(name, date)
    }

    /// The places on earth of that name: those that the lexicon was given, then the built-in ones, the most
    /// populous first.
    pub fn places(&self, name: &str) -> impl Iterator<Item = gazetteer::Row<'_>> {
        self.gazetteer.places(name)
    }

    /// Every time in office of everybody whom the lexicon knows, in the order of its tables.
    pub fn holders(&self) -> impl Iterator<Item = HolderRow<'_>> {
        self.actors.holders()
    }

    /// What is doubtful in the tables of actors: each finding with its file and line. `sources` are as for
    /// [`Lexicon::with`], and what they replace is not looked at.
    pub fn check(sources: Vec<Source>) -> Result<Vec<Finding>, LexiconError> {
        let given: Vec<String> = sources.iter().map(|source| source.file.clone()).collect();
        let mut all = beside_builtin(sources);
        Lexicon::read(all.clone())?;
        // Of two rivals the later is told of: that should be the given one.
        all.sort_by_key(|source| given.contains(&source.file));
        check(&all)
    }

    /// The entries of acts with their words and examples, in the order of the files. `sources` are as for
    /// [`Lexicon::with`].
    pub fn entries(sources: Vec<Source>) -> Result<Vec<Entry>, LexiconError> {
        let mut all = beside_builtin(sources);
        all.retain(|source| source.file.starts_with("verbs/"));
        entries(&all)
    }

    fn read(sources: Vec<Source>) -> Result<Lexicon, LexiconError> {
        const PARTS: [&str; 9] = [
            "actors/",
            "verbs/",
            "cues/",
            "discards/",
            "amounts/",
            "ties/",
            "status/",
            "relations/",
            "gazetteer/",
        ];
        let known = |source: &Source| PARTS.iter().any(|part| source.file.starts_with(part));
        if let Some(stray) = sources.iter().find(|source| !known(source)) {
            return Err(LexiconError::Stray { file: stray.file.clone() });
        }
        // Moved and not copied: a user's tables may be large.
        let mut rest = sources;
        let mut part = |name: &str| -> Vec<Source> {
            let (of_part, others) = std::mem::take(&mut rest)
                .into_iter()
                .partition(|source: &Source| source.file.starts_with(name));
            rest = others;
            of_part
        };
        let [actors, verbs, cues, discards, amounts, ties, status, relations, places] = PARTS.map(&mut part);
        // Names are most of it: they are read beside the rest, so that the first report need not wait.
        let (actors, verbs, cues) = std::thread::scope(|scope| {
            let actors = scope.spawn(|| Actors::read(&actors));
            let (verbs, cues) = (Verbs::read(&verbs), Cues::read(&cues));
            (actors.join().expect("reading entries returns its faults"), verbs, cues)
        });
        Ok(Lexicon {
            actors: actors?,
            verbs: verbs?,
            cues: cues?,
            amounts: Amounts::read(&amounts)?,
            ties: TieWords::read(&ties)?,
            certainties: Certainties::read(&status)?,
            discards: Discards::read(&discards)?,
            relations: Words::read(&relations)?,
            gazetteer: Gazetteer::read(&places)?,
            petrarch: None,
            fingerprint: None,
        })
    }
}

fn fingerprint<'s>(files: impl Iterator<Item = (&'s str, &'s str)>) -> Fingerprint {
    files.fold(Fingerprint::default(), |name, (file, text)| {
        name.with(file.as_bytes()).with(&digest(text.as_bytes()).to_le_bytes())
    })
}

// As the fingerprint, eight bytes at a time: a lexicon of ten million bytes should not wait for its name.
fn digest(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let words = words.iter().chain([&last]).map(|word| u64::from_le_bytes(*word));
    // Products carry upward only: the rotation brings them down again.
    let step = |digest: u64, word: u64| (digest ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    words.fold(bytes.len() as u64, step)
}

/// The built-in files with `sources` in place of, or beside, them, in the order of their paths.
fn beside_builtin(sources: Vec<Source>) -> Vec<Source> {
    let mut all = builtin_sources();
    for source in sources {
        match all.iter_mut().find(|known| known.file == source.file) {
            Some(known) => *known = source,
            None => all.push(source),
        }
    }
    all.sort_by(|a, b| a.file.cmp(&b.file));
    all
}

pub(crate) fn builtin_sources() -> Vec<Source> {
    BUILTIN.iter().map(|(file, text)| Source { file: file.to_string(), text: text.to_string() }).collect()
}

/// One line of a TSV file of the lexicon.
pub(crate) struct Row<'a> {
    file: &'a str,
    line: usize,
    text: &'a str,
    cells: [&'a str; MOST_COLUMNS],
}

/// Columns of the widest table.
const MOST_COLUMNS: usize = 16;

impl<'a> Row<'a> {
    /// The cell of that column, from 0; empty where the line ends before it.
    pub(crate) fn cell(&self, column: usize) -> &'a str {
        self.cells.get(column).copied().unwrap_or("")
    }

    /// The parts of a cell, which `|` separates.
    pub(crate) fn list(&self, column: usize) -> impl Iterator<Item = &'a str> + use<'a> {
        self.cell(column).split('|').filter(|part| !part.is_empty())
    }

    /// Line of its file, from 1.
    pub(crate) fn line(&self) -> usize {
        self.line
    }

    /// Says what is wrong with this line.
    pub(crate) fn error(&self, what: impl Display) -> LexiconError {
        LexiconError::Entry {
            file: self.file.to_string(),
            line: self.line,
            what: format!("{what} in `{}`", self.text.replace('\t', " · ")),
        }
    }
}

/// The lines of a TSV file. Lines that begin with `#` are comments; the first other one must be the
/// names of the columns.
pub(crate) fn rows<'a>(
    source: &'a Source,
    columns: &[&str],
) -> impl Iterator<Item = Result<Row<'a>, LexiconError>> {
    let header = columns.join("\t");
    let n_columns = columns.len();
    let mut seen_header = false;
    let lines = source.text.lines().enumerate();
    lines.filter(|(_, text)| !text.starts_with('#') && !text.trim().is_empty()).filter_map(
        move |(line_idx, text)| {
            let (cells, n_cells) = cells(text);
            let row = Row { file: &source.file, line: line_idx + 1, text, cells };
            if n_cells > n_columns {
                return Some(Err(row.error(format!("{n_cells} cells for {n_columns} columns"))));
            }
            if seen_header {
                return Some(Ok(row));
            }
            seen_header = true;
            let wanted = header.replace('\t', " ");
            (text != header).then(|| Err(row.error(format!("the columns must be `{wanted}`, not those"))))
        },
    )
}

fn cells(text: &str) -> ([&str; MOST_COLUMNS], usize) {
    let mut cells = [""; MOST_COLUMNS];
    let (mut n_cells, mut start) = (0, 0);
    for end in 0..=text.len() {
        if text.as_bytes().get(end).is_none_or(|&byte| byte == b'\t') {
            if let Some(place) = cells.get_mut(n_cells) {
                *place = &text[start..end];
            }
            (n_cells, start) = (n_cells + 1, end + 1);
        }
    }
    (cells, n_cells)
}

/// Says what is wrong at a byte range of a file: the line it begins in, and its first line of words.
pub(crate) fn entry_error(source: &Source, range: Range<usize>, what: impl Display) -> LexiconError {
    let start = range.start.min(source.text.len());
    let line = source.text.as_bytes()[..start].iter().filter(|&&b| b == b'\n').count() + 1;
    let words = source.text.lines().nth(line - 1).unwrap_or("").trim();
    LexiconError::Entry { file: source.file.clone(), line, what: format!("{what} in `{words}`") }
}

/// Says what `toml` found wrong with a file.
pub(crate) fn toml_error(source: &Source, error: &toml::de::Error) -> LexiconError {
    entry_error(source, error.span().unwrap_or(0..0), error.message())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_of(file: &str, text: &str) -> String {
        match Lexicon::with(vec![Source { file: file.to_string(), text: text.to_string() }]) {
            Ok(_) => "read".to_string(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn the_builtin_files_are_read() {
        assert!(Lexicon::builtin().may_name_actor("Pakistan"));
        assert!(!Lexicon::builtin().may_name_actor("pakistan"));
    }

    #[test]
    fn a_file_of_no_part_is_refused() {
        assert_eq!(
            error_of("nouns.tsv", ""),
            "cannot read lexicon `nouns.tsv`: it belongs in `actors/`, `verbs/`, `cues/`, `amounts/`, `ties/`, `status/`, `gazetteer/` or `relations/`"
        );
    }

    #[test]
    fn lines_are_counted_with_comments() {
        let source = Source { file: "a.tsv".into(), text: "# who\n\nname\tcode\nx\ty\n".into() };
        let rows: Vec<Row<'_>> = rows(&source, &["name", "code"]).collect::<Result<_, _>>().unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].error("bad").to_string(), "cannot read lexicon `a.tsv`, line 4: bad in `x · y`");
    }
}
