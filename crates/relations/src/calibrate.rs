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

/// What permuted time gave: the greatest statistic of each stretch of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Null {
    // Greatest first.
    greatest: Vec<f32>,
    years: f64,
}

impl Null {
    pub(crate) fn of(mut greatest: Vec<f32>, years: f64) -> Null {
        greatest.retain(|value| *value > 0.0);
        greatest.sort_unstable_by(|x, y| y.total_cmp(x));
        Null { greatest, years }
    }

    /// All of them together.
    pub(crate) fn pool<'n>(nulls: impl Iterator<Item = &'n Null> + Clone) -> Null {
        let greatest = nulls.clone().flat_map(|null| null.greatest.iter().copied()).collect();
        Null::of(greatest, nulls.map(|null| null.years).sum())
    }

    /// Stretches a year whose greatest statistic is at least `height`.
    pub(crate) fn rate(&self, height: f64) -> f64 {
        if self.years <= 0.0 {
            return 0.0;
        }
        self.greatest.partition_point(|value| f64::from(*value) >= height) as f64 / self.years
    }

    /// The same, carried on as an exponential beyond the greatest of what was seen.
    fn rate_beyond(&self, height: f64) -> f64 {
        let tail = &self.greatest[..self.greatest.len().min(TAIL)];
        let Some((&base, above)) = tail.split_last() else { return 0.0 };
        let base = f64::from(base);
        if above.is_empty() || height <= base {
            return self.rate(height);
        }
        let excess = above.iter().map(|value| f64::from(*value) - base).sum::<f64>() / above.len() as f64;
        tail.len() as f64 / self.years * libm::exp(-(height - base) / excess.max(1e-3))
    }
}

/// Values at the end of the pooled tail by which it is carried on.
const TAIL: usize = 100;

/// What chance gives a dyad: its own permuted past, and for a short past that of dyads as busy.
pub(crate) struct Chance<'n> {
    pub own: &'n Null,
    /// Years that its own past holds.
    pub years: f64,
    pub pooled: &'n Null,
}

/// Years of own past that the dyads as busy are worth.
const POOLED_YEARS: f64 = 1.0;
/// Between these a threshold lies: less is never asked for, whatever a quiet past says.
const THRESHOLDS: (f64, f64) = (2.5, 60.0);

impl Chance<'_> {
    /// Alarms a year at that height.
    pub(crate) fn rate(&self, height: f64) -> f64 {
        let (own, pooled) = (self.own.rate(height), self.pooled.rate_beyond(height));
        (own * self.years + pooled * POOLED_YEARS) / (self.years + POOLED_YEARS)
    }

    /// The least height at which there are no more than so many alarms a year.
    pub(crate) fn threshold(&self, alarms_per_year: f64) -> f64 {
        let (mut low, mut high) = THRESHOLDS;
        if self.rate(low) <= alarms_per_year {
            return low;
        }
        while high - low > 0.005 {
            let middle = f64::midpoint(low, high);
            if self.rate(middle) <= alarms_per_year { high = middle } else { low = middle }
        }
        high
    }
}

/// Which of these chances pass the control of false discoveries at `share` among `n` looked at
/// (Benjamini & Hochberg 1995): the greatest chance that does.
pub(crate) fn false_discovery_limit(mut chances: Vec<f64>, n: usize, share: f64) -> f64 {
    chances.sort_unstable_by(f64::total_cmp);
    let passes =
        |(place, p): (usize, &f64)| (*p <= share * (place + 1) as f64 / n.max(1) as f64).then_some(*p);
    chances.iter().enumerate().filter_map(passes).next_back().unwrap_or(-1.0)
}
