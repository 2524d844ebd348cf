//! Numbers in words: `words/relations.tsv`. A level, a change, how sure.

use std::sync::OnceLock;

use tiltmeter::relations::{ChangeRecord, LevelRecord, party_name};

struct Row {
    kind: &'static str,
    from: f32,
    words: &'static str,
}

/// A level in words: `more conflict than cooperation`.
pub(super) fn level(mean: f32) -> &'static str {
    said("level", mean)
}

/// A chance in words: `very likely`.
pub(super) fn sure(chance: f32) -> &'static str {
    said("sure", chance)
}

/// How a level moved: `shows signs of souring`. Two standard deviations are no sign any more.
pub(super) fn changed(change: &ChangeRecord) -> &'static str {
    said("change", change.z)
}

/// `−2.3 ± 0.8`; `unknown` where it is.
pub(super) fn band(level: Option<&LevelRecord>) -> String {
    match level {
        Some(level) => format!("{}\u{a0}±\u{a0}{:.1}", signed(level.mean), level.deviation),
        None => "unknown".to_string(),
    }
}

/// `−2.3` with a minus that is as wide as a plus.
pub(super) fn signed(number: f32) -> String {
    // What rounds to zero has no sign.
    let number = if number.abs() < 0.05 { 0.0 } else { number };
    let sign = if number < 0.0 {
        "−"
    } else if number > 0.0 {
        "+"
    } else {
        ""
    };
    format!("{sign}{:.1}", number.abs())
}

/// The chance that the level really moved the way it seems to, if its model holds: the normal
/// distribution at |z|.
pub(super) fn chance_of(z: f32) -> f32 {
    // Abramowitz & Stegun 7.1.26; its error of 1.5e-7 is far below what is shown.
    let x = z.abs() / std::f32::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let poly = ((((1.061_405_4 * t - 1.453_152) * t + 1.421_413_7) * t - 0.284_496_74) * t + 0.254_829_6) * t;
    0.5 * (2.0 - poly * (-x * x).exp())
}

/// A chance as a share: `93 %`, `more than 99 %`.
pub(super) fn percent(chance: f32) -> String {
    match chance {
        chance if chance > 0.99 => "more than 99\u{a0}%".to_string(),
        chance if chance < 0.01 => "less than 1\u{a0}%".to_string(),
        chance => format!("{:.0}\u{a0}%", 100.0 * chance),
    }
}

/// What a state is called inside a sentence: `the United States`.
pub(super) fn name(code: &str) -> String {
    let name = party_name(code);
    let with_article = rows().iter().any(|row| row.kind == "article" && row.words == code);
    if with_article { format!("the {name}") } else { name.to_string() }
}

fn said(kind: &str, number: f32) -> &'static str {
    let of_kind = rows().iter().filter(|row| row.kind == kind);
    let reached = of_kind.rev().find(|row| row.from <= number);
    reached.expect("each kind begins below all numbers; a test holds it").words
}

fn rows() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let lines = include_str!("../../words/relations.tsv").lines().filter(|line| !line.starts_with('#'));
        lines.skip(1).filter_map(row).collect()
    })
}

fn row(line: &'static str) -> Option<Row> {
    let mut cells = line.split('\t');
    Some(Row { kind: cells.next()?, from: cells.next()?.parse().ok()?, words: cells.next()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_their_words() {
        assert_eq!(
            (level(-10.0), level(-2.3), level(0.0), level(10.0)),
            (
                "violence above all",
                "mostly conflict",
                "conflict and cooperation in balance",
                "cooperation above all"
            )
        );
        assert_eq!(
            (sure(0.0), sure(0.95), sure(1.0)),
            ("exceptionally unlikely", "very likely", "almost certain")
        );
        assert_eq!(
            (signed(-0.02), signed(-2.34), signed(1.0)),
            ("0.0".to_string(), "−2.3".to_string(), "+1.0".to_string())
        );
    }

    #[test]
    fn chances_are_those_of_the_normal_distribution() {
        for (z, chance) in [(0.0, 0.5), (1.0, 0.8413), (-1.96, 0.975), (3.0, 0.9987)] {
            assert!((chance_of(z) - chance).abs() < 1e-4, "{z}");
        }
    }

    #[test]
    fn rows_rise_within_their_kind() {
        for pair in rows().windows(2) {
            assert!(pair[0].kind != pair[1].kind || pair[0].from < pair[1].from, "{}", pair[1].words);
        }
        let n_lines =
            include_str!("../../words/relations.tsv").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(rows().len(), n_lines - 1);
    }
}
