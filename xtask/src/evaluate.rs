//! `cargo xtask evaluate text`: how well texts are read, and how fast.
//!
//! Each treebank is read twice: once with its own tokens and sentences given, once from raw text,
//! document by document as reports come. Then the raw texts are read again for the speed on one core.
//!
//! ```text
//!                   Tokens Sentences  Words   UPOS   XPOS Lemmas    UAS    LAS
//! gum-dev  gold     100.00    100.00 100.00  97.10  96.80  98.20  88.90  86.70
//! gum-dev  raw       99.85     96.52  99.86  96.90  96.60  98.10  87.60  85.30
//! ```

mod actors;
mod arcs;
mod balance;
mod coreference;
mod events;
mod exchange;
mod judged;
mod load;
mod meantime;
mod mentions;
mod petrarch;
mod places;
mod plv;
mod quotations;
mod relations;
mod skipping;
mod status;
mod ties;
mod times;
mod wire;
mod worlds;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use tiltmeter_record::Span;
use tiltmeter_text::{Document, Model, Reader, Token};

use crate::conll18::{self, Analysis, MEASURES};
use crate::conllu::{self, Treebank};

/// What to evaluate.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    part: Part,
}

#[derive(clap::Subcommand)]
enum Part {
    /// Tokens, sentences, tags, lemmas and trees by the measures of CoNLL 2018, and tokens a second.
    Text(TextArgs),
    /// The share of right arcs in sentences in the manner of a wire service.
    Arcs(arcs::Args),
    /// What is saved, and what is lost, by parsing only sentences that can hold an event or a statement.
    Skipping(skipping::Args),
    /// Whether what is coded happened, against the factuality of MEANTIME.
    Status(status::Args),
    /// Time expressions against MEANTIME, on its annotated lines.
    Times(times::Args),
    /// Where events happen, against a list judged by hand.
    Places(places::Args),
    /// What states give, lend, sell and owe one another.
    Ties(ties::Args),
    /// Direct quotations against PolNeAR.
    Quotations(quotations::Args),
    /// Events of sentences written to measure: all of them, and no others.
    Wire(wire::Args),
    /// Events of sentences whose parties and type are known, and whether their confidence means what it says.
    Events(events::Args),
    /// News judged by hand: events from nothing, and the share of events that is right.
    Judged(judged::Args),
    /// Who held office: the share known by year, and of the persons of other lists.
    Actors(actors::Args),
    /// What is left of event data that went through the tables of other systems and back.
    Exchange(exchange::Args),
    /// What a lexicon of many names costs, to read it and to code with it.
    Load(load::Args),
    /// Mentions of the news judged by hand: codes right, and mentions of states without one.
    Mentions(mentions::Args),
    /// Chains of mentions against those of a treebank, beside chains of equal words.
    Coreference(coreference::Args),
    /// PETRARCH's own suite of records with its own dictionaries.
    Petrarch(petrarch::Args),
    /// Turns of relations against dated ones, false alarms on permuted weeks, and the time they take.
    Relations(relations::Args),
    /// Frustration of signed graphs, and the time it takes.
    Balance(balance::Args),
    /// Turns, pivots and axes in worlds where they were planted, and where there are none.
    Worlds(worlds::Args),
}

#[derive(clap::Args)]
struct TextArgs {
    /// CoNLL-U files.
    #[arg(default_values = ["../shared/data/treebank/ewt-dev.conllu", "../shared/data/treebank/gum-dev.conllu"])]
    files: Vec<PathBuf>,
    /// A model file in place of the compiled-in one.
    #[arg(long)]
    model: Option<PathBuf>,
    /// Writes the raw reading as CoNLL-U into this folder, for other scorers.
    #[arg(long)]
    write: Option<PathBuf>,
}

/// Evaluates and prints.
pub fn run(args: &Args) -> Result<()> {
    match &args.part {
        Part::Text(args) => evaluate_text(args),
        Part::Arcs(args) => arcs::run(args),
        Part::Skipping(args) => skipping::run(args),
        Part::Status(args) => status::run(args),
        Part::Places(args) => places::run(args),
        Part::Ties(args) => ties::run(args),
        Part::Times(args) => times::run(args),
        Part::Quotations(args) => quotations::run(args),
        Part::Wire(args) => wire::run(args),
        Part::Exchange(args) => exchange::run(args),
        Part::Events(args) => events::run(args),
        Part::Judged(args) => judged::run(args),
        Part::Actors(args) => actors::run(args),
        Part::Load(args) => load::run(args),
        Part::Mentions(args) => mentions::run(args),
        Part::Coreference(args) => coreference::run(args),
        Part::Petrarch(args) => petrarch::run(args),
        Part::Relations(args) => relations::run(args),
        Part::Balance(args) => balance::run(args),
        Part::Worlds(args) => worlds::run(args),
    }
}

fn evaluate_text(args: &TextArgs) -> Result<()> {
    let given = args.model.as_deref().map(read_model).transpose()?;
    let model = given.as_ref().unwrap_or_else(|| Model::builtin());
    let banks: Vec<Treebank> = args.files.iter().map(|path| conllu::read(path)).collect::<Result<_>>()?;
    print!("{:16}", "");
    MEASURES.iter().for_each(|name| print!(" {name:>9}"));
    println!();
    for (path, bank) in args.files.iter().zip(&banks) {
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let gold = Analysis::of_treebank(bank);
        print_row(&name, "gold", &gold, &from_gold_tokens(model, bank));
        print_row(&name, "raw", &gold, &from_raw(model, bank));
        if let Some(folder) = &args.write {
            write_raw_reading(folder, &name, model, bank)?;
        }
    }
    print_speed(model, &banks);
    Ok(())
}

/// How well a treebank is read whose tokens and sentences are given: each measure and its value.
pub fn scores(model: &Model, bank: &Treebank) -> impl Iterator<Item = (&'static str, f64)> {
    let measures = conll18::score(&Analysis::of_treebank(bank), &from_gold_tokens(model, bank));
    MEASURES.into_iter().zip(measures.map(|measure| measure.f1()))
}

fn read_model(path: &Path) -> Result<Model> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    Model::from_bytes(&bytes).with_context(|| format!("cannot read `{}`", path.display()))
}

fn print_row(name: &str, input: &str, gold: &Analysis, system: &Analysis) {
    print!("{name:10} {input:5}");
    conll18::score(gold, system).iter().for_each(|measure| print!(" {:9.2}", measure.f1()));
    println!();
}

/// Reads a treebank whose tokens and sentences are given.
fn from_gold_tokens(model: &Model, bank: &Treebank) -> Analysis {
    let (tokens, sentences) = gold_tokens(bank);
    let document = Reader::new(model).parse_tokens(&bank.raw, tokens, &sentences);
    let mut analysis = Analysis::of_document(&bank.raw, &document);
    // Tags and trees are compared word by word: forms that a treebank spells otherwise than its text
    // must not disturb the alignment.
    let forms = bank.sentences.iter().flat_map(|sentence| &sentence.words).map(|word| &word.form);
    analysis.words.iter_mut().zip(forms).for_each(|(word, form)| word.form.clone_from(form));
    analysis
}

fn gold_tokens(bank: &Treebank) -> (Vec<Token>, Vec<Range<usize>>) {
    let mut tokens = Vec::new();
    let mut sentences = Vec::new();
    for sentence in &bank.sentences {
        let first = tokens.len();
        for token in &sentence.tokens {
            let mut start = token.start;
            for word_idx in token.first..=token.last {
                let length = sentence.words[word_idx].form.len();
                let end = if word_idx == token.last { token.end } else { (start + length).min(token.end) };
                let end = (end..=token.end).find(|&end| bank.raw.is_char_boundary(end)).unwrap_or(token.end);
                tokens.push(Token::new(Span::new(start, end), word_idx > token.first));
                start = end;
            }
        }
        sentences.push(first..tokens.len());
    }
    (tokens, sentences)
}

/// Reads a treebank's raw text, document by document.
fn from_raw(model: &Model, bank: &Treebank) -> Analysis {
    let mut reader = Reader::new(model);
    reader.keep_headings = true;
    let mut whole = Analysis::default();
    let mut n_characters = 0;
    for text in documents(bank) {
        let document = reader.read(text);
        whole.append(Analysis::of_document(text, &document), n_characters);
        n_characters += text.chars().filter(|c| !c.is_whitespace()).count();
    }
    whole
}

/// The raw text of each document.
fn documents(bank: &Treebank) -> Vec<&str> {
    let starts =
        bank.sentences.iter().filter(|s| s.new_document).filter_map(|s| s.tokens.first()).map(|t| t.start);
    let mut starts: Vec<usize> = std::iter::once(0).chain(starts).collect();
    starts.dedup();
    let ends = starts.iter().skip(1).copied().chain([bank.raw.len()]);
    starts.iter().zip(ends).map(|(&start, end)| &bank.raw[start..end]).collect()
}

fn print_speed(model: &Model, banks: &[Treebank]) {
    let texts: Vec<&str> = banks.iter().flat_map(documents).collect();
    let n_bytes: usize = texts.iter().map(|text| text.len()).sum();
    let mut reader = Reader::new(model);
    reader.keep_headings = true;
    let mut seconds = Vec::new();
    let mut n_tokens = 0;
    for _ in 0..N_RUNS {
        let started = Instant::now();
        n_tokens = texts.iter().map(|text| reader.read(text).tokens.len()).sum();
        seconds.push(started.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    let median = seconds[N_RUNS / 2];
    println!(
        "raw bytes to trees, one core: {:.0} tokens/s, {:.2} MB/s (median of {N_RUNS} readings of {n_tokens} tokens; best {:.0})",
        n_tokens as f64 / median,
        n_bytes as f64 / median / 1e6,
        n_tokens as f64 / seconds[0],
    );
}

const N_RUNS: usize = 5;

fn write_raw_reading(folder: &Path, name: &str, model: &Model, bank: &Treebank) -> Result<()> {
    let mut reader = Reader::new(model);
    reader.keep_headings = true;
    let mut rows = String::new();
    for text in documents(bank) {
        push_conllu(text, &reader.read(text), &mut rows);
    }
    let path = folder.join(format!("{name}.conllu"));
    std::fs::write(&path, rows).with_context(|| format!("cannot write `{}`", path.display()))
}

fn push_conllu(text: &str, document: &Document, rows: &mut String) {
    use std::fmt::Write;
    for sentence_idx in 0..document.sentences.len() {
        let sentence = document.view(text, sentence_idx);
        for (word_idx, token) in sentence.tokens.iter().enumerate() {
            let n_clitics = sentence.tokens[word_idx + 1..].iter().take_while(|next| next.clitic).count();
            if n_clitics > 0 && (word_idx == 0 || !token.clitic) {
                let surface = sentence.span(word_idx, word_idx + n_clitics).of(text);
                let (first, last) = (word_idx + 1, word_idx + 1 + n_clitics);
                let _ = writeln!(rows, "{first}-{last}\t{surface}\t_\t_\t_\t_\t_\t_\t_\t_");
            }
            let head = sentence.head(word_idx).map_or(0, |head| head + 1);
            let (form, lemma) = (sentence.form(word_idx), sentence.lemma(word_idx));
            let (upos, xpos, deprel) = (token.upos.label(), token.xpos.label(), token.deprel.label());
            let _ = writeln!(
                rows,
                "{}\t{form}\t{lemma}\t{upos}\t{xpos}\t_\t{head}\t{deprel}\t_\t_",
                word_idx + 1
            );
        }
        rows.push('\n');
    }
}
