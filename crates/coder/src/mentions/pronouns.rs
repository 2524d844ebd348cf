//! Whom "he", "its", "who" and "we" stand for, by what the report has told of so far.
//!
//! ```text
//! Lukashenko met Putin. He said …               ──> Lukashenko, the subject of the sentence before
//! Germany, which he thanked for its role        ──> Germany, what the clause is about
//! “She will win,” said her aide, of Merkel alone ──> Merkel, of whom the report is
//! ```

use tiltmeter_record::{Actor, Resolution, Sector};
use tiltmeter_text::{Deprel, Upos, View, Xpos};

use super::Mention;
use super::grammar::{Gender, is_one_of};
use super::overview::bare;
use super::phrases::PhraseKind;
use super::resolve::{NEAR, Story, Told, is_subject, last_word, name_of};

/// How many sentences "he" looks back outside quotations, past those that tell of nobody who fits; "it" two.
pub(super) const STEPS: usize = 4;

/// How many sentences back a pronoun looks at most, quotations and all.
const FARTHEST: usize = 8;

/// How many words lie at most between a pronoun and the clause around it.
const DEEPEST: usize = 8;

/// Whom a pronoun stands for, with the kind, role and number of whoever was told of.
struct Antecedent {
    actors: Vec<Actor>,
    told: Option<(PhraseKind, Option<usize>, bool)>,
}

/// A word that sends the reader back, and whom it may mean.
pub(super) struct Search<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) sentence: usize,
    /// The word, by its place in the sentence.
    pub(super) at: usize,
    pub(super) fits: &'a dyn Fn(&Told) -> bool,
}

impl Search<'_> {
    fn is_quoted(&self, story: &Story<'_>) -> bool {
        story.is_quoted(self.view, self.at)
    }
}

impl Story<'_> {
    /// Adds the pronouns of a sentence to its mentions.
    pub(super) fn read_pronouns(&mut self, view: &View<'_>, sentence: usize) {
        for token_idx in 0..view.len() {
            let token = &view.tokens[token_idx];
            if token.upos != Upos::Pron || matches!(token.deprel, Deprel::Expl | Deprel::Det) {
                continue;
            }
            let Some(found) = self.antecedent(view, sentence, token_idx) else { continue };
            self.learn_gender(view.form(token_idx), &found);
            let (tokens, found) = ((token_idx, token_idx), self.at_pronoun(view, sentence, token_idx, found));
            for mut actor in found {
                actor.span = token.span;
                self.mentions.push(Mention {
                    sentence,
                    tokens,
                    head: token_idx,
                    actor,
                    place: false,
                    entity: 0,
                });
            }
        }
    }

    // Whom "he" was once found to mean is no "she" later on.
    fn learn_gender(&mut self, pronoun: &str, found: &Antecedent) {
        let gender = self.actors.grammar.gender_of_pronoun(pronoun);
        if let (Some(gender), [Actor { name: Some(name), .. }]) = (gender, &found.actors[..]) {
            self.genders.entry(name.clone()).or_insert(gender);
        }
    }

    // Whom a pronoun stands for is told of there once more, for the next pronoun to find.
    fn at_pronoun(
        &mut self,
        view: &View<'_>,
        sentence: usize,
        token_idx: usize,
        found: Antecedent,
    ) -> Vec<Actor> {
        if let Antecedent { actors, told: Some((kind, agent, plural)) } = &found {
            self.told.push(Told {
                actors: actors.clone(),
                words: Vec::new(),
                noun: String::new(),
                kind: *kind,
                agent: *agent,
                sentence,
                tokens: (token_idx, token_idx),
                head: token_idx,
                subject: is_subject(view, token_idx),
                plural: *plural,
                place: false,
                article: false,
                acronym: None,
            });
        }
        found.actors
    }

    /// The parties that a pronoun stands for; one without a code where it stands for nobody in particular.
    fn antecedent(&self, view: &View<'_>, sentence: usize, token_idx: usize) -> Option<Antecedent> {
        let form = view.form(token_idx);
        let pronouns = &self.actors.grammar.pronouns;
        if is_one_of(&pronouns.relative, form) {
            let actors = self.antecedent_of_relative(view, sentence, token_idx)?;
            return Some(Antecedent { actors, told: None });
        }
        let open = |resolution| {
            let mut actor = Actor::unresolved(view.tokens[token_idx].span);
            actor.resolution = resolution;
            Antecedent { actors: vec![actor], told: None }
        };
        let many = is_one_of(&pronouns.speakers, form);
        // A report of one state that says "we" in its own words speaks for its people, and for no government.
        if let (true, Some(home)) = (many && !self.is_quoted(view, token_idx), self.overview.home()) {
            let sectors = Sector::find("CVL").into_iter().collect();
            let ours = Actor { resolution: Resolution::Speaker, sectors, ..home.clone() };
            return Some(Antecedent { actors: vec![ours], told: None });
        }
        if many || is_one_of(&pronouns.speaker, form) {
            return Some(open(Resolution::Speaker));
        }
        let gender = self.actors.grammar.gender_of_pronoun(form);
        let fits: Box<dyn Fn(&Told) -> bool + '_> = if is_one_of(&pronouns.person, form) {
            Box::new(move |told| told.is_person(self.actors) && self.may_be(told, gender))
        } else if is_one_of(&pronouns.many, form) {
            Box::new(|told| told.plural || told.actors.len() > 1)
        } else if is_one_of(&pronouns.thing, form) {
            // What something happens in is seldom what acts in the next sentence.
            Box::new(|told| self.is_body(told) && !told.plural && !told.place)
        } else {
            return None;
        };
        let fits = |told: &Told| fits(told) && !self.is_own_subject(view, sentence, token_idx, told);
        let search = Search { view, sentence, at: token_idx, fits: &fits };
        Some(match self.found(&search, gender) {
            None => {
                let one = is_one_of(&pronouns.person, form);
                match self.state_of_all(&search).filter(|_| one) {
                    Some(actor) => Antecedent { actors: vec![actor], told: None },
                    None => open(Resolution::Unresolved),
                }
            }
            Some(told) => Antecedent {
                actors: told.actors.iter().map(pronoun_for).collect(),
                told: Some((told.kind, told.agent, told.plural)),
            },
        })
    }

    fn found(&self, search: &Search<'_>, gender: Option<Gender>) -> Option<&Told> {
        let pronouns = &self.actors.grammar.pronouns;
        let form = search.view.form(search.at);
        let one = is_one_of(&pronouns.person, form);
        // Inside a quotation the speaker's words have a story of their own, as far as the sentence goes.
        let found = match search.is_quoted(self) {
            true if is_one_of(&pronouns.thing, form) && self.is_idle(search) => None,
            true => self.quoted_subject(search),
            false if is_one_of(&pronouns.thing, form) => self.body_of_pronoun(search),
            false if one => {
                let clause = self.person_around(search).or_else(|| self.person_of_clause(search));
                clause.or_else(|| self.nearest_subject(search, STEPS))
            }
            false => match self.nearest_subject(search, 2) {
                Some(found) if self.are_things(search, found) => self.told_before(search),
                found => found.or_else(|| self.sole_group(search)),
            },
        };
        let person = || self.sole_person(search).or_else(|| self.protagonist(search, gender));
        found.or_else(|| person().filter(|_| one))
    }

    // "She met her": two, or it would be "herself".
    fn is_own_subject(&self, view: &View<'_>, sentence: usize, pronoun: usize, told: &Told) -> bool {
        let object = matches!(view.deprel(pronoun), Deprel::Obj | Deprel::Iobj | Deprel::Obl);
        let reflexive = is_one_of(&self.actors.grammar.pronouns.reflexive, view.form(pronoun));
        let beside = told.sentence == sentence && told.subject && view.head(told.head) == view.head(pronoun);
        object && !reflexive && beside
    }

    // Whether somebody may be a woman or a man, as far as noun, title, given name and earlier pronouns tell.
    pub(super) fn may_be(&self, told: &Told, gender: Option<Gender>) -> bool {
        let grammar = &self.actors.grammar;
        let by_name = |name: &str| grammar.gender_of_name(name).or_else(|| self.genders.get(name).copied());
        let agent = told.agent.map(|agent| last_word(&self.actors.agents[agent].entry));
        let by_noun = agent.and_then(|noun| grammar.gender_of_noun(noun));
        let known = by_noun.or_else(|| name_of(told).and_then(by_name));
        known.is_none() || gender.is_none() || known == gender
    }

    // ── people ──

    // Who a quotation is about: its own subject; else, of people, that of the report's sentence before, unless it speaks now.
    fn quoted_subject(&self, search: &Search<'_>) -> Option<&Told> {
        let &Search { view, sentence, at, fits } = search;
        let inside = |told: &Told| self.is_quoted(view, told.head) && fits(told);
        let own = self.subject_before(&Search { view, sentence, at, fits: &inside });
        own.or_else(|| {
            let before = sentence.checked_sub(1).filter(|&at| !self.in_quotation[at])?;
            let speakers = self.speakers(search);
            let of_people = |told: &&Told| told.is_person(self.actors) && told.subject && fits(told);
            let mut subjects = self.told_in(before..=before).iter().filter(of_people);
            let first = subjects.next()?;
            let one = subjects.all(|other| name_of(other) == name_of(first));
            (one && name_of(first).is_some() && !speakers.contains(&name_of(first))).then_some(first)
        })
    }

    // Who may speak in this sentence: its subjects outside of quotations.
    fn speakers(&self, search: &Search<'_>) -> Vec<Option<&str>> {
        let told_here = self.told_in(search.sentence..=search.sentence).iter();
        let outside = told_here.filter(|told| told.subject && !self.is_quoted(search.view, told.head));
        outside.map(name_of).collect()
    }

    // The nearest subject before it in its sentence.
    fn subject_before(&self, search: &Search<'_>) -> Option<&Told> {
        let here = |told: &&Told| told.tokens.1 < search.at && told.subject && (search.fits)(told);
        let told_here = self.told_in(search.sentence..=search.sentence).iter();
        told_here.filter(here).max_by_key(|told| told.tokens.0)
    }

    /// The nearest subject before it in its sentence; else that of the sentence before, or the only one there
    /// who fits; else the same of the sentence before that, where the one between tells of nobody who fits.
    pub(super) fn nearest_subject(&self, search: &Search<'_>, steps: usize) -> Option<&Told> {
        if let Some(found) = self.subject_before(search) {
            return Some(found);
        }
        // What others are quoted as saying in between is passed over.
        let told_by_us = (0..search.sentence).rev().take(FARTHEST).filter(|&at| !self.in_quotation[at]);
        for at in told_by_us.take(steps) {
            let told_there = self.told_in(at..=at).iter();
            let fitting: Vec<&Told> = told_there.filter(|told| (search.fits)(told)).collect();
            let subjects = fitting.iter().filter(|told| told.subject);
            match (subjects.min_by_key(|told| told.tokens.0), &fitting[..]) {
                (Some(subject), _) => return Some(subject),
                (None, [only]) => return Some(only),
                (None, []) => {}
                (None, _) => return None,
            }
        }
        None
    }

    // "Merkel's letter, in which she said", "praised Merkel because she": in a clause of its own, the one person told of
    // before it in its sentence, where nobody who fits is a subject there.
    fn person_around(&self, search: &Search<'_>) -> Option<&Told> {
        let &Search { view, sentence, at, fits } = search;
        let verb = view.head(at).filter(|_| is_subject(view, at))?;
        let own = matches!(view.deprel(verb), Deprel::AclRelcl | Deprel::Advcl);
        let here = self.told_in(sentence..=sentence).iter();
        let here = here.filter(|told| own && told.tokens.1 < at && fits(told));
        let mut people = here.filter(|told| name_of(told).is_some());
        let first = people.next().filter(|told| !told.subject)?;
        let alone = people.all(|other| name_of(other) == name_of(first) && !other.subject);
        (alone && first.code().is_some()).then_some(first)
    }

    // "Clinton, who signed the bill that hurt his party": whoever acts in the clause around it, where nobody else is named since.
    fn person_of_clause(&self, search: &Search<'_>) -> Option<&Told> {
        let &Search { view, sentence, at, fits } = search;
        let mut clause = view.head(at).filter(|_| view.tokens[at].xpos == Xpos::PrpPoss)?;
        let who = |child: usize| is_one_of(&self.actors.grammar.pronouns.who, view.form(child));
        for _ in 0..DEEPEST {
            if view.deprel(clause) == Deprel::AclRelcl && view.children_by(clause, Deprel::Nsubj).any(who) {
                let noun = view.head(clause).filter(|&noun| noun < at)?;
                let here = self.told_in(sentence..=sentence).iter();
                let since = |told: &Told| noun < told.tokens.0 && told.tokens.1 < at;
                let other = here.clone().any(|told| since(told) && fits(told) && name_of(told).is_some());
                let holds = |told: &&Told| told.tokens.0 <= noun && noun <= told.tokens.1;
                return here.rev().filter(|told| !other && told.code().is_some() && fits(told)).find(holds);
            }
            clause = view.head(clause)?;
        }
        None
    }

    // "Sacked the spy chiefs, calling them": the only people of its sentence, where no other things are many.
    fn sole_group(&self, search: &Search<'_>) -> Option<&Told> {
        let &Search { view, sentence, at, fits } = search;
        let told_here = self.told_in(sentence..=sentence);
        let is_told =
            |noun: usize| told_here.iter().any(|told| told.tokens.0 <= noun && noun <= told.tokens.1);
        let mut groups = told_here.iter().filter(|told| told.tokens.1 < at && fits(told));
        let first = groups.next().filter(|told| told.code().is_some() && !told.place)?;
        let joined = view.deprel(first.head) == Deprel::Conj
            || view.children_by(first.head, Deprel::Conj).next().is_some();
        let things = (0..at).any(|noun| view.tokens[noun].xpos == Xpos::Nns && !is_told(noun));
        (groups.next().is_none() && !joined && !things).then_some(first)
    }

    // "He", of whom no subject was told: the one person of the sentences before who fits. A quotation speaks of others than
    // its speaker, who stands beside it in the same sentence.
    fn sole_person(&self, search: &Search<'_>) -> Option<&Told> {
        let &Search { view, sentence, at, fits } = search;
        let inside = search.is_quoted(self);
        let here = self.told_in(sentence..=sentence).iter().filter(|told| told.tokens.1 < at);
        let here = here.filter(|told| !inside || !told.subject || self.is_quoted(view, told.head));
        let earlier = sentence.saturating_sub(NEAR)..=sentence.saturating_sub(1);
        let earlier = if sentence == 0 { &[][..] } else { self.told_in(earlier) };
        let speakers = if inside { self.speakers(search) } else { Vec::new() };
        let mut people =
            earlier.iter().chain(here).filter(|told| fits(told) && told.kind != PhraseKind::Noun);
        let first = people.find(|told| !speakers.contains(&name_of(told)))?;
        let alone =
            people.all(|other| name_of(other) == name_of(first) || speakers.contains(&name_of(other)));
        (alone && first.code().is_some() && name_of(first).is_some()).then_some(first)
    }

    // "He", where several may be meant and all of them are of one state: nobody knows who, but of which state.
    fn state_of_all(&self, search: &Search<'_>) -> Option<Actor> {
        let &Search { sentence, at, fits, .. } = search;
        let near = self.told_in(sentence.saturating_sub(NEAR)..=sentence).iter();
        let before = |told: &&Told| told.sentence < sentence || told.tokens.1 < at;
        let mut people = near.filter(before).filter(|told| fits(told));
        let first = people.next()?;
        let agree = people.all(|other| other.code() == first.code());
        let [actor] = &first.actors[..] else { return None };
        (agree && self.is_of_state(actor)).then(|| bare(&pronoun_for(actor)))
    }

    // "He", in a report that is of one man: nobody else is named half as often.
    fn protagonist(&self, search: &Search<'_>, gender: Option<Gender>) -> Option<&Told> {
        let surname = self.overview.protagonist(|name| {
            let known = self.actors.grammar.gender_of_name(name).or_else(|| self.genders.get(name).copied());
            known.is_none() || known == gender
        })?;
        let named = self.memory.named(std::slice::from_ref(&surname.to_string()));
        let told = named.into_iter().map(|at| &self.told[at]).find(|told| told.code().is_some())?;
        let speaks = search.is_quoted(self) && self.speakers(search).contains(&name_of(told));
        ((search.fits)(told) && !speaks).then_some(told)
    }

    // ── bodies ──

    // "Its" is of the subject before it. "It" acts where the verb may be a state's: "it is hard", "it took years" tell of no
    // one, and beyond its own sentence only a subject that is one body is taken up.
    fn body_of_pronoun(&self, search: &Search<'_>) -> Option<&Told> {
        let &Search { view, sentence, at, .. } = search;
        if view.tokens[at].xpos == Xpos::PrpPoss {
            return self.owner_before(search);
        }
        if !is_subject(view, at) {
            return self.sole_body(search).filter(|told| told.sentence == sentence);
        }
        let above = view.head(at)?;
        if is_one_of(&self.actors.grammar.pronouns.idle, view.lemma(above)) {
            return None;
        }
        let states =
            view.children_by(above, Deprel::Cop).next().is_some() || view.deprel(at) == Deprel::NsubjPass;
        let found = match states {
            true => self.subject_before(search),
            false => self.nearest_subject(search, 2),
        };
        found.filter(|told| !self.is_thing(search, told))
    }

    // "It is hard", "it took years".
    fn is_idle(&self, search: &Search<'_>) -> bool {
        let &Search { view, at, .. } = search;
        let Some(above) = view.head(at).filter(|_| is_subject(view, at)) else { return false };
        let idle = is_one_of(&self.actors.grammar.pronouns.idle, view.lemma(above));
        idle || view.tokens[above].upos != Upos::Noun && view.children_by(above, Deprel::Cop).next().is_some()
    }

    // A state or a body; nobody whom a pronoun or a given name has told to be a woman or a man.
    fn is_body(&self, told: &Told) -> bool {
        let someone = |name: &str| {
            self.genders.contains_key(name) || self.actors.grammar.gender_of_name(name).is_some()
        };
        let person = told.kind == PhraseKind::Unknown && name_of(told).is_some_and(someone);
        told.is_body(self.actors) && !person
    }

    // "If the strike goes on, it will hurt them", "when she wins, it will": what goes on is nearer than any body, and so is
    // what somebody does.
    fn is_thing(&self, search: &Search<'_>, found: &Told) -> bool {
        let &Search { view, sentence, at, .. } = search;
        let after = if found.sentence == sentence { found.tokens.1 + 1 } else { 0 };
        let told_here = self.told_in(sentence..=sentence);
        let is_told =
            |noun: usize| told_here.iter().any(|told| told.tokens.0 <= noun && noun <= told.tokens.1);
        let thing = |&noun: &usize| {
            let singular = matches!(view.tokens[noun].xpos, Xpos::Nn);
            let beside = self.is_quoted(view, noun) == self.is_quoted(view, at);
            let object = found.sentence != sentence && view.deprel(noun) == Deprel::Obj;
            singular && beside && (object || is_subject(view, noun)) && !is_told(noun)
        };
        let deed = || {
            let clause = |verb: usize| view.children_by(verb, Deprel::Advcl).any(|child| child < at);
            found.sentence != sentence && view.head(at).is_some_and(clause)
        };
        (after..at).any(|noun| thing(&noun)) || deed()
    }

    // "He released his returns, though they said little": things of this sentence are nearer than people of the last.
    fn are_things(&self, search: &Search<'_>, found: &Told) -> bool {
        let &Search { view, sentence, at, .. } = search;
        let told_here = self.told_in(sentence..=sentence);
        let is_told =
            |noun: usize| told_here.iter().any(|told| told.tokens.0 <= noun && noun <= told.tokens.1);
        let thing = |noun: usize| {
            let beside = self.is_quoted(view, noun) == self.is_quoted(view, at);
            let part = is_subject(view, noun) || view.deprel(noun) == Deprel::Obj;
            view.tokens[noun].xpos == Xpos::Nns && beside && part && !is_told(noun)
        };
        found.sentence != sentence && (0..at).any(thing)
    }

    // "Appeals to voters, so that they": the nearest who fits in its own sentence.
    fn told_before(&self, search: &Search<'_>) -> Option<&Told> {
        let here = |told: &&Told| told.tokens.1 < search.at && (search.fits)(told);
        self.told_in(search.sentence..=search.sentence).iter().filter(here).max_by_key(|told| told.tokens.0)
    }

    // "Its": of the nearest body before it that is a subject, or is what somebody is made to be: "Oslo urged Apple to lower its
    // prices".
    fn owner_before(&self, search: &Search<'_>) -> Option<&Told> {
        let &Search { view, sentence, at, fits } = search;
        let made = |verb: usize| view.children_by(verb, Deprel::Xcomp).any(|child| child < at);
        let object = |told: &Told| {
            let object = matches!(view.deprel(told.head), Deprel::Obj | Deprel::Iobj);
            told.sentence == sentence && object && view.head(told.head).is_some_and(made)
        };
        let here = |told: &&Told| told.tokens.1 < at && fits(told) && (told.subject || object(told));
        if let Some(beside) = self.joined_before(search).or_else(|| self.antecedent_around(search)) {
            return Some(beside);
        }
        let told_here = self.told_in(sentence..=sentence).iter();
        match told_here.filter(here).max_by_key(|told| told.tokens.0) {
            Some(nearest) => Some(nearest).filter(|told| told.code().is_some()),
            None => self.sole_body(search),
        }
    }

    // "Norway and its neighbours": of what they are joined to.
    fn joined_before(&self, search: &Search<'_>) -> Option<&Told> {
        let coordinator = search.at.checked_sub(1)?;
        let told_here = self.told_in(search.sentence..=search.sentence).iter().rev();
        let mut beside = told_here.filter(|told| told.tokens.1 + 1 == coordinator);
        let joins = is_one_of(&self.actors.grammar.coordinators, search.view.form(coordinator));
        beside.find(|told| joins && told.code().is_some() && !told.plural && self.is_body(told))
    }

    // "Germany, which he thanked for its role": what the clause is about, where nothing that fits is told of within it.
    fn antecedent_around(&self, search: &Search<'_>) -> Option<&Told> {
        let &Search { view, sentence, at, fits } = search;
        let mut clause = view.head(at)?;
        for _ in 0..4 {
            if view.deprel(clause) == Deprel::AclRelcl {
                let noun = view.head(clause).filter(|&noun| noun < at)?;
                let here = self.told_in(sentence..=sentence).iter().rev();
                let inside = |told: &&Told| noun < told.tokens.0 && told.tokens.1 < at;
                let body = |told: &&Told| inside(told) && !told.words.is_empty() && fits(told);
                let holds = |told: &&Told| told.tokens.0 <= noun && noun <= told.tokens.1;
                let own = here.clone().any(|told| body(&told));
                return here.clone().filter(|told| !own && told.code().is_some() && fits(told)).find(holds);
            }
            clause = view.head(clause)?;
        }
        None
    }

    // "It" as an object, "its" without a subject before it: only where this sentence, or the one before, tells of one body
    // alone, and its own subject is another.
    fn sole_body(&self, search: &Search<'_>) -> Option<&Told> {
        let sentence = search.sentence;
        let here = |told: &&Told| told.tokens.1 < search.at;
        let body = |told: &&Told| self.is_body(told) && !told.place;
        let told_here = self.told_in(sentence..=sentence).iter().rev();
        let mut bodies: Vec<&Told> = told_here.filter(here).filter(body).collect();
        if let (true, Some(before)) = (bodies.is_empty(), sentence.checked_sub(1)) {
            bodies = self.told_in(before..=before).iter().rev().filter(body).collect();
        }
        let first = *bodies.first()?;
        let same = bodies.iter().all(|other| other.code() == first.code());
        let own_subject = first.sentence == sentence && first.subject;
        (same && first.code().is_some() && !first.plural && !own_subject).then_some(first)
    }

    // ── clauses ──

    // "the troops, who …": what the clause belongs to.
    fn antecedent_of_relative(
        &self,
        view: &View<'_>,
        sentence: usize,
        token_idx: usize,
    ) -> Option<Vec<Actor>> {
        let mut clause = view.head(token_idx)?;
        for _ in 0..4 {
            if view.deprel(clause) == Deprel::AclRelcl {
                let noun = view.head(clause)?;
                let told_at = |noun: usize| {
                    let holds = |told: &&Told| told.tokens.0 <= noun && noun <= told.tokens.1;
                    self.told_in(sentence..=sentence).iter().rev().find(holds)
                };
                // "People across the nation who voted": who votes is no nation.
                let one = is_one_of(&self.actors.grammar.pronouns.who, view.form(token_idx));
                let nation =
                    |told: &&Told| told.kind == PhraseKind::State && !told.plural || self.is_land(told);
                let told = told_at(noun).filter(|told| !(one && nation(told)));
                let told = told.or_else(|| told_at(view.head(noun)?).filter(|told| one && !nation(told)))?;
                let mut all: Vec<Actor> = told.actors.iter().map(pronoun_for).collect();
                // "Sudan, Iran and Yemen, which": all of them.
                for conjunct in view.children_by(noun, Deprel::Conj).filter(|&conjunct| conjunct < token_idx)
                {
                    let others = told_at(conjunct).filter(|other| other.tokens != told.tokens);
                    all.extend(others.into_iter().flat_map(|other| &other.actors).map(pronoun_for));
                }
                return Some(all);
            }
            clause = view.head(clause)?;
        }
        None
    }
}

fn pronoun_for(actor: &Actor) -> Actor {
    let resolution = if actor.code.is_some() { Resolution::Pronoun } else { Resolution::Unresolved };
    Actor { resolution, ..actor.clone() }
}
