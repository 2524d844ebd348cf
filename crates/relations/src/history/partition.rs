//! The best partition of a dyad's past: what makes a stretch likely, and where to cut. Between what passed in
//! each period and the turns in hindsight.
//!
//! Nearly all the time goes into the likelihood of stretches, so that of all that end at one period is worked out
//! column by column, in arithmetic that compilers put side by side. Jackson et al. (2005) for the partition, Killick
//! et al. (2012) for what may be left out of it.

use std::collections::BTreeMap;

use super::{Cut, Passed};
use crate::signal::{Weeks, rise, tone};
use crate::turns::Direction;

/// Running sums before each period, and what makes a stretch likely.
pub(super) struct Sums {
    before: Vec<Weeks>,
    dispersion: [f64; 2],
    // Of the Gamma prior: one tempered unit at the dyad's mean rate.
    scale: [f64; 2],
    variance: f64,
    mean: f64,
}

/// Likelihoods of all stretches, those that end at one period side by side.
pub(super) struct Table(Vec<f64>);

impl Table {
    fn row(&self, to: usize) -> &[f64] {
        &self.0[to * (to - 1) / 2..to * (to + 1) / 2]
    }
}

impl Sums {
    pub(super) fn of(periods: &[Passed]) -> Sums {
        let mut before = Vec::with_capacity(periods.len() + 1);
        before.push(Weeks::default());
        for (place, &(n, sum, mass, volume)) in periods.iter().enumerate() {
            let mut next = before[place];
            next.add(n, sum, mass, volume);
            before.push(next);
        }
        let all = before[periods.len()];
        let dispersion = [0, 1].map(|k| dispersion(periods, k, &all));
        let scale = [0, 1].map(|k| all.volume * dispersion[k] / all.mass[k].max(dispersion[k]));
        let mean = if all.n > 0.0 { all.sum / all.n } else { 0.0 };
        Sums { dispersion, scale, variance: all.act_variance(), mean, before }
    }

    /// Likelihoods of all stretches.
    pub(super) fn table(&self) -> Table {
        let n_periods = self.before.len() - 1;
        let (mut table, mut starts) =
            (Vec::with_capacity(n_periods * (n_periods + 1) / 2), Starts::default());
        for to in 1..=n_periods {
            starts.push(&self.before[to - 1], to - 1, 0.0);
            self.likelihoods(&starts, to, &mut table);
        }
        Table(table)
    }

    /// First periods of the stretches of the best partition, each cut worth `penalty` at least.
    pub(super) fn partition(&self, penalty: f64) -> Vec<usize> {
        let n_periods = self.before.len() - 1;
        let (mut value, mut cut) = (0.0, vec![0]);
        let (mut starts, mut totals) = (Starts::default(), Vec::new());
        for to in 1..=n_periods {
            starts.push(&self.before[to - 1], to - 1, value);
            totals.clear();
            self.likelihoods(&starts, to, &mut totals);
            totals.iter_mut().zip(&starts.value).for_each(|(total, value)| *total += value);
            let (best, at) = greatest(&totals);
            cut.push(starts.from[at]);
            value = best - penalty;
            // A start so far behind that a cut at this very period would be better stays behind. The slack is
            // for the likelihood, which has its rates integrated out and is not quite additive.
            starts.retain(|place| totals[place] + SLACK + penalty >= value);
        }
        from_cuts(&cut)
    }

    /// The same, where all likelihoods are known.
    pub(super) fn partition_of(&self, table: &Table, penalty: f64) -> Vec<usize> {
        let n_periods = self.before.len() - 1;
        let (mut value, mut cut) = (vec![0.0; n_periods + 1], vec![0; n_periods + 1]);
        for to in 1..=n_periods {
            let (mut best, mut at) = (f64::NEG_INFINITY, 0);
            for (from, (value, likelihood)) in value.iter().zip(table.row(to)).enumerate() {
                let total = value + likelihood;
                if total > best {
                    (best, at) = (total, from);
                }
            }
            (value[to], cut[to]) = (best - penalty, at);
        }
        from_cuts(&cut)
    }

    /// The cuts at which more of one kind passes than before, or of another tone.
    pub(super) fn changes(&self, cuts: &[usize]) -> Vec<Cut> {
        let ends = cuts.iter().skip(2).copied().chain([self.before.len() - 1]);
        let turned = cuts.windows(2).zip(ends).filter_map(|(pair, end)| self.change(pair[0], pair[1], end));
        turned.collect()
    }

    /// The same, with what each is worth: about the greatest penalty at which it would still be made.
    ///
    /// What it makes more likely by itself says too much: of the two cuts around one wild week each is worth the whole of
    /// it, as long as the other stands. So cuts are taken back one after another, the least first, by itself or with its
    /// neighbour at half of what both are worth.
    pub(super) fn changes_with_worth(&self, cuts: &[usize]) -> Vec<Cut> {
        let mut worth = BTreeMap::new();
        let mut bounds: Vec<usize> = cuts.iter().copied().chain([self.before.len() - 1]).collect();
        let mut reached = 0.0f64;
        while bounds.len() > 2 {
            let single = (1..bounds.len() - 1).map(|at| (self.gain(&bounds[at - 1..at + 2]), at, 1));
            let pairs = (1..bounds.len() - 2).map(|at| (self.gain(&bounds[at - 1..at + 3]) / 2.0, at, 2));
            let least = single.chain(pairs).reduce(|least, next| if next.0 < least.0 { next } else { least });
            let Some((gain, at, n_cuts)) = least else { break };
            reached = reached.max(gain);
            worth.extend(bounds.drain(at..at + n_cuts).map(|cut| (cut, reached)));
        }
        let told = |cut: Cut| Cut { gain: worth.get(&cut.at).copied().unwrap_or(0.0), ..cut };
        self.changes(cuts).into_iter().map(told).collect()
    }

    // How much likelier the inner bounds make what lies between the outer ones.
    fn gain(&self, bounds: &[usize]) -> f64 {
        let parts: f64 = bounds.windows(2).map(|pair| self.likelihood(pair[0], pair[1])).sum();
        parts - self.likelihood(bounds[0], bounds[bounds.len() - 1])
    }

    fn change(&self, from: usize, at: usize, to: usize) -> Option<Cut> {
        let (before, after) =
            (self.before[at].less(&self.before[from]), self.before[to].less(&self.before[at]));
        let [better, worse] = [0, 1].map(|k| {
            let tempered = |sums: &Weeks| sums.mass[k].max(0.0) / self.dispersion[k];
            rise(tempered(&after), tempered(&before), (after.volume, before.volume)).max(0.0)
        });
        let tone = tone((after.n, after.sum), (before.n, before.sum), self.variance);
        let value = (better - worse + tone) / std::f64::consts::SQRT_2;
        if value.abs() < LEAST {
            return None;
        }
        let direction = if value < 0.0 { Direction::Rupture } else { Direction::Rapprochement };
        Some(Cut { from, at, to, direction, gain: 0.0, penalty: 0.0, rate: 0.0, found: false })
    }

    fn likelihood(&self, from: usize, to: usize) -> f64 {
        let within = self.before[to].less(&self.before[from]);
        self.odds().of(within.mass, within.volume, [within.n, within.sum, within.squares])
    }

    fn odds(&self) -> Odds {
        Odds {
            less: self.dispersion.map(|dispersion| 1.0 / dispersion),
            rate: self.scale.map(|scale| 1.0 / scale),
            half_precision: 0.5 / self.variance,
            mean: self.mean,
        }
    }

    // Log likelihoods of the periods from each start to before another, but for what all partitions share:
    // ln ∫ of Poisson sums of cooperation and conflict, whose rates are Gamma, and of a normal tone.
    fn likelihoods(&self, starts: &Starts, to: usize, likelihoods: &mut Vec<f64>) {
        let end = &self.before[to];
        let odds = self.odds();
        let (first, n_starts) = (likelihoods.len(), starts.from.len());
        likelihoods.resize(first + n_starts, 0.0);
        // Slices of one length need no check at each place, and so can be worked out side by side.
        let [cooperation, conflict] = [&starts.mass[0][..n_starts], &starts.mass[1][..n_starts]];
        let (volume, n) = (&starts.volume[..n_starts], &starts.n[..n_starts]);
        let (sum, squares) = (&starts.sum[..n_starts], &starts.squares[..n_starts]);
        let likelihoods = &mut likelihoods[first..][..n_starts];
        for place in 0..n_starts {
            let mass = [end.mass[0] - cooperation[place], end.mass[1] - conflict[place]];
            let moments = [end.n - n[place], end.sum - sum[place], end.squares - squares[place]];
            likelihoods[place] = odds.of(mass, end.volume - volume[place], moments);
        }
    }
}

/// What all stretches of a dyad are likely by.
#[derive(Clone, Copy)]
struct Odds {
    less: [f64; 2],
    rate: [f64; 2],
    half_precision: f64,
    mean: f64,
}

impl Odds {
    #[inline(always)]
    fn of(&self, mass: [f64; 2], volume: f64, [n, sum, squares]: [f64; 3]) -> f64 {
        let (x, y) = (above_zero(mass[0]) * self.less[0], above_zero(mass[1]) * self.less[1]);
        let passed = stirling(x) + stirling(y)
            - (1.0 + x) * ln(1.0 + volume * self.rate[0])
            - (1.0 + y) * ln(1.0 + volume * self.rate[1]);
        let some = n > 0.0;
        let (n, sum, squares) = if some { (n, sum, squares) } else { (0.0, 0.0, 0.0) };
        let mean = sum / if some { n } else { 1.0 };
        let scatter = above_zero(squares - sum * mean);
        let apart = n / (n + 1.0) * (mean - self.mean) * (mean - self.mean);
        // Three logarithms in one: of both products of steps, and of the acts.
        let (p, q) = (steps(x), steps(y));
        passed - self.half_precision * (scatter + apart) - 0.5 * ln(p * p * (q * q) * (1.0 + n))
    }
}

/// A cut at which a relation merely falls silent is no turn: so many deviations for better or worse are asked for.
const LEAST: f64 = 1.5;
const SLACK: f64 = 8.0;

/// Where a stretch may begin: the sums before it as columns, and what the best partition up to it is worth.
#[derive(Default)]
struct Starts {
    from: Vec<usize>,
    value: Vec<f64>,
    mass: [Vec<f64>; 2],
    volume: Vec<f64>,
    n: Vec<f64>,
    sum: Vec<f64>,
    squares: Vec<f64>,
}

impl Starts {
    fn push(&mut self, before: &Weeks, from: usize, value: f64) {
        self.from.push(from);
        self.value.push(value);
        self.mass.iter_mut().zip(before.mass).for_each(|(column, mass)| column.push(mass));
        self.volume.push(before.volume);
        self.n.push(before.n);
        self.sum.push(before.sum);
        self.squares.push(before.squares);
    }

    fn retain(&mut self, stays: impl Fn(usize) -> bool) {
        let mut kept = 0;
        let [cooperation, conflict] = &mut self.mass;
        let mut columns = [
            &mut self.value,
            cooperation,
            conflict,
            &mut self.volume,
            &mut self.n,
            &mut self.sum,
            &mut self.squares,
        ];
        for place in 0..self.from.len() {
            if !stays(place) {
                continue;
            }
            if kept < place {
                self.from[kept] = self.from[place];
                columns.iter_mut().for_each(|column| column[kept] = column[place]);
            }
            kept += 1;
        }
        self.from.truncate(kept);
        columns.into_iter().for_each(|column| column.truncate(kept));
    }
}

fn greatest(totals: &[f64]) -> (f64, usize) {
    let mut best = (f64::NEG_INFINITY, 0);
    for (at, &total) in totals.iter().enumerate() {
        if total > best.0 {
            best = (total, at);
        }
    }
    best
}

fn from_cuts(cut: &[usize]) -> Vec<usize> {
    let mut cuts: Vec<usize> = Vec::new();
    let mut at = cut.len() - 1;
    while at > 0 {
        at = cut[at];
        cuts.push(at);
    }
    cuts.reverse();
    cuts
}

// Variance over mean of a period's mass, from one period to the next, for changes of level are what is looked
// for: a tenth of the steps, the greatest, is left out.
fn dispersion(periods: &[Passed], k: usize, all: &Weeks) -> f64 {
    let rate = |period: &Passed| period.2[k] / period.3;
    let mut steps: Vec<f64> =
        periods.windows(2).map(|pair| (rate(&pair[1]) - rate(&pair[0])).powi(2)).collect();
    let n_kept = steps.len() - steps.len() / 10;
    if n_kept < steps.len() {
        steps.select_nth_unstable_by(n_kept, f64::total_cmp);
    }
    // Sums hang on the order of what is summed.
    let kept = &mut steps[..n_kept];
    kept.sort_unstable_by(f64::total_cmp);
    let scatter = kept.iter().sum::<f64>() / (2.0 * kept.len().max(1) as f64);
    let mean = (all.mass[k] / all.volume).max(0.5 * periods.len() as f64 / all.volume);
    all.drawn_to_usual(k, scatter * all.volume / periods.len() as f64 / mean)
}

#[inline(always)]
fn above_zero(x: f64) -> f64 {
    if x > 0.0 { x } else { 0.0 }
}

// ln Γ(1 + x) is Stirling's series three steps up, less the logarithm of those steps: for x of 0 and more.
#[inline(always)]
fn stirling(x: f64) -> f64 {
    let shifted = x + 4.0;
    let inverse = 1.0 / shifted;
    let square = inverse * inverse;
    let series =
        inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square * (1.0 / 1680.0))));
    (shifted - 0.5) * ln(shifted) - shifted + 0.918_938_533_204_672_8 + series
}

#[inline(always)]
fn steps(x: f64) -> f64 {
    (x + 1.0) * (x + 2.0) * (x + 3.0)
}

// The natural logarithm of a normal number above zero, to eleven digits: without a branch or a table, so that
// several are worked out at once, by the same steps on every machine. 2 artanh((m − 1) / (m + 1)), m near 1.
#[inline(always)]
fn ln(x: f64) -> f64 {
    // The bits of √½, and of 1.
    const LOW: u64 = 0x3fe6_a09e_667f_3bcd;
    const ONE: u64 = 0x3ff0_0000_0000_0000;
    // A whole number below 2^52, put into these bits, is that much above 2^52.
    const WHOLE: u64 = 0x4330_0000_0000_0000;
    let shifted = x.to_bits() + (ONE - LOW);
    let exponent = f64::from_bits(WHOLE | (shifted >> 52)) - (4_503_599_627_370_496.0 + 1023.0);
    let mantissa = f64::from_bits((shifted & 0x000f_ffff_ffff_ffff) + LOW);
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let z = s * s;
    let series =
        z * (1.0 / 3.0 + z * (1.0 / 5.0 + z * (1.0 / 7.0 + z * (1.0 / 9.0 + z * (1.0 / 11.0 + z / 13.0)))));
    exponent * std::f64::consts::LN_2 + 2.0 * s * (1.0 + series)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_those_of_the_library() {
        for x in [1e-9, 0.3, 0.707, 0.708, 1.0, 1.5, 2.0, 3.7, 6.99, 25.0, 1e4, 1e60] {
            assert!((ln(x) - libm::log(x)).abs() < 1e-10 * (1.0 + libm::log(x).abs()), "{x}");
        }
        for x in [0.0, 0.5, 1.0, 2.7, 5.99, 24.0, 1e4, 1e6] {
            let own = stirling(x) - ln(steps(x));
            assert!((own - libm::lgamma(1.0 + x)).abs() < 1e-8 * (1.0 + libm::lgamma(1.0 + x).abs()), "{x}");
        }
    }

    #[test]
    fn what_is_left_out_of_the_search_is_not_missed() {
        let mut random = crate::calibrate::Random::new(3);
        for case in 0..30 {
            let level = |week: usize| if (week / 40).is_multiple_of(2) { 2.0 } else { 2.0 + f64::from(case) };
            let week = |week: usize| {
                let n = (level(week) * 2.0 * random.unit()).floor();
                let sum = n * (6.0 * random.unit() - 3.0);
                (n, sum, [3.0 * n * random.unit(), 3.5 * n * random.unit()], 100.0)
            };
            let sums = Sums::of(&(0..160).map(week).collect::<Vec<_>>());
            for penalty in [1.0, 3.0, 9.0] {
                assert_eq!(sums.partition(penalty), sums.partition_of(&sums.table(), penalty), "{case}");
            }
        }
    }
}
