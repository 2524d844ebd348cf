//! Events without their words, one after the other: what measuring asks of an archive.
//!
//! A series of dyads needs the parties, the day and the score of every event, and the words of very few. These are asked
//! for by [`Archive::event_of`] once it is known which they are.

use std::rc::Rc;

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, Row, params_from_iter};
use rustc_hash::FxHashMap;
use tiltmeter_record::Fingerprint;

use crate::events::{ACTOR, SPEAKER};
use crate::words::id_of;
use crate::{Archive, Error, FoundEvent};

/// An event without its words.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "docs/archive.md tells each field")]
pub struct BareEvent {
    /// Its number in this archive, for [`Archive::event_of`].
    pub number: i64,
    /// What orders events of one day the same in every archive, in whatever order their reports came.
    pub key: u64,
    pub event: Option<Rc<str>>,
    pub mode: String,
    pub cameo: Option<String>,
    pub quad_code: Option<u8>,
    pub event_scale: Option<f64>,
    pub date: Option<Rc<str>>,
    pub published: Option<Rc<str>>,
    pub status: Option<Rc<str>>,
    pub confidence: Option<f64>,
    pub mentions: i64,
    pub actor: Vec<BareParty>,
    pub recipient: Vec<BareParty>,
    /// Code of who says so.
    pub speaker: Option<String>,
}

/// A party without its words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BareParty {
    /// Its code.
    pub code: Option<String>,
    /// Its sectors, parted by semicolons.
    pub sector: String,
}

// Parties of an event follow one another, by role and place: the key of their table.
const SELECT: &str = "SELECT event.event, event.id, event.type, event.mode, event.cameo, event.quad, event.scale,
    event.date, event.published, event.status, event.confidence, event.mentions, party.role, party.code, party.sector
    FROM event LEFT JOIN party ON party.event = event.event";

impl Archive {
    /// The events of a run, told by whichever report first, of days from `since` to `until`. They come in no certain
    /// order.
    pub fn bare_events<E: From<Error>>(
        &self,
        run: i64,
        (since, until): (Option<i32>, Option<i32>),
        mut take: impl FnMut(&BareEvent) -> Result<(), E>,
    ) -> Result<(), E> {
        let failed = Error::of("ask", &self.path);
        // Row after row of the table is several times as fast as by an index, unless few days are asked for.
        let column = if since.is_some() || until.is_some() { "event.run" } else { "+event.run" };
        let mut sql = format!("{SELECT} WHERE {column} = ? AND event.same_as IS NULL");
        let mut values = vec![Sql::Integer(run)];
        for (limit, clause) in [(since, " AND event.day >= ?"), (until, " AND event.day <= ?")] {
            if let Some(day) = limit {
                sql.push_str(clause);
                values.push(i64::from(day).into());
            }
        }
        let mut words = WordTexts { connection: &self.connection, texts: FxHashMap::default() };
        let mut statement = self.connection.prepare_cached(&sql).map_err(failed)?;
        let mut rows = statement.query(params_from_iter(values)).map_err(failed)?;
        let mut event = BareEvent::default();
        while let Some(row) = rows.next().map_err(failed)? {
            if row.get::<_, i64>(0).map_err(failed)? != event.number {
                // Numbers begin with 1.
                if event.number != 0 {
                    take(&event)?;
                }
                event = read(row, &mut words).map_err(failed)?;
            }
            add_party(&mut event, row).map_err(failed)?;
        }
        if event.number == 0 { Ok(()) } else { take(&event) }
    }

    /// The event of that number with its words, its sentence and its reports.
    pub fn event_of(&self, run: &(i64, String), number: i64) -> Result<Option<FoundEvent>, Error> {
        let found = self.event(number, &run.1)?;
        Ok(found.filter(|found| found.number == number))
    }
}

fn read(row: &Row<'_>, words: &mut WordTexts<'_>) -> rusqlite::Result<BareEvent> {
    let id = id_of(row.get_ref(1)?);
    Ok(BareEvent {
        number: row.get(0)?,
        key: Fingerprint::default().with(id.as_bytes()).0,
        event: words.text(row.get(2)?)?,
        mode: row.get(3)?,
        cameo: row.get(4)?,
        quad_code: row.get(5)?,
        event_scale: row.get(6)?,
        date: words.text(row.get(7)?)?,
        published: words.text(row.get(8)?)?,
        status: words.text(row.get(9)?)?,
        confidence: row.get(10)?,
        mentions: row.get(11)?,
        ..BareEvent::default()
    })
}

fn add_party(event: &mut BareEvent, row: &Row<'_>) -> rusqlite::Result<()> {
    let Some(role) = row.get::<_, Option<i64>>(12)? else { return Ok(()) };
    if role == SPEAKER {
        event.speaker = row.get(13)?;
        return Ok(());
    }
    let party = BareParty { code: row.get(13)?, sector: row.get(14)? };
    if role == ACTOR {
        event.actor.push(party)
    } else {
        event.recipient.push(party)
    }
    Ok(())
}

/// Texts of the table `word`, each looked up once: types, statuses and days are few.
struct WordTexts<'c> {
    connection: &'c Connection,
    texts: FxHashMap<i64, Option<Rc<str>>>,
}

impl WordTexts<'_> {
    fn text(&mut self, number: Option<i64>) -> rusqlite::Result<Option<Rc<str>>> {
        let Some(number) = number else { return Ok(None) };
        if let Some(text) = self.texts.get(&number) {
            return Ok(text.clone());
        }
        let mut select = self.connection.prepare_cached("SELECT text FROM word WHERE word = ?")?;
        let text: Option<String> = select.query_row([number], |row| row.get(0)).optional()?;
        let text: Option<Rc<str>> = text.map(Into::into);
        self.texts.insert(number, text.clone());
        Ok(text)
    }
}
