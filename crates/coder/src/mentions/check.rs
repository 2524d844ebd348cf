//! What is doubtful in the tables of who, told by file and line: entries that can be read and yet say nothing, twice the
//! same, or against each other.
//!
//! ```text
//! actors/offices-mine.tsv, line 7: ends (2015-03-01) before it starts (2018-03-01)
//! actors/organisations.tsv, line 40: `Sahel Front` is XAF in line 12 too: neither wins
//! ```

use std::collections::{BTreeMap, BTreeSet};

use super::actors::Period;
use super::names::for_each_piece;
use super::tables::{columns_of, period_of, written_name};
use crate::lexicon::{LexiconError, Row, Source, rows};

/// Something doubtful in a lexicon.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, as a path within the lexicon.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// What is doubtful, and what comes of it.
    pub what: String,
}

/// Looks at the tables of actors that have been read without an error.
pub(crate) fn check(sources: &[Source]) -> Result<Vec<Finding>, LexiconError> {
    let mut names: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    let (mut findings, mut states) = (Vec::new(), BTreeSet::new());
    for source in sources {
        let Some((table, columns)) = columns_of(source) else { continue };
        let mut repeated = BTreeSet::new();
        for row in rows(source, columns) {
            let row = row?;
            let mut tell = |what: String| {
                findings.push(Finding { file: source.file.clone(), line: row.line(), what });
            };
            if !repeated.insert((0..columns.len()).map(|column| row.cell(column)).collect::<Vec<_>>()) {
                tell("stands there twice".to_string());
            }
            if table == "states" {
                states.insert(row.cell(1).to_string());
            }
            check_row(table, &row, source, &mut tell, &mut names)?;
        }
    }
    for entries in names.values() {
        check_name(entries, &states, &mut findings);
    }
    findings.sort();
    findings.dedup();
    Ok(findings)
}

/// One place where a name stands.
struct Entry {
    file: String,
    line: usize,
    table: &'static str,
    code: String,
    period: Period,
    /// From the first day of the line to its last.
    served: Period,
    needs_support: bool,
    written: String,
}

fn check_row(
    table: &'static str,
    row: &Row<'_>,
    source: &Source,
    tell: &mut impl FnMut(String),
    names: &mut BTreeMap<String, Vec<Entry>>,
) -> Result<(), LexiconError> {
    let period = period_of(table, row)?;
    check_period(period, tell);
    for written in written_names(table, row) {
        let (name, own, needs_support) = written_name(row, written, period)?;
        if own != period {
            check_period(own, tell);
            if !overlap(own, period) {
                tell(format!("the dates of `{name}` lie outside those of its line: it never counts"));
            }
        }
        // A person's full name is theirs for life.
        let lifelong = matches!(table, "offices" | "ministers") && name.contains(' ');
        names.entry(key(name)).or_default().push(Entry {
            file: source.file.clone(),
            line: row.line(),
            table,
            code: row.cell(usize::from(table == "states")).to_string(),
            period: if lifelong { Period::default() } else { own },
            served: period,
            needs_support,
            written: name.to_string(),
        });
    }
    Ok(())
}

fn check_period(period: Period, tell: &mut impl FnMut(String)) {
    if let (Some(from), Some(to)) = (period.from, period.to)
        && to < from
    {
        tell(format!("ends ({to}) before it starts ({from}): it never counts"));
    }
}

fn written_names<'a>(table: &str, row: &Row<'a>) -> Vec<&'a str> {
    let names: Vec<&str> = match table {
        "states" => (8..=11).flat_map(|column| row.list(column)).collect(),
        "offices" | "organisations" => std::iter::once(row.cell(2)).chain(row.list(3)).collect(),
        "ministers" => vec![row.cell(1)],
        _ => row.list(1).collect(),
    };
    names
}

// Names are compared as reports are: without accents, hyphens and stops.
fn key(name: &str) -> String {
    let mut key = String::new();
    let mut scratch = String::new();
    for word in name.split(' ') {
        for_each_piece(word, &mut scratch, |piece| {
            key.push(' ');
            key.push_str(piece);
        });
    }
    key
}

/// The later of two entries that share a name and days is the one that is told of. Where both are marked `?`, whoever wrote
/// them knew, and the report decides; a person of a state and of a body is one who served there; of two who served one
/// after the other, the day decides.
fn check_name(entries: &[Entry], states: &BTreeSet<String>, findings: &mut Vec<Finding>) {
    let person = |entry: &Entry| matches!(entry.table, "offices" | "ministers");
    let served = |a: &Entry, b: &Entry| {
        let both_states = states.contains(&a.code) && states.contains(&b.code);
        person(a) && person(b) && !(both_states && overlap(a.served, b.served))
    };
    for (position, later) in entries.iter().enumerate() {
        let other = entries[..position].iter().find(|earlier| {
            earlier.code != later.code
                && overlap(earlier.period, later.period)
                && !earlier.needs_support
                && !later.needs_support
                && !served(earlier, later)
        });
        let Some(other) = other else { continue };
        let place = match other.file == later.file {
            true => format!("in line {}", other.line),
            false => format!("in `{}`, line {},", other.file, other.line),
        };
        let outcome = match person(later) && person(other) {
            true => "the one in office that day wins, else neither",
            false => "neither wins",
        };
        let what = format!("`{}` is {} {place} too: {outcome}", later.written, other.code);
        findings.push(Finding { file: later.file.clone(), line: later.line, what });
    }
}

fn overlap(a: Period, b: Period) -> bool {
    let starts_by = |from: Option<jiff::civil::Date>, to: Option<jiff::civil::Date>| match (from, to) {
        (Some(from), Some(to)) => from <= to,
        _ => true,
    };
    starts_by(a.from, b.to) && starts_by(b.from, a.to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lexicon;

    fn told(file: &str, text: &str) -> String {
        let source = Source { file: file.to_string(), text: text.to_string() };
        let findings = Lexicon::check(vec![source]).unwrap();
        let own = findings.iter().filter(|finding| finding.file == file);
        own.map(|finding| format!("{}: {}", finding.line, finding.what)).collect::<Vec<_>>().join("\n")
    }

    const ORGANISATIONS: &str = "code\tsectors\tname\taliases\tfrom\tto\n";

    #[test]
    fn ranges_repeats_and_rivals_are_told_with_their_line() {
        let file = "actors/organisations-mine.tsv";
        let check = |lines: &str, expected: &str| {
            assert_eq!(told(file, &format!("{ORGANISATIONS}{lines}")), expected);
        };
        check("FRA\tREB\tZouave League\t\t\t", "");
        check(
            "FRA\tREB\tZouave League\t\t2018-03-01\t2015-03-01",
            "2: ends (2015-03-01) before it starts (2018-03-01): it never counts",
        );
        check("FRA\tREB\tZouave League\t\t\t\nFRA\tREB\tZouave League\t\t\t", "3: stands there twice");
        check(
            "FRA\tREB\tZouave League\t\t\t\nDZA\tREB\tZouave-League\t\t\t",
            "3: `Zouave-League` is FRA in line 2 too: neither wins",
        );
        check("FRA\tREB\tZouave League?\t\t\t\nDZA\tREB\tZouave League?\t\t\t", "");
        check("FRA\tREB\tZouave League\t\t\t2009\nDZA\tREB\tZouave League\t\t2010\t", "");
        check(
            "FRA\tREB\tZouave League\tOld League@1950..1960\t1990\t",
            "2: the dates of `Old League` lie outside those of its line: it never counts",
        );
    }

    #[test]
    fn who_served_at_a_body_is_nobody_else() {
        let file = "actors/offices-mine.tsv";
        let head = "code\toffice\tname\taliases\tstart\tend\tsource\n";
        let at_home = "FRA\thead_of_government\tZoe Zouave\t\t2001\t2003\tgk\n";
        let body = "EUR\tofficial\tZoe Zouave\t\t2005\t2009\tgk\n";
        let abroad = "DZA\thead_of_government\tZoe Zouave\t\t2002\t2013\tgk\n";
        let later = "DZA\thead_of_government\tZoe Zouave\t\t2011\t2013\tgk\n";
        assert_eq!(told(file, &format!("{head}{at_home}{body}")), "");
        assert_eq!(told(file, &format!("{head}{at_home}{later}")), "");
        assert_eq!(
            told(file, &format!("{head}{at_home}{abroad}")),
            "3: `Zoe Zouave` is FRA in line 2 too: the one in office that day wins, else neither"
        );
    }

    #[test]
    fn a_name_in_two_lists_is_told() {
        let found =
            told("actors/organisations-mine.tsv", &format!("{ORGANISATIONS}FRA\tREB\tPakistan\t\t\t"));
        assert!(found.starts_with("2: `Pakistan` is PAK in `actors/states.tsv`, line "), "{found}");
    }
}
