//! Records as lines to look at, JSON lines, a JSON array or CSV.

use std::io::{self, IsTerminal, Write};

use serde::Serialize;
use serde_json::Value;

use crate::arguments::FindingFormat;
use crate::formats::csv_line;
use crate::read::Style;

/// Writes records; `table` makes the lines to look at.
pub(crate) fn write<R: Serialize>(
    format: Option<FindingFormat>,
    records: &[R],
    table: impl FnOnce(Style) -> String,
) -> anyhow::Result<()> {
    let out = io::stdout();
    let on_terminal = out.is_terminal();
    let format = format.unwrap_or(if on_terminal { FindingFormat::Table } else { FindingFormat::Jsonl });
    let written = match format {
        FindingFormat::Table => table(Style::of_output(on_terminal)),
        FindingFormat::Jsonl => records.iter().map(|record| format!("{}\n", json(record))).collect(),
        FindingFormat::Json => {
            let lines: Vec<String> = records.iter().map(json).collect();
            if lines.is_empty() { "[]\n".to_string() } else { format!("[\n{}\n]\n", lines.join(",\n")) }
        }
        FindingFormat::Csv => csv(records),
    };
    let mut out = out.lock();
    out.write_all(written.as_bytes())?;
    Ok(out.flush()?)
}

fn json<R: Serialize>(record: &R) -> String {
    serde_json::to_string(record).expect("findings hold nothing that JSON cannot")
}

// By way of its text, so that a 32-bit float stays as it prints itself: 0.1 and not 0.10000000149011612.
fn value<R: Serialize>(record: &R) -> Value {
    serde_json::from_str(&json(record)).expect("what was just written can be read")
}

// Objects in a record become columns `level.mean`; lists of words are joined, all other lists left out.
fn csv<R: Serialize>(records: &[R]) -> String {
    let rows: Vec<Vec<(String, String)>> = records.iter().map(|record| flat("", &value(record))).collect();
    let mut columns: Vec<&String> = Vec::new();
    for (column, _) in rows.iter().flatten() {
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    // Fields come in the order of their names; what names the record goes before them.
    columns.sort_by_key(|column| column.as_str() != "id");
    let header = csv_line(columns.iter().map(|column| column.to_string()));
    let cell = |row: &[(String, String)], column: &str| {
        row.iter().find(|(known, _)| known == column).map_or(String::new(), |(_, cell)| cell.clone())
    };
    let lines = rows.iter().map(|row| csv_line(columns.iter().map(|column| cell(row, column))));
    [header].into_iter().chain(lines).collect()
}

fn flat(prefix: &str, value: &Value) -> Vec<(String, String)> {
    let Value::Object(fields) = value else { return Vec::new() };
    let mut cells = Vec::new();
    for (name, value) in fields {
        let column = format!("{prefix}{name}");
        match value {
            Value::Object(_) => cells.extend(flat(&format!("{column}."), value)),
            Value::Array(parts) if !parts.iter().all(Value::is_string) => {}
            Value::Array(parts) => {
                cells.push((column, parts.iter().map(plain).collect::<Vec<_>>().join(";")))
            }
            _ => cells.push((column, plain(value))),
        }
    }
    cells
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
