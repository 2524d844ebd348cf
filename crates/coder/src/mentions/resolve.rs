//! Within the report: who "Khan", "the minister", "police", "its troops" and "she" are.
//!
//! Precision comes first (Lee et al. 2013, the sieve): exact names, then parts of names, then what
//! apposition and copula say, then nouns with a role, then pronouns. What stays open has no code.
//!
//! ```text
//! Khurram Dastgir Khan, Pakistan's defence minister, … ──> PAK[GOV,MIL]
//! Khan said …                                          ──> the same, as an alias
//! The minister …                                       ──> the same, by his role
//! ```

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use tiltmeter_record::{Actor, Office, Report, Resolution, Sector};
use tiltmeter_text::{Deprel, Document, Upos, View, Xpos};

use super::actors::{Actors, Agent, AgentKind, Tenure};
use super::grammar::{Gender, is_one_of};
use super::memory::Memory;
use super::names::for_each_piece;
use super::overview::{Overview, bare, is_company};
use super::phrases::{Phrase, PhraseKind, add_person, is_retired};
use super::pronouns::{STEPS, Search};
use super::tables::{LEADS, MODERN};
use super::{Mention, is_quoted};

/// Turns phrases into mentions, in the order of the text.
pub(crate) fn resolve(
    phrases: Vec<Phrase>,
    report: &Report,
    document: &Document,
    actors: &Actors,
) -> Vec<Mention> {
    let date = report.date.map(|when| when.date);
    let in_quotation = document.sentences.iter().map(|sentence| is_quoted(document, sentence.span)).collect();
    let (told, memory, mentions) = (Vec::new(), Memory::default(), Vec::new());
    let overview = Overview::new(&phrases, actors, date, &report.text, document);
    let genders = FxHashMap::default();
    let mut story = Story { actors, document, date, told, memory, overview, mentions, in_quotation, genders };
    let mut phrases = phrases.into_iter().peekable();
    for sentence in 0..document.sentences.len() {
        let mut of_sentence = Vec::new();
        while let Some(phrase) = phrases.next_if(|phrase| phrase.sentence == sentence) {
            of_sentence.push(phrase);
        }
        let view = document.view(&report.text, sentence);
        story.tell(&view, sentence, of_sentence);
    }
    story.look_back();
    story.mentions
}

/// A party that the report has named, at one place.
pub(super) struct Told {
    pub(super) actors: Vec<Actor>,
    /// The pieces of its proper name.
    pub(super) words: Vec<String>,
    pub(super) kind: PhraseKind,
    pub(super) agent: Option<usize>,
    /// The noun that it ends with, in small letters; empty for names.
    pub(super) noun: String,
    pub(super) sentence: usize,
    pub(super) tokens: (usize, usize),
    pub(super) head: usize,
    pub(super) subject: bool,
    pub(super) plural: bool,
    pub(super) place: bool,
    /// Whether an article stands before its name: people have none.
    pub(super) article: bool,
    /// Another name that brackets give it.
    pub(super) acronym: Option<String>,
}

impl Told {
    pub(super) fn code(&self) -> Option<&str> {
        self.actors.first().and_then(|actor| actor.code.as_deref())
    }

    // A person, as far as one can see: of the lexicon, or with a role or title before an unknown name.
    pub(super) fn is_person(&self, actors: &Actors) -> bool {
        let role = self.agent.is_some_and(|agent| {
            let agent = &actors.agents[agent];
            agent.kind == AgentKind::Title
                || matches!(agent.kind, AgentKind::Role | AgentKind::Delegate | AgentKind::Group)
        });
        match self.kind {
            PhraseKind::Person(_) => true,
            PhraseKind::Unknown => self.agent.is_none() && !self.article || role && !self.plural,
            PhraseKind::Noun => role && !self.plural,
            PhraseKind::State | PhraseKind::Organisation => false,
        }
    }

    // A body or state; a name that the lexicon does not know may be one too, and then no other is meant.
    pub(super) fn is_body(&self, actors: &Actors) -> bool {
        let body = |agent: usize| matches!(actors.agents[agent].kind, AgentKind::Body | AgentKind::State);
        let unknown = self.kind == PhraseKind::Unknown && self.agent.is_none();
        if self.actors.first().is_some_and(is_seat) {
            return false;
        }
        unknown
            || matches!(self.kind, PhraseKind::State | PhraseKind::Organisation)
            || self.agent.is_some_and(body)
    }
}

pub(super) struct Story<'a> {
    pub(super) actors: &'a Actors,
    document: &'a Document,
    date: Option<Date>,
    /// In the order of the text.
    pub(super) told: Vec<Told>,
    pub(super) memory: Memory,
    /// What it tells as a whole.
    pub(super) overview: Overview,
    pub(super) mentions: Vec<Mention>,
    /// Which sentences stand within quotation marks from their first word to their last.
    pub(super) in_quotation: Vec<bool>,
    /// Who is a woman and who a man, by names, as pronouns have told.
    pub(super) genders: FxHashMap<String, Gender>,
}

impl Story<'_> {
    fn tell(&mut self, view: &View<'_>, sentence: usize, phrases: Vec<Phrase>) {
        let first_told = self.told.len();
        let mut phrases = phrases;
        let appositions = self.read_appositions(view, &mut phrases);
        for phrase in phrases {
            let mut told = self.as_told(view, &phrase);
            let known = told.code().is_some();
            match told.kind {
                PhraseKind::Person(_) | PhraseKind::Unknown => {
                    self.resolve_name(view, &mut told);
                    self.resolve_town(view, &mut told);
                    self.resolve_owned(view, &mut told);
                }
                PhraseKind::Noun if !known && self.is_pair(view, &told) => self.resolve_pair(&mut told),
                PhraseKind::Noun if !known && self.is_stricken(view, &told) => {
                    self.resolve_stricken(&mut told)
                }
                PhraseKind::Noun if !known => self.resolve_noun(view, &mut told),
                _ => {}
            }
            if told.kind == PhraseKind::Noun {
                self.name_by_office(view, &mut told);
            }
            let place = told.place;
            self.put(told, place);
        }
        self.read_belongings(view, first_told);
        for (role, named) in appositions {
            let (role, named) = (first_told + role, first_told + named);
            let actor = self.told[role].actors.first().filter(|actor| actor.code.is_some()).cloned();
            if let Some(actor) = actor {
                self.give_role(named, &actor, self.told[role].agent);
            }
        }
        if view.sentence.parsed {
            self.read_roles(view, first_told);
            self.read_pronouns(view, sentence);
        }
        let mentions = self.mentions.partition_point(|mention| mention.sentence < sentence);
        self.mentions[mentions..].sort_by_key(|mention| (mention.tokens.0, mention.tokens.1));
    }

    fn as_told(&self, view: &View<'_>, phrase: &Phrase) -> Told {
        let mut words = Vec::new();
        let mut scratch = String::new();
        if let Some((first, last)) = phrase.name {
            for token_idx in first..=last {
                for_each_piece(view.form(token_idx), &mut scratch, |piece| words.push(piece.to_string()));
            }
        }
        let initial = words.first().and_then(|word| word.chars().next());
        let plural = match phrase.kind {
            // "The United States" is one.
            PhraseKind::State => phrase.people,
            _ => view.sentence.parsed && matches!(view.tokens[phrase.head].xpos, Xpos::Nns | Xpos::Nnps),
        };
        let plural = plural || phrase.actors.len() > 1;
        Told {
            actors: phrase.actors.clone(),
            words,
            noun: if phrase.kind == PhraseKind::Noun {
                view.lower_form(phrase.last).to_string()
            } else {
                String::new()
            },
            kind: phrase.kind,
            agent: phrase.agent,
            sentence: phrase.sentence,
            tokens: (phrase.first, phrase.last),
            head: phrase.head,
            subject: is_subject(view, phrase.head),
            plural,
            place: phrase.place,
            article: phrase.name.is_some_and(|(first, _)| {
                first > 0 && is_one_of(&self.actors.grammar.articles, view.form(first - 1))
            }),
            acronym: acronym_after(view, phrase.last, initial),
        }
    }

    fn put(&mut self, told: Told, place: bool) {
        for actor in &told.actors {
            let (sentence, tokens, head) = (told.sentence, told.tokens, told.head);
            self.mentions.push(Mention { sentence, tokens, head, actor: actor.clone(), place, entity: 0 });
        }
        self.told.push(told);
        self.remember(self.told.len() - 1);
    }

    // Files what was told where later mentions look for it.
    fn remember(&mut self, at: usize) {
        self.memory.add_name(at, &self.told);
        if let Some(agent) = self.told[at].agent {
            self.memory.add_role(at, last_word(&self.actors.agents[agent].entry), &self.told);
        }
        for actor in &self.told[at].actors {
            if self.is_of_state(actor) && !is_company(actor) {
                self.memory.add_state(actor);
            }
        }
    }

    /// Whether a token stands within quotation marks.
    pub(super) fn is_quoted(&self, view: &View<'_>, token_idx: usize) -> bool {
        is_quoted(self.document, view.tokens[token_idx].span)
    }

    // What was told in these sentences.
    pub(super) fn told_in(&self, sentences: std::ops::RangeInclusive<usize>) -> &[Told] {
        let first = self.told.partition_point(|told| told.sentence < *sentences.start());
        let after = self.told.partition_point(|told| told.sentence <= *sentences.end());
        &self.told[first..after]
    }

    // ── names ──

    /// A name is that of somebody told of before, in full or in part; else, after a title, of a holder of that office.
    fn resolve_name(&self, view: &View<'_>, told: &mut Told) {
        self.doubt_candidate(told);
        let known = self.bearer(told).and_then(|bearer| Some((bearer.actors.first()?, bearer.words.len())));
        let Some(actor) = told.actors.first_mut() else { return };
        if let Some((bearer, n_words)) = known {
            let own = std::mem::take(&mut actor.sectors);
            actor.sectors = if own.is_empty() { bearer.sectors.clone() } else { own };
            if actor.code.is_none() {
                actor.code = bearer.code.clone();
                actor.entry = bearer.entry.clone();
                let whole = n_words == told.words.len();
                actor.resolution = match (bearer.code.is_some(), whole) {
                    (false, _) => Resolution::Unresolved,
                    (true, true) => bearer.resolution,
                    (true, false) => Resolution::Alias,
                };
            }
            actor.office = actor.office.take().or_else(|| bearer.office.clone());
            actor.name = bearer.name.clone().or(actor.name.take());
        } else if told.kind == PhraseKind::Unknown {
            self.resolve_by_full_name(told);
            self.resolve_by_office(told);
            self.resolve_delegate(told);
            self.resolve_by_body(told);
            self.resolve_by_family(told);
            self.resolve_at_home(view, told);
        }
    }

    // "Clinton", where the report names Bill and Hillary: either, be one of them a candidate that day.
    fn doubt_candidate(&self, told: &mut Told) {
        let ([word], [actor]) = (&told.words[..], &mut told.actors[..]) else { return };
        let runs = actor.office.as_ref().is_some_and(|office| office.title == "candidate");
        let several = self.overview.called(word).is_some_and(|called| called.name.is_none());
        if runs && several {
            (actor.name, actor.office, actor.sectors) = (None, None, Vec::new());
        }
    }

    // "Trump wins", above "Donald Trump won on Tuesday".
    fn resolve_by_full_name(&self, told: &mut Told) {
        let ([word], None) = (&told.words[..], told.code()) else { return };
        let (Some(person), [actor]) = (self.overview.called(word), &mut told.actors[..]) else { return };
        let Actor { span, sectors, office, .. } = actor.clone();
        *actor = Actor { span, resolution: Resolution::Alias, ..person.clone() };
        if !sectors.is_empty() {
            actor.sectors = sectors;
        }
        actor.office = office.or(actor.office.take());
    }

    // "The State Department announced … Spokeswoman Jane Roe said …": the subject of the sentence before.
    fn resolve_delegate(&self, told: &mut Told) {
        let delegate = told.agent.is_some_and(|agent| self.actors.agents[agent].kind == AgentKind::Delegate);
        if told.code().is_some() || !delegate || told.plural {
            return;
        }
        let Some(last_sentence) = told.sentence.checked_sub(1) else { return };
        let before = self.told_in(last_sentence..=last_sentence).iter().rev().filter(|other| other.subject);
        let bodies: Vec<&Told> = before.filter(|other| other.is_body(self.actors)).collect();
        let (Some(body), [actor]) = (bodies.first(), &mut told.actors[..]) else { return };
        if let ([source], true) = (&body.actors[..], bodies.iter().all(|other| other.code() == body.code())) {
            actor.code = source.code.clone();
            actor.entry = source.entry.clone();
            actor.resolution = Resolution::Role;
            if actor.sectors.is_empty() {
                actor.sectors = source.sectors.clone();
            }
        }
    }

    // "U.S. Air Force Gen. Jane Roe": a title behind a body is held in it.
    fn resolve_by_body(&self, told: &mut Told) {
        if told.code().is_some() || told.agent.is_none() || told.plural {
            return;
        }
        let body = self.right_before(told, told.tokens.0, PhraseKind::Organisation);
        if let (Some([body]), [actor]) = (body.map(|body| &body.actors[..]), &mut told.actors[..]) {
            actor.code = body.code.clone();
            actor.entry = body.entry.clone();
            actor.resolution = Resolution::Role;
            if actor.sectors.is_empty() {
                actor.sectors = body.sectors.clone();
            }
        }
    }

    // "Mayor Luca Pastorino", in a story of one state alone.
    fn resolve_at_home(&self, view: &View<'_>, told: &mut Told) {
        let role =
            told.agent.map(|agent| &self.actors.agents[agent]).filter(|agent| agent.kind != AgentKind::Title);
        let (Some(role), None) = (role, told.code()) else { return };
        let home = self.leader_before(told).or_else(|| self.of_body_told(view, told));
        let home = home.or_else(|| self.sole_state(role));
        let (Some(home), [actor]) = (home, &mut told.actors[..]) else { return };
        actor.code = home.code;
        actor.entry = home.entry;
        actor.resolution = Resolution::Role;
    }

    // "The town of Yeoncheon", where its sentence, or else the report, is of one state.
    fn resolve_town(&self, view: &View<'_>, told: &mut Told) {
        let grammar = &self.actors.grammar;
        let Some((first, _)) = told.words.first().zip(told.tokens.0.checked_sub(2)) else { return };
        // "Another border town of Kajo-Keji" may be anywhere.
        let before = (0..told.tokens.0 - 2).rev().take(3);
        let town = before.into_iter().any(|at| is_one_of(&grammar.definite, view.form(at)))
            && is_one_of(&grammar.settlements, view.form(told.tokens.0 - 2))
            && is_one_of(&grammar.belonging, view.form(told.tokens.0 - 1));
        if !town || told.code().is_some() || told.kind != PhraseKind::Unknown || first.is_empty() {
            return;
        }
        let here = self.told_in(told.sentence..=told.sentence).iter().flat_map(|other| &other.actors);
        let mut states = here.filter(|actor| self.is_of_state(actor));
        let land = match states.next() {
            Some(one) => Some(one).filter(|one| states.all(|other| other.code == one.code)),
            None => self.overview.home(),
        };
        if let (Some(land), [actor]) = (land, &mut told.actors[..]) {
            actor.code = land.code.clone();
            actor.entry = land.entry.clone();
            actor.resolution = Resolution::Nationality;
            told.place = true;
        }
    }

    // "Canada's Alberta": whatever else is called so, here it is of whom it belongs to.
    fn resolve_owned(&self, view: &View<'_>, told: &mut Told) {
        let Some(mark) = told.tokens.0.checked_sub(1) else { return };
        let owned = is_one_of(&self.actors.grammar.possessives, view.form(mark));
        let open = told.kind == PhraseKind::Unknown && told.agent.is_none() && told.code().is_none();
        if !owned || !open {
            return;
        }
        let owner = self.right_before(told, mark, PhraseKind::State);
        if let (Some([land]), [actor]) = (owner.map(|owner| &owner.actors[..]), &mut told.actors[..]) {
            actor.code = land.code.clone();
            actor.entry = land.entry.clone();
            actor.resolution = Resolution::Nationality;
        }
    }

    // Whoever of that kind ends right before a token of the same sentence.
    fn right_before(&self, told: &Told, token: usize, kind: PhraseKind) -> Option<&Told> {
        let mut before = self.told_in(told.sentence..=told.sentence).iter().rev();
        before.find(|other| other.tokens.1 + 1 == token && other.kind == kind)
    }

    /// The one told of before whom this name can mean; `None` where there are two.
    fn bearer(&self, told: &Told) -> Option<&Told> {
        let named = self.memory.named(&told.words).into_iter().map(|at| &self.told[at]);
        let bearers: Vec<&Told> = named.filter(|other| self.may_bear(told, other)).collect();
        let first = *bearers.first()?;
        let same = |other: &&Told| other.words == first.words || name_of(other) == name_of(first);
        let longest = |among: Vec<&'_ Told>| -> Option<usize> {
            let best = among.iter().max_by_key(|other| (other.code().is_some(), other.words.len()))?;
            bearers.iter().position(|other| std::ptr::eq(*other, *best))
        };
        if bearers.iter().all(same) {
            return longest(bearers.clone()).map(|position| bearers[position]);
        }
        // Of a family, the bare surname is that of whoever held office: "Trump" beside Melania Trump.
        let known: Vec<&Told> =
            bearers.iter().copied().filter(|other| matches!(other.kind, PhraseKind::Person(_))).collect();
        let first = known.first()?;
        let one = known.iter().all(|other| name_of(other) == name_of(first));
        (one && told.words.len() == 1).then(|| longest(known.clone()).map(|at| bearers[at])).flatten()
    }

    fn may_bear(&self, told: &Told, other: &Told) -> bool {
        let named =
            matches!(other.kind, PhraseKind::Person(_) | PhraseKind::Unknown | PhraseKind::Organisation);
        named && (other.words == told.words || is_part(&told.words, other) || self.is_short(told, other))
    }

    // "The Times", of the body whose name ends so.
    fn is_short(&self, told: &Told, other: &Told) -> bool {
        let ends = other.words.len() > 1 && other.words.last() == told.words.first();
        told.article && told.words.len() == 1 && other.kind == PhraseKind::Organisation && ends
    }

    fn resolve_by_family(&self, told: &mut Told) {
        let Some(of_either) = self.code_of_bearers(told).filter(|_| told.code().is_none()) else { return };
        if let Some(actor) = told.actors.first_mut() {
            actor.code = of_either.code;
            actor.entry = of_either.entry;
            actor.resolution = Resolution::Alias;
        }
    }

    // "Clinton" after Bill and Hillary Clinton: nobody knows who, but either is of one state.
    fn code_of_bearers(&self, told: &Told) -> Option<Actor> {
        let named = self.memory.named(&told.words).into_iter().map(|at| &self.told[at]);
        let mut bearers =
            named.filter(|other| matches!(other.kind, PhraseKind::Person(_)) && self.may_bear(told, other));
        let first = bearers.next()?;
        let agree = first.code().is_some() && bearers.all(|other| other.code() == first.code());
        let mut actor = first.actors.first()?.clone();
        (actor.name, actor.office, actor.sectors) = (None, None, Vec::new());
        agree.then_some(actor)
    }

    // "Foreign Minister Qureshi": the foreign minister of that name, if there is one that day.
    fn resolve_by_office(&self, told: &mut Told) {
        let office = told.agent.and_then(|agent| self.actors.agents[agent].office);
        let (Some(office), Some(date), Some(surname)) = (office, self.date, told.words.last()) else {
            return;
        };
        let holders = self.actors.surnames.find(surname);
        let code = told.code();
        let sole = |in_time: &dyn Fn(&Tenure) -> bool| {
            let mut fitting = holders.iter().filter(|&&&person| {
                let mut tenures = self.actors.people.tenures(person).iter();
                tenures.any(|tenure| fits(office, tenure.office) && in_time(tenure))
                    && code.is_none_or(|code| self.actors.people.code(person) == code)
            });
            let first = fitting.next();
            (first.copied(), fitting.next().is_some())
        };
        let (mut person, several) = sole(&|tenure| tenure.period.holds(date));
        // "President Reagan had lifted the ban": who led a state is called so ever after.
        if person.is_none() && LEADS.contains(&office) {
            let past = |tenure: &Tenure| tenure.period.to.is_some_and(|to| to < date && to.year() >= MODERN);
            person = Some(sole(&past)).filter(|(_, several)| !several).and_then(|(person, _)| person);
        }
        let (Some(&person), false) = (person, several) else { return };
        let has_code = code.is_some();
        if let Some(actor) = told.actors.first_mut() {
            add_person(actor, person, self.actors, self.date, has_code);
            told.kind = PhraseKind::Person(person);
        }
    }

    // ── nouns ──

    /// A noun for people that its own phrase gives no state.
    fn resolve_noun(&self, view: &View<'_>, told: &mut Told) {
        let Some(agent) = told.agent else { return };
        let first = view.form(told.tokens.0);
        let lent = self.possessor(view, told);
        let resolution = lent.as_ref().map_or(Resolution::Role, |lent| lent.resolution);
        let owner = lent.or_else(|| self.owner(view, told)).or_else(|| self.joined_role(view, told));
        let owner = owner.or_else(|| self.of_body_told(view, told)).or_else(|| self.sender(view, told));
        let owner = owner.or_else(|| self.land_around(view, told)).or_else(|| self.beside(view, told));
        let owner = owner.or_else(|| self.in_short(view, told));
        let found = owner.or_else(|| {
            let agent = &self.actors.agents[agent];
            let definite = is_one_of(&self.actors.grammar.definite, first);
            let bare = told.tokens.0 == told.tokens.1 || told.plural;
            let elsewhere = self.is_elsewhere(view, told);
            let home = || self.at_home(view, told, agent).or_else(|| self.by_habit(view, told));
            let home = || home().filter(|_| !elsewhere);
            if is_one_of(&self.actors.grammar.lands, view.form(told.head)) {
                let one = self.land(view, told).filter(|_| definite && !told.plural);
                return one.or_else(|| home().filter(|_| told.plural));
            }
            if elsewhere {
                return None;
            }
            if !definite && !bare {
                return home();
            }
            let body = || self.same_body(view, agent, told).filter(|_| definite);
            let same = self.same_role(agent, told, definite).or_else(body);
            same.or_else(|| self.sole_state(agent)).or_else(home)
        });
        let Some(source) = found else { return };
        if let Some(actor) = told.actors.first_mut() {
            actor.code = source.code;
            actor.entry = source.entry;
            actor.name = actor.name.take().or(source.name);
            actor.resolution = resolution;
            if actor.sectors.is_empty() {
                actor.sectors = source.sectors;
            }
        }
    }

    // "Its defence minister": the one of whom the report tells who holds that office that day. Without the report's word for
    // it nobody is named: tables of offices go stale.
    fn name_by_office(&self, view: &View<'_>, told: &mut Told) {
        let grammar = &self.actors.grammar;
        let Some(agent) = told.agent.map(|agent| &self.actors.agents[agent]) else { return };
        let (first, last) = told.tokens;
        let lesser = (first..=last).any(|token_idx| {
            let form = view.form(token_idx);
            is_one_of(&grammar.lesser, form) || is_one_of(&grammar.former, form)
        });
        let indefinite = is_one_of(&grammar.indefinite, view.form(first));
        if told.plural || lesser || indefinite || !is_one_of(&grammar.one_holder, &agent.entry) {
            return;
        }
        let (Some(office), [actor]) = (agent.office, &mut told.actors[..]) else { return };
        if actor.name.is_none()
            && let Some(name) = actor.code.as_deref().and_then(|code| self.overview.holder(code, office))
        {
            actor.name = Some(name.to_string());
        }
    }

    // "Both governments", "the two leaders"; "two diplomats" are any two, and both parties or candidates are of one state.
    fn is_pair(&self, view: &View<'_>, told: &Told) -> bool {
        let (first, last) = told.tokens;
        let domestic = told.agent.is_some_and(|agent| {
            self.actors.agents[agent].sectors.iter().any(|sector| matches!(sector.code(), "PTY" | "OPP"))
        });
        let two =
            || (first..last).any(|token_idx| is_one_of(&self.actors.grammar.pair, view.form(token_idx)));
        !domestic
            && is_one_of(&self.actors.grammar.definite, view.form(first))
            && view.tokens[first].xpos != Xpos::PrpPoss
            && (two() || self.are_told_together(view, told))
    }

    // "Canada and Norway have agreed, the countries said": the two that act together in this sentence, and no third.
    fn are_told_together(&self, view: &View<'_>, told: &Told) -> bool {
        let grammar = &self.actors.grammar;
        let (first, last) = told.tokens;
        let article = last == first + 1 && is_one_of(&grammar.articles, view.form(first));
        if !article || !told.plural || !is_one_of(&grammar.paired, view.form(last)) {
            return false;
        }
        let here = self.told_in(told.sentence..=told.sentence).iter();
        let here = here.flat_map(|other| other.actors.iter().map(move |actor| (other, actor)));
        let mut codes: Vec<Option<&str>> = Vec::new();
        let mut together = true;
        for (other, actor) in here.filter(|(_, actor)| self.is_of_state(actor)) {
            let code = actor.code.as_deref();
            if !codes.contains(&code) {
                codes.push(code);
                together &= other.subject;
            }
        }
        together && codes.len() == 2
    }

    // "The displaced".
    fn is_stricken(&self, view: &View<'_>, told: &Told) -> bool {
        told.agent.is_none() && is_one_of(&self.actors.grammar.stricken, view.form(told.head))
    }

    // In a report of two states they are of both; else nobody knows whose they are.
    fn resolve_stricken(&self, told: &mut Told) {
        let (Some(two), Some(mention)) = (self.overview.two(), told.actors.first().cloned()) else { return };
        let of_both = two.iter().map(|state| Actor {
            code: state.code.clone(),
            entry: state.entry.clone(),
            resolution: Resolution::Role,
            ..mention.clone()
        });
        told.actors = of_both.collect();
        told.plural = true;
    }

    /// The two that its own sentence names; else those of which the report is; else the two that were named last, of the
    /// nearest sentences that name two; nobody where these name three.
    fn resolve_pair(&self, told: &mut Told) {
        let agent = told.agent.map(|agent| &self.actors.agents[agent]);
        let people = agent.is_some_and(|agent| matches!(agent.kind, AgentKind::Role | AgentKind::Delegate));
        let mut pair: Vec<&Actor> = Vec::new();
        // "Russia has bases in both countries": who has them is neither.
        let mut outsider: Option<&Actor> = None;
        for back in 0..=2 {
            let Some(sentence) = told.sentence.checked_sub(back) else { break };
            let fits = |other: &&Told| !other.place && (!people || other.is_person(self.actors));
            let told_there = self.told_in(sentence..=sentence).iter();
            for actor in told_there.filter(fits).flat_map(|other| &other.actors) {
                let known = pair.iter().chain(&outsider).any(|known| known.code == actor.code);
                if self.is_of_state(actor) && !known {
                    pair.push(actor);
                }
            }
            if pair.len() > 1 {
                break;
            }
            if let (Some(two), false) = (self.overview.two(), people) {
                pair = two.iter().collect();
                break;
            }
            if back == 0 && !told.subject {
                outsider = pair.pop();
            }
        }
        // "Both presidents", of whom no one is named; or beside a third, as a mediator is.
        if let Some(two) = self.overview.two() {
            let named = |one: &Actor| pair.iter().any(|other| other.code == one.code);
            if pair.is_empty() || pair.len() > 2 && !people && two.iter().all(named) {
                pair = two.iter().collect();
            }
        }
        // "Pakistan refused India's minister a flight to Norway": a land that is but named does nothing here.
        if pair.len() > 2 && !people {
            let here = self.told_in(told.sentence..=told.sentence);
            let acts = |code: Option<&str>| {
                let mut of_code = here.iter().filter(|other| other.code() == code && !other.place);
                of_code.any(|other| other.subject || other.kind != PhraseKind::State)
            };
            pair.retain(|actor| acts(actor.code.as_deref()));
        }
        let (Some(mention), true) = (told.actors.first().cloned(), pair.len() == 2) else { return };
        let of_both = pair.into_iter().map(|actor| {
            let sectors = match (agent, people) {
                (Some(agent), _) if !agent.sectors.is_empty() => agent.sectors.clone(),
                (_, true) => actor.sectors.clone(),
                _ => governing(),
            };
            Actor {
                code: actor.code.clone(),
                entry: actor.entry.clone(),
                name: actor.name.clone().filter(|_| people),
                resolution: Resolution::Role,
                sectors,
                ..mention.clone()
            }
        });
        told.actors = of_both.collect();
        told.plural = true;
    }

    // "Turkey said its troops …": the nearest subject before it that is a state or a body.
    fn owner(&self, view: &View<'_>, told: &Told) -> Option<Actor> {
        let form = view.form(told.tokens.0);
        let pronouns = &self.actors.grammar.pronouns;
        let possessive = view.tokens[told.tokens.0].xpos == Xpos::PrpPoss;
        if possessive && is_one_of(&pronouns.person, form) {
            return self.owner_in_person(view, told);
        }
        if !possessive || !(is_one_of(&pronouns.thing, form) || is_one_of(&pronouns.many, form)) {
            return None;
        }
        if let Some(beside) = self.joined_owner(view, told) {
            return Some(beside);
        }
        let mut before = self.told_in(told.sentence.saturating_sub(1)..=told.sentence).iter().rev();
        let owner =
            before.find(|other| other.subject && other.code().is_some() && other.is_body(self.actors))?;
        let mut actor = owner.actors.first()?.clone();
        actor.name = None;
        // Its envoy stands for the whole of it.
        let stands = told.agent.is_some_and(|agent| self.actors.agents[agent].kind == AgentKind::Delegate);
        if !stands {
            actor.sectors.clear();
        }
        Some(actor)
    }

    // "The party's lawmakers", where the report told of which party; "Stein aides", where it told of whom.
    fn possessor(&self, view: &View<'_>, told: &Told) -> Option<Actor> {
        let mark = told.tokens.0.checked_sub(1)?;
        if let Some(leader) = self.leader_before(told) {
            return Some(leader);
        }
        let owned = is_one_of(&self.actors.grammar.possessives, view.form(mark));
        let mut before = self.told_in(told.sentence..=told.sentence).iter().rev();
        let owner = before.find(|other| owned && other.tokens.1 + 1 == mark)?;
        self.lent_by(told, owner)
    }

    fn leader_before(&self, told: &Told) -> Option<Actor> {
        let agent = &self.actors.agents[told.agent?];
        let mut before = self.told_in(told.sentence..=told.sentence).iter().rev();
        let leader = before.find(|other| other.tokens.1 + 1 == told.tokens.0)?;
        let named = matches!(leader.kind, PhraseKind::Person(_) | PhraseKind::Unknown);
        let fits = named && leader.agent.is_none() && !leader.place && agent.kind == AgentKind::Delegate;
        let actor = leader.actors.first().filter(|actor| fits && !agent.abroad && actor.code.is_some())?;
        Some(Actor { name: None, office: None, resolution: Resolution::Nationality, ..actor.clone() })
    }

    // "Members of the party": what stands behind "of" was found out after them.
    fn read_belongings(&mut self, view: &View<'_>, first_told: usize) {
        for at in (first_told + 1..self.told.len()).rev() {
            let (told, owner) = (&self.told[at - 1], &self.told[at]);
            let belongs = told.tokens.1 + 2 == owner.tokens.0
                && is_one_of(&self.actors.grammar.belonging, view.form(told.tokens.1 + 1));
            let open = told.kind == PhraseKind::Noun && told.code().is_none() && told.actors.len() == 1;
            let belongs = belongs
                || told.tokens.1 + 2 == owner.tokens.0
                    && self.is_land(owner)
                    && is_one_of(&self.actors.grammar.home, view.form(told.tokens.1 + 1));
            let lent = match belongs {
                true => self.lent_by(told, owner),
                false => self.lent_by_loyalty(view, told, owner),
            };
            if let (true, Some(lent)) = (open, lent) {
                let mut actor = told.actors[0].clone();
                take_role(&mut actor, &lent);
                actor.resolution = lent.resolution;
                self.give(at - 1, actor);
            }
        }
    }

    // What a body of the report gives to the noun that belongs to it.
    fn lent_by(&self, told: &Told, owner: &Told) -> Option<Actor> {
        let agent = &self.actors.agents[told.agent?];
        let own = owner.kind == PhraseKind::Noun && owner.actors.len() == 1 && !self.is_opposed(told);
        let actor = owner.actors.first().filter(|actor| own && actor.code.is_some())?;
        let sectors = if agent.kind == AgentKind::Delegate { actor.sectors.clone() } else { Vec::new() };
        let resolution = Resolution::Nationality;
        Some(Actor { name: None, office: None, sectors, resolution, ..actor.clone() })
    }

    // "Fighters loyal to Ouattara": of his state.
    fn lent_by_loyalty(&self, view: &View<'_>, told: &Told, owner: &Told) -> Option<Actor> {
        let grammar = &self.actors.grammar;
        // "Loyal to defiant leader Gbagbo".
        let behind = told.tokens.1 + 3..=told.tokens.1 + 5;
        let loyal = behind.contains(&owner.tokens.0)
            && is_one_of(&grammar.loyal, view.form(told.tokens.1 + 1))
            && is_one_of(&grammar.helping, view.form(told.tokens.1 + 2));
        let [actor] = &owner.actors[..] else { return None };
        let resolution = Resolution::Nationality;
        (loyal && actor.code.is_some()).then(|| Actor { resolution, ..bare(actor) })
    }

    fn is_opposed(&self, told: &Told) -> bool {
        let grammar = &self.actors.grammar;
        is_one_of(&grammar.lands, &told.noun) || is_one_of(&grammar.opposed, &told.noun)
    }

    // "Administration officials", "a team member": of the one administration, the one team that was told of.
    fn of_body_told(&self, view: &View<'_>, told: &Told) -> Option<Actor> {
        let agent = &self.actors.agents[told.agent?];
        if !matches!(agent.kind, AgentKind::Role | AgentKind::Delegate) || self.is_opposed(told) {
            return None;
        }
        (told.tokens.0..told.tokens.1).find_map(|at| {
            let noun = view.lower_form(at);
            let &&body = self.actors.nouns.find(&noun).first()?;
            let word = last_word(&self.actors.agents[body].entry);
            let bodies = self.memory.with_role(word).map(|at| &self.told[at]);
            let bodies: Vec<&Told> = bodies
                .filter(|other| other.code().is_some() && other.noun == *noun && !other.plural)
                .collect();
            let body = bodies.first().filter(|_| agree_on_code(&bodies))?.actors.first()?;
            Some(Actor { name: None, office: None, ..body.clone() })
        })
    }

    // "Oslo sent experts": its own. Troops are what is sent more than who acts, and events look past them.
    fn sender(&self, view: &View<'_>, told: &Told) -> Option<Actor> {
        let grammar = &self.actors.grammar;
        let agent = &self.actors.agents[told.agent?];
        let own = agent.sectors.iter().any(|sector| matches!(sector.code(), "GOV" | "COP" | "SPY"));
        let sent = (own || agent.sectors.is_empty() || is_one_of(&grammar.experts, &told.noun))
            && view.sentence.parsed
            && view.deprel(told.head) == Deprel::Obj
            && !self.is_opposed(told)
            && !self.is_elsewhere(view, told);
        let verb =
            view.head(told.head).filter(|&verb| sent && is_one_of(&grammar.sending, view.lemma(verb)))?;
        let subject = subject_of(view, verb)?;
        let holds = |other: &&Told| other.tokens.0 <= subject && subject <= other.tokens.1;
        let sender = self.told_in(told.sentence..=told.sentence).iter().find(holds)?;
        let actor =
            sender.actors.first().filter(|_| sender.actors.len() == 1 && sender.is_body(self.actors))?;
        let sectors = if own { Vec::new() } else { actor.sectors.clone() };
        self.is_of_state(actor).then(|| Actor { name: None, office: None, sectors, ..actor.clone() })
    }

    // "A local official", of a sentence that tells of places in one state alone.
    fn land_around(&self, view: &View<'_>, told: &Told) -> Option<Actor> {
        let local = |at: usize| is_one_of(&self.actors.grammar.local, view.form(at));
        if !(told.tokens.0..=told.tokens.1).any(local) {
            return None;
        }
        let here = self.told_in(told.sentence..=told.sentence).iter().filter(|other| other.place);
        let mut states = here.flat_map(|other| &other.actors).filter(|actor| self.is_of_state(actor));
        let first = states.next()?;
        let alone = states.all(|other| other.code == first.code);
        alone.then(|| bare(first))
    }

    // "Norway took in refugees, and officials say": of whose deed they go on to speak.
    fn beside(&self, view: &View<'_>, told: &Told) -> Option<Actor> {
        let agent = &self.actors.agents[told.agent?];
        let govern = agent.sectors.iter().any(|sector| sector.code() == "GOV");
        let plain = told.tokens.0 == told.tokens.1 && told.plural && agent.kind != AgentKind::State;
        let official = govern || is_one_of(&self.actors.grammar.officials, &told.noun);
        let coordinator = told.tokens.0.checked_sub(1).filter(|_| official && plain && told.subject)?;
        if !is_one_of(&self.actors.grammar.coordinators, view.form(coordinator)) {
            return None;
        }
        let before = self.told_in(told.sentence..=told.sentence).iter().find(|other| other.subject)?;
        let actor = before.actors.first().filter(|_| before.actors.len() == 1 && !before.place)?;
        let one = self.is_of_state(actor) && before.is_body(self.actors) && !is_company(actor);
        one.then(|| Actor { sectors: governing(), ..bare(actor) })
    }

    // "A minister in Norway's cabinet resigned", and no more: who governs and judges in a report as short as this is of the
    // one party that it names.
    fn in_short(&self, view: &View<'_>, told: &Told) -> Option<Actor> {
        let domestic = ["GOV", "MIL", "COP", "JUD", "LEG", "OPP", "PTY"];
        let agent = &self.actors.agents[told.agent?];
        let of_state = agent.sectors.iter().any(|sector| domestic.contains(&sector.code()));
        // "A court in Congo", of which the report does not tell which.
        let named = |child: usize| view.tokens[child].upos == Upos::Propn;
        let of_named = view.sentence.parsed && view.children_by(told.head, Deprel::Nmod).any(named);
        // "The National Security Council" is a name, and may be anybody's.
        let capital = view.form(told.tokens.1).starts_with(char::is_uppercase);
        let name = capital && told.tokens.0 < told.tokens.1;
        let fits = !of_named
            && !name
            && (of_state || is_one_of(&self.actors.grammar.officials, &told.noun))
            && !agent.abroad
            && agent.kind != AgentKind::State;
        let thing = view.sentence.parsed && view.deprel(told.head) == Deprel::Compound;
        let short = self.document.sentences.len() <= SHORT;
        if !short || !fits || thing || self.is_opposed(told) || self.is_elsewhere(view, told) {
            return None;
        }
        self.overview.sole().map(|sole| Actor { sectors: governing(), ..sole.clone() })
    }

    // "The administration": words that news in English has for one state's, where the report names that state.
    fn by_habit(&self, view: &View<'_>, told: &Told) -> Option<Actor> {
        (told.tokens.0..=told.tokens.1).find_map(|at| {
            let code = self.actors.grammar.habits.get(&*view.lower_form(at))?;
            self.overview.state(code).cloned()
        })
    }

    // "Phoenix and its officers": of what they are joined to.
    fn joined_owner(&self, view: &View<'_>, told: &Told) -> Option<Actor> {
        let coordinator = told.tokens.0.checked_sub(1)?;
        if !is_one_of(&self.actors.grammar.coordinators, view.form(coordinator)) {
            return None;
        }
        let mut before = self.told_in(told.sentence..=told.sentence).iter().rev();
        let owner = before.find(|other| other.tokens.1 + 1 == coordinator)?;
        let body = owner.is_body(self.actors) && owner.code().is_some();
        let mut actor = owner.actors.first().filter(|_| body)?.clone();
        (actor.name, actor.sectors) = (None, Vec::new());
        Some(actor)
    }

    // "Turkish officials and lawmakers": the adjective is of both, but civilians and rebels beside soldiers may be another's.
    fn joined_role(&self, view: &View<'_>, told: &Told) -> Option<Actor> {
        let own = ["GOV", "MIL", "PTY", "LEG", "SPY", "COP", "JUD"];
        let agent = &self.actors.agents[told.agent?];
        let of_state = agent.sectors.iter().any(|sector| own.contains(&sector.code()));
        let plain = told.tokens.0 == told.tokens.1 && told.plural;
        let coordinator = told.tokens.0.checked_sub(1).filter(|_| plain && of_state)?;
        if !is_one_of(&self.actors.grammar.coordinators, view.form(coordinator)) {
            return None;
        }
        let mut before = self.told_in(told.sentence..=told.sentence).iter().rev();
        let beside = before.find(|other| other.tokens.1 + 1 == coordinator)?;
        let of_nation = |actor: &&Actor| actor.resolution == Resolution::Nationality;
        let actor = beside.actors.first().filter(of_nation).filter(|_| beside.kind == PhraseKind::Noun)?;
        Some(bare(actor))
    }

    // "Her spokesman", "his troops", "his wife": of the state that he is of. His counterpart and his rivals need not be.
    fn owner_in_person(&self, view: &View<'_>, told: &Told) -> Option<Actor> {
        let agent = &self.actors.agents[told.agent?];
        let (first, last) = told.tokens;
        let own = ["GOV", "MIL", "PTY", "LEG", "SPY", "COP"];
        let his = match agent.kind {
            AgentKind::Delegate => !agent.abroad,
            AgentKind::Role => !agent.abroad && !agent.former,
            AgentKind::Group | AgentKind::Body | AgentKind::State => {
                agent.sectors.iter().any(|sector| own.contains(&sector.code()))
                    || is_one_of(&self.actors.grammar.relatives, view.form(last))
            }
            AgentKind::Title => false,
        };
        if !his || self.is_elsewhere(view, told) {
            return None;
        }
        let gender = self.actors.grammar.gender_of_pronoun(view.form(first));
        let fits = |other: &Told| other.is_person(self.actors) && self.may_be(other, gender);
        let search = Search { view, sentence: told.sentence, at: first, fits: &fits };
        let owner = self.nearest_subject(&search, STEPS).filter(|owner| owner.code().is_some())?;
        let mut actor = owner.actors.first()?.clone();
        (actor.name, actor.office) = (None, None);
        if agent.kind != AgentKind::Delegate {
            actor.sectors.clear();
        }
        Some(actor)
    }

    // "the minister": somebody told of as a minister; "police": those whose police was told of.
    fn same_role(&self, agent: &Agent, told: &Told, definite: bool) -> Option<Actor> {
        let with_role = self.memory.with_role(last_word(&agent.entry)).map(|at| &self.told[at]);
        let earlier: Vec<&Told> = with_role.filter(|other| other.code().is_some()).collect();
        let nearest = *earlier.first()?;
        let person = matches!(agent.kind, AgentKind::Role | AgentKind::Delegate);
        let agree = agree_on_code(&earlier);
        // "The regime" beside an administration and another state's regime.
        let alike = || earlier.iter().copied().filter(|other| other.noun == told.noun).collect::<Vec<_>>();
        let bare = told.tokens.1 <= told.tokens.0 + 1;
        let alike = if agree || person && !bare { Vec::new() } else { alike() };
        let (nearest, agree) = match alike.first() {
            Some(same) if agree_on_code(&alike) => (*same, true),
            _ => (nearest, agree),
        };
        // One person is told of again with an article; of several who held the role, the one just told of.
        let one_again = definite && !told.plural;
        let just_told = person && told.sentence <= nearest.sentence + 2;
        if (person && !one_again) || (!agree && !just_told) {
            return None;
        }
        let mut actor = nearest.actors.first()?.clone();
        if !person || nearest.plural != told.plural {
            actor.name = None;
        }
        Some(actor)
    }

    // "The country": that of which nearly all of the report is; else the only state that this sentence or the one before names.
    fn land(&self, view: &View<'_>, told: &Told) -> Option<Actor> {
        let (first, n_same, n_all) = self.memory.first_state()?;
        if n_all >= 5 && n_same * 10 >= n_all * 8 {
            return Some(Actor { name: None, sectors: governing(), ..first.clone() });
        }
        for sentences in [told.sentence..=told.sentence, told.sentence.saturating_sub(1)..=told.sentence] {
            let named = self.told_in(sentences).iter();
            let named = named.filter(|other| other.kind == PhraseKind::State && !other.plural);
            let mut states: Vec<&Actor> = named.flat_map(|other| &other.actors).collect();
            states.retain(|actor| self.is_of_state(actor));
            let Some(first) = states.first() else { continue };
            let alone = states.iter().all(|other| other.code == first.code);
            return if alone { Some((*first).clone()) } else { self.land_before(view, told) };
        }
        self.land_before(view, told)
    }

    // Where a sentence tells of two states, "the country" is the one of which it told last, by its name or twice.
    fn land_before(&self, view: &View<'_>, told: &Told) -> Option<Actor> {
        // Not every country is a kingdom.
        if !is_one_of(&self.actors.grammar.any_land, view.form(told.head)) {
            return None;
        }
        let before = self.told_in(told.sentence..=told.sentence).iter().rev();
        let before = before.filter(|other| other.tokens.1 < told.tokens.0);
        let mut of_states = before.filter_map(|other| match &other.actors[..] {
            [actor] if self.is_of_state(actor) => Some((other, actor)),
            _ => None,
        });
        let (nearest, actor) = of_states.next()?;
        let named = nearest.kind == PhraseKind::State && !nearest.plural;
        let mut again = || of_states.next().is_some_and(|(_, other)| other.code == actor.code);
        (named || again()).then(|| Actor { sectors: governing(), ..bare(actor) })
    }

    // "The party", "the newspaper": the body of such a kind that was named last, or whose name ends with that word.
    fn same_body(&self, view: &View<'_>, agent: &Agent, told: &Told) -> Option<Actor> {
        let noun = view.form(told.tokens.1);
        if told.plural || !matches!(agent.kind, AgentKind::Group | AgentKind::Body) {
            return None;
        }
        let near = self.told_in(told.sentence.saturating_sub(NEAR)..=told.sentence).iter().rev();
        let bodies = near.filter(|other| other.kind == PhraseKind::Organisation && other.code().is_some());
        let called = |other: &&Told| other.words.last().is_some_and(|word| word.eq_ignore_ascii_case(noun));
        let alike = |other: &&Told| {
            let sectors = other.actors.first().map_or(&[][..], |actor| &actor.sectors);
            agent.sectors.iter().any(|sector| sectors.contains(sector))
        };
        let bodies: Vec<&Told> = bodies.collect();
        let named = bodies.iter().copied().find(called);
        let found = named.or_else(|| {
            // A report goes on about what it spoke of: "GM will cut jobs at its division Opel. The company …"
            let subject = |other: &&Told| alike(other) && other.subject;
            let spoken_of = bodies.iter().any(subject);
            let mut of_kind =
                bodies.iter().copied().filter(|other| alike(other) && (other.subject || !spoken_of));
            let nearest = of_kind.next()?;
            of_kind.all(|other| other.code() == nearest.code()).then_some(nearest)
        })?;
        let mut actor = found.actors.first()?.clone();
        let others = bodies.iter().filter(|other| alike(other)).any(|other| name_of(other) != name_of(found));
        actor.name = actor.name.filter(|_| named.is_some() || !others);
        Some(actor)
    }

    // Where the report has told of one state alone, its police, courts and ministers are that state's.
    fn sole_state(&self, agent: &Agent) -> Option<Actor> {
        let domestic = ["GOV", "MIL", "COP", "JUD", "LEG", "SPY", "OPP"];
        let at_home = agent.sectors.iter().any(|sector| domestic.contains(&sector.code()));
        if !at_home || agent.former {
            return None;
        }
        let (first, n_same, n_all) = self.memory.first_state()?;
        // A story at home may name another state in passing; its government is still the one it began with.
        if n_same < n_all && (n_same < 5 || n_same * 10 < n_all * 8) {
            return None;
        }
        let mut actor = first.clone();
        (actor.name, actor.sectors) = (None, Vec::new());
        Some(actor)
    }

    // "Foreign judges", "his counterpart": of another state than the story's, or nobody knows of which.
    fn is_elsewhere(&self, view: &View<'_>, told: &Told) -> bool {
        let grammar = &self.actors.grammar;
        let (first, last) = told.tokens;
        let owned = view.tokens[first].xpos == Xpos::PrpPoss;
        (first..=last).any(|token_idx| {
            let form = view.form(token_idx);
            let rival = is_one_of(&grammar.contenders, form) && self.overview.home().is_some();
            // "A member state" may be any; "an opposition member" is of the opposition.
            let apart = token_idx < last && is_one_of(&grammar.elsewhere, form);
            apart || owned && !rival && is_one_of(&grammar.opposed, form)
        })
    }

    // In a report of which nearly all is of one state, "voters", "a judge" and "the candidates" are that state's too.
    fn at_home(&self, view: &View<'_>, told: &Told, agent: &Agent) -> Option<Actor> {
        let grammar = &self.actors.grammar;
        let domestic = ["GOV", "MIL", "COP", "JUD", "LEG", "SPY", "OPP", "PTY"];
        let native = is_one_of(&grammar.natives, view.form(told.tokens.1));
        let of_state = agent.sectors.iter().any(|sector| domestic.contains(&sector.code()));
        // "Governments", "many countries": those of others.
        // Where states make a union, "the states" are its own.
        let union = |home: &Actor| home.code.as_ref().is_some_and(|code| is_one_of(&grammar.unions, code));
        let states = is_one_of(&grammar.united, view.form(told.tokens.1));
        let of_union = states && self.overview.home().is_some_and(union);
        let others = told.plural && agent.kind == AgentKind::State && !of_union;
        // "A police shooting" is no police.
        let thing = view.sentence.parsed && view.deprel(told.head) == Deprel::Compound;
        let fits = (native || of_state) && !others && !agent.former && !thing;
        // Written in Warsaw, and of Poland first: "police" are Poland's.
        let order = ["COP", "JUD"];
        let keeps_order = agent.sectors.iter().any(|sector| order.contains(&sector.code()));
        let first = self.memory.first_state().map(|(first, ..)| first);
        let here = |seat: &&Actor| keeps_order && first.is_some_and(|first| first.code == seat.code);
        let home = self.overview.home().or_else(|| self.overview.seat().filter(here));
        home.filter(|_| fits).cloned()
    }

    pub(super) fn is_land(&self, told: &Told) -> bool {
        told.kind == PhraseKind::Noun
            && told.agent.is_some_and(|agent| self.actors.agents[agent].kind == AgentKind::State)
    }

    pub(super) fn is_of_state(&self, actor: &Actor) -> bool {
        actor.code.as_deref().is_some_and(|code| self.actors.is_state_code(code))
    }

    // ── apposition, copula ──

    /// "Khan, Pakistan's defence minister," and "Pakistan's defence minister, Khan,": each lends the other what it lacks.
    /// Returns the positions of role and name, for the role may get its state only from the rest of the report.
    fn read_appositions(&self, view: &View<'_>, phrases: &mut [Phrase]) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        for at in 1..phrases.len() {
            let (before, after) = phrases.split_at_mut(at);
            let (Some(last), right) = (before.last(), &after[0]) else { continue };
            let bracketed = view.form(last.last + 1) == "("
                && view.tokens.get(right.last + 1).is_some_and(|_| view.form(right.last + 1) == ")");
            let member = is_named(last) && is_membership(view, right, bracketed, self.actors);
            let end = self.end_of_role(view, right, &after[1..]);
            let apart = view.form(last.last + 1) == "," && (member || closes(view, end));
            if right.first != last.last + 2 || !(apart || bracketed) {
                continue;
            }
            // "Its envoy for Afghanistan, Kabulov": what stands before the comma may belong to the role.
            let hosts = at >= 2
                && !is_named(last)
                && !self.is_role(view, last)
                && belongs(view, last.head, before[at - 2].head);
            let left = if hosts { &mut before[at - 2] } else { &mut before[at - 1] };
            let left_at = if hosts { at - 2 } else { at - 1 };
            let right = &mut after[0];
            match (is_named(left), is_named(right)) {
                (true, false) if member || self.is_role(view, right) => {
                    lend(right, left);
                    pairs.push((at, left_at));
                }
                (false, true) if self.is_role(view, left) => {
                    lend(left, right);
                    pairs.push((left_at, at));
                }
                _ => {}
            }
        }
        pairs
    }

    // "The president of the United Steelworkers, said": the role ends with what it is a role of.
    fn end_of_role(&self, view: &View<'_>, role: &Phrase, behind: &[Phrase]) -> usize {
        let grammar = &self.actors.grammar;
        let Some(of) = behind.first().filter(|of| of.first <= role.last + 3 && role.last + 1 < of.first)
        else {
            return role.last;
        };
        let opens = |words: &[String]| is_one_of(words, view.form(role.last + 1));
        let article = (role.last + 2..of.first).all(|at| is_one_of(&grammar.definite, view.form(at)));
        let belongs = opens(&grammar.belonging) || opens(&grammar.standing_for) || opens(&grammar.helping);
        if belongs && article { of.last } else { role.last }
    }

    fn is_role(&self, view: &View<'_>, phrase: &Phrase) -> bool {
        let agent = phrase.agent.map(|agent| &self.actors.agents[agent]);
        let person = agent.is_some_and(|agent| {
            !matches!(agent.kind, AgentKind::State | AgentKind::Body | AgentKind::Title)
        });
        let plural = view.sentence.parsed && matches!(view.tokens[phrase.head].xpos, Xpos::Nns | Xpos::Nnps);
        phrase.kind == PhraseKind::Noun
            && phrase.name.is_none()
            && person
            && !plural
            && phrase.actors.len() == 1
    }

    /// "Khan is Pakistan's defence minister", "who has served as defence minister since August".
    fn read_roles(&mut self, view: &View<'_>, first_told: usize) {
        for predicate in first_told..self.told.len() {
            let head = self.told[predicate].head;
            if self.told[predicate].kind != PhraseKind::Noun {
                continue;
            }
            let Some(mut subject) = self.subject_of_role(view, head) else { continue };
            // "Khan, who is a minister": what the clause is about.
            if view.deprel(head) == Deprel::AclRelcl
                && is_one_of(&self.actors.grammar.pronouns.who, view.form(subject))
            {
                subject = view.head(head).unwrap_or(subject);
            }
            let holds = |told: &Told| told.tokens.0 <= subject && subject <= told.tokens.1;
            let Some(subject) = (first_told..self.told.len()).find(|&told| holds(&self.told[told])) else {
                continue;
            };
            let role = self.told[predicate].actors.first().cloned();
            match role {
                Some(role) if role.code.is_some() => {
                    self.give_role(subject, &role, self.told[predicate].agent);
                }
                Some(role) => self.give_predicate(view, predicate, subject, role),
                None => {}
            }
        }
    }

    // Of whom a noun tells what he is.
    fn subject_of_role(&self, view: &View<'_>, head: usize) -> Option<usize> {
        let grammar = &self.actors.grammar;
        let negated =
            |at: usize| view.children(at).any(|child| is_one_of(&grammar.negations, view.form(child)));
        if view.children_by(head, Deprel::Cop).next().is_some() {
            return view.children_by(head, Deprel::Nsubj).next().filter(|_| !negated(head));
        }
        let verb = view.head(head).filter(|&verb| verb < head && !negated(verb))?;
        let marked =
            view.children_by(head, Deprel::Case).any(|case| is_one_of(&grammar.role_marks, view.form(case)));
        let passive = view.children_by(verb, Deprel::NsubjPass).next().is_some();
        let tells = marked && is_one_of(&grammar.serving, view.lemma(verb))
            || !marked
                && matches!(view.deprel(head), Deprel::Xcomp | Deprel::Obj)
                && is_one_of(&grammar.becoming, view.lemma(verb))
            || passive
                && is_one_of(&grammar.naming, view.lemma(verb))
                && (marked || view.deprel(head) == Deprel::Xcomp);
        subject_of(view, verb).filter(|_| tells)
    }

    fn give_role(&mut self, subject: usize, role: &Actor, agent: Option<usize>) {
        let told = &mut self.told[subject];
        if told.code().is_some() || told.kind != PhraseKind::Unknown || told.actors.len() != 1 {
            return;
        }
        told.agent = told.agent.or(agent);
        let mut actor = told.actors[0].clone();
        take_role(&mut actor, role);
        self.give(subject, actor);
        if let Some(agent) = self.told[subject].agent {
            let word = last_word(&self.actors.agents[agent].entry);
            self.memory.add_role(subject, word, &self.told);
        }
    }

    // "Merkel, who is a leader who …": the leader is she.
    fn give_predicate(&mut self, view: &View<'_>, predicate: usize, subject: usize, role: Actor) {
        let (told, of) = (&self.told[predicate], &self.told[subject]);
        let Some(agent) = told.agent.map(|agent| &self.actors.agents[agent]) else { return };
        let person = matches!(of.kind, PhraseKind::Person(_) | PhraseKind::Unknown) && !of.plural;
        let own = matches!(agent.kind, AgentKind::Role | AgentKind::Delegate) && !told.plural;
        if !person || !own || self.is_opposed(told) || self.is_elsewhere(view, told) {
            return;
        }
        let [known] = &of.actors[..] else { return };
        if known.code.is_some() {
            let (code, entry, name) = (known.code.clone(), known.entry.clone(), known.name.clone());
            self.give(predicate, Actor { code, entry, name, resolution: Resolution::Role, ..role });
        }
    }

    // Says of somebody told of already who it is.
    fn give(&mut self, at: usize, actor: Actor) {
        let told = &mut self.told[at];
        told.actors = vec![actor.clone()];
        let (sentence, tokens) = (told.sentence, told.tokens);
        let same = |mention: &&mut Mention| mention.sentence == sentence && mention.tokens == tokens;
        if let Some(mention) = self.mentions.iter_mut().rev().find(same) {
            mention.actor = actor;
        }
    }

    /// What a report tells of somebody late holds of the same full name before: "Khan said … Khan, who was the army's chief".
    fn look_back(&mut self) {
        let full = |told: &&Told| told.kind == PhraseKind::Unknown && told.words.len() > 1 && !told.plural;
        let mut known: FxHashMap<&str, &Actor> = FxHashMap::default();
        for told in self.told.iter().filter(full).filter(|told| !told.place && told.code().is_some()) {
            if let ([actor], Some(name)) = (&told.actors[..], name_of(told)) {
                known.entry(name).or_insert(actor);
            }
        }
        for mention in self.mentions.iter_mut().filter(|mention| mention.actor.code.is_none()) {
            let name = mention.actor.name.as_deref();
            let Some(role) = name.and_then(|name| known.get(name)) else { continue };
            take_role(&mut mention.actor, role);
        }
    }
}

// What officials are, of whom the report tells no more.
fn governing() -> Vec<Sector> {
    Sector::find("GOV").into_iter().collect()
}

pub(super) fn name_of(told: &Told) -> Option<&str> {
    told.actors.first().and_then(|actor| actor.name.as_deref())
}

/// How many sentences a report has at most that is but a notice.
const SHORT: usize = 2;

/// How many sentences back "the party" looks at most.
pub(super) const NEAR: usize = 3;

/// Whether a token is a subject.
pub(super) fn is_subject(view: &View<'_>, head: usize) -> bool {
    let subject = |deprel: Deprel| matches!(deprel, Deprel::Nsubj | Deprel::NsubjPass | Deprel::NsubjOuter);
    // The second of "Ankara and Moscow" is a subject as well, and so is "their leader, Khan".
    let named = view.tokens[head].upos == Upos::Propn;
    let first = match view.head(head) {
        Some(above) if view.deprel(head) == Deprel::Conj || named && view.deprel(head) == Deprel::Appos => {
            above
        }
        _ => head,
    };
    view.sentence.parsed && subject(view.deprel(first))
}

// Who does what a verb tells: its subject, or what the clause is about.
fn subject_of(view: &View<'_>, verb: usize) -> Option<usize> {
    let own = view
        .children(verb)
        .find(|&child| child < verb && matches!(view.deprel(child), Deprel::Nsubj | Deprel::NsubjPass));
    let relative = |at: usize| matches!(view.tokens[at].xpos, Xpos::Wp | Xpos::Wdt);
    match (own, view.deprel(verb)) {
        (Some(subject), _) if !relative(subject) => Some(subject),
        (_, Deprel::AclRelcl) => view.head(verb),
        (None, Deprel::Conj) => subject_of(view, view.head(verb)?).filter(|_| view.head(verb) < Some(verb)),
        _ => None,
    }
}

// "Freedonia Liberation Front (FLF)".
fn acronym_after(view: &View<'_>, last: usize, initial: Option<char>) -> Option<String> {
    let form = |at: usize| (at < view.len()).then(|| view.form(at));
    let name = form(last + 2)?;
    let bracketed = form(last + 1)? == "(" && form(last + 3)? == ")";
    (bracketed && name.len() > 1 && name.chars().next() == initial).then(|| name.to_string())
}

fn agree_on_code(all: &[&Told]) -> bool {
    all.windows(2).all(|pair| pair[0].code() == pair[1].code())
}

/// Whether `words` are the first or the last words of a name, or its acronym.
fn is_part(words: &[String], of: &Told) -> bool {
    let acronym = matches!(words, [word] if of.acronym.as_deref() == Some(word.as_str()));
    let shorter = !words.is_empty() && words.len() < of.words.len();
    // The given name alone is rare in news, but family names that come first are not.
    let family_first = words.len() == 1 && of.words.len() <= 3 && of.words.first() == words.first();
    let ends = of.words.ends_with(words);
    acronym || of.kind != PhraseKind::Organisation && shorter && (ends || family_first)
}

// A noun of lower rank is not the office: a "minister" may be of anything.
fn fits(title: &str, office: &str) -> bool {
    title == office
        || title == "minister" && office.ends_with("minister")
        || title == "head_of_state" && office == "head_of_government"
        || title == "head_of_government" && office == "head_of_state"
}

/// The noun that others like it end with.
pub(super) fn last_word(entry: &str) -> &str {
    entry.rsplit([' ', '-']).next().unwrap_or(entry)
}

// Whether the apposition ends with what ends it: a comma, a stop, a bracket, the verb; "a minister who …" goes on about the same.
fn closes(view: &View<'_>, last: usize) -> bool {
    let Some(token) = view.tokens.get(last + 1) else { return true };
    let goes_on = matches!(token.xpos, Xpos::Wp | Xpos::Wdt);
    let ends = matches!(view.form(last + 1), "," | "." | ")" | "—" | "–" | ";" | ":");
    ends || goes_on || token.upos == Upos::Verb
}

// Whether a word hangs on another as its complement.
fn belongs(view: &View<'_>, word: usize, on: usize) -> bool {
    view.sentence.parsed && view.head(word) == Some(on) && view.deprel(word) == Deprel::Nmod
}

// "Scott, a Democrat from Virginia", "Toomey (R-Pa.)", "Toomey, R-Pa.": of which party somebody is.
fn is_membership(view: &View<'_>, phrase: &Phrase, bracketed: bool, actors: &Actors) -> bool {
    let [actor] = &phrase.actors[..] else { return false };
    let party = actor.sectors.iter().any(|sector| sector.code() == "PTY");
    let one = is_one_of(&actors.grammar.indefinite, view.form(phrase.first));
    phrase.kind == PhraseKind::Organisation && (is_seat(actor) || party && (one || bracketed))
}

// "R-Pa.": the lexicon gives both sectors to members of a chamber by party and constituency, and to nobody else.
fn is_seat(actor: &Actor) -> bool {
    let of = |code: &str| actor.sectors.iter().any(|sector| sector.code() == code);
    of("PTY") && of("LEG")
}

fn is_named(phrase: &Phrase) -> bool {
    matches!(phrase.kind, PhraseKind::Person(_) | PhraseKind::Unknown)
}

fn lend(role: &mut Phrase, named: &mut Phrase) {
    let (Some(of_role), Some(of_name)) = (role.actors.first_mut(), named.actors.first_mut()) else { return };
    if of_name.code.is_none() {
        take_role(of_name, of_role);
    } else if of_role.code.is_none() {
        of_role.code = of_name.code.clone();
        of_role.entry = of_name.entry.clone();
        of_role.resolution = Resolution::Role;
        if of_role.sectors.is_empty() {
            of_role.sectors = of_name.sectors.clone();
        }
    }
    // "Khan, the former premier": what the text says of the office holds, whatever the tables know.
    if is_retired(&of_role.sectors) && of_role.code == of_name.code {
        of_name.sectors.clone_from(&of_role.sectors);
        of_name.office = of_name.office.take().map(|office| Office { current: Some(false), ..office });
    }
    of_role.name = of_role.name.take().or_else(|| of_name.name.clone());
    named.agent = named.agent.or(role.agent);
}

fn take_role(actor: &mut Actor, role: &Actor) {
    actor.code = role.code.clone();
    actor.entry = role.entry.clone();
    actor.resolution = if role.code.is_some() { Resolution::Role } else { Resolution::Unresolved };
    actor.office = actor.office.take().or_else(|| role.office.clone());
    let own: Vec<Sector> = std::mem::take(&mut actor.sectors);
    actor.sectors = if own.is_empty() { role.sectors.clone() } else { own };
}
