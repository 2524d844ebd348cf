//! Places on earth by name: `gazetteer/places.tsv`, searched as it stands.
//!
//! The table is sorted by folded name, one line a name of a place, so that a look-up is a binary search over
//! its bytes: nothing is loaded and nothing is built. `cargo xtask gazetteer` makes it.
//!
//! ```
//! use tiltmeter_coder::gazetteer;
//! let rows: Vec<_> = gazetteer::places("Gwadar").collect();
//! assert_eq!((rows[0].country, rows[0].name), ("PAK", "Gwadar"));
//! ```

use crate::mentions::for_each_piece;

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

/// The places of that name, the most populous first.
pub fn places(name: &str) -> impl Iterator<Item = Row<'static>> {
    let key = key(name);
    let first = lower_bound(TABLE, &key);
    TABLE[first..].lines().take_while(move |line| key_of(line) == key).filter_map(row)
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

fn row(line: &'static str) -> Option<Row<'static>> {
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
            assert!(places(key_of(line)).any(|found| found == wanted), "{line}");
        }
    }

    #[test]
    fn names_are_found_whatever_their_accents() {
        assert_eq!(places("Sinjār").next().unwrap().country, "IRQ");
        assert_eq!(places("N'Djamena").next().unwrap().country, "TCD");
        assert_eq!(places("Nowhereville").count(), 0);
        assert_eq!(places("").count(), 0);
    }
}
