//! Turns of a relation as they happen: a dyad that sours or warms beyond what its own past explains.

use jiff::civil::Date;

use crate::{Act, Panel, State};

/// Which way a relation turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Direction {
    /// For the worse.
    Rupture,
    /// For the better.
    Rapprochement,
}

/// How turns are looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Allowed false alarms per dyad-year on permuted periods.
    pub alarms_per_year: f32,
    /// Acts that a dyad needs, all periods together.
    pub min_acts: f32,
    /// Share of false turns among those of one week that is tolerated across dyads; `None` corrects nothing.
    pub false_discovery: Option<f32>,
    /// Seed of the permutations.
    pub seed: u64,
}

/// One turn.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// The state whose code comes first.
    pub a: State,
    /// The other.
    pub b: State,
    /// For better or worse.
    pub direction: Direction,
    /// First day of the time in which it differs from what was before.
    pub onset: Date,
    /// Day on which it could first be told.
    pub detected: Date,
    /// Mean score before and after.
    pub before: f32,
    /// Mean score from the onset to the detection.
    pub after: f32,
    /// The statistic, in standard deviations.
    pub strength: f32,
    /// The dyad's own threshold for it.
    pub threshold: f32,
    /// False alarms per dyad-year at that strength, by permutation of the dyad's own past.
    pub rate: f32,
    /// 1 − the chance that permuted periods give as strong a turn at some time in the stretch looked at.
    pub confidence: f32,
    /// Whether it passes the correction across dyads.
    pub found: bool,
    /// Events that moved it most, strongest first: at most twenty, by [`Act::event`].
    pub evidence: Vec<u32>,
}

/// Turns of all dyads, in order of detection, then of codes; `acts` are those of the panel.
pub fn turns(panel: &Panel, acts: &[Act], settings: &Settings) -> Vec<Turn> {
    let _ = (panel, acts, settings);
    Vec::new()
}
