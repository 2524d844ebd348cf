//! Where the time of an ingest goes, stage by stage. The clock is the caller's: no library looks at one.
//!
//! ```
//! use tiltmeter::archive::{Moment, Stage, Timing};
//! let mut timing = Timing::default();
//! let seconds = |n| Moment { elapsed: std::time::Duration::from_secs(n), ..Moment::default() };
//! timing.add(Stage::Code, seconds(3), seconds(7));
//! assert_eq!(timing.of(Stage::Code).elapsed.as_secs(), 4);
//! ```

use std::time::Duration;

/// What a clock shows; the difference of two such is what was spent between them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Time, since whenever.
    pub elapsed: Duration,
    /// What the processor did for the thread that asks.
    pub work: Duration,
}

/// A clock.
pub type Clock<'a> = dyn Fn() -> Moment + Sync + 'a;

/// A stage of an ingest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Unpacking the source and finding its pieces: one thread.
    Find,
    /// Charset, main text, metadata, language of each piece: all threads.
    Read,
    /// Sentences, trees, events: all threads.
    Code,
    /// Into the archive's shapes: all threads.
    Shape,
    /// What copies are told by, and which they are.
    Compare,
    /// Into the archive, and onto the disk: one thread.
    Write,
}

impl Stage {
    /// In the order of the flow.
    pub const ALL: [Stage; 6] =
        [Stage::Find, Stage::Read, Stage::Code, Stage::Shape, Stage::Compare, Stage::Write];

    /// What it does, for people.
    pub fn words(self) -> &'static str {
        match self {
            Stage::Find => "unpack, find the records",
            Stage::Read => "main text, date, language",
            Stage::Code => "sentences, trees, events",
            Stage::Shape => "into records",
            Stage::Compare => "find copies",
            Stage::Write => "write, sync",
        }
    }
}

/// What each stage took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timing([Moment; 6]);

impl Timing {
    /// What a stage took, on all threads together.
    pub fn of(&self, stage: Stage) -> Moment {
        self.0[stage as usize]
    }

    /// What the processor did in all.
    pub fn work(&self) -> Duration {
        self.0.iter().map(|spent| spent.work).sum()
    }

    /// Adds what passed between two moments of one thread.
    pub fn add(&mut self, stage: Stage, from: Moment, to: Moment) {
        let spent = &mut self.0[stage as usize];
        spent.elapsed += to.elapsed.saturating_sub(from.elapsed);
        spent.work += to.work.saturating_sub(from.work);
    }

    /// Adds another's.
    pub fn join(&mut self, other: &Timing) {
        for (spent, more) in self.0.iter_mut().zip(other.0) {
            spent.elapsed += more.elapsed;
            spent.work += more.work;
        }
    }

    /// Does something, and adds what it took.
    pub(super) fn time<T>(&mut self, stage: Stage, clock: &Clock<'_>, act: impl FnOnce() -> T) -> T {
        let from = clock();
        let done = act();
        self.add(stage, from, clock());
        done
    }
}
