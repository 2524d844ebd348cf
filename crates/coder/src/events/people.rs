//! The parties of a sentence, as the coder of acts needs them: by the word that heads their phrase.
//!
//! ```text
//! "condemned a US court's decision"   decision: no party itself; inside it, US
//! ```

use tiltmeter_record::{Actor, Resolution, Span, TimeExpression};
use tiltmeter_text::{Deprel, Upos, Xpos};

use super::clauses::Clauses;
use super::frames::Signal;
use crate::{Mention, Mentions};

/// Who is named in one sentence.
pub(crate) struct People<'a> {
    pub(super) clauses: &'a Clauses<'a>,
    mentions: &'a Mentions,
    sentence_idx: usize,
    times: Vec<Span>,
}

impl<'a> People<'a> {
    pub(crate) fn new(
        clauses: &'a Clauses<'a>,
        mentions: &'a Mentions,
        sentence_idx: usize,
        times: &[TimeExpression],
    ) -> People<'a> {
        let sentence = clauses.view.sentence.span;
        let inside = times.iter().map(|time| time.span).filter(|&span| sentence.contains(span));
        People { clauses, mentions, sentence_idx, times: inside.collect() }
    }

    fn mention(&self, token: usize) -> Option<&'a Mention> {
        let mention = self.mentions.at(self.sentence_idx, token)?;
        (mention.head == token || self.clauses.view.deprel(token) == Deprel::Flat).then_some(mention)
    }

    /// Whether the phrase of `token` names a party by itself.
    pub(crate) fn is_party(&self, token: usize) -> bool {
        self.mention(token).is_some_and(|mention| is_known(&mention.actor))
    }

    /// The code of the party that the word belongs to.
    pub(crate) fn code_at(&self, token: usize) -> Option<String> {
        self.mentions.at(self.sentence_idx, token)?.actor.code.clone()
    }

    /// Whether two phrases name the same party.
    pub(crate) fn same(&self, one: usize, other: usize) -> bool {
        let code = |token| self.mention(token).and_then(|mention| mention.actor.code.clone());
        one == other || code(one).is_some() && code(one) == code(other)
    }

    /// Whether a body known by its name stands there: "the Paris Club".
    pub(super) fn is_organisation(&self, token: usize) -> bool {
        let entry = self.mention(token).and_then(|mention| mention.actor.entry.as_deref());
        entry.is_some_and(|entry| entry.starts_with("organisations"))
    }

    /// Whether two phrases name the same party of the same kind: a government is not its country's rebels.
    pub(super) fn is_one(&self, one: usize, other: usize) -> bool {
        let kind = |token| self.mention(token).map(|mention| &mention.actor.sectors);
        self.same(one, other) && kind(one) == kind(other)
    }

    /// Whether the phrase of `token` is a party or somebody's: "Russian diplomats".
    pub(super) fn names_party(&self, token: usize) -> bool {
        self.is_party(token) || self.owner(token).is_some_and(|owner| self.named(owner))
    }

    /// Whether the phrase of `token` is headed by a name.
    pub(super) fn is_named(&self, token: usize) -> bool {
        self.clauses.view.tokens[token].upos == Upos::Propn
    }

    /// Whether the phrase of `token` names a party or holds one.
    pub(crate) fn is_or_holds_party(&self, token: usize) -> bool {
        self.is_party(token) || self.inside(token).is_some()
    }

    /// Whether the word belongs to a time expression.
    pub(crate) fn is_time(&self, token: usize) -> bool {
        if self.clauses.gives(Signal::Calendar, token) {
            return true;
        }
        let span = self.clauses.view.tokens[token].span;
        self.times.iter().any(|time| time.contains(span))
    }

    /// Whose a noun is: a possessive, a by-phrase, a nationality before it.
    pub(crate) fn owner(&self, noun: usize) -> Option<usize> {
        let clauses = self.clauses;
        let possessive = clauses.child(noun, Deprel::NmodPoss);
        // "the torture of prisoners by Oslo": parsers hang the agent on the prisoners.
        let of = || clauses.phrase(noun, "of").and_then(|phrase| clauses.phrase(phrase, "by"));
        // "missiles fired by the army", "threats made by Minsk": whose they are.
        let fired = || {
            let weapon = clauses.gives(Signal::Weapon, noun);
            let authored = |participle: usize| weapon || clauses.gives(Signal::Authors, participle);
            let participles = clauses.children(noun).iter().copied();
            let mut participles = participles.filter(|&child| clauses.view.deprel(child) == Deprel::Acl);
            participles.find_map(|participle| clauses.agent(participle).filter(|_| authored(participle)))
        };
        let agent = clauses.agent(noun).or_else(of).or_else(fired).filter(|&agent| !self.is_time(agent));
        possessive.or(agent).or_else(|| self.modifier(noun))
    }

    /// The party that stands before a noun as adjective or compound: "Turkish shelling".
    pub(crate) fn modifier(&self, noun: usize) -> Option<usize> {
        let before = |&&child: &&usize| {
            matches!(
                self.clauses.view.deprel(child),
                Deprel::Amod | Deprel::Compound | Deprel::NmodDesc | Deprel::NmodUnmarked
            )
        };
        let direct = self.clauses.children(noun).iter().filter(before).copied();
        let inner = self.clauses.children(noun).iter().filter(before);
        // "a NATO air strike": names hang on the compound before the noun.
        let nested = inner.flat_map(|&child| self.clauses.children(child).iter().filter(before).copied());
        let mut modifiers = direct.chain(nested);
        // "Police shootings" are done by police, "journalist detentions" are not done by journalists.
        modifiers.find(|&child| {
            self.mentions
                .at(self.sentence_idx, child)
                .is_some_and(|m| (m.actor.code.is_some() || is_political(&m.actor)) && m.tokens.1 < noun)
        })
    }

    /// The party inside a phrase that is none itself.
    pub(crate) fn inside(&self, token: usize) -> Option<usize> {
        // "Silva's plan for Oslo" is the plan of Silva, whoever that is.
        let possessor = self.clauses.child(token, Deprel::NmodPoss);
        if possessor.is_some_and(|owner| self.is_named(owner) && !self.named(owner)) {
            return None;
        }
        let owner = self.owner(token).filter(|&owner| self.named(owner));
        if let Some(owner) = owner.filter(|&owner| self.is_coded(owner)) {
            return Some(owner);
        }
        let attached = |&&child: &&usize| {
            matches!(
                self.clauses.view.deprel(child),
                Deprel::Nmod | Deprel::Appos | Deprel::Flat | Deprel::Acl | Deprel::Obl
            )
        };
        // "A bomb in Kiev" is nobody's of Kiev.
        let weapon = self.clauses.gives(Signal::Weapon, token);
        let located = |&child: &usize| {
            weapon && self.clauses.cases(child).any(|case| self.clauses.gives(Signal::Place, case))
        };
        // A village claimed by Sudan, or bombed by it, is not Sudan's for that.
        let place = self.clauses.gives(Signal::Locality, token);
        let done_there = |&child: &usize| {
            place
                && self.clauses.view.deprel(child) == Deprel::Acl
                && self.clauses.agent(child).is_some()
                && !self.clauses.gives(Signal::Holds, child)
        };
        // "issues like the growth of banks": the issues are no bank's.
        let thing = !self.clauses.is_people(token) && !self.clauses.gives(Signal::Body, token) && !place;
        let likened = |child: usize| thing && self.clauses.is_beside(child);
        let children: Vec<usize> = self
            .clauses
            .children(token)
            .iter()
            .filter(attached)
            .copied()
            .filter(|child| !located(child) && !done_there(child) && !likened(*child))
            .collect();
        let direct = children.iter().copied().find(|&child| self.is_party(child));
        let coded = direct.filter(|&child| self.is_coded(child));
        let deep = || children.iter().filter(|&&c| c > token).find_map(|&child| self.inside(child));
        // "the border with Chad": of places the next phrase tells whose they are, wherever it hangs.
        let next = || {
            let place =
                self.clauses.gives(Signal::Locality, token) || self.clauses.gives(Signal::Person, token);
            self.clauses.following(token).filter(|&next| place && self.is_coded(next) && self.is_party(next))
        };
        // "the attack and the threats made by Chad": theirs is the second.
        let joined = || {
            let children = self.clauses.children(token).iter().copied();
            let mut things = children.filter(|&child| {
                self.clauses.view.deprel(child) == Deprel::Conj && self.clauses.is_nominal(child)
            });
            things.find_map(|thing| self.inside(thing).filter(|_| !self.is_party(thing)))
        };
        coded.or(owner).or(direct).or_else(deep).or_else(next).or_else(joined)
    }

    /// Whether the phrase of `token` has a code.
    pub(crate) fn is_coded(&self, token: usize) -> bool {
        self.mentions.at(self.sentence_idx, token).is_some_and(|mention| mention.actor.code.is_some())
    }

    fn named(&self, token: usize) -> bool {
        self.mentions.at(self.sentence_idx, token).is_some_and(|mention| is_known(&mention.actor))
    }

    /// The word for those who are meant: "reporters" in "a handful of reporters".
    pub(super) fn meant(&self, token: usize) -> usize {
        let clauses = self.clauses;
        let counts = clauses.gives(Signal::Quantity, token) && !self.is_party(token);
        let of = clauses.children(token).iter().copied().find(|&child| {
            child > token && clauses.view.deprel(child) == Deprel::Nmod && clauses.has_case(child, "of")
        });
        of.filter(|_| counts).unwrap_or(token)
    }

    /// The parties that the phrase of `token` denotes or, where it is a thing, those it belongs to.
    pub(crate) fn parties(&self, token: usize) -> Vec<Actor> {
        let token = self.speaker_behind(token).unwrap_or(token);
        let token = self.named_second(token).unwrap_or(token);
        let mut parties = self.of_phrase(token);
        self.add_possessors(token, &mut parties);
        let beside = self.clauses.view.head(token).map(|head| self.clauses.children(head)).unwrap_or(&[]);
        for &conjunct in self.clauses.children(token).iter().chain(beside) {
            let deprel = self.clauses.view.deprel(conjunct);
            // A second subject after "and" is a conjunct that the parser let slip.
            let slipped = self.clauses.view.head(conjunct) == self.clauses.view.head(token)
                && conjunct > token
                && matches!(deprel, Deprel::Nsubj | Deprel::NsubjPass)
                && self.clauses.has(conjunct, Deprel::Cc);
            let below = self.clauses.view.head(conjunct) == Some(token)
                && (deprel == Deprel::Conj || deprel == Deprel::Appos && self.is_list(token, conjunct));
            let joined = (below || slipped)
                && (self.is_party(conjunct) || self.is_conjunct(conjunct))
                && !self.is_of_apposition(token, conjunct);
            let span = self.clauses.view.tokens[conjunct].span;
            if joined && !parties.iter().any(|party| party.span.contains(span)) {
                parties.extend(self.of_phrase(conjunct));
            }
        }
        parties
    }

    // "Silva, a former chairman and candidate, said": one person, though the parser joins the candidate to the name.
    fn is_of_apposition(&self, token: usize, conjunct: usize) -> bool {
        let apposed = self.clauses.child(token, Deprel::Appos);
        let within = apposed.is_some_and(|apposed| token < apposed && apposed < conjunct);
        let bare = self.clauses.view.tokens[conjunct].xpos == Xpos::Nn
            && !self.clauses.has(conjunct, Deprel::Det)
            && !self.clauses.has(conjunct, Deprel::NmodPoss)
            && !self.clauses.has(conjunct, Deprel::Flat);
        bare && within && self.is_named(token)
    }

    // "billionaire and Oslo critic Ana Silva": one person, whom the second noun names.
    fn named_second(&self, token: usize) -> Option<usize> {
        let view = &self.clauses.view;
        let role = |word: usize| {
            let lower = view.form(word).starts_with(char::is_lowercase);
            lower && self.clauses.gives(Signal::Person, word) && !self.clauses.gives(Signal::Body, word)
        };
        let plain =
            matches!(view.tokens[token].xpos, Xpos::Nn | Xpos::Nnp) && !self.clauses.has(token, Deprel::Det);
        let second = self.clauses.child(token, Deprel::Conj).filter(|_| plain && role(token))?;
        let described = self.clauses.children(second).iter().any(|&child| {
            child < second && matches!(view.deprel(child), Deprel::NmodDesc | Deprel::Compound) && role(child)
        });
        (self.is_named(second) && described).then_some(second)
    }

    // "Spain, Ireland and Norway", with Ireland read as an apposition: no state is another's.
    fn is_list(&self, token: usize, apposed: usize) -> bool {
        let name = |token| self.is_state(token) && self.is_party(token) && self.is_named(token);
        name(token) && name(apposed) && !self.same(token, apposed) && self.clauses.has(apposed, Deprel::Conj)
    }

    // "Oslo and Bergen's mayors": whoever shares what is possessed is a party too.
    fn add_possessors(&self, token: usize, parties: &mut Vec<Actor>) {
        let Some(owner) = self.clauses.child(token, Deprel::NmodPoss) else { return };
        let joined = self.clauses.children(owner).iter().copied();
        let joined = joined.filter(|&child| self.clauses.view.deprel(child) == Deprel::Conj);
        let all: Vec<usize> = [owner].into_iter().chain(joined).collect();
        if all.len() < 2 || !all.iter().all(|&owner| self.is_coded(owner) && self.is_party(owner)) {
            return;
        }
        for owner in all {
            let span = self.clauses.view.tokens[owner].span;
            if !parties.iter().any(|party| party.span.contains(span)) {
                parties.extend(self.of_phrase(owner));
            }
        }
    }

    fn is_conjunct(&self, token: usize) -> bool {
        let somebody =
            self.is_named(token) || self.names_party(token) || self.clauses.gives(Signal::Person, token);
        self.clauses.is_nominal(token) && somebody
    }

    // "Cairo said it would": whoever says it is meant, unless the report knows better.
    fn speaker_behind(&self, pronoun: usize) -> Option<usize> {
        let clauses = self.clauses;
        let subject = matches!(clauses.view.deprel(pronoun), Deprel::Nsubj | Deprel::NsubjPass);
        let personal =
            clauses.view.tokens[pronoun].upos == Upos::Pron && clauses.gives(Signal::Pronoun, pronoun);
        if !subject || !personal {
            return None;
        }
        let mut verb = clauses.view.head(pronoun)?;
        for _ in 0..clauses.view.len() {
            let above = clauses.view.head(verb)?;
            let speaks = clauses.is_verb(above) && clauses.gives(Signal::Speech, above);
            if speaks && matches!(clauses.view.deprel(verb), Deprel::Ccomp | Deprel::Parataxis) {
                let speaker = clauses.clause(above).subject.filter(|&speaker| speaker != pronoun)?;
                // "Oslo refuses until he is freed": he is not Oslo.
                if clauses.gives(Signal::OnePerson, pronoun) && self.is_state(speaker) {
                    return None;
                }
                // "They could press them, said Ms. Silva": she is not they.
                let one = speaker > pronoun
                    && self.is_named(speaker)
                    && !self.is_state(speaker)
                    && !self.is_organisation(speaker)
                    && self.clauses.has(speaker, Deprel::Flat)
                    && !self.clauses.has(speaker, Deprel::Conj);
                if one && clauses.view.lower_form(pronoun) == "they" {
                    return None;
                }
                // "Their rival, Khan, said he would".
                let apposed = clauses.child(speaker, Deprel::Appos).filter(|&named| self.is_coded(named));
                let same = |speaker: &usize| self.same_party(pronoun, *speaker);
                return Some(speaker).filter(same).or(apposed.filter(same));
            }
            verb = above;
        }
        None
    }

    pub(crate) fn is_state(&self, token: usize) -> bool {
        let entry =
            self.mentions.at(self.sentence_idx, token).and_then(|mention| mention.actor.entry.as_deref());
        entry.is_some_and(|entry| entry.starts_with("states/"))
    }

    fn same_party(&self, pronoun: usize, speaker: usize) -> bool {
        let code =
            |token| self.mentions.at(self.sentence_idx, token).and_then(|mention| mention.actor.code.clone());
        let resolved = code(pronoun);
        resolved.is_none() || resolved == code(speaker)
    }

    /// Whether a seat of government stands there as a place: "in Moscow".
    pub(super) fn is_seat(&self, token: usize) -> bool {
        self.mention(token).is_some_and(Mention::is_seat_as_place)
    }

    fn of_phrase(&self, token: usize) -> Vec<Actor> {
        let view = &self.clauses.view;
        let direct = self.mentions.parties(view, self.sentence_idx, token);
        if direct.iter().any(is_known) {
            return direct
                .into_iter()
                .filter(|actor| is_known(actor) || self.holds_name(actor.span))
                .collect();
        }
        match self.inside(token) {
            Some(inside) => {
                let mut parties = self.mentions.parties(view, self.sentence_idx, inside);
                // "Ana Silva, a Portuguese envoy": it is she, at her own words.
                let apposed = view.deprel(inside) == Deprel::Appos && self.is_named(token);
                if let [party] = &mut parties[..]
                    && apposed
                {
                    party.span = self.phrase(token);
                }
                // "employees in Oslo": where they are, not on whose behalf.
                let located = self.clauses.cases(inside).any(|case| self.clauses.gives(Signal::Place, case));
                // "two Vermont developers": they are no state.
                let plain = |actor: &Actor| actor.resolution != Resolution::Role;
                let before = self.is_state(inside)
                    && inside < token
                    && parties.iter().all(plain)
                    && !self.clauses.gives(Signal::Weapon, token);
                let person = (located || before)
                    && self.clauses.gives(Signal::Person, token)
                    && !self.clauses.gives(Signal::Locality, token);
                // "Ana Silva, of Springfield": she is no town.
                let citizen = self.is_named(token) && self.is_of(inside);
                if let [party] = &mut parties[..]
                    && (person || citizen)
                {
                    party.span = self.phrase(token);
                    party.sectors = Vec::new();
                    party.resolution = Resolution::Role;
                }
                if parties.is_empty() { vec![Actor::unresolved(self.phrase(token))] } else { parties }
            }
            // "arrived in Moscow": the state that the place lies in.
            None if direct.is_empty() && self.is_seat(token) => {
                let state = self.mention(token).map(|mention| mention.actor.clone());
                state.map(|state| Actor { sectors: Vec::new(), ..state }).into_iter().collect()
            }
            None if direct.len() > 1 || self.mention(token).is_some() => direct,
            None => {
                let possessor = self.clauses.child(token, Deprel::NmodPoss);
                let named = possessor.filter(|&owner| self.is_named(owner));
                vec![Actor::unresolved(self.phrase(named.unwrap_or(token)))]
            }
        }
    }

    // ", of Springfield"
    fn is_of(&self, token: usize) -> bool {
        let view = &self.clauses.view;
        let apart = |case: usize| case > 0 && view.form(case - 1) == "," && view.lower_form(case) == "of";
        self.clauses.cases(token).any(apart) && self.is_state(token)
    }

    // Whether a name or a word for people stands in the span: else a parser joined a thing to a party.
    fn holds_name(&self, span: Span) -> bool {
        let inside =
            (0..self.clauses.view.len()).filter(|&token| span.contains(self.clauses.view.tokens[token].span));
        inside.into_iter().any(|token| self.is_named(token) || self.clauses.gives(Signal::Person, token))
    }

    // The words of a noun phrase, without the clauses that hang on it.
    pub(crate) fn phrase(&self, token: usize) -> Span {
        let (mut first, mut last) = (token, token);
        let mut waiting = vec![token];
        while let Some(at) = waiting.pop() {
            (first, last) = (first.min(at), last.max(at));
            let within = |&&child: &&usize| {
                !matches!(
                    self.clauses.view.deprel(child),
                    Deprel::AclRelcl
                        | Deprel::Acl
                        | Deprel::Case
                        | Deprel::Punct
                        | Deprel::Conj
                        | Deprel::Cc
                        | Deprel::Appos
                        | Deprel::Parataxis
                )
            };
            waiting.extend(self.clauses.children(at).iter().filter(within));
        }
        self.clauses.view.span(first, last)
    }

    /// A party that stands at once behind a verb, whatever the parser hung it on: "gave Oslo more than".
    pub(crate) fn right_after(&self, verb: usize, object: Option<usize>) -> Option<usize> {
        let next = self.mentions.at(self.sentence_idx, verb + 1)?;
        let alone = next.tokens.0 == verb + 1 && Some(next.head) != object && self.is_coded(next.head);
        let after = next.tokens.1 + 1;
        let owns = after < self.clauses.view.len() && self.clauses.view.deprel(after) == Deprel::Case;
        let bare = self.clauses.cases(next.head).next().is_none() && self.is_party(next.head);
        let part = self.clauses.view.head(next.head) == object
            && self.clauses.view.deprel(next.head) != Deprel::Conj;
        (alone && !owns && bare && !part).then_some(next.head)
    }

    /// Who an object pronoun that the report leaves open can stand for: the nearest party named before
    /// it in the sentence, those who act aside: "ordered two envoys to leave, accusing them".
    pub(super) fn before_pronoun(&self, pronoun: usize, actors: &[usize]) -> Option<usize> {
        let word = self.clauses.view.tokens[pronoun];
        let thing = self.clauses.view.form(pronoun).eq_ignore_ascii_case("it");
        let open = word.upos == Upos::Pron && word.xpos == Xpos::Prp && !thing && !self.named(pronoun);
        let other = |token: usize| {
            let apart = !actors.iter().any(|&actor| self.same(actor, token));
            self.is_party(token) && self.is_coded(token) && apart
        };
        (0..pronoun).rev().find(|&token| open && other(token))
    }

    /// "him", "them", where the report leaves open who that is.
    pub(super) fn is_open_pronoun(&self, token: usize) -> bool {
        let word = self.clauses.view.tokens[token];
        word.xpos == Xpos::Prp && self.clauses.gives(Signal::Him, token) && !self.named(token)
    }

    /// "he was questioned", where the report leaves open who that is.
    pub(super) fn is_open_subject(&self, token: usize) -> bool {
        let passive = self.clauses.view.deprel(token) == Deprel::NsubjPass;
        passive && self.clauses.gives(Signal::OnePerson, token) && !self.named(token)
    }

    /// The state of that name, which the report names elsewhere, where here a thing bears it: "the Minsk-Riga Corridor".
    pub(super) fn state_named(&self, token: usize) -> Option<Actor> {
        let view = &self.clauses.view;
        let named = self.mentions.all.iter().map(|mention| &mention.actor).find(|actor| {
            let state = actor.entry.as_deref().is_some_and(|entry| entry.starts_with("states/"));
            state && actor.resolution == Resolution::Name && actor.span.of(view.text) == view.form(token)
        })?;
        Some(Actor { span: view.tokens[token].span, ..named.clone() })
    }

    /// The party that "there" points back to: the last place named before it.
    pub(crate) fn there(&self, adverb: usize) -> Option<usize> {
        let points =
            self.clauses.gives(Signal::There, adverb) && self.clauses.view.tokens[adverb].upos == Upos::Adv;
        (0..adverb).rev().find(|&token| points && self.is_state(token) && self.is_party(token))
    }

    /// Whether an unknown phrase may still be a party: a name, or people.
    pub(super) fn may_act(&self, token: usize) -> bool {
        let word = self.clauses.view.tokens[token];
        let pronoun = word.upos == Upos::Pron && !self.named(token) && self.speaker_behind(token).is_none();
        let bare_number = word.xpos == Xpos::Cd && self.clauses.child(token, Deprel::Nmod).is_none();
        !pronoun && !self.is_time(token) && !bare_number
    }

    // "The columnist Ana Silva": the name behind the noun.
    fn has_name(&self, token: usize) -> bool {
        self.clauses.children(token).iter().any(|&child| {
            let behind =
                child > token && matches!(self.clauses.view.deprel(child), Deprel::Flat | Deprel::Appos);
            behind && self.is_named(child)
        })
    }

    /// The name inside a thing, of whom nothing is known: "the dealings of the hotel group Sonesta".
    pub(super) fn name_inside(&self, token: usize) -> Option<usize> {
        let inside = |&child: &usize| {
            matches!(
                self.clauses.view.deprel(child),
                Deprel::Nmod | Deprel::NmodPoss | Deprel::Appos | Deprel::Compound | Deprel::Flat
            ) && !self.is_time(child)
        };
        let children: Vec<usize> = self.clauses.children(token).iter().copied().filter(inside).collect();
        let named = children.iter().copied().find(|&child| self.is_named(child));
        named.or_else(|| {
            let deeper = children.iter().filter(|&&child| child > token);
            deeper.copied().find_map(|child| self.name_inside(child))
        })
    }

    /// Whether several things stand there, in which nobody is known: "roads and ports".
    pub(super) fn is_thing(&self, token: usize) -> bool {
        let word = self.clauses.view.tokens[token];
        let somebody = self.clauses.gives(Signal::Person, token) || self.clauses.gives(Signal::Body, token);
        word.xpos == Xpos::Nns && !self.is_or_holds_party(token) && !somebody && self.mention(token).is_none()
    }

    /// Whether an unknown phrase that acts names somebody: a proper name or people, no thing.
    pub(super) fn is_somebody(&self, token: usize) -> bool {
        self.is_or_holds_party(token)
            || self.is_named(token)
            || self.clauses.gives(Signal::Person, token)
            || self.has_name(token)
            || self.speaker_behind(token).is_some_and(|speaker| self.is_somebody(speaker))
            || self.clauses.children(token).iter().any(|&child| {
                matches!(self.clauses.view.deprel(child), Deprel::Conj | Deprel::Nmod) && self.is_party(child)
            })
    }
}

/// Whether a party belongs to politics: a state, its organs, who fights or seeks power.
pub(crate) fn is_political(actor: &Actor) -> bool {
    let offices =
        ["GOV", "MIL", "LEG", "JUD", "COP", "SPY", "PTY", "OPP", "REB", "PRM", "UAF", "ELI", "REF", "PRE"];
    actor.code.is_some() && actor.sectors.is_empty() || in_sector(actor, &offices)
}

/// Whether a party is of one of these sectors.
pub(super) fn in_sector(actor: &Actor, codes: &[&str]) -> bool {
    actor.sectors.iter().any(|sector| codes.contains(&sector.code()))
}

/// Whether it is known who or what kind of party somebody is.
pub(crate) fn is_known(actor: &Actor) -> bool {
    actor.code.is_some() || !actor.sectors.is_empty()
}
