//! Trains the lemmatizer: counts, then keeps only what the shorter suffix would get wrong.
//!
//! ```text
//! took/VBD take 98 ×  =>  whole word `took`: cut 3, add `ake`
//! …ied/VBD …y         =>  suffix `ied`: cut 3, add `y`; and nothing for `ried`, which agrees
//! ```

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use tiltmeter_text::lemmas::{
    Case, Edit, Key, Lemmatizer, MAX_CASE_SUFFIX, MAX_SUFFIX, Shape, Suffixes, push_lower,
};
use tiltmeter_text::{Upos, Xpos};

use crate::conllu::{self, Treebank};

/// Learns dictionary forms.
pub fn train(banks: &[&Treebank]) -> Lemmatizer {
    let mut words = count_words(banks);
    irregular_words().for_each(|word| *words.entry(word).or_insert(0) += IRREGULAR_COUNT);
    let mut table = Table::default();
    let mut by_tag: BTreeMap<(Upos, Xpos), Words> = BTreeMap::new();
    let mut by_upos: BTreeMap<Upos, Words> = BTreeMap::new();
    for (word, &count) in &words {
        let Some(edit) = word.edit() else { continue };
        let lower = lower(&word.form);
        count_edit(by_tag.entry((word.upos, word.xpos)).or_default(), &lower, &edit, count);
        count_edit(by_upos.entry(word.upos).or_default(), &lower, &edit, count);
    }
    for (&(upos, xpos), words) in &by_tag {
        table.learn(words, Key::Suffix(upos, xpos), Key::Word(upos, xpos));
    }
    for (&upos, words) in &by_upos {
        table.learn(words, Key::SuffixOfUpos(upos), Key::WordOfUpos(upos));
    }
    table.learn_cases(&words);
    table.learn_lemmas(&words);
    Lemmatizer::new(table.edits, table.entries)
}

/// A word of the treebanks, with all that its lemma may hang on.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Word {
    form: String,
    lemma: String,
    upos: Upos,
    xpos: Xpos,
}

impl Word {
    /// The edit that makes the lemma, case aside; `None` where none is short enough to keep.
    fn edit(&self) -> Option<Edit> {
        let (form, lemma) = (lower(&self.form), lower(&self.lemma));
        let same = form.char_indices().zip(lemma.chars()).find(|((_, a), b)| a != b).map(|((at, _), _)| at);
        let shared = same.unwrap_or(form.len().min(lemma.len()));
        let cut = u8::try_from(form.len() - shared).ok()?;
        let add = lemma.get(shared..).filter(|add| add.len() < 256)?;
        Some(Edit { cut, add: add.to_string() })
    }

    /// The first case that gives the lemma its capitals.
    fn case(&self) -> Option<Case> {
        let edit = self.edit()?;
        let kept = |word: &str| {
            word.get(..word.len().checked_sub(edit.cut as usize)?).map(|kept| format!("{kept}{}", edit.add))
        };
        let title = kept(&lower(&self.form)).map(|lemma| {
            let mut chars = lemma.chars();
            chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
        });
        if kept(&lower(&self.form)).as_ref() == Some(&self.lemma) {
            return Some(Case::Lower);
        }
        if kept(&self.form).as_ref() == Some(&self.lemma) {
            return Some(Case::Keep);
        }
        (title.as_ref() == Some(&self.lemma)).then_some(Case::Title)
    }
}

fn lower(form: &str) -> String {
    let mut lower = String::new();
    push_lower(form, &mut lower);
    lower
}

fn count_words(banks: &[&Treebank]) -> BTreeMap<Word, usize> {
    let mut counts = BTreeMap::new();
    for word in banks.iter().flat_map(|bank| &bank.sentences).flat_map(|sentence| &sentence.words) {
        let tags = (Upos::from_label(&word.upos), Xpos::from_label(&word.xpos));
        if let (Some(upos), Some(xpos)) = tags
            && is_learnable(word)
        {
            let xpos = if upos == Upos::Punct { Xpos::Xx } else { xpos };
            let word = Word { form: word.form.clone(), lemma: word.lemma.clone(), upos, xpos };
            *counts.entry(word).or_insert(0) += 1;
        }
    }
    counts
}

// Parts of one word that was written as two have the whole word as their lemma: nothing to learn from.
fn is_learnable(word: &conllu::Word) -> bool {
    (word.lemma != "_" || word.form == "_")
        && word.xpos != "GW"
        && word.lemma.contains('@') == word.form.contains('@')
}

/// Strong verbs, irregular plurals and the like, whether the treebanks have them or not.
fn irregular_words() -> impl Iterator<Item = Word> {
    let table = include_str!("../../../crates/text/lang/en/irregular.tsv");
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut columns = line.split('\t');
        let (upos, xpos) = (Upos::from_label(columns.next()?)?, Xpos::from_label(columns.next()?)?);
        Some(Word { form: columns.next()?.to_string(), lemma: columns.next()?.to_string(), upos, xpos })
    })
}

/// Words in lower case and how often each edit makes their lemma.
type Words = BTreeMap<String, BTreeMap<Edit, usize>>;

fn count_edit(words: &mut Words, form: &str, edit: &Edit, count: usize) {
    *words.entry(form.to_string()).or_default().entry(edit.clone()).or_insert(0) += count;
}

// Of edits that are equally frequent, the first in their order.
fn most_frequent<T: Clone + Ord>(counts: &BTreeMap<T, usize>) -> Option<T> {
    let mut best: Option<(&T, usize)> = None;
    for (item, &count) in counts {
        if best.is_none_or(|(_, most)| count > most) {
            best = Some((item, count));
        }
    }
    best.map(|(item, _)| item.clone())
}

#[derive(Default)]
struct Table {
    edits: Vec<Edit>,
    idx_of_edit: BTreeMap<Edit, u16>,
    entries: FxHashMap<u32, u16>,
}

impl Table {
    fn put(&mut self, key: u32, edit: &Edit) {
        let next = self.edits.len() as u16;
        let idx = *self.idx_of_edit.entry(edit.clone()).or_insert(next);
        if idx == next {
            self.edits.push(edit.clone());
        }
        self.entries.insert(key, idx);
    }

    /// Edits by suffix and, where that goes wrong, by whole word.
    fn learn(&mut self, words: &Words, suffix_key: Key, word_key: Key) {
        let usual: Vec<(&str, Edit)> =
            words.iter().filter_map(|(form, edits)| Some((form.as_str(), most_frequent(edits)?))).collect();
        let rules = Rules::learn(&usual, MAX_SUFFIX, |edit, length| {
            edit.cut as usize <= length && edit.add.len() <= MAX_ADDED
        });
        for (suffix, edit) in &rules.0 {
            self.put(suffix_key.of(Suffixes::new(suffix).hashes[suffix.len()]), edit);
        }
        for (form, edit) in usual {
            let is_frequent = words[form].values().sum::<usize>() >= FREQUENT;
            if is_frequent || rules.decide(form.as_bytes(), MAX_SUFFIX) != Some(&edit) {
                self.put(word_key.of(Suffixes::whole(form.as_bytes())), &edit);
            }
        }
    }

    /// Lemmas of the open classes, which arbitrate between rules.
    fn learn_lemmas(&mut self, words: &BTreeMap<Word, usize>) {
        for word in words
            .keys()
            .filter(|word| matches!(word.upos, Upos::Verb | Upos::Noun | Upos::Adj | Upos::Adv | Upos::Propn))
        {
            self.entries.insert(Key::Lemma(word.upos).of(Suffixes::whole(lower(&word.lemma).as_bytes())), 0);
        }
    }

    /// Cases by tag, shape and suffix, then the forms that differ.
    fn learn_cases(&mut self, words: &BTreeMap<Word, usize>) {
        let mut forms: BTreeMap<(Upos, Xpos, Shape), Cases<'_>> = BTreeMap::new();
        for (word, &count) in words {
            let Some(case) = word.case() else { continue };
            let of_shape = forms.entry((word.upos, word.xpos, Shape::new(&word.form))).or_default();
            *of_shape.entry(&word.form).or_default().entry(case).or_insert(0) += count;
        }
        for ((upos, xpos, shape), cases) in forms {
            let usual: Vec<(&str, String, Case)> = cases
                .iter()
                .filter_map(|(&form, cases)| Some((form, lower(form), most_frequent(cases)?)))
                .collect();
            let by_lower: Vec<(&str, Case)> =
                usual.iter().map(|(_, lower, case)| (lower.as_str(), *case)).collect();
            let rules = Rules::learn(&by_lower, MAX_CASE_SUFFIX, |_, _| true);
            for (suffix, &case) in &rules.0 {
                let hash = Suffixes::new(suffix).hashes[suffix.len()];
                self.entries.insert(Key::CaseOfSuffix(upos, xpos, shape).of(hash), case as u16);
            }
            for (form, lower, case) in &usual {
                let is_frequent = cases[form].values().sum::<usize>() >= FREQUENT;
                if is_frequent || rules.decide(lower.as_bytes(), MAX_CASE_SUFFIX) != Some(case) {
                    let key = Key::CaseOfWord(upos, xpos).of(Suffixes::whole(form.as_bytes()));
                    self.entries.insert(key, *case as u16);
                }
            }
        }
    }
}

/// Suffixes and what they decide; a longer one is there only if it decides otherwise.
struct Rules<'a, T>(BTreeMap<&'a [u8], T>);

impl<'a, T: Clone + Ord> Rules<'a, T> {
    /// Each word counts once. `may(decision, suffix length)` says what a suffix of that length can decide.
    fn learn(words: &[(&'a str, T)], longest: usize, may: impl Fn(&T, usize) -> bool) -> Rules<'a, T> {
        let mut rules = Rules(BTreeMap::new());
        for length in 0..=longest {
            let mut counts: BTreeMap<&[u8], BTreeMap<T, usize>> = BTreeMap::new();
            for (form, decision) in words.iter().filter(|(form, _)| form.len() >= length) {
                if may(decision, length) {
                    let suffix = &form.as_bytes()[form.len() - length..];
                    *counts.entry(suffix).or_default().entry(decision.clone()).or_insert(0) += 1;
                }
            }
            for (suffix, counts) in counts {
                let Some(decision) = most_frequent(&counts) else { continue };
                let is_backed = length == 0 || counts[&decision] >= MIN_WORDS;
                if is_backed && rules.decide(suffix, length) != Some(&decision) {
                    rules.0.insert(suffix, decision);
                }
            }
        }
        rules
    }

    fn decide(&self, word: &[u8], longest: usize) -> Option<&T> {
        (0..=word.len().min(longest)).rev().find_map(|length| self.0.get(&word[word.len() - length..]))
    }
}

/// A suffix needs as many different words that agree before it makes a rule.
const MIN_WORDS: usize = 2;
/// A rule adds no more letters; longer endings belong to single words.
const MAX_ADDED: usize = 4;
/// Words as frequent as this have entries of their own, which are found first.
const FREQUENT: usize = 20;
/// What a word of the hand-made list counts: more than a treebank's slip (`fled` as a form of `flead`, three
/// times), less than its usage (`found` as a form of `find`).
const IRREGULAR_COUNT: usize = 5;
/// How often each form was seen with each case of its lemma.
type Cases<'a> = BTreeMap<&'a str, BTreeMap<Case, usize>>;
