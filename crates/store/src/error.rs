//! What can fail: the file, the disk, a question that cannot be asked. Each says the act and the archive.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why an archive could not be opened, written or asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not there.
    #[error("no archive `{}`: `tiltmeter ingest --archive {}` makes one", .0.display(), .0.display())]
    Missing(PathBuf),
    /// It is some other file.
    #[error("`{}` is no archive of tiltmeter", .0.display())]
    Foreign(PathBuf),
    /// A later program made it.
    #[error(
        "archive `{}` is of version {found}, made by a later tiltmeter: this one knows versions up to {known}; take \
         the program that made it, or a later one",
        path.display()
    )]
    Newer {
        /// The archive.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// The latest that this program knows.
        known: u32,
    },
    /// An earlier program made it, and it cannot be taken forward.
    #[error("archive `{}` is of version {found}, and cannot be taken forward: {why}", path.display())]
    Older {
        /// The archive.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// Why.
        why: String,
    },
    /// The database said no.
    #[error("cannot {act} archive `{}`: {}", path.display(), reason(failure))]
    Database {
        /// What was done: "open", "write", "ask".
        act: &'static str,
        /// The archive.
        path: PathBuf,
        /// Why. The words above say all of it: it is no source, which would be told once more.
        failure: rusqlite::Error,
    },
    /// No run is called so.
    #[error("no run `{0}` in this archive: `tiltmeter runs list` tells them")]
    NoRun(String),
    /// A question in SQL that was refused or that took too long.
    #[error("{0}")]
    Question(String),
    /// What stands in the archive cannot be read back.
    #[error("archive `{}` is damaged: {what}; `tiltmeter doctor` tells more", path.display())]
    Damaged {
        /// The archive.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
}

impl Error {
    /// Turns what the database said into an error of that act.
    pub(crate) fn of<'p>(
        act: &'static str,
        path: &'p Path,
    ) -> impl Fn(rusqlite::Error) -> Error + Copy + use<'p> {
        move |failure| Error::Database { act, path: path.to_path_buf(), failure }
    }
}

// What the system says is short; what to do about it is not in it.
fn reason(error: &rusqlite::Error) -> String {
    let what = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => {
            "the disk is full; what was acknowledged is safe: make room and give the same command again"
        }
        Some(ErrorCode::ReadOnly) => "it, or its folder, is read-only; nothing was written",
        Some(ErrorCode::CannotOpen) => "its folder is not there or may not be written to",
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another program is writing to it; wait for it and try again"
        }
        Some(ErrorCode::SystemIoFailure) => {
            return format!("the disk failed or is full ({error}); what was acknowledged is safe");
        }
        Some(ErrorCode::DatabaseCorrupt) => "it is damaged; `tiltmeter doctor` tells more",
        _ => return error.to_string(),
    };
    what.to_string()
}
