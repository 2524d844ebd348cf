//! The brief as Markdown: footnotes as `[^1]`, charts as lines of blocks.

use super::{Page, Piece};
use crate::relations::evidence::{act, place};
use crate::relations::table::{level_line, sparkline};
use crate::relations::words::signed;

const WIDTH_OF_CHART: usize = 52;

/// Writes the page.
pub(super) fn write(page: &Page) -> String {
    let mut written = format!("# {}\n\n{}\n\n", plain(&page.title), plain(&page.about));
    for pieces in &page.short {
        written.push_str(&format!("- {}\n", prose(pieces)));
    }
    for section in &page.sections {
        written.push_str(&format!("\n## {}\n\n```text\n{}```\n", plain(&section.title), chart(section)));
        for pieces in &section.paragraphs {
            written.push_str(&format!("\n{}\n", prose(pieces)));
        }
    }
    written.push_str("\n## How to read this\n");
    for paragraph in &page.method {
        written.push_str(&format!("\n{}\n", plain(paragraph)));
    }
    written.push('\n');
    for (note_idx, event) in page.notes.iter().enumerate() {
        let words = event.words.as_deref().map_or(String::new(), |words| format!(" “{}”", plain(words)));
        written.push_str(&format!(
            "[^{}]: {}, {} → {}: {} ({}).{words} {}\n",
            note_idx + 1,
            event.date,
            event.actor,
            event.recipient,
            plain(&act(event)),
            signed(event.score),
            plain(&place(event))
        ));
    }
    written
}

fn prose(pieces: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => plain(text),
        Piece::Note(number) => format!("[^{number}]"),
    };
    pieces.iter().map(piece).collect()
}

// What Markdown would take for its own.
fn plain(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#') {
            written.push('\\');
        }
        written.push(character);
    }
    written
}

fn chart(section: &super::Section) -> String {
    let course = &section.relation.course;
    let levels: Vec<Option<f32>> =
        course.iter().map(|period| period.level.as_ref().map(|level| level.mean)).collect();
    let volumes: Vec<Option<f32>> = course.iter().map(|period| period.per_thousand).collect();
    let known = || levels.iter().flatten().copied();
    let range = match known().next() {
        Some(_) => {
            let (least, most) = (known().fold(f32::MAX, f32::min), known().fold(f32::MIN, f32::max));
            format!("between {} and {}", signed(least), signed(most))
        }
        None => "unknown".to_string(),
    };
    format!(
        "level   {}  {range}\nvolume  {}\n",
        level_line(course, WIDTH_OF_CHART),
        sparkline(&volumes, WIDTH_OF_CHART)
    )
}
