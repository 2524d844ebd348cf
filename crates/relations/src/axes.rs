//! Axes: states that draw together while a common relation sours. Grown from triads.

use jiff::civil::Date;

use crate::pivots::{Settings, Shift, Standing};
use crate::{Act, Panel, State};

/// States that draw together against another.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Who draws together, in order of codes.
    pub members: Vec<State>,
    /// Against whom.
    pub against: State,
    /// The stretch over which they did.
    pub since: Date,
    /// Its end.
    pub until: Date,
    /// Each pair of members.
    pub inner: Vec<(State, State, Shift)>,
    /// Each member with `against`.
    pub outer: Vec<(State, Shift)>,
    /// (Σ z inner − Σ z outer) / √ number of relations.
    pub strength: f32,
    /// Weighted frustration of the signed graph of its states before and after.
    pub frustration: (f32, f32),
    /// Chance of one as strong under joint permutation, corrected for all that was scanned.
    pub p: f32,
    /// Found, or signs.
    pub standing: Standing,
    /// Events that moved it most, by [`Act::event`].
    pub evidence: Vec<u32>,
}

/// The axes of the system, strongest first.
pub fn axes(panel: &Panel, acts: &[Act], settings: &Settings) -> Vec<Axis> {
    let _ = (panel, acts, settings);
    Vec::new()
}
