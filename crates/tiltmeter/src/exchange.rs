//! Events of other systems in, events for other systems out.
//!
//! ```text
//! ICEWS, POLECAT, GDELT, any table ──> EventRow ──> JSON lines, POLECAT, GDELT, GEXF, GraphML, GeoJSON, annotations
//! import                               event        export
//! ```
//!
//! An [`EventRow`] is the record of `docs/records.md` with nothing of it fixed in place: what came from elsewhere has
//! no sentence and no spans, and keeps the cells that have no field of their own. Nothing is lost in silence: a row
//! that cannot be read is a [`Problem`](crate::Problem), and [`Exported`] counts what a format has no place for.

mod annotations;
mod event;
mod export;
mod geojson;
mod graphs;
mod import;
mod package;
mod tables;
#[cfg(test)]
mod tests;

pub use event::{EventRow, PartyRow, PlaceRow, SourceRow, WordsRow};
pub use export::{Export, Exported, Format};
pub use import::{Imported, import};
pub use package::package;
pub(crate) use package::package_hash;
