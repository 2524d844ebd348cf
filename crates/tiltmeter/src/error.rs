//! What can fail: reading and loading. Language never does.

use std::io;
use std::path::PathBuf;

/// Why a reading or loading failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A lexicon's file or folder could not be opened.
    #[error("cannot open lexicon `{}`: {source}", path.display())]
    OpenLexicon {
        /// Its path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A folder that was given as a lexicon holds no file of one.
    #[error("lexicon `{}` holds no .toml or .tsv file", .0.display())]
    EmptyLexicon(PathBuf),
    /// An entry of a lexicon is wrong.
    #[error(transparent)]
    Lexicon(#[from] tiltmeter_coder::LexiconError),
    /// A file of events could not be opened.
    #[error("cannot open `{file}`: {source}")]
    OpenEvents {
        /// Its name.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// A file of events broke off.
    #[error("cannot read events from `{file}`{}: {source}", after(*line))]
    ReadEvents {
        /// Its name.
        file: String,
        /// The last line that was read whole, from 1; 0 where none was.
        line: usize,
        /// What the system or the format's reader said.
        source: io::Error,
    },
    /// What leaves an archive could not be written.
    #[error("cannot write: {0}")]
    Write(#[source] io::Error),
    /// An archive could not be opened, written or asked.
    #[error(transparent)]
    Archive(#[from] tiltmeter_store::Error),
    /// The columns of a file of events are not known.
    #[error("cannot read events from `{file}`: {what}")]
    EventColumns {
        /// Its name.
        file: String,
        /// What is missing and what to do.
        what: String,
    },
}

fn after(line: usize) -> String {
    if line == 0 { String::new() } else { format!(" after line {line}") }
}
