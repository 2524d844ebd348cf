//! Structural balance of a signed graph (Cartwright & Harary 1956): triads and frustration. Beside the
//! series: axes and blocs hand over the levels between states as a graph.
//!
//! A graph is balanced when its nodes fall into two camps with friends inside and foes across. Frustration
//! is the weight that has to be ignored for that, as a share of all weight.
//!
//! ```
//! use tiltmeter_relations::balance::{Edge, frustration};
//! let edge = |a, b, weight| Edge { a, b, weight };
//! // My enemy's enemy is my friend: balanced. My friends are at war: not.
//! assert_eq!(frustration(3, &[edge(0, 1, 2.0), edge(0, 2, -1.0), edge(1, 2, -1.0)]), 0.0);
//! assert_eq!(frustration(3, &[edge(0, 1, 2.0), edge(0, 2, 1.0), edge(1, 2, -1.0)]), 0.25);
//! ```

use crate::calibrate::Random;

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
    camps(n_nodes, edges).frustration
}

/// The two camps into which a graph falls with least weight ignored.
#[derive(Clone, Debug, PartialEq)]
pub struct Camps {
    /// Of each node, whether it stands apart from the first one.
    pub apart: Vec<bool>,
    /// Share of weight that has to be ignored, 0 to 1.
    pub frustration: f32,
    /// Whether no better division can exist: all were tried, or nothing is ignored.
    pub exact: bool,
}

/// Divides a graph: by trying all divisions of up to twenty nodes, by a seeded tabu search of more. Nodes
/// with a single relation don't count as nodes here: they follow whom they are tied to.
pub fn camps(n_nodes: usize, edges: &[Edge]) -> Camps {
    let graph = Graph::of(n_nodes, edges);
    let (core, leaves) = graph.peeled();
    let inner = graph.within(&core);
    let exhaustive = core.len() <= MOST_TRIED;
    let divided = if exhaustive { inner.best_of_all() } else { inner.best_of_search() };
    let mut apart = vec![false; n_nodes];
    core.iter().zip(divided).for_each(|(&node, side)| apart[node] = side);
    leaves.iter().rev().for_each(|&(leaf, tied, weight)| apart[leaf] = apart[tied] != (weight < 0));
    if apart.first() == Some(&true) {
        apart.iter_mut().for_each(|side| *side = !*side);
    }
    let ignored = graph.ignored(&apart);
    let total: i64 = graph.edges.iter().map(|edge| edge.2.abs()).sum();
    let frustration = if total > 0 { (ignored as f64 / total as f64) as f32 } else { 0.0 };
    Camps { apart, frustration, exact: exhaustive || ignored == 0 }
}

/// How many closed triads there are, and how many of them are balanced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Triads {
    /// Triads with no or two negative relations.
    pub balanced: usize,
    /// Triads with one or three.
    pub unbalanced: usize,
}

/// Counts the closed triads of a graph without double edges.
pub fn triads(n_nodes: usize, edges: &[Edge]) -> Triads {
    let graph = Graph::of(n_nodes, edges);
    let mut triads = Triads::default();
    let mut sign = vec![0i64; n_nodes];
    for (node, neighbours) in graph.neighbours.iter().enumerate() {
        let later = || neighbours.iter().filter(|(other, _)| *other > node);
        later().for_each(|&(other, weight)| sign[other] = weight.signum());
        for &(other, weight) in later() {
            for &(third, across) in graph.neighbours[other].iter().filter(|(third, _)| *third > other) {
                match sign[third] * weight.signum() * across.signum() {
                    0 => {}
                    1.. => triads.balanced += 1,
                    _ => triads.unbalanced += 1,
                }
            }
        }
        later().for_each(|&(other, _)| sign[other] = 0);
    }
    triads
}

const MOST_TRIED: usize = 20;
// Integers add up to the same whatever the order: millionths of a point on the scale of −10 to +10.
const UNIT: f64 = 1e6;
const STARTS: usize = 8;
const STEPS_A_NODE: usize = 60;
const SEED: u64 = 1956;

struct Graph {
    edges: Vec<(usize, usize, i64)>,
    neighbours: Vec<Vec<(usize, i64)>>,
}

impl Graph {
    fn of(n_nodes: usize, edges: &[Edge]) -> Graph {
        let weighed = |edge: &Edge| (edge.a, edge.b, (f64::from(edge.weight) * UNIT).round() as i64);
        Graph::new(n_nodes, edges.iter().filter(|edge| edge.a != edge.b).map(weighed).collect())
    }

    fn new(n_nodes: usize, edges: Vec<(usize, usize, i64)>) -> Graph {
        let mut neighbours = vec![Vec::new(); n_nodes];
        for &(a, b, weight) in &edges {
            neighbours[a].push((b, weight));
            neighbours[b].push((a, weight));
        }
        Graph { edges, neighbours }
    }

    /// The nodes with two relations or more among themselves, and those taken off one after another,
    /// each with the one it is tied to and how.
    fn peeled(&self) -> (Vec<usize>, Vec<(usize, usize, i64)>) {
        let mut degrees: Vec<usize> = self.neighbours.iter().map(Vec::len).collect();
        let mut leaves = Vec::new();
        let mut queue: Vec<usize> = (0..degrees.len()).filter(|&node| degrees[node] == 1).collect();
        while let Some(leaf) = queue.pop() {
            let Some(&(tied, weight)) = self.neighbours[leaf].iter().find(|next| degrees[next.0] > 0) else {
                continue;
            };
            leaves.push((leaf, tied, weight));
            degrees[leaf] = 0;
            degrees[tied] -= 1;
            if degrees[tied] == 1 {
                queue.push(tied);
            }
        }
        ((0..degrees.len()).filter(|&node| degrees[node] > 0).collect(), leaves)
    }

    fn within(&self, nodes: &[usize]) -> Graph {
        let place = |node: usize| nodes.binary_search(&node).ok();
        let inside = |&(a, b, weight): &(usize, usize, i64)| Some((place(a)?, place(b)?, weight));
        Graph::new(nodes.len(), self.edges.iter().filter_map(inside).collect())
    }

    /// Weight of friends apart and foes together.
    fn ignored(&self, apart: &[bool]) -> i64 {
        let against = |&&(a, b, weight): &&(usize, usize, i64)| (apart[a] == apart[b]) != (weight > 0);
        self.edges.iter().filter(against).map(|edge| edge.2.abs()).sum()
    }

    /// What each node's change of camp would add to the ignored weight.
    fn costs(&self, apart: &[bool]) -> Vec<i64> {
        let pull = |node: usize, other: usize| if apart[node] == apart[other] { 1 } else { -1 };
        let cost = |node: usize| self.neighbours[node].iter().map(|&(other, w)| pull(node, other) * w).sum();
        (0..apart.len()).map(cost).collect()
    }

    fn flip(&self, node: usize, apart: &mut [bool], costs: &mut [i64]) {
        apart[node] = !apart[node];
        costs[node] = -costs[node];
        for &(other, weight) in &self.neighbours[node] {
            costs[other] += if apart[node] == apart[other] { 2 * weight } else { -2 * weight };
        }
    }

    /// Tries all divisions in the order of Gray's code, in which one node changes camp at a time.
    fn best_of_all(&self) -> Vec<bool> {
        let n_nodes = self.neighbours.len();
        let mut apart = vec![false; n_nodes];
        let mut costs = self.costs(&apart);
        let mut ignored = self.ignored(&apart);
        let mut best = (ignored, apart.clone());
        for step in 1u32..1 << n_nodes.saturating_sub(1) {
            let node = step.trailing_zeros() as usize + 1;
            ignored += costs[node];
            self.flip(node, &mut apart, &mut costs);
            if ignored < best.0 {
                best = (ignored, apart.clone());
            }
        }
        best.1
    }

    fn best_of_search(&self) -> Vec<bool> {
        let mut random = Random::new(SEED);
        let n_nodes = self.neighbours.len();
        let mut best = (i64::MAX, Vec::new());
        for start in 0..STARTS {
            let apart: Vec<bool> = (0..n_nodes).map(|_| start > 0 && random.bits() & 1 == 1).collect();
            let found = self.search(apart, &mut random);
            if found.0 < best.0 {
                best = found;
            }
        }
        best.1
    }

    /// Tabu search: always the cheapest change of camp, even uphill, but none back within some steps.
    fn search(&self, mut apart: Vec<bool>, random: &mut Random) -> (i64, Vec<bool>) {
        let n_nodes = apart.len();
        let mut costs = self.costs(&apart);
        let mut ignored = self.ignored(&apart);
        let mut best = (ignored, apart.clone());
        let mut free_at = vec![0; n_nodes];
        for step in 0..STEPS_A_NODE * n_nodes {
            let allowed = |&node: &usize| free_at[node] <= step || ignored + costs[node] < best.0;
            let Some(node) = (0..n_nodes).filter(allowed).min_by_key(|&node| costs[node]) else { continue };
            ignored += costs[node];
            self.flip(node, &mut apart, &mut costs);
            free_at[node] = step + 1 + n_nodes / 10 + random.below(10);
            if ignored < best.0 {
                best = (ignored, apart.clone());
            }
        }
        best
    }
}
