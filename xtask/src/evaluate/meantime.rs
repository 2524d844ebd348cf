//! MEANTIME (Wikinews, CC BY 4.0): its articles with their times and the factuality of their events.
//!
//! The annotators marked the title and the first five lines of each article; what stands further down is
//! no gold, and is not scored.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tiltmeter_record::{Report, Span};

/// Lines that were annotated: the title and five more.
const ANNOTATED: usize = 6;

/// One article.
pub struct Article {
    pub report: Report,
    /// Where the annotated lines end.
    pub end: usize,
    pub times: Vec<Time>,
    pub events: Vec<Event>,
}

/// A time expression of the gold.
pub struct Time {
    pub span: Span,
    pub value: String,
}

/// An event mention of the gold with its factuality.
pub struct Event {
    pub span: Span,
    pub polarity: String,
    pub time: String,
    pub certainty: String,
}

/// The articles of a folder, in the order of their names.
pub fn read(folder: &Path) -> Result<Vec<Article>> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort();
    files
        .iter()
        .map(|file| {
            let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
            let name = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            article(name, &text).with_context(|| format!("{} is no article of MEANTIME", file.display()))
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot open {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "xml") {
            files.push(path);
        }
    }
    Ok(())
}

const NO_SPACE_BEFORE: [&str; 14] = [".", ",", ";", ":", "!", "?", ")", "]", "}", "'", "%", "’", "”", "'s"];

fn article(id: String, xml: &str) -> Result<Article> {
    let (mut text, mut places, mut sentence, mut end) = (String::new(), Vec::new(), None, 0);
    let (mut created, mut times, mut events) = (None, Vec::new(), Vec::new());
    let mut open: Option<(&str, Vec<usize>)> = None;
    for tag in xml.split('<').skip(1) {
        let (head, after) = tag.split_once('>').context("a tag does not end")?;
        let name = head.split([' ', '/']).next().unwrap_or("");
        match name {
            "token" => {
                let word = unescape(after.trim_end());
                let line: usize = attribute(head, "sentence").unwrap_or("0").parse()?;
                if sentence.is_some_and(|before| before != line) {
                    text.push('\n');
                } else if !text.is_empty()
                    && !NO_SPACE_BEFORE.contains(&word.as_str())
                    && word != "n't"
                    && word != "’s"
                {
                    text.push(' ');
                }
                sentence = Some(line);
                places.push(Span::new(text.len(), text.len() + word.len()));
                text.push_str(&word);
                if line < ANNOTATED {
                    end = text.len();
                }
            }
            "TIMEX3" | "EVENT_MENTION" => {
                if name == "TIMEX3" && attribute(head, "functionInDocument") == Some("CREATION_TIME") {
                    created = attribute(head, "value").map(str::to_string);
                }
                if !head.ends_with('/') {
                    open = Some((head, Vec::new()));
                }
            }
            "token_anchor" => {
                if let Some((_, anchors)) = &mut open {
                    let token: usize = attribute(head, "t_id").unwrap_or("0").parse()?;
                    anchors.extend(token.checked_sub(1));
                }
            }
            _ if head.starts_with('/') => {
                let Some((head, anchors)) = open.take() else { continue };
                let spans = anchors.iter().filter_map(|&token| places.get(token).copied());
                let Some(span) = spans.reduce(Span::cover) else { continue };
                let get = |key| attribute(head, key).unwrap_or("").to_string();
                if head.starts_with("TIMEX3") {
                    let stamp = attribute(head, "functionInDocument") == Some("CREATION_TIME");
                    times.extend((!stamp).then(|| Time { span, value: get("value") }));
                } else {
                    let (polarity, time, certainty) = (get("polarity"), get("time"), get("certainty"));
                    events.push(Event { span, polarity, time, certainty });
                }
            }
            _ => {}
        }
    }
    let date = created.and_then(|created| created.get(..10)?.parse().ok());
    let report = Report { id, date, text, ..Report::default() };
    Ok(Article { report, end, times, events })
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let end = tag[start..].find('"')?;
    Some(&tag[start..start + end])
}

fn unescape(word: &str) -> String {
    let word = word.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'");
    word.replace("&amp;", "&")
}
