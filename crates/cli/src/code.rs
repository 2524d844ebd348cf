//! `tiltmeter code`: JSON lines in, records out, in the order of the input.

use std::fs::File;
use std::io::{self, IsTerminal};
use std::path::Path;
use std::thread::available_parallelism;

use anyhow::{Context, bail};
use tiltmeter::{Emit, Lexicon, PetrarchFiles, Settings, ingest, stream};

use crate::arguments::{CodeArguments, Format, RecordKind, SetupArguments};
use crate::formats::{Output, chosen};
use crate::progress::Progress;
use crate::rejects::Rejects;
use crate::{Outcome, tell};

/// Codes every file in turn.
pub(crate) fn run(arguments: &CodeArguments) -> anyhow::Result<Outcome> {
    let emit = emit(&arguments.emit);
    let format = chosen(arguments.format)?;
    let holds_one_kind = matches!(format, Format::Csv | Format::Parquet);
    if holds_one_kind && arguments.emit.iter().any(|&kind| kind != arguments.emit[0]) {
        bail!(
            "such a file holds one kind of record: give --emit one of events, assessments, alignments, statements, times, mentions, ties"
        );
    }
    let sources = sources(arguments)?;
    std::thread::spawn(tiltmeter::prepare);
    let lexicon = lexicon(&arguments.setup)?;
    let only_events = emit == Emit::EVENTS;
    let settings = Settings { lexicon: lexicon.get(), explain: arguments.setup.explain, only_events };
    let n_threads =
        arguments.threads.map_or_else(|| available_parallelism().map_or(1, usize::from), usize::from);

    // What shows no format is taken for lines of JSON: a text that was given by mistake is told, not coded.
    let reading = ingest::Settings {
        fallback: ingest::Format::Json,
        columns: arguments.map.clone().unwrap_or_default(),
        ..ingest::Settings::default()
    };
    let mut rejects = Rejects::new(arguments.rejects.as_deref())?;
    let mut progress = Progress::new(sources.iter().map(|source| source.n_bytes).sum());
    let mut output = Output::begin(io::stdout(), format, emit)?;
    for source in &sources {
        let input = source.open()?;
        stream(input, n_threads, settings, &reading, &output.renderer(), |batch| {
            output.take(&batch.written)?;
            progress.advance(&batch);
            progress.aside(|| rejects.take(&source.name, &batch.problems))
        })?;
    }
    progress.finish();
    output.end()?;
    rejects.finish()
}

fn emit(kinds: &[RecordKind]) -> Emit {
    let has = |kind| kinds.contains(&kind);
    Emit {
        events: has(RecordKind::Events),
        assessments: has(RecordKind::Assessments),
        alignments: has(RecordKind::Alignments),
        statements: has(RecordKind::Statements),
        times: has(RecordKind::Times),
        mentions: has(RecordKind::Mentions),
        ties: has(RecordKind::Ties),
    }
}

/// The lexicon that was asked for.
pub(crate) enum Chosen {
    Builtin(&'static Lexicon),
    Given(Box<Lexicon>),
}

impl Chosen {
    pub(crate) fn get(&self) -> &Lexicon {
        match self {
            Chosen::Builtin(lexicon) => lexicon,
            Chosen::Given(lexicon) => lexicon,
        }
    }
}

/// Loads the lexicon that was asked for.
pub(crate) fn lexicon(setup: &SetupArguments) -> anyhow::Result<Chosen> {
    let petrarch = PetrarchFiles {
        actors: setup.actors.clone(),
        agents: setup.agents.clone(),
        verbs: setup.verbs.clone(),
        discards: setup.discard.clone(),
    };
    let kinds = [&petrarch.actors, &petrarch.agents, &petrarch.verbs, &petrarch.discards];
    if kinds.iter().any(|files| !files.is_empty()) {
        let (lexicon, unused) = tiltmeter::lexicon_with_petrarch(&petrarch, setup.lexicon.as_deref())?;
        for line in unused {
            tell(&format!("{}, line {}: not used: {}", line.file, line.line, line.what));
        }
        return Ok(Chosen::Given(Box::new(lexicon)));
    }
    match &setup.lexicon {
        None => Ok(Chosen::Builtin(Lexicon::builtin())),
        Some(folder) => Ok(Chosen::Given(Box::new(tiltmeter::lexicon_with(folder)?))),
    }
}

// Standard input, or a file that was there when the work began.
struct Source {
    name: String,
    n_bytes: u64,
}

// All files are looked at first: a name mistyped is told before an hour of work, not after.
fn sources(arguments: &CodeArguments) -> anyhow::Result<Vec<Source>> {
    if arguments.files.is_empty() {
        return Ok(vec![Source { name: "-".to_string(), n_bytes: 0 }]);
    }
    arguments.files.iter().map(|path| source(path)).collect()
}

fn source(path: &Path) -> anyhow::Result<Source> {
    let name = path.display().to_string();
    if name == "-" {
        return Ok(Source { name, n_bytes: 0 });
    }
    let about = path.metadata().with_context(|| format!("cannot open `{name}`"))?;
    if about.is_dir() {
        bail!("`{name}` is a folder: name its files, as in {name}/*.jsonl");
    }
    Ok(Source { name, n_bytes: about.len() })
}

impl Source {
    fn open(&self) -> anyhow::Result<ingest::Source<'static>> {
        if self.name != "-" {
            let file = File::open(&self.name).with_context(|| format!("cannot open `{}`", self.name))?;
            return Ok(ingest::Source::new(&self.name, file));
        }
        if io::stdin().is_terminal() {
            tell(
                "reading JSON lines from the terminal; Ctrl-D ends them, `tiltmeter code --help` tells more",
            );
        }
        Ok(ingest::Source::new(&self.name, io::stdin()))
    }
}
