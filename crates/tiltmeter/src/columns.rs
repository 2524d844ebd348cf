//! Records as flat rows, for CSV, Parquet and tables to look at. What columns there are stands in
//! `tables/record_columns.tsv`, once for every command and for snapshots.
//!
//! ```
//! use tiltmeter::columns::{Cell, columns};
//! let record = serde_json::json!({"actor": [{"text": "Beijing", "code": "CHN"}, {"text": "Khan", "code": null}]});
//! let codes = columns("event").iter().find(|column| column.name == "actor_code").unwrap();
//! assert_eq!(codes.cell(&record), Cell::Text("CHN;".to_string()));
//! ```

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Arc, OnceLock};

use ::parquet::basic::{Compression, ConvertedType, Repetition, Type as Physical};
use ::parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use ::parquet::errors::{ParquetError, Result};
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::types::Type;
use serde_json::Value;

use crate::relations::codes::rows;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Unknown, or nothing.
    None,
    /// Text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number.
    Real(f64),
}

/// Of what type the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// Text.
    Text,
    /// Whole numbers.
    Whole,
    /// Numbers.
    Real,
}

/// A column of a kind of record.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Of what type its cells are.
    pub cells: ColumnType,
    /// Its width in a table to look at; 0 leaves it out there.
    pub width: usize,
    /// Whether only an archive knows it.
    pub archive: bool,
    /// What it means.
    pub meaning: &'static str,
    // One after the other, until something is there.
    paths: Vec<Vec<Step>>,
}

/// The columns of a kind of record, in order: none where there is no such kind.
pub fn columns(record: &str) -> &'static [Column] {
    static COLUMNS: OnceLock<BTreeMap<&str, Vec<Column>>> = OnceLock::new();
    let read = || {
        let mut all: BTreeMap<&str, Vec<Column>> = BTreeMap::new();
        for row in rows(include_str!("../tables/record_columns.tsv")) {
            all.entry(row[0]).or_default().push(Column::of(&row));
        }
        all
    };
    COLUMNS.get_or_init(read).get(record).map_or(&[], Vec::as_slice)
}

impl Column {
    fn of(row: &[&'static str]) -> Column {
        Column {
            name: row[1],
            cells: match row[2] {
                "integer" => ColumnType::Whole,
                "number" => ColumnType::Real,
                _ => ColumnType::Text,
            },
            width: row[3].parse().unwrap_or(0),
            archive: row[4] == "archive",
            meaning: row[6],
            paths: row[5].split('|').map(|path| path.split('.').map(Step::of).collect()).collect(),
        }
    }

    /// What a record has there.
    pub fn cell(&self, record: &Value) -> Cell {
        let Some(found) = self.paths.iter().find_map(|path| found(record, path)) else { return Cell::None };
        match self.cells {
            ColumnType::Text => Cell::Text(plain(&found)),
            ColumnType::Whole => found.as_i64().map_or(Cell::None, Cell::Whole),
            ColumnType::Real => found.as_f64().map_or(Cell::None, Cell::Real),
        }
    }
}

/// A record as a JSON value.
pub fn value(record: &impl serde::Serialize) -> Value {
    through_text(record)
}

/// A record in another shape that takes all of it: by way of its text, so that a 32-bit float stays as it prints itself,
/// 0.1 and not 0.10000000149011612.
pub(crate) fn through_text<T: serde::de::DeserializeOwned>(record: &impl serde::Serialize) -> T {
    let written = serde_json::to_string(record).expect("records hold nothing that JSON cannot");
    serde_json::from_str(&written).expect("the shape takes every record: the tests of shapes hold it")
}

/// A value as it stands in a cell of text.
pub fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        // 4 and not 4.0.
        Value::Number(number) if number.is_f64() => number.as_f64().unwrap_or(f64::NAN).to_string(),
        other => other.to_string(),
    }
}

// One step of a path: a field, and which of its parts.
#[derive(Clone, Debug, PartialEq)]
struct Step {
    field: &'static str,
    parts: Parts,
}

#[derive(Clone, Debug, PartialEq)]
enum Parts {
    Whole,
    IsThere,
    First,
    Last,
    Joined(&'static str),
}

impl Step {
    fn of(written: &'static str) -> Step {
        if let Some(field) = written.strip_suffix('?') {
            return Step { field, parts: Parts::IsThere };
        }
        let Some((field, parts)) = written.split_once('[') else {
            return Step { field: written, parts: Parts::Whole };
        };
        let parts = match parts.trim_end_matches(']') {
            "" => Parts::Joined(";"),
            "0" => Parts::First,
            "-1" => Parts::Last,
            between => Parts::Joined(between),
        };
        Step { field, parts }
    }
}

fn found(value: &Value, path: &[Step]) -> Option<Value> {
    let Some((step, rest)) = path.split_first() else {
        return (!value.is_null()).then(|| value.clone());
    };
    let field = value.get(step.field).filter(|field| !field.is_null());
    match step.parts {
        Parts::Whole => found(field?, rest),
        Parts::IsThere => Some(Value::from(field.is_some())),
        Parts::First => found(field?.as_array()?.first()?, rest),
        Parts::Last => found(field?.as_array()?.last()?, rest),
        Parts::Joined(between) => {
            let parts = field?.as_array()?.iter();
            // What is unknown keeps its place, so that the columns of a list go together.
            let known: Vec<Option<Value>> = parts.map(|part| found(part, rest)).collect();
            let text = |part: &Option<Value>| part.as_ref().map_or(String::new(), plain);
            let is_any = known.iter().any(Option::is_some) || rest.is_empty();
            (is_any && !known.is_empty())
                .then(|| known.iter().map(text).collect::<Vec<_>>().join(between).into())
        }
    }
}

impl Cell {
    /// A value as a cell of its own type.
    pub fn of(value: &Value) -> Cell {
        match value {
            Value::Null => Cell::None,
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(whole), _) => Cell::Whole(whole),
                (None, Some(real)) => Cell::Real(real),
                (None, None) => Cell::None,
            },
            other => Cell::Text(plain(other)),
        }
    }

    /// As it stands in CSV.
    pub fn text(&self) -> String {
        match self {
            Cell::None => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Whole(number) => number.to_string(),
            Cell::Real(number) => number.to_string(),
        }
    }

    fn bytes(&self) -> Option<ByteArray> {
        match self {
            Cell::None => None,
            Cell::Text(text) => Some(text.as_str().into()),
            number => Some(number.text().as_str().into()),
        }
    }

    fn whole(&self) -> Option<i64> {
        if let Cell::Whole(number) = self { Some(*number) } else { None }
    }

    fn real(&self) -> Option<f64> {
        match self {
            Cell::Real(number) => Some(*number),
            Cell::Whole(number) => Some(*number as f64),
            _ => None,
        }
    }
}

/// A Parquet file on its way: rows are kept until there are enough for a group.
pub struct ParquetFile<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    types: Vec<ColumnType>,
    rows: Vec<Vec<Cell>>,
}

// Rows of a group: enough to pack well, few enough for the memory.
const GROUP: usize = 50_000;

impl<W: Write + Send> ParquetFile<W> {
    /// Begins a file with columns of these names and types.
    pub fn new<'n>(
        columns: impl IntoIterator<Item = (&'n str, ColumnType)>,
        out: W,
    ) -> io::Result<ParquetFile<W>> {
        ParquetFile::begun(columns, out).map_err(failed)
    }

    fn begun<'n>(columns: impl IntoIterator<Item = (&'n str, ColumnType)>, out: W) -> Result<ParquetFile<W>> {
        let (mut fields, mut types) = (Vec::new(), Vec::new());
        for (name, cells) in columns {
            let (physical, converted) = match cells {
                ColumnType::Text => (Physical::BYTE_ARRAY, ConvertedType::UTF8),
                ColumnType::Whole => (Physical::INT64, ConvertedType::NONE),
                ColumnType::Real => (Physical::DOUBLE, ConvertedType::NONE),
            };
            let field = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
            fields.push(Arc::new(field.with_converted_type(converted).build()?));
            types.push(cells);
        }
        let schema = Arc::new(Type::group_type_builder("rows").with_fields(fields).build()?);
        let settings = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let writer = SerializedFileWriter::new(out, schema, Arc::new(settings))?;
        Ok(ParquetFile { writer, types, rows: Vec::new() })
    }

    /// Adds a row: a cell for each column.
    pub fn take(&mut self, cells: Vec<Cell>) -> io::Result<()> {
        self.rows.push(cells);
        if self.rows.len() < GROUP { Ok(()) } else { self.group().map_err(failed) }
    }

    /// Ends the file.
    pub fn finish(mut self) -> io::Result<()> {
        self.group().and_then(|()| self.writer.close()).map(drop).map_err(failed)
    }

    fn group(&mut self) -> Result<()> {
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        for (place, cells) in self.types.iter().enumerate() {
            let Some(mut column) = group.next_column()? else { break };
            let all = rows.iter().map(|row| &row[place]);
            match cells {
                ColumnType::Whole => {
                    let (known, values) = levels(all.map(Cell::whole));
                    column.typed::<Int64Type>().write_batch(&values, Some(&known), None)?;
                }
                ColumnType::Real => {
                    let (known, values) = levels(all.map(Cell::real));
                    column.typed::<DoubleType>().write_batch(&values, Some(&known), None)?;
                }
                ColumnType::Text => {
                    let (known, values) = levels(all.map(Cell::bytes));
                    column.typed::<ByteArrayType>().write_batch(&values, Some(&known), None)?;
                }
            }
            column.close()?;
        }
        group.close().map(drop)
    }
}

// What the system said stays what it is: a pipe that nobody reads any more is no failure.
fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => {
            source.downcast::<io::Error>().map_or_else(io::Error::other, |error| *error)
        }
        other => io::Error::other(other.to_string()),
    }
}

// Which cells hold anything, and what the others hold.
fn levels<T>(cells: impl Iterator<Item = Option<T>>) -> (Vec<i16>, Vec<T>) {
    let cells: Vec<Option<T>> = cells.collect();
    let known = cells.iter().map(|cell| i16::from(cell.is_some())).collect();
    (known, cells.into_iter().flatten().collect())
}

/// The narrowest type that holds all these cells.
pub fn type_of<'c>(cells: impl IntoIterator<Item = &'c Cell>) -> ColumnType {
    let (mut whole, mut real) = (true, true);
    let mut is_empty = true;
    for cell in cells.into_iter().filter(|cell| **cell != Cell::None) {
        is_empty = false;
        whole &= matches!(cell, Cell::Whole(_));
        real &= matches!(cell, Cell::Whole(_) | Cell::Real(_));
    }
    match (is_empty, whole, real) {
        (false, true, _) => ColumnType::Whole,
        (false, _, true) => ColumnType::Real,
        _ => ColumnType::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(record: &str, name: &str, value: &Value, expected: Cell) {
        let column = columns(record).iter().find(|column| column.name == name);
        let column = column.unwrap_or_else(|| panic!("{record} has no column {name}"));
        assert_eq!(column.cell(value), expected, "{record} {name} of {value}");
    }

    #[test]
    fn cells_are_read_off_records() {
        let text = |text: &str| Cell::Text(text.to_string());
        let event = json!({
            "mode": [], "actor": [{"text": "Xi", "code": "CHN", "sector": ["GOV", "PTY"]}, {"text": "x", "code": null}],
            "recipient": [{"text": "y", "code": null}], "quad_code": 2, "event_scale": 0.1, "event_text": null,
            "magnitude": [{"value": 3.5, "high": null}, {"value": 2, "high": 4}], "evidence": [{"sentence": 1}, {"sentence": 4}]
        });
        check("event", "actor_code", &event, text("CHN;"));
        check("event", "actor_sector", &event, text("GOV+PTY;"));
        check("event", "recipient_code", &event, Cell::None);
        check("event", "recipient", &event, text("y"));
        check("event", "mode", &event, Cell::None);
        check("event", "quad_code", &event, Cell::Whole(2));
        check("event", "event_scale", &event, Cell::Real(0.1));
        check("event", "start", &event, Cell::None);
        check("event", "magnitude", &event, text("3.5;2"));
        check("event", "magnitude_high", &event, text(";4"));
        check("event", "evidence", &event, text("1;4"));
        check("event", "actor_code", &json!({"actor": [{"cameo": "PAKMIL"}]}), text("PAKMIL"));
        let statement =
            json!({"content": [{"text": "a", "start": 1}, {"text": "b", "end": 9}], "unnamed": {"words": 1}});
        check("statement", "content", &statement, text("a … b"));
        check("statement", "start", &statement, Cell::Whole(1));
        check("statement", "end", &statement, Cell::Whole(9));
        check("statement", "unnamed", &statement, text("true"));
        check("statement", "unnamed", &json!({"unnamed": null}), text("false"));
        check("tie", "giver_code", &json!({"a": [{"code": "CHN"}]}), text("CHN"));
    }

    #[test]
    fn types_are_the_narrowest_that_hold_all() {
        let (text, whole, real) = (Cell::Text("x".to_string()), Cell::Whole(1), Cell::Real(0.5));
        assert_eq!(type_of([&whole, &Cell::None]), ColumnType::Whole);
        assert_eq!(type_of([&whole, &real]), ColumnType::Real);
        assert_eq!(type_of([&whole, &text]), ColumnType::Text);
        assert_eq!(type_of([&Cell::None]), ColumnType::Text);
    }

    #[test]
    fn every_row_of_the_table_is_whole() {
        let mut names: Vec<(&str, &str)> = Vec::new();
        for row in rows(include_str!("../tables/record_columns.tsv")) {
            assert_eq!(row.len(), 7, "{row:?}");
            assert!(["string", "integer", "number"].contains(&row[2]), "{row:?}");
            assert!(["", "archive"].contains(&row[4]), "{row:?}");
            assert!(row[3].is_empty() || row[3].parse::<usize>().is_ok(), "{row:?}");
            names.push((row[0], row[1]));
        }
        let n_names = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), n_names, "a column stands twice");
    }
}
