//! One row, of whatever file, to events between two states; or why not.

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use tiltmeter_record::{Precision, Quad, Sector, Status, When};
use tiltmeter_relations::{Period, State};

use super::codes::{self, Meaning};
use super::events::{Events, LoadedAssessment, LoadedEvent, Place};
use super::parties::party;
use super::{Choices, LeftOut};

/// A row before it is understood: all as written, empty where it is not told.
#[derive(Debug, Default)]
pub(super) struct Row<'r> {
    pub(super) id: &'r str,
    pub(super) doc: &'r str,
    pub(super) sentence: Option<u32>,
    pub(super) date: &'r str,
    pub(super) reported: &'r str,
    pub(super) actors: Vec<Side<'r>>,
    pub(super) recipients: Vec<Side<'r>>,
    pub(super) code: &'r str,
    pub(super) mode: &'r str,
    pub(super) label: &'r str,
    pub(super) score: &'r str,
    pub(super) quad: &'r str,
    pub(super) weight: &'r str,
    pub(super) mentions: &'r str,
    pub(super) status: &'r str,
    pub(super) speaker: &'r str,
    pub(super) words: &'r str,
}

/// A judgement of relations before it is understood.
#[derive(Debug, Default)]
pub(super) struct Judgement<'r> {
    pub(super) doc: &'r str,
    pub(super) sentence: Option<u32>,
    pub(super) date: &'r str,
    pub(super) published: &'r str,
    pub(super) subject: Vec<Side<'r>>,
    /// The others, and which way the subject stands to them: +1, −1, or 0 where nothing changed.
    pub(super) others: Vec<(Vec<Side<'r>>, i8)>,
    /// Whether the subjects stand together.
    pub(super) together: bool,
    pub(super) said: bool,
    pub(super) speaker: &'r str,
    pub(super) words: &'r str,
}

/// One party of a row.
#[derive(Debug, Default)]
pub(crate) struct Side<'r> {
    pub(crate) name: &'r str,
    pub(crate) sectors: Vec<&'r str>,
}

/// What became of a row.
pub(super) enum Fate {
    Used,
    LeftOut(LeftOut),
    /// It cannot be read: what is wrong and what to do.
    Refused(String),
}

/// Takes rows into events.
pub(super) struct Taker<'c> {
    choices: &'c Choices,
    period: Period,
    events: Events,
    // Each name, code and label is looked up once.
    parties: FxHashMap<String, Option<State>>,
    meanings: FxHashMap<(String, String), (Meaning, u32)>,
    labels: FxHashMap<String, u32>,
}

// Missing values as statistics programs write them.
pub(crate) const MISSING: [&str; 7] = ["", "NA", "None", "NULL", "null", "NaN", "nan"];

impl<'c> Taker<'c> {
    pub(super) fn new(choices: &'c Choices, period: Period) -> Taker<'c> {
        Taker {
            choices,
            period,
            events: Events::default(),
            parties: FxHashMap::default(),
            meanings: FxHashMap::default(),
            labels: FxHashMap::default(),
        }
    }

    /// Rows that follow are of this file.
    pub(super) fn begin(&mut self, file: &str) {
        self.events.files.push(file.to_string());
    }

    pub(super) fn finish(self) -> Events {
        self.events
    }

    /// What was taken so far.
    pub(super) fn events(&self) -> &Events {
        &self.events
    }

    /// Orders the events from a place on by their days, and those of one day by a key of each.
    pub(super) fn sort_from<K: Copy + Ord>(&mut self, first: usize, keys: &[K]) {
        let taken = self.events.all.split_off(first);
        let mut keyed: Vec<(K, LoadedEvent)> = keys.iter().copied().zip(taken).collect();
        keyed.sort_by_key(|(key, event)| (event.date, *key));
        self.events.all.extend(keyed.into_iter().map(|(_, event)| event));
    }

    /// Takes one row; says what is wrong where it cannot be read.
    pub(super) fn take(&mut self, line: usize, row: &Row<'_>) -> Option<String> {
        match self.fate(line, row) {
            Fate::Used => self.events.counts.used += 1,
            Fate::LeftOut(why) => self.leave_out(why),
            Fate::Refused(what) => {
                self.refuse();
                return Some(what);
            }
        }
        self.events.counts.read += 1;
        None
    }

    /// Takes one judgement; says what is wrong where it cannot be read.
    pub(super) fn judge(&mut self, line: usize, judgement: &Judgement<'_>) -> Option<String> {
        match self.judged(line, judgement) {
            Ok(Ok(())) => {
                self.events.counts.used += 1;
                self.events.counts.assessments += 1;
            }
            Ok(Err(why)) => self.leave_out(why),
            Err(what) => {
                self.refuse();
                return Some(what);
            }
        }
        self.events.counts.read += 1;
        None
    }

    // It counts on the day of the report, unless it is of another time.
    fn judged(&mut self, line: usize, judgement: &Judgement<'_>) -> Result<Result<(), LeftOut>, String> {
        let told = if judgement.date.is_empty() { judgement.published } else { judgement.date };
        let dated = Row { date: told, reported: judgement.published, ..Row::default() };
        let date = match self.day(&dated, Status::Actual)? {
            Ok(date) => date,
            Err(why) => return Ok(Err(why)),
        };
        let subject = match self.side(&judgement.subject) {
            Ok(subject) => subject,
            Err(why) => return Ok(Err(why)),
        };
        let mut pairs: Vec<((State, State), i8)> = Vec::new();
        let mut why = LeftOut::Itself;
        for (others, sign) in &judgement.others {
            match self.side(others) {
                Ok(others) => pairs.extend(
                    subject.iter().flat_map(|&one| others.iter().map(move |&other| ((one, other), *sign))),
                ),
                Err(missing) => why = missing,
            }
        }
        if judgement.together {
            let inner = subject.iter().enumerate();
            let later = |nth: usize| subject[nth + 1..].iter();
            pairs.extend(inner.flat_map(|(nth, &one)| later(nth).map(move |&other| ((one, other), 1))));
        }
        pairs.retain(|((one, other), _)| one != other);
        if pairs.is_empty() {
            return Ok(Err(why));
        }
        self.push_judged(line, date, judgement, &pairs);
        Ok(Ok(()))
    }

    fn push_judged(
        &mut self,
        line: usize,
        date: Date,
        judgement: &Judgement<'_>,
        pairs: &[((State, State), i8)],
    ) {
        let speaker = self.party(judgement.speaker);
        let source = Place {
            id: String::new(),
            doc: judgement.doc.to_string(),
            sentence: judgement.sentence,
            words: on_one_line(judgement.words),
        };
        for &(pair, sign) in pairs {
            let file = (self.events.files.len().max(1) - 1) as u16;
            let (line, source, said) = (line as u32, source.clone(), judgement.said);
            self.events.assessments.push(LoadedAssessment {
                file,
                line,
                date,
                pair,
                sign,
                said,
                speaker,
                source,
            });
        }
    }

    /// Counts a row that could not even be split into its cells.
    pub(super) fn refuse(&mut self) {
        self.events.counts.read += 1;
        self.events.counts.refused += 1;
    }

    /// Counts a record of another kind.
    pub(super) fn pass_over(&mut self) {
        self.leave_out(LeftOut::OtherKind);
        self.events.counts.read += 1;
    }

    fn leave_out(&mut self, why: LeftOut) {
        *self.events.counts.left_out.entry(why).or_default() += 1;
    }

    fn fate(&mut self, line: usize, row: &Row<'_>) -> Fate {
        match self.understand(line, row) {
            Ok(Ok(())) => Fate::Used,
            Ok(Err(why)) => Fate::LeftOut(why),
            Err(what) => Fate::Refused(what),
        }
    }

    fn understand(&mut self, line: usize, row: &Row<'_>) -> Result<Result<(), LeftOut>, String> {
        let status = status(row.status)?;
        if !self.choices.statuses.contains(&status) {
            return Ok(Err(LeftOut::Status));
        }
        let date = match self.day(row, status)? {
            Ok(date) => date,
            Err(why) => return Ok(Err(why)),
        };
        let (score, quad, speech, label) = self.act(row)?;
        let pairs = match self.pairs(row)? {
            Ok(pairs) => pairs,
            Err(why) => return Ok(Err(why)),
        };
        let speaker = self.party(row.speaker.split(';').next().unwrap_or(""));
        let source = place(row);
        let (weight, mentions) = (number(row.weight, "weight")?, number(row.mentions, "mentions")?);
        for (actor, recipient) in pairs {
            self.events.all.push(LoadedEvent {
                file: (self.events.files.len().max(1) - 1) as u16,
                line: line as u32,
                date,
                actor,
                recipient,
                label,
                quad,
                score,
                weight: weight.unwrap_or(1.0),
                mentions: mentions.unwrap_or(1.0) as u32,
                speech,
                speaker,
                status,
                source: source.clone(),
            });
        }
        Ok(Ok(()))
    }

    // What is announced counts on the day it is said, not on the day it may come.
    fn day(&self, row: &Row<'_>, status: Status) -> Result<Result<Date, LeftOut>, String> {
        let reported = when(row.reported)?.map(|when| when.date);
        let told = if status == Status::Future { None } else { when(row.date)? };
        let date = match told {
            Some(told) if self.is_fine_enough(told) => Some(told.date),
            Some(told) => reported.filter(|day| (told.date..=told.last_day()).contains(day)),
            None if status == Status::Future => reported.or(when(row.date)?.map(|when| when.date)),
            None => None,
        };
        let Some(date) = date else { return Ok(Err(LeftOut::NoDay)) };
        let refused = self.choices.refuse_day(date, reported.unwrap_or(date).max(date));
        Ok(refused.map_or(Ok(date), Err))
    }

    fn is_fine_enough(&self, when: When) -> bool {
        match self.period {
            Period::Day => when.precision <= Precision::Day,
            Period::Week => when.precision <= Precision::Week,
            Period::Month => when.precision <= Precision::Month,
        }
    }

    fn act(&mut self, row: &Row<'_>) -> Result<(f32, Quad, bool, u32), String> {
        let key = (row.code.to_string(), row.mode.to_string());
        let (meaning, label) = match self.meanings.get(&key) {
            Some((meaning, label)) => (meaning.clone(), *label),
            None => {
                let meaning = codes::meaning(row.code, row.mode)?;
                let label = self.label(&meaning.label);
                self.meanings.insert(key, (meaning.clone(), label));
                (meaning, label)
            }
        };
        let score = number(row.score, "score")?.unwrap_or(meaning.score);
        if !(-10.0..=10.0).contains(&score) {
            return Err(format!("score {score} is not between -10 and 10"));
        }
        let quad = quad(row.quad).unwrap_or(meaning.quad);
        let label = if MISSING.contains(&row.label) { label } else { self.label(row.label) };
        Ok((score, quad, meaning.speech, label))
    }

    fn label(&mut self, words: &str) -> u32 {
        if let Some(&label) = self.labels.get(words) {
            return label;
        }
        let label = self.events.labels.len() as u32;
        self.events.labels.push(words.to_string());
        self.labels.insert(words.to_string(), label);
        label
    }

    // Every actor with every recipient.
    fn pairs(&mut self, row: &Row<'_>) -> Result<Result<Vec<(State, State)>, LeftOut>, String> {
        let (actors, recipients) = match (self.side(&row.actors), self.side(&row.recipients)) {
            (Ok(actors), Ok(recipients)) => (actors, recipients),
            // The worse of two reasons would hide that a name is missing.
            (Err(a), Err(b)) => return Ok(Err(a.min(b))),
            (Err(why), _) | (_, Err(why)) => return Ok(Err(why)),
        };
        let mut pairs: Vec<(State, State)> = Vec::new();
        for &actor in &actors {
            for &recipient in &recipients {
                if actor != recipient && !pairs.contains(&(actor, recipient)) {
                    pairs.push((actor, recipient));
                }
            }
        }
        Ok(if pairs.is_empty() { Err(LeftOut::Itself) } else { Ok(pairs) })
    }

    // The states of one side; why not, where none of it counts.
    fn side(&mut self, side: &[Side<'_>]) -> Result<Vec<State>, LeftOut> {
        let mut states = Vec::new();
        let mut why = LeftOut::NoParty;
        for party in side.iter().filter(|party| !MISSING.contains(&party.name)) {
            let known: Vec<&str> =
                party.sectors.iter().copied().filter(|sector| !MISSING.contains(sector)).collect();
            let sectors: Vec<Option<Sector>> = known.iter().map(|sector| codes::sector(sector)).collect();
            match self.party(party.name) {
                None => why = LeftOut::NoState,
                Some(_) if !self.choices.admit(&sectors) => why = LeftOut::Sector,
                Some(state) => states.push(state),
            }
        }
        if states.is_empty() { Err(why) } else { Ok(states) }
    }

    fn party(&mut self, name: &str) -> Option<State> {
        if let Some(known) = self.parties.get(name) {
            return *known;
        }
        let state = party(name).map(|code| self.events.roster.state(code));
        self.parties.insert(name.to_string(), state);
        state
    }
}

/// The quad class that a cell tells.
pub(crate) fn quad(cell: &str) -> Option<Quad> {
    Some(match cell {
        "1" => Quad::VerbalCooperation,
        "2" => Quad::MaterialCooperation,
        "3" => Quad::VerbalConflict,
        "4" => Quad::MaterialConflict,
        _ => return None,
    })
}

pub(crate) fn status(written: &str) -> Result<Status, String> {
    if MISSING.contains(&written) {
        return Ok(Status::Actual);
    }
    codes::status(written).ok_or_else(|| {
        let known = Status::ALL.map(Status::code).join(", ");
        format!("unknown status `{written}`: give one of {known}")
    })
}

pub(crate) fn number(written: &str, what: &str) -> Result<Option<f32>, String> {
    if MISSING.contains(&written) {
        return Ok(None);
    }
    match written.parse::<f32>() {
        Ok(number) if number.is_finite() => Ok(Some(number)),
        _ => Err(format!("`{written}` is no {what}: give a number")),
    }
}

pub(crate) fn when(written: &str) -> Result<Option<When>, String> {
    if MISSING.contains(&written) {
        return Ok(None);
    }
    if let Some(day) = day(written) {
        return Ok(Some(When::day(day)));
    }
    if let Some(week) = week(written) {
        return Ok(Some(week));
    }
    written.parse().map(Some).map_err(|_| format!("`{written}` is no date: write 2018-01-29 or 20180129"))
}

/// The day written as `2018-01-29` or `20180129`, with or without a time of day.
pub(crate) fn day(written: &str) -> Option<Date> {
    let digits = written.split(['T', ' ']).next().unwrap_or("");
    let number =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<i16>().ok())?;
    let bytes = digits.as_bytes();
    let (year, month, day) = match bytes.len() {
        10 if bytes[4] == b'-' && bytes[7] == b'-' => (digits.get(..4)?, digits.get(5..7)?, digits.get(8..)?),
        // GDELT 2 writes the time of day behind it.
        8 | 14 => (digits.get(..4)?, digits.get(4..6)?, digits.get(6..8)?),
        _ => return None,
    };
    let (year, month, day) = (number(year)?, number(month)?, number(day)?);
    if year == 0 {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

// `2018-W01`.
fn week(written: &str) -> Option<When> {
    let (year, week) = written.split_once("-W")?;
    let date =
        jiff::civil::ISOWeekDate::new(year.parse().ok()?, week.parse().ok()?, jiff::civil::Weekday::Monday);
    date.ok().map(|date| When::week(date.date()))
}

/// Words as they are shown: however the source breaks its lines.
pub(super) fn on_one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn place(row: &Row<'_>) -> Option<Box<Place>> {
    let told = !(row.id.is_empty() && row.doc.is_empty() && row.words.is_empty());
    told.then(|| {
        Box::new(Place {
            id: row.id.to_string(),
            doc: row.doc.to_string(),
            sentence: row.sentence,
            words: on_one_line(row.words),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(row: Row<'_>, expected: &str) {
        let choices = Choices::default();
        let mut taker = Taker::new(&choices, Period::Week);
        let told = taker.take(1, &row);
        let events = taker.finish();
        let found = match told {
            Some(what) => what,
            None if events.all.is_empty() => events.counts.left_out.keys().map(|why| why.words()).collect(),
            None => {
                let code = |state| events.roster.code(state);
                let line = |event: &LoadedEvent| {
                    let (actor, recipient) = (code(event.actor), code(event.recipient));
                    format!("{} {actor} {recipient} {} {}", event.date, events.label(event), event.score)
                };
                events.all.iter().map(line).collect::<Vec<_>>().join("; ")
            }
        };
        assert_eq!(found, expected);
    }

    fn side<'r>(names: &[&'r str], sectors: &[&'r str]) -> Vec<Side<'r>> {
        names.iter().map(|name| Side { name, sectors: sectors.to_vec() }).collect()
    }

    fn row<'r>(date: &'r str, actors: &[&'r str], recipients: &[&'r str], code: &'r str) -> Row<'r> {
        Row { date, actors: side(actors, &[]), recipients: side(recipients, &[]), code, ..Row::default() }
    }

    #[test]
    fn compound_parties_are_every_actor_with_every_recipient() {
        check(
            row("2018-01-04", &["China", "Russia"], &["PAK", "Russia"], "SUPPORT"),
            "2018-01-04 CHN PAK SUPPORT 5; 2018-01-04 CHN RUS SUPPORT 5; 2018-01-04 RUS PAK SUPPORT 5",
        );
    }

    #[test]
    fn what_does_not_count_says_why() {
        check(row("2018-01-04", &["PAK"], &["UNO"], "AID"), "with a side that is no state");
        check(row("2018-01-04", &["PAK"], &[], "AID"), "with one side unknown");
        check(row("2018-01-04", &["PAK"], &["PAK"], "AID"), "within one state");
        check(row("", &["PAK"], &["USA"], "AID"), "without a day");
        check(row("2018-01", &["PAK"], &["USA"], "AID"), "without a day");
        check(Row { status: "negated", ..row("2018-01-04", &["PAK"], &["USA"], "AID") }, "of another status");
        let rebels = Row { actors: side(&["PAK"], &["REB"]), ..row("2018-01-04", &[], &["USA"], "ASSAULT") };
        check(rebels, "of other sectors");
    }

    #[test]
    fn an_announcement_counts_on_the_day_it_is_said() {
        let announced = row("2018-03-10", &["USA"], &["PAK"], "CONSULT");
        let announced = Row { status: "future", reported: "2018-01-29", ..announced };
        check(announced, "2018-01-29 USA PAK CONSULT 2.5");
        let vague = Row { reported: "2018-01-29", ..row("2018-01", &["USA"], &["PAK"], "AID") };
        check(vague, "2018-01-29 USA PAK AID 10");
        check(row("2018-W05", &["USA"], &["PAK"], "AID"), "2018-01-29 USA PAK AID 10");
    }

    #[test]
    fn what_cannot_be_read_says_what_to_do() {
        check(
            row("4.1.2018", &["PAK"], &["USA"], "AID"),
            "`4.1.2018` is no date: write 2018-01-29 or 20180129",
        );
        let scored = Row { score: "much", ..row("20180104", &["PAK"], &["USA"], "042") };
        check(scored, "`much` is no score: give a number");
        let scored = Row { score: "11", ..row("20180104", &["PAK"], &["USA"], "042") };
        check(scored, "score 11 is not between -10 and 10");
    }
}
