//! What chance would give: block permutation of periods, thresholds at a stated rate, control across dyads.

/// Random numbers from a written seed (SplitMix64): the same on every machine.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// Numbers of that seed.
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in [0, 1).
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Uniform in 0..n.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.bits()) * n as u128) >> 64) as usize
    }
}

/// An order of `n` periods in which blocks of `block` neighbours stay together, from a random place on: what
/// chance alone would have made of the same periods. Blocks keep the likeness of neighbours within themselves.
pub fn shuffled(n: usize, block: usize, random: &mut Random) -> Vec<usize> {
    let block = block.clamp(1, n.max(1));
    let mut blocks: Vec<usize> = (0..n.div_ceil(block)).collect();
    (1..blocks.len()).rev().for_each(|i| blocks.swap(i, random.below(i + 1)));
    let turn = if n > 0 { random.below(n) } else { 0 };
    let periods = blocks.iter().flat_map(|b| b * block..((b + 1) * block).min(n));
    periods.map(|period| (period + turn) % n).collect()
}

/// The same, of blocks that lie fast: what is left over stays at the end. Orders made of such orders are such orders,
/// so that a permutation test by them is exact: of a year that chance made, chance gives as strong a finding as often
/// as it says.
pub fn shuffled_blocks(n: usize, block: usize, random: &mut Random) -> Vec<usize> {
    let block = block.clamp(1, n.max(1));
    let mut blocks: Vec<usize> = (0..n / block).collect();
    (1..blocks.len()).rev().for_each(|i| blocks.swap(i, random.below(i + 1)));
    let rest = n / block * block..n;
    blocks.iter().flat_map(|b| b * block..(b + 1) * block).chain(rest).collect()
}

/// Periods that stay together: one week is like the next.
pub(crate) const BLOCK: usize = 2;

/// One answer for each number below `n`, in order, worked out on all cores: worker i of w takes every w-th.
pub(crate) fn for_each<T: Send>(n: usize, answer: &(dyn Fn(usize) -> T + Sync)) -> Vec<T> {
    let n_workers = std::thread::available_parallelism().map_or(1, usize::from).min(n.max(1));
    let work = |worker: usize| (worker..n).step_by(n_workers).map(answer).collect::<Vec<T>>();
    let mut parts: Vec<_> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..n_workers).map(|worker| scope.spawn(move || work(worker))).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().expect("arithmetic that does not panic").into_iter())
            .collect()
    });
    (0..n).filter_map(|at| parts[at % n_workers].next()).collect()
}

/// How often permuted time gave an alarm, by the threshold that it would have risen at.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Null {
    // Alarms at the threshold of each level. Invariant: no level has more than the one below it, once settled.
    alarms: Vec<f64>,
    years: f64,
}

/// Levels from [`LOWEST`] on, each so many times the one below.
const LEVELS: usize = 160;
const STEP: f64 = 1.02;
/// The lowest threshold: less is never asked for, however quiet the past.
pub(crate) const LOWEST: f64 = 2.5;

fn heights() -> impl DoubleEndedIterator<Item = f64> + ExactSizeIterator {
    let mut height = LOWEST / STEP;
    let next = |_| {
        height *= STEP;
        height
    };
    let heights: Vec<f64> = (0..LEVELS).map(next).collect();
    heights.into_iter()
}

impl Null {
    pub(crate) fn new() -> Null {
        Null { alarms: vec![0.0; LEVELS], years: 0.0 }
    }

    /// Counts a rise of the statistic to `to` where it had not been above `from` of late: an alarm at each
    /// threshold between the two. Counts stand as differences until they are settled.
    pub(crate) fn rise(&mut self, from: f64, to: f64) {
        let (from, to) = (level(from), level(to));
        if from < to {
            // A level that was reached is crossed by the next rise alone.
            self.alarms[to - 1] += 1.0;
            if from > 0 {
                self.alarms[from - 1] -= 1.0;
            }
        }
    }

    /// Ends the counting, over so many years.
    pub(crate) fn settle(mut self, years: f64) -> Null {
        let (mut count, mut most) = (0.0, 0.0f64);
        for alarms in self.alarms.iter_mut().rev() {
            count += *alarms;
            most = most.max(count);
            *alarms = most;
        }
        self.years = years;
        self
    }

    /// All of them together, carried on beyond the last that was seen as an exponential.
    pub(crate) fn pool<'n>(nulls: impl Iterator<Item = &'n Null>) -> Null {
        let mut pool = Null::new();
        for null in nulls {
            pool.alarms.iter_mut().zip(&null.alarms).for_each(|(sum, alarms)| *sum += alarms);
            pool.years += null.years;
        }
        pool.carry_on();
        pool
    }

    fn carry_on(&mut self) {
        let heights: Vec<f64> = heights().collect();
        let base = self.alarms.iter().rposition(|alarms| *alarms >= TAIL).unwrap_or(0);
        let above = heights.windows(2).zip(&self.alarms).skip(base);
        let excess: f64 = above.map(|(pair, alarms)| (pair[1] - pair[0]) * alarms).sum();
        let count = self.alarms[base];
        let excess = (excess / count.max(1.0)).max(0.1);
        for (height, alarms) in heights.iter().zip(&mut self.alarms).skip(base) {
            *alarms = alarms.max(count * libm::exp(-(height - heights[base]) / excess));
        }
    }

    fn rate(&self, level: usize) -> f64 {
        if self.years > 0.0 { self.alarms[level] / self.years } else { 0.0 }
    }
}

// How many levels a height reaches.
fn level(height: f64) -> usize {
    if height < LOWEST {
        return 0;
    }
    let levels = 1.0 + libm::log(height / LOWEST) / libm::log(STEP);
    (levels as usize).min(LEVELS)
}

/// Alarms of the pool from which on its tail is carried on.
const TAIL: f64 = 20.0;

/// What chance gives a dyad: its own permuted past, and for a short past that of dyads as busy.
pub(crate) struct Chance<'n> {
    pub own: &'n Null,
    /// Years that its own past holds.
    pub years: f64,
    pub pooled: &'n Null,
}

/// Years of own past that the dyads as busy are worth.
pub(crate) const POOLED_YEARS: f64 = 2.0;

impl Chance<'_> {
    fn at_level(&self, level: usize) -> f64 {
        let (own, pooled) = (self.own.rate(level), self.pooled.rate(level));
        (own * self.years + pooled * POOLED_YEARS) / (self.years + POOLED_YEARS)
    }

    /// Alarms a year at that height.
    pub(crate) fn rate(&self, height: f64) -> f64 {
        self.at_level(level(height).saturating_sub(1))
    }

    /// The least height at which there are no more than so many alarms a year.
    pub(crate) fn threshold(&self, alarms_per_year: f64) -> f64 {
        let quiet =
            |(level, height): (usize, f64)| (self.at_level(level) <= alarms_per_year).then_some(height);
        heights().enumerate().rev().map_while(quiet).last().unwrap_or(f64::INFINITY)
    }
}

/// The rate that a threshold is set for where `asked` is asked for: less than it by a share that is held back, for a
/// past is finite, the greatest bursts are to come, and weeks hang together beyond a block. The rarer the alarm, the
/// farther beyond what shuffled weeks have shown it lies, so that more is held back. Measured in simulated worlds
/// without a turn: `cargo xtask evaluate relations --simulated`.
pub(crate) fn held(asked: f64, share: f64) -> f64 {
    share * asked * libm::pow((asked / USUALLY_ASKED).min(1.0), RARER)
}

/// The rate that would have to be asked for to be given an alarm that shuffled weeks give so often: [`held`] turned
/// round. It is what an alarm's rate is told as.
pub(crate) fn asked(held: f64, share: f64) -> f64 {
    let relative = held / (share * USUALLY_ASKED);
    if relative < 1.0 { USUALLY_ASKED * libm::pow(relative, 1.0 / (1.0 + RARER)) } else { held / share }
}

/// Alarms per dyad-year for which the shares are measured.
const USUALLY_ASKED: f64 = 0.5;
const RARER: f64 = 0.2;

/// Which of these chances, one of each dyad, pass the control of false discoveries at `share` among `n` dyads
/// looked at (Benjamini & Hochberg 1995): the greatest chance that does. Of several of a dyad the least counts.
pub(crate) fn false_discovery_limit(mut chances: Vec<(usize, f64)>, n: usize, share: f64) -> f64 {
    // What is too likely even if all others pass need not be sorted.
    let mut n_left = usize::MAX;
    while chances.len() < n_left {
        n_left = chances.len();
        chances.retain(|chance| chance.1 <= share * n_left as f64 / n.max(1) as f64);
    }
    chances.sort_unstable_by(|x, y| x.0.cmp(&y.0).then(x.1.total_cmp(&y.1)));
    chances.dedup_by_key(|chance| chance.0);
    chances.sort_unstable_by(|x, y| x.1.total_cmp(&y.1));
    let limit = |place: usize| share * (place + 1) as f64 / n.max(1) as f64;
    let passes = |place: &usize| chances[*place].1 <= limit(*place);
    (0..chances.len()).rev().find(passes).map_or(-1.0, |place| chances[place].1)
}
