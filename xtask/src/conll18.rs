//! The measures of the CoNLL 2018 shared task (Zeman et al. 2018), as `conll18_ud_eval.py` counts them.
//!
//! Gold and system words are aligned by their characters, white space aside; inside a token that is
//! several words, by the longest common subsequence of their forms. Relations count by their universal part.
//!
//! ```text
//! score(&Analysis::of_treebank(&gold), &Analysis::of_document(&gold.raw, &document))
//! ```

use std::collections::BTreeMap;

use tiltmeter_text::Document;

use crate::conllu::Treebank;

/// One analysis of a text, gold or system.
#[derive(Default)]
pub struct Analysis {
    /// First and one past the last character of each sentence; white space does not count.
    pub sentences: Vec<(usize, usize)>,
    /// The same of surface tokens.
    pub tokens: Vec<(usize, usize)>,
    /// Syntactic words.
    pub words: Vec<Word>,
}

/// A syntactic word.
pub struct Word {
    /// Its surface token.
    pub token: (usize, usize),
    /// Whether its surface token is several words.
    pub is_joined: bool,
    pub form: String,
    pub upos: String,
    pub xpos: String,
    pub lemma: String,
    /// Position of its head in [`Analysis::words`].
    pub head: Option<usize>,
    /// Universal part of its relation.
    pub deprel: String,
}

/// One measure.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measure {
    pub gold: usize,
    pub system: usize,
    pub correct: usize,
}

impl Measure {
    /// Harmonic mean of precision and recall, in percent.
    pub fn f1(self) -> f64 {
        if self.gold + self.system == 0 {
            100.0
        } else {
            200.0 * self.correct as f64 / (self.gold + self.system) as f64
        }
    }
}

/// Names of the measures, in the order of [`score`]'s answer.
pub const MEASURES: [&str; 8] = ["Tokens", "Sentences", "Words", "UPOS", "XPOS", "Lemmas", "UAS", "LAS"];

/// Compares two analyses of the same text.
pub fn score(gold: &Analysis, system: &Analysis) -> [Measure; 8] {
    let pairs = align(&gold.words, &system.words);
    let gold_of: BTreeMap<usize, usize> = pairs.iter().map(|&(g, s)| (s, g)).collect();
    // A system head counts as the gold word that it is aligned to, if any.
    let same_head = |g: usize, s: usize| match (gold.words[g].head, system.words[s].head) {
        (None, None) => true,
        (Some(gold_head), Some(system_head)) => gold_of.get(&system_head) == Some(&gold_head),
        _ => false,
    };
    let of_words = |is_correct: &dyn Fn(&Word, &Word, bool) -> bool| Measure {
        gold: gold.words.len(),
        system: system.words.len(),
        correct: pairs
            .iter()
            .filter(|&&(g, s)| is_correct(&gold.words[g], &system.words[s], same_head(g, s)))
            .count(),
    };
    [
        of_spans(&gold.tokens, &system.tokens),
        of_spans(&gold.sentences, &system.sentences),
        of_words(&|_, _, _| true),
        of_words(&|g, s, _| g.upos == s.upos),
        of_words(&|g, s, _| g.xpos == s.xpos),
        of_words(&|g, s, _| g.lemma == "_" || g.lemma == s.lemma),
        of_words(&|_, _, same_head| same_head),
        of_words(&|g, s, same_head| same_head && g.deprel == s.deprel),
    ]
}

fn of_spans(gold: &[(usize, usize)], system: &[(usize, usize)]) -> Measure {
    let (mut correct, mut g, mut s) = (0, 0, 0);
    while g < gold.len() && s < system.len() {
        match system[s].0.cmp(&gold[g].0) {
            std::cmp::Ordering::Less => s += 1,
            std::cmp::Ordering::Greater => g += 1,
            std::cmp::Ordering::Equal => {
                correct += usize::from(gold[g].1 == system[s].1);
                (g, s) = (g + 1, s + 1);
            }
        }
    }
    Measure { gold: gold.len(), system: system.len(), correct }
}

/// Pairs of gold and system words that stand for each other.
fn align(gold: &[Word], system: &[Word]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let (mut g, mut s) = (0, 0);
    while g < gold.len() && s < system.len() {
        if gold[g].is_joined || system[s].is_joined {
            let (gold_range, system_range) = joined_stretch(gold, system, g, s);
            (g, s) = (gold_range.end, system_range.end);
            align_by_form(gold, system, gold_range, system_range, &mut pairs);
        } else if gold[g].token == system[s].token {
            pairs.push((g, s));
            (g, s) = (g + 1, s + 1);
        } else if gold[g].token.0 <= system[s].token.0 {
            g += 1;
        } else {
            s += 1;
        }
    }
    pairs
}

type Range = std::ops::Range<usize>;

/// The shortest stretch from here that cuts through no joined token of either side.
fn joined_stretch(gold: &[Word], system: &[Word], mut g: usize, mut s: usize) -> (Range, Range) {
    let mut end;
    if gold[g].is_joined {
        end = gold[g].token.1;
        s += usize::from(!system[s].is_joined && system[s].token.0 < gold[g].token.0);
    } else {
        end = system[s].token.1;
        g += usize::from(gold[g].token.0 < system[s].token.0);
    }
    let (gold_start, system_start) = (g, s);
    let lies_beyond = |words: &[Word], idx: usize, end: usize| {
        words
            .get(idx)
            .is_none_or(|word| if word.is_joined { word.token.0 >= end } else { word.token.1 > end })
    };
    let extended = |word: &Word, end: usize| if word.is_joined { end.max(word.token.1) } else { end };
    while !lies_beyond(gold, g, end) || !lies_beyond(system, s, end) {
        if g < gold.len() && (s >= system.len() || gold[g].token.0 <= system[s].token.0) {
            end = extended(&gold[g], end);
            g += 1;
        } else {
            end = extended(&system[s], end);
            s += 1;
        }
    }
    (gold_start..g, system_start..s)
}

fn align_by_form(gold: &[Word], system: &[Word], g: Range, s: Range, pairs: &mut Vec<(usize, usize)>) {
    let same = |a: usize, b: usize| gold[a].form.to_lowercase() == system[b].form.to_lowercase();
    let mut longest = vec![vec![0; s.len() + 1]; g.len() + 1];
    for (row, a) in g.clone().enumerate().rev() {
        for (column, b) in s.clone().enumerate().rev() {
            let both = usize::from(same(a, b)) * (1 + longest[row + 1][column + 1]);
            longest[row][column] = both.max(longest[row + 1][column]).max(longest[row][column + 1]);
        }
    }
    let (mut row, mut column) = (0, 0);
    while row < g.len() && column < s.len() {
        if same(g.start + row, s.start + column) {
            pairs.push((g.start + row, s.start + column));
            (row, column) = (row + 1, column + 1);
        } else if longest[row][column] == longest[row + 1][column] {
            row += 1;
        } else {
            column += 1;
        }
    }
}

impl Analysis {
    /// The gold analysis of a treebank's raw text.
    pub fn of_treebank(bank: &Treebank) -> Analysis {
        let position = Positions::new(&bank.raw);
        let mut analysis = Analysis::default();
        for sentence in &bank.sentences {
            let first_word = analysis.words.len();
            for token in &sentence.tokens {
                let span = (position.at(token.start), position.at(token.end));
                analysis.tokens.push(span);
                for word in &sentence.words[token.first..=token.last] {
                    analysis.words.push(Word {
                        token: span,
                        is_joined: token.last > token.first,
                        form: word.form.clone(),
                        upos: word.upos.clone(),
                        xpos: word.xpos.clone(),
                        lemma: word.lemma.clone(),
                        head: word.head.checked_sub(1).map(|head| first_word + head),
                        deprel: universal(&word.deprel).to_string(),
                    });
                }
            }
            analysis.close_sentence(first_word);
        }
        analysis
    }

    /// The system's analysis of `text`.
    pub fn of_document(text: &str, document: &Document) -> Analysis {
        let position = Positions::new(text);
        let mut analysis = Analysis::default();
        for sentence_idx in 0..document.sentences.len() {
            let sentence = document.view(text, sentence_idx);
            let first_word = analysis.words.len();
            for (word_idx, token) in sentence.tokens.iter().enumerate() {
                let last = sentence.tokens[word_idx + 1..].iter().take_while(|next| next.clitic).last();
                let is_joined = token.clitic && word_idx > 0 || last.is_some();
                let span = match analysis.words.last() {
                    Some(before) if token.clitic && word_idx > 0 => before.token,
                    _ => (position.at(token.span.start()), position.at(last.unwrap_or(token).span.end())),
                };
                if !token.clitic || word_idx == 0 {
                    analysis.tokens.push(span);
                }
                analysis.words.push(Word {
                    token: span,
                    is_joined,
                    form: sentence.form(word_idx).to_string(),
                    upos: token.upos.label().to_string(),
                    xpos: token.xpos.label().to_string(),
                    lemma: sentence.lemma(word_idx).to_string(),
                    head: sentence.head(word_idx).map(|head| first_word + head),
                    deprel: token.deprel.universal().to_string(),
                });
            }
            analysis.close_sentence(first_word);
        }
        analysis
    }

    /// Puts the analysis of a further text behind; `n_characters` stand before it.
    pub fn append(&mut self, other: Analysis, n_characters: usize) {
        let shift = |(start, end): (usize, usize)| (start + n_characters, end + n_characters);
        let n_words = self.words.len();
        self.sentences.extend(other.sentences.into_iter().map(shift));
        self.tokens.extend(other.tokens.into_iter().map(shift));
        let words = other.words.into_iter();
        self.words.extend(words.map(|w| Word {
            token: shift(w.token),
            head: w.head.map(|head| head + n_words),
            ..w
        }));
    }

    fn close_sentence(&mut self, first_word: usize) {
        if let (Some(first), Some(last)) = (self.words.get(first_word), self.words.last()) {
            self.sentences.push((first.token.0, last.token.1));
        }
    }
}

fn universal(deprel: &str) -> &str {
    deprel.split(':').next().unwrap_or(deprel)
}

/// Places in a text, white space not counted.
struct Positions(Vec<u32>);

impl Positions {
    fn new(text: &str) -> Positions {
        let mut before = Vec::with_capacity(text.len() + 1);
        let mut count = 0;
        for c in text.chars() {
            before.extend(std::iter::repeat_n(count, c.len_utf8()));
            count += u32::from(!c.is_whitespace());
        }
        before.push(count);
        Positions(before)
    }

    fn at(&self, byte: usize) -> usize {
        self.0[byte.min(self.0.len() - 1)] as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conllu;

    /// Each line a sentence; each word `form/UPOS/lemma/head/deprel`; `+` joins words to one token.
    fn analysis(text: &str) -> Analysis {
        let mut rows = String::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let mut n_words = 0;
            for token in line.split(' ') {
                let words: Vec<Vec<&str>> = token.split('+').map(|word| word.split('/').collect()).collect();
                if words.len() > 1 {
                    let surface: String = words.iter().map(|word| word[0]).collect();
                    let (first, last) = (n_words + 1, n_words + words.len());
                    rows.push_str(&format!("{first}-{last}\t{surface}\t_\t_\t_\t_\t_\t_\t_\t_\n"));
                }
                for word in words {
                    n_words += 1;
                    let [form, upos, lemma, head, deprel] = word[..] else { panic!("{word:?}") };
                    rows.push_str(&format!(
                        "{n_words}\t{form}\t{lemma}\t{upos}\tXX\t_\t{head}\t{deprel}\t_\t_\n"
                    ));
                }
            }
            rows.push('\n');
        }
        Analysis::of_treebank(&conllu::parse(&rows).unwrap())
    }

    const GOLD: &str = "
        Envoys/NOUN/envoy/2/nsubj left/VERB/leave/0/root Doha/PROPN/Doha/2/obj
        They/PRON/they/4/nsubj did/AUX/do/4/aux+n't/PART/not/4/advmod talk/VERB/talk/0/root";

    /// Correct of each measure, in the order of [`MEASURES`] without XPOS.
    fn check(system: &str, expected: [usize; 7]) {
        let measures = score(&analysis(GOLD), &analysis(system)).map(|m| m.correct);
        let without_xpos = [0, 1, 2, 3, 5, 6, 7].map(|idx| measures[idx]);
        assert_eq!(without_xpos, expected, "{system}");
    }

    #[test]
    fn gold_against_itself_is_a_hundred() {
        assert!(score(&analysis(GOLD), &analysis(GOLD)).iter().all(|m| m.f1() == 100.0));
    }

    #[test]
    fn each_mistake_lowers_its_own_measure() {
        check(GOLD, [6, 2, 7, 7, 7, 7, 7]);
        check(&GOLD.replace("left/VERB", "left/NOUN"), [6, 2, 7, 6, 7, 7, 7]);
        check(&GOLD.replace("/leave/", "/left/"), [6, 2, 7, 7, 6, 7, 7]);
        check(&GOLD.replace("Doha/2/obj", "Doha/1/obj"), [6, 2, 7, 7, 7, 6, 6]);
        check(&GOLD.replace("Doha/2/obj", "Doha/2/iobj"), [6, 2, 7, 7, 7, 7, 6]);
    }

    #[test]
    fn subtypes_do_not_count() {
        check(&GOLD.replace("4/nsubj", "4/nsubj:pass"), [6, 2, 7, 7, 7, 7, 7]);
    }

    #[test]
    fn a_token_that_is_not_cut_loses_its_words() {
        // `didn't` as one word: the token is right, its two words are lost.
        check(
            &GOLD
                .replace("did/AUX/do/4/aux+n't/PART/not/4/advmod", "didn't/AUX/do/3/aux")
                .replace("4/nsubj", "3/nsubj"),
            [6, 2, 5, 5, 5, 5, 5],
        );
        // Cut without being joined: the token is lost, its words are right.
        check(&GOLD.replace("aux+n't", "aux n't"), [5, 2, 7, 7, 7, 7, 7]);
    }

    #[test]
    fn two_sentences_run_together_lose_both_and_a_root() {
        let together = "Envoys/NOUN/envoy/2/nsubj left/VERB/leave/0/root Doha/PROPN/Doha/2/obj They/PRON/they/7/nsubj \
                        did/AUX/do/7/aux+n't/PART/not/7/advmod talk/VERB/talk/2/parataxis";
        check(together, [6, 0, 7, 7, 7, 6, 6]);
    }

    #[test]
    fn empty_analyses_agree() {
        assert_eq!(score(&Analysis::default(), &Analysis::default())[0].f1(), 100.0);
    }
}
