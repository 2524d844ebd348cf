//! Which sentences are worth parsing. Before the first stage of coding: only the tokens are known.
//!
//! ```text
//! tokens ──> lemmas that each form can have ──> does an entry of the lexicon stand here, with all its words?
//!                                           ──> and which earlier sentences say who is meant?
//! ```
//!
//! A sentence without a word that reports can hold no statement; one without a word that acts, or in a
//! report that has named nobody yet and names nobody itself, no event. Its tree is never asked for. A form
//! is looked at with every lemma that any usual tag would give it, so that no mistake of the tagger decides; each
//! form costs that once. `cargo xtask evaluate skipping` shows that nothing is lost.
//!
//! ```text
//! The weather was fine.   skipped
//! Russia praised China.   parsed
//! ```

use rustc_hash::FxHashMap;
use tiltmeter_text::{Document, Model, Upos, View, Xpos, lower};

use crate::Lexicon;
use crate::events::{Asked, Role, Word, stems};
use crate::mentions::{Fold, Means, is_quoted};

/// Forms remembered at most; a report full of noise must not eat the memory.
const MAX_FORMS: usize = 1 << 16;
/// How many sentences back a pronoun looks.
const REACH: usize = 2;
/// How many earlier sentences with a noun may say who is meant by it.
const NEAREST: usize = 3;
/// How far behind its article a noun may stand: "the long-serving defence minister".
const PHRASE: usize = 4;

/// What is wanted of a report: only what bears on it is parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Events with their attribution.
    Events,
    /// Statements too.
    Statements,
}

/// Judges sentences by their words; one for each thread.
pub struct Triggers<'a> {
    lexicon: &'a Lexicon,
    model: &'a Model,
    /// Tags under which a form is looked at: those of verbs and nouns, of adjectives and adverbs, and the others.
    tags: [Vec<(Upos, Xpos)>; 3],
    wanted: Wanted,
    forms: FxHashMap<Box<str>, u32>,
    known: Vec<Form>,
    words: FxHashMap<String, u32>,
    /// Of each word, the last sentence in which it stood, and where it stood there last.
    word_seen: Vec<(u32, u32)>,
    /// Of each class, the last sentence in which a word of it stood.
    class_seen: Vec<u32>,
    n_sentences: u32,
    /// The forms of the report at hand, sentence after sentence.
    of_report: Vec<u32>,
    /// Of each form, the last report in which it stood as a name beside somebody of the lexicon.
    told: Vec<u32>,
    n_reports: u32,
}

/// What a form can be.
struct Form {
    /// Every lemma that some usual tag gives it, and the form itself, in lower case; and the classes of these.
    lemmas: Vec<u32>,
    classes: Vec<u32>,
    /// What it can do by itself.
    alone: Fires,
    /// What it can do with other words.
    together: Vec<Together>,
    /// Whether a name or a noun of the lexicon of actors may begin with it, and whether it is one by itself.
    begins_name: bool,
    is_name: bool,
    /// Whether such a noun may begin with it.
    noun: bool,
    /// Where those are told of for whom it may stand.
    means: Option<Means>,
    capital: bool,
    /// Whether it is a word of the language in small letters too.
    common: bool,
    /// Whether it names a state by itself: nobody needs to be told who that is.
    state: bool,
    /// A pronoun that sends the reader to an earlier sentence.
    refers_back: bool,
    /// An article that does so with a noun behind it.
    definite: bool,
    quotes: bool,
}

/// What words do: report, or act.
#[derive(Clone, Copy, Default)]
struct Fires {
    acts: Role,
    reports: bool,
}

/// What a sentence may hold, by its words.
#[derive(Clone, Copy, Default)]
struct Does {
    acts: bool,
    reports: bool,
}

/// Sentences with quotations, one after the other: who speaks in one of them may speak in all.
#[derive(Default)]
struct Speech {
    reporting: Vec<usize>,
    acts: bool,
}

impl Speech {
    fn take(&mut self, sentence_idx: usize, does: Does, document: &mut Document) {
        self.acts |= does.acts;
        self.reporting.extend(does.reports.then_some(sentence_idx));
        if self.acts {
            self.reporting.drain(..).for_each(|reporting| document.sentences[reporting].parsed = true);
        }
    }

    fn end(&mut self) {
        self.reporting.clear();
        self.acts = false;
    }
}

/// An entry of several words: those after the first.
#[derive(Default)]
struct Together {
    words: Vec<u32>,
    behind: Vec<u32>,
    classes: Vec<u32>,
    subject: Vec<u32>,
    fires: Fires,
}

impl<'a> Triggers<'a> {
    /// Judges by the entries of `lexicon`.
    pub fn new(lexicon: &'a Lexicon, model: &'a Model, wanted: Wanted) -> Triggers<'a> {
        let mut tags = [Vec::new(), Vec::new(), Vec::new()];
        for &(upos, xpos) in model.network.tag_set().iter().filter(|&&(upos, xpos)| is_usual(upos, xpos)) {
            let kind = match upos {
                Upos::Verb | Upos::Aux | Upos::Noun | Upos::Propn => 0,
                Upos::Adj | Upos::Adv => 1,
                _ => 2,
            };
            tags[kind].push((upos, xpos));
        }
        Triggers {
            lexicon,
            model,
            tags,
            wanted,
            forms: FxHashMap::default(),
            known: Vec::new(),
            words: FxHashMap::default(),
            word_seen: Vec::new(),
            class_seen: vec![0; lexicon.verbs.n_classes()],
            n_sentences: 0,
            of_report: Vec::new(),
            told: Vec::new(),
            n_reports: 0,
        }
    }

    /// Marks the sentences of a report that are to be parsed: those that may hold what is wanted, and those
    /// that say who is meant in them.
    pub fn mark(&mut self, text: &str, document: &mut Document) {
        if self.known.len() > MAX_FORMS {
            *self = Triggers::new(self.lexicon, self.model, self.wanted);
        }
        let mut forms = std::mem::take(&mut self.of_report);
        let n_named = self.look_over(text, document, &mut forms);
        let mut named = false;
        let mut rest = forms.as_slice();
        let mut speech = Speech::default();
        for (sentence_idx, &n_named) in n_named.iter().enumerate() {
            let view = document.view(text, sentence_idx);
            let (here, behind) = rest.split_at(view.len());
            rest = behind;
            let does = self.does(document, &view, here, n_named, named);
            let quotes = || {
                self.known(here).any(|form| form.quotes)
                    || view.tokens.first().is_some_and(|first| is_quoted(document, first.span))
            };
            let quotes = self.wanted == Wanted::Events && quotes();
            document.sentences[sentence_idx].parsed = does.acts;
            named |= n_named > 0;
            match self.wanted {
                Wanted::Statements => document.sentences[sentence_idx].parsed |= does.reports,
                Wanted::Events if quotes => speech.take(sentence_idx, does, document),
                Wanted::Events => speech.end(),
            }
        }
        self.mark_context(text, document, &forms, n_named.into_iter().map(|n_named| n_named > 0).collect());
        self.of_report = forms;
    }

    // The forms of the report, how many each sentence names, and which names stand beside those: an unknown name is
    // somebody if any sentence tells who, before it or behind.
    fn look_over(&mut self, text: &str, document: &Document, forms: &mut Vec<u32>) -> Vec<usize> {
        self.n_reports = self.n_reports.wrapping_add(1).max(1);
        forms.clear();
        let mut n_named = Vec::with_capacity(document.sentences.len());
        for sentence_idx in 0..document.sentences.len() {
            let view = document.view(text, sentence_idx);
            let start = forms.len();
            forms.extend((0..view.len()).map(|token_idx| self.form(view.form(token_idx))));
            let here = &forms[start..];
            let n = self.n_named(&view, here);
            if n > 0 {
                here.iter().for_each(|&form| self.told[form as usize] = self.n_reports);
            }
            n_named.push(n);
        }
        n_named
    }

    // What the words of the sentence do. `named` is whether the report has named somebody who may be meant here.
    fn does(
        &mut self,
        document: &Document,
        view: &View<'_>,
        here: &[u32],
        n_named: usize,
        named: bool,
    ) -> Does {
        let n_meant = if named { self.n_meant(document, view, here, n_named) } else { 0 };
        let is_reporting = self.is_reporting(here);
        if n_named + n_meant == 0 && !is_reporting {
            return Does::default();
        }
        self.n_sentences = self.n_sentences.wrapping_add(1).max(1);
        for (at, &form) in here.iter().enumerate() {
            let known = &self.known[form as usize];
            let seen = (self.n_sentences, at as u32);
            known.lemmas.iter().for_each(|&word| self.word_seen[word as usize] = seen);
            known.classes.iter().for_each(|&class| self.class_seen[class as usize] = self.n_sentences);
        }
        let whole = self.whole(here);
        Does { acts: acts(whole.acts, n_named + n_meant), reports: is_reporting && whole.reports }
    }

    fn known<'t>(&'t self, forms: &'t [u32]) -> impl Iterator<Item = &'t Form> {
        forms.iter().map(|&form| &self.known[form as usize])
    }

    // What the words of the sentence do, alone and together.
    fn whole(&self, here: &[u32]) -> Fires {
        let n = self.n_sentences;
        let mut all = Fires::default();
        for (at, form) in self.known(here).enumerate() {
            all = all.or(form.alone);
            let of_class = |&class: &u32| self.class_seen[class as usize] == n;
            let whole = form.together.iter().filter(|together| {
                let Together { words, behind, classes, subject, .. } = together;
                words.iter().all(|&word| self.word_seen[word as usize].0 == n)
                    && behind.iter().all(|&word| self.word_seen[word as usize] > (n, at as u32))
                    && classes.iter().all(of_class)
                    && (subject.is_empty() || subject.iter().any(of_class))
            });
            all = whole.fold(all, |all, together| all.or(together.fires));
        }
        all
    }

    // For events alone only words that may attribute a quotation count.
    fn is_reporting(&self, here: &[u32]) -> bool {
        self.wanted == Wanted::Statements || self.known(here).any(|form| form.quotes)
    }

    // Those who are known from elsewhere in the report. "Who" adds to them, but is nobody by itself.
    fn n_meant(&self, document: &Document, view: &View<'_>, here: &[u32], n_named: usize) -> usize {
        let (mut n_told, mut n_antecedents) = (0, 0);
        for (at, &form) in here.iter().enumerate() {
            let is_told = self.told[form as usize] == self.n_reports;
            let form = &self.known[form as usize];
            match form.means {
                Some(Means::Before) => n_told += 1,
                Some(Means::Antecedent) => n_antecedents += 1,
                Some(Means::Speaker) => n_told += usize::from(is_quoted(document, view.tokens[at].span)),
                None => n_told += usize::from(form.capital && at > 0 && is_told),
            }
        }
        if n_named + n_told > 0 { n_told + n_antecedents } else { 0 }
    }

    // Names and nouns of the lexicon of actors that stand here.
    fn n_named(&self, view: &View<'_>, here: &[u32]) -> usize {
        let actors = &self.lexicon.actors;
        let mut scratch = String::new();
        let mut stands = |at: usize| {
            actors.names.longest(view, at, Fold::Keep, &mut scratch).is_some()
                || actors.nouns.longest(view, at, Fold::Lower, &mut scratch).is_some()
        };
        let named = |(at, form): &(usize, &Form)| form.is_name || form.begins_name && stands(*at);
        self.known(here).enumerate().filter(named).count()
    }

    // "Clarke" is who the first sentence with that name says, "women" whom any earlier one does; "he" is
    // somebody of the sentences just before.
    fn mark_context(&self, text: &str, document: &mut Document, forms: &[u32], mut names: Vec<bool>) {
        let mut rest = forms;
        let mut introduced: FxHashMap<u32, usize> = FxHashMap::default();
        let mut nouns: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
        let mut context: Vec<usize> = Vec::new();
        for sentence_idx in 0..document.sentences.len() {
            let view = document.view(text, sentence_idx);
            let (here, behind) = rest.split_at(view.len());
            rest = behind;
            for (token_idx, &form) in here.iter().enumerate() {
                let known = &self.known[form as usize];
                // "I" has a capital and names nobody; in a quotation it is whoever speaks.
                let nobody = || {
                    known.means == Some(Means::Speaker) && !is_quoted(document, view.tokens[token_idx].span)
                };
                let name = known.capital && (token_idx > 0 || !known.common) && !nobody();
                if name {
                    // A name that never stands beside somebody is nobody, wherever it was introduced.
                    let told = self.told[form as usize] == self.n_reports;
                    // Of one who speaks it is worth knowing the name all the same.
                    names[sentence_idx] |= told || self.wanted == Wanted::Statements;
                    let first = *introduced.entry(form).or_insert(sentence_idx);
                    if view.sentence.parsed && !known.state && told {
                        context.push(first);
                    }
                }
                if known.noun {
                    let before = nouns.entry(known.lemmas[0]).or_default();
                    if view.sentence.parsed {
                        let nearest = before.len().saturating_sub(NEAREST);
                        context.extend(before.drain(..).skip(nearest));
                    }
                    before.push(sentence_idx);
                }
                let noun = || {
                    let behind = here[token_idx + 1..].iter().take(PHRASE);
                    behind.into_iter().any(|&form| self.known[form as usize].noun)
                };
                if view.sentence.parsed && (known.refers_back || known.definite && noun()) {
                    let before = sentence_idx.saturating_sub(REACH)..sentence_idx;
                    context.extend(before.filter(|&before| names[before]));
                }
            }
        }
        context.into_iter().for_each(|sentence_idx| document.sentences[sentence_idx].parsed = true);
    }

    fn form(&mut self, form: &str) -> u32 {
        if let Some(&known) = self.forms.get(form) {
            return known;
        }
        let known = self.judge(form);
        let place = self.known.len() as u32;
        self.known.push(known);
        self.told.push(0);
        self.forms.insert(form.into(), place);
        place
    }

    fn judge(&mut self, form: &str) -> Form {
        let (mut alone, mut together) = (Fires::default(), Vec::new());
        let lemmas = self.lemmas(form);
        for (lemma, word) in &lemmas {
            self.entries(lemma, *word, &mut alone, &mut together);
        }
        let lemmas: Vec<String> = lemmas.into_iter().map(|(lemma, _)| lemma).collect();
        let (actors, verbs) = (&self.lexicon.actors, &self.lexicon.verbs);
        Form {
            alone,
            together,
            begins_name: actors.may_begin(form) || actors.noun_may_begin(&lemmas),
            is_name: !actors.names.find(form).is_empty() || !actors.nouns.find(&lemmas[0]).is_empty(),
            noun: actors.noun_may_begin(&lemmas[..1]),
            means: self.means(form, &lemmas[0]),
            capital: form.starts_with(char::is_uppercase),
            common: self.model.network.knows(&lemmas[0]),
            state: actors.names_state(form),
            refers_back: actors.grammar.refers_back(&lemmas[0]),
            definite: actors.grammar.is_definite(&lemmas[0]),
            quotes: form.contains(['"', '“', '”', '„', '«', '»', '‘', '`']),
            classes: lemmas.iter().flat_map(|lemma| verbs.classes_of(lemma)).collect(),
            lemmas: lemmas.iter().map(|lemma| self.word(lemma)).collect(),
        }
    }

    // "US" and "WHO" may be names: they count whatever stands around them.
    fn means(&self, form: &str, lower: &str) -> Option<Means> {
        let means = self.lexicon.actors.grammar.pronouns.means(lower)?;
        let capitals = form.chars().nth(1).is_some_and(char::is_uppercase);
        Some(if capitals { Means::Before } else { means })
    }

    // The entries that begin with this lemma; those of acts only where a word of that kind may begin them.
    fn entries(&mut self, lemma: &str, word: Option<Word>, alone: &mut Fires, together: &mut Vec<Together>) {
        let lexicon = self.lexicon;
        for asked in word.into_iter().flat_map(|word| lexicon.verbs.entries(lemma, word)) {
            let Asked { words, behind, classes, subject, role } = asked;
            let fires = Fires { acts: role, reports: false };
            if words.is_empty() && behind.is_empty() && classes.is_empty() && subject.is_empty() {
                *alone = alone.or(fires);
            } else {
                together.push(Together {
                    words: self.words(words),
                    behind: self.words(behind),
                    classes,
                    subject,
                    fires,
                });
            }
        }
        for words in lexicon.cues.entries(lemma) {
            let fires = Fires { acts: Role::default(), reports: true };
            if words.is_empty() {
                *alone = alone.or(fires);
            } else {
                let words = self.words(words);
                together.push(Together { words, fires, ..Together::default() });
            }
        }
    }

    fn words(&mut self, words: Vec<&str>) -> Vec<u32> {
        words.into_iter().map(|word| self.word(word)).collect()
    }

    fn word(&mut self, word: &str) -> u32 {
        if let Some(&known) = self.words.get(word) {
            return known;
        }
        let place = self.word_seen.len() as u32;
        self.words.insert(word.to_string(), place);
        self.word_seen.push((0, 0));
        place
    }

    // Each lemma, and as what it may begin an act: the form itself as anything, "of" as no form of "have".
    fn lemmas(&self, form: &str) -> Vec<(String, Option<Word>)> {
        let of_tags = self.tags.iter().zip([Some(Word::VerbOrNoun), Some(Word::Adjective), None]);
        let of_tags = of_tags.flat_map(|(tags, word)| {
            let lemmas = self.model.lemmatizer.lower_lemmas(form, tags);
            lemmas.into_iter().map(move |lemma| (lemma, word))
        });
        let form = lower(form);
        let of_stems = stems(&form).map(|stem| (stem, Some(Word::VerbOrNoun)));
        let mut lemmas = vec![(form.to_string(), Some(Word::Any))];
        for (lemma, word) in of_tags.chain(of_stems) {
            let holds = |(known, as_what): &(String, Option<Word>)| {
                *known == lemma && (word.is_none() || *as_what == word || *as_what == Some(Word::Any))
            };
            if !lemmas.iter().any(holds) {
                lemmas.push((lemma, word));
            }
        }
        lemmas
    }
}

/// Whether words of this kind have this tag in more than slips of the pen: there are a hundred others.
fn is_usual(upos: Upos, xpos: Xpos) -> bool {
    use Xpos::*;
    match upos {
        Upos::Verb => matches!(xpos, Vb | Vbd | Vbg | Vbn | Vbp | Vbz),
        Upos::Aux => matches!(xpos, Vb | Vbd | Vbp | Vbz | Md),
        Upos::Noun => matches!(xpos, Nn | Nns),
        Upos::Propn => matches!(xpos, Nnp | Nnps),
        Upos::Adj => matches!(xpos, Jj | Jjr | Jjs),
        Upos::Adv => matches!(xpos, Rb | Rbr | Rbs),
        Upos::Num => xpos == Cd,
        Upos::Pron => matches!(xpos, Prp | PrpPoss),
        Upos::Part => matches!(xpos, Pos | Rb),
        Upos::Adp | Upos::Sconj => xpos == In,
        Upos::Cconj => xpos == Cc,
        Upos::Det => xpos == Dt,
        _ => false,
    }
}

impl Fires {
    fn or(self, other: Fires) -> Fires {
        Fires { acts: self.acts.or(other.acts), reports: self.reports || other.reports }
    }
}

// A noun by itself tells an act only between two who are known: "the war".
fn acts(role: Role, n_somebody: usize) -> bool {
    n_somebody > 0 && (role.verb || role.loose && (role.operator || n_somebody > 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiltmeter_text::Reader;

    fn check(wanted: Wanted, text: &str, expected: &[bool]) {
        let model = Model::builtin();
        let mut document = Reader::new(model).segment(text);
        Triggers::new(Lexicon::builtin(), model, wanted).mark(text, &mut document);
        let parsed: Vec<bool> = document.sentences.iter().map(|sentence| sentence.parsed).collect();
        assert_eq!(parsed, expected, "{text}");
    }

    #[test]
    fn a_sentence_without_a_word_that_acts_or_reports_is_left() {
        check(Wanted::Statements, "The weather was fine. Russia praised China.", &[false, true]);
        check(Wanted::Statements, "It rained. The farmer said so.", &[false, true]);
        check(Wanted::Events, "It rained. The farmer said so.", &[false, false]);
    }

    #[test]
    fn i_and_we_are_somebody_in_quotations_and_who_is_nobody_by_itself() {
        let text = "Russia is large. I will attack everything. There are dogs that attack.";
        check(Wanted::Events, text, &[false, false, false]);
        check(Wanted::Events, "Russia is large. “We will attack everything.”", &[false, true]);
        check(Wanted::Events, "Russia is large. It will attack those who resist.", &[true, true]);
    }

    #[test]
    fn a_name_that_stands_beside_nobody_is_nobody() {
        let text = "Russia is large. There Bob attacked everything. Then Tamm attacked everything.";
        check(Wanted::Events, text, &[false, false, false]);
        let told = format!("{text} Ivo Tamm is the minister of Estonia.");
        check(Wanted::Events, &told, &[false, false, true, false]);
    }

    #[test]
    fn what_says_who_is_meant_is_parsed_too() {
        let text = "Ivo Tamm is the minister of Estonia. The sky was blue. Later Tamm praised Russia.";
        check(Wanted::Events, text, &[true, false, true]);
    }
}
