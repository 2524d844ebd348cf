//! The wires' own formats: NITF, NewsML-G2, and the SGML of Gigaword and TREC.

use std::collections::BTreeMap;

use tiltmeter_record::Report;

use crate::dates;
use crate::fields::Reported;
use crate::item::{Format, Why};
use crate::markup::{Dialect, Token, attribute, local, plain, squeezed, tokens};
use crate::piece::Refusal;

/// Reads one document of a wire's format.
pub(crate) fn read(document: &str, format: Format) -> Result<Reported, Refusal> {
    let outline = Outline::of(document);
    let (mut report, authors) = match format {
        Format::Nitf => nitf(&outline),
        Format::NewsMl => newsml(&outline)?,
        _ => sgml(&outline),
    };
    if report.id.is_empty() {
        return Err(Refusal::new(Why::Incomplete, "a document without a key of its own"));
    }
    if outline.paragraphs.is_empty() {
        let what = format!("`{}` holds no text", report.id);
        return Err(Refusal::new(Why::Empty, what));
    }
    // The dateline stands before the text as in print, so that its day is found there.
    let dateline = outline.first(&["dateline"]).map(str::to_string);
    let paragraphs = dateline.into_iter().chain(outline.paragraphs.iter().cloned());
    report.text = paragraphs.collect::<Vec<_>>().join("\n\n");
    Ok(Reported { report, authors, notes: Vec::new() })
}

// NITF names a document in its head and its paragraphs in `body.content`.
fn nitf(outline: &Outline) -> (Report, Vec<String>) {
    let value = |element, name| outline.attribute(element, name);
    let written = value("date.issue", "norm").or(value("date.release", "norm"));
    let report = Report {
        id: value("doc-id", "id-string").or(outline.first(&["doc-id"])).unwrap_or_default().to_string(),
        date: written.or(value("pubdata", "date.publication")).and_then(dates::read),
        title: outline.first(&["hl1", "hedline", "title"]).map(str::to_string),
        publisher: value("pubdata", "name").or(outline.first(&["distributor"])).map(str::to_string),
        url: value("pubdata", "ex-ref").map(str::to_string),
        language: value("nitf", "xml:lang").or(value("body", "xml:lang")).map(str::to_string),
        text: String::new(),
    };
    (report, byline(outline, &["byttl", "person", "byline"]))
}

fn newsml(outline: &Outline) -> Result<(Report, Vec<String>), Refusal> {
    let value = |element, name| outline.attribute(element, name);
    let status = value("pubStatus", "qcode").unwrap_or_default();
    if local(status) == "canceled" || local(status) == "withheld" {
        let what = format!("its publisher has taken it back ({status})");
        return Err(Refusal::new(Why::NotAReport, what));
    }
    let language = value("language", "tag").or(value("newsItem", "xml:lang"));
    let report = Report {
        id: value("newsItem", "guid").unwrap_or_default().to_string(),
        date: outline
            .first(&["contentCreated", "firstCreated", "versionCreated", "sent"])
            .and_then(dates::read),
        title: outline.first(&["headline"]).map(str::to_string),
        publisher: value("provider", "literal")
            .or(value("provider", "qcode").map(local))
            .or(value("infoSource", "literal"))
            .map(str::to_string),
        url: value("remoteContent", "href").map(str::to_string),
        language: language.map(str::to_string),
        text: String::new(),
    };
    Ok((report, byline(outline, &["by"])))
}

// Gigaword writes `<DOC id="AFP_ENG_20100101.0001" type="story">`, TREC `<DOCNO>`.
fn sgml(outline: &Outline) -> (Report, Vec<String>) {
    let id = outline.attribute("doc", "id").or(outline.first(&["docno", "docid"])).unwrap_or_default();
    let written = outline.first(&["date_time", "datetime", "date", "pubdate"]);
    let wire = id.split_once('_').map(|(wire, _)| wire.to_string());
    let report = Report {
        id: id.to_string(),
        date: written.and_then(dates::read).or_else(|| dates::within(id)),
        title: outline.first(&["headline", "head", "title"]).map(str::to_string),
        publisher: outline.first(&["source"]).map(str::to_string).or(wire),
        ..Report::default()
    };
    (report, byline(outline, &["author", "byline"]))
}

fn byline(outline: &Outline, names: &[&str]) -> Vec<String> {
    let written = outline.first(names).map(|name| name.strip_prefix("By ").unwrap_or(name).to_string());
    written.into_iter().collect()
}

// What a document tells, by element: its first words and attributes, and the paragraphs of its text.
#[derive(Default)]
struct Outline {
    words: BTreeMap<String, String>,
    attributes: BTreeMap<(String, String), String>,
    paragraphs: Vec<String>,
}

// Elements that hold the text; a paragraph elsewhere is a caption or a note.
const CONTENT: [&str; 4] = ["body.content", "inlinexml", "inlinedata", "text"];
// Within the text these are no part of it.
const ASIDE: [&str; 4] = ["media", "table", "headline", "dateline"];
const ATTRIBUTES: [&str; 11] = [
    "id",
    "id-string",
    "norm",
    "date.publication",
    "name",
    "ex-ref",
    "xml:lang",
    "guid",
    "tag",
    "qcode",
    "literal",
];

impl Outline {
    fn of(document: &str) -> Outline {
        let mut outline = Outline::default();
        let mut open: Vec<(String, String)> = Vec::new();
        let mut paragraph = String::new();
        for token in tokens(document, Dialect::Xml) {
            match token {
                Token::Open { name, attributes, is_closed } => {
                    let name = local(name).to_ascii_lowercase();
                    outline.take_attributes(&name, attributes);
                    if is_block(&name) {
                        outline.end(&mut paragraph);
                    }
                    if !is_closed {
                        open.push((name, String::new()));
                    }
                }
                Token::Close(name) => {
                    let name = local(name).to_ascii_lowercase();
                    if is_block(&name) || CONTENT.contains(&name.as_str()) {
                        outline.end(&mut paragraph);
                    }
                    // SGML leaves ends out: what lies above ends with it.
                    let depth = open.iter().rev().take(64).position(|(known, _)| *known == name);
                    for _ in 0..depth.map_or(0, |depth| depth + 1) {
                        let (name, words) = open.pop().expect("it was found above");
                        outline.take_words(name, &words, &mut open);
                    }
                }
                Token::Text(text) => take_text(&plain(text), &mut open, &mut paragraph, &mut outline),
                Token::Raw(text) => take_text(text, &mut open, &mut paragraph, &mut outline),
            }
        }
        outline.end(&mut paragraph);
        outline
    }

    fn take_attributes(&mut self, element: &str, attributes: &str) {
        if attributes.is_empty() {
            return;
        }
        for name in ATTRIBUTES {
            if let Some(value) = attribute(attributes, name).filter(|value| !value.trim().is_empty()) {
                let key = (element.to_string(), name.to_string());
                self.attributes.entry(key).or_insert_with(|| value.trim().to_string());
            }
        }
    }

    fn take_words(&mut self, name: String, words: &str, open: &mut [(String, String)]) {
        let words = squeezed(words);
        if words.is_empty() {
            return;
        }
        // What stands in a part of a byline or headline stands in it.
        let is_part =
            |(name, around): &&mut (String, String)| !CONTENT.contains(&name.as_str()) && around.len() < 1000;
        if let Some((_, around)) = open.last_mut().filter(is_part) {
            around.push(' ');
            around.push_str(&words);
        }
        self.words.entry(name).or_insert(words);
    }

    fn end(&mut self, paragraph: &mut String) {
        let text = squeezed(&std::mem::take(paragraph));
        if !text.is_empty() {
            self.paragraphs.push(text);
        }
    }

    // The words of the first of these elements that has any.
    fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.words.get(&name.to_ascii_lowercase()).map(String::as_str))
    }

    fn attribute(&self, element: &str, name: &str) -> Option<&str> {
        self.attributes.get(&(element.to_ascii_lowercase(), name.to_string())).map(String::as_str)
    }
}

fn is_block(name: &str) -> bool {
    matches!(name, "p" | "br" | "hl1" | "hl2" | "h1" | "h2" | "h3" | "li" | "block" | "div")
}

fn take_text(text: &str, open: &mut [(String, String)], paragraph: &mut String, outline: &mut Outline) {
    let around = |names: &[&str]| open.iter().rev().take(64).any(|(name, _)| names.contains(&name.as_str()));
    let is_content = around(&CONTENT) && !around(&ASIDE);
    // In a page within the text only its body is; NITF within NewsML has a head too.
    if is_content && !around(&["head", "body.head", "script", "style"]) {
        // TREC parts paragraphs by empty lines alone.
        for (part_idx, part) in text.split("\n\n").enumerate() {
            if part_idx > 0 {
                outline.end(paragraph);
            }
            paragraph.push_str(part);
        }
    } else if let Some((_, words)) = open.last_mut().filter(|(_, words)| words.len() < 10_000) {
        words.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(document: &str, format: Format, expected: &str) {
        let found = match read(document, format) {
            Ok(Reported { report, authors, .. }) => {
                let date = report.date.map_or("-".to_string(), |date| date.to_string());
                let (title, publisher) =
                    (report.title.unwrap_or_default(), report.publisher.unwrap_or_default());
                format!("{} {date} {title:?} {publisher} {} {:?}", report.id, authors.join("+"), report.text)
            }
            Err(refusal) => refusal.what,
        };
        assert_eq!(found, expected, "{document}");
    }

    #[test]
    fn nitf_is_read() {
        check(
            "<nitf><head><title>T</title><docdata><doc-id id-string='w1'/><date.issue norm='20180129T100000Z'/></docdata>\
             <pubdata name='The Wire'/></head><body><body.head><hedline><hl1>Mali &amp; Chad</hl1></hedline>\
             <byline>By <person>Ann Li</person></byline><dateline><location>BAMAKO</location>, Jan. 29</dateline></body.head>\
             <body.content><p>One.</p><media><media-caption><p>A picture.</p></media-caption></media><p>Two <em>and</em> more.</p>\
             </body.content></body></nitf>",
            Format::Nitf,
            "w1 2018-01-29 \"Mali & Chad\" The Wire Ann Li \"BAMAKO, Jan. 29\\n\\nOne.\\n\\nTwo and more.\"",
        );
    }

    #[test]
    fn newsml_is_read() {
        let item = |status: &str| {
            format!(
                "<newsItem xmlns='x' guid='urn:n:1' version='2' xml:lang='en'><itemMeta><provider literal='The Wire'/>\
                 <versionCreated>2018-01-30T01:00:00Z</versionCreated><firstCreated>2018-01-29T10:00:00Z</firstCreated>\
                 <pubStatus qcode='stat:{status}'/></itemMeta><contentMeta><headline>T</headline><by>By Ann Li</by></contentMeta>\
                 <contentSet><inlineXML><html xmlns='y'><head><title>No</title></head><body><p>One.</p><p>Two.</p></body></html>\
                 </inlineXML></contentSet></newsItem>"
            )
        };
        let read = "urn:n:1 2018-01-29 \"T\" The Wire Ann Li \"One.\\n\\nTwo.\"";
        check(&item("usable"), Format::NewsMl, read);
        check(&item("canceled"), Format::NewsMl, "its publisher has taken it back (stat:canceled)");
    }

    #[test]
    fn gigaword_and_trec_are_read() {
        check(
            "<DOC id=\"AFP_ENG_20100101.0001\" type=\"story\" >\n<HEADLINE>\nMali &amp; Chad\n</HEADLINE>\n<DATELINE>\nBamako, Jan 1, 2010 (AFP)\n\
             </DATELINE>\n<TEXT>\n<P>\nOne\nline.\n</P>\n<P>\nTwo.\n</P>\n</TEXT>\n</DOC>",
            Format::Sgml,
            "AFP_ENG_20100101.0001 2010-01-01 \"Mali & Chad\" AFP  \"Bamako, Jan 1, 2010 (AFP)\\n\\nOne line.\\n\\nTwo.\"",
        );
        check(
            "<DOC>\n<DOCNO> X1 </DOCNO>\n<TEXT>\nOne.\n\nTwo.\n</TEXT>\n</DOC>",
            Format::Sgml,
            "X1 - \"\"   \"One.\\n\\nTwo.\"",
        );
        check("<DOC><DOCNO>X1</DOCNO></DOC>", Format::Sgml, "`X1` holds no text");
    }
}
