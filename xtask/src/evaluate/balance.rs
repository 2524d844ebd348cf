//! `cargo xtask evaluate balance FILE…`: frustration of signed graphs, and the time it takes; beside
//! `eval/peers/balance.py`, which writes the graphs and asks other programs.
//!
//! ```text
//! g2018_30.txt: 131 nodes, 648 relations: frustration 0.044738 in 18.5 ms; 1406 triads balanced, 296 not
//! ```

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use tiltmeter_relations::balance::{Edge, camps, triads};

/// What to evaluate.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Graphs: two numbers of nodes and a weight a line.
    files: Vec<PathBuf>,
}

/// Evaluates and prints.
pub(crate) fn run(args: &Args) -> Result<()> {
    for path in &args.files {
        let edges = read(path)?;
        let n_nodes = edges.iter().map(|edge| edge.a.max(edge.b) + 1).max().unwrap_or(0);
        let started = Instant::now();
        let frustration = camps(n_nodes, &edges).frustration;
        let milliseconds = started.elapsed().as_secs_f64() * 1e3;
        let triads = triads(n_nodes, &edges);
        println!(
            "{}: {n_nodes} nodes, {} relations: frustration {frustration:.6} in {milliseconds:.1} ms; {} triads \
             balanced, {} not",
            path.display(),
            edges.len(),
            triads.balanced,
            triads.unbalanced
        );
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<Edge>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let edge = |(number, line): (usize, &str)| {
        edge(line)
            .with_context(|| format!("`{}`, line {}: not two nodes and a weight", path.display(), number + 1))
    };
    text.lines().enumerate().map(edge).collect()
}

fn edge(line: &str) -> Option<Edge> {
    let mut fields = line.split_whitespace();
    let (a, b) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(Edge { a, b, weight: fields.next()?.parse().ok()? })
}
