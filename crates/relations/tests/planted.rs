//! Pivots, axes and blocs in worlds where they were planted, and in worlds where nothing was.

use tiltmeter_relations::axes::{Axis, axes};
use tiltmeter_relations::blocs::{Partition, blocs};
use tiltmeter_relations::pivots::{Pivot, Settings, Standing, pivots};
use tiltmeter_relations::planted::{Change, Plant, World, acts};
use tiltmeter_relations::turns::{self, turns};
use tiltmeter_relations::{Act, Panel, Period, State};

fn world(plants: Vec<Plant>) -> World {
    World { states: 20, acts_per_week: 1000.0, plants, ..World::default() }
}

fn plant(change: Change, size: f64) -> Plant {
    Plant { change, week: 20, over: 2, size, acts_per_week: 20.0 }
}

fn pivot() -> Change {
    Change::Pivot { state: State(3), from: State(4), to: State(5) }
}

fn axis() -> Change {
    Change::Axis { members: vec![State(6), State(7), State(8)], against: State(9) }
}

fn look(world: &World) -> (Panel, Vec<Act>, Vec<Pivot>, Vec<Axis>) {
    let (acts, roster) = acts(world);
    let panel = Panel::of(&acts, roster, Period::Week);
    let turns = turns(&panel, &acts, &turns::Settings::default());
    let settings = Settings::default();
    let (pivots, axes) = (pivots(&panel, &acts, &turns, &settings), axes(&panel, &acts, &settings));
    (panel, acts, pivots, axes)
}

#[test]
fn a_strong_pivot_is_found_with_its_stretch_and_its_evidence() {
    let (_, acts, pivots, _) = look(&world(vec![plant(pivot(), 5.0)]));
    let found =
        pivots.iter().find(|pivot| (pivot.state, pivot.from, pivot.to) == (State(3), State(4), State(5)));
    let found = found.expect("it was planted");
    assert_eq!(found.standing, Standing::Found, "{found:?}");
    assert!(found.false_share <= 0.05 && !found.hedge);
    assert!(found.since >= "2018-04-02".parse().unwrap() && found.since <= "2018-06-25".parse().unwrap());
    assert!(found.away.after.0 < found.away.before.0 - 2.0);
    assert!(found.toward.after.0 > found.toward.before.0 + 2.0);
    assert_eq!(found.evidence.len(), 20);
    for &event in &found.evidence {
        let act = &acts[event as usize];
        let who = [act.actor, act.recipient];
        assert!(who.contains(&State(3)) && (who.contains(&State(4)) || who.contains(&State(5))));
    }
}

#[test]
fn a_pivot_without_a_turn_on_either_side_is_signs() {
    let world = world(vec![plant(pivot(), 5.0)]);
    let (acts, roster) = acts(&world);
    let panel = Panel::of(&acts, roster, Period::Week);
    let pivots = pivots(&panel, &acts, &[], &Settings::default());
    assert!(!pivots.is_empty());
    assert!(pivots.iter().all(|pivot| pivot.standing == Standing::Signs));
}

#[test]
fn a_strong_axis_is_found_whole_and_balanced() {
    let (_, _, _, axes) = look(&world(vec![plant(axis(), 5.0)]));
    let found = &axes[0];
    assert_eq!(found.against, State(9));
    assert_eq!(found.members, [State(6), State(7), State(8)]);
    assert_eq!(found.standing, Standing::Found, "{found:?}");
    assert_eq!((found.inner.len(), found.outer.len()), (3, 3));
    assert_eq!(found.frustration.1, 0.0);
    assert!(!found.evidence.is_empty() && found.evidence.len() <= 20);
}

#[test]
fn nothing_is_found_where_nothing_turns() {
    let (_, _, pivots, axes) = look(&world(Vec::new()));
    assert!(pivots.iter().all(|pivot| pivot.standing == Standing::Signs));
    assert!(axes.iter().all(|axis| axis.standing == Standing::Signs));
}

#[test]
fn the_same_world_gives_the_same_findings() {
    let world = world(vec![plant(pivot(), 3.0), plant(axis(), 3.0)]);
    assert_eq!(look(&world), look(&world));
}

#[test]
fn hardly_anything_gives_nothing() {
    let one = &acts(&world(Vec::new())).0[..1];
    for acts in [&[], one] {
        let panel = Panel::of(acts, acts_roster(), Period::Week);
        assert!(pivots(&panel, acts, &[], &Settings::default()).is_empty());
        assert!(axes(&panel, acts, &Settings::default()).is_empty());
        assert!(blocs(&panel, 13, 1).iter().all(|partition| partition.blocs.is_empty()));
    }
}

fn acts_roster() -> tiltmeter_relations::Roster {
    acts(&world(Vec::new())).1
}

#[test]
fn years_are_scanned_one_after_another() {
    let plant = Plant { change: pivot(), week: 140, over: 2, size: 5.0, acts_per_week: 20.0 };
    let world =
        World { states: 10, weeks: 200, acts_per_week: 300.0, plants: vec![plant], ..World::default() };
    let (acts, roster) = acts(&world);
    let panel = Panel::of(&acts, roster, Period::Week);
    let turns = turns(&panel, &acts, &turns::Settings::default());
    let pivots = pivots(&panel, &acts, &turns, &Settings::default());
    let found: Vec<_> = pivots.iter().filter(|pivot| pivot.standing == Standing::Found).collect();
    let planted = found.iter().filter(|p| (p.state, p.from, p.to) == (State(3), State(4), State(5)));
    assert_eq!(planted.count(), 1, "{found:?}");
}

/// Two camps, of which one state changes sides halfway.
fn camps() -> Vec<Partition> {
    let change = |a: u16, b: u16, size: f64| Plant {
        change: Change::Turn(State(a), State(b)),
        week: 26,
        over: 1,
        size,
        acts_per_week: 15.0,
    };
    // A turn of size s goes from 2.5 − s/2 to 2.5 + s/2: −9 is a friendship that breaks.
    let plants = vec![
        change(0, 1, -9.0),
        change(0, 2, -9.0),
        change(0, 4, 9.0),
        change(0, 5, 9.0),
        change(1, 2, 0.1),
        change(4, 5, 0.1),
    ];
    let world = World { states: 8, weeks: 52, acts_per_week: 8.0, plants, ..World::default() };
    let (acts, roster) = acts(&world);
    blocs(&Panel::of(&acts, roster, Period::Week), 13, 1)
}

#[test]
fn blocs_keep_their_numbers_and_tell_who_moved() {
    let partitions = camps();
    assert_eq!(partitions.len(), 4);
    let bloc_of = |place: usize, state: u16| {
        let blocs = &partitions[place].blocs;
        blocs.iter().find(|bloc| bloc.members.contains(&State(state))).map(|bloc| bloc.id)
    };
    assert_eq!(bloc_of(1, 0), bloc_of(1, 1));
    assert_ne!(bloc_of(1, 0), bloc_of(1, 4));
    assert_eq!(bloc_of(3, 0), bloc_of(3, 4));
    assert_ne!(bloc_of(3, 0), bloc_of(3, 1));
    assert!(partitions[2..].iter().any(|partition| partition.moved.iter().any(|moved| moved.0 == State(0))));
    assert_eq!(partitions, camps());
}
