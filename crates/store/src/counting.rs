//! Events that count, as acts from state to state and as sums by week: kept with every batch, in its transaction.

use std::collections::BTreeMap;

use rusqlite::{Connection, Result, params};

use tiltmeter_record::Status;

use crate::{Event, Party, week};

/// An event, as far as counting goes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Countable {
    pub(crate) number: i64,
    day: i32,
    status: String,
    quad: u8,
    scale: f64,
    confidence: f64,
    pairs: Vec<Pair>,
}

#[derive(Clone, Debug, PartialEq)]
struct Pair {
    a: String,
    b: String,
    forward: bool,
    official: bool,
}

impl Countable {
    /// `None` where it has no day or no score, or does not pass from one coded party to another.
    pub(crate) fn of(number: i64, event: &Event) -> Option<Countable> {
        let pairs = pairs(&event.actor, &event.recipient);
        let day = event.day().filter(|_| !pairs.is_empty())?;
        let (quad, scale) = (event.quad_code?, event.event_scale?);
        Some(Countable {
            number,
            day,
            // Data of other systems tell what happened where they tell no status.
            status: event
                .status
                .clone()
                .filter(|status| !status.is_empty())
                .unwrap_or(Status::Actual.code().into()),
            quad,
            scale,
            // What no program weighed counts whole.
            confidence: event.confidence.unwrap_or(1.0),
            pairs,
        })
    }
}

// Every actor with every recipient.
fn pairs(actors: &[Party], recipients: &[Party]) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::new();
    for actor in actors {
        for recipient in recipients {
            let (Some(from), Some(to)) = (&actor.code, &recipient.code) else { continue };
            let forward = from < to;
            let (a, b) = if forward { (from, to) } else { (to, from) };
            let known = pairs.iter().any(|pair| (&pair.a, &pair.b, pair.forward) == (a, b, forward));
            if from != to && !known {
                let official = is_official(actor) && is_official(recipient);
                pairs.push(Pair { a: a.clone(), b: b.clone(), forward, official });
            }
        }
    }
    pairs
}

// The state itself, its government, its forces.
fn is_official(party: &Party) -> bool {
    party.sector.is_empty() || party.sector.iter().any(|sector| matches!(sector.as_str(), "GOV" | "MIL"))
}

/// What a batch adds to the weeks and takes from them.
#[derive(Debug, Default)]
pub(crate) struct Counting {
    weeks: BTreeMap<Week, [i64; 9]>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Week {
    a: String,
    b: String,
    week: i32,
    forward: bool,
    status: String,
    official: bool,
}

impl Counting {
    /// Counts an event that is told so often.
    pub(crate) fn count(
        &mut self,
        connection: &Connection,
        run: i64,
        event: &Countable,
        mentions: i64,
    ) -> Result<()> {
        let mut insert = connection.prepare_cached("INSERT INTO act VALUES (?, ?, ?, ?, ?, ?, ?)")?;
        for Pair { a, b, forward, official } in &event.pairs {
            insert.execute(params![run, a, b, event.day, event.number, forward, official])?;
        }
        self.add(event, 1, mentions);
        Ok(())
    }

    /// Takes an event back that was counted so.
    pub(crate) fn discount(
        &mut self,
        connection: &Connection,
        run: i64,
        event: &Countable,
        mentions: i64,
    ) -> Result<()> {
        let delete =
            "DELETE FROM act WHERE run = ? AND a = ? AND b = ? AND day = ? AND event = ? AND forward = ?";
        let mut delete = connection.prepare_cached(delete)?;
        for Pair { a, b, forward, .. } in &event.pairs {
            delete.execute(params![run, a, b, event.day, event.number, forward])?;
        }
        self.add(event, -1, -mentions);
        Ok(())
    }

    /// Counts more mentions of an event, or fewer.
    pub(crate) fn mention(&mut self, event: &Countable, more: i64) {
        self.add(event, 0, more);
    }

    fn add(&mut self, event: &Countable, events: i64, mentions: i64) {
        let millionths = |number: f64| (number * 1e6).round() as i64 * events;
        for pair in &event.pairs {
            let week = Week {
                a: pair.a.clone(),
                b: pair.b.clone(),
                week: week(event.day),
                forward: pair.forward,
                status: event.status.clone(),
                official: pair.official,
            };
            let weight = millionths(event.confidence);
            let sums = self.weeks.entry(week).or_default();
            let score = event.confidence * event.scale;
            let more = [events, mentions, weight, millionths(score), millionths(score * event.scale)];
            sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
            sums[4 + usize::from(event.quad.clamp(1, 4))] += weight;
        }
    }

    /// Writes the sums.
    pub(crate) fn write(self, connection: &Connection, run: i64) -> Result<()> {
        let upsert = "INSERT INTO dyad_week VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET events = events + excluded.events, mentions = mentions + excluded.mentions,
            weight = weight + excluded.weight, sum = sum + excluded.sum, squares = squares + excluded.squares,
            quad1 = quad1 + excluded.quad1, quad2 = quad2 + excluded.quad2, quad3 = quad3 + excluded.quad3,
            quad4 = quad4 + excluded.quad4";
        let mut upsert = connection.prepare_cached(upsert)?;
        let delete =
            "DELETE FROM dyad_week WHERE run = ? AND a = ? AND b = ? AND week = ? AND forward = ? AND
            status = ? AND official = ? AND events = 0";
        let mut delete = connection.prepare_cached(delete)?;
        for (Week { a, b, week, forward, status, official }, sums) in &self.weeks {
            let [events, mentions, weight, sum, squares, q1, q2, q3, q4] = sums;
            upsert.execute(params![
                run, a, b, week, forward, status, official, events, mentions, weight, sum, squares, q1, q2,
                q3, q4
            ])?;
            if *events < 0 {
                delete.execute(params![run, a, b, week, forward, status, official])?;
            }
        }
        Ok(())
    }
}
