//! A progress bar: on a terminal, and only for work of more than a second.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use tiltmeter::Batch;

/// How far the work is.
pub(crate) struct Progress {
    n_bytes: u64,
    n_done: u64,
    /// Bytes of the inputs that are done.
    n_before: u64,
    n_reports: usize,
    began: Instant,
    // Where the output goes to the same terminal, the bar would stand between the records.
    wanted: bool,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Of `n_bytes` in all; 0 is unknown.
    pub(crate) fn new(n_bytes: u64) -> Progress {
        let wanted = io::stderr().is_terminal() && !io::stdout().is_terminal();
        Progress { n_bytes, n_done: 0, n_before: 0, n_reports: 0, began: Instant::now(), wanted, bar: None }
    }

    /// Counts a batch.
    pub(crate) fn advance(&mut self, batch: &Batch) {
        self.n_done += batch.n_bytes as u64;
        self.count(batch.n_reports);
    }

    /// Counts more records of an input of which so many bytes are read.
    pub(crate) fn advance_to(&mut self, n_bytes: u64, n_records: u64) {
        self.n_done = self.n_before + n_bytes;
        self.count(n_records as usize);
    }

    /// Ends an input of so many bytes: the next one's are counted from there.
    pub(crate) fn end_of(&mut self, n_bytes: u64) {
        self.n_before += n_bytes;
    }

    fn count(&mut self, n_reports: usize) {
        self.n_reports += n_reports;
        if self.bar.is_none() && self.wanted && self.began.elapsed() > Duration::from_secs(1) {
            self.bar = Some(bar(self.n_bytes));
        }
        if let Some(bar) = &self.bar {
            bar.set_position(self.n_done);
            let rate = self.n_reports as f64 / self.began.elapsed().as_secs_f64();
            bar.set_message(format!("{} reports, {rate:.0} a second", self.n_reports));
        }
    }

    /// Does something that may write to the terminal.
    pub(crate) fn aside<T>(&self, act: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(act),
            None => act(),
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

fn bar(n_bytes: u64) -> ProgressBar {
    let known = "{bar:30} {percent:>3} %  {msg}, {decimal_bytes_per_sec}, {eta} to go";
    let open = "{spinner} {msg}, {decimal_bytes}, {decimal_bytes_per_sec}";
    let (bar, template) = match n_bytes {
        0 => (ProgressBar::new_spinner(), open),
        n => (ProgressBar::new(n), known),
    };
    let style = ProgressStyle::with_template(template).expect("the templates above are well formed");
    bar.with_style(style)
}
