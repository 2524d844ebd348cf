//! `tiltmeter runs | ledger | sql | doctor | backup`: what keeps an archive in order.

use std::cell::RefCell;
use std::io;
use std::time::{Duration, Instant};

use anyhow::bail;
use serde::Serialize;
use serde_json::{Map, Value};
use tiltmeter::archive::{Answer, Archive};
use tiltmeter::columns::Cell;

use super::rows::{Head, Lines, Rows};
use crate::arguments::{
    BackupArguments, DoctorArguments, FateChoice, Format, LedgerArguments, RunsArguments, RunsDiffArguments,
    RunsListArguments, RunsUseArguments, SqlArguments,
};
use crate::{Outcome, tell};

/// Runs.
pub(crate) fn runs(arguments: &RunsArguments) -> anyhow::Result<Outcome> {
    match arguments {
        RunsArguments::List(arguments) => list_runs(arguments),
        RunsArguments::Diff(arguments) => diff_runs(arguments),
        RunsArguments::Use(arguments) => use_run(arguments),
        RunsArguments::Code(arguments) => super::recode(arguments),
    }
}

fn list_runs(arguments: &RunsListArguments) -> anyhow::Result<Outcome> {
    let archive = Archive::read(&arguments.archive.archive)?;
    all(arguments.format, "run", &archive.runs()?)
}

fn diff_runs(arguments: &RunsDiffArguments) -> anyhow::Result<Outcome> {
    let archive = Archive::read(&arguments.archive.archive)?;
    let (first, second) =
        (archive.find_run(Some(&arguments.first))?, archive.find_run(Some(&arguments.second))?);
    all(arguments.format, "difference", &[archive.diff_runs(first.0, second.0)?])
}

fn use_run(arguments: &RunsUseArguments) -> anyhow::Result<Outcome> {
    if !arguments.archive.archive.exists() {
        return Err(tiltmeter::archive::Error::Missing(arguments.archive.archive.clone()).into());
    }
    let run = Archive::open(&arguments.archive.archive)?.use_run(&arguments.id)?;
    tell(&format!("run {run} answers from now on"));
    Ok(Outcome::Done)
}

/// The ledger.
pub(crate) fn ledger(arguments: &LedgerArguments) -> anyhow::Result<Outcome> {
    let archive = Archive::read(&arguments.archive.archive)?;
    let Some(choice) = arguments.fate else {
        return all(arguments.format, "input", &archive.ledger()?);
    };
    let mut rows = Rows::new(arguments.format, "fate")?;
    archive.fates::<anyhow::Error>(code(choice), |fate| Ok(rows.take(&fate)?))?;
    rows.finish()?;
    Ok(Outcome::Done)
}

fn code(choice: FateChoice) -> Option<&'static str> {
    match choice {
        FateChoice::All => None,
        FateChoice::Coded => Some("coded"),
        FateChoice::Copy => Some("copy"),
        FateChoice::Again => Some("again"),
        FateChoice::Unread => Some("unread"),
        FateChoice::Empty => Some("empty"),
        FateChoice::Broken => Some("broken"),
        FateChoice::Imported => Some("imported"),
    }
}

/// A question in SQL.
pub(crate) fn sql(arguments: &SqlArguments) -> anyhow::Result<Outcome> {
    let mut archive = Archive::read(&arguments.archive.archive)?;
    let end = Instant::now() + Duration::try_from_secs_f64(arguments.time_limit).unwrap_or(Duration::MAX / 4);
    // The columns are the question's: they are known once it is understood.
    let lines: RefCell<Option<Lines>> = RefCell::new(None);
    let answered = archive.sql(
        &arguments.question,
        move || Instant::now() > end,
        Answer {
            columns: &mut |names| {
                let heads = names.into_iter().map(|name| Head { name, cells: None, width: WIDTH });
                let begun = Lines::new(arguments.format, heads.collect()).map_err(io::Error::other)?;
                *lines.borrow_mut() = Some(begun);
                Ok(())
            },
            row: &mut |row| lines.borrow_mut().as_mut().map_or(Ok(()), |lines| answer(lines, &row)),
        },
    )?;
    answered?;
    lines.into_inner().map_or(Ok(0), Lines::finish)?;
    Ok(Outcome::Done)
}

// Of a column of an answer, in a table.
const WIDTH: usize = 14;

fn answer(lines: &mut Lines, row: &[Value]) -> io::Result<()> {
    let names: Vec<String> = lines.heads().iter().map(|head| head.name.clone()).collect();
    let object = || {
        Value::Object(names.into_iter().zip(row.iter().cloned()).collect::<Map<String, Value>>()).to_string()
    };
    lines.take(object, || row.iter().map(Cell::of).collect())
}

/// Whether the archive is sound.
pub(crate) fn doctor(arguments: &DoctorArguments) -> anyhow::Result<Outcome> {
    let path = &arguments.archive.archive;
    let archive = Archive::read(path)?;
    if arguments.content {
        return all(arguments.format, "part", &archive.content()?);
    }
    if arguments.mend {
        drop(archive);
        Archive::open(path)?.mend()?;
        tell("acts, weeks and indexes were made anew");
    }
    let faults = Archive::read(path)?.faults()?;
    all(arguments.format, "fault", &faults)?;
    if !faults.is_empty() {
        bail!("archive `{}` is not sound", path.display());
    }
    tell(&format!("archive `{}` is sound", path.display()));
    Ok(Outcome::Done)
}

/// A copy.
pub(crate) fn backup(arguments: &BackupArguments) -> anyhow::Result<Outcome> {
    if arguments.to.exists() {
        bail!("`{}` is there already: name a file that is not", arguments.to.display());
    }
    Archive::read(&arguments.archive.archive)?.backup(&arguments.to)?;
    Ok(Outcome::Done)
}

fn all<T: Serialize>(format: Option<Format>, record: &str, found: &[T]) -> anyhow::Result<Outcome> {
    let mut rows = Rows::new(format, record)?;
    found.iter().try_for_each(|row| rows.take(row))?;
    rows.finish()?;
    Ok(Outcome::Done)
}
