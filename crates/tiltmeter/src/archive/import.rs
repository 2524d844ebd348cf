//! Events of other systems into an archive, as [`crate::exchange`] reads them.

use serde_json::{Map, Value};
use tiltmeter_record::ontology;
use tiltmeter_store::{Archive, Batch, Entry, Event, Fates, Found, InputState, Run};

use crate::exchange::EventRow;
use crate::{Error, Problem};

/// The run of events that came from another system. They stand beside those of other runs, never among them.
pub fn imported_run(source: &str) -> Run {
    let ontology = ontology().fingerprint().to_string();
    Run { program: format!("imported from {source}"), ontology, ..Run::default() }
}

/// One file of events on its way in.
pub struct Importing<'a> {
    archive: &'a mut Archive,
    run: i64,
    input: InputState,
    now: &'a dyn Fn() -> String,
    entries: Vec<Entry>,
    n_taken: u64,
    fates: Fates,
}

// Events that are written at once.
const BATCH: usize = 5000;

impl<'a> Importing<'a> {
    /// Begins behind what is in already. `now` tells the time, for the ledger; no answer hangs on it.
    pub fn new(
        archive: &'a mut Archive,
        run: i64,
        input: InputState,
        now: &'a dyn Fn() -> String,
    ) -> Importing<'a> {
        Importing { archive, run, input, now, entries: Vec::new(), n_taken: 0, fates: Fates::default() }
    }

    /// Takes an event.
    pub fn take(&mut self, row: &EventRow) -> Result<(), Error> {
        let mentions = row.mentions.and_then(|mentions| i64::try_from(mentions).ok()).unwrap_or(1).max(1);
        let event = Box::new(stored(row));
        self.add(Found::Event { event, mentions }, self.n_taken + 1)
    }

    /// Takes a row that cannot be read: the ledger tells why.
    pub fn refuse(&mut self, problem: &Problem) -> Result<(), Error> {
        self.add(Found::Broken(problem.what.clone()), problem.line as u64)
    }

    fn add(&mut self, found: Found, number: u64) -> Result<(), Error> {
        let place = self.n_taken;
        self.n_taken += 1;
        if place >= self.input.n_done {
            self.entries.push(Entry { place, item: 0, number, found });
        }
        if self.entries.len() < BATCH { Ok(()) } else { self.write(false) }
    }

    fn write(&mut self, whole: bool) -> Result<(), Error> {
        let (run, input, entries) = (self.run, self.input.input, std::mem::take(&mut self.entries));
        let fates = self.archive.commit(&Batch { run, input, at: (self.now)(), entries, whole })?;
        self.fates.add(fates);
        Ok(())
    }

    /// Writes what is left; tells what became of all.
    pub fn finish(mut self) -> Result<Fates, Error> {
        self.write(true)?;
        Ok(self.fates)
    }
}

// What the archive says itself of an event.
const OWN: [&str; 4] = ["kind", "mentions", "run", "incident"];

fn stored(row: &EventRow) -> Event {
    let written = serde_json::to_string(row).expect("a row holds nothing that JSON cannot");
    let mut fields: Map<String, Value> = serde_json::from_str(&written).expect("a row is an object");
    fields.retain(|name, _| !OWN.contains(&name.as_str()));
    serde_json::from_value(Value::Object(fields)).expect("the archive's shapes take every record")
}
