//! `cargo xtask evaluate worlds`: what is found of turns, pivots and axes that were planted, at several
//! strengths and coverages, and how often something is found where there is nothing: in worlds without
//! plants, and in real events whose months are shuffled. Writes `eval/power.tsv`.
//!
//! ```text
//! kind   size  acts_per_week  worlds  planted  found  signs
//! pivot     4             10      30       90     61     28
//! ```

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context, Result};
use tiltmeter_relations::axes::{Axis, axes};
use tiltmeter_relations::calibrate::{Random, shuffled_blocks};
use tiltmeter_relations::pivots::{Pivot, Settings, Standing, pivots};
use tiltmeter_relations::planted::{Change, Plant, World, acts};
use tiltmeter_relations::turns::{self, Direction, Turn, turns};
use tiltmeter_relations::{Act, Panel, Period, Roster, State};

/// What to evaluate.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Worlds at each strength and coverage; three turns, pivots and axes are planted in each.
    #[arg(long, default_value_t = 20)]
    worlds: u64,
    /// Worlds without plants.
    #[arg(long, default_value_t = 60)]
    empty: u64,
    /// Shuffles of the real events.
    #[arg(long, default_value_t = 60)]
    shuffles: u64,
    /// The first seed of worlds without plants and of shuffles: a method is measured on seeds that it was not tried on.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Real interstate events to shuffle; left out where there are none.
    #[arg(long, default_value = "../shared/data/relations/icews2018-interstate.tsv")]
    events: PathBuf,
    /// Names and codes of states.
    #[arg(long, default_value = "crates/coder/lexicon/actors/states.tsv")]
    states: PathBuf,
    /// Where the power curves go.
    #[arg(long, default_value = "eval/power.tsv")]
    write: PathBuf,
}

const SIZES: [f64; 4] = [1.0, 2.0, 4.0, 6.0];
const COVERAGES: [f64; 3] = [3.0, 10.0, 30.0];
const SHIFT_WEEKS: usize = 3;

/// Evaluates, prints and writes.
pub(crate) fn run(args: &Args) -> Result<()> {
    let mut rows = String::from("kind\tsize\tacts_per_week\tworlds\tplanted\tfound\tsigns\n");
    for size in SIZES {
        for coverage in COVERAGES {
            let power = Power::of(args.worlds, size, coverage);
            power.push(&mut rows, size, coverage, args.worlds);
        }
    }
    let empty = (0..args.empty)
        .map(|place| Found::in_world(&World { seed: 10_000 + args.seed + place, ..World::default() }));
    push_false(&mut rows, "worlds without plants", empty.collect());
    if args.events.exists() {
        let world = super::relations::World::read(&args.events, &args.states)?;
        let (acts, panel) = (&world.acts, &world.panel);
        let shuffles = (args.seed..args.seed + args.shuffles)
            .map(|seed| Found::of(&months_shuffled(acts, panel, seed), &panel.roster));
        push_false(&mut rows, "shuffled months of 2018", shuffles.collect());
    }
    print!("{rows}");
    std::fs::write(&args.write, rows).with_context(|| format!("cannot write `{}`", args.write.display()))
}

/// All that the program tells of a world.
struct Found {
    turns: Vec<Turn>,
    pivots: Vec<Pivot>,
    axes: Vec<Axis>,
}

impl Found {
    fn in_world(world: &World) -> Found {
        let (acts, roster) = acts(world);
        Found::of(&acts, &roster)
    }

    fn of(acts: &[Act], roster: &Roster) -> Found {
        let panel = Panel::of(acts, roster.clone(), Period::Week);
        let turns = turns(&panel, acts, &turns::Settings::default());
        let settings = Settings::default();
        Found { pivots: pivots(&panel, acts, &turns, &settings), axes: axes(&panel, acts, &settings), turns }
    }

    /// Whether a planted change was found, and whether it was told at all.
    fn tells(&self, change: &Change) -> (bool, bool) {
        let standings: Vec<Standing> = match change {
            Change::Turn(a, b) => {
                let same = |turn: &&Turn| (turn.a, turn.b) == (*a.min(b), *a.max(b));
                let warm =
                    self.turns.iter().filter(same).filter(|turn| turn.direction == Direction::Rapprochement);
                warm.map(|turn| if turn.found { Standing::Found } else { Standing::Signs }).collect()
            }
            Change::Pivot { state, from, to } => {
                let same = |pivot: &&Pivot| (pivot.state, pivot.from, pivot.to) == (*state, *from, *to);
                self.pivots.iter().filter(same).map(|pivot| pivot.standing).collect()
            }
            Change::Axis { members, against } => {
                let same = |axis: &&Axis| axis.against == *against && axis.members == *members;
                self.axes.iter().filter(same).map(|axis| axis.standing).collect()
            }
        };
        (standings.contains(&Standing::Found), !standings.is_empty())
    }
}

/// Three of each kind, in weeks that differ, between states that no other plant needs.
fn plants(size: f64, acts_per_week: f64) -> Vec<Plant> {
    let mut plants = Vec::new();
    for number in 0..3u16 {
        let state = |place: u16| State(9 * number + place);
        let week = 14 + 6 * usize::from(number);
        let changes = [
            Change::Turn(state(0), state(1)),
            Change::Pivot { state: state(2), from: state(3), to: state(4) },
            Change::Axis { members: vec![state(5), state(6), state(7)], against: state(8) },
        ];
        plants.extend(changes.map(|change| Plant { change, week, over: SHIFT_WEEKS, size, acts_per_week }));
    }
    plants
}

const KINDS: [&str; 3] = ["turn", "pivot", "axis"];

fn kind(change: &Change) -> usize {
    match change {
        Change::Turn(..) => 0,
        Change::Pivot { .. } => 1,
        Change::Axis { .. } => 2,
    }
}

/// Of each kind, how many were planted, found, and told as signs.
#[derive(Default)]
struct Power([(usize, usize, usize); 3]);

impl Power {
    fn of(n_worlds: u64, size: f64, coverage: f64) -> Power {
        let mut power = Power::default();
        for seed in 0..n_worlds {
            let plants = plants(size, coverage);
            let found = Found::in_world(&World { seed, plants: plants.clone(), ..World::default() });
            for plant in &plants {
                let (is_found, is_told) = found.tells(&plant.change);
                let counts = &mut power.0[kind(&plant.change)];
                counts.0 += 1;
                counts.1 += usize::from(is_found);
                counts.2 += usize::from(is_told && !is_found);
            }
        }
        power
    }

    fn push(&self, rows: &mut String, size: f64, coverage: f64, n_worlds: u64) {
        for (kind, (planted, found, signs)) in KINDS.iter().zip(self.0) {
            let _ = writeln!(rows, "{kind}\t{size}\t{coverage}\t{n_worlds}\t{planted}\t{found}\t{signs}");
        }
    }
}

/// In how many worlds in which nothing turns something is found.
fn push_false(rows: &mut String, what: &str, worlds: Vec<Found>) {
    let n = worlds.len();
    let pivots = |standing| worlds.iter().filter(|w| w.pivots.iter().any(|p| p.standing == standing)).count();
    let axes = |standing| worlds.iter().filter(|w| w.axes.iter().any(|a| a.standing == standing)).count();
    let beyond =
        worlds.iter().filter(|w| w.pivots.iter().any(|p| p.false_share <= Settings::default().alpha)).count();
    let (found, signs) = (pivots(Standing::Found), pivots(Standing::Signs));
    let _ = writeln!(rows, "{what}: pivot\t0\t\t{n}\t0\t{found}\t{signs}");
    let _ = writeln!(rows, "{what}: pivot, asking for no turn\t0\t\t{n}\t0\t{beyond}\t");
    let (found, signs) = (axes(Standing::Found), axes(Standing::Signs));
    let _ = writeln!(rows, "{what}: axis\t0\t\t{n}\t0\t{found}\t{signs}");
    let turned = worlds.iter().filter(|w| w.turns.iter().any(|turn| turn.found)).count();
    let signs = worlds.iter().filter(|w| !w.turns.is_empty()).count();
    let _ = writeln!(rows, "{what}: turn\t0\t\t{n}\t0\t{turned}\t{signs}");
}

/// The same acts with months of all dyads in another order, the same for all.
fn months_shuffled(acts: &[Act], panel: &Panel, seed: u64) -> Vec<Act> {
    let order = shuffled_blocks(panel.n_periods(), 4, &mut Random::new(0x5eed_0000 + seed));
    let mut place = vec![0; order.len()];
    order.iter().enumerate().for_each(|(now, &was)| place[was] = now);
    let moved = |act: &Act| {
        let week = (Period::Week.of(act.date) - panel.first) as usize;
        let day = Period::Day.of(act.date).rem_euclid(7);
        Act { date: Period::Day.start(7 * (panel.first + place[week] as i32) + day), ..*act }
    };
    acts.iter().map(moved).collect()
}
