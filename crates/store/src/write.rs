//! Batches into the archive: each is there whole and once, or not at all.
//!
//! ```text
//! Batch ──> ledger, reports, sentences ──> events, parties ──> copies settled ──> acts, weeks ──> commit
//! batch     write                          events              copies             counting        synced
//! ```

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Result, TransactionBehavior, params};
use serde_json::Value;
use tiltmeter_record::{Fingerprint, Report};

use crate::batch::{Batch, Coded, Entry, Fates, Found, Incoming, Read};
use crate::counting::Counting;
use crate::words::{Cut, Words};
use crate::{Archive, Error, Party, Statement, Tie, days, report_id};

impl Archive {
    /// Writes a batch. When this returns, the batch is on the disk; where it fails, nothing of it is there.
    pub fn commit(&mut self, batch: &Batch) -> std::result::Result<Fates, Error> {
        let written = write(&mut self.connection, &mut self.words, batch);
        if written.is_err() {
            self.words.forget();
        }
        written.map_err(Error::of("write", &self.path))
    }
}

fn write(connection: &mut Connection, words: &mut Words, batch: &Batch) -> Result<Fates> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut writing = Writing::begin(&transaction, words, batch)?;
    for entry in &batch.entries {
        writing.entry(entry)?;
    }
    let fates = writing.finish()?;
    if batch.whole {
        transaction.execute("UPDATE input SET whole = 1 WHERE input = ?", [batch.input])?;
    }
    transaction.commit()?;
    Ok(fates)
}

/// A transaction on its way.
pub(crate) struct Writing<'c> {
    pub(crate) connection: &'c Connection,
    pub(crate) run: i64,
    pub(crate) words: &'c mut Words,
    pub(crate) counting: Counting,
    /// Stories in which something changed: their events are merged anew at the end.
    pub(crate) unsettled: BTreeSet<i64>,
    pub(crate) fates: Fates,
    input: i64,
    batch: i64,
}

impl<'c> Writing<'c> {
    fn begin(connection: &'c Connection, words: &'c mut Words, batch: &Batch) -> Result<Writing<'c>> {
        connection
            .prepare_cached("INSERT INTO batch (run, at) VALUES (?, ?)")?
            .execute(params![batch.run, batch.at])?;
        Ok(Writing {
            connection,
            run: batch.run,
            words,
            counting: Counting::default(),
            unsettled: BTreeSet::new(),
            fates: Fates::default(),
            input: batch.input,
            batch: connection.last_insert_rowid(),
        })
    }

    fn finish(mut self) -> Result<Fates> {
        for story in std::mem::take(&mut self.unsettled) {
            self.settle(story)?;
        }
        self.counting.write(self.connection, self.run)?;
        Ok(self.fates)
    }

    fn entry(&mut self, entry: &Entry) -> Result<()> {
        // Another program may have been faster with the same input.
        let place = entry.place as i64;
        let mut known = self
            .connection
            .prepare_cached("SELECT 1 FROM ledger WHERE input = ? AND place = ? AND item = ?")?;
        if known.exists(params![self.input, place, entry.item])? {
            return Ok(());
        }
        let (fate, report, why) = match &entry.found {
            Found::Report(incoming) => self.report(incoming)?,
            Found::Event { event, mentions } => (self.imported(event, *mentions)?, None, None),
            Found::Broken(why) => {
                self.fates.broken += 1;
                ("broken", None, Some(why.as_str()))
            }
        };
        let insert = "INSERT INTO ledger (batch, input, place, item, number, fate, report, why)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        self.connection.prepare_cached(insert)?.execute(params![
            self.batch,
            self.input,
            place,
            entry.item,
            entry.number as i64,
            fate,
            report,
            why
        ])?;
        Ok(())
    }

    fn report<'i>(&mut self, incoming: &'i Incoming) -> Result<(&'static str, Option<i64>, Option<&'i str>)> {
        let note = incoming.note.as_deref();
        let id = report_id(&incoming.report);
        let known = self.known(&id, &incoming.report)?;
        if let (Some(report), false) = (known, self.is_to_be_coded(known, &incoming.read)?) {
            self.fates.again += 1;
            return Ok(("again", Some(report), note));
        }
        let report = match known {
            Some(report) => report,
            None => self.insert_report(&id, &incoming.report)?,
        };
        let (fate, why) = match &incoming.read {
            Read::Coded(coded) => {
                self.coded(report, &incoming.report, coded)?;
                ("coded", note)
            }
            Read::Unread(why) => {
                self.fates.unread += 1;
                ("unread", Some(why.as_str()))
            }
            Read::Empty => {
                self.fates.empty += 1;
                ("empty", note)
            }
            // The archive said so a moment ago, and nothing is ever taken out of it.
            Read::Known => unreachable!("a report that was in the archive still is"),
        };
        if let (Some(likeness), None) = (&incoming.likeness, known) {
            self.place_among_copies(report, likeness)?;
        }
        Ok((fate, Some(report), why))
    }

    // Names can meet by chance; the report itself decides.
    fn known(&self, id: &str, report: &Report) -> Result<Option<i64>> {
        let select = "SELECT report FROM report WHERE id = ? AND +doc = ? AND text = ?";
        let mut statement = self.connection.prepare_cached(select)?;
        statement.query_row(params![id, report.id, report.text], |row| row.get(0)).optional()
    }

    fn is_to_be_coded(&self, known: Option<i64>, read: &Read) -> Result<bool> {
        let (Some(report), Read::Coded(_)) = (known, read) else { return Ok(false) };
        let mut coded =
            self.connection.prepare_cached("SELECT 1 FROM coding WHERE run = ? AND report = ?")?;
        Ok(!coded.exists(params![self.run, report])?)
    }

    fn insert_report(&mut self, id: &str, report: &Report) -> Result<i64> {
        let insert = "INSERT INTO report (id, doc, date, day, title, url, publisher, language, text)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
        let date = report.date.map(|date| date.to_string());
        let day = report.date.map(|date| days(date.date));
        self.connection.prepare_cached(insert)?.execute(params![
            id,
            report.id,
            date,
            day,
            report.title,
            report.url,
            report.publisher,
            report.language,
            report.text
        ])?;
        let number = self.connection.last_insert_rowid();
        let words = "INSERT INTO report_words (rowid, title, text) VALUES (?, ?, ?)";
        self.connection.prepare_cached(words)?.execute(params![number, report.title, report.text])?;
        Ok(number)
    }

    fn coded(&mut self, report: i64, about: &Report, coded: &Coded) -> Result<()> {
        let cut = Cut::of(&about.text);
        let sentences = coded
            .sentences
            .iter()
            .map(|sentence| Ok((sentence.number, self.sentence(report, sentence, &cut)?)));
        let sentences: Vec<(u32, i64)> = sentences.collect::<Result<_>>()?;
        let sentence = |number: Option<u32>| {
            let found = sentences.iter().find(|(known, _)| Some(*known) == number);
            found.map(|(_, sentence)| *sentence)
        };
        let day = about.date.map(|date| days(date.date));
        for event in &coded.events {
            self.event(event, report, sentence(event.sentence), &cut)?;
        }
        for statement in &coded.statements {
            self.statement(report, about, sentence(statement.sentence), statement, &cut)?;
        }
        for tie in &coded.ties {
            self.tie(report, day, sentence(tie.sentence), tie)?;
        }
        let (n_events, n_statements) = (coded.events.len() as i64, coded.statements.len() as i64);
        self.connection.prepare_cached("INSERT INTO coding VALUES (?, ?, ?, ?)")?.execute(params![
            self.run,
            report,
            n_events,
            n_statements
        ])?;
        self.fates.coded += 1;
        self.fates.events += coded.events.len() as u64;
        self.fates.statements += coded.statements.len() as u64;
        // An earlier run may have found that it copies others.
        let mut story = self.connection.prepare_cached("SELECT story FROM copy WHERE report = ?")?;
        let story: Option<i64> = story.query_row([report], |row| row.get(0)).optional()?;
        self.unsettled.extend(story);
        Ok(())
    }

    fn sentence(&self, report: i64, sentence: &crate::Sentence, cut: &Cut<'_>) -> Result<i64> {
        let select =
            r#"SELECT sentence FROM sentence WHERE report = ? AND number = ? AND start = ? AND "end" = ?"#;
        let place = params![report, sentence.number, sentence.start, sentence.end];
        let mut known = self.connection.prepare_cached(select)?;
        if let Some(number) = known.query_row(place, |row| row.get(0)).optional()? {
            return Ok(number);
        }
        let insert = r#"INSERT INTO sentence (report, number, start, "end", text) VALUES (?, ?, ?, ?, ?)"#;
        let (start, end, text) = (sentence.start, sentence.end, &sentence.text);
        let kept = (!cut.has(Some(start), Some(end), text)).then_some(text);
        self.connection.prepare_cached(insert)?.execute(params![
            report,
            sentence.number,
            start,
            end,
            kept
        ])?;
        let number = self.connection.last_insert_rowid();
        let words = "INSERT INTO sentence_words (rowid, text) VALUES (?, ?)";
        self.connection.prepare_cached(words)?.execute(params![number, text])?;
        Ok(number)
    }

    fn statement(
        &mut self,
        report: i64,
        about: &Report,
        sentence: Option<i64>,
        statement: &Statement,
        cut: &Cut<'_>,
    ) -> Result<()> {
        let insert =
            "INSERT INTO statement (run, id, report, sentence, day, speaker_code, speaker_name, speaker,
            addressee_code, addressee, cue, content, form, rule, more)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        let at = |position: Option<u32>| position.unwrap_or(u32::MAX).to_le_bytes();
        let place = [at(statement.cue.start), at(statement.cue.end)].concat();
        let id =
            Fingerprint::default().with(about.id.as_bytes()).with(&place).with(statement.rule.as_bytes());
        let code = |party: &Option<Party>| party.as_ref().and_then(|party| party.code.clone());
        let speaker_name = statement.speaker.as_ref().and_then(|speaker| speaker.name.as_deref());
        let speaker_name = self.words.optional(self.connection, speaker_name)?;
        let form = self.words.number(self.connection, &statement.form)?;
        let rule = self.words.number(self.connection, &statement.rule)?;
        let more = (!statement.more.is_empty()).then(|| json(&statement.more));
        let more = self.words.json(self.connection, more)?;
        let content: Vec<Value> = statement.content.iter().map(|quote| cut.place(quote)).collect();
        self.connection.prepare_cached(insert)?.execute(params![
            self.run,
            id.0 as i64,
            report,
            sentence,
            about.date.map(|date| days(date.date)),
            code(&statement.speaker),
            speaker_name,
            statement.speaker.as_ref().map(json),
            code(&statement.addressee),
            statement.addressee.as_ref().map(json),
            json(&cut.place(&statement.cue)),
            json(&content),
            form,
            rule,
            more
        ])?;
        Ok(())
    }

    fn tie(&self, report: i64, day: Option<i32>, sentence: Option<i64>, tie: &Tie) -> Result<()> {
        let record = json(&tie.record);
        let id = Fingerprint::default().with(record.as_bytes()).to_string();
        let insert = "INSERT INTO tie (run, id, report, sentence, day, type, a, b, record)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
        self.connection
            .prepare_cached(insert)?
            .execute(params![self.run, id, report, sentence, day, tie.kind, tie.a, tie.b, record])?;
        Ok(())
    }
}

/// As JSON.
pub(crate) fn json<T: serde::Serialize>(shape: &T) -> String {
    serde_json::to_string(shape).expect("the archive's shapes hold nothing that JSON cannot")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;
    use crate::{Event, Likeness, Run, Sentence};

    // The nth report, of one event; every other copies the one before it.
    fn incoming(nth: usize) -> Incoming {
        let text = format!("Mali praised Chad for the {nth}. time.");
        let report =
            Report { id: "same key".to_string(), date: "2018-01-02".parse().ok(), text, ..Report::default() };
        let event = Event {
            id: nth.to_string(),
            sentence: Some(0),
            event: Some("SUPPORT".to_string()),
            date: Some("2018-01-02".to_string()),
            ..Event::default()
        };
        let sentences = vec![Sentence { text: report.text.clone(), ..Sentence::default() }];
        let copies = if nth % 2 == 1 { vec![report_id(&incoming(nth - 1).report)] } else { Vec::new() };
        Incoming {
            report,
            read: Read::Coded(Coded { sentences, events: vec![event], ..Coded::default() }),
            likeness: Some(Likeness { mark: Vec::new(), copies }),
            note: None,
        }
    }

    // What the database may lead a question with is a guess of its own: one that leads with the run, or with a key
    // that many reports share, goes through all that is there, and each batch takes longer than the one before.
    #[test]
    fn a_batch_costs_the_same_however_much_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let mut archive = Archive::open(&folder.path().join("a.tilt")).unwrap();
        let run = archive.run(&Run::default()).unwrap();
        let input = archive.input("a", "1").unwrap().input;
        let n_steps = Arc::new(AtomicU64::new(0));
        let counted = n_steps.clone();
        let count = move || {
            counted.fetch_add(1, Ordering::Relaxed);
            false
        };
        archive.connection.progress_handler(1, Some(count)).unwrap();
        let mut costs = Vec::new();
        for nth in 0..20 {
            let reports: Vec<Incoming> = (nth * 50..nth * 50 + 50).map(incoming).collect();
            for incoming in &reports {
                assert!(!archive.has_coded(run, &incoming.report).unwrap());
            }
            let entries = (nth as u64 * 50..).zip(reports).map(|(place, incoming)| Entry {
                place,
                item: 0,
                number: place,
                found: Found::Report(Box::new(incoming)),
            });
            archive.commit(&Batch { run, input, entries: entries.collect(), ..Batch::default() }).unwrap();
            costs.push(n_steps.swap(0, Ordering::Relaxed));
        }
        assert!(costs[19] < costs[1] * 3 / 2, "{costs:?}");
    }
}
