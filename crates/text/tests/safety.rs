//! Any bytes can be read: no panic, and what comes out points into the text and tiles it.
//!
//! `SAFETY_CASES=1000000 cargo test -p tiltmeter-text --test safety` runs longer than the suite does,
//! `cargo xtask fuzz text --runs 10000000` longer still, on a release build.

#[path = "safety/mutator.rs"]
mod mutator;
#[path = "safety/properties.rs"]
mod properties;

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use tiltmeter_text::{Model, Reader};

/// Mutated texts that are read in the suite.
const CASES: u64 = 100_000;
/// One in so many is parsed too: trees cost a hundred times what the rest does.
const PARSED_ONE_IN: u64 = 100;

fn readers() -> (Reader<'static>, Reader<'static>) {
    (Reader::new(Model::builtin()), Reader::new(Model::builtin()))
}

#[test]
fn mutated_texts() {
    let n_cases = std::env::var("SAFETY_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(CASES);
    let (mut first, mut second) = readers();
    let mut mutator = mutator::Mutator::new(1);
    for case in 0..n_cases {
        let text = mutator.next_text();
        first.keep_headings = case % 2 == 0;
        second.keep_headings = first.keep_headings;
        let held = properties::check(&text, &mut first, &mut second, case % PARSED_ONE_IN == 0);
        held.unwrap_or_else(|broken| panic!("case {case}: {broken}\nin {text:?}"));
    }
}

#[test]
fn the_corpus_whole_and_parsed() {
    let (mut first, mut second) = readers();
    for text in mutator::corpus() {
        properties::check(text, &mut first, &mut second, true)
            .unwrap_or_else(|broken| panic!("{broken}\nin {text:?}"));
    }
}

#[test]
fn giants() {
    let (mut first, mut second) = readers();
    for text in mutator::giants() {
        let start: String = text.chars().take(20).collect();
        let held = properties::check(&text, &mut first, &mut second, false);
        held.unwrap_or_else(|broken| panic!("{broken}\nin a giant that begins {start:?}"));
    }
}

#[test]
fn any_string() {
    let readers = std::cell::RefCell::new(readers());
    let config = ProptestConfig { cases: 5_000, failure_persistence: None, ..ProptestConfig::default() };
    let outcome = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)).run(
        &any::<String>(),
        |text| {
            let (first, second) = &mut *readers.borrow_mut();
            properties::check(&text, first, second, false).map_err(TestCaseError::fail)
        },
    );
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}
