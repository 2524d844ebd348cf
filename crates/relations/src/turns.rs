//! Turns of a relation as they happen: a dyad that sours or warms beyond what its own past explains.
//! Between the acts and what an analyst is told.
//!
//! Day by day, whatever the panel's period. Nothing later than the day is used: a turn given on a day stays as
//! it was given, however much is known since. Thresholds are each dyad's own: from time to time its past weeks
//! are permuted, and the threshold is set so that the permuted past would have given the alarms a year that
//! were asked for; a short past leans on dyads as busy. Alarms of all dyads within a week then stand against
//! one another (Benjamini & Hochberg 1995).

use jiff::Span;
use std::collections::VecDeque;

use jiff::civil::Date;

use crate::calibrate::{BLOCK, Chance, Null, Random, asked, false_discovery_limit, for_each, held, shuffled};
use crate::signal::{self, Day, Days, Signal};
use crate::{Act, Panel, Period, State};

/// Which way a relation turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// For the worse.
    Rupture,
    /// For the better.
    Rapprochement,
}

impl Direction {
    /// −1 for the worse, +1 for the better.
    pub fn sign(self) -> f64 {
        match self {
            Direction::Rupture => -1.0,
            Direction::Rapprochement => 1.0,
        }
    }
}

/// How turns are looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Allowed false alarms per dyad-year on permuted weeks.
    pub alarms_per_year: f32,
    /// Acts that a dyad needs, all that is known of it at the time.
    pub min_acts: f32,
    /// Share of false turns among those found in a year that is tolerated across dyads; `None` corrects nothing.
    pub false_discovery: Option<f32>,
    /// Seed of the permutations.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { alarms_per_year: 0.5, min_acts: 5.0, false_discovery: Some(0.2), seed: 1 }
    }
}

/// One turn.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// The state whose code comes first.
    pub a: State,
    /// The other.
    pub b: State,
    /// For better or worse.
    pub direction: Direction,
    /// First day of the time in which it differs from what was before.
    pub onset: Date,
    /// Day on which it could first be told.
    pub detected: Date,
    /// Mean score in the half year before the onset; `None` where nothing passed.
    pub before: Option<f32>,
    /// Mean score from the onset to the detection.
    pub after: f32,
    /// Acts a week in the half year before the onset, and from the onset to the detection.
    pub acts_per_week: (f32, f32),
    /// The statistic, in standard deviations.
    pub strength: f32,
    /// The dyad's own threshold for it.
    pub threshold: f32,
    /// False alarms per dyad-year at that strength, by permutation of the dyad's own past: what would have to be asked
    /// for to be given it.
    pub rate: f32,
    /// The chance that a year of permuted weeks gives no turn as strong.
    pub confidence: f32,
    /// Whether it passes the correction across dyads.
    pub found: bool,
    /// The day since which it does: later than `detected` where it grew.
    pub found_on: Option<Date>,
    /// Events that moved it most, strongest first: at most twenty, by [`Act::event`].
    pub evidence: Vec<u32>,
}

/// Turns of all dyads, in order of detection, then of codes; `acts` are those of the panel.
pub fn turns(panel: &Panel, acts: &[Act], settings: &Settings) -> Vec<Turn> {
    let watch = Watch::of(panel, acts);
    let mut turns = Vec::new();
    let alarms = alarms(panel, &watch, settings);
    let found = found(&alarms, &watch, settings);
    for (alarm, found) in alarms.iter().zip(found).filter(|(alarm, _)| alarm.of.is_none()) {
        turns.push(watch.turn(panel, acts, alarm, found));
    }
    sort(panel, &mut turns);
    turns
}

/// In order of detection, then of codes.
pub(crate) fn sort(panel: &Panel, turns: &mut [Turn]) {
    let key =
        |turn: &Turn| (turn.detected, panel.roster.code(turn.a), panel.roster.code(turn.b), turn.direction);
    turns.sort_by(|x, y| key(x).cmp(&key(y)));
}

/// Everything that passed, dyad by dyad and day by day.
pub(crate) struct Watch {
    /// A Monday: days are counted from it.
    first: Date,
    n_weeks: usize,
    /// One for each dyad of the panel.
    pub dyads: Vec<Days>,
    /// Places of acts by dyad and day.
    acts: Vec<(u32, u32, u32)>,
}

impl Watch {
    pub(crate) fn of(panel: &Panel, acts: &[Act]) -> Watch {
        let mut pairs: Vec<(State, State, u32)> = Vec::with_capacity(panel.dyads.len());
        let numbered = panel.dyads.iter().zip(0u32..);
        pairs.extend(numbered.map(|(dyad, at)| (dyad.a.min(dyad.b), dyad.a.max(dyad.b), at)));
        pairs.sort_unstable();
        let first = acts.iter().map(|act| Period::Week.of(act.date)).min().unwrap_or(0);
        let first_day = 7 * first;
        let place = |(act, at): (&Act, u32)| {
            let (a, b) = (act.actor.min(act.recipient), act.actor.max(act.recipient));
            let pair = pairs.binary_search_by(|pair| (pair.0, pair.1).cmp(&(a, b))).ok()?;
            Some((pairs[pair].2, (Period::Day.of(act.date) - first_day) as u32, at))
        };
        let mut places: Vec<(u32, u32, u32)> = acts.iter().zip(0u32..).filter_map(place).collect();
        places.sort_unstable();
        let n_weeks = places.iter().map(|place| place.1 as usize / 7 + 1).max().unwrap_or(0);
        let exposure = exposure(acts, &places, n_weeks);
        let mut dyads = vec![Days { days: Vec::new(), exposure }; panel.dyads.len()];
        for &(dyad, at, act) in &places {
            add(&mut dyads[dyad as usize].days, at, &acts[act as usize]);
        }
        Watch { first: Period::Week.start(first), n_weeks, dyads, acts: places }
    }

    fn date(&self, day: u32) -> Date {
        self.first.saturating_add(Span::new().days(i64::from(day)))
    }

    fn turn(&self, panel: &Panel, acts: &[Act], alarm: &Alarm, found: Option<u32>) -> Turn {
        let (dyad, days) = (&panel.dyads[alarm.dyad], &self.dyads[alarm.dyad]);
        let onset = signal::onset(days, alarm.at, alarm.direction.sign());
        let left = onset.saturating_sub(signal::BASELINE);
        let (before, after) = (days.mean(left, onset), days.mean(onset, alarm.at + 1));
        let per_week = |n: f64, days: u32| (7.0 * n / f64::from(days.max(1))) as f32;
        Turn {
            a: dyad.a,
            b: dyad.b,
            direction: alarm.direction,
            onset: self.date(onset),
            detected: self.date(alarm.at),
            before: before.1.map(|mean| mean as f32),
            after: after.1.map_or(0.0, |mean| mean as f32),
            acts_per_week: (per_week(before.0, onset - left), per_week(after.0, alarm.at + 1 - onset)),
            strength: alarm.strength as f32,
            threshold: alarm.threshold as f32,
            rate: alarm.rate as f32,
            confidence: libm::exp(-alarm.rate) as f32,
            found: found.is_some(),
            found_on: found.map(|day| self.date(day)),
            evidence: self.evidence(acts, alarm.dyad, (onset, alarm.at), alarm.direction, before.1),
        }
    }

    /// A turn in hindsight, at a cut between two stretches.
    pub(crate) fn change(&self, panel: &Panel, acts: &[Act], place: usize, cut: &Cut) -> Turn {
        let (dyad, days) = (&panel.dyads[place], &self.dyads[place]);
        let day = |date| (Period::Day.of(date) - Period::Day.of(self.first)).max(0) as u32;
        let bounds = [cut.from, cut.at, cut.to].map(|period| day(panel.start(period)));
        let (before, after) = (days.mean(bounds[0], bounds[1]), days.mean(bounds[1], bounds[2]));
        let per_week = |n: f64, days: u32| (7.0 * n / f64::from(days.max(1))) as f32;
        Turn {
            a: dyad.a,
            b: dyad.b,
            direction: cut.direction,
            onset: panel.start(cut.at),
            detected: panel.end(cut.at),
            before: before.1.map(|mean| mean as f32),
            after: after.1.map_or(0.0, |mean| mean as f32),
            acts_per_week: (
                per_week(before.0, bounds[1] - bounds[0]),
                per_week(after.0, bounds[2] - bounds[1]),
            ),
            strength: cut.gain as f32,
            threshold: cut.penalty as f32,
            rate: cut.rate as f32,
            confidence: libm::exp(-cut.rate) as f32,
            found: cut.found,
            found_on: None,
            evidence: self.evidence(acts, place, (bounds[1], bounds[2] - 1), cut.direction, before.1),
        }
    }

    // The acts from one day to another that lie farthest from the level before, on the turn's side of it.
    fn evidence(
        &self,
        acts: &[Act],
        dyad: usize,
        days: (u32, u32),
        direction: Direction,
        level: Option<f64>,
    ) -> Vec<u32> {
        let (dyad, level) = (dyad as u32, level.unwrap_or(0.0) as f32);
        let from = self.acts.partition_point(|place| (place.0, place.1) < (dyad, days.0));
        let to = self.acts.partition_point(|place| (place.0, place.1) <= (dyad, days.1));
        let moved = |act: &Act| act.weight * (act.score - level) * direction.sign() as f32;
        let mut places: Vec<(f32, u32)> = self.acts[from..to]
            .iter()
            .map(|place| (moved(&acts[place.2 as usize]), place.2))
            .filter(|(moved, _)| *moved > 0.0)
            .collect();
        places.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
        places.iter().take(EVIDENCE).map(|(_, act)| acts[*act as usize].event).collect()
    }
}

/// A cut between two stretches of a dyad's past, as hindsight sees it.
pub(crate) struct Cut {
    /// First periods of the stretch before and of the one after, and the period after that.
    pub from: usize,
    pub at: usize,
    pub to: usize,
    pub direction: Direction,
    /// What it is worth in log likelihood, what it had to be worth, and how often chance gives as much in a year.
    pub gain: f64,
    pub penalty: f64,
    pub rate: f64,
    /// Whether it stands when all dyads are looked at together.
    pub found: bool,
}

/// Events that a turn names.
const EVIDENCE: usize = 20;

fn add(days: &mut Vec<Day>, at: u32, act: &Act) {
    if days.last().is_none_or(|day| day.at != at) {
        days.push(Day { at, ..Day::default() });
    }
    let Some(day) = days.last_mut() else { return };
    let sum = f64::from(act.weight * act.score);
    day.n += f64::from(act.weight);
    day.sum += sum;
    day.mass[usize::from(sum < 0.0)] += sum.abs();
}

// The world's volume that is usual in each week: the mean of the four weeks before it, all that is known when
// it begins. A week's own volume would take a crisis of the world for more coverage.
fn exposure(acts: &[Act], places: &[(u32, u32, u32)], n_weeks: usize) -> Vec<f64> {
    let mut world = vec![0.0; n_weeks];
    places.iter().for_each(|place| world[place.1 as usize / 7] += f64::from(acts[place.2 as usize].weight));
    let usual = |week: usize| {
        let known = &world[week.saturating_sub(4)..week.max(1)];
        (known.iter().sum::<f64>() / known.len() as f64).max(1.0)
    };
    (0..n_weeks).map(usual).collect()
}

/// An alarm of one dyad, or a later day of it on which it stands out more than on any before.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Alarm {
    dyad: usize,
    at: u32,
    direction: Direction,
    strength: f64,
    threshold: f64,
    rate: f64,
    /// Place of the alarm that this carries on.
    of: Option<usize>,
}

/// Weeks after which thresholds are set anew: often at first, then twice a year.
fn refits(n_weeks: usize) -> Vec<usize> {
    let early = [8, 12, 16, 20, 26, 32, 39];
    let late = (52..).step_by(26);
    early.into_iter().chain(late).take_while(|week| *week < n_weeks).collect()
}

fn alarms(panel: &Panel, watch: &Watch, settings: &Settings) -> Vec<Alarm> {
    let signals: Vec<Vec<Signal>> = for_each(watch.dyads.len(), &|dyad| signal::signals(&watch.dyads[dyad]));
    let mut scans: Vec<Scan> = watch.dyads.iter().map(|_| Scan::default()).collect();
    let refits = refits(watch.n_weeks);
    let mut alarms = Vec::new();
    for (number, &week) in refits.iter().enumerate() {
        let until = 7 * refits.get(number + 1).copied().unwrap_or(watch.n_weeks) as u32;
        let chances = Chances::of(panel, watch, week, settings);
        for (dyad, scan) in scans.iter_mut().enumerate() {
            let chance = chances.of_dyad(dyad);
            let threshold = chance.threshold(held(f64::from(settings.alarms_per_year), HELD));
            let days = watch.dyads[dyad].days.iter().zip(&signals[dyad]).skip(scan.place);
            for (day, signal) in days.take_while(|(day, _)| day.at < until) {
                scan.place += 1;
                scan.acts += day.n;
                if day.at >= 7 * week as u32 && scan.acts >= f64::from(settings.min_acts) {
                    let alarm = scan.alarm(dyad, signal, threshold, alarms.len());
                    alarms.extend(
                        alarm.map(|alarm| Alarm { rate: asked(chance.rate(alarm.strength), HELD), ..alarm }),
                    );
                }
            }
        }
    }
    alarms
}

/// Share of the alarms asked for that thresholds are set for ([`held`]).
const HELD: f64 = 0.85;

/// Days for which a dyad that gave an alarm gives no other of the same sign.
const SILENCE: u32 = 56;

// How far a dyad's days have been looked through.
#[derive(Default)]
struct Scan {
    place: usize,
    acts: f64,
    // The last alarm of either sign: its day, its place among alarms, and the most that it rose to.
    last: [Option<(u32, usize, f64)>; 2],
}

impl Scan {
    fn alarm(&mut self, dyad: usize, signal: &Signal, threshold: f64, place: usize) -> Option<Alarm> {
        let (strength, at) = (signal.value.abs(), signal.at);
        let direction = if signal.value < 0.0 { Direction::Rupture } else { Direction::Rapprochement };
        let alarm = Alarm { dyad, at, direction, strength, threshold, rate: 0.0, of: None };
        let last = &mut self.last[usize::from(signal.value > 0.0)];
        match last {
            Some((day, first, most)) if at < *day + SILENCE => {
                let of = Some(*first);
                (strength > *most).then(|| {
                    *most = strength;
                    Alarm { of, ..alarm }
                })
            }
            _ if strength >= threshold => {
                *last = Some((at, place, strength));
                Some(alarm)
            }
            _ => None,
        }
    }
}

// What chance gives each dyad, by what was known at one week.
struct Chances {
    own: Vec<Null>,
    years: f64,
    pooled: Vec<Null>,
    group: Vec<usize>,
}

/// Weeks of the past that are permuted, at most.
const PAST: usize = 104;
/// Permutations of each dyad's past.
const PERMUTATIONS: usize = 16;
impl Chances {
    fn of(panel: &Panel, watch: &Watch, week: usize, settings: &Settings) -> Chances {
        let from = week.saturating_sub(PAST);
        let own = |place: usize| {
            let (days, dyad) = (&watch.dyads[place], &panel.dyads[place]);
            let key = [dyad.a, dyad.b].map(|state| panel.roster.code(state));
            let mut random = Random::new(settings.seed ^ hash(&key) ^ (week as u64));
            null(&days.weeks(from, week), &mut random)
        };
        let own: Vec<Null> = for_each(watch.dyads.len(), &own);
        let acts = |days: &Days| days.mean(7 * from as u32, 7 * week as u32).0;
        let busy: Vec<f64> = watch.dyads.iter().map(acts).collect();
        let least = f64::from(settings.min_acts);
        let (group, n_groups) = groups(&busy, least);
        let mut members = vec![Vec::new(); n_groups];
        let known = group.iter().zip(&own).zip(&busy).filter(|(_, acts)| **acts >= least);
        known.for_each(|((group, own), _)| members[*group].push(own));
        let pooled = members.iter().map(|members| Null::pool(members.iter().copied())).collect();
        Chances { years: (week - from) as f64 / Period::Week.per_year(), pooled, own, group }
    }

    fn of_dyad(&self, dyad: usize) -> Chance<'_> {
        Chance { own: &self.own[dyad], years: self.years, pooled: &self.pooled[self.group[dyad]] }
    }
}

/// Dyads of a group are at most so many times as busy as one another, and at least so many.
const AS_BUSY: f64 = 4.0;
const GROUP: usize = 30;

/// Dyads as busy as one another, the busiest first, and how many groups there are: of those of whom `least` acts
/// are known; the others go with the least busy of them.
pub(crate) fn groups(acts: &[f64], least: f64) -> (Vec<usize>, usize) {
    let mut order: Vec<usize> = (0..acts.len()).collect();
    order.sort_by(|x, y| acts[*y].total_cmp(&acts[*x]).then(x.cmp(y)));
    let n_known = acts.iter().filter(|acts| **acts >= least).count();
    let mut groups = vec![0; acts.len()];
    let (mut group, mut size, mut busiest) = (0, 0, f64::INFINITY);
    for (place, dyad) in order.iter().enumerate() {
        if size >= GROUP && AS_BUSY * acts[*dyad] < busiest && place + GROUP <= n_known {
            (group, size) = (group + 1, 0);
        }
        if size == 0 {
            busiest = acts[*dyad];
        }
        size += 1;
        groups[*dyad] = group;
    }
    (groups, group + 1)
}

// FNV-1a: a dyad's permutations are its own, whatever other dyads there are.
pub(crate) fn hash(codes: &[&str]) -> u64 {
    let bytes = codes.iter().flat_map(|code| code.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

// How often the permuted past gives an alarm. Only its later part counts, where the baseline is about as long as
// it is now.
fn null(past: &Days, random: &mut Random) -> Null {
    let n_weeks = past.exposure.len();
    let last = 7 * n_weeks as u32;
    let first = (last / 2).max(signal::FIRST);
    let mut null = Null::new();
    for _ in 0..PERMUTATIONS {
        let permuted = past.permuted(&shuffled(n_weeks, BLOCK, random));
        count(&signal::signals(&permuted), first, &mut null);
    }
    null.settle(PERMUTATIONS as f64 * f64::from(last.saturating_sub(first)) / 365.25)
}

fn count(signals: &[Signal], first: u32, null: &mut Null) {
    // The statistics of late, either sign: each higher than all after it.
    let mut late: [VecDeque<(u32, f64)>; 2] = Default::default();
    for signal in signals {
        let (late, value) = (&mut late[usize::from(signal.value > 0.0)], signal.value.abs());
        while late.front().is_some_and(|old| old.0 + SILENCE <= signal.at) {
            late.pop_front();
        }
        if signal.at >= first {
            null.rise(late.front().map_or(0.0, |highest| highest.1), value);
        }
        while late.back().is_some_and(|old| old.1 <= value) {
            late.pop_back();
        }
        late.push_back((signal.at, value));
    }
}

/// Acts that a dyad needs for a turn of it to be found, and not signs alone: fewer seldom could be, and each dyad that is
/// looked at asks more of all others.
pub(crate) const FOUND_FROM: f32 = 30.0;

// The first day on which each alarm passes against all that rose in the year up to then, among all dyads then
// watched: by weeks, each year would add up the false ones of fifty-two.
fn found(alarms: &[Alarm], watch: &Watch, settings: &Settings) -> Vec<Option<u32>> {
    let Some(share) = settings.false_discovery else {
        return alarms.iter().map(|alarm| Some(alarm.at)).collect();
    };
    let least = f64::from(settings.min_acts.max(FOUND_FROM));
    let enough: Vec<Option<u32>> = watch.dyads.iter().map(|days| days.since(least)).collect();
    let mut since: Vec<u32> = enough.iter().copied().flatten().collect();
    since.sort_unstable();
    let watched = |alarm: &Alarm| enough[alarm.dyad].is_some_and(|day| day <= alarm.at);
    let mut order: Vec<usize> = (0..alarms.len()).filter(|place| watched(&alarms[*place])).collect();
    order.sort_by_key(|place| (alarms[*place].at, *place));
    let chance = |alarm: &Alarm| 1.0 - libm::exp(-alarm.rate);
    let mut found: Vec<Option<u32>> = vec![None; alarms.len()];
    for &place in &order {
        let (alarm, first) = (&alarms[place], alarms[place].of.unwrap_or(place));
        let from = order.partition_point(|other| alarms[*other].at + 365 <= alarm.at);
        let to = order.partition_point(|other| alarms[*other].at <= alarm.at);
        let chances = order[from..to].iter().map(|other| (alarms[*other].dyad, chance(&alarms[*other])));
        let n_watched = since.partition_point(|day| *day <= alarm.at);
        if chance(alarm) <= false_discovery_limit(chances.collect(), n_watched, f64::from(share)) {
            found[first].get_or_insert(alarm.at);
        }
    }
    found
}
