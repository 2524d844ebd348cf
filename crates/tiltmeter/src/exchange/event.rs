//! An event on its way from or to other systems: the record of `docs/records.md`, owned.
//!
//! What has no field here is kept as it is (`more`), so that a record written by a later program passes through whole.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

type More = BTreeMap<String, Value>;

/// An event record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct EventRow {
    pub kind: String,
    pub id: String,
    pub doc: String,
    pub sentence: Option<u64>,
    /// `None` where a CAMEO code has no PLOVER type.
    pub event: Option<String>,
    pub mode: Vec<String>,
    pub context: Vec<String>,
    pub quad_code: u8,
    pub event_scale: f64,
    pub cameo: Option<String>,
    pub actor: Vec<PartyRow>,
    pub recipient: Vec<PartyRow>,
    pub event_text: Option<WordsRow>,
    pub date: Option<String>,
    pub published: Option<String>,
    pub status: String,
    pub attribution: Option<Value>,
    pub magnitude: Vec<Value>,
    pub location: Option<PlaceRow>,
    pub confidence: Option<f64>,
    pub rule: Option<String>,
    /// How many reports tell it, where its source says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mentions: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Where it came from, if not from a report read here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceRow>,
    #[serde(flatten)]
    pub more: More,
}

/// A party of an event.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct PartyRow {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<u64>,
    pub text: String,
    pub code: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sector: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Cells of an imported row that say more of this party and have no field here.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
    #[serde(flatten)]
    pub more: More,
}

/// Words, and where they stand where that is known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct WordsRow {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<u64>,
    pub text: String,
}

/// A place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct PlaceRow {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<u64>,
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    #[serde(flatten)]
    pub more: More,
}

/// The data set that an event came from, and the cells of its row that have no field here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[allow(missing_docs, reason = "docs/records.md tells each field")]
pub struct SourceRow {
    pub format: String,
    pub columns: BTreeMap<String, String>,
}

impl EventRow {
    /// Its day, where it is known to the day: `2018-01-04`.
    pub(super) fn day(&self) -> Option<&str> {
        self.date.as_deref().filter(|date| date.len() == 10 && !date.contains('W'))
    }

    /// Every actor with every recipient; somebody with nobody, where one side is empty.
    pub(super) fn pairs(&self) -> Vec<(Option<&PartyRow>, Option<&PartyRow>)> {
        let side = |parties: &'_ [PartyRow]| parties.len().max(1);
        let (n_actors, n_recipients) = (side(&self.actor), side(&self.recipient));
        let pairs =
            (0..n_actors).flat_map(|actor| (0..n_recipients).map(move |recipient| (actor, recipient)));
        pairs.map(|(actor, recipient)| (self.actor.get(actor), self.recipient.get(recipient))).collect()
    }

    /// The fields that say something: their names.
    pub(super) fn told(&self) -> Vec<String> {
        let Ok(Value::Object(fields)) = serde_json::to_value(self) else { return Vec::new() };
        let says = |value: &Value| match value {
            Value::Null => false,
            Value::Array(list) => !list.is_empty(),
            Value::Object(fields) => !fields.is_empty(),
            Value::String(text) => !text.is_empty(),
            _ => true,
        };
        fields.into_iter().filter(|(_, value)| says(value)).map(|(name, _)| name).collect()
    }
}
