//! The brief as one page of HTML that needs nothing else: no script, no font, no request.

use super::{Page, Piece};
use crate::read::escape;
use crate::relations::charts::chart;
use crate::relations::evidence::{act, place};
use crate::relations::words::signed;

const STYLE: &str = include_str!("brief.css");

/// Writes the page.
pub(super) fn write(page: &Page) -> String {
    let title = escape(&page.title);
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n\
         <p class=\"meta\">{}</p>\n",
        escape(&page.about)
    );
    html.push_str("<ul class=\"short\">\n");
    let mut refs = Refs::default();
    for pieces in &page.short {
        html.push_str(&format!("<li>{}</li>\n", refs.prose(pieces)));
    }
    html.push_str("</ul>\n");
    for section in &page.sections {
        let title = escape(&section.title);
        html.push_str(&format!(
            "<section>\n<h2>{title}</h2>\n<figure>{}",
            chart(&section.relation, &section.title)
        ));
        html.push_str(&format!("<figcaption>{CAPTION}</figcaption></figure>\n"));
        for pieces in &section.paragraphs {
            html.push_str(&format!("<p>{}</p>\n", refs.prose(pieces)));
        }
        html.push_str("</section>\n");
    }
    html.push_str(&notes(page));
    html.push_str("<section class=\"method\">\n<h2>How to read this</h2>\n");
    for paragraph in &page.method {
        html.push_str(&format!("<p>{}</p>\n", escape(paragraph)));
    }
    html.push_str("</section>\n</main>\n</body>\n</html>\n");
    html
}

const CAPTION: &str = "Line: level, by all that is known now, with a band of one standard deviation. Bars: events per \
    thousand of the world’s. ▼ ▲: a turn begins.";

// The first mention of a note is what the note leads back to.
#[derive(Default)]
struct Refs {
    seen: Vec<usize>,
}

impl Refs {
    fn prose(&mut self, pieces: &[Piece]) -> String {
        let mut html = String::new();
        let mut after_note = false;
        for piece in pieces {
            match piece {
                Piece::Text(text) => html.push_str(&escape(text)),
                Piece::Note(number) => {
                    let id =
                        if self.seen.contains(number) { String::new() } else { format!(" id=\"r{number}\"") };
                    self.seen.push(*number);
                    let between = if after_note { "," } else { "" };
                    html.push_str(&format!("<sup>{between}<a{id} href=\"#n{number}\">{number}</a></sup>"));
                }
            }
            after_note = matches!(piece, Piece::Note(_));
        }
        html
    }
}

fn notes(page: &Page) -> String {
    if page.notes.is_empty() {
        return String::new();
    }
    let mut html = "<section class=\"notes\">\n<h2>Events</h2>\n<ol>\n".to_string();
    for (note_idx, event) in page.notes.iter().enumerate() {
        let number = note_idx + 1;
        let words =
            event.words.as_deref().map_or(String::new(), |words| format!(" <q>{}</q>", escape(words)));
        html.push_str(&format!(
            "<li id=\"n{number}\"><a class=\"back\" href=\"#r{number}\" aria-label=\"back\">↑</a> <time>{}</time> \
             {}&nbsp;→&nbsp;{} {} <b>{}</b>{words} <span class=\"where\">{}</span></li>\n",
            event.date,
            escape(&event.actor),
            escape(&event.recipient),
            escape(&act(event)),
            signed(event.score),
            escape(&place(event))
        ));
    }
    html.push_str("</ol>\n</section>\n");
    html
}
