//! `cargo xtask fuzz ingest`: sources of every format, mutated, through the whole reader.
//!
//! Held is: no panic, neither in finding pieces nor in reading them; an end, within a second; and not more text out than
//! limits allow. Small valid sources of each format are the seeds: bytes are changed, moved, doubled, cut; a source is
//! spliced with another or packed into gzip, so that what is inside is broken and not only what is around it.

use std::io::Write;
use std::time::{Duration, Instant};

use tiltmeter_ingest::copies::Mark;
use tiltmeter_ingest::{Item, Limits, Settings, Source, pieces};
use tiltmeter_relations::calibrate::Random;

const SEEDS: [&[u8]; 19] = [
    include_bytes!("seeds/reports.jsonl"),
    include_bytes!("seeds/reports.jsonl.gz"),
    include_bytes!("seeds/reports.jsonl.bz2"),
    include_bytes!("seeds/reports.jsonl.xz"),
    include_bytes!("seeds/reports.jsonl.zst"),
    include_bytes!("seeds/reports.zip"),
    include_bytes!("seeds/reports.parquet"),
    include_bytes!("seeds/page.html"),
    include_bytes!("seeds/pages.warc"),
    include_bytes!("seeds/pages.warc.gz"),
    include_bytes!("seeds/chunked.warc"),
    include_bytes!("seeds/rss.xml"),
    include_bytes!("seeds/atom.xml"),
    include_bytes!("seeds/feed.json"),
    include_bytes!("seeds/sitemap.xml"),
    include_bytes!("seeds/nitf.xml"),
    include_bytes!("seeds/newsml.xml"),
    include_bytes!("seeds/gigaword.sgml"),
    include_bytes!("seeds/reports.csv"),
];
const TEXTS: [&[u8]; 2] = [include_bytes!("seeds/latin1.txt"), include_bytes!("seeds/utf16.txt")];

// What hurts: ends of tags and records, lengths that lie, marks of formats.
const FRAGMENTS: [&[u8]; 34] = [
    b"\0",
    b"\xff",
    b"\xff\xff\xff\xff",
    b"\n",
    b"\r\n\r\n",
    b"<",
    b">",
    b"</",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
    b"&",
    b"&#x110000;",
    b"&#0;",
    b"&lt",
    b"\"",
    b"'",
    b"{",
    b"}",
    b"[",
    b"]",
    b"\\u0000",
    b"\\ud800",
    b"1e999",
    b"99999999999999999999",
    b"-1",
    b"WARC/1.0\r\n",
    b"Content-Length: 18446744073709551615\r\n",
    b"\x1f\x8b\x08",
    b"PK\x03\x04",
    b"PAR1",
    b"\x28\xb5\x2f\xfd",
    b"\xfd7zXZ\0",
];

/// The nth source of a seed.
pub(super) fn source(random: &mut Random) -> Vec<u8> {
    let pick = random.below(SEEDS.len() + TEXTS.len());
    let mut bytes = SEEDS.iter().chain(&TEXTS).nth(pick).expect("a seed").to_vec();
    if random.below(8) == 0 {
        let other = SEEDS[random.below(SEEDS.len())];
        bytes.splice(random.below(bytes.len() + 1).., other[random.below(other.len())..].iter().copied());
    }
    for _ in 0..1 + random.below(6) {
        mutate(&mut bytes, random);
    }
    if random.below(8) == 0 {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(&bytes).expect("memory takes all");
        bytes = packer.finish().expect("memory takes all");
    }
    bytes
}

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    let (at, n_bytes) = (random.below(bytes.len() + 1), 1 + random.below(16));
    let end = (at + n_bytes).min(bytes.len());
    match random.below(7) {
        0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
        1 if at < bytes.len() => bytes[at] = random.below(256) as u8,
        2 => drop(bytes.drain(at..end)),
        3 => {
            let fragment = FRAGMENTS[random.below(FRAGMENTS.len())];
            bytes.splice(at..at, fragment.iter().copied());
        }
        4 => {
            // The same again, often: nesting.
            let part = bytes[at..end].repeat(1 + random.below(50));
            bytes.splice(at..at, part);
        }
        5 => bytes.truncate(at),
        _ => {
            // A digit: lengths, dates, charsets.
            let digits: Vec<usize> =
                (0..bytes.len()).filter(|&place| bytes[place].is_ascii_digit()).collect();
            if !digits.is_empty() {
                bytes[digits[random.below(digits.len())]] = b'0' + random.below(10) as u8;
            }
        }
    }
}

/// Reads it; what does not hold.
pub(super) fn check(bytes: &[u8]) -> Result<(), String> {
    let limits = Limits {
        longest_record: 1 << 20,
        largest_whole: 4 << 20,
        ratio_counts_from: 1 << 20,
        most_members: 1000,
        ..Limits::default()
    };
    let settings = Settings { limits, ..Settings::default() };
    let began = Instant::now();
    let mut n_bytes = 0;
    for piece in pieces(Source::new("f", bytes), &settings) {
        for item in piece.items(&settings) {
            match item {
                Item::Rejected(rejected) if rejected.what.contains("the program failed") => {
                    return Err(format!("a panic, see above: {}", rejected.place));
                }
                Item::Rejected(_) => {}
                Item::Report(incoming) => {
                    n_bytes += incoming.report.text.len();
                    Mark::of(&incoming.report.text, incoming.report.date);
                }
            }
        }
    }
    let most = 16 * limits.longest_record + 256 * bytes.len();
    match began.elapsed() {
        // A machine that does other things is slow: seconds are a hang, not a busy moment.
        took if took > Duration::from_secs(10) => Err(format!("it took {took:?}")),
        _ if n_bytes > most => Err(format!("{n_bytes} bytes of text came of {}", bytes.len())),
        _ => Ok(()),
    }
}
