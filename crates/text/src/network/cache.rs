//! What layer 1 needs of a word depends on its form alone, so it is kept by form.
//!
//! A table of fixed size, some places to a hash; a newcomer takes the place that was used least lately, but none
//! that the batch at hand needs. It changes how fast a text is read, never what comes out.

use crate::forms::Form;

/// Sets of so many places each.
const N_SETS: usize = 1 << 11;
const WAYS: usize = 4;
const N_PLACES: usize = N_SETS * WAYS;

/// Contributions of forms to layer 1, as 16-bit fixed point.
pub(super) struct FormCache {
    width: usize,
    keys: Vec<Form>,
    /// Values by place; behind them those that live for one batch.
    values: Vec<i16>,
    /// The ways of each set, those used last first.
    lately: Vec<[u8; WAYS]>,
    /// The batch that needed each place last.
    needed: Vec<u32>,
    batch: u32,
    n_passing: usize,
}

/// Where a form's value stands until the next batch begins, and whether it must be filled in first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub at: usize,
    pub is_new: bool,
}

impl FormCache {
    /// An empty cache of values `width` wide.
    pub(super) fn new(width: usize) -> FormCache {
        FormCache {
            width,
            keys: vec![Form::NONE; N_PLACES],
            // Zeroed pages are not resident until they are written.
            values: vec![0; N_PLACES * width],
            lately: vec![std::array::from_fn(|way| way as u8); N_SETS],
            needed: vec![0; N_PLACES],
            batch: 0,
            n_passing: 0,
        }
    }

    /// Begins a batch: the places of the last one may be given away.
    pub(super) fn begin(&mut self) {
        self.batch = self.batch.wrapping_add(1);
        self.n_passing = 0;
        self.values.truncate(N_PLACES * self.width);
    }

    /// The place of `form` in this batch.
    pub(super) fn place(&mut self, form: &str) -> Place {
        let Some(key) = Form::new(form) else { return self.passing() };
        let set = key.place(0, N_SETS);
        let lately = &mut self.lately[set];
        let known = lately.iter().position(|&way| self.keys[WAYS * set + way as usize] == key);
        let free = || lately.iter().rposition(|&way| self.needed[WAYS * set + way as usize] != self.batch);
        let Some(rank) = known.or_else(free) else { return self.passing() };
        lately[..=rank].rotate_right(1);
        let at = WAYS * set + lately[0] as usize;
        (self.keys[at], self.needed[at]) = (key, self.batch);
        Place { at, is_new: known.is_none() }
    }

    fn passing(&mut self) -> Place {
        let at = N_PLACES + self.n_passing;
        self.n_passing += 1;
        self.values.resize((at + 1) * self.width, 0);
        Place { at, is_new: true }
    }

    /// The value at a place.
    pub(super) fn value(&self, at: usize) -> &[i16] {
        &self.values[at * self.width..][..self.width]
    }

    /// The value at a place, to be filled in.
    pub(super) fn value_mut(&mut self, at: usize) -> &mut [i16] {
        &mut self.values[at * self.width..][..self.width]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value_of(form: &str) -> i16 {
        form.bytes().fold(7i16, |a, b| a.wrapping_mul(31).wrapping_add(i16::from(b)))
    }

    #[test]
    fn what_is_kept_is_what_was_computed() {
        let mut cache = FormCache::new(1);
        let mut n_computed = 0;
        for round in 0..3 {
            for batch in 0..100 {
                cache.begin();
                let forms: Vec<String> = (0..200).map(|n| format!("form{}", 200 * batch + n)).collect();
                let places: Vec<Place> = forms.iter().map(|form| cache.place(form)).collect();
                for (form, place) in forms.iter().zip(&places).filter(|(_, place)| place.is_new) {
                    cache.value_mut(place.at)[0] = value_of(form);
                    n_computed += 1;
                }
                for (form, place) in forms.iter().zip(&places) {
                    assert_eq!(cache.value(place.at), [value_of(form)], "round {round}");
                }
            }
        }
        assert!(n_computed >= 20_000);
    }

    #[test]
    fn a_batch_of_more_forms_than_places_keeps_them_apart() {
        let mut cache = FormCache::new(1);
        cache.begin();
        let places: Vec<usize> = (0..30_000).map(|n| cache.place(&format!("form{n}")).at).collect();
        let apart: std::collections::BTreeSet<usize> = places.iter().copied().collect();
        assert_eq!(apart.len(), places.len());
        let long = "x".repeat(crate::forms::MAX_BYTES + 1);
        assert!(cache.place(&long).is_new && cache.place(&long).is_new);
    }

    #[test]
    fn a_form_used_again_is_not_computed_again() {
        let mut cache = FormCache::new(1);
        cache.begin();
        let first = cache.place("troops");
        cache.value_mut(first.at)[0] = 5;
        assert!(first.is_new && !cache.place("troops").is_new, "in the same batch");
        cache.begin();
        let again = cache.place("troops");
        assert!(!again.is_new);
        assert_eq!(cache.value(again.at), [5]);
    }
}
