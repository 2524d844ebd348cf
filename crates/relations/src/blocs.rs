//! Blocs of the whole system, period by period, and who moved between them.

use jiff::civil::Date;

use crate::{Panel, State};

/// States that stand together in one stretch of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Bloc {
    /// Number that a bloc keeps from stretch to stretch as long as most of it stays.
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
    /// Largest first.
    pub blocs: Vec<Bloc>,
    /// Signed modularity of the partition (Gómez, Jensen & Arenas 2009).
    pub modularity: f32,
    /// States that changed bloc since the stretch before: who, from, to.
    pub moved: Vec<(State, Option<u32>, Option<u32>)>,
}

/// Partitions of the system for consecutive stretches of `stretch` periods.
pub fn blocs(panel: &Panel, stretch: usize, seed: u64) -> Vec<Partition> {
    let _ = (panel, stretch, seed);
    Vec::new()
}
