//! The tables of who: states, holders of offices, organisations, and the nouns for people who act.
//!
//! ```text
//! actors/states*.tsv         PAK · Pakistan · Pakistani · Islamabad …
//! actors/offices*.tsv        PAK · defence_minister · Khurram Dastgir Khan · 2017-08-04 · 2018-05-31
//! actors/organisations*.tsv  IGO · MIL · North Atlantic Treaty Organization · NATO
//! actors/agents*.toml        police ──> COP
//! ```

use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHasher};
use serde::Deserialize;
use tiltmeter_record::{Sector, When};

use super::grammar::Grammar;
use super::names::Names;
use crate::lexicon::{LexiconError, Row, Source, entry_error, rows, toml_error};

/// Who there is.
#[derive(Default)]
pub(crate) struct Actors {
    pub(crate) states: Vec<State>,
    pub(crate) people: Vec<Holder>,
    pub(crate) organisations: Vec<Organisation>,
    pub(crate) agents: Vec<Agent>,
    pub(crate) grammar: Grammar,
    /// Proper names.
    pub(crate) names: Names<Sense>,
    /// Common nouns, in lower case; what they denote is a position in `agents`.
    pub(crate) nouns: Names<usize>,
    /// People by the last piece of their names, or the first where the family name is.
    pub(crate) surnames: Names<u32>,
    state_codes: FxHashMap<Box<str>, ()>,
    // By a hash of code and name, while the tables are read.
    holders: FxHashMap<u64, u32>,
    families_first: FxHashMap<Box<str>, bool>,
}

/// A state, a territory, or a part of one.
pub(crate) struct State {
    pub(crate) key: Box<str>,
    pub(crate) code: Box<str>,
    pub(crate) sectors: Vec<Sector>,
    /// Sectors of its seats, as [`Aspect::Seat`] numbers them.
    pub(crate) seats: Vec<Vec<Sector>>,
}

/// Somebody who holds or held offices of one state.
pub(crate) struct Holder {
    pub(crate) name: Box<str>,
    pub(crate) code: Box<str>,
    pub(crate) tenures: Vec<Tenure>,
}

/// One person's time in one office.
pub(crate) struct Tenure {
    pub(crate) office: &'static str,
    pub(crate) period: Period,
    /// Whether the end is only the last day for which a source vouches.
    pub(crate) open: bool,
}

/// An organisation, a party, a medium, an armed group.
pub(crate) struct Organisation {
    pub(crate) name: Box<str>,
    // Shared with its neighbours in the table.
    pub(crate) code: Arc<str>,
    pub(crate) sectors: Arc<[Sector]>,
}

/// A noun for people who act: police, rebels, spokesman.
pub(crate) struct Agent {
    /// The first of its nouns: what records call the entry.
    pub(crate) entry: Box<str>,
    pub(crate) sectors: Vec<Sector>,
    pub(crate) office: Option<&'static str>,
    pub(crate) kind: AgentKind,
    pub(crate) former: bool,
    /// Whether it may be elsewhere: an envoy for Syria is not Syria's.
    pub(crate) abroad: bool,
}

/// How a noun for people takes its code and sectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum AgentKind {
    /// People whose sector is the noun's own: police, rebels.
    Group,
    /// Somebody with a role: president, lawmaker.
    Role,
    /// Somebody who stands for another party and takes its sectors: spokesman, official.
    Delegate,
    /// A body of a state: ministry, parliament.
    Body,
    /// A word before a name that says nothing of the state: Mr., General.
    Title,
    /// The state itself: country, government.
    State,
}

/// What a proper name denotes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sense {
    pub(crate) what: What,
    pub(crate) period: Period,
    /// Whether it counts only where the report names the actor in another way too.
    pub(crate) needs_support: bool,
}

/// What a proper name denotes, as positions in the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    State(u32, Aspect),
    Person(u32),
    Organisation(u32),
    /// A name that is known to be nobody's: "New Mexico" holds no Mexico.
    Nobody,
}

/// What a name says of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aspect {
    Name,
    Adjective,
    People,
    Capital,
    Seat(u8),
    /// A province or city that lies in it.
    Within,
}

/// From the first day to the last, both included; `None` is without bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) from: Option<Date>,
    pub(crate) to: Option<Date>,
}

impl Period {
    /// Whether it holds that day.
    pub(crate) fn holds(self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.to.is_none_or(|to| date <= to)
    }
}

const OFFICES: &[&str] = &[
    "head_of_state",
    "head_of_government",
    "foreign_minister",
    "defence_minister",
    "interior_minister",
    "finance_minister",
    "national_security_adviser",
    "un_ambassador",
    "minister",
];

/// Offices whose holders news calls by the bare surname.
const KNOWN_BY_SURNAME: &[&str] =
    &["head_of_state", "head_of_government", "foreign_minister", "defence_minister"];

const STATES: &[&str] = &[
    "key",
    "code",
    "sectors",
    "cow",
    "gw",
    "wikidata",
    "from",
    "to",
    "names",
    "adjectives",
    "people",
    "capitals",
    "seats",
    "order",
];

const OFFICE_COLUMNS: &[&str] = &["code", "office", "name", "aliases", "start", "end", "source"];
const MINISTER_COLUMNS: &[&str] = &["code", "name", "from", "to"];
const ORGANISATION_COLUMNS: &[&str] = &["code", "sectors", "name", "aliases", "from", "to"];
const PLACE_COLUMNS: &[&str] = &["code", "names"];

impl Actors {
    /// Reads the files below `actors/`.
    pub(crate) fn read(sources: &[Source]) -> Result<Actors, LexiconError> {
        let mut actors = Actors::default();
        let tables = sources.iter().filter(|source| source.file.ends_with(".tsv"));
        actors.names.reserve(tables.map(|source| source.text.len()).sum());
        // Offices look up states, so states come first whatever the files are called.
        for (table, read) in TABLES {
            for source in sources.iter().filter(|source| table_of(source) == *table) {
                read(&mut actors, source)?;
            }
        }
        match sources.iter().find(|source| TABLES.iter().all(|(table, _)| table_of(source) != *table)) {
            Some(source) => Err(LexiconError::Stray { file: source.file.clone() }),
            None => Ok(actors),
        }
    }

    /// Whether a name of some actor can begin with this word.
    pub(crate) fn may_begin(&self, form: &str) -> bool {
        self.names.may_begin(form)
    }

    /// Whether a noun for some kind of actor can begin with one of these words, in lower case.
    pub(crate) fn noun_may_begin(&self, words: &[String]) -> bool {
        words.iter().any(|word| self.nouns.may_begin(word))
    }

    /// Whether the word by itself is a name of a state and of nobody else.
    pub(crate) fn names_state(&self, word: &str) -> bool {
        let senses = self.names.find(word);
        !senses.is_empty() && senses.iter().all(|sense| matches!(sense.what, What::State(..)))
    }

    /// Whether a code is that of a state or territory, and not of an international body.
    pub(crate) fn is_state_code(&self, code: &str) -> bool {
        self.state_codes.contains_key(code)
    }

    /// The code of what a name denotes; `None` for nobody.
    pub(crate) fn code_of(&self, what: What) -> Option<&str> {
        match what {
            What::State(state, _) => Some(&self.states[state as usize].code),
            What::Person(person) => Some(&self.people[person as usize].code),
            What::Organisation(organisation) => Some(&self.organisations[organisation as usize].code),
            What::Nobody => None,
        }
    }

    /// Whether somebody holds an office that day.
    pub(crate) fn in_office(&self, person: u32, date: Option<Date>) -> bool {
        let tenures = &self.people[person as usize].tenures;
        date.is_some_and(|date| tenures.iter().any(|tenure| tenure.period.holds(date)))
    }

    fn read_states(&mut self, source: &Source) -> Result<(), LexiconError> {
        for row in rows(source, STATES) {
            let row = row?;
            let state = self.states.len() as u32;
            let period = period_of("states", &row)?;
            let aspects =
                [(8, Aspect::Name), (9, Aspect::Adjective), (10, Aspect::People), (11, Aspect::Capital)];
            for (column, aspect) in aspects {
                for written in row.list(column) {
                    self.add_name(&row, written, What::State(state, aspect), period)?;
                }
            }
            // "Every New Zealander": where the singular is no adjective as well.
            for person in row.list(10).filter_map(|people| people.strip_suffix('s')) {
                if !row.list(9).any(|adjective| adjective.trim_end_matches('?') == person) {
                    self.add_name(&row, person, What::State(state, Aspect::People), period)?;
                }
            }
            let mut seats = Vec::new();
            for written in row.list(12) {
                let (name, codes) =
                    written.split_once('=').ok_or_else(|| row.error("a seat without sectors"))?;
                self.add_name(&row, name, What::State(state, Aspect::Seat(seats.len() as u8)), period)?;
                seats.push(sectors(&row, codes)?);
            }
            self.families_first.insert(row.cell(1).into(), row.cell(13) == "family");
            self.state_codes.insert(row.cell(1).into(), ());
            let (key, code, sectors) = (row.cell(0).into(), row.cell(1).into(), sectors(&row, row.cell(2))?);
            self.states.push(State { key, code, sectors, seats });
        }
        Ok(())
    }

    fn read_offices(&mut self, source: &Source) -> Result<(), LexiconError> {
        for row in rows(source, OFFICE_COLUMNS) {
            let row = row?;
            let (code, name) = (row.cell(0), row.cell(2));
            let office = OFFICES.iter().find(|office| **office == row.cell(1));
            let office = office.ok_or_else(|| row.error(format!("unknown office `{}`", row.cell(1))))?;
            let open = row.cell(5).ends_with('+');
            let period = period_of("offices", &row)?;
            let (n_people, holder) = (self.people.len(), self.holder(code, name.trim_end_matches('?')));
            // A full name is theirs for life, so once is enough.
            let known = n_people == self.people.len() && name.contains(' ');
            for written in std::iter::once(name).filter(|_| !known).chain(row.list(3)) {
                self.add_person_name(&row, written, holder, period)?;
            }
            self.people[holder as usize].tenures.push(Tenure { office, period, open });
            if KNOWN_BY_SURNAME.contains(office) {
                self.add_surname(holder, period);
            }
        }
        Ok(())
    }

    fn read_ministers(&mut self, source: &Source) -> Result<(), LexiconError> {
        for row in rows(source, MINISTER_COLUMNS) {
            let row = row?;
            let (code, written, end) = (row.cell(0), row.cell(1), row.cell(3));
            let period = period_of("ministers", &row)?;
            let holder = self.holder(code, written.trim_end_matches('?'));
            self.add_person_name(&row, written, holder, period)?;
            let tenure = Tenure { office: "minister", period, open: end.ends_with('+') };
            self.people[holder as usize].tenures.push(tenure);
        }
        Ok(())
    }

    // "Fico said": while the office is held, and where the report names the state.
    fn add_surname(&mut self, holder: u32, period: Period) {
        let Holder { name, code, .. } = &self.people[holder as usize];
        let family_first = self.families_first.get(code).copied().unwrap_or(false);
        let surname = if family_first { name.split(' ').next() } else { name.rsplit(' ').next() };
        let surname = surname.unwrap_or(name);
        let numeral = surname.chars().all(|c| matches!(c, 'I' | 'V' | 'X')) || surname.ends_with('.');
        if surname.len() > 2 && !numeral {
            let sense = Sense { what: What::Person(holder), period, needs_support: true };
            self.names.add(surname, sense);
        }
    }

    fn holder(&mut self, code: &str, name: &str) -> u32 {
        let next = self.people.len() as u32;
        let mut key = FxHasher::default();
        (code, name).hash(&mut key);
        let holder = *self.holders.entry(key.finish()).or_insert(next);
        if holder == next {
            let family_first = self.families_first.get(code).copied().unwrap_or(false);
            let mut words = name.split([' ', '-']);
            let surname = if family_first { words.next() } else { words.next_back() };
            self.surnames.add(surname.unwrap_or(name), holder);
            self.people.push(Holder { name: name.into(), code: code.into(), tenures: Vec::new() });
        }
        holder
    }

    // A full name is the person's for life. A bare surname is theirs only while they hold office.
    fn add_person_name(
        &mut self,
        row: &Row<'_>,
        name: &str,
        holder: u32,
        period: Period,
    ) -> Result<(), LexiconError> {
        let period = if name.contains(' ') { Period::default() } else { period };
        self.add_name(row, name, What::Person(holder), period)
    }

    fn read_organisations(&mut self, source: &Source) -> Result<(), LexiconError> {
        let mut known: (&str, &str, Arc<str>, Arc<[Sector]>) = ("", "", "".into(), [].into());
        for row in rows(source, ORGANISATION_COLUMNS) {
            let row = row?;
            let organisation = self.organisations.len() as u32;
            let period = period_of("organisations", &row)?;
            for written in std::iter::once(row.cell(2)).chain(row.list(3)) {
                self.add_name(&row, written, What::Organisation(organisation), period)?;
            }
            if (known.0, known.1) != (row.cell(0), row.cell(1)) {
                let sectors = sectors(&row, row.cell(1))?;
                known = (row.cell(0), row.cell(1), row.cell(0).into(), sectors.into());
            }
            let name = row.cell(2).trim_end_matches('?').into();
            let (code, sectors) = (known.2.clone(), known.3.clone());
            self.organisations.push(Organisation { name, code, sectors });
        }
        Ok(())
    }

    fn read_places(&mut self, source: &Source) -> Result<(), LexiconError> {
        for row in rows(source, PLACE_COLUMNS) {
            let row = row?;
            let state = self.states.iter().position(|state| *state.key == *row.cell(0));
            let state = state.ok_or_else(|| row.error(format!("unknown state `{}`", row.cell(0))))?;
            for written in row.list(1) {
                self.add_name(&row, written, What::State(state as u32, Aspect::Within), Period::default())?;
            }
        }
        Ok(())
    }

    fn read_nobodies(&mut self, source: &Source) -> Result<(), LexiconError> {
        for row in rows(source, &["name"]) {
            let row = row?;
            self.add_name(&row, row.cell(0), What::Nobody, Period::default())?;
        }
        Ok(())
    }

    fn read_grammar(&mut self, source: &Source) -> Result<(), LexiconError> {
        self.grammar = Grammar::read(source)?;
        Ok(())
    }

    fn read_agents(&mut self, source: &Source) -> Result<(), LexiconError> {
        let file: AgentFile = toml::from_str(&source.text).map_err(|error| toml_error(source, &error))?;
        for block in file.agent {
            let place = block.nouns.span();
            let sectors = block.sectors.iter().map(|code| match Sector::find(code) {
                Some(sector) => Ok(sector),
                None => Err(entry_error(source, place.clone(), format!("unknown sector `{code}`"))),
            });
            let sectors = sectors.collect::<Result<Vec<Sector>, LexiconError>>()?;
            let office = match &block.office {
                None => None,
                Some(office) => match OFFICES.iter().find(|known| *known == office) {
                    Some(known) => Some(*known),
                    None => return Err(entry_error(source, place, format!("unknown office `{office}`"))),
                },
            };
            for noun in block.nouns.get_ref() {
                self.add_agent(noun, &sectors, office, &block);
            }
        }
        Ok(())
    }

    fn add_agent(
        &mut self,
        noun: &str,
        sectors: &[Sector],
        office: Option<&'static str>,
        block: &AgentBlock,
    ) {
        let agent = self.agents.len();
        self.nouns.add(&noun.to_lowercase(), agent);
        if !block.invariant {
            self.nouns.add(&plural(&noun.to_lowercase()), agent);
        }
        let (kind, former, abroad) = (block.kind, block.former, block.abroad);
        self.agents.push(Agent {
            entry: noun.into(),
            sectors: sectors.to_vec(),
            office,
            kind,
            former,
            abroad,
        });
    }

    fn add_name(
        &mut self,
        row: &Row<'_>,
        written: &str,
        what: What,
        period: Period,
    ) -> Result<(), LexiconError> {
        let (name, period, needs_support) = written_name(row, written, period)?;
        let sense = Sense { what, period, needs_support };
        if !self.names.add(name, sense) {
            return Err(row.error(format!("no letter in the name `{name}`")));
        }
        // "al-Shabaab" begins a sentence as "Al-Shabaab".
        if name.starts_with(|c: char| c.is_ascii_lowercase()) {
            self.names.add(&format!("{}{}", name[..1].to_ascii_uppercase(), &name[1..]), sense);
        }
        Ok(())
    }
}

/// The kind of table and its columns, for the tables of names.
pub(crate) fn columns_of(source: &Source) -> Option<(&'static str, &'static [&'static str])> {
    let known = [
        ("states", STATES),
        ("offices", OFFICE_COLUMNS),
        ("ministers", MINISTER_COLUMNS),
        ("organisations", ORGANISATION_COLUMNS),
        ("places", PLACE_COLUMNS),
    ];
    known.into_iter().find(|(table, _)| source.file.starts_with("actors/") && table_of(source) == *table)
}

/// From which day to which a line of such a table holds.
pub(crate) fn period_of(table: &str, row: &Row<'_>) -> Result<Period, LexiconError> {
    let (from, to) = match table {
        "states" => (6, 7),
        "offices" | "organisations" => (4, 5),
        "ministers" => (2, 3),
        _ => return Ok(Period::default()),
    };
    let to = row.cell(to).trim_end_matches('+');
    Ok(Period { from: date(row, row.cell(from), false)?, to: date(row, to, true)? })
}

/// The name in `Congo?` and `Zaire@1971-10-27..1997-05-17`, as the head of states.tsv explains them, its days, and whether
/// it needs support.
pub(crate) fn written_name<'a>(
    row: &Row<'_>,
    written: &'a str,
    period: Period,
) -> Result<(&'a str, Period, bool), LexiconError> {
    let (name, period) = match written.split_once('@') {
        None => (written, period),
        Some((name, dates)) => {
            let (from, to) =
                dates.split_once("..").ok_or_else(|| row.error(format!("no `..` in `{dates}`")))?;
            (name, Period { from: date(row, from, false)?, to: date(row, to, true)? })
        }
    };
    Ok((name.trim_end_matches('?'), period, name.ends_with('?')))
}

type ReadTable = fn(&mut Actors, &Source) -> Result<(), LexiconError>;

/// The tables by the beginning of their file names, in the order in which they are read.
const TABLES: &[(&str, ReadTable)] = &[
    ("states", Actors::read_states),
    ("offices", Actors::read_offices),
    ("ministers", Actors::read_ministers),
    ("organisations", Actors::read_organisations),
    ("agents", Actors::read_agents),
    ("places", Actors::read_places),
    ("nobodies", Actors::read_nobodies),
    ("grammar", Actors::read_grammar),
];

// `actors/offices-2025.tsv` is a table of offices.
fn table_of(source: &Source) -> &str {
    let name = source.file.rsplit('/').next().unwrap_or("");
    name.split(['.', '-']).next().unwrap_or("")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AgentFile {
    #[serde(default)]
    agent: Vec<AgentBlock>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AgentBlock {
    nouns: toml::Spanned<Vec<String>>,
    #[serde(default)]
    sectors: Vec<String>,
    #[serde(default)]
    office: Option<String>,
    kind: AgentKind,
    /// Whether it says that the office is no longer held.
    #[serde(default)]
    former: bool,
    #[serde(default)]
    abroad: bool,
    /// Whether its nouns have no other plural: police.
    #[serde(default)]
    invariant: bool,
    /// `Turkish police => TUR[COP]`; the suite checks them.
    #[serde(default)]
    #[allow(dead_code, reason = "read by the suite, from the text")]
    examples: Vec<String>,
}

fn sectors(row: &Row<'_>, codes: &str) -> Result<Vec<Sector>, LexiconError> {
    let codes = codes.split([',', ' ']).filter(|code| !code.is_empty());
    codes
        .map(|code| Sector::find(code).ok_or_else(|| row.error(format!("unknown sector `{code}`"))))
        .collect()
}

fn date(row: &Row<'_>, written: &str, last: bool) -> Result<Option<Date>, LexiconError> {
    if written.is_empty() {
        return Ok(None);
    }
    match written.parse::<When>() {
        Ok(when) if last => Ok(Some(when.last_day())),
        Ok(when) => Ok(Some(when.date)),
        Err(error) => Err(row.error(error)),
    }
}

// English plurals by rule; irregular ones stand in the lexicon beside their singular.
fn plural(noun: &str) -> String {
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if noun.ends_with(['s', 'x', 'z']) || noun.ends_with("ch") || noun.ends_with("sh") => {
            format!("{noun}es")
        }
        _ => format!("{noun}s"),
    }
}
