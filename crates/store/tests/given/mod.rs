//! Reports and events to try an archive with.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, reason = "each test takes what it needs")]

use serde_json::json;
use tiltmeter_record::{EventType, Report};
use tiltmeter_store::{Attribution, Coded, Event, Incoming, Likeness, Party, Quote, Read, Sentence};

/// A report of The Paper.
pub fn report(id: &str, date: &str, text: &str) -> Report {
    Report {
        id: id.to_string(),
        date: date.parse().ok(),
        publisher: Some("The Paper".to_string()),
        text: text.to_string(),
        ..Report::default()
    }
}

/// An event of one actor upon one recipient; `words` stand in its report.
pub fn event(actor: &str, act: &str, recipient: &str, words: &str, date: &str) -> Event {
    let party = |code: &str| Party {
        text: code.to_lowercase(),
        code: Some(code.to_string()),
        sector: vec!["GOV".to_string()],
        ..Party::default()
    };
    let kind = EventType::from_code(act).unwrap();
    Event {
        sentence: Some(0),
        event: Some(act.to_string()),
        quad_code: Some(kind.quad() as u8),
        event_scale: Some(f64::from(tiltmeter_record::ontology().scale(kind, &[]))),
        actor: vec![party(actor)],
        recipient: vec![party(recipient)],
        event_text: Some(Quote { text: words.to_string(), ..Quote::default() }),
        date: Some(date.to_string()),
        status: Some("actual".to_string()),
        confidence: Some(0.5),
        rule: Some(format!("verbs/{words}")),
        ..Event::default()
    }
}

/// A report of one sentence that was coded so.
pub fn filed(report: Report, events: Vec<Event>) -> Incoming {
    let n_points = report.text.chars().count() as u32;
    let sentences = vec![Sentence { number: 0, start: 0, end: n_points, text: report.text.clone() }];
    let numbered = (0..).zip(events).map(|(nth, event)| placed(event, &report, nth));
    let read = Read::Coded(Coded { sentences, events: numbered.collect(), ..Coded::default() });
    Incoming { report, read, likeness: Some(Likeness::default()), note: None }
}

// Named, and its words found in the text.
fn placed(event: Event, report: &Report, nth: usize) -> Event {
    let words = event.event_text.clone().unwrap_or_default().text;
    let at = report.text.find(&words).expect("the words stand in the report");
    let start = report.text[..at].chars().count() as u32;
    let end = start + words.chars().count() as u32;
    let id = if event.id.is_empty() { format!("{}-{nth}", report.id) } else { event.id.clone() };
    let published = report.date.map(|date| date.to_string());
    Event {
        id,
        doc: Some(report.id.clone()),
        published,
        event_text: Some(Quote { start: Some(start), end: Some(end), text: words }),
        ..event
    }
}

/// An event with all that an event can have, and more.
pub fn full_event() -> Event {
    let more = |value: serde_json::Value| value.as_object().unwrap().clone();
    let party = Party {
        start: Some(9),
        end: Some(16),
        text: "Türkiye".to_string(),
        code: None,
        sector: vec!["GOV".to_string(), "MIL".to_string()],
        name: Some("Somebody".to_string()),
        more: more(
            json!({"office": {"title": "president", "current": null}, "readings": [{"code": "TUR", "weight": 0.1}]}),
        ),
    };
    Event {
        id: "0123456789abcdef".to_string(),
        doc: Some("x".to_string()),
        sentence: Some(0),
        event: Some("SANCTION".to_string()),
        mode: vec!["discontinue".to_string(), "convict".to_string()],
        context: vec!["military".to_string()],
        quad_code: Some(4),
        event_scale: Some(-6.5),
        cameo: Some("0331".to_string()),
        actor: vec![party.clone(), Party { code: Some("RUS".to_string()), ..party.clone() }],
        recipient: vec![Party { text: "Mali".to_string(), ..Party::default() }],
        event_text: Some(Quote { start: Some(33), end: Some(36), text: "cut".to_string() }),
        date: Some("2018-01".to_string()),
        published: Some("2018-01-02".to_string()),
        status: Some("hypothetical".to_string()),
        attribution: Some(Attribution {
            speaker: Some(party),
            cue: Some("told".to_string()),
            more: more(json!({"chain": ["a", "b"]})),
        }),
        magnitude: vec![json!({"start": 0, "end": 1, "text": "x", "unit": "killed", "value": 12.0})],
        location: Some(json!({"start": 0, "end": 1, "text": "Bamako", "lat": 12.65})),
        confidence: Some(0.1),
        rule: Some("verbs/cut#aid".to_string()),
        more: more(json!({"mood": "calm", "explanation": ["one", "two"]})),
    }
}
