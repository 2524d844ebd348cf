//! The levels of all relations over one year, as they were and as chance would shuffle them. Between the
//! scores and whatever looks at several relations at once: pivots, axes.
//!
//! A shuffle moves blocks of periods, the same blocks for all relations: what happened in one week stays
//! together, with the coverage of that week, and only the order in time is lost. A level is the mean of up to
//! half a year before or after a stretch, each week weighed as [`crate::score`] does. Levels of a few weeks
//! would not do: shuffled months hold changes as sharp as real ones, only not as lasting.
//!
//! A change is measured by how far months scatter around the level before it and around the level after it,
//! drawn to what is usual (a moderated t, Smyth 2004). By how far all months of the year scatter would not do:
//! they scatter because the relation changed, and the greatest change would look no greater than any other.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::Span;
use jiff::civil::Date;

use crate::calibrate::{Random, shuffled_blocks};
use crate::pivots::{Settings, Shift};
use crate::score::{self, Score};
use crate::{Act, Panel, Period, State};

/// One relation in the scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Leg {
    pub(crate) a: State,
    pub(crate) b: State,
    /// Its place among the dyads of the panel.
    pub(crate) dyad: usize,
}

/// A stretch in which relations move: levels are those of up to half a year before it, and after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// Periods of the scan before it ...
    pub(crate) from: usize,
    /// ... and the first after it.
    pub(crate) to: usize,
}

/// All relations of one year that have acts enough.
pub(crate) struct Scan<'p> {
    panel: &'p Panel,
    /// Periods of the panel that it covers.
    pub(crate) periods: Range<usize>,
    pub(crate) legs: Vec<Leg>,
    pub(crate) stretches: Vec<Stretch>,
    // Period by period, all legs side by side: tone, and how much it tells (0 where nothing happened).
    tones: Vec<f32>,
    precisions: Vec<f32>,
    // How far a month's mean of each leg usually scatters, as a multiple of what its acts and weeks let expect.
    usual: Vec<f32>,
    // How much more alike neighbouring months are than shuffled ones, 1 or more.
    likeness: f32,
}

/// Running sums of all legs, place by place, all legs side by side: what any stretch's levels are told from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Levels {
    n_legs: usize,
    weights: Vec<f32>,
    sums: Vec<f32>,
    months: MonthSums,
}

/// Running sums over months, one that begins with each period: how far they scatter around a level.
#[derive(Clone, Copy, Debug, Default)]
struct Months {
    n: f32,
    weight: f32,
    sum: f32,
    // Of sum² / weight.
    squares: f32,
}

/// The same of all legs, place by place: a column each, so that several legs are worked out at once.
#[derive(Clone, Debug, Default)]
struct MonthSums {
    n: Vec<f32>,
    weight: Vec<f32>,
    sum: Vec<f32>,
    squares: Vec<f32>,
}

/// What all legs do over one stretch.
#[derive(Clone, Debug, Default)]
pub(crate) struct Moves {
    /// The change in deviations of what chance gives it; 0 where too little is known.
    pub(crate) z: Vec<f32>,
    /// The level after it.
    pub(crate) after: Vec<f32>,
}

/// Years that overlap by half, so that no stretch of half a year is cut; one, where the panel is hardly longer.
pub(crate) fn years(panel: &Panel) -> Vec<Range<usize>> {
    let year = panel.period.per_year().round() as usize;
    let n_periods = panel.n_periods();
    if 2 * n_periods <= 3 * year {
        return std::iter::once(0..n_periods).collect();
    }
    let last = n_periods - year;
    let starts = (0..last).step_by(year.div_ceil(2)).chain([last]);
    starts.map(|start| start..start + year).collect()
}

/// The settings with the share that is held back: months of a relation hang together, and what shuffled ones lack of it
/// is not wholly made up for. Measured in worlds without plants: `cargo xtask evaluate worlds`.
pub(crate) fn held(settings: &Settings) -> Settings {
    Settings { alpha: HELD * settings.alpha, ..settings.clone() }
}

const HELD: f32 = 0.8;

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
        let stretches = stretches(periods.len(), &settings.stretches);
        let mut scan = Scan {
            panel,
            periods,
            legs: Vec::new(),
            stretches,
            tones: Vec::new(),
            precisions: Vec::new(),
            usual: Vec::new(),
            likeness: 1.0,
        };
        scan.fill(scores, settings.min_acts);
        scan.usual = scan.usual_scatter();
        let mut random = Random::new(!settings.seed);
        scan.likeness = scan.likeness_of_months(&mut random);
        scan
    }

    fn fill(&mut self, scores: &[Option<Score>], min_acts: f32) {
        let mut series = Vec::new();
        for (number, (dyad, score)) in self.panel.dyads.iter().zip(scores).enumerate() {
            let Some(score) = score else { continue };
            let first = dyad.cells.partition_point(|(at, _)| (*at as usize) < self.periods.start);
            let last = dyad.cells.partition_point(|(at, _)| (*at as usize) < self.periods.end);
            let cells = &dyad.cells[first..last];
            if cells.iter().map(|(_, cell)| cell.n).sum::<f32>() >= min_acts {
                self.legs.push(Leg { a: dyad.a, b: dyad.b, dyad: number });
                series.push((cells, score));
            }
        }
        let n_legs = self.legs.len();
        self.tones = vec![0.0; n_legs * self.periods.len()];
        self.precisions = vec![0.0; n_legs * self.periods.len()];
        for (leg, (cells, score)) in series.into_iter().enumerate() {
            for (at, cell) in cells {
                let place = (*at as usize - self.periods.start) * n_legs + leg;
                self.tones[place] = cell.tone().unwrap_or(0.0);
                self.precisions[place] = cell.n / (score.act_variance + cell.n * score.period_variance);
            }
        }
    }

    /// Levels as they were.
    pub(crate) fn as_it_was(&self, levels: &mut Levels) {
        self.levels(&self.in_order(), levels);
    }

    /// Levels as chance would have them: months in another order.
    pub(crate) fn shuffle(&self, random: &mut Random, levels: &mut Levels) {
        self.levels(&self.shuffled(random), levels);
    }

    fn levels(&self, order: &[usize], levels: &mut Levels) {
        let n_legs = self.legs.len();
        levels.n_legs = n_legs;
        for sums in [&mut levels.weights, &mut levels.sums] {
            sums.clear();
            sums.resize(n_legs, 0.0);
        }
        for (place, &period) in order.iter().enumerate() {
            let (row, before) = (period * n_legs, place * n_legs);
            for leg in 0..n_legs {
                let precision = self.precisions[row + leg];
                levels.weights.push(levels.weights[before + leg] + precision);
                levels.sums.push(levels.sums[before + leg] + precision * self.tones[row + leg]);
            }
        }
        levels.add_months(self.month(), order.len());
    }

    /// Periods that stay together when chance is asked: about a month.
    fn month(&self) -> usize {
        match self.panel.period {
            Period::Day => 28,
            Period::Week => 4,
            Period::Month => 1,
        }
    }

    fn in_order(&self) -> Vec<usize> {
        (0..self.periods.len()).collect()
    }

    fn shuffled(&self, random: &mut Random) -> Vec<usize> {
        shuffled_blocks(self.periods.len(), self.month(), random)
    }

    /// What all legs do over a stretch, in shuffled years.
    pub(crate) fn moves(&self, levels: &Levels, stretch: Stretch, moves: &mut Moves) {
        let (n_legs, month) = (self.legs.len(), self.month());
        let places = self.corners(stretch);
        let [w0, w1, w2, w3] = places.map(|place| levels.row(&levels.weights, place));
        let [x0, x1, x2, x3] = places.map(|place| levels.row(&levels.sums, place));
        let [a, b, c, d] = places;
        let left = [a, levels.end_of_months(a, b, month)].map(|place| levels.months_at(place));
        let right = [c, levels.end_of_months(c, d, month)].map(|place| levels.months_at(place));
        moves.z.resize(n_legs, 0.0);
        moves.after.resize(n_legs, 0.0);
        let rows = Rows {
            weights: [w0, w1, w2, w3],
            sums: [x0, x1, x2, x3],
            left,
            right,
            usual: &self.usual[..n_legs],
            month,
        };
        rows.moves(&mut moves.z[..n_legs], &mut moves.after[..n_legs]);
    }

    /// What all legs did over a stretch, months being more alike than shuffled ones.
    pub(crate) fn moves_as_it_was(&self, levels: &Levels, stretch: Stretch, moves: &mut Moves) {
        self.moves(levels, stretch, moves);
        moves.z.iter_mut().for_each(|z| *z /= self.likeness);
    }

    /// How many parties the panel has.
    pub(crate) fn n_states(&self) -> usize {
        self.panel.roster.len()
    }

    /// What one leg did over a stretch, in its own deviations.
    pub(crate) fn shift(&self, levels: &Levels, leg: usize, stretch: Stretch) -> Shift {
        let [a, b, c, d] = self.corners(stretch);
        let (before, after) = (levels.level(leg, a, b), levels.level(leg, c, d));
        let z = (after.0 - before.0) / (before.1 * before.1 + after.1 * after.1).sqrt();
        Shift { before, after, z }
    }

    /// Where the levels before a stretch begin and end, and those after it.
    fn corners(&self, stretch: Stretch) -> [usize; 4] {
        let window = (self.panel.period.per_year() / 2.0).round() as usize;
        let end = (stretch.to + window).min(self.periods.len());
        [stretch.from.saturating_sub(window), stretch.from, stretch.to, end]
    }

    /// Acts and weeks let a month's mean scatter by 1 over its weight; what tone does from month to month comes on
    /// top, and shows where many acts make the rest small: in the middle one of the busiest quarter of relations.
    fn usual_scatter(&self) -> Vec<f32> {
        let mut levels = Levels::default();
        self.as_it_was(&mut levels);
        let end = levels.end_of_months(0, self.periods.len(), self.month());
        let [from, to] = [0, end].map(|place| levels.months_at(place));
        let months: Vec<Months> = (0..self.legs.len()).map(|leg| to.at(leg).less(&from.at(leg))).collect();
        let weight = |leg: usize| months[leg].weight / months[leg].n.max(1.0);
        let more = |leg: usize| {
            let (scatter, freedom) = months[leg].scatter(self.month());
            ((scatter / freedom.max(1.0) - 1.0) / weight(leg).max(1e-6)).max(0.0)
        };
        let drift = middle(self.busiest(4).into_iter().map(more).collect());
        (0..months.len()).map(|leg| 1.0 + drift * weight(leg)).collect()
    }

    /// Sums over a quarter scatter more than those of shuffled months, where tone has a memory of months. The
    /// middle one of the busiest quarter of relations tells by how much: few of them turn, all have a memory,
    /// and in those less busy it is lost among the few acts of a week.
    fn likeness_of_months(&self, random: &mut Random) -> f32 {
        let legs = &self.busiest(4);
        let real = self.scatter(legs, &self.in_order());
        let shuffled: Vec<Vec<f32>> =
            (0..WEIGHINGS).map(|_| self.scatter(legs, &self.shuffled(random))).collect();
        let mean = |place: usize| shuffled.iter().map(|one| one[place]).sum::<f32>() / WEIGHINGS as f32;
        let means: Vec<f32> = (0..legs.len()).map(mean).collect();
        let share =
            |one: &[f32]| middle(one.iter().zip(&means).map(|(x, mean)| x / mean.max(1e-6)).collect());
        let usual = middle(shuffled.iter().map(|one| share(one)).collect());
        (share(&real) / usual.max(1e-6)).max(1.0).sqrt()
    }

    /// The busiest one of so many legs.
    fn busiest(&self, of: usize) -> Vec<usize> {
        let n_legs = self.legs.len();
        let rows = || (0..self.periods.len()).map(|period| period * n_legs);
        let told = |leg: usize| rows().map(|row| self.precisions[row + leg]).sum::<f32>();
        let mut legs: Vec<(f32, usize)> = (0..n_legs).map(|leg| (told(leg), leg)).collect();
        legs.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
        legs.into_iter().take(n_legs.div_ceil(of)).map(|(_, leg)| leg).collect()
    }

    /// Of each leg, the squares of what each quarter is off its mean, summed.
    fn scatter(&self, legs: &[usize], order: &[usize]) -> Vec<f32> {
        let mut levels = Levels::default();
        self.levels(order, &mut levels);
        let n_periods = order.len();
        let quarter = ((self.panel.period.per_year() / 4.0).round() as usize).clamp(1, n_periods.max(1));
        let off = |leg: usize| {
            let (weight, sum) = levels.between(leg, 0, n_periods);
            let starts = (0..n_periods).step_by(quarter);
            let quarters = starts.map(|start| levels.between(leg, start, (start + quarter).min(n_periods)));
            quarters.map(|(w, x)| (x - w * sum / weight.max(1e-6)).powi(2)).sum()
        };
        legs.iter().copied().map(off).collect()
    }

    /// First and last day of a stretch.
    pub(crate) fn days(&self, stretch: Stretch) -> (Date, Date) {
        let start = self.periods.start;
        (self.panel.start(start + stretch.from), self.panel.end(start + stretch.to - 1))
    }
}

/// What the moves of all legs over one stretch are told from.
struct Rows<'l> {
    weights: [&'l [f32]; 4],
    sums: [&'l [f32]; 4],
    left: [MonthRow<'l>; 2],
    right: [MonthRow<'l>; 2],
    usual: &'l [f32],
    month: usize,
}

impl Rows<'_> {
    // Without a branch, and with all rows as long as one another, so that several legs are worked out at once.
    fn moves(&self, z: &mut [f32], level_after: &mut [f32]) {
        let Rows { weights: [w0, w1, w2, w3], sums: [x0, x1, x2, x3], left, right, usual, month } = self;
        let n_legs = z.len();
        let [w0, w1, w2, w3] = [w0, w1, w2, w3].map(|row| &row[..n_legs]);
        let [x0, x1, x2, x3] = [x0, x1, x2, x3].map(|row| &row[..n_legs]);
        let ([l0, l1], [r0, r1]) = (left.map(|row| row.cut(n_legs)), right.map(|row| row.cut(n_legs)));
        let (usual, level_after) = (&usual[..n_legs], &mut level_after[..n_legs]);
        for leg in 0..n_legs {
            let (before, after) = (w1[leg] - w0[leg], w3[leg] - w2[leg]);
            let known = before >= LEAST_TOLD && after >= LEAST_TOLD;
            let (before, after) = (if known { before } else { 1.0 }, if known { after } else { 1.0 });
            let level = (x3[leg] - x2[leg]) / after;
            let change = level - (x1[leg] - x0[leg]) / before;
            let of_left = l1.at(leg).less(&l0.at(leg)).scatter(*month);
            let of_right = r1.at(leg).less(&r0.at(leg)).scatter(*month);
            let scatter = (PRIOR_MONTHS * usual[leg] + of_left.0 + of_right.0)
                / (PRIOR_MONTHS + of_left.1 + of_right.1);
            let moved = change / (scatter * (1.0 / before + 1.0 / after)).sqrt();
            z[leg] = if known { moved } else { 0.0 };
            level_after[leg] = if known { level } else { 0.0 };
        }
    }
}

fn stretches(n_periods: usize, lengths: &[usize]) -> Vec<Stretch> {
    let of_length = |length: usize| {
        (1..n_periods.saturating_sub(length)).map(move |from| Stretch { from, to: from + length })
    };
    lengths.iter().copied().flat_map(of_length).filter(|stretch| stretch.to > stretch.from).collect()
}

/// Whether two stretches lie further apart than the levels after one and before the other reach.
pub(crate) fn apart(one: (Date, Date), other: (Date, Date)) -> bool {
    let reach = Span::new().days(183);
    one.1.saturating_add(reach) < other.0 || other.1.saturating_add(reach) < one.0
}

fn middle(mut values: Vec<f32>) -> f32 {
    values.sort_unstable_by(f32::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(1.0)
}

// A level with a band wider than 1.5 says nothing of a change: it has less than this weight.
const LEAST_TOLD: f32 = 1.0 / (1.5 * 1.5);
// Shuffles from which the likeness of months is told.
const WEIGHINGS: usize = 40;
// Months of a relation's own that the usual scatter is worth: a level of two months alone says little of it.
const PRIOR_MONTHS: f32 = 6.0;

impl Levels {
    fn row<'l, T>(&self, sums: &'l [T], place: usize) -> &'l [T] {
        &sums[place * self.n_legs..(place + 1) * self.n_legs]
    }

    /// Where the last month begins that lies wholly between two places.
    fn end_of_months(&self, from: usize, to: usize, month: usize) -> usize {
        (to + 1).saturating_sub(month).max(from)
    }

    fn months_at(&self, place: usize) -> MonthRow<'_> {
        let row = |column| self.row(column, place);
        let months = &self.months;
        MonthRow {
            n: row(&months.n),
            weight: row(&months.weight),
            sum: row(&months.sum),
            squares: row(&months.squares),
        }
    }

    fn add_months(&mut self, month: usize, n_periods: usize) {
        let mut months = std::mem::take(&mut self.months);
        months.clear(self.n_legs);
        for place in 0..n_periods {
            let end = (place + month).min(n_periods);
            for leg in 0..self.n_legs {
                let (weight, sum) = self.between(leg, place, end);
                months.add(self.n_legs, weight, sum);
            }
        }
        self.months = months;
    }

    /// Weight and weighted sum between two places.
    fn between(&self, leg: usize, from: usize, to: usize) -> (f32, f32) {
        let (from, to) = (from * self.n_legs + leg, to * self.n_legs + leg);
        (self.weights[to] - self.weights[from], self.sums[to] - self.sums[from])
    }

    /// Level and deviation between two places.
    fn level(&self, leg: usize, from: usize, to: usize) -> (f32, f32) {
        let (weight, sum) = self.between(leg, from, to);
        (sum / weight, 1.0 / weight.sqrt())
    }
}

impl MonthSums {
    fn clear(&mut self, n_legs: usize) {
        for column in [&mut self.n, &mut self.weight, &mut self.sum, &mut self.squares] {
            column.clear();
            column.resize(n_legs, 0.0);
        }
    }

    // The next leg's, one place on.
    fn add(&mut self, n_legs: usize, weight: f32, sum: f32) {
        let last = self.n.len() - n_legs;
        let some = weight > 0.0;
        let square = if some { sum * sum / weight } else { 0.0 };
        self.n.push(self.n[last] + if some { 1.0 } else { 0.0 });
        self.weight.push(self.weight[last] + if some { weight } else { 0.0 });
        self.sum.push(self.sum[last] + if some { sum } else { 0.0 });
        self.squares.push(self.squares[last] + square);
    }
}

/// The sums of all legs at one place.
#[derive(Clone, Copy)]
struct MonthRow<'l> {
    n: &'l [f32],
    weight: &'l [f32],
    sum: &'l [f32],
    squares: &'l [f32],
}

impl<'l> MonthRow<'l> {
    #[inline(always)]
    fn cut(&self, n_legs: usize) -> MonthRow<'l> {
        let cut = |column: &'l [f32]| &column[..n_legs];
        MonthRow { n: cut(self.n), weight: cut(self.weight), sum: cut(self.sum), squares: cut(self.squares) }
    }

    #[inline(always)]
    fn at(&self, leg: usize) -> Months {
        Months { n: self.n[leg], weight: self.weight[leg], sum: self.sum[leg], squares: self.squares[leg] }
    }
}

impl Months {
    #[inline(always)]
    fn less(&self, other: &Months) -> Months {
        Months {
            n: self.n - other.n,
            weight: self.weight - other.weight,
            sum: self.sum - other.sum,
            squares: self.squares - other.squares,
        }
    }

    /// Squares of what months are off their mean, and how many free ones they are worth: months overlap, so
    /// that each period counts in as many.
    #[inline(always)]
    fn scatter(&self, month: usize) -> (f32, f32) {
        let n = self.n / month as f32;
        let some = n > 1.0;
        let weight = if some { self.weight } else { 1.0 };
        let squares = (self.squares - self.sum * self.sum / weight).max(0.0) / month as f32;
        if some { (squares, n - 1.0) } else { (0.0, 0.0) }
    }
}

/// Of findings, strongest first, the chance of each, corrected for all that were scanned: that shuffled years give
/// one as strong among it and all that are weaker. A finding that stands is no chance, so it is left out when the next
/// is asked about (stepping down, Westfall & Young 1993): in other shuffles it would come back, and hide the others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Steps {
    /// Strengths of the strongest, downward.
    strongest: Vec<f32>,
    /// For each of them, and for all the rest, the strongest of each shuffled year among it and the weaker.
    nulls: Vec<Vec<f32>>,
}

/// The strongest findings that are asked about one by one.
pub(crate) const STEPS: usize = 60;

impl Steps {
    /// Of strengths, downward.
    pub(crate) fn of(strongest: Vec<f32>) -> Steps {
        let nulls = vec![Vec::new(); strongest.len() + 1];
        Steps { strongest, nulls }
    }

    /// Adds a shuffled year: the strength of each of the strongest in it, and the greatest of all the rest.
    pub(crate) fn add(&mut self, each: &[f32], rest: f32) {
        let mut greatest = rest;
        self.nulls[each.len()].push(rest);
        for (place, strength) in each.iter().enumerate().rev() {
            greatest = greatest.max(*strength);
            self.nulls[place].push(greatest);
        }
    }

    /// The chance of a finding of that strength: no less than that of any stronger one.
    pub(crate) fn p(&self, strength: f32) -> f32 {
        let stronger = self.strongest.partition_point(|known| *known > strength);
        let steps = self.strongest[..stronger].iter().zip(&self.nulls);
        let above = steps.map(|(strength, null)| share(null, *strength)).fold(0.0, f32::max);
        above.max(share(&self.nulls[stronger], strength))
    }
}

fn share(null: &[f32], strength: f32) -> f32 {
    let as_strong = null.iter().filter(|&&null| null >= strength).count();
    (as_strong + 1) as f32 / (null.len() + 1) as f32
}

// Days after a stretch whose acts are part of what it came to.
const AFTER: i32 = 56;

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

    /// What moved a relation most in a stretch and the two months after it, strongest first: by how much, and
    /// the act.
    pub(crate) fn moved(
        &self,
        (a, b): (State, State),
        (since, until): (Date, Date),
        shift: &Shift,
    ) -> Vec<(f32, u32)> {
        let way = shift.z.signum();
        let until = until.saturating_add(Span::new().days(AFTER));
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
