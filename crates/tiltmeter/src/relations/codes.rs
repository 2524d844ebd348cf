//! Codes of acts, sectors and statuses as data write them: `tables/`.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use tiltmeter_record::{CameoCode, EventType, Mode, Quad, Sector, Status, ontology};

/// What a code says of an act.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Meaning {
    /// In words: `SANCTION discontinue`, `1622 Reduce or stop military assistance`.
    pub(crate) label: String,
    /// PLOVER's or Goldstein's.
    pub(crate) score: f32,
    pub(crate) quad: Quad,
    /// Whether it is words alone.
    pub(crate) speech: bool,
}

/// The meaning of a PLOVER type with its modes, or of a CAMEO code; what to do where it has none.
pub(crate) fn meaning(code: &str, modes: &str) -> Result<Meaning, String> {
    let upper = code.to_uppercase();
    if let Some(event) = EventType::from_code(&upper) {
        let modes = modes.split([';', ',', '|']).map(str::trim);
        let modes: Vec<Mode> = modes.filter_map(|mode| Mode::find(event, mode)).collect();
        let words = [event.code()].into_iter().chain(modes.iter().map(|mode| mode.code()));
        return Ok(Meaning {
            label: words.collect::<Vec<_>>().join(" "),
            score: ontology().scale(event, &modes),
            quad: event.quad(),
            speech: is_speech(event.code()),
        });
    }
    if let Some(cameo) = CameoCode::find(code) {
        return Ok(Meaning {
            label: format!("{} {}", cameo.code(), cameo.label()),
            score: cameo.goldstein(),
            quad: cameo.quad(),
            speech: is_speech(cameo.code()),
        });
    }
    if CameoCode::find(&format!("0{code}")).is_some() {
        return Err(format!("unknown code `{code}`: CAMEO codes need their leading zeros (0{code}?)"));
    }
    Err(format!("unknown code `{code}`: give a CAMEO code or a PLOVER type"))
}

fn is_speech(code: &str) -> bool {
    static CODES: OnceLock<BTreeSet<&str>> = OnceLock::new();
    let codes =
        CODES.get_or_init(|| rows(include_str!("../../tables/speech.tsv")).map(|row| row[0]).collect());
    codes.contains(code) || (2..code.len()).any(|length| codes.contains(&code[..length]))
}

/// The sector written so; `None` is one that has no PLOVER code.
pub(crate) fn sector(written: &str) -> Option<Sector> {
    static NAMES: OnceLock<FxHashMap<&str, Sector>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let rows = rows(include_str!("../../tables/sector_names.tsv"));
        rows.filter_map(|row| Some((row[1], Sector::find(row[0])?))).collect()
    });
    Sector::find(written).or_else(|| names.get(written).copied())
}

/// The status written so.
pub fn status(written: &str) -> Option<Status> {
    Status::ALL.into_iter().find(|status| status.code() == written)
}

/// The rows of a table that is compiled in, without comments and header.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.skip(1).map(|line| line.split('\t').collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: &str, modes: &str, expected: &str) {
        let found = match meaning(code, modes) {
            Ok(Meaning { label, score, quad, speech }) => {
                format!("{label}, {score}, {}{}", quad as u8, if speech { ", words" } else { "" })
            }
            Err(what) => what,
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn a_code_has_its_score_and_quad() {
        check("SANCTION", "discontinue", "SANCTION discontinue, -6, 4");
        check("accuse", "", "ACCUSE, -3, 3, words");
        check("1622", "", "1622 Reduce or stop military assistance, -5.6, 4");
        check("0211", "", "0211 Appeal for economic cooperation, 3.4, 1, words");
        check("042", "", "042 Make a visit, 1.9, 1");
        check("36", "", "unknown code `36`: CAMEO codes need their leading zeros (036?)");
        check("99", "", "unknown code `99`: give a CAMEO code or a PLOVER type");
    }

    #[test]
    fn every_row_of_the_tables_has_its_meaning() {
        for row in rows(include_str!("../../tables/speech.tsv")) {
            assert!(meaning(row[0], "").is_ok(), "{row:?}");
        }
        for row in rows(include_str!("../../tables/sector_names.tsv")) {
            assert!(Sector::find(row[0]).is_some() && row.len() == 2, "{row:?}");
        }
    }
}
