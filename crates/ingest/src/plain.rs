//! Plain text: one source, one report, named after its file.

use tiltmeter_record::Report;

use crate::charset;
use crate::detect::BINARY;
use crate::fields::Reported;
use crate::item::Why;
use crate::piece::{Document, Refusal};

/// Reads a whole text as a report.
pub(crate) fn read(document: &Document, name: &str) -> Result<Reported, Refusal> {
    if !charset::is_text(&document.bytes) {
        return Err(Refusal::new(Why::NotText, BINARY));
    }
    let decoded = charset::decode(&document.bytes, document.charset.as_deref());
    if decoded.text.trim().is_empty() {
        return Err(Refusal::new(Why::Empty, "is empty: there is no report to read"));
    }
    let url = document.url.clone();
    let id = url.clone().unwrap_or_else(|| name.to_string());
    let report = Report { id, text: decoded.text, url, ..Report::default() };
    Ok(Reported { report, authors: Vec::new(), notes: decoded.note.into_iter().collect() })
}

/// The name of a file without its folders and its endings; `stdin` where there is none.
pub(crate) fn stem(source: &str) -> String {
    let name = source.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    match (name, stem) {
        ("-" | "", _) => "stdin".to_string(),
        // A name that begins with its dot.
        (name, "") => name.to_string(),
        (_, stem) => stem.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::told;

    #[test]
    fn a_text_is_a_report_named_after_its_file() {
        assert_eq!(told("news/a.txt", b"Mali praised Chad."), "1: a unknown \"Mali praised Chad.\"");
        assert_eq!(told("-", b"\xff\xfeM\0a\0l\0i\0"), "1: stdin unknown \"Mali\"");
        assert_eq!(
            told("b", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
            "1: not_text: no text but binary data: give plain text or JSON lines"
        );
        assert_eq!(told("b", b" \n"), "1: empty: is empty: there is no report to read");
    }
}
