//! What an operator does with the database.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use rebound_core::base::ids::AccountId;
use rebound_core::replica::document_id::DocumentId;
use rusqlite::{Connection, OpenFlags, Row};

use crate::auth::people::tables::wrapped_keys;
use crate::auth::space::SpaceId;
use crate::ledger::storage::StorageError;
use crate::ledger::storage::sqlite::changes::PLACE_BITS;
use crate::ledger::storage::sqlite::{Sqlite, feed, schema};
use crate::ledger::storage::upkeep::{DocumentSummary, Holdings, SpaceSummary, Upkeep};

impl Upkeep for Sqlite {
    fn probe(&self) -> Result<(), StorageError> {
        // The same number once more is a page in the log, as a change would be.
        let written =
            self.writing().connection.pragma_update(None, "user_version", schema::VERSION);
        written.inspect_err(|_| self.vitals.note_failed())?;
        self.vitals.note_stored();
        self.kept()
    }

    fn holdings(&self) -> Result<Holdings, StorageError> {
        self.reading(|connection| {
            let count = |query| connection.query_row(query, [], |row| count_at(row, 0));
            Ok(Holdings {
                accounts: count("SELECT count(*) FROM accounts")?,
                devices: count("SELECT count(*) FROM devices")?,
                documents: count("SELECT count(*) FROM documents")?,
                bytes: count(
                    "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
                )?,
            })
        })
    }

    fn documents(&self) -> Result<Vec<DocumentSummary>, StorageError> {
        self.reading(|connection| {
            let mut query = connection.prepare(&format!(
                "SELECT id,
                    (SELECT account FROM roles WHERE document = number AND role = 'owner'),
                    (SELECT count(*) FROM shares WHERE document = number),
                    (SELECT count(*) FROM changes
                        WHERE place >= number << {PLACE_BITS} AND place < (number + 1) << {PLACE_BITS}),
                    (SELECT coalesce(sum(length(bytes)), 0) FROM changes
                        WHERE place >= number << {PLACE_BITS} AND place < (number + 1) << {PLACE_BITS})
                    + coalesce((SELECT length(chunk) FROM snapshots WHERE document = number), 0)
                 FROM documents ORDER BY number"
            ))?;
            let rows = query.query_map([], |row| {
                Ok(DocumentSummary {
                    document: DocumentId::from_bytes(row.get(0)?),
                    owner: row.get::<_, Option<[u8; 16]>>(1)?.map(AccountId::from_bytes),
                    members: count_at(row, 2)?,
                    changes: count_at(row, 3)?,
                    bytes: count_at(row, 4)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    fn spaces(&self) -> Result<Vec<SpaceSummary>, StorageError> {
        self.reading(|connection| {
            let mut query = connection.prepare(
                "SELECT id, owner,
                    (SELECT count(*) FROM space_members WHERE space = id),
                    (SELECT count(*) FROM space_documents WHERE space = id)
                 FROM spaces ORDER BY id",
            )?;
            let rows = query.query_map([], |row| {
                Ok(SpaceSummary {
                    space: SpaceId::from_bytes(row.get(0)?),
                    owner: AccountId::from_bytes(row.get(1)?),
                    members: count_at(row, 2)?,
                    documents: count_at(row, 3)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    fn back_up(&self, to: &Path) -> Result<u64, StorageError> {
        if to.exists() {
            let taken = io::Error::new(io::ErrorKind::AlreadyExists, "the file is there already");
            return Err(unavailable(taken));
        }
        let part = beside(to, "part");
        let written = self.reading(|connection| {
            make_private(&part).map_err(unavailable)?;
            connection.execute("VACUUM INTO ?1", [part.to_string_lossy()])?;
            check_copy(&part)
        });
        let put = written.and_then(|()| put(&part, to).map_err(unavailable));
        if put.is_err() {
            drop(std::fs::remove_file(&part));
        }
        put
    }

    fn examine(&self) -> Result<Vec<String>, StorageError> {
        self.reading(|connection| Ok(integrity(connection)?))
    }
}

/// Looks whether a file is a sound backup of a server's store.
///
/// # Errors
///
/// [`StorageError`]: it is not.
pub fn check(backup: &Path) -> Result<(), StorageError> {
    check_copy(backup)
}

/// Ends the devices in one database that are ended in another, which was there before it; tells how many.
///
/// # Errors
///
/// [`StorageError`]: one of the two does not answer.
pub fn carry_revocations(from: &Path, to: &Path) -> Result<usize, StorageError> {
    let ended: Vec<(Vec<u8>, Vec<u8>)> = {
        let connection = schema::connect(from)?;
        let mut query = connection.prepare("SELECT account, id FROM devices WHERE revoked = 1")?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect::<Result<_, _>>()?
    };
    let connection = schema::connect(to)?;
    let mut end = connection
        .prepare("UPDATE devices SET revoked = 1 WHERE account = ?1 AND id = ?2 AND revoked = 0")?;
    let mut count = 0;
    for (account, device) in ended {
        count += end.execute([account, device])?;
    }
    Ok(count)
}

/// Gives the accounts of one database the recovery codes, and the keys that are wrapped with them, that they have in
/// another, which was there before it; tells how many had others.
///
/// # Errors
///
/// [`StorageError`]: one of the two does not answer.
pub fn carry_recovery(from: &Path, to: &Path) -> Result<usize, StorageError> {
    let carried = wrapped_keys::carry(&schema::connect(from)?, &mut schema::connect(to)?);
    carried.map_err(|error| StorageError::Unavailable(error.into()))
}

/// Puts a backup where a server finds it: `database` must not be there.
///
/// # Errors
///
/// [`StorageError`]: the file is no sound backup of a server's store, or cannot be copied. Nothing was put.
pub fn restore(from: &Path, database: &Path) -> Result<u64, StorageError> {
    check_copy(from)?;
    let part = beside(database, "part");
    make_private(&part).map_err(unavailable)?;
    std::fs::copy(from, &part).map_err(unavailable)?;
    begin_another_life(&part)?;
    put(&part, database).map_err(unavailable)
}

/// What clients were told of the feed since the backup was made is worth nothing in what it becomes.
fn begin_another_life(copy: &Path) -> Result<(), StorageError> {
    let connection = Connection::open(copy)?;
    // One of an older server gets its feed when it is opened.
    if schema::recognise(&connection)?.is_some_and(|version| version >= 8) {
        connection.execute(feed::NEW_LIFE, [])?;
    }
    Ok(())
}

/// A count in a column: never below 0.
fn count_at(row: &Row<'_>, column: usize) -> Result<u64, rusqlite::Error> {
    Ok(row.get::<_, i64>(column)?.unsigned_abs())
}

fn unavailable(error: io::Error) -> StorageError {
    StorageError::Unavailable(error.into())
}

/// Makes an empty file that only its owner can read.
fn make_private(path: &Path) -> io::Result<()> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// A file that is being written, next to where it will be.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{ending}"));
    PathBuf::from(name)
}

/// Makes a whole file durable under its name; tells how many bytes it has.
fn put(part: &Path, to: &Path) -> io::Result<u64> {
    let file = File::options().write(true).open(part)?;
    file.sync_all()?;
    std::fs::rename(part, to)?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or_else(|| Path::new(".")))?.sync_all()?;
    Ok(file.metadata()?.len())
}

/// Looks whether a copy is whole, and of a server that this one understands.
fn check_copy(path: &Path) -> Result<(), StorageError> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    schema::recognise(&connection)?.ok_or(StorageError::Foreign)?;
    if integrity(&connection)?.is_empty() { Ok(()) } else { Err(StorageError::Damaged) }
}

fn integrity(connection: &Connection) -> Result<Vec<String>, rusqlite::Error> {
    let mut query = connection.prepare("PRAGMA integrity_check(20)")?;
    let rows = query.query_map([], |row| row.get::<_, String>(0))?;
    let said: Vec<String> = rows.collect::<Result<_, _>>()?;
    Ok(said.into_iter().filter(|line| line != "ok").collect())
}
