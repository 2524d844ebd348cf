//! Words that say who turns and who stands together: the files below `lexicon/relations/`.
//!
//! `[[turn]]` tells of a party that turns, or moves nearer or farther; `[[axis]]` of some that stand together.
//! Examples are tests of the whole way from text to what is said:
//!
//! ```toml
//! [[turn]]
//! words = ["pivot"]
//! toward = ["to", "toward"]
//! away = ["from"]
//! pivot = true
//! examples = ["Norway is pivoting away from Sweden and toward Austria. => NOR from SWE to AUT"]
//! ```

use rustc_hash::FxHashMap;
use serde::Deserialize;
use toml::Spanned;

use crate::lexicon::{entry_error, toml_error};
use crate::{LexiconError, Source};

/// The file of small words.
const FUNCTION: &str = "relations/function.toml";

/// Words that say who turns and who stands together.
#[derive(Default)]
pub(crate) struct Words {
    entries: Vec<Entry>,
    under: FxHashMap<String, Vec<(usize, Vec<String>)>>,
    pub(super) function: Function,
    #[cfg(test)]
    pub(super) examples: Vec<(String, String, String)>,
}

/// What a word does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It says that a party turns: "drift", "pivot".
    Turn,
    /// It says that some stand together: "axis".
    Axis,
}

/// One entry.
pub(super) struct Entry {
    pub(super) rule: String,
    pub(super) role: Role,
    /// What it says of two who do it together: nearer (+1), farther (−1), nothing (0).
    pub(super) sign: i8,
    /// Prepositions before those toward whom, and from whom, a party turns.
    pub(super) toward: Vec<String>,
    pub(super) away: Vec<String>,
    /// Whether a party that turns toward or from somebody turns its policy, or only moves nearer or farther.
    pub(super) pivot: bool,
    /// An axis that needs somebody whom it is against.
    pub(super) needs_against: bool,
}

/// Small words by what they do.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Function {
    /// After these stand the members of an axis ...
    pub(super) between: Vec<String>,
    pub(super) with: Vec<String>,
    /// ... and after these whom it is against.
    pub(super) against: Vec<String>,
    /// After these stand the members of an axis, too.
    pub(super) of: Vec<String>,
    pub(super) negations: Vec<String>,
    pub(super) possible: Vec<String>,
    pub(super) future: Vec<String>,
    pub(super) conditions: Vec<String>,
    /// Pronouns of people and states, for those whom a party turns to.
    pub(super) people: Vec<String>,
    /// First halves of names of two: `Sino` in "Sino-Russian".
    pub(super) halves: FxHashMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    turn: Vec<Written>,
    #[serde(default)]
    axis: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    words: Spanned<Vec<String>>,
    #[serde(default)]
    sign: i8,
    #[serde(default)]
    toward: Vec<String>,
    #[serde(default)]
    away: Vec<String>,
    #[serde(default)]
    pivot: bool,
    #[serde(default)]
    needs_against: bool,
    examples: Vec<Spanned<String>>,
}

impl Words {
    /// Reads the files below `relations/`.
    pub(crate) fn read(sources: &[Source]) -> Result<Words, LexiconError> {
        let mut words = Words::default();
        for source in sources {
            if source.file == FUNCTION {
                words.function = toml::from_str(&source.text).map_err(|error| toml_error(source, &error))?;
                continue;
            }
            let file: File = toml::from_str(&source.text).map_err(|error| toml_error(source, &error))?;
            let parts = [(Role::Turn, file.turn), (Role::Axis, file.axis)];
            for (role, entries) in parts {
                entries.into_iter().try_for_each(|written| words.add(source, role, written))?;
            }
        }
        // "Draw closer" comes before "draw": the longer says more.
        words
            .under
            .values_mut()
            .for_each(|under| under.sort_by_key(|(_, rest)| std::cmp::Reverse(rest.len())));
        Ok(words)
    }

    /// The entries under a lemma, with the words that must stand beside it.
    pub(super) fn under(&self, lemma: &str) -> impl Iterator<Item = (&Entry, &[String])> {
        let found = self.under.get(lemma).into_iter().flatten();
        found.map(|(entry_idx, rest)| (&self.entries[*entry_idx], rest.as_slice()))
    }

    fn add(&mut self, source: &Source, role: Role, written: Written) -> Result<(), LexiconError> {
        check(source, role, &written)?;
        let folder = source.file.trim_end_matches(".toml");
        let name = written.words.get_ref().first().map_or("", String::as_str);
        let rule = format!("{folder}/{name}");
        #[cfg(test)]
        for example in &written.examples {
            if let Some((text, expected)) = example.get_ref().split_once(" => ") {
                self.examples.push((rule.clone(), text.to_string(), expected.to_string()));
            }
        }
        for words in written.words.get_ref() {
            let mut parts = words.split(' ').map(str::to_string);
            let first = parts.next().unwrap_or_default();
            self.under.entry(first).or_default().push((self.entries.len(), parts.collect()));
        }
        let (toward, away) = (written.toward, written.away);
        let (pivot, needs_against) = (written.pivot, written.needs_against);
        self.entries.push(Entry { rule, role, sign: written.sign, toward, away, pivot, needs_against });
        Ok(())
    }
}

fn check(source: &Source, role: Role, written: &Written) -> Result<(), LexiconError> {
    let wrong = |what: &str| Err(entry_error(source, written.words.span(), what));
    if written.words.get_ref().is_empty() {
        return wrong("no word");
    }
    if written.examples.is_empty() {
        return wrong("no example");
    }
    if written.sign.abs() > 1 {
        return wrong("`sign` must be 1 or -1");
    }
    if role == Role::Turn && written.toward.is_empty() && written.away.is_empty() {
        return wrong("neither `toward` nor `away`");
    }
    match written.examples.iter().find(|example| !example.get_ref().contains(" => ")) {
        Some(example) => {
            Err(entry_error(source, example.span(), "the example does not read `text => what it says`"))
        }
        None => Ok(()),
    }
}
