//! What a report has told of so far, filed by the words that later mentions use for it.
//!
//! A long report names the same few hundreds of times: of those that no later mention could tell apart, only the last
//! is kept, so that the thousandth "Khan" costs no more than the second.
//!
//! ```text
//! Khurram Dastgir Khan ──> under "Khan", under "Khurram"
//! the defence minister ──> under "minister"
//! ```

use rustc_hash::FxHashMap;
use tiltmeter_record::Actor;

use super::resolve::{Told, name_of};

/// Positions of what was told, by its words.
#[derive(Default)]
pub(super) struct Memory {
    by_first: FxHashMap<String, Vec<usize>>,
    by_last: FxHashMap<String, Vec<usize>>,
    by_acronym: FxHashMap<String, Vec<usize>>,
    by_role: FxHashMap<String, Vec<usize>>,
    /// The first actor of a state, how many were of its state, and how many of any.
    first_state: Option<(Actor, usize, usize)>,
}

impl Memory {
    /// Files a name under its first and last words and its acronym.
    pub(super) fn add_name(&mut self, at: usize, all: &[Told]) {
        let told = &all[at];
        let alike = |a: &Told, b: &Told| {
            a.words == b.words && a.kind == b.kind && name_of(a) == name_of(b) && a.code() == b.code()
        };
        if let (Some(first), Some(last)) = (told.words.first(), told.words.last()) {
            file(&mut self.by_first, first, at, |known| alike(&all[known], told));
            file(&mut self.by_last, last, at, |known| alike(&all[known], told));
        }
        if let Some(acronym) = &told.acronym {
            file(&mut self.by_acronym, acronym, at, |known| alike(&all[known], told));
        }
    }

    /// Files somebody with a role under the last word of the role.
    pub(super) fn add_role(&mut self, at: usize, word: &str, all: &[Told]) {
        let told = &all[at];
        let alike = |known: usize| {
            let known = &all[known];
            known.code() == told.code() && known.plural == told.plural && name_of(known) == name_of(told)
        };
        file(&mut self.by_role, word, at, alike);
    }

    /// Counts an actor of a state.
    pub(super) fn add_state(&mut self, actor: &Actor) {
        let (first, n_same, n_all) = self.first_state.get_or_insert_with(|| (actor.clone(), 0, 0));
        *n_same += usize::from(first.code == actor.code);
        *n_all += 1;
    }

    /// The first actor of a state, how many were of its state, and how many of any.
    pub(super) fn first_state(&self) -> Option<(&Actor, usize, usize)> {
        self.first_state.as_ref().map(|(first, n_same, n_all)| (first, *n_same, *n_all))
    }

    /// Those whose names begin or end with words like these, or have them as an acronym; the last told first.
    pub(super) fn named(&self, words: &[String]) -> Vec<usize> {
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return Vec::new() };
        let found = [self.by_first.get(first), self.by_last.get(last), self.by_acronym.get(last)];
        let mut all: Vec<usize> = found.into_iter().flatten().flatten().copied().collect();
        all.sort_unstable_by_key(|&at| std::cmp::Reverse(at));
        all.dedup();
        all
    }

    /// Those with a role that ends with this word; the last told first.
    pub(super) fn with_role(&self, word: &str) -> impl Iterator<Item = usize> + use<'_> {
        self.by_role.get(word).into_iter().flatten().rev().copied()
    }
}

// The later of two that nothing tells apart takes the place of the earlier.
fn file(shelf: &mut FxHashMap<String, Vec<usize>>, word: &str, at: usize, alike: impl Fn(usize) -> bool) {
    let filed = shelf.entry(word.to_string()).or_default();
    filed.retain(|&known| known != at && !alike(known));
    filed.push(at);
}
