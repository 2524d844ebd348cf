//! From scores of arcs to a tree whose parts go together.
//!
//! Each word keeps the few heads and labels that the network thinks possible. From the best tree by arcs alone
//! words are moved, and arcs turned round, as long as the network's scores and the habits of the treebanks
//! together gain. Most words have one choice, so this costs little.

use crate::habits::{Habits, Node, STEPS};

/// A head, a label and a tag that a word may have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    /// 0 for the root, else the head's position from 1.
    pub head: u16,
    pub label: u8,
    pub kind: u8,
    pub tag: u8,
    /// What the network thinks of it.
    pub score: f32,
}

impl Choice {
    fn node(&self) -> Node {
        Node { kind: self.kind, head: self.head, label: self.label }
    }
}

/// How often all words are gone through at most.
const PASSES: usize = 4;
/// Gains below this are none.
const LEAST_GAIN: f32 = 0.01;
/// Other roots than the best that are tried.
const ROOTS: usize = 3;

/// Memory for finding trees, used again.
#[derive(Default)]
pub(super) struct Decoder {
    state: State,
    other: State,
}

/// A tree on the way to a better one.
#[derive(Default)]
struct State {
    nodes: Vec<Node>,
    /// Of each word, which of its choices it has now.
    chosen: Vec<usize>,
    /// How well each word goes with what is under it.
    values: Vec<i32>,
    under: Dependents,
    /// Of each word, when what it goes with last changed, and when its choices were last tried: in moves made.
    changed: Vec<u32>,
    tried: Vec<u32>,
}

/// What stands under each word, as one bit a word.
#[derive(Clone, Default)]
struct Dependents {
    bits: Vec<u64>,
    /// Numbers of 64 bits a word.
    width: usize,
}

impl Dependents {
    fn fill(&mut self, nodes: &[Node]) {
        self.width = nodes.len().div_ceil(64);
        self.bits.clear();
        self.bits.resize(nodes.len() * self.width, 0);
        nodes.iter().enumerate().for_each(|(word, node)| self.turn(node.head, word));
    }

    /// Puts a word under a head, or takes it away again.
    fn turn(&mut self, head: u16, word: usize) {
        if let Some(head) = before(head) {
            self.bits[head * self.width + word / 64] ^= 1 << (word % 64);
        }
    }

    /// Words under `head`, in the order of the text.
    fn of(&self, head: usize) -> impl Iterator<Item = usize> + '_ {
        let row = &self.bits[head * self.width..][..self.width];
        row.iter().enumerate().flat_map(|(at, &bits)| {
            let rest = std::iter::successors(Some(bits), |bits| Some(bits & bits.wrapping_sub(1)));
            rest.take_while(|bits| *bits != 0).map(move |bits| 64 * at + bits.trailing_zeros() as usize)
        })
    }
}

/// One sentence's choices: word `d`'s are `choices[starts[d]..starts[d + 1]]`.
#[derive(Clone, Copy)]
pub(super) struct Choices<'a> {
    pub choices: &'a [Choice],
    pub starts: &'a [usize],
}

impl<'a> Choices<'a> {
    fn of(&self, word: usize) -> &'a [Choice] {
        &self.choices[self.starts[word] - self.starts[0]..self.starts[word + 1] - self.starts[0]]
    }

    /// The best of the word's choices that are so; the first of equals.
    fn best(&self, word: usize, is_so: impl Fn(&Choice) -> bool) -> Option<usize> {
        let mut best: Option<(usize, f32)> = None;
        for (at, choice) in self.of(word).iter().enumerate().filter(|(_, choice)| is_so(choice)) {
            if best.is_none_or(|(_, score)| choice.score > score) {
                best = Some((at, choice.score));
            }
        }
        best.map(|(at, _)| at)
    }
}

impl Decoder {
    /// Finds the tree of a sentence, from the `heads` of a first one, each of them among its word's choices.
    pub(super) fn decode(&mut self, heads: &[usize], choices: Choices<'_>, habits: &Habits, stops: bool) {
        self.start(heads, choices);
        let n_words = heads.len();
        if choices.choices.len() == n_words {
            return;
        }
        let search = Search { choices, habits, stops };
        search.climb(&mut self.state);
        let mut n_tried = 0;
        for word in 0..n_words {
            let is_other = |choice: &Choice| choice.head == 0 && self.state.nodes[word].head != 0;
            let Some(as_root) = choices.best(word, is_other) else { continue };
            n_tried += 1;
            if n_tried > ROOTS {
                break;
            }
            self.other.nodes.clone_from(&self.state.nodes);
            self.other.chosen.clone_from(&self.state.chosen);
            self.other.under.bits.clone_from(&self.state.under.bits);
            self.other.under.width = self.state.under.width;
            if search.make_root(word, as_root, &mut self.other) {
                search.climb(&mut self.other);
                if search.total(&self.other) > search.total(&self.state) + LEAST_GAIN {
                    std::mem::swap(&mut self.state, &mut self.other);
                }
            }
        }
    }

    /// What was found, word by word.
    pub(super) fn chosen<'a>(&'a self, choices: Choices<'a>) -> impl Iterator<Item = &'a Choice> {
        self.state.chosen.iter().enumerate().map(move |(word, &at)| &choices.of(word)[at])
    }

    /// Gives each word the best label of its first head, and its best tag.
    fn start(&mut self, heads: &[usize], choices: Choices<'_>) {
        let State { nodes, chosen, .. } = &mut self.state;
        chosen.clear();
        nodes.clear();
        for (word, &head) in heads.iter().enumerate() {
            let at = choices.best(word, |choice| choice.head as usize == head).unwrap_or(0);
            nodes.push(choices.of(word)[at].node());
            chosen.push(at);
        }
        self.state.under.fill(&self.state.nodes);
    }
}

struct Search<'a> {
    choices: Choices<'a>,
    habits: &'a Habits,
    stops: bool,
}

impl Search<'_> {
    fn climb(&self, state: &mut State) {
        state.values.clear();
        for word in 0..state.nodes.len() {
            state.values.push(self.value(word, state));
        }
        for times in [&mut state.changed, &mut state.tried] {
            times.clear();
            times.resize(state.nodes.len(), 0);
        }
        let mut n_moves = 1;
        for pass in 0..PASSES {
            let before = n_moves;
            for word in 0..state.nodes.len() {
                if pass > 0 && !self.may_gain(word, state) {
                    continue;
                }
                state.tried[word] = n_moves;
                for at in 0..self.choices.of(word).len() {
                    if at != state.chosen[word] {
                        n_moves += u32::from(self.try_move(word, at, n_moves, state));
                    }
                }
            }
            if n_moves == before {
                return;
            }
        }
    }

    /// Whether anything has changed about a word or its possible heads since its choices were tried.
    fn may_gain(&self, word: usize, state: &State) -> bool {
        let tried = state.tried[word];
        let is_new = |of: usize| state.changed[of] >= tried;
        is_new(word) || self.choices.of(word).iter().filter_map(|choice| before(choice.head)).any(is_new)
    }

    fn value(&self, word: usize, state: &State) -> i32 {
        self.habits.value(&state.nodes, word, state.under.of(word), self.stops)
    }

    fn total(&self, state: &State) -> f32 {
        let score = |(word, &at): (usize, &usize)| self.choices.of(word)[at].score;
        let scores: f32 = state.chosen.iter().enumerate().map(score).sum();
        scores + nats(state.values.iter().sum())
    }

    /// Gives the word another of its choices, if that gains.
    fn try_move(&self, word: usize, at: usize, time: u32, state: &mut State) -> bool {
        let (now, next) = (state.nodes[word], self.choices.of(word)[at]);
        if next.head == now.head {
            return self.try_change(&[(word, at)], time, state);
        }
        let Some(above) = step_below(&state.nodes, word, next.head) else {
            let changes_root = next.head == 0 || now.head == 0;
            return !changes_root && self.try_change(&[(word, at)], time, state);
        };
        // The new head stands below the word: it, or what it stands under, takes the word's place.
        let places = self.choices.of(above).iter().enumerate().filter(|(_, choice)| choice.head == now.head);
        let mut moved = false;
        for (place, _) in places {
            moved = moved || self.try_change(&[(word, at), (above, place)], time, state);
        }
        moved
    }

    fn try_change(&self, changes: &[(usize, usize)], time: u32, state: &mut State) -> bool {
        let mut touched = Touched::default();
        let mut gain = 0.0;
        for &(word, at) in changes {
            let (now, next) = (self.choices.of(word)[state.chosen[word]], self.choices.of(word)[at]);
            gain += next.score - now.score;
            [Some(word), before(now.head), before(next.head)]
                .into_iter()
                .flatten()
                .for_each(|w| touched.add(w));
        }
        let saved = [changes[0], changes[changes.len() - 1]].map(|(word, _)| (word, state.chosen[word]));
        changes.iter().for_each(|&(word, at)| self.choose(word, at, state));
        let mut values = [0; 6];
        for (value, &word) in values.iter_mut().zip(touched.words()) {
            *value = self.value(word, state);
            gain += nats(*value - state.values[word]);
        }
        if gain > LEAST_GAIN {
            for (&word, value) in touched.words().iter().zip(values) {
                (state.values[word], state.changed[word]) = (value, time);
            }
            return true;
        }
        saved.iter().for_each(|&(word, at)| self.choose(word, at, state));
        false
    }

    fn choose(&self, word: usize, at: usize, state: &mut State) {
        let node = self.choices.of(word)[at].node();
        state.under.turn(state.nodes[word].head, word);
        state.under.turn(node.head, word);
        state.nodes[word] = node;
        state.chosen[word] = at;
    }

    /// Makes another word the root; the old one goes below it, where it has a choice to.
    fn make_root(&self, word: usize, as_root: usize, state: &mut State) -> bool {
        let Some(old) = state.nodes.iter().position(|node| node.head == 0) else { return false };
        self.choose(word, as_root, state);
        let below = self.choices.best(old, |choice| {
            let is_below = |head| head == word || step_below(&state.nodes, word, choice.head).is_some();
            before(choice.head).is_some_and(is_below)
        });
        let Some(at) = below else { return false };
        self.choose(old, at, state);
        true
    }
}

/// Words whose dependents or label a change touches.
#[derive(Default)]
struct Touched {
    words: [usize; 6],
    n: usize,
}

impl Touched {
    fn add(&mut self, word: usize) {
        if !self.words().contains(&word) {
            self.words[self.n] = word;
            self.n += 1;
        }
    }

    fn words(&self) -> &[usize] {
        &self.words[..self.n]
    }
}

fn nats(value: i32) -> f32 {
    value as f32 / (16.0 * STEPS)
}

fn before(head: u16) -> Option<usize> {
    (head as usize).checked_sub(1)
}

/// The word right below `word` on the way up from `from` (a position from 1), if `from` stands below it.
fn step_below(nodes: &[Node], word: usize, from: u16) -> Option<usize> {
    let mut at = before(from)?;
    loop {
        let above = before(nodes[at].head)?;
        if above == word {
            return Some(at);
        }
        at = above;
    }
}
