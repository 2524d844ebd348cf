//! Findings as lines to look at, JSON lines, a JSON array, CSV or Parquet.

use std::io::{self, BufWriter, IsTerminal, Write};

use serde::Serialize;
use serde_json::Value;
use tiltmeter::columns::{Cell, ParquetFile, plain, type_of, value};

use crate::arguments::Format;
use crate::formats::{chosen, csv_line};
use crate::read::Style;

/// Writes records; `table` makes the lines to look at.
pub(crate) fn write<R: Serialize>(
    format: Option<Format>,
    records: &[R],
    table: impl FnOnce(Style) -> String,
) -> anyhow::Result<()> {
    let format = chosen(format)?;
    let mut out = BufWriter::new(io::stdout());
    match format {
        Format::Table => {
            let style = Style::of_output(io::stdout().is_terminal());
            out.write_all(table(style).as_bytes())?;
        }
        Format::Jsonl => records.iter().try_for_each(|record| writeln!(out, "{}", json(record)))?,
        Format::Json => {
            let lines: Vec<String> = records.iter().map(json).collect();
            let all =
                if lines.is_empty() { "[]\n".to_string() } else { format!("[\n{}\n]\n", lines.join(",\n")) };
            out.write_all(all.as_bytes())?;
        }
        Format::Csv => {
            let flat = Flat::of(records);
            out.write_all(csv_line(flat.names.iter().cloned()).as_bytes())?;
            for row in &flat.rows {
                out.write_all(csv_line(row.iter().map(Cell::text)).as_bytes())?;
            }
        }
        Format::Parquet => {
            let flat = Flat::of(records);
            let types = (0..flat.names.len()).map(|at| type_of(flat.rows.iter().map(|row| &row[at])));
            let mut file = ParquetFile::new(flat.names.iter().map(String::as_str).zip(types), out)?;
            flat.rows.into_iter().try_for_each(|row| file.take(row))?;
            return Ok(file.finish()?);
        }
    }
    Ok(out.flush()?)
}

fn json<R: Serialize>(record: &R) -> String {
    serde_json::to_string(record).expect("findings hold nothing that JSON cannot")
}

// Findings as rows. Objects in a record become columns `level.mean`; lists of words are joined, all other lists left
// out. Which columns there are, the records tell.
struct Flat {
    names: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

impl Flat {
    fn of<R: Serialize>(records: &[R]) -> Flat {
        let rows: Vec<Vec<(String, Cell)>> = records.iter().map(|record| flat("", &value(record))).collect();
        let mut names: Vec<String> = Vec::new();
        for (name, _) in rows.iter().flatten() {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        // Fields come in the order of their names; what names the record goes before them.
        names.sort_by_key(|name| name != "id");
        let cell = |row: &[(String, Cell)], name: &String| {
            row.iter().find(|(known, _)| known == name).map_or(Cell::None, |(_, cell)| cell.clone())
        };
        let rows = rows.iter().map(|row| names.iter().map(|name| cell(row, name)).collect()).collect();
        Flat { names, rows }
    }
}

fn flat(prefix: &str, value: &Value) -> Vec<(String, Cell)> {
    let Value::Object(fields) = value else { return Vec::new() };
    let mut cells = Vec::new();
    for (name, value) in fields {
        let column = format!("{prefix}{name}");
        match value {
            Value::Object(_) => cells.extend(flat(&format!("{column}."), value)),
            Value::Array(parts) if !parts.iter().all(Value::is_string) => {}
            Value::Array(parts) => {
                cells.push((column, Cell::Text(parts.iter().map(plain).collect::<Vec<_>>().join(";"))))
            }
            _ => cells.push((column, Cell::of(value))),
        }
    }
    cells
}
