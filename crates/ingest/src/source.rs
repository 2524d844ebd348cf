//! A source, whatever it is, to its pieces.

use std::io::{BufReader, Read};
use std::sync::Arc;

use tiltmeter_record::When;

use crate::fields::Columns;
use crate::item::{Format, Item, Place, Unit, Why};
use crate::piece::{Body, Piece};
use crate::rewind::Rewind;
use crate::{Limits, dates, json, lines};

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
    /// What a source is that shows no format: a text, or lines of JSON, which are then refused one by one.
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
    inner: Box<dyn Iterator<Item = Piece> + Send + 'i>,
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

/// The pieces of a source. The last one says so where the source broke off.
pub fn pieces<'i>(source: Source<'i>, settings: &'i Settings) -> Pieces<'i> {
    let input = Rewind::new(BufReader::with_capacity(1 << 16, source.bytes));
    Pieces { inner: unpacked(source.name, input, settings) }
}

type Input<'i> = Rewind<BufReader<Box<dyn Read + Send + 'i>>>;

// Enough of a source to tell what it is.
const HEAD: usize = 4096;

fn unpacked<'i>(
    source: Arc<str>,
    mut input: Input<'i>,
    settings: &'i Settings,
) -> Box<dyn Iterator<Item = Piece> + Send + 'i> {
    let file_date = dates::within(&source);
    let head = input.look(HEAD, |head| matches!(head.trim_ascii_start().first(), Some(b'{' | b'[')));
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let is_json = matches!(start.first(), Some(b'{' | b'[')) || settings.fallback == Format::Json;
    if is_json {
        let layout = json::layout(head);
        let mut n_lines = 0;
        let next = move || json::next(&mut input, layout, &mut n_lines, settings);
        return Box::new(found(source, file_date, Unit::Line, next));
    }
    let mut is_done = false;
    Box::new(found(source, file_date, Unit::Record, move || {
        if std::mem::replace(&mut is_done, true) {
            return Ok(None);
        }
        let longest = settings.limits.longest_record;
        let body = match lines::all(&mut input, longest)? {
            Some(bytes) => Body::Plain(bytes),
            None => {
                let what = format!("longer than {} MiB: split it", longest >> 20);
                Body::Lost(Why::TooMuch, what, Vec::new())
            }
        };
        Ok(Some(Found { number: 1, body }))
    }))
}

/// What a reader found, and where.
pub(crate) struct Found {
    pub(crate) number: usize,
    pub(crate) body: Body,
}

// Pieces as long as `next` finds them; a failure is told as the last one.
fn found(
    source: Arc<str>,
    file_date: Option<When>,
    unit: Unit,
    mut next: impl FnMut() -> std::io::Result<Option<Found>>,
) -> impl Iterator<Item = Piece> {
    let mut number = 0;
    let mut is_over = false;
    std::iter::from_fn(move || {
        if is_over {
            return None;
        }
        let body = match next() {
            Ok(found) => {
                let found = found?;
                number = found.number;
                found.body
            }
            Err(error) => {
                is_over = true;
                number += 1;
                Body::Lost(Why::Broken, format!("cannot read on from here: {error}"), Vec::new())
            }
        };
        let place = Place { source: source.clone(), number, unit };
        Some(Piece { place, file_date, body })
    })
}
