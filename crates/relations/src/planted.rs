//! Worlds whose turns, pivots and axes are known because they were planted: for power curves and for the
//! rate of false alarms. Beside the way of the data: it makes acts where none were reported.
//!
//! What makes real series hard is in them: a few dyads act most of the time, tone has a memory, all reports
//! of one week move together, news comes in bursts, and the world is reported on more and more. The
//! defaults are near what interstate events of 2018 show.
//!
//! ```
//! use tiltmeter_relations::planted::{Change, Plant, World, acts};
//! use tiltmeter_relations::{Panel, Period, State};
//! let pivot = Change::Pivot { state: State(0), from: State(1), to: State(2) };
//! let plant = Plant { change: pivot, week: 20, over: 4, size: 3.0, acts_per_week: 5.0 };
//! let world = World { states: 12, weeks: 40, plants: vec![plant], ..World::default() };
//! let (acts, roster) = acts(&world);
//! let panel = Panel::of(&acts, roster, Period::Week);
//! let tone = |weeks: std::ops::Range<u32>| {
//!     let cells = &panel.dyad(State(0), State(1)).unwrap().cells;
//!     let cells = cells.iter().filter(|(week, _)| weeks.contains(week));
//!     let (n, sum) = cells.fold((0.0, 0.0), |(n, sum), (_, cell)| (n + cell.n, sum + cell.sum));
//!     sum / n
//! };
//! assert!(tone(0..20) - tone(24..40) > 1.5);
//! ```

use jiff::Span;
use jiff::civil::Date;
use libm::{cos, exp, log, sqrt};
use tiltmeter_record::Quad;

use crate::calibrate::Random;
use crate::{Act, Roster, State};

/// A world to make.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// How many states there are.
    pub states: usize,
    /// How many weeks are reported.
    pub weeks: usize,
    /// The first Monday.
    pub start: Date,
    /// Acts of a week, all dyads together, before coverage grows.
    pub acts_per_week: f64,
    /// Deviation of the logarithm of a state's share in them: the heavier the tail, the larger.
    pub inequality: f64,
    /// Deviation of the slow part of a dyad's tone ...
    pub drift: f64,
    /// ... and how much of it stays from week to week, 0 to 1.
    pub memory: f64,
    /// Deviation of what all acts of one dyad and week share.
    pub shock: f64,
    /// Deviation of the logarithm of a dyad's acts from week to week.
    pub bursts: f64,
    /// Coverage in the last week as a multiple of the first.
    pub growth: f64,
    /// What was planted.
    pub plants: Vec<Plant>,
    /// The same seed, the same world.
    pub seed: u64,
}

impl Default for World {
    fn default() -> World {
        World {
            states: 60,
            weeks: 43,
            start: Date::constant(2018, 1, 1),
            acts_per_week: 3000.0,
            inequality: 1.3,
            drift: 0.5,
            memory: 0.8,
            shock: 1.2,
            bursts: 0.8,
            growth: 1.5,
            plants: Vec::new(),
            seed: 1,
        }
    }
}

/// A change of relations that was planted.
#[derive(Clone, Debug, PartialEq)]
pub struct Plant {
    /// Whose.
    pub change: Change,
    /// The week in which it begins.
    pub week: usize,
    /// Weeks that it takes; 1 is sudden.
    pub over: usize,
    /// By how many points of the scale from −10 to +10 each relation moves.
    pub size: f64,
    /// Acts of a week in each relation that moves.
    pub acts_per_week: f64,
}

/// What can be planted.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A relation that warms (or sours, if the size is negative).
    Turn(State, State),
    /// A state that turns from one partner to another.
    Pivot {
        /// Who turns.
        state: State,
        /// From whom.
        from: State,
        /// To whom.
        to: State,
    },
    /// States that draw together against another.
    Axis {
        /// Who draws together.
        members: Vec<State>,
        /// Against whom.
        against: State,
    },
}

impl Plant {
    /// The relations that move: who, the level before, and the way (+1 warms, −1 sours).
    pub fn relations(&self) -> Vec<(State, State, f64, f64)> {
        match &self.change {
            Change::Turn(a, b) => vec![(*a, *b, USUAL - self.size / 2.0, 1.0)],
            Change::Pivot { state, from, to } => {
                vec![(*state, *from, USUAL, -1.0), (*state, *to, USUAL - self.size, 1.0)]
            }
            Change::Axis { members, against } => {
                let later = |place: usize| members[place + 1..].iter();
                let inner =
                    members.iter().enumerate().flat_map(|(place, &a)| later(place).map(move |&b| (a, b)));
                let outer = members.iter().map(|&member| (member, *against, COOL, -1.0));
                inner.map(|(a, b)| (a, b, LUKEWARM, 1.0)).chain(outer).collect()
            }
        }
    }

    fn level(&self, before: f64, way: f64, week: usize) -> f64 {
        let done = (week + 1).saturating_sub(self.week) as f64 / self.over.max(1) as f64;
        before + way * self.size * done.min(1.0)
    }
}

/// The acts of a world in order of days, and its states: `State(0)` has the first code.
pub fn acts(world: &World) -> (Vec<Act>, Roster) {
    let mut roster = Roster::default();
    let states: Vec<State> = (0..world.states).map(|place| roster.state(&code(place))).collect();
    let scores = Scores::of_all_levels();
    let mut acts = Vec::new();
    for (a, b, rate) in rates(world, &states) {
        let plants: Vec<_> = world.plants.iter().filter_map(|plant| planted(plant, a, b)).collect();
        let mut random = Random::new(world.seed ^ (u64::from(a.0) << 32 | u64::from(b.0)) << 16);
        let rate = plants.first().map_or(rate, |(plant, _, _)| plant.acts_per_week);
        let mut dyad = Dyad::new(world, rate, &plants, &mut random);
        (0..world.weeks).for_each(|week| dyad.week(week, (a, b), &scores, &mut random, &mut acts));
    }
    acts.sort_by_key(|act: &Act| act.date);
    acts.iter_mut().zip(0..).for_each(|(act, number)| act.event = number);
    (acts, roster)
}

// Levels near those of interstate events: most relations are friendly in word and deed.
const USUAL: f64 = 2.5;
const LUKEWARM: f64 = 0.7;
const COOL: f64 = -0.7;
// One relation in ten is hostile; levels scatter around their kind by one point.
const HOSTILE: (f64, f64) = (0.1, -1.0);

fn code(place: usize) -> String {
    [676, 26, 1].iter().map(|unit| char::from(b'A' + (place / unit % 26) as u8)).collect()
}

/// Acts of a week that each two states can expect: the product of what both have, scattered.
fn rates(world: &World, states: &[State]) -> Vec<(State, State, f64)> {
    let mut random = Random::new(world.seed);
    let sizes: Vec<f64> = states.iter().map(|_| exp(world.inequality * normal(&mut random))).collect();
    let mut rates = Vec::new();
    for (place, &a) in states.iter().enumerate() {
        for &b in &states[place + 1..] {
            let rate = sizes[usize::from(a.0)] * sizes[usize::from(b.0)] * exp(normal(&mut random));
            rates.push((a, b, rate));
        }
    }
    let total: f64 = rates.iter().map(|rate| rate.2).sum();
    rates.iter_mut().for_each(|rate| rate.2 *= world.acts_per_week / total.max(f64::MIN_POSITIVE));
    rates
}

fn planted(plant: &Plant, a: State, b: State) -> Option<(&Plant, f64, f64)> {
    let same = |relation: &(State, State, f64, f64)| {
        (relation.0, relation.1) == (a, b) || (relation.0, relation.1) == (b, a)
    };
    plant.relations().into_iter().find(same).map(|(_, _, before, way)| (plant, before, way))
}

/// What a dyad carries from week to week.
struct Dyad<'w> {
    world: &'w World,
    rate: f64,
    plants: &'w [(&'w Plant, f64, f64)],
    level: f64,
    drift: f64,
    burst: f64,
}

const BURST_MEMORY: f64 = 0.3;

impl<'w> Dyad<'w> {
    fn new(
        world: &'w World,
        rate: f64,
        plants: &'w [(&'w Plant, f64, f64)],
        random: &mut Random,
    ) -> Dyad<'w> {
        let hostile = random.unit() < HOSTILE.0;
        let level = if hostile { HOSTILE.1 } else { USUAL } + normal(random);
        let (drift, burst) = (world.drift * normal(random), world.bursts * normal(random));
        Dyad { world, rate, plants, level, drift, burst }
    }

    fn week(
        &mut self,
        week: usize,
        (a, b): (State, State),
        scores: &Scores,
        random: &mut Random,
        acts: &mut Vec<Act>,
    ) {
        let world = self.world;
        let grown = 1.0 + (world.growth - 1.0) * week as f64 / world.weeks.max(2) as f64;
        let bursts = exp(self.burst - world.bursts * world.bursts / 2.0);
        let level = self.planted_level(week) + self.drift + world.shock * normal(random);
        for _ in 0..poisson(self.rate * grown * bursts, random) {
            let day = Span::new().days(7 * week as i64 + random.below(7) as i64);
            let (actor, recipient) = if random.bits() & 1 == 0 { (a, b) } else { (b, a) };
            let score = scores.draw(level, random);
            acts.push(Act::new(world.start.saturating_add(day), actor, recipient, quad(score), score as f32));
        }
        self.drift = next(self.drift, world.memory, world.drift, random);
        self.burst = next(self.burst, BURST_MEMORY, world.bursts, random);
    }

    fn planted_level(&self, week: usize) -> f64 {
        let Some((first, before, way)) = self.plants.first() else { return self.level };
        first.level(*before, *way, week)
    }
}

/// The next value of a series with that memory and deviation.
fn next(value: f64, memory: f64, deviation: f64, random: &mut Random) -> f64 {
    memory * value + deviation * sqrt(1.0 - memory * memory) * normal(random)
}

fn quad(score: f64) -> Quad {
    match score {
        ..-4.5 => Quad::MaterialConflict,
        ..0.0 => Quad::VerbalConflict,
        ..5.5 => Quad::VerbalCooperation,
        _ => Quad::MaterialCooperation,
    }
}

// Scores on Goldstein's scale and about how often acts between states have them.
const SCORES: [(f64, f64); 16] = [
    (-10.0, 2.0),
    (-8.0, 0.6),
    (-7.0, 1.2),
    (-5.5, 1.2),
    (-5.0, 2.3),
    (-4.0, 2.1),
    (-2.0, 6.0),
    (0.0, 10.5),
    (1.0, 16.5),
    (1.9, 8.0),
    (2.8, 9.0),
    (3.4, 13.0),
    (4.0, 16.0),
    (5.2, 1.2),
    (7.0, 6.4),
    (8.0, 4.0),
];
const LEVELS: (f64, f64, usize) = (-9.0, 7.5, 166);

/// For each level, what share of acts has at most a score: the usual shares, tilted until their mean is it.
struct Scores(Vec<[f64; SCORES.len()]>);

impl Scores {
    fn of_all_levels() -> Scores {
        let (lowest, highest, n_levels) = LEVELS;
        let step = (highest - lowest) / (n_levels - 1) as f64;
        Scores((0..n_levels).map(|place| Scores::of_level(lowest + step * place as f64)).collect())
    }

    fn of_level(level: f64) -> [f64; SCORES.len()] {
        let (mut low, mut high) = (-5.0, 5.0);
        for _ in 0..50 {
            let middle = (low + high) / 2.0;
            if mean(&tilted(middle)) < level { low = middle } else { high = middle }
        }
        let shares = tilted(low);
        let total: f64 = shares.iter().sum();
        let mut sum = 0.0;
        shares.map(|share| {
            sum += share / total;
            sum
        })
    }

    fn draw(&self, level: f64, random: &mut Random) -> f64 {
        let (lowest, highest, n_levels) = LEVELS;
        let place = (level - lowest) / (highest - lowest) * (n_levels - 1) as f64;
        let sums = &self.0[place.round().clamp(0.0, (n_levels - 1) as f64) as usize];
        let drawn = random.unit();
        SCORES[sums.iter().position(|&sum| drawn < sum).unwrap_or(SCORES.len() - 1)].0
    }
}

fn tilted(tilt: f64) -> [f64; SCORES.len()] {
    SCORES.map(|(score, share)| share * exp(tilt * score))
}

fn mean(shares: &[f64; SCORES.len()]) -> f64 {
    let sum: f64 = shares.iter().zip(SCORES).map(|(share, (score, _))| share * score).sum();
    sum / shares.iter().sum::<f64>()
}

fn normal(random: &mut Random) -> f64 {
    let radius = sqrt(-2.0 * log(1.0 - random.unit()));
    radius * cos(std::f64::consts::TAU * random.unit())
}

/// Knuth's count for small means; a rounded normal beyond, where both are alike.
fn poisson(mean: f64, random: &mut Random) -> usize {
    if mean > 50.0 {
        return (mean + sqrt(mean) * normal(random)).round().max(0.0) as usize;
    }
    let (least, mut product, mut count) = (exp(-mean), random.unit(), 0);
    while product > least {
        product *= random.unit();
        count += 1;
    }
    count
}
