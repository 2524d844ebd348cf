//! Who is subject and object of a verb, read off a dependency tree.
//!
//! Trees are right nine times in ten, so each question is asked of all the places where the answer
//! may hang: a subject is taken over by coordination, control, relative clauses and participles.
//!
//! ```text
//! "Turkey, which refused to lift the embargo, …"   lift: subject Turkey, object embargo
//! ```

use std::borrow::Cow;

use tiltmeter_record::Resolution;
use tiltmeter_text::{Deprel, Upos, View, Xpos};

use super::frames::{Part, Signal, Signals, Verbs};
use super::triggers::stems;
use crate::Mention;

/// A sentence with the dependents of each word at hand.
pub(crate) struct Clauses<'a> {
    pub(crate) view: View<'a>,
    verbs: &'a Verbs,
    // Dependents of all words, end to end, with where each word's begin.
    dependents: Vec<usize>,
    starts: Vec<usize>,
    // What each word says about acts, by its form or its lemma: asked again and again.
    signals: Vec<Signals>,
    // Verbs that the parser took for an adjective or a noun.
    misread: Vec<Misread>,
    // Heads of the mentions of parties.
    parties: Vec<usize>,
    // Those of them that are people, no states.
    people: Vec<usize>,
    // How many tokens at the start are a dateline: "LIMA, March 3 (Agency) -".
    dateline: usize,
}

/// A verb that the parser took for a word before its object: "Poland-halted imports", "Oslo lifts ban".
#[derive(Clone, Copy, Debug)]
struct Misread {
    verb: usize,
    subject: usize,
    object: usize,
}

/// The parts of a clause that are arguments of its verb.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Clause {
    /// Who does it.
    pub(crate) subject: Option<usize>,
    /// What or whom it is done to.
    pub(crate) object: Option<usize>,
    /// Whether the object stands as grammatical subject.
    pub(crate) passive: bool,
}

impl<'a> Clauses<'a> {
    pub(crate) fn new(view: View<'a>, verbs: &'a Verbs, mentions: &[Mention]) -> Clauses<'a> {
        let n_tokens = view.len();
        let mut starts = vec![0; n_tokens + 1];
        for token_idx in 0..n_tokens {
            if let Some(head) = view.head(token_idx) {
                starts[head + 1] += 1;
            }
        }
        for token_idx in 0..n_tokens {
            starts[token_idx + 1] += starts[token_idx];
        }
        let mut next = starts.clone();
        let mut dependents = vec![0; starts[n_tokens]];
        for token_idx in 0..n_tokens {
            if let Some(head) = view.head(token_idx) {
                dependents[next[head]] = token_idx;
                next[head] += 1;
            }
        }
        let signals = |token: usize| {
            let (form, lemma) = (view.lower_form(token), view.lower_lemma(token));
            verbs.signals_of(&form).or(verbs.signals_of(&lemma))
        };
        let mut clauses = Clauses {
            view,
            verbs,
            dependents,
            starts,
            signals: (0..n_tokens).map(signals).collect(),
            misread: Vec::new(),
            parties: Vec::new(),
            people: Vec::new(),
            dateline: 0,
        };
        clauses.dateline = clauses.dateline();
        clauses.parties =
            mentions.iter().filter(|mention| is_party(mention)).map(|mention| mention.head).collect();
        clauses.people =
            mentions.iter().filter(|mention| is_people(mention)).map(|mention| mention.head).collect();
        clauses.misread = (1..n_tokens).filter_map(|token| clauses.misreading(token, mentions)).collect();
        clauses
    }

    // "China imposed sanctions" is easily read as "China-imposed sanctions": a participle between a
    // name and a noun, with the name not part of that noun's phrase, is the verb of the sentence.
    fn misreading(&self, token: usize, mentions: &[Mention]) -> Option<Misread> {
        if self.view.head(token)? < token || !self.may_be_verb(token) {
            return None;
        }
        let between = |&before: &usize| {
            self.view.tokens[before].upos == Upos::Adv
                || self.gives(Signal::Calendar, before)
                || self.gives(Signal::Place, before)
        };
        let ends =
            |before: usize| mentions.iter().any(|mention| mention.tokens.1 == before && names(mention));
        let before = (0..token).rev().find(|&before| ends(before) || !between(&before))?;
        let mention = mentions.iter().find(|mention| mention.tokens.1 == before && names(mention))?;
        let joined = self.view.deprel(mention.head) == Deprel::Conj;
        let subject = if joined { self.view.head(mention.head)? } else { mention.head };
        let mut object = self.view.head(token)?;
        while self.view.deprel(object) == Deprel::Compound && self.view.head(object)? > object {
            object = self.view.head(object)?;
        }
        Some(Misread { verb: token, subject, object })
    }

    // A city, a day, an agency in brackets, then a dash or the bracket's end.
    fn dateline(&self) -> usize {
        let form = |token: usize| self.view.form(token);
        let plain = |token: usize| {
            let word = self.view.tokens[token];
            matches!(word.upos, Upos::Propn | Upos::Num | Upos::Punct | Upos::X)
                || self.gives(Signal::Calendar, token)
        };
        let first = self.view.len() > 3 && self.view.tokens[0].upos == Upos::Propn;
        let within = (0..self.view.len().min(14)).take_while(|&token| plain(token));
        let spaced = |token: usize| {
            token > 0 && self.view.tokens[token].span.start() > self.view.tokens[token - 1].span.end()
        };
        // A bracket alone closes names too: "Human Rights Watch (HRW)"; behind a day it closes a dateline.
        let dated = |token: usize| (0..token).any(|before| self.gives(Signal::Calendar, before));
        let ends = |&token: &usize| match form(token) {
            "-" | "--" | "–" | "—" => spaced(token),
            ")" => dated(token),
            _ => false,
        };
        within.filter(ends).last().filter(|_| first).map_or(0, |token| token + 1)
    }

    // Who stands first behind a dateline that the parser took for the subject.
    fn behind_dateline(&self, subject: usize, verb: usize) -> usize {
        let mut behind = (self.dateline..verb).filter(|token| self.parties.contains(token));
        if subject < self.dateline { behind.next().unwrap_or(subject) } else { subject }
    }

    // A participle before a noun; or, where the sentence has no verb at its head, a noun in -s that is
    // one of the lexicon's verbs.
    fn may_be_verb(&self, token: usize) -> bool {
        let word = self.view.tokens[token];
        let form = self.view.form(token);
        let participle =
            matches!(word.xpos, Xpos::Vbn | Xpos::Vbd) || word.xpos == Xpos::Jj && form.ends_with("ed");
        if word.deprel == Deprel::Amod && participle {
            return true;
        }
        let plural = matches!(word.xpos, Xpos::Nns | Xpos::Nnps) && form.ends_with('s');
        let root = (0..self.view.len()).find(|&token| self.view.head(token).is_none());
        let verbless = root.is_some_and(|root| self.view.tokens[root].upos != Upos::Verb);
        plural
            && verbless
            && word.deprel == Deprel::Compound
            && self.verbs.patterns(&self.lemma(token)).iter().any(|pattern| pattern.part == Part::Verb)
    }

    /// The party before a verb that the parser took for another word.
    pub(super) fn misread(&self, token: usize) -> Option<usize> {
        self.misread.iter().find(|misread| misread.verb == token).map(|misread| misread.subject)
    }

    /// The dependents of a word, in the order of the text.
    pub(crate) fn children(&self, head: usize) -> &[usize] {
        let all = &self.dependents[self.starts[head]..self.starts[head + 1]];
        // What stands before a misread verb is no part of its object's phrase.
        match self.misread.iter().find(|misread| self.view.head(misread.verb) == Some(head)) {
            Some(misread) => &all[all.partition_point(|&child| child <= misread.verb)..],
            None => all,
        }
    }

    pub(crate) fn child(&self, head: usize, deprel: Deprel) -> Option<usize> {
        self.children(head).iter().copied().find(|&child| self.view.deprel(child) == deprel)
    }

    pub(crate) fn has(&self, head: usize, deprel: Deprel) -> bool {
        self.child(head, deprel).is_some()
    }

    /// Whether an adjective or adverb of that kind stands below a word: "at their lowest point".
    pub(super) fn has_modifier(&self, head: usize, fits: impl Fn(usize) -> bool) -> bool {
        let narrows = |&child: &usize| matches!(self.view.deprel(child), Deprel::Amod | Deprel::Advmod);
        self.children(head).iter().copied().filter(narrows).any(fits)
    }

    /// The word's lemma in lower case.
    pub(crate) fn lemma(&self, token_idx: usize) -> Cow<'a, str> {
        self.view.lower_lemma(token_idx)
    }

    /// The lemma under which the lexicon knows a verb: a lemma that it does not know is tried again
    /// from the word itself, "bom" for "bombed" as "bomb".
    pub(super) fn known_lemma(&self, token_idx: usize) -> Cow<'a, str> {
        let lemma = self.lemma(token_idx);
        if !self.verbs.patterns(&lemma).is_empty() || !self.is_verb(token_idx) {
            return lemma;
        }
        let form = self.view.lower_form(token_idx);
        stems(&form).find(|stem| !self.verbs.patterns(stem).is_empty()).map_or(lemma, Cow::Owned)
    }

    /// Whether a word heads a mention of people, known or by what they are called.
    pub(crate) fn is_people(&self, token_idx: usize) -> bool {
        // "Iraqis", "an Iraqi"; not "Basra".
        let noun = self.view.tokens[token_idx].upos != Upos::Propn
            || self.view.tokens[token_idx].xpos == Xpos::Nnps
            || self.has(token_idx, Deprel::Det)
            || self.has(token_idx, Deprel::Nummod)
            || self.has(token_idx, Deprel::Flat);
        self.people.contains(&token_idx) && noun && !self.gives(Signal::Locality, token_idx)
            || self.gives(Signal::Person, token_idx)
    }

    pub(crate) fn gives(&self, signal: Signal, token_idx: usize) -> bool {
        self.signals[token_idx].contain(signal)
    }

    pub(crate) fn is_verb(&self, token_idx: usize) -> bool {
        if self.is_noun_tagged_verb(token_idx) {
            return false;
        }
        matches!(self.view.tokens[token_idx].upos, Upos::Verb | Upos::Aux)
            || self.misread(token_idx).is_some()
    }

    // "holds talks": what stands as object is a noun, whatever its tag.
    fn is_noun_tagged_verb(&self, token_idx: usize) -> bool {
        let token = self.view.tokens[token_idx];
        let argument = matches!(
            token.deprel,
            Deprel::Obj | Deprel::Iobj | Deprel::Nsubj | Deprel::NsubjPass | Deprel::Nmod
        );
        token.upos == Upos::Verb && argument && token.xpos != Xpos::Vbg
    }

    pub(crate) fn is_nominal(&self, token_idx: usize) -> bool {
        self.is_noun_tagged_verb(token_idx)
            || self.is_noun_tagged_adjective(token_idx)
            || matches!(
                self.view.tokens[token_idx].upos,
                Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::Sym
            )
    }

    // "an Iraqi", "the wounded": what stands as argument behind an article is a noun, whatever its tag.
    fn is_noun_tagged_adjective(&self, token_idx: usize) -> bool {
        let token = self.view.tokens[token_idx];
        let argument = matches!(
            token.deprel,
            Deprel::Obj | Deprel::Iobj | Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obl | Deprel::Nmod
        );
        token.upos == Upos::Adj
            && argument
            && (self.has(token_idx, Deprel::Det) || self.has(token_idx, Deprel::Nummod))
    }

    /// The preposition or particle that introduces a phrase or clause.
    pub(crate) fn cases(&self, head: usize) -> impl Iterator<Item = usize> + '_ {
        let introduces = |&child: &usize| matches!(self.view.deprel(child), Deprel::Case | Deprel::Mark);
        self.children(head).iter().copied().filter(introduces)
    }

    /// Whether a verb is a gerund that hangs beside another without a preposition: "announced it, accusing Oslo".
    pub(crate) fn is_loose_gerund(&self, verb: usize) -> bool {
        self.view.deprel(verb) == Deprel::Advcl
            && self.view.tokens[verb].xpos == Xpos::Vbg
            && self.cases(verb).next().is_none()
    }

    /// Whether a phrase stands beside what is told: "during her visit", "like the banks".
    pub(crate) fn is_beside(&self, phrase: usize) -> bool {
        let beside =
            |case: usize| self.gives(Signal::Beside, case) && self.view.tokens[case].xpos == Xpos::In;
        self.cases(phrase).any(beside)
    }

    /// Whether what a verb tells is a condition: "if it sends troops".
    pub(crate) fn is_condition(&self, head: usize) -> bool {
        matches!(self.view.deprel(head), Deprel::Advcl | Deprel::Ccomp)
            && self.cases(head).any(|mark| self.gives(Signal::Condition, mark))
            || self.is_inverted(head)
    }

    // "Had Oslo attacked, Minsk would have answered."
    fn is_inverted(&self, head: usize) -> bool {
        let helps =
            |&child: &usize| matches!(self.view.deprel(child), Deprel::Aux | Deprel::AuxPass | Deprel::Cop);
        let subject = self.children(head).iter().copied().find(|&child| self.is_subject(child));
        let first = self.children(head).iter().copied().find(helps);
        let beside = self.view.deprel(head) == Deprel::Root && self.has(head, Deprel::Parataxis);
        let opens = beside || self.view.deprel(head) == Deprel::Advcl;
        opens && subject.zip(first).is_some_and(|(subject, first)| first < subject)
    }

    /// Whether a determiner denies the noun: "no drones", "no evidence".
    pub(super) fn has_no(&self, noun: usize) -> bool {
        let determiner = |&&child: &&usize| self.view.deprel(child) == Deprel::Det;
        self.children(noun).iter().filter(determiner).any(|&child| self.gives(Signal::Negation, child))
    }

    /// Whether the phrase of `head` opens with that preposition.
    pub(crate) fn has_case(&self, head: usize, preposition: &str) -> bool {
        self.cases(head).any(|case| self.view.form(case).eq_ignore_ascii_case(preposition))
    }

    /// The first phrase with that preposition among the dependents of `head`.
    pub(crate) fn phrase(&self, head: usize, preposition: &str) -> Option<usize> {
        self.phrases(head, preposition).first().copied()
    }

    /// All phrases with that preposition among the dependents of `head`, or the one that follows it at once.
    pub(super) fn phrases(&self, head: usize, preposition: &str) -> Vec<usize> {
        let oblique = |child: usize| {
            let attached = matches!(
                self.view.deprel(child),
                Deprel::Obl
                    | Deprel::OblAgent
                    | Deprel::Nmod
                    | Deprel::Obj
                    | Deprel::Advcl
                    | Deprel::NmodDesc
                    | Deprel::Conj
            );
            attached && self.has_case(child, preposition) && !self.is_verb(child)
        };
        let attached: Vec<usize> =
            self.children(head).iter().copied().filter(|&child| oblique(child)).collect();
        match attached.is_empty() {
            true => self.next_phrase(head, preposition).into_iter().collect(),
            false => attached,
        }
    }

    /// The prepositional phrase that follows at once, whatever the parser hung it on.
    pub(super) fn following(&self, head: usize) -> Option<usize> {
        let next = head + 1;
        let opens = next < self.view.len() && self.view.deprel(next) == Deprel::Case;
        let opened = if opens { self.view.head(next) } else { None };
        opened.filter(|&opened| opened > next && self.is_nominal(opened))
    }

    // The same, where it opens with that preposition.
    fn next_phrase(&self, head: usize, preposition: &str) -> Option<usize> {
        let opened = self.following(head)?;
        self.view.form(head + 1).eq_ignore_ascii_case(preposition).then_some(opened)
    }

    /// The first phrase with that preposition further down among the nouns below `head`: parsers hang
    /// a phrase on the noun before it rather than on the verb that asks for it.
    pub(crate) fn deep_phrase(&self, head: usize, preposition: &str) -> Option<usize> {
        let below = |&child: &usize| child > head && self.is_nominal(child) && !self.is_subject(child);
        let children: Vec<usize> = self.children(head).iter().copied().filter(below).collect();
        children.iter().find_map(|&child| {
            self.phrase(child, preposition).or_else(|| self.deep_phrase(child, preposition))
        })
    }

    /// The same and, where there is none, below the participles of these nouns: "returned a statue stolen by thieves
    /// to Oslo".
    pub(super) fn far_phrase(&self, head: usize, preposition: &str) -> Option<usize> {
        let things = self.children(head).iter().copied();
        let things: Vec<usize> = things.filter(|&child| self.view.deprel(child) == Deprel::Obj).collect();
        let participles = || things.into_iter().chain([head]).flat_map(|thing| self.children(thing)).copied();
        self.deep_phrase(head, preposition).or_else(|| {
            let mut clauses = participles()
                .filter(|&child| matches!(self.view.deprel(child), Deprel::Acl | Deprel::AclRelcl));
            clauses.find_map(|clause| {
                self.phrase(clause, preposition).or_else(|| self.deep_phrase(clause, preposition))
            })
        })
    }

    fn is_subject(&self, token: usize) -> bool {
        matches!(self.view.deprel(token), Deprel::Nsubj | Deprel::NsubjPass | Deprel::NsubjOuter)
    }

    /// Subject and object of a verb.
    pub(crate) fn clause(&self, verb: usize) -> Clause {
        self.clause_within(verb, 8)
    }

    // `depth` bounds the climb through coordinated and controlled clauses.
    fn clause_within(&self, verb: usize, depth: usize) -> Clause {
        if let Some(misread) = self.misread.iter().find(|misread| misread.verb == verb) {
            return Clause { subject: Some(misread.subject), object: Some(misread.object), passive: false };
        }
        let passive = self.is_passive(verb);
        let own = self.own_subject(verb).map(|subject| self.antecedent(verb, subject));
        let borrowed = if own.is_none() && depth > 0 { self.borrowed_subject(verb, depth) } else { None };
        let grammatical = own.or(borrowed).or_else(|| self.lost_subject(verb));
        let grammatical = grammatical.map(|subject| self.behind_dateline(subject, verb));
        if passive {
            let agent = self
                .agent(verb)
                .or_else(|| self.deep_phrase(verb, "by"))
                .or_else(|| self.agent_of_gerund(verb));
            return Clause { subject: agent, object: grammatical, passive };
        }
        let object =
            self.child(verb, Deprel::Obj).or_else(|| self.shared_object(verb)).or_else(|| self.gap(verb));
        let object = object.or_else(|| self.predicate_party(verb));
        Clause { subject: grammatical, object, passive }
    }

    // "was banned from holding rites at temples by the ministry": who holds rites has no agent.
    fn agent_of_gerund(&self, verb: usize) -> Option<usize> {
        let active = |&child: &usize| {
            let gerund = self.view.tokens[child].xpos == Xpos::Vbg && self.has(child, Deprel::Obj);
            gerund && child > verb && self.has_case(child, "from")
        };
        let gerund = self.children(verb).iter().copied().find(active)?;
        let agent = self.phrase(gerund, "by").or_else(|| self.deep_phrase(gerund, "by"));
        agent.filter(|agent| self.parties.contains(agent))
    }

    fn own_subject(&self, verb: usize) -> Option<usize> {
        let own = self.children(verb).iter().copied().find(|&child| self.is_subject(child));
        own.or_else(|| self.stranded_subject(verb)).or_else(|| self.marked_subject(verb))
    }

    // "after a court sentenced him": parsers take the conjunction for a preposition.
    fn marked_subject(&self, verb: usize) -> Option<usize> {
        let word = self.view.tokens[verb];
        // "with Oslo backing one side as Minsk and Riga back the other"
        if matches!(word.xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp) && word.deprel == Deprel::Conj {
            let first = self.view.head(verb)?;
            let marked = |&&child: &&usize| {
                let phrase = self.view.deprel(child) == Deprel::Obl && first < child && child < verb;
                let last = self.children(child).last().copied().unwrap_or(child).max(child);
                phrase
                    && last + 1 == verb
                    && self.cases(child).any(|case| self.gives(Signal::Subordinate, case))
            };
            return self.children(first).iter().find(marked).copied();
        }
        let helped = self.has(verb, Deprel::AuxPass) && word.deprel == Deprel::Parataxis;
        let past =
            matches!(word.xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp) && word.deprel == Deprel::Advcl || helped;
        let marked = |&&child: &&usize| {
            let phrase = self.view.deprel(child) == Deprel::Obl && child < verb;
            phrase && self.cases(child).any(|case| self.gives(Signal::Subordinate, case))
        };
        self.children(verb).iter().find(marked).copied().filter(|_| past)
    }

    // "that Oslo had “wrongly” given": quotation marks cut the auxiliary off, and the subject with it.
    fn stranded_subject(&self, verb: usize) -> Option<usize> {
        let between = |&before: &usize| matches!(self.view.tokens[before].upos, Upos::Adv | Upos::Punct);
        let auxiliary = (0..verb).rev().find(|before| !between(before))?;
        let stray = self.view.tokens[auxiliary].upos == Upos::Aux && self.view.head(auxiliary) != Some(verb);
        if !stray {
            return None;
        }
        self.children(auxiliary).iter().copied().find(|&child| self.is_subject(child))
    }

    // A finite verb without a subject has lost it to the parser: the nearest party before it that no
    // preposition introduces.
    fn lost_subject(&self, verb: usize) -> Option<usize> {
        let modal = self.children(verb).iter().any(|&child| self.view.tokens[child].xpos == Xpos::Md);
        let perfect = self.view.tokens[verb].xpos != Xpos::Vb && self.has(verb, Deprel::Aux);
        let finite =
            matches!(self.view.tokens[verb].xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp) || modal || perfect;
        let main = matches!(self.view.deprel(verb), Deprel::Root | Deprel::Ccomp | Deprel::Parataxis);
        if !finite || !main || self.has(verb, Deprel::Expl) || self.has(verb, Deprel::Csubj) {
            return None;
        }
        let before = (0..verb).rev().take_while(|&token| !self.is_verb(token));
        before.into_iter().find(|&token| self.parties.contains(&token) && self.cases(token).next().is_none())
    }

    fn is_passive(&self, verb: usize) -> bool {
        if self.has(verb, Deprel::NsubjPass) || self.has(verb, Deprel::AuxPass) {
            return true;
        }
        if self.view.tokens[verb].xpos != Xpos::Vbn
            || self.has(verb, Deprel::Aux)
            || self.has(verb, Deprel::Nsubj)
        {
            return false;
        }
        match self.view.deprel(verb) {
            Deprel::Acl | Deprel::Advcl | Deprel::Amod => !self.has(verb, Deprel::Obj),
            Deprel::Conj => {
                self.view.head(verb).is_some_and(|first| self.is_verb(first) && self.is_passive(first))
            }
            Deprel::Xcomp => true,
            _ => false,
        }
    }

    /// The by-phrase of a passive, or of a noun.
    pub(crate) fn agent(&self, head: usize) -> Option<usize> {
        self.child(head, Deprel::OblAgent).or_else(|| self.phrase(head, "by"))
    }

    // "who", "which" and "that" stand for the noun that the clause belongs to.
    fn antecedent(&self, verb: usize, subject: usize) -> usize {
        let relative = self.view.deprel(verb) == Deprel::AclRelcl && self.gives(Signal::Relative, subject);
        if relative { self.view.head(verb).unwrap_or(subject) } else { subject }
    }

    fn borrowed_subject(&self, verb: usize, depth: usize) -> Option<usize> {
        let head = self.view.head(verb)?;
        match self.view.deprel(verb) {
            Deprel::Conj if self.is_verb(head) => self.grammatical_subject(head, depth),
            Deprel::Conj => self.grammatical_subject(head, depth),
            Deprel::Xcomp => self.controller(head, depth),
            Deprel::Advcl => self.adverbial_subject(verb, head, depth),
            Deprel::Ccomp | Deprel::Parataxis if self.is_verb(head) && !self.has(verb, Deprel::Mark) => {
                self.grammatical_subject(head, depth)
            }
            Deprel::AclRelcl => {
                (!self.has(verb, Deprel::Obj) || self.own_subject(verb).is_none()).then_some(head)
            }
            Deprel::Acl if self.has_case(verb, "to") => None,
            Deprel::Acl => self.participle_subject(verb, head, depth),
            Deprel::Amod => Some(head),
            _ => None,
        }
    }

    // "announced the cut on Monday, accusing": a participle after a comma goes with the clause, unless
    // the noun before it is somebody.
    fn participle_subject(&self, verb: usize, head: usize, depth: usize) -> Option<usize> {
        // "its goal of accepting refugees": whoever has the goal accepts.
        if self.view.tokens[verb].xpos == Xpos::Vbg && self.has_case(verb, "of") {
            // "were at the forefront of criticizing him": those who were there did.
            if self.has(head, Deprel::Cop) {
                return self.own_subject(head).or(Some(head));
            }
            let has = self.view.head(head).filter(|&above| self.is_verb(above) && !self.is_subject(head));
            let subject = has.and_then(|above| self.grammatical_subject(above, depth));
            return subject.or(self.child(head, Deprel::NmodPoss)).or(Some(head));
        }
        let first = self.children(verb).first().copied().unwrap_or(verb).min(verb);
        let comma = first > 0 && self.view.form(first - 1) == "," || self.view.form(first) == ",";
        let loose = comma && self.view.tokens[verb].xpos == Xpos::Vbg;
        let above = std::iter::successors(Some(head), |&at| self.view.head(at)).take(8);
        let governor = above.skip(1).find(|&at| self.is_verb(at)).filter(|_| loose && !self.is_subject(head));
        match governor {
            Some(governor) => self.grammatical_subject(governor, depth).or(Some(head)),
            None => Some(head),
        }
    }

    // "urged Iran to release": Iran; "was urged to release": the passive's subject; "agreed to
    // release": the subject.
    fn controller(&self, governor: usize, depth: usize) -> Option<usize> {
        let object = self.child(governor, Deprel::Obj).or_else(|| self.child(governor, Deprel::Iobj));
        object.or_else(|| self.grammatical_subject(governor, depth))
    }

    // "accused Iran of sending": the one accused sends; else the subject of the main clause.
    fn adverbial_subject(&self, verb: usize, head: usize, depth: usize) -> Option<usize> {
        // "the town fell, officials said, killing 17": who says so did not kill.
        let parenthesis = self.view.deprel(head) == Deprel::Parataxis && self.gives(Signal::Speech, head);
        let marked = self.cases(verb).next().is_some();
        let head = self.view.head(head).filter(|_| parenthesis && !marked).unwrap_or(head);
        // "obliges Oslo to withdraw": parsers hang what is asked for as a purpose.
        let asked = self.has_case(verb, "to") && self.gives(Signal::Controls, head);
        let of_object = asked || self.has_case(verb, "of") || self.has_case(verb, "for");
        let object = if of_object { self.child(head, Deprel::Obj) } else { None };
        object.or_else(|| self.grammatical_subject(head, depth))
    }

    fn grammatical_subject(&self, verb: usize, depth: usize) -> Option<usize> {
        let clause = self.clause_within(verb, depth - 1);
        if clause.passive { clause.object } else { clause.subject }
    }

    // "arrested and deported two men": the object hangs on one of the verbs.
    fn shared_object(&self, verb: usize) -> Option<usize> {
        let to_the_right = self.children(verb).iter().copied().find(|&child| {
            self.view.deprel(child) == Deprel::Conj
                && self.is_verb(child)
                && self.own_subject(child).is_none()
        });
        let joined = to_the_right.filter(|&next| next == verb + 2)?;
        self.child(joined, Deprel::Obj)
    }

    // "called Ethiopian President Zawde": a party as predicate of a verb without object is its object.
    fn predicate_party(&self, verb: usize) -> Option<usize> {
        let predicate = self.child(verb, Deprel::Xcomp).or_else(|| self.child(verb, Deprel::Vocative))?;
        let bare = predicate > verb && self.cases(predicate).next().is_none();
        (bare && self.parties.contains(&predicate)).then_some(predicate)
    }

    // "sanctions that Russia imposed": the noun is the object.
    fn gap(&self, verb: usize) -> Option<usize> {
        let relative = self.view.deprel(verb) == Deprel::AclRelcl;
        let subject = self.own_subject(verb)?;
        (relative && !self.gives(Signal::Relative, subject)).then(|| self.view.head(verb)).flatten()
    }

    /// A word in two parts with a hyphen between them: "semi-final".
    pub(super) fn joined(&self, first: usize) -> Option<String> {
        let last = first + 2;
        let hyphen = last < self.view.len() && self.view.form(first + 1) == "-";
        hyphen.then(|| format!("{}-{}", self.view.form(first), self.view.lemma(last)).to_lowercase())
    }

    /// Whether a word stands for those who do it to one another: "each other", "one another"; not "one of
    /// them".
    pub(super) fn is_reciprocal(&self, token: usize) -> bool {
        self.gives(Signal::Reciprocal, token) && !self.has(token, Deprel::Nmod)
    }

    /// Whether a word stands below another in the tree.
    pub(crate) fn is_below(&self, mut token: usize, above: usize) -> bool {
        for _ in 0..self.view.len() {
            match self.view.head(token) {
                Some(head) if head == above => return true,
                Some(head) => token = head,
                None => return false,
            }
        }
        false
    }

    /// How many steps a word stands below the root.
    pub(crate) fn depth(&self, mut token_idx: usize) -> usize {
        let mut depth = 0;
        while let Some(head) = self.view.head(token_idx) {
            token_idx = head;
            depth += 1;
            if depth > self.view.len() {
                break;
            }
        }
        depth
    }
}

// "An Iraqi", "two nurses", "Mr. Ruiz": no state, no seat.
fn is_people(mention: &Mention) -> bool {
    let state = mention.actor.entry.as_deref().is_some_and(|entry| entry.starts_with("states/"));
    let named = matches!(mention.actor.resolution, Resolution::Name | Resolution::Metonym);
    let people = ["CVL", "REF", "REB", "CRM", "LAB", "JRN", "ELI", "REL", "MED", "EDU", "OPP", "LEG"];
    let of_people = mention.actor.sectors.iter().any(|sector| people.contains(&sector.code()));
    of_people || state && mention.actor.sectors.is_empty() && named
}

fn is_party(mention: &Mention) -> bool {
    mention.actor.code.is_some() || !mention.actor.sectors.is_empty()
}

// An adjective of nationality before a participle is no subject: "Turkish armed forces".
fn names(mention: &Mention) -> bool {
    is_party(mention)
        && (mention.actor.resolution != Resolution::Nationality || mention.tokens.0 < mention.tokens.1)
}
