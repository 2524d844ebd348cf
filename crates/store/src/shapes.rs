//! What goes into an archive and comes out of it: records with PLOVER's names of fields.
//!
//! The shapes are the archive's own. A field that has no column here is kept all the same, in `more`: what later
//! programs add to their records comes back as it went in.
//!
//! ```
//! let written = r#"{"id":"1","event":"AID","mode":[],"context":[],"quad_code":2,"event_scale":7.0,"cameo":null,
//!     "actor":[{"text":"Beijing","code":"CHN"}],"recipient":[],"status":"actual","confidence":0.5,"mood":"calm"}"#;
//! let event: tiltmeter_store::Event = serde_json::from_str(written).unwrap();
//! assert_eq!(event.actor[0].code.as_deref(), Some("CHN"));
//! assert_eq!(event.more["mood"], "calm");
//! ```

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tiltmeter_record::{Fingerprint, Precision, Report, Status, When};

/// Words of a report and where they stand, in code points.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct Quote {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<u32>,
    pub text: String,
}

/// An actor, recipient, speaker or addressee.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct Party {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<u32>,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sector: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// On whose word an event stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct Attribution {
    pub speaker: Option<Party>,
    #[serde(default)]
    pub cue: Option<String>,
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// An event, as one report tells it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct Event {
    pub id: String,
    #[serde(default)]
    pub doc: Option<String>,
    #[serde(default)]
    pub sentence: Option<u32>,
    /// `None` where a CAMEO code has no PLOVER type.
    pub event: Option<String>,
    #[serde(default)]
    pub mode: Vec<String>,
    #[serde(default)]
    pub context: Vec<String>,
    #[serde(default)]
    pub quad_code: Option<u8>,
    #[serde(default)]
    pub event_scale: Option<f64>,
    #[serde(default)]
    pub cameo: Option<String>,
    pub actor: Vec<Party>,
    pub recipient: Vec<Party>,
    #[serde(default)]
    pub event_text: Option<Quote>,
    #[serde(default)]
    pub date: Option<String>,
    #[serde(default)]
    pub published: Option<String>,
    #[serde(default)]
    pub status: Option<String>,
    #[serde(default)]
    pub attribution: Option<Attribution>,
    #[serde(default)]
    pub magnitude: Vec<Value>,
    #[serde(default)]
    pub location: Option<Value>,
    #[serde(default)]
    pub confidence: Option<f64>,
    #[serde(default)]
    pub rule: Option<String>,
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// A statement.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct Statement {
    #[serde(default)]
    pub doc: Option<String>,
    #[serde(default)]
    pub sentence: Option<u32>,
    pub speaker: Option<Party>,
    pub addressee: Option<Party>,
    pub cue: Quote,
    pub content: Vec<Quote>,
    pub form: String,
    pub rule: String,
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// A tie between two parties: its record whole, and what it is looked up by.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tie {
    /// What ties them.
    pub kind: String,
    /// Code of one party.
    pub a: Option<String>,
    /// Code of the other.
    pub b: Option<String>,
    /// Sentence of the report.
    pub sentence: Option<u32>,
    /// The record.
    pub record: Map<String, Value>,
}

/// A sentence that bears a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    /// Its number in the report, from 0.
    pub number: u32,
    /// Where it begins, in code points.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// Its words.
    pub text: String,
}

impl Event {
    /// The day on which it counts: when it was done, to the week at least, or else the day of the report where that
    /// lies within what is said. What is announced counts on the day it is said. Days since 1970-01-01.
    pub fn day(&self) -> Option<i32> {
        let when =
            |written: &Option<String>| written.as_deref().and_then(|written| written.parse::<When>().ok());
        let (told, published) = (when(&self.date), when(&self.published).map(|when| when.date));
        let date = match told {
            _ if self.status.as_deref() == Some(Status::Future.code()) => {
                published.or(told.map(|told| told.date))
            }
            Some(told) if told.precision <= Precision::Week => Some(told.date),
            Some(told) => published.filter(|day| (told.date..=told.last_day()).contains(day)),
            None => None,
        };
        date.map(days)
    }
}

/// Days from 1970-01-01 to that day.
pub fn days(date: jiff::civil::Date) -> i32 {
    let span = date.since((jiff::Unit::Day, jiff::civil::date(1970, 1, 1)));
    span.expect("two dates of the calendar have a distance in days").get_days()
}

/// The day so many days after 1970-01-01.
pub fn date_of(day: i32) -> jiff::civil::Date {
    jiff::civil::date(1970, 1, 1).saturating_add(jiff::Span::new().days(day))
}

/// The week that holds a day, counted from Monday 1969-12-29.
pub fn week(day: i32) -> i32 {
    (day + 3).div_euclid(7)
}

/// The name of a report, made of all it holds: a report that changes in a word is another.
pub fn report_id(report: &Report) -> String {
    let date = report.date.map(|date| date.to_string());
    let optional = |part: Option<&str>| part.map_or(Vec::new(), |part| [b"=", part.as_bytes()].concat());
    Fingerprint::default()
        .with(report.id.as_bytes())
        .with(&optional(date.as_deref()))
        .with(&optional(report.title.as_deref()))
        .with(&optional(report.url.as_deref()))
        .with(&optional(report.publisher.as_deref()))
        .with(report.text.as_bytes())
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: &str, date: &str, published: &str, expected: &str) {
        let written = |text: &str| (!text.is_empty()).then(|| text.to_string());
        let event = Event {
            status: Some(status.to_string()),
            date: written(date),
            published: written(published),
            ..Event::default()
        };
        let found = event.day().map_or("none".to_string(), |day| date_of(day).to_string());
        assert_eq!(found, expected, "{status} {date} {published}");
    }

    #[test]
    fn an_event_counts_on_its_day_and_an_announcement_when_it_is_said() {
        check("actual", "2018-01-04", "2018-01-05", "2018-01-04");
        check("actual", "2018-W05", "2018-02-20", "2018-01-29");
        check("actual", "2018-01", "2018-01-29", "2018-01-29");
        check("actual", "2017", "2018-01-29", "none");
        check("actual", "", "2018-01-29", "none");
        check("future", "2018-03-10", "2018-01-29", "2018-01-29");
        check("future", "2018-03-10", "", "2018-03-10");
    }

    #[test]
    fn weeks_begin_on_monday() {
        let of = |written: &str| week(days(written.parse().unwrap()));
        assert_eq!((of("1969-12-29"), of("1970-01-04"), of("1970-01-05"), of("1969-12-28")), (0, 0, 1, -1));
    }
}
