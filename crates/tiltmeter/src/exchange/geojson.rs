//! Events with coordinates as GeoJSON (RFC 7946), one feature a line.

use std::io::{self, Write};

use serde_json::json;

use super::event::{EventRow, PartyRow};
use super::tables::quad_words;

pub(super) const HEAD: &str = "{\"type\":\"FeatureCollection\",\"features\":[\n";
pub(super) const FOOT: &str = "\n]}\n";

/// Writes one feature.
pub(super) fn write(event: &EventRow, is_first: bool, out: &mut dyn Write) -> io::Result<usize> {
    let place = event.location.as_ref();
    let degrees = |degrees: Option<f64>| degrees.unwrap_or_default();
    let (lon, lat) = (degrees(place.and_then(|place| place.lon)), degrees(place.and_then(|place| place.lat)));
    let feature = json!({
        "type": "Feature",
        "id": event.id,
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {
            "doc": event.doc,
            "date": event.date,
            "event": event.event,
            "mode": event.mode.join(";"),
            "quad": quad_words(event.quad_code),
            "score": event.event_scale,
            "status": event.status,
            "actor": codes(&event.actor),
            "recipient": codes(&event.recipient),
            "place": place.map(|place| place.name.clone().unwrap_or(place.text.clone())),
            "country": place.and_then(|place| place.country.clone()),
            "words": event.event_text.as_ref().map(|words| words.text.clone()),
        },
    });
    out.write_all(if is_first { b"" } else { b",\n" })?;
    serde_json::to_writer(out, &feature)?;
    Ok(1)
}

/// The codes of parties, or their words where they have none.
pub(super) fn codes(parties: &[PartyRow]) -> String {
    let codes: Vec<&str> = parties.iter().map(|party| party.code.as_deref().unwrap_or(&party.text)).collect();
    codes.join(";")
}
