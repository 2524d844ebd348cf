//! Trees of sentences in the manner of a wire service: the arcs that a coder leans on.
//!
//! `UPDATE=1 cargo test -p tiltmeter-text --test golden` moves the marks of what is known to be wrong; read the
//! diff before committing.

#[path = "golden/arcs.rs"]
mod arcs;

use tiltmeter_text::{Model, Reader};

const WIRE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/wire.txt");

#[test]
fn arcs_are_right_but_for_those_known_to_be_wrong() {
    let golden = std::fs::read_to_string(WIRE).expect("the golden text is beside this test");
    let marked = arcs::mark(&golden, &mut Reader::new(Model::builtin()));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(WIRE, &marked.text).expect("the golden text can be written");
        return;
    }
    let changed: Vec<String> = (golden.lines().zip(marked.text.lines()).enumerate())
        .filter(|(_, (expected, found))| expected != found)
        .map(|(idx, (expected, found))| format!("line {}:\n  -{expected}\n  +{found}", idx + 1))
        .collect();
    assert!(changed.is_empty(), "arcs lost (+ ~) or gained (- ~):\n{}", changed.join("\n"));
}
