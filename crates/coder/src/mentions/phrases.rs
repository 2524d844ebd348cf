//! Names and the nouns beside them: "Pakistan's new defence minister Khurram Dastgir Khan" is one party.
//!
//! A phrase is read from left to right on the words; the tree only says where it ends and what heads it:
//!
//! ```text
//! party ('s)? modifier* noun+ (name)?      Turkish riot police · Poland's foreign ministry spokesman
//! noun+ (name)? of|for|from party          a spokesman for Poland's foreign ministry
//! noun+ in party                           police in Turkey
//! ```

use std::collections::BTreeSet;

use jiff::civil::Date;
use rustc_hash::FxHashSet;
use tiltmeter_record::{Actor, Office, Reading, Report, Resolution, Sector, Span};
use tiltmeter_text::{Deprel, Document, Upos, View, Xpos};

use super::actors::{Actors, Agent, AgentKind, Aspect, Sense, Tenure, What};
use super::grammar::is_one_of;
use super::names::{Fold, Node};
use super::tables::sectors_of_office;

/// A party as its own phrase gives it, before the rest of the report is asked.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    pub(crate) sentence: usize,
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) head: usize,
    /// Several where a phrase denotes several parties.
    pub(crate) actors: Vec<Actor>,
    pub(crate) kind: PhraseKind,
    /// Tokens of the proper name within it.
    pub(crate) name: Option<(usize, usize)>,
    /// The noun that gives the role, as a position in [`Actors::agents`].
    pub(crate) agent: Option<usize>,
    pub(crate) place: bool,
    /// Whether it is the people of a state: "the Palestinians".
    pub(crate) people: bool,
}

/// What a phrase is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PhraseKind {
    /// A state, its capital or its people.
    State,
    /// Somebody of the lexicon, as a position in [`Actors::people`].
    Person(u32),
    Organisation,
    /// A proper name that the lexicon does not know.
    Unknown,
    /// A noun alone: "the minister".
    Noun,
}

/// A stretch of tokens that is in the lexicon.
#[derive(Clone, Copy, Debug)]
struct Match {
    first: usize,
    last: usize,
    denotes: Denotes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Denotes {
    State(u32, Aspect),
    Person(u32),
    Organisation(u32),
    Agent(usize),
    /// Two or more, and nothing decides among them.
    Several(Node),
    Nobody,
}

/// Finds the phrases of a report, in the order of the text.
pub(crate) fn find(report: &Report, document: &Document, actors: &Actors) -> Vec<Phrase> {
    let date = report.date.map(|when| when.date);
    let named = Named::collect(report, document, actors, date);
    let mut phrases = Vec::new();
    for sentence in 0..document.sentences.len() {
        let view = document.view(&report.text, sentence);
        let matches = matches(&view, actors, date, &named);
        let reader = Reader { view, sentence, actors, date, matches: &matches };
        phrases.extend(reader.phrases());
    }
    phrases
}

/// What the report names beyond doubt: it decides what ambiguous names mean.
#[derive(Default)]
struct Named {
    codes: Vec<Box<str>>,
    organisations: Vec<u32>,
    /// Last words of full names that the lexicon does not know: the report's own people.
    strangers: FxHashSet<Box<str>>,
}

impl Named {
    fn collect(report: &Report, document: &Document, actors: &Actors, date: Option<Date>) -> Named {
        let mut named = Named::default();
        let mut scratch = String::new();
        for sentence in 0..document.sentences.len() {
            let view = document.view(&report.text, sentence);
            let mut at = 0;
            while at < view.len() {
                let found = actors.names.longest(&view, at, Fold::Keep, &mut scratch);
                // A bare surname may be the beginning or the end of a stranger's name.
                let run = run_of_proper_nouns(&view, at, actors);
                let whole = |first: usize| {
                    let found = actors.names.longest(&view, first, Fold::Keep, &mut String::new());
                    found.is_some_and(|(last, _)| last >= run)
                };
                if run > at
                    && !is_title(&view, run - 1, actors)
                    && !(at..run).any(whole)
                    && !is_misspelt(&view, (at, run), actors)
                    && !is_opening(&view, (at, run), actors)
                {
                    named.strangers.insert(view.form(run).into());
                }
                let Some((last, node)) = found else {
                    at += 1;
                    continue;
                };
                let senses = current(actors.names.senses(node), date);
                if let Some(what) = only(&senses, actors, date) {
                    named.add(what, actors);
                }
                at = last + 1;
            }
        }
        named
    }

    fn add(&mut self, what: What, actors: &Actors) {
        if let What::Organisation(organisation) = what
            && !self.organisations.contains(&organisation)
        {
            self.organisations.push(organisation);
        }
        if let Some(code) = actors.code_of(what)
            && !self.codes.iter().any(|known| **known == *code)
        {
            self.codes.push(code.into());
        }
    }

    fn supports(&self, what: What, actors: &Actors) -> bool {
        let by_code =
            actors.code_of(what).is_some_and(|code| self.codes.iter().any(|known| **known == *code));
        match what {
            // The codes of bodies without a state say too little: half of the world is an NGO.
            What::Organisation(organisation) => {
                self.organisations.contains(&organisation)
                    || by_code && actors.states.iter().any(|state| Some(&*state.code) == actors.code_of(what))
            }
            _ => by_code,
        }
    }
}

/// The last of the proper nouns that follow one another from here.
fn run_of_proper_nouns(view: &View<'_>, first: usize, actors: &Actors) -> usize {
    let opens = first == 0 && is_one_of(&actors.grammar.openers, view.form(first));
    let is_name = |token_idx: &usize| {
        view.sentence.parsed
            && !opens
            && view.tokens[*token_idx].upos == Upos::Propn
            && view.form(*token_idx).starts_with(char::is_uppercase)
    };
    (first..view.len()).take_while(is_name).last().unwrap_or(first)
}

// "HIllary Clinton".
fn is_misspelt(view: &View<'_>, (first, last): (usize, usize), actors: &Actors) -> bool {
    let written = view.span(first, last).of(view.text);
    let senses = actors.names.find(view.form(last));
    senses.iter().any(|sense| match sense.what {
        What::Person(person) => actors.people.name(person).eq_ignore_ascii_case(written),
        _ => false,
    })
}

// "Derelict Obama …": the word that opens a sentence has a capital whatever it is.
fn is_opening(view: &View<'_>, (first, last): (usize, usize), actors: &Actors) -> bool {
    let word = view.form(first);
    first == 0 && last == 1 && !actors.grammar.is_given_name(word) && view.tokens[first].xpos != Xpos::Nnp
        || first == 0 && is_in_capitals(view)
}

// Whether every word has a capital, and capitals tell nothing.
fn is_in_capitals(view: &View<'_>) -> bool {
    let small = |at: usize| view.form(at).len() > 3 && view.form(at).starts_with(char::is_lowercase);
    !(0..view.len()).any(small)
}

fn is_title(view: &View<'_>, token_idx: usize, actors: &Actors) -> bool {
    !actors.nouns.find(&view.lower_form(token_idx)).is_empty()
}

/// The senses that hold on that day; where none does, those that outlive their time: "Soviet" is
/// said of the past, but Bonn is no seat any more.
pub(crate) fn current(senses: Vec<&Sense>, date: Option<Date>) -> Vec<Sense> {
    let mut valid: Vec<Sense> =
        senses.iter().copied().filter(|sense| is_current(sense, date)).copied().collect();
    // "Obama" was nobody else in his time, and for some years is not yet.
    let was_sure = |sense: &Sense| {
        let person = matches!(sense.what, What::Person(_));
        let left = |other: &Sense| date.is_some_and(|date| other.period.to.is_some_and(|to| to < date));
        let sure = |other: &&Sense| other.what == sense.what && !other.needs_support && left(other);
        person && senses.iter().copied().any(|other| sure(&other))
    };
    for sense in &mut valid {
        sense.needs_support &= !was_sure(sense);
    }
    // A report without a day is of our time until it says otherwise: "Serbs" are Serbia's, not those of Serbia and
    // Montenegro.
    let lasting = |sense: &&Sense| sense.period.to.is_none();
    if date.is_none() && valid.iter().any(|sense| lasting(&sense)) {
        return valid.iter().filter(lasting).copied().collect();
    }
    if !valid.is_empty() {
        return valid;
    }
    let outlives = |sense: &Sense| match sense.what {
        What::State(_, aspect) => matches!(aspect, Aspect::Name | Aspect::Adjective | Aspect::People),
        What::Organisation(_) => true,
        What::Person(_) | What::Nobody => false,
    };
    senses.into_iter().copied().filter(outlives).collect()
}

/// Whether it holds on that day.
pub(crate) fn is_current(sense: &Sense, date: Option<Date>) -> bool {
    date.is_none_or(|date| sense.period.holds(date))
}

/// How likely news is to mean this, against other things of the same name: states and those in office above all, and
/// less where the name alone is not enough.
pub(crate) fn weight(sense: &Sense, actors: &Actors, date: Option<Date>) -> u32 {
    let weight = match sense.what {
        What::Nobody => 0,
        What::State(_, Aspect::Within) | What::Organisation(_) => 2,
        What::State(..) => 4,
        What::Person(person) if actors.in_office(person, date) => 4,
        What::Person(_) => 2,
    };
    if sense.needs_support { weight / 2 } else { weight }
}

/// The one thing that the senses denote, where there is one without support from elsewhere.
pub(crate) fn only(senses: &[Sense], actors: &Actors, date: Option<Date>) -> Option<What> {
    let mut sure: Vec<What> = Vec::new();
    for sense in senses.iter().filter(|sense| !sense.needs_support) {
        if !sure.contains(&sense.what) {
            sure.push(sense.what);
        }
    }
    match sure[..] {
        [] => None,
        [what] => Some(what),
        _ => agreed(&sure, actors, date),
    }
}

// Several senses of one state are one; of several people of that name, the one in office.
fn agreed(senses: &[What], actors: &Actors, date: Option<Date>) -> Option<What> {
    let first = *senses.first()?;
    if senses.contains(&What::Nobody) {
        return Some(What::Nobody);
    }
    let same_code = senses.iter().all(|&what| actors.code_of(what) == actors.code_of(first));
    let same_table = senses.iter().all(|what| std::mem::discriminant(what) == std::mem::discriminant(&first));
    let in_office = |what: &&What| match what {
        What::Person(person) => actors.in_office(*person, date),
        _ => false,
    };
    let mut holders = senses.iter().filter(in_office);
    match (holders.next(), holders.next()) {
        (Some(holder), None) => Some(*holder),
        // Who served a body beyond their term are of their state again: Donald Tusk is Poland's.
        _ if let Some(own) = of_one_state(senses, actors) => Some(own),
        (None, _) if let Some(last) = last_to_serve(senses, actors, date) => Some(last),
        // Two people of one name and one state: the code is sure, and the first in the table is as good as the next.
        _ if same_table && same_code => Some(first),
        _ => None,
    }
}

// Of people of one name, the one of a state, where the others are of bodies.
fn of_one_state(senses: &[What], actors: &Actors) -> Option<What> {
    let all_people = senses.iter().all(|what| matches!(what, What::Person(_)));
    let mut of_states = senses
        .iter()
        .copied()
        .filter(|&what| actors.code_of(what).is_some_and(|code| actors.is_state_code(code)));
    let own = of_states.next().filter(|_| all_people)?;
    of_states.all(|other| actors.code_of(other) == actors.code_of(own)).then_some(own)
}

// Of people of one name, the one who came into office when all others had left: Eduard Shevardnadze served Georgia after
// the Soviet Union.
fn last_to_serve(senses: &[What], actors: &Actors, date: Option<Date>) -> Option<What> {
    let periods = |what: &What| {
        let What::Person(person) = what else { return Vec::new() };
        let periods = actors.people.tenures(*person).iter().map(|tenure| tenure.period);
        periods.filter(|period| period.from.is_some() && period.from <= date).collect::<Vec<_>>()
    };
    let begun = |what: &What| periods(what).iter().filter_map(|period| period.from).max();
    let ended = |what: &What| {
        let ends = periods(what).into_iter().map(|period| period.to.unwrap_or(Date::MAX));
        ends.max()
    };
    let last = senses.iter().filter(|what| begun(what).is_some()).max_by_key(|what| begun(what))?;
    let left = |other: &What| other == last || ended(other).is_some_and(|end| Some(end) < begun(last));
    senses.iter().all(left).then_some(*last)
}

/// What the lexicon knows in one sentence: names first, then nouns where no name stands.
fn matches(view: &View<'_>, actors: &Actors, date: Option<Date>, named: &Named) -> Vec<Match> {
    let mut matches = Vec::new();
    let mut scratch = String::new();
    let mut at = 0;
    while at < view.len() {
        let name = actors.names.longest(view, at, Fold::Keep, &mut scratch);
        let noun = actors.nouns.longest(view, at, Fold::Lower, &mut scratch);
        let name = name.and_then(|(last, node)| {
            let senses = current(actors.names.senses(node), date);
            let denotes = choose(&senses, actors, date, named)
                .or_else(|| leader(&senses, actors, date).filter(|_| is_government(view, last + 1, actors)))
                .or_else(|| (codes(&senses, actors).len() > 1).then_some(Denotes::Several(node)))?;
            let titled = matches.last().is_some_and(|before: &Match| {
                before.last + 1 == at && matches!(before.denotes, Denotes::Agent(_))
            });
            let stranger = matches!(denotes, Denotes::Person(_))
                && at == last
                && named.strangers.contains(view.form(last));
            // "US$ 6 billion": money, and nobody's deed.
            let money = view.form(last).ends_with(['$', '€', '£', '¥']);
            let fitting = !money
                && !stranger
                && fits(view, actors, (at, last), denotes, titled)
                && !is_date(view, at, last, actors)
                && !describes(view, at, last, denotes, actors);
            fitting.then_some(Match { first: at, last, denotes })
        });
        let noun = noun.and_then(|(last, node)| {
            let agent = **actors.nouns.senses(node).first()?;
            let addressed =
                matches.last().is_some_and(|before: &Match| is_address(view, *before, at, actors));
            (!addressed && noun_fits(view, at, last, actors, agent)).then_some(Match {
                first: at,
                last,
                denotes: Denotes::Agent(agent),
            })
        });
        let longest = match (name, noun) {
            (Some(name), Some(noun)) if noun.last > name.last => Some(noun),
            (name, noun) => name.or(noun),
        };
        at = longest.map_or(at, |found| found.last) + 1;
        matches.extend(longest);
    }
    forget_things(view, actors, &mut matches);
    matches
}

// "Mr. King" is no king.
fn is_address(view: &View<'_>, before: Match, at: usize, actors: &Actors) -> bool {
    let title = matches!(before.denotes, Denotes::Agent(agent)
        if actors.agents[agent].kind == AgentKind::Title && actors.agents[agent].sectors.is_empty());
    title && before.last + 1 == at && view.form(at).starts_with(char::is_uppercase)
}

// The one of that name who leads a state that day.
fn leader(senses: &[Sense], actors: &Actors, date: Option<Date>) -> Option<Denotes> {
    let leads = |person: u32| {
        let tenures = actors.people.tenures(person);
        let heads = |tenure: &&Tenure| matches!(tenure.office, "head_of_state" | "head_of_government");
        date.is_some_and(|date| tenures.iter().filter(heads).any(|tenure| tenure.period.holds(date)))
    };
    let mut leaders = senses.iter().filter_map(|sense| match sense.what {
        What::Person(person) if leads(person) => Some(person),
        _ => None,
    });
    let first = leaders.next()?;
    leaders.all(|other| other == first).then_some(Denotes::Person(first))
}

// "The Trump administration": the noun says that the name before it is of a leader.
fn is_government(view: &View<'_>, at: usize, actors: &Actors) -> bool {
    at < view.len() && is_one_of(&actors.grammar.led, view.form(at))
}

/// Takes out what states' names only help to name: in "the China-Pakistan Economic Corridor" nobody acts.
fn forget_things(view: &View<'_>, actors: &Actors, matches: &mut Vec<Match>) {
    if is_in_capitals(view) {
        return;
    }
    let mut thing_end = None;
    matches.retain(|found| {
        let of_state = matches!(found.denotes, Denotes::State(..));
        if of_state && thing_end.is_none_or(|end| end < found.first) {
            thing_end = end_of_thing(view, actors, found.last);
        }
        !(of_state && thing_end.is_some_and(|end| found.last <= end))
    });
}

/// How many words may stand between a state's name and the noun that says it names a thing.
const LONGEST_THING: usize = 6;

// The noun for a thing in the run of capitals that goes on here.
fn end_of_thing(view: &View<'_>, actors: &Actors, last: usize) -> Option<usize> {
    let named = |&at: &usize| {
        let form = view.form(at);
        form.starts_with(char::is_uppercase) || matches!(form, "-" | "–" | "‑")
    };
    let run = (last + 1..view.len().min(last + 1 + LONGEST_THING)).take_while(named);
    run.filter(|&at| is_one_of(&actors.grammar.things, view.form(at))).last()
}

fn codes<'a>(senses: &[Sense], actors: &'a Actors) -> BTreeSet<&'a str> {
    senses.iter().filter_map(|sense| actors.code_of(sense.what)).collect()
}

/// What a name can mean of which nothing in the report decides, with the share of each.
fn readings(senses: &[Sense], actors: &Actors, date: Option<Date>) -> Vec<Reading> {
    let total: u32 = senses.iter().map(|sense| weight(sense, actors, date)).sum();
    let share = |code: &str| {
        let of_code = senses.iter().filter(|sense| actors.code_of(sense.what) == Some(code));
        let weight: u32 = of_code.map(|sense| weight(sense, actors, date)).sum();
        // Two digits: these are habits of news, not measurements.
        (100.0 * weight as f32 / total.max(1) as f32).round() / 100.0
    };
    let mut readings: Vec<Reading> = codes(senses, actors)
        .into_iter()
        .map(|code| Reading { code: code.to_string(), weight: share(code) })
        .collect();
    readings.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.code.cmp(&b.code)));
    readings
}

fn choose(senses: &[Sense], actors: &Actors, date: Option<Date>, named: &Named) -> Option<Denotes> {
    let what = only(senses, actors, date).or_else(|| {
        let supported = senses.iter().map(|sense| sense.what).filter(|&what| named.supports(what, actors));
        let supported: Vec<What> = supported.collect();
        let code = supported.first().and_then(|&what| actors.code_of(what));
        let one_code = supported.iter().all(|&what| actors.code_of(what) == code);
        supported.first().copied().filter(|_| one_code)
    })?;
    Some(match what {
        What::State(state, aspect) => Denotes::State(state, aspect),
        What::Person(person) => Denotes::Person(person),
        What::Organisation(organisation) => Denotes::Organisation(organisation),
        What::Nobody => Denotes::Nobody,
    })
}

// "Jim Jordan" is no state: a one-word name inside a longer run of names is a part of somebody's.
fn fits(
    view: &View<'_>,
    actors: &Actors,
    (first, last): (usize, usize),
    denotes: Denotes,
    titled: bool,
) -> bool {
    if is_surname(view, actors, first, denotes) {
        return false;
    }
    let part = match denotes {
        Denotes::Person(_) if view.sentence.parsed && first == last => {
            if view.tokens[first].upos != Upos::Propn {
                return false;
            }
            !titled
        }
        _ => matches!(denotes, Denotes::State(_, Aspect::Name | Aspect::Capital | Aspect::Within)),
    };
    if first != last || !part {
        return true;
    }
    // "Merkel Hid the Letters": in a headline the parser takes the verb for a name.
    let named = first > 0 && view.tokens[first - 1].upos == Upos::Propn;
    if matches!(denotes, Denotes::Person(_)) && !named && is_in_capitals(view) {
        return true;
    }
    // "Florida Rep. Ann Roe".
    if last + 1 < view.len() && is_title(view, last + 1, actors) {
        return true;
    }
    let flat = |token_idx: usize| view.deprel(token_idx) == Deprel::Flat;
    let parsed = view.sentence.parsed;
    let heads_flat = parsed && view.children_by(first, Deprel::Flat).next().is_some();
    !(parsed && flat(first) || heads_flat)
}

// "Mark Cuban": behind a given name that stands alone, an adjective is somebody's name.
fn is_surname(view: &View<'_>, actors: &Actors, at: usize, denotes: Denotes) -> bool {
    let adjective = matches!(denotes, Denotes::State(_, Aspect::Adjective | Aspect::People));
    let Some(before) = at.checked_sub(1).filter(|_| adjective && view.sentence.parsed) else { return false };
    let name = |at: usize| view.tokens[at].upos == Upos::Propn;
    let noun_behind = at + 1 < view.len() && view.tokens[at + 1].upos == Upos::Noun;
    let given = || actors.grammar.is_given_name(view.form(before));
    name(before) && name(at) && !noun_behind && given()
}

// "On May 16" is no Theresa May's.
fn is_date(view: &View<'_>, first: usize, last: usize, actors: &Actors) -> bool {
    let number = |at: usize| at < view.len() && view.form(at).starts_with(|c: char| c.is_ascii_digit());
    let month = first == last && is_one_of(&actors.grammar.months, view.form(first));
    month && (number(last + 1) || first > 0 && number(first - 1))
}

// "The Hindu nationalist party": no newspaper, where the word behind the article tells what somebody is who reports nothing.
fn describes(view: &View<'_>, first: usize, last: usize, denotes: Denotes, actors: &Actors) -> bool {
    let Denotes::Organisation(organisation) = denotes else { return false };
    let reports = |sectors: &[Sector]| sectors.iter().any(|sector| sector.code() == "JRN");
    // Papers whose name is a word of the language have an article in it; it may have been left out.
    let name = actors.organisations.name(organisation).split_once(' ');
    let word = name.is_some_and(|(article, _)| is_one_of(&actors.grammar.articles, article));
    let one_word =
        first == last || first + 1 == last && is_one_of(&actors.grammar.articles, view.form(first));
    let press = reports(&actors.organisations.get(organisation).sectors);
    if !press || !word || !one_word || !view.sentence.parsed {
        return false;
    }
    // Parsers that take it for a name are at a loss with the rest of the phrase: the words must do. "The Guardian today" tells of
    // a day, and of nobody.
    let noun = |at: &usize| {
        let small = view.form(*at).starts_with(char::is_lowercase);
        let beside = matches!(view.deprel(*at), Deprel::Obl | Deprel::Advmod);
        small && !beside && matches!(view.tokens[*at].upos, Upos::Noun | Upos::Adj)
    };
    let described: Vec<usize> = (last + 1..view.len()).take_while(noun).collect();
    let of_press = |at: usize| {
        let agents = actors.nouns.find(&view.lower_form(at));
        agents.iter().any(|&&agent| reports(&actors.agents[agent].sectors))
    };
    !described.is_empty() && !described.into_iter().any(of_press)
}

fn noun_fits(view: &View<'_>, first: usize, last: usize, actors: &Actors, agent: usize) -> bool {
    let capitalised = view.form(first).starts_with(char::is_uppercase);
    if actors.agents[agent].kind == AgentKind::Title {
        return capitalised;
    }
    !view.sentence.parsed || matches!(view.tokens[last].upos, Upos::Noun | Upos::Propn)
}

/// A code and sectors that a phrase gives to the noun it belongs to.
#[derive(Clone, Debug)]
struct Source {
    code: String,
    sectors: Vec<Sector>,
    entry: String,
    resolution: Resolution,
    /// Whether it is an armed group or the like, whose members have its sector and not their noun's.
    keeps_sector: bool,
}

struct Reader<'a> {
    view: View<'a>,
    sentence: usize,
    actors: &'a Actors,
    date: Option<Date>,
    matches: &'a [Match],
}

impl<'a> Reader<'a> {
    fn phrases(&self) -> Vec<Phrase> {
        let mut phrases: Vec<Phrase> = Vec::new();
        let mut at = self.dateline_end();
        while at < self.view.len() {
            let read = match self.match_at(at) {
                Some(found) => self.phrase(found),
                None => match self
                    .pair_of_states(at)
                    .or_else(|| self.elided_state(at))
                    .or_else(|| self.stricken(at))
                {
                    Some(found) => vec![found],
                    None => self.unknown_name(at),
                },
            };
            let next = read.iter().map(|phrase| phrase.last + 1).max();
            at = next.or(self.match_at(at).map(|found| found.last + 1)).unwrap_or(at + 1).max(at + 1);
            phrases.extend(read);
        }
        phrases
    }

    /// Where the first sentence's dateline ends that the layout left in it: "KABUL (Pajhwok): Police …". 0 without one.
    fn dateline_end(&self) -> usize {
        if self.sentence > 0 {
            return 0;
        }
        let Some(place) = self.match_at(0) else { return 0 };
        let shouted =
            (0..=place.last).all(|token_idx| self.view.form(token_idx).chars().all(|c| !c.is_lowercase()));
        let named =
            matches!(place.denotes, Denotes::State(_, Aspect::Name | Aspect::Capital | Aspect::Within));
        if !named || !shouted {
            return 0;
        }
        // The town, perhaps the day, the agency in brackets.
        let limit = self.view.len().min(place.last + 9);
        let dash = |&token_idx: &usize| is_one_of(&self.actors.grammar.dateline, self.view.form(token_idx));
        let before_verb = |&token_idx: &usize| self.view.tokens[token_idx].upos != Upos::Verb;
        (place.last + 1..limit).take_while(before_verb).find(dash).map_or(0, |end| end + 1)
    }

    /// "The two sides", "both countries".
    fn pair_of_states(&self, first: usize) -> Option<Phrase> {
        let grammar = &self.actors.grammar;
        if !is_one_of(&grammar.pair, self.view.form(first)) {
            return None;
        }
        let mut last = first + 1;
        while last < self.view.len() && self.match_at(last).is_none() && self.is_modifier(last) {
            if is_one_of(&grammar.paired, self.view.form(last)) {
                break;
            }
            last += 1;
        }
        if last >= self.view.len() || !is_one_of(&grammar.paired, self.view.form(last)) {
            return None;
        }
        let first = self.left_edge(first);
        // "Two countries" are any two; "both sides of the aisle" are of one.
        let of_one = (last + 2..self.view.len().min(last + 4)).any(|at| {
            is_one_of(&grammar.shared, self.view.form(at))
                && is_one_of(&grammar.belonging, self.view.form(last + 1))
        });
        if of_one || !is_one_of(&grammar.definite, self.view.form(first)) || self.is_possessed(first) {
            return None;
        }
        Some(Phrase {
            sentence: self.sentence,
            first,
            last,
            head: self.head_of(first, last),
            actors: vec![Actor::unresolved(self.view.span(first, last))],
            kind: PhraseKind::Noun,
            name: None,
            agent: None,
            place: false,
            people: false,
        })
    }

    /// "The displaced": an adjective that stands for people.
    fn stricken(&self, at: usize) -> Option<Phrase> {
        let view = &self.view;
        let after_article = at > 0 && is_one_of(&self.actors.grammar.articles, view.form(at - 1));
        let stands_alone =
            view.sentence.parsed && !matches!(view.deprel(at), Deprel::Amod | Deprel::Compound);
        if !after_article || !stands_alone || !is_one_of(&self.actors.grammar.stricken, view.form(at)) {
            return None;
        }
        let sectors = Sector::find("REF").into_iter().collect();
        let actor = Actor { sectors, ..Actor::unresolved(view.span(at - 1, at)) };
        Some(Phrase {
            sentence: self.sentence,
            first: at - 1,
            last: at,
            head: at,
            actors: vec![actor],
            kind: PhraseKind::Noun,
            name: None,
            agent: None,
            place: false,
            people: false,
        })
    }

    // "North and South Korea": the first has its last words from the second.
    fn elided_state(&self, at: usize) -> Option<Phrase> {
        if !self.view.form(at).starts_with(char::is_uppercase) {
            return None;
        }
        let second = self.joined_after(at).and_then(|token_idx| self.match_at(token_idx))?;
        let state = matches!(second.denotes, Denotes::State(_, Aspect::Name | Aspect::Adjective));
        if !state || second.first == second.last {
            return None;
        }
        let whole = format!("{} {}", self.view.form(at), self.words(second.first + 1, second.last));
        let senses = current(self.actors.names.find(&whole), self.date);
        let What::State(state, aspect) = only(&senses, self.actors, self.date)? else { return None };
        let found = Match { first: at, last: at, denotes: Denotes::State(state, aspect) };
        Some(self.plain(found))
    }

    fn match_at(&self, token_idx: usize) -> Option<Match> {
        let found = self.matches.partition_point(|known| known.first < token_idx);
        self.matches.get(found).filter(|known| known.first == token_idx).copied()
    }

    /// The phrases that begin with this match.
    fn phrase(&self, found: Match) -> Vec<Phrase> {
        match found.denotes {
            Denotes::Nobody => Vec::new(),
            Denotes::Agent(_) => vec![self.nouns_first(found)],
            Denotes::Several(node) => vec![self.ambiguous(found, node)],
            _ => self.party_first(found),
        }
    }

    // "Turkish riot police", "Pakistan's defence minister Khan", "Russian and Chinese diplomats", "Turkey".
    fn party_first(&self, found: Match) -> Vec<Phrase> {
        let (parties, last) = self.joined_parties(found);
        let (after, possessive) = self.possessive(last + 1);
        if let Some(nouns) = self.nouns_after(after, possessive) {
            let sources: Vec<Source> = parties.iter().map(|party| self.source(*party)).collect();
            return vec![self.role(found.first, nouns, &sources)];
        }
        vec![self.member(found, after, possessive).unwrap_or_else(|| self.plain(found))]
    }

    // "The BBC's John Simpson", "Republican Pat Toomey": somebody of whom the body before the name is all that is told.
    fn member(&self, found: Match, at: usize, possessive: bool) -> Option<Phrase> {
        let Denotes::Organisation(organisation) = found.denotes else { return None };
        let sectors = &self.actors.organisations.get(organisation).sectors;
        let has = |code: &str| sectors.iter().any(|sector| sector.code() == code);
        let name_at = if possessive { at } else { at.max(found.last + 1) };
        if !possessive && !has("PTY") || self.match_at(name_at).is_some() {
            return None;
        }
        let last = self.run_of_names(name_at).filter(|&last| self.is_like_person(name_at, last))?;
        // "Microsoft's Windows Mobile" is none of its people.
        let given = || self.actors.grammar.gender_of_name(&self.words(name_at, last)).is_some();
        if has("BUS") && !given() {
            return None;
        }
        let first = self.left_edge(found.first);
        let source = self.source(found);
        let mut actor = Actor::unresolved(self.view.span(first, last));
        actor.code = Some(source.code);
        actor.sectors = source.sectors;
        actor.entry = Some(source.entry);
        actor.resolution = Resolution::Nationality;
        actor.name = Some(self.words(name_at, last));
        Some(Phrase {
            sentence: self.sentence,
            first,
            last,
            head: self.head_of(name_at, last),
            actors: vec![actor],
            kind: PhraseKind::Unknown,
            name: Some((name_at, last)),
            agent: None,
            place: false,
            people: false,
        })
    }

    // Two to four words, none of them a common noun for a body or a thing: "John Simpson" and not "Home Affairs Committee".
    fn is_like_person(&self, first: usize, last: usize) -> bool {
        let n_words = (first..=last).filter(|&at| self.view.form(at).len() > 1).count();
        let word = |at: usize| {
            let form = self.view.form(at);
            form.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '‑' | '.' | '\'' | '’'))
                && !form.chars().skip(1).any(|c| c.is_uppercase() && form.chars().all(|c| !c.is_lowercase()))
        };
        let thing = |at: usize| is_one_of(&self.actors.grammar.things, self.view.form(at));
        (2..=4).contains(&n_words)
            && (first..=last).all(|at| word(at) && !thing(at) && !is_title(&self.view, at, self.actors))
    }

    /// The parties that one noun may belong to: "Russian, Chinese and Iranian".
    fn joined_parties(&self, found: Match) -> (Vec<Match>, usize) {
        let (mut parties, mut last) = (vec![found], found.last);
        while let Some(next) = self.joined_after(last).and_then(|token_idx| self.match_at(token_idx)) {
            let like = match (found.denotes, next.denotes) {
                (Denotes::State(..), Denotes::State(_, aspect)) => {
                    matches!(aspect, Aspect::Adjective | Aspect::Name)
                }
                (
                    Denotes::Organisation(_),
                    Denotes::Organisation(_) | Denotes::State(_, Aspect::Adjective),
                ) => true,
                // "Indian and Chinese military commanders", where the Chinese military is a body by that name.
                (Denotes::State(_, Aspect::Adjective), Denotes::Organisation(_)) => true,
                _ => false,
            };
            // "Turkey and Russian officials" are two parties; "US and Russian officials" share the noun.
            let (after, possessive) = self.possessive(next.last + 1);
            if !like
                || !self.may_modify(found)
                || self.joined_after(next.last).is_none() && self.nouns_after(after, possessive).is_none()
            {
                break;
            }
            last = next.last;
            parties.push(next);
        }
        // What was joined counts only where a noun follows.
        let (after, possessive) = self.possessive(last + 1);
        if parties.len() > 1 && self.nouns_after(after, possessive).is_none() {
            return (vec![found], found.last);
        }
        (parties, last)
    }

    // A state's adjective, or a name that is one too: US, EU.
    fn may_modify(&self, found: Match) -> bool {
        match found.denotes {
            Denotes::State(_, aspect) => {
                let form = self.view.form(found.last);
                aspect == Aspect::Adjective
                    || form.len() <= 4 && form.chars().all(|c| c.is_uppercase() || c == '.')
            }
            Denotes::Organisation(_) => true,
            _ => false,
        }
    }

    fn joined_after(&self, last: usize) -> Option<usize> {
        let mut at = last + 1;
        let mut joined = false;
        while at < self.view.len() && at <= last + 2 {
            let form = self.view.form(at);
            if form != "," && !is_one_of(&self.actors.grammar.coordinators, form) {
                break;
            }
            joined = true;
            at += 1;
        }
        (joined && at < self.view.len()).then_some(at)
    }

    /// Where the phrase goes on after a possessive, and whether there was one.
    fn possessive(&self, at: usize) -> (usize, bool) {
        let is = at < self.view.len() && is_one_of(&self.actors.grammar.possessives, self.view.form(at));
        (at + usize::from(is), is)
    }

    /// The nouns for people that follow, past a few modifiers: "(new) defence minister".
    fn nouns_after(&self, from: usize, possessive: bool) -> Option<Nouns> {
        let adjectival = self.matches.iter().any(|found| {
            found.last + 1 == from && matches!(found.denotes, Denotes::State(_, Aspect::Adjective))
        });
        let limit = if possessive { 5 } else { 3 };
        let mut at = from;
        while at < self.view.len() && at <= from + limit {
            match self.match_at(at) {
                Some(Match { denotes: Denotes::Agent(agent), .. }) if self.is_noun_for_people(agent) => {
                    return Some(self.nouns(at));
                }
                Some(Match { denotes: Denotes::Agent(_), last, .. }) => at = last + 1,
                Some(_) => return None,
                // "Ethiopia massed troops" is a clause, whatever the tags say; "Russian-backed armed rebels" is not.
                None if !possessive && !adjectival && self.view.tokens[at].upos == Upos::Verb => return None,
                None if self.is_modifier(at) => at += 1,
                None => return None,
            }
        }
        None
    }

    fn is_noun_for_people(&self, agent: usize) -> bool {
        self.actors.agents[agent].kind != AgentKind::Title
    }

    fn is_modifier(&self, token_idx: usize) -> bool {
        let token = &self.view.tokens[token_idx];
        if !self.view.sentence.parsed {
            return false;
        }
        match token.upos {
            Upos::Adj | Upos::Noun | Upos::Propn | Upos::Num => true,
            Upos::Verb => matches!(token.deprel, Deprel::Amod | Deprel::Compound),
            Upos::Adv => {
                token.deprel == Deprel::Advmod
                    && matches!(self.view.head(token_idx), Some(head) if head > token_idx && self.view.tokens[head].upos == Upos::Adj)
            }
            Upos::Punct => matches!(self.view.form(token_idx), "-" | "–"),
            _ => false,
        }
    }

    /// A run of nouns for people: "foreign ministry spokesman", with the name that follows it.
    fn nouns(&self, first: usize) -> Nouns {
        let mut agents = Vec::new();
        let (mut at, mut last) = (first, first);
        while let Some(Match { denotes: Denotes::Agent(agent), last: end, .. }) = self.match_at(at) {
            agents.push(agent);
            last = end;
            at = end + 1;
            // One modifier may stand between two of them: "army chief of operations" does not, "police anti-riot unit" does.
            if at < self.view.len()
                && self.match_at(at).is_none()
                && self.is_modifier(at)
                && self.agent_at(at + 1)
            {
                at += 1;
            }
        }
        let last = self.end_of_office(last, &agents);
        Nouns { first, last, agents }
    }

    // "Ministry of Culture and Sport": of what, where the lexicon has no word for it.
    fn end_of_office(&self, last: usize, agents: &[usize]) -> usize {
        let body = agents.last().is_some_and(|&agent| {
            let agent = &self.actors.agents[agent];
            agent.kind == AgentKind::Body && agent.sectors.iter().any(|sector| sector.code() == "GOV")
        });
        let capital = self.view.form(last).starts_with(char::is_uppercase);
        let of =
            last + 1 < self.view.len() && is_one_of(&self.actors.grammar.belonging, self.view.form(last + 1));
        if !body || !capital || !of {
            return last;
        }
        let Some(mut end) = self.run_of_names(last + 2) else { return last };
        if end + 2 < self.view.len()
            && self.joined_after(end) == Some(end + 2)
            && self.view.form(end + 1) != ","
        {
            end = self.run_of_names(end + 2).unwrap_or(end);
        }
        end
    }

    fn agent_at(&self, token_idx: usize) -> bool {
        matches!(self.match_at(token_idx), Some(Match { denotes: Denotes::Agent(_), .. }))
    }

    // "a spokesman for Poland's foreign ministry", "police in Turkey", "the minister", "President Trump".
    fn nouns_first(&self, found: Match) -> Phrase {
        let nouns = self.nouns(found.first);
        let named = self.name_after(nouns.last + 1);
        let after = named.map_or(nouns.last, |name| name.last) + 1;
        let mut sources = Vec::new();
        let person = named.is_some_and(|name| matches!(name.denotes, Some(Denotes::Person(_))));
        // "Its envoy for Afghanistan" is of whoever "it" is.
        if !person && !self.is_possessed(self.left_edge(found.first)) {
            sources = self.complement(after, &nouns);
        }
        self.role(found.first, nouns, &sources)
    }

    /// The parties after "of", "for", "from" or "in".
    fn complement(&self, at: usize, nouns: &Nouns) -> Vec<Source> {
        if at >= self.view.len() {
            return Vec::new();
        }
        let grammar = &self.actors.grammar;
        let preposition = self.view.form(at);
        let stands_for = is_one_of(&grammar.standing_for, preposition) && !self.is_abroad(nouns);
        // "An adviser to the president": but an envoy to him is another's.
        let helps = is_one_of(&grammar.helping, preposition)
            && is_one_of(&grammar.helped, self.view.form(nouns.last));
        let belongs = stands_for || helps || is_one_of(&grammar.belonging, preposition);
        let at_home = is_one_of(&grammar.home, preposition) && self.stays_at_home(nouns);
        if !belongs && !at_home {
            return Vec::new();
        }
        let mut sources = Vec::new();
        let mut next = self.complement_party(at + 1);
        while let Some(phrase) = next {
            for actor in &phrase.actors {
                sources.extend(source_of(actor, &phrase, belongs));
            }
            next = self
                .joined_after(phrase.last)
                .filter(|_| belongs)
                .and_then(|token_idx| self.complement_party(token_idx));
            next = next.filter(|other| other.kind == phrase.kind && self.is_conjunct(other.head));
        }
        sources
    }

    fn is_possessed(&self, first: usize) -> bool {
        self.view.sentence.parsed && self.view.tokens[first].xpos == Xpos::PrpPoss
    }

    fn is_conjunct(&self, token_idx: usize) -> bool {
        !self.view.sentence.parsed || self.view.deprel(token_idx) == Deprel::Conj
    }

    fn complement_party(&self, at: usize) -> Option<Phrase> {
        let mut at = at;
        let limit = at + 4;
        while at < self.view.len() && at < limit {
            if let Some(found) = self.match_at(at) {
                return self.phrase(found).into_iter().next();
            }
            let article =
                self.view.sentence.parsed && matches!(self.view.tokens[at].upos, Upos::Det | Upos::Adj);
            let definite = is_one_of(&self.actors.grammar.definite, self.view.form(at));
            if !article && !definite {
                return None;
            }
            at += 1;
        }
        None
    }

    // Troops in Syria are seldom Syria's; police in Turkey are Turkey's.
    fn stays_at_home(&self, nouns: &Nouns) -> bool {
        let agent = nouns.agents.last().map(|&agent| &self.actors.agents[agent]);
        agent.is_some_and(|agent| !agent.abroad && !matches!(agent.kind, AgentKind::Role | AgentKind::Title))
    }

    fn is_abroad(&self, nouns: &Nouns) -> bool {
        nouns.agents.last().is_some_and(|&agent| self.actors.agents[agent].abroad)
    }

    /// A phrase whose head is a noun for people, and the name that may follow it.
    fn role(&self, first: usize, nouns: Nouns, sources: &[Source]) -> Phrase {
        let named = self.name_after(nouns.last + 1);
        let last = named.map_or(nouns.last, |name| name.last);
        let first = self.left_edge(first);
        let head = self.head_of(nouns.first, last);
        let span = self.view.span(first, last);
        let agent = nouns.agents.last().copied();
        let (kind, name) = match named {
            None => (PhraseKind::Noun, None),
            Some(name) => match name.denotes {
                Some(Denotes::Person(person)) => (PhraseKind::Person(person), Some((name.first, name.last))),
                _ => (PhraseKind::Unknown, Some((name.first, name.last))),
            },
        };
        // "The new EU member country" is not the EU.
        let land = is_one_of(&self.actors.grammar.lands, self.view.form(nouns.last));
        let of_body = |source: &Source| source.entry.starts_with("organisations/");
        let sources = if land && sources.iter().any(of_body) { &[][..] } else { sources };
        let mut actors: Vec<Actor> =
            sources.iter().map(|source| self.role_actor(span, &nouns, Some(source))).collect();
        if actors.is_empty() {
            actors.push(self.role_actor(span, &nouns, None));
        }
        let former = (first..nouns.last)
            .any(|token_idx| is_one_of(&self.actors.grammar.former, self.view.form(token_idx)));
        for actor in &mut actors {
            if former {
                self.retire(actor, &nouns);
            }
            self.add_name(actor, kind, name, !sources.is_empty());
        }
        Phrase {
            sentence: self.sentence,
            first,
            last,
            head,
            actors,
            kind,
            name,
            agent,
            place: false,
            people: false,
        }
    }

    fn role_actor(&self, span: Span, nouns: &Nouns, source: Option<&Source>) -> Actor {
        let mut actor = Actor::unresolved(span);
        let Some(agent) = nouns.agents.last().map(|&agent| &self.actors.agents[agent]) else { return actor };
        actor.sectors = self.role_sectors(nouns, source);
        let private = source.is_some_and(is_private);
        let office = agent.office.filter(|_| !private);
        actor.office = office.map(|title| Office { title: title.to_string(), current: Some(!agent.former) });
        match source {
            Some(source) => {
                actor.code = Some(source.code.clone());
                actor.resolution = source.resolution;
                actor.entry = Some(source.entry.clone());
            }
            None => actor.entry = Some(format!("agents/{}", agent.entry)),
        }
        actor
    }

    // "Former Pakistani prime minister": one of the elites, and no longer in office.
    fn retire(&self, actor: &mut Actor, nouns: &Nouns) {
        let role = nouns.agents.last().is_some_and(|&agent| {
            matches!(self.actors.agents[agent].kind, AgentKind::Role | AgentKind::Delegate | AgentKind::Group)
        });
        if role {
            actor.sectors = Sector::find("ELI").into_iter().collect();
        }
        if let Some(office) = &mut actor.office {
            office.current = Some(false);
        }
    }

    fn role_sectors(&self, nouns: &Nouns, source: Option<&Source>) -> Vec<Sector> {
        if let Some(source) = source.filter(|source| source.keeps_sector) {
            return source.sectors.clone();
        }
        // "foreign ministry spokesman": the ministry's. "Hamas official": Hamas's.
        let own = nouns
            .agents
            .iter()
            .rev()
            .map(|&agent| &self.actors.agents[agent])
            .find(|agent| !agent.sectors.is_empty());
        let governs = |agent: &Agent| agent.sectors.iter().any(|sector| sector.code() == "GOV");
        match (own, source) {
            // The president of a bank governs nobody.
            (Some(agent), Some(source)) if governs(agent) && is_private(source) => source.sectors.clone(),
            (Some(agent), _) => agent.sectors.clone(),
            (None, Some(source)) => source.sectors.clone(),
            (None, None) => Vec::new(),
        }
    }

    /// The name after a title: of the lexicon, or a run of proper nouns.
    fn name_after(&self, at: usize) -> Option<Name> {
        match self.match_at(at) {
            Some(Match { first, last, denotes: denotes @ Denotes::Person(_) }) => {
                Some(Name { first, last, denotes: Some(denotes) })
            }
            Some(_) => None,
            None => self.run_of_names(at).map(|last| Name { first: at, last, denotes: None }),
        }
    }

    /// The last token of the run of proper nouns that begins here. It begins and ends with a capital:
    /// "bin" and "de" stand within.
    fn run_of_names(&self, first: usize) -> Option<usize> {
        let mut last = None;
        for token_idx in first..self.view.len() {
            let form = self.view.form(token_idx);
            let capital = form.starts_with(|c: char| !c.is_lowercase());
            let joins = last.is_some() && matches!(form, "-" | "‑");
            let within = self.is_name_word(token_idx) && (capital || last.is_some());
            if self.match_at(token_idx).is_some() || !(within || joins) {
                break;
            }
            if !joins && capital {
                last = Some(token_idx);
            }
        }
        last
    }

    fn is_name_word(&self, token_idx: usize) -> bool {
        if token_idx == 0 && is_one_of(&self.actors.grammar.openers, self.view.form(0)) {
            return false;
        }
        let token = &self.view.tokens[token_idx];
        if self.view.sentence.parsed {
            return token.upos == Upos::Propn;
        }
        let form = self.view.form(token_idx);
        token_idx > 0 && form.starts_with(char::is_uppercase) && form.chars().any(char::is_lowercase)
    }

    /// A proper name that the lexicon does not know.
    fn unknown_name(&self, at: usize) -> Vec<Phrase> {
        let Some(last) = self.run_of_names(at) else { return Vec::new() };
        let first = at;
        let head = self.head_of(first, last);
        let mut actor = Actor::unresolved(self.view.span(first, last));
        actor.name = Some(self.words(first, last));
        let inside = self.state_of_place(first, last);
        let place = inside.is_some();
        if let Some(source) = inside.or_else(|| self.body_of(first, last)) {
            actor.code = Some(source.code);
            actor.sectors = source.sectors;
            actor.entry = Some(source.entry);
            actor.resolution = Resolution::Nationality;
        }
        let kind = PhraseKind::Unknown;
        let name = Some((first, last));
        vec![Phrase {
            sentence: self.sentence,
            first,
            last,
            head,
            actors: vec![actor],
            kind,
            name,
            agent: None,
            place,
            people: false,
        }]
    }

    // "In Fort Wayne, Indiana": the name of a place has the one that it lies in behind a comma.
    fn state_of_place(&self, first: usize, last: usize) -> Option<Source> {
        if last + 2 >= self.view.len() || self.view.form(last + 1) != "," {
            return None;
        }
        let found = self.match_at(last + 2)?;
        let in_place = first > 0 && is_one_of(&self.actors.grammar.places, self.view.form(first - 1));
        let lies = match found.denotes {
            Denotes::State(_, Aspect::Within) => true,
            Denotes::State(_, Aspect::Name) => in_place,
            _ => false,
        };
        let after = found.last + 1;
        let owns =
            after < self.view.len() && is_one_of(&self.actors.grammar.possessives, self.view.form(after));
        let mut source = self.source(found);
        source.sectors.clear();
        (lies && !owns).then_some(source)
    }

    // "Claudia Mo of the Civic Party", "Patty Murray of Washington": somebody of whom a body or a state is told behind the
    // name.
    fn body_of(&self, first: usize, last: usize) -> Option<Source> {
        let at = last + 1;
        let belongs = at < self.view.len() && is_one_of(&self.actors.grammar.belonging, self.view.form(at));
        if !belongs || !self.is_like_person(first, last) {
            return None;
        }
        let phrase = self.complement_party(at + 1)?;
        let [actor] = &phrase.actors[..] else { return None };
        let own =
            phrase.agent.is_none() && matches!(phrase.kind, PhraseKind::Organisation | PhraseKind::State);
        let mut source = source_of(actor, &phrase, true).filter(|_| own)?;
        // Whoever is of a state need not be of its government.
        if phrase.kind == PhraseKind::State {
            source.sectors.clear();
        }
        Some(source)
    }

    /// A name of two parties, and the report does not say which.
    fn ambiguous(&self, found: Match, node: Node) -> Phrase {
        let senses = current(self.actors.names.senses(node), self.date);
        let first = self.left_edge(found.first);
        let mut actor = Actor::unresolved(self.view.span(first, found.last));
        actor.name = Some(self.words(found.first, found.last));
        actor.readings = readings(&senses, self.actors, self.date);
        Phrase {
            sentence: self.sentence,
            first,
            last: found.last,
            head: self.head_of(found.first, found.last),
            actors: vec![actor],
            kind: PhraseKind::Unknown,
            name: Some((found.first, found.last)),
            agent: None,
            place: false,
            people: false,
        }
    }

    /// A party without a noun: "Turkey", "the Kremlin", "Angela Merkel".
    fn plain(&self, found: Match) -> Phrase {
        let first = if self.modifies_next(found) { found.first } else { self.left_edge(found.first) };
        let span = self.view.span(first, found.last);
        let source = self.source(found);
        let mut actor = Actor::unresolved(span);
        actor.code = Some(source.code);
        actor.sectors = source.sectors;
        actor.entry = Some(source.entry);
        actor.resolution = Resolution::Name;
        let mut place = false;
        let people = matches!(found.denotes, Denotes::State(_, Aspect::People));
        let kind = match found.denotes {
            Denotes::State(_, aspect) => {
                place = match aspect {
                    Aspect::Name | Aspect::Capital => self.is_place(found),
                    Aspect::Within => true,
                    Aspect::Adjective | Aspect::People | Aspect::Seat(_) => false,
                };
                match aspect {
                    Aspect::Capital | Aspect::Seat(_) => actor.resolution = Resolution::Metonym,
                    Aspect::People | Aspect::Adjective | Aspect::Within => actor.sectors.clear(),
                    Aspect::Name => {}
                }
                PhraseKind::State
            }
            Denotes::Person(person) => PhraseKind::Person(person),
            _ => PhraseKind::Organisation,
        };
        let name = Some((found.first, found.last));
        self.add_name(&mut actor, kind, name, false);
        if let Denotes::Organisation(organisation) = found.denotes {
            actor.name = Some(self.actors.organisations.name(organisation).to_string());
        }
        let head = self.head_of(found.first, found.last);
        Phrase {
            sentence: self.sentence,
            first,
            last: found.last,
            head,
            actors: vec![actor],
            kind,
            name,
            agent: None,
            place,
            people,
        }
    }

    // In "the American decision" the article belongs to the decision.
    fn modifies_next(&self, found: Match) -> bool {
        self.view.sentence.parsed
            && self.view.head(found.last).is_some_and(|head| head > found.last)
            && matches!(
                self.view.deprel(found.last),
                Deprel::Amod | Deprel::Compound | Deprel::NmodPoss | Deprel::Nmod
            )
    }

    // Gives an actor the name of the person it is, and what the lexicon knows of them.
    fn add_name(&self, actor: &mut Actor, kind: PhraseKind, name: Option<(usize, usize)>, has_code: bool) {
        match (kind, name) {
            (PhraseKind::Person(person), name) => {
                add_person(actor, person, self.actors, self.date, has_code);
                // The report's own spelling of a full name is the one that its reader knows.
                if let Some((first, last)) = name.filter(|(first, last)| first < last) {
                    actor.name = Some(self.words(first, last));
                }
            }
            (PhraseKind::Unknown, Some((first, last))) => actor.name = Some(self.words(first, last)),
            _ => {}
        }
    }

    // "in Moscow" and "near Kabul" are places.
    fn is_place(&self, found: Match) -> bool {
        let mut before = found.first;
        while before > 0 && is_one_of(&self.actors.grammar.definite, self.view.form(before - 1)) {
            before -= 1;
        }
        before > 0 && is_one_of(&self.actors.grammar.places, self.view.form(before - 1))
    }

    fn source(&self, found: Match) -> Source {
        match found.denotes {
            Denotes::State(state, aspect) => {
                let state = &self.actors.states[state as usize];
                let sectors = match aspect {
                    Aspect::Seat(seat) => state.seats[seat as usize].clone(),
                    _ => state.sectors.clone(),
                };
                let (code, entry) = (state.code.to_string(), format!("states/{}", state.key));
                Source { code, sectors, entry, resolution: Resolution::Nationality, keeps_sector: false }
            }
            Denotes::Organisation(organisation) => {
                let entry = format!("organisations/{}", self.actors.organisations.name(organisation));
                let organisation = self.actors.organisations.get(organisation);
                let keeps_sector = keeps_sector(&organisation.sectors);
                let (code, sectors) = (organisation.code.to_string(), organisation.sectors.to_vec());
                Source { code, sectors, entry, resolution: Resolution::Name, keeps_sector }
            }
            Denotes::Person(person) => {
                let mut actor = Actor::unresolved(Span::default());
                add_person(&mut actor, person, self.actors, self.date, false);
                let (code, sectors) = (actor.code.unwrap_or_default(), actor.sectors);
                let entry = actor.entry.unwrap_or_default();
                Source { code, sectors, entry, resolution: Resolution::Name, keeps_sector: false }
            }
            Denotes::Agent(_) | Denotes::Several(_) | Denotes::Nobody => Source {
                code: String::new(),
                sectors: Vec::new(),
                entry: String::new(),
                resolution: Resolution::Unresolved,
                keeps_sector: false,
            },
        }
    }

    // Articles and adjectives before the first word belong to the phrase.
    fn left_edge(&self, first: usize) -> usize {
        let mut edge = first;
        while edge > 0 && self.match_at(edge - 1).is_none() {
            let before = edge - 1;
            let definite = is_one_of(&self.actors.grammar.articles, self.view.form(before));
            let upos = self.view.tokens[before].upos;
            let modifies = self.view.sentence.parsed
                && matches!(upos, Upos::Det | Upos::Adj | Upos::Num | Upos::Noun)
                && self.view.head(before).is_some_and(|head| head >= edge)
                && matches!(
                    self.view.deprel(before),
                    Deprel::Det | Deprel::Amod | Deprel::Nummod | Deprel::Compound | Deprel::DetPredet
                );
            if !definite && !modifies && !self.is_possessed(before) {
                break;
            }
            edge = before;
        }
        edge
    }

    /// The token whose head lies outside; the last of them, because English phrases end with their head.
    fn head_of(&self, first: usize, last: usize) -> usize {
        if !self.view.sentence.parsed {
            return last;
        }
        let outside = |token_idx: &usize| match self.view.head(*token_idx) {
            None => true,
            Some(head) => head < first || head > last,
        };
        let nominal = |token_idx: &usize| {
            matches!(self.view.tokens[*token_idx].upos, Upos::Noun | Upos::Propn | Upos::Pron)
        };
        let heads: Vec<usize> = (first..=last).filter(outside).collect();
        heads.iter().rev().find(|head| nominal(head)).or(heads.last()).copied().unwrap_or(last)
    }

    fn words(&self, first: usize, last: usize) -> String {
        self.view.span(first, last).of(self.view.text).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// A run of nouns for people.
#[derive(Clone, Debug)]
struct Nouns {
    first: usize,
    last: usize,
    agents: Vec<usize>,
}

#[derive(Clone, Copy)]
struct Name {
    first: usize,
    last: usize,
    denotes: Option<Denotes>,
}

// A "Hamas official" is of an armed group, whatever officials are elsewhere.
fn keeps_sector(sectors: &[Sector]) -> bool {
    sectors.iter().any(|sector| ["REB", "PRM", "CRM", "PTY", "OPP", "JRN"].contains(&sector.code()))
}

// Whether it is a company, a union or the like.
fn is_private(source: &Source) -> bool {
    let private = |sector: &Sector| ["BUS", "EDU", "LAB", "MED", "REL", "SOC"].contains(&sector.code());
    source.entry.starts_with("organisations/") && source.sectors.iter().any(private)
}

// What a party after "of" or "in" lends to the noun before.
fn source_of(actor: &Actor, phrase: &Phrase, belongs: bool) -> Option<Source> {
    let code = actor.code.clone()?;
    if !belongs && phrase.kind != PhraseKind::State {
        return None;
    }
    let keeps_sector = phrase.kind == PhraseKind::Organisation && keeps_sector(&actor.sectors);
    let entry = actor.entry.clone().unwrap_or_default();
    Some(Source {
        code,
        sectors: actor.sectors.clone(),
        entry,
        resolution: Resolution::Nationality,
        keeps_sector,
    })
}

/// Gives an actor the name, code, sectors and office of somebody of the lexicon. What the text
/// itself said of code and office stays.
pub(crate) fn add_person(
    actor: &mut Actor,
    person: u32,
    actors: &Actors,
    date: Option<Date>,
    has_code: bool,
) {
    let (name, tenures) = (actors.people.name(person), actors.people.tenures(person));
    // "Former prime minister": what the text says of the office holds, whatever the tables know.
    let told_former = is_retired(&actor.sectors);
    actor.name = Some(name.to_string());
    let held = date.and_then(|date| tenures.iter().find(|tenure| tenure.period.holds(date)));
    // Else the office left last; of somebody whose offices all lie ahead, the report's day knows none.
    let begun = |tenure: &&Tenure| date.is_none_or(|date| tenure.period.from.is_none_or(|from| from <= date));
    let left = || tenures.iter().filter(begun).max_by_key(|tenure| tenure.period.to);
    let ahead = held.is_none() && left().is_none();
    let over =
        tenures.iter().filter(|tenure| date.is_some_and(|date| tenure.period.to.is_some_and(|to| to < date)));
    let given_up = over.max_by_key(|tenure| tenure.period.to).filter(|_| told_former);
    let known = given_up.or(held).or_else(left).or(tenures.last());
    let Some(tenure) = known else { return };
    let current = match (held, date) {
        _ if told_former => Some(false),
        (Some(_), _) => Some(true),
        (None, Some(date))
            if tenures
                .iter()
                .any(|tenure| tenure.open && tenure.period.from.is_none_or(|from| from <= date)) =>
        {
            None
        }
        (None, Some(_)) => Some(false),
        (None, None) => None,
    };
    if has_code {
        actor.entry = Some(format!("offices/{name}"));
        return;
    }
    actor.code = Some(actors.people.code(person).to_string());
    actor.resolution = Resolution::Name;
    actor.entry = Some(format!("offices/{name}"));
    // "State Councillor Yang": what he was before is no longer what he is called.
    let titled = current == Some(false) && !actor.sectors.is_empty() && !is_retired(&actor.sectors);
    if actor.office.is_none() && !ahead && !titled {
        actor.office = Some(Office { title: tenure.office.to_string(), current });
    }
    if actor.sectors.is_empty() {
        let sectors = match current {
            Some(true) => sectors_of_office(tenure.office),
            Some(false) if after_all(tenures, date) => Sector::find("ELI").into_iter().collect(),
            _ => Vec::new(),
        };
        actor.sectors.extend(sectors);
    }
}

/// Whether the office is no longer held.
pub(crate) fn is_retired(sectors: &[Sector]) -> bool {
    sectors.iter().any(|sector| sector.code() == "ELI")
}

fn after_all(tenures: &[Tenure], date: Option<Date>) -> bool {
    let Some(date) = date else { return false };
    // What somebody will be one day says nothing of today.
    let mut begun =
        tenures.iter().filter(|tenure| tenure.period.from.is_none_or(|from| from <= date)).peekable();
    begun.peek().is_some() && begun.all(|tenure| tenure.period.to.is_some_and(|to| to < date))
}

/// First and last token of the plain words of a noun phrase: its head with what stands before it, and
/// the rest of its name. Clauses and prepositional phrases behind it are left out.
pub(crate) fn noun_phrase(view: &View<'_>, head: usize) -> (usize, usize) {
    let (mut first, mut last) = (head, head);
    for child in view.children(head) {
        let within = matches!(
            view.deprel(child),
            Deprel::Det
                | Deprel::DetPredet
                | Deprel::Amod
                | Deprel::Nummod
                | Deprel::Compound
                | Deprel::NmodPoss
                | Deprel::NmodDesc
                | Deprel::Flat
        );
        if within && child < head {
            first = first.min(view.extent(child).0);
        } else if child > head && view.deprel(child) == Deprel::Flat {
            last = last.max(child);
        }
    }
    (first, last)
}
