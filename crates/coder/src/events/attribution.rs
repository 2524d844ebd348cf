//! On whose word an act stands.

use tiltmeter_record::{Attribution, Form, Status};
use tiltmeter_text::{Deprel, Upos, Xpos};

use super::SentenceCoder;
use super::acts::Act;
use crate::statements::statement_at;

impl SentenceCoder<'_> {
    /// The innermost statement that tells the act; `None` where the reporter does.
    pub(super) fn attribution(&self, act: &Act) -> Option<Attribution> {
        // "denies that it harbours": who denies says so.
        let inner = act.words.first().copied().filter(|_| act.status == Status::Negated);
        let word = inner.unwrap_or(act.head);
        let place = self.clauses.view.tokens[word].span;
        let all = || self.statements.iter().copied();
        let mut told = statement_at(all(), place)?;
        if told.form == Form::Indirect && self.is_aside(word) {
            told = statement_at(all().filter(|statement| statement.form != Form::Indirect), place)?;
        }
        Some(told.attribution())
    }

    // What the reporter adds within words that are not quoted: "The truce, brokered by Oslo, holds, both said";
    // "they fear that Oslo could close the port, as it did in 2011".
    fn is_aside(&self, word: usize) -> bool {
        let view = &self.clauses.view;
        let is_comma = |at: usize| view.tokens.get(at).is_some_and(|token| token.xpos == Xpos::Comma);
        let (first, last) = view.extent(word);
        let participle = view.deprel(word) == Deprel::Acl && view.tokens[word].xpos == Xpos::Vbn;
        let opens = is_comma(first) || first > 0 && is_comma(first - 1);
        if participle && opens && is_comma(last + 1) {
            return true;
        }
        let compares = |clause: usize| {
            let mark = view.children_by(clause, Deprel::Mark).next();
            let stands_for = matches!(view.lemma(clause), "do" | "have")
                && view.children(clause).all(|child| view.tokens[child].upos != Upos::Verb);
            view.deprel(clause) == Deprel::Advcl
                && stands_for
                && mark.is_some_and(|mark| mark > 0 && view.lemma(mark) == "as" && is_comma(mark - 1))
        };
        (0..word).any(compares)
    }
}
