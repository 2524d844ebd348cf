//! Rows as they come: JSON lines, a JSON array, CSV, or a table to look at. However many there are, one is held.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

use serde::Serialize;

use crate::arguments::FindingFormat;
use crate::formats::csv_line;

/// A column: its name, its width in a table (0 leaves it out there), and what stands in it.
pub(super) type Column<T> = (&'static str, usize, fn(&T) -> String);

/// Where rows go.
pub(super) struct Rows<T: 'static> {
    out: BufWriter<Stdout>,
    format: FindingFormat,
    columns: &'static [Column<T>],
    n_rows: usize,
    has_begun: bool,
}

impl<T: Serialize> Rows<T> {
    /// Rows with these columns, where the format has columns.
    pub(super) fn new(format: Option<FindingFormat>, columns: &'static [Column<T>]) -> Rows<T> {
        let out = io::stdout();
        let usual = if out.is_terminal() { FindingFormat::Table } else { FindingFormat::Jsonl };
        Rows {
            out: BufWriter::new(out),
            format: format.unwrap_or(usual),
            columns,
            n_rows: 0,
            has_begun: false,
        }
    }

    /// Writes one.
    pub(super) fn take(&mut self, row: &T) -> io::Result<()> {
        self.begin()?;
        self.n_rows += 1;
        match self.format {
            FindingFormat::Jsonl => writeln!(self.out, "{}", json(row)),
            FindingFormat::Json => {
                write!(self.out, "{}{}", if self.n_rows == 1 { "[\n" } else { ",\n" }, json(row))
            }
            FindingFormat::Csv => {
                let line = csv_line(self.columns.iter().map(|(_, _, cell)| cell(row)));
                self.out.write_all(line.as_bytes())
            }
            FindingFormat::Table => {
                let line = self.line(|(_, _, cell)| cell(row));
                writeln!(self.out, "{line}")
            }
        }
    }

    /// Ends the rows; tells how many there were.
    pub(super) fn finish(mut self) -> io::Result<usize> {
        self.begin()?;
        if self.format == FindingFormat::Json {
            self.out.write_all(if self.n_rows == 0 { b"[]\n" } else { b"\n]\n" })?;
        }
        self.out.flush()?;
        Ok(self.n_rows)
    }

    fn begin(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.has_begun, true) {
            return Ok(());
        }
        match self.format {
            FindingFormat::Csv => {
                let header = csv_line(self.columns.iter().map(|(name, _, _)| name.to_string()));
                self.out.write_all(header.as_bytes())
            }
            FindingFormat::Table => {
                let header = self.line(|(name, _, _)| name.to_string());
                writeln!(self.out, "{header}")
            }
            FindingFormat::Jsonl | FindingFormat::Json => Ok(()),
        }
    }

    fn line(&self, cell: impl Fn(&Column<T>) -> String) -> String {
        let shown = self.columns.iter().filter(|(_, width, _)| *width > 0);
        let cells = shown.map(|column| {
            let words = cell(column).split_whitespace().collect::<Vec<_>>().join(" ");
            format!("{words:<width$}", width = column.1)
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_string()
    }
}

fn json<T: Serialize>(row: &T) -> String {
    serde_json::to_string(row).expect("rows hold nothing that JSON cannot")
}
