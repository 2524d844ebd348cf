//! What can be written on the command line, with its help.

mod archive;
mod feeds;

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use tiltmeter::exchange;
use tiltmeter::ingest::Columns;
use tiltmeter::record::{Sector, Status, When};
use tiltmeter::relations::Mapping;

pub(crate) use archive::*;
pub(crate) use feeds::*;

/// Reads news reports and tells who did what to whom, with the words that say so.
#[derive(Parser)]
#[command(
    name = "tiltmeter",
    version,
    max_term_width = 100,
    after_help = "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some inputs were rejected."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    Read(ReadArguments),
    Code(CodeArguments),
    #[command(subcommand)]
    Feeds(FeedsArguments),
    Ingest(IngestArguments),
    Events(FindArchivedArguments),
    Statements(FindArchivedArguments),
    Ties(FindArchivedArguments),
    Reports(ReportsArguments),
    #[command(subcommand)]
    Runs(RunsArguments),
    Ledger(LedgerArguments),
    Sql(SqlArguments),
    Doctor(DoctorArguments),
    Backup(BackupArguments),
    Snapshot(SnapshotArguments),
    Explain(ExplainArguments),
    #[command(subcommand)]
    Lexicon(LexiconArguments),
    Dyad(DyadArguments),
    State(StateArguments),
    Turns(TurnsArguments),
    Pivots(PivotsArguments),
    Axes(AxesArguments),
    Blocs(BlocsArguments),
    Brief(BriefArguments),
    Import(ImportArguments),
    Export(ExportArguments),
    Completions(CompletionsArguments),
    Man(ManArguments),
}

/// Show what a report tells: who is who, what happened, who said what
///
/// Every line comes with the words of the report it rests on. What the report does not tell is left
/// open, never guessed.
#[derive(Args)]
#[command(after_help = "Examples:
  tiltmeter read examples/patron.txt --date 2018-01-29
  tiltmeter read report.txt --date 2018-01-29 --format html > report.html
  pbpaste | tiltmeter read - --date 2018-01-29")]
pub(crate) struct ReadArguments {
    /// A report or many: text, HTML, JSON lines, a feed, WARC, packed or not; a folder of these, or - for standard input
    #[arg(value_name = "FILE|-|DIR", default_value = "-")]
    pub(crate) input: PathBuf,

    /// Day of publication: 2018-01-29. Without it the text's dateline is asked, and else the day is unknown
    #[arg(long, value_name = "DATE")]
    pub(crate) date: Option<When>,

    /// How to show it [default: table on a terminal, jsonl otherwise]
    #[arg(long, value_enum)]
    pub(crate) format: Option<ReadFormat>,

    #[command(flatten)]
    pub(crate) setup: SetupArguments,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReadFormat {
    /// A brief to read
    Table,
    /// One JSON array of records
    Json,
    /// One JSON record a line
    Jsonl,
    /// One page that needs nothing else: send it, print it
    Html,
}

/// Turn many reports into records: events, what is said of relations, statements, times, mentions
///
/// Reports are JSON objects, one a line, with `id`, `date` (of publication; null if unknown) and
/// `text`; `title`, `url`, `publisher` and `language` may stand beside them. Records come out in the
/// order of the input, the same bytes whatever the number of threads. Input that cannot be read is
/// told on standard error and left out.
#[derive(Args)]
#[command(after_help = "Examples:
  tiltmeter code examples/reports.jsonl
  tiltmeter code *.jsonl --emit events,statements --rejects bad.jsonl > records.jsonl
  zcat 2018.jsonl.gz | tiltmeter code --format csv > events.csv")]
pub(crate) struct CodeArguments {
    /// Files of reports: JSON lines, CSV, Parquet, WARC, HTML, feeds, NITF, NewsML, Gigaword, packed or not; none, or -,
    /// is standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// Which columns or fields say what, where their names do not tell: text=story,date=day
    #[arg(long, value_name = "ROLE=COLUMN,…")]
    pub(crate) map: Option<Columns>,

    /// Which records to write
    #[arg(long, value_enum, value_delimiter = ',', default_value = "events")]
    pub(crate) emit: Vec<RecordKind>,

    /// How to write them [default: table on a terminal, jsonl otherwise]
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,

    /// How many threads code [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,

    /// Write what was left out to a file: one JSON object a line with file, line, reason and input
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) setup: SetupArguments,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RecordKind {
    /// Who did what to whom
    Events,
    /// What is said of relations as such: that they sour, that they are close
    Assessments,
    /// Who said what
    Statements,
    /// Time expressions and the dates they mean
    Times,
    /// Every mention of an actor
    Mentions,
    /// Who is said to turn from whom to whom, who to stand together
    Alignments,
    /// What states give, lend, sell and owe one another
    Ties,
}

#[derive(Args)]
pub(crate) struct SetupArguments {
    /// A folder of lexicon files that replace the built-in ones of the same path, or add to them
    #[arg(long, value_name = "DIR")]
    pub(crate) lexicon: Option<PathBuf>,

    /// A dictionary of actors in PETRARCH's form, in place of the built-in names; may be given again
    #[arg(long, value_name = "FILE")]
    pub(crate) actors: Vec<PathBuf>,

    /// A dictionary of agents in PETRARCH's form, in place of the built-in nouns; may be given again
    #[arg(long, value_name = "FILE")]
    pub(crate) agents: Vec<PathBuf>,

    /// A dictionary of verbs in PETRARCH's form, in place of the built-in acts: events then carry its codes; may be
    /// given again
    #[arg(long, value_name = "FILE")]
    pub(crate) verbs: Vec<PathBuf>,

    /// A list of discards in PETRARCH's form: sentences and reports without events; may be given again
    #[arg(long, value_name = "FILE")]
    pub(crate) discard: Vec<PathBuf>,

    /// Tell what fired and why
    #[arg(long)]
    pub(crate) explain: bool,
}

/// Tell what a code means: an event type, mode, sector, context, CAMEO code
#[derive(Args)]
#[command(after_help = "Examples:
  tiltmeter explain SANCTION
  tiltmeter explain discontinue
  tiltmeter explain 1622
  tiltmeter explain        (lists all event types)")]
pub(crate) struct ExplainArguments {
    /// A code, as records write it, or an entry of the lexicon of acts: `accuse/condemn`
    #[arg(value_name = "CODE|ENTRY")]
    pub(crate) code: Option<String>,
}

/// Ask the lexicon: what a name means, what is doubtful, which names it lacks
#[derive(Subcommand)]
pub(crate) enum LexiconArguments {
    Find(FindArguments),
    Check(CheckArguments),
    Test(TestArguments),
    Gaps(GapsArguments),
}

/// Tell what a name means on a day, and why
///
/// Each line is one thing that it can mean: its weight among them, code and sectors, what it is and
/// the entry that says so; below a person the offices held.
#[derive(Args)]
#[command(after_help = "Examples:
  tiltmeter lexicon find \"Khurram Dastgir Khan\" --date 2018-01-29
  tiltmeter lexicon find Congo")]
pub(crate) struct FindArguments {
    /// The name, as news would write it
    #[arg(value_name = "NAME")]
    pub(crate) name: String,

    /// The day: 2018-01-29
    #[arg(long, value_name = "DATE")]
    pub(crate) date: Option<When>,

    #[command(flatten)]
    pub(crate) setup: SetupArguments,
}

/// Tell what is doubtful in the tables of actors, with file and line
///
/// Ranges that end before they start, dates that never count, lines that stand twice, names that two
/// entries share. With a folder, only its own files are told of.
#[derive(Args)]
#[command(after_help = "Example:
  tiltmeter lexicon check --lexicon my-lexicon")]
pub(crate) struct CheckArguments {
    /// A folder of lexicon files that replace the built-in ones of the same path, or add to them
    #[arg(long, value_name = "DIR")]
    pub(crate) lexicon: Option<PathBuf>,
}

/// Run the examples of the lexicon of acts, those too where nothing may come of a sentence
///
/// Each example that comes out otherwise is told with what came of it. With a folder, the built-in entries
/// run with it: what it breaks shows.
#[derive(Args)]
#[command(after_help = "Examples:
  tiltmeter lexicon test
  tiltmeter lexicon test --lexicon my-lexicon accuse/condemn")]
pub(crate) struct TestArguments {
    /// Entries to test, as `accuse/condemn`, or a family of them, as `accuse` [default: all]
    #[arg(value_name = "ENTRY")]
    pub(crate) entries: Vec<String>,

    /// A folder of lexicon files that replace the built-in ones of the same path, or add to them
    #[arg(long, value_name = "DIR")]
    pub(crate) lexicon: Option<PathBuf>,
}

/// Count the names of reports that have no code, most frequent first: that is how a lexicon grows
#[derive(Args)]
#[command(after_help = "Example:
  tiltmeter lexicon gaps 2018.jsonl --least 5 > gaps.tsv")]
pub(crate) struct GapsArguments {
    /// Files of JSON lines; - is standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// Leave out what was met less often
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(crate) least: usize,

    #[command(flatten)]
    pub(crate) setup: SetupArguments,
}

/// Print what lets a shell complete tiltmeter's arguments
#[derive(Args)]
#[command(after_help = "Example:
  tiltmeter completions bash > ~/.local/share/bash-completion/completions/tiltmeter")]
pub(crate) struct CompletionsArguments {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// Print the manual page, or write one for each command into a folder
#[derive(Args)]
#[command(after_help = "Example:
  tiltmeter man ~/.local/share/man/man1 && man tiltmeter-code")]
pub(crate) struct ManArguments {
    /// The folder
    #[arg(value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
}

/// Show how two states stand to each other: level with its band, course, sides, turns, events
///
/// The level is the mean score of what passes between the two, from -10 to +10, with one standard
/// deviation. Where too little is known it is unknown, and no number is shown.
#[derive(Args)]
#[command(after_help = "Examples:
  tiltmeter dyad PAK USA --events examples/events.csv
  tiltmeter dyad PAK USA --events 2018.tsv --as-of 2018-03-31
  tiltmeter code reports.jsonl | tiltmeter dyad Pakistan 'United States' --events -")]
pub(crate) struct DyadArguments {
    /// A state: its name or its code
    #[arg(value_name = "A")]
    pub(crate) a: String,

    /// Another
    #[arg(value_name = "B")]
    pub(crate) b: String,

    /// Yearly values of dyads to show beside the level (CSV: a,b,year,measure,value); never mixed into it
    #[arg(long, value_name = "FILE")]
    pub(crate) context: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) search: SearchArguments,

    #[command(flatten)]
    pub(crate) events: EventsArguments,
}

/// Show the relations of a state, those that moved most first
#[derive(Args)]
#[command(after_help = "Example:
  tiltmeter state PAK --events 2018.tsv --as-of 2018-03-31")]
pub(crate) struct StateArguments {
    /// The state: its name or its code
    #[arg(value_name = "A")]
    pub(crate) state: String,

    #[command(flatten)]
    pub(crate) events: EventsArguments,
}

/// Tell which relations turned, for better or worse
///
/// Each dyad has a threshold of its own, so that its own weeks in shuffled order would give no more
/// than the stated rate of alarms. The rate stands beside every turn.
#[derive(Args)]
#[command(after_help = "Examples:
  tiltmeter turns --events 2018.tsv --alpha 0.25
  tiltmeter turns --events 2018.tsv --hindsight --format jsonl
  tiltmeter turns --events 2018.tsv --explain turn-PAK-USA-2018-01-01-worse")]
pub(crate) struct TurnsArguments {
    #[command(flatten)]
    pub(crate) search: SearchArguments,

    #[command(flatten)]
    pub(crate) explain: ExplainIdArguments,

    #[command(flatten)]
    pub(crate) events: EventsArguments,
}

/// Tell which states turn from one partner to another
#[derive(Args)]
#[command(after_help = "Examples:
  tiltmeter pivots --events 2018.tsv
  tiltmeter pivots --events 2018.tsv --found")]
pub(crate) struct PivotsArguments {
    #[command(flatten)]
    pub(crate) scan: ScanArguments,

    #[command(flatten)]
    pub(crate) explain: ExplainIdArguments,

    #[command(flatten)]
    pub(crate) events: EventsArguments,
}

/// Tell which states draw together against another
#[derive(Args)]
#[command(after_help = "Example:
  tiltmeter axes --events 2018.tsv")]
pub(crate) struct AxesArguments {
    #[command(flatten)]
    pub(crate) scan: ScanArguments,

    #[command(flatten)]
    pub(crate) explain: ExplainIdArguments,

    #[command(flatten)]
    pub(crate) events: EventsArguments,
}

/// Tell which states stand together, quarter by quarter, and who moved
#[derive(Args)]
#[command(after_help = "Example:
  tiltmeter blocs --events 2018.tsv")]
pub(crate) struct BlocsArguments {
    #[command(flatten)]
    pub(crate) events: EventsArguments,
}

/// Write a page on a state and its partners: prose, charts, footnotes
#[derive(Args)]
#[command(after_help = "Examples:
  tiltmeter brief PAK USA CHN RUS --events 2018.tsv --as-of 2018-04-02 --format html > brief.html
  tiltmeter brief PAK --events 2018.tsv > brief.md")]
pub(crate) struct BriefArguments {
    /// The state: its name or its code
    #[arg(value_name = "A")]
    pub(crate) state: String,

    /// Its partners [default: the five with which most passes]
    #[arg(value_name = "B")]
    pub(crate) partners: Vec<String>,

    /// How to write it
    #[arg(long, value_enum, default_value = "md")]
    pub(crate) format: BriefFormat,

    /// Yearly values of dyads to show beside the level (CSV: a,b,year,measure,value); never mixed into it
    #[arg(long, value_name = "FILE")]
    pub(crate) context: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) search: SearchArguments,

    #[command(flatten)]
    pub(crate) input: InputArguments,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum BriefFormat {
    /// Markdown, with lines of blocks for charts
    Md,
    /// One page that needs nothing else: send it, print it
    Html,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Lines to look at
    Table,
    /// One JSON record a line
    Jsonl,
    /// One JSON array of records
    Json,
    /// A table for spreadsheets and R: one kind of record, one line a record
    Csv,
    /// The same for pandas, polars, DuckDB and R, with types
    Parquet,
}

#[derive(Args)]
pub(crate) struct EventsArguments {
    /// How to show it [default: table on a terminal, jsonl otherwise]
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,

    #[command(flatten)]
    pub(crate) input: InputArguments,
}

#[derive(Args)]
#[command(next_help_heading = "Events")]
pub(crate) struct InputArguments {
    /// Events: records of `tiltmeter code`, or CSV, TSV, Parquet; packed or not; - is standard input
    #[arg(long, value_name = "FILE", required_unless_present = "archive", conflicts_with = "archive")]
    pub(crate) events: Vec<PathBuf>,

    /// Events of an archive, with their sentences: those that copies tell once
    #[arg(long, value_name = "FILE")]
    pub(crate) archive: Option<PathBuf>,

    /// The archive's run; the beginning of its id is enough [default: the one in use]
    #[arg(long, requires = "archive")]
    pub(crate) run: Option<String>,

    /// Which columns say what, where the header does not tell: date=…,actor=…,recipient=…,code=…
    #[arg(long, value_name = "ROLE=COLUMN,…")]
    pub(crate) map: Option<Mapping>,

    /// Statuses that count: what was done (actual) and announced (future) by default
    #[arg(long, value_delimiter = ',', value_parser = status, default_value = "actual,future")]
    pub(crate) status: Vec<Status>,

    /// Sectors that count, or `all`; a party without sectors always counts
    #[arg(long, value_delimiter = ',', default_value = "GOV,MIL")]
    pub(crate) sectors: Vec<SectorChoice>,

    /// Count once what several reports tell of one day: the same act of the same parties
    #[arg(long)]
    pub(crate) once_a_day: bool,

    /// What to sum over
    #[arg(long, value_enum, default_value = "week")]
    pub(crate) by: By,

    /// First day
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<When>,

    /// Last day
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<When>,

    /// Only what was known on that day
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<When>,

    /// Reports (JSON lines) that the events were coded from: evidence then quotes whole sentences
    #[arg(long, value_name = "FILE")]
    pub(crate) reports: Vec<PathBuf>,

    /// Write rows that cannot be read to a file: one JSON object a line with file, line, reason and input
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct SearchArguments {
    /// Tell turns as they happen (the default)
    #[arg(long, conflicts_with = "hindsight")]
    pub(crate) online: bool,

    /// Tell turns by all that is known now
    #[arg(long)]
    pub(crate) hindsight: bool,

    /// False alarms per dyad and year that are tolerated on shuffled weeks
    #[arg(long, value_name = "RATE", default_value_t = 0.5, value_parser = rate)]
    pub(crate) alpha: f32,

    /// Events that a relation needs before a turn of it is told
    #[arg(long, value_name = "N", default_value_t = 5.0)]
    pub(crate) min_events: f32,
}

#[derive(Args)]
pub(crate) struct ScanArguments {
    /// Chance of one false finding in all that is looked at
    #[arg(long, value_name = "P", default_value_t = 0.05, value_parser = rate)]
    pub(crate) alpha: f32,

    /// Events that each relation needs
    #[arg(long, value_name = "N", default_value_t = 30.0)]
    pub(crate) min_events: f32,

    /// Leave out what is not beyond chance
    #[arg(long)]
    pub(crate) found: bool,
}

#[derive(Args)]
pub(crate) struct ExplainIdArguments {
    /// Show the events behind one finding
    #[arg(long, value_name = "ID")]
    pub(crate) explain: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// A day
    Day,
    /// A week, from Monday
    Week,
    /// A month
    Month,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum SectorChoice {
    All,
    One(Sector),
}

impl std::str::FromStr for SectorChoice {
    type Err = String;

    fn from_str(written: &str) -> Result<SectorChoice, String> {
        if written == "all" {
            return Ok(SectorChoice::All);
        }
        let sector = Sector::find(&written.to_uppercase()).map(SectorChoice::One);
        sector.ok_or_else(|| "no PLOVER sector; give GOV, MIL, … or all".to_string())
    }
}

fn status(written: &str) -> Result<Status, String> {
    tiltmeter::relations::status(written)
        .ok_or_else(|| format!("no status; give one of {}", Status::ALL.map(Status::code).join(", ")))
}

fn rate(written: &str) -> Result<f32, String> {
    match written.parse() {
        Ok(rate) if rate > 0.0 && rate <= 10.0 => Ok(rate),
        _ => Err("give a number above 0, such as 0.5".to_string()),
    }
}

/// Take in events that others have coded: ICEWS, POLECAT, GDELT, or any table
///
/// Writes them as the records of `tiltmeter code`. Cells without a field of their own are kept beside them.
#[derive(Args)]
#[command(after_help = "Examples:
  tiltmeter import icews-2018.tab > events.jsonl
  tiltmeter import own.csv --map date=day,actor=who,recipient=whom,code=cameo
  tiltmeter import icews-2018.tab --archive a.tilt --from ICEWS")]
pub(crate) struct ImportArguments {
    /// Tables or records, packed or not; - is standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// Take them into an archive, as a run of their own, with every row in its ledger
    #[arg(long, value_name = "FILE", requires = "source")]
    pub(crate) archive: Option<PathBuf>,

    /// What the events come from: the name of the archive's run
    #[arg(long = "from", value_name = "NAME", requires = "archive")]
    pub(crate) source: Option<String>,

    /// Which columns say what, where the header does not tell: date=…,actor=…,recipient=…,code=…
    #[arg(long, value_name = "ROLE=COLUMN,…")]
    pub(crate) map: Option<Mapping>,

    /// Write rows that cannot be read to a file: one JSON object a line with file, line, reason and input
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
}

/// Write events for other programs: POLECAT, GDELT, Gephi, igraph, maps, annotations
///
/// What a format has no place for is counted on standard error.
#[derive(Args)]
#[command(after_help = "Examples:
  tiltmeter export --to polecat --events events.jsonl > polecat.tsv
  tiltmeter export --to graphml --events gdelt.tsv > dyads.graphml
  tiltmeter export --to geojson --events events.jsonl --package events-2018")]
pub(crate) struct ExportArguments {
    /// The shape to write
    #[arg(long, value_parser = export_format())]
    pub(crate) to: exchange::Format,

    /// Events: records of `tiltmeter code`, or tables that `tiltmeter import` reads; - is standard input
    #[arg(long, value_name = "FILE", required_unless_present = "archive", conflicts_with = "archive")]
    pub(crate) events: Vec<PathBuf>,

    /// Events of an archive
    #[arg(long, value_name = "FILE")]
    pub(crate) archive: Option<PathBuf>,

    /// The archive's run; the beginning of its id is enough [default: the one in use]
    #[arg(long, requires = "archive")]
    pub(crate) run: Option<String>,

    /// Statuses to write: most formats cannot tell what was done from what was denied
    #[arg(long, value_delimiter = ',', value_parser = status, default_value = "actual,future")]
    pub(crate) status: Vec<Status>,

    /// Write the file into this new folder, with a datapackage.json that describes it
    #[arg(long, value_name = "DIR")]
    pub(crate) package: Option<PathBuf>,

    /// Which columns say what, where the header does not tell
    #[arg(long, value_name = "ROLE=COLUMN,…")]
    pub(crate) map: Option<Mapping>,

    /// Write rows that cannot be read to a file
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
}

// Clap's own lists of choices cannot be made for a type of another crate.
fn export_format() -> impl TypedValueParser<Value = exchange::Format> {
    let choices = exchange::Format::ALL.map(|format| PossibleValue::new(format.name()).help(format.words()));
    PossibleValuesParser::new(choices).map(|name| {
        let chosen = exchange::Format::ALL.into_iter().find(|format| format.name() == name);
        chosen.expect("the parser knows no other names")
    })
}
