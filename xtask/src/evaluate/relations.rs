//! `cargo xtask evaluate relations`: turns against dated ones, false alarms on permuted weeks, and the time.
//!
//! Reads interstate events (`date a b code g rel`, tab-separated, names of states as ICEWS spells them) and dated
//! turns (`date a b dir label source`), and counts as `shared/score/turns.py` does: a hit has the dyad and the
//! sign, its onset within 28 days of the date, and is detected at most 56 days after it.
//!
//! ```text
//! online 0.50: 22 of 35 hit, 0.85 alarms a dyad-year (155 dyads of 150 acts), 0.41 (648 of 30); permuted 0.48, 0.44
//! ```

mod simulated;
mod speed;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use jiff::civil::Date;
use tiltmeter_record::Quad;
use tiltmeter_relations::calibrate::{Random, shuffled};
use tiltmeter_relations::history;
use tiltmeter_relations::turns::{self, Direction, Settings, Turn};
use tiltmeter_relations::{Act, Panel, Period, Roster, State};

/// What to evaluate.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Interstate events.
    #[arg(default_value = "../shared/data/relations/icews2018-interstate.tsv")]
    events: PathBuf,
    /// Dated turns of dyads.
    #[arg(long, default_value = "../shared/data/relations/turns-2018.tsv")]
    gold: PathBuf,
    /// Names and codes of states.
    #[arg(long, default_value = "crates/coder/lexicon/actors/states.tsv")]
    states: PathBuf,
    /// False alarms per dyad-year asked for.
    #[arg(long, value_delimiter = ',', default_values_t = [0.25, 0.5])]
    alpha: Vec<f32>,
    /// The same for turns in hindsight.
    #[arg(long, value_delimiter = ',', default_values_t = [0.5, 1.0])]
    hindsight: Vec<f32>,
    /// Permutations of all weeks on which the whole program is run again.
    #[arg(long, default_value_t = 5)]
    permutations: u64,
    /// In place of all that: alarms in a world of 300 dyads over so many years in which no relation turns.
    #[arg(long)]
    simulated: Option<usize>,
    /// How much of a week's news stays for the next in these worlds, 0 to 1.
    #[arg(long, default_value_t = 0.5)]
    memory: f64,
    /// In place of all that: the time that everything takes, for the events, or for worlds of so many dyads.
    #[arg(long, value_delimiter = ',', num_args = 0..)]
    speed: Option<Vec<usize>>,
    /// Years of these worlds.
    #[arg(long, default_value_t = 20)]
    years: usize,
    /// Lists which dated turns were hit, and how long they took.
    #[arg(long)]
    list: bool,
    /// Writes the turns as JSON lines, as `shared/score/turns.py` reads them.
    #[arg(long)]
    write: Option<PathBuf>,
}

/// Evaluates and prints.
pub(crate) fn run(args: &Args) -> Result<()> {
    if let Some(years) = args.simulated {
        simulated(years, args);
        return Ok(());
    }
    if let Some(dyads) = args.speed.as_deref().filter(|dyads| !dyads.is_empty()) {
        speed::of_worlds(dyads, args.years);
        return Ok(());
    }
    let world = World::read(&args.events, &args.states)?;
    if args.speed.is_some() {
        speed::of_acts(&world.acts, world.panel.roster.clone());
        return Ok(());
    }
    let gold = read_gold(&args.gold, &world)?;
    println!("{} acts, {} dyads, {:.2} years", world.acts.len(), world.panel.dyads.len(), world.years);
    for &alpha in &args.alpha {
        let settings = Settings { alarms_per_year: alpha, ..Settings::default() };
        let started = Instant::now();
        let turns = turns::turns(&world.panel, &world.acts, &settings);
        let seconds = started.elapsed().as_secs_f64();
        println!("online, asked for {alpha}: {} in {seconds:.2} s", world.score(&turns, &gold, args.list));
        let found: Vec<Turn> = turns.iter().filter(|turn| turn.found).cloned().collect();
        println!("  found: {}", world.score(&found, &gold, false));
        world.print_permuted(args.permutations, &settings, turns::turns);
        if let Some(path) = &args.write {
            write(path, &turns, &world.panel.roster)?;
        }
    }
    for &alpha in &args.hindsight {
        let settings = Settings { alarms_per_year: alpha, ..Settings::default() };
        let started = Instant::now();
        let turns = history::turns(&world.panel, &world.acts, &settings);
        let seconds = started.elapsed().as_secs_f64();
        println!(
            "in hindsight, asked for {alpha}: {} in {seconds:.2} s",
            world.score(&turns, &gold, args.list)
        );
        world.print_permuted(args.permutations, &settings, history::turns);
    }
    Ok(())
}

fn simulated(years: usize, args: &Args) {
    for (name, turns) in [("online", turns::turns as Turns), ("in hindsight", history::turns)] {
        for alpha in [0.1, 0.25, 0.5] {
            let settings = Settings { alarms_per_year: alpha, ..Settings::default() };
            let (mut n_turns, mut n_found, mut n_years) = (0, 0, 0.0);
            for seed in 0..args.permutations {
                let (acts, roster) = simulated::world(300, 52 * years, args.memory, 77 + seed);
                let panel = Panel::of(&acts, roster, Period::Week);
                let turns = turns(&panel, &acts, &settings);
                n_turns += turns.len();
                n_found += turns.iter().filter(|turn| turn.found).count();
                n_years += panel.dyads.len() as f64 * panel.n_periods() as f64 / Period::Week.per_year();
            }
            let rate = n_turns as f64 / n_years;
            let share = rate / f64::from(alpha);
            println!(
                "{name}: asked for {alpha}, got {rate:.3} a dyad-year, {share:.2} of it, over {n_years:.0} years; \
                 {n_found} found"
            );
        }
    }
}

/// Turns as they happen, or in hindsight.
type Turns = fn(&Panel, &[Act], &Settings) -> Vec<Turn>;

pub(super) struct World {
    pub(super) acts: Vec<Act>,
    pub(super) panel: Panel,
    names: BTreeMap<String, String>,
    years: f64,
}

struct Gold {
    pair: Option<(State, State)>,
    date: Date,
    direction: Direction,
    label: String,
}

impl World {
    pub(super) fn read(events: &Path, states: &Path) -> Result<World> {
        let names = read_names(states)?;
        let mut roster = Roster::default();
        let mut acts = Vec::new();
        let text = read(events)?;
        for (number, line) in text.lines().enumerate().skip(1) {
            let act = act(line, &names, &mut roster, number as u32);
            acts.push(act.with_context(|| format!("`{}`, line {}", events.display(), number + 1))?);
        }
        Ok(World::of(acts, roster, names))
    }

    fn of(acts: Vec<Act>, roster: Roster, names: BTreeMap<String, String>) -> World {
        let panel = Panel::of(&acts, roster, Period::Week);
        let dates = || acts.iter().map(|act| act.date);
        let (first, last) = (dates().min().unwrap_or(Date::MIN), dates().max().unwrap_or(Date::MIN));
        let years = f64::from(Period::Day.of(last) - Period::Day.of(first) + 1) / 365.25;
        World { acts, panel, names, years }
    }

    /// The same with the whole weeks of every dyad in another order.
    fn permuted(&self, seed: u64) -> World {
        let first = self.panel.first;
        let last = self.acts.iter().map(|act| Period::Day.of(act.date)).max().unwrap_or(0);
        let n_weeks = ((last + 1) / 7 - first).max(0) as usize;
        let mut orders: BTreeMap<(State, State), Vec<usize>> = BTreeMap::new();
        let mut random = Random::new(seed);
        for dyad in &self.panel.dyads {
            orders.insert(pair(dyad.a, dyad.b), shuffled(n_weeks, 1, &mut random));
        }
        let moved = |act: &Act| {
            let (week, day) = (Period::Week.of(act.date), Period::Day.of(act.date));
            let order = orders.get(&pair(act.actor, act.recipient))?;
            let week = first + *order.get((week - first) as usize)? as i32;
            Some(Act { date: Period::Day.start(7 * week + day.rem_euclid(7)), ..*act })
        };
        let acts: Vec<Act> = self.acts.iter().map(|act| moved(act).unwrap_or(*act)).collect();
        World::of(acts, self.panel.roster.clone(), BTreeMap::new())
    }

    /// Alarms per dyad-year over dyads of so many acts.
    fn rate(&self, turns: &[Turn], least: f32) -> f64 {
        let enough = |a, b| self.panel.dyad(a, b).is_some_and(|dyad| dyad.total().n >= least);
        let n_dyads = self.panel.dyads.iter().filter(|dyad| dyad.total().n >= least).count();
        let n_turns = turns.iter().filter(|turn| enough(turn.a, turn.b)).count();
        n_turns as f64 / (n_dyads as f64 * self.years)
    }

    fn rates(&self, turns: &[Turn]) -> String {
        let rates = LEAST.map(|least| format!("{:.2} ({least}+)", self.rate(turns, least)));
        rates.join(", ")
    }

    fn score(&self, turns: &[Turn], gold: &[Gold], list: bool) -> String {
        let mut delays = Vec::new();
        for gold in gold {
            let delay = gold.delay(turns);
            delays.extend(delay);
            if list {
                let delay = delay.map_or("   -".to_string(), |days| format!("{days:4}"));
                let strength = gold.hit(turns).map_or(String::new(), |turn| {
                    format!("{:.1} of {:.1}, {:.3} a year", turn.strength, turn.threshold, turn.rate)
                });
                println!("{delay} {} {:?} {} {strength}", gold.date, gold.direction, gold.label);
            }
        }
        delays.sort_unstable();
        let median = delays.get(delays.len() / 2).copied().unwrap_or(0);
        format!(
            "{} turns, {} of {} hit, chance {:.1}, median delay {median} d, alarms a dyad-year {}",
            turns.len(),
            delays.len(),
            gold.len(),
            chance(turns, gold),
            self.rates(turns)
        )
    }

    fn print_permuted(&self, permutations: u64, settings: &Settings, turns: Turns) {
        let mut rates = LEAST.map(|_| 0.0);
        for seed in 0..permutations {
            let world = self.permuted(1000 + seed);
            let turns = turns(&world.panel, &world.acts, settings);
            let each = rates.iter_mut().zip(LEAST);
            each.for_each(|(rate, least)| *rate += world.rate(&turns, least) / permutations as f64);
        }
        let rates: Vec<String> =
            rates.iter().zip(LEAST).map(|(rate, least)| format!("{rate:.3} ({least}+)")).collect();
        println!("  on permuted weeks ({permutations} runs): {}", rates.join(", "));
    }
}

/// Acts of the dyads over which alarms are counted.
const LEAST: [f32; 3] = [150.0, 30.0, 10.0];

fn pair(a: State, b: State) -> (State, State) {
    (a.min(b), a.max(b))
}

impl Gold {
    fn delay(&self, turns: &[Turn]) -> Option<i32> {
        self.hit(turns).map(|turn| Period::Day.of(turn.detected) - Period::Day.of(self.date))
    }

    fn hit<'t>(&self, turns: &'t [Turn]) -> Option<&'t Turn> {
        let date = Period::Day.of(self.date);
        turns.iter().find(|turn| {
            let (onset, detected) = (Period::Day.of(turn.onset), Period::Day.of(turn.detected));
            Some(pair(turn.a, turn.b)) == self.pair
                && turn.direction == self.direction
                && (onset - date).abs() <= 28
                && detected <= date + 56
        })
    }
}

/// Hits of as many turns at random dates on the same dyads, in the mean.
fn chance(turns: &[Turn], gold: &[Gold]) -> f64 {
    let days = || turns.iter().map(|turn| Period::Day.of(turn.onset));
    let (Some(first), Some(last)) = (days().min(), days().max()) else { return 0.0 };
    let mut random = Random::new(7);
    let mut n_hits = 0;
    for _ in 0..DRAWS {
        let moved = |turn: &Turn| {
            let onset = first + random.below((last - first + 1) as usize) as i32;
            let wait = (Period::Day.of(turn.detected) - Period::Day.of(turn.onset)).max(0);
            let detected = Period::Day.start(onset + wait);
            Turn { onset: Period::Day.start(onset), detected, evidence: Vec::new(), ..turn.clone() }
        };
        let moved: Vec<Turn> = turns.iter().map(moved).collect();
        n_hits += gold.iter().filter(|gold| gold.delay(&moved).is_some()).count();
    }
    n_hits as f64 / f64::from(DRAWS)
}

const DRAWS: u32 = 200;

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))
}

/// Names of states as the lexicon has them, and as ICEWS spells what it spells in its own way.
fn read_names(path: &Path) -> Result<BTreeMap<String, String>> {
    let mut names = BTreeMap::new();
    let text = read(path)?;
    let mut rows = text.lines().filter(|line| !line.starts_with('#'));
    let head: Vec<&str> = rows.next().context("no head line in the lexicon of states")?.split('\t').collect();
    let column = |name: &str| head.iter().position(|column| *column == name).context(name.to_string());
    let (code, spellings) = (column("code")?, column("names")?);
    for row in rows {
        let fields: Vec<&str> = row.split('\t').collect();
        for name in fields[spellings].split('|') {
            let name = name.split(['@', '?', '=']).next().unwrap_or_default();
            names.entry(name.to_string()).or_insert_with(|| fields[code].to_string());
        }
    }
    for (name, code) in ICEWS {
        names.insert((*name).to_string(), (*code).to_string());
    }
    Ok(names)
}

const ICEWS: &[(&str, &str)] = &[
    ("Palestinian Territory, Occupied", "PSE"),
    ("Macedonia", "MKD"),
    ("Kosovo", "XKX"),
    ("Congo, Democratic Republic of", "COD"),
    ("Democratic Republic of Congo", "COD"),
    ("Falkland Islands (Malvinas)", "FLK"),
    ("Holy See (Vatican City State)", "VAT"),
    ("Virgin Islands, U.S.", "VIR"),
    ("European Union", "EU"),
];

fn code<'n>(names: &'n BTreeMap<String, String>, name: &'n str) -> &'n str {
    names.get(name).map_or(name, String::as_str)
}

fn act(line: &str, names: &BTreeMap<String, String>, roster: &mut Roster, number: u32) -> Result<Act> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [date, a, b, cameo, score, ..] = fields[..] else { anyhow::bail!("fewer than five fields") };
    let quad = match cameo.get(..2).and_then(|root| root.parse::<u8>().ok()).context("no CAMEO code")? {
        0..=5 => Quad::VerbalCooperation,
        6..=8 => Quad::MaterialCooperation,
        9..=13 => Quad::VerbalConflict,
        _ => Quad::MaterialConflict,
    };
    let (a, b) = (roster.state(code(names, a)), roster.state(code(names, b)));
    Ok(Act { event: number, ..Act::new(date.parse()?, a, b, quad, score.parse()?) })
}

fn read_gold(path: &Path, world: &World) -> Result<Vec<Gold>> {
    let text = read(path)?;
    let row = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [date, a, b, sign, label, ..] = fields[..] else {
            anyhow::bail!("fewer than five fields: {line}")
        };
        let state = |name| world.panel.roster.find(code(&world.names, name));
        let direction = if sign == "+" { Direction::Rapprochement } else { Direction::Rupture };
        let pair = state(a).zip(state(b)).map(|(a, b)| pair(a, b));
        Ok(Gold { pair, date: date.parse()?, direction, label: label.to_string() })
    };
    text.lines().skip(1).map(row).collect()
}

fn write(path: &Path, turns: &[Turn], roster: &Roster) -> Result<()> {
    let mut lines = String::new();
    for turn in turns {
        use std::fmt::Write;
        let (a, b) = (roster.code(turn.a), roster.code(turn.b));
        let (onset, detected, sign) = (turn.onset, turn.detected, turn.direction.sign());
        writeln!(
            lines,
            r#"{{"a": "{a}", "b": "{b}", "onset": "{onset}", "detected": "{detected}", "sign": {sign}}}"#
        )?;
    }
    std::fs::write(path, lines).with_context(|| format!("cannot write `{}`", path.display()))
}
