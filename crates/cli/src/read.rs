//! `tiltmeter read`: what a report tells, for people.
//!
//! ```text
//! file, folder or pipe ──> reports ──> brief ──> terminal or page
//!                          inputs      brief     terminal, page
//! ```

mod acts;
mod brief;
mod inputs;
mod marks;
mod page;
mod terminal;

use std::io::{self, IsTerminal, Write};

use tiltmeter::{Coder, Emit, Reading, Settings};

use crate::Outcome;
use crate::arguments::{Format, ReadArguments, ReadFormat};
use crate::code::lexicon;
use crate::formats::Output;
use crate::rejects::Rejects;
use brief::Brief;
pub(crate) use page::escape;
pub(crate) use terminal::{BOLD, DIM, Style, wrapped};

/// Shows every report of the input.
pub(crate) fn run(arguments: &ReadArguments) -> anyhow::Result<Outcome> {
    let mut rejects = Rejects::new(None)?;
    let reports = inputs::reports(&arguments.input, arguments.date, &mut rejects)?;
    let lexicon = lexicon(&arguments.setup)?;
    let settings = Settings { lexicon: lexicon.get(), explain: arguments.setup.explain, only_events: false };
    let mut coder = Coder::new(settings);
    let readings = reports.into_iter().map(|incoming| coder.read_incoming(incoming));
    show(readings, arguments.format)?;
    rejects.finish()
}

fn show(readings: impl Iterator<Item = Reading>, format: Option<ReadFormat>) -> anyhow::Result<()> {
    let mut out = io::stdout();
    let on_terminal = out.is_terminal();
    let format = format.unwrap_or(if on_terminal { ReadFormat::Table } else { ReadFormat::Jsonl });
    match format {
        ReadFormat::Table => {
            let style = Style::of_output(on_terminal);
            for (report_idx, reading) in readings.enumerate() {
                let between = if report_idx > 0 { "\n" } else { "" };
                let written = terminal::write(&Brief::new(&reading), style);
                out.write_all(format!("{between}{written}").as_bytes())?;
            }
            out.flush()?;
        }
        ReadFormat::Html => {
            let readings: Vec<Reading> = readings.collect();
            let briefs: Vec<Brief<'_>> = readings.iter().map(Brief::new).collect();
            out.write_all(page::write(&briefs).as_bytes())?;
            out.flush()?;
        }
        ReadFormat::Json => records(readings, Output::begin(out, Format::Json, Emit::ALL)?)?,
        ReadFormat::Jsonl => records(readings, Output::begin(out, Format::Jsonl, Emit::ALL)?)?,
    }
    Ok(())
}

fn records(readings: impl Iterator<Item = Reading>, mut output: Output<impl Write + Send>) -> io::Result<()> {
    let render = output.renderer();
    for reading in readings {
        let mut written = Vec::new();
        render(&reading, &mut written);
        output.take(&written)?;
    }
    output.end()
}
