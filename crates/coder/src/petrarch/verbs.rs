//! Verbs: blocks of verbs that share a default code and patterns, sets of synonyms, transformations.
//!
//! ```text
//! &TIETYPES                      a set of words
//! +MILITARY
//! --- ABANDON [345] ---          a block with its default code
//! ABANDON                        its verbs, with their regular forms or those in braces
//! +GIVE_UP {+GAVE_UP}            of several words: the plus marks the verb
//! - * &TIETYPES TIES [902]       a pattern: the star is the verb; a blank lets words lie between, `_` none
//! - + WAS_ * TO_ ^ FROM $ [174]  $ who acts, + who is acted upon, ^ any noun phrase, % a compound
//! - * {PEACE TALKS} (IN CAPITAL) PETRARCH 2: words of one noun phrase, a preposition with its noun
//! ~ a (b . ATTACK) SAY = a b 112 a transformation: what an act within the clause of another means
//! ```

use rustc_hash::FxHashMap;

use super::{Dictionary, finding, lines};
use crate::mentions::Finding;

/// The verbs of a lab, by the form of the word that is the verb, in capitals.
#[derive(Default)]
pub(crate) struct Verbs {
    entries: FxHashMap<String, Vec<Entry>>,
    pub(crate) blocks: Vec<Block>,
    sets: Vec<Vec<Vec<String>>>,
    pub(crate) transformations: Vec<Transformation>,
}

/// One form of a verb.
#[derive(Clone)]
pub(crate) struct Entry {
    /// Words that stand right before it and right after it.
    pub(crate) before: Vec<String>,
    pub(crate) after: Vec<String>,
    /// Position in [`Verbs::blocks`].
    pub(crate) block: usize,
    pub(crate) code: Code,
    /// `verbs.txt:345`.
    pub(crate) place: String,
}

/// Verbs that share patterns.
pub(crate) struct Block {
    /// The verb that transformations call it by.
    pub(crate) name: String,
    /// Those of more words first.
    pub(crate) patterns: Vec<Pattern>,
}

/// What must stand around a verb, and the code of the act then.
pub(crate) struct Pattern {
    /// The nearest to the verb first.
    pub(crate) before: Vec<Element>,
    pub(crate) after: Vec<Element>,
    pub(crate) code: Code,
    pub(crate) place: String,
}

/// One thing that a pattern asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) what: What,
    /// Whether no word may lie between it and its neighbour nearer to the verb.
    pub(crate) glued: bool,
    /// Whether only words of one noun phrase may.
    pub(crate) close: bool,
}

/// What an element is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Word(String),
    /// A position in the sets of synonyms.
    Set(usize),
    Source,
    Target,
    AnyPhrase,
    Compound,
}

/// What a verb or pattern means: the code of the act, and that of the same act told of the other party.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Code {
    pub(crate) act: Option<String>,
    pub(crate) back: Option<String>,
}

/// `~ a (b . ATTACK) SAY = a b 112`.
pub(crate) struct Transformation {
    /// Names of the blocks; an inner one of `Q` is any.
    pub(crate) outer: String,
    pub(crate) inner: String,
    /// Variables; `.` is anybody, `_` nobody that is named.
    pub(crate) subject: String,
    pub(crate) inner_source: String,
    pub(crate) inner_target: String,
    pub(crate) source: String,
    pub(crate) target: String,
    /// `Q` is the inner code.
    pub(crate) code: String,
    pub(crate) place: String,
}

impl Verbs {
    /// Reads dictionaries; what cannot be used is told.
    pub(crate) fn read(dictionaries: &[Dictionary], unused: &mut Vec<Finding>) -> Verbs {
        let mut reading = Reading::default();
        for dictionary in dictionaries {
            reading.part = Part::None;
            for (number, line) in lines(&dictionary.text) {
                if let Err(what) = reading.read_line(dictionary, number, line.trim()) {
                    unused.push(finding(dictionary, number, what));
                }
            }
        }
        reading.finish(unused)
    }

    /// What a word can be the verb of; those of more words first.
    pub(crate) fn of(&self, form: &str) -> &[Entry] {
        self.entries.get(form).map_or(&[], Vec::as_slice)
    }

    /// The sequences of words that a set holds; longer ones first.
    pub(crate) fn set(&self, set: usize) -> &[Vec<String>] {
        &self.sets[set]
    }
}

// What the lines before this one belong to.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Part {
    #[default]
    None,
    Set(usize),
    Block(usize),
}

#[derive(Default)]
struct Reading {
    verbs: Verbs,
    names: FxHashMap<String, usize>,
    part: Part,
    // Default code of the block.
    code: Code,
    // Sets that were named before they were written, with the line that named them.
    named: Vec<(usize, Finding)>,
    written: Vec<bool>,
    // Whether a set's words have plurals.
    plurals: bool,
}

impl Reading {
    fn read_line(&mut self, dictionary: &Dictionary, number: usize, line: &str) -> Result<(), String> {
        let place = || format!("{}:{number}", file_name(&dictionary.file));
        if let Some(header) = line.strip_prefix("---") {
            return self.begin_block(header);
        }
        if let Some(name) = line.strip_prefix('&') {
            self.begin_set(name);
            return Ok(());
        }
        if let Some(transformation) = line.strip_prefix('~') {
            let transformation = transformation_of(transformation, place())
                .ok_or_else(|| format!("not a transformation: `{line}`"))?;
            self.verbs.transformations.push(transformation);
            return Ok(());
        }
        match (self.part, line.strip_prefix('-'), line.strip_prefix('+')) {
            (Part::Set(set), _, Some(word)) => self.add_to_set(set, word, dictionary, number),
            (Part::Block(block), Some(pattern), _) => {
                self.add_pattern(block, pattern, dictionary, number, place())
            }
            (Part::Block(block), None, _) => self.add_verbs(block, line, place()),
            _ => Err(format!("belongs to no verb: `{line}`")),
        }
    }

    // `ABANDON [345] ---`; the blanks of the header say nothing.
    fn begin_block(&mut self, header: &str) -> Result<(), String> {
        let (name, code) = header.split_once('[').unwrap_or((header, ""));
        self.code = code.split_once(']').map_or(Code::default(), |(code, _)| code_of(code));
        let name = name.trim_matches(['-', ' ', '\t', '_']).to_uppercase();
        self.part = Part::Block(self.verbs.blocks.len());
        self.verbs.blocks.push(Block { name, patterns: Vec::new() });
        Ok(())
    }

    fn begin_set(&mut self, name: &str) {
        let name = name.trim();
        self.plurals = !name.ends_with('_');
        let set = self.set(name.trim_end_matches('_'));
        self.written[set] = true;
        self.part = Part::Set(set);
    }

    fn set(&mut self, name: &str) -> usize {
        let next = self.verbs.sets.len();
        let set = *self.names.entry(name.to_uppercase()).or_insert(next);
        if set == next {
            self.verbs.sets.push(Vec::new());
            self.written.push(false);
        }
        set
    }

    fn add_to_set(
        &mut self,
        set: usize,
        word: &str,
        dictionary: &Dictionary,
        number: usize,
    ) -> Result<(), String> {
        let has_plural = self.plurals && !word.trim_end().ends_with('_');
        let words = words_of(word);
        let Some(last) = words.last() else { return Err(format!("no word in `{word}`")) };
        if let Some(name) = last.strip_prefix('&') {
            let other = self.set(name);
            self.named
                .push((other, finding(dictionary, number, format!("no set of words is called &{name}"))));
        }
        if has_plural && !last.starts_with('&') && last.ends_with(char::is_alphabetic) {
            let mut plural = words.clone();
            plural.last_mut().expect("a last word was found").push('S');
            self.verbs.sets[set].push(plural);
        }
        self.verbs.sets[set].push(words);
        Ok(())
    }

    fn add_verbs(&mut self, block: usize, line: &str, place: String) -> Result<(), String> {
        let (line, code) = match line.split_once('[') {
            Some((line, code)) => (line, code_of(code.split(']').next().unwrap_or(""))),
            None => (line, self.code.clone()),
        };
        let (verb, forms) = match line.split_once('{') {
            Some((verb, forms)) => (verb, Some(forms.split('}').next().unwrap_or(""))),
            None => (line, None),
        };
        let verb = Words::of(verb).ok_or_else(|| format!("no verb in `{line}`"))?;
        let mut all = match forms {
            Some(forms) => forms.split_whitespace().filter_map(Words::of).collect(),
            None => verb.regular_forms(),
        };
        all.push(verb);
        for Words { before, verb, after } in all {
            let entry = Entry { before, after, block, code: code.clone(), place: place.clone() };
            self.verbs.entries.entry(verb).or_default().push(entry);
        }
        Ok(())
    }

    fn add_pattern(
        &mut self,
        block: usize,
        line: &str,
        dictionary: &Dictionary,
        number: usize,
        place: String,
    ) -> Result<(), String> {
        let (pattern, code) = line.split_once('[').ok_or_else(|| format!("no code in `-{line}`"))?;
        let (code, _) = code.split_once(']').ok_or_else(|| format!("no end of the code in `-{line}`"))?;
        let code = code_of(code);
        let pieces = pieces_of(pattern);
        let star = pieces.iter().position(|piece| piece.word == "*");
        let star = star.ok_or_else(|| format!("no `*` for the verb in `-{line}`"))?;
        let (before, after) = (&pieces[..star], &pieces[star + 1..]);
        // Seen from the verb: what ties an element to its neighbour stands with the later of the two.
        let ties = pieces[1..=star].iter().rev();
        let before: Vec<Element> = before
            .iter()
            .rev()
            .zip(ties)
            .map(|(piece, tie)| self.element(piece, tie, dictionary, number))
            .collect();
        let after = after.iter().map(|piece| self.element(piece, piece, dictionary, number)).collect();
        self.verbs.blocks[block].patterns.push(Pattern { before, after, code, place });
        Ok(())
    }

    fn element(&mut self, piece: &Piece, tie: &Piece, dictionary: &Dictionary, number: usize) -> Element {
        let what = match piece.word.as_str() {
            "$" => What::Source,
            "+" => What::Target,
            "^" => What::AnyPhrase,
            "%" => What::Compound,
            word => match word.strip_prefix('&') {
                None => What::Word(word.to_string()),
                Some(name) => {
                    let set = self.set(name);
                    let what = format!("no set of words is called &{name}");
                    self.named.push((set, finding(dictionary, number, what)));
                    What::Set(set)
                }
            },
        };
        Element { what, glued: tie.glued, close: tie.close }
    }

    fn finish(mut self, unused: &mut Vec<Finding>) -> Verbs {
        unused.extend(self.named.into_iter().filter(|(set, _)| !self.written[*set]).map(|(_, told)| told));
        let sets = self.verbs.sets.clone();
        for set in &mut self.verbs.sets {
            *set = set.iter().flat_map(|words| expanded(words, &self.names, &sets, 0)).collect();
            set.sort_by_key(|words| std::cmp::Reverse(words.len()));
        }
        for entries in self.verbs.entries.values_mut() {
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.before.len() + entry.after.len()));
        }
        for block in &mut self.verbs.blocks {
            block
                .patterns
                .sort_by_key(|pattern| std::cmp::Reverse(pattern.before.len() + pattern.after.len()));
        }
        self.verbs
    }
}

/// A verb of one or several words.
struct Words {
    before: Vec<String>,
    verb: String,
    after: Vec<String>,
}

impl Words {
    /// `+BREAK_DOWN`, `WIRE_+TAP`, `LASH OUT`: the word with the plus, or the first, is the verb.
    fn of(written: &str) -> Option<Words> {
        let words: Vec<&str> = written.split(['_', ' ', '\t']).filter(|word| !word.is_empty()).collect();
        let at = words.iter().position(|word| word.starts_with('+')).unwrap_or(0);
        let upper = |words: &[&str]| words.iter().map(|word| word.to_uppercase()).collect();
        let verb = words.get(at)?.trim_start_matches('+').to_uppercase();
        (!verb.is_empty()).then(|| Words {
            before: upper(&words[..at]),
            verb,
            after: upper(&words[at + 1..]),
        })
    }

    fn regular_forms(&self) -> Vec<Words> {
        let verb = &self.verb;
        let stem = &verb[..verb.len() - verb.chars().next_back().map_or(0, char::len_utf8)];
        let vowel_before = stem.ends_with(['A', 'E', 'I', 'O', 'U']);
        let forms = match verb.chars().next_back() {
            Some('E') => [format!("{verb}S"), format!("{verb}D"), format!("{stem}ING")],
            Some('Y') if !vowel_before => [format!("{stem}IES"), format!("{stem}IED"), format!("{verb}ING")],
            Some('S' | 'X' | 'Z' | 'H') => [format!("{verb}ES"), format!("{verb}ED"), format!("{verb}ING")],
            _ => [format!("{verb}S"), format!("{verb}ED"), format!("{verb}ING")],
        };
        let form = |verb| Words { before: self.before.clone(), verb, after: self.after.clone() };
        forms.into_iter().map(form).collect()
    }
}

/// A word of a pattern and what ties it to the one before.
#[derive(Debug, Default)]
struct Piece {
    word: String,
    glued: bool,
    close: bool,
}

// Braces and brackets hold what belongs to one phrase; its first word is tied to nothing.
fn pieces_of(pattern: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let (mut tie, mut depth, mut inside) = (' ', 0usize, 0usize);
    let mut word = String::new();
    let mut end = |word: &mut String, tie: &mut char, depth: usize, inside: &mut usize| {
        if word.is_empty() {
            return;
        }
        let close = depth > 0 && *inside > 0;
        pieces.push(Piece { word: std::mem::take(word).to_uppercase(), glued: *tie == '_', close });
        *inside += usize::from(depth > 0);
        *tie = ' ';
    };
    for c in pattern.chars() {
        match c {
            '{' | '(' => {
                end(&mut word, &mut tie, depth, &mut inside);
                inside = if depth == 0 { 0 } else { inside };
                depth += 1;
            }
            '}' | ')' => {
                end(&mut word, &mut tie, depth, &mut inside);
                depth = depth.saturating_sub(1);
            }
            '_' => {
                end(&mut word, &mut tie, depth, &mut inside);
                tie = '_';
            }
            c if c.is_whitespace() => {
                end(&mut word, &mut tie, depth, &mut inside);
                tie = ' ';
            }
            // `*_OFF` and `+_IN` as well as `*OFF`.
            '*' | '$' | '+' | '^' | '%' => {
                end(&mut word, &mut tie, depth, &mut inside);
                word.push(c);
                end(&mut word, &mut tie, depth, &mut inside);
            }
            c => word.push(c),
        }
    }
    end(&mut word, &mut tie, depth, &mut inside);
    pieces
}

fn words_of(written: &str) -> Vec<String> {
    let words = written.split(['_', ' ', '\t']).filter(|word| !word.is_empty());
    words.map(str::to_uppercase).collect()
}

// Sets may hold sets; one that holds itself is not followed for ever.
fn expanded(
    words: &[String],
    names: &FxHashMap<String, usize>,
    sets: &[Vec<Vec<String>>],
    depth: usize,
) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = vec![Vec::new()];
    for word in words {
        let set = word.strip_prefix('&').and_then(|name| names.get(name));
        let choices: Vec<Vec<String>> = match set {
            Some(&set) if depth < 4 => {
                sets[set].iter().flat_map(|words| expanded(words, names, sets, depth + 1)).collect()
            }
            _ => vec![vec![word.clone()]],
        };
        all = all.iter().flat_map(|start| choices.iter().map(|more| [&start[..], more].concat())).collect();
    }
    all
}

/// `032:033`, `345`, `:110`; `---` is none.
fn code_of(written: &str) -> Code {
    let part = |code: &str| {
        let code = code.trim().trim_end_matches('?');
        (!code.is_empty() && !code.starts_with("--")).then(|| code.to_string())
    };
    match written.split_once(':') {
        Some((act, back)) => Code { act: part(act), back: part(back) },
        None => Code { act: part(written), back: None },
    }
}

// ` a (b . ATTACK) SAY = a b 112`.
fn transformation_of(written: &str, place: String) -> Option<Transformation> {
    let (given, made) = written.split_once('=')?;
    let (subject, rest) = given.split_once('(')?;
    let (inner, outer) = rest.split_once(')')?;
    let inner: Vec<&str> = inner.split_whitespace().collect();
    let made: Vec<&str> = made.split_whitespace().collect();
    let ([inner_source, inner_target, inner], [source, target, code]) = (&inner[..], &made[..]) else {
        return None;
    };
    let named = |word: &str| word.trim().to_string();
    Some(Transformation {
        outer: named(outer),
        inner: named(inner),
        subject: named(subject),
        inner_source: named(inner_source),
        inner_target: named(inner_target),
        source: named(source),
        target: named(target),
        code: named(code),
        place,
    })
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
