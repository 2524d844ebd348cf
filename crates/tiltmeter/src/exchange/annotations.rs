//! The words of events as W3C Web Annotations, so that any reader of such can show them on the report.
//!
//! Each annotation has two selectors of the same words: the quote itself, and its place in Unicode code points.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::event::{EventRow, PartyRow};
use super::geojson::codes;

pub(super) const HEAD: &str = "{\"@context\":\"http://www.w3.org/ns/anno.jsonld\",\"type\":\"AnnotationCollection\",\
                               \"first\":{\"type\":\"AnnotationPage\",\"items\":[\n";
pub(super) const FOOT: &str = "\n]}}\n";

/// Writes the annotation of one event.
pub(super) fn write(event: &EventRow, is_first: bool, out: &mut dyn Write) -> io::Result<usize> {
    let words = event.event_text.as_ref();
    let span = |words: &super::WordsRow| Some((words.start?, words.end?, words.text.clone()));
    let mut targets: Vec<Value> =
        words.and_then(span).map(|words| target(event, words)).into_iter().collect();
    let parties = event.actor.iter().chain(&event.recipient);
    let party = |party: &PartyRow| Some((party.start?, party.end?, party.text.clone()));
    targets.extend(parties.filter_map(party).map(|words| target(event, words)));
    let annotation = json!({
        "id": format!("urn:tiltmeter:{}:{}", event.doc, event.id),
        "type": "Annotation",
        "motivation": "classifying",
        "body": {
            "type": "Dataset",
            "event": event.event,
            "mode": event.mode,
            "context": event.context,
            "cameo": event.cameo,
            "quad_code": event.quad_code,
            "event_scale": event.event_scale,
            "actor": codes(&event.actor),
            "recipient": codes(&event.recipient),
            "date": event.date,
            "status": event.status,
            "confidence": event.confidence,
            "rule": event.rule,
            "sentence": event.sentence,
        },
        "target": targets,
    });
    out.write_all(if is_first { b"" } else { b",\n" })?;
    serde_json::to_writer(out, &annotation)?;
    Ok(1)
}

fn target(event: &EventRow, (start, end, text): (u64, u64, String)) -> Value {
    let source = event.url.clone().unwrap_or_else(|| format!("urn:tiltmeter:{}", event.doc));
    json!({
        "source": source,
        "selector": [
            {"type": "TextQuoteSelector", "exact": text},
            {"type": "TextPositionSelector", "start": start, "end": end},
        ],
    })
}
