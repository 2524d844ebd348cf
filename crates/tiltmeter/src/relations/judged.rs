//! What is said of a relation, beside what happens in it: judgements that reports make, and leaders. The second
//! series; whether it agrees with the first is a finding of its own.
//!
//! ```text
//! records of assessments ──> judgements of a dyad ──> how many for better and worse, by whom, and lately
//! records, rows              here                     whether events moved the same way
//! ```

use jiff::civil::Date;
use tiltmeter_relations::{Dyad, State};

use super::events::LoadedAssessment;
use super::world::{Agreement, Change, World};

/// What is said of a relation.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// For the better and for the worse, by who says so, those who say most first.
    pub voices: Vec<(Voice, (u32, u32))>,
    /// The same in each period of the panel in which anything was said.
    pub course: Vec<(u32, (u32, u32))>,
    /// The same over the last quarter.
    pub lately: (u32, u32),
    /// Whether it goes the way that events go.
    pub verdict: Agreement,
    /// Places in [`super::Events::assessments`], the latest first.
    pub latest: Vec<usize>,
}

/// Who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Voice {
    /// The report itself.
    Report,
    /// Somebody who speaks for a state.
    Of(State),
    /// Somebody else.
    Other,
}

impl World {
    /// What is said of a relation, and whether its events went the same way.
    pub fn judged(&self, dyad: &Dyad, events_change: Option<Change>) -> Judged {
        let of_pair =
            |judged: &LoadedAssessment| judged.pair == (dyad.a, dyad.b) || judged.pair == (dyad.b, dyad.a);
        let numbered = self.events.assessments.iter().enumerate();
        let mut of_dyad: Vec<(usize, &LoadedAssessment)> =
            numbered.filter(|(_, judged)| of_pair(judged)).collect();
        of_dyad.sort_by_key(|(place, judged)| (std::cmp::Reverse(judged.date), *place));
        let since = self.quarter_began();
        let mut judged = Judged {
            voices: Vec::new(),
            course: Vec::new(),
            lately: (0, 0),
            verdict: Agreement::Unknown,
            latest: of_dyad.iter().map(|(place, _)| *place).collect(),
        };
        for (_, one) in of_dyad.iter().rev() {
            count(&mut judged.voices, one.voice(), one.sign);
            let period = self.panel.period.of(one.date) - self.panel.first;
            count(&mut judged.course, period.max(0) as u32, one.sign);
            if since.is_some_and(|since| one.date >= since) {
                add(&mut judged.lately, one.sign);
            }
        }
        judged.voices.sort_by_key(|(voice, (better, worse))| (std::cmp::Reverse(better + worse), *voice));
        judged.verdict = agreement(judged.lately, events_change);
        judged
    }

    fn quarter_began(&self) -> Option<Date> {
        let n_periods = self.panel.n_periods();
        (n_periods > 0).then(|| self.panel.start(n_periods.saturating_sub(self.quarter())))
    }
}

impl LoadedAssessment {
    /// Who says so.
    pub fn voice(&self) -> Voice {
        match (self.said, self.speaker) {
            (false, _) => Voice::Report,
            (true, Some(state)) => Voice::Of(state),
            (true, None) => Voice::Other,
        }
    }
}

fn count<K: PartialEq>(counts: &mut Vec<(K, (u32, u32))>, key: K, sign: i8) {
    let place = counts.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
        counts.push((key, (0, 0)));
        counts.len() - 1
    });
    add(&mut counts[place].1, sign);
}

fn add((better, worse): &mut (u32, u32), sign: i8) {
    match sign {
        1.. => *better += 1,
        0 => {}
        _ => *worse += 1,
    }
}

/// A coin gives as lopsided a number of heads with no more than this chance: else nothing leans.
const LEANS: f64 = 0.1;

/// Which way judgements lean: +1, −1, or 0; `None` where they are so few that none could.
fn lean((better, worse): (u32, u32)) -> Option<i8> {
    let n = better + worse;
    if 0.5f64.powi(n as i32) > LEANS {
        return None;
    }
    // Heads of n throws, from the greater number on.
    let (mut term, mut tail) = (0.5f64.powi(n as i32), 0.0);
    for heads in (better.max(worse)..=n).rev() {
        tail += term;
        term *= f64::from(heads) / f64::from(n - heads + 1);
    }
    let way = if better > worse { 1 } else { -1 };
    Some(if tail <= LEANS { way } else { 0 })
}

fn agreement(lately: (u32, u32), events: Option<Change>) -> Agreement {
    let (Some(said), Some(events)) = (lean(lately), events) else { return Agreement::Unknown };
    let moved = if events.z.abs() > 1.0 { events.z.signum() as i8 } else { 0 };
    match (said, moved) {
        (0, 0) => Agreement::Still,
        (_, 0) => Agreement::WordsAlone,
        (0, _) => Agreement::DeedsAlone,
        (said, moved) if said == moved => Agreement::Together,
        _ => Agreement::Apart,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_say_nothing_and_many_lean() {
        for (counts, expected) in [
            ((0, 0), None),
            ((3, 0), None),
            ((4, 0), Some(1)),
            ((0, 4), Some(-1)),
            ((4, 1), Some(0)),
            ((2, 8), Some(-1)),
            ((5, 5), Some(0)),
        ] {
            assert_eq!(lean(counts), expected, "{counts:?}");
        }
    }
}
