//! What a fault of SQLite means to an app: damaged, foreign, full, open elsewhere, or a moment's.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Error, ErrorCode};

use crate::store::StoreError;
use crate::store::sqlite::schema::APPLICATION_ID;

/// How every SQLite database starts.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Where the header of a SQLite database names the application.
const APPLICATION_AT: usize = 68;

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        let reason = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::damaged(reason),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::OpenElsewhere,
            Some(_) => Self::Unavailable { reason },
            None => of_a_value(&error, reason),
        }
    }
}

/// A column that does not hold what was written into it. SQLite itself has no fault then.
#[expect(clippy::wildcard_enum_match_arm, reason = "not our enum")]
fn of_a_value(error: &Error, reason: String) -> StoreError {
    match error {
        Error::FromSqlConversionFailure(..)
        | Error::IntegralValueOutOfRange(..)
        | Error::InvalidColumnType(..)
        | Error::Utf8Error(..) => StoreError::damaged(reason),
        _ => StoreError::Unavailable { reason },
    }
}

/// What a fault at opening is about, as far as the file and its folder tell. Only for a file that this
/// process does not have open: closing a file ends the process' locks on it.
pub(super) fn at_opening(fault: StoreError, path: &Path) -> StoreError {
    match fault {
        StoreError::Damaged { .. } | StoreError::Foreign => match whose(path) {
            Whose::Ours => StoreError::damaged("the file was cut or overwritten"),
            Whose::Foreign => StoreError::Foreign,
        },
        StoreError::Unavailable { .. } => match folder(path) {
            Some(folder) if !folder.is_dir() => StoreError::NotThere { path: folder },
            Some(_) | None => fault,
        },
        StoreError::FromTheFuture { .. }
        | StoreError::NotThere { .. }
        | StoreError::OtherDevice
        | StoreError::OtherAccount
        | StoreError::OpenElsewhere
        | StoreError::Full
        | StoreError::Closed => fault,
    }
}

/// The folder that a database lies in; `None` for the current one.
fn folder(path: &Path) -> Option<PathBuf> {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).map(Path::to_owned)
}

enum Whose {
    /// A Rebound database, or what a fault of the disk has left of one.
    Ours,
    Foreign,
}

/// Whose file it is. A start that was cut off or zeroed is taken for ours: nobody's notes begin so.
fn whose(path: &Path) -> Whose {
    let mut header = Vec::new();
    let read = File::open(path).and_then(|file| file.take(100).read_to_end(&mut header));
    if read.is_err() {
        return Whose::Foreign;
    }
    let application = header.get(APPLICATION_AT..APPLICATION_AT + 4);
    let is_zeroed = header.iter().all(|byte| *byte == 0);
    let is_cut = application.is_none() && header.iter().zip(MAGIC).all(|(byte, due)| byte == due);
    let is_marked =
        header.starts_with(MAGIC) && application == Some(APPLICATION_ID.to_be_bytes().as_slice());
    if is_zeroed || is_cut || is_marked { Whose::Ours } else { Whose::Foreign }
}

/// Whether a write-ahead log is left from a process that ended without closing.
pub(super) fn has_log(path: &Path) -> bool {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    Path::new(&log).metadata().is_ok_and(|log| log.len() > 0)
}

/// SQLite writes whole pages, and reads the rest of a page that was cut off as zeros.
pub(super) fn ends_with_a_page(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let page: u32 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
    match path.metadata() {
        Ok(file) if page > 0 && !file.len().is_multiple_of(page.into()) => {
            Err(StoreError::damaged("the file ends in the middle of a page"))
        }
        Ok(_) | Err(_) => Ok(()),
    }
}
