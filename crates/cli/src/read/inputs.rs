//! What `tiltmeter read` is given: reports in any format, a folder of these, or a pipe of either.

use std::fs::{self, File};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use tiltmeter::Problem;
use tiltmeter::ingest::{Incoming, Item, Settings, Source, items};
use tiltmeter::record::When;

use crate::rejects::Rejects;
use crate::tell;

/// The reports of `input`; those without a day of publication get `date`.
pub(crate) fn reports(
    input: &Path,
    date: Option<When>,
    rejects: &mut Rejects,
) -> anyhow::Result<Vec<Incoming>> {
    let settings = Settings::default();
    let mut reports = Vec::new();
    for path in files(input)? {
        let name = path.display().to_string();
        let source = source(&path, &name).with_context(|| format!("cannot open `{name}`"))?;
        for item in items(source, &settings) {
            match item {
                Item::Rejected(rejected) => rejects.take(&name, &[Problem::of(&name, rejected)])?,
                Item::Report(incoming) => {
                    let mut incoming = *incoming;
                    incoming.report.date = incoming.report.date.or(date);
                    let notes: Vec<Problem> = Problem::of_notes(&mut incoming);
                    rejects.take(&name, &notes)?;
                    reports.push(incoming);
                }
            }
        }
    }
    Ok(reports)
}

// What a folder is read for. A file that is named is read whatever it is called.
const ENDINGS: [&str; 9] = ["txt", "jsonl", "ndjson", "html", "htm", "xml", "warc", "gz", "zip"];

fn files(input: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !input.is_dir() {
        return Ok(vec![input.to_path_buf()]);
    }
    let failed = || format!("cannot open `{}`", input.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(input).with_context(failed)? {
        let path = entry.with_context(failed)?.path();
        let ending = path.extension().unwrap_or_default();
        if ENDINGS.iter().any(|known| ending == *known) && path.is_file() {
            files.push(path);
        }
    }
    if files.is_empty() {
        bail!("`{}` holds no .txt or .jsonl file, nor another of reports", input.display());
    }
    files.sort();
    Ok(files)
}

fn source(path: &Path, name: &str) -> io::Result<Source<'static>> {
    if name != "-" {
        return Ok(Source::new(name, File::open(path)?));
    }
    if io::stdin().is_terminal() {
        tell("reading a report from the terminal; Ctrl-D ends it, `tiltmeter read --help` tells more");
    }
    Ok(Source::new(name, io::stdin()))
}
