//! Balance on graphs small enough to be worked out by hand, and against all divisions of random ones.

use tiltmeter_relations::balance::{Edge, Triads, camps, frustration, triads};
use tiltmeter_relations::calibrate::Random;

fn graph(edges: &[(usize, usize, f32)]) -> Vec<Edge> {
    edges.iter().map(|&(a, b, weight)| Edge { a, b, weight }).collect()
}

fn check(n_nodes: usize, edges: &[(usize, usize, f32)], expected: f32) {
    let edges = graph(edges);
    let got = frustration(n_nodes, &edges);
    assert!((got - expected).abs() < 1e-6, "{edges:?}: {got}, not {expected}");
}

#[test]
fn triads_by_hand() {
    check(3, &[(0, 1, 1.0), (0, 2, 1.0), (1, 2, 1.0)], 0.0);
    check(3, &[(0, 1, 1.0), (0, 2, -1.0), (1, 2, -1.0)], 0.0);
    check(3, &[(0, 1, 1.0), (0, 2, 1.0), (1, 2, -1.0)], 1.0 / 3.0);
    check(3, &[(0, 1, -1.0), (0, 2, -1.0), (1, 2, -1.0)], 1.0 / 3.0);
    // The lightest relation is the one to ignore.
    check(3, &[(0, 1, -2.0), (0, 2, -3.0), (1, 2, -5.0)], 0.2);
}

#[test]
fn larger_graphs_by_hand() {
    check(0, &[], 0.0);
    check(2, &[(0, 1, -7.0)], 0.0);
    // A square of foes: opposite corners are friends.
    check(4, &[(0, 1, -1.0), (1, 2, -1.0), (2, 3, -1.0), (3, 0, -1.0)], 0.0);
    check(4, &[(0, 1, 1.0), (1, 2, -1.0), (2, 3, -1.0), (3, 0, -1.0)], 0.25);
    // Four who are all at war: two camps of two leave two wars inside.
    let all_foes: Vec<_> = (0..4).flat_map(|a| (a + 1..4).map(move |b| (a, b, -1.0))).collect();
    check(4, &all_foes, 2.0 / 6.0);
}

#[test]
fn camps_are_the_friends() {
    let found = camps(4, &graph(&[(0, 1, 2.0), (2, 3, 2.0), (0, 2, -1.0), (1, 3, -3.0), (0, 3, 0.5)]));
    assert_eq!(found.apart, [false, false, true, true]);
    assert!(found.exact);
    assert!((found.frustration - 0.5 / 8.5).abs() < 1e-6);
}

#[test]
fn triads_are_counted() {
    let square = [(0, 1, 1.0), (1, 2, 1.0), (0, 2, -1.0), (2, 3, -1.0), (0, 3, 2.0)];
    assert_eq!(triads(4, &graph(&square)), Triads { balanced: 1, unbalanced: 1 });
}

fn random_graph(n_nodes: usize, share: f64, seed: u64) -> Vec<Edge> {
    let mut random = Random::new(seed);
    let pairs = (0..n_nodes).flat_map(|a| (a + 1..n_nodes).map(move |b| (a, b)));
    let pairs: Vec<_> = pairs.filter(|_| random.unit() < share).collect();
    pairs.iter().map(|&(a, b)| Edge { a, b, weight: (random.unit() * 10.0 - 4.0) as f32 }).collect()
}

/// The same by brute force, each division summed afresh.
fn brute(n_nodes: usize, edges: &[Edge]) -> f32 {
    let ignored = |division: u32| -> f32 {
        let apart = |edge: &Edge| (division >> edge.a & 1) != (division >> edge.b & 1);
        edges.iter().filter(|edge| apart(edge) == (edge.weight > 0.0)).map(|edge| edge.weight.abs()).sum()
    };
    (0..1 << n_nodes).map(ignored).fold(f32::INFINITY, f32::min) / total(edges)
}

#[test]
fn small_random_graphs_equal_brute_force() {
    for seed in 0..20 {
        let edges = random_graph(9, 0.6, seed);
        assert!((frustration(9, &edges) - brute(9, &edges)).abs() < 1e-4, "seed {seed}");
    }
}

#[test]
fn the_search_finds_a_planted_balance() {
    // A hundred states in two camps, no relation against them: the search must ignore nothing.
    let mut edges = random_graph(100, 0.1, 7);
    edges.iter_mut().for_each(|edge| {
        edge.weight = if edge.a % 3 == 0 && edge.b % 3 == 0 || edge.a % 3 > 0 && edge.b % 3 > 0 {
            edge.weight.abs()
        } else {
            -edge.weight.abs()
        }
    });
    let found = camps(100, &edges);
    assert_eq!(found.frustration, 0.0);
    assert!(found.exact);
}

#[test]
fn leaves_follow_whom_they_are_tied_to() {
    // A triangle that cannot be balanced, and a chain of foes hanging on it.
    let chain = [(0, 1, -1.0), (1, 2, -1.0), (0, 2, -1.0), (2, 3, -4.0), (3, 4, -5.0), (4, 5, 3.0)];
    let found = camps(30, &graph(&chain));
    assert!((found.frustration - 1.0 / 15.0).abs() < 1e-6);
    assert_eq!(found.apart[2], found.apart[4]);
    assert_eq!(found.apart[5], found.apart[4]);
    assert_ne!(found.apart[3], found.apart[4]);
}

#[test]
fn the_search_is_as_good_as_trying_all() {
    // A second graph, balanced in itself, takes the first over the limit up to which all are tried.
    for seed in 0..10 {
        let mut edges = random_graph(14, 0.7, seed);
        let alone = frustration(14, &edges) * total(&edges);
        let balanced = random_graph(14, 0.7, seed + 100).into_iter();
        edges.extend(balanced.map(|e| Edge { a: e.a + 14, b: e.b + 14, weight: e.weight.abs() }));
        let both = frustration(28, &edges) * total(&edges);
        assert!((alone - both).abs() < 1e-3, "seed {seed}: {alone} {both}");
    }
}

fn total(edges: &[Edge]) -> f32 {
    edges.iter().map(|edge| edge.weight.abs()).sum()
}
