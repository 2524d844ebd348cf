//! Records of the coder as JSON lines, a JSON array, CSV, Parquet, or lines to look at.
//!
//! Each report is rendered on the thread that coded it; [`Output`] only joins what comes.

use std::io::{self, IsTerminal, Write};

use anyhow::bail;
use serde_json::Value;
use tiltmeter::columns::{Column, ParquetFile, columns, value};
use tiltmeter::{DictionaryPartyRecord, Emit, Party, QuantityRecord, Quote, Reading, Record, records};

use crate::arguments::Format;

/// The format that was asked for: without one, a table on a terminal and JSON lines otherwise.
pub(crate) fn chosen(format: Option<Format>) -> anyhow::Result<Format> {
    let on_terminal = io::stdout().is_terminal();
    let format = format.unwrap_or(if on_terminal { Format::Table } else { Format::Jsonl });
    if format == Format::Parquet && on_terminal {
        bail!(
            "Parquet is not for a terminal: send it to a file, as in `… --format parquet > events.parquet`"
        );
    }
    Ok(format)
}

/// Where rendered records go.
pub(crate) struct Output<W: Write + Send> {
    body: Body<W>,
    format: Format,
    emit: Emit,
    columns: Vec<&'static Column>,
    n_records: usize,
}

enum Body<W: Write + Send> {
    Lines(W),
    Parquet(Box<ParquetFile<W>>),
}

impl<W: Write + Send> Output<W> {
    /// Writes what stands before all records.
    pub(crate) fn begin(mut out: W, format: Format, emit: Emit) -> io::Result<Output<W>> {
        let columns = columns_of(emit);
        if format == Format::Csv {
            out.write_all(csv_line(columns.iter().map(|column| column.name.to_string())).as_bytes())?;
        }
        let fields = columns.iter().map(|column| (column.name, column.cells));
        let body = match format {
            Format::Parquet => Body::Parquet(Box::new(ParquetFile::new(fields, out)?)),
            _ => Body::Lines(out),
        };
        Ok(Output { body, format, emit, columns, n_records: 0 })
    }

    /// What renders one report, on any thread.
    pub(crate) fn renderer(&self) -> impl Fn(&Reading, &mut Vec<u8>) + Sync + use<W> {
        let (format, emit, columns) = (self.format, self.emit, self.columns.clone());
        move |reading, written| render(reading, format, emit, &columns, written)
    }

    /// Writes what was rendered.
    pub(crate) fn take(&mut self, written: &[u8]) -> io::Result<()> {
        let out = match &mut self.body {
            Body::Lines(out) => out,
            Body::Parquet(file) => {
                for line in written.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
                    let record: Value = serde_json::from_slice(line)?;
                    file.take(self.columns.iter().map(|column| column.cell(&record)).collect())?;
                }
                return Ok(());
            }
        };
        if self.format != Format::Json {
            out.write_all(written)?;
            // Whoever waits at the end of a slow pipe sees a record as soon as it is there.
            return out.flush();
        }
        for record in written.split_inclusive(|&byte| byte == b'\n') {
            out.write_all(if self.n_records == 0 { b"[\n" } else { b",\n" })?;
            out.write_all(record.trim_ascii_end())?;
            self.n_records += 1;
        }
        Ok(())
    }

    /// Writes what stands after all records.
    pub(crate) fn end(self) -> io::Result<()> {
        match self.body {
            Body::Parquet(file) => file.finish(),
            Body::Lines(mut out) => {
                if self.format == Format::Json {
                    out.write_all(if self.n_records == 0 { b"[]\n" } else { b"\n]\n" })?;
                }
                out.flush()
            }
        }
    }
}

fn render(reading: &Reading, format: Format, emit: Emit, columns: &[&Column], written: &mut Vec<u8>) {
    for record in records(reading, emit) {
        match format {
            Format::Jsonl | Format::Json | Format::Parquet => {
                serde_json::to_writer(&mut *written, &record).expect("records hold nothing that JSON cannot");
                written.push(b'\n');
            }
            Format::Csv => {
                let record = value(&record);
                let cells = columns.iter().map(|column| column.cell(&record));
                written.extend(csv_line(cells.map(|cell| cell.text())).bytes());
            }
            Format::Table => written.extend(format!("{}\n", table_line(&record)).bytes()),
        }
    }
}

// CSV and Parquet hold one kind of record; `code` has seen to it.
fn columns_of(emit: Emit) -> Vec<&'static Column> {
    let record = match emit {
        Emit { assessments: true, .. } => "assessment",
        Emit { alignments: true, .. } => "alignment",
        Emit { statements: true, .. } => "statement",
        Emit { times: true, .. } => "time",
        Emit { mentions: true, .. } => "mention",
        Emit { ties: true, .. } => "tie",
        _ => "event",
    };
    columns(record).iter().filter(|column| !column.archive).collect()
}

/// One line of CSV, as a spreadsheet may open it.
pub(crate) fn csv_line(cells: impl IntoIterator<Item = String>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|cell| csv_cell(&cell)).collect();
    format!("{}\r\n", cells.join(","))
}

// A spreadsheet takes a cell that begins so for a formula and runs it; a number it should take for one.
fn csv_cell(cell: &str) -> String {
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    let cell = if runs { format!("'{cell}") } else { cell.to_string() };
    let quoted = cell.contains([',', '"', '\n', '\r']);
    if quoted { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

fn table_line(record: &Record<'_>) -> String {
    match record {
        Record::Event(event) => {
            let date = event.date.as_deref().unwrap_or("unknown");
            let act = [&[event.event], event.mode.as_slice()].concat().join(" ");
            let (actor, recipient) = (who(&event.actor), who(&event.recipient));
            let words = one_line(event.event_text.text);
            format!("{date:10}  {actor:11} {act:22} {recipient:11} {:12} {words}", event.status)
        }
        Record::Alignment(alignment) => {
            let (subject, toward, away) =
                (who(&alignment.subject), who(&alignment.toward), who(&alignment.away));
            let words = one_line(alignment.words.text);
            format!("{:10}  {subject:11} to {toward:11} from {away:11} {words}", alignment.aligned)
        }
        Record::DictionaryEvent(event) => {
            let date = event.date.as_deref().unwrap_or("unknown");
            let who = |parties: &[DictionaryPartyRecord<'_>]| join(parties, |party| party.cameo.to_string());
            let (actor, recipient) = (who(&event.actor), who(&event.recipient));
            let words = one_line(event.event_text.text);
            format!("{date:10}  {actor:11} {:22} {recipient:11} {:12} {words}", event.cameo, "")
        }
        Record::Assessment(assessment) => {
            let date = assessment.date.as_deref().unwrap_or("unknown");
            let (a, b) = (who(&assessment.a), who(&assessment.b));
            let words = one_line(assessment.words.text);
            format!("{date:10}  {a:11} {:+} {b:11} {words}", assessment.direction)
        }
        Record::Statement(statement) => {
            let speaker = who(statement.speaker.as_slice());
            let words = one_line(&content(&statement.content));
            format!("{speaker:11} {:12} {:8} {words}", one_line(statement.cue.text), statement.form)
        }
        Record::Time(time) => {
            format!("{:10}  {:8} {}", time.value.unwrap_or("unknown"), time.kind, one_line(time.quote.text))
        }
        Record::Tie(tie) => {
            let date = tie.date.as_deref().unwrap_or("unknown");
            let (giver, taker) = (who(&tie.giver), who(&tie.taker));
            let amount = join(&tie.amount, quantity);
            let words = one_line(tie.thing.text);
            format!("{date:10}  {giver:11} {:11} {taker:11} {:9} {amount:18} {words}", tie.tie, tie.status)
        }
        Record::Mention(mention) => {
            format!("{:11} {}", who(std::slice::from_ref(&mention.party)), one_line(mention.party.quote.text))
        }
    }
}

fn quantity(quantity: &QuantityRecord<'_>) -> String {
    let high = quantity.high.map_or(String::new(), |high| format!("–{high}"));
    format!("{}{high} {}", quantity.value, quantity.unit)
}

fn content(quotes: &[Quote<'_>]) -> String {
    let parts: Vec<&str> = quotes.iter().map(|quote| quote.text).collect();
    parts.join(" … ")
}

fn join<T>(parts: &[T], written: impl Fn(&T) -> String) -> String {
    parts.iter().map(written).collect::<Vec<_>>().join(";")
}

fn who(parties: &[Party<'_>]) -> String {
    let codes: Vec<&str> = parties.iter().map(|party| party.code.unwrap_or("?")).collect();
    if codes.is_empty() { "-".to_string() } else { codes.join(",") }
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_where_it_must_and_never_runs() {
        for (cell, expected) in [
            ("Pakistan", "Pakistan"),
            ("", ""),
            ("Xi, Putin", "\"Xi, Putin\""),
            ("“so\" said", "\"“so\"\" said\""),
            ("=1+1", "'=1+1"),
            ("@cmd", "'@cmd"),
            ("-6.5", "-6.5"),
            ("- so he said", "'- so he said"),
            ("two\nlines", "\"two\nlines\""),
        ] {
            assert_eq!(csv_cell(cell), expected);
        }
    }
}
