//! `examples/events.csv`: a year among six islands that never was, so that guide and tests have something to
//! measure.
//!
//! What is put into it: Malta and Fiji fall out in the week of 29 September 2031 (a turn), Malta draws toward Iceland
//! from then on (with the falling-out, signs of a pivot), all else goes its way. Events are drawn by a written
//! seed, so the file can be made again: `cargo xtask example > examples/events.csv`.

use std::fmt::Write;

use jiff::Span;
use jiff::civil::{Date, date};
use tiltmeter_record::EventType;
use tiltmeter_relations::calibrate::Random;

const STATES: [&str; 6] = ["BRB", "CPV", "FJI", "ISL", "MLT", "MUS"];
const FIRST: Date = date(2031, 1, 6);
const WEEKS: i32 = 52;
const TURN: i32 = 38;
const SEED: u64 = 2031;

/// What two states do to each other: how often, and how much of it is conflict.
struct Relation {
    a: &'static str,
    b: &'static str,
    /// Events a week before and after the turn.
    rate: (f64, f64),
    /// Share of conflict before and after the turn.
    conflict: (f64, f64),
}

/// The file.
pub fn events() -> String {
    let mut random = Random::new(SEED);
    let mut written = "id,date,actor,recipient,code,mentions\n".to_string();
    let relations = relations();
    let mut number = 0;
    for week in 0..WEEKS {
        for relation in &relations {
            for _ in 0..drawn(rate(relation, week), &mut random) {
                number += 1;
                line(number, week, relation, &mut random, &mut written);
            }
        }
    }
    written
}

fn relations() -> Vec<Relation> {
    let mut relations = Vec::new();
    for (place, a) in STATES.into_iter().enumerate() {
        for b in STATES.into_iter().skip(place + 1) {
            let (rate, conflict) = match (a, b) {
                ("FJI", "MLT") => ((1.5, 7.0), (0.1, 0.95)),
                ("ISL", "MLT") => ((1.2, 4.0), (0.7, 0.05)),
                ("FJI", "ISL") => ((0.8, 0.8), (0.5, 0.5)),
                _ => ((0.6, 0.6), (0.3, 0.3)),
            };
            relations.push(Relation { a, b, rate, conflict });
        }
    }
    relations
}

fn rate(relation: &Relation, week: i32) -> f64 {
    if week < TURN { relation.rate.0 } else { relation.rate.1 }
}

// A Poisson number, by multiplying chances (Knuth).
fn drawn(rate: f64, random: &mut Random) -> usize {
    let (floor, mut product, mut number) = ((-rate).exp(), random.unit(), 0);
    while product > floor {
        product *= random.unit();
        number += 1;
    }
    number
}

fn line(number: usize, week: i32, relation: &Relation, random: &mut Random, written: &mut String) {
    let conflict = if week < TURN { relation.conflict.0 } else { relation.conflict.1 };
    let acts: &[EventType] = if random.unit() < conflict { &CONFLICT } else { &COOPERATION };
    let act = acts[random.below(acts.len())];
    let (actor, recipient) =
        if random.below(2) == 0 { (relation.a, relation.b) } else { (relation.b, relation.a) };
    let day = FIRST.saturating_add(Span::new().days(7 * week + random.below(7) as i32));
    let mentions = 1 + random.below(6);
    let _ = writeln!(written, "e{number},{day},{actor},{recipient},{},{mentions}", act.code());
}

const CONFLICT: [EventType; 6] = [
    EventType::Accuse,
    EventType::Accuse,
    EventType::Reject,
    EventType::Threaten,
    EventType::Sanction,
    EventType::Coerce,
];

const COOPERATION: [EventType; 6] = [
    EventType::Consult,
    EventType::Consult,
    EventType::Agree,
    EventType::Support,
    EventType::Aid,
    EventType::Cooperate,
];

#[cfg(test)]
mod tests {
    #[test]
    fn the_file_is_what_is_made() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/events.csv");
        let found = std::fs::read_to_string(path).expect("examples/events.csv is there");
        assert!(found == super::events(), "make it again: cargo xtask example > examples/events.csv");
    }
}
