//! `tiltmeter runs | ledger | sql | doctor | backup`: what keeps an archive in order.

use std::cell::RefCell;
use std::io;
use std::time::{Duration, Instant};

use anyhow::bail;
use serde::Serialize;
use serde_json::{Map, Value};
use tiltmeter::archive::{Answer, Archive, Content, Fate, Fault, InputFates, KnownRun, RunsDiffer};

use super::rows::{Column, Lines, Rows};
use crate::arguments::{
    BackupArguments, DoctorArguments, FateChoice, FindingFormat, LedgerArguments, RunsArguments,
    RunsDiffArguments, RunsListArguments, RunsUseArguments, SqlArguments,
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
    all(arguments.format, RUN_COLUMNS, &archive.runs()?)
}

fn diff_runs(arguments: &RunsDiffArguments) -> anyhow::Result<Outcome> {
    let archive = Archive::read(&arguments.archive.archive)?;
    let (first, second) =
        (archive.find_run(Some(&arguments.first))?, archive.find_run(Some(&arguments.second))?);
    all(arguments.format, DIFF_COLUMNS, &[archive.diff_runs(first.0, second.0)?])
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
        return all(arguments.format, LEDGER_COLUMNS, &archive.ledger()?);
    };
    let mut rows = Rows::new(arguments.format, FATE_COLUMNS);
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
                let columns = names.into_iter().map(|name| (name, WIDTH)).collect();
                *lines.borrow_mut() = Some(Lines::new(arguments.format, columns));
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
    let object = |columns: &[(String, usize)]| {
        let names = columns.iter().map(|(name, _)| name.clone());
        Value::Object(names.zip(row.iter().cloned()).collect::<Map<String, Value>>()).to_string()
    };
    lines.take(object, |column| plain(&row[column]))
}

fn plain(cell: &Value) -> String {
    match cell {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Whether the archive is sound.
pub(crate) fn doctor(arguments: &DoctorArguments) -> anyhow::Result<Outcome> {
    let path = &arguments.archive.archive;
    let archive = Archive::read(path)?;
    if arguments.content {
        return all(arguments.format, CONTENT_COLUMNS, &archive.content()?);
    }
    if arguments.mend {
        drop(archive);
        Archive::open(path)?.mend()?;
        tell("acts, weeks and indexes were made anew");
    }
    let faults = Archive::read(path)?.faults()?;
    all(arguments.format, FAULT_COLUMNS, &faults)?;
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

fn all<T: Serialize>(
    format: Option<FindingFormat>,
    columns: &'static [Column<T>],
    found: &[T],
) -> anyhow::Result<Outcome> {
    let mut rows = Rows::new(format, columns);
    found.iter().try_for_each(|row| rows.take(row))?;
    rows.finish()?;
    Ok(Outcome::Done)
}

const RUN_COLUMNS: &[Column<KnownRun>] = &[
    ("id", 16, |run| run.id.clone()),
    ("used", 5, |run| run.used.to_string()),
    ("program", 16, |run| run.what.program.clone()),
    ("model", 16, |run| run.what.model.clone()),
    ("lexicon", 16, |run| run.what.lexicon.clone()),
    ("ontology", 16, |run| run.what.ontology.clone()),
    ("reports", 9, |run| run.reports.to_string()),
    ("tellings", 9, |run| run.tellings.to_string()),
    ("events", 9, |run| run.events.to_string()),
    ("statements", 10, |run| run.statements.to_string()),
];

const DIFF_COLUMNS: &[Column<RunsDiffer>] = &[
    ("reports", 9, |diff| diff.reports.to_string()),
    ("same", 9, |diff| diff.same.to_string()),
    ("changed", 9, |diff| diff.changed.to_string()),
    ("only_first", 10, |diff| diff.only_first.to_string()),
    ("only_second", 11, |diff| diff.only_second.to_string()),
];

const LEDGER_COLUMNS: &[Column<InputFates>] = &[
    ("input", 30, |input| input.input.clone()),
    ("whole", 5, |input| input.whole.to_string()),
    ("records", 8, |input| input.records.to_string()),
    ("coded", 8, |input| input.coded.to_string()),
    ("copies", 8, |input| input.copies.to_string()),
    ("again", 8, |input| input.again.to_string()),
    ("unread", 8, |input| input.unread.to_string()),
    ("empty", 8, |input| input.empty.to_string()),
    ("broken", 8, |input| input.broken.to_string()),
    ("imported", 8, |input| input.imported.to_string()),
];

const FATE_COLUMNS: &[Column<Fate>] = &[
    ("input", 30, |fate| fate.input.clone()),
    ("number", 8, |fate| fate.number.to_string()),
    ("fate", 8, |fate| fate.fate.clone()),
    ("doc", 12, |fate| fate.doc.clone().unwrap_or_default()),
    ("report", 16, |fate| fate.report.clone().unwrap_or_default()),
    ("copies", 16, |fate| fate.copies.clone().unwrap_or_default()),
    ("why", 40, |fate| fate.why.clone().unwrap_or_default()),
];

const CONTENT_COLUMNS: &[Column<Content>] = &[
    ("what", 12, |part| part.what.to_string()),
    ("rows", 10, |part| part.rows.to_string()),
    ("digest", 16, |part| part.digest.clone()),
];

const FAULT_COLUMNS: &[Column<Fault>] = &[
    ("what", 50, |fault| fault.what.clone()),
    ("times", 8, |fault| fault.times.to_string()),
    ("mend", 30, |fault| fault.mend.to_string()),
];
