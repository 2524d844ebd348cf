//! `cargo xtask tree FILE`: what the reader makes of a text, as CoNLL-U; `-` reads standard input.
//!
//! ```text
//! 1  Russia  Russia  PROPN  NNP  _  2  nsubj  _  _
//! ```

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tiltmeter_text::{Model, Reader, View};

#[derive(clap::Args)]
pub struct Args {
    /// A text of any length, or `-`.
    file: PathBuf,
}

/// Prints the trees of a text.
pub fn run(args: &Args) -> Result<()> {
    let text = read(&args.file)?;
    let document = Reader::new(Model::builtin()).read(&text);
    let mut rows = String::new();
    for sentence_idx in 0..document.sentences.len() {
        add_sentence(&mut rows, &document.view(&text, sentence_idx));
    }
    Ok(std::io::stdout().write_all(rows.as_bytes())?)
}

fn read(file: &Path) -> Result<String> {
    if file == Path::new("-") {
        return std::io::read_to_string(std::io::stdin()).context("cannot read standard input");
    }
    std::fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))
}

fn add_sentence(rows: &mut String, view: &View) {
    for (token_idx, token) in view.tokens.iter().enumerate() {
        let head = view.head(token_idx).map_or(0, |head| head + 1);
        let (upos, xpos, deprel) = (token.upos.label(), token.xpos.label(), view.deprel(token_idx).label());
        let (form, lemma) = (view.form(token_idx), view.lemma(token_idx));
        let _ =
            writeln!(rows, "{}\t{form}\t{lemma}\t{upos}\t{xpos}\t_\t{head}\t{deprel}\t_\t_", token_idx + 1);
    }
    rows.push('\n');
}
