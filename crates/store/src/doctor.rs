//! Whether an archive is sound: what is wrong, how often, and what mends it.

use serde::Serialize;

use crate::copies::countable;
use crate::counting::Counting;
use crate::{Archive, Error};

/// Something wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// What.
    pub what: String,
    /// How often.
    pub times: u64,
    /// What mends it.
    pub mend: &'static str,
}

const FROM_BACKUP: &str = "take a backup, or read the inputs again into a new archive";
const MEND: &str = "tiltmeter doctor --mend";
const CODE_ANEW: &str = "read the inputs again into a new archive";

// Each counts what must not be.
const CHECKS: [(&str, &str, &str); 14] = [
    ("events of no run", "SELECT count(*) FROM event WHERE run NOT IN (SELECT run FROM run)", CODE_ANEW),
    (
        "the run in use is not there",
        "SELECT count(*) FROM choice WHERE name = 'run' AND value NOT IN (SELECT id FROM run)",
        "tiltmeter runs use ID",
    ),
    (
        "events whose report is not there",
        "SELECT count(*) FROM event WHERE report IS NOT NULL AND report NOT IN (SELECT report FROM report)",
        CODE_ANEW,
    ),
    (
        "events of reports without their sentence",
        "SELECT count(*) FROM event WHERE report IS NOT NULL AND (sentence IS NULL OR sentence NOT IN
         (SELECT sentence FROM sentence))",
        CODE_ANEW,
    ),
    (
        "words of events that do not stand where they are said to",
        r#"SELECT count(*) FROM event JOIN report USING (report) WHERE instr(text, char(0)) = 0
           AND ("end" > length(text) OR substr(text, start + 1, "end" - start) <> words)"#,
        CODE_ANEW,
    ),
    (
        "sentences that do not stand where they are said to",
        r#"SELECT count(*) FROM sentence JOIN report USING (report) WHERE instr(report.text, char(0)) = 0
           AND ("end" > length(report.text) OR substr(report.text, start + 1, "end" - start) <> sentence.text)"#,
        CODE_ANEW,
    ),
    (
        "reports whose records are not all there",
        "SELECT count(*) FROM coding WHERE events <> (SELECT count(*) FROM event WHERE event.report = coding.report
         AND event.run = coding.run) OR statements <> (SELECT count(*) FROM statement WHERE
         statement.report = coding.report AND statement.run = coding.run)",
        CODE_ANEW,
    ),
    (
        "reports that no line of the ledger tells of",
        "SELECT count(*) FROM report WHERE report NOT IN (SELECT report FROM ledger WHERE report IS NOT NULL)",
        CODE_ANEW,
    ),
    (
        "reports that are there twice",
        "SELECT count(*) FROM (SELECT 1 FROM report GROUP BY id, doc, text HAVING count(*) > 1)",
        CODE_ANEW,
    ),
    (
        "events merged into one that does not count",
        "SELECT count(*) FROM event WHERE same_as IS NOT NULL AND same_as NOT IN
         (SELECT event FROM event WHERE same_as IS NULL)",
        CODE_ANEW,
    ),
    (
        "events with a wrong number of mentions",
        "SELECT count(*) FROM event WHERE same_as IS NULL AND report IS NOT NULL AND mentions <>
         1 + (SELECT count(*) FROM event other WHERE other.same_as = event.event)",
        CODE_ANEW,
    ),
    (
        "acts that are not of events that count",
        "SELECT count(*) FROM act WHERE event NOT IN (SELECT event FROM event WHERE same_as IS NULL)",
        MEND,
    ),
    (
        "weeks that are not the sum of their acts",
        "SELECT count(*) FROM (SELECT run, a, b, week, forward, status, official, events, mentions FROM dyad_week EXCEPT
         SELECT act.run, a, b, CASE WHEN act.day + 3 >= 0 THEN (act.day + 3) / 7 ELSE (act.day + 3 - 6) / 7 END,
         forward, coalesce((SELECT text FROM word WHERE word = event.status), 'actual'), official, count(*), sum(mentions)
         FROM act JOIN event USING (event) GROUP BY 1, 2, 3, 4, 5, 6, 7)",
        MEND,
    ),
    (
        "reports and sentences that the index of words lacks",
        "SELECT abs((SELECT count(*) FROM report) - (SELECT count(*) FROM report_words_docsize)) +
         abs((SELECT count(*) FROM sentence) - (SELECT count(*) FROM sentence_words_docsize))",
        MEND,
    ),
];

impl Archive {
    /// What is wrong with it; nothing, where it is sound.
    pub fn faults(&self) -> Result<Vec<Fault>, Error> {
        let failed = Error::of("ask", &self.path);
        let mut faults = Vec::new();
        let mut pages = self.connection.prepare("PRAGMA integrity_check(20)").map_err(failed)?;
        let words = pages.query_map([], |row| row.get::<_, String>(0)).map_err(failed)?;
        for what in words {
            let what = what.map_err(failed)?;
            if what != "ok" {
                faults.push(Fault { what: format!("the file: {what}"), times: 1, mend: FROM_BACKUP });
            }
        }
        for (what, select, mend) in CHECKS {
            let times = self.connection.query_row(select, [], |row| row.get::<_, i64>(0)).map_err(failed)?;
            if times > 0 {
                faults.push(Fault { what: what.to_string(), times: times as u64, mend });
            }
        }
        Ok(faults)
    }

    /// Makes anew what follows from the rest: acts, weeks, indexes of words.
    pub fn mend(&mut self) -> Result<(), Error> {
        let failed = Error::of("write", &self.path);
        let transaction = self.connection.transaction().map_err(failed)?;
        let emptied = "DELETE FROM act; DELETE FROM dyad_week; REINDEX;
            INSERT INTO report_words (report_words) VALUES ('rebuild');
            INSERT INTO sentence_words (sentence_words) VALUES ('rebuild');";
        transaction.execute_batch(emptied).map_err(failed)?;
        count_anew(&transaction).map_err(failed)?;
        transaction.commit().map_err(failed)
    }
}

fn count_anew(connection: &rusqlite::Connection) -> rusqlite::Result<()> {
    let mut runs = connection.prepare("SELECT run FROM run ORDER BY run")?;
    let runs = runs.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    for run in runs {
        let mut counting = Counting::default();
        let mut events = connection.prepare(
            "SELECT event FROM event WHERE run = ? AND same_as IS NULL AND day IS NOT NULL ORDER BY event",
        )?;
        let mut rows = events.query([run])?;
        while let Some(row) = rows.next()? {
            if let Some((countable, mentions)) = countable(connection, row.get(0)?)? {
                counting.count(connection, run, &countable, mentions)?;
            }
        }
        counting.write(connection, run)?;
    }
    Ok(())
}
