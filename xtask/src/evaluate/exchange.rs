//! `cargo xtask evaluate exchange`: what is left of event data that went through POLECAT's or GDELT's table and back.
//!
//! ```text
//!            rows events written same type  day  parties sectors
//! polecat    3705   3701    3650      100.0 100.0   100.0   100.0
//! ```

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

#[derive(clap::Args)]
pub struct Args {
    /// Event data to send through: ICEWS, POLECAT, GDELT, or records.
    #[arg(long, default_value = "../shared/data/relations/icews-2018-sample.tab")]
    events: PathBuf,
    /// The program.
    #[arg(long, default_value = "target/release/tiltmeter")]
    binary: PathBuf,
}

pub fn run(args: &Args) -> Result<()> {
    let table = std::fs::read(&args.events)
        .with_context(|| format!("cannot open event data `{}`", args.events.display()))?;
    let records = ask(&args.binary, &["import", "-"], &table)?;
    let before = by_id(&records)?;
    println!(
        "{:9}{:>8}{:>8}{:>9}{:>7}{:>8}{:>9}{:>9}",
        "", "events", "written", "read", "type", "day", "parties", "sectors"
    );
    for form in ["polecat", "gdelt"] {
        let written = ask(&args.binary, &["export", "--to", form, "--events", "-"], &records)?;
        let back = by_id(&ask(&args.binary, &["import", "-"], &written)?)?;
        let share = |same: &dyn Fn(&Value, &Value) -> bool| {
            let known = before.iter().filter_map(|(id, one)| Some((one, back.get(id)?)));
            100.0 * known.filter(|(one, other)| same(one, other)).count() as f64 / back.len().max(1) as f64
        };
        let has = |field: &'static str| move |one: &Value, other: &Value| one[field] == other[field];
        let of_parties = |of: fn(&Value) -> &Value| {
            move |one: &Value, other: &Value| {
                ["actor", "recipient"].iter().all(|side| parts(&one[*side], of) == parts(&other[*side], of))
            }
        };
        println!(
            "{form:9}{:8}{:8}{:9}{:7.1}{:8.1}{:9.1}{:9.1}",
            before.len(),
            written.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).count(),
            back.len(),
            share(&has("event")),
            share(&has("date")),
            share(&of_parties(|party| &party["code"])),
            share(&of_parties(|party| &party["sector"])),
        );
    }
    Ok(())
}

fn parts(parties: &Value, of: fn(&Value) -> &Value) -> Vec<Value> {
    parties.as_array().into_iter().flatten().map(|party| of(party).clone()).collect()
}

fn by_id(records: &[u8]) -> Result<HashMap<String, Value>> {
    let mut events = HashMap::new();
    for line in records.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
        let event: Value = serde_json::from_slice(line)?;
        let id = event["id"].as_str().context("an event without an id")?.to_string();
        ensure!(events.insert(id.clone(), event).is_none(), "two events are called {id}");
    }
    Ok(events)
}

fn ask(binary: &Path, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>> {
    let mut child = Command::new(binary)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{}`: build it first", binary.display()))?;
    let mut stdin = child.stdin.take().context("the program has an input")?;
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output()?;
    // A program that failed may have read no more; its own words say why.
    writer.join().ok();
    ensure!(matches!(output.status.code(), Some(0 | 3)), "`{}` failed: {arguments:?}", binary.display());
    Ok(output.stdout)
}
