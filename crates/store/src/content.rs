//! What an archive holds, whatever the order in which it came: two archives of the same reports are alike, with one
//! thread or eight, at once or resumed, in any order.
//!
//! Compared are all rows by what they say. Left out are the numbers of rows, the names of inputs, batches and their
//! times: where and when things came from is told by the ledger, and is not the same twice.

use rusqlite::types::ValueRef;
use serde::Serialize;
use tiltmeter_record::Fingerprint;

use crate::{Archive, Error};

/// One part of an archive's content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Content {
    /// Which part.
    pub what: &'static str,
    /// Its rows.
    pub rows: u64,
    /// The sum of their fingerprints: it hangs on every row and not on their order.
    pub digest: String,
}

const PARTS: [(&str, &str); 10] = [
    ("reports", "SELECT id, doc, date, title, url, publisher, language, text FROM report"),
    (
        "codings",
        "SELECT run.id, report.id, events, statements FROM coding JOIN run USING (run) JOIN report USING (report)",
    ),
    (
        "sentences",
        r#"SELECT report.id, number, start, "end", sentences.text FROM sentences JOIN report USING (report)"#,
    ),
    (
        "events",
        r#"SELECT events.run, report.id, events.id, sentence.number, events.type, events.mode, events.context,
           events.quad, events.scale, events.cameo, events.date, events.published, event.day, events.status,
           events.words, event.start, event."end", (SELECT text FROM word WHERE word = event.cue), events.location,
           events.confidence, events.rule, events.mentions, events.incident,
           CASE typeof(event.more) WHEN 'integer' THEN (SELECT text FROM word WHERE word = event.more)
           ELSE event.more END, (SELECT first.id || head.id FROM events first JOIN event told USING (event)
           JOIN report head USING (report) WHERE first.event = event.same_as)
           FROM event JOIN events USING (event) LEFT JOIN report ON report.report = event.report
           LEFT JOIN sentence ON sentence.sentence = event.sentence"#,
    ),
    (
        "parties",
        r#"SELECT events.run, report.id, events.id, role, place, code, sector, name, parties.text, parties.start,
           parties."end", parties.day, parties.more FROM parties JOIN event USING (event) JOIN events USING (event)
           LEFT JOIN report ON report.report = event.report"#,
    ),
    (
        "acts",
        "SELECT events.run, a, b, act.day, events.id, report.id, forward, official FROM act JOIN event USING (event)
         JOIN events USING (event) LEFT JOIN report ON report.report = event.report",
    ),
    (
        "weeks",
        "SELECT run.id, a, b, week, forward, status, official, events, mentions, weight, sum, squares, quad1, quad2,
         quad3, quad4 FROM dyad_week JOIN run USING (run)",
    ),
    (
        "statements",
        "SELECT statements.run, report.id, statements.id, sentence.number, statement.speaker, statement.addressee,
         CASE json_type(statement.cue) WHEN 'array' THEN json_object('start', json_extract(statement.cue, '$[0]'),
         'end', json_extract(statement.cue, '$[1]'), 'text', statements.cue) ELSE statement.cue END,
         (SELECT json_group_array(json(CASE part.type WHEN 'array' THEN json_object('start',
         json_extract(part.value, '$[0]'), 'end', json_extract(part.value, '$[1]'), 'text', substr(report.text,
         json_extract(part.value, '$[0]') + 1, json_extract(part.value, '$[1]') - json_extract(part.value, '$[0]')))
         ELSE part.value END)) FROM json_each(statement.content) AS part), statements.form, statements.rule,
         CASE typeof(statement.more) WHEN 'integer' THEN (SELECT text FROM word WHERE word = statement.more)
         ELSE statement.more END
         FROM statement JOIN statements USING (statement) JOIN report ON report.report = statement.report
         LEFT JOIN sentence ON sentence.sentence = statement.sentence",
    ),
    (
        "stories",
        "SELECT report.id, head.id FROM copy JOIN report USING (report) JOIN report head ON head.report = copy.story",
    ),
    ("fates", "SELECT fate, report.id, why FROM ledger LEFT JOIN report ON report.report = ledger.report"),
];

impl Archive {
    /// The content, part by part.
    pub fn content(&self) -> Result<Vec<Content>, Error> {
        let of = |(what, select): (&'static str, &str)| {
            let (rows, sum) = self.digest(select).map_err(Error::of("ask", &self.path))?;
            Ok(Content { what, rows, digest: Fingerprint(sum).to_string() })
        };
        PARTS.into_iter().map(of).collect()
    }

    fn digest(&self, select: &str) -> rusqlite::Result<(u64, u64)> {
        let mut statement = self.connection.prepare(select)?;
        let n_columns = statement.column_count();
        let mut rows = statement.query([])?;
        let (mut n_rows, mut sum) = (0, 0u64);
        while let Some(row) = rows.next()? {
            let mut name = Fingerprint::default();
            for column in 0..n_columns {
                name = match row.get_ref(column)? {
                    ValueRef::Null => name.with(b"-"),
                    ValueRef::Integer(number) => name.with(b"i").with(&number.to_le_bytes()),
                    ValueRef::Real(number) => name.with(b"r").with(&number.to_le_bytes()),
                    ValueRef::Text(text) => name.with(b"t").with(text),
                    ValueRef::Blob(bytes) => name.with(b"b").with(bytes),
                };
            }
            sum = sum.wrapping_add(name.0);
            n_rows += 1;
        }
        Ok((n_rows, sum))
    }
}
