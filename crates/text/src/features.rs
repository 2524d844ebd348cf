//! What the network is told of a word: rows of one embedding table, by its form alone.
//!
//! The same function serves training and use. A word is its lower-cased form with digits folded
//! (where the treebanks have it at least twice), its first and last one to four letters, and its shape.
//! Affixes and shapes are hashed into a fixed number of rows.

use rustc_hash::FxHashMap;

/// Rows of one word: its form, four prefixes, four suffixes, its shape.
pub const N_FEATURES: usize = 10;

/// Row of all words that are not in the vocabulary.
pub const UNKNOWN_ROW: u32 = 0;

/// Longest word that is looked at; the rest of a longer one adds nothing.
const MAX_CHARS: usize = 48;

/// The rows of the embedding table: unknown, then the words, then the hashed buckets.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    words: Vec<String>,
    rows: FxHashMap<String, u32>,
    n_buckets: u32,
}

impl Vocabulary {
    /// A vocabulary of `words` (folded, no two alike) and `n_buckets` rows for all else.
    pub fn new(words: Vec<String>, n_buckets: u32) -> Vocabulary {
        let rows = words.iter().enumerate().map(|(row, word)| (word.clone(), row as u32 + 1)).collect();
        Vocabulary { words, rows, n_buckets: n_buckets.max(1) }
    }

    /// Its words, in the order of their rows.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Rows for affixes and shapes.
    pub fn n_buckets(&self) -> u32 {
        self.n_buckets
    }

    /// Rows in all.
    pub fn n_rows(&self) -> usize {
        1 + self.words.len() + self.n_buckets as usize
    }

    /// The rows of `form`; the first is the word's own. `folded` is scratch space.
    pub fn features(&self, form: &str, folded: &mut String) -> [u32; N_FEATURES] {
        fold(form, folded);
        let word = self.rows.get(folded.as_str()).copied().unwrap_or(UNKNOWN_ROW);
        let mut rows = [word; N_FEATURES];
        let mut ends = [0usize; MAX_CHARS + 1];
        let mut n_chars = 0;
        for (position, c) in folded.char_indices().take(MAX_CHARS) {
            n_chars += 1;
            ends[n_chars] = position + c.len_utf8();
        }
        let bytes = folded.as_bytes();
        for length in 1..=4 {
            let taken = length.min(n_chars);
            let short = length > n_chars;
            rows[length] = self.bucket(length as u64 + 8 * u64::from(short), &bytes[..ends[taken]]);
            let from = ends[n_chars - taken];
            rows[4 + length] =
                self.bucket(16 + length as u64 + 8 * u64::from(short), &bytes[from..ends[n_chars]]);
        }
        rows[9] = self.bucket(64, shape(form).as_slice());
        rows
    }

    fn bucket(&self, kind: u64, bytes: &[u8]) -> u32 {
        // FNV-1a with the kind of affix mixed in first.
        let mut hash = (0xcbf2_9ce4_8422_2325 ^ kind).wrapping_mul(0x0100_0000_01b3);
        for &byte in bytes {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        hash ^= hash >> 29;
        1 + self.words.len() as u32 + (hash % u64::from(self.n_buckets)) as u32
    }
}

/// Lower case, digits as `0`, curly quotes straight.
pub fn fold(form: &str, folded: &mut String) {
    folded.clear();
    for c in form.chars().take(MAX_CHARS) {
        match c {
            '0'..='9' => folded.push('0'),
            'A'..='Z' => folded.push(c.to_ascii_lowercase()),
            '\u{2018}' | '\u{2019}' => folded.push('\''),
            '\u{201c}' | '\u{201d}' => folded.push('"'),
            c if c.is_ascii() => folded.push(c),
            c => folded.extend(c.to_lowercase()),
        }
    }
}

/// Kinds of characters with runs folded to two: `Xx`, `XX`, `dd.d`, `x-x`; where it is longer, its first ten.
fn shape(form: &str) -> Shape {
    let mut shape = Shape { kinds: [0; 10], len: 0 };
    let mut run = 0;
    for c in form.chars().take(MAX_CHARS) {
        let kind = match c {
            'a'..='z' => b'x',
            'A'..='Z' => b'X',
            '0'..='9' => b'd',
            c if c.is_ascii() => c as u8,
            c if c.is_uppercase() => b'X',
            c if c.is_alphabetic() => b'x',
            _ => b'?',
        };
        run = if shape.len > 0 && shape.kinds[shape.len - 1] == kind { run + 1 } else { 1 };
        if run > 2 {
            continue;
        }
        if shape.len == shape.kinds.len() {
            break;
        }
        shape.kinds[shape.len] = kind;
        shape.len += 1;
    }
    shape
}

struct Shape {
    kinds: [u8; 10],
    len: usize,
}

impl Shape {
    fn as_slice(&self) -> &[u8] {
        &self.kinds[..self.len]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(form: &str) -> [u32; N_FEATURES] {
        let vocabulary = Vocabulary::new(vec!["troops".into(), "0000".into()], 4096);
        vocabulary.features(form, &mut String::new())
    }

    #[test]
    fn case_is_in_the_shape_alone() {
        let (lower, title) = (rows("troops"), rows("Troops"));
        assert_eq!(lower[0], 1);
        assert_eq!(lower[..9], title[..9]);
        assert_ne!(lower[9], title[9]);
    }

    #[test]
    fn digits_fold_and_unknown_words_share_a_row() {
        assert_eq!(rows("2018")[0], 2);
        assert_eq!(rows("1990"), rows("2018"));
        assert_eq!(rows("Gwadar")[0], UNKNOWN_ROW);
        assert_eq!(rows("Gwadar")[8], rows("radar")[8], "`adar` ends both");
    }

    #[test]
    fn any_form_has_rows_inside_the_table() {
        for form in ["", "'", "é", "ﬀ", "\u{0}", "😀😀", "İstanbul", &"x".repeat(5000)] {
            assert!(rows(form).iter().all(|&row| (row as usize) < 1 + 2 + 4096), "{form}");
        }
    }
}
