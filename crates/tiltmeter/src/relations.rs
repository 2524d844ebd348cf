//! From files of events to what can be asked of relations: what the program, a server and the wheel share.
//!
//! ```text
//! files ──> events that count ──> acts, series ──> findings ──> records
//! load      choices, rows         events           world        findings
//! ```
//!
//! The arithmetic is [`tiltmeter_relations`]'s. This module reads what comes in, chooses what counts, and
//! gives each finding its name, its evidence and the shape in which it leaves.

mod archived;
mod choices;
pub(crate) mod codes;
pub(crate) mod columns;
mod context;
mod events;
mod findings;
mod judged;
pub(crate) mod load;
mod parquet;
pub(crate) mod parties;
pub(crate) mod records;
pub(crate) mod rows;
mod sentences;
mod tilt;
mod world;

pub use archived::Archived;
pub use choices::{Choices, LeftOut};
pub use codes::status;
pub use columns::Mapping;
pub use context::{ContextValue, read_context};
pub use events::{Counts, Events, LoadedAssessment, LoadedEvent, Place, thousands};
pub use findings::{
    AxisRecord, BlocRecord, ChangeRecord, ContextRecord, DyadRecord, EvidenceRecord, JudgedRecord,
    JudgementRecord, LevelRecord, MoveRecord, PartitionRecord, PeriodRecord, PivotRecord, Recorder,
    RelationRecord, ShiftRecord, SideRecord, TurnRecord, WordsRecord,
};
pub use judged::{Judged, Voice};
pub use load::{Input, Loading, load};
pub use parties::{party, party_name};
pub use sentences::{Key, sentences};
pub use tilt::{Tilt, tilts};
pub use world::{Agreement, Change, Search, WordsAndDeeds, World, last_level};
