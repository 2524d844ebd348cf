//! The same report gives the same bytes whichever instructions the processor has.

use std::process::Command;

fn coded_by(kernel: &str) -> Vec<u8> {
    let reports = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/reports.jsonl");
    let done = Command::new(env!("CARGO_BIN_EXE_tiltmeter"))
        .args(["code", reports, "--emit", "events,statements,times,mentions"])
        .env("TILTMETER_KERNEL", kernel)
        .output()
        .expect("the program was built for this test");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    done.stdout
}

#[test]
fn every_kernel_gives_the_same_bytes() {
    let portable = coded_by("portable");
    assert!(portable.len() > 10_000, "the examples hold dozens of records");
    for kernel in ["avx2", "vnni"] {
        assert!(coded_by(kernel) == portable, "{kernel} differs; where it is not there the fastest is used");
    }
}
