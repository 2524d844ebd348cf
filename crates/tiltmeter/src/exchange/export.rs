//! Writing event records in the shapes that other programs read, one event after the other.
//!
//! ```
//! use tiltmeter::exchange::{EventRow, Export, Format};
//! let mut out = Vec::new();
//! let mut export = Export::begin(Format::Jsonl, &mut out).unwrap();
//! export.take(&EventRow { kind: "event".into(), id: "a".into(), ..EventRow::default() }).unwrap();
//! assert_eq!(export.finish().unwrap().n_events, 1);
//! ```

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::event::EventRow;
use super::graphs::Graph;
use super::{annotations, geojson, graphs, tables};

/// A shape that events can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The records themselves, one a line.
    Jsonl,
    /// POLECAT's forty columns, one row an actor and a recipient.
    Polecat,
    /// GDELT 2.0's sixty-one columns without a header, as far as we know them.
    Gdelt,
    /// Dyads as a graph for Gephi.
    Gexf,
    /// Dyads as a graph for igraph, networkx and most others.
    Graphml,
    /// Events that have coordinates, for maps.
    Geojson,
    /// W3C Web Annotations: the words of each event, by quote and by position.
    Annotations,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 7] = [
        Format::Jsonl,
        Format::Polecat,
        Format::Gdelt,
        Format::Gexf,
        Format::Graphml,
        Format::Geojson,
        Format::Annotations,
    ];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Format::Jsonl => "jsonl",
            Format::Polecat => "polecat",
            Format::Gdelt => "gdelt",
            Format::Gexf => "gexf",
            Format::Graphml => "graphml",
            Format::Geojson => "geojson",
            Format::Annotations => "annotations",
        }
    }

    /// What it is, in a few words.
    pub fn words(self) -> &'static str {
        match self {
            Format::Jsonl => "The records themselves, one a line",
            Format::Polecat => "POLECAT's forty columns",
            Format::Gdelt => "GDELT 2.0's sixty-one columns, as far as they are known",
            Format::Gexf => "Dyads as a graph for Gephi",
            Format::Graphml => "Dyads as a graph for igraph and networkx",
            Format::Geojson => "Events that have coordinates",
            Format::Annotations => "W3C Web Annotations of the words of events",
        }
    }

    /// The ending that its files have.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Jsonl => "jsonl",
            Format::Polecat | Format::Gdelt => "tsv",
            Format::Gexf => "gexf",
            Format::Graphml => "graphml",
            Format::Geojson => "geojson",
            Format::Annotations => "jsonld",
        }
    }

    /// The media type of its files.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Jsonl => "application/jsonl",
            Format::Polecat | Format::Gdelt => "text/tab-separated-values",
            Format::Gexf => "application/gexf+xml",
            Format::Graphml => "application/graphml+xml",
            Format::Geojson => "application/geo+json",
            Format::Annotations => "application/ld+json",
        }
    }

    // The fields of a record that it has a place for; `None` is all of them.
    fn held(self) -> Option<&'static [&'static str]> {
        match self {
            Format::Jsonl => None,
            Format::Polecat => Some(&[
                "actor",
                "context",
                "date",
                "event",
                "event_scale",
                "id",
                "location",
                "mode",
                "publisher",
                "published",
                "quad_code",
                "recipient",
            ]),
            Format::Gdelt => Some(&[
                "actor",
                "cameo",
                "date",
                "event_scale",
                "id",
                "location",
                "mentions",
                "published",
                "quad_code",
                "recipient",
                "url",
                "doc",
            ]),
            Format::Gexf | Format::Graphml => Some(&["actor", "recipient", "quad_code", "event_scale"]),
            Format::Geojson => Some(&[
                "actor",
                "recipient",
                "date",
                "event",
                "mode",
                "id",
                "doc",
                "event_scale",
                "quad_code",
                "status",
                "location",
                "event_text",
            ]),
            Format::Annotations => Some(&[
                "id",
                "doc",
                "url",
                "event",
                "mode",
                "context",
                "cameo",
                "date",
                "status",
                "event_text",
                "actor",
                "recipient",
                "quad_code",
                "event_scale",
                "confidence",
                "rule",
                "sentence",
            ]),
        }
    }
}

/// What was written, and what the format has no place for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Events that are in the file.
    pub n_events: usize,
    /// Rows, features, annotations, edges.
    pub n_rows: usize,
    /// Events that are not in the file, by what they lack.
    pub left_out: BTreeMap<&'static str, usize>,
    /// Fields that the format has no place for: how many events tell them.
    pub not_held: BTreeMap<String, usize>,
}

/// A file that is being written.
pub struct Export<'w> {
    format: Format,
    out: &'w mut dyn Write,
    graph: Graph,
    sums: Exported,
}

impl<'w> Export<'w> {
    /// Writes what stands before all events.
    pub fn begin(format: Format, out: &'w mut dyn Write) -> io::Result<Export<'w>> {
        match format {
            Format::Polecat => writeln!(out, "{}", tables::columns("polecat").join("\t"))?,
            Format::Geojson => out.write_all(geojson::HEAD.as_bytes())?,
            Format::Annotations => out.write_all(annotations::HEAD.as_bytes())?,
            Format::Jsonl | Format::Gdelt | Format::Gexf | Format::Graphml => {}
        }
        Ok(Export { format, out, graph: Graph::default(), sums: Exported::default() })
    }

    /// Writes one event.
    pub fn take(&mut self, event: &EventRow) -> io::Result<()> {
        if let Some(lacking) = self.lacking(event) {
            *self.sums.left_out.entry(lacking).or_default() += 1;
            return Ok(());
        }
        self.sums.n_rows += match self.format {
            Format::Jsonl => {
                serde_json::to_writer(&mut *self.out, event)?;
                self.out.write_all(b"\n")?;
                1
            }
            Format::Polecat => tables::write_polecat(event, self.out)?,
            Format::Gdelt => tables::write_gdelt(event, self.out)?,
            Format::Gexf | Format::Graphml => self.graph.add(event),
            Format::Geojson => geojson::write(event, self.sums.n_rows == 0, self.out)?,
            Format::Annotations => annotations::write(event, self.sums.n_rows == 0, self.out)?,
        };
        self.sums.n_events += 1;
        if let Some(held) = self.format.held() {
            let not_held = event.told().into_iter().filter(|field| field != "kind" && field != "source");
            for field in not_held.filter(|field| !held.contains(&field.as_str())) {
                *self.sums.not_held.entry(field).or_default() += 1;
            }
        }
        Ok(())
    }

    /// What the format cannot do without.
    fn lacking(&self, event: &EventRow) -> Option<&'static str> {
        let without_place =
            || event.location.as_ref().is_none_or(|place| place.lat.is_none() || place.lon.is_none());
        let coded = |parties: &[super::PartyRow]| parties.iter().any(|party| party.code.is_some());
        match self.format {
            Format::Polecat if event.event.is_none() => Some("without a PLOVER type"),
            Format::Gdelt if event.cameo.is_none() => Some("without a CAMEO code"),
            Format::Gdelt if event.day().is_none() => Some("without a day"),
            Format::Geojson if without_place() => Some("without coordinates"),
            Format::Gexf | Format::Graphml if !coded(&event.actor) || !coded(&event.recipient) => {
                Some("with a party that has no code")
            }
            Format::Annotations if event.event_text.as_ref().is_none_or(|words| words.start.is_none()) => {
                Some("without words in a report")
            }
            _ => None,
        }
    }

    /// Writes what stands behind all events.
    pub fn finish(mut self) -> io::Result<Exported> {
        match self.format {
            Format::Gexf => self.sums.n_rows = graphs::write_gexf(&self.graph, self.out)?,
            Format::Graphml => self.sums.n_rows = graphs::write_graphml(&self.graph, self.out)?,
            Format::Geojson => self.out.write_all(geojson::FOOT.as_bytes())?,
            Format::Annotations => self.out.write_all(annotations::FOOT.as_bytes())?,
            Format::Jsonl | Format::Polecat | Format::Gdelt => {}
        }
        self.out.flush()?;
        Ok(self.sums)
    }
}
