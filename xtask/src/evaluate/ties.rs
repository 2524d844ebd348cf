//! What states give, lend, sell and owe one another, against `eval/ties.tsv`, judged by hand.
//!
//! A tie of ours is right where the sentence has one of its kind between the same parties; its status is
//! counted apart, and so is what is found of those that the sentences tell.
//!
//! ```text
//! 94 sentences, 36 ties   told 30   right 96.7 %   found 80.6 %   status right 100.0 % of 29
//! ```

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use tiltmeter_coder::{Lexicon, code};
use tiltmeter_record::{Actor, Report, Tie};
use tiltmeter_text::{Model, Reader};

use super::plv;
use super::times::share;

/// What to read.
#[derive(clap::Args)]
pub struct Args {
    /// The sentences of PLV's development half.
    #[arg(default_value = "../shared/data/plover/plv-dev.tsv")]
    sentences: PathBuf,
    /// The list.
    #[arg(long, default_value = "eval/ties.tsv")]
    list: PathBuf,
    /// Prints what was missed or wrong.
    #[arg(long)]
    show: bool,
}

/// A tie that a sentence tells; each part lists what is right there.
struct Judged<'l> {
    kinds: Vec<&'l str>,
    givers: Vec<&'l str>,
    takers: Vec<&'l str>,
    statuses: Vec<&'l str>,
}

/// Evaluates and prints.
pub fn run(args: &Args) -> Result<()> {
    if !args.sentences.is_file() {
        println!("{} is not there: nothing to measure", args.sentences.display());
        return Ok(());
    }
    let sentences = plv::sentences(&args.sentences)?;
    let list =
        fs::read_to_string(&args.list).with_context(|| format!("cannot read {}", args.list.display()))?;
    let rows = list.lines().filter(|line| !line.starts_with('#')).skip(1);
    let mut docs: Vec<(&str, Option<Vec<Judged<'_>>>)> = Vec::new();
    for line in rows {
        let cells: Vec<&str> = line.split('\t').collect();
        let [doc, kinds, givers, takers, statuses] = cells[..] else { bail!("not five cells in `{line}`") };
        let split = |cell| str::split(cell, ',').collect::<Vec<&str>>();
        if docs.last().is_none_or(|(known, _)| *known != doc) {
            docs.push((doc, Some(Vec::new())));
        }
        let Some((_, told)) = docs.last_mut() else { continue };
        match (kinds, told.as_mut()) {
            ("?", _) => *told = None,
            ("-", _) | (_, None) => {}
            (_, Some(ties)) => ties.push(Judged {
                kinds: split(kinds),
                givers: split(givers),
                takers: split(takers),
                statuses: split(statuses),
            }),
        }
    }
    let mut reader = Reader::new(Model::builtin());
    let (mut n_docs, mut n_judged, mut told, mut right, mut found, mut status) = (0, 0, 0, 0, 0, 0);
    for (doc, judged) in &docs {
        let (Some(judged), Some(text)) = (judged, sentences.get(*doc).cloned()) else { continue };
        let report = Report { id: doc.to_string(), text, ..Report::default() };
        let document = reader.read(&report.text);
        let ties = code(&report, &document, Lexicon::builtin(), false).ties;
        (n_docs, n_judged, told) = (n_docs + 1, n_judged + judged.len(), told + ties.len());
        let wrong = ties.iter().filter(|tie| !judged.iter().any(|judged| judged.is_told_by(tie)));
        for tie in wrong.clone().filter(|_| args.show) {
            println!("{doc}  wrong   {}  {}", shown(tie), report.text);
        }
        right += ties.len() - wrong.count();
        for judged in judged {
            match ties.iter().find(|tie| judged.is_told_by(tie)) {
                None if args.show => println!("{doc}  missed  {}  {}", judged.shown(), report.text),
                None => {}
                Some(tie) => {
                    found += 1;
                    let same = judged.statuses.contains(&tie.status.code());
                    status += usize::from(same);
                    if args.show && !same {
                        println!("{doc}  status  {}, not {}", shown(tie), judged.shown());
                    }
                }
            }
        }
    }
    println!(
        "{n_docs} sentences, {n_judged} ties   told {told}   right {:.1} %   found {:.1} %   status right {:.1} % of {found}",
        share(right, told),
        share(found, n_judged),
        share(status, found)
    );
    Ok(())
}

impl Judged<'_> {
    fn is_told_by(&self, tie: &Tie) -> bool {
        let (givers, takers) = (parties(&tie.givers), parties(&tie.takers));
        let sides = if self.takers == ["-"] && self.givers.len() > 1 {
            // A treaty: all its parties, on whatever side they are told.
            let told: Vec<&str> = givers.iter().chain(&takers).copied().collect();
            self.givers.iter().all(|party| told.contains(party))
        } else {
            let one = |judged: &[&str], told: &[&str]| match told {
                [] => judged.contains(&"-"),
                told => told.iter().all(|party| judged.contains(party)),
            };
            one(&self.givers, &givers) && one(&self.takers, &takers)
        };
        sides && self.kinds.contains(&tie.kind.code())
    }

    fn shown(&self) -> String {
        let list = |parts: &[&str]| parts.join(",");
        let (kinds, givers, takers) = (list(&self.kinds), list(&self.givers), list(&self.takers));
        format!("{kinds} {givers}>{takers} {}", list(&self.statuses))
    }
}

// The first part of each party's code; `?` where it has none.
fn parties(actors: &[Actor]) -> Vec<&str> {
    actors.iter().map(|actor| actor.code.as_deref().unwrap_or("?")).collect()
}

fn shown(tie: &Tie) -> String {
    let (givers, takers) = (parties(&tie.givers).join(","), parties(&tie.takers).join(","));
    format!("{} {givers}>{takers} {}", tie.kind.code(), tie.status.code())
}
