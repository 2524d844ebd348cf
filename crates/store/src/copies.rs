//! Copies of reports: found as they come, kept as stories, and their events merged, so that what many papers print
//! is one event with many mentions.
//!
//! A story is all reports that copy one another, directly or through others; the earliest (of a day, by name) heads
//! it. Nothing of this hangs on the order in which reports came.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension, Result, params};

use crate::batch::Likeness;
use crate::counting::Countable;
use crate::events::{COLUMNS, EventRow, parties_of};
use crate::write::Writing;
use crate::{Archive, Error, Event, Party};

impl Archive {
    /// What the latest reports are compared by, the earliest of them first: name of the report, the least name of its
    /// story, mark.
    pub fn marks<E: From<Error>>(
        &self,
        latest: usize,
        mut take: impl FnMut(String, String, Vec<u8>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let failed = Error::of("ask", &self.path);
        let select = "SELECT report.id, coalesce((SELECT min(other.id) FROM copy JOIN copy member USING (story)
            JOIN report other ON other.report = member.report WHERE copy.report = report.report), report.id), mark
            FROM mark JOIN report USING (report)
            WHERE mark.report > (SELECT coalesce(max(report), 0) FROM mark) - ? ORDER BY mark.report";
        let mut statement = self.connection.prepare(select).map_err(failed)?;
        let mut rows = statement.query([latest as i64]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let read = || Ok((row.get(0)?, row.get(1)?, row.get(2)?));
            let (id, story, mark) = read().map_err(failed)?;
            take(id, story, mark)?;
        }
        Ok(())
    }
}

impl Writing<'_> {
    /// Keeps what a new report is compared by, and makes one story of it and what it copies.
    pub(crate) fn place_among_copies(&mut self, report: i64, likeness: &Likeness) -> Result<()> {
        let mut insert = self.connection.prepare_cached("INSERT INTO mark VALUES (?, ?)")?;
        insert.execute(params![report, likeness.mark])?;
        let mut copied = BTreeSet::new();
        let mut select = self.connection.prepare_cached("SELECT report FROM report WHERE id = ?")?;
        for id in &likeness.copies {
            copied.extend(select.query_map([id], |row| row.get(0))?.collect::<Result<Vec<i64>>>()?);
        }
        copied.remove(&report);
        if !copied.is_empty() {
            self.fates.copies += 1;
            self.join_stories(report, &copied)?;
        }
        Ok(())
    }

    fn join_stories(&mut self, report: i64, copied: &BTreeSet<i64>) -> Result<()> {
        let mut members = BTreeSet::from([report]);
        for &other in copied {
            let mut story = self.connection.prepare_cached("SELECT story FROM copy WHERE report = ?")?;
            let story: Option<i64> = story.query_row([other], |row| row.get(0)).optional()?;
            members.insert(other);
            if let Some(story) = story {
                let mut select = self.connection.prepare_cached("SELECT report FROM copy WHERE story = ?")?;
                let others = select.query_map([story], |row| row.get(0))?.collect::<Result<Vec<i64>>>()?;
                members.extend(others);
                self.unsettled.remove(&story);
            }
        }
        let head = self.earliest(&members)?;
        let mut write = self.connection.prepare_cached("INSERT OR REPLACE INTO copy VALUES (?, ?)")?;
        for member in members {
            write.execute([member, head])?;
        }
        self.unsettled.insert(head);
        Ok(())
    }

    fn earliest(&self, reports: &BTreeSet<i64>) -> Result<i64> {
        let mut select = self.connection.prepare_cached("SELECT day, id FROM report WHERE report = ?")?;
        let mut first: Option<((bool, i64, String), i64)> = None;
        for &report in reports {
            let order = select.query_row([report], |row| {
                let day: Option<i64> = row.get(0)?;
                Ok((day.is_none(), day.unwrap_or(0), row.get(1)?))
            })?;
            if first.as_ref().is_none_or(|(least, _)| order < *least) {
                first = Some((order, report));
            }
        }
        Ok(first.expect("a story has reports").1)
    }

    /// Merges the events of a story, in this run: the same act of the same parties with the same date and status, once
    /// a report, is one event. The earliest telling counts.
    pub(crate) fn settle(&mut self, story: i64) -> Result<()> {
        for tellings in self.tellings(story)?.into_values() {
            let (first, others) = tellings.split_first().expect("a group has a telling");
            self.set_counting(&first.row, None, tellings.len() as i64)?;
            for other in others {
                self.set_counting(&other.row, Some(first.row.number), 1)?;
            }
        }
        Ok(())
    }

    // Groups of the same event, each in the order of its reports.
    fn tellings(&self, story: i64) -> Result<BTreeMap<(String, usize), Vec<Telling>>> {
        // In this order: the database would rather go through all events of the run.
        let select = format!(
            "SELECT {COLUMNS}, report.day IS NULL, report.day, report.id FROM copy
             CROSS JOIN report ON report.report = copy.report
             CROSS JOIN event ON event.report = copy.report AND +event.run = ?2 WHERE copy.story = ?1"
        );
        let mut statement = self.connection.prepare_cached(&select)?;
        let read = |row: &rusqlite::Row<'_>| {
            let day: Option<i64> = row.get(26)?;
            Ok((EventRow::read(row)?, (row.get(25)?, day.unwrap_or(0), row.get(27)?)))
        };
        let mut all = Vec::new();
        for found in statement.query_map(params![story, self.run], read)? {
            let (row, order) = found?;
            let parties = parties_of(self.connection, row.number, row.report)?;
            all.push(Telling { row: row.with_parties(parties), order });
        }
        all.sort_by(|x, y| (&x.order, &x.row.event.id).cmp(&(&y.order, &y.row.event.id)));
        let mut groups: BTreeMap<(String, usize), Vec<Telling>> = BTreeMap::new();
        let mut told: BTreeMap<(String, String), usize> = BTreeMap::new();
        for telling in all {
            let key = act(&telling.row.event);
            let nth = told.entry((telling.order.2.clone(), key.clone())).or_default();
            groups.entry((key, *nth)).or_default().push(telling);
            *nth += 1;
        }
        Ok(groups)
    }

    // Writes what counts where it changed, and counts accordingly.
    fn set_counting(&mut self, row: &EventRow, same_as: Option<i64>, mentions: i64) -> Result<()> {
        if row.same_as == same_as && row.mentions == mentions {
            return Ok(());
        }
        let update = "UPDATE event SET same_as = ?, mentions = ? WHERE event = ?";
        self.connection.prepare_cached(update)?.execute(params![same_as, mentions, row.number])?;
        let Some(countable) = Countable::of(row.number, &row.event) else { return Ok(()) };
        let (connection, run) = (self.connection, self.run);
        match (row.same_as, same_as) {
            (None, None) => self.counting.mention(&countable, mentions - row.mentions),
            (None, Some(_)) => self.counting.discount(connection, run, &countable, row.mentions)?,
            (Some(_), None) => self.counting.count(connection, run, &countable, mentions)?,
            (Some(_), Some(_)) => {}
        }
        Ok(())
    }
}

/// What counts of an event that is there, and how often it is told.
pub(crate) fn countable(connection: &rusqlite::Connection, event: i64) -> Result<Option<(Countable, i64)>> {
    let select = format!("SELECT {COLUMNS} FROM event WHERE event = ?");
    let row = connection.prepare_cached(&select)?.query_row([event], EventRow::read)?;
    let parties = parties_of(connection, event, row.report)?;
    let row = row.with_parties(parties);
    Ok(Countable::of(event, &row.event).map(|countable| (countable, row.mentions)))
}

struct Telling {
    row: EventRow,
    // Whether its report has no day, its day, its name.
    order: (bool, i64, String),
}

fn act(event: &Event) -> String {
    // A party without a code is its words.
    let party = |party: &Party| party.code.clone().unwrap_or_else(|| party.text.to_lowercase());
    let side = |parties: &[Party]| {
        let names: BTreeSet<String> = parties.iter().map(party).collect();
        names.into_iter().collect::<Vec<String>>().join(";")
    };
    let date = event.date.as_deref().unwrap_or("");
    let (actors, recipients) = (side(&event.actor), side(&event.recipient));
    [
        event.event.as_deref().unwrap_or(""),
        &event.mode.join(";"),
        &actors,
        &recipients,
        date,
        event.status.as_deref().unwrap_or(""),
    ]
    .join("\t")
}
