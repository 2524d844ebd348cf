//! `cargo +nightly fuzz run text`: any bytes through the full reader; the properties are the suite's.

#![no_main]

#[path = "../../crates/text/tests/safety/properties.rs"]
mod properties;

use std::cell::RefCell;

use libfuzzer_sys::fuzz_target;
use tiltmeter_text::{Model, Reader};

thread_local! {
    static READERS: RefCell<(Reader<'static>, Reader<'static>)> =
        RefCell::new((Reader::new(Model::builtin()), Reader::new(Model::builtin())));
}

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    READERS.with_borrow_mut(|(first, second)| {
        // The last byte says whether the text is parsed and whether its headings are kept.
        let flags = bytes.last().copied().unwrap_or(0);
        first.keep_headings = flags & 1 == 1;
        second.keep_headings = first.keep_headings;
        if let Err(broken) = properties::check(&text, first, second, flags & 2 == 2) {
            panic!("{broken}");
        }
    });
});
