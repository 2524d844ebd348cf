//! The commands on how states tilt: `dyad`, `state`, `turns`, `pivots`, `axes`, `blocs`, `brief`.
//!
//! ```text
//! files ──> world ──────────────> records ──> table, JSON lines, JSON, CSV; a page
//! input     tiltmeter::relations              one file a command; brief
//! ```
//!
//! All numbers come from [`tiltmeter::relations`]; here they are only shown.

mod axes;
mod blocs;
mod brief;
mod charts;
mod dyad;
mod evidence;
mod input;
mod output;
mod pivots;
mod state;
mod table;
mod turns;
mod words;

pub(crate) use axes::axes;
pub(crate) use blocs::blocs;
pub(crate) use brief::brief;
pub(crate) use dyad::dyad;
pub(crate) use output::write;
pub(crate) use pivots::pivots;
pub(crate) use state::state;
pub(crate) use table::table;
pub(crate) use turns::turns;

/// One word for the number of things: `1 event`, `2 events`.
fn counted(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {what}{plural}", tiltmeter::relations::thousands(number))
}
