//! RSS, Atom, JSON Feed and sitemaps to their items.
//!
//! A feed as a source gives a report for each item, with as much text as the feed has; who fetches feeds asks for
//! [`feed`] and then for the articles that it points to.

use serde_json::Value;
use tiltmeter_record::{Report, When};

use crate::dates;
use crate::fields::Reported;
use crate::html;
use crate::item::Why;
use crate::markup::{Dialect, Token, attribute, local, plain, squeezed, tokens};
use crate::piece::Refusal;

/// A feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feed {
    /// Its name.
    pub title: Option<String>,
    /// Its language, as it says.
    pub language: Option<String>,
    /// Its items, in its order.
    pub entries: Vec<Entry>,
    /// Whether it lists other feeds: an index of sitemaps.
    pub is_index: bool,
}

/// An item of a feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its key: what the feed calls it, else its address.
    pub id: Option<String>,
    /// The address of the article.
    pub url: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// Day of publication.
    pub date: Option<When>,
    /// When it was last changed, as written: another value is another version.
    pub updated: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Its text, or what the feed gives of it.
    pub text: String,
}

/// Reads a feed, or says why it is none.
pub fn feed(document: &str) -> Result<Feed, String> {
    let start = document.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with('{') { json_feed(start) } else { xml_feed(start) }
}

/// The reports that a feed's items are.
pub(crate) fn reports(document: &str) -> Result<Vec<Result<Reported, Refusal>>, Refusal> {
    let Feed { title, language, entries, .. } =
        feed(document).map_err(|what| Refusal::new(Why::Broken, what))?;
    Ok(entries.into_iter().map(|entry| report(entry, title.as_deref(), language.as_deref())).collect())
}

fn report(entry: Entry, publisher: Option<&str>, language: Option<&str>) -> Result<Reported, Refusal> {
    let Some(id) = entry.id.or_else(|| entry.url.clone()) else {
        return Err(Refusal::new(Why::Incomplete, "an item without a key and an address"));
    };
    if entry.text.trim().is_empty() {
        let what = format!("an item without a text: {}", entry.url.unwrap_or(id));
        return Err(Refusal::new(Why::Empty, what));
    }
    let report = Report {
        id,
        date: entry.date,
        title: entry.title,
        text: entry.text,
        url: entry.url,
        publisher: publisher.map(str::to_string),
        language: language.map(str::to_string),
    };
    Ok(Reported { report, authors: entry.authors, notes: Vec::new() })
}

fn json_feed(document: &str) -> Result<Feed, String> {
    let value: Value = serde_json::from_str(document).map_err(|error| format!("broken JSON: {error}"))?;
    let Some(items) = value.get("items").and_then(Value::as_array) else {
        return Err("no feed: it has no `items`".to_string());
    };
    let text = |value: &Value, name: &str| Some(value.get(name)?.as_str()?.to_string());
    let entry = |item: &Value| Entry {
        id: text(item, "id").or_else(|| Some(item.get("id")?.as_i64()?.to_string())),
        url: text(item, "url").or_else(|| text(item, "external_url")),
        title: text(item, "title"),
        date: text(item, "date_published").and_then(|written| dates::read(&written)),
        updated: text(item, "date_modified"),
        authors: authors(item),
        text: text(item, "content_text")
            .or_else(|| text(item, "content_html").map(|html| html::fragment(&html)))
            .or_else(|| text(item, "summary"))
            .unwrap_or_default(),
    };
    Ok(Feed {
        title: text(&value, "title"),
        language: text(&value, "language"),
        entries: items.iter().map(entry).collect(),
        is_index: false,
    })
}

fn authors(item: &Value) -> Vec<String> {
    let listed = item.get("authors").and_then(Value::as_array).into_iter().flatten();
    let names = listed.chain(item.get("author")).filter_map(|author| author.get("name")?.as_str());
    names.map(str::to_string).collect()
}

// Elements that are an item, whatever the format: RSS, Atom, sitemap, index of sitemaps.
const ITEMS: [&str; 4] = ["item", "entry", "url", "sitemap"];

fn xml_feed(document: &str) -> Result<Feed, String> {
    let mut reading = Reading::default();
    let mut root = None;
    for token in tokens(document, Dialect::Xml) {
        match token {
            Token::Open { name, attributes, is_closed } => {
                root = root.or(Some(local(name)));
                reading.open(local(name), attributes, is_closed);
            }
            Token::Close(name) => reading.close(local(name)),
            Token::Text(text) => reading.text.push_str(&plain(text)),
            Token::Raw(text) => reading.text.push_str(text),
        }
    }
    match root {
        Some("rss" | "feed" | "RDF" | "urlset" | "channel") => {}
        Some("sitemapindex") => reading.feed.is_index = true,
        _ => return Err("no feed: neither RSS, Atom, JSON Feed nor a sitemap".to_string()),
    }
    // A feed that breaks off in the middle of an item has lost that one only.
    Ok(reading.feed)
}

#[derive(Default)]
struct Reading {
    feed: Feed,
    entry: Option<Entry>,
    text: String,
    // How much of the article a text is: a summary gives way to the content.
    rank: u8,
    // Within an author, a source or an image, a name and a title are theirs.
    within: Vec<String>,
    // The element that the item is.
    item: String,
    // Markup that stands in the feed as such (Atom's xhtml): its element, how deep it is nested, what was seen.
    markup: Option<(String, usize, String)>,
}

impl Reading {
    fn open(&mut self, name: &str, attributes: &str, is_closed: bool) {
        if let Some((element, depth, markup)) = &mut self.markup {
            *depth += usize::from(name == element && !is_closed);
            markup.push_str(&format!("{}<{name}>", std::mem::take(&mut self.text)));
            return;
        }
        self.text.clear();
        if ITEMS.contains(&name) && self.entry.is_none() && self.within.is_empty() && !is_closed {
            self.entry = Some(Entry::default());
            (self.rank, self.item) = (0, name.to_string());
        }
        if self.entry.is_some()
            && !is_closed
            && attribute(attributes, "type").is_some_and(|kind| kind == "xhtml")
        {
            self.markup = Some((name.to_string(), 1, String::new()));
        }
        let href = attribute(attributes, "href");
        if name == "link"
            && let Some(href) = href
        {
            let is_article = attribute(attributes, "rel").is_none_or(|rel| rel == "alternate");
            if let Some(entry) = self.entry.as_mut().filter(|_| is_article) {
                entry.url.get_or_insert(href.into_owned());
            }
        }
        if name == "feed" {
            self.feed.language = attribute(attributes, "xml:lang").map(|tag| tag.into_owned());
        }
        if matches!(name, "author" | "source" | "image" | "textInput") && !is_closed {
            self.within.push(name.to_string());
        }
    }

    fn close(&mut self, name: &str) {
        let mut text = std::mem::take(&mut self.text);
        if let Some((element, depth, markup)) = &mut self.markup {
            markup.push_str(&format!("{text}</{name}>"));
            *depth -= usize::from(name == element);
            if *depth > 0 {
                return;
            }
            text = self.markup.take().map(|(_, _, markup)| markup).unwrap_or_default();
        }
        let words = squeezed(&text);
        let inside = self.within.last().cloned();
        if inside.as_deref() == Some(name) {
            self.within.pop();
        }
        let Some(entry) = &mut self.entry else { return self.close_of_feed(name, words, inside.is_some()) };
        if name == self.item {
            let mut entry = self.entry.take().expect("an item is open");
            entry.url = entry.url.take().or_else(|| entry.id.clone().filter(|id| id.starts_with("http")));
            self.feed.entries.push(entry);
            return;
        }
        if words.is_empty() {
            return;
        }
        let in_author = matches!(inside.as_deref(), Some("author"));
        let rank = match name {
            "encoded" | "content" => 3,
            "summary" => 2,
            "description" => 1,
            _ => 0,
        };
        match name {
            "name" if in_author => entry.authors.push(words),
            "author" if in_author => entry.authors.push(words),
            "creator" => entry.authors.push(words),
            _ if inside.is_some() => {}
            "title" => {
                entry.title.get_or_insert(squeezed(&plain(&words)));
            }
            "link" | "loc" => {
                entry.url.get_or_insert(words);
            }
            "guid" | "id" => entry.id = Some(words),
            "pubDate" | "published" | "date" | "publication_date" | "issued" => {
                entry.date = entry.date.or_else(|| dates::read(&words));
            }
            "updated" | "modified" | "lastmod" => entry.updated = Some(words),
            _ if rank > self.rank => {
                self.rank = rank;
                entry.text = html::fragment(&text);
            }
            _ => {}
        }
    }

    fn close_of_feed(&mut self, name: &str, words: String, is_inside: bool) {
        if is_inside || words.is_empty() {
            return;
        }
        match name {
            "title" => {
                self.feed.title.get_or_insert(words);
            }
            "language" => {
                self.feed.language.get_or_insert(words);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(document: &str, expected: &str) {
        let found = match feed(document) {
            Ok(feed) => {
                let or_none = |value: &Option<String>| value.clone().unwrap_or("-".to_string());
                let entry = |entry: &Entry| {
                    let date = entry.date.map_or("-".to_string(), |date| date.to_string());
                    let (id, url, title) = (or_none(&entry.id), or_none(&entry.url), or_none(&entry.title));
                    format!("\n{id} {url} {title:?} {date} {} {:?}", entry.authors.join("+"), entry.text)
                };
                let entries: String = feed.entries.iter().map(entry).collect();
                format!("{} ({}){entries}", or_none(&feed.title), or_none(&feed.language))
            }
            Err(what) => what,
        };
        assert_eq!(found, expected, "{document}");
    }

    #[test]
    fn feeds_of_all_kinds_are_read() {
        check(
            "<?xml version='1.0'?><rss version='2.0'><channel><title>The Daily</title><language>en-gb</language>\
             <image><title>Logo</title><url>l.png</url></image><item><title>Mali &amp;amp; Chad</title><link>https://d.example/1</link>\
             <guid isPermaLink='false'>g1</guid><pubDate>Mon, 29 Jan 2018 10:00:00 GMT</pubDate>\
             <description>&lt;p&gt;Short.&lt;/p&gt;</description><dc:creator>Ann Li</dc:creator>\
             <content:encoded><![CDATA[<p>One.</p><p>Two.</p>]]></content:encoded></item></channel></rss>",
            "The Daily (en-gb)\ng1 https://d.example/1 \"Mali & Chad\" 2018-01-29 Ann Li \"One.\\n\\nTwo.\"",
        );
        check(
            "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'><title>D</title><entry><title>T</title>\
             <link rel='self' href='https://d.example/self'/><link href='https://d.example/1'/><id>urn:1</id>\
             <published>2018-01-29T10:00:00Z</published><author><name>Ann Li</name></author><summary>Short.</summary>\
             <content type='xhtml'><div><p>One.</p><p>Two &lt; 3.</p></div></content></entry></feed>",
            "D (en)\nurn:1 https://d.example/1 \"T\" 2018-01-29 Ann Li \"One.\\n\\nTwo < 3.\"",
        );
        check(
            r#"{"version":"https://jsonfeed.org/version/1.1","title":"D","items":[{"id":"1","url":"https://d.example/1",
            "title":"T","date_published":"2018-01-29T10:00:00Z","content_html":"<p>One.</p>","authors":[{"name":"Ann Li"}]}]}"#,
            "D (-)\n1 https://d.example/1 \"T\" 2018-01-29 Ann Li \"One.\"",
        );
        check(
            "<urlset><url><loc>https://d.example/1</loc><news:news><news:publication><news:name>D</news:name></news:publication>\
             <news:publication_date>2018-01-29</news:publication_date><news:title>T</news:title></news:news></url></urlset>",
            "- (-)\n- https://d.example/1 \"T\" 2018-01-29  \"\"",
        );
    }

    #[test]
    fn a_feed_that_breaks_off_keeps_its_whole_items() {
        check(
            "<rss><channel><item><guid>1</guid><description>One.</description></item><item><guid>2</guid><descr",
            "- (-)\n1 - \"-\" -  \"One.\"",
        );
        check("<html><body>x</body></html>", "no feed: neither RSS, Atom, JSON Feed nor a sitemap");
    }

    #[test]
    fn no_entity_grows() {
        let bomb = "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]><rss><channel><item>\
                    <guid>1</guid><description>&b;</description></item></channel></rss>";
        assert_eq!(feed(bomb).unwrap().entries[0].text, "&b;");
    }
}
