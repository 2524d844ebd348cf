//! A user's lexicon: a folder whose files replace the built-in ones of the same path, or add to them.
//!
//! ```no_run
//! let lexicon = tiltmeter::lexicon_with(std::path::Path::new("my-lexicon")).unwrap();
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use tiltmeter_coder::{Dictionaries, Dictionary, Finding, Lexicon, Source, petrarch};

use crate::Error;

/// Ends of the names of files that are read: entries, tables, examples.
const READ: [&str; 3] = ["toml", "tsv", "examples"];

/// The built-in lexicon with the `.toml` and `.tsv` files of `folder` in place of, or beside, its own.
pub fn lexicon_with(folder: &Path) -> Result<Lexicon, Error> {
    Ok(Lexicon::with(lexicon_sources(folder)?)?)
}

/// The `.toml` and `.tsv` files of a folder, in the order of their paths.
pub fn lexicon_sources(folder: &Path) -> Result<Vec<Source>, Error> {
    let mut paths = Vec::new();
    collect(folder, &mut paths)?;
    if paths.is_empty() {
        return Err(Error::EmptyLexicon(folder.to_path_buf()));
    }
    // Folders list their files in no order of their own.
    paths.sort();
    paths.iter().map(|path| source(folder, path)).collect()
}

/// PETRARCH's dictionaries, by kind: each kind that is given takes the place of the built-in words of that kind.
#[derive(Clone, Debug, Default)]
pub struct PetrarchFiles {
    /// Names and their codes.
    pub actors: Vec<PathBuf>,
    /// Nouns and their roles.
    pub agents: Vec<PathBuf>,
    /// Verbs and the patterns around them.
    pub verbs: Vec<PathBuf>,
    /// Words whose sentence or report tells of no event.
    pub discards: Vec<PathBuf>,
}

/// The built-in lexicon with PETRARCH's dictionaries, and over both the files of `folder`; with it the lines of the
/// dictionaries that could not be used.
pub fn lexicon_with_petrarch(
    files: &PetrarchFiles,
    folder: Option<&Path>,
) -> Result<(Lexicon, Vec<Finding>), Error> {
    let read = |paths: &[PathBuf]| paths.iter().map(|path| dictionary(path)).collect::<Result<Vec<_>, _>>();
    let dictionaries = Dictionaries {
        actors: read(&files.actors)?,
        agents: read(&files.agents)?,
        verbs: read(&files.verbs)?,
        discards: read(&files.discards)?,
    };
    let mut converted = petrarch(&dictionaries);
    let unused = std::mem::take(&mut converted.unused);
    let own = folder.map_or(Ok(Vec::new()), lexicon_sources)?;
    let Dictionaries { actors, agents, verbs, discards } = &dictionaries;
    let all = [actors, agents, verbs, discards].into_iter().flatten();
    let lexicon =
        Lexicon::with_petrarch(converted, own)?.made_of(all.map(|dictionary| dictionary.text.as_str()));
    Ok((lexicon, unused))
}

// PETRARCH's files are of an age before UTF-8.
fn dictionary(path: &Path) -> Result<Dictionary, Error> {
    let bytes = fs::read(path).map_err(|source| Error::OpenLexicon { path: path.to_path_buf(), source })?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(Dictionary { file: path.display().to_string(), text })
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), Error> {
    let failed = |source| Error::OpenLexicon { path: folder.to_path_buf(), source };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = entry.path();
        // A link is not followed: one that points upwards would never end.
        if entry.file_type().map_err(failed)?.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|extension| READ.iter().any(|&read| extension == read)) {
            paths.push(path);
        }
    }
    Ok(())
}

// Entries are named `verbs/aid.toml` whatever the system's separator.
fn source(folder: &Path, path: &Path) -> Result<Source, Error> {
    let inside = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    let text =
        fs::read_to_string(path).map_err(|source| Error::OpenLexicon { path: path.to_path_buf(), source })?;
    Ok(Source { file: parts.join("/"), text })
}
