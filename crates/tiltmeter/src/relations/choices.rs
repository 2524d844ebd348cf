//! Which events count: statuses, sectors, time. Asked of each row as it is loaded.
//!
//! ```
//! use tiltmeter::record::Status;
//! use tiltmeter::relations::Choices;
//! // What was done and said counts; what was denied, wished or long past does not.
//! assert!(Choices::default().statuses.contains(&Status::Future));
//! assert!(!Choices::default().statuses.contains(&Status::Negated));
//! ```

use jiff::civil::Date;
use tiltmeter_record::{Sector, Status};

/// Which events count.
#[derive(Clone, Debug, PartialEq)]
pub struct Choices {
    /// Statuses that count.
    pub statuses: Vec<Status>,
    /// Sectors of which each party needs one, where its sectors are told; `None` counts all.
    pub sectors: Option<Vec<Sector>>,
    /// First day.
    pub since: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
    /// Only what was known on that day: what was reported by then, or happened by then where no day of
    /// report is told.
    pub as_of: Option<Date>,
}

impl Default for Choices {
    fn default() -> Choices {
        let sectors = ["GOV", "MIL"].iter().filter_map(|code| Sector::find(code)).collect();
        Choices {
            statuses: vec![Status::Actual, Status::Future],
            sectors: Some(sectors),
            since: None,
            until: None,
            as_of: None,
        }
    }
}

impl Choices {
    /// Why an event of that day, known on that other day, does not count.
    pub(super) fn refuse_day(&self, date: Date, known: Date) -> Option<LeftOut> {
        let within =
            self.since.is_none_or(|since| since <= date) && self.until.is_none_or(|until| date <= until);
        match self.as_of {
            Some(as_of) if known > as_of || date > as_of => Some(LeftOut::NotYetKnown),
            _ if !within => Some(LeftOut::OtherTime),
            _ => None,
        }
    }

    /// Whether a party of these sectors counts; of no sector, it is the state itself.
    pub(super) fn admit(&self, sectors: &[Option<Sector>]) -> bool {
        let chosen = |wanted: &Vec<Sector>| sectors.iter().flatten().any(|sector| wanted.contains(sector));
        sectors.is_empty() || self.sectors.as_ref().is_none_or(chosen)
    }
}

/// Why a row that could be read does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// A record of another kind: a statement, a time, a mention.
    OtherKind,
    /// Its status does not count.
    Status,
    /// One side is not told.
    NoParty,
    /// One side is no state: an organisation, or a name that no state has.
    NoState,
    /// Both sides are the same state.
    Itself,
    /// A party is of another sector.
    Sector,
    /// It has no day, or one that is too vague to count.
    NoDay,
    /// Outside `since` and `until`.
    OtherTime,
    /// Not known on the day asked for.
    NotYetKnown,
}

impl LeftOut {
    /// In words, after a number.
    pub fn words(self) -> &'static str {
        match self {
            LeftOut::OtherKind => "records of another kind",
            LeftOut::Status => "of another status",
            LeftOut::NoParty => "with one side unknown",
            LeftOut::NoState => "with a side that is no state",
            LeftOut::Itself => "within one state",
            LeftOut::Sector => "of other sectors",
            LeftOut::NoDay => "without a day",
            LeftOut::OtherTime => "of another time",
            LeftOut::NotYetKnown => "not yet known",
        }
    }
}
