//! Where states are said to stand: that one turns from some to others, that some stand together against others.
//! Beside the events and what is said of relations as such; the judgements that pivots and axes are held against.
//!
//! ```text
//! sentence ──> words that say so ──> who, to whom, from whom ──> on whose word ──> Alignments, Assessments
//!              words                 here                        statements
//!
//! Oslo is drifting away from Stockholm and toward Vienna.  ──>  pivot: NOR from SWE to AUT
//! ```
//!
//! "Oslo and Vienna are drawing closer" is of one relation alone, so it is an assessment.

#[cfg(test)]
mod tests;
mod words;

use tiltmeter_record::{
    Actor, Aligned, Alignment, Assessment, Attribution, Direction, Report, Span, Statement, When,
};
use tiltmeter_text::{Deprel, Document, View};

use crate::statements::statement_at;
use crate::{Lexicon, Mentions};
pub(crate) use words::Words;
use words::{Entry, Role};

/// What a report says of single relations in such words, and who turns and who stands together.
pub(crate) fn find(
    report: &Report,
    document: &Document,
    mentions: &Mentions,
    statements: &[Statement],
    lexicon: &Lexicon,
) -> (Vec<Assessment>, Vec<Alignment>) {
    let mut found: Vec<Said> = Vec::new();
    for (sentence_idx, sentence) in document.sentences.iter().enumerate() {
        if sentence.parsed {
            let view = document.view(&report.text, sentence_idx);
            let search = Search { view, sentence_idx, mentions, words: &lexicon.relations };
            search.sentence(&mut found);
        }
    }
    let (mut assessments, mut alignments) = (Vec::new(), Vec::new());
    for said in found {
        let statement = statement_at(statements, said.span);
        let attribution = statement.map(Statement::attribution);
        match said.direction {
            Some(direction) => assessments.push(said.assessment(direction, report.date, attribution)),
            None => alignments.push(said.alignment(attribution)),
        }
    }
    (assessments, alignments)
}

/// What was found, before it is known on whose word.
struct Said {
    sentence: usize,
    aligned: Aligned,
    subject: Vec<Actor>,
    toward: Vec<Actor>,
    away: Vec<Actor>,
    /// Where it says no more than that two move nearer or farther.
    direction: Option<Direction>,
    span: Span,
    rule: String,
}

impl Said {
    fn assessment(
        self,
        direction: Direction,
        date: Option<When>,
        attribution: Option<Attribution>,
    ) -> Assessment {
        let b = if self.toward.is_empty() { self.away } else { self.toward };
        let (sentence, a, span, rule) = (self.sentence, self.subject, self.span, self.rule);
        Assessment { sentence, a, b, direction, span, date, attribution, rule }
    }

    fn alignment(self, attribution: Option<Attribution>) -> Alignment {
        let Said { sentence, aligned, subject, toward, away, span, rule, .. } = self;
        Alignment { sentence, aligned, subject, toward, away, span, attribution, rule }
    }
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
    fn sentence(&self, found: &mut Vec<Said>) {
        for token in (0..self.view.len()).filter(|&token| !self.is_open(token)) {
            let said = self.entry_at(token).and_then(|entry| match entry.role {
                Role::Turn => self.turn(token, entry),
                Role::Axis => self.axis(token, entry),
            });
            if let Some(said) = said.filter(|said| !found.iter().any(|known| same(known, said))) {
                found.push(said);
            }
        }
    }

    fn entry_at(&self, token: usize) -> Option<&'a Entry> {
        let lemma = self.view.lower_lemma(token);
        self.words
            .under(&lemma)
            .find(|(_, rest)| rest.iter().all(|word| self.beside(token, word)))
            .map(|x| x.0)
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

    // The parties that hang on a word by one of these prepositions.
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
        for token in (0..noun).filter(|&token| self.modifies(token, noun)) {
            if let Some(code) = self.words.function.halves.get(self.view.form(token)) {
                let half = Actor::unresolved(self.view.tokens[token].span);
                push(&mut before, &Actor { code: Some(code.clone()), ..half });
            }
            let here = self.mentions.of_sentence(self.sentence_idx).iter();
            here.filter(|mention| mention.head == token)
                .for_each(|mention| push(&mut before, &mention.actor));
        }
        before
    }

    // Whether a token is part of what stands before a noun: every step from the one to the other is.
    fn modifies(&self, token: usize, noun: usize) -> bool {
        let mut at = token;
        for _ in 0..REACH {
            let part = matches!(
                self.view.deprel(at).universal(),
                "nmod" | "compound" | "amod" | "conj" | "flat" | "nummod"
            );
            match self.view.head(at).filter(|_| part) {
                Some(head) if head == noun => return true,
                Some(head) => at = head,
                None => return false,
            }
        }
        false
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

    // Parsers part the first of a list from the rest: "Norway, Austria and Italy formed a bloc".
    fn coded(&self, head: usize) -> Vec<Actor> {
        let mut coded = Vec::new();
        let mentions = self.mentions.of_sentence(self.sentence_idx);
        let ends_before = |start: usize| {
            let comma = start.checked_sub(1).filter(|&at| self.view.form(at) == ",")?;
            mentions.iter().find(|mention| mention.tokens.1 + 1 == comma)
        };
        let mut start = mentions.iter().find(|mention| mention.head == head).map(|mention| mention.tokens.0);
        while let Some(earlier) = start.and_then(ends_before) {
            push(&mut coded, &earlier.actor);
            start = Some(earlier.tokens.0);
        }
        coded.reverse();
        let parties = self.mentions.parties(&self.view, self.sentence_idx, head);
        parties.iter().for_each(|party| push(&mut coded, party));
        coded
    }

    // "We are turning to them": somebody whom the report does not name there.
    fn somebody(&self, word: usize, prepositions: &[String]) -> Vec<Actor> {
        let people = &self.words.function.people;
        let meant = self.view.children_by(word, Deprel::Obl).filter(|&at| {
            let preposition = self.preposition(at).map(|case| self.view.lemma(case));
            people.iter().any(|person| self.view.form(at).eq_ignore_ascii_case(person))
                && preposition.is_some_and(|case| prepositions.iter().any(|known| known == case))
        });
        meant.map(|at| Actor::unresolved(self.view.tokens[at].span)).collect()
    }

    // The word that a noun hangs on; itself, where it heads the sentence.
    fn governor(&self, noun: usize) -> usize {
        self.view.head(noun).unwrap_or(noun)
    }

    // "A drifts from B toward C"; "A's tilt toward C"; "A and B draw closer".
    fn turn(&self, word: usize, entry: &'a Entry) -> Option<Said> {
        let (mut toward, mut away) = (self.hanging(word, &entry.toward), self.hanging(word, &entry.away));
        let mut subject = self.before(word);
        if subject.is_empty() {
            subject = self.subject_of(word);
        }
        if toward.is_empty() && away.is_empty() && entry.pivot {
            (toward, away) = (self.somebody(word, &entry.toward), self.somebody(word, &entry.away));
        }
        subject.retain(|party| !toward.iter().chain(&away).any(|other| other.code == party.code));
        let direction = match (toward.is_empty(), away.is_empty()) {
            (false, false) => None,
            (true, true) => {
                let together = subject.len() > 1 && entry.sign != 0;
                (toward, away) = (together.then(|| subject.split_off(1))?, Vec::new());
                Some(if entry.sign < 0 { Direction::Worse } else { Direction::Better })
            }
            _ if entry.pivot || toward.iter().chain(&away).any(|party| party.code.is_none()) => None,
            (false, true) => Some(Direction::Better),
            (true, false) => Some(Direction::Worse),
        };
        if subject.is_empty() {
            return None;
        }
        let last =
            self.view.children(word).filter(|&at| self.view.deprel(at) == Deprel::Advmod && at > word).min();
        let span = self.view.span(word, last.filter(|&last| last <= word + 2).unwrap_or(word));
        let (sentence, aligned, rule) = (self.sentence_idx, Aligned::Pivot, entry.rule.clone());
        Some(Said { sentence, aligned, subject, toward, away, direction, span, rule })
    }

    // "An axis of A, B and C against D"; "the A-B axis"; "A and B close ranks against C".
    fn axis(&self, word: usize, entry: &'a Entry) -> Option<Said> {
        let function = &self.words.function;
        let mut away = self.hanging(word, &function.against);
        let mut subject = self.before(word);
        for prepositions in [&function.between, &function.with, &function.of] {
            self.hanging(word, prepositions).iter().for_each(|member| push(&mut subject, member));
        }
        if subject.len() < 2 {
            self.subject_of(word).iter().for_each(|member| push(&mut subject, member));
        }
        if away.is_empty() {
            away = self.hanging(self.governor(word), &function.against);
        }
        subject.retain(|member| !away.iter().any(|other| other.code == member.code));
        if subject.len() < 2 || entry.needs_against && away.is_empty() {
            return None;
        }
        let (sentence, aligned, rule) = (self.sentence_idx, Aligned::Axis, entry.rule.clone());
        let (toward, direction, span) = (Vec::new(), None, self.view.tokens[word].span);
        Some(Said { sentence, aligned, subject, toward, away, direction, span, rule })
    }

    /// Whether nobody says that it is so: denied, possible, still to come, or asked for.
    fn is_open(&self, word: usize) -> bool {
        let function = &self.words.function;
        let open = [&function.negations, &function.possible, &function.conditions, &function.future];
        self.view.children(word).any(|child| {
            let lemma = self.view.lower_lemma(child);
            let helps = matches!(self.view.deprel(child).universal(), "aux" | "advmod" | "mark" | "det");
            helps && open.iter().any(|words| words.iter().any(|word| *word == lemma))
        })
    }
}

// Each party once, and only one that has a code.
fn push(parties: &mut Vec<Actor>, party: &Actor) {
    if party.code.is_some() && !parties.iter().any(|known| known.code == party.code) {
        parties.push(party.clone());
    }
}

fn same(one: &Said, other: &Said) -> bool {
    let codes = |said: &Said| -> Vec<Option<String>> {
        let parties = said.subject.iter().chain(&said.toward).chain(&said.away);
        parties.map(|party| party.code.clone()).collect()
    };
    one.sentence == other.sentence && codes(one) == codes(other)
}
