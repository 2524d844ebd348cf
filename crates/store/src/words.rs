//! How texts are kept small: what comes again and again is a number of the table `word`, what stands in the report is
//! cut out of it by its place.
//!
//! ```text
//! "verbs/cut#aid"             ──> 17         (SELECT text FROM word WHERE word = 17)
//! {14, 37, "the Trump administration"} ──> {14, 37}   substr(report.text, 14 + 1, 37 - 14)
//! ```

use rusqlite::types::{ToSqlOutput, Value as Sql, ValueRef};
use rusqlite::{Connection, OptionalExtension, Result, ToSql};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Quote;

/// Numbers of words, as far as they were asked for. What was written in a transaction that failed is no word: the
/// caller forgets all.
#[derive(Debug, Default)]
pub(crate) struct Words {
    numbers: FxHashMap<String, i64>,
}

// Words that are kept in mind. Names are without end, and the archive knows them all.
const MOST: usize = 200_000;

impl Words {
    /// The number of a text, entered where it is new.
    pub(crate) fn number(&mut self, connection: &Connection, text: &str) -> Result<i64> {
        if let Some(&number) = self.numbers.get(text) {
            return Ok(number);
        }
        let mut select = connection.prepare_cached("SELECT word FROM word WHERE text = ?")?;
        let number = match select.query_row([text], |row| row.get(0)).optional()? {
            Some(number) => number,
            None => {
                connection.prepare_cached("INSERT INTO word (text) VALUES (?)")?.execute([text])?;
                connection.last_insert_rowid()
            }
        };
        if self.numbers.len() >= MOST {
            self.numbers.clear();
        }
        self.numbers.insert(text.to_string(), number);
        Ok(number)
    }

    /// The number of a text that may be missing.
    pub(crate) fn optional(&mut self, connection: &Connection, text: Option<&str>) -> Result<Option<i64>> {
        text.map(|text| self.number(connection, text)).transpose()
    }

    /// JSON that has no column of its own: what names a place of the text comes once and is kept as it is.
    pub(crate) fn json(&mut self, connection: &Connection, json: Option<String>) -> Result<Sql> {
        Ok(match json {
            None => Sql::Null,
            Some(json) if json.len() > LONGEST || json.contains("\"start\"") => json.into(),
            Some(json) => self.number(connection, &json)?.into(),
        })
    }

    pub(crate) fn forget(&mut self) {
        self.numbers.clear();
    }
}

// Longer JSON hardly comes twice.
const LONGEST: usize = 250;

/// The text of a report, to cut words out of it.
pub(crate) struct Cut<'t> {
    text: &'t str,
    /// Where each character begins; none, where each is a byte.
    starts: Option<Vec<u32>>,
    /// SQLite's own functions take NUL for the end of a text: there, nothing is cut.
    is_whole: bool,
}

impl<'t> Cut<'t> {
    pub(crate) fn of(text: &'t str) -> Cut<'t> {
        let starts = (!text.is_ascii()).then(|| text.char_indices().map(|(place, _)| place as u32).collect());
        Cut { text, starts, is_whole: !text.contains('\0') }
    }

    /// Whether these words stand there, so that the place is enough.
    pub(crate) fn has(&self, start: Option<u32>, end: Option<u32>, words: &str) -> bool {
        let (Some(start), Some(end)) = (start, end) else { return false };
        self.is_whole && start < end && self.at(start, end) == Some(words)
    }

    /// The words at a place.
    fn at(&self, start: u32, end: u32) -> Option<&'t str> {
        let place = |point: u32| match &self.starts {
            None => Some(point as usize),
            Some(starts) if point as usize == starts.len() => Some(self.text.len()),
            Some(starts) => starts.get(point as usize).map(|&place| place as usize),
        };
        self.text.get(place(start)?..place(end)?)
    }

    /// A quotation as JSON: its place alone, where its words stand there.
    pub(crate) fn place(&self, quote: &Quote) -> Value {
        match self.has(quote.start, quote.end, &quote.text) {
            true => json!([quote.start, quote.end]),
            false => json!(quote),
        }
    }

    /// The quotation that JSON tells so.
    pub(crate) fn quote(&self, place: &Value) -> Quote {
        if !place.is_array() {
            return Quote::deserialize(place).unwrap_or_default();
        }
        let point = |nth: usize| place[nth].as_u64().and_then(|point| u32::try_from(point).ok());
        let (start, end) = (point(0), point(1));
        let text = start.zip(end).and_then(|(start, end)| self.at(start, end)).unwrap_or_default();
        Quote { start, end, text: text.to_string() }
    }
}

/// A name of an event: sixteen hexadecimal digits are kept as the number that they write.
pub(crate) struct EventId<'i>(pub(crate) &'i str);

impl EventId<'_> {
    fn number(&self) -> Option<i64> {
        let is_number =
            self.0.len() == 16 && self.0.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        is_number.then(|| u64::from_str_radix(self.0, 16).ok().map(|number| number as i64)).flatten()
    }

    /// As a question has it.
    pub(crate) fn value(&self) -> Sql {
        self.number().map_or_else(|| Sql::from(self.0.to_string()), Sql::from)
    }
}

impl ToSql for EventId<'_> {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(match self.number() {
            Some(number) => number.into(),
            None => ToSqlOutput::Borrowed(ValueRef::Text(self.0.as_bytes())),
        })
    }
}

/// In words.
pub(crate) fn id_of(cell: ValueRef<'_>) -> String {
    match cell {
        ValueRef::Integer(number) => format!("{:016x}", number as u64),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_back_as_they_went_in() {
        for (id, is_number) in [
            ("0123456789abcdef", true),
            ("ffffffffffffffff", true),
            ("1234567890123456", true),
            ("123456789012345", false),
            ("0123456789ABCDEF", false),
            ("20230101-1-abc", false),
            ("+123456789abcdef", false),
            ("", false),
        ] {
            let value = EventId(id).value();
            assert_eq!(matches!(value, Sql::Integer(_)), is_number, "{id}");
            assert_eq!(id_of((&value).into()), id);
        }
    }

    #[test]
    fn words_are_cut_where_they_stand() {
        let check = |text: &str, start: u32, end: u32, words: &str, expected: bool| {
            assert_eq!(Cut::of(text).has(Some(start), Some(end), words), expected, "{text} {start} {end}");
        };
        check("Mali cut aid", 5, 8, "cut", true);
        check("Mali cut aid", 4, 8, "cut", false);
        check("“Mali” cut", 7, 10, "cut", true);
        check("“Mali” cut", 7, 11, "cut", false);
        check("Mali cut", 5, 5, "", false);
        check("Mali\0cut", 5, 8, "cut", false);
        assert!(!Cut::of("Mali").has(None, None, "Mali"));
        let cut = Cut::of("“Mali” cut aid");
        let quote = |start, end, text: &str| Quote { start, end, text: text.to_string() };
        for (quote, expected) in [
            (quote(Some(7), Some(10), "cut"), "[7,10]"),
            (quote(Some(7), Some(10), "cuts"), r#"{"end":10,"start":7,"text":"cuts"}"#),
            (quote(None, None, "cut"), r#"{"text":"cut"}"#),
        ] {
            assert_eq!(cut.place(&quote).to_string(), expected);
            assert_eq!(cut.quote(&cut.place(&quote)), quote);
        }
    }
}
