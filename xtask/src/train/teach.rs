//! What networks believe of sentences, for another to learn (Hinton et al. 2015).
//!
//! Several networks that were trained apart are right together more often than each of them. Each lesson asks
//! one of them, by lot: over many lessons that is their mean, at the cost of one.
//!
//! ```text
//! sentences of the treebanks ┐
//! invented sentences ────────┴──> a teacher ──> chances of arcs, tags, labels ──> the student
//! ```

use std::ops::Range;

use tiltmeter_text::{ArcScores, best_tree};

use super::invent::Inventor;
use super::math::Random;
use super::network::{Batch, Network, Pass, Soft, softmax};
use super::parser::{Data, Example, Recipe, batch};

/// Where a student learns.
pub struct School<'a> {
    teachers: &'a [Network],
    inventor: Inventor<'a>,
}

impl<'a> School<'a> {
    /// A school of these teachers.
    pub fn new(teachers: &'a [Network], data: &'a Data<'_>, recipe: &Recipe) -> School<'a> {
        School { teachers, inventor: Inventor::new(data, recipe) }
    }

    /// Sentences of the treebanks, invented ones after them, and what a teacher believes of both.
    pub fn lesson(&self, own: &[&Example], recipe: &Recipe, random: &mut Random) -> Batch {
        let mut n_words: usize = own.iter().map(|example| example.heads.len()).sum();
        let mut invented = Vec::new();
        while n_words < recipe.batch_words {
            let example = self.inventor.invent(random);
            n_words += example.heads.len();
            invented.push(example);
        }
        let sentences: Vec<&Example> = own.iter().copied().chain(&invented).collect();
        let hidden = batch(&sentences, Some((recipe.drop_word, random)));
        let clear = batch(&sentences, None);
        let teacher = &self.teachers[random.below(self.teachers.len())];
        let mut soft = believe(std::slice::from_ref(teacher), &clear, |_| clear.heads.clone());
        let share = |sentence: usize| {
            if sentence < own.len() { recipe.gold_share } else { recipe.invented_gold_share }
        };
        mix_gold(&mut soft, &clear, share);
        Batch { soft: Some(soft), ..hidden }
    }
}

/// The tree that the networks find together, and what they believe.
pub fn read(networks: &[Network], batch: &Batch) -> (Vec<usize>, Soft) {
    let mut heads = Vec::new();
    let soft = believe(networks, batch, |arcs| {
        heads = best_heads(batch, arcs);
        heads.clone()
    });
    (heads, soft)
}

/// The networks' mean belief; of labels, given the heads that `heads_of` takes from the belief in arcs.
fn believe(networks: &[Network], batch: &Batch, heads_of: impl FnOnce(&[f32]) -> Vec<usize>) -> Soft {
    let n = networks.len() as f32;
    let mut random = Random::new(0);
    let mut passes: Vec<Pass> =
        networks.iter().map(|network| network.forward(batch, None, &mut random)).collect();
    let shape = &networks[0].shape;
    let mut soft = Soft::default();
    for pass in &passes {
        add_beliefs(&pass.tag_scores, rows(batch.n_words(), shape.n_tags), n, &mut soft.tags);
        add_beliefs(&pass.arc_scores, batch.arc_rows(), n, &mut soft.arcs);
    }
    let heads = heads_of(&soft.arcs);
    for (network, pass) in networks.iter().zip(&mut passes) {
        network.score_labels(batch, &heads, pass);
        add_beliefs(&pass.label_scores, rows(batch.n_words(), shape.n_labels), n, &mut soft.labels);
    }
    soft
}

fn rows(n_rows: usize, width: usize) -> impl Iterator<Item = Range<usize>> {
    (0..n_rows).map(move |row| row * width..(row + 1) * width)
}

fn add_beliefs(scores: &[f32], rows: impl Iterator<Item = Range<usize>>, n: f32, into: &mut Vec<f32>) {
    into.resize(scores.len(), 0.0);
    let mut belief = Vec::new();
    for row in rows {
        belief.resize(row.len(), 0.0);
        softmax(&scores[row.clone()], &mut belief);
        into[row].iter_mut().zip(&belief).for_each(|(sum, b)| *sum += b / n);
    }
}

/// The best trees by the chances of arcs, sentence by sentence.
fn best_heads(batch: &Batch, chances: &[f32]) -> Vec<usize> {
    let scores: Vec<f32> = chances.iter().map(|chance| chance.max(1e-9).ln()).collect();
    let mut heads = Vec::with_capacity(batch.n_words());
    let mut from = 0;
    for (start, end) in batch.sentences() {
        let n_words = end - start;
        let to = from + n_words * (n_words + 1);
        heads.extend(best_tree(&ArcScores { scores: &scores[from..to], n_words }));
        from = to;
    }
    heads
}

/// Mixes the treebank's own word into a belief; `share` says for each sentence how much of it.
fn mix_gold(soft: &mut Soft, batch: &Batch, share: impl Fn(usize) -> f32) {
    let (n_tags, n_labels) = (soft.tags.len() / batch.n_words(), soft.labels.len() / batch.n_words());
    let mut arc_rows = batch.arc_rows();
    for (sentence, (start, end)) in batch.sentences().enumerate() {
        let share = share(sentence);
        for (word, arcs) in (start..end).zip(&mut arc_rows) {
            mix(&mut soft.arcs[arcs], batch.heads[word], share);
            mix(&mut soft.tags[word * n_tags..][..n_tags], batch.tags[word], share);
            mix(&mut soft.labels[word * n_labels..][..n_labels], batch.labels[word], share);
        }
    }
}

fn mix(belief: &mut [f32], gold: usize, share: f32) {
    belief.iter_mut().for_each(|b| *b *= 1.0 - share);
    belief[gold] += share;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beliefs_are_chances_and_gold_adds_to_them() {
        let batch = Batch {
            features: vec![[0; 10]; 3],
            starts: vec![0, 2, 3],
            tags: vec![0, 1, 0],
            heads: vec![2, 0, 0],
            labels: vec![0, 0, 1],
            soft: None,
        };
        let mut soft = Soft::default();
        add_beliefs(&[0.0; 8], batch.arc_rows(), 1.0, &mut soft.arcs);
        add_beliefs(&[0.0; 6], rows(3, 2), 1.0, &mut soft.tags);
        add_beliefs(&[0.0; 6], rows(3, 2), 1.0, &mut soft.labels);
        mix_gold(&mut soft, &batch, |sentence| if sentence == 0 { 0.25 } else { 0.0 });
        assert_eq!(soft.arcs, [0.25, 0.25, 0.5, 0.5, 0.25, 0.25, 0.5, 0.5]);
        assert_eq!(soft.tags, [0.625, 0.375, 0.375, 0.625, 0.5, 0.5]);
        assert_eq!(best_heads(&batch, &soft.arcs), [2, 0, 0]);
    }
}
