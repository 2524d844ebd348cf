//! `cargo xtask train`: treebanks in, model out.
//!
//! ```text
//! *-train.conllu ──> sentences, lemmas, network (floats) ──> 8-bit weights ──> models/en.bin
//! ```
//!
//! The network is taught: four wider ones are trained first, and it learns what they believe of the
//! treebanks' sentences and of invented ones (`teach`, `invent`). The same files give the same bytes on the
//! same kind of processor: with and without AVX-512, floats are added in another order (`product`).

pub mod habits;
pub mod invent;
pub mod lemmas;
pub mod math;
pub mod network;
pub mod parser;
pub mod product;
pub mod sentences;
pub mod teach;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use tiltmeter_text::features::Vocabulary;
use tiltmeter_text::network::{Linear, Weights, round_row};
use tiltmeter_text::{Deprel, Model, Upos, Xpos, model_file};

use crate::conllu::{self, Treebank};
use crate::evaluate;
use math::Linear as FloatLinear;
use network::Network;
use parser::{Data, Recipe, TagSet};

/// What to train on, and where the model goes.
#[derive(clap::Args)]
pub struct Args {
    /// Folder of treebanks: every *-train.conllu in it is learned from, every *-dev.conllu watched.
    #[arg(long, default_value = "../shared/data/treebank")]
    treebanks: PathBuf,
    /// The model file.
    #[arg(long, default_value = "crates/text/models/en.bin")]
    out: PathBuf,
    /// A model file whose network is kept: all else is learned anew, in seconds.
    #[arg(long)]
    keep_network: Option<PathBuf>,
    /// How much habits of arcs, pairs, dependents and frames count, in sixteenths.
    #[arg(long, value_delimiter = ',', default_values_t = [6, 4, 6, 8])]
    habits: Vec<u32>,
    #[command(flatten)]
    recipe: Recipe,
}

/// Trains all parts and writes the model file.
pub fn run(args: &Args) -> Result<()> {
    let started = Instant::now();
    let train = treebanks(&args.treebanks, "-train.conllu")?;
    let dev = treebanks(&args.treebanks, "-dev.conllu")?;
    let banks: Vec<&Treebank> = train.iter().map(|(_, bank)| bank).collect();
    let (splitter, lemmatizer) = (sentences::train(&banks), lemmas::train(&banks));
    let [arcs, pairs, under, frames] = args.habits[..] else { bail!("--habits takes four numbers") };
    let habits = habits::train(&banks, [arcs, pairs, under, frames]);
    let weights = match &args.keep_network {
        None => network(&banks, &dev, &args.recipe)?,
        Some(path) => kept_network(path)?,
    };
    let bytes = model_file(&splitter, &lemmatizer, &weights, &habits);
    std::fs::write(&args.out, &bytes).with_context(|| format!("cannot write `{}`", args.out.display()))?;
    write_beside(&args.out, "ATTRIBUTION.md", &attribution(&train))?;
    write_beside(&args.out, "SCORES.tsv", &scores(&bytes, &dev)?)?;
    eprintln!("{}: {} bytes in {:.0} s", args.out.display(), bytes.len(), started.elapsed().as_secs_f32());
    Ok(())
}

fn kept_network(path: &Path) -> Result<Weights> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let network = Model::network_section(&bytes).and_then(Weights::from_bytes);
    network.with_context(|| format!("`{}` holds no network", path.display()))
}

fn write_beside(model: &Path, name: &str, text: &str) -> Result<()> {
    let path = model.with_file_name(name);
    std::fs::write(&path, text).with_context(|| format!("cannot write `{}`", path.display()))
}

/// How well the model as it was written reads the treebanks that were only watched.
fn scores(model: &[u8], dev: &[(String, Treebank)]) -> Result<String> {
    let model = Model::from_bytes(model)?;
    let mut table = String::from("set\tmeasure\tvalue\n");
    for (name, bank) in dev {
        let given = ["Tokens", "Sentences", "Words"];
        for (measure, value) in evaluate::scores(&model, bank).filter(|(name, _)| !given.contains(name)) {
            table.push_str(&format!("{name}-dev, gold tokens\t{measure}\t{value:.2}\n"));
        }
    }
    Ok(table)
}

/// What the weights were learned from, and on what terms they are passed on.
fn attribution(train: &[(String, Treebank)]) -> String {
    let mut page = String::from(ATTRIBUTION);
    for (name, bank) in train {
        let n_words: usize = bank.sentences.iter().map(|sentence| sentence.words.len()).sum();
        page.push_str(&format!("| {name} | {} | {n_words} |\n", bank.sentences.len()));
    }
    page
}

const ATTRIBUTION: &str = include_str!("train/attribution.md");

fn treebanks(folder: &Path, ending: &str) -> Result<Vec<(String, Treebank)>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot open `{}`", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.map(|e| e.map(|e| e.path())).collect::<std::io::Result<_>>()?;
    paths.retain(|path| path.to_string_lossy().ends_with(ending));
    paths.sort();
    let name = |path: &PathBuf| {
        let file = path.file_name().map(|f| f.to_string_lossy().into_owned()).unwrap_or_default();
        file.trim_end_matches(ending).to_string()
    };
    paths.iter().map(|path| Ok((name(path), conllu::read(path)?))).collect()
}

fn network(banks: &[&Treebank], dev: &[(String, Treebank)], recipe: &Recipe) -> Result<Weights> {
    let tags = TagSet::of(banks);
    let (words, counts) = parser::vocabulary(banks, recipe.buckets);
    let examples = |bank: &Treebank| parser::examples(bank, &words, &counts, &tags);
    let data = Data {
        examples: banks.iter().flat_map(|bank| examples(bank)).collect(),
        banks: banks
            .iter()
            .scan(0, |from, bank| {
                let sentences = *from..*from + bank.sentences.len();
                *from = sentences.end;
                Some(sentences)
            })
            .collect(),
        dev: dev.iter().map(|(name, bank)| (name.as_str(), examples(bank))).collect(),
        tags: &tags,
        n_rows: words.n_rows(),
    };
    let trained = parser::train_taught(&data, recipe);
    weights(&trained, words, &tags)
}

/// Float weights to 8 bits.
fn weights(network: &Network, vocabulary: Vocabulary, tags: &TagSet) -> Result<Weights> {
    let linear = |linear: &FloatLinear| Linear::rounded(&linear.w.w, &linear.b.w);
    let shape = &network.shape;
    let mut embed = Vec::with_capacity(network.embed.w.len());
    let embed_scales =
        network.embed.w.chunks_exact(shape.embed).map(|row| round_row(row, &mut embed)).collect();
    let tag = |(upos, xpos): &(String, String)| {
        let upos =
            Upos::from_label(upos).with_context(|| format!("unknown UPOS `{upos}` in the treebanks"))?;
        let xpos =
            Xpos::from_label(xpos).with_context(|| format!("unknown XPOS `{xpos}` in the treebanks"))?;
        Ok((upos, xpos))
    };
    Ok(Weights {
        vocabulary,
        embed_width: shape.embed,
        embed,
        embed_scales,
        hidden: shape.hidden,
        direct: shape.direct,
        residual: shape.residual,
        tag_layer: shape.tag_layer,
        layers: network.layers.iter().map(linear).collect(),
        tags: linear(&network.tags),
        pair: linear(&network.pair),
        arc: shape.arc,
        label: shape.label,
        label_out: linear(&network.label_out),
        root: network.root.w.clone(),
        distance: network.distance.w.clone(),
        tag_set: tags.0.iter().map(tag).collect::<Result<_>>()?,
        labels: Deprel::ALL.to_vec(),
    })
}
