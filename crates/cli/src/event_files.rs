//! Files of events and archives, opened: what commands that measure them and commands that pass them on share.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use tiltmeter::Error;
use tiltmeter::archive::{Filter, days, records_of};
use tiltmeter::record::{Status, When};
use tiltmeter::relations::Input;

/// Opens a file, or standard input for `-`.
pub(crate) fn open(path: &Path) -> Result<Input<'static>, Error> {
    let name = path.display().to_string();
    let bytes: Box<dyn Read> = if name == "-" {
        Box::new(io::stdin())
    } else {
        let failed = |source| Error::OpenEvents { file: name.clone(), source };
        let file = File::open(path).map_err(failed)?;
        if file.metadata().map_err(failed)?.is_dir() {
            return Err(failed(io::Error::other("it is a folder: name its files")));
        }
        Box::new(file)
    };
    Ok(Input { name, bytes })
}

/// Which events of an archive are asked for.
pub(crate) struct Asked<'a> {
    /// The run; `None` is the one in use.
    pub(crate) run: Option<&'a str>,
    pub(crate) statuses: &'a [Status],
    pub(crate) since: Option<When>,
    pub(crate) until: Option<When>,
    /// Whether the words of an event are its whole sentence.
    pub(crate) with_sentences: bool,
}

/// The events of an archive, as a file of records would have them.
pub(crate) fn archived(path: &Path, asked: &Asked<'_>) -> Result<Input<'static>, Error> {
    let filter = Filter {
        status: asked.statuses.iter().map(|status| status.code().to_string()).collect(),
        // A week more on each side: which day a vague date counts for is decided when it is loaded.
        since: asked.since.map(|when| days(when.date) - 7),
        until: asked.until.map(|when| days(when.last_day()) + 7),
        ..Filter::default()
    };
    let bytes = records_of(path, asked.run, filter, asked.with_sentences)?;
    Ok(Input { name: path.display().to_string(), bytes: Box::new(bytes) })
}
