//! Records of `tiltmeter code` as rows.

use std::borrow::Cow;

use serde::Deserialize;

use super::rows::{Judgement, Row, Side, Taker};

#[derive(Deserialize)]
struct RecordLine<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow, default)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    doc: Option<Cow<'a, str>>,
    #[serde(default)]
    sentence: Option<u32>,
    #[serde(borrow, default)]
    event: Option<Cow<'a, str>>,
    // Imported events of a CAMEO code without a PLOVER type have no other.
    #[serde(borrow, default)]
    cameo: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    mode: Vec<Cow<'a, str>>,
    #[serde(default)]
    mentions: Option<u64>,
    #[serde(default)]
    quad_code: Option<u8>,
    #[serde(default)]
    event_scale: Option<f32>,
    #[serde(borrow, default)]
    actor: Vec<PartyLine<'a>>,
    #[serde(borrow, default)]
    recipient: Vec<PartyLine<'a>>,
    #[serde(borrow, default)]
    event_text: Option<QuoteLine<'a>>,
    #[serde(borrow, default)]
    date: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    published: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    status: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    attribution: Option<AttributionLine<'a>>,
    #[serde(default)]
    confidence: Option<f32>,
    #[serde(borrow, default)]
    a: Vec<PartyLine<'a>>,
    #[serde(borrow, default)]
    b: Vec<PartyLine<'a>>,
    #[serde(default)]
    direction: i8,
    #[serde(borrow, default)]
    aligned: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    subject: Vec<PartyLine<'a>>,
    #[serde(borrow, default)]
    toward: Vec<PartyLine<'a>>,
    #[serde(borrow, default)]
    away: Vec<PartyLine<'a>>,
    #[serde(borrow, default)]
    words: Option<QuoteLine<'a>>,
}

#[derive(Deserialize)]
struct PartyLine<'a> {
    #[serde(borrow, default)]
    code: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    sector: Vec<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct QuoteLine<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
}

#[derive(Deserialize)]
struct AttributionLine<'a> {
    #[serde(borrow, default)]
    speaker: Option<PartyLine<'a>>,
}

/// Takes one record; says what is wrong where it cannot be read.
pub(super) fn take(taker: &mut Taker<'_>, line: usize, written: &str) -> Option<String> {
    match serde_json::from_str::<RecordLine<'_>>(written) {
        Ok(record) if record.kind == "event" => taken(taker, line, &record),
        Ok(record) if record.kind == "assessment" || record.kind == "alignment" => {
            judged(taker, line, &record)
        }
        Ok(_) => {
            taker.pass_over();
            None
        }
        Err(error) => {
            taker.refuse();
            Some(no_record(&error))
        }
    }
}

/// What is wrong with a line that is no record.
pub(crate) fn no_record(error: &serde_json::Error) -> String {
    let what = error.to_string();
    format!("no record of `tiltmeter code`: {}", what.split(" at line ").next().unwrap_or_default())
}

fn taken(taker: &mut Taker<'_>, line: usize, record: &RecordLine<'_>) -> Option<String> {
    let text = |cell: &Option<Cow<'_, str>>| cell.as_deref().unwrap_or("").to_string();
    let modes = record.mode.join(";");
    let number = |number: Option<String>| number.unwrap_or_default();
    let score = number(record.event_scale.map(|score| score.to_string()));
    let quad = number(record.quad_code.map(|quad| quad.to_string()));
    let weight = number(record.confidence.map(|weight| weight.to_string()));
    let (id, doc, date, reported) =
        (text(&record.id), text(&record.doc), text(&record.date), text(&record.published));
    let event = if record.event.is_some() { &record.event } else { &record.cameo };
    let (code, status) = (text(event), text(&record.status));
    let mentions = number(record.mentions.map(|mentions| mentions.to_string()));
    let speaker = record.attribution.as_ref().and_then(|attribution| attribution.speaker.as_ref());
    let row = Row {
        id: &id,
        doc: &doc,
        sentence: record.sentence,
        date: &date,
        reported: &reported,
        actors: sides(&record.actor),
        recipients: sides(&record.recipient),
        code: &code,
        mode: &modes,
        label: "",
        score: &score,
        quad: &quad,
        weight: &weight,
        mentions: &mentions,
        status: &status,
        speaker: speaker.and_then(|speaker| speaker.code.as_deref()).unwrap_or(""),
        words: record.event_text.as_ref().map_or("", |quote| &quote.text),
    };
    taker.take(line, &row)
}

fn judged(taker: &mut Taker<'_>, line: usize, record: &RecordLine<'_>) -> Option<String> {
    let speaker = record.attribution.as_ref().and_then(|attribution| attribution.speaker.as_ref());
    let (a, b) = (sides(&record.a), sides(&record.b));
    let (subject, others) = match record.kind == "assessment" {
        true => (a, vec![(b, record.direction)]),
        false => (sides(&record.subject), vec![(sides(&record.toward), 1), (sides(&record.away), -1)]),
    };
    let judgement = Judgement {
        doc: record.doc.as_deref().unwrap_or(""),
        sentence: record.sentence,
        date: record.date.as_deref().unwrap_or(""),
        published: record.published.as_deref().unwrap_or(""),
        subject,
        others,
        together: record.aligned.as_deref() == Some("axis"),
        said: record.attribution.is_some(),
        speaker: speaker.and_then(|speaker| speaker.code.as_deref()).unwrap_or(""),
        words: record.words.as_ref().map_or("", |quote| &quote.text),
    };
    taker.judge(line, &judgement)
}

fn sides<'r>(parties: &'r [PartyLine<'_>]) -> Vec<Side<'r>> {
    let side = |party: &'r PartyLine<'_>| Side {
        name: party.code.as_deref().unwrap_or(""),
        sectors: party.sector.iter().map(|sector| &**sector).collect(),
    };
    parties.iter().map(side).collect()
}
