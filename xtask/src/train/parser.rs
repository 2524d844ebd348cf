//! Trains the network: batches, schedule, what is left out, how good it gets.

use std::time::Instant;

use rustc_hash::FxHashMap;
use tiltmeter_text::features::{N_FEATURES, UNKNOWN_ROW, Vocabulary, fold};
use tiltmeter_text::network::greatest;
use tiltmeter_text::{ArcScores, Deprel, best_tree};

use super::math::{Adam, Random};
use super::network::{Batch, Dropout, Network, Shape, Soft, softmax};
use crate::conllu::{Sentence, Treebank};

/// How training goes.
#[derive(Clone, Debug, clap::Args)]
pub struct Recipe {
    #[arg(long, default_value_t = 16)]
    pub epochs: usize,
    #[arg(long, default_value_t = 128)]
    pub embed: usize,
    #[arg(long, default_value_t = 112)]
    pub hidden: usize,
    #[arg(long, default_value_t = 96)]
    pub direct: usize,
    #[arg(long, default_value_t = 3)]
    pub n_layers: usize,
    #[arg(long, value_delimiter = ',', default_value = "1")]
    pub windows: Vec<usize>,
    #[arg(long, default_value_t = 96)]
    pub arc: usize,
    #[arg(long, default_value_t = 80)]
    pub label: usize,
    #[arg(long, default_value_t = 3)]
    pub tag_layer: usize,
    #[arg(long, default_value_t = true)]
    pub residual: bool,
    #[arg(long, default_value_t = 0.002)]
    pub rate: f32,
    #[arg(long, default_value_t = 300)]
    pub batch_words: usize,
    #[arg(long, default_value_t = 0.2)]
    pub drop_word: f32,
    #[arg(long, default_value_t = 0.15)]
    pub drop_embed: f32,
    #[arg(long, default_value_t = 0.1)]
    pub drop_layer: f32,
    #[arg(long, default_value_t = 0.1)]
    pub drop_head: f32,
    #[arg(long, default_value_t = 16384)]
    pub buckets: u32,
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    #[arg(long, default_value_t = 0.98)]
    pub beta2: f32,
    /// Networks that are trained first, and whose mean belief the last one learns.
    #[arg(long, default_value_t = 3)]
    pub teachers: usize,
    #[arg(long, default_value_t = 10)]
    pub teacher_epochs: usize,
    /// Width of a teacher's states and of its direct branch.
    #[arg(long, default_value_t = 160)]
    pub teacher_hidden: usize,
    /// How much of the treebank's own word is mixed into the teachers' belief.
    #[arg(long, default_value_t = 0.3)]
    pub gold_share: f32,
}

/// One sentence as the network sees it.
pub struct Example {
    pub features: Vec<[u32; N_FEATURES]>,
    /// Chance that a word is told as unknown.
    pub rareness: Vec<f32>,
    pub tags: Vec<usize>,
    pub heads: Vec<usize>,
    pub labels: Vec<usize>,
    pub soft: Option<Soft>,
}

/// The tags of a treebank: pairs of UPOS and XPOS, in order of spelling.
pub struct TagSet(pub Vec<(String, String)>);

impl TagSet {
    pub fn of(banks: &[&Treebank]) -> TagSet {
        let words = banks.iter().flat_map(|b| &b.sentences).flat_map(|s| &s.words);
        let mut pairs: Vec<_> = words.map(|w| (w.upos.clone(), w.xpos.clone())).collect();
        pairs.sort();
        pairs.dedup();
        TagSet(pairs)
    }
}

/// Words seen at least twice, in order of spelling, and how often each form was seen.
pub fn vocabulary(banks: &[&Treebank], n_buckets: u32) -> (Vocabulary, FxHashMap<String, u32>) {
    let mut counts: FxHashMap<String, u32> = FxHashMap::default();
    let mut folded = String::new();
    for word in banks.iter().flat_map(|b| &b.sentences).flat_map(|s| &s.words) {
        fold(&word.form, &mut folded);
        *counts.entry(folded.clone()).or_default() += 1;
    }
    let mut words: Vec<String> = counts.iter().filter(|(_, n)| **n >= 2).map(|(w, _)| w.clone()).collect();
    words.sort();
    (Vocabulary::new(words, n_buckets), counts)
}

/// A treebank as examples.
pub fn examples(
    bank: &Treebank,
    words: &Vocabulary,
    counts: &FxHashMap<String, u32>,
    tags: &TagSet,
) -> Vec<Example> {
    let tag_ids: FxHashMap<(&str, &str), usize> =
        tags.0.iter().enumerate().map(|(id, (u, x))| ((u.as_str(), x.as_str()), id)).collect();
    bank.sentences.iter().map(|s| example(s, words, counts, &tag_ids)).collect()
}

fn example(
    sentence: &Sentence,
    words: &Vocabulary,
    counts: &FxHashMap<String, u32>,
    tag_ids: &FxHashMap<(&str, &str), usize>,
) -> Example {
    let mut folded = String::new();
    let mut example = Example {
        features: vec![],
        rareness: vec![],
        tags: vec![],
        heads: vec![],
        labels: vec![],
        soft: None,
    };
    for word in &sentence.words {
        example.features.push(words.features(&word.form, &mut folded));
        let count = counts.get(&folded).copied().unwrap_or(0) as f32;
        example.rareness.push(1.0 / (1.0 + count));
        example.tags.push(tag_ids.get(&(word.upos.as_str(), word.xpos.as_str())).copied().unwrap_or(0));
        example.heads.push(word.head);
        example.labels.push(Deprel::from_label(&word.deprel).unwrap_or(Deprel::Dep) as usize);
    }
    example
}

/// Sentences laid end to end; rare words are hidden from it now and then where `hide` says so.
pub fn batch(examples: &[&Example], hide: Option<(f32, &mut Random)>) -> Batch {
    let mut batch = Batch { starts: vec![0], ..Batch::default() };
    let mut soft = Soft::default();
    for example in examples {
        batch.features.extend_from_slice(&example.features);
        batch.tags.extend_from_slice(&example.tags);
        batch.heads.extend_from_slice(&example.heads);
        batch.labels.extend_from_slice(&example.labels);
        batch.starts.push(batch.features.len());
        if let Some(of_one) = &example.soft {
            soft.arcs.extend_from_slice(&of_one.arcs);
            soft.tags.extend_from_slice(&of_one.tags);
            soft.labels.extend_from_slice(&of_one.labels);
        }
    }
    if let Some((strength, random)) = hide {
        let rareness = examples.iter().flat_map(|e| &e.rareness);
        for (rows, rareness) in batch.features.iter_mut().zip(rareness) {
            // α / (α + count), as in Kiperwasser & Goldberg (2016), with α = strength.
            let count = 1.0 / rareness - 1.0;
            if random.unit() < strength / (strength + count) {
                rows[0] = UNKNOWN_ROW;
            }
        }
    }
    batch.soft = (!soft.arcs.is_empty()).then_some(soft);
    batch
}

/// Trains one network.
pub fn train(
    examples: &[Example],
    dev: &[(&str, Vec<Example>)],
    tags: &TagSet,
    n_rows: usize,
    recipe: &Recipe,
) -> Network {
    let mut random = Random::new(recipe.seed);
    let mut network = Network::new(shape(recipe, tags, n_rows), &mut random);
    let dropout = Dropout {
        word: recipe.drop_word,
        embed: recipe.drop_embed,
        layer: recipe.drop_layer,
        head: recipe.drop_head,
    };
    let n_words: usize = examples.iter().map(|e| e.heads.len()).sum();
    let n_steps = recipe.epochs * n_words.div_ceil(recipe.batch_words);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let (mut step, started) = (0, Instant::now());
    for epoch in 1..=recipe.epochs {
        random.shuffle(&mut order);
        let (mut loss, mut n_batches) = (0.0, 0);
        let mut at = 0;
        while at < order.len() {
            let mut chosen: Vec<&Example> = Vec::new();
            let mut size = 0;
            while at < order.len() && size < recipe.batch_words {
                chosen.push(&examples[order[at]]);
                size += examples[order[at]].heads.len();
                at += 1;
            }
            let batch = batch(&chosen, Some((dropout.word, &mut random)));
            loss += train_step(
                &mut network,
                &batch,
                &dropout,
                &mut random,
                rate(step, n_steps, recipe),
                step,
                recipe.beta2,
            );
            step += 1;
            n_batches += 1;
            if step % 10 == 0 {
                network.average((10.0 / (step as f32 * 0.15 + 10.0)).max(0.005));
            }
        }
        let line = format!(
            "epoch {epoch:2}  loss {:.3}  {:.0} s",
            loss / n_batches as f32,
            started.elapsed().as_secs_f32()
        );
        if epoch % 5 == 0 || epoch == recipe.epochs {
            let mut averaged = network.clone();
            averaged.use_average();
            let scores: Vec<String> =
                dev.iter().map(|(name, dev)| format!("{name} {}", accuracy(&averaged, dev, tags))).collect();
            eprintln!("{line}  {}", scores.join("  "));
        } else {
            eprintln!("{line}");
        }
    }
    network.use_average();
    network
}

fn shape(recipe: &Recipe, tags: &TagSet, n_rows: usize) -> Shape {
    Shape {
        n_rows,
        embed: recipe.embed,
        hidden: recipe.hidden,
        direct: recipe.direct,
        n_layers: recipe.n_layers,
        windows: recipe.windows.clone(),
        arc: recipe.arc,
        label: recipe.label,
        n_tags: tags.0.len(),
        n_labels: Deprel::ALL.len(),
        tag_layer: recipe.tag_layer,
        residual: recipe.residual,
    }
}

fn rate(step: usize, n_steps: usize, recipe: &Recipe) -> f32 {
    let warm = (step as f32 + 1.0) / 200.0;
    let left = 1.0 - step as f32 / (n_steps + 1) as f32;
    recipe.rate * warm.min(1.0) * left.max(0.01)
}

fn train_step(
    network: &mut Network,
    batch: &Batch,
    dropout: &Dropout,
    random: &mut Random,
    rate: f32,
    step: usize,
    beta2: f32,
) -> f32 {
    let mut pass = network.forward(batch, Some(dropout), random);
    network.score_labels(batch, &batch.heads, &mut pass);
    let loss = network.backward(batch, &mut pass);
    let mut touched: Vec<u32> = batch.features.iter().flatten().copied().collect();
    touched.sort_unstable();
    touched.dedup();
    let (beta1, t) = (0.9f32, step as i32 + 1);
    let adam = Adam {
        rate,
        clip: 1.0,
        beta1,
        beta2,
        unbias1: 1.0 / (1.0 - beta1.powi(t)),
        unbias2: 1.0 / (1.0 - beta2.powi(t)),
    };
    network.step(&touched, adam, 5.0);
    loss
}

/// UPOS, XPOS, unlabelled and labelled attachment (universal labels), in percent of words.
pub struct Accuracy {
    upos: f32,
    xpos: f32,
    uas: f32,
    las: f32,
}

impl std::fmt::Display for Accuracy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.2} {:.2} {:.2} {:.2}", self.upos, self.xpos, self.uas, self.las)
    }
}

/// Heads that the arc scores give, sentence by sentence.
pub fn heads(batch: &Batch, arc_scores: &[f32]) -> Vec<usize> {
    let mut heads = Vec::with_capacity(batch.n_words());
    let mut from = 0;
    for pair in batch.starts.windows(2) {
        let n_words = pair[1] - pair[0];
        let scores = &arc_scores[from..from + n_words * (n_words + 1)];
        from += scores.len();
        heads.extend(best_tree(&ArcScores { scores, n_words }));
    }
    heads
}

/// How often the network is right.
pub fn accuracy(network: &Network, dev: &[Example], tags: &TagSet) -> Accuracy {
    let mut random = Random::new(0);
    let (mut n, mut upos, mut xpos, mut uas, mut las) = (0, 0, 0, 0, 0);
    for chunk in dev.chunks(40) {
        let chunk: Vec<&Example> = chunk.iter().collect();
        let batch = batch(&chunk, None);
        let mut pass = network.forward(&batch, None, &mut random);
        let found = heads(&batch, &pass.arc_scores);
        network.score_labels(&batch, &found, &mut pass);
        for (word, found) in found.iter().enumerate() {
            let tag = greatest(&pass.tag_scores[word * network.shape.n_tags..][..network.shape.n_tags]);
            let label =
                greatest(&pass.label_scores[word * network.shape.n_labels..][..network.shape.n_labels]);
            let gold_tag = &tags.0[batch.tags[word]];
            upos += usize::from(tags.0[tag].0 == gold_tag.0);
            xpos += usize::from(tags.0[tag].1 == gold_tag.1);
            let right = *found == batch.heads[word];
            let same = Deprel::ALL[label].universal() == Deprel::ALL[batch.labels[word]].universal();
            uas += usize::from(right);
            las += usize::from(right && same);
            n += 1;
        }
    }
    let percent = |x: usize| 100.0 * x as f32 / n as f32;
    Accuracy { upos: percent(upos), xpos: percent(xpos), uas: percent(uas), las: percent(las) }
}

/// Gives each example the mean belief of `teachers`, mixed with the treebank's own word.
pub fn teach(examples: &mut [Example], teachers: &[Network], gold_share: f32) {
    let mut random = Random::new(0);
    for example in examples.iter_mut() {
        let batch = batch(&[&*example], None);
        let mut soft = Soft::default();
        for teacher in teachers {
            let mut pass = teacher.forward(&batch, None, &mut random);
            teacher.score_labels(&batch, &batch.heads, &mut pass);
            let n = batch.n_words();
            add_beliefs(&pass.arc_scores, n + 1, teachers.len(), &mut soft.arcs);
            add_beliefs(&pass.tag_scores, teacher.shape.n_tags, teachers.len(), &mut soft.tags);
            add_beliefs(&pass.label_scores, teacher.shape.n_labels, teachers.len(), &mut soft.labels);
        }
        mix_gold(&mut soft.arcs, &example.heads, gold_share);
        mix_gold(&mut soft.tags, &example.tags, gold_share);
        mix_gold(&mut soft.labels, &example.labels, gold_share);
        example.soft = Some(soft);
    }
}

fn add_beliefs(scores: &[f32], width: usize, n_teachers: usize, into: &mut Vec<f32>) {
    into.resize(scores.len(), 0.0);
    let mut belief = vec![0.0; width];
    for (row, sum) in scores.chunks_exact(width).zip(into.chunks_exact_mut(width)) {
        softmax(row, &mut belief);
        sum.iter_mut().zip(&belief).for_each(|(s, b)| *s += b / n_teachers as f32);
    }
}

fn mix_gold(beliefs: &mut [f32], gold: &[usize], share: f32) {
    let width = beliefs.len() / gold.len();
    for (row, &gold) in beliefs.chunks_exact_mut(width).zip(gold) {
        row.iter_mut().for_each(|b| *b *= 1.0 - share);
        row[gold] += share;
    }
}

/// Trains the network on the treebanks, or first its teachers and then it on what they believe.
pub fn train_taught(
    mut examples: Vec<Example>,
    dev: &[(&str, Vec<Example>)],
    tags: &TagSet,
    n_rows: usize,
    recipe: &Recipe,
) -> Network {
    let mut teachers = Vec::new();
    for teacher in 0..recipe.teachers {
        let own = Recipe {
            seed: recipe.seed + 1000 + teacher as u64,
            epochs: recipe.teacher_epochs,
            hidden: recipe.teacher_hidden,
            direct: recipe.teacher_hidden,
            arc: recipe.arc.max(128),
            ..recipe.clone()
        };
        teachers.push(train(&examples, dev, tags, n_rows, &own));
    }
    if !teachers.is_empty() {
        teach(&mut examples, &teachers, recipe.gold_share);
    }
    train(&examples, dev, tags, n_rows, recipe)
}
