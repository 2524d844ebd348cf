//! `cargo xtask evaluate coreference`: chains of mentions against those of GUM.
//!
//! A mention is known by where its head begins, as CorefUD has it, so that a phrase that ends a word early still
//! counts. Chains of one mention are left out on both sides. The score is CoNLL's: the mean of MUC, B³ and CEAF-e.
//! Beside it stand the same mentions in chains of equal words.
//!
//! ```text
//!                                   MUC    B³  CEAF  CoNLL F1
//! person, organization, place      40.1  30.2  28.0  32.8   equal words 20.1
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use tiltmeter_coder::{Lexicon, Mention};
use tiltmeter_record::{Report, When};
use tiltmeter_text::{Document, Model, Reader};

use crate::conllu;

#[derive(clap::Args)]
pub struct Args {
    /// A treebank with GUM's `Entity` notes.
    #[arg(default_value = "../shared/data/treebank/gum-dev.conllu")]
    file: PathBuf,
    /// Documents whose names hold this.
    #[arg(long, default_value = "")]
    genre: String,
}

/// Mentions by where their heads begin.
type Chains = Vec<BTreeSet<usize>>;

/// A document with its chains.
struct Gold {
    text: String,
    date: String,
    /// Head of each mention, with its entity and the entity's type.
    mentions: Vec<(usize, String, String)>,
}

/// Measures and prints.
pub fn run(args: &Args) -> Result<()> {
    let written =
        fs::read_to_string(&args.file).with_context(|| format!("cannot read `{}`", args.file.display()))?;
    let documents = documents(&written)?;
    println!("{:34} {:>6} {:>5} {:>5} {:>9}", "", "MUC", "B³", "CEAF", "CoNLL F1");
    for (what, kinds) in
        [("person, organization, place", &["person", "organization", "place"][..]), ("all", &[][..])]
    {
        let (mut ours, mut equal) = (Scores::default(), Scores::default());
        for (name, gold) in documents.iter().filter(|(name, _)| name.contains(&args.genre)) {
            let key = key_chains(gold, kinds);
            let other = others(gold, kinds);
            let [response, baseline] = response(name, gold, &other);
            ours.add(&key, &response);
            equal.add(&key, &baseline);
        }
        println!("{what:34} {ours}   equal words {equal}", ours = ours.shown(), equal = equal.shown());
    }
    Ok(())
}

// ── gold ──

fn documents(written: &str) -> Result<BTreeMap<String, Gold>> {
    let bank = conllu::parse(written)?;
    let (mut entities, mut dates) = (entity_notes(written), BTreeMap::new());
    let mut name = "";
    for line in written.lines() {
        if let Some(id) = line.strip_prefix("# newdoc id = ") {
            name = id;
        } else if let Some(date) = line.strip_prefix("# meta::dateCreated = ") {
            dates.insert(name.to_string(), date.to_string());
        }
    }
    entities.reverse();
    let mut documents: BTreeMap<String, Gold> = BTreeMap::new();
    let mut open: Vec<(String, String, usize)> = Vec::new();
    let mut begins: BTreeMap<String, usize> = BTreeMap::new();
    for sentence in &bank.sentences {
        let start = sentence.tokens.first().map_or(0, |token| token.start);
        let begin = *begins.entry(sentence.document.clone()).or_insert(start);
        let gold = documents.entry(sentence.document.clone()).or_insert_with(|| Gold {
            text: String::new(),
            date: dates.get(&sentence.document).cloned().unwrap_or_default(),
            mentions: Vec::new(),
        });
        let end = sentence.tokens.last().map_or(start, |token| token.end);
        gold.text = bank.raw[begin..end].to_string();
        open.clear();
        for word in 0..sentence.words.len() {
            let note = entities.pop().context("a word without its note")?;
            for part in brackets(&note) {
                read_bracket(&part, word, sentence, begin, &mut open, gold);
            }
        }
    }
    Ok(documents)
}

// The `Entity` note of each word.
fn entity_notes(written: &str) -> Vec<String> {
    let words = written.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let words = words.map(|line| line.split('\t').collect::<Vec<_>>());
    let words = words.filter(|columns| !columns[0].contains(['-', '.']));
    let note = |columns: Vec<&str>| {
        let note = columns[9].split('|').find_map(|note| note.strip_prefix("Entity="));
        note.unwrap_or("").to_string()
    };
    words.map(note).collect()
}

/// `(7-abstract-…(3-abstract-…)` is one that opens and one that opens and closes; `7)6)` closes two.
fn brackets(note: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for c in note.chars() {
        let starts = c == '(' || parts.last().is_none_or(|part| part.ends_with(')'));
        if starts {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}

fn read_bracket(
    part: &str,
    word: usize,
    sentence: &conllu::Sentence,
    begin: usize,
    open: &mut Vec<(String, String, usize)>,
    gold: &mut Gold,
) {
    let body = part.trim_start_matches('(').trim_end_matches(')');
    let mut fields = body.split('-');
    let entity = fields.next().unwrap_or("").split('[').next().unwrap_or("").to_string();
    if part.starts_with('(') {
        open.push((entity.clone(), fields.next().unwrap_or("").to_string(), word));
    }
    if part.ends_with(')')
        && let Some(at) = open.iter().rposition(|(known, _, _)| *known == entity)
    {
        let (entity, kind, first) = open.remove(at);
        if let Some(head) = head_start(sentence, first, word) {
            gold.mentions.push((head - begin, entity, kind));
        }
    }
}

// Where the word begins whose head lies outside of the mention.
fn head_start(sentence: &conllu::Sentence, first: usize, last: usize) -> Option<usize> {
    let outside = |&word: &usize| {
        let head = sentence.words[word].head;
        head == 0 || head - 1 < first || head - 1 > last
    };
    let head = (first..=last).find(outside)?;
    let token = sentence.tokens.iter().find(|token| token.first <= head && head <= token.last)?;
    Some(token.start)
}

fn key_chains(gold: &Gold, kinds: &[&str]) -> Chains {
    let mut chains: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    let wanted = |kind: &str| kinds.is_empty() || kinds.contains(&kind);
    for (head, entity, _) in gold.mentions.iter().filter(|(_, _, kind)| wanted(kind)) {
        chains.entry(entity).or_default().insert(*head);
    }
    chains.into_values().filter(|chain| chain.len() > 1).collect()
}

// Heads of mentions that are not asked for.
fn others(gold: &Gold, kinds: &[&str]) -> BTreeSet<usize> {
    let unwanted = |kind: &str| !kinds.is_empty() && !kinds.contains(&kind);
    let heads = gold.mentions.iter().filter(|(_, _, kind)| unwanted(kind));
    heads.map(|(head, _, _)| *head).collect()
}

// ── ours ──

// Our chains, and those of equal words.
fn response(name: &str, gold: &Gold, others: &BTreeSet<usize>) -> [Chains; 2] {
    let date = gold.date.parse::<When>().ok();
    let report = Report { id: name.to_string(), date, text: gold.text.clone(), ..Report::default() };
    let document = Reader::new(Model::builtin()).read(&report.text);
    let coding = tiltmeter_coder::code(&report, &document, Lexicon::builtin(), false);
    let mentions = || {
        let mentions = coding.mentions.all.iter();
        mentions
            .map(|mention| (head_of(mention, &document), mention))
            .filter(|(head, _)| !others.contains(head))
    };
    let words = |mention: &Mention| Some(mention.actor.span.of(&report.text).to_lowercase());
    [
        chains(mentions().map(|(head, mention)| (head, Some(mention.entity.to_string())))),
        chains(mentions().map(|(head, mention)| (head, words(mention)))),
    ]
}

fn head_of(mention: &Mention, document: &Document) -> usize {
    let first = document.sentences[mention.sentence].tokens.start;
    document.tokens[first + mention.head].span.start()
}

fn chains(mentions: impl Iterator<Item = (usize, Option<String>)>) -> Chains {
    let mut chains: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for (head, entity) in mentions {
        // Of several parties with one head the first counts.
        if let Some(entity) = entity.filter(|_| taken.insert(head)) {
            chains.entry(entity).or_default().insert(head);
        }
    }
    chains.into_values().filter(|chain| chain.len() > 1).collect()
}

// ── scores ──

/// Sums over documents: what was found and what there is, for precision and for recall.
#[derive(Default)]
struct Scores {
    muc: [f64; 4],
    b_cubed: [f64; 4],
    ceaf: [f64; 4],
}

impl Scores {
    fn add(&mut self, key: &Chains, response: &Chains) {
        let (recalled, of_key) = muc(key, response);
        let (precise, of_response) = muc(response, key);
        add(&mut self.muc, [recalled, of_key, precise, of_response]);
        let (recalled, of_key) = b_cubed(key, response);
        let (precise, of_response) = b_cubed(response, key);
        add(&mut self.b_cubed, [recalled, of_key, precise, of_response]);
        let best = best_alignment(key, response);
        add(&mut self.ceaf, [best, key.len() as f64, best, response.len() as f64]);
    }

    fn shown(&self) -> String {
        let f1 = [f1(&self.muc), f1(&self.b_cubed), f1(&self.ceaf)];
        let mean = f1.iter().sum::<f64>() / 3.0;
        format!("{:6.1} {:5.1} {:5.1} {mean:9.1}", f1[0], f1[1], f1[2])
    }
}

fn add(sums: &mut [f64; 4], more: [f64; 4]) {
    sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
}

fn f1([recalled, of_key, precise, of_response]: &[f64; 4]) -> f64 {
    let (recall, precision) = (recalled / of_key.max(1.0), precise / of_response.max(1.0));
    if recall + precision == 0.0 { 0.0 } else { 200.0 * recall * precision / (recall + precision) }
}

// Links of a chain that the other side keeps (Vilain et al. 1995).
fn muc(chains: &Chains, other: &Chains) -> (f64, f64) {
    let (mut kept, mut all) = (0, 0);
    for chain in chains {
        let mut parts = BTreeSet::new();
        let mut alone = 0;
        for mention in chain {
            match other.iter().position(|other| other.contains(mention)) {
                Some(part) => _ = parts.insert(part),
                None => alone += 1,
            }
        }
        kept += chain.len() - (parts.len() + alone);
        all += chain.len() - 1;
    }
    (kept as f64, all as f64)
}

// The share of each mention's chain that the other side puts with it (Bagga & Baldwin 1998).
fn b_cubed(chains: &Chains, other: &Chains) -> (f64, f64) {
    let (mut kept, mut all) = (0.0, 0.0);
    for chain in chains {
        for mention in chain {
            let with = other.iter().find(|other| other.contains(mention));
            let shared = with.map_or(0, |with| with.intersection(chain).count());
            kept += shared as f64 / chain.len() as f64;
            all += 1.0;
        }
    }
    (kept, all)
}

// The best pairing of chains by what they share, in proportion to both (Luo 2005), by the Hungarian method.
fn best_alignment(key: &Chains, response: &Chains) -> f64 {
    let (rows, columns) = if key.len() <= response.len() { (key, response) } else { (response, key) };
    if rows.is_empty() {
        return 0.0;
    }
    let worth = |row: usize, column: usize| {
        let shared = rows[row].intersection(&columns[column]).count() as f64;
        2.0 * shared / (rows[row].len() + columns[column].len()) as f64
    };
    let of_column = hungarian(rows.len(), columns.len(), |row, column| 1.0 - worth(row, column));
    of_column.iter().enumerate().filter_map(|(column, row)| Some(worth((*row)?, column))).sum()
}

// For each column the row that it is paired with at the least cost; no more rows than columns.
fn hungarian(n_rows: usize, n_columns: usize, cost: impl Fn(usize, usize) -> f64) -> Vec<Option<usize>> {
    let (mut of_row, mut of_column) = (vec![0.0; n_rows + 1], vec![0.0; n_columns + 1]);
    // Row of each column, from 1; column 0 is where a row waits.
    let mut pair = vec![0; n_columns + 1];
    for row in 1..=n_rows {
        pair[0] = row;
        let (mut least, mut done) = (vec![f64::INFINITY; n_columns + 1], vec![false; n_columns + 1]);
        let (mut from, mut at) = (vec![0; n_columns + 1], 0);
        while pair[at] != 0 {
            done[at] = true;
            let (mut delta, mut next) = (f64::INFINITY, 0);
            for column in (1..=n_columns).filter(|&column| !done[column]) {
                let reduced = cost(pair[at] - 1, column - 1) - of_row[pair[at]] - of_column[column];
                if reduced < least[column] {
                    (least[column], from[column]) = (reduced, at);
                }
                if least[column] < delta {
                    (delta, next) = (least[column], column);
                }
            }
            for column in 0..=n_columns {
                match done[column] {
                    true => {
                        of_row[pair[column]] += delta;
                        of_column[column] -= delta;
                    }
                    false => least[column] -= delta,
                }
            }
            at = next;
        }
        while at != 0 {
            pair[at] = pair[from[at]];
            at = from[at];
        }
    }
    pair[1..].iter().map(|&row| row.checked_sub(1)).collect()
}
