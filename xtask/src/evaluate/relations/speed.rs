//! The time of everything: series, levels, turns, turns in hindsight, pivots, axes, blocs. Processor time of all
//! threads, so that a busy machine tells the same; the wall's beside it.
//!
//! ```text
//! 640 dyads, 43 weeks, 130,512 acts: series 0.03, levels 0.05, turns 0.41, ... together 1.42 s (0.80 s by the wall)
//! ```

use std::time::Instant;

use jiff::civil::Date;
use tiltmeter_relations::planted::{self, World};
use tiltmeter_relations::{Act, Panel, Period, Roster};
use tiltmeter_relations::{axes, blocs, history, pivots, score, turns};

/// Planted worlds of about so many dyads over so many years, nine acts a dyad and decade of weeks.
pub(super) fn of_worlds(dyads: &[usize], years: usize) {
    for &n_dyads in dyads {
        let states = (1..).find(|n| n * (n - 1) / 2 >= n_dyads).unwrap_or(2);
        let world = World {
            states,
            weeks: 52 * years,
            start: Date::constant(2000, 1, 3),
            acts_per_week: 0.9 * n_dyads as f64,
            ..World::default()
        };
        let (acts, roster) = planted::acts(&world);
        of_acts(&acts, roster);
    }
}

/// Everything, of those acts.
pub(super) fn of_acts(acts: &[Act], roster: Roster) {
    let mut laps = Laps { last: processor_seconds(), told: Vec::new() };
    let (from, started) = (laps.last, Instant::now());
    let panel = Panel::of(acts, roster, Period::Week);
    laps.lap("series");
    let known = panel.dyads.iter().flat_map(|dyad| score::score(&panel, dyad).smoothed);
    let n_known = known.filter(|level| level.known).count();
    laps.lap("levels");
    let online = turns::turns(&panel, acts, &turns::Settings::default());
    laps.lap("turns");
    let settings = pivots::Settings::default();
    let n_pivots = pivots::pivots(&panel, acts, &online, &settings).len();
    laps.lap("pivots");
    let n_axes = axes::axes(&panel, acts, &settings).len();
    laps.lap("axes");
    let n_blocs: usize = blocs::blocs(&panel, 13, 1).iter().map(|partition| partition.blocs.len()).sum();
    laps.lap("blocs");
    let (all, wall) = (laps.last - from, started.elapsed().as_secs_f64());
    let hindsight = history::turns(&panel, acts, &turns::Settings::default()).len();
    laps.lap("turns in hindsight");
    println!(
        "{} dyads, {} weeks, {} acts: {}; all but hindsight {all:.2} s ({wall:.2} s by the wall), {:.2} GB; {n_known} levels \
         known, {} turns, {hindsight} in hindsight, {n_pivots} pivots, {n_axes} axes, {n_blocs} blocs",
        panel.dyads.len(),
        panel.n_periods(),
        acts.len(),
        laps.told.join(", "),
        most_memory(),
        online.len(),
    );
}

struct Laps {
    last: f64,
    told: Vec<String>,
}

impl Laps {
    fn lap(&mut self, what: &str) {
        let now = processor_seconds();
        self.told.push(format!("{what} {:.2}", now - self.last));
        self.last = now;
    }
}

// User and system time of all threads (proc(5): the 14th and 15th field, in hundredths); 0 where there is no /proc.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let ticks = |place: usize| fields.get(place).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}

// The most memory that was held, in gigabytes.
fn most_memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("");
    line.split_whitespace().next().and_then(|kilobytes| kilobytes.parse::<f64>().ok()).unwrap_or(0.0) / 1e6
}
