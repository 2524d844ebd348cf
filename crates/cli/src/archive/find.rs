//! `tiltmeter events | statements | ties | reports`: what an archive holds of what is asked for.

use tiltmeter::archive::{
    Archive, Filter, FoundEvent, FoundReport, FoundStatement, FoundTie, Page, Party, Sort, days,
};

use super::rows::{Column, Rows};
use crate::arguments::{FilterArguments, FindArchivedArguments, PageArguments, ReportsArguments, SortBy};
use crate::{Outcome, tell};

/// Events.
pub(crate) fn events(arguments: &FindArchivedArguments) -> anyhow::Result<Outcome> {
    let (archive, run) = opened(arguments)?;
    let mut rows = Rows::new(arguments.format, EVENT_COLUMNS);
    archive.events::<anyhow::Error>(&run, &filter(&arguments.filter), &page(&arguments.page), |event| {
        Ok(rows.take(&event)?)
    })?;
    told(rows.finish()?, "event", &run)
}

/// Statements.
pub(crate) fn statements(arguments: &FindArchivedArguments) -> anyhow::Result<Outcome> {
    let (archive, run) = opened(arguments)?;
    let mut rows = Rows::new(arguments.format, STATEMENT_COLUMNS);
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
    let mut rows = Rows::new(arguments.format, TIE_COLUMNS);
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
    let mut rows = Rows::new(arguments.format, REPORT_COLUMNS);
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

const EVENT_COLUMNS: &[Column<FoundEvent>] = &[
    ("id", 0, |found| found.event.id.clone()),
    ("date", 10, |found| found.event.date.clone().unwrap_or_default()),
    ("actor", 7, |found| codes(&found.event.actor)),
    ("event", 10, |found| found.event.event.clone().unwrap_or_default()),
    ("mode", 12, |found| found.event.mode.join(";")),
    ("recipient", 9, |found| codes(&found.event.recipient)),
    ("status", 12, |found| found.event.status.clone().unwrap_or_default()),
    ("context", 0, |found| found.event.context.join(";")),
    ("quad_code", 0, |found| found.event.quad_code.map_or(String::new(), |quad| quad.to_string())),
    ("event_scale", 0, |found| found.event.event_scale.map_or(String::new(), |scale| scale.to_string())),
    ("cameo", 0, |found| found.event.cameo.clone().unwrap_or_default()),
    ("actor_sector", 0, |found| sectors(&found.event.actor)),
    ("recipient_sector", 0, |found| sectors(&found.event.recipient)),
    ("attribution_code", 0, |found| codes(speaker(found))),
    ("mentions", 8, |found| found.mentions.to_string()),
    ("confidence", 0, |found| {
        found.event.confidence.map_or(String::new(), |confidence| confidence.to_string())
    }),
    ("event_text", 30, |found| {
        found.event.event_text.as_ref().map(|words| words.text.clone()).unwrap_or_default()
    }),
    ("sentence_text", 0, |found| found.sentence_text.clone().unwrap_or_default()),
    ("doc", 10, |found| found.event.doc.clone().unwrap_or_default()),
    ("sentence", 0, |found| found.event.sentence.map_or(String::new(), |number| number.to_string())),
    ("published", 0, |found| found.event.published.clone().unwrap_or_default()),
    ("publisher", 0, |found| about(&found.report, |report| &report.publisher)),
    ("url", 0, |found| about(&found.report, |report| &report.url)),
    ("rule", 0, |found| found.event.rule.clone().unwrap_or_default()),
    ("run", 0, |found| found.run.clone()),
];

const STATEMENT_COLUMNS: &[Column<FoundStatement>] = &[
    ("id", 0, |found| found.id.clone()),
    ("published", 10, |found| found.published.clone().unwrap_or_default()),
    ("speaker_code", 12, |found| codes(found.statement.speaker.as_slice())),
    ("speaker", 24, |found| words(found.statement.speaker.as_slice())),
    ("addressee_code", 0, |found| codes(found.statement.addressee.as_slice())),
    ("addressee", 0, |found| words(found.statement.addressee.as_slice())),
    ("cue", 10, |found| found.statement.cue.text.clone()),
    ("form", 8, |found| found.statement.form.clone()),
    ("content", 40, |found| {
        let parts: Vec<&str> = found.statement.content.iter().map(|quote| quote.text.as_str()).collect();
        parts.join(" … ")
    }),
    ("doc", 0, |found| found.statement.doc.clone().unwrap_or_default()),
    ("publisher", 0, |found| about(&found.report, |report| &report.publisher)),
    ("url", 0, |found| about(&found.report, |report| &report.url)),
    ("rule", 0, |found| found.statement.rule.clone()),
    ("run", 0, |found| found.run.clone()),
];

const TIE_COLUMNS: &[Column<FoundTie>] = &[
    ("record", 60, |found| serde_json::to_string(&found.record).unwrap_or_default()),
    ("doc", 10, |found| found.report.as_ref().map(|report| report.doc.clone()).unwrap_or_default()),
    ("run", 0, |found| found.run.clone()),
];

const REPORT_COLUMNS: &[Column<FoundReport>] = &[
    ("report", 16, |found| found.report.clone()),
    ("date", 10, |found| found.date.clone().unwrap_or_default()),
    ("publisher", 16, |found| found.publisher.clone().unwrap_or_default()),
    ("language", 0, |found| found.language.clone().unwrap_or_default()),
    ("fate", 6, |found| found.fate.clone()),
    ("story", 16, |found| found.story.clone().unwrap_or_default()),
    ("id", 10, |found| found.id.clone()),
    ("title", 40, |found| found.title.clone().unwrap_or_default()),
    ("url", 0, |found| found.url.clone().unwrap_or_default()),
    ("text", 0, |found| found.text.clone().unwrap_or_default()),
];

fn speaker(found: &FoundEvent) -> &[Party] {
    found.event.attribution.as_ref().map_or(&[], |attribution| attribution.speaker.as_slice())
}

fn codes(parties: &[Party]) -> String {
    parties.iter().map(|party| party.code.as_deref().unwrap_or("?")).collect::<Vec<_>>().join(";")
}

fn sectors(parties: &[Party]) -> String {
    parties.iter().map(|party| party.sector.join("+")).collect::<Vec<_>>().join(";")
}

fn words(parties: &[Party]) -> String {
    parties.iter().map(|party| party.text.as_str()).collect::<Vec<_>>().join(";")
}

fn about(
    report: &Option<tiltmeter::archive::About>,
    field: impl Fn(&tiltmeter::archive::About) -> &Option<String>,
) -> String {
    report.as_ref().and_then(|report| field(report).clone()).unwrap_or_default()
}
