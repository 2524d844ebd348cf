//! `cargo xtask evaluate mentions`: mentions of the news that were judged by hand, `eval/mentions.tsv`.
//!
//! Of those that get a code, the share that gets the judged one; of those of a state, its bodies, forces, parties and
//! people, the share that gets none. The texts stay where they are: the list holds document, offsets and code alone.
//!
//! ```text
//! 200 judged: 68 given a code, 97.1 % right; 58 of a state, 5.2 % without a code
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tiltmeter_coder::{Lexicon, Mention};
use tiltmeter_record::{CodePoints, Report, When};
use tiltmeter_text::{Model, Reader};

#[derive(clap::Args)]
pub struct Args {
    /// The judged mentions: document, start, end, code, kind.
    #[arg(long, default_value = "eval/mentions.tsv")]
    judged: PathBuf,
    /// Folder of the news.
    #[arg(long, default_value = "../shared/data")]
    data: PathBuf,
    /// Prints the wrong ones.
    #[arg(long)]
    wrong: bool,
}

/// One judged mention.
struct Judged {
    document: String,
    start: usize,
    end: usize,
    codes: BTreeSet<String>,
    of_state: bool,
}

#[derive(Default)]
struct Counts {
    given: usize,
    right: usize,
    of_state: usize,
    without: usize,
}

/// Measures and prints.
pub fn run(args: &Args) -> Result<()> {
    let judged = judged(&args.judged)?;
    let documents: BTreeSet<&str> = judged.iter().map(|judged| judged.document.as_str()).collect();
    let gum = gum(&args.data)?;
    let mut counts = Counts::default();
    for document in documents {
        let report = report(document, &args.data, &gum)?;
        let read = Reader::new(Model::builtin()).read(&report.text);
        let coding = tiltmeter_coder::code(&report, &read, Lexicon::builtin(), false);
        let points = CodePoints::new(&report.text);
        for judged in judged.iter().filter(|judged| judged.document == document) {
            let found = codes(judged, &coding.mentions.all, &points, &report.text);
            let wrong = count(judged, &found, &mut counts);
            if wrong && args.wrong {
                let words: String =
                    report.text.chars().skip(judged.start).take(judged.end - judged.start).collect();
                println!("{document} {}: {words:?} wanted {:?} found {found:?}", judged.start, judged.codes);
            }
        }
    }
    let share = |n: usize, of: usize| 100.0 * n as f64 / of.max(1) as f64;
    println!(
        "{} judged: {} given a code, {:.1} % right; {} of a state, {:.1} % without a code",
        judged.len(),
        counts.given,
        share(counts.right, counts.given),
        counts.of_state,
        share(counts.without, counts.of_state)
    );
    Ok(())
}

// Whether it is wrong.
fn count(judged: &Judged, found: &BTreeSet<String>, counts: &mut Counts) -> bool {
    let right = *found == judged.codes;
    counts.given += usize::from(!found.is_empty());
    counts.right += usize::from(!found.is_empty() && right);
    counts.of_state += usize::from(judged.of_state);
    counts.without += usize::from(judged.of_state && found.is_empty());
    !right && (judged.of_state || !found.is_empty())
}

// The codes of the mention that stands there: that of the same words, else the one that overlaps most.
fn codes(judged: &Judged, mentions: &[Mention], points: &CodePoints, text: &str) -> BTreeSet<String> {
    let place = |mention: &Mention| {
        let span = mention.actor.span;
        (points.at(text, span.start()), points.at(text, span.end()))
    };
    let shared = |mention: &&Mention| {
        let (start, end) = place(mention);
        end.min(judged.end).saturating_sub(start.max(judged.start))
    };
    let distance = |mention: &&Mention| {
        let (start, end) = place(mention);
        start.abs_diff(judged.start) + end.abs_diff(judged.end)
    };
    let touching = mentions.iter().filter(|mention| shared(mention) > 0);
    let Some(best) = touching.min_by_key(distance) else { return BTreeSet::new() };
    let same = mentions.iter().filter(|mention| place(mention) == place(best));
    same.filter_map(|mention| mention.actor.code.clone()).collect()
}

fn judged(path: &Path) -> Result<Vec<Judged>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let lines = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let [document, start, end, codes, kind] = cells[..] else { bail!("five cells needed: `{line}`") };
            let codes = codes.split('|').filter(|code| !code.is_empty()).map(str::to_string);
            Ok(Judged {
                document: document.to_string(),
                start: start.parse()?,
                end: end.parse()?,
                codes: codes.collect(),
                of_state: kind == "state",
            })
        })
        .collect()
}

// ── the news ──

fn report(document: &str, data: &Path, gum: &BTreeMap<String, (String, String)>) -> Result<Report> {
    let (set, name) = document.split_once('/').context("a document is called set/name")?;
    let (text, date) = match set {
        "meantime" => meantime(&data.join("news/meantime"), name)?,
        "polnear" => {
            let path = data.join(format!("attribution/polnear-dev/text/{name}.txt"));
            let date = name.split('_').nth(1).unwrap_or("").to_string();
            let text = fs::read_to_string(&path);
            (text.with_context(|| format!("cannot read `{}`", path.display()))?, date)
        }
        _ => gum.get(name).cloned().with_context(|| format!("no text `{name}` of GUM"))?,
    };
    Ok(Report { id: document.to_string(), date: date.parse::<When>().ok(), text, ..Report::default() })
}

/// Texts of GUM by name, with the day each was written: its sentences with a space behind each, and an empty line
/// for each note of a paragraph or block.
fn gum(data: &Path) -> Result<BTreeMap<String, (String, String)>> {
    let mut texts: BTreeMap<String, (String, String)> = BTreeMap::new();
    for file in ["gum-dev", "gum-train"] {
        let path = data.join(format!("treebank/{file}.conllu"));
        let written =
            fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
        let mut name = "";
        for line in written.lines().filter_map(|line| line.strip_prefix("# ")) {
            if let Some(id) = line.strip_prefix("newdoc id = ") {
                name = id;
            } else if let Some(date) = line.strip_prefix("meta::dateCreated = ") {
                texts.entry(name.to_string()).or_default().1 = date.to_string();
            } else if line.starts_with("newpar") {
                let (text, _) = texts.entry(name.to_string()).or_default();
                text.push_str(if text.is_empty() { "" } else { "\n\n" });
            } else if let Some(sentence) = line.strip_prefix("text = ") {
                let (text, _) = texts.entry(name.to_string()).or_default();
                text.push_str(sentence);
                text.push(' ');
            }
        }
    }
    Ok(texts)
}

// A text of MEANTIME from its tokens: a space before each but closing marks, a new line before each sentence.
fn meantime(folder: &Path, name: &str) -> Result<(String, String)> {
    let folders = fs::read_dir(folder).with_context(|| format!("cannot open `{}`", folder.display()))?;
    let mut paths = folders.filter_map(|entry| Some(entry.ok()?.path().join(format!("{name}.xml"))));
    let path = paths.find(|path| path.exists()).with_context(|| format!("no text `{name}` of MEANTIME"))?;
    let xml = fs::read_to_string(&path)?;
    let (mut text, mut sentence) = (String::new(), None);
    for token in xml.split("<token ").skip(1) {
        let (head, rest) = token.split_once('>').unwrap_or((token, ""));
        let word = rest.split("</token>").next().unwrap_or("");
        let word =
            word.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'");
        let word = word.replace("&amp;", "&");
        let of = attribute(head, "sentence");
        let closes = [".", ",", ";", ":", "!", "?", ")", "]", "}", "'", "%", "’", "”", "'s", "n't", "’s"];
        if sentence.is_some() && sentence != of {
            text.push('\n');
        } else if !text.is_empty() && !closes.contains(&word.as_str()) {
            text.push(' ');
        }
        sentence = of;
        text.push_str(&word);
    }
    let mut times = xml.split("<TIMEX3 ").skip(1).map(|rest| rest.split('>').next().unwrap_or(""));
    let created = times.find(|head| head.contains("CREATION_TIME")).and_then(|head| attribute(head, "value"));
    Ok((text, created.unwrap_or("2008-01-01".to_string()).chars().take(10).collect()))
}

fn attribute(head: &str, name: &str) -> Option<String> {
    head.split(&format!("{name}=\"")).nth(1)?.split('"').next().map(str::to_string)
}
