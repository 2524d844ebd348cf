//! Reports into an archive, and answers out of it: what the program, a server and the wheel share.
//!
//! ```text
//! pieces ──> reports ──> coded, on all cores ──> batches ──> archive ──> events, relations, exports
//! ingest                 ingest, shapes                      store
//! ```
//!
//! The archive itself is [`tiltmeter_store`]'s. This module gives it what the coder finds, in the archive's shapes.

mod import;
mod ingest;
mod records;
mod shapes;
mod snapshot;
mod timing;

pub use import::{Importing, imported_run};
pub use ingest::{Ingesting, Step, ingest, known_copies, recode, run_of};
pub use records::records_of;
pub use snapshot::{Open, Opened, Resource, snapshot};
pub use tiltmeter_ingest as reading;
pub use tiltmeter_ingest::copies::Copies;
pub use tiltmeter_store::*;
pub use timing::{Clock, Moment, Stage, Timing};

// Why a channel gets no more: whoever listens has gone, which is no failure of ours, or something failed.
enum Ended<E> {
    Gone,
    Failed(E),
}

impl<E> From<E> for Ended<E> {
    fn from(error: E) -> Ended<E> {
        Ended::Failed(error)
    }
}
