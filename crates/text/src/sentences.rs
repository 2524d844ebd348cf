//! Tokens to sentences: a small learned decision between each two tokens of a block.
//!
//! Web text often has no stop at the end of a sentence and news has many stops that end none, so
//! nothing is decided by rule: every gap between tokens is scored by a linear model of hashed features
//! (8-bit weights), from left to right, knowing where the last sentence ended. [`Splitter::walk`] is the
//! one place that makes features; `cargo xtask train` walks the treebanks with it.
//!
//! ```text
//! Gen. Bajwa met Mr. Khan. "We agreed," he said.
//!                        ^ the one gap that scores above zero
//! ```

use crate::Token;

/// Where sentences end, as learned.
#[derive(Clone, Debug)]
pub struct Splitter {
    // Invariant: 2^BITS of them; the last is the bias.
    weights: Vec<i8>,
}

/// Number of hashed features is two to this power.
const BITS: u32 = 17;
/// Number of weights.
pub const N_WEIGHTS: usize = 1 << BITS;
/// Features of one gap.
pub const N_FEATURES: usize = 36;
/// The features of a gap, as positions of weights.
pub type Features = [u32; N_FEATURES];

impl Splitter {
    /// A splitter of these weights, `N_WEIGHTS` of them.
    pub fn new(weights: Vec<i8>) -> Option<Splitter> {
        (weights.len() == N_WEIGHTS).then_some(Splitter { weights })
    }

    /// Reads what [`Splitter::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Option<Splitter> {
        Splitter::new(bytes.iter().map(|&byte| byte as i8).collect())
    }

    /// The splitter as a section of the model file.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.weights.iter().map(|&weight| weight as u8).collect()
    }

    /// Appends to `ends` one past the last token of each sentence of one block's tokens.
    pub fn split(&self, text: &str, tokens: &[Token], ends: &mut Vec<usize>) {
        Splitter::walk(text, tokens, |end, features| {
            let is_end = self.score(features) > 0;
            if is_end {
                ends.push(end);
            }
            is_end
        });
        if !tokens.is_empty() {
            ends.push(tokens.len());
        }
    }

    fn score(&self, features: &Features) -> i32 {
        features.iter().map(|&feature| i32::from(self.weights[feature as usize & (N_WEIGHTS - 1)])).sum()
    }

    /// Goes from gap to gap and asks `is_end(tokens before the gap, features of the gap)` whether a
    /// sentence ends there.
    pub fn walk(text: &str, tokens: &[Token], mut is_end: impl FnMut(usize, &Features) -> bool) {
        let block = Block::new(text, tokens);
        let mut history = History::default();
        for end in 1..tokens.len() {
            history.pass(&block.looks[end - 1 + MARGIN]);
            if block.looks[end + MARGIN].joined || !block.may_end(end) {
                continue;
            }
            if is_end(end, &block.features(end, &history)) {
                history = History { start: end, n_before: history.n_before + 1, ..History::default() };
            }
        }
    }
}

/// What is looked at of a token.
#[derive(Clone, Copy, Default)]
struct Look {
    /// Hash of the form: lower case, digits folded.
    form: u32,
    shape: Shape,
    /// Whether white space stands before it, and whether a line ends there.
    spaced: bool,
    new_line: bool,
    /// Whether it is a clitic: no sentence begins with one.
    joined: bool,
    /// Length in bytes, up to 7.
    length: u8,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
#[repr(u8)]
enum Shape {
    #[default]
    Outside,
    Lower,
    Capitalised,
    Capitals,
    SingleCapital,
    MixedCase,
    Number,
    NumberAndLetters,
    Abbreviation,
    Initial,
    Address,
    Stop,
    Stops,
    Question,
    Comma,
    Semicolon,
    Colon,
    Dash,
    Opening,
    Closing,
    OpeningQuote,
    ClosingQuote,
    Apostrophe,
    Ornament,
    Symbol,
    OtherScript,
}

/// Tokens that are looked at beyond either end of a block.
const MARGIN: usize = 3;

/// All tokens of a block, looked at once.
struct Block {
    looks: Vec<Look>,
    ends_in_stop: bool,
    n_stops: usize,
    n_tokens: usize,
}

impl Block {
    fn new(text: &str, tokens: &[Token]) -> Block {
        let mut looks = Vec::with_capacity(tokens.len() + 2 * MARGIN);
        looks.resize(MARGIN, Look::default());
        let mut end_before = tokens.first().map_or(0, |t| t.span.start());
        for (token_idx, token) in tokens.iter().enumerate() {
            let gap = text.get(end_before..token.span.start()).unwrap_or("");
            end_before = token.span.end();
            let spaced_behind =
                tokens.get(token_idx + 1).is_none_or(|next| next.span.start() > token.span.end());
            let mut look = Look::new(token.span.of(text), token_idx == 0 || !gap.is_empty(), spaced_behind);
            look.new_line = gap.contains('\n');
            look.joined = token.clitic;
            looks.push(look);
        }
        let n_stops = looks.iter().filter(|look| look.shape.ends_sentences()).count();
        let ends_in_stop = looks.iter().rev().take(2).any(|look| look.shape.ends_sentences());
        looks.resize(tokens.len() + 2 * MARGIN, Look::default());
        Block { looks, ends_in_stop, n_stops, n_tokens: tokens.len() }
    }

    // A cheap filter: between two plain lower-case words nothing ends.
    fn may_end(&self, end: usize) -> bool {
        let (before, behind) = (&self.looks[end - 1 + MARGIN], &self.looks[end + MARGIN]);
        behind.new_line || behind.shape != Shape::Lower || before.shape != Shape::Lower
    }

    fn features(&self, end: usize, history: &History) -> Features {
        let at = end + MARGIN;
        let [before_3, before_2, before] = [&self.looks[at - 3], &self.looks[at - 2], &self.looks[at - 1]];
        let [behind, behind_2, behind_3] = [&self.looks[at], &self.looks[at + 1], &self.looks[at + 2]];
        let shapes = |looks: &[&Look]| looks.iter().fold(0u32, |sum, look| sum * 64 + look.shape as u32 + 1);
        let gap = u32::from(behind.spaced) + 2 * u32::from(behind.new_line);
        let length = step(end - history.start);
        let left = step(self.n_tokens - end);
        let open = u32::from(history.in_quotes)
            + 2 * u32::from(history.n_brackets > 0)
            + 4 * u32::from(history.in_single_quotes);
        let before_shape = before.shape as u32;
        let behind_shape = behind.shape as u32;
        let style = u32::from(self.ends_in_stop) + 2 * step(self.n_stops) as u32;
        let first = self.looks[history.start + MARGIN];
        let pairs: [(u32, u32); N_FEATURES - 1] = [
            (before.form, gap),
            (behind.form, behind_shape),
            (behind.form, before_shape),
            (before.form, behind_shape),
            (before_2.form, before_shape),
            (behind_2.form, behind_shape),
            (before_3.form, before_shape),
            (behind_3.form, behind_shape),
            (shapes(&[before, behind]), gap),
            (shapes(&[before_2, before, behind]), gap),
            (shapes(&[before, behind, behind_2]), gap),
            (shapes(&[before_2, before, behind, behind_2]), gap),
            (shapes(&[before_3, before_2, before]), behind_shape),
            (shapes(&[before, behind]), shapes(&[behind_2, behind_3])),
            (before.form, behind.form),
            (before_2.form, before.form),
            (behind.form, behind_2.form),
            (shapes(&[before, behind]), 8 * length as u32 + open),
            (before_shape, 64 * length as u32 + left as u32),
            (shapes(&[before, behind]), 8 + left as u32),
            (shapes(&[before, behind]), style),
            (before_shape, 8 * open + gap),
            (shapes(&[before_2, before, behind]), open),
            (shapes(&[before]), 8 * first.shape as u32 + length.min(7) as u32),
            (first.form, shapes(&[before, behind])),
            (u32::from(before.length), shapes(&[before, behind])),
            (u32::from(before_2.length), shapes(&[before_2, before, behind])),
            (u32::from(behind.length), shapes(&[before, behind, behind_2])),
            (before.form, 8 * length as u32 + gap),
            (behind.form, shapes(&[before_2, before])),
            (before_2.form, shapes(&[before, behind])),
            (style, 8 * length as u32 + left as u32),
            (u32::from(history.has_lower), shapes(&[before, behind])),
            (step(history.n_before) as u32, shapes(&[before, behind])),
            (self.n_stops.min(1) as u32, shapes(&[before_2, before, behind, behind_2])),
        ];
        let mut features = [N_WEIGHTS as u32 - 1; N_FEATURES];
        for (number, (feature, (a, b))) in features.iter_mut().zip(pairs).enumerate() {
            *feature = bucket(number as u32, a, b);
        }
        features
    }
}

/// What lies between the last sentence's end and here.
#[derive(Default)]
struct History {
    start: usize,
    n_before: usize,
    in_quotes: bool,
    in_single_quotes: bool,
    n_brackets: usize,
    has_lower: bool,
}

impl History {
    fn pass(&mut self, look: &Look) {
        match look.shape {
            Shape::OpeningQuote => self.in_quotes = true,
            Shape::ClosingQuote => self.in_quotes = false,
            Shape::Apostrophe => self.in_single_quotes = !self.in_single_quotes,
            Shape::Opening => self.n_brackets += 1,
            Shape::Closing => self.n_brackets = self.n_brackets.saturating_sub(1),
            Shape::Lower => self.has_lower = true,
            _ => {}
        }
    }
}

impl Look {
    fn new(form: &str, spaced_before: bool, spaced_behind: bool) -> Look {
        let shape = Shape::new(form, spaced_before, spaced_behind);
        Look {
            form: fold(form),
            shape,
            spaced: spaced_before,
            length: form.len().min(7) as u8,
            ..Look::default()
        }
    }
}

/// Hash of a form in lower case with digits folded.
fn fold(form: &str) -> u32 {
    let mut hash = 0x811c_9dc5u32;
    for &byte in form.as_bytes().iter().take(32) {
        let folded = if byte.is_ascii_digit() { b'0' } else { byte.to_ascii_lowercase() };
        hash = (hash ^ u32::from(folded)).wrapping_mul(0x0100_0193);
    }
    hash
}

fn bucket(number: u32, a: u32, b: u32) -> u32 {
    let mixed = (u64::from(a) ^ u64::from(number) << 40).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ mixed >> 29 ^ u64::from(b)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    // The last weight is the bias alone.
    ((mixed >> (64 - BITS)) as u32).min(N_WEIGHTS as u32 - 2)
}

/// A number as a step of a short ladder.
fn step(number: usize) -> usize {
    match number {
        0..=4 => number,
        5..=7 => 5,
        8..=14 => 6,
        15..=30 => 7,
        _ => 8,
    }
}

impl Shape {
    fn ends_sentences(self) -> bool {
        matches!(self, Shape::Stop | Shape::Stops | Shape::Question)
    }

    fn new(form: &str, spaced_before: bool, spaced_behind: bool) -> Shape {
        let Some(first) = form.chars().next() else { return Shape::Outside };
        if first.is_ascii_digit() {
            let is_numeric =
                form.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b':' | b'/' | b'-'));
            return if is_numeric { Shape::Number } else { Shape::NumberAndLetters };
        }
        if first.is_alphabetic() {
            Shape::of_word(form, first)
        } else {
            Shape::of_mark(form, first, spaced_before, spaced_behind)
        }
    }

    fn of_word(form: &str, first: char) -> Shape {
        let bytes = form.as_bytes();
        if bytes.last() == Some(&b'.') {
            return if form.len() == 2 { Shape::Initial } else { Shape::Abbreviation };
        }
        if bytes.iter().any(|b| matches!(b, b'@' | b'/')) || bytes.contains(&b'.') {
            return Shape::Address;
        }
        let n_upper = form.chars().filter(|c| c.is_uppercase()).count();
        match (first.is_uppercase(), n_upper) {
            (false, 0) if first.is_lowercase() => Shape::Lower,
            (false, 0) => Shape::OtherScript,
            (false, _) => Shape::MixedCase,
            (true, 1) if form.len() == first.len_utf8() => Shape::SingleCapital,
            (true, 1) => Shape::Capitalised,
            (true, _) if form.chars().any(char::is_lowercase) => Shape::MixedCase,
            (true, _) => Shape::Capitals,
        }
    }

    fn of_mark(form: &str, first: char, spaced_before: bool, spaced_behind: bool) -> Shape {
        match first {
            '.' if form.len() == 1 => Shape::Stop,
            '.' | '\u{2026}' => Shape::Stops,
            '!' | '?' | '\u{3002}' => Shape::Question,
            ',' => Shape::Comma,
            ';' => Shape::Semicolon,
            ':' if form.len() == 1 => Shape::Colon,
            '-' | '\u{2013}' | '\u{2014}' if form.len() <= 3 => Shape::Dash,
            '(' | '[' | '{' => Shape::Opening,
            ')' | ']' | '}' => Shape::Closing,
            '\u{201c}' => Shape::OpeningQuote,
            '\u{201d}' => Shape::ClosingQuote,
            '"' if spaced_before && !spaced_behind => Shape::OpeningQuote,
            '"' | '`' => Shape::ClosingQuote,
            '\'' | '\u{2018}' | '\u{2019}' => Shape::Apostrophe,
            _ if first.is_ascii_punctuation() && form.len() > 1 => Shape::Ornament,
            _ => Shape::Symbol,
        }
    }
}

#[cfg(test)]
mod tests {
    use tiltmeter_record::Span;

    use super::*;
    use crate::{Model, tokenize};

    fn split(text: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        tokenize(text, Span::new(0, text.len()), &mut tokens);
        let mut ends = Vec::new();
        Model::builtin().splitter.split(text, &tokens, &mut ends);
        let starts = std::iter::once(0).chain(ends.iter().copied());
        starts
            .zip(&ends)
            .map(|(start, &end)| tokens[start].span.cover(tokens[end - 1].span).of(text))
            .collect()
    }

    /// A paragraph whose sentences are parted by ` | `.
    fn check(expected: &str) {
        let text = expected.replace(" | ", " ");
        assert_eq!(split(&text).join(" | "), expected);
    }

    #[test]
    fn titles_and_initials_end_nothing() {
        check("Gen. Bajwa met Mr. Khan in Rawalpindi on Monday. | The two discussed border security.");
        check(
            "George H.W. Bush sent Sen. John F. Kerry to St. Petersburg. | He returned on Jan. 4 with Dr. Roe.",
        );
        check("The U.S. Secretary of State met Lt. Gen. A. K. Singh. | They agreed on No. 2 of the plan.");
    }

    #[test]
    fn quotations_that_close_after_the_stop() {
        check("\"We will not withdraw,\" the minister said. | \"Our troops stay.\" | He gave no date.");
        check("“We reject this claim.” | The ministry issued the statement on Friday.");
        check("“Why now?” the envoy asked. | Nobody answered.");
    }

    #[test]
    fn news_prose() {
        check("Turkey closed its border on Sunday. | Ankara said it would reopen it in three days.");
        check("The bank lent $4.5 billion to Egypt in 2016. | Cairo repaid $1.2 billion.");
        check("Moscow condemned the strike; Tehran did not. | Damascus said 12 soldiers died.");
        check("Is the truce over? | Neither side would say. | Talks resume on Tuesday!");
    }

    #[test]
    fn no_token_and_no_stop() {
        assert!(split("").is_empty());
        check("Ceasefire holds");
    }

    proptest::proptest! {
        #[test]
        fn sentences_tile_the_tokens_and_no_clitic_begins_one(text in "([A-Za-z]{1,6}|[.!?'\"():;]|n't|'s| |\n|[0-9]{1,3}){0,60}") {
            let mut tokens = Vec::new();
            tokenize(&text, Span::new(0, text.len()), &mut tokens);
            let mut ends = Vec::new();
            Model::builtin().splitter.split(&text, &tokens, &mut ends);
            assert!(ends.is_sorted_by(|a, b| a < b));
            assert_eq!(ends.last().copied().unwrap_or(0), tokens.len());
            assert!(ends.iter().all(|&end| tokens.get(end).is_none_or(|token| !token.clitic)));
        }
    }

    #[test]
    fn reads_back() {
        let bytes: Vec<u8> = (0..N_WEIGHTS).map(|n| n as u8).collect();
        assert_eq!(Splitter::from_bytes(&bytes).map(|splitter| splitter.to_bytes()), Some(bytes));
        assert!(Splitter::from_bytes(b"short").is_none());
    }
}
