//! A world in which no relation turns, with all that could be taken for a turn: news that hangs together from
//! week to week, bursts, and coverage that grows threefold.

use jiff::civil::Date;
use tiltmeter_record::Quad;
use tiltmeter_relations::calibrate::Random;
use tiltmeter_relations::{Act, Period, Roster, State};

/// Acts of `n_dyads` over `n_weeks`, the stillest with one in five weeks and the busiest with two hundred times that.
/// So much of a week's news stays for the next as `memory` says.
pub(super) fn world(n_dyads: usize, n_weeks: usize, memory: f64, seed: u64) -> (Vec<Act>, Roster) {
    let mut roster = Roster::default();
    let mut acts = Vec::new();
    let mut random = Random::new(seed);
    for dyad in 0..n_dyads {
        let [a, b] = ["A", "B"].map(|side| roster.state(&format!("{side}{dyad:04}")));
        let usual = LEAST * (random.unit() * 5.3).exp();
        let friendly = 0.2 + 0.6 * random.unit();
        let mut mood = 0.0;
        for week in 0..n_weeks {
            mood = memory * mood + 0.35 * normal(&mut random);
            let coverage = 1.0 + 2.0 * week as f64 / n_weeks as f64;
            let burst = if random.unit() < 0.03 { 2.0 + 4.0 * random.unit() } else { 1.0 };
            let lean = (friendly + 0.1 * normal(&mut random)).clamp(0.05, 0.95);
            for _ in 0..poisson(usual * coverage * burst * f64::exp(mood), &mut random) {
                let date = Period::Day.start(MONDAY + (7 * week + random.below(7)) as i32);
                acts.push(act(date, a, b, lean, &mut random));
            }
        }
    }
    (acts, roster)
}

const LEAST: f64 = 0.2;
// 2 January 2006.
const MONDAY: i32 = 13_153;

fn act(date: Date, a: State, b: State, lean: f64, random: &mut Random) -> Act {
    let (from, to) = if random.unit() < 0.5 { (a, b) } else { (b, a) };
    let heavy = random.unit() < 0.2;
    let (quad, score) = match (random.unit() < lean, heavy) {
        (true, false) => (Quad::VerbalCooperation, 3.0),
        (true, true) => (Quad::MaterialCooperation, 6.5),
        (false, false) => (Quad::VerbalConflict, -3.5),
        (false, true) => (Quad::MaterialConflict, -8.0),
    };
    Act::new(date, from, to, quad, score)
}

// Sum of twelve uniforms: near enough, and bounded.
fn normal(random: &mut Random) -> f64 {
    (0..12).map(|_| random.unit()).sum::<f64>() - 6.0
}

fn poisson(mean: f64, random: &mut Random) -> usize {
    let (mut n, mut left) = (0, mean);
    loop {
        // Waiting times between one and the next.
        left += (1.0 - random.unit()).ln();
        if left < 0.0 || n > 100_000 {
            return n;
        }
        n += 1;
    }
}
