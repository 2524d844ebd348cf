//! Operators: what becomes of the act inside a word such as "agree", "refuse", "end".
//!
//! ```text
//! "Oslo refused to resume talks with Minsk"   talks CONSULT ──resume──> CONSULT ──refuse──> REJECT meet
//! ```

use tiltmeter_record::{EventType, Status};
use tiltmeter_text::{Deprel, Upos, Xpos};

use super::acts::{Act, Evaluator};
use super::compose;
use super::frames::{Operator, Part, Selector, Signal, Slot, Target};
use super::matching::{Match, matches};
use super::people::in_sector;

impl Evaluator<'_> {
    pub(super) fn operator_acts(
        &self,
        head: usize,
        host: Option<usize>,
        depth: usize,
        found: &Match,
    ) -> Vec<Act> {
        let Target::Operator(operator_idx) = found.target else { return Vec::new() };
        let operator = &self.verbs.operators[operator_idx];
        if self.has_object(head, operator, found) {
            return Vec::new();
        }
        for inner in self.complements(head, operator, found).into_iter().filter(|&inner| Some(inner) != host)
        {
            let composed = |inner: usize| -> Vec<Act> {
                let acts = self.acts(inner, Some(head), depth + 1).into_iter();
                acts.filter_map(|act| self.compose(head, host, operator, found, act)).collect()
            };
            let mut all = composed(inner);
            if !all.is_empty() {
                // "agreed to stop shooting and pull back": what is joined is agreed too.
                all.extend(self.dependents(inner, &[Deprel::Conj]).flat_map(composed));
                return all;
            }
        }
        Vec::new()
    }

    fn has_object(&self, head: usize, operator: &Operator, found: &Match) -> bool {
        let object =
            self.clauses.child(head, Deprel::Obj).filter(|_| operator.bare && found.part == Part::Verb);
        object.is_some_and(|object| !found.tokens.contains(&object))
    }

    // Where the act inside an operator may hang, likeliest first.
    fn complements(&self, head: usize, operator: &Operator, found: &Match) -> Vec<usize> {
        let clauses = self.clauses;
        let clause = clauses.clause(head);
        let mut all: Vec<usize> = found.opened.into_iter().collect();
        if !operator.nouns_only {
            all.extend(self.clausal(head, operator).filter(|&child| !clauses.is_nominal(child)));
        }
        // "told a meeting" asks for none.
        let takes_things = !operator.infinitive || found.opened.is_some();
        if found.part == Part::Verb && takes_things {
            // "halted part of its aid": the aid is halted.
            all.extend(clause.object.map(|object| self.people.meant(object)));
            // "suspended 90 million euros in aid": what the sum is of.
            let sum = clause.object.filter(|&object| clauses.has(object, Deprel::Nummod));
            all.extend(sum.and_then(|sum| clauses.phrase(sum, "in")));
        }
        if !operator.nouns_only && !operator.strict {
            all.extend(self.loose_clauses(head, clause.object, found.part));
        }
        if found.part == Part::Noun {
            all.extend(self.dependents(head, &[Deprel::Nmod, Deprel::Obl, Deprel::Compound]));
        }
        // "The meeting failed to break the ice": it took place.
        let else_what = clauses.has(head, Deprel::Xcomp) || clauses.has(head, Deprel::Ccomp);
        if clause.object.is_none() && !operator.nouns_only && !else_what {
            // "Talks resumed": what begins or ends by itself.
            all.extend(clause.subject.filter(|&subject| clauses.view.tokens[subject].upos == Upos::Noun));
        }
        let mut seen = vec![head];
        all.retain(|&token| {
            let fresh = (!operator.nouns_only || !clauses.is_verb(token)) && !seen.contains(&token);
            seen.push(token);
            fresh
        });
        self.with_conjuncts(all)
    }

    // The clauses that a verb asks for. Who "tells reporters that" asks for nothing, who "tells them to"
    // does: some operators take infinitives and gerunds alone.
    fn clausal(&self, head: usize, operator: &Operator) -> impl Iterator<Item = usize> {
        let infinitive = operator.infinitive;
        self.dependents(head, &[Deprel::Xcomp, Deprel::Ccomp])
            .filter(move |&child| !infinitive || !self.is_finite(child))
    }

    fn is_finite(&self, verb: usize) -> bool {
        let auxiliary = |&&child: &&usize| {
            matches!(self.clauses.view.deprel(child), Deprel::Aux | Deprel::AuxPass | Deprel::Cop)
        };
        let finite = |token: usize| {
            matches!(self.clauses.view.tokens[token].xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp | Xpos::Md)
        };
        // "insisted that Oslo agree": one agrees, unless he is to.
        let subject = self.clauses.child(verb, Deprel::Nsubj).filter(|_| self.clauses.has_case(verb, "that"));
        let wished = self.clauses.view.tokens[verb].xpos == Xpos::Vbp
            && subject.is_some_and(|subject| {
                let one = matches!(self.clauses.view.tokens[subject].xpos, Xpos::Nn | Xpos::Nnp);
                one && !self.clauses.has(subject, Deprel::Conj)
            });
        finite(verb) && !wished
            || self.clauses.children(verb).iter().filter(auxiliary).any(|&aux| finite(aux))
    }

    fn dependents(&self, head: usize, deprels: &'static [Deprel]) -> impl Iterator<Item = usize> {
        let clauses = self.clauses;
        clauses
            .children(head)
            .iter()
            .copied()
            .filter(move |&child| deprels.contains(&clauses.view.deprel(child)))
    }

    // Infinitives and gerunds that parsers hang as modifiers on the operator or on its object.
    fn loose_clauses(&self, head: usize, object: Option<usize>, part: Part) -> Vec<usize> {
        let clauses = self.clauses;
        let to = |child: usize| clauses.has_case(child, "to");
        let own = self.dependents(head, &[Deprel::Acl]).filter(|&child| to(child) || part == Part::Noun);
        let of_object = object
            .into_iter()
            .flat_map(|object| self.dependents(object, &[Deprel::Acl]))
            .filter(|&child| to(child));
        let adverbial = self.dependents(head, &[Deprel::Advcl]);
        let marked =
            adverbial.filter(|&child| clauses.cases(child).next().is_some() && !self.is_condition(child));
        // "The talks failed, with Oslo arming Minsk": it armed Minsk.
        let marked =
            marked.filter(|&child| !(clauses.has_case(child, "with") && clauses.has(child, Deprel::Nsubj)));
        let subjects = self.dependents(head, &[Deprel::Csubj, Deprel::CsubjPass]);
        own.chain(of_object).chain(marked).chain(subjects).collect()
    }

    // "agreed to lift the ban and resume talks": the first that tells an act counts, so a conjunct
    // stands behind all that were found first.
    fn with_conjuncts(&self, mut all: Vec<usize>) -> Vec<usize> {
        let joined = |&token: &usize| {
            let children = self.clauses.children(token).iter().copied();
            children.filter(|&child| self.clauses.view.deprel(child) == Deprel::Conj).collect::<Vec<_>>()
        };
        let conjuncts: Vec<usize> = all.iter().flat_map(joined).collect();
        all.extend(conjuncts);
        all
    }

    fn compose(
        &self,
        head: usize,
        host: Option<usize>,
        operator: &Operator,
        found: &Match,
        inner: Act,
    ) -> Option<Act> {
        let clause = self.clauses.clause(head);
        let by_itself = !clause.passive && found.part == Part::Verb && clause.subject == Some(inner.head);
        let table = operator.by_itself.filter(|_| by_itself).unwrap_or(operator.table);
        let mut outcome = compose::outcome(&self.verbs.tables[table], Some(&inner))?;
        // "Urged it not to sell arms": asked to let it be, and not to do it.
        if outcome.event == Some(EventType::Request) && inner.status == Status::Negated {
            outcome = compose::outcome(&self.verbs.tables[table], None).unwrap_or(outcome);
        }
        let spoken = outcome.event.is_some();
        // "Getting a visa required them to travel": what is done asks nobody.
        if spoken && found.part == Part::Verb && self.clauses.has(head, Deprel::Csubj) {
            return None;
        }
        // "Oslo warned that Minsk would attack": no threat of Oslo's.
        if outcome.event == Some(EventType::Threaten) && self.is_anothers(head, found, &inner) {
            return None;
        }
        let mut act = Act { idle: false, nominal: found.part == Part::Noun, ..inner.clone() };
        // "was quick to condemn": parsers hang what is done as a purpose.
        if act.status == Status::Hypothetical && self.is_purpose(inner.head) {
            act.status = Status::Actual;
        }
        compose::apply(&mut act, outcome);
        // "decided not to prosecute": what is meant not to be done.
        if inner.status == Status::Negated && outcome.event.is_none() {
            act.status = Status::Negated;
        }
        if spoken {
            act.in_words = None;
        }
        if spoken && outcome.status != Some(Status::Future) {
            (act.known, act.known_actor, act.somebody, act.foreign) = (false, false, false, false);
        }
        act.head = head;
        act.words.push(head);
        act.words.extend(&found.tokens);
        act.guessed &= operator.addressee.is_empty();
        act.rules.insert(0, operator.id.clone());
        act.negated = operator.negated;
        self.compose_parties(&mut act, head, host, operator, found, &inner, spoken);
        Some(act)
    }

    // Whether the act inside is that of another state than the one that speaks.
    fn is_anothers(&self, head: usize, found: &Match, inner: &Act) -> bool {
        let own = self.operator_actor(head, found, inner).filter(|&own| self.people.is_coded(own));
        let other = |&actor: &usize| {
            self.people.is_coded(actor) && own.is_some_and(|own| !self.people.same(own, actor))
        };
        self.has_own_subject(inner.head, head) && inner.actors.iter().any(other)
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one composition")]
    fn compose_parties(
        &self,
        act: &mut Act,
        head: usize,
        host: Option<usize>,
        operator: &Operator,
        found: &Match,
        inner: &Act,
        spoken: bool,
    ) {
        let own = self.operator_actor(head, found, inner);
        if !spoken && self.has_own_subject(inner.head, head) {
            // "claimed that the church jailed her": who claims does nothing else.
            return;
        }
        if operator.swaps {
            let hosts = [head, inner.head];
            let from = hosts
                .iter()
                .find_map(|&host| self.clauses.phrase(host, "from").or_else(|| self.clauses.agent(host)));
            act.recipients = own.into_iter().collect();
            act.actors =
                if inner.actors.is_empty() { from.into_iter().collect() } else { inner.actors.clone() };
            return;
        }
        let leads = spoken
            || !operator.addressee.is_empty()
            || !inner.actors.iter().any(|&a| self.people.is_party(a));
        act.actors = match own {
            Some(own) if leads || self.people.is_party(own) => vec![own],
            Some(_) | None => inner.actors.clone(),
        };
        let addressee = self.addressee(head, host, operator, found, inner);
        // "demanded that Silva step down": whoever is to do it is asked, though nothing is known of him.
        let asked_of = operator.addressee.contains(&Slot::Object) && self.has_own_subject(inner.head, head);
        let others = inner.actors.iter().copied().filter(|actor| {
            let somebody = self.people.is_party(*actor) || asked_of && self.people.is_named(*actor);
            // "an official threatened that the agency would cut ties with Oslo": Oslo is threatened.
            let own = !inner.recipients.is_empty()
                && act.event == EventType::Threaten
                && act.actors.iter().any(|&own| self.people.same(own, *actor));
            !act.actors.contains(actor) && somebody && !own
        });
        let others: Vec<usize> = others.collect();
        let asked = self.asked_object(head, operator, found, inner).filter(|_| spoken);
        act.addressed = addressee.is_none() && asked.is_some();
        act.recipients = match addressee.or(asked) {
            Some(addressee) => vec![addressee],
            None if spoken && !others.is_empty() => others,
            None => inner.recipients.clone(),
        };
        act.recipients.retain(|recipient| !act.actors.contains(recipient));
    }

    // "urged the world to help Minsk": who is asked stands between the verb and what is asked, though nobody is meant.
    fn asked_object(&self, head: usize, operator: &Operator, found: &Match, inner: &Act) -> Option<usize> {
        let verb = found.part == Part::Verb && operator.addressee.contains(&Slot::Object);
        // "demanding that the labels lower their prices in Oslo": the labels are asked, and not Oslo.
        let subject = self.clauses.child(inner.head, Deprel::Nsubj);
        let told = verb && self.has_own_subject(inner.head, head) && !self.clauses.has(head, Deprel::Obj);
        let bare = |subject: &usize| {
            let noun = self.clauses.view.tokens[*subject].xpos == Xpos::Nns;
            noun && !inner.words.contains(subject) && self.people.inside(*subject).is_none()
        };
        if let Some(subject) = subject.filter(|_| told).filter(bare) {
            return Some(subject);
        }
        let object = self.clauses.child(head, Deprel::Obj).or(self.clauses.child(head, Deprel::Iobj));
        let object = object.filter(|_| verb)?;
        let clause = self.clauses.view.head(inner.head) == Some(head) && self.clauses.is_verb(inner.head);
        let apart = !inner.words.contains(&object) && !found.tokens.contains(&object);
        let bare = self.clauses.is_nominal(object) && self.people.inside(object).is_none();
        (clause && apart && bare && self.is_purpose(inner.head)).then_some(object)
    }

    fn has_own_subject(&self, inner: usize, head: usize) -> bool {
        let complement = self.clauses.view.head(inner) == Some(head)
            && matches!(self.clauses.view.deprel(inner), Deprel::Ccomp | Deprel::Advcl);
        let subject =
            |&&child: &&usize| matches!(self.clauses.view.deprel(child), Deprel::Nsubj | Deprel::NsubjPass);
        complement && self.clauses.children(inner).iter().any(|child| subject(&child))
    }

    fn operator_actor(&self, head: usize, found: &Match, inner: &Act) -> Option<usize> {
        let clause = self.clauses.clause(head);
        let own = match found.part {
            Part::Noun => self.people.owner(head),
            // "was prepared to": a participle has its subject in the object's place.
            Part::Adjective if clause.passive => clause.object,
            Part::Adjective => clause.subject,
            Part::Verb => clause.subject,
        };
        own.filter(|own| !inner.words.contains(own))
    }

    fn addressee(
        &self,
        head: usize,
        host: Option<usize>,
        operator: &Operator,
        found: &Match,
        inner: &Act,
    ) -> Option<usize> {
        let object = self.clauses.clause(head).object.filter(|_| found.part == Part::Verb);
        let free = |token: &usize| {
            !inner.words.contains(token) && !found.tokens.contains(token) && self.people.is_party(*token)
        };
        let opened = found.opened.filter(|_| !operator.addressee.is_empty());
        let slots = operator.addressee.iter().filter_map(|slot| self.slot(slot, head, object, &[], false));
        let performed = host.into_iter().filter(|_| found.part == Part::Noun).flat_map(|host| {
            operator.addressee.iter().filter_map(move |slot| match slot {
                Slot::Preposition(_) | Slot::IndirectObject => self.slot(slot, host, None, &[], false),
                _ => None,
            })
        });
        let all: Vec<usize> = opened.into_iter().chain(slots).chain(performed).collect();
        // "called on Silva to apologise to Oslo": somebody of whom nothing is known is asked all the same.
        let named = |token: &usize| {
            let before = inner.words.iter().all(|&word| *token < word);
            let somebody = self.people.is_named(*token) || self.clauses.gives(Signal::Person, *token);
            before && somebody && !self.people.is_time(*token) && !inner.words.contains(token)
        };
        let asks = !operator.addressee.is_empty() && inner.head != head;
        all.iter().copied().find(free).or_else(|| all.iter().copied().filter(|_| asks).find(named))
    }

    // An operator with nothing known inside: "rejected the plan", "demanded that it do more".
    pub(super) fn operator_alone(&self, head: usize, host: Option<usize>, found: &Match) -> Option<Act> {
        let Target::Operator(operator_idx) = found.target else { return None };
        let operator = &self.verbs.operators[operator_idx];
        let rows = &self.verbs.tables[operator.table];
        let row = rows.iter().find(|row| row.inner == Selector::Nothing)?;
        let object = self.has_object(head, operator, found);
        if row.outcome.dropped || object || operator.needs_act && !self.between_states(head, operator, found)
        {
            return None;
        }
        let mut act = self.plain(head, found, &row.outcome, &operator.id)?;
        // "was prepared to face it", "will offer buyouts": what is promised or refused is not known, so that who
        // promises it to whom must be.
        let adjective = found.part == Part::Adjective;
        let promised = act.event == EventType::Agree && operator.addressee.contains(&Slot::Object);
        act.known = operator.known || adjective || promised;
        act.foreign = promised;
        act.negated = operator.negated;
        act.actors.extend(self.operator_actor(head, found, &act));
        let clause = self.clauses.clause(head);
        let complement = self.clausal(head, operator).chain(self.infinitives(head, found)).next();
        if complement.is_some_and(|verb| self.clauses.gives(Signal::Idle, verb)) {
            return None;
        }
        let others = complement.and_then(|inner| self.party_within(inner, &act.actors));
        let addressee = self.addressee(head, host, operator, found, &act);
        let somebody = |token: &usize| self.people.is_somebody(*token);
        let agrees = act.event == EventType::Agree;
        let object = clause.object.filter(|_| found.part == Part::Verb && !agrees).filter(somebody);
        let at_hand = addressee.or(found.opened.filter(somebody));
        // "demanded that Silva appear": the subject of what is demanded is no guess.
        let subject = complement.and_then(|inner| self.clauses.clause(inner).subject);
        act.guessed = at_hand.is_none() && others.is_some() && others != subject && !agrees;
        let recipient = at_hand.or(others).or(object);
        act.recipients.extend(recipient.filter(|recipient| !act.actors.contains(recipient)));
        // "agreed to a joint price": the thing agreed on needs no name where it is known who agrees.
        let on = found
            .opened
            .is_some_and(|opened| self.clauses.is_nominal(opened) && !self.people.is_time(opened));
        let agreed = act.event == EventType::Agree
            && on
            && act.actors.iter().any(|&actor| self.people.is_party(actor) && self.people.is_coded(actor));
        let told = !act.recipients.is_empty() && !act.actors.is_empty() || agreed;
        (told || complement.is_some()).then_some(act)
    }

    /// What an operator says by itself, of which the act inside is told by nobody known: a denial is one all the same.
    pub(super) fn untold(&self, head: usize) -> Option<Act> {
        let found = matches(self.clauses, self.verbs, head);
        let said = |found: &Match| match found.target {
            Target::Operator(idx) => self.verbs.operators[idx].untold.clone().map(|outcome| (idx, outcome)),
            _ => None,
        };
        let (found, (idx, outcome)) = found.iter().find_map(|found| Some((found, said(found)?)))?;
        let mut act = self.plain(head, found, &outcome, &self.verbs.operators[idx].id)?;
        act.actors.extend(self.clauses.clause(head).subject);
        act.known_actor = true;
        self.modify(&mut act, head);
        (act.status == Status::Actual).then_some(act)
    }

    // "Oslo warned Minsk that it would pay": said to another state, it needs no act to be known inside.
    fn between_states(&self, head: usize, operator: &Operator, found: &Match) -> bool {
        let clause = self.clauses.clause(head);
        let asks = found.opened.is_some()
            || self.clausal(head, operator).chain(self.infinitives(head, found)).next().is_some();
        let states = |one: usize, other: usize| {
            self.people.is_coded(one) && self.people.is_coded(other) && !self.people.same(one, other)
        };
        let addressed = clause.object.or_else(|| self.clauses.child(head, Deprel::Iobj));
        found.part == Part::Verb
            && asks
            && clause.subject.zip(addressed).is_some_and(|(one, other)| {
                states(one, other) && self.people.is_party(one) && self.people.is_party(other)
            })
    }

    // "agreed, after a day of talks, to send": infinitives that parsers hang as adverbials.
    fn infinitives(&self, head: usize, found: &Match) -> impl Iterator<Item = usize> {
        let to = |child: &usize| {
            let marks = self.clauses.cases(*child);
            marks.into_iter().any(|mark| self.clauses.view.tokens[mark].xpos == Xpos::To)
        };
        let deprels: &[Deprel] = if found.part == Part::Noun { &[Deprel::Acl] } else { &[Deprel::Advcl] };
        self.dependents(head, deprels).filter(to)
    }

    // "Paris said that Iran must do more": an appeal, whatever it is that must be done.
    pub(super) fn asked(&self, head: usize) -> Option<Act> {
        let modal = self.modal(head).filter(|_| self.is_reported(head))?;
        let row = self.verbs.tables[modal.reported?].iter().find(|row| row.inner == Selector::Nothing)?;
        let asked = self.clauses.clause(head).subject.filter(|&subject| self.people.is_party(subject))?;
        let speaker = self.clauses.view.head(head).and_then(|verb| self.clauses.clause(verb).subject)?;
        // Whoever is out of office asks his own state's government as any other.
        let out = self.people.parties(speaker).iter().any(|party| in_sector(party, &["ELI", "OPP"]));
        let apart = !self.people.same(asked, speaker) || out && !self.people.is_one(asked, speaker);
        let negated =
            self.clauses.children(head).iter().any(|&child| self.clauses.gives(Signal::Negation, child));
        if !apart || negated {
            return None;
        }
        let mut act = Act::told(head, &row.outcome, &modal.id)?;
        (act.actors, act.recipients, act.known) = (vec![speaker], vec![asked], true);
        Some(act)
    }
}
