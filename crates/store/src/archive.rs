//! An archive on the disk: opened to write or to read, copied while it is written.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, params};
use tiltmeter_record::Report;

use crate::words::Words;
use crate::{Error, Run, report_id, schema};

/// An archive.
#[derive(Debug)]
pub struct Archive {
    pub(crate) connection: Connection,
    pub(crate) path: PathBuf,
    pub(crate) words: Words,
}

/// What is known of an input that is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InputState {
    /// Its number.
    pub input: i64,
    /// Whether all of it is in.
    pub whole: bool,
    /// Pieces of it that are in: reading goes on at this place.
    pub n_done: u64,
}

impl Archive {
    /// Opens an archive to write to it, and makes it where it is not there.
    pub fn open(path: &Path) -> Result<Archive, Error> {
        Ok(Archive::of(schema::open_to_write(path)?, path))
    }

    /// Opens an archive to ask it: what is asked sees one moment of it, whoever writes meanwhile.
    pub fn read(path: &Path) -> Result<Archive, Error> {
        Ok(Archive::of(schema::open_to_read(path)?, path))
    }

    fn of(connection: Connection, path: &Path) -> Archive {
        Archive { connection, path: path.to_path_buf(), words: Words::default() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The number of a run, entered where it is new. The first of an archive answers until another is chosen.
    pub fn run(&mut self, run: &Run) -> Result<i64, Error> {
        let failed = Error::of("write", &self.path);
        let transaction = self.connection.transaction().map_err(failed)?;
        let id = run.id();
        let insert =
            "INSERT OR IGNORE INTO run (id, program, model, lexicon, ontology) VALUES (?, ?, ?, ?, ?)";
        transaction
            .execute(insert, params![id, run.program, run.model, run.lexicon, run.ontology])
            .map_err(failed)?;
        transaction.execute("INSERT OR IGNORE INTO choice VALUES ('run', ?)", [&id]).map_err(failed)?;
        let number = transaction.query_row("SELECT run FROM run WHERE id = ?", [&id], |row| row.get(0));
        let number = number.map_err(failed)?;
        transaction.commit().map_err(failed)?;
        Ok(number)
    }

    /// What is known of an input of that name; `mark` tells what it held, so that a file that changed is another.
    pub fn input(&mut self, name: &str, mark: &str) -> Result<InputState, Error> {
        let failed = Error::of("write", &self.path);
        let insert = "INSERT OR IGNORE INTO input (name, mark) VALUES (?, ?)";
        self.connection.execute(insert, [name, mark]).map_err(failed)?;
        let select = "SELECT input, whole, (SELECT coalesce(max(place) + 1, 0) FROM ledger WHERE ledger.input = \
                      input.input) FROM input WHERE name = ? AND mark = ?";
        let state = |row: &rusqlite::Row<'_>| {
            Ok(InputState { input: row.get(0)?, whole: row.get(1)?, n_done: row.get::<_, i64>(2)? as u64 })
        };
        self.connection.query_row(select, [name, mark], state).map_err(failed)
    }

    /// Whether a report is in and was coded in that run, so that it need not be coded again. What is being written
    /// is not seen: the writer looks again.
    pub fn has_coded(&self, run: i64, report: &Report) -> Result<bool, Error> {
        // The name leads: the database would go through all that the run coded, or all reports of that key.
        let select = "SELECT 1 FROM report CROSS JOIN coding ON coding.run = ?1 AND coding.report = report.report \
                      WHERE report.id = ?2 AND +report.doc = ?3 AND report.text = ?4";
        let mut statement = self.connection.prepare_cached(select).map_err(Error::of("ask", &self.path))?;
        let values = params![run, report_id(report), report.id, report.text];
        statement.exists(values).map_err(Error::of("ask", &self.path))
    }

    /// From now on everything that is asked sees the archive as it is at this moment, whoever writes meanwhile.
    pub fn hold_moment(&self) -> Result<(), Error> {
        let failed = Error::of("ask", &self.path);
        self.connection.execute_batch("BEGIN; SELECT count(*) FROM run;").map_err(failed)
    }

    /// Reports behind the number `after` that some run coded and that one did not, by their numbers.
    pub fn to_code(&self, run: i64, after: i64, limit: usize) -> Result<Vec<(i64, Report)>, Error> {
        let failed = Error::of("ask", &self.path);
        let select = "SELECT report, doc, date, title, text, url, publisher, language FROM report
            WHERE report > ?2 AND NOT EXISTS (SELECT 1 FROM coding WHERE run = ?1 AND coding.report = report.report)
            AND EXISTS (SELECT 1 FROM run CROSS JOIN coding USING (run) WHERE coding.report = report.report)
            ORDER BY report LIMIT ?3";
        let mut statement = self.connection.prepare_cached(select).map_err(failed)?;
        let report = |row: &rusqlite::Row<'_>| {
            let date: Option<String> = row.get(2)?;
            let report = Report {
                id: row.get(1)?,
                date: date.and_then(|date| date.parse().ok()),
                title: row.get(3)?,
                text: row.get(4)?,
                url: row.get(5)?,
                publisher: row.get(6)?,
                language: row.get(7)?,
            };
            Ok((row.get(0)?, report))
        };
        let found = statement.query_map(params![run, after, limit as i64], report).map_err(failed)?;
        found.collect::<Result<_, _>>().map_err(failed)
    }

    /// How many there are.
    pub fn n_to_code(&self, run: i64) -> Result<u64, Error> {
        let select = "SELECT (SELECT count(DISTINCT report) FROM coding) -
            (SELECT count(*) FROM coding WHERE run = ?)";
        let number = self.connection.query_row(select, [run], |row| row.get::<_, i64>(0));
        number.map(|number| number as u64).map_err(Error::of("ask", &self.path))
    }

    /// Copies the archive as it is at one moment, while others write to it.
    pub fn backup(&self, to: &Path) -> Result<(), Error> {
        let failed = Error::of("write", to);
        let mut copy = Connection::open(to).map_err(failed)?;
        let backup = Backup::new(&self.connection, &mut copy).map_err(Error::of("ask", &self.path))?;
        // All pages in one step: between steps another's write would begin the copy anew, forever.
        backup.run_to_completion(i32::MAX, Duration::ZERO, None).map_err(failed)?;
        drop(backup);
        copy.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA user_version;")
            .map_err(failed)?;
        copy.close().map_err(|(_, source)| failed(source))
    }
}
