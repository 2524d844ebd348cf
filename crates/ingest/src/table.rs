//! CSV and TSV with a header that names a text.
//!
//! Records are told apart here, by their lines and quotation marks, and split by the csv crate: so a mark that is
//! never closed costs its own line, not the rest of the file.

use std::io::{self, BufRead};

use serde_json::{Map, Value};

use crate::Settings;
use crate::charset;
use crate::item::{Format, Why};
use crate::lines::{Line, next_line};
use crate::piece::Body;
use crate::rewind::Rewind;
use crate::source::Found;

/// What parts cells, and what the columns are called.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    delimiter: u8,
    names: Vec<String>,
}

/// The byte that parts most cells of the first line.
pub fn delimiter(head: &[u8]) -> u8 {
    let first = head.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| first.iter().filter(|&&byte| byte == delimiter).count();
    // `max_by_key` takes the last of equals: commas where nothing parts anything.
    b"|;\t,".iter().copied().max_by_key(|&delimiter| count(delimiter)).unwrap_or(b',')
}

/// The header of a table of reports, if this is how one begins.
pub(crate) fn header(head: &[u8], settings: &Settings) -> Option<Header> {
    let first = head.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let delimiter = delimiter(head);
    let names: Vec<String> = cells(first, delimiter)?.iter().map(|name| name.trim().to_string()).collect();
    (names.len() > 1 && settings.columns.fit(&names)).then_some(Header { delimiter, names })
}

/// Finds the next row; the header line is passed over where `n_lines` is 0.
pub(crate) fn next(
    input: &mut Rewind<impl BufRead>,
    header: &Header,
    n_lines: &mut usize,
    settings: &Settings,
) -> io::Result<Option<Found>> {
    let longest = settings.limits.longest_record;
    if *n_lines == 0 {
        next_line(input, longest)?;
        *n_lines = 1;
    }
    loop {
        let number = *n_lines + 1;
        let lost = |why, what| Ok(Some(Found { number, body: Body::Lost(why, what, Vec::new()) }));
        let mut record = match next_line(input, longest)? {
            Line::End => return Ok(None),
            Line::TooLong => {
                *n_lines += 1;
                return lost(Why::TooMuch, format!("longer than {} MiB", longest >> 20));
            }
            Line::Whole(line) => line,
        };
        *n_lines += 1;
        if record.trim_ascii().is_empty() {
            continue;
        }
        let n_first = record.len();
        let mut n_joined = 0;
        while header.is_open(&record) && record.len() < longest {
            match next_line(input, longest)? {
                Line::Whole(line) => record.extend(line),
                Line::End | Line::TooLong => break,
            }
            n_joined += 1;
        }
        let mut row = header.row(&record);
        if row.is_err() && n_joined > 0 {
            // The mark was a stray one: the lines after it are rows of their own.
            input.put_back(record.split_off(n_first));
            row = header.row(&record);
            n_joined = 0;
        }
        *n_lines += n_joined;
        let body = match row {
            Ok(row) => Body::Fields(Format::Table, row),
            Err(what) => Body::Lost(Why::Broken, what, record),
        };
        return Ok(Some(Found { number, body }));
    }
}

impl Header {
    fn is_quoted(&self) -> bool {
        self.delimiter != b'\t'
    }

    fn is_open(&self, record: &[u8]) -> bool {
        self.is_quoted() && quotation(record, self.delimiter) == Quotation::Open
    }

    fn row(&self, record: &[u8]) -> Result<Map<String, Value>, String> {
        if self.is_quoted() {
            match quotation(record, self.delimiter) {
                Quotation::Whole => {}
                Quotation::Open => return Err("a quotation mark that is never closed".to_string()),
                Quotation::Broken => return Err("a quotation mark within a quoted cell".to_string()),
            }
        }
        let cells = cells(record, self.delimiter).ok_or("cannot be split into cells")?;
        let (n_cells, n_names) = (cells.len(), self.names.len());
        if n_cells > n_names {
            return Err(format!("{n_cells} cells where the header has {n_names}"));
        }
        Ok(fields(&self.names, cells.into_iter().map(Some)))
    }
}

/// How the quotation marks of a record stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quotation {
    Whole,
    Open,
    Broken,
}

// A mark opens a cell where it is the first of it, and within it two are one (RFC 4180).
fn quotation(record: &[u8], delimiter: u8) -> Quotation {
    let mut bytes = record.iter().copied().peekable();
    let mut is_start = true;
    while let Some(byte) = bytes.next() {
        if !(is_start && byte == b'"') {
            is_start = byte == delimiter;
            continue;
        }
        loop {
            match bytes.next() {
                None => return Quotation::Open,
                Some(b'"') if bytes.peek() == Some(&b'"') => bytes.next(),
                Some(b'"') => break,
                Some(_) => None,
            };
        }
        match bytes.peek() {
            None | Some(b'\r' | b'\n') => {}
            Some(&next) if next == delimiter => {}
            Some(_) => return Quotation::Broken,
        }
        is_start = false;
    }
    Quotation::Whole
}

/// Cells under their names; an empty cell is unknown.
pub(crate) fn fields(names: &[String], cells: impl Iterator<Item = Option<String>>) -> Map<String, Value> {
    let value =
        |cell: Option<String>| cell.filter(|cell| !cell.is_empty()).map_or(Value::Null, Value::String);
    let cells = cells.chain(std::iter::repeat(None));
    names.iter().zip(cells).map(|(name, cell)| (name.clone(), value(cell))).collect()
}

fn cells(record: &[u8], delimiter: u8) -> Option<Vec<String>> {
    let decoded = charset::decode(record, None).text;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(delimiter != b'\t')
        .flexible(true)
        .has_headers(false)
        .buffer_capacity(decoded.len().clamp(64, 1 << 16))
        .from_reader(decoded.trim_start_matches('\u{feff}').as_bytes());
    let record = reader.records().next()?.ok()?;
    Some(record.iter().map(str::to_string).collect())
}

#[cfg(test)]
mod tests {
    use crate::tests::told;

    fn check(table: &str, expected: &str) {
        assert_eq!(told("t", table.as_bytes()), expected, "{table}");
    }

    #[test]
    fn rows_are_reports_by_the_names_of_their_columns() {
        for delimiter in [',', ';', '\t', '|'] {
            let table = "ID,Publication Date,Headline,Body\n1,2018-01-29,T,One.\n\n2,,T,Two.\n"
                .replace(',', &delimiter.to_string());
            check(&table, "2: 1 2018-01-29 \"One.\"\n4: 2 unknown \"Two.\"");
        }
        check("id,date,text\r\n1,2018,\"One,\r\n\"\"two\"\".\"\r\n", "2: 1 2018 \"One,\\r\\n\\\"two\\\".\"");
    }

    #[test]
    fn a_row_that_is_broken_costs_itself() {
        check(
            "id,date,text\n1,2018,a \"stray\n2,2018,\"b\n3,2018,c,d\n4,2018,\"e\"\n5,2018,\"f\n",
            "2: 1 2018 \"a \\\"stray\"\n3: broken: a quotation mark that is never closed\n\
             4: broken: 4 cells where the header has 3\n5: 4 2018 \"e\"\n\
             6: broken: a quotation mark that is never closed",
        );
    }

    #[test]
    fn prose_is_no_table() {
        check(
            "Mali, Chad and others agreed.\nMore.",
            "1: t unknown \"Mali, Chad and others agreed.\\nMore.\"",
        );
    }
}
