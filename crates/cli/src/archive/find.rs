//! `tiltmeter events | statements | ties | reports`: what an archive holds of what is asked for.

use tiltmeter::archive::{Archive, Filter, Page, Sort, days};

use super::rows::Rows;
use crate::arguments::{FilterArguments, FindArchivedArguments, PageArguments, ReportsArguments, SortBy};
use crate::{Outcome, tell};

/// Events.
pub(crate) fn events(arguments: &FindArchivedArguments) -> anyhow::Result<Outcome> {
    let (archive, run) = opened(arguments)?;
    let mut rows = Rows::new(arguments.format, "event")?;
    archive.events::<anyhow::Error>(&run, &filter(&arguments.filter), &page(&arguments.page), |event| {
        Ok(rows.take(&event)?)
    })?;
    told(rows.finish()?, "event", &run)
}

/// Statements.
pub(crate) fn statements(arguments: &FindArchivedArguments) -> anyhow::Result<Outcome> {
    let (archive, run) = opened(arguments)?;
    let mut rows = Rows::new(arguments.format, "statement")?;
    archive.statements::<anyhow::Error>(
        &run,
        &filter(&arguments.filter),
        &page(&arguments.page),
        |statement| Ok(rows.take(&statement)?),
    )?;
    told(rows.finish()?, "statement", &run)
}

/// Ties.
pub(crate) fn ties(arguments: &FindArchivedArguments) -> anyhow::Result<Outcome> {
    let (archive, run) = opened(arguments)?;
    let mut rows = Rows::new(arguments.format, "tie")?;
    archive.ties::<anyhow::Error>(&run, &filter(&arguments.filter), &page(&arguments.page), |tie| {
        Ok(rows.take(&tie)?)
    })?;
    told(rows.finish()?, "tie", &run)
}

/// Reports.
pub(crate) fn reports(arguments: &ReportsArguments) -> anyhow::Result<Outcome> {
    let archive = Archive::read(&arguments.archive.archive)?;
    let filter = Filter {
        since: arguments.since.map(|when| days(when.date)),
        until: arguments.until.map(|when| days(when.last_day())),
        publisher: arguments.publisher.clone(),
        words: arguments.words.clone(),
        doc: arguments.doc.clone(),
        ..Filter::default()
    };
    let mut rows = Rows::new(arguments.format, "report")?;
    archive.reports::<anyhow::Error>(&filter, &page(&arguments.page), arguments.text, |report| {
        Ok(rows.take(&report)?)
    })?;
    rows.finish()?;
    Ok(Outcome::Done)
}

fn opened(arguments: &FindArchivedArguments) -> anyhow::Result<(Archive, (i64, String))> {
    let archive = Archive::read(&arguments.archive.archive)?;
    let run = archive.find_run(arguments.filter.run.as_deref())?;
    Ok((archive, run))
}

fn told(n_rows: usize, what: &str, run: &(i64, String)) -> anyhow::Result<Outcome> {
    // An empty answer must not be taken for a failure, nor for one of another run.
    if n_rows == 0 {
        tell(&format!("no {what} of run {} is so", run.1));
    }
    Ok(Outcome::Done)
}

/// What the arguments ask for.
pub(super) fn filter(arguments: &FilterArguments) -> Filter {
    let upper = |codes: &[String]| codes.iter().map(|code| code.to_uppercase()).collect();
    Filter {
        actor: upper(&arguments.actor),
        recipient: upper(&arguments.recipient),
        between: arguments.between.clone(),
        sector: arguments.sector.iter().map(|sector| sector.code().to_string()).collect(),
        event: arguments.event.iter().map(|event| event.code().to_string()).collect(),
        mode: arguments.mode.clone(),
        quad: arguments.quad.clone(),
        status: arguments.status.iter().map(|status| status.code().to_string()).collect(),
        since: arguments.since.map(|when| days(when.date)),
        until: arguments.until.map(|when| days(when.last_day())),
        place: arguments.place.clone(),
        speaker: arguments.speaker.clone(),
        publisher: arguments.publisher.clone(),
        words: arguments.words.clone(),
        confidence: arguments.confidence,
        doc: arguments.doc.clone(),
        id: arguments.id.clone(),
        tellings: arguments.tellings,
    }
}

fn page(arguments: &PageArguments) -> Page {
    let sort = match arguments.sort {
        SortBy::Date => Sort::Date,
        SortBy::Confidence => Sort::Confidence,
        SortBy::Mentions => Sort::Mentions,
        SortBy::Scale => Sort::Scale,
    };
    let limit = arguments.limit.unwrap_or(Page::default().limit);
    let offset = (arguments.page - 1).saturating_mul(arguments.limit.unwrap_or(0));
    Page { sort, descending: arguments.descending, limit, offset }
}
