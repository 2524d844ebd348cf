//! The events that count, and the way from them to acts and series.

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use tiltmeter_record::{Quad, Status};
use tiltmeter_relations::{Act, Panel, Period, Roster, State};

use super::LeftOut;

/// One event between two states, as a source tells it. A compound event is several of these.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadedEvent {
    /// The file it stands in, as a place in [`Events::files`].
    pub file: u16,
    /// Its line there (its row, in Parquet), from 1.
    pub line: u32,
    /// The day it counts for.
    pub date: Date,
    /// Who acted.
    pub actor: State,
    /// Who was acted upon.
    pub recipient: State,
    /// What was done, as a place in [`Events::labels`].
    pub label: u32,
    /// Its quad class.
    pub quad: Quad,
    /// From −10 to +10.
    pub score: f32,
    /// How much it counts.
    pub weight: f32,
    /// Reports that tell it.
    pub mentions: u32,
    /// Whether it is words alone.
    pub speech: bool,
    /// Whose word it is, where that is told.
    pub speaker: Option<State>,
    /// Whether it happened.
    pub status: Status,
    /// What the source gives to find it again, where it gives any.
    pub source: Option<Box<Place>>,
}

/// One thing that is said of a relation: that it is good or gets better, or the other way.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadedAssessment {
    /// The file it stands in, as a place in [`Events::files`].
    pub file: u16,
    /// Its line there, from 1.
    pub line: u32,
    /// The day it was published.
    pub date: Date,
    /// One of the two, in the order of codes.
    pub pair: (State, State),
    /// +1 for the better, −1 for the worse, 0 for no change.
    pub sign: i8,
    /// Whether somebody is named who says so; else it is the report's own.
    pub said: bool,
    /// For which state that is, where it is for one.
    pub speaker: Option<State>,
    /// Where it stands.
    pub source: Place,
}

/// Where a source has an event, and in what words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The source's own key.
    pub id: String,
    /// The report.
    pub doc: String,
    /// Its sentence, as the source numbers them.
    pub sentence: Option<u32>,
    /// The words of the act.
    pub words: String,
}

/// The events that count.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Events {
    /// The files, by name.
    pub files: Vec<String>,
    /// Kinds of acts in words.
    pub labels: Vec<String>,
    /// The parties.
    pub roster: Roster,
    /// In the order of the files.
    pub all: Vec<LoadedEvent>,
    /// What is said of relations, in the order of the files.
    pub assessments: Vec<LoadedAssessment>,
    /// What became of the rows.
    pub counts: Counts,
}

/// What became of the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows read.
    pub read: usize,
    /// Rows that count.
    pub used: usize,
    /// Those of them that say how a relation stands, and tell of no act.
    pub assessments: usize,
    /// Rows that could not be read.
    pub refused: usize,
    /// Events that were told before, where these count once a day.
    pub told_again: usize,
    /// Rows that do not count, and why.
    pub left_out: std::collections::BTreeMap<LeftOut, usize>,
}

impl Events {
    /// The acts, numbered by their places in [`Events::all`].
    pub fn acts(&self) -> Vec<Act> {
        self.acts_where(|_| true)
    }

    /// The acts of those events.
    pub fn acts_where(&self, wanted: impl Fn(&LoadedEvent) -> bool) -> Vec<Act> {
        let numbered = self.all.iter().enumerate().filter(|(_, event)| wanted(event));
        numbered.map(|(number, event)| act(number, event)).collect()
    }

    /// The series of all.
    pub fn panel(&self, acts: &[Act], period: Period) -> Panel {
        Panel::of(acts, self.roster.clone(), period)
    }

    /// Counts once what is told several times of one day: the same act of the same parties. Its mentions keep
    /// the number, its weight is the greatest.
    pub fn once_a_day(mut self) -> Events {
        let mut first: FxHashMap<(Date, State, State, u32, Status), usize> = FxHashMap::default();
        let mut kept: Vec<LoadedEvent> = Vec::new();
        for event in self.all {
            let key = (event.date, event.actor, event.recipient, event.label, event.status);
            match first.get(&key) {
                Some(&place) => {
                    let known = &mut kept[place];
                    known.mentions += event.mentions;
                    known.weight = known.weight.max(event.weight);
                    self.counts.told_again += 1;
                }
                None => {
                    first.insert(key, kept.len());
                    kept.push(event);
                }
            }
        }
        Events { all: kept, ..self }
    }

    /// First and last day.
    pub fn days(&self) -> Option<(Date, Date)> {
        let days = || self.all.iter().map(|event| event.date);
        Some((days().min()?, days().max()?))
    }

    /// What an event is, in words.
    pub fn label(&self, event: &LoadedEvent) -> &str {
        &self.labels[event.label as usize]
    }
}

fn act(number: usize, event: &LoadedEvent) -> Act {
    Act {
        date: event.date,
        actor: event.actor,
        recipient: event.recipient,
        quad: event.quad,
        score: event.score,
        weight: event.weight,
        mentions: event.mentions,
        event: u32::try_from(number).expect("fewer than four thousand million events fit the memory"),
    }
}

impl Counts {
    /// `133,542 rows read, 131,002 counted; left out: 2,530 within one state, 10 of another status`.
    pub fn words(&self) -> String {
        let mut words = format!("{} rows read, {} counted", thousands(self.read), thousands(self.used));
        if self.assessments > 0 {
            words.push_str(&format!(" ({} of them judgements of relations)", thousands(self.assessments)));
        }
        if self.told_again > 0 {
            words.push_str(&format!(" ({} events told again)", thousands(self.told_again)));
        }
        let reasons = self.left_out.iter().map(|(why, n)| format!("{} {}", thousands(*n), why.words()));
        let refused = (self.refused > 0).then(|| format!("{} that cannot be read", thousands(self.refused)));
        let reasons: Vec<String> = reasons.chain(refused).collect();
        if !reasons.is_empty() {
            words.push_str(&format!("; left out: {}", reasons.join(", ")));
        }
        words
    }
}

/// A number with commas between its thousands.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut written = String::new();
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_parted() {
        for (number, written) in
            [(0, "0"), (999, "999"), (1000, "1,000"), (133542, "133,542"), (1234567, "1,234,567")]
        {
            assert_eq!(thousands(number), written);
        }
    }
}
