//! `cargo xtask train`: treebanks in, model out.
//!
//! ```text
//! *-train.conllu ──> sentences, lemmas, network (floats) ──> 8-bit weights ──> models/en.bin
//! ```

pub mod lemmas;
pub mod math;
pub mod network;
pub mod parser;
pub mod sentences;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};
use tiltmeter_text::features::Vocabulary;
use tiltmeter_text::network::{Linear, Weights, round_row};
use tiltmeter_text::{Deprel, Upos, Xpos, model_file};

use crate::conllu::{self, Treebank};
use math::Linear as FloatLinear;
use network::Network;
use parser::{Recipe, TagSet};

/// What to train on, and where the model goes.
#[derive(clap::Args)]
pub struct Args {
    /// Folder of treebanks: every *-train.conllu in it is learned from, every *-dev.conllu watched.
    #[arg(long, default_value = "../shared/data/treebank")]
    treebanks: PathBuf,
    /// The model file.
    #[arg(long, default_value = "crates/text/models/en.bin")]
    out: PathBuf,
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
    let weights = network(&banks, &dev, &args.recipe)?;
    let bytes = model_file(&splitter, &lemmatizer, &weights);
    std::fs::write(&args.out, &bytes).with_context(|| format!("cannot write `{}`", args.out.display()))?;
    let papers = args.out.with_file_name("ATTRIBUTION.md");
    std::fs::write(&papers, attribution(&train))
        .with_context(|| format!("cannot write `{}`", papers.display()))?;
    eprintln!("{}: {} bytes in {:.0} s", args.out.display(), bytes.len(), started.elapsed().as_secs_f32());
    Ok(())
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

fn treebanks(folder: &std::path::Path, ending: &str) -> Result<Vec<(String, Treebank)>> {
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
    let examples: Vec<_> = banks.iter().flat_map(|b| parser::examples(b, &words, &counts, &tags)).collect();
    let dev: Vec<_> = dev
        .iter()
        .map(|(name, bank)| (name.as_str(), parser::examples(bank, &words, &counts, &tags)))
        .collect();
    let trained = parser::train_taught(examples, &dev, &tags, words.n_rows(), recipe);
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
