//! What is said of a relation as such: that it is good or bad, that it warms or sours.
//!
//! Nobody does anything in such a sentence, so it is no event; but it tells where two parties stand, and
//! which way they move. The words stand in `lexicon/verbs/assessments.toml`.
//!
//! ```text
//! "Relations between Oslo and Minsk have soured."   NOR, BLR  worse  "have soured"
//! "amid growing tension between Oslo and Minsk"     NOR, BLR  worse  "growing tension"
//! "Oslo's ties with Tallinn are close."             NOR, EST  better "ties are close"
//! ```

use tiltmeter_record::{Actor, Assessment, Direction, Statement};
use tiltmeter_text::Deprel;

use super::acts::Act;
use super::clauses::Clauses;
use super::frames::Signal;
use super::people::People;
use super::status::{self, Calendar};
use crate::statements::statement_at;

/// The assessments of one sentence, in the order of the text.
pub(super) fn find(
    sentence_idx: usize,
    clauses: &Clauses<'_>,
    people: &People<'_>,
    calendar: &Calendar<'_>,
    statements: &[&Statement],
) -> Vec<Assessment> {
    let finder = Finder { clauses, people };
    let nouns = (0..clauses.view.len()).filter(|&token| finder.is_relation(token));
    let found = nouns.filter_map(|noun| {
        let (a, b) = finder.sides(noun).or_else(|| finder.own(noun, statements))?;
        let said = finder.said(noun)?;
        let (first, last) = (said.words.iter().min()?, said.words.iter().max()?);
        let span = clauses.view.span(*first, *last);
        let dated = Act { words: said.words.clone(), ..Act::bare(said.head)? };
        let (date, _) = status::date(clauses, &dated, calendar);
        let statement = statement_at(statements.iter().copied(), span);
        let attribution = statement.map(Statement::attribution);
        let direction = said.direction;
        let rule = format!("verbs/assessments#{}", clauses.lemma(said.head));
        Some(Assessment {
            sentence: sentence_idx,
            a,
            b,
            direction,
            span,
            date: date.map(|(when, _)| when),
            attribution,
            rule,
        })
    });
    found.collect()
}

struct Finder<'a> {
    clauses: &'a Clauses<'a>,
    people: &'a People<'a>,
}

/// What is said of a relation, and by which words.
struct Said {
    direction: Direction,
    /// The word that says it.
    head: usize,
    words: Vec<usize>,
}

impl Finder<'_> {
    fn is_relation(&self, token: usize) -> bool {
        let noun = self.clauses.is_nominal(token);
        noun && (self.clauses.gives(Signal::Bond, token) || self.clauses.gives(Signal::Strain, token))
    }

    // "between X and Y", "X's ties with Y", "X-Y relations": both must be known, and two.
    fn sides(&self, noun: usize) -> Option<(Vec<Actor>, Vec<Actor>)> {
        let between = ["between", "among"].iter().find_map(|case| self.reached(noun, case));
        if let Some(between) = between {
            let mut parties = self.coded(between);
            return (parties.len() > 1).then(|| (vec![parties.remove(0)], parties));
        }
        let before = (0..noun).filter(|&token| self.is_modifier(token, noun));
        let mut before: Vec<Actor> = before.flat_map(|token| self.coded(token)).collect();
        dedup(&mut before);
        let mut with: Vec<Actor> = ["with", "towards", "toward", "to"]
            .iter()
            .find_map(|case| self.reached(noun, case))
            .map(|phrase| self.coded(phrase))
            .unwrap_or_default();
        if with.is_empty() && before.len() > 1 {
            with = before.split_off(1);
        }
        let apart = with.iter().all(|with| before.iter().all(|before| before.code != with.code));
        (!before.is_empty() && !with.is_empty() && apart).then_some((before, with))
    }

    // "The alliance with Washington is over, the Pakistani minister said": Pakistan's, that goes without saying.
    fn own(&self, noun: usize, statements: &[&Statement]) -> Option<(Vec<Actor>, Vec<Actor>)> {
        let with = self.coded(self.reached(noun, "with")?);
        let statement = statement_at(statements.iter().copied(), self.clauses.view.tokens[noun].span)?;
        let speaker = statement.speaker.clone().filter(|speaker| speaker.code.is_some())?;
        let apart = !with.is_empty() && with.iter().all(|with| with.code != speaker.code);
        apart.then(|| (vec![speaker], with))
    }

    // The phrase may hang on the noun, or on the verb of which the noun is subject.
    fn reached(&self, noun: usize, case: &str) -> Option<usize> {
        self.clauses.phrase(noun, case).or_else(|| self.clauses.deep_phrase(noun, case)).or_else(|| {
            let verb = self.clauses.view.head(noun).filter(|&verb| self.clauses.is_verb(verb))?;
            self.clauses.phrase(verb, case)
        })
    }

    fn coded(&self, token: usize) -> Vec<Actor> {
        let mut coded: Vec<Actor> =
            self.people.parties(token).into_iter().filter(|party| party.code.is_some()).collect();
        dedup(&mut coded);
        coded
    }

    // Whose relation it is: "Oslo's", "Norwegian-Russian", "U.S.-China".
    fn is_modifier(&self, token: usize, noun: usize) -> bool {
        let modifies = |at: usize| {
            matches!(self.clauses.view.deprel(at), Deprel::Compound | Deprel::Amod | Deprel::NmodPoss)
        };
        let above = std::iter::successors(Some(token), |&at| {
            self.clauses.view.head(at).filter(|_| at != noun && modifies(at))
        });
        above.take(4).any(|at| at == noun)
    }

    fn said(&self, noun: usize) -> Option<Said> {
        let view = &self.clauses.view;
        let beside = self
            .clauses
            .children(noun)
            .iter()
            .copied()
            .filter(|&child| child < noun && matches!(view.deprel(child), Deprel::Amod | Deprel::Acl));
        // The predicate tells more than an attribute: "once warm relations have soured".
        let predicates = self.predicates(noun);
        for head in predicates.into_iter().chain(beside) {
            if let Some(direction) = self.direction(noun, head) {
                let mut words = vec![noun, head];
                words.extend(self.helpers(head));
                return Some(Said { direction, head, words });
            }
        }
        // "a rift between them": the noun alone says it.
        let strained = self.clauses.gives(Signal::Strain, noun) && !self.is_open(noun);
        strained.then(|| Said { direction: Direction::Worse, head: noun, words: vec![noun] })
    }

    // The verb or adjective of which the relation is subject, the thing that befalls it ("a thaw in
    // relations"), the participle behind it.
    fn predicates(&self, noun: usize) -> Vec<usize> {
        let view = &self.clauses.view;
        let mut found = Vec::new();
        if let Some(head) = view.head(noun) {
            match view.deprel(noun) {
                Deprel::Nsubj | Deprel::NsubjPass => {
                    found.push(head);
                    let below = |&&child: &&usize| {
                        matches!(view.deprel(child), Deprel::Xcomp | Deprel::Obl | Deprel::Advmod)
                    };
                    found.extend(self.clauses.children(head).iter().filter(below));
                }
                Deprel::Nmod => found.push(head),
                // "The killing soured relations": somebody's deed, where somebody is the subject.
                Deprel::Obj if self.clauses.is_verb(head) => {
                    let subject = self.clauses.clause(head).subject;
                    let deed = subject.is_none_or(|subject| self.people.is_somebody(subject));
                    found.extend(Some(head).filter(|_| !deed));
                }
                _ => {}
            }
        }
        let behind = |&child: &usize| child > noun && view.deprel(child) == Deprel::Acl;
        found.extend(self.clauses.children(noun).iter().copied().filter(behind));
        found
    }

    fn direction(&self, noun: usize, word: usize) -> Option<Direction> {
        let (better, worse) = match self.clauses.gives(Signal::Strain, noun) {
            true => (Signal::Eases, Signal::Mounts),
            false => (Signal::Warms, Signal::Sours),
        };
        let gives = |signal| {
            self.clauses.gives(signal, word)
                || self.clauses.has_modifier(word, |child| self.clauses.gives(signal, child))
        };
        let direction = if gives(worse) {
            Direction::Worse
        } else if gives(better) {
            Direction::Better
        } else if self.clauses.gives(Signal::Steady, word) {
            Direction::Same
        } else {
            return None;
        };
        (!self.is_open(word)).then_some(match self.is_negated(word) {
            true => Direction::Same,
            false => direction,
        })
    }

    // "may worsen", "hopes that ties improve", "if tensions rise": nobody says that it is so.
    fn is_open(&self, word: usize) -> bool {
        let clauses = self.clauses;
        let modal = clauses.children(word).iter().any(|&child| {
            clauses.view.deprel(child) == Deprel::Aux
                && clauses.view.tokens[child].xpos == tiltmeter_text::Xpos::Md
        });
        let marked = clauses.cases(word).any(|mark| {
            clauses.gives(Signal::Condition, mark)
                || clauses.view.tokens[mark].xpos == tiltmeter_text::Xpos::To
        });
        let doubted = clauses
            .children(word)
            .iter()
            .any(|&child| clauses.gives(Signal::Doubt, child) || clauses.gives(Signal::Future, child));
        modal || marked || doubted
    }

    fn is_negated(&self, word: usize) -> bool {
        self.clauses.children(word).iter().any(|&child| self.clauses.gives(Signal::Negation, child))
    }

    fn helpers(&self, word: usize) -> Vec<usize> {
        let helps = |&&child: &&usize| {
            matches!(self.clauses.view.deprel(child), Deprel::Aux | Deprel::AuxPass | Deprel::Cop)
        };
        self.clauses.children(word).iter().filter(helps).copied().collect()
    }
}

// One party for each code.
fn dedup(parties: &mut Vec<Actor>) {
    let mut seen = Vec::new();
    parties.retain(|party| {
        let fresh = !seen.contains(&party.code);
        seen.push(party.code.clone());
        fresh
    });
}
