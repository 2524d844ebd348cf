//! `tiltmeter snapshot`: all of a run at one moment, as Parquet by month with a data package.

use std::fs::{self, File};
use std::io::BufWriter;

use anyhow::{Context, bail};
use serde_json::{Value, json};
use tiltmeter::archive::{Archive, Opened, Resource};
use tiltmeter::relations::thousands;

use crate::arguments::SnapshotArguments;
use crate::{Outcome, tell};

/// Writes a snapshot.
pub(crate) fn snapshot(arguments: &SnapshotArguments) -> anyhow::Result<Outcome> {
    let archive = Archive::read(&arguments.archive.archive)?;
    let run = archive.find_run(arguments.run.as_deref())?;
    let folder = &arguments.folder;
    let description = folder.join("datapackage.json");
    if description.exists() {
        bail!("`{}` holds a snapshot already: name another folder", folder.display());
    }
    let failed = || format!("cannot write the snapshot `{}`", folder.display());
    let resources = tiltmeter::archive::snapshot(&archive, &run, &mut |path| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        Ok(Box::new(BufWriter::new(File::create(path)?)) as Opened)
    })
    .with_context(failed)?;
    let runs = archive.runs()?;
    let program =
        runs.iter().find(|known| known.run == run.0).map_or("", |known| known.what.program.as_str());
    // Last: a folder without it is no snapshot.
    let package = package(&run.1, program, &resources);
    fs::create_dir_all(folder).with_context(failed)?;
    fs::write(description, format!("{package:#}\n")).with_context(failed)?;
    let rows: u64 = resources.iter().map(|resource| resource.rows).sum();
    tell(&format!("{} rows of run {} in {} files", thousands(rows as usize), run.1, resources.len()));
    Ok(Outcome::Done)
}

fn package(run: &str, program: &str, resources: &[Resource]) -> Value {
    json!({
        "profile": "data-package",
        "name": "tiltmeter-snapshot",
        "title": "Events, statements and reports of one run",
        "run": run,
        "program": program,
        "citation": format!("Coded by {program}, run {run}; PLOVER 2.0 and CAMEO 1.1b3 (Open Event Data Alliance)"),
        "resources": resources.iter().map(|resource| resource.described.clone()).collect::<Vec<Value>>(),
    })
}
