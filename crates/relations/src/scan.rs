//! The levels of all relations over one year, as they were and as chance would shuffle them. Between the
//! scores and whatever looks at several relations at once: pivots, axes.
//!
//! A shuffle moves blocks of periods, the same blocks for all relations: what happened in one week stays
//! together, with the coverage of that week, and only the order in time is lost. The levels are those of
//! [`crate::score`], filtered: what was known at the time, so that a change is told by what came after it.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;

use crate::calibrate::Random;
use crate::pivots::{Settings, Shift};
use crate::score::{self, Score};
use crate::{Act, Panel, Period, State};

/// One relation in the scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Leg {
    pub(crate) a: State,
    pub(crate) b: State,
}

/// A stretch in which levels are compared: those at the end of two periods of the scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// All relations of one year that have acts enough.
pub(crate) struct Scan<'p> {
    panel: &'p Panel,
    /// Periods of the panel that it covers.
    pub(crate) periods: Range<usize>,
    pub(crate) legs: Vec<Leg>,
    pub(crate) stretches: Vec<Stretch>,
    // What a change is worth: 1 over its deviation under shuffles.
    worth: Vec<f32>,
    window: usize,
    steps: Vec<f32>,
    caps: Vec<f32>,
    start: (f32, f32),
    // Period by period, all legs side by side: tone, and how much it tells (0 where nothing happened).
    tones: Vec<f32>,
    precisions: Vec<f32>,
}

/// Levels of all legs, period by period, all legs side by side.
#[derive(Clone, Debug, Default)]
pub(crate) struct Levels {
    n_legs: usize,
    weights: Vec<f32>,
    sums: Vec<f32>,
}

/// Years that overlap by half, so that no stretch of half a year is cut; one, where the panel is hardly longer.
pub(crate) fn years(panel: &Panel) -> Vec<Range<usize>> {
    let year = panel.period.per_year().round() as usize;
    let n_periods = panel.n_periods();
    if 2 * n_periods <= 3 * year {
        return vec![0..n_periods];
    }
    let last = n_periods - year;
    let starts = (0..last).step_by(year.div_ceil(2)).chain([last]);
    starts.map(|start| start..start + year).collect()
}

/// The scores of all dyads that a scan may need, by their place in the panel.
pub(crate) fn scores(panel: &Panel, settings: &Settings) -> Vec<Option<Score>> {
    let enough = |dyad: &crate::Dyad| dyad.total().n >= settings.min_acts;
    panel.dyads.iter().map(|dyad| enough(dyad).then(|| score::score(panel, dyad))).collect()
}

impl<'p> Scan<'p> {
    /// The relations that have acts enough in those periods.
    pub(crate) fn of(
        panel: &'p Panel,
        periods: Range<usize>,
        scores: &[Option<Score>],
        settings: &Settings,
    ) -> Scan<'p> {
        let mut scan = Scan::empty(panel, periods.clone(), settings);
        let inside = |at: u32| periods.contains(&(at as usize));
        let mut series = Vec::new();
        for (dyad, score) in panel.dyads.iter().zip(scores) {
            let Some(score) = score else { continue };
            let cells: Vec<_> = dyad.cells.iter().filter(|(at, _)| inside(*at)).collect();
            if cells.iter().map(|(_, cell)| cell.n).sum::<f32>() < settings.min_acts {
                continue;
            }
            scan.legs.push(Leg { a: dyad.a, b: dyad.b });
            scan.steps.push(score.step_variance);
            scan.caps.push(score.act_variance.max(scan.start.1));
            series.push((cells, score));
        }
        let n_legs = scan.legs.len();
        scan.tones = vec![0.0; n_legs * periods.len()];
        scan.precisions = vec![0.0; n_legs * periods.len()];
        for (leg, (cells, score)) in series.into_iter().enumerate() {
            for (at, cell) in cells {
                let place = (*at as usize - periods.start) * n_legs + leg;
                scan.tones[place] = cell.tone().unwrap_or(0.0);
                scan.precisions[place] = cell.n / (score.act_variance + cell.n * score.period_variance);
            }
        }
        scan.weigh(settings.seed);
        scan
    }

    fn empty(panel: &'p Panel, periods: Range<usize>, settings: &Settings) -> Scan<'p> {
        let n_periods = periods.len();
        let of_length = |length: usize| {
            (0..n_periods.saturating_sub(length)).map(move |from| Stretch { from, to: from + length })
        };
        let lengths = settings.stretches.iter().copied().filter(|&length| length > 0);
        Scan {
            panel,
            periods,
            legs: Vec::new(),
            stretches: lengths.flat_map(of_length).collect(),
            worth: Vec::new(),
            window: std::env::var("WINDOW").ok().and_then(|x| x.parse().ok()).unwrap_or(26),
            steps: Vec::new(),
            caps: Vec::new(),
            start: usual(panel),
            tones: Vec::new(),
            precisions: Vec::new(),
        }
    }

    /// Levels with the periods in that order.
    pub(crate) fn levels(&self, order: &[usize], levels: &mut Levels) {
        let n_legs = self.legs.len();
        levels.n_legs = n_legs;
        levels.weights.clear();
        levels.weights.resize(n_legs, 0.0);
        levels.sums.clear();
        levels.sums.resize(n_legs, 0.0);
        for (place, &period) in order.iter().enumerate() {
            let (row, before) = (period * n_legs, place * n_legs);
            for leg in 0..n_legs {
                let precision = self.precisions[row + leg];
                levels.weights.push(levels.weights[before + leg] + precision);
                levels.sums.push(levels.sums[before + leg] + precision * self.tones[row + leg]);
            }
        }
    }

    /// The periods as they were.
    pub(crate) fn as_it_was(&self) -> Vec<usize> {
        (0..self.periods.len()).collect()
    }

    /// The periods in blocks, shuffled; where the first block starts is chance too.
    pub(crate) fn shuffled(&self, random: &mut Random) -> Vec<usize> {
        let (n_periods, block) = (self.periods.len(), block(self.panel.period));
        let offset = random.below(n_periods.max(1));
        let turned: Vec<usize> = (0..n_periods).map(|place| (place + offset) % n_periods).collect();
        let mut blocks: Vec<&[usize]> = turned.chunks(block).collect();
        (1..blocks.len()).rev().for_each(|place| blocks.swap(place, random.below(place + 1)));
        blocks.concat()
    }

    /// The change of each leg over a stretch, in its standard deviations; 0 where too little is known.
    pub(crate) fn changes(&self, levels: &Levels, stretch: Stretch, changes: &mut Vec<f32>) {
        let n_legs = self.legs.len();
        let row = |place: usize| place * n_legs..(place + 1) * n_legs;
        let [a, b, c, d] = self.corners(stretch).map(row);
        changes.clear();
        let (w, x) = (&levels.weights, &levels.sums);
        let (wa, wb, wc, wd) = (&w[a.clone()], &w[b.clone()], &w[c.clone()], &w[d.clone()]);
        let (xa, xb, xc, xd) = (&x[a], &x[b], &x[c], &x[d]);
        let least = 1.0 / (WIDEST * WIDEST);
        for leg in 0..n_legs {
            let (before, after) = (wb[leg] - wa[leg], wd[leg] - wc[leg]);
            let known = before.min(after) >= least;
            let change = (xd[leg] - xc[leg]) / after - (xb[leg] - xa[leg]) / before;
            let z = change / (1.0 / before + 1.0 / after).sqrt();
            changes.push(if known { z * self.worth[leg] } else { 0.0 });
        }
    }

    fn corners(&self, stretch: Stretch) -> [usize; 4] {
        let from = stretch.from + 1;
        [from.saturating_sub(self.window), from, stretch.to, (stretch.to + self.window).min(self.periods.len())]
    }

    /// What one leg did over a stretch.
    pub(crate) fn shift(&self, levels: &Levels, leg: usize, stretch: Stretch) -> Shift {
        let [a, b, c, d] = self.corners(stretch);
        let (before, after) = (levels.level(leg, a, b), levels.level(leg, c, d));
        let z = (after.0 - before.0) / (before.1 * before.1 + after.1 * after.1).sqrt();
        Shift { before, after, z }
    }

    /// How far the changes of each leg scatter when its periods are shuffled, and what they are worth then.
    fn weigh(&mut self, seed: u64) {
        let n_legs = self.legs.len();
        self.worth = vec![1.0; n_legs];
        let mut random = Random::new(!seed);
        let (mut levels, mut changes) = (Levels::default(), Vec::new());
        let mut sums = vec![(0.0f64, 0.0f64); n_legs];
        for _ in 0..40 {
            self.levels(&self.shuffled(&mut random), &mut levels);
            for &stretch in &self.stretches {
                self.changes(&levels, stretch, &mut changes);
                for (sum, &z) in sums.iter_mut().zip(&changes) {
                    if z != 0.0 {
                        sum.0 += f64::from(z * z);
                        sum.1 += 1.0;
                    }
                }
            }
        }
        let floor: f32 = std::env::var("FLOOR").ok().and_then(|x| x.parse().ok()).unwrap_or(1.0);
        let mut sds: Vec<f32> = sums.iter().map(|s| (s.0 / s.1.max(1.0)).sqrt() as f32).collect();
        self.worth = sds.iter().map(|sd| 1.0 / sd.max(floor)).collect();
        if floor > 50.0 {
            self.worth.fill(1.0);
        }
        sds.sort_by(f32::total_cmp);
        if std::env::var("SHOW").is_ok() {
            eprintln!("{:?}", [0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98, 0.999].map(|q| sds[(q * n_legs as f64) as usize]));
        }
    }

    /// The mean score of all acts.
    pub(crate) fn usual(&self) -> f32 {
        self.start.0
    }

    /// First and last day of a stretch: what lies between its two levels.
    pub(crate) fn days(&self, stretch: Stretch) -> (Date, Date) {
        (
            self.panel.start(self.periods.start + stretch.from + 1),
            self.panel.end(self.periods.start + stretch.to),
        )
    }
}

/// Mean and variance of all acts: what is believed of a relation before anything is known of it.
fn usual(panel: &Panel) -> (f32, f32) {
    let mut total = [0.0f64; 3];
    for cell in &panel.world {
        let sums = [cell.n, cell.sum, cell.squares];
        total.iter_mut().zip(sums).for_each(|(sum, more)| *sum += f64::from(more));
    }
    let n = total[0].max(1.0);
    let mean = total[1] / n;
    (mean as f32, (total[2] / n - mean * mean).max(1.0) as f32)
}

/// Periods that stay together when chance is asked: about a month.
fn block(period: Period) -> usize {
    match period {
        Period::Day => 28,
        Period::Week => std::env::var("BLOCK").ok().and_then(|x| x.parse().ok()).unwrap_or(4),
        Period::Month => 2,
    }
}

// A level with a wider band says nothing of a change.
const WIDEST: f32 = 1.5;

impl Levels {
    /// Level and deviation between two places.
    pub(crate) fn level(&self, leg: usize, from: usize, to: usize) -> (f32, f32) {
        let at = |place: usize| place * self.n_legs + leg;
        let weight = self.weights[at(to)] - self.weights[at(from)];
        ((self.sums[at(to)] - self.sums[at(from)]) / weight, 1.0 / weight.sqrt())
    }
}

/// The acts of some relations, to look up what moved them.
pub(crate) struct Told<'a>(BTreeMap<(State, State), Vec<&'a Act>>);

impl<'a> Told<'a> {
    /// Of those pairs, in either order.
    pub(crate) fn of(acts: &'a [Act], pairs: impl Iterator<Item = (State, State)>) -> Told<'a> {
        let mut told: BTreeMap<_, Vec<&Act>> = pairs.map(|(a, b)| (sorted(a, b), Vec::new())).collect();
        for act in acts {
            if let Some(acts) = told.get_mut(&sorted(act.actor, act.recipient)) {
                acts.push(act);
            }
        }
        Told(told)
    }

    /// What moved a relation most between those days, strongest first: the act, and by how much.
    pub(crate) fn moved(
        &self,
        (a, b): (State, State),
        (since, until): (Date, Date),
        shift: &Shift,
    ) -> Vec<(f32, u32)> {
        let way = shift.z.signum();
        let between = |act: &&&Act| (since..=until).contains(&act.date);
        let push = |act: &&Act| (way * act.weight * (act.score - shift.before.0), act.event);
        let acts = self.0.get(&sorted(a, b)).into_iter().flatten();
        let mut moved: Vec<_> = acts.filter(between).map(push).filter(|moved| moved.0 > 0.0).collect();
        moved.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
        moved
    }
}

fn sorted(a: State, b: State) -> (State, State) {
    (a.min(b), a.max(b))
}
