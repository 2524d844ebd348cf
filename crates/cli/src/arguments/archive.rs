//! Arguments of the commands that fill an archive and ask it.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use tiltmeter::record::{EventType, Sector, Status, When};

use super::{Format, SetupArguments, status};

#[derive(Args)]
pub(crate) struct ArchiveArguments {
    /// The archive: one SQLite file
    #[arg(long, value_name = "FILE", default_value = "archive.tilt")]
    pub(crate) archive: PathBuf,
}

/// Read reports into an archive: each once, every one accounted for
///
/// What a source is, its content tells: text, JSON lines, packed or not. Reports are coded on all cores and written in
/// batches; a batch that was written is on the disk. Ctrl-C stops after the batch at hand, and the same command goes on
/// where it was.
#[derive(Args)]
#[command(after_help = "Examples:
  tiltmeter ingest examples/reports.jsonl --archive a.tilt
  tiltmeter ingest news/ 2018.jsonl.gz --archive a.tilt --rejects bad.jsonl
  zcat 2018.jsonl.gz | tiltmeter ingest --archive a.tilt")]
pub(crate) struct IngestArguments {
    /// Files and folders of reports; none, or -, is standard input
    #[arg(value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) archive: ArchiveArguments,

    /// How many threads code [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,

    /// Records that are written at once: fewer are sooner on the disk, more are written faster
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) batch: u32,

    /// Write a line on standard output for every batch that is on the disk: a JSON object with its input, how many of
    /// the input's records are in, and their fates
    #[arg(long)]
    pub(crate) acknowledge: bool,

    /// Tell at the end where the time went, stage by stage
    #[arg(long)]
    pub(crate) timing: bool,

    /// Write what could not be read to a file: one JSON object a line with file, line, reason and input
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) setup: SetupArguments,
}

/// Find events, statements or ties in an archive
///
/// Every answer names its run, its report and its sentence. What many copies of a report tell is one event, with its
/// mentions counted; --tellings lists each.
#[derive(Args)]
#[command(after_help = "Examples:
  tiltmeter events --archive a.tilt --actor USA --recipient PAK --since 2018-01
  tiltmeter events --archive a.tilt --between PAK,USA --type SANCTION --words 'military aid' --format csv
  tiltmeter statements --archive a.tilt --speaker Khan")]
pub(crate) struct FindArchivedArguments {
    #[command(flatten)]
    pub(crate) archive: ArchiveArguments,

    #[command(flatten)]
    pub(crate) filter: FilterArguments,

    #[command(flatten)]
    pub(crate) page: PageArguments,

    /// How to show it [default: table on a terminal, jsonl otherwise]
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
}

#[derive(Args)]
#[command(next_help_heading = "Which")]
pub(crate) struct FilterArguments {
    /// Code of the actor (or speaker): PAK, or several
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub(crate) actor: Vec<String>,

    /// Code of the recipient (or addressee)
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub(crate) recipient: Vec<String>,

    /// Two codes, whoever acts: PAK,USA
    #[arg(long, value_name = "A,B", conflicts_with_all = ["actor", "recipient"], value_parser = pair)]
    pub(crate) between: Option<(String, String)>,

    /// Sector of the actor or recipient: GOV
    #[arg(long, value_delimiter = ',', value_parser = sector)]
    pub(crate) sector: Vec<Sector>,

    /// PLOVER type: SANCTION
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',', value_parser = event_type)]
    pub(crate) event: Vec<EventType>,

    /// PLOVER mode: visit
    #[arg(long, value_delimiter = ',')]
    pub(crate) mode: Vec<String>,

    /// Quad class, 1 to 4
    #[arg(long, value_delimiter = ',', value_parser = clap::value_parser!(u8).range(1..=4))]
    pub(crate) quad: Vec<u8>,

    /// Whether it happened
    #[arg(long, value_delimiter = ',', value_parser = status)]
    pub(crate) status: Vec<Status>,

    /// First day
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<When>,

    /// Last day
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<When>,

    /// Words of the place
    #[arg(long)]
    pub(crate) place: Option<String>,

    /// Code or name of who says so
    #[arg(long)]
    pub(crate) speaker: Option<String>,

    /// Who published the report
    #[arg(long)]
    pub(crate) publisher: Option<String>,

    /// Words of the sentence, all of them; in quotation marks, together
    #[arg(long)]
    pub(crate) words: Option<String>,

    /// The least confidence, 0 to 1
    #[arg(long, value_name = "C")]
    pub(crate) confidence: Option<f64>,

    /// The report's own key
    #[arg(long)]
    pub(crate) doc: Option<String>,

    /// The record's id
    #[arg(long)]
    pub(crate) id: Option<String>,

    /// The run that coded; the beginning of its id is enough [default: the one in use]
    #[arg(long)]
    pub(crate) run: Option<String>,

    /// Every telling of an event, and not one for all its copies
    #[arg(long)]
    pub(crate) tellings: bool,
}

#[derive(Args)]
#[command(next_help_heading = "How many")]
pub(crate) struct PageArguments {
    /// What to sort by
    #[arg(long, value_enum, default_value = "date")]
    pub(crate) sort: SortBy,

    /// The greatest, or latest, first
    #[arg(long)]
    pub(crate) descending: bool,

    /// How many at most
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,

    /// Which page of that many, from 1
    #[arg(long, value_name = "N", default_value_t = 1, requires = "limit", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) page: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SortBy {
    Date,
    Confidence,
    Mentions,
    Scale,
}

/// Find reports in an archive
#[derive(Args)]
#[command(after_help = "Example:
  tiltmeter reports --archive a.tilt --words 'cease-fire' --since 2023-05 --text")]
pub(crate) struct ReportsArguments {
    #[command(flatten)]
    pub(crate) archive: ArchiveArguments,

    /// First day of publication
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<When>,

    /// Last day
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<When>,

    /// Who published it
    #[arg(long)]
    pub(crate) publisher: Option<String>,

    /// Words of title or text, all of them; in quotation marks, together
    #[arg(long)]
    pub(crate) words: Option<String>,

    /// The report's own key
    #[arg(long)]
    pub(crate) doc: Option<String>,

    /// With its text
    #[arg(long)]
    pub(crate) text: bool,

    #[command(flatten)]
    pub(crate) page: PageArguments,

    /// How to show it [default: table on a terminal, jsonl otherwise]
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
}

/// Tell what coded an archive; compare; choose which answers
#[derive(Subcommand)]
pub(crate) enum RunsArguments {
    List(RunsListArguments),
    Diff(RunsDiffArguments),
    Use(RunsUseArguments),
    Code(RunsCodeArguments),
}

/// List the runs of an archive
#[derive(Args)]
pub(crate) struct RunsListArguments {
    #[command(flatten)]
    pub(crate) archive: ArchiveArguments,

    /// How to show it [default: table on a terminal, jsonl otherwise]
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
}

/// Compare the events of two runs on the reports that both coded
#[derive(Args)]
pub(crate) struct RunsDiffArguments {
    /// A run: its id, or the beginning of it
    pub(crate) first: String,

    /// Another
    pub(crate) second: String,

    #[command(flatten)]
    pub(crate) archive: ArchiveArguments,

    /// How to show it [default: table on a terminal, jsonl otherwise]
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
}

/// Have a run answer where none is named
#[derive(Args)]
pub(crate) struct RunsUseArguments {
    /// The run: its id, or the beginning of it
    pub(crate) id: String,

    #[command(flatten)]
    pub(crate) archive: ArchiveArguments,
}

/// Code the reports of an archive again, with this program and lexicon: a new run beside the old ones
#[derive(Args)]
#[command(after_help = "Example:
  tiltmeter runs code --archive a.tilt --lexicon my-lexicon")]
pub(crate) struct RunsCodeArguments {
    #[command(flatten)]
    pub(crate) archive: ArchiveArguments,

    /// How many threads code [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,

    #[command(flatten)]
    pub(crate) setup: SetupArguments,
}

/// Tell what became of every input, and of every record in it
#[derive(Args)]
#[command(after_help = "Examples:
  tiltmeter ledger --archive a.tilt
  tiltmeter ledger --archive a.tilt --fate broken")]
pub(crate) struct LedgerArguments {
    #[command(flatten)]
    pub(crate) archive: ArchiveArguments,

    /// List the records of one fate, and not the counts of all
    #[arg(long, value_enum)]
    pub(crate) fate: Option<FateChoice>,

    /// How to show it [default: table on a terminal, jsonl otherwise]
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FateChoice {
    All,
    Coded,
    Copy,
    Again,
    Unread,
    Empty,
    Broken,
    Imported,
}

/// Ask an archive in SQL: read only, and within a time
#[derive(Args)]
#[command(after_help = "Example:
  tiltmeter sql 'SELECT type, count(*) FROM events WHERE counts GROUP BY type' --archive a.tilt --format table")]
pub(crate) struct SqlArguments {
    /// The question; docs/archive.md tells the tables
    pub(crate) question: String,

    #[command(flatten)]
    pub(crate) archive: ArchiveArguments,

    /// Seconds after which the question is ended
    #[arg(long, value_name = "SECONDS", default_value_t = 30.0)]
    pub(crate) time_limit: f64,

    /// How to show it [default: table on a terminal, jsonl otherwise]
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
}

/// Check an archive: what is wrong, and what mends it
#[derive(Args)]
#[command(after_help = "Examples:
  tiltmeter doctor --archive a.tilt
  tiltmeter doctor --archive a.tilt --content    (two archives of the same reports print the same)")]
pub(crate) struct DoctorArguments {
    #[command(flatten)]
    pub(crate) archive: ArchiveArguments,

    /// Make anew what follows from the rest: acts, weeks, indexes
    #[arg(long)]
    pub(crate) mend: bool,

    /// Tell what it holds, so that two archives can be compared
    #[arg(long, conflicts_with = "mend")]
    pub(crate) content: bool,

    /// How to show it [default: table on a terminal, jsonl otherwise]
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,
}

/// Copy an archive as it is at one moment, while others write to it
#[derive(Args)]
#[command(after_help = "Example:
  tiltmeter backup a-2018-02-01.tilt --archive a.tilt")]
pub(crate) struct BackupArguments {
    /// The copy: a file that is not there yet
    pub(crate) to: PathBuf,

    #[command(flatten)]
    pub(crate) archive: ArchiveArguments,
}

/// Write all of a run at one moment, as Parquet by month with a data package
#[derive(Args)]
#[command(after_help = "Example:
  tiltmeter snapshot 2018-02 --archive a.tilt")]
pub(crate) struct SnapshotArguments {
    /// The folder: one that holds no snapshot yet
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,

    #[command(flatten)]
    pub(crate) archive: ArchiveArguments,

    /// The run; the beginning of its id is enough [default: the one in use]
    #[arg(long)]
    pub(crate) run: Option<String>,
}

fn pair(written: &str) -> Result<(String, String), String> {
    match written.split_once(',') {
        Some((a, b)) if !a.is_empty() && !b.is_empty() && a != b => Ok((a.to_uppercase(), b.to_uppercase())),
        _ => Err("give two codes: PAK,USA".to_string()),
    }
}

fn sector(written: &str) -> Result<Sector, String> {
    Sector::find(&written.to_uppercase()).ok_or_else(|| "no PLOVER sector; give GOV, MIL, …".to_string())
}

fn event_type(written: &str) -> Result<EventType, String> {
    EventType::from_code(&written.to_uppercase()).ok_or_else(|| {
        format!("no PLOVER type; give one of {}", EventType::ALL.map(EventType::code).join(", "))
    })
}
