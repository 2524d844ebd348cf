//! What the commands share before they differ: the files, what counts, who is meant.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, bail};
use tiltmeter::arithmetic::Period;
use tiltmeter::record::Sector;
use tiltmeter::relations::{
    Archived, Choices, ContextValue, Key, Loading, Recorder, Search, World, load, party, party_name,
    read_context, sentences, thousands,
};

use crate::arguments::{By, InputArguments, ScanArguments, SearchArguments, SectorChoice};
use crate::event_files::open;
use crate::rejects::Rejects;
use crate::{Outcome, tell};

/// The world of the files that were given, and what was wrong with them.
pub(super) struct Loaded {
    pub(super) world: World,
    pub(super) rejects: Rejects,
    archived: Option<Archived>,
}

/// Reads all files, and tells what became of their rows.
pub(super) fn loaded(arguments: &InputArguments) -> anyhow::Result<Loaded> {
    load_all(arguments, archived(arguments)?)
}

fn load_all(arguments: &InputArguments, archived: Option<Archived>) -> anyhow::Result<Loaded> {
    let loading = loading(arguments);
    let mut rejects = Rejects::new(arguments.rejects.as_deref())?;
    let mut failed = None;
    let files = arguments.events.iter().map(|path| open(path));
    let events = load(files, archived.as_ref(), &loading, &mut |file, problem| {
        // The first failure to write them ends the run, below.
        failed = failed.take().or(rejects.take(file, &[problem]).err());
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    let events = if arguments.once_a_day { events.once_a_day() } else { events };
    tell(&events.counts.words());
    if events.all.is_empty() {
        return none_left();
    }
    Ok(Loaded { world: World::new(events, loading.period), rejects, archived })
}

/// The same for what needs no more than the series: of an archive, its weeks, where these can say.
pub(super) fn loaded_series(arguments: &InputArguments) -> anyhow::Result<Loaded> {
    let archived = archived(arguments)?;
    let weeks = match &archived {
        Some(archived) if !arguments.once_a_day => World::of_weeks(archived, &loading(arguments))?,
        _ => None,
    };
    let Some(world) = weeks else { return load_all(arguments, archived) };
    let n_acts: usize = world.panel.world.iter().map(|cell| cell.events as usize).sum();
    tell(&format!("{} acts between states counted, from the archive's sums by week", thousands(n_acts)));
    if n_acts == 0 {
        return none_left();
    }
    let rejects = Rejects::new(arguments.rejects.as_deref())?;
    Ok(Loaded { world, rejects, archived })
}

fn none_left<T>() -> anyhow::Result<T> {
    bail!("no event is left to count: look at --status, --sectors, --since, --until, --as-of, --map");
}

fn archived(arguments: &InputArguments) -> anyhow::Result<Option<Archived>> {
    let open = |path| Archived::open(path, arguments.run.as_deref());
    Ok(arguments.archive.as_deref().map(open).transpose()?)
}

fn loading(arguments: &InputArguments) -> Loading {
    Loading {
        choices: choices(arguments),
        mapping: arguments.map.clone().unwrap_or_default(),
        period: period(arguments.by),
    }
}

impl Loaded {
    /// Tells what was left out, and ends the command.
    pub(super) fn finish(self) -> anyhow::Result<Outcome> {
        self.rejects.finish()
    }

    /// The code of a state that a user wrote, which must act in the events.
    pub(super) fn state(&self, written: &str) -> anyhow::Result<String> {
        let Some(code) = party(written) else {
            bail!("no state is called `{written}`: give its English name or its ISO code, such as PAK");
        };
        if self.world.panel.roster.find(code).is_none() {
            bail!("no event that counts is of {} ({code})", party_name(code));
        }
        Ok(code.to_string())
    }

    /// Makes records, with sentences out of the reports where these were given.
    pub(super) fn recorder(&self, arguments: &InputArguments) -> anyhow::Result<Recorder<'_>> {
        let mut recorder = Recorder { archived: self.archived.as_ref(), ..Recorder::new(&self.world) };
        if arguments.reports.is_empty() {
            return Ok(recorder);
        }
        let places = self.world.events.all.iter().filter_map(|event| event.source.as_deref());
        let judgements = self.world.events.assessments.iter().map(|judged| &judged.source);
        let wanted: BTreeSet<Key> =
            places.chain(judgements).filter_map(|place| Some((place.doc.clone(), place.sentence?))).collect();
        for path in &arguments.reports {
            recorder.sentences.extend(sentences(open(path)?, &wanted)?);
        }
        Ok(recorder)
    }
}

/// The slow context of a file, where one is given.
pub(super) fn context(path: Option<&Path>, rejects: &mut Rejects) -> anyhow::Result<Vec<ContextValue>> {
    let Some(path) = path else { return Ok(Vec::new()) };
    let mut failed = None;
    let values = read_context(open(path)?, &mut |file, problem| {
        failed = failed.take().or(rejects.take(file, &[problem]).err());
    })?;
    failed.map_or(Ok(values), Err)
}

fn choices(arguments: &InputArguments) -> Choices {
    let all = arguments.sectors.contains(&SectorChoice::All);
    let sectors: Vec<Sector> = arguments
        .sectors
        .iter()
        .filter_map(|choice| match choice {
            SectorChoice::One(sector) => Some(*sector),
            SectorChoice::All => None,
        })
        .collect();
    Choices {
        statuses: arguments.status.clone(),
        sectors: (!all).then_some(sectors),
        since: arguments.since.map(|when| when.date),
        until: arguments.until.map(|when| when.last_day()),
        as_of: arguments.as_of.map(|when| when.last_day()),
    }
}

fn period(by: By) -> Period {
    match by {
        By::Day => Period::Day,
        By::Week => Period::Week,
        By::Month => Period::Month,
    }
}

/// How turns are looked for.
pub(super) fn search(arguments: &SearchArguments) -> Search {
    let (alarms_per_year, min_acts) = (arguments.alpha, arguments.min_events);
    Search { alarms_per_year, min_acts, hindsight: arguments.hindsight, ..Search::default() }
}

/// How pivots and axes are looked for.
pub(super) fn scan(arguments: &ScanArguments) -> Search {
    Search { alpha: arguments.alpha, min_acts_scan: arguments.min_events, ..Search::default() }
}

/// The finding of that name, or what to do where there is none.
pub(super) fn of_id<'r, R>(records: &'r [R], id: &str, own: impl Fn(&R) -> &str) -> anyhow::Result<&'r R> {
    let found = records.iter().find(|record| own(record) == id);
    found.with_context(|| {
        let some: Vec<String> = records.iter().take(3).map(|record| format!("`{}`", own(record))).collect();
        let such = if some.is_empty() { String::new() } else { format!(" such as {}", some.join(", ")) };
        format!("no finding is called `{id}`; the same command without --explain lists them{such}")
    })
}
