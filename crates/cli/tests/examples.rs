//! The example reports against the facts that their author put into them: `examples/facts.tsv`.
#![allow(clippy::unwrap_used, reason = "a test that fails says best where")]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// Facts that the program finds today: raised whenever it finds more, never lowered in silence.
const FOUND: usize = 57;
/// So many have their day, status, speaker and amount too.
const WHOLE: usize = 57;

/// One row of the table.
struct Fact<'a> {
    file: &'a str,
    number: &'a str,
    actors: Vec<&'a str>,
    event: &'a str,
    recipients: Vec<&'a str>,
    date: &'a str,
    status: &'a str,
    speaker: &'a str,
    amount: &'a str,
    quote: &'a str,
}

fn fact(row: &str) -> Fact<'_> {
    let cells: Vec<&str> = row.split('\t').collect();
    let [file, number, date, actors, event, recipients, status, speaker, amount, quote] = cells[..] else {
        panic!("{row}")
    };
    let (actors, recipients) = (codes(actors), codes(recipients));
    Fact { file, number, actors, event, recipients, date, status, speaker, amount, quote }
}

fn codes(cell: &str) -> Vec<&str> {
    cell.split(',').filter(|code| *code != "-").collect()
}

fn examples() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

/// The events of `reports.jsonl`, with the report that each is from.
fn events() -> Vec<Value> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tiltmeter"));
    let run = command.arg("code").arg(examples().join("reports.jsonl")).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let out = String::from_utf8(run.stdout).unwrap();
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Whether an event tells the fact: its type, its parties, its place in the text.
fn tells(event: &Value, fact: &Fact<'_>, text: &str) -> bool {
    let start = text.find(fact.quote).unwrap();
    let points = |bytes: &str| bytes.chars().count() as u64;
    let (start, end) = (points(&text[..start]), points(&text[..start]) + points(fact.quote));
    let words = &event["event_text"];
    let touches = words["start"].as_u64().unwrap() < end && start < words["end"].as_u64().unwrap();
    let has =
        |role: &str, code: &&str| event[role].as_array().unwrap().iter().any(|party| party["code"] == **code);
    touches
        && event["doc"] == fact.file.trim_end_matches(".txt")
        && event["event"] == fact.event
        && fact.actors.iter().all(|code| has("actor", code))
        && fact.recipients.iter().all(|code| has("recipient", code))
}

/// Whether an event that tells the fact has its day, its status, its speaker where the fact has one, its amount.
fn is_whole(event: &Value, fact: &Fact<'_>) -> bool {
    // "will buy tanks, he said on Monday": the day on which it was said, where it has none of its own.
    let day = if event["date"].is_null() { &event["attribution"]["date"] } else { &event["date"] };
    let dated = fact.date == "-" || *day == fact.date;
    dated && event["status"] == fact.status && is_said(event, fact) && is_counted(event, fact)
}

/// The speaker's name, or his words in the fact's: "two diplomats" of "two diplomats in Brussels".
fn is_said(event: &Value, fact: &Fact<'_>) -> bool {
    let speaker = &event["attribution"]["speaker"];
    if fact.speaker == "-" {
        return event["attribution"].is_null();
    }
    let words = speaker["text"].as_str();
    speaker["name"] == fact.speaker || words.is_some_and(|words| fact.speaker.contains(words))
}

fn is_counted(event: &Value, fact: &Fact<'_>) -> bool {
    let Some((value, unit)) = fact.amount.split_once(' ') else { return true };
    let value: f64 = value.parse().unwrap();
    let mut amounts = event["magnitude"].as_array().unwrap().iter();
    amounts.any(|amount| amount["unit"] == unit && amount["value"] == value)
}

#[test]
fn facts_of_the_examples_are_found() {
    let table = fs::read_to_string(examples().join("facts.tsv")).unwrap();
    let facts: Vec<Fact<'_>> =
        table.lines().filter(|line| !line.starts_with('#')).skip(1).map(fact).collect();
    let events = events();
    let (mut missing, mut incomplete) = (Vec::new(), Vec::new());
    for fact in &facts {
        let text = fs::read_to_string(examples().join(fact.file)).unwrap();
        assert_eq!(text.matches(fact.quote).count(), 1, "{} {}: {}", fact.file, fact.number, fact.quote);
        let mut telling = events.iter().filter(|event| tells(event, fact, &text)).peekable();
        let named = format!("{} {}  {} {}", fact.file, fact.number, fact.event, fact.quote);
        if telling.peek().is_none() {
            missing.push(named);
        } else if !telling.any(|event| is_whole(event, fact)) {
            incomplete.push(named);
        }
    }
    let n_found = facts.len() - missing.len();
    assert!(n_found >= FOUND, "{n_found} of {} facts; missing:\n{}", facts.len(), missing.join("\n"));
    let n_whole = n_found - incomplete.len();
    let list = incomplete.join("\n");
    assert!(n_whole >= WHOLE, "{n_whole} with day, status, speaker and amount; otherwise:\n{list}");
}

#[test]
fn the_lines_hold_the_texts() {
    let lines = fs::read_to_string(examples().join("reports.jsonl")).unwrap();
    for line in lines.lines() {
        let report: Value = serde_json::from_str(line).unwrap();
        let name = format!("{}.txt", report["id"].as_str().unwrap());
        assert_eq!(fs::read_to_string(examples().join(&name)).unwrap(), report["text"], "{name}");
    }
    assert_eq!(lines.lines().count(), 3);
}
