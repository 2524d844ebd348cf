//! Events by a lab's own verbs, in the way of PETRARCH, over our trees.
//!
//! ```text
//! each verb of the dictionary, from left to right
//!   the words before it, back to a comma; the words after it, to the end of its verb phrase
//!   the pattern that stands around it, else its default code
//!   who acts: whom the pattern names, else the first party before; who is acted upon: the first after
//!   what lies within its verb phrase is told by it
//! ```
//!
//! Clauses of two to eight words between commas are passed over, as PETRARCH does unless told otherwise.

use jiff::civil::Date;
use tiltmeter_record::{Report, Sector, Span};
use tiltmeter_text::{Deprel, Document, Upos, View, Xpos};

use super::parties::{Found, FoundWhat, Parties};
use super::patterns::{Named, Words};
use super::phrases::{self, Phrase};
use super::verbs::{Code, Entry, Transformation, Verbs};
use super::{coded, sectors};
use crate::Mentions;
use crate::mentions::Mention;

/// A lab's verbs, with its names and nouns.
#[derive(Default)]
pub(crate) struct Petrarch {
    pub(crate) verbs: Verbs,
    pub(crate) parties: Parties,
}

/// One event as a lab's dictionaries code it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DictionaryEvent {
    /// Sentence of the report, from 0.
    pub sentence: usize,
    /// The code of the act, as the dictionary writes it.
    pub code: String,
    /// Who acts.
    pub source: DictionaryParty,
    /// Who is acted upon.
    pub target: DictionaryParty,
    /// The verb.
    pub span: Span,
    /// The line that fired: `verbs.txt:345`.
    pub rule: String,
}

/// A party as a lab's dictionaries code it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DictionaryParty {
    /// The words.
    pub span: Span,
    /// Its whole code: `GONGOV`.
    pub code: String,
}

impl DictionaryParty {
    /// Code of the actor and PLOVER's sectors, as far as the whole code holds such; `---REB` is nobody's.
    pub fn parts(&self) -> (Option<String>, Vec<Sector>) {
        match coded(&self.code) {
            Some((code, sectors, _)) => (Some(code), sectors),
            None => (None, self.code.strip_prefix("---").map(|roles| sectors(roles).0).unwrap_or_default()),
        }
    }
}

/// Finds the events of a report.
pub(crate) fn find(
    report: &Report,
    document: &Document,
    mentions: &Mentions,
    petrarch: &Petrarch,
) -> Vec<DictionaryEvent> {
    let date = report.date.map(|when| when.date);
    let mut events = Vec::new();
    for sentence in (0..document.sentences.len()).filter(|&at| document.sentences[at].parsed) {
        let view = document.view(&report.text, sentence);
        let found = named(&view, petrarch, mentions.of_sentence(sentence), date);
        let phrases = phrases::find(&view, &found);
        let forms: Vec<String> =
            (0..view.len()).map(|token_idx| view.form(token_idx).to_uppercase()).collect();
        let kept = kept(&view, &forms);
        let words = Words { forms: &forms, phrases: &phrases, verbs: &petrarch.verbs };
        let coder = SentenceCoder { view, words, kept: &kept };
        for act in coder.acts(0, forms.len()) {
            coder.write(&act, sentence, &mut events);
        }
    }
    events
}

// Without a dictionary of actors, those whom the built-in lexicon names, with its sectors as one code.
fn named(view: &View<'_>, petrarch: &Petrarch, mentions: &[Mention], date: Option<Date>) -> Vec<Found> {
    if petrarch.parties.own_names {
        return petrarch.parties.within(view, date);
    }
    let coded = mentions.iter().filter_map(|mention| {
        let sectors: String = mention.actor.sectors.iter().map(|sector| sector.code()).collect();
        let code = format!("{}{sectors}", mention.actor.code.as_deref()?);
        let (first, last) = (mention.head, mention.head);
        Some(Found { first, last, what: FoundWhat::Actor(vec![code]) })
    });
    coded.collect()
}

/// How many words a clause between two commas has that is passed over.
const BETWEEN_COMMAS: std::ops::RangeInclusive<usize> = 2..=8;

// Which words count: none of a short clause between commas, or behind the last.
fn kept(view: &View<'_>, forms: &[String]) -> Vec<bool> {
    let mut kept = vec![true; forms.len()];
    let is_word = |&at: &usize| view.tokens[at].upos != Upos::Punct;
    let commas: Vec<usize> = (0..forms.len()).filter(|&at| forms[at] == ",").collect();
    for (nth, &comma) in commas.iter().enumerate() {
        let end = commas.get(nth + 1).copied().unwrap_or(forms.len());
        let n_words = (comma + 1..end).filter(is_word).count();
        if BETWEEN_COMMAS.contains(&n_words) && !is_list(view, comma, end) {
            kept[comma..(end + 1).min(forms.len())].fill(false);
        }
    }
    kept
}

// "Evil Mordor, the awful Fornost, and good Gondor" is no clause.
fn is_list(view: &View<'_>, comma: usize, end: usize) -> bool {
    let is_noun = |at: usize| matches!(view.tokens[at].upos, Upos::Noun | Upos::Propn);
    let joins = |at: usize| {
        is_noun(at)
            && view.deprel(at) == Deprel::Conj
            && view.head(at).is_some_and(|head| head < comma && is_noun(head))
    };
    (comma + 1..end).any(joins)
}

/// What one verb says.
struct Act<'a> {
    verb: usize,
    name: &'a str,
    code: Code,
    source: Option<usize>,
    target: Option<usize>,
    place: &'a str,
}

struct SentenceCoder<'a> {
    view: View<'a>,
    words: Words<'a>,
    kept: &'a [bool],
}

impl<'a> SentenceCoder<'a> {
    // The acts of the verbs from one word to another; what an act tells within its verb phrase is not told again.
    fn acts(&self, first: usize, end: usize) -> Vec<Act<'a>> {
        let mut acts = Vec::new();
        let mut at = first;
        while at < end {
            let act = if self.kept[at] { self.act(at, first) } else { None };
            let told = act.as_ref().is_some_and(|act| act.source.is_some() && act.target.is_some());
            at = if told { self.phrase_end(at) + 1 } else { at + 1 };
            acts.extend(act);
        }
        acts
    }

    fn act(&self, verb: usize, first: usize) -> Option<Act<'a>> {
        let all = self.words.verbs.of(&self.words.forms[verb]);
        let longest = all.iter().find(|entry| self.stands(entry, verb))?;
        let n_words = (longest.before.len(), longest.after.len());
        let as_long = |entry: &&Entry| (entry.before.len(), entry.after.len()) == n_words;
        let entries = || all.iter().filter(as_long).filter(|entry| self.stands(entry, verb));
        let before = self.before(verb - n_words.0, first);
        let after = self.after(verb, verb + n_words.1);
        for entry in entries() {
            let name = &self.words.verbs.blocks[entry.block].name;
            if let Some(act) = self.transformed(verb, name, &before, &after) {
                return Some(act);
            }
        }
        // A verb may stand in two blocks: a pattern of either goes before the default of both.
        let matched = entries().find_map(|entry| {
            let block = &self.words.verbs.blocks[entry.block];
            let mut named =
                block.patterns.iter().map(|known| (known, self.words.named(known, &before, &after)));
            named.find_map(|(known, named)| Some((&block.name, &known.code, named?, known.place.as_str())))
        });
        let by_default = || {
            let entry = entries().find(|entry| entry.code != Code::default())?;
            let name = &self.words.verbs.blocks[entry.block].name;
            Some((name, &entry.code, Named::default(), entry.place.as_str()))
        };
        let (name, code, named, place) = matched.or_else(by_default)?;
        if *code == Code::default() {
            return None;
        }
        let (source, target) = self.parties(verb, named, &before, &after);
        Some(Act { verb, name, code: code.clone(), source, target, place })
    }

    // Whether the words of the entry stand there, one of them as a verb.
    fn stands(&self, entry: &Entry, verb: usize) -> bool {
        let forms = self.words.forms;
        let Some(start) = verb.checked_sub(entry.before.len()) else { return false };
        let is_verb = |at: usize| {
            let token = &self.view.tokens[at];
            matches!(token.upos, Upos::Verb | Upos::Aux) && token.xpos != Xpos::Md
        };
        forms[start..verb] == entry.before[..]
            && forms[verb + 1..].starts_with(&entry.after)
            && (start..=verb + entry.after.len()).any(is_verb)
    }

    // ── the words around a verb ──

    // Back to the last comma that does not stand within a list of parties, or to what is said to the words reported.
    fn before(&self, verb: usize, first: usize) -> Vec<usize> {
        let stops = |&at: &usize| self.words.forms[at] == "," && self.words.phrase_of(at).is_none();
        let reported = self.view.children_by(verb, Deprel::Ccomp).filter(|&child| child < verb);
        let reported = reported.map(|child| self.view.extent(child).1 + 1).max().unwrap_or(0);
        let apart = if self.view.deprel(verb) == Deprel::Parataxis { self.view.extent(verb).0 } else { 0 };
        let first = first.max(apart).max(reported.min(verb));
        let kept = (first..verb).rev().filter(|&at| self.kept[at]);
        kept.take_while(|at| !stops(at)).collect()
    }

    fn after(&self, verb: usize, last_word: usize) -> Vec<usize> {
        (last_word + 1..=self.phrase_end(verb)).filter(|&at| self.kept[at]).collect()
    }

    // The last word below the verb, or below what its auxiliary belongs to; what is coordinated or added is apart.
    fn phrase_end(&self, verb: usize) -> usize {
        let head = match self.view.deprel(verb) {
            Deprel::Aux | Deprel::AuxPass | Deprel::Cop => self.view.head(verb).unwrap_or(verb),
            Deprel::Amod if self.is_mistaken_adjective(verb) => self.view.head(verb).unwrap_or(verb),
            _ => verb,
        };
        let apart = |child: &usize| {
            let clause = matches!(self.view.tokens[*child].upos, Upos::Verb | Upos::Aux);
            match self.view.deprel(*child) {
                Deprel::Conj => clause,
                Deprel::Parataxis => true,
                _ => false,
            }
        };
        let children = || self.view.children(head).filter(|child| *child > verb);
        if self.view.head(head).is_none() {
            // Whatever hangs where, the rest of the sentence is the root's, up to the next clause beside it.
            let beside = children().filter(apart).map(|child| self.view.extent(child).0);
            let beside = beside.chain((verb + 1..self.view.len()).find(|&at| self.is_mistaken_adjective(at)));
            return beside.filter(|start| *start > verb).min().unwrap_or(self.view.len()) - 1;
        }
        let within = children().filter(|child| !apart(child));
        within.map(|child| self.view.extent(child).1).max().unwrap_or(verb).max(head).max(verb)
    }

    // "Condemned the attack and promised aid", "Arnor severed ties": no adjective, whatever the tree says.
    fn is_mistaken_adjective(&self, verb: usize) -> bool {
        let after_conjunction = verb > 0 && self.view.tokens[verb - 1].upos == Upos::Cconj;
        self.view.tokens[verb].upos == Upos::Verb
            && self.view.deprel(verb) == Deprel::Amod
            && (after_conjunction || self.view.children_by(verb, Deprel::Nsubj).next().is_some())
    }

    // ── who ──

    fn parties(
        &self,
        verb: usize,
        named: Named,
        before: &[usize],
        after: &[usize],
    ) -> (Option<usize>, Option<usize>) {
        let by = self.passive_agent(verb, after).filter(|_| named == Named::default());
        if let Some(agent) = by {
            return (Some(agent), self.first_before(before, Some(agent)));
        }
        let source = named.source.or_else(|| self.first_before(before, named.target));
        // "Fighting between %" without anybody before it: with one another.
        let source = source.or(named.target.filter(|&phrase| self.words.phrases[phrase].compound));
        let target = named
            .target
            .or_else(|| self.first_after(after, source))
            .or_else(|| self.last_before(before, source));
        (source, target)
    }

    // "Eriador was opposed by Osgiliath".
    fn passive_agent(&self, verb: usize, after: &[usize]) -> Option<usize> {
        let participle = matches!(self.view.tokens[verb].xpos, Xpos::Vbn | Xpos::Vbd);
        let auxiliary = self.view.children(verb).any(|child| {
            child < verb
                && matches!(self.view.deprel(child), Deprel::AuxPass | Deprel::Aux)
                && self.view.lemma(child) == "be"
        });
        let by = after.iter().position(|&at| self.words.forms[at] == "BY")?;
        let mut behind = after[by + 1..].iter().filter_map(|&at| self.words.phrase_of(at));
        let agent = behind.find(|&phrase| self.is_coded(phrase));
        agent.filter(|_| participle && auxiliary)
    }

    fn is_coded(&self, phrase: usize) -> bool {
        !self.words.phrases[phrase].codes.is_empty()
    }

    // The first in the order of the text; `before` runs backwards.
    fn first_before(&self, before: &[usize], other: Option<usize>) -> Option<usize> {
        let mut phrases = before.iter().rev().filter_map(|&at| self.words.phrase_of(at));
        phrases.find(|&phrase| self.is_coded(phrase) && Some(phrase) != other)
    }

    fn first_after(&self, after: &[usize], source: Option<usize>) -> Option<usize> {
        let mut phrases = after.iter().filter_map(|&at| self.words.phrase_of(at));
        phrases.find(|&phrase| self.is_coded(phrase) && self.is_other(phrase, source))
    }

    fn last_before(&self, before: &[usize], source: Option<usize>) -> Option<usize> {
        let mut phrases = before.iter().filter_map(|&at| self.words.phrase_of(at));
        phrases.find(|&phrase| self.is_coded(phrase) && self.is_other(phrase, source))
    }

    fn is_other(&self, phrase: usize, source: Option<usize>) -> bool {
        source.is_none_or(|source| {
            let (here, there) = (&self.words.phrases[phrase], &self.words.phrases[source]);
            phrase != source && (here.codes != there.codes || here.compound)
        })
    }

    // ── transformations ──

    fn transformed(&self, verb: usize, name: &str, before: &[usize], after: &[usize]) -> Option<Act<'a>> {
        let fitting = self.words.verbs.transformations.iter().filter(|known| known.outer == name);
        let fitting: Vec<&'a Transformation> = fitting.collect();
        let (&first, &last) = (after.first()?, after.last()?);
        let subject = self.first_before(before, None).filter(|_| !fitting.is_empty())?;
        let inner = self.acts(first, last + 1);
        fitting
            .into_iter()
            .find_map(|known| inner.iter().find_map(|act| self.transform(known, verb, subject, act)))
    }

    fn transform(
        &self,
        known: &'a Transformation,
        verb: usize,
        subject: usize,
        inner: &Act<'a>,
    ) -> Option<Act<'a>> {
        let named = known.inner == "Q" || known.inner.rsplit('_').next() == Some(inner.name);
        let mut who: Vec<(&str, usize)> = vec![(&known.subject, subject)];
        let mut fits = |variable: &'a str, phrase: Option<usize>| match (variable, phrase) {
            (".", _) | ("_", None) => true,
            ("_", Some(_)) => false,
            // "Said it would attack": whoever says so, where nobody else is named.
            (variable, None) => variable == known.subject,
            (variable, Some(phrase)) => match who.iter().find(|(name, _)| *name == variable) {
                Some(&(_, bound)) => self.words.phrases[bound].codes == self.words.phrases[phrase].codes,
                None => {
                    who.push((variable, phrase));
                    true
                }
            },
        };
        let fitting =
            named && fits(&known.inner_source, inner.source) && fits(&known.inner_target, inner.target);
        let of = |variable: &str| who.iter().find(|(name, _)| *name == variable).map(|(_, phrase)| *phrase);
        let code = match known.code.as_str() {
            "Q" => inner.code.clone(),
            code => Code { act: Some(code.to_string()), back: None },
        };
        let (source, target) = (of(&known.source)?, of(&known.target)?);
        fitting.then(|| Act {
            verb,
            name: inner.name,
            code,
            source: Some(source),
            target: Some(target),
            place: &known.place,
        })
    }

    // ── events ──

    // One event for each pair of parties; nobody acts upon himself.
    fn write(&self, act: &Act<'_>, sentence: usize, events: &mut Vec<DictionaryEvent>) {
        let (Some(source), Some(target)) = (act.source, act.target) else { return };
        let parties = |phrase: usize| {
            let Phrase { words, codes, .. } = &self.words.phrases[phrase];
            let (first, last) = (words.first().copied().unwrap_or(0), words.last().copied().unwrap_or(0));
            let span = self.view.span(first, last);
            codes.iter().map(move |code| DictionaryParty { span, code: code.clone() })
        };
        let event = |code: &str, source: &DictionaryParty, target: &DictionaryParty| DictionaryEvent {
            sentence,
            code: code.to_string(),
            source: source.clone(),
            target: target.clone(),
            span: self.view.tokens[act.verb].span,
            rule: act.place.to_string(),
        };
        for source in parties(source) {
            for target in parties(target).filter(|target| target.code != source.code) {
                let there = act.code.act.iter().map(|code| event(code, &source, &target));
                let back = act.code.back.iter().map(|code| event(code, &target, &source));
                for event in there.chain(back) {
                    if !events.contains(&event) {
                        events.push(event);
                    }
                }
            }
        }
    }
}
