//! The commands that the guide and the README show run as they stand there.
#![allow(clippy::unwrap_used, reason = "a test that fails says best where")]

use std::path::Path;
use std::process::Command;

/// Lines `$ …` of the `console` blocks of a page.
fn commands(page: &str) -> Vec<&str> {
    let blocks = page.split("```console\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.flat_map(str::lines).filter_map(|line| line.strip_prefix("$ ")).collect()
}

#[test]
fn commands_of_the_guide_run() {
    check("guide.md", |told| told.is_empty());
}

#[test]
fn commands_of_the_page_on_other_programs_run() {
    // What became of the rows, and what a format has no place for.
    let counts = ["read, ", "written as", "left out: ", "no place for"];
    check("exchange.md", |told| told.lines().all(|line| counts.iter().any(|count| line.contains(count))));
}

#[test]
fn commands_on_the_archive_run() {
    // What became of records and rows; each command tells it.
    check("archive.md", |_| true);
}

/// Runs every command of a page, in a folder `$DIR` of its own; `may` says what it may tell on standard error.
fn check(page: &str, may: impl Fn(&str) -> bool) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = std::fs::read_to_string(root.join("docs").join(page)).unwrap();
    let commands = commands(&page);
    assert!(commands.len() > 5);
    let programs = Path::new(env!("CARGO_BIN_EXE_tiltmeter")).parent().unwrap().to_path_buf();
    let paths = std::env::var_os("PATH").unwrap();
    let path = std::env::join_paths([programs].into_iter().chain(std::env::split_paths(&paths))).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for line in commands {
        let mut shell = Command::new("sh");
        shell.args(["-c", line]).current_dir(&root).env("PATH", &path).env("DIR", folder.path());
        let run = shell.output().unwrap();
        let told = String::from_utf8_lossy(&run.stderr);
        assert!(run.status.success() && may(&told), "{line}\n{told}");
        assert!(!run.stdout.is_empty() || !told.is_empty(), "{line} printed nothing");
    }
}
