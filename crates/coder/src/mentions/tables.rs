//! Reads the tables of who, `actors/`, into [`Actors`]. A lexicon may hold 300,000 names, and a report waits for them: a
//! row costs no allocation, and names are sorted once at the end.
//!
//! ```text
//! PAK · defence_minister · Khurram Dastgir Khan · · 2017-08-04 · 2018-05-31 ──> Holder, Tenure, Sense
//! ```

use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHasher};
use serde::Deserialize;
use tiltmeter_record::{Sector, When};

use super::actors::{
    Actors, Agent, AgentKind, Aspect, Codes, Holder, Organisation, Organisations, People, Period, Sense,
    State, Tenure, What,
};
use super::grammar::Grammar;
use super::names::NameList;
use crate::lexicon::{LexiconError, Row, Source, entry_error, rows, toml_error};

/// Offices, and the sectors of those who hold them.
const OFFICES: &[(&str, &[&str])] = &[
    ("head_of_state", &["GOV"]),
    ("head_of_government", &["GOV"]),
    ("foreign_minister", &["GOV"]),
    ("defence_minister", &["GOV"]),
    ("interior_minister", &["GOV"]),
    ("finance_minister", &["GOV"]),
    ("national_security_adviser", &["GOV"]),
    ("un_ambassador", &["GOV"]),
    ("minister", &["GOV"]),
    ("spokesman", &["GOV"]),
    ("official", &["GOV"]),
    ("envoy", &[]),
    ("governor", &["GOV"]),
    ("central_banker", &["GOV"]),
    ("military_chief", &["MIL"]),
    ("spy_chief", &["SPY"]),
    ("police_chief", &["COP"]),
    ("lawmaker", &["LEG"]),
    ("judge", &["JUD"]),
    ("party_leader", &["PTY"]),
    ("candidate", &["PTY"]),
    ("opposition_leader", &["OPP"]),
    ("rebel_leader", &["REB"]),
    ("cleric", &["REL"]),
];

/// Offices whose holders news calls by the bare surname.
const KNOWN_BY_SURNAME: &[&str] =
    &["head_of_state", "head_of_government", "foreign_minister", "defence_minister"];

/// Those whom news calls so before and after as well: while they run, and when they are out.
pub(super) const LEADS: &[&str] = &["head_of_state", "head_of_government"];
/// The first year of the news that is read: a "Jackson" without more is none of 1830.
pub(super) const MODERN: i16 = 1945;
/// Days for which a bare surname is theirs before their term and after it.
const BEFORE: i32 = 550;
const AFTER: i32 = 1460;

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

/// What has been read so far.
#[derive(Default)]
struct Tables {
    states: Vec<State>,
    people: People,
    /// Times in office, each with its holder.
    tenures: Vec<(u32, Tenure)>,
    organisations: Organisations,
    agents: Vec<Agent>,
    grammar: Grammar,
    names: NameList<Sense>,
    nouns: NameList<usize>,
    surnames: NameList<u32>,
    codes: Codes,
    // By a hash of code and name.
    holders: FxHashMap<u64, u32>,
}

impl Actors {
    /// Reads the files below `actors/`.
    pub(crate) fn read(sources: &[Source]) -> Result<Actors, LexiconError> {
        let mut tables = Tables::default();
        tables.make_room(sources);
        // Offices look up states, so states come first whatever the files are called.
        for (table, read) in TABLES {
            for source in sources.iter().filter(|source| table_of(source) == *table) {
                read(&mut tables, source)?;
            }
        }
        match sources.iter().find(|source| TABLES.iter().all(|(table, _)| table_of(source) != *table)) {
            Some(source) => Err(LexiconError::Stray { file: source.file.clone() }),
            None => Ok(tables.finish()),
        }
    }
}

impl Tables {
    // Guesses by the bytes of the files; wrong ones cost time and nothing else.
    fn make_room(&mut self, sources: &[Source]) {
        let bytes = |tables: &[&str]| -> usize {
            let of_tables = sources.iter().filter(|source| tables.contains(&table_of(source)));
            of_tables.map(|source| source.text.len()).sum()
        };
        let people = bytes(&["offices", "ministers"]);
        self.names.reserve(people / 40 + bytes(&["organisations", "places"]) / 20);
        self.surnames.reserve(people / 40);
        self.people.words.reserve(people / 3);
        self.people.holders.reserve(people / 40);
        self.tenures.reserve(people / 40);
        self.holders.reserve(people / 40);
    }

    fn finish(self) -> Actors {
        let Tables { mut people, tenures, codes, .. } = self;
        (people.starts, people.tenures) = by_holder(&tenures, people.holders.len());
        people.codes = codes.names.clone();
        Actors {
            states: self.states,
            people,
            organisations: self.organisations,
            agents: self.agents,
            grammar: self.grammar,
            names: self.names.index(),
            nouns: self.nouns.index(),
            surnames: self.surnames.index(),
            codes,
        }
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
            self.codes.add_state(row.cell(1), row.cell(13) == "family");
            let (key, code, sectors) = (row.cell(0).into(), row.cell(1).into(), sectors(&row, row.cell(2))?);
            self.states.push(State { key, code, sectors, seats });
        }
        Ok(())
    }

    fn read_offices(&mut self, source: &Source) -> Result<(), LexiconError> {
        for row in rows(source, OFFICE_COLUMNS) {
            let row = row?;
            let (code, name) = (row.cell(0), row.cell(2));
            let office = office(row.cell(1));
            let office = office.ok_or_else(|| row.error(format!("unknown office `{}`", row.cell(1))))?;
            let open = row.cell(5).ends_with('+');
            let period = period_of("offices", &row)?;
            let (n_people, holder) = (self.people.len(), self.holder(code, name.trim_end_matches('?')));
            // A full name is theirs for life, so once is enough.
            let known = n_people == self.people.len() && is_several(name);
            for written in std::iter::once(name).filter(|_| !known).chain(row.list(3)) {
                self.add_person_name(&row, written, holder, period)?;
            }
            self.tenures.push((holder, Tenure { office, period, open }));
            let modern = period.to.is_none_or(|to| to.year() >= MODERN);
            if KNOWN_BY_SURNAME.contains(&office) && modern {
                self.add_surname(holder, if LEADS.contains(&office) { around(period) } else { period });
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
            self.tenures.push((holder, tenure));
        }
        Ok(())
    }

    // "Fico said": while the office is held, and where the report names the state.
    fn add_surname(&mut self, holder: u32, period: Period) {
        let code = self.people.holders[holder as usize].code;
        let name = self.people.name(holder);
        let surname = match self.codes.has_family_first(code) {
            true => name.split(' ').next(),
            false => name.rsplit(' ').next(),
        };
        let surname = surname.unwrap_or(name);
        let numeral = surname.chars().all(|c| matches!(c, 'I' | 'V' | 'X')) || surname.ends_with('.');
        if surname.len() > 2 && !numeral {
            let sense = Sense { what: What::Person(holder), period, needs_support: true };
            self.names.add(surname, sense);
        }
    }

    fn holder(&mut self, code: &str, name: &str) -> u32 {
        let next = self.people.len();
        let mut key = FxHasher::default();
        (code, name).hash(&mut key);
        let holder = *self.holders.entry(key.finish()).or_insert(next);
        if holder == next {
            let code = self.codes.number(code);
            let mut words = name.split([' ', '-']);
            let surname = if self.codes.has_family_first(code) { words.next() } else { words.next_back() };
            self.surnames.add(surname.unwrap_or(name), holder);
            let name = append(&mut self.people.words, name);
            self.people.holders.push(Holder { name, code });
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
        let period = if is_several(name) { Period::default() } else { period };
        self.add_name(row, name, What::Person(holder), period)
    }

    fn read_organisations(&mut self, source: &Source) -> Result<(), LexiconError> {
        let mut known: (&str, &str, Arc<str>, Arc<[Sector]>) = ("", "", "".into(), [].into());
        for row in rows(source, ORGANISATION_COLUMNS) {
            let row = row?;
            let organisation = self.organisations.all.len() as u32;
            let period = period_of("organisations", &row)?;
            for written in std::iter::once(row.cell(2)).chain(row.list(3)) {
                self.add_name(&row, written, What::Organisation(organisation), period)?;
            }
            if (known.0, known.1) != (row.cell(0), row.cell(1)) {
                let sectors = sectors(&row, row.cell(1))?;
                known = (row.cell(0), row.cell(1), row.cell(0).into(), sectors.into());
            }
            let name = append(&mut self.organisations.words, row.cell(2).trim_end_matches('?'));
            let (code, sectors) = (known.2.clone(), known.3.clone());
            self.organisations.all.push(Organisation { name, code, sectors });
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
                Some(name) => match office(name) {
                    Some(known) => Some(known),
                    None => return Err(entry_error(source, place, format!("unknown office `{name}`"))),
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

type ReadTable = fn(&mut Tables, &Source) -> Result<(), LexiconError>;

/// The tables by the beginning of their file names, in the order in which they are read.
const TABLES: &[(&str, ReadTable)] = &[
    ("states", Tables::read_states),
    ("offices", Tables::read_offices),
    ("ministers", Tables::read_ministers),
    ("organisations", Tables::read_organisations),
    ("agents", Tables::read_agents),
    ("places", Tables::read_places),
    ("nobodies", Tables::read_nobodies),
    ("grammar", Tables::read_grammar),
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
    // Nearly all are days: read without looking for anything else.
    if let Some(day) = plain_day(written.as_bytes()) {
        return Ok(Some(day));
    }
    match written.parse::<When>() {
        Ok(when) if last => Ok(Some(when.last_day())),
        Ok(when) => Ok(Some(when.date)),
        Err(error) => Err(row.error(error)),
    }
}

// `2018-01-29` and nothing else.
fn plain_day(written: &[u8]) -> Option<Date> {
    let &[y, e, a, r, b'-', m, o, b'-', d, t] = written else { return None };
    let digits = [y, e, a, r, m, o, d, t];
    let number = |digits: &[u8]| digits.iter().fold(0, |all, digit| 10 * all + i16::from(digit - b'0'));
    let plain = digits.iter().all(u8::is_ascii_digit);
    let part = |digits: &[u8]| number(digits) as i8;
    plain.then(|| Date::new(number(&digits[..4]), part(&digits[4..6]), part(&digits[6..])).ok()).flatten()
}

// Whether a name is of several words.
fn is_several(name: &str) -> bool {
    name.bytes().any(|byte| byte == b' ')
}

// Where the words stand that were put behind the others.
fn append(all: &mut String, words: &str) -> (u32, u32) {
    let start = all.len() as u32;
    all.push_str(words);
    (start, all.len() as u32)
}

// The times in office sorted by holder, in their order, and where those of each begin.
fn by_holder(added: &[(u32, Tenure)], n_holders: usize) -> (Vec<u32>, Vec<Tenure>) {
    let mut starts = vec![0; n_holders + 1];
    for (holder, _) in added {
        starts[*holder as usize] += 1;
    }
    let mut total = 0;
    for start in &mut starts {
        total += std::mem::replace(start, total);
    }
    let mut next = starts.clone();
    let mut order = vec![0; added.len()];
    for (position, (holder, _)) in added.iter().enumerate() {
        order[next[*holder as usize] as usize] = position;
        next[*holder as usize] += 1;
    }
    (starts, order.into_iter().map(|position| added[position].1).collect())
}

/// The office of that title.
fn office(title: &str) -> Option<&'static str> {
    OFFICES.iter().find(|(known, _)| *known == title).map(|(known, _)| *known)
}

/// The sectors of whoever holds an office.
pub(crate) fn sectors_of_office(title: &str) -> Vec<Sector> {
    let codes = OFFICES.iter().find(|(known, _)| *known == title).map_or(&[][..], |(_, codes)| codes);
    codes.iter().filter_map(|code| Sector::find(code)).collect()
}

// A term with the days around it.
fn around(period: Period) -> Period {
    let shifted = |date: Date, days: i32| date.checked_add(jiff::Span::new().days(days)).ok();
    Period {
        from: period.from.and_then(|from| shifted(from, -BEFORE)),
        to: period.to.and_then(|to| shifted(to, AFTER)),
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
