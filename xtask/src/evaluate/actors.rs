//! `cargo xtask evaluate actors`: how much the lexicon knows of who held office.
//!
//! A table by year of the members of the United Nations whose head and foreign minister are known on the first of
//! January and July; then, of the persons of other lists, the share that a report of their time would get the right
//! state for. "With support" counts names that stand only where the report names the state in another way too.
//!
//! ```text
//! 2018   193  100.0  96.9
//! PETRARCH persons in office 1990-2015   17022   outright 80.1   with support 91.2
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use jiff::civil::Date;
use tiltmeter_coder::{Lexicon, OfficeHeld};
use tiltmeter_record::When;

#[derive(clap::Args)]
pub struct Args {
    /// Today's members of the United Nations: code and, where it is after 1990, the first day as a state.
    #[arg(long, default_value = "eval/un-members.tsv")]
    members: PathBuf,
    /// Dated holders of office from other lists.
    #[arg(long, default_value = "../shared/data/facts/offices.tsv")]
    facts: PathBuf,
    /// PETRARCH's dictionary of countries.
    #[arg(long, default_value = "../shared/data/petrarch/Phoenix.Countries.actors.txt")]
    petrarch: PathBuf,
    /// Writes the table by year to this file.
    #[arg(long)]
    write: Option<PathBuf>,
    /// Prints the names without their state, of both lists.
    #[arg(long)]
    missing: bool,
}

/// Measures and prints.
pub fn run(args: &Args) -> Result<()> {
    let lexicon = Lexicon::builtin();
    let table = by_year(lexicon, &read(&args.members)?)?;
    print!("{table}");
    if let Some(path) = &args.write {
        fs::write(path, &table).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    print_share(lexicon, "heads in the lists since 1990", &heads(&args.facts)?, args.missing);
    print_share(lexicon, "PETRARCH persons in office 1990-2015", &petrarch(&args.petrarch)?, args.missing);
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))
}

fn day(written: &str) -> Option<Date> {
    written.parse::<When>().ok().map(|when| when.date)
}

// ── who was known when ──

fn by_year(lexicon: &Lexicon, members: &str) -> Result<String> {
    let mut held: BTreeMap<&str, Vec<OfficeHeld>> = BTreeMap::new();
    for row in lexicon.holders() {
        held.entry(row.code).or_default().push(row.held);
    }
    let members: Vec<(&str, Option<Date>)> = members
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| line.split_once('\t').map_or((line, None), |(code, since)| (code, day(since))))
        .collect();
    let mut table = "day\tmembers\thead known, %\tforeign minister known, %\n".to_string();
    for year in 1990..=2025 {
        for month in [1, 7] {
            let date = Date::new(year, month, 1)?;
            let then: Vec<&str> = members
                .iter()
                .filter(|(_, since)| since.is_none_or(|since| since <= date))
                .map(|(code, _)| *code)
                .collect();
            let share = |offices: &[&str]| {
                let known = then.iter().filter(|code| {
                    held.get(**code).is_some_and(|held| held.iter().any(|held| holds(held, offices, date)))
                });
                100.0 * known.count() as f64 / then.len() as f64
            };
            let heads = share(&["head_of_state", "head_of_government"]);
            let foreign = share(&["foreign_minister"]);
            let _ = writeln!(table, "{date}\t{}\t{heads:.1}\t{foreign:.1}", then.len());
        }
    }
    Ok(table)
}

fn holds(held: &OfficeHeld, offices: &[&str], date: Date) -> bool {
    offices.contains(&held.title)
        && held.from.is_none_or(|from| from <= date)
        && held.to.is_none_or(|to| date <= to)
}

// ── who gets the right state ──

/// Somebody of another list: the names they go by, their state, a day in their time.
struct Person {
    names: BTreeSet<String>,
    code: String,
    date: Date,
}

fn print_share(lexicon: &Lexicon, what: &str, people: &[Person], missing: bool) {
    let (mut outright, mut supported) = (0, 0);
    for person in people {
        let meanings = || person.names.iter().map(|name| lexicon.meaning(name, Some(person.date)));
        let sure = meanings().any(|meaning| meaning.code.as_deref() == Some(&person.code));
        let possible = meanings().any(|meaning| {
            let mut holding = meaning.readings.iter().filter(|reading| reading.holds).peekable();
            holding.peek().is_some() && holding.any(|reading| reading.code == person.code)
        });
        outright += usize::from(sure);
        supported += usize::from(sure || possible);
        if missing && !sure && !possible {
            println!("{}\t{}\t{:?}", person.code, person.date, person.names);
        }
    }
    let share = |n: usize| 100.0 * n as f64 / people.len().max(1) as f64;
    println!(
        "{what:40} {:6}  outright {:.1}  with support {:.1}",
        people.len(),
        share(outright),
        share(supported)
    );
}

/// Offices that the lists take for heads of state or government and that are none: presidents of chambers above all.
const NO_HEADS: &[(&str, &str)] = &[
    ("ARG", "Cabinet chief"),
    ("AUT", "President of the Federal Council"),
    ("AUT", "President of the National Council"),
    ("BEL", "Minister-President"),
    ("BIH", "Federation of Bosnia"),
    ("CHE", "President of the Council of States"),
    ("CHE", "President of the National Council"),
    ("CHE", "Federal Chancellor"),
    ("CHN", "Chief Executive"),
    ("DZA", "Islamic Council"),
    ("DZA", "Council of the Nation"),
    ("KNA", "Premier of Nevis"),
    ("LUX", "Council of State"),
];

/// Rows that the lists give to the wrong state, as their names tell: Mauritania's under Mauritius, Kiribati's under Kosovo.
const MISPLACED: &[(&str, &[&str])] = &[
    ("MUS", &[" Ould "]),
    ("XKX", &["Tabai", "Teannaki", "Tamuera", "Teaotai", "Tito", "Otang", "Tong"]),
    ("GIN", &["Raimundo Pereira"]),
];

fn is_misplaced(code: &str, name: &str) -> bool {
    MISPLACED.iter().any(|(state, names)| code == *state && names.iter().any(|known| name.contains(known)))
}

fn heads(path: &Path) -> Result<Vec<Person>> {
    let text = read(path)?;
    let rows = text.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let rows = rows.filter(|cells| matches!(cells[1], "head_of_state" | "head_of_government"));
    let rows = rows
        .filter(|cells| !NO_HEADS.iter().any(|(code, title)| cells[0] == *code && cells[2].contains(title)));
    Ok(rows
        .filter(|cells| !is_misplaced(cells[0], cells[3]))
        .filter_map(|cells| {
            let (from, to) = (day(cells[5]), day(cells[6]));
            let start = Date::new(1990, 1, 1).ok()?;
            if to.is_some_and(|to| to < start) {
                return None;
            }
            let date = from.unwrap_or(start).max(start);
            // Brackets hold "acting" and the like; they and honorifics are no part of a name.
            let name = cells[3].split('(').next().unwrap_or(cells[3]).trim().trim_start_matches("Sir ");
            let names = [name.to_string()].into();
            Some(Person { names, code: cells[0].to_string(), date })
        })
        .collect())
}

fn petrarch(path: &Path) -> Result<Vec<Person>> {
    let bytes = fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let text = String::from_utf8_lossy(&bytes);
    let mut people: Vec<Person> = Vec::new();
    let mut names = BTreeSet::new();
    let mut office = None;
    for line in text.lines().map(|line| line.split('#').next().unwrap_or("")) {
        if !line.trim().is_empty() && !line.starts_with([' ', '\t', '+']) {
            let names = std::mem::take(&mut names);
            people.extend(office.take().map(|(code, date)| Person { names, code, date }));
        }
        let (name, codes) = line.split_once('[').unwrap_or((line, ""));
        names.extend(spellings(name.trim_start_matches('+').trim()));
        let dated = codes.split('[').filter_map(|code| office_of(code.split(']').next().unwrap_or("")));
        office = dated.fold(office, |_, later| Some(later));
    }
    people.extend(office.map(|(code, date)| Person { names, code, date }));
    Ok(people)
}

/// The state and a day of `AFGGOV 331108-730717` or `AUSGOV >071201`, where it is between 1990 and 2015.
fn office_of(code: &str) -> Option<(String, Date)> {
    let (code, dates) = code.split_once(' ')?;
    if code.get(3..6) != Some("GOV") {
        return None;
    }
    let dates = dates.trim();
    let (first, last) = (Date::new(1990, 1, 1).ok()?, Date::new(2015, 12, 31).ok()?);
    let (from, to) = match (dates.strip_prefix('>'), dates.split_once('-')) {
        (Some(from), _) => (short_date(from)?, last),
        (None, Some((from, to))) => (short_date(from)?, short_date(to)?),
        (None, None) => return None,
    };
    (from <= last && to >= first).then(|| (code[..3].to_string(), from.max(first)))
}

fn short_date(written: &str) -> Option<Date> {
    let digits = written.trim();
    let century = if digits.get(..2)? > "30" { "19" } else { "20" };
    let whole = if digits.len() == 6 { format!("{century}{digits}") } else { digits.to_string() };
    let part = |range| whole.get(range).and_then(|part: &str| part.parse::<i16>().ok());
    let (year, month, day_of_month) = (part(0..4)?, part(4..6)?, part(6..8)?);
    Date::new(year, month as i8, 1).ok().map(|first| {
        let last = first.days_in_month() as i16;
        first.with().day(day_of_month.clamp(1, last) as i8).build().unwrap_or(first)
    })
}

// The dictionary writes in capitals.
fn spellings(shouted: &str) -> Option<String> {
    const PARTICLES: &[&str] = &[
        "al", "el", "bin", "ibn", "de", "da", "do", "dos", "das", "del", "van", "von", "der", "la", "y", "e",
        "di",
    ];
    let words = shouted.split(['_', ' ']).filter(|word| !word.is_empty()).map(|word| {
        let lower = word.to_lowercase();
        match PARTICLES.contains(&lower.as_str()) {
            true => lower,
            false => title_case(&lower),
        }
    });
    let name = words.collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then_some(name)
}

fn title_case(lower: &str) -> String {
    let mut after_letter = false;
    lower
        .chars()
        .map(|c| {
            let shown = if after_letter { c } else { c.to_ascii_uppercase() };
            after_letter = c.is_alphanumeric();
            shown
        })
        .collect()
}
