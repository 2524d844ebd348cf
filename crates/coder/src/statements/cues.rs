//! What reports speech, belief and wish: the files below `lexicon/cues/`.
//!
//! An entry says which words report and what form the words reported can take. Its examples are
//! tests of the whole way from text to statement:
//!
//! ```toml
//! [[verb]]
//! words = ["deny"]
//! takes = ["quote", "clause", "object", "gerund"]
//! examples = ["Iran denied that it had sent the drones. => Iran: that it had sent the drones"]
//! ```

use std::ops::Range;

use rustc_hash::FxHashMap;
use serde::Deserialize;
use toml::Spanned;

use super::channels::Channels;
use crate::lexicon::{entry_error, toml_error};
use crate::{LexiconError, Source};

/// The file of words that have a role in every construction.
const FUNCTION: &str = "cues/function.toml";
/// The file of media, outlets and unnamed sources.
const CHANNELS: &str = "cues/channels.toml";
/// What a record names where a dash and a name follow a quotation.
pub(super) const SIGNATURE: &str = "cues/function/dashes";

/// What reports.
#[derive(Default)]
pub(crate) struct Cues {
    entries: Vec<Cue>,
    verbs: FxHashMap<String, Vec<usize>>,
    nouns: FxHashMap<String, Vec<usize>>,
    adjectives: FxHashMap<String, Vec<usize>>,
    phrases: FxHashMap<String, Vec<usize>>,
    /// Words that have a role in every construction.
    pub(super) function: Function,
    /// Media, outlets, sources without a name.
    pub(super) channels: Channels,
    /// Their tests.
    #[cfg(test)]
    pub(super) examples: Vec<Example>,
}

/// One entry.
pub(crate) struct Cue {
    /// How the report's records name it: `cues/speech/say`.
    pub(super) rule: String,
    /// The words after the first one: particles of a verb, the rest of a phrase.
    pub(super) rest: Vec<String>,
    pub(super) takes: Takes,
    /// The words reported follow one of these.
    pub(super) prepositions: Vec<String>,
    pub(super) addressee: Vec<String>,
}

#[derive(Clone, Copy)]
enum Kind {
    Verb,
    Noun,
    Adjective,
    Phrase,
}

/// What form the words reported can have.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Takes {
    pub(super) quote: bool,
    pub(super) clause: bool,
    pub(super) infinitive: bool,
    pub(super) gerund: bool,
    pub(super) object: bool,
}

/// Function words by what they do.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Function {
    pub(super) complementizers: Vec<String>,
    pub(super) manner: Vec<String>,
    pub(super) agents: Vec<String>,
    pub(super) sources: Vec<String>,
    pub(super) predicatives: Vec<String>,
    pub(super) dashes: Vec<String>,
}

/// An example of an entry.
#[cfg(test)]
pub(super) struct Example {
    pub(super) rule: String,
    pub(super) text: String,
    pub(super) expected: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    verb: Vec<Entry>,
    #[serde(default)]
    noun: Vec<Entry>,
    #[serde(default)]
    adjective: Vec<Entry>,
    #[serde(default)]
    phrase: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    words: Spanned<Vec<String>>,
    #[serde(default)]
    takes: Vec<Spanned<String>>,
    #[serde(default)]
    prepositions: Vec<String>,
    #[serde(default)]
    addressee: Vec<String>,
    examples: Vec<Spanned<String>>,
}

impl Cues {
    /// Reads the files below `cues/`.
    pub(crate) fn read(sources: &[Source]) -> Result<Cues, LexiconError> {
        let mut cues = Cues::default();
        for source in sources {
            if source.file == FUNCTION {
                cues.function = toml::from_str(&source.text).map_err(|error| toml_error(source, &error))?;
            } else if source.file == CHANNELS {
                cues.channels = toml::from_str(&source.text).map_err(|error| toml_error(source, &error))?;
            } else {
                cues.read_file(source)?;
            }
        }
        // "Find out" comes before "find": the longer cue says more.
        let entries = &cues.entries;
        for under in cues.verbs.values_mut() {
            under.sort_by_key(|&entry_idx| std::cmp::Reverse(entries[entry_idx].rest.len()));
        }
        Ok(cues)
    }

    /// The entries of a verb with that lemma.
    pub(super) fn verbs(&self, lemma: &str) -> impl Iterator<Item = &Cue> {
        self.under(&self.verbs, lemma)
    }

    /// The entries of a noun with that lemma.
    pub(super) fn nouns(&self, lemma: &str) -> impl Iterator<Item = &Cue> {
        self.under(&self.nouns, lemma)
    }

    /// The entries of an adjective with that lemma.
    pub(super) fn adjectives(&self, lemma: &str) -> impl Iterator<Item = &Cue> {
        self.under(&self.adjectives, lemma)
    }

    /// The phrases that begin with that word, lower-case.
    pub(super) fn phrases(&self, word: &str) -> impl Iterator<Item = &Cue> {
        self.under(&self.phrases, word)
    }

    /// The entries under a word: the words that stand beside it.
    pub(crate) fn entries<'a>(&'a self, word: &str) -> impl Iterator<Item = Vec<&'a str>> {
        let others = |cue: &'a Cue| cue.rest.iter().map(String::as_str).filter(|rest| *rest != "_").collect();
        self.all_under(word).map(others)
    }

    fn all_under(&self, word: &str) -> impl Iterator<Item = &Cue> {
        let tables = [&self.verbs, &self.nouns, &self.adjectives, &self.phrases];
        tables.into_iter().flat_map(move |table| self.under(table, word))
    }

    fn under<'a>(
        &'a self,
        table: &'a FxHashMap<String, Vec<usize>>,
        key: &str,
    ) -> impl Iterator<Item = &'a Cue> {
        table.get(key).into_iter().flatten().map(|&entry_idx| &self.entries[entry_idx])
    }

    fn read_file(&mut self, source: &Source) -> Result<(), LexiconError> {
        let file: File = toml::from_str(&source.text).map_err(|error| toml_error(source, &error))?;
        let kinds = [
            (Kind::Verb, file.verb),
            (Kind::Noun, file.noun),
            (Kind::Adjective, file.adjective),
            (Kind::Phrase, file.phrase),
        ];
        for (kind, entries) in kinds {
            for entry in entries {
                self.add(source, kind, entry)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, source: &Source, kind: Kind, entry: Entry) -> Result<(), LexiconError> {
        let folder = source.file.trim_end_matches(".toml");
        let takes = takes(source, &entry.takes)?;
        check_entry(source, &entry)?;
        let Some(first) = entry.words.get_ref().first() else { return Ok(()) };
        let rule = format!("{folder}/{first}");
        #[cfg(test)]
        for example in &entry.examples {
            if let Some((text, expected)) = example.get_ref().split_once(" => ") {
                let (text, expected) = (text.to_string(), expected.to_string());
                self.examples.push(Example { rule: rule.clone(), text, expected });
            }
        }
        for words in entry.words.get_ref() {
            let mut parts = words.split(' ').map(str::to_string);
            let table = match kind {
                Kind::Verb => &mut self.verbs,
                Kind::Noun => &mut self.nouns,
                Kind::Adjective => &mut self.adjectives,
                Kind::Phrase => &mut self.phrases,
            };
            table.entry(parts.next().unwrap_or_default()).or_default().push(self.entries.len());
            let (rest, rule) = (parts.collect(), rule.clone());
            let (prepositions, addressee) = (entry.prepositions.clone(), entry.addressee.clone());
            self.entries.push(Cue { rule, rest, takes, prepositions, addressee });
        }
        Ok(())
    }
}

fn takes(source: &Source, written: &[Spanned<String>]) -> Result<Takes, LexiconError> {
    let mut takes = Takes::default();
    for form in written {
        let field = match form.get_ref().as_str() {
            "quote" => &mut takes.quote,
            "clause" => &mut takes.clause,
            "infinitive" => &mut takes.infinitive,
            "gerund" => &mut takes.gerund,
            "object" => &mut takes.object,
            unknown => return Err(entry_error(source, form.span(), format!("unknown form `{unknown}`"))),
        };
        *field = true;
    }
    Ok(takes)
}

/// An entry without words, or whose example lacks its expectation, is wrong.
fn check_entry(source: &Source, entry: &Entry) -> Result<(), LexiconError> {
    let wrong = |range: Range<usize>, what: &str| Err(entry_error(source, range, what));
    if entry.words.get_ref().is_empty() {
        return wrong(entry.words.span(), "no word");
    }
    if entry.examples.is_empty() {
        return wrong(entry.words.span(), "no example");
    }
    for example in &entry.examples {
        let right = example.get_ref().split_once(" => ").is_some_and(|(_, expected)| expected.contains(": "));
        if !right {
            return wrong(example.span(), "the example does not read `text => speaker: words`");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let source = Source { file: "cues/own.toml".into(), text: text.into() };
        let read = Cues::read(&[source]).map(|cues| cues.entries.len().to_string());
        assert_eq!(read.unwrap_or_else(|error| error.to_string()), expected);
    }

    #[test]
    fn a_wrong_entry_is_named_with_its_line() {
        let good =
            "[[verb]]\nwords = [\"say\"]\ntakes = [\"clause\"]\nexamples = [\"He said no. => He: no\"]\n";
        check(good, "1");
        check(
            &good.replace("clause", "claus"),
            "cannot read lexicon `cues/own.toml`, line 3: unknown form `claus` in `takes = [\"claus\"]`",
        );
        check(
            &good.replace(" => He: no", ""),
            "cannot read lexicon `cues/own.toml`, line 4: the example does not read `text => speaker: words` in `examples = [\"He said no.\"]`",
        );
        check(
            &good.replace("\"say\"", ""),
            "cannot read lexicon `cues/own.toml`, line 2: no word in `words = []`",
        );
        check(
            &good.replace("words", "word"),
            "cannot read lexicon `cues/own.toml`, line 2: unknown field `word`, expected one of `words`, `takes`, `prepositions`, `addressee`, `examples` in `word = [\"say\"]`",
        );
    }
}
