//! `cargo xtask evaluate status`: whether what we code happened, against MEANTIME's factuality.
//!
//! MEANTIME is business news, of which few acts are PLOVER's: so two rows. `coded`: events that we code, by the
//! first gold word in their words. `words`: every event word of the gold on the annotated lines, read by the same
//! words of the lexicon that judge what governs an act.
//!
//! Polarity: our `negated` is its NEG. Future: our `future` and `hypothetical` are its FUTURE. Overall: polarity,
//! future and certainty all agree. What the gold leaves underspecified is not counted there.
//!
//! ```text
//! words  1,021   polarity 97.1 of 910   future 88.3 of 1,010   certainty 93.0 of 960   overall 82.9 of 1,021
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use tiltmeter_coder::{Lexicon, assertion, code};
use tiltmeter_record::{Certainty, Event, Span, Status};
use tiltmeter_text::{Document, Model, Reader};

use super::meantime::{self, Article};
use super::times::share;

/// What to read.
#[derive(clap::Args)]
pub struct Args {
    /// The folder of MEANTIME.
    #[arg(default_value = "../shared/data/news/meantime")]
    folder: PathBuf,
    /// Writes the table of confusions here.
    #[arg(long)]
    write: Option<PathBuf>,
    /// Prints the event words that differ.
    #[arg(long)]
    list: bool,
}

#[derive(Default)]
struct Tally {
    n: usize,
    polarity: (usize, usize),
    future: (usize, usize),
    certainty: (usize, usize),
    all: (usize, usize),
    confusions: BTreeMap<(String, String), usize>,
}

/// Evaluates and prints.
pub fn run(args: &Args) -> Result<()> {
    if !args.folder.is_dir() {
        println!("{} is not there: nothing to measure", args.folder.display());
        return Ok(());
    }
    let mut reader = Reader::new(Model::builtin());
    let (mut tally, mut words) = (Tally::default(), Tally::default());
    for article in meantime::read(&args.folder)? {
        let document = reader.read(&article.report.text);
        let coding = code(&article.report, &document, Lexicon::builtin(), false);
        let mut taken: Vec<usize> = Vec::new();
        for event in &coding.events {
            if let Some(gold_idx) = gold_of(&article, event).filter(|gold_idx| !taken.contains(gold_idx)) {
                taken.push(gold_idx);
                tally.add(&article, gold_idx, (event.status, event.certainty), false);
            }
        }
        for (gold_idx, gold) in
            article.events.iter().enumerate().filter(|(_, gold)| gold.span.end() <= article.end)
        {
            let Some(place) = head_of(&document, gold.span) else { continue };
            let told = assertion(&article.report, &document, &coding.mentions, Lexicon::builtin(), place);
            words.add(&article, gold_idx, told, args.list);
        }
    }
    let rate = |(hit, n): (usize, usize)| format!("{:.1} of {n}", share(hit, n));
    for (name, tally) in [("coded", &tally), ("words", &words)] {
        println!(
            "{name}  {}   polarity {}   future {}   certainty {}   overall {}",
            tally.n,
            rate(tally.polarity),
            rate(tally.future),
            rate(tally.certainty),
            rate(tally.all)
        );
    }
    let mut table = String::from("gold\tours\tevents\n");
    for ((gold, ours), n) in &words.confusions {
        table.push_str(&format!("{gold}\t{ours}\t{n}\n"));
    }
    print!("{table}");
    if let Some(path) = &args.write {
        fs::write(path, table)?;
    }
    Ok(())
}

fn gold_of(article: &Article, event: &Event) -> Option<usize> {
    let inside = |gold: &&meantime::Event| event.span.contains(gold.span) && gold.span.end() <= article.end;
    let first = article.events.iter().filter(inside).min_by_key(|gold| gold.span)?;
    article.events.iter().position(|gold| gold.span == first.span)
}

// Sentence and token of the word that heads a mention: the one that hangs outside of it.
fn head_of(document: &Document, span: Span) -> Option<(usize, usize)> {
    let sentence = document.sentences.iter().position(|sentence| sentence.span.touches(span))?;
    let tokens = &document.tokens[document.sentences[sentence].tokens.clone()];
    let inside = |token: usize| tokens[token].span.touches(span);
    let mut all = (0..tokens.len()).filter(|&token| inside(token));
    let head =
        all.find(|&token| tokens[token].head as usize == token || !inside(tokens[token].head as usize))?;
    Some((sentence, head))
}

impl Tally {
    fn add(&mut self, article: &Article, gold_idx: usize, (status, sure): (Status, Certainty), list: bool) {
        let gold = &article.events[gold_idx];
        let polarity = if status == Status::Negated { "NEG" } else { "POS" };
        let ahead = matches!(status, Status::Future | Status::Hypothetical);
        let time = if ahead { "FUTURE" } else { "NON_FUTURE" };
        let certainty = match sure {
            Certainty::Certain => "CERTAIN",
            Certainty::Probable => "PROBABLE",
            Certainty::Possible => "POSSIBLE",
        };
        let mut same = true;
        let mut count = |told: &str, ours: &str, rate: &mut (usize, usize)| {
            if !told.is_empty() && told != "UNDERSPECIFIED" {
                rate.1 += 1;
                rate.0 += usize::from(told == ours);
                same &= told == ours;
            }
        };
        count(&gold.polarity, polarity, &mut self.polarity);
        count(&gold.time, time, &mut self.future);
        count(&gold.certainty, certainty, &mut self.certainty);
        self.n += 1;
        self.all.1 += 1;
        self.all.0 += usize::from(same);
        let key = (
            format!("{} {} {}", gold.polarity, gold.time, gold.certainty),
            format!("{polarity} {time} {certainty}"),
        );
        if list && !same {
            let text = &article.report.text;
            let around = text[..gold.span.start()].rfind('\n').map_or(0, |at| at + 1);
            let end = text[gold.span.end()..].find('\n').map_or(text.len(), |at| gold.span.end() + at);
            println!("[{}] gold {}  ours {}: {}", gold.span.of(text), key.0, key.1, &text[around..end]);
        }
        *self.confusions.entry(key).or_default() += 1;
    }
}
