//! What trees of the treebanks do again and again, and what they never do.
//!
//! The network judges each arc by itself; whether arcs go together it does not see. Here is what was counted of
//! that: how much more or less often than by chance a label stands between two kinds of words, two dependents
//! stand under one head, a dependent stands under a head that is itself a subject, a clause, …, and a clause
//! with such dependents is a main clause, a relative one, …
//!
//! ```text
//! Turkey lifted sanctions    obj under a proper noun: 3 nats less often than by chance
//! The ship that sank hit it  two acl:relcl of one noun, the second without its own "that": 4 nats less
//! ```
//!
//! `cargo xtask train` counts, by the kinds, cells and frames that are told here.

use crate::network::{Bytes, put_bytes, put_i8s, put_u32};
use crate::{Deprel, Upos, Xpos};

/// Kinds of words that are told apart.
pub const N_KINDS: usize = 21;
/// Labels.
pub const N_LABELS: usize = Deprel::ALL.len();
/// Sets of what stands under a head: see [`frame`].
pub const N_FRAMES: usize = 576;
/// Steps of one nat in which values are kept.
pub const STEPS: f32 = 16.0;

/// A word as it is looked at here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// See [`kind`].
    pub kind: u8,
    /// 0 for the root, else the head's position from 1.
    pub head: u16,
    /// Position of the label in [`Deprel::ALL`].
    pub label: u8,
}

/// How the parts of a tree go together, in nats times [`STEPS`].
#[derive(Clone, Debug, Default)]
pub struct Habits {
    /// By kind of head, kind of dependent, side, label.
    arcs: Vec<i8>,
    /// By kind of head, and labels of two of its dependents.
    pairs: Vec<i8>,
    /// By label of the head, kind and label of its dependent.
    under: Vec<i8>,
    /// By kind and frame of a head, its own label: rows of labels, and where each row begins, if it is kept.
    frames: Vec<i8>,
    frame_rows: Vec<u16>,
    /// How much each of the four counts, in sixteenths.
    weights: [u32; 4],
}

const NO_ROW: u16 = u16::MAX;

impl Habits {
    /// From tables of values: arcs, pairs, under, and rows of frames by kind and frame.
    pub fn new(tables: [Vec<i8>; 3], rows: &[(usize, Vec<i8>)], weights: [u32; 4]) -> Habits {
        let [arcs, pairs, under] = tables;
        let mut frame_rows = vec![NO_ROW; N_KINDS * N_FRAMES];
        let mut frames = Vec::new();
        for (row, (at, values)) in rows.iter().enumerate() {
            frame_rows[*at] = row as u16;
            frames.extend_from_slice(values);
        }
        Habits { arcs, pairs, under, frames, frame_rows, weights }
    }

    /// How well word `head` goes with its `dependents`, in the order of the text, and its own label.
    pub fn value(
        &self,
        nodes: &[Node],
        head: usize,
        dependents: impl Iterator<Item = usize>,
        stops: bool,
    ) -> i32 {
        let own = nodes[head];
        let (mut arcs, mut pairs, mut under) = (0, 0, 0);
        let mut seen = Seen::default();
        let (mut labels, mut n_labels) = ([0u8; 12], 0);
        for at in dependents {
            let node = &nodes[at];
            if node.kind == PUNCT {
                continue;
            }
            seen.add(node);
            arcs += i32::from(self.arcs[arc_at(own.kind, node.kind, at < head, node.label)]);
            under += i32::from(self.under[under_at(own.label, node.kind, node.label)]);
            if pairs_up(node.label) && n_labels < labels.len() {
                for &other in &labels[..n_labels] {
                    pairs += i32::from(self.pairs[pair_at(own.kind, other, node.label)]);
                }
                labels[n_labels] = node.label;
                n_labels += 1;
            }
        }
        let frames = self.frame(own.kind, seen.frame(own.kind, stops), own.label);
        let [of_arcs, of_pairs, of_under, of_frames] = self.weights.map(|weight| weight as i32);
        of_arcs * arcs + of_pairs * pairs + of_under * under + of_frames * frames
    }

    fn frame(&self, kind: u8, frame: usize, label: u8) -> i32 {
        match self.frame_rows[frame_at(kind, frame)] {
            NO_ROW => 0,
            row => i32::from(self.frames[row as usize * N_LABELS + label as usize]),
        }
    }

    /// As it stands in the model file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.weights.iter().for_each(|&weight| put_u32(&mut bytes, weight));
        [&self.arcs, &self.pairs, &self.under, &self.frames].iter().for_each(|t| put_i8s(&mut bytes, t));
        let rows = self.frame_rows.iter().flat_map(|row| row.to_le_bytes()).collect::<Vec<u8>>();
        put_bytes(&mut bytes, &rows);
        bytes
    }

    /// What `to_bytes` wrote; `None` where that is not what it is.
    pub fn from_bytes(bytes: &[u8]) -> Option<Habits> {
        let mut from = Bytes(bytes);
        let weights = [from.u32()?, from.u32()?, from.u32()?, from.u32()?];
        let (arcs, pairs, under, frames) = (from.i8s()?, from.i8s()?, from.i8s()?, from.i8s()?);
        let rows = from.bytes()?.chunks_exact(2).map(|row| u16::from_le_bytes([row[0], row[1]])).collect();
        let habits = Habits { arcs, pairs, under, frames, frame_rows: rows, weights };
        habits.fits().then_some(habits)
    }

    fn fits(&self) -> bool {
        let n_rows = self.frames.len() / N_LABELS;
        self.arcs.len() == N_ARCS
            && self.pairs.len() == N_PAIRS
            && self.under.len() == N_UNDER
            && self.frame_rows.len() == N_KINDS * N_FRAMES
            && self.frame_rows.iter().all(|&row| row == NO_ROW || (row as usize) < n_rows)
            && self.weights.iter().all(|&weight| weight < 256)
    }
}

/// Cells of the table of arcs.
pub const N_ARCS: usize = N_KINDS * N_KINDS * 2 * N_LABELS;
/// Cells of the table of pairs.
pub const N_PAIRS: usize = N_KINDS * N_LABELS * N_LABELS;
/// Cells of the table of dependents under a head's label.
pub const N_UNDER: usize = N_LABELS * N_KINDS * N_LABELS;

/// The cell of an arc.
pub fn arc_at(head: u8, dependent: u8, is_left: bool, label: u8) -> usize {
    ((head as usize * N_KINDS + dependent as usize) * 2 + usize::from(is_left)) * N_LABELS + label as usize
}

/// The cell of two dependents of one head, in the order of the text.
pub fn pair_at(head: u8, first: u8, second: u8) -> usize {
    (head as usize * N_LABELS + first as usize) * N_LABELS + second as usize
}

/// The cell of a dependent and its head's own label.
pub fn under_at(head_label: u8, dependent: u8, label: u8) -> usize {
    (head_label as usize * N_KINDS + dependent as usize) * N_LABELS + label as usize
}

/// The cell of a frame.
pub fn frame_at(kind: u8, frame: usize) -> usize {
    kind as usize * N_FRAMES + frame
}

/// Whether how often two dependents stand under one head says something for this label.
pub fn pairs_up(label: u8) -> bool {
    PARTS[label as usize].pairs_up
}

/// What a label says of its head's frame.
#[derive(Clone, Copy)]
struct Part {
    subject: u8,
    has: u8,
    pairs_up: bool,
}

/// Parts by label.
const PARTS: [Part; N_LABELS] = {
    let mut parts = [Part { subject: 0, has: 0, pairs_up: false }; N_LABELS];
    let mut label = 0;
    while label < N_LABELS {
        parts[label] = part(Deprel::ALL[label]);
        label += 1;
    }
    parts
};

const fn part(label: Deprel) -> Part {
    use Deprel::*;
    let subject = match label {
        Nsubj | Csubj | NsubjOuter | CsubjOuter | Expl => 1,
        NsubjPass | CsubjPass => 2,
        _ => 0,
    };
    let has = match label {
        Obj | Ccomp | Xcomp => 1,
        AuxPass => 2,
        Aux => 4,
        Cop => 8,
        Case => 16,
        Det | NmodPoss => 64,
        _ => 0,
    };
    let pairs_up = matches!(
        label,
        Nsubj
            | NsubjPass
            | Csubj
            | CsubjPass
            | Expl
            | Obj
            | Iobj
            | Xcomp
            | Ccomp
            | Aux
            | AuxPass
            | Cop
            | OblAgent
            | Case
            | Mark
            | Det
            | NmodPoss
            | Appos
            | Flat
            | Compound
            | CompoundPrt
            | Acl
            | AclRelcl
    );
    Part { subject, has, pairs_up }
}

/// The kind of punctuation.
pub const PUNCT: u8 = 15;
/// The kind of "to" before a verb.
const TO: u8 = 18;
/// The kind of "which" and "where".
const WH: u8 = 19;

/// The kind of a word: its part of speech, finer for verbs.
pub fn kind(upos: Upos, xpos: Xpos) -> u8 {
    use Xpos::{To, Vb, Vbd, Vbg, Vbn, Wdt, Wp, WpPoss, Wrb};
    match (upos, xpos) {
        (_, Wdt | Wp | WpPoss | Wrb) => WH,
        (_, To) => TO,
        (Upos::Verb, Vbd) => 0,
        (Upos::Verb, Vb) => 1,
        (Upos::Verb, Vbg) => 2,
        (Upos::Verb, Vbn) => 20,
        (Upos::Verb, _) => 3,
        (Upos::Aux, _) => 4,
        (Upos::Noun, _) => 5,
        (Upos::Propn, _) => 6,
        (Upos::Pron, _) => 7,
        (Upos::Adj, _) => 8,
        (Upos::Adv, _) => 9,
        (Upos::Num, _) => 10,
        (Upos::Det, _) => 11,
        (Upos::Adp, _) => 12,
        (Upos::Sconj, _) => 13,
        (Upos::Cconj, _) => 14,
        (Upos::Punct, _) => PUNCT,
        (Upos::Part, _) => 16,
        (Upos::Sym | Upos::X | Upos::Intj, _) => 17,
    }
}

/// What stands under a head, gathered.
#[derive(Clone, Copy, Default)]
pub struct Seen {
    subject: usize,
    mark: usize,
    has: usize,
}

impl Seen {
    /// Adds a dependent.
    #[inline]
    pub fn add(&mut self, node: &Node) {
        let Part { subject, has, .. } = PARTS[node.label as usize];
        if subject != 0 {
            self.subject = subject as usize;
        }
        self.has |= has as usize | if node.kind == WH { 32 } else { 0 };
        if node.label == Deprel::Mark as u8 {
            self.mark = if node.kind == TO { self.mark.max(1) } else { 2 };
        }
    }

    /// The frame of a head of that kind; of what is no verb, whether its sentence ends with a full stop counts
    /// where a verb's object and passive auxiliary do.
    pub fn frame(&self, kind: u8, stops: bool) -> usize {
        let has = match kind {
            0..=4 | 20 => self.has & 63,
            _ => self.has & !3 & 63 | self.has >> 6 & 1 | usize::from(stops) << 1,
        };
        (self.subject * 3 + self.mark) * 64 + has
    }
}
