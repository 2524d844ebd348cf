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

use super::plv;

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
    /// Files of a lexicon that replace or add to the built-in ones by their path.
    #[arg(long)]
    lexicon: Option<PathBuf>,
    /// Draws this many mentions to judge instead, none of them in a list of eval/, with the words around them.
    #[arg(long)]
    draw: Option<usize>,
    /// Draws from these sets alone, in shares of 7, 7, 6 and 7: `meantime` (of companies above all), `polnear`, `gum`, and
    /// `plv`, single sentences of the world's news.
    #[arg(long, value_delimiter = ',', default_value = "meantime,polnear,gum")]
    sets: Vec<String>,
    /// What is drawn hangs on this number alone.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// One judged mention.
struct Judged {
    document: String,
    start: usize,
    end: usize,
    /// Either of these is right: `USA/MNC`. Each may be several at once: `DEU|FRA`.
    codes: Vec<BTreeSet<String>>,
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
    let with = args.lexicon.as_deref().map(lexicon_with).transpose()?;
    let lexicon = with.as_ref().unwrap_or(Lexicon::builtin());
    let tables = tables(&args.data)?;
    if let Some(n_wanted) = args.draw {
        return draw(n_wanted, args, lexicon, &tables);
    }
    let judged = judged(&args.judged)?;
    let documents: BTreeSet<&str> = judged.iter().map(|judged| judged.document.as_str()).collect();
    let mut counts = Counts::default();
    for document in documents {
        let report = report(document, &args.data, &tables)?;
        let read = Reader::new(Model::builtin()).read(&report.text);
        let coding = tiltmeter_coder::code(&report, &read, lexicon, false);
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
    let right = judged.codes.contains(found);
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
            let one = |codes: &str| {
                codes.split('|').filter(|code| !code.is_empty()).map(str::to_string).collect::<BTreeSet<_>>()
            };
            Ok(Judged {
                document: document.to_string(),
                start: start.parse()?,
                end: end.parse()?,
                codes: codes.split('/').map(one).collect(),
                of_state: kind == "state",
            })
        })
        .collect()
}

// The built-in lexicon with the files of a folder, by their path in it.
fn lexicon_with(folder: &Path) -> Result<Lexicon> {
    let mut sources = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(&at).with_context(|| format!("cannot open `{}`", at.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let file = path.strip_prefix(folder)?.to_string_lossy().to_string();
            if !file.contains('/') {
                continue;
            }
            let text = fs::read_to_string(&path)?;
            sources.push(tiltmeter_coder::Source { file, text });
        }
    }
    Ok(Lexicon::with(sources)?)
}

// ── a new list ──

/// How much is shown on either side of what is to be judged.
const AROUND: usize = 160;

// Prints mentions to judge, those of the lowest numbers of each set.
fn draw(
    n_wanted: usize,
    args: &Args,
    lexicon: &Lexicon,
    tables: &BTreeMap<String, (String, String)>,
) -> Result<()> {
    let known = known_places()?;
    let mut shares = vec![("meantime", 7), ("polnear", 7), ("gum", 6), ("plv", 7)];
    shares.retain(|(set, _)| args.sets.iter().any(|wanted| wanted == set));
    let n_shares: usize = shares.iter().map(|(_, share)| share).sum();
    for (set, share) in shares {
        let mut drawn: Vec<(u64, String)> = Vec::new();
        for document in documents(set, &args.data, tables)? {
            let report = report(&document, &args.data, tables)?;
            let read = Reader::new(Model::builtin()).read(&report.text);
            let coding = tiltmeter_coder::code(&report, &read, lexicon, false);
            let points = CodePoints::new(&report.text);
            let chars: Vec<char> = report.text.chars().collect();
            for mention in &coding.mentions.all {
                let span = mention.actor.span;
                let (start, end) =
                    (points.at(&report.text, span.start()), points.at(&report.text, span.end()));
                let place = format!("{document}\t{start}\t{end}");
                if known.contains(&place) {
                    continue;
                }
                let words =
                    |from: usize, to: usize| chars[from..to].iter().collect::<String>().replace('\n', " ");
                let (before, after) = (start.saturating_sub(AROUND), chars.len().min(end + AROUND));
                let shown = format!(
                    "{place}\t{} [[{}]] {}",
                    words(before, start),
                    words(start, end),
                    words(end, after)
                );
                drawn.push((number(args.seed, &place), shown));
            }
        }
        drawn.sort_unstable();
        drawn.dedup();
        for (_, shown) in drawn.iter().take(n_wanted * share / n_shares) {
            println!("{shown}");
        }
    }
    Ok(())
}

// A number of a place in the text that looks drawn: FNV-1a, mixed.
fn number(seed: u64, place: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for byte in place.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

// What the lists of eval/ hold already.
fn known_places() -> Result<BTreeSet<String>> {
    let mut known = BTreeSet::new();
    for entry in fs::read_dir("eval")? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("mentions")) {
            let text = fs::read_to_string(&path)?;
            known.extend(text.lines().map(|line| line.split('\t').take(3).collect::<Vec<_>>().join("\t")));
        }
    }
    Ok(known)
}

fn documents(set: &str, data: &Path, tables: &BTreeMap<String, (String, String)>) -> Result<Vec<String>> {
    let named = |folder: PathBuf, ending: &str| -> Result<Vec<String>> {
        let entries = fs::read_dir(&folder).with_context(|| format!("cannot open `{}`", folder.display()))?;
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        Ok(names.filter_map(|name| Some(format!("{set}/{}", name.strip_suffix(ending)?))).collect())
    };
    let mut all = match set {
        "meantime" => {
            let mut all = Vec::new();
            for entry in fs::read_dir(data.join("news/meantime"))? {
                let path = entry?.path();
                if path.is_dir() {
                    all.extend(named(path, ".xml")?);
                }
            }
            all
        }
        "polnear" => named(data.join("attribution/polnear-dev/text"), ".txt")?,
        _ => {
            let opens = if set == "plv" { "plv-" } else { "GUM_news" };
            let names = tables.keys().filter(|name| name.starts_with(opens));
            names.map(|name| format!("{set}/{name}")).collect()
        }
    };
    all.sort();
    Ok(all)
}

// ── the news ──

fn report(document: &str, data: &Path, tables: &BTreeMap<String, (String, String)>) -> Result<Report> {
    let (set, name) = document.split_once('/').context("a document is called set/name")?;
    let (text, date) = match set {
        "meantime" => meantime(&data.join("news/meantime"), name)?,
        "polnear" => {
            let path = data.join(format!("attribution/polnear-dev/text/{name}.txt"));
            let date = name.split('_').nth(1).unwrap_or("").to_string();
            let text = fs::read_to_string(&path);
            (text.with_context(|| format!("cannot read `{}`", path.display()))?, date)
        }
        _ => tables.get(name).cloned().with_context(|| format!("no text `{document}`"))?,
    };
    Ok(Report { id: document.to_string(), date: date.parse::<When>().ok(), text, ..Report::default() })
}

/// The sentences have no day; `score/plover.py` takes this one too.
const PLV_DAY: &str = "2018-01-29";

/// Texts that stand in tables, by name, each with its day: GUM's, and PLV's sentences.
fn tables(data: &Path) -> Result<BTreeMap<String, (String, String)>> {
    let mut texts = gum(data)?;
    let plv = plv::sentences(&data.join("plover/plv-dev.tsv"))?;
    texts.extend(plv.into_iter().map(|(id, text)| (id, (text, PLV_DAY.to_string()))));
    Ok(texts)
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
