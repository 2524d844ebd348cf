//! `tiltmeter import` and `tiltmeter export`: events from and for other programs.
//!
//! ```text
//! tiltmeter import icews.tab | tiltmeter export --to graphml --events - > dyads.graphml
//! ```

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use tiltmeter::exchange::{self, EventRow, Export, Exported, Format, Imported};
use tiltmeter::relations::{Input, Mapping, thousands};

use crate::arguments::{ExportArguments, ImportArguments};
use crate::event_files::{archived, open};
use crate::rejects::Rejects;
use crate::{Outcome, tell};

/// Writes the events of other systems as records.
pub(crate) fn import(arguments: &ImportArguments) -> anyhow::Result<Outcome> {
    if let Some(archive) = &arguments.archive {
        return crate::archive::import(arguments, archive);
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let mut export = Export::begin(Format::Jsonl, &mut out)?;
    let outcome =
        each_event(files(&arguments.files), arguments.map.as_ref(), arguments.rejects.as_deref(), |event| {
            Ok(export.take(event)?)
        })?;
    export.finish()?;
    Ok(outcome)
}

/// Writes events in the shape of another system.
pub(crate) fn export(arguments: &ExportArguments) -> anyhow::Result<Outcome> {
    let format = arguments.to;
    let Some(folder) = &arguments.package else {
        let mut out = BufWriter::new(io::stdout().lock());
        return Ok(write(arguments, format, &mut out)?.1);
    };
    if folder.exists() {
        bail!("cannot write the package `{}`: it is there already; name a new folder", folder.display());
    }
    let mut bytes = Vec::new();
    let (exported, outcome) = write(arguments, format, &mut bytes)?;
    write_package(folder, format, &bytes, &exported)?;
    Ok(outcome)
}

fn write(
    arguments: &ExportArguments,
    format: Format,
    out: &mut dyn Write,
) -> anyhow::Result<(Exported, Outcome)> {
    let mut export = Export::begin(format, out)?;
    let mut n_of_other_status = 0;
    let counts = |event: &EventRow| {
        event.status.is_empty() || arguments.status.iter().any(|status| status.code() == event.status)
    };
    let inputs = files(&arguments.events)
        .chain(arguments.archive.iter().map(|path| archived(path, arguments.run.as_deref())));
    let outcome = each_event(inputs, arguments.map.as_ref(), arguments.rejects.as_deref(), |event| {
        if counts(event) {
            return Ok(export.take(event)?);
        }
        n_of_other_status += 1;
        Ok(())
    })?;
    let exported = export.finish()?;
    tell_exported(&exported, n_of_other_status);
    Ok((exported, outcome))
}

fn tell_exported(exported: &Exported, n_of_other_status: usize) {
    tell(&format!("{} written as {}", counted(exported.n_events, "event"), counted(exported.n_rows, "row")));
    let left_out = exported.left_out.iter().map(|(why, n)| (*why, *n));
    for (why, n) in left_out.chain([("of another status (--status)", n_of_other_status)]) {
        if n > 0 {
            tell(&format!("left out: {} {why}", counted(n, "event")));
        }
    }
    if !exported.not_held.is_empty() {
        let fields: Vec<String> =
            exported.not_held.iter().map(|(field, n)| format!("{field} ({})", thousands(*n))).collect();
        tell(&format!("the format has no place for: {}", fields.join(", ")));
    }
}

fn counted(n: usize, what: &str) -> String {
    format!("{} {what}{}", thousands(n), if n == 1 { "" } else { "s" })
}

fn write_package(folder: &Path, format: Format, bytes: &[u8], exported: &Exported) -> anyhow::Result<()> {
    let file = format!("events.{}", format.ending());
    let package = exchange::package(&file, format, bytes, exported);
    let failed = || format!("cannot write the package `{}`", folder.display());
    fs::create_dir_all(folder).with_context(failed)?;
    fs::write(folder.join(file), bytes).with_context(failed)?;
    fs::write(folder.join("datapackage.json"), format!("{package:#}\n")).with_context(failed)
}

fn files(paths: &[PathBuf]) -> impl Iterator<Item = Result<Input<'static>, tiltmeter::Error>> {
    paths.iter().map(|path| open(path))
}

// Goes through all files; the first failure to write ends it.
fn each_event(
    inputs: impl Iterator<Item = Result<Input<'static>, tiltmeter::Error>>,
    mapping: Option<&Mapping>,
    rejects: Option<&Path>,
    mut take: impl FnMut(&EventRow) -> anyhow::Result<()>,
) -> anyhow::Result<Outcome> {
    let mut rejects = Rejects::new(rejects)?;
    let mapping = mapping.cloned().unwrap_or_default();
    let mut sums = Imported::default();
    for input in inputs {
        let (mut failed, mut not_listed) = (None, None);
        let input = input?;
        let name = input.name.clone();
        let of_file = exchange::import(
            input,
            &mapping,
            &mut |event| failed = failed.take().or_else(|| take(&event).err()),
            &mut |problem| not_listed = not_listed.take().or(rejects.take(&name, &[problem]).err()),
        )?;
        if let Some(error) = failed.or(not_listed) {
            return Err(error);
        }
        sums.n_rows += of_file.n_rows;
        sums.n_events += of_file.n_events;
    }
    tell(&format!("{} read, {}", counted(sums.n_rows, "row"), counted(sums.n_events, "event")));
    rejects.finish()
}
