//! How far a dyad is, on each day on which something happened, from what passed between the two before.
//! Between the acts and the turns: the statistic that both the real days and the permuted ones are measured by.
//!
//! Windows of two, four and six weeks stand against up to half a year before them. Two questions, in standard
//! deviations each: does more conflict, or more cooperation, pass than before (`mass`)? Is what passes of
//! another tone than before (`tone`)? Mass is the sum of |score| of either sign, taken as Poisson with the
//! dyad's own overdispersion and compared as square roots (Anscombe 1948), against the world's volume.
//! Rising conflict counts against the relation, rising cooperation for it; silence alone is no sign.

/// What passed on one day, and in the week that holds it what the world's volume was.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Day {
    /// Days since the first Monday.
    pub at: u32,
    pub n: f64,
    pub sum: f64,
    /// Sums of scores above zero, and of those below, both positive: cooperation, conflict.
    pub mass: [f64; 2],
}

/// The days of a dyad in order, and the world's volume of every week that they may fall in.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Days {
    pub days: Vec<Day>,
    pub exposure: Vec<f64>,
}

impl Days {
    /// Acts from one day to before another, and their mean score where there are any.
    pub(crate) fn mean(&self, from: u32, to: u32) -> (f64, Option<f64>) {
        let days = &self.days[self.place(from)..self.place(to)];
        let (n, sum) = days.iter().fold((0.0, 0.0), |total, day| (total.0 + day.n, total.1 + day.sum));
        (n, (n > 0.0).then(|| sum / n))
    }

    /// The day on which there were so many acts.
    pub(crate) fn since(&self, acts: f64) -> Option<u32> {
        let mut n = 0.0;
        let enough = |day: &&Day| {
            n += day.n;
            n >= acts
        };
        self.days.iter().find(enough).map(|day| day.at)
    }

    /// Some weeks of them, counted anew from the first.
    pub(crate) fn weeks(&self, from: usize, to: usize) -> Days {
        let first = 7 * from as u32;
        let days = &self.days[self.place(first)..self.place(7 * to as u32)];
        let days = days.iter().map(|day| Day { at: day.at - first, ..*day });
        Days { days: days.collect(), exposure: self.exposure[from..to].to_vec() }
    }

    /// The same weeks in another order, each with its days and the world's volume.
    pub(crate) fn permuted(&self, order: &[usize]) -> Days {
        let mut permuted = Days {
            days: Vec::with_capacity(self.days.len()),
            exposure: order.iter().map(|week| self.exposure[*week]).collect(),
        };
        for (week, &was) in order.iter().enumerate() {
            let (from, to) = (self.place(7 * was as u32), self.place(7 * was as u32 + 7));
            let moved =
                self.days[from..to].iter().map(|day| Day { at: day.at % 7 + 7 * week as u32, ..*day });
            permuted.days.extend(moved);
        }
        permuted
    }

    fn place(&self, at: u32) -> usize {
        self.days.partition_point(|day| day.at < at)
    }
}

/// The statistic on one day: below zero for the worse, above for the better.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Signal {
    /// The day.
    pub at: u32,
    /// In standard deviations, of the window in which it stands out most.
    pub value: f64,
    /// That window, in days.
    pub window: u32,
}

/// Windows, in days.
pub(crate) const WINDOWS: [u32; 3] = [14, 28, 42];
/// Days before a window that it is compared with, at most and at least.
pub(crate) const BASELINE: u32 = 182;
const LEAST_BASELINE: u32 = 28;
/// The first day on which there can be a statistic.
pub(crate) const FIRST: u32 = WINDOWS[0] + LEAST_BASELINE;

/// The statistic on every day on which something happened, once there is a baseline.
pub(crate) fn signals(days: &Days) -> Vec<Signal> {
    let sums = Sums::of(days);
    let mut starts = WINDOWS.map(|window| Start { window, ..Start::default() });
    let mut signals = Vec::with_capacity(days.days.len());
    for (place, day) in days.days.iter().enumerate() {
        let mut best = Signal { at: day.at, value: 0.0, window: WINDOWS[0] };
        for start in &mut starts {
            if day.at + 1 < start.window + LEAST_BASELINE {
                continue;
            }
            let value = start.advance(&days.days, day.at).value(&sums, place);
            if value.abs() > best.value.abs() {
                best = Signal { value, window: start.window, ..best };
            }
        }
        signals.push(best);
    }
    signals
}

/// The day since which what passes differs most: where the days up to `at` are best told from those before.
pub(crate) fn onset(days: &Days, at: u32, sign: f64) -> u32 {
    let (sums, longest) = (Sums::of(days), WINDOWS[WINDOWS.len() - 1]);
    let place = days.place(at);
    let mut best = (f64::NEG_INFINITY, at);
    for day in days.days[days.place((at + 1).saturating_sub(longest))..=place].iter().rev() {
        let mut start = Start { window: at + 1 - day.at, ..Start::default() };
        let value = sign * start.advance(&days.days, at).value(&sums, place);
        if value > best.0 {
            best = (value, day.at);
        }
    }
    best.1
}

// Where a window and its baseline begin: days, and places among the days on which something happened.
#[derive(Clone, Copy, Default)]
struct Start {
    window: u32,
    end: u32,
    from: u32,
    left: u32,
    from_place: usize,
    left_place: usize,
}

impl Start {
    fn advance(&mut self, days: &[Day], at: u32) -> &Start {
        self.end = at + 1;
        self.from = self.end - self.window;
        self.left = self.from.saturating_sub(BASELINE);
        while days[self.from_place].at < self.from {
            self.from_place += 1;
        }
        while days[self.left_place].at < self.left {
            self.left_place += 1;
        }
        self
    }

    #[inline]
    fn value(&self, sums: &Sums, place: usize) -> f64 {
        let recent = sums.days[place + 1].less(&sums.days[self.from_place]);
        let before = sums.days[self.from_place].less(&sums.days[self.left_place]);
        let volume = (
            sums.exposure(self.end) - sums.exposure(self.from),
            sums.exposure(self.from) - sums.exposure(self.left),
        );
        let weeks = sums.weeks(self.left, self.from);
        // No closure over both: it would not be inlined, and most of the time goes here.
        let rises = |k: usize| {
            let less = 1.0 / weeks.dispersion(k);
            rise(recent.mass[k] * less, before.mass[k] * less, volume).max(0.0)
        };
        let (better, worse) = (rises(0), rises(1));
        let tone = tone((recent.n, recent.sum), (before.n, before.sum), weeks.act_variance());
        (better - worse + tone) / std::f64::consts::SQRT_2
    }
}

/// Two Poisson sums as square roots, against the world's volume: in standard deviations, whatever the rate.
#[inline]
pub(crate) fn rise(recent: f64, before: f64, volume: (f64, f64)) -> f64 {
    let root = |sum: f64, volume: f64| ((sum + 0.375) / volume).sqrt();
    2.0 * (root(recent, volume.0) - root(before, volume.1)) / (1.0 / volume.0 + 1.0 / volume.1).sqrt()
}

/// The change of tone, in standard deviations, of acts and sums of scores: nothing where either has no acts.
#[inline]
pub(crate) fn tone(recent: (f64, f64), before: (f64, f64), variance: f64) -> f64 {
    if recent.0 <= 0.0 || before.0 <= 0.0 {
        return 0.0;
    }
    let change = recent.1 / recent.0 - before.1 / before.0;
    change / (variance * (1.0 / recent.0 + 1.0 / before.0)).sqrt()
}

#[derive(Clone, Copy, Default)]
struct Sum {
    n: f64,
    sum: f64,
    mass: [f64; 2],
}

impl Sum {
    #[inline]
    fn less(&self, other: &Sum) -> Sum {
        let mass = [self.mass[0] - other.mass[0], self.mass[1] - other.mass[1]];
        Sum { n: self.n - other.n, sum: self.sum - other.sum, mass }
    }
}

/// Sums over weeks: how much a dyad scatters from week to week.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Weeks {
    weeks: f64,
    active: f64,
    pub volume: f64,
    pub n: f64,
    pub sum: f64,
    /// Of sum² / n.
    pub squares: f64,
    pub mass: [f64; 2],
    // Of mass² / volume.
    mass_squares: [f64; 2],
}

/// How much dyads scatter that are so busy: more, the more passes, for one story is told by many acts
/// (Taylor's law 1961: variance grows as mean to the power of 1.5).
struct Usual {
    least: f64,
    per_root: f64,
}

impl Usual {
    fn of(&self, per_week: f64) -> f64 {
        self.least + self.per_root * per_week.max(0.0).sqrt()
    }
}

/// Variance over mean of a week's mass, by its mean: what the middle dyad of each size showed in ICEWS, 2018.
/// A threshold does not hang on it: permuted time is measured alike.
const USUAL_DISPERSION: Usual = Usual { least: 4.0, per_root: 9.0 };
/// Weeks that it is worth.
const PRIOR_WEEKS: f64 = 6.0;
/// Variance of an act around the dyad's tone, by acts a week, as told by the scatter of weeks; likewise.
const USUAL_VARIANCE: Usual = Usual { least: 8.0, per_root: 4.0 };
/// Weeks that it is worth.
const PRIOR_TONES: f64 = 4.0;

impl Weeks {
    pub(crate) fn add(&mut self, n: f64, sum: f64, mass: [f64; 2], volume: f64) {
        self.weeks += 1.0;
        self.volume += volume;
        self.n += n;
        self.sum += sum;
        if n > 0.0 {
            self.active += 1.0;
            self.squares += sum * sum / n;
        }
        for (k, mass) in mass.into_iter().enumerate() {
            self.mass[k] += mass;
            self.mass_squares[k] += mass * mass / volume;
        }
    }

    #[inline]
    pub(crate) fn less(&self, other: &Weeks) -> Weeks {
        let pair = |x: [f64; 2], y: [f64; 2]| [x[0] - y[0], x[1] - y[1]];
        Weeks {
            weeks: self.weeks - other.weeks,
            active: self.active - other.active,
            volume: self.volume - other.volume,
            n: self.n - other.n,
            sum: self.sum - other.sum,
            squares: self.squares - other.squares,
            mass: pair(self.mass, other.mass),
            mass_squares: pair(self.mass_squares, other.mass_squares),
        }
    }

    // Variance over mean of the weeks' mass, drawn to the usual one.
    #[inline]
    pub(crate) fn dispersion(&self, k: usize) -> f64 {
        let scatter = (self.mass_squares[k] - self.mass[k] * self.mass[k] / self.volume).max(0.0);
        let rate = (self.mass[k] / self.volume).max(0.5 * self.weeks / self.volume);
        self.drawn_to_usual(k, scatter / rate / self.weeks)
    }

    /// A dispersion of these weeks, drawn to that of dyads as busy, and no less than that of lone acts.
    #[inline]
    pub(crate) fn drawn_to_usual(&self, k: usize, dispersion: f64) -> f64 {
        let usual = USUAL_DISPERSION.of(self.mass[k] / self.weeks);
        let drawn = (PRIOR_WEEKS * usual + self.weeks * dispersion) / (PRIOR_WEEKS + self.weeks);
        drawn.max(USUAL_DISPERSION.least)
    }

    // Variance of one act around the dyad's tone, with what a week's acts share, drawn to the usual one.
    #[inline]
    pub(crate) fn act_variance(&self) -> f64 {
        let scatter = if self.n > 0.0 { (self.squares - self.sum * self.sum / self.n).max(0.0) } else { 0.0 };
        let usual = USUAL_VARIANCE.of(self.n / self.weeks);
        (PRIOR_TONES * usual + scatter) / (PRIOR_TONES + (self.active - 1.0).max(0.0))
    }
}

// Running sums: before each day on which something happened, and before each week.
struct Sums {
    days: Vec<Sum>,
    weeks: Vec<Weeks>,
}

impl Sums {
    fn of(days: &Days) -> Sums {
        let (mut total, mut sums) = (Sum::default(), vec![Sum::default()]);
        for day in &days.days {
            total.n += day.n;
            total.sum += day.sum;
            (0..2).for_each(|k| total.mass[k] += day.mass[k]);
            sums.push(total);
        }
        let mut weeks = vec![Weeks::default()];
        let mut place = 0;
        for (week, volume) in days.exposure.iter().enumerate() {
            let first = place;
            while days.days.get(place).is_some_and(|day| day.at as usize / 7 == week) {
                place += 1;
            }
            let within = sums[place].less(&sums[first]);
            let mut next = weeks[week];
            next.add(within.n, within.sum, within.mass, *volume);
            weeks.push(next);
        }
        Sums { days: sums, weeks }
    }

    // World's volume before a day.
    #[inline]
    fn exposure(&self, day: u32) -> f64 {
        let (week, rest) = (day as usize / 7, f64::from(day % 7) / 7.0);
        let here = self.weeks[week].volume;
        let next = self.weeks.get(week + 1).map_or(here, |next| next.volume);
        here + rest * (next - here)
    }

    // Whole weeks from one day to another: two at least.
    #[inline]
    fn weeks(&self, left: u32, from: u32) -> Weeks {
        let left = left as usize / 7;
        let from = (from as usize / 7).max(left + 2);
        self.weeks[from].less(&self.weeks[left])
    }
}
