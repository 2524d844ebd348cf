//! `cargo xtask evaluate judged`: news that was judged by hand. How many sentences without a political event get
//! one, and how many of the events drawn at random are right.
//!
//! The news lies in `../shared/data` and is not ours to keep: the tables hold files, places and verdicts alone.
//!
//! ```text
//! quiet   5 of 300 sentences without a political event get one (1.7 %)
//! events  type, parties and status right in 160 of 200 (80.0 %), of those still told 81.2 %
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tiltmeter_coder::{Lexicon, code};
use tiltmeter_record::{CodePoints, Event, Report, When};
use tiltmeter_text::{Model, Reader};

/// What to read.
#[derive(clap::Args)]
pub struct Args {
    /// Sentences without a political event: file, start, end, in code points.
    #[arg(long, default_value = "eval/quiet.tsv")]
    quiet: PathBuf,
    /// Events with a verdict each.
    #[arg(long, default_value = "eval/judged.tsv")]
    events: PathBuf,
    /// Where the news lies.
    #[arg(long, default_value = "../shared/data")]
    data: PathBuf,
    /// Prints the quiet sentences' files and places that get an event.
    #[arg(long)]
    errors: bool,
}

/// An event as far as verdicts need it.
struct Told {
    event: &'static str,
    start: usize,
    end: usize,
}

/// Evaluates and prints.
pub fn run(args: &Args) -> Result<()> {
    if !args.data.exists() {
        println!("judged: skipped, `{}` is not here", args.data.display());
        return Ok(());
    }
    let mut news = News { data: args.data.clone(), told: BTreeMap::new() };
    print_quiet(args, &mut news)?;
    print_events(args, &mut news)
}

fn print_quiet(args: &Args, news: &mut News) -> Result<()> {
    let rows = rows(&args.quiet)?;
    let mut n_told = 0;
    for row in &rows {
        let (start, end) = (number(row, 1)?, number(row, 2)?);
        let inside = news.told(&row[0])?.iter().any(|told| told.start >= start && told.end <= end);
        n_told += usize::from(inside);
        if inside && args.errors {
            println!("{} {start} {end}", row[0]);
        }
    }
    let share = 100.0 * n_told as f64 / rows.len() as f64;
    println!("quiet   {n_told} of {} sentences without a political event get one ({share:.1} %)", rows.len());
    Ok(())
}

// Verdicts are y or n: type, parties, status, mode, context.
fn print_events(args: &Args, news: &mut News) -> Result<()> {
    let rows = rows(&args.events)?;
    let (mut right, mut still, mut still_right, mut modes, mut contexts) = (0, 0, 0, 0, 0);
    for row in &rows {
        let yes = |column: usize| row.get(column).is_some_and(|verdict| verdict == "y");
        let whole = yes(4) && yes(5) && yes(6);
        let (start, end) = (number(row, 1)?, number(row, 2)?);
        let told = news.told(&row[0])?;
        let here = told.iter().any(|told| told.start == start && told.end == end && told.event == row[3]);
        right += usize::from(whole);
        still += usize::from(here);
        still_right += usize::from(here && whole);
        modes += usize::from(yes(7));
        contexts += usize::from(yes(8));
    }
    let share = |part: usize, all: usize| 100.0 * part as f64 / all.max(1) as f64;
    let n = rows.len();
    println!(
        "events  type, parties and status right in {right} of {n} ({:.1} %); {still} are still told, {:.1} % of them right",
        share(right, n),
        share(still_right, still)
    );
    println!("        mode right in {:.1} %, contexts in {:.1} %", share(modes, n), share(contexts, n));
    Ok(())
}

fn rows(path: &Path) -> Result<Vec<Vec<String>>> {
    let table = fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let lines = table.lines().filter(|line| !line.starts_with('#')).skip(1);
    Ok(lines.map(|line| line.split('\t').map(str::to_string).collect()).collect())
}

fn number(row: &[String], column: usize) -> Result<usize> {
    let cell = row.get(column).with_context(|| format!("no column {column} in {row:?}"))?;
    cell.parse().with_context(|| format!("`{cell}` is no place"))
}

/// Each file is coded once.
struct News {
    data: PathBuf,
    told: BTreeMap<String, Vec<Told>>,
}

impl News {
    fn told(&mut self, file: &str) -> Result<&[Told]> {
        if !self.told.contains_key(file) {
            let told = self.code(file)?;
            self.told.insert(file.to_string(), told);
        }
        Ok(&self.told[file])
    }

    fn code(&self, file: &str) -> Result<Vec<Told>> {
        let path = self.path(file)?;
        let written =
            fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
        let (text, date) = match file.starts_with("meantime/") {
            true => (from_tokens(&written), "2009-04-01"),
            false => (written, "2016-09-27"),
        };
        let date: Option<When> = date.parse().ok();
        let report = Report { id: file.to_string(), date, text, ..Report::default() };
        let document = Reader::new(Model::builtin()).read(&report.text);
        let points = CodePoints::new(&report.text);
        let at = |place: usize| points.at(&report.text, place);
        let told = |event: Event| Told {
            event: event.event.code(),
            start: at(event.span.start()),
            end: at(event.span.end()),
        };
        Ok(code(&report, &document, Lexicon::builtin(), false).events.into_iter().map(told).collect())
    }

    // The tables name files by set and name; the sets keep them in folders of their own.
    fn path(&self, file: &str) -> Result<PathBuf> {
        let (set, name) = file.split_once('/').with_context(|| format!("`{file}` names no set"))?;
        let top = match set {
            "meantime" => self.data.join("news/meantime"),
            _ => self.data.join("attribution").join(set),
        };
        find(&top, name).with_context(|| format!("`{name}` is not below `{}`", top.display()))
    }
}

fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    entries.iter().find_map(|path| match path.is_dir() {
        true => find(path, name),
        false => path.file_name().is_some_and(|file| file == name).then(|| path.clone()),
    })
}

// MEANTIME's words with a space between them, a line a sentence, as `../shared/score/times.py` joins them.
fn from_tokens(xml: &str) -> String {
    let (mut text, mut sentence) = (String::new(), "");
    for element in xml.split("<token ").skip(1) {
        let Some((attributes, rest)) = element.split_once('>') else { continue };
        let word = unescaped(rest.split('<').next().unwrap_or(""));
        let number =
            attributes.split("sentence=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("");
        let closes = [",", ".", ";", ":", "!", "?", ")", "]", "}", "'", "%", "’", "”", "'s", "n't", "’s"];
        if !text.is_empty() && number != sentence {
            text.push('\n');
        } else if !text.is_empty() && !closes.contains(&word.as_str()) {
            text.push(' ');
        }
        sentence = number;
        text.push_str(&word);
    }
    text
}

fn unescaped(word: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
        .into_iter()
        .fold(word.to_string(), |word, (from, to)| word.replace(from, to))
}
