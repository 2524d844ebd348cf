//! Actors: names in capitals, synonyms behind `+`, codes in brackets with their dates.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::{Converted, Dictionary, NO_SECTOR, as_written, coded, finding, lines};
use crate::Source;
use crate::mentions::Finding;

/// The built-in tables that a lab's own names replace.
const REPLACED: &[(&str, &str)] = &[
    ("actors/offices.tsv", "code\toffice\tname\taliases\tstart\tend\tsource\n"),
    ("actors/offices-general.tsv", "code\toffice\tname\taliases\tstart\tend\tsource\n"),
    ("actors/ministers.tsv", "code\tname\tfrom\tto\n"),
    ("actors/places.tsv", "code\tnames\n"),
    ("actors/places-cities.tsv", "code\tnames\n"),
    ("actors/places-regions.tsv", "code\tnames\n"),
    ("actors/nobodies.tsv", "name\n"),
];
const STATES: &str =
    "key\tcode\tsectors\tcow\tgw\twikidata\tfrom\tto\tnames\tadjectives\tpeople\tcapitals\tseats\torder\n";
const ORGANISATIONS: &str = "code\tsectors\tname\taliases\tfrom\tto\n";

/// Makes the tables of states and organisations.
pub(super) fn convert(dictionaries: &[Dictionary], converted: &mut Converted) {
    let (mut states, mut organisations) = (STATES.to_string(), ORGANISATIONS.to_string());
    for dictionary in dictionaries {
        for entry in entries(dictionary, &mut converted.unused) {
            write_entry(&entry, &mut states, &mut organisations);
        }
    }
    let tables = REPLACED.iter().map(|(file, text)| (file.to_string(), text.to_string()));
    let own =
        [("actors/states.tsv".to_string(), states), ("actors/organisations.tsv".to_string(), organisations)];
    converted.sources.extend(tables.chain(own).map(|(file, text)| Source { file, text }));
}

/// One actor: names, and codes each with its days.
#[derive(Default)]
struct Entry {
    names: Vec<String>,
    codes: Vec<Dated>,
}

struct Dated {
    code: String,
    sectors: Vec<&'static str>,
    from: Option<Date>,
    to: Option<Date>,
}

fn entries(dictionary: &Dictionary, unused: &mut Vec<Finding>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for (number, line) in lines(&dictionary.text) {
        let (name, codes) = line.split_at(line.find('[').unwrap_or(line.len()));
        let name = name.trim();
        if let Some(synonym) = name.strip_prefix('+') {
            if let Some(entry) = entries.last_mut() {
                entry.names.extend(usable(synonym));
            }
        } else if !name.is_empty() {
            entries.push(Entry { names: usable(name).into_iter().collect(), codes: Vec::new() });
        }
        let Some(entry) = entries.last_mut() else { continue };
        for code in codes.split('[').skip(1) {
            match dated(code.split(']').next().unwrap_or("")) {
                Ok((dated, unknown)) => {
                    entry.codes.push(dated);
                    if !unknown.is_empty() {
                        unused.push(finding(
                            dictionary,
                            number,
                            format!("{NO_SECTOR}{}", unknown.join(", ")),
                        ));
                    }
                }
                Err(what) => unused.push(finding(dictionary, number, what)),
            }
        }
    }
    entries
}

fn usable(name: &str) -> Option<String> {
    let name = as_written(name);
    name.chars().any(char::is_alphanumeric).then_some(name)
}

/// `AFGGOV 020613-140929`, `AFGELI <020613`, `AFGGOV >020613`, `AFG`.
fn dated(written: &str) -> Result<(Dated, Vec<String>), String> {
    let (code, from, to) = days_of(written)?;
    let (code, sectors, unknown) =
        coded(code).ok_or_else(|| format!("no code of letters in `[{}]`", written.trim()))?;
    let sectors = sectors.iter().map(|sector| sector.code()).collect();
    Ok((Dated { code, sectors, from, to }, unknown))
}

/// The code, and the first and last day on which it holds.
pub(super) fn days_of(written: &str) -> Result<(&str, Option<Date>, Option<Date>), String> {
    let written = written.trim();
    let end = written.find([' ', '<', '>']).unwrap_or(written.len());
    let (code, dates) = written.split_at(end);
    let dates = dates.trim();
    let day = |digits: &str| day(digits).ok_or_else(|| format!("no date in `[{written}]`"));
    let (from, to) = if let Some(before) = dates.strip_prefix('<') {
        (None, day(before)?.yesterday().ok())
    } else if let Some(after) = dates.strip_prefix('>') {
        (Some(day(after)?), None)
    } else if let Some((from, to)) = dates.split_once('-') {
        (Some(day(from)?), Some(day(to)?))
    } else if dates.is_empty() {
        (None, None)
    } else {
        (Some(day(dates)?), Some(day(dates)?))
    };
    Ok((code, from, to))
}

/// `020613` or `20020613`; two digits of a year above 30 are of the last century, as PETRARCH has it.
fn day(digits: &str) -> Option<Date> {
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
    let (year, rest) = match digits.len() {
        8 => (digits[..4].parse().ok()?, &digits[4..]),
        6 => {
            let short: i16 = digits[..2].parse().ok()?;
            (if short > 30 { 1900 + short } else { 2000 + short }, &digits[2..])
        }
        _ => return None,
    };
    let (month, day): (i8, i8) = (rest[..2].parse().ok()?, rest[2..].parse().ok()?);
    Date::new(year, month, day.clamp(1, 28)).ok().map(|date| {
        // The lists know a 31 June.
        let last = date.days_in_month();
        date.with().day(day.clamp(1, last)).build().unwrap_or(date)
    })
}

fn write_entry(entry: &Entry, states: &mut String, organisations: &mut String) {
    let Some((name, aliases)) = entry.names.split_first() else { return };
    let aliases = aliases.join("|");
    if let [only] = &entry.codes[..]
        && only.sectors.is_empty()
        && (only.from, only.to) == (None, None)
    {
        let all = if aliases.is_empty() { name.clone() } else { format!("{name}|{aliases}") };
        let _ = writeln!(states, "{}\t{}\t\t\t\t\t\t\t{all}", only.code, only.code);
        return;
    }
    let mut write = |code: &Dated, from: Option<Date>, to: Option<Date>| {
        let shown = |day: Option<Date>| day.map_or(String::new(), |day| day.to_string());
        let sectors = code.sectors.join(",");
        let (from, to) = (shown(from), shown(to));
        let _ = writeln!(organisations, "{}\t{sectors}\t{name}\t{aliases}\t{from}\t{to}", code.code);
    };
    let is_dated = |code: &&Dated| code.from.is_some() || code.to.is_some();
    for code in entry.codes.iter().filter(is_dated) {
        write(code, code.from, code.to);
    }
    // A code without dates holds where no other does.
    if let Some(default) = entry.codes.iter().find(|code| !is_dated(code)) {
        for (from, to) in gaps(entry.codes.iter().filter(is_dated)) {
            write(default, from, to);
        }
    }
}

type Days = (Option<Date>, Option<Date>);

fn gaps<'a>(dated: impl Iterator<Item = &'a Dated>) -> Vec<Days> {
    let mut ranges: Vec<Days> = dated.map(|code| (code.from, code.to)).collect();
    ranges.sort();
    let mut gaps = Vec::new();
    let mut free_from = Some(None);
    for (from, to) in ranges {
        if let (Some(start), Some(from)) = (free_from, from)
            && start.is_none_or(|start| start < from)
        {
            gaps.push((start, from.yesterday().ok()));
        }
        free_from = match (free_from, to) {
            (_, None) | (None, _) => None,
            (Some(start), Some(to)) => {
                let next = to.tomorrow().ok();
                Some(next.max(start))
            }
        };
    }
    gaps.extend(free_from.map(|start| (start, None)));
    gaps
}
