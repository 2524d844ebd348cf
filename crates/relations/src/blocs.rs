//! Blocs of the whole system, period by period, and who moved between them.
//!
//! The states of a stretch are a signed graph: a relation weighs its tone, held back where few acts tell of
//! it, times the logarithm of how much passes, and keeps half of what it was a stretch before. Blocs are the division of greatest signed modularity (Gómez,
//! Jensen & Arenas 2009): more friendship inside and less enmity than the states' own share of both would give.
//! It is looked for by moving states and then whole blocs (Blondel et al. 2008) from several seeded starts.
//! Of divisions nearly as good, the one nearest to that of the stretch before is told.
//!
//! ```
//! use jiff::civil::date;
//! use tiltmeter_record::Quad;
//! use tiltmeter_relations::{Act, Panel, Period, Roster, blocs};
//! let mut roster = Roster::default();
//! let [a, b, c, d] = ["A", "B", "C", "D"].map(|code| roster.state(code));
//! let relations = [(a, b, 5.0), (c, d, 5.0), (a, c, -5.0), (b, d, -5.0)];
//! let week = |week: i8| relations.map(|(x, y, score)| {
//!     Act::new(date(2018, 1, 1 + week * 7), x, y, Quad::VerbalCooperation, score)
//! });
//! let acts: Vec<Act> = (0..4).flat_map(week).collect();
//! let panel = Panel::of(&acts, roster, Period::Week);
//! let now = &blocs::blocs(&panel, 4, 1)[0];
//! let members: Vec<_> = now.blocs.iter().map(|bloc| bloc.members.clone()).collect();
//! assert_eq!(members, [vec![a, b], vec![c, d]]);
//! ```

use std::collections::BTreeMap;

use jiff::civil::Date;
use libm::log1p;

use crate::calibrate::Random;
use crate::{Cell, Panel, State};

/// States that stand together in one stretch of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Bloc {
    /// Number that a bloc keeps from stretch to stretch as long as a good part of it stays: more than a third of
    /// what it was, and of what it is.
    pub id: u32,
    /// Members, in order of codes.
    pub members: Vec<State>,
    /// Mean level inside.
    pub inside: f32,
    /// Mean level toward everybody else.
    pub outside: f32,
}

/// The blocs of one stretch.
#[derive(Clone, Debug, PartialEq)]
pub struct Partition {
    /// First day.
    pub since: Date,
    /// Last day.
    pub until: Date,
    /// Largest first. States that stand with nobody are in none.
    pub blocs: Vec<Bloc>,
    /// Signed modularity of the partition (Gómez, Jensen & Arenas 2009).
    pub modularity: f32,
    /// States that changed bloc since the stretch before: who, from, to. Only those that acted in both, that
    /// left most of those they stood with, and whose ties draw them clearly to the new bloc.
    pub moved: Vec<(State, Option<u32>, Option<u32>)>,
}

/// Partitions of the system for consecutive stretches of `stretch` periods.
pub fn blocs(panel: &Panel, stretch: usize, seed: u64) -> Vec<Partition> {
    let stretch = stretch.max(1);
    let mut before: BTreeMap<State, Option<u32>> = BTreeMap::new();
    let (mut weights, mut next_id) = (BTreeMap::new(), 1);
    let mut partitions = Vec::new();
    for from in (0..panel.n_periods()).step_by(stretch) {
        let to = (from + stretch).min(panel.n_periods());
        // A rest of a few weeks is not compared with whole stretches.
        if 2 * (to - from) < stretch {
            break;
        }
        let relations = relations(panel, from, to);
        remember(&mut weights, &relations);
        let states = states(panel, &relations);
        let graph = Graph::of(&states, &relations, &weights);
        let blocs = graph.divided(&states, &before, seed);
        let ids = ids(&blocs, &states, &before, &mut next_id);
        let now: BTreeMap<State, Option<u32>> =
            states.iter().zip(&blocs).map(|(&state, bloc)| (state, ids.get(bloc).copied())).collect();
        partitions.push(Partition {
            since: panel.start(from),
            until: panel.end(to - 1),
            blocs: told(&now, &states, &relations),
            modularity: graph.modularity(&blocs) as f32,
            moved: moved(&states, &before, &now, &graph),
        });
        before = now;
    }
    partitions
}

// Fewer acts in a stretch say nothing of where two states stand.
const LEAST_ACTS: f32 = 3.0;
// Acts that hold a tone back toward zero.
const HELD_BACK: f32 = 4.0;
const STARTS: usize = 12;
// Divisions whose modularity is this near to the best are as good.
const AS_GOOD: f64 = 0.005;

// What a relation's weight keeps from the stretch before: most are told by few acts.
const MEMORY: f64 = 0.5;
// A move is told where a state's ties draw it to the new bloc by this share of all of them.
const CLEAR: f64 = 0.1;

type Relations = BTreeMap<(State, State), Cell>;
type Weights = BTreeMap<(State, State), f64>;

fn relations(panel: &Panel, from: usize, to: usize) -> Relations {
    let mut relations = BTreeMap::new();
    for dyad in &panel.dyads {
        let mut total = Cell::default();
        let first = dyad.cells.partition_point(|(at, _)| (*at as usize) < from);
        let inside = dyad.cells[first..].iter().take_while(|(at, _)| (*at as usize) < to);
        inside.for_each(|(_, cell)| total.merge(cell));
        if total.n >= LEAST_ACTS {
            relations.insert((dyad.a, dyad.b), total);
        }
    }
    relations
}

fn remember(weights: &mut Weights, relations: &Relations) {
    weights.values_mut().for_each(|weight| *weight *= MEMORY);
    for (pair, total) in relations {
        let weight = f64::from(total.sum / (total.n + HELD_BACK)) * log1p(f64::from(total.n));
        *weights.entry(*pair).or_insert(0.0) += weight;
    }
}

/// All states of those relations, in order of codes.
fn states(panel: &Panel, relations: &Relations) -> Vec<State> {
    let mut states: Vec<State> = relations.keys().flat_map(|&(a, b)| [a, b]).collect();
    states.sort_unstable();
    states.dedup();
    states.sort_by_key(|&state| panel.roster.code(state));
    states
}

/// A signed graph whose nodes are states, or blocs of them.
struct Graph {
    neighbours: Vec<Vec<(usize, f64)>>,
    // Sums of positive and of negative weights at each node: its share in friendship and enmity.
    friendship: Vec<f64>,
    enmity: Vec<f64>,
}

impl Graph {
    fn of(states: &[State], relations: &Relations, weights: &Weights) -> Graph {
        let places: BTreeMap<State, usize> = states.iter().copied().zip(0..).collect();
        let n = states.len();
        let mut graph =
            Graph { neighbours: vec![Vec::new(); n], friendship: vec![0.0; n], enmity: vec![0.0; n] };
        for pair @ (a, b) in relations.keys() {
            let weight = weights[pair];
            for (from, to) in [(places[a], places[b]), (places[b], places[a])] {
                graph.neighbours[from].push((to, weight));
                graph.friendship[from] += weight.max(0.0);
                graph.enmity[from] += (-weight).max(0.0);
            }
        }
        graph
    }

    /// The best division of several starts, or one as good that is nearer to the one before.
    fn divided(&self, states: &[State], before: &BTreeMap<State, Option<u32>>, seed: u64) -> Vec<usize> {
        let mut random = Random::new(seed);
        let old: Vec<Option<u32>> = states.iter().map(|state| before.get(state).copied().flatten()).collect();
        let divisions = (0..STARTS).map(|_| self.moved_together(&mut random));
        let divisions: Vec<(f64, Vec<usize>)> =
            divisions.map(|blocs| (self.modularity(&blocs), blocs)).collect();
        let best = divisions.iter().map(|division| division.0).fold(f64::NEG_INFINITY, f64::max);
        let good = divisions.into_iter().filter(|division| division.0 >= best - AS_GOOD);
        let rank = |division: &(f64, Vec<usize>)| (kept_together(&division.1, &old), division.0);
        let nearest = good.map(|division| (rank(&division), division.1)).reduce(|x, y| {
            let nearer = y.0.0.cmp(&x.0.0).then(y.0.1.total_cmp(&x.0.1)).is_gt();
            if nearer { y } else { x }
        });
        nearest.map(|(_, blocs)| blocs).unwrap_or_default()
    }

    fn modularity(&self, blocs: &[usize]) -> f64 {
        let (w, v) = self.totals();
        let n_blocs = blocs.iter().max().map_or(0, |most| most + 1);
        let (mut friendship, mut enmity) = (vec![0.0; n_blocs], vec![0.0; n_blocs]);
        let mut inside = 0.0;
        for (node, neighbours) in self.neighbours.iter().enumerate() {
            let same = neighbours.iter().filter(|(other, _)| blocs[*other] == blocs[node]);
            inside += same.map(|(_, weight)| weight).sum::<f64>();
            friendship[blocs[node]] += self.friendship[node];
            enmity[blocs[node]] += self.enmity[node];
        }
        let expected = friendship.iter().zip(&enmity).map(|(f, e)| share(*f, *f, w) - share(*e, *e, v));
        (inside - expected.sum::<f64>()) / (w + v).max(f64::MIN_POSITIVE)
    }

    /// What draws a node to a bloc, beyond its share in friendship and enmity.
    fn pull(&self, node: usize, blocs: &[Option<u32>], bloc: Option<u32>) -> f64 {
        let others = || (0..blocs.len()).filter(|&other| other != node && blocs[other] == bloc);
        let (friendship, enmity): (f64, f64) = (
            others().map(|other| self.friendship[other]).sum(),
            others().map(|other| self.enmity[other]).sum(),
        );
        let (w, v) = self.totals();
        let ties = self.neighbours[node].iter().filter(|(other, _)| *other != node && blocs[*other] == bloc);
        ties.map(|(_, weight)| weight).sum::<f64>() - share(self.friendship[node], friendship, w)
            + share(self.enmity[node], enmity, v)
    }

    fn totals(&self) -> (f64, f64) {
        (self.friendship.iter().sum(), self.enmity.iter().sum())
    }

    /// States move to the bloc that gains most until none does, then blocs as if they were states.
    fn moved_together(&self, random: &mut Random) -> Vec<usize> {
        let blocs = self.moved(random);
        let n_blocs = blocs.iter().max().map_or(0, |most| most + 1);
        if n_blocs == self.neighbours.len() {
            return blocs;
        }
        let together = self.merged(&blocs, n_blocs).moved_together(random);
        blocs.iter().map(|&bloc| together[bloc]).collect()
    }

    fn moved(&self, random: &mut Random) -> Vec<usize> {
        let n = self.neighbours.len();
        let mut places = Places {
            graph: self,
            totals: self.totals(),
            blocs: (0..n).collect(),
            friendship: self.friendship.clone(),
            enmity: self.enmity.clone(),
        };
        let mut order: Vec<usize> = (0..n).collect();
        for _ in 0..MOST_ROUNDS {
            (1..n).rev().for_each(|place| order.swap(place, random.below(place + 1)));
            let n_moved = order.iter().filter(|&&node| places.moves(node)).count();
            if n_moved == 0 {
                break;
            }
        }
        numbered(&places.blocs)
    }

    fn merged(&self, blocs: &[usize], n_blocs: usize) -> Graph {
        let mut weights = vec![BTreeMap::new(); n_blocs];
        let (mut friendship, mut enmity) = (vec![0.0; n_blocs], vec![0.0; n_blocs]);
        for (node, neighbours) in self.neighbours.iter().enumerate() {
            for &(other, weight) in neighbours {
                *weights[blocs[node]].entry(blocs[other]).or_insert(0.0) += weight;
            }
            friendship[blocs[node]] += self.friendship[node];
            enmity[blocs[node]] += self.enmity[node];
        }
        let neighbours = weights.into_iter().map(|of_one| of_one.into_iter().collect()).collect();
        Graph { neighbours, friendship, enmity }
    }
}

const MOST_ROUNDS: usize = 50;

fn share(x: f64, y: f64, total: f64) -> f64 {
    if total > 0.0 { x * y / total } else { 0.0 }
}

/// Which node is in which bloc, and what the blocs sum to.
struct Places<'g> {
    graph: &'g Graph,
    totals: (f64, f64),
    blocs: Vec<usize>,
    friendship: Vec<f64>,
    enmity: Vec<f64>,
}

impl Places<'_> {
    /// Moves a node to the bloc where it gains most; whether that is another one.
    fn moves(&mut self, node: usize) -> bool {
        let own = self.blocs[node];
        self.friendship[own] -= self.graph.friendship[node];
        self.enmity[own] -= self.graph.enmity[node];
        let mut ties: BTreeMap<usize, f64> = BTreeMap::from([(own, 0.0)]);
        for &(other, weight) in self.graph.neighbours[node].iter().filter(|(other, _)| *other != node) {
            *ties.entry(self.blocs[other]).or_insert(0.0) += weight;
        }
        let stays = self.gain(node, own, ties[&own]);
        let (mut best, mut gain) = (own, stays);
        for (&bloc, &weight) in &ties {
            let gains = self.gain(node, bloc, weight);
            if gains > gain + 1e-9 {
                (best, gain) = (bloc, gains);
            }
        }
        self.blocs[node] = best;
        self.friendship[best] += self.graph.friendship[node];
        self.enmity[best] += self.graph.enmity[node];
        best != own
    }

    fn gain(&self, node: usize, bloc: usize, weight: f64) -> f64 {
        let (friendship, enmity) = (self.graph.friendship[node], self.graph.enmity[node]);
        weight - share(friendship, self.friendship[bloc], self.totals.0)
            + share(enmity, self.enmity[bloc], self.totals.1)
    }
}

/// The same division with blocs numbered from 0 in the order of their first nodes.
fn numbered(blocs: &[usize]) -> Vec<usize> {
    let mut numbers = BTreeMap::new();
    let mut number = |bloc: usize| {
        let next = numbers.len();
        *numbers.entry(bloc).or_insert(next)
    };
    blocs.iter().map(|&bloc| number(bloc)).collect()
}

/// How many states stay with those they were with: each new bloc's largest part out of one old bloc.
fn kept_together(blocs: &[usize], old: &[Option<u32>]) -> usize {
    let mut parts: BTreeMap<usize, BTreeMap<u32, usize>> = BTreeMap::new();
    for (&bloc, id) in blocs.iter().zip(old) {
        if let Some(id) = id {
            *parts.entry(bloc).or_default().entry(*id).or_insert(0) += 1;
        }
    }
    parts.values().filter_map(|of_one| of_one.values().max()).sum()
}

/// Numbers of the blocs of two states or more: that of the old bloc of which most has stayed, or a new one.
fn ids(
    blocs: &[usize],
    states: &[State],
    before: &BTreeMap<State, Option<u32>>,
    next_id: &mut u32,
) -> BTreeMap<usize, u32> {
    let (mut sizes, mut old_sizes, mut common) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (&bloc, state) in blocs.iter().zip(states) {
        *sizes.entry(bloc).or_insert(0) += 1;
        if let Some(Some(id)) = before.get(state) {
            *old_sizes.entry(*id).or_insert(0) += 1;
            *common.entry((*id, bloc)).or_insert(0) += 1;
        }
    }
    let mut ids = BTreeMap::new();
    let stayed =
        common.iter().filter(|((id, bloc), n)| 3 * **n > old_sizes[id].max(sizes[bloc]) && sizes[bloc] > 1);
    let mut stayed: Vec<(i32, u32, usize)> = stayed.map(|(&(id, bloc), &n)| (n, id, bloc)).collect();
    stayed.sort_by(|x, y| y.0.cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    stayed.iter().for_each(|&(_, id, bloc)| {
        ids.entry(bloc).or_insert(id);
    });
    let mut others: Vec<(i32, usize)> = sizes.iter().map(|(&bloc, &size)| (size, bloc)).collect();
    others.retain(|(size, bloc)| *size > 1 && !ids.contains_key(bloc));
    others.sort_by(|x, y| y.0.cmp(&x.0).then(x.1.cmp(&y.1)));
    for (_, bloc) in others {
        ids.insert(bloc, *next_id);
        *next_id += 1;
    }
    ids
}

fn told(now: &BTreeMap<State, Option<u32>>, states: &[State], relations: &Relations) -> Vec<Bloc> {
    let mut members: BTreeMap<u32, Vec<State>> = BTreeMap::new();
    for state in states {
        if let Some(id) = now[state] {
            members.entry(id).or_default().push(*state);
        }
    }
    let bloc = |(id, members): (u32, Vec<State>)| {
        let (mut inside, mut outside) = (Cell::default(), Cell::default());
        for ((a, b), total) in relations {
            match [a, b].iter().filter(|state| now[**state] == Some(id)).count() {
                2 => inside.merge(total),
                1 => outside.merge(total),
                _ => {}
            }
        }
        Bloc { id, members, inside: inside.tone().unwrap_or(0.0), outside: outside.tone().unwrap_or(0.0) }
    };
    let mut blocs: Vec<Bloc> = members.into_iter().map(bloc).collect();
    blocs.sort_by(|x, y| y.members.len().cmp(&x.members.len()).then(x.id.cmp(&y.id)));
    blocs
}

fn moved(
    states: &[State],
    before: &BTreeMap<State, Option<u32>>,
    now: &BTreeMap<State, Option<u32>>,
    graph: &Graph,
) -> Vec<(State, Option<u32>, Option<u32>)> {
    let blocs: Vec<Option<u32>> = states.iter().map(|state| now[state]).collect();
    let mut moved = Vec::new();
    for (node, state) in states.iter().enumerate() {
        let Some(&from) = before.get(state) else { continue };
        let to = blocs[node];
        let pull = |bloc: Option<u32>| if bloc.is_some() { graph.pull(node, &blocs, bloc) } else { 0.0 };
        let mates = |bloc: &Option<u32>, others: &dyn Fn(&State) -> bool| {
            states
                .iter()
                .filter(|other| *other != state && before.get(other) == Some(bloc) && others(other))
                .count()
        };
        let with_it = mates(&from, &|other| to.is_some() && now[other] == to);
        let all = graph.friendship[node] + graph.enmity[node];
        let left = 3 * with_it < mates(&from, &|_| true);
        if from != to && left && pull(to) - pull(from) >= CLEAR * all {
            moved.push((*state, from, to));
        }
    }
    moved
}
