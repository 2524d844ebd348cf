//! Weeks of dyads out of the rollup: series, and which states moved.

use std::collections::BTreeMap;

use rusqlite::params;
use serde::Serialize;
use tiltmeter_record::Status;

use crate::{Archive, Error};

/// What passed from one state to another in one week.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WeekCell {
    /// Counted from Monday 1969-12-29.
    pub week: i32,
    /// The state whose code comes first.
    pub a: String,
    /// The other.
    pub b: String,
    /// Whether `a` acts.
    pub forward: bool,
    /// Status of the events.
    pub status: String,
    /// Whether both sides are the state itself, its government or its forces.
    pub official: bool,
    /// Events.
    pub events: i64,
    /// Reports that tell them.
    pub mentions: i64,
    /// Sum of confidences.
    pub weight: f64,
    /// Sum of confidence × scale.
    pub sum: f64,
    /// Sum of confidence × scale².
    pub squares: f64,
    /// Sums of confidences by quad class.
    pub quads: [f64; 4],
}

/// How the acts of and upon a state changed: a week beside those before it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Mover {
    /// The state's code.
    pub state: String,
    /// Its events in the week.
    pub events: i64,
    /// Its events a week before.
    pub events_before: f64,
    /// Their mean score in the week.
    pub scale: f64,
    /// Their mean score before.
    pub scale_before: f64,
}

impl Mover {
    /// How far the mean score moved.
    pub fn change(&self) -> f64 {
        self.scale - self.scale_before
    }
}

const COLUMNS: &str =
    "week, a, b, forward, status, official, events, mentions, weight, sum, squares, quad1, quad2,
    quad3, quad4";

impl Archive {
    /// The weeks of a dyad, in order.
    pub fn weeks_of(&self, run: i64, one: &str, other: &str) -> Result<Vec<WeekCell>, Error> {
        let (a, b) = if one < other { (one, other) } else { (other, one) };
        // Weeks come first in the table: each that holds anything is looked up.
        let select = format!(
            "WITH RECURSIVE known (number) AS (SELECT min(week) FROM dyad_week WHERE run = ?1 UNION ALL
                SELECT (SELECT min(week) FROM dyad_week WHERE run = ?1 AND week > number) FROM known
                WHERE number IS NOT NULL)
             SELECT {COLUMNS} FROM known CROSS JOIN dyad_week ON run = ?1 AND week = number AND a = ?2 AND b = ?3"
        );
        let read = || -> rusqlite::Result<Vec<WeekCell>> {
            let mut statement = self.connection.prepare_cached(&select)?;
            statement.query_map(params![run, a, b], cell)?.collect()
        };
        read().map_err(Error::of("ask", &self.path))
    }

    /// The weeks of all dyads, in the order of weeks.
    pub fn weeks<E: From<Error>>(
        &self,
        run: i64,
        mut take: impl FnMut(WeekCell) -> Result<(), E>,
    ) -> Result<(), E> {
        let failed = Error::of("ask", &self.path);
        let select = format!("SELECT {COLUMNS} FROM dyad_week WHERE run = ? ORDER BY week, a, b");
        let mut statement = self.connection.prepare_cached(&select).map_err(failed)?;
        let mut rows = statement.query([run]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            take(cell(row).map_err(failed)?)?;
        }
        Ok(())
    }

    /// The last day of acts of which this holds: parties, whether both are official, and status.
    pub fn last_day(
        &self,
        run: i64,
        counts: impl Fn(&str, &str, bool, &str) -> bool,
    ) -> Result<Option<i32>, Error> {
        let select =
            "SELECT act.day, a, b, official, coalesce((SELECT text FROM word WHERE word = event.status), '')
            FROM act JOIN event USING (event) WHERE act.run = ? AND month = ?";
        let last_before = "SELECT max(month) FROM act WHERE run = ? AND month < ?";
        let read = || -> rusqlite::Result<Option<i32>> {
            let mut month = i32::MAX;
            loop {
                let mut last = self.connection.prepare_cached(last_before)?;
                let Some(known) = last.query_row(params![run, month], |row| row.get(0))? else {
                    return Ok(None);
                };
                month = known;
                let mut latest = None;
                let mut statement = self.connection.prepare_cached(select)?;
                let mut rows = statement.query(params![run, month])?;
                while let Some(row) = rows.next()? {
                    let day: i32 = row.get(0)?;
                    let status = row.get_ref(4)?.as_str().unwrap_or_default();
                    let status = if status.is_empty() { Status::Actual.code() } else { status };
                    let (a, b) = (row.get_ref(1)?, row.get_ref(2)?);
                    let (a, b) = (a.as_str().unwrap_or_default(), b.as_str().unwrap_or_default());
                    if latest < Some(day) && counts(a, b, row.get(3)?, status) {
                        latest = Some(day);
                    }
                }
                if latest.is_some() {
                    return Ok(latest);
                }
            }
        };
        read().map_err(Error::of("ask", &self.path))
    }

    /// All states with events in that week, by how far their mean score moved from that of the `back` weeks before
    /// it. Counted is what was done or announced, between states, governments and forces.
    pub fn movers(&self, run: i64, week: i32, back: i32) -> Result<Vec<Mover>, Error> {
        let select = "SELECT a, b, week = ?2, sum(events), sum(weight), sum(sum) FROM dyad_week
            WHERE run = ?1 AND week BETWEEN ?2 - ?3 AND ?2 AND official = 1 AND status IN ('actual', 'future')
            GROUP BY a, b, week = ?2";
        let mut sides: BTreeMap<String, [(i64, f64, f64); 2]> = BTreeMap::new();
        let mut read = || -> rusqlite::Result<()> {
            let mut statement = self.connection.prepare_cached(select)?;
            let mut rows = statement.query(params![run, week, back])?;
            while let Some(row) = rows.next()? {
                let now: bool = row.get(2)?;
                let (events, weight, sum): (i64, i64, i64) = (row.get(3)?, row.get(4)?, row.get(5)?);
                for state in [row.get::<_, String>(0)?, row.get(1)?] {
                    let side = &mut sides.entry(state).or_default()[usize::from(now)];
                    *side = (side.0 + events, side.1 + weight as f64, side.2 + sum as f64);
                }
            }
            Ok(())
        };
        read().map_err(Error::of("ask", &self.path))?;
        let mover = |(state, [before, now]): (String, [(i64, f64, f64); 2])| {
            let mean = |(_, weight, sum): (i64, f64, f64)| (weight > 0.0).then(|| sum / weight);
            let events_before = before.0 as f64 / f64::from(back.max(1));
            Some(Mover {
                state,
                events: now.0,
                events_before,
                scale: mean(now)?,
                scale_before: mean(before)?,
            })
        };
        let mut movers: Vec<Mover> = sides.into_iter().filter_map(mover).collect();
        movers.sort_by(|x, y| {
            y.change().abs().total_cmp(&x.change().abs()).then_with(|| x.state.cmp(&y.state))
        });
        Ok(movers)
    }
}

fn cell(row: &rusqlite::Row<'_>) -> rusqlite::Result<WeekCell> {
    let whole = |column: usize| row.get::<_, i64>(column).map(|millionths| millionths as f64 / 1e6);
    Ok(WeekCell {
        week: row.get(0)?,
        a: row.get(1)?,
        b: row.get(2)?,
        forward: row.get(3)?,
        status: row.get(4)?,
        official: row.get(5)?,
        events: row.get(6)?,
        mentions: row.get(7)?,
        weight: whole(8)?,
        sum: whole(9)?,
        squares: whole(10)?,
        quads: [whole(11)?, whole(12)?, whole(13)?, whole(14)?],
    })
}
