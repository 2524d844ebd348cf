//! Events into their rows and back: one event, its parties, and what has no column of its own.

use rusqlite::{OptionalExtension, Result, Row, params};
use serde_json::{Map, Value};
use tiltmeter_record::{Fingerprint, Precision, Status, When};

use crate::counting::Countable;
use crate::write::{Writing, json};
use crate::{Attribution, Event, Party, Quote};

const INSERT: &str = r#"INSERT INTO event (run, id, report, sentence, type, mode, context, quad, scale, cameo, date,
    published, day, status, words, start, "end", cue, location, confidence, rule, mentions, incident, more)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"#;

const INSERT_PARTY: &str = r#"INSERT INTO party (event, role, place, code, sector, name, text, start, "end", day, run,
    more) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"#;

/// The columns that [`EventRow`] reads, of the table `event`.
pub(crate) const COLUMNS: &str = r#"event.event, event.run, event.id, event.report, event.sentence, event.type,
    event.mode, event.context, event.quad, event.scale, event.cameo, event.date, event.published, event.day,
    event.status, event.words, event.start, event."end", event.cue, event.confidence, event.rule, event.same_as,
    event.mentions, event.incident, event.more"#;

impl Writing<'_> {
    /// An event of another system; once, however often it comes.
    pub(crate) fn imported(&mut self, event: &Event, mentions: i64) -> Result<&'static str> {
        if self.has_imported(event)? {
            self.fates.again += 1;
            return Ok("again");
        }
        self.insert_event(event, None, None, mentions)?;
        self.fates.imported += 1;
        Ok("imported")
    }

    // Another system may give one id to several events: what is there is asked whole.
    fn has_imported(&self, event: &Event) -> Result<bool> {
        let select = format!("SELECT {COLUMNS} FROM event WHERE run = ? AND day IS ? AND id = ?");
        let mut known = self.connection.prepare_cached(&select)?;
        for row in known.query_map(params![self.run, event.day(), event.id], EventRow::read)? {
            let row = row?;
            let parties = parties_of(self.connection, row.number)?;
            if row.with_parties(parties).event == *event {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// An event of a report.
    pub(crate) fn event(&mut self, event: &Event, report: Option<i64>, sentence: Option<i64>) -> Result<()> {
        self.insert_event(event, report, sentence, 1)
    }

    fn insert_event(
        &mut self,
        event: &Event,
        report: Option<i64>,
        sentence: Option<i64>,
        mentions: i64,
    ) -> Result<()> {
        let day = event.day();
        let words = event.event_text.as_ref();
        let more = rest(event, report.is_some());
        self.connection.prepare_cached(INSERT)?.execute(params![
            self.run,
            event.id,
            report,
            sentence,
            event.event,
            event.mode.join(";"),
            event.context.join(";"),
            event.quad_code,
            event.event_scale,
            event.cameo,
            event.date,
            event.published,
            day,
            event.status,
            words.map(|words| &words.text),
            words.map(|words| words.start),
            words.map(|words| words.end),
            event.attribution.as_ref().and_then(|attribution| attribution.cue.as_deref()),
            event.location.as_ref().and_then(|location| location.get("text")).and_then(Value::as_str),
            event.confidence,
            event.rule,
            mentions,
            incident(event),
            (!more.is_empty()).then(|| json(&more))
        ])?;
        let number = self.connection.last_insert_rowid();
        let speaker = event.attribution.as_ref().and_then(|attribution| attribution.speaker.as_ref());
        self.parties(number, "actor", day, &event.actor)?;
        self.parties(number, "recipient", day, &event.recipient)?;
        self.parties(number, "speaker", day, speaker.map_or(&[], std::slice::from_ref))?;
        if let Some(countable) = Countable::of(number, event) {
            self.counting.count(self.connection, self.run, &countable, mentions)?;
        }
        Ok(())
    }

    fn parties(&self, event: i64, role: &str, day: Option<i32>, parties: &[Party]) -> Result<()> {
        let mut insert = self.connection.prepare_cached(INSERT_PARTY)?;
        for (place, party) in parties.iter().enumerate() {
            insert.execute(params![
                event,
                role,
                place as i64,
                party.code,
                party.sector.join(";"),
                party.name,
                party.text,
                party.start,
                party.end,
                day,
                self.run,
                (!party.more.is_empty()).then(|| json(&party.more))
            ])?;
        }
        Ok(())
    }
}

// What has no column, and what its column cannot hold whole.
fn rest(event: &Event, has_report: bool) -> Map<String, Value> {
    let mut more = event.more.clone();
    if let Some(location) = &event.location {
        more.insert("location".to_string(), location.clone());
    }
    if !event.magnitude.is_empty() {
        more.insert("magnitude".to_string(), Value::Array(event.magnitude.clone()));
    }
    if let Some(attribution) = event.attribution.as_ref().filter(|attribution| !attribution.more.is_empty()) {
        more.insert("attribution".to_string(), Value::Object(attribution.more.clone()));
    }
    if !has_report {
        let doc = event.doc.as_ref().map(|doc| ("doc", Value::from(doc.as_str())));
        let sentence = event.sentence.map(|sentence| ("sentence", Value::from(sentence)));
        more.extend([doc, sentence].into_iter().flatten().map(|(name, value)| (name.to_string(), value)));
    }
    more
}

// The same incident, told by different stories: of the same parties, type, mode, place and day, all known. An incident
// that cannot be told so is none: two bombings of a day are rather taken apart than two cities' made one.
fn incident(event: &Event) -> Option<String> {
    let when: When = event.date.as_deref()?.parse().ok()?;
    if event.status.as_deref() != Some(Status::Actual.code()) || when.precision != Precision::Day {
        return None;
    }
    let codes = |parties: &[Party]| {
        let mut codes = parties.iter().map(|party| party.code.as_deref()).collect::<Option<Vec<&str>>>()?;
        codes.sort_unstable();
        (!codes.is_empty()).then(|| codes.join(";"))
    };
    let place = event.location.as_ref().map_or(Value::Null, |location| location["text"].clone());
    let parts = [
        event.event.clone()?,
        event.mode.join(";"),
        codes(&event.actor)?,
        codes(&event.recipient)?,
        when.to_string(),
        place.as_str().unwrap_or("").to_lowercase(),
    ];
    Some(parts.iter().fold(Fingerprint::default(), |name, part| name.with(part.as_bytes())).to_string())
}

/// An event as its row has it, and where it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct EventRow {
    pub(crate) number: i64,
    pub(crate) run: i64,
    pub(crate) report: Option<i64>,
    pub(crate) sentence: Option<i64>,
    pub(crate) day: Option<i32>,
    pub(crate) same_as: Option<i64>,
    pub(crate) mentions: i64,
    pub(crate) incident: Option<String>,
    pub(crate) event: Event,
}

impl EventRow {
    /// Reads [`COLUMNS`]; parties are read apart, by [`parties_of`].
    pub(crate) fn read(row: &Row<'_>) -> Result<EventRow> {
        let more = object(row.get(24)?);
        let words = match (row.get(15)?, row.get(16)?, row.get(17)?) {
            (Some(text), start, end) => Some(Quote { start, end, text }),
            (None, _, _) => None,
        };
        let cue: Option<String> = row.get(18)?;
        let event = Event {
            id: row.get(2)?,
            event: row.get(5)?,
            mode: listed(row.get(6)?),
            context: listed(row.get(7)?),
            quad_code: row.get(8)?,
            event_scale: row.get(9)?,
            cameo: row.get(10)?,
            date: row.get(11)?,
            published: row.get(12)?,
            status: row.get(14)?,
            event_text: words,
            attribution: cue.map(|cue| Attribution { cue: Some(cue), ..Attribution::default() }),
            confidence: row.get(19)?,
            rule: row.get(20)?,
            ..Event::default()
        };
        Ok(EventRow {
            number: row.get(0)?,
            run: row.get(1)?,
            report: row.get(3)?,
            sentence: row.get(4)?,
            day: row.get(13)?,
            same_as: row.get(21)?,
            mentions: row.get(22)?,
            incident: row.get(23)?,
            event: with_rest(event, more),
        })
    }

    /// Adds the parties.
    pub(crate) fn with_parties(mut self, parties: Vec<(String, Party)>) -> EventRow {
        for (role, party) in parties {
            match role.as_str() {
                "actor" => self.event.actor.push(party),
                "recipient" => self.event.recipient.push(party),
                _ => self.event.attribution.get_or_insert_default().speaker = Some(party),
            }
        }
        self
    }
}

fn with_rest(mut event: Event, mut more: Map<String, Value>) -> Event {
    event.location = more.remove("location");
    if let Some(Value::Array(magnitude)) = more.remove("magnitude") {
        event.magnitude = magnitude;
    }
    if let Some(Value::Object(attribution)) = more.remove("attribution") {
        event.attribution.get_or_insert_default().more = attribution;
    }
    event.doc = more.remove("doc").and_then(|doc| doc.as_str().map(str::to_string));
    event.sentence = more.remove("sentence").and_then(|sentence| u32::try_from(sentence.as_u64()?).ok());
    event.more = more;
    event
}

/// The parties of an event, in the order in which its record has them.
pub(crate) fn parties_of(connection: &rusqlite::Connection, event: i64) -> Result<Vec<(String, Party)>> {
    let select = r#"SELECT role, code, sector, name, text, start, "end", more FROM party WHERE event = ?
        ORDER BY role, place"#;
    let mut statement = connection.prepare_cached(select)?;
    let party = |row: &Row<'_>| {
        let party = Party {
            code: row.get(1)?,
            sector: listed(row.get(2)?),
            name: row.get(3)?,
            text: row.get(4)?,
            start: row.get(5)?,
            end: row.get(6)?,
            more: object(row.get(7)?),
        };
        Ok((row.get(0)?, party))
    };
    statement.query_map([event], party)?.collect()
}

/// Number, text and place of a sentence.
pub(crate) fn sentence_of(connection: &rusqlite::Connection, sentence: i64) -> Result<Option<(u32, String)>> {
    let mut statement = connection.prepare_cached("SELECT number, text FROM sentence WHERE sentence = ?")?;
    statement.query_row([sentence], |row| Ok((row.get(0)?, row.get(1)?))).optional()
}

/// A list as its column has it.
pub(crate) fn listed(written: String) -> Vec<String> {
    written.split(';').filter(|part| !part.is_empty()).map(str::to_string).collect()
}

/// An object as its column has it. We wrote it; what a foreign hand made of it is not there.
pub(crate) fn object(written: Option<String>) -> Map<String, Value> {
    written.and_then(|written| serde_json::from_str(&written).ok()).unwrap_or_default()
}
