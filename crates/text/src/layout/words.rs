//! The word lists of `lang/en/layout.tsv`: `kind`, tab, `entry in lower case`.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

const FILE: &str = include_str!("../../lang/en/layout.tsv");

static WORDS: LazyLock<FxHashSet<(&str, &str)>> = LazyLock::new(|| entries().collect());

/// The kinds and entries of the file, in its order.
pub(super) fn entries() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

/// Whether `word`, in any case, is on the list named `kind`: `holds("agency", "Reuters")`.
pub(crate) fn holds(kind: &str, word: &str) -> bool {
    // No entry is longer; most words are lowered without an allocation.
    let mut lower = [0; 48];
    let Some(lower) = lower.get_mut(..word.len()) else { return false };
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    match std::str::from_utf8(lower) {
        Ok(lower) if lower.is_ascii() => WORDS.contains(&(kind, lower)),
        _ => WORDS.contains(&(kind, word.to_lowercase().as_str())),
    }
}

/// The longest entry of `kind` that `words` begin with, as a length in bytes; it ends where a word ends.
pub(crate) fn prefix(kind: &str, words: &str) -> Option<usize> {
    let ends = words.char_indices().take(40).filter(|(_, c)| !c.is_alphanumeric()).map(|(at, _)| at);
    let whole = (words.len() <= 40).then_some(words.len());
    ends.chain(whole).filter(|&end| holds(kind, &words[..end])).last()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_sorted_lower_case_entry() {
        let lines: Vec<&str> = FILE.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(lines.len(), entries().count(), "a line without a tab");
        let sorted = |pair: &[&str]| pair[0].split_once('\t') < pair[1].split_once('\t');
        for pair in lines.windows(2) {
            assert!(sorted(pair), "unsorted or twice: {pair:?}");
        }
        assert!(
            entries()
                .all(|(_, entry)| entry == entry.trim().to_lowercase() && (1..=48).contains(&entry.len()))
        );
    }

    #[test]
    fn a_prefix_ends_where_a_word_ends() {
        assert_eq!(prefix("byline", "By Jane Roe"), Some(2));
        assert_eq!(prefix("byline", "Bypass"), None);
        assert_eq!(prefix("signature", "Reporting and writing by X"), Some("Reporting and writing by".len()));
        assert_eq!(prefix("agency", "Reuters"), Some(7));
    }
}
