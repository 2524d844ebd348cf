//! Opening an archive: whether it is one, of which version, and how an earlier one is taken forward.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::Error;

/// The version that this program writes. Archives of earlier versions are taken forward, one step at a time.
pub const VERSION: u32 = 2;

// "Tilt" in ASCII: what `file` shows, and what tells an archive from any other database.
const APPLICATION_ID: i32 = 0x5469_6c74;

const SCHEMA: &str = include_str!("schema.sql");

// The step at place n takes version n + 1 to n + 2.
const STEPS: [fn() -> String; VERSION as usize - 1] = [to_2];

// SQLite has no function that reads hexadecimal digits.
fn to_2() -> String {
    let number = |column: &str| {
        let digit = |nth: usize| {
            let digit = format!("(instr('0123456789abcdef', substr({column}, {}, 1)) - 1)", nth + 1);
            format!("({digit} << {})", 60 - 4 * nth)
        };
        (0..16).map(digit).collect::<Vec<String>>().join(" | ")
    };
    let step = include_str!("step_1_to_2.sql");
    step.replace("@ID@", &number("event_1.id"))
        .replace("@INCIDENT@", &number("event_1.incident"))
        .replace("@STATEMENT@", &number("statement_1.id"))
}

/// Opens an archive to write; makes it where it is not there.
pub(crate) fn open_to_write(path: &Path) -> Result<Connection, Error> {
    let failed = Error::of("open", path);
    let mut connection = Connection::open(path).map_err(failed)?;
    connection.busy_timeout(Duration::from_secs(30)).map_err(failed)?;
    let version = version(&connection, path)?;
    // Readers go on while we write; what is acknowledged is on the disk.
    let pragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -131072;
        PRAGMA wal_autocheckpoint = 8192; PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY;";
    if version == 0 {
        connection.execute_batch("PRAGMA page_size = 8192;").map_err(failed)?;
    }
    connection.execute_batch(pragmas).map_err(failed)?;
    migrate(&mut connection, path)?;
    keep_plans(&connection).map_err(failed)?;
    Ok(connection)
}

/// Opens an archive to read: nothing of it can be changed through this connection.
pub(crate) fn open_to_read(path: &Path) -> Result<Connection, Error> {
    if !path.exists() {
        return Err(Error::Missing(path.to_path_buf()));
    }
    let failed = Error::of("open", path);
    let connection = match connect_to_read(path) {
        // In a folder that may not be written to there can be no write-ahead log: the file alone is the archive.
        Err(_) if !log_of(path).exists() => connect_frozen(path).map_err(failed)?,
        connection => connection.map_err(failed)?,
    };
    let found = version(&connection, path)?;
    if found == 0 {
        return Err(Error::Foreign(path.to_path_buf()));
    }
    if found < VERSION {
        drop(connection);
        open_to_write(path).map_err(|why| Error::Older {
            path: path.to_path_buf(),
            found,
            why: why.to_string(),
        })?;
        return open_to_read(path);
    }
    keep_plans(&connection).map_err(failed)?;
    Ok(connection)
}

// Each question is planned once. Left to itself, SQLite with its statistics looks at what is bound to a question, and
// plans anew with other values: two thirds of the time of an answer of thousands of events.
fn keep_plans(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(64);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(|_| ())
}

fn connect_to_read(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(30))?;
    connection.execute_batch(
        "PRAGMA query_only = ON; PRAGMA mmap_size = 1073741824; PRAGMA cache_size = -65536;",
    )?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

fn connect_frozen(path: &Path) -> rusqlite::Result<Connection> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let written = path.display().to_string().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    Connection::open_with_flags(format!("file:{written}?immutable=1"), flags)
}

fn log_of(path: &Path) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push("-wal");
    name.into()
}

/// The version of the archive; 0 where the file is empty. Refuses what is no archive, or a later one.
fn version(connection: &Connection, path: &Path) -> Result<u32, Error> {
    let failed = |source: rusqlite::Error| match source.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase) => Error::Foreign(path.to_path_buf()),
        _ => Error::of("open", path)(source),
    };
    let number = |pragma: &str| connection.query_row(pragma, [], |row| row.get::<_, i64>(0)).map_err(failed);
    let n_tables = number("SELECT count(*) FROM sqlite_schema")?;
    let (application, found) = (number("PRAGMA application_id")?, number("PRAGMA user_version")?);
    if n_tables == 0 && application == 0 {
        return Ok(0);
    }
    if application != i64::from(APPLICATION_ID) {
        return Err(Error::Foreign(path.to_path_buf()));
    }
    let found = u32::try_from(found).unwrap_or(0);
    match found > VERSION {
        true => Err(Error::Newer { path: path.to_path_buf(), found, known: VERSION }),
        false => Ok(found),
    }
}

// In one transaction, and only where it is needed: two programs may open a new archive at once.
fn migrate(connection: &mut Connection, path: &Path) -> Result<(), Error> {
    if version(connection, path)? == VERSION {
        return Ok(());
    }
    let failed = Error::of("write", path);
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(failed)?;
    let found = version(&transaction, path)?;
    if found == 0 {
        transaction.execute_batch(SCHEMA).map_err(failed)?;
    }
    for step in STEPS.iter().skip(found.max(1) as usize - 1).take(if found == 0 { 0 } else { STEPS.len() }) {
        transaction.execute_batch(&step()).map_err(failed)?;
    }
    let mark = format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION};");
    transaction.execute_batch(&mark).map_err(failed)?;
    transaction.commit().map_err(failed)
}
