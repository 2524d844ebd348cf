//! Runs: what coded. Re-coding makes a new run beside the old one; an answer names its run.
//!
//! ```
//! use tiltmeter_store::Run;
//! let run = Run { program: "tiltmeter 0.1.0".into(), ..Run::default() };
//! assert_eq!(run.id().len(), 16);
//! assert_ne!(run.id(), Run { lexicon: "mine".into(), ..run.clone() }.id());
//! ```

use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use tiltmeter_record::Fingerprint;

use crate::{Archive, Error};

/// What coded: programs, models, lexicons and ontologies with the same content have the same words here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Run {
    /// The program and its version, or the data set that events came from.
    pub program: String,
    /// The model's fingerprint.
    pub model: String,
    /// The lexicon's.
    pub lexicon: String,
    /// The ontology's.
    pub ontology: String,
}

impl Run {
    /// Its name, made of all of it: the same everywhere.
    pub fn id(&self) -> String {
        let parts = [&self.program, &self.model, &self.lexicon, &self.ontology];
        parts.iter().fold(Fingerprint::default(), |name, part| name.with(part.as_bytes())).to_string()
    }
}

/// A run of an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KnownRun {
    /// Its number in this archive alone.
    #[serde(skip)]
    pub run: i64,
    /// Its name.
    pub id: String,
    /// Whether it answers where none is named.
    pub used: bool,
    /// What coded.
    #[serde(flatten)]
    pub what: Run,
    /// Reports that it coded.
    pub reports: u64,
    /// Events told in them.
    pub tellings: u64,
    /// Events that count: those told by several copies once.
    pub events: u64,
    /// Statements.
    pub statements: u64,
}

/// How the events of two runs differ on the reports that both coded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RunsDiffer {
    /// Reports that both coded.
    pub reports: u64,
    /// Events that are the same in both.
    pub same: u64,
    /// Events of the same words and parties that are coded otherwise.
    pub changed: u64,
    /// Events that only the first has.
    pub only_first: u64,
    /// Events that only the second has.
    pub only_second: u64,
}

impl Archive {
    /// All runs, in the order in which they came.
    pub fn runs(&self) -> Result<Vec<KnownRun>, Error> {
        let failed = Error::of("ask", &self.path);
        let select = "SELECT run, id, program, model, lexicon, ontology,
            id = (SELECT value FROM choice WHERE name = 'run'),
            (SELECT count(*) FROM coding WHERE coding.run = run.run),
            (SELECT count(*) FROM event WHERE event.run = run.run),
            (SELECT count(*) FROM event WHERE event.run = run.run AND same_as IS NULL),
            (SELECT count(*) FROM statement WHERE statement.run = run.run) FROM run ORDER BY run";
        let mut statement = self.connection.prepare(select).map_err(failed)?;
        let known = |row: &rusqlite::Row<'_>| {
            Ok(KnownRun {
                run: row.get(0)?,
                id: row.get(1)?,
                what: Run {
                    program: row.get(2)?,
                    model: row.get(3)?,
                    lexicon: row.get(4)?,
                    ontology: row.get(5)?,
                },
                used: row.get(6)?,
                reports: row.get::<_, i64>(7)? as u64,
                tellings: row.get::<_, i64>(8)? as u64,
                events: row.get::<_, i64>(9)? as u64,
                statements: row.get::<_, i64>(10)? as u64,
            })
        };
        let runs = statement.query_map([], known).map_err(failed)?;
        runs.collect::<Result<_, _>>().map_err(failed)
    }

    /// The number and name of the run called so (the beginning of its name is enough), or of the one in use.
    pub fn find_run(&self, id: Option<&str>) -> Result<(i64, String), Error> {
        let failed = Error::of("ask", &self.path);
        let select = match id {
            Some(_) => "SELECT run, id FROM run WHERE substr(id, 1, length(?1)) = ?1 ORDER BY run LIMIT 2",
            None => {
                "SELECT run, id FROM run WHERE ?1 IS NULL AND id = (SELECT value FROM choice WHERE name = 'run')"
            }
        };
        let mut statement = self.connection.prepare(select).map_err(failed)?;
        let rows = statement.query_map(params![id], |row| Ok((row.get(0)?, row.get(1)?))).map_err(failed)?;
        let mut found: Vec<(i64, String)> = rows.collect::<Result<_, _>>().map_err(failed)?;
        match found.len() {
            1 => Ok(found.remove(0)),
            _ => Err(Error::NoRun(id.unwrap_or("in use").to_string())),
        }
    }

    /// Has a run answer where none is named.
    pub fn use_run(&mut self, id: &str) -> Result<String, Error> {
        let (_, id) = self.find_run(Some(id))?;
        let write = "INSERT INTO choice VALUES ('run', ?1) ON CONFLICT (name) DO UPDATE SET value = ?1";
        self.connection.execute(write, [&id]).map_err(Error::of("write", &self.path))?;
        Ok(id)
    }

    /// How the events of two runs differ on the reports that both coded.
    pub fn diff_runs(&self, first: i64, second: i64) -> Result<RunsDiffer, Error> {
        let count = |select: &str| {
            let number =
                self.connection.query_row(select, params![first, second], |row| row.get::<_, i64>(0));
            number.optional().map(|number| number.unwrap_or(0) as u64).map_err(Error::of("ask", &self.path))
        };
        // Both runs name an event by its report, type and places: the same name is the same act of the same words.
        let both = "FROM event x CROSS JOIN event y ON y.report = x.report AND +y.run = ?2 AND y.id = x.id WHERE x.run = ?1";
        let alike = "x.mode = y.mode AND x.date IS y.date AND x.status = y.status AND x.cameo IS y.cameo AND
            (SELECT group_concat(role || coalesce(code, '') || sector) FROM party WHERE event = x.event) IS
            (SELECT group_concat(role || coalesce(code, '') || sector) FROM party WHERE event = y.event)";
        let only = |own: &str, other: &str| {
            format!(
                "SELECT count(*) FROM coding JOIN coding o ON o.report = coding.report AND o.run = {other}
                 JOIN event x ON x.report = coding.report AND x.run = {own} WHERE coding.run = {own} AND NOT EXISTS
                 (SELECT 1 FROM event y WHERE y.report = x.report AND y.run = {other} AND y.id = x.id)"
            )
        };
        let reports = "SELECT count(*) FROM coding x JOIN coding y ON y.report = x.report AND y.run = ?2
            WHERE x.run = ?1";
        Ok(RunsDiffer {
            reports: count(reports)?,
            same: count(&format!("SELECT count(*) {both} AND {alike}"))?,
            changed: count(&format!("SELECT count(*) {both} AND NOT ({alike})"))?,
            only_first: count(&only("?1", "?2"))?,
            only_second: count(&only("?2", "?1"))?,
        })
    }
}
