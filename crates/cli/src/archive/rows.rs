//! Rows as they come: JSON lines, a JSON array, CSV, or a table to look at. However many there are, one is held.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

use serde::Serialize;

use crate::arguments::FindingFormat;
use crate::formats::csv_line;

/// A column: its name, its width in a table (0 leaves it out there), and what stands in it.
pub(super) type Column<T> = (&'static str, usize, fn(&T) -> String);

/// Where rows of one shape go.
pub(super) struct Rows<T: 'static> {
    lines: Lines,
    columns: &'static [Column<T>],
}

impl<T: Serialize> Rows<T> {
    /// Rows with these columns, where the format has columns.
    pub(super) fn new(format: Option<FindingFormat>, columns: &'static [Column<T>]) -> Rows<T> {
        let named = columns.iter().map(|(name, width, _)| (name.to_string(), *width));
        Rows { lines: Lines::new(format, named.collect()), columns }
    }

    /// Writes one.
    pub(super) fn take(&mut self, row: &T) -> io::Result<()> {
        let columns = self.columns;
        self.lines.take(
            |_| serde_json::to_string(row).expect("rows hold nothing that JSON cannot"),
            |column| (columns[column].2)(row),
        )
    }

    /// Ends the rows; tells how many there were.
    pub(super) fn finish(self) -> io::Result<usize> {
        self.lines.finish()
    }
}

/// Where rows go whose columns nobody knew before: those of a question.
pub(super) struct Lines {
    out: BufWriter<Stdout>,
    format: FindingFormat,
    /// Names, and widths in a table.
    columns: Vec<(String, usize)>,
    n_rows: usize,
    has_begun: bool,
}

impl Lines {
    /// Lines with these columns, where the format has columns.
    pub(super) fn new(format: Option<FindingFormat>, columns: Vec<(String, usize)>) -> Lines {
        let out = io::stdout();
        let usual = if out.is_terminal() { FindingFormat::Table } else { FindingFormat::Jsonl };
        let format = format.unwrap_or(usual);
        Lines { out: BufWriter::new(out), format, columns, n_rows: 0, has_begun: false }
    }

    /// Writes one: as JSON, or its cells by their columns.
    pub(super) fn take(
        &mut self,
        json: impl FnOnce(&[(String, usize)]) -> String,
        cell: impl Fn(usize) -> String,
    ) -> io::Result<()> {
        self.begin()?;
        self.n_rows += 1;
        match self.format {
            FindingFormat::Jsonl => writeln!(self.out, "{}", json(&self.columns)),
            FindingFormat::Json => {
                let before = if self.n_rows == 1 { "[\n" } else { ",\n" };
                write!(self.out, "{before}{}", json(&self.columns))
            }
            FindingFormat::Csv => self.out.write_all(csv_line((0..self.columns.len()).map(cell)).as_bytes()),
            FindingFormat::Table => {
                let line = self.line(cell);
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
        let name = |column: usize| self.columns[column].0.clone();
        let header = match self.format {
            FindingFormat::Csv => csv_line((0..self.columns.len()).map(name)),
            FindingFormat::Table => format!("{}\n", self.line(name)),
            FindingFormat::Jsonl | FindingFormat::Json => return Ok(()),
        };
        self.out.write_all(header.as_bytes())
    }

    fn line(&self, cell: impl Fn(usize) -> String) -> String {
        let shown = self.columns.iter().enumerate().filter(|(_, (_, width))| *width > 0);
        let cells = shown.map(|(column, (_, width))| {
            let words = cell(column).split_whitespace().collect::<Vec<_>>().join(" ");
            format!("{words:<width$}")
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_string()
    }
}
