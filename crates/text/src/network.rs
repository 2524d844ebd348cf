//! Tags and trees, by a small network of 8-bit weights.
//!
//! ```text
//! form ──> rows summed ──> (kept by form) ──> layer 1 ──> layer 2 ──> … ──> arcs, labels
//!                                                            └──> tags
//! ```
//!
//! A layer is a gated linear recurrence in both directions, h ← h + z·(c − h), as in minGRU and SRU,
//! beside a rectified direct branch, so that every matrix product runs over a batch of words. Arcs are
//! scored for all pairs (Dozat & Manning 2017), the best tree is taken, its arcs are labelled.
//! `cargo xtask train` makes the weights; its network is this one in 32-bit floats.

mod bytes;
mod cache;
mod decode;
pub mod kernels;
mod weights;

pub use bytes::{Bytes, put_bytes, put_f32s, put_i8s, put_u32};
pub use weights::{Linear, Weights, round_row};

use std::ops::Range;

use crate::habits::{self, Habits};
use crate::tree::TreeFinder;
use crate::{ArcScores, Deprel, Token, Upos, Xpos};
use cache::FormCache;
use decode::{Choice, Choices, Decoder};
use kernels::{Matrix, Rows, all_pairs, greatest, highest, prefetch, push_above, wide};

/// Distances between a word and its head are told apart up to this far on either side.
pub const FAR: usize = 20;

/// Contributions to layer 1 are kept in steps of one 1024th.
const FIXED: f32 = 1024.0;

/// A network, laid out for this processor.
pub struct Network {
    weights: Weights,
    /// From a word's embedding to what it adds to layer 1 as right neighbour, itself, left neighbour.
    first: Matrix,
    upper: Vec<Matrix>,
    tags: Matrix,
    pair: Matrix,
    label_out: Matrix,
    /// The kind of word of each tag.
    kinds: Vec<u8>,
}

/// Memory for one thread's work, used again from text to text.
pub struct Scratch {
    cache: FormCache,
    folded: String,
    embedding: Vec<f32>,
    embedded: Vec<f32>,
    contribution: Vec<f32>,
    rows: Rows,
    /// Where what each word adds to layer 1 is kept.
    places: Vec<usize>,
    /// Those of them that are new.
    new: Vec<usize>,
    pre: Vec<f32>,
    out: Vec<f32>,
    scores: Vec<f32>,
    pairs: Vec<f32>,
    dependents: Vec<f32>,
    heads: Vec<f32>,
    arcs: Vec<f32>,
    finder: TreeFinder,
    found: Vec<usize>,
    /// The first tree of each sentence, one after the other.
    tree: Vec<usize>,
    /// Of all words one after the other: tags that are possible.
    tags: Vec<PossibleTag>,
    tag_starts: Vec<usize>,
    /// Positions of scores that are high enough.
    above: Vec<u16>,
    /// Heads that are possible, with their scores.
    possible: Vec<(u16, f32)>,
    possible_starts: Vec<usize>,
    choices: Vec<Choice>,
    choice_starts: Vec<usize>,
    decoder: Decoder,
}

impl Network {
    /// Lays out weights for this processor.
    pub fn new(weights: Weights) -> Network {
        let first = first_layer(&weights);
        let upper = weights.layers[1..].iter().map(Linear::matrix).collect();
        let (tags, pair) = (weights.tags.matrix(), weights.pair.matrix());
        let label_out = weights.label_out.matrix();
        let kinds = weights.tag_set.iter().map(|&(upos, xpos)| habits::kind(upos, xpos)).collect();
        Network { weights, first, upper, tags, pair, label_out, kinds }
    }

    /// The tags that it gives, in order of spelling.
    pub fn tag_set(&self) -> &[(Upos, Xpos)] {
        &self.weights.tag_set
    }

    /// Whether the treebanks hold this word, in lower case, more than once.
    pub fn knows(&self, lower: &str) -> bool {
        self.weights.vocabulary.words().binary_search_by(|word| word.as_str().cmp(lower)).is_ok()
    }

    /// Fresh memory for a thread.
    pub fn scratch(&self) -> Scratch {
        Scratch {
            cache: FormCache::new(self.first.n_out()),
            folded: String::new(),
            embedding: Vec::new(),
            embedded: Vec::new(),
            contribution: Vec::new(),
            rows: Rows::default(),
            places: Vec::new(),
            new: Vec::new(),
            pre: Vec::new(),
            out: Vec::new(),
            scores: Vec::new(),
            pairs: Vec::new(),
            dependents: Vec::new(),
            heads: Vec::new(),
            arcs: Vec::new(),
            finder: TreeFinder::default(),
            found: Vec::new(),
            tree: Vec::new(),
            tags: Vec::new(),
            tag_starts: Vec::new(),
            above: Vec::new(),
            possible: Vec::new(),
            possible_starts: Vec::new(),
            choices: Vec::new(),
            choice_starts: Vec::new(),
            decoder: Decoder::default(),
        }
    }

    /// Tags and parses sentences, given as ranges of `tokens`.
    pub fn parse(
        &self,
        text: &str,
        tokens: &mut [Token],
        sentences: &[Range<usize>],
        habits: &Habits,
        scratch: &mut Scratch,
    ) {
        let n_words = sentences.iter().map(Range::len).sum();
        self.look_up(text, tokens, sentences, scratch);
        self.first_layer(sentences, n_words, scratch);
        for layer_idx in 1..self.weights.layers.len() {
            if layer_idx == self.weights.tag_layer {
                self.tag(tokens, sentences, scratch);
            }
            self.upper_layer(layer_idx, sentences, scratch);
        }
        if self.weights.tag_layer == self.weights.layers.len() {
            self.tag(tokens, sentences, scratch);
        }
        self.pair.product(&scratch.rows, &mut scratch.pairs);
        self.attach(sentences, scratch);
        self.label(sentences, scratch);
        let stops = |last: &Token| last.span.of(text) == ".";
        self.decode(tokens, sentences, stops, habits, scratch);
    }

    /// The place of each word's contribution to layer 1; forms that are new are computed together.
    fn look_up(&self, text: &str, tokens: &[Token], sentences: &[Range<usize>], scratch: &mut Scratch) {
        let Scratch { cache, folded, embedding, embedded, contribution, rows, places, new, .. } = scratch;
        cache.begin();
        places.clear();
        new.clear();
        embedded.clear();
        for token in sentences.iter().flat_map(|s| &tokens[s.clone()]) {
            let form = token.span.of(text);
            let place = cache.place(form);
            places.push(place.at);
            if place.is_new {
                new.push(place.at);
                self.weights.embed(form, folded, embedding);
                embedded.extend_from_slice(embedding);
            }
        }
        if new.is_empty() {
            return;
        }
        rows.fill(embedded, self.first.n_in());
        self.first.product(rows, contribution);
        for (&at, contribution) in new.iter().zip(contribution.chunks_exact(self.first.n_out())) {
            to_fixed(contribution, cache.value_mut(at));
        }
    }

    fn first_layer(&self, sentences: &[Range<usize>], n_words: usize, scratch: &mut Scratch) {
        let width = self.weights.layers[0].n_out();
        scratch.pre.resize(n_words * width, 0.0);
        let mut first = 0;
        for sentence in sentences {
            for word in first..first + sentence.len() {
                let of = |word: usize, slot: usize| {
                    &scratch.cache.value(scratch.places[word])[slot * width..][..width]
                };
                if let Some(&soon) = scratch.places.get(word + SOON) {
                    prefetch(scratch.cache.value(soon));
                }
                let left = (word > first).then(|| of(word - 1, 0));
                let right = (word + 1 < first + sentence.len()).then(|| of(word + 1, 2));
                let bias = &self.weights.layers[0].bias;
                let pre = &mut scratch.pre[word * width..][..width];
                from_fixed(left.unwrap_or(&[]), of(word, 1), right.unwrap_or(&[]), bias, pre);
            }
            first += sentence.len();
        }
        scratch.out.clear();
        self.recur(sentences, scratch);
    }

    fn upper_layer(&self, layer_idx: usize, sentences: &[Range<usize>], scratch: &mut Scratch) {
        self.upper[layer_idx - 1].product(&scratch.rows, &mut scratch.pre);
        self.recur(sentences, scratch);
    }

    /// From gates and candidates in `pre` to a layer's output, added to `out` where the network is
    /// residual and it holds the layer below; rounded into `rows` for what comes next.
    fn recur(&self, sentences: &[Range<usize>], scratch: &mut Scratch) {
        let (hidden, direct) = (self.weights.hidden, self.weights.direct);
        let (per_word, width) = (4 * hidden + direct, 2 * hidden + direct);
        let n_words = scratch.pre.len() / per_word;
        if !self.weights.residual {
            scratch.out.clear();
        }
        scratch.out.resize(n_words * width, 0.0);
        let mut state = [0.0; MAX_HIDDEN];
        let state = &mut state[..hidden];
        let mut first = 0;
        for sentence in sentences {
            for direction in 0..2 {
                state.fill(0.0);
                for step in 0..sentence.len() {
                    let word = if direction == 0 { first + step } else { first + sentence.len() - 1 - step };
                    let gates = &scratch.pre[word * per_word + 2 * hidden * direction..][..2 * hidden];
                    advance(gates, state, &mut scratch.out[word * width + hidden * direction..][..hidden]);
                }
            }
            for word in first..first + sentence.len() {
                let pre = &scratch.pre[word * per_word + 4 * hidden..][..direct];
                add_rectified(pre, &mut scratch.out[word * width + 2 * hidden..][..direct]);
            }
            first += sentence.len();
        }
        scratch.rows.fill(&scratch.out, width);
    }

    fn tag(&self, tokens: &mut [Token], sentences: &[Range<usize>], scratch: &mut Scratch) {
        let Scratch { rows, scores, tags, tag_starts, above, .. } = scratch;
        self.tags.product(rows, scores);
        let mut scores = scores.chunks_exact(self.tags.n_out());
        tags.clear();
        tag_starts.clear();
        for sentence in sentences {
            for (token, scores) in tokens[sentence.clone()].iter_mut().zip(&mut scores) {
                tag_starts.push(tags.len());
                let best = push_tags(scores, &self.kinds, above, tags);
                (token.upos, token.xpos) = self.weights.tag_set[best];
            }
        }
        tag_starts.push(tags.len());
    }

    /// The best tree of each sentence by its arcs, and the heads that are possible beside it.
    fn attach(&self, sentences: &[Range<usize>], scratch: &mut Scratch) {
        let (arc, width) = (self.weights.arc, self.pair.n_out());
        let Scratch { pairs, dependents, heads, arcs, finder, found, tree, .. } = scratch;
        let Scratch { possible, possible_starts, above, .. } = scratch;
        tree.clear();
        possible.clear();
        possible_starts.clear();
        let mut first = 0;
        for sentence in sentences {
            let n_words = sentence.len();
            dependents.clear();
            heads.resize(arc * (n_words + 1), 0.0);
            heads.iter_mut().step_by(n_words + 1).zip(&self.weights.root).for_each(|(to, root)| *to = *root);
            let rows = pairs[first * width..(first + n_words) * width].chunks_exact(width);
            for (word, row) in rows.enumerate() {
                dependents.extend(row[..arc].iter().map(|x| if *x > 0.0 { *x } else { 0.0 }));
                let column = heads[word + 1..].iter_mut().step_by(n_words + 1);
                column.zip(&row[arc..2 * arc]).for_each(|(to, value)| *to = *value);
            }
            arcs.resize(n_words * (n_words + 1), 0.0);
            all_pairs(dependents, heads, arc, n_words + 1, arcs);
            for (d, scores) in arcs.chunks_exact_mut(n_words + 1).enumerate() {
                add_distances(&self.weights.distance, d, scores);
            }
            finder.find(&ArcScores { scores: arcs, n_words }, found);
            for (d, (scores, &head)) in arcs.chunks_exact(n_words + 1).zip(found.iter()).enumerate() {
                possible_starts.push(possible.len());
                push_possible(scores, d, head, above, possible);
            }
            tree.extend_from_slice(found);
            first += n_words;
        }
        possible_starts.push(possible.len());
    }

    /// The labels that are possible for each possible arc.
    fn label(&self, sentences: &[Range<usize>], scratch: &mut Scratch) {
        let (arc, label, width) = (self.weights.arc, self.weights.label, self.pair.n_out());
        let Scratch { pairs, out, rows, scores, possible, possible_starts, .. } = scratch;
        out.resize(possible.len() * label, 0.0);
        let mut first = 0;
        for sentence in sentences {
            for word in first..first + sentence.len() {
                let dependent = &pairs[word * width + 2 * arc..][..label];
                for at in possible_starts[word]..possible_starts[word + 1] {
                    let head = match (possible[at].0 as usize).checked_sub(1) {
                        None => &self.weights.root[arc..],
                        Some(head) => &pairs[(first + head) * width + 2 * arc + label..][..label],
                    };
                    rectified_sum(dependent, head, &mut out[at * label..][..label]);
                }
            }
            first += sentence.len();
        }
        rows.fill(out, label);
        self.label_out.product(rows, scores);
        let Scratch { choices, choice_starts, tags, tag_starts, above, .. } = scratch;
        let no_root = self.weights.labels.iter().position(|label| *label == Deprel::Root);
        choices.clear();
        choice_starts.clear();
        for (word, bounds) in possible_starts.windows(2).enumerate() {
            let tags = &tags[tag_starts[word]..tag_starts[word + 1]];
            choice_starts.push(choices.len());
            for at in bounds[0]..bounds[1] {
                let scores = &mut scores[at * self.label_out.n_out()..][..self.label_out.n_out()];
                // Below a word nothing is a root.
                no_root.into_iter().for_each(|root| scores[root] = f32::NEG_INFINITY);
                push_choices(possible[at], scores, &self.weights.labels, tags, above, choices);
            }
        }
        choice_starts.push(choices.len());
    }

    /// The tree of each sentence whose parts go together best.
    fn decode(
        &self,
        tokens: &mut [Token],
        sentences: &[Range<usize>],
        stops: impl Fn(&Token) -> bool,
        habits: &Habits,
        scratch: &mut Scratch,
    ) {
        let Scratch { tree, choices, choice_starts, decoder, .. } = scratch;
        let mut first = 0;
        for sentence in sentences {
            let tokens = &mut tokens[sentence.clone()];
            let starts = &choice_starts[first..=first + tokens.len()];
            let choices = Choices { choices: &choices[starts[0]..starts[tokens.len()]], starts };
            decoder.decode(
                &tree[first..first + tokens.len()],
                choices,
                habits,
                tokens.last().is_some_and(&stops),
            );
            for (word, (token, choice)) in tokens.iter_mut().zip(decoder.chosen(choices)).enumerate() {
                token.head = choice.head.checked_sub(1).unwrap_or(word as u16);
                token.deprel = Deprel::ALL[choice.label as usize];
                (token.upos, token.xpos) = self.weights.tag_set[choice.tag as usize];
            }
            first += tokens.len();
        }
    }
}

/// So many words ahead what is kept of their forms is asked for.
const SOON: usize = 2;
/// Heads this much worse than a word's best are impossible, in nats.
const WORST_HEAD: f32 = 4.5;
/// So many heads are possible at most, beside the first tree's.
const MOST_HEADS: usize = 4;
/// Labels this much worse than an arc's best are impossible.
const WORST_LABEL: f32 = 3.5;
/// Tags this much worse than a word's best are impossible.
const WORST_TAG: f32 = 3.0;
/// What is this much worse in head, label and tag together is impossible.
const WORST_CHOICE: f32 = -5.0;

/// The heads that are possible for word `d`, the best first; `chosen` is one of them whatever its score.
fn push_possible(
    scores: &[f32],
    d: usize,
    chosen: usize,
    above: &mut Vec<u16>,
    possible: &mut Vec<(u16, f32)>,
) {
    let (left, right) = (&scores[..=d], &scores[d + 2..]);
    let best = highest(left).max(highest(right));
    above.clear();
    push_above(left, best - WORST_HEAD, 0, above);
    push_above(right, best - WORST_HEAD, d + 2, above);
    let first = possible.len();
    for &head in above.iter() {
        let score = scores[head as usize] - best;
        let at = first + possible[first..].iter().take_while(|(_, other)| *other >= score).count();
        possible.insert(at, (head, score));
        possible.truncate(first + MOST_HEADS);
    }
    if possible[first..].iter().all(|(head, _)| *head as usize != chosen) {
        possible.push((chosen as u16, scores[chosen] - best));
    }
}

/// A tag that a word may have, and how much worse it is than the best.
struct PossibleTag {
    tag: u8,
    kind: u8,
    score: f32,
}

/// The tags that are possible for a word: the best, whose position it returns, and the best of other kinds.
fn push_tags(scores: &[f32], kinds: &[u8], above: &mut Vec<u16>, tags: &mut Vec<PossibleTag>) -> usize {
    let best = greatest(scores);
    let first = tags.len();
    tags.push(PossibleTag { tag: best as u8, kind: kinds[best], score: 0.0 });
    above.clear();
    push_above(scores, scores[best] - WORST_TAG, 0, above);
    for tag in above.iter().map(|&tag| tag as usize) {
        let score = scores[tag] - scores[best];
        match tags[first..].iter_mut().find(|other| other.kind == kinds[tag]) {
            Some(other) if other.score >= score => {}
            Some(other) => (other.tag, other.score) = (tag as u8, score),
            None => tags.push(PossibleTag { tag: tag as u8, kind: kinds[tag], score }),
        }
    }
    best
}

/// Adds the labels that are possible for an arc, with each possible tag. A root is labelled so, and nothing
/// else is.
fn push_choices(
    (head, of_arc): (u16, f32),
    scores: &[f32],
    labels: &[Deprel],
    tags: &[PossibleTag],
    above: &mut Vec<u16>,
    choices: &mut Vec<Choice>,
) {
    let mut push = |label: Deprel, score: f32| {
        let choice = |tag: &PossibleTag| Choice {
            head,
            label: label as u8,
            kind: tag.kind,
            tag: tag.tag,
            score: of_arc + score + tag.score,
        };
        let is_worth = |choice: &Choice| choice.score > WORST_CHOICE || score == 0.0;
        choices.extend(tags.iter().map(choice).filter(is_worth));
    };
    if head == 0 {
        return push(Deprel::Root, 0.0);
    }
    let best = highest(scores);
    above.clear();
    push_above(scores, best - WORST_LABEL, 0, above);
    for at in above.iter().map(|&at| at as usize) {
        push(labels[at], scores[at] - best);
    }
}

/// Widest state that is kept on the stack.
pub const MAX_HIDDEN: usize = 512;

/// Row of the distance table for dependent `d` (from 0) and head column `h` (0 is the root).
pub fn distance(d: usize, h: usize) -> usize {
    match h.checked_sub(1) {
        None => 2 * FAR + 1,
        Some(head) => (head + FAR).saturating_sub(d).min(2 * FAR),
    }
}

/// The three thirds of layer 1's window as one matrix: each embedding is multiplied once.
fn first_layer(weights: &Weights) -> Matrix {
    let layer = &weights.layers[0];
    let (embed, n_out) = (layer.n_in / 3, layer.n_out());
    let mut rows = Vec::with_capacity(layer.weights.len());
    let mut scales = Vec::new();
    // As left neighbour of its right neighbour the window's first third is used, and so on.
    for slot in 0..3 {
        for o in 0..n_out {
            let from = o * layer.n_in + slot * embed;
            rows.extend_from_slice(&layer.weights[from..from + embed]);
            scales.push(layer.scales[o]);
        }
    }
    Matrix::new(&rows, &scales, &vec![0.0; 3 * n_out], embed)
}

/// Adds to the scores of word `d` with each head what their distance is worth.
fn add_distances(distances: &[f32], d: usize, scores: &mut [f32]) {
    scores[0] += distances[distance(d, 0)];
    let heads = &mut scores[1..];
    let (first_near, first_right) = (d.saturating_sub(FAR), (d + FAR).min(heads.len()));
    heads[..first_near].iter_mut().for_each(|score| *score += distances[0]);
    heads[first_right..].iter_mut().for_each(|score| *score += distances[2 * FAR]);
    let near = &distances[distance(d, first_near + 1)..];
    heads[first_near..first_right].iter_mut().zip(near).for_each(|(score, far)| *score += far);
}

wide! {
    fn to_fixed(values: &[f32], into: &mut [i16]) {
        for (fixed, value) in into.iter_mut().zip(values) {
            *fixed = (value * FIXED) as i16;
        }
    }
}

wide! {
    /// `left` and `right` are empty at the sentence's edges.
    fn from_fixed(left: &[i16], own: &[i16], right: &[i16], bias: &[f32], pre: &mut [f32]) {
        const STEP: f32 = 1.0 / FIXED;
        match (left.is_empty(), right.is_empty()) {
            (false, false) => {
                for ((((p, l), o), r), b) in pre.iter_mut().zip(left).zip(own).zip(right).zip(bias) {
                    *p = (i32::from(*l) + i32::from(*o) + i32::from(*r)) as f32 * STEP + b;
                }
            }
            (true, true) => {
                for ((p, o), b) in pre.iter_mut().zip(own).zip(bias) {
                    *p = i32::from(*o) as f32 * STEP + b;
                }
            }
            (no_left, _) => {
                let other = if no_left { right } else { left };
                for (((p, l), o), b) in pre.iter_mut().zip(other).zip(own).zip(bias) {
                    *p = (i32::from(*l) + i32::from(*o)) as f32 * STEP + b;
                }
            }
        }
    }
}

wide! {
    /// One step of the recurrence; the gate is the soft sign, moved to 0…1: no exponential, the same bits.
    fn advance(gates: &[f32], state: &mut [f32], out: &mut [f32]) {
        let (z, c) = gates.split_at(state.len());
        for (((h, z), c), o) in state.iter_mut().zip(z).zip(c).zip(out) {
            let gate = 0.5 + 0.5 * z / (1.0 + z.abs());
            *h += gate * (c - *h);
            *o += *h;
        }
    }
}

wide! {
    fn add_rectified(pre: &[f32], out: &mut [f32]) {
        for (o, p) in out.iter_mut().zip(pre) {
            *o += if *p > 0.0 { *p } else { 0.0 };
        }
    }
}

wide! {
    fn rectified_sum(a: &[f32], b: &[f32], into: &mut [f32]) {
        for ((s, a), b) in into.iter_mut().zip(a).zip(b) {
            let sum = a + b;
            *s = if sum > 0.0 { sum } else { 0.0 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_each_pair() {
        let distances: Vec<f32> = (0..2 * FAR + 2).map(|row| row as f32).collect();
        for n_words in [1, 2, FAR, 3 * FAR] {
            for d in 0..n_words {
                let mut scores = vec![0.0; n_words + 1];
                add_distances(&distances, d, &mut scores);
                let expected: Vec<f32> = (0..=n_words).map(|h| distances[distance(d, h)]).collect();
                assert_eq!(scores, expected, "word {d} of {n_words}");
            }
        }
    }
}
