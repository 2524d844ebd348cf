//! Dyads as a directed graph, for programs that draw and measure networks: GEXF 1.3 and GraphML.
//!
//! A node is a party by its code; an edge says how many events of each quad class go from one to the other, and
//! their mean score.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::event::EventRow;
use super::tables::{QUADS, quad_words};
use crate::relations::party_name;

/// Edges, and what is summed on each.
#[derive(Default)]
pub(super) struct Graph {
    edges: BTreeMap<(String, String), Edge>,
}

#[derive(Default)]
struct Edge {
    quads: [u64; 4],
    score: f64,
}

impl Edge {
    fn n_events(&self) -> u64 {
        self.quads.iter().sum()
    }

    fn mean(&self) -> f64 {
        self.score / self.n_events().max(1) as f64
    }
}

impl Graph {
    /// Adds an event to each of its dyads; how many there are is known at the end.
    pub(super) fn add(&mut self, event: &EventRow) -> usize {
        let mut dyads = BTreeSet::new();
        for (actor, recipient) in event.pairs() {
            let code = |party: Option<&super::PartyRow>| party.and_then(|party| party.code.clone());
            dyads.extend(code(actor).zip(code(recipient)));
        }
        for dyad in dyads {
            let edge = self.edges.entry(dyad).or_default();
            edge.quads[usize::from(event.quad_code.clamp(1, 4)) - 1] += 1;
            edge.score += event.event_scale;
        }
        0
    }

    fn nodes(&self) -> BTreeSet<&str> {
        self.edges.keys().flat_map(|(a, b)| [a.as_str(), b.as_str()]).collect()
    }
}

/// Writes the graph for Gephi; the number of its edges.
pub(super) fn write_gexf(graph: &Graph, out: &mut dyn Write) -> io::Result<usize> {
    out.write_all(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">\n\
          <graph defaultedgetype=\"directed\">\n<attributes class=\"edge\">\n",
    )?;
    for (place, name) in attributes().iter().enumerate() {
        writeln!(out, "<attribute id=\"{place}\" title=\"{name}\" type=\"double\"/>")?;
    }
    out.write_all(b"</attributes>\n<nodes>\n")?;
    for code in graph.nodes() {
        writeln!(out, "<node id=\"{}\" label=\"{}\"/>", escaped(code), escaped(party_name(code)))?;
    }
    out.write_all(b"</nodes>\n<edges>\n")?;
    for (place, ((source, target), edge)) in graph.edges.iter().enumerate() {
        let (source, target) = (escaped(source), escaped(target));
        let weight = edge.n_events();
        writeln!(
            out,
            "<edge id=\"{place}\" source=\"{source}\" target=\"{target}\" weight=\"{weight}\"><attvalues>"
        )?;
        for (place, value) in values(edge).iter().enumerate() {
            writeln!(out, "<attvalue for=\"{place}\" value=\"{value}\"/>")?;
        }
        out.write_all(b"</attvalues></edge>\n")?;
    }
    out.write_all(b"</edges>\n</graph>\n</gexf>\n")?;
    Ok(graph.edges.len())
}

/// Writes the graph for igraph and most others; the number of its edges.
pub(super) fn write_graphml(graph: &Graph, out: &mut dyn Write) -> io::Result<usize> {
    out.write_all(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n\
          <key id=\"name\" for=\"node\" attr.name=\"name\" attr.type=\"string\"/>\n\
          <key id=\"weight\" for=\"edge\" attr.name=\"weight\" attr.type=\"double\"/>\n",
    )?;
    for (place, name) in attributes().iter().enumerate() {
        writeln!(out, "<key id=\"e{place}\" for=\"edge\" attr.name=\"{name}\" attr.type=\"double\"/>")?;
    }
    out.write_all(b"<graph edgedefault=\"directed\">\n")?;
    for code in graph.nodes() {
        let name = escaped(party_name(code));
        writeln!(out, "<node id=\"{}\"><data key=\"name\">{name}</data></node>", escaped(code))?;
    }
    for ((source, target), edge) in &graph.edges {
        writeln!(out, "<edge source=\"{}\" target=\"{}\">", escaped(source), escaped(target))?;
        writeln!(out, "<data key=\"weight\">{}</data>", edge.n_events())?;
        for (place, value) in values(edge).iter().enumerate() {
            writeln!(out, "<data key=\"e{place}\">{value}</data>")?;
        }
        out.write_all(b"</edge>\n")?;
    }
    out.write_all(b"</graph>\n</graphml>\n")?;
    Ok(graph.edges.len())
}

fn attributes() -> Vec<String> {
    let quads = QUADS.map(|quad| quad_words(quad as u8).replace(' ', "_"));
    quads.into_iter().chain(["mean_score".to_string()]).collect()
}

fn values(edge: &Edge) -> Vec<f64> {
    edge.quads.iter().map(|&n| n as f64).chain([edge.mean()]).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
