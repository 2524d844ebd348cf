//! Words for numbers, money, people and things that are counted, and stretches of time: the files below
//! `lexicon/amounts/`.
//!
//! ```toml
//! [[counted]]
//! unit = "wounded"
//! object_of = ["wound", "injure"]
//! examples = ["The blast wounded 14 guards. => 14 wounded"]
//! ```

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Deserialize;
use tiltmeter_record::Bound;
use toml::Spanned;

use crate::lexicon::{entry_error, toml_error};
use crate::{LexiconError, Source};

/// What words say of amounts.
#[derive(Debug, Default)]
pub(crate) struct Amounts {
    /// Symbols and names of currencies, as ISO 4217.
    pub(crate) money: FxHashMap<String, String>,
    /// What such a name means of a state: `dollar`, `AUS`.
    pub(crate) money_of: FxHashMap<String, BTreeMap<String, String>>,
    pub(crate) numbers: FxHashMap<String, f64>,
    pub(crate) scales: FxHashMap<String, f64>,
    /// What words mean at least that give no figure: "dozens", "several".
    pub(crate) vague: FxHashMap<String, Vague>,
    /// Before a number, the longest first.
    pub(crate) bounds: Vec<(Vec<String>, Bound)>,
    /// After a number.
    pub(crate) bounds_after: Vec<(Vec<String>, Bound)>,
    /// After an amount, with the length of time in ISO 8601.
    pub(crate) per: Vec<(Vec<String>, String)>,
    /// Before an amount's noun.
    pub(crate) per_before: FxHashMap<String, String>,
    pub(crate) interval: IntervalWords,
    units: Vec<String>,
    of_verbs: FxHashMap<String, Counts>,
    of_nouns: FxHashMap<String, usize>,
    of_things: FxHashMap<String, usize>,
    people: Vec<bool>,
    #[cfg(test)]
    pub(crate) examples: Vec<(String, String)>,
}

/// The least that a word without a figure means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Vague {
    pub(crate) value: f64,
    pub(crate) bound: Bound,
    /// Whether it means so only behind "a".
    pub(crate) after_a: bool,
}

/// The units that a verb gives to its object and to its subject.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    object: Option<usize>,
    subject: Option<usize>,
}

/// Words around dates and lengths of time.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IntervalWords {
    pub(crate) since: Vec<String>,
    pub(crate) from: Vec<String>,
    pub(crate) until: Vec<String>,
    pub(crate) between: Vec<String>,
    pub(crate) joins: Vec<String>,
    pub(crate) past: Vec<String>,
    pub(crate) next: Vec<String>,
    pub(crate) over: Vec<String>,
    pub(crate) after: Vec<String>,
    pub(crate) before: Vec<String>,
    pub(crate) range: Vec<String>,
    pub(crate) range_between: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    money: BTreeMap<String, String>,
    #[serde(default)]
    money_of: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default)]
    number: BTreeMap<String, f64>,
    #[serde(default)]
    scale: BTreeMap<String, f64>,
    #[serde(default)]
    vague: BTreeMap<String, BTreeMap<String, f64>>,
    vague_after_a: Option<VagueAfterA>,
    #[serde(default)]
    bound: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    bound_after: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    per: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    per_before: BTreeMap<String, Vec<String>>,
    interval: Option<IntervalWords>,
    #[serde(default)]
    counted: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VagueAfterA {
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    unit: Spanned<String>,
    #[serde(default)]
    object_of: Vec<String>,
    #[serde(default)]
    subject_of: Vec<String>,
    #[serde(default)]
    nouns: Vec<String>,
    #[serde(default)]
    things: Vec<String>,
    #[serde(default)]
    people: bool,
    examples: Vec<Spanned<String>>,
}

impl Amounts {
    /// Reads the files below `amounts/`.
    pub(crate) fn read(sources: &[Source]) -> Result<Amounts, LexiconError> {
        let mut amounts = Amounts::default();
        for source in sources {
            let file: File = toml::from_str(&source.text).map_err(|error| toml_error(source, &error))?;
            amounts.add(source, file)?;
        }
        for phrases in [&mut amounts.bounds, &mut amounts.bounds_after] {
            phrases.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        Ok(amounts)
    }

    fn add(&mut self, source: &Source, file: File) -> Result<(), LexiconError> {
        self.money.extend(file.money);
        self.money_of.extend(file.money_of);
        self.numbers.extend(file.number);
        self.scales.extend(file.scale);
        for (code, words) in file.vague {
            let bound = bound(source, &code)?;
            let vague = |value| Vague { value, bound, after_a: false };
            self.vague.extend(words.into_iter().map(|(word, value)| (word, vague(value))));
        }
        for word in file.vague_after_a.into_iter().flat_map(|after| after.words) {
            if let Some(vague) = self.vague.get_mut(&word) {
                vague.after_a = true;
            }
        }
        self.bounds.extend(bounds(source, &file.bound)?);
        self.bounds_after.extend(bounds(source, &file.bound_after)?);
        self.per.extend(phrases(&file.per).map(|(words, length)| (words, length.to_string())));
        let before =
            file.per_before.iter().flat_map(|(length, all)| all.iter().map(move |word| (word, length)));
        self.per_before.extend(before.map(|(word, length)| (word.clone(), length.clone())));
        if let Some(words) = file.interval {
            self.interval = words;
        }
        file.counted.into_iter().try_for_each(|entry| self.add_counted(source, entry))
    }

    fn add_counted(&mut self, source: &Source, entry: Entry) -> Result<(), LexiconError> {
        if entry.examples.is_empty() {
            return Err(entry_error(source, entry.unit.span(), "no example"));
        }
        for example in &entry.examples {
            let Some((text, expected)) = example.get_ref().split_once(" => ") else {
                return Err(entry_error(
                    source,
                    example.span(),
                    "the example does not read `text => value unit`",
                ));
            };
            #[cfg(test)]
            self.examples.push((text.to_string(), expected.to_string()));
            let _ = (text, expected);
        }
        let unit = self.units.len();
        self.units.push(entry.unit.into_inner());
        self.people.push(entry.people);
        for verb in entry.object_of {
            self.of_verbs.entry(verb).or_default().object.get_or_insert(unit);
        }
        for verb in entry.subject_of {
            self.of_verbs.entry(verb).or_default().subject.get_or_insert(unit);
        }
        self.of_nouns.extend(entry.nouns.into_iter().map(|noun| (noun, unit)));
        self.of_things.extend(entry.things.into_iter().map(|noun| (noun, unit)));
        Ok(())
    }

    /// What the object of that verb is counted as, and whether it must be people.
    pub(crate) fn of_object(&self, verb: &str) -> Option<(&str, bool)> {
        let unit = self.of_verbs.get(verb)?.object?;
        Some((&self.units[unit], self.people[unit]))
    }

    /// What the subject of that verb is counted as.
    pub(crate) fn of_subject(&self, verb: &str) -> Option<(&str, bool)> {
        let unit = self.of_verbs.get(verb)?.subject?;
        Some((&self.units[unit], self.people[unit]))
    }

    /// What a noun counts by itself: "deaths".
    pub(crate) fn of_noun(&self, noun: &str) -> Option<&str> {
        self.of_nouns.get(noun).map(|&unit| self.units[unit].as_str())
    }

    /// What a thing is counted as: "helicopters".
    pub(crate) fn of_thing(&self, noun: &str) -> Option<&str> {
        self.of_things.get(noun).map(|&unit| self.units[unit].as_str())
    }
}

fn bounds(
    source: &Source,
    written: &BTreeMap<String, Vec<String>>,
) -> Result<Vec<(Vec<String>, Bound)>, LexiconError> {
    phrases(written).map(|(words, code)| Ok((words, bound(source, code)?))).collect()
}

fn bound(source: &Source, code: &str) -> Result<Bound, LexiconError> {
    let known = Bound::ALL.into_iter().find(|bound| bound.code() == code);
    known.ok_or_else(|| entry_error(source, 0..0, format!("unknown bound `{code}`")))
}

fn phrases(written: &BTreeMap<String, Vec<String>>) -> impl Iterator<Item = (Vec<String>, &str)> {
    written.iter().flat_map(|(code, all)| {
        all.iter().map(move |phrase| (phrase.split(' ').map(str::to_string).collect(), code.as_str()))
    })
}
