//! One line of JSON to a report.
//!
//! ```
//! let line = br#"{"id": 7, "date": "2018-01-29", "text": "Russia praised Pakistan."}"#;
//! let incoming = tiltmeter::report_from_line(line).unwrap();
//! assert_eq!(incoming.report.id, "7");
//!
//! let refused = tiltmeter::report_from_line(br#"{"id": "a1", "text": "Russia praised Pakistan."}"#).unwrap_err();
//! assert!(refused.starts_with("no `date`"));
//! ```

use serde_json::{Map, Value};
use tiltmeter_record::{Report, When};

/// A report, and what was odd about its line.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    /// The report.
    pub report: Report,
    /// What was mended to read it, in words for its sender.
    pub notes: Vec<String>,
}

/// Reads a report from one JSON object, or says what is wrong with it and what to do.
///
/// `id`, `date` and `text` must be there; a date of `null` is "unknown", and so, with a note, is one
/// that cannot be read. Bytes that are not UTF-8 are replaced by U+FFFD, which a note tells.
pub fn report_from_line(line: &[u8]) -> Result<Incoming, String> {
    let decoded = String::from_utf8_lossy(line);
    let mut notes = Vec::new();
    if matches!(decoded, std::borrow::Cow::Owned(_)) {
        notes.push("bytes that are not UTF-8 were read as U+FFFD; convert the input to UTF-8".to_string());
    }
    let object = parse(&decoded)?;
    let report = Report {
        id: id(&object)?,
        date: date(&object, &mut notes)?,
        title: text(&object, "title")?,
        text: text(&object, "text")?.ok_or("no `text`: give the report's text")?,
        url: text(&object, "url")?,
        publisher: text(&object, "publisher")?,
        language: text(&object, "language")?,
    };
    Ok(Incoming { report, notes })
}

fn parse(line: &str) -> Result<Map<String, Value>, String> {
    // A byte order mark may open a file, and stands before its first line only.
    let line = line.strip_prefix('\u{feff}').unwrap_or(line);
    match serde_json::from_str(line) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err("no JSON object: write {\"id\": …, \"date\": …, \"text\": …} on one line".to_string()),
        Err(error) if line.trim_start().starts_with('{') => {
            Err(format!("broken JSON: {}", within_line(&error)))
        }
        Err(_) => Err("no JSON object: `tiltmeter read` takes plain text, this takes JSON lines".to_string()),
    }
}

// serde_json counts lines too, and its "line 1" beside ours would mislead.
fn within_line(error: &serde_json::Error) -> String {
    let what = error.to_string();
    let what = what.split(" at line ").next().unwrap_or_default();
    format!("{what} (column {})", error.column())
}

fn id(object: &Map<String, Value>) -> Result<String, String> {
    match object.get("id") {
        Some(Value::String(id)) if !id.is_empty() => Ok(id.clone()),
        Some(Value::Number(id)) => Ok(id.to_string()),
        Some(other) => Err(format!("`id` is {}: give a string or a number", shorten(other))),
        None => Err("no `id`: give each report a key of its own".to_string()),
    }
}

// A report with a date that nobody can read is still a report: only its relative times stay open.
fn date(object: &Map<String, Value>, notes: &mut Vec<String>) -> Result<Option<When>, String> {
    let what = match object.get("date") {
        Some(Value::Null) => return Ok(None),
        Some(Value::String(date)) => match date.parse() {
            Ok(date) => return Ok(Some(date)),
            Err(error) => error.to_string(),
        },
        Some(other) => format!("{} is no date: write \"2018-01-29\"", shorten(other)),
        None => {
            return Err(
                "no `date`: give the day of publication (\"2018-01-29\"), or null if unknown".to_string()
            );
        }
    };
    notes.push(format!("`date` taken as unknown: {what}"));
    Ok(None)
}

fn text(object: &Map<String, Value>, field: &str) -> Result<Option<String>, String> {
    match object.get(field) {
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(Value::Null) | None => Ok(None),
        Some(other) => Err(format!("`{field}` is {}: give a string", shorten(other))),
    }
}

fn shorten(value: &Value) -> String {
    let written = value.to_string();
    match written.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &written[..end]),
        None => written,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &str) {
        let found = match report_from_line(line.as_bytes()) {
            Ok(Incoming { report, notes }) => {
                let date = report.date.map_or("unknown".to_string(), |date| date.to_string());
                let notes: String = notes.iter().map(|note| format!("; {note}")).collect();
                format!("{} {} {:?}{notes}", report.id, date, report.text)
            }
            Err(what) => what,
        };
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn a_line_is_a_report() {
        check(r#"{"id":"a","date":"1890-05-01","text":"x"}"#, r#"a 1890-05-01 "x""#);
        check(r#"{"id":12,"date":"2018-01-29T10:00:00Z","text":""}"#, r#"12 2018-01-29 """#);
        check(r#"{"id":"a","date":null,"text":"x","tags":[1,2]}"#, r#"a unknown "x""#);
        check("\u{feff}{\"id\":\"a\",\"date\":\"2018\",\"text\":\"x\"}\r", r#"a 2018 "x""#);
    }

    #[test]
    fn what_is_none_is_refused_with_what_to_do() {
        check(
            r#"{"id":"a","text":"x"}"#,
            "no `date`: give the day of publication (\"2018-01-29\"), or null if unknown",
        );
        check(r#"{"date":"2018","text":"x"}"#, "no `id`: give each report a key of its own");
        check(r#"{"id":[],"date":"2018","text":"x"}"#, "`id` is []: give a string or a number");
        check(r#"{"id":"a","date":"2018"}"#, "no `text`: give the report's text");
        check(r#"{"id":"a","date":"2018","text":["x"]}"#, "`text` is [\"x\"]: give a string");
        check(r#"{"id":"a""#, "broken JSON: EOF while parsing an object (column 9)");
        check("[1]", "no JSON object: write {\"id\": …, \"date\": …, \"text\": …} on one line");
        check(
            "Russia praised Pakistan.",
            "no JSON object: `tiltmeter read` takes plain text, this takes JSON lines",
        );
    }

    #[test]
    fn a_date_that_cannot_be_read_is_unknown_and_noted() {
        check(
            r#"{"id":"a","date":"03-02-2009","text":"x"}"#,
            "a unknown \"x\"; `date` taken as unknown: `03-02-2009` is no date: write 2018-01-29, 2018-01 or 2018",
        );
        check(
            r#"{"id":"a","date":5,"text":"x"}"#,
            "a unknown \"x\"; `date` taken as unknown: 5 is no date: write \"2018-01-29\"",
        );
    }

    #[test]
    fn bytes_that_are_no_utf8_are_noted() {
        let incoming = report_from_line(b"{\"id\":\"a\",\"date\":null,\"text\":\"caf\xe9\"}").unwrap();
        assert_eq!(incoming.report.text, "caf\u{fffd}");
        assert!(incoming.notes[0].contains("U+FFFD"));
    }
}
