//! How relations are said to stand: what a report, or somebody in it, asserts of a relation, of a state that turns,
//! of some that stand together. After the statements, beside the events; the second series that relations are
//! measured by.
//!
//! ```text
//! sentence ──> words on relations ──> whose relation, which way ──> on whose word ──> Assessments
//!              words                  here                          statements
//!
//! Ties between Oslo and Vienna have soured, the minister said.  ──>  NOR AUT worse, on the minister's word
//! ```
//!
//! An event is an act; an assessment is a judgement. "Oslo recalled its envoy" is the one, "ties are strained" the
//! other, and whether they agree is worth knowing.

#[cfg(test)]
mod tests;
mod words;

use tiltmeter_record::{Actor, Assessed, Assessment, Attribution, Report, Span, Statement, Status};
use tiltmeter_text::{Deprel, Document, View};

use crate::statements::statement_at;
use crate::{Lexicon, Mentions};
pub(crate) use words::Words;
use words::{Entry, Role};

/// Finds the assessments of a report.
pub(crate) fn find(
    report: &Report,
    document: &Document,
    mentions: &Mentions,
    statements: &[Statement],
    lexicon: &Lexicon,
) -> Vec<Assessment> {
    let mut found: Vec<Assessment> = Vec::new();
    for (sentence_idx, sentence) in document.sentences.iter().enumerate() {
        if sentence.parsed {
            let view = document.view(&report.text, sentence_idx);
            let search = Search { view, sentence_idx, mentions, words: &lexicon.relations };
            search.sentence(&mut found);
        }
    }
    for assessment in &mut found {
        assessment.attribution = statement_at(statements, assessment.span)
            .map(|statement| Attribution { speaker: statement.speaker.clone(), cue: statement.cue });
    }
    found
}

/// One sentence and what its words can mean.
struct Search<'a> {
    view: View<'a>,
    sentence_idx: usize,
    mentions: &'a Mentions,
    words: &'a Words,
}

// So far from a word may stand what it says something of, in steps of the tree.
const REACH: usize = 4;

impl<'a> Search<'a> {
    fn sentence(&self, found: &mut Vec<Assessment>) {
        for token in 0..self.view.len() {
            let said = self.entry_at(token).and_then(|entry| match entry.role {
                Role::Bond => self.bond(token, entry),
                Role::Turn => self.turn(token, entry),
                Role::Axis => self.axis(token, entry),
                Role::Course => None,
            });
            if let Some(assessment) = said.filter(|said| !found.iter().any(|known| same(known, said))) {
                found.push(assessment);
            }
        }
    }

    fn entry_at(&self, token: usize) -> Option<&'a Entry> {
        let lemma = self.view.lemma(token).to_lowercase();
        self.words
            .under(&lemma)
            .find(|(_, rest)| rest.iter().all(|word| self.beside(token, word)))
            .map(|x| x.0)
    }

    fn course_at(&self, token: usize) -> Option<&'a Entry> {
        self.entry_at(token).filter(|entry| entry.role == Role::Course)
    }

    // Whether a word hangs on another, or follows it.
    fn beside(&self, token: usize, word: &str) -> bool {
        let is = |at: usize| self.view.form(at).eq_ignore_ascii_case(word) || self.view.lemma(at) == word;
        let near = self.view.children(token).any(is);
        near || (token + 1..(token + 4).min(self.view.len())).any(|at| is(at) && self.below(at, token))
    }

    fn below(&self, token: usize, top: usize) -> bool {
        self.above(token).take(REACH).any(|at| at == top)
    }

    fn above(&self, token: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.view.head(token), |&at| self.view.head(at)).take(self.view.len())
    }

    // "Ties between A and B have soured": whose ties, and what is said of them.
    fn bond(&self, noun: usize, entry: &'a Entry) -> Option<Assessment> {
        let (one, other) = self.sides(noun)?;
        let bad = entry.sign < 0;
        let sign_of = |course: &Entry| if bad { course.sign_of_bad } else { course.sign };
        let (sign, rule, at, predicate) = match self.course_of(noun) {
            Some((course, at, predicate)) => (sign_of(course), &course.rule, at, predicate),
            None if entry.sign != 0 => (entry.sign, &entry.rule, noun, self.governor(noun)),
            None => return None,
        };
        let span = self.view.tokens[noun].span.cover(self.view.tokens[at].span);
        let assessed = Assessed::Relation { one, other, sign };
        Some(self.assessment(assessed, span, self.status(&[noun, at, predicate]), rule))
    }

    /// The two sides of a bond: "between A and B", "A's … with B", "A-B …", "A has … with B".
    fn sides(&self, noun: usize) -> Option<(Vec<Actor>, Vec<Actor>)> {
        let function = &self.words.function;
        if let Some(mut both) = self.told(noun, &function.between).filter(|both| both.len() > 1) {
            let other = both.split_off(1);
            return Some((both, other));
        }
        let mut before = self.before(noun);
        let with = self.told(noun, &function.with);
        match (before.len(), with) {
            (2.., None) => {
                let other = before.split_off(1);
                Some((before, other))
            }
            (1.., Some(with)) => apart(before, with),
            (0, Some(with)) => apart(self.subject_of(noun), with),
            _ => None,
        }
    }

    // The parties that hang on a word by one of these prepositions.
    fn told(&self, word: usize, prepositions: &[String]) -> Option<Vec<Actor>> {
        let told: Vec<Actor> = self.hanging(word, prepositions);
        (!told.is_empty()).then_some(told)
    }

    fn hanging(&self, word: usize, prepositions: &[String]) -> Vec<Actor> {
        let mut told: Vec<Actor> = Vec::new();
        for mention in self.mentions.of_sentence(self.sentence_idx) {
            let Some(preposition) = self.preposition(mention.head) else { continue };
            let named =
                prepositions.iter().any(|known| self.view.lemma(preposition).eq_ignore_ascii_case(known));
            if named && self.reaches(mention.head, word) {
                push(&mut told, &mention.actor);
            }
        }
        told
    }

    // The preposition before a party, or before the first of those that it is one of.
    fn preposition(&self, head: usize) -> Option<usize> {
        let case = |at: usize| self.view.children_by(at, Deprel::Case).find(|&case| case < at);
        let conjoined = |at: &usize| self.view.head(*at).filter(|_| self.view.deprel(*at) == Deprel::Conj);
        std::iter::successors(Some(head), conjoined).take(self.view.len()).find_map(case)
    }

    // Whether a party hangs on a word without another clause in between.
    fn reaches(&self, token: usize, word: usize) -> bool {
        let mut at = token;
        for _ in 0..REACH + 2 {
            let (deprel, head) = (self.view.deprel(at), self.view.head(at));
            let nominal = matches!(
                deprel.universal(),
                "nmod" | "obl" | "conj" | "appos" | "flat" | "compound" | "advmod"
            );
            match head {
                Some(head) if nominal && head == word => return true,
                Some(head) if nominal => at = head,
                _ => return false,
            }
        }
        false
    }

    // Parties that stand before a noun within its phrase: "A's", "A-B", and the halves of "Sino-Russian".
    fn before(&self, noun: usize) -> Vec<Actor> {
        let mut before: Vec<Actor> = Vec::new();
        let within = |token: usize| {
            let modifies = |at: usize| {
                matches!(self.view.deprel(at).universal(), "nmod" | "compound" | "amod" | "conj" | "flat")
            };
            token < noun
                && modifies(token)
                && (self.view.head(token) == Some(noun) || self.below(token, noun))
        };
        for token in (0..noun).filter(|&token| within(token)) {
            if let Some(code) = self.words.function.halves.get(self.view.form(token)) {
                push(
                    &mut before,
                    &Actor { code: Some(code.clone()), ..Actor::unresolved(self.view.tokens[token].span) },
                );
            }
            let here = self.mentions.of_sentence(self.sentence_idx).iter();
            here.filter(|mention| mention.head == token)
                .for_each(|mention| push(&mut before, &mention.actor));
        }
        before
    }

    // The subject of the verb over a word: its own, or that of the verb which it depends on.
    fn subject_of(&self, word: usize) -> Vec<Actor> {
        for verb in std::iter::once(word).chain(self.above(word)).take(REACH + 2) {
            let children = self.view.children(verb);
            let subject = children
                .filter(|&child| self.view.deprel(child).universal() == "nsubj" && child != word)
                .last();
            if let Some(subject) = subject.filter(|&subject| !self.below(word, subject)) {
                return self.coded(subject);
            }
            // "Pakistan, turning to China, …": the noun that the clause hangs on.
            if matches!(self.view.deprel(verb), Deprel::Acl) {
                return self.view.head(verb).map_or(Vec::new(), |noun| self.coded(noun));
            }
        }
        Vec::new()
    }

    fn coded(&self, head: usize) -> Vec<Actor> {
        let mut coded = Vec::new();
        let parties = self.mentions.parties(&self.view, self.sentence_idx, head);
        parties.iter().for_each(|party| push(&mut coded, party));
        coded
    }

    /// What is said of a bond: by a word before it, by what it is the subject or object of, or by the noun that it
    /// is of. With where that stands, and the predicate that it is said by.
    fn course_of(&self, noun: usize) -> Option<(&'a Entry, usize, usize)> {
        let governor = self.governor(noun);
        let before = self.view.children(noun).filter(|&child| {
            matches!(self.view.deprel(child), Deprel::Amod | Deprel::Compound | Deprel::Acl)
        });
        let by_predicate = || match self.view.deprel(noun).universal() {
            "nsubj" | "obj" => self.course_under(governor, noun),
            "nmod" | "obl" => {
                let of = self
                    .preposition(noun)
                    .is_some_and(|at| self.words.function.of.iter().any(|word| self.view.lemma(at) == word));
                self.course_at(governor).filter(|_| of).map(|course| (course, governor))
            }
            _ => None,
        };
        let found = by_predicate();
        let found = found.or_else(|| before.into_iter().find_map(|at| Some((self.course_at(at)?, at))));
        found.map(|(course, at)| (course, at, governor))
    }

    // The word that a noun hangs on; itself, where it heads the sentence.
    fn governor(&self, noun: usize) -> usize {
        self.view.head(noun).unwrap_or(noun)
    }

    // A predicate tells the course itself, or by what completes it: "are at a low", "took a turn for the worse".
    fn course_under(&self, predicate: usize, but: usize) -> Option<(&'a Entry, usize)> {
        if let Some(course) = self.course_at(predicate) {
            return Some((course, predicate));
        }
        let completes = |at: usize| {
            matches!(
                self.view.deprel(at).universal(),
                "xcomp" | "obj" | "obl" | "advmod" | "amod" | "nmod" | "conj"
            )
        };
        let near = |at: usize| at != but && completes(at) && !self.below(at, but);
        let first: Vec<usize> = self.view.children(predicate).filter(|&at| near(at)).collect();
        let second = first.iter().flat_map(|&at| self.view.children(at)).filter(|&at| near(at));
        first.iter().copied().chain(second).find_map(|at| Some((self.course_at(at)?, at)))
    }

    // "A drifts from B toward C"; "A's tilt toward C"; "A and B draw closer".
    fn turn(&self, word: usize, entry: &'a Entry) -> Option<Assessment> {
        let (to, from) = (self.hanging(word, &entry.toward), self.hanging(word, &entry.away));
        let mut state = self.before(word);
        if state.is_empty() {
            state = self.subject_of(word);
        }
        let strangers = |party: &Actor| !to.iter().chain(&from).any(|other| other.code == party.code);
        state.retain(strangers);
        let assessed = match (state.len(), to.is_empty(), from.is_empty()) {
            (0, ..) => return None,
            (1.., false, false) => Assessed::Pivot { state, from, to },
            (1.., true, false) | (1.., false, true) if entry.pivot => Assessed::Pivot { state, from, to },
            (1.., false, true) => Assessed::Relation { one: state, other: to, sign: 1 },
            (1.., true, false) => Assessed::Relation { one: state, other: from, sign: -1 },
            (2.., true, true) if entry.sign != 0 => {
                let other = state.split_off(1);
                Assessed::Relation { one: state, other, sign: entry.sign }
            }
            _ => return None,
        };
        let last =
            self.view.children(word).filter(|&at| self.view.deprel(at) == Deprel::Advmod && at > word).min();
        let span = self.view.span(word, last.filter(|&last| last <= word + 2).unwrap_or(word));
        Some(self.assessment(assessed, span, self.status(&[word]), &entry.rule))
    }

    // "An axis of A, B and C against D"; "the A-B axis"; "A and B close ranks against C".
    fn axis(&self, word: usize, entry: &'a Entry) -> Option<Assessment> {
        let function = &self.words.function;
        let mut against = self.hanging(word, &function.against);
        let mut members = self.before(word);
        for prepositions in [&function.between, &function.with, &function.of] {
            self.hanging(word, prepositions).iter().for_each(|member| push(&mut members, member));
        }
        if members.len() < 2 {
            self.subject_of(word).iter().for_each(|member| push(&mut members, member));
        }
        if against.is_empty() {
            let predicate = self.governor(word);
            against = self.hanging(predicate, &function.against);
        }
        members.retain(|member| !against.iter().any(|other| other.code == member.code));
        if members.len() < 2 || entry.needs_against && against.is_empty() {
            return None;
        }
        let span = self.view.tokens[word].span;
        Some(self.assessment(Assessed::Axis { members, against }, span, self.status(&[word]), &entry.rule))
    }

    fn assessment(&self, assessed: Assessed, span: Span, status: Status, rule: &str) -> Assessment {
        let (sentence, rule) = (self.sentence_idx, rule.to_string());
        Assessment { sentence, assessed, span, status, attribution: None, rule }
    }

    /// Whether it is asserted: what stands beside the words, and beside the verb that they hang on.
    fn status(&self, words: &[usize]) -> Status {
        let function = &self.words.function;
        let mut status = Status::Actual;
        for &word in words {
            for child in self.view.children(word) {
                let lemma = self.view.lemma(child).to_lowercase();
                let is = |known: &[String]| known.contains(&lemma);
                let helps = matches!(self.view.deprel(child).universal(), "aux" | "advmod" | "mark" | "det");
                if helps && is(&function.negations) {
                    return Status::Negated;
                }
                if helps && (is(&function.possible) || is(&function.conditions)) {
                    status = Status::Hypothetical;
                }
                if helps && is(&function.future) && status == Status::Actual {
                    status = Status::Future;
                }
            }
        }
        status
    }
}

// Those of the one side that are not of the other, if any are left.
fn apart(mut one: Vec<Actor>, other: Vec<Actor>) -> Option<(Vec<Actor>, Vec<Actor>)> {
    one.retain(|party| !other.iter().any(|known| known.code == party.code));
    (!one.is_empty()).then_some((one, other))
}

// Each party once, and only one that has a code.
fn push(parties: &mut Vec<Actor>, party: &Actor) {
    if party.code.is_some() && !parties.iter().any(|known| known.code == party.code) {
        parties.push(party.clone());
    }
}

fn same(one: &Assessment, other: &Assessment) -> bool {
    let codes = |assessment: &Assessment| -> Vec<(Option<String>, Option<String>, i8)> {
        let pairs = assessment.assessed.pairs().into_iter();
        pairs.map(|(a, b, sign)| (a.code.clone(), b.code.clone(), sign)).collect()
    };
    one.sentence == other.sentence && codes(one) == codes(other)
}
