//! Markup as it is found, HTML, XML or SGML, to its tags and texts: one tolerant pass, and nothing nests.
//!
//! Whatever the bytes, each is looked at a fixed number of times. No entity is defined by a document, so none can
//! grow; depth is nobody's stack, so none can overflow. Pages and feeds that a strict reader refuses are read.
//!
//! ```text
//! <p class="x">Mali &amp; Chad</p>  ──>  Open p, Text "Mali & Chad", Close p
//! ```

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A tag or a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// `<name attributes>`, and whether it is closed at once (`<br/>`).
    Open { name: &'a str, attributes: &'a str, is_closed: bool },
    /// `</name>`.
    Close(&'a str),
    /// Text with its entities, for [`plain`].
    Text(&'a str),
    /// Text that means what it says: CDATA, and what stands in a script.
    Raw(&'a str),
}

/// How to read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// What stands in a script or style is no markup.
    Html,
    /// CDATA, and every element is alike.
    Xml,
}

/// The tags and texts of a document.
pub(crate) fn tokens(document: &str, dialect: Dialect) -> Tokens<'_> {
    Tokens { rest: document, dialect, raw: None, has_tags: true }
}

#[derive(Clone)]
pub(crate) struct Tokens<'a> {
    rest: &'a str,
    dialect: Dialect,
    // The element whose content is no markup.
    raw: Option<&'static str>,
    // Whether any tag can end: looked for once, or a run of `<` would cost its square.
    has_tags: bool,
}

// A tag with more in it than this has lost a quotation mark.
const LONGEST_TAG: usize = 1 << 16;
const RAW_ELEMENTS: [&str; 4] = ["script", "style", "textarea", "title"];

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            if let Some(element) = self.raw.take() {
                let end = end_of_raw(self.rest, element);
                let text = self.take(end);
                // A title has entities, a script has none.
                return Some(if element == "title" { Token::Text(text) } else { Token::Raw(text) });
            }
            if !self.rest.starts_with('<') || !self.has_tags {
                let end = if self.has_tags { self.rest.find('<') } else { None };
                return Some(Token::Text(self.take(end.unwrap_or(self.rest.len()))));
            }
            if let Some(token) = self.tag() {
                return Some(token);
            }
        }
    }
}

impl<'a> Tokens<'a> {
    fn take(&mut self, n_bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(n_bytes);
        self.rest = rest;
        taken
    }

    // At `<`. `None` where it was something that is not told: a comment, a declaration.
    fn tag(&mut self) -> Option<Token<'a>> {
        let rest = self.rest;
        if let Some(inside) = rest.strip_prefix("<!--") {
            let end = inside.find("-->").map_or(rest.len(), |end| end + 7);
            self.take(end);
            return None;
        }
        if let Some(inside) = rest.strip_prefix("<![CDATA[") {
            let end = inside.find("]]>").unwrap_or(inside.len());
            self.take((end + 12).min(rest.len()));
            return Some(Token::Raw(&inside[..end]));
        }
        let second = rest.as_bytes().get(1).copied().unwrap_or(b' ');
        if !(second.is_ascii_alphabetic() || matches!(second, b'/' | b'!' | b'?' | b'_')) {
            // "a < b": no tag.
            let end = rest[1..].find('<').map_or(rest.len(), |end| end + 1);
            return Some(Token::Text(self.take(end)));
        }
        let Some(end) = end_of_tag(rest) else {
            self.has_tags = false;
            return Some(Token::Text(self.take(rest.len())));
        };
        let tag = &self.take(end + 1)[1..end];
        match second {
            b'!' | b'?' => None,
            b'/' => Some(Token::Close(tag[1..].trim())),
            _ => Some(self.open(tag)),
        }
    }

    fn open(&mut self, tag: &'a str) -> Token<'a> {
        let (tag, is_closed) = match tag.strip_suffix('/') {
            Some(tag) => (tag, true),
            None => (tag, false),
        };
        let end = tag.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(tag.len());
        let (name, attributes) = tag.split_at(end);
        if self.dialect == Dialect::Html && !is_closed {
            self.raw = RAW_ELEMENTS.into_iter().find(|raw| raw.eq_ignore_ascii_case(name));
        }
        Token::Open { name, attributes, is_closed }
    }
}

// The `>` that ends a tag: one within quotation marks does not, unless they have no end.
fn end_of_tag(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (place, byte) in rest.bytes().enumerate().take(LONGEST_TAG) {
        match (quote, byte) {
            (None, b'>') => return Some(place),
            (None, b'"' | b'\'') if rest.as_bytes()[..place].trim_ascii_end().ends_with(b"=") => {
                quote = Some(byte);
            }
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    rest.find('>')
}

fn end_of_raw(rest: &str, element: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut from = 0;
    while let Some(found) = rest[from..].find("</") {
        let place = from + found;
        let name = bytes.get(place + 2..place + 2 + element.len());
        if name.is_some_and(|name| name.eq_ignore_ascii_case(element.as_bytes())) {
            return place;
        }
        from = place + 2;
    }
    bytes.len()
}

/// The name of an element or attribute without its namespace.
pub(crate) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The value of an attribute, in whatever case its name is.
pub(crate) fn attribute<'a>(attributes: &'a str, wanted: &str) -> Option<Cow<'a, str>> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/' || c == '=');
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '=').unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let (value, after) = value(after.trim_start());
        if name.eq_ignore_ascii_case(wanted) {
            return Some(plain(value));
        }
        rest = after;
    }
}

// The value behind a name, and what comes after it.
fn value(rest: &str) -> (&str, &str) {
    let Some(rest) = rest.strip_prefix('=') else { return ("", rest) };
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    let (rest, end) = match quote {
        Some(quote) => (&rest[1..], rest[1..].find(quote)),
        None => (rest, rest.find(|c: char| c.is_ascii_whitespace())),
    };
    let (value, after) = rest.split_at(end.unwrap_or(rest.len()));
    (value, if quote.is_some() { after.get(1..).unwrap_or("") } else { after })
}

/// Text with its entities read.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find('&') else { return Cow::Borrowed(text) };
    let mut plain = String::with_capacity(text.len());
    plain.push_str(&text[..first]);
    let mut rest = &text[first..];
    while !rest.is_empty() {
        let (character, n_bytes) = entity(rest).unwrap_or(('&', 1));
        plain.push(character);
        rest = &rest[n_bytes..];
        let end = rest.find('&').unwrap_or(rest.len());
        plain.push_str(&rest[..end]);
        rest = &rest[end..];
    }
    Cow::Owned(plain)
}

// The entity that a text begins with, and its length.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = &text[1..end];
    let character = match name.strip_prefix('#') {
        Some(number) => {
            let hexadecimal = number.strip_prefix(['x', 'X']);
            let code = match hexadecimal {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            // Browsers read these as Windows-1252: `&#146;` is an apostrophe.
            match u8::try_from(code).ok().filter(|code| (0x80..0xa0).contains(code)) {
                Some(byte) => {
                    encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next()?
                }
                None => char::from_u32(code).filter(|&c| c != '\0').unwrap_or('\u{fffd}'),
            }
        }
        None => *ENTITIES.get(name)?,
    };
    Some((character, end + 1))
}

static ENTITIES: LazyLock<BTreeMap<&'static str, char>> = LazyLock::new(|| {
    let lines = include_str!("../tables/entities.tsv").lines().filter(|line| !line.starts_with('#'));
    let entry = |line: &'static str| {
        let (name, code) = line.split_once('\t')?;
        Some((name, char::from_u32(u32::from_str_radix(code, 16).ok()?)?))
    };
    lines.map(|line| entry(line).unwrap_or_else(|| panic!("entities.tsv: `{line}`"))).collect()
});

/// Text with every run of blanks as one, and none at its ends.
pub(crate) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(document: &str, dialect: Dialect, expected: &str) {
        let told: Vec<String> = tokens(document, dialect)
            .map(|token| match token {
                Token::Open { name, attributes, is_closed } => {
                    let class = attribute(attributes, "class").map_or(String::new(), |it| format!(" .{it}"));
                    format!("<{name}{class}{}", if is_closed { "/" } else { "" })
                }
                Token::Close(name) => format!("{name}>"),
                Token::Text(text) => format!("{:?}", plain(text)),
                Token::Raw(text) => format!("r{text:?}"),
            })
            .collect();
        assert_eq!(told.join(" "), expected, "{document}");
    }

    #[test]
    fn tags_and_texts_are_told() {
        check("<p class='a b'>Mali &amp; Chad</p>", Dialect::Html, r#"<p .a b "Mali & Chad" p>"#);
        check("<a title=\"1 > 0\" class=x>b</a>", Dialect::Html, r#"<a .x "b" a>"#);
        check("<!doctype html><!-- <p> -->a<br/>b", Dialect::Html, r#""a" <br/ "b""#);
        check("<script>if (a < b) {}</SCRIPT>c", Dialect::Html, r#"<script r"if (a < b) {}" SCRIPT> "c""#);
        check("<d><![CDATA[<p>&amp;]]></d>", Dialect::Xml, r#"<d r"<p>&amp;" d>"#);
        check("it&#146;s &eacute;&#x20AC;&bogus; &", Dialect::Html, r#""it’s é€&bogus; &""#);
    }

    #[test]
    fn broken_markup_is_read_as_far_as_it_goes() {
        check("a < b <p", Dialect::Html, r#""a " "< b " "<p""#);
        check("<p class=\"x>y</p>", Dialect::Html, r#"<p .x "y" p>"#);
        check("<", Dialect::Html, r#""<""#);
        check("<![CDATA[x", Dialect::Xml, r#"r"x""#);
        check("<script>x", Dialect::Html, r#"<script r"x""#);
        check("<!-- x", Dialect::Html, "");
    }

    #[test]
    fn no_markup_costs_its_square() {
        for unit in ["<", "<a", "<a \"", "<a b='", "&", "&#", "<!--", "</", "<script>", "<![CDATA["] {
            let document = unit.repeat((4 << 20) / unit.len());
            assert!(tokens(&document, Dialect::Html).count() > 0 || unit == "<!--", "{unit}");
            plain(&document);
        }
    }
}
