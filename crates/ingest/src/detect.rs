//! What bytes are, by how they begin.

use crate::Settings;
use crate::charset;
use crate::item::Format;
use crate::json;
use crate::packers::{self, Packer};
use crate::table::{self, Header};
use crate::zip;

/// What something is, as far as its first bytes tell.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Packed(Packer),
    Zip,
    Parquet,
    Warc,
    Json(json::Layout),
    Table(Header),
    /// A document of this format.
    Document(Format),
    /// Documents of this format that follow each other, each ended by this.
    Documents(Format, &'static str),
    /// No text, or text packed in a way that is not read: what to do about it.
    Refused(&'static str),
    /// Text that shows no format.
    Unknown,
}

/// What to do about bytes that are no text.
pub(crate) const BINARY: &str = "no text but binary data: give plain text or JSON lines";

// Beginnings that tell what is not read here.
const REFUSED: [(&[u8], &str); 7] = [
    (b"7z\xbc\xaf\x27\x1c", "packed with 7-Zip, which is not read here: unpack it first"),
    (b"%PDF-", "a PDF: give its text (pdftotext FILE.pdf)"),
    (b"{\\rtf", "a text in RTF: give it as plain text or HTML"),
    (b"\xd0\xcf\x11\xe0", "a document of an office program: give its text"),
    (b"\x89PNG", BINARY),
    (b"\xff\xd8\xff", BINARY),
    (b"GIF8", BINARY),
];

// Root elements and what follows from them; of documents that follow each other also their end.
const ROOTS: [(&str, Kind); 12] = [
    ("rss", Kind::Document(Format::Feed)),
    ("feed", Kind::Document(Format::Feed)),
    ("RDF", Kind::Document(Format::Feed)),
    ("urlset", Kind::Document(Format::Feed)),
    ("sitemapindex", Kind::Document(Format::Feed)),
    ("nitf", Kind::Documents(Format::Nitf, "</nitf>")),
    ("newsItem", Kind::Documents(Format::NewsMl, "</newsItem>")),
    ("newsMessage", Kind::Documents(Format::NewsMl, "</newsItem>")),
    ("DOC", Kind::Documents(Format::Sgml, "</DOC>")),
    ("GWENG", Kind::Documents(Format::Sgml, "</DOC>")),
    ("html", Kind::Document(Format::Html)),
    ("body", Kind::Document(Format::Html)),
];
// Elements that only pages begin with, where their `<html>` is left out.
const OF_PAGES: [&str; 14] = [
    "head", "title", "meta", "div", "p", "link", "script", "style", "article", "main", "section", "h1",
    "header", "base",
];

/// What begins so.
pub(crate) fn kind(head: &[u8], settings: &Settings) -> Kind {
    if let Some(packer) = packers::packer(head) {
        return Kind::Packed(packer);
    }
    if zip::is_zip(head) {
        return Kind::Zip;
    }
    if head.starts_with(b"PAR1") {
        return Kind::Parquet;
    }
    if let Some((_, what)) = REFUSED.iter().find(|(start, _)| head.starts_with(start)) {
        return Kind::Refused(what);
    }
    if !charset::is_text(head) {
        return Kind::Refused(BINARY);
    }
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if start.starts_with(b"WARC/") {
        return Kind::Warc;
    }
    match start.first() {
        Some(b'{') if contains(start, b"jsonfeed.org/version") => Kind::Document(Format::Feed),
        Some(b'{') => Kind::Json(json::layout(head)),
        // "[Editor's note" is no array.
        Some(b'[') if matches!(start[1..].trim_ascii_start().first(), Some(b'{' | b']') | None) => {
            Kind::Json(json::layout(head))
        }
        Some(b'<') => markup(&String::from_utf8_lossy(start)),
        _ => match table::header(head, settings) {
            Some(header) => Kind::Table(header),
            // In UTF-16 nothing above is to be seen.
            None if head.contains(&0) => markup(charset::decode(head, None).text.trim_start()),
            None => Kind::Unknown,
        },
    }
}

/// The format of a whole document that its sender gave as `fallback`, or why it is none.
pub(crate) fn format(bytes: &[u8], fallback: Format, settings: &Settings) -> Result<Format, &'static str> {
    match kind(&bytes[..bytes.len().min(4096)], settings) {
        Kind::Document(format) | Kind::Documents(format, _) => Ok(format),
        Kind::Json(_) => Ok(Format::Json),
        Kind::Unknown | Kind::Table(_) => Ok(fallback),
        Kind::Refused(what) => Err(what),
        _ => Err("an archive within a record: give it as a file of its own"),
    }
}

fn contains(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}

fn markup(start: &str) -> Kind {
    let mut rest = start;
    // Declarations and comments stand before the root.
    while let Some(inside) = rest.strip_prefix('<') {
        if inside.to_ascii_lowercase().starts_with("!doctype html") {
            return Kind::Document(Format::Html);
        }
        let end = if inside.starts_with("!--") {
            rest.find("-->").map(|end| end + 3)
        } else {
            rest.find('>').map(|end| end + 1)
        };
        if !inside.starts_with(['!', '?']) {
            return root(inside);
        }
        rest = rest[end.unwrap_or(rest.len())..].trim_start();
    }
    Kind::Unknown
}

fn root(inside: &str) -> Kind {
    let end = inside.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(inside.len());
    let name = crate::markup::local(&inside[..end]);
    if let Some((_, kind)) = ROOTS.iter().find(|(root, _)| root.eq_ignore_ascii_case(name)) {
        return kind.clone();
    }
    let is_page = OF_PAGES.iter().any(|element| element.eq_ignore_ascii_case(name));
    if is_page { Kind::Document(Format::Html) } else { Kind::Unknown }
}
