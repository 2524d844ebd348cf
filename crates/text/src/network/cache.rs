//! What layer 1 needs of a word depends on its form alone, so it is kept by form.
//!
//! A table of fixed size, two places to a hash; a newcomer takes the place that was used less lately.
//! It changes how fast a text is read, never what comes out.

use rustc_hash::FxHasher;
use std::hash::Hasher;

/// Sets of two places each.
const N_SETS: usize = 4096;
/// Forms longer than this are computed each time.
const MAX_BYTES: usize = 23;

/// Contributions of forms to layer 1, as 16-bit fixed point.
pub(super) struct FormCache {
    width: usize,
    keys: Vec<Key>,
    values: Vec<i16>,
    recent: Vec<u8>,
    /// Room for a form that cannot be kept.
    passing: Vec<i16>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    len: u8,
    bytes: [u8; MAX_BYTES],
}

const EMPTY: Key = Key { len: u8::MAX, bytes: [0; MAX_BYTES] };

impl FormCache {
    /// An empty cache of values `width` wide.
    pub(super) fn new(width: usize) -> FormCache {
        FormCache {
            width,
            keys: vec![EMPTY; 2 * N_SETS],
            // Zeroed pages are not resident until they are written.
            values: vec![0; 2 * N_SETS * width],
            recent: vec![0; N_SETS],
            passing: vec![0; width],
        }
    }

    /// The value of `form`, computed by `fill` where it is not at hand.
    pub(super) fn get(&mut self, form: &str, fill: impl FnOnce(&str, &mut [i16])) -> &[i16] {
        let bytes = form.as_bytes();
        if bytes.len() > MAX_BYTES {
            fill(form, &mut self.passing);
            return &self.passing;
        }
        let mut key = Key { len: bytes.len() as u8, bytes: [0; MAX_BYTES] };
        key.bytes[..bytes.len()].copy_from_slice(bytes);
        let mut hasher = FxHasher::default();
        hasher.write(bytes);
        let set = (hasher.finish() >> 20) as usize % N_SETS;
        let place = match (0..2).find(|way| self.keys[2 * set + way] == key) {
            Some(way) => 2 * set + way,
            None => {
                let place = 2 * set + usize::from(self.recent[set] == 0);
                fill(form, &mut self.values[place * self.width..][..self.width]);
                self.keys[place] = key;
                place
            }
        };
        self.recent[set] = (place % 2) as u8;
        &self.values[place * self.width..][..self.width]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_what_was_computed() {
        let mut cache = FormCache::new(1);
        let value =
            |form: &str| form.bytes().fold(7i16, |a, b| a.wrapping_mul(31).wrapping_add(i16::from(b)));
        let mut n_computed = 0;
        for round in 0..3 {
            for n in 0..20_000 {
                let form = format!("form{n}");
                let got = cache.get(&form, |form, into| {
                    n_computed += 1;
                    into[0] = value(form);
                });
                assert_eq!(got[0], value(&form), "round {round}");
            }
        }
        let long = "x".repeat(MAX_BYTES + 1);
        assert_eq!(cache.get(&long, |form, into| into[0] = value(form))[0], value(&long));
        assert!(n_computed >= 20_000);
    }

    #[test]
    fn a_form_used_again_is_not_computed_again() {
        let mut cache = FormCache::new(1);
        cache.get("troops", |_, into| into[0] = 5);
        let again = cache.get("troops", |_, _| panic!("computed again"));
        assert_eq!(again, [5]);
    }
}
