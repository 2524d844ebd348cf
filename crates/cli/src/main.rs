//! The program `tiltmeter`: `read` shows people what a report tells, `code` turns many into records, `dyad`,
//! `turns`, `brief` and their like say how states tilt.
//!
//! ```text
//! tiltmeter read examples/patron.txt --date 2018-01-29
//! tiltmeter code reports.jsonl > events.jsonl
//! tiltmeter dyad PAK USA --events events.jsonl
//! ```
//!
//! Data goes to standard output, all else to standard error. Exit codes: 0 done, 1 failed, 2 wrong
//! usage, 3 done but some inputs were rejected.

mod archive;
mod arguments;
mod code;
mod event_files;
mod exchange;
mod explain;
mod feeds;
mod formats;
mod lexicon;
mod papers;
mod progress;
mod read;
mod rejects;
mod relations;

use std::io;
use std::process::ExitCode;

use arguments::{Arguments, Command};
use clap::Parser;

/// How a command ended that did not fail.
enum Outcome {
    /// All was done.
    Done,
    /// All was done but for some inputs, which were told.
    SomeRejected,
}

fn main() -> ExitCode {
    tell_faults_in_one_line();
    let arguments = Arguments::parse();
    let outcome = match &arguments.command {
        Command::Read(arguments) => read::run(arguments),
        Command::Code(arguments) => code::run(arguments),
        Command::Feeds(arguments) => feeds::run(arguments),
        Command::Ingest(arguments) => archive::ingest(arguments),
        Command::Events(arguments) => archive::events(arguments),
        Command::Statements(arguments) => archive::statements(arguments),
        Command::Ties(arguments) => archive::ties(arguments),
        Command::Reports(arguments) => archive::reports(arguments),
        Command::Runs(arguments) => archive::runs(arguments),
        Command::Ledger(arguments) => archive::ledger(arguments),
        Command::Sql(arguments) => archive::sql(arguments),
        Command::Doctor(arguments) => archive::doctor(arguments),
        Command::Backup(arguments) => archive::backup(arguments),
        Command::Snapshot(arguments) => archive::snapshot(arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Lexicon(arguments) => lexicon::run(arguments),
        Command::Dyad(arguments) => relations::dyad(arguments),
        Command::State(arguments) => relations::state(arguments),
        Command::Turns(arguments) => relations::turns(arguments),
        Command::Pivots(arguments) => relations::pivots(arguments),
        Command::Axes(arguments) => relations::axes(arguments),
        Command::Blocs(arguments) => relations::blocs(arguments),
        Command::Brief(arguments) => relations::brief(arguments),
        Command::Import(arguments) => exchange::import(arguments),
        Command::Export(arguments) => exchange::export(arguments),
        Command::Completions(arguments) => papers::completions(arguments),
        Command::Man(arguments) => papers::man(arguments),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::SomeRejected) => ExitCode::from(3),
        // Whoever read our output has had enough: `tiltmeter code … | head`.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            tell(&in_one_line(&error));
            ExitCode::from(1)
        }
    }
}

// Error and causes. Many errors end with their cause's words, so that they are whole by themselves: once is enough.
fn in_one_line(error: &anyhow::Error) -> String {
    error.chain().skip(1).map(ToString::to_string).fold(error.to_string(), |told, cause| {
        if told.ends_with(&cause) { told } else { format!("{told}: {cause}") }
    })
}

/// Says something to the person at the terminal.
#[allow(clippy::print_stderr, reason = "the one place of the program that writes to standard error")]
fn tell(what: &str) {
    eprintln!("tiltmeter: {what}");
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let broken = |cause: &io::Error| cause.kind() == io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(broken))
}

fn tell_faults_in_one_line() {
    std::panic::set_hook(Box::new(|fault| {
        let payload = fault.payload();
        let literal = payload.downcast_ref::<&str>().copied();
        let what =
            literal.or(payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no word of why");
        let place =
            fault.location().map_or(String::new(), |place| format!(" ({}:{})", place.file(), place.line()));
        tell(&format!("a fault of the program: {what}{place}"));
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_told_once() {
        let cause = || std::io::Error::other("cut off");
        let whole = tiltmeter::Error::ReadEvents { file: "e.zst".to_string(), line: 3, source: cause() };
        for (error, told) in [
            (anyhow::Error::new(whole), "cannot read events from `e.zst` after line 3: cut off"),
            (anyhow::Error::new(cause()).context("cannot write"), "cannot write: cut off"),
            (anyhow::Error::new(cause()), "cut off"),
        ] {
            assert_eq!(in_one_line(&error), told);
        }
    }
}
