//! `cargo xtask evaluate skipping`: every sentence parsed against only those in which a trigger fires.
//!
//! Both ways the same texts are coded; what comes out must be the same, and the time is less.
//!
//! ```text
//! polnear     3,352 sentences, 71.0 % parsed (84.1 % of tokens); events 640 / 640, statements 1,960 / 1,960
//! ```

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use tiltmeter_coder::{Coding, Lexicon, Triggers, Wanted, code};
use tiltmeter_record::Report;
use tiltmeter_text::{Document, Model, Reader};

use super::documents;
use crate::conllu;

/// What to read.
#[derive(clap::Args)]
pub struct Args {
    /// CoNLL-U files, or folders of texts.
    #[arg(default_values = [
        "../shared/data/treebank/ewt-dev.conllu",
        "../shared/data/treebank/gum-dev.conllu",
        "../shared/data/attribution/polnear-dev/text",
    ])]
    inputs: Vec<PathBuf>,
}

/// Evaluates and prints.
pub fn run(args: &Args) -> Result<()> {
    for (path, wanted) in
        args.inputs.iter().flat_map(|path| [(path, Wanted::Events), (path, Wanted::Statements)])
    {
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        print(&name, &texts(path)?, wanted);
    }
    Ok(())
}

pub(super) fn texts(path: &Path) -> Result<Vec<String>> {
    if path.is_file() {
        let bank = conllu::read(path)?;
        return Ok(documents(&bank).into_iter().map(str::to_string).collect());
    }
    let entries = std::fs::read_dir(path).with_context(|| format!("cannot open `{}`", path.display()))?;
    let mut files: Vec<PathBuf> = entries.map(|e| e.map(|e| e.path())).collect::<std::io::Result<_>>()?;
    files.sort();
    let read = |file: &PathBuf| {
        std::fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))
    };
    files.iter().map(read).collect()
}

fn print(name: &str, texts: &[String], wanted: Wanted) {
    let (model, lexicon) = (Model::builtin(), Lexicon::builtin());
    let mut reader = Reader::new(model);
    let mut triggers = Triggers::new(lexicon, model, wanted);
    let (mut n_sentences, mut n_parsed, mut n_tokens, mut n_tokens_parsed) = (0, 0, 0, 0);
    let (mut events, mut statements) = (Kept::default(), Kept::default());
    for text in texts {
        let whole = coded(text, &reader.read(text), lexicon);
        let document = skimmed(text, &mut reader, &mut triggers);
        let part = coded(text, &document, lexicon);
        n_sentences += document.sentences.len();
        n_tokens += document.tokens.len();
        for sentence in document.sentences.iter().filter(|sentence| sentence.parsed) {
            n_parsed += 1;
            n_tokens_parsed += sentence.tokens.len();
        }
        events.compare(&whole.events, &part.events);
        statements.compare(&whole.statements, &part.statements);
    }
    let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
    println!(
        "{name:12} {wanted:?}: {n_sentences} sentences, {:.1} % parsed ({:.1} % of tokens); events {events}; statements {statements}",
        percent(n_parsed, n_sentences),
        percent(n_tokens_parsed, n_tokens),
    );
    let all = median_seconds(|| texts.iter().for_each(|text| drop(reader.read(text))));
    let some = median_seconds(|| {
        for text in texts {
            drop(skimmed(text, &mut reader, &mut triggers));
        }
    });
    println!(
        "{:12} one core: {:.0} tokens/s all parsed, {:.0} with sentences skipped, {:.2} times as many",
        "",
        n_tokens as f64 / all,
        n_tokens as f64 / some,
        all / some,
    );
}

fn skimmed(text: &str, reader: &mut Reader<'_>, triggers: &mut Triggers<'_>) -> Document {
    let mut document = reader.segment(text);
    triggers.mark(text, &mut document);
    reader.parse(text, &mut document);
    document
}

fn coded(text: &str, document: &Document, lexicon: &Lexicon) -> Coding {
    let report = Report { text: text.to_string(), ..Report::default() };
    code(&report, document, lexicon, false)
}

/// How many records of one kind both ways give, and how many only one.
#[derive(Default)]
struct Kept {
    same: usize,
    lost: usize,
    gained: usize,
}

impl Kept {
    fn compare<T: std::fmt::Debug>(&mut self, whole: &[T], part: &[T]) {
        let written = |all: &[T]| -> Vec<String> { all.iter().map(|one| format!("{one:?}")).collect() };
        let (whole, part) = (written(whole), written(part));
        let same = whole.iter().filter(|one| part.contains(one)).count();
        self.same += same;
        self.lost += whole.len() - same;
        self.gained += part.iter().filter(|one| !whole.contains(one)).count();
        if std::env::var_os("SHOW").is_some() {
            whole.iter().filter(|one| !part.contains(one)).for_each(|one| println!("lost {one}"));
            part.iter().filter(|one| !whole.contains(one)).for_each(|one| println!("gained {one}"));
        }
    }
}

impl std::fmt::Display for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} the same, {} lost, {} gained", self.same, self.lost, self.gained)
    }
}

fn median_seconds(mut work: impl FnMut()) -> f64 {
    let mut seconds: Vec<f64> = (0..super::N_RUNS)
        .map(|_| {
            let started = Instant::now();
            work();
            started.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    seconds[super::N_RUNS / 2]
}
