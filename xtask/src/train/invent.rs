//! Sentences that nobody wrote, cut and pasted from the treebanks, for teachers to mark and a student to learn.
//!
//! Teachers know the treebanks' own sentences by heart, so what they believe of them is the treebank over
//! again. Of a sentence that is new to them they tell what they have understood.
//!
//! ```text
//! The minister met reporters   ──> words for words of the same tag and label: The harbour baked reporters
//!                              ──> parts for parts of the same label: The minister met a dog that barked
//! ```

use std::collections::BTreeMap;
use std::ops::Range;

use tiltmeter_text::Upos;

use super::math::Random;
use super::parser::{Data, Example, Recipe};

/// Parts longer than this stay where they are.
const LONGEST_PART: usize = 20;
/// Tries at exchanging a part.
const PARTS: usize = 3;
/// Sentences longer than this are not invented.
const LONGEST: usize = 90;

/// What can stand in for what: positions in the treebanks by tag and label.
pub struct Inventor<'a> {
    examples: &'a [Example],
    /// Sentences of each treebank: as many are invented from a small one as from a large one.
    banks: Vec<Range<usize>>,
    /// Of each tag, whether its words may be exchanged.
    open: Vec<bool>,
    exchange_word: f32,
    exchange_part: f32,
    words: BTreeMap<(usize, usize), Vec<(u32, u32)>>,
    parts: BTreeMap<(usize, usize), Vec<(u32, u32)>>,
}

impl<'a> Inventor<'a> {
    /// From the sentences of `data`.
    pub fn new(data: &'a Data<'_>, recipe: &Recipe) -> Inventor<'a> {
        let examples = &data.examples;
        let open: Vec<bool> = data.tags.0.iter().map(|(upos, _)| is_open(upos)).collect();
        let (mut words, mut parts) = (BTreeMap::new(), BTreeMap::new());
        for (idx, example) in examples.iter().enumerate() {
            for word in 0..example.heads.len() {
                let key = (example.tags[word], example.labels[word]);
                let place = (idx as u32, word as u32);
                if open[key.0] {
                    words.entry(key).or_insert_with(Vec::new).push(place);
                }
                if example.part(word).is_some() {
                    parts.entry(key).or_insert_with(Vec::new).push(place);
                }
            }
        }
        let Recipe { exchange_word, exchange_part, .. } = *recipe;
        Inventor { examples, banks: data.banks.clone(), open, exchange_word, exchange_part, words, parts }
    }

    /// A new sentence.
    pub fn invent(&self, random: &mut Random) -> Example {
        let bank = &self.banks[random.below(self.banks.len())];
        let mut sentence = self.examples[bank.start + random.below(bank.len())].clone();
        for _ in 0..PARTS {
            if random.unit() < self.exchange_part && sentence.heads.len() > 1 {
                let word = random.below(sentence.heads.len());
                self.exchange_part(&mut sentence, word, random);
            }
        }
        for word in 0..sentence.heads.len() {
            if self.open[sentence.tags[word]] && random.unit() < self.exchange_word {
                self.exchange_word(&mut sentence, word, random);
            }
        }
        sentence
    }

    fn exchange_word(&self, sentence: &mut Example, word: usize, random: &mut Random) {
        let Some(places) = self.words.get(&(sentence.tags[word], sentence.labels[word])) else { return };
        let (idx, from) = places[random.below(places.len())];
        let other = &self.examples[idx as usize];
        sentence.features[word] = other.features[from as usize];
        sentence.rareness[word] = other.rareness[from as usize];
    }

    fn exchange_part(&self, sentence: &mut Example, word: usize, random: &mut Random) {
        let Some(out) = sentence.part(word) else { return };
        let Some(places) = self.parts.get(&(sentence.tags[word], sentence.labels[word])) else { return };
        let (idx, top) = places[random.below(places.len())];
        let other = &self.examples[idx as usize];
        let Some(part) = other.part(top as usize) else { return };
        if sentence.heads.len() - out.len() + part.len() <= LONGEST {
            sentence.splice(word, out, other, top as usize, part);
        }
    }
}

/// Whether new words of this part of speech are made every day (universaldependencies.org/u/pos), or numbers.
fn is_open(upos: &str) -> bool {
    use Upos::{Adj, Adv, Noun, Num, Propn, Verb};
    matches!(Upos::from_label(upos), Some(Adj | Adv | Noun | Num | Propn | Verb))
}

impl Example {
    /// The words under `top`, where they stand together and are not the whole sentence.
    fn part(&self, top: usize) -> Option<Range<usize>> {
        if self.heads[top] == 0 {
            return None;
        }
        let (mut first, mut last, mut n_under) = (top, top, 0);
        for word in 0..self.heads.len() {
            if self.is_under(word, top) {
                (first, last, n_under) = (first.min(word), last.max(word), n_under + 1);
            }
        }
        (last + 1 - first == n_under && n_under <= LONGEST_PART).then_some(first..last + 1)
    }

    fn is_under(&self, word: usize, top: usize) -> bool {
        let mut at = word;
        while at != top {
            match self.heads[at].checked_sub(1) {
                None => return false,
                Some(head) => at = head,
            }
        }
        true
    }

    /// Puts `part` of `other`, under its `other_top`, in the place of `out`, under `top`.
    fn splice(
        &mut self,
        top: usize,
        out: Range<usize>,
        other: &Example,
        other_top: usize,
        part: Range<usize>,
    ) {
        // Positions from 1, as heads are.
        let moved = |head: usize| if head > out.end { head - out.len() + part.len() } else { head };
        let above = moved(self.heads[top]);
        self.heads.iter_mut().for_each(|head| *head = moved(*head));
        let inner = part
            .clone()
            .map(|word| if word == other_top { above } else { other.heads[word] - part.start + out.start });
        self.heads.splice(out.clone(), inner);
        self.features.splice(out.clone(), other.features[part.clone()].iter().copied());
        self.rareness.splice(out.clone(), other.rareness[part.clone()].iter().copied());
        self.tags.splice(out.clone(), other.tags[part.clone()].iter().copied());
        self.labels.splice(out, other.labels[part].iter().copied());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sentence whose words are known by their first row.
    fn example(words: &[u32], heads: &[usize]) -> Example {
        Example {
            features: words.iter().map(|&word| [word; 10]).collect(),
            rareness: vec![0.5; words.len()],
            tags: vec![0; words.len()],
            heads: heads.to_vec(),
            labels: vec![0; words.len()],
        }
    }

    #[test]
    fn a_part_is_what_stands_together_under_a_word() {
        // (the minister) met (reporters (today))
        let sentence = example(&[1, 2, 3, 4, 5], &[2, 3, 0, 3, 4]);
        assert_eq!(sentence.part(1), Some(0..2));
        assert_eq!(sentence.part(3), Some(3..5));
        assert_eq!(sentence.part(2), None, "the whole sentence");
        assert_eq!(example(&[1, 2, 3], &[3, 0, 2]).part(2), None, "the root stands between");
    }

    #[test]
    fn a_part_put_elsewhere_brings_its_own_heads() {
        let mut sentence = example(&[1, 2, 3, 4, 5], &[2, 3, 0, 3, 3]);
        let other = example(&[11, 12, 13, 14, 15], &[2, 0, 4, 2, 4]);
        sentence.splice(1, 0..2, &other, 3, 2..5);
        let words: Vec<u32> = sentence.features.iter().map(|rows| rows[0]).collect();
        assert_eq!(words, [13, 14, 15, 3, 4, 5]);
        assert_eq!(sentence.heads, [2, 4, 2, 0, 4, 4]);
    }
}
