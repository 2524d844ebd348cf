//! Turns of a relation as they happen: a dyad that sours or warms beyond what its own past explains.

use jiff::civil::Date;

use crate::calibrate::Random;
use crate::{Act, Cell, Dyad, Panel, State};

/// Which way a relation turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// For the worse.
    Rupture,
    /// For the better.
    Rapprochement,
}

/// How turns are looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Allowed false alarms per dyad-year on permuted periods.
    pub alarms_per_year: f32,
    /// Acts that a dyad needs, all periods together.
    pub min_acts: f32,
    /// Share of false turns among those of one week that is tolerated across dyads; `None` corrects nothing.
    pub false_discovery: Option<f32>,
    /// Seed of the permutations.
    pub seed: u64,
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
    /// Mean score before and after.
    pub before: f32,
    /// Mean score from the onset to the detection.
    pub after: f32,
    /// The statistic, in standard deviations.
    pub strength: f32,
    /// The dyad's own threshold for it.
    pub threshold: f32,
    /// False alarms per dyad-year at that strength, by permutation of the dyad's own past.
    pub rate: f32,
    /// 1 − the chance that permuted periods give as strong a turn at some time in the stretch looked at.
    pub confidence: f32,
    /// Whether it passes the correction across dyads.
    pub found: bool,
    /// Events that moved it most, strongest first: at most twenty, by [`Act::event`].
    pub evidence: Vec<u32>,
}

/// Turns of all dyads, in order of detection, then of codes; `acts` are those of the panel.
pub fn turns(panel: &Panel, acts: &[Act], settings: &Settings) -> Vec<Turn> {
    let mut turns = Vec::new();
    for (number, dyad) in panel.dyads.iter().enumerate() {
        if dyad.total().n >= settings.min_acts {
            turns.extend(of_dyad(panel, dyad, acts, settings, number as u64));
        }
    }
    turns.sort_by_key(|turn| turn.detected);
    turns
}

const WINDOWS: [usize; 3] = [2, 4, 6];
const BASELINE: usize = 26;
const LEAST_BASELINE: usize = 4;
const SILENCE: usize = 8;
const PERMUTATIONS: usize = 100;

// One period of a dyad: acts, sum of scores, and flow per thousand acts of the world.
#[derive(Clone, Copy)]
struct Step {
    n: f64,
    sum: f64,
    flow: f64,
}

fn of_dyad(panel: &Panel, dyad: &Dyad, acts: &[Act], settings: &Settings, number: u64) -> Vec<Turn> {
    let steps: Vec<Step> = dyad
        .dense(panel.n_periods())
        .iter()
        .zip(&panel.world)
        .map(|(cell, world)| Step {
            n: f64::from(cell.n),
            sum: f64::from(cell.sum),
            flow: 1000.0 * f64::from(cell.sum) / f64::from(world.n).max(1.0),
        })
        .collect();
    let noise = Noise::of(dyad, &steps);
    let mut random = Random::new(settings.seed ^ (number << 20));
    let mut order: Vec<usize> = (0..steps.len()).collect();
    let null: Vec<Vec<(f64, usize)>> = (0..PERMUTATIONS)
        .map(|_| {
            (1..order.len()).rev().for_each(|i| order.swap(i, random.below(i + 1)));
            let mixed: Vec<Step> = order.iter().map(|&i| steps[i]).collect();
            statistics(&mixed, &noise)
        })
        .collect();
    let years = steps.len() as f64 / panel.period.per_year();
    let rate = |h: f64| {
        let alarms: usize = null.iter().map(|g| alarms(g, h).len()).sum();
        alarms as f64 / (PERMUTATIONS as f64 * years)
    };
    let mut threshold = 2.0;
    while rate(threshold) > f64::from(settings.alarms_per_year) && threshold < 50.0 {
        threshold += 0.1;
    }
    let real = statistics(&steps, &noise);
    let found = alarms(&real, threshold);
    found
        .into_iter()
        .map(|(at, g, window)| {
            let from = at + 1 - window;
            let tone = |cells: &[Step]| {
                let (n, sum) = cells.iter().fold((0.0, 0.0), |t, s| (t.0 + s.n, t.1 + s.sum));
                if n > 0.0 { (sum / n) as f32 } else { 0.0 }
            };
            let (onset, detected) = (panel.start(from), panel.end(at));
            let null_max = null.iter().filter(|gs| gs.iter().any(|(v, _)| v.abs() >= g.abs())).count();
            Turn {
                a: dyad.a,
                b: dyad.b,
                direction: if g < 0.0 { Direction::Rupture } else { Direction::Rapprochement },
                onset,
                detected,
                before: tone(&steps[from.saturating_sub(BASELINE)..from]),
                after: tone(&steps[from..=at]),
                strength: g.abs() as f32,
                threshold: threshold as f32,
                rate: rate(g.abs()) as f32,
                confidence: 1.0 - null_max as f32 / PERMUTATIONS as f32,
                found: true,
                evidence: evidence(dyad, acts, onset, detected, g < 0.0),
            }
        })
        .collect()
}

struct Noise {
    act: f64,
    flow: f64,
}

impl Noise {
    fn of(dyad: &Dyad, steps: &[Step]) -> Noise {
        let total: Cell = dyad.total();
        let mean = f64::from(total.sum / total.n);
        let act = f64::from(total.squares / total.n) - mean * mean;
        let mut squares: Vec<f64> = steps.windows(2).map(|w| (w[1].flow - w[0].flow).powi(2)).collect();
        squares.sort_by(f64::total_cmp);
        let kept = &squares[..(squares.len() * 95).div_ceil(100)];
        let flow = kept.iter().sum::<f64>() / (2.0 * kept.len().max(1) as f64);
        Noise { act: act.max(1.0), flow: flow.max(1e-6) }
    }
}

fn statistics(steps: &[Step], noise: &Noise) -> Vec<(f64, usize)> {
    let mut sums = vec![Step { n: 0.0, sum: 0.0, flow: 0.0 }];
    for step in steps {
        let last = sums[sums.len() - 1];
        sums.push(Step { n: last.n + step.n, sum: last.sum + step.sum, flow: last.flow + step.flow });
    }
    (0..steps.len()).map(|at| best(&sums, at, noise)).collect()
}

fn best(sums: &[Step], at: usize, noise: &Noise) -> (f64, usize) {
    let mut best = (0.0f64, WINDOWS[0]);
    for window in WINDOWS {
        if at + 1 < window + LEAST_BASELINE {
            continue;
        }
        let from = at + 1 - window;
        let left = from.saturating_sub(BASELINE);
        let (r, l) = (minus(sums[at + 1], sums[from]), minus(sums[from], sums[left]));
        let tone = if r.n > 0.0 && l.n > 0.0 {
            (r.sum / r.n - l.sum / l.n) / (noise.act * (1.0 / r.n + 1.0 / l.n)).sqrt()
        } else {
            0.0
        };
        let (w, wl) = (window as f64, (from - left) as f64);
        let flow = (r.flow / w - l.flow / wl) / (noise.flow * (1.0 / w + 1.0 / wl)).sqrt();
        let g = (tone + flow) / 2f64.sqrt();
        if g.abs() > best.0.abs() {
            best = (g, window);
        }
    }
    best
}

fn minus(a: Step, b: Step) -> Step {
    Step { n: a.n - b.n, sum: a.sum - b.sum, flow: a.flow - b.flow }
}

fn alarms(statistics: &[(f64, usize)], threshold: f64) -> Vec<(usize, f64, usize)> {
    let mut quiet_until = [0usize; 2];
    let mut found = Vec::new();
    for (at, &(g, window)) in statistics.iter().enumerate() {
        let side = usize::from(g > 0.0);
        if g.abs() > threshold && at >= quiet_until[side] {
            quiet_until[side] = at + SILENCE;
            found.push((at, g, window));
        }
    }
    found
}

fn evidence(dyad: &Dyad, acts: &[Act], onset: Date, detected: Date, rupture: bool) -> Vec<u32> {
    let of_pair = |act: &&Act| {
        (act.actor, act.recipient) == (dyad.a, dyad.b) || (act.actor, act.recipient) == (dyad.b, dyad.a)
    };
    let mut moved: Vec<&Act> =
        acts.iter().filter(of_pair).filter(|act| onset <= act.date && act.date <= detected).collect();
    let sign = if rupture { -1.0 } else { 1.0 };
    moved.sort_by(|x, y| (sign * y.weight * y.score).total_cmp(&(sign * x.weight * x.score)));
    moved.iter().take(20).map(|act| act.event).collect()
}
