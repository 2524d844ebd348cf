//! `cargo xtask evaluate petrarch`: PETRARCH's own suite of records, coded with its own small dictionaries.
//!
//! Each record is a sentence with the events that PETRARCH must find in it, given a parse made for it. Ours are coded
//! by the program as anyone would call it, from the sentence alone. A record is exact where all its events are found
//! and no other.
//!
//! ```text
//! records exact   233 of 284   82.0 %
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

#[derive(clap::Args)]
pub struct Args {
    /// Folder of the suite and its dictionaries.
    #[arg(long, default_value = "../shared/data/petrarch")]
    suite: PathBuf,
    /// The program.
    #[arg(long, default_value = "target/release/tiltmeter")]
    binary: PathBuf,
    /// Prints the records that are not exact.
    #[arg(long)]
    wrong: bool,
}

/// Source, code, target.
type Coded = (String, String, String);

struct Item {
    id: String,
    date: Option<String>,
    text: String,
    events: BTreeSet<Coded>,
}

/// Measures and prints.
pub fn run(args: &Args) -> Result<()> {
    let path = args.suite.join("PETR.UnitTest.records.xml");
    let bytes = std::fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let items = items(&String::from_utf8_lossy(&bytes));
    let coded = code(&args.binary, &args.suite, &items)?;
    let none = BTreeSet::new();
    let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for item in &items {
        let found = coded.get(&item.id).unwrap_or(&none);
        let kind = item.id.split_once(' ').map_or("", |(_, id)| id.split('-').next().unwrap_or(id));
        let kind = kinds
            .entry(if kind.chars().all(|c| c.is_ascii_uppercase()) { kind } else { "others" })
            .or_default();
        kind.0 += usize::from(*found == item.events);
        kind.1 += 1;
        if args.wrong && *found != item.events {
            println!(
                "{}\n  wanted {}\n  found  {}\n  {}",
                item.id,
                shown(&item.events),
                shown(found),
                item.text
            );
        }
    }
    for (kind, (n_exact, n_all)) in &kinds {
        println!("{kind:10} {n_exact:4} of {n_all}");
    }
    let n_exact: usize = kinds.values().map(|(n_exact, _)| n_exact).sum();
    let share = 100.0 * n_exact as f64 / items.len().max(1) as f64;
    println!("records exact {n_exact} of {}: {share:.1} %", items.len());
    Ok(())
}

fn shown(events: &BTreeSet<Coded>) -> String {
    let events: Vec<String> =
        events.iter().map(|(source, code, target)| format!("{source} {code} {target}")).collect();
    if events.is_empty() { "nothing".to_string() } else { events.join(" + ") }
}

// The suite is XML as far as these few elements go: no nesting, no entities but `&amp;`.
fn items(xml: &str) -> Vec<Item> {
    let records = xml.split("<Sentence ").skip(1).map(|rest| rest.split("</Sentence>").next().unwrap_or(""));
    let item = |(number, record): (usize, &str)| {
        let (head, body) = record.split_once('>').unwrap_or((record, ""));
        let date = attribute(head, "date").filter(|date| date.len() == 8);
        let text = body.split("<Text>").nth(1).and_then(|rest| rest.split("</Text>").next()).unwrap_or("");
        let codings = body.split("<EventCoding ").skip(1).filter_map(|rest| event(rest.split('>').next()?));
        Item {
            id: format!("{number} {}", attribute(head, "id").unwrap_or_default()),
            date: date.map(|date| format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..])),
            text: text.split_whitespace().collect::<Vec<_>>().join(" ").replace("&amp;", "&"),
            events: codings.collect(),
        }
    };
    records.enumerate().map(item).collect()
}

fn event(head: &str) -> Option<Coded> {
    Some((attribute(head, "sourcecode")?, attribute(head, "eventcode")?, attribute(head, "targetcode")?))
}

// `date = "19950101"`, `sourcecode='"INJURY TOLL"'`.
fn attribute(head: &str, name: &str) -> Option<String> {
    let rest = head.split(name).nth(1)?.trim_start().strip_prefix('=')?.trim_start();
    let mark = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split(mark).next().map(str::to_string)
}

fn code(binary: &Path, suite: &Path, items: &[Item]) -> Result<BTreeMap<String, BTreeSet<Coded>>> {
    let mut command = Command::new(binary);
    command.arg("code");
    for kind in ["actors", "agents", "verbs", "discard"] {
        let file = if kind == "discard" { "discards" } else { kind };
        command.arg(format!("--{kind}")).arg(suite.join(format!("PETR.Validate.{file}.txt")));
    }
    let started = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut child = started.with_context(|| format!("cannot run `{}`: build it first", binary.display()))?;
    let lines: String = items
        .iter()
        .map(|item| {
            let (id, date, text) = (&item.id, &item.date, &item.text);
            format!("{}\n", serde_json::json!({"id": id, "date": date, "text": text}))
        })
        .collect();
    let mut input = child.stdin.take().context("the program has no input")?;
    let writing = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = child.wait_with_output()?;
    writing.join().map_err(|_| anyhow::anyhow!("writing failed"))??;
    if !output.status.success() {
        bail!("`{}` failed", binary.display());
    }
    let mut coded: BTreeMap<String, BTreeSet<Coded>> = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let record: serde_json::Value = serde_json::from_str(line)?;
        let word = |at: &str| record.pointer(at).and_then(|word| word.as_str()).unwrap_or("").to_string();
        let event = (word("/actor/0/cameo"), word("/cameo"), word("/recipient/0/cameo"));
        coded.entry(word("/doc")).or_default().insert(event);
    }
    Ok(coded)
}
