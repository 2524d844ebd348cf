//! Arc scores to a tree: the best one with a single root.
//!
//! Nearly always each word's best head already makes a tree; only where it does not, the maximum
//! spanning arborescence is found by contracting cycles (Chu & Liu 1965; Edmonds 1967), with root
//! arcs made so dear that just one is kept.

use crate::network::kernels::highest;

/// Scores of all arcs of one sentence.
pub struct ArcScores<'a> {
    /// `n_words` rows of `n_words + 1` scores: row d, column 0 is d as root, column h + 1 is h as head of d.
    pub scores: &'a [f32],
    /// Words of the sentence.
    pub n_words: usize,
}

#[cfg(test)]
impl ArcScores<'_> {
    fn at(&self, dependent: usize, head: usize) -> f32 {
        self.scores[dependent * (self.n_words + 1) + head]
    }
}

/// The head of each word: 0 for the one root, else the head's position from 1.
pub fn best_tree(arcs: &ArcScores<'_>) -> Vec<usize> {
    let mut heads = Vec::new();
    TreeFinder::default().find(arcs, &mut heads);
    heads
}

/// Finds trees one after the other in the same memory.
///
/// A node is a word or a contracted cycle, known by one of its words. Contracting a cycle costs its
/// length times the words of the sentence, so a whole sentence costs about the square of its length.
#[derive(Default)]
pub struct TreeFinder {
    // Rows and columns as in `ArcScores`; of a contracted cycle, those of the word that stands for it.
    scores: Vec<f32>,
    // Word and head (as a column) of the sentence's own arc behind each score, where it is another one's.
    arcs: Vec<Option<(u16, u16)>>,
    /// Column of each node's best arc.
    best: Vec<usize>,
    is_node: Vec<bool>,
    /// Node that each word now belongs to.
    node_of: Vec<u16>,
    contractions: Vec<Contraction>,
}

/// What is needed to undo a contraction.
struct Contraction {
    /// Each node of the cycle with its arc within it; the first stands for all of them.
    cycle: Vec<(usize, (u16, u16))>,
    /// Node that each word belonged to before.
    node_of: Vec<u16>,
}

impl TreeFinder {
    /// Puts the head of each word into `heads`: 0 for the one root, else the head's position from 1.
    pub fn find(&mut self, arcs: &ArcScores<'_>, heads: &mut Vec<usize>) {
        heads.clear();
        heads.extend((0..arcs.n_words).map(|d| best_head(arcs, d)));
        if heads.iter().filter(|&&h| h == 0).count() == 1 && find_cycle(heads).is_none() {
            return;
        }
        self.start(arcs);
        while let Some(cycle) = self.cycle() {
            self.contract(&cycle);
        }
        self.expand(heads);
    }

    fn start(&mut self, arcs: &ArcScores<'_>) {
        let n_words = arcs.n_words;
        // The diagonal is no arc: whatever stands there must not blur the others beside the root's cost.
        let mut dearest = 1.0f32;
        for (d, row) in arcs.scores.chunks_exact(n_words + 1).enumerate() {
            let cells = row[..=d].iter().chain(&row[d + 2..]);
            dearest = cells.fold(dearest, |dearest, score| dearest.max(score.abs()));
        }
        let root_cost = 4.0 * dearest * (n_words as f32 + 1.0);
        self.scores.clear();
        self.scores.extend_from_slice(arcs.scores);
        self.scores.iter_mut().step_by(n_words + 1).for_each(|score| *score -= root_cost);
        self.arcs.clear();
        self.arcs.resize(n_words * (n_words + 1), None);
        self.is_node.clear();
        self.is_node.resize(n_words, true);
        self.node_of.clear();
        self.node_of.extend((0..n_words).map(|word| word as u16));
        self.contractions.clear();
        self.best.clear();
        let arcs = ArcScores { scores: &self.scores, n_words };
        self.best.extend((0..n_words).map(|node| best_head(&arcs, node)));
    }

    /// The sentence's own arc behind the score of a node's arc.
    fn arc(&self, node: usize, column: usize) -> (u16, u16) {
        self.arcs[self.at(node, column)].unwrap_or((node as u16, column as u16))
    }

    fn at(&self, node: usize, column: usize) -> usize {
        node * (self.is_node.len() + 1) + column
    }

    fn best_column(&self, node: usize) -> usize {
        let mut best = (f32::NEG_INFINITY, 0);
        for column in 0..=self.is_node.len() {
            let is_arc = column == 0 || (self.is_node[column - 1] && column != node + 1);
            if is_arc && self.scores[self.at(node, column)] > best.0 {
                best = (self.scores[self.at(node, column)], column);
            }
        }
        best.1
    }

    fn cycle(&self) -> Option<Vec<usize>> {
        // Words inside a contracted cycle point nowhere.
        let nodes = self.best.iter().zip(&self.is_node);
        let heads: Vec<usize> = nodes.map(|(&best, &is_node)| if is_node { best } else { 0 }).collect();
        find_cycle(&heads)
    }

    /// Makes the cycle one node. An arc into it is worth what it gains over the cycle's own arc into the
    /// same member.
    fn contract(&mut self, cycle: &[usize]) {
        let one = cycle[0];
        let with_arcs = cycle.iter().map(|&node| (node, self.arc(node, self.best[node]))).collect();
        let own: Vec<f32> = cycle.iter().map(|&node| self.scores[self.at(node, self.best[node])]).collect();
        self.contractions.push(Contraction { cycle: with_arcs, node_of: self.node_of.clone() });
        for &node in cycle {
            self.is_node[node] = false;
        }
        for column in 0..=self.is_node.len() {
            if column == 0 || self.is_node[column - 1] {
                self.join(one, column, cycle.iter().zip(&own).map(|(&node, &own)| (node, column, own)));
            }
        }
        for node in 0..self.is_node.len() {
            if self.is_node[node] {
                self.join(node, one + 1, cycle.iter().map(|&member| (node, member + 1, 0.0)));
                if cycle.contains(&self.best[node].wrapping_sub(1)) {
                    self.best[node] = one + 1;
                }
            }
        }
        self.is_node[one] = true;
        self.best[one] = self.best_column(one);
        for node_of in &mut self.node_of {
            if cycle.contains(&(*node_of as usize)) {
                *node_of = one as u16;
            }
        }
    }

    /// The best of some arcs, less what each is measured against, becomes the arc at (node, column).
    fn join(&mut self, node: usize, column: usize, among: impl Iterator<Item = (usize, usize, f32)>) {
        let mut best = (f32::NEG_INFINITY, (node as u16, 0));
        for (node, column, less) in among {
            let score = self.scores[self.at(node, column)] - less;
            if score > best.0 {
                best = (score, self.arc(node, column));
            }
        }
        let at = self.at(node, column);
        (self.scores[at], self.arcs[at]) = (best.0, Some(best.1));
    }

    /// Undoes the contractions, the last one first: where a cycle is entered, its own arc is dropped.
    fn expand(&mut self, heads: &mut [usize]) {
        let mut entered = vec![0u16; heads.len()];
        for (node, entered) in entered.iter_mut().enumerate().filter(|(node, _)| self.is_node[*node]) {
            let (word, head) = self.arc(node, self.best[node]);
            heads[word as usize] = head as usize;
            *entered = word;
        }
        while let Some(Contraction { cycle, node_of }) = self.contractions.pop() {
            let word = entered[cycle[0].0];
            for (node, (own_word, own_head)) in cycle {
                entered[node] = own_word;
                if node == node_of[word as usize] as usize {
                    entered[node] = word;
                } else {
                    heads[own_word as usize] = own_head as usize;
                }
            }
        }
    }
}

// A word is never its own head; equal scores go to the head that stands first.
fn best_head(arcs: &ArcScores<'_>, dependent: usize) -> usize {
    let row = &arcs.scores[dependent * (arcs.n_words + 1)..][..=arcs.n_words];
    let (left, right) = (&row[..=dependent], &row[dependent + 2..]);
    let best = highest(left).max(highest(right));
    let among = |scores: &[f32]| scores.iter().position(|score| *score == best);
    among(left).or_else(|| among(right).map(|at| at + dependent + 2)).unwrap_or(0)
}

/// Words on a cycle, if any: `heads[d]` is 0 or the head's position from 1.
fn find_cycle(heads: &[usize]) -> Option<Vec<usize>> {
    // 0: not seen; otherwise the walk on which it was first seen.
    let mut seen = vec![0; heads.len()];
    for start in 0..heads.len() {
        let mut word = start;
        while seen[word] == 0 {
            seen[word] = start + 1;
            match heads[word].checked_sub(1) {
                Some(head) => word = head,
                None => break,
            }
        }
        let on_this_walk = seen[word] == start + 1 && heads[word] != 0;
        if on_this_walk {
            return Some(walk_cycle(heads, word));
        }
    }
    None
}

fn walk_cycle(heads: &[usize], start: usize) -> Vec<usize> {
    let mut cycle = vec![start];
    let mut word = heads[start] - 1;
    while word != start {
        cycle.push(word);
        word = heads[word] - 1;
    }
    cycle
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brute_force(arcs: &ArcScores<'_>) -> f32 {
        let n = arcs.n_words;
        let mut best = f32::NEG_INFINITY;
        for code in 0..(n + 1).pow(n as u32) {
            let heads: Vec<usize> = (0..n).map(|d| code / (n + 1).pow(d as u32) % (n + 1)).collect();
            let one_root = heads.iter().filter(|&&h| h == 0).count() == 1;
            if one_root && heads.iter().enumerate().all(|(d, &h)| h != d + 1) && find_cycle(&heads).is_none()
            {
                best = best.max(heads.iter().enumerate().map(|(d, &h)| arcs.at(d, h)).sum());
            }
        }
        best
    }

    #[test]
    fn the_tree_found_is_the_best_of_all() {
        let mut state = 7u64;
        let mut random = || {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 40) as f32 / (1u64 << 24) as f32
        };
        for round in 0..600 {
            let n_words = 1 + round % 6;
            let scores: Vec<f32> = (0..n_words * (n_words + 1)).map(|_| random()).collect();
            let arcs = ArcScores { scores: &scores, n_words };
            let heads = best_tree(&arcs);
            assert_eq!(heads.iter().filter(|&&h| h == 0).count(), 1);
            assert!(find_cycle(&heads).is_none());
            let score: f32 = heads.iter().enumerate().map(|(d, &h)| arcs.at(d, h)).sum();
            assert!((score - brute_force(&arcs)).abs() < 1e-4, "{heads:?} of {scores:?}");
        }
    }

    #[test]
    fn scores_that_are_no_numbers_still_give_a_tree() {
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            let scores = vec![bad; 4 * 5];
            let heads = best_tree(&ArcScores { scores: &scores, n_words: 4 });
            assert_eq!(heads.len(), 4);
        }
    }
}
