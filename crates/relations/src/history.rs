//! Turns in hindsight: each dyad's past cut into stretches between which the relation changed.

use crate::turns::{Settings, Turn};
use crate::{Act, Dyad, Panel};

/// A stretch of a dyad's past.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// First period, counted from the panel's first.
    pub from: usize,
    /// The period after the last.
    pub to: usize,
    /// Acts of each quad class in a period, per thousand acts of the world.
    pub rates: [f32; 4],
    /// Mean score.
    pub tone: f32,
}

/// The past of one dyad, cut by the best partition.
pub fn stretches(panel: &Panel, dyad: &Dyad, penalty: f32) -> Vec<Stretch> {
    let _ = (panel, dyad, penalty);
    Vec::new()
}

/// The turns between stretches of all dyads, calibrated as [`crate::turns::turns`] are.
pub fn turns(panel: &Panel, acts: &[Act], settings: &Settings) -> Vec<Turn> {
    let _ = (panel, acts, settings);
    Vec::new()
}
