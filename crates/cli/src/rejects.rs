//! What was left out of a run: told on standard error, kept in a file if asked.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context;
use serde::Serialize;
use tiltmeter::Problem;
use tiltmeter::ingest::Unit;

use crate::{Outcome, tell};

// A folder of pictures given by mistake would otherwise fill the terminal.
const MOST_TOLD: usize = 20;

/// Problems as they come.
pub(crate) struct Rejects {
    file: Option<BufWriter<File>>,
    n_told: usize,
    n_skipped: usize,
}

#[derive(Serialize)]
struct RejectRecord<'a> {
    file: &'a str,
    line: usize,
    reason: &'a str,
    skipped: bool,
    input: &'a str,
}

impl Rejects {
    /// Collects into `path`, where one is given.
    pub(crate) fn new(path: Option<&Path>) -> anyhow::Result<Rejects> {
        let create = |path: &Path| {
            File::create(path).with_context(|| format!("cannot write rejects to `{}`", path.display()))
        };
        Ok(Rejects { file: path.map(create).transpose()?.map(BufWriter::new), n_told: 0, n_skipped: 0 })
    }

    /// Takes the problems of one batch of the input called `name`.
    pub(crate) fn take(&mut self, name: &str, problems: &[Problem]) -> anyhow::Result<()> {
        for problem in problems {
            let Problem { line, unit, what, input, skipped } = problem;
            self.n_skipped += usize::from(*skipped);
            self.n_told += 1;
            if self.n_told <= MOST_TOLD {
                let left_out = if *skipped { "left out: " } else { "" };
                tell(&format!("{}, {} {line}: {left_out}{what}", shown(name), word(*unit)));
            }
            if let Some(file) = &mut self.file {
                let record = RejectRecord { file: name, line: *line, reason: what, skipped: *skipped, input };
                serde_json::to_writer(&mut *file, &record).context("cannot write rejects")?;
                file.write_all(b"\n").context("cannot write rejects")?;
            }
        }
        Ok(())
    }

    /// Tells how many there were.
    pub(crate) fn finish(mut self) -> anyhow::Result<Outcome> {
        if let Some(file) = &mut self.file {
            file.flush().context("cannot write rejects")?;
        }
        if self.n_told > MOST_TOLD {
            let all = if self.file.is_some() { "" } else { "; --rejects FILE lists all" };
            tell(&format!("… and {} more{all}", self.n_told - MOST_TOLD));
        }
        match self.n_skipped {
            0 => return Ok(Outcome::Done),
            1 => tell("1 line was left out"),
            n => tell(&format!("{n} lines were left out")),
        }
        Ok(Outcome::SomeRejected)
    }
}

fn word(unit: Unit) -> &'static str {
    match unit {
        Unit::Line => "line",
        Unit::Row => "row",
        Unit::Record => "record",
    }
}

fn shown(name: &str) -> &str {
    if name == "-" { "standard input" } else { name }
}
