//! Answers: events, statements, reports and ties with what leads back to their words.

use rusqlite::{OptionalExtension, params, params_from_iter};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::events::{COLUMNS, EventRow, object, parties_of, sentence_of};
use crate::filter::Question;
use crate::words::{Cut, id_of};
use crate::{Archive, Error, Event, Filter, Page, Party, Statement, date_of};

/// An event with its report and sentence.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[allow(missing_docs, reason = "docs/archive.md tells each field")]
pub struct FoundEvent {
    pub kind: &'static str,
    #[serde(flatten)]
    pub event: Event,
    pub run: String,
    pub mentions: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentence_text: Option<String>,
    #[serde(flatten)]
    pub report: Option<About>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<About>,
    #[serde(serialize_with = "as_date")]
    pub day: Option<i32>,
    #[serde(skip)]
    pub number: i64,
}

/// What is told of a report beside a record of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "docs/archive.md tells each field")]
pub struct About {
    #[serde(rename = "report")]
    pub id: String,
    #[serde(skip)]
    pub doc: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// A statement with its report and sentence.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[allow(missing_docs, reason = "docs/archive.md tells each field")]
pub struct FoundStatement {
    pub kind: &'static str,
    pub id: String,
    #[serde(flatten)]
    pub statement: Statement,
    pub published: Option<String>,
    pub run: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentence_text: Option<String>,
    #[serde(flatten)]
    pub report: Option<About>,
}

/// A tie with its report.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[allow(missing_docs, reason = "docs/archive.md tells each field")]
pub struct FoundTie {
    #[serde(flatten)]
    pub record: Map<String, Value>,
    pub run: String,
    #[serde(flatten)]
    pub report: Option<About>,
}

/// A report and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[allow(missing_docs, reason = "docs/archive.md tells each field")]
pub struct FoundReport {
    pub kind: &'static str,
    pub report: String,
    pub id: String,
    pub date: Option<String>,
    pub title: Option<String>,
    pub url: Option<String>,
    pub publisher: Option<String>,
    pub language: Option<String>,
    /// The report that heads the story, where it copies or is copied.
    pub story: Option<String>,
    pub fate: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

fn as_date<S: serde::Serializer>(day: &Option<i32>, serializer: S) -> Result<S::Ok, S::Error> {
    day.map(|day| date_of(day).to_string()).serialize(serializer)
}

impl Archive {
    /// The events asked for; `take` gets one after the other.
    pub fn events<E: From<Error>>(
        &self,
        run: &(i64, String),
        filter: &Filter,
        page: &Page,
        mut take: impl FnMut(FoundEvent) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each(filter.events(run.0, page), &mut |number| {
            let found = self.event(number, &run.1)?;
            found.map_or(Ok(()), &mut take)
        })
    }

    /// The statements asked for.
    pub fn statements<E: From<Error>>(
        &self,
        run: &(i64, String),
        filter: &Filter,
        page: &Page,
        mut take: impl FnMut(FoundStatement) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each(filter.statements(run.0, page), &mut |number| {
            let found = self.statement(number, &run.1).map_err(Error::of("ask", &self.path))?;
            take(found)
        })
    }

    /// The ties asked for.
    pub fn ties<E: From<Error>>(
        &self,
        run: &(i64, String),
        filter: &Filter,
        page: &Page,
        mut take: impl FnMut(FoundTie) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each(filter.ties(run.0, page), &mut |number| {
            let found = self.tie(number, &run.1).map_err(Error::of("ask", &self.path))?;
            take(found)
        })
    }

    /// The reports asked for, with their texts where these are wanted.
    pub fn reports<E: From<Error>>(
        &self,
        filter: &Filter,
        page: &Page,
        with_text: bool,
        mut take: impl FnMut(FoundReport) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each(filter.reports(page), &mut |number| {
            let found = self.report(number, with_text).map_err(Error::of("ask", &self.path))?;
            take(found)
        })
    }

    // One after the other: what is found may be larger than the memory.
    fn each<E: From<Error>>(
        &self,
        question: Question,
        take: &mut dyn FnMut(i64) -> Result<(), E>,
    ) -> Result<(), E> {
        let failed = Error::of("ask", &self.path);
        let mut statement = self.connection.prepare_cached(&question.sql).map_err(failed)?;
        let mut rows = statement.query(params_from_iter(question.values)).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            take(row.get(0).map_err(failed)?)?;
        }
        Ok(())
    }

    pub(crate) fn event(&self, number: i64, run: &str) -> Result<Option<FoundEvent>, Error> {
        self.read_event(number, run).map_err(Error::of("ask", &self.path))
    }

    fn read_event(&self, number: i64, run: &str) -> rusqlite::Result<Option<FoundEvent>> {
        let select = format!("SELECT {COLUMNS} FROM event WHERE event = ?");
        let mut statement = self.connection.prepare_cached(&select)?;
        let Some(row) = statement.query_row([number], EventRow::read).optional()? else { return Ok(None) };
        let parties = parties_of(&self.connection, number, row.report)?;
        let row = row.with_parties(parties);
        let mut event = row.event;
        let mut sentence_text = None;
        if let Some(sentence) = row.sentence
            && let Some((sentence, text)) = sentence_of(&self.connection, sentence)?
        {
            (event.sentence, sentence_text) = (Some(sentence), Some(text));
        }
        let report = row.report.map(|report| self.about(report)).transpose()?;
        event.doc = report.as_ref().map(|report| report.doc.clone()).or(event.doc);
        let sources =
            if row.mentions > 1 && row.report.is_some() { self.sources(number)? } else { Vec::new() };
        Ok(Some(FoundEvent {
            kind: "event",
            event,
            run: run.to_string(),
            mentions: row.mentions,
            incident: row.incident,
            sentence_text,
            report,
            sources,
            day: row.day,
            number,
        }))
    }

    // The other reports that tell the event, in the order of their names.
    fn sources(&self, event: i64) -> rusqlite::Result<Vec<About>> {
        let select =
            "SELECT report FROM event JOIN report USING (report) WHERE same_as = ? ORDER BY report.id";
        let mut statement = self.connection.prepare_cached(select)?;
        let reports =
            statement.query_map([event], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
        reports.into_iter().map(|report| self.about(report)).collect()
    }

    fn about(&self, report: i64) -> rusqlite::Result<About> {
        let select = "SELECT id, doc, publisher, url, title FROM report WHERE report = ?";
        self.connection.prepare_cached(select)?.query_row([report], |row| {
            Ok(About {
                id: row.get(0)?,
                doc: row.get(1)?,
                publisher: row.get(2)?,
                url: row.get(3)?,
                title: row.get(4)?,
            })
        })
    }

    fn statement(&self, number: i64, run: &str) -> rusqlite::Result<FoundStatement> {
        let select = "SELECT statement.id, statement.report, sentence, speaker, addressee, cue, content,
            (SELECT text FROM word WHERE word = form), (SELECT text FROM word WHERE word = rule),
            CASE typeof(more) WHEN 'integer' THEN (SELECT text FROM word WHERE word = more) ELSE more END,
            report.date, report.text FROM statement JOIN report USING (report) WHERE statement = ?";
        let mut statement = self.connection.prepare_cached(select)?;
        let (mut found, report, sentence): (FoundStatement, i64, Option<i64>) =
            statement.query_row([number], |row| {
                let text: String = row.get(11)?;
                let cut = Cut::of(&text);
                let content: Vec<Value> = read_back(row.get(6)?);
                let statement = Statement {
                    speaker: party(row.get(3)?),
                    addressee: party(row.get(4)?),
                    cue: cut.quote(&read_back(row.get(5)?)),
                    content: content.iter().map(|quote| cut.quote(quote)).collect(),
                    form: row.get(7)?,
                    rule: row.get(8)?,
                    more: object(row.get(9)?),
                    ..Statement::default()
                };
                let (id, published, run) = (id_of(row.get_ref(0)?), row.get(10)?, run.to_string());
                let found =
                    FoundStatement { kind: "statement", id, statement, published, run, ..Default::default() };
                Ok((found, row.get(1)?, row.get(2)?))
            })?;
        if let Some(sentence) = sentence
            && let Some((number, text)) = sentence_of(&self.connection, sentence)?
        {
            (found.statement.sentence, found.sentence_text) = (Some(number), Some(text));
        }
        let about = self.about(report)?;
        found.statement.doc = Some(about.doc.clone());
        found.report = Some(about);
        Ok(found)
    }

    fn tie(&self, number: i64, run: &str) -> rusqlite::Result<FoundTie> {
        let mut statement = self.connection.prepare_cached("SELECT record, report FROM tie WHERE tie = ?")?;
        let (record, report): (String, i64) =
            statement.query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(FoundTie { record: object(Some(record)), run: run.to_string(), report: Some(self.about(report)?) })
    }

    fn report(&self, number: i64, with_text: bool) -> rusqlite::Result<FoundReport> {
        let select = "SELECT id, doc, date, title, url, publisher, language, CASE WHEN ?2 THEN text END,
            (SELECT head.id FROM copy JOIN report head ON head.report = copy.story WHERE copy.report = report.report),
            (SELECT fate FROM ledger WHERE ledger.report = report.report AND fate <> 'again' ORDER BY batch, input, place, item LIMIT 1)
            FROM report WHERE report = ?1";
        self.connection.prepare_cached(select)?.query_row(params![number, with_text], |row| {
            Ok(FoundReport {
                kind: "report",
                report: row.get(0)?,
                id: row.get(1)?,
                date: row.get(2)?,
                title: row.get(3)?,
                url: row.get(4)?,
                publisher: row.get(5)?,
                language: row.get(6)?,
                text: row.get(7)?,
                story: row.get(8)?,
                fate: row.get::<_, Option<String>>(9)?.unwrap_or_default(),
            })
        })
    }
}

fn party(written: Option<String>) -> Option<Party> {
    written.and_then(|written| serde_json::from_str(&written).ok())
}

fn read_back<T: serde::de::DeserializeOwned + Default>(written: String) -> T {
    serde_json::from_str(&written).unwrap_or_default()
}
