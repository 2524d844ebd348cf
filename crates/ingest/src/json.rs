//! JSON: objects one a line, in an array, or one alone over many lines.
//!
//! In lines a broken object costs its line. In an array there is no such border: objects are told by their
//! brackets, and after one that is broken the next begins at the next line that opens one.

use std::io::BufRead;

use serde_json::Value;

use crate::Settings;
use crate::fields::{self, Reported};
use crate::item::Why;
use crate::lines::{Line, next_line};
use crate::piece::{Body, Refusal};
use crate::rewind::Rewind;
use crate::source::Found;

/// How objects follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// One a line.
    Lines,
    /// By their brackets alone.
    Values,
}

/// How the objects follow each other in what begins so.
pub(crate) fn layout(head: &[u8]) -> Layout {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let first_line = head.split(|&byte| byte == b'\n').next().unwrap_or_default().trim_ascii_end();
    let is_open = head.len() > first_line.len() && first_line == b"{";
    if head.first() == Some(&b'[') || is_open { Layout::Values } else { Layout::Lines }
}

/// Finds the next object.
pub(crate) fn next(
    input: &mut Rewind<impl BufRead>,
    layout: Layout,
    n_lines: &mut usize,
    settings: &Settings,
) -> std::io::Result<Option<Found>> {
    match layout {
        Layout::Lines => next_in_lines(input, n_lines, settings),
        Layout::Values => next_value(input, n_lines, settings),
    }
}

fn next_in_lines(
    input: &mut impl BufRead,
    n_lines: &mut usize,
    settings: &Settings,
) -> std::io::Result<Option<Found>> {
    let longest = settings.limits.longest_record;
    loop {
        let line = next_line(input, longest)?;
        *n_lines += 1;
        match line {
            Line::End => return Ok(None),
            Line::Whole(line) if line.trim_ascii().is_empty() => {}
            Line::Whole(line) => return Ok(Some(Found { number: *n_lines, body: Body::Json(line) })),
            Line::TooLong => {
                let what = format!("longer than {} MiB: one report a line, split it", longest >> 20);
                return Ok(Some(Found {
                    number: *n_lines,
                    body: Body::Lost(Why::TooMuch, what, Vec::new()),
                }));
            }
        }
    }
}

fn next_value(
    input: &mut Rewind<impl BufRead>,
    n_lines: &mut usize,
    settings: &Settings,
) -> std::io::Result<Option<Found>> {
    let longest = settings.limits.longest_record;
    let mut value = Nesting::default();
    let mut bytes = Vec::new();
    let mut first_line = *n_lines + 1;
    loop {
        let available = input.fill_buf()?;
        if available.is_empty() {
            break;
        }
        let mut n_taken = 0;
        let mut is_done = false;
        for &byte in available {
            n_taken += 1;
            *n_lines += usize::from(byte == b'\n');
            match value.take(byte) {
                Step::Before => first_line = *n_lines + 1,
                Step::Inside => bytes.push(byte),
                Step::Last => {
                    bytes.push(byte);
                    is_done = true;
                }
                Step::After => is_done = true,
            }
            if is_done || bytes.len() > longest {
                break;
            }
        }
        input.consume(n_taken);
        if is_done {
            return Ok(Some(Found { number: first_line, body: Body::Json(bytes) }));
        }
        if bytes.len() > longest {
            return Ok(Some(resume(input, bytes, first_line, n_lines, longest)));
        }
    }
    Ok((!bytes.trim_ascii().is_empty()).then_some(Found { number: first_line, body: Body::Json(bytes) }))
}

// One value has swallowed more than any report is long: the objects after it begin at the next line that opens one.
fn resume(
    input: &mut Rewind<impl BufRead>,
    mut bytes: Vec<u8>,
    first_line: usize,
    n_lines: &mut usize,
    longest: usize,
) -> Found {
    let opens = |place: &usize| {
        let line = bytes[place + 1..].trim_ascii_start();
        bytes[*place] == b'\n' && line.starts_with(b"{")
    };
    let what = format!("a value longer than {} MiB, or one without an end", longest >> 20);
    if let Some(place) = (1..bytes.len()).find(opens) {
        let rest = bytes.split_off(place);
        *n_lines -= rest.iter().filter(|&&byte| byte == b'\n').count();
        input.put_back(rest);
        return Found { number: first_line, body: Body::Lost(Why::Broken, what, bytes) };
    }
    Found { number: first_line, body: Body::Lost(Why::TooMuch, what, Vec::new()) }
}

// How far a value has come.
#[derive(Default)]
struct Nesting {
    depth: usize,
    began: bool,
    in_string: bool,
    escaped: bool,
}

enum Step {
    Before,
    Inside,
    Last,
    After,
}

impl Nesting {
    fn take(&mut self, byte: u8) -> Step {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return Step::Inside;
        }
        match byte {
            // The brackets of the array itself, its commas, and a byte order mark.
            b'[' | b']' | b',' | b' ' | b'\t' | b'\r' | b'\n' | 0xef | 0xbb | 0xbf if !self.began => {
                return Step::Before;
            }
            b',' | b']' | b'\n' if self.depth == 0 => return Step::After,
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' if self.depth > 0 => {
                self.depth -= 1;
                if self.depth == 0 {
                    return Step::Last;
                }
            }
            _ => {}
        }
        self.began = true;
        Step::Inside
    }
}

/// Reads a report from one JSON object, or says what is wrong with it and what to do.
pub(crate) fn read(bytes: &[u8], settings: &Settings) -> Result<Reported, Refusal> {
    let decoded = crate::charset::decode(bytes, None);
    let refuse = |why, what| Refusal { why, what, input: bytes.to_vec() };
    let object = parse(&decoded.text).map_err(|what| refuse(Why::Broken, what))?;
    let mut reported =
        fields::report(&object, &settings.columns).map_err(|what| refuse(Why::Incomplete, what))?;
    reported.notes.splice(0..0, decoded.note);
    Ok(reported)
}

fn parse(line: &str) -> Result<serde_json::Map<String, Value>, String> {
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

#[cfg(test)]
mod tests {
    use crate::tests::told;

    fn check(input: &str, expected: &str) {
        assert_eq!(told("f", input.as_bytes()), expected, "{input}");
    }

    #[test]
    fn a_line_is_a_report() {
        check(r#"{"id":"a","date":"1890-05-01","text":"x"}"#, r#"1: a 1890-05-01 "x""#);
        check(r#"{"id":12,"date":"2018-01-29T10:00:00Z","text":""}"#, r#"1: 12 2018-01-29 """#);
        check(r#"{"id":"a","date":null,"text":"x","tags":[1,2]}"#, r#"1: a unknown "x""#);
        check("\u{feff}{\"id\":\"a\",\"date\":\"2018\",\"text\":\"x\"}\r", r#"1: a 2018 "x""#);
    }

    #[test]
    fn an_array_holds_reports_wherever_its_lines_end() {
        check(
            "[{\"id\":1,\"date\":null,\"text\":\"}],{\"},\n{\"id\":2,\n\"date\":\"2018\",\"text\":\"y\\\"\"}\n]\n",
            "1: 1 unknown \"}],{\"\n2: 2 2018 \"y\\\"\"",
        );
        check("{\n  \"id\": 1,\n  \"date\": null,\n  \"text\": \"x\"\n}\n", "1: 1 unknown \"x\"");
    }

    #[test]
    fn what_is_none_is_refused_with_what_to_do() {
        check(
            r#"{"id":"a","text":"x"}"#,
            "1: incomplete: no `date`: give the day of publication (\"2018-01-29\"), or null if unknown",
        );
        check(r#"{"date":"2018","text":"x"}"#, "1: incomplete: no `id`: give each report a key of its own");
        check(
            r#"{"id":[],"date":"2018","text":"x"}"#,
            "1: incomplete: `id` is []: give a string or a number",
        );
        check(r#"{"id":"a","date":"2018"}"#, "1: incomplete: no `text`: give the report's text");
        check(r#"{"id":"a","date":"2018","text":["x"]}"#, "1: incomplete: `text` is [\"x\"]: give a string");
        check(r#"{"id":"a""#, "1: broken: broken JSON: EOF while parsing an object (column 9)");
        check("[1]", "1: broken: no JSON object: write {\"id\": …, \"date\": …, \"text\": …} on one line");
    }

    #[test]
    fn a_date_that_cannot_be_read_is_unknown_and_noted() {
        check(
            r#"{"id":"a","date":"03-02-2009","text":"x"}"#,
            "1: a unknown \"x\"; `date` taken as unknown: `03-02-2009` is no date: write 2018-01-29, 2018-01 or 2018",
        );
        check(
            r#"{"id":"a","date":5,"text":"x"}"#,
            "1: a unknown \"x\"; `date` taken as unknown: 5 is no date: write \"2018-01-29\"",
        );
    }

    #[test]
    fn bytes_that_are_no_utf8_are_noted() {
        assert_eq!(
            told("f", b"{\"id\":\"a\",\"date\":null,\"text\":\"caf\xe9\"}"),
            "1: a unknown \"caf\u{e9}\"; bytes that are not UTF-8 were read as windows-1252; convert the input to UTF-8"
        );
    }
}
