//! Places on earth by name: `gazetteer/places.tsv`, searched as it stands, and a user's own.
//!
//! The table is sorted by folded name, one line a name of a place, so that a look-up is a binary search over
//! its bytes: nothing is loaded and nothing is built. `cargo xtask gazetteer` makes it. Files `gazetteer/*.tsv`
//! of a user's lexicon become a second table of the same form.
//!
//! ```
//! use tiltmeter_coder::Lexicon;
//! let rows: Vec<_> = Lexicon::builtin().places("Gwadar").collect();
//! assert_eq!((rows[0].country, rows[0].name), ("PAK", "Gwadar"));
//! ```

use crate::lexicon::{LexiconError, Source, rows};
use crate::mentions::for_each_piece;
use crate::states::States;

const TABLE: &str = include_str!("../gazetteer/places.tsv");

/// A place under one of its names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row<'a> {
    /// Its own name.
    pub name: &'a str,
    /// ISO 3166 alpha-3; empty where states dispute it or none has it.
    pub country: &'a str,
    /// The first-level division that it lies in.
    pub region: &'a str,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// 0 where unknown.
    pub population: u64,
    /// GeoNames feature code: `PPLC` a capital, `ADM1` a first-level division, `STRT` a strait.
    pub kind: &'a str,
    /// GeoNames id; 0 for entries by hand.
    pub geonames: u32,
    /// Whether the name is also a common word: "Reading".
    pub common: bool,
}

/// The form under which a name stands in the table: its pieces without accents, parted by blanks.
pub fn key(name: &str) -> String {
    let (mut key, mut scratch) = (String::new(), String::new());
    for word in name.split_whitespace() {
        for_each_piece(word, &mut scratch, |piece| {
            if !key.is_empty() {
                key.push(' ');
            }
            key.push_str(piece);
        });
    }
    key
}

/// The built-in places, and those of a user before them.
#[derive(Default)]
pub(crate) struct Gazetteer {
    /// Lines of the form of the built-in table.
    own: String,
}

/// What a file of a user says of each place. `names` holds its other names, parted by `|`.
const COLUMNS: [&str; 9] =
    ["name", "country", "region", "latitude", "longitude", "population", "kind", "geonames", "names"];

impl Gazetteer {
    /// Reads a user's files.
    pub(crate) fn read(sources: &[Source]) -> Result<Gazetteer, LexiconError> {
        let mut lines = Vec::new();
        for source in sources {
            for row in rows(source, &COLUMNS) {
                let row = row?;
                let country = row.cell(1);
                if !(country.is_empty() || States::builtin().name(country).is_some()) {
                    return Err(row.error(format!("`{country}` is no state of the lexicon")));
                }
                let degrees = |column: usize, bound: f64, what: &str| -> Result<f64, LexiconError> {
                    let read = row.cell(column).parse().ok().filter(|at: &f64| at.abs() <= bound);
                    read.ok_or_else(|| row.error(format!("the {what} must be degrees up to {bound}")))
                };
                let (north, east) = (degrees(3, 90.0, "latitude")?, degrees(4, 180.0, "longitude")?);
                let number = |column: usize, what: &str| match row.cell(column) {
                    "" => Ok(0),
                    figure => figure
                        .parse::<u64>()
                        .map_err(|_| row.error(format!("the {what} must be a whole number"))),
                };
                let (population, geonames) = (number(5, "population")?, number(7, "GeoNames id")?);
                if row.cell(0).is_empty() || row.cell(6).is_empty() {
                    return Err(row.error("a place needs a name and a kind"));
                }
                for name in std::iter::once(row.cell(0)).chain(row.list(8)) {
                    let key = key(name);
                    if key.is_empty() {
                        return Err(row.error(format!("`{name}` holds no letter")));
                    }
                    let (own, region, kind) = (row.cell(0), row.cell(2), row.cell(6));
                    lines.push(format!(
                        "{key}\t{own}\t{country}\t{region}\t{north}\t{east}\t{population}\t{kind}\t{geonames}\n"
                    ));
                }
            }
        }
        // By key alone: a tab sorts before what a key holds.
        lines.sort();
        Ok(Gazetteer { own: lines.concat() })
    }

    /// The places of that name: a user's own, then the built-in ones of other states, the most populous first.
    pub(crate) fn places(&self, name: &str) -> impl Iterator<Item = Row<'_>> {
        let key = key(name);
        let own: Vec<Row<'_>> = named(&self.own, key.clone()).collect();
        let replaced: Vec<&str> = own.iter().map(|row| row.country).collect();
        let builtin = named(TABLE, key).filter(move |row| !replaced.contains(&row.country));
        own.into_iter().chain(builtin)
    }
}

// The rows under a key.
fn named(table: &str, key: String) -> impl Iterator<Item = Row<'_>> {
    let first = lower_bound(table, &key);
    table[first..].lines().take_while(move |line| key_of(line) == key).filter_map(row)
}

// The byte at which the first line begins whose key is not below `key`.
fn lower_bound(table: &str, key: &str) -> usize {
    let (mut low, mut high) = (0, table.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let mut at = middle;
        while !table.is_char_boundary(at) {
            at -= 1;
        }
        let start = table[..at].rfind('\n').map_or(0, |newline| newline + 1).max(low);
        let end = table[start..].find('\n').map_or(table.len(), |newline| start + newline + 1);
        if key_of(&table[start..end]) < key {
            low = end;
        } else {
            high = start;
        }
    }
    low
}

// Comments stand first: "#" sorts before all names.
fn key_of(line: &str) -> &str {
    line.split('\t').next().unwrap_or("")
}

fn row(line: &str) -> Option<Row<'_>> {
    let mut cells = line.split('\t');
    let key = cells.next()?;
    let name = cells.next()?;
    Some(Row {
        name: if name.is_empty() { key } else { name },
        country: cells.next()?,
        region: cells.next()?,
        latitude: cells.next()?.parse().ok()?,
        longitude: cells.next()?.parse().ok()?,
        population: cells.next()?.parse().unwrap_or(0),
        kind: cells.next()?,
        geonames: cells.next().and_then(|id| id.parse().ok()).unwrap_or(0),
        common: cells.next().is_some_and(|mark| mark == "common"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_found_under_its_key() {
        let lines: Vec<&str> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.len() > 30_000, "{} lines", lines.len());
        assert!(lines.is_sorted_by_key(|line| key_of(line)), "the table is not sorted");
        for line in lines.iter().step_by(97) {
            let wanted = row(line).unwrap();
            assert!(named(TABLE, key_of(line).to_string()).any(|found| found == wanted), "{line}");
        }
    }

    #[test]
    fn names_are_found_whatever_their_accents() {
        let places =
            |name: &str| Gazetteer::default().places(name).map(|row| row.country.to_string()).collect();
        let country = |name: &str| -> Vec<String> { places(name) };
        assert_eq!(country("Sinjār")[0], "IRQ");
        assert_eq!(country("N'Djamena")[0], "TCD");
        assert!(country("Nowhereville").is_empty() && country("").is_empty());
    }

    fn read(rows: &str) -> Result<Gazetteer, LexiconError> {
        let text = format!("{}\n{rows}\n", COLUMNS.join("\t"));
        Gazetteer::read(&[Source { file: "gazetteer/own.tsv".into(), text }])
    }

    #[test]
    fn own_places_stand_before_the_builtin_ones() {
        let own = read("Jinnah Base\tPAK\tBalochistan\t25.28\t61.79\t\tINSM\t\tJiwani Camp|Gwadar").unwrap();
        let found = |name: &str| -> Vec<(String, String)> {
            own.places(name).map(|row| (row.name.to_string(), row.country.to_string())).collect()
        };
        let base = ("Jinnah Base".to_string(), "PAK".to_string());
        assert_eq!(found("Jinnah Base"), std::slice::from_ref(&base));
        assert_eq!(found("Jiwani Camp"), std::slice::from_ref(&base));
        // The built-in one of that name in Pakistan gives way.
        assert_eq!(found("Gwadar"), [base]);
        assert_eq!(found("N'Djamena")[0].1, "TCD");
    }

    #[test]
    fn a_bad_place_is_told_with_its_line() {
        let fault = |row: &str| match read(row) {
            Ok(_) => String::new(),
            Err(error) => error.to_string(),
        };
        assert!(fault("Nowhere\tXXX\t\t1\t2\t\tPPL").contains("line 2: `XXX` is no state of the lexicon"));
        assert!(fault("Nowhere\tPAK\t\t91\t2\t\tPPL").contains("latitude must be degrees up to 90"));
        assert!(fault("Nowhere\tPAK\t\t1\teast\t\tPPL").contains("longitude must be degrees up to 180"));
        assert!(fault("Nowhere\tPAK\t\t1\t2\tmany\tPPL").contains("population must be a whole number"));
        assert!(fault("Nowhere\tPAK\t\t1\t2").contains("needs a name and a kind"));
    }
}
