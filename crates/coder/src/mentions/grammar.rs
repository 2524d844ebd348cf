//! The small words that tie parties together: `actors/grammar.toml`.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::lexicon::{LexiconError, Source, toml_error};

/// Small words, in lower case, by what they do.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Grammar {
    pub(crate) belonging: Vec<String>,
    pub(crate) standing_for: Vec<String>,
    pub(crate) home: Vec<String>,
    pub(crate) articles: Vec<String>,
    pub(crate) places: Vec<String>,
    pub(crate) possessives: Vec<String>,
    pub(crate) coordinators: Vec<String>,
    pub(crate) indefinite: Vec<String>,
    pub(crate) definite: Vec<String>,
    pub(crate) former: Vec<String>,
    pub(crate) pair: Vec<String>,
    pub(crate) paired: Vec<String>,
    pub(crate) stricken: Vec<String>,
    pub(crate) dateline: Vec<String>,
    pub(crate) led: Vec<String>,
    pub(crate) things: Vec<String>,
    pub(crate) lands: Vec<String>,
    pub(crate) any_land: Vec<String>,
    pub(crate) natives: Vec<String>,
    pub(crate) elsewhere: Vec<String>,
    pub(crate) opposed: Vec<String>,
    pub(crate) unions: Vec<String>,
    pub(crate) united: Vec<String>,
    pub(crate) relatives: Vec<String>,
    pub(crate) lesser: Vec<String>,
    pub(crate) one_holder: Vec<String>,
    pub(crate) contenders: Vec<String>,
    pub(crate) settlements: Vec<String>,
    pub(crate) months: Vec<String>,
    pub(crate) negations: Vec<String>,
    pub(crate) role_marks: Vec<String>,
    pub(crate) serving: Vec<String>,
    pub(crate) becoming: Vec<String>,
    pub(crate) naming: Vec<String>,
    pub(crate) shared: Vec<String>,
    pub(crate) officials: Vec<String>,
    pub(crate) loyal: Vec<String>,
    pub(crate) helping: Vec<String>,
    pub(crate) helped: Vec<String>,
    pub(crate) openers: Vec<String>,
    pub(crate) sending: Vec<String>,
    pub(crate) experts: Vec<String>,
    pub(crate) local: Vec<String>,
    /// Codes of the states that words stand for, where the report names them.
    pub(crate) habits: FxHashMap<String, String>,
    pub(crate) pronouns: Pronouns,
    women: Gendered,
    men: Gendered,
}

/// Words that tell women, or men.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Gendered {
    pronouns: Vec<String>,
    nouns: Vec<String>,
    /// Given names, as they are written.
    names: FxHashSet<String>,
}

/// What a pronoun says of whom it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gender {
    Female,
    Male,
}

/// Where those are found for whom a pronoun stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Means {
    /// Told of before, in this sentence or another: "he", "it".
    Before,
    /// Whoever speaks; known only of words that are quoted: "I", "our".
    Speaker,
    /// The word that the clause describes: "who".
    Antecedent,
}

/// Pronouns by whom they can mean.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pronouns {
    pub(crate) person: Vec<String>,
    pub(crate) thing: Vec<String>,
    pub(crate) many: Vec<String>,
    pub(crate) speaker: Vec<String>,
    pub(crate) speakers: Vec<String>,
    pub(crate) relative: Vec<String>,
    pub(crate) reflexive: Vec<String>,
    pub(crate) idle: Vec<String>,
    pub(crate) who: Vec<String>,
}

impl Pronouns {
    /// Whether the word is one of them.
    pub(crate) fn has(&self, word: &str) -> bool {
        self.means(word).is_some()
    }

    /// Where to look for whom the word stands, if it is one of them.
    pub(crate) fn means(&self, word: &str) -> Option<Means> {
        let any = |lists: &[&Vec<String>]| lists.iter().any(|words| is_one_of(words, word));
        if any(&[&self.person, &self.thing, &self.many]) {
            return Some(Means::Before);
        }
        if any(&[&self.speaker, &self.speakers]) {
            return Some(Means::Speaker);
        }
        any(&[&self.relative]).then_some(Means::Antecedent)
    }
}

impl Grammar {
    /// Whether the word sends the reader back to somebody named before: "he", "its".
    pub(crate) fn refers_back(&self, word: &str) -> bool {
        let Pronouns { person, thing, many, .. } = &self.pronouns;
        [person, thing, many].iter().any(|words| is_one_of(words, word))
    }

    /// Whether it does so with a noun behind it: "the" in "the minister".
    pub(crate) fn is_definite(&self, word: &str) -> bool {
        is_one_of(&self.definite, word)
    }

    /// Of "she", "him".
    pub(crate) fn gender_of_pronoun(&self, word: &str) -> Option<Gender> {
        self.gender(|words| is_one_of(&words.pronouns, word))
    }

    /// Of "Mrs.", "spokesman".
    pub(crate) fn gender_of_noun(&self, word: &str) -> Option<Gender> {
        self.gender(|words| is_one_of(&words.nouns, word))
    }

    /// Of a full name, by the given name that it begins with.
    pub(crate) fn gender_of_name(&self, name: &str) -> Option<Gender> {
        let (given, _) = name.split_once(' ')?;
        self.gender(|words| words.names.contains(given))
    }

    /// Whether women or men bear it as a given name.
    pub(crate) fn is_given_name(&self, word: &str) -> bool {
        self.women.names.contains(word) || self.men.names.contains(word)
    }

    fn gender(&self, is_told: impl Fn(&Gendered) -> bool) -> Option<Gender> {
        match (is_told(&self.women), is_told(&self.men)) {
            (true, false) => Some(Gender::Female),
            (false, true) => Some(Gender::Male),
            _ => None,
        }
    }

    /// Reads one file.
    pub(crate) fn read(source: &Source) -> Result<Grammar, LexiconError> {
        toml::from_str(&source.text).map_err(|error| toml_error(source, &error))
    }
}

/// Whether `word` is one of `words`, whatever its case.
pub(crate) fn is_one_of(words: &[String], word: &str) -> bool {
    words.iter().any(|known| known.eq_ignore_ascii_case(word))
}
