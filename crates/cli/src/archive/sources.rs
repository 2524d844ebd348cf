//! Inputs as they are named: files, folders with all below them, standard input; each with a mark of what it holds.

use std::fs::{self, File};
use std::io::{self, IsTerminal, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use tiltmeter::record::Fingerprint;

use crate::tell;

/// Something to read from.
pub(super) struct Source {
    /// Its name, as the user gave it.
    pub(super) name: String,
    /// 0 is unknown.
    pub(super) n_bytes: u64,
}

/// All that was named, looked at first: a name mistyped is told before an hour of work, not after.
pub(super) fn sources(inputs: &[PathBuf]) -> anyhow::Result<Vec<Source>> {
    if inputs.is_empty() {
        return Ok(vec![Source { name: "-".to_string(), n_bytes: 0 }]);
    }
    let mut sources = Vec::new();
    for input in inputs {
        collect(input, &mut sources)?;
    }
    if sources.is_empty() {
        bail!(
            "no file in {}",
            inputs.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
        );
    }
    Ok(sources)
}

fn collect(path: &Path, sources: &mut Vec<Source>) -> anyhow::Result<()> {
    let name = path.display().to_string();
    if name == "-" {
        sources.push(Source { name, n_bytes: 0 });
        return Ok(());
    }
    let about = fs::metadata(path).with_context(|| format!("cannot open `{name}`"))?;
    if !about.is_dir() {
        sources.push(Source { name, n_bytes: about.len() });
        return Ok(());
    }
    let failed = || format!("cannot open `{name}`");
    let mut inside = Vec::new();
    for entry in fs::read_dir(path).with_context(failed)? {
        let entry = entry.with_context(failed)?;
        // A link is not followed: one that points upwards would never end. Hidden files are no reports.
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !hidden && !entry.file_type().with_context(failed)?.is_symlink() {
            inside.push(entry.path());
        }
    }
    // Folders list their files in no order of their own.
    inside.sort();
    inside.iter().try_for_each(|path| collect(path, sources))
}

// Enough to tell a file from what it was before: a log that grew is another input, whose old records are there again.
const ENDS: u64 = 64 << 10;

impl Source {
    /// Its bytes, and the mark that tells whether it holds what it held before.
    pub(super) fn open(&self, now: &str) -> anyhow::Result<(Box<dyn Read + Send>, String)> {
        if self.name == "-" {
            if io::stdin().is_terminal() {
                tell(
                    "reading reports from the terminal; Ctrl-D ends them, `tiltmeter ingest --help` tells more",
                );
            }
            return Ok((Box::new(io::stdin()), now.to_string()));
        }
        let failed = || format!("cannot open `{}`", self.name);
        let mut file = File::open(&self.name).with_context(failed)?;
        let mark = mark(&mut file, self.n_bytes).with_context(failed)?;
        Ok((Box::new(file), mark))
    }
}

fn mark(file: &mut File, n_bytes: u64) -> io::Result<String> {
    let mut ends = Vec::new();
    file.by_ref().take(ENDS).read_to_end(&mut ends)?;
    if n_bytes > ENDS {
        file.seek(SeekFrom::Start(n_bytes.saturating_sub(ENDS)))?;
        file.by_ref().take(ENDS).read_to_end(&mut ends)?;
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(format!("{n_bytes}-{}", Fingerprint::default().with(&ends)))
}
