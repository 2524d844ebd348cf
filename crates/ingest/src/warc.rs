//! Web archives: records that follow each other, with the pages that a crawler was given.
//!
//! A record says how long it is, and may lie. So what follows it is looked at: where no record begins there, the true
//! end is where the next one does. A record that was damaged costs itself.

use std::io::{self, BufRead, Read};

use tiltmeter_record::When;

use crate::item::{Format, Why};
use crate::lines::{Line, next_line};
use crate::piece::{Body, Document, Refusal};
use crate::rewind::Rewind;
use crate::source::Found;
use crate::unpack::{self, Gunzip};
use crate::{Limits, Settings, dates, detect};

/// A record as it was found.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    headers: Headers,
    block: Vec<u8>,
    /// What was wrong with it.
    note: Option<String>,
}

/// Where a reader of records is.
#[derive(Debug, Default)]
pub(crate) struct Position {
    n_records: usize,
    /// The last record was damaged: what is left of it has been told.
    is_lost: bool,
}

const START: &[u8] = b"WARC/";
// Bytes of all headers of one record.
const LONGEST_HEADERS: usize = 1 << 16;

/// Finds the next record that may hold a report.
pub(crate) fn next(
    input: &mut Rewind<impl BufRead>,
    position: &mut Position,
    settings: &Settings,
) -> io::Result<Option<Found>> {
    loop {
        let was_lost = std::mem::replace(&mut position.is_lost, true);
        let n_skipped = skip_to_start(input)?;
        if n_skipped > 0 && !was_lost {
            position.n_records += 1;
            let what = format!("{n_skipped} bytes that belong to no record");
            let body = Body::Lost(Why::Broken, what, Vec::new());
            return Ok(Some(Found { number: position.n_records, body }));
        }
        if input.fill_buf()?.is_empty() {
            return Ok(None);
        }
        position.n_records += 1;
        let number = position.n_records;
        let headers = Headers::read(input)?;
        let body = match block(input, &headers, &settings.limits)? {
            Ok((block, note)) => Body::Record(Box::new(Record { headers, block, note })),
            Err(refusal) => Body::Lost(refusal.why, refusal.what, refusal.input),
        };
        position.is_lost = false;
        if let Body::Record(record) = &body
            && !record.may_hold_a_report()
        {
            continue;
        }
        return Ok(Some(Found { number, body }));
    }
}

// Passes over what stands before the next record; how many bytes of it were no empty lines.
fn skip_to_start(input: &mut Rewind<impl BufRead>) -> io::Result<usize> {
    let mut n_skipped = 0;
    loop {
        if input.look(START.len(), |_| false).starts_with(START) {
            return Ok(n_skipped);
        }
        match next_line(input, LONGEST_HEADERS)? {
            Line::End => return Ok(n_skipped),
            Line::Whole(line) => n_skipped += line.trim_ascii().len(),
            Line::TooLong => n_skipped += LONGEST_HEADERS,
        }
    }
}

// The block of a record, and what was wrong with its length.
type Block = Result<(Vec<u8>, Option<String>), Refusal>;

fn block(input: &mut Rewind<impl BufRead>, headers: &Headers, limits: &Limits) -> io::Result<Block> {
    let told = headers.get("content-length").and_then(|length| length.parse::<u64>().ok());
    let longest = limits.longest_record as u64;
    let mut block = Vec::new();
    input.by_ref().take(told.unwrap_or(0).min(longest + 1)).read_to_end(&mut block)?;
    if told.is_some_and(|told| told == block.len() as u64) && is_followed_by_start(input) {
        return Ok(Ok((block, None)));
    }
    let note = |length: usize| match told {
        Some(told) => format!("its Content-Length says {told}, but it has {length} bytes"),
        None => format!("it has no Content-Length; the next record begins after {length} bytes"),
    };
    if let Some(place) = next_start(&block) {
        let rest = block.split_off(place);
        input.put_back(rest);
        let note = note(block.len());
        return Ok(Ok((block, Some(note))));
    }
    // Too short a length, or too long a record: up to where the next one begins.
    while !input.look(START.len(), |_| false).starts_with(START) {
        match next_line(input, limits.longest_record)? {
            Line::End => break,
            Line::TooLong => block.resize(limits.longest_record + 1, 0),
            Line::Whole(line) => {
                if block.len() <= limits.longest_record {
                    block.extend(line);
                }
            }
        }
    }
    if block.len() > limits.longest_record {
        let what = format!("a record longer than {} MiB", limits.longest_record >> 20);
        return Ok(Err(Refusal::new(Why::TooMuch, what)));
    }
    if told.is_some_and(|told| told > block.len() as u64) {
        let what = format!("broken off: {}", note(block.len()));
        return Ok(Err(Refusal::new(Why::Broken, what)));
    }
    let note = note(block.len());
    Ok(Ok((block, Some(note))))
}

fn is_followed_by_start(input: &mut Rewind<impl BufRead>) -> bool {
    let ahead = input.look(16, |ahead| ahead.trim_ascii_start().len() >= START.len());
    // Behind two line ends a record is over, whatever comes then.
    let next = ahead.trim_ascii_start();
    next.is_empty() || next.starts_with(START) || ahead.starts_with(b"\r\n\r\n")
}

// Where the next record begins within a block: after an empty line.
fn next_start(block: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = block[from..].windows(START.len()).position(|window| window == START) {
        let place = from + found;
        let before = &block[..place];
        if before.ends_with(b"\r\n\r\n") || before.ends_with(b"\n\n") {
            return Some(place);
        }
        from = place + START.len();
    }
    None
}

/// Headers of a record or of an answer.
#[derive(Clone, Debug, Default)]
struct Headers {
    first: String,
    named: Vec<(String, String)>,
}

impl Headers {
    fn read(input: &mut impl BufRead) -> io::Result<Headers> {
        let mut headers = Headers::default();
        let mut n_bytes = 0;
        while n_bytes < LONGEST_HEADERS {
            let Line::Whole(line) = next_line(input, LONGEST_HEADERS)? else { break };
            n_bytes += line.len();
            let line = String::from_utf8_lossy(&line).trim().to_string();
            if line.is_empty() {
                break;
            }
            if headers.first.is_empty() {
                headers.first = line;
            } else if let Some((name, value)) = line.split_once(':') {
                headers.named.push((name.trim().to_ascii_lowercase(), value.trim().to_string()));
            }
        }
        Ok(headers)
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.named.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl Record {
    fn may_hold_a_report(&self) -> bool {
        matches!(self.headers.get("warc-type"), Some("response" | "resource" | "conversion") | None)
    }

    /// The day it was fetched.
    pub(crate) fn date(&self) -> Option<When> {
        self.headers.get("warc-date").and_then(dates::read)
    }

    /// The document that it holds, with its format, and what was wrong with the record.
    pub(crate) fn document(self, settings: &Settings) -> Result<(Format, Document, Option<String>), Refusal> {
        let Record { headers, mut block, note } = self;
        let url = headers.get("warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_string());
        let is_answer = block.starts_with(b"HTTP/");
        let mut content_type = headers.get("content-type").unwrap_or_default().to_string();
        if is_answer {
            let mut rest = &block[..];
            let answer = Headers::read(&mut rest).expect("a slice in memory can be read");
            let status = answer.first.split_whitespace().nth(1).unwrap_or_default();
            if status != "200" {
                return Err(Refusal::new(Why::NotAReport, format!("an answer of status {status}, no page")));
            }
            content_type = answer.get("content-type").unwrap_or_default().to_string();
            block = content(rest, &answer, settings)?;
        }
        let charset = content_type.to_ascii_lowercase();
        let charset =
            charset.split_once("charset=").map(|(_, label)| label.trim_matches(['"', '\'', ' ']).to_string());
        let fallback = if content_type.contains("html") { Format::Html } else { Format::Plain };
        let format =
            detect::format(&block, fallback, settings).map_err(|what| Refusal::new(Why::NotText, what))?;
        Ok((format, Document { bytes: block, charset, url }, note))
    }
}

// The content of an answer: in chunks or not, packed or not. Archives often keep the headers of what they unpacked.
fn content(body: &[u8], answer: &Headers, settings: &Settings) -> Result<Vec<u8>, Refusal> {
    let is_chunked = answer.get("transfer-encoding").is_some_and(|coding| coding.contains("chunked"));
    let body = if is_chunked { unchunked(body) } else { None }.unwrap_or_else(|| body.to_vec());
    if !body.starts_with(unpack::GZIP) {
        return Ok(body);
    }
    let mut unpacked = Vec::new();
    let longest = settings.limits.longest_record;
    let mut reader = Gunzip::new(&body[..], settings.limits).take(longest as u64 + 1);
    reader.read_to_end(&mut unpacked).map_err(|error| Refusal::new(Why::Broken, error.to_string()))?;
    if unpacked.len() > longest {
        return Err(Refusal::new(Why::TooMuch, format!("a page longer than {} MiB", longest >> 20)));
    }
    Ok(unpacked)
}

// `None` where these are no chunks.
fn unchunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    loop {
        let end = body.iter().take(1024).position(|&byte| byte == b'\n')?;
        let size = std::str::from_utf8(&body[..end]).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        body = &body[end + 1..];
        if size == 0 {
            return Some(content);
        }
        content.extend_from_slice(&body[..size.min(body.len())]);
        body = body.get(size..)?.trim_ascii_start();
        if body.is_empty() {
            return Some(content);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use crate::tests::told;

    fn page(n: usize) -> String {
        format!(
            "<html><head><title>T</title></head><body><p>Mali and Chad agreed on point number {n} of their talks on Tuesday.</p>\
             <p>Nothing more was said about it by either of them.</p></body></html>"
        )
    }

    fn answer(n: usize) -> String {
        format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{}", page(n))
    }

    fn record(n: usize, length: Option<usize>, block: &str) -> String {
        let length = length.unwrap_or(block.len());
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://d.example/{n}\r\nWARC-Date: 2018-01-30T01:02:03Z\r\n\
             Content-Length: {length}\r\n\r\n{block}\r\n\r\n"
        )
    }

    fn info() -> String {
        "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 4\r\n\r\nx: y\r\n\r\n".to_string()
    }

    fn packed(text: &str) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(text.as_bytes()).unwrap();
        packer.finish().unwrap()
    }

    // Which records gave a report, and what was said.
    fn check(bytes: &[u8], expected: &str) {
        let told = told("c", bytes);
        let lines =
            told.lines().map(|line| match line.split_once(" \"Mali and Chad agreed on point number ") {
                Some((start, end)) => {
                    let note = end.split_once("\"; ").map_or(String::new(), |(_, note)| format!("; {note}"));
                    let n: String = end.chars().take_while(char::is_ascii_digit).collect();
                    assert!(start.contains(&format!("https://d.example/{n} unknown")), "{line}");
                    format!("{n}{note}")
                }
                None => line.to_string(),
            });
        assert_eq!(lines.collect::<Vec<_>>().join("\n"), expected);
    }

    #[test]
    fn records_are_reports_packed_or_not() {
        let all = [info(), record(1, None, &answer(1)), record(2, None, &answer(2))];
        check(all.concat().as_bytes(), "1\n2");
        check(&all.iter().flat_map(|one| packed(one)).collect::<Vec<u8>>(), "1\n2");
        check(&packed(&all.concat()), "1\n2");
    }

    #[test]
    fn lengths_that_lie_cost_nothing() {
        let n = answer(1).len();
        let second = record(2, None, &answer(2));
        check(
            format!("{}{second}", record(1, Some(n - 10), &answer(1))).as_bytes(),
            &format!("1; its Content-Length says {}, but it has {} bytes\n2", n - 10, n + 4),
        );
        check(
            format!("{}{second}", record(1, Some(n + 50), &answer(1))).as_bytes(),
            &format!("1; its Content-Length says {}, but it has {} bytes\n2", n + 50, n + 4),
        );
        check(
            format!("{}{second}", record(1, Some(usize::MAX), &answer(1))).as_bytes(),
            &format!("1; its Content-Length says {}, but it has {} bytes\n2", usize::MAX, n + 4),
        );
        check(record(1, None, &answer(1)).replace("\r\n\r\nWARC", "WARC").trim_end().as_bytes(), "1");
    }

    #[test]
    fn every_loss_is_told_and_the_records_around_it_kept() {
        let (first, last) = (record(1, None, &answer(1)), record(3, None, &answer(3)));
        check(
            format!("{first}some rubbish\r\n{last}").as_bytes(),
            "1\n2: broken: 12 bytes that belong to no record\n3",
        );
        let cut = &record(2, None, &answer(2))[..300];
        let length = answer(2).len();
        let has = cut.len() - cut.find("\r\n\r\n").unwrap() - 4;
        check(
            format!("{first}{cut}").as_bytes(),
            &format!("1\n2: broken: broken off: its Content-Length says {length}, but it has {has} bytes"),
        );
        let mut spoilt = packed(&record(2, None, &answer(2)));
        spoilt.truncate(spoilt.len() / 2);
        let found = told("c", &[packed(&first), spoilt, packed(&last)].concat());
        assert!(found.contains("point number 1") && found.contains("point number 3"), "{found}");
        assert!(found.contains("broken: gzip member 2: damaged"), "{found}");
    }

    #[test]
    fn what_is_no_page_is_told() {
        let moved = "HTTP/1.1 301 Moved\r\nLocation: /x\r\n\r\n";
        check(record(1, None, moved).as_bytes(), "1: not_a_report: an answer of status 301, no page");
        let picture = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nGIF89a\u{1}\u{2}";
        check(
            record(1, None, picture).as_bytes(),
            "1: not_text: no text but binary data: give plain text or JSON lines",
        );
    }

    #[test]
    fn chunks_and_packed_content_are_read() {
        let page = page(1);
        let (a, b) = page.split_at(30);
        let chunks = format!("{:x}\r\n{a}\r\n{:x}\r\n{b}\r\n0\r\n\r\n", a.len(), b.len());
        check(
            record(1, None, &format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}"))
                .as_bytes(),
            "1",
        );
    }
}
