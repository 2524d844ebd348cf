//! Who a cell of event data means: codes and names of states, and what lists of countries call them.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use tiltmeter_coder::States;

use super::codes::rows;

/// The code of the state written so; `None` is "no state that we know".
pub fn party(written: &str) -> Option<&'static str> {
    let written = written.trim();
    aliases().get(written).copied().or_else(|| States::builtin().code(written))
}

/// What a party is called; its code, where it has no name.
pub fn party_name(code: &str) -> &str {
    let own = || rows(TABLE).find(|row| row[0] == code).map(|row| row[1]);
    States::builtin().name(code).or_else(own).unwrap_or(code)
}

const TABLE: &str = include_str!("../../tables/party_names.tsv");

fn aliases() -> &'static FxHashMap<&'static str, &'static str> {
    static ALIASES: OnceLock<FxHashMap<&str, &str>> = OnceLock::new();
    ALIASES.get_or_init(|| rows(TABLE).map(|row| (row[1], row[0])).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_name_states_in_their_own_ways() {
        for (written, code) in [
            ("Palestinian Territory, Occupied", Some("PSE")),
            (" Russian Federation", Some("RUS")),
            ("ROM", Some("ROU")),
            ("European Union", Some("EUR")),
            ("IGO", None),
            ("", None),
        ] {
            assert_eq!(party(written), code, "{written}");
        }
        assert_eq!(party_name("EUR"), "European Union");
        assert_eq!(party_name("PAK"), "Pakistan");
    }

    #[test]
    fn every_row_names_a_party() {
        for row in rows(TABLE) {
            assert!(row[0] == "EUR" || States::builtin().name(row[0]).is_some(), "{row:?}");
        }
    }
}
