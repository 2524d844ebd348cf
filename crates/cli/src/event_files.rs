//! Files of events and archives, opened: what commands that measure them and commands that pass them on share.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use tiltmeter::Error;
use tiltmeter::archive::records_of;
use tiltmeter::relations::Input;

/// Opens a file, or standard input for `-`.
pub(crate) fn open(path: &Path) -> Result<Input<'static>, Error> {
    let name = path.display().to_string();
    let bytes: Box<dyn Read + Send> = if name == "-" {
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

/// The events of an archive, as a file of records would have them; of the run in use where none is named.
pub(crate) fn archived(path: &Path, run: Option<&str>) -> Result<Input<'static>, Error> {
    let bytes = records_of(path, run)?;
    Ok(Input { name: path.display().to_string(), bytes: Box::new(bytes) })
}
