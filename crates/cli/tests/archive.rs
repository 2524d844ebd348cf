//! The archive by the program: whole and once whatever ends the program, the same whatever the threads and the order.
#![allow(clippy::unwrap_used, reason = "a test that fails says best where")]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        std::fs::write(self.path(name), text).unwrap();
        self.path(name)
    }
}

fn tiltmeter(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tiltmeter"));
    command.args(arguments);
    command
}

fn run(arguments: &[&str]) -> Output {
    tiltmeter(arguments).output().unwrap()
}

fn done(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn shown(path: &Path) -> &str {
    path.to_str().unwrap()
}

const STATES: [&str; 9] =
    ["Mali", "Chad", "Niger", "Russia", "China", "Pakistan", "Turkey", "France", "Japan"];
const ACTS: [&str; 7] = ["praised", "accused", "sanctioned", "visited", "attacked", "met with", "warned"];

// Reports of a line or two; every seventh is a copy of an earlier one by another paper.
fn reports(n: usize) -> Vec<String> {
    let report = |nth: usize| {
        let told = if nth % 7 == 6 { nth - 3 } else { nth };
        let (a, b) = (STATES[told % 9], STATES[(told / 9 + told + 1) % 9]);
        let act = ACTS[told % 7];
        let text = format!(
            "{a} {act} {b} on Monday. Officials of {a} said that talk number {told} with {b} would follow soon, \
             after weeks of silence between the two capitals, and that envoys were to be named within a month."
        );
        serde_json::json!({"id": format!("r{nth}"), "date": format!("2018-01-{:02}", told % 28 + 1), "text": text,
            "publisher": format!("Paper {}", nth % 3)})
        .to_string()
    };
    (0..n).map(report).collect()
}

fn content(archive: &Path) -> String {
    done(&["doctor", "--archive", shown(archive), "--content", "--format", "csv"])
}

fn is_sound(archive: &Path) {
    let output = run(&["doctor", "--archive", shown(archive)]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn reports_go_in_and_events_come_out() {
    let folder = Folder::new();
    let text = [reports(14).join("\n"), "{\"id\": \"broken\"".to_string(), String::new()].join("\n");
    let spanish = serde_json::json!({"id": "es", "date": "2018-01-02", "text": "El presidente de México dijo el lunes que \
        su gobierno no aceptará más presiones de los Estados Unidos y que las conversaciones seguirán la próxima semana."});
    let empty = serde_json::json!({"id": "empty", "date": null, "text": " "});
    let input = folder.file("r.jsonl", &format!("{text}{spanish}\n{empty}\n"));
    let archive = folder.path("a.tilt");
    let output = run(&["ingest", shown(&input), "--archive", shown(&archive)]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains("17 records: 14 coded (2 of them copies), 1 not in English"), "{told}");
    let ledger = done(&["ledger", "--archive", shown(&archive), "--format", "csv"]);
    let counts: Vec<&str> = ledger.lines().nth(1).unwrap().split(',').skip(1).collect();
    assert_eq!(counts[..2], ["true", "17"]);
    assert_eq!(counts[2..8].iter().map(|n| n.parse::<u32>().unwrap()).sum::<u32>(), 17 + 2);
    let events = done(&["events", "--archive", shown(&archive), "--format", "jsonl"]);
    assert!(events.lines().count() >= 10, "{events}");
    for line in events.lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        let (sentence, words) = (&event["sentence_text"], &event["event_text"]["text"]);
        assert!(sentence.as_str().unwrap().contains(words.as_str().unwrap()), "{line}");
        assert!(event["run"].is_string() && event["report"].is_string() && event["publisher"].is_string());
    }
    let again = run(&["ingest", shown(&input), "--archive", shown(&archive)]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("is in already: 17 records"));
    is_sound(&archive);
}

#[test]
fn threads_order_and_pauses_make_no_difference() {
    let folder = Folder::new();
    let all = reports(60);
    let input = folder.file("all.jsonl", &all.join("\n"));
    let mut contents = Vec::new();
    for threads in ["1", "2", "8"] {
        let archive = folder.path(&format!("{threads}.tilt"));
        done(&["ingest", shown(&input), "--archive", shown(&archive), "--threads", threads, "--batch", "7"]);
        contents.push(content(&archive));
    }
    let mut shuffled = all.clone();
    let mut random = 7u64;
    for place in (1..shuffled.len()).rev() {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        shuffled.swap(place, (random >> 33) as usize % (place + 1));
    }
    let archive = folder.path("shuffled.tilt");
    for (nth, part) in shuffled.chunks(17).enumerate() {
        let part = folder.file(&format!("part{nth}.jsonl"), &part.join("\n"));
        done(&["ingest", shown(&part), "--archive", shown(&archive), "--threads", "2"]);
    }
    contents.push(content(&archive));
    assert!(contents.iter().all(|content| content == &contents[0]), "{contents:#?}");
}

/// Ingests, and kills the program after a while. Returns how many records it had acknowledged.
fn killed(input: &Path, archive: &Path, after: Duration) -> u64 {
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
    let mut child = tiltmeter(&arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
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

fn n_records(archive: &Path) -> u64 {
    let ledger = done(&["ledger", "--archive", shown(archive), "--format", "jsonl"]);
    let line = ledger.lines().next().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    line.map_or(0, |line| line["records"].as_u64().unwrap())
}

#[test]
fn what_was_acknowledged_survives_being_killed() {
    let folder = Folder::new();
    let input = folder.file("all.jsonl", &reports(400).join("\n"));
    let whole = folder.path("whole.tilt");
    done(&["ingest", shown(&input), "--archive", shown(&whole)]);
    let archive = folder.path("a.tilt");
    // Whole before the first kill, so that there is something to open.
    done(&["ingest", shown(&folder.file("none.jsonl", "")), "--archive", shown(&archive)]);
    let began = std::time::Instant::now();
    let mut random = 11u64;
    let mut n_killed_midway = 0;
    for _ in 0..20 {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let acknowledged = killed(&input, &archive, Duration::from_millis(150 + (random >> 33) % 400));
        let kept = ledger_of(&archive, &input);
        assert!(kept >= acknowledged, "{acknowledged} were acknowledged, {kept} are there");
        n_killed_midway += u32::from(kept > 0 && kept < 400);
    }
    is_sound(&archive);
    done(&["ingest", shown(&input), "--archive", shown(&archive)]);
    assert_eq!(ledger_of(&archive, &input), 400);
    assert_eq!(content(&archive), content(&whole));
    assert!(n_killed_midway > 0, "never killed midway in {:?}", began.elapsed());
}

fn ledger_of(archive: &Path, input: &Path) -> u64 {
    let ledger = done(&["ledger", "--archive", shown(archive), "--format", "jsonl"]);
    let lines = ledger.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let own = lines.filter(|line| line["input"] == shown(input));
    own.map(|line| line["records"].as_u64().unwrap()).sum()
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_whole_and_it_goes_on() {
    let folder = Folder::new();
    let input = folder.file("all.jsonl", &reports(400).join("\n"));
    let archive = folder.path("a.tilt");
    let arguments = [
        "ingest",
        shown(&input),
        "--archive",
        shown(&archive),
        "--batch",
        "5",
        "--acknowledge",
        "--threads",
        "1",
    ];
    let mut child = tiltmeter(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.next().unwrap().unwrap();
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let acknowledged = lines.map_while(Result::ok).last();
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && told.contains("goes on from here"), "{told}");
    let kept = n_records(&archive);
    let last = acknowledged.map_or(0, |line| {
        serde_json::from_str::<serde_json::Value>(&line).unwrap()["records"].as_u64().unwrap()
    });
    assert!(kept >= last && kept < 400, "{kept} of 400, {last} acknowledged");
    done(&["ingest", shown(&input), "--archive", shown(&archive)]);
    assert_eq!(n_records(&archive), 400);
    is_sound(&archive);
}

#[test]
fn a_folder_that_may_not_be_written_to_is_told_and_can_be_read() {
    let folder = Folder::new();
    let input = folder.file("all.jsonl", &reports(5).join("\n"));
    let output = run(&["ingest", shown(&input), "--archive", "/proc/nowhere/a.tilt"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        told.contains("cannot open archive `/proc/nowhere/a.tilt`") && told.lines().count() == 1,
        "{told}"
    );
}

#[test]
fn standard_input_is_read() {
    let folder = Folder::new();
    let archive = folder.path("a.tilt");
    let mut child =
        tiltmeter(&["ingest", "--archive", shown(&archive)]).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(reports(3).join("\n").as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(n_records(&archive), 3);
}
