//! `cargo +nightly fuzz run ingest`: any bytes as a source: items and an end, whatever they are.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tiltmeter_ingest::copies::Mark;
use tiltmeter_ingest::{Item, Settings, Source, items};

fuzz_target!(|bytes: &[u8]| {
    for item in items(Source::new("f", bytes), &Settings::default()) {
        if let Item::Report(incoming) = item {
            Mark::of(&incoming.report.text, incoming.report.date);
        }
    }
});
