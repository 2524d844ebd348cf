//! Rows as they come: JSON lines, a JSON array, CSV, Parquet, or a table to look at. However many there are, one is held.

use std::io::{self, BufWriter, Stdout, Write};

use serde::Serialize;
use tiltmeter::columns::{Cell, Column, ColumnType, ParquetFile, columns, type_of, value};

use crate::arguments::Format;
use crate::formats::{chosen, csv_line};

/// Where records of one kind go.
pub(super) struct Rows {
    lines: Lines,
    columns: &'static [Column],
}

impl Rows {
    /// Rows of a kind of record of `tables/record_columns.tsv`.
    pub(super) fn new(format: Option<Format>, record: &str) -> anyhow::Result<Rows> {
        let columns = columns(record);
        let heads = columns.iter().map(|column| Head {
            name: column.name.to_string(),
            cells: Some(column.cells),
            width: column.width,
        });
        Ok(Rows { lines: Lines::new(format, heads.collect())?, columns })
    }

    /// Writes one.
    pub(super) fn take(&mut self, row: &impl Serialize) -> io::Result<()> {
        let json = || serde_json::to_string(row).expect("rows hold nothing that JSON cannot");
        self.lines.take(json, || {
            let record = value(row);
            self.columns.iter().map(|column| column.cell(&record)).collect()
        })
    }

    /// Ends the rows; tells how many there were.
    pub(super) fn finish(self) -> io::Result<usize> {
        self.lines.finish()
    }
}

/// What stands above a column.
pub(super) struct Head {
    pub(super) name: String,
    /// `None` where only the cells tell: then all of them are kept to the end for Parquet.
    pub(super) cells: Option<ColumnType>,
    /// In a table; 0 leaves the column out there.
    pub(super) width: usize,
}

/// Where rows go whose columns nobody knew before: those of a question.
pub(super) struct Lines {
    body: Body,
    format: Format,
    heads: Vec<Head>,
    n_rows: usize,
    has_begun: bool,
}

enum Body {
    Text(BufWriter<Stdout>),
    Parquet(Box<ParquetFile<BufWriter<Stdout>>>),
    Kept(Vec<Vec<Cell>>),
}

impl Lines {
    /// Lines with these columns, where the format has columns.
    pub(super) fn new(format: Option<Format>, heads: Vec<Head>) -> anyhow::Result<Lines> {
        let format = chosen(format)?;
        let known: Option<Vec<ColumnType>> = heads.iter().map(|head| head.cells).collect();
        let body = match (format, known) {
            (Format::Parquet, Some(types)) => Body::Parquet(Box::new(parquet(&heads, types)?)),
            (Format::Parquet, None) => Body::Kept(Vec::new()),
            _ => Body::Text(BufWriter::new(io::stdout())),
        };
        Ok(Lines { body, format, heads, n_rows: 0, has_begun: false })
    }

    /// What stands above the columns.
    pub(super) fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// Writes one: as JSON, or its cells by their columns.
    pub(super) fn take(
        &mut self,
        json: impl FnOnce() -> String,
        cells: impl FnOnce() -> Vec<Cell>,
    ) -> io::Result<()> {
        self.begin()?;
        self.n_rows += 1;
        let out = match &mut self.body {
            Body::Text(out) => out,
            Body::Parquet(file) => return file.take(cells()),
            Body::Kept(rows) => {
                rows.push(cells());
                return Ok(());
            }
        };
        match self.format {
            Format::Json => {
                let before = if self.n_rows == 1 { "[\n" } else { ",\n" };
                write!(out, "{before}{}", json())
            }
            Format::Csv => out.write_all(csv_line(cells().iter().map(Cell::text)).as_bytes()),
            Format::Table => writeln!(out, "{}", line(&self.heads, &cells())),
            Format::Jsonl | Format::Parquet => writeln!(out, "{}", json()),
        }
    }

    /// Ends the rows; tells how many there were.
    pub(super) fn finish(mut self) -> io::Result<usize> {
        self.begin()?;
        match self.body {
            Body::Text(mut out) => {
                if self.format == Format::Json {
                    out.write_all(if self.n_rows == 0 { b"[]\n" } else { b"\n]\n" })?;
                }
                out.flush()?;
            }
            Body::Parquet(file) => file.finish()?,
            Body::Kept(rows) => {
                let types = (0..self.heads.len()).map(|at| type_of(rows.iter().map(|row| &row[at])));
                let mut file = parquet(&self.heads, types.collect())?;
                rows.into_iter().try_for_each(|row| file.take(row))?;
                file.finish()?;
            }
        }
        Ok(self.n_rows)
    }

    fn begin(&mut self) -> io::Result<()> {
        let has_begun = std::mem::replace(&mut self.has_begun, true);
        let Body::Text(out) = &mut self.body else { return Ok(()) };
        let names = || self.heads.iter().map(|head| head.name.clone());
        match self.format {
            Format::Csv if !has_begun => out.write_all(csv_line(names()).as_bytes()),
            Format::Table if !has_begun => {
                let names: Vec<Cell> = names().map(Cell::Text).collect();
                writeln!(out, "{}", line(&self.heads, &names))
            }
            _ => Ok(()),
        }
    }
}

fn parquet(heads: &[Head], types: Vec<ColumnType>) -> io::Result<ParquetFile<BufWriter<Stdout>>> {
    let names = heads.iter().map(|head| head.name.as_str());
    ParquetFile::new(names.zip(types), BufWriter::new(io::stdout()))
}

fn line(heads: &[Head], cells: &[Cell]) -> String {
    let shown = heads.iter().zip(cells).filter(|(head, _)| head.width > 0);
    let cells = shown.map(|(head, cell)| {
        let words = cell.text().split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{words:<width$}", width = head.width)
    });
    cells.collect::<Vec<_>>().join("  ").trim_end().to_string()
}
