//! The events behind a finding, as lines: what happened, and the words that tell it.

use tiltmeter::relations::EvidenceRecord;

use super::table::{paragraph, remark, table};
use super::words::signed;
use crate::read::Style;

/// A table of events, each with its words below it where its source has any.
pub(super) fn events(evidence: &[EvidenceRecord], style: Style) -> String {
    if evidence.is_empty() {
        return paragraph(style, 2, "No event.");
    }
    let has_words = evidence.iter().any(|event| event.words.is_some());
    if !has_words {
        let rows = [header()].into_iter().chain(evidence.iter().map(row)).collect::<Vec<_>>();
        return table(&rows, &[2], style);
    }
    let rows: Vec<Vec<String>> = evidence.iter().map(row).collect();
    let lines = table(&[vec![header()], rows].concat(), &[2], style);
    let mut written = String::new();
    let mut lines = lines.lines();
    written.push_str(&format!("{}\n", lines.next().unwrap_or("")));
    for (line, event) in lines.zip(evidence) {
        written.push_str(&format!("{line}\n"));
        if let Some(words) = &event.words {
            written.push_str(&paragraph(style, 12, &format!("“{words}”")));
        }
    }
    written
}

fn header() -> Vec<String> {
    ["day", "who to whom", "score", "act", "where"].map(str::to_string).to_vec()
}

fn row(event: &EvidenceRecord) -> Vec<String> {
    vec![
        event.date.clone(),
        format!("{} → {}", event.actor, event.recipient),
        signed(event.score),
        act(event),
        place(event),
    ]
}

/// What was done; a word beside it where it has not happened.
pub(super) fn act(event: &EvidenceRecord) -> String {
    match event.status {
        "actual" => event.act.clone(),
        other => format!("{} ({other})", event.act),
    }
}

/// Where it stands: its report and sentence, or its file and line.
pub(super) fn place(event: &EvidenceRecord) -> String {
    match (&event.doc, event.sentence, &event.id) {
        (Some(doc), Some(sentence), _) => format!("{doc}, sentence {}", sentence + 1),
        (Some(doc), None, _) => doc.clone(),
        (None, _, Some(id)) => format!("{id} ({}:{})", file_name(&event.file), event.line),
        (None, _, None) => format!("{}:{}", file_name(&event.file), event.line),
    }
}

/// Without its folders, which records have.
pub(super) fn file_name(file: &str) -> &str {
    file.rsplit(['/', '\\']).next().unwrap_or(file)
}

/// What `--explain` adds below a list of events without words.
pub(super) fn where_words_are(evidence: &[EvidenceRecord], style: Style) -> String {
    match evidence.iter().any(|event| event.words.is_some()) {
        true => String::new(),
        false => remark(style, "These events carry no words; records of `tiltmeter code` do."),
    }
}
