//! What a page tells of itself: schema.org in JSON-LD, else its meta tags, else what people see.

use std::sync::LazyLock;

use serde_json::Value;
use tiltmeter_record::When;

use crate::dates;
use crate::fields::Role;
use crate::markup::{Dialect, Token, attribute, plain, squeezed, tokens};

/// What a page tells of its article.
#[derive(Clone, Debug, Default)]
pub(super) struct Metadata {
    pub(super) date: Option<When>,
    pub(super) title: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) language: Option<String>,
    pub(super) url: Option<String>,
    pub(super) authors: Vec<String>,
    /// The text, where it is told apart from what people see.
    pub(super) body: Option<String>,
}

impl Metadata {
    pub(super) fn of(html: &str) -> Metadata {
        let seen = Seen::of(html);
        let mut metadata = Metadata::default();
        for script in &seen.scripts {
            if let Ok(value) = serde_json::from_str(script.trim()) {
                metadata.take(&value, 0);
            }
        }
        let meta = |role| seen.meta(role);
        let day = |role| seen.metas(role).find_map(|written| dates::read(&written));
        metadata.date = metadata.date.or_else(|| day(Role::Date)).or(seen.time);
        metadata.title = metadata.title.or_else(|| meta(Role::Title)).or_else(|| super::heading(html));
        metadata.publisher = metadata.publisher.or_else(|| meta(Role::Publisher));
        metadata.url = metadata.url.or(seen.canonical.clone()).or_else(|| meta(Role::Url));
        let told = metadata.language.or_else(|| seen.language.clone()).or_else(|| meta(Role::Language));
        // Open Graph writes `en_GB` for BCP 47's `en-GB`.
        metadata.language = told.map(|tag| tag.trim().replace('_', "-")).filter(|tag| !tag.is_empty());
        if metadata.authors.is_empty() {
            // Some give the address of the author's page for a name.
            metadata.authors = meta(Role::Author).filter(|name| !name.contains("://")).into_iter().collect();
        }
        metadata
    }

    // Articles stand alone, in lists, in graphs, and within the page that they are the main entity of.
    fn take(&mut self, value: &Value, depth: usize) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.take(value, depth + 1)),
            Value::Object(object) => {
                if object.get("@type").is_some_and(is_article) {
                    self.take_article(value);
                } else if depth < 4 {
                    for name in ["@graph", "mainEntity"] {
                        object.get(name).into_iter().for_each(|value| self.take(value, depth + 1));
                    }
                }
            }
            _ => {}
        }
    }

    fn take_article(&mut self, article: &Value) {
        let text = |name: &str| {
            let text = squeezed(&plain(article.get(name)?.as_str()?));
            (!text.is_empty()).then_some(text)
        };
        let day = |name: &str| dates::read(article.get(name)?.as_str()?);
        self.date = self.date.or_else(|| day("datePublished")).or_else(|| day("dateCreated"));
        self.title = self.title.take().or_else(|| text("headline"));
        self.language = self.language.take().or_else(|| text("inLanguage"));
        self.publisher =
            self.publisher.take().or_else(|| names(article.get("publisher")?).into_iter().next());
        self.url =
            self.url.take().or_else(|| address(article.get("mainEntityOfPage")?)).or_else(|| text("url"));
        self.body = self.body.take().or_else(|| Some(article.get("articleBody")?.as_str()?.to_string()));
        if self.authors.is_empty() {
            self.authors = article.get("author").map(names).unwrap_or_default();
        }
    }
}

// NewsArticle, ReportageNewsArticle, BlogPosting, …
fn is_article(kind: &Value) -> bool {
    match kind {
        Value::String(kind) => kind.ends_with("Article") || kind.ends_with("Posting"),
        Value::Array(kinds) => kinds.iter().any(is_article),
        _ => false,
    }
}

fn names(value: &Value) -> Vec<String> {
    match value {
        Value::String(name) => vec![squeezed(&plain(name))],
        Value::Object(person) => person.get("name").map(names).unwrap_or_default(),
        Value::Array(values) => values.iter().filter(|value| !value.is_array()).flat_map(names).collect(),
        _ => Vec::new(),
    }
}

fn address(value: &Value) -> Option<String> {
    let address = value.as_str().or_else(|| value.get("@id")?.as_str())?;
    address.starts_with("http").then(|| address.to_string())
}

// What stands in the tags of a page.
#[derive(Default)]
struct Seen {
    scripts: Vec<String>,
    metas: Vec<(String, String)>,
    canonical: Option<String>,
    language: Option<String>,
    time: Option<When>,
}

impl Seen {
    fn of(html: &str) -> Seen {
        let mut seen = Seen::default();
        let mut is_json_ld = false;
        for token in tokens(html, Dialect::Html) {
            match token {
                Token::Open { name, attributes, .. } => {
                    is_json_ld = name.eq_ignore_ascii_case("script") && attributes.contains("ld+json");
                    seen.open(name, attributes);
                }
                Token::Raw(text) if is_json_ld => seen.scripts.push(text.to_string()),
                _ => {}
            }
        }
        seen
    }

    fn open(&mut self, name: &str, attributes: &str) {
        let get = |name| attribute(attributes, name).map(|value| value.into_owned());
        if name.eq_ignore_ascii_case("meta") {
            let key = get("property")
                .or_else(|| get("name"))
                .or_else(|| get("itemprop"))
                .or_else(|| get("http-equiv"));
            if let (Some(key), Some(content)) = (key, get("content")) {
                self.metas.push((key.to_ascii_lowercase(), squeezed(&content)));
            }
        } else if name.eq_ignore_ascii_case("link") {
            let is_canonical = get("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"));
            self.canonical = self.canonical.take().or_else(|| get("href").filter(|_| is_canonical));
        } else if name.eq_ignore_ascii_case("html") {
            self.language = self.language.take().or_else(|| get("lang"));
        } else if name.eq_ignore_ascii_case("time") {
            self.time = self.time.or_else(|| dates::read(&get("datetime")?));
        }
    }

    fn metas(&self, role: Role) -> impl Iterator<Item = String> + '_ {
        let names = NAMES.iter().filter(move |(of, _)| *of == role);
        names.flat_map(|(_, name)| {
            let fits = self.metas.iter().filter(move |(known, content)| known == name && !content.is_empty());
            fits.map(|(_, content)| content.clone())
        })
    }

    fn meta(&self, role: Role) -> Option<String> {
        self.metas(role).next()
    }
}

static NAMES: LazyLock<Vec<(Role, &'static str)>> =
    LazyLock::new(|| crate::fields::roles(include_str!("../../tables/meta.tsv")));
