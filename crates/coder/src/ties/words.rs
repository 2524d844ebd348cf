//! The lexicon of ties: the files below `lexicon/ties/`.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use tiltmeter_record::{TieKind, TieStatus};
use toml::Spanned;

use crate::lexicon::{entry_error, toml_error};
use crate::{LexiconError, Source};

/// What words say of ties.
#[derive(Debug, Default)]
pub(crate) struct TieWords {
    pub(super) entries: Vec<Entry>,
    verbs: FxHashMap<String, Vec<usize>>,
    pub(super) nouns: Vec<NounEntry>,
    of_thing: FxHashMap<String, TieKind>,
    of_generic: FxHashMap<String, TieKind>,
    of_modifier: FxHashMap<String, TieKind>,
    /// Two words: "military adviser".
    of_pair: FxHashMap<String, TieKind>,
    /// The last words of these.
    paired: FxHashSet<String>,
    /// Prepositions behind which no taker stands unless the entry names them.
    pub(super) not_taker: FxHashSet<String>,
    pub(super) of_governor: FxHashMap<String, TieStatus>,
    pub(super) of_auxiliary: FxHashMap<String, TieStatus>,
    /// Nouns over a thing that say what becomes of it: "suspension", "resumption".
    pub(super) of_noun: FxHashMap<String, TieStatus>,
    #[cfg(test)]
    pub(super) examples: Vec<(String, String)>,
}

/// Verbs that tell a tie.
#[derive(Debug)]
pub(super) struct Entry {
    /// `ties/verbs/give`.
    pub(super) rule: String,
    pub(super) giver: Vec<Slot>,
    pub(super) taker: Vec<Slot>,
    pub(super) thing: Vec<Slot>,
    /// Empty is "any".
    pub(super) kinds: Vec<TieKind>,
    /// The kind of an amount of money alone.
    pub(super) money: Option<TieKind>,
    /// The kind of what has none of its own.
    pub(super) generic: Option<TieKind>,
    /// Words of which one must stand with the verb: "home". Empty is none.
    pub(super) with: Vec<String>,
    /// Whether its parties stand on equal terms.
    pub(super) mutual: bool,
    pub(super) status: TieStatus,
}

/// Nouns that tell a tie with giver and taker beside them.
#[derive(Debug)]
pub(super) struct NounEntry {
    pub(super) rule: String,
    pub(super) kinds: Vec<TieKind>,
    pub(super) taker: Vec<Slot>,
    pub(super) status: TieStatus,
}

/// Where a party or a thing stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Subject,
    Object,
    IndirectObject,
    Preposition(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    thing: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    generic: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    modifier: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    governor: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    auxiliary: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    qualified: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    between: Between,
    #[serde(default)]
    over: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    tie: Vec<RawEntry>,
    #[serde(default)]
    noun: Vec<RawEntry>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Between {
    #[serde(default)]
    not_taker: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEntry {
    id: Spanned<String>,
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    giver: String,
    #[serde(default)]
    taker: String,
    #[serde(default)]
    thing: String,
    #[serde(default)]
    kinds: Vec<String>,
    money: Option<String>,
    generic: Option<String>,
    #[serde(default)]
    with: Vec<String>,
    #[serde(default)]
    mutual: bool,
    status: String,
    examples: Vec<Spanned<String>>,
}

impl TieWords {
    /// Reads the files below `ties/`.
    pub(crate) fn read(sources: &[Source]) -> Result<TieWords, LexiconError> {
        let mut words = TieWords::default();
        for source in sources {
            let file: File = toml::from_str(&source.text).map_err(|error| toml_error(source, &error))?;
            let wrong = |what: String| entry_error(source, 0..0, what);
            add(&mut words.of_thing, &file.thing, read_kind).map_err(wrong)?;
            add(&mut words.of_generic, &file.generic, read_kind).map_err(wrong)?;
            add(&mut words.of_modifier, &file.modifier, read_kind).map_err(wrong)?;
            add(&mut words.of_pair, &file.qualified, read_kind).map_err(wrong)?;
            words.not_taker.extend(file.between.not_taker);
            add(&mut words.of_governor, &file.governor, read_status).map_err(wrong)?;
            add(&mut words.of_auxiliary, &file.auxiliary, read_status).map_err(wrong)?;
            add(&mut words.of_noun, &file.over, read_status).map_err(wrong)?;
            for raw in file.tie.into_iter().chain(file.noun) {
                let span = raw.id.span();
                words.add(source, raw).map_err(|what| entry_error(source, span, what))?;
            }
        }
        let last = |pair: &String| pair.rsplit(' ').next().unwrap_or(pair).to_string();
        words.paired = words.of_pair.keys().map(last).collect();
        Ok(words)
    }

    fn add(&mut self, source: &Source, raw: RawEntry) -> Result<(), String> {
        let rule = format!("{}/{}", source.file.trim_end_matches(".toml"), raw.id.get_ref());
        if raw.examples.is_empty() {
            return Err("no example".to_string());
        }
        for example in &raw.examples {
            let (text, expected) = example
                .get_ref()
                .split_once(" => ")
                .ok_or("the example does not read `text => kind giver taker status`")?;
            #[cfg(test)]
            self.examples.push((text.to_string(), expected.to_string()));
            let _ = (text, expected);
        }
        let kinds = raw.kinds.iter().map(|kind| read_kind(kind)).collect::<Result<Vec<_>, _>>()?;
        let (status, taker) = (read_status(&raw.status)?, slots(&raw.taker));
        if raw.verbs.is_empty() {
            self.nouns.push(NounEntry { rule, kinds, taker, status });
            return Ok(());
        }
        for verb in raw.verbs {
            self.verbs.entry(verb).or_default().push(self.entries.len());
        }
        let money = raw.money.as_deref().map(read_kind).transpose()?;
        let generic = raw.generic.as_deref().map(read_kind).transpose()?;
        let (giver, thing, mutual, with) = (slots(&raw.giver), slots(&raw.thing), raw.mutual, raw.with);
        self.entries.push(Entry { rule, giver, taker, thing, kinds, money, generic, with, mutual, status });
        Ok(())
    }

    /// The entries of a verb with that lemma.
    pub(super) fn verbs(&self, lemma: &str) -> impl Iterator<Item = &Entry> {
        self.verbs.get(lemma).into_iter().flatten().map(|&entry| &self.entries[entry])
    }

    /// Whether a word may tell a tie: what a sentence without one need not be searched for.
    pub(super) fn may_tell(&self, lemma: &str) -> bool {
        self.of_thing.contains_key(lemma)
            || self.of_generic.contains_key(lemma)
            || self.of_modifier.contains_key(lemma)
            || self.paired.contains(lemma)
    }

    /// Whether a noun names a thing by itself.
    pub(super) fn is_thing(&self, noun: &str) -> bool {
        self.of_thing.contains_key(noun)
    }

    /// The kind of a thing, with the words before it.
    pub(super) fn kind<'w>(
        &self,
        noun: &str,
        mut modifiers: impl Iterator<Item = &'w str> + Clone,
    ) -> Option<TieKind> {
        let pair = |modifier: &str| self.of_pair.get(&format!("{modifier} {noun}")).copied();
        if self.paired.contains(noun)
            && let Some(kind) = modifiers.clone().find_map(pair)
        {
            return Some(kind);
        }
        let mut narrowed = || modifiers.find_map(|modifier| self.of_modifier.get(modifier).copied());
        match self.of_thing.get(noun) {
            // "Arms agreement", "loan agreement", "gas agreement" are treaties about other things.
            Some(TieKind::Treaty) => narrowed().or(Some(TieKind::Treaty)),
            Some(&kind) => Some(kind),
            None => {
                let generic = *self.of_generic.get(noun)?;
                narrowed().or(Some(generic))
            }
        }
    }
}

fn add<T>(
    table: &mut FxHashMap<String, T>,
    written: &BTreeMap<String, Vec<String>>,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<(), String> {
    for (code, words) in written {
        for word in words {
            table.insert(word.clone(), read(code)?);
        }
    }
    Ok(())
}

fn read_kind(code: &str) -> Result<TieKind, String> {
    TieKind::ALL.into_iter().find(|kind| kind.code() == code).ok_or_else(|| format!("unknown kind `{code}`"))
}

fn read_status(code: &str) -> Result<TieStatus, String> {
    let known = TieStatus::ALL.into_iter().find(|status| status.code() == code);
    known.ok_or_else(|| format!("unknown status `{code}`"))
}

fn slots(written: &str) -> Vec<Slot> {
    let slot = |word: &str| match word {
        "subj" => Slot::Subject,
        "obj" => Slot::Object,
        "iobj" => Slot::IndirectObject,
        preposition => Slot::Preposition(preposition.to_string()),
    };
    written.split_whitespace().map(slot).collect()
}
