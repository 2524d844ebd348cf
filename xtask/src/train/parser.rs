//! Trains the network: batches, schedule, what is left out, how good it gets.

use std::ops::Range;
use std::time::Instant;

use rustc_hash::FxHashMap;
use tiltmeter_text::Deprel;
use tiltmeter_text::features::{N_FEATURES, UNKNOWN_ROW, Vocabulary, fold};
use tiltmeter_text::network::kernels::greatest;

use super::math::{Adam, Random};
use super::network::{Batch, Dropout, Network, Shape};
use super::teach::{self, School};
use crate::conllu::{Sentence, Treebank};

/// How training goes. The defaults are the recipe of the model that is shipped.
#[derive(Clone, Debug, clap::Args)]
pub struct Recipe {
    #[arg(long, default_value_t = 16)]
    pub epochs: usize,
    #[arg(long, default_value_t = 128)]
    pub embed: usize,
    #[arg(long, default_value_t = 128)]
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
    #[arg(long, default_value_t = 0.06)]
    pub drop_layer: f32,
    #[arg(long, default_value_t = 0.06)]
    pub drop_head: f32,
    #[arg(long, default_value_t = 16384)]
    pub buckets: u32,
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    #[arg(long, default_value_t = 0.98)]
    pub beta2: f32,
    /// Networks that are trained first, and whose belief the last one learns.
    #[arg(long, default_value_t = 5)]
    pub teachers: usize,
    #[arg(long, default_value_t = 12)]
    pub teacher_epochs: usize,
    /// Width of a teacher's states and of its direct branch.
    #[arg(long, default_value_t = 160)]
    pub teacher_hidden: usize,
    /// Width of one side of a teacher's arcs and of its labels.
    #[arg(long, default_value_t = 128)]
    pub teacher_pair: usize,
    /// How much of the treebank's own word is mixed into the teachers' belief.
    #[arg(long, default_value_t = 0.3)]
    pub gold_share: f32,
    /// The same where the sentence is invented.
    #[arg(long, default_value_t = 0.0)]
    pub invented_gold_share: f32,
    /// How much of what the student reads is invented.
    #[arg(long, default_value_t = 0.5)]
    pub invented: f32,
    /// How often a word of an invented sentence is exchanged for another.
    #[arg(long, default_value_t = 0.3)]
    pub exchange_word: f32,
    /// How often each of three tries exchanges a part of an invented sentence.
    #[arg(long, default_value_t = 0.3)]
    pub exchange_part: f32,
}

impl Recipe {
    /// A teacher is wider; its seed is its own.
    fn of_teacher(&self, teacher: usize) -> Recipe {
        Recipe {
            seed: self.seed + 1000 + teacher as u64,
            epochs: self.teacher_epochs,
            hidden: self.teacher_hidden,
            direct: self.teacher_hidden,
            arc: self.teacher_pair,
            label: self.teacher_pair,
            ..self.clone()
        }
    }

    fn dropout(&self) -> Dropout {
        Dropout { embed: self.drop_embed, layer: self.drop_layer, head: self.drop_head }
    }

    fn adam(&self, step: usize, n_steps: usize) -> Adam {
        let warm = (step as f32 + 1.0) / 200.0;
        let left = 1.0 - step as f32 / (n_steps + 1) as f32;
        let (beta1, t) = (0.9f32, step as i32 + 1);
        Adam {
            rate: self.rate * warm.min(1.0) * left.max(0.01),
            clip: 1.0,
            beta1,
            beta2: self.beta2,
            unbias1: 1.0 / (1.0 - beta1.powi(t)),
            unbias2: 1.0 / (1.0 - self.beta2.powi(t)),
        }
    }
}

/// One sentence as the network sees it.
#[derive(Clone)]
pub struct Example {
    pub features: Vec<[u32; N_FEATURES]>,
    /// Chance that a word is told as unknown.
    pub rareness: Vec<f32>,
    pub tags: Vec<usize>,
    pub heads: Vec<usize>,
    pub labels: Vec<usize>,
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
    let mut example =
        Example { features: vec![], rareness: vec![], tags: vec![], heads: vec![], labels: vec![] };
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
    for example in examples {
        batch.features.extend_from_slice(&example.features);
        batch.tags.extend_from_slice(&example.tags);
        batch.heads.extend_from_slice(&example.heads);
        batch.labels.extend_from_slice(&example.labels);
        batch.starts.push(batch.features.len());
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
    batch
}

/// What is learned from, and what is watched.
pub struct Data<'a> {
    pub examples: Vec<Example>,
    /// Which examples are each treebank's.
    pub banks: Vec<Range<usize>>,
    pub dev: Vec<(&'a str, Vec<Example>)>,
    pub tags: &'a TagSet,
    /// Of the embedding table.
    pub n_rows: usize,
}

impl Data<'_> {
    fn shape(&self, recipe: &Recipe) -> Shape {
        Shape {
            n_rows: self.n_rows,
            embed: recipe.embed,
            hidden: recipe.hidden,
            direct: recipe.direct,
            n_layers: recipe.n_layers,
            windows: recipe.windows.clone(),
            arc: recipe.arc,
            label: recipe.label,
            n_tags: self.tags.0.len(),
            n_labels: Deprel::ALL.len(),
            tag_layer: recipe.tag_layer,
            residual: recipe.residual,
        }
    }
}

/// Trains teachers on the treebanks, and then the network on the treebanks, on invented sentences and on what
/// the teachers believe of both; without teachers, on the treebanks alone.
pub fn train_taught(data: &Data<'_>, recipe: &Recipe) -> Network {
    let teachers: Vec<Network> =
        (0..recipe.teachers).map(|teacher| train(data, &recipe.of_teacher(teacher), None)).collect();
    if teachers.is_empty() {
        return train(data, recipe, None);
    }
    for (name, dev) in &data.dev {
        eprintln!("{} teachers together: {name} {}", teachers.len(), accuracy(&teachers, dev, data.tags));
    }
    train(data, recipe, Some(&School::new(&teachers, data, recipe)))
}

/// Trains one network.
fn train(data: &Data<'_>, recipe: &Recipe, school: Option<&School<'_>>) -> Network {
    let mut random = Random::new(recipe.seed);
    let mut network = Network::new(data.shape(recipe), &mut random);
    let own_share = school.map_or(1.0, |_| 1.0 - recipe.invented);
    let own_words = (recipe.batch_words as f32 * own_share) as usize;
    let n_words: usize = data.examples.iter().map(|e| e.heads.len()).sum();
    let n_steps = recipe.epochs * n_words / own_words;
    let (mut step, started) = (0, Instant::now());
    for epoch in 1..=recipe.epochs {
        let mut order: Vec<&Example> = data.examples.iter().collect();
        random.shuffle(&mut order);
        let (first_step, mut loss) = (step, 0.0);
        let mut left = order.as_slice();
        while !left.is_empty() {
            let own = take_words(&mut left, own_words);
            let batch = match school {
                None => batch(own, Some((recipe.drop_word, &mut random))),
                Some(school) => school.lesson(own, recipe, &mut random),
            };
            loss += train_step(&mut network, &batch, recipe, recipe.adam(step, n_steps), &mut random);
            step += 1;
            if step % 10 == 0 {
                network.average((10.0 / (step as f32 * 0.15 + 10.0)).max(0.005));
            }
        }
        let loss = loss / (step - first_step) as f32;
        eprint!("epoch {epoch:2}  loss {loss:.3}  {:.0} s", started.elapsed().as_secs_f32());
        if epoch % 5 == 0 || epoch == recipe.epochs {
            watch(&network, data);
        }
        eprintln!();
    }
    network.use_average();
    network
}

/// The next sentences of at least `n_words` in all.
fn take_words<'a, 'b>(left: &mut &'a [&'b Example], n_words: usize) -> &'a [&'b Example] {
    let mut size = 0;
    let full = left.iter().position(|example| {
        size += example.heads.len();
        size >= n_words
    });
    let (taken, rest) = left.split_at(full.map_or(left.len(), |at| at + 1));
    *left = rest;
    taken
}

fn train_step(network: &mut Network, batch: &Batch, recipe: &Recipe, adam: Adam, random: &mut Random) -> f32 {
    let mut pass = network.forward(batch, Some(&recipe.dropout()), random);
    network.score_labels(batch, &batch.heads, &mut pass);
    let loss = network.backward(batch, &mut pass);
    let mut touched: Vec<u32> = batch.features.iter().flatten().copied().collect();
    touched.sort_unstable();
    touched.dedup();
    network.step(&touched, adam, 5.0);
    loss
}

fn watch(network: &Network, data: &Data<'_>) {
    let mut averaged = network.clone();
    averaged.use_average();
    for (name, dev) in &data.dev {
        eprint!("  {name} {}", accuracy(std::slice::from_ref(&averaged), dev, data.tags));
    }
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

/// How often the networks are right together.
pub fn accuracy(networks: &[Network], dev: &[Example], tags: &TagSet) -> Accuracy {
    let mut right = [0usize; 4];
    for example in dev {
        let batch = batch(&[example], None);
        let (heads, believed) = teach::read(networks, &batch);
        let n_tags = tags.0.len();
        for (word, head) in heads.iter().enumerate() {
            let tag = &tags.0[greatest(&believed.tags[word * n_tags..][..n_tags])];
            let gold_tag = &tags.0[batch.tags[word]];
            let label = greatest(&believed.labels[word * Deprel::ALL.len()..][..Deprel::ALL.len()]);
            let same_head = *head == batch.heads[word];
            let same_label = Deprel::ALL[label].universal() == Deprel::ALL[batch.labels[word]].universal();
            let is_right = [tag.0 == gold_tag.0, tag.1 == gold_tag.1, same_head, same_head && same_label];
            right.iter_mut().zip(is_right).for_each(|(n, is_right)| *n += usize::from(is_right));
        }
    }
    let n_words: usize = dev.iter().map(|example| example.heads.len()).sum();
    let [upos, xpos, uas, las] = right.map(|n| 100.0 * n as f32 / n_words as f32);
    Accuracy { upos, xpos, uas, las }
}
