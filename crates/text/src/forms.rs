//! Short forms as keys that are compared and hashed in three words, without a look at the text again.

use std::hash::Hasher;

use rustc_hash::FxHasher;

/// Forms longer than this are no keys.
pub(crate) const MAX_BYTES: usize = 23;

/// A form's bytes and, last, how many they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Form([u64; 3]);

impl Form {
    /// Unlike any form.
    pub(crate) const NONE: Form = Form([u64::MAX; 3]);

    /// `None` where it is too long.
    pub(crate) fn new(form: &str) -> Option<Form> {
        if form.len() > MAX_BYTES {
            return None;
        }
        let mut bytes = [0; MAX_BYTES + 1];
        bytes[..form.len()].copy_from_slice(form.as_bytes());
        bytes[MAX_BYTES] = form.len() as u8;
        let word = |at: usize| u64::from_le_bytes(std::array::from_fn(|byte| bytes[8 * at + byte]));
        Some(Form([word(0), word(1), word(2)]))
    }

    /// A place for it among `n`, a power of two; forms that differ in `with` have others.
    pub(crate) fn place(self, with: u16, n: usize) -> usize {
        let mut hasher = FxHasher::default();
        self.0.into_iter().for_each(|word| hasher.write_u64(word));
        hasher.write_u16(with);
        hasher.finish() as usize % n
    }
}
