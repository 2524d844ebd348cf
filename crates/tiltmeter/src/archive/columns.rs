//! Events, statements and reports as flat rows, for Parquet and CSV: one name, type and meaning a column.

use std::io::Write;
use std::sync::Arc;

use ::parquet::basic::Compression;
use ::parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use ::parquet::errors::Result;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::parser::parse_message_type;
use tiltmeter_store::{FoundEvent, FoundReport, FoundStatement, Party, date_of};

/// What stands in a cell; `None` is "unknown".
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    /// Text.
    Text(Option<String>),
    /// A whole number.
    Whole(Option<i64>),
    /// A number.
    Real(Option<f64>),
}

/// A column: its name, what it means, what stands in it.
pub(super) struct Column<T> {
    /// Its name.
    pub(super) name: &'static str,
    /// Its type, in Frictionless's words: `string`, `integer`, `number`.
    pub(super) kind: &'static str,
    /// What it means.
    pub(super) meaning: &'static str,
    /// What stands in it.
    pub(super) cell: fn(&T) -> Cell,
}

const fn text<T>(name: &'static str, meaning: &'static str, cell: fn(&T) -> Cell) -> Column<T> {
    Column { name, kind: "string", meaning, cell }
}

const fn whole<T>(name: &'static str, meaning: &'static str, cell: fn(&T) -> Cell) -> Column<T> {
    Column { name, kind: "integer", meaning, cell }
}

const fn real<T>(name: &'static str, meaning: &'static str, cell: fn(&T) -> Cell) -> Column<T> {
    Column { name, kind: "number", meaning, cell }
}

/// Columns of events.
pub(super) const EVENTS: &[Column<FoundEvent>] = &[
    text("id", "Name of the event; unique with report", |found| some(&found.event.id)),
    text("run", "Name of the run that coded it", |found| some(&found.run)),
    text("report", "Name of its report in the archive", |found| {
        Cell::Text(found.report.as_ref().map(|report| report.id.clone()))
    }),
    text("doc", "The report's own key", |found| Cell::Text(found.event.doc.clone())),
    whole("sentence", "Number of its sentence, from 0", |found| {
        Cell::Whole(found.event.sentence.map(i64::from))
    }),
    text("day", "Day on which it counts, ISO 8601", |found| {
        Cell::Text(found.day.map(|day| date_of(day).to_string()))
    }),
    text("date", "When it was done, as finely as the report says", |found| {
        Cell::Text(found.event.date.clone())
    }),
    text("published", "Day of publication of its report", |found| Cell::Text(found.event.published.clone())),
    text("event", "PLOVER type", |found| Cell::Text(found.event.event.clone())),
    text("mode", "PLOVER modes, parted by semicolons", |found| some(&found.event.mode.join(";"))),
    text("context", "PLOVER contexts, parted by semicolons", |found| some(&found.event.context.join(";"))),
    whole("quad_code", "1 verbal cooperation to 4 material conflict", |found| {
        Cell::Whole(found.event.quad_code.map(i64::from))
    }),
    real("event_scale", "Conflict and cooperation, -10 to 10", |found| Cell::Real(found.event.event_scale)),
    text("cameo", "CAMEO code, as text", |found| Cell::Text(found.event.cameo.clone())),
    text("actor_code", "Codes of the actors", |found| some(&codes(&found.event.actor))),
    text("actor_sector", "Sectors of the actors", |found| some(&sectors(&found.event.actor))),
    text("actor", "Words of the actors", |found| some(&words(&found.event.actor))),
    text("recipient_code", "Codes of the recipients", |found| some(&codes(&found.event.recipient))),
    text("recipient_sector", "Sectors of the recipients", |found| some(&sectors(&found.event.recipient))),
    text("recipient", "Words of the recipients", |found| some(&words(&found.event.recipient))),
    text("status", "actual, future, hypothetical, negated, historical", |found| {
        Cell::Text(found.event.status.clone())
    }),
    text("attribution_code", "Code of who says so", |found| some(&codes(speaker(found)))),
    text("attribution", "Words of who says so", |found| some(&words(speaker(found)))),
    text("event_text", "Words of the act", |found| {
        Cell::Text(found.event.event_text.as_ref().map(|words| words.text.clone()))
    }),
    whole("start", "Where they begin, in code points of the report's text", |found| {
        Cell::Whole(found.event.event_text.as_ref().and_then(|words| words.start).map(i64::from))
    }),
    whole("end", "Where they end", |found| {
        Cell::Whole(found.event.event_text.as_ref().and_then(|words| words.end).map(i64::from))
    }),
    text("sentence_text", "Its sentence", |found| Cell::Text(found.sentence_text.clone())),
    text("location", "Words of the place", |found| {
        let location = found.event.location.as_ref();
        Cell::Text(location.and_then(|location| location["text"].as_str()).map(str::to_string))
    }),
    whole("mentions", "Reports that tell it", |found| Cell::Whole(Some(found.mentions))),
    text("incident", "Name shared by what different stories tell of one incident", |found| {
        Cell::Text(found.incident.clone())
    }),
    real("confidence", "From 0 to 1", |found| Cell::Real(found.event.confidence)),
    text("rule", "The lexicon entry that fired", |found| Cell::Text(found.event.rule.clone())),
    text("publisher", "Who published the report", |found| {
        Cell::Text(found.report.as_ref().and_then(|report| report.publisher.clone()))
    }),
    text("url", "Where", |found| Cell::Text(found.report.as_ref().and_then(|report| report.url.clone()))),
];

/// Columns of statements.
pub(super) const STATEMENTS: &[Column<FoundStatement>] = &[
    text("id", "Name of the statement", |found| some(&found.id)),
    text("run", "Name of the run that coded it", |found| some(&found.run)),
    text("report", "Name of its report in the archive", |found| {
        Cell::Text(found.report.as_ref().map(|report| report.id.clone()))
    }),
    text("doc", "The report's own key", |found| Cell::Text(found.statement.doc.clone())),
    whole("sentence", "Number of its sentence, from 0", |found| {
        Cell::Whole(found.statement.sentence.map(i64::from))
    }),
    text("published", "Day of publication", |found| Cell::Text(found.published.clone())),
    text("speaker_code", "Code of the speaker", |found| some(&codes(found.statement.speaker.as_slice()))),
    text("speaker_sector", "Sectors of the speaker", |found| {
        some(&sectors(found.statement.speaker.as_slice()))
    }),
    text("speaker", "Words of the speaker", |found| some(&words(found.statement.speaker.as_slice()))),
    text("addressee_code", "Code of the addressee", |found| {
        some(&codes(found.statement.addressee.as_slice()))
    }),
    text("addressee", "Words of the addressee", |found| some(&words(found.statement.addressee.as_slice()))),
    text("cue", "Words that report", |found| some(&found.statement.cue.text)),
    text("content", "Words reported, their parts parted by …", |found| {
        let parts: Vec<&str> = found.statement.content.iter().map(|quote| quote.text.as_str()).collect();
        some(&parts.join(" … "))
    }),
    text("form", "direct, indirect, mixed", |found| some(&found.statement.form)),
    text("rule", "The lexicon entry that fired", |found| some(&found.statement.rule)),
];

/// Columns of reports, without their texts.
pub(super) const REPORTS: &[Column<FoundReport>] = &[
    text("report", "Name in the archive", |found| some(&found.report)),
    text("doc", "Its own key", |found| some(&found.id)),
    text("date", "Day of publication", |found| Cell::Text(found.date.clone())),
    text("title", "Headline", |found| Cell::Text(found.title.clone())),
    text("url", "Where it was published", |found| Cell::Text(found.url.clone())),
    text("publisher", "Who published it", |found| Cell::Text(found.publisher.clone())),
    text("language", "BCP 47 tag", |found| Cell::Text(found.language.clone())),
    text("story", "The report that heads its copies", |found| Cell::Text(found.story.clone())),
    text("fate", "coded, unread, empty", |found| some(&found.fate)),
];

fn some(text: &str) -> Cell {
    Cell::Text(Some(text.to_string()))
}

fn speaker(found: &FoundEvent) -> &[Party] {
    found.event.attribution.as_ref().map_or(&[], |attribution| attribution.speaker.as_slice())
}

fn joined(parties: &[Party], part: impl Fn(&Party) -> String) -> String {
    parties.iter().map(part).collect::<Vec<_>>().join(";")
}

fn codes(parties: &[Party]) -> String {
    joined(parties, |party| party.code.clone().unwrap_or_default())
}

fn sectors(parties: &[Party]) -> String {
    joined(parties, |party| party.sector.join("+"))
}

fn words(parties: &[Party]) -> String {
    joined(parties, |party| party.text.clone())
}

/// A Parquet file on its way: rows are kept until there are enough for a group.
pub(super) struct ParquetFile<T: 'static, W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: &'static [Column<T>],
    rows: Vec<Vec<Cell>>,
}

// Rows of a group: enough to pack well, few enough for the memory.
const GROUP: usize = 50_000;

impl<T, W: Write + Send> ParquetFile<T, W> {
    /// Begins a file.
    pub(super) fn new(columns: &'static [Column<T>], out: W) -> Result<ParquetFile<T, W>> {
        let field = |column: &Column<T>| match column.kind {
            "integer" => format!("optional int64 {};", column.name),
            "number" => format!("optional double {};", column.name),
            _ => format!("optional binary {} (UTF8);", column.name),
        };
        let fields: String = columns.iter().map(field).collect();
        let schema = Arc::new(parse_message_type(&format!("message rows {{ {fields} }}"))?);
        let settings = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let writer = SerializedFileWriter::new(out, schema, Arc::new(settings))?;
        Ok(ParquetFile { writer, columns, rows: Vec::new() })
    }

    /// Adds a row.
    pub(super) fn take(&mut self, row: &T) -> Result<()> {
        self.rows.push(self.columns.iter().map(|column| (column.cell)(row)).collect());
        if self.rows.len() < GROUP { Ok(()) } else { self.group() }
    }

    /// Ends the file.
    pub(super) fn finish(mut self) -> Result<()> {
        self.group()?;
        self.writer.close().map(drop)
    }

    fn group(&mut self) -> Result<()> {
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        for place in 0..self.columns.len() {
            let Some(mut column) = group.next_column()? else { break };
            let cells = rows.iter().map(|row| &row[place]);
            let known: Vec<i16> = cells.clone().map(|cell| i16::from(cell.is_known())).collect();
            match self.columns[place].kind {
                "integer" => {
                    let values: Vec<i64> = cells.filter_map(Cell::whole).collect();
                    column.typed::<Int64Type>().write_batch(&values, Some(&known), None)?;
                }
                "number" => {
                    let values: Vec<f64> = cells.filter_map(Cell::real).collect();
                    column.typed::<DoubleType>().write_batch(&values, Some(&known), None)?;
                }
                _ => {
                    let values: Vec<ByteArray> = cells.filter_map(Cell::bytes).collect();
                    column.typed::<ByteArrayType>().write_batch(&values, Some(&known), None)?;
                }
            }
            column.close()?;
        }
        group.close().map(drop)
    }
}

impl Cell {
    fn is_known(&self) -> bool {
        !matches!(self, Cell::Text(None) | Cell::Whole(None) | Cell::Real(None))
    }

    fn whole(&self) -> Option<i64> {
        if let Cell::Whole(number) = self { *number } else { None }
    }

    fn real(&self) -> Option<f64> {
        if let Cell::Real(number) = self { *number } else { None }
    }

    fn bytes(&self) -> Option<ByteArray> {
        if let Cell::Text(text) = self { text.as_deref().map(ByteArray::from) } else { None }
    }
}
