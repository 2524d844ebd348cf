//! Axes: states that draw together while a common relation sours. Grown from triads.
//!
//! Two states whose relation warms and is friendly, while both stand badly, and on the whole worse, with a
//! third: that is the least axis. It grows by whoever stands the same way to all its members and to the third,
//! as long as that makes it stronger. What chance gives is asked as for [`crate::pivots`]: the strongest triad of
//! a whole scan of shuffled months is what each member's best triad has to beat.
//!
//! ```
//! use tiltmeter_relations::axes::axes;
//! use tiltmeter_relations::pivots::Settings;
//! use tiltmeter_relations::planted::{Change, Plant, World, acts};
//! use tiltmeter_relations::{Panel, Period, State};
//! let change = Change::Axis { members: vec![State(1), State(2), State(3)], against: State(0) };
//! let plant = Plant { change, week: 20, over: 2, size: 4.0, acts_per_week: 15.0 };
//! let world = World { states: 12, plants: vec![plant], acts_per_week: 300.0, ..World::default() };
//! let (acts, roster) = acts(&world);
//! let panel = Panel::of(&acts, roster, Period::Week);
//! let axes = axes(&panel, &acts, &Settings::default());
//! assert_eq!(axes[0].against, State(0));
//! assert_eq!(axes[0].members, [State(1), State(2), State(3)]);
//! ```

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;

use crate::balance::{Edge, frustration};
use crate::calibrate::{Random, for_each};
use crate::pivots::{Settings, Shift, Standing};
use crate::scan::{self, Levels, Moves, Scan, Steps, Stretch, Told};
use crate::score::Score;
use crate::{Act, Panel, State};

/// States that draw together against another.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Who draws together, in order of codes.
    pub members: Vec<State>,
    /// Against whom.
    pub against: State,
    /// First day of the stretch over which they did; levels are those of up to half a year before ...
    pub since: Date,
    /// ... and after its last day.
    pub until: Date,
    /// Each pair of members.
    pub inner: Vec<(State, State, Shift)>,
    /// Each member with `against`.
    pub outer: Vec<(State, Shift)>,
    /// (Σ z inner − Σ z outer) / √ number of relations, each z in deviations of what chance gives it.
    pub strength: f32,
    /// Weighted frustration of the signed graph of its states before and after.
    pub frustration: (f32, f32),
    /// Chance that a scan of shuffled months gives a triad as strong as the best one of its weakest member.
    pub p: f32,
    /// The same of its strongest triad alone, as if nobody had looked at any other.
    pub alone: f32,
    /// Found, or signs.
    pub standing: Standing,
    /// Events that moved it most, strongest first: at most twenty, by [`Act::event`].
    pub evidence: Vec<u32>,
}

/// The axes of the system, strongest first.
pub fn axes(panel: &Panel, acts: &[Act], settings: &Settings) -> Vec<Axis> {
    let settings = &scan::held(settings);
    let scores = scan::scores(panel, settings);
    let years = scan::years(panel);
    let of_years = for_each(years.len(), &|at: usize| of_year(panel, years[at].clone(), &scores, settings));
    let mut axes = largest_of_each(panel, of_years.into_iter().flatten().collect());
    add_evidence(&mut axes, acts);
    axes
}

// Conditions of relations.md: inner relations warm and are friendly, outer ones don't warm and are hostile.
const DIRECTION: f32 = 0.2;
const FRIENDLY: f32 = 0.5;
const HOSTILE: f32 = -0.5;
// A triad weaker than this is not looked at.
const LEAST: f32 = 1.0;
const MOST_AGAINST_ONE: usize = 10;
const LEAST_SIGNS: f32 = 0.05;
const MOST_EVIDENCE: usize = 20;

/// Two members and the one they stand against; the legs of the scan between them.
#[derive(Clone, Copy, Debug)]
struct Triad {
    members: [State; 2],
    against: State,
    inner: usize,
    outer: [usize; 2],
    stretch: Stretch,
    strength: f32,
}

fn of_year(panel: &Panel, year: Range<usize>, scores: &[Option<Score>], settings: &Settings) -> Vec<Axis> {
    let scan = Scan::of(panel, year, scores, settings);
    let ties = Ties::of(&scan);
    let mut levels = Levels::default();
    scan.as_it_was(&mut levels);
    let triads = candidates(&scan, &ties, &levels);
    let chances = Chances::of(&scan, &ties, &triads, settings);
    let mut axes = Vec::new();
    for (place, triad) in triads.iter().enumerate() {
        let alone = chances.alone(place);
        if alone > LEAST_SIGNS && chances.p(triad.strength) > settings.alpha {
            continue;
        }
        let mut moves = Moves::default();
        scan.moves_as_it_was(&levels, triad.stretch, &mut moves);
        let grown =
            Grown::from(triad, &Around { ties: &ties, moves: &moves, chances: &chances }, settings.alpha);
        axes.push(Axis { alone, ..grown.axis(panel, &scan, &levels, &ties, settings.alpha) });
    }
    axes
}

/// Who has which leg of the scan with whom.
struct Ties(BTreeMap<(State, State), usize>);

impl Ties {
    fn of(scan: &Scan) -> Ties {
        let both = |(leg, ends): (usize, &scan::Leg)| [((ends.a, ends.b), leg), ((ends.b, ends.a), leg)];
        Ties(scan.legs.iter().enumerate().flat_map(both).collect())
    }

    fn leg(&self, a: State, b: State) -> Option<usize> {
        self.0.get(&(a, b)).copied()
    }

    fn of_state(&self, state: State) -> impl Iterator<Item = (State, usize)> {
        let range = (state, State(0))..=(state, State(u16::MAX));
        self.0.range(range).map(|(&(_, other), &leg)| (other, leg))
    }
}

fn inner_fits(moves: &Moves, leg: usize) -> bool {
    moves.z[leg] > DIRECTION && moves.after[leg] > FRIENDLY
}

// Where too little is known, the level is given as 0, which is not hostile.
fn outer_fits(moves: &Moves, leg: usize) -> bool {
    moves.z[leg] < DIRECTION && moves.after[leg] < HOSTILE
}

/// All triads of a stretch that are stronger than `least`, which may rise on the way.
fn triads(
    scan: &Scan,
    ties: &Ties,
    moves: &Moves,
    stretch: Stretch,
    least: &mut f32,
    tell: &mut dyn FnMut(Triad) -> f32,
) {
    let hostile = (0..scan.legs.len()).filter(|&leg| outer_fits(moves, leg));
    let both =
        |leg: usize| [(scan.legs[leg].a, scan.legs[leg].b, leg), (scan.legs[leg].b, scan.legs[leg].a, leg)];
    let mut sides: Vec<(State, State, usize)> = hostile.flat_map(both).collect();
    sides.sort_unstable();
    let highest = moves.z.iter().copied().fold(0.0, f32::max);
    for of_one in sides.chunk_by(|x, y| x.0 == y.0) {
        for (place, &(against, a, a_leg)) in of_one.iter().enumerate() {
            for &(_, b, b_leg) in &of_one[place + 1..] {
                let outer = moves.z[a_leg] + moves.z[b_leg];
                if outer >= 0.0 || strength(highest - outer, 3) <= *least {
                    continue;
                }
                let Some(inner) = ties.leg(a, b).filter(|&leg| inner_fits(moves, leg)) else { continue };
                let strength = strength(moves.z[inner] - outer, 3);
                if strength > *least {
                    let outer = [a_leg, b_leg];
                    *least = tell(Triad { members: [a, b], against, inner, outer, stretch, strength });
                }
            }
        }
    }
}

fn strength(sum: f32, n_relations: usize) -> f32 {
    sum / (n_relations as f32).sqrt()
}

/// Each triad in the stretch where it is strongest; of those against one state the strongest few.
fn candidates(scan: &Scan, ties: &Ties, levels: &Levels) -> Vec<Triad> {
    let mut best: BTreeMap<(State, [State; 2]), Triad> = BTreeMap::new();
    let mut moves = Moves::default();
    for &stretch in &scan.stretches {
        scan.moves_as_it_was(levels, stretch, &mut moves);
        triads(scan, ties, &moves, stretch, &mut LEAST.clone(), &mut |triad| {
            let kept = best.entry((triad.against, triad.members)).or_insert(triad);
            if triad.strength > kept.strength {
                *kept = triad;
            }
            LEAST
        });
    }
    let mut triads: Vec<Triad> = best.into_values().collect();
    triads.sort_by(|x, y| x.against.cmp(&y.against).then(y.strength.total_cmp(&x.strength)));
    let few = |of_one: &[Triad]| of_one[..of_one.len().min(MOST_AGAINST_ONE)].to_vec();
    triads.chunk_by(|x, y| x.against == y.against).flat_map(few).collect()
}

/// What shuffled years gave: triads step by step, and in how many of them each candidate was as strong.
struct Chances {
    steps: Steps,
    as_strong: Vec<usize>,
    n_years: usize,
}

impl Chances {
    fn of(scan: &Scan, ties: &Ties, candidates: &[Triad], settings: &Settings) -> Chances {
        let mut strongest = candidates.to_vec();
        strongest.sort_by(|x, y| y.strength.total_cmp(&x.strength));
        strongest.truncate(scan::STEPS);
        let steps = Steps::of(strongest.iter().map(|triad| triad.strength).collect());
        let mut chances =
            Chances { steps, as_strong: vec![0; candidates.len()], n_years: settings.permutations };
        let mut levels = Levels::default();
        let mut moves: Vec<Moves> = vec![Moves::default(); scan.stretches.len()];
        let mut random = Random::new(settings.seed);
        for _ in 0..settings.permutations {
            scan.shuffle(&mut random, &mut levels);
            let over = scan.stretches.iter().zip(&mut moves);
            over.for_each(|(&stretch, moves)| scan.moves(&levels, stretch, moves));
            for (candidate, as_strong) in candidates.iter().zip(&mut chances.as_strong) {
                *as_strong += usize::from(candidate.strongest_in(&moves) >= candidate.strength);
            }
            let each: Vec<f32> = strongest.iter().map(|triad| triad.strongest_in(&moves)).collect();
            chances.steps.add(&each, rest(scan, ties, &moves, &strongest));
        }
        chances
    }

    fn p(&self, strength: f32) -> f32 {
        self.steps.p(strength)
    }

    fn alone(&self, place: usize) -> f32 {
        (self.as_strong[place] + 1) as f32 / (self.n_years + 1) as f32
    }
}

/// The strongest triad of a year that is none of those.
fn rest(scan: &Scan, ties: &Ties, moves: &[Moves], but: &[Triad]) -> f32 {
    let mut greatest = LEAST;
    for (moves, &stretch) in moves.iter().zip(&scan.stretches) {
        let mut least = greatest;
        triads(scan, ties, moves, stretch, &mut least, &mut |triad| {
            let known = |one: &Triad| (one.against, one.members) == (triad.against, triad.members);
            if !but.iter().any(known) {
                greatest = greatest.max(triad.strength);
            }
            greatest
        });
    }
    greatest
}

impl Triad {
    fn strongest_in(&self, moves: &[Moves]) -> f32 {
        let strength = |moves: &Moves| {
            let outer = moves.z[self.outer[0]] + moves.z[self.outer[1]];
            let fits = outer < 0.0
                && inner_fits(moves, self.inner)
                && self.outer.iter().all(|&leg| outer_fits(moves, leg));
            if fits { strength(moves.z[self.inner] - outer, 3) } else { 0.0 }
        };
        moves.iter().map(strength).fold(0.0, f32::max)
    }
}

/// What an axis grows in.
struct Around<'a> {
    ties: &'a Ties,
    moves: &'a Moves,
    chances: &'a Chances,
}

/// An axis on its way.
struct Grown {
    members: Vec<State>,
    against: State,
    stretch: Stretch,
    sum: f32,
    p: f32,
}

impl Grown {
    fn from(triad: &Triad, around: &Around, alpha: f32) -> Grown {
        let mut axis = Grown {
            members: triad.members.to_vec(),
            against: triad.against,
            stretch: triad.stretch,
            sum: triad.strength * 3f32.sqrt(),
            p: around.chances.p(triad.strength),
        };
        while axis.grow(around, alpha) {}
        axis
    }

    fn strength(&self) -> f32 {
        let n = self.members.len();
        strength(self.sum, n * (n + 1) / 2)
    }

    /// Takes in whoever makes it strongest; nobody, if none makes it stronger, or if what is found would
    /// become signs.
    fn grow(&mut self, around: &Around, alpha: f32) -> bool {
        let n = self.members.len() + 1;
        let joined =
            around.ties.of_state(self.against).filter_map(|(state, leg)| self.joined(state, leg, around));
        let allowed = joined.filter(|(_, _, p)| *p <= alpha || self.p > alpha);
        let best = allowed.reduce(|best, next| if next.1 > best.1 { next } else { best });
        let Some((state, sum, p)) = best else { return false };
        if strength(sum, n * (n + 1) / 2) < self.strength() {
            return false;
        }
        (self.sum, self.p) = (sum, self.p.max(p));
        self.members.push(state);
        true
    }

    /// What the sum would be with another member, and the chance of the best triad that it makes.
    fn joined(&self, state: State, outer: usize, around: &Around) -> Option<(State, f32, f32)> {
        let moves = around.moves;
        if self.members.contains(&state) || !outer_fits(moves, outer) {
            return None;
        }
        let (mut sum, mut best) = (self.sum - moves.z[outer], f32::NEG_INFINITY);
        for &member in &self.members {
            let inner = around.ties.leg(state, member).filter(|&leg| inner_fits(moves, leg))?;
            let other = around.ties.leg(member, self.against)?;
            sum += moves.z[inner];
            best = best.max(strength(moves.z[inner] - moves.z[outer] - moves.z[other], 3));
        }
        Some((state, sum, around.chances.p(best)))
    }

    fn axis(mut self, panel: &Panel, scan: &Scan, levels: &Levels, ties: &Ties, alpha: f32) -> Axis {
        let strength = self.strength();
        self.members.sort_by_key(|&state| panel.roster.code(state));
        let shift = |a, b| ties.leg(a, b).map(|leg| scan.shift(levels, leg, self.stretch));
        let pairs = self.members.iter().enumerate();
        let pairs = pairs.flat_map(|(place, &a)| self.members[place + 1..].iter().map(move |&b| (a, b)));
        let inner: Vec<_> = pairs.filter_map(|(a, b)| Some((a, b, shift(a, b)?))).collect();
        let outer: Vec<_> =
            self.members.iter().filter_map(|&member| Some((member, shift(member, self.against)?))).collect();
        let (since, until) = scan.days(self.stretch);
        let standing = if self.p <= alpha { Standing::Found } else { Standing::Signs };
        Axis {
            frustration: (
                self.frustration(&inner, &outer, |shift| shift.before.0),
                self.frustration(&inner, &outer, |shift| shift.after.0),
            ),
            members: self.members,
            against: self.against,
            since,
            until,
            inner,
            outer,
            strength,
            p: self.p,
            alone: 1.0,
            standing,
            evidence: Vec::new(),
        }
    }

    fn frustration(
        &self,
        inner: &[(State, State, Shift)],
        outer: &[(State, Shift)],
        level: impl Fn(&Shift) -> f32,
    ) -> f32 {
        let n = self.members.len();
        let place = |state: State| self.members.iter().position(|&member| member == state).unwrap_or(n);
        let inner =
            inner.iter().map(|(a, b, shift)| Edge { a: place(*a), b: place(*b), weight: level(shift) });
        let outer = outer.iter().map(|(a, shift)| Edge { a: place(*a), b: n, weight: level(shift) });
        frustration(n + 1, &inner.chain(outer).collect::<Vec<_>>())
    }
}

/// Strongest first, without those that are part of a stronger one, against the same and at the same time.
fn largest_of_each(panel: &Panel, mut axes: Vec<Axis>) -> Vec<Axis> {
    let codes = |axis: &Axis| {
        let members: Vec<&str> = axis.members.iter().map(|&state| panel.roster.code(state)).collect();
        (panel.roster.code(axis.against), members, axis.since)
    };
    axes.sort_by(|x, y| {
        let standing = y.standing.cmp(&x.standing).then(y.strength.total_cmp(&x.strength));
        standing.then_with(|| codes(x).cmp(&codes(y)))
    });
    let mut kept: Vec<Axis> = Vec::new();
    for axis in axes {
        let covers = |other: &Axis| {
            let apart = scan::apart((axis.since, axis.until), (other.since, other.until));
            other.against == axis.against && !apart && axis.members.iter().all(|m| other.members.contains(m))
        };
        if !kept.iter().any(covers) {
            kept.push(axis);
        }
    }
    kept
}

/// As much from each relation, as far as there is any.
fn add_evidence(axes: &mut [Axis], acts: &[Act]) {
    let told = Told::of(acts, axes.iter().flat_map(relations).map(|(a, b, _)| (a, b)));
    for axis in axes {
        let relations = relations(axis);
        let share = MOST_EVIDENCE.div_ceil(relations.len().max(1));
        let of_one = |(a, b, shift): &(State, State, Shift)| {
            let mut moved = told.moved((*a, *b), (axis.since, axis.until), shift);
            moved.truncate(share);
            moved
        };
        let mut moved: Vec<(f32, u32)> = relations.iter().flat_map(of_one).collect();
        moved.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
        axis.evidence = moved.into_iter().take(MOST_EVIDENCE).map(|(_, event)| event).collect();
    }
}

fn relations(axis: &Axis) -> Vec<(State, State, Shift)> {
    let outer = axis.outer.iter().map(|&(member, shift)| (member, axis.against, shift));
    axis.inner.iter().copied().chain(outer).collect()
}
