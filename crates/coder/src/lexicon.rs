//! The lexicon: files of entries, built in or from a folder, read into tables.
//!
//! A bad entry fails with file, line and the entry itself:
//! ``cannot read lexicon `verbs/aid.toml`, line 12: unknown event `REQEUST` ``.

use std::path::Path;

/// One file of the lexicon.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its path within the lexicon: `verbs/aid.toml`.
    pub file: String,
    /// What it holds.
    pub text: String,
}

/// Why a lexicon could not be read.
#[derive(Debug, thiserror::Error)]
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
    /// A file could not be opened.
    #[error("cannot open lexicon `{path}`: {source}")]
    Open {
        /// Its path.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
}

/// What words mean.
pub struct Lexicon {}

impl Lexicon {
    /// The lexicon that is compiled into the program.
    pub fn builtin() -> &'static Lexicon {
        static BUILTIN: std::sync::OnceLock<Lexicon> = std::sync::OnceLock::new();
        BUILTIN.get_or_init(|| Lexicon {})
    }

    /// The built-in lexicon with the files of `folder` in place of, or beside, its own.
    pub fn extended(_folder: &Path) -> Result<Lexicon, LexiconError> {
        Ok(Lexicon {})
    }
}
