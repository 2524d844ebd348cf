//! The level of a relation with its band: a local level model, filtered (live) and smoothed (in hindsight).
//! Between the series and everything that speaks of a level.
//!
//! An act of period t scores N(w_t, v): v is the variance of acts. The period's own mean is N(s_t, u): all
//! reports of one story move together, so a hundred of them are not a hundred observations. The level walks:
//! s_t = s_{t−1} + N(0, q). v, u and q are those of maximum likelihood, under a prior worth a few acts. A period
//! without acts widens the band: it says "unknown", not "neutral". How much passes is told apart, by [`volume`].
//!
//! ```
//! # use jiff::civil::date;
//! # use tiltmeter_relations::{score, Act, Panel, Period, Roster};
//! # use tiltmeter_record::Quad;
//! let mut roster = Roster::default();
//! let (pak, usa) = (roster.state("PAK"), roster.state("USA"));
//! let act = |day| Act::new(date(2018, 1, day), usa, pak, Quad::MaterialConflict, -6.0);
//! let acts: Vec<Act> = (1..29).map(act).collect();
//! let panel = Panel::of(&acts, roster, Period::Week);
//! let score = score::score(&panel, panel.dyad(pak, usa).unwrap());
//! assert!(score.smoothed[2].known && score.smoothed[2].mean < -5.0);
//! ```

use libm::{lgamma, log};

use crate::{Cell, Dyad, Panel};

/// The level of a relation at the end of one period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// Mean score of what passes between the two, −10 to +10; of [`volume`]: acts per thousand of the world's.
    pub mean: f32,
    /// Standard deviation of that mean.
    pub deviation: f32,
    /// Whether enough is known to speak of a level; a number is shown only then.
    pub known: bool,
}

/// Parameters of a dyad's model, and its levels, period by period.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Variance of one act around its period's mean.
    pub act_variance: f32,
    /// Variance of a period's mean around the level: what its acts share, by maximum likelihood.
    pub period_variance: f32,
    /// Variance of the level's step from one period to the next, by maximum likelihood.
    pub step_variance: f32,
    /// What was known at the time.
    pub filtered: Vec<Level>,
    /// What is known now.
    pub smoothed: Vec<Level>,
}

/// The score of one dyad.
pub fn score(panel: &Panel, dyad: &Dyad) -> Score {
    let seen: Vec<Seen> = dyad.cells.iter().filter_map(|(at, cell)| Seen::of(*at, cell)).collect();
    let prior = Prior::of(&panel.world);
    let model = fit(&seen, dyad, &prior);
    let passed = filter(&seen, panel.n_periods(), &model, &prior);
    let acts = running_acts(dyad, panel.n_periods());
    let filtered = passed.iter().zip(&acts).map(|(pass, acts)| level(pass.mean, pass.variance, *acts));
    let all = acts.last().copied().unwrap_or(0.0);
    let smoothed = smooth(&passed).into_iter().map(|(mean, variance)| level(mean, variance, all));
    Score {
        act_variance: model.act as f32,
        period_variance: (model.act * model.period) as f32,
        step_variance: (model.act * model.step) as f32,
        filtered: filtered.collect(),
        smoothed: smoothed.collect(),
    }
}

/// A level is spoken of where its deviation is no more than this, on the scale from −10 to +10 ...
const KNOWN_WITHIN: f64 = 1.5;
/// ... and where it rests on as many acts.
const KNOWN_FROM: f32 = 5.0;

fn level(mean: f64, variance: f64, acts: f32) -> Level {
    let deviation = variance.sqrt();
    let known = deviation <= KNOWN_WITHIN && acts >= KNOWN_FROM;
    Level { mean: mean as f32, deviation: deviation as f32, known }
}

fn running_acts(dyad: &Dyad, n_periods: usize) -> Vec<f32> {
    let mut acts = 0.0;
    let add = |cell: Cell| {
        acts += cell.n;
        acts
    };
    dyad.dense(n_periods).into_iter().map(add).collect()
}

// One period in which something happened.
struct Seen {
    at: usize,
    n: f64,
    tone: f64,
}

impl Seen {
    fn of(at: u32, cell: &Cell) -> Option<Seen> {
        let tone = f64::from(cell.tone()?);
        Some(Seen { at: at as usize, n: f64::from(cell.n), tone })
    }
}

// What is believed of a dyad of which nothing is known: the world's tone, and how acts scatter around it.
struct Prior {
    mean: f64,
    variance: f64,
}

impl Prior {
    fn of(world: &[Cell]) -> Prior {
        let mut total = [0.0f64; 3];
        for cell in world {
            let sums = [cell.n, cell.sum, cell.squares];
            total.iter_mut().zip(sums).for_each(|(sum, more)| *sum += f64::from(more));
        }
        let [n, sum, squares] = total;
        let mean = if n > 0.0 { sum / n } else { 0.0 };
        // Where all acts score alike, a variance of nothing would make one act certain.
        Prior { mean, variance: if n > 0.0 { (squares / n - mean * mean).max(1.0) } else { 1.0 } }
    }
}

// The variances of period and step are multiples of the variance of acts, which then has a closed form.
#[derive(Clone, Copy)]
struct Model {
    act: f64,
    period: f64,
    step: f64,
}

/// Acts that the prior of the variance of acts is worth.
const PRIOR_ACTS: f64 = 4.0;
const PERIOD_RATIOS: [f64; 6] = [0.0, 0.03, 0.1, 0.2, 0.4, 0.8];
const STEP_RATIOS: [f64; 9] = [1e-4, 1e-3, 3e-3, 1e-2, 2e-2, 4e-2, 8e-2, 0.16, 0.4];
// Weak: two units off in the logarithm cost as much as two of log likelihood. Forty weeks often say "no step
// at all", and a band that closes for good would follow.
const USUAL_STEP: f64 = 1e-2;

fn fit(seen: &[Seen], dyad: &Dyad, prior: &Prior) -> Model {
    let within = within(dyad);
    let mut best = (f64::NEG_INFINITY, Model { act: prior.variance, period: 0.1, step: USUAL_STEP });
    for period in PERIOD_RATIOS {
        for step in STEP_RATIOS {
            let (likelihood, act) = concentrated(seen, period, step, within, prior);
            let off = log(step / USUAL_STEP);
            let penalised = likelihood - off * off / 8.0;
            if penalised > best.0 {
                best = (penalised, Model { act, period, step });
            }
        }
    }
    best.1
}

// Sum of squares of acts around the mean of their period, and its degrees of freedom.
fn within(dyad: &Dyad) -> (f64, f64) {
    let each = dyad.cells.iter().filter(|(_, cell)| cell.n > 0.0).map(|(_, cell)| {
        let (n, sum) = (f64::from(cell.n), f64::from(cell.sum));
        ((f64::from(cell.squares) - sum * sum / n).max(0.0), (n - 1.0).max(0.0))
    });
    each.fold((0.0, 0.0), |total, one| (total.0 + one.0, total.1 + one.1))
}

// Log likelihood with the best variance of acts for these ratios, and that variance (Harvey 1989, 3.4).
fn concentrated(seen: &[Seen], period: f64, step: f64, within: (f64, f64), prior: &Prior) -> (f64, f64) {
    let Some(first) = seen.first() else { return (f64::NEG_INFINITY, prior.variance) };
    let (mut mean, mut variance) = (first.tone, 1.0 / first.n + period);
    let (mut logs, mut squares, mut count, mut last) = (0.0, 0.0, 0.0, first.at);
    for one in &seen[1..] {
        variance += step * (one.at - last) as f64;
        last = one.at;
        let noise = 1.0 / one.n + period;
        let (spread, error) = (variance + noise, one.tone - mean);
        logs += log(spread);
        squares += error * error / spread;
        count += 1.0;
        mean += error * variance / spread;
        variance *= noise / spread;
    }
    let freedom = PRIOR_ACTS + within.1 + count;
    let act = (PRIOR_ACTS * prior.variance + within.0 + squares) / freedom;
    (-0.5 * (logs + freedom * log(act)), act)
}

// The level at the end of a period, and what was expected of it at its start.
struct Pass {
    expected: (f64, f64),
    mean: f64,
    variance: f64,
}

fn filter(seen: &[Seen], n_periods: usize, model: &Model, prior: &Prior) -> Vec<Pass> {
    let (step, mut seen) = (model.act * model.step, seen.iter().peekable());
    let (mut mean, mut variance) = (prior.mean, prior.variance);
    let mut passed = Vec::with_capacity(n_periods);
    for at in 0..n_periods {
        // The doubt before the first act is the prior's, and grows no wider.
        if at > 0 {
            variance = (variance + step).min(prior.variance.max(model.act));
        }
        let expected = (mean, variance);
        if let Some(one) = seen.next_if(|one| one.at == at) {
            let noise = model.act * (1.0 / one.n + model.period);
            mean += (one.tone - mean) * variance / (variance + noise);
            variance *= noise / (variance + noise);
        }
        passed.push(Pass { expected, mean, variance });
    }
    passed
}

// Rauch, Tung & Striebel (1965).
fn smooth(passed: &[Pass]) -> Vec<(f64, f64)> {
    let Some(last) = passed.last() else { return Vec::new() };
    let mut levels = vec![(last.mean, last.variance)];
    for (pass, next) in passed.iter().zip(&passed[1..]).rev() {
        let (mean, variance) = levels[levels.len() - 1];
        let gain = (pass.variance / next.expected.1).min(1.0);
        levels.push((
            pass.mean + gain * (mean - next.expected.0),
            pass.variance + gain * gain * (variance - next.expected.1),
        ));
    }
    levels.reverse();
    levels
}

/// How much passes between the two: acts per thousand of the world's, live, so that a world that is reported
/// on more is not taken for one in which more happens. A Gamma level that forgets (Harvey & Fernandes 1989).
pub fn volume(panel: &Panel, dyad: &Dyad) -> Vec<Level> {
    let series: Vec<(f64, f64)> = dyad
        .dense(panel.n_periods())
        .iter()
        .zip(&panel.world)
        .map(|(cell, world)| (f64::from(cell.n), f64::from(world.n) / 1000.0))
        .collect();
    let mut best = (f64::NEG_INFINITY, KEPT[0]);
    for kept in KEPT {
        let likelihood = forget(&series, kept, &mut |_| ());
        if likelihood > best.0 {
            best = (likelihood, kept);
        }
    }
    let (mut levels, mut acts) = (Vec::with_capacity(series.len()), 0.0);
    forget(&series, best.1, &mut |(shape, exposure)| levels.push((shape, exposure)));
    let levels = levels.into_iter().zip(&series).map(|((shape, exposure), (n, _))| {
        acts += n;
        let (mean, deviation) =
            if exposure > 0.0 { (shape / exposure, shape.sqrt() / exposure) } else { (0.0, 0.0) };
        Level { mean: mean as f32, deviation: deviation as f32, known: acts >= f64::from(KNOWN_FROM) }
    });
    levels.collect()
}

/// Shares of what was known that a period keeps.
const KEPT: [f64; 6] = [0.5, 0.65, 0.8, 0.9, 0.95, 0.98];

// Log likelihood of what came, each period by what was known before it; `told` gets the level after each.
fn forget(series: &[(f64, f64)], kept: f64, told: &mut dyn FnMut((f64, f64))) -> f64 {
    let (mut shape, mut exposure, mut likelihood) = (0.0, 0.0, 0.0);
    for &(n, world) in series {
        (shape, exposure) = (kept * shape, kept * exposure);
        if shape > 0.0 && world > 0.0 {
            let (before, after) = (exposure / (exposure + world), world / (exposure + world));
            likelihood +=
                lgamma(shape + n) - lgamma(shape) - lgamma(n + 1.0) + shape * log(before) + n * log(after);
        }
        (shape, exposure) = (shape + n, exposure + world);
        told((shape, exposure));
    }
    likelihood
}
