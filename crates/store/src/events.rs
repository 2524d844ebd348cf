//! Events into their rows and back: one event, its parties, and what has no column of its own.

use rusqlite::{OptionalExtension, Result, Row, params};
use serde_json::{Map, Value};
use tiltmeter_record::{Fingerprint, Precision, Status, When};

use crate::counting::Countable;
use crate::words::{Cut, EventId, id_of};
use crate::write::{Writing, json};
use crate::{Attribution, Event, Party, Quote};

const INSERT: &str = r#"INSERT INTO event (run, id, report, sentence, type, mode, context, quad, scale, cameo, date,
    published, day, status, words, start, "end", cue, location, confidence, rule, mentions, incident, more)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"#;

const INSERT_PARTY: &str = r#"INSERT INTO party (event, role, place, code, sector, name, text, start, "end", day, run,
    more) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"#;

/// The columns that [`EventRow`] reads, of the table `event`.
pub(crate) const COLUMNS: &str = r#"event.event, event.run, event.id, event.report, event.sentence,
    (SELECT text FROM word WHERE word = event.type), event.mode, event.context, event.quad, event.scale, event.cameo,
    (SELECT text FROM word WHERE word = event.date), (SELECT text FROM word WHERE word = event.published), event.day,
    (SELECT text FROM word WHERE word = event.status), coalesce(event.words, (SELECT substr(text, event.start + 1,
    event."end" - event.start) FROM report WHERE report.report = event.report)), event.start, event."end",
    (SELECT text FROM word WHERE word = event.cue), event.confidence, (SELECT text FROM word WHERE word = event.rule),
    event.same_as, event.mentions, event.incident,
    CASE typeof(event.more) WHEN 'integer' THEN (SELECT text FROM word WHERE word = event.more) ELSE event.more END"#;

/// Roles of parties, as their column has them.
pub(crate) const ACTOR: i64 = 0;
/// The acted upon.
pub(crate) const RECIPIENT: i64 = 1;
/// Who says so.
pub(crate) const SPEAKER: i64 = 2;

impl Writing<'_> {
    /// An event of another system; once, however often it comes.
    pub(crate) fn imported(&mut self, event: &Event, mentions: i64) -> Result<&'static str> {
        if self.has_imported(event)? {
            self.fates.again += 1;
            return Ok("again");
        }
        self.insert_event(event, None, mentions)?;
        self.fates.imported += 1;
        Ok("imported")
    }

    // Another system may give one id to several events: what is there is asked whole.
    fn has_imported(&self, event: &Event) -> Result<bool> {
        let select = format!("SELECT {COLUMNS} FROM event WHERE run = ? AND day IS ? AND id = ?");
        let mut known = self.connection.prepare_cached(&select)?;
        for row in known.query_map(params![self.run, event.day(), EventId(&event.id)], EventRow::read)? {
            let row = row?;
            let parties = parties_of(self.connection, row.number, row.report)?;
            if row.with_parties(parties).event == *event {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// An event of a report.
    pub(crate) fn event(
        &mut self,
        event: &Event,
        report: i64,
        sentence: Option<i64>,
        cut: &Cut<'_>,
    ) -> Result<()> {
        self.insert_event(event, Some((report, sentence, cut)), 1)
    }

    fn insert_event(
        &mut self,
        event: &Event,
        told: Option<(i64, Option<i64>, &Cut<'_>)>,
        mentions: i64,
    ) -> Result<()> {
        let day = event.day();
        let words = event.event_text.as_ref();
        let more = rest(event, told.is_some());
        let (report, sentence) = (told.map(|told| told.0), told.and_then(|told| told.1));
        let cut = told.map(|told| told.2);
        let has_words = |words: &&Quote| cut.is_some_and(|cut| cut.has(words.start, words.end, &words.text));
        let cue = event.attribution.as_ref().and_then(|attribution| attribution.cue.as_deref());
        let mut word = |text: Option<&str>| self.words.optional(self.connection, text);
        let (kind, status) = (word(event.event.as_deref())?, word(event.status.as_deref())?);
        let (date, published) = (word(event.date.as_deref())?, word(event.published.as_deref())?);
        let (cue, rule) = (word(cue)?, word(event.rule.as_deref())?);
        let more = self.words.json(self.connection, (!more.is_empty()).then(|| json(&more)))?;
        self.connection.prepare_cached(INSERT)?.execute(params![
            self.run,
            EventId(&event.id),
            report,
            sentence,
            kind,
            event.mode.join(";"),
            event.context.join(";"),
            event.quad_code,
            event.event_scale,
            event.cameo,
            date,
            published,
            day,
            status,
            words.filter(|words| !has_words(words)).map(|words| &words.text),
            words.map(|words| words.start),
            words.map(|words| words.end),
            cue,
            event.location.as_ref().and_then(|location| location.get("text")).and_then(Value::as_str),
            event.confidence,
            rule,
            mentions,
            incident(event),
            more
        ])?;
        let number = self.connection.last_insert_rowid();
        let speaker = event.attribution.as_ref().and_then(|attribution| attribution.speaker.as_ref());
        self.parties(number, ACTOR, day, &event.actor, cut)?;
        self.parties(number, RECIPIENT, day, &event.recipient, cut)?;
        self.parties(number, SPEAKER, day, speaker.map_or(&[], std::slice::from_ref), cut)?;
        if let Some(countable) = Countable::of(number, event) {
            self.counting.count(self.connection, self.run, &countable, mentions)?;
        }
        Ok(())
    }

    fn parties(
        &mut self,
        event: i64,
        role: i64,
        day: Option<i32>,
        parties: &[Party],
        cut: Option<&Cut<'_>>,
    ) -> Result<()> {
        let mut insert = self.connection.prepare_cached(INSERT_PARTY)?;
        for (place, party) in parties.iter().enumerate() {
            let name = self.words.optional(self.connection, party.name.as_deref())?;
            let more = (!party.more.is_empty()).then(|| json(&party.more));
            let more = self.words.json(self.connection, more)?;
            let is_there = cut.is_some_and(|cut| cut.has(party.start, party.end, &party.text));
            insert.execute(params![
                event,
                role,
                place as i64,
                party.code,
                party.sector.join(";"),
                name,
                (!is_there).then_some(&party.text),
                party.start,
                party.end,
                day,
                self.run,
                more
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
fn incident(event: &Event) -> Option<i64> {
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
    Some(parts.iter().fold(Fingerprint::default(), |name, part| name.with(part.as_bytes())).0 as i64)
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
            id: id_of(row.get_ref(2)?),
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
            incident: row.get::<_, Option<i64>>(23)?.map(|name| Fingerprint(name as u64).to_string()),
            event: with_rest(event, more),
        })
    }

    /// Adds the parties.
    pub(crate) fn with_parties(mut self, parties: Vec<(i64, Party)>) -> EventRow {
        for (role, party) in parties {
            match role {
                ACTOR => self.event.actor.push(party),
                RECIPIENT => self.event.recipient.push(party),
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
pub(crate) fn parties_of(
    connection: &rusqlite::Connection,
    event: i64,
    report: Option<i64>,
) -> Result<Vec<(i64, Party)>> {
    let select = r#"SELECT role, code, sector, (SELECT text FROM word WHERE word = name),
        coalesce(text, (SELECT substr(report.text, party.start + 1, party."end" - party.start) FROM report
        WHERE report = ?2), ''), start, "end",
        CASE typeof(more) WHEN 'integer' THEN (SELECT text FROM word WHERE word = more) ELSE more END
        FROM party WHERE event = ?1 ORDER BY role, place"#;
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
    statement.query_map(params![event, report], party)?.collect()
}

/// Number, text and place of a sentence.
pub(crate) fn sentence_of(connection: &rusqlite::Connection, sentence: i64) -> Result<Option<(u32, String)>> {
    let mut statement = connection.prepare_cached("SELECT number, text FROM sentences WHERE sentence = ?")?;
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
