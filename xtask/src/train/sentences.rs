//! Trains the sentence splitter: logistic regression over the gaps of the treebanks' raw text.
//!
//! Gaps are those that the splitter itself will see, after its own tokenizer. AdaGrad over a few
//! passes in a fixed shuffle, weights rounded to 8 bits: the same files give the same bytes.

use rustc_hash::FxHashSet;
use tiltmeter_record::Span;
use tiltmeter_text::sentences::{Features, N_WEIGHTS, Splitter};
use tiltmeter_text::tokenize;

use crate::conllu::Treebank;

/// Learns where sentences end.
pub fn train(banks: &[&Treebank]) -> Splitter {
    let gaps: Vec<Gap> = banks.iter().flat_map(|bank| gaps(bank)).collect();
    let mut learner =
        Learner { weights: vec![0.0; N_WEIGHTS], squares: vec![1e-6; N_WEIGHTS], sums: vec![0.0; N_WEIGHTS] };
    let mut order: Vec<usize> = (0..gaps.len()).collect();
    let mut random = 0x5eed_0002u64;
    for pass in 0..N_PASSES {
        shuffle(&mut order, &mut random);
        for &gap in &order {
            learner.step(&gaps[gap]);
        }
        if pass >= N_PASSES / 2 {
            learner.sums.iter_mut().zip(&learner.weights).for_each(|(sum, weight)| *sum += weight);
        }
    }
    rounded(&learner.sums)
}

const N_PASSES: usize = 10;
const RATE: f32 = 0.02;
const DECAY: f32 = 1e-4;

/// A gap between two tokens and whether a sentence ends there.
struct Gap {
    features: Features,
    is_end: bool,
}

fn gaps(bank: &Treebank) -> Vec<Gap> {
    let ends: FxHashSet<usize> =
        bank.sentences.iter().filter_map(|s| s.tokens.last()).map(|t| t.end).collect();
    let mut gaps = Vec::new();
    for block in paragraphs(&bank.raw) {
        let mut tokens = Vec::new();
        tokenize(&bank.raw, block, &mut tokens);
        Splitter::walk(&bank.raw, &tokens, |end, features| {
            let is_end = ends.contains(&tokens[end - 1].span.end());
            gaps.push(Gap { features: *features, is_end });
            is_end
        });
    }
    gaps
}

/// The paragraphs of a treebank's raw text.
pub fn paragraphs(raw: &str) -> impl Iterator<Item = Span> {
    let mut start = 0;
    raw.split_inclusive("\n\n").map(move |paragraph| {
        let span = Span::new(start, start + paragraph.trim_end().len());
        start += paragraph.len();
        span
    })
}

struct Learner {
    weights: Vec<f32>,
    squares: Vec<f32>,
    sums: Vec<f32>,
}

impl Learner {
    fn step(&mut self, gap: &Gap) {
        let score: f32 = gap.features.iter().map(|&f| self.weights[f as usize]).sum();
        let slope = 1.0 / (1.0 + (-score).exp()) - f32::from(u8::from(gap.is_end));
        for &feature in &gap.features {
            let weight = &mut self.weights[feature as usize];
            let gradient = slope + DECAY * *weight;
            let square = &mut self.squares[feature as usize];
            *square += gradient * gradient;
            *weight -= RATE * gradient / square.sqrt();
        }
    }
}

/// Weights to 8 bits; the one in two thousand that are largest are cut off to spare bits for the others.
fn rounded(weights: &[f32]) -> Splitter {
    let mut sizes: Vec<f32> = weights.iter().map(|w| w.abs()).collect();
    sizes.sort_by(f32::total_cmp);
    let largest = sizes[sizes.len() - 1 - sizes.len() / 2000].max(1e-9);
    let rounded = weights.iter().map(|w| (w / largest * 127.0).round().clamp(-127.0, 127.0) as i8).collect();
    Splitter::new(rounded).expect("there are N_WEIGHTS weights")
}

fn shuffle(order: &mut [usize], random: &mut u64) {
    for last in (1..order.len()).rev() {
        *random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        order.swap(last, (*random >> 33) as usize % (last + 1));
    }
}
