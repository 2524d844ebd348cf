//! Pivots: a state that turns from one partner to another.
//!
//! Over some stretch its level with the one falls, with the other rises, and it ends nearer to the other. What
//! chance gives is asked of the same panel with its months shuffled, the same months for all relations, in a whole
//! scan of all states, partners and stretches: so that of all pivots found in a year no more than a stated share is
//! false, and in a year in which nothing turned none is found, but for a chance of as much. One that is not found, but
//! whose levels and directions fit, is told as signs.
//!
//! ```
//! use tiltmeter_relations::pivots::{Settings, Standing, pivots};
//! use tiltmeter_relations::planted::{Change, Plant, World, acts};
//! use tiltmeter_relations::{Panel, Period, State};
//! let change = Change::Pivot { state: State(0), from: State(1), to: State(2) };
//! let plant = Plant { change, week: 20, over: 2, size: 5.0, acts_per_week: 15.0 };
//! let world = World { states: 12, plants: vec![plant], acts_per_week: 300.0, ..World::default() };
//! let (acts, roster) = acts(&world);
//! let panel = Panel::of(&acts, roster, Period::Week);
//! // Without a turn that its own past does not explain, a pivot is never more than signs.
//! let pivots = pivots(&panel, &acts, &[], &Settings::default());
//! let names = pivots.iter().map(|pivot| (pivot.state, pivot.from, pivot.to));
//! assert!(names.clone().any(|who| who == (State(0), State(1), State(2))));
//! assert!(pivots.iter().all(|pivot| pivot.standing == Standing::Signs));
//! ```

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::Span;
use jiff::civil::Date;

use crate::calibrate::{Random, for_each};
use crate::scan::{self, Levels, Moves, Scan, Steps, Stretch, Told};
use crate::score::Score;
use crate::turns::{Direction, Turn};
use crate::{Act, Cell, Panel, State};

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// Direction and level fit, significance does not: worth showing, marked so.
    Signs,
    /// Beyond what chance gives, corrected for all that was looked at.
    Found,
}

/// What moved on one side of a pivot or axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shift {
    /// Level at the start, with its deviation.
    pub before: (f32, f32),
    /// Level at the end, with its deviation.
    pub after: (f32, f32),
    /// The difference in its standard deviations.
    pub z: f32,
}

/// A state that turns from one partner to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Pivot {
    /// Who turns.
    pub state: State,
    /// Away from whom.
    pub from: State,
    /// Toward whom.
    pub to: State,
    /// The stretch over which it turned.
    pub since: Date,
    /// Its end.
    pub until: Date,
    /// With `from`.
    pub away: Shift,
    /// With `to`.
    pub toward: Shift,
    /// The weaker of both sides, in standard deviations.
    pub strength: f32,
    /// Chance of one as strong under joint permutation, corrected for all triples and stretches scanned.
    pub p: f32,
    /// Share of false ones among all pivots of the year that are as strong.
    pub false_share: f32,
    /// The same as `p` for this triple alone, as if nobody had looked at any other.
    pub alone: f32,
    /// High with `to` all along: a hedge, not a pivot.
    pub hedge: bool,
    /// Found, or signs.
    pub standing: Standing,
    /// Events that moved it most, by [`Act::event`].
    pub evidence: Vec<u32>,
}

/// How pivots and axes are looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Share of false ones among the pivots found in a year that is tolerated, which is the chance of any where nothing
    /// turned; of axes, the chance of any false one.
    pub alpha: f32,
    /// Acts that each dyad needs in the year.
    pub min_acts: f32,
    /// Lengths of the stretches looked at, in periods.
    pub stretches: Vec<usize>,
    /// Joint permutations.
    pub permutations: usize,
    /// Their seed.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { alpha: 0.05, min_acts: 30.0, stretches: vec![1, 4, 8, 13], permutations: 199, seed: 1 }
    }
}

/// The pivots of all states, strongest first; `turns` are the calibrated ones of the same panel.
pub fn pivots(panel: &Panel, acts: &[Act], turns: &[Turn], settings: &Settings) -> Vec<Pivot> {
    let settings = &scan::held(settings);
    let scores = scan::scores(panel, settings);
    let years = scan::years(panel);
    let of_years = for_each(years.len(), &|at: usize| of_year(panel, years[at].clone(), &scores, settings));
    let mut pivots = strongest_of_each(panel, of_years.into_iter().flatten().collect());
    let turned = Turned::of(turns);
    for pivot in &mut pivots {
        if pivot.false_share <= settings.alpha && turned.on_a_side(pivot) {
            pivot.standing = Standing::Found;
        }
    }
    add_evidence(&mut pivots, acts);
    pivots
}

// Below this a change is no direction (relations.md).
const LEAST: f32 = 1.0;
// Of each state no more than its strongest are told.
const MOST_OF_A_STATE: usize = 10;
// Signs are told where chance seldom gives them to the three looked at alone.
const LEAST_SIGNS: f32 = 0.05;
const MOST_EVIDENCE: usize = 20;

/// One candidate: the legs of the scan that fall and rise, and the stretch in which they do most.
#[derive(Clone, Copy)]
struct Candidate {
    state: State,
    from: usize,
    to: usize,
    stretch: Stretch,
    strength: f32,
}

fn of_year(panel: &Panel, year: Range<usize>, scores: &[Option<Score>], settings: &Settings) -> Vec<Pivot> {
    let scan = Scan::of(panel, year, scores, settings);
    let (usual, n_states) = (usual(panel), panel.roster.len());
    let mut levels = Levels::default();
    scan.as_it_was(&mut levels);
    let lasting = candidates(&scan, &levels, n_states);
    let live = live_candidates(&scan, &levels, scores, n_states);
    let both: Vec<Candidate> = lasting.iter().chain(&live).copied().collect();
    let chances = Chances::of(&scan, &lasting, &both, settings);
    let mut pivots: Vec<Pivot> = Vec::new();
    for (place, candidate) in both.iter().enumerate() {
        let (p, alone) = (chances.p(candidate.strength), chances.alone(place));
        let false_share = chances.false_share(candidate.strength);
        let is_live = place >= lasting.len();
        if !is_live && alone > LEAST_SIGNS && false_share > settings.alpha {
            continue;
        }
        let shift = |leg| match is_live {
            true => filtered(&scan, scores, leg, candidate.stretch),
            false => scan.shift(&levels, leg, candidate.stretch),
        };
        pivots.push(Pivot { p, false_share, alone, ..of_candidate(&scan, candidate, shift, usual) });
    }
    pivots
}

/// What was known at the time of levels that moved over a stretch, and stood apart after it (relations.md):
/// too short a time for chance to be asked, but long enough for signs.
fn live_candidates(
    scan: &Scan,
    levels: &Levels,
    scores: &[Option<Score>],
    n_states: usize,
) -> Vec<Candidate> {
    let mut best: BTreeMap<(State, usize, usize), (f32, Candidate)> = BTreeMap::new();
    let (mut sides, mut moves) = (Sides::of(n_states), Moves::default());
    for &stretch in &scan.stretches {
        let shifts: Vec<Shift> =
            (0..scan.legs.len()).map(|leg| filtered(scan, scores, leg, stretch)).collect();
        scan.moves_as_it_was(levels, stretch, &mut moves);
        let lasting = moves.z.clone();
        moves.z = shifts.iter().map(|shift| shift.z).collect();
        moves.after = shifts.iter().map(|shift| shift.after.0).collect();
        sides.look(scan, &moves, LEAST);
        sides.pairs(&moves, LEAST, |state, from, to, live| {
            let band = shifts[from].after.1.hypot(shifts[to].after.1);
            if shifts[to].after.0 - shifts[from].after.0 <= band {
                return;
            }
            let strength = (-lasting[from]).min(lasting[to]).max(0.0);
            let candidate = Candidate { state, from, to, stretch, strength };
            let kept = best.entry((state, from, to)).or_insert((live, candidate));
            if live > kept.0 {
                *kept = (live, candidate);
            }
        });
    }
    let mut told: Vec<(f32, Candidate)> = best.into_values().collect();
    told.sort_by(|x, y| x.1.state.cmp(&y.1.state).then(y.0.total_cmp(&x.0)));
    let few = |of_state: &[(f32, Candidate)]| {
        of_state.iter().take(MOST_OF_A_STATE).map(|(_, candidate)| *candidate).collect::<Vec<_>>()
    };
    told.chunk_by(|x, y| x.1.state == y.1.state).flat_map(few).collect()
}

/// The levels that were known before a stretch and at its end; no change where they were not.
fn filtered(scan: &Scan, scores: &[Option<Score>], leg: usize, stretch: Stretch) -> Shift {
    let score = scores[scan.legs[leg].dyad].as_ref();
    let level = |place: usize| score.map(|score| score.filtered[scan.periods.start + place]);
    match (level(stretch.from - 1), level(stretch.to - 1)) {
        (Some(before), Some(after)) => {
            let known = before.known && after.known;
            let z = (after.mean - before.mean) / before.deviation.hypot(after.deviation);
            let (before, after) = ((before.mean, before.deviation), (after.mean, after.deviation));
            Shift { before, after, z: if known { z } else { 0.0 } }
        }
        _ => Shift { before: (0.0, 0.0), after: (0.0, 0.0), z: 0.0 },
    }
}

/// The mean score of all acts: what is usual between states.
fn usual(panel: &Panel) -> f32 {
    let mut total = Cell::default();
    panel.world.iter().for_each(|cell| total.merge(cell));
    total.tone().unwrap_or(0.0)
}

/// Whoever falls with one and rises with another, each pair of partners where it does so most.
fn candidates(scan: &Scan, levels: &Levels, n_states: usize) -> Vec<Candidate> {
    let mut best: BTreeMap<(State, usize, usize), Candidate> = BTreeMap::new();
    let (mut sides, mut moves) = (Sides::of(n_states), Moves::default());
    for &stretch in &scan.stretches {
        scan.moves_as_it_was(levels, stretch, &mut moves);
        sides.look(scan, &moves, LEAST);
        sides.pairs(&moves, LEAST, |state, from, to, strength| {
            let candidate = Candidate { state, from, to, stretch, strength };
            let kept = best.entry((state, from, to)).or_insert(candidate);
            if strength > kept.strength {
                *kept = candidate;
            }
        });
    }
    strongest_of_states(best.into_values().collect())
}

fn strongest_of_states(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.sort_by(|x, y| x.state.cmp(&y.state).then(y.strength.total_cmp(&x.strength)));
    let mut kept = Vec::new();
    for of_state in candidates.chunk_by(|x, y| x.state == y.state) {
        kept.extend_from_slice(&of_state[..of_state.len().min(MOST_OF_A_STATE)]);
    }
    kept
}

/// Of one stretch, the legs that fall and rise, state by state.
struct Sides {
    falls: Vec<(State, usize)>,
    rises: Vec<Vec<usize>>,
    deepest: Vec<f32>,
    highest: Vec<f32>,
}

impl Sides {
    fn of(n_states: usize) -> Sides {
        let (deepest, highest) = (vec![0.0; n_states], vec![0.0; n_states]);
        Sides { falls: Vec::new(), rises: vec![Vec::new(); n_states], deepest, highest }
    }

    fn look(&mut self, scan: &Scan, moves: &Moves, least: f32) {
        self.falls.clear();
        self.rises.iter_mut().for_each(Vec::clear);
        self.deepest.fill(0.0);
        self.highest.fill(0.0);
        for (leg, (&z, ends)) in moves.z.iter().zip(&scan.legs).enumerate() {
            if z.abs() <= least {
                continue;
            }
            for state in [ends.a, ends.b] {
                let place = usize::from(state.0);
                if z < 0.0 {
                    self.falls.push((state, leg));
                    self.deepest[place] = self.deepest[place].max(-z);
                } else {
                    self.rises[place].push(leg);
                    self.highest[place] = self.highest[place].max(z);
                }
            }
        }
    }

    /// All pairs stronger than `least` after which the state stands nearer to the one that rose.
    fn pairs(&self, moves: &Moves, least: f32, mut tell: impl FnMut(State, usize, usize, f32)) {
        for &(state, from) in &self.falls {
            let place = usize::from(state.0);
            if self.deepest[place].min(self.highest[place]) <= least {
                continue;
            }
            for &to in &self.rises[place] {
                let strength = (-moves.z[from]).min(moves.z[to]);
                if strength > least && moves.after[to] > moves.after[from] {
                    tell(state, from, to, strength);
                }
            }
        }
    }
}

/// What shuffled years gave: pivots step by step, and in how many of them each candidate's three were as strong.
struct Chances {
    steps: Steps,
    as_strong: Vec<usize>,
    n_years: usize,
    /// The strongest pivot of each state, as it was; and of all shuffled years together.
    of_states: Vec<f32>,
    of_shuffled: Vec<f32>,
}

// Weaker pivots are everywhere in shuffled years: they need not be counted.
const FLOOR: f32 = 2.5;

impl Chances {
    fn of(scan: &Scan, lasting: &[Candidate], all: &[Candidate], settings: &Settings) -> Chances {
        let mut strongest = lasting.to_vec();
        strongest.sort_by(|x, y| y.strength.total_cmp(&x.strength));
        strongest.truncate(scan::STEPS);
        let steps = Steps::of(strongest.iter().map(|candidate| candidate.strength).collect());
        let mut chances = Chances {
            steps,
            as_strong: vec![0; all.len()],
            n_years: settings.permutations,
            of_states: of_states(lasting, scan.n_states()),
            of_shuffled: Vec::new(),
        };
        let (mut levels, mut sides) = (Levels::default(), Sides::of(scan.n_states()));
        let mut moves: Vec<Moves> = vec![Moves::default(); scan.stretches.len()];
        let mut random = Random::new(settings.seed);
        for _ in 0..settings.permutations {
            scan.shuffle(&mut random, &mut levels);
            let over = scan.stretches.iter().zip(&mut moves);
            over.for_each(|(&stretch, moves)| scan.moves(&levels, stretch, moves));
            for (candidate, as_strong) in all.iter().zip(&mut chances.as_strong) {
                *as_strong += usize::from(moves.iter().any(|moves| candidate.as_strong_in(moves)));
            }
            let each: Vec<f32> = strongest.iter().map(|candidate| candidate.strongest_in(&moves)).collect();
            let (rest, of_states) = strongest_of_a_year(scan, &moves, &strongest, &mut sides);
            chances.steps.add(&each, rest);
            chances.of_shuffled.extend(of_states.into_iter().filter(|strength| *strength > FLOOR));
        }
        chances
    }

    fn p(&self, strength: f32) -> f32 {
        self.steps.p(strength)
    }

    /// How many states a shuffled year gives a pivot as strong, over how many had one: the share of false ones among
    /// all that are told down to that strength (Storey & Tibshirani 2003), or to a weaker one where that is less. A
    /// state counts once, for its pivots hang together. Where nothing turned it is the chance that anything is told.
    fn false_share(&self, strength: f32) -> f32 {
        let count = |of: &[f32], least: f32| of.iter().filter(|&&one| one >= least).count() as f32;
        let share = |least: f32| {
            let false_ones = (count(&self.of_shuffled, least) + 1.0) / (self.n_years + 1) as f32;
            false_ones / count(&self.of_states, least).max(1.0)
        };
        let weaker = self.of_states.iter().copied().filter(|&one| one <= strength && one > FLOOR);
        weaker.chain((strength > FLOOR).then_some(strength)).map(share).fold(1.0, f32::min)
    }

    fn alone(&self, place: usize) -> f32 {
        (self.as_strong[place] + 1) as f32 / (self.n_years + 1) as f32
    }
}

/// The strongest pivot of each state.
fn of_states(candidates: &[Candidate], n_states: usize) -> Vec<f32> {
    let mut strongest = vec![0.0f32; n_states];
    for candidate in candidates {
        let of_state = &mut strongest[usize::from(candidate.state.0)];
        *of_state = of_state.max(candidate.strength);
    }
    strongest
}

/// The strongest pivot of a shuffled year that is none of those, and the strongest of each state.
fn strongest_of_a_year(
    scan: &Scan,
    moves: &[Moves],
    but: &[Candidate],
    sides: &mut Sides,
) -> (f32, Vec<f32>) {
    let (mut greatest, mut of_states) = (FLOOR, vec![0.0f32; scan.n_states()]);
    for moves in moves {
        sides.look(scan, moves, FLOOR);
        sides.pairs(moves, FLOOR, |state, from, to, strength| {
            let known = |one: &Candidate| (one.state, one.from, one.to) == (state, from, to);
            if strength > greatest && !but.iter().any(known) {
                greatest = strength;
            }
            let of_state = &mut of_states[usize::from(state.0)];
            *of_state = of_state.max(strength);
        });
    }
    (greatest, of_states)
}

impl Candidate {
    fn strongest_in(&self, moves: &[Moves]) -> f32 {
        let strength = |moves: &Moves| match moves.after[self.to] > moves.after[self.from] {
            true => (-moves.z[self.from]).min(moves.z[self.to]),
            false => 0.0,
        };
        moves.iter().map(strength).fold(0.0, f32::max)
    }

    fn as_strong_in(&self, moves: &Moves) -> bool {
        let (from, to) = (self.from, self.to);
        -moves.z[from] >= self.strength && moves.z[to] >= self.strength && moves.after[to] > moves.after[from]
    }
}

fn of_candidate(scan: &Scan, candidate: &Candidate, shift: impl Fn(usize) -> Shift, usual: f32) -> Pivot {
    let other = |leg: usize| {
        let ends = scan.legs[leg];
        if ends.a == candidate.state { ends.b } else { ends.a }
    };
    let (since, until) = scan.days(candidate.stretch);
    let toward = shift(candidate.to);
    Pivot {
        state: candidate.state,
        from: other(candidate.from),
        to: other(candidate.to),
        since,
        until,
        away: shift(candidate.from),
        toward,
        strength: candidate.strength,
        p: 1.0,
        false_share: 1.0,
        alone: 1.0,
        hedge: toward.before.0 - toward.before.1 > usual,
        standing: Standing::Signs,
        evidence: Vec::new(),
    }
}

/// Of pivots of the same three whose levels overlap in time, the strongest; all of them strongest first.
fn strongest_of_each(panel: &Panel, mut pivots: Vec<Pivot>) -> Vec<Pivot> {
    let code = |state| panel.roster.code(state);
    let names = |pivot: &Pivot| (code(pivot.state), code(pivot.from), code(pivot.to), pivot.since);
    pivots.sort_by(|x, y| y.strength.total_cmp(&x.strength).then_with(|| names(x).cmp(&names(y))));
    let mut kept: BTreeMap<(State, State, State), Vec<(Date, Date)>> = BTreeMap::new();
    pivots.retain(|pivot| {
        let spans = kept.entry((pivot.state, pivot.from, pivot.to)).or_default();
        let free = spans.iter().all(|&span| scan::apart(span, (pivot.since, pivot.until)));
        spans.push((pivot.since, pivot.until));
        free
    });
    pivots
}

/// The calibrated turns of each dyad.
struct Turned<'a>(BTreeMap<(State, State), Vec<&'a Turn>>);

// When a turn began is known to within about a month, either way.
const WITHIN: i32 = 28;

impl<'a> Turned<'a> {
    fn of(turns: &'a [Turn]) -> Turned<'a> {
        let mut turned: BTreeMap<_, Vec<&Turn>> = BTreeMap::new();
        for turn in turns {
            turned.entry((turn.a.min(turn.b), turn.a.max(turn.b))).or_default().push(turn);
        }
        Turned(turned)
    }

    fn on_a_side(&self, pivot: &Pivot) -> bool {
        let within = Span::new().days(WITHIN);
        let stretch = pivot.since.saturating_sub(within)..=pivot.until.saturating_add(within);
        let has = |partner: State, direction: Direction| {
            let pair = (pivot.state.min(partner), pivot.state.max(partner));
            let turns = self.0.get(&pair).into_iter().flatten();
            turns.clone().any(|turn| turn.direction == direction && stretch.contains(&turn.onset))
        };
        has(pivot.from, Direction::Rupture) || has(pivot.to, Direction::Rapprochement)
    }
}

/// Half of the evidence from each side, as far as there is any.
fn add_evidence(pivots: &mut [Pivot], acts: &[Act]) {
    let pairs = pivots.iter().flat_map(|pivot| [(pivot.state, pivot.from), (pivot.state, pivot.to)]);
    let told = Told::of(acts, pairs);
    for pivot in pivots {
        let days = (pivot.since, pivot.until);
        let mut moved = told.moved((pivot.state, pivot.from), days, &pivot.away);
        moved.truncate(MOST_EVIDENCE / 2);
        let toward = told.moved((pivot.state, pivot.to), days, &pivot.toward);
        moved.extend(toward.into_iter().take(MOST_EVIDENCE - moved.len()));
        moved.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
        pivot.evidence = moved.into_iter().map(|(_, event)| event).collect();
    }
}
