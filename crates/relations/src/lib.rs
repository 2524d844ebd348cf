//! How states tilt: from acts between states to series, scores, turns, pivots, axes and blocs.
//!
//! ```text
//! acts ──> Panel ──────────────> scores ──> turns, history ──> pivots, axes, blocs
//! act      series                score      turns, history     pivots, axes, balance, blocs
//! ```
//!
//! Pure arithmetic: no I/O, no clock; every permutation has its written seed. An [`Act`] is one event
//! between two states as the caller chose to count it; a [`Panel`] holds the series of every dyad and
//! of the world, so that more coverage is not taken for more conflict.
//!
//! ```
//! use jiff::civil::date;
//! use tiltmeter_relations::{Act, Panel, Period, Roster};
//! use tiltmeter_record::Quad;
//!
//! let mut roster = Roster::default();
//! let (pak, usa) = (roster.state("PAK"), roster.state("USA"));
//! let act = Act::new(date(2018, 1, 4), usa, pak, Quad::MaterialConflict, -6.0);
//! let panel = Panel::of(&[act], roster, Period::Week);
//! assert_eq!(panel.dyad(pak, usa).unwrap().cells[0].1.n, 1.0);
//! ```

mod act;
pub mod axes;
pub mod balance;
pub mod blocs;
pub mod calibrate;
pub mod history;
pub mod pivots;
pub mod planted;
mod scan;
pub mod score;
mod series;
mod signal;
pub mod turns;

pub use act::{Act, Roster, State};
pub use series::{Cell, Dyad, Panel, Period, Sum};
