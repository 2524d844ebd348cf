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

use rustc_hash::FxHasher;
use tiltmeter_text::View;

/// Sequences of pieces while they are collected; [`NameList::index`] makes them ready to be looked up.
pub(crate) struct NameList<T> {
    // Each name with the position of its sense, and each beginning of one with `NONE`.
    nodes: Vec<(Node, u32)>,
    senses: Vec<T>,
    // Beginnings that were added lately: names that stand together begin alike.
    lately: Vec<Node>,
    firsts: Vec<u64>,
}

/// Sequences of pieces and what each denotes.
///
/// A sequence is known by the hash of its pieces alone, so that a lexicon of 300,000 names loads without keeping one of
/// them. Two sequences in a million with one hash of 64 bits: once in thirty million lexicons.
pub(crate) struct Names<T> {
    // Nodes by the highest bits of their hashes: those of one shelf stand together, in the order in which they were
    // added. One counting sort makes it, where a hash table would miss the cache for each name.
    nodes: Vec<(Node, u32)>,
    shelves: Vec<u32>,
    shift: u32,
    // Which first pieces there are, by some bits of their hashes: most words of a text begin no name.
    firsts: Vec<u64>,
    senses: Vec<T>,
}

/// A name, or the beginning of one: the hash of its pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Node(u64);

const ROOT: Node = Node(0);
const NONE: u32 = u32::MAX;
/// How many beginnings are remembered while names are added; a power of two.
const LATELY: usize = 1 << 13;
/// Bits that tell which first pieces there are; a power of two.
const FIRSTS: usize = 1 << 19;

impl Node {
    fn then(self, piece: &str) -> Node {
        let mut hasher = FxHasher::default();
        hasher.write_u64(self.0);
        hasher.write(piece.as_bytes());
        Node(hasher.finish())
    }

    fn first(self) -> usize {
        self.0 as usize % FIRSTS
    }

    // The highest bits of a product hang on all bits of the hash.
    fn shelf(self, shift: u32) -> usize {
        (self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> shift) as usize
    }
}

impl<T> Default for NameList<T> {
    fn default() -> NameList<T> {
        let (lately, firsts) = (vec![ROOT; LATELY], vec![0; FIRSTS / 64]);
        NameList { nodes: Vec::new(), senses: Vec::new(), lately, firsts }
    }
}

impl<T> Default for Names<T> {
    fn default() -> Names<T> {
        NameList::default().index()
    }
}

impl<T> NameList<T> {
    /// Makes room for so many names.
    pub(crate) fn reserve(&mut self, n_names: usize) {
        self.nodes.reserve(2 * n_names);
        self.senses.reserve(n_names);
    }

    /// Adds a name; `false` where it has no letter.
    pub(crate) fn add(&mut self, name: &str, sense: T) -> bool {
        let mut node = ROOT;
        for_each_piece_of_words(name, |piece| {
            let next = node.then(piece);
            if node == ROOT {
                self.firsts[next.first() / 64] |= 1 << (next.first() % 64);
            } else {
                self.add_beginning(node);
            }
            node = next;
        });
        if node == ROOT {
            return false;
        }
        self.nodes.push((node, self.senses.len() as u32));
        self.senses.push(sense);
        true
    }

    fn add_beginning(&mut self, node: Node) {
        let lately = &mut self.lately[node.0 as usize % LATELY];
        if *lately != node {
            *lately = node;
            self.nodes.push((node, NONE));
        }
    }

    /// Sorts them for looking up.
    pub(crate) fn index(self) -> Names<T> {
        let NameList { nodes: added, senses, firsts, .. } = self;
        // About four nodes on a shelf: one line of the cache.
        let n_shelves = (added.len() / 4).next_power_of_two().max(2);
        let shift = u64::BITS - n_shelves.trailing_zeros();
        let mut shelves = vec![0; n_shelves + 1];
        for (node, _) in &added {
            shelves[node.shelf(shift)] += 1;
        }
        let mut total = 0;
        for start in &mut shelves {
            total += std::mem::replace(start, total);
        }
        let mut nodes = vec![(ROOT, NONE); added.len()];
        for &(node, sense) in &added {
            let place = &mut shelves[node.shelf(shift)];
            nodes[*place as usize] = (node, sense);
            *place += 1;
        }
        // Each start has moved to the end of its shelf, which is the next one's start.
        shelves.rotate_right(1);
        shelves[0] = 0;
        Names { nodes, shelves, shift, firsts, senses }
    }
}

impl<T> Names<T> {
    /// How many names it holds, one for each thing that it denotes.
    pub(crate) fn len(&self) -> usize {
        self.senses.len()
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
        for_each_piece_of_words(name, |piece| {
            node = node.and_then(|node| self.step(node, piece));
        });
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
            if n_pieces > 0 && self.senses_at(node).next().is_some() {
                best = Some((token_idx, node));
            }
        }
        best
    }

    /// What a node's name denotes, in the order in which it was added.
    pub(crate) fn senses(&self, node: Node) -> Vec<&T> {
        self.senses_at(node).collect()
    }

    fn senses_at(&self, node: Node) -> impl Iterator<Item = &T> {
        // The sense `NONE` lies beyond the last.
        self.at(node).filter_map(|sense| self.senses.get(sense as usize))
    }

    // The positions of the senses of a node; nothing where there is no such node.
    fn at(&self, node: Node) -> impl Iterator<Item = u32> {
        let shelf = node.shelf(self.shift);
        let nodes = &self.nodes[self.shelves[shelf] as usize..self.shelves[shelf + 1] as usize];
        nodes.iter().filter(move |(known, _)| *known == node).map(|&(_, sense)| sense)
    }

    // The name or beginning that goes on from another with this piece.
    fn next(&self, node: Node, piece: &str) -> Option<Node> {
        let next = node.then(piece);
        let begins = node != ROOT || self.firsts[next.first() / 64] >> (next.first() % 64) & 1 == 1;
        (begins && self.at(next).next().is_some()).then_some(next)
    }

    fn step(&self, node: Node, piece: &str) -> Option<Node> {
        if let Some(next) = self.next(node, piece) {
            return Some(next);
        }
        // Headlines and datelines shout; later words of a name may be small: "the Haqqani network".
        let shouted = piece.len() > 1 && piece.bytes().all(|b| b.is_ascii_uppercase());
        let small = node != ROOT && piece.bytes().all(|b| b.is_ascii_lowercase());
        if !shouted && !small {
            return None;
        }
        let title = format!("{}{}", piece[..1].to_ascii_uppercase(), piece[1..].to_ascii_lowercase());
        self.next(node, &title)
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

/// Calls `take` with each piece of words that spaces separate.
fn for_each_piece_of_words(words: &str, mut take: impl FnMut(&str)) {
    let mut scratch = String::new();
    let mut start = 0;
    for end in 0..=words.len() {
        if words.as_bytes().get(end).is_none_or(|&byte| byte == b' ') {
            for_each_piece(&words[start..end], &mut scratch, &mut take);
            start = end + 1;
        }
    }
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
            // Okina, ayn and hamza are letters to Unicode and apostrophes to newspapers.
            _ if c.is_alphanumeric() && !matches!(c, 'ʻ' | 'ʼ' | 'ʾ' | 'ʿ') => push_folded(c, scratch),
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

/// Latin letters without their accents, of all languages that write with them; other letters as they are.
#[rustfmt::skip]
fn push_folded(c: char, out: &mut String) {
    let plain = match c {
        'À'..='Å' | 'Ā' | 'Ă' | 'Ą' | 'Ǎ' | 'Ǟ' | 'Ǡ' | 'Ǻ' | 'Ȁ' | 'Ȃ' | 'Ȧ' | 'Ḁ' | 'Ạ' | 'Ả' | 'Ấ' | 'Ầ' | 'Ẩ' | 'Ẫ' | 'Ậ' | 'Ắ' | 'Ằ' | 'Ẳ' | 'Ẵ' | 'Ặ' => "A",
        'Æ' => "Ae",
        'Ḃ' | 'Ḅ' | 'Ḇ' => "B",
        'Ç' | 'Ć' | 'Ĉ' | 'Ċ' | 'Č' | 'Ḉ' => "C",
        'Ð' | 'Ď' | 'Đ' | 'Ḋ' | 'Ḍ' | 'Ḏ' | 'Ḑ' | 'Ḓ' => "D",
        'È'..='Ë' | 'Ē' | 'Ĕ' | 'Ė' | 'Ę' | 'Ě' | 'Ə' | 'Ȅ' | 'Ȇ' | 'Ȩ' | 'Ḕ' | 'Ḗ' | 'Ḙ' | 'Ḛ' | 'Ḝ' | 'Ẹ' | 'Ẻ' | 'Ẽ' | 'Ế' | 'Ề' | 'Ể' | 'Ễ' | 'Ệ' => "E",
        'Ḟ' => "F",
        'Ĝ' | 'Ğ' | 'Ġ' | 'Ģ' | 'Ǧ' | 'Ǵ' | 'Ḡ' => "G",
        'Ĥ' | 'Ħ' | 'Ȟ' | 'Ḣ' | 'Ḥ' | 'Ḧ' | 'Ḩ' | 'Ḫ' => "H",
        'Ì'..='Ï' | 'Ĩ' | 'Ī' | 'Ĭ' | 'Į' | 'İ' | 'Ǐ' | 'Ȉ' | 'Ȋ' | 'Ḭ' | 'Ḯ' | 'Ỉ' | 'Ị' => "I",
        'Ĵ' => "J",
        'Ķ' | 'Ǩ' | 'Ḱ' | 'Ḳ' | 'Ḵ' => "K",
        'Ĺ' | 'Ļ' | 'Ľ' | 'Ł' | 'Ḷ' | 'Ḹ' | 'Ḻ' | 'Ḽ' => "L",
        'Ḿ' | 'Ṁ' | 'Ṃ' => "M",
        'Ñ' | 'Ń' | 'Ņ' | 'Ň' | 'Ŋ' | 'Ǹ' | 'Ṅ' | 'Ṇ' | 'Ṉ' | 'Ṋ' => "N",
        'Ò'..='Ö' | 'Ø' | 'Ō' | 'Ŏ' | 'Ő' | 'Ơ' | 'Ǒ' | 'Ǫ' | 'Ǭ' | 'Ȍ' | 'Ȏ' | 'Ȫ' | 'Ȭ' | 'Ȯ' | 'Ȱ' | 'Ṍ' | 'Ṏ' | 'Ṑ' | 'Ṓ' | 'Ọ' | 'Ỏ' | 'Ố' | 'Ồ' | 'Ổ' | 'Ỗ' | 'Ộ' | 'Ớ' | 'Ờ' | 'Ở' | 'Ỡ' | 'Ợ' => "O",
        'Œ' => "Oe",
        'Ṕ' | 'Ṗ' => "P",
        'Ŕ' | 'Ŗ' | 'Ř' | 'Ȑ' | 'Ȓ' | 'Ṙ' | 'Ṛ' | 'Ṝ' | 'Ṟ' => "R",
        'Ś' | 'Ŝ' | 'Ş' | 'Š' | 'Ș' | 'Ṡ' | 'Ṣ' | 'Ṥ' | 'Ṧ' | 'Ṩ' => "S",
        'Ţ' | 'Ť' | 'Ŧ' | 'Ț' | 'Ṫ' | 'Ṭ' | 'Ṯ' | 'Ṱ' => "T",
        'Þ' => "Th",
        'Ù'..='Ü' | 'Ũ' | 'Ū' | 'Ŭ' | 'Ů' | 'Ű' | 'Ų' | 'Ư' | 'Ǔ' | 'Ǖ' | 'Ǘ' | 'Ǚ' | 'Ǜ' | 'Ȕ' | 'Ȗ' | 'Ṳ' | 'Ṵ' | 'Ṷ' | 'Ṹ' | 'Ṻ' | 'Ụ' | 'Ủ' | 'Ứ' | 'Ừ' | 'Ử' | 'Ữ' | 'Ự' => "U",
        'Ṽ' | 'Ṿ' => "V",
        'Ŵ' | 'Ẁ' | 'Ẃ' | 'Ẅ' | 'Ẇ' | 'Ẉ' => "W",
        'Ẋ' | 'Ẍ' => "X",
        'Ý' | 'Ŷ' | 'Ÿ' | 'Ȳ' | 'Ẏ' | 'Ỳ' | 'Ỵ' | 'Ỷ' | 'Ỹ' => "Y",
        'Ź' | 'Ż' | 'Ž' | 'Ẑ' | 'Ẓ' | 'Ẕ' => "Z",
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ǟ' | 'ǡ' | 'ǻ' | 'ȁ' | 'ȃ' | 'ȧ' | 'ḁ' | 'ạ' | 'ả' | 'ấ' | 'ầ' | 'ẩ' | 'ẫ' | 'ậ' | 'ắ' | 'ằ' | 'ẳ' | 'ẵ' | 'ặ' => "a",
        'æ' => "ae",
        'ḃ' | 'ḅ' | 'ḇ' => "b",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' | 'ḉ' => "c",
        'ð' | 'ď' | 'đ' | 'ḋ' | 'ḍ' | 'ḏ' | 'ḑ' | 'ḓ' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ȅ' | 'ȇ' | 'ȩ' | 'ə' | 'ḕ' | 'ḗ' | 'ḙ' | 'ḛ' | 'ḝ' | 'ẹ' | 'ẻ' | 'ẽ' | 'ế' | 'ề' | 'ể' | 'ễ' | 'ệ' => "e",
        'ḟ' => "f",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' | 'ǧ' | 'ǵ' | 'ḡ' => "g",
        'ĥ' | 'ħ' | 'ȟ' | 'ḣ' | 'ḥ' | 'ḧ' | 'ḩ' | 'ḫ' | 'ẖ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ǐ' | 'ȉ' | 'ȋ' | 'ḭ' | 'ḯ' | 'ỉ' | 'ị' => "i",
        'ĵ' | 'ǰ' => "j",
        'ķ' | 'ĸ' | 'ǩ' | 'ḱ' | 'ḳ' | 'ḵ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' | 'ḷ' | 'ḹ' | 'ḻ' | 'ḽ' => "l",
        'ḿ' | 'ṁ' | 'ṃ' => "m",
        'ñ' | 'ń' | 'ņ' | 'ň' | 'ŋ' | 'ǹ' | 'ṅ' | 'ṇ' | 'ṉ' | 'ṋ' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ơ' | 'ǒ' | 'ǫ' | 'ǭ' | 'ȍ' | 'ȏ' | 'ȫ' | 'ȭ' | 'ȯ' | 'ȱ' | 'ṍ' | 'ṏ' | 'ṑ' | 'ṓ' | 'ọ' | 'ỏ' | 'ố' | 'ồ' | 'ổ' | 'ỗ' | 'ộ' | 'ớ' | 'ờ' | 'ở' | 'ỡ' | 'ợ' => "o",
        'œ' => "oe",
        'ṕ' | 'ṗ' => "p",
        'ŕ' | 'ŗ' | 'ř' | 'ȑ' | 'ȓ' | 'ṙ' | 'ṛ' | 'ṝ' | 'ṟ' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' | 'ṡ' | 'ṣ' | 'ṥ' | 'ṧ' | 'ṩ' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' | 'ț' | 'ṫ' | 'ṭ' | 'ṯ' | 'ṱ' | 'ẗ' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ư' | 'ǔ' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' | 'ȕ' | 'ȗ' | 'ṳ' | 'ṵ' | 'ṷ' | 'ṹ' | 'ṻ' | 'ụ' | 'ủ' | 'ứ' | 'ừ' | 'ử' | 'ữ' | 'ự' => "u",
        'ṽ' | 'ṿ' => "v",
        'ŵ' | 'ẁ' | 'ẃ' | 'ẅ' | 'ẇ' | 'ẉ' | 'ẘ' => "w",
        'ẋ' | 'ẍ' => "x",
        'ý' | 'ÿ' | 'ŷ' | 'ȳ' | 'ẏ' | 'ẙ' | 'ỳ' | 'ỵ' | 'ỷ' | 'ỹ' => "y",
        'ź' | 'ż' | 'ž' | 'ẑ' | 'ẓ' | 'ẕ' => "z",
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
            ("Nguyễn", "Nguyen"),
            ("Sialeʻataongo", "Siale ataongo"),
        ] {
            assert_eq!(pieces(word), expected, "{word}");
        }
    }
}
