//! Kills the program at random while it ingests, and looks what is left. The suite does it 20 times, `cargo xtask
//! archive kill` 1,000 times.
//!
//! Held is: what was acknowledged is there; nothing is there twice; the program goes on at once; and in the end the
//! archive is the same as one that was never killed.
#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    reason = "one harness for the suite and for xtask: it fails where it stands"
)]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const STATES: [&str; 9] =
    ["Mali", "Chad", "Niger", "Russia", "China", "Pakistan", "Turkey", "France", "Japan"];
const ACTS: [&str; 7] = ["praised", "accused", "sanctioned", "visited", "attacked", "met with", "warned"];

/// Reports of two sentences, as JSON lines; every seventh is a copy of an earlier one by another paper.
pub fn reports(n: usize) -> Vec<String> {
    let report = |nth: usize| {
        let told = if nth % 7 == 6 { nth - 3 } else { nth };
        let (a, b) = (STATES[told % 9], STATES[(told / 9 + told + 1) % 9]);
        let act = ACTS[told % 7];
        // Short: long reports of the same words would rightly be taken for copies of one another.
        let text = format!("{a} {act} {b} on Monday. Talk number {told} is to follow within a month.");
        serde_json::json!({"id": format!("r{nth}"), "date": format!("2018-01-{:02}", told % 28 + 1), "text": text,
            "publisher": format!("Paper {}", nth % 3)})
        .to_string()
    };
    (0..n).map(report).collect()
}

/// What the archive holds, as `tiltmeter doctor --content` says.
pub fn content(binary: &Path, archive: &Path) -> String {
    done(binary, &["doctor", "--archive", shown(archive), "--content", "--format", "csv"])
}

/// Records of that input that are in.
pub fn n_records(binary: &Path, archive: &Path, input: &Path) -> u64 {
    let ledger = done(binary, &["ledger", "--archive", shown(archive), "--format", "jsonl"]);
    let lines = ledger.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let own = lines.filter(|line| line["input"] == shown(input));
    own.map(|line| line["records"].as_u64().unwrap()).sum()
}

/// Runs the program to its end, which must be a good one.
pub fn done(binary: &Path, arguments: &[&str]) -> String {
    let output = run(binary, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Runs the program.
pub fn run(binary: &Path, arguments: &[&str]) -> Output {
    Command::new(binary).args(arguments).output().unwrap()
}

/// A path as an argument.
pub fn shown(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Kills so often; says what was not held.
pub fn kill(binary: &Path, folder: &Path, times: u32, tell: &mut dyn FnMut(String)) -> Result<(), String> {
    let n_reports = 150;
    let input = folder.join("all.jsonl");
    std::fs::write(&input, reports(n_reports).join("\n")).unwrap();
    let whole = folder.join("whole.tilt");
    let began = Instant::now();
    done(binary, &["ingest", shown(&input), "--archive", shown(&whole)]);
    // Between the start of the program and what it takes to read all.
    let longest = began.elapsed();
    let expected = content(binary, &whole);
    let (mut archive, mut n_archives, mut n_midway) = (folder.join("0.tilt"), 1, 0);
    let mut random = 11u64;
    for time in 1..=times {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let after = longest.mul_f64((random >> 33) as f64 / (1u64 << 31) as f64);
        let acknowledged = killed(binary, &input, &archive, after);
        if !archive.exists() {
            continue;
        }
        let kept = after_kill(binary, &archive, &input, acknowledged)?;
        n_midway += u32::from(kept > 0 && kept < n_reports as u64);
        if kept == n_reports as u64 || time == times {
            done(binary, &["ingest", shown(&input), "--archive", shown(&archive)]);
            if content(binary, &archive) != expected {
                return Err(format!(
                    "after {time} kills the archive is another than one that was never killed"
                ));
            }
            done(binary, &["doctor", "--archive", shown(&archive)]);
            tell(format!("{time} kills, {n_midway} of them midway, {n_archives} archives filled to the end"));
            archive = folder.join(format!("{n_archives}.tilt"));
            n_archives += 1;
        }
    }
    if n_midway == 0 {
        return Err(format!("never killed midway in {:?}", began.elapsed()));
    }
    Ok(())
}

fn after_kill(binary: &Path, archive: &Path, input: &Path, acknowledged: u64) -> Result<u64, String> {
    let began = Instant::now();
    // Before its first batch an archive may have no tables yet: it is opened to write, which makes them.
    let kept = match run(binary, &["ledger", "--archive", shown(archive)]).status.success() {
        true => n_records(binary, archive, input),
        false => 0,
    };
    if kept < acknowledged {
        return Err(format!("{acknowledged} records were acknowledged, {kept} are there"));
    }
    match began.elapsed() {
        took if took > Duration::from_secs(5) => Err(format!("it took {took:?} to open after a kill")),
        _ => Ok(kept),
    }
}

/// Ingests, and kills the program after a while. Returns how many records it had acknowledged.
fn killed(binary: &Path, input: &Path, archive: &Path, after: Duration) -> u64 {
    let arguments = [
        "ingest",
        shown(input),
        "--archive",
        shown(archive),
        "--batch",
        "3",
        "--acknowledge",
        "--threads",
        "2",
    ];
    let mut command = Command::new(binary);
    let mut child = command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap());
    let reader = std::thread::spawn(move || {
        let records = |line: String| {
            serde_json::from_str::<serde_json::Value>(&line).ok().and_then(|line| line["records"].as_u64())
        };
        lines.lines().map_while(Result::ok).filter_map(records).last().unwrap_or(0)
    });
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

/// A file in a folder.
#[allow(dead_code, reason = "the suite needs it")]
pub fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}
