//! Names as sequences of word pieces, and the longest one that begins at a token.
//!
//! A piece is a run of letters and digits with its accents taken off, so that `al-Qaida`, `al Qaida`
//! and the three tokens `al - Qaida` are one name, as are `U.S.` and `US`. Case counts: `US` is a
//! state and `us` is not.
//!
//! ```text
//! Papua New Guinea ──> [Papua] [New] [Guinea] ──> states/PNG
//! ```

use std::hash::Hasher as _;

use rustc_hash::{FxHashMap, FxHasher};
use tiltmeter_text::View;

/// Sequences of pieces and what each denotes.
///
/// A sequence is known by the hash of its pieces alone, so that a lexicon of 300,000 names loads without keeping one of
/// them. Two sequences in a million with one hash of 64 bits: once in thirty million lexicons.
pub(crate) struct Names<T> {
    // Of each beginning of a name, the last of its senses; each sense knows the one before it.
    last_sense: FxHashMap<Node, u32>,
    senses: Vec<(T, u32)>,
}

/// A name, or the beginning of one: the hash of its pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Node(u64);

const ROOT: Node = Node(0);
const NONE: u32 = u32::MAX;

impl Node {
    fn then(self, piece: &str) -> Node {
        let mut hasher = FxHasher::default();
        hasher.write_u64(self.0);
        hasher.write(piece.as_bytes());
        Node(hasher.finish())
    }
}

impl<T> Default for Names<T> {
    fn default() -> Names<T> {
        Names { last_sense: FxHashMap::default(), senses: Vec::new() }
    }
}

impl<T> Names<T> {
    /// Makes room for names that take so many bytes in their files.
    pub(crate) fn reserve(&mut self, n_bytes: usize) {
        self.last_sense.reserve(n_bytes / 10);
        self.senses.reserve(n_bytes / 20);
    }

    /// Adds a name; `false` where it has no letter.
    pub(crate) fn add(&mut self, name: &str, sense: T) -> bool {
        let mut node = ROOT;
        let mut scratch = String::new();
        for word in name.split(' ') {
            for_each_piece(word, &mut scratch, |piece| {
                if node != ROOT {
                    self.last_sense.entry(node).or_insert(NONE);
                }
                node = node.then(piece);
            });
        }
        if node == ROOT {
            return false;
        }
        let last = self.last_sense.entry(node).or_insert(NONE);
        self.senses.push((sense, *last));
        *last = (self.senses.len() - 1) as u32;
        true
    }

    /// Whether some name begins with this word.
    pub(crate) fn may_begin(&self, form: &str) -> bool {
        let mut scratch = String::new();
        let mut first = None;
        for_each_piece(form, &mut scratch, |piece| {
            first.get_or_insert_with(|| self.step(ROOT, piece).is_some());
        });
        first.unwrap_or(false)
    }

    /// What a name denotes that is written exactly so.
    pub(crate) fn find(&self, name: &str) -> Vec<&T> {
        let mut node = Some(ROOT);
        let mut scratch = String::new();
        for word in name.split(' ') {
            for_each_piece(word, &mut scratch, |piece| {
                node = node.and_then(|node| self.step(node, piece));
            });
        }
        node.map_or_else(Vec::new, |node| self.senses(node))
    }

    /// The longest name that begins at `first` and ends with a token: its last token and its node.
    pub(crate) fn longest(
        &self,
        view: &View<'_>,
        first: usize,
        fold: Fold,
        scratch: &mut String,
    ) -> Option<(usize, Node)> {
        let mut node = ROOT;
        let mut best = None;
        for token_idx in first..view.len() {
            let form = view.form(token_idx);
            let mut alive = true;
            let mut n_pieces = 0;
            let mut take = |piece: &str| {
                n_pieces += 1;
                alive = alive && self.step(node, piece).map(|next| node = next).is_some();
            };
            match fold {
                Fold::Keep => for_each_piece(form, scratch, &mut take),
                Fold::Lower => for_each_lower_piece(form, scratch, &mut take),
            }
            // Only a hyphen, an apostrophe or an ampersand may stand between the words of a name.
            let joins = token_idx > first && matches!(form, "-" | "–" | "'" | "’" | "&" | "/");
            if !alive || (n_pieces == 0 && !joins) {
                break;
            }
            if n_pieces > 0 && self.last_sense.get(&node).is_some_and(|&sense| sense != NONE) {
                best = Some((token_idx, node));
            }
        }
        best
    }

    /// What a node's name denotes, in the order in which it was added.
    pub(crate) fn senses(&self, node: Node) -> Vec<&T> {
        let mut found = Vec::new();
        let mut at = self.last_sense.get(&node).copied().unwrap_or(NONE);
        while let Some((sense, before)) = self.senses.get(at as usize) {
            found.push(sense);
            at = *before;
        }
        found.reverse();
        found
    }

    fn step(&self, node: Node, piece: &str) -> Option<Node> {
        let next = node.then(piece);
        if self.last_sense.contains_key(&next) {
            return Some(next);
        }
        // Headlines and datelines shout; later words of a name may be small: "the Haqqani network".
        let shouted = piece.len() > 1 && piece.bytes().all(|b| b.is_ascii_uppercase());
        let small = node != ROOT && piece.bytes().all(|b| b.is_ascii_lowercase());
        if !shouted && !small {
            return None;
        }
        let title = format!("{}{}", piece[..1].to_ascii_uppercase(), piece[1..].to_ascii_lowercase());
        let next = node.then(&title);
        self.last_sense.contains_key(&next).then_some(next)
    }
}

/// Whether case counts.
#[derive(Clone, Copy)]
pub(crate) enum Fold {
    /// It does: names.
    Keep,
    /// It does not: common nouns.
    Lower,
}

/// Calls `take` with each piece of a word. `scratch` is used where a piece is not a slice of the word.
pub(crate) fn for_each_piece(word: &str, scratch: &mut String, mut take: impl FnMut(&str)) {
    if word.bytes().all(|b| b.is_ascii_alphanumeric()) {
        if !word.is_empty() {
            take(word);
        }
        return;
    }
    let dotted = is_dotted(word);
    scratch.clear();
    for c in word.chars() {
        match c {
            _ if c.is_ascii_alphanumeric() => scratch.push(c),
            '.' if dotted => {}
            _ if c.is_alphanumeric() => push_folded(c, scratch),
            _ => {
                if !scratch.is_empty() {
                    take(scratch);
                    scratch.clear();
                }
            }
        }
    }
    if !scratch.is_empty() {
        take(scratch);
    }
}

/// As [`for_each_piece`], in lower case.
pub(crate) fn for_each_lower_piece(word: &str, scratch: &mut String, mut take: impl FnMut(&str)) {
    let mut lower = String::new();
    for_each_piece(word, scratch, |piece| {
        if piece.bytes().any(|b| b.is_ascii_uppercase()) {
            lower.clear();
            lower.extend(piece.chars().flat_map(char::to_lowercase));
            take(&lower);
        } else {
            take(piece);
        }
    });
}

/// `U.S.`, `U.A.E`: single letters with stops between them.
fn is_dotted(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() >= 3
        && bytes
            .iter()
            .enumerate()
            .all(|(i, &b)| if i % 2 == 1 { b == b'.' } else { b.is_ascii_alphabetic() })
}

/// Latin letters without their accents; other letters as they are.
fn push_folded(c: char, out: &mut String) {
    let plain = match c {
        'À'..='Å' | 'Ā' | 'Ă' | 'Ą' => "A",
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ạ' | 'ả' => "a",
        'Æ' => "Ae",
        'æ' => "ae",
        'Ç' | 'Ć' | 'Ĉ' | 'Ċ' | 'Č' => "C",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'Ď' | 'Đ' | 'Ð' => "D",
        'ď' | 'đ' | 'ð' => "d",
        'È'..='Ë' | 'Ē' | 'Ĕ' | 'Ė' | 'Ę' | 'Ě' | 'Ə' => "E",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ế' | 'ễ' | 'ə' => "e",
        'Ĝ' | 'Ğ' | 'Ġ' | 'Ģ' => "G",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'Ì'..='Ï' | 'Ĩ' | 'Ī' | 'Į' | 'İ' => "I",
        'ì'..='ï' | 'ĩ' | 'ī' | 'į' | 'ı' => "i",
        'Ķ' => "K",
        'ķ' => "k",
        'Ĺ' | 'Ļ' | 'Ľ' | 'Ł' => "L",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'Ñ' | 'Ń' | 'Ņ' | 'Ň' => "N",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'Ò'..='Ö' | 'Ø' | 'Ō' | 'Ŏ' | 'Ő' => "O",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ơ' | 'ọ' => "o",
        'Œ' => "Oe",
        'œ' => "oe",
        'Ŕ' | 'Ř' => "R",
        'ŕ' | 'ř' => "r",
        'Ś' | 'Ŝ' | 'Ş' | 'Š' | 'Ș' => "S",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'Ţ' | 'Ť' | 'Ț' => "T",
        'ţ' | 'ť' | 'ț' => "t",
        'Ù'..='Ü' | 'Ũ' | 'Ū' | 'Ŭ' | 'Ů' | 'Ű' | 'Ų' => "U",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ư' => "u",
        'Ý' | 'Ÿ' => "Y",
        'ý' | 'ÿ' => "y",
        'Ź' | 'Ż' | 'Ž' => "Z",
        'ź' | 'ż' | 'ž' => "z",
        _ => {
            out.push(c);
            return;
        }
    };
    out.push_str(plain);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(word: &str) -> String {
        let mut all = Vec::new();
        for_each_piece(word, &mut String::new(), |piece| all.push(piece.to_string()));
        all.join(" ")
    }

    #[test]
    fn pieces_forget_accents_hyphens_and_stops_of_acronyms() {
        for (word, expected) in [
            ("Pakistan", "Pakistan"),
            ("U.S.", "US"),
            ("U.A.E", "UAE"),
            ("St.", "St"),
            ("al-Qaida", "al Qaida"),
            ("N'Djamena", "N Djamena"),
            ("Erdoğan", "Erdogan"),
            ("Côte", "Cote"),
            ("—", ""),
            ("", ""),
            ("習近平", "習近平"),
        ] {
            assert_eq!(pieces(word), expected, "{word}");
        }
    }
}
