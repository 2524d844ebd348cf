//! `--timing`: where the time of an ingest went, and the clock that says so.
//!
//! ```text
//! tiltmeter: 22,000 records in 75 s, 293 a second; the processor did 133 s of work
//!     sentences, trees, events      88.1 s  66 %   91.0 s
//! ```

use std::time::{Duration, Instant};

use tiltmeter::archive::{Moment, Stage, Timing};
use tiltmeter::relations::thousands;

/// What is the time, and what did the processor do for this thread.
pub(super) fn moment() -> Moment {
    // Differences are all that counts.
    static BEGAN: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let elapsed = BEGAN.elapsed();
    Moment { elapsed, work: work().unwrap_or(elapsed) }
}

// Where a system does not tell, time that passed is taken for work.
#[cfg(unix)]
fn work() -> Option<Duration> {
    let spent = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Some(Duration::new(u64::try_from(spent.tv_sec).ok()?, u32::try_from(spent.tv_nsec).ok()?))
}

#[cfg(not(unix))]
fn work() -> Option<Duration> {
    None
}

/// The rate, which every ingest tells.
pub(super) fn rate(n_records: u64, took: Duration) -> String {
    let seconds = took.as_secs_f64();
    format!(
        "{} records in {seconds:.1} s, {:.0} a second",
        thousands(n_records as usize),
        n_records as f64 / seconds
    )
}

/// The stages, a line each: what the processor did, its share, and how long threads were at it, their waiting (for
/// other programs, for the disk) with it.
pub(super) fn in_words(timing: &Timing) -> String {
    let work = timing.work().as_secs_f64();
    let mut words =
        format!("the processor did {work:.1} s of work:\n{:<28}{:>10}  share   with waiting", "", "work");
    for stage in Stage::ALL {
        let spent = timing.of(stage);
        let (own, elapsed) = (spent.work.as_secs_f64(), spent.elapsed.as_secs_f64());
        let share = 100.0 * own / work.max(f64::MIN_POSITIVE);
        words
            .push_str(&format!("\n    {:<24}{own:>8.1} s  {share:>3.0} %  {elapsed:>11.1} s", stage.words()));
    }
    words
}
