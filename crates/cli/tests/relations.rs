//! The commands on how states tilt, from outside: files in, findings out.
#![allow(clippy::unwrap_used, reason = "a test that fails says best where")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

struct Run {
    code: Option<i32>,
    out: String,
    bytes: Vec<u8>,
    told: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn tiltmeter(arguments: &[&str], input: &[u8]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tiltmeter"))
        .args(arguments)
        .current_dir(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // A program that refuses its arguments reads nothing.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, told) = (text(&output.stdout), text(&output.stderr));
    Run { code: output.status.code(), out, bytes: output.stdout, told }
}

fn records(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn scratch(name: &str, bytes: &[u8]) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

const EVENTS: &str = "examples/events.csv";

/// The findings of a command on the example.
fn of_example(command: &[&str]) -> Vec<Value> {
    let run = tiltmeter(&[command, &["--events", EVENTS, "--format", "jsonl"]].concat(), b"");
    assert_eq!(run.code, Some(0), "{command:?}: {}", run.told);
    records(&run.out)
}

#[test]
fn commands_of_the_page_run() {
    let page = fs::read_to_string(root().join("docs/relations.md")).unwrap();
    let blocks = page.split("```console\n").skip(1).filter_map(|rest| rest.split("```").next());
    let commands: Vec<&str> =
        blocks.flat_map(str::lines).filter_map(|line| line.strip_prefix("$ ")).collect();
    assert!(commands.len() > 10);
    let programs = Path::new(env!("CARGO_BIN_EXE_tiltmeter")).parent().unwrap().to_path_buf();
    let paths = std::env::var_os("PATH").unwrap();
    let path = std::env::join_paths([programs].into_iter().chain(std::env::split_paths(&paths))).unwrap();
    for line in commands {
        let run =
            Command::new("sh").args(["-c", line]).current_dir(root()).env("PATH", &path).output().unwrap();
        let told = String::from_utf8_lossy(&run.stderr);
        assert!(run.status.success(), "{line}\n{told}");
        // Nothing but what became of the rows.
        assert!(told.lines().all(|told| told.contains("read, ")), "{line}\n{told}");
        assert!(!run.stdout.is_empty(), "{line} printed nothing");
    }
}

#[test]
fn what_was_put_into_the_example_is_told() {
    let turns = of_example(&["turns"]);
    let days = |turn: &Value| turn["onset"].as_str().unwrap().to_string();
    let autumn = |turn: &&Value| {
        (&turn["a"], &turn["b"], &turn["sign"]) == (&"FJI".into(), &"MLT".into(), &(-1).into())
            && ("2031-09-15".."2031-11-15").contains(&days(turn).as_str())
    };
    assert!(turns.iter().any(|turn| autumn(&turn)), "{turns:?}");
    let pivots = of_example(&["pivots"]);
    let planted = |pivot: &Value| {
        let who = [&pivot["state"], &pivot["from"], &pivot["to"]];
        who == ["MLT", "FJI", "ISL"]
    };
    assert!(pivots.iter().any(planted), "{pivots:?}");
    let dyad = &of_example(&["dyad", "Malta", "fji"])[0];
    assert!(dyad["level"]["mean"].as_f64().unwrap() < -1.0, "{}", dyad["level"]);
    let first = dyad["course"].as_array().unwrap().iter().find_map(|week| week["level"]["mean"].as_f64());
    assert!(first.unwrap() > 1.0);
    assert_eq!(of_example(&["state", "MLT"])[0]["partner"], "FJI", "what moved most comes first");
}

#[test]
fn a_turn_is_explained_by_its_id_whatever_else_is_told() {
    let turns = of_example(&["turns"]);
    let id = turns[0]["id"].as_str().unwrap();
    let explained = of_example(&["turns", "--explain", id]);
    assert_eq!(explained, [turns[0].clone()]);
    assert!(!explained[0]["evidence"].as_array().unwrap().is_empty());
    let run = tiltmeter(&["turns", "--events", EVENTS, "--explain", "turn-1"], b"");
    assert_eq!(run.code, Some(1));
    assert!(run.told.contains("no finding is called `turn-1`"), "{}", run.told);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for command in [&["turns"][..], &["pivots"], &["axes"], &["blocs"], &["brief", "MLT", "--format", "html"]]
    {
        let arguments = [command, &["--events", EVENTS]].concat();
        let first = tiltmeter(&arguments, b"");
        assert_eq!(first.code, Some(0), "{}", first.told);
        assert!(first.out == tiltmeter(&arguments, b"").out, "{command:?}");
    }
}

#[test]
fn what_was_not_known_then_does_not_count() {
    let early = of_example(&["dyad", "FJI", "MLT", "--as-of", "2031-09-01"]);
    let late = of_example(&["dyad", "FJI", "MLT"]);
    assert!(early[0]["day"].as_str().unwrap() <= "2031-09-01");
    assert!(early[0]["level"]["mean"].as_f64() > late[0]["level"]["mean"].as_f64());
    // A report that came late is no knowledge of its event's day.
    let rows = "date,reported,actor,recipient,code\n2018-01-04,2018-03-01,USA,PAK,SANCTION\n2018-01-05,,USA,PAK,AID\n";
    let run = tiltmeter(&["dyad", "USA", "PAK", "--events", "-", "--as-of", "2018-02-01"], rows.as_bytes());
    assert_eq!(records(&run.out)[0]["events"], 1);
    assert!(run.told.contains("left out: 1 not yet known"), "{}", run.told);
}

#[test]
fn what_many_papers_tell_counts_once_where_that_is_asked_for() {
    let rows = "date,actor,recipient,code,mentions\n2018-01-04,USA,PAK,AID,1\n2018-01-04,USA,PAK,AID,2\n2018-01-05,USA,PAK,AID,1\n";
    let numbers = |more: &[&str]| {
        let run = tiltmeter(&[&["dyad", "USA", "PAK", "--events", "-"], more].concat(), rows.as_bytes());
        let dyad = &records(&run.out)[0];
        (dyad["events"].as_u64().unwrap(), dyad["mentions"].as_u64().unwrap())
    };
    assert_eq!((numbers(&[]), numbers(&["--once-a-day"])), ((3, 4), (2, 4)));
}

#[test]
fn too_little_is_unknown_and_no_number_is_printed() {
    let rows = "date,actor,recipient,code\n2018-01-04,USA,PAK,SANCTION\n";
    let arguments = ["dyad", "USA", "PAK", "--events", "-"];
    let run = tiltmeter(&arguments, rows.as_bytes());
    let dyad = &records(&run.out)[0];
    assert!(dyad["level"].is_null() && dyad["change"].is_null(), "{}", run.out);
    assert!(dyad["course"].as_array().unwrap().iter().all(|week| week["level"].is_null()));
    let table = tiltmeter(&[&arguments[..], &["--format", "table"]].concat(), rows.as_bytes());
    assert!(table.out.contains("Level   unknown: 1 event in all"), "{}", table.out);
    let brief = tiltmeter(&["brief", "USA", "PAK", "--events", "-"], rows.as_bytes());
    assert!(brief.out.contains("too little passes to speak of a level"), "{}", brief.out);
}

#[test]
fn a_bad_row_is_told_listed_and_left_out() {
    let rows = "date,actor,recipient,code\n2018-01-04,USA,PAK,SANCTION\nyesterday,USA,PAK,AID\n2018-01-04,USA,UNO,AID\n";
    let rejects = scratch("relations/bad.jsonl", b"");
    let run = tiltmeter(&["dyad", "USA", "PAK", "--events", "-", "--rejects", &rejects], rows.as_bytes());
    assert_eq!(run.code, Some(3), "{}", run.told);
    for told in [
        "standard input, line 3: left out: `yesterday` is no date: write 2018-01-29 or 20180129",
        "3 rows read, 1 counted; left out: 1 with a side that is no state, 1 that cannot be read",
    ] {
        assert!(run.told.contains(told), "{}", run.told);
    }
    let listed = records(&fs::read_to_string(rejects).unwrap());
    assert_eq!((&listed[0]["line"], &listed[0]["input"]), (&3.into(), &"yesterday\tUSA\tPAK\tAID".into()));
}

#[test]
fn faults_are_one_clear_line() {
    for (arguments, input, code, told) in [
        (vec!["turns"], "", 2, "error: the following required arguments were not provided"),
        (vec!["turns", "--events", "no/such.csv"], "", 1, "tiltmeter: cannot open `no/such.csv`: "),
        (vec!["turns", "--events", "docs"], "", 1, "tiltmeter: cannot open `docs`: it is a folder"),
        (
            vec!["turns", "--events", "-"],
            "wer,wen\n",
            1,
            "tiltmeter: cannot read events from `-`: no column is known to be the date",
        ),
        (
            vec!["turns", "--events", EVENTS, "--map", "colour=red"],
            "",
            2,
            "error: invalid value 'colour=red'",
        ),
        (vec!["turns", "--events", EVENTS, "--alpha", "0"], "", 2, "error: invalid value '0'"),
        (vec!["turns", "--events", EVENTS, "--status", "done"], "", 2, "error: invalid value 'done'"),
    ] {
        let run = tiltmeter(&arguments, input.as_bytes());
        assert_eq!(run.code, Some(code), "{arguments:?}: {}", run.told);
        assert!(run.told.starts_with(told), "{arguments:?}: {}", run.told);
        assert!(code != 1 || run.told.lines().count() == 1, "{arguments:?}: {}", run.told);
    }
    for (arguments, told) in [
        (["dyad", "Atlantis", "MLT"], "no state is called `Atlantis`"),
        (["dyad", "PAK", "MLT"], "no event that counts is of Pakistan (PAK)"),
        (["turns", "--since", "2040"], "no event is left to count"),
    ] {
        let run = tiltmeter(&[&arguments[..], &["--events", EVENTS]].concat(), b"");
        assert_eq!(run.code, Some(1), "{}", run.told);
        assert!(run.told.lines().last().unwrap().contains(told), "{}", run.told);
    }
}

#[test]
fn records_of_the_coder_lead_to_sentences() {
    let coded = tiltmeter(&["code", "examples/reports.jsonl"], b"");
    let run = tiltmeter(
        &["dyad", "PAK", "USA", "--events", "-", "--reports", "examples/reports.jsonl"],
        coded.out.as_bytes(),
    );
    assert_eq!(run.code, Some(0), "{}", run.told);
    let dyad = &records(&run.out)[0];
    let evidence = dyad["evidence"].as_array().unwrap();
    assert!(!evidence.is_empty());
    let reports = records(&fs::read_to_string(root().join("examples/reports.jsonl")).unwrap());
    for event in evidence {
        let report = reports.iter().find(|report| report["id"] == event["doc"]).unwrap();
        let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = event["words"].as_str().unwrap();
        assert!(flat(report["text"].as_str().unwrap()).contains(words), "{words}");
    }
}

#[test]
fn tables_of_the_coder_are_read_as_its_records_are() {
    let dyad = |format: &str| {
        let coded = tiltmeter(&["code", "examples/reports.jsonl", "--format", format], b"");
        let run = tiltmeter(&["state", "PAK", "--events", "-"], &coded.bytes);
        assert_eq!(run.code, Some(0), "{}", run.told);
        run.out
    };
    assert_eq!(dyad("csv"), dyad("jsonl"));
    assert_eq!(dyad("json"), dyad("jsonl"));
    assert_eq!(dyad("parquet"), dyad("jsonl"));
}

#[test]
fn a_brief_is_one_page_that_needs_nothing() {
    let arguments = ["brief", "MLT", "FJI", "ISL", "--events", EVENTS];
    let html = tiltmeter(&[&arguments[..], &["--format", "html"]].concat(), b"").out;
    for wanted in
        ["<h1>Malta with Fiji and Iceland</h1>", "<svg class=\"chart\"", "±", "href=\"#n1\"", "id=\"n1\""]
    {
        assert!(html.contains(wanted), "no {wanted}");
    }
    for never in ["<script", "http://", "https://", "<link", "<img"] {
        assert!(!html.contains(never), "{never}");
    }
    let markdown = tiltmeter(&arguments, b"").out;
    assert!(markdown.starts_with("# Malta with Fiji and Iceland\n"), "{markdown}");
    let notes = markdown.lines().filter(|line| line.starts_with("[^")).count();
    assert!(
        (1..=notes).all(|note| markdown.matches(&format!("[^{note}]")).count() >= 2),
        "a note without its mention"
    );
}

#[test]
fn context_stands_beside_and_changes_nothing() {
    let context =
        scratch("relations/context.csv", b"a,b,year,measure,value\nMalta,Fiji,2030,votes_alike,0.71\n");
    let plain = &of_example(&["dyad", "MLT", "FJI"])[0];
    let with = &of_example(&["dyad", "MLT", "FJI", "--context", &context])[0];
    assert_eq!(with["context"], serde_json::json!([{"year": 2030, "measure": "votes_alike", "value": 0.71}]));
    assert_eq!((&plain["level"], &plain["course"]), (&with["level"], &with["course"]));
}

#[test]
fn a_report_closes_with_its_tilt_and_calls_it_no_turn() {
    let run = tiltmeter(&["read", "examples/patron.txt", "--date", "2018-01-29", "--format", "table"], b"");
    let (_, tilt) = run.out.split_once("How it tilts\n").unwrap();
    assert!(tilt.contains("PAK USA") && tilt.contains("One report is no turn"), "{tilt}");
}
