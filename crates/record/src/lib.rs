//! What flows through Tiltmeter: reports, the spans that point into them, and
//! what is read out of them (actors, events, statements, times).
//!
//! Every other crate imports this one; it imports none. Types here carry no
//! serialised shape: the edges (`cli`, `store`, `serve`, `python`) own theirs.
//!
//! ```
//! use tiltmeter_record::{EventType, Quad, Span};
//! assert_eq!(EventType::from_code("SANCTION"), Some(EventType::Sanction));
//! assert_eq!(EventType::Sanction.quad(), Quad::MaterialConflict);
//! assert_eq!(Span::new(0, 6).of("Moscow said"), "Moscow");
//! ```

mod actor;
mod alignment;
mod assessment;
mod cameo;
mod event;
mod fingerprint;
mod ontology;
mod place;
mod quantity;
mod report;
mod span;
mod statement;
mod tie;
mod when;

pub use actor::{Actor, Office, Reading, Resolution};
pub use alignment::{Aligned, Alignment};
pub use assessment::{Assessment, Direction};
pub use cameo::CameoCode;
pub use event::{Attribution, Certainty, DateReason, Event, Status, Telling};
pub use fingerprint::Fingerprint;
pub use ontology::{Context, EventType, Mode, Ontology, Quad, Sector, ontology};
pub use place::{Place, Spot};
pub use quantity::{Bound, Quantity};
pub use report::Report;
pub use span::{CodePoints, Span};
pub use statement::{Form, Statement, Unnamed};
pub use tie::{Tie, TieKind, TieStatus};
pub use when::{Interval, ParseWhenError, Precision, TimeExpression, TimeKind, When};
