//! What auxiliaries, negation, conditions and adjectives make of an act.
//!
//! ```text
//! "will lift" AGREE future   "will not lift" REJECT   "did not lift" negated   "may lift" hypothetical
//! ```

use tiltmeter_record::{EventType, Status};
use tiltmeter_text::{Deprel, Upos, Xpos};

use super::acts::{Act, Evaluator};
use super::clauses::Clause;
use super::compose;
use super::frames::{Modal, Signal};

impl Evaluator<'_> {
    // What auxiliaries, negation and conditions at this word make of the act.
    pub(super) fn modify(&self, act: &mut Act, head: usize) {
        let clauses = self.clauses;
        let negated = clauses.children(head).iter().any(|&child| {
            matches!(
                clauses.view.deprel(child),
                Deprel::Advmod | Deprel::Det | Deprel::CcPreconj | Deprel::Aux | Deprel::Cc
            ) && clauses.gives(Signal::Negation, child)
                && !self.is_more(child)
                // "does not, and never will, accept": parsers hang the negation on the auxiliary.
                || clauses.view.deprel(child) == Deprel::Aux
                    && clauses.children(child).iter().any(|&word| clauses.gives(Signal::Negation, word))
        });
        // "had bought no drones"
        let none = |&&word: &&usize| word != head && clauses.is_nominal(word) && clauses.has_no(word);
        // "No state condemned it", "neither Oslo nor Minsk was charged"
        let nobody = |clause: Clause| {
            let grammatical = if clause.passive { clause.object } else { clause.subject };
            grammatical.is_some_and(|subject| subject < head && self.is_none(subject))
        };
        let negated = negated
            || self.is_no_habit(head)
            || clauses.is_verb(head)
                && (act.words.iter().any(|word| none(&word)) || nobody(clauses.clause(head)));
        let modal = self.modal(head);
        let table = modal.and_then(|modal| match (negated, self.is_reported(head)) {
            (true, _) => modal.negated,
            (false, true) => modal.reported.or(modal.table),
            (false, false) => modal.table,
        });
        let supposed = self.is_supposed(head);
        if let Some(modal) = modal {
            // "If Oslo acts, the money will flow": nobody has promised it.
            let table = table.filter(|_| !supposed || !act.actors.is_empty());
            self.apply_modal(act, head, modal, table);
        }
        let warns = matches!(act.event, EventType::Threaten | EventType::Reject);
        if supposed && modal.is_some() && !warns && matches!(act.status, Status::Future | Status::Actual) {
            act.status = Status::Hypothetical;
        }
        let refused = act.negated.filter(|_| negated && modal.is_none());
        if let Some(outcome) =
            refused.and_then(|table| compose::outcome(&self.verbs.tables[table], Some(act)))
        {
            compose::apply(act, &outcome.clone());
        } else if negated && table.is_none() {
            act.status = Status::Negated;
        }
        let purpose =
            self.is_purpose(head) && act.status == Status::Actual && !self.is_said_at_once(act, head);
        if self.is_condition(head) || purpose || self.is_below_condition(head) || self.is_prospect(head) {
            act.status = Status::Hypothetical;
        }
        // "not until after Silva leaves office"
        let present = matches!(clauses.view.tokens[head].xpos, Xpos::Vbz | Xpos::Vbp);
        let yet = ["after", "before", "once"].iter().any(|mark| clauses.has_case(head, mark));
        let beside = matches!(clauses.view.deprel(head), Deprel::Advcl | Deprel::Conj);
        if present && yet && beside && act.status == Status::Actual {
            act.status = Status::Future;
        }
        let modifiers = clauses.children(head).iter().copied();
        let narrows = |&child: &usize| matches!(clauses.view.deprel(child), Deprel::Amod | Deprel::Advmod);
        for modifier in modifiers.filter(narrows) {
            self.apply_adjective(act, modifier);
        }
    }

    // "if Oslo follows through on its threats, breaking the treaty": supposed as what it hangs on.
    fn is_below_condition(&self, head: usize) -> bool {
        let clauses = self.clauses;
        let above = clauses.view.head(head).filter(|_| clauses.is_loose_gerund(head));
        above.is_some_and(|above| self.is_condition(above))
    }

    // "opponents of taking in migrants", "the risk of angering Oslo"
    fn is_prospect(&self, gerund: usize) -> bool {
        self.noun_of_gerund(gerund).is_some_and(|noun| self.clauses.gives(Signal::Prospect, noun))
    }

    fn noun_of_gerund(&self, gerund: usize) -> Option<usize> {
        let within = self.clauses.view.deprel(gerund) == Deprel::Acl && self.clauses.has_case(gerund, "of");
        self.clauses.view.head(gerund).filter(|_| within)
    }

    // "is not in the habit of supporting them"
    fn is_no_habit(&self, gerund: usize) -> bool {
        let clauses = self.clauses;
        let habit = self.noun_of_gerund(gerund).filter(|&habit| clauses.has(habit, Deprel::Cop));
        habit.is_some_and(|habit| {
            let mut beside = clauses.children(habit).iter();
            beside.any(|&child| {
                clauses.view.deprel(child) == Deprel::Advmod && clauses.gives(Signal::Negation, child)
            })
        })
    }

    // "if Oslo attacks, Minsk will answer": what hangs on a condition is supposed, as the condition is.
    fn is_supposed(&self, head: usize) -> bool {
        let clauses = self.clauses;
        clauses.children(head).iter().any(|&child| {
            clauses.view.deprel(child) == Deprel::Advcl
                && clauses.cases(child).any(|mark| clauses.gives(Signal::Supposition, mark))
        })
    }

    // "not only condemned him": he did.
    fn is_more(&self, negation: usize) -> bool {
        negation + 1 < self.clauses.view.len() && self.clauses.gives(Signal::Only, negation + 1)
    }

    // "no state", "neither of them", "neither Oslo nor Minsk"
    fn is_none(&self, noun: usize) -> bool {
        let small = |&&child: &&usize| {
            matches!(self.clauses.view.deprel(child), Deprel::Det | Deprel::CcPreconj) && child < noun
        };
        self.clauses
            .children(noun)
            .iter()
            .filter(small)
            .any(|&child| self.clauses.gives(Signal::Negation, child))
            || self.clauses.view.tokens[noun].upos == Upos::Pron && self.clauses.gives(Signal::Negation, noun)
    }

    fn apply_adjective(&self, act: &mut Act, adjective: usize) {
        if self.clauses.gives(Signal::Doubt, adjective) {
            act.status = Status::Hypothetical;
        } else if self.clauses.gives(Signal::Future, adjective) && act.status == Status::Actual {
            act.status = Status::Future;
        }
    }

    pub(super) fn modal(&self, head: usize) -> Option<&Modal> {
        let auxiliaries = self.clauses.children(head).iter().filter(|&&child| {
            self.clauses.view.deprel(child) == Deprel::Aux && self.clauses.view.tokens[child].xpos == Xpos::Md
        });
        let forms: Vec<_> = auxiliaries.map(|&aux| self.clauses.view.lower_form(aux)).collect();
        let is_there = |word: &String| forms.iter().any(|form| form == word);
        self.verbs.modals.iter().find(|modal| modal.words.iter().any(is_there))
    }

    fn apply_modal(&self, act: &mut Act, head: usize, modal: &Modal, table: Option<usize>) {
        let outcome = table.and_then(|table| compose::outcome(&self.verbs.tables[table], Some(act)));
        match outcome {
            Some(outcome) => {
                let outcome = outcome.clone();
                compose::apply(act, &outcome);
                let same = outcome.event.is_none() || outcome.status == Some(Status::Future);
                (act.known, act.known_actor) = (act.known && same, false);
                act.foreign &= same;
                act.somebody &= same;
                act.rules.insert(0, modal.id.clone());
                if outcome.event == Some(EventType::Request) {
                    self.speaker_asks(act, head);
                }
            }
            None => act.status = modal.status.unwrap_or(act.status),
        }
    }

    // "Paris said that Iran must release him": Paris asks Iran.
    fn speaker_asks(&self, act: &mut Act, head: usize) {
        let speaker = self.clauses.view.head(head).and_then(|verb| self.clauses.clause(verb).subject);
        if let Some(speaker) = speaker {
            act.recipients = std::mem::replace(&mut act.actors, vec![speaker]);
        }
    }

    /// Whether a verb stands below a verb of speech.
    pub(super) fn is_reported(&self, head: usize) -> bool {
        let governor = self.clauses.view.head(head);
        let reported = matches!(self.clauses.view.deprel(head), Deprel::Ccomp | Deprel::Parataxis);
        reported && governor.is_some_and(|governor| self.clauses.gives(Signal::Speech, governor))
    }

    // "sent jets to destroy the reactor": meant, not told to have happened.
    pub(super) fn is_purpose(&self, head: usize) -> bool {
        let infinitive = self.clauses.cases(head).any(|mark| self.clauses.view.tokens[mark].xpos == Xpos::To);
        // "would let families sue", "wants to lift": so too below any verb that does not say it was done.
        let meant = || {
            let above = self.clauses.view.head(head);
            above.is_some_and(|above| !self.clauses.gives(Signal::Fulfilled, above))
        };
        infinitive
            && match self.clauses.view.deprel(head) {
                Deprel::Advcl | Deprel::Acl => true,
                Deprel::Xcomp | Deprel::Ccomp => meant(),
                _ => false,
            }
    }

    // "called to congratulate her", "took to the air to accuse him": who speaks in order to say it has said it.
    pub(super) fn is_said_at_once(&self, act: &Act, head: usize) -> bool {
        let clauses = self.clauses;
        let Some(above) = clauses.view.head(head) else { return false };
        let told = matches!(clauses.view.tokens[above].xpos, Xpos::Vbd | Xpos::Vbn);
        let said = act.quad().is_verbal();
        said && told
            && clauses.view.deprel(head) == Deprel::Advcl
            && !clauses.clause(above).passive
            && clauses.gives(Signal::Utters, above)
    }

    pub(super) fn is_condition(&self, head: usize) -> bool {
        self.clauses.is_condition(head)
    }
}
