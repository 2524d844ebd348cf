//! The sentences behind events: found again in the reports they were coded from.

use super::load::Input;
use std::collections::{BTreeMap, BTreeSet};
use tiltmeter_ingest::{Item, Settings, Source, items};

use crate::{Error, reader};

/// Report and sentence of an event, as its record has them.
pub type Key = (String, u32);

/// The sentences asked for, out of reports as `tiltmeter code` takes them. What is no report is
/// passed over: it was told when it was coded.
pub fn sentences(input: Input<'_>, wanted: &BTreeSet<Key>) -> Result<BTreeMap<Key, String>, Error> {
    let docs: BTreeSet<&str> = wanted.iter().map(|(doc, _)| doc.as_str()).collect();
    let mut reader = reader();
    let mut found = BTreeMap::new();
    let settings = Settings::default();
    for item in items(Source::new(&input.name, input.bytes), &settings) {
        let Item::Report(incoming) = item else { continue };
        let report = incoming.report;
        if !docs.contains(report.id.as_str()) {
            continue;
        }
        let document = reader.read(&report.text);
        for key in wanted.iter().filter(|(doc, _)| *doc == report.id) {
            if let Some(sentence) = document.sentences.get(key.1 as usize) {
                let words = sentence.span.of(&report.text);
                found.insert(key.clone(), words.split_whitespace().collect::<Vec<_>>().join(" "));
            }
        }
    }
    Ok(found)
}
