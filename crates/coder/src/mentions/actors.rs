//! Who there is: states, holders of offices, organisations, and the nouns for people who act, with the names of each.
//! `tables` reads them.
//!
//! ```text
//! actors/states*.tsv         PAK · Pakistan · Pakistani · Islamabad …
//! actors/offices*.tsv        PAK · defence_minister · Khurram Dastgir Khan · 2017-08-04 · 2018-05-31
//! actors/organisations*.tsv  IGO · MIL · North Atlantic Treaty Organization · NATO
//! actors/agents*.toml        police ──> COP
//! ```

use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use tiltmeter_record::Sector;

use super::grammar::Grammar;
use super::names::Names;

/// Who there is.
#[derive(Default)]
pub(crate) struct Actors {
    pub(crate) states: Vec<State>,
    pub(crate) people: People,
    pub(crate) organisations: Organisations,
    pub(crate) agents: Vec<Agent>,
    pub(crate) grammar: Grammar,
    /// Proper names.
    pub(crate) names: Names<Sense>,
    /// Common nouns, in lower case; what they denote is a position in `agents`.
    pub(crate) nouns: Names<usize>,
    /// People by the last piece of their names, or the first where the family name is.
    pub(crate) surnames: Names<u32>,
    pub(super) codes: Codes,
}

/// A state, a territory, or a part of one.
pub(crate) struct State {
    pub(crate) key: Box<str>,
    pub(crate) code: Box<str>,
    pub(crate) sectors: Vec<Sector>,
    /// Sectors of its seats, as [`Aspect::Seat`] numbers them.
    pub(crate) seats: Vec<Vec<Sector>>,
}

/// Those who hold or held offices, by position. Their names and times stand one behind another: two hundred thousand
/// small boxes would take longer to make than to read.
#[derive(Default)]
pub(crate) struct People {
    pub(super) words: String,
    pub(super) holders: Vec<Holder>,
    /// Sorted by holder.
    pub(super) tenures: Vec<Tenure>,
    /// Where each holder's tenures begin, and the end.
    pub(super) starts: Vec<u32>,
    pub(super) codes: Vec<Box<str>>,
}

/// Codes of actors, by number.
#[derive(Default)]
pub(super) struct Codes {
    pub(super) names: Vec<Box<str>>,
    numbers: FxHashMap<Box<str>, u32>,
    states: Vec<bool>,
    families_first: Vec<bool>,
}

impl Codes {
    /// The number of a code, a new one where it has none.
    pub(super) fn number(&mut self, code: &str) -> u32 {
        if let Some(number) = self.numbers.get(code) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.numbers.insert(code.into(), number);
        self.names.push(code.into());
        self.states.push(false);
        self.families_first.push(false);
        number
    }

    /// Tells of a code that it is a state's, and whether family names come first there.
    pub(super) fn add_state(&mut self, code: &str, family_first: bool) {
        let number = self.number(code) as usize;
        (self.states[number], self.families_first[number]) = (true, family_first);
    }

    pub(super) fn has_family_first(&self, code: u32) -> bool {
        self.families_first[code as usize]
    }

    fn is_state(&self, code: &str) -> bool {
        self.numbers.get(code).is_some_and(|&number| self.states[number as usize])
    }
}

/// Somebody who holds or held offices of one state, as places in [`People`].
pub(super) struct Holder {
    pub(super) name: (u32, u32),
    pub(super) code: u32,
}

impl People {
    /// How many they are.
    pub(crate) fn len(&self) -> u32 {
        self.holders.len() as u32
    }

    pub(crate) fn name(&self, person: u32) -> &str {
        let (start, end) = self.holders[person as usize].name;
        &self.words[start as usize..end as usize]
    }

    pub(crate) fn code(&self, person: u32) -> &str {
        &self.codes[self.holders[person as usize].code as usize]
    }

    /// Times in office, in the order of the tables.
    pub(crate) fn tenures(&self, person: u32) -> &[Tenure] {
        let place = person as usize;
        &self.tenures[self.starts[place] as usize..self.starts[place + 1] as usize]
    }
}

/// One person's time in one office.
#[derive(Clone, Copy)]
pub(crate) struct Tenure {
    pub(crate) office: &'static str,
    pub(crate) period: Period,
    /// Whether the end is only the last day for which a source vouches.
    pub(crate) open: bool,
}

/// Organisations, by position.
#[derive(Default)]
pub(crate) struct Organisations {
    pub(super) words: String,
    pub(super) all: Vec<Organisation>,
}

/// An organisation, a party, a medium, an armed group.
pub(crate) struct Organisation {
    pub(super) name: (u32, u32),
    // Shared with its neighbours in the table.
    pub(crate) code: Arc<str>,
    pub(crate) sectors: Arc<[Sector]>,
}

impl Organisations {
    pub(crate) fn get(&self, organisation: u32) -> &Organisation {
        &self.all[organisation as usize]
    }

    pub(crate) fn name(&self, organisation: u32) -> &str {
        let (start, end) = self.get(organisation).name;
        &self.words[start as usize..end as usize]
    }
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

impl Actors {
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
        self.codes.is_state(code)
    }

    /// Whether somebody's family name comes first.
    pub(crate) fn has_family_first(&self, person: u32) -> bool {
        self.codes.has_family_first(self.people.holders[person as usize].code)
    }

    /// The code of what a name denotes; `None` for nobody.
    pub(crate) fn code_of(&self, what: What) -> Option<&str> {
        match what {
            What::State(state, _) => Some(&self.states[state as usize].code),
            What::Person(person) => Some(self.people.code(person)),
            What::Organisation(organisation) => Some(&self.organisations.get(organisation).code),
            What::Nobody => None,
        }
    }

    /// Whether somebody holds an office that day.
    pub(crate) fn in_office(&self, person: u32, date: Option<Date>) -> bool {
        let tenures = self.people.tenures(person);
        date.is_some_and(|date| tenures.iter().any(|tenure| tenure.period.holds(date)))
    }
}
