//! The archive by the program: whole and once whatever ends the program, the same whatever the threads and the order.
#![allow(clippy::unwrap_used, reason = "a test that fails says best where")]
#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

mod killing;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use killing::{file, reports, shown};
use parquet::file::reader::{FileReader, SerializedFileReader};
use serde_json::Value;

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_tiltmeter"))
}

fn run(arguments: &[&str]) -> Output {
    killing::run(program(), arguments)
}

fn done(arguments: &[&str]) -> String {
    killing::done(program(), arguments)
}

fn content(archive: &Path) -> String {
    killing::content(program(), archive)
}

fn n_records(archive: &Path, input: &Path) -> u64 {
    killing::n_records(program(), archive, input)
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn is_sound(archive: &Path) {
    let output = run(&["doctor", "--archive", shown(archive)]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

// Fourteen reports, two of them copies; something broken, something Spanish, something empty.
fn mixed(folder: &Path) -> PathBuf {
    let spanish = serde_json::json!({"id": "es", "date": "2018-01-02", "text": "El presidente de México dijo el lunes que \
        su gobierno no aceptará más presiones de los Estados Unidos y que las conversaciones seguirán la próxima semana."});
    let empty = serde_json::json!({"id": "empty", "date": null, "text": " "});
    let broken = "{\"id\": \"broken\"";
    file(folder, "r.jsonl", &format!("{}\n{broken}\n{spanish}\n{empty}\n", reports(14).join("\n")))
}

#[test]
fn reports_go_in_and_events_come_out() {
    let folder = tempfile::tempdir().unwrap();
    let (input, archive) = (mixed(folder.path()), folder.path().join("a.tilt"));
    let output = run(&["ingest", shown(&input), "--archive", shown(&archive)]);
    let words = told(&output);
    assert_eq!(output.status.code(), Some(3), "{words}");
    assert!(words.contains("17 records: 14 coded (2 of them copies), 1 not in English"), "{words}");
    let ledger = done(&["ledger", "--archive", shown(&archive), "--format", "csv"]);
    let counts: Vec<&str> = ledger.lines().nth(1).unwrap().split(',').skip(1).collect();
    assert_eq!(counts[..7].join(" "), "true 17 14 2 0 1 1", "{ledger}");
    let events = done(&["events", "--archive", shown(&archive), "--format", "jsonl"]);
    assert!(events.lines().count() >= 10, "{events}");
    for line in events.lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        let (sentence, words) = (&event["sentence_text"], &event["event_text"]["text"]);
        assert!(sentence.as_str().unwrap().contains(words.as_str().unwrap()), "{line}");
        assert!(event["run"].is_string() && event["report"].is_string() && event["publisher"].is_string());
    }
    let again = run(&["ingest", shown(&input), "--archive", shown(&archive)]);
    assert!(told(&again).contains("is in already"), "{}", told(&again));
    is_sound(&archive);
}

#[test]
fn threads_order_and_pauses_make_no_difference() {
    let folder = tempfile::tempdir().unwrap();
    let all = reports(60);
    let input = file(folder.path(), "all.jsonl", &all.join("\n"));
    let mut contents = Vec::new();
    for threads in ["1", "2", "8"] {
        let archive = folder.path().join(format!("{threads}.tilt"));
        done(&["ingest", shown(&input), "--archive", shown(&archive), "--threads", threads, "--batch", "7"]);
        contents.push(content(&archive));
    }
    let mut shuffled = all.clone();
    let mut random = 7u64;
    for place in (1..shuffled.len()).rev() {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        shuffled.swap(place, (random >> 33) as usize % (place + 1));
    }
    let archive = folder.path().join("shuffled.tilt");
    for (nth, part) in shuffled.chunks(17).enumerate() {
        let part = file(folder.path(), &format!("part{nth}.jsonl"), &part.join("\n"));
        done(&["ingest", shown(&part), "--archive", shown(&archive), "--threads", "2"]);
    }
    contents.push(content(&archive));
    assert!(contents.iter().all(|content| content == &contents[0]), "{contents:#?}");
}

#[test]
fn what_was_acknowledged_survives_being_killed() {
    let folder = tempfile::tempdir().unwrap();
    // A machine that tests many things at once is slow; `cargo xtask archive kill` holds five seconds.
    let patience = std::time::Duration::from_secs(60);
    killing::kill(program(), folder.path(), 20, patience, &mut |_| {}).unwrap();
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_whole_and_it_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let input = file(folder.path(), "all.jsonl", &reports(400).join("\n"));
    let archive = folder.path().join("a.tilt");
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
    let mut command = Command::new(program());
    let mut child = command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.next().unwrap().unwrap();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let last = lines.map_while(Result::ok).last();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && told(&output).contains("goes on from here"), "{}", told(&output));
    let records =
        |line: String| serde_json::from_str::<serde_json::Value>(&line).unwrap()["records"].as_u64();
    let (kept, acknowledged) = (n_records(&archive, &input), last.and_then(records).unwrap_or(5));
    assert!(kept >= acknowledged && kept < 400, "{kept} of 400, {acknowledged} acknowledged");
    done(&["ingest", shown(&input), "--archive", shown(&archive)]);
    assert_eq!(n_records(&archive, &input), 400);
    is_sound(&archive);
}

#[test]
fn standard_input_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("a.tilt");
    let mut command = Command::new(program());
    let mut child =
        command.args(["ingest", "--archive", shown(&archive)]).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(reports(3).join("\n").as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(n_records(&archive, Path::new("-")), 3);
}

#[test]
fn where_nothing_can_be_written_one_line_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let input = file(folder.path(), "all.jsonl", &reports(5).join("\n"));
    let output = run(&["ingest", shown(&input), "--archive", "/proc/nowhere/a.tilt"]);
    assert_eq!(output.status.code(), Some(1));
    let words = told(&output);
    assert!(
        words.contains("cannot open archive `/proc/nowhere/a.tilt`") && words.lines().count() == 1,
        "{words}"
    );
}

// Needs the right to mount, which a suite may not have.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_it_goes_on_once_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let small = folder.path().join("small");
    std::fs::create_dir(&small).unwrap();
    let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=2m", "none", shown(&small)]).output();
    if !mount.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: no small disk can be mounted here");
        return;
    }
    let input = file(folder.path(), "all.jsonl", &reports(600).join("\n"));
    let archive = small.join("a.tilt");
    let arguments = ["ingest", shown(&input), "--archive", shown(&archive), "--batch", "20"];
    let output = run(&arguments);
    let words = told(&output);
    let remounted =
        Command::new("mount").args(["-o", "remount,size=64m", shown(&small)]).status().unwrap().success();
    let again = run(&arguments);
    let (sound, n_records) = (run(&["doctor", "--archive", shown(&archive)]), n_records(&archive, &input));
    Command::new("umount").arg(&small).status().unwrap();
    assert_eq!(output.status.code(), Some(1), "{words}");
    assert!(words.contains("full") && words.contains("what was acknowledged is safe"), "{words}");
    // Once, and without the database's own words behind it.
    assert!(words.trim_end().ends_with("give the same command again"), "{words}");
    assert!(remounted && again.status.success(), "{}", told(&again));
    assert!(sound.status.success() && n_records == 600, "{n_records}");
}

#[test]
fn relations_are_measured_on_an_archive() {
    let folder = tempfile::tempdir().unwrap();
    let input = file(folder.path(), "all.jsonl", &reports(200).join("\n"));
    let archive = folder.path().join("a.tilt");
    done(&["ingest", shown(&input), "--archive", shown(&archive)]);
    let record = done(&["dyad", "Mali", "Chad", "--archive", shown(&archive), "--format", "jsonl"]);
    let record: Value = serde_json::from_str(record.lines().next().unwrap()).unwrap();
    assert!(record["events"].as_u64().unwrap() > 0, "{record}");
    let words = record["evidence"][0]["words"].as_str().unwrap();
    assert!(words.ends_with("on Monday."), "evidence leads to whole sentences: {words}");
}

#[test]
fn an_archives_weeks_say_what_its_events_say() {
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("a.tilt");
    let states = ["MLI", "TCD", "NER", "RUS", "CHN", "AAA"];
    let codes = ["042", "1622", "190", "0211", "036", "112"];
    let row = |nth: usize| {
        let (actor, recipient) = (states[nth % 5], states[(nth + 1 + nth / 5 % 5) % 6]);
        let day = format!("20{:02}-{:02}-{:02}", 17 + nth % 3, nth % 12 + 1, nth % 28 + 1);
        let sector = ["GOV", "MIL", "", "REB", "GOV"][nth % 5];
        format!("{},{day},{actor},{sector},{recipient},{},{}", 1000 + nth, codes[nth % 6], nth % 4 + 1)
    };
    let rows = (0..1200).map(row).collect::<Vec<_>>().join("\n");
    let head = "id,date,actor,actor_sector,recipient,code,mentions";
    let table = file(folder.path(), "own.csv", &format!("{head}\n{rows}\n"));
    done(&["import", shown(&table), "--archive", shown(&archive), "--from", "example"]);
    for sectors in ["all", "GOV,MIL"] {
        let start = ["--archive", shown(&archive), "--format", "jsonl", "--sectors", sectors];
        for command in [&["state", "Mali"][..], &["state", "CHN"], &["blocs"]] {
            let weeks = done(&[command, &start].concat());
            // A first day is asked for that is before all: weeks cannot answer that, so the events do.
            let events = done(&[command, &start, &["--since", "1990"]].concat());
            assert!(!weeks.is_empty(), "{command:?}");
            let rounded = |written: &str| {
                let mut lines: Vec<Value> =
                    written.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
                lines.iter_mut().for_each(round);
                lines
            };
            assert_eq!(rounded(&weeks), rounded(&events), "{command:?} {sectors}");
        }
    }
}

// Sums in another order differ in their last digits.
fn round(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            *value = Value::from((number.as_f64().unwrap() * 1000.0).round() as i64);
        }
        Value::Array(values) => values.iter_mut().for_each(round),
        Value::Object(values) => values.values_mut().for_each(round),
        _ => (),
    }
}

#[test]
fn every_answer_leaves_as_parquet_too() {
    let folder = tempfile::tempdir().unwrap();
    let input = file(folder.path(), "all.jsonl", &reports(20).join("\n"));
    let archive = folder.path().join("a.tilt");
    done(&["ingest", shown(&input), "--archive", shown(&archive)]);
    for command in [
        &["events"][..],
        &["statements"],
        &["ties"],
        &["reports"],
        &["ledger"],
        &["ledger", "--fate", "all"],
        &["runs", "list"],
        &["sql", "SELECT id, mentions, confidence, NULL AS unknown FROM events"],
        &["state", "Mali"],
        &["turns"],
    ] {
        let arguments = |format| [command, &["--archive", shown(&archive), "--format", format]].concat();
        let lines = done(&arguments("jsonl")).lines().count();
        let path = folder.path().join("answer.parquet");
        let mut answer = Command::new(env!("CARGO_BIN_EXE_tiltmeter"));
        let status = answer.args(arguments("parquet")).stdout(fs::File::create(&path).unwrap()).status();
        assert!(status.unwrap().success(), "{command:?}");
        let read = SerializedFileReader::new(fs::File::open(&path).unwrap()).unwrap();
        assert_eq!(read.metadata().file_metadata().num_rows(), lines as i64, "{command:?}");
    }
}

#[test]
fn what_is_written_for_others_reads_back_equal() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    // Everything that POLECAT and GDELT have columns for: events of another system that came through an archive.
    let codes = ["042", "1622", "190", "0211", "036", "112"];
    let states = ["MLI", "TCD", "NER", "RUS", "CHN"];
    let row = |nth: usize| {
        let (actor, recipient) = (states[nth % 5], states[(nth + 1 + nth / 5 % 4) % 5]);
        format!("{},2018-01-{:02},{actor},{recipient},{}", 1000 + nth, nth % 28 + 1, codes[nth % 6])
    };
    let rows = (0..40).map(row).collect::<Vec<_>>().join("\n");
    let table = file(folder.path(), "own.csv", &format!("id,date,actor,recipient,code\n{rows}\n"));
    done(&["import", shown(&table), "--archive", shown(&path("a.tilt")), "--from", "example"]);
    for form in ["polecat", "gdelt"] {
        let written = done(&["export", "--to", form, "--archive", shown(&path("a.tilt"))]);
        assert!(written.lines().count() > 20, "{form}: {written}");
        let (copy, archive) = (file(folder.path(), form, &written), path(&format!("{form}.tilt")));
        done(&["import", shown(&copy), "--archive", shown(&archive), "--from", form]);
        is_sound(&archive);
        let mut lines = [written, done(&["export", "--to", form, "--archive", shown(&archive)])]
            .map(|written| written.lines().map(str::to_string).collect::<Vec<_>>());
        lines.iter_mut().for_each(|lines| lines.sort());
        assert_eq!(lines[0], lines[1], "{form}");
    }
}

#[test]
fn every_row_of_icews_is_imported_or_listed() {
    let path = Path::new("/work/shared/data/relations/icews-2018-sample.tab");
    let Ok(table) = std::fs::read_to_string(path) else {
        eprintln!("skipped: {} is not here", path.display());
        return;
    };
    // Rows of one event that differ in their parties alone are one event.
    let n_rows = table.lines().count() as u64 - 1;
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("a.tilt");
    let output = run(&["import", shown(path), "--from", "ICEWS", "--archive", shown(&archive)]);
    let ledger = done(&["ledger", "--archive", shown(&archive), "--format", "jsonl"]);
    let ledger: Value = serde_json::from_str(&ledger).unwrap();
    let count = |fate: &str| ledger[fate].as_u64().unwrap();
    let sum = count("imported") + count("broken") + count("again");
    assert!(count("records") == sum && sum <= n_rows, "{ledger} {}", told(&output));
    let rejected = done(&["ledger", "--archive", shown(&archive), "--fate", "broken", "--format", "jsonl"]);
    assert_eq!(rejected.lines().count() as u64, count("broken"));
    assert!(count("imported") > n_rows * 9 / 10, "{ledger}");
    is_sound(&archive);
}

#[test]
fn a_snapshot_has_the_rows_of_its_run() {
    let folder = tempfile::tempdir().unwrap();
    let input = file(folder.path(), "all.jsonl", &reports(60).join("\n"));
    let archive = folder.path().join("a.tilt");
    done(&["ingest", shown(&input), "--archive", shown(&archive)]);
    let snapshot = folder.path().join("snapshot");
    done(&["snapshot", shown(&snapshot), "--archive", shown(&archive)]);
    let package = std::fs::read_to_string(snapshot.join("datapackage.json")).unwrap();
    let package: Value = serde_json::from_str(&package).unwrap();
    let rows = |what: &str| {
        let resources = package["resources"].as_array().unwrap().iter();
        let own = resources.filter(|resource| resource["path"].as_str().unwrap().starts_with(what));
        own.map(|resource| resource["rows"].as_u64().unwrap()).sum::<u64>()
    };
    let count = |select: &str| {
        let answer = done(&["sql", select, "--archive", shown(&archive), "--format", "csv"]);
        answer.lines().nth(1).unwrap().parse::<u64>().unwrap()
    };
    assert_eq!(rows("events"), count("SELECT count(*) FROM event WHERE same_as IS NULL"));
    assert_eq!(rows("statements"), count("SELECT count(*) FROM statement"));
    assert_eq!(rows("reports"), 60);
    // The files are Parquet that our own reader of events takes.
    let path = package["resources"][0]["path"].as_str().unwrap();
    let events = run(&["state", "Mali", "--events", shown(&snapshot.join(path)), "--format", "jsonl"]);
    assert!(events.status.success(), "{}", told(&events));
}
