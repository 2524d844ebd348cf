//! Files of events, opened: what commands that measure them and commands that pass them on share.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use tiltmeter::Error;
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
