//! The tables that other systems read: POLECAT's forty columns, and GDELT 2.0's sixty-one as far as we know them.
//!
//! One row is one actor and one recipient; rows of one event stand together and share its id, and an import makes
//! one event of them again. A cell that an imported event brought along is written back where we have none.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::OnceLock;

use tiltmeter_coder::States;
use tiltmeter_record::Quad;

use super::event::{EventRow, PartyRow};
use crate::relations::codes::rows;
use crate::relations::columns::Layout;

/// The name of a column of a table, with or without a header.
pub(super) fn name_of(layout: &Layout, place: usize) -> Cow<'_, str> {
    let known: &[&str] = if layout.shape == Some("gdelt2") { columns("gdelt") } else { &[] };
    match (layout.names.get(place), known.get(place)) {
        (Some(name), _) => Cow::Borrowed(name),
        (None, Some(name)) if !layout.has_header => Cow::Borrowed(name),
        _ => Cow::Owned(format!("#{}", place + 1)),
    }
}

/// Where a table of GDELT has the whole codes of actor and recipient.
pub(super) fn whole_codes(layout: &Layout) -> (Option<usize>, Option<usize>) {
    let place = |name: &str| match layout.has_header {
        true => layout.names.iter().position(|known| known == name),
        false => columns("gdelt").iter().position(|known| *known == name),
    };
    (place("Actor1Code"), place("Actor2Code"))
}

/// The columns of a format, in their order.
pub(super) fn columns(format: &str) -> &'static [&'static str] {
    static COLUMNS: OnceLock<BTreeMap<&str, Vec<&str>>> = OnceLock::new();
    let by_format = COLUMNS.get_or_init(|| {
        let mut by_format: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for row in rows(include_str!("../../tables/export_columns.tsv")) {
            by_format.entry(row[0]).or_default().push(row[1]);
        }
        by_format
    });
    by_format.get(format).map_or(&[], Vec::as_slice)
}

/// Whom a column tells of.
pub(super) enum Side {
    Actor,
    Recipient,
}

/// The party that a column tells of, by the name that ICEWS, POLECAT or GDELT gives it; `None` is the event.
pub(super) fn side(column: &str) -> Option<Side> {
    if column.contains("Recipient") || column.starts_with("Target") || column.starts_with("Actor2") {
        return Some(Side::Recipient);
    }
    (column.contains("Actor") || column.starts_with("Source ")).then_some(Side::Actor)
}

/// One row: an event, one of its actors, one of its recipients.
struct Pair<'e> {
    event: &'e EventRow,
    actor: Option<&'e PartyRow>,
    recipient: Option<&'e PartyRow>,
}

impl<'e> Pair<'e> {
    // The cell that an imported event brought along.
    fn kept(&self, column: &str) -> Option<&'e String> {
        match side(column) {
            Some(Side::Actor) if self.actor.is_some() => self.actor?.columns.get(column),
            Some(Side::Recipient) if self.recipient.is_some() => self.recipient?.columns.get(column),
            // What was told of somebody who is not named stands with the event.
            _ => self.event.source.as_ref()?.columns.get(column),
        }
    }
}

type Cell = fn(&Pair<'_>, &str) -> Option<String>;

/// Writes the rows of one event; how many.
pub(super) fn write_polecat(event: &EventRow, out: &mut dyn Write) -> io::Result<usize> {
    write_rows("polecat", "polecat", polecat, event, out)
}

/// Writes the rows of one event; how many.
pub(super) fn write_gdelt(event: &EventRow, out: &mut dyn Write) -> io::Result<usize> {
    write_rows("gdelt", "gdelt2", gdelt, event, out)
}

fn write_rows(
    format: &str,
    shape: &str,
    cell: Cell,
    event: &EventRow,
    out: &mut dyn Write,
) -> io::Result<usize> {
    let is_its_own = event.source.as_ref().is_some_and(|source| source.format == shape);
    let (columns, pairs) = (columns(format), event.pairs());
    for (actor, recipient) in &pairs {
        let pair = Pair { event, actor: *actor, recipient: *recipient };
        let written = |column: &&str| {
            let kept = || pair.kept(column).filter(|_| is_its_own).cloned();
            // What came with the row and has no field of ours is surer than what can be made of the fields.
            one_line(&kept().or_else(|| cell(&pair, column)).unwrap_or_default())
        };
        let cells: Vec<String> = columns.iter().map(written).collect();
        writeln!(out, "{}", cells.join("\t"))?;
    }
    Ok(pairs.len())
}

// A tab or a line end within a cell would move all cells behind it.
fn one_line(cell: &str) -> String {
    cell.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn polecat(pair: &Pair<'_>, column: &str) -> Option<String> {
    let Pair { event, actor, recipient } = pair;
    match column {
        "Event ID" => Some(event.id.clone()),
        "Event Date" => event.date.clone(),
        "Event Type" => event.event.clone(),
        "Event Mode" => Some(event.mode.join(";")),
        "Intensity" => Some(event.event_scale.to_string()),
        "Quad Code" => Some(event.quad_code.to_string()),
        "Contexts" => Some(event.context.join(";")),
        "Source" => event.publisher.clone(),
        "Publication Date" => event.published.clone(),
        "Placename" => event.location.as_ref().map(|place| place.name.clone().unwrap_or(place.text.clone())),
        "Raw Placename" => event.location.as_ref().map(|place| place.text.clone()),
        "Country" => event.location.as_ref().and_then(|place| place.country.clone()),
        "Latitude" => event.location.as_ref().and_then(|place| place.lat).map(|degrees| degrees.to_string()),
        "Longitude" => event.location.as_ref().and_then(|place| place.lon).map(|degrees| degrees.to_string()),
        "GeoNames ID" => event.location.as_ref().and_then(|place| text(place.more.get("geonames")?)),
        _ => {
            let party = if column.contains("Actor") { *actor } else { *recipient };
            polecat_party(party.filter(|_| column.contains("Actor") || column.contains("Recipient"))?, column)
        }
    }
}

fn polecat_party(party: &PartyRow, column: &str) -> Option<String> {
    match column {
        "Actor Name" | "Recipient Name" => Some(name(party)),
        "Actor Name Raw" | "Recipient Name Raw" => Some(party.text.clone()),
        "Actor Country" | "Recipient Country" => party.code.clone(),
        "Actor COW" | "Recipient COW" => {
            party.code.as_ref().and_then(|code| States::builtin().cow(code)).map(|cow| cow.to_string())
        }
        "Primary Actor Sector" | "Primary Recipient Sector" => party.sector.first().cloned(),
        "Actor Sectors" | "Recipient Sectors" => Some(party.sector.join(",")),
        "Actor Title" | "Recipient Title" => text(party.more.get("office")?.get("title")?),
        _ => None,
    }
}

fn gdelt(pair: &Pair<'_>, column: &str) -> Option<String> {
    let event = pair.event;
    let place = event.location.as_ref();
    match column {
        "GLOBALEVENTID" => Some(number(event)),
        "SQLDATE" => event.day().map(|day| day.replace('-', "")),
        "MonthYear" => event.day().map(|day| day[..7].replace('-', "")),
        "Year" => event.day().map(|day| day[..4].to_string()),
        "FractionDate" => event.day().and_then(fraction),
        "IsRootEvent" => Some(u8::from(event.sentence.is_none_or(|sentence| sentence == 0)).to_string()),
        "EventCode" => event.cameo.clone(),
        "EventBaseCode" => event.cameo.as_ref().map(|code| code.chars().take(3).collect()),
        "EventRootCode" => event.cameo.as_ref().map(|code| code.chars().take(2).collect()),
        "QuadClass" => Some(event.quad_code.to_string()),
        "GoldsteinScale" => Some(event.event_scale.to_string()),
        "NumMentions" => Some(event.mentions.unwrap_or(1).to_string()),
        "ActionGeo_FullName" => place.map(|place| place.name.clone().unwrap_or(place.text.clone())),
        "ActionGeo_Lat" => place.and_then(|place| place.lat).map(|degrees| degrees.to_string()),
        "ActionGeo_Long" => place.and_then(|place| place.lon).map(|degrees| degrees.to_string()),
        "DATEADDED" => event.published.as_ref().map(|day| format!("{}000000", day.replace('-', ""))),
        "SOURCEURL" => event.url.clone().or_else(|| Some(event.doc.clone())),
        _ => {
            let (party, field) = column
                .strip_prefix("Actor1")
                .map(|field| (pair.actor, field))
                .or_else(|| column.strip_prefix("Actor2").map(|field| (pair.recipient, field)))?;
            gdelt_party(party?, field)
        }
    }
}

fn gdelt_party(party: &PartyRow, field: &str) -> Option<String> {
    match field {
        "Code" => {
            let sectors = party.sector.iter().map(String::as_str);
            Some(party.code.as_deref().into_iter().chain(sectors).collect())
        }
        "Name" => Some(name(party).to_uppercase()),
        "CountryCode" => party.code.clone(),
        "Type1Code" => party.sector.first().cloned(),
        "Type2Code" => party.sector.get(1).cloned(),
        "Type3Code" => party.sector.get(2).cloned(),
        _ => None,
    }
}

fn name(party: &PartyRow) -> String {
    party.name.clone().unwrap_or_else(|| party.text.clone())
}

fn text(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

// GDELT counts its events; ours are named by sixteen hexadecimal digits. What came from GDELT is a count already, of
// sixteen digits perhaps.
fn number(event: &EventRow) -> String {
    let is_counted = event.source.as_ref().is_some_and(|source| source.format.starts_with("gdelt"));
    let number = u64::from_str_radix(&event.id, 16).ok().filter(|_| event.id.len() == 16 && !is_counted);
    number.map_or_else(|| event.id.clone(), |number| number.to_string())
}

// The year, and what of it has gone in four digits, as the codebook has it: (month · 30 + day) / 365.
fn fraction(day: &str) -> Option<String> {
    let part = |range: std::ops::Range<usize>| day.get(range)?.parse::<f64>().ok();
    let gone = (part(5..7)? - 1.0).mul_add(30.0, part(8..10)?) / 365.0;
    Some(format!("{:.4}", part(0..4)? + gone.min(0.9999)))
}

/// The words of a quad class.
pub(super) fn quad_words(quad: u8) -> &'static str {
    match quad {
        1 => "verbal cooperation",
        2 => "material cooperation",
        3 => "verbal conflict",
        _ => "material conflict",
    }
}

/// The quad classes, in their order.
pub(super) const QUADS: [Quad; 4] =
    [Quad::VerbalCooperation, Quad::MaterialCooperation, Quad::VerbalConflict, Quad::MaterialConflict];
