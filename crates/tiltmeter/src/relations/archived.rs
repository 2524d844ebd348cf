//! The events of an archive, to the events that count. Their words stay where they are until somebody shows them.
//!
//! ```text
//! archive ──> bare events ──> rows ──> events ──> world ──> findings ──> records
//!  │  └─────> weeks ────────────────────────────────┘                         │
//!  └─────────────── words of the events that are shown ───────────────────────┘
//! ```

use std::path::Path;

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use tiltmeter_ingest::Unit;
use tiltmeter_relations::{Cell, Panel, Period, Roster, State, Sum};
use tiltmeter_store::{Archive, BareEvent, BareParty, Filter, FoundEvent, Page, date_of, days};

use super::events::{Events, Place};
use super::records;
use super::rows::{Row, Side, Taker, on_one_line};
use super::{Choices, LoadedEvent, Loading, party};
use crate::{Error, Problem};

/// An archive as it was at one moment, and the run that is asked.
#[derive(Debug)]
pub struct Archived {
    name: String,
    archive: Archive,
    run: (i64, String),
}

impl Archived {
    /// Opens an archive; the run in use, where none is named.
    pub fn open(path: &Path, run: Option<&str>) -> Result<Archived, Error> {
        let archive = Archive::read(path)?;
        archive.hold_moment()?;
        let run = archive.find_run(run)?;
        Ok(Archived { name: path.display().to_string(), archive, run })
    }

    /// Its events and what is said of relations, to whoever takes rows.
    pub(super) fn load(
        &self,
        choices: &Choices,
        taker: &mut Taker<'_>,
        told: &mut dyn FnMut(&str, Problem),
    ) -> Result<(), Error> {
        taker.begin(&self.name);
        // A week more on each side: which day a vague date counts for is decided when it is loaded.
        let since = choices.since.map(|date| days(date) - 7);
        let until = choices.until.map(|date| days(date) + 7);
        let mut refused = |number: i64, what: Option<String>| {
            if let Some(what) = what {
                let (line, unit, input) = (number as usize, Unit::Record, String::new());
                told(&self.name, Problem { line, unit, what, input, skipped: true });
            }
        };
        let mut keys = Vec::new();
        let first = taker.events().all.len();
        self.archive.bare_events(self.run.0, (since, until), |event| {
            let number = u32::try_from(event.number).map_err(|_| self.too_many())?;
            refused(event.number, taken(taker, number, event));
            keys.resize(taker.events().all.len() - first, (event.key, number));
            Ok::<(), Error>(())
        })?;
        taker.sort_from(first, &keys);
        let assessments = Filter { event: vec!["assessment".to_string()], since, until, ..Filter::default() };
        let mut line = 0;
        self.archive.ties(&self.run, &assessments, &Page::default(), |found| {
            line += 1;
            let written = serde_json::to_string(&found).expect("a record that was JSON is JSON");
            refused(line, records::take(taker, line as usize, &written));
            Ok::<(), Error>(())
        })
    }

    /// The series of all dyads out of the archive's weeks, which are far fewer than its events, and the last day of
    /// these. `None` where weeks cannot say: where other sums than by weeks are wanted, other sectors than all or
    /// official ones, some of the days, or what was known on a day.
    pub(super) fn weeks(&self, loading: &Loading) -> Result<Option<(Panel, Option<Date>)>, Error> {
        let Choices { statuses, sectors, since: None, until: None, as_of: None } = &loading.choices else {
            return Ok(None);
        };
        let is_default = *sectors == Choices::default().sectors;
        if loading.period != Period::Week || !(sectors.is_none() || is_default) {
            return Ok(None);
        }
        let mut states: FxHashMap<String, Option<State>> = FxHashMap::default();
        let mut roster = Roster::default();
        let mut sums = Vec::new();
        let counts = |official: bool, status: &str| {
            (official || !is_default) && statuses.iter().any(|wanted| wanted.code() == status)
        };
        self.archive.weeks(self.run.0, |week| {
            let mut state = |code: String| match states.get(&code) {
                Some(known) => *known,
                None => *states.entry(code.clone()).or_insert(party(&code).map(|code| roster.state(code))),
            };
            let (Some(a), Some(b)) = (state(week.a), state(week.b)) else { return Ok(()) };
            if counts(week.official, &week.status) {
                let (actor, recipient) = if week.forward { (a, b) } else { (b, a) };
                let cell = Cell {
                    n: week.weight as f32,
                    sum: week.sum as f32,
                    squares: week.squares as f32,
                    quads: week.quads.map(|quad| quad as f32),
                    events: u32::try_from(week.events).unwrap_or(0),
                    mentions: u32::try_from(week.mentions).unwrap_or(0),
                };
                sums.push(Sum { number: week.week, actor, recipient, cell });
            }
            Ok::<(), Error>(())
        })?;
        let is_state = |code: &str| states.get(code).is_some_and(Option::is_some);
        let last_day = self.archive.last_day(self.run.0, |a, b, official, status| {
            is_state(a) && is_state(b) && counts(official, status)
        })?;
        Ok(Some((Panel::of_sums(&sums, roster, Period::Week), last_day.map(date_of))))
    }

    /// Where an event stands, and its sentence, if it is of this archive.
    pub(super) fn place(&self, events: &Events, event: &LoadedEvent) -> Result<Option<Place>, Error> {
        if events.files[usize::from(event.file)] != self.name {
            return Ok(None);
        }
        let found = self.archive.event_of(&self.run, i64::from(event.line))?;
        Ok(found.map(|FoundEvent { event, sentence_text, .. }| Place {
            id: event.id,
            doc: event.doc.unwrap_or_default(),
            sentence: event.sentence,
            words: on_one_line(
                &sentence_text.or(event.event_text.map(|quote| quote.text)).unwrap_or_default(),
            ),
        }))
    }

    fn too_many(&self) -> Error {
        let what = format!("more than {} events: choose fewer with --since and --until", u32::MAX);
        Error::EventColumns { file: self.name.clone(), what }
    }
}

fn taken(taker: &mut Taker<'_>, number: u32, event: &BareEvent) -> Option<String> {
    let text = |number: Option<f64>| number.map_or(String::new(), |number| number.to_string());
    let (score, weight) = (text(event.event_scale), text(event.confidence));
    let (quad, mentions) = (text(event.quad_code.map(f64::from)), event.mentions.to_string());
    let row = Row {
        date: event.date.as_deref().unwrap_or(""),
        reported: event.published.as_deref().unwrap_or(""),
        actors: sides(&event.actor),
        recipients: sides(&event.recipient),
        // An imported event of a CAMEO code without a PLOVER type has no other.
        code: event.event.as_deref().or(event.cameo.as_deref()).unwrap_or(""),
        mode: &event.mode,
        score: &score,
        quad: &quad,
        weight: &weight,
        mentions: &mentions,
        status: event.status.as_deref().unwrap_or(""),
        speaker: event.speaker.as_deref().unwrap_or(""),
        ..Row::default()
    };
    taker.take(number as usize, &row)
}

fn sides<'p>(parties: &'p [BareParty]) -> Vec<Side<'p>> {
    let sectors =
        |party: &'p BareParty| party.sector.split(';').filter(|sector| !sector.is_empty()).collect();
    let name = |party: &'p BareParty| party.code.as_deref().unwrap_or("");
    parties.iter().map(|party| Side { name: name(party), sectors: sectors(party) }).collect()
}
