//! A source, whatever it is, to its pieces: unpacked, told what it is, parted.

use std::io::{self, BufRead, BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use tiltmeter_record::When;

use crate::detect::{self, Kind};
use crate::fields::Columns;
use crate::item::{Format, Item, Place, Unit, Why};
use crate::packers::{self, Guarded};
use crate::piece::{Body, Document, Piece};
use crate::rewind::Rewind;
use crate::unpack::goes_on;
use crate::{Limits, dates, json, lines, parquet, table, warc, zip};

/// Something to read: a name, for messages and ids, and its bytes.
pub struct Source<'i> {
    /// Its name; `-` is standard input.
    pub name: Arc<str>,
    /// Its bytes, packed or not.
    pub bytes: Box<dyn Read + Send + 'i>,
}

/// How to read.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How much is too much.
    pub limits: Limits,
    /// What a source is that shows no format: a text ([`Format::Plain`]), or lines of JSON ([`Format::Json`]), which
    /// are then refused one by one.
    pub fallback: Format,
    /// Names of columns and fields that the user gave.
    pub columns: Columns,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { limits: Limits::default(), fallback: Format::Plain, columns: Columns::default() }
    }
}

/// The pieces of a source, in its order.
pub struct Pieces<'i> {
    inner: PieceBox<'i>,
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        self.inner.next()
    }
}

impl<'i> Source<'i> {
    /// A source of this name.
    pub fn new(name: &str, bytes: impl Read + Send + 'i) -> Source<'i> {
        Source { name: name.into(), bytes: Box::new(bytes) }
    }
}

/// All items of a source, read on this thread.
pub fn items<'i>(source: Source<'i>, settings: &'i Settings) -> impl Iterator<Item = Item> + 'i {
    pieces(source, settings).flat_map(|piece| piece.items(settings))
}

/// The pieces of a source. Where it breaks off, the last one says so.
pub fn pieces<'i>(source: Source<'i>, settings: &'i Settings) -> Pieces<'i> {
    Pieces { inner: Opening { name: source.name, depth: 0, settings }.open(source.bytes) }
}

/// The bytes of a file, unpacked as often as its content tells: for whoever reads other things than reports. A zip is
/// unpacked where it holds one file. Damage and bombs are errors of the reader, in their place.
pub fn unpacked<'i>(
    bytes: Box<dyn Read + Send + 'i>,
    limits: Limits,
) -> io::Result<impl BufRead + Send + 'i> {
    let mut bytes = bytes;
    for _ in 0..=limits.deepest_packing {
        let mut input: Input<'i> = Rewind::new(BufReader::with_capacity(1 << 16, bytes));
        bytes = match packers::packer(head(&mut input)) {
            Some(packer) => packers::unpack(packer, input, limits),
            None if zip::is_zip(head(&mut input)) => only_member(input, &limits)?,
            None => return Ok(input),
        };
    }
    Err(io::Error::other(packed_too_often(&limits)))
}

fn only_member<'i>(mut input: Input<'i>, limits: &Limits) -> io::Result<Box<dyn Read + Send + 'i>> {
    let archive = lines::all(&mut input, limits.largest_whole)?;
    let archive = archive.ok_or_else(|| io::Error::other(too_large(limits)))?;
    let members = zip::members(archive, limits.most_members).map_err(io::Error::other)?;
    let mut files = members.into_iter().filter(|member| !member.is_folder());
    match (files.next(), files.next()) {
        (Some(file), None) => {
            let n_packed = file.n_packed() as u64;
            Ok(Box::new(Guarded::new(file.open().map_err(io::Error::other)?, n_packed, *limits)))
        }
        (None, _) => Err(io::Error::other("a zip without a file in it")),
        _ => Err(io::Error::other("a zip of several files: unpack it, and give those that are meant")),
    }
}

/// What a reader found, and where.
pub(crate) struct Found {
    pub(crate) number: usize,
    pub(crate) body: Body,
}

type PieceBox<'i> = Box<dyn Iterator<Item = Piece> + Send + 'i>;
type Input<'i> = Rewind<BufReader<Box<dyn Read + Send + 'i>>>;

// Enough of a source to tell what it is.
const HEAD: usize = 4096;

// A pipe may be slow: what begins as JSON is not waited for.
fn head<'h>(input: &'h mut Input<'_>) -> &'h [u8] {
    let is_json =
        |head: &[u8]| head.len() > 1 && matches!(head.trim_ascii_start().first(), Some(b'{' | b'['));
    input.look(HEAD, is_json)
}

/// A source on its way to its pieces.
#[derive(Clone)]
struct Opening<'i> {
    name: Arc<str>,
    /// How often it was packed.
    depth: usize,
    settings: &'i Settings,
}

impl<'i> Opening<'i> {
    fn open(self, bytes: Box<dyn Read + Send + 'i>) -> PieceBox<'i> {
        let mut input = Rewind::new(BufReader::with_capacity(1 << 16, bytes));
        let head = head(&mut input);
        let kind = if head.is_empty() { Kind::Unknown } else { detect::kind(head, self.settings) };
        let settings = self.settings;
        match kind {
            Kind::Packed(packer) => self.packed(packers::unpack(packer, input, settings.limits)),
            Kind::Zip => self.zip(input),
            Kind::Parquet => self.parquet(input),
            Kind::Refused(what) if settings.fallback == Format::Plain => {
                self.lost(Why::NotText, what.to_string())
            }
            Kind::Warc => {
                let mut position = warc::Position::default();
                self.found(Unit::Record, move || warc::next(&mut input, &mut position, settings))
            }
            Kind::Json(layout) => self.json(input, layout),
            Kind::Table(header) => {
                let mut n_lines = 0;
                self.found(Unit::Line, move || table::next(&mut input, &header, &mut n_lines, settings))
            }
            Kind::Documents(format, end) => {
                let mut number = 0;
                self.found(Unit::Record, move || {
                    next_document(&mut input, format, end, &mut number, settings)
                })
            }
            Kind::Document(format) => self.whole(input, format),
            Kind::Unknown | Kind::Refused(_) => match settings.fallback {
                Format::Json => self.json(input, json::Layout::Lines),
                format => self.whole(input, format),
            },
        }
    }

    fn json(self, mut input: Input<'i>, layout: json::Layout) -> PieceBox<'i> {
        let (settings, mut n_lines) = (self.settings, 0);
        self.found(Unit::Line, move || json::next(&mut input, layout, &mut n_lines, settings))
    }

    // One document, the whole of the source.
    fn whole(self, mut input: Input<'i>, format: Format) -> PieceBox<'i> {
        let longest = self.settings.limits.longest_record;
        let mut is_done = false;
        self.found(Unit::Record, move || {
            if std::mem::replace(&mut is_done, true) {
                return Ok(None);
            }
            let body = match lines::all(&mut input, longest)? {
                Some(bytes) => Body::Document(format, Document { bytes, charset: None, url: None }),
                None => Body::Lost(
                    Why::TooMuch,
                    format!("longer than {} MiB: split it", longest >> 20),
                    Vec::new(),
                ),
            };
            Ok(Some(Found { number: 1, body }))
        })
    }

    fn packed(mut self, bytes: Box<dyn Read + Send + 'i>) -> PieceBox<'i> {
        self.depth += 1;
        if self.depth > self.settings.limits.deepest_packing {
            let what = packed_too_often(&self.settings.limits);
            return self.lost(Why::TooMuch, what);
        }
        // What is in it is looked at when it is come to.
        Box::new(std::iter::once_with(move || self.open(bytes)).flatten())
    }

    fn zip(self, mut input: Input<'i>) -> PieceBox<'i> {
        let limits = self.settings.limits;
        let archive = match lines::all(&mut input, limits.largest_whole) {
            Ok(Some(archive)) => archive,
            Ok(None) => return self.lost(Why::TooMuch, too_large(&limits)),
            Err(error) => return self.lost(Why::Broken, cannot_read_on(&error)),
        };
        let members = match zip::members(archive, limits.most_members) {
            Ok(members) => members,
            Err(what) => return self.lost(Why::Broken, what),
        };
        Box::new(members.into_iter().filter(|member| !member.is_folder()).flat_map(move |member| {
            let name: Arc<str> = format!("{}/{}", self.name, member.name).into();
            let opening = Opening { name, ..self.clone() };
            let n_packed = member.n_packed() as u64;
            match member.open() {
                Ok(bytes) => opening.packed(Box::new(Guarded::new(bytes, n_packed, limits))),
                Err(what) => opening.lost(Why::Broken, what),
            }
        }))
    }

    fn parquet(self, mut input: Input<'i>) -> PieceBox<'i> {
        let limits = self.settings.limits;
        let file = match lines::all(&mut input, limits.largest_whole) {
            Ok(Some(file)) => file,
            Ok(None) => return self.lost(Why::TooMuch, too_large(&limits)),
            Err(error) => return self.lost(Why::Broken, cannot_read_on(&error)),
        };
        let mut rows = match parquet::Rows::of(file) {
            Ok(rows) => rows,
            Err(what) => return self.lost(Why::Broken, format!("no Parquet that can be read: {what}")),
        };
        if !self.settings.columns.fit(&rows.names) {
            let what = format!("no column is a report's text: it has {}", rows.names.join(", "));
            return self.lost(Why::Incomplete, what);
        }
        let (mut number, mut is_over) = (0, false);
        self.found(Unit::Row, move || {
            if is_over {
                return Ok(None);
            }
            let Some(row) = rows.next() else { return Ok(None) };
            number += 1;
            let body = match row {
                Ok(row) => Body::Fields(Format::Parquet, table::fields(&rows.names, row.into_iter())),
                // Where one row of a page cannot be read, nothing behind it can.
                Err(what) => {
                    is_over = true;
                    Body::Lost(Why::Broken, format!("this row and those after it: {what}"), Vec::new())
                }
            };
            Ok(Some(Found { number, body }))
        })
    }

    fn lost(self, why: Why, what: String) -> PieceBox<'i> {
        let place = Place { source: self.name, number: 1, unit: Unit::Record };
        Box::new(std::iter::once(Piece { place, file_date: None, body: Body::Lost(why, what, Vec::new()) }))
    }

    // Pieces as long as `next` finds them; what is damaged is told in its place, and a failure as the last one.
    fn found(self, unit: Unit, next: impl FnMut() -> io::Result<Option<Found>> + Send + 'i) -> PieceBox<'i> {
        let file_date = dates::within(&self.name);
        let mut finder = Finder { source: self.name, file_date, unit, number: 0, is_over: false, next };
        Box::new(std::iter::from_fn(move || finder.find()))
    }
}

struct Finder<N> {
    source: Arc<str>,
    file_date: Option<When>,
    unit: Unit,
    number: usize,
    is_over: bool,
    next: N,
}

impl<N: FnMut() -> io::Result<Option<Found>>> Finder<N> {
    fn find(&mut self) -> Option<Piece> {
        if self.is_over {
            return None;
        }
        // Finding never fails; should it, what was found before is kept.
        let found = catch_unwind(AssertUnwindSafe(|| (self.next)())).unwrap_or_else(|_| {
            Err(io::Error::other("the program failed on this, which is its own fault: please report it"))
        });
        let body = match found {
            Ok(Some(found)) => {
                self.number = found.number;
                found.body
            }
            Ok(None) => return None,
            Err(error) => {
                self.is_over = !goes_on(&error);
                self.number += 1;
                let what = if self.is_over { cannot_read_on(&error) } else { error.to_string() };
                Body::Lost(Why::Broken, what, Vec::new())
            }
        };
        let place = Place { source: self.source.clone(), number: self.number, unit: self.unit };
        Some(Piece { place, file_date: self.file_date, body })
    }
}

fn packed_too_often(limits: &Limits) -> String {
    format!("packed more than {} times over", limits.deepest_packing)
}

fn too_large(limits: &Limits) -> String {
    format!("larger than {} MiB, and it can only be read whole: split it", limits.largest_whole >> 20)
}

fn cannot_read_on(error: &io::Error) -> String {
    format!("cannot read on from here: {error}")
}

// The next of documents that follow each other, up to its end.
fn next_document(
    input: &mut impl BufRead,
    format: Format,
    end: &str,
    number: &mut usize,
    settings: &Settings,
) -> io::Result<Option<Found>> {
    let longest = settings.limits.longest_record;
    let (mut bytes, mut n_bytes) = (Vec::new(), 0);
    let is_end = |bytes: &[u8]| {
        let tail = &bytes[bytes.len().saturating_sub(end.len())..];
        tail.eq_ignore_ascii_case(end.as_bytes())
    };
    loop {
        let from = bytes.len();
        // A tag at a time; a stretch without one in parts.
        let n_read = input.by_ref().take(1 << 16).read_until(b'>', &mut bytes)?;
        n_bytes += n_read;
        let is_whole = is_end(&bytes);
        if n_bytes > longest {
            // Only what may be a part of the end is still of use.
            bytes.drain(..from.saturating_sub(end.len()).min(bytes.len()));
        }
        if n_read > 0 && !is_whole {
            continue;
        }
        let begins = format!("<{}", &end[2..end.len() - 1]).to_ascii_lowercase();
        if !is_whole
            && !String::from_utf8_lossy(&bytes).to_ascii_lowercase().contains(&begins)
            && n_bytes <= longest
        {
            // What closes the file.
            return Ok(None);
        }
        *number += 1;
        let body = match () {
            () if n_bytes > longest => {
                Body::Lost(Why::TooMuch, format!("a document longer than {} MiB", longest >> 20), Vec::new())
            }
            () if !is_whole => Body::Lost(Why::Broken, format!("broken off: it lacks its {end}"), bytes),
            () => Body::Document(format, Document { bytes, charset: None, url: None }),
        };
        return Ok(Some(Found { number: *number, body }));
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::time::{Duration, Instant};

    use crate::tests::told;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    }

    #[test]
    fn what_a_source_is_its_content_tells() {
        for (bytes, expected) in [
            (&b"Mali praised Chad."[..], "1: f unknown \"Mali praised Chad.\""),
            (b"<rss><channel><item><guid>g</guid><description>One.</description></item></channel></rss>", "1: g unknown \"One.\""),
            (b"<?xml version='1.0'?>\n<!-- x > y -->\n<nitf><head><docdata><doc-id id-string='w'/></docdata></head><body><body.content><p>One.</p></body.content></body></nitf>", "1: w unknown \"One.\""),
            (b"<DOC id='A_20100102.1'><TEXT><P>One.</P></TEXT></DOC>\n<DOC id='A_20100103.2'><TEXT><P>Two.</P></TEXT></DOC>\n", "1: A_20100102.1 2010-01-02 \"One.\"\n2: A_20100103.2 2010-01-03 \"Two.\""),
            (b"<DOC id='A'><TEXT><P>One.</P></TEXT></DOC><DOC id='B'><TEXT>", "1: A unknown \"One.\"\n2: broken: broken off: it lacks its </DOC>"),
            (b"%PDF-1.4", "1: not_text: a PDF: give its text (pdftotext FILE.pdf)"),
            (b"7z\xbc\xaf\x27\x1c", "1: not_text: packed with 7-Zip, which is not read here: unpack it first"),
        ] {
            assert_eq!(told("f", bytes), expected, "{}", String::from_utf8_lossy(bytes));
            assert_eq!(told("f", &packed(bytes)), expected, "packed: {}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn bombs_and_endless_packing_are_left_out_in_time() {
        let line = br#"{"id":1,"date":null,"text":"x"}"#;
        let long =
            [&b"{\"id\":0,\"date\":null,\"text\":\""[..], &vec![b'x'; 50 << 20], b"\"}\n", line].concat();
        let bomb = [packed(&vec![b'{'; 300 << 20]), packed(b"\n"), packed(line)].concat();
        let mut nested = line.to_vec();
        for _ in 0..10 {
            nested = packed(&nested);
        }
        for (name, bytes, expected) in [
            (
                "a line of 50 MB",
                long,
                "1: too_much: longer than 16 MiB: one report a line, split it\n2: 1 unknown \"x\"",
            ),
            (
                "a bomb",
                bomb,
                "1: broken: gzip member 1: unpacks to more than 150 times its size: a bomb, left out\n2: 1 unknown \"x\"",
            ),
            ("nested gzip", nested, "1: too_much: packed more than 3 times over"),
        ] {
            let began = Instant::now();
            assert_eq!(told("f", &bytes), expected, "{name}");
            assert!(began.elapsed() < Duration::from_secs(20), "{name} took {:?}", began.elapsed());
        }
    }

    // Bytes of good files, some of them changed: whatever they are then, there are items and an end.
    #[test]
    fn broken_bytes_never_break_the_program() {
        let page =
            "<html><body><p>Mali and Chad agreed on Tuesday to talk about their border.</p></body></html>";
        let warc = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {}\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{page}\r\n\r\n",
            page.len() + 19
        );
        let files: Vec<Vec<u8>> = vec![
            packed(warc.repeat(3).as_bytes()),
            warc.repeat(3).into_bytes(),
            page.as_bytes().to_vec(),
            b"id,date,text\n1,2018,\"One\"\n2,2019,Two\n".to_vec(),
            b"[{\"id\":1,\"date\":null,\"text\":\"x\"},{\"id\":2}]".to_vec(),
            b"<rss><channel><item><guid>1</guid><description>&lt;p&gt;One</description></item></channel></rss>".to_vec(),
            b"<newsItem guid='g'><contentSet><inlineXML><p>One</p></inlineXML></contentSet></newsItem>".to_vec(),
        ];
        let mut state = 11u64;
        let mut below = |n: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % n
        };
        for file in files {
            assert!(!told("f", &file).is_empty());
            for _ in 0..500 {
                let mut bytes = file.clone();
                for _ in 0..1 + below(4) {
                    let at = below(bytes.len());
                    bytes[at] = below(256) as u8;
                }
                bytes.truncate(1 + below(2 * bytes.len()));
                told("f", &bytes);
            }
        }
    }
}
