//! Words and tags to lemmas: an exception table learned from the treebanks, then suffix rules by tag.
//!
//! A lemma is made by a case (`keep`, `lower`, `title`) and an edit (cut some bytes off the end, put some
//! letters on). The edit is that of the whole word with this tag where the table has it, else that of
//! the longest suffix that it has. All keys are hashed into one table of 32-bit keys.
//!
//! ```text
//! fled/VBD  => whole word `fled`: cut 1, add `e`   => flee
//! vetoes/VBZ => suffix `oes`: cut 2                => veto
//! States/NNPS => keep, suffix `s`: cut 1           => State
//! ```

mod kept;

pub(crate) use kept::KeptLemmas;

use rustc_hash::FxHashMap;

use crate::{Upos, Xpos};

/// Dictionary forms, as learned.
#[derive(Clone, Debug, Default)]
pub struct Lemmatizer {
    edits: Vec<Edit>,
    // Keys are of many kinds, see [`Key`]; a value is a position in `edits` or a [`Case`].
    table: FxHashMap<u32, u16>,
}

/// What turns a word in lower case into its lemma in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edit {
    /// Bytes cut off the end.
    pub cut: u8,
    /// Letters put on.
    pub add: String,
}

impl Edit {
    /// Turns the word that begins at `start` into its lemma; false, and nothing done, where it does not fit the word.
    fn apply(&self, word: &mut String, start: usize) -> bool {
        let kept = word.len().saturating_sub(self.cut as usize);
        let fits = kept >= start && word.is_char_boundary(kept);
        if fits {
            word.truncate(kept);
            word.push_str(&self.add);
        }
        fits
    }
}

/// What becomes of capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Case {
    /// They stay: `NATO`.
    Keep,
    /// They go: `Talks` to `talk`.
    Lower,
    /// The first letter is one: `IRAQ` to `Iraq`.
    Title,
}

/// Words up to this long, in bytes, are short.
const SHORT: usize = 3;
/// Longest suffix that has rules, in bytes.
pub const MAX_SUFFIX: usize = 7;
/// Longest suffix that has a case: `Pakistani`, `Kurdish`.
pub const MAX_CASE_SUFFIX: usize = 4;

impl Lemmatizer {
    /// A lemmatizer of these edits; `table` gives keys their edits and cases.
    pub fn new(edits: Vec<Edit>, table: FxHashMap<u32, u16>) -> Lemmatizer {
        Lemmatizer { edits, table }
    }

    /// Appends the lemma of `form` to `lemma`.
    pub fn lemmatize(&self, form: &str, upos: Upos, xpos: Xpos, lemma: &mut String) {
        let start = lemma.len();
        push_lower(form, lemma);
        // Marks differ in their Penn tag, never in their lemma.
        let xpos = if upos == Upos::Punct { Xpos::Xx } else { xpos };
        let suffixes = Suffixes::new(&lemma.as_bytes()[start..]);
        let edit = self.edit(&lemma.as_bytes()[start..], &suffixes, upos, xpos);
        let case = self.case(form, &suffixes, upos, xpos);
        if case == Case::Keep && form.len() == lemma.len() - start {
            lemma.truncate(start);
            lemma.push_str(form);
        }
        if upos == Upos::Num && form.starts_with(|c: char| c.is_ascii_digit()) && form.is_ascii() {
            return drop_commas(lemma, start);
        }
        if let Some(edit) = edit {
            edit.apply(lemma, start);
        }
        if case == Case::Title {
            raise_first(lemma, start);
        }
    }

    /// The lemmas that `form` has under any of some tags, each once and in small letters. A short word goes with no
    /// other's vowels: "lot" is no form of "let", though "got" is one of "get".
    pub fn lower_lemmas(&self, form: &str, tags: &[(Upos, Xpos)]) -> Vec<String> {
        let mut lower = String::new();
        push_lower(form, &mut lower);
        let suffixes = Suffixes::new(lower.as_bytes());
        let mut edits: Vec<&Edit> = Vec::new();
        let mut lemmas = Vec::new();
        for &(upos, xpos) in tags {
            let edit = self.edit(lower.as_bytes(), &suffixes, upos, xpos);
            let Some(edit) = edit.filter(|edit| !edits.contains(edit)) else { continue };
            let regular = matches!(edit.add.as_str(), "" | "e" | "y");
            if !regular && lower.len() <= SHORT && self.of_whole(&suffixes, upos, xpos).is_none() {
                continue;
            }
            edits.push(edit);
            let mut lemma = lower.clone();
            if edit.apply(&mut lemma, 0) {
                lemmas.push(lemma);
            }
        }
        lemmas
    }

    fn edit(&self, word: &[u8], suffixes: &Suffixes, upos: Upos, xpos: Xpos) -> Option<&Edit> {
        self.of_whole(suffixes, upos, xpos)
            .or_else(|| self.by_suffix(word, Key::Suffix(upos, xpos), suffixes, upos))
            .or_else(|| self.by_suffix(word, Key::SuffixOfUpos(upos), suffixes, upos))
    }

    /// The edit that the treebanks have for the word itself.
    fn of_whole(&self, suffixes: &Suffixes, upos: Upos, xpos: Xpos) -> Option<&Edit> {
        let whole = [Key::Word(upos, xpos), Key::WordOfUpos(upos)];
        let edit_idx = whole.into_iter().find_map(|key| self.table.get(&key.of(suffixes.whole)))?;
        self.edits.get(usize::from(*edit_idx))
    }

    /// The edit of the longest suffix, or else one of a shorter suffix that makes a lemma that is known:
    /// `aided` like `guided`, were it not for `aid`.
    fn by_suffix(&self, word: &[u8], key: Key, suffixes: &Suffixes, upos: Upos) -> Option<&Edit> {
        let mut longest = None;
        for length in (0..=suffixes.longest).rev() {
            let Some(&edit_idx) = self.table.get(&key.of(suffixes.hashes[length])) else { continue };
            let edit = self.edits.get(usize::from(edit_idx))?;
            if self.is_known(word, edit, upos) {
                return Some(edit);
            }
            longest = longest.or(Some(edit));
        }
        longest
    }

    fn is_known(&self, word: &[u8], edit: &Edit, upos: Upos) -> bool {
        let Some(kept) = word.len().checked_sub(edit.cut as usize) else { return false };
        let lemma = Suffixes::whole_of(edit.add.bytes().rev().chain(word[..kept].iter().rev().copied()));
        self.table.contains_key(&Key::Lemma(upos).of(lemma))
    }

    fn case(&self, form: &str, lower: &Suffixes, upos: Upos, xpos: Xpos) -> Case {
        let shape = Shape::new(form);
        let of_word = self.table.get(&Key::CaseOfWord(upos, xpos).of(Suffixes::whole(form.as_bytes())));
        let of_suffix = |n: usize| self.table.get(&Key::CaseOfSuffix(upos, xpos, shape).of(lower.hashes[n]));
        let longest = lower.longest.min(MAX_CASE_SUFFIX);
        match of_word.or_else(|| (0..=longest).rev().find_map(of_suffix)) {
            Some(0) => Case::Keep,
            Some(1) => Case::Lower,
            Some(2) => Case::Title,
            _ if upos == Upos::Propn => Case::Keep,
            _ => Case::Lower,
        }
    }

    /// Reads what [`Lemmatizer::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Option<Lemmatizer> {
        let mut rest = bytes;
        let n_edits = u16::from_le_bytes(take(&mut rest)?);
        let mut edits = Vec::new();
        for _ in 0..n_edits {
            let [cut, length] = take(&mut rest)?;
            let (add, behind) = rest.split_at_checked(usize::from(length))?;
            edits.push(Edit { cut, add: std::str::from_utf8(add).ok()?.to_string() });
            rest = behind;
        }
        let n_entries = u32::from_le_bytes(take(&mut rest)?) as usize;
        let (keys, values) = rest.split_at_checked(n_entries.checked_mul(4)?)?;
        if values.len() != n_entries * 2 {
            return None;
        }
        let keys = keys.chunks_exact(4).map(|k| u32::from_le_bytes([k[0], k[1], k[2], k[3]]));
        let values = values.chunks_exact(2).map(|v| u16::from_le_bytes([v[0], v[1]]));
        Some(Lemmatizer { edits, table: keys.zip(values).collect() })
    }

    /// The lemmatizer as a section of the model file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = (self.edits.len() as u16).to_le_bytes().to_vec();
        for edit in &self.edits {
            bytes.extend([edit.cut, edit.add.len() as u8]);
            bytes.extend(edit.add.as_bytes());
        }
        let mut entries: Vec<(u32, u16)> = self.table.iter().map(|(&key, &value)| (key, value)).collect();
        entries.sort_unstable();
        bytes.extend((entries.len() as u32).to_le_bytes());
        entries.iter().for_each(|(key, _)| bytes.extend(key.to_le_bytes()));
        entries.iter().for_each(|(_, value)| bytes.extend(value.to_le_bytes()));
        bytes
    }
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (head, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*head)
}

/// Appends `form` in lower case; curly apostrophes become straight.
pub fn push_lower(form: &str, lower: &mut String) {
    if form.is_ascii() {
        let start = lower.len();
        lower.push_str(form);
        lower[start..].make_ascii_lowercase();
        return;
    }
    for c in form.chars() {
        if c == '\u{2019}' { lower.push('\'') } else { lower.extend(c.to_lowercase()) }
    }
}

// `400,000` to `400000`.
fn drop_commas(lemma: &mut String, start: usize) {
    while let Some(comma) = lemma[start..].find(',') {
        lemma.remove(start + comma);
    }
}

fn raise_first(lemma: &mut String, start: usize) {
    let Some(first) = lemma[start..].chars().next() else { return };
    if first.is_ascii() {
        let end = start + 1;
        lemma[start..end].make_ascii_uppercase();
    } else if let Some(upper) =
        first.to_uppercase().next().filter(|upper| upper.len_utf8() == first.len_utf8())
    {
        let mut bytes = [0; 4];
        lemma.replace_range(start..start + first.len_utf8(), upper.encode_utf8(&mut bytes));
    }
}

/// Kinds of keys; each is mixed with the hash of a word, of a suffix, or with nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Edit of a whole word with this tag.
    Word(Upos, Xpos),
    /// Edit of a whole word with another Penn tag.
    WordOfUpos(Upos),
    /// A lemma that the treebanks have, in lower case.
    Lemma(Upos),
    /// Edit of words with this suffix and tag.
    Suffix(Upos, Xpos),
    /// Edit of words with this suffix and another Penn tag.
    SuffixOfUpos(Upos),
    /// Case of a form, capitals and all.
    CaseOfWord(Upos, Xpos),
    /// Case of all forms of a shape that have this suffix in lower case.
    CaseOfSuffix(Upos, Xpos, Shape),
}

impl Key {
    /// The key in the table.
    pub fn of(self, hash: u64) -> u32 {
        let kind = match self {
            Key::Word(upos, xpos) => 1 << 24 | (upos as u64) << 8 | xpos as u64,
            Key::WordOfUpos(upos) => 2 << 24 | (upos as u64) << 8,
            Key::Suffix(upos, xpos) => 3 << 24 | (upos as u64) << 8 | xpos as u64,
            Key::SuffixOfUpos(upos) => 4 << 24 | (upos as u64) << 8,
            Key::CaseOfWord(upos, xpos) => 5 << 24 | (upos as u64) << 8 | xpos as u64,
            Key::Lemma(upos) => 7 << 24 | (upos as u64) << 8,
            Key::CaseOfSuffix(upos, xpos, shape) => {
                6 << 24 | (shape as u64) << 16 | (upos as u64) << 8 | xpos as u64
            }
        };
        let mixed = (hash ^ kind.wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        ((mixed ^ mixed >> 31).wrapping_mul(0x94d0_49bb_1331_11eb) >> 32) as u32
    }
}

/// Hashes of a word's suffixes, from the empty one up, and of the whole word.
pub struct Suffixes {
    /// Of the last 0, 1, … bytes.
    pub hashes: [u64; MAX_SUFFIX + 1],
    /// Bytes of the longest suffix: a short word is its own.
    pub longest: usize,
    /// Of the whole word, its beginning included.
    pub whole: u64,
}

impl Suffixes {
    /// The suffixes of `word`, which is in lower case.
    pub fn new(word: &[u8]) -> Suffixes {
        let mut hashes = [SEED; MAX_SUFFIX + 1];
        let longest = word.len().min(MAX_SUFFIX);
        let mut hash = SEED;
        for (n_before, &byte) in word.iter().rev().enumerate().take(longest) {
            hash = mix(hash, byte);
            hashes[n_before + 1] = hash;
        }
        Suffixes { hashes, longest, whole: Suffixes::whole(word) }
    }

    /// Hash of a whole word.
    pub fn whole(word: &[u8]) -> u64 {
        Suffixes::whole_of(word.iter().rev().copied())
    }

    fn whole_of(from_the_end: impl Iterator<Item = u8>) -> u64 {
        mix(from_the_end.fold(SEED, mix), b'^')
    }
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

fn mix(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

/// Where a form has capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// Nowhere.
    Lower,
    /// At its beginning only.
    Title,
    /// It is one capital.
    Single,
    /// Everywhere, and there are at most four: `NATO`, `FOOD`.
    Capitals,
    /// Everywhere, and there are more: `UNESCO`, `PRESIDENT`.
    LongCapitals,
    /// Elsewhere.
    Mixed,
}

impl Shape {
    /// The shape of a form.
    pub fn new(form: &str) -> Shape {
        let mut n_upper = 0;
        let mut n_lower = 0;
        for c in form.chars() {
            n_upper += u32::from(c.is_uppercase());
            n_lower += u32::from(c.is_lowercase());
        }
        let starts_upper = form.chars().next().is_some_and(char::is_uppercase);
        match (n_upper, n_lower) {
            (0, _) => Shape::Lower,
            (1, 0) if starts_upper => Shape::Single,
            (1, _) if starts_upper => Shape::Title,
            (0..=4, 0) => Shape::Capitals,
            (_, 0) => Shape::LongCapitals,
            _ => Shape::Mixed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Model;

    /// `form/UPOS/XPOS=lemma`, parted by spaces.
    fn check(cases: &str) {
        for case in cases.split_whitespace() {
            let (word, expected) = case.split_once('=').unwrap();
            let [form, upos, xpos] = word.split('/').collect::<Vec<_>>()[..] else { panic!("{case}") };
            let (upos, xpos) = (Upos::from_label(upos).unwrap(), Xpos::from_label(xpos).unwrap());
            let mut lemma = String::from("before ");
            Model::builtin().lemmatizer.lemmatize(form, upos, xpos, &mut lemma);
            assert_eq!(lemma.strip_prefix("before "), Some(expected), "{case}");
        }
    }

    #[test]
    fn verbs() {
        check("said/VERB/VBD=say fled/VERB/VBD=flee sworn/VERB/VBN=swear overthrew/VERB/VBD=overthrow");
        check("vetoes/VERB/VBZ=veto denied/VERB/VBD=deny cutting/VERB/VBG=cut conceded/VERB/VBD=concede");
        check("aided/VERB/VBD=aid shelled/VERB/VBD=shell Bombing/VERB/VBG=bomb dying/VERB/VBG=die");
        check("'s/AUX/VBZ=be was/AUX/VBD=be n't/PART/RB=not ca/AUX/MD=can ’re/AUX/VBP=be");
    }

    #[test]
    fn nouns_and_names() {
        check("talks/NOUN/NNS=talk allies/NOUN/NNS=ally spokesmen/NOUN/NNS=spokesman crises/NOUN/NNS=crisis");
        check("States/PROPN/NNPS=State Pakistan/PROPN/NNP=Pakistan NATO/PROPN/NNP=NATO Talks/NOUN/NNS=talk");
        check("embargoes/NOUN/NNS=embargo aircraft/NOUN/NNS=aircraft");
    }

    #[test]
    fn other_words() {
        check("an/DET/DT=a him/PRON/PRP=he me/PRON/PRP=I better/ADJ/JJR=good 's/PART/POS='s");
        check("2018/NUM/CD=2018 400,000/NUM/CD=400000 Pakistani/ADJ/JJ=Pakistani");
    }

    #[test]
    fn any_form_has_a_lemma() {
        for form in ["", "'", "İ", "ǅ", "ß's", "中", "\u{0}", "…", "ﬃ", "-"] {
            for (&upos, &xpos) in Upos::ALL.iter().zip(Xpos::ALL) {
                Model::builtin().lemmatizer.lemmatize(form, upos, xpos, &mut String::new());
            }
        }
        Lemmatizer::default().lemmatize("troops", Upos::Noun, Xpos::Nns, &mut String::new());
    }

    #[test]
    fn reads_back_and_refuses_what_is_cut_off() {
        let bytes = Model::builtin().lemmatizer.to_bytes();
        assert_eq!(
            Lemmatizer::from_bytes(&bytes).map(|lemmatizer| lemmatizer.to_bytes()),
            Some(bytes.clone())
        );
        assert!(Lemmatizer::from_bytes(&bytes[..bytes.len() - 1]).is_none());
        assert!(Lemmatizer::from_bytes(&bytes[..1]).is_none());
    }
}
