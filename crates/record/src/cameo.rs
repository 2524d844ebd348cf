//! CAMEO codes as data sets use them: Goldstein's score and the quad class of each, `ontology/cameo.tsv`.
//!
//! ```
//! use tiltmeter_record::{CameoCode, Quad};
//! let code = CameoCode::find("1622").unwrap();
//! assert_eq!((code.goldstein(), code.quad()), (-5.6, Quad::MaterialConflict));
//! assert_eq!(CameoCode::find("36"), None); // It is 036: leading zeros matter.
//! ```

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::Quad;

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CameoCode {
    code: &'static str,
    goldstein: f32,
    quad: Quad,
    label: &'static str,
}

impl CameoCode {
    /// The code written so.
    pub fn find(code: &str) -> Option<CameoCode> {
        table().get(code).copied()
    }

    /// As it is written: `0211`.
    pub fn code(self) -> &'static str {
        self.code
    }

    /// Goldstein's score, −10 to +10.
    pub fn goldstein(self) -> f32 {
        self.goldstein
    }

    /// The quad class of its root.
    pub fn quad(self) -> Quad {
        self.quad
    }

    /// CAMEO's own name of it.
    pub fn label(self) -> &'static str {
        self.label
    }
}

fn table() -> &'static BTreeMap<&'static str, CameoCode> {
    static TABLE: OnceLock<BTreeMap<&str, CameoCode>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let lines = include_str!("../ontology/cameo.tsv").lines().filter(|line| !line.starts_with('#'));
        lines.skip(1).filter_map(row).map(|row| (row.code, row)).collect()
    })
}

fn row(line: &'static str) -> Option<CameoCode> {
    let mut cells = line.split('\t');
    let (code, goldstein, quad, label) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
    let quad = match quad {
        "1" => Quad::VerbalCooperation,
        "2" => Quad::MaterialCooperation,
        "3" => Quad::VerbalConflict,
        "4" => Quad::MaterialConflict,
        _ => return None,
    };
    Some(CameoCode { code, goldstein: goldstein.parse().ok()?, quad, label })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_scores_stay_on_the_scale() {
        let n_lines =
            include_str!("../ontology/cameo.tsv").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(table().len(), n_lines - 1);
        assert!(table().values().all(|row| (-10.0..=10.0).contains(&row.goldstein)));
    }
}
