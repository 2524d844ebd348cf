//! What can be written on the command line, with its help.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use tiltmeter::record::When;

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
    Explain(ExplainArguments),
    #[command(subcommand)]
    Lexicon(LexiconArguments),
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
    /// A text, a .jsonl file of reports, a folder of these, or - for standard input
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

/// Turn many reports into records: events, statements, times, mentions
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
    /// Files of JSON lines; none, or -, is standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// Which records to write
    #[arg(long, value_enum, value_delimiter = ',', default_value = "events")]
    pub(crate) emit: Vec<RecordKind>,

    /// How to write them
    #[arg(long, value_enum, default_value = "jsonl")]
    pub(crate) format: CodeFormat,

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
    /// Who said what
    Statements,
    /// Time expressions and the dates they mean
    Times,
    /// Every mention of an actor
    Mentions,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CodeFormat {
    /// One JSON record a line
    Jsonl,
    /// One JSON array of records
    Json,
    /// A table for spreadsheets and R: one kind of record, one header line
    Csv,
    /// Lines to look at
    Table,
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
    /// The code, as records write it
    #[arg(value_name = "CODE")]
    pub(crate) code: Option<String>,
}

/// Ask the lexicon: what a name means, what is doubtful, which names it lacks
#[derive(Subcommand)]
pub(crate) enum LexiconArguments {
    Find(FindArguments),
    Check(CheckArguments),
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
