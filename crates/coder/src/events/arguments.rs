//! Who acts and who is acted upon: the places where a frame looks for its parties.
//!
//! A preposition may hang on the verb, on its object or on the noun before it, so each place is
//! looked at near first, then further down.
//!
//! ```text
//! "passed a resolution criticizing Oslo"   criticizing: actor whoever passed, recipient Oslo
//! ```

use tiltmeter_record::EventType;
use tiltmeter_text::{Deprel, Xpos};

use super::acts::{Act, Evaluator};
use super::clauses::Clause;
use super::frames::{Frame, Part, Signal, Slot};
use super::matching::Match;

impl Evaluator<'_> {
    /// Who acts on whom where the subject is acted upon: "Oslo says that Minsk is responsible", "Minsk angered
    /// Oslo", "Minsk received tanks from Oslo".
    pub(super) fn turned(
        &self,
        frame: &Frame,
        head: usize,
        clause: &Clause,
        found: &Match,
    ) -> Option<(Vec<usize>, Vec<usize>)> {
        if frame.received {
            return Some((vec![found.opened?], vec![clause.subject?]));
        }
        if frame.felt {
            let owned =
                |thing: usize| if self.people.is_party(thing) { None } else { self.people.owner(thing) };
            let cause = clause.subject.map(|subject| owned(subject).unwrap_or(subject)).or(found.opened)?;
            return Some((vec![clause.object?], vec![cause]));
        }
        let speech = self.clauses.view.head(head).filter(|_| self.is_reported(head))?;
        let speaker = self.clauses.clause(speech).subject?;
        // "says that the alliance with Minsk is over": of the thing that the entry names, whoever is in it.
        let held = |thing: usize| {
            let with = ["with", "to"].iter().find_map(|case| self.clauses.phrase(thing, case));
            with.filter(|&with| !frame.subject.is_empty() && self.people.is_party(with))
        };
        let judged = clause
            .subject
            .and_then(|judged| if self.people.is_party(judged) { Some(judged) } else { held(judged) })?;
        (!self.people.is_one(speaker, judged)).then(|| (vec![speaker], vec![judged]))
    }

    pub(super) fn verb_parties(
        &self,
        act: &mut Act,
        frame: &Frame,
        verb: usize,
        clause: &Clause,
        found: &Match,
    ) {
        // "American money flows": whose it is gives it.
        let owner =
            |thing: usize| if frame.moves { self.people.owner(thing) } else { Some(self.author(thing)) };
        act.actors.extend(clause.subject.and_then(owner));
        // "lauded Silva in his speech", "endorsed Silva for president": a name that stands as object of a plain verb.
        let named = clause.object.filter(|&object| {
            let name = self.people.is_party(object) || self.people.is_named(object);
            found.tokens.is_empty()
                && frame.recipient.contains(&Slot::Object)
                && name
                && !clause.passive
                && !self.people.is_time(object)
                && !act.actors.contains(&object)
        });
        // "branded Oslo an outlaw": of two objects the one that is named.
        let first = self.clauses.child(verb, Deprel::Iobj).filter(|&iobj| {
            let object = frame.recipient.first() == Some(&Slot::Object) && !clause.passive;
            let gives = frame.recipient.contains(&Slot::IndirectObject) && !clause.passive;
            (object && self.people.is_coded(iobj) || gives && self.people.is_named(iobj))
                && !self.people.is_time(iobj)
                && !clause.object.is_some_and(|object| self.people.is_coded(object))
        });
        let named = first.or(named);
        let opened = named.or_else(|| self.opened_recipient(frame, clause, found));
        let near = self.near_recipient(frame, verb, clause, found, &act.actors);
        // "declared a truce with the rebels in a broadcast": the rebels, not the broadcast.
        // "were released from captivity by Oslo": nor the captivity, though the one who acts hangs on it.
        let of_actor = |opened: usize| {
            let inside = self.people.inside(opened).filter(|_| !self.people.is_party(opened));
            inside.is_some_and(|inside| act.actors.contains(&inside))
        };
        let better = near.filter(|&near| {
            self.people.is_or_holds_party(near)
                && opened.is_some_and(|opened| !self.people.is_somebody(opened) || of_actor(opened))
        });
        let at_hand = better.or(opened).or(near).or_else(|| self.closing_recipient(found));
        let far = || self.far_recipient(frame, verb, clause, found, &act.actors);
        let far = if at_hand.is_none() { far() } else { None };
        // "filed a suit in a court against Silva": the entry's own preposition, though the parser hung it elsewhere.
        act.guessed = at_hand.is_none() && !far.is_some_and(|far| self.people.is_named(far));
        let recipient = at_hand
            .or(far)
            .or_else(|| clause.object.filter(|_| frame.recipient.first() == Some(&Slot::Object)))
            .or_else(|| self.recipient_around(verb, found, &act.actors))
            .or_else(|| self.matched_recipient(frame, found))
            .or_else(|| self.pointed_recipient(frame, verb, found, &act.actors))
            .or_else(|| self.clause_recipient(frame, verb, &act.actors))
            .or_else(|| self.refused(frame, verb, &act.actors));
        // "critics say that he has used it": the subject of what is said is no guess.
        let said = self.clauses.child(verb, Deprel::Ccomp).filter(|_| frame.clause);
        act.guessed &= said.is_none_or(|said| self.clauses.clause(said).subject != recipient);
        // "accused each other": each is both.
        act.mutual |= recipient.is_some_and(|recipient| self.clauses.is_reciprocal(recipient));
        act.recipients.extend(recipient.filter(|&recipient| !self.clauses.is_reciprocal(recipient)));
        // "went on strike": the words of the act are no party to it, unless they name one. "found Silva guilty":
        // of a phrase that was read as one thing the name inside it is meant.
        let named = |&recipient: &usize| {
            let word = found.literal.contains(&recipient) && !self.people.is_or_holds_party(recipient);
            if word { self.people.name_inside(recipient) } else { Some(recipient) }
        };
        act.recipients = act.recipients.iter().filter_map(named).collect();
        if frame.things {
            act.recipients.retain(|&recipient| self.clauses.view.tokens[recipient].xpos != Xpos::Prp);
        }
        // "Swedish troops were sent to Mali": by those whose they are.
        let sent = matches!(
            act.event,
            EventType::Aid
                | EventType::Cooperate
                | EventType::Mobilize
                | EventType::Retreat
                | EventType::Sanction
        );
        let freed = act.mode.is_some_and(|mode| mode.code() == "release");
        if sent && !freed && act.actors.is_empty() && clause.passive && !act.recipients.is_empty() {
            let thing = clause.object.filter(|object| found.tokens.contains(object));
            let owner = thing.and_then(|thing| {
                self.people.owner(thing).or_else(|| self.people.is_coded(thing).then_some(thing))
            });
            act.actors.extend(owner.filter(|owner| !act.recipients.contains(owner)));
        }
        // "Oslo and Minsk exchanged prisoners": those exchanged are no third party.
        if frame.mutual && act.actors.iter().any(|&actor| self.clauses.has(actor, Deprel::Conj)) {
            let exchanged = |token: &usize| found.tokens.contains(token) && !self.people.is_coded(*token);
            act.recipients.retain(|recipient| !exchanged(recipient));
        }
        // "A truce between them was announced": both are in it.
        let between = act.recipients.first().is_some_and(|&r| self.clauses.has_case(r, "between"));
        if between && act.actors.is_empty() && frame.mutual {
            act.actors = std::mem::take(&mut act.recipients);
        }
        // "were expelled from Peru": by Peru, where nobody else is named.
        let from = found.opened.filter(|&opened| {
            clause.passive && self.people.is_party(opened) && self.clauses.has_case(opened, "from")
        });
        if act.actors.is_empty() && !act.recipients.is_empty() {
            act.actors.extend(from.filter(|from| !act.recipients.contains(from)));
        }
        // "The faith was banned from holding rites at temples by the ministry": the ministry did it.
        let by = act.recipients.first().is_some_and(|&by| self.clauses.has_case(by, "by"));
        if clause.passive && act.actors.is_empty() && by && found.part == Part::Verb {
            act.actors = std::mem::take(&mut act.recipients);
            act.recipients.extend(clause.object);
        }
        if act.recipients.is_empty() && clause.passive && act.actors.is_empty() {
            // "The army was placed on alert": it makes ready.
            let ready = act.event == EventType::Mobilize && !found.tokens.is_empty();
            let side = if ready { &mut act.actors } else { &mut act.recipients };
            side.extend(clause.object);
        }
    }

    // "opened fire on workers": where a pattern ends with a class behind a preposition, its last word receives.
    fn closing_recipient(&self, found: &Match) -> Option<usize> {
        let [.., before, last] = found.tokens[..] else { return None };
        let opens = self.clauses.view.deprel(before) == Deprel::Case
            && self.clauses.view.head(before) == Some(last)
            && found.literal.contains(&before);
        let somebody = self.people.is_somebody(last) || self.clauses.is_people(last);
        (opens && somebody && !found.literal.contains(&last)).then_some(last)
    }

    // What the last preposition of the pattern introduces, unless the object is the party of the two:
    // "congratulated Italy on the vote".
    fn opened_recipient(&self, frame: &Frame, clause: &Clause, found: &Match) -> Option<usize> {
        let matched = |token: usize| found.tokens.contains(&token);
        let beside = clause.object.is_some_and(|object| {
            self.people.is_somebody(object) && (!matched(object) || self.clauses.is_people(object))
        });
        // "expelled two Cubans from Peru": of two parties the frame says which one it is done to.
        let listed = |opened: usize| {
            let mut slots = frame.recipient.iter();
            slots.any(|slot| matches!(slot, Slot::Preposition(p) if self.clauses.has_case(opened, p)))
        };
        let names = |opened: usize| !beside || self.people.is_party(opened) && listed(opened);
        let people = |opened: usize| self.people.is_party(opened) && self.clauses.is_people(opened);
        found.opened.filter(|&opened| {
            (!matched(opened) || people(opened)) && self.may_be_party(opened) && names(opened)
        })
    }

    fn near_recipient(
        &self,
        frame: &Frame,
        verb: usize,
        clause: &Clause,
        found: &Match,
        actors: &[usize],
    ) -> Option<usize> {
        let same = |filler: usize| actors.iter().any(|&actor| self.people.same(filler, actor));
        // "In Oslo, the ministry welcomed it": where one speaks at home is no party; of a deed the place may be.
        let said = frame.outcome.event.is_some_and(|event| event.quad().is_verbal());
        let place =
            |slot: &Slot| matches!(slot, Slot::Preposition(p) if self.verbs.signals(Signal::Place, p));
        let at_home = |slot: &Slot, filler: usize| said && place(slot) && same(filler);
        let fillers: Vec<(usize, &Slot, usize)> = frame
            .recipient
            .iter()
            .enumerate()
            .filter_map(|(rank, slot)| {
                let filler = self.slot(slot, verb, clause.object, &found.tokens, false)?;
                (!actors.contains(&filler)).then_some((rank, slot, filler))
            })
            .filter(|&(_, slot, filler)| !at_home(slot, filler))
            .collect();
        let parties = || fillers.iter().filter(|&&(_, _, filler)| self.people.is_or_holds_party(filler));
        let party = parties().find(|&&(_, _, filler)| !same(filler)).or(parties().next());
        // Where a preposition is the better place, the object is the thing given unless it is a party.
        let other = fillers.iter().find(|&&(rank, slot, _)| rank == 0 || *slot != Slot::Object);
        party.or(other).map(|&(_, _, filler)| filler)
    }

    fn far_recipient(
        &self,
        frame: &Frame,
        verb: usize,
        clause: &Clause,
        found: &Match,
        actors: &[usize],
    ) -> Option<usize> {
        let mut far = frame
            .recipient
            .iter()
            .filter_map(|slot| self.slot(slot, verb, clause.object, &found.tokens, true));
        far.next().filter(|far| !actors.contains(far))
    }

    // "opened its borders to refugees": the pattern itself names who receives.
    fn matched_recipient(&self, frame: &Frame, found: &Match) -> Option<usize> {
        let last = *found.tokens.last().filter(|&&last| self.clauses.is_nominal(last))?;
        let receives = |slot: &Slot| matches!(slot, Slot::Preposition(preposition) if self.clauses.has_case(last, preposition));
        frame.recipient.iter().any(receives).then_some(last)
    }

    // "alleged that Sudan armed them": the one of whom it is said.
    fn clause_recipient(&self, frame: &Frame, verb: usize, actors: &[usize]) -> Option<usize> {
        let said = self.clauses.child(verb, Deprel::Ccomp).filter(|_| frame.clause)?;
        self.party_within(said, actors)
    }

    // "refused to let a Danish plane land": those to whom it is not done.
    fn refused(&self, frame: &Frame, verb: usize, actors: &[usize]) -> Option<usize> {
        let undone = self.clauses.child(verb, Deprel::Xcomp);
        self.party_within(undone.filter(|_| frame.outcome.event == Some(EventType::Reject))?, actors)
    }

    // "committed to supporting Lebanon", "called him to apologize": a party of the clause that the
    // pattern opens, or the object of the verb above.
    fn recipient_around(&self, verb: usize, found: &Match, actors: &[usize]) -> Option<usize> {
        let clause = found.opened.into_iter().chain(found.tokens.iter().copied());
        if let Some(inner) = clause.into_iter().find(|&token| self.clauses.is_verb(token)) {
            return self.party_within(inner, actors);
        }
        let purpose = self.clauses.view.deprel(verb) == Deprel::Advcl && self.clauses.has_case(verb, "to");
        let above = self.clauses.view.head(verb).filter(|_| purpose)?;
        let object = self.clauses.clause(above).object?;
        (self.people.is_party(object) && !actors.contains(&object)).then_some(object)
    }

    // "sent troops to joint exercises there": what a preposition of place would introduce.
    fn pointed_recipient(
        &self,
        frame: &Frame,
        verb: usize,
        found: &Match,
        actors: &[usize],
    ) -> Option<usize> {
        let takes_place =
            |slot: &Slot| matches!(slot, Slot::Preposition(p) if self.verbs.signals(Signal::Place, p));
        if !frame.recipient.iter().any(takes_place) {
            return None;
        }
        let hosts = [verb].into_iter().chain(found.tokens.iter().copied());
        let mut adverbs = hosts.flat_map(|host| self.clauses.children(host)).copied();
        let place = adverbs.find_map(|adverb| self.people.there(adverb))?;
        (!actors.contains(&place)).then_some(place)
    }

    // "passed a resolution criticizing": who passed it criticizes.
    fn author(&self, subject: usize) -> usize {
        if self.people.is_party(subject) || !self.clauses.gives(Signal::Document, subject) {
            return subject;
        }
        if let Some(owner) = self.people.owner(subject) {
            return owner;
        }
        let governor = self.clauses.view.head(subject).filter(|&verb| self.clauses.is_verb(verb));
        let clause = governor.map(|verb| self.clauses.clause(verb));
        clause
            .filter(|clause| clause.object == Some(subject))
            .and_then(|clause| clause.subject)
            .unwrap_or(subject)
    }

    // The word in that place of the clause or of its object: a preposition may hang on either.
    // `far` looks for it further down, where a parser may have hung it on the noun before.
    pub(super) fn slot(
        &self,
        slot: &Slot,
        verb: usize,
        object: Option<usize>,
        taken: &[usize],
        far: bool,
    ) -> Option<usize> {
        match slot {
            Slot::Subject => self.clauses.clause(verb).subject,
            Slot::Object => {
                // "shelled territory held by rebels": the territory is a word of the act, and theirs.
                let theirs = |object| {
                    self.clauses.gives(Signal::Locality, object) && self.people.inside(object).is_some()
                };
                // "made submarine incursions" does nothing to the submarines.
                let armed = |object| {
                    let before = self.people.modifier(object);
                    taken.contains(&object) && before.is_some_and(|b| self.clauses.gives(Signal::Weapon, b))
                };
                object.filter(|&object| !armed(object)).filter(|&object| {
                    !taken.contains(&object) || self.people.names_party(object) || theirs(object)
                })
            }
            Slot::IndirectObject => {
                self.clauses.child(verb, Deprel::Iobj).or_else(|| self.people.right_after(verb, object))
            }
            Slot::Modifier => self.clauses.child(verb, Deprel::Amod),
            Slot::Preposition(preposition) if far && self.verbs.signals(Signal::Loose, preposition) => None,
            Slot::Preposition(preposition) => {
                let hosts = [Some(verb), object].into_iter().flatten().chain(taken.iter().copied());
                // "an appeal filed by lawyers": the participle's agent is the appeal's.
                let filed = taken.iter().flat_map(|&thing| self.clauses.children(thing)).copied();
                let hosts =
                    hosts.chain(filed.filter(|&child| {
                        preposition == "by" && self.clauses.view.deprel(child) == Deprel::Acl
                    }));
                // "voiced rejection and condemnation of Minsk": what is joined to a word of the act shares its phrase.
                let joined = taken.iter().flat_map(|&thing| self.clauses.children(thing)).copied();
                let hosts = hosts.chain(joined.filter(|&child| {
                    self.clauses.view.deprel(child) == Deprel::Conj && self.clauses.is_nominal(child)
                }));
                let loose = self.verbs.signals(Signal::Loose, preposition);
                let fits =
                    |phrase| !loose || self.people.is_named(phrase) || self.people.is_or_holds_party(phrase);
                let free =
                    |&phrase: &usize| !taken.contains(&phrase) && self.may_be_party(phrase) && fits(phrase);
                // "lend up to a billion to Minsk": of two phrases the one that is a party.
                let phrases = |host| -> Vec<usize> {
                    match far {
                        true => self.clauses.far_phrase(host, preposition).into_iter().collect(),
                        false => self.clauses.phrases(host, preposition),
                    }
                };
                let found: Vec<usize> = hosts.flat_map(phrases).filter(free).collect();
                let party = found.iter().copied().find(|&phrase| self.people.is_or_holds_party(phrase));
                party.or(found.first().copied())
            }
            Slot::Nowhere => None,
        }
    }

    pub(super) fn may_be_party(&self, token: usize) -> bool {
        !self.people.is_time(token) && (self.clauses.is_nominal(token) || self.people.is_party(token))
    }

    pub(super) fn noun_parties(
        &self,
        act: &mut Act,
        frame: &Frame,
        noun: usize,
        host: Option<usize>,
        found: &Match,
    ) {
        act.actors.extend(self.people.owner(noun));
        if act.actors.is_empty() {
            // "was against the war": who is against it wages none.
            // "is on a visit", but not "is against the war".
            let bare = self.clauses.cases(noun).next().is_none() || self.is_on(noun);
            let copula =
                self.clauses.has(noun, Deprel::Cop) || self.clauses.view.deprel(noun) == Deprel::Xcomp;
            let predicate = bare && copula;
            act.actors.extend(self.clauses.clause(noun).subject.filter(|_| predicate));
            let verb = self.clauses.view.head(noun).filter(|&verb| self.clauses.gives(Signal::Copula, verb));
            act.actors.extend(
                verb.filter(|_| bare && !predicate).and_then(|verb| self.clauses.clause(verb).subject),
            );
        }
        if act.actors.is_empty() {
            let slots = frame.noun_actor.iter().filter_map(|slot| self.slot(slot, noun, None, &[], false));
            act.actors.extend(slots.take(1));
        }
        let near_then_far = [false, true]
            .into_iter()
            .flat_map(|far| frame.noun_recipient.iter().map(move |slot| (slot, far)));
        for (slot, far) in near_then_far {
            let filler = match slot {
                // "submarine incursions" are by submarines.
                Slot::Modifier => {
                    self.people.modifier(noun).filter(|&before| !self.clauses.gives(Signal::Weapon, before))
                }
                other => self.slot(other, noun, host, &[], far),
            };
            let free = filler.filter(|filler| !act.actors.contains(filler) && *filler != noun);
            if let Some(filler) = free {
                act.recipients.push(filler);
                act.guessed = far;
                break;
            }
        }
        if act.recipients.is_empty()
            && let Some(opened) = found.opened.filter(|&opened| self.clauses.is_verb(opened))
        {
            act.recipients.extend(self.party_within(opened, &act.actors));
            act.guessed = true;
        }
        if act.recipients.is_empty()
            && let Some(host) = host
        {
            act.recipients.extend(self.clauses.child(host, Deprel::Iobj));
        }
        let between = act.recipients.first().is_some_and(|&r| self.clauses.has_case(r, "between"));
        if between && act.actors.is_empty() && frame.mutual {
            act.actors = std::mem::take(&mut act.recipients);
        }
    }

    /// "is on an official visit": what somebody is on, he does.
    pub(super) fn is_on(&self, noun: usize) -> bool {
        self.clauses.has(noun, Deprel::Cop) && self.clauses.has_case(noun, "on")
    }

    // The subject of a clause or, where that is who acts already, the first party named in it.
    pub(super) fn party_within(&self, clause: usize, actors: &[usize]) -> Option<usize> {
        let subject = self.clauses.clause(clause).subject.filter(|subject| !actors.contains(subject));
        let inside = || {
            let below: Vec<usize> = (clause..self.clauses.view.len())
                .filter(|&token| self.people.is_party(token) && !actors.contains(&token))
                .filter(|&token| self.is_argument_within(token, clause))
                .collect();
            let coded = below.iter().copied().find(|&token| self.people.is_coded(token));
            coded.or(below.first().copied())
        };
        subject.filter(|&subject| self.people.may_act(subject)).or_else(inside)
    }

    // Whether the way up from a word to a clause leads through arguments alone: no clause of its own, and
    // nobody named beside the act, as in "less than his secretary".
    fn is_argument_within(&self, token: usize, clause: usize) -> bool {
        let mut at = token;
        for _ in 0..self.clauses.view.len() {
            let beside = self.clauses.cases(at).any(|case| self.clauses.gives(Signal::Beside, case));
            let apart = matches!(
                self.clauses.view.deprel(at),
                Deprel::Advcl | Deprel::AclRelcl | Deprel::Parataxis | Deprel::Appos
            );
            match self.clauses.view.head(at) {
                _ if at == clause => return true,
                Some(head) if !beside && !apart => at = head,
                _ => return false,
            }
        }
        false
    }
}
