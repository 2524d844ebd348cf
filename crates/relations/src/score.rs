//! The level of a relation with its band: a local level model, filtered (live) and smoothed (in hindsight).

use crate::{Dyad, Panel};

/// The level of a relation at the end of one period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// Mean score of what passes between the two, −10 to +10.
    pub mean: f32,
    /// Standard deviation of that mean.
    pub deviation: f32,
    /// Whether enough is known to speak of a level; a number is shown only then.
    pub known: bool,
}

/// Parameters of a dyad's model, and its levels, period by period.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Variance of one act around the level.
    pub act_variance: f32,
    /// Variance of the level's step from one period to the next, by maximum likelihood.
    pub step_variance: f32,
    /// What was known at the time.
    pub filtered: Vec<Level>,
    /// What is known now.
    pub smoothed: Vec<Level>,
}

/// The score of one dyad.
pub fn score(panel: &Panel, dyad: &Dyad) -> Score {
    let _ = (panel, dyad);
    Score { act_variance: 0.0, step_variance: 0.0, filtered: Vec::new(), smoothed: Vec::new() }
}
