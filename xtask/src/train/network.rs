//! The tagger and parser as it is trained: 32-bit floats, gradients by hand.
//!
//! ```text
//! rows of a word ──> sum ──> window ──> layer 1 ──> layer 2 ──> … ──> arcs (biaffine), labels
//!                                       └ z, c forward and backward, direct     └──> tags
//! ```
//!
//! A layer is a gated linear recurrence in both directions (h ← h + z·(c − h), as in minGRU and SRU)
//! beside a rectified direct branch: every matrix product runs over a whole batch of words. Arcs are
//! scored as in Dozat & Manning (2017), labels by a small perceptron on the pair.

use tiltmeter_text::features::N_FEATURES;
use tiltmeter_text::network::{FAR, distance};

use super::math::{Adam, Linear, Param, Random, add, fill_mask, multiply, sum_of_squares, wide};
use super::product::Product;

/// Sizes of a network.
#[derive(Clone, Debug)]
pub struct Shape {
    pub n_rows: usize,
    pub embed: usize,
    pub hidden: usize,
    pub direct: usize,
    pub n_layers: usize,
    /// Layers (from 1) that see their neighbours' inputs too.
    pub windows: Vec<usize>,
    pub arc: usize,
    pub label: usize,
    pub n_tags: usize,
    pub n_labels: usize,
    /// Layer (from 1) whose output the tags are read from.
    pub tag_layer: usize,
    pub residual: bool,
}

impl Shape {
    /// Width of a layer's output.
    pub fn out(&self) -> usize {
        2 * self.hidden + self.direct
    }
}

/// How much is left out in training.
#[derive(Clone, Debug)]
pub struct Dropout {
    pub embed: f32,
    pub layer: f32,
    pub head: f32,
}

/// Sentences laid end to end.
#[derive(Default)]
pub struct Batch {
    pub features: Vec<[u32; N_FEATURES]>,
    /// First word of each sentence, and the end of the last.
    pub starts: Vec<usize>,
    pub tags: Vec<usize>,
    /// 0 for the root, else position in the sentence from 1.
    pub heads: Vec<usize>,
    pub labels: Vec<usize>,
    /// Of a teacher: for each sentence n × (n + 1) arc probabilities; of each word its tags, its labels.
    pub soft: Option<Soft>,
}

/// A teacher's beliefs.
#[derive(Default, Clone)]
pub struct Soft {
    pub arcs: Vec<f32>,
    pub tags: Vec<f32>,
    pub labels: Vec<f32>,
}

impl Batch {
    pub fn n_words(&self) -> usize {
        self.features.len()
    }

    /// First word and end of each sentence.
    pub fn sentences(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.starts.windows(2).map(|pair| (pair[0], pair[1]))
    }

    /// Where each word's arc scores are: one for the root and one for each word of its sentence.
    pub fn arc_rows(&self) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        let widths =
            self.sentences().flat_map(|(start, end)| std::iter::repeat_n(end - start + 1, end - start));
        widths.scan(0, |from, width| {
            let row = *from..*from + width;
            *from = row.end;
            Some(row)
        })
    }
}

#[derive(Clone)]
pub struct Network {
    pub shape: Shape,
    pub embed: Param,
    pub layers: Vec<Linear>,
    pub tags: Linear,
    /// Arc dependent, arc head, label dependent, label head, side by side.
    pub pair: Linear,
    /// The root's arc head and label head.
    pub root: Param,
    pub distance: Param,
    pub label_out: Linear,
}

/// What one pass leaves behind.
#[derive(Default)]
pub struct Pass {
    embedded: Vec<f32>,
    embedded_mask: Vec<f32>,
    layers: Vec<LayerPass>,
    pub tag_scores: Vec<f32>,
    pair: Vec<f32>,
    pair_mask: Vec<f32>,
    /// Sentence by sentence, n × (n + 1).
    pub arc_scores: Vec<f32>,
    hidden_labels: Vec<f32>,
    pub label_scores: Vec<f32>,
}

#[derive(Default)]
struct LayerPass {
    input: Vec<f32>,
    pre: Vec<f32>,
    out: Vec<f32>,
    mask: Vec<f32>,
}

impl Network {
    pub fn new(shape: Shape, random: &mut Random) -> Network {
        let (out, per_word) = (shape.out(), 4 * shape.hidden + shape.direct);
        let mut layers = Vec::new();
        for layer in 1..=shape.n_layers {
            let width = if layer == 1 { shape.embed } else { out };
            let wide = if shape.windows.contains(&layer) { 3 * width } else { width };
            layers.push(Linear::new(wide, per_word, random));
        }
        Network {
            embed: Param::random(shape.n_rows, shape.embed, 0.25 / (N_FEATURES as f32).sqrt(), random),
            tags: Linear::new(out, shape.n_tags, random),
            pair: Linear::new(out, 2 * shape.arc + 2 * shape.label, random),
            root: Param::random(1, shape.arc + shape.label, 0.1, random),
            distance: Param::zeros(1, 2 * FAR + 2),
            label_out: Linear::new(shape.label, shape.n_labels, random),
            layers,
            shape,
        }
    }

    /// Scores of tags and arcs; labels of the arcs in `heads` (gold in training, predicted in use).
    pub fn forward(&self, batch: &Batch, dropout: Option<&Dropout>, random: &mut Random) -> Pass {
        let mut pass = Pass::default();
        self.embed_words(batch, dropout, random, &mut pass);
        for layer_idx in 0..self.shape.n_layers {
            let layer = self.layer_forward(layer_idx, batch, dropout, random, &pass);
            pass.layers.push(layer);
        }
        let n = batch.n_words();
        self.tags.forward(&pass.layers[self.shape.tag_layer - 1].out, n, &mut pass.tag_scores);
        let top = &pass.layers[self.shape.n_layers - 1].out;
        self.pair.forward(top, n, &mut pass.pair);
        let arc = self.shape.arc;
        let width = 2 * arc + 2 * self.shape.label;
        // The arc dependent is rectified; the arc head is linear; label sides are rectified as a sum.
        for row in pass.pair.chunks_exact_mut(width) {
            row[..arc].iter_mut().for_each(|x| *x = x.max(0.0));
        }
        pass.pair_mask = mask(pass.pair.len(), dropout.map_or(0.0, |d| d.head), random);
        apply(&mut pass.pair, &pass.pair_mask);
        self.score_arcs(batch, &mut pass);
        pass
    }

    fn embed_words(&self, batch: &Batch, dropout: Option<&Dropout>, random: &mut Random, pass: &mut Pass) {
        let width = self.shape.embed;
        pass.embedded = vec![0.0; batch.n_words() * width];
        for (rows, sum) in batch.features.iter().zip(pass.embedded.chunks_exact_mut(width)) {
            for &row in rows {
                let from = row as usize * width;
                add(sum, &self.embed.w[from..from + width]);
            }
        }
        pass.embedded_mask = mask(pass.embedded.len(), dropout.map_or(0.0, |d| d.embed), random);
        apply(&mut pass.embedded, &pass.embedded_mask);
    }

    fn layer_forward(
        &self,
        layer_idx: usize,
        batch: &Batch,
        dropout: Option<&Dropout>,
        random: &mut Random,
        pass: &Pass,
    ) -> LayerPass {
        let below = if layer_idx == 0 { &pass.embedded } else { &pass.layers[layer_idx - 1].out };
        let n = batch.n_words();
        let mut layer = LayerPass {
            input: if self.shape.windows.contains(&(layer_idx + 1)) {
                window(batch, below)
            } else {
                below.clone()
            },
            ..LayerPass::default()
        };
        self.layers[layer_idx].forward(&layer.input, n, &mut layer.pre);
        layer.out = vec![0.0; n * self.shape.out()];
        for (start, end) in batch.sentences() {
            self.scan(&layer.pre, &mut layer.out, start, end);
        }
        let (per_word, direct) = (4 * self.shape.hidden + self.shape.direct, self.shape.direct);
        for (pre, out) in layer.pre.chunks_exact(per_word).zip(layer.out.chunks_exact_mut(self.shape.out())) {
            for (o, p) in out[2 * self.shape.hidden..].iter_mut().zip(&pre[per_word - direct..]) {
                *o = p.max(0.0);
            }
        }
        // What is passed on unchanged from below is never left out: that would add up from layer to layer.
        layer.mask = mask(layer.out.len(), dropout.map_or(0.0, |d| d.layer), random);
        apply(&mut layer.out, &layer.mask);
        if self.shape.residual && layer_idx > 0 {
            add(&mut layer.out, below);
        }
        layer
    }

    fn scan(&self, pre: &[f32], out: &mut [f32], start: usize, end: usize) {
        let hidden = self.shape.hidden;
        let (per_word, width) = (4 * hidden + self.shape.direct, self.shape.out());
        for direction in 0..2 {
            let mut state = vec![0.0; hidden];
            for step in start..end {
                let word = if direction == 0 { step } else { start + end - 1 - step };
                let gates = &pre[word * per_word + 2 * hidden * direction..][..2 * hidden];
                let (z, c) = gates.split_at(hidden);
                advance(&mut state, z, c);
                out[word * width + hidden * direction..][..hidden].copy_from_slice(&state);
            }
        }
    }

    fn score_arcs(&self, batch: &Batch, pass: &mut Pass) {
        let arc = self.shape.arc;
        let width = 2 * arc + 2 * self.shape.label;
        for (start, end) in batch.sentences() {
            let n = end - start;
            let (dependents, heads) = self.arc_sides(&pass.pair, start, end, width);
            let mut scores = vec![0.0; n * (n + 1)];
            Product {
                a: &dependents,
                a_transposed: false,
                b: &heads,
                b_transposed: true,
                m: n,
                k: arc,
                n: n + 1,
            }
            .add_to(&mut scores);
            for (d, row) in scores.chunks_exact_mut(n + 1).enumerate() {
                for (h, score) in row.iter_mut().enumerate() {
                    *score += self.distance.w[distance(d, h)];
                }
                row[d + 1] = -1e4;
            }
            pass.arc_scores.extend_from_slice(&scores);
        }
    }

    fn arc_sides(&self, pair: &[f32], start: usize, end: usize, width: usize) -> (Vec<f32>, Vec<f32>) {
        let arc = self.shape.arc;
        let mut dependents = Vec::with_capacity((end - start) * arc);
        let mut heads = self.root.w[..arc].to_vec();
        for row in pair[start * width..end * width].chunks_exact(width) {
            dependents.extend_from_slice(&row[..arc]);
            heads.extend_from_slice(&row[arc..2 * arc]);
        }
        (dependents, heads)
    }

    /// Scores the labels of the arcs in `heads`.
    pub fn score_labels(&self, batch: &Batch, heads: &[usize], pass: &mut Pass) {
        let (arc, label) = (self.shape.arc, self.shape.label);
        let width = 2 * arc + 2 * label;
        pass.hidden_labels = vec![0.0; batch.n_words() * label];
        for (start, end) in batch.sentences() {
            for (word, head) in (start..end).zip(&heads[start..end]) {
                let of_dependent = &pass.pair[word * width + 2 * arc..][..label];
                let of_head = match head.checked_sub(1) {
                    None => &self.root.w[arc..],
                    Some(head) => &pass.pair[(start + head) * width + 2 * arc + label..][..label],
                };
                let sum = &mut pass.hidden_labels[word * label..][..label];
                for ((s, d), h) in sum.iter_mut().zip(of_dependent).zip(of_head) {
                    *s = (d + h).max(0.0);
                }
            }
        }
        let mut scores = Vec::new();
        self.label_out.forward(&pass.hidden_labels, batch.n_words(), &mut scores);
        pass.label_scores = scores;
    }

    /// Adds the gradients of the batch; gives the mean loss of a word.
    pub fn backward(&mut self, batch: &Batch, pass: &mut Pass) -> f32 {
        let n = batch.n_words();
        let shape = self.shape.clone();
        let scale = 1.0 / n as f32;
        let mut loss = 0.0;
        let mut d_tags = vec![0.0; pass.tag_scores.len()];
        let mut d_labels = vec![0.0; pass.label_scores.len()];
        for word in 0..n {
            let soft = batch.soft.as_ref();
            let rows = |width: usize| word * width..(word + 1) * width;
            let tags = rows(shape.n_tags);
            let target = soft.map(|s| &s.tags[tags.clone()]);
            loss += cross_entropy(
                &pass.tag_scores[tags.clone()],
                batch.tags[word],
                target,
                &mut d_tags[tags],
                scale,
            );
            let labels = rows(shape.n_labels);
            let target = soft.map(|s| &s.labels[labels.clone()]);
            let gold = batch.labels[word];
            loss +=
                cross_entropy(&pass.label_scores[labels.clone()], gold, target, &mut d_labels[labels], scale);
        }
        let mut d_pair = vec![0.0; pass.pair.len()];
        self.labels_backward(batch, pass, &d_labels, &mut d_pair);
        loss += self.arcs_backward(batch, pass, &mut d_pair, scale);
        self.trunk_backward(batch, pass, &mut d_pair, &d_tags);
        loss / n as f32
    }

    fn labels_backward(&mut self, batch: &Batch, pass: &Pass, d_labels: &[f32], d_pair: &mut [f32]) {
        let (arc, label) = (self.shape.arc, self.shape.label);
        let width = 2 * arc + 2 * label;
        let mut d_hidden = vec![0.0; pass.hidden_labels.len()];
        self.label_out.backward(&pass.hidden_labels, d_labels, batch.n_words(), &mut d_hidden);
        for (start, end) in batch.sentences() {
            for word in start..end {
                let d = &mut d_hidden[word * label..][..label];
                let hidden = &pass.hidden_labels[word * label..][..label];
                d.iter_mut().zip(hidden).for_each(|(d, h)| *d = if *h > 0.0 { *d } else { 0.0 });
                add(&mut d_pair[word * width + 2 * arc..][..label], d);
                match batch.heads[word].checked_sub(1) {
                    None => add(&mut self.root.g[arc..], d),
                    Some(head) => add(&mut d_pair[(start + head) * width + 2 * arc + label..][..label], d),
                }
            }
        }
    }

    fn arcs_backward(&mut self, batch: &Batch, pass: &Pass, d_pair: &mut [f32], scale: f32) -> f32 {
        let arc = self.shape.arc;
        let width = 2 * arc + 2 * self.shape.label;
        let mut from = 0;
        let mut loss = 0.0;
        for (start, end) in batch.sentences() {
            let n = end - start;
            let scores = &pass.arc_scores[from..from + n * (n + 1)];
            let soft = batch.soft.as_ref().map(|s| &s.arcs[from..from + n * (n + 1)]);
            from += n * (n + 1);
            let mut d_scores = vec![0.0; n * (n + 1)];
            for d in 0..n {
                let row = d * (n + 1)..(d + 1) * (n + 1);
                let target = soft.map(|s| &s[row.clone()]);
                loss += cross_entropy(
                    &scores[row.clone()],
                    batch.heads[start + d],
                    target,
                    &mut d_scores[row],
                    scale,
                );
                for h in 0..=n {
                    self.distance.g[distance(d, h)] += d_scores[d * (n + 1) + h];
                }
            }
            let (dependents, heads) = self.arc_sides(&pass.pair, start, end, width);
            let mut d_dependents = vec![0.0; n * arc];
            let mut d_heads = vec![0.0; (n + 1) * arc];
            Product {
                a: &d_scores,
                a_transposed: false,
                b: &heads,
                b_transposed: false,
                m: n,
                k: n + 1,
                n: arc,
            }
            .add_to(&mut d_dependents);
            Product {
                a: &d_scores,
                a_transposed: true,
                b: &dependents,
                b_transposed: false,
                m: n + 1,
                k: n,
                n: arc,
            }
            .add_to(&mut d_heads);
            self.root.g[..arc].iter_mut().zip(&d_heads).for_each(|(g, d)| *g += d);
            for word in 0..n {
                let row = &mut d_pair[(start + word) * width..][..width];
                row[..arc].copy_from_slice(&d_dependents[word * arc..][..arc]);
                row[arc..2 * arc].copy_from_slice(&d_heads[(word + 1) * arc..][..arc]);
            }
        }
        loss
    }

    fn trunk_backward(&mut self, batch: &Batch, pass: &mut Pass, d_pair: &mut [f32], d_tags: &[f32]) {
        let n = batch.n_words();
        let (arc, out_width) = (self.shape.arc, self.shape.out());
        let width = 2 * arc + 2 * self.shape.label;
        apply(d_pair, &pass.pair_mask);
        for (d, value) in d_pair.chunks_exact_mut(width).zip(pass.pair.chunks_exact(width)) {
            d[..arc].iter_mut().zip(value).filter(|(_, v)| **v <= 0.0).for_each(|(d, _)| *d = 0.0);
        }
        let top = self.shape.n_layers - 1;
        let mut d_out = vec![0.0; n * out_width];
        self.pair.backward(&pass.layers[top].out, d_pair, n, &mut d_out);
        for layer_idx in (0..=top).rev() {
            if layer_idx + 1 == self.shape.tag_layer {
                self.tags.backward(&pass.layers[layer_idx].out, d_tags, n, &mut d_out);
            }
            d_out = self.layer_backward(layer_idx, batch, pass, d_out);
        }
        apply(&mut d_out, &pass.embedded_mask);
        let width = self.shape.embed;
        for (rows, d) in batch.features.iter().zip(d_out.chunks_exact(width)) {
            for &row in rows {
                let from = row as usize * width;
                add(&mut self.embed.g[from..from + width], d);
            }
        }
    }

    /// Gradient of a layer's input (before its window), from that of its output.
    fn layer_backward(
        &mut self,
        layer_idx: usize,
        batch: &Batch,
        pass: &Pass,
        mut d_out: Vec<f32>,
    ) -> Vec<f32> {
        let layer = &pass.layers[layer_idx];
        let n = batch.n_words();
        let (hidden, direct) = (self.shape.hidden, self.shape.direct);
        let (per_word, width) = (4 * hidden + direct, self.shape.out());
        let passed_on = (self.shape.residual && layer_idx > 0).then(|| d_out.clone());
        apply(&mut d_out, &layer.mask);
        let mut d_pre = vec![0.0; n * per_word];
        for word in 0..n {
            for k in 0..direct {
                let pre = word * per_word + 4 * hidden + k;
                if layer.pre[pre] > 0.0 {
                    d_pre[pre] = d_out[word * width + 2 * hidden + k];
                }
            }
        }
        for (start, end) in batch.sentences() {
            self.scan_backward(&layer.pre, &d_out, &mut d_pre, start, end);
        }
        let mut d_input = vec![0.0; layer.input.len()];
        self.layers[layer_idx].backward(&layer.input, &d_pre, n, &mut d_input);
        let windowed = self.shape.windows.contains(&(layer_idx + 1));
        let mut d_below = if windowed { window_backward(batch, &d_input) } else { d_input };
        passed_on.iter().for_each(|passed_on| add(&mut d_below, passed_on));
        d_below
    }

    fn scan_backward(&self, pre: &[f32], d_out: &[f32], d_pre: &mut [f32], start: usize, end: usize) {
        let hidden = self.shape.hidden;
        let (per_word, width) = (4 * hidden + self.shape.direct, self.shape.out());
        let n = end - start;
        let mut states = vec![0.0; (n + 1) * hidden];
        for direction in 0..2 {
            let word_at = |step: usize| if direction == 0 { start + step } else { end - 1 - step };
            for step in 0..n {
                let gates = &pre[word_at(step) * per_word + 2 * hidden * direction..][..2 * hidden];
                let (before, after) = states.split_at_mut((step + 1) * hidden);
                let before = &before[step * hidden..];
                let after = &mut after[..hidden];
                after.copy_from_slice(before);
                advance(after, &gates[..hidden], &gates[hidden..]);
            }
            let mut carried = vec![0.0f32; hidden];
            for step in (0..n).rev() {
                let word = word_at(step);
                let from = word * per_word + 2 * hidden * direction;
                let d_h = &d_out[word * width + hidden * direction..][..hidden];
                let (d_z, d_c) = d_pre[from..from + 2 * hidden].split_at_mut(hidden);
                retreat(
                    &pre[from..from + hidden],
                    &pre[from + hidden..from + 2 * hidden],
                    &states[step * hidden..][..hidden],
                    d_h,
                    &mut carried,
                    d_z,
                    d_c,
                );
            }
        }
    }

    /// All parameters but the embeddings.
    pub fn dense(&mut self) -> Vec<&mut Param> {
        let mut params = vec![&mut self.root, &mut self.distance];
        let linears = self.layers.iter_mut().chain([&mut self.tags, &mut self.pair, &mut self.label_out]);
        for linear in linears {
            params.push(&mut linear.w);
            params.push(&mut linear.b);
        }
        params
    }

    /// One step of Adam.
    pub fn step(&mut self, touched: &[u32], mut adam: Adam, max_norm: f32) {
        let width = self.embed.cols;
        let of_rows: f32 =
            touched.iter().map(|&row| sum_of_squares(&self.embed.g[row as usize * width..][..width])).sum();
        let squares: f32 = self.dense().iter().map(|p| sum_of_squares(&p.g)).sum();
        let norm = (squares + of_rows).sqrt();
        adam.clip = if norm > max_norm { max_norm / norm } else { 1.0 };
        self.embed.step_rows(touched, &adam);
        for param in self.dense() {
            param.step(&adam);
        }
    }

    pub fn average(&mut self, share: f32) {
        self.embed.average(share);
        self.dense().into_iter().for_each(|p| p.average(share));
    }

    pub fn use_average(&mut self) {
        self.embed.use_average();
        self.dense().into_iter().for_each(Param::use_average);
    }
}

wide! {
    fn advance(state: &mut [f32], z: &[f32], c: &[f32]) {
        for ((h, z), c) in state.iter_mut().zip(z).zip(c) {
            *h += gate(*z) * (c - *h);
        }
    }
}

wide! {
    fn retreat(
        z: &[f32],
        c: &[f32],
        before: &[f32],
        d_h: &[f32],
        carried: &mut [f32],
        d_z: &mut [f32],
        d_c: &mut [f32],
    ) {
        let n = carried.len();
        let (z, c, before, d_h) = (&z[..n], &c[..n], &before[..n], &d_h[..n]);
        let (d_z, d_c) = (&mut d_z[..n], &mut d_c[..n]);
        for k in 0..n {
            let d = d_h[k] + carried[k];
            let open = gate(z[k]);
            let slope = 0.5 / ((1.0 + z[k].abs()) * (1.0 + z[k].abs()));
            d_z[k] = d * (c[k] - before[k]) * slope;
            d_c[k] = d * open;
            carried[k] = d * (1.0 - open);
        }
    }
}

/// A sigmoid without an exponential: the soft sign, moved to 0…1.
#[inline(always)]
pub fn gate(x: f32) -> f32 {
    0.5 + 0.5 * x / (1.0 + x.abs())
}

fn window(batch: &Batch, x: &[f32]) -> Vec<f32> {
    let n = batch.n_words();
    let width = x.len() / n;
    let mut wide = vec![0.0; 3 * x.len()];
    for (start, end) in batch.sentences() {
        for word in start..end {
            for (slot, offset) in [-1isize, 0, 1].into_iter().enumerate() {
                let near = word as isize + offset;
                if near >= start as isize && near < end as isize {
                    let from = near as usize * width;
                    wide[(3 * word + slot) * width..][..width].copy_from_slice(&x[from..from + width]);
                }
            }
        }
    }
    wide
}

fn window_backward(batch: &Batch, d_wide: &[f32]) -> Vec<f32> {
    let width = d_wide.len() / 3 / batch.n_words();
    let mut d = vec![0.0; d_wide.len() / 3];
    for (start, end) in batch.sentences() {
        for word in start..end {
            for (slot, offset) in [-1isize, 0, 1].into_iter().enumerate() {
                let near = word as isize + offset;
                if near >= start as isize && near < end as isize {
                    let into = &mut d[near as usize * width..][..width];
                    into.iter_mut()
                        .zip(&d_wide[(3 * word + slot) * width..][..width])
                        .for_each(|(d, w)| *d += w);
                }
            }
        }
    }
    d
}

fn mask(n: usize, p: f32, random: &mut Random) -> Vec<f32> {
    if p == 0.0 {
        return Vec::new();
    }
    let mut values = vec![0.0; n];
    fill_mask(&mut values, random.bits(), (p * (1 << 24) as f32) as u32, 1.0 / (1.0 - p));
    values
}

fn apply(x: &mut [f32], mask: &[f32]) {
    multiply(x, mask);
}

/// Loss and gradient of one softmax; with a teacher's belief as target where there is one.
fn cross_entropy(scores: &[f32], gold: usize, soft: Option<&[f32]>, d: &mut [f32], scale: f32) -> f32 {
    softmax(scores, d);
    let loss = match soft {
        None => {
            let loss = -d[gold].max(1e-9).ln();
            d[gold] -= 1.0;
            loss
        }
        Some(target) => {
            let loss = d.iter().zip(target).map(|(p, t)| -t * p.max(1e-9).ln()).sum();
            d.iter_mut().zip(target).for_each(|(p, t)| *p -= t);
            loss
        }
    };
    d.iter_mut().for_each(|d| *d *= scale);
    loss
}

/// Scores to probabilities.
pub fn softmax(scores: &[f32], into: &mut [f32]) {
    let max = scores.iter().fold(f32::NEG_INFINITY, |a, &b| a.max(b));
    let mut sum = 0.0;
    for (p, s) in into.iter_mut().zip(scores) {
        *p = (s - max).exp();
        sum += *p;
    }
    into.iter_mut().for_each(|p| *p /= sum);
}
