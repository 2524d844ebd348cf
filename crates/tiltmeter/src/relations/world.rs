//! What can be asked of the events that count: a level, a change, who acts on whom, words against deeds.
//!
//! Every command, page and binding asks here, so that two of them never give two answers.

use std::collections::BTreeMap;

use jiff::civil::Date;
use tiltmeter_relations::score::{self, Level, Score};
use tiltmeter_relations::turns::{self, Turn};
use tiltmeter_relations::{Act, Cell, Dyad, Panel, Period, State, axes, blocs, history, pivots};

use super::events::{Events, LoadedEvent};
use super::{Archived, Loading};
use crate::Error;

/// Events with their series.
#[derive(Clone, Debug)]
pub struct World {
    /// The events that count.
    pub events: Events,
    /// The same as acts, numbered by their places in `events.all`.
    pub acts: Vec<Act>,
    /// The series of every dyad.
    pub panel: Panel,
    // Asked for with every finding, of events that may be millions.
    last_day: Option<Date>,
}

/// How findings are looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// False alarms per dyad-year that are tolerated on shuffled weeks.
    pub alarms_per_year: f32,
    /// Acts that a dyad needs before a turn of it is told.
    pub min_acts: f32,
    /// Acts that each dyad of a pivot or an axis needs.
    pub min_acts_scan: f32,
    /// Chance of one false pivot or axis in all that is scanned.
    pub alpha: f32,
    /// Whether turns are told in hindsight, and not as they happen.
    pub hindsight: bool,
}

impl Default for Search {
    fn default() -> Search {
        Search { alarms_per_year: 0.5, min_acts: 5.0, min_acts_scan: 30.0, alpha: 0.05, hindsight: false }
    }
}

// Written down, so that a run can be made again.
const SEED: u64 = 1;

/// A level at two times, and how it moved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The first day that is compared.
    pub since: Date,
    /// The level then.
    pub before: Level,
    /// The level now.
    pub after: Level,
    /// The difference in its standard deviations.
    pub z: f32,
}

/// What is said and what is done between two states, side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct WordsAndDeeds {
    /// Level of what is said.
    pub words: Option<Level>,
    /// Level of what is done.
    pub deeds: Option<Level>,
    /// Acts that are words, and acts that are deeds.
    pub n: (u32, u32),
    /// Change of what is said.
    pub words_change: Option<Change>,
    /// Change of what is done.
    pub deeds_change: Option<Change>,
    /// Whether both go the same way.
    pub verdict: Agreement,
}

/// Whether words and deeds go the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// Too little of either to say.
    Unknown,
    /// Neither moved.
    Still,
    /// Both moved, and the same way.
    Together,
    /// Both moved, and apart.
    Apart,
    /// Only what is said moved.
    WordsAlone,
    /// Only what is done moved.
    DeedsAlone,
}

impl Agreement {
    /// The word for it in records.
    pub fn code(self) -> &'static str {
        match self {
            Agreement::Unknown => "unknown",
            Agreement::Still => "still",
            Agreement::Together => "together",
            Agreement::Apart => "apart",
            Agreement::WordsAlone => "words_alone",
            Agreement::DeedsAlone => "deeds_alone",
        }
    }
}

impl World {
    /// Sums the events that count.
    pub fn new(events: Events, period: Period) -> World {
        let acts = events.acts();
        let panel = events.panel(&acts, period);
        let last_day = events.days().map(|(_, last)| last);
        World { events, acts, panel, last_day }
    }

    /// The series of an archive alone, out of its weeks, where these can say: enough for levels and blocs, and read in
    /// a fraction of the time. No event is in it, so it tells of no turn and shows no evidence.
    pub fn of_weeks(archived: &Archived, loading: &Loading) -> Result<Option<World>, Error> {
        let Some((panel, last_day)) = archived.weeks(loading)? else { return Ok(None) };
        let events = Events { roster: panel.roster.clone(), ..Events::default() };
        Ok(Some(World { events, acts: Vec::new(), panel, last_day }))
    }

    /// The series of two states.
    pub fn dyad(&self, a: &str, b: &str) -> Option<&Dyad> {
        let state = |code| self.panel.roster.find(code);
        self.panel.dyad(state(a)?, state(b)?)
    }

    /// The code of a state.
    pub fn code(&self, state: State) -> &str {
        self.panel.roster.code(state)
    }

    /// The last day of the series, or of what was known where that is asked for.
    pub fn last_day(&self) -> Option<Date> {
        self.last_day
    }

    /// Periods of about a quarter: what "lately" means.
    pub fn quarter(&self) -> usize {
        match self.panel.period {
            Period::Day => 91,
            Period::Week => 13,
            Period::Month => 3,
        }
    }

    /// The level of a dyad, period by period.
    pub fn score(&self, dyad: &Dyad) -> Score {
        score::score(&self.panel, dyad)
    }

    /// How much passes between the two at the end: acts per thousand of the world's.
    pub fn volume(&self, dyad: &Dyad) -> Option<Level> {
        score::volume(&self.panel, dyad).last().copied().filter(|level| level.known)
    }

    /// How a level moved over the last quarter; `None` where it is unknown then or now.
    pub fn change(&self, score: &Score) -> Option<Change> {
        change(&self.panel, &score.smoothed, self.quarter())
    }

    /// The turns of all dyads.
    pub fn turns(&self, search: &Search) -> Vec<Turn> {
        let settings = turns::Settings {
            alarms_per_year: search.alarms_per_year,
            min_acts: search.min_acts,
            ..turns::Settings::default()
        };
        match search.hindsight {
            true => history::turns(&self.panel, &self.acts, &settings),
            false => turns::turns(&self.panel, &self.acts, &settings),
        }
    }

    /// The pivots of all states.
    pub fn pivots(&self, search: &Search) -> Vec<pivots::Pivot> {
        // Which turns there are does not hang on how the user wants them told.
        let turns = self.turns(&Search { hindsight: false, ..search.clone() });
        self.pivots_beside(&turns, search)
    }

    /// The same, where the turns are known, as they happened.
    pub fn pivots_beside(&self, turns: &[Turn], search: &Search) -> Vec<pivots::Pivot> {
        pivots::pivots(&self.panel, &self.acts, turns, &self.scan(search))
    }

    /// The axes of the system.
    pub fn axes(&self, search: &Search) -> Vec<axes::Axis> {
        axes::axes(&self.panel, &self.acts, &self.scan(search))
    }

    /// The blocs of the system, quarter by quarter.
    pub fn blocs(&self) -> Vec<blocs::Partition> {
        blocs::blocs(&self.panel, self.quarter(), SEED)
    }

    fn scan(&self, search: &Search) -> pivots::Settings {
        pivots::Settings {
            alpha: search.alpha,
            min_acts: search.min_acts_scan,
            ..pivots::Settings::default()
        }
    }

    /// The events of a dyad, in the order of the files.
    pub fn events_of(&self, dyad: &Dyad) -> impl Iterator<Item = (u32, &LoadedEvent)> + use<'_> {
        let pair = (dyad.a, dyad.b);
        let numbered = (0u32..).zip(&self.events.all);
        numbered.filter(move |(_, event)| {
            (event.actor, event.recipient) == pair || (event.recipient, event.actor) == pair
        })
    }

    /// What weighs most in the quarter that ends with the dyad's last event: kinds of acts by the sum of
    /// their scores' distances from zero. Of each the latest event, and how many there are.
    pub fn telling(&self, dyad: &Dyad, most: usize) -> Vec<(u32, u32)> {
        let last = dyad.cells.last().map_or(0, |(at, _)| *at as usize);
        let since = self.panel.start((last + 1).saturating_sub(self.quarter()));
        let mut kinds: BTreeMap<u32, (f32, u32, u32)> = BTreeMap::new();
        for (number, event) in self.events_of(dyad).filter(|(_, event)| event.date >= since) {
            let (weight, latest, times) = kinds.entry(event.label).or_insert((0.0, number, 0));
            *weight += event.weight * event.score.abs();
            *times += 1;
            if event.date >= self.events.all[*latest as usize].date {
                *latest = number;
            }
        }
        let mut kinds: Vec<(f32, u32, u32)> = kinds.into_values().collect();
        kinds.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
        kinds.into_iter().take(most).map(|(_, latest, times)| (latest, times)).collect()
    }

    /// What is said beside what is done. Said are acts that are words alone (`tables/speech.tsv`), and what one of
    /// the two says that the other did: a claim. What is said of the relation itself stands apart: [`World::judged`].
    pub fn words_and_deeds(&self, dyad: &Dyad) -> WordsAndDeeds {
        let of_pair = |event: &LoadedEvent| {
            let pair = (event.actor, event.recipient);
            pair == (dyad.a, dyad.b) || pair == (dyad.b, dyad.a)
        };
        let (words, n_words) = self.part(dyad, |event| of_pair(event) && is_said(event));
        let (deeds, n_deeds) = self.part(dyad, |event| of_pair(event) && !is_said(event));
        let changed = |score: &Option<Score>| {
            score.as_ref().and_then(|score| change(&self.panel, &score.smoothed, self.quarter()))
        };
        let (words_change, deeds_change) = (changed(&words), changed(&deeds));
        WordsAndDeeds {
            words: words.as_ref().and_then(last_level),
            deeds: deeds.as_ref().and_then(last_level),
            n: (n_words, n_deeds),
            words_change,
            deeds_change,
            verdict: agreement(words_change, deeds_change),
        }
    }

    // The score of a part of a dyad's events, on the calendar of the whole.
    fn part(&self, dyad: &Dyad, wanted: impl Fn(&LoadedEvent) -> bool) -> (Option<Score>, u32) {
        let acts = self.events.acts_where(wanted);
        let mut panel = Panel::of(&acts, self.panel.roster.clone(), self.panel.period);
        let shift = (panel.first - self.panel.first).max(0) as u32;
        let Some(part) = panel.dyads.pop() else { return (None, 0) };
        let moved = |cells: &[(u32, Cell)]| cells.iter().map(|(at, cell)| (at + shift, *cell)).collect();
        let (cells, a_to_b) = (moved(&part.cells), moved(&part.a_to_b));
        let part = Dyad { a: dyad.a, b: dyad.b, cells, a_to_b };
        (Some(self.score(&part)), part.total().events)
    }
}

fn is_said(event: &LoadedEvent) -> bool {
    event.speech || event.speaker == Some(event.recipient)
}

/// The level at the end, where it is known.
pub fn last_level(score: &Score) -> Option<Level> {
    score.filtered.last().copied().filter(|level| level.known)
}

// A quarter back, or as far back as the level is known where that is at least a month. Both levels are
// those of hindsight, whose errors go together: the sum of their variances is too wide rather than too narrow.
fn change(panel: &Panel, levels: &[Level], back: usize) -> Option<Change> {
    let now = levels.len().checked_sub(1)?;
    let then = (now.saturating_sub(back)..now).find(|&then| levels[then].known)?;
    let (before, after) = (levels[then], levels[now]);
    if !after.known || now - then < back / 3 {
        return None;
    }
    let deviation = (before.deviation.powi(2) + after.deviation.powi(2)).sqrt();
    Some(Change { since: panel.start(then), before, after, z: (after.mean - before.mean) / deviation })
}

fn agreement(words: Option<Change>, deeds: Option<Change>) -> Agreement {
    let (Some(words), Some(deeds)) = (words, deeds) else { return Agreement::Unknown };
    let moved = |change: Change| change.z.abs() > 1.0;
    match (moved(words), moved(deeds)) {
        (false, false) => Agreement::Still,
        (true, false) => Agreement::WordsAlone,
        (false, true) => Agreement::DeedsAlone,
        (true, true) if words.z.signum() == deeds.z.signum() => Agreement::Together,
        (true, true) => Agreement::Apart,
    }
}
