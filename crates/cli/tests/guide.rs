//! The commands that the guide and the README show run as they stand there.
#![allow(clippy::unwrap_used, reason = "a test that fails says best where")]

use std::path::Path;
use std::process::Command;

/// Lines `$ …` of the `console` blocks of a page.
fn commands(page: &str) -> Vec<&str> {
    let blocks = page.split("```console\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.flat_map(str::lines).filter_map(|line| line.strip_prefix("$ ")).collect()
}

/// Runs the commands of a page in their order; those that say nothing on standard error are `quiet`.
fn run(page: &str, least: usize, quiet: bool) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = std::fs::read_to_string(root.join("docs").join(page)).unwrap();
    let commands = commands(&page);
    assert!(commands.len() > least);
    let programs = Path::new(env!("CARGO_BIN_EXE_tiltmeter")).parent().unwrap().to_path_buf();
    let paths = std::env::var_os("PATH").unwrap();
    let path = std::env::join_paths([programs].into_iter().chain(std::env::split_paths(&paths))).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for line in commands {
        let mut shell = Command::new("sh");
        shell.args(["-c", line]).current_dir(&root).env("PATH", &path).env("DIR", folder.path());
        let run = shell.output().unwrap();
        let told = String::from_utf8_lossy(&run.stderr);
        assert!(run.status.success() && (told.is_empty() || !quiet), "{line}\n{told}");
        assert!(!run.stdout.is_empty() || !told.is_empty(), "{line} printed nothing");
    }
}

#[test]
fn commands_of_the_guide_run() {
    run("guide.md", 5, true);
}

#[test]
fn commands_on_the_archive_run() {
    run("archive.md", 15, false);
}
