//! The weights of a network as they are kept: 8-bit rows with one scale each.

use super::bytes::{Bytes, put_bytes, put_f32s, put_i8s, put_u32};
use super::kernels::{MAX_WIDTH, Matrix};
use super::{FAR, MAX_HIDDEN};
use crate::features::{UNKNOWN_ROW, Vocabulary};
use crate::{Deprel, Upos, Xpos};

/// A fully connected layer: `n_out` rows of `n_in` weights.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Linear {
    /// Width of its input.
    pub n_in: usize,
    /// Row by row.
    pub weights: Vec<i8>,
    /// What a row's weights are multiplied by.
    pub scales: Vec<f32>,
    /// One for each output.
    pub bias: Vec<f32>,
}

impl Linear {
    /// Rounds float weights, given input by input (`n_in` rows of `n_out`).
    pub fn rounded(by_input: &[f32], bias: &[f32]) -> Linear {
        let (n_out, n_in) = (bias.len(), by_input.len() / bias.len());
        let mut linear = Linear { n_in, weights: Vec::new(), scales: Vec::new(), bias: bias.to_vec() };
        for o in 0..n_out {
            let row: Vec<f32> = (0..n_in).map(|i| by_input[i * n_out + o]).collect();
            linear.scales.push(round_row(&row, &mut linear.weights));
        }
        linear
    }

    /// Width of its output.
    pub fn n_out(&self) -> usize {
        self.bias.len()
    }

    pub(super) fn matrix(&self) -> Matrix {
        Matrix::new(&self.weights, &self.scales, &self.bias, self.n_in)
    }

    fn put(&self, into: &mut Vec<u8>) {
        put_u32(into, self.n_in as u32);
        put_i8s(into, &self.weights);
        put_f32s(into, &self.scales);
        put_f32s(into, &self.bias);
    }

    fn take(from: &mut Bytes<'_>) -> Option<Linear> {
        let n_in = from.count()?;
        let linear = Linear { n_in, weights: from.i8s()?, scales: from.f32s()?, bias: from.f32s()? };
        let fits = linear.scales.len() == linear.bias.len()
            && linear.weights.len() == n_in * linear.bias.len()
            && !linear.bias.is_empty();
        fits.then_some(linear)
    }
}

/// Appends a row rounded to −127…127 and gives its scale.
pub fn round_row(row: &[f32], into: &mut Vec<i8>) -> f32 {
    let max = row.iter().fold(0.0f32, |a, b| a.max(b.abs()));
    let inverse = if max > 0.0 { 127.0 / max } else { 0.0 };
    into.extend(row.iter().map(|w| (w * inverse).round_ties_even() as i8));
    max / 127.0
}

/// All that a network is.
// Invariant: the widths of all parts fit each other; `from_bytes` refuses others.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    /// Which rows a word has.
    pub vocabulary: Vocabulary,
    /// Width of an embedding.
    pub embed_width: usize,
    /// One row a word, affix or shape.
    pub embed: Vec<i8>,
    /// One a row.
    pub embed_scales: Vec<f32>,
    /// Width of a state in one direction.
    pub hidden: usize,
    /// Width of the direct branch.
    pub direct: usize,
    /// Whether layers above the first add what is below them.
    pub residual: bool,
    /// Layer (from 1) from which tags are read.
    pub tag_layer: usize,
    /// The first sees three embeddings, the others the layer below.
    pub layers: Vec<Linear>,
    /// To tags.
    pub tags: Linear,
    /// To the two sides of an arc, then of a label.
    pub pair: Linear,
    /// Width of one side of an arc.
    pub arc: usize,
    /// Width of one side of a label.
    pub label: usize,
    /// To labels.
    pub label_out: Linear,
    /// The root as head: of an arc, then of a label.
    pub root: Vec<f32>,
    /// What each distance adds to an arc.
    pub distance: Vec<f32>,
    /// What the tags' numbers mean.
    pub tag_set: Vec<(Upos, Xpos)>,
    /// What the labels' numbers mean.
    pub labels: Vec<Deprel>,
}

impl Weights {
    /// The sum of a word's rows.
    pub(super) fn embed(&self, form: &str, folded: &mut String, into: &mut Vec<f32>) {
        into.clear();
        into.resize(self.embed_width, 0.0);
        for row in self.vocabulary.features(form, folded) {
            let scale = self.embed_scales[row as usize];
            let weights = &self.embed[row as usize * self.embed_width..][..self.embed_width];
            into.iter_mut().zip(weights).for_each(|(sum, w)| *sum += scale * f32::from(*w));
        }
    }

    /// As it stands in the model file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        put_bytes(&mut bytes, self.vocabulary.words().join("\n").as_bytes());
        let residual = u32::from(self.residual);
        let sizes = [self.embed_width, self.hidden, self.direct, self.tag_layer, self.arc, self.label];
        put_u32(&mut bytes, self.vocabulary.n_buckets());
        sizes.iter().for_each(|&size| put_u32(&mut bytes, size as u32));
        put_u32(&mut bytes, residual);
        put_i8s(&mut bytes, &self.embed);
        put_f32s(&mut bytes, &self.embed_scales);
        put_u32(&mut bytes, self.layers.len() as u32);
        let linears = self.layers.iter().chain([&self.tags, &self.pair, &self.label_out]);
        linears.for_each(|linear| linear.put(&mut bytes));
        put_f32s(&mut bytes, &self.root);
        put_f32s(&mut bytes, &self.distance);
        let tags: Vec<String> =
            self.tag_set.iter().map(|(u, x)| format!("{} {}", u.label(), x.label())).collect();
        put_bytes(&mut bytes, tags.join("\n").as_bytes());
        let labels: Vec<&str> = self.labels.iter().map(|label| label.label()).collect();
        put_bytes(&mut bytes, labels.join("\n").as_bytes());
        bytes
    }

    /// What `to_bytes` wrote; `None` where that is not what it is.
    pub fn from_bytes(bytes: &[u8]) -> Option<Weights> {
        let mut from = Bytes(bytes);
        let words = from.text()?.split('\n').map(str::to_string).collect();
        let mut weights =
            Weights { vocabulary: Vocabulary::new(words, from.count()? as u32), ..Weights::default() };
        weights.embed_width = from.count()?;
        weights.hidden = from.count()?;
        weights.direct = from.count()?;
        weights.tag_layer = from.count()?;
        weights.arc = from.count()?;
        weights.label = from.count()?;
        weights.residual = from.u32()? == 1;
        weights.embed = from.i8s()?;
        weights.embed_scales = from.f32s()?;
        let n_layers = from.count()?;
        weights.layers = (0..n_layers).map(|_| Linear::take(&mut from)).collect::<Option<_>>()?;
        weights.tags = Linear::take(&mut from)?;
        weights.pair = Linear::take(&mut from)?;
        weights.label_out = Linear::take(&mut from)?;
        weights.root = from.f32s()?;
        weights.distance = from.f32s()?;
        let tag = |line: &str| {
            let (upos, xpos) = line.split_once(' ')?;
            Some((Upos::from_label(upos)?, Xpos::from_label(xpos)?))
        };
        weights.tag_set = from.text()?.split('\n').map(tag).collect::<Option<_>>()?;
        weights.labels = from.text()?.split('\n').map(Deprel::from_label).collect::<Option<_>>()?;
        weights.fits().then_some(weights)
    }

    fn fits(&self) -> bool {
        let (per_word, out) = (4 * self.hidden + self.direct, 2 * self.hidden + self.direct);
        let n_rows = self.vocabulary.n_rows();
        let inputs = std::iter::once(3 * self.embed_width).chain(std::iter::repeat(out));
        self.embed_scales.len() == n_rows
            && self.embed.len() == n_rows * self.embed_width
            && (UNKNOWN_ROW as usize) < n_rows
            && (1..=self.layers.len()).contains(&self.tag_layer)
            && self.hidden <= MAX_HIDDEN
            && self.arc.is_multiple_of(8)
            && self.arc <= MAX_WIDTH
            && self
                .layers
                .iter()
                .zip(inputs)
                .all(|(layer, n_in)| layer.n_in == n_in && layer.n_out() == per_word)
            && (self.tags.n_in, self.tags.n_out()) == (out, self.tag_set.len())
            && (self.pair.n_in, self.pair.n_out()) == (out, 2 * self.arc + 2 * self.label)
            && (self.label_out.n_in, self.label_out.n_out()) == (self.label, self.labels.len())
            && self.root.len() == self.arc + self.label
            && self.distance.len() == 2 * FAR + 2
    }
}
