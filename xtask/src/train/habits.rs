//! Counts in the treebanks what trees do again and again, and what they never do.
//!
//! Only what is rarer than by chance is kept of the first, the third and the fourth table: what is frequent the
//! network knows. Each value is the natural logarithm of how often something was seen over how often it would be by chance,
//! both with [`SLACK`] added, so that what is rare says little:
//!
//! ```text
//! obj to the right of a proper noun: seen 9 times, by chance 900 times: ln(11 / 902) = -4.4
//! ```

use rustc_hash::FxHashMap;
use tiltmeter_text::habits::{
    Habits, N_ARCS, N_FRAMES, N_KINDS, N_LABELS, N_PAIRS, N_UNDER, Node, PUNCT, STEPS, Seen, arc_at,
    frame_at, kind, pair_at, pairs_up, under_at,
};
use tiltmeter_text::{Deprel, Upos, Xpos};

use crate::conllu::{Sentence, Treebank};

/// Added to what is seen and to what would be by chance.
const SLACK: f32 = 3.0;
/// Kinds of heads in frames seen less often say nothing.
const RARE: f32 = 10.0;

/// Counts, and keeps each of the four kinds of habits with its weight, in sixteenths.
pub fn train(banks: &[&Treebank], weights: [u32; 4]) -> Habits {
    let mut counts = Counts::new();
    for sentence in banks.iter().flat_map(|bank| &bank.sentences) {
        counts.add(sentence);
    }
    Habits::new([counts.arcs(), counts.pairs(), counts.under()], &counts.frames(), weights)
}

struct Counts {
    arcs: Vec<f32>,
    pairs: Vec<f32>,
    under: Vec<f32>,
    frames: FxHashMap<usize, [f32; N_LABELS]>,
    /// Heads of each kind, and how many of them have so labelled a dependent.
    heads: [f32; N_KINDS],
    having: Vec<[f32; N_LABELS]>,
}

impl Counts {
    fn new() -> Counts {
        Counts {
            arcs: vec![0.0; N_ARCS],
            pairs: vec![0.0; N_PAIRS],
            under: vec![0.0; N_UNDER],
            frames: FxHashMap::default(),
            heads: [0.0; N_KINDS],
            having: vec![[0.0; N_LABELS]; N_KINDS],
        }
    }

    fn add(&mut self, sentence: &Sentence) {
        let nodes: Vec<Node> = sentence.words.iter().map(node).collect();
        let stops = sentence.words.last().is_some_and(|word| word.form == ".");
        for (head, own) in nodes.iter().enumerate() {
            let is_under = |node: &Node| node.head as usize == head + 1 && node.kind != PUNCT;
            let (mut seen, mut labels) = (Seen::default(), Vec::new());
            for (at, node) in nodes.iter().enumerate().filter(|(_, node)| is_under(node)) {
                seen.add(node);
                self.arcs[arc_at(own.kind, node.kind, at < head, node.label)] += 1.0;
                self.under[under_at(own.label, node.kind, node.label)] += 1.0;
                if pairs_up(node.label) {
                    labels.iter().for_each(|&other| self.pairs[pair_at(own.kind, other, node.label)] += 1.0);
                    labels.push(node.label);
                }
            }
            self.heads[own.kind as usize] += 1.0;
            labels.iter().for_each(|&label| self.having[own.kind as usize][label as usize] += 1.0);
            let frame = frame_at(own.kind, seen.frame(own.kind, stops));
            self.frames.entry(frame).or_insert([0.0; N_LABELS])[own.label as usize] += 1.0;
        }
    }

    fn arcs(&self) -> Vec<i8> {
        let mut values = vec![0; N_ARCS];
        for dependent in 0..N_KINDS as u8 {
            for is_left in [false, true] {
                let at = |head, label| arc_at(head, dependent, is_left, label);
                chances(N_KINDS, |head, label| at(head as u8, label as u8), &self.arcs, &mut values);
            }
        }
        values
    }

    fn under(&self) -> Vec<i8> {
        let mut values = vec![0; N_UNDER];
        for dependent in 0..N_KINDS as u8 {
            let at = |head: usize, label: usize| under_at(head as u8, dependent, label as u8);
            chances(N_LABELS, at, &self.under, &mut values);
        }
        values
    }

    fn pairs(&self) -> Vec<i8> {
        let mut values = vec![0; N_PAIRS];
        for head in 0..N_KINDS {
            for one in 0..N_LABELS {
                for other in 0..N_LABELS {
                    let n_heads = self.heads[head].max(1.0);
                    let by_chance = self.having[head][one] * self.having[head][other] / n_heads / 2.0;
                    let at = pair_at(head as u8, one as u8, other as u8);
                    values[at] = value(self.pairs[at], by_chance);
                }
            }
        }
        values
    }

    fn frames(&self) -> Vec<(usize, Vec<i8>)> {
        let mut rows = Vec::new();
        for kind in 0..N_KINDS {
            let of_kind = (0..N_FRAMES).filter_map(|frame| self.frames.get(&frame_at(kind as u8, frame)));
            let mut labels = [0.0; N_LABELS];
            of_kind.for_each(|row| labels.iter_mut().zip(row).for_each(|(sum, n)| *sum += n));
            let all: f32 = labels.iter().sum();
            for frame in 0..N_FRAMES {
                let at = frame_at(kind as u8, frame);
                let Some(row) = self.frames.get(&at) else { continue };
                let n: f32 = row.iter().sum();
                if n >= RARE {
                    let by_chance = labels.iter().map(|of_label| n * of_label / all);
                    rows.push((
                        at,
                        row.iter().zip(by_chance).map(|(&seen, e)| value(seen, e).min(0)).collect(),
                    ));
                }
            }
        }
        rows
    }
}

/// Values of a table of heads and labels, against heads and labels that know nothing of each other.
fn chances(n_heads: usize, at: impl Fn(usize, usize) -> usize, counts: &[f32], values: &mut [i8]) {
    let of_head = |head| (0..N_LABELS).map(|label| counts[at(head, label)]).sum::<f32>();
    let of_label = |label| (0..n_heads).map(|head| counts[at(head, label)]).sum::<f32>();
    let labels: Vec<f32> = (0..N_LABELS).map(of_label).collect();
    let all = labels.iter().sum::<f32>().max(1.0);
    for head in 0..n_heads {
        let n = of_head(head);
        for (label, n_label) in labels.iter().enumerate() {
            values[at(head, label)] = value(counts[at(head, label)], n * n_label / all).min(0);
        }
    }
}

fn value(seen: f32, by_chance: f32) -> i8 {
    let nats = ((seen + SLACK) / (by_chance + SLACK)).ln();
    (nats * STEPS).round().clamp(-127.0, 127.0) as i8
}

fn node(word: &crate::conllu::Word) -> Node {
    let upos = Upos::from_label(&word.upos).unwrap_or(Upos::X);
    let xpos = Xpos::from_label(&word.xpos).unwrap_or(Xpos::Xx);
    let label = Deprel::from_label(&word.deprel).unwrap_or(Deprel::Dep);
    Node { kind: kind(upos, xpos), head: word.head as u16, label: label as u8 }
}
