//! What a name means on a day, and why: the lexicon asked outside of any report.
//!
//! ```text
//! Khurram Dastgir Khan, 2018-01-29 ──> PAK, person, defence_minister 2017-08-04..2018-05-31: holds
//! Congo ──> COD 0.50, COG 0.50: each counts only where the report names it in another way too
//! ```

use jiff::civil::Date;
use tiltmeter_record::Sector;

use super::actors::{Actors, Aspect, Sense, What};
use super::phrases::{current, is_current, only, weight};

/// What a name can mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Meaning {
    /// All that the lexicon knows of that name, in the order of its files.
    pub readings: Vec<NameReading>,
    /// The code that a report of that day gets where nothing but the name is there; `None` where there is none, or two.
    pub code: Option<String>,
}

/// One thing that a name can mean.
#[derive(Clone, Debug, PartialEq)]
pub struct NameReading {
    /// What it is: `state`, `adjective`, `people`, `capital`, `seat`, `place`, `person`, `organisation`, `nobody`.
    pub kind: &'static str,
    /// Its code; empty for nobody.
    pub code: String,
    /// PLOVER sectors.
    pub sectors: Vec<Sector>,
    /// The lexicon entry.
    pub entry: String,
    /// First and last day on which the name means that; `None` is without bound.
    pub days: (Option<Date>, Option<Date>),
    /// Whether it means that on the day asked for.
    pub holds: bool,
    /// Whether it counts only where the report names the actor in another way too.
    pub needs_support: bool,
    /// How much of all that the name can mean on that day; 0 where it means it on other days only. What has ended, and what is
    /// yet to begin, still counts where the name means nothing else that day.
    pub weight: f32,
    /// The offices of a person.
    pub offices: Vec<OfficeHeld>,
}

/// One person's time in one office.
#[derive(Clone, Debug, PartialEq)]
pub struct OfficeHeld {
    /// `defence_minister`.
    pub title: &'static str,
    /// First day; `None` is unknown.
    pub from: Option<Date>,
    /// Last day; `None` is without end.
    pub to: Option<Date>,
    /// Whether the last day is only the last for which a source vouches.
    pub open: bool,
}

/// Somebody who held an office, as the lexicon's tables have it.
#[derive(Clone, Debug, PartialEq)]
pub struct HolderRow<'a> {
    /// Code of the state.
    pub code: &'a str,
    /// Full name.
    pub name: &'a str,
    /// One time in office.
    pub held: OfficeHeld,
}

impl Actors {
    /// What a name means on a day; without a day, on any.
    pub(crate) fn meaning(&self, name: &str, date: Option<Date>) -> Meaning {
        let mut senses: Vec<&Sense> = Vec::new();
        for sense in self.names.find(name) {
            // An alias stands on each line of its holder.
            if !senses.iter().any(|known| (known.what, known.period) == (sense.what, sense.period)) {
                senses.push(sense);
            }
        }
        let valid = current(senses.clone(), date);
        let total: u32 = valid.iter().map(|sense| weight(sense, self, date)).sum();
        let readings = senses.iter().map(|sense| {
            let taken = valid.iter().any(|other| (other.what, other.period) == (sense.what, sense.period));
            let share = if taken { weight(sense, self, date) as f32 / total.max(1) as f32 } else { 0.0 };
            let reading = NameReading { weight: share, ..self.reading(sense) };
            // "Soviet" is said of the past, but holds no more.
            NameReading { holds: taken && is_current(sense, date), ..reading }
        });
        let readings: Vec<NameReading> = readings.collect();
        let code = only(&valid, self, date).and_then(|what| self.code_of(what)).map(str::to_string);
        Meaning { readings, code }
    }

    /// Every time in office of everybody, in the order of the tables.
    pub(crate) fn holders(&self) -> impl Iterator<Item = HolderRow<'_>> {
        (0..self.people.len()).flat_map(|person| {
            let held = self.people.tenures(person).iter().map(OfficeHeld::from);
            let (code, name) = (self.people.code(person), self.people.name(person));
            held.map(move |held| HolderRow { code, name, held })
        })
    }

    fn reading(&self, sense: &Sense) -> NameReading {
        let (kind, sectors, entry) = self.description(sense.what);
        let offices = match sense.what {
            What::Person(person) => self.people.tenures(person).iter().map(OfficeHeld::from).collect(),
            _ => Vec::new(),
        };
        NameReading {
            kind,
            code: self.code_of(sense.what).unwrap_or_default().to_string(),
            sectors,
            entry,
            days: (sense.period.from, sense.period.to),
            holds: false,
            needs_support: sense.needs_support,
            weight: 0.0,
            offices,
        }
    }

    fn description(&self, what: What) -> (&'static str, Vec<Sector>, String) {
        match what {
            What::State(state, aspect) => {
                let state = &self.states[state as usize];
                let sectors = match aspect {
                    Aspect::Seat(seat) => state.seats[seat as usize].clone(),
                    _ => state.sectors.clone(),
                };
                let kind = match aspect {
                    Aspect::Name => "state",
                    Aspect::Adjective => "adjective",
                    Aspect::People => "people",
                    Aspect::Capital => "capital",
                    Aspect::Seat(_) => "seat",
                    Aspect::Within => "place",
                };
                (kind, sectors, format!("states/{}", state.key))
            }
            What::Person(person) => ("person", Vec::new(), format!("offices/{}", self.people.name(person))),
            What::Organisation(organisation) => {
                let entry = format!("organisations/{}", self.organisations.name(organisation));
                ("organisation", self.organisations.get(organisation).sectors.to_vec(), entry)
            }
            What::Nobody => ("nobody", Vec::new(), "nobodies".to_string()),
        }
    }
}

impl From<&super::actors::Tenure> for OfficeHeld {
    fn from(tenure: &super::actors::Tenure) -> OfficeHeld {
        OfficeHeld { title: tenure.office, from: tenure.period.from, to: tenure.period.to, open: tenure.open }
    }
}
