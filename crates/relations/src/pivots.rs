//! Pivots: a state that turns from one partner to another.

use jiff::civil::Date;

use crate::turns::Turn;
use crate::{Act, Panel, State};

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
    /// Chance of one false finding in the whole scan that is tolerated.
    pub alpha: f32,
    /// Acts that each dyad needs.
    pub min_acts: f32,
    /// Lengths of the stretches looked at, in periods.
    pub stretches: Vec<usize>,
    /// Joint permutations.
    pub permutations: usize,
    /// Their seed.
    pub seed: u64,
}

/// The pivots of all states, strongest first; `turns` are the calibrated ones of the same panel.
pub fn pivots(panel: &Panel, acts: &[Act], turns: &[Turn], settings: &Settings) -> Vec<Pivot> {
    let _ = (panel, acts, turns, settings);
    Vec::new()
}
