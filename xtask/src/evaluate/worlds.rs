//! `cargo xtask evaluate worlds`: what is found of turns, pivots and axes that were planted, and how often
//! something is found where there is nothing.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};
use jiff::civil::Date;
use tiltmeter_record::Quad;
use tiltmeter_relations::pivots::{self, Settings, Standing};
use tiltmeter_relations::planted::{World, acts};
use tiltmeter_relations::{Act, Panel, Period, Roster};

/// What to evaluate.
#[derive(clap::Args)]
pub struct Args {
    /// Events between states: date, a, b, CAMEO code, Goldstein score; a line each, tabs between.
    #[arg(long)]
    events: Option<PathBuf>,
    #[arg(long, default_value_t = 20)]
    runs: u64,
}

/// Evaluates and prints.
pub fn run(args: &Args) -> Result<()> {
    if let Some(path) = &args.events {
        let (acts, roster) = read(path)?;
        let panel = Panel::of(&acts, roster, Period::Week);
        let t = Instant::now();
        let found = pivots::pivots(&panel, &acts, &[], &Settings::default());
        println!("{} pivots {:?}", found.len(), t.elapsed());
        for pivot in found.iter().take(60) {
            println!(
                "{} from {} to {} {}..{} {:.2} p {:.3} alone {:.3} hedge {} away {:.1}>{:.1} toward {:.1}>{:.1} (±{:.1} {:.1})",
                panel.roster.code(pivot.state),
                panel.roster.code(pivot.from),
                panel.roster.code(pivot.to),
                pivot.since,
                pivot.until,
                pivot.strength,
                pivot.p,
                pivot.alone,
                pivot.hedge,
                pivot.away.before.0,
                pivot.away.after.0,
                pivot.toward.before.0,
                pivot.toward.after.0,
                pivot.away.after.1,
                pivot.toward.after.1,
            );
        }
    }
    let mut hits = 0;
    for seed in 0..args.runs {
        let world = World { seed, ..World::default() };
        let (acts, roster) = acts(&world);
        let panel = Panel::of(&acts, roster, Period::Week);
        let found = pivots::pivots(&panel, &acts, &[], &Settings::default());
        let best = found.first().map_or(1.0, |p| p.p);
        hits += usize::from(best <= 0.05);
        println!(
            "{seed} {} acts {} pivots best p {best:.3} {:.2}",
            acts.len(),
            found.len(),
            found.first().map_or(0.0, |p| p.strength)
        );
    }
    println!("{hits} of {}", args.runs);
    let _ = Standing::Found;
    Ok(())
}

fn read(path: &PathBuf) -> Result<(Vec<Act>, Roster)> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let mut roster = Roster::default();
    let mut acts = Vec::new();
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let date: Date = fields[0].parse()?;
        let (a, b) = (roster.state(fields[1]), roster.state(fields[2]));
        let root: u32 = fields[3][..2].parse()?;
        let quad = match root {
            ..=5 => Quad::VerbalCooperation,
            6..=8 => Quad::MaterialCooperation,
            9..=13 => Quad::VerbalConflict,
            _ => Quad::MaterialConflict,
        };
        acts.push(Act { event: acts.len() as u32, ..Act::new(date, a, b, quad, fields[4].parse()?) });
    }
    Ok((acts, roster))
}
