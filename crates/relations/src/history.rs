//! Turns in hindsight: each dyad's past cut into stretches between which the relation changed. Beside the turns
//! as they happened: what was seen then against what is seen now.
//!
//! The best partition of all (Jackson et al. 2005), pruned as Killick et al. (2012) do. Within a stretch what
//! passes of cooperation and of conflict is Poisson with a Gamma rate, against the world's volume and tempered
//! by the dyad's overdispersion; tone is normal. A new stretch has to be worth a penalty, the dyad's own: the
//! least at which its own periods in another order give no more turns a year than were asked for.
//!
//! ```
//! # use jiff::civil::date;
//! # use jiff::ToSpan;
//! # use tiltmeter_relations::{history, Act, Panel, Period, Roster};
//! # use tiltmeter_record::Quad;
//! let mut roster = Roster::default();
//! let (irn, mar) = (roster.state("IRN"), roster.state("MAR"));
//! let week = |week: i32| date(2018, 1, 1) + (7 * week).days();
//! let visit = |w| Act::new(week(w), irn, mar, Quad::VerbalCooperation, 3.0);
//! let break_off = |w| Act::new(week(w), mar, irn, Quad::MaterialConflict, -7.0);
//! let acts: Vec<Act> = (0..20).map(visit).chain((20..40).map(break_off)).collect();
//! let panel = Panel::of(&acts, roster, Period::Week);
//! let stretches = history::stretches(&panel, &panel.dyads[0], 3.0);
//! assert_eq!(stretches.iter().map(|stretch| stretch.from).collect::<Vec<_>>(), [0, 20]);
//! ```

mod partition;

use std::collections::BTreeMap;

use self::partition::Sums;
use crate::calibrate::{POOLED_YEARS, Random, asked, false_discovery_limit, for_each, held, shuffled};
use crate::turns::{Cut, FOUND_FROM, Settings, Turn, Watch, groups, hash, sort};
use crate::{Act, Dyad, Panel, Period};

/// A stretch of a dyad's past.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// First period, counted from the panel's first.
    pub from: usize,
    /// The period after the last.
    pub to: usize,
    /// Acts of each quad class in a period, per thousand acts of the world.
    pub rates: [f32; 4],
    /// Mean score; `None` where nothing passed.
    pub tone: Option<f32>,
}

/// The past of one dyad, cut by the best partition; each cut is worth `penalty` in log likelihood at least.
pub fn stretches(panel: &Panel, dyad: &Dyad, penalty: f32) -> Vec<Stretch> {
    let past = Past::of(panel, dyad, &coverage(panel));
    let cuts = past.sums().partition(f64::from(penalty));
    let ends = cuts.iter().skip(1).copied().chain([panel.n_periods()]);
    cuts.iter().zip(ends).map(|(&from, to)| stretch(panel, dyad, from, to)).collect()
}

fn stretch(panel: &Panel, dyad: &Dyad, from: usize, to: usize) -> Stretch {
    let mut total = crate::Cell::default();
    let inside = dyad.cells.iter().filter(|(at, _)| (from..to).contains(&(*at as usize)));
    inside.for_each(|(_, cell)| total.merge(cell));
    let world: f32 = panel.world[from..to].iter().map(|cell| cell.n).sum();
    let rates = total.quads.map(|quad| 1000.0 * quad / world.max(1.0));
    Stretch { from, to, rates, tone: total.tone() }
}

/// The turns between stretches of all dyads, calibrated as [`crate::turns::turns`] are. They are told of the end
/// of the first period that is of another kind, whenever it was that one could know.
pub fn turns(panel: &Panel, acts: &[Act], settings: &Settings) -> Vec<Turn> {
    let (watch, coverage) = (Watch::of(panel, acts), coverage(panel));
    let busy: Vec<f64> = panel.dyads.iter().map(|dyad| f64::from(dyad.total().n)).collect();
    let enough = |place: &usize| busy[*place] >= f64::from(settings.min_acts);
    let pasts: Vec<(usize, Past)> = (0..busy.len())
        .filter(enough)
        .map(|place| (place, Past::of(panel, &panel.dyads[place], &coverage)))
        .collect();
    let null = |at: usize| pasts[at].1.null(panel, &panel.dyads[pasts[at].0], settings);
    let own: Vec<Null> = for_each(pasts.len(), &null);
    let known: Vec<f64> = pasts.iter().map(|(place, _)| busy[*place]).collect();
    let (group, n_groups) = groups(&known, 0.0);
    let pooled: Vec<Null> = (0..n_groups)
        .map(|g| Null::mean(own.iter().zip(&group).filter(|(_, group)| **group == g).map(|(null, _)| null)))
        .collect();
    let mut cuts = for_each(pasts.len(), &|at: usize| {
        let (null, sums) = (own[at].with(&pooled[group[at]]), pasts[at].1.sums());
        let penalty = null.penalty(held(f64::from(settings.alarms_per_year), HELD));
        let cuts = sums.changes_with_worth(&sums.partition(penalty)).into_iter();
        cuts.map(|cut| Cut { penalty, rate: asked(null.rate(cut.gain), HELD), ..cut }).collect::<Vec<Cut>>()
    });
    let enough: Vec<bool> = known.iter().map(|acts| *acts >= f64::from(FOUND_FROM)).collect();
    find(&mut cuts, &enough, panel.period.per_year() / 2.0, settings.false_discovery);
    let told =
        pasts.iter().zip(&cuts).flat_map(|((place, _), cuts)| cuts.iter().map(move |cut| (*place, cut)));
    let mut turns: Vec<Turn> = told.map(|(place, cut)| watch.change(panel, acts, place, cut)).collect();
    sort(panel, &mut turns);
    turns
}

/// Marks the cuts that stand among all of the half year before and after, of all dyads that have acts enough.
fn find(cuts: &mut [Vec<Cut>], enough: &[bool], half_year: f64, false_discovery: Option<f32>) {
    let n_dyads = enough.iter().filter(|enough| **enough).count();
    let share = false_discovery.map_or(1.0, f64::from);
    let chance = |cut: &Cut| 1.0 - libm::exp(-cut.rate);
    let of_dyads = cuts.iter().enumerate().filter(|(dyad, _)| enough[*dyad]);
    let each = of_dyads.flat_map(|(dyad, cuts)| cuts.iter().map(move |cut| (cut.at, dyad, chance(cut))));
    let mut all: Vec<(usize, usize, f64)> = each.collect();
    all.sort_unstable_by_key(|cut| (cut.0, cut.1));
    let mut limits = BTreeMap::new();
    for (cut, enough) in
        cuts.iter_mut().zip(enough).flat_map(|(cuts, enough)| cuts.iter_mut().map(move |cut| (cut, *enough)))
    {
        let limit = *limits.entry(cut.at).or_insert_with(|| {
            let near = |other: &&(usize, usize, f64)| (other.0 as f64 - cut.at as f64).abs() <= half_year;
            let from = all.partition_point(|other| other.0 as f64 + half_year < cut.at as f64);
            let chances = all[from..].iter().take_while(near).map(|&(_, dyad, chance)| (dyad, chance));
            false_discovery_limit(chances.collect(), n_dyads, share)
        });
        cut.found = false_discovery.is_none() || (enough && chance(cut) <= limit);
    }
}

/// Share of the turns asked for that penalties are set for ([`held`]): a partition sees what hangs together for a
/// month, which permuted pairs of weeks lack.
const HELD: f64 = 0.75;

// The world's usual volume in each period: the mean of the nine around it. Its own alone would take a crisis of
// the world for more coverage.
fn coverage(panel: &Panel) -> Vec<f64> {
    let around = |at: usize| {
        let near = &panel.world[at.saturating_sub(4)..(at + 5).min(panel.n_periods())];
        (near.iter().map(|cell| f64::from(cell.n)).sum::<f64>() / near.len() as f64).max(1.0)
    };
    (0..panel.n_periods()).map(around).collect()
}

// What passed in each period: acts, sum of scores, mass of cooperation and of conflict, the world's volume.
type Passed = (f64, f64, [f64; 2], f64);

struct Past {
    periods: Vec<Passed>,
}

/// What an act of each quad class weighs, on the scale of scores.
const WEIGHTS: [f64; 4] = [3.0, 6.5, 3.5, 8.0];

impl Past {
    fn of(panel: &Panel, dyad: &Dyad, coverage: &[f64]) -> Past {
        let passed = |(cell, volume): (&crate::Cell, &f64)| {
            let weighed = |k: usize| f64::from(cell.quads[k]) * WEIGHTS[k];
            let mass = [weighed(0) + weighed(1), weighed(2) + weighed(3)];
            (f64::from(cell.n), f64::from(cell.sum), mass, *volume)
        };
        Past { periods: dyad.dense(panel.n_periods()).iter().zip(coverage).map(passed).collect() }
    }

    fn sums(&self) -> Sums {
        Sums::of(&self.periods)
    }

    // Turns of its last periods in another order, by penalty.
    fn null(&self, panel: &Panel, dyad: &Dyad, settings: &Settings) -> Null {
        let late = &self.periods[self.periods.len().saturating_sub(PAST)..];
        let mut random =
            Random::new(settings.seed ^ hash(&[dyad.a, dyad.b].map(|state| panel.roster.code(state))));
        let years = late.len() as f64 / panel.period.per_year();
        let mut null = Null { turns: [0.0; LEVELS], years, permuted: PERMUTATIONS as f64 * years };
        for _ in 0..PERMUTATIONS {
            let order = shuffled(late.len(), block(panel.period), &mut random);
            let sums = Sums::of(&order.iter().map(|at| late[*at]).collect::<Vec<_>>());
            let table = sums.table();
            for (turns, penalty) in null.turns.iter_mut().zip(penalties()) {
                let cuts = sums.partition_of(&table, penalty);
                // What is whole at one penalty is whole at all that are greater.
                if cuts.len() == 1 {
                    break;
                }
                *turns += sums.changes(&cuts).len() as f64 / (PERMUTATIONS as f64 * years);
            }
        }
        null
    }
}

/// Periods that are permuted, at most: the last.
const PAST: usize = 104;
const PERMUTATIONS: usize = 16;

// Periods that stay together: about a month. A partition sees what hangs together for longer than two weeks.
fn block(period: Period) -> usize {
    match period {
        Period::Day => 28,
        Period::Week => 4,
        Period::Month => 1,
    }
}

/// Penalties tried: from the least, each so many times the one below.
const LEVELS: usize = 24;
const STEP: f64 = 1.2;
/// Turns at a penalty from which on the tail is carried on; and its scale at least, which is that of a likelihood ratio.
const TAIL: f64 = 20.0;
const LEAST_EXCESS: f64 = 1.0;

fn penalties() -> impl Iterator<Item = f64> {
    std::iter::successors(Some(1.0), |penalty| Some(penalty * STEP)).take(LEVELS)
}

// Turns a year that chance gives, by penalty; and the years that it was told from.
struct Null {
    turns: [f64; LEVELS],
    years: f64,
    // Years of permuted time that they were counted in.
    permuted: f64,
}

impl Null {
    fn mean<'n>(nulls: impl Iterator<Item = &'n Null>) -> Null {
        let (mut mean, mut n) = (Null { turns: [0.0; LEVELS], years: POOLED_YEARS, permuted: 0.0 }, 0.0);
        for null in nulls {
            n += 1.0;
            mean.permuted += null.permuted;
            mean.turns.iter_mut().zip(null.turns).for_each(|(mean, turns)| *mean += (turns - *mean) / n);
        }
        mean.carry_on();
        mean
    }

    // Beyond the last penalty at which some were seen, as an exponential: none seen is not none.
    fn carry_on(&mut self) {
        let penalties: Vec<f64> = penalties().collect();
        let base = self.turns.iter().rposition(|turns| turns * self.permuted >= TAIL).unwrap_or(0);
        let above = penalties.windows(2).zip(self.turns.windows(2)).skip(base);
        let excess: f64 = above.map(|(pair, turns)| (pair[1] - pair[0]) * (turns[0] + turns[1]) / 2.0).sum();
        let excess = (excess / self.turns[base].max(f64::MIN_POSITIVE)).max(LEAST_EXCESS);
        for (penalty, level) in penalties.iter().zip(0..LEVELS).skip(base) {
            let tail = self.turns[base] * libm::exp(-(penalty - penalties[base]) / excess);
            self.turns[level] = self.turns[level].max(tail);
        }
    }

    fn with(&self, pooled: &Null) -> Null {
        let years = self.years + pooled.years;
        let mut turns = self.turns;
        let each = turns.iter_mut().zip(pooled.turns);
        each.for_each(|(own, pool)| *own = (*own * self.years + pool * pooled.years) / years);
        Null { turns, years, permuted: self.permuted }
    }

    // The least penalty at which there are no more than so many turns a year, there and above.
    fn penalty(&self, turns_per_year: f64) -> f64 {
        let few = self.turns.iter().rev().take_while(|turns| **turns <= turns_per_year).count();
        let least = penalties().nth(LEVELS - few.max(1)).unwrap_or(1.0);
        if few == 0 { f64::INFINITY } else { least }
    }

    // Turns a year of cuts worth as much.
    fn rate(&self, gain: f64) -> f64 {
        let level = penalties().take_while(|penalty| *penalty <= gain).count().saturating_sub(1);
        self.turns[level]
    }
}
