//! A snapshot: exactly the rows of one run at one moment, as Parquet by month, for R, pandas, polars and DuckDB.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tiltmeter_store::{Archive, Filter, Page, date_of};

use crate::columns::{Column, ColumnType, ParquetFile, columns, value};
use crate::{Error, exchange};

/// One file of a snapshot.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// Its path in the folder.
    pub path: String,
    /// Its rows.
    pub rows: u64,
    /// Its description, as it stands in `datapackage.json`.
    pub described: Value,
}

/// Where a file of a snapshot goes.
pub type Opened = Box<dyn Write + Send>;

/// What opens a file by its path in the folder.
pub type Open<'f> = dyn FnMut(&str) -> io::Result<Opened> + 'f;

/// Writes events, statements and reports by month of their days; `open` opens a file by its path in the folder.
pub fn snapshot(archive: &Archive, run: &(i64, String), open: &mut Open<'_>) -> Result<Vec<Resource>, Error> {
    archive.hold_moment()?;
    let (filter, page) = (Filter::default(), Page::default());
    let of_date = |date: Option<&str>| date.and_then(|date| date.get(..7)).map(str::to_string);
    let mut events = Months::new("event", open);
    archive.events(run, &filter, &page, |found| events.take(found.day.map(month), &found))?;
    let mut done = events.finish()?;
    let mut statements = Months::new("statement", open);
    archive.statements(run, &filter, &page, |found| {
        statements.take(of_date(found.published.as_deref()), &found)
    })?;
    done.extend(statements.finish()?);
    let mut reports = Months::new("report", open);
    archive.reports(&filter, &page, false, |found| reports.take(of_date(found.date.as_deref()), &found))?;
    done.extend(reports.finish()?);
    Ok(done)
}

fn month(day: i32) -> String {
    date_of(day).to_string()[..7].to_string()
}

// Files of one kind of row, one a month, in the order of months.
struct Months<'o, 'f> {
    record: &'static str,
    columns: Vec<&'static Column>,
    open: &'o mut Open<'f>,
    current: Option<(String, Current)>,
    done: Vec<Resource>,
}

struct Current {
    file: ParquetFile<Hashed>,
    hash: Arc<Mutex<(Sha256, u64)>>,
    rows: u64,
}

impl<'o, 'f> Months<'o, 'f> {
    fn new(record: &'static str, open: &'o mut Open<'f>) -> Months<'o, 'f> {
        // Texts of reports would make a snapshot as large as the archive.
        let columns = columns(record).iter().filter(|column| (record, column.name) != ("report", "text"));
        Months { record, columns: columns.collect(), open, current: None, done: Vec::new() }
    }

    fn take(&mut self, month: Option<String>, row: &impl Serialize) -> Result<(), Error> {
        let month = month.unwrap_or_else(|| "unknown".to_string());
        if self.current.as_ref().is_none_or(|(current, _)| *current != month) {
            self.close()?;
            // A week's or a year's date stands with the month of its first day, so a month may come again.
            let n_same = self.done.iter().filter(|done| done.path.contains(&month)).count();
            let part = if n_same == 0 { String::new() } else { format!("-{}", n_same + 1) };
            let path = format!("{}s/{month}{part}.parquet", self.record);
            self.current = Some((month, self.begin(&path)?));
            self.done.push(Resource { path, rows: 0, described: Value::Null });
        }
        let Some((_, current)) = &mut self.current else { return Ok(()) };
        current.rows += 1;
        let row = value(row);
        current.file.take(self.columns.iter().map(|column| column.cell(&row)).collect()).map_err(Error::Write)
    }

    fn begin(&mut self, path: &str) -> Result<Current, Error> {
        let out = (self.open)(path).map_err(Error::Write)?;
        let hash = Arc::new(Mutex::new((Sha256::new(), 0)));
        let fields = self.columns.iter().map(|column| (column.name, column.cells));
        let file = ParquetFile::new(fields, Hashed { out, hash: hash.clone() }).map_err(Error::Write)?;
        Ok(Current { file, hash, rows: 0 })
    }

    fn close(&mut self) -> Result<(), Error> {
        let Some((_, current)) = self.current.take() else { return Ok(()) };
        current.file.finish().map_err(Error::Write)?;
        let written =
            current.hash.lock().map_or_else(|poisoned| poisoned.into_inner().clone(), |hash| hash.clone());
        if let Some(resource) = self.done.last_mut() {
            resource.rows = current.rows;
            resource.described = described(&resource.path, &self.columns, current.rows, written);
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<Resource>, Error> {
        self.close()?;
        Ok(self.done)
    }
}

fn described(path: &str, columns: &[&Column], rows: u64, (hash, bytes): (Sha256, u64)) -> Value {
    let field = |column: &&Column| json!({"name": column.name, "type": name(column.cells), "description": column.meaning});
    json!({
        "name": path.replace(['/', '.'], "-"),
        "path": path,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": bytes,
        "hash": exchange::package_hash(hash),
        "rows": rows,
        "schema": {"fields": columns.iter().map(field).collect::<Vec<Value>>()},
    })
}

// As Frictionless names types.
fn name(cells: ColumnType) -> &'static str {
    match cells {
        ColumnType::Text => "string",
        ColumnType::Whole => "integer",
        ColumnType::Real => "number",
    }
}

// What is written, and the hash of it.
struct Hashed {
    out: Opened,
    hash: Arc<Mutex<(Sha256, u64)>>,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n_bytes = self.out.write(bytes)?;
        if let Ok(mut hash) = self.hash.lock() {
            hash.0.update(&bytes[..n_bytes]);
            hash.1 += n_bytes as u64;
        }
        Ok(n_bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
