//! `cargo xtask evaluate worlds`: what is found of turns, pivots and axes that were planted, and how often
//! something is found where there is nothing.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};
use jiff::civil::Date;
use tiltmeter_record::Quad;
use tiltmeter_relations::pivots::{self, Settings, Standing};
use tiltmeter_relations::planted::{Change, Plant, World, acts};
use tiltmeter_relations::{Act, Panel, Period, Roster, State};

/// What to evaluate.
#[derive(clap::Args)]
pub struct Args {
    /// Events between states: date, a, b, CAMEO code, Goldstein score; a line each, tabs between.
    #[arg(long)]
    events: Option<PathBuf>,
    #[arg(long, default_value_t = 20)]
    runs: u64,
    #[arg(long, default_value_t = 20)]
    show: usize,
}

/// Evaluates and prints.
pub fn run(args: &Args) -> Result<()> {
    if let Some(path) = &args.events {
        let (acts, roster) = read(path)?;
        let panel = Panel::of(&acts, roster, Period::Week);
        let t = Instant::now();
        let found = pivots::pivots(&panel, &acts, &[], &Settings::default());
        println!("{} pivots {:?}", found.len(), t.elapsed());
        for pivot in found.iter().take(args.show) {
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
    if let Some(path) = &args.events {
        let (acts, roster) = read(path)?;
        let panel = Panel::of(&acts, roster, Period::Week);
        let t = Instant::now();
        let found = tiltmeter_relations::axes::axes(&panel, &acts, &Settings::default());
        println!("{} axes {:?}", found.len(), t.elapsed());
        let code = |s: &State| panel.roster.code(*s);
        for axis in &found {
            println!(
                "{:?} against {} {}..{} {:.2} p {:.3} alone {:.3} fr {:.2}>{:.2} in {:?} out {:?}",
                axis.members.iter().map(code).collect::<Vec<_>>(),
                code(&axis.against),
                axis.since,
                axis.until,
                axis.strength,
                axis.p,
                axis.alone,
                axis.frustration.0,
                axis.frustration.1,
                axis.inner
                    .iter()
                    .map(|i| format!("{:.1}>{:.1}", i.2.before.0, i.2.after.0))
                    .collect::<Vec<_>>(),
                axis.outer
                    .iter()
                    .map(|i| format!("{:.1}>{:.1}", i.1.before.0, i.1.after.0))
                    .collect::<Vec<_>>()
            );
        }
    }
    for (size, rate) in [(0.0, 5.0), (2.0, 20.0), (4.0, 5.0)] {
        let (mut hits, mut n, mut falses, mut signs) = (0, 0, 0, 0);
        let mut best = Vec::new();
        for seed in 0..args.runs {
            let plants: Vec<Plant> = (0..3u16)
                .map(|k| Plant {
                    change: Change::Pivot {
                        state: State(3 * k),
                        from: State(3 * k + 1),
                        to: State(3 * k + 2),
                    },
                    week: 14 + 6 * usize::from(k),
                    over: 3,
                    size,
                    acts_per_week: rate,
                })
                .collect();
            let world = World { seed, plants: plants.clone(), ..World::default() };
            let (acts, roster) = acts(&world);
            let panel = Panel::of(&acts, roster, Period::Week);
            let found = pivots::pivots(&panel, &acts, &[], &Settings::default());
            for plant in &plants {
                n += 1;
                let Change::Pivot { state, from, to } = &plant.change else { continue };
                let hit = found.iter().find(|p| (p.state, p.from, p.to) == (*state, *from, *to));
                hits += usize::from(hit.is_some_and(|p| p.p <= 0.05));
                signs += usize::from(hit.is_some());
                if let Some(h) = hit {
                    best.push(h.strength)
                }
            }
            falses += usize::from(found.iter().any(|p| p.p <= 0.05 && p.state.0 > 8));
        }
        best.sort_by(f32::total_cmp);
        println!(
            "size {size} rate {rate}: {hits} found, {signs} seen of {n}; {falses} worlds with others; median strength {:?}",
            best.get(best.len() / 2)
        );
    }
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
