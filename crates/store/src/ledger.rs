//! The ledger: what became of every record of every input.

use rusqlite::params;
use serde::Serialize;

use crate::{Archive, Error};

/// What became of the records of one input.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "docs/archive.md tells each field")]
pub struct InputFates {
    pub input: String,
    pub whole: bool,
    pub records: u64,
    pub coded: u64,
    pub copies: u64,
    pub again: u64,
    pub unread: u64,
    pub empty: u64,
    pub broken: u64,
    pub imported: u64,
}

/// What became of one record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "docs/archive.md tells each field")]
pub struct Fate {
    pub input: String,
    pub number: u64,
    pub fate: String,
    pub doc: Option<String>,
    pub report: Option<String>,
    /// The report that it copies.
    pub copies: Option<String>,
    pub why: Option<String>,
}

impl Archive {
    /// The fates of each input, counted. A copy is coded and counted among both.
    pub fn ledger(&self) -> Result<Vec<InputFates>, Error> {
        let failed = Error::of("ask", &self.path);
        let select = "SELECT name, whole, count(place), sum(fate = 'coded'),
            sum(fate = 'coded' AND copy.story IS NOT NULL AND copy.story <> ledger.report), sum(fate = 'again'),
            sum(fate = 'unread'), sum(fate = 'empty'), sum(fate = 'broken'), sum(fate = 'imported')
            FROM input LEFT JOIN ledger USING (input) LEFT JOIN copy ON copy.report = ledger.report
            GROUP BY input ORDER BY input";
        let mut statement = self.connection.prepare(select).map_err(failed)?;
        let fates = |row: &rusqlite::Row<'_>| {
            let count = |column: usize| row.get::<_, Option<i64>>(column).map(|n| n.unwrap_or(0) as u64);
            Ok(InputFates {
                input: row.get(0)?,
                whole: row.get(1)?,
                records: count(2)?,
                coded: count(3)?,
                copies: count(4)?,
                again: count(5)?,
                unread: count(6)?,
                empty: count(7)?,
                broken: count(8)?,
                imported: count(9)?,
            })
        };
        let inputs = statement.query_map([], fates).map_err(failed)?;
        inputs.collect::<Result<_, _>>().map_err(failed)
    }

    /// The records of that fate, or of any, one after the other. `copy` is a fate too: coded, and a copy.
    pub fn fates<E: From<Error>>(
        &self,
        fate: Option<&str>,
        mut take: impl FnMut(Fate) -> Result<(), E>,
    ) -> Result<(), E> {
        let failed = Error::of("ask", &self.path);
        let select = "SELECT name, number, fate, report.doc, report.id,
            (SELECT head.id FROM copy JOIN report head ON head.report = copy.story
             WHERE copy.report = ledger.report AND copy.story <> copy.report) AS head, why
            FROM ledger JOIN input USING (input) LEFT JOIN report ON report.report = ledger.report
            WHERE ?1 IS NULL OR fate = ?1 OR (?1 = 'copy' AND fate = 'coded' AND head IS NOT NULL)
            ORDER BY input, place, item";
        let mut statement = self.connection.prepare(select).map_err(failed)?;
        let mut rows = statement.query(params![fate]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            take(fate_of(row).map_err(failed)?)?;
        }
        Ok(())
    }
}

fn fate_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Fate> {
    Ok(Fate {
        input: row.get(0)?,
        number: row.get::<_, i64>(1)? as u64,
        fate: row.get(2)?,
        doc: row.get(3)?,
        report: row.get(4)?,
        copies: row.get(5)?,
        why: row.get(6)?,
    })
}
